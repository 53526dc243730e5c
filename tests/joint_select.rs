//! Selection where V and X depend on each other: against closed forms, values computed elsewhere, draws, and independence.

mod common;

use common::{law, number, table};
use goodhart::{
    expect::{best_of::Selector, best_threshold::best_threshold, joint::JointSelector},
    model::{Joint, Limit, Pressure, Proxy, joint},
    num::Estimate,
    sample::{Source, joint::best_of_values},
    tail::{Catalogue, Moment},
};
use std::f64::consts::PI;

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

fn selector(value: &str, error: Option<&str>, text: &str) -> JointSelector {
    JointSelector::new(&joint_of(value, error, text)).expect("a selector")
}

fn finite(moment: Moment) -> Estimate {
    moment.finite().expect("a finite moment")
}

/// Within what both state, and within 1e-9.
fn near(found: Estimate, truth: Estimate, what: &str) {
    let miss = (found.value - truth.value).abs();
    assert!(miss <= found.error + truth.error + 4e-15 * truth.value.abs(), "{what}: {found} for {truth}");
    assert!(miss <= 1e-9 * (1.0 + truth.value.abs()), "{what}: {found} for {truth}");
}

/// `E max` of n standard normal draws, n = 2 to 5 (H. J. Godwin, Ann. Math. Statist. 20 (1949)).
fn godwin() -> [(f64, f64); 4] {
    let (root, angle) = (PI.sqrt(), (1.0f64 / 3.0).asin() / PI);
    [
        (2.0, 1.0 / root),
        (3.0, 1.5 / root),
        (4.0, 1.5 / root * (1.0 + 2.0 * angle)),
        (5.0, 1.25 / root * (1.0 + 6.0 * angle)),
    ]
}

#[test]
fn two_normals_share_the_largest_sum() {
    let plain = Proxy { value: law("normal(0, 1)"), error: law("normal(0, 1)") };
    let mut plain = Selector::new(&plain).unwrap();
    for rho in [-0.7f64, 0.5] {
        let mut joint = selector("normal(0, 1)", Some("normal(0, 2)"), &format!("gaussian({rho})"));
        let sd = (5.0 + 4.0 * rho).sqrt();
        let share = (1.0 + 2.0 * rho) / sd;
        let mut tops: Vec<(f64, Estimate)> = godwin().map(|(n, top)| (n, Estimate::closed_form(top))).into();
        for n in [1.5, 1e3, 1e6, 1e12] {
            tops.push((n, finite(plain.best_of(n).unwrap().mean_u).scaled(0.5f64.sqrt())));
        }
        for (n, top) in tops {
            let best = joint.under(Pressure::BestOf(n)).unwrap();
            near(finite(best.mean_v), top.scaled(share), &format!("V, rho = {rho}, n = {n}"));
            near(finite(best.mean_u), top.scaled(sd), &format!("U, rho = {rho}, n = {n}"));
        }
    }
}

#[test]
fn two_parts_of_one_law_share_the_sum() {
    // Under a symmetric copula neither part is the other's better: E[V] = E[U] / 2. Where the copula is against large sums the law of
    // uniform ones has a corner in the middle at which the density rises with infinite slope.
    let uniform = ["gaussian(-0.5)", "gaussian(-0.9)", "student_t(-0.3, 4)"].map(|copula| ("uniform(0, 1)", copula));
    let others = ["exponential(1)", "pareto(3)"]
        .into_iter()
        .flat_map(|part| ["gaussian(-0.5)", "fgm(-1)", "gumbel(2)", "clayton(2)"].map(|copula| (part, copula)));
    for (part, copula) in uniform.into_iter().chain(others) {
        let mut joint = selector(part, Some(part), copula);
        for n in [1.5, 2.0, 30.0, 1e4] {
            let best = joint.under(Pressure::BestOf(n)).expect("an answer");
            let half = finite(best.mean_u).scaled(0.5);
            near(finite(best.mean_v), half, &format!("{part} twice, {copula}, n = {n}"));
        }
    }
}

#[test]
fn a_sum_that_ends_is_known_next_to_its_end() {
    // The top 90 in 100 have V = 5, and of the best of 100 or more hardly any other: U is 4 + 2 B with a uniform rank B, but for less than
    // 1e-20.
    for n in [100.0, 1e5] {
        let mut joint = selector("two_point(0, 5, 0.9)", Some("uniform(-1, 1)"), "gumbel(20)");
        let best = joint.under(Pressure::BestOf(n)).expect("an answer");
        near(finite(best.mean_v), Estimate::closed_form(5.0), &format!("V, n = {n}"));
        near(finite(best.mean_u), Estimate::closed_form(6.0 - 2.0 / (n + 1.0)), &format!("U, n = {n}"));
    }
}

