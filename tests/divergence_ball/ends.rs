//! Where U ends: mass that escapes to the end, atoms there, and scales that end with the moments of U.

use super::{ball, close};
use goodhart::expect::divergence_ball::{FDivergence, Phase};

#[test]
fn mass_escapes_where_the_density_vanishes_fast() {
    // U is the sum of two uniform values: `w = lambda/(2 - U)` has the mass 2 lambda ln 2, and `E ln(2 - U) = 2 ln 2 - 3/2`.
    let ln2 = std::f64::consts::LN_2;
    let mut ball = ball("uniform(0, 1)", "uniform(0, 1)", FDivergence::ReverseKl);
    let (phase, edge) = ball.phase();
    assert_eq!(phase, Phase::Escape);
    let truth = 2.0 * ln2 - 1.5 + (2.0 * ln2).ln();
    let edge = edge.expect("it is known");
    assert!((edge.value - truth).abs() <= edge.error && edge.error < 1e-9, "{edge} {truth}");
    assert_eq!(ball.at(truth - 1e-3).unwrap().attained, Some(true));
    for d in [truth + 1e-3, 1.0, 4.0, 10.0, 30.0] {
        let lambda = f64::exp(2.0 * ln2 - 1.5 - d);
        let best = ball.at(d).unwrap();
        close(best.mean_u, 2.0 - lambda, 1e-9, &format!("d = {d}"));
        close(best.mean_v.unwrap(), 1.0 - 0.5 * lambda, 1e-9, &format!("d = {d}"));
        assert!((best.escaped - (1.0 - 2.0 * lambda * ln2)).abs() < 1e-8, "{d}: {}", best.escaped);
        assert_eq!(best.attained, Some(false));
        assert!((best.price.unwrap() / lambda - 1.0).abs() < 1e-8);
    }
}

#[test]
fn a_density_at_the_end_holds_all_the_mass() {
    // U is uniform on (-1, 1), g the pole's distance from its end: `w = c/(1 + g - u)^2` with `c = g (2 + g)`.
    let mut ball = ball("uniform(0, 1)", "two_point(-1, 0, 0.5)", FDivergence::Hellinger);
    assert_eq!(ball.phase().0, Phase::Finite);
    for g in [3.0f64, 0.3, 1e-2, 1e-4] {
        let c = g * (2.0 + g);
        let first = 0.5 * (2.0 / g).ln_1p();
        let d = 1.0 - c.sqrt() * first;
        let best = ball.at(d).unwrap();
        close(best.mean_u, 1.0 + g - c * first, 1e-9, &format!("g = {g}"));
        assert_eq!((best.attained, best.escaped), (Some(true), 0.0));
    }
}

#[test]
fn an_atom_at_the_end_takes_what_is_left() {
    for divergence in [FDivergence::Hellinger, FDivergence::JensenShannon, FDivergence::Power(0.2)] {
        let mut ball = ball("clipped(normal(0, 1), 0.5)", "two_point(-1, 1, 0.5)", divergence);
        assert_eq!(ball.phase().0, Phase::Finite);
        let most = divergence.most();
        assert_eq!(ball.at(most).unwrap().attained, Some(true));
        let mut last = -1.0;
        for share in [1e-6, 0.01, 0.1, 0.3, 0.99] {
            let best = ball.at(share * most).unwrap();
            let mean = best.mean_u.value();
            assert!(mean > last && mean <= 1.5 && best.attained == Some(true), "{divergence:?}, {share}: {best:?}");
            last = mean;
        }
        assert_eq!(last, 1.5);
    }
}

#[test]
fn the_smallest_and_the_largest_budgets_are_answered() {
    let mut hellinger = ball("uniform(0, 1)", "uniform(0, 1)", FDivergence::Hellinger);
    for d in [1e-16f64, 1e-24, 1e-30, 1e-100] {
        // sd(U) sqrt(8 d), sd(U) = 1/sqrt(6).
        close(hellinger.at(d).unwrap().mean_u, 1.0 + (8.0 * d / 6.0).sqrt(), 1e-14, &format!("d = {d}"));
    }
    // lambda = e^(2 ln 2 - 3/2 - d) is below the least f64.
    let mut reverse = ball("uniform(0, 1)", "uniform(0, 1)", FDivergence::ReverseKl);
    for d in [100.0, 700.0, 1e5] {
        let best = reverse.at(d).unwrap();
        close(best.mean_u, 2.0, 1e-11, &format!("d = {d}"));
        close(best.mean_v.unwrap(), 1.0, 1e-11, &format!("d = {d}"));
        assert!(best.attained == Some(false) && best.escaped > 1.0 - 1e-12, "{best:?}");
    }
}

