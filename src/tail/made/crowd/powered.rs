//! A power that is itself random: the mixture `E S^Q`, the Laplace transform of the law of Q at the depth `-ln S`.
//!
//! Refuses: a Q that can be 0, for a step without approaches is never done; a Q without a finite mean; a law of Q whose transform is not
//! known to the digits that this one promises.

mod transform;

use super::{Chance, Crowd, Leading, Rule, Tabled};
use crate::num::{logs::ln_1m_exp, special::ln_gamma};
use crate::tail::{Family, Law, Parameter};
use transform::Transform;

/// The recipe.
pub static FAMILY: Family = Family {
    name: "powered",
    formula: "E S^Q, the least of Q draws, Q random with a law on positive numbers",
    parameters: &[Parameter::law("power"), Parameter::law("law")],
    typical: &[],
    build: |arguments, spec| {
        let (power, base) = (arguments[0].law(), arguments[1].law());
        Ok(Law::new(spec, Crowd::new(Tabled::new(Mixed::new(power)?), base)?))
    },
};

/// The law with survival function `E S^Q` for a random Q; refuses, in words, a law of Q that has no such.
pub fn powered(power: &Law, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[power.into(), law.into()])
}

#[derive(Debug)]
struct Mixed {
    transform: Transform,
    leading: Leading,
}

impl Mixed {
    fn new(power: &Law) -> Result<Self, String> {
        let low = power.support().low;
        if low < 0.0 || power.atoms().first().is_some_and(|atom| atom.at <= 0.0) {
            return Err(format!("the power has the law {power}, which is not confined to positive numbers"));
        }
        let mean = power.mean().finite();
        let mean = mean.ok_or_else(|| format!("the power has the law {power}, whose mean is not finite"))?.value;
        let transform = Transform::new(power, mean).map_err(|depth| {
            format!("the transform E e^(-hQ) of Q with the law {power} is not known well enough at h = {depth:e}")
        })?;
        Ok(Self { transform, leading: leading(power, low) })
    }
}

/// `E e^(-hQ)` for large h, from how the law of Q begins: with an atom, or with `P(Q <= low + z) ~ k z^c`.
fn leading(power: &Law, low: f64) -> Leading {
    if let Some(atom) = power.atoms().first().filter(|atom| atom.at == low) {
        return Leading::plain(atom.mass.ln(), low);
    }
    let [near, nearer] = [1e-100f64, 1e-200].map(|z| power.ln_cdf_above_low(z));
    let c = (near - nearer) / (100.0 * std::f64::consts::LN_10);
    let is_power = (power.ln_cdf_above_low(1e-150) - 0.5 * (near + nearer)).abs() < 1e-9 * near.abs();
    if !c.is_finite() || !is_power || c > 1e3 {
        return Leading { ln_constant: f64::NAN, power: low, depth_power: f64::NAN };
    }
    let ln_k = nearer + c * 200.0 * std::f64::consts::LN_10;
    Leading { ln_constant: ln_k + ln_gamma(c + 1.0), power: low, depth_power: -c }
}

impl Rule for Mixed {
    fn both(&self, s: Chance) -> Chance {
        if s.ln_not < -700.0 {
            return Chance::without((self.transform.mean().ln() + s.ln_not).min(0.0));
        }
        let [ln, _] = self.transform.at(-s.ln);
        Chance { ln, ln_not: ln_1m_exp(ln) }
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let [ln, mean] = self.transform.at(-s.ln);
        ln + mean.ln() - s.ln
    }

    fn ln_elasticity(&self, s: Chance) -> f64 {
        self.transform.at(-s.ln)[1].ln()
    }

    fn leading(&self) -> Leading {
        self.leading
    }

    fn ln_deep(&self) -> f64 {
        self.transform.ln_deepest()
    }
}
