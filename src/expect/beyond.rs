//! Mass that no panel reaches, as atoms: nearer than 1e-290 to an end or to a kink at 0, or beyond 1e300 in size.
//!
//! Only laws of a slowly varying tail, or of a tail index near the order of the moment asked for, have any that counts.

use crate::num::logs::ln_sub_exp;
use crate::tail::Law;

/// The distance from an end of the support at which panels begin.
pub(super) const NEAREST: f64 = 1e-290;
/// The size at which panels end.
pub(super) const FURTHEST: f64 = 1e300;

/// Mass at one place, which may be below f64 where its products with the place are not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lump {
    pub(super) at: f64,
    pub(super) ln_mass: f64,
}

/// A lump with less than `e^-MOST_NATS` of the mass is nothing at any place.
const MOST_NATS: f64 = 1e4;
/// Below this tail index the second moment beyond the panels counts; `e^-69` of it is there at the index itself.
const SECOND: f64 = 2.1;
/// The least distance of an index from 2 at which a lump that carries the second moment is an f64.
const LEAST_ABOVE: f64 = 1e-7;
/// A difference of two probabilities below `e^-ROUNDING` is rounding.
const ROUNDING: f64 = 30.0;

/// The lumps that stand for the part of a law that panels miss, in increasing order.
///
/// For a tail index a above 1 one of them stands at `B a / (a - 1)`, where it carries the first moment beyond B of a power law as
/// well as its mass; for one barely above 2, two stand at B and at `B a / (a - 2)` and carry the second moment too.
pub(super) fn unreached(law: &Law) -> Vec<Lump> {
    let support = law.support();
    let place = |index: f64| {
        let stretch = if index > 1.0 && index.is_finite() { index / (index - 1.0) } else { 1.0 };
        (FURTHEST * stretch).min(f64::MAX)
    };
    let lumps_beyond = |index: f64, ln_mass: f64, sign: f64| match () {
        () if index > 2.0 + LEAST_ABOVE && index < SECOND => {
            let far = (index - 2.0) / (2.0 * (index - 1.0));
            let at = |stretch: f64, share: f64| Lump { at: sign * FURTHEST * stretch, ln_mass: ln_mass + share.ln() };
            vec![at(1.0, 1.0 - far), at(index / (index - 2.0), far)]
        }
        () => vec![Lump { at: sign * place(index), ln_mass }],
    };
    let upper = lumps_beyond(law.tail_class().tail_index(), law.ln_sf(FURTHEST), 1.0);
    let ln_below = law.ln_cdf(-FURTHEST);
    let lower_index = if ln_below > -MOST_NATS { lower_index(law) } else { f64::INFINITY };
    let mut lumps = lumps_beyond(lower_index, ln_below, -1.0);
    lumps.reverse();
    let is_atom = |at: f64| law.atoms().iter().any(|atom| atom.at == at);
    if support.low.is_finite() && !is_atom(support.low) {
        lumps.push(Lump { at: support.low, ln_mass: law.ln_cdf_above_low(NEAREST) });
    }
    if law.kinks().contains(&0.0) && !is_atom(0.0) {
        let ln_mass = ln_sub_exp(law.ln_cdf(NEAREST), law.ln_cdf(-NEAREST));
        lumps.extend((ln_mass > -ROUNDING).then_some(Lump { at: 0.0, ln_mass }));
    }
    if support.high.is_finite() && !is_atom(support.high) {
        lumps.push(Lump { at: support.high, ln_mass: law.ln_sf_below_high(NEAREST) });
    }
    lumps.extend(upper);
    lumps.retain(|lump| lump.ln_mass > -MOST_NATS);
    lumps
}

/// The index of the lower tail, `-d ln F(-r) / d ln r` at the end of f64; infinite where the tail ends before.
pub(super) fn lower_index(law: &Law) -> f64 {
    let depth = |y: f64| -law.ln_cdf(-y.exp());
    let (near, far) = (depth(600.0), depth(700.0));
    if far < 1e4 { (far - near) / 100.0 } else { f64::INFINITY }
}
