//! The logarithms of the distances from a centre at which its grading splits.

/// The narrowest step.
const NARROWEST: f64 = 4.0;
/// The logarithm of a distance beyond which nothing is graded.
const FURTHEST_STEP: f64 = 691.0;
/// What the finest rule resolves of a law's fall along one panel, in nats.
const RESOLVED: f64 = 25.0;

/// Logarithms of the distances at which grading splits: from the bulk of the law ever wider steps both ways, or outwards from where
/// grading starts; halved where the law itself falls by more than a rule resolves; further down less is asked.
pub(super) fn steps(level: &impl Fn(f64) -> f64, inner: f64, bulk: f64) -> Vec<f64> {
    let first = inner.ln();
    let bulk = if bulk.ln() > first + NARROWEST { bulk.ln() } else { first };
    let widths = || std::iter::successors(Some(NARROWEST), |width| Some((width * 1.5f64).min(40.0)));
    let mut all: Vec<f64> = Vec::new();
    let mut from = (bulk, level(bulk.exp()));
    for width in widths().take_while(|_| bulk > first) {
        let y = from.0 - width;
        // What is left is not a sliver.
        let y = if y < first + 0.5 * width { first } else { y };
        let to = (y, level(y.exp()));
        let mut between = Vec::new();
        split(level, to, from, 4, &mut between);
        all.extend(std::iter::once(from.0).chain(between.into_iter().rev()));
        from = to;
        if y == first {
            break;
        }
    }
    all.push(first);
    all.reverse();
    let mut from = (bulk, level(bulk.exp()));
    for width in widths() {
        let y = from.0 + width;
        let to = (y, level(y.exp()));
        split(level, from, to, 4, &mut all);
        all.push(y);
        from = to;
        if y >= FURTHEST_STEP || !y.is_finite() {
            return all;
        }
    }
    all
}

/// Halves a step while the level changes too much along it.
fn split(level: &impl Fn(f64) -> f64, from: (f64, f64), to: (f64, f64), times: u32, all: &mut Vec<f64>) {
    let top = from.1.max(to.1);
    if times == 0 || top < -45.0 || top.is_nan() || (from.1 - to.1).abs() < RESOLVED - 0.6 * top.min(0.0) {
        return;
    }
    let y = 0.5 * (from.0 + to.0);
    let middle = (y, level(y.exp()));
    split(level, from, middle, times - 1, all);
    all.push(y);
    split(level, middle, to, times - 1, all);
}
