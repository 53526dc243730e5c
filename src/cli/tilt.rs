//! `goodhart tilt`: the most that the mean of the proxy can be at a KL divergence, and what V and X are worth there.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    session::Session,
    typed, words,
};
use crate::{
    expect::{
        Refusal,
        value_function::{Optimum, ValueFunction},
    },
    model::Phase,
    tail::Moment,
};
use serde_json::{Value, json};

/// The most that the mean of U = V + X can be when the KL divergence from the base is at most d: the rate of the tilt that attains it, and the means of V and X under it
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the true value V
    #[arg(long, value_name = "SPEC")]
    value: String,
    /// The law of the error X
    #[arg(long, value_name = "SPEC")]
    error: String,
    /// The divergences allowed, in nats, each at least 0
    #[arg(long, value_name = "D[,D...]", required = true, value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::at_least_zero)]
    kl: Vec<f64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let proxy = session.proxy(&arguments.value, &arguments.error)?;
    let function = ValueFunction::new(&proxy).map_err(|why| Failure(why.to_string()))?;
    let rows: Vec<_> = arguments.kl.iter().map(|&kl| (kl, function.at(kl))).collect();
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let heads = ["KL (nats)", "sup E[U]", "E[V]", "E[X]", "rate", "attained"];
    let table = words::table(&heads, &rows.iter().map(|(kl, row)| cells(*kl, row)).collect::<Vec<_>>());
    let refusals = words::refusals("KL", &rows);
    let phased = function.phase();
    let (name, edge) = (name(&phased.phase), function.edge());
    let beyond =
        edge.map_or(String::new(), |edge| format!("\nno policy attains it beyond {} nats", words::estimate(edge)));
    let text = format!(
        "V ~ {}, X ~ {}, U = V + X\n\n{table}{refusals}\nphase: {name}{beyond}\nrule: {}\n",
        proxy.value, proxy.error, phased.rule
    );
    let json = json!({
        "rows": rows.iter().map(|(kl, row)| object(*kl, row)).collect::<Vec<_>>(),
        "phase": name,
        "rule": phased.rule,
        "edge": edge.map_or(Value::Null, |edge| json::number(edge.value)),
        "value": proxy.value.spec(),
        "error": proxy.error.spec(),
    });
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

/// The phase in a word.
fn name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Unbounded => "unbounded",
        Phase::Tilt { .. } => "tilt",
        Phase::Escape { .. } => "escape",
    }
}

fn cells(kl: f64, row: &Result<Optimum, Refusal>) -> Vec<String> {
    let open = |mean: Option<Moment>| mean.map_or("open".into(), words::moment);
    let mut cells = vec![words::number(kl)];
    match row {
        Ok(best) => cells.extend([
            words::moment(best.mean_u),
            open(best.mean_v),
            open(best.mean_x),
            words::short(best.rate),
            if best.attained { "yes" } else { "no" }.to_string(),
        ]),
        Err(_) => cells.extend((0..5).map(|_| "refused".to_string())),
    }
    cells
}

fn object(kl: f64, row: &Result<Optimum, Refusal>) -> Value {
    let open = |mean: Option<Moment>| mean.map_or(Value::Null, json::moment);
    match row {
        Ok(best) => json!({
            "kl": json::number(kl),
            "mean_u": json::moment(best.mean_u),
            "mean_v": open(best.mean_v),
            "mean_x": open(best.mean_x),
            "lambda": json::number(best.rate),
            "attained": best.attained,
            "mean_u_error": json::moment_error(best.mean_u),
            "mean_v_error": best.mean_v.map_or(Value::Null, json::moment_error),
            "mean_x_error": best.mean_x.map_or(Value::Null, json::moment_error),
        }),
        Err(why) => json!({
            "kl": json::number(kl), "mean_u": null, "mean_v": null, "mean_x": null, "lambda": null, "attained": null,
            "refused": why.to_string(),
        }),
    }
}
