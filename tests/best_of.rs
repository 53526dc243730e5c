//! Best of n against the reference table.

mod common;

use common::{law, number, spec_of, table};
use goodhart::{
    expect::{
        best_of::{Selector, best_of, peak},
        best_threshold::best_threshold,
        condition,
        quantilizer::quantilizer,
    },
    model::{
        Pressure, Proxy,
        pressure::{Rank, Tie},
    },
    num::Estimate,
    tail::Moment,
};

fn proxy(value: &str, error: &str) -> Proxy {
    Proxy { value: law(value), error: law(error) }
}

fn value(moment: Moment) -> f64 {
    moment.finite().unwrap_or_else(|| panic!("{moment:?} is not finite")).value
}

#[test]
fn every_value_of_the_table_is_met_with_an_honest_error() {
    let mut prepared: Option<(String, Selector)> = None;
    let (mut wrong, mut dishonest, mut checked) = (0, 0, 0);
    for row in &table("best_of_n.csv") {
        let pair = format!("{} + {}", row["V"], row["X"]);
        if prepared.as_ref().is_none_or(|(name, _)| *name != pair) {
            let proxy = Proxy { value: law(&spec_of(&row["V"])), error: law(&spec_of(&row["X"])) };
            prepared = Some((pair.clone(), Selector::new(&proxy).expect("a selector")));
        }
        let answer = prepared.as_mut().expect("prepared").1.best_of(number(row, "n")).expect("an answer");
        for (column, got) in [("E_V_of_argmax_U", answer.mean_v), ("E_max_U", answer.mean_u)] {
            let truth = number(row, column);
            let Moment::Finite(Estimate { value, error }) = got else { panic!("{pair}: {got:?}, truth {truth}") };
            let miss = (value - truth).abs();
            let relative = if truth == 0.0 { miss } else { miss / truth.abs() };
            let honest = miss <= error + 2.0 * f64::EPSILON * truth.abs();
            checked += 1;
            if relative > 1e-9 || !honest || error > 1e-6 * truth.abs() && truth != 0.0 {
                println!(
                    "{pair}, n = {}, {column}: {value:e} ± {error:.1e}, truth {truth:e}: {relative:.1e}",
                    row["n"]
                );
            }
            wrong += usize::from(relative > 1e-9);
            dishonest += usize::from(!honest);
        }
    }
    println!("{checked} values, {wrong} beyond 1e-9, {dishonest} beyond their stated error");
    assert_eq!(wrong, 0);
    assert!(dishonest * 100 < checked);
}

