//! The limit of E[V | U >= t] for independent V and X, and the theorem that gives it.
//!
//! Refuses to guess: where no theorem's hypotheses are met by the tail classes, it says which is missing.

mod exponential;
mod heavy;
mod light;

use super::Proxy;
use crate::num::Estimate;
use crate::tail::{Law, Moment, TailClass};

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
    /// The leading behaviour, as a formula in t; empty where the limit is not determined.
    pub rate: String,
    /// The theorem, by the claim's id and in words.
    pub rule: String,
}

impl Regime {
    fn finite(value: f64, rate: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { limit: Limit::Finite(value), rate: rate.into(), rule: rule.into() }
    }

    fn infinite(rate: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { limit: Limit::Infinite, rate: rate.into(), rule: rule.into() }
    }

    fn unknown(why: impl Into<String>) -> Self {
        Self { limit: Limit::NotDetermined(why.into()), rate: String::new(), rule: "none applies".into() }
    }
}

/// Both summands with what the rules ask of them.
struct Pair<'a> {
    value: &'a Law,
    mean: Estimate,
    v: TailClass,
    x: TailClass,
}

/// Applies the rule for the error's tail class.
///
/// ```
/// use goodhart::{model::{Limit, Proxy, regime}, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let proxy = Proxy { value: law("pareto(3)"), error: law("pareto(2)") };
/// let Limit::Finite(limit) = regime(&proxy).limit else { panic!() };
/// assert!((limit - 3.0).abs() < 1e-12);
/// ```
pub fn regime(proxy: &Proxy) -> Regime {
    let (value, error) = (&proxy.value, &proxy.error);
    let (v, x) = (value.tail_class(), error.tail_class());
    let mean = match value.mean() {
        Moment::Finite(mean) => mean,
        Moment::Infinite => {
            return Regime::infinite("inf for every t", "the mean of V is infinite, so that of V given U >= t is too");
        }
        Moment::Undefined if x != TailClass::SlowlyVarying => {
            return Regime::infinite(
                "inf for every t",
                "the upper tail of V has an infinite mean; the lower one is weighted by the tail of X",
            );
        }
        _ => return Regime::unknown("V has no finite mean from above"),
    };
    if value.spec() == error.spec() {
        // E[V | U] = U/2 by symmetry.
        return exchangeable(value);
    }
    let pair = Pair { value, mean, v, x };
    match x {
        TailClass::Bounded => light::bounded_error(&pair, error.support().high),
        TailClass::SuperExponential { .. } => light::super_exponential_error(&pair),
        TailClass::Exponential { .. } => exponential::error(&pair),
        _ => heavy::error(&pair),
    }
}

/// V and X of one law.
fn exchangeable(value: &Law) -> Regime {
    let rule = "V and X have one law, so E[V | U >= t] = E[U | U >= t]/2 by symmetry";
    if value.tail_class() == TailClass::Bounded {
        return Regime::finite(value.support().high, "sup V as t reaches sup U", rule);
    }
    let rate = match value.tail_class() {
        TailClass::RegularlyVarying { index, .. } => format!("{} t", 0.5 * index / (index - 1.0)),
        _ => "t/2".into(),
    };
    Regime::infinite(rate, rule)
}
