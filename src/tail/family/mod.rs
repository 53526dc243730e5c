//! The families, one a file.

mod burr;
mod cauchy;
mod exponential;
pub(super) mod forms;
mod frechet;
mod gamma;
mod gumbel;
mod half_cauchy;
mod laplace;
mod levy;
mod log_cauchy;
mod log_corrected_pareto;
mod log_gamma;
mod log_logistic;
mod log_pareto;
mod logistic;
mod lognormal;
mod lomax;
mod normal;
pub(super) mod pareto;
mod stable;
mod student_t;
mod tempered_pareto;
mod two_point;
mod uniform;
mod weibull;

use super::Family;

/// Every family, in the order of the tables.
pub static ALL: &[&Family] = &[
    &normal::FAMILY,
    &student_t::FAMILY,
    &cauchy::FAMILY,
    &half_cauchy::FAMILY,
    &laplace::FAMILY,
    &logistic::FAMILY,
    &exponential::FAMILY,
    &gamma::FAMILY,
    &uniform::FAMILY,
    &two_point::FAMILY,
    &gumbel::FAMILY,
    &weibull::FAMILY,
    &lognormal::FAMILY,
    &pareto::FAMILY,
    &lomax::FAMILY,
    &burr::FAMILY,
    &log_logistic::FAMILY,
    &frechet::FAMILY,
    &levy::FAMILY,
    &stable::FAMILY,
    &log_gamma::FAMILY,
    &log_pareto::FAMILY,
    &log_cauchy::FAMILY,
    &log_corrected_pareto::FAMILY,
    &tempered_pareto::FAMILY,
];
