//! The evidence of a claim: panels of rows, with the axes and lines of their picture.

use super::Row;

/// How an axis is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios.
    Log,
    /// No scale: one line for each name.
    Named,
}

/// An axis of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its label, with the symbol and unit, in Unicode (Greek, superscripts).
    pub label: String,
    /// Its scale.
    pub scale: Scale,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Linear }
    }

    /// A logarithmic axis.
    pub fn log(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Log }
    }

    /// An axis of names, such as laws: the place of a row is its name. The label may be empty.
    pub fn named(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Named }
    }
}

/// A line through predictions, or through exact values, at more places than the rows have.
#[derive(Clone, Debug)]
pub struct Line {
    /// The series whose colour it takes.
    pub series: String,
    /// Its points, in order.
    pub points: Vec<(f64, f64)>,
    /// Dashed: a limit or an asymptote beside the prediction.
    pub dashed: bool,
    /// No prediction: what the route of the measurements gives, exactly.
    pub exact: bool,
}

/// A rectangle of a map, filled by what holds there: for pictures of many computed answers at once. Those of one map do not
/// overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// From left to right.
    pub x: (f64, f64),
    /// From bottom to top.
    pub y: (f64, f64),
    /// What holds there, as the legend says it; one colour each.
    pub kind: String,
    /// How strongly, from 0 to 1: the depth of the colour.
    pub shade: f64,
}

/// A place pointed out on a map, such as one of those where its rows are measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Along the horizontal axis.
    pub x: f64,
    /// Along the vertical axis.
    pub y: f64,
    /// What is written beside it; empty for a bare marker.
    pub label: String,
}

/// One panel of the picture, and the rows behind it.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Its title; empty where the claim's own title says it all.
    pub title: String,
    /// The horizontal axis; one of names stands upright in the picture, the values lying across.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The checks.
    pub rows: Vec<Row>,
    /// Predictions and exact values as lines. Along an axis of names the first name lies at 1, the second at 2 and so on.
    pub lines: Vec<Line>,
    /// A map; empty for none. On a map the rows have no place, so they stand in the tables only; lines are boundaries, each
    /// with its series written beside it.
    pub tiles: Vec<Tile>,
    /// Places pointed out on the map.
    pub spots: Vec<Spot>,
    /// Whether the picture shows it; its rows count, and stand in every table, in any case.
    pub drawn: bool,
}

impl Panel {
    /// An empty panel.
    pub fn new(title: impl Into<String>, x: Axis, y: Axis) -> Self {
        let (rows, lines, tiles, spots) = Default::default();
        Self { title: title.into(), x, y, rows, lines, tiles, spots, drawn: true }
    }

    /// Adds a line through predictions.
    pub fn line(&mut self, series: impl Into<String>, dashed: bool, points: impl IntoIterator<Item = (f64, f64)>) {
        self.lines.push(Line { series: series.into(), points: points.into_iter().collect(), dashed, exact: false });
    }

    /// Adds a line through exact values, which no prediction takes part in.
    pub fn exact_line(&mut self, series: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) {
        let points = points.into_iter().collect();
        self.lines.push(Line { series: series.into(), points, dashed: false, exact: true });
    }

    /// Adds a tile to the map.
    pub fn tile(&mut self, x: (f64, f64), y: (f64, f64), kind: impl Into<String>, shade: f64) {
        self.tiles.push(Tile { x, y, kind: kind.into(), shade });
    }

    /// Points out a place on the map.
    pub fn spot(&mut self, x: f64, y: f64, label: impl Into<String>) {
        self.spots.push(Spot { x, y, label: label.into() });
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        !self.tiles.is_empty()
    }

    /// The same rows, in tables only.
    pub fn table_only(self) -> Self {
        Self { drawn: false, ..self }
    }

    /// The distinct places of the rows in the order in which they first appear: the names on an axis of names.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !names.contains(&row.place.as_str()) {
                names.push(&row.place);
            }
        }
        names
    }

    /// Splits rows whose places are specs of laws: those of the first law of each family, to be drawn, and the rest, for the
    /// table only. Both are numbered anew.
    ///
    /// ```
    /// # use goodhart::{claim::{Axis, Measured, Panel, Row}, num::Estimate};
    /// let one = Estimate::closed_form(1.0);
    /// let row = |spec: &str| Row::new("a", 0.0, spec, one, Measured::Enclosure(one));
    /// let mut panel = Panel::new("", Axis::named(""), Axis::linear("y"));
    /// panel.rows = ["pareto(1)", "pareto(2)", "levy(1)"].map(row).into();
    /// let [drawn, rest] = panel.one_per_family();
    /// assert_eq!((drawn.names(), rest.names()), (vec!["pareto(1)", "levy(1)"], vec!["pareto(2)"]));
    /// assert_eq!((drawn.rows[1].at, rest.drawn), (2.0, false));
    /// ```
    pub fn one_per_family(mut self) -> [Self; 2] {
        let family = |spec: &str| spec.split('(').next().unwrap_or_default().to_owned();
        let mut firsts: Vec<(String, String)> = Vec::new();
        for row in &self.rows {
            if !firsts.iter().any(|(known, _)| *known == family(&row.place)) {
                firsts.push((family(&row.place), row.place.clone()));
            }
        }
        let is_first = |row: &Row| firsts.iter().any(|(_, spec)| *spec == row.place);
        let (kept, others) = self.rows.drain(..).partition(is_first);
        let title = if self.title.is_empty() { String::new() } else { format!("{}: further laws", self.title) };
        let rest = Self { title, rows: others, lines: Vec::new(), ..self.clone() }.table_only();
        [Self { rows: kept, ..self }.numbered(), rest.numbered()]
    }

    /// The rows in increasing order of their predictions, numbered anew.
    pub fn sorted_by_prediction(mut self) -> Self {
        self.rows.sort_by(|a, b| a.predicted.value.total_cmp(&b.predicted.value));
        self.numbered()
    }

    /// Every row at the number of its name, counted from 1.
    fn numbered(mut self) -> Self {
        let names: Vec<String> = self.names().into_iter().map(str::to_owned).collect();
        for row in &mut self.rows {
            row.at = names.iter().position(|name| *name == row.place).map_or(f64::NAN, |k| (k + 1) as f64);
        }
        self
    }
}

/// Everything that a claim shows for itself.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// One or more panels.
    pub panels: Vec<Panel>,
    /// Places that could not be checked, each with the reason in words.
    pub left_out: Vec<String>,
}

impl Evidence {
    /// Evidence with nothing left out.
    pub fn of(panels: Vec<Panel>) -> Self {
        Self { panels, left_out: Vec::new() }
    }

    /// Every row, panel by panel.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.panels.iter().flat_map(|panel| &panel.rows)
    }
}
