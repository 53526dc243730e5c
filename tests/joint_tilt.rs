//! The most that the mean of a proxy with dependent parts can be at a KL divergence: against closed forms, values computed elsewhere,
//! finite sums, and independence.

mod common;

use common::{law, number, table};
use goodhart::{
    expect::{
        joint::JointValueFunction,
        raised::Raiser,
        value_function::{Optimum, ValueFunction},
    },
    model::{
        Joint, Phase, Proxy,
        joint::{self, phase::phase},
        phase::Side,
    },
    tail::{Catalogue, Moment},
};

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

fn function(value: &str, error: Option<&str>, text: &str) -> JointValueFunction {
    JointValueFunction::new(&joint_of(value, error, text)).expect("a value function")
}

/// Within what is stated, and within 1e-9 of the size of the truth.
fn near(found: Moment, truth: f64, what: &str) {
    let Moment::Finite(found) = found else { panic!("{what}: {found:?}") };
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + 2e-14 * truth.abs(), "{what}: {found} for {truth}");
    assert!(found.error <= 1e-9 * truth.abs().max(1e-3), "{what}: {found} is not sure enough");
}

fn both(best: &Optimum, mean_u: f64, mean_v: f64, what: &str) {
    near(best.mean_u, mean_u, &format!("U, {what}"));
    near(best.mean_v.expect("a mean of V"), mean_v, &format!("V, {what}"));
    near(best.mean_x.expect("a mean of X"), mean_u - mean_v, &format!("X, {what}"));
}

#[test]
fn two_normals_are_raised_together() {
    // Jointly normal: at a rate s, E V = s Cov(V, U) and KL = s^2 Var(U) / 2.
    for rho in [-0.7f64, 0.5] {
        let mut normal = function("normal(0, 3)", Some("normal(0, 4)"), &format!("gaussian({rho})"));
        let (of_u, of_v) = (25.0 + 24.0 * rho, 9.0 + 12.0 * rho);
        assert_eq!(normal.phase().phase, Some(Phase::Tilt { rate: f64::INFINITY }));
        for kl in [1e-12, 1e-6, 0.1, 3.0, 60.0] {
            let rate = (2.0 * kl / of_u).sqrt();
            let best = normal.at(kl).unwrap();
            assert!((best.rate / rate - 1.0).abs() < 1e-9 && best.attained, "{kl}: {}", best.rate);
            both(&best, rate * of_u, rate * of_v, &format!("rho = {rho}, {kl} nats"));
        }
    }
}

#[test]
fn they_agree_with_values_computed_elsewhere() {
    let rows = table("joint_tilt.csv");
    assert!(rows.len() >= 15, "{} rows", rows.len());
    let mut last: Option<([String; 3], JointValueFunction)> = None;
    for row in &rows {
        let names = ["value", "error", "joint"].map(|name| row[name].clone());
        let mut function = match last.take() {
            Some((of, function)) if of == names => function,
            _ => function(&row["value"], Some(row["error"].as_str()).filter(|spec| !spec.is_empty()), &row["joint"]),
        };
        let kl = number(row, "kl");
        let best = function.at(kl).expect("an answer");
        both(&best, number(row, "mean_u"), number(row, "mean_v"), &format!("{}, {kl} nats", row["joint"]));
        assert!((best.rate / number(row, "rate") - 1.0).abs() < 1e-9, "{}", best.rate);
        last = Some((names, function));
    }
}

