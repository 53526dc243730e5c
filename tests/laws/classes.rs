//! The stated tail class, with its constants, against the tail at great depth.

use crate::common::{all_laws, none};
use crate::exceptions::excused;
use goodhart::num::special::ln_normal_sf;
use goodhart::tail::{Law, TailClass};

#[test]
fn the_tail_class_describes_the_deep_tail() {
    let laws = all_laws().into_iter().filter(|law| !excused("tail class", law.spec()));
    let bad = laws.filter_map(|law| fault(&law).map(|words| format!("{law}: {words}"))).collect();
    none(bad);
}

/// What is wrong with the class of a law, if anything.
fn fault(law: &Law) -> Option<String> {
    match law.tail_class() {
        TailClass::Bounded => law.support().high.is_infinite().then(|| "bounded, yet without an upper end".into()),
        TailClass::SuperExponential { exponent, coefficient } => (exponent <= 1.0)
            .then(|| "the exponent is not above 1".into())
            .or_else(|| power(law, exponent, coefficient)),
        TailClass::Stretched { exponent, coefficient, ln_coefficient, power } => (!(0.0..1.0).contains(&exponent))
            .then(|| "the exponent is not in (0, 1)".into())
            .or_else(|| stretched(law, exponent, coefficient, |t| ln_coefficient + power * t.ln())),
        class @ TailClass::Exponential { rate, power, .. } if class.oscillates() => oscillating(law, rate, power),
        TailClass::Exponential { rate, ln_coefficient, power } => exponential(law, rate, ln_coefficient, power),
        TailClass::LogNormal { mu, sigma, ln_coefficient } => {
            let y = mu + 400.0 * sigma;
            let expected = ln_coefficient + ln_normal_sf(400.0);
            far(law.ln_sf_at_exp(y), expected, 1e-2)
        }
        TailClass::RegularlyVarying { index, ln_coefficient, log_power } => {
            regular(law, index, ln_coefficient, log_power)
        }
        TailClass::SlowlyVarying => {
            let drop = law.ln_sf_at_exp(1e6) - law.ln_sf_at_exp(1e6 + 1.0);
            (!(0.0..1e-4).contains(&drop)).then(|| format!("falls by {drop} over one e-fold at e^1e6"))
        }
    }
}

fn far(value: f64, expected: f64, tolerance: f64) -> Option<String> {
    let close = (value - expected).abs() <= tolerance;
    (!close).then(|| format!("ln S is {value}, the class says {expected}"))
}

/// `-ln S ~ coefficient t^exponent`: the quotient has come within 2 per cent of 1 at depth 1e6, unless f64 ends before.
fn power(law: &Law, exponent: f64, coefficient: f64) -> Option<String> {
    let t = law.inv_ln_sf(-1e6);
    far(-law.ln_sf(t) / (coefficient * t.powf(exponent)), 1.0, 2e-2)
}

/// A shift of the law is felt by `t^(exponent - 1)`, and the depth itself rounds.
fn stretched(law: &Law, exponent: f64, coefficient: f64, ln_front: impl Fn(f64) -> f64) -> Option<String> {
    let t = law.inv_ln_sf(-1e6);
    far(law.ln_sf(t), ln_front(t) - coefficient * t.powf(exponent), 1e-3)
}

#[test]
fn the_factor_in_front_of_a_stretched_tail_follows_the_recipes() {
    for spec in [
        "shifted(7, weibull(0.5))",
        "scaled(3, max_of(5, weibull(0.5)))",
        "min_of(2, max_of(5, weibull(0.3)))",
        "mixture(0.25, weibull(0.5), weibull(0.5))",
        "mixture(0.25, weibull(0.5), exponential)",
        "mixture(0.25, weibull(0.5), scaled(2, max_of(3, weibull(0.5))))",
        "scaled(0.1, mixture(0.01, weibull(0.5), weibull(0.6)))",
    ] {
        let law = crate::common::law(spec);
        assert!(matches!(law.tail_class(), TailClass::Stretched { .. }), "{spec}");
        assert_eq!(fault(&law), None, "{spec}");
    }
    let law = crate::common::law("max_of(5, weibull(0.5))");
    assert!(stretched(&law, 0.5, 1.0, |_| 0.0).is_some(), "a missing factor 5 passes");
}

/// The correction is of relative order power / t.
fn exponential(law: &Law, rate: f64, ln_coefficient: f64, power: f64) -> Option<String> {
    let t = law.inv_ln_sf(-1e5);
    let expected = ln_coefficient + power * t.ln() - rate * t;
    far(law.ln_sf(t), expected, 1e-8 + 2.0 * power.abs() * (1.0 + power.abs()) / (rate * t))
}

/// `ln S(t) - power ln t + rate t` stays between two bounds far out, and keeps going between them.
fn oscillating(law: &Law, rate: f64, power: f64) -> Option<String> {
    let range = |depth: f64| {
        let heights = (0..4000).map(|i| law.inv_ln_sf(-depth) * (1.0 + 5e-3 * f64::from(i) / depth));
        let heights = heights.map(|t| law.ln_sf(t) - power * t.ln() + rate * t);
        heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (y.min(low), y.max(high)))
    };
    let [near, far] = [1e3, 1e5].map(range);
    let same = (near.0 - far.0).abs() + (near.1 - far.1).abs() < 0.01 * (near.1 - near.0);
    let moves = far.1 - far.0 > 1e-3;
    (!(same && moves)).then(|| format!("ln S + rate t is in {near:?} and then in {far:?}"))
}

#[test]
fn an_oscillation_is_told_from_a_constant_and_from_a_wrong_rate() {
    let law = crate::common::law("restarted(3, pareto(0.5))");
    let TailClass::Exponential { rate, power, .. } = law.tail_class() else { panic!() };
    assert_eq!(oscillating(&law, rate, power), None);
    assert!(oscillating(&law, rate * 1.00001, power).is_some(), "a wrong rate passes");
    assert!(oscillating(&law, rate, 0.1).is_some(), "a wrong power passes");
    assert!(oscillating(&crate::common::law("exponential(2)"), 2.0, 0.0).is_some(), "a constant passes");
}

/// The correction is of order `log_power / ln t`; at e^1e6 it tells every constant, at e^650 nearly so.
fn regular(law: &Law, index: f64, ln_coefficient: f64, log_power: f64) -> Option<String> {
    let y = if law.ln_sf_at_exp(1e6).is_nan() { 650.0 } else { 1e6 };
    let expected = ln_coefficient - index * y + log_power * f64::ln(y);
    let correction = 3.0 * log_power.abs() * (1.0 + log_power.abs()) / (index.min(1.0) * y);
    far(law.ln_sf_at_exp(y), expected, 1e-8 + 1e-14 * index * y + correction)
}

#[test]
fn a_wrong_constant_is_noticed() {
    let law = crate::common::law("student_t(3)");
    let TailClass::RegularlyVarying { index, ln_coefficient, .. } = law.tail_class() else { panic!() };
    assert!(regular(&law, index, ln_coefficient, 0.0).is_none());
    assert!(regular(&law, index * 1.0001, ln_coefficient, 0.0).is_some());
    assert!(regular(&law, index, ln_coefficient + 1e-6, 0.0).is_some());
    assert!(regular(&law, index, ln_coefficient, 0.01).is_some());
}
