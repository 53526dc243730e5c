//! The k-th least of n independent draws, for whole 1 <= k <= n; the median of an odd number of draws is the one in the middle.

use super::beside;
use super::marks::joined;
use super::ratio::{NEGLIGIBLE, ln_cdf_ratio, times};
use super::{max_of, min_of};
use crate::num::invert::first_at_most;
use crate::num::logs::{ln_1m_exp, ln_sub_exp};
use crate::num::special::{ln_beta, ln_beta_inc};
use crate::tail::{Atom, Domain, Family, Interval, Law, Parameter, Tail, TailClass, defaults};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "order_of",
    formula: "P(at least n - k + 1 of n draws > t), the k-th least of n draws",
    parameters: &[
        Parameter::number("k", Domain::AtLeast(1.0)),
        Parameter::number("n", Domain::AtLeast(1.0)),
        Parameter::law("law"),
    ],
    typical: &["order_of(2, 3, student_t(3))", "order_of(4, 5, exponential)", "order_of(2, 7, pareto(0.5))"],
    build: |arguments, spec| {
        let (k, n) = (arguments[0].number(), arguments[1].number());
        if k.fract() != 0.0 || n.fract() != 0.0 || k > n {
            return Err(format!("`k` and `n` must be whole numbers with k <= n, but are {k} and {n}"));
        }
        ordered(k, n, arguments[2].law(), spec)
    },
};

/// The recipe of the median.
pub static MEDIAN: Family = Family {
    name: "median_of",
    formula: "the median of m draws, odd m",
    parameters: &[Parameter::number("m", Domain::AtLeast(1.0)), Parameter::law("law")],
    typical: &["median_of(3, pareto(0.5))", "median_of(5, two_point)"],
    build: |arguments, spec| {
        let m = arguments[0].number();
        if m % 2.0 != 1.0 {
            return Err(format!("`m` must be an odd whole number, but is {m}"));
        }
        ordered(0.5 * (m + 1.0), m, arguments[1].law(), spec)
    },
};

/// The law of the k-th least of n draws, for whole `1 <= k <= n`.
pub fn order_of(k: u32, n: u32, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[f64::from(k).into(), f64::from(n).into(), law.into()])
}

/// The law of the median of an odd number of draws.
pub fn median_of(m: u32, law: &Law) -> Result<Law, String> {
    MEDIAN.member(&[f64::from(m).into(), law.into()])
}

/// Under a text of its own; the least and the greatest have laws of their own.
fn ordered(k: f64, n: f64, base: &Law, spec: &str) -> Result<Law, String> {
    Ok(if n == 1.0 {
        base.clone().renamed(spec)
    } else if k == 1.0 {
        min_of(n, base)?.renamed(spec)
    } else if k == n {
        max_of(n, base)?.renamed(spec)
    } else {
        Law::new(spec, OrderOf::new(k, n, base))
    })
}

/// How likely `some` of n events of one probability p happen, at least: `I_p(some, n + 1 - some)`.
#[derive(Clone, Copy, Debug)]
struct AtLeast {
    some: f64,
    n: f64,
    /// `ln C(n, some)`.
    ln_choices: f64,
}

impl AtLeast {
    fn new(some: f64, n: f64) -> Self {
        Self { some, n, ln_choices: -ln_beta(some, n + 1.0 - some) - some.ln() }
    }

    /// Whether only the choice of the `some` counts to the last digit.
    fn is_far(&self, ln_p: f64) -> bool {
        ln_p + self.n.ln() < NEGLIGIBLE
    }

    /// The logarithm of that probability from `ln p` and `ln(1 - p)`.
    fn ln_of(&self, ln_p: f64, ln_1m_p: f64) -> f64 {
        if self.is_far(ln_p) {
            self.ln_choices + self.some * ln_p
        } else {
            ln_beta_inc(self.some, self.n + 1.0 - self.some, ln_p.exp(), ln_1m_p.exp())
        }
    }

