//! What is refused, in words.

use super::proxy;
use goodhart::{
    expect::{
        Refusal,
        best_of::{Selector, best_of},
        best_threshold::best_threshold,
        quantilizer::quantilizer,
    },
    model::Pressure,
};

fn says<T: std::fmt::Debug>(outcome: Result<T, Refusal>, words: &str) {
    let why = outcome.expect_err("a refusal").to_string();
    assert!(why.contains(words), "{why:?} does not say {words:?}");
}

#[test]
fn parameters_outside_their_domain_are_refused() {
    let pair = proxy("normal(0, 1)", "laplace(1)");
    let mut selector = Selector::new(&pair).expect("a selector");
    for n in [0.0, 0.5, 1.0 - 1e-15, -2.0, f64::NAN, f64::INFINITY] {
        says(selector.best_of(n), "n must be a finite number of at least 1");
        says(best_of(&pair, n), "n must be");
    }
    for q in [0.0, -0.1, 1.0 + 1e-15, f64::NAN, f64::INFINITY] {
        says(selector.under(Pressure::Top(q)), "the share selected must be above 0 and at most 1");
        says(quantilizer(&pair, q), "the share selected");
    }
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        says(selector.under(Pressure::BestOfPoisson(bad)), "mu must be a finite number of at least 0");
        says(selector.under(Pressure::Tilt(bad)), "lambda must be a finite number of at least 0");
    }
    for order in [0.0, -1.0, f64::NAN] {
        says(selector.renyi(Pressure::BestOf(2.0), order), "order of a Rényi divergence must be above 0");
    }
}

#[test]
fn a_mean_beyond_f64_is_refused() {
    let pair = proxy("scaled(1e308, pareto(1.01))", "normal(0, 1)");
    says(best_of(&pair, 2.0), "larger than the largest f64");
    says(best_threshold(&pair).map(|_| ()), "larger than the largest f64");
}

#[test]
fn an_infinite_mean_is_said_to_be_infinite() {
    let best = best_of(&proxy("normal(0, 1)", "levy(1)"), 10.0).expect("an answer");
    assert!(best.mean_u == goodhart::tail::Moment::Infinite && best.mean_v.finite().is_some(), "{best:?}");
    let best = best_of(&proxy("pareto(1)", "normal(0, 1)"), 10.0).expect("an answer");
    assert_eq!(best.mean_v, goodhart::tail::Moment::Infinite);
}
