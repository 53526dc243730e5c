//! The totally skewed stable laws against values of many digits: tests/reference/stable_law.csv.

mod common;

use common::{Row, law, number, table};

/// The relative miss of a row, over what a rounding of the exponent makes of it: a probability near 1 has a logarithm that is itself
/// a small probability.
fn miss(row: &Row) -> f64 {
    let law = law(&format!("stable({})", row["alpha"]));
    let (x, truth) = (number(row, "argument"), number(row, "value"));
    let found = match row["quantity"].as_str() {
        "ln_cdf" => law.ln_cdf(x),
        "ln_sf" => law.ln_sf(x),
        "ln_pdf" => law.ln_pdf(x),
        "ppf_lower(cdf=p)" => law.inv_ln_cdf(x.ln()),
        "ppf_upper(sf=p)" => law.inv_ln_sf(x.ln()),
        other => panic!("no quantity is named {other}"),
    };
    // A table's value may be less than the smallest f64.
    if found == truth { 0.0 } else { (found - truth).abs() / (truth.abs() * (1.0 + truth.abs().ln().abs())) }
}

#[test]
fn both_tails_keep_thirteen_digits_of_their_logarithms() {
    let rows = table("stable_law.csv");
    assert!(rows.len() > 440, "only {} rows were read", rows.len());
    let wrong: Vec<_> =
        rows.iter().map(|row| (miss(row), row)).filter(|(miss, _)| miss.is_nan() || *miss > 1e-13).collect();
    assert!(wrong.is_empty(), "{} of {} are off: {:?}", wrong.len(), rows.len(), &wrong[..wrong.len().min(5)]);
}

#[test]
fn a_nearby_index_is_told_apart() {
    let rows = table("stable_law.csv");
    let shifted = |row: &Row| {
        let mut row = row.clone();
        row.insert("alpha".into(), (number(&row, "alpha") * (1.0 + 1e-9)).to_string());
        row
    };
    let told = rows.iter().filter(|row| miss(&shifted(row)) > 1e-13).count();
    assert!(told > 9 * rows.len() / 10, "only {told} of {} tell", rows.len());
}

#[test]
fn index_one_half_is_levys_law() {
    let (stable, levy) = (law("stable(0.5)"), law("levy(1)"));
    for x in [1e-3, 0.1, 1.0, 30.0, 1e9, 1e200] {
        for (ours, closed) in
            [(stable.ln_sf(x), levy.ln_sf(x)), (stable.ln_cdf(x), levy.ln_cdf(x)), (stable.ln_pdf(x), levy.ln_pdf(x))]
        {
            let bound = 2e-14 * closed.abs() * (1.0 + closed.abs().ln().abs());
            assert!((ours - closed).abs() <= bound, "{x}: {ours} {closed}");
        }
    }
    // Beyond f64 by the series.
    assert!((stable.ln_sf_at_exp(2000.0) / levy.ln_sf_at_exp(2000.0) - 1.0).abs() < 1e-14);
}

#[test]
fn indices_around_one_join_at_the_landau_law() {
    // S1 moves by tan(pi alpha / 2) as alpha passes 1: what is compared is the law about that place.
    let landau = law("stable(1)");
    for alpha in [1.0 - 1e-6, 1.0 + 1e-6] {
        let near = law(&format!("stable({alpha})"));
        let place = (std::f64::consts::FRAC_PI_2 * alpha).tan();
        for x in [-1.5, 0.0, 3.0, 40.0] {
            let (a, b) = (near.ln_sf(place + x), landau.ln_sf(x));
            assert!((a - b).abs() < 1e-3 * b.abs(), "{alpha} {x}: {a} {b}");
        }
    }
}

#[test]
fn the_lightest_quantiles_are_found() {
    // As deep as the light side goes, where a step along a slope would leave f64.
    for alpha in [1.1, 1.164, 1.5, 1.644, 1.9] {
        let law = law(&format!("stable({alpha})"));
        for depth in [1e3, 1e6, 1e12, 1e100, 1e300] {
            let place = law.inv_ln_cdf(-depth);
            assert!((law.ln_cdf(place) / -depth - 1.0).abs() < 1e-9, "{alpha}, {depth}: {place}");
        }
    }
}

#[test]
#[allow(clippy::excessive_precision)]
fn next_to_index_2_the_tail_keeps_its_digits() {
    // By its series, 40 digits.
    let law = law("stable(1.9999999999)");
    for (x, truth) in [(30.0, -29.82152631868201), (1e4, -41.4465315303)] {
        let found = law.ln_sf(x);
        assert!((found / truth - 1.0).abs() < 1e-12, "{x}: {found} for {truth}");
    }
}

#[test]
fn indices_that_f64_does_not_resolve_are_refused() {
    let build = |text: &str| {
        goodhart::tail::spec::parse(text, &goodhart::tail::Catalogue::standard(), &|_| Err("no files".into()))
    };
    for text in ["stable(0.0009)", "stable(0.9999999999999)", "stable(1.00000000001)"] {
        assert!(build(text).expect_err(text).to_string().contains("not resolved"), "{text}");
    }
    assert!(build("stable(1)").is_ok() && build("stable(0.99999999)").is_ok());
}

#[test]
#[allow(clippy::excessive_precision)]
fn where_the_median_is_far_out_nothing_is_lost() {
    // By the convergent series, 60 digits.
    for (alpha, x, truth) in [
        (0.001, 1e-100, -0.33430536858877733057),
        (0.001, 1e200, -0.75987609214358533059),
        (0.005, 1e10, -0.5296461710871129207),
        (0.01, 1e-5, -0.39702493729245373698),
        (0.01, 1e10, -0.60498466261779200006),
        (0.02, 1.0, -0.465127331037108812),
        (0.03, 1.0, -0.46815161199133543689),
        (0.03, 1e100, -6.9252030628354053833),
    ] {
        let found = law(&format!("stable({alpha})")).ln_sf(x);
        assert!((found / truth - 1.0f64).abs() < 1e-13, "{alpha}, {x}: {found} for {truth}");
    }
}

/// By Laplace's method with 40 digits, which leaves out less than 1e-7 of a logarithm; at 0.96 by Zolotarev's integral too.
#[test]
fn the_light_side_is_known_where_inversions_are_not() {
    for (alpha, x, truth) in [
        (0.96, 7.3, -32_319_836.782_889_77),
        (0.96, 6.964405819272911, -100_000_010.108_868),
        (0.96, 6.14776705179925, -1_995_262_326.574_43),
        (0.97, 11.91039, -31_030_439.559_011_59),
        (0.99, 49.72127399128908, -1.000_000_001_24e10),
    ] {
        let found = law(&format!("stable({alpha})")).ln_cdf(x);
        assert!((found / truth - 1.0f64).abs() < 1e-11, "{alpha}, {x}: {found} for {truth}");
    }
    for (alpha, x, truth) in [
        (0.97, 10.928450630451223, -501_187_223.43),
        (0.985, 31.3654760207664, -99_999_990.962),
        (0.995, 112.5902811036121, -9_999_999_988.8),
        (0.999, 622.2145527805019, -1_995_262_304.707),
    ] {
        let found = law(&format!("stable({alpha})")).ln_pdf(x);
        assert!((found / truth - 1.0f64).abs() < 1e-11, "the density of {alpha} at {x}: {found} for {truth}");
    }
}
