//! A normal value beside an independent error: selection by levels of U, from its survival function and density alone.

use crate::num::Estimate;
use crate::num::quadrature::{nodes, rule_sums};
use crate::num::special::{ln_normal_sf, ln_normal_upper_integral};
use crate::tail::Law;
use std::f64::consts::PI;

/// The standard deviation of the value, whose mean is 0.
pub(in crate::claims) const SD: f64 = 2.0;
/// Half the width of a uniform law of variance 1.
pub(super) const HALF: f64 = 1.732_050_807_568_877_2;

/// How `P(U >= u)` and the density of U are found.
pub(in crate::claims) enum Error {
    /// No error at all.
    None,
    /// Standard normal: U is normal.
    Normal,
    /// Uniform of variance 1: both by integrals of the normal law.
    Uniform,
    /// By plain sums over V at equal steps.
    Summed(Law, f64),
    /// Cut off at a bound, with what lies beyond put on the bound: by integrals over the V that reach u with such an error.
    Clipped(Law, f64),
}

fn phi(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

impl Error {
    /// `P(U >= u)` and the density.
    fn at(&self, u: f64) -> (f64, f64) {
        let normal = |sd: f64| (ln_normal_sf(u / sd).exp(), phi(u / sd) / sd);
        match self {
            Self::None => normal(SD),
            Self::Normal => normal(SD.hypot(1.0)),
            Self::Uniform => {
                let [low, high] = [(u - HALF) / SD, (u + HALF) / SD];
                let above = |z: f64| ln_normal_upper_integral(z).exp();
                // Of two survival functions below 1 the smaller digits are lost only where both are near 1.
                let between = ln_normal_sf(low).exp() - ln_normal_sf(high).exp();
                (SD * (above(low) - above(high)) / (2.0 * HALF), between / (2.0 * HALF))
            }
            Self::Summed(law, step) => {
                let count = (9.0 * SD / step) as i32;
                let (mut above, mut density) = (0.0, 0.0);
                for v in (-count..=count).map(|i| f64::from(i) * step) {
                    let mass = step * phi(v / SD) / SD;
                    above += mass * law.ln_sf(u - v).exp();
                    density += mass * law.ln_pdf(u - v).exp();
                }
                (above, density)
            }
            Self::Clipped(law, most) => {
                let (low, high) = ((u - most).max(-9.0 * SD), 12.0 * SD);
                let count = (0.6 * (high - low)).max(0.0).ceil();
                let edge = |i: u32| low + (high - low) * f64::from(i) / count;
                let part = |v: f64| {
                    let mass = phi(v / SD) / SD;
                    (mass * law.ln_sf(u - v).exp(), mass * law.ln_pdf(u - v).exp())
                };
                let (mut above, mut density) = (0.0, law.ln_sf(*most).exp() * phi((u - most) / SD) / SD);
                for i in 0..count as u32 {
                    let (places, half) = (nodes(edge(i), edge(i + 1)).map(part), 0.5 * (edge(i + 1) - edge(i)));
                    above += rule_sums(|j| places[j].0, half).0;
                    density += rule_sums(|j| places[j].1, half).0;
                }
                (above, density)
            }
        }
    }

    /// How wide the panels of levels are at u: short beside the width of V wherever U looks like V.
    fn stride(&self, u: f64) -> f64 {
        match self {
            Self::Clipped(_, most) if u > most - 12.0 => 1.0,
            _ if u < 40.0 => 1.0,
            Self::Clipped(_, most) => (0.5 * u).min(most - 11.0 - u),
            _ => 0.5 * u,
        }
    }

    /// `E[V | U >= u] = sd² f(u)/P(U >= u)`, by parts over V: the hazard rate of U.
    fn above(&self, u: f64) -> f64 {
        let (sf, density) = self.at(u);
        SD * SD * density / sf
    }

    /// The value of the top share q.
    pub fn top(&self, q: f64) -> f64 {
        let (mut low, mut high) = (-20.0, 40.0);
        while self.at(high).0 > q {
            high *= 2.0;
        }
        for _ in 0..14 {
            let middle = 0.5 * (low + high);
            if self.at(middle).0 > q { low = middle } else { high = middle }
        }
        // Newton's steps for ln P: it is concave or nearly straight there.
        let mut u = 0.5 * (low + high);
        for _ in 0..4 {
            let (sf, density) = self.at(u);
            u += sf * (sf / q).ln() / density;
        }
        self.above(u)
    }
}

/// The levels of U, by panels: half-width, and at the nodes `ln P(U < u)` and the density.
pub(in crate::claims) struct Levels(Vec<(f64, Vec<(f64, f64)>)>);

impl Levels {
    /// Those that the best of up to `most` draws can see.
    pub fn of(error: &Error, most: f64) -> Self {
        let (mut panels, mut low) = (Vec::new(), -22.0);
        while error.at(low).0 > 1e-10 / most {
            let high = low + error.stride(low);
            let place = |u: f64| {
                let (sf, density) = error.at(u);
                ((-sf.min(1.0)).ln_1p(), density)
            };
            panels.push((0.5 * (high - low), nodes(low, high).map(place).to_vec()));
            low = high;
        }
        Self(panels)
    }

    /// `E_n[V] = sd² n (n-1) int F^(n-2) f² du`, from the value above each level and the weight `n (n-1) F^(n-2) P(U >= u) f`.
    pub fn best_of(&self, n: f64) -> Estimate {
        let part = |(half, places): &(f64, Vec<(f64, f64)>)| {
            let term = |(ln_below, density): (f64, f64)| n * (n - 1.0) * ((n - 2.0) * ln_below).exp() * density * density;
            let (value, error, absolute) = rule_sums(|i| SD * SD * term(places[i]), *half);
            Estimate::new(value, error + 1e-9 * absolute)
        };
        self.0.iter().map(part).fold(Estimate::new(0.0, 1e-9), Estimate::plus)
    }
}
