//! Every law against values computed with many digits: tests/reference/laws.csv.

use crate::common::{is_atom, none, try_law};
use goodhart::tail::Law;
use std::collections::BTreeMap;

/// Rounding allowed, in units of the value and of its sensitivity to a relative change of x.
const ROUNDING: f64 = 1e-14;

struct Row {
    spec: String,
    x: f64,
    ln_sf: f64,
    ln_cdf: f64,
    ln_pdf: f64,
}

fn rows() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/reference/laws.csv").unwrap();
    let number = |text: &str| text.parse::<f64>().unwrap();
    let read = |r: csv::StringRecord| Row {
        spec: r[0].to_string(),
        x: number(&r[1]),
        ln_sf: number(&r[2]),
        ln_cdf: number(&r[3]),
        ln_pdf: number(&r[4]),
    };
    reader.records().map(|record| read(record.unwrap())).collect()
}

/// A complaint unless the value is the truth to within the tolerance.
fn compare(what: &str, row: &Row, value: f64, truth: f64, tolerance: f64) -> Option<String> {
    let good = value == truth || (value - truth).abs() <= tolerance;
    (!good).then(|| {
        let relative = (value / truth - 1.0).abs();
        format!(
            "{what} of {} at {:e} is {value:e}, truth {truth:e} (relative {relative:.1e}, allowed {tolerance:.1e})",
            row.spec, row.x
        )
    })
}

fn faults(law: &Law, row: &Row) -> Vec<String> {
    // d ln S / d ln x and d ln F / d ln x, and the rounding of ln x itself where x is huge or tiny.
    let slope = |ln_tail: f64| {
        let steepness = row.x.abs() * (row.ln_pdf - ln_tail).exp();
        if steepness.is_finite() { steepness } else { 0.0 }
    };
    let logs = 1.0 + if row.x == 0.0 { 0.0 } else { row.x.abs().ln().abs() / 30.0 };
    let tail = |truth: f64| ROUNDING * logs * (truth.abs() + slope(truth)) + 1e-300;
    let mut faults = vec![
        compare("ln_sf", row, law.ln_sf(row.x), row.ln_sf, tail(row.ln_sf)),
        compare("ln_cdf", row, law.ln_cdf(row.x), row.ln_cdf, tail(row.ln_cdf)),
    ];
    if !is_atom(law, row.x) {
        let steepness = if row.ln_pdf.is_finite() { (row.x * law.score(row.x)).abs() } else { 0.0 };
        let tolerance = ROUNDING * logs * (1.0 + row.ln_pdf.abs() + steepness) + law.pdf_accuracy();
        faults.push(compare("ln_pdf", row, law.ln_pdf(row.x), row.ln_pdf, tolerance));
    }
    faults.into_iter().flatten().collect()
}

#[test]
fn every_law_matches_the_reference_table() {
    let rows = rows();
    assert!(rows.len() > 1500, "only {} rows were read", rows.len());
    let mut laws: BTreeMap<&str, Result<Law, String>> = BTreeMap::new();
    for row in &rows {
        laws.entry(&row.spec).or_insert_with(|| try_law(&row.spec));
    }
    let mut bad: Vec<String> =
        laws.iter().filter_map(|(s, law)| Some(format!("{s}: {}", law.as_ref().err()?))).collect();
    for row in &rows {
        if let Ok(law) = &laws[row.spec.as_str()] {
            bad.extend(faults(law, row));
        }
    }
    none(bad);
}

#[test]
fn a_slightly_wrong_law_is_caught() {
    let rows = rows();
    for (truth, lie) in [("student_t(3)", "student_t(3.0000001)"), ("normal(0, 1)", "normal(0, 1.000000000001)")] {
        let law = try_law(lie).unwrap();
        let caught = rows.iter().filter(|row| row.spec == truth).any(|row| !faults(&law, row).is_empty());
        assert!(caught, "{lie} passes for {truth}");
    }
}
