//! The Laplace transform of a law in the plane cut along the negative axis, where it is known in closed form.
//!
//! Refuses: laws whose transform is known only to the right of its abscissa.

use crate::num::{
    inversion::{Lip, Transform},
    logs::ln_sum_exp,
};
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

    /// That of the sum of independent variables.
    pub fn joined(mut parts: Vec<Self>) -> Self {
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::new(parts.iter().map(Self::origin).sum(), Joined(parts)),
        }
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

/// A sum of independent variables.
#[derive(Debug)]
struct Joined(Vec<Laplace>);

impl Transform for Joined {
    fn ln(&self, s: Complex64, ln_s: Complex64) -> Complex64 {
        self.0.iter().map(|part| part.ln(s, ln_s)).sum()
    }

    fn ln_real(&self, s: f64, ln_s: f64) -> [f64; 3] {
        let terms = self.0.iter().map(|part| part.ln_real(s, ln_s));
        terms.fold([0.0; 3], |sums, terms| std::array::from_fn(|k| sums[k] + terms[k]))
    }

    fn lip(&self, r: f64, ln_r: f64) -> Lip {
        let lips: Vec<Lip> = self.0.iter().map(|part| part.lip(r, ln_r)).collect();
        let sum = |of: fn(&Lip) -> f64| lips.iter().map(of).sum();
        let ln_angles: Vec<f64> = lips.iter().map(|lip| lip.ln_angle).collect();
        Lip {
            ln_modulus: sum(|lip| lip.ln_modulus),
            angle: sum(|lip| lip.angle),
            ln_angle: ln_sum_exp(&ln_angles),
            rise: sum(|lip| lip.rise),
        }
    }

    fn noise(&self, size: f64) -> f64 {
        self.0.iter().map(|part| part.noise(size)).sum()
    }
}
