//! The most that the mean of a proxy can be at a divergence, against closed forms: any rate s gives a divergence and the value at it.

mod common;
#[path = "value_function/near_ends.rs"]
mod near_ends;

use common::law;
use goodhart::{
    expect::value_function::{ValueFunction, most},
    model::{Phase, Proxy},
    tail::{Moment, tilt::tilted},
};

/// K, K' of a law in closed form.
struct Closed {
    spec: &'static str,
    k: fn(f64) -> f64,
    slope: fn(f64) -> f64,
}

const NORMAL: Closed = Closed { spec: "normal(1, 2)", k: |s| s + 2.0 * s * s, slope: |s| 1.0 + 4.0 * s };
const LAPLACE: Closed = Closed { spec: "laplace(1)", k: |s| -(-s * s).ln_1p(), slope: |s| 2.0 * s / (1.0 - s * s) };
const GAMMA: Closed = Closed { spec: "gamma(2.5, 1)", k: |s| -2.5 * (-s).ln_1p(), slope: |s| 2.5 / (1.0 - s) };
const EXPONENTIAL: Closed = Closed { spec: "exponential(2)", k: |s| -(-0.5 * s).ln_1p(), slope: |s| 1.0 / (2.0 - s) };
const COIN: Closed = Closed {
    spec: "two_point(-1, 1, 0.5)",
    k: |s| s + (-2.0 * s).exp().ln_1p() - std::f64::consts::LN_2,
    slope: f64::tanh,
};

fn pair(value: &str, error: &str) -> ValueFunction {
    ValueFunction::new(&Proxy { value: law(value), error: law(error) }).expect("a value function")
}

fn close(got: Moment, truth: f64, what: &str) {
    let Moment::Finite(got) = got else { panic!("{what}: {got:?}") };
    let miss = (got.value - truth).abs();
    assert!(miss <= got.error + 1e-14 * truth.abs().max(1.0), "{what}: {got} is not {truth}");
    assert!(got.error <= 1e-10 * truth.abs().max(1e-3), "{what}: {got} is not sure enough");
}

#[test]
fn every_rate_gives_a_divergence_and_the_value_at_it() {
    let pairs = [(&NORMAL, &LAPLACE), (&GAMMA, &EXPONENTIAL), (&NORMAL, &COIN), (&COIN, &GAMMA), (&LAPLACE, &LAPLACE)];
    for (v, x) in pairs {
        let function = pair(v.spec, x.spec);
        assert!(matches!(function.phase().phase, Phase::Tilt { .. }) && function.edge().is_none());
        for s in [0.01, 0.1, 0.5, 0.9, 0.99] {
            let kl = s * ((v.slope)(s) + (x.slope)(s)) - (v.k)(s) - (x.k)(s);
            let best = function.at(kl).expect("a value");
            let what = format!("{} + {} at rate {s}", v.spec, x.spec);
            // The rounding of kl itself shows.
            assert!((best.rate / s - 1.0).abs() < 1e-10, "{what}: {}", best.rate);
            close(best.mean_v.expect("a mean"), (v.slope)(s), &what);
            close(best.mean_x.expect("a mean"), (x.slope)(s), &what);
            close(best.mean_u, (v.slope)(s) + (x.slope)(s), &what);
            assert!(best.attained);
        }
    }
}

#[test]
fn small_divergences_keep_their_digits() {
    // sd sqrt(2 d) + skewness sd d/3 + ...
    let function = pair("normal(0, 3)", "normal(0, 4)");
    for d in [1e-20, 1e-12, 1e-4] {
        let Moment::Finite(best) = function.at(d).unwrap().mean_u else { panic!("not finite") };
        assert!((best.value / (5.0 * f64::sqrt(2.0 * d)) - 1.0).abs() < 1e-12, "{d:e}: {best}");
    }
}

