//! Luby's universal sequence of cutoffs, `u` times 1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, ...: its exact mean time to finish.
//!
//! Luby, Sinclair, Zuckerman, "Optimal speedup of Las Vegas algorithms" (1993), section 3. The sequence begins with the blocks
//! `B_0 = (1)`, `B_k = (B_(k-1), B_(k-1), 2^k)`. With `L_k` the chance that a whole block fails and `C_k` the mean time spent in it,
//! `L_k = L_(k-1)^2 S(2^k u)` and `C_k = (1 + L_(k-1)) C_(k-1) + L_(k-1)^2 E[min(T, 2^k u)]`, and the mean time to finish is
//! `lim C_k`, a sum of positive terms that ends doubly exponentially fast.

use super::spent::Spent;
use crate::expect::{Refusal, times_from_0};
use crate::num::Estimate;
use crate::tail::Law;
use std::f64::consts::LN_2;

/// A block `B_k` of the sequence.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// How long the whole block takes, `(k + 1) 2^k u`.
    pub length: f64,
    /// The mean time spent in it.
    pub spent: Estimate,
    /// The logarithm of the chance that nothing finishes in it.
    pub ln_left: f64,
}

/// The sequence in units of a base time, for one law.
#[derive(Clone, Debug)]
pub struct Luby {
    /// The mean time to finish.
    pub cost: Estimate,
    /// The blocks, as far as they count.
    pub blocks: Vec<Block>,
}

/// What is left after a block is negligible beside e to this.
const NEGLIGIBLE: f64 = -45.0;

impl Luby {
    /// The sequence in units of `unit` for a law of approach times.
    ///
    /// ```
    /// use goodhart::{expect::restart::Luby, tail::{Catalogue, spec::parse}};
    /// let law = parse("exponential(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// // To forget changes nothing.
    /// assert!((Luby::new(&law, 0.3)?.cost.value - 1.0).abs() < 1e-13);
    /// # Ok::<(), goodhart::expect::Refusal>(())
    /// ```
    /// Errors: negative times; a unit that is not a positive number; a law that finishes at no time that is an f64.
    pub fn new(law: &Law, unit: f64) -> Result<Self, Refusal> {
        times_from_0(law)?;
        if !(unit > 0.0 && unit.is_finite()) {
            return Err(Refusal(format!("the unit of Luby's sequence is above 0, not {unit}")));
        }
        let spent = Spent::new(law);
        let mut run = spent.between(0.0, unit);
        let mut block = Block { length: unit, spent: run, ln_left: law.ln_sf(unit) };
        let mut blocks = vec![block];
        let mut longest = unit;
        while block.ln_left + (longest / block.spent.value).ln().max(0.0) > NEGLIGIBLE {
            let next = 2.0 * longest;
            if !next.is_finite() {
                return Err(Refusal(format!("{law} does not finish by any time that is an f64")));
            }
            run = run.plus(spent.between(longest, next));
            longest = next;
            block = block.doubled(run, longest, law.ln_sf(longest));
            blocks.push(block);
        }
        // What follows is at most L_k (C_k + L_k 2^(k+1) u), and after that less than half as much each time.
        let left = block.ln_left.exp();
        let rest = 2.0 * left * (block.spent.value + 2.0 * left * longest);
        let cost = Estimate::new(block.spent.value, block.spent.error + rest);
        Ok(Self { cost, blocks })
    }
}

impl Block {
    /// This block twice and then a run of the given length.
    fn doubled(self, run: Estimate, longest: f64, ln_sf: f64) -> Self {
        let ln_left = 2.0 * self.ln_left;
        // The exponents are known to a few units of their last digits.
        let known = |ln: f64| Estimate::new(ln.exp(), 4.0 * f64::EPSILON * ln.abs() * ln.exp());
        let times = |a: Estimate, b: Estimate| {
            Estimate::new(a.value * b.value, a.error * b.value + a.value * b.error + f64::EPSILON * a.value * b.value)
        };
        let again = times(known(self.ln_left), self.spent);
        let spent = self.spent.plus(again).plus(times(known(ln_left), run));
        Self { length: 2.0 * self.length + longest, spent, ln_left: ln_left + ln_sf }
    }
}

/// The bound `16 l (log2(l/u) + 6)` of the mean time to finish by the sequence in units of u, for a law that never finishes before
/// u and takes l with the best fixed cutoff: derived in the proof of S-22.
pub fn bound(least: f64, unit: f64) -> f64 {
    16.0 * least * ((least / unit).ln() / LN_2 + 6.0)
}
