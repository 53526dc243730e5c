//! Where everything goes: margins follow the labels, the sheet follows the panels, the legend has its own room.

use super::axis::{self, Ticks, ticks};
use super::chart::{Chart, ChartPanel, Mark, Series};
use super::clip::Frame;
use super::grid::{self, frame_size, grid};
use super::legend::{self, Entry, Legend};
use super::range::{self, Ruler};
use super::{placement, text};
use crate::claim::Scale;

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
/// The most that a line of a dot plot is stretched to.
const TALLEST_NAME_LINE: f64 = 25.0;

/// A panel with its rulers, ticks and wrapped labels.
pub struct Cell<'a> {
    /// What it shows.
    pub panel: &'a ChartPanel,
    /// Rulers and ticks of both axes; `None` when there is nothing to draw.
    pub axes: Option<((Ruler, Ticks), (Ruler, Ticks))>,
    /// Title in lines.
    pub title: Vec<String>,
    /// Font size of the title.
    pub title_size: f64,
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
    /// Whether the label of the vertical axis is written out.
    y_labelled: bool,
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

/// Whether a quantity is seen at whole numbers only, like the faces of a die.
fn whole_numbers(panel: &ChartPanel) -> bool {
    let measured = panel.series.iter().filter(|s| s.mark == Mark::Points).flat_map(|s| &s.points);
    let mut places: Vec<f64> = measured.map(|p| p.0).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    panel.x.scale == Scale::Linear && places.len() > 2 && places.iter().all(|x| x.fract() == 0.0)
}

fn lines_height(lines: &[String], size: f64) -> f64 {
    lines.len() as f64 * size * LEADING
}

fn tick_width(label: &str) -> f64 {
    text::width(label, TICK_LABEL, false)
}

impl<'a> Cell<'a> {
    fn new(chart: &'a Chart, place: usize, entries: Vec<Entry>) -> Self {
        let panel = &chart.panels[place];
        let (width, height) = frame_size(chart, panel);
        let title_size = grid::title_size(chart.panels.len(), PANEL_TITLE);
        let (x_labelled, y_labelled) = grid::labelled(chart, place);
        let room = |label: &str| tick_width(label) + 16.0;
        let axes = if panel.is_named() {
            let values = range::vertical(panel).filter(|_| !panel.names.is_empty());
            values.map(|v| ((v, ticks(&v, width, room)), (range::names(panel), axis::named(&panel.names))))
        } else {
            range::horizontal(panel).zip(range::vertical(panel)).map(|(x, y)| {
                let across = ticks(&x, width, room);
                let across = if whole_numbers(panel) { axis::whole(across) } else { across };
                ((x, across), (y, Ticks::default()))
            })
        };
        let factor = axes.as_ref().map_or(0.0, |((_, t), _)| tick_width(&t.factor));
        let across = if panel.is_named() { &panel.y.label } else { &panel.x.label };
        let across = if x_labelled { across } else { "" };
        let mut cell = Self {
            panel,
            title: text::wrap(&panel.title, title_size, true, width + 20.0),
            title_size,
            y_labelled,
            x_label: text::wrap(across, AXIS_LABEL, false, width - 2.0 * factor),
            y_label: Vec::new(),
            frame: Frame { left: 0.0, top: 0.0, right: width, bottom: height },
            legend: Legend::below(entries, width),
            tick_room: 0.0,
            axes,
        };
        cell.resize(height);
        cell
    }

    /// Gives the frame another height, and the upright axis the ticks that fit it.
    pub(super) fn resize(&mut self, height: f64) {
        let named = self.panel.is_named();
        if let Some((_, (ruler, up))) = &mut self.axes {
            if !named {
                *up = ticks(ruler, height, |_| 24.0);
            }
            self.tick_room = up.major.iter().map(|(_, l)| tick_width(l)).fold(0.0, f64::max);
        }
        let label = if named { &self.panel.x.label } else { &self.panel.y.label };
        let label = if self.y_labelled { label } else { "" };
        self.y_label = text::wrap(label, AXIS_LABEL, false, height + 10.0);
        self.frame.bottom = self.frame.top + height;
    }

    /// The greatest height that looks well.
    pub(super) fn tallest(&self) -> f64 {
        if self.panel.is_named() { self.panel.names.len() as f64 * TALLEST_NAME_LINE } else { 1.2 * self.frame.width() }
    }

    pub(super) fn left(&self) -> f64 {
        lines_height(&self.y_label, AXIS_LABEL) + 6.0 + self.tick_room + TICK + 4.0
    }

    pub(super) fn top(&self) -> f64 {
        let factor = self.axes.as_ref().is_some_and(|(_, (_, t))| !t.factor.is_empty());
        let title = lines_height(&self.title, self.title_size);
        (if title > 0.0 { title + 5.0 } else { 0.0 }) + if factor { 17.0 } else { 0.0 }
    }

