//! `goodhart tilt`: the most that the mean of the proxy can be at a divergence from the base, and what V and X are worth there.

mod ball;
mod divergence;
mod general;
mod named;
mod raised;
mod valuing;

use self::{divergence::Divergence, named::Named, valuing::Valuing};
use super::{
    answer::{Answer, Failure, Outcome},
    json,
    parts::{Parts, Specs},
    session::Session,
    typed, words,
};
use crate::{
    expect::{
        Refusal,
        value_function::{Optimum, most},
    },
    tail::Moment,
};
use serde_json::{Value, json};

/// The most that the mean of U = V + X can be when a divergence from the base is at most d: the policy that attains it, and the means of V and X under it
#[derive(Clone, Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("allowed").args(["kl", "budget"]).required(true))]
pub struct Arguments {
    #[command(flatten)]
    specs: Specs,
    /// The KL divergences allowed, in nats, each at least 0; short for --divergence kl --budget
    #[arg(long, value_name = "D[,D...]", conflicts_with = "divergence", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::at_least_zero)]
    kl: Vec<f64>,
    /// The divergence that is bounded: kl, chi2, renyi(P) of an order P above 1, max-ratio, the largest density ratio; tv, hellinger,
    /// js, reverse-kl, power(P) of Cressie and Read, or kl-power(B), of order w (ln w)^B
    #[arg(long, value_name = "NAME", default_value = "kl", value_parser = named::parse)]
    divergence: Named,
    /// What is allowed of it: nats for kl, renyi, js and reverse-kl, a ratio of at least 1 for max-ratio, otherwise the number itself, with
    /// 1 the most for tv and hellinger, (sqrt(w)-1)^2/2 on average
    #[arg(long, value_name = "B[,B...]", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::at_least_zero)]
    budget: Vec<f64>,
    /// For KL also the policies that only raise the mass of U >= T, as far as each divergence allows
    #[arg(long, value_name = "T[,T...]", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::finite)]
    threshold: Vec<f64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let parts = arguments.specs.parts(session)?;
    let (divergence, budgets) = (arguments.divergence, [&arguments.kl[..], &arguments.budget].concat());
    budgets.iter().try_for_each(|&budget| divergence.checked(budget)).map_err(Failure)?;
    match divergence {
        Named::Plain(Divergence::Kl) => by_kl(&parts, &budgets, &arguments.threshold),
        Named::Plain(divergence) if arguments.threshold.is_empty() => ball::run(&parts, divergence, &budgets),
        Named::General(divergence) if arguments.threshold.is_empty() => general::run(&parts, divergence, &budgets),
        _ => Err(Failure(format!("--threshold goes with KL only, not with --divergence {}", divergence.name()))),
    }
}

/// The value function of KL, and the policies that raise the mass above thresholds.
fn by_kl(parts: &Parts, divergences: &[f64], thresholds: &[f64]) -> Result<Answer, Failure> {
    let mut function = Valuing::by(parts)?;
    let rows: Vec<_> = divergences.iter().map(|&kl| (kl, function.at(kl))).collect();
    let bounds: Vec<_> = divergences.iter().map(|&kl| most(parts.value(), kl)).collect();
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let heads = ["KL (nats)", "sup E[U]", "E[V]", "E[X]", "rate", "attained", "any E[V] at most"];
    let rows_and_bounds = || rows.iter().zip(&bounds).map(|((kl, row), bound)| (*kl, row, bound));
    let table = words::table(&heads, &rows_and_bounds().map(cells).collect::<Vec<_>>());
    let refusals = words::refusals("KL", &rows);
    let edge = function.edge();
    let (phase, rule) = function.phase();
    let beyond =
        edge.map_or(String::new(), |edge| format!("\nno policy attains it beyond {} nats", words::estimate(edge)));
    let text = format!("{}\n\n{table}{refusals}\nphase: {phase}{beyond}\nrule: {rule}\n", parts.in_words());
    let mut json = json!({
        "rows": rows_and_bounds().map(object).collect::<Vec<_>>(),
        "phase": phase,
        "rule": rule,
        "edge": edge.map_or(Value::Null, |edge| json::number(edge.value)),
    });
    parts.describe(&mut json);
    let answer = Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) };
    Ok(if thresholds.is_empty() {
        answer
    } else {
        with_raised(answer, (refused, rows.len()), &function, divergences, thresholds)
    })
}

/// An answer with the policies that raise the mass above thresholds.
fn with_raised(
    mut answer: Answer,
    (refused, rows): (usize, usize),
    function: &Valuing,
    divergences: &[f64],
    thresholds: &[f64],
) -> Answer {
    let added = raised::run(function, thresholds, divergences);
    answer.text += &added.text;
    answer.json["raised"] = added.json;
    answer.outcome = Outcome::of_refusals(refused + added.refused, rows + added.rows);
    answer
}

/// A divergence, the optimum there, and the most that the mean of V can be under any policy.
type Row<'a> = (f64, &'a Result<Optimum, Refusal>, &'a Result<Moment, Refusal>);

fn cells((kl, row, bound): Row<'_>) -> Vec<String> {
    let open = |mean: Option<Moment>| mean.map_or("open".into(), words::moment);
    let mut cells = vec![words::number(kl)];
    match row {
        Ok(best) => cells.extend([
            words::moment(best.mean_u),
            open(best.mean_v),
            open(best.mean_x),
            if best.rate.is_nan() { "open".into() } else { words::short(best.rate) },
            if best.attained { "yes" } else { "no" }.to_string(),
        ]),
        Err(_) => cells.extend((0..5).map(|_| "refused".to_string())),
    }
    cells.push(bound.as_ref().map_or("refused".into(), |most| words::moment(*most)));
    cells
}

fn object((kl, row, bound): Row<'_>) -> Value {
    let open = |mean: Option<Moment>| mean.map_or(Value::Null, json::moment);
    let mut object = match row {
        Ok(best) => json!({
            "kl": json::number(kl),
            "mean_u": json::moment(best.mean_u),
            "mean_v": open(best.mean_v),
            "mean_x": open(best.mean_x),
            "lambda": json::number(best.rate),
            "attained": best.attained,
            "lambda_error": json::number(best.rate_error),
            "mean_u_error": json::moment_error(best.mean_u),
            "mean_v_error": best.mean_v.map_or(Value::Null, json::moment_error),
            "mean_x_error": best.mean_x.map_or(Value::Null, json::moment_error),
        }),
        Err(why) => json!({
            "kl": json::number(kl), "mean_u": null, "mean_v": null, "mean_x": null, "lambda": null, "attained": null,
            "refused": why.to_string(),
        }),
    };
    object["mean_v_most"] = bound.as_ref().map_or(Value::Null, |most| json::moment(*most));
    object["mean_v_most_error"] = bound.as_ref().map_or(Value::Null, |most| json::moment_error(*most));
    object
}
