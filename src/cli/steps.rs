//! `goodhart steps`: the total time of a task of n serial steps, each taken by the fastest of Q approaches.
//!
//! Exact where the law of the total is known, with errors; simulated where it is not or where that is asked for, with
//! distribution-free bands.

mod exact;
mod shown;
mod simulated;

use super::{
    answer::{Answer, Failure, Outcome},
    crowd, json,
    session::Session,
    typed::{self, Probability},
    words,
};
use crate::{claim::Band, expect::total::Total, num::Estimate, tail::Moment};
use serde_json::{Value, json};

/// The total time T of n serial steps: mean, variance, quantiles, P(T <= c n), E[1/T] and E[ln T]
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the time that one approach takes
    #[arg(long, value_name = "SPEC")]
    tail: String,
    /// How many approaches are known; the fastest is taken
    #[arg(long, value_name = "Q", value_parser = typed::positive, required_unless_present = "count")]
    power: Option<f64>,
    #[command(flatten)]
    crowd: crowd::Flags,
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
    /// Simulate also where the law of the total is known
    #[arg(long)]
    simulate: bool,
}

/// What is known of one number.
enum Cell {
    /// It, with an error bound.
    Known(Estimate),
    /// A band that holds it but for a small chance.
    Between(Band),
    /// Plus infinity.
    Infinite,
    /// Nothing, and why.
    Nothing(String),
}

/// `P(T <= c n)` from both sides.
enum Chance {
    /// The logarithms of it and of its complement, and the rate at which the former falls with n.
    Logs { ln_cdf: Estimate, ln_sf: Estimate, rate: Estimate },
    /// So many of the tasks, and the band of the share.
    Share { hits: u64, tasks: u64, band: Band },
    /// Nothing, and why.
    Nothing(String),
}

/// One n.
struct Row {
    n: u64,
    mean: Moment,
    variance: Moment,
    quantiles: Vec<Cell>,
    upper: Vec<Cell>,
    within: Vec<Chance>,
    mean_inverse: Cell,
    mean_ln: Cell,
    /// How many tasks were simulated.
    tasks: Option<u64>,
    /// How the law was had.
    route: &'static str,
    /// Why it is simulated though it was to be exact.
    not_exact: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let approach = session.law("--tail", &arguments.tail)?;
    let crowd = arguments.crowd.crowd(session)?;
    let step = crowd.step(arguments.power.unwrap_or(1.0), &approach).map_err(Failure)?;
    let row = |&n: &u64| {
        if arguments.simulate {
            return simulated::row(n, &step, arguments, session);
        }
        match Total::of(&step, n) {
            Ok(total) => Ok(exact::row(&total, &step, n, arguments)),
            Err(why) => {
                let row = simulated::row(n, &step, arguments, session)?;
                Ok(Row { not_exact: Some(why.to_string()), ..row })
            }
        }
    };
    let rows = arguments.n.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let found = crowd.threshold(&approach);
    let mut json = json!({
        "rows": rows.iter().map(|row| shown::object(row, arguments)).collect::<Vec<Value>>(),
        "threshold": json::number(found.power),
        "tail": approach.spec(),
        "power": arguments.power,
    });
    arguments.crowd.add_to(&mut json, &crowd, arguments.power, &approach);
    for row in json["rows"].as_array_mut().into_iter().flatten() {
        crowd::add_to_row(row, &crowd);
    }
    let text = format!(
        "step: {}; Q* = {}\n{}\n{}{}",
        crowd::in_words(&arguments.crowd, arguments.power, &approach),
        words::short(found.power),
        crowd::notes(&crowd, arguments.power, &approach, &arguments.n),
        shown::table(&rows, arguments),
        shown::notes(&rows, arguments)
    );
    let refused = rows.iter().filter(|row| row.refuses()).count();
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
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
