//! The total time of a task: the sum over its steps of the time of the fastest approach.

use super::batch::{Batch, Kernel};
use super::shard::{SHARD, in_shards};
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
    totals_with(approach, power, steps, tasks, source, &Forgetful)
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

/// Who hears of the tasks of a shard as they are done, and may know them from an earlier run.
pub trait Ledger: Sync {
    /// The times of the tasks of a shard, if they are known. A list of another length than the shard's counts as unknown.
    fn known(&self, shard: u64) -> Option<Vec<f64>>;
    /// Hears of a shard that is done: in any order, from any thread.
    fn done(&self, shard: u64, times: &[f64]);
}

/// Knows nothing and keeps nothing.
struct Forgetful;

impl Ledger for Forgetful {
    fn known(&self, _: u64) -> Option<Vec<f64>> {
        None
    }
    fn done(&self, _: u64, _: &[f64]) {}
}

/// [`totals`] with a ledger; the same numbers, whatever part of them it knows.
pub fn totals_with<T: Tail + ?Sized>(
    approach: &T,
    power: f64,
    steps: u64,
    tasks: u64,
    source: &Source,
    ledger: &dyn Ledger,
) -> Arc<[f64]> {
    let kernel = Kernel::of_least(approach, power, steps.saturating_mul(tasks));
    sorted(steps, tasks, ledger, |shard, items| {
        let mut batch = Batch::new(&kernel, source, shard, 0);
        (0..items).map(|_| batch.sum(steps)).collect()
    })
}

/// The total times of `tasks` tasks of `steps` steps each, drawn by `step`, in increasing order.
pub fn totals_of(steps: u64, tasks: u64, source: &Source, step: impl Fn(&mut Stream) -> f64 + Sync) -> Arc<[f64]> {
    totals_of_with(steps, tasks, source, &Forgetful, step)
}

/// [`totals_of`] with a ledger.
pub fn totals_of_with(
    steps: u64,
    tasks: u64,
    source: &Source,
    ledger: &dyn Ledger,
    step: impl Fn(&mut Stream) -> f64 + Sync,
) -> Arc<[f64]> {
    sorted(steps, tasks, ledger, |shard, items| {
        let mut stream = source.shard(shard);
        (0..items).map(|_| sum(steps, || step(&mut stream))).collect()
    })
}

/// The total times of `tasks` tasks of `steps` steps each, a step made of draws of a kernel, in increasing order.
pub fn totals_of_draws<T: Tail + ?Sized>(
    kernel: &Kernel<'_, T>,
    [steps, tasks]: [u64; 2],
    source: &Source,
    step: impl Fn(&mut Batch<'_, T>) -> f64 + Sync,
) -> Arc<[f64]> {
    sorted(steps, tasks, &Forgetful, |shard, items| {
        let mut batch = Batch::new(kernel, source, shard, 0);
        (0..items).map(|_| sum(steps, || step(&mut batch))).collect()
    })
}

/// The total times of `tasks` copies of a task whose steps may have different laws, in increasing order.
pub fn task_totals(task: &Task, tasks: u64, source: &Source) -> Arc<[f64]> {
    task_totals_with(task, tasks, source, &Forgetful)
}

/// [`task_totals`] with a ledger.
pub fn task_totals_with(task: &Task, tasks: u64, source: &Source, ledger: &dyn Ledger) -> Arc<[f64]> {
    let groups = task.groups();
    let kernels: Vec<_> =
        groups.iter().map(|group| Kernel::new(&*group.step, group.count.saturating_mul(tasks))).collect();
    sorted(task.steps(), tasks, ledger, |shard, items| {
        let batch = |(which, kernel)| Batch::new(kernel, source, shard, which);
        let mut batches: Vec<_> = (0..).zip(&kernels).map(batch).collect();
        let mut task = || groups.iter().zip(&mut batches).map(|(group, batch)| batch.sum(group.count)).sum();
        (0..items).map(|_| task()).collect()
    })
}

/// As many values of tasks of so many steps each as `draw` draws for each shard, in increasing order; what the ledger knows is not drawn.
fn sorted(steps: u64, tasks: u64, ledger: &dyn Ledger, draw: impl Fn(u64, u64) -> Vec<f64> + Sync) -> Arc<[f64]> {
    let parts = in_shards(tasks, (SHARD / steps.max(1)).max(1), |shard, items| {
        if let Some(times) = ledger.known(shard).filter(|times| times.len() as u64 == items) {
            return times;
        }
        let times = draw(shard, items);
        ledger.done(shard, &times);
        times
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
