//! Laws with parts far from each other: every part is drawn from.

use super::common::law;
use goodhart::{
    expect::best_of::Selector,
    model::{Pressure, Proxy},
};

fn selector(value: &str, error: &str) -> Selector {
    Selector::new(&Proxy { value: law(value), error: law(error) }).expect("prepared")
}

/// The mean of the best of two of a law with parts so far apart that they never meet: V of parts (weight, place, standard
/// deviation), X normal(0, sd). Of two from one part the larger U has V above its middle by `sd_V^2 / sqrt(pi Var U)`.
fn best_of_two(parts: &[(f64, f64, f64)], sd: f64) -> f64 {
    let within = |v: f64| v * v / (std::f64::consts::PI * (v * v + sd * sd)).sqrt();
    let pairs = parts.iter().flat_map(|a| parts.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| a.0 * b.0 * if a.1 == b.1 { a.1 + within(a.2) } else { a.1.max(b.1) }).sum()
}

#[test]
fn parts_far_from_each_other_are_all_drawn_from() {
    for (weight, far, sd) in [0.5, 0.1, 1e-3]
        .into_iter()
        .flat_map(|w| [40.0, 100.0, 3e3].map(|far| (w, far, 1.0)))
        .chain([(0.5, 1.0, 0.01), (0.1, -90.0, 1.0)])
    {
        let value = format!("mixture({weight}, normal({far}, {sd}), normal(0, {sd}))");
        let truth = best_of_two(&[(weight, far, sd), (1.0 - weight, 0.0, sd)], sd);
        let error = format!("normal(0, {sd})");
        let found = selector(&value, &error).best_of(2.0).expect("an answer").mean_v.finite().expect("finite");
        assert!(
            (found.value - truth).abs() <= found.error && found.error < 1e-9 * truth.abs().max(1.0),
            "{value}: {found:?} {truth}"
        );
        // The other way round V gains only among draws from one part.
        let found = selector(&error, &value).best_of(2.0).expect("an answer").mean_v.finite().expect("finite");
        let truth = (weight * weight + (1.0 - weight) * (1.0 - weight)) * sd / (2.0 * std::f64::consts::PI).sqrt();
        assert!(
            (found.value - truth).abs() <= found.error && found.error < 1e-9,
            "{error} + {value}: {found:?} {truth}"
        );
    }
    let three = "mixture(0.3, normal(-200, 1), mixture(0.5, normal(0, 1), normal(300, 0.1)))";
    let truth = best_of_two(&[(0.3, -200.0, 1.0), (0.35, 0.0, 1.0), (0.35, 300.0, 0.1)], 1.0);
    let found = selector(three, "normal(0, 1)").best_of(2.0).expect("an answer").mean_v.finite().expect("finite");
    assert!((found.value - truth).abs() <= found.error && found.error < 1e-8, "{found:?} {truth}");
}

#[test]
fn a_rare_part_far_away_comes_with_the_number_of_draws() {
    // E[V] = int n S^(n-1) sum_i w_i f_i(u) (m_i + (u - m_i)/2) with the parts of U, by mpmath, 20 digits.
    let mut selector = selector("mixture(1e-6, normal(100, 1), normal(0, 1))", "two_point(-1, 1, 0.3)");
    for (n, truth) in [(2.0, 0.41460170401), (1e3, 2.977270981743), (1e6, 65.03696684647), (1e9, 102.8800262122)] {
        let found = selector.best_of(n).expect("an answer").mean_v.finite().expect("finite");
        assert!((found.value / truth - 1.0).abs() < 1e-10 && found.error < 1e-10 * truth, "{n}: {found:?} {truth}");
    }
}

#[test]
fn an_atom_far_rarer_than_those_above_it_keeps_its_digits() {
    // By sums of four outcomes with 60 digits.
    use Pressure::{BestOf, BestOfPoisson, Top};
    let mut rare = selector("two_point(0, 1, 1e-12)", "two_point(0, 3, 1e-9)");
    for (pressure, of_value, of_proxy) in [
        (BestOf(1.0), 1e-12, 3.001e-9),
        (BestOf(1.5), 1.499_999_999_249_625e-12, 4.501_499_998_874_25e-9),
        (BestOf(2.0), 1.999_999_997_999e-12, 6.001_999_996_997_999e-9),
        (BestOf(1e3), 9.999_990_005_01e-10, 3.000_998_500_501e-6),
        (BestOf(1e9), 3.676_955_635_651_075e-4, 1.896_729_372_601_057_4),
        (BestOf(1e12), 9.999_999_995e-10, 3.000_000_001),
        (BestOfPoisson(1.0), 1.999_999_996_998_5e-12, 6.001_999_995_496_998e-9),
        (BestOfPoisson(1e9), 3.676_955_633_810_76e-4, 1.896_729_373_152_692_4),
        (Top(0.5), 2e-12, 6.002e-9),
        (Top(1.0005e-9), 4.997_501_259_370_315e-4, 2.999_000_499_751_124_4),
        (Top(1e-10), 1e-11, 3.000_000_000_01),
    ] {
        let found = rare.under(pressure).expect("an answer");
        for (found, truth) in [(found.mean_v, of_value), (found.mean_u, of_proxy)] {
            let found = found.finite().expect("finite");
            let miss = (found.value - truth).abs();
            assert!(miss <= found.error && found.error < 1e-11 * truth, "{pressure:?}: {found}, truth {truth}");
        }
    }
}
