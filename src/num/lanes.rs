//! `ln`, `e^x` and `e^x - 1` as straight lines of arithmetic, without a branch, a call or a table: a loop over them becomes vector
//! instructions of whatever width there is.
//!
//! Without fused operations every step is one IEEE operation, so that the bits are the same on every machine and for every width; with
//! them (`FUSED`) they are nearly the same, and faster where the machine has them.
//!
//! Refuses: subnormal numbers under a logarithm.

use std::f64::consts::LOG2_E;

/// `ln 2` in two parts, of which the first has few enough digits to be multiplied by any exponent without rounding.
const LN_2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
/// Added to a number below 2^51 it leaves its whole part in the last bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// Beyond this `e^x` and its reciprocal are far outside f64, and half of the exponent of 2 is still within it.
const FAR: f64 = 1400.0;
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
/// The coefficients of fdlibm's `log`, from that of the square on: `ln(1+f) = f - f^2/2 + s (f^2/2 + R(s^2))`, `s = f/(2+f)`.
const LOGARITHM: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];
/// The bits of the square root of 1/2: significands are taken from there to its double.
const ROOT: u64 = 0x3fe6_a09e_667f_3bcd;

/// `a b + c`, rounded once if `FUSED` and twice if not.
#[inline(always)]
pub fn multiply_add<const FUSED: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// `ln x` for normal `x > 0`, to within two units of the last place; infinity at infinity.
///
/// Below the normal numbers, the logarithm of the least of them. The method is that of fdlibm's `log` (Sun Microsystems 1993).
///
/// ```
/// use goodhart::num::lanes::ln;
/// assert!(ln::<false>(1.0) == 0.0 && ln::<false>(f64::INFINITY) == f64::INFINITY);
/// assert!((ln::<false>(1e-19) / 1e-19f64.ln() - 1.0).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn ln<const FUSED: bool>(x: f64) -> f64 {
    let value = ln_sum::<FUSED>(if x > f64::MIN_POSITIVE { x } else { f64::MIN_POSITIVE }, 0.0);
    if x < f64::INFINITY { value } else { x }
}

/// `ln(x + rest)` for a finite normal `x > 0` and a rest that its digits have no room for, of use where x is near 1.
///
/// ```
/// use goodhart::num::lanes::ln_sum;
/// let (share, rounded) = (1e-20, 1.0 - 1e-20);
/// assert_eq!(ln_sum::<false>(rounded, (1.0 - rounded) - share), -1e-20);
/// ```
#[inline(always)]
pub fn ln_sum<const FUSED: bool>(x: f64, rest: f64) -> f64 {
    let bits = x.to_bits();
    let above = bits.wrapping_sub(ROOT);
    let exponent = f64::from_bits(((above as i64 >> 52) as u64).wrapping_add(WHOLE.to_bits())) - WHOLE;
    // Where x is not halved or doubled; elsewhere the rest is nothing.
    let rest = if exponent == 0.0 { rest } else { 0.0 };
    let f = (f64::from_bits(bits.wrapping_sub(above & (0xfff << 52))) - 1.0) + rest;
    let s = f / (2.0 + f);
    let square = s * s;
    let fourth = square * square;
    let [a, b, c, d, e, g, h] = LOGARITHM;
    let fma = multiply_add::<FUSED>;
    let even = fourth * fma(fourth, fma(fourth, g, d), b);
    let odd = square * fma(fourth, fma(fourth, fma(fourth, h, e), c), a);
    let half = 0.5 * f * f;
    let low = fma(s, half + (even + odd), exponent * LN_2.1);
    fma(exponent, LN_2.0, f - (half - low))
}

/// `e^x` to within two units of the last place, 0 and infinity where it leaves f64.
///
/// ```
/// use goodhart::num::lanes::exp;
/// assert!(exp::<false>(0.0) == 1.0 && (exp::<false>(1.0) - std::f64::consts::E).abs() < 1e-15);
/// assert_eq!([-1e9, f64::NEG_INFINITY].map(exp::<false>), [0.0; 2]);
/// assert_eq!([710.0, 1e9, f64::INFINITY].map(exp::<false>), [f64::INFINITY; 3]);
/// ```
#[inline(always)]
pub fn exp<const FUSED: bool>(x: f64) -> f64 {
    let (shifted, rest) = reduced::<FUSED>(within(x));
    let (one, other) = powers(shifted);
    (1.0 + rest) * one * other
}

/// `e^x - 1` to within four units of the last place.
///
/// ```
/// use goodhart::num::lanes::exp_m1;
/// assert!((exp_m1::<false>(1e-300) / 1e-300 - 1.0).abs() < 1e-15 && exp_m1::<false>(-800.0) == -1.0);
/// ```
#[inline(always)]
pub fn exp_m1<const FUSED: bool>(x: f64) -> f64 {
    let (shifted, rest) = reduced::<FUSED>(within(x));
    let (one, other) = powers(shifted);
    // Beside a power of 2 beyond 2^60 the 1 is nothing, and the two factors of one beyond f64 must not meet alone.
    if x < 40.0 { multiply_add::<FUSED>(rest * one, other, one * other - 1.0) } else { (1.0 + rest) * one * other }
}

/// `ln(e^y - 1)` for `y > 0`, to within four units of the last place of the larger of it and 1.
#[inline(always)]
pub fn ln_exp_m1<const FUSED: bool>(y: f64) -> f64 {
    // 1 - e^-y, in which no power of 2 is beyond f64.
    let (shifted, rest) = reduced::<FUSED>(within(-y));
    let (one, other) = powers(shifted);
    y + ln::<FUSED>(multiply_add::<FUSED>(-rest * one, other, 1.0 - one * other))
}

