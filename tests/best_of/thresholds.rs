//! The threshold that maximises `E[V | U >= t]`.

use super::{LOGNORMAL, T3, T5, T10, proxy, value};
use goodhart::{
    expect::{best_of::peak, best_threshold::best_threshold, condition::Conditioner},
    model::Proxy,
};

struct Known {
    value: &'static str,
    error: &'static str,
    t: f64,
    p: f64,
    height: f64,
    global: bool,
}

/// By golden section on quadratures in mpmath with 18 digits: t to 1e-7, the height to 1e-10.
const KNOWN: [Known; 6] = [
    // This one by 34-digit quadrature at and beside the top; fewer digits were kept.
    Known { value: "normal(0, 2)", error: T3, t: 5.42254, p: 0.008_062_4, height: 4.243_124, global: true },
    known("normal(0, 2)", LOGNORMAL, [5.305_753_52, 0.016_348_925, 3.473_466_503_11], true),
    known("normal(0, 2)", T5, [6.744_471_4, 0.001_684_407_58, 4.873_473_940_97], true),
    known("normal(0, 2)", "levy(1)", [2.393_898_37, 0.563_002_691, 0.725_512_507_074], true),
    known(T10, T5, [13.018_633_4, 2.811_916_63e-5, 9.339_314_202_67], true),
    // Its value has the heavier tail: the curve comes back and rises for ever.
    known(T10, LOGNORMAL, [8.635_765_41, 0.001_679_374_57, 4.621_332_311_73], false),
];

const fn known(value: &'static str, error: &'static str, [t, p, height]: [f64; 3], global: bool) -> Known {
    Known { value, error, t, p, height, global }
}

#[test]
fn the_best_threshold_is_where_two_conditional_means_meet() {
    for (k, Known { value: v, error: x, t, p, height, global }) in KNOWN.into_iter().enumerate() {
        let pair = proxy(v, x);
        let best = best_threshold(&pair).expect("an answer").expect("a maximum");
        let conditioner = Conditioner::new(&pair);
        let there = conditioner.above(best.t).expect("conditioned");
        let (at, above) = (value(there.mean_v_at.expect("a density")), value(there.mean_v));
        assert!((at - above).abs() < 1e-9 * above.abs(), "{v} + {x}: {there:?}");
        assert!((above - value(best.mean_v)).abs() < 1e-12 * above, "{v} + {x}: {best:?}, {there:?}");
        assert!((best.p - there.ln_p.value.exp()).abs() < 1e-12 * best.p && (best.p.ln() - best.ln_p).abs() < 1e-13);
        assert_eq!(best.global, Some(global));
        let within = if k == 0 { [1e-5, 1e-5, 5e-7] } else { [1e-6, 1e-6, 1e-9] };
        let misses = [(best.t - t).abs() / t, (best.p / p - 1.0).abs(), (above - height).abs()];
        assert!(misses.iter().zip(within).all(|(miss, within)| *miss < within), "{v} + {x}: {best:?}");
        for beside in [0.9 * best.t, 0.99 * best.t, 1.01 * best.t, 1.1 * best.t] {
            assert!(value(conditioner.above(beside).expect("conditioned").mean_v) < above, "{v} + {x}: {beside}");
        }
        // Best of n is an average of thresholds.
        let most = peak(&pair).expect("an answer").expect("a peak");
        assert!(value(most.mean_v) < above, "{v} + {x}: {most:?}");
    }
}

#[test]
fn a_light_error_has_none() {
    assert!(best_threshold(&proxy("normal(0, 1)", "normal(0, 1)")).expect("an answer").is_none());
    assert!(best_threshold(&proxy("pareto(1)", "normal(0, 1)")).expect("an answer").is_none());
}

#[test]
fn among_finitely_many_values_the_largest_is_best() {
    // The largest value of U is made by the largest V alone, and nothing is worth more: the curve has no maximum before its end.
    let best = best_threshold(&proxy("two_point(-1, 1, 0.5)", "two_point(0, 10, 0.1)")).expect("an answer");
    assert!(best.is_none(), "{best:?}");
}

/// The highest of `E[V | U >= t]` on a fine grid, at the atoms of U and just above them.
fn highest(pair: &Proxy) -> (f64, f64) {
    let conditioner = Conditioner::new(pair);
    let atoms = pair.value.atoms().iter().flat_map(|v| pair.error.atoms().iter().map(move |x| v.at + x.at));
    let beside = atoms.flat_map(|at| [at - 1e-9, at, at + 1e-9]);
    let grid = (0..2000).map(|k| -8.0 + 0.01 * f64::from(k) + 1e-4);
    let height = |t: f64| (t, value(conditioner.above(t).expect("conditioned").mean_v));
    beside.chain(grid).map(height).max_by(|a, b| a.1.total_cmp(&b.1)).expect("some")
}

#[test]
fn atoms_beside_a_density_are_taken_or_left() {
    for (v, x, atom, left_out) in [
        // The atom of X at 3 makes one of U at 4 that has V = 1, worth taking in.
        ("two_point(-1, 1, 0.5)", "mixture(0.2, two_point(0, 3, 0.5), student_t(3))", 4.0, false),
        ("two_point(-1, 4, 0.05)", "mixture(0.3, two_point(0, 3.5, 0.5), student_t(3))", 7.5, false),
        ("two_point(-1, 1, 0.5)", "mixture(0.9, two_point(0, 1.5, 0.9), student_t(2))", 2.5, false),
        // Without atoms the curve peaks near 1.4; the atoms at 1.4 and 1.5, of V = -1, are worth leaving out, and those of V = 1 are
        // too rare to make up for what lies below them.
        ("two_point(-1, 1, 0.5)", "mixture(0.01, two_point(2.4, 2.5, 0.5), student_t(3))", 1.5, true),
    ] {
        let pair = proxy(v, x);
        let best = best_threshold(&pair).expect("an answer").expect("a maximum");
        let (t, height) = highest(&pair);
        assert_eq!(best.global, Some(true), "{v} + {x}: {best:?}");
        assert!(value(best.mean_v) >= height - 1e-12, "{v} + {x}: {best:?}, {t}: {height}");
        assert!((best.t - t).abs() < 0.02 && value(best.mean_v) - height < 1e-4, "{v} + {x}: {best:?}, {t}: {height}");
        assert!(if left_out { best.t > atom } else { best.t == atom }, "{v} + {x}: {best:?}");
        assert!((best.t - atom).abs() < 1e-12, "{v} + {x}: {best:?}");
        let there = Conditioner::new(&pair).above(best.t).expect("conditioned");
        assert!(
            (value(there.mean_v) - value(best.mean_v)).abs() < 1e-12 && (there.ln_p.value - best.ln_p).abs() < 1e-12
        );
    }
}

#[test]
fn a_cusp_is_met_to_the_last_digit() {
    // At 1 all of V = 1 is taken in, and of V = 0 what X brings there; beyond, as much of V = 1 is lost as the root of the distance.
    let pair = proxy("two_point(0, 1, 0.5)", "gamma(0.5, 1)");
    let best = best_threshold(&pair).expect("an answer").expect("a maximum");
    // P(X > 1) = erfc(1).
    let height = 1.0 / (1.0 + 0.157_299_207_050_285_13);
    assert_eq!((best.t, best.global), (1.0, Some(true)), "{best:?}");
    assert!((value(best.mean_v) - height).abs() < 1e-13, "{best:?}");
}
