//! The exact law of a total of n independent steps of any law, by doubling tables of its density.
//!
//! No transform is inverted: all terms are positive, so that both tails keep relative accuracy. The cost grows with ln n.
//!
//! Refuses: a step with a density and atoms, but for one atom at an end; a depth that the tables do not reach.

mod chart;
mod corners;
mod doubling;
mod march;
mod overlap;
mod step;
mod table;
mod tabulated;

pub use tabulated::Tabulated;

use super::Refusal;
use crate::tail::Law;
use step::Step;

/// The law of the total of n independent copies of a step.
pub fn doubled(step: &Law, n: u64) -> Result<Tabulated, Refusal> {
    if n == 0 {
        return Err(Refusal("a total has at least one step".into()));
    }
    let mut source = Step::new(step)?;
    let mut power = doubling::first(&mut source)?;
    let mut total: Option<doubling::Total> = None;
    let mut left = n;
    loop {
        if left & 1 == 1 {
            total = Some(match total {
                None => power.clone(),
                Some(total) => total.plus(&power, false)?,
            });
        }
        left >>= 1;
        if left == 0 {
            break;
        }
        power = power.plus(&power, true)?;
    }
    let total = total.expect("n has a bit");
    Ok(Tabulated::new(step, n, source.frame, total.table))
}
