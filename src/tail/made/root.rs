//! Where a falling function has a value, by Newton's method kept in a bracket.

/// The y with `f(y) = level` for a falling f; `at` gives f and how fast it falls. Plus or minus infinity where it lies beyond `ends`.
pub(super) fn falls_to(at: impl Fn(f64) -> (f64, f64), level: f64, start: f64, ends: (f64, f64)) -> f64 {
    let (mut low, mut high) = ends;
    let (mut y, mut met, mut last) = (start.clamp(low, high), (false, false), f64::INFINITY);
    for _ in 0..200 {
        let (value, fall) = at(y);
        if value > level {
            (low, met.0) = (y, true);
        } else {
            (high, met.1) = (y, true);
        }
        let newton = y + (value - level) / fall.abs();
        // Far from the root a step may be huge.
        let wanted = if newton.is_nan() { y + (value - level).signum() } else { newton.clamp(y - 30.0, y + 30.0) };
        if wanted == y {
            break;
        }
        let next = if wanted > low && wanted < high {
            wanted
        } else if met == (true, true) {
            0.5 * (low + high)
        } else if value > level {
            if y == ends.1 {
                return f64::INFINITY;
            }
            ends.1
        } else if y == ends.0 {
            return f64::NEG_INFINITY;
        } else {
            ends.0
        };
        let step = (next - y).abs();
        // The next step would be about the square of this one, unless it is the rounding of f that is left.
        y = next;
        if step <= 1e-15 || step <= 4.0 * f64::EPSILON * y.abs() || (step < 1e-9 && step >= last) {
            break;
        }
        last = step;
    }
    y
}
