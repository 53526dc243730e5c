//! V and X that depend on each other: against values computed elsewhere to many digits, against draws, and against independence.

mod common;

use common::law;
use goodhart::{
    expect::{condition, joint::Jointly},
    model::{Joint, Limit, Proxy, joint},
    sample::{Source, joint::above},
    tail::{Catalogue, Moment},
};

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

/// t, `ln P(U >= t)`, `E[V | U >= t]`.
const CAPPED: &[(f64, f64, f64)] = &[
    (1.0, -0.984767860262396357, 0.739841696850008916),
    (2.0, -1.9882511597993669, 0.569812799442570717),
    (3.6, -3.56746780983401838, 0.313946238347683163),
    (5.0, -5.22706829083310852, 0.365068643995479298),
    (10.0, -14.6518456842992799, 0.569146324671237279),
    (40.0, -197.623481687362034, 0.889475285590882254),
    (160.0, -3170.49691568877183, 0.974240501033894484),
];
const SHRINKING: &[(f64, f64, f64)] = &[
    (1.0, -1.1379548668760009, 0.723974804951158907),
    (5.0, -6.02782978494569932, 0.188155109105669305),
    (10.0, -16.6009694529388818, 0.0975713188926507444),
    (40.0, -206.791560805731972, 0.0249538336156149733),
];
const HARMFUL: &[(f64, f64, f64)] = &[
    (1.0, -1.57649647491558162, 1.00327147334321694),
    (5.0, -9.47378199644058847, -2.31959974084901971),
    (10.0, -15.8091215692793139, -3.36551803569312253),
    (50.0, -60.5315277615170687, -7.32087120478249093),
    (400.0, -424.490236336222217, -20.2531270514701742),
];
/// The copula and the same.
const COPULAS: &[(&str, f64, f64, f64)] = &[
    ("gaussian(-0.5)", 3.0, -2.86826830258272475, 1.12886670933733004),
    ("gaussian(-0.5)", 100.0, -13.8857544368883111, -2.45892284922079684),
    ("gaussian(-0.5)", 1000000.0, -41.4465448097973085, -4.43433868221202115),
    ("gaussian(0.8)", 3.0, -2.0100614603741203, 1.52872019906332595),
    ("gaussian(0.8)", 100.0, -13.6995566868268687, 3.95168883762665354),
    ("gaussian(0.8)", 1000000.0, -41.44651065632589, 7.09494352804578781),
    ("fgm(-1)", 3.0, -2.64174323721400875, 1.18079417329987022),
    ("fgm(-1)", 100.0, -13.8319848374184466, -0.54389302252325054),
    ("fgm(-1)", 1000000.0, -41.4465333664570054, -0.564187538479031115),
    ("fgm(0.7)", 3.0, -2.19058842640341, 1.32295354614173125),
    ("fgm(0.7)", 100.0, -13.8031292337116502, 0.420318924512473394),
    ("fgm(0.7)", 1000000.0, -41.4465304890893987, 0.394935240568451106),
    ("gumbel(1.5)", 3.0, -2.13105637811440192, 1.51107556215283745),
    ("gumbel(1.5)", 100.0, -13.6823095294178364, 4.55881731397621884),
    ("gumbel(1.5)", 1000000.0, -41.4465059967555321, 8.6729582199161874),
    ("gumbel(3)", 3.0, -1.99925695643452051, 1.57536313694794369),
    ("gumbel(3)", 100.0, -13.6719658068747391, 4.87035904224327915),
    ("gumbel(3)", 1000000.0, -41.4465054867282053, 8.84075924891093375),
    ("clayton(0.5)", 3.0, -2.2064818742274006, 1.31055891786925259),
    ("clayton(0.5)", 100.0, -13.8046910962363806, 0.367980516360650414),
    ("clayton(0.5)", 1000000.0, -41.4465306417358996, 0.344053041886008819),
    ("clayton(4)", 3.0, -1.93767240260220532, 1.42649399849908285),
    ("clayton(4)", 100.0, -13.7801413361751974, 1.17660621974939957),
    ("clayton(4)", 1000000.0, -41.4465281849946874, 1.1629658162448316),
    ("survival_clayton(0.5)", 3.0, -2.1949417615030899, 1.47402172853865495),
    ("survival_clayton(0.5)", 100.0, -13.6917805170052909, 4.27109606416316725),
    ("survival_clayton(0.5)", 1000000.0, -41.4465064568495219, 8.5216376384822327),
    ("survival_clayton(3)", 3.0, -1.99740232856327522, 1.58242843549839551),
    ("survival_clayton(3)", 100.0, -13.6713107777360181, 4.89025515919259561),
    ("survival_clayton(3)", 1000000.0, -41.4465054528118956, 8.85192320283442502),
];

