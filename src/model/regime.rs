//! The limit of E[V | U >= t] and the theorem that gives it (stub).

use super::Proxy;

/// Where E[V | U >= t] goes as t grows.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// To a finite number.
    Finite(f64),
    /// To plus infinity.
    Infinite,
    /// No rule applies: why, in words.
    NotDetermined(String),
}

/// A limit, its rate and its rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// The limit of E[V | U >= t].
    pub limit: Limit,
    /// The leading behaviour, as a formula in t.
    pub rate: String,
    /// The theorem, by id and in words.
    pub rule: String,
}

/// Applies the first rule whose hypotheses hold.
pub fn regime(_proxy: &Proxy) -> Regime {
    unimplemented!()
}
