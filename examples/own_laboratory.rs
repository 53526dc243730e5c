//! The library without its command line: one question, answered by the integral route and by drawing.
//!
//! A value V is worth having, but only the proxy U = V + X is seen. Which errors X leave something of V when U is pushed
//! high, and how much does the best of n get?

use goodhart::{
    expect::{Refusal, best_of::Selector, condition::Conditioner},
    model::Proxy,
    sample::{Source, select},
    tail::{Catalogue, Law, spec},
};

/// A light error, one on the edge, and two heavy ones.
const ERRORS: &[&str] = &["normal(0, 1)", "laplace(1)", "centred(lognormal(0, 1))", "student_t(3)"];
const THRESHOLD: f64 = 4.0;
const DRAWS: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("V ~ normal(0, 1), U = V + X, {DRAWS} draws, given U >= {THRESHOLD}");
    println!("{:<26}{:>22}{:>22}{:>22}", "X", "E[V|U>=4]", "the same by drawing", "E[V], best of 1e6");
    for error in ERRORS {
        let proxy = Proxy { value: law("normal(0, 1)")?, error: law(error)? };
        let (integral, drawn, best) = (given_high(&proxy)?, drawn_high(&proxy), best_of_a_million(&proxy)?);
        println!("{error:<26}{integral:>22.9}{drawn:>22}{best:>22.9}");
    }
    Ok(())
}

/// A law of the standard catalogue.
fn law(text: &str) -> Result<Law, spec::SpecError> {
    spec::parse(text, &Catalogue::standard(), &|_| Err("this laboratory reads no files".into()))
}

/// `E[V | U >= t]` by quadrature.
fn given_high(proxy: &Proxy) -> Result<f64, Refusal> {
    Ok(Conditioner::new(proxy).above(THRESHOLD)?.mean_v.value())
}

/// `E[V | U >= t]` by drawing, with its standard error: V is normal, so that one exists.
fn drawn_high(proxy: &Proxy) -> String {
    let source = Source::new(1, "own laboratory", proxy.error.spec());
    let value = select::above(proxy, THRESHOLD, DRAWS, &source).value;
    format!("{:.4} ± {:.4}", value.mean, (value.variance() / value.count as f64).sqrt())
}

/// `E[V]` of the draw with the largest proxy among a million.
fn best_of_a_million(proxy: &Proxy) -> Result<f64, Refusal> {
    Ok(Selector::new(proxy)?.best_of(1e6)?.mean_v.value())
}
