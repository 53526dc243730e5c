//! Places to cut panels at, around the peaks of a log integrand that no landmark marks.

/// Peaks this far below the highest carry nothing.
const NEGLIGIBLE: f64 = 60.0;
/// A fall between neighbouring samples that halving panels resolves by itself.
const RESOLVED: f64 = 20.0;

/// Shares of the distance from a corner between which a rise without bound shows, and the least of it, in nats.
const NEARER: [f64; 3] = [1.0, 1e-2, 1e-4];
const RISE: f64 = 0.3;
/// A slope that ends at the corner rises ever less; a power or a logarithm of the distance rises by at least this share.
const LASTING: f64 = 0.4;

/// Places around each relevant interior peak of `f`, given samples (place, value) in the order of their places; none where `f` rises
/// without bound towards one of the corners, for panels are graded towards those.
pub(super) fn peaks(
    f: &impl Fn(f64) -> f64,
    corners: &[f64],
    samples: impl Iterator<Item = (f64, f64)>,
    into: &mut Vec<f64>,
) {
    let points: Vec<(f64, f64)> = samples.filter(|(v, ln)| v.is_finite() && !ln.is_nan()).collect();
    let top = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return;
    }
    let mut found = 0;
    for i in 1..points.len().saturating_sub(1) {
        let (v, ln) = points[i];
        let summit = ln > top - NEGLIGIBLE && ln >= points[i - 1].1 && ln >= points[i + 1].1;
        if !summit || found == 4 {
            continue;
        }
        // Samples on both sides of a cut lie close together.
        let low = points[..i].iter().rev().find(|point| v - point.0 > 1e-9 * v.abs());
        let high = points[i + 1..].iter().find(|point| point.0 - v > 1e-9 * v.abs());
        let (Some(low), Some(high)) = (low, high) else { continue };
        // Where a support ends panels meet already.
        let steep = |beside: f64| beside > f64::NEG_INFINITY && ln - beside > RESOLVED;
        let near = |at: f64| at != v && (low.0..=high.0).contains(&at);
        let spikes = |&at: &f64| near(at) && rises_towards(f, at, v);
        if (steep(low.1) || steep(high.1)) && !corners.iter().any(spikes) {
            found += 1;
            around(f, low.0, v, high.0, into);
        }
    }
}

/// Whether `f` goes on rising from a place towards a corner, however near.
fn rises_towards(f: &impl Fn(f64) -> f64, corner: f64, place: f64) -> bool {
    let levels = NEARER.map(|share| f(corner + share * (place - corner)));
    let [first, second] = [levels[1] - levels[0], levels[2] - levels[1]];
    second > RISE && second > LASTING * first
}

/// Adds places at a few widths around the peak between `low` and `high`; none if it is no narrower than the samples.
fn around(f: &impl Fn(f64) -> f64, low: f64, guess: f64, high: f64, into: &mut Vec<f64>) {
    let (mut summit, mut level) = (guess, f(guess));
    if !level.is_finite() {
        return;
    }
    let (mut low, mut high) = (low, high);
    let mut width = (guess - low).max(high - guess);
    // Each round halves the bracket around the best place, until it is within a nat of the summit all over.
    for _ in 0..120 {
        let (left, right) = (summit - 0.5 * (summit - low), summit + 0.5 * (high - summit));
        let (below, above) = (f(left), f(right));
        if below > level {
            (high, summit, level) = (summit, left, below);
        } else if above > level {
            (low, summit, level) = (summit, right, above);
        } else {
            (low, high) = (left, right);
        }
        width = (high - summit).max(summit - low);
        let flat = (level - below).max(level - above) < 1.0;
        if flat || width < 1e-13 * summit.abs() {
            break;
        }
    }
    // A last move may have left the bracket much narrower than the peak.
    for _ in 0..60 {
        if (level - f(summit - width)).max(level - f(summit + width)) >= 1.0 {
            break;
        }
        width *= 2.0;
    }
    for k in [-11.0, -5.0, -1.7, 1.7, 5.0, 11.0] {
        let place = summit + k * width;
        // Peaks of several integrands often coincide, and slivers between their places would help nobody.
        if into.iter().all(|known| (place - known).abs() > 0.5 * width) {
            into.push(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(f: impl Fn(f64) -> f64, corners: &[f64], samples: &[f64]) -> Vec<f64> {
        let mut places = Vec::new();
        peaks(&f, corners, samples.iter().map(|&v| (v, f(v))), &mut places);
        places
    }

    #[test]
    fn a_spike_at_a_corner_is_left_to_the_panels_there_and_a_steep_slope_is_not() {
        let spike = |v: f64| if v > 0.0 { -0.5 * v.ln() } else { -10.0 };
        let samples = [-1.0, -1e-40, 1e-40, 1e-39, 1.0];
        assert!(found(spike, &[0.0], &samples).is_empty());
        assert!(!found(spike, &[], &samples).is_empty());
        // A fall of 1e4 nats in a unit, which ends at a corner.
        let slope = |v: f64| if v > 0.0 { -1e4 * v } else { 1e3 * v - 1e3 };
        assert!(!found(slope, &[0.0], &[-1.0, -0.1, 1e-2, 0.1, 1.0]).is_empty());
    }
}
