//! E[V | U >= t] and its companions against the reference table.

mod common;

use common::{Row, law, number, spec_of, table};
use goodhart::{
    expect::condition::{Conditional, Conditioner, ValueAbove},
    model::Proxy,
    num::special::ln_gamma,
    tail::Moment,
};
use std::f64::consts::PI;

/// Relative tolerance of every value: the conditioning of ln P in t is within it.
const TOLERANCE: f64 = 1e-10;

struct Miss {
    place: String,
    what: &'static str,
    relative: f64,
    honest: bool,
}

#[test]
fn every_value_of_the_table_is_met_with_an_honest_error() {
    check("goodhart_conditional.csv", spec_of);
}

#[test]
fn every_value_of_the_awkward_pairs_is_met_with_an_honest_error() {
    check("conditional_more.csv", |name| name.to_owned());
}

/// Compares every value of a table, whose laws `spec` reads.
fn check(file: &str, spec: fn(&str) -> String) {
    let rows = table(file);
    let mut prepared: Option<(String, Conditioner)> = None;
    let mut misses: Vec<Miss> = Vec::new();
    let mut checked = 0;
    for row in &rows {
        let pair = format!("{} + {}", row["V"], row["X"]);
        if prepared.as_ref().is_none_or(|(name, _)| *name != pair) {
            let proxy = Proxy { value: law(&spec(&row["V"])), error: law(&spec(&row["X"])) };
            prepared = Some((pair.clone(), Conditioner::new(&proxy)));
        }
        let conditioner = &prepared.as_ref().expect("prepared").1;
        let answer = conditioner.above(number(row, "t")).unwrap_or_else(|e| panic!("{pair}: {e}"));
        let quick = conditioner.value_above(number(row, "t")).unwrap_or_else(|e| panic!("{pair}: {e}"));
        let (values, found) = compare(row, &pair, &answer, &quick);
        checked += values;
        for miss in &found {
            println!("{} {}: relative error {:.1e}, honest {}", miss.place, miss.what, miss.relative, miss.honest);
        }
        misses.extend(found);
    }
    let wrong = misses.iter().filter(|miss| miss.relative > TOLERANCE).count();
    let dishonest = misses.iter().filter(|miss| !miss.honest).count();
    println!("{checked} values, {wrong} beyond {TOLERANCE}, {dishonest} beyond their stated error");
    assert_eq!(wrong, 0);
    assert!(dishonest * 100 < checked);
}

/// How many values a row has, and those that are missed.
fn compare(row: &Row, pair: &str, answer: &Conditional, quick: &ValueAbove) -> (usize, Vec<Miss>) {
    let values = [
        ("ln P", "ln_P_U_ge_t", Moment::Finite(answer.ln_p)),
        ("E[V|U>=t]", "E_V_given_U_ge_t", answer.mean_v),
        ("E[V|U=t]", "E_V_given_U_eq_t", answer.mean_v_at.unwrap_or(Moment::Undefined)),
        ("E[U|U>=t]", "E_U_given_U_ge_t", answer.mean_u),
        ("Var[V|U>=t]", "Var_V_given_U_ge_t", answer.variance_v),
        ("ln P alone", "ln_P_U_ge_t", Moment::Finite(quick.ln_p)),
        ("E[V|U>=t] alone", "E_V_given_U_ge_t", quick.mean_v),
    ];
    let has = |column: &str| row.get(column).is_some_and(|text| !text.is_empty());
    let given: Vec<_> = values.into_iter().filter(|(_, column, _)| has(column)).collect();
    let misses = given.iter().filter_map(|&(what, column, got)| miss(row, pair, what, number(row, column), got));
    (given.len(), misses.collect())
}

fn miss(row: &Row, pair: &str, what: &'static str, truth: f64, got: Moment) -> Option<Miss> {
    let place = format!("{pair} at t = {}", row["t"]);
    if truth.is_infinite() {
        return (got.value() != truth).then_some(Miss { place, what, relative: f64::INFINITY, honest: false });
    }
    let Some(got) = got.finite() else { return Some(Miss { place, what, relative: f64::INFINITY, honest: false }) };
    let error = (got.value - truth).abs();
    // Zero by symmetry is met absolutely.
    let relative = if truth == 0.0 { error } else { error / truth.abs() };
    let honest = error <= got.error + 2.0 * f64::EPSILON * truth.abs();
    let stated = got.error / truth.abs().max(1e-300);
    if relative > TOLERANCE || !honest || (stated > 1e-6 && truth != 0.0) {
        println!("   {place} {what}: {:e} ± {:.1e}, truth {truth:e}", got.value, got.error);
        return Some(Miss { place, what, relative, honest });
    }
    None
}

