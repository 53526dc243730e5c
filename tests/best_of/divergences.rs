//! Divergences of a pressure from one draw: tables, closed forms against integrals, and sums over atoms.

use super::common::{number, table};
use goodhart::model::{
    Pressure,
    pressure::{Rank, Tie},
};

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

/// The masses of a base law of the table, in increasing order of the score; none for a continuous law.
fn masses_of(base: &str) -> Vec<f64> {
    let name = base.trim_start_matches("discrete ").split(" (").next().expect("a name");
    match name {
        "continuous" => Vec::new(),
        "binomial(10,0.5) counts" => (0..=10).map(|k| choose(10, k) / 1024.0).collect(),
        name if name.starts_with("uniform") => {
            let count: usize = name[7..].parse().expect("a count");
            vec![1.0 / count as f64; count]
        }
        name if name.starts_with("geom") => (1..=19).chain([19]).map(|k| 0.5f64.powi(k)).collect(),
        name => {
            let list = &name[name.find('(').expect("masses") + 1..name.len() - 1];
            list.split(',').map(|mass| mass.parse().expect("a mass")).collect()
        }
    }
}

fn choose(n: u32, k: u32) -> f64 {
    (1..=k).map(|i| f64::from(n - k + i) / f64::from(i)).product()
}

#[test]
fn the_table_of_kl_is_met() {
    let rows = table("kl.csv");
    assert_eq!(rows.len(), 94);
    for row in &rows {
        let parameter: f64 = row["params"].split_once('=').expect("a parameter").1.parse().expect("a number");
        let masses = masses_of(&row["base"]);
        let pressure =
            if row["kind"] == "quantilizer" { Pressure::Top(parameter) } else { Pressure::BestOf(parameter) };
        let got = if masses.is_empty() { pressure.kl() } else { pressure.kl_with(&ties(&masses)) };
        let listed = number(row, "value");
        let formula = parameter.ln() - (parameter - 1.0) / parameter;
        let truth = if row["quantity"] == "formula_minus_KL" { formula - listed } else { listed };
        // The difference of the two listed numbers is rounded.
        let rounding = 4e-15 * (1.0 + formula.abs());
        assert!((got.value - truth).abs() <= got.error + rounding, "{row:?}: {got}, truth {truth}");
        assert!(got.error < 1e-11 * (1.0 + truth), "{row:?}: {got}");
    }
}

#[test]
fn closed_forms_are_the_integrals() {
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
            assert!(apart <= closed.error + integral.error, "n = {n}, {k}: {closed}, {integral}");
            assert!(apart <= 1e-12 * closed.value, "n = {n}, {k}: {closed}, {integral}");
        }
    }
    let (kl, chi2) = (Pressure::BestOf(16.0).kl().value, Pressure::BestOf(16.0).chi2().value);
    assert!((kl - (16f64.ln() - 15.0 / 16.0)).abs() < 1e-15 && (chi2 - 225.0 / 31.0).abs() < 1e-14);
}

#[test]
fn two_equal_atoms_tie_half_the_time() {
    // Best of 4 of a fair coin: heads with probability 15/16.
    let coin = ties(&[0.5, 0.5]);
    let pressure = Pressure::BestOf(4.0);
    let kl = 15.0 / 16.0 * (15.0f64 / 8.0).ln() + 1.0 / 16.0 * (1.0f64 / 8.0).ln();
    assert!((pressure.kl_with(&coin).value - kl).abs() < 1e-14);
    assert!((pressure.win_rate_with(&coin).value - (15.0 / 16.0 * 0.75 + 1.0 / 16.0 * 0.25)).abs() < 1e-14);
    assert!((pressure.renyi_with(f64::INFINITY, &coin).value - (15.0f64 / 8.0).ln()).abs() < 1e-14);
    assert!((pressure.chi2_with(&coin).value - 49.0 / 64.0).abs() < 1e-14);
}

#[test]
fn without_pressure_nothing_diverges_to_the_last_digit() {
    use Pressure::{BestOf, BestOfPoisson, Tilt, Top};
    for masses in [&[0.1, 0.2, 0.7][..], &[0.7, 0.2, 0.1], &[1e-9, 0.3, 0.7 - 1e-9], &[0.05, 0.3, 0.15, 0.4, 0.1]] {
        for pressure in [BestOf(1.0), BestOfPoisson(0.0), Tilt(0.0), Top(1.0)] {
            let ties = ties(masses);
            let orders = [0.5, 1.0, 2.0, 7.0, f64::INFINITY].map(|order| pressure.renyi_with(order, &ties));
            for got in orders.into_iter().chain([pressure.kl_with(&ties), pressure.chi2_with(&ties)]) {
                assert!(got.value == 0.0 && got.error == 0.0, "{pressure:?}, {masses:?}: {got}");
            }
        }
    }
}

/// `W(x)`, the chance that the outcome's rank is below x, straight from the definition of the pressure.
fn below(pressure: Pressure, x: f64) -> f64 {
    match pressure {
        Pressure::BestOf(n) => x.powf(n),
        Pressure::BestOfPoisson(mu) => x * (mu * (x - 1.0)).exp(),
        Pressure::Tilt(lambda) => ((lambda * x).exp() - 1.0) / (lambda.exp() - 1.0),
        Pressure::Top(q) => ((x - 1.0 + q) / q).max(0.0),
    }
}

#[test]
fn with_atoms_every_divergence_is_its_plain_sum() {
    use Pressure::{BestOf, BestOfPoisson, Tilt, Top};
    for masses in [&[0.1, 0.2, 0.7][..], &[0.7, 0.2, 0.1], &[0.5, 0.5], &[0.05, 0.3, 0.15, 0.4, 0.1]] {
        for pressure in [BestOf(1.5), BestOf(2.0), BestOf(9.0), BestOfPoisson(2.5), Tilt(3.0), Top(0.35), Top(0.9)] {
            let ties = ties(masses);
            let (mut kl, mut squares, mut roots, mut win, mut from) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for &mass in masses {
                let chosen = below(pressure, from + mass) - below(pressure, from);
                kl += if chosen > 0.0 { chosen * (chosen / mass).ln() } else { 0.0 };
                squares += chosen * chosen / mass;
                roots += (chosen * mass).sqrt();
                win += chosen * (from + 0.5 * mass);
                from += mass;
            }
            let cases = [
                (pressure.kl_with(&ties), kl),
                (pressure.chi2_with(&ties), squares - 1.0),
                (pressure.renyi_with(2.0, &ties), squares.ln()),
                (pressure.renyi_with(0.5, &ties), -2.0 * roots.ln()),
                (pressure.win_rate_with(&ties), win),
            ];
            for (k, (got, truth)) in cases.into_iter().enumerate() {
                assert!((got.value - truth).abs() < 1e-13, "{pressure:?} on {masses:?}, {k}: {got}, {truth}");
                assert!(got.error < 1e-12, "{pressure:?} on {masses:?}, {k}: {got}");
            }
        }
    }
}
