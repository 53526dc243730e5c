//! The most that the mean of a proxy with dependent parts can be at a Rényi divergence of order p > 1 from its law, and what V is
//! worth there.
//!
//! The best policy weights outcomes by U alone, as with independent parts: Hölder's inequality asks nothing of how V and X depend on
//! each other. Its moments are taken from the table.
//!
//! Refuses: an order of 1; a moment of U of which no rule says whether it is finite.

use super::{JointValueFunction, served::Served};
use crate::{
    expect::{
        Refusal,
        power_ball::{Ball, best::Best, conjugate, moment_in_words, moments::Integrals},
    },
    model::{
        Joint,
        joint::moment::{UpperMoment, upper_moment},
    },
    tail::Moment,
};

/// A joint law prepared for many divergences of one order.
#[derive(Clone, Debug)]
pub struct JointPowerBall {
    function: JointValueFunction,
    order: f64,
    moment: UpperMoment,
    /// None where nothing finite is known, or the density ratio is bounded.
    best: Option<Best>,
}

impl JointPowerBall {
    /// Prepares a joint law. Errors: the order is not above 1; those of [`JointValueFunction::new`].
    pub fn new(joint: &Joint, order: f64) -> Result<Self, Refusal> {
        if order.is_nan() || order <= 1.0 {
            return Err(Refusal(format!("the order must be above 1, not {order}; that of order 1 is KL")));
        }
        let function = JointValueFunction::new(joint)?;
        let mut ball =
            Self { function, order, moment: UpperMoment { is_finite: None, why: String::new() }, best: None };
        if order == f64::INFINITY {
            let (is_finite, why) = match ball.function.upper_mean() {
                Ok(()) => (true, "those of V and of X are, wherever U is above a level"),
                Err(_) => (false, "that of X is, where U is above a level"),
            };
            ball.moment = UpperMoment { is_finite: Some(is_finite), why: why.into() };
            return Ok(ball);
        }
        ball.moment = upper_moment(joint, ball.moment());
        if ball.moment.is_finite == Some(true) && joint.constant().is_none() {
            let (mean, centre, spread) = ball.function.place_and_spread()?;
            let high = ball.function.table().highest();
            ball.best = Some(Best { order, mean, centre, spread, high });
        }
        Ok(ball)
    }

    /// Whether the supremum is finite at any divergence: iff `E (U^+)^q` is, `q = p/(p-1)` (K-7); none where no rule tells.
    pub fn is_finite(&self) -> Option<bool> {
        self.moment.is_finite
    }

    /// `q = p/(p-1)`, the order of the moment that decides.
    pub fn moment(&self) -> f64 {
        conjugate(self.order)
    }

    /// What decides whether the supremum is finite, in words.
    pub fn rule(&self) -> String {
        let moment = moment_in_words(self.order);
        let state = match self.moment.is_finite {
            Some(true) => "it is finite",
            Some(false) => "it is infinite",
            None => "that is not determined",
        };
        format!("finite iff {moment} is; {state}: {}", self.moment.why)
    }

    /// The supremum at a divergence of `d` nats. Errors: d is not a finite number of at least 0; it is not determined whether it is
    /// finite; a moment is not known within f64.
    ///
    /// ```
    /// use goodhart::{expect::joint::JointPowerBall, model::joint, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let both = joint::parse(law("uniform(-1, 1)"), Some(law("uniform(-1, 1)")), "fgm(1)", &catalogue).unwrap();
    /// let best = JointPowerBall::new(&both, 2.0).unwrap().at(0.01f64.ln_1p()).unwrap();
    /// // A small chi squared: sd(U) sqrt(chi2), and each part's correlation with V is 1/3.
    /// let variance = 2.0 / 3.0 * (1.0 + 1.0 / 3.0);
    /// assert!((best.mean_u.value() - (variance * 0.01f64).sqrt()).abs() < 1e-10);
    /// assert!((best.mean_v.unwrap().value() - 0.5 * best.mean_u.value()).abs() < 1e-10);
    /// ```
    pub fn at(&mut self, d: f64) -> Result<Ball, Refusal> {
        if !(0.0..f64::INFINITY).contains(&d) {
            return Err(Refusal(format!("the divergence must be a finite number of at least 0, not {d}")));
        }
        if d == 0.0 || self.order == f64::INFINITY || self.function.constant().is_some() {
            return self.function.ratio_ball(d);
        }
        let Some(best) = self.best else {
            return match self.moment.is_finite {
                Some(_) => Ok(Ball::infinite(d)),
                None => Err(Refusal(self.rule())),
            };
        };
        let (mean_v, _) = self.function.means();
        if let Some(atom) = self.function.last_atom().filter(|atom| d >= -atom.ln_p.value) {
            let (mean_v, mean_u) = (mean_v.map(|mean| mean.plus(atom.gain)), Moment::closed_form(atom.u));
            let mean_x = mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)));
            return Ok(Ball::attained(d, (mean_v, mean_x, mean_u), Some(atom.u)));
        }
        let selector = self.function.selector();
        let guess = best.guess(d, |depth| selector.quantilizer((-depth).exp()).map_or(f64::NAN, |top| top.t));
        let table = &mut selector.table;
        best.at(d, guess, mean_v, |weight| Ok(Integrals::new(&Served::by(table, &weight)?, weight).moments()))
    }
}