#[inline(always)]
fn within(x: f64) -> f64 {
    // So written that what is not a number stays what it is.
    let below = if x > FAR { FAR } else { x };
    if below < -FAR { -FAR } else { below }
}

/// For `e^x = 2^n (1 + rest)` a number whose last bits are n, and the rest.
#[inline(always)]
pub(super) fn reduced<const FUSED: bool>(x: f64) -> (f64, f64) {
    let fma = multiply_add::<FUSED>;
    let shifted = fma(x, LOG2_E, WHOLE);
    let whole = shifted - WHOLE;
    let rest = fma(whole, -LN_2.1, fma(whole, -LN_2.0, x));
    let square = rest * rest;
    let fourth = square * square;
    let [a, b, c, d, e, f, g, h, i, j, k, l] = FACTORIALS;
    let low = fma(square, fma(d, rest, c), fma(b, rest, a));
    let middle = fma(square, fma(h, rest, g), fma(f, rest, e));
    let high = fma(square, fma(l, rest, k), fma(j, rest, i));
    let beyond = fma(fourth, fma(fourth, high, middle), low);
    (shifted, fma(square, beyond, rest))
}

/// Two powers of 2 whose product is `2^n`, n the last bits of a number: one of them alone may be outside f64.
#[inline(always)]
fn powers(shifted: f64) -> (f64, f64) {
    let n = shifted.to_bits().wrapping_sub(WHOLE.to_bits()) as i64;
    let half = n >> 1;
    let power = |n: i64| f64::from_bits(((n + 1023) as u64) << 52);
    (power(half), power(n - half))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

    /// Places from `low` to `high`, near enough to each other to meet every part of a function.
    fn spread(low: f64, high: f64) -> impl Iterator<Item = f64> {
        (0..=40_000).map(move |i| low + (high - low) * f64::from(i) / 40_000.0)
    }

    #[test]
    fn logarithms_are_within_two_units_of_the_last_place() {
        let places = spread(-46.0, 46.0).chain(spread(-0.7, 0.7)).map(f64::exp).chain(spread(0.999, 1.001));
        for x in places.chain([f64::MIN_POSITIVE, f64::MAX, 2f64.powi(-65)]) {
            let allowed = 2.0 * f64::EPSILON * x.ln().abs();
            assert!((ln::<false>(x) - x.ln()).abs() <= allowed, "{x:e}: {:e}", ln::<false>(x));
            assert!((ln::<true>(x) - x.ln()).abs() <= allowed, "{x:e}: {:e}, fused", ln::<true>(x));
        }
        assert_eq!(ln::<false>(0.0), ln::<false>(f64::MIN_POSITIVE));
    }

    #[test]
    fn exponentials_are_within_their_units_of_the_last_place() {
        for x in spread(-708.0, 709.7).chain(spread(-2.0, 2.0)).chain(spread(-1e-7, 1e-7)) {
            let near = |found: f64, truth: f64, units| (found - truth).abs() <= units * f64::EPSILON * truth.abs();
            assert!(near(exp::<false>(x), x.exp(), 2.0) && near(exp::<true>(x), x.exp(), 2.0), "e^{x}");
            assert!(near(exp_m1::<false>(x), x.exp_m1(), 4.0) && near(exp_m1::<true>(x), x.exp_m1(), 4.0), "e^{x} - 1");
        }
        assert!((exp::<false>(-744.0) / (-744f64).exp() - 1.0).abs() < 1e-15);
        assert_eq!(
            [exp_m1::<false>(800.0), exp_m1::<false>(f64::INFINITY), exp_m1::<false>(-1e9)],
            [f64::INFINITY, f64::INFINITY, -1.0]
        );
        assert!([exp::<false>, exp_m1::<false>, ln::<false>].iter().all(|f| f(f64::NAN).is_nan()));
        assert_eq!((ln_exp_m1::<false>(1e4), ln_exp_m1::<false>(1e-300)), (1e4, ln::<false>(1e-300)));
    }

    /// By mpmath 1.3 with 40 digits.
    #[test]
    fn a_few_values_are_those_of_forty_digits() {
        for (x, truth) in LOGARITHMS {
            assert!((ln::<false>(x) - truth).abs() <= 2.0 * f64::EPSILON * truth.abs(), "ln {x:e}");
        }
        for (x, truth) in EXPONENTIALS {
            assert!((exp::<false>(x) / truth - 1.0).abs() <= 2.0 * f64::EPSILON, "e^{x}");
        }
    }

    const LOGARITHMS: [(f64, f64); 8] = [
        (2.710_505_431_213_761e-20, -45.054_566_736_396_445),
        (0.1, -2.302_585_092_994_045_6),
        (0.7, -0.356_674_943_938_732_44),
        (FRAC_1_SQRT_2, -0.346_573_590_279_972_6),
        (0.999_999_9, -1.000_000_049_473_647_4e-7),
        (1.000_000_1, 9.999_999_505_838_705e-8),
        (SQRT_2, 0.346_573_590_279_972_7),
        (1e300, 690.775_527_898_213_7),
    ];

    const EXPONENTIALS: [(f64, f64); 7] = [
        (-700.5, 5.980_196_118_639_791e-305),
        (-1.0, 0.367_879_441_171_442_33),
        (-1e-9, 0.999_999_999),
        (0.346_573_590_279_972_7, SQRT_2),
        (1e-3, 1.001_000_500_166_708_4),
        (40.25, 302_240_665_332_559_800.0),
        (709.0, 8.218_407_461_554_972e307),
    ];
}
