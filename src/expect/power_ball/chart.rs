//! A stretch of the table of U as functions that cost next to nothing: the polynomials through its levels.
//!
//! Refuses: to say more than its levels do; what the polynomials leave out is stated as an error.

use crate::{
    expect::stretch::{Level, Stretch},
    num::nested::{COUNTS, node},
};
use std::sync::LazyLock;

/// The nearer tail of U, and `E[V - E V | U >= u]`, on one stretch.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    /// Whether the tail is charted by its logarithm.
    by_logarithm: bool,
    /// The tail in units of the largest, or its logarithm, and the gain at each node.
    values: Vec<[f64; 2]>,
    /// How far off the polynomials are: relative to the tail where it is charted by its logarithm, else to its largest value.
    left_out: [f64; 2],
    /// What the levels inherit: relative to the tail there, and of the gain.
    known: Vec<[f64; 2]>,
    /// The same by their shares in increasing order.
    inherited: Vec<(f64, [f64; 2])>,
    /// The logarithm of the largest tail, and the largest gain.
    largest: (f64, f64),
}

/// What a chart says at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charted {
    /// The logarithm of the nearer tail, above or below by the side of the table.
    pub(in crate::expect) ln_tail: f64,
    pub(in crate::expect) gain: f64,
}

/// A tail that falls by less than this on a stretch is charted as it is.
const FLAT: f64 = 1.0;
/// No stretch covers more nats than this but at an end of U.
const STEEPEST: f64 = 20.0;
/// Rounding leaves the logarithm of a deeper tail no digits.
const DEEPEST: f64 = -1e9;
/// How far an extrapolation from two rules to a third is believed.
const TRUST: f64 = 0.75;

/// The weights of Lagrange's polynomials through the nodes of each rule, in the second barycentric form.
static WEIGHTS: LazyLock<[Vec<f64>; 4]> = LazyLock::new(|| {
    COUNTS.map(|count| {
        let others = |i: usize| (0..count).filter(move |j| *j != i);
        (0..count).map(|i| others(i).map(|j| 2.0 * (node(i) - node(j))).product::<f64>().recip()).collect()
    })
});

static PLACES: LazyLock<Vec<f64>> = LazyLock::new(|| (0..COUNTS[3]).map(node).collect());

impl Chart {
    /// The better of the charts by the tail and by its logarithm.
    pub(super) fn of(stretch: &Stretch) -> Self {
        let tail = |level: &Level| if stretch.up { level.ln_p } else { level.ln_q };
        let tails = stretch.levels.iter().map(tail);
        let (least, most) = tails.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let plain = || Self::with(stretch, |level| (tail(level) - most).exp(), most, false);
        let by_logarithm = || Self::with(stretch, tail, most, true);
        match most - least {
            fall if fall < FLAT => plain(),
            fall if !fall.is_finite() || least < DEEPEST => plain(),
            _ => {
                let (plain, by_logarithm) = (plain(), by_logarithm());
                // Below the middle only what the tail takes from 1 counts; above it the small end of a stretch may.
                let small_end = if stretch.up { (most - least).min(STEEPEST).exp() } else { 1.0 };
                if plain.left_out[0] * small_end < by_logarithm.left_out[0] { plain } else { by_logarithm }
            }
        }
    }

    fn with(stretch: &Stretch, tail: impl Fn(&Level) -> f64, most: f64, by_logarithm: bool) -> Self {
        let levels = &stretch.levels;
        let values: Vec<[f64; 2]> = levels.iter().map(|level| [tail(level), level.gain.value]).collect();
        let size = |k: usize| values.iter().map(|value| value[k].abs()).fold(0.0, f64::max);
        let largest = (most, size(1));
        let known: Vec<[f64; 2]> = levels.iter().map(|level| [level.tail_error.min(1.0), level.gain.error]).collect();
        let mut inherited: Vec<_> = known.iter().enumerate().map(|(i, errors)| (node(i), *errors)).collect();
        inherited.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut left_out = missed(&values, stretch.rule());
        left_out[0] += f64::EPSILON * (4.0 + if by_logarithm { size(0) } else { 0.0 });
        left_out[1] += 4.0 * f64::EPSILON * largest.1;
        Self { by_logarithm, values, left_out, known, inherited, largest }
    }

