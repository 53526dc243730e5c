//! Luby's sequence: its mean time to finish.

use super::{close, spec};
use goodhart::expect::restart::{Luby, best, bound};

#[test]
#[allow(clippy::excessive_precision)]
fn mean_times_have_these_digits() {
    // Sums over the sequence term by term, mpmath.
    for (text, unit, truth) in [
        ("pareto(0.5)", 1.0, 10.568562669494298),
        ("pareto(0.1)", 0.7, 46.379675425116182),
        ("pareto(2)", 3.0, 1.8751286513564527),
        ("lognormal(0, 1)", 0.5, 1.7058002151208732),
    ] {
        let found = Luby::new(&spec(text), unit).unwrap().cost;
        close(text, found.value, truth, 1e-12);
        assert!((found.value - truth).abs() <= found.error, "{text}: {found}, truth {truth}");
    }
}

#[test]
fn what_has_no_memory_is_not_changed() {
    for (rate, unit) in [(1.0, 0.01), (2.0, 0.3), (1.0, 1.0), (1.0, 20.0)] {
        let found = Luby::new(&spec(&format!("exponential({rate})")), unit).unwrap();
        close("mean", found.cost.value, 1.0 / rate, 1e-12);
        close("variance", found.variance.value, 1.0 / (rate * rate), 1e-11);
    }
}

#[test]
fn a_unit_beyond_all_times_gives_up_nothing() {
    for (text, unit, mean, variance) in [
        ("exponential(1)", 1e22, 1.0, 1.0),
        ("lognormal(-50, 1)", 1.0, (-49.5f64).exp(), (-99.0f64).exp() * 1f64.exp_m1()),
        ("lognormal(0, 1)", 1e150, 0.5f64.exp(), 1f64.exp() * 1f64.exp_m1()),
    ] {
        let found = Luby::new(&spec(text), unit).unwrap();
        close(text, found.cost.value, mean, 1e-12);
        close(text, found.variance.value, variance, 1e-12);
    }
}

#[test]
fn small_cases_by_hand() {
    // T = 3: the first run that is long enough is the seventh, of 4; before it 1 + 1 + 2 + 1 + 1 + 2.
    let sure = Luby::new(&spec("two_point(3, 3.5, 1e-300)"), 1.0).unwrap();
    close("mean", sure.cost.value, 11.0, 1e-13);
    assert!(sure.variance.value.abs() <= sure.variance.error, "{}", sure.variance);
    // T = 1 or 2 with chances 1/2: runs of 1, 1, 2, the third for sure.
    let coin = Luby::new(&spec("two_point(1, 2, 0.5)"), 1.0).unwrap();
    close("mean", coin.cost.value, 0.5 + 0.25 * 2.0 + 0.25 * (0.5 * 3.0 + 0.5 * 4.0), 1e-14);
    let square = 0.5 + 0.25 * 4.0 + 0.25 * (0.5 * 9.0 + 0.5 * 16.0);
    close("variance", coin.variance.value, square - coin.cost.value.powi(2), 1e-13);
}

#[test]
fn blocks_are_as_long_as_they_should_be_and_the_mean_is_between_its_bounds() {
    for text in ["pareto(0.05)", "pareto(0.7)", "pareto(3)", "shifted(1, lognormal(0, 3))", "shifted(1, levy(100))"] {
        let law = spec(text);
        let found = Luby::new(&law, 1.0).unwrap();
        for (k, block) in found.blocks.iter().enumerate() {
            assert_eq!(block.length, (k as f64 + 1.0) * 2f64.powi(k as i32), "{text}");
            assert!(block.spent.value <= block.length * (1.0 + 1e-13), "{text}: {block:?}");
        }
        let least = best(&law).unwrap().cost.value;
        assert!(found.cost.value >= least * (1.0 - 1e-12), "{text}: {} below the best cutoff's {least}", found.cost);
        assert!(found.cost.value <= bound(least, 1.0), "{text}: {} beyond its bound", found.cost);
        assert!(found.cost.value > 0.004 * bound(least, 1.0), "{text}: the bound is too weak to test");
    }
}

#[test]
fn units_scale_and_wrong_ones_are_refused() {
    let (one, seven) = (Luby::new(&spec("pareto(0.5)"), 2.0), Luby::new(&spec("scaled(7, pareto(0.5))"), 14.0));
    close("scaled", seven.unwrap().cost.value, 7.0 * one.unwrap().cost.value, 1e-12);
    for unit in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Luby::new(&spec("pareto(1)"), unit).is_err());
    }
    assert!(Luby::new(&spec("normal(0, 1)"), 1.0).is_err());
}
