//! The sums of the trapezoidal rule, step by step, and what the last two changes and the spectrum say is left.

use super::super::{kernel::PARTS, sides::ALL};
use super::piece::STEP;
use crate::num::{Estimate, quadrature::Quadrature};
use std::f64::consts::FRAC_1_SQRT_2;

/// What is summed: the parts of the kernel, and the mean excess of U over t.
pub(super) const OVER: usize = PARTS;
pub(super) const SUMS: usize = PARTS + 1;
/// Terms or sums of them.
pub(super) type Terms = [f64; SUMS];

/// How many kinds of places are told apart: those whose numbers leave the same remainder.
const KINDS: usize = 16;

/// The cosines of a sixteenth of a turn, and of three.
const LONG: f64 = 0.923_879_532_511_286_7;
const SHORT: f64 = 0.382_683_432_365_089_8;

/// A change is far below what is asked for if it is less than this part of it.
const FAR_BELOW: f64 = 0.1;
/// A transform that falls slower than this from one eighth to the next is not resolved.
const SLOWEST: f64 = 0.75;
/// How many terms and runs of them there are on two pieces, as a rule.
const USUAL: usize = 384;
const USUAL_RUNS: usize = 8;

/// The terms of one pass on one piece.
struct Run {
    pass: usize,
    /// The number of its first place.
    number: usize,
    /// Where its terms end; they begin where those of the run before end.
    end: usize,
}

/// The integrals by the rule of one step.
pub(super) struct Sums {
    step: f64,
    values: Terms,
    /// The integrals of the sizes of the integrands.
    pub(super) sizes: Terms,
    /// By how much the last two halvings changed any of the integrals, relative to their sizes.
    pub(super) changes: [f64; 2],
    terms: Vec<Terms>,
    runs: Vec<Run>,
    /// How many of the terms are summed already.
    summed: usize,
}

/// Sums of terms, and of their sizes.
#[derive(Clone, Copy, Default)]
struct Total {
    values: Terms,
    sizes: Terms,
}

impl Total {
    fn of(terms: &[Terms]) -> Self {
        terms.iter().fold(Self::default(), |mut total, terms| {
            for (k, term) in terms.iter().enumerate() {
                total.values[k] += term;
                total.sizes[k] += term.abs();
            }
            total
        })
    }
}

impl Sums {
    /// Of no terms.
    pub(super) fn nothing() -> Self {
        Self {
            step: 2.0 * STEP,
            values: [0.0; SUMS],
            sizes: [0.0; SUMS],
            changes: [f64::INFINITY; 2],
            terms: Vec::with_capacity(USUAL),
            runs: Vec::with_capacity(USUAL_RUNS),
            summed: 0,
        }
    }

    /// Takes the terms of one pass on the next piece, `number` that of the first place.
    pub(super) fn take(&mut self, pass: usize, number: usize, terms: impl Iterator<Item = Terms>) {
        self.terms.extend(terms);
        self.runs.push(Run { pass, number, end: self.terms.len() });
    }

    /// The terms, run by run.
    pub(super) fn runs(&self) -> impl Iterator<Item = &[Terms]> {
        let starts = std::iter::once(0).chain(self.runs.iter().map(|run| run.end));
        starts.zip(&self.runs).map(|(start, run)| &self.terms[start..run.end])
    }

    /// Sums the terms of a pass that were taken, those between the places that are summed already.
    pub(super) fn halve(&mut self) {
        let total = Total::of(&self.terms[self.summed..]);
        self.step *= 0.5;
        let step = self.step;
        let first = self.summed == 0;
        let mean = |old: &Terms, new: &Terms| {
            std::array::from_fn(|k| if first { step * new[k] } else { 0.5 * old[k] + step * new[k] })
        };
        let (values, sizes) = (mean(&self.values, &total.values), mean(&self.sizes, &total.sizes));
        let change = if first { f64::INFINITY } else { largest_change(&self.values, &values, &sizes) };
        (self.values, self.sizes, self.summed) = (values, sizes, self.terms.len());
        self.changes = [self.changes[1], change];
    }

    /// The sums over each kind of place, all passes together.
    fn parted(&self) -> [Terms; KINDS] {
        let mut parted = [[0.0; SUMS]; KINDS];
        let last = self.runs.last().map_or(0, |run| run.pass);
        for (run, terms) in self.runs.iter().zip(self.runs()) {
            for (number, terms) in (run.number..).zip(terms) {
                // What was between others is odd among all of its pass, and each later pass doubles its number.
                let number = if run.pass == 0 { number } else { 2 * number + 1 } << (last - run.pass);
                let sums = &mut parted[number % KINDS];
                (0..SUMS).for_each(|k| sums[k] += terms[k]);
            }
        }
        parted
    }

