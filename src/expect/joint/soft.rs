//! Soft best of n where V and X depend on each other: one of n draws, chosen with chances in proportion to `e^(lambda U)`.
//!
//! As with independent parts it is the best of n by U with Gumbel noise, which asks of V and X only what they are above each place of U.
//!
//! Refuses: n below 1, lambda below 0; a U whose mean is minus infinity; more atoms of U than noise can be added to.

mod heights;

use self::heights::Heights;
use super::JointSelector;
use crate::{
    expect::{
        Refusal,
        soft_best_of::{
            Prepared, SoftBestOf, Source, gains,
            ladder::Gains,
            table::{BEYOND, Table},
        },
    },
    model::{Joint, Pressure},
    num::Estimate,
    tail::Moment,
};

/// A joint law and a sharpness prepared for many n.
#[derive(Clone, Debug)]
pub struct JointSoftSelector {
    selector: JointSelector,
    lambda: f64,
    /// The means of V and of U.
    means: (Moment, Moment),
    prepared: Option<Prepared>,
}

impl JointSoftSelector {
    /// Prepares a joint law. Errors: lambda is not a number of at least 0; those of [`JointSelector::new`]; the mean of U is minus
    /// infinity.
    pub fn new(joint: &Joint, lambda: f64) -> Result<Self, Refusal> {
        if lambda.is_nan() || lambda < 0.0 {
            return Err(Refusal(format!("lambda must be a number of at least 0, not {lambda}")));
        }
        let mut selector = JointSelector::new(joint)?;
        let means = selector.means(Pressure::BestOf(1.0))?;
        if means.1 == Moment::NegativeInfinite {
            return Err(Refusal("soft best of n is not known where the mean of U is minus infinity".into()));
        }
        Ok(Self { selector, lambda, means, prepared: None })
    }

    /// A soft choice among n draws. What was prepared for one n serves every smaller one.
    ///
    /// Errors: n is not a number from 1 to 1e199; an integral that leaves f64.
    ///
    /// ```
    /// use goodhart::{expect::joint::JointSoftSelector, model::joint, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let both = joint::parse(law("two_point(0, 1, 0.5)"), None, "given(at(3*v))", &catalogue).unwrap();
    /// // U is 0 or 4; of two draws that differ the larger is chosen with chance 1/(1 + e^-4).
    /// let best = JointSoftSelector::new(&both, 1.0).unwrap().best_of(2.0).unwrap();
    /// assert!((best.mean_v.value() - 0.25 - 0.5 / (1.0 + (-4f64).exp())).abs() < 1e-11);
    /// ```
    pub fn best_of(&mut self, n: f64) -> Result<SoftBestOf, Refusal> {
        let pressure = Pressure::BestOf(n).checked().map_err(Refusal)?;
        let (lambda, (mean_v, mean_u)) = (self.lambda, self.means);
        if lambda == f64::INFINITY {
            let best = self.selector.under(pressure)?;
            let gain = best.mean_v.finite().zip(mean_v.finite()).map(|(best, mean)| best.plus(mean.scaled(-1.0)));
            return Ok(SoftBestOf { n, lambda, mean_v: best.mean_v, mean_u: best.mean_u, gain });
        }
        if pressure.is_none() || lambda == 0.0 {
            return Ok(SoftBestOf { n, lambda, mean_v, mean_u, gain: Some(Estimate::new(0.0, 0.0)) });
        }
        let (table, of_u) = (&mut self.selector.table, mean_u.finite());
        let Gains { of: [gain, height] } = gains(&mut self.prepared, pressure, lambda, |depth| {
            let heights = Heights::of(table, depth + BEYOND, of_u)?;
            let found = Table::by(heights.outline(), depth, lambda, &|u| heights.at(u))?;
            Ok(Source::Continuous(Box::new(found)))
        })?;
        // A draw is chosen the sooner the larger it is.
        let mean_u = of_u.map_or(Moment::Infinite, |mean| Moment::Finite(mean.plus(height)));
        let mean_v = mean_v.map(|mean| mean.plus(gain));
        let finite = |moment: &Moment| moment.finite().is_none_or(|at| at.value.is_finite() && at.error.is_finite());
        if !(finite(&mean_v) && finite(&mean_u)) {
            return Err(Refusal(format!("the integrals for n = {n}, lambda = {lambda} leave the range of f64")));
        }
        Ok(SoftBestOf { n, lambda, mean_v, mean_u, gain: Some(gain) })
    }
}
