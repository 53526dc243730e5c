//! The product of two independent positive draws: an approach's own time, stretched by a difficulty that is the same for all.
//!
//! Refuses: factors that can be negative or 0, and two tails for whose product the laboratory knows no class.

mod beside_low;
mod integral;

use super::{marks::joined, root::falls_to};
use crate::num::{Estimate, cells::Cells, logs::ln_1m_exp, special::ln_beta};
use crate::tail::{Atom, Family, Interval, Law, Moment, Parameter, Tail, TailClass, defaults};
use beside_low::BesideLow;
use integral::Factors;
use std::f64::consts::LN_2;

/// The recipe.
pub static FAMILY: Family = Family {
    name: "product",
    formula: "E S(t/W), the product of a draw W of the first law and an independent one of the second; both positive",
    parameters: &[Parameter::law("first"), Parameter::law("second")],
    typical: &[],
    build: |arguments, spec| {
        let (first, second) = (arguments[0].law(), arguments[1].law());
        let class = class(first, second)?;
        Ok(Law::new(spec, Product::new(first, second, class)))
    },
};

/// The law of the product of two independent positive draws.
pub fn product(first: &Law, second: &Law) -> Result<Law, String> {
    FAMILY.member(&[first.into(), second.into()])
}

/// The class of the product; refuses, in words, where there is none or the factors are not positive.
fn class(first: &Law, second: &Law) -> Result<TailClass, String> {
    for law in [first, second] {
        if law.support().low < 0.0 || law.atoms().iter().any(|atom| atom.at <= 0.0) {
            return Err(format!("{law} is not confined to positive numbers"));
        }
    }
    use TailClass as T;
    let unknown = || format!("no class of tails is known for the product of {first} and {second}");
    match (first.tail_class(), second.tail_class()) {
        (T::Bounded, T::Bounded) => Ok(T::Bounded),
        (T::SlowlyVarying, _) | (_, T::SlowlyVarying) => Ok(T::SlowlyVarying),
        (
            T::RegularlyVarying { index, ln_coefficient: a, log_power: p },
            T::RegularlyVarying { index: other, ln_coefficient: b, log_power: q },
        ) if index == other => {
            // D. B. H. Cline, "Convolution tails, product tails and domains of attraction" (1986), for powers of the logarithm above -1.
            let ties = p > -1.0 && q > -1.0;
            let ln_coefficient = a + b + index.ln() + ln_beta(p + 1.0, q + 1.0);
            let tied = T::RegularlyVarying { index, ln_coefficient, log_power: p + q + 1.0 };
            ties.then_some(tied).ok_or_else(unknown)
        }
        (a, b) => {
            let (heavier, lighter) = if a.tail_index() < b.tail_index() { (a, second) } else { (b, first) };
            let T::RegularlyVarying { index, .. } = heavier else { return Err(unknown()) };
            // Breiman (1965).
            let moment = defaults::moment_of_power(&**lighter, 1.0, index).finite().ok_or_else(unknown)?;
            Ok(heavier.times(moment.value.ln()))
        }
    }
}

#[derive(Debug)]
struct Product {
    factors: Factors,
    support: Interval,
    class: TailClass,
    atoms: Vec<Atom>,
    kinks: Vec<f64>,
    /// The logarithms of both tails and of the density of the logarithm, over the logarithm of the place: each value by itself is an
    /// integral.
    cells: Cells<3>,
    /// The logarithm of the integrated tail, likewise.
    upper: Cells<1>,
    /// Where the support begins above 0.
    beside_low: Option<BesideLow>,
}

