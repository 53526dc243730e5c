//! Adaptive Gauss-Kronrod quadrature of several integrands at once: always a value with an error and a count.
//!
//! Refuses: to choose panels. A feature narrower than a panel is the caller's to mark; within a panel the rule bisects
//! until the estimates agree.

use super::Estimate;
use std::{cmp::Ordering, collections::BinaryHeap};

/// The integrals of K integrands that share their evaluations.
#[derive(Clone, Copy, Debug)]
pub struct Quadrature<const K: usize> {
    /// The integrals.
    pub value: [f64; K],
    /// Error bounds: of the rule, and of rounding in the sums (not of rounding inside the integrand).
    pub error: [f64; K],
    /// The integrals of the absolute values: what cancels is the difference to `value`.
    pub absolute: [f64; K],
    /// How many times the integrands were evaluated.
    pub evaluations: usize,
}

impl<const K: usize> Quadrature<K> {
    /// Integrals over nothing.
    pub const NOTHING: Self = Self { value: [0.0; K], error: [0.0; K], absolute: [0.0; K], evaluations: 0 };

    /// The integrals over two disjoint sets.
    pub fn plus(mut self, other: Self) -> Self {
        for k in 0..K {
            self.value[k] += other.value[k];
            self.error[k] += other.error[k];
            self.absolute[k] += other.absolute[k];
        }
        self.evaluations += other.evaluations;
        self
    }

    /// The k-th integral with its error.
    pub fn estimate(&self, k: usize) -> Estimate {
        Estimate::new(self.value[k], self.error[k])
    }
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Goal {
    /// Relative to the integral of the absolute value, for each integrand.
    pub relative: f64,
    /// At most this many bisections.
    pub bisections: usize,
}

impl Default for Goal {
    fn default() -> Self {
        Self { relative: 1e-14, bisections: 3000 }
    }
}

/// Integrates `f(panel, x)` over each `(low, high)` of `panels`, which the function tells apart by their index.
///
/// Gauss-Kronrod 10/21 with global bisection; the error of a panel is QUADPACK's `(200 |K - G| / A)^1.5 A`
/// (Piessens et al., QUADPACK, 1983, section 2.2.4.1).
///
/// ```
/// use goodhart::num::quadrature::{integrate, Goal};
/// let q = integrate(|_, x: f64| [x.exp(), x], &[(0.0, 1.0)], Goal::default());
/// assert!((q.value[0] - (1f64.exp() - 1.0)).abs() < 1e-15);
/// assert!(q.error[1] < 1e-14);
/// ```
pub fn integrate<const K: usize>(
    f: impl Fn(usize, f64) -> [f64; K],
    panels: &[(f64, f64)],
    goal: Goal,
) -> Quadrature<K> {
    let (mut heap, mut totals) = first_pass(&f, panels);
    let most = heap.len() + goal.bisections;
    let mut evaluations = heap.len() * 21;
    let mut floor = Vec::new();
    while heap.len() + floor.len() < most {
        let Some(worst) = heap.pop() else { break };
        if !totals.wants(&worst, goal.relative, heap.len() + 1) {
            floor.push(worst);
            break;
        }
        let middle = worst.low + 0.5 * (worst.high - worst.low);
        if middle <= worst.low || middle >= worst.high {
            floor.push(worst);
            continue;
        }
        totals.add(&worst, -1.0);
        let halves = [(worst.low, middle), (middle, worst.high)].map(|(low, high)| rule(&f, worst.index, low, high));
        // Both count before either is ranked: beside totals without its sibling a half would look worse than all others.
        halves.iter().for_each(|half| totals.add(half, 1.0));
        heap.extend(halves.map(|half| Piece { rank: totals.rank(&half), ..half }));
        evaluations += 42;
    }
    collect(heap.into_iter().chain(floor), evaluations)
}

/// One rule a panel, ranked by what each contributes to the error of the whole.
fn first_pass<const K: usize>(
    f: &impl Fn(usize, f64) -> [f64; K],
    panels: &[(f64, f64)],
) -> (BinaryHeap<Piece<K>>, Totals<K>) {
    let wide = panels.iter().enumerate().filter(|(_, (low, high))| high > low);
    let mut pieces: Vec<_> = wide.map(|(index, &(low, high))| rule(f, index, low, high)).collect();
    let mut totals = Totals::default();
    pieces.iter().for_each(|piece| totals.add(piece, 1.0));
    pieces.iter_mut().for_each(|piece| piece.rank = totals.rank(piece));
    (pieces.into(), totals)
}

#[derive(Clone, Copy)]
struct Piece<const K: usize> {
    index: usize,
    low: f64,
    high: f64,
    value: [f64; K],
    error: [f64; K],
    absolute: [f64; K],
    rank: f64,
}

impl<const K: usize> PartialEq for Piece<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl<const K: usize> Eq for Piece<K> {}
impl<const K: usize> PartialOrd for Piece<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<const K: usize> Ord for Piece<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank)
    }
}

