//! The laws of which every pair is tested.

use goodhart::tail::{Catalogue, Law, spec};

/// Builds the law of a spec; the file of an empirical law is a short list of numbers.
pub fn law(text: &str) -> Law {
    let read = |_: &str| Ok((1..=40).map(|i| f64::from(i * i) / 7.0).collect());
    spec::parse(text, &Catalogue::standard(), &read).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Values and errors of every class, with pairs on the borders between rules.
const CHOSEN: &[&str] = &[
    "uniform(-1, 1)",
    "two_point(-1, 1, 0.5)",
    "normal(0, 1)",
    "normal(1.5, 0.5)",
    "weibull(3)",
    "laplace(1)",
    "exponential(2)",
    "gamma(2, 1)",
    "gamma(0.5, 1)",
    "gumbel(0.7)",
    "tempered_pareto(1, 1)",
    "tempered_pareto(1.5, 1)",
    "tempered_pareto(2.3, 1)",
    "tempered_pareto(3.3, 1)",
    "weibull(0.5)",
    "weibull(0.7)",
    "max_of(3, weibull(0.7))",
    "lognormal(0, 1)",
    "lognormal(0.4, 1)",
    "lognormal(1, 1)",
    "student_t(3)",
    "pareto(2.2)",
    "scaled(2, pareto(3.2))",
    "centred(pareto(4.5))",
    "burr(2, 0.3)",
    "log_corrected_pareto(1, -2)",
    "log_pareto(2)",
    "clipped(cauchy, 3)",
];

/// The laws of the standard test.
pub fn chosen() -> Vec<Law> {
    CHOSEN.iter().map(|text| law(text)).collect()
}

/// Those and every typical member of every family of the catalogue.
pub fn every() -> Vec<Law> {
    let catalogue = Catalogue::standard();
    let typical = catalogue.families().iter().flat_map(|family| family.typical);
    let mut specs: Vec<&str> = CHOSEN.iter().chain(typical).copied().chain(["empirical(squares.csv)"]).collect();
    specs.sort_unstable();
    specs.dedup();
    specs.into_iter().map(law).collect()
}

/// Laws whose own scale (an end at 1000 or 10^6, a rate of 10^-6, an index of 1000, a spread of 3 in the logarithm) puts
/// what happens at infinity out of reach of the thresholds beside a law of scale 1.
const FAR: &[&str] = &[
    "truncated(pareto(1), 1000000)",
    "student_t(1000)",
    "clipped(pareto(0.5), 1000)",
    "uniform(1000, 1000.5)",
    "tempered_pareto(1, 1e-6)",
    "tempered_pareto(0.5, 0.01)",
    "lognormal(0, 3)",
    "scaled(0.01, laplace(1))",
    "two_point(-0.01, 99, 0.0001)",
    "X empirical(squares.csv)",
];

/// Pairs, value first, that part by a power t^0.05, by (ln t)^8 or by a crossing beyond reach.
const SLOW: &[(&str, &str)] = &[
    ("burr(0.7, 1.5)", "log_corrected_pareto(1, -2)"),
    ("log_corrected_pareto(1, -2)", "burr(0.7, 1.5)"),
    ("burr(0.7, 1.5)", "log_pareto(8)"),
    ("lognormal(1, 0.25)", "weibull(0.3)"),
    ("weibull(0.3)", "lognormal(1, 0.25)"),
    ("lognormal(1, 1)", "log_corrected_pareto(2.5, 1.5)"),
];

/// Whether the pair of this name is too slow for the numbers to speak.
pub fn out_of_reach(name: &str) -> bool {
    FAR.iter().any(|law| name.contains(law))
        || SLOW.iter().any(|(value, error)| name == format!("V {value}, X {error}"))
}
