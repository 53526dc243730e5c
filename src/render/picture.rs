//! A chart as SVG: the same text, byte for byte, for the same chart.

use super::chart::Chart;
use super::clip::Frame;
use super::layout::{self, FOOTER, LEADING, SUBTITLE};
use super::palette::{GREY, INK, PAPER};
use super::svg::{self, Anchor, Pen, Type};
use super::{draw, layout::Layout};

/// Draws a chart.
///
/// ```
/// use goodhart::claim::Axis;
/// use goodhart::render::{Chart, ChartPanel, Series, picture};
///
/// let line = Series::line("α = 1", 0, false, &[(1.0, 1.0), (1e3, 1e-3)]);
/// let panel = ChartPanel::new("", Axis::log("t"), Axis::log("P(X > t)"), vec![line]);
/// let svg = picture::svg(&Chart { title: "A power law".into(), panels: vec![panel], ..Chart::default() });
/// assert!(svg.contains("10⁻³") && !svg.contains("NaN"));
/// ```
pub fn svg(chart: &Chart) -> String {
    let layout = layout::layout(chart);
    let (count, kinds) = (layout::colour_count(chart), chart.kinds());
    let description = [chart.subtitle.as_str(), chart.footer.as_str()].join("\n");
    svg::draw(layout.width, layout.height, &chart.title, description.trim(), |sheet| {
        let whole = Frame { left: 0.0, top: 0.0, right: layout.width, bottom: layout.height };
        sheet.rectangle(whole, Pen::new(PAPER, 0.0));
        heading(sheet, &layout);
        layout.cells.iter().for_each(|cell| draw::panel(sheet, cell, count, &kinds));
        layout.legends.iter().for_each(|(legend, corner)| legend.draw(sheet, *corner));
        let foot = (layout.width - 12.0, layout.height - 8.0);
        sheet.text(&chart.footer, foot, Anchor::End, Type { size: FOOTER, bold: false, colour: GREY });
    })
}

fn heading(sheet: &svg::Sheet<'_>, layout: &Layout<'_>) {
    let left = layout.cells.first().map_or(18.0, |c| c.frame.left).min(18.0);
    let mut y = 18.0;
    let size = layout.title_size;
    for line in &layout.title {
        sheet.text(line, (left, y + 0.8 * size), Anchor::Start, Type { size, bold: true, colour: INK });
        y += size * LEADING;
    }
    y += 2.0;
    for line in &layout.subtitle {
        sheet.text(line, (left, y + 0.8 * SUBTITLE), Anchor::Start, Type { size: SUBTITLE, bold: false, colour: GREY });
        y += SUBTITLE * LEADING;
    }
}
