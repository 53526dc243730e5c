//! The limit of E[V | U >= t] for independent V and X, and the theorem that gives it.
//!
//! Refuses to guess: where no theorem's hypotheses are met by the tail classes, it says which is missing.

mod critical;
mod equal_rates;
mod exponential;
mod form;
mod heavy;
mod light;
mod pair;
mod ratio;

pub use form::Form;

use super::Proxy;
use crate::tail::{Law, Moment, TailClass};
pub(in crate::model) use pair::lower_index;
use pair::{Pair, mean_beyond};

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
    pub(super) fn finite(value: f64, rule: impl Into<String>) -> Self {
        let leading = Form::constant(value);
        Self {
            limit: Limit::Finite(value),
            leading: Some(leading),
            next: None,
            rate: leading.to_string(),
            rule: rule.into(),
        }
    }

    pub(super) fn infinite(leading: Form, rule: impl Into<String>) -> Self {
        let rate = leading.to_string();
        Self { limit: Limit::Infinite, leading: Some(leading), next: None, rate, rule: rule.into() }
    }

    /// Infinite, by a law of growth that only words describe.
    pub(super) fn infinite_as(rate: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { limit: Limit::Infinite, leading: None, next: None, rate: rate.into(), rule: rule.into() }
    }

    pub(super) fn unknown(why: impl Into<String>) -> Self {
        let limit = Limit::NotDetermined(why.into());
        Self { limit, leading: None, next: None, rate: String::new(), rule: "none applies".into() }
    }

    /// With a term of second order; where that constant is 0, what is left vanishes.
    pub(super) fn and(mut self, next: Form) -> Self {
        let (sign, size) = if next.coefficient < 0.0 { ("-", next.times(-1.0)) } else { ("+", next) };
        self.rate = match (self.rate.as_str(), sign) {
            (leading, _) if next == Form::constant(0.0) => format!("{leading} + o(1)"),
            ("0", "+") => size.to_string(),
            ("0", _) => format!("-{size}"),
            (leading, _) => format!("{leading} {sign} {size}"),
        };
        self.next = Some(next);
        self
    }

    /// With words on what the terms leave out.
    fn noting(mut self, words: &str) -> Self {
        self.rate = format!("{}{words}", self.rate);
        self
    }
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
        Moment::Finite(mean) => Some(mean),
        Moment::NegativeInfinite => None,
        Moment::Infinite => {
            let rule = "G-11: the mean of V is infinite from above, so that of V given U >= t is too";
            return Regime::infinite_as("inf for every t", rule);
        }
        Moment::Undefined => return of_no_mean(value, error),
    };
    let pair = Pair { value, error, mean, v, x };
    if value.spec() == error.spec() {
        return exchangeable(&pair);
    }
    if mean.is_none() && v.is_heavy() && x.is_heavy() && !tamed(value, error) {
        let rule = "E[V^-; U >= t] is infinite: the indices of the lower tail of V and the upper tail of X add up to 1 or less";
        return Regime {
            limit: Limit::NegativeInfinite,
            leading: None,
            next: None,
            rate: "-inf for every t".into(),
            rule: rule.into(),
        };
    }
    match x {
        TailClass::Bounded => light::bounded_error(&pair),
        TailClass::SuperExponential { .. } => light::super_exponential_error(&pair),
        TailClass::Exponential { rate, power, .. } => exponential::error(&pair, rate, power),
        _ => heavy::error(&pair),
    }
}

/// Whether `E[V^-; U >= t]` is finite: far below, V is weighted by the chance that X makes up for it, so that the indices
/// of the two tails add up.
fn tamed(value: &Law, error: &Law) -> bool {
    let upper = error.tail_class().tail_index();
    upper > 1.0 || lower_index(value) + upper > 1.0 + 1e-9
}

/// V whose mean diverges on both sides.
fn of_no_mean(value: &Law, error: &Law) -> Regime {
    if tamed(value, error) {
        let rule = "G-11: V has an infinite mean from above, and the tail of X weights its lower tail to a finite one";
        return Regime::infinite_as("inf for every t", rule);
    }
    Regime::unknown(
        "E[V | U >= t] is undefined for every t: the mean of V diverges on both sides, and the tail of X is too heavy to \
         weight the lower one to a finite value (G-11 asks for their indices to add up to more than 1)",
    )
}

/// V and X of one law: `E[V | U] = U/2` by symmetry.
fn exchangeable(pair: &Pair<'_>) -> Regime {
    let rule = "V and X have one law, so E[V | U >= t] = E[U | U >= t]/2 by symmetry";
    match pair.v {
        TailClass::Bounded => Regime::finite(pair.value.support().high, rule).noting(" as t reaches sup U"),
        TailClass::SuperExponential { .. } => Regime::infinite(Form::power(0.5, 1.0), rule),
        TailClass::Exponential { .. } if pair.v.oscillates() => {
            Regime::infinite(Form::power(0.5, 1.0), rule).noting(" + O(1)")
        }
        // Far out the sum has the same exponential rate, and so the mean excess 1/rate.
        TailClass::Exponential { rate, .. } => {
            Regime::infinite(Form::power(0.5, 1.0), rule).and(Form::constant(0.5 / rate))
        }
        heavy => {
            let (beyond, excess) = mean_beyond(heavy);
            let regime = Regime::infinite(beyond.times(0.5), format!("{rule}; U has the tail of V twice over"));
            match excess {
                Some(excess) => regime.and(excess.times(0.5)),
                None => regime,
            }
        }
    }
}
