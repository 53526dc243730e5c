//! A row from simulated tasks, each number with its distribution-free band.

use super::{
    Arguments, Cell, Chance, Far, Row, Session, Work,
    sampled::{MOST_KEPT, Sampled},
};
use crate::{
    model::Task,
    num::Estimate,
    sample::{
        crowd::Step,
        draw::Summary,
        rare::{Goal, total::rare_total},
        total::{copies, stepwise},
    },
    tail::Moment,
};

/// Chance that any one band misses.
pub(super) const FALSE_ALARM: f64 = 1e-6;
/// Draws that a row may cost.
const DRAWS: [u64; 3] = [2_000_000, 20_000_000, 160_000_000];
/// Fewer tasks than this beyond a place do not tell its chance to a tenth.
const FEW_BEYOND: u64 = 100;
/// Fewer tasks than this give no quantile worth printing.
const FEWEST_TASKS: u64 = 1000;

pub(super) fn row(task: &Task, arguments: &Arguments, session: &Session, work: &Work<'_>) -> Row {
    let (n, moments) = (task.steps(), [task.mean(), task.variance()]);
    let count = match tasks(n, 1, arguments, session) {
        Ok(count) => count,
        Err(why) => return none(n, moments, arguments, &why),
    };
    let name = match task.groups() {
        [group] => format!("{} x {n}", group.step),
        _ => task.to_string(),
    };
    let source = session.source("steps", &name);
    let sample = Sampled::of(&copies(task, count, &source), count, n, arguments, work);
    let mut row = of_sample(&sample, n, moments, task.low(), arguments);
    if let [group] = task.groups() {
        let goal = Goal { draws: DRAWS[session.settings.effort as usize], ..Goal::default() };
        look_far(&mut row, arguments, |x| {
            let found = rare_total(&*group.step, n, x, &goal, &source)?;
            let ln_sf = Estimate::new(found.ln_p, found.relative_error);
            Some(Far { ln_sf, route: found.route.to_string() })
        });
    }
    row
}

/// Estimates the chances of what fewer tasks have reached than counting can tell much of.
fn look_far(row: &mut Row, arguments: &Arguments, estimate: impl Fn(f64) -> Option<Far>) {
    for (&c, chance) in arguments.within.iter().zip(&mut row.within) {
        match chance {
            Chance::Share { hits, tasks, far, .. } if *tasks - *hits < FEW_BEYOND => *far = estimate(c * row.n as f64),
            _ => {}
        }
    }
}

/// The row of a task whose steps are drawn by `step`, each by so many draws.
pub(super) fn drawn(
    task: &Task,
    (step, draws): &(Step, u64),
    arguments: &Arguments,
    session: &Session,
    work: &Work<'_>,
) -> Row {
    let (n, moments) = (task.steps(), [task.mean(), task.variance()]);
    let count = match tasks(n, *draws, arguments, session) {
        Ok(count) => count,
        Err(why) => return none(n, moments, arguments, &why),
    };
    let source = session.source("steps", &format!("one by one {task}"));
    let sample = Sampled::of(&stepwise(n, &source, step), count, n, arguments, work);
    of_sample(&sample, n, moments, task.low(), arguments)
}

/// The row with what is known of the means without draws: where they diverge, and where draws of ln T vary without bound, so that their
/// spread bounds no error.
pub(super) fn beside_theory(mut row: Row, task: &Task) -> Row {
    if !task.has_inverse_mean() {
        row.mean_inverse = Cell::Diverging(Moment::Infinite);
    }
    if task.low() < 0.0 {
        return row;
    }
    match task.infinite_mean_ln() {
        Some(infinite) => row.mean_ln = Cell::Diverging(infinite),
        None if task.ln_powers().iter().any(|power| *power <= 2.0) => row.mean_ln = Cell::Nothing("not reached".into()),
        None => {}
    }
    row
}

/// How many tasks of n steps are simulated, each step of which takes so many draws: as asked, or what the effort allows.
pub(super) fn tasks(n: u64, draws: u64, arguments: &Arguments, session: &Session) -> Result<u64, String> {
    if let Some(tasks) = arguments.tasks {
        return Ok(tasks);
    }
    let budget = DRAWS[session.settings.effort as usize];
    let needed = n.saturating_mul(draws);
    let tasks = (budget / needed).clamp(FEWEST_TASKS, MOST_KEPT);
    if needed.saturating_mul(tasks) > 40 * budget {
        let most = 40 * budget / FEWEST_TASKS / draws;
        return Err(format!("too many to simulate at this effort: at most {most} steps"));
    }
    Ok(tasks)
}

/// The row of a sample of totals of n steps, with this mean, variance and lower end.
pub(super) fn of_sample(sample: &Sampled, n: u64, moments: [Moment; 2], low: f64, arguments: &Arguments) -> Row {
    Row {
        quantiles: arguments.quantiles.iter().map(|p| sample.quantile(p.ln.exp())).collect(),
        upper: arguments.upper.iter().map(|p| sample.quantile(-p.ln.exp_m1())).collect(),
        within: sample.within(),
        mean_inverse: mean_of(low, sample.inverse()),
        mean_ln: mean_of(low, sample.logarithm()),
        tasks: Some(sample.count()),
        route: "simulation".into(),
        ..none(n, moments, arguments, "")
    }
}

/// A row of which only the moments are known.
pub(super) fn none(n: u64, moments: [Moment; 2], arguments: &Arguments, why: &str) -> Row {
    let [mean, variance] = moments;
    let nothing = |_: &_| Cell::Nothing(why.into());
    Row {
        n,
        mean,
        variance,
        quantiles: arguments.quantiles.iter().map(nothing).collect(),
        upper: arguments.upper.iter().map(nothing).collect(),
        within: arguments.within.iter().map(|_| Chance::Nothing(why.into())).collect(),
        mean_inverse: Cell::Nothing(why.into()),
        mean_ln: Cell::Nothing(why.into()),
        tasks: None,
        route: "none".into(),
        not_exact: None,
    }
}

/// The mean of a function of T, bounded where T is, with five standard errors.
fn mean_of(low: f64, values: Summary) -> Cell {
    if low < 0.0 {
        return Cell::Nothing("steps that can be negative have none".into());
    }
    if values.mean.is_finite() {
        Cell::Known(Estimate::new(values.mean, 5.0 * (values.variance() / values.count as f64).sqrt()))
    } else {
        Cell::Nothing("not reached".into())
    }
}
