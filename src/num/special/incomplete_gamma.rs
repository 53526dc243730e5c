//! The regularised incomplete gamma functions in logarithms.

use super::gamma::LN_SQRT_TWO_PI;
use super::{deviance, ln_gamma_1p, stirling_error};
use crate::num::logs::ln_1m_exp;
use std::f64::consts::LN_2;

/// More terms than any `shape <= 1e7` needs.
const MOST_TERMS: usize = 2_000_000;
/// Numerators and denominators are made smaller beyond this: their products with each other stay within f64.
const LARGE: f64 = 1e100;

/// The two incomplete gamma functions of one shape, with what depends on the shape alone taken once.
///
/// The work grows as the square root of the shape.
#[derive(Clone, Copy, Debug)]
pub struct IncompleteGamma {
    shape: f64,
    ln_shape: f64,
    /// `-ln Gamma(a + 1)`, less the large terms that go into the deviance where the shape is at least 1.
    ln_front: f64,
}

impl IncompleteGamma {
    /// For a shape above 0.
    pub fn new(shape: f64) -> Self {
        let ln_shape = shape.ln();
        let ln_front =
            if shape < 1.0 { -ln_gamma_1p(shape) } else { -stirling_error(shape) - 0.5 * ln_shape - LN_SQRT_TWO_PI };
        Self { shape, ln_shape, ln_front }
    }

    /// The shape a.
    pub fn shape(&self) -> f64 {
        self.shape
    }

    /// `ln [x^a e^-x / Gamma(a + 1)]` for `x > 0`, without the cancellation of its three terms for large shapes.
    pub fn ln_term(&self, x: f64) -> f64 {
        let shape = self.shape;
        if shape < 1.0 {
            return shape * x.ln() - x + self.ln_front;
        }
        let delta = (x - shape) / shape;
        // Far below the shape x / shape may be 0 where its logarithm is not.
        let deviance = if delta < -0.5 { delta - (x.ln() - self.ln_shape) } else { deviance(delta, x / shape) };
        -shape * deviance + self.ln_front
    }

    /// `ln [x^a e^-x / Gamma(a)]`, x times the density.
    pub fn ln_density_term(&self, x: f64) -> f64 {
        self.ln_term(x) + self.ln_shape
    }

    /// `ln P(G <= x)` for G ~ Gamma(shape, 1), and its elasticity `x f / F`; for `x > 0`.
    pub fn ln_p_with_elasticity(&self, x: f64) -> (f64, f64) {
        if lower_side(self.shape, x) {
            // F = term times the series, and x f = a times the term.
            let series = lower_series(self.shape, x);
            return (self.ln_term(x) + series.ln(), self.shape / series);
        }
        let ln_p = ln_1m_exp(self.ln_q(x));
        (ln_p, (self.ln_density_term(x) - ln_p).exp())
    }

    /// `ln P(G > x)` and its elasticity `x f / S`, which is minus the slope in `ln x`; for `x > 0`.
    pub fn ln_q_with_elasticity(&self, x: f64) -> (f64, f64) {
        if !lower_side(self.shape, x) {
            // Density and survival share their power term: the quotient is the continued fraction.
            let fraction = gamma_q_fraction(self.shape, x);
            return (self.ln_density_term(x) + fraction.ln(), 1.0 / fraction);
        }
        let ln_q = if self.shape < 1.0 {
            self.upper_small_shape(x)
        } else {
            ln_1m_exp(self.ln_term(x) + lower_series(self.shape, x).ln())
        };
        (ln_q, (self.ln_density_term(x) - ln_q).exp())
    }

    /// `ln P(G <= x)`: see [`ln_gamma_p`].
    pub fn ln_p(&self, x: f64) -> f64 {
        if x <= 0.0 {
            f64::NEG_INFINITY
        } else if lower_side(self.shape, x) {
            self.ln_term(x) + lower_series(self.shape, x).ln()
        } else {
            ln_1m_exp(self.ln_q(x))
        }
    }

    /// `ln P(G > x)`: see [`ln_gamma_q`].
    pub fn ln_q(&self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if x == f64::INFINITY {
            f64::NEG_INFINITY
        } else if !lower_side(self.shape, x) {
            self.ln_density_term(x) + gamma_q_fraction(self.shape, x).ln()
        } else if self.shape < 1.0 {
            self.upper_small_shape(x)
        } else {
            ln_1m_exp(self.ln_p(x))
        }
    }

