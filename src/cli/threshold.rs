//! `goodhart threshold`: the critical power of a law of approach times.

use super::{
    answer::{Answer, Failure, Outcome},
    crowd, journal, json,
    kept::{self, KeptMoment},
    session::Session,
    sweep::{JournalFlag, Sweep},
    typed, words,
};
use crate::{
    expect::{Refusal, steps::step_mean},
    model::{Crowd, Threshold, moment_threshold},
    tail::{Law, Moment},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The critical power Q* of a tail: with more approaches than that the fastest has a finite mean time
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the time that one approach takes
    #[arg(long, value_name = "SPEC")]
    tail: String,
    /// Powers at which to give the mean time of the fastest approach
    #[arg(long, value_name = "Q[,Q...]", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::positive)]
    power: Vec<f64>,
    #[command(flatten)]
    crowd: crowd::Flags,
    #[command(flatten)]
    journal: JournalFlag,
}

/// The mean time of the fastest at one power, as a journal keeps it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Row {
    Mean(#[serde(with = "KeptMoment")] Moment),
    Refused(String),
}

/// Powers with the mean times there.
type Rows = Vec<(f64, Result<Moment, Refusal>)>;

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let law = session.law("--tail", &arguments.tail)?;
    let crowd = arguments.crowd.crowd(session)?;
    let found = crowd.threshold(&law);
    let at_threshold = found.finite_at.map(|finite| match finite {
        true => mean_of(&crowd, found.power, &law).unwrap_or(Moment::Undefined),
        false => Moment::Infinite,
    });
    let rows = means(arguments, &crowd, &law)?;
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let mut json = json!({
        "threshold": json::number(found.power),
        "mean_at_threshold": at_threshold.map_or(Value::Null, json::moment),
        "rule": found.rule,
        "rows": rows.iter().map(|(power, row)| object(*power, row)).collect::<Vec<_>>(),
        "tail": law.spec(),
        "moments": ladder_of(&crowd).iter().map(|&order| moment(&law, order)).collect::<Vec<_>>(),
    });
    arguments.crowd.add_to(&mut json, &crowd, None, &law);
    let mut text = in_words(&law, &found, at_threshold, &rows, &crowd);
    text.push_str(&crowd::notes(&crowd, None, &law));
    text.push_str(&crowd::not_done(&crowd, false, &[]));
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

/// The mean time of the fastest of a crowd of this power.
fn mean_of(crowd: &Crowd, power: f64, law: &Law) -> Result<Moment, Refusal> {
    crowd.step(power, law).map(|step| step.mean()).map_err(Refusal)
}

/// The mean time of the fastest at each power.
fn means(arguments: &Arguments, crowd: &Crowd, law: &Law) -> Result<Rows, Failure> {
    // A random number of approaches is all there is to ask for.
    let powers = if let Crowd::Counted(count) = crowd { vec![count.mean()] } else { arguments.power.clone() };
    let crowded = arguments.crowd.deciding();
    let deciding =
        || [("tail", json!(law.spec())), ("mark_of_tail", json!(journal::mark(law))), ("crowd", json!(crowded))];
    let sweep = Sweep::new(&arguments.journal, powers.len(), || journal::head("threshold", deciding()))?;
    let name = |power: &f64| format!("Q = {}", kept::text(*power));
    let row = |power: &f64| mean_of(crowd, *power, law).map_or_else(|Refusal(why)| Row::Refused(why), Row::Mean);
    let rows = sweep.rows(&powers, name, |power, _| row(power))?;
    let found = rows.into_iter().map(|row| match row {
        Row::Mean(mean) => Ok(mean),
        Row::Refused(why) => Err(Refusal(why)),
    });
    Ok(powers.iter().copied().zip(found).collect())
}

/// The mean time at exactly the critical power; none where that is 0 or infinite.
pub(super) fn mean_at(law: &Law, found: &Threshold) -> Option<Moment> {
    match found.finite_at? {
        false => Some(Moment::Infinite),
        true => Some(step_mean(law, found.power).unwrap_or(Moment::Undefined)),
    }
}

/// The critical power and what happens at it, in words.
pub(super) fn power_in_words(found: &Threshold, at_threshold: Option<Moment>) -> String {
    match (found.power, at_threshold) {
        (0.0, _) => "0: the mean is finite at every power".into(),
        (f64::INFINITY, _) => "inf: the mean is finite at no power".into(),
        (power, None) => words::number(power),
        (power, Some(mean)) => format!("{}, where the mean is {}", words::short(power), words::moment(mean)),
    }
}

/// Orders of moments whose thresholds are told.
const LADDER: [f64; 4] = [1.0, 2.0, 3.0, 4.0];

/// Those of them whose thresholds are known: all for independent approaches.
fn ladder_of(crowd: &Crowd) -> &'static [f64] {
    if let Crowd::Independent = crowd { &LADDER } else { &[] }
}

/// Above which power a moment is finite.
fn moment(law: &Law, order: f64) -> Value {
    json!({"order": order, "threshold": json::number(moment_threshold(law, order))})
}

/// The ladder of moments in one line; nothing where all are finite at every power or none at any.
fn ladder(law: &Law) -> String {
    let rungs = LADDER.map(|order| moment_threshold(law, order));
    if rungs[0] == 0.0 || rungs[0].is_infinite() {
        return String::new();
    }
    let rungs = LADDER.iter().zip(rungs).map(|(order, power)| format!("{} (order {order})", words::short(power)));
    format!("moments of the fastest are finite above Q = {}\n", rungs.collect::<Vec<_>>().join(", "))
}

fn in_words(law: &Law, found: &Threshold, at: Option<Moment>, rows: &Rows, crowd: &Crowd) -> String {
    // The ladder is that of independent approaches.
    let ladder = if let Crowd::Independent = crowd { ladder(law) } else { String::new() };
    let mut text = format!("tail {law}\nQ* = {}\nrule: {}\n{ladder}", power_in_words(found, at), found.rule);
    if !rows.is_empty() {
        let cell = |row: &Result<Moment, Refusal>| match row {
            Ok(mean) => words::moment(*mean),
            Err(why) => format!("refused: {why}"),
        };
        let cells: Vec<_> = rows.iter().map(|(power, row)| vec![words::number(*power), cell(row)]).collect();
        let heads = if let Crowd::Counted(_) = crowd { ["E[K]", "E[fastest of K]"] } else { ["Q", "E[fastest of Q]"] };
        text.push_str(&format!("\n{}", words::table(&heads, &cells)));
    }
    text
}

fn object(power: f64, row: &Result<Moment, Refusal>) -> Value {
    match row {
        Ok(mean) => json!({
            "power": json::number(power), "mean": json::moment(*mean), "mean_error": json::moment_error(*mean),
        }),
        Err(why) => json!({"power": json::number(power), "mean": null, "refused": why.to_string()}),
    }
}
