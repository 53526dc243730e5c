//! Roots of monotone functions.

/// The least double `x` in `(low, high]` with `f(x) <= level`, for f nonincreasing on `[low, high]`, to the last digits.
///
/// Requires `f(low) > level >= f(high)`; a jump or a flat piece is handled (bisection in the ordered doubles
/// finishes within 64 steps; ITP steps come first).
pub fn first_at_most(f: impl Fn(f64) -> f64, level: f64, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let (mut f_low, mut f_high) = (f(low) - level, f(high) - level);
    for step in 0..200 {
        if high - low <= 2.0 * f64::EPSILON * low.abs().max(high.abs()) || high - low <= f64::MIN_POSITIVE {
            break;
        }
        let middle = if step % 3 == 2 { ordered_middle(low, high) } else { secant(low, high, f_low, f_high) };
        let value = f(middle) - level;
        if value > 0.0 {
            (low, f_low) = (middle, value);
        } else {
            (high, f_high) = (middle, value);
        }
    }
    high
}

/// A secant step kept away from both ends; plain bisection where the values do not help.
fn secant(low: f64, high: f64, f_low: f64, f_high: f64) -> f64 {
    let share = f_low / (f_low - f_high);
    if !share.is_finite() {
        return ordered_middle(low, high);
    }
    let guard = (high - low) * 1e-3;
    let middle = low + share * (high - low);
    // Stepping slightly past the root brings the far end in.
    let pushed = if share < 0.5 { middle + guard * share } else { middle - guard * (1.0 - share) };
    if pushed > low && pushed < high { pushed } else { ordered_middle(low, high) }
}

/// The double in the middle of the ordered doubles between: halves the exponent range as well as the mantissa.
fn ordered_middle(low: f64, high: f64) -> f64 {
    let middle = from_order((order(low) >> 1) + (order(high) >> 1) + (order(low) & order(high) & 1));
    if middle > low && middle < high { middle } else { low + 0.5 * (high - low) }
}

fn order(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

fn from_order(n: i64) -> f64 {
    f64::from_bits(if n < 0 { i64::MIN.wrapping_sub(n) } else { n } as u64)
}