struct Totals<const K: usize> {
    error: [f64; K],
    absolute: [f64; K],
}

impl<const K: usize> Default for Totals<K> {
    fn default() -> Self {
        Self { error: [0.0; K], absolute: [0.0; K] }
    }
}

impl<const K: usize> Totals<K> {
    fn add(&mut self, piece: &Piece<K>, sign: f64) {
        for k in 0..K {
            self.error[k] += sign * piece.error[k];
            self.absolute[k] += sign * piece.absolute[k];
        }
    }

    /// The largest error of the piece in units of the whole integral.
    fn rank(&self, piece: &Piece<K>) -> f64 {
        (0..K).map(|k| ratio(piece.error[k], self.absolute[k])).fold(0.0, f64::max)
    }

    /// Whether the worst piece still matters: an equal share of the goal each, or the total not yet reached.
    fn wants(&self, worst: &Piece<K>, relative: f64, pieces: usize) -> bool {
        (0..K).any(|k| {
            self.error[k] > relative * self.absolute[k]
                && worst.error[k] > relative * self.absolute[k] / (4 * pieces) as f64
        })
    }
}

fn ratio(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}

fn collect<const K: usize>(pieces: impl Iterator<Item = Piece<K>>, evaluations: usize) -> Quadrature<K> {
    let mut all: Vec<_> = pieces.collect();
    // Small terms first, and one order for every run of the same integral.
    all.sort_by(|a, b| a.absolute[0].total_cmp(&b.absolute[0]).then(a.low.total_cmp(&b.low)));
    let mut sum = Quadrature { value: [0.0; K], error: [0.0; K], absolute: [0.0; K], evaluations };
    for piece in &all {
        for k in 0..K {
            sum.value[k] += piece.value[k];
            sum.error[k] += piece.error[k];
            sum.absolute[k] += piece.absolute[k];
        }
    }
    for k in 0..K {
        sum.error[k] += 4.0 * f64::EPSILON * sum.absolute[k];
    }
    sum
}

fn rule<const K: usize>(f: &impl Fn(usize, f64) -> [f64; K], index: usize, low: f64, high: f64) -> Piece<K> {
    let half = 0.5 * (high - low);
    let values = nodes(low, high).map(|x| f(index, x));
    let sums: [_; K] = std::array::from_fn(|k| rule_sums(|i| values[i][k], half));
    Piece {
        index,
        low,
        high,
        value: sums.map(|sum| sum.0),
        error: sums.map(|sum| sum.1),
        absolute: sums.map(|sum| sum.2),
        rank: 0.0,
    }
}

/// How many nodes the rule has.
pub const NODE_COUNT: usize = 21;

/// The nodes of the rule on `[low, high]`, in increasing order.
pub fn nodes(low: f64, high: f64) -> [f64; NODE_COUNT] {
    let half = 0.5 * (high - low);
    let centre = low + half;
    std::array::from_fn(|i| if i <= 10 { centre - half * NODES[i] } else { centre + half * NODES[20 - i] })
}

