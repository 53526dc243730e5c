//! Functions on a stretch of the line by Chebyshev series on cells, each made when it is first asked for.
//!
//! Refuses: to answer where a series is not resolved; there the functions themselves are to be asked.

use super::chebyshev::{Nodes, Series};
use std::sync::{LazyLock, OnceLock};

/// Terms of a series.
const TERMS: usize = 20;
/// What a series may leave out, of 1 and of its own size, where nothing else is said.
const LEFT_OUT: f64 = 5e-15;
/// What it may leave out where halving does not help: the rounding of the functions themselves.
const NOISE: f64 = 1e-12;
/// A cell is not halved more often than this: nearer to singular ends the functions themselves are to be asked.
const HALVINGS: u32 = 24;

/// Nor to more leaves than this between two cuts.
const MOST: usize = 60;

static NODES: LazyLock<Nodes<TERMS>> = LazyLock::new(Nodes::new);

/// K functions on a stretch cut into cells.
#[derive(Debug)]
pub struct Cells<const K: usize> {
    /// Of the cells, in increasing order.
    ends: Vec<f64>,
    /// Places where the functions are not smooth, in increasing order.
    cuts: Vec<f64>,
    made: Vec<OnceLock<Vec<Leaf<K>>>>,
    /// What a series may leave out, of 1 and of its own size.
    left_out: f64,
}

/// A part of a cell, up to a place.
#[derive(Debug)]
struct Leaf<const K: usize> {
    low: f64,
    high: f64,
    /// None where it is not resolved.
    series: Option<Series<TERMS, K>>,
}

impl<const K: usize> Cells<K> {
    /// From the ends of the cells in increasing order, of which there may be none; no cell is made yet. No cut needs to be in the stretch.
    pub fn new(ends: Vec<f64>, mut cuts: Vec<f64>) -> Self {
        assert!(ends.is_sorted(), "the ends of cells need to be in order");
        cuts.sort_by(f64::total_cmp);
        let made = ends.iter().skip(1).map(|_| OnceLock::new()).collect();
        Self { ends, cuts, made, left_out: LEFT_OUT }
    }

    /// With series that may leave out this much, of 1 and of the size of a function.
    pub fn leaving_out(self, left_out: f64) -> Self {
        Self { left_out, ..self }
    }

    /// The functions at y; none outside the stretch, at a cut, and where they are not resolved. `f` is asked at the nodes of a new cell
    /// and must be the same at every call.
    ///
    /// ```
    /// use goodhart::num::cells::Cells;
    /// let cells = Cells::new(vec![0.0, 1.0, 10.0], vec![2.5]);
    /// let f = |y: f64| [(y - 2.5).abs().sqrt(), y.sin()];
    /// let [root, sine] = cells.at(2.51, &f).unwrap();
    /// assert!((root - 0.1).abs() < 1e-12 && (sine - 2.51f64.sin()).abs() < 1e-12);
    /// assert!(cells.at(2.5, &f).is_none() && cells.at(11.0, &f).is_none());
    /// ```
    pub fn at(&self, y: f64, f: &dyn Fn(f64) -> [f64; K]) -> Option<[f64; K]> {
        let (leaf, share) = self.leaf(y, f)?;
        Some(leaf.series.as_ref()?.at(share))
    }

    /// Their derivatives at y, likewise; rounding counts by the width of the part of the cell that y is on.
    pub fn slope(&self, y: f64, f: &dyn Fn(f64) -> [f64; K]) -> Option<[f64; K]> {
        let (leaf, share) = self.leaf(y, f)?;
        let per_share = 0.5 * (leaf.high - leaf.low);
        Some(leaf.series.as_ref()?.slope().at(share).map(|slope| slope / per_share))
    }

    fn leaf(&self, y: f64, f: &dyn Fn(f64) -> [f64; K]) -> Option<(&Leaf<K>, f64)> {
        let inside = self.ends.first().is_some_and(|low| y >= *low) && self.ends.last().is_some_and(|high| y <= *high);
        if !inside || self.cuts.binary_search_by(|cut| cut.total_cmp(&y)).is_ok() {
            return None;
        }
        let index = self.ends[1..].partition_point(|end| *end < y);
        let leaves = self.made.get(index)?.get_or_init(|| self.cell(index, f));
        let leaf = leaves.get(leaves.partition_point(|leaf| leaf.high < y))?;
        Some((leaf, ((y - leaf.low) - (leaf.high - y)) / (leaf.high - leaf.low)))
    }