#[test]
fn without_dependence_it_is_the_independent_answer() {
    for (value, error) in [("uniform(-1, 1)", "laplace(1)"), ("two_point(-1, 1, 0.3)", "normal(0, 2)")] {
        let plain = ValueFunction::new(&Proxy { value: law(value), error: law(error) }).unwrap();
        let mut given = function(value, None, &format!("given({error})"));
        assert_eq!(given.phase().phase.as_ref(), Some(&plain.phase().phase));
        for kl in [0.0, 1e-6, 0.1, 4.0] {
            let (found, truth) = (given.at(kl).unwrap(), plain.at(kl).unwrap());
            let what = format!("{value}, {error}, {kl} nats");
            if kl > 0.0 {
                both(&found, truth.mean_u.value(), truth.mean_v.unwrap().value(), &what);
            }
            assert!((found.rate - truth.rate).abs() <= 1e-9 * truth.rate, "{what}: {} for {}", found.rate, truth.rate);
        }
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
    let mut discrete = function("two_point(-1, 1, 0.3)", Some("two_point(0, 2, 0.5)"), "clayton(2)");
    for rate in [1e-3f64, 0.2, 0.9, 2.5, 6.0] {
        let sum = |of: fn(f64, f64) -> f64| -> f64 {
            corners().iter().map(|&(v, x, mass)| of(v, x) * mass * (rate * (v + x)).exp()).sum()
        };
        let total = sum(|_, _| 1.0);
        let (mean_u, mean_v) = (sum(|v, x| v + x) / total, sum(|v, _| v) / total);
        // ln(total) loses digits where the rate is small; there KL is known by its series.
        let kl = rate * mean_u - total.ln();
        let best = discrete.at(kl).unwrap();
        let slack = 1e-15 / rate;
        let what = format!("rate {rate}");
        for (found, truth) in [(best.mean_u, mean_u), (best.mean_v.unwrap(), mean_v)] {
            let found = found.finite().expect("finite");
            assert!((found.value - truth).abs() <= found.error + 4.0 * slack + 1e-14, "{what}: {found} for {truth}");
        }
    }
    let most = -corners()[3].2.ln();
    let best = discrete.at(most * (1.0 + 1e-12)).unwrap();
    assert_eq!((best.mean_u.value(), best.rate, best.attained), (3.0, f64::INFINITY, true));
    assert!((best.mean_v.unwrap().value() - 1.0).abs() < 1e-13);
}

#[test]
fn heavy_tails_are_unbounded_and_unknown_ones_refused() {
    let phase_of = |value: &str, error: Option<&str>, text: &str| phase(&joint_of(value, error, text));
    let decided = |value: &str, error: Option<&str>, text: &str| phase_of(value, error, text).phase;
    let tilt = |rate: f64| Some(Phase::Tilt { rate });
    for copula in ["gaussian(-0.99)", "student_t(-0.9, 2)", "fgm(-1)", "gumbel(3)", "clayton(1)", "survival_clayton(1)"]
    {
        assert_eq!(decided("student_t(3)", Some("normal(0, 1)"), copula), Some(Phase::Unbounded), "{copula}");
    }
    // Two exponential tails: alone, together, and by a quadratic form.
    assert_eq!(decided("laplace(1)", Some("exponential(2)"), "clayton(3)"), tilt(1.0));
    assert_eq!(decided("laplace(1)", Some("exponential(2)"), "survival_clayton(3)"), tilt(2.0 / 3.0));
    let Some(Phase::Tilt { rate }) = decided("laplace(1)", Some("laplace(1)"), "gaussian(0.6)") else { panic!() };
    assert!((rate - 1.0 / 1.6).abs() < 1e-15, "{rate}");
    assert_eq!(decided("exponential(1)", Some("exponential(2)"), "gaussian(-0.5)"), tilt(1.0));
    // X may keep V down.
    let unknown = phase_of("laplace(1)", Some("laplace(1)"), "gaussian(-0.5)");
    assert_eq!((unknown.phase, unknown.finite_below), (None, 1.0));
    let escape = decided("uniform(0, 1)", Some("tempered_pareto(3, 2)"), "gumbel(2)");
    assert_eq!(escape, Some(Phase::Escape { rate: 2.0, by: Side::Error }));
    // X given V.
    assert_eq!(decided("normal(0, 1)", None, "given(student_t(2 + v^2))"), Some(Phase::Unbounded));
    assert_eq!(decided("normal(0, 1)", None, "given(v < 2: at(0); else: normal(v^3, 1))"), Some(Phase::Unbounded));
    assert_eq!(decided("two_point(1, 2, 0.5)", None, "given(laplace(v))"), tilt(0.5));
    assert_eq!(decided("uniform(-1, 1)", None, "given(normal(exp(v), 1 + v^2))"), tilt(f64::INFINITY));
    assert_eq!(decided("laplace(2)", None, "given(uniform(-1, 1 + exp(-v^2)))"), tilt(0.5));
    // s(v)^2 = 1 + v^2: at s = 1 the squares cancel, and e^v is left; with a mean of -v, the 1 + v^2 alone.
    assert_eq!(decided("normal(0, 1)", None, "given(normal(0, sqrt(1 + v^2)))"), tilt(1.0));
    assert_eq!(decided("normal(0, 1)", None, "given(normal(-v, sqrt(1 + v^2)))"), tilt(1.0));
    // s(v) = 1 + |v|/2 beside normal(0, 1): s^2/8 < 1/2.
    let spread = phase_of("normal(0, 1)", None, "given(normal(0, 1 + 0.5*abs(v)))");
    assert!(spread.phase.is_none() && (spread.finite_below - 2.0).abs() < 1e-15);
    for text in ["given(normal(0, exp(v)))", "given(gumbel(1 + v^2))", "given(normal(-v^2, abs(v)))"] {
        let unknown = phase_of("normal(0, 1)", None, text);
        assert!(unknown.phase.is_none() && unknown.finite_below == 0.0, "{text}: {}", unknown.rule);
    }
    let mut unknown = function("normal(0, 1)", None, "given(normal(0, exp(v)))");
    assert!(unknown.at(1.0).unwrap_err().to_string().contains("not determined"));
    for kl in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(unknown.at(kl).unwrap_err().to_string().contains("at least 0"));
    }
}