/// The Kronrod sum, its error and the sum of absolute values, from the integrand's values at [`nodes`] of a panel of
/// half-width `half`.
pub fn rule_sums(value: impl Fn(usize) -> f64, half: f64) -> (f64, f64, f64) {
    let weight = |i: usize| KRONROD[if i <= 10 { i } else { 20 - i }];
    let kronrod: f64 = (0..21).map(|i| weight(i) * value(i)).sum();
    let gauss: f64 = (0..5).map(|j| GAUSS[j] * (value(2 * j + 1) + value(19 - 2 * j))).sum();
    let absolute: f64 = (0..21).map(|i| weight(i) * value(i).abs()).sum();
    let mean = 0.5 * kronrod;
    let spread: f64 = (0..21).map(|i| weight(i) * (value(i) - mean).abs()).sum();
    let difference = (kronrod - gauss).abs();
    let error = if spread > 0.0 { spread * (200.0 * difference / spread).powf(1.5).min(1.0) } else { difference };
    (half * kronrod, half * error, half * absolute)
}

/// Nodes of the 21-point Kronrod rule in [0, 1], largest first; the odd places are those of the 10-point Gauss rule.
const NODES: [f64; 11] = [
    0.995_657_163_025_808_1,
    0.973_906_528_517_171_7,
    0.930_157_491_355_708_2,
    0.865_063_366_688_984_5,
    0.780_817_726_586_416_9,
    0.679_409_568_299_024_4,
    0.562_757_134_668_604_7,
    0.433_395_394_129_247_2,
    0.294_392_862_701_460_2,
    0.148_874_338_981_631_22,
    0.0,
];

const KRONROD: [f64; 11] = [
    0.011_694_638_867_371_874,
    0.032_558_162_307_964_725,
    0.054_755_896_574_351_995,
    0.075_039_674_810_919_96,
    0.093_125_454_583_697_6,
    0.109_387_158_802_297_64,
    0.123_491_976_262_065_84,
    0.134_709_217_311_473_34,
    0.142_775_938_577_060_09,
    0.147_739_104_901_338_49,
    0.149_445_554_002_916_9,
];

const GAUSS: [f64; 5] = [
    0.066_671_344_308_688_14,
    0.149_451_349_150_580_6,
    0.219_086_362_515_982_04,
    0.269_266_719_309_996_35,
    0.295_524_224_714_752_87,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn one(f: impl Fn(f64) -> f64, low: f64, high: f64) -> Quadrature<1> {
        integrate(|_, x| [f(x)], &[(low, high)], Goal::default())
    }

    #[test]
    fn polynomials_of_degree_31_are_exact() {
        for degree in [0, 2, 10, 20, 31] {
            let q = one(|x| x.powi(degree), 0.0, 1.0);
            assert!((q.value[0] * (degree + 1) as f64 - 1.0).abs() < 4e-15, "degree {degree}: {q:?}");
        }
    }

    #[test]
    fn a_corner_and_an_end_singularity_are_found_by_bisection() {
        let corner = one(|x: f64| (x - 0.3).abs(), 0.0, 1.0);
        assert!((corner.value[0] - 0.29).abs() <= corner.error[0] && corner.error[0] < 1e-12, "{corner:?}");
        let root = one(|x: f64| x.sqrt().recip(), 0.0, 1.0);
        assert!((root.value[0] - 2.0).abs() <= 1e-9, "{root:?}");
    }

    #[test]
    fn components_share_nodes_and_keep_their_own_scale() {
        let q = integrate(|_, x: f64| [x.sin(), 1e-200 * x.cos()], &[(0.0, 1.0), (1.0, 2.0)], Goal::default());
        assert!((q.value[0] - (1.0 - 2f64.cos())).abs() < 1e-15);
        assert!((q.value[1] / 1e-200 - 2f64.sin()).abs() < 1e-15);
    }
}
