//! The answer of `goodhart condition` where X depends on V.

use super::answer;
use crate::{
    cli::{
        answer::{Answer, Failure},
        json,
        parts::Parts,
        words,
    },
    expect::{
        Refusal,
        joint::{Jointly, JointlyAbove},
    },
    model::{Joint, joint::limit},
    num::Estimate,
};
use serde_json::{Value, json};

type Row = Result<JointlyAbove, Refusal>;

/// Conditions a joint law on each threshold.
pub(super) fn run(joint: &Joint, at: &[f64], parts: &Parts) -> Result<Answer, Failure> {
    let jointly = Jointly::new(joint).map_err(|why| Failure(why.to_string()))?;
    let rows: Vec<(f64, Row)> = at.iter().map(|&t| (t, jointly.above(t))).collect();
    let heads = ["t", "ln P(U>=t)", "E[V|U>=t]", "E[V|U=t]", "E[U|U>=t]", "Var[V|U>=t]"];
    Ok(answer(parts, &heads, &rows, (cells, object), &limit(joint)))
}

fn cells(t: f64, row: &Row) -> Vec<String> {
    let open = |estimate: Option<Estimate>| estimate.map_or("open".into(), words::estimate);
    let mut cells = vec![words::number(t)];
    match row {
        Ok(c) => cells.extend([
            words::estimate(c.ln_p),
            words::estimate(c.mean_v),
            open(c.mean_v_at),
            open(c.mean_u),
            open(c.variance_v),
        ]),
        Err(_) => cells.extend((0..5).map(|_| "refused".to_string())),
    }
    cells
}

fn object(t: f64, row: &Row) -> Value {
    let value = |estimate: Option<Estimate>| estimate.map_or(Value::Null, |estimate| json::number(estimate.value));
    let error = |estimate: Option<Estimate>| estimate.map_or(Value::Null, |estimate| json::number(estimate.error));
    match row {
        Ok(c) => json!({
            "t": json::number(t),
            "ln_p": json::number(c.ln_p.value),
            "mean_v": json::number(c.mean_v.value),
            "mean_v_error": json::number(c.mean_v.error),
            "mean_v_at": value(c.mean_v_at),
            "mean_u": value(c.mean_u),
            "ln_p_error": json::number(c.ln_p.error),
            "mean_v_at_error": error(c.mean_v_at),
            "mean_u_error": error(c.mean_u),
            "variance_v": value(c.variance_v),
            "variance_v_error": error(c.variance_v),
        }),
        Err(why) => json!({
            "t": json::number(t), "ln_p": null, "mean_v": null, "mean_v_error": null, "mean_v_at": null, "mean_u": null,
            "refused": why.to_string(),
        }),
    }
}
