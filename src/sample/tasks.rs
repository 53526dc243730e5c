//! Tasks drawn shard by shard, and their times gathered: all of them in order, or counted in constant memory.
//!
//! Refuses: how a step is drawn, which its makers know.

use super::draw::Summary;
use super::shard::{SHARD, in_shards};
use super::sketch::Sketch;
use std::sync::Arc;

/// Shards that are counted in one sketch before it is merged with the others: a sketch is as long as so many shards are worth.
const LEG: u64 = 16;

/// Tasks of so many steps each, that can be drawn by shards.
pub struct Tasks<'a> {
    steps: u64,
    draw: Box<dyn Fn(u64, u64) -> Vec<f64> + Sync + 'a>,
}

/// Who hears of the tasks of a shard as they are done, and may know them from an earlier run.
pub trait Ledger: Sync {
    /// The times of the tasks of a shard, if they are known. A list of another length than the shard's counts as unknown.
    fn known(&self, shard: u64) -> Option<Vec<f64>>;
    /// Hears of a shard that is done: in any order, from any thread.
    fn done(&self, shard: u64, times: &[f64]);
}

/// Knows nothing and keeps nothing.
pub struct Forgetful;

impl Ledger for Forgetful {
    fn known(&self, _: u64) -> Option<Vec<f64>> {
        None
    }
    fn done(&self, _: u64, _: &[f64]) {}
}

/// What is kept of times of which there are too many to keep.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// All of them.
    pub sketch: Sketch,
    /// How many are at most each of the limits.
    pub within: Vec<u64>,
    /// Of their inverses.
    pub inverse: Summary,
    /// Of their logarithms.
    pub logarithm: Summary,
}

impl Counted {
    fn none(limits: &[f64]) -> Self {
        Self { within: vec![0; limits.len()], ..Self::default() }
    }

    fn push(&mut self, time: f64, limits: &[f64]) {
        self.sketch.push(time);
        self.within.iter_mut().zip(limits).for_each(|(hits, limit)| *hits += u64::from(time <= *limit));
        self.inverse.push(time.recip());
        self.logarithm.push(time.ln());
    }

    fn merged(mut self, other: &Self) -> Self {
        self.sketch.merge(&other.sketch);
        self.within.iter_mut().zip(&other.within).for_each(|(hits, more)| *hits += more);
        Self { inverse: self.inverse.merged(other.inverse), logarithm: self.logarithm.merged(other.logarithm), ..self }
    }
}

impl<'a> Tasks<'a> {
    /// Tasks of so many steps, of which `draw(shard, items)` gives the times of a shard.
    pub(super) fn new(steps: u64, draw: impl Fn(u64, u64) -> Vec<f64> + Sync + 'a) -> Self {
        Self { steps, draw: Box::new(draw) }
    }

    fn in_a_shard(&self) -> u64 {
        (SHARD / self.steps.max(1)).max(1)
    }

    /// The times of so many of them in increasing order; what the ledger knows is not drawn.
    pub fn sorted(&self, tasks: u64, ledger: &dyn Ledger) -> Arc<[f64]> {
        let parts = in_shards(tasks, self.in_a_shard(), |shard, items| {
            if let Some(times) = ledger.known(shard).filter(|times| times.len() as u64 == items) {
                return times;
            }
            let times = (self.draw)(shard, items);
            ledger.done(shard, &times);
            times
        });
        let mut sample = parts.concat();
        sample.sort_unstable_by(f64::total_cmp);
        sample.into()
    }

    /// The times of so many of them, counted: the same for any number of threads, in memory that does not grow with the number of tasks.
    /// `heard` is told how many more are done.
    pub fn counted(&self, tasks: u64, limits: &[f64], heard: &(dyn Fn(u64) + Sync)) -> Counted {
        let shard = self.in_a_shard();
        let leg = |first: u64, items: u64| {
            let mut counted = Counted::none(limits);
            for at in (0..items).step_by(shard as usize) {
                let times = (self.draw)((first + at) / shard, shard.min(items - at));
                times.iter().for_each(|time| counted.push(*time, limits));
                heard(times.len() as u64);
            }
            counted
        };
        // As many legs at once as keep every thread busy, so that no more sketches are held.
        let (size, at_once) = (LEG * shard, 4 * LEG * shard * rayon::current_num_threads() as u64);
        let rounds = (0..tasks.div_ceil(at_once)).map(|round| {
            let (first, left) = (round * at_once, tasks - round * at_once);
            in_shards(left.min(at_once), size, |at, items| leg(first + at * size, items))
        });
        rounds.flatten().fold(Counted::none(limits), |all, more| all.merged(&more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_sorted_sample_for_any_number_of_threads() {
        // Times that a shard and a place tell, not drawn.
        let tasks = Tasks::new(40_000, |shard, items| {
            (0..items).map(|item| 1.0 + ((shard * 7919 + item * 104_729) % 10_007) as f64).collect()
        });
        let count = 5001;
        let sorted = tasks.sorted(count, &Forgetful);
        let limits = [0.5, 17.0, 5000.5, 1e9];
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| tasks.counted(count, &limits, &|_| ()))
        };
        let (one, five) = (with(1), with(5));
        assert_eq!([one.inverse, one.logarithm], [five.inverse, five.logarithm]);
        assert_eq!(one.within, five.within);
        for (limit, hits) in limits.iter().zip(&one.within) {
            assert_eq!(*hits, sorted.partition_point(|time| time <= limit) as u64, "{limit}");
        }
        let mean = sorted.iter().map(|time| time.ln()).sum::<f64>() / count as f64;
        assert!((one.logarithm.mean / mean - 1.0).abs() < 1e-12);
        for (rank, time) in (1..).zip(sorted.iter()) {
            let (low, high) = five.sketch.place(rank);
            assert!(low <= *time && *time <= high && one.sketch.place(rank) == (low, high), "{rank}");
        }
    }
}
