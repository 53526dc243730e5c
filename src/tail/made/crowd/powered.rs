//! A power that is itself random: the mixture `E S^Q`, the Laplace transform of the law of Q at the depth `-ln S`.
//!
//! Refuses: a Q that can be 0, for a step without approaches is never done; a Q without a finite mean; a law of Q whose transform is not
//! known to the digits that this one promises.

use super::{Chance, Crowd, Leading, Rule};
use crate::num::special::ln_gamma;
use crate::num::{Estimate, logs::ln_1m_exp};
use crate::tail::{Family, Law, Parameter, tilt::tilted};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "powered",
    formula: "E S^Q, the least of Q draws, Q random with a law on positive numbers",
    parameters: &[Parameter::law("power"), Parameter::law("law")],
    typical: &[],
    build: |arguments, spec| {
        let (power, base) = (arguments[0].law(), arguments[1].law());
        Ok(Law::new(spec, Crowd::new(Mixed::new(power)?, base)?))
    },
};

/// The law with survival function `E S^Q` for a random Q; refuses, in words, a law of Q that has no such.
pub fn powered(power: &Law, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[power.into(), law.into()])
}

#[derive(Debug)]
struct Mixed {
    power: Law,
    mean: f64,
    leading: Leading,
}

/// Depths at which the transform is tried.
const TRIED: [f64; 9] = [1e-9, 1e-5, 1e-2, 0.3, 1.0, 5.0, 100.0, 1e4, 1e6];
/// What is asked of the error of its logarithm, beside its size.
const ASKED: f64 = 1e-9;

impl Mixed {
    fn new(power: &Law) -> Result<Self, String> {
        let low = power.support().low;
        if low < 0.0 || power.atoms().first().is_some_and(|atom| atom.at <= 0.0) {
            return Err(format!("the power has the law {power}, which is not confined to positive numbers"));
        }
        let finite =
            power.mean().finite().ok_or_else(|| format!("the power has the law {power}, whose mean is not finite"))?;
        let leading = leading(power, low);
        let law = Self { power: power.clone(), mean: finite.value, leading };
        for depth in TRIED {
            let close = law
                .transform(depth)
                .is_some_and(|[ln, _]| ln.error <= ASKED * (1.0 + ln.value.abs()).min(depth * law.mean));
            if !close {
                return Err(format!(
                    "the transform E e^(-hQ) of Q with the law {power} is not known well enough at h = {depth}"
                ));
            }
        }
        Ok(law)
    }

    /// `ln E e^(-hQ)`, and the mean of Q under the weight `e^(-hQ)`; nothing that is not known.
    fn transform(&self, depth: f64) -> Option<[Estimate; 2]> {
        tilted(&*self.power, -depth).map(|at| [at.ln_mgf, at.mean])
    }

    /// The same where it must be known: by the behaviour at the lower end beyond the depths that were tried.
    fn known(&self, depth: f64) -> [f64; 2] {
        let found = if depth < 1e7 && depth > 1e-10 { self.transform(depth) } else { None };
        if let Some([ln, mean]) = found {
            return [ln.value, mean.value];
        }
        if depth < 1.0 {
            return [-depth * self.mean, self.mean];
        }
        let Leading { ln_constant, power, depth_power } = self.leading;
        if depth_power.is_nan() {
            return self.transform(depth).map_or([f64::NAN; 2], |pair| pair.map(|estimate| estimate.value));
        }
        [ln_constant - power * depth + depth_power * depth.ln(), power - depth_power / depth]
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
        let depth = -s.ln;
        if s.ln_not < -700.0 {
            return Chance::without((self.mean.ln() + s.ln_not).min(0.0));
        }
        let [ln, _] = self.known(depth);
        Chance { ln, ln_not: ln_1m_exp(ln) }
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let [ln, mean] = self.known(-s.ln);
        ln + mean.ln() - s.ln
    }

    fn ln_elasticity(&self, s: Chance) -> f64 {
        self.known(-s.ln)[1].ln()
    }

    fn leading(&self) -> Leading {
        self.leading
    }
}
