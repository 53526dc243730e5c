//! F-2: what generates the two published forms of overoptimisation under a tilt of a normal proxy.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::tail::{Law, tilt::tilted};
use std::f64::consts::{LN_2, PI, SQRT_2};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "f2",
    title: "A quadratic E[V | U = u] generates d(α - β d) exactly, u(b - k ln|u|) generates d(α - β ln d) up to O(1/d): both need a gold that falls in U",
    statement: "Let U be standard normal, E[V | U = u] = m(u), and tilt by e^(sU): d = √KL = s/√2. For m(u) = b u - k (u² - 1), E[V] = d (α - β d) \
        at every d, α = √2 b, β = 2k. For m(u) = u (b - k ln|u|), E[V] = s (b - k L(s)) - k √2 D(s/√2) with D Dawson's integral and \
        L(s) = -(γ + ln 2)/2 + ∫_0^s √2 D(x/√2) dx, which is d (α - β ln d) - β/(4d) - β/(16 d³) + O(d^-5), α = √2 (b - k ln(2)/2), β = √2 k. \
        Where the two peak is F-3.",
    hypotheses: "Only E[V | U = u] matters, whatever the dependence; U is standard normal under the base; b, k > 0.",
    applies: |_| Err("it concerns two given functions E[V | U = u] of a normal proxy".into()),
    source: "The forms: Gao, Schulman, Hilton (2022), arXiv 2210.10760, section 1: the first for best of n, the second for reinforcement learning, both \
        found empirically. What generates them is derived in the proof.",
    corrects: None,
    evidence,
};

/// A gold as a function of the proxy, by its k.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Gold {
    Quadratic(f64),
    Logarithmic(f64),
}

/// One of each, peaking at like distances.
pub(super) const GOLDS: [Gold; 2] = [Gold::Quadratic(0.15), Gold::Logarithmic(0.45)];
pub(super) const B: f64 = 1.0;
/// Euler's constant.
pub(super) const EULER: f64 = 0.577_215_664_901_532_9;

impl Gold {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Quadratic(_) => "m(u) = b u - k (u² - 1)",
            Self::Logarithmic(_) => "m(u) = u (b - k ln|u|)",
        }
    }

    pub(super) fn m(self, u: f64) -> f64 {
        match self {
            Self::Quadratic(k) => B * u - k * (u * u - 1.0),
            Self::Logarithmic(_) if u == 0.0 => 0.0,
            Self::Logarithmic(k) => u * (B - k * u.abs().ln()),
        }
    }

    /// The coefficients of the form.
    pub(super) fn coefficients(self) -> (f64, f64) {
        match self {
            Self::Quadratic(k) => (SQRT_2 * B, 2.0 * k),
            Self::Logarithmic(k) => (SQRT_2 * (B - 0.5 * k * LN_2), SQRT_2 * k),
        }
    }

    /// The form.
    pub(super) fn form(self, d: f64) -> f64 {
        let (alpha, beta) = self.coefficients();
        match self {
            Self::Quadratic(_) => d * (alpha - beta * d),
            Self::Logarithmic(_) => d * (alpha - beta * d.ln()),
        }
    }

    /// The value under the tilt, in closed form.
    pub(super) fn exact(self, d: f64) -> f64 {
        let s = SQRT_2 * d;
        match self {
            Self::Quadratic(_) => self.form(d),
            Self::Logarithmic(k) => s * (B - k * mean_logarithm(s)) - k * SQRT_2 * dawson(s / SQRT_2),
        }
    }

    /// The same by its definition, the integral of m against the normal density about s.
    pub(super) fn measured(self, d: f64) -> Estimate {
        let s = SQRT_2 * d;
        let mut cuts: Vec<f64> = (-13..=13).map(|i| s + f64::from(i)).chain([0.0]).collect();
        cuts.sort_by(f64::total_cmp);
        let panels: Vec<_> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let density = |u: f64| (-0.5 * (u - s) * (u - s)).exp() / (2.0 * PI).sqrt();
        let q = integrate(|_, u| [self.m(u) * density(u)], &panels, Goal::default());
        Estimate::new(q.value[0], q.error[0] + 1e-14 * q.absolute[0])
    }
}

/// Dawson's integral `e^(-x²) int_0^x e^(y²) dy = sum (-2)^k x^(2k+1) / (2k+1)!!`, by Rybicki's sum over odd multiples of a step (Computers
/// in Physics 3 (1989) 85): `pi^(-1/2) sum over odd n of e^(-(x - n h)²) / n`.
pub(super) fn dawson(x: f64) -> f64 {
    let h = 0.2;
    let terms = (-80..80).map(|i| f64::from(2 * i + 1)).map(|n| (-(x - n * h).powi(2)).exp() / n);
    terms.sum::<f64>() / PI.sqrt()
}

