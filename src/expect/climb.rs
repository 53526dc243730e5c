//! The first peak of a value over whole numbers of draws: doubling until it falls, then golden section.
//!
//! Refuses: to look beyond 1e18.

use super::Refusal;
use crate::{num::Estimate, tail::Moment};

/// The n at which the value of the best of n peaks, and its height.
#[derive(Clone, Debug)]
pub struct Peak {
    /// The best whole n.
    pub n: f64,
    /// The value there.
    pub mean_v: Moment,
}

/// Doublings of n that are looked at.
const DOUBLINGS: i32 = 60;

/// The first peak over whole n from 1 to 1e18; none if the value rises all the way or is not finite.
pub(super) fn peak(mut value: impl FnMut(f64) -> Result<Moment, Refusal>) -> Result<Option<Peak>, Refusal> {
    let mut before: Option<Estimate> = None;
    for doubling in 0..DOUBLINGS {
        let last = match value(2f64.powi(doubling))? {
            Moment::Finite(last) => last,
            // As of one draw; of more it may be finite.
            Moment::NegativeInfinite => continue,
            _ => return Ok(None),
        };
        if before.is_some_and(|before| before.value - last.value > before.error + last.error) {
            let top = 2f64.powi(doubling - 1);
            return climb(&mut value, (top * 0.5).max(1.0), top * 2.0).map(Some);
        }
        before = Some(last);
    }
    Ok(None)
}

/// The best whole n in a range that holds one peak.
fn climb(value: &mut impl FnMut(f64) -> Result<Moment, Refusal>, low: f64, high: f64) -> Result<Peak, Refusal> {
    let (mut low, mut high) = (low.ln(), high.ln());
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    while high - low > 1e-6 && high.exp() - low.exp() > 2.0 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if value(a.exp())?.value() < value(b.exp())?.value() { low = a } else { high = b }
    }
    let (first, last) = (low.exp().floor(), high.exp().ceil().min(low.exp().floor() + 8.0));
    let mut best = Peak { n: first, mean_v: value(first)? };
    let mut n = first + 1.0;
    while n <= last {
        let mean_v = value(n)?;
        if mean_v.value() > best.mean_v.value() {
            best = Peak { n, mean_v };
        }
        n += 1.0;
    }
    Ok(best)
}
