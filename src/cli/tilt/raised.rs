//! `goodhart tilt --threshold`: the policy that only raises the mass of `U >= t`, as far as a KL divergence allows.

use super::valuing::Valuing;
use crate::{
    cli::{json, words},
    expect::{Refusal, raised::Raised},
};
use serde_json::{Value, json};

/// One line of the answer.
struct Line {
    kl: f64,
    t: f64,
    outcome: Result<Raised, Refusal>,
}

/// What is to be added to the answer: the table, the objects, and how many of the lines were refused, of how many.
pub struct Added {
    pub text: String,
    pub json: Value,
    pub refused: usize,
    pub rows: usize,
}

/// Answers for every threshold and every divergence.
pub fn run(function: &Valuing, thresholds: &[f64], divergences: &[f64]) -> Added {
    let mut lines = Vec::new();
    for &t in thresholds {
        let above = function.above(t);
        let outcome = |kl: f64| above.as_ref().map_err(Clone::clone).and_then(|above| above.at(kl));
        lines.extend(divergences.iter().map(|&kl| Line { kl, t, outcome: outcome(kl) }));
    }
    let heads = ["t", "KL (nats)", "ln P(U>=t)", "raised to", "E[U]", "E[V]", "E[X]"];
    let table = words::table(&heads, &lines.iter().map(cells).collect::<Vec<_>>());
    let refusals: String = lines.iter().filter_map(refusal).collect();
    let text = format!(
        "\nthe mass of U >= t raised as far as the divergence allows, the laws above and below t left as they are:\n\n{table}{refusals}"
    );
    let refused = lines.iter().filter(|line| line.outcome.is_err()).count();
    Added { text, json: lines.iter().map(object).collect(), refused, rows: lines.len() }
}

fn refusal(line: &Line) -> Option<String> {
    let why = line.outcome.as_ref().err()?;
    Some(format!("t = {}, KL = {}: refused: {why}\n", words::number(line.t), words::number(line.kl)))
}

fn cells(line: &Line) -> Vec<String> {
    let mut cells = vec![words::number(line.t), words::number(line.kl)];
    match &line.outcome {
        Ok(raised) => cells.extend([
            words::estimate(raised.ln_p),
            words::estimate(raised.mass),
            words::moment(raised.mean_u),
            words::moment(raised.mean_v),
            words::moment(raised.mean_x),
        ]),
        Err(_) => cells.extend((0..5).map(|_| "refused".to_string())),
    }
    cells
}

fn object(line: &Line) -> Value {
    let (t, kl) = (json::number(line.t), json::number(line.kl));
    match &line.outcome {
        Ok(raised) => json!({
            "t": t,
            "kl": kl,
            "ln_p": json::number(raised.ln_p.value),
            "mass": json::number(raised.mass.value),
            "mean_u": json::moment(raised.mean_u),
            "mean_v": json::moment(raised.mean_v),
            "mean_x": json::moment(raised.mean_x),
            "mean_u_error": json::moment_error(raised.mean_u),
            "mean_v_error": json::moment_error(raised.mean_v),
            "mean_x_error": json::moment_error(raised.mean_x),
        }),
        Err(why) => json!({
            "t": t, "kl": kl, "ln_p": null, "mass": null, "mean_u": null, "mean_v": null, "mean_x": null,
            "refused": why.to_string(),
        }),
    }
}
