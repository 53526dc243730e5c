//! The most that the mean of a proxy with dependent parts can be at a given KL divergence from its law, and what V is worth there.
//!
//! The optimum is the tilt `e^(s U)` of the joint law with that divergence (K-1, of which nothing asks how V and X depend on each
//! other); its means are taken from the table.
//!
//! Beyond the last tilt, where there is one, it grows by the inverse of its rate.
//!
//! Refuses: a rate at which no rule says that `E e^(s U)` is finite.

use super::{
    JointSelector,
    edge::tilted_at_edge,
    point::Point,
    table::Table,
    tilted::{Tilted, tilted},
};
use crate::{
    expect::{
        Refusal,
        value_function::{
            Optimum, rate_error,
            search::{Spent, by_divergence},
        },
    },
    model::{
        Joint, Phase, Pressure,
        joint::phase::{JointPhase, edge_power, phase},
        phase::Side,
    },
    num::Estimate,
    tail::Moment,
};

/// A joint law prepared for many divergences.
#[derive(Clone, Debug)]
pub struct JointValueFunction {
    selector: JointSelector,
    phased: JointPhase,
    /// The means of V and of U.
    means: (Moment, Moment),
    /// Where the tilts end, if they end with a finite mean, once that was asked for.
    edge: Option<Result<Tilted, Refusal>>,
}

impl JointValueFunction {
    /// Prepares a joint law. Errors: as for [`JointSelector::new`].
    pub fn new(joint: &Joint) -> Result<Self, Refusal> {
        let mut selector = JointSelector::new(joint)?;
        let means = match joint.constant() {
            Some(sum) => (joint.value.mean(), Moment::closed_form(sum)),
            None => selector.means(Pressure::BestOf(1.0))?,
        };
        Ok(Self { selector, phased: phase(joint), means, edge: None })
    }

    /// What is known of the phase, and why.
    pub fn phase(&self) -> &JointPhase {
        &self.phased
    }

    /// The selector by the same joint law.
    pub fn selector(&mut self) -> &mut JointSelector {
        &mut self.selector
    }

    /// The means of V and of U.
    pub(in crate::expect) fn means(&self) -> (Moment, Moment) {
        self.means
    }

    /// U, if it is one number for certain.
    pub(in crate::expect) fn constant(&self) -> Option<f64> {
        self.selector.joint.constant()
    }

    pub(super) fn table(&self) -> &Table {
        &self.selector.table
    }

    /// Where U ends in an atom, the atom.
    pub(super) fn last_atom(&self) -> Option<Point> {
        self.selector.table.last_atom()
    }

    /// What the mean of U above a place is instead, where it is not finite.
    pub(super) fn upper_mean(&self) -> Result<(), Moment> {
        self.selector.upper_mean()
    }

    /// The supremum at a divergence of `kl` nats. Errors: it is not a finite number of at least 0; no tilt with that divergence is
    /// known to exist, or within reach.
    ///
    /// ```
    /// use goodhart::{expect::joint::JointValueFunction, model::joint, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let both = joint::parse(law("normal(0, 3)"), Some(law("normal(0, 4)")), "gaussian(0.5)", &catalogue).unwrap();
    /// let best = JointValueFunction::new(&both).unwrap().at(2.0).unwrap();
    /// // sd_U sqrt(2 d) with Var U = 37, of which Cov(V, U) = 15 is that of V.
    /// assert!((best.mean_u.value() - 148f64.sqrt()).abs() < 1e-9);
    /// assert!((best.mean_v.unwrap().value() - 30.0 / 37f64.sqrt()).abs() < 1e-9);
    /// ```
    pub fn at(&mut self, kl: f64) -> Result<Optimum, Refusal> {
        if !(kl >= 0.0 && kl.is_finite()) {
            return Err(Refusal(format!("a divergence is a finite number of at least 0 nats, not {kl}")));
        }
        if kl == 0.0 {
            let (mean_v, mean_u) = self.means;
            return Ok(Optimum {
                kl,
                mean_u,
                mean_v: Some(mean_v),
                mean_x: Some(less(mean_u, mean_v)),
                rate: 0.0,
                rate_error: 0.0,
                attained: true,
            });
        }
        if self.constant().is_some() {
            // Every policy attains it, whatever it makes of V.
            return Ok(Optimum::at_end(kl, self.means.1, None));
        }
        if self.phased.phase == Some(Phase::Unbounded) {
            return Ok(Optimum::unbounded(kl));
        }
        if self.phased.finite_below == 0.0 {
            return Err(Refusal(format!("not determined: {}", self.phased.rule)));
        }
        if let Some(Phase::Escape { rate, by }) = self.phased.phase
            && let Ok(last) = self.at_edge(rate, by)
            && kl > last.kl.value
        {
            return Ok(escaped(kl, rate, by, &last, self.means.0));
        }
        match self.selector.table.last_atom() {
            Some(atom) if kl >= -atom.ln_p.value => {
                let mean_v = Moment::Finite(self.selector.table.mean.plus(atom.gain));
                let mean_u = Moment::closed_form(atom.u);
                Ok(Optimum::at_end(kl, mean_u, Some((mean_v, less(mean_u, mean_v)))))
            }
            _ => self.by_tilt(kl),
        }
    }

