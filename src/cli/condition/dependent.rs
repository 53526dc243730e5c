//! The answer of `goodhart condition` where X depends on V.

use super::limit_of;
use crate::{
    cli::{
        answer::{Answer, Failure, Outcome},
        json, words,
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
pub(super) fn run(joint: &Joint, at: &[f64]) -> Result<Answer, Failure> {
    let jointly = Jointly::new(joint).map_err(|why| Failure(why.to_string()))?;
    let rows: Vec<(f64, Row)> = at.iter().map(|&t| (t, jointly.above(t))).collect();
    let regime = limit(joint);
    let (limit, limit_text) = limit_of(&regime);
    let heads = ["t", "ln P(U>=t)", "E[V|U>=t]", "E[V|U=t]", "E[U|U>=t]", "Var[V|U>=t]"];
    let table = words::table(&heads, &rows.iter().map(|(t, row)| cells(*t, row)).collect::<Vec<_>>());
    let refusals = words::refusals("t", &rows);
    let error = joint.error().map_or(String::new(), |error| format!("X ~ {error}, "));
    let text = format!(
        "V ~ {}, {error}{}, U = V + X\n\n{table}{refusals}\nlimit of E[V|U>=t]: {limit_text}\nrate: {}\nrule: {}\n",
        joint.value,
        joint.spec(),
        regime.rate,
        regime.rule
    );
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let json = json!({
        "rows": rows.iter().map(|(t, row)| object(*t, row)).collect::<Vec<_>>(),
        "limit": limit,
        "rate": regime.rate,
        "rule": regime.rule,
        "value": joint.value.spec(),
        "error": joint.error().map(|error| error.spec()),
        "joint": joint.spec(),
    });
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
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
