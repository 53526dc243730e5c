//! Errors of ensembles of t3 errors of standard deviation 1, from the transform of their mean and by counting: nothing of the library's laws.

use crate::num::logs::{ln_1m_exp, ln_sum_exp};
use crate::tail::{Interval, Law, Tail, TailClass};
use std::f64::consts::PI;

/// How the models of an ensemble are put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claims) enum Rule {
    Mean,
    Median,
    Least,
}

/// Which draw counts, out of how many, each the mean of some t3 errors.
#[derive(Clone, Debug)]
pub(in crate::claims) struct Ensemble {
    pub rule: Rule,
    pub models: u32,
    /// How many of the draws must exceed t for the error to exceed it; the mean is one draw.
    above: u32,
    draws: u32,
    base: MeanOf,
}

impl Ensemble {
    pub fn new(rule: Rule, models: u32) -> Self {
        let (above, draws, averaged) = match rule {
            Rule::Mean => (1, 1, models),
            Rule::Median => (models.div_ceil(2), models, 1),
            Rule::Least => (models, models, 1),
        };
        Self { rule, models, above, draws, base: MeanOf::new(averaged) }
    }

    pub fn name(&self) -> String {
        let m = self.models;
        match self.rule {
            _ if m == 1 => "one model".into(),
            Rule::Mean => format!("mean of {m}"),
            Rule::Median => format!("median of {m}"),
            Rule::Least => format!("least of {m}"),
        }
    }

    pub fn law(&self) -> Law {
        Law::new(self.name(), self.clone())
    }

    /// The exponent a and the constant c of `P(error > t) ~ c t^-a`.
    pub fn tail(&self) -> (f64, f64) {
        let (count, constant) = (self.above as i32, self.base.far[0]);
        (3.0 * f64::from(count), choose(self.draws, self.above) * constant.powi(count))
    }

    /// `ln P(at least `some` of the draws happen)`, each with probability p, by its terms.
    fn ln_at_least(&self, some: u32, ln_p: f64, ln_q: f64) -> f64 {
        let terms = (some..=self.draws).map(|j| {
            let others = if j == self.draws { 0.0 } else { f64::from(self.draws - j) * ln_q };
            choose(self.draws, j).ln() + f64::from(j) * ln_p + others
        });
        ln_sum_exp(&terms.collect::<Vec<_>>())
    }

    /// `ln P(error > x)` and `ln P(error <= x)`.
    fn tails(&self, x: f64) -> (f64, f64) {
        let (up, down) = (self.base.ln_sf(x), self.base.ln_sf(-x));
        let above = self.ln_at_least(self.above, up, down);
        let below = self.ln_at_least(self.draws + 1 - self.above, down, up);
        if above < below { (above, ln_1m_exp(above)) } else { (ln_1m_exp(below), below) }
    }
}

impl Tail for Ensemble {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.tails(x).0
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.tails(x).1
    }

    fn tail_class(&self) -> TailClass {
        let (index, constant) = self.tail();
        TailClass::RegularlyVarying { index, ln_coefficient: constant.ln(), log_power: 0.0 }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let (above, below) = (self.above - 1, self.draws - self.above);
        let ways = choose(self.draws, self.above) * f64::from(self.above);
        let part = |count: u32, ln: f64| if count == 0 { 0.0 } else { f64::from(count) * ln };
        ways.ln() + part(above, self.base.ln_sf(x)) + part(below, self.base.ln_sf(-x)) + self.base.ln_pdf(x)
    }

    fn pdf_accuracy(&self) -> f64 {
        1e-11
    }
}

/// The mean of m t3 errors of standard deviation 1: its transform is `(1 + |s|/m)^m e^-|s|`.
#[derive(Clone, Debug)]
struct MeanOf {
    /// `C(m, j) m^-j`, j from 0.
    weights: Vec<f64>,
    /// Coefficients of `x^-3, x^-5, ...` in its survival function.
    far: Vec<f64>,
}

