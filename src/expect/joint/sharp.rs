//! Cuts for thresholds so deep that what counts of one part lies between two of its quantiles: around every peak of the integrand,
//! and at boundaries that it piles up against.
//!
//! Refuses: to look for peaks that no look at a span hints at.

use super::span::Span;
use crate::expect::peaks::peaks;

/// Looks at each span.
const LOOKS: usize = 9;
/// A rise towards an end of a span, in nats since the nearest look, that halving copes with.
const RESOLVED: f64 = 20.0;
/// What lies this far below the highest that was seen is nothing.
const NEGLIGIBLE: f64 = 60.0;
/// Halvings of a bracket about a summit.
const HALVINGS: usize = 100;
/// Distances from an end, in units of what a nat takes there, at which its neighbourhood is cut.
const CUTS: [f64; 4] = [1.7, 5.0, 12.0, 40.0];

/// The spans, cut where the logarithm of the integrand at a place, `level`, asks for it.
pub(super) fn sharpened(spans: &[Span], level: impl Fn(f64) -> f64) -> Vec<Span> {
    let look = |v: f64| (v, level(v));
    let looks: Vec<Vec<(f64, f64)>> = spans.iter().map(|of| of.looks(LOOKS).map(look).collect()).collect();
    let mut places = Vec::new();
    peaks(&level, &[], with_summits(&looks.concat(), &level).into_iter(), &mut places);
    let ends: Vec<[(f64, f64); 2]> = spans.iter().map(|of| ends(of).map(look)).collect();
    let seen = looks.iter().flatten().chain(ends.iter().flatten());
    let top = seen.map(|(_, ln)| *ln).filter(|ln| ln.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    for (looks, ends) in looks.iter().zip(&ends) {
        let (Some(first), Some(last)) = (looks.first(), looks.last()) else { continue };
        for (end, nearest) in [(ends[0], first), (ends[1], last)] {
            if end.1 > top - NEGLIGIBLE && end.1 - nearest.1 > RESOLVED {
                places.extend(beside(end, nearest.0 - end.0, &level));
            }
        }
    }
    spans.iter().flat_map(|of| of.cut(&places)).collect()
}

/// Samples in the order of their places, with the summit between the neighbours of each that is above both: a narrow peak is higher
/// than the looks that happen to be beside it, by more than peaks of one height may seem apart.
fn with_summits(samples: &[(f64, f64)], level: &impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut all = samples.to_vec();
    for three in samples.windows(3) {
        let [low, middle, high] = [three[0], three[1], three[2]];
        if middle.1 > low.1 && middle.1 >= high.1 && middle.1 - low.1.min(high.1) > RESOLVED {
            all.push(summit(low.0, middle, high.0, level));
        }
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.dedup_by(|a, b| a.0 == b.0);
    all
}

/// A higher place between two, by halving the distances to the best one, until it is within a nat of what is beside it.
fn summit(mut low: f64, mut best: (f64, f64), mut high: f64, level: &impl Fn(f64) -> f64) -> (f64, f64) {
    for _ in 0..HALVINGS {
        let [left, right] = [low, high].map(|end| best.0 + 0.5 * (end - best.0)).map(|v| (v, level(v)));
        if left.1 > best.1 {
            (high, best) = (best.0, left);
        } else if right.1 > best.1 {
            (low, best) = (best.0, right);
        } else if best.1 - left.1.min(right.1) < 1.0 {
            break;
        } else {
            (low, high) = (left.0, right.0);
        }
    }
    best
}

/// The ends as seen from inside, where no other case holds.
fn ends(span: &Span) -> [f64; 2] {
    let [low, high] = span.ends();
    if low < high { [low.next_up(), high.next_down()] } else { [low, high] }
}

/// Places beside an end from which the level falls towards a look so far away.
fn beside((end, top): (f64, f64), towards: f64, level: &impl Fn(f64) -> f64) -> impl Iterator<Item = f64> {
    let mut width = towards;
    for _ in 0..500 {
        if top - level(end + width) < 1.0 || end + width == end {
            break;
        }
        width *= 0.5;
    }
    let inside = move |share: &f64| *share * width.abs() < towards.abs();
    CUTS.into_iter().filter(inside).map(move |share| end + share * width)
}
