//! A law of one's own in a dozen lines, and a laboratory that knows it:
//!
//! ```text
//! cargo run --example own_tail -- tails "hesitant(0.8)"
//! cargo run --example own_tail -- threshold --tail "hesitant(0.8)"
//! cargo run --example own_tail -- condition --value "normal(0, 1)" --error "hesitant(1.2)" --at 10,100
//! ```

use goodhart::cli::{self, Lab};
use goodhart::tail::{Domain, Family, Interval, Law, Parameter, Tail, TailClass};

/// A power law made lighter by a logarithm: with an exponent below 1 the mean is finite at the critical power itself,
/// where a pure power law's is infinite.
pub static HESITANT: Family = Family {
    name: "hesitant",
    formula: "S(x) = (1+x)^-alpha / (1+ln(1+x)), x >= 0",
    parameters: &[Parameter::number("alpha", Domain::Above(0.0))],
    typical: &["hesitant(0.8)", "hesitant(1.2)"],
    build: |arguments, spec| Ok(Law::new(spec, Hesitant { alpha: arguments[0].number() })),
};

#[derive(Debug)]
struct Hesitant {
    alpha: f64,
}

impl Tail for Hesitant {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn ln_sf(&self, x: f64) -> f64 {
        let y = x.max(0.0).ln_1p();
        -self.alpha * y - y.ln_1p()
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.alpha, ln_coefficient: 0.0, log_power: -1.0 }
    }
}

fn main() -> std::process::ExitCode {
    cli::run(Lab::standard().with(&HESITANT))
}
