//! The laws of which every pair is tested.

use goodhart::tail::{Catalogue, Law, spec};

/// Builds the law of a spec; the file of an empirical law is a short list of numbers.
pub fn law(text: &str) -> Law {
    let read = |_: &str| Ok((1..=40).map(|i| f64::from(i * i) / 7.0).collect());
    spec::parse(text, &Catalogue::standard(), &read).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Values and errors of every class, with pairs on the borders between rules that the typical laws do not meet.
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

/// Those laws and every typical member of every family of the catalogue.
pub fn every() -> Vec<Law> {
    let catalogue = Catalogue::standard();
    let typical = catalogue.families().iter().flat_map(|family| family.typical);
    let mut specs: Vec<&str> = CHOSEN.iter().chain(typical).copied().chain(["empirical(squares.csv)"]).collect();
    specs.sort_unstable();
    specs.dedup();
    specs.into_iter().map(law).collect()
}
