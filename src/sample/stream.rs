//! Streams of random numbers, named by (seed, claim, subject, shard): the one place where a generator is made.
//!
//! Refuses: the clock, the operating system's randomness, and the number of the thread.

use super::batch::words::{LANES, Words};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;

/// How draws that are made by thousands are computed; those made one by one do not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arithmetic {
    /// Each operation rounded by itself: the same bits on every machine for laws that have a recipe. Tables and inversions are made with the
    /// system's `ln` and `exp`, and their last digits are as those are.
    #[default]
    Plain,
    /// With fused multiplications and additions where the machine has them: faster, and other last digits there.
    Fused,
}

/// A named family of streams, one for each shard of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    key: [u8; 32],
    arithmetic: Arithmetic,
}

impl Source {
    /// The source of this name. Equal names give equal streams on every machine and with every number of threads.
    pub fn new(seed: u64, claim: &str, subject: &str) -> Self {
        let mut words = [0u64; 4];
        for (lane, word) in words.iter_mut().enumerate() {
            let mut hash = fnv(FNV ^ lane as u64, &seed.to_le_bytes());
            // The length keeps ("ab", "c") apart from ("a", "bc").
            hash = fnv(hash, &(claim.len() as u64).to_le_bytes());
            hash = fnv(hash, claim.as_bytes());
            hash = fnv(hash, subject.as_bytes());
            *word = mix(hash.wrapping_add(mix(lane as u64 + 1)));
        }
        let mut key = [0; 32];
        for (bytes, word) in key.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Self { key, arithmetic: Arithmetic::Plain }
    }

    /// The same streams, computed so.
    pub fn with(self, arithmetic: Arithmetic) -> Self {
        Self { arithmetic, ..self }
    }

    /// How draws that are made by thousands are computed.
    pub fn arithmetic(&self) -> Arithmetic {
        self.arithmetic
    }

    /// Uniform words for one shard, by several generators side by side; `which` tells sequences apart that are drawn together, and
    /// each of them from [`Source::shard`].
    ///
    /// The key of the shard's ChaCha8 gives them their states, beyond what the stream of that shard takes.
    pub fn words(&self, shard: u64, which: u32) -> Words {
        let mut keyed = ChaCha8Rng::from_seed(self.key);
        keyed.set_stream(shard);
        keyed.set_word_pos(64 * (1 + u128::from(which)));
        Words::of(std::array::from_fn(|_| [(); LANES].map(|()| keyed.next_u64())))
    }

    /// The stream of one shard: a ChaCha8 keyed by the name and set to the shard seeds a fast generator.
    pub fn shard(&self, shard: u64) -> Stream {
        let mut keyed = ChaCha8Rng::from_seed(self.key);
        keyed.set_stream(shard);
        let mut state = [0; 32];
        keyed.fill_bytes(&mut state);
        Stream { generator: Xoshiro256PlusPlus::from_seed(state) }
    }
}

/// Where [`fnv`] starts.
pub const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a with 64 bits (Fowler, Noll, Vo), started from `hash`.
pub fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
}

impl Stream {
    /// A draw of the unit exponential law: the depth of a draw of any continuous law.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        Exp1.sample(&mut self.generator)
    }

    /// A uniform draw in (0, 1), with 64 bits and a floor of `2^-65`, so that no tail is cut short of `2^64` draws.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() as f64 + 0.5) * (1.0 / 18_446_744_073_709_551_616.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_one_part_give_unrelated_streams() {
        let first = |source: Source, shard| source.shard(shard).uniform();
        let base = first(Source::new(1, "s1", "a"), 0);
        assert_eq!(base, first(Source::new(1, "s1", "a"), 0));
        let others = [
            first(Source::new(2, "s1", "a"), 0),
            first(Source::new(1, "s2", "a"), 0),
            first(Source::new(1, "s1", "b"), 0),
            first(Source::new(1, "s1a", ""), 0),
            first(Source::new(1, "s1", "a"), 1),
        ];
        for (i, other) in others.iter().enumerate() {
            assert!(*other != base && !others[..i].contains(other));
        }
    }

    #[test]
    fn the_first_draws_of_a_name_never_change() {
        // Pinned: figures and data files made with a seed must be reproducible by later versions.
        let mut stream = Source::new(7, "s4", "a = 0.5").shard(3);
        let drawn = [stream.uniform(), stream.uniform()].map(f64::to_bits);
        assert_eq!(drawn, PINNED);
    }

    const PINNED: [u64; 2] = [4_605_966_400_666_585_434, 4_585_229_096_651_468_622];

    #[test]
    fn exponential_draws_have_mean_and_variance_one() {
        let mut stream = Source::new(1, "stream", "moments").shard(0);
        let n = 1_000_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let e = stream.exponential();
            sum += e;
            squares += e * e;
        }
        // Standard errors 1e-3 and sqrt(20)e-3: six of them.
        assert!((sum / n as f64 - 1.0).abs() < 6e-3);
        assert!((squares / n as f64 - 2.0).abs() < 27e-3);
    }
}
