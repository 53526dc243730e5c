//! V and X that depend on each other: against values computed elsewhere to many digits, against draws, and against independence.

mod common;

use common::{law, number, table};
use goodhart::{
    expect::{condition, joint::Jointly},
    model::{Joint, Limit, Proxy, joint, pressure::Rank},
    sample::{Source, joint::above},
    tail::{Catalogue, Moment},
};

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

#[test]
fn they_agree_with_values_computed_elsewhere() {
    let rows = table("joint.csv");
    assert!(rows.len() >= 52, "{} rows", rows.len());
    for row in &rows {
        let error = Some(row["error"].as_str()).filter(|spec| !spec.is_empty());
        let (text, t) = (&row["joint"], number(row, "t"));
        let jointly = Jointly::new(&joint_of(&row["value"], error, text)).expect("a mean");
        let found = jointly.above(t).expect("an answer");
        for (column, found) in [("ln_p", found.ln_p), ("mean_v", found.mean_v)] {
            let truth = number(row, column);
            let miss = (found.value - truth).abs();
            assert!(miss <= 1e-10 * (1.0 + truth.abs()), "{text}, t = {t}: {column} {found}, truth {truth}");
            assert!(miss <= found.error + 4e-15 * truth.abs(), "{text}, t = {t}: {column} {found}, truth {truth}");
        }
    }
}

#[test]
fn what_rounded_ranks_do_to_a_copula_is_stated() {
    // ln P(B > b | A = a) at ranks with these logarithms, above or, if negative, below; by mpmath with 60 digits. Where a dependence takes
    // differences of nearly equal scores, the roundings of a sum do not cover it.
    let mut magnified = 0;
    for (copula, a, b, truth) in [
        ("gaussian(0.99)", 114.0, 206.0, -735.689_546_009_587_5),
        ("gaussian(0.5)", 330.0, 348.0, -124.422_732_764_049_54),
        ("student_t(0.5, 4)", 804.0, 887.0, -106.242_543_723_967_18),
        ("student_t(0.99, 30)", -2.46, -2.23, -1.611_322_942_809_742_4),
        ("gumbel(20)", 0.77, 0.767, -0.664_953_138_988_203_4),
        ("gumbel(1.3)", 29.4, 32.5, -5.507_191_291_081_551),
        ("clayton(40)", -28.6, -28.5, -3.993_683_494_560_311_7),
        ("clayton(0.01)", -3.9, 3.9, -3.928_754_026_629_42),
    ] {
        let both = joint_of("normal(0, 1)", Some("normal(0, 1)"), copula);
        let joint::Dependence::Copula { copula: of, .. } = &both.dependence else { panic!("{copula}") };
        let [a, b] = [a, b].map(|ln: f64| if ln < 0.0 { Rank::from_below(ln) } else { Rank::from_above(-ln) });
        let (miss, sum) = ((of.conditional(a, b).ln_above - truth).abs(), 4.0 + 2.0 * truth.abs());
        let stated = of.accuracy(a, b);
        assert!(miss <= f64::EPSILON * (sum + stated), "{copula}: {miss:e}, stated {stated}");
        assert!(stated <= 1e5, "{copula}: {stated}");
        magnified += usize::from(miss > f64::EPSILON * sum);
    }
    assert!(magnified >= 5, "{magnified}");
}

#[test]
fn without_dependence_it_is_the_independent_answer() {
    let pairs = [
        ("normal(0, 1)", "pareto(3)"),
        ("pareto(4)", "student_t(2.5)"),
        ("two_point(-1, 1, 0.3)", "laplace(1)"),
        ("uniform(-1, 1)", "two_point(-1, 1, 0.5)"),
        ("lognormal(0, 1)", "weibull(0.5)"),
    ];
    for (value, error) in pairs {
        for t in [0.7, 3.1, 40.0, 1e4] {
            let Ok(truth) = condition::above(&Proxy { value: law(value), error: law(error) }, t) else { continue };
            let given = format!("given({error})");
            let forms =
                [(Some(error), "fgm(0)"), (Some(error), "gaussian(0)"), (Some(error), "gumbel(1)"), (None, &*given)];
            for (error, text) in forms {
                let found = Jointly::new(&joint_of(value, error, text)).unwrap().above(t).expect("an answer");
                let Moment::Finite(mean_v) = truth.mean_v else { panic!("no mean") };
                let near = |a: f64, b: f64, error: f64| (a - b).abs() <= 1e-10 * (1.0 + b.abs()) + error;
                assert!(
                    near(found.ln_p.value, truth.ln_p.value, truth.ln_p.error),
                    "{value} {text} {t}: {found:?} {truth:?}"
                );
                assert!(
                    near(found.mean_v.value, mean_v.value, mean_v.error),
                    "{value} {text} {t}: {found:?} {truth:?}"
                );
                if let (Some(mean_u), Moment::Finite(truth)) = (found.mean_u, truth.mean_u) {
                    assert!(near(mean_u.value, truth.value, truth.error), "{value} {text} {t}: {mean_u} {truth}");
                }
                if let (Some(at), Some(Moment::Finite(truth))) = (found.mean_v_at, truth.mean_v_at) {
                    assert!(near(at.value, truth.value, truth.error), "{value} {text} {t}: {at} {truth}");
                }
                if let (Some(variance), Moment::Finite(truth)) = (found.variance_v, truth.variance_v) {
                    assert!(near(variance.value, truth.value, truth.error), "{value} {text} {t}: {variance} {truth}");
                }
            }
        }
    }
}

