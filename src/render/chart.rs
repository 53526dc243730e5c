//! The picture as plain data: panels of series of points, with no drawing in it.
//!
//! Refuses: pixels, colours, files.

use crate::claim::{Axis, Scale, Spot, Tile};

/// A whole picture: panels under one title. Up to six stand roomily, more as small multiples.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What the picture states; wrapped when long, never cut.
    pub title: String,
    /// How to read it, or its verdict, in smaller print under the title; empty for none.
    pub subtitle: String,
    /// The panels, in reading order.
    pub panels: Vec<ChartPanel>,
    /// What the marks mean, told once in grey after the series (such as: points are measurements).
    pub key: Vec<Key>,
    /// Provenance in small print at the foot; empty for none.
    pub footer: String,
}

impl Chart {
    /// What holds in the tiles of its maps, in order of first appearance; the place in this list is the colour.
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        for tile in self.panels.iter().flat_map(|panel| &panel.tiles) {
            if !kinds.contains(&tile.kind.as_str()) {
                kinds.push(&tile.kind);
            }
        }
        kinds
    }
}

/// One pair of axes and what is drawn on them.
#[derive(Clone, Debug)]
pub struct ChartPanel {
    /// Its title; empty where the title of the picture says it all.
    pub title: String,
    /// The horizontal axis; one of names stands upright at the left, and the values lie across.
    pub x: Axis,
    /// The vertical axis, or across where the other is one of names.
    pub y: Axis,
    /// The names, from the top, where `x` is an axis of names: the first at 1, the second at 2 and so on.
    pub names: Vec<String>,
    /// What is drawn, in order: later series lie on top within the same kind of mark.
    pub series: Vec<Series>,
    /// The tiles of a map, under everything else. On a map all series are boundaries: lines in ink with their names beside them.
    pub tiles: Vec<Tile>,
    /// Places pointed out on a map.
    pub spots: Vec<Spot>,
    /// Forces the horizontal range; what lies beyond is clipped.
    pub x_limits: Option<(f64, f64)>,
    /// Forces the vertical range; what lies beyond is clipped.
    pub y_limits: Option<(f64, f64)>,
}

impl ChartPanel {
    /// A panel whose ranges follow its points.
    pub fn new(title: impl Into<String>, x: Axis, y: Axis, series: Vec<Series>) -> Self {
        let (names, tiles, spots) = Default::default();
        Self { title: title.into(), x, y, names, series, tiles, spots, x_limits: None, y_limits: None }
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        !self.tiles.is_empty()
    }

    /// Whether it is a dot plot: a line for each name, values across.
    pub fn is_named(&self) -> bool {
        self.x.scale == Scale::Named
    }
}

/// How the points of a series are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Joined by a line.
    Line {
        /// Broken, as for a limit beside a prediction.
        dashed: bool,
    },
    /// Joined by a thin line: exact values beside predictions.
    Exact,
    /// A marker at each point, with a bar from `low` to `high` where these are numbers.
    Points,
    /// The translucent area between `low` and `high`; `y` is not drawn.
    Band,
    /// Bars of a histogram: `low` and `high` are the left and right edges of the bin, `y` its height.
    Bars,
    /// A short stroke across the line of a name, with a box from `low` to `high` where these can be told apart.
    Stroke,
    /// A ring around each point that calls for attention, such as a disagreement.
    Flag,
}

impl Mark {
    /// Whether it is a broken line.
    pub fn is_broken(self) -> bool {
        self == Self::Line { dashed: true }
    }

    /// How thick its lines are.
    pub fn thickness(self) -> f64 {
        match self {
            Self::Exact => 1.1,
            Self::Line { dashed: true } => 1.8,
            _ => 2.2,
        }
    }
}

/// A point of a series; `low` and `high` mean what [`Mark`] says, and are NaN where they mean nothing.
pub type Point = (f64, f64, f64, f64);

/// Points drawn in one way.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name in the legend. Series with the same name and colour share one entry; an empty name has none.
    pub label: String,
    /// Which colour and marker of the palette.
    pub colour: usize,
    /// How it is drawn.
    pub mark: Mark,
    /// Its points. Points that cannot be placed (not finite, or not positive on a log axis) are skipped.
    pub points: Vec<Point>,
}

impl Series {
    /// A line through points.
    pub fn line(label: impl Into<String>, colour: usize, dashed: bool, points: &[(f64, f64)]) -> Self {
        let points = points.iter().map(|&(x, y)| (x, y, f64::NAN, f64::NAN)).collect();
        Self { label: label.into(), colour, mark: Mark::Line { dashed }, points }
    }

    /// A thin line through exact values.
    pub fn exact(label: impl Into<String>, colour: usize, points: &[(f64, f64)]) -> Self {
        Self { mark: Mark::Exact, ..Self::line(label, colour, false, points) }
    }

    /// Markers, with bars from low to high.
    pub fn points(label: impl Into<String>, colour: usize, points: Vec<Point>) -> Self {
        Self { label: label.into(), colour, mark: Mark::Points, points }
    }

    /// Strokes on the lines of names.
    pub fn strokes(label: impl Into<String>, colour: usize, points: Vec<Point>) -> Self {
        Self { label: label.into(), colour, mark: Mark::Stroke, points }
    }

    /// An area between `(x, low, high)`.
    pub fn band(label: impl Into<String>, colour: usize, edges: &[(f64, f64, f64)]) -> Self {
        let points = edges.iter().map(|&(x, low, high)| (x, low + (high - low) / 2.0, low, high)).collect();
        Self { label: label.into(), colour, mark: Mark::Band, points }
    }

    /// A histogram of bins `(left, right, height)`.
    pub fn bars(label: impl Into<String>, colour: usize, bins: &[(f64, f64, f64)]) -> Self {
        let points = bins.iter().map(|&(left, right, height)| (left + (right - left) / 2.0, height, left, right));
        Self { label: label.into(), colour, mark: Mark::Bars, points: points.collect() }
    }
}

/// A line of the key: what a kind of mark means, whatever its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The mark.
    pub mark: Mark,
    /// What it means.
    pub meaning: String,
}

impl Key {
    /// A line of the key.
    pub fn new(mark: Mark, meaning: impl Into<String>) -> Self {
        Self { mark, meaning: meaning.into() }
    }
}
