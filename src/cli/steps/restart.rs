//! `goodhart steps --restart`: approaches that are given up, at a cutoff or by Luby's sequence, and begun afresh.
//!
//! Refuses: the best cutoff where no cutoff is best.

use super::{Arguments, Failure, Row, Session, Work, sampled::Sampled, simulated};
use crate::{
    cli::{json, typed, words},
    expect::{
        Refusal,
        restart::{Luby, Policy, best},
    },
    num::Estimate,
    sample::restart::luby_tasks,
    tail::{Law, Moment, made::restarted},
};
use serde_json::{Value, json};

/// How approaches are given up.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Given {
    /// Give an approach up and begin a fresh one: at a cutoff TAU, at the best cutoff, or by Luby's sequence in units of U (1 if left out)
    #[arg(long, value_name = "TAU|optimal|luby[:U]", value_parser = way)]
    restart: Option<Way>,
}

/// When an approach is given up.
#[derive(Clone, Debug, PartialEq)]
enum Way {
    At(f64),
    Optimal,
    /// After the terms of Luby's sequence times this.
    Luby(f64),
}

fn way(text: &str) -> Result<Way, String> {
    match text.trim() {
        "optimal" => Ok(Way::Optimal),
        "luby" => Ok(Way::Luby(1.0)),
        other => match other.strip_prefix("luby:") {
            Some(unit) => typed::positive(unit).map(Way::Luby),
            None => typed::positive(other).map(Way::At).map_err(|why| format!("{why}, or optimal, or luby[:U]")),
        },
    }
}

/// The steps of a mind that gives up.
pub(super) struct Restarting {
    way: Way,
    /// The law of a step: with restarts at the cutoff, or of one approach for Luby's sequence.
    step: Law,
    /// The cutoff; infinite where it is best never to give up.
    cutoff: Estimate,
    cost: Estimate,
    variance: Moment,
    without: Moment,
    /// How many approaches a step takes by Luby's sequence, at most.
    approaches: u64,
}

impl Given {
    /// What it makes of the attempts at a step; none if approaches are not given up.
    pub(super) fn of(&self, attempt: impl FnOnce() -> Result<Law, Failure>) -> Result<Option<Restarting>, Failure> {
        self.restart.as_ref().map(|way| Restarting::new(way.clone(), &attempt()?)).transpose()
    }
}

impl Restarting {
    fn new(way: Way, plain: &Law) -> Result<Self, Failure> {
        let fail = |why: Refusal| Failure(format!("--restart: {why}"));
        match way {
            Way::At(cutoff) => Self::fixed(way, Estimate::new(cutoff, 0.0), plain),
            Way::Optimal => {
                let best = best(plain).map_err(fail)?;
                match best.policy {
                    Policy::At(cutoff) => Self::fixed(way, cutoff, plain),
                    Policy::Never => Self::fixed(way, Estimate::new(f64::INFINITY, 0.0), plain),
                    Policy::Vanishing => Err(Failure(format!(
                        "--restart optimal: no cutoff is best: the mean time falls to {} as the cutoff shrinks to 0, and no cutoff attains it",
                        words::estimate(best.cost)
                    ))),
                }
            }
            Way::Luby(unit) => {
                let luby = Luby::new(plain, unit).map_err(fail)?;
                let approaches = (luby.cost.value / luby.blocks[0].spent.value).ceil() as u64;
                let (cost, variance) = (luby.cost, Moment::Finite(luby.variance));
                let cutoff = Estimate::new(unit, 0.0);
                Ok(Self { way, step: plain.clone(), cutoff, cost, variance, without: plain.mean(), approaches })
            }
        }
    }

    fn fixed(way: Way, cutoff: Estimate, plain: &Law) -> Result<Self, Failure> {
        let step = match cutoff.value {
            f64::INFINITY => plain.clone(),
            at => restarted(at, plain).map_err(|why| Failure(format!("--restart: {why}")))?,
        };
        let cost = step.mean().finite().ok_or_else(|| Failure(format!("--restart: {step} has no finite mean")))?;
        let variance = step.variance();
        Ok(Self { way, step, cutoff, cost, variance, without: plain.mean(), approaches: 1 })
    }

    /// The law of a step; that of one approach for Luby's sequence.
    pub(super) fn step(&self) -> &Law {
        &self.step
    }

    /// The row of n steps, if their law is not that of [`Restarting::step`] but is to be simulated.
    pub(super) fn row(&self, n: u64, arguments: &Arguments, session: &Session, work: &Work<'_>) -> Option<Row> {
        let Way::Luby(unit) = self.way else { return None };
        let total = |moment: Moment| moment.map(|one| one.scaled(n as f64));
        let moments = [Moment::Finite(self.cost), self.variance].map(total);
        let count = match simulated::tasks(n, self.approaches, arguments, session) {
            Ok(count) => count,
            Err(why) => return Some(simulated::none(n, moments, arguments, &why)),
        };
        let source = session.source("steps", &format!("luby({unit}) {} x {n}", self.step));
        let tasks = luby_tasks(&*self.step, unit, self.approaches, [n, count], &source);
        let sample = Sampled::of(&tasks, count, n, arguments, work);
        Some(simulated::of_sample(&sample, n, moments, self.step.support().low, arguments))
    }

    /// As one object.
    pub(super) fn object(&self) -> Value {
        let way = match self.way {
            Way::At(_) => "fixed",
            Way::Optimal => "optimal",
            Way::Luby(_) => "luby",
        };
        let luby = matches!(self.way, Way::Luby(_));
        let mut object = json!({
            "way": way,
            "cutoff": if luby { Value::Null } else { json::number(self.cutoff.value) },
            "cutoff_error": if luby { Value::Null } else { json::number(self.cutoff.error) },
            "cost": json::number(self.cost.value),
            "cost_error": json::number(self.cost.error),
            "without": json::moment(self.without),
        });
        if let Way::Luby(unit) = self.way {
            object["unit"] = json::number(unit);
        }
        object
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let (cost, without) = (words::estimate(self.cost), words::moment(self.without));
        match self.way {
            Way::Luby(unit) => format!(
                "given up after {} times 1, 1, 2, 1, 1, 2, 4, ... and begun afresh: {cost} a step on average, {without} without\n",
                words::number(unit)
            ),
            Way::Optimal if self.cutoff.value == f64::INFINITY => {
                format!("best never given up: no cutoff gains one part in 1e12 of the {cost} a step without restarts\n")
            }
            _ => {
                let best = if self.way == Way::Optimal { ", the best cutoff" } else { "" };
                let cutoff = words::estimate(self.cutoff);
                format!("given up at {cutoff}{best}, and begun afresh: {cost} a step on average, {without} without\n")
            }
        }
    }
}
