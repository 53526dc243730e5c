//! Evidence as a chart: predictions become lines, exact values thin ones, measurements points with bars, disagreements rings.
//!
//! Refuses: computing a band itself; the judge hands it in, so that picture and verdict cannot differ.

use super::chart::{Chart, ChartPanel, Key, Mark, Point, Series};
use crate::claim::{Evidence, Line, Panel, Row, Scale};
use crate::num::Estimate;

/// What the judge found out about a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// Lower end of the band of the measurement.
    pub low: f64,
    /// What was measured.
    pub measured: f64,
    /// Upper end of the band.
    pub high: f64,
    /// The verdict in a word, such as "agrees".
    pub verdict: String,
    /// The smallest relative error of the prediction that the row would notice; NaN where unknown.
    pub detects: f64,
    /// Whether the row contradicts the claim, and so wears a ring in the picture.
    pub disagrees: bool,
}

/// Predictions whose stated error is smaller than this part of their size get no band: it could not be seen.
const VISIBLE_ERROR: f64 = 2e-3;

/// The picture of a claim, from its rows and nothing else; rows that stand in tables only are counted in the footer.
pub fn chart(title: &str, subtitle: &str, evidence: &Evidence, judge: impl Fn(&Row) -> Judged) -> Chart {
    let names = names(evidence);
    let panels: Vec<ChartPanel> = drawn(evidence).map(|p| panel(p, &names, &judge)).collect();
    let key = key(&panels);
    Chart { title: title.into(), subtitle: subtitle.into(), panels, key, footer: further_rows(evidence) }
}

fn drawn(evidence: &Evidence) -> impl Iterator<Item = &Panel> {
    evidence.panels.iter().filter(|panel| panel.drawn)
}

/// How many rows the picture does not show, for want of a place or of room, in words; empty for none.
fn further_rows(evidence: &Evidence) -> String {
    match evidence.panels.iter().filter(|panel| !panel.drawn || panel.is_map()).map(|panel| panel.rows.len()).sum() {
        0usize => String::new(),
        1 => "and 1 further row in the data file".into(),
        count => format!("and {count} further rows in the data file"),
    }
}

/// The series in order of first appearance; the place in this list is the colour, the same in every panel.
fn names(evidence: &Evidence) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for panel in drawn(evidence).filter(|panel| !panel.is_map()) {
        let rows = panel.rows.iter().map(|r| r.series.as_str());
        for name in rows.chain(panel.lines.iter().map(|l| l.series.as_str())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn panel(panel: &Panel, series_names: &[&str], judge: &impl Fn(&Row) -> Judged) -> ChartPanel {
    if panel.is_map() {
        return map(panel);
    }
    let colour = |name: &str| series_names.iter().position(|n| *n == name).unwrap_or(0);
    let places = if panel.x.scale == Scale::Named { panel.names() } else { Vec::new() };
    let line = |l: &Line| match l.exact {
        true => Series::exact(l.series.as_str(), colour(&l.series), &l.points),
        false => Series::line(l.series.as_str(), colour(&l.series), l.dashed, &l.points),
    };
    let mut series: Vec<Series> = panel.lines.iter().map(line).collect();
    let mut disagreements = Vec::new();
    for name in series_names {
        let mut rows: Vec<(f64, &Row)> =
            panel.rows.iter().filter(|r| r.series == *name).map(|r| (along(r, &places), r)).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        if rows.is_empty() {
            continue;
        }
        if places.is_empty() {
            series.extend(predictions(name, colour(name), &rows, panel.lines.iter().any(|l| l.series == *name)));
        } else {
            series.push(Series::strokes(*name, colour(name), rows.iter().map(prediction).collect()));
        }
        let judged: Vec<(f64, Judged)> = rows.iter().map(|(x, r)| (*x, judge(r))).collect();
        disagreements.extend(judged.iter().filter(|(_, j)| j.disagrees).map(|(x, j)| (*x, j.measured, j.low, j.high)));
        let points = judged.iter().map(|(x, j)| (*x, j.measured, j.low, j.high)).collect();
        series.push(Series::points(*name, colour(name), points));
    }
    if !disagreements.is_empty() {
        series.push(Series { label: String::new(), colour: 0, mark: Mark::Flag, points: disagreements });
    }
    let names = places.into_iter().map(str::to_owned).collect();
    ChartPanel { names, ..ChartPanel::new(panel.title.as_str(), panel.x.clone(), panel.y.clone(), series) }
}

/// A map with its boundaries; its rows have no place on it.
fn map(panel: &Panel) -> ChartPanel {
    let boundary = |l: &Line| Series::line(l.series.as_str(), 0, l.dashed, &l.points);
    let series = panel.lines.iter().map(boundary).collect();
    let (tiles, spots) = (panel.tiles.clone(), panel.spots.clone());
    let plain = ChartPanel::new(panel.title.as_str(), panel.x.clone(), panel.y.clone(), series);
    ChartPanel { tiles, spots, ..plain }
}

/// Where a row lies along the axis: at its own coordinate, or at the number of its name.
fn along(row: &Row, places: &[&str]) -> f64 {
    places.iter().position(|place| *place == row.place).map_or(row.at, |k| (k + 1) as f64)
}

/// A prediction with the ends of what the claim leaves open.
fn prediction((x, row): &(f64, &Row)) -> Point {
    let Estimate { value, error } = row.predicted;
    (*x, value, value - error, value + error)
}

/// The band that the claim leaves open, where it can be seen, and a line through the rows where the claim draws none.
fn predictions(name: &str, colour: usize, rows: &[(f64, &Row)], has_line: bool) -> Vec<Series> {
    let mut series = Vec::new();
    if rows.iter().any(|(_, r)| r.predicted.relative_error() > VISIBLE_ERROR) {
        let edges: Vec<_> = rows.iter().map(prediction).map(|(x, _, low, high)| (x, low, high)).collect();
        series.push(Series::band(name, colour, &edges));
    }
    if !has_line {
        let points: Vec<_> = rows.iter().map(|(x, r)| (*x, r.predicted.value)).collect();
        series.push(Series::line(name, colour, false, &points));
    }
    series
}

/// Only the marks that occur are explained.
fn key(panels: &[ChartPanel]) -> Vec<Key> {
    let meanings = [
        (Mark::Line { dashed: false }, "predicted"),
        (Mark::Exact, "exact, from the law itself"),
        (Mark::Stroke, "predicted, by name"),
        (Mark::Line { dashed: true }, "limit, bound or asymptote"),
        (Mark::Band, "left open by the claim"),
        (Mark::Points, "measured, with its band"),
        (Mark::Flag, "disagrees"),
    ];
    let occurs = |mark: Mark| {
        let has = |p: &ChartPanel| p.series.iter().any(|s| s.mark == mark) || mark == Mark::Band && has_open_strokes(p);
        panels.iter().filter(|p| !p.is_map()).any(has)
    };
    meanings.into_iter().filter(|(mark, _)| occurs(*mark)).map(|(mark, meaning)| Key::new(mark, meaning)).collect()
}

/// Whether strokes of a dot plot have boxes that can be seen: a hundredth of the width of all values.
fn has_open_strokes(panel: &ChartPanel) -> bool {
    let values = panel.series.iter().flat_map(|s| &s.points).map(|p| p.1);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let strokes = panel.series.iter().filter(|s| s.mark == Mark::Stroke).flat_map(|s| &s.points);
    strokes.into_iter().any(|p| p.3 - p.2 > 0.01 * (high - low))
}
