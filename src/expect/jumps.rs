//! Atoms of U where it has a density too: V is worth the same on all ranks of an atom, so that `A` is linear there.
//!
//! Refuses: more atoms than a table of integrations can serve.

use super::{Refusal, discrete::Ranking, sum::Sum};
use crate::{
    model::{
        Pressure, Proxy,
        pressure::{Rank, Tie, over_ranks},
    },
    num::Estimate,
    tail::Law,
};

/// An atom of U among other outcomes.
#[derive(Clone, Debug)]
pub(super) struct Jump {
    pub(super) u: f64,
    /// A threshold just above it, beyond the rounding of sums of atoms.
    pub(super) after: f64,
    pub(super) tie: Tie,
    /// `E[V - E V; U >= u]` and `E[V - E V; U > u]`.
    pub(super) reached: Estimate,
    pub(super) passed: Estimate,
}

/// More atoms than this are refused.
pub(super) const MOST: usize = 400;

/// The atoms of U in increasing order; none where one of the two has no atom.
pub(super) fn jumps(proxy: &Proxy, sum: &Sum) -> Result<Vec<Jump>, Refusal> {
    if proxy.value.atoms().is_empty() || proxy.error.atoms().is_empty() {
        return Ok(Vec::new());
    }
    let places = Ranking::of(proxy)?.masses();
    if places.len() > MOST {
        return Err(Refusal(format!("best of n with a density is limited to {MOST} atoms of U, not {}", places.len())));
    }
    let largest = |law: &Law| law.atoms().iter().map(|atom| atom.at.abs()).fold(0.0, f64::max);
    let size = largest(&proxy.value).max(largest(&proxy.error));
    Ok(places.into_iter().map(|(u, mass)| jump(sum, u, mass, u + 16.0 * f64::EPSILON * size.max(u.abs()))).collect())
}

fn jump(sum: &Sum, u: f64, mass: f64, after: f64) -> Jump {
    let side = |t: f64| {
        let at = sum.level(t);
        let rank = Rank { ln_above: at.ln_p.value.min(0.0), ln_below: at.ln_q.value.min(0.0) };
        let p = Estimate::new(rank.above(), rank.above() * at.ln_p.error.min(1.0));
        let excess = match at.deviation {
            Some(gain) if p.value > 0.0 => {
                Estimate::new(p.value * gain.value, p.value * gain.error + p.error * gain.value.abs())
            }
            _ => Estimate::new(0.0, 0.0),
        };
        (rank, excess)
    };
    let ((from, reached), (to, passed)) = (side(u), side(after));
    Jump { u, after, tie: Tie { from, to, ln_mass: mass.ln() }, reached, passed }
}

impl Jump {
    /// What the atom's ranks add to the gain: `int A w' dx`.
    pub(super) fn gain(&self, pressure: Pressure) -> Estimate {
        let [reached, passed] = over_ranks((self.tie.from, self.tie.to), pressure.depth(), &[], |rank| {
            let slope = pressure.ln_slope(rank).exp();
            let share = self.share(rank.above());
            if slope == 0.0 { [0.0; 2] } else { [slope * share, slope * (1.0 - share)] }
        });
        let part = |weight: Estimate, excess: Estimate| {
            let error = weight.error * excess.value.abs() + weight.value * excess.error;
            Estimate::new(weight.value * excess.value, error)
        };
        part(reached, self.reached).plus(part(passed, self.passed))
    }

    /// `E[V - E V; the top p]`, for p between the masses above and with the atom.
    pub(super) fn excess(&self, p: f64) -> Estimate {
        let share = self.share(p);
        self.reached.scaled(share).plus(self.passed.scaled(1.0 - share))
    }

    /// Whether the atom lies across the boundary of the top p.
    pub(super) fn holds(&self, p: f64) -> bool {
        self.tie.to.above() < p && p <= self.tie.from.above()
    }

    /// Where p lies between the mass above the atom, 0, and that with it, 1.
    fn share(&self, p: f64) -> f64 {
        let passed = self.tie.to.above();
        ((p - passed) / self.tie.ln_mass.exp()).clamp(0.0, 1.0)
    }
}
