//! The tails and the density of a product, as integrals over the ranks of one factor.

use crate::num::{
    logs::{ln_1m_exp, ln_add_exp},
    quadrature::{Goal, integrate},
};
use crate::tail::Law;
use std::f64::consts::LN_2;

/// Two independent positive factors. The first one is that with a density without bound at a positive end, which its ranks do not show, or
/// else that whose logarithm spreads less: seen from its ranks the other changes slowly.
#[derive(Debug)]
pub(super) struct Factors {
    pub first: Law,
    pub second: Law,
    /// The marked places of either.
    pub marks: [Vec<f64>; 2],
}

/// `e^-SPREAD` of a law is beyond the places between which it spreads, on either side.
const SPREAD: f64 = 12.0;
/// A density above e to this next to an end has no bound.
const UNBOUNDED: f64 = 20.0;
/// What counts of a factor is between its places of this depth.
const FAR: f64 = 45.0;

impl Factors {
    pub fn new(first: &Law, second: &Law) -> Self {
        let spread = |law: &Law| law.inv_ln_sf(-SPREAD).ln() - law.inv_ln_cdf(-SPREAD).ln();
        let ends_high = |law: &Law| law.support().low > 0.0 && law.ln_pdf_above_low(1e-200) > UNBOUNDED;
        let turned = match (ends_high(first), ends_high(second)) {
            (a, b) if a == b => spread(second) < spread(first),
            (_, of_second) => of_second,
        };
        let (first, second) = if turned { (second, first) } else { (first, second) };
        Self { first: first.clone(), second: second.clone(), marks: [first, second].map(marks) }
    }

    /// `ln P(product > x)` and `ln P(product <= x)`, for x > 0 within the support.
    pub fn tails(&self, x: f64) -> [f64; 2] {
        let ln_sf = self.ln_mean(x, |w| self.second.ln_sf(x / w));
        if ln_sf < -LN_2 {
            return [ln_sf, ln_1m_exp(ln_sf)];
        }
        let ln_cdf = self.ln_mean(x, |w| self.second.ln_cdf(x / w)).min(0.0);
        [ln_1m_exp(ln_cdf), ln_cdf]
    }

    /// The logarithm of the density.
    pub fn ln_pdf(&self, x: f64) -> f64 {
        // Where the quotient leaves f64 its density may be infinite, and what it weighs is nothing.
        let counts = |place: f64| place >= f64::MIN_POSITIVE;
        self.ln_mean(x, |w| if counts(x / w) { self.second.ln_pdf(x / w) - w.ln() } else { f64::NEG_INFINITY })
    }

    /// The logarithm of the integrated tail `E (product - x)^+`.
    pub fn ln_upper_integral(&self, x: f64) -> f64 {
        self.ln_mean(x, |w| self.second.ln_upper_integral(x / w) + w.ln())
    }

    /// Between which logarithms of places the support lies, and all quotients that count are numbers.
    pub fn reach(&self) -> (f64, f64) {
        let [low, high] = [self.first.inv_ln_cdf(-FAR), self.first.inv_ln_sf(-FAR)].map(f64::ln);
        let end = |of: fn(&Law) -> f64| (of(&self.first) * of(&self.second)).ln();
        let quotients = (high.max(0.0) - 660.0, low.min(0.0) + 660.0);
        (end(|law| law.support().low).max(quotients.0), end(|law| law.support().high).min(quotients.1))
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