/// From here on the series in 1/x is used.
const FAR: f64 = 8.0;

impl MeanOf {
    fn new(models: u32) -> Self {
        let far = (1..32).map(|i| 2 * i + 1).map(|k| far_coefficient(models, k)).collect();
        let weights = (0..=models).map(|j| choose(models, j) * f64::from(models).powi(-(j as i32))).collect();
        Self { weights, far }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return ln_1m_exp(self.ln_sf(-x));
        }
        if x > FAR {
            return self.series(x, |_| 1.0).ln() - 3.0 * x.ln();
        }
        // The terms are integrals of those of the density: (j-1)! Im z^-j, z = 1 + ix.
        let terms = self.weights[1..].iter().zip(powers(x)).map(|(weight, power)| weight * power.1);
        ((f64::atan2(1.0, x) + terms.sum::<f64>()) / PI).ln()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let x = x.abs();
        if x > FAR {
            return self.series(x, f64::from).ln() - 4.0 * x.ln();
        }
        let terms = self.weights.iter().zip(powers(x)).map(|(weight, power)| weight * power.0);
        (terms.sum::<f64>() / PI).ln()
    }

    /// The far series over `x^-3`, each term times a factor of its exponent.
    fn series(&self, x: f64, factor: impl Fn(u32) -> f64) -> f64 {
        let (mut sum, mut power) = (0.0, 1.0);
        for (c, i) in self.far.iter().zip(1..) {
            let term = c * factor(2 * i + 1) * power;
            sum += term;
            if term.abs() < 1e-18 * sum.abs() {
                break;
            }
            power /= x * x;
        }
        sum
    }
}

/// The coefficient of `x^-k`, k odd: `(-1)^((k+1)/2) (k-1)!/pi` times that of `s^k` in `(1 + s/m)^m e^-s`.
fn far_coefficient(m: u32, k: u32) -> f64 {
    let term = |j: u32| {
        let falling: f64 = if j == 0 { 1.0 / f64::from(k) } else { (1..j).map(|i| f64::from(k - i)).product() };
        let sign = if (k - j).is_multiple_of(2) { 1.0 } else { -1.0 };
        sign * choose(m, j) * f64::from(m).powi(-(j as i32)) * falling
    };
    let sign = if k.div_ceil(2).is_multiple_of(2) { 1.0 } else { -1.0 };
    sign * (0..=m.min(k)).map(term).sum::<f64>() / PI
}

/// Real and imaginary part of `(j - 1)! z^-j`, z = 1 + ix, j from 1.
fn powers(x: f64) -> impl Iterator<Item = (f64, f64)> {
    let size = 1.0 + x * x;
    let (a, b) = (1.0 / size, -x / size);
    std::iter::successors(Some((1.0, (a, b))), move |&(j, (re, im))| {
        Some((j + 1.0, (j * (re * a - im * b), j * (re * b + im * a))))
    })
    .map(|(_, power)| power)
}

fn choose(n: u32, j: u32) -> f64 {
    (1..=j).map(|i| f64::from(n + 1 - i) / f64::from(i)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_model_is_student_and_the_forms_meet() {
        for x in [0.0, 0.3, 2.0, 7.9, 30.0] {
            let one = Ensemble::new(Rule::Mean, 1);
            let density = 2.0 / (PI * (1.0 + x * x) * (1.0 + x * x));
            assert!((one.ln_pdf(x) - density.ln()).abs() < 1e-12, "{x}");
        }
        for m in [1, 3, 5] {
            let base = MeanOf::new(m);
            let [near, far] = [FAR, FAR.next_up()];
            assert!((base.ln_sf(near) - base.ln_sf(far)).abs() < 1e-11, "{m}");
            assert!((base.ln_pdf(near) - base.ln_pdf(far)).abs() < 1e-11, "{m}");
        }
    }
}
