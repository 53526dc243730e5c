//! `goodhart steps`: the total time of a task of n serial steps, each taken by the fastest of Q approaches.
//!
//! Exact where the law of the total is known, with errors; simulated where it is not or where that is asked for, with
//! distribution-free bands.

mod asked;
mod exact;
mod listed;
mod restart;
mod sampled;
mod shown;
mod simulated;

use super::{
    answer::{Answer, Failure, Outcome},
    crowd, journal,
    kept::{self, KeptBand, KeptEstimate, KeptMoment},
    session::Session,
    sweep::{JournalFlag, Sweep, Work},
    typed::{self, Probability},
};
use crate::{claim::Band, num::Estimate, sample::Arithmetic, tail::Moment};
use asked::Asked;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// The total time T of n serial steps: mean, variance, quantiles, P(T <= c n), E[1/T] and E[ln T]
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the time that one approach takes
    #[arg(long, value_name = "SPEC", required_unless_present = "step_laws")]
    tail: Option<String>,
    /// How many approaches are known; the fastest is taken
    #[arg(long, value_name = "Q", value_parser = typed::positive, required_unless_present_any = ["count", "step_laws"])]
    power: Option<f64>,
    #[command(flatten)]
    crowd: crowd::Flags,
    #[command(flatten)]
    restart: restart::Given,
    /// Steps of several kinds instead, a kind a line: `COUNT, POWER, SPEC`; n is then how often the list is gone through [default: once]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tail", "power", "count", "correlation", "restart"])]
    step_laws: Option<PathBuf>,
    /// Numbers of steps
    #[arg(long, value_name = "N[,N...]", required_unless_present = "step_laws", value_delimiter = ',', value_parser = typed::count)]
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
    /// Simulate so many tasks [default: as many as the effort allows, a million at most]; more than a million are counted and not kept
    #[arg(long, value_name = "N", value_parser = typed::count)]
    tasks: Option<u64>,
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
    /// That it is a mean that diverges.
    Diverging(#[serde(with = "KeptMoment")] Moment),
    /// Nothing, and why.
    Nothing(String),
}

/// `P(T <= c n)` from both sides.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Chance {
    /// The logarithms of it, of its complement and of the density of T there, and the rate at which the first falls with n.
    Logs {
        #[serde(with = "KeptEstimate")]
        ln_cdf: Estimate,
        #[serde(with = "KeptEstimate")]
        ln_sf: Estimate,
        #[serde(with = "KeptEstimate")]
        ln_pdf: Estimate,
        #[serde(with = "KeptEstimate")]
        rate: Estimate,
    },
    /// So many of the tasks, and the band of the share.
    Share {
        hits: u64,
        tasks: u64,
        #[serde(with = "KeptBand")]
        band: Band,
        /// `P(T > c n)` where so few tasks are beyond that counting them tells little.
        far: Option<Far>,
    },
    /// Nothing, and why.
    Nothing(String),
}

/// An estimate from weighted draws.
#[derive(Serialize, Deserialize)]
struct Far {
    /// Its logarithm, and the standard error of the chance over its value.
    #[serde(with = "KeptEstimate")]
    ln_sf: Estimate,
    /// How it was drawn.
    route: String,
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
    let asked = Asked::of(arguments, session)?;
    let lengths = if arguments.n.is_empty() { vec![1] } else { arguments.n.clone() };
    let row = |&n: &u64, work: &Work<'_>| asked.row(n, arguments, session, work);
    let sweep = Sweep::new(&arguments.journal, lengths.len(), || head(arguments, &asked, session))?;
    let rows = sweep.rows(&lengths, |n| format!("n = {n}"), row)?;
    let mut json = json!({"rows": rows.iter().map(|row| shown::object(row, arguments)).collect::<Vec<Value>>()});
    asked.add_to(&mut json, arguments);
    let text = format!(
        "{}\n{}{}",
        asked.words(arguments, &lengths),
        shown::table(&rows, arguments),
        shown::notes(&rows, arguments)
    );
    let refused = rows.iter().filter(|row| row.refuses()).count();
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

/// All that decides a row beside n.
fn head(arguments: &Arguments, asked: &Asked, session: &Session) -> Map<String, Value> {
    let levels = |levels: &[Probability]| levels.iter().map(|p| p.text.as_str()).collect::<Value>();
    let deciding = [
        ("quantiles", levels(&arguments.quantiles)),
        ("upper", levels(&arguments.upper)),
        ("within", arguments.within.iter().map(|&c| kept::text(c)).collect()),
        ("simulate", json!(arguments.simulate)),
        ("tasks", json!(arguments.tasks)),
        ("seed", json!(session.settings.seed)),
        ("effort", json!(session.settings.effort.name())),
        ("fast", json!(session.settings.arithmetic == Arithmetic::Fused)),
    ];
    journal::head("steps", asked.deciding(arguments).into_iter().chain(deciding))
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
