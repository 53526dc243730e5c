//! The total time of a task: the sum over its steps of the time of the fastest approach.

use super::batch::{Batch, Kernel};
use super::shard::in_shards;
use super::tasks::{Forgetful, Tasks};
use super::{Source, Stream};
use crate::model::Task;
use crate::tail::Tail;
use std::sync::Arc;

/// Steps whose times are added before they join the total: keeps the rounding of long sums at a few units of the last place.
const BLOCK: u64 = 512;

/// The total times of `tasks` tasks of `steps` steps each, in increasing order.
///
/// A step takes the least of `power` approach times (real `power > 0`: survival function `S^power`), which is one draw at the depth
/// `E / power`. A time beyond f64 counts as infinite; the order of the sample stays right. Steps are drawn by thousands, and no more of
/// them are kept at once however long a task is.
pub fn totals<T: Tail + ?Sized>(approach: &T, power: f64, steps: u64, tasks: u64, source: &Source) -> Arc<[f64]> {
    fastest(approach, power, [steps, tasks], source).sorted(tasks, &Forgetful)
}

/// Tasks in a shard where their steps are counted.
const COUNTED: u64 = 1024;

/// How many steps each of `tasks` tasks has done by `time`: steps are taken one after the other until one would end later.
///
/// A step takes the least of `power` approach times, as in [`totals`]. The law must not have all its mass at or below 0.
pub fn steps_done<T: Tail + ?Sized>(approach: &T, power: f64, time: f64, tasks: u64, source: &Source) -> Vec<u64> {
    assert!(approach.support().high > 0.0, "steps that take no time never end");
    let parts = in_shards(tasks, COUNTED, |shard, items| {
        let mut stream = source.shard(shard);
        let mut task = || {
            let (mut clock, mut count) = (0.0, 0);
            loop {
                clock += approach.inv_ln_sf(-stream.exponential() / power);
                if clock > time {
                    return count;
                }
                count += 1;
            }
        };
        (0..items).map(|_| task()).collect::<Vec<u64>>()
    });
    parts.concat()
}

/// Tasks of `steps` steps each, as in [`totals`], of which about `tasks` are to be drawn.
pub fn fastest<'a, T: Tail + ?Sized>(
    approach: &'a T,
    power: f64,
    [steps, tasks]: [u64; 2],
    source: &'a Source,
) -> Tasks<'a> {
    let kernel = Kernel::of_least(approach, power, steps.saturating_mul(tasks));
    Tasks::new(steps, move |shard, items| {
        let mut batch = Batch::new(&kernel, source, shard, 0);
        (0..items).map(|_| batch.sum(steps)).collect()
    })
}

/// The total times of `tasks` copies of a task whose steps may have different laws, in increasing order.
pub fn task_totals(task: &Task, tasks: u64, source: &Source) -> Arc<[f64]> {
    copies(task, tasks, source).sorted(tasks, &Forgetful)
}

/// Copies of a task whose steps may have different laws, of which about so many are to be drawn.
pub fn copies<'a>(task: &'a Task, tasks: u64, source: &'a Source) -> Tasks<'a> {
    let groups = task.groups();
    let kernels: Vec<_> =
        groups.iter().map(|group| Kernel::new(&*group.step, group.count.saturating_mul(tasks))).collect();
    Tasks::new(task.steps(), move |shard, items| {
        let batch = |(which, kernel)| Batch::new(kernel, source, shard, which);
        let mut batches: Vec<_> = (0..).zip(&kernels).map(batch).collect();
        let mut task = || groups.iter().zip(&mut batches).map(|(group, batch)| batch.sum(group.count)).sum();
        (0..items).map(|_| task()).collect()
    })
}

/// Tasks of `steps` steps each, drawn one by one by `step`.
pub fn stepwise<'a>(steps: u64, source: &'a Source, step: impl Fn(&mut Stream) -> f64 + Sync + 'a) -> Tasks<'a> {
    Tasks::new(steps, move |shard, items| {
        let mut stream = source.shard(shard);
        (0..items).map(|_| sum(steps, || step(&mut stream))).collect()
    })
}

/// Tasks of `steps` steps each, a step made of draws of a kernel.
pub fn of_draws<'a, T: Tail + ?Sized>(
    kernel: Kernel<'a, T>,
    steps: u64,
    source: &'a Source,
    step: impl Fn(&mut Batch<'_, T>) -> f64 + Sync + 'a,
) -> Tasks<'a> {
    Tasks::new(steps, move |shard, items| {
        let mut batch = Batch::new(&kernel, source, shard, 0);
        (0..items).map(|_| sum(steps, || step(&mut batch))).collect()
    })
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
