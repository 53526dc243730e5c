//! Chances too small to count, by drawing: conditional Monte Carlo and importance sampling, each with its relative error.
//!
//! Refuses: an estimate without its error, and a law drawn by anything but its own quantiles.

pub mod pair;
mod proposal;
pub mod total;

use super::{Source, Stream, draw::Summary, shard::in_shards};

/// What is wanted of an estimate, and what it may cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The standard error over the value.
    pub relative_error: f64,
    /// How many draws of single laws may be made.
    pub draws: u64,
}

impl Default for Goal {
    fn default() -> Self {
        Self { relative_error: 3e-3, draws: 20_000_000 }
    }
}

/// Draws in a shard: each may be a sum of many.
const SHARD: u64 = 1 << 10;
/// Draws that tell how many more are needed.
const PILOT: u64 = 1 << 11;

/// Shards of one source that no other part of an estimate uses.
#[derive(Clone, Copy, Debug)]
struct Shards<'a> {
    source: &'a Source,
    first: u64,
}

impl<'a> Shards<'a> {
    /// The k-th part.
    fn part(source: &'a Source, k: u64) -> Self {
        Self { source, first: k << 40 }
    }

    /// What `of` gathers from each shard of so many draws, in order.
    fn each<T: Send>(self, count: u64, of: impl Fn(&mut Stream, u64) -> T + Sync) -> Vec<T> {
        in_shards(count, SHARD, |shard, items| of(&mut self.source.shard(self.first + shard), items))
    }

    /// The summary of `count` values `e^(once - ln_unit)`.
    fn in_units(self, count: u64, ln_unit: f64, once: impl Fn(&mut Stream) -> f64 + Sync) -> Summary {
        let parts = self.each(count, |stream, items| {
            let mut part = Summary::EMPTY;
            (0..items).for_each(|_| part.push((once(stream) - ln_unit).exp()));
            part
        });
        parts.into_iter().fold(Summary::EMPTY, Summary::merged)
    }

    /// The largest of a few logarithms of values: a unit in which none of them overflows.
    fn ln_unit(self, once: impl Fn(&mut Stream) -> f64) -> f64 {
        let mut stream = self.source.shard(self.first);
        (0..PILOT / 16).map(|_| once(&mut stream)).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// How many draws bring the relative error down to the goal, as few of them show it: from as many as the pilot's to `most`.
fn needed(relative_sd: f64, goal: &Goal, most: u64) -> u64 {
    let wanted = 1.1 * (relative_sd / goal.relative_error).powi(2);
    (if wanted.is_finite() { wanted.ceil() as u64 } else { u64::MAX }).clamp(PILOT.min(most), most)
}

/// The relative error of a mean of so many values: never below one over their number, since what one in as many shows may not be among them.
fn relative_error(relative_sd: f64, count: u64) -> f64 {
    (relative_sd * relative_sd / count as f64).sqrt().hypot(1.0 / count as f64)
}

/// The standard deviation over the mean.
fn relative_sd(summary: &Summary) -> f64 {
    summary.variance().sqrt() / summary.mean
}