#[test]
fn corners_atoms_and_real_n_agree_with_another_formula() {
    let mut missed = Vec::new();
    for row in &table("best_of_more.csv") {
        let answer = best_of(&proxy(&row["V"], &row["X"]), number(row, "n")).expect("an answer");
        for (column, got) in [("E_V_of_argmax_U", answer.mean_v), ("E_max_U", answer.mean_u)] {
            let (truth, Moment::Finite(got)) = (number(row, column), got) else { panic!("{row:?}: {got:?}") };
            let miss = (got.value - truth).abs();
            if miss > got.error + 4.0 * f64::EPSILON * truth.abs() || miss > 1e-9 * truth.abs().max(0.1) {
                missed.push(format!("{} + {}, n = {}, {column}: {got}, truth {truth}", row["V"], row["X"], row["n"]));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// The ranks of atoms with these masses.
fn ties(masses: &[f64]) -> Vec<Tie> {
    let below = |k: usize| masses[..k].iter().sum::<f64>();
    let above = |k: usize| masses[k..].iter().sum::<f64>();
    let rank = |k: usize| {
        if k == 0 {
            Rank::BOTTOM
        } else if above(k) < 0.5 {
            Rank::from_above(above(k).ln())
        } else {
            Rank::from_below(below(k).ln())
        }
    };
    (0..masses.len()).map(|k| Tie { from: rank(k), to: rank(k + 1), ln_mass: masses[k].ln() }).collect()
}

#[test]
fn divergences_agree_with_the_table() {
    for row in &table("kl.csv") {
        let parameter: f64 = row["params"].split_once('=').expect("a parameter").1.parse().expect("a number");
        let base = row["base"].trim_start_matches("discrete ").split(" (").next().expect("a name").to_string();
        let masses = match base.as_str() {
            "continuous" => Vec::new(),
            "binomial(10,0.5) counts" => (0..=10).map(|k| choose(10, k) / 1024.0).collect(),
            name if name.starts_with("uniform") => {
                let count: usize = name[7..].parse().expect("a count");
                vec![1.0 / count as f64; count]
            }
            name if name.starts_with("geom") => (1..=19).chain([19]).map(|k| 0.5f64.powi(k)).collect(),
            name => name[name.find('(').expect("masses") + 1..name.len() - 1]
                .split(',')
                .map(|mass| mass.parse().expect("a mass"))
                .collect(),
        };
        let pressure =
            if row["kind"] == "quantilizer" { Pressure::Top(parameter) } else { Pressure::BestOf(parameter) };
        let got = if masses.is_empty() { pressure.kl() } else { pressure.kl_with(&ties(&masses)) };
        let listed = number(row, "value");
        let formula = parameter.ln() - (parameter - 1.0) / parameter;
        let truth = if row["quantity"] == "formula_minus_KL" { formula - listed } else { listed };
        assert!(
            (got.value - truth).abs() <= got.error + 4e-15 * (1.0 + formula.abs()),
            "{row:?}: {got}, truth {truth}"
        );
        assert!(got.error < 1e-11 * (1.0 + truth), "{row:?}: {got}");
    }
}

fn choose(n: u32, k: u32) -> f64 {
    (1..=k).map(|i| f64::from(n - k + i) / f64::from(i)).product()
}

#[test]
fn closed_forms_of_divergences_are_the_integrals() {
    for n in [1.0 + 1e-9, 1.3, 2.0, 7.25, 1e6, 1e18] {
        let pressure = Pressure::BestOf(n);
        let pairs = [
            (pressure.kl(), pressure.kl_with(&[])),
            (pressure.chi2(), pressure.chi2_with(&[])),
            (pressure.renyi(2.0), pressure.renyi_with(2.0, &[])),
            (pressure.renyi(0.5), pressure.renyi_with(0.5, &[])),
            (pressure.renyi(20.0), pressure.renyi_with(20.0, &[])),
            (pressure.win_rate(), pressure.win_rate_with(&[])),
        ];
        for (k, (closed, integral)) in pairs.into_iter().enumerate() {
            let apart = (closed.value - integral.value).abs();
            assert!(
                apart <= closed.error + integral.error + 1e-12 * closed.value,
                "n = {n}, {k}: {closed}, {integral}"
            );
        }
    }
    let (kl, chi2) = (Pressure::BestOf(16.0).kl().value, Pressure::BestOf(16.0).chi2().value);
    assert!((kl - 1.835_089).abs() < 5e-7 && (chi2 - 225.0 / 31.0).abs() < 1e-13);
}

#[test]
fn two_equal_atoms_tie_half_the_time() {
    // Best of 4 of a fair coin: heads with probability 15/16.
    let coin = ties(&[0.5, 0.5]);
    let pressure = Pressure::BestOf(4.0);
    assert!((pressure.kl_with(&coin).value - 0.459_356).abs() < 5e-7);
    assert!((pressure.win_rate_with(&coin).value - (15.0 / 16.0 * 0.75 + 1.0 / 16.0 * 0.25)).abs() < 1e-14);
    assert!((pressure.renyi_with(f64::INFINITY, &coin).value - (15.0f64 / 8.0).ln()).abs() < 1e-14);
    assert!((pressure.chi2_with(&coin).value - 49.0 / 64.0).abs() < 1e-13);
}

#[test]
fn normal_laws_share_the_largest_of_n() {
    let mut selector = Selector::new(&proxy("normal(0, 2)", "normal(0, 1)")).expect("a selector");
    for (n, largest) in [(2.0, 0.564_189_584), (16.0, 1.765_991_39), (65536.0, 4.291_129_32), (1e6, 4.862_897_49)] {
        let best = selector.best_of(n).expect("an answer");
        assert!((value(best.mean_v) - 4.0 / 5f64.sqrt() * largest).abs() < 2e-8, "n = {n}: {best:?}");
    }
}

#[test]
fn a_heavy_error_makes_a_peak() {
    let lognormal = "shifted(-1, lognormal(0, 0.6931471805599453))";
    for (v, x, n, height) in [
        ("normal(0, 2)", lognormal, 98.0, 3.3816),
        ("normal(0, 2)", "student_t(3)", 169.0, 4.0914),
        ("normal(0, 2)", "levy(1)", 3.0, 0.4903),
    ] {
        let peak = peak(&proxy(v, x)).expect("an answer").expect("a peak");
        assert!(peak.n == n && (value(peak.mean_v) - height).abs() < 5.1e-5, "{v} + {x}: {peak:?}");
    }
    let at_a_million = best_of(&proxy("normal(0, 1)", "pareto(3)"), 1e6).expect("an answer");
    assert!((value(at_a_million.mean_v) - 0.035_731).abs() < 1e-6, "{at_a_million:?}");
}

#[test]
fn the_best_threshold_is_where_two_conditional_means_meet() {
    for (v, x, t, p, height, global) in [
        ("normal(0, 2)", "student_t(3)", 5.41, 0.00817, 4.2436, Some(true)),
        ("normal(0, 2)", "levy(1)", 2.409, 0.5615, 0.7255, Some(true)),
        ("student_t(10)", "student_t(3)", f64::NAN, f64::NAN, f64::NAN, Some(true)),
    ] {
        let pair = proxy(v, x);
        let best = best_threshold(&pair).expect("an answer").expect("a maximum");
        let there = condition::above(&pair, best.t).expect("conditioned");
        let at = there.mean_v_at.expect("a density");
        assert!((value(at) - value(there.mean_v)).abs() < 1e-9 * value(there.mean_v).abs(), "{v} + {x}: {there:?}");
        assert_eq!(best.global, global);
        if t.is_finite() {
            assert!((best.t - t).abs() < 5e-3 && (best.p - p).abs() < 5.1e-5, "{v} + {x}: {best:?}");
            assert!((value(best.mean_v) - height).abs() < 5.1e-5, "{v} + {x}: {best:?}");
        }
    }
    assert!(best_threshold(&proxy("normal(0, 1)", "normal(0, 1)")).expect("an answer").is_none());
}

#[test]
fn a_quantilizer_conditions_on_its_threshold() {
    let pair = proxy("normal(0, 1)", "pareto(3)");
    for q in [0.7, 0.1, 1e-6, 1e-12] {
        let top = quantilizer(&pair, q).expect("an answer");
        let there = condition::above(&pair, top.t).expect("conditioned");
        assert!((there.ln_p.value - q.ln()).abs() < 1e-10, "{q}: {top:?} {there:?}");
        assert!((top.kl.value + q.ln()).abs() < 1e-14 && value(top.mean_v) == value(there.mean_v));
    }
    // A share that cuts the atom at 2 of a clipped error: its upper half is worth what the atom is.
    let clipped = proxy("two_point(-1, 1, 0.5)", "clipped(exponential(1), 2)");
    let top = quantilizer(&clipped, 0.05).expect("an answer");
    assert!(
        top.t == 3.0 && (value(top.mean_v) - 1.0).abs() < 1e-14 && (value(top.mean_u) - 3.0).abs() < 1e-14,
        "{top:?}"
    );
    let mass = 0.5 * (-2f64).exp();
    assert!((top.kl.value + mass.ln()).abs() < 1e-13, "{top:?}");
}

#[test]
fn a_random_number_of_draws_lies_between_its_neighbours() {
    let mut selector = Selector::new(&proxy("normal(0, 1)", "laplace(1)")).expect("a selector");
    // 1 + Poisson(mu) draws mix the best of n = 1, 2, ...
    let mu = 1.5f64;
    let (mut weight, mut mixed) = ((-mu).exp(), 0.0);
    for n in 1..40 {
        mixed += weight * value(selector.best_of(f64::from(n)).expect("an answer").mean_v);
        weight *= mu / f64::from(n);
    }
    let got = selector.under(Pressure::BestOfPoisson(mu)).expect("an answer");
    assert!((value(got.mean_v) - mixed).abs() < 1e-11, "{got:?}: {mixed}");
    assert!(selector.under(Pressure::BestOf(0.5)).is_err() && selector.under(Pressure::Top(0.0)).is_err());
    assert!(selector.under(Pressure::BestOf(f64::NAN)).is_err());
}

#[test]
fn what_is_integrated_does_not_grow_with_n() {
    for (v, x) in [("normal(0, 1)", "student_t(3)"), ("normal(0, 1)", "normal(0, 1)"), ("exponential(1)", "laplace(1)")]
    {
        for n in [1e6, 1e12, 1e18] {
            let mut selector = Selector::new(&proxy(v, x)).expect("a selector");
            selector.best_of(n).expect("an answer");
            assert!(selector.evaluations() <= 200, "{v} + {x}, n = {n}: {}", selector.evaluations());
        }
    }
}
