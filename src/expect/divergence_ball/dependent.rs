//! The most that the mean of a proxy with dependent parts can be at an f-divergence from its law, and what V is worth there.
//!
//! The best policies weight outcomes by U alone, as with independent parts (K-7, parts 5 to 8); their integrals are taken from the
//! table of the joint law.
//!
//! Refuses: what no rule tells, whether the supremum is finite and where U ends.

use super::{
    FDivergence, Optimum, Phase, bend::Bend, criterion::Need, end::End, known::Known, least::Least, phase::edge,
    prepared::Prepared, total_variation,
};
use crate::{
    expect::{Refusal, joint::JointValueFunction},
    model::{
        Joint,
        joint::{exponential::exponential, moment::upper_moment, upper_end::upper_end},
    },
    num::Estimate,
    tail::Moment,
};

/// A joint law prepared for many budgets of one divergence.
#[derive(Clone, Debug)]
pub struct JointDivergenceBall {
    function: JointValueFunction,
    divergence: FDivergence,
    known: Known,
    ruled: Ruled,
    /// Where the integrals come from; none where nothing finite is known or U does not vary.
    prepared: Option<Prepared>,
}

/// What rules tell.
#[derive(Clone, Debug)]
struct Ruled {
    is_finite: Option<bool>,
    /// In words.
    rule: String,
    least: Least,
    /// The upper end of U, if it is known to be finite, and V there.
    high: Option<f64>,
    high_v: Option<f64>,
}

impl Ruled {
    fn of(joint: &Joint, divergence: FDivergence) -> Self {
        let (need, end) = (Need::of(divergence), upper_end(joint));
        let (is_finite, least, why) = match need {
            Need::Bound => (end.at.map(f64::is_finite), Least::NONE, end.why),
            Need::Moment(q) => {
                let moment = upper_moment(joint, q);
                (moment.is_finite, Least::NONE, moment.why)
            }
            Need::Exponential(a) => {
                let known = exponential(joint, a);
                (known.is_finite, Least { scale: 1.0 / (a * known.up_to), ..Least::NONE }, known.why)
            }
        };
        let state = match (is_finite, &need) {
            (Some(true), Need::Bound) => "it is",
            (Some(false), Need::Bound) => "it is not",
            (Some(true), _) => "it is finite",
            (Some(false), _) => "it is infinite",
            (None, _) => "that is not determined",
        };
        let rule = format!("finite iff {}; {state}: {why}", need.in_words());
        Self { is_finite, rule, least, high: end.at.filter(|at| at.is_finite()), high_v: end.value }
    }
}

impl JointDivergenceBall {
    /// Prepares a joint law. Errors: the divergence is not defined; those of [`JointValueFunction::new`]; the mean of U is not finite.
    pub fn new(joint: &Joint, divergence: FDivergence) -> Result<Self, Refusal> {
        if !divergence.is_defined() {
            return Err(Refusal(format!("{} is not a divergence", divergence.name())));
        }
        let mut function = JointValueFunction::new(joint)?;
        let mut ruled = Ruled::of(joint, divergence);
        let (mean_v, high) = (function.means().0, ruled.high.unwrap_or(f64::INFINITY));
        let mean_v = mean_v.finite().ok_or_else(|| Refusal("the mean of V is not finite".into()))?;
        let mut known = Known {
            mean: Estimate::new(f64::NAN, 0.0),
            mean_v,
            spread: f64::NAN,
            high,
            high_v: ruled.high_v.unwrap_or(f64::INFINITY),
            least: ruled.least,
        };
        if let Some(constant) = joint.constant() {
            (ruled.is_finite, ruled.rule) = (Some(true), format!("U is {constant} for certain"));
        } else if ruled.is_finite == Some(true) {
            (known.mean, known.spread) = function.mean_and_spread()?;
        }
        let is_open = ruled.is_finite == Some(true) && joint.constant().is_none() && divergence.bend().is_some();
        let gain = known.high_v - mean_v.value;
        let end = || End::of_joint(joint, (known.high, gain), known.spread, |u| function.level(u));
        let end = divergence.bend().filter(|(bend, _)| is_open && bend.growth().is_finite()).and_then(|_| end());
        let prepared = is_open.then(|| Prepared::Dependent(Box::new(function.clone()), end));
        Ok(Self { function, divergence, known, ruled, prepared })
    }

    /// Whether the supremum is finite at any budget: iff `E f*(sU)` is for some s > 0, f* the conjugate of f (K-7); none where no
    /// rule tells.
    pub fn is_finite(&self) -> Option<bool> {
        self.ruled.is_finite
    }

