//! xoshiro256++ in several lanes, each with a state of its own (Blackman, Vigna, "Scrambled linear pseudorandom number generators", 2021).
//!
//! Refuses: to be seeded here; [`Source::words`](crate::sample::Source::words) does that.

use super::passes::BLOCK;

/// Generators side by side.
pub const LANES: usize = 8;

/// Their states, word by word.
#[derive(Clone, Debug)]
pub struct Words {
    state: [[u64; LANES]; 4],
}

impl Words {
    /// With these states.
    pub fn of(state: [[u64; LANES]; 4]) -> Self {
        Self { state }
    }

    /// The next words, of the lanes in turn.
    #[inline(always)]
    pub fn fill(&mut self, out: &mut [u64; BLOCK]) {
        let [mut a, mut b, mut c, mut d] = self.state;
        for row in out.as_chunks_mut::<LANES>().0 {
            for i in 0..LANES {
                row[i] = a[i].wrapping_add(d[i]).rotate_left(23).wrapping_add(a[i]);
                let shifted = b[i] << 17;
                c[i] ^= a[i];
                d[i] ^= b[i];
                b[i] ^= c[i];
                a[i] ^= d[i];
                c[i] ^= shifted;
                d[i] = d[i].rotate_left(45);
            }
        }
        self.state = [a, b, c, d];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn each_lane_is_the_generator_of_its_state() {
        let state: [[u64; LANES]; 4] = std::array::from_fn(|k| std::array::from_fn(|lane| 1 + (8 * k + lane) as u64));
        let mut found = [0; BLOCK];
        let mut words = Words::of(state);
        for _ in 0..3 {
            words.fill(&mut found);
        }
        for lane in 0..LANES {
            let bytes: Vec<u8> = state.iter().flat_map(|word| word[lane].to_le_bytes()).collect();
            let mut generator = Xoshiro256PlusPlus::from_seed(bytes.try_into().unwrap());
            let rows = BLOCK / LANES;
            (0..2 * rows).for_each(|_| _ = generator.next_u64());
            for row in 0..rows {
                assert_eq!(found[row * LANES + lane], generator.next_u64(), "lane {lane}, row {row}");
            }
        }
    }
}
