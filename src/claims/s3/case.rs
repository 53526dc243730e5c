//! One total on the scale of its limit law: what is predicted there, and what the exact law of the total gives.

use crate::claim::Context;
use crate::claims::limits::{
    normed::Normed,
    stable::{Stable, landau_inverse},
    threshold::{AtTwo, beyond_landau, landau_centre},
};
use crate::expect::{Refusal, total::Total};
use crate::num::Estimate;
use crate::tail::Law;
use std::f64::consts::{FRAC_PI_2, PI};

/// Orders of the series in 1/n that are kept.
const ORDERS: usize = 6;

/// What the limit is, and the terms beyond it.
enum Terms {
    Normed(Normed),
    Landau,
    Two(AtTwo),
}

/// The total T of n steps of Pareto(a) as `shift + scale * y`, y near its limit law.
pub struct Case {
    /// The total at y = 0.
    pub shift: f64,
    /// The unit of y.
    pub scale: f64,
    n: f64,
    terms: Terms,
    total: Total,
    limit: Limit,
}

impl Case {
    /// The total of n steps of Pareto(a).
    pub fn new(context: &Context<'_>, a: f64, n: u64) -> Result<Self, Refusal> {
        let total = Total::of(&context.law(&format!("pareto({a})"))?, n)?;
        let (n, limit) = (n as f64, Limit::new(context, a)?);
        let (shift, scale, terms) = match a {
            1.0 => (n * landau_centre(n), n, Terms::Landau),
            2.0 => {
                let two = AtTwo::new(n);
                (2.0 * n, two.scale, Terms::Two(two))
            }
            a => {
                let normed = Normed::of_orders(a, n, ORDERS);
                (normed.shift, normed.scale, Terms::Normed(normed))
            }
        };
        Ok(Self { shift, scale, n, terms, total, limit })
    }

    /// `P(y > at)` by the series in n about the limit law.
    pub fn predicted(&self, at: f64) -> Estimate {
        let beyond = self.predicted_beyond(at);
        let limit = match &self.terms {
            Terms::Normed(normed) => normed.law.inverse(0.0, at),
            Terms::Landau => landau_inverse(0.0, 0, at),
            Terms::Two(_) => Stable::NORMAL.inverse(0.0, at),
        };
        Estimate::new(1.0 - limit - beyond.value, beyond.error)
    }

    /// `P(y <= at) - G(at)` by the same series, G the limit law.
    pub fn predicted_beyond(&self, at: f64) -> Estimate {
        match &self.terms {
            Terms::Normed(normed) => normed.beyond_limit(at),
            Terms::Landau => beyond_landau(self.n, at),
            Terms::Two(two) => two.beyond_normal(at),
        }
    }

    /// The leading term of that.
    pub fn leading(&self, at: f64) -> f64 {
        match &self.terms {
            Terms::Normed(normed) => normed.leading(at),
            Terms::Landau => beyond_landau(self.n, at).value,
            Terms::Two(two) => two.leading(at),
        }
    }

    /// `P(y > at)` by the exact law of the total.
    pub fn exact(&self, at: f64) -> Result<Estimate, Refusal> {
        // A step takes at least 1.
        let ln = self.total.beyond_least(self.shift - self.n + self.scale * at)?.ln_sf;
        let value = ln.value.exp();
        // The rounding of the place itself, where the shift is far above the scale.
        let place = f64::EPSILON * (self.shift.abs() + self.n) / self.scale;
        Ok(Estimate::new(value, value * ln.error.exp_m1() + 1e-15 + place))
    }

    /// `P(y <= at) - G(at)` by the exact law of the total and the law of the family `stable`.
    pub fn exact_beyond(&self, at: f64) -> Result<Estimate, Refusal> {
        let (exact, limit) = (self.exact(at)?, self.limit.sf(at));
        Ok(Estimate::new(limit.value - exact.value, limit.error + exact.error))
    }
}

/// The limit law as a law of a family, moved and scaled: in Nolan's S1 up to index 2, normal from there on.
pub struct Limit {
    law: Law,
    shift: f64,
    scale: f64,
}

impl Limit {
    /// The limit of index a.
    pub fn new(context: &Context<'_>, a: f64) -> Result<Self, Refusal> {
        if a >= 2.0 {
            return Ok(Self { law: context.law("normal(0, 1)")?, shift: 0.0, scale: 1.0 });
        }
        let law = context.law(&format!("stable({a})"))?;
        // exp((2/pi) c s ln(c s)) at c = pi/2 is e^{s ln s} times a shift by ln c.
        let (shift, scale) = if a == 1.0 { (FRAC_PI_2.ln(), FRAC_PI_2) } else { (0.0, scale(a)) };
        Ok(Self { law, shift, scale })
    }

    /// `P(limit > y)`.
    pub fn sf(&self, y: f64) -> Estimate {
        let value = self.law.ln_sf((y - self.shift) / self.scale).exp();
        Estimate::new(value, 2e-13)
    }

    /// The place that the limit exceeds with chance p.
    pub fn upper(&self, p: f64) -> f64 {
        self.shift + self.scale * self.law.inv_ln_sf(p.ln())
    }
}

/// The scale in S1: `(Gamma(1-a) cos(pi a/2))^{1/a} = (pi / (2 Gamma(a) sin(pi a/2)))^{1/a}`.
pub fn scale(a: f64) -> f64 {
    (PI / (2.0 * libm::tgamma(a) * (FRAC_PI_2 * a).sin())).powf(1.0 / a)
}
