//! Selection by a proxy, by drawing: above a threshold, or the best of n.

mod best;

pub use best::best_of;

use super::batch::{Batch, Kernel};
use super::draw::{Summary, draw, summary};
use super::shard::{SHARD, in_shards};
use super::{Source, Stream};
use crate::{model::Proxy, tail::Tail};

/// What draws of (V, U) say about V given `U >= t`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Above {
    /// How many pairs were drawn.
    pub trials: u64,
    /// The values V of those with `U >= t`; its count over `trials` estimates `P(U >= t)`.
    pub value: Summary,
}

/// Draws `trials` pairs and keeps those with `U >= t`.
pub fn above(proxy: &Proxy, t: f64, trials: u64, source: &Source) -> Above {
    let (values, errors) = (Kernel::new(&*proxy.value, trials), Kernel::new(&*proxy.error, trials));
    let parts = in_shards(trials, SHARD, |shard, items| {
        let (mut values, mut errors) = (Batch::new(&values, source, shard, 0), Batch::new(&errors, source, shard, 1));
        let (mut kept, mut left) = (Summary::EMPTY, items);
        while left > 0 {
            let values = values.some(left);
            left -= values.len() as u64;
            // Both are given out in blocks of one size.
            let pairs = values.iter().zip(errors.some(values.len() as u64));
            pairs.filter(|(v, x)| *v + *x >= t).for_each(|(v, _)| kept.push(*v));
        }
        kept
    });
    Above { trials, value: parts.into_iter().fold(Summary::EMPTY, Summary::merged) }
}

/// Draws of V from its law given `U >= t`, exact at any depth, for a value bounded above: V is kept with probability
/// `P(X >= t - V) / P(X >= t - high)`.
///
/// The share kept, times `P(X >= t - high)`, estimates `P(U >= t)`. None where the value is unbounded or where even its upper end
/// cannot reach t.
pub fn kept_above(proxy: &Proxy, t: f64, trials: u64, source: &Source) -> Option<Above> {
    let high = proxy.value.support().high;
    let top = proxy.error.ln_sf_from(t - high);
    if !high.is_finite() || top == f64::NEG_INFINITY {
        return None;
    }
    let parts = in_shards(trials, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut kept = Summary::EMPTY;
        for _ in 0..items {
            let v = draw(&*proxy.value, &mut stream);
            if stream.exponential() >= top - proxy.error.ln_sf_from(t - v) {
                kept.push(v);
            }
        }
        kept
    });
    Some(Above { trials, value: parts.into_iter().fold(Summary::EMPTY, Summary::merged) })
}

/// The values of the best of `n`, over `rounds` rounds, after `view` (a bounded function of V, or V itself where bounded).
pub fn best_of_values(
    proxy: &Proxy,
    n: u64,
    rounds: u64,
    source: &Source,
    view: impl Fn(f64) -> f64 + Sync,
) -> Summary {
    summary(rounds, source, |stream| view(best_of(proxy, n, stream).0))
}

/// The index of the best of `n` draws of a score, ties going to the first.
pub fn argmax_of<T: Tail + ?Sized>(score: &T, n: u64, stream: &mut Stream) -> (u64, f64) {
    let mut best = (0, draw(score, stream));
    for i in 1..n {
        let x = draw(score, stream);
        if x > best.1 {
            best = (i, x);
        }
    }
    best
}