/// `E ln|W|` for W normal about s: its derivative in s is the principal value of `E 1/W`.
pub(super) fn mean_logarithm(s: f64) -> f64 {
    let panels: Vec<_> = (0..8).map(|i| (s * f64::from(i) / 8.0, s * f64::from(i + 1) / 8.0)).collect();
    let q = integrate(|_, x| [SQRT_2 * dawson(x / SQRT_2)], &panels, Goal::default());
    q.value[0] - 0.5 * (EULER + LN_2)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let y = || Axis::linear("E[V]");
    let mut golds = Panel::new("Gold under the tilt, and the published forms", Axis::linear("d = √KL"), y());
    let mut rests = Panel::new("What the second form leaves out", Axis::linear("d = √KL"), Axis::linear("d (form - E[V]) / β"));
    let [quadratic, logarithmic] = GOLDS;
    for gold in GOLDS {
        context.begin(gold.name());
        for d in [0.1, 0.4, 0.8, 1.4, 2.2, 3.2, 4.5] {
            let own = gold.exact(d);
            let predicted = Estimate::new(own, 1e-11 * (1.0 + own.abs()));
            let row = Row::new(gold.name(), d, format!("d = {d}"), predicted, Measured::Enclosure(gold.measured(d)));
            golds.rows.push(row);
        }
        golds.line(gold.name(), false, (0..=92).map(|i| 0.05 * f64::from(i)).map(|d| (d, gold.exact(d))));
    }
    golds.line("d (α - β ln d)", true, (1..=92).map(|i| 0.05 * f64::from(i)).map(|d| (d, logarithmic.form(d))));
    golds.rows.extend(moments(context, quadratic)?);
    let beta = logarithmic.coefficients().1;
    for d in [3.0, 4.5, 8.0, 15.0] {
        let lacking = Estimate::closed_form(logarithmic.form(d)).plus(logarithmic.measured(d).scaled(-1.0));
        let predicted = Estimate::new(0.25 + 1.0 / (16.0 * d * d), 0.15 * d.powi(-4) + 1e-11 * d * d);
        let row = Row::new("d (α - β ln d)", d, format!("d = {d}"), predicted, Measured::Enclosure(lacking.scaled(d / beta)));
        rests.rows.push(row.as_limit());
    }
    let ds = (0..=60).map(|i| 1.5 + 0.225 * f64::from(i));
    rests.line("d (α - β ln d)", false, ds.map(|d| (d, 0.25 + 1.0 / (16.0 * d * d))));
    Ok(Evidence::of(vec![golds, rests]))
}

/// The quadratic gold from mean and variance of the library's tilt.
fn moments(context: &Context<'_>, gold: Gold) -> Result<Vec<Row>, Refusal> {
    let law = context.law("normal(0, 1)")?;
    let row = |d: f64| {
        let (kl, found) = by_moments(&law, gold, d)?;
        let own = Estimate::new(gold.form(kl.sqrt()), 1e-9);
        Ok(Row::new(gold.name(), d, format!("d = {d}, the library's tilt"), own, Measured::Enclosure(found)))
    };
    [0.6, 1.8, 2.7].map(row).into_iter().collect()
}

/// The divergence of the library's tilt of a standard normal law, and the value of a quadratic gold under it.
pub(super) fn by_moments(law: &Law, gold: Gold, d: f64) -> Result<(f64, Estimate), Refusal> {
    let at = tilted(&**law, SQRT_2 * d).ok_or_else(|| Refusal(format!("the tilt at d = {d} has not converged")))?;
    let Gold::Quadratic(k) = gold else { return Err(Refusal("moments make a quadratic gold only".into())) };
    let square = at.variance.value + at.mean.value * at.mean.value - 1.0;
    let error = at.mean.error * (1.0 + 2.0 * at.mean.value.abs()) + at.variance.error + 1e-13;
    Ok((at.kl.value, Estimate::new(B * at.mean.value - k * square, error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dawson_has_its_known_values() {
        // By its power series at 1, and by its top.
        assert!((dawson(1.0) - 0.538_079_506_912_768_4).abs() < 1e-15);
        assert!((dawson(0.924_138_873_004_591_8) - 0.541_044_224_635_181_7).abs() < 1e-15);
    }
}