/// Standard errors that a draw may be off: a false alarm in 1e9.
const SIGMAS: f64 = 6.1;

#[test]
fn draws_agree_with_the_integrals_and_not_with_another_copula() {
    let texts =
        ["gaussian(-0.6)", "student_t(0.4, 3)", "fgm(-0.9)", "gumbel(2)", "clayton(4)", "survival_clayton(0.8)"];
    let trials = 400_000;
    let frequencies: Vec<f64> = texts
        .iter()
        .map(|text| {
            let both = joint_of("normal(0, 1)", Some("student_t(4)"), text);
            let found = Jointly::new(&both).unwrap().above(2.0).expect("an answer");
            let drawn = above(&both, 2.0, trials, &Source::new(5, "joint", text)).expect("draws");
            let (n, p) = (trials as f64, found.ln_p.value.exp());
            let frequency = drawn.value.count as f64 / n;
            assert!((frequency - p).abs() < SIGMAS * (p * (1.0 - p) / n).sqrt(), "{text}: {frequency} for {p}");
            // V is bounded in effect: its standard error is its own.
            let sd = (found.variance_v.unwrap().value / drawn.value.count as f64).sqrt();
            assert!((drawn.value.mean - found.mean_v.value).abs() < SIGMAS * sd, "{text}: {drawn:?} for {found:?}");
            frequency
        })
        .collect();
    // The test can fail: every other copula's frequency lies far outside.
    for (i, a) in frequencies.iter().enumerate() {
        let apart = |b: &f64| (a - b).abs() > SIGMAS * (2.0 * a / trials as f64).sqrt();
        assert!(frequencies[..i].iter().all(apart), "{frequencies:?}");
    }
}

#[test]
fn limits_agree_with_far_thresholds() {
    let at = |text: &str, t: f64| {
        let both = joint_of("normal(0, 1)", Some("pareto(3)"), text);
        (joint::limit(&both).limit, Jointly::new(&both).unwrap().above(t).expect("an answer").mean_v.value)
    };
    for text in ["fgm(-1)", "fgm(0.5)", "clayton(1)", "clayton(4)", "student_t(0, 3)"] {
        let (Limit::Finite(limit), far) = at(text, 1e7) else { panic!("{text} has a limit") };
        let nearer = at(text, 1e5).1;
        assert!(
            (far - limit).abs() < 2e-2 && (far - limit).abs() <= (nearer - limit).abs(),
            "{text}: {far} for {limit}"
        );
    }
    for text in ["gaussian(0.5)", "gumbel(2)", "survival_clayton(1)", "student_t(0.5, 3)"] {
        let ((limit, far), nearer) = (at(text, 1e9), at(text, 1e5).1);
        assert!(limit == Limit::Infinite && far > nearer + 0.3, "{text}: {nearer}, {far}");
    }
    for text in ["gaussian(-0.5)", "student_t(-0.5, 3)"] {
        let ((limit, far), nearer) = (at(text, 1e9), at(text, 1e5).1);
        assert!(limit == Limit::NegativeInfinite && far < nearer - 0.3, "{text}: {nearer}, {far}");
    }
    let undetermined = |value: &str, error: Option<&str>, text: &str| {
        matches!(joint::limit(&joint_of(value, error, text)).limit, Limit::NotDetermined(_))
    };
    assert!(undetermined("normal(0, 1)", Some("laplace(1)"), "fgm(0.5)"));
    assert!(undetermined("pareto(3.5)", Some("pareto(3)"), "fgm(0.5)"));
    assert!(undetermined("normal(0, 1)", None, "given(laplace(2))"));
}

