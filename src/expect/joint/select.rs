//! Selection by a proxy whose parts depend on each other: best of n, the top share, every pressure on ranks.
//!
//! As for independent parts, `E[V] - E V = int A w' dx` with `A = E[V - E V; rank above x]`; here dx is the derivative of a series
//! for ln P(U >= u), so that no density of U is asked for.
//!
//! Refuses: what [`Jointly`] refuses; more atoms of U than a table can be split at.

use super::{Jointly, panel::Piece, point::rank, pressed::pressed, table::Table};
use crate::{
    expect::{
        Refusal,
        best_of::{Peak, Selected},
        climb,
        quantilizer::Quantilized,
    },
    model::{Joint, Pressure, joint::Dependence, pressure::Tie},
    num::Estimate,
    tail::Moment,
};

/// A joint law prepared for many pressures.
#[derive(Clone, Debug)]
pub struct JointSelector {
    pub(super) joint: Joint,
    pub(super) table: Table,
    /// The atoms of U that are sums of atoms.
    ties: Vec<Tie>,
}

impl JointSelector {
    /// Prepares a joint law. Errors: the mean of V is not finite; U has too many atoms; no place of U is known.
    ///
    /// ```
    /// use goodhart::{expect::joint::JointSelector, model::{Pressure, joint}, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let both = joint::parse(law("normal(0, 1)"), Some(law("normal(0, 1)")), "gaussian(0.5)", &catalogue).unwrap();
    /// let best = JointSelector::new(&both).unwrap().under(Pressure::BestOf(2.0)).unwrap();
    /// // The two parts share E[max U] = sqrt(3/pi).
    /// assert!((best.mean_v.value() - (0.75 / std::f64::consts::PI).sqrt()).abs() < 1e-11);
    /// ```
    pub fn new(joint: &Joint) -> Result<Self, Refusal> {
        let jointly = Jointly::new(joint)?;
        let table = Table::new(&jointly)?;
        let ties = table.ties();
        Ok(Self { joint: joint.clone(), table, ties })
    }

    /// The outcome under a pressure. Errors: its parameter is outside its domain; an integral is refused.
    pub fn under(&mut self, pressure: Pressure) -> Result<Selected, Refusal> {
        let pressure = pressure.checked().map_err(Refusal)?;
        let (mean_v, mean_u) = match pressure {
            Pressure::Top(q) => self.quantilizer(q).map(|top| (top.mean_v, top.mean_u))?,
            _ => self.means(pressure)?,
        };
        let finite = |moment: &Moment| moment.finite().is_none_or(|at| at.value.is_finite() && at.error.is_finite());
        if !(finite(&mean_v) && finite(&mean_u)) {
            return Err(Refusal(format!("the integrals under {pressure:?} leave the range of f64")));
        }
        let ties = &self.ties()[..];
        Ok(Selected {
            pressure,
            mean_v,
            mean_u,
            kl: self.divergence(pressure, 1.0),
            chi2: if ties.is_empty() { pressure.chi2() } else { pressure.chi2_with(ties) },
            renyi_inf: self.divergence(pressure, f64::INFINITY),
            win_rate: if ties.is_empty() { pressure.win_rate() } else { pressure.win_rate_with(ties) },
        })
    }

    /// The Rényi divergence of order `a > 0` between the outcome and one draw; KL at 1.
    /// Errors: the pressure's parameter or the order is outside its domain.
    pub fn renyi(&self, pressure: Pressure, order: f64) -> Result<Estimate, Refusal> {
        let pressure = pressure.checked().map_err(Refusal)?;
        if order.is_nan() || order <= 0.0 {
            return Err(Refusal(format!("the order of a Rényi divergence must be above 0, not {order}")));
        }
        Ok(self.divergence(pressure, order))
    }

    fn divergence(&self, pressure: Pressure, order: f64) -> Estimate {
        let ties = self.ties();
        if ties.is_empty() { pressure.renyi(order) } else { pressure.renyi_with(order, &ties) }
    }

    /// The atoms of U in increasing order.
    fn ties(&self) -> Vec<Tie> {
        let mut ties = self.ties.clone();
        ties.extend(self.table.hidden_ties());
        ties.sort_by(|a, b| b.from.ln_above.total_cmp(&a.from.ln_above));
        ties
    }

