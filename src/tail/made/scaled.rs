//! A law times a positive constant.

use super::marks::{Marks, joined};
use crate::tail::{Atom, Domain, Family, Interval, Laplace, Law, Moment, Parameter, Recipe, Tail, TailClass};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "scaled",
    formula: "c X",
    parameters: &[Parameter::number("c", Domain::Above(0.0)), Parameter::law("law")],
    typical: &["scaled(3, pareto(1.5))", "scaled(0.01, laplace)", "scaled(0.1, two_point)"],
    build: |arguments, spec| Ok(Law::new(spec, Scaled::new(arguments[0].number(), arguments[1].law()))),
};

/// The law of `factor X`, for a finite factor above 0.
pub fn scaled(factor: f64, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[factor.into(), law.into()])
}

#[derive(Debug)]
struct Scaled {
    factor: f64,
    base: Law,
    atoms: Vec<Atom>,
    marks: Marks,
    /// `ln factor`, asked for at each place.
    ln_factor: f64,
}

impl Scaled {
    fn new(factor: f64, base: &Law) -> Self {
        let atoms = joined(base.atoms().iter().map(|atom| Atom { at: factor * atom.at, mass: atom.mass }));
        Self { factor, ln_factor: factor.ln(), base: base.clone(), atoms, marks: Marks::new(base, |x| factor * x) }
    }

    /// The point of the base that becomes x.
    fn back(&self, x: f64) -> f64 {
        self.marks.back(x, x / self.factor)
    }
}

impl Tail for Scaled {
    fn support(&self) -> Interval {
        let Interval { low, high } = self.base.support();
        Interval::new(self.factor * low, self.factor * high)
    }

    fn tail_class(&self) -> TailClass {
        let (c, ln_c) = (self.factor, self.ln_factor);
        match self.base.tail_class() {
            TailClass::SuperExponential { exponent, coefficient } => {
                TailClass::SuperExponential { exponent, coefficient: coefficient * c.powf(-exponent) }
            }
            TailClass::Exponential { rate, ln_coefficient, power } => {
                TailClass::Exponential { rate: rate / c, ln_coefficient: ln_coefficient - power * ln_c, power }
            }
            TailClass::Stretched { exponent, coefficient, ln_coefficient, power } => TailClass::Stretched {
                exponent,
                coefficient: coefficient * c.powf(-exponent),
                ln_coefficient: ln_coefficient - power * ln_c,
                power,
            },
            TailClass::LogNormal { mu, sigma, ln_coefficient } => {
                TailClass::LogNormal { mu: mu + ln_c, sigma, ln_coefficient }
            }
            TailClass::RegularlyVarying { index, ln_coefficient, log_power } => {
                TailClass::RegularlyVarying { index, ln_coefficient: ln_coefficient + index * ln_c, log_power }
            }
            same @ (TailClass::Bounded | TailClass::SlowlyVarying) => same,
        }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.base.ln_sf(self.back(x))
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.base.ln_cdf(self.back(x))
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        self.base.ln_sf_from(self.marks.back_first(x, x / self.factor))
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        self.base.power_at_end()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        self.base.ln_pdf(self.back(x)) - self.ln_factor
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        self.base.ln_pdf_above_low(distance / self.factor) - self.ln_factor
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.base.ln_cdf_above_low(distance / self.factor)
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        self.base.ln_pdf_below_high(distance / self.factor) - self.ln_factor
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        self.base.ln_sf_below_high(distance / self.factor)
    }

    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        self.base.ln_pdf_beside(self.back(corner), offset / self.factor) - self.ln_factor
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        self.base.score(self.back(x)) / self.factor
    }

    fn hazard(&self, x: f64) -> f64 {
        self.base.hazard(self.back(x)) / self.factor
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.factor * self.base.inv_ln_sf(ln_p)
    }

    fn recipe(&self) -> Option<Recipe> {
        self.base.recipe().map(|recipe| recipe.times(self.factor))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.factor * self.base.inv_ln_cdf(ln_p)
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks().iter().map(|x| self.factor * x).collect()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts().iter().map(|(at, width)| (self.factor * at, self.factor * width)).collect()
    }

    fn as_normal(&self) -> Option<(f64, f64)> {
        self.base.as_normal().map(|(mean, sd)| (self.factor * mean, self.factor * sd))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        self.base.ln_sf_ratio(self.back(t), v / self.factor)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        self.base.ln_pdf_ratio(self.back(t), v / self.factor)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.base.ln_sf_at_exp(y - self.ln_factor)
    }

    fn ln_cdf_at_exp(&self, y: f64) -> f64 {
        self.base.ln_cdf_at_exp(y - self.ln_factor)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        self.base.ln_upper_integral(self.back(x)) + self.ln_factor
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        scaled(self.factor, &self.base.min_of(power)?).ok()
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        scaled(self.factor, &self.base.sum_of(count)?).ok()
    }

    fn laplace(&self) -> Option<Laplace> {
        Some(self.base.laplace()?.scaled(self.factor))
    }

    fn mean(&self) -> Moment {
        self.base.mean().map(|mean| mean.scaled(self.factor))
    }

    fn variance(&self) -> Moment {
        self.base.variance().map(|variance| variance.scaled(self.factor * self.factor))
    }
}
