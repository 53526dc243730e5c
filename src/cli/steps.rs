//! `goodhart steps`: the total time of a task of n serial steps, each taken by the fastest of Q approaches.
//!
//! Exact where the law of the total is known, with errors; simulated where it is not or where that is asked for, with
//! distribution-free bands.

mod exact;
mod restart;
mod shown;
mod simulated;

use super::{
    answer::{Answer, Failure, Outcome},
    journal, json,
    kept::{self, KeptBand, KeptEstimate, KeptMoment},
    session::Session,
    sweep::{JournalFlag, Sweep, Work},
    typed::{self, Probability},
    words,
};
use crate::{
    claim::Band,
    expect::total::Total,
    model::threshold,
    num::Estimate,
    tail::{Law, Moment, made::min_of},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The total time T of n serial steps: mean, variance, quantiles, P(T <= c n), E[1/T] and E[ln T]
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the time that one approach takes
    #[arg(long, value_name = "SPEC")]
    tail: String,
    /// How many approaches are known; the fastest is taken
    #[arg(long, value_name = "Q", value_parser = typed::positive)]
    power: f64,
    /// Numbers of steps
    #[arg(long, value_name = "N[,N...]", required = true, value_delimiter = ',', value_parser = typed::count)]
    n: Vec<u64>,
    /// Levels of the quantiles
    #[arg(long, value_name = "P[,P...]", value_delimiter = ',', value_parser = typed::probability, default_value = "0.1,0.5,0.9")]
    quantiles: Vec<Probability>,
    /// Survival levels of upper quantiles
    #[arg(long, value_name = "P[,P...]", value_delimiter = ',', value_parser = typed::probability)]
    upper: Vec<Probability>,
    /// Budgets c of time per step
    #[arg(long, value_name = "C[,C...]", value_delimiter = ',', value_parser = typed::positive)]
    within: Vec<f64>,
    #[command(flatten)]
    restart: restart::Given,
    /// Simulate also where the law of the total is known
    #[arg(long)]
    simulate: bool,
    #[command(flatten)]
    journal: JournalFlag,
}

/// What is known of one number.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cell {
    /// It, with an error bound.
    Known(#[serde(with = "KeptEstimate")] Estimate),
    /// A band that holds it but for a small chance.
    Between(#[serde(with = "KeptBand")] Band),
    /// Plus infinity.
    Infinite,
    /// Nothing, and why.
    Nothing(String),
}

/// `P(T <= c n)` from both sides.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Chance {
    /// The logarithms of it and of its complement, and the rate at which the former falls with n.
    Logs {
        #[serde(with = "KeptEstimate")]
        ln_cdf: Estimate,
        #[serde(with = "KeptEstimate")]
        ln_sf: Estimate,
        #[serde(with = "KeptEstimate")]
        rate: Estimate,
    },
    /// So many of the tasks, and the band of the share.
    Share {
        hits: u64,
        tasks: u64,
        #[serde(with = "KeptBand")]
        band: Band,
    },
    /// Nothing, and why.
    Nothing(String),
}

/// One n.
#[derive(Serialize, Deserialize)]
struct Row {
    n: u64,
    #[serde(with = "KeptMoment")]
    mean: Moment,
    #[serde(with = "KeptMoment")]
    variance: Moment,
    quantiles: Vec<Cell>,
    upper: Vec<Cell>,
    within: Vec<Chance>,
    mean_inverse: Cell,
    mean_ln: Cell,
    /// How many tasks were simulated.
    tasks: Option<u64>,
    /// How the law was had.
    route: String,
    /// Why it is simulated though it was to be exact.
    not_exact: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let approach = session.law("--tail", &arguments.tail)?;
    let plain = min_of(arguments.power, &approach).map_err(Failure)?;
    let restarts = arguments.restart.of(&plain)?;
    let step = restarts.as_ref().map_or(&plain, |restarts| restarts.step()).clone();
    let row = |&n: &u64, work: &Work<'_>| {
        if let Some(row) = restarts.as_ref().and_then(|restarts| restarts.row(n, arguments, session)) {
            return row;
        }
        if arguments.simulate {
            return simulated::row(n, &step, arguments, session, work);
        }
        match Total::of(&step, n) {
            Ok(total) => exact::row(&total, &step, n, arguments),
            Err(why) => {
                let row = simulated::row(n, &step, arguments, session, work);
                Row { not_exact: Some(why.to_string()), ..row }
            }
        }
    };
    let sweep =
        Sweep::new(&arguments.journal, arguments.n.len(), || head(arguments, &approach, restarts.as_ref(), session))?;
    let rows = sweep.rows(&arguments.n, |n| format!("n = {n}"), row)?;
    let found = threshold(&approach);
    let mut json = json!({
        "rows": rows.iter().map(|row| shown::object(row, arguments)).collect::<Vec<Value>>(),
        "threshold": json::number(found.power),
        "tail": approach.spec(),
        "power": arguments.power,
    });
    if let Some(restarts) = &restarts {
        json["restart"] = restarts.object();
    }
    let text = format!(
        "step: the fastest of {} approaches, each {approach}; Q* = {}\n{}\n{}{}",
        words::number(arguments.power),
        words::short(found.power),
        restarts.as_ref().map_or_else(String::new, |restarts| restarts.words()),
        shown::table(&rows, arguments),
        shown::notes(&rows, arguments)
    );
    let refused = rows.iter().filter(|row| row.refuses()).count();
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

/// All that decides a row beside n.
fn head(
    arguments: &Arguments,
    approach: &Law,
    restarts: Option<&restart::Restarting>,
    session: &Session,
) -> Map<String, Value> {
    let levels = |levels: &[Probability]| levels.iter().map(|p| p.text.as_str()).collect::<Value>();
    let deciding = [
        ("tail", json!(approach.spec())),
        ("mark_of_tail", json!(journal::mark(approach))),
        ("power", json!(kept::text(arguments.power))),
        ("restart", restarts.map_or(Value::Null, restart::Restarting::object)),
        ("quantiles", levels(&arguments.quantiles)),
        ("upper", levels(&arguments.upper)),
        ("within", arguments.within.iter().map(|&c| kept::text(c)).collect()),
        ("simulate", json!(arguments.simulate)),
        ("seed", json!(session.settings.seed)),
        ("effort", json!(session.settings.effort.name())),
    ];
    journal::head("steps", deciding)
}

impl Row {
    /// The reasons why numbers are missing that an exact route could have given.
    fn reasons(&self) -> impl Iterator<Item = &String> {
        let cells = self.quantiles.iter().chain(&self.upper).chain([&self.mean_inverse, &self.mean_ln]);
        let of_cells = cells.filter_map(|cell| if let Cell::Nothing(why) = cell { Some(why) } else { None });
        of_cells.chain(self.within.iter().filter_map(|c| if let Chance::Nothing(why) = c { Some(why) } else { None }))
    }

    /// Whether nothing at all is known of the law.
    fn refuses(&self) -> bool {
        let known = |cell: &Cell| !matches!(cell, Cell::Nothing(_));
        let asked = self.quantiles.len() + self.upper.len() > 0;
        asked && !self.quantiles.iter().chain(&self.upper).any(known)
    }
}
