//! Exponentials of several numbers at once, without a branch or a call between them: a compiler makes vector instructions of that.
//!
//! Refuses: logarithms; what is below f64's normal numbers is left to the library, one by one.

use std::f64::consts::LOG2_E;

/// `ln 2` in two parts, of which the first has few enough digits to be multiplied by any exponent without rounding.
const LN_2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
/// Added to a number below 2^51 it leaves its whole part in the last bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// Where `e^x` is a normal number.
const RANGE: (f64, f64) = (-708.0, 709.0);
/// Below this `e^x` is 0.
const NOTHING: f64 = -745.2;
/// `1/k!` from k = 2 on.
const FACTORIALS: [f64; 12] = [
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// Replaces each x by `e^x`, to within two units of the last place.
///
/// ```
/// use goodhart::num::exponentials::exp_each;
/// let mut all = [0.0, 1.0, -1e9, f64::NEG_INFINITY, 710.0];
/// exp_each(&mut all);
/// assert!(all[0] == 1.0 && (all[1] - std::f64::consts::E).abs() < 1e-15 && all[2..] == [0.0, 0.0, f64::INFINITY]);
/// ```
pub fn exp_each(all: &mut [f64]) {
    let ordinary = all.iter().all(|&x| x >= RANGE.0 && x <= RANGE.1);
    if ordinary {
        all.iter_mut().for_each(|x| *x = normal(*x));
        return;
    }
    for x in all {
        *x = match *x {
            within if within >= RANGE.0 && within <= RANGE.1 => normal(within),
            below if below < NOTHING => 0.0,
            other => other.exp(),
        };
    }
}

/// `e^x` where that is a normal number: a power of 2, and a polynomial for what is left.
#[inline(always)]
fn normal(x: f64) -> f64 {
    let shifted = x * LOG2_E + WHOLE;
    let whole = shifted - WHOLE;
    let rest = (x - whole * LN_2.0) - whole * LN_2.1;
    let square = rest * rest;
    let fourth = square * square;
    let [a, b, c, d, e, f, g, h, i, j, k, l] = FACTORIALS;
    let low = (a + b * rest) + square * (c + d * rest);
    let middle = (e + f * rest) + square * (g + h * rest);
    let high = (i + j * rest) + square * (k + l * rest);
    let beyond = square * (low + fourth * (middle + fourth * high));
    // The last bits of the shifted number are the exponent.
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    (1.0 + (rest + beyond)) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_within_two_units_of_the_last_place() {
        let all: Vec<f64> = (0..20_000).map(|i| -707.9 + 0.070_81 * f64::from(i)).filter(|x| *x < 708.9).collect();
        let mut found = all.clone();
        exp_each(&mut found);
        for (x, found) in all.iter().zip(found) {
            assert!((found / x.exp() - 1.0).abs() <= 2.0 * f64::EPSILON, "{x}: {found:e}");
        }
    }

    #[test]
    fn what_leaves_the_normal_numbers_is_what_the_library_says() {
        let all = [-708.5, -744.0, -746.0, f64::NEG_INFINITY, 709.5, 800.0, 3.0];
        let mut found = all;
        exp_each(&mut found);
        for (x, found) in all.into_iter().zip(found) {
            assert!(found == x.exp() || (found / x.exp() - 1.0).abs() <= 2.0 * f64::EPSILON, "{x}: {found:e}");
        }
        let mut none = [1.0, f64::NAN];
        exp_each(&mut none);
        assert!(none[1].is_nan());
    }
}
