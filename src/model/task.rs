//! A task: serial steps, in groups of equal law.

use crate::tail::{Law, Moment, TailClass};
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

    /// What `E[ln T]` is where it is not finite, for a task that takes no negative time; none where it is finite.
    ///
    /// ```
    /// use goodhart::{model::Task, tail::{Catalogue, Moment, spec::parse}};
    /// let law = |spec| parse(spec, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let infinite = |spec, n| Task::of(&law(spec), n).unwrap().infinite_mean_ln();
    /// assert_eq!(infinite("log_cauchy", 1), Some(Moment::Undefined));
    /// assert_eq!(infinite("log_cauchy", 2), Some(Moment::Infinite));
    /// assert_eq!(infinite("min_of(2, log_cauchy)", 1), Some(Moment::NegativeInfinite));
    /// assert_eq!(infinite("min_of(2, log_cauchy)", 2), None);
    /// ```
    pub fn infinite_mean_ln(&self) -> Option<Moment> {
        match self.ln_powers().map(|power| power <= 1.0 + 1e-9) {
            [false, false] => None,
            [true, false] => Some(Moment::NegativeInfinite),
            [false, true] => Some(Moment::Infinite),
            [true, true] => Some(Moment::Undefined),
        }
    }

    /// The powers of y at which `P(ln T <= -y)` and `P(ln T > y)` fall towards 0, infinite where they fall faster than every power:
    /// `E|ln T|^k` is finite for k below both. All steps have to be short for a short total, and one long step makes a long one.
    pub fn ln_powers(&self) -> [f64; 2] {
        let below = self.groups.iter().map(|group| group.count as f64 * ln_power_below(&group.step)).sum();
        let above = self.groups.iter().map(|group| ln_power_above(&group.step)).fold(f64::INFINITY, f64::min);
        [if self.low() > 0.0 { f64::INFINITY } else { below }, above]
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

/// The power of x at which `P(T <= x)` falls towards 0: infinite where it falls faster than every power, or nothing is there; 0 where it
/// falls more slowly.
fn power_near_0(law: &Law) -> f64 {
    if law.support().low > 0.0 {
        return f64::INFINITY;
    }
    let [near, between, nearer] = [-440.0f64, -560.0, -680.0].map(|ln_x| law.ln_cdf_above_low(ln_x.exp()));
    let [power, closer] = [near - between, between - nearer].map(|fall| fall / 120.0);
    // One that still rises has no end that can be seen; that of a power of the logarithm falls with the logarithm, here by a fifth.
    match closer / power {
        growth if growth > 1.0 + 1e-6 || closer.is_nan() => f64::INFINITY,
        growth if growth < 0.9 => 0.0,
        _ => closer,
    }
}

/// The power of y at which `P(ln T <= -y)` falls.
fn ln_power_below(law: &Law) -> f64 {
    if power_near_0(law) > 0.0 { f64::INFINITY } else { power_between(|y| law.ln_cdf_at_exp(-y)) }
}

/// The power of y at which `P(ln T > y)` falls.
fn ln_power_above(law: &Law) -> f64 {
    match law.tail_class() {
        TailClass::SlowlyVarying => power_between(|y| law.ln_sf_at_exp(y)),
        _ => f64::INFINITY,
    }
}

/// The power at which `e^ln_tail` falls, far out, or as far as an f64 reaches in the logarithm where no more is known.
fn power_between(ln_tail: impl Fn(f64) -> f64) -> f64 {
    let between = |near: f64, far: f64| (ln_tail(near) - ln_tail(far)) / (far / near).ln();
    let [far, reached] = [between(1e12, 1e15), between(350.0, 700.0)];
    if far.is_nan() { reached } else { far }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<String> =
            self.groups.iter().map(|group| format!("{} of {}", group.count, group.step)).collect();
        f.write_str(&groups.join(", "))
    }
}