#[test]
fn without_dependence_it_is_the_independent_answer() {
    let pairs = [
        ("normal(0, 1)", "pareto(3)", None),
        ("two_point(-1, 1, 0.3)", "laplace(1)", Some("given(laplace(1))")),
        ("uniform(-1, 1)", "exponential(1)", None),
        ("two_point(-1, 1, 0.3)", "two_point(0, 2, 0.5)", Some("given(two_point(0, 2, 0.5))")),
        ("two_point(-1, 1, 0.3)", "mixture(0.5, two_point(-1, 1, 0.5), normal(0, 1))", None),
    ];
    let pressures = [
        Pressure::BestOf(1.0),
        Pressure::BestOf(1.3),
        Pressure::BestOf(7.0),
        Pressure::BestOf(1e6),
        Pressure::BestOfPoisson(5.0),
        Pressure::Tilt(3.0),
        Pressure::Top(0.9),
        Pressure::Top(0.2),
        Pressure::Top(1e-4),
    ];
    for (value, error, given) in pairs {
        let mut truth = Selector::new(&Proxy { value: law(value), error: law(error) }).unwrap();
        let mut selectors = vec![selector(value, Some(error), "fgm(0)")];
        selectors.extend(given.map(|given| selector(value, None, given)));
        for (pressure, i) in pressures.iter().flat_map(|p| [(p, 0), (p, 1)]).filter(|(_, i)| *i == 0 || given.is_some())
        {
            let (truth, found) = (truth.under(*pressure).unwrap(), selectors[i].under(*pressure).unwrap());
            let what = format!("{value}, {error}, {pressure:?}");
            near(finite(found.mean_v), finite(truth.mean_v), &what);
            near(finite(found.mean_u), finite(truth.mean_u), &what);
            for (found, truth) in [(found.kl, truth.kl), (found.chi2, truth.chi2), (found.win_rate, truth.win_rate)] {
                assert!(
                    (found.value - truth.value).abs() <= 1e-12 * (1.0 + truth.value),
                    "{what}: {found} for {truth}"
                );
            }
        }
    }
}

#[test]
fn a_uniform_value_and_a_sign_make_a_uniform_sum() {
    // U is uniform on (-2, 2), and X its sign.
    let mut joint = selector("uniform(-1, 1)", Some("two_point(-1, 1, 0.5)"), "fgm(0)");
    for n in [1.5, 2.0, 10.0, 1e3, 1e6, 1e9] {
        let best = joint.under(Pressure::BestOf(n)).unwrap();
        let top = 2.0 - 4.0 / (n + 1.0);
        near(finite(best.mean_u), Estimate::closed_form(top), &format!("U, n = {n}"));
        let value = 1.0 - 4.0 / (n + 1.0) + 2f64.powf(1.0 - n);
        near(finite(best.mean_v), Estimate::closed_form(value), &format!("V, n = {n}"));
    }
}

#[test]
fn they_agree_with_values_computed_elsewhere() {
    let rows = table("joint_best_of.csv");
    assert!(rows.len() >= 16, "{} rows", rows.len());
    let mut last: Option<(String, JointSelector)> = None;
    for row in &rows {
        let text = &row["joint"];
        let mut selector = match last.take() {
            Some((of, selector)) if of == *text => selector,
            _ => selector(&row["value"], Some(row["error"].as_str()).filter(|spec| !spec.is_empty()), text),
        };
        let best = selector.under(Pressure::BestOf(number(row, "n"))).expect("an answer");
        for (column, found) in [("mean_v", best.mean_v), ("mean_u", best.mean_u)] {
            let truth = number(row, column);
            near(
                finite(found),
                Estimate::new(truth, 1e-12 * (1.0 + truth.abs())),
                &format!("{text}, {}, {column}", row["n"]),
            );
        }
        last = Some((text.clone(), selector));
    }
}

#[test]
fn peaks_and_best_thresholds_are_found() {
    let proxy = Proxy { value: law("normal(0, 1)"), error: law("pareto(3)") };
    let mut joint = selector("normal(0, 1)", Some("pareto(3)"), "fgm(0)");
    let (found, truth) = (joint.peak().unwrap().unwrap(), Selector::new(&proxy).unwrap().peak().unwrap().unwrap());
    assert_eq!(found.n, truth.n);
    near(finite(found.mean_v), finite(truth.mean_v), "the peak");
    let (found, truth) = (joint.best_threshold().unwrap().unwrap(), best_threshold(&proxy).unwrap().unwrap());
    assert!((found.t - truth.t).abs() < 1e-6 && found.global == Some(true), "{found:?} for {truth:?}");
    near(finite(found.mean_v), finite(truth.mean_v), "the best threshold");
}

