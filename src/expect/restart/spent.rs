//! The mean time that one approach spends between two ages, and its part of the mean square: integrals of the survival function.

use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::tail::Law;

/// A stretch that begins nearer to the lower end than this share of where it ends is integrated in the logarithm of the distance.
const NEAR: f64 = 0.5;
/// Nor is a distance whose logarithm would be lost.
const TINY: f64 = 1e-280;

/// The logarithm of a chance that is next to nothing.
const NEGLIGIBLE: f64 = -46.0;

/// The survival function of a law with its corners.
pub(super) struct Spent<'a> {
    law: &'a Law,
    corners: Vec<f64>,
}

impl<'a> Spent<'a> {
    pub(super) fn new(law: &'a Law) -> Self {
        let atoms = law.atoms().iter().map(|atom| atom.at);
        let support = law.support();
        let mut corners: Vec<f64> = law.kinks().into_iter().chain(atoms).chain([support.low, support.high]).collect();
        corners.retain(|x| x.is_finite());
        corners.sort_by(f64::total_cmp);
        corners.dedup();
        Self { law, corners }
    }

    /// `int_from^to S`, for `0 <= from <= to < inf`.
    pub(super) fn between(&self, from: f64, to: f64) -> Estimate {
        self.integral(from, to, &|_| 1.0)
    }

    /// `int_from^to 2t S(t) dt`.
    pub(super) fn squared(&self, from: f64, to: f64) -> Estimate {
        self.integral(from, to, &|t| 2.0 * t)
    }

    fn integral(&self, from: f64, to: f64, weight: &dyn Fn(f64) -> f64) -> Estimate {
        let inside = self.corners.iter().copied().filter(|x| *x > from && *x < to);
        let cuts: Vec<f64> = [from].into_iter().chain(inside).chain([to]).collect();
        let nothing = Estimate::new(0.0, 0.0);
        cuts.windows(2).map(|cut| self.smooth(cut[0], cut[1], weight)).fold(nothing, Estimate::plus)
    }

    /// Between neighbouring corners.
    fn smooth(&self, from: f64, to: f64, weight: &dyn Fn(f64) -> f64) -> Estimate {
        let low = self.law.support().low;
        // S, and what the rounding of its logarithm costs.
        let at = |x: f64, per: f64| {
            let ln_sf = self.law.ln_sf(x);
            let value = ln_sf.exp() * weight(x) * per;
            [value, value * (1.0 + ln_sf.abs().min(800.0))]
        };
        let (a, b) = (from - low, to - low);
        let q = if b > TINY && a < NEAR * b {
            let start = if a > 0.0 { a } else { self.all_but_certain(b) };
            let rest = at(from, start - a);
            let in_logs = |_: usize, y: f64| at(low + y.exp(), y.exp());
            let panels = panels(start.ln(), b.ln());
            let mut q = integrate(in_logs, &panels, Goal::default());
            q.value[0] += rest[0];
            q.absolute[1] += rest[1];
            q
        } else {
            integrate(|_, x| at(x, 1.0), &[(from, to)], Goal::default())
        };
        Estimate::new(q.value[0], q.error[0] + 2.0 * f64::EPSILON * q.absolute[1])
    }
}

impl Spent<'_> {
    /// A distance from the lower end that is next to nothing beside `b` and below which next to no approach finishes.
    fn all_but_certain(&self, b: f64) -> f64 {
        let mut distance = b * 1e-20;
        while distance > TINY && self.law.ln_cdf_above_low(distance) > NEGLIGIBLE {
            distance *= 1e-4;
        }
        distance.max(TINY)
    }
}

/// A long stretch in pieces of half an e-fold: a light tail is gone within less than a wider one.
fn panels(low: f64, high: f64) -> Vec<(f64, f64)> {
    let count = (2.0 * (high - low)).ceil().max(1.0);
    let cut = |i: f64| low + (high - low) * i / count;
    (0..count as u32).map(|i| (cut(f64::from(i)), cut(f64::from(i) + 1.0))).collect()
}