#[test]
fn a_sum_that_is_certain_has_one_mean_whatever_the_policy() {
    for (value, text) in [
        ("normal(0, 1)", "given(at(-v + 1))"),
        ("student_t(3)", "given(v < 0: at(1 - v); else: at((2 - 2*v)/2))"),
        ("uniform(0, 1)", "given(at(1 - v))"),
    ] {
        let mut certain = function(value, None, text);
        assert_eq!(certain.phase().phase, Some(Phase::Tilt { rate: f64::INFINITY }), "{text}");
        let best = certain.at(0.5).unwrap();
        assert!(best.mean_u.value() == 1.0 && best.mean_v.is_none() && best.attained, "{text}");
        let ball = certain.ratio_ball(0.5).unwrap();
        assert!(ball.mean_u.value() == 1.0 && ball.mean_v.is_none() && ball.attained, "{text}");
    }
    for text in ["given(at(-v + 0.5*abs(v)))", "given(v < 0: at(1 - v); else: at(2 - v))", "given(at(1 - v*v))"] {
        assert_eq!(joint_of("normal(0, 1)", None, text).constant(), None, "{text}");
    }
}

#[test]
fn a_heavy_value_that_the_error_takes_away_is_left_as_it_is() {
    // U is uniform on (-1, 0) and independent of V, whatever its tail.
    let mut taken = function("pareto(3)", None, "given(uniform(-v - 1, -v))");
    assert_eq!(taken.phase().phase, Some(Phase::Tilt { rate: f64::INFINITY }));
    for rate in [0.5f64, 3.0, 12.0] {
        let mean_u = -1.0 / rate + 1.0 / rate.exp_m1();
        let kl = rate * mean_u - (-(-rate).exp_m1() / rate).ln();
        let best = taken.at(kl).unwrap();
        near(best.mean_u, mean_u, &format!("U, rate {rate}"));
        near(best.mean_v.unwrap(), 1.5, &format!("V, rate {rate}"));
    }
}

