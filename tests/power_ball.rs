//! The most that the mean of a proxy can be at a Rényi divergence of order p, against other formulas: any threshold gives a divergence
//! and the value at it.

mod common;
#[path = "power_ball/sandwich.rs"]
mod sandwich;

use common::{law, number, table};
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

/// X heaped beside the atoms of V: a mass like a steep power of the distance from a corner that is not at 0.
///
/// Truths: moments `E (V + X - tau)^+^j` as one integral for each atom of V over ln x, or over ln(x - (tau - v)) where the weight begins
/// above the atom, with 30 digits; tau by the secant method; the mean of U is `tau + E r^2 / E r`, that of V `E V r / E r`.
#[test]
fn heaps_beside_a_corner_are_resolved() {
    for (value, error, d, mean_u, mean_v) in [
        ("two_point(1.52, 2.989, 0.7222)", "gamma(0.005262, 1)", 0.328866, 2.9990268131119784, 2.987855899701578),
        ("two_point(1.43, 3.622, 0.5507)", "gamma(0.01381, 0.8752)", 0.1684, 3.1233988965270746, 3.10059125726657),
        ("two_point(1.226, 3.086, 0.7547)", "gamma(0.01068, 1.588)", 0.002141, 2.673639866877421, 2.6666702343071256),
        ("two_point(1.86, 3.522, 0.8788)", "gamma(0.006263, 1.309)", 0.4559, 3.5645127666287275, 3.521602301401174),
    ] {
        let best = PowerBall::new(&pair(value, error), 2.0).expect("a ball").at(d).expect("an answer");
        let what = format!("{value} + {error}, {d}");
        close(best.mean_u, mean_u, &what);
        close(best.mean_v.expect("attained"), mean_v, &what);
        close(best.mean_x.expect("attained"), mean_u - mean_v, &what);
    }
}

#[test]
fn true_values_lie_within_the_stated_errors() {
    let rows = table("power_ball.csv");
    let mut prepared: Option<(String, PowerBall)> = None;
    for row in &rows {
        let name = format!("{} + {}, order {}", row["V"], row["X"], row["p"]);
        if prepared.as_ref().is_none_or(|(known, _)| *known != name) {
            let ball = PowerBall::new(&pair(&row["V"], &row["X"]), number(row, "p")).expect("a ball");
            prepared = Some((name.clone(), ball));
        }
        let ball = &mut prepared.as_mut().expect("it was prepared").1;
        let best = ball.at(number(row, "d")).unwrap_or_else(|why| panic!("{name}: {why}"));
        let what = format!("{name}, tau = {}", row["tau"]);
        close(best.mean_u, number(row, "E_U"), &what);
        close(best.mean_v.expect("attained"), number(row, "E_V"), &what);
        assert!(best.attained && best.threshold.is_some());
    }
    assert!(rows.len() > 100);
}

#[test]
fn it_rises_with_the_divergence_and_falls_with_its_order() {
    for (value, error) in [("laplace(1)", "gumbel(1)"), ("lognormal(0, 0.5)", "uniform(0, 1)")] {
        let mut last = f64::NEG_INFINITY;
        let mut ball = PowerBall::new(&pair(value, error), 1.7).expect("a ball");
        for d in [1e-12, 1e-9, 1e-6, 1e-4, 1e-2, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0] {
            let best = ball.at(d).expect("an answer");
            let Moment::Finite(mean) = best.mean_u else { panic!("{d}") };
            assert!(mean.value > last + mean.error, "{d}: {mean} after {last}");
            last = mean.value;
        }
    }
}

#[test]
fn a_large_order_is_a_bounded_ratio() {
    let proxy = pair("logistic(1)", "exponential(1)");
    for d in [0.01, 0.5, 4.0] {
        let top = quantilizer(&proxy, f64::exp(-d)).expect("a share").mean_u.value();
        let gap = |order: f64| PowerBall::new(&proxy, order).unwrap().at(d).unwrap().mean_u.value() - top;
        // What is left of the difference falls like 1/p.
        let (near, far) = (gap(1e3), gap(1e4));
        assert!(near > 0.0 && far > 0.0 && (near / far - 10.0).abs() < 0.5, "{d}: {near} {far}");
    }
}

#[test]
fn a_small_divergence_is_worth_standard_deviations() {
    for (value, error, order) in
        [("normal(0, 1)", "student_t(9)", 2.0), ("gamma(2, 1)", "laplace(1)", 1.4), ("uniform(0, 1)", "lomax(7)", 5.0)]
    {
        let proxy = pair(value, error);
        let of = |f: fn(&goodhart::tail::Law) -> Moment| [&proxy.value, &proxy.error].map(|law| f(law).value());
        let (means, variances) = (of(|law| law.mean()), of(|law| law.variance()));
        let variance = variances[0] + variances[1];
        let d = 1e-12;
        let best = PowerBall::new(&proxy, order).unwrap().at(d).unwrap();
        // sd sqrt(2 d / p) to leading order, of which V has its share; the next term is of order d.
        let rise = (2.0 * variance * d / order).sqrt();
        let miss = |found: f64, truth: f64| ((found - truth) / rise).abs();
        assert!(miss(best.mean_u.value() - means[0] - means[1], rise) < 1e-5, "{value} {error}");
        assert!(
            miss(best.mean_v.unwrap().value() - means[0], rise * variances[0] / variance) < 1e-5,
            "{value} {error}"
        );
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
    // What lies far out is beyond any threshold that f64 tells apart.
    let mut far = PowerBall::new(&pair("normal(0, 1)", "weibull(0.3)"), 1.000001).unwrap();
    assert!(far.at(0.1).unwrap_err().to_string().contains("an order so near to 1"));
    // A mean of U that is minus infinity is no obstacle: by quadrature over X, 30 digits in mpmath.
    let mut below = PowerBall::new(&pair("normal(0, 1)", "clipped(cauchy, 1)"), 2.0).unwrap();
    for (d, mean_u, mean_v) in [
        (0.1, 0.140_501_904_696_772_67, 0.134_971_304_953_024_5),
        (1.0, 1.466_426_557_551_480_6, 0.837_572_506_275_143_3),
    ] {
        let best = below.at(d).unwrap();
        close(best.mean_u, mean_u, &format!("U at {d}"));
        close(best.mean_v.unwrap(), mean_v, &format!("V at {d}"));
    }
    assert!(
        PowerBall::new(&pair("clipped(cauchy, 1)", "normal(0, 1)"), 2.0)
            .unwrap_err()
            .to_string()
            .contains("V must have a mean")
    );
    // All mass at an end that has some: nothing more can be bought.
    let ends = pair("clipped(normal(0, 1), 0.5)", "two_point(-1, 1, 0.5)");
    let mut ball = PowerBall::new(&ends, 2.0).unwrap();
    assert_eq!(ball.at(50.0).unwrap().mean_u.value(), 1.5);
    assert!(ball.at(0.3).unwrap().mean_u.value() < 1.5);
}
