//! A product beside its lower end, by distances from it: those of places have lost their digits there.

use super::integral::Factors;
use crate::num::logs::ln_sum_exp;
use std::f64::consts::PI;

/// The beginnings of two factors whose least values a and b are positive and are no atoms.
#[derive(Clone, Copy, Debug)]
pub(super) struct BesideLow {
    a: f64,
    b: f64,
    /// Up to this distance from a b no corner of a factor has a say.
    pub reach: f64,
}

/// Of the lower end itself.
const REACH: f64 = 0.01;
/// The rule's step, and how many nodes it has on either side.
const STEP: f64 = 0.0625;
const NODES: i32 = 66;

impl BesideLow {
    pub fn of(factors: &Factors) -> Option<Self> {
        let (a, b) = (factors.first.support().low, factors.second.support().low);
        let no_atom = |law: &crate::tail::Law, low: f64| law.atoms().iter().all(|atom| atom.at > low);
        if a <= 0.0 || b <= 0.0 || !no_atom(&factors.first, a) || !no_atom(&factors.second, b) {
            return None;
        }
        let gap = |k: usize, low: f64| {
            factors.marks[k].iter().filter(|mark| **mark > low).map(|mark| mark / low - 1.0).fold(REACH, f64::min)
        };
        Some(Self { a, b, reach: a * b * gap(0, a).min(gap(1, b)) })
    }

    /// `ln P(product <= a b + d)` and the logarithm of the density there.
    ///
    /// `int f_1(a + e) F_2(b + (d - e b)/(a + e)) de` for e from 0 to d/b, by the double exponential rule of Takahasi and Mori (1974),
    /// whose nodes know their distance from either end.
    pub fn at(&self, factors: &Factors, d: f64) -> [f64; 2] {
        let mut terms: [Vec<f64>; 2] = Default::default();
        for j in -NODES..=NODES {
            let s = STEP * f64::from(j);
            let steep = PI * s.sinh();
            // u and 1 - u.
            let (share, rest) = (1.0 / (1.0 + (-steep).exp()), 1.0 / (1.0 + steep.exp()));
            let e = share * (d / self.b);
            let (w, left) = (self.a + e, rest * d);
            // Distances that leave f64 weigh nothing, but a density may be infinite there.
            if e < f64::MIN_POSITIVE || left < f64::MIN_POSITIVE {
                continue;
            }
            let weight = factors.first.ln_pdf_above_low(e) + (share * rest * PI * s.cosh() * (d / self.b)).ln();
            terms[0].push(weight + factors.second.ln_cdf_above_low(left / w));
            terms[1].push(weight + factors.second.ln_pdf_above_low(left / w) - w.ln());
        }
        terms.map(|terms| ln_sum_exp(&terms) + STEP.ln())
    }
}