impl Product {
    fn new(first: &Law, second: &Law, class: TailClass) -> Self {
        let pairs = first.atoms().iter().flat_map(|a| second.atoms().iter().map(move |b| (a, b)));
        let atoms = joined(pairs.map(|(a, b)| Atom { at: a.at * b.at, mass: a.mass * b.mass }));
        let factors = Factors::new(first, second);
        let (a, b) = (first.support(), second.support());
        let support = Interval::new(a.low * b.low, a.high * b.high);
        let products = factors.marks[0].iter().flat_map(|a| factors.marks[1].iter().map(move |b| a * b));
        let mut kinks: Vec<f64> = products.filter(|x| *x > support.low && *x < support.high).collect();
        kinks.sort_by(f64::total_cmp);
        kinks.dedup();
        kinks.retain(|x| atoms.iter().all(|atom| atom.at != *x));
        let middle = middle(first) + middle(second);
        let cuts: Vec<f64> = kinks.iter().chain(atoms.iter().map(|atom| &atom.at)).map(|x| x.ln()).collect();
        let beside_low = BesideLow::of(&factors);
        let (low, high) = factors.reach();
        let begin = support.low + beside_low.map_or(0.0, |beside| beside.reach);
        let upper = Cells::new(ends(middle, (low, high)), cuts.clone());
        let cells = Cells::new(ends(middle, (low.max(begin.ln()), high)), cuts);
        Self { factors, support, class, atoms, kinks, cells, upper, beside_low }
    }

    /// From the table where it is resolved; `x` is inside the support.
    fn known(&self, x: f64) -> Option<[f64; 3]> {
        let [ln_sf, ln_cdf, ln_density] = self.cells.at(x.ln(), &|y| self.row(y))?;
        // The smaller one has its digits.
        let tails = if ln_sf < ln_cdf { [ln_sf, ln_1m_exp(ln_sf)] } else { [ln_1m_exp(ln_cdf), ln_cdf] };
        Some([tails[0], tails[1], ln_density - x.ln()])
    }

    fn row(&self, y: f64) -> [f64; 3] {
        let x = y.exp();
        let [ln_sf, ln_cdf] = self.factors.tails(x);
        [ln_sf, ln_cdf, self.factors.ln_pdf(x) + y]
    }

    fn tails(&self, x: f64) -> [f64; 2] {
        match x {
            x if x <= self.support.low && !self.starts_in_atom() => [0.0, f64::NEG_INFINITY],
            x if x < self.support.low || x <= 0.0 => [0.0, f64::NEG_INFINITY],
            x if x >= self.support.high => [f64::NEG_INFINITY, 0.0],
            x => match self.beside(x - self.support.low) {
                Some([ln_cdf, _]) => [ln_1m_exp(ln_cdf), ln_cdf],
                None => self.known(x).map_or_else(|| self.factors.tails(x), |[sf, cdf, _]| [sf, cdf]),
            },
        }
    }

    fn starts_in_atom(&self) -> bool {
        self.atoms.first().is_some_and(|atom| atom.at == self.support.low)
    }

    /// The distribution function and the density at a distance from the lower end, where that serves better than the place.
    fn beside(&self, distance: f64) -> Option<[f64; 2]> {
        let beside = self.beside_low.as_ref().filter(|beside| distance > 0.0 && distance < beside.reach)?;
        Some(beside.at(&self.factors, distance))
    }

    /// The x at which a tail has the logarithm `ln_p`; the upper one falls, with the sign 1, the lower one rises.
    fn place(&self, ln_p: f64, ln_tail: impl Fn(f64) -> f64, sign: f64) -> f64 {
        let at = |y: f64| {
            let (x, ln) = (y.exp(), ln_tail(y.exp()));
            (ln, (self.ln_pdf(x) - ln).exp() * x)
        };
        let Interval { low, high } = self.support;
        let (low, high) = (low.max(f64::MIN_POSITIVE).ln(), high.min(f64::MAX).ln());
        let start = middle(&self.factors.first) + middle(&self.factors.second);
        // Mirrored, a tail that rises falls.
        let ends = if sign > 0.0 { (low, high) } else { (-high, -low) };
        let y = sign * falls_to(|y| at(sign * y), ln_p, sign * start, ends);
        y.exp()
    }
}

