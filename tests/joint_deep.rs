//! Conditioning under dependence as deep as f64 goes, against closed forms.

mod common;

use common::law;
use goodhart::{
    expect::{
        condition::Conditioner,
        joint::{Jointly, JointlyAbove},
    },
    model::{Proxy, joint},
    num::{Estimate, special::normal_hazard},
    tail::Catalogue,
};

fn above(value: &str, error: Option<&str>, dependence: &str, t: f64) -> JointlyAbove {
    let joint = joint::parse(law(value), error.map(law), dependence, &Catalogue::standard())
        .unwrap_or_else(|why| panic!("{dependence}: {why}"));
    let answer = Jointly::new(&joint).and_then(|jointly| jointly.above(t));
    answer.unwrap_or_else(|why| panic!("{value}, {dependence} at {t}: {why}"))
}

fn is_near(found: Estimate, truth: f64, relative: f64) -> bool {
    (found.value - truth).abs() <= found.error && found.error <= relative * truth.abs()
}

#[test]
fn normal_parts_are_normal_together_at_any_depth() {
    // V ~ N(0, 1) and X given v ~ N(c v, s^2): U ~ N(0, (1 + c)^2 + s^2), and V is regressed on U.
    for (c, s) in [(0.0, 1.0), (0.0, 3.0), (-0.5, 0.7)] {
        let spread = f64::hypot(1.0 + c, s);
        for t in [500.0, 1e3, 3e3, 1e5] {
            let given = above("normal(0, 1)", None, &format!("given(normal({c}*v, {s}))"), t);
            let mean_u = spread * normal_hazard(t / spread);
            let mean_v = (1.0 + c) / (spread * spread) * mean_u;
            assert!(is_near(given.mean_v, mean_v, 1e-7), "{c} {s} {t}: {:?} {mean_v}", given.mean_v);
            assert!(is_near(given.mean_u.expect("finite"), mean_u, 1e-7), "{c} {s} {t}: {:?} {mean_u}", given.mean_u);
        }
    }
    for dependence in ["gaussian(0)", "gaussian(0.4)"] {
        let rho = if dependence == "gaussian(0)" { 0.0 } else { 0.4 };
        let spread = f64::sqrt(2.0 + 2.0 * rho);
        let found = above("normal(0, 1)", Some("normal(0, 1)"), dependence, 1000.0);
        let truth = 0.5 * spread * normal_hazard(1000.0 / spread);
        assert!(is_near(found.mean_v, truth, 1e-7), "{dependence}: {:?} {truth}", found.mean_v);
    }
}

#[test]
fn what_piles_up_at_the_end_of_a_case_is_found() {
    // X is wider below 0, so that a large U comes from V just below it, as if there were no other V.
    let below = Conditioner::new(&Proxy { value: law("uniform(-1, 0)"), error: law("normal(0, 2)") });
    for t in [1e3, 1e5, 3e6] {
        let found = above("uniform(-1, 1)", None, "given(v < 0: normal(0, 2); else: normal(0, 1))", t);
        let truth = below.value_above(t).expect("an answer").mean_v.value();
        assert!(is_near(found.mean_v, truth, 0.01), "{t}: {:?} {truth}", found.mean_v);
    }
}

#[test]
fn two_ends_that_compete_are_both_whole() {
    // U = (1 + V^2) Z is even in V.
    for t in [10.0, 1e3, 1e5] {
        let found = above("uniform(-1, 1)", None, "given(normal(-v, 1 + v^2))", t).mean_v;
        assert!(found.value.abs() <= found.error && found.error < 1e-5, "{t}: {found:?}");
    }
    let found = above("mixture(0.3, uniform(-1, 0), uniform(0, 1))", None, "given(normal(-v, 1 + v^2))", 10.0).mean_v;
    // By 30-digit quadrature over both ends.
    assert!(is_near(found, 0.386_383_747_135_471_2, 1e-12), "{found:?}");
}