#[test]
fn discrete_laws_are_sums() {
    // Reverse KL and the values 0, 1, 2: `w = lambda/(s - U)`, and `E U = s - lambda`.
    let mut ball = ball("two_point(0, 1, 0.3)", "two_point(0, 1, 0.5)", FDivergence::ReverseKl);
    let masses = [0.35, 0.5, 0.15];
    let of = |g: &dyn Fn(f64) -> f64| (0..3).map(|u| masses[u] * g(u as f64)).sum::<f64>();
    for s in [300.0f64, 5.0, 2.3, 2.001, 2.0 + 1e-9] {
        let lambda = 1.0 / of(&|u| 1.0 / (s - u));
        let d = of(&|u| ((s - u) / lambda).ln());
        let best = ball.at(d).unwrap();
        // The divergence of a far pole is a small difference.
        let rounding = 1e-12 + 4e-16 * lambda / d.sqrt();
        assert!((best.mean_u.value() - (s - lambda)).abs() < rounding, "{s}: {best:?} {}", s - lambda);
        assert_eq!(best.attained, Some(true));
    }
}

#[test]
fn beyond_the_last_scale_the_divergence_buys_that_scale() {
    // f of order w sqrt(ln w) and a normal U of variance 2: the scales end at 1 (exp((1 + y/2)^2) against exp(-u^2/4)). What the policy
    // of that scale spends and brings: by quadrature with 25 digits in mpmath.
    let (edge, mean) = (9.545_533_572_051_83, 11.322_771_845_565_777);
    let mut ball = ball("normal(0, 1)", "normal(0, 1)", FDivergence::LogPower(0.5));
    let (phase, found) = ball.phase();
    let found = found.expect("it is known");
    assert_eq!(phase, Phase::Escape);
    assert!((found.value - edge).abs() <= found.error && found.error < 1e-9, "{found}");
    let near = ball.at(0.5).unwrap();
    assert!(near.attained == Some(true) && near.price.unwrap() > 1.0);
    for beyond in [-1e-7, -1e-9, 1e-9, 1e-3, 10.0, 1e3] {
        let (best, what) = (ball.at(edge + beyond).unwrap(), format!("{beyond} beyond"));
        close(best.mean_u, mean + beyond, 1e-9, &what);
        close(best.mean_v.expect("shared"), 0.5 * (mean + beyond), 1e-9, &what);
        assert_eq!(best.attained, Some(beyond < 0.0), "{what}");
    }
    // Far out a normal V with 9 of 25 parts of the variance has so much of U.
    let mut uneven = super::ball("normal(0, 3)", "normal(0, 4)", FDivergence::LogPower(0.5));
    let [one, two] = [30.0, 40.0].map(|d| uneven.at(d).unwrap());
    let bought = 10.0 * 0.5 * 50f64.sqrt();
    assert!((two.mean_u.value() - one.mean_u.value() - bought).abs() < 1e-9);
    assert!((two.mean_v.unwrap().value() - one.mean_v.unwrap().value() - 0.36 * bought).abs() < 1e-9);
    // Where the tail blocks the way to the last scale there is a policy for every budget.
    assert_eq!(super::ball("normal(0, 1)", "weibull(0.5)", FDivergence::LogPower(2.0)).phase().0, Phase::Finite);
}

#[test]
fn near_the_maximum_no_mean_is_beyond_the_end_by_more_than_its_error() {
    let cases = [
        (0.95, 21.0526105, "uniform(0, 1)"),
        (0.9, 11.0, "two_point(0, 1, 0.5)"),
        (0.8, 6.249375, "two_point(0, 1, 0.5)"),
        (0.7, 4.7619, "two_point(0, 1, 0.5)"),
    ];
    for (order, budget, error) in cases {
        let best = ball("uniform(0, 1)", error, FDivergence::Power(order)).at(budget).expect("an answer");
        let mean_v = best.mean_v.and_then(|mean| mean.finite()).expect("finite");
        assert!(mean_v.value <= 1.0 + mean_v.error && mean_v.error < 0.05, "power({order}) {budget}: {mean_v:?}");
        assert!(mean_v.value >= 1.0 - 0.05, "power({order}) {budget}: {mean_v:?}");
    }
}

#[test]
fn a_middle_at_one_place_is_not_a_width_of_nothing() {
    // Both parts are at one place between their quartiles: V at its upper end, X at its lower one. By quadrature with mpmath over
    // ln V for the slope 1/lambda, the level balanced to 36 digits.
    let (value, error) = ("clipped(gamma(0.8568), 0.102)", "two_point(1.75, 2.917, 0.1606)");
    let best = ball(value, error, FDivergence::Hellinger).at(0.010_521_182_814_609_422).unwrap();
    close(best.mean_u, 2.170_868_571_024_815, 1e-11, "U");
    close(best.mean_v.expect("a mean"), 0.094_329_320_677_182_79, 1e-11, "V");
}
