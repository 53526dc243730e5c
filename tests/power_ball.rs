//! The most that the mean of a proxy can be at a Rényi divergence of order p, against closed forms: any threshold gives a divergence
//! and the value at it.

mod common;

use common::law;
use goodhart::{
    expect::{power_ball::PowerBall, quantilizer::quantilizer},
    model::Proxy,
    num::{Estimate, special::ln_normal_sf},
    tail::Moment,
};

fn pair(value: &str, error: &str) -> Proxy {
    Proxy { value: law(value), error: law(error) }
}

fn close(found: Moment, truth: f64, what: &str) {
    let Moment::Finite(Estimate { value, error }) = found else { panic!("{what}: {found:?}") };
    let miss = (value - truth).abs();
    assert!(miss <= error + 4e-15 * truth.abs(), "{what}: {value} ± {error:e}, truth {truth}");
    assert!(error <= 1e-9 * (1.0 + truth.abs()), "{what}: {value} ± {error:e} is not sure enough");
}

/// `E[((Z - z)^+)^j]` for a standard normal Z, j = 1, 2, 3.
fn normal_excess(z: f64) -> [f64; 3] {
    let (tail, density) = (ln_normal_sf(z).exp(), (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt());
    [density - z * tail, (1.0 + z * z) * tail - z * density, (2.0 + z * z) * density - z * (3.0 + z * z) * tail]
}

#[test]
fn between_normal_laws_the_value_has_its_share_of_the_variance() {
    let proxy = pair("normal(1, 1.5)", "normal(-2, 2)");
    // p = 2 and k = 1, p = 3/2 and k = 2.
    for (order, k) in [(2.0, 1), (1.5, 2)] {
        let mut ball = PowerBall::new(&proxy, order).expect("a ball");
        for z in [-2.0, -0.5, 0.0, 1.0, 2.5] {
            let moments = normal_excess(z);
            let (lower, upper) = (moments[k - 1], moments[k]);
            let d = (upper.ln() - order * lower.ln()) / (order - 1.0);
            let best = ball.at(d).expect("an answer");
            let rise = 2.5 * (z + upper / lower);
            let what = format!("order {order}, z = {z}, d = {d}");
            close(best.mean_u, -1.0 + rise, &what);
            close(best.mean_v.expect("attained"), 1.0 + rise * 0.36, &what);
            close(best.mean_x.expect("attained"), -2.0 + rise * 0.64, &what);
            assert!((best.threshold.expect("a threshold") - (-1.0 + 2.5 * z)).abs() < 1e-8, "{what}");
        }
    }
}

#[test]
fn a_small_chi_squared_buys_standard_deviations() {
    // Bounded below: mean + sd sqrt(chi2), V by its covariance with U; laws with corners and with an atom beside a density.
    for (value, error, mean, var_v, var_x) in [
        ("uniform(0, 6)", "uniform(-1, 1)", 3.0, 3.0, 1.0 / 3.0),
        ("exponential(1)", "two_point(-1, 1, 0.5)", 1.0, 1.0, 1.0),
    ] {
        let mut ball = PowerBall::new(&pair(value, error), 2.0).expect("a ball");
        for chi2 in [1e-3, 0.02, 0.2] {
            let best = ball.at(f64::ln_1p(chi2)).expect("an answer");
            let sd = f64::sqrt(var_v + var_x);
            close(best.mean_u, mean + sd * f64::sqrt(chi2), &format!("{value} + {error}, {chi2}"));
            close(best.mean_v.unwrap(), mean + var_v / sd * f64::sqrt(chi2), &format!("{value} + {error}, {chi2}"));
        }
    }
}

#[test]
fn it_is_finite_exactly_where_the_moment_is() {
    let proxy = pair("normal(0, 1)", "student_t(3)");
    let at = |order: f64| PowerBall::new(&proxy, order).expect("a ball").at(0.5).expect("an answer").mean_u;
    // q = p/(p-1) below 3 iff p above 3/2.
    assert!(matches!(at(1.6), Moment::Finite(_)) && at(1.5) == Moment::Infinite && at(1.2) == Moment::Infinite);
    let values: Vec<f64> = [1.8, 2.0, 3.0, 10.0, f64::INFINITY].map(|order| at(order).value()).to_vec();
    // The divergence grows with its order, so that less is allowed.
    assert!(values.is_sorted_by(|a, b| a > b), "{values:?}");
    let top = quantilizer(&proxy, (-0.5f64).exp()).expect("a share");
    assert_eq!(at(f64::INFINITY), top.mean_u);
}

#[test]
fn what_cannot_be_answered_is_refused() {
    assert!(PowerBall::new(&pair("normal(0, 1)", "normal(0, 1)"), 1.0).is_err());
    assert!(PowerBall::new(&pair("normal(0, 1)", "normal(0, 1)"), 2.0).unwrap().at(-1.0).is_err());
    // All mass at an end that has some: nothing more can be bought.
    let ends = pair("clipped(normal(0, 1), 0.5)", "two_point(-1, 1, 0.5)");
    let mut ball = PowerBall::new(&ends, 2.0).unwrap();
    assert_eq!(ball.at(50.0).unwrap().mean_u.value(), 1.5);
    assert!(ball.at(0.3).unwrap().mean_u.value() < 1.5);
}

#[test]
fn show() {
    let get = |name: &str| std::env::var(name).unwrap_or_default();
    if get("PV").is_empty() {
        return;
    }
    let mut ball = PowerBall::new(&pair(&get("PV"), &get("PX")), get("PP").parse().unwrap()).expect("a ball");
    for d in get("PD").split(',').map(|d| d.parse::<f64>().unwrap()) {
        let start = std::time::Instant::now();
        match ball.at(d) {
            Ok(b) => println!("{d}: U {:?} V {:?} tau {:?} {:?}", b.mean_u, b.mean_v, b.threshold, start.elapsed()),
            Err(e) => println!("{d}: {e} {:?}", start.elapsed()),
        }
    }
}
