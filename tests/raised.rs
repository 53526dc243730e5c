//! The policy that only raises the mass above a threshold, against closed forms (K-2, K-3).

mod common;

use common::law;
use goodhart::{
    expect::{
        condition::Conditioner,
        raised::{Raised, Raiser},
    },
    model::Proxy,
    tail::Moment,
};

fn proxy(value: &str, error: &str) -> Proxy {
    Proxy { value: law(value), error: law(error) }
}

fn close(found: Moment, truth: f64, what: &str) {
    let Moment::Finite(found) = found else { panic!("{what}: {found:?}") };
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + 8e-15 * truth.abs(), "{what}: {found}, truth {truth}");
    assert!(found.error <= 1e-10 * (1.0 + truth.abs()), "{what}: {found} is not sure enough");
}

/// `KL` of the policy with mass w, by its formula.
fn kl(w: f64, p: f64) -> f64 {
    (1.0 - w) * ((1.0 - w) / (1.0 - p)).ln() + w * (w / p).ln()
}

#[test]
fn a_coin_and_a_pareto_error_follow_the_formula() {
    // V = 1 or -1, P(X >= t) = 1/t^2: P(U >= t) = (P(X >= t - 1) + P(X >= t + 1))/2.
    let raiser = Raiser::new(&proxy("two_point(-1, 1, 0.5)", "pareto(2)"));
    for t in [3.0, 10.0, 1e3, 1e6] {
        let [up, down] = [t - 1.0, t + 1.0].map(|x: f64| x.powi(-2));
        let p = 0.5 * (up + down);
        let above = raiser.above(t).expect("a threshold");
        for share in [0.01, 0.3, 0.9] {
            let w = p + share * (1.0 - p);
            let Raised { mass, mean_u, mean_v, mean_x, .. } = above.at(kl(w, p)).expect("a policy");
            let what = format!("t = {t}, w = {w}");
            assert!((mass.value / w - 1.0).abs() < 1e-11 && mass.error < 1e-10, "{what}: {mass}");
            // E[X | X >= x] = 2 x, and what is above t is V's side in proportion.
            let (v, x) = (0.5 * (up - down) / p, 0.5 * (2.0 * (t - 1.0) * up + 2.0 * (t + 1.0) * down) / p);
            close(mean_v, share * v, &what);
            close(mean_x, 2.0 + share * (x - 2.0), &what);
            close(mean_u, 2.0 + share * (v + x - 2.0), &what);
        }
    }
}

#[test]
fn what_a_nat_buys_beyond_all_probabilities() {
    // P(U >= t) about e^-4990: the mass that half a nat pays for solves w ln(w/p) + (1-w) ln(1-w) = 1/2.
    let raiser = Raiser::new(&proxy("normal(0, 1)", "weibull(0.5)"));
    let above = raiser.above(2.5e7).expect("a threshold");
    let raised = above.at(0.5).expect("a policy");
    let (w, ln_p) = (raised.mass.value, raised.ln_p.value);
    assert!(ln_p < -4900.0 && (w * (w.ln() - ln_p) + (1.0 - w) * (-w).ln_1p() - 0.5).abs() < 1e-10);
    let found = Conditioner::new(&proxy("normal(0, 1)", "weibull(0.5)")).above(2.5e7).expect("a threshold");
    close(raised.mean_u, 2.0 + w * (found.mean_u.value() - 2.0), "U");
    close(raised.mean_v, w * found.mean_v.value(), "V");
}

#[test]
fn enough_nats_condition_and_none_leave_all_as_it_was() {
    let pair = proxy("gamma(2, 1)", "normal(0, 1)");
    let (raiser, conditioned) = (Raiser::new(&pair), Conditioner::new(&pair).above(5.0).expect("a threshold"));
    let above = raiser.above(5.0).expect("a threshold");
    let whole = above.at(-conditioned.ln_p.value).expect("a policy");
    assert_eq!((whole.mass.value, whole.mean_v), (1.0, conditioned.mean_v));
    let none = above.at(0.0).expect("a policy");
    assert!((none.mass.value / conditioned.ln_p.value.exp() - 1.0).abs() < 1e-15 && none.mean_u.value() == 2.0);
    assert!(above.at(-1.0).is_err() && above.at(f64::NAN).is_err() && raiser.above(f64::INFINITY).is_err());
    // Below all that U reaches there is nothing to raise.
    let bounded = Raiser::new(&proxy("uniform(0, 1)", "uniform(0, 1)")).above(-1.0).expect("a threshold");
    assert_eq!(bounded.at(3.0).expect("a policy").mean_u.value(), 1.0);
    // A law without a mean keeps having none.
    let wild =
        Raiser::new(&proxy("normal(0, 1)", "cauchy(1)")).above(10.0).expect("a threshold").at(0.1).expect("a policy");
    assert!(wild.mean_x == Moment::Undefined && wild.mean_v.finite().is_some());
}
