//! A Poisson error beside a value that fits between its atoms: the counterexample of G-8 and E-9, as laws and in closed form.

use crate::claim::Context;
use crate::expect::Refusal;
use crate::model::Proxy;
use crate::num::logs::{ln_1m_exp, ln_add_exp};
use crate::tail::{Atom, Interval, Law, Moment, Tail, TailClass};

/// Atoms kept: what lies beyond has probability below 1e-155.
const ATOMS: usize = 100;

/// The Poisson law of mean 1, its mass beyond 100 left to the last atom.
#[derive(Debug)]
struct Poisson {
    atoms: Vec<Atom>,
    /// `ln P(X >= k)`.
    ln_from: Vec<f64>,
}

impl Poisson {
    fn new() -> Self {
        let mut ln_mass = vec![-1.0];
        for k in 1..ATOMS {
            ln_mass.push(ln_mass[k - 1] - (k as f64).ln());
        }
        let mut ln_from = ln_mass.clone();
        for k in (0..ATOMS - 1).rev() {
            ln_from[k] = ln_add_exp(ln_mass[k], ln_from[k + 1]);
        }
        ln_from[0] = 0.0;
        let atoms = ln_mass.iter().enumerate().map(|(k, ln)| Atom { at: k as f64, mass: ln.exp() }).collect();
        Self { atoms, ln_from }
    }

    /// `ln P(X >= k)` for the first whole k at or above x.
    fn from(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { self.ln_from.get(x.ceil() as usize).copied().unwrap_or(f64::NEG_INFINITY) }
    }
}

impl Tail for Poisson {
    fn support(&self) -> Interval {
        Interval::new(0.0, (ATOMS - 1) as f64)
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { self.from(x.floor() + 1.0) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x < 0.0 { f64::NEG_INFINITY } else { ln_1m_exp(self.ln_sf(x)) }
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        self.from(x)
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn ln_pdf(&self, _x: f64) -> f64 {
        f64::NEG_INFINITY
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        // The least k with P(X > k) <= p.
        (0..ATOMS).find(|k| self.ln_sf(*k as f64) <= ln_p).unwrap_or(ATOMS - 1) as f64
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(1.0)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form(1.0)
    }
}

/// V uniform(0, 1/2), X Poisson(1).
pub(in crate::claims) fn proxy(context: &Context<'_>) -> Result<Proxy, Refusal> {
    Ok(Proxy { value: context.law("uniform(0, 0.5)")?, error: Law::new("Poisson(1)", Poisson::new()) })
}

/// `P(X >= k + 1) / P(X >= k)`: the series of both from their first terms.
fn ratio(k: u32) -> f64 {
    // sum over j of k!/(k + j)!
    let series = |k: u32| {
        let (mut term, mut sum) = (1.0, 1.0);
        for j in 1..60 {
            term /= f64::from(k + j);
            sum += term;
        }
        sum
    };
    series(k + 1) / (f64::from(k + 1) * series(k))
}

/// `E[V | X + V >= t]`, t > 0: with t = k + s, a value V >= s needs X >= k, a lower one X >= k + 1.
pub(in crate::claims) fn value(t: f64) -> f64 {
    let k = t.floor();
    let s = t - k;
    if s == 0.0 || s >= 0.5 {
        return 0.25;
    }
    let r = ratio(k as u32);
    let (low, high) = (2.0 * s, 1.0 - 2.0 * s);
    (high * 0.5 * (s + 0.5) + r * low * 0.5 * s) / (high + r * low)
}
