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
