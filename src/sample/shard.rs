//! Work cut into shards of a fixed size, done in parallel and folded in order.
//!
//! Refuses: any dependence on the number of threads.

use rayon::prelude::*;

/// Draws in a shard: long enough to hide the making of its generator, short enough to keep every core busy.
pub const SHARD: u64 = 1 << 16;

/// Cuts `count` items into shards of `size` (the last may be shorter), does `work(shard, items)` on each in parallel, and
/// returns the results in the order of the shards.
pub fn in_shards<T: Send>(count: u64, size: u64, work: impl Fn(u64, u64) -> T + Sync) -> Vec<T> {
    assert!(size > 0, "a shard needs at least one item");
    (0..count.div_ceil(size)).into_par_iter().map(|shard| work(shard, size.min(count - shard * size))).collect()
}

/// Does `work(shard, items)` in parallel on the shards of `size` that `items` are cut into, in place.
pub fn on_shards<T: Send>(items: &mut [T], size: u64, work: impl Fn(u64, &mut [T]) + Sync) {
    items.par_chunks_mut(size as usize).enumerate().for_each(|(shard, items)| work(shard as u64, items));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_done_once_and_results_come_in_order() {
        let done = in_shards(2 * SHARD + 5, SHARD, |shard, items| (shard, items));
        assert_eq!(done, [(0, SHARD), (1, SHARD), (2, 5)]);
        assert!(in_shards(0, 3, |shard, _| shard).is_empty());
        let mut places = vec![0; 2 * SHARD as usize + 5];
        on_shards(&mut places, SHARD, |shard, items| {
            (0..).zip(items).for_each(|(place, item)| *item += shard * SHARD + place)
        });
        assert!(places.into_iter().eq(0..2 * SHARD + 5));
    }
}
