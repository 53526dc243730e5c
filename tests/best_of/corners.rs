//! Corners of U inside its support, from where on hardly anything is left above.

use super::common::law;
use goodhart::{
    expect::best_of::Selector,
    model::{Pressure, Proxy},
    tail::Moment,
};

fn selector(value: &str, error: &str) -> Selector {
    Selector::new(&Proxy { value: law(value), error: law(error) }).expect("prepared")
}

#[test]
fn the_best_of_many_is_found_below_a_corner_where_another_part_goes_on() {
    // P(V > v) is 0.9 (1 - v) near 1: what is left of the normal part there is below e^-50. E[V] is 1 - E[(1 - max)^+], of n
    // draws of which a share 0.05 is 30 higher.
    let (value, error) = ("mixture(0.9, uniform(0, 1), normal(-1, 0.2))", "two_point(0, 30, 0.05)");
    let mut shared = selector(value, error);
    for n in [100.0, 1e11, 1e13] {
        let found = shared.under(Pressure::BestOf(n)).expect("an answer").mean_v.finite().expect("finite");
        let alone =
            selector(value, error).under(Pressure::BestOf(n)).expect("an answer").mean_v.finite().expect("finite");
        assert!((found.value - alone.value).abs() <= found.error + alone.error, "{n}: {found:?} {alone:?}");
        if n > 1e3 {
            let truth = 1.0 - 1.0 / (0.045 * (n + 1.0));
            assert!((found.value - truth).abs() <= found.error && found.error < 1e-12, "{n}: {found:?} {truth}");
        }
    }
}

#[test]
fn outcomes_that_f64_puts_at_one_corner_are_worth_what_their_ranks_say() {
    let mut selector = selector("two_point(0, 1, 0.3)", "mixture(0.9, uniform(0, 1), normal(-3, 0.2))");
    for n in [1e15, 1e17, 2f64.powi(60)] {
        let found = selector.under(Pressure::BestOf(n)).expect("an answer").mean_v.finite().expect("finite");
        assert!((found.value - 1.0).abs() <= found.error && found.error < 1e-13, "{n}: {found:?}");
    }
    assert!(selector.peak().expect("an answer").is_none());
}

#[test]
fn a_poisson_number_of_draws_keeps_an_infinite_mean_below() {
    let mut one = selector("two_point(0, 1, 0.1)", "truncated(cauchy(1), 1)");
    for mu in [0.1, 1.0, 50.0] {
        let found = one.under(Pressure::BestOfPoisson(mu)).expect("an answer");
        assert_eq!(found.mean_u, Moment::NegativeInfinite);
        assert!(found.mean_v.finite().is_some_and(|v| v.value > 0.1 && v.value < 1.0));
    }
    assert!(one.under(Pressure::BestOf(2.0)).expect("an answer").mean_u.finite().is_some());
    let mut other = selector("truncated(cauchy(1), 1)", "two_point(0, 1, 0.1)");
    assert_eq!(other.under(Pressure::BestOfPoisson(3.0)).expect("an answer").mean_v, Moment::NegativeInfinite);
}
