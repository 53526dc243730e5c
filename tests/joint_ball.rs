//! The most that the mean of a proxy with dependent parts can be at a Rényi divergence: against closed forms, sums, values computed
//! elsewhere, and independence.

mod common;

use common::{law, number, table};
use goodhart::{
    expect::{
        joint::JointPowerBall,
        power_ball::{Ball, PowerBall},
    },
    model::{
        Joint, Proxy,
        joint::{self, moment::upper_moment},
    },
    tail::{Catalogue, Moment},
};
use std::f64::consts::PI;

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

fn ball(value: &str, error: Option<&str>, text: &str, order: f64) -> JointPowerBall {
    JointPowerBall::new(&joint_of(value, error, text), order).expect("a ball")
}

/// Within what is stated, beside the rounding of the truth, and within 1e-9 of its size.
fn near(found: Moment, truth: f64, rounding: f64, what: &str) {
    let Moment::Finite(found) = found else { panic!("{what}: {found:?}") };
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + (rounding + 2e-14) * truth.abs().max(1e-3), "{what}: {found} for {truth}");
    assert!(found.error <= 1e-9 * truth.abs().max(1e-3), "{what}: {found} is not sure enough");
}

fn both(best: &Ball, mean_u: f64, mean_v: f64, rounding: f64, what: &str) {
    near(best.mean_u, mean_u, rounding, &format!("U, {what}"));
    near(best.mean_v.expect("a mean of V"), mean_v, rounding, &format!("V, {what}"));
    near(best.mean_x.expect("a mean of X"), mean_u - mean_v, rounding, &format!("X, {what}"));
}

#[test]
fn two_normals_are_raised_together() {
    // With m_k = E ((Z - t)+)^k: at order 2 E U = sd m_0 / m_1 and D = ln(m_2/m_1^2), at order 3/2 E U = 2 sd m_1 / m_2 and
    // D = 2 ln(m_3) - 3 ln(m_2), by Stein's identity.
    let normal = law("normal(0, 1)");
    for rho in [-0.7f64, 0.5] {
        let (of_u, of_v) = (25.0 + 24.0 * rho, 9.0 + 12.0 * rho);
        let text = format!("gaussian({rho})");
        let mut balls = [2.0, 1.5].map(|order| ball("normal(0, 3)", Some("normal(0, 4)"), &text, order));
        for t in [-6.0f64, -1.0, 0.5, 3.0] {
            let (above, density) = (normal.ln_sf(t).exp(), (-0.5 * t * t).exp() / (2.0 * PI).sqrt());
            let m = [
                above,
                density - t * above,
                (1.0 + t * t) * above - t * density,
                (t * t + 2.0) * density - t * (t * t + 3.0) * above,
            ];
            // What cancels in the moments of a high threshold.
            let rounding = 1e-15 * (1.0 + t.max(0.0)).powi(6);
            let known =
                [((m[2] / (m[1] * m[1])).ln(), m[0] / m[1]), (2.0 * m[3].ln() - 3.0 * m[2].ln(), 2.0 * m[1] / m[2])];
            for (ball, (d, mean)) in balls.iter_mut().zip(known) {
                let best = ball.at(d).unwrap();
                let mean_u = of_u.sqrt() * mean;
                both(&best, mean_u, mean_u * of_v / of_u, 20.0 * rounding, &format!("rho = {rho}, {d} nats"));
                let tau = best.threshold.unwrap() / of_u.sqrt();
                assert!((tau - t).abs() < 1e-6, "{tau} for {t}");
            }
        }
    }
    let mut small = ball("normal(0, 3)", Some("normal(0, 4)"), "gaussian(0.5)", 2.0);
    for chi2 in [1e-14, 1e-9] {
        // sd(U) sqrt(chi2) but for what lies beyond the threshold.
        both(&small.at(chi2).unwrap(), (37.0 * chi2).sqrt(), 15.0 * (chi2 / 37.0).sqrt(), 1e-9, "a small chi squared");
    }
}

/// The masses of (-1, 0), (-1, 2), (1, 0) and (1, 2) under Clayton's copula with parameter 2.
fn corners() -> [(f64, f64, f64); 4] {
    let (a, b) = (0.7f64, 0.5f64);
    let low = (a.powi(-2) + b.powi(-2) - 1.0).powf(-0.5);
    [(-1.0, 0.0, low), (-1.0, 2.0, a - low), (1.0, 0.0, b - low), (1.0, 2.0, 1.0 - a - b + low)]
}

