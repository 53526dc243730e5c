//! The chance that a rule carries to a given one, by Newton's method in the logarithm of the depth, kept in a bracket.

use super::{Chance, Rule};

/// The `ln s` with `ln D(s) = level`, for a level at which s is at most about 1/2; 0 and minus infinity stay what they are.
pub(super) fn above(rule: &impl Rule, level: f64) -> f64 {
    let at = |depth: f64| {
        let s = Chance::of(-depth);
        let ln = rule.both(s).ln;
        (ln, depth * (rule.ln_slope(s) + s.ln - ln).exp())
    };
    -depth_at(at, level)
}

/// The `ln(1 - s)` with `ln(1 - D(s)) = level`, likewise for s at least about 1/2.
pub(super) fn below(rule: &impl Rule, level: f64) -> f64 {
    let at = |depth: f64| {
        let s = Chance::without(-depth);
        let ln_not = rule.both(s).ln_not;
        (ln_not, depth * (rule.ln_slope(s) + s.ln_not - ln_not).exp())
    };
    -depth_at(at, level)
}

/// The depth at which a function that falls from 0 to minus infinity has the value `level`; `at` gives it, and how fast it falls with the
/// logarithm of the depth.
fn depth_at(at: impl Fn(f64) -> (f64, f64), level: f64) -> f64 {
    if level == 0.0 || level == f64::NEG_INFINITY {
        return -level;
    }
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut y = (-level).ln();
    for _ in 0..200 {
        if y > LN_MOST {
            return f64::INFINITY;
        }
        let (value, fall) = at(y.exp());
        if value > level {
            low = y
        } else {
            high = y
        }
        let newton = y + (value - level) / fall;
        let inside = newton > low && newton < high;
        let next = match (inside, low.is_finite(), high.is_finite()) {
            (true, ..) => newton.clamp(y - 30.0, y + 30.0),
            (false, true, true) => 0.5 * (low + high),
            (false, true, false) => y + 1.0,
            (false, false, _) => y - 1.0,
        };
        let step = (next - y).abs();
        // The step taken is the last one's error squared, in the end.
        y = next;
        if step <= 1e-15 || step <= 4.0 * f64::EPSILON * y.abs() {
            break;
        }
    }
    y.exp()
}

/// Beyond this no law has an f64 left.
const LN_MOST: f64 = 690.0;