/// The logarithm of the median.
fn middle(law: &Law) -> f64 {
    law.inv_ln_sf(-LN_2).ln()
}

/// The ends of cells of logarithms about a middle, wider far from it, between two ends.
fn ends(middle: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let near = [1.0, 2.0, 3.0, 4.0, 6.0];
    let far = (3..12).flat_map(|k| [2f64.powi(k), 1.5 * 2f64.powi(k)]);
    let up: Vec<f64> = near.into_iter().chain(far).collect();
    let steps = up.iter().rev().map(|step| -step).chain([0.0]).chain(up.iter().copied());
    if low >= high {
        return Vec::new();
    }
    let inner = steps.map(|step| middle + step).filter(|y| *y > low && *y < high);
    [low].into_iter().chain(inner).chain([high]).collect()
}

impl Tail for Product {
    fn support(&self) -> Interval {
        self.support
    }

    fn tail_class(&self) -> TailClass {
        self.class
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.tails(x)[0]
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.tails(x)[1]
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let Interval { low, high } = self.support;
        if x < low || x > high || x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let beside = self.beside(x - low).map(|[_, ln_pdf]| ln_pdf);
        beside.or_else(|| self.known(x).map(|row| row[2])).unwrap_or_else(|| self.factors.ln_pdf(x))
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        self.beside(distance).map_or_else(|| self.ln_pdf(self.support.low + distance), |[_, ln_pdf]| ln_pdf)
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.beside(distance).map_or_else(|| self.ln_cdf(self.support.low + distance), |[ln_cdf, _]| ln_cdf)
    }

    fn score(&self, x: f64) -> f64 {
        let slope = if x > 0.0 { self.cells.slope(x.ln(), &|y| self.row(y)) } else { None };
        slope.map_or_else(|| defaults::score(self, x), |[_, _, of_density]| (1.0 - of_density) / x)
    }

    fn pdf_accuracy(&self) -> f64 {
        self.factors.second.pdf_accuracy().max(1e-11)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if !self.atoms.is_empty() || ln_p == 0.0 || ln_p == f64::NEG_INFINITY {
            return defaults::inv_ln_sf(self, ln_p);
        }
        self.place(ln_p, |x| self.ln_sf(x), 1.0)
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if !self.atoms.is_empty() || ln_p == 0.0 || ln_p == f64::NEG_INFINITY {
            return defaults::inv_ln_cdf(self, ln_p);
        }
        self.place(ln_p, |x| self.ln_cdf(x), -1.0)
    }

    fn kinks(&self) -> Vec<f64> {
        self.kinks.clone()
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        match self.mean().finite() {
            Some(mean) if x <= self.support.low => (mean.value - x).ln(),
            Some(_) if x < self.support.high => {
                let known = self.upper.at(x.ln(), &|y| [self.factors.ln_upper_integral(y.exp())]);
                known.map_or_else(|| defaults::ln_upper_integral(self, x), |[ln]| ln)
            }
            _ => defaults::ln_upper_integral(self, x),
        }
    }

    fn mean(&self) -> Moment {
        match (self.factors.first.mean(), self.factors.second.mean()) {
            (Moment::Finite(a), Moment::Finite(b)) => Moment::Finite(times(a, b)),
            _ => Moment::Infinite,
        }
    }

    fn variance(&self) -> Moment {
        let [Moment::Finite(a), Moment::Finite(b)] = [self.factors.first.mean(), self.factors.second.mean()] else {
            return Moment::Undefined;
        };
        let [Moment::Finite(v), Moment::Finite(w)] = [self.factors.first.variance(), self.factors.second.variance()]
        else {
            return Moment::Infinite;
        };
        Moment::Finite(times(v, w).plus(times(v, times(b, b))).plus(times(w, times(a, a))))
    }
}

/// The product of two estimates.
fn times(a: Estimate, b: Estimate) -> Estimate {
    Estimate::new(a.value * b.value, a.error * b.value.abs() + b.error * (a.value.abs() + a.error)).scaled(1.0)
}