#[test]
fn atoms_are_summed_and_the_last_one_is_reached() {
    for order in [1.05f64, 1.3, 2.0, 3.5] {
        let (k, mut discrete) =
            (1.0 / (order - 1.0), ball("two_point(-1, 1, 0.3)", Some("two_point(0, 2, 0.5)"), "clayton(2)", order));
        for t in [-6.0f64, -1.4, 0.3, 0.9, 1.7] {
            let sum = |power: f64, of: fn(f64, f64) -> f64| -> f64 {
                let term = |&(v, x, mass): &(f64, f64, f64)| mass * of(v, x) * (v + x - t).max(0.0).powf(power);
                corners().iter().filter(|(v, x, _)| v + x > t).map(term).sum()
            };
            let total = sum(k, |_, _| 1.0);
            let d = k * sum(k + 1.0, |_, _| 1.0).ln() - (k + 1.0) * total.ln();
            let best = discrete.at(d).unwrap();
            let (mean_u, mean_v) = (sum(k, |v, x| v + x) / total, sum(k, |v, _| v) / total);
            // Where the ratio is nearly constant the divergence is a difference.
            both(&best, mean_u, mean_v, 1e-13, &format!("order {order}, from {t}"));
        }
        let most = -corners()[3].2.ln();
        let best = discrete.at(most * (1.0 + 1e-12)).unwrap();
        assert_eq!((best.mean_u.value(), best.attained), (3.0, true));
        assert!((best.mean_v.unwrap().value() - 1.0).abs() < 1e-13);
    }
}

#[test]
fn a_law_for_each_of_two_values_is_integrated() {
    // Above both values E ((v + X - t)^k; V = v) = p_v Gamma(k+1) r^-k e^(-r (t - v)), X exponential with the rate r.
    for (order, gamma) in [(2.0, 1.0), (3.0, 0.5 * PI.sqrt()), (1.5, 2.0)] {
        let k = 1.0 / (order - 1.0);
        let text = "given(v < 0: exponential(0.5); else: exponential(1))";
        let mut two = ball("two_point(-1, 1, 0.4)", None, text, order);
        for t in [1.0f64, 4.0, 20.0] {
            let of = |power: f64, gamma: f64| {
                [(-1.0f64, 0.6, 0.5f64), (1.0, 0.4, 1.0)]
                    .map(|(v, mass, rate)| mass * gamma * rate.powf(-power) * (-rate * (t - v)).exp())
            };
            let (lower, upper) = (of(k, gamma), of(k + 1.0, gamma * (k + 1.0)));
            let totals = [lower, upper].map(|parts| parts[0] + parts[1]);
            let d = k * totals[1].ln() - (k + 1.0) * totals[0].ln();
            let (mean_u, mean_v) = (t + totals[1] / totals[0], (lower[1] - lower[0]) / totals[0]);
            both(&two.at(d).unwrap(), mean_u, mean_v, 1e-14, &format!("order {order}, from {t}"));
        }
    }
}

#[test]
fn they_agree_with_values_computed_elsewhere() {
    let rows = table("joint_ball.csv");
    assert!(rows.len() >= 6, "{} rows", rows.len());
    for row in &rows {
        let mut ball = ball(&row["value"], Some(&row["error"]), &row["joint"], number(row, "order"));
        let best = ball.at(number(row, "nats")).expect("an answer");
        let what = format!("{}, {} nats", row["joint"], row["nats"]);
        both(&best, number(row, "mean_u"), number(row, "mean_v"), 4e-14, &what);
        let (found, truth) = (best.threshold.expect("a threshold"), number(row, "threshold"));
        assert!((found - truth).abs() < 1e-8 * (1.0 + truth.abs()), "{what}: from {found}, not {truth}");
    }
}

