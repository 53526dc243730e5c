//! Nested quadrature rules of 3, 7, 15 and 31 nodes: each reuses every value of the one before.
//!
//! Gauss's rule of 3 nodes and Patterson's optimal extensions of it (Patterson, Math. Comp. 22 (1968), 847-856), exact for
//! degrees 5, 11, 23 and 47.
//!
//! Refuses: to choose panels or a rule; the error that it states for a rule is an extrapolation from the rules before.

use std::sync::LazyLock;

/// How many nodes each rule has.
pub const COUNTS: [usize; 4] = [3, 7, 15, 31];

/// The i-th node in `[-1, 1]`, in the order in which the rules ask for them: the first `COUNTS[r]` are those of rule r.
pub fn node(i: usize) -> f64 {
    let size = NODES[i.div_ceil(2)];
    if i % 2 == 1 { -size } else { size }
}

/// The sums of a rule and of absolute values, from the values at its nodes, on a panel of half-width `half`.
///
/// ```
/// use goodhart::num::nested::{COUNTS, node, sums};
/// let values: Vec<[f64; 1]> = (0..COUNTS[2]).map(|i| [node(i).exp()]).collect();
/// let ([sum], [absolute]) = sums(2, &values, 1.0);
/// assert!((sum - (1f64.exp() - (-1f64).exp())).abs() < 1e-15 && absolute == sum);
/// ```
pub fn sums<const K: usize>(rule: usize, values: &[[f64; K]], half: f64) -> ([f64; K], [f64; K]) {
    let (mut sum, mut absolute) = ([0.0; K], [0.0; K]);
    for (i, value) in values[..COUNTS[rule]].iter().enumerate() {
        let weight = half * WEIGHTS[rule][i.div_ceil(2)];
        for k in 0..K {
            sum[k] += weight * value[k];
            absolute[k] += weight * value[k].abs();
        }
    }
    (sum, absolute)
}

/// The errors of rule 2 or 3, from how fast the Legendre coefficients fall that its values show.
///
/// A rule exact to degree `2 m + 1` (m = 11 or 23) shows the coefficients up to degree m. The larger of the last two, and of the two
/// that lie `2^rule` degrees before, give the share by which they fall from degree to degree, and so the size of the first
/// coefficient that the rule misses, that of degree `2 m + 2`. Stated is ten times that size, with a tenth of the fall left out; where
/// nothing falls, ten times the last coefficient seen. The difference to the rule before would be cheaper, but it vanishes by
/// chance more often than four coefficients do.
///
/// ```
/// use goodhart::num::nested::{COUNTS, errors, node, sums};
/// let values: Vec<[f64; 1]> = (0..COUNTS[2]).map(|i| [(node(i) - 0.3).abs()]).collect();
/// assert!((sums(2, &values, 1.0).0[0] - 1.09).abs() < errors(2, &values, 1.0)[0]);
/// ```
pub fn errors<const K: usize>(rule: usize, values: &[[f64; K]], half: f64) -> [f64; K] {
    let table = &LEGENDRE[rule - 2];
    let mut coefficients = [[0.0; K]; 4];
    for (value, weights) in values[..COUNTS[rule]].iter().zip(table) {
        for (coefficient, weight) in coefficients.iter_mut().zip(weights) {
            (0..K).for_each(|k| coefficient[k] += weight * value[k]);
        }
    }
    std::array::from_fn(|k| {
        let [first, second, third, fourth] = coefficients.map(|coefficient| coefficient[k].abs());
        let (early, late) = (first.max(second), third.max(fourth));
        let fall = (late / early).min(1.0);
        // The missing `m + 2` degrees are 3.25 times those compared, or 3.125: with a tenth left out, at least this power.
        let (root, square) = (fall.sqrt(), fall * fall);
        10.0 * half * late * square * root * root.sqrt()
    })
}

/// What the rule of 7 nodes may miss beyond its outermost ones, where an integrand rises so steeply towards an end of a panel of
/// half-width `half` that the last node alone sees it: its growth since the node before, continued to the end.
///
/// ```
/// use goodhart::num::nested::{COUNTS, node, sums, unseen};
/// let steep: Vec<[f64; 1]> = (0..COUNTS[1]).map(|i| [(200.0 * (node(i) - 1.0)).exp()]).collect();
/// let (seen, exact) = (sums(1, &steep, 1.0).0[0], 1.0 / 200.0);
/// assert!(seen < 0.01 * exact && seen + unseen(&steep, 1.0)[0] > exact);
/// ```
pub fn unseen<const K: usize>(values: &[[f64; K]], half: f64) -> [f64; K] {
    let mut all = [0.0; K];
    for (last, before) in [(5, 1), (6, 2)] {
        let rest = (1.0 - NODES[3]) / (NODES[3] - NODES[1]);
        for k in 0..K {
            let (last, before) = (values[last][k].abs(), values[before][k].abs());
            if last > UNRESOLVED * before {
                let growth = (last / before).min(MOST_GROWTH);
                all[k] += half * WEIGHTS[1][3] * last * growth.powf(rest);
            }
        }
    }
    all
}

/// The most that an integrand may grow from one node of a rule to the next and still be resolved.
const UNRESOLVED: f64 = 1e3;
/// Growth beyond this is that of a value below f64.
const MOST_GROWTH: f64 = 1e200;

/// The largest degree of a polynomial that a rule, exact up to twice that and one, projects on.
fn last_degree(rule: usize) -> usize {
    (3 << rule) - 1
}

/// How many degrees lie between the coefficients that are compared.
fn gap(rule: usize) -> usize {
    1 << rule
}

