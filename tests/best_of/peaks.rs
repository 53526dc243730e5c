//! The n at which the best of n is worth most.

use super::{LOGNORMAL, T3, T5, T10, proxy, value};
use goodhart::expect::best_of::{Selector, best_of, peak};

#[test]
fn a_heavy_error_makes_a_peak() {
    for (v, x, n, height) in [
        ("normal(0, 2)", LOGNORMAL, 98.0, 3.3816),
        ("normal(0, 2)", T3, 169.0, 4.0914),
        ("normal(0, 2)", T5, 832.0, 4.7778),
        ("normal(0, 2)", "levy(1)", 3.0, 0.4903),
        (T10, T3, 643.0, 5.3877),
        (T10, LOGNORMAL, 914.0, 4.5529),
    ] {
        let pair = proxy(v, x);
        let peak = peak(&pair).expect("an answer").expect("a peak");
        assert!(peak.n == n && (value(peak.mean_v) - height).abs() < 5.1e-5, "{v} + {x}: {peak:?}");
        let mut selector = Selector::new(&pair).expect("a selector");
        for other in [n - 1.0, n + 1.0] {
            let beside = value(selector.best_of(other).expect("an answer").mean_v);
            assert!(beside < value(peak.mean_v), "{v} + {x}: {beside} at {other}, {peak:?}");
        }
    }
}

#[test]
fn a_light_error_makes_none() {
    assert!(peak(&proxy("normal(0, 1)", "normal(0, 1)")).expect("an answer").is_none());
    // An infinite mean has no peak either.
    assert!(peak(&proxy("pareto(1)", "normal(0, 1)")).expect("an answer").is_none());
}

#[test]
fn the_value_falls_back_as_the_tail_of_the_error_says() {
    // E_n[V] ~ (a + 1) Var(V) Gamma(1 + 1/a) n^(-1/a) for a Pareto error of index a = 3.
    let mut selector = Selector::new(&proxy("normal(0, 1)", "pareto(3)")).expect("a selector");
    for (n, truth) in [(1e6, 0.035_731), (1e8, 0.007_695_58)] {
        let got = value(selector.best_of(n).expect("an answer").mean_v);
        let leading = 4.0 * 0.892_979_511_569_249_2 * n.powf(-1.0 / 3.0);
        assert!((got - truth).abs() < 1e-5 * truth.abs() + 5e-9, "n = {n}: {got}");
        assert!((got / leading - 1.0).abs() < 2e-3, "n = {n}: {got}, leading term {leading}");
    }
    let once = best_of(&proxy("normal(0, 1)", "pareto(3)"), 1e6).expect("an answer");
    assert!((value(once.mean_v) - 0.035_731).abs() < 5e-7, "{once:?}");
}
