//! Critical powers and mean times of the fastest approach against the reference table.

mod common;

use common::{Row, law, number, table};
use goodhart::{expect::steps::step_mean, model::threshold, tail::Moment};

/// The spec of a row's law.
fn spec(row: &Row) -> String {
    let parameter = |name: &str| {
        let found = row["params"].split(';').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned));
        found.unwrap_or_else(|| panic!("{row:?} has no {name}"))
    };
    match row["dist"].as_str() {
        "BurrXII(c,k)" => format!("burr({}, {})", parameter("c"), parameter("k")),
        "Frechet(alpha)" => format!("frechet({})", parameter("alpha")),
        "HalfCauchy" => "half_cauchy".into(),
        "Levy(0,1)" => "levy".into(),
        "LogCauchyType S=1/(1+ln t)" => "log_pareto(1)".into(),
        "LogCauchyType S=1/(1+ln t)^2" => "log_pareto(2)".into(),
        "LogGamma(k,rate)" => format!("log_gamma({}, {})", parameter("k"), parameter("rate")),
        "LogLogistic(c)" => format!("log_logistic({})", parameter("c")),
        "Lognormal(0,sigma)" => format!("lognormal(0, {})", parameter("sigma")),
        "Lomax(alpha)" => format!("lomax({})", parameter("alpha")),
        "Mixture 0.9*Exp(1)+0.1*Pareto(1,0.5)" => "mixture(0.9, exponential, pareto(0.5))".into(),
        "Pareto(1,alpha)" => format!("pareto({})", parameter("alpha")),
        "ParetoExpCutoff S=t^-alpha*exp(-lambda(t-1))" => {
            format!("tempered_pareto({}, {})", parameter("alpha"), parameter("lambda"))
        }
        "S=t^-1*(1+ln t)" => "log_corrected_pareto(1, 1)".into(),
        "S=t^-1*(1+ln t)^-2" => "log_corrected_pareto(1, -2)".into(),
        "TruncatedPareto(1,alpha,upper=1e6)" => format!("truncated(pareto({}), 1e6)", parameter("alpha")),
        "Weibull(k)" => format!("weibull({})", parameter("k")),
        other => panic!("no spec for {other}"),
    }
}

#[test]
fn mean_times_are_met_with_an_honest_error() {
    let (mut wrong, mut dishonest, mut checked) = (0, 0, 0);
    for row in &table("thresholds.csv") {
        let approach = law(&spec(row));
        let truth = number(row, "expected_min");
        let got = step_mean(&approach, number(row, "Q")).expect("a mean");
        checked += 1;
        if truth.is_infinite() {
            assert_eq!(got, Moment::Infinite, "{approach}, Q = {}", row["Q"]);
            continue;
        }
        let got = got.finite().unwrap_or_else(|| panic!("{approach}, Q = {}: not finite, truth {truth}", row["Q"]));
        let miss = (got.value - truth).abs();
        let honest = miss <= got.error + 2.0 * f64::EPSILON * truth.abs();
        if miss > 1e-9 * truth || !honest || got.error > 1e-6 * truth {
            println!("{approach}, Q = {}: {got}, truth {truth}, off by {:.1e}", row["Q"], miss / truth);
        }
        wrong += usize::from(miss > 1e-9 * truth);
        dishonest += usize::from(!honest);
    }
    println!("{checked} values, {wrong} beyond 1e-9, {dishonest} beyond their stated error");
    assert_eq!(wrong, 0);
    assert!(dishonest * 100 < checked);
}

#[test]
fn critical_powers_and_what_happens_there() {
    for row in &table("thresholds.csv") {
        let found = threshold(&law(&spec(row)));
        let truth = number(row, "Q_star");
        assert!(found.power == truth || (found.power / truth - 1.0).abs() < 1e-14, "{}: {found:?}", spec(row));
        let at = match row["mean_finite_at_Q_star"].as_str() {
            "n/a" => None,
            flag if truth.is_infinite() => (flag == "1").then_some(true),
            flag => Some(flag == "1"),
        };
        assert_eq!(found.finite_at, at, "{}", spec(row));
    }
}
