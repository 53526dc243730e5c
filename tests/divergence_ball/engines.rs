//! Where two engines know the same optimum, and where a divergence decides what it holds.

use super::{ball, close, pair};
use goodhart::{
    expect::{divergence_ball::FDivergence, power_ball::PowerBall, value_function::ValueFunction},
    tail::Moment,
};

#[test]
fn powers_above_one_are_renyi_divergences() {
    let cases = [
        ("normal(0, 1)", "student_t(5)", 2.0),
        ("laplace(1)", "gumbel(1)", 1.5),
        ("uniform(0, 1)", "lomax(4)", 3.0),
        ("two_point(0, 1, 0.5)", "two_point(0, 3, 0.1)", 2.5),
        ("clipped(normal(0, 1), 1)", "exponential(1)", 4.0),
    ];
    for (value, error, p) in cases {
        let mut other = PowerBall::new(&pair(value, error), p).unwrap();
        let mut ball = ball(value, error, FDivergence::Power(p));
        for d in [1e-8, 0.01, 0.3, 2.0] {
            // D = (E w^p - 1) / (p (p-1)).
            let nats = (p * (p - 1.0) * d).ln_1p() / (p - 1.0);
            let (best, known) = (ball.at(d).unwrap(), other.at(nats).unwrap());
            let what = format!("{value} + {error}, p = {p}, d = {d}");
            for (found, known) in [(best.mean_u, known.mean_u), (best.mean_v.unwrap(), known.mean_v.unwrap())] {
                let known = known.finite().unwrap();
                let found = found.map(|found| goodhart::num::Estimate::new(found.value, found.error + known.error));
                close(found, known.value, 1e-9, &what);
            }
        }
    }
}

#[test]
fn a_steep_density_ratio_counts_far_out() {
    // ((U + 660303.38...)^+)^1000: its moments by quadrature with 30 digits in mpmath. Most of what it spends is where less than e^-1000
    // of U is.
    let mut ball = PowerBall::new(&pair("uniform(0, 1)", "weibull(0.5)"), 1.001).unwrap();
    let best = ball.at(0.099_999_999_982_341_67).unwrap();
    close(best.mean_u, 68.566_693_495_371_64, 1e-9, "order 1.001");
    assert!((best.threshold.unwrap() / -660_303.384_666_434_6 - 1.0).abs() < 1e-9, "{best:?}");
}

#[test]
fn the_first_power_of_the_logarithm_is_kl() {
    for (value, error) in [
        ("normal(0, 3)", "laplace(0.5)"),
        ("uniform(0, 1)", "exponential(2)"),
        ("two_point(0, 1, 0.3)", "two_point(-1, 1, 0.5)"),
    ] {
        let other = ValueFunction::new(&pair(value, error)).unwrap();
        for divergence in [FDivergence::LogPower(1.0), FDivergence::Power(1.0)] {
            let mut ball = ball(value, error, divergence);
            for d in [1e-8, 0.05, 0.6] {
                let (best, known) = (ball.at(d).unwrap(), other.at(d).unwrap());
                let what = format!("{value} + {error}, {divergence:?}, d = {d}");
                close(best.mean_u, known.mean_u.value(), 1e-9, &what);
                close(best.mean_v.unwrap(), known.mean_v.unwrap().value(), 1e-9, &what);
            }
        }
    }
}

#[test]
fn powers_pass_through_kl_and_its_reverse_continuously() {
    let at =
        |divergence: FDivergence| ball("uniform(0, 1)", "uniform(-1, 1)", divergence).at(0.1).unwrap().mean_u.value();
    for (near, limit) in [(1.0, FDivergence::LogPower(1.0)), (0.0, FDivergence::ReverseKl)] {
        let apart = |step: f64| at(FDivergence::Power(near + step)) - at(limit);
        let (up, down) = (apart(1e-5), apart(-1e-5));
        assert!(up < 0.0 && down > 0.0 && ((up + down) / up).abs() < 1e-3, "{near}: {up} {down}");
    }
    // Of order one half it is Hellinger's, four times.
    let best = ball("uniform(0, 1)", "uniform(-1, 1)", FDivergence::Hellinger).at(0.025).unwrap().mean_u.value();
    assert!((at(FDivergence::Power(0.5)) - best).abs() < 1e-14);
}

#[test]
fn a_small_divergence_is_worth_standard_deviations() {
    let (mean, variance) = (0.5, 1.0f64 / 12.0 + 1.0 / 3.0);
    for (divergence, curvature) in [
        (FDivergence::Hellinger, 0.25),
        (FDivergence::JensenShannon, 0.25),
        (FDivergence::ReverseKl, 1.0),
        (FDivergence::Power(-2.0), 1.0),
        (FDivergence::LogPower(2.0), 1.0),
        (FDivergence::LogPower(0.4), 1.0),
    ] {
        let best = ball("uniform(0, 1)", "uniform(-1, 1)", divergence).at(1e-12).unwrap();
        // sd sqrt(2 d / f''(1)); the next term is of order d.
        let rise = (2e-12 * variance / curvature).sqrt();
        let miss = ((best.mean_u.value() - mean) / rise - 1.0).abs();
        assert!(miss < 1e-5, "{divergence:?}: {miss}");
        let share = (best.mean_v.unwrap().value() - 0.5) / rise;
        assert!((share - 0.2).abs() < 1e-5, "{divergence:?}: {share}");
    }
}

#[test]
fn the_tail_decides_what_is_held() {
    use FDivergence::{Hellinger, JensenShannon, LogPower, Power, ReverseKl, TotalVariation};
    let is_finite = |error: &str, divergence| {
        let mut ball = ball("normal(0, 1)", error, divergence);
        let infinite = ball.at(1e-9).unwrap().mean_u == Moment::Infinite;
        assert_eq!(ball.is_finite(), !infinite, "{error}");
        !infinite
    };
    for linear in [TotalVariation, Hellinger, JensenShannon, ReverseKl, Power(0.99), Power(-3.0)] {
        assert!(!is_finite("uniform(0, 1)", linear), "{linear:?}");
    }
    // Weibull of shape 1/2: from the square of the logarithm on.
    assert!(is_finite("weibull(0.5)", LogPower(2.0)) && !is_finite("weibull(0.5)", LogPower(1.999)));
    assert!(!is_finite("lognormal(0, 1)", LogPower(50.0)) && is_finite("lognormal(0, 1)", Power(1.1)));
    assert!(is_finite("student_t(3)", Power(1.6)) && !is_finite("student_t(3)", Power(1.5)));
    // A normal error is beyond less than the root of the logarithm.
    assert!(is_finite("normal(0, 1)", LogPower(0.5)) && !is_finite("normal(0, 1)", LogPower(0.499)));
}
