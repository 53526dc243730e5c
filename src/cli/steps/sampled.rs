//! Simulated totals: all of them in order, or counted where there are too many to keep. Both give bands that need no law.

use super::{Arguments, Cell, Chance, Work, simulated::FALSE_ALARM};
use crate::{
    claim::{Band, Measured, binomial::quantile_ranks},
    sample::{
        draw::Summary,
        tasks::{Counted, Tasks},
    },
};
use std::sync::Arc;

/// So many tasks are kept at most.
pub(super) const MOST_KEPT: u64 = 1_000_000;
/// A quantile with fewer tasks beyond it is not reached.
const FEWEST_BEYOND: f64 = 10.0;

/// The times of simulated tasks, and the times that they are compared with.
pub(super) struct Sampled {
    limits: Vec<f64>,
    times: Times,
}

enum Times {
    Sorted(Arc<[f64]>),
    Counted(Box<Counted>),
}

impl Sampled {
    /// Draws so many tasks of n steps.
    pub(super) fn of(tasks: &Tasks<'_>, count: u64, n: u64, arguments: &Arguments, work: &Work<'_>) -> Self {
        let (shards, limits) = (work.shards(count), arguments.within.iter().map(|c| c * n as f64));
        let limits: Vec<f64> = limits.collect();
        let times = if count <= MOST_KEPT {
            Times::Sorted(tasks.sorted(count, &shards))
        } else {
            Times::Counted(Box::new(tasks.counted(count, &limits, &|more| shards.passed(more))))
        };
        Self { limits, times }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        match &self.times {
            Times::Sorted(times) => times.len() as u64,
            Times::Counted(counted) => counted.sketch.count(),
        }
    }

    /// The band of a quantile; nothing where too few tasks are beyond it.
    pub(super) fn quantile(&self, level: f64) -> Cell {
        let band = match &self.times {
            Times::Sorted(times) => Measured::Quantile { sorted: times.clone(), level }.band(FALSE_ALARM),
            Times::Counted(counted) => quantile_of(counted, level),
        };
        let reached = self.count() as f64 * level.min(1.0 - level) >= FEWEST_BEYOND;
        if reached && band.low.is_finite() && band.high.is_finite() {
            Cell::Between(band)
        } else {
            Cell::Nothing("not reached".into())
        }
    }

    /// The share of the tasks that take no longer than each of the limits.
    pub(super) fn within(&self) -> Vec<Chance> {
        let hits = |(index, limit): (usize, &f64)| match &self.times {
            Times::Sorted(times) => times.partition_point(|time| time <= limit) as u64,
            Times::Counted(counted) => counted.within[index],
        };
        let share = |hits: u64| {
            let tasks = self.count();
            Chance::Share {
                hits,
                tasks,
                band: Measured::Frequency { hits, trials: tasks }.band(FALSE_ALARM),
                far: None,
            }
        };
        self.limits.iter().enumerate().map(hits).map(share).collect()
    }

    /// Of 1/T.
    pub(super) fn inverse(&self) -> Summary {
        match &self.times {
            Times::Sorted(times) => Summary::of(times.iter().map(|time| time.recip())),
            Times::Counted(counted) => counted.inverse,
        }
    }

    /// Of ln T.
    pub(super) fn logarithm(&self) -> Summary {
        match &self.times {
            Times::Sorted(times) => Summary::of(times.iter().map(|time| time.ln())),
            Times::Counted(counted) => counted.logarithm,
        }
    }
}

/// The band between the cells of two ranks.
fn quantile_of(counted: &Counted, level: f64) -> Band {
    let (sketch, size) = (&counted.sketch, counted.sketch.count());
    let (low, high) = quantile_ranks(size, level, FALSE_ALARM);
    let (from, to) = sketch.place(((size as f64 * level).ceil() as u64).clamp(1, size));
    Band {
        low: low.map_or(f64::NEG_INFINITY, |rank| sketch.place(rank).0),
        middle: 0.5 * from + 0.5 * to,
        high: high.map_or(f64::INFINITY, |rank| sketch.place(rank).1),
    }
}