    /// What the polynomials miss that the levels know: of the tail, relative to it where its logarithm is `least`, and of the gain,
    /// relative to the largest.
    pub(super) fn coarseness(&self, least: f64) -> [f64; 2] {
        let from = least.min(self.largest.0);
        let ln_tail = |i: usize| self.ln_tail(self.values[i][0]);
        let unit = |i: usize| match (ln_tail(i) - from).exp() {
            // What is known of places where the tail all but vanishes does not count.
            unit if self.by_logarithm => unit.min(1.0),
            unit => unit,
        };
        let known =
            |k: usize| (0..self.values.len()).map(|i| self.known[i][k] * unit(i).min(1e300)).fold(0.0, f64::max);
        let beyond = |missed: f64, known: f64| if missed > known { missed } else { 0.0 };
        let gain = |error: f64| if self.largest.1 > 0.0 { error / self.largest.1 } else { 0.0 };
        let of_tail = beyond(self.left_out[0] * self.steepness(least), known(0));
        [of_tail, beyond(gain(self.left_out[1]), gain(known(1)))]
    }

    /// How much larger the largest tail is than one, where it is charted as it is.
    pub(super) fn steepness(&self, ln_tail: f64) -> f64 {
        if self.by_logarithm { 1.0 } else { (self.largest.0 - ln_tail).exp().max(1.0) }
    }

    /// The relative error of the tail at a share where its logarithm is `ln_tail`, and the error of the gain.
    pub(in crate::expect) fn errors(&self, share: f64, ln_tail: f64) -> [f64; 2] {
        let above = self.inherited.partition_point(|(place, _)| *place < share);
        let near = &self.inherited[above.saturating_sub(1)..(above + 1).min(self.inherited.len())];
        let inherited = |k: usize| near.iter().map(|(_, errors)| errors[k]).fold(0.0, f64::max);
        [(self.left_out[0] * self.steepness(ln_tail) + inherited(0)).min(1.0), self.left_out[1] + inherited(1)]
    }

    /// The chart at a share of the stretch from -1 to 1.
    pub(super) fn at(&self, share: f64) -> Charted {
        let [tail, gain] = through(&self.values, share);
        Charted { ln_tail: self.ln_tail(tail).min(0.0), gain }
    }

    /// The logarithm of a tail as it is charted.
    fn ln_tail(&self, charted: f64) -> f64 {
        if self.by_logarithm { charted } else { self.largest.0 + charted.max(0.0).ln() }
    }
}

/// The polynomials through values at the nodes of a rule.
fn through(values: &[[f64; 2]], share: f64) -> [f64; 2] {
    let rule = COUNTS.iter().rposition(|&count| count <= values.len()).expect("no stretch has fewer levels");
    let (mut sums, mut total) = ([0.0; 2], 0.0);
    for ((value, place), weight) in values.iter().zip(PLACES.iter()).zip(&WEIGHTS[rule]) {
        let apart = share - place;
        if apart == 0.0 {
            return *value;
        }
        let term = weight / apart;
        total += term;
        (0..2).for_each(|k| sums[k] += term * value[k]);
    }
    sums.map(|sum| sum / total)
}

/// What the polynomials through the nodes of a rule miss, from what those of the two rules before miss.
///
/// With `n`, `2n` and `4n` nodes, of which the second misses `e` and the first `f`, a function that falls geometrically is missed by
/// about `e (e/f)^2`.
fn missed(values: &[[f64; 2]], rule: usize) -> [f64; 2] {
    let by = |rule: usize| -> [f64; 2] {
        let known = &values[..COUNTS[rule]];
        let mut worst = [0.0f64; 2];
        for (i, value) in values.iter().enumerate().take(COUNTS[rule + 1]).skip(COUNTS[rule]) {
            let there = through(known, node(i));
            (0..2).for_each(|k| worst[k] = worst[k].max((there[k] - value[k]).abs()));
        }
        worst
    };
    if rule < 2 {
        return by(rule - 1).map(|miss| if miss.is_nan() { f64::INFINITY } else { miss });
    }
    let (before, last) = (by(rule - 2), by(rule - 1));
    std::array::from_fn(|k| {
        let fall = if before[k] > 0.0 { (last[k] / before[k]).min(1.0) } else { 1.0 };
        let miss = last[k] * fall.powf(2.0 * TRUST);
        if miss.is_nan() { f64::INFINITY } else { miss }
    })
}