#[test]
fn beyond_the_end_of_the_tilts_a_nat_buys_one_over_g() {
    let function = pair("normal(0, 1)", "tempered_pareto(3, 2)");
    // At g = 2: E X = 7/4, E V = 2; KL of V is 2, that of X is 7/2 - 2 - ln 2.
    let edge = 3.5 - std::f64::consts::LN_2;
    let found = function.edge().expect("an end");
    assert!((found.value - edge).abs() <= found.error + 1e-12 && found.error < 1e-10, "{found}");
    for (kl, attained) in [(edge - 1e-6, true), (edge + 1e-6, false), (edge + 10.0, false)] {
        let best = function.at(kl).unwrap();
        assert_eq!(best.attained, attained, "{kl}");
        let beyond = (kl - edge).max(0.0) / 2.0;
        let Moment::Finite(u) = best.mean_u else { panic!("not finite") };
        let slack = if attained { 1e-6 } else { 1e-11 };
        assert!((u.value - (3.75 + beyond)).abs() < slack, "{kl}: {u}");
        assert!((best.mean_v.unwrap().value() - 2.0).abs() < 1e-3);
    }
    let both = pair("tempered_pareto(3, 2)", "tempered_pareto(4, 2)").at(50.0).unwrap();
    assert!(both.mean_v.is_none() && both.mean_x.is_none() && both.mean_u.finite().is_some());
}

#[test]
fn heavy_tails_are_unbounded_and_atoms_at_the_end_are_reached() {
    for (value, error) in
        [("normal(0, 1)", "student_t(3)"), ("weibull(0.5)", "normal(0, 1)"), ("normal(0, 1)", "log_cauchy(1)")]
    {
        let function = pair(value, error);
        assert_eq!(function.phase().phase, Phase::Unbounded);
        let best = function.at(1e-9).unwrap();
        assert!(best.mean_u == Moment::Infinite && !best.attained);
    }
    let best = pair("two_point(0, 1, 0.25)", "two_point(-1, 1, 0.5)").at(8f64.ln() + 1e-9).unwrap();
    assert_eq!((best.mean_u.value(), best.rate, best.attained), (2.0, f64::INFINITY, true));
}

#[test]
fn nothing_is_free_at_no_divergence_and_nonsense_is_refused() {
    let function = pair("gamma(2, 1)", "normal(0, 1)");
    let none = function.at(0.0).unwrap();
    assert_eq!((none.mean_u.value(), none.rate, none.attained), (2.0, 0.0, true));
    for kl in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(function.at(kl).unwrap_err().to_string().contains("at least 0"));
    }
}

#[test]
fn a_hack_capped_far_out_is_taken_all_at_once() {
    // Pareto(2) conditioned on X <= 10^4: means and divergences at four rates, by mpmath at 30 digits.
    let law = law("truncated(pareto(2), 10000)");
    for (rate, mean, kl) in [
        (0.00099, 2.540_779_359_058_02, 4.660_105_478_992_51e-4),
        (0.00175, 491.843_742_365_134, 0.802_973_221_168_197),
        (0.00311, 9_640.583_823_071_79, 19.941_321_522_177_1),
        (0.954, 9_998.951_452_169_46, 25.890_153_139_643_8),
    ] {
        let at = tilted(&*law, rate).expect("a tilt");
        assert!((at.mean.value / mean - 1.0).abs() < 1e-12, "{rate}: {}", at.mean);
        assert!((at.kl.value / kl - 1.0).abs() < 1e-11, "{rate}: {}", at.kl);
    }
}

