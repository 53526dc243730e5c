//! Totals and their largest steps; the far tail of a total by conditional Monte Carlo, in which all steps but the largest are drawn and
//! the chance of that one is known.
//!
//! Refuses: laws with atoms, in which the largest step can be shared.

use super::{
    Source, Stream,
    draw::{Summary, draw, summary},
    shard::{SHARD, in_shards},
};
use crate::tail::Tail;

/// What was found of `P(T > x)`: the mean of values in [0, 1], times `e^ln_bound`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FarTail {
    /// `ln (n S(x/n))`, an upper bound of `ln P(T > x)`.
    pub ln_bound: f64,
    /// The values, each the conditional chance over that bound.
    pub share: Summary,
}

impl FarTail {
    /// The standard error of `P(T > x)` over its value.
    pub fn relative_error(&self) -> f64 {
        (self.share.variance() / self.share.count as f64).sqrt() / self.share.mean
    }
}

/// `P(T > x)` for a total of n steps of a law without atoms, from `count` draws of n - 1 steps with maximum M and sum R:
/// `P(T > x) = n E S(max(M, x - R))`, and `M >= R/(n-1)` gives `max(M, x - R) >= x/n`.
///
/// Asmussen, Kroese, "Improved algorithms for rare event simulation with heavy tails" (2006): for power tails the relative error stays
/// bounded as x grows.
pub fn far_tail<T: Tail + ?Sized>(step: &T, n: u64, x: f64, count: u64, source: &Source) -> FarTail {
    assert!(n > 0, "a task has at least one step");
    let ln_top = step.ln_sf(x / n as f64);
    let share = summary(count, source, |stream| {
        let (mut largest, mut sum) = (f64::NEG_INFINITY, 0.0);
        for _ in 1..n {
            let time = draw(step, stream);
            largest = time.max(largest);
            sum += time;
        }
        (step.ln_sf(largest.max(x - sum)) - ln_top).exp()
    });
    FarTail { ln_bound: (n as f64).ln() + ln_top, share }
}

/// For each place, in how many tasks of n steps the largest step is beyond it, out of those in which the total is.
pub fn beyond_alone(law: &dyn Tail, n: u32, places: [f64; 2], tasks: u64, source: &Source) -> [(u64, u64); 2] {
    let parts = in_shards(tasks, SHARD, |shard, items| {
        let (mut stream, mut counts) = (source.shard(shard), [(0, 0); 2]);
        for _ in 0..items {
            let (sum, largest) = sum_and_largest(law, n, &mut stream);
            for (x, count) in places.iter().zip(&mut counts) {
                count.0 += u64::from(largest > *x);
                count.1 += u64::from(sum > *x);
            }
        }
        counts
    });
    parts.into_iter().fold([(0, 0); 2], |[a, b], [c, d]| [(a.0 + c.0, a.1 + c.1), (b.0 + d.0, b.1 + d.1)])
}

/// The sum and the largest of n draws.
pub fn sum_and_largest(law: &dyn Tail, n: u32, stream: &mut Stream) -> (f64, f64) {
    let add = |(sum, largest): (f64, f64), time: f64| (sum + time, largest.max(time));
    (0..n).map(|_| draw(law, stream)).fold((0.0, 0.0), add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Catalogue, spec::parse};

    /// Two Levy steps of scale 1 make one of scale 4: `P(T > x) = erf(sqrt(2/x))`.
    #[test]
    fn two_levy_steps_have_their_closed_tail() {
        let step = parse("levy(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
        for x in [1e2, 1e8, 1e24] {
            let found = far_tail(&*step, 2, x, 200_000, &Source::new(3, "jump", "levy"));
            let ratio = found.share.mean * found.ln_bound.exp() / libm::erf((2.0 / x).sqrt());
            // Six standard errors, a false alarm rate of 2e-9, each below a thousandth.
            assert!((ratio - 1.0).abs() < 6.0 * found.relative_error() + 1e-12, "{x}: {ratio}");
            assert!(found.relative_error() < 1e-3 && found.share.mean <= 1.0, "{x}: {}", found.relative_error());
        }
    }
}