#[test]
fn an_error_scaled_by_the_value_weighs_it() {
    // X = s(V) Y, Y Pareto(3): V is weighted by s^3. With s = e^(v/4) that is N(3/4, 1); with s = sqrt(1 + v^2) and two cases, plain sums.
    let limit = |value: &str, text: &str| joint::limit(&joint_of(value, None, text)).limit;
    let finite = |value: &str, text: &str| match limit(value, text) {
        Limit::Finite(limit) => limit,
        other => panic!("{value}, {text}: {other:?}"),
    };
    let half = -(2.0 / std::f64::consts::PI).sqrt();
    for (value, text, truth) in [
        ("normal(0, 1)", "given(scaled(exp(v/4), pareto(3)))", 0.75),
        ("normal(0, 1)", "given(v < 0: pareto(3); else: at(0))", half),
        ("normal(0, 1)", "given(v < 0: pareto(3); else: pareto(4))", half),
        ("normal(0, 1)", "given(v < 0: pareto(3); else: normal(v^2, 1 + v))", half),
        ("normal(0, 1)", "given(shifted(-2*v, pareto(3)))", 0.0),
        ("uniform(0, 1)", "given(scaled(1 + v, student_t(2)))", 17.0 / 28.0),
        ("two_point(-1, 1, 0.5)", "given(scaled(2 + v, pareto(1.5)))", (27f64.sqrt() - 1.0) / (27f64.sqrt() + 1.0)),
        ("exponential(1)", "given(scaled(v, pareto(2)))", 3.0),
    ] {
        assert!((finite(value, text) - truth).abs() < 1e-11, "{value}, {text}: {} for {truth}", finite(value, text));
    }
    // Far out the integrals agree, and go on getting nearer.
    let both = joint_of("normal(0, 1)", None, "given(scaled(exp(v/4), pareto(3)))");
    let [near, far] = [1e3, 1e5].map(|t| Jointly::new(&both).unwrap().above(t).expect("an answer").mean_v.value);
    assert!((far - 0.75).abs() < 1e-4 && (far - 0.75).abs() < (near - 0.75).abs(), "{near}, {far}");
    for (value, text) in [
        ("normal(0, 1)", "given(scaled(exp(v), laplace(1)))"),
        ("normal(0, 1)", "given(scaled(exp(v^2), pareto(3)))"),
        ("exponential(1)", "given(scaled(exp(v), pareto(3)))"),
        ("student_t(4)", "given(scaled(1 + v^2, pareto(3)))"),
        ("normal(0, 1)", "given(pareto(2 + v^2))"),
        ("normal(0, 1)", "given(log_corrected_pareto(2, 1))"),
        ("normal(0, 1)", "given(v < 0: log_pareto(2); else: at(0))"),
    ] {
        assert!(matches!(limit(value, text), Limit::NotDetermined(_)), "{value}, {text}: {:?}", limit(value, text));
    }
}