#[test]
fn no_policy_raises_a_value_further_than_its_own_tilts() {
    let bound = |spec: &str, kl: f64| most(&law(spec), kl).unwrap_or_else(|why| panic!("{spec} at {kl}: {why}"));
    let is = |found: Moment, truth: f64| {
        found.finite().is_some_and(|at| (at.value - truth).abs() <= at.error + 1e-15 && at.error <= 1e-9 * truth.abs())
    };
    for kl in [1e-9, 0.02, 1.0, 50.0] {
        assert!(is(bound("normal(-1, 2)", kl), -1.0 + 2.0 * (2.0 * kl).sqrt()), "{kl}");
        assert_eq!(bound("student_t(30)", kl), Moment::Infinite);
    }
    // Exponential: at the rate s the mean is 1/(1-s) and the divergence s/(1-s) + ln(1-s).
    for s in [1e-4f64, 0.3, 0.95] {
        assert!(is(bound("exponential(1)", s / (1.0 - s) + (-s).ln_1p()), 1.0 / (1.0 - s)), "{s}");
    }
    // Two values 0 and 1: at -ln 0.3 nats all is at 1, and before that the share p at a divergence of its own.
    assert_eq!(bound("two_point(0, 1, 0.3)", 2.0), Moment::closed_form(1.0));
    let p = 0.8f64;
    assert!(is(bound("two_point(0, 1, 0.3)", p * (p / 0.3).ln() + (1.0 - p) * ((1.0 - p) / 0.7).ln()), p));
    // Beyond the last tilt a nat buys 1/g.
    let [near, far] = [20.0, 50.0].map(|kl| bound("tempered_pareto(3, 2)", kl).value());
    assert!((far - near - 15.0).abs() < 1e-9, "{near} {far}");
    assert!(most(&law("normal(0, 1)"), -1.0).is_err());
}

#[test]
fn an_optimum_keeps_within_what_its_value_allows() {
    for (value, error) in
        [("normal(0, 1)", "laplace(1)"), ("gamma(2, 1)", "uniform(0, 3)"), ("tempered_pareto(3, 1)", "normal(0, 1)")]
    {
        let function = ValueFunction::new(&Proxy { value: law(value), error: law(error) }).expect("prepared");
        for kl in [1e-3, 0.7, 20.0] {
            let at = function.at(kl).expect("an optimum").mean_v.expect("known").finite().expect("finite");
            let bound = most(&law(value), kl).expect("a bound").finite().expect("finite");
            assert!(at.value <= bound.value + at.error + bound.error, "{value} + {error} at {kl}: {at:?} {bound:?}");
        }
    }
}

#[test]
fn the_rate_beside_an_upper_end_is_known_however_large() {
    // Two laws whose mass beside the end is c y^a: K(s) - s end = ln(c Gamma(a + 1)) - a ln s each, but for e^(-s).
    for d in [30.0, 60.0, 80.0, 200.0, 340.0] {
        for (value, error, ln_rate) in [
            ("uniform(0, 1)", "uniform(0, 1)", 0.5 * d + 1.0),
            ("uniform(-3, 1)", "uniform(5, 7)", 0.5 * d + 1.0 - 0.5 * 8f64.ln()),
            // Mass 3/4 at the end of V: a constant.
            ("two_point(-1, 1, 0.75)", "uniform(0, 1)", d + 1.0 + 0.75f64.ln()),
        ] {
            let best = pair(value, error).at(d).expect("a tilt");
            let (rate, what) =
                (ln_rate.exp(), format!("{value} + {error} at {d}: {} for {}", best.rate, ln_rate.exp()));
            assert!((best.rate - rate).abs() <= best.rate_error + 1e-15 * d * rate, "{what}, {}", best.rate_error);
            assert!(best.rate_error <= 3e-12 * rate, "{what}, {}", best.rate_error);
        }
    }
    let far = pair("uniform(0, 1)", "uniform(0, 1)").at(700.0).expect("a tilt");
    assert!((far.rate.ln() - 351.0).abs() < 1e-12, "{}", far.rate);
    // Where distances leave f64 the rate is not known, and the means are.
    let deep = pair("uniform(0, 1)", "uniform(0, 1)").at(3000.0).expect("the ends");
    assert!(deep.rate.is_nan() && deep.mean_u.value() == 2.0);
}
