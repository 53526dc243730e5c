//! The terms of the integrals over V: their logarithms, the scales taken out of them, and differences that do not cancel.

use crate::tail::Law;

/// One term: a place v with its logarithmic weight, and the error's three functions at t - v.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub(super) v: f64,
    pub(super) ln_weight: f64,
    pub(super) ln_sf: f64,
    pub(super) ln_cdf: f64,
    pub(super) ln_pdf: f64,
    /// Whether the error has an atom at exactly t - v, which counts as reached.
    pub(super) tie: bool,
}

impl Term {
    /// How large the logarithms are where the integrand is not negligible.
    pub(super) fn depth(&self, scale: &Scale) -> f64 {
        if self.ln_weight + self.ln_sf < scale.reached - 40.0 || !self.ln_weight.is_finite() {
            return 0.0;
        }
        self.ln_weight.abs() + self.ln_sf.abs()
    }
}

pub(super) struct Sample {
    pub(super) panel: usize,
    pub(super) ln_jacobian: f64,
    pub(super) term: Term,
}

/// The largest logarithms of the three kinds of integrand, taken out of the exponentials.
pub(super) struct Scale {
    pub(super) reached: f64,
    pub(super) density: f64,
    pub(super) missed: f64,
}

impl Scale {
    pub(super) fn of<'a>(terms: impl Iterator<Item = &'a Term>) -> Self {
        let mut scale = Self { reached: f64::NEG_INFINITY, density: f64::NEG_INFINITY, missed: f64::NEG_INFINITY };
        for term in terms {
            scale.reached = scale.reached.max(term.ln_weight + term.ln_sf);
            scale.density = scale.density.max(term.ln_weight + term.ln_pdf);
            scale.missed = scale.missed.max(term.ln_weight + term.ln_cdf);
        }
        scale
    }

    pub(super) fn reached(&self, ln: f64) -> f64 {
        exp_above(ln, self.reached)
    }

    pub(super) fn density(&self, ln: f64) -> f64 {
        exp_above(ln, self.density)
    }

    pub(super) fn missed(&self, ln: f64) -> f64 {
        exp_above(ln, self.missed)
    }
}

fn exp_above(ln: f64, top: f64) -> f64 {
    if ln == f64::NEG_INFINITY || top == f64::NEG_INFINITY { 0.0 } else { (ln - top).exp() }
}

/// The error's functions at t minus the centre, subtracted so that deviations do not cancel.
pub(super) struct Reference {
    pub(super) t: f64,
    pub(super) ln_sf: f64,
    pub(super) ln_pdf: f64,
}

impl Reference {
    pub(super) fn of(error: &Law, at: f64) -> Self {
        Self { t: at, ln_sf: error.ln_sf(at), ln_pdf: finite_or_nothing(error.ln_pdf(at)) }
    }

    /// `S(t - v) - S(t - m)` as (factor, logarithm of the size that it multiplies).
    pub(super) fn sf_gain(&self, error: &Law, term: &Term, offset: f64) -> (f64, f64) {
        gain(term.ln_sf, self.ln_sf, || if term.tie { f64::NAN } else { error.ln_sf_ratio(self.t, offset) })
    }

    /// `f(t - v) - f(t - m)`, likewise.
    pub(super) fn pdf_gain(&self, error: &Law, ln_here: f64, offset: f64) -> (f64, f64) {
        gain(ln_here, self.ln_pdf, || error.ln_pdf_ratio(self.t, offset))
    }
}

/// `e^here - e^there` as a factor in [-1, 1] and the logarithm of the larger.
fn gain(here: f64, there: f64, precise: impl Fn() -> f64) -> (f64, f64) {
    if here == there && here.is_infinite() {
        return (0.0, f64::NEG_INFINITY);
    }
    let direct = here - there;
    // A survival function of exactly 1 leaves nothing to cancel.
    let cancels = direct.abs() < 0.03 && here != 0.0 && there != 0.0;
    let ratio = if cancels { precise() } else { direct };
    let ratio = if ratio.is_nan() { direct } else { ratio };
    if ratio >= 0.0 { (-(-ratio).exp_m1(), here) } else { (ratio.exp_m1(), there) }
}

/// A density is infinite at single points only, which carry nothing.
pub(super) fn finite_or_nothing(ln: f64) -> f64 {
    if ln == f64::INFINITY || ln.is_nan() { f64::NEG_INFINITY } else { ln }
}

/// A product in which a vanishing weight wins over an infinite offset.
pub(super) fn times(offset: f64, weight: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { offset * weight }
}
