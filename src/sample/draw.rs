//! One sampler for every law: a draw is the point whose depth is a unit exponential draw.

use super::batch::{Batch, Kernel};
use super::shard::{SHARD, in_shards, on_shards};
use super::{Source, Stream};
use crate::tail::Tail;

/// One draw of a law: `inf { x : -ln S(x) >= E }`, E unit exponential.
///
/// The generalised inverse gives every atom its own mass.
#[inline]
pub fn draw<T: Tail + ?Sized>(law: &T, stream: &mut Stream) -> f64 {
    law.inv_ln_sf(-stream.exponential())
}

/// The least of `count` separate draws, without the short cut through the survival function of the minimum.
pub fn least_of<T: Tail + ?Sized>(law: &T, count: u32, stream: &mut Stream) -> f64 {
    (0..count).map(|_| draw(law, stream)).fold(f64::INFINITY, f64::min)
}

/// `count` draws, made by thousands, in an order that does not depend on the number of threads.
pub fn draws<T: Tail + ?Sized>(law: &T, count: u64, source: &Source) -> Vec<f64> {
    let kernel = Kernel::new(law, count);
    let mut all = vec![0.0; count as usize];
    on_shards(&mut all, SHARD, |shard, part| {
        let mut batch = Batch::new(&kernel, source, shard, 0);
        let mut rest = part;
        while !rest.is_empty() {
            let some = batch.some(rest.len() as u64);
            let (next, later) = rest.split_at_mut(some.len());
            next.copy_from_slice(some);
            rest = later;
        }
    });
    all
}

/// How many of `trials` draws of `once` satisfy it.
pub fn hits(trials: u64, source: &Source, once: impl Fn(&mut Stream) -> bool + Sync) -> u64 {
    in_shards(trials, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        (0..items).filter(|_| once(&mut stream)).count() as u64
    })
    .into_iter()
    .sum()
}

/// For each threshold, in increasing order, how many of `trials` draws of `once` lie above it.
pub fn exceedances(
    trials: u64,
    source: &Source,
    thresholds: &[f64],
    once: impl Fn(&mut Stream) -> f64 + Sync,
) -> Vec<u64> {
    debug_assert!(thresholds.is_sorted());
    let parts = in_shards(trials, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut below = vec![0u64; thresholds.len() + 1];
        for _ in 0..items {
            let x = once(&mut stream);
            below[thresholds.partition_point(|t| *t < x)] += 1;
        }
        below
    });
    let mut counts = vec![0; thresholds.len()];
    for part in parts {
        let mut above = 0;
        for (i, count) in part.iter().enumerate().skip(1).rev() {
            above += count;
            counts[i - 1] += above;
        }
    }
    counts
}

/// Count, mean and variance of a bounded quantity, and its extremes; merges in order without loss.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many values.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// The sum of squared deviations from the mean.
    pub squares: f64,
}

impl Summary {
    /// Of no values.
    pub const EMPTY: Self = Self { count: 0, mean: 0.0, squares: 0.0 };

    /// Of some values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut all = Self::EMPTY;
        values.into_iter().for_each(|value| all.push(value));
        all
    }

    /// Adds one value (Welford 1962).
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// Of both sets of values together (Chan, Golub, LeVeque 1979).
    pub fn merged(self, other: Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { other } else { self };
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        Self {
            count: self.count + other.count,
            mean: self.mean + apart * m / (n + m),
            squares: self.squares + other.squares + apart * apart * n * m / (n + m),
        }
    }

    /// The sample variance; NaN for fewer than two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { f64::NAN } else { self.squares / (self.count - 1) as f64 }
    }
}

/// The summary of `count` values of `once`.
pub fn summary(count: u64, source: &Source, once: impl Fn(&mut Stream) -> f64 + Sync) -> Summary {
    in_shards(count, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut part = Summary::EMPTY;
        (0..items).for_each(|_| part.push(once(&mut stream)));
        part
    })
    .into_iter()
    .fold(Summary::EMPTY, Summary::merged)
}
