//! The grid of a sheet: how many columns for so many panels, how large their frames, which of them bear labels of axes.

use super::chart::{Chart, ChartPanel};
use super::placement;

/// From so many panels on they are small multiples, with smaller titles.
const SMALL_FROM: usize = 7;
/// From so many panels on labels that all panels share are written at the edges of the grid only.
const SHARED_FROM: usize = 4;
/// Height of a line of a dot plot.
const NAME_LINE: f64 = 17.0;

/// Columns of the grid, and the size of a frame in it. Sheets of three columns and more are about equally wide, so that
/// their print is equally large on a page.
pub(super) fn grid(panels: usize) -> (usize, f64, f64) {
    match panels {
        0 | 1 => (1, 640.0, 430.0),
        2 => (2, 470.0, 350.0),
        4 => (2, 450.0, 310.0),
        3 | 5 | 6 => (3, 380.0, 290.0),
        9 => (3, 380.0, 240.0),
        7 | 8 | 11 | 12 => (4, 285.0, 225.0),
        _ => (5, 222.0, 190.0),
    }
}

/// The size of a panel's frame: all alike, but a dot plot as tall as its names, and others stacked beside it.
pub(super) fn frame_size(chart: &Chart, panel: &ChartPanel) -> (f64, f64) {
    let dot_plots = chart.panels.iter().filter(|p| p.is_named()).count();
    let (_, width, height) = grid(chart.panels.len());
    if !chart.panels.iter().any(placement::is_tall) {
        return (width, height);
    }
    match panel.is_named() {
        true => (400.0, panel.names.len().max(4) as f64 * NAME_LINE),
        _ if chart.panels.len() == dot_plots + 1 => (470.0, 350.0),
        _ => (450.0, 255.0),
    }
}

/// Font size of the titles of panels, given that of a roomy one.
pub(super) fn title_size(panels: usize, roomy: f64) -> f64 {
    if panels < SMALL_FROM { roomy } else { 0.88 * roomy }
}

/// Whether the panel at a place in the chart writes out the labels of its horizontal and of its vertical axis.
pub(super) fn labelled(chart: &Chart, place: usize) -> (bool, bool) {
    let panels = &chart.panels;
    if panels.len() < SHARED_FROM || panels.iter().any(placement::is_tall) {
        return (true, true);
    }
    let (columns, ..) = grid(panels.len());
    let plain = !panels.iter().any(ChartPanel::is_named);
    let same_x = plain && panels.windows(2).all(|w| w[0].x == w[1].x);
    let same_y = plain && panels.windows(2).all(|w| w[0].y == w[1].y);
    (!same_x || place + columns >= panels.len(), !same_y || place.is_multiple_of(columns))
}
