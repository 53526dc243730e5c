//! A task: serial steps, in groups of equal law.

use crate::tail::{Law, Moment};
use std::fmt;

/// Steps of one law.
#[derive(Clone, Debug)]
pub struct Group {
    /// The law of the time of a step.
    pub step: Law,
    /// How many there are, at least one.
    pub count: u64,
}

/// Independent serial steps. Its total time does not depend on their order.
///
/// ```
/// use goodhart::{model::{Task, task::Group}, tail::{Catalogue, spec::parse}};
/// let law = |spec| parse(spec, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let groups = vec![Group { step: law("pareto(2)"), count: 9 }, Group { step: law("pareto(1.5)"), count: 1 }];
/// let task = Task::new(groups).unwrap();
/// assert_eq!((task.steps(), task.mean().value()), (10, 21.0));
/// ```
#[derive(Clone, Debug)]
pub struct Task {
    groups: Vec<Group>,
    steps: u64,
}

impl Task {
    /// A task of these groups.
    ///
    /// Errors: no step, a group of none, 2^64 steps and more.
    pub fn new(groups: Vec<Group>) -> Result<Self, String> {
        if groups.is_empty() || groups.iter().any(|group| group.count == 0) {
            return Err("a task, and every group of its steps, has at least one step".into());
        }
        let sum = groups.iter().try_fold(0u64, |sum, group| sum.checked_add(group.count));
        let steps = sum.ok_or("a task has fewer than 2^64 steps")?;
        Ok(Self { groups, steps })
    }

    /// `n >= 1` steps of one law; errors as those of [`Task::new`].
    pub fn of(step: &Law, n: u64) -> Result<Self, String> {
        Self::new(vec![Group { step: step.clone(), count: n }])
    }

    /// The task so many times over.
    ///
    /// Errors: none of it, 2^64 steps and more.
    pub fn repeated(&self, times: u64) -> Result<Self, String> {
        let group = |group: &Group| {
            let count = group.count.checked_mul(times).ok_or("a task has fewer than 2^64 steps")?;
            Ok(Group { step: group.step.clone(), count })
        };
        Self::new(self.groups.iter().map(group).collect::<Result<_, String>>()?)
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// How many steps there are.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The law of the total if there is but one step.
    pub fn single(&self) -> Option<&Law> {
        (self.steps == 1).then(|| &self.groups[0].step)
    }

    /// The mean of the total time: the sum of those of the steps.
    pub fn mean(&self) -> Moment {
        self.sum(|step| step.mean())
    }

    /// The variance of the total time, likewise.
    pub fn variance(&self) -> Moment {
        self.sum(|step| step.variance())
    }

    /// The least that it can take.
    pub fn low(&self) -> f64 {
        self.groups.iter().map(|group| group.count as f64 * group.step.support().low).sum()
    }

    /// Whether `E[1/T]` is finite, for a task that takes no negative time: `P(T <= x)` has to fall faster than x towards 0, and its power
    /// is the sum of those of the steps.
    ///
    /// ```
    /// use goodhart::{model::Task, tail::{Catalogue, spec::parse}};
    /// let law = parse("exponential(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// assert!(!Task::of(&law, 1).unwrap().has_inverse_mean());
    /// assert!(Task::of(&law, 2).unwrap().has_inverse_mean());
    /// ```
    pub fn has_inverse_mean(&self) -> bool {
        let powers = self.groups.iter().map(|group| group.count as f64 * power_near_0(&group.step));
        self.low() > 0.0 || powers.sum::<f64>() > 1.0 + 1e-9
    }

    /// Whether the total has atoms alone: all mass of every step is in its atoms.
    pub fn is_atomic(&self) -> bool {
        let mass = |law: &Law| law.atoms().iter().map(|atom| atom.mass).sum::<f64>();
        self.groups.iter().all(|group| mass(&group.step) > 1.0 - 1e-9)
    }

    fn sum(&self, of: impl Fn(&Law) -> Moment) -> Moment {
        let terms = self.groups.iter().map(|group| of(&group.step).map(|one| one.scaled(group.count as f64)));
        terms.reduce(Moment::plus).expect("a task has a step")
    }
}

/// The power of x at which `P(T <= x)` falls towards 0: infinite where it falls faster than every power, or nothing is there.
fn power_near_0(law: &Law) -> f64 {
    if law.support().low > 0.0 {
        return f64::INFINITY;
    }
    let [near, between, nearer] = [-440.0f64, -560.0, -680.0].map(|ln_x| law.ln_cdf_above_low(ln_x.exp()));
    let [power, closer] = [near - between, between - nearer].map(|fall| fall / 120.0);
    // One that still rises has no end that can be seen.
    if closer.is_nan() || closer > power * (1.0 + 1e-6) { f64::INFINITY } else { closer }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<String> =
            self.groups.iter().map(|group| format!("{} of {}", group.count, group.step)).collect();
        f.write_str(&groups.join(", "))
    }
}
