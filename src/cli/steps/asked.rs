//! What `goodhart steps` is asked about: steps of one kind, however many minds and approaches there are to each, or of several.

use super::{Arguments, Failure, Row, Session, Work, exact, listed, restart::Restarting, simulated};
use crate::{
    cli::{crowd, journal, json, kept, words},
    expect::total::Total,
    model::{Crowd, Task, Threshold},
    sample::crowd::{Step, fastest},
    tail::Law,
};
use serde_json::{Value, json};

/// The steps.
pub(super) enum Asked {
    /// All of one kind.
    Alike(Box<Alike>),
    /// As listed in a file, once.
    Listed(Task),
}

/// Steps of one kind.
pub(super) struct Alike {
    approach: Law,
    crowd: Crowd,
    restarts: Option<Restarting>,
    step: Law,
    threshold: Threshold,
}

impl Asked {
    pub(super) fn of(arguments: &Arguments, session: &Session) -> Result<Self, Failure> {
        if let Some(path) = &arguments.step_laws {
            return listed::read(path, session).map(Self::Listed);
        }
        let approach = session.law("--tail", arguments.tail.as_deref().unwrap_or_default())?;
        let crowd = arguments.crowd.crowd(session)?;
        let power = arguments.power.unwrap_or(1.0);
        let restarts = arguments.restart.of(|| crowd.attempt(power, &approach).map_err(Failure))?;
        let step = match &restarts {
            Some(restarts) => restarts.step().clone(),
            None => crowd.step(power, &approach).map_err(Failure)?,
        };
        let threshold = crowd.threshold(&approach);
        Ok(Self::Alike(Box::new(Alike { approach, crowd, restarts, step, threshold })))
    }

    /// The row of n steps, or of n times the list.
    pub(super) fn row(&self, n: u64, arguments: &Arguments, session: &Session, work: &Work<'_>) -> Row {
        let task = match self {
            Self::Alike(alike) => {
                let luby = alike.restarts.as_ref().and_then(|restarts| restarts.row(n, arguments, session, work));
                if let Some(row) = luby {
                    return row;
                }
                Task::of(&alike.step, n)
            }
            Self::Listed(task) => task.repeated(n),
        };
        let task = match task {
            Ok(task) => task,
            Err(why) => return simulated::none(n, [crate::tail::Moment::Undefined; 2], arguments, &why),
        };
        let simulated = || {
            let row = match self.one_by_one(arguments) {
                Some(step) => simulated::drawn(&task, &step, arguments, session, work),
                None => simulated::row(&task, arguments, session, work),
            };
            simulated::beside_theory(row, &task)
        };
        if arguments.simulate || arguments.tasks.is_some() {
            return simulated();
        }
        match Total::of_task(task.clone()) {
            Ok(total) => exact::row(&total, task.steps(), arguments),
            Err(why) => Row { not_exact: Some(why.to_string()), ..simulated() },
        }
    }

    /// A drawer of a step that draws its approaches one by one, where they are not independent and none is given up.
    fn one_by_one(&self, arguments: &Arguments) -> Option<(Step, u64)> {
        match self {
            Self::Alike(alike) if alike.restarts.is_none() => {
                fastest(&alike.crowd, arguments.power.unwrap_or(1.0), &alike.approach)
            }
            _ => None,
        }
    }

    /// What decides a row, for a journal.
    pub(super) fn deciding(&self, arguments: &Arguments) -> Vec<(&'static str, Value)> {
        match self {
            Self::Alike(alike) => vec![
                ("tail", json!(alike.approach.spec())),
                ("mark_of_tail", json!(journal::mark(&alike.approach))),
                ("power", json!(arguments.power.map(kept::text))),
                ("crowd", json!(arguments.crowd.deciding())),
                ("restart", alike.restarts.as_ref().map_or(Value::Null, Restarting::object)),
            ],
            Self::Listed(task) => {
                let marks = task.groups().iter().map(|group| journal::mark(&group.step));
                vec![("steps", kinds(task)), ("marks_of_steps", json!(marks.collect::<Vec<_>>()))]
            }
        }
    }

    /// What is added to the object of an answer.
    pub(super) fn add_to(&self, object: &mut Value, arguments: &Arguments) {
        match self {
            Self::Alike(alike) => {
                object["threshold"] = json::number(alike.threshold.power);
                object["tail"] = alike.approach.spec().into();
                object["power"] = json!(arguments.power);
                if let Some(restarts) = &alike.restarts {
                    object["restart"] = restarts.object();
                }
                arguments.crowd.add_to(object, &alike.crowd, arguments.power, &alike.approach);
                for row in object["rows"].as_array_mut().into_iter().flatten() {
                    crowd::add_to_row(row, &alike.crowd, alike.restarts.is_some());
                }
            }
            Self::Listed(task) => {
                object["steps"] = kinds(task);
                object["tail_index"] = json::number(weakest(task));
            }
        }
    }

    /// What is said above the table.
    pub(super) fn words(&self, arguments: &Arguments, lengths: &[u64]) -> String {
        match self {
            Self::Alike(alike) => format!(
                "step: {}; Q* = {}\n{}{}{}",
                crowd::in_words(&arguments.crowd, arguments.power, &alike.approach),
                words::short(alike.threshold.power),
                alike.restarts.as_ref().map_or_else(String::new, Restarting::words),
                crowd::notes(&alike.crowd, arguments.power, &alike.approach),
                crowd::not_done(&alike.crowd, alike.restarts.is_some(), lengths),
            ),
            Self::Listed(task) => {
                let index = weakest(task);
                let mean = if index > 1.0 { "finite" } else { "infinite" };
                format!("task: {task}; tail index {} by its weakest step: the mean is {mean}\n", words::short(index))
            }
        }
    }
}

/// The kinds of steps as a list.
fn kinds(task: &Task) -> Value {
    task.groups().iter().map(|group| json!({"count": group.count, "step": group.step.spec()})).collect()
}

/// The tail index of the total: the least of those of the steps.
fn weakest(task: &Task) -> f64 {
    task.groups().iter().map(|group| group.step.tail_class().tail_index()).fold(f64::INFINITY, f64::min)
}