#[test]
fn second_moments_meet_the_table_with_honest_errors() {
    for row in &table("conditional_spread.csv") {
        let conditioner = Conditioner::new(&Proxy { value: law(&row["V"]), error: law(&row["X"]) });
        let t = number(row, "t");
        let got = conditioner.together(t).unwrap_or_else(|e| panic!("{row:?}: {e}"));
        let values = [
            ("Cov_V_U", got.covariance),
            ("Var_V", got.variance_v),
            ("Var_U", got.variance_u),
            ("Corr_V_U", got.correlation),
        ];
        for (column, moment) in values {
            let truth = number(row, column);
            let found = moment.finite().unwrap_or_else(|| panic!("{row:?}: {column} is not finite"));
            let apart = (found.value - truth).abs();
            assert!(apart <= 1e-10 * truth.abs(), "{row:?}: {column} = {found}");
            assert!(apart <= found.error + 2.0 * f64::EPSILON * truth.abs(), "{row:?}: {column} = {found}");
        }
    }
}

/// A value with a mean that is not 0: the gain is not the difference of two rounded means.
#[test]
fn the_gain_keeps_its_digits_beside_a_mean() {
    for (value, error) in
        [("normal(0, 1)", "student_t(3)"), ("uniform(-1, 1)", "pareto(2.5)"), ("laplace(1)", "lognormal(0, 1)")]
    {
        let of = |value: &str| Conditioner::new(&Proxy { value: law(value), error: law(error) });
        let (centred, moved) = (of(value), of(&format!("shifted(7.25, {value})")));
        for t in [1.0, 10.0, 1e3, 1e6, 1e9, 1e12] {
            let [Some(truth), Some(found)] =
                [centred.above(t), moved.above(t + 7.25)].map(|answer| answer.expect("an answer").gain)
            else {
                panic!("{value} + {error} at {t}: no gain")
            };
            let apart = (found.value - truth.value).abs();
            assert!(apart <= 1e-10 * truth.value.abs(), "{value} + {error} at {t}: {found} moved, {truth} at 0");
            assert!(apart <= found.error + truth.error, "{value} + {error} at {t}: {found} moved, {truth} at 0");
        }
    }
}

#[test]
fn an_infinite_moment_below_does_not_hide_what_is_above() {
    // Next to no error: E[V; V >= t] = c nu/(nu - 1) (1 + t^2/nu)^(-(nu - 1)/2), c the density at 0 of Student's t.
    let (nu, t) = (1.3f64, -1e6f64);
    let ln_c = ln_gamma(0.5 * (nu + 1.0)) - ln_gamma(0.5 * nu) - 0.5 * (nu * PI).ln();
    let first = ln_c.exp() * nu / (nu - 1.0) * (1.0 + t * t / nu).powf(-0.5 * (nu - 1.0));
    let value = law("student_t(1.3)");
    let truth = first / value.ln_sf(t).exp();
    let found = Conditioner::new(&Proxy { value, error: law("normal(0, 0.01)") }).value_above(t).expect("an answer");
    let gain = found.gain.expect("a gain");
    assert!((gain.value / truth - 1.0).abs() < 1e-11, "{gain:?} for {truth}");
    assert!((gain.value - truth).abs() <= gain.error + 1e-14 * truth, "{gain:?} for {truth}");
}

#[test]
fn a_threshold_that_all_draws_pass_is_no_threshold() {
    let proxy = Proxy { value: law("frechet(2)"), error: law("normal(0, 1)") };
    for t in [-1e3, -1e6, -1e9] {
        let found = Conditioner::new(&proxy).value_above(t).expect("an answer");
        assert!(found.ln_p.value == 0.0 && found.gain.is_some_and(|gain| gain.value == 0.0), "t = {t}: {found:?}");
    }
}

