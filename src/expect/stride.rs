//! How far the next stretch of the table of U goes: to where a pressure leaves nothing, or as far as one rule resolves.

use super::stretch::{Level, Stretch};
use crate::model::Pressure;

/// Nats beyond the pressure's depth at which the table is meant to end above.
const UP: f64 = 16.0;
/// The table is meant to end below where outcomes are as rare as `e^-DOWN`.
const DOWN: f64 = 33.0;
/// How far below the depth of the pressure that is, in nats.
pub(super) const BULK: f64 = 3.64;
/// The least and the most nats of the smaller of what lies above and below that one stretch covers.
const COVERED: (f64, f64) = (8.0, 14.0);
/// The part of the nats beyond the pressure's depth that a stretch covers far out, where depths are smooth in the logarithm of a place.
const FAR: f64 = 1.0 / 16.0;
/// The most of them at the pressure's depth, and how many fewer per nat before it: there outcomes vanish doubly exponentially.
const AT_DEPTH: (f64, f64) = (8.5, 1.6);
/// The same where outcomes are counted by the logarithm of the logarithm of their probability.
const TWICE: (f64, f64) = (0.7, 1.5);
/// How fast the rate may grow, by unit of y, beyond what was seen.
const FASTEST: f64 = 1.5;

/// The width of the next stretch in y, the logarithm of the distance from the middle.
///
/// The nats that a unit of y costs are taken to grow as they did on the outer half of the last stretch.
pub(super) fn width(last: &Stretch, middle: f64, pressure: Pressure) -> f64 {
    let (midst, edge) = (last.midst(), last.edge());
    let measure = Measure::of(last.up, pressure, edge);
    let distance = |level: &Level| (level.u - middle).abs();
    let [there, here] = [midst, edge].map(|level| distance(level) * measure.rate(level));
    let growth = ((here / there).ln() / (distance(edge) / distance(midst)).ln()).clamp(0.0, FASTEST);
    let flat = measure.wanted(edge) / here.max(1e-3);
    if growth * flat < 1e-3 || growth.is_nan() { flat } else { (growth * flat).ln_1p() / growth }
}

/// What is counted in nats along a stretch.
enum Measure {
    /// What lies above.
    Above(Pressure),
    /// What lies below, where that is less than half of all draws.
    Below(Pressure),
    /// Minus the logarithm of the probability that an outcome lies below, where more than half of all draws lie above.
    Outcomes(Pressure),
}

impl Measure {
    fn of(up: bool, pressure: Pressure, edge: &Level) -> Self {
        match up {
            true => Self::Above(pressure),
            false if edge.ln_q < edge.ln_p => Self::Below(pressure),
            false => Self::Outcomes(pressure),
        }
    }

    /// Nats per unit of u.
    fn rate(&self, level: &Level) -> f64 {
        let hazard = (level.ln_density - level.ln_p.min(level.ln_q)).exp();
        match self {
            Self::Outcomes(pressure) => hazard * pressure.steepness(level.rank()) / -pressure.ln_below(level.rank()),
            _ => hazard,
        }
    }

    /// The nats that the next stretch should cover.
    fn wanted(&self, edge: &Level) -> f64 {
        match self {
            Self::Above(pressure) => {
                let passed = -edge.ln_p - pressure.depth();
                let most = if passed < 0.5 { AT_DEPTH.0 + AT_DEPTH.1 * passed } else { COVERED.1 };
                // Before the pressure's outcomes there is nothing to resolve.
                if passed < -BULK - 1.0 {
                    -BULK - passed
                } else {
                    (UP - passed).max(COVERED.0).min(most).max(FAR * passed)
                }
            }
            Self::Below(pressure) => {
                let left = (DOWN + pressure.ln_below(edge.rank())) / pressure.power_at_bottom();
                left.clamp(COVERED.0, AT_DEPTH.0)
            }
            Self::Outcomes(pressure) => (DOWN / -pressure.ln_below(edge.rank())).ln().clamp(TWICE.0, TWICE.1),
        }
    }
}
