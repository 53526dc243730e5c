//! The limit of E[V | U >= t] for independent V and X, and the theorem that gives it.
//!
//! Refuses to guess: where no theorem's hypotheses are met by the tail classes, it says which is missing.

mod exponential;
mod form;
mod heavy;
mod light;

pub use form::Form;

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
    /// To minus infinity, or at it for every t: the lower tail of V has no mean, and X is heavy.
    NegativeInfinite,
    /// No rule applies: why, in words.
    NotDetermined(String),
}

/// A limit, its rate and its rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// The limit of E[V | U >= t].
    pub limit: Limit,
    /// The leading behaviour of E[V | U >= t]: the limit itself where that is finite; none where the tail classes
    /// do not give it, or where E[V | U >= t] is infinite for every t.
    pub leading: Option<Form>,
    /// The term of second order, where it is known.
    pub next: Option<Form>,
    /// Both in words; empty where the limit is not determined.
    pub rate: String,
    /// The theorem, by the claim's id and in words.
    pub rule: String,
}

impl Regime {
    fn finite(value: f64, rule: impl Into<String>) -> Self {
        let leading = Form::constant(value);
        Self {
            limit: Limit::Finite(value),
            leading: Some(leading),
            next: None,
            rate: leading.to_string(),
            rule: rule.into(),
        }
    }

    fn infinite(leading: Form, rule: impl Into<String>) -> Self {
        let rate = leading.to_string();
        Self { limit: Limit::Infinite, leading: Some(leading), next: None, rate, rule: rule.into() }
    }

    /// Infinite, by a law of growth that only words describe.
    fn infinite_as(rate: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { limit: Limit::Infinite, leading: None, next: None, rate: rate.into(), rule: rule.into() }
    }

    fn unknown(why: impl Into<String>) -> Self {
        let limit = Limit::NotDetermined(why.into());
        Self { limit, leading: None, next: None, rate: String::new(), rule: "none applies".into() }
    }

    /// With a term of second order.
    fn and(mut self, next: Form) -> Self {
        let (sign, size) = if next.coefficient < 0.0 { ("-", next.times(-1.0)) } else { ("+", next) };
        self.rate = format!("{} {sign} {size}", self.rate);
        self.next = Some(next);
        self
    }

    /// With words on what the terms leave out.
    fn noting(mut self, words: &str) -> Self {
        self.rate = format!("{}{words}", self.rate);
        self
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
            return Regime::infinite_as(
                "inf for every t",
                "the mean of V is infinite, so that of V given U >= t is too",
            );
        }
        Moment::Undefined if x != TailClass::SlowlyVarying => {
            return Regime::infinite_as(
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
        return Regime::finite(value.support().high, rule).noting(" as t reaches sup U");
    }
    let share = match value.tail_class() {
        TailClass::RegularlyVarying { index, .. } => 0.5 * index / (index - 1.0),
        _ => 0.5,
    };
    Regime::infinite(Form::power(share, 1.0), rule)
}
