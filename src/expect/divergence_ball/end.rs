//! The tail of U near its upper end, where that is finite: a power of the distance.

use super::slant::Slant;
use crate::{
    expect::{quantile::spread, sum::Sum},
    model::Proxy,
};

/// `ln P(U >= high - z) = ln_p + power (ln z - ln distance)` from a distance on.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) distance: f64,
    pub(super) ln_p: f64,
    pub(super) power: f64,
    /// `E[V - E V | U >= u]` there.
    pub(super) gain: f64,
    /// The relative error of the tail.
    pub(super) error: f64,
}

/// The power holds from this part of the spread on, or from where rounded places keep so many digits.
const NEAR: f64 = 1e-6;
const ROUNDED: f64 = 1e-7;
/// As near to the upper end as f64 goes.
const LEAST: f64 = -640.0;
/// What has fallen by so many nats is nothing.
const NOTHING: f64 = 42.0;

impl End {
    /// From two levels, two octaves of the distance apart; none where U is not bounded above, or its levels are not known there.
    pub(super) fn of(proxy: &Proxy) -> Option<Self> {
        let high = proxy.value.support().high + proxy.error.support().high;
        if !high.is_finite() {
            return None;
        }
        let distance = (NEAR * spread(proxy)).max(ROUNDED * high.abs());
        let sum = Sum::new(proxy);
        let [near, far] = [distance, 4.0 * distance].map(|distance| sum.level(high - distance));
        let power = ((far.ln_p.value - near.ln_p.value) / 4f64.ln()).max(0.0);
        let error = near.ln_p.error + f64::EPSILON * high.abs() / distance;
        let gain = near.deviation.map_or(0.0, |gain| gain.value);
        power.is_finite().then_some(Self { distance, ln_p: near.ln_p.value, power, gain, error })
    }

    /// The logarithm of the distance from where on nothing more counts: below the room above the upper end, or by the tail alone.
    pub(super) fn nearest(&self, slant: &Slant) -> f64 {
        let (room, from) = (slant.top.map_or(0.0, |top| top.room * slant.lambda), self.distance.ln());
        let by_room = room.ln().min(from) - NOTHING / (1.0 + self.power);
        let over = self.power - slant.bend.pole();
        let by_tail = if over > 0.0 { from - NOTHING / over } else { f64::NEG_INFINITY };
        by_room.max(by_tail).max(LEAST).min(from)
    }
}