#[test]
fn where_normal_errors_are_widest_a_large_proxy_comes_from() {
    let at = |value: &str, text: &str, t: f64| {
        let both = joint_of(value, None, text);
        (joint::limit(&both).limit, Jointly::new(&both).unwrap().above(t).expect("an answer").mean_v.value)
    };
    // One place: E[V | U >= t] is at it, to within a multiple of 1/t.
    for (value, text, place) in [
        ("normal(0, 1)", "given(normal(0, max(2*exp(-v^2/2), 1e-100)))", 0.0),
        ("normal(0, 1)", "given(normal(0, 3/(1 + (v-1)^2)))", 1.0),
        ("normal(0, 1)", "given(scaled(3*exp(-abs(v-0.5)), normal(0.3, 1)))", 0.5),
        ("normal(0, 1)", "given(v < 0.3: normal(0.1, 3*exp(v)); else: normal(2*v, 0.1))", 0.3),
        ("normal(0, 1)", "given(-1 <= v <= 1: normal(0, 2); else: at(0))", 1.0),
        ("normal(0, 1)", "given(normal(-2*abs(v), 1))", 0.0),
        ("normal(1, 2)", "given(normal(-v^2, 3))", 0.5),
        ("weibull(2)", "given(v <= 1: normal(0, 0.8); else: at(0))", 1.0),
        ("uniform(-1, 1)", "given(normal(0, 2))", 1.0),
        ("uniform(-1, 1)", "given(normal(0, 2 - v))", -1.0),
        ("uniform(-1, 1)", "given(normal(-2*v, 2))", -1.0),
        ("two_point(-1, 1, 0.5)", "given(v < 0: normal(0, 2); else: normal(0, 1))", -1.0),
    ] {
        let (Limit::Finite(limit), near) = at(value, text, 40.0) else { panic!("{value}, {text} has a limit") };
        let far = at(value, text, 160.0).1;
        assert!((limit - place).abs() < 1e-12, "{value}, {text}: {limit}");
        assert!(
            (far - limit).abs() < 0.05 && (far - limit).abs() <= 0.5 * (near - limit).abs(),
            "{text}: {near}, {far}"
        );
    }
    // An end.
    for (value, text, sign) in [
        ("normal(0, 1)", "given(v < 0: normal(0, sqrt(1 + v^2)); else: at(0))", -1.0),
        ("normal(0, 1)", "given(v < 0: normal(0, 1 - 2*v); else: normal(0, 2 + v))", -1.0),
        ("normal(0, 1)", "given(normal(0, sqrt(1 + v^2)))", 1.0),
        ("normal(0, 1)", "given(normal(0, 1 + 2*abs(v)))", 1.0),
        ("normal(0, 1)", "given(normal(0, exp(v)))", 1.0),
        ("normal(0, 1)", "given(normal(0, exp(-v)))", -1.0),
        ("normal(0, 1)", "given(normal(0, 2))", 1.0),
        ("normal(0, 1)", "given(-1 <= v <= 1: normal(0, 0.9); else: at(0))", 1.0),
        ("normal(0, 1)", "given(normal(-2*v, 1))", -1.0),
        ("normal(0, 1)", "given(normal(-0.5*v, 1))", 1.0),
        ("normal(0, 1)", "given(at(-1.5*min(v, 0)))", 1.0),
        ("normal(0, 1)", "given(at(-2.5*min(v, 0)))", -1.0),
        ("normal(1, 0.5)", "given(normal(0, 3/(1 + exp(-v))))", 1.0),
        ("laplace(1)", "given(normal(0, 2/(1 + v^2)))", 1.0),
        ("weibull(2)", "given(v <= 1: normal(0, 0.6); else: at(0))", 1.0),
    ] {
        let ((limit, near), far) = (at(value, text, 8.0), at(value, text, 30.0).1);
        let expected = if sign > 0.0 { Limit::Infinite } else { Limit::NegativeInfinite };
        assert!(limit == expected && sign * far > (sign * near).max(0.0) + 0.5, "{value}, {text}: {near}, {far}");
    }
    // What the leading order does not decide. With e^|v| the two ends come to weigh alike.
    for (value, text) in [
        ("normal(0, 1)", "given(normal(0, exp(abs(v))))"),
        ("normal(0, 1)", "given(v < 0: normal(0, 1 - v); else: normal(0, 2 + v))"),
        ("normal(-1, 1)", "given(normal(0, 1 + abs(v)))"),
        ("normal(0, 1)", "given(normal(-v, 1))"),
        ("normal(0, 1)", "given(-1 <= v <= 1: normal(0, 1); else: at(0))"),
        ("uniform(-1, 1)", "given(normal(0, 1 + v^2))"),
        ("mixture(0.5, uniform(-2, -1), uniform(1, 2))", "given(normal(0, 2 - abs(v)))"),
        ("student_t(3)", "given(at(-2.5*min(v, 0)))"),
        ("laplace(1)", "given(normal(abs(v)^0.5 - v, 1))"),
        ("clipped(normal(0, 1), 1)", "given(normal(0, 1))"),
        ("normal(0, 1)", "given(normal(0, exp(sqrt(abs(v)))))"),
    ] {
        let (limit, both) = (|both| joint::limit(both).limit, joint_of(value, None, text));
        assert!(matches!(limit(&both), Limit::NotDetermined(_)), "{value}, {text}: {:?}", limit(&both));
    }
}

