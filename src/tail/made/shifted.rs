//! A law plus a constant; also a law minus its mean.

use super::marks::{Marks, joined};
use crate::num::{Estimate, logs::LN_MAX};
use crate::tail::{
    Atom, Domain, ExponentialPiece, Family, Interval, Laplace, Law, Moment, Parameter, Recipe, Tail, TailClass,
};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "shifted",
    formula: "X + c",
    parameters: &[Parameter::number("c", Domain::Real), Parameter::law("law")],
    typical: &["shifted(-2, pareto(1.5))", "shifted(0.1, two_point)", "shifted(10, logistic)"],
    build: |arguments, spec| Ok(Law::new(spec, Shifted::new(arguments[0].number(), arguments[1].law()))),
};

/// The law of `X + shift`, for a finite shift.
pub fn shifted(shift: f64, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[shift.into(), law.into()])
}

#[derive(Debug)]
pub(super) struct Shifted {
    shift: f64,
    base: Law,
    atoms: Vec<Atom>,
    marks: Marks,
    /// The mean where it is already known.
    mean: Option<Moment>,
}

impl Shifted {
    pub(super) fn new(shift: f64, base: &Law) -> Self {
        let atoms = joined(base.atoms().iter().map(|atom| Atom { at: atom.at + shift, mass: atom.mass }));
        Self { shift, base: base.clone(), atoms, marks: Marks::new(base, |x| x + shift), mean: None }
    }

    /// The law less its mean, which is therefore 0 up to the error of that mean.
    pub(super) fn less_mean(mean: Estimate, base: &Law) -> Self {
        Self { mean: Some(Moment::Finite(Estimate::new(0.0, mean.error))), ..Self::new(-mean.value, base) }
    }

    /// The point of the base that becomes x.
    fn back(&self, x: f64) -> f64 {
        self.marks.back(x, x - self.shift)
    }
}

impl Tail for Shifted {
    fn support(&self) -> Interval {
        let Interval { low, high } = self.base.support();
        Interval::new(low + self.shift, high + self.shift)
    }

    fn tail_class(&self) -> TailClass {
        match self.base.tail_class() {
            TailClass::Exponential { rate, ln_coefficient, power } => {
                TailClass::Exponential { rate, ln_coefficient: ln_coefficient + rate * self.shift, power }
            }
            // Long-tailed laws do not feel a shift, and lighter ones are given to leading order only.
            same => same,
        }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.base.ln_sf(self.back(x))
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.base.ln_cdf(self.back(x))
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        self.base.ln_sf_from(self.marks.back_first(x, x - self.shift))
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        self.base.power_at_end()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        self.base.ln_pdf(self.back(x))
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        self.base.ln_pdf_above_low(distance)
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.base.ln_cdf_above_low(distance)
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        self.base.ln_pdf_below_high(distance)
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        self.base.ln_sf_below_high(distance)
    }

    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        self.base.ln_pdf_beside(self.back(corner), offset)
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        self.base.score(self.back(x))
    }

    fn hazard(&self, x: f64) -> f64 {
        self.base.hazard(self.back(x))
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_sf(ln_p) + self.shift
    }

    fn recipe(&self) -> Option<Recipe> {
        self.base.recipe().map(|recipe| recipe.plus(self.shift))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_cdf(ln_p) + self.shift
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks().iter().map(|x| x + self.shift).collect()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts().iter().map(|(at, width)| (at + self.shift, *width)).collect()
    }

    fn as_normal(&self) -> Option<(f64, f64)> {
        self.base.as_normal().map(|(mean, sd)| (mean + self.shift, sd))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        let from = self.back(t);
        // Beside an atom of the base the difference of its places may be on the wrong side.
        if self.marks.divide(self.back(t - v), from - v) {
            return self.ln_sf(t - v) - self.ln_sf(t);
        }
        self.base.ln_sf_ratio(from, v)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        let from = self.back(t);
        if self.marks.divide(self.back(t - v), from - v) {
            return self.ln_pdf(t - v) - self.ln_pdf(t);
        }
        self.base.ln_pdf_ratio(from, v)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y < LN_MAX {
            return self.ln_sf(y.exp());
        }
        // ln(e^y - shift)
        self.base.ln_sf_at_exp(y + (-self.shift * (-y).exp()).ln_1p())
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        self.base.ln_upper_integral(self.back(x))
    }

    fn unshifted(&self, shift: f64) -> Option<Law> {
        (shift == self.shift).then(|| self.base.clone())
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        shifted(self.shift, &self.base.min_of(power)?).ok()
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        shifted(count * self.shift, &self.base.sum_of(count)?).ok()
    }

    fn laplace(&self) -> Option<Laplace> {
        Some(self.base.laplace()?.shifted(self.shift))
    }

    fn exponential_pieces(&self) -> Vec<ExponentialPiece> {
        self.base.exponential_pieces().into_iter().map(|piece| piece.shifted(self.shift)).collect()
    }

    fn mean(&self) -> Moment {
        self.mean.unwrap_or_else(|| self.base.mean().plus(Moment::Finite(Estimate::new(self.shift, 0.0))))
    }

    fn variance(&self) -> Moment {
        self.base.variance()
    }
}