    /// What decides that, in words.
    pub fn rule(&self) -> &str {
        &self.ruled.rule
    }

    /// The supremum at a budget.
    ///
    /// Errors: the budget is not a finite number of at least 0, or more than any policy spends; it is not determined whether the
    /// supremum is finite; an integral is not known within f64.
    ///
    /// ```
    /// use goodhart::{expect::divergence_ball::{FDivergence, JointDivergenceBall}, model::joint, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let both = joint::parse(law("normal(0, 3)"), Some(law("normal(0, 4)")), "gaussian(0.5)", &catalogue).unwrap();
    /// // A small divergence of curvature 1: sd(U) sqrt(2 d), with Var U = 37.
    /// let best = JointDivergenceBall::new(&both, FDivergence::Power(2.0)).unwrap().at(1e-12).unwrap();
    /// assert!((best.mean_u.value() - (37.0 * 2e-12f64).sqrt()).abs() < 1e-12);
    /// ```
    pub fn at(&mut self, budget: f64) -> Result<Optimum, Refusal> {
        self.divergence.allows(budget)?;
        let most = self.divergence.most();
        let (mean_v, mean_u) = self.function.means();
        if budget == 0.0 {
            return Ok(Optimum::base(mean_u, mean_v));
        }
        if self.function.constant().is_some() {
            // Every policy attains it, whatever it makes of V.
            return Ok(Optimum::with(budget, mean_u, None, Some(true)));
        }
        match self.is_finite() {
            Some(true) => self.finite(budget, most),
            Some(false) => Ok(Optimum::unbounded(budget)),
            None => Err(Refusal(self.ruled.rule.clone())),
        }
    }

    /// The same where it is finite, at a budget above 0.
    fn finite(&mut self, budget: f64, most: f64) -> Result<Optimum, Refusal> {
        let (high, high_v, atom) = (self.ruled.high, self.ruled.high_v, self.function.ends_in());
        let Some((bend, unit)) = self.divergence.bend() else { return self.total_variation(budget) };
        if let Some(atom) = atom.filter(|atom| budget * unit >= bend.at_top(atom.ln_mass.value)) {
            return Ok(Optimum::with(budget, Moment::closed_form(atom.u), Some(atom.mean_v), Some(true)));
        }
        if budget == most {
            let high = high.ok_or_else(|| Refusal(self.ruled.rule.clone()))?;
            let mean_v = high_v.map(Moment::closed_form);
            return Ok(Optimum {
                escaped: 1.0,
                ..Optimum::with(budget, Moment::closed_form(high), mean_v, Some(false))
            });
        }
        if bend.growth().is_finite() && high_v.is_none() {
            return Err(Refusal("U has its upper end at several values of V, and V is not known near it".into()));
        }
        let known = self.known;
        let prepared = self.prepared.as_mut().ok_or_else(|| Refusal("no integrals are known".into()))?;
        known.spending(prepared, bend, budget, unit)
    }

    fn total_variation(&mut self, budget: f64) -> Result<Optimum, Refusal> {
        let high = self.ruled.high.ok_or_else(|| Refusal(self.ruled.rule.clone()))?;
        let top = (high, self.ruled.high_v, self.function.ends_in().is_some());
        total_variation::moved(top, budget, |kept| self.function.selector().quantilizer(kept))
    }

    /// The budget from which on no policy attains the supremum, if there is one and it is known.
    pub fn edge(&mut self) -> Option<Estimate> {
        if self.phase() != Some(Phase::Escape) {
            return None;
        }
        let Some((bend, unit)) = self.divergence.bend() else { return Some(Estimate::new(0.0, 0.0)) };
        let known = self.known;
        let prepared = self.prepared.as_mut()?;
        edge(prepared.end()?, known.line(prepared, bend), unit)
    }

    /// The phase, if it is determined.
    pub fn phase(&self) -> Option<Phase> {
        let has_atom = self.function.ends_in().is_some() || self.function.constant().is_some();
        let is_held = |(bend, _): (Bend, f64)| bend.growth().is_infinite() && self.known.least.scale == 0.0;
        match (self.is_finite()?, self.divergence.bend()) {
            (false, _) => Some(Phase::Unbounded),
            (true, None) if !has_atom => Some(Phase::Escape),
            (true, bend) if has_atom || bend.is_some_and(is_held) => Some(Phase::Finite),
            (true, bend) => {
                let end = self.prepared.as_ref().and_then(Prepared::end);
                Some(Phase::by_end(end.zip(bend).and_then(|(end, (bend, _))| end.holds_all(bend.pole()))))
            }
        }
    }
}
