//! `goodhart tilt --divergence`: the most that the mean of the proxy can be at another divergence than KL.

use super::{divergence::Divergence, valuing::Balling};
use crate::{
    cli::{
        answer::{Answer, Failure, Outcome},
        json,
        parts::Parts,
        words,
    },
    expect::{Refusal, power_ball::Ball},
    tail::Moment,
};
use serde_json::{Value, json};

/// Answers for every budget.
pub fn run(parts: &Parts, divergence: Divergence, budgets: &[f64]) -> Result<Answer, Failure> {
    let mut ball = Balling::by(parts, divergence)?;
    let rows: Vec<_> = budgets.iter().map(|&budget| (budget, ball.at(divergence.nats(budget)))).collect();
    let head = divergence.head();
    let heads = [head.as_str(), "sup E[U]", "E[V]", "E[X]", "threshold", "attained"];
    let table = words::table(&heads, &rows.iter().map(|(budget, row)| cells(*budget, row)).collect::<Vec<_>>());
    let refusals = words::refusals(&divergence.name(), &rows);
    let phase = match ball.is_finite() {
        Some(true) => "finite",
        Some(false) => "unbounded",
        None => "not determined",
    };
    let rule = ball.rule();
    let shape = if ball.is_finite() == Some(true) { shape(divergence.order()) } else { String::new() };
    let text = format!("{}\n\n{table}{refusals}\nphase: {phase}\nrule: {rule}\n{shape}", parts.in_words());
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let mut json = json!({
        "rows": rows.iter().map(|(budget, row)| object(*budget, row)).collect::<Vec<_>>(),
        "phase": phase,
        "rule": rule,
        "divergence": divergence.name(),
        "order": json::number(divergence.order()),
        "moment": json::number(ball.moment()),
    });
    parts.describe(&mut json);
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

/// The best policy's density ratio, in words.
fn shape(order: f64) -> String {
    match 1.0 / (order - 1.0) {
        0.0 => "the best policy draws from the top share of U, that above the threshold t\n".into(),
        1.0 => "the best policy's density ratio is proportional to (U - t)+, t the threshold\n".into(),
        power => format!(
            "the best policy's density ratio is proportional to ((U - t)+)^{}, t the threshold\n",
            words::short(power)
        ),
    }
}

fn cells(budget: f64, row: &Result<Ball, Refusal>) -> Vec<String> {
    let open = |mean: Option<Moment>| mean.map_or("open".into(), words::moment);
    let mut cells = vec![words::number(budget)];
    match row {
        Ok(best) => cells.extend([
            words::moment(best.mean_u),
            open(best.mean_v),
            open(best.mean_x),
            best.threshold.map_or("none".into(), words::short),
            if best.attained { "yes" } else { "no" }.to_string(),
        ]),
        Err(_) => cells.extend((0..5).map(|_| "refused".to_string())),
    }
    cells
}

fn object(budget: f64, row: &Result<Ball, Refusal>) -> Value {
    let open = |mean: Option<Moment>| mean.map_or(Value::Null, json::moment);
    match row {
        Ok(best) => json!({
            "budget": json::number(budget),
            "mean_u": json::moment(best.mean_u),
            "mean_v": open(best.mean_v),
            "mean_x": open(best.mean_x),
            "threshold": best.threshold.map_or(Value::Null, json::number),
            "attained": best.attained,
            "nats": json::number(best.divergence),
            "mean_u_error": json::moment_error(best.mean_u),
            "mean_v_error": best.mean_v.map_or(Value::Null, json::moment_error),
            "mean_x_error": best.mean_x.map_or(Value::Null, json::moment_error),
        }),
        Err(why) => json!({
            "budget": json::number(budget), "mean_u": null, "mean_v": null, "mean_x": null, "threshold": null, "attained": null,
            "refused": why.to_string(),
        }),
    }
}
