//! Approaches that are given up: each is drawn, waited for up to its cutoff, and abandoned for a fresh one.
//!
//! Refuses: the law of the time with restarts; here every approach given up is drawn.

use super::{Source, Stream, batch::Kernel, draw::draw, tasks::Tasks, total::of_draws};
use crate::tail::Tail;

/// The time to finish under a sequence of cutoffs; where the sequence ends first, the time until then.
pub fn time<T: Tail + ?Sized>(law: &T, cutoffs: impl IntoIterator<Item = f64>, stream: &mut Stream) -> f64 {
    time_of(|| draw(law, stream), cutoffs)
}

/// [`time`] with approaches that are drawn otherwise.
fn time_of(mut approach: impl FnMut() -> f64, cutoffs: impl IntoIterator<Item = f64>) -> f64 {
    let mut spent = 0.0;
    for cutoff in cutoffs {
        let needed = approach();
        if needed <= cutoff {
            return spent + needed;
        }
        spent += cutoff;
    }
    spent
}

/// Luby's sequence 1, 1, 2, 1, 1, 2, 4, 1, ... by reluctant doubling.
///
/// Knuth, The Art of Computer Programming 4, section 7.2.2.2: (u, v) is followed by (u + 1, 1) if v is the last bit of u, else by
/// (u, 2v); the sequence is that of v.
pub fn luby() -> impl Iterator<Item = u64> {
    let pairs = std::iter::successors(Some((1u64, 1u64)), |&(u, v)| {
        Some(if u & u.wrapping_neg() == v { (u + 1, 1) } else { (u, 2 * v) })
    });
    pairs.map(|(_, v)| v)
}

/// Tasks of `steps` steps by Luby's sequence in units of `unit`, begun anew at each step. About `tasks` of them are to be drawn, and a
/// step takes about `approaches`.
pub fn luby_tasks<'a, T: Tail + ?Sized>(
    law: &'a T,
    unit: f64,
    approaches: u64,
    [steps, tasks]: [u64; 2],
    source: &'a Source,
) -> Tasks<'a> {
    let kernel = Kernel::new(law, steps.saturating_mul(tasks).saturating_mul(approaches));
    of_draws(kernel, steps, source, move |batch| time_of(|| batch.one(), luby().map(|times| times as f64 * unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reluctant_doubling_gives_the_sequence() {
        let known = [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, 1];
        assert_eq!(luby().take(16).collect::<Vec<_>>(), known);
        // Among the first 2^k - 1 terms 2^j is found 2^(k-1-j) times.
        let first: Vec<u64> = luby().take(4095).collect();
        for j in 0..12 {
            assert_eq!(first.iter().filter(|v| **v == 1 << j).count(), 1 << (11 - j), "2^{j}");
        }
    }
}