    /// The `ln p` at which that probability has the logarithm `level`: by `p^n <= P <= C(n, some) p^some`.
    fn ln_p_at(&self, level: f64) -> f64 {
        let least = (level - self.ln_choices) / self.some;
        if level == 0.0 || self.is_far(least) {
            return if level == 0.0 { 0.0 } else { least };
        }
        -first_at_most(|depth| self.ln_of(-depth, ln_1m_exp(-depth)), level, -level / self.n, -least)
    }
}

#[derive(Debug)]
struct OrderOf {
    /// The draws above, of which there must be so many.
    above: AtLeast,
    /// The draws at or below.
    below: AtLeast,
    base: Law,
    atoms: Vec<Atom>,
}

impl OrderOf {
    fn new(k: f64, n: f64, base: &Law) -> Self {
        let (above, below) = (AtLeast::new(n + 1.0 - k, n), AtLeast::new(k, n));
        let survival = |ln_sf: f64| above.ln_of(ln_sf, ln_1m_exp(ln_sf));
        let mass = |at| ln_sub_exp(survival(base.ln_sf_from(at)), survival(base.ln_sf(at))).exp();
        let atoms = joined(base.atoms().iter().map(|atom| Atom { at: atom.at, mass: mass(atom.at) }));
        Self { above, below, base: base.clone(), atoms }
    }

    /// The logarithm of the density from that of one draw, and of its survival and distribution functions.
    fn ln_density(&self, ln_pdf: f64, tails: impl Fn() -> [f64; 2]) -> f64 {
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        let ([ln_sf, ln_cdf], above, below) = (tails(), self.above.some, self.below.some);
        let others = times(above - 1.0, ln_sf) + times(below - 1.0, ln_cdf);
        self.above.ln_choices + above.ln() + ln_pdf + others
    }
}

impl Tail for OrderOf {
    fn support(&self) -> Interval {
        self.base.support()
    }

    fn tail_class(&self) -> TailClass {
        // P(k-th least > t) ~ C(n, n-k+1) S(t)^(n-k+1)
        let least = min_of(self.above.some, &self.base);
        least.map_or(self.base.tail_class(), |least| least.tail_class().times(self.above.ln_choices))
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.above.ln_of(self.base.ln_sf(x), self.base.ln_cdf(x))
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.below.ln_of(self.base.ln_cdf(x), self.base.ln_sf(x))
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        let from = self.base.ln_sf_from(x);
        if from == self.base.ln_sf(x) { self.ln_sf(x) } else { self.above.ln_of(from, ln_1m_exp(from)) }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        self.base.power_at_end().map(|power| self.above.some * power)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        self.ln_density(self.base.ln_pdf(x), || [self.base.ln_sf(x), self.base.ln_cdf(x)])
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        self.ln_density(self.base.ln_pdf_above_low(distance), || beside::above_low(&*self.base, distance))
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        let [ln_sf, ln_cdf] = beside::above_low(&*self.base, distance);
        self.below.ln_of(ln_cdf, ln_sf)
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        self.ln_density(self.base.ln_pdf_below_high(distance), || beside::below_high(&*self.base, distance))
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        let [ln_sf, ln_cdf] = beside::below_high(&*self.base, distance);
        self.above.ln_of(ln_sf, ln_cdf)
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        let reversed_hazard = (self.base.ln_pdf(x) - self.base.ln_cdf(x)).exp();
        let (above, below) = (self.above.some - 1.0, self.below.some - 1.0);
        self.base.score(x) + times(above, self.base.hazard(x)) - times(below, reversed_hazard)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_sf(self.above.ln_p_at(ln_p))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_cdf(self.below.ln_p_at(ln_p))
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if self.above.is_far(self.base.ln_sf(t)) && self.above.is_far(self.base.ln_sf(t - v)) {
            return self.above.some * self.base.ln_sf_ratio(t, v);
        }
        defaults::ln_sf_ratio(self, t, v)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        let (above, below) = (self.above.some - 1.0, self.below.some - 1.0);
        let others = times(above, self.base.ln_sf_ratio(t, v)) + times(below, ln_cdf_ratio(&*self.base, t, v));
        self.base.ln_pdf_ratio(t, v) + others
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        let ln_sf = self.base.ln_sf_at_exp(y);
        self.above.ln_of(ln_sf, ln_1m_exp(ln_sf))
    }
}
