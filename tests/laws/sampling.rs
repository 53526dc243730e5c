//! Draws of the rand_distr crate, an independent sampler, counted beyond quantiles of the laws.
//!
//! The count of n draws beyond a point of survival p is binomial. By the Chernoff bound the share q has
//! `P(|q - p| as large) <= 2 exp(-n KL(q || p))`, so that rejecting above `ln(2 tests / rate)` has at most that false-alarm rate.

use crate::common::law;
use rand::SeedableRng;
use rand_distr::{
    Cauchy, Distribution, Exp, Frechet, Gamma, Gumbel, LogNormal, Normal, Pareto, StandardUniform, StudentT, Weibull,
};
use rand_xoshiro::Xoshiro256PlusPlus;

const DRAWS: usize = 2_000_000;
const FALSE_ALARM: f64 = 1e-6;
/// Survival probabilities of the points at which draws are counted.
const LEVELS: &[f64] = &[0.999, 0.97, 0.8, 0.5, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4];

/// A sampler, the law it should have, and a law five per cent away.
struct Case {
    draw: Box<dyn Fn(&mut Xoshiro256PlusPlus) -> f64>,
    right: &'static str,
    wrong: &'static str,
}

fn case(draw: impl Fn(&mut Xoshiro256PlusPlus) -> f64 + 'static, right: &'static str, wrong: &'static str) -> Case {
    Case { draw: Box::new(draw), right, wrong }
}

fn of<D: Distribution<f64> + 'static>(distribution: D) -> impl Fn(&mut Xoshiro256PlusPlus) -> f64 {
    move |generator| distribution.sample(generator)
}

fn cases() -> Vec<Case> {
    let cauchy = || of(Cauchy::new(0.0, 1.0).unwrap());
    let exp = || of(Exp::new(1.0).unwrap());
    let gamma = || of(Gamma::new(2.0, 1.0 / 1.5).unwrap());
    let normal = || of(Normal::new(0.0, 1.0).unwrap());
    let pareto = || of(Pareto::new(1.0, 1.5).unwrap());
    let uniform = || of(StandardUniform);
    vec![
        case(of(Normal::new(1.5, 0.5).unwrap()), "normal(1.5, 0.5)", "normal(1.5, 0.525)"),
        case(of(StudentT::new(3.0).unwrap()), "student_t(3)", "student_t(3.15)"),
        case(of(StudentT::new(0.5).unwrap()), "student_t(0.5)", "student_t(0.525)"),
        case(of(LogNormal::new(0.0, 1.0).unwrap()), "lognormal(0, 1)", "lognormal(0, 1.05)"),
        case(gamma(), "gamma(2, 1.5)", "gamma(2.1, 1.5)"),
        case(move |g| gamma()(g).exp(), "log_gamma(2, 1.5)", "log_gamma(2, 1.575)"),
        case(move |g| normal()(g).powi(-2), "levy(1)", "levy(1.05)"),
        case(move |g| cauchy()(g).exp(), "log_cauchy(1)", "log_cauchy(1.05)"),
        case(cauchy(), "cauchy(1)", "cauchy(1.05)"),
        case(move |g| cauchy()(g).abs(), "half_cauchy(1)", "half_cauchy(1.05)"),
        case(exp(), "exponential(1)", "exponential(1.05)"),
        case(move |g| exp()(g) - exp()(g), "laplace(1)", "laplace(1.05)"),
        case(move |g| (1.0 / uniform()(g) - 1.0).ln(), "logistic(1)", "logistic(1.05)"),
        case(of(Gumbel::new(0.0, 1.0).unwrap()), "gumbel(1)", "gumbel(1.05)"),
        case(of(Weibull::new(1.0, 0.5).unwrap()), "weibull(0.5)", "weibull(0.525)"),
        case(of(Frechet::new(0.0, 1.0, 2.5).unwrap()), "frechet(2.5)", "frechet(2.625)"),
        case(pareto(), "pareto(1.5)", "pareto(1.575)"),
        case(move |g| pareto()(g) - 1.0, "lomax(1.5)", "lomax(1.575)"),
        case(move |g| uniform()(g) * 2.0 - 1.0, "uniform(-1, 1)", "uniform(-1, 1.05)"),
    ]
}

/// `KL(q || p)` of two biased coins, in nats.
fn divergence(q: f64, p: f64) -> f64 {
    let part = |a: f64, b: f64| if a == 0.0 { 0.0 } else { a * (a / b).ln() };
    part(q, p) + part(1.0 - q, 1.0 - p)
}

/// The largest `n KL` over the levels.
fn evidence_against(spec: &str, draws: &[f64]) -> f64 {
    let law = law(spec);
    let n = draws.len() as f64;
    let at_level = |&level: &f64| {
        let x = law.inv_ln_sf(f64::ln(level));
        let beyond = draws.iter().filter(|draw| **draw > x).count() as f64;
        n * divergence(beyond / n, law.ln_sf(x).exp())
    };
    LEVELS.iter().map(at_level).fold(0.0, f64::max)
}

#[test]
fn independent_samplers_have_these_laws_and_not_laws_five_per_cent_away() {
    let cases = cases();
    let threshold = (2.0 * (cases.len() * LEVELS.len()) as f64 / FALSE_ALARM).ln();
    for (index, case) in cases.iter().enumerate() {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(20_261 + index as u64);
        let draws: Vec<f64> = (0..DRAWS).map(|_| (case.draw)(&mut generator)).collect();
        let (right, wrong) = (evidence_against(case.right, &draws), evidence_against(case.wrong, &draws));
        assert!(right < threshold, "{}: evidence {right:.1} against it, threshold {threshold:.1}", case.right);
        assert!(wrong > threshold, "{}: only {wrong:.1} against it, threshold {threshold:.1}", case.wrong);
    }
}
