//! Inversion of a Laplace transform that is analytic in the plane cut along the negative axis, with relative accuracy in
//! both tails.
//!
//! Refuses: a transform known only to the right of its abscissa, and a value on which two contours disagree.

mod bromwich;
mod lip;
mod quantile;

pub use quantile::{Scale, Side, quantile};

use super::{Estimate, logs::ln_1m_exp};
use num_complex::Complex64;
use std::fmt;

/// `ln E e^{-sY}` for a variable Y, in the plane cut along the negative axis.
pub trait Transform: fmt::Debug + Send + Sync {
    /// The logarithm at s off the cut, on any branch; `ln_s` is the principal logarithm of s, which tells where s underflows.
    fn ln(&self, s: Complex64, ln_s: Complex64) -> Complex64;
    /// `K = ln E e^{-sY}`, `s K'` and `s^2 K''` at `s > 0`.
    fn ln_real(&self, s: f64, ln_s: f64) -> [f64; 3];
    /// The transform on the upper lip of the cut, at `s = r e^{i pi}`.
    fn lip(&self, r: f64, ln_r: f64) -> Lip;
    /// The absolute error of the logarithm at distance `|s|` from 0, in roundings of 1, beyond a few roundings of the logarithm itself.
    fn noise(&self, _size: f64) -> f64 {
        0.0
    }
}

/// A transform on the upper lip of the cut.
#[derive(Clone, Copy, Debug)]
pub struct Lip {
    /// The logarithm of its modulus.
    pub ln_modulus: f64,
    /// Minus its argument, with relative accuracy near 0.
    pub angle: f64,
    /// The logarithm of that, also where it underflows.
    pub ln_angle: f64,
    /// The derivative of `ln_modulus` by the logarithm of the distance from 0.
    pub rise: f64,
}

/// The law of Y at one place.
#[derive(Clone, Copy, Debug)]
pub struct Inverted {
    /// `ln P(Y <= y)`.
    pub ln_cdf: Estimate,
    /// `ln P(Y > y)`.
    pub ln_sf: Estimate,
    /// The logarithm of the density.
    pub ln_pdf: Estimate,
}

/// A way through the plane.
#[derive(Clone, Copy, Debug)]
pub struct Contour {
    /// The angle by which the far end of a path turns from the vertical.
    tilt: f64,
    /// How far from the saddle the path crosses the axis, in widths of the saddle.
    crossing: f64,
    /// The phase of the transform at which a path leaves the lip.
    phase: f64,
    /// Steps of the rules, relative to the usual.
    step: f64,
    /// Survival functions below this are found along the lip.
    rare: f64,
}

/// Two contours that share no node, and between their limits of rarity not even the kind of path.
pub const CONTOURS: [Contour; 2] = [
    Contour { tilt: 0.35, crossing: 0.0, phase: 1.0, step: 1.0, rare: 0.02 },
    Contour { tilt: 0.5, crossing: 0.2, phase: 0.6, step: 0.83, rare: 0.25 },
];

/// The law of Y at y over one contour; its errors are those of rounding.
pub fn inverted(transform: &dyn Transform, y: f64, contour: &Contour) -> Inverted {
    let below = bromwich::lower(transform, y, contour);
    let ln_cdf = below.ln_mass();
    if ln_cdf.value <= (-contour.rare).ln_1p() {
        return Inverted { ln_cdf, ln_sf: complement(ln_cdf), ln_pdf: below.ln_density() };
    }
    let above = lip::upper(transform, y, contour);
    let ln_sf = above.ln_mass();
    Inverted { ln_cdf: complement(ln_sf), ln_sf, ln_pdf: above.ln_density() }
}

/// The law of Y at y over both contours: each error is their difference and the rounding in each.
///
/// ```
/// use goodhart::num::{inversion::agreed, special::ExponentialIntegral};
/// // A time with survival function t^-3, less 1: P(Y > 1) = 1/8.
/// let law = agreed(&ExponentialIntegral::new(3.0), 1.0);
/// assert!((law.ln_sf.value + 8f64.ln()).abs() <= law.ln_sf.error && law.ln_sf.error < 1e-13);
/// ```
pub fn agreed(transform: &dyn Transform, y: f64) -> Inverted {
    let [one, other] = CONTOURS.map(|contour| inverted(transform, y, &contour));
    let both = |a: Estimate, b: Estimate| Estimate::new(a.value, (a.value - b.value).abs() + a.error.max(b.error));
    Inverted {
        ln_cdf: both(one.ln_cdf, other.ln_cdf),
        ln_sf: both(one.ln_sf, other.ln_sf),
        ln_pdf: both(one.ln_pdf, other.ln_pdf),
    }
}

/// `ln(1 - e^a)`.
fn complement(a: Estimate) -> Estimate {
    // Rounding may leave a certainty a little above 0.
    let value = ln_1m_exp(a.value.min(0.0));
    Estimate::new(value, a.error * (a.value - value).exp() + f64::EPSILON * value.abs())
}

/// A probability and the density as sums over a path, both over `e^ln_scale`.
///
/// Paths are measured in a unit of their own, so that products of places stay within f64 where the places do.
#[derive(Clone, Copy, Debug)]
struct Sums {
    ln_scale: f64,
    /// The logarithm of the unit of s: the density is over the unit.
    ln_unit: f64,
    mass: f64,
    density: f64,
    /// The sums of the sizes of the terms.
    absolute: [f64; 2],
    /// The size of the terms in the exponents: their rounding is that of every term.
    exponent: f64,
}

impl Sums {
    fn new(ln_scale: f64, ln_unit: f64, exponent: f64) -> Self {
        Self { ln_scale, ln_unit, mass: 0.0, density: 0.0, absolute: [0.0; 2], exponent }
    }

    fn add(&mut self, mass: f64, density: f64, sizes: [f64; 2]) {
        self.mass += mass;
        self.density += density;
        self.absolute[0] += sizes[0];
        self.absolute[1] += sizes[1];
    }

    /// Whether terms of these sizes are nothing beside the sums.
    fn dwarf(&self, sizes: [f64; 2]) -> bool {
        sizes[0] <= 1e-17 * self.absolute[0] && sizes[1] <= 1e-17 * self.absolute[1]
    }

    fn ln_mass(&self) -> Estimate {
        self.ln_of(self.ln_scale, self.mass, self.absolute[0])
    }

    fn ln_density(&self) -> Estimate {
        self.ln_of(self.ln_scale + self.ln_unit, self.density, self.absolute[1])
    }

    fn ln_of(&self, ln_scale: f64, value: f64, absolute: f64) -> Estimate {
        let ln = ln_scale + value.ln();
        let relative = f64::EPSILON * (4.0 + self.exponent) * absolute / value;
        Estimate::new(ln, relative + f64::EPSILON * ln.abs())
    }
}
