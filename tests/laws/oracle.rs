//! The shallow half against the statrs crate, an independent implementation.
//!
//! statrs computes survival functions, not their logarithms, and its error function and log-gamma carry an error of 1e-10 or so;
//! so agreement is asked to 1e-8 and only where the tail is above 1e-6.

use crate::common::{law, none, within};
use statrs::distribution::{
    Cauchy, Continuous, ContinuousCDF, Exp, Gamma, Gumbel, Laplace, Levy, LogNormal, Normal, Pareto, StudentsT,
    Uniform, Weibull,
};

const AGREEMENT: f64 = 1e-8;

fn compare<D: ContinuousCDF<f64, f64> + Continuous<f64, f64>>(spec: &str, other: &D, bad: &mut Vec<String>) {
    let law = law(spec);
    for depth in [0.01, 0.1, 0.3, 0.7, 1.0, 2.0, 5.0, 9.0, 13.0] {
        for x in [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)] {
            let pairs = [
                ("sf", law.ln_sf(x).exp(), other.sf(x)),
                ("cdf", law.ln_cdf(x).exp(), other.cdf(x)),
                ("pdf", law.ln_pdf(x).exp(), other.pdf(x)),
            ];
            for (what, ours, theirs) in pairs {
                if !within((ours - theirs).abs(), AGREEMENT * ours.max(1e-3)) {
                    bad.push(format!("{spec}: {what}({x}) is {ours:e}, statrs {theirs:e}"));
                }
            }
        }
    }
}

#[test]
fn the_shallow_half_agrees_with_statrs() {
    let mut bad = Vec::new();
    compare("normal(1.5, 0.5)", &Normal::new(1.5, 0.5).unwrap(), &mut bad);
    compare("student_t(3)", &StudentsT::new(0.0, 1.0, 3.0).unwrap(), &mut bad);
    compare("student_t(10)", &StudentsT::new(0.0, 1.0, 10.0).unwrap(), &mut bad);
    compare("cauchy(2.5)", &Cauchy::new(0.0, 2.5).unwrap(), &mut bad);
    compare("laplace(0.3)", &Laplace::new(0.0, 0.3).unwrap(), &mut bad);
    compare("exponential(2.5)", &Exp::new(2.5).unwrap(), &mut bad);
    compare("gamma(5, 2)", &Gamma::new(5.0, 2.0).unwrap(), &mut bad);
    compare("gamma(0.5, 1)", &Gamma::new(0.5, 1.0).unwrap(), &mut bad);
    compare("uniform(-1, 1)", &Uniform::new(-1.0, 1.0).unwrap(), &mut bad);
    compare("gumbel(1)", &Gumbel::new(0.0, 1.0).unwrap(), &mut bad);
    compare("weibull(0.5)", &Weibull::new(0.5, 1.0).unwrap(), &mut bad);
    compare("lognormal(1, 0.25)", &LogNormal::new(1.0, 0.25).unwrap(), &mut bad);
    compare("pareto(1.5)", &Pareto::new(1.0, 1.5).unwrap(), &mut bad);
    compare("levy(3)", &Levy::new(0.0, 3.0).unwrap(), &mut bad);
    none(bad);
}

#[test]
fn statrs_tells_a_wrong_parameter() {
    let mut bad = Vec::new();
    compare("student_t(3.00001)", &StudentsT::new(0.0, 1.0, 3.0).unwrap(), &mut bad);
    assert!(!bad.is_empty());
}
