//! The integrals where X is normal and V an exponential on each of one or two half lines: Mills' ratio says all.
//!
//! Seen from the end of a half line in standard deviations w of X, density times density is proportional to `e^(-z w - w^2/2)`,
//! which has the mass `M(z)` and the mean `h(z) - z`, h the normal hazard. Tails come from that by parts.

use super::{Sums, term::Term};
use crate::num::{
    Estimate,
    special::{ln_mills, ln_normal_sf, normal_mean_excess},
};
use std::f64::consts::TAU;

/// A normal X.
#[derive(Clone, Copy, Debug)]
pub(super) struct Normal {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

/// A half line of V at one threshold.
struct Half<'a> {
    term: &'a Term,
    /// Its end, and the direction away from there.
    end: f64,
    outwards: f64,
    /// The logarithms of the density of V at the end times the tail of X there, and times the integral over both densities.
    ln_tail: f64,
    ln_both: f64,
    z: f64,
    /// The mean of w.
    excess: f64,
    sd: f64,
    /// The sizes of the places that distances are made of.
    places: f64,
    /// What rounding may have moved both logarithms by: of the integral, and of the tail.
    moved: [f64; 2],
}

impl Normal {
    /// Whether V is an exponential on each of a few half lines.
    pub(super) fn serves(value: &[Term]) -> bool {
        value.iter().all(|term| term.low.is_finite() != term.high.is_finite() && term.slope != 0.0)
    }

    fn half<'a>(&self, term: &'a Term, t: f64) -> Half<'a> {
        let (end, outwards) = if term.low.is_finite() { (term.low, 1.0) } else { (term.high, -1.0) };
        let place = (t - end - self.mean) / self.sd;
        let z = -outwards * (term.slope * self.sd + place);
        let ln_level = term.ln_size + term.slope * (end - term.anchor);
        let (ln_sf, excess) = (ln_normal_sf(place), normal_mean_excess(z));
        // Of a factor that is a difference of two large logarithms only the difference is taken.
        let steep = term.slope * self.sd;
        let (factors, slope) = match z < 0.0 {
            true => ([steep * place, 0.5 * steep * steep, ln_normal_sf(z)], steep.abs() + excess + z),
            false => ([-0.5 * place * place, -0.5 * TAU.ln(), ln_mills(z)], place.abs() + excess),
        };
        let places = t.abs() + end.abs() + self.mean.abs();
        let blur = places / self.sd;
        let moved_both = factors.iter().map(|ln| ln.abs()).sum::<f64>() + slope * blur;
        let moved_tail = ln_sf.abs() + (place.max(0.0) + 1.0) * blur;
        Half {
            term,
            end,
            outwards,
            ln_tail: ln_level + ln_sf,
            ln_both: ln_level + factors.iter().sum::<f64>(),
            z,
            excess,
            sd: self.sd,
            places,
            moved: [moved_both, moved_tail].map(|moved| f64::EPSILON * (16.0 + ln_level.abs() + moved)),
        }
    }

    /// The integrals against the density of X, or against its tail.
    pub(super) fn sums(&self, value: &[Term], t: f64, from: f64, tail: bool) -> Option<Sums> {
        let halves = || value.iter().map(|term| self.half(term, t));
        let size = |half: &Half| if tail { half.ln_tail.max(half.ln_both) } else { half.ln_both };
        let ln_unit = halves().map(|half| size(&half)).fold(f64::NEG_INFINITY, f64::max);
        let terms = |half: Half| if tail { half.tails(from, ln_unit) } else { half.both(from, ln_unit) };
        Sums::of(halves().map(terms), ln_unit)
    }
}

impl Half<'_> {
    /// The integrals of 1, of the distance of V from a point and of its square by both densities, in units of `e^ln_unit`.
    fn both(&self, from: f64, ln_unit: f64) -> [Estimate; 3] {
        let (mass, moved) = ((self.ln_both - ln_unit).exp(), self.moved[0]);
        let mean = self.end - from + self.outwards * self.sd * self.excess;
        let blur = 4.0 * f64::EPSILON * (from.abs() + self.sd * self.excess + self.places);
        // h (h - z) of the variance is taken away by what lies beyond the end.
        let (square, taken) = (self.sd * self.sd, self.excess * (self.z + self.excess));
        let second = mean * mean + square * (1.0 - taken);
        let blurred = blur * (2.0 * mean.abs() + blur) + 8.0 * f64::EPSILON * square * (1.0 + taken);
        [
            Estimate::new(mass, mass * moved),
            Estimate::new(mass * mean, mass * (moved * mean.abs() + blur)),
            Estimate::new(mass * second, mass * (moved * second.abs() + blurred)),
        ]
    }

    /// By parts: what a primitive of V's density is at the end, less its integral against the density of X.
    fn tails(&self, from: f64, ln_unit: f64) -> [Estimate; 3] {
        let (apart, edge) = (self.end - from, (self.ln_tail - ln_unit).exp());
        let at_end = [1.0, apart, apart * apart].map(|power| (self.outwards * edge * power, edge * power.abs()));
        let both = self.both(from, ln_unit);
        // A primitive of x^k e^(slope x) is e^(slope x) times the sum of these over the powers of x.
        let rate = 1.0 / self.term.slope;
        let (square, cube) = (rate * rate, rate * rate * rate);
        let primitives = [[rate, 0.0, 0.0], [-square, rate, 0.0], [2.0 * cube, -2.0 * square, rate]];
        primitives.map(|weights| {
            let (mut sum, mut error) = (0.0, 0.0);
            for k in 0..3 {
                sum -= weights[k] * (at_end[k].0 + both[k].value);
                error += weights[k].abs() * (self.moved[1] * at_end[k].1 + both[k].error);
            }
            Estimate::new(sum, error)
        })
    }
}
