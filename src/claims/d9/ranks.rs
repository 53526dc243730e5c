//! V normal(0, 1) beside a Pareto error: integrals over the error of what V does given its rank, from the copulas' own derivatives.

use crate::num::{
    quadrature::{Goal, integrate},
    special::{inv_ln_normal_sf, ln_normal_sf},
};
use crate::tail::Law;

/// A copula, by `P(V > v | X = x)`.
pub(super) enum Copula {
    Gaussian(f64),
    Fgm(f64),
    Clayton(f64),
    SurvivalClayton(f64),
    Gumbel(f64),
    /// With the laws of ν and ν+1 degrees of freedom.
    StudentT { rho: f64, nu: f64, laws: [Law; 2] },
}

/// No V beyond this matters.
const END: f64 = 13.0;

impl Copula {
    /// `P(V > v | X = x)`, with `p = P(X > x)`.
    fn beyond(&self, v: f64, ln_p: f64) -> f64 {
        let (p, ln_above, ln_below) = (ln_p.exp(), ln_normal_sf(v), ln_normal_sf(-v));
        match self {
            Self::Gaussian(rho) => ln_normal_sf((v - rho * inv_ln_normal_sf(ln_p)) / (1.0 - rho * rho).sqrt()).exp(),
            Self::Fgm(theta) => ln_above.exp() * (1.0 + theta * (1.0 - 2.0 * p) * ln_below.exp()),
            Self::Clayton(theta) => {
                let ratio = (theta * (-p).ln_1p()).exp() * (-theta * ln_below).exp_m1();
                -(-(1.0 + 1.0 / theta) * ratio.ln_1p()).exp_m1()
            }
            Self::SurvivalClayton(theta) => {
                let ratio = (theta * ln_p).exp() * (-theta * ln_above).exp_m1();
                (-(1.0 + 1.0 / theta) * ratio.ln_1p()).exp()
            }
            Self::Gumbel(theta) => {
                let (a, b) = (-(-p).ln_1p(), -ln_below);
                let powers = (b / a).powf(*theta);
                let longer = (powers.ln_1p() / theta).exp_m1();
                -(-a * longer - (1.0 - 1.0 / theta) * powers.ln_1p()).exp_m1()
            }
            Self::StudentT { rho, nu, laws } => {
                let given = laws[0].inv_ln_sf(ln_p);
                let other = if v > 0.0 { laws[0].inv_ln_sf(ln_above) } else { -laws[0].inv_ln_sf(ln_below) };
                let spread = ((nu + given * given) * (1.0 - rho * rho) / (nu + 1.0)).sqrt();
                laws[1].ln_sf((other - rho * given) / spread).exp()
            }
        }
    }

    /// `E[V; V >= least | X = x]`: `least P(V >= least) + int P(V > v)`.
    fn first(&self, least: f64, ln_p: f64) -> f64 {
        let low = least.max(-END);
        if low >= END {
            return 0.0;
        }
        let count = (0.6 * (END - low)).ceil();
        let edge = |k: f64| low + (END - low) * k / count;
        let panels: Vec<(f64, f64)> = (0..count as u32).map(f64::from).map(|k| (edge(k), edge(k + 1.0))).collect();
        let tail = integrate(|_, v: f64| [self.beyond(v, ln_p)], &panels, Goal { relative: 1e-7, bisections: 4 });
        low * self.beyond(low, ln_p) + tail.value[0]
    }

    /// Over X pareto(index), in `P(X > x)`, of a pair of functions of the least V that reaches t and of `ln P(X > x)`.
    fn above(index: f64, t: f64, view: impl Fn(f64, f64) -> [f64; 2]) -> f64 {
        let mut places: Vec<f64> = [-12.0, -8.0, -5.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0].map(|d| t + d).into();
        places.retain(|x| *x > 1.0);
        places.push(1.0);
        let last = t + 12.0;
        places.extend((1..=10).map(|k| last * 2f64.powi(k)));
        let mut cuts: Vec<f64> = places.into_iter().filter(|x| *x >= t - 12.0).map(f64::ln).collect();
        if t < 13.0 {
            // A V that reaches t beside the least X: there the rank of X has a logarithmic end.
            cuts.extend((1..=9).map(|k| 0.1f64.powi(k)));
        }
        between_lightly(cuts, |y| {
            let [p, first] = view(t - y.exp(), -index * y);
            let weight = (index * (t.ln() - y)).exp();
            [weight * p, weight * first]
        })
    }

    /// `E[V | U >= t]`.
    pub(super) fn mean_above(&self, index: f64, t: f64) -> f64 {
        Self::above(index, t, |least, ln_p| [self.beyond(least, ln_p), self.first(least, ln_p)])
    }

    /// `P(V > 0 | U >= t)`.
    pub(super) fn positive(&self, index: f64, t: f64) -> f64 {
        Self::above(index, t, |least, ln_p| [self.beyond(least, ln_p), self.beyond(least.max(0.0), ln_p)])
    }
}

/// The quotient of two integrals between cuts, to about eight digits.
fn between_lightly(mut cuts: Vec<f64>, f: impl Fn(f64) -> [f64; 2]) -> f64 {
    cuts.sort_by(f64::total_cmp);
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let found = integrate(|_, y: f64| f(y), &panels, Goal { relative: 1e-8, bisections: 6 });
    found.value[1] / found.value[0]
}
