//! The exact law of the total of independent steps of any laws, by doubling tables of their densities.
//!
//! No transform is inverted: all terms are positive, so that both tails keep relative accuracy. The cost grows with ln n.
//!
//! Refuses: a step with a density and atoms, but for one atom at an end; steps with and without a density in one task, or whose
//! supports end on different sides; a depth that the tables do not reach.

use super::{
    atoms::Atoms,
    dense::{Dense, Extent},
    doubling::{self, Total},
    jump::Jumps,
    step::{Frame, Step},
    table::Shape,
    tabulated::{Known, Tabulated},
};
use crate::{
    expect::{Refusal, sum::has_density},
    model::{Task, task::Group},
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
    doubled_task(&Task::of(step, n).map_err(Refusal)?)
}

/// The law of the total of a task.
///
/// Errors: those of [`doubled`], for any of the groups; groups with and without a density; supports that end on different sides.
pub fn doubled_task(task: &Task) -> Result<Tabulated, Refusal> {
    if task.steps() > MOST_STEPS {
        return Err(Refusal(format!("a total has 1 to {MOST_STEPS} steps, not {}", task.steps())));
    }
    let named = |known| Tabulated { task: task.clone(), known };
    match task.groups().iter().filter(|group| has_density(&group.step)).count() {
        0 => Atoms::of(task).map(|atoms| named(Known::Atoms(atoms))),
        some if some == task.groups().len() => dense(task).map(|dense| named(Known::Dense(dense))),
        _ => Err(Refusal(format!("{task}: some steps have a density and some have none"))),
    }
}

/// More steps are refused: the errors of the tables would no longer be small.
pub const MOST_STEPS: u64 = 1 << 24;

/// A table known less well than this, relatively, is not given.
const MOST_ERROR: f64 = 1e-8;

/// The total of steps with densities.
fn dense(task: &Task) -> Result<Dense, Refusal> {
    let frames = task.groups().iter().map(|group| Frame::of(&group.step)).collect::<Result<Vec<_>, _>>()?;
    if let Some(odd) = frames.iter().position(|frame| !frame.joins(&frames[0])) {
        let (one, other) = (&task.groups()[0].step, &task.groups()[odd].step);
        return Err(Refusal(format!("the supports of {one} and {other} end on different sides")));
    }
    let one = |group: &Group| total_of(doubling::first(&mut Step::new(&group.step)?)?, group.count);
    let mut groups = task.groups().iter().map(one);
    let first = groups.next().expect("a task has a group")?;
    let table = groups.try_fold(first, |sum, next| sum.plus(&next?, false))?.table;
    if table.error > MOST_ERROR {
        let error = table.error;
        return Err(Refusal(format!("the total of {task} is known to {error:.1e} only, relatively")));
    }
    Ok(Dense::new(extent(task, &frames), Jumps::of(task.groups(), &frames), table))
}

/// Where the total of steps with these frames lies.
fn extent(task: &Task, frames: &[Frame]) -> Extent {
    let sum = |of: &dyn Fn(&Group, &Frame) -> f64| {
        task.groups().iter().zip(frames).map(|(group, frame)| group.count as f64 * of(group, frame)).sum()
    };
    Extent {
        origin: sum(&|_, frame| frame.origin),
        mirrored: frames[0].mirrored,
        low: task.low(),
        high: sum(&|group, _| group.step.support().high),
    }
}

impl Frame {
    /// Whether totals of both kinds of step are measured from the same side.
    fn joins(&self, other: &Self) -> bool {
        let kind = |frame: &Self| match frame.shape {
            Shape::Line => 0,
            Shape::Half => 1,
            Shape::Between(_) => 2,
        };
        kind(self) == kind(other) && self.mirrored == other.mirrored
    }
}

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
