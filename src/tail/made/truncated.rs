//! A law conditioned on staying at or below a bound.

use super::marks::joined;
use crate::num::logs::{LN_MAX, ln_1m_exp, ln_add_exp, ln_sub_exp};
use crate::tail::{
    Atom, Domain, Family, Interval, Law, Parameter, Tail, TailClass, defaults, family::forms::ln_changed,
};
use std::f64::consts::LN_2;

/// The recipe.
pub static FAMILY: Family = Family {
    name: "truncated",
    formula: "X given X <= high",
    parameters: &[Parameter::law("law"), Parameter::number("high", Domain::Real)],
    typical: &[
        "truncated(pareto(1), 1000000)",
        "truncated(cauchy, 10)",
        "truncated(laplace, -1)",
        "truncated(mixture(0.5, two_point, uniform), 0.5)",
    ],
    build: |arguments, spec| {
        let (base, high) = (arguments[0].law(), arguments[1].number());
        if base.ln_cdf(high) == f64::NEG_INFINITY {
            return Err(format!("{base} has no mass at or below {high}"));
        }
        Ok(Law::new(spec, Truncated::new(base, high)))
    },
};

/// The law of X given `X <= high`; refuses a bound below all the mass.
pub fn truncated(law: &Law, high: f64) -> Result<Law, String> {
    FAMILY.member(&[law.into(), high.into()])
}

#[derive(Debug)]
struct Truncated {
    base: Law,
    high: f64,
    /// `ln P(X <= high)`.
    ln_kept: f64,
    /// `ln P(X > high)`.
    ln_cut: f64,
    atoms: Vec<Atom>,
}

impl Truncated {
    fn new(base: &Law, high: f64) -> Self {
        let (ln_kept, ln_cut) = (base.ln_cdf(high), base.ln_sf(high));
        let kept = base.atoms().iter().filter(|atom| atom.at <= high);
        let atoms = joined(kept.map(|atom| Atom { at: atom.at, mass: (atom.mass.ln() - ln_kept).exp().min(1.0) }));
        Self { base: base.clone(), high, ln_kept, ln_cut, atoms }
    }

    /// `ln (S(x) - S(high))` for `x < high`.
    fn ln_between(&self, x: f64) -> f64 {
        if self.ln_cut == f64::NEG_INFINITY {
            return self.base.ln_sf(x);
        }
        let room = self.high - x;
        if room < 0.5 * self.high.abs().max(x.abs()) {
            // S(high) (e^r - 1)
            let ratio = self.base.ln_sf_ratio(self.high, room);
            self.ln_cut + ratio + ln_1m_exp(-ratio)
        } else {
            ln_sub_exp(self.base.ln_sf(x), self.ln_cut)
        }
    }
}

impl Tail for Truncated {
    fn support(&self) -> Interval {
        let Interval { low, high } = self.base.support();
        Interval::new(low, high.min(self.high))
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x >= self.high {
            return f64::NEG_INFINITY;
        }
        let ln_below = self.base.ln_cdf(x) - self.ln_kept;
        if ln_below < -LN_2 { ln_1m_exp(ln_below) } else { (self.ln_between(x) - self.ln_kept).min(0.0) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x >= self.high {
            return 0.0;
        }
        let ln_below = self.base.ln_cdf(x) - self.ln_kept;
        if ln_below < -LN_2 { ln_below } else { ln_1m_exp((self.ln_between(x) - self.ln_kept).min(0.0)) }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        if defaults::ends_in_atom(self) {
            return Some(0.0);
        }
        if self.high >= self.base.support().high {
            return self.base.power_at_end();
        }
        // The law goes on beyond: its density there is that at the end.
        let smooth = !self.base.kinks().contains(&self.high) && self.base.ln_pdf(self.high) > f64::NEG_INFINITY;
        smooth.then_some(1.0)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x > self.high { f64::NEG_INFINITY } else { self.base.ln_pdf(x) - self.ln_kept }
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        let inside = self.base.support().low + distance <= self.high;
        if inside { self.base.ln_pdf_above_low(distance) - self.ln_kept } else { f64::NEG_INFINITY }
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        let inside = self.base.support().low + distance < self.high;
        if inside { (self.base.ln_cdf_above_low(distance) - self.ln_kept).min(0.0) } else { 0.0 }
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        if self.base.support().high <= self.high {
            self.base.ln_pdf_below_high(distance) - self.ln_kept
        } else {
            self.base.ln_pdf_beside(self.high, -distance) - self.ln_kept
        }
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        let ratio = self.base.ln_sf_ratio(self.high, distance);
        let cut = self.high < self.base.support().high && ratio > 0.0;
        if cut {
            self.ln_cut + ratio + ln_1m_exp(-ratio) - self.ln_kept
        } else {
            self.ln_sf(self.support().high - distance)
        }
    }

    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        let outside = if corner == self.high { offset > 0.0 } else { corner + offset > self.high };
        if outside { f64::NEG_INFINITY } else { self.base.ln_pdf_beside(corner, offset) - self.ln_kept }
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        self.base.score(x)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let x = if ln_p > -LN_2 {
            self.base.inv_ln_cdf(ln_1m_exp(ln_p) + self.ln_kept)
        } else {
            self.base.inv_ln_sf(ln_add_exp(ln_p + self.ln_kept, self.ln_cut))
        };
        x.min(self.high)
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_cdf(ln_p + self.ln_kept).min(self.high)
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks().into_iter().filter(|x| *x < self.high).collect()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts().into_iter().filter(|(at, _)| *at < self.high).collect()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        let here = self.ln_sf(t);
        let change = (self.base.ln_sf(t) - self.ln_kept - here).exp() * self.base.ln_sf_ratio(t, v).exp_m1();
        ln_changed(change, || self.ln_sf(t - v) - here)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t.max(t - v) <= self.high { self.base.ln_pdf_ratio(t, v) } else { self.ln_pdf(t - v) - self.ln_pdf(t) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y < LN_MAX { self.ln_sf(y.exp()) } else { f64::NEG_INFINITY }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if x >= self.high {
            return f64::NEG_INFINITY;
        }
        // int_x^high (S - S(high)), by difference where little is taken off.
        let room = (self.high - x).ln() + self.ln_cut;
        let (from, off) = (self.base.ln_upper_integral(x), ln_add_exp(self.base.ln_upper_integral(self.high), room));
        if off - from < -LN_2 { ln_sub_exp(from, off) - self.ln_kept } else { defaults::ln_upper_integral(self, x) }
    }
}
