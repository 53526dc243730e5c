//! Mills' ratio of Student's t, the survival function over the density: by the continued fraction of the incomplete beta function,
//! and where its index is not large by Chebyshev series of that.

use crate::num::{
    chebyshev::{Nodes, Series},
    special::beta_inc_fraction,
};
use std::sync::LazyLock;

/// Mills' ratio at `t >= 0`, in terms of `outside = nu/(nu + t^2)` and `inside = t^2/(nu + t^2)`.
#[derive(Debug)]
pub(super) struct Mills {
    nu: f64,
    /// `f(0)`.
    peak: f64,
    series: Option<Box<Pieces>>,
}

/// The ratio on both sides of `t = sqrt(nu)`.
#[derive(Debug)]
struct Pieces {
    /// Below, by the square root of `inside`.
    below: Series<BELOW, 1>,
    /// Above, divided by t, by `outside`.
    above: Series<ABOVE, 1>,
}

const BELOW: usize = 32;
const ABOVE: usize = 22;
/// What the last terms may come to, beside the first.
const RESOLVED: f64 = 5e-15;

static NODES: LazyLock<(Nodes<BELOW>, Nodes<ABOVE>)> = LazyLock::new(Default::default);

impl Mills {
    pub(super) fn new(nu: f64, peak: f64) -> Self {
        let plain = Self { nu, peak, series: None };
        Self { series: plain.pieces().map(Box::new), ..plain }
    }

    /// The ratio at t, with both arguments to their last digit.
    pub(super) fn at(&self, t: f64, outside: f64, inside: f64) -> f64 {
        match &self.series {
            None => self.by_fraction(t, outside, inside),
            Some(series) if outside <= 0.5 => t * series.above.at(4.0 * outside - 1.0)[0],
            Some(series) => series.below.at(8f64.sqrt() * inside.sqrt() - 1.0)[0],
        }
    }

    fn by_fraction(&self, t: f64, outside: f64, inside: f64) -> f64 {
        let a = 0.5 * self.nu;
        if outside < (a + 1.0) / (a + 2.5) {
            // t f is the power term of the incomplete beta function, and the rest of it the continued fraction.
            return 0.5 * t / beta_inc_fraction(a, 0.5, outside, inside);
        }
        let density = self.peak * outside.powf(a + 0.5);
        // P(|T| <= t), by the fraction of the complement.
        let within = t * density / beta_inc_fraction(0.5, a, inside, outside);
        0.5 * (1.0 - within) / density
    }

    /// The series, if they are short enough.
    fn pieces(&self) -> Option<Pieces> {
        let (below, above) = (&NODES.0, &NODES.1);
        let at = |inside: f64| {
            let outside = 1.0 - inside;
            (self.nu * inside / outside).sqrt()
        };
        let lower = below.on(0.0, 0.5f64.sqrt()).map(|root| {
            let inside = root * root;
            [self.by_fraction(at(inside), 1.0 - inside, inside)]
        });
        let upper = above.on(0.0, 0.5).map(|outside| {
            let t = at(1.0 - outside);
            [self.by_fraction(t, outside, 1.0 - outside) / t]
        });
        let pieces = Pieces { below: below.series(&lower), above: above.series(&upper) };
        let resolved = |rest: f64, value: f64| rest <= RESOLVED * value;
        let fits = resolved(pieces.below.rest()[0], pieces.below.at(1.0)[0])
            && resolved(pieces.above.rest()[0], pieces.above.at(-1.0)[0]);
        fits.then_some(pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::special::ln_beta;

    #[test]
    fn the_series_and_the_fraction_agree() {
        for nu in [0.1, 0.5, 1.0, 2.0, 3.3, 10.0] {
            let mills = Mills::new(nu, (-ln_beta(0.5 * nu, 0.5)).exp() / f64::sqrt(nu));
            assert!(mills.series.is_some(), "{nu}");
            for t in [0.0, 1e-9, 0.1, 0.7, 1.0, 1.7, 3.0, 5.4, 5.6, 20.0, 1e3, 1e8] {
                let (outside, inside) = (nu / (nu + t * t), t * t / (nu + t * t));
                let (quick, plain) = (mills.at(t, outside, inside), mills.by_fraction(t, outside, inside));
                assert!((quick / plain - 1.0).abs() < 5e-15, "nu = {nu}, t = {t}: {quick} {plain}");
            }
        }
    }
}