/// For rules 2 and 3: at each node, the weights of the four coefficients that are compared.
static LEGENDRE: LazyLock<[Vec<[f64; 4]>; 2]> = LazyLock::new(|| {
    [2, 3].map(|rule| {
        let last = last_degree(rule);
        let degrees = [last - 1 - gap(rule), last - gap(rule), last - 1, last];
        let at = |i: usize| {
            let weight = WEIGHTS[rule][i.div_ceil(2)];
            degrees.map(|degree| (degree as f64 + 0.5) * weight * legendre(degree, node(i)))
        };
        (0..COUNTS[rule]).map(at).collect()
    })
});

/// The Legendre polynomial of a degree of at least 1, by its recurrence.
fn legendre(degree: usize, x: f64) -> f64 {
    let (mut before, mut here) = (1.0, x);
    for n in 1..degree {
        let n = n as f64;
        (before, here) = (here, ((2.0 * n + 1.0) * x * here - n * before) / (n + 1.0));
    }
    here
}

/// The nodes that are not negative, in the order in which the rules ask for them.
const NODES: [f64; 16] = [
    0.0,
    0.774_596_669_241_483_4,
    0.434_243_749_346_802_54,
    0.960_491_268_708_020_3,
    0.223_386_686_428_966_9,
    0.621_102_946_737_226_4,
    0.888_459_232_872_257,
    0.993_831_963_212_755,
    0.112_488_943_133_186_62,
    0.331_135_393_257_976_8,
    0.531_319_743_644_375_6,
    0.702_496_206_491_527_1,
    0.836_725_938_168_868_8,
    0.929_654_857_429_740_1,
    0.981_531_149_553_740_1,
    0.999_098_124_967_667_6,
];

const WEIGHTS: [&[f64]; 4] = [
    &[0.888_888_888_888_888_8, 0.555_555_555_555_555_6],
    &[0.450_916_538_658_474_14, 0.268_488_089_868_333_45, 0.401_397_414_775_962_25, 0.104_656_226_026_467_26],
    &[
        0.225_510_499_798_206_7,
        0.134_415_255_243_784_23,
        0.200_628_529_376_989_02,
        0.051_603_282_997_079_74,
        0.219_156_858_401_587_5,
        0.171_511_909_136_391_4,
        0.092_927_195_315_124_54,
        0.017_001_719_629_940_26,
    ],
    &[
        0.112_755_256_720_768_69,
        0.067_207_754_295_990_7,
        0.100_314_278_611_795_58,
        0.025_807_598_096_176_654,
        0.109_578_421_055_924_64,
        0.085_755_920_049_990_34,
        0.046_462_893_261_757_99,
        0.008_434_565_739_321_106,
        0.111_956_873_020_953_46,
        0.105_669_893_580_234_8,
        0.093_627_109_981_264_47,
        0.076_879_620_499_003_53,
        0.056_979_509_494_123_36,
        0.035_957_103_307_129_32,
        0.016_446_049_854_387_81,
        0.002_544_780_791_561_874_6,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_exact_up_to_its_degree_and_not_beyond() {
        for (rule, degree) in [5, 11, 23, 47].into_iter().enumerate() {
            let power = |d: i32| {
                let values: Vec<[f64; 1]> = (0..COUNTS[rule]).map(|i| [node(i).powi(d)]).collect();
                sums(rule, &values, 1.0).0[0]
            };
            for d in 0..=degree {
                let truth = if d % 2 == 0 { 2.0 / f64::from(d + 1) } else { 0.0 };
                assert!((power(d) - truth).abs() < 2e-15, "rule {rule}, degree {d}: {}", power(d));
            }
            // The next even power is missed by more than rounding, but for the finest rule.
            let missed = (power(degree + 1) - 2.0 / f64::from(degree + 2)).abs();
            assert!(rule == 3 || missed > 1e-9, "rule {rule}: {missed:e}");
        }
    }

    #[test]
    fn the_stated_error_holds_for_smooth_and_for_broken_integrands() {
        // The last one is met to 2e-5 by the rule of 7 nodes, by chance.
        let chance = |y: f64| (4.515 * y - 3.599).exp();
        let student = |v: f64| 1.0 / (1.0 + v * v).powi(2);
        let primitive = |v: f64| 0.5 * (v / (1.0 + v * v) + v.atan());
        let truth_of_chance = (primitive(chance(1.0) - 5.0) - primitive(chance(-1.0) - 5.0)) / 4.515;
        let by_chance = |y: f64| chance(y) * student(chance(y) - 5.0);
        let tried: [(&dyn Fn(f64) -> f64, f64); 5] = [
            (&|x| 1.0 / (1.0 + x * x), std::f64::consts::FRAC_PI_2),
            (&|x| (3.0 * x).exp(), 3f64.sinh() / 1.5),
            (&|x: f64| (x - 0.3).abs(), 1.09),
            (&|x| (1.0 + x).sqrt(), 8f64.sqrt() * 2.0 / 3.0),
            (&by_chance, truth_of_chance),
        ];
        for (f, truth) in tried {
            let values: Vec<[f64; 1]> = (0..31).map(|i| [f(node(i))]).collect();
            let all = [0, 1, 2, 3].map(|rule| sums(rule, &values, 1.0).0[0]);
            for rule in [2, 3] {
                let [stated] = errors(rule, &values, 1.0);
                let missed = (all[rule] - truth).abs();
                assert!(missed <= stated + 2e-15, "rule {rule}: {missed:e} beyond {stated:e}");
            }
        }
    }
}
