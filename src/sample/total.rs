//! The total time of a task: the sum over its steps of the time of the fastest approach.

use super::shard::{SHARD, in_shards};
use super::{Source, Stream};
use crate::tail::Tail;
use std::sync::Arc;

/// Steps whose times are added before they join the total: keeps the rounding of long sums at a few units of the last place.
const BLOCK: u64 = 512;

/// The total times of `tasks` tasks of `steps` steps each, in increasing order.
///
/// A step takes the least of `power` approach times (real `power > 0`: survival function `S^power`), which is one draw at
/// depth `E / power`. A time beyond f64 counts as infinite; the order of the sample stays right.
pub fn totals<T: Tail + ?Sized>(approach: &T, power: f64, steps: u64, tasks: u64, source: &Source) -> Arc<[f64]> {
    assert!(power > 0.0, "a mind needs some power");
    totals_of(steps, tasks, source, |stream| approach.inv_ln_sf(-stream.exponential() / power))
}

/// The total times of `tasks` tasks of `steps` steps, each drawn by `step`, in increasing order.
pub fn totals_of(steps: u64, tasks: u64, source: &Source, step: impl Fn(&mut Stream) -> f64 + Sync) -> Arc<[f64]> {
    let parts = in_shards(tasks, (SHARD / steps.max(1)).max(1), |shard, items| {
        let mut stream = source.shard(shard);
        let task = |stream: &mut Stream| {
            let (mut total, mut left) = (0.0, steps);
            while left > 0 {
                let block = left.min(BLOCK);
                total += (0..block).map(|_| step(stream)).sum::<f64>();
                left -= block;
            }
            total
        };
        (0..items).map(|_| task(&mut stream)).collect::<Vec<f64>>()
    });
    let mut sample = parts.concat();
    sample.sort_unstable_by(f64::total_cmp);
    sample.into()
}
