//! Exponentials of several numbers at once, without a branch or a call between them: a compiler makes vector instructions of that.
//!
//! Refuses: logarithms; what is below f64's normal numbers is left to the library, one by one.

use super::lanes::reduced;

/// Where `e^x` is a normal number.
const RANGE: (f64, f64) = (-708.0, 709.0);
/// Below this `e^x` is 0.
const NOTHING: f64 = -745.2;

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

/// `e^x` where that is a normal number.
#[inline(always)]
fn normal(x: f64) -> f64 {
    let (shifted, rest) = reduced::<false>(x);
    // The last bits of the shifted number are the exponent.
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    (1.0 + rest) * power
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