#[test]
fn without_dependence_it_is_the_independent_answer() {
    for (value, error, order) in
        [("uniform(-1, 1)", "laplace(1)", 2.0), ("normal(0, 1)", "pareto(4)", 1.5), ("normal(0, 1)", "pareto(4)", 1.2)]
    {
        let mut plain = PowerBall::new(&Proxy { value: law(value), error: law(error) }, order).unwrap();
        let mut given = ball(value, None, &format!("given({error})"), order);
        assert_eq!(given.is_finite(), Some(plain.is_finite()), "{value}, {error}, {order}");
        for d in [0.0, 0.01, 3.0] {
            let (found, truth) = (given.at(d).unwrap(), plain.at(d).unwrap());
            match truth.mean_u {
                Moment::Finite(_) => {
                    let (mean_u, mean_v) = (truth.mean_u.value(), truth.mean_v.unwrap().value());
                    both(&found, mean_u, mean_v, 1e-12, &format!("{value}, {error}, order {order}, {d} nats"));
                }
                other => assert_eq!(found.mean_u, other),
            }
        }
    }
}

#[test]
fn rules_tell_which_moments_are_finite_and_nothing_is_guessed() {
    let of =
        |value: &str, error: Option<&str>, text: &str, q: f64| upper_moment(&joint_of(value, error, text), q).is_finite;
    for copula in ["gaussian(-0.9)", "student_t(-0.9, 2)", "fgm(-1)", "gumbel(3)", "clayton(1)", "survival_clayton(1)"]
    {
        assert_eq!(of("laplace(1)", Some("student_t(3)"), copula, 2.9), Some(true), "{copula}");
        assert_eq!(of("student_t(3)", Some("laplace(1)"), copula, 3.0), Some(false), "{copula}");
        assert_eq!(of("normal(0, 1)", Some("lognormal(0, 2)"), copula, 50.0), Some(true), "{copula}");
        // As heavy a lower tail may carry U down, unless the other part stays up.
        let opposed = of("student_t(3)", Some("student_t(3)"), copula, 3.5);
        assert_eq!(opposed, if copula == "gaussian(-0.9)" { None } else { Some(false) }, "{copula}");
    }
    assert_eq!(of("student_t(3)", Some("student_t(3)"), "gaussian(-0.9)", 16.0), Some(false));
    assert_eq!(of("student_t(3)", Some("student_t(3)"), "gaussian(-0.9)", 15.0), None);
    for (text, q, known) in [
        ("given(student_t(2 + v^2))", 2.5, Some(false)),
        ("given(v < 0: pareto(3); else: at(0))", 2.0, Some(true)),
        ("given(v < 0: pareto(3); else: at(0))", 3.0, Some(false)),
        ("given(normal(0, exp(v)))", 9.0, Some(true)),
        ("given(scaled(1 + v^2, pareto(3)))", 2.9, Some(true)),
        ("given(pareto(3 + abs(v)))", 2.0, None),
    ] {
        assert_eq!(of("normal(0, 1)", None, text, q), known, "{text}, {q}");
    }
    assert_eq!(of("two_point(1, 2, 0.5)", None, "given(pareto(1 + v))", 2.0), Some(false));
    assert_eq!(of("two_point(1, 2, 0.5)", None, "given(pareto(1 + v))", 1.9), Some(true));
    assert_eq!(of("student_t(4)", None, "given(scaled(1 + v^2, laplace(1)))", 2.0), None);
    assert_eq!(of("pareto(3)", None, "given(normal(0, 1))", 3.0), Some(false));
    assert_eq!(of("pareto(3)", None, "given(at(-sqrt(v)))", 3.0), None);

    // A mean of U that is minus infinity: E ((U - tau)+)^k by quadrature over X, 30 digits in mpmath.
    let mut below = ball("normal(0, 1)", Some("clipped(cauchy, 1)"), "fgm(0)", 2.0);
    for (d, mean_u, mean_v) in [
        (0.1, 0.140_501_904_696_772_67, 0.134_971_304_953_024_5),
        (1.0, 1.466_426_557_551_480_6, 0.837_572_506_275_143_3),
    ] {
        both(&below.at(d).unwrap(), mean_u, mean_v, 4e-14, &format!("clipped(cauchy, 1) at {d}"));
    }
    let mut unknown = ball("student_t(3)", Some("student_t(3)"), "gaussian(-0.9)", 1.4);
    assert!(unknown.at(1.0).unwrap_err().to_string().contains("not determined"));
    assert!(
        unknown.at(-1.0).is_err()
            && JointPowerBall::new(&joint_of("uniform(0, 1)", Some("uniform(0, 1)"), "fgm(1)"), 1.0).is_err()
    );
    assert_eq!(ball("normal(0, 1)", Some("pareto(2)"), "fgm(1)", 2.0).at(0.1).unwrap().mean_u, Moment::Infinite);
}
