//! Conditioning on a high proxy (stub).

use super::Refusal;
use crate::{model::Proxy, num::Estimate, tail::Moment};

/// What is known of V and U given that the proxy reaches t.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// The threshold.
    pub t: f64,
    /// `ln P(U >= t)`.
    pub ln_p: Estimate,
    /// `E[V | U >= t]`.
    pub mean_v: Moment,
    /// `E[V | U = t]`, if U has a density or an atom at t.
    pub mean_v_at: Option<Moment>,
    /// `E[U | U >= t]`.
    pub mean_u: Moment,
}

/// Conditions on `U >= t`.
pub fn above(_proxy: &Proxy, _t: f64) -> Result<Conditional, Refusal> {
    unimplemented!()
}