#[test]
fn an_atom_that_no_law_shows_is_found() {
    // U = max(V, 0): where both draws are below 0 one of them is taken at random.
    let mut joint = selector("normal(0, 1)", None, "given(v < 0: at(-v); else: at(0))");
    let best = joint.under(Pressure::BestOf(2.0)).unwrap();
    let (half, peak) = (0.5 / PI.sqrt(), 0.5 / (2.0 * PI).sqrt());
    near(finite(best.mean_v), Estimate::closed_form(half + peak), "E[V]");
    near(finite(best.mean_u), Estimate::closed_form(half + 2.0 * peak), "E[U]");
    // Half the draws are tied: the ratio is 1/2 on them, and runs from 1 to 2 on the others.
    let tied = 0.5f64 * 0.5 * 0.5f64.ln();
    let others = 2f64.ln() - 0.375;
    assert!((best.kl.value - (tied + others)).abs() < 1e-9, "{}", best.kl);
}

/// Rounds of draws, and copulas.
const ROUNDS: u64 = 40_000;
/// The false-alarm rate of the whole test is 1e-6 over so many means.
const MEANS: f64 = 12.0;

#[test]
fn draws_of_random_copulas_agree() {
    // V is bounded, so that Hoeffding's inequality says how far a mean may be off.
    let off = 2.0 * ((2.0 * MEANS * 1e6f64).ln() / (2.0 * ROUNDS as f64)).sqrt();
    let mut stream = Source::new(11, "joint", "copulas").shard(0);
    let mut drawn = Vec::new();
    let mut between = |low: f64, high: f64| (1e3 * (low + (high - low) * stream.uniform())).round() / 1e3;
    let texts = [
        format!("gaussian({})", between(-0.9, 0.9)),
        format!("student_t({}, 3)", between(-0.9, 0.9)),
        format!("fgm({})", between(-1.0, 1.0)),
        format!("gumbel({})", between(1.0, 4.0)),
        format!("clayton({})", between(0.2, 4.0)),
        format!("survival_clayton({})", between(0.2, 4.0)),
    ];
    for text in texts {
        let (value, error) = ("uniform(-1, 1)", Some("exponential(1)"));
        let mut joint = selector(value, error, &text);
        for n in [3u64, 12] {
            let found = finite(joint.under(Pressure::BestOf(n as f64)).unwrap().mean_v);
            let source = Source::new(12, "joint", &format!("{text}, {n}"));
            let mean = best_of_values(&joint_of(value, error, &text), n, ROUNDS, &source).unwrap().mean;
            assert!((mean - found.value).abs() < off + found.error, "{text}, {n}: {mean} for {found}");
            drawn.push(mean);
        }
    }
    assert_eq!(drawn.len() as f64, MEANS);
    // The test can fail: the copulas differ by much more than that.
    let (low, high) = drawn.iter().fold((1.0f64, -1.0f64), |(low, high), mean| (low.min(*mean), high.max(*mean)));
    assert!(high - low > 5.0 * off, "{low} {high} {off}");
}

#[test]
fn many_draws_end_at_the_limit() {
    let mut joint = selector("uniform(-1, 1)", Some("pareto(3)"), "fgm(-1)");
    let Limit::Finite(limit) = joint::limit(&joint_of("uniform(-1, 1)", Some("pareto(3)"), "fgm(-1)")).limit else {
        panic!("a limit")
    };
    assert!((limit + 1.0 / 3.0).abs() < 1e-12);
    let mut miss = |n: f64| (finite(joint.under(Pressure::BestOf(n)).unwrap().mean_v).value - limit).abs();
    let (far, farther) = (miss(1e9), miss(1e15));
    // The remainder is of the order of 1/t, t ~ n^(1/3).
    assert!(far < 2e-3 && farther < 2e-2 * far, "{far} {farther}");
}

#[test]
fn what_cannot_be_selected_is_refused() {
    let joint = |value: &str, error: &str| JointSelector::new(&joint_of(value, Some(error), "fgm(1)"));
    assert!(joint("cauchy(1)", "normal(0, 1)").unwrap_err().to_string().contains("finite mean"));
    let mut fine = joint("normal(0, 1)", "normal(0, 1)").unwrap();
    assert!(fine.under(Pressure::BestOf(0.5)).is_err() && fine.quantilizer(0.0).is_err());
    assert!(fine.renyi(Pressure::BestOf(2.0), 0.0).is_err());
    // No error with an infinite mean has a largest sum with a finite one.
    let mut endless = joint("normal(0, 1)", "pareto(0.9)").unwrap();
    assert_eq!(endless.under(Pressure::BestOf(3.0)).unwrap().mean_u, Moment::Infinite);
}
