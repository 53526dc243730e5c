//! Where the weight `f(v) e^(s v)` of a tilted law may vary: panels for its integrals.

use crate::tail::{Tail, TailClass};

/// Depths at whose quantiles the line is cut into panels, on both sides.
const DEPTHS: [f64; 20] = [
    0.01,
    0.1,
    0.4,
    1.0,
    2.0,
    4.0,
    8.0,
    16.0,
    32.0,
    64.0,
    128.0,
    256.0,
    512.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
];

/// Beside every mark the panels double in width up to `2^STEPS` units of 1/s.
const STEPS: i32 = 24;
/// How far beyond the last corner the panels go, in the same units, where all quantiles are below it.
const BEYOND: f64 = 64.0;
/// The logarithm of the ratio of distances beyond.
const RATIO: f64 = 3.0;

/// The panels; none if the law has no places.
pub(super) fn panels<T: Tail + ?Sized>(law: &T, s: f64, centre: f64) -> Option<Vec<(f64, f64)>> {
    let corners: Vec<f64> = corners(law).collect();
    // Beside a corner, where the density may have no bound, the mass at about that distance.
    let room = |v: f64| corners.iter().fold(1.0 / s.abs(), |room, corner| room.min((v - corner).abs()));
    let ln_weight = |v: f64| law.ln_pdf(v) + room(v).ln() + s * (v - centre);
    let mut cuts = cuts(law);
    let reach = slow_reach(law, s);
    let (low, mut high) = (*cuts.first()?, cuts.last()?.max(centre + reach));
    if high < law.support().high && corners.contains(&high) {
        // All quantiles are below the corner: what is beyond it has to be seen to be nothing.
        high += BEYOND / s.abs();
    }
    let peak = peak(&cuts, ln_weight);
    // The weight falls within a few units of 1/s below an end, a corner or its peak, far above the quantiles of the law.
    let atoms = law.atoms().iter().map(|atom| atom.at);
    let marks: Vec<f64> = corners.iter().copied().chain([peak, centre]).chain(atoms).collect();
    let steps = || (-4..=STEPS).map(|k| 2f64.powi(k) / s.abs());
    let around = |mark: f64| steps().flat_map(move |step| [mark - step, mark + step]).chain([mark]);
    cuts.extend(marks.into_iter().flat_map(around));
    cuts.extend((0..80).map(|k| centre + reach * 0.5f64.powi(k)));
    for (sign, end) in [(-1.0, low), (1.0, high)] {
        cuts.extend(ratios(2f64.powi(STEPS) / s.abs(), sign * (end - centre)).map(|far| centre + sign * far));
    }
    cuts.retain(|v| (low..=high).contains(v));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    Some(cuts.windows(2).map(|pair| (pair[0], pair[1])).collect())
}

/// Distances in equal ratios from one to another: where the weight falls as a power only, a panel sees no more than that.
fn ratios(from: f64, to: f64) -> impl Iterator<Item = f64> {
    let count = ((to / from).ln() / RATIO).clamp(0.0, 1e4);
    (0..count as u32).map(move |k| from * (RATIO * f64::from(k)).exp())
}

/// How far the weight reaches where the tilt all but undoes an exponential tail: it falls like `e^(-(g - s) v)` only.
fn slow_reach<T: Tail + ?Sized>(law: &T, s: f64) -> f64 {
    match law.tail_class() {
        TailClass::Exponential { rate, .. } if s > 0.0 && s < rate => 60.0 / (rate - s),
        _ => 0.0,
    }
}

/// Corners and finite ends of the support.
fn corners<T: Tail + ?Sized>(law: &T) -> impl Iterator<Item = f64> {
    let support = law.support();
    law.kinks().into_iter().chain([support.low, support.high]).filter(|v| v.is_finite())
}

/// Quantiles, corners and ends, in order.
fn cuts<T: Tail + ?Sized>(law: &T) -> Vec<f64> {
    let quantiles = DEPTHS.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]);
    let mut cuts: Vec<f64> = quantiles.chain(corners(law)).filter(|v| v.is_finite()).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

/// Where the weight is greatest: the best of a few places in each stretch, followed uphill between its neighbours.
fn peak(cuts: &[f64], ln_weight: impl Fn(f64) -> f64) -> f64 {
    let places: Vec<f64> =
        cuts.windows(2).flat_map(|pair| [0.1, 0.5, 0.9].map(|share| pair[0] + share * (pair[1] - pair[0]))).collect();
    let height = |v: f64| Some(ln_weight(v)).filter(|x| !x.is_nan() && *x < f64::INFINITY).unwrap_or(f64::NEG_INFINITY);
    let best = (0..places.len()).max_by(|&i, &j| height(places[i]).total_cmp(&height(places[j])));
    let Some(best) = best else { return cuts.first().copied().unwrap_or(0.0) };
    let neighbour = |i: Option<usize>, end: f64| i.and_then(|i| places.get(i)).copied().unwrap_or(end);
    let mut low = neighbour(best.checked_sub(1), cuts[0]);
    let mut high = neighbour(Some(best + 1), cuts[cuts.len() - 1]);
    for _ in 0..200 {
        let (left, right) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if height(left) < height(right) { low = left } else { high = right }
    }
    let found = 0.5 * (low + high);
    // Uphill there may be an end with a density without bound, which leads to no height at all.
    if height(found) >= height(places[best]) { found } else { places[best] }
}
