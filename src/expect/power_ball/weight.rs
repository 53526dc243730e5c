//! The density ratio `((U - tau)^+)^k`, and how much of its moments a level of U carries.

use crate::expect::stretch::Level;

/// A density ratio, by how much of the integrals under it a level of U carries.
pub(in crate::expect) trait Weighs {
    /// Below this nothing counts, and digits relative to what is above count from there on.
    fn from(&self) -> f64;

    /// The size of a place's part in the integrals, as a logarithm, its upper and its lower tail given as logarithms; its scale is
    /// that of one weight only.
    fn ln_size(&self, u: f64, tails: [f64; 2]) -> f64;

    /// The same for what an error of the nearer tail, relative to that, and a gain of 1 count there.
    fn ln_sizes(&self, level: &Level, upper: bool) -> [f64; 2];

    /// The logarithm of the mass that the density ratio holds above a place at the least, if its scale is known.
    fn ln_held(&self, _u: f64, _ln_p: f64) -> f64 {
        f64::NEG_INFINITY
    }
}

/// The density ratio up to its factor.
#[derive(Clone, Copy, Debug)]
pub(in crate::expect) struct Weight {
    /// Where it begins.
    pub(in crate::expect) tau: f64,
    /// Its power.
    pub(in crate::expect) k: f64,
    /// The mean of U, if the weight begins so far below it that it is nearly constant: moments are then taken of what it is not.
    pub(in crate::expect) about: Option<f64>,
}

impl Weighs for Weight {
    fn from(&self) -> f64 {
        if self.about.is_some() { f64::NEG_INFINITY } else { self.tau }
    }

    fn ln_size(&self, u: f64, [ln_p, ln_q]: [f64; 2]) -> f64 {
        let above = u - self.tau;
        match self.about {
            None if above > 0.0 => (self.k + 1.0) * above.ln() + ln_p,
            None => f64::NEG_INFINITY,
            Some(mean) => {
                let (apart, reach) = ((u - mean).abs(), mean - self.tau);
                let ln_tail = if u > mean { ln_p } else { ln_q };
                if above <= 0.0 {
                    return ln_tail + apart.ln() + reach.ln();
                }
                // An integrable pole of the slope counts little.
                ln_tail + 2.0 * apart.ln() + ((self.k - 1.0) * (above / reach).ln()).min(3.0 + 1e3 * self.k)
            }
        }
    }

    fn ln_sizes(&self, level: &Level, upper: bool) -> [f64; 2] {
        let size = self.ln_size(level.u, [level.ln_p, level.ln_q]);
        let (nearer, farther) = if upper { (level.ln_p, level.ln_q) } else { (level.ln_q, level.ln_p) };
        let by_upper = self.about.is_none_or(|mean| level.u > mean);
        // The farther tail is one less the nearer.
        let of_tail = if by_upper == upper || size == f64::NEG_INFINITY { size } else { size + nearer - farther };
        let of_gain = match self.about {
            Some(mean) if size > f64::NEG_INFINITY => {
                size - (level.u - mean).abs().ln() + if by_upper { 0.0 } else { level.ln_p - level.ln_q }
            }
            _ => size,
        };
        [of_tail, of_gain + level.gain.value.abs().ln()]
    }
}
