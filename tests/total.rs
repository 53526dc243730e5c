//! The law of the total of n Pareto steps against values of many digits: tests/reference/steps_mean_and_law.csv.

mod common;

use common::{Row, law, number, table};
use goodhart::{
    expect::total::{Side, Total, ln_within_for_large, rate},
    num::Estimate,
    tail::Moment,
};

/// What the library gives for a row; none where the truth is infinite.
fn found(row: &Row) -> Option<Estimate> {
    let n: u64 = row["n"].parse().expect("a count");
    let total = Total::of(&law(&format!("pareto({})", row["a"])), n).expect("a total");
    let argument = |prefix: &str| row["argument"].strip_prefix(prefix).and_then(|text| text.parse::<f64>().ok());
    let at = |y: f64| total.beyond_least(y).expect("two contours that agree");
    let exp = |ln: Estimate| Estimate::new(ln.value.exp(), ln.value.exp() * ln.error.exp_m1() + 1e-16);
    let finite = |moment: Moment| moment.finite();
    match row["quantity"].as_str() {
        "cdf_at_x_minus_n" => Some(exp(at(argument("y=")?).ln_cdf)),
        "sf_at_x_minus_n" => Some(exp(at(argument("y=")?).ln_sf)),
        "pdf_at_x_minus_n" => Some(exp(at(argument("y=")?).ln_pdf)),
        "ln_cdf_at_bn" => total.within(argument("b=")?).ok().map(|at| at.ln_cdf),
        "ln_sf_at_bn" => total.within(argument("b=")?).ok().map(|at| at.ln_sf),
        "quantile_T" => Some(match argument("quantile S=") {
            Some(p) => total.quantile(Side::Upper, p.ln()).expect("a quantile"),
            None => total.quantile(Side::Lower, argument("quantile ").expect("a level").ln()).expect("a quantile"),
        }),
        "E_inv_T" => finite(total.mean_inverse().expect("positive steps")),
        "E_ln_T" => finite(total.mean_ln().expect("positive steps")),
        "mean_T" => finite(total.mean()),
        "var_T" => finite(total.variance()),
        other => panic!("no quantity is named {other}"),
    }
}

