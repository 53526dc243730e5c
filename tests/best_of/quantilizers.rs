//! A draw from the top share of U.

use super::{proxy, value};
use goodhart::expect::{condition, quantilizer::quantilizer};

#[test]
fn a_quantilizer_conditions_on_its_threshold() {
    let pair = proxy("normal(0, 1)", "pareto(3)");
    for q in [0.7, 0.1, 1e-6, 1e-12] {
        let top = quantilizer(&pair, q).expect("an answer");
        let there = condition::above(&pair, top.t).expect("conditioned");
        assert!((there.ln_p.value - q.ln()).abs() < 1e-12, "{q}: {top:?} {there:?}");
        assert!((top.kl.value + q.ln()).abs() < 1e-14 && (top.chi2.value - (1.0 / q - 1.0)).abs() < 1e-14 / q);
        // But for the rounding of the threshold.
        let same = |top: f64, there: f64| (top / there - 1.0).abs() < 2e-12;
        assert!(same(value(top.mean_v), value(there.mean_v)) && same(value(top.mean_u), value(there.mean_u)));
    }
    let all = quantilizer(&pair, 1.0).expect("an answer");
    assert!(all.kl.value == 0.0 && value(all.mean_v) == 0.0 && (value(all.mean_u) - 1.5).abs() < 1e-15, "{all:?}");
}

#[test]
fn an_atom_across_the_boundary_is_taken_in_part() {
    // X = min(E, 2) has an atom of e^-2 at 2, so U has one of e^-2 / 2 at 3 (V = 1) and one at 1 (V = -1).
    let clipped = proxy("two_point(-1, 1, 0.5)", "clipped(exponential(1), 2)");
    let mass = 0.5 * (-2f64).exp();
    // Within the upper atom: worth what the atom is, and divided from one draw by the atom's mass, not by q.
    let top = quantilizer(&clipped, 0.05).expect("an answer");
    assert!(top.t == 3.0 && (value(top.mean_v) - 1.0).abs() < 1e-14, "{top:?}");
    assert!((value(top.mean_u) - 3.0).abs() < 1e-14, "{top:?}");
    assert!((top.kl.value + mass.ln()).abs() < 1e-13 && (top.chi2.value - (1.0 / mass - 1.0)).abs() < 1e-12, "{top:?}");
    // Across the lower atom: all of U > 1, which has V = 1 and mass 1/2, and a part of the atom at 1, where V = -1.
    let q = 0.5 + 0.3 * mass;
    let top = quantilizer(&clipped, q).expect("an answer");
    assert!(top.t == 1.0 && (value(top.mean_v) - (0.5 - 0.3 * mass) / q).abs() < 1e-13, "{top:?}");
    let above = 0.5 * (1.0 + 1.0 - (-2f64).exp());
    assert!((value(top.mean_u) - (above + 0.3 * mass) / q).abs() < 1e-12, "{top:?}");
    // On the whole range above the ratio is 1/q, on the atom 0.3/q.
    let kl = (0.5 * (1.0 / q).ln() + 0.3 * mass * (0.3 / q).ln()) / q;
    assert!((top.kl.value - kl).abs() < 1e-12, "{top:?}: {kl}");
}

#[test]
fn the_rounding_of_a_far_threshold_costs_no_digits() {
    // V alone decides next to an atom of X far out, where neighbours in f64 are up to 1e-4 apart.
    let normal = |z: f64| (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    for (value_law, error, q, truth, tolerance) in [
        ("uniform(0, 1)", "two_point(0, 1e12, 1e-3)", 1e-4, 0.95, 1e-8),
        ("uniform(0, 1)", "two_point(0, 1e6, 1e-9)", 1e-10, 0.95, 1e-13),
        ("uniform(0, 1)", "two_point(0, 1e6, 1e-9)", 2e-9, 0.749_999_999_75, 1e-13),
        ("normal(0, 1)", "two_point(0, 1e9, 0.5)", 0.25, 2.0 * normal(0.0), 1e-12),
        ("two_point(1, 2, 0.5)", "exponential(1e6)", 0.75, 5.0 / 3.0, 1e-13),
        // The threshold is the atom itself, where the normal law is half below.
        ("two_point(0, 1e6, 0.5)", "scaled(1e-6, normal(0, 1))", 0.25, 1e6, 1e-9),
        ("two_point(0, 1e6, 0.5)", "scaled(1e-6, normal(0, 1))", 0.75, 2e6 / 3.0, 1e-8),
        ("two_point(0, 1e6, 0.5)", "scaled(1e-3, normal(0, 1))", 0.25, 1e6, 1e-9),
        ("normal(0, 1)", "two_point(0, 1e6, 0.5)", 0.25, 2.0 * normal(0.0), 1e-12),
    ] {
        let top = quantilizer(&proxy(value_law, error), q).expect("an answer").mean_v.finite().expect("a number");
        let off = (top.value - truth).abs();
        assert!(off < tolerance && off <= top.error, "{value_law} + {error}, {q}: {top:?} for {truth}");
    }
}
