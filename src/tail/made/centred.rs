//! A law minus its mean.

use super::shifted::Shifted;
use crate::tail::{Family, Law, Moment, Parameter};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "centred",
    formula: "X - E X",
    parameters: &[Parameter::law("law")],
    typical: &["centred(pareto(1.5))", "centred(exponential)", "centred(gumbel)"],
    build: |arguments, spec| {
        let base = arguments[0].law();
        let mean = match base.mean() {
            Moment::Finite(mean) => mean,
            Moment::Infinite => return Err(format!("{base} has an infinite mean and cannot be centred")),
            Moment::NegativeInfinite => return Err(format!("{base} has the mean -infinity and cannot be centred")),
            Moment::Undefined => return Err(format!("{base} has no mean and cannot be centred")),
        };
        Ok(Law::new(spec, Shifted::less_mean(mean, base)))
    },
};

/// The law of `X - E X`; refuses a law whose mean is not finite.
pub fn centred(law: &Law) -> Result<Law, String> {
    FAMILY.member(&[law.into()])
}
