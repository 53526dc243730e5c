//! The special functions against values computed with many digits: tests/reference/special.csv.

use goodhart::num::special as sp;

/// Bound on the error, and whether it is a share of the value alone or of 1 + |value|.
fn tolerance(function: &str) -> (f64, bool) {
    match function {
        // A quantile: relative, and absolute near 0.
        "inv_ln_normal_sf" => (1e-15, false),
        // Small differences are what it is for; z - w rounds, which at depth z^2/2 costs z^2 epsilon.
        "ln_normal_sf_ratio" => (1e-12, true),
        "ln_erf" | "ln_gamma_1p" => (1e-13, true),
        _ => (1e-14, false),
    }
}

fn evaluate(function: &str, a: &[f64]) -> f64 {
    // x and its complement: below one half the complement rounds harmlessly, above it is exact.
    match function {
        "ln_erfc" => sp::ln_erfc(a[0]),
        "ln_erf" => sp::ln_erf(a[0]),
        "ln_normal_sf" => sp::ln_normal_sf(a[0]),
        "inv_ln_normal_sf" => sp::inv_ln_normal_sf(a[0]),
        "ln_normal_sf_ratio" => sp::ln_normal_sf_ratio(a[0], a[1]),
        "inv_ln_erf" => sp::inv_ln_erf(a[0]),
        "ln_gamma" => sp::ln_gamma(a[0]),
        "ln_gamma_1p" => sp::ln_gamma_1p(a[0]),
        "digamma" => sp::digamma(a[0]),
        "stirling_error" => sp::stirling_error(a[0]),
        "ln_beta" => sp::ln_beta(a[0], a[1]),
        "ln_gamma_p" => sp::ln_gamma_p(a[0], a[1]),
        "ln_gamma_q" => sp::ln_gamma_q(a[0], a[1]),
        "ln_beta_inc" => sp::ln_beta_inc(a[0], a[1], a[2], 1.0 - a[2]),
        "ln_beta_inc_c" => sp::ln_beta_inc_c(a[0], a[1], a[2], 1.0 - a[2]),
        other => panic!("no function is named {other}"),
    }
}

#[test]
fn special_functions_match_the_reference_table() {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/reference/special.csv").unwrap();
    let (mut rows, mut wrong) = (0, Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let arguments: Vec<f64> = (1..5).filter_map(|i| record[i].parse().ok()).collect();
        let truth: f64 = record[5].parse().unwrap();
        let value = evaluate(&record[0], &arguments);
        let (bound, relative) = tolerance(&record[0]);
        let size = if relative { truth.abs() } else { 1.0 + truth.abs() };
        let error = if value == truth { 0.0 } else { (value - truth).abs() / size };
        rows += 1;
        if error.is_nan() || error > bound {
            wrong.push(format!("{}{arguments:?} = {value:e}, truth {truth:e}, error {error:.1e}", &record[0]));
        }
    }
    assert!(rows > 400, "only {rows} rows were read");
    assert!(wrong.is_empty(), "{} of {rows} are off:\n{}", wrong.len(), wrong.join("\n"));
}
