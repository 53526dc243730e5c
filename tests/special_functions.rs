//! The special functions against values computed with many digits: tests/reference/special.csv.

use goodhart::num::special as sp;

/// Bound on `|error of the value| / (1 + |value|)`, and why where it is not 1e-14.
fn tolerance(function: &str) -> f64 {
    match function {
        // A quantile: relative, and absolute near 0.
        "inv_ln_normal_sf" => 1e-15,
        _ => 1e-14,
    }
}

fn evaluate(function: &str, a: &[f64]) -> f64 {
    // x and its complement: below one half the complement rounds harmlessly, above it is exact.
    match function {
        "ln_erfc" => sp::ln_erfc(a[0]),
        "ln_erf" => sp::ln_erf(a[0]),
        "ln_normal_sf" => sp::ln_normal_sf(a[0]),
        "inv_ln_normal_sf" => sp::inv_ln_normal_sf(a[0]),
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
        let error = if value == truth { 0.0 } else { (value - truth).abs() / (1.0 + truth.abs()) };
        rows += 1;
        if error.is_nan() || error > tolerance(&record[0]) {
            wrong.push(format!("{}{arguments:?} = {value:e}, truth {truth:e}, error {error:.1e}", &record[0]));
        }
    }
    assert!(rows > 400, "only {rows} rows were read");
    assert!(wrong.is_empty(), "{} of {rows} are off:\n{}", wrong.len(), wrong.join("\n"));
}
