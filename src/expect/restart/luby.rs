//! Luby's universal sequence of cutoffs, `u` times 1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, ...: its exact mean time to finish.
//!
//! Luby, Sinclair, Zuckerman, "Optimal speedup of Las Vegas algorithms" (1993), section 3. The sequence begins with the blocks
//! `B_0 = (1)`, `B_k = (B_(k-1), B_(k-1), 2^k)`. With `L_k` the chance that a whole block fails and `C_k` the mean time spent in it,
//! `L_k = L_(k-1)^2 S(2^k u)` and `C_k = (1 + L_(k-1)) C_(k-1) + L_(k-1)^2 E[min(T, 2^k u)]`, and the mean time to finish is
//! `lim C_k`, a sum of positive terms that ends doubly exponentially fast; likewise for the square of the time.

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
    /// The mean of the square of that time.
    pub square: Estimate,
    /// The logarithm of the chance that nothing finishes in it.
    pub ln_left: f64,
}

/// The sequence in units of a base time, for one law.
#[derive(Clone, Debug)]
pub struct Luby {
    /// The mean time to finish.
    pub cost: Estimate,
    /// The variance of the time to finish.
    pub variance: Estimate,
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
        let mut run = Run { length: unit, mean: spent.between(0.0, unit), square: spent.squared(0.0, unit) };
        let mut block = Block { length: unit, spent: run.mean, square: run.square, ln_left: law.ln_sf(unit) };
        let mut blocks = vec![block];
        while block.ln_left + 2.0 * (run.length / block.spent.value).ln().max(0.0) > NEGLIGIBLE {
            let next = 2.0 * run.length;
            if !(next * next).is_finite() {
                return Err(Refusal(format!("{law} does not finish by any time whose square is an f64")));
            }
            run = Run {
                length: next,
                mean: run.mean.plus(spent.between(run.length, next)),
                square: run.square.plus(spent.squared(run.length, next)),
            };
            block = block.doubled(run, law.ln_sf(next));
            blocks.push(block);
        }
        // What follows is at most L_k (C_k + L_k 2^(k+1) u), and after that less than half as much each time.
        let left = block.ln_left.exp();
        let rest = 2.0 * left * (block.spent.value + 2.0 * left * run.length);
        let cost = Estimate::new(block.spent.value, block.spent.error + rest);
        // Of the square likewise, with the time that has passed before.
        let rest = rest * 4.0 * (block.length + run.length);
        let (mean, square) = (cost.value, Estimate::new(block.square.value, block.square.error + rest));
        let variance = square.plus(Estimate::new(-mean * mean, 2.0 * mean * cost.error));
        Ok(Self { cost, variance, blocks })
    }
}

impl Block {
    /// This block twice and then a run of the given length.
    fn doubled(self, run: Run, ln_sf: f64) -> Self {
        let ln_left = 2.0 * self.ln_left;
        // The exponents are known to a few units of their last digits.
        let known = |ln: f64| Estimate::new(ln.exp(), 4.0 * f64::EPSILON * ln.abs() * ln.exp());
        let times = |a: Estimate, b: Estimate| {
            Estimate::new(a.value * b.value, a.error * b.value + a.value * b.error + f64::EPSILON * a.value * b.value)
        };
        let after = |ln_left: f64, before: f64, mean: Estimate, square: Estimate| {
            let squared = mean.scaled(2.0 * before).plus(square);
            [times(known(ln_left), mean), times(known(ln_left), squared)]
        };
        let [again, again_squared] = after(self.ln_left, self.length, self.spent, self.square);
        let [last, last_squared] = after(ln_left, 2.0 * self.length, run.mean, run.square);
        Self {
            length: 2.0 * self.length + run.length,
            spent: self.spent.plus(again).plus(last),
            square: self.square.plus(again_squared).plus(last_squared),
            ln_left: ln_left + ln_sf,
        }
    }
}

/// One approach and its cutoff.
#[derive(Clone, Copy)]
struct Run {
    length: f64,
    mean: Estimate,
    square: Estimate,
}

/// The bound `16 l (log2(l/u) + 6)` of the mean time to finish by the sequence in units of u, for a law that never finishes before
/// u and takes l with the best fixed cutoff: derived in the proof of S-22.
pub fn bound(least: f64, unit: f64) -> f64 {
    16.0 * least * ((least / unit).ln() / LN_2 + 6.0)
}
