//! The product of two independent positive draws: an approach's own time, stretched by a difficulty that is the same for all.
//!
//! Refuses: factors that can be negative or 0, and two tails for whose product the laboratory knows no class.

use super::{marks::joined, root::falls_to};
use crate::num::{
    Estimate,
    logs::{ln_1m_exp, ln_add_exp},
    quadrature::{Goal, integrate},
    special::ln_beta,
};
use crate::tail::{Atom, Family, Interval, Law, Moment, Parameter, Tail, TailClass, defaults};
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
    first: Law,
    second: Law,
    class: TailClass,
    atoms: Vec<Atom>,
    kinks: Vec<f64>,
    /// The marked places of either factor.
    marks: [Vec<f64>; 2],
}

impl Product {
    fn new(first: &Law, second: &Law, class: TailClass) -> Self {
        let pairs = first.atoms().iter().flat_map(|a| second.atoms().iter().map(move |b| (a, b)));
        let atoms = joined(pairs.map(|(a, b)| Atom { at: a.at * b.at, mass: a.mass * b.mass }));
        let marks = [first, second].map(marks);
        let mut law = Self { first: first.clone(), second: second.clone(), class, atoms, kinks: Vec::new(), marks };
        let support = law.support();
        let products = law.marks[0].iter().flat_map(|a| law.marks[1].iter().map(move |b| a * b));
        let mut kinks: Vec<f64> = products.filter(|x| *x > support.low && *x < support.high).collect();
        kinks.sort_by(f64::total_cmp);
        kinks.dedup();
        kinks.retain(|x| law.atoms.iter().all(|atom| atom.at != *x));
        law.kinks = kinks;
        law
    }

    /// `ln E e^f(W)` for W of the first law, by integrals over the ranks of W from both ends; t is where f comes from.
    fn ln_mean(&self, t: f64, f: impl Fn(f64) -> f64) -> f64 {
        let cuts: Vec<f64> = self.marks[1].iter().map(|mark| t / mark).chain(self.marks[0].iter().copied()).collect();
        let of = |rank: &dyn Fn(f64) -> f64, place: &dyn Fn(f64) -> f64| {
            let ranks = cuts.iter().map(|w| -rank(*w)).filter(|depth| *depth > LN_2 && depth.is_finite()).collect();
            ln_half(|depth| f(place(-depth)), ranks)
        };
        let upper = of(&|w| self.first.ln_sf(w), &|ln_p| self.first.inv_ln_sf(ln_p));
        let lower = of(&|w| self.first.ln_cdf(w), &|ln_p| self.first.inv_ln_cdf(ln_p));
        ln_add_exp(upper, lower)
    }
}

impl Product {
    /// The x at which a tail has the logarithm `ln_p`; the upper one falls, with the sign 1, the lower one rises.
    fn place(&self, ln_p: f64, ln_tail: impl Fn(f64) -> f64, sign: f64) -> f64 {
        let at = |y: f64| {
            let (x, ln) = (y.exp(), ln_tail(y.exp()));
            (ln, (self.ln_pdf(x) - ln).exp() * x)
        };
        let Interval { low, high } = self.support();
        let (low, high) = (low.max(f64::MIN_POSITIVE).ln(), high.min(f64::MAX).ln());
        let middle = |law: &Law| law.inv_ln_sf(-LN_2).ln();
        let start = middle(&self.first) + middle(&self.second);
        // Mirrored, a tail that rises falls.
        let ends = if sign > 0.0 { (low, high) } else { (-high, -low) };
        let y = sign * falls_to(|y| at(sign * y), ln_p, sign * start, ends);
        y.exp()
    }
}

/// The finite positive ends, kinks and atoms of a law.
fn marks(law: &Law) -> Vec<f64> {
    let support = law.support();
    let atoms = law.atoms().iter().map(|atom| atom.at);
    let all = atoms.chain(law.kinks()).chain([support.low, support.high]);
    all.filter(|mark| *mark > 0.0 && mark.is_finite()).collect()
}