    /// The first peak of `E[V]` over whole n from 1 to 1e18; none if it rises all the way.
    pub fn peak(&mut self) -> Result<Option<Peak>, Refusal> {
        climb::peak(|n| self.means(Pressure::BestOf(n)).map(|(mean_v, _)| mean_v))
    }

    /// A draw from the top share q of U; with an atom at the boundary it is chosen as often as makes q exact.
    /// Errors: q is not in (0, 1]; U is nowhere near that deep within f64.
    pub fn quantilizer(&mut self, q: f64) -> Result<Quantilized, Refusal> {
        let pressure = Pressure::Top(q).checked().map_err(Refusal)?;
        let (t, mean_v, mean_u) = self.top(q)?;
        let ties = &self.ties()[..];
        let chi2 = if ties.is_empty() { pressure.chi2() } else { pressure.chi2_with(ties) };
        Ok(Quantilized { q, t, mean_v, mean_u, kl: self.divergence(pressure, 1.0), chi2 })
    }

    /// `E[V]` and `E[U]` under a pressure without a jump.
    pub(super) fn means(&mut self, pressure: Pressure) -> Result<(Moment, Moment), Refusal> {
        let of_u = self.upper_mean();
        if pressure.is_none() {
            let all = match &self.joint.dependence {
                Dependence::Copula { error, .. } => Some(Moment::Finite(self.table.mean).plus(error.mean())),
                Dependence::Given(_) => None,
            };
            let mean_u = match (all, of_u) {
                (Some(moment), _) | (None, Err(moment)) => moment,
                (None, Ok(())) => Moment::Finite(pressed(&mut self.table, pressure)?.height),
            };
            return Ok((Moment::Finite(self.table.mean), mean_u));
        }
        let found = pressed(&mut self.table, pressure)?;
        let mean_u = of_u.map_or_else(|moment| moment, |()| Moment::Finite(found.height));
        Ok((Moment::Finite(self.table.mean.plus(found.gain)), mean_u))
    }

    /// What the mean of U above a place is instead, where it is not finite.
    pub(super) fn upper_mean(&self) -> Result<(), Moment> {
        match &self.joint.dependence {
            Dependence::Copula { error, .. } => match error.mean() {
                Moment::Infinite | Moment::Undefined => Err(Moment::Infinite),
                _ => Ok(()),
            },
            Dependence::Given(_) if self.table.marks[0].at.mean_u.is_some() => Ok(()),
            Dependence::Given(_) => Err(Moment::Infinite),
        }
    }

    /// Threshold, `E[V]` and `E[U]` of the top share q.
    fn top(&mut self, q: f64) -> Result<(f64, Moment, Moment), Refusal> {
        if q == 1.0 {
            let (mean_v, mean_u) = self.means(Pressure::BestOf(1.0))?;
            return Ok((self.table.lowest(), mean_v, mean_u));
        }
        let ln_q = q.ln();
        let piece = self.table.holding(ln_q)?;
        let of_u = self.upper_mean();
        let moment = |mean_u: Option<Estimate>| match (of_u, mean_u) {
            (Err(moment), _) => moment,
            (Ok(()), Some(mean)) => Moment::Finite(mean),
            (Ok(()), None) => Moment::Undefined,
        };
        match piece {
            Piece::Panel(panel) => {
                let share = panel.share_at(ln_q);
                let (place, point) = (panel.at(share), self.table.maker().point(panel.at(share).u)?);
                // The share above the threshold is not quite q, which moves the mean by what a nat is worth at most.
                let missed = (point.ln_p.value - ln_q).abs() + point.ln_p.error;
                let worth = panel.worth(share).abs();
                let gain = Estimate::new(point.gain.value, point.gain.error + missed * worth);
                let mean_u =
                    point.mean_u.map(|mean| Estimate::new(mean.value, mean.error + missed * (mean.value - place.u)));
                Ok((place.u, Moment::Finite(self.table.mean.plus(gain)), moment(mean_u)))
            }
            Piece::Jump(at, after) => {
                let jump = at.jump_to(&after, 0.0);
                let mean_v = self.table.mean.plus(jump.excess(q).scaled(1.0 / q));
                let passed = rank(after.ln_p.value).above();
                let taken = Estimate::closed_form(at.u).scaled((q - passed) / q);
                let mean_u = if passed > 0.0 {
                    after.mean_u.map(|mean| mean.scaled(passed / q).plus(taken))
                } else {
                    Some(taken)
                };
                Ok((at.u, Moment::Finite(mean_v), moment(mean_u)))
            }
        }
    }
}