    fn cell(&self, index: usize, f: &dyn Fn(f64) -> [f64; K]) -> Vec<Leaf<K>> {
        let (low, high) = (self.ends[index], self.ends[index + 1]);
        let inner = self.cuts.iter().copied().filter(|cut| *cut > low && *cut < high);
        let ends: Vec<f64> = [low].into_iter().chain(inner).chain([high]).collect();
        let mut leaves = Vec::new();
        for pair in ends.windows(2) {
            let limits = Limits { left_out: self.left_out, halvings: HALVINGS, most: leaves.len() + MOST };
            fill(&mut leaves, (pair[0], pair[1]), limits, f64::INFINITY, f);
        }
        leaves
    }
}

/// When a part of a cell is a leaf.
#[derive(Clone, Copy)]
struct Limits {
    left_out: f64,
    halvings: u32,
    most: usize,
}

/// Appends the leaves of one smooth part, halved until they are resolved, but no more often and to no more leaves than told; `before` is
/// what was left out before the last halving.
fn fill<const K: usize>(
    leaves: &mut Vec<Leaf<K>>,
    (low, high): (f64, f64),
    limits: Limits,
    before: f64,
    f: &dyn Fn(f64) -> [f64; K],
) {
    let places = NODES.on(low, high);
    let values = places.map(f);
    let series = NODES.series(&values);
    let size = |k: usize| values.iter().map(|value| value[k].abs()).fold(1.0, f64::max);
    let rest = series.rest().iter().enumerate().map(|(k, rest)| rest / size(k)).fold(0.0, beyond);
    if rest <= limits.left_out || rest <= NOISE && rest > 0.25 * before {
        leaves.push(Leaf { low, high, series: Some(series) });
        return;
    }
    // Nodes that rounding does not tell from the ends say nothing.
    let blurred = places[TERMS - 1] <= low || places[0] >= high;
    let nowhere = values.iter().all(|value| value.iter().any(|part| !part.is_finite()));
    if limits.halvings == 0 || leaves.len() >= limits.most || blurred || nowhere {
        leaves.push(Leaf { low, high, series: None });
        return;
    }
    let middle = 0.5 * (low + high);
    let limits = Limits { halvings: limits.halvings - 1, ..limits };
    fill(leaves, (low, middle), limits, rest, f);
    fill(leaves, (middle, high), limits, rest, f);
}

/// The greater of two, and infinity for what is no number.
fn beyond(most: f64, next: f64) -> f64 {
    if next.is_nan() { f64::INFINITY } else { most.max(next) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_answered_by_the_leaf_it_lies_on() {
        let cells = Cells::new(vec![-3.0, -2.0, 0.05, 1.7, 4.5], vec![0.1, 0.1 + 1e-9]);
        let f = |y: f64| [(y - 0.1).abs(), y.exp()];
        for k in 0..=7500 {
            let y = -3.0 + f64::from(k) * 1e-3;
            let Some([corner, exp]) = cells.at(y, &f) else {
                assert!((y - 0.1).abs() < 1e-8, "{y}");
                continue;
            };
            assert!((corner - (y - 0.1).abs()).abs() < 1e-13 && (exp / y.exp() - 1.0).abs() < 1e-13, "{y}");
            let off = cells.slope(y, &f).unwrap()[1] / y.exp() - 1.0;
            // Between the cuts rounding is divided by their distance.
            assert!(off.abs() < if (y - 0.1).abs() < 1e-8 { 1e-3 } else { 1e-11 }, "{y}: {off:e}");
        }
    }

    #[test]
    fn what_is_not_resolved_is_not_answered() {
        // An unlisted jump: the leaf that holds it has no answer, those beside it have theirs.
        let cells = Cells::new(vec![0.0, 1.0], Vec::new());
        let f = |y: f64| [if y < 0.3 { 0.0 } else { 1.0 }];
        assert_eq!(cells.at(0.2, &f), Some([0.0]));
        assert!(cells.at(0.3 - 1e-15, &f).is_none());
        assert!((cells.at(0.4, &f).unwrap()[0] - 1.0).abs() < 1e-14);
        // Nothing that is a number is there.
        assert!(Cells::new(vec![0.0, 1.0], Vec::new()).at(0.5, &|_| [f64::NEG_INFINITY]).is_none());
    }
}