/// `ln int e^(f(depth) - depth) d depth` from ln 2 on, for f bounded above by about 0 or falling from its summit: the cells of a scan that
/// matter, cut at the given depths.
fn ln_half(f: impl Fn(f64) -> f64, mut cuts: Vec<f64>) -> f64 {
    let height = |depth: f64| {
        let value = f(depth) - depth;
        if value.is_nan() { f64::NEG_INFINITY } else { value }
    };
    let (mut depth, mut step, mut top) = (LN_2, 0.4, f64::NEG_INFINITY);
    let mut scan: Vec<f64> = vec![LN_2];
    // The height falls at least as fast as the depth rises, from some place on.
    while depth < 1e9 && (scan.len() < 12 || -depth > top - 45.0 || height(depth) > top - 45.0) {
        top = top.max(height(depth + 1e-9)).max(height(depth));
        step = f64::min(1.15 * step, 0.3 * depth.max(1.0));
        depth += step;
        scan.push(depth);
    }
    cuts.retain(|cut| *cut < depth);
    for cut in &cuts {
        top = top.max(height(cut * (1.0 - 1e-9))).max(height(cut * (1.0 + 1e-9)));
    }
    scan.extend(cuts);
    scan.sort_by(f64::total_cmp);
    let summit = summit(&height, &scan);
    let top = top.max(height(summit));
    if top == f64::NEG_INFINITY {
        return top;
    }
    // The summit may be narrow beside the cells of the scan.
    let around = (-1..20).flat_map(|k| [-1.0, 1.0].map(|side| summit + side * 2f64.powi(k)));
    let around: Vec<f64> = around.filter(|place| *place > LN_2 && *place < depth).collect();
    scan.extend(around);
    scan.sort_by(f64::total_cmp);
    scan.dedup();
    let panels: Vec<(f64, f64)> = scan
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(a, b)| height(*a).max(height(*b)).max(height(0.5 * (a + b))) > top - 50.0)
        .collect();
    let goal = Goal { relative: 1e-14, bisections: 40 };
    let found = integrate(|_, depth| [(height(depth) - top).exp()], &panels, goal);
    top + found.value[0].ln()
}

/// Where the height is greatest, from a scan of it in order: by sections within the two cells beside the highest place.
fn summit(height: &impl Fn(f64) -> f64, scan: &[f64]) -> f64 {
    let highest = (0..scan.len()).max_by(|&i, &j| height(scan[i]).total_cmp(&height(scan[j]))).unwrap_or(0);
    let (mut low, mut high) = (scan[highest.saturating_sub(1)], scan[(highest + 1).min(scan.len() - 1)]);
    for _ in 0..24 {
        let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
        if height(a) < height(b) { low = a } else { high = b }
    }
    let middle = 0.5 * (low + high);
    if height(middle) > height(scan[highest]) { middle } else { scan[highest] }
}

impl Tail for Product {
    fn support(&self) -> Interval {
        let (a, b) = (self.first.support(), self.second.support());
        Interval::new(a.low * b.low, a.high * b.high)
    }

    fn tail_class(&self) -> TailClass {
        self.class
    }

    fn ln_sf(&self, x: f64) -> f64 {
        let support = self.support();
        if x < support.low || x <= 0.0 {
            return 0.0;
        }
        if x >= support.high {
            return f64::NEG_INFINITY;
        }
        let direct = self.ln_mean(x, |w| self.second.ln_sf(x / w));
        if direct < -LN_2 { direct } else { ln_1m_exp(self.ln_mean(x, |w| self.second.ln_cdf(x / w)).min(0.0)) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        let support = self.support();
        if x < support.low || x <= 0.0 {
            return f64::NEG_INFINITY;
        }
        if x >= support.high {
            return 0.0;
        }
        let ln_sf = self.ln_mean(x, |w| self.second.ln_sf(x / w));
        if ln_sf < -LN_2 { ln_1m_exp(ln_sf) } else { self.ln_mean(x, |w| self.second.ln_cdf(x / w)).min(0.0) }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let support = self.support();
        if x < support.low || x > support.high || x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        self.ln_mean(x, |w| self.second.ln_pdf(x / w) - w.ln())
    }

    fn pdf_accuracy(&self) -> f64 {
        self.second.pdf_accuracy().max(1e-11)
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

    fn mean(&self) -> Moment {
        match (self.first.mean(), self.second.mean()) {
            (Moment::Finite(a), Moment::Finite(b)) => Moment::Finite(times(a, b)),
            _ => Moment::Infinite,
        }
    }

    fn variance(&self) -> Moment {
        let [Moment::Finite(a), Moment::Finite(b)] = [self.first.mean(), self.second.mean()] else {
            return Moment::Undefined;
        };
        let [Moment::Finite(v), Moment::Finite(w)] = [self.first.variance(), self.second.variance()] else {
            return Moment::Infinite;
        };
        Moment::Finite(times(v, w).plus(times(v, times(b, b))).plus(times(w, times(a, a))))
    }
}

/// The product of two estimates.
fn times(a: Estimate, b: Estimate) -> Estimate {
    Estimate::new(a.value * b.value, a.error * b.value.abs() + b.error * (a.value.abs() + a.error)).scaled(1.0)
}
