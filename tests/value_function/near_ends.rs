//! Laws with much of their mass nearer to an end or to a corner than f64 has places, against integrals over the logarithm of the
//! distance by mpmath at 40 digits, where those are not in closed form.

use super::{close, law, pair};
use goodhart::{
    expect::value_function::most,
    tail::tilt::{edge::tilted_at_edge, tilted},
};

/// A pair, a divergence, the means of V and of X under the tilt that has it.
type Row = (&'static str, &'static str, f64, f64, f64);

/// Each tilt at that rate solves `s K'(s) - K(s) = KL` for the sum of the cumulants.
#[rustfmt::skip]
const ROWS: [Row; 8] = [
    ("gamma(0.01, 1)", "normal(0, 1)", 1e-8, 0.010_001_407_391_829_498, 0.000_140_719_378_219_526_96),
    ("gamma(0.01, 1)", "normal(0, 1)", 0.01, 0.011_635_550_308_097_283, 0.140_564_929_443_783_08),
    ("gamma(0.01, 1)", "normal(0, 1)", 0.7, 0.278_527_866_033_794_5, 0.964_096_949_643_140_3),
    ("shifted(5, gamma(0.01, 1))", "normal(0, 1)", 0.01, 5.011_635_550_308_097, 0.140_564_929_443_783_08),
    ("clipped(burr(0.01, 1), 10)", "normal(0, 1)", 0.01, 5.658_010_082_531_522, 0.027_913_358_307_021_52),
    ("truncated(burr(0.01, 1), 10)", "normal(0, 1)", 1.0, 1.962_391_391_668_498, 0.571_093_341_689_911_8),
    // Mass 3e-4 above 2 - 1e-306.
    ("min_of(0.01, uniform(1, 2))", "normal(0, 1)", 0.05, 1.991_491_192_403_085_1, 0.315_555_947_325_460_84),
    // At a corner inside, which no law but the part knows its distances from.
    ("mixture(0.3, shifted(-3, gamma(0.02, 1)), gamma(0.01, 0.5))", "normal(0, 1)", 0.2, -0.249_318_271_298_093_3, 0.399_705_955_334_702_25),
];

#[test]
fn places_that_f64_does_not_have_count() {
    for (value, error, kl, mean_v, mean_x) in ROWS {
        for (v, x, means) in [(value, error, [mean_v, mean_x]), (error, value, [mean_x, mean_v])] {
            let best = pair(v, x).at(kl).unwrap_or_else(|why| panic!("{v} + {x} at {kl}: {why}"));
            let what = format!("{v} + {x} at {kl}");
            close(best.mean_v.expect("a mean"), means[0], &what);
            close(best.mean_x.expect("a mean"), means[1], &what);
            close(best.mean_u, means[0] + means[1], &what);
        }
    }
    close(most(&law("gamma(0.01, 1)"), 0.01).expect("a mean"), 0.031_461_932_206_205_83, "V alone");
}

#[test]
fn places_far_below_one_are_tilted_as_others_are() {
    // Both are the same law but for the unit.
    for unit in ["1e-300", "1e-200", "1e200"] {
        let spec = format!("scaled({unit}, gamma(0.5, 1))");
        let unit: f64 = unit.parse().expect("a number");
        let alone = most(&law(&spec), 0.1).expect("a mean").finite().expect("finite");
        assert!((alone.value / unit / 0.886_124_914_804_615_2 - 1.0).abs() < 1e-12, "{spec}: {alone}");
        assert!(alone.error < 1e-12 * alone.value, "{spec}: {alone}");
        let together = pair(&spec, &spec).at(0.2).expect("an optimum");
        let mean = together.mean_v.expect("a mean").value();
        assert!((mean / alone.value - 1.0).abs() < 1e-12 && together.attained, "{spec}: {mean}");
    }
}

#[test]
fn mass_beside_an_upper_end_is_not_lost_at_large_rates() {
    // 2 - V has the distribution function y^q on (0, 1): K = 2 s + ln(q g(q, s) / s^q) with g the lower incomplete gamma function.
    for (q, s, kl) in [
        (0.01, 5.0, 0.011_865_304_883_912_507),
        (0.01, 5e3, 0.080_862_239_860_232_02),
        (0.01, 5e10, 0.242_043_196_369_815_22),
        (0.001, 5e10, 0.024_211_682_440_657_93),
        (0.001, 5e30, 0.070_263_384_300_538_84),
    ] {
        let at = tilted(&*law(&format!("min_of({q}, uniform(1, 2))")), s).expect("a tilt");
        let miss = (at.kl.value - kl).abs();
        assert!(miss <= at.kl.error + 4.0 * f64::EPSILON * kl, "q = {q}, s = {s}: {} is not {kl}", at.kl);
        // What rounding makes of s times the end is no part of it.
        assert!(at.kl.error < 3e-12 * kl, "q = {q}, s = {s}: {}", at.kl);
    }
}

#[test]
fn the_last_tilt_holds_the_mass_beside_the_lower_end() {
    // Half of e^(2v) is that of gamma(0.01, 8), (1 - 2/8)^-0.01 with the mean 0.01/6; the other that of the tempered Pareto law: mass
    // 2 e^2, first moment 3.5 e^2.
    let at = tilted_at_edge(&*law("mixture(0.999, gamma(0.01, 8), tempered_pareto(3, 2))")).expect("a tilt");
    let (gamma, pareto) = (0.999 * 0.75f64.powf(-0.01), 0.001 * 2f64.exp());
    let mass = gamma + 2.0 * pareto;
    let mean = (gamma * 0.01 / 6.0 + 3.5 * pareto) / mass;
    assert!((at.mean.value - mean).abs() <= at.mean.error && at.mean.error < 1e-9, "{} is not {mean}", at.mean);
    let kl = 2.0 * mean - mass.ln();
    assert!((at.kl.value - kl).abs() <= at.kl.error && at.kl.error < 1e-9, "{} is not {kl}", at.kl);
}

#[test]
fn a_corner_beyond_all_quantiles_does_not_end_a_law() {
    // Of the last part e^(-10^7) is above 12.112. In closed form but for the last part, by quadrature with 30 digits.
    let rare = "mixture(0.0001991, uniform(2.39, 12.112), uniform(1.06, 1.1726))";
    let at = tilted(&*law(&format!("mixture(0.000394, {rare}, scaled(0.08841, weibull(3.29)))")), 3.0).expect("a tilt");
    let truth = 16.602_133_436_239_84;
    assert!((at.ln_mgf.value - truth).abs() <= at.ln_mgf.error && at.ln_mgf.error < 1e-12, "{}", at.ln_mgf);
}