#[test]
fn a_gain_keeps_its_digits_as_far_out_as_thresholds_go() {
    // E[V; V >= t] counts where the mass there is below f64: for pareto(5) + pareto(3) the gain is (3 Var V + E V)/t + O(t^-2).
    let far = Conditioner::new(&Proxy { value: law("pareto(5)"), error: law("pareto(3)") });
    for t in [1e40, 1e200, 1e290, 1e299, 1e300] {
        let gain = far.value_above(t).expect("reached").gain.expect("a gain");
        let (truth, rounding) = (1.5625 / t, 1e-3 * gain.error + 1e-10 / t);
        assert!((gain.value - truth).abs() <= rounding, "t = {t:e}: {gain:?}");
    }
    // By quadrature in ln v and ln(t - v) with 30 digits.
    let slow = Conditioner::new(&Proxy { value: law("frechet(2)"), error: law("log_pareto(2)") });
    for (t, truth) in [(1e200, 4.259_979_008_901_64e-195), (1e250, 6.650_438_360_641_15e-245)] {
        let gain = slow.value_above(t).expect("reached").gain.expect("a gain");
        assert!((gain.value / truth - 1.0).abs() < 1e-10, "t = {t:e}: {gain:?}");
        assert!((gain.value - truth).abs() < gain.error + 1e-12 * truth, "t = {t:e}: {gain:?}");
    }
}

#[test]
fn a_threshold_beyond_every_panel_is_refused() {
    let pair = Conditioner::new(&Proxy { value: law("pareto(3)"), error: law("pareto(5)") });
    let why = pair.value_above(2e300).expect_err("beyond").to_string();
    assert!(why.contains("at most 1e300") && why.contains("2e300"), "{why}");
}

#[test]
fn beside_a_corner_no_density_is_found_outside_of_a_support() {
    // U = V + X just above 1: V and X - 1 share the distance evenly. Places that rounding put back on the corner used to count.
    let pair = Conditioner::new(&Proxy { value: law("exponential(1)"), error: law("log_pareto(0.5)") });
    for t in [1.000_000_000_111_826_5, 1.000_000_01, 1.000_001] {
        let answer = pair.above(t).expect("reached");
        let mean = answer.mean_v_at.and_then(|mean| mean.finite()).expect("a density");
        let half = 0.5 * (t - 1.0);
        assert!((mean.value / half - 1.0).abs() < 1e-9 + 2.0 * half, "t = {t}: {mean:?}");
        assert!((answer.ln_p.value / (0.25 * (t - 1.0) * (t - 1.0)) + 1.0).abs() < 1e-4, "t = {t}: {:?}", answer.ln_p);
    }
}

#[test]
fn a_value_far_below_its_mean_keeps_its_digits() {
    // By quadrature in ln v with 30 digits; halves by symmetry, and ratios of exponentials in closed form.
    let rows = [
        ("weibull(0.05)", "weibull(0.05)", 1.0, 0.5),
        ("weibull(0.05)", "weibull(0.05)", 1e-3, 5e-4),
        ("weibull(0.05)", "weibull(0.1)", 2.0, 0.676_209_359_454_339_9),
        ("weibull(0.03)", "weibull(0.02)", 1.0, 0.599_999_040_736_448_8),
        ("weibull(0.05)", "exponential(1)", 1.0, 0.048_080_470_641_072_83),
        ("weibull(0.05)", "normal(0, 1)", 1.0, 0.095_124_117_923_701_34),
        ("exponential(1)", "exponential(1)", 1e-9, 5e-10),
        ("scaled(1e6, exponential(1))", "exponential(1)", 1.0, 0.581_976_627_542_916_8),
    ];
    for (value, error, t, truth) in rows {
        let answer = Conditioner::new(&Proxy { value: law(value), error: law(error) }).above(t).expect("reached");
        met(&format!("E[V|U=t] of {value} + {error} at {t}"), answer.mean_v_at, truth);
    }
    // Of a mixture with a part that never reaches t the other one is left: 1/sqrt(pi) for two standard normals.
    let value = law("mixture(0.5, shifted(-1e12, normal(0, 1)), normal(0, 1))");
    let (error, of_value) = (law("normal(0, 1)"), (1.0 / PI).sqrt());
    let conditioner = Conditioner::new(&Proxy { value: value.clone(), error: error.clone() });
    met("E[V|U>=t] of a mixture", Some(conditioner.above(0.0).expect("reached").mean_v), of_value);
    met("E[V|U>=t] of a mixture alone", Some(conditioner.value_above(0.0).expect("reached").mean_v), of_value);
    let swapped = Conditioner::new(&Proxy { value: error, error: value }).above(0.0).expect("reached");
    met("E[U|U>=t] of a mixture", Some(swapped.mean_u), 2.0 * of_value);
}