    /// The divergence beyond which nothing attains the supremum, if there is one and it is known.
    pub fn edge(&mut self) -> Option<Estimate> {
        match self.phased.phase {
            Some(Phase::Escape { rate, by }) => self.at_edge(rate, by).ok().map(|last| last.kl),
            _ => None,
        }
    }

    /// The last tilt.
    fn at_edge(&mut self, rate: f64, by: Side) -> Result<Tilted, Refusal> {
        if self.edge.is_none() {
            let power = edge_power(&self.selector.joint, rate);
            self.edge = Some(tilted_at_edge(&mut self.selector.table, rate, power, by));
        }
        self.edge.clone().unwrap_or_else(|| Err(Refusal("the last tilt was not asked for".into())))
    }

    /// The tilt whose divergence is `kl`.
    fn by_tilt(&mut self, kl: f64) -> Result<Optimum, Refusal> {
        let begin = self.first_guess(kl)?;
        let (end, mean_v, mean_u) = (self.phased.finite_below, self.means.0, self.means.1.finite());
        let table = &mut self.selector.table;
        let mut nearest = 0.0f64;
        let tilt = |s: f64| {
            let at = tilted(table, s, mean_u)?;
            nearest = nearest.max(at.kl.value);
            let enough = 4.0 * f64::EPSILON + 0.1 * at.kl.relative_error();
            Ok(Spent { kl: at.kl, slope: s * s * at.variance, enough, found: (s, at) })
        };
        match by_divergence(kl, end, begin, tilt) {
            Ok(Some((s, at))) => Ok(attained(kl, s, &at, mean_v)),
            Ok(None) => Err(self.beyond(kl, nearest, String::new())),
            Err(Refusal(why)) => Err(self.beyond(kl, nearest, format!("; {why}"))),
        }
    }

    /// Why no tilt was found.
    fn beyond(&self, kl: f64, nearest: f64, why: String) -> Refusal {
        let end = self.phased.finite_below;
        let known = match &self.phased.phase {
            _ if end.is_infinite() => "".into(),
            Some(Phase::Escape { .. }) => format!(
                " below the rate {end}: beyond the last tilt, whose divergence was not found, no policy attains the supremum"
            ),
            Some(_) => format!(" below the rate {end}, where the tilts end"),
            None => format!(" below the rate {end}; at higher ones it is not determined whether E e^(sU) is finite"),
        };
        Refusal(format!(
            "no tilt with a divergence of {kl} nats was reached{known} (tilts of up to {nearest:.4} nats were){why}"
        ))
    }

    /// From `KL ~ s^2 Var(U) / 2`, by the quantiles of U.
    fn first_guess(&mut self, kl: f64) -> Result<f64, Refusal> {
        let quantile = |selector: &mut JointSelector, q: f64| selector.quantilizer(q).map(|top| top.t);
        let spread = 0.5 * (quantile(&mut self.selector, 0.16)? - quantile(&mut self.selector, 0.84)?);
        Ok((2.0 * kl).sqrt() / if spread > 0.0 { spread } else { 1.0 })
    }
}

/// The tilt at a rate, as the answer for a divergence that it meets up to rounding.
fn attained(kl: f64, rate: f64, at: &Tilted, mean_v: Moment) -> Optimum {
    // What the divergence misses is worth 1/s a nat, and to V its share of that.
    let missed = ((at.kl.value - kl).abs() + at.kl.error) / rate;
    let share = if at.variance > 0.0 { (at.covariance / at.variance).abs() } else { 1.0 };
    let with = |of: Estimate, more: f64| Estimate::new(of.value, of.error + more);
    let mean_v = mean_v.map(|mean| with(mean.plus(at.gain_v), share * missed));
    let rate_error = rate_error(rate, missed * rate, rate * rate * at.variance);
    let mean_u = Moment::Finite(with(at.mean_u, missed));
    Optimum { kl, mean_u, mean_v: Some(mean_v), mean_x: Some(less(mean_u, mean_v)), rate, rate_error, attained: true }
}

/// Beyond the last tilt: the rest of the divergence buys 1/g a nat, from what is far out where U is.
fn escaped(kl: f64, rate: f64, by: Side, last: &Tilted, mean_v: Moment) -> Optimum {
    let bought = Estimate::new((kl - last.kl.value) / rate, last.kl.error / rate);
    let at_edge = mean_v.map(|mean| mean.plus(last.gain_v));
    let mean_u = Moment::Finite(last.mean_u.plus(bought));
    let mean_v = match by {
        Side::Value => Some(at_edge.map(|mean| mean.plus(bought))),
        Side::Error => Some(at_edge),
        Side::Both => None,
    };
    Optimum {
        kl,
        mean_u,
        mean_v,
        mean_x: mean_v.map(|mean_v| less(mean_u, mean_v)),
        rate,
        rate_error: 0.0,
        attained: false,
    }
}

fn less(all: Moment, part: Moment) -> Moment {
    all.plus(part.map(|part| part.scaled(-1.0)))
}