    pub(super) fn bottom(&self) -> f64 {
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
    pub(super) fn right(&self) -> f64 {
        let overhang =
            self.axes.as_ref().and_then(|((_, t), _)| t.major.last()).map_or(0.0, |(_, l)| tick_width(l) / 2.0);
        (overhang - 4.0).max(6.0)
    }
}

/// How many colours a picture needs.
pub fn colour_count(chart: &Chart) -> usize {
    series(chart).map(|s| s.colour + 1).max().unwrap_or(1)
}

/// Every series that has a colour of its own: boundaries on maps are all in ink, with their names beside them.
fn series(chart: &Chart) -> impl Iterator<Item = &Series> {
    chart.panels.iter().filter(|p| !p.is_map()).flat_map(|p| &p.series)
}

/// The entries of the legend of some panels.
fn entries<'p>(chart: &Chart, panels: impl Iterator<Item = &'p ChartPanel> + Clone) -> Vec<Entry> {
    let series = panels.clone().filter(|p| !p.is_map()).flat_map(|p| &p.series);
    let mut entries = legend::entries(series, colour_count(chart));
    entries.extend(legend::kinds(&chart.kinds(), panels.flat_map(|p| &p.tiles)));
    entries
}

/// Whether one legend can serve all panels: no two of them give different names to one colour.
fn shares_legend(chart: &Chart) -> bool {
    let named: Vec<_> = series(chart).filter(|s| !s.label.is_empty()).collect();
    let maps = chart.panels.iter().filter(|p| p.is_map()).count();
    let all_panels = |label: &str| chart.panels.iter().filter(|p| p.series.iter().any(|s| s.label == label)).count();
    let repeated = named.iter().any(|s| all_panels(&s.label) > 1);
    let clash = named.iter().any(|a| {
        chart.panels.iter().any(|p| {
            !p.is_map()
                && !p.series.iter().any(|s| s.label == a.label)
                && p.series.iter().any(|s| s.colour == a.colour && !s.label.is_empty())
        })
    });
    chart.panels.len() < 2 || maps == chart.panels.len() || (maps == 0 && repeated && !clash)
}

/// Lays out a picture.
pub fn layout(chart: &Chart) -> Layout<'_> {
    let shared = shares_legend(chart);
    let (columns, ..) = grid(chart.panels.len());
    let mut cells: Vec<Cell<'_>> = chart
        .panels
        .iter()
        .enumerate()
        .map(|(place, panel)| {
            let own = if shared { Vec::new() } else { entries(chart, std::iter::once(panel)) };
            Cell::new(chart, place, own)
        })
        .collect();
    let (grid_width, grid_height) = placement::place(&mut cells, columns);
    let corner = cells.first().map_or(0.0, |cell| cell.frame.left);
    let entries = if shared { entries(chart, chart.panels.iter()) } else { Vec::new() };
    let beside = Legend::beside(entries.clone(), cells.first().map_or(0.0, |cell| cell.frame.height()));
    let at_right = chart.panels.len() == 1 && beside.height > 0.0 && beside.width < 340.0;
    let names = if at_right { beside } else { Legend::below(entries, grid_width - corner) };
    let width = (2.0 * EDGE + grid_width + if at_right { names.width + 20.0 } else { 0.0 }).ceil();

    // A long title gets smaller print rather than a third line.
    let sizes = [TITLE, 0.9 * TITLE, 0.8 * TITLE];
    let wrapped = |size: f64| text::wrap(&chart.title, size, true, width - 2.0 * EDGE);
    let title_size = sizes.into_iter().find(|&s| wrapped(s).len() <= 2).unwrap_or(sizes[2]);
    let title = wrapped(title_size);
    let subtitle = text::wrap(&chart.subtitle, SUBTITLE, false, width - 2.0 * EDGE);
    let heading = lines_height(&title, title_size) + lines_height(&subtitle, SUBTITLE);
    let mut y = EDGE + if heading > 0.0 { heading + 12.0 } else { 0.0 };
    for cell in &mut cells {
        let Frame { left, top, right, bottom } = cell.frame;
        cell.frame = Frame { left: left + EDGE, top: top + y, right: right + EDGE, bottom: bottom + y };
    }
    y += grid_height;

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
        let corner = (first.right + cells[0].right() + 14.0, first.top);
        below(Legend::in_rows(legend::key(chart), width - EDGE - first.left), &mut y);
        legends.push((names, corner));
    } else {
        below(names, &mut y);
        below(Legend::in_rows(legend::key(chart), width - EDGE - first.left), &mut y);
    }
    let footer = if chart.footer.is_empty() { 0.0 } else { FOOTER * LEADING + 8.0 };
    Layout { width, height: (y + footer + EDGE * 0.8).ceil(), title, title_size, subtitle, cells, legends }
}
