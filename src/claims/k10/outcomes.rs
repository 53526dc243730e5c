//! Finitely many outcomes, alike under the base policy, and two paths of policies over them in closed form.

use crate::num::{
    logs::ln_sum_exp,
    quadrature::{Goal, integrate},
};

/// The value and the proxy of each outcome.
pub(super) struct Outcomes {
    pub(super) v: Vec<f64>,
    pub(super) u: Vec<f64>,
    /// Whether its error is at the cap.
    pub(super) hack: Vec<bool>,
}

/// What a policy comes to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    pub(super) mean_u: f64,
    pub(super) mean_v: f64,
    /// The divergence from the base.
    pub(super) kl: f64,
    /// The chance of an error at the cap.
    pub(super) hacks: f64,
}

impl Outcomes {
    pub(super) fn count(&self) -> f64 {
        self.u.len() as f64
    }

    /// The largest proxy.
    pub(super) fn top(&self) -> f64 {
        self.u.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// Outcomes of these worths, whatever they are worth in truth.
    pub(super) fn of(u: Vec<f64>) -> Self {
        Self { v: vec![0.0; u.len()], hack: vec![false; u.len()], u }
    }

    /// The policy of these logits, by the logarithms of its chances.
    pub(super) fn ln_chances(&self, logits: &[f64]) -> Vec<f64> {
        let total = ln_sum_exp(logits);
        logits.iter().map(|logit| logit - total).collect()
    }

    /// What the policy of these logits comes to.
    pub(super) fn state(&self, logits: &[f64]) -> State {
        let mut state = State::default();
        for (i, ln) in self.ln_chances(logits).into_iter().enumerate() {
            let chance = ln.exp();
            state.mean_u += chance * self.u[i];
            state.mean_v += chance * self.v[i];
            state.kl += chance * (ln + self.count().ln());
            state.hacks += if self.hack[i] { chance } else { 0.0 };
        }
        state
    }

    /// `KL(policy of these logits || tilt at the rate s)`.
    pub(super) fn divergence_from_tilt(&self, logits: &[f64], s: f64) -> f64 {
        let target = self.ln_chances(&self.tilt(s));
        self.ln_chances(logits).iter().zip(target).map(|(ln, other)| ln.exp() * (ln - other)).sum()
    }

    /// The logits `s U` of a tilt.
    pub(super) fn tilt(&self, s: f64) -> Vec<f64> {
        self.u.iter().map(|u| s * (u - self.top())).collect()
    }

    /// The logits of the policy proportional to `1/(c - U)`, c being `e^w` above the largest proxy.
    pub(super) fn pole(&self, w: f64) -> Vec<f64> {
        self.u.iter().map(|u| -(w.exp() + self.top() - u).ln()).collect()
    }

    /// The times at which the gradient's flow is at these places, in decreasing order: `1/K int_c^inf (sum of 1/(x - U))^2 dx`.
    pub(super) fn times(&self, places: &[f64]) -> Vec<f64> {
        let top = self.top();
        let poles = |x: f64| -> f64 { self.u.iter().map(|u| 1.0 / (x.exp() + top - u)).sum() };
        let speed = |_, x: f64| [poles(x).powi(2) * x.exp() / self.count()];
        // Beyond, the sum is K/x but for terms of relative size 1e-11.
        let (mut from, mut time) = (30.0f64, self.count() * (-30f64).exp());
        let until = |&place: &f64| {
            let count = ((from - place) / 1.5).ceil();
            let cut = |k: u32| place + (from - place) * f64::from(k) / count;
            let panels: Vec<(f64, f64)> = (0..count as u32).map(|k| (cut(k), cut(k + 1))).collect();
            time += integrate(speed, &panels, Goal { relative: 1e-11, bisections: 60 }).value[0];
            from = place;
            time
        };
        places.iter().map(until).collect()
    }

    /// The best of n draws of the base, ties apart.
    pub(super) fn best_of(&self, n: f64) -> State {
        let mut order: Vec<usize> = (0..self.u.len()).collect();
        order.sort_by(|a, b| self.u[*a].total_cmp(&self.u[*b]));
        let mut state = State::default();
        for (rank, i) in order.into_iter().enumerate() {
            let share = |k: usize| (k as f64 / self.count()).powf(n);
            let chance = share(rank + 1) - share(rank);
            state.mean_u += chance * self.u[i];
            state.mean_v += chance * self.v[i];
            state.kl += if chance > 0.0 { chance * (chance * self.count()).ln() } else { 0.0 };
        }
        state
    }
}
