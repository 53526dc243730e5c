//! The total time of a task: the sum over its steps of the time of the fastest approach.

use super::shard::{SHARD, in_shards};
use super::{Source, Stream};
use crate::model::{Task, task::Group};
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
    sorted(steps, tasks, source, |stream| sum(steps, || approach.inv_ln_sf(-stream.exponential() / power)))
}

/// The total times of `tasks` copies of a task whose steps may have different laws, in increasing order.
pub fn task_totals(task: &Task, tasks: u64, source: &Source) -> Arc<[f64]> {
    sorted(task.steps(), tasks, source, |stream| {
        let group = |group: &Group| sum(group.count, || group.step.inv_ln_sf(-stream.exponential()));
        task.groups().iter().map(group).sum()
    })
}

/// As many values of what is drawn from so many steps each, in increasing order.
fn sorted(steps: u64, tasks: u64, source: &Source, draw: impl Fn(&mut Stream) -> f64 + Sync) -> Arc<[f64]> {
    let parts = in_shards(tasks, (SHARD / steps.max(1)).max(1), |shard, items| {
        let mut stream = source.shard(shard);
        (0..items).map(|_| draw(&mut stream)).collect::<Vec<f64>>()
    });
    let mut sample = parts.concat();
    sample.sort_unstable_by(f64::total_cmp);
    sample.into()
}

/// The sum of so many draws, block by block.
fn sum(steps: u64, mut step: impl FnMut() -> f64) -> f64 {
    let (mut total, mut left) = (0.0, steps);
    while left > 0 {
        let block = left.min(BLOCK);
        total += (0..block).map(|_| step()).sum::<f64>();
        left -= block;
    }
    total
}
