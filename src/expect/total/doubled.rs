//! The exact law of a total of n independent steps of any law, by doubling tables of its density.
//!
//! No transform is inverted: all terms are positive, so that both tails keep relative accuracy. The cost grows with ln n.
//!
//! Refuses: a step with a density and atoms, but for one atom at an end; a depth that the tables do not reach.

use super::{
    atoms::Atoms,
    dense::Dense,
    doubling::{self, Total},
    step::Step,
    tabulated::{Known, Tabulated},
};
use crate::{
    expect::{Refusal, sum::has_density},
    tail::Law,
};

/// The law of the total of n independent copies of a step.
///
/// Errors: n is 0 or above [`MOST_STEPS`]; the step has a density and atoms, but for one atom at an end; it has mass too close to
/// an end for f64, or too rugged a density; a step of atoms has too many distinct sums.
///
/// ```
/// use goodhart::{expect::total::doubled, tail::{Catalogue, spec::parse}};
/// let step = parse("levy(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// // The total of n steps has the law of n^2 times one.
/// let total = doubled(&step, 100)?;
/// assert!((total.ln_cdf(1e4)?.value / step.ln_cdf(1.0) - 1.0).abs() < 1e-11);
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
pub fn doubled(step: &Law, n: u64) -> Result<Tabulated, Refusal> {
    if n == 0 || n > MOST_STEPS {
        return Err(Refusal(format!("a total has 1 to {MOST_STEPS} steps, not {n}")));
    }
    let named = |known| Tabulated { step: step.clone(), steps: n, known };
    if !has_density(step) {
        return Atoms::of(step, n).map(|atoms| named(Known::Atoms(atoms)));
    }
    let mut source = Step::new(step)?;
    let table = total_of(doubling::first(&mut source)?, n)?.table;
    if table.error > MOST_ERROR {
        let error = table.error;
        return Err(Refusal(format!("the total of {n} steps of {step} is known to {error:.1e} only, relatively")));
    }
    Ok(named(Known::Dense(Dense::new(step, n, source.frame, table))))
}

/// More steps are refused: the errors of the tables would no longer be small.
pub const MOST_STEPS: u64 = 1 << 24;

/// A table known less well than this, relatively, is not given.
const MOST_ERROR: f64 = 1e-8;

/// The total of n of what is tabulated, by the powers of two in n.
fn total_of(one: Total, n: u64) -> Result<Total, Refusal> {
    let (mut power, mut total, mut left) = (one, None::<Total>, n);
    loop {
        if left & 1 == 1 {
            total = Some(match total {
                None => power.clone(),
                Some(total) => total.plus(&power, false)?,
            });
        }
        left >>= 1;
        match (left, total) {
            (0, Some(total)) => return Ok(total),
            (_, so_far) => total = so_far,
        }
        power = power.plus(&power, true)?;
    }
}
