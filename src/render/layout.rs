//! Where everything goes: margins follow the labels, the sheet follows the panels, the legend has its own room.

use super::axis::{Ticks, ticks};
use super::chart::{Chart, ChartPanel};
use super::clip::Frame;
use super::legend::{self, Entry, Legend};
use super::range::{self, Ruler};
use super::text;

/// Font size of the title when it is short.
const TITLE: f64 = 18.0;
/// Subtitle.
pub const SUBTITLE: f64 = 13.0;
/// Title of a panel.
pub const PANEL_TITLE: f64 = 14.0;
/// Label of an axis.
pub const AXIS_LABEL: f64 = 13.5;
/// Label of a tick.
pub const TICK_LABEL: f64 = 12.0;
/// Footer.
pub const FOOTER: f64 = 10.0;
/// Line height as a multiple of the font size.
pub const LEADING: f64 = 1.32;
/// Length of a long tick.
pub const TICK: f64 = 5.0;

const EDGE: f64 = 18.0;
const BETWEEN: f64 = 26.0;

/// A panel with its rulers, ticks and wrapped labels.
pub struct Cell<'a> {
    /// What it shows.
    pub panel: &'a ChartPanel,
    /// Rulers and ticks of both axes; `None` when there is nothing to draw.
    pub axes: Option<((Ruler, Ticks), (Ruler, Ticks))>,
    /// Title in lines.
    pub title: Vec<String>,
    /// Label of the horizontal axis in lines.
    pub x_label: Vec<String>,
    /// Label of the vertical axis in lines.
    pub y_label: Vec<String>,
    /// Where the panel's frame lies.
    pub frame: Frame,
    /// The panel's own legend, below it.
    pub legend: Legend,
    /// Room for the labels of the vertical ticks.
    pub tick_room: f64,
}

/// A whole sheet, laid out.
pub struct Layout<'a> {
    /// Width of the sheet.
    pub width: f64,
    /// Height of the sheet.
    pub height: f64,
    /// Title in lines.
    pub title: Vec<String>,
    /// Font size of the title.
    pub title_size: f64,
    /// Subtitle in lines.
    pub subtitle: Vec<String>,
    /// The panels.
    pub cells: Vec<Cell<'a>>,
    /// The legend of the whole picture and the key of its marks, each with its upper left corner.
    pub legends: Vec<(Legend, (f64, f64))>,
}

/// Columns of the grid, and the size of a frame in it.
fn grid(panels: usize) -> (usize, f64, f64) {
    match panels {
        0 | 1 => (1, 640.0, 430.0),
        2 => (2, 470.0, 350.0),
        4 => (2, 450.0, 310.0),
        _ => (3, 380.0, 290.0),
    }
}

fn lines_height(lines: &[String], size: f64) -> f64 {
    lines.len() as f64 * size * LEADING
}

fn tick_width(label: &str) -> f64 {
    text::width(label, TICK_LABEL, false)
}

impl<'a> Cell<'a> {
    fn new(panel: &'a ChartPanel, entries: Vec<Entry>, width: f64, height: f64) -> Self {
        let axes = range::horizontal(panel).zip(range::vertical(panel)).map(|(x, y)| {
            let across = ticks(&x, width, |label| tick_width(label) + 16.0);
            ((x, across), (y, ticks(&y, height, |_| 24.0)))
        });
        let widest = |t: &Ticks| t.major.iter().map(|(_, l)| tick_width(l)).fold(0.0, f64::max);
        let tick_room = axes.as_ref().map_or(0.0, |(_, (_, t))| widest(t));
        let factor = axes.as_ref().map_or(0.0, |((_, t), _)| tick_width(&t.factor));
        Self {
            panel,
            title: text::wrap(&panel.title, PANEL_TITLE, true, width + 20.0),
            x_label: text::wrap(&panel.x.label, AXIS_LABEL, false, width - 2.0 * factor),
            y_label: text::wrap(&panel.y.label, AXIS_LABEL, false, height + 10.0),
            frame: Frame { left: 0.0, top: 0.0, right: width, bottom: height },
            legend: Legend::below(entries, width),
            tick_room,
            axes,
        }
    }

    fn left(&self) -> f64 {
        lines_height(&self.y_label, AXIS_LABEL) + 6.0 + self.tick_room + TICK + 4.0
    }

    fn top(&self) -> f64 {
        let factor = self.axes.as_ref().is_some_and(|(_, (_, t))| !t.factor.is_empty());
        let title = lines_height(&self.title, PANEL_TITLE);
        (if title > 0.0 { title + 5.0 } else { 0.0 }) + if factor { 17.0 } else { 0.0 }
    }

    fn bottom(&self) -> f64 {
        let legend = if self.legend.height > 0.0 { self.legend.height + 14.0 } else { 0.0 };
        self.below_frame() + legend
    }

    /// Room for ticks and label of the horizontal axis.
    pub fn below_frame(&self) -> f64 {
        let factor = self.axes.as_ref().is_some_and(|((_, t), _)| !t.factor.is_empty());
        let lines = lines_height(&self.x_label, AXIS_LABEL);
        TICK + 5.0 + TICK_LABEL + 7.0 + lines.max(if factor { 17.0 } else { 0.0 })
    }