#[test]
fn every_row_is_met_within_its_stated_error() {
    let rows = table("steps_mean_and_law.csv");
    assert!(rows.len() > 1300, "only {} rows were read", rows.len());
    let (mut wrong, mut dishonest, mut checked) = (Vec::new(), Vec::new(), 0);
    for row in &rows {
        let truth = number(row, "value");
        // A logarithm that the table's own thirty digits round to nothing.
        if truth.is_infinite() || truth != 0.0 && truth.abs() < 1e-25 {
            assert!(truth.is_finite() || found(row).is_none(), "{row:?}");
            continue;
        }
        let found = found(row).unwrap_or_else(|| panic!("{row:?} has no value"));
        let miss = (found.value - truth).abs();
        checked += 1;
        if miss.is_nan() || miss > 1e-12 * truth.abs() {
            wrong.push(format!("{row:?}: {found}"));
        }
        if miss > found.error + 2.0 * f64::EPSILON * truth.abs() {
            dishonest.push(format!("{row:?}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {checked} are off:\n{}", wrong.len(), wrong.join("\n"));
    assert!(dishonest.len() * 100 <= checked, "{} of {checked}:\n{}", dishonest.len(), dishonest.join("\n"));
}

#[test]
fn medians_are_those_of_the_published_table() {
    // Medians of T_n / n by Talbot's and Gil-Pelaez's inversions, which agree to the digits given.
    for (a, n, median) in [
        (0.5, 1_000_000, 3_452_782.64),
        (1.0, 1_000_000, 15.5940471),
        (1.1, 1_000_000, 8.3619448),
        (1.5, 100_000, 2.9711370),
        (2.0, 1_000_000, 1.9996514),
        (3.0, 1_000_000, 1.4999964),
    ] {
        let total = Total::of(&law(&format!("pareto({a})")), n).unwrap();
        let found = total.quantile(Side::Lower, 0.5f64.ln()).unwrap().value / n as f64;
        assert!((found / median - 1.0).abs() < 2e-8, "a = {a}, n = {n}: {found}");
    }
}

#[test]
fn sums_of_stable_steps_are_stable() {
    // T_n = n^(1/alpha) X for alpha != 1, and n X + (2/pi) n ln n at 1 (Samorodnitsky, Taqqu 1994, property 1.2.1).
    for (alpha, n) in [(0.5, 7u64), (0.8, 1000), (1.5, 50), (1.0, 1000)] {
        let step = law(&format!("stable({alpha})"));
        let total = Total::of(&step, n).unwrap();
        let size = (n as f64).powf(1.0 / alpha);
        let shift = if alpha == 1.0 { std::f64::consts::FRAC_2_PI * size * size.ln() } else { 0.0 };
        for p in [0.01f64, 0.5, 0.99] {
            let found = total.quantile(Side::Lower, p.ln()).unwrap().value;
            let closed = size * step.inv_ln_cdf(p.ln()) + shift;
            assert!((found - closed).abs() < 1e-11 * closed.abs(), "{alpha} {n} {p}: {found} {closed}");
        }
    }
}

#[test]
fn concentrated_totals_keep_both_tails() {
    // a = 5 and a million steps: the standard deviation is 3e-4 of the mean. Cramer's first correction of the
    // logarithm at six of them is z^3/6 times the skewness, 0.17.
    let total = Total::of(&law("pareto(5)"), 1_000_000).unwrap();
    let (mean, sd) = (1.25e6, (5.0 / 48.0 * 1e6f64).sqrt());
    for z in [-6.0, -2.0, 0.0, 2.0, 6.0] {
        let at = total.within((mean + z * sd) / 1e6).unwrap();
        let normal = goodhart::num::special::ln_normal_sf(if z < 0.0 { -z } else { z });
        let ours = if z < 0.0 { at.ln_cdf } else { at.ln_sf };
        assert!((ours.value - normal).abs() < 0.3, "{z}: {ours} {normal}");
        assert!(ours.error < 1e-10 * ours.value.abs(), "{z}: {ours}");
    }
    // Far above, one step alone: P(T > t) ~ n (t - mean)^-5.
    let far = total.within(100.0).unwrap().ln_sf.value;
    let one_jump = 1e6f64.ln() - 5.0 * (1e8 - 1.25e6f64).ln();
    assert!((far - one_jump).abs() < 1e-6, "{far} {one_jump}");
}

#[test]
fn what_has_no_answer_is_refused_in_words() {
    let why = Total::of(&law("pareto(2)"), 0).unwrap_err().to_string();
    assert!(why.contains("at least one step"), "{why}");
    let why = Total::of(&law("shifted(-3, pareto(2))"), 5).unwrap().mean_ln().unwrap_err().to_string();
    assert!(why.contains("never negative") && why.contains("-10"), "{why}");
    // One Lomax step is near 0 with a density: E[1/T] diverges; two steps are not.
    assert_eq!(Total::of(&law("lomax(1.5)"), 1).unwrap().mean_inverse().unwrap(), Moment::Infinite);
    assert!(Total::of(&law("lomax(1.5)"), 2).unwrap().mean_inverse().unwrap().finite().is_some());
}

/// `I(c)` by mpmath with 40 digits: the minimum of `s c + ln(a E_{a+1}(s))`.
const RATES: [(f64, f64, f64); 6] = [
    (0.5, 5.0, 0.177_985_666_069_821_75),
    (1.0, 5.0, 0.004_083_001_476_732_902_5),
    (1.0, 10.0, 2.552_996_581_301_375_8e-5),
    (1.0, 20.0, 1.157_254_544_377_973_8e-9),
    (1.5, 2.0, 0.026_674_044_061_825_04),
    (1.5, 2.999_023_437_5, 1.098_642_880_404_349_2e-11),
];

#[test]
fn the_rate_has_its_digits_also_where_it_is_small() {
    for (a, c, truth) in RATES {
        let found = rate(&law(&format!("pareto({a})")), c).expect("a rate");
        let miss = (found.value - truth).abs();
        assert!(miss <= found.error + 2.0 * f64::EPSILON * truth, "{a} {c}: {found}");
        assert!(found.error <= 1e-12 * truth || truth < 1e-10, "{a} {c}: {found}");
        // 3 X + 10 within 3 c + 10.
        let moved = rate(&law(&format!("shifted(10, scaled(3, pareto({a})))")), 3.0 * c + 10.0).expect("a rate");
        assert!((moved.value - truth).abs() <= 1e-9 * truth + 4.0 * (moved.error + found.error), "{a} {c}: {moved}");
    }
}

#[test]
fn the_rate_of_levy_steps_has_a_closed_form_and_the_rate_ends_where_it_should() {
    // ln E e^{-sT} = -sqrt(2 k s): I(c) = k/(2c).
    for c in [0.01, 1.0, 1e3, 1e8] {
        let found = rate(&law("levy(3)"), c).expect("a rate");
        assert!((found.value * 2.0 * c / 3.0 - 1.0).abs() < 1e-13, "{c}: {found}");
    }
    let of = |spec: &str, c: f64| rate(&law(spec), c).expect("a rate").value;
    assert_eq!([of("pareto(3)", 1.5), of("pareto(3)", 7.0), of("pareto(1)", 1e300)], [0.0; 3]);
    assert_eq!([of("pareto(0.5)", 1.0), of("pareto(3)", 0.5)], [f64::INFINITY; 2]);
    assert!(of("pareto(1)", 600.0) > 0.0 && of("pareto(3)", 1.499) > 0.0);
    assert!(rate(&law("student_t(3)"), -1.0).is_err());
}

#[test]
fn the_saddle_point_covers_the_exact_chance_and_closes_in_on_it() {
    for (spec, c) in
        [("pareto(0.5)", 5.0), ("pareto(1)", 3.0), ("pareto(2.5)", 1.5), ("levy(1)", 2.0), ("lomax(1.5)", 1.0)]
    {
        let mut last = f64::INFINITY;
        for n in [1000u64, 10_000, 100_000] {
            let exact = Total::of(&law(spec), n).expect("a total").within(c).expect("a chance").ln_cdf;
            let found = ln_within_for_large(&law(spec), c, n as f64).expect("a large deviation");
            let miss = (found.value - exact.value).abs();
            assert!(miss <= found.error + exact.error, "{spec} {c} {n}: {found} {exact}");
            assert!(found.error < last / 30.0 || found.error < 1e-9 * exact.value.abs(), "{spec} {n}: {found}");
            last = found.error;
        }
        assert!(ln_within_for_large(&law(spec), f64::INFINITY, 10.0).is_err(), "{spec}");
    }
}

#[test]
fn steps_that_hardly_vary_are_answered_or_refused() {
    // a = 429: each step is 1 + 1/429 of an exponential time, nearly. By the central limit theorem to a part in a thousand of the spread.
    let a = 429.0f64;
    let total = Total::of(&law("pareto(429)"), 1_000_000).unwrap();
    let median = total.quantile(Side::Lower, 0.5f64.ln()).expect("a median").value;
    let (mean, sd) = (1e6 * a / (a - 1.0), (1e6 * a / ((a - 1.0) * (a - 1.0) * (a - 2.0))).sqrt());
    assert!((median - mean).abs() < 1e-3 * sd, "{median} {mean} {sd}");
}

#[test]
fn quantiles_between_a_body_and_a_tail_are_found() {
    // Newton's method goes to and fro between the two; and between a Gaussian middle and the tail of a single step the path of the
    // inversion is next to nothing on a long stretch. Truths by ball arithmetic over two contours.
    let cases = [
        ("pareto(3)", 160, Side::Lower, 0.99, 271.202_302_284_517_1),
        ("pareto(10)", 60, Side::Lower, 0.999, 70.181_412_512_031_86),
        ("pareto(4.6378)", 106, Side::Lower, 0.999, 150.133_584_375_948_9),
        ("pareto(30)", 128, Side::Lower, 0.9, 132.938_909_409_107_5),
        ("pareto(50)", 1_000_000, Side::Upper, 1e-100, 1_020_854.609_689_664),
        // Narrower than any tail.
        ("pareto(550)", 1000, Side::Lower, 0.5, 1_001.820_882_062_35),
        ("pareto(25.8582)", 573_978, Side::Upper, 1e-60, 597_592.593_933_390_3),
    ];
    for (step, n, side, p, truth) in cases {
        let found = Total::of(&law(step), n).expect("a total").quantile(side, f64::ln(p)).expect("a quantile");
        assert!((found.value / truth - 1.0).abs() < 1e-14, "{n} of {step}, {p}: {found} for {truth}");
        assert!(found.error < 1e-12 * truth, "{n} of {step}, {p}: {found} is not sure");
    }
}

#[test]
fn quantiles_rise_with_their_level() {
    for (a, n) in [(3.0, 160), (12.0, 60), (26.5, 40_000), (50.0, 1_000_000), (99.5, 60)] {
        let total = Total::of(&law(&format!("pareto({a})")), n).expect("a total");
        let lower = [1e-6f64, 0.01, 0.3, 0.7, 0.9, 0.975, 0.99, 0.999, 0.99999].map(|p| (Side::Lower, p.ln()));
        let upper = (6..=120).step_by(3).map(|k| (Side::Upper, -2.3 * f64::from(k)));
        let mut last = 0.0;
        for (side, ln_p) in lower.into_iter().chain(upper) {
            let found = total.quantile(side, ln_p).expect("a quantile").value;
            assert!(found > last, "a = {a}, n = {n}: {found} at {side:?} {ln_p} after {last}");
            last = found;
        }
    }
}

#[test]
fn the_mean_of_one_over_the_total_has_its_digits_where_most_totals_are_beyond_f64() {
    let of = |text: &str, n: u64| Total::of(&law(text), n).expect("a total").mean_inverse().expect("a mean");
    for alpha in [0.001f64, 0.0015, 0.01] {
        let found = of(&format!("pareto({alpha})"), 1).finite().expect("finite");
        let truth = alpha / (alpha + 1.0);
        assert!((found.value / truth - 1.0).abs() < 1e-12, "{alpha}: {found} for {truth}");
    }
    assert_eq!(of("gamma(0.5, 1)", 2), Moment::Infinite);
}

#[test]
fn an_atom_that_rounding_has_moved_counts() {
    // 100 times 0.58 is 57.99999999999999.
    let of =
        |step: &str, c: f64| Total::of(&law(step), 100).expect("a total").within(c).expect("a chance").ln_cdf.value;
    let binomial = |most: u32| {
        let term = |k: u32| (0..k).fold(0.5f64.powi(100), |term, i| term * f64::from(100 - i) / f64::from(i + 1));
        (0..=most).map(term).sum::<f64>().ln()
    };
    for (c, most) in [(0.57, 57), (0.58, 58), (0.585, 58)] {
        let found = of("two_point(0, 1, 0.5)", c);
        assert!((found - binomial(most)).abs() < 1e-12, "{c}: {found} for {}", binomial(most));
    }
}

#[test]
fn a_level_that_is_reached_exactly_has_its_quantile_there() {
    // Of n steps with 1 or 3, the latter in w of all, P(T <= n + 2k) is a sum of dyadic numbers that f64 holds exactly.
    for (w, n) in [0.25f64, 0.5, 0.75].into_iter().flat_map(|w| (1..=12).map(move |n| (w, n))) {
        let total = Total::of(&law(&format!("two_point(1, 3, {w})")), n).expect("a total");
        let choose = |k: u64| (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
        let mut reached = 0.0;
        for k in 0..n {
            reached += choose(k) * w.powi(k as i32) * (1.0 - w).powi((n - k) as i32);
            let truth = (n + 2 * k) as f64;
            let [lower, upper] = [(Side::Lower, reached), (Side::Upper, 1.0 - reached)]
                .map(|(side, p)| total.quantile(side, p.ln()).expect("a quantile").value);
            assert_eq!([lower, upper], [truth; 2], "w = {w}, n = {n}, k = {k}: at {reached}");
        }
    }
    // The end of a gap without mass.
    let gap = Total::of(&law("mixture(0.25, uniform(0, 1), uniform(2, 3))"), 1).expect("a total");
    for (side, p) in [(Side::Lower, 0.25f64), (Side::Upper, 0.75)] {
        let found = gap.quantile(side, p.ln()).expect("a quantile");
        assert!((found.value - 1.0).abs() <= found.error, "{side:?}: {found}");
    }
}

#[test]
fn a_median_far_out_blurs_no_place_near_the_lower_end() {
    // 1 - x^-0.0025, whose median is 2^400.
    let at = Total::of(&law("min_of(0.001, pareto(2.5))"), 1).expect("a total").within(3e10).expect("a chance");
    let truth = (-(-0.0025 * 3e10f64.ln()).exp_m1()).ln();
    assert!(
        (at.ln_cdf.value - truth).abs() <= at.ln_cdf.error && at.ln_cdf.error < 1e-12,
        "{:?} for {truth}",
        at.ln_cdf
    );
}

#[test]
fn small_quantiles_of_one_step_are_told_to_all_digits() {
    // e^{-26 z}, z the quantile 0.9 of the normal law (30 digits by mpmath).
    let found =
        Total::of(&law("lognormal(0, 26)"), 1).expect("a total").quantile(Side::Lower, 0.1f64.ln()).expect("one");
    let truth = (-26.0f64 * 1.281_551_565_544_600_4).exp();
    assert!((found.value - truth).abs() <= found.error && found.error < 1e-11 * truth, "{found:?} for {truth}");
}

#[test]
fn sums_with_a_law_of_their_own_are_answered_by_it() {
    // Gammas of one rate add; ln T and 1/T have the digamma function and 1/(k - 1), at 20 digits by mpmath.
    let of = |step: &str, n: u64| Total::of(&law(step), n).expect("a total");
    let finite = |moment: Moment| moment.finite().expect("a finite mean");
    for (step, n, ln, inverse) in [
        ("gamma(0.3, 2)", 10, 0.229_637_154_538_521_8, Some(1.0)),
        ("gamma(0.001, 1)", 3, -333.905_624_985_407_5, None),
        ("exponential(1)", 1_000_000, 13.815_510_057_964_19, Some(1.0 / 999_999.0)),
        ("scaled(3, gamma(0.5, 1))", 6, 2.021_396_623_766_577, Some(1.0 / 6.0)),
    ] {
        let total = of(step, n);
        let found = finite(total.mean_ln().expect("a mean"));
        assert!((found.value - ln).abs() <= found.error && found.error < 1e-11, "{step}, {n}: {found}");
        match (total.mean_inverse().expect("a mean"), inverse) {
            (Moment::Finite(found), Some(truth)) => {
                assert!(
                    (found.value - truth).abs() <= found.error && found.error < 1e-12 * truth,
                    "{step}, {n}: {found}"
                );
            }
            (found, truth) => assert!(found == Moment::Infinite && truth.is_none(), "{step}, {n}: {found:?}"),
        }
    }
    // Thirty steps of an index far below 1, at depths that no contour reaches: e^-3000 and beyond.
    let (total, sum) = (of("gamma(0.05, 1)", 30), law("gamma(1.5, 1)"));
    for y in [1e-300, 1e-3, 1.0, 5000.0] {
        let (found, truth) = (total.beyond_least(y).expect("an answer"), [sum.ln_cdf(y), sum.ln_sf(y)]);
        for (found, truth) in [found.ln_cdf, found.ln_sf].into_iter().zip(truth) {
            assert!((found.value - truth).abs() <= found.error, "{y}: {found} {truth}");
            assert!(found.error <= 1e-12 * truth.abs().max(1.0), "{y}: {found}");
        }
    }
}

#[test]
fn means_of_the_logarithm_diverge_as_the_tails_of_the_logarithm_say() {
    // ln T is Cauchy for one step; the lesser of two has a mean of ln T above and none below, and of two steps that is lost below too.
    let mean = |step: &str| Total::of(&law(step), 1).expect("a total").mean_ln().expect("an answer");
    assert_eq!(mean("log_cauchy(1)"), Moment::Undefined);
    assert_eq!(mean("min_of(2, log_cauchy(1))"), Moment::NegativeInfinite);
    assert_eq!(mean("log_pareto(0.5)"), Moment::Infinite);
    let truth = -10.0 * 0.577_215_664_901_532_9;
    let found = mean("weibull(0.1)").finite().expect("finite");
    assert!((found.value - truth).abs() <= found.error && found.error < 1e-11, "{found}");
}