    /// `ln Q(a, x)` for a < 1 and x < 1, where 1 - P would lose the factor a: DiDonato and Morris (1986), section 3.
    fn upper_small_shape(&self, x: f64) -> f64 {
        let shape = self.shape;
        let ln_leading = shape * x.ln() + self.ln_front;
        // P is less than its leading term; where Q is near 1 its logarithm is that of 1 minus the small P.
        if ln_leading < -LN_2 {
            return ln_1m_exp(ln_leading - x + lower_series(shape, x).ln());
        }
        let (mut term, mut sum) = (1.0, 0.0);
        for n in 1..60 {
            let n = f64::from(n);
            term *= -x / n;
            sum += term / (shape + n);
            if term.abs() < 1e-18 {
                break;
            }
        }
        let series = ln_leading.exp() * shape * sum;
        let upper = -ln_leading.exp_m1() - series;
        if upper > 0.5 { ln_1m_exp(self.ln_p(x)) } else { upper.ln() }
    }
}

/// `ln P(G <= x)` for G ~ Gamma(shape, 1): the lower regularised incomplete gamma function.
///
/// Domain: `shape > 0`, `x >= 0`; minus infinity at 0. The work grows as the square root of the shape.
///
/// ```
/// # use goodhart::num::special::ln_gamma_p;
/// assert!((ln_gamma_p(1.0, 1e-8) - (-(-1e-8f64).exp_m1()).ln()).abs() < 1e-14);
/// ```
pub fn ln_gamma_p(shape: f64, x: f64) -> f64 {
    IncompleteGamma::new(shape).ln_p(x)
}

/// `ln P(G > x)` for G ~ Gamma(shape, 1): the upper regularised incomplete gamma function.
///
/// Domain: `shape > 0`, `x >= 0`; 0 at 0 and minus infinity at infinity.
///
/// ```
/// # use goodhart::num::special::ln_gamma_q;
/// assert!((ln_gamma_q(1.0, 1e6) + 1e6).abs() < 1e-9);
/// ```
pub fn ln_gamma_q(shape: f64, x: f64) -> f64 {
    IncompleteGamma::new(shape).ln_q(x)
}

/// `ln [x^a e^-x / Gamma(a + 1)]` for `a, x > 0`.
///
/// ```
/// # use goodhart::num::special::ln_gamma_term;
/// assert!((ln_gamma_term(1.0, 2.0) - (2f64.ln() - 2.0)).abs() < 1e-15);
/// ```
pub fn ln_gamma_term(shape: f64, x: f64) -> f64 {
    IncompleteGamma::new(shape).ln_term(x)
}

/// Where the lower function has the quick series and the upper one the slow fraction.
fn lower_side(shape: f64, x: f64) -> bool {
    x < if shape < 1.0 { 1.0 } else { shape + 1.0 }
}

/// `sum of x^n / ((a+1) ... (a+n))`, n >= 0: Abramowitz and Stegun 6.5.29.
fn lower_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut at) = (1.0, 1.0, shape);
    for _ in 0..MOST_TERMS {
        at += 1.0;
        term *= x / at;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// `Gamma(a, x) x^-a e^x` by its continued fraction; quick for `x > a + 1`.
///
/// Abramowitz and Stegun 6.5.31.
///
/// ```
/// # use goodhart::num::special::gamma_q_fraction;
/// assert!((gamma_q_fraction(1.0, 4.0) - 0.25).abs() < 1e-16);
/// ```
pub fn gamma_q_fraction(shape: f64, x: f64) -> f64 {
    fraction_from(shape, x, 0)
}

/// The r of the same fraction written as `1 / (x + 1 - a + (a - 1) r)`: what is left of it one level down.
///
/// ```
/// # use goodhart::num::special::{gamma_q_fraction, gamma_q_fraction_rest};
/// let (whole, rest) = (gamma_q_fraction(2.5, 6.0), gamma_q_fraction_rest(2.5, 6.0));
/// assert!((1.0 / whole - (6.0 - 1.5 + 1.5 * rest)).abs() < 1e-14);
/// ```
pub fn gamma_q_fraction_rest(shape: f64, x: f64) -> f64 {
    fraction_from(shape, x, 1)
}

/// The continued fraction of `gamma_q_fraction` from one of its levels on, by the recurrence of its convergents' numerators and
/// denominators: one division in all, where Lentz's method waits for two at each level.
fn fraction_from(shape: f64, x: f64, level: usize) -> f64 {
    let mut b = x + 1.0 - shape + 2.0 * level as f64;
    let (mut numerators, mut denominators) = ([0.0, 1.0 / b], [1.0 / b, 1.0]);
    for n in level + 1..MOST_TERMS {
        let n = n as f64;
        let a = -n * (n - shape);
        b += 2.0;
        let next = |[before, last]: [f64; 2]| [last, b * last + a * before];
        (numerators, denominators) = (next(numerators), next(denominators));
        let [before, now] = [numerators[0] * denominators[1], numerators[1] * denominators[0]];
        if (now - before).abs() <= f64::EPSILON * now.abs() {
            break;
        }
        if denominators[1].abs() > LARGE {
            numerators = numerators.map(|number| number / LARGE);
            denominators = denominators.map(|number| number / LARGE);
        }
    }
    numerators[1] / denominators[1]
}
