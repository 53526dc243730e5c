//! Two points: no density, two atoms.

use super::forms::plain_sf_ratio;
use crate::num::Estimate;
use crate::tail::{Atom, Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "two_point",
    formula: "P(high) = p_high, P(low) = 1 - p_high",
    parameters: &[
        Parameter::optional("low", Domain::Real, -1.0),
        Parameter::optional("high", Domain::Real, 1.0),
        Parameter::optional("p_high", Domain::Between(0.0, 1.0), 0.5),
    ],
    typical: &["two_point", "two_point(0, 1, 0.001)", "two_point(-0.01, 99, 1e-4)"],
    build: |arguments, spec| {
        let (low, high, p_high) = (arguments[0].number(), arguments[1].number(), arguments[2].number());
        if low >= high {
            return Err("low must be below high".into());
        }
        let atoms = [Atom { at: low, mass: 1.0 - p_high }, Atom { at: high, mass: p_high }];
        Ok(Law::new(spec, TwoPoint { atoms, ln_low: (-p_high).ln_1p(), ln_high: p_high.ln() }))
    },
};

#[derive(Debug)]
struct TwoPoint {
    atoms: [Atom; 2],
    ln_low: f64,
    ln_high: f64,
}

impl TwoPoint {
    fn low(&self) -> f64 {
        self.atoms[0].at
    }

    fn high(&self) -> f64 {
        self.atoms[1].at
    }
}

impl Tail for TwoPoint {
    fn support(&self) -> Interval {
        Interval::new(self.low(), self.high())
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x < self.low() {
            0.0
        } else if x < self.high() {
            self.ln_high
        } else {
            f64::NEG_INFINITY
        }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x < self.low() {
            f64::NEG_INFINITY
        } else if x < self.high() {
            self.ln_low
        } else {
            0.0
        }
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        if x <= self.low() {
            0.0
        } else if x <= self.high() {
            self.ln_high
        } else {
            f64::NEG_INFINITY
        }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_pdf(&self, _x: f64) -> f64 {
        f64::NEG_INFINITY
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, _x: f64) -> f64 {
        0.0
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p >= self.ln_high { self.low() } else { self.high() }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p <= self.ln_low { self.low() } else { self.high() }
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        plain_sf_ratio(self, t, v)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if x >= self.high() {
            f64::NEG_INFINITY
        } else if x >= self.low() {
            self.ln_high + (self.high() - x).ln()
        } else {
            (self.atoms[1].mass * (self.high() - self.low()) + (self.low() - x)).ln()
        }
    }

    fn mean(&self) -> Moment {
        let [low, high] = self.atoms.map(|atom| Estimate::closed_form(atom.at * atom.mass));
        Moment::Finite(low.plus(high))
    }

    fn variance(&self) -> Moment {
        let [low, high] = self.atoms;
        Moment::closed_form(low.mass * high.mass * (high.at - low.at).powi(2))
    }
}
