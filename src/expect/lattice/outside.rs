//! Bounds of the integrals over what is too far out for the lattice to be trusted with.

use super::{
    super::{
        kernel::{DENSITY, EXCESS, EXCESS_AT, Kernel, MISSED, REACHED, SECOND},
        origin::Origin,
    },
    Lattice,
    sums::{OVER, SUMS, Terms},
};
use std::f64::consts::TAU;

/// What lies further out is bounded in steps of this ratio.
const RATIO: f64 = 1.25;
/// Logarithms this far below an integral are those of nothing.
const NOTHING: f64 = 60.0;

impl Lattice<'_> {
    /// The logarithm of the least of the integrals that are wanted, by their sizes; none if one of them shows nothing.
    fn least(&self, sizes: &Terms) -> Option<f64> {
        let Kernel { wanted, scale, .. } = &self.kernel;
        let parts = [
            (true, REACHED, scale.reached),
            (true, EXCESS, scale.reached),
            (wanted.density, DENSITY, scale.density),
            (wanted.at, EXCESS_AT, scale.density),
        ];
        let wanted = parts.into_iter().filter(|part| part.0);
        let least = wanted.map(|(_, k, scale)| sizes[k].ln() + scale).fold(f64::INFINITY, f64::min);
        least.is_finite().then_some(least)
    }

    /// Bounds of the integrals over what is too far out for the lattice to be trusted with; none if an integral shows nothing.
    pub(super) fn outside(&self, sizes: &Terms) -> Option<Terms> {
        let Self { kernel, sd, .. } = self;
        let least = self.least(sizes)?;
        let top = self.ln_outside(least, |place| kernel.error.ln_sf(kernel.t - kernel.mean - place * sd));
        let near = ln_weight_beyond(self.clear);
        let bound = |ln: f64, scale: f64| (ln - scale).exp();
        let mut outside = [0.0; SUMS];
        outside[REACHED] = bound(top, kernel.scale.reached);
        outside[EXCESS] = outside[REACHED] * sd;
        if self.over {
            // The integrated tail is that of what X has further out, and at least as heavy.
            let ln_integral = |place: f64| kernel.error.ln_upper_integral(kernel.t - kernel.mean - place * sd);
            outside[OVER] = bound(self.ln_outside(least, ln_integral), kernel.scale.reached);
        }
        if kernel.wanted.second {
            outside[SECOND] = outside[EXCESS] * sd;
        }
        if kernel.wanted.density {
            outside[DENSITY] = bound(top, kernel.scale.density) / sd;
        }
        if kernel.wanted.at {
            // About the mean of V the density of X there counts as well, wherever V is.
            let there = if matches!(kernel.at, Origin::Mean { .. }) { kernel.ln_pdf } else { f64::NEG_INFINITY };
            outside[EXCESS_AT] = outside[DENSITY] * sd + bound(near + there, kernel.scale.density) * sd;
        }
        if kernel.wanted.missed {
            outside[MISSED] = bound(near, kernel.scale.missed);
        }
        Some(outside)
    }

    /// The logarithm of a bound of what is far out: from one place to the next V weighs at most as much as at the nearer one, and
    /// what X has to add rises to its level at the further one.
    fn ln_outside(&self, least: f64, level: impl Fn(f64) -> f64) -> f64 {
        let (mut place, mut top) = (self.clear, f64::NEG_INFINITY);
        loop {
            let (ln_weight, next) = (ln_weight_beyond(place), RATIO * place);
            if ln_weight < least - NOTHING {
                return top;
            }
            top = top.max(ln_weight + level(next));
            place = next;
        }
    }
}

/// The logarithm of what a standard normal law has beyond z, second moments included, for more than one step of the bound.
fn ln_weight_beyond(z: f64) -> f64 {
    (4.0 * (1.0 + z * z)).ln() - 0.5 * (z * z + TAU.ln())
}