#[test]
fn a_logistic_value_forgets_however_deep() {
    // Beyond t an exponential tail is tilted by e^v: X is normal(1, 1) there and U - t exponential.
    for t in [1e5, 1e6, 1e9] {
        let found = above("logistic(1)", None, "given(normal(0, 1))", t);
        assert!(is_near(found.mean_v, t, 1e-9), "{t}: {:?}", found.mean_v);
        assert!(is_near(found.mean_u.expect("finite"), t + 1.0, 1e-9), "{t}: {:?}", found.mean_u);
    }
}

#[test]
fn alike_parts_have_half_of_a_threshold_each() {
    // Where V and X have one law and neither is told from the other by the dependence, E[V | U = t] = t/2: the places where one part is at
    // its lower end and the other makes up for nearly all of t count as much as their mirror images.
    for (part, dependence, t) in [
        ("exponential(1)", "gaussian(-0.5)", 30.0),
        ("exponential(1)", "gaussian(-0.9)", 100.0),
        ("exponential(1)", "gaussian(-0.5)", 1000.0),
        ("pareto(2.5)", "gaussian(-0.9)", 1e4),
        ("pareto(2.5)", "student_t(-0.3, 4)", 1e4),
        ("pareto(2.5)", "student_t(0.5, 1)", 1e4),
        ("lognormal(0, 1)", "gaussian(-0.9)", 1e10),
        ("pareto(2)", "clayton(2)", 1e20),
        ("pareto(2)", "fgm(-1)", 1e20),
        ("weibull(0.5)", "gaussian(0.5)", 0.1),
        ("weibull(0.5)", "clayton(0.5)", 1e4),
        ("laplace(1)", "gaussian(-0.5)", -300.0),
        ("student_t(3)", "student_t(-0.5, 3)", 3e10),
    ] {
        let at = above(part, Some(part), dependence, t).mean_v_at.expect("a density");
        assert!(is_near(at, 0.5 * t, 1e-10), "{part} {dependence} {t}: {at:?}");
    }
    for t in [1e8, 1e12, 1e16, 1e20] {
        let at = above("pareto(2)", None, "given(pareto(2))", t).mean_v_at.expect("a density");
        assert!(is_near(at, 0.5 * t, 1e-10), "given {t}: {at:?}");
    }
}

#[test]
fn a_part_far_smaller_than_a_threshold_is_told_from_its_rounding() {
    // By mpmath with 30 digits: the integrals of f(v, t - v), over x where that is small and over v where that is.
    for (value, error, t, truth) in
        [("pareto(2.2)", "pareto(2)", 1e8, 2_688_782.9), ("student_t(3)", "pareto(2.5)", 1e12, 1_318_438.6)]
    {
        let found = above(value, Some(error), "gaussian(-0.5)", t);
        let at = found.mean_v_at.expect("a density");
        assert!(at.error <= 1e-10 * truth && (at.value / truth - 1.0).abs() < 1e-7, "{value} {t}: {at:?}");
    }
}

#[test]
fn ranks_below_f64_keep_the_dependence_of_fgm() {
    // At theta = -1 the density is 2 f(v) f(x) (F(v) S(x) + S(v) F(x)), in which ranks leave f64 beyond a score of 38. With independent
    // normal Z and W it is P(U >= t) = 4 P(V + X >= t, Z >= V, W <= X), in which W <= X hardly matters; by mpmath with 40 digits.
    for (t, ln_p, mean_u) in [
        (120.0, -4_809.072_419_353_637, 120.012_496_097_405_9),
        (200.0, -13_343.427_004_443_393, 200.007_499_156_534_6),
        (1000.0, -333_346.645_664_344, 1_000.001_499_993_251),
    ] {
        let found = above("normal(0, 1)", Some("normal(0, 1)"), "fgm(-1)", t);
        assert!(is_near(found.ln_p, ln_p, 1e-14), "{t}: {found:?}");
        // Two peaks that far apart share what the roundings of ln P let each have.
        assert!(is_near(found.mean_u.expect("finite"), mean_u, 1e-9), "{t}: {found:?}");
        assert!(is_near(found.mean_v, 0.5 * mean_u, 1e-9), "{t}: {found:?}");
    }
}
