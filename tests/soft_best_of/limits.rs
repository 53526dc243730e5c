//! No selection, the best of n, and what lies next to both.

use super::{proxy, value};
use goodhart::expect::{
    Refusal,
    best_of::Selector,
    soft_best_of::{SoftBestOf, SoftSelector, soft_best_of},
};

const PAIRS: [(&str, &str); 5] = [
    ("normal(0, 1)", "laplace(1)"),
    ("normal(0, 2)", "student_t(3)"),
    ("uniform(-1, 1)", "uniform(0, 3)"),
    ("two_point(-1, 2, 0.4)", "clipped(exponential(1), 2)"),
    ("two_point(-1, 1, 0.3)", "two_point(0, 0.5, 0.2)"),
];

#[test]
fn an_infinitely_sharp_choice_is_the_best_of_n_and_a_sharp_one_is_near_it() {
    for (v, x) in PAIRS {
        let pair = proxy(v, x);
        let mut hard = Selector::new(&pair).expect("a selector");
        let mut sharp = SoftSelector::new(&pair, 1e7).expect("a selector");
        for n in [2.0, 10.5, 1e6] {
            let truth = hard.best_of(n).expect("an answer");
            let limit = soft_best_of(&pair, n, f64::INFINITY).expect("an answer");
            for (limit, truth) in [(limit.mean_v, truth.mean_v), (limit.mean_u, truth.mean_u)] {
                // Another order of questions rounds differently.
                assert!((value(limit) - value(truth)).abs() <= 1e-12 * value(truth).abs(), "{v} + {x}, {n}");
            }
            let near = sharp.best_of(n).expect("an answer");
            // Noise of scale 1/lambda moves the chosen U by no more than about ln(n)/lambda, and E[V] by a little more than that
            // where V moves as fast as U.
            for (near, truth) in [(near.mean_v, truth.mean_v), (near.mean_u, truth.mean_u)] {
                let (near, truth) = (near.finite().expect("finite"), truth.finite().expect("finite"));
                let apart = (near.value - truth.value).abs();
                let allowed = 3e-7 * (1.0 + n.ln()) + near.error + truth.error;
                assert!(apart <= allowed, "{v} + {x}, {n}: {near}, {truth}");
                assert!(near.error <= 1e-8, "{v} + {x}, {n}: {near}");
            }
        }
    }
}

#[test]
fn a_faint_choice_gains_the_covariance() {
    // E[V] = E V + lambda (n-1)/n Cov(V, U) + O(lambda^2), Cov(V, U) = Var V, and lambda (n-1)/n Var U for U.
    for (v, x) in PAIRS {
        let pair = proxy(v, x);
        let (of_value, of_error) = (value(pair.value.variance()), value(pair.error.variance()));
        let mut selector = SoftSelector::new(&pair, 1e-6).expect("a selector");
        let unmoved = value(pair.value.mean()) + value(pair.error.mean());
        for n in [1.5, 2.0, 10.0] {
            let got = selector.best_of(n).expect("an answer");
            let slope = 1e-6 * (n - 1.0) / n;
            let gain = got.gain.expect("a mean").value;
            assert!((gain / (slope * of_value) - 1.0).abs() < 1e-5, "{v} + {x}, {n}: {got:?}");
            let of_proxy = value(got.mean_u) - unmoved;
            assert!((of_proxy / (slope * (of_value + of_error)) - 1.0).abs() < 1e-5, "{v} + {x}, {n}: {got:?}");
        }
    }
}

