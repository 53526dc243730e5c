//! The law of a total that is one of the catalogue's: that of a single step, or of steps whose sums are known.
//!
//! Refuses: means of 1/T and of ln T that are decided nearer to 0, or further out, than the law is known.

use super::images::{Inverse, Logarithm};
use crate::{
    expect::Refusal,
    model::Task,
    num::{
        Estimate,
        inversion::{Inverted, Side},
        logs::ln_1m_exp,
    },
    tail::{Law, Moment, Tail},
};

/// What a closed form loses of a probability or of a density, relatively, beside what its logarithm loses in roundings of its own.
const LOST: f64 = 128.0 * f64::EPSILON;
const ROUNDINGS: f64 = 16.0 * f64::EPSILON;
/// A law is narrow if nine tenths of it are within this part of its median.
const NARROW: f64 = 1e-3;
/// Logarithms of levels nearer than this, in units of 1 and of their size, are those of one level.
const TIE: f64 = 2.0 * f64::EPSILON;
/// What a law may miss of its own tails, at most, where it is less sure of its density.
const SURE_TO: f64 = 1e-12;

/// The law of T.
#[derive(Clone, Debug)]
pub(super) struct ClosedTotal {
    law: Law,
    /// That of the median.
    size: f64,
}

impl ClosedTotal {
    /// The total of a task of one step, or of steps of one law with a closed sum; none for others, nor for a law so narrow beside its
    /// place that its own form takes as many terms as there are scales between.
    pub(super) fn of(task: &Task) -> Option<Self> {
        let law = match (task.single(), task.groups()) {
            (Some(step), _) => step.clone(),
            (None, [group]) => group.step.sum_of(group.count as f64)?,
            _ => return None,
        };
        let [lower, median, upper] = [0.1, std::f64::consts::LN_2, 2.3].map(|depth| law.inv_ln_sf(-depth));
        let size = median.abs();
        if upper - lower < NARROW * size && law.atoms().is_empty() {
            return None;
        }
        Some(Self { size: if size.is_finite() { size } else { 0.0 }, law })
    }

    /// What totals are measured from: the lower end, if there is one.
    pub(super) fn origin(&self) -> f64 {
        let low = self.law.support().low;
        if low.is_finite() { low } else { 0.0 }
    }

    /// The law of T at x.
    pub(super) fn at(&self, x: f64) -> Inverted {
        let place = f64::EPSILON * (x.abs() + self.moved());
        self.known((x, place), [self.law.ln_cdf(x), self.law.ln_sf(x), self.law.ln_pdf(x)])
    }

    /// The law of T at `origin + y`.
    pub(super) fn beyond_origin(&self, y: f64) -> Inverted {
        let (law, x) = (&self.law, self.origin() + y);
        if self.origin() == 0.0 || y < 0.0 {
            return self.at(x);
        }
        self.known((x, f64::EPSILON * y), [law.ln_cdf_above_low(y), law.ln_sf(x), law.ln_pdf_above_low(y)])
    }

    /// The logarithms with their errors: the larger probability has its error from the smaller, and the density from its slope.
    fn known(&self, (x, place): (f64, f64), [ln_cdf, ln_sf, ln_pdf]: [f64; 3]) -> Inverted {
        let smaller = ln_cdf.min(ln_sf);
        let of_smaller = self.of_tail(smaller) + finite(place * (ln_pdf - smaller).exp());
        let tail = |ln: f64| {
            let passed_on = if ln == smaller { 1.0 } else { (smaller - ln).exp() };
            Estimate::new(ln, if ln.is_finite() { of_smaller * passed_on + 4.0 * f64::EPSILON * ln.abs() } else { 0.0 })
        };
        let slope = finite(place * self.law.score(x).abs());
        let sizes = ln_pdf.abs() + if ln_sf.is_finite() { ln_sf.abs() } else { 0.0 };
        let of_pdf = LOST + self.law.pdf_accuracy() + ROUNDINGS * sizes + slope;
        let ln_pdf = Estimate::new(ln_pdf, if ln_pdf.is_finite() { of_pdf } else { 0.0 });
        Inverted { ln_cdf: tail(ln_cdf), ln_sf: tail(ln_sf), ln_pdf }
    }

    /// What the law may miss of a probability, relatively.
    fn of_tail(&self, ln_p: f64) -> f64 {
        LOST + self.law.pdf_accuracy().min(SURE_TO) + if ln_p.is_finite() { ROUNDINGS * ln_p.abs() } else { 0.0 }
    }

    /// The size of what places are known beside: that of the lower end, of the median where there is none.
    fn moved(&self) -> f64 {
        let low = self.law.support().low;
        if low.is_finite() { low.abs() } else { self.size }
    }

    /// A quantile, with what the law may miss of the level and the rounding of the place.
    pub(super) fn quantile(&self, side: Side, ln_p: f64) -> Estimate {
        let x = self.inverse(side, ln_p);
        let smaller = ln_p.min(ln_1m_exp(ln_p));
        let level = self.of_tail(smaller) * (smaller - self.law.ln_pdf(x)).exp();
        let place = 4.0 * f64::EPSILON * (x.abs() + self.moved());
        match self.reached_but_for_rounding(side, ln_p) {
            Some(first) if self.nothing_between(first, x) => Estimate::new(first, 4.0 * f64::EPSILON * first.abs()),
            _ => Estimate::new(x, finite(level) + place),
        }
    }

    /// Whether there is a gap between two places, the first of which may be an atom.
    fn nothing_between(&self, from: f64, to: f64) -> bool {
        from < to && self.law.ln_pdf(0.5 * (from + to)) == f64::NEG_INFINITY
    }

    fn inverse(&self, side: Side, ln_p: f64) -> f64 {
        match side {
            Side::Lower => self.law.inv_ln_cdf(ln_p),
            Side::Upper => self.law.inv_ln_sf(ln_p),
        }
    }

    /// The first place whose level is the asked one but for the rounding of logarithms: an atom, or the end of a gap.
    fn reached_but_for_rounding(&self, side: Side, ln_p: f64) -> Option<f64> {
        let tie = TIE * (1.0 + ln_p.abs());
        let (nudged, level): (f64, fn(&Law, f64) -> f64) = match side {
            Side::Lower => (ln_p - tie, |law, x| law.ln_cdf(x)),
            Side::Upper => ((ln_p + tie).min(0.0), |law, x| law.ln_sf(x)),
        };
        let first = self.inverse(side, nudged);
        ((level(&self.law, first) - ln_p).abs() <= 2.0 * tie).then_some(first)
    }

    /// `E[1/T]`, for a T that is positive and has one.
    pub(super) fn mean_inverse(&self) -> Result<Moment, Refusal> {
        self.known_mean(Inverse::of(&self.law).map(|image| image.mean()), "E[1/T]")
    }

    /// `E[ln T]`, likewise.
    pub(super) fn mean_ln(&self) -> Result<Moment, Refusal> {
        self.known_mean(Logarithm::of(&self.law).map(|image| image.mean()), "E[ln T]")
    }

    fn known_mean(&self, mean: Option<Moment>, what: &str) -> Result<Moment, Refusal> {
        let known = mean.filter(|mean| mean.finite().is_none_or(|at| at.value.is_finite() && at.error.is_finite()));
        known.ok_or_else(|| Refusal(format!("{what} of {} is decided nearer to 0 than the law is known", self.law)))
    }
}

/// What has no bound is left out.
fn finite(error: f64) -> f64 {
    if error.is_finite() { error } else { 0.0 }
}
