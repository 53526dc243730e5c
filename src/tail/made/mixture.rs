//! A draw from one law or from another.

use super::marks::joined;
use crate::num::{
    Estimate,
    invert::first_at_most,
    logs::{LN_MAX, ln_1m_exp, ln_add_exp},
};
use crate::tail::{
    Atom, Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass, defaults, family::forms::ln_changed,
};
use std::f64::consts::LN_2;

mod class;

/// The recipe.
pub static FAMILY: Family = Family {
    name: "mixture",
    formula: "w S_first + (1 - w) S_second",
    parameters: &[Parameter::number("w", Domain::Between(0.0, 1.0)), Parameter::law("first"), Parameter::law("second")],
    typical: &[
        "mixture(0.9, exponential, pareto(0.5))",
        "mixture(0.001, cauchy(100), laplace)",
        "mixture(0.5, two_point, uniform)",
    ],
    build: |arguments, spec| {
        let (weight, first, second) = (arguments[0].number(), arguments[1].law(), arguments[2].law());
        Ok(Law::new(spec, Mixture::new(weight, first, second)))
    },
};

/// The law of a draw from `first` with probability `weight`, else from `second`; weight strictly between 0 and 1.
pub fn mixture(weight: f64, first: &Law, second: &Law) -> Result<Law, String> {
    FAMILY.member(&[weight.into(), first.into(), second.into()])
}

/// A component and the logarithm of its weight.
#[derive(Debug)]
struct Part {
    ln_weight: f64,
    law: Law,
}

#[derive(Debug)]
struct Mixture {
    parts: [Part; 2],
    atoms: Vec<Atom>,
}

impl Mixture {
    fn new(weight: f64, first: &Law, second: &Law) -> Self {
        let parts = [
            Part { ln_weight: weight.ln(), law: first.clone() },
            Part { ln_weight: (-weight).ln_1p(), law: second.clone() },
        ];
        let shares = parts.iter().flat_map(|part| {
            let weight = part.ln_weight.exp();
            part.law.atoms().iter().map(move |atom| Atom { at: atom.at, mass: weight * atom.mass })
        });
        let atoms = joined(shares);
        Self { parts, atoms }
    }

    /// `ln` of the weighted sum of `e^value(law)`.
    fn ln_sum(&self, value: impl Fn(&Law) -> f64) -> f64 {
        let [first, second] = self.parts.each_ref().map(|part| part.ln_weight + value(&part.law));
        ln_add_exp(first, second)
    }

    /// `ln sum w e^(level + change) - ln sum w e^level` of the parts' levels at t, without cancellation.
    fn ln_ratio(
        &self,
        level: impl Fn(&Law, f64) -> f64,
        change: impl Fn(&Law, f64, f64) -> f64,
        t: f64,
        v: f64,
    ) -> f64 {
        let total = self.ln_sum(|law| level(law, t));
        let gained = self.parts.iter().map(|part| {
            let share = part.ln_weight + level(&part.law, t) - total;
            if share == f64::NEG_INFINITY && level(&part.law, t - v) == f64::NEG_INFINITY {
                return 0.0;
            }
            let change = change(&part.law, t, v);
            if change.abs() < 1.0 {
                share.exp() * change.exp_m1()
            } else {
                // The change may be huge beside its sum with the share.
                (part.ln_weight + level(&part.law, t - v) - total).exp() - share.exp()
            }
        });
        ln_changed(gained.sum(), || self.ln_sum(|law| level(law, t - v)) - total)
    }

    /// The quantile between those of the parts.
    fn between(&self, quantiles: [f64; 2], f: impl Fn(f64) -> f64, level: f64) -> Option<f64> {
        let (low, high) = (quantiles[0].min(quantiles[1]), quantiles[0].max(quantiles[1]));
        if !low.is_finite() || !high.is_finite() {
            None
        } else if f(low) <= level {
            Some(low)
        } else {
            Some(first_at_most(f, level, low, high))
        }
    }
}

impl Tail for Mixture {
    fn support(&self) -> Interval {
        let [first, second] = self.parts.each_ref().map(|part| part.law.support());
        Interval::new(first.low.min(second.low), first.high.max(second.high))
    }

    fn tail_class(&self) -> TailClass {
        let [first, second] = self.parts.each_ref().map(|part| part.law.tail_class().times(part.ln_weight));
        class::heavier(first, second)
    }