#[test]
fn beyond_the_last_tilt_a_nat_buys_the_inverse_of_its_rate() {
    // S = t^-a e^(-l (t-1)): E e^(l X) = e^l (1 + l/(a-1)) and E X e^(l X) = e^l (a/(a-1) + l/(a-2)).
    let at_edge = |a: f64, l: f64| [l.exp() * (1.0 + l / (a - 1.0)), l.exp() * (a / (a - 1.0) + l / (a - 2.0))];
    let parts = [(-1.0f64, 0.4, at_edge(3.0, 2.0)), (1.0, 0.6, at_edge(4.0, 2.0))];
    let sum = |of: &dyn Fn(f64, [f64; 2]) -> f64| -> f64 {
        parts.iter().map(|&(v, mass, moments)| mass * (2.0 * v).exp() * of(v, moments)).sum()
    };
    let total = sum(&|_, moments| moments[0]);
    let mean_v = sum(&|v, moments| v * moments[0]) / total;
    let mean_u = mean_v + sum(&|_, moments| moments[1]) / total;
    let of_two = (2.0 * mean_u - total.ln(), mean_u, mean_v);
    // The others by one-dimensional integrals in mpmath with 30 digits.
    for (value, error, text, rate, by, (edge, mean_u, mean_v)) in [
        (
            "two_point(-1, 1, 0.6)",
            None,
            "given(v < 0: tempered_pareto(3, 2); else: tempered_pareto(4, 2))",
            2.0,
            Side::Error,
            of_two,
        ),
        (
            "uniform(0, 1)",
            Some("tempered_pareto(3, 2)"),
            "fgm(0.7)",
            2.0,
            Side::Error,
            (1.104644320720943, 2.517886120881318, 0.6889942234295758),
        ),
        (
            "tempered_pareto(3.5, 1)",
            Some("normal(0, 1)"),
            "fgm(-0.8)",
            1.0,
            Side::Value,
            (0.526621472977757, 2.282517359702955, 1.3533531614123924),
        ),
        (
            "tempered_pareto(3, 2)",
            None,
            "given(uniform(-1, exp(-abs(v))))",
            2.0,
            Side::Value,
            (0.7837519317100377, 1.4852288655279313, 1.620374523812664),
        ),
    ] {
        let mut function = function(value, error, text);
        assert_eq!(function.phase().phase, Some(Phase::Escape { rate, by }), "{text}");
        let found = function.edge().expect("an edge");
        assert!((found.value - edge).abs() <= found.error && found.error < 1e-8, "{text}: {found} for {edge}");
        for more in [0.5, 3.0] {
            let (best, bought) = (function.at(edge + more).unwrap(), more / rate);
            let of_v = if by == Side::Value { bought } else { 0.0 };
            assert!(!best.attained && best.rate == rate, "{text}");
            let truths = [(best.mean_u, mean_u + bought), (best.mean_v.unwrap(), mean_v + of_v)];
            for (found, truth) in truths {
                let found = found.finite().expect("finite");
                assert!(
                    (found.value - truth).abs() <= found.error && found.error < 2e-8,
                    "{text}: {found} for {truth}"
                );
            }
        }
        // Just before it a tilt does nearly as well.
        let before = function.at(edge - 0.02).unwrap();
        assert!(before.attained && before.rate < rate, "{text}");
        let lost = mean_u - before.mean_u.value();
        assert!(lost > 0.02 / rate && lost < 0.04 / rate, "{text}: {lost}");
    }
}

#[test]
fn masses_above_a_threshold_and_density_ratios_are_raised_as_with_independent_parts() {
    let near = |found: Moment, truth: Moment, what: &str| {
        let (Some(a), Some(b)) = (found.finite(), truth.finite()) else { panic!("{what}: {found:?} for {truth:?}") };
        let slack = a.error + b.error + 1e-14 * (1.0 + b.value.abs());
        assert!((a.value - b.value).abs() <= slack && slack < 1e-9 * (1.0 + b.value.abs()), "{what}: {a} for {b}");
    };
    let proxy = Proxy { value: law("normal(0, 1)"), error: law("pareto(3)") };
    let raiser = Raiser::new(&proxy);
    let mut joint = function("normal(0, 1)", Some("pareto(3)"), "fgm(0)");
    for (t, kl) in [(3.0, 0.01), (30.0, 0.5), (30.0, 50.0)] {
        let (found, truth) = (joint.above(t).unwrap().at(kl).unwrap(), raiser.above(t).unwrap().at(kl).unwrap());
        let what = format!("t = {t}, {kl} nats");
        near(Moment::Finite(found.mass), Moment::Finite(truth.mass), &what);
        near(found.mean_u, truth.mean_u, &what);
        near(found.mean_v, truth.mean_v, &what);
        near(found.mean_x, truth.mean_x, &what);
    }
    let top = joint.selector().quantilizer(0.1).unwrap();
    let ball = joint.ratio_ball(10f64.ln()).unwrap();
    near(ball.mean_v.unwrap(), top.mean_v, "the top tenth");
    assert!(joint.ratio_ball(-1.0).is_err());
    // The mean of X is minus infinity, and that of the upper half of U is not.
    let mut fallen = function("uniform(0, 1)", Some("truncated(cauchy(1), 3)"), "fgm(0)");
    let half = fallen.ratio_ball(2f64.ln()).unwrap();
    let plain = goodhart::expect::best_of::Selector::new(&Proxy {
        value: law("uniform(0, 1)"),
        error: law("truncated(cauchy(1), 3)"),
    });
    let truth = plain.unwrap().quantilizer(0.5).unwrap();
    near(half.mean_u, truth.mean_u, "the upper half");
    near(half.mean_v.unwrap(), truth.mean_v, "the upper half");
    let mut endless = function("normal(0, 1)", Some("pareto(0.9)"), "fgm(1)");
    assert!(endless.ratio_ball(1.0).unwrap().mean_u == Moment::Infinite && !endless.has_ratio_ball());
}

