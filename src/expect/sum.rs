//! U = V + X, prepared for many thresholds: the two laws, where they vary, and the point that deviations of V are measured from.

use super::{
    beyond::FURTHEST,
    exponential::Exponential,
    landmarks::Landmarks,
    mesh::panels,
    terms::{finite_or_nothing, times},
};
use crate::model::Proxy;
use crate::num::quadrature::{Goal, integrate};
use crate::tail::Law;

/// U = V + X, prepared for many thresholds.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) value: Law,
    pub(super) error: Law,
    pub(super) value_marks: Landmarks,
    pub(super) error_marks: Landmarks,
    /// The mean of V, or where there is none a point in its middle.
    pub(super) centre: f64,
    /// Whether `centre` is the mean.
    pub(super) centred: bool,
    /// Whether V has a part with a density.
    pub(super) dense: bool,
    /// Closed forms, where both laws are made of exponentials.
    pub(super) exponential: Option<Exponential>,
    /// From here on `P(U >= t)` is at most 3/4, so that its complement needs no integral of its own.
    pub(super) beyond: f64,
}

/// What rounding leaves open of a first moment, relative to that of its absolute value.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

impl Sum {
    pub(super) fn new(proxy: &Proxy) -> Self {
        let (value_marks, error_marks) = (Landmarks::of(&proxy.value), Landmarks::of(&proxy.error));
        Self::with(proxy, value_marks, error_marks)
    }

    /// From landmarks that are already known.
    fn with(proxy: &Proxy, value_marks: Landmarks, error_marks: Landmarks) -> Self {
        let (value, error) = (proxy.value.clone(), proxy.error.clone());
        let mean = value.mean().finite().map(|mean| mean.value).filter(|mean| mean.is_finite());
        let centre = mean.unwrap_or_else(|| value.inv_ln_sf(-std::f64::consts::LN_2));
        let dense = has_density(&value);
        let exponential = Exponential::of(&value, &error);
        let beyond = value_marks.upper_half + error_marks.upper_half;
        let centred = mean.is_some();
        Self { dense, value, error, value_marks, error_marks, centre, centred, exponential, beyond }.balanced()
    }

    /// The integrations over V and over X, which share their landmarks.
    pub(super) fn both(proxy: &Proxy) -> (Self, Self) {
        let swapped = Proxy { value: proxy.error.clone(), error: proxy.value.clone() };
        let (value_marks, error_marks) = (Landmarks::of(&proxy.value), Landmarks::of(&proxy.error));
        let over_value = Self::with(proxy, value_marks.clone(), error_marks.clone());
        (over_value, Self::with(&swapped, error_marks, value_marks))
    }

    /// Places the atom that stands for V beyond the panels so that the first moment about the mean is 0, where a tail index
    /// near 1 leaves much of the mean out there.
    fn balanced(mut self) -> Self {
        let index = self.value.tail_class().tail_index();
        if !self.centred || !self.dense || index > 1.1 {
            return self;
        }
        let marks = (&self.value_marks, true);
        let panels = panels(marks, (&self.value_marks, false), 2.0 * self.centre);
        let ranges = panels.iter().map(|panel| panel.range).collect::<Vec<_>>();
        let first = |i: usize, parameter: f64| {
            let node = panels[i].node(parameter, 2.0 * self.centre);
            let ln = node.beside[0]
                .map_or_else(|| self.value.ln_pdf(node.v), |(at, offset)| self.value.ln_pdf_beside(at, offset));
            [times(node.v - self.centre, (finite_or_nothing(ln) + node.jacobian.ln()).exp())]
        };
        let inside = integrate(first, &ranges, Goal::default());
        let atoms: f64 = self.value.atoms().iter().map(|atom| (atom.at - self.centre) * atom.mass).sum();
        let Some((last, others)) = self.value_marks.unreached.split_last_mut() else { return self };
        if last.at > 0.0 && last.ln_mass.exp() > 0.0 {
            let below: f64 = others.iter().map(|lump| (lump.at - self.centre) * lump.ln_mass.exp()).sum();
            let beyond = -(inside.value[0] + atoms + below);
            let moved = beyond - (last.at - self.centre) * last.ln_mass.exp();
            // Less than the integral's own rounding says nothing of what is out there.
            if moved.abs() > inside.error[0] + ROUNDING * inside.absolute[0] {
                last.at = (self.centre + beyond / last.ln_mass.exp()).clamp(FURTHEST, f64::MAX);
            }
        }
        self
    }

    /// The integration over X.
    pub(super) fn swapped(&self) -> Self {
        let proxy = Proxy { value: self.error.clone(), error: self.value.clone() };
        Self::with(&proxy, self.error_marks.clone(), self.value_marks.clone())
    }

    /// The mean of V, or where there is none the point that deviations are measured from.
    pub(super) fn centre(&self) -> f64 {
        self.centre
    }
}

/// Whether a law has a part without atoms.
pub(super) fn has_density(law: &Law) -> bool {
    law.atoms().iter().map(|atom| atom.mass).sum::<f64>() < 1.0 - 1e-12
}
