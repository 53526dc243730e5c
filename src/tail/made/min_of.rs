//! The least of Q independent draws, for any real Q > 0: `S^Q`.

use super::beside;
use super::marks::joined;
use super::ratio::{NEGLIGIBLE, ln_1m_power, times};
use crate::num::logs::{ln_1m_exp, ln_sub_exp};
use crate::tail::{Atom, Domain, Family, Interval, Law, Parameter, Recipe, Tail, TailClass};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "min_of",
    formula: "S^Q, the least of Q draws, real Q",
    parameters: &[Parameter::number("Q", Domain::Above(0.0)), Parameter::law("law")],
    typical: &["min_of(2.5, lomax(0.7))", "min_of(2, cauchy)", "min_of(0.5, logistic)", "min_of(3, two_point)"],
    build: |arguments, spec| {
        let (power, base) = (arguments[0].number(), arguments[1].law());
        // A family closed under minima knows its own moments and constants best.
        Ok(match base.min_of(power) {
            Some(closed) => closed.renamed(spec),
            None => Law::new(spec, MinOf::new(power, base)),
        })
    },
};

/// The law with survival function `S^power`, for a finite power above 0.
pub fn min_of(power: f64, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[power.into(), law.into()])
}

#[derive(Debug)]
struct MinOf {
    power: f64,
    base: Law,
    atoms: Vec<Atom>,
    /// `ln power`, asked for at each place.
    ln_power: f64,
}

impl MinOf {
    fn new(power: f64, base: &Law) -> Self {
        let mass = |at| ln_sub_exp(power * base.ln_sf_from(at), power * base.ln_sf(at)).exp();
        let atoms = joined(base.atoms().iter().map(|atom| Atom { at: atom.at, mass: mass(atom.at) }));
        Self { power, ln_power: power.ln(), base: base.clone(), atoms }
    }
}

impl Tail for MinOf {
    fn support(&self) -> Interval {
        self.base.support()
    }

    fn tail_class(&self) -> TailClass {
        let q = self.power;
        match self.base.tail_class() {
            TailClass::SuperExponential { exponent, coefficient } => {
                TailClass::SuperExponential { exponent, coefficient: q * coefficient }
            }
            TailClass::Exponential { rate, ln_coefficient, power } => {
                TailClass::Exponential { rate: q * rate, ln_coefficient: q * ln_coefficient, power: q * power }
            }
            TailClass::Stretched { exponent, coefficient, ln_coefficient, power } => TailClass::Stretched {
                exponent,
                coefficient: q * coefficient,
                ln_coefficient: q * ln_coefficient,
                power: q * power,
            },
            // The power of ln t in front changes too, so no constant makes the two tails asymptotic.
            TailClass::LogNormal { mu, sigma, .. } if q != 1.0 => {
                TailClass::LogNormal { mu, sigma: sigma / q.sqrt(), ln_coefficient: f64::NAN }
            }
            TailClass::RegularlyVarying { index, ln_coefficient, log_power } => TailClass::RegularlyVarying {
                index: q * index,
                ln_coefficient: q * ln_coefficient,
                log_power: q * log_power,
            },
            same => same,
        }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.power * self.base.ln_sf(x)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        ln_1m_power(self.power, self.base.ln_cdf(x), self.base.ln_sf(x))
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        self.power * self.base.ln_sf_from(x)
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        self.base.power_at_end().map(|power| self.power * power)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let ln_pdf = self.base.ln_pdf(x);
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        self.ln_power + ln_pdf + times(self.power - 1.0, self.base.ln_sf(x))
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        let ln_pdf = self.base.ln_pdf_above_low(distance);
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        self.ln_power + ln_pdf + times(self.power - 1.0, beside::above_low(&*self.base, distance)[0])
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        let [ln_sf, ln_cdf] = beside::above_low(&*self.base, distance);
        ln_1m_power(self.power, ln_cdf, ln_sf)
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        let ln_pdf = self.base.ln_pdf_below_high(distance);
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        self.ln_power + ln_pdf + times(self.power - 1.0, self.base.ln_sf_below_high(distance))
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        self.power * self.base.ln_sf_below_high(distance)
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        self.base.score(x) + times(self.power - 1.0, self.base.hazard(x))
    }

    fn hazard(&self, x: f64) -> f64 {
        self.power * self.base.hazard(x)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_sf(ln_p / self.power)
    }

    fn recipe(&self) -> Option<Recipe> {
        self.base.recipe()?.least_of(self.power)
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        let ln_each = ln_p - self.ln_power;
        if ln_p < NEGLIGIBLE && ln_each < NEGLIGIBLE {
            self.base.inv_ln_cdf(ln_each)
        } else {
            self.base.inv_ln_sf(ln_1m_exp(ln_p) / self.power)
        }
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        self.power * self.base.ln_sf_ratio(t, v)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        self.base.ln_pdf_ratio(t, v) + times(self.power - 1.0, self.base.ln_sf_ratio(t, v))
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.power * self.base.ln_sf_at_exp(y)
    }

    fn ln_cdf_at_exp(&self, y: f64) -> f64 {
        ln_1m_power(self.power, self.base.ln_cdf_at_exp(y), self.base.ln_sf_at_exp(y))
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        if self.power == 1.0 { self.base.sum_of(count) } else { None }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        min_of(power * self.power, &self.base).ok()
    }
}