#[test]
fn two_normal_laws_with_a_normal_copula_are_on_a_line() {
    // Slope, constant and limit of E V + b (u - E U), b = s_V (s_V + rho s_X)/Var U.
    let cases = [
        ("normal(0, 1)", "normal(0, 3)", -0.6, -0.8 / 6.4, 0.0, Limit::NegativeInfinite),
        ("normal(1, 2)", "normal(-3, 1)", 0.25, 4.5 / 6.0, 1.0 + 2.0 * 0.75, Limit::Infinite),
        ("normal(5, 1)", "shifted(2, normal(0, 10))", -0.1, 0.0, 5.0, Limit::Finite(5.0)),
    ];
    for (value, error, rho, slope, constant, limit) in cases {
        let both = joint_of(value, Some(error), &format!("gaussian({rho})"));
        let regime = joint::limit(&both);
        assert!(regime.limit == limit && regime.rule.starts_with("D-7"), "{value}, {error}: {regime:?}");
        let terms = [regime.leading, regime.next].map(|form| form.map_or(0.0, |form| form.at(400.0)));
        let line = terms[0] + terms[1];
        assert!((line - (slope * 400.0 + constant)).abs() < 1e-11, "{value}, {error}: {line}");
        // E[U | U >= t] is t + Var U/(t - E U) and less.
        let far = Jointly::new(&both).unwrap().above(400.0).expect("an answer").mean_v.value;
        assert!((far - line).abs() <= slope.abs() * 110.0 / 390.0 + 1e-9, "{value}, {error}: {far} for {line}");
    }
    // Other laws are on no line, nor is another copula of these.
    let unknown = |value: &str, error: &str, text: &str| joint::limit(&joint_of(value, Some(error), text)).limit;
    assert!(matches!(unknown("normal(0, 1)", "normal(0, 3)", "fgm(-0.6)"), Limit::NotDetermined(_)));
    assert!(matches!(unknown("normal(0, 1)", "laplace(1)", "gaussian(-0.6)"), Limit::NotDetermined(_)));
}

#[test]
fn a_symmetric_law_has_no_limit_beside_its_middle() {
    let limit = |text: &str| joint::limit(&joint_of("two_point(-1, 1, 0.3)", Some("pareto(3)"), text)).limit;
    for nu in [0.7, 3.0, 8.5] {
        assert_eq!(limit(&format!("student_t(0, {nu})")), Limit::Finite(0.0));
    }
    let (Limit::Finite(above), Limit::Finite(below)) = (limit("student_t(0.2, 3)"), limit("student_t(-0.2, 3)")) else {
        panic!()
    };
    assert!(above > 0.1 && (above + below).abs() < 1e-14, "{above}, {below}");
}

#[test]
fn wrong_texts_are_refused_at_their_place() {
    let fault = |error: Option<&str>, text: &str| {
        let parsed = joint::parse(law("normal(0, 1)"), error.map(law), text, &Catalogue::standard());
        parsed.expect_err(text).to_string()
    };
    for (text, says) in [
        ("gausian(0.5)", "not a joint law"),
        ("gaussian(1)", "above -1 and below 1"),
        ("gumbel(0.5)", "at least 1"),
        ("clayton(x)", "'x' is not a number"),
        ("clayton(-1)", "not -1"),
        ("fgm()", "fgm(theta) needs its parameters"),
        ("student_t", "student_t(rho, nu) needs its parameters"),
        ("student_t(0.3)", "student_t(rho, nu) does not take 1"),
        ("", "not a joint law"),
        ("gaussian(0.5", "a ')' is missing here\n  gaussian(0.5\n              ^"),
        ("given(", "a ')' is missing here\n  given(\n        ^"),
        ("given(normal(0, 1)", "a ')' is missing here\n  given(normal(0, 1)\n                    ^"),
        ("given(at((1)", "2 of ')' are missing"),
        ("fgm(1))", "no '(' before it\n  fgm(1))\n        ^"),
    ] {
        assert!(fault(Some("pareto(3)"), text).contains(says), "{}", fault(Some("pareto(3)"), text));
    }
    for (text, says) in [
        ("given(normal(0, v))", "at v ="),
        ("given(normal(0, 1+w))", "neither v nor"),
        ("given(nromal(0, 1))", "normal"),
        ("given(v < 0: normal(0, 1))", "add one, such as else"),
        ("given(at(1/min(v, 0)))", ", X is"),
        ("given(v << 0: normal(0, 1))", "not a condition"),
        ("clayton(1)", "needs the law of the error"),
    ] {
        assert!(fault(None, text).contains(says), "{text}: {}", fault(None, text));
    }
    assert!(fault(Some("pareto(3)"), "given(normal(0, 1))").contains("leave out"));
}
