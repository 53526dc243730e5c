//! The best of many pairs without drawing them all: from the largest values and the largest errors downwards, until no pair that is left
//! can be better.
//!
//! Of m pairs left the values have independent ranks below r and the errors independent ranks below s. The pair of the largest value is
//! found by one draw of the maximum of m ranks below r, and its error by one draw below s; the m - 1 pairs that are left are as before,
//! with r lowered to that maximum. Likewise for the largest error. When the quantiles of r and s together are below the best U so far, so
//! is every pair that is left. This is Fagin's threshold algorithm (*J. Comput. Syst. Sci.* 66 (2003)) on two lists that are drawn as they
//! are read: some square root of n reads where tails are light, and a few where one is heavy.

use crate::{model::Proxy, sample::Stream, tail::Tail};

/// The ranks that are left to one part of the pairs: all below `e^ln_rank`.
struct Left<'a> {
    law: &'a dyn Tail,
    ln_rank: f64,
    /// The quantile of that rank: the largest that one can still be.
    most: f64,
}

impl<'a> Left<'a> {
    fn all(law: &'a dyn Tail) -> Self {
        Self { law, ln_rank: 0.0, most: law.support().high }
    }

    /// The largest of so many, below which the others are.
    fn largest_of(&mut self, many: u64, stream: &mut Stream) -> f64 {
        self.ln_rank -= stream.exponential() / many as f64;
        self.most = self.law.inv_ln_cdf(self.ln_rank);
        self.most
    }

    /// One of them, whichever.
    fn one(&self, stream: &mut Stream) -> f64 {
        self.law.inv_ln_cdf(self.ln_rank - stream.exponential())
    }
}

/// The value V and the proxy U of the best of `n` pairs, ranked by U; of equal ones any, with the same chances.
pub fn best_of(proxy: &Proxy, n: u64, stream: &mut Stream) -> (f64, f64) {
    let (mut values, mut errors) = (Left::all(&*proxy.value), Left::all(&*proxy.error));
    let (mut best, mut equal) = ((f64::NAN, f64::NEG_INFINITY), 0.0);
    for left in (1..=n).rev() {
        let (v, x) = if left % 2 == 0 {
            (values.largest_of(left, stream), errors.one(stream))
        } else {
            let x = errors.largest_of(left, stream);
            (values.one(stream), x)
        };
        if v + x > best.1 {
            (best, equal) = ((v, v + x), 1.0);
        } else if v + x == best.1 {
            equal += 1.0;
            best.0 = if stream.uniform() * equal < 1.0 { v } else { best.0 };
        }
        if values.most + errors.most < best.1 {
            break;
        }
    }
    best
}
