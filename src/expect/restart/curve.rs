//! The cost of restarts along all cutoffs: cutoffs near enough to each other to see every hump of a law whose narrow parts are
//! marked, and the mean time spent up to each.
//!
//! Refuses: nothing; a law without a cutoff at which it may finish has no places.

use super::spent::Spent;
use crate::num::Estimate;
use crate::tail::Law;

/// A cutoff and what an approach spends up to it on average.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) cutoff: f64,
    pub(super) spent: Estimate,
}

/// The curve of a law.
pub(super) struct Curve<'a> {
    law: &'a Law,
    spent: Spent<'a>,
    pub(super) places: Vec<Place>,
}

impl<'a> Curve<'a> {
    pub(super) fn new(law: &'a Law) -> Self {
        let spent = Spent::new(law);
        let mut last = Place { cutoff: 0.0, spent: Estimate::new(0.0, 0.0) };
        let places = cutoffs(law).into_iter().map(|cutoff| {
            last = Place { cutoff, spent: last.spent.plus(spent.between(last.cutoff, cutoff)) };
            last
        });
        let places = places.collect();
        Self { law, spent, places }
    }

    /// A place beyond another one.
    pub(super) fn beyond(&self, from: Place, cutoff: f64) -> Place {
        Place { cutoff, spent: from.spent.plus(self.spent.between(from.cutoff, cutoff)) }
    }

    /// The cost of restarts at a place.
    pub(super) fn cost(&self, place: Place) -> Estimate {
        // From 0 on the cutoff is the distance from the lower end, which the law may know better than the place.
        let from_0 = self.law.support().low == 0.0;
        let ln_p = if from_0 { self.law.ln_cdf_above_low(place.cutoff) } else { self.law.ln_cdf(place.cutoff) };
        let p = ln_p.exp();
        place.spent.over(Estimate::new(p, 2.0 * f64::EPSILON * p * (1.0 + ln_p.abs())))
    }

    /// `h(tau) E(tau) - 1`: the cost falls with the cutoff where it is positive, `E' = (S/F)(1 - h E)`.
    pub(super) fn gain(&self, place: Place) -> f64 {
        self.law.hazard(place.cutoff) * self.cost(place).value - 1.0
    }
}

/// Nearer to 0 than this a cutoff has lost digits, and so have integrals up to it.
const NEAREST: f64 = 1e-290;
/// How much further from the lower end the next cutoff may be.
const STRIDE: f64 = 4.0;

/// Cutoffs in increasing order at which the law may finish: quantiles of both tails, corners, atoms, and the surroundings of parts.
fn cutoffs(law: &Law) -> Vec<f64> {
    let support = law.support();
    let mut cutoffs: Vec<f64> = Vec::new();
    let mut depth = 0.02;
    while depth < 700.0 {
        cutoffs.extend([law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]);
        depth += (0.04 * depth).clamp(0.02, 2.0);
    }
    for (at, width) in law.parts() {
        let steps = (-60..=60).map(f64::from);
        cutoffs.extend(steps.flat_map(|k| [at + 0.1 * k * width, at + k.signum() * width * (0.3 * k.abs()).exp()]));
    }
    cutoffs.extend(law.kinks().into_iter().chain(law.atoms().iter().map(|atom| atom.at)).chain([support.high]));
    cutoffs.retain(|x| *x > NEAREST && x.is_finite() && *x <= support.high && law.ln_cdf(*x) > -700.0);
    cutoffs.sort_by(f64::total_cmp);
    cutoffs.dedup();
    let between = cutoffs.windows(2).flat_map(|pair| {
        let (a, b) = (pair[0] - support.low, pair[1] - support.low);
        let count = if a > 0.0 { ((b / a).ln() / STRIDE.ln()).floor().max(0.0) } else { 0.0 };
        (1..=count as u32).map(move |i| support.low + a * (b / a).powf(f64::from(i) / (count + 1.0)))
    });
    let between: Vec<f64> = between.collect();
    cutoffs.extend(between);
    cutoffs.sort_by(f64::total_cmp);
    cutoffs.dedup();
    cutoffs
}