    fn ln_sf(&self, x: f64) -> f64 {
        let direct = self.ln_sum(|law| law.ln_sf(x));
        if direct < -LN_2 { direct } else { ln_1m_exp(self.ln_sum(|law| law.ln_cdf(x)).min(0.0)) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        let direct = self.ln_sum(|law| law.ln_cdf(x));
        if direct < -LN_2 { direct } else { ln_1m_exp(self.ln_sum(|law| law.ln_sf(x)).min(0.0)) }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        let high = self.support().high;
        let ends = self.parts.iter().filter(|part| part.law.support().high == high);
        ends.map(|part| part.law.power_at_end()).reduce(|first, second| Some(first?.min(second?))).flatten()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        self.ln_sum(|law| law.ln_pdf(x))
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        let [(sf, pdf), (other_sf, other_pdf)] = self.parts.each_ref().map(|part| {
            let (ln_sf, ln_pdf) = part.law.ln_sf_and_pdf(x);
            (part.ln_weight + ln_sf, part.ln_weight + ln_pdf)
        });
        let direct = ln_add_exp(sf, other_sf);
        let ln_sf = if direct < -LN_2 { direct } else { ln_1m_exp(self.ln_sum(|law| law.ln_cdf(x)).min(0.0)) };
        (ln_sf, ln_add_exp(pdf, other_pdf))
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        self.ln_pdf_beside(self.support().low, distance)
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        self.ln_pdf_beside(self.support().high, -distance)
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        let low = self.support().low;
        let of = |law: &Law| {
            if law.support().low == low { law.ln_cdf_above_low(distance) } else { law.ln_cdf(low + distance) }
        };
        self.ln_sum(of)
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        let high = self.support().high;
        let of = |law: &Law| {
            if law.support().high == high { law.ln_sf_below_high(distance) } else { law.ln_sf(high - distance) }
        };
        self.ln_sum(of)
    }

    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        self.ln_sum(|law| law.ln_pdf_beside(corner, offset))
    }

    fn pdf_accuracy(&self) -> f64 {
        self.parts[0].law.pdf_accuracy().max(self.parts[1].law.pdf_accuracy())
    }

    fn score(&self, x: f64) -> f64 {
        let total = self.ln_pdf(x);
        let shares = self.parts.iter().map(|part| {
            let share = (part.ln_weight + part.law.ln_pdf(x) - total).exp();
            if share > 0.0 { share * part.law.score(x) } else { 0.0 }
        });
        shares.sum()
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let quantiles = self.parts.each_ref().map(|part| part.law.inv_ln_sf(ln_p));
        self.between(quantiles, |x| self.ln_sf(x), ln_p).unwrap_or_else(|| defaults::inv_ln_sf(self, ln_p))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        let quantiles = self.parts.each_ref().map(|part| part.law.inv_ln_cdf(ln_p));
        self.between(quantiles, |x| -self.ln_cdf(x), -ln_p).unwrap_or_else(|| defaults::inv_ln_cdf(self, ln_p))
    }

    fn kinks(&self) -> Vec<f64> {
        let support = self.support();
        let ends = self.parts.iter().map(|part| part.law.support()).flat_map(|ends| [ends.low, ends.high]);
        let mut kinks: Vec<f64> = self.parts.iter().flat_map(|part| part.law.kinks()).chain(ends).collect();
        kinks.retain(|x| *x > support.low && *x < support.high);
        kinks.sort_by(f64::total_cmp);
        kinks.dedup();
        kinks
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        let of = |law: &Law| match law.parts() {
            parts if parts.is_empty() => vec![middle(law)],
            parts => parts,
        };
        self.parts.iter().flat_map(|part| of(&part.law)).collect()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        self.ln_ratio(|law, x| law.ln_sf(x), |law, t, v| law.ln_sf_ratio(t, v), t, v)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        self.ln_ratio(|law, x| law.ln_pdf(x), |law, t, v| law.ln_pdf_ratio(t, v), t, v)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y < LN_MAX { self.ln_sf(y.exp()) } else { self.ln_sum(|law| law.ln_sf_at_exp(y)) }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        self.ln_sum(|law| law.ln_upper_integral(x))
    }

    fn mean(&self) -> Moment {
        let [first, second] =
            self.parts.each_ref().map(|part| part.law.mean().map(|mean| mean.scaled(part.ln_weight.exp())));
        first.plus(second)
    }

    fn variance(&self) -> Moment {
        let [Moment::Finite(a), Moment::Finite(b)] = self.parts.each_ref().map(|part| part.law.mean()) else {
            return Moment::Undefined;
        };
        let [first, second] =
            self.parts.each_ref().map(|part| part.law.variance().map(|v| v.scaled(part.ln_weight.exp())));
        // The variance between the parts: w (1 - w) (a - b)^2.
        let (gap, error) = (a.value - b.value, a.error + b.error);
        let squared = Estimate::new(gap * gap, error * (2.0 * gap.abs() + error) + f64::EPSILON * gap * gap);
        let between = squared.scaled((self.parts[0].ln_weight + self.parts[1].ln_weight).exp());
        first.plus(second).plus(Moment::Finite(between))
    }
}
/// The median of a law and the distance between its quartiles.
fn middle(law: &Law) -> (f64, f64) {
    let quarter = -2.0 * std::f64::consts::LN_2;
    (law.inv_ln_sf(-std::f64::consts::LN_2), law.inv_ln_sf(quarter) - law.inv_ln_cdf(quarter))
}
