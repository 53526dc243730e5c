//! The search for the candidate of least distance, by branch and bound over blocks of neighbouring candidates.

use super::{
    super::hill::{LogExcesses, ln_ratio},
    Distance,
    tail::{ROUNDING, Tail},
};
use std::ops::Range;

/// What is known during the search.
pub(super) struct Search<'a> {
    excesses: &'a LogExcesses<'a>,
    distance: Distance,
    /// Candidates are the places below this one that do not repeat the value before.
    end: usize,
    /// No more candidates than this are tried one by one.
    few: usize,
    /// The least distance so far and the first place that has it.
    best: (f64, usize),
}

/// Neighbouring candidates, and two places where they may deviate much.
struct Block {
    candidates: Range<usize>,
    telling: [usize; 2],
}

/// The sizes of the tails that are tried first have this ratio.
const COARSE: f64 = 0.8;
/// A block of no more candidates than this is not worth halving: each takes a look or two.
const FEW: usize = 64;
/// A candidate that may speak for more others than this is not given up at the first place that rules it out,
const MANY: usize = 1000;
/// but after so many looks: the place that tells most bounds the others best.
const LOOKS: usize = 24;

impl<'a> Search<'a> {
    /// Of the positive values; none with fewer than two different ones.
    pub(super) fn new(excesses: &'a LogExcesses<'a>, distance: Distance) -> Option<Self> {
        let upper = excesses.upper();
        let largest = *upper.last()?;
        let end = upper.partition_point(|&x| x < largest);
        (end > 0).then_some(Self { excesses, distance, end, few: FEW, best: (f64::INFINITY, usize::MAX) })
    }

    /// The least distance and the first place that has it.
    pub(super) fn least(mut self) -> (f64, usize) {
        let mut open = self.coarse();
        while let Some(block) = open.pop() {
            let worse = |&place: &usize| self.bound(&block.candidates, place) > self.best.0 + ROUNDING;
            if block.telling.iter().any(worse) {
                continue;
            }
            if block.candidates.len() <= self.few { self.one_by_one(block) } else { open.extend(self.halves(block)) }
        }
        self.best
    }

    /// Tries a candidate in the middle of a block, and gives what is beside it.
    fn halves(&mut self, block: Block) -> impl Iterator<Item = Block> {
        let Range { start, end } = block.candidates;
        let middle = start + (end - start) / 2;
        let candidate = self.next_candidate(middle).unwrap_or(end).min(end);
        let mut telling = block.telling;
        if candidate < end {
            let looks = if end - start > MANY { LOOKS } else { 0 };
            telling = [telling[1], self.tried(candidate, telling[1], looks)];
        }
        let halves = [start..middle, (candidate + 1).min(end)..end];
        halves.into_iter().filter(|half| !half.is_empty()).map(move |candidates| Block { candidates, telling })
    }

    /// Tries every candidate of a block.
    fn one_by_one(&mut self, block: Block) {
        let (mut next, mut telling) = (block.candidates.start, block.telling[1]);
        while let Some(candidate) = self.next_candidate(next).filter(|&place| place < block.candidates.end) {
            telling = self.tried(candidate, telling, 0);
            next = candidate + 1;
        }
    }

    /// Tries candidates with tails of geometrically falling size, and gives the blocks between them.
    ///
    /// The largest first: its least distance is out of reach for small tails, which are then given up at once.
    fn coarse(&mut self) -> Vec<Block> {
        let size = self.excesses.upper().len();
        let (mut blocks, mut next, mut telling) = (Vec::new(), Some(0), self.end);
        while let Some(start) = next {
            let place = self.tried(start, telling, LOOKS);
            let wanted = size - ((size - start) as f64 * COARSE) as usize;
            next = self.next_candidate(wanted.clamp(start + 1, self.end));
            let end = next.unwrap_or(self.end);
            if start + 1 < end {
                blocks.push(Block { candidates: start + 1..end, telling: [self.end, place] });
            }
            telling = place;
        }
        blocks
    }

    /// The first candidate from a place on.
    fn next_candidate(&self, place: usize) -> Option<usize> {
        let upper = &self.excesses.upper()[..self.end];
        let repeats = |before: usize| upper[place..].partition_point(|&x| x == upper[before]);
        let next = place + place.checked_sub(1).map_or(0, repeats);
        (next < self.end).then_some(next)
    }

