//! The density ratio `((U - tau)^+)^k`, and how much of its moments a level of U carries.

use crate::expect::stretch::Level;

/// The density ratio up to its factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    /// Where it begins.
    pub(super) tau: f64,
    /// Its power.
    pub(super) k: f64,
    /// The mean of U, if the weight begins so far below it that it is nearly constant: moments are then taken of what it is not.
    pub(super) about: Option<f64>,
}

impl Weight {
    /// Below this nothing counts, and digits relative to what is above count from there on.
    pub(super) fn from(&self) -> f64 {
        if self.about.is_some() { f64::NEG_INFINITY } else { self.tau }
    }

    /// The size of a level's part in the moments, as a logarithm; its scale is that of one weight only.
    pub(super) fn ln_size(&self, level: &Level) -> f64 {
        let above = level.u - self.tau;
        match self.about {
            None if above > 0.0 => (self.k + 1.0) * above.ln() + level.ln_p,
            None => f64::NEG_INFINITY,
            Some(mean) => {
                let (apart, reach) = ((level.u - mean).abs(), mean - self.tau);
                let ln_tail = if level.u > mean { level.ln_p } else { level.ln_q };
                if above <= 0.0 {
                    return ln_tail + apart.ln() + reach.ln();
                }
                // An integrable pole of the slope counts little.
                ln_tail + 2.0 * apart.ln() + ((self.k - 1.0) * (above / reach).ln()).min(3.0 + 1e3 * self.k)
            }
        }
    }
}
