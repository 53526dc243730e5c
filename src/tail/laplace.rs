//! The Laplace transform of a law in the plane cut along the negative axis, where it is known in closed form.
//!
//! Refuses: laws whose transform is known only to the right of its abscissa.

use crate::num::inversion::{Lip, Transform};
use num_complex::Complex64;
use std::sync::Arc;

/// `E exp(-s (T - origin))` for the sum T of `count` independent copies of a law.
#[derive(Clone, Debug)]
pub struct Laplace {
    origin: f64,
    scale: f64,
    count: f64,
    base: Arc<dyn Transform>,
}

impl Laplace {
    /// The transform of Y, of a law that is that of `Y + origin`.
    pub fn new(origin: f64, base: impl Transform + 'static) -> Self {
        Self { origin, scale: 1.0, count: 1.0, base: Arc::new(base) }
    }

    /// What is taken from T.
    pub fn origin(&self) -> f64 {
        self.origin
    }

    /// That of `factor T`, for a factor above 0.
    pub fn scaled(self, factor: f64) -> Self {
        Self { origin: factor * self.origin, scale: factor * self.scale, ..self }
    }

    /// That of `T + by`.
    pub fn shifted(self, by: f64) -> Self {
        Self { origin: self.origin + by, ..self }
    }

    /// That of the sum of `count` independent copies of T.
    pub fn summed(self, count: f64) -> Self {
        Self { origin: count * self.origin, count: count * self.count, ..self }
    }
}

impl Transform for Laplace {
    fn ln(&self, s: Complex64, ln_s: Complex64) -> Complex64 {
        self.base.ln(s * self.scale, ln_s + self.scale.ln()) * self.count
    }

    fn ln_real(&self, s: f64, ln_s: f64) -> [f64; 3] {
        let Self { scale, count, .. } = *self;
        self.base.ln_real(s * scale, ln_s + scale.ln()).map(|term| count * term)
    }

    fn lip(&self, r: f64, ln_r: f64) -> Lip {
        let Self { scale, count, .. } = *self;
        let lip = self.base.lip(r * scale, ln_r + scale.ln());
        Lip {
            ln_modulus: count * lip.ln_modulus,
            angle: count * lip.angle,
            ln_angle: count.ln() + lip.ln_angle,
            rise: count * lip.rise,
        }
    }

    fn noise(&self, size: f64) -> f64 {
        self.count * self.base.noise(size * self.scale)
    }
}
