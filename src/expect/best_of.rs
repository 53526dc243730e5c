//! Best of n: the value of the draw whose proxy is largest (stub).

use super::Refusal;
use crate::{model::Proxy, num::Estimate, tail::Moment};

/// What the best of n draws is worth.
#[derive(Clone, Debug)]
pub struct BestOf {
    /// The number of draws, real and at least 1.
    pub n: f64,
    /// `E[V of the draw with the largest U]`.
    pub mean_v: Moment,
    /// `E[max U]`.
    pub mean_u: Moment,
    /// `KL(best of n || one draw)` in nats, exact also with atoms.
    pub kl: Estimate,
}

/// The n at which the value of the best of n peaks, and its height.
#[derive(Clone, Debug)]
pub struct Peak {
    /// The best whole n; infinite where the value grows without end.
    pub n: f64,
    /// The value there.
    pub mean_v: Moment,
}

/// The best of n draws.
pub fn best_of(_proxy: &Proxy, _n: f64) -> Result<BestOf, Refusal> {
    unimplemented!()
}

/// The first peak of the value of the best of n over n in `[1, 1e18]`; none if it rises all the way.
pub fn peak(_proxy: &Proxy) -> Result<Option<Peak>, Refusal> {
    unimplemented!()
}
