//! Outcomes between two nodes of the table that f64 puts at one place: beside a corner of U from where hardly anything is above.
//!
//! Refuses: to guess where they are; what V is worth there is a matter of ranks alone.

use super::{stretch::Level, terms::times};
use crate::{model::Pressure, num::Estimate};

/// What outcomes between two levels add to `int A w' dx`, `A = p (gain - common)` of the share p above a level: A is linear in p
/// where V does not depend on the rank.
pub(super) fn between(upper: &Level, lower: &Level, pressure: Pressure, common: f64) -> Estimate {
    let at = |level: &Level| {
        let (p, weight) = (level.ln_p.exp(), pressure.ln_weight(level.rank()).exp());
        (p, times(level.gain.value - common, p), weight, pressure.above(level.rank()))
    };
    let ((p, a, weight, share), (p_below, a_below, weight_below, share_below)) = (at(upper), at(lower));
    let slope = (a_below - a) / (p_below - p);
    let (outcomes, fall) = (share_below - share, weight - weight_below);
    let moved = outcomes + times(p, weight) - times(p_below, weight_below);
    let value = times(a - times(slope, p), fall) + slope * moved;
    // Those that the rules beside it see are seen twice.
    let error = slope.abs() * (1.0 - outcomes).max(0.0) + (upper.gain.value - lower.gain.value).abs() * p / p_below;
    Estimate::new(value, error + upper.gain.error.min(lower.gain.error))
}
