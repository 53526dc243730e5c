//! The explicit policy: the laws of (V, X) given `U >= t` and given `U < t` as they are, and the mass of `U >= t` raised as far as a KL
//! divergence allows (K-2, K-3).
//!
//! Refuses: a threshold that the proxy never reaches; a divergence below 0.

use super::{Refusal, condition::Conditioner};
use crate::{
    model::{Proxy, pressure::convex::phi},
    num::{Estimate, invert::first_at_most},
    tail::Moment,
};

/// What the policy is worth.
#[derive(Clone, Copy, Debug)]
pub struct Raised {
    /// The divergence allowed, in nats.
    pub kl: f64,
    /// The threshold.
    pub t: f64,
    /// `ln P(U >= t)` before.
    pub ln_p: Estimate,
    /// The mass of `U >= t` under the policy; 1 where the divergence pays for conditioning, which costs `-ln P(U >= t)`.
    pub mass: Estimate,
    /// The mean of U under it.
    pub mean_u: Moment,
    /// The mean of V under it.
    pub mean_v: Moment,
    /// The mean of X under it.
    pub mean_x: Moment,
}

/// A proxy prepared for many thresholds.
#[derive(Clone, Debug)]
pub struct Raiser {
    proxy: Proxy,
    of_value: Conditioner,
    of_error: Conditioner,
}

/// What is known above one threshold, for many divergences.
#[derive(Clone, Copy, Debug)]
pub struct Above {
    t: f64,
    ln_p: Estimate,
    /// Of V and of X: the mean, the mean above t, and their difference with its own digits.
    parts: [(Moment, Moment, Option<Estimate>); 2],
}

impl Raiser {
    /// Prepares a proxy.
    pub fn new(proxy: &Proxy) -> Self {
        let swapped = Proxy { value: proxy.error.clone(), error: proxy.value.clone() };
        Self { proxy: proxy.clone(), of_value: Conditioner::new(proxy), of_error: Conditioner::new(&swapped) }
    }

    /// Looks above a threshold. Errors: as for [`Conditioner::above`].
    pub fn above(&self, t: f64) -> Result<Above, Refusal> {
        let (of_value, of_error) = (self.of_value.above(t)?, self.of_error.value_above(t)?);
        let parts = [
            (self.proxy.value.mean(), of_value.mean_v, of_value.gain),
            (self.proxy.error.mean(), of_error.mean_v, of_error.gain),
        ];
        Ok(Above { t, ln_p: of_value.ln_p, parts })
    }
}

impl Above {
    /// From `ln P(U >= t)` and, for V and for X, the mean, the mean above t and their difference.
    pub(super) const fn new(t: f64, ln_p: Estimate, parts: [(Moment, Moment, Option<Estimate>); 2]) -> Self {
        Self { t, ln_p, parts }
    }

    /// The policy that spends `kl` nats. Errors: it is not a finite number of at least 0.
    ///
    /// ```
    /// use goodhart::{expect::raised::Raiser, model::Proxy, tail::{Catalogue, spec::parse}};
    /// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let raiser = Raiser::new(&Proxy { value: law("normal(0, 1)"), error: law("student_t(3)") });
    /// // A thousandth of a nat: the proxy gains the more the rarer the event, and V nothing in the end.
    /// let [near, far] = [1e2, 1e6].map(|t| raiser.above(t).unwrap().at(1e-3).unwrap());
    /// assert!(far.mean_u.value() > 30.0 * near.mean_u.value() && far.mean_v.value() < near.mean_v.value());
    /// ```
    pub fn at(&self, kl: f64) -> Result<Raised, Refusal> {
        if !(kl >= 0.0 && kl.is_finite()) {
            return Err(Refusal(format!("a divergence is a finite number of at least 0 nats, not {kl}")));
        }
        let Mass { mass, moved } = mass(self.ln_p, kl);
        let [mean_v, mean_x] = self.parts.map(|(mean, above, gain)| match (mean, gain) {
            _ if moved.value == 0.0 => mean,
            _ if moved.value == 1.0 => above,
            (Moment::Finite(mean), Some(gain)) => {
                let error = moved.value * gain.error + moved.error * gain.value.abs();
                Moment::Finite(mean.plus(Estimate::new(moved.value * gain.value, error)))
            }
            // What is infinite below t stays so, and what is infinite above it joins in.
            _ => mean.plus(above.map(|_| Estimate::new(0.0, 0.0))),
        });
        Ok(Raised { kl, t: self.t, ln_p: self.ln_p, mass, mean_u: mean_v.plus(mean_x), mean_v, mean_x })
    }
}