    /// Weighs a candidate, and returns a place where it deviates much.
    fn tried(&mut self, start: usize, telling: usize, looks: usize) -> usize {
        let values = &self.excesses.upper()[start..];
        let tail = Tail { values, index: self.index(start), distance: self.distance };
        let (found, place) = tail.largest_deviation(self.best.0, telling.max(start) - start, looks);
        if (found, start) < self.best {
            self.best = (found, start);
        }
        start + place
    }

    fn index(&self, start: usize) -> f64 {
        (self.excesses.upper().len() - start) as f64 / self.excesses.sum_from(start)
    }

    /// No candidate of a block deviates less than this at a place beyond it.
    ///
    /// With candidate j of n, m = n - j, both `m` and the sum of log-excesses fall as j grows, as do the empirical distribution at the place,
    /// `(place - j) / m`, and the log-ratio of its value to the candidate's: each is bounded by its two ends.
    fn bound(&self, candidates: &Range<usize>, place: usize) -> f64 {
        let (first, last) = (candidates.start, candidates.end - 1);
        if place <= last {
            return 0.0;
        }
        let upper = self.excesses.upper();
        let size = |j: usize| (upper.len() - j) as f64;
        let cdf = |m: f64, sum: f64, j: usize| -(-m / sum * ln_ratio(upper[place], upper[j])).exp_m1();
        let least_cdf = cdf(size(last), self.excesses.sum_from(first), last);
        let most_cdf = cdf(size(first), self.excesses.sum_from(last), first);
        let law_above = least_cdf - (place - first) as f64 / size(first);
        let sample_above = ((place - last) as f64 + self.distance.reach()) / size(last) - most_cdf;
        law_above.max(sample_above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of several shapes and sizes, with ties and without.
    fn samples() -> impl Iterator<Item = Vec<f64>> {
        let shapes: [fn(f64) -> f64; 6] = [
            |u| u.powf(-0.7),
            |u| u.powf(-5.0),
            |u| 3.0 - u.ln(),
            |u| u,
            |u| 1e5 - u.ln(),
            |u| 1.0 + (u.powf(-0.5) * 9.0).floor(),
        ];
        let mut state = 88_172_645_463_325_252_u64;
        let mut uniform = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            ((state >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
        };
        (0..240).map(move |i| {
            let size = [2, 5, 40, 300, 1200][i % 5] + i;
            let mut values: Vec<f64> = (0..size).map(|_| shapes[i % 6](uniform())).collect();
            values.sort_by(f64::total_cmp);
            values
        })
    }

    #[test]
    fn blocks_halved_to_the_end_leave_the_same_candidate() {
        for values in samples() {
            let excesses = LogExcesses::of(&values);
            for distance in [Distance::Below, Distance::TwoSided] {
                let least =
                    |few: usize| Search::new(&excesses, distance).map(|search| Search { few, ..search }.least());
                assert_eq!(least(1), least(usize::MAX));
                assert_eq!(least(FEW), least(usize::MAX));
            }
        }
    }

    #[test]
    fn no_candidate_of_a_block_is_nearer_than_its_bound() {
        for values in samples().filter(|values| values.len() > 100) {
            let excesses = LogExcesses::of(&values);
            let Some(search) = Search::new(&excesses, Distance::TwoSided) else { continue };
            for (start, end) in [(0, 2), (0, 30), (20, 50), (60, 61)] {
                for place in [end, end + 20, values.len() - 1] {
                    let bound = search.bound(&(start..end), place);
                    for candidate in (start..end).filter(|&j| j < search.end) {
                        let (tail, at) = (&values[candidate..], place - candidate);
                        let cdf = -(-search.index(candidate) * ln_ratio(tail[at], tail[0])).exp_m1();
                        let (m, i) = (tail.len() as f64, at as f64);
                        let deviation = (cdf - i / m).abs().max(((i + 1.0) / m - cdf).abs());
                        assert!(bound <= deviation + ROUNDING, "{bound} for {deviation}");
                    }
                }
            }
        }
    }
}