#[test]
fn the_faintest_choice_gains_the_covariance_to_ten_digits() {
    // What the third moments add is smaller by the ratio of the spread of U and that of the noise.
    for (v, x) in PAIRS.into_iter().chain([("normal(0, 1)", "normal(0, 1)"), ("normal(0, 1e-3)", "normal(0, 1)")]) {
        let pair = proxy(v, x);
        let of_value = value(pair.value.variance());
        for lambda in [1e-11, 1e-12, 1e-30, 1e-290] {
            let mut selector = SoftSelector::new(&pair, lambda).expect("a selector");
            for n in [1.5, 1e3, 1e12] {
                let gain = selector.best_of(n).expect("an answer").gain.expect("a mean");
                let truth = lambda * (n - 1.0) / n * of_value;
                assert!((gain.value / truth - 1.0).abs() < 1e-10, "{v} + {x}, {lambda}, {n}: {gain}, truth {truth}");
                assert!(gain.error < 1e-10 * truth, "{v} + {x}, {lambda}, {n}: {gain}");
            }
        }
    }
}

#[test]
fn no_draws_to_choose_among_or_no_preference_is_no_selection() {
    let pair = proxy("normal(0.5, 1)", "student_t(3)");
    for (n, lambda) in [(1.0, 3.0), (1.0, f64::INFINITY), (100.0, 0.0)] {
        let got = soft_best_of(&pair, n, lambda).expect("an answer");
        assert!(value(got.mean_v) == 0.5 && (value(got.mean_u) - 0.5).abs() < 1e-12, "{got:?}");
    }
    let next = soft_best_of(&pair, 1.0 + 1e-9, 1.0).expect("an answer");
    let gain = next.gain.expect("a mean");
    assert!(gain.value > 0.0 && gain.value < 1e-8 && gain.error < 1e-8 * gain.value, "{next:?}");
}

#[test]
fn more_draws_and_a_sharper_choice_never_take_from_the_proxy() {
    for (v, x) in PAIRS {
        let pair = proxy(v, x);
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for lambda in [0.1, 1.0, 10.0, 100.0] {
            let mut selector = SoftSelector::new(&pair, lambda).expect("a selector");
            let of_n = |n: &f64| value(selector.best_of(*n).expect("an answer").mean_u);
            rows.push([1.5, 3.0, 30.0, 1e5, 1e12, 1e18].iter().map(of_n).collect());
        }
        for row in &rows {
            assert!(row.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9 * pair[1].abs()), "{v} + {x}: {row:?}");
        }
        for pair in rows.windows(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(a, b)| *a <= *b + 1e-9 * b.abs()), "{v} + {x}: {pair:?}");
        }
    }
}

fn says(outcome: Result<SoftBestOf, Refusal>, words: &str) {
    let why = outcome.expect_err("a refusal").to_string();
    assert!(why.contains(words), "{why:?} does not say {words:?}");
}

#[test]
fn what_is_outside_its_domain_is_refused_in_words() {
    let pair = proxy("normal(0, 1)", "laplace(1)");
    for lambda in [-1.0, f64::NAN, f64::NEG_INFINITY] {
        says(soft_best_of(&pair, 2.0, lambda), "lambda must be a number of at least 0");
    }
    for n in [0.5, f64::NAN, f64::INFINITY] {
        says(soft_best_of(&pair, n, 1.0), "n must be a finite number of at least 1");
    }
    says(soft_best_of(&pair, 1e300, 1.0), "limited to n up to");
    says(soft_best_of(&proxy("scaled(1e308, pareto(1.01))", "normal(0, 1)"), 2.0, 1.0), "larger than the largest f64");
}

#[test]
fn an_infinite_mean_stays_infinite_and_leaves_the_other_alone() {
    let got = soft_best_of(&proxy("normal(0, 1)", "levy(1)"), 10.0, 1.0).expect("an answer");
    let infinite = goodhart::tail::Moment::Infinite;
    assert!(got.mean_u == infinite && value(got.mean_v) > 0.0 && value(got.mean_v) < 1.0, "{got:?}");
    let got = soft_best_of(&proxy("pareto(1)", "normal(0, 1)"), 10.0, 1.0).expect("an answer");
    assert!(got.mean_v == infinite && got.mean_u == infinite && got.gain.is_none(), "{got:?}");
}
