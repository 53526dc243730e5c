//! The policies that take outcomes by a threshold on U alone, where V and X depend on each other: the mass above t raised as far as a
//! KL divergence allows, and a bounded density ratio.
//!
//! Refuses: what the table refuses.

use super::JointValueFunction;
use crate::{
    expect::{Refusal, power_ball::Ball, raised::Above},
    num::Estimate,
    tail::Moment,
};

impl JointValueFunction {
    /// Looks above a threshold, for the policy that raises the mass there. Errors: as for [`Jointly::above`](super::Jointly::above).
    pub fn above(&self, t: f64) -> Result<Above, Refusal> {
        let (mean_v, mean_u) = self.means();
        let point = self.table().maker().point(t)?;
        let above_v = mean_v.map(|mean| mean.plus(point.gain));
        let above_u = match (self.upper_mean(), point.mean_u) {
            (Err(moment), _) => moment,
            (Ok(()), Some(mean)) => Moment::Finite(mean),
            (Ok(()), None) => Moment::Undefined,
        };
        let minus = |gain: Estimate| gain.scaled(-1.0);
        let risen = above_u.finite().zip(mean_u.finite()).map(|(above, all)| above.plus(minus(all)));
        let gain_x = risen.map(|risen| risen.plus(minus(point.gain)));
        let of_x = (mean_u.plus(mean_v.map(minus)), above_u.plus(above_v.map(minus)), gain_x);
        Ok(Above::new(t, point.ln_p, [(mean_v, above_v, Some(point.gain)), of_x]))
    }

    /// The largest mean of U with a density ratio of at most `e^d`: that of the top share `e^-d`.
    /// Errors: d is not a finite number of at least 0; the threshold is beyond f64.
    ///
    /// ```
    /// use goodhart::{expect::joint::JointValueFunction, model::joint, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let both = joint::parse(law("normal(0, 1)"), Some(law("normal(0, 1)")), "gaussian(-0.5)", &catalogue).unwrap();
    /// let half = JointValueFunction::new(&both).unwrap().ratio_ball(2f64.ln()).unwrap();
    /// // U is standard normal, and both have half of it.
    /// assert!((half.mean_v.unwrap().value() - (0.5 / std::f64::consts::PI).sqrt()).abs() < 1e-11);
    /// ```
    pub fn ratio_ball(&mut self, d: f64) -> Result<Ball, Refusal> {
        if !(0.0..f64::INFINITY).contains(&d) {
            return Err(Refusal(format!("the divergence must be a finite number of at least 0, not {d}")));
        }
        if d > 0.0 && self.constant().is_some() {
            // Every policy attains it, whatever it makes of V.
            let mean_u = self.means().1;
            return Ok(Ball { divergence: d, mean_u, mean_v: None, mean_x: None, threshold: None, attained: true });
        }
        let (mean_v, mean_u, threshold) = match d {
            0.0 => (self.means().0, self.means().1, None),
            _ if self.upper_mean().is_err() => {
                return Ok(Ball::infinite(d));
            }
            _ => self.selector().quantilizer((-d).exp()).map(|top| (top.mean_v, top.mean_u, Some(top.t)))?,
        };
        let mean_x = mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)));
        Ok(Ball::attained(d, (mean_v, mean_x, mean_u), threshold))
    }

    /// Whether the largest mean of U at a bounded density ratio is finite.
    pub fn has_ratio_ball(&self) -> bool {
        self.upper_mean().is_ok()
    }
}
