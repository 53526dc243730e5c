//! Evidence as a chart: predictions become lines, measurements points with bars, disagreements rings.
//!
//! Refuses: computing a band itself; the judge hands it in, so that picture and verdict cannot differ.

use super::chart::{Chart, ChartPanel, Key, Mark, Series};
use crate::claim::{Evidence, Panel, Row};

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

/// The picture of a claim, from its rows and nothing else.
pub fn chart(title: &str, subtitle: &str, evidence: &Evidence, judge: impl Fn(&Row) -> Judged) -> Chart {
    let names = names(evidence);
    let panels: Vec<ChartPanel> = evidence.panels.iter().map(|p| panel(p, &names, &judge)).collect();
    let key = key(&panels);
    Chart { title: title.into(), subtitle: subtitle.into(), panels, key, footer: String::new() }
}

/// The series in order of first appearance; the place in this list is the colour, the same in every panel.
fn names(evidence: &Evidence) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for panel in &evidence.panels {
        let rows = panel.rows.iter().map(|r| r.series.as_str());
        for name in rows.chain(panel.lines.iter().map(|l| l.series.as_str())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn panel(panel: &Panel, names: &[&str], judge: &impl Fn(&Row) -> Judged) -> ChartPanel {
    let colour = |name: &str| names.iter().position(|n| *n == name).unwrap_or(0);
    let mut series: Vec<Series> =
        panel.lines.iter().map(|l| Series::line(l.series.as_str(), colour(&l.series), l.dashed, &l.points)).collect();
    let mut disagreements = Vec::new();
    for name in names {
        let mut rows: Vec<&Row> = panel.rows.iter().filter(|r| r.series == *name).collect();
        rows.sort_by(|a, b| a.at.total_cmp(&b.at));
        if rows.is_empty() {
            continue;
        }
        series.extend(predictions(name, colour(name), &rows, panel.lines.iter().any(|l| l.series == *name)));
        let judged: Vec<(f64, Judged)> = rows.iter().map(|r| (r.at, judge(r))).collect();
        disagreements.extend(judged.iter().filter(|(_, j)| j.disagrees).map(|(x, j)| (*x, j.measured, j.low, j.high)));
        let points = judged.iter().map(|(x, j)| (*x, j.measured, j.low, j.high)).collect();
        series.push(Series::points(*name, colour(name), points));
    }
    if !disagreements.is_empty() {
        series.push(Series { label: String::new(), colour: 0, mark: Mark::Flag, points: disagreements });
    }
    ChartPanel::new(panel.title.as_str(), panel.x.clone(), panel.y.clone(), series)
}

/// The band that the claim leaves open, where it can be seen, and a line through the rows where the claim draws none.
fn predictions(name: &str, colour: usize, rows: &[&Row], has_line: bool) -> Vec<Series> {
    let mut series = Vec::new();
    if rows.iter().any(|r| r.predicted.relative_error() > VISIBLE_ERROR) {
        let edges: Vec<_> = rows
            .iter()
            .map(|r| (r.at, r.predicted.value - r.predicted.error, r.predicted.value + r.predicted.error))
            .collect();
        series.push(Series::band(name, colour, &edges));
    }
    if !has_line {
        let points: Vec<_> = rows.iter().map(|r| (r.at, r.predicted.value)).collect();
        series.push(Series::line(name, colour, false, &points));
    }
    series
}

/// Only the marks that occur are explained.
fn key(panels: &[ChartPanel]) -> Vec<Key> {
    let meanings = [
        (Mark::Line { dashed: false }, "predicted"),
        (Mark::Line { dashed: true }, "limit or asymptote"),
        (Mark::Band, "left open by the claim"),
        (Mark::Points, "measured, with its band"),
        (Mark::Flag, "disagrees"),
    ];
    let occurs = |mark: Mark| panels.iter().flat_map(|p| &p.series).any(|s| s.mark == mark);
    meanings.into_iter().filter(|(mark, _)| occurs(*mark)).map(|(mark, meaning)| Key::new(mark, meaning)).collect()
}
