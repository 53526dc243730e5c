//! `goodhart best-of`: what the best of n draws by the proxy is worth, and where that peaks.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    session::Session,
    typed, words,
};
use crate::expect::{
    Refusal,
    best_of::{BestOf, Peak, Selector},
};
use serde_json::{Value, json};

/// What the draw with the largest proxy U = V + X among n is worth: E[V], E[U], the KL divergence in nats, and the n where E[V] peaks
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the true value V
    #[arg(long, value_name = "SPEC")]
    value: String,
    /// The law of the error X
    #[arg(long, value_name = "SPEC")]
    error: String,
    /// The numbers of draws, each at least 1
    #[arg(long, value_name = "N[,N...]", required = true, value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::draws)]
    n: Vec<f64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let proxy = session.proxy(&arguments.value, &arguments.error)?;
    let mut selector = Selector::new(&proxy).map_err(|why| Failure(why.to_string()))?;
    let rows: Vec<_> = arguments.n.iter().map(|&n| (n, selector.best_of(n))).collect();
    let peak = selector.peak();
    let table = words::table(
        &["n", "E[V]", "E[U]", "KL (nats)"],
        &rows.iter().map(|(n, row)| cells(*n, row)).collect::<Vec<_>>(),
    );
    let refusals: String = rows
        .iter()
        .filter_map(|(n, row)| row.as_ref().err().map(|why| format!("n = {}: refused: {why}\n", words::number(*n))))
        .collect();
    let text =
        format!("V ~ {}, X ~ {}, U = V + X\n\n{table}{refusals}\n{}\n", proxy.value, proxy.error, peak_in_words(&peak));
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let mut json = json!({
        "rows": rows.iter().map(|(n, row)| object(*n, row)).collect::<Vec<_>>(),
        "peak": peak_object(&peak),
        "value": proxy.value.spec(),
        "error": proxy.error.spec(),
    });
    if let Err(why) = &peak {
        json["peak_refused"] = json!(why.to_string());
    }
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

fn cells(n: f64, row: &Result<BestOf, Refusal>) -> Vec<String> {
    let mut cells = vec![words::number(n)];
    match row {
        Ok(best) => {
            cells.extend([words::moment(best.mean_v), words::moment(best.mean_u), words::estimate(best.kl)]);
        }
        Err(_) => cells.extend((0..3).map(|_| "refused".to_string())),
    }
    cells
}

fn object(n: f64, row: &Result<BestOf, Refusal>) -> Value {
    match row {
        Ok(best) => json!({
            "n": json::number(n),
            "mean_v": json::moment(best.mean_v),
            "mean_v_error": json::moment_error(best.mean_v),
            "mean_u": json::moment(best.mean_u),
            "kl": json::number(best.kl.value),
            "mean_u_error": json::moment_error(best.mean_u),
            "kl_error": json::number(best.kl.error),
        }),
        Err(why) => json!({
            "n": json::number(n), "mean_v": null, "mean_v_error": null, "mean_u": null, "kl": null,
            "refused": why.to_string(),
        }),
    }
}

fn peak_in_words(peak: &Result<Option<Peak>, Refusal>) -> String {
    match peak {
        Ok(Some(peak)) => format!("peak of E[V]: {} at n = {}", words::moment(peak.mean_v), words::number(peak.n)),
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
