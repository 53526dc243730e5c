//! The law of the total of a task from the closed transforms of its steps, at a cost that does not grow with their number.
//!
//! Refuses: values on which two contours disagree; inverse moments of totals that reach 0.

use crate::{
    expect::Refusal,
    model::{Task, task::Group},
    num::{
        Estimate,
        inversion::{self, CONTOURS, Inverted, Scale, Side, Transform},
    },
    tail::Laplace,
};
use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

/// Two contours may differ by this much of a logarithm.
const DISAGREEMENT: f64 = 1e-8;
/// Step of the trapezoidal rule in `ln s`: the integrands are analytic and bounded for `|arg s| < pi/2`.
const STEP: f64 = 1.0 / 6.0;

/// `T = origin + Y`, Y by its transform.
#[derive(Clone, Debug)]
pub(super) struct InvertedTotal {
    transform: Laplace,
    /// Where the search for a quantile of Y begins, and what is near there.
    start: f64,
    scale: Scale,
}

impl InvertedTotal {
    /// The total of a task whose steps all have a transform in closed form; none for others.
    pub(super) fn of(task: &Task) -> Option<Self> {
        let transform = |group: &Group| Some(group.step.laplace()?.summed(group.count as f64));
        let transform = Laplace::joined(task.groups().iter().map(transform).collect::<Option<_>>()?);
        // The largest of n steps is near the 1/n quantile of one.
        let largest = |group: &Group| group.step.inv_ln_sf(-(group.count as f64 + 1.0).ln());
        if task.low().is_finite() {
            // Y >= 0: the scale is logarithmic. Of light steps the total is about the median times their number, of heavy ones the largest.
            let beyond = |group: &Group| {
                let low = group.step.support().low;
                (largest(group) - low).max(group.count as f64 * (group.step.inv_ln_sf(-LN_2) - low))
            };
            let start = task.groups().iter().map(beyond).fold(f64::MIN_POSITIVE, f64::max).clamp(1e-280, 1e280);
            return Some(Self { transform, start, scale: Scale { centre: 0.0, unit: 1e-290 } });
        }
        let spread = task.groups().iter().map(|group| largest(group).abs()).fold(1.0, f64::max);
        Some(Self { transform, start: 0.0, scale: Scale { centre: 0.0, unit: spread } })
    }

    /// What Y is measured from.
    pub(super) fn origin(&self) -> f64 {
        self.transform.origin()
    }

    /// The law of T at `origin + y`.
    pub(super) fn at(&self, y: f64) -> Result<Inverted, Refusal> {
        let at = inversion::agreed(&self.transform, y);
        let trusted = |e: &Estimate| e.error <= DISAGREEMENT * e.value.abs().max(1.0);
        if [at.ln_cdf, at.ln_sf, at.ln_pdf].iter().all(trusted) {
            return Ok(at);
        }
        Err(Refusal(format!(
            "two contours disagree on the total's law at {}: ln P(T <= t) = {}, ln P(T > t) = {}",
            self.origin() + y,
            at.ln_cdf,
            at.ln_sf
        )))
    }

    /// The quantile of T at `ln p` of either side.
    pub(super) fn quantile(&self, side: Side, ln_p: f64) -> Result<Estimate, Refusal> {
        let over_one = |y: f64| inversion::inverted(&self.transform, y, &CONTOURS[0]);
        let over_both = |y: f64| inversion::agreed(&self.transform, y);
        let found = inversion::quantile((side, ln_p), self.scale, self.start, over_one, over_both);
        let value = found.value + self.origin();
        if found.error <= DISAGREEMENT * value.abs() && value.is_finite() || value == f64::INFINITY {
            return Ok(Estimate::new(value, found.error + f64::EPSILON * value.abs()));
        }
        Err(Refusal(format!("two contours disagree on a quantile of the total near {value}, by {:.1e}", found.error)))
    }

    /// `ln E e^{-sT}`.
    fn ln_transform(&self, ln_s: f64) -> f64 {
        let s = ln_s.exp();
        self.transform.ln_real(s, ln_s)[0] - s * self.origin()
    }

    /// `E[1/T] = integral over (0, inf) of E e^{-sT} ds`; none where it does not converge within f64.
    pub(super) fn mean_inverse(&self) -> Option<Estimate> {
        inverse(self.middle(), |ln_s| self.ln_transform(ln_s))
    }

    /// `E[ln T] = ln c + integral over (0, inf) of (e^{-s/c} - E e^{-sT}) ds/s`.
    pub(super) fn mean_ln(&self) -> Option<Estimate> {
        let middle = self.middle();
        let integrand = |ln_s: f64| (-(ln_s - middle).exp()).exp_m1() - self.ln_transform(ln_s).exp_m1();
        let rest = over_the_line(middle, integrand)?;
        Some(Estimate::new(rest.value - middle, rest.error + 2.0 * f64::EPSILON * middle.abs()))
    }

    /// The `ln s` at which `E e^{-sT}` is `1/sqrt 2`: of the order of `-ln T`.
    fn middle(&self) -> f64 {
        let (mut low, mut high) = (-1.0, 1.0);
        let above = |ln_s: f64| self.ln_transform(ln_s).exp() > FRAC_1_SQRT_2;
        while !above(low) && low > -1e4 {
            low *= 2.0;
        }
        while above(high) && high < 1e4 {
            high *= 2.0;
        }
        for _ in 0..40 {
            let centre = 0.5 * (low + high);
            if above(centre) { low = centre } else { high = centre }
        }
        0.5 * (low + high)
    }
}

/// `E[1/T]` from `ln E e^{-sT}` by ln s and a place of the order of minus the logarithm of T: in ln s the integrand is `s E e^{-sT}`,
/// greatest near one over the least that T is likely to be.
pub(super) fn inverse(middle: f64, ln_transform: impl Fn(f64) -> f64) -> Option<Estimate> {
    let level = |ln_s: f64| ln_s + ln_transform(ln_s);
    let mut top = middle;
    while top < FURTHEST && level(top + CLIMB) > level(top) {
        top += CLIMB;
    }
    over_the_line(top, |ln_s| level(ln_s).exp())
}

/// The summit of that is sought in steps so long, up to a logarithm that is still that of an f64.
const CLIMB: f64 = 1.0;
const FURTHEST: f64 = 700.0;

/// The integral over the whole line of what falls at both ends, from its middle outwards; none where it does not fall. The error is
/// the difference of the sums over the even and the odd nodes.
pub(super) fn over_the_line(middle: f64, f: impl Fn(f64) -> f64) -> Option<Estimate> {
    /// Enough for an integrand that falls at 0 as the hundredth power of s.
    const MOST: i32 = 60_000;
    let mut sums = [f(middle), 0.0];
    let mut absolute = sums[0].abs();
    for direction in [-1.0, 1.0] {
        let mut small = 0;
        let mut k = 0;
        while small < 12 {
            k += 1;
            if k > MOST {
                return None;
            }
            let value = f(middle + direction * STEP * f64::from(k));
            sums[(k % 2) as usize] += value;
            absolute += value.abs();
            // A dozen in a row, since an integrand may pass through 0.
            small = if value.abs() <= 1e-18 * absolute { small + 1 } else { 0 };
        }
    }
    let value = STEP * (sums[0] + sums[1]);
    let difference = STEP * (sums[0] - sums[1]).abs() * 2.0;
    // Halving the step squares the error of the rule: the even nodes alone are the rule of twice the step.
    let rule = difference * difference / absolute.max(f64::MIN_POSITIVE);
    Some(Estimate::new(value, rule.min(difference) + 40.0 * f64::EPSILON * STEP * absolute))
}
