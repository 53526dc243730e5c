//! The tilt at the very end of the exponential moments, where the weight falls like a power only.

use super::{
    panels,
    stretches::{Place, Stretches},
};
use crate::num::Estimate;
use crate::tail::{Tail, TailClass};

/// The law tilted by `e^(g v)`, g being the end of its exponential moments.
#[derive(Clone, Copy, Debug)]
pub struct AtEdge {
    /// `K'(g)`.
    pub mean: Estimate,
    /// `g K'(g) - K(g)` in nats.
    pub kl: Estimate,
}

/// Where the power law takes over, in units of 1/g or of the mean: the rounding of `g t` is still small there.
const FAR: f64 = 2e4;

/// The law tilted by `e^(g v)` with `S ~ c t^b e^(-g t)`; none unless `b < -2`, where `K'(g)` is finite.
///
/// With `C(t) = S(t) t^-b e^(g t)`, which tends to c, `int_B^inf f e^(g t) dt = C(B) B^b + g int_B^inf C t^b dt`, and likewise with
/// a factor t; beyond B, C is c (1 + p/t + q/t^2), fitted at B and 2B; the error is what
/// twice the B changes.
///
/// ```
/// use goodhart::tail::{Catalogue, spec::parse, tilt::edge::tilted_at_edge};
/// let law = parse("tempered_pareto(3, 2)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let at = tilted_at_edge(&*law).unwrap();
/// // f e^(2v) = e^2 (3/v + 2) v^-3: mass e^2 (1 + 1), first moment e^2 (3/2 + 2).
/// assert!((at.mean.value - 1.75).abs() < 1e-10);
/// ```
pub fn tilted_at_edge<T: Tail + ?Sized>(law: &T) -> Option<AtEdge> {
    let TailClass::Exponential { rate: g, ln_coefficient, power: b } = law.tail_class() else { return None };
    if b >= -2.0 || !ln_coefficient.is_finite() {
        return None;
    }
    let mean = law.mean().finite()?;
    let m = mean.value;
    let from = m.abs().max(1.0 / g) * FAR;
    let factor = |t: f64| (law.ln_sf(t) + g * t - b * t.ln() - ln_coefficient).exp();
    let far = |from: f64| beyond(&factor, g, b, ln_coefficient, m, from);
    let (near, further) = (inside(law, g, m, from)?, inside(law, g, m, 2.0 * from)?);
    let sums = [0, 1].map(|k| {
        let (one, two) = (near[k].value + far(from)[k], further[k].value + far(2.0 * from)[k]);
        Estimate::new(one, near[k].error + (one - two).abs())
    });
    let [mass, first] = sums;
    let gain = first.over(mass);
    Some(AtEdge { mean: gain.plus(mean), kl: gain.scaled(g).plus(mass.ln().scaled(-1.0)) })
}

/// `E[e^(g (V - m)); V <= B]` and `E[(V - m) e^(g (V - m)); V <= B]`.
fn inside<T: Tail + ?Sized>(law: &T, g: f64, m: f64, end: f64) -> Option<[Estimate; 2]> {
    let mut all = panels::panels(law, g, m)?;
    all.retain(|&(low, _)| low < end);
    if let Some(last) = all.last_mut() {
        last.1 = end;
    }
    let at = |ln: f64, place: Place| {
        let weight = (ln + g * place.from(m)).exp();
        if weight.is_finite() { [weight, place.from(m) * weight] } else { [0.0; 2] }
    };
    let stretches = Stretches::new(law, &all);
    let mut q = stretches.integrals(|ln, place, _| at(ln, place));
    let mut doubt = [0.0; 2];
    for lump in &stretches.lumps {
        at(lump.ln_mass, lump.place).into_iter().enumerate().for_each(|(k, part)| {
            q.value[k] += part;
            doubt[k] += lump.doubt * part.abs();
        });
    }
    let rounding = 1e-14 + law.pdf_accuracy();
    Some([0, 1].map(|k| Estimate::new(q.value[k], q.error[k] + rounding * q.absolute[k] + doubt[k])))
}

/// The same beyond B, from the power law with its two next terms.
fn beyond(factor: &impl Fn(f64) -> f64, g: f64, b: f64, ln_coefficient: f64, m: f64, from: f64) -> [f64; 2] {
    let scale = (ln_coefficient - g * m).exp();
    // factor(t) - 1 = p/t + q/t^2 at B and 2B.
    let (near, far) = (from * (factor(from) - 1.0), 2.0 * from * (factor(2.0 * from) - 1.0));
    let (q, p) = (2.0 * from * (near - far), 2.0 * far - near);
    // int_B^inf C t^a dt
    let power = |a: f64| {
        let term = |a: f64| -from.powf(a + 1.0) / (a + 1.0);
        term(a) + p * term(a - 1.0) + q * term(a - 2.0)
    };
    let edge = factor(from) * from.powf(b);
    let zeroth = edge + g * power(b);
    let first = from * edge + power(b) + g * power(b + 1.0);
    [scale * zeroth, scale * (first - m * zeroth)]
}