#[test]
fn a_law_far_narrower_than_atoms_are_apart_is_seen_at_an_atom() {
    // For V = s Z and X in {0, d}: P(U >= d + s z) = P(Z >= z)/2 and E[V; U >= d + s z] = s phi(z)/2; at s z both more by a half.
    let error = law("two_point(0, 1e6, 0.5)");
    for s in [1e3, 1.0, 1e-3, 1e-5, 1e-6] {
        let value = law(&format!("scaled({s}, normal(0, 1))"));
        let conditioner = Conditioner::new(&Proxy { value: value.clone(), error: error.clone() });
        let swapped = Conditioner::new(&Proxy { value: error.clone(), error: value });
        let mean = s / (2.0 * PI).sqrt();
        for (t, p, truth) in [(1e6, 0.25f64, 2.0 * mean), (0.0, 0.75, mean / 1.5), (-1e-9 * s, 0.75, mean / 1.5)] {
            for found in [conditioner.value_above(t), swapped.value_above(t)] {
                let ln_p = found.expect("reached").ln_p.value;
                assert!((ln_p - p.ln()).abs() < 1e-9, "{s}, {t}: {ln_p}");
            }
            let mean_v = conditioner.above(t).expect("reached").mean_v.value();
            assert!((mean_v / truth - 1.0).abs() < 2e-9, "{s}, {t}: {mean_v}");
            let mean_v = swapped.above(t).expect("reached").mean_v.value();
            assert!((mean_v / (1e6 * 0.5 / p.max(0.5)) - 1.0).abs() < 1e-9, "{s}, {t}: {mean_v}");
        }
    }
}

fn met(what: &str, found: Option<Moment>, truth: f64) {
    let found = found.and_then(|found| found.finite()).unwrap_or_else(|| panic!("{what}: {found:?}"));
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + 2.0 * f64::EPSILON * truth && found.error < TOLERANCE * truth, "{what}: {found}");
}

#[test]
fn an_atom_beside_a_steep_end_takes_its_side_of_it() {
    // P(U >= t) falls from that at 0 by the atom's mass times P(V < t): all else moves by as little as t.
    let value = law("weibull(0.2444)");
    for (error, mass) in [
        ("mixture(0.5, two_point(-1, 0, 0.5), normal(-3, 1))", 0.25),
        ("shifted(-2.656, two_point(-0.696, 2.656, 0.9264))", 0.9264),
    ] {
        let conditioner = Conditioner::new(&Proxy { value: value.clone(), error: law(error) });
        let above = |t: f64| conditioner.value_above(t).expect("an answer");
        let from = above(0.0).ln_p.value.exp();
        for step in 0..400 {
            let t = 1e-15 * (1.0 + 0.02 * f64::from(step));
            let missed = from - above(t).ln_p.value.exp() - mass * value.ln_cdf(t).exp();
            assert!(missed.abs() < 2e-14, "{error}, {t:e}: {missed:e}");
        }
    }
    // Of a shifted atom and of one that is there, V's mean is the same.
    let [shifted, plain] = ["shifted(-2.656, two_point(-0.696, 2.656, 0.9264))", "two_point(-3.352, 0, 0.9264)"]
        .map(|error| Conditioner::new(&Proxy { value: law("burr(0.2359, 12.719)"), error: law(error) }));
    for step in 0..400 {
        let t = 1e-13 * (1.0 + 0.02 * f64::from(step));
        let [a, b] =
            [&shifted, &plain].map(|of| of.value_above(t).expect("an answer").mean_v.finite().expect("finite"));
        assert!((a.value - b.value).abs() < 1e-14, "{t:e}: {a:?} {b:?}");
    }
}

#[test]
fn what_is_below_every_number_is_counted_once() {
    // Between 0.013 and 0.02 a quantile that shows narrow parts is a number below those at which integrals begin. Gammas of one rate add.
    for shape in [0.0131, 0.015, 0.0173, 0.0199, 0.021] {
        let sum = law(&format!("gamma({}, 1)", 1.0 + shape));
        let (steep, other) = (law(&format!("gamma({shape}, 1)")), law("exponential(1)"));
        for (value, error) in [(&steep, &other), (&other, &steep)] {
            let conditioner = Conditioner::new(&Proxy { value: value.clone(), error: error.clone() });
            for t in [1e-3, 1.0, 7.0] {
                let found = conditioner.above(t).expect("an answer").ln_p;
                let missed = (found.value - sum.ln_sf(t)).abs();
                assert!(missed <= found.error + 1e-15 && missed < 1e-11, "{shape}, {t}: {found:?}");
            }
        }
    }
}
