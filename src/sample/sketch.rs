//! A sample of any size in bounded memory: how many values there are in each of the cells that the leading bits of an f64 make.
//!
//! A cell is a 16384th of an octave, so that a value is told to 2^-14 of itself; the cells are the same for every sample, so that
//! counts merge by addition, in any order and without loss. The idea is that of the histograms with a high dynamic range of G. Tene and of
//! Masson, Rim and Lee, "DDSketch" (2019), section 2.
//!
//! Refuses: values that are not numbers.

/// Bits of an f64 that a cell leaves open, and those that tell the cells of an octave apart.
const OPEN: u32 = 38;
const WITHIN: u32 = 14;
/// Octaves of both signs.
const OCTAVES: usize = 1 << 12;

/// The counts of one octave.
type Octave = Box<[u64; 1 << WITHIN]>;

/// How many values there are in each cell.
///
/// ```
/// use goodhart::sample::sketch::Sketch;
/// let (mut all, mut rest) = (Sketch::default(), Sketch::default());
/// (1..=500).for_each(|k| all.push(f64::from(k)));
/// (501..=1000).for_each(|k| rest.push(f64::from(k)));
/// all.merge(&rest);
/// let (low, high) = all.place(900);
/// assert!(low <= 900.0 && 900.0 <= high && high - low < 900.0 / 16384.0);
/// ```
#[derive(Clone, Debug)]
pub struct Sketch {
    octaves: Vec<Option<Octave>>,
    count: u64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { octaves: vec![None; OCTAVES], count: 0 }
    }
}

impl Sketch {
    /// Adds a value, which may be infinite but must be a number.
    pub fn push(&mut self, value: f64) {
        debug_assert!(!value.is_nan(), "a value that is no number has no place");
        let cell = (ordered(value) >> OPEN) as usize;
        let octave = self.octaves[cell >> WITHIN].get_or_insert_with(|| Box::new([0; 1 << WITHIN]));
        octave[cell % (1 << WITHIN)] += 1;
        self.count += 1;
    }

    /// Adds all values of another one.
    pub fn merge(&mut self, other: &Self) {
        for (own, more) in self.octaves.iter_mut().zip(&other.octaves) {
            match (own, more) {
                (_, None) => {}
                (Some(own), Some(more)) => own.iter_mut().zip(more.iter()).for_each(|(own, more)| *own += more),
                (own, more) => own.clone_from(more),
            }
        }
        self.count += other.count;
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Bounds of the value of a rank, counted from 1; panics if there are not so many.
    pub fn place(&self, rank: u64) -> (f64, f64) {
        assert!((1..=self.count).contains(&rank), "a rank is from 1 to {}, not {rank}", self.count);
        let mut below = 0;
        for (index, octave) in self.octaves.iter().enumerate().filter_map(|(i, octave)| Some((i, octave.as_ref()?))) {
            let own: u64 = octave.iter().sum();
            if below + own < rank {
                below += own;
                continue;
            }
            for (cell, count) in octave.iter().enumerate() {
                below += count;
                if below >= rank {
                    return bounds(((index << WITHIN) + cell) as u64);
                }
            }
        }
        unreachable!("every value is in a cell")
    }
}

/// A whole number that rises with the value.
fn ordered(value: f64) -> u64 {
    // A zero has no sign here.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The least and the largest value of a cell.
fn bounds(cell: u64) -> (f64, f64) {
    let value = |ordered: u64| f64::from_bits(if ordered >> 63 == 1 { ordered & !(1 << 63) } else { !ordered });
    let (low, high) = (value(cell << OPEN), value((cell << OPEN) | ((1 << OPEN) - 1)));
    // The cells of the infinities hold nothing else.
    (if low.is_nan() { f64::NEG_INFINITY } else { low }, if high.is_nan() { f64::INFINITY } else { high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_within_the_bounds_of_its_rank() {
        let mut values =
            vec![f64::NEG_INFINITY, -1e300, -3.5, -1e-310, 0.0, 5e-324, 1.0, 1.0, 1e9, f64::MAX, f64::INFINITY];
        values.extend((0..4000).map(|k| (f64::from(k) * 0.7).sin() * (f64::from(k % 90) - 30.0).exp()));
        let mut parts = [Sketch::default(), Sketch::default(), Sketch::default()];
        values.iter().enumerate().for_each(|(k, value)| parts[k % 3].push(*value));
        let [mut all, second, third] = parts;
        all.merge(&third);
        all.merge(&second);
        values.sort_by(f64::total_cmp);
        assert_eq!(all.count(), values.len() as u64);
        for (rank, value) in (1..).zip(values) {
            let (low, high) = all.place(rank);
            assert!(low <= value && value <= high, "{value} of rank {rank} is not within {low} and {high}");
            assert!(low == high || high - low <= value.abs().max(1e-307) / 16384.0, "{low} and {high} are far apart");
        }
    }
}
