//! Places to split panels around the peaks of a log integrand that no landmark marks.

/// Peaks this far below the highest carry nothing.
const NEGLIGIBLE: f64 = 60.0;

/// Break points around each relevant interior peak of `f`, given samples (place, value) in no particular order.
pub(super) fn peaks(f: &impl Fn(f64) -> f64, samples: &[(f64, f64)]) -> Vec<f64> {
    let mut points: Vec<_> = samples.iter().copied().filter(|(v, ln)| v.is_finite() && !ln.is_nan()).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.dedup_by(|a, b| a.0 == b.0);
    let top = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return Vec::new();
    }
    let interior = points.windows(3).filter(|w| w[1].1 >= w[0].1 && w[1].1 >= w[2].1 && w[1].1 > top - NEGLIGIBLE);
    let mut tallest: Vec<_> = interior.collect();
    tallest.sort_by(|a, b| b[1].1.total_cmp(&a[1].1));
    tallest.truncate(4);
    tallest.iter().flat_map(|w| around(f, w[0].0, w[1].0, w[2].0)).collect()
}

/// The peak between `low` and `high`, and points at a few of its widths; nothing if it is no narrower than the samples.
fn around(f: &impl Fn(f64) -> f64, low: f64, guess: f64, high: f64) -> Vec<f64> {
    let summit = climb(f, low, guess, high);
    let level = f(summit);
    let mut width = 0.5 * (high - low);
    let falls = |width: f64| (level - f(summit + width)).min(level - f(summit - width)) > 1.0;
    if !level.is_finite() || !falls(width) {
        return Vec::new();
    }
    while falls(width) && width > 1e-12 * summit.abs() {
        width *= 0.5;
    }
    [-12.0, -4.0, -1.0, 0.0, 1.0, 4.0, 12.0].map(|k| summit + 2.0 * k * width).to_vec()
}

/// Golden-section search: the summit need only be found to a fraction of its width.
fn climb(f: &impl Fn(f64) -> f64, mut low: f64, guess: f64, mut high: f64) -> f64 {
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    let (mut best, mut best_level) = (guess, f(guess));
    for _ in 0..80 {
        let next = if high - best > best - low { best + GOLDEN * (high - best) } else { best - GOLDEN * (best - low) };
        let level = f(next);
        if level > best_level {
            if next > best {
                low = best
            } else {
                high = best
            }
            (best, best_level) = (next, level);
        } else if next > best {
            high = next;
        } else {
            low = next;
        }
        if high - low < 1e-10 * (low.abs() + high.abs()) {
            break;
        }
    }
    best
}
