//! The threshold that maximises `E[V | U >= t]` under dependence, by the series of a table.
//!
//! Refuses: to look deeper than a table for 1e18 draws reaches, or to call a maximum global where no theorem says where the curve ends.

use super::{
    panel::{Panel, Piece},
    select::JointSelector,
};
use crate::{
    expect::{Refusal, best_threshold::BestThreshold},
    model::{Limit, joint::limit},
    tail::Moment,
};

/// The ranks looked at, in nats below and above the median.
const RANGE: (f64, f64) = (-10.0, 60.0);
/// Places looked at on a panel.
const LOOKS: usize = 33;

/// A place looked at.
struct Look<'a> {
    u: f64,
    gain: f64,
    error: f64,
    /// Its panel, and where on it.
    within: Option<(&'a Panel, f64)>,
}

impl JointSelector {
    /// The threshold at which `E[V | U >= t]` has its highest maximum; none where it rises all the way down to depth 60.
    /// Errors: those of the integrations at a place.
    pub fn best_threshold(&mut self) -> Result<Option<BestThreshold>, Refusal> {
        let (first, last) = self.table.covered(|point| point.score() < RANGE.0, RANGE.1);
        self.table.know(first, last)?;
        let pieces = self.table.pieces(first, last);
        let looks: Vec<Look<'_>> = pieces.iter().flat_map(looks).collect();
        let highest = tops(&looks).into_iter().max_by(|&a, &b| looks[a].gain.total_cmp(&looks[b].gain));
        let Some(top) = highest.map(|top| &looks[top]) else { return Ok(None) };
        let t = top.within.map_or(top.u, |(panel, share)| panel.summit(share, 2.0 / (LOOKS - 1) as f64));
        let point = self.table.maker().point(t)?;
        let mean = self.table.mean;
        let mean_v = mean.plus(point.gain);
        let global = match limit(&self.joint).limit {
            Limit::Finite(limit) => Some(limit <= mean_v.value),
            Limit::Infinite => Some(false),
            Limit::NegativeInfinite => Some(true),
            Limit::NotDetermined(_) => None,
        };
        let ln_p = point.ln_p.value;
        Ok(Some(BestThreshold { t, p: ln_p.exp(), ln_p, mean_v: Moment::Finite(mean_v), global }))
    }
}

fn looks(piece: &Piece) -> Vec<Look<'_>> {
    match piece {
        Piece::Panel(panel) => (0..LOOKS)
            .map(|i| {
                let share = -1.0 + 2.0 * i as f64 / (LOOKS - 1) as f64;
                let place = panel.at(share);
                Look { u: place.u, gain: place.gain, error: panel.errors[1], within: Some((panel, share)) }
            })
            .collect(),
        Piece::Jump(at, after) => [at, after]
            .into_iter()
            .filter(|point| point.ln_p.value > f64::NEG_INFINITY)
            .map(|point| Look { u: point.u, gain: point.gain.value, error: point.gain.error, within: None })
            .collect(),
    }
}

/// The places from which the curve falls by more than its errors, after it has risen by more than them.
fn tops(looks: &[Look<'_>]) -> Vec<usize> {
    let (mut tops, mut lowest, mut highest) = (Vec::new(), 0, None);
    for (i, look) in looks.iter().enumerate() {
        let above = |other: usize| look.gain - looks[other].gain > look.error + looks[other].error;
        let below = |other: usize| looks[other].gain - look.gain > look.error + looks[other].error;
        match highest {
            None if above(lowest) => highest = Some(i),
            None if look.gain < looks[lowest].gain => lowest = i,
            Some(top) if below(top) => {
                tops.push(top);
                (lowest, highest) = (i, None);
            }
            Some(top) if look.gain > looks[top].gain => highest = Some(i),
            _ => {}
        }
    }
    tops
}
