//! A law cut off at a bound, with all the mass beyond put on the bound.

use super::marks::joined;
use crate::num::logs::{LN_MAX, ln_sub_exp};
use crate::tail::recipe::Step;
use crate::tail::{Atom, Domain, Family, Interval, Law, Parameter, Recipe, Tail, TailClass, defaults};
use std::f64::consts::LN_2;

/// The recipe.
pub static FAMILY: Family = Family {
    name: "clipped",
    formula: "min(X, high)",
    parameters: &[Parameter::law("law"), Parameter::number("high", Domain::Real)],
    typical: &["clipped(pareto(0.5), 1000)", "clipped(cauchy, 3)", "clipped(laplace, -1)", "clipped(two_point, 0)"],
    build: |arguments, spec| Ok(Law::new(spec, Clipped::new(arguments[0].law(), arguments[1].number()))),
};

/// The law of `min(X, high)`, for a finite bound.
pub fn clipped(law: &Law, high: f64) -> Result<Law, String> {
    FAMILY.member(&[law.into(), high.into()])
}

#[derive(Debug)]
struct Clipped {
    base: Law,
    high: f64,
    atoms: Vec<Atom>,
}

impl Clipped {
    fn new(base: &Law, high: f64) -> Self {
        let kept = base.atoms().iter().copied().filter(|atom| atom.at < high);
        let atoms = joined(kept.chain([Atom { at: high, mass: base.ln_sf_from(high).exp() }]));
        Self { base: base.clone(), high, atoms }
    }
}

impl Tail for Clipped {
    fn support(&self) -> Interval {
        let Interval { low, high } = self.base.support();
        Interval::new(low.min(self.high), high.min(self.high))
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x < self.high { self.base.ln_sf(x) } else { f64::NEG_INFINITY }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x < self.high { self.base.ln_cdf(x) } else { 0.0 }
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        if x <= self.high { self.base.ln_sf_from(x) } else { f64::NEG_INFINITY }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        if defaults::ends_in_atom(self) { Some(0.0) } else { self.base.power_at_end() }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < self.high { self.base.ln_pdf(x) } else { f64::NEG_INFINITY }
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        if self.support().low + distance < self.high { self.base.ln_pdf_above_low(distance) } else { f64::NEG_INFINITY }
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        if self.support().low + distance < self.high { self.base.ln_cdf_above_low(distance) } else { 0.0 }
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        if self.base.support().high <= self.high {
            self.base.ln_pdf_below_high(distance)
        } else {
            self.base.ln_pdf_beside(self.high, -distance)
        }
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        let x = self.high - distance;
        if self.base.support().high <= self.high {
            self.base.ln_sf_below_high(distance)
        } else if x < self.high {
            self.base.ln_sf(x)
        } else {
            self.base.ln_sf_from(self.high)
        }
    }

    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        let inside = if corner == self.high { offset < 0.0 } else { corner + offset < self.high };
        if inside { self.base.ln_pdf_beside(corner, offset) } else { f64::NEG_INFINITY }
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        self.base.score(x)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_sf(ln_p).min(self.high)
    }

    fn recipe(&self) -> Option<Recipe> {
        self.base.recipe().map(|recipe| recipe.then(Step::AtMost(self.high)))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_cdf(ln_p).min(self.high)
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks().into_iter().filter(|x| *x < self.high).collect()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts().into_iter().filter(|(at, _)| *at < self.high).collect()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t.max(t - v) < self.high { self.base.ln_sf_ratio(t, v) } else { self.ln_sf(t - v) - self.ln_sf(t) }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t.max(t - v) < self.high { self.base.ln_pdf_ratio(t, v) } else { self.ln_pdf(t - v) - self.ln_pdf(t) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y < LN_MAX { self.ln_sf(y.exp()) } else { f64::NEG_INFINITY }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        clipped(&self.base.min_of(power)?, self.high).ok()
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if x >= self.high {
            return f64::NEG_INFINITY;
        }
        // int_x^high S, by difference where little of the base's own integral lies beyond.
        let (from, beyond) = (self.base.ln_upper_integral(x), self.base.ln_upper_integral(self.high));
        if beyond - from < -LN_2 { ln_sub_exp(from, beyond) } else { defaults::ln_upper_integral(self, x) }
    }
}