#[test]
fn x_given_v_agrees_with_values_computed_elsewhere() {
    // Normal V; each integral by mpmath's quadrature with 30 digits, checked with another split of the line.
    let cases: &[(&str, &[(f64, f64, f64)])] = &[
        ("given(-1 <= v <= 1: normal(0, 2); else: at(0))", CAPPED),
        ("given(normal(0, 2*exp(-v^2/2)))", SHRINKING),
        ("given(v < 0: normal(0, sqrt(1 + v^2)); else: at(0))", HARMFUL),
    ];
    for (text, rows) in cases {
        let jointly = Jointly::new(&joint_of("normal(0, 1)", None, text)).expect("a mean");
        for &(t, ln_p, mean_v) in *rows {
            let found = jointly.above(t).expect("an answer");
            for (what, found, truth) in [("ln P", found.ln_p, ln_p), ("E[V]", found.mean_v, mean_v)] {
                let miss = (found.value - truth).abs();
                assert!(miss <= 1e-10 * (1.0 + truth.abs()), "{text}, t = {t}: {what} {found}, truth {truth}");
                assert!(miss <= found.error + 4e-15 * truth.abs(), "{text}, t = {t}: {what} {found}, truth {truth}");
            }
        }
    }
}

#[test]
fn copulas_agree_with_values_computed_elsewhere() {
    // Normal V, Pareto(3) X: P and E[V; .] by mpmath over the density of the copula, 30 digits.
    for &(text, t, ln_p, mean_v) in COPULAS {
        let jointly = Jointly::new(&joint_of("normal(0, 1)", Some("pareto(3)"), text)).expect("a mean");
        let found = jointly.above(t).expect("an answer");
        for (what, found, truth) in [("ln P", found.ln_p, ln_p), ("E[V]", found.mean_v, mean_v)] {
            let miss = (found.value - truth).abs();
            assert!(miss <= 1e-10 * (1.0 + truth.abs()), "{text}, t = {t}: {what} {found}, truth {truth}");
            assert!(miss <= found.error + 4e-15 * truth.abs(), "{text}, t = {t}: {what} {found}, truth {truth}");
        }
    }
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
    assert!(undetermined("normal(0, 1)", None, "given(normal(0, 2))"));
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
        ("fgm()", "not a number"),
    ] {
        assert!(fault(Some("pareto(3)"), text).contains(says), "{}", fault(Some("pareto(3)"), text));
    }
    for (text, says) in [
        ("given(normal(0, v))", "at v ="),
        ("given(normal(0, 1+w))", "neither v nor"),
        ("given(nromal(0, 1))", "normal"),
        ("given(v < 0: normal(0, 1))", "no case"),
        ("given(v << 0: normal(0, 1))", "not a condition"),
        ("clayton(1)", "needs the law of the error"),
    ] {
        assert!(fault(None, text).contains(says), "{text}: {}", fault(None, text));
    }
    assert!(fault(Some("pareto(3)"), "given(normal(0, 1))").contains("leave out"));
}