    /// What is left of any of the integrals, relative to its size; no more than a part of it where that is not `enough`.
    ///
    /// A last change far below that leaves nothing open, unless something `narrow` may hide from it.
    pub(super) fn left(&self, (enough, rounding): (f64, f64), narrow: bool) -> f64 {
        let left = self.left_by_changes();
        let known = left > enough || !narrow && self.changes[1] < FAR_BELOW * enough;
        if known { left } else { left.max(self.left_by_spectrum(rounding)) }
    }

    /// What the changes of the last two halvings say: they fall ever faster.
    ///
    /// One change alone says no more than itself. That of the first halving is free of what a normal density is missed by, for it
    /// is below `1e-14` at that step already; two changes therefore fall as what is left will.
    fn left_by_changes(&self) -> f64 {
        let [before, last] = self.changes;
        if before.is_finite() && last < before { last * (last / before) } else { last }
    }

    /// What the spectrum of the integrands says.
    ///
    /// The rule of step h errs by twice the Fourier transform of the integrand at `2 pi / h`. The change of the last halving shows
    /// its real part at the half of that, which may vanish by chance; sums over kinds of places show it below. It falls ever slower,
    /// for it is a sum of exponentials, one for each pole, and the nearest pole may be a small one: the slowest fall that is seen
    /// from one eighth to the next is taken to go on for seven of eight. One that hardly falls, above `rounding`, is that of a peak
    /// between the places, of which nothing is known.
    fn left_by_spectrum(&self, rounding: f64) -> f64 {
        let parted = self.parted();
        let left = |k: usize| {
            let [half, before, here, last] = spectrum(std::array::from_fn(|kind| self.step * parted[kind][k]));
            let fall = (here / before).max((before / half).sqrt()).min(1.0);
            let top = last.max(here).max(before * fall) / self.sizes[k];
            if fall > SLOWEST && top > rounding { f64::INFINITY } else { 2.0 * top * fall.powi(7) }
        };
        (0..SUMS).filter(|&k| self.sizes[k] > 0.0).map(left).fold(0.0, f64::max)
    }

    /// The kernel's integrals, and that of the excess, with what is left of all and what was left outside of each.
    pub(super) fn whole(&self, left: f64, outside: Terms) -> (Quadrature<ALL>, Estimate) {
        let error = |k: usize| (left + 4.0 * f64::EPSILON) * self.sizes[k] + outside[k];
        let mut q = Quadrature { evaluations: self.terms.len(), ..Quadrature::NOTHING };
        q.value[..PARTS].copy_from_slice(&self.values[..PARTS]);
        q.absolute[..PARTS].copy_from_slice(&self.sizes[..PARTS]);
        (0..PARTS).for_each(|k| q.error[k] = error(k));
        (q, Estimate::new(self.values[OVER], error(OVER)))
    }
}

fn largest_change(old: &Terms, new: &Terms, sizes: &Terms) -> f64 {
    let change = |k: usize| if sizes[k] > 0.0 { (new[k] - old[k]).abs() / sizes[k] } else { 0.0 };
    (0..SUMS).map(change).fold(0.0, f64::max)
}

/// The sizes of a transform at 4, 6, 7 and 8 sixteenths of `2 pi / h`, from the sums over sixteen kinds of places.
fn spectrum(sums: [f64; KINDS]) -> [f64; 4] {
    let of_eight: [f64; 8] = std::array::from_fn(|i| sums[i] + sums[i + 8]);
    let of_four: [f64; 4] = std::array::from_fn(|i| of_eight[i] + of_eight[i + 4]);
    let b: [f64; 4] = std::array::from_fn(|i| of_eight[i] - of_eight[i + 4]);
    // At 7 sixteenths signs alternate, beside what there is at one.
    let a: [f64; 8] = std::array::from_fn(|i| (sums[i] - sums[i + 8]) * if i % 2 == 0 { 1.0 } else { -1.0 });
    let transforms = [
        (of_four[0] - of_four[2], of_four[1] - of_four[3]),
        (b[0] + FRAC_1_SQRT_2 * (b[3] - b[1]), FRAC_1_SQRT_2 * (b[1] + b[3]) - b[2]),
        (
            a[0] + LONG * (a[1] - a[7]) + FRAC_1_SQRT_2 * (a[2] - a[6]) + SHORT * (a[3] - a[5]),
            a[4] + SHORT * (a[1] + a[7]) + FRAC_1_SQRT_2 * (a[2] + a[6]) + LONG * (a[3] + a[5]),
        ),
        (of_four[0] - of_four[1] + of_four[2] - of_four[3], 0.0),
    ];
    transforms.map(|(real, imaginary): (f64, f64)| (real * real + imaginary * imaginary).sqrt())
}