/// The mass w of the event, and the share `(w - p)/(1 - p)` of what was outside that was moved into it.
struct Mass {
    mass: Estimate,
    moved: Estimate,
}

/// Solves `(1-w) ln((1-w)/(1-p)) + w ln(w/p) = kl` for w above p, by `z = ln(w/p)`; p may be far below f64.
fn mass(ln_p: Estimate, kl: f64) -> Mass {
    let exact = |value: f64| Estimate::new(value, 0.0);
    let whole = -ln_p.value;
    if kl >= whole {
        return Mass { mass: exact(1.0), moved: exact(if whole > 0.0 { 1.0 } else { 0.0 }) };
    }
    let outside = -ln_p.value.exp_m1();
    if kl == 0.0 {
        let p = ln_p.value.exp();
        return Mass { mass: Estimate::new(p, p * ln_p.error), moved: exact(0.0) };
    }
    let z = first_at_most(|z| -divergence(ln_p.value, z), -kl, 0.0, whole);
    let mass = (ln_p.value + z).exp();
    let moved = moved(ln_p.value, z);
    // dKL/dw = ln(w/p) - ln((1-w)/(1-p)), dKL/d ln p = -(w - p)/(1 - p).
    let slope = z - (-moved).ln_1p();
    let rounding = f64::EPSILON * (4.0 + whole.min(z + whole)) * mass.min(1.0) + 4.0 * f64::EPSILON * kl / slope;
    let error = moved / slope * ln_p.error + rounding;
    let inherited = error / outside;
    Mass { mass: Estimate::new(mass, error), moved: Estimate::new(moved, inherited) }
}

/// `(w - p)/(1 - p)` with `w = p e^z`.
fn moved(ln_p: f64, z: f64) -> f64 {
    ((ln_p + z).exp() * -(-z).exp_m1() / -ln_p.exp_m1()).min(1.0)
}

/// `p h(w/p) + (1-p) h((1-w)/(1-p))` with `h(r) = r ln r - r + 1`, a sum of parts that are never negative.
fn divergence(ln_p: f64, z: f64) -> f64 {
    let inside = if z < 1.0 { ln_p.exp() * phi(1.0, z) } else { (ln_p + z).exp() * (z - 1.0 + (-z).exp()) };
    let ratio = -moved(ln_p, z);
    inside - ln_p.exp_m1() * phi(1.0, ratio.ln_1p())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mass_solves_its_equation_however_rare_the_event() {
        for (ln_p, kl) in
            [(-0.1, 0.05), (-0.7, 1e-18), (-3.0, 0.2), (-50.0, 1e-3), (-6907.0, 2.0), (-1e5, 1e-9), (-2.0, 1.999)]
        {
            let Mass { mass, moved } = mass(Estimate::new(ln_p, 0.0), kl);
            let (w, p) = (mass.value, f64::exp(ln_p));
            assert!(w > p && w < 1.0 && mass.error < 1e-9 * w && (moved.value * (1.0 - p) - (w - p)).abs() < 1e-15);
            if kl > 1e-10 {
                let left = if w < 1.0 { (1.0 - w) * ((-w).ln_1p() - (-p).ln_1p()) } else { 0.0 };
                let found = left + w * (w.ln() - ln_p);
                assert!((found / kl - 1.0).abs() < 1e-9, "{ln_p} {kl}: {found}");
            } else if ln_p > -1.0 {
                // (w - p)^2 / (2 p (1 - p))
                assert!((moved.value * (1.0 - p) / (2.0 * kl * p * (1.0 - p)).sqrt() - 1.0).abs() < 1e-8);
            }
        }
        assert_eq!(mass(Estimate::new(-2.0, 0.0), 2.0).mass.value, 1.0);
    }
}
