//! The proxy U = V + X.

use crate::tail::Law;

/// A proxy `U = V + X`: the true value V plus an independent error X.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// The law of the true value V.
    pub value: Law,
    /// The law of the error X.
    pub error: Law,
}