    /// Room at the right for half of the last label.
    fn right(&self) -> f64 {
        let overhang =
            self.axes.as_ref().and_then(|((_, t), _)| t.major.last()).map_or(0.0, |(_, l)| tick_width(l) / 2.0);
        (overhang - 4.0).max(6.0)
    }
}

/// How many colours a picture needs.
pub fn colour_count(chart: &Chart) -> usize {
    chart.panels.iter().flat_map(|p| &p.series).map(|s| s.colour + 1).max().unwrap_or(1)
}

/// Whether one legend can serve all panels: no two of them give different names to one colour.
fn shares_legend(chart: &Chart) -> bool {
    let named: Vec<_> = chart.panels.iter().flat_map(|p| &p.series).filter(|s| !s.label.is_empty()).collect();
    let all_panels = |label: &str| chart.panels.iter().filter(|p| p.series.iter().any(|s| s.label == label)).count();
    let repeated = named.iter().any(|s| all_panels(&s.label) > 1);
    let clash = named.iter().any(|a| {
        chart.panels.iter().any(|p| {
            !p.series.iter().any(|s| s.label == a.label)
                && p.series.iter().any(|s| s.colour == a.colour && !s.label.is_empty())
        })
    });
    chart.panels.len() < 2 || (repeated && !clash)
}

/// Lays out a picture.
pub fn layout(chart: &Chart) -> Layout<'_> {
    let count = colour_count(chart);
    let shared = shares_legend(chart);
    let (columns, frame_width, frame_height) = grid(chart.panels.len());
    let mut cells: Vec<Cell<'_>> = chart
        .panels
        .iter()
        .map(|panel| {
            let own = if shared { Vec::new() } else { legend::entries(&panel.series, count) };
            Cell::new(panel, own, frame_width, frame_height)
        })
        .collect();
    let rows = cells.len().div_ceil(columns);
    let margins: Vec<[f64; 4]> = cells.iter().map(|c| [c.left(), c.right(), c.top(), c.bottom()]).collect();
    let largest = |side: usize, keep: &dyn Fn(usize) -> bool| {
        margins.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, m)| m[side]).fold(0.0, f64::max)
    };
    let lefts: Vec<f64> = (0..columns).map(|c| largest(0, &|i| i % columns == c)).collect();
    let rights: Vec<f64> = (0..columns).map(|c| largest(1, &|i| i % columns == c)).collect();
    let tops: Vec<f64> = (0..rows).map(|r| largest(2, &|i| i / columns == r)).collect();
    let bottoms: Vec<f64> = (0..rows).map(|r| largest(3, &|i| i / columns == r)).collect();

    let grid_width =
        lefts.iter().zip(&rights).map(|(l, r)| l + frame_width + r).sum::<f64>() + BETWEEN * (columns - 1) as f64;
    let series = chart.panels.iter().flat_map(|p| &p.series).filter(|_| shared);
    let entries = legend::entries(series, count);
    let beside = Legend::beside(entries.clone(), frame_height);
    let at_right = chart.panels.len() == 1 && beside.height > 0.0 && beside.width < 340.0;
    let names = if at_right { beside } else { Legend::below(entries, grid_width - lefts[0]) };
    let width = (2.0 * EDGE + grid_width + if at_right { names.width + 20.0 } else { 0.0 }).ceil();

    // A long title gets smaller print rather than a third line.
    let sizes = [TITLE, 0.9 * TITLE, 0.8 * TITLE];
    let wrapped = |size: f64| text::wrap(&chart.title, size, true, width - 2.0 * EDGE);
    let title_size = sizes.into_iter().find(|&s| wrapped(s).len() <= 2).unwrap_or(sizes[2]);
    let title = wrapped(title_size);
    let subtitle = text::wrap(&chart.subtitle, SUBTITLE, false, width - 2.0 * EDGE);
    let heading = lines_height(&title, title_size) + lines_height(&subtitle, SUBTITLE);
    let mut y = EDGE + if heading > 0.0 { heading + 12.0 } else { 0.0 };
    for row in 0..rows {
        y += tops[row];
        let mut x = EDGE;
        for column in 0..columns {
            x += lefts[column];
            if let Some(cell) = cells.get_mut(row * columns + column) {
                cell.frame = Frame { left: x, top: y, right: x + frame_width, bottom: y + frame_height };
            }
            x += frame_width + rights[column] + BETWEEN;
        }
        y += frame_height + bottoms[row] + if row + 1 < rows { BETWEEN * 0.8 } else { 0.0 };
    }

    let first = cells.first().map_or(Frame { left: EDGE, top: y, right: EDGE, bottom: y }, |c| c.frame);
    let mut legends = Vec::new();
    let mut below = |legend: Legend, y: &mut f64| {
        if legend.height > 0.0 {
            let corner = (first.left, *y + 14.0);
            *y += 14.0 + legend.height;
            legends.push((legend, corner));
        }
    };
    if at_right {
        let corner = (first.right + rights[0] + 14.0, first.top);
        below(Legend::in_rows(legend::key(chart), width - EDGE - first.left), &mut y);
        legends.push((names, corner));
    } else {
        below(names, &mut y);
        below(Legend::in_rows(legend::key(chart), width - EDGE - first.left), &mut y);
    }
    let footer = if chart.footer.is_empty() { 0.0 } else { FOOTER * LEADING + 8.0 };
    Layout { width, height: (y + footer + EDGE * 0.8).ceil(), title, title_size, subtitle, cells, legends }
}
