//! `goodhart best-of`: what the best of n draws by the proxy is worth, and where that peaks.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    parts::Specs,
    selecting::Selecting,
    session::Session,
    soft, typed, words,
};
use crate::{
    expect::{
        Refusal,
        best_of::{Peak, Selected},
    },
    model::Pressure,
    num::Estimate,
};
use serde_json::{Value, json};

/// What the draw with the largest proxy U = V + X among n is worth: E[V], E[U], the divergences from one draw, and the n where E[V] peaks
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    specs: Specs,
    /// The numbers of draws, each at least 1, whole or not
    #[arg(long, value_name = "N[,N...]", required_unless_present = "poisson", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::draws)]
    n: Vec<f64>,
    /// Numbers of draws that are 1 + Poisson(MU) at random, each MU at least 0
    #[arg(long, value_name = "MU[,MU...]", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::at_least_zero)]
    poisson: Vec<f64>,
    /// Choose among the N draws with chances in proportion to exp(LAMBDA U) instead of taking the largest U, each LAMBDA at least 0
    #[arg(long, value_name = "LAMBDA[,LAMBDA...]", value_delimiter = ',', allow_hyphen_values = true, conflicts_with_all = ["poisson", "renyi"], value_parser = typed::at_least_zero)]
    soft: Vec<f64>,
    /// The order of a Rényi divergence, above 0
    #[arg(long, value_name = "A", default_value = "2", allow_hyphen_values = true, value_parser = typed::positive)]
    renyi: f64,
}

/// One line of the answer: how it is named, and what it is.
struct Line {
    key: &'static str,
    parameter: f64,
    outcome: Result<(Selected, Estimate), Refusal>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let parts = arguments.specs.parts(session)?;
    if !arguments.soft.is_empty() {
        return soft::run(&parts, &arguments.n, &arguments.soft);
    }
    let mut selector = Selecting::by(&parts)?;
    let pressures = arguments.n.iter().map(|&n| ("n", n, Pressure::BestOf(n)));
    let pressures = pressures.chain(arguments.poisson.iter().map(|&mu| ("mu", mu, Pressure::BestOfPoisson(mu))));
    let lines: Vec<Line> = pressures
        .map(|(key, parameter, pressure)| {
            let outcome = selector.under(pressure);
            let outcome = outcome.and_then(|selected| Ok((selected, selector.renyi(pressure, arguments.renyi)?)));
            Line { key, parameter, outcome }
        })
        .collect();
    let peak = selector.peak();
    let heads = ["draws", "E[V]", "E[U]", "KL (nats)", "chi2", "Rényi inf", "win rate"];
    let table = words::table(&heads, &lines.iter().map(cells).collect::<Vec<_>>());
    let refusals: String = lines
        .iter()
        .filter_map(|line| line.outcome.as_ref().err().map(|why| format!("{}: refused: {why}\n", name(line))))
        .collect();
    let text = format!("{}\n\n{table}{refusals}\n{}\n", parts.in_words(), peak_in_words(&peak));
    let refused = lines.iter().filter(|line| line.outcome.is_err()).count();
    let mut json = json!({
        "rows": lines.iter().map(|line| object(line, arguments.renyi)).collect::<Vec<_>>(),
        "peak": peak_object(&peak),
    });
    parts.describe(&mut json);
    if let Err(why) = &peak {
        json["peak_refused"] = json!(why.to_string());
    }
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, lines.len()) })
}

fn name(line: &Line) -> String {
    match line.key {
        "mu" => format!("1 + Poisson({})", words::number(line.parameter)),
        _ => words::number(line.parameter),
    }
}

fn cells(line: &Line) -> Vec<String> {
    let mut cells = vec![name(line)];
    match &line.outcome {
        Ok((best, _)) => {
            cells.extend([words::moment(best.mean_v), words::moment(best.mean_u)]);
            cells.extend([best.kl, best.chi2, best.renyi_inf, best.win_rate].map(words::estimate));
        }
        Err(_) => cells.extend((0..6).map(|_| "refused".to_string())),
    }
    cells
}

fn object(line: &Line, order: f64) -> Value {
    let parameter = json::number(line.parameter);
    let mut row = match &line.outcome {
        Ok((best, renyi)) => json!({
            line.key: parameter,
            "mean_v": json::moment(best.mean_v),
            "mean_v_error": json::moment_error(best.mean_v),
            "mean_u": json::moment(best.mean_u),
            "kl": json::number(best.kl.value),
            "mean_u_error": json::moment_error(best.mean_u),
            "kl_error": json::number(best.kl.error),
            "chi2": json::number(best.chi2.value),
            "renyi_inf": json::number(best.renyi_inf.value),
            format!("renyi_{}", words::number(order)): json::number(renyi.value),
            "win_rate": json::number(best.win_rate.value),
        }),
        Err(_) => json!({
            line.key: parameter, "mean_v": null, "mean_v_error": null, "mean_u": null, "kl": null,
        }),
    };
    if let Err(why) = &line.outcome {
        row["refused"] = json!(why.to_string());
    }
    row
}

fn peak_in_words(peak: &Result<Option<Peak>, Refusal>) -> String {
    match peak {
        Ok(Some(peak)) => {
            format!("first peak of E[V]: {} at n = {}", words::moment(peak.mean_v), words::number(peak.n))
        }
        Ok(None) => "peak of E[V]: none up to n = 1e18; it rises all the way".into(),
        Err(why) => format!("peak of E[V]: refused: {why}"),
    }
}

fn peak_object(peak: &Result<Option<Peak>, Refusal>) -> Value {
    match peak {
        Ok(Some(peak)) => json!({"n": json::number(peak.n), "mean_v": json::moment(peak.mean_v)}),
        Ok(None) | Err(_) => Value::Null,
    }
}