#[test]
fn a_fixed_law_in_each_case_has_the_least_of_their_rates() {
    let phase_of = |value: &str, text: &str| phase(&joint_of(value, None, text));
    let tilt = |rate: f64| Some(Phase::Tilt { rate });
    for (value, text, rate) in [
        ("normal(0, 1)", "given(v < 0: at(1); else: exponential(3))", 3.0),
        ("normal(0, 1)", "given(v < 0: normal(0, 1); else: gamma(2, 3))", 3.0),
        ("uniform(0, 1)", "given(v < 0.5: exponential(2); else: laplace(1))", 1.0),
        // A case that has no mass does not count, nor does one that another one covers.
        ("uniform(0, 1)", "given(v < 0.5: exponential(2); v < 2: exponential(3); else: laplace(1))", 2.0),
        // The tail of V counts where it goes on.
        ("exponential(2)", "given(v < 1: exponential(3); else: at(0))", 2.0),
        ("exponential(2)", "given(v < 1: exponential(1); else: at(0))", 1.0),
        ("uniform(0, 1)", "given(v < 0.5: normal(v, 1 + v); else: exponential(3))", 3.0),
    ] {
        assert_eq!(phase_of(value, text).phase, tilt(rate), "{value}, {text}: {}", phase_of(value, text).rule);
    }
    let escape = phase_of("uniform(0, 1)", "given(v < 0.5: exponential(4); else: tempered_pareto(3, 2))");
    assert_eq!(escape.phase, Some(Phase::Escape { rate: 2.0, by: Side::Error }));
    let unknown = phase_of("normal(0, 1)", "given(v < 0: normal(0, sqrt(1 + v^2)); else: exponential(3))");
    assert!(unknown.phase.is_none() && unknown.rule.contains("neither the same for every v nor bounded"));
}

#[test]
fn a_tilt_over_cases_is_the_sum_of_theirs() {
    // V uniform on [0, 1], X exponential(2) below 1/2 and exponential(4) above: E e^(sU) is a sum of two products.
    let k = |s: f64| {
        let half = (0.5 * s).exp_m1() / s;
        (half * 2.0 / (2.0 - s) + (0.5 * s).exp() * half * 4.0 / (4.0 - s)).ln()
    };
    let mut function = function("uniform(0, 1)", None, "given(v < 0.5: exponential(2); else: exponential(4))");
    for s in [0.3, 1.0, 1.7] {
        // A central difference of four places, 1e-11 off at most.
        let d = 1e-3 * (2.0 - s);
        let slope = (8.0 * (k(s + d) - k(s - d)) - (k(s + 2.0 * d) - k(s - 2.0 * d))) / (12.0 * d);
        let best = function.at(s * slope - k(s)).expect("a tilt");
        assert!((best.mean_u.value() - slope).abs() < 1e-9, "{s}: {} for {slope}", best.mean_u.value());
        assert!((best.rate - s).abs() < 1e-8, "{s}: {}", best.rate);
    }
}
