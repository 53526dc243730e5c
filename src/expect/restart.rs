//! Minds that can give up: the mean time to finish when an approach is abandoned at a cutoff and a fresh independent one is begun;
//! the best cutoff; and Luby's sequence of cutoffs, which knows nothing of the law.
//!
//! With cutoff tau a run costs `E[min(T, tau)]` and finishes with chance `P(T <= tau)`, so that
//! `E(tau) = int_0^tau S / P(T <= tau)`, finite for every law that ever finishes.
//!
//! Refuses: times that can be negative; laws whose lower end is lost in rounding where that decides.

mod best;
mod curve;
mod luby;
mod spent;

pub use best::{Best, Policy, best};
pub use luby::{Block, Luby, bound};

use super::{Refusal, times_from_0};
use crate::tail::{Law, Moment, made::restarted};

/// The mean time to finish with restarts at `cutoff`, which may be infinite: infinite where no approach finishes by then.
///
/// ```
/// use goodhart::{expect::restart::cost, tail::{Catalogue, spec::parse}};
/// let law = parse("pareto(2)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let best = cost(&law, 2.0 + 3f64.sqrt())?.value();
/// assert!((best - (1.0 + 0.75f64.sqrt())).abs() < 1e-14);
/// assert_eq!(cost(&law, f64::INFINITY)?.value(), 2.0);
/// assert_eq!(cost(&law, 0.5)?.value(), f64::INFINITY);
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: negative times; a cutoff that is not above 0.
pub fn cost(law: &Law, cutoff: f64) -> Result<Moment, Refusal> {
    times_from_0(law)?;
    match cutoff {
        f64::INFINITY => Ok(law.mean()),
        cutoff if cutoff.is_nan() || cutoff <= 0.0 => Err(Refusal(format!("a cutoff is above 0, not {cutoff}"))),
        cutoff if law.ln_sf(cutoff) == 0.0 => Ok(Moment::Infinite),
        cutoff => restarted(cutoff, law).map(|law| law.mean()).map_err(Refusal),
    }
}
