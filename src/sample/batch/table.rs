//! The quantile of a law as polynomials, panel by panel of the probability of the nearer end, each with a bound on its error.
//!
//! Panels are sixteenths of the doublings of p from `2^-21` to 1/2, p = S above the median and p = F below it. On each of them the
//! quantile Q, or its logarithm, is interpolated at the eight zeros of `T_8`; what that leaves out is `a_8 T_8` and what follows, and is
//! met in full at the nine places where `T_8` is 1 or -1, the two ends among them. A panel is kept where four times the largest
//! difference there is below [`DISPLACED`] of the change of Q over the panel, beside the rounding of Q itself. The factor of four stands for
//! the terms that follow the first: those of a function that is analytic in an ellipse about the panel fall as a geometric series. A
//! quantile cannot fall, so that none that is the same at both ends is another between them: atoms keep their masses.
//!
//! A panel that misses the bound is halved, the most probable first, as long as that pays; what still misses it, what is nearer to an end
//! than the table goes, and what is beyond f64 is left to the inversion of the law.
//!
//! Refuses: to guess; a row without a polynomial says so.

use super::{
    passes::{cell, polynomial},
    refined::Refined,
};
use crate::num::{
    chebyshev::Nodes,
    lanes::{exp, ln},
};
use rayon::prelude::*;

/// By how much of the change of the quantile over a panel a draw may be displaced, `2^-36`.
pub const DISPLACED: f64 = 1.0 / 68_719_476_736.0;
/// Doublings of the probability that the table covers on each side.
const DOUBLINGS: u64 = 20;
/// Panels in each.
const PANELS: u64 = 16;
/// Places at which the quantile of a panel is asked for.
const PLACES: usize = 17;

/// Coefficients of the powers from -1 to 1 over each panel; NaN where there is no polynomial. The second half is that of the lower side.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Rows(pub [[f64; 8]; 1024]);

/// A quantile by the side, lower or not, and the probability p of that side.
pub type Quantile<'a> = dyn Fn(bool, f64) -> f64 + Sync + 'a;

/// Some probabilities of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// Whether they are of the lower end.
    pub lower: bool,
    /// The least.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Panel {
    /// That of a row; none for those that stand for the rest.
    fn of(row: usize) -> Option<Self> {
        let near = row as u64 % 512;
        let first = |near: u64| f64::from_bits((0x3fe0 - near) << 48);
        let within = (1..=PANELS * DOUBLINGS).contains(&near);
        within.then(|| Self { lower: row >= 512, least: first(near), most: first(near - 1) })
    }

    /// Its two halves.
    pub fn halves(self) -> [Self; 2] {
        let middle = 0.5 * (self.least + self.most);
        [Self { most: middle, ..self }, Self { least: middle, ..self }]
    }
}

/// The quantile of a law.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Box<Rows>,
    exponentials: bool,
    refined: Refined,
}

/// Values of a quantile over a panel: at the nodes, and where they are compared.
pub type Values = [f64; PLACES];

/// The places of a panel.
#[derive(Clone, Debug)]
pub struct Places {
    nodes: Nodes<8>,
    /// Where `T_8` is 1 or -1.
    between: [f64; 9],
}

impl Places {
    fn new() -> Self {
        let between = std::array::from_fn(|k| (std::f64::consts::PI * k as f64 / 8.0).cos());
        Self { nodes: Nodes::new(), between }
    }

    /// The quantile at the places of a panel.
    pub fn values(&self, panel: Panel, quantile: &Quantile<'_>) -> Values {
        let (middle, half) = (0.5 * (panel.least + panel.most), 0.5 * (panel.most - panel.least));
        let nodes = self.nodes.on(panel.least, panel.most).into_iter();
        let mut all = nodes.chain(self.between.into_iter().map(|share| middle + half * share));
        std::array::from_fn(|_| quantile(panel.lower, all.next().expect("seventeen places")))
    }

    /// The polynomial of the quantile, or of its logarithm, by its values; none where it misses the bound.
    pub fn polynomial(&self, values: &Values, logarithm: bool) -> Option<[f64; 8]> {
        let known = |x: &f64| x.is_finite() && (!logarithm || *x >= f64::MIN_POSITIVE);
        if !values.iter().all(known) {
            return None;
        }
        let values = if logarithm { values.map(ln::<false>) } else { *values };
        let (at_nodes, between) = values.split_first_chunk::<8>().expect("eight nodes come first");
        let change = (between[0] - between[8]).abs();
        if change == 0.0 {
            return Some([between[0], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        }
        let powers = self.nodes.series(&at_nodes.map(|value| [value])).powers().map(|[power]| power);
        let off = |(value, share): (&f64, &f64)| (value - polynomial::<false>(&powers, *share)).abs();
        let worst = between.iter().zip(&self.between).map(off).fold(0.0, f64::max);
        let size = values.iter().fold(0.0, |size: f64, value| size.max(value.abs()));
        (4.0 * worst <= DISPLACED * change + 16.0 * f64::EPSILON * size).then_some(powers)
    }
}

impl Table {
    /// How often a quantile is asked for before any panel is halved.
    pub const FIRST: u64 = 2 * DOUBLINGS * PANELS * PLACES as u64;

    /// The table of a quantile, which is asked for at most `budget` times, and at least [`Table::FIRST`]; `positive` where it is never
    /// below 0.
    pub fn new(quantile: &Quantile<'_>, positive: bool, budget: u64) -> Self {
        let places = Places::new();
        let panels: Vec<(usize, Panel)> = (0..1024).filter_map(|row| Some((row, Panel::of(row)?))).collect();
        let values: Vec<Values> = panels.par_iter().map(|(_, panel)| places.values(*panel, quantile)).collect();
        let missed = |logarithm: bool| -> f64 {
            let miss = |(_, values): &(_, &Values)| places.polynomial(values, logarithm).is_none();
            panels.iter().zip(&values).filter(miss).map(|((_, panel), _)| panel.most - panel.least).sum()
        };
        let exponentials = positive && missed(true) < missed(false);
        let mut rows = Box::new(Rows([[f64::NAN; 8]; 1024]));
        let mut left = Vec::new();
        for ((row, panel), values) in panels.iter().zip(&values) {
            match places.polynomial(values, exponentials) {
                Some(powers) => rows.0[*row] = powers,
                None => left.push((*row, *panel)),
            }
        }
        let refined = Refined::new(left, &places, quantile, exponentials, budget.saturating_sub(Self::FIRST));
        Self { rows, exponentials, refined }
    }

    /// The rows of the panels that were not halved.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Whether they are those of the logarithm.
    pub fn exponentials(&self) -> bool {
        self.exponentials
    }

    /// The draw of a word whose row has no polynomial, from the halves of its panel; none where the law's own inversion is needed.
    pub fn refined(&self, word: u64) -> Option<f64> {
        let (row, share) = cell(word);
        let value = self.refined.at(row as usize, share)?;
        Some(if self.exponentials { exp::<false>(value) } else { value })
    }
}
