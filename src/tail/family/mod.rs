//! The families, one a file.

mod burr;
mod cauchy;
mod exponential;
mod forms;
mod frechet;
mod gumbel;
mod half_cauchy;
mod laplace;
mod log_corrected_pareto;
mod log_logistic;
mod log_pareto;
mod logistic;
mod lomax;
mod pareto;
mod tempered_pareto;
mod two_point;
mod uniform;
mod weibull;

use super::Family;

/// Every family, in the order of the tables.
pub static ALL: &[&Family] = &[
    &cauchy::FAMILY,
    &half_cauchy::FAMILY,
    &laplace::FAMILY,
    &logistic::FAMILY,
    &exponential::FAMILY,
    &uniform::FAMILY,
    &two_point::FAMILY,
    &gumbel::FAMILY,
    &weibull::FAMILY,
    &pareto::FAMILY,
    &lomax::FAMILY,
    &burr::FAMILY,
    &log_logistic::FAMILY,
    &frechet::FAMILY,
    &log_pareto::FAMILY,
    &log_corrected_pareto::FAMILY,
    &tempered_pareto::FAMILY,
];
