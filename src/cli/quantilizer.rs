//! `goodhart quantilizer`: what a draw from the top share of the proxy is worth, and the threshold that is best.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    parts::Specs,
    selecting::Selecting,
    session::Session,
    typed, words,
};
use crate::expect::{Refusal, best_threshold::BestThreshold, quantilizer::Quantilized};
use serde_json::{Value, json};

/// What a draw from the top share q of the proxy U = V + X is worth: its threshold, the means of V and U, KL and chi2, and the threshold where E[V|U>=t] peaks
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    specs: Specs,
    /// The shares selected, each above 0 and at most 1
    #[arg(long, value_name = "Q[,Q...]", required = true, value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::share)]
    q: Vec<f64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let parts = arguments.specs.parts(session)?;
    let mut selector = Selecting::by(&parts)?;
    let rows: Vec<_> = arguments.q.iter().map(|&q| (q, selector.quantilizer(q))).collect();
    let best = selector.best_threshold();
    let heads = ["q", "t", "E[V]", "E[U]", "KL (nats)", "chi2"];
    let table = words::table(&heads, &rows.iter().map(|(q, row)| cells(*q, row)).collect::<Vec<_>>());
    let refusals = words::refusals("q", &rows);
    let text = format!("{}\n\n{table}{refusals}\n{}\n", parts.in_words(), best_in_words(&best));
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let mut json = json!({
        "rows": rows.iter().map(|(q, row)| object(*q, row)).collect::<Vec<_>>(),
        "best": best_object(&best),
    });
    parts.describe(&mut json);
    if let Err(why) = &best {
        json["best_refused"] = json!(why.to_string());
    }
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

fn cells(q: f64, row: &Result<Quantilized, Refusal>) -> Vec<String> {
    let mut cells = vec![words::number(q)];
    match row {
        Ok(top) => cells.extend([
            words::short(top.t),
            words::moment(top.mean_v),
            words::moment(top.mean_u),
            words::estimate(top.kl),
            words::estimate(top.chi2),
        ]),
        Err(_) => cells.extend((0..5).map(|_| "refused".to_string())),
    }
    cells
}

fn object(q: f64, row: &Result<Quantilized, Refusal>) -> Value {
    match row {
        Ok(top) => json!({
            "q": json::number(q),
            "t": json::number(top.t),
            "mean_v": json::moment(top.mean_v),
            "mean_v_error": json::moment_error(top.mean_v),
            "mean_u": json::moment(top.mean_u),
            "kl": json::number(top.kl.value),
            "chi2": json::number(top.chi2.value),
            "mean_u_error": json::moment_error(top.mean_u),
        }),
        Err(why) => json!({
            "q": json::number(q), "t": null, "mean_v": null, "mean_v_error": null, "mean_u": null, "kl": null, "chi2": null,
            "refused": why.to_string(),
        }),
    }
}

fn best_in_words(best: &Result<Option<BestThreshold>, Refusal>) -> String {
    match best {
        Ok(Some(best)) => {
            let scope = match best.global {
                Some(true) => "no other does better",
                Some(false) => "a local maximum: the curve rises above it later",
                None => "the highest maximum; where the curve ends is not known",
            };
            let (t, value, p) = (words::short(best.t), words::moment(best.mean_v), words::short(best.p));
            format!("best threshold: t = {t} with P(U>=t) = {p} and E[V|U>=t] = {value} ({scope})")
        }
        Ok(None) => "best threshold: none; E[V|U>=t] rises all the way".into(),
        Err(why) => format!("best threshold: refused: {why}"),
    }
}

fn best_object(best: &Result<Option<BestThreshold>, Refusal>) -> Value {
    match best {
        Ok(Some(best)) => json!({
            "t": json::number(best.t),
            "p": json::number(best.p),
            "mean_v": json::moment(best.mean_v),
            "global": best.global,
            "ln_p": json::number(best.ln_p),
            "mean_v_error": json::moment_error(best.mean_v),
        }),
        Ok(None) | Err(_) => Value::Null,
    }
}
