//! `goodhart tilt --divergence`: the most that the mean of the proxy can be at an f-divergence.

use super::valuing::Bounding;
use crate::{
    cli::{
        answer::{Answer, Failure, Outcome},
        json,
        parts::Parts,
        words,
    },
    expect::{
        Refusal,
        divergence_ball::{FDivergence, Optimum, Phase},
    },
    tail::Moment,
};
use serde_json::{Value, json};

/// Answers for every budget.
pub fn run(parts: &Parts, divergence: FDivergence, budgets: &[f64]) -> Result<Answer, Failure> {
    let mut ball = Bounding::by(parts, divergence)?;
    let rows: Vec<_> = budgets.iter().map(|&budget| (budget, ball.at(budget))).collect();
    let name = divergence.name();
    let heads = [name.as_str(), "sup E[U]", "E[V]", "E[X]", "level", "price", "escaped", "attained"];
    let table = words::table(&heads, &rows.iter().map(|(budget, row)| cells(*budget, row)).collect::<Vec<_>>());
    let refusals = words::refusals(&name, &rows);
    let (phase, edge) = ball.phase();
    let beyond = edge.map_or(String::new(), |edge| format!("\nno policy attains it beyond {}", words::estimate(edge)));
    let rule = ball.rule();
    let name_of_phase = phase.map_or("not determined", Phase::name);
    let legend = match ball.is_finite() {
        Some(true) if divergence.growth().is_finite() => format!("{LEGEND}{TO_THE_END}"),
        Some(true) if phase == Some(Phase::Escape) => format!("{LEGEND}{EVER_FURTHER}"),
        Some(true) => LEGEND.into(),
        _ => String::new(),
    };
    let text =
        format!("{}\n\n{table}{refusals}\nphase: {}{beyond}\nrule: {rule}\n{legend}", parts.in_words(), name_of_phase);
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let mut json = json!({
        "rows": rows.iter().map(|(budget, row)| object(*budget, row)).collect::<Vec<_>>(),
        "phase": name_of_phase,
        "rule": rule,
        "divergence": name,
        "growth": json::number(divergence.growth()),
        "edge": edge.map_or(Value::Null, |edge| json::number(edge.value)),
    });
    parts.describe(&mut json);
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) })
}

const LEGEND: &str =
    "level: where the best policy's density ratio passes 1; price: what a unit more of the divergence is worth\n";
const TO_THE_END: &str = "escaped: the mass that goes to the upper end of U, which no density ratio holds there\n";
const EVER_FURTHER: &str = "beyond what a policy attains, ever less mass goes ever further out, at that price\n";

fn cells(budget: f64, row: &Result<Optimum, Refusal>) -> Vec<String> {
    let open = |mean: Option<Moment>| mean.map_or("open".into(), words::moment);
    let number = |number: Option<f64>| number.map_or("none".into(), words::short);
    let mut cells = vec![words::number(budget)];
    match row {
        Ok(best) => cells.extend([
            words::moment(best.mean_u),
            open(best.mean_v),
            open(best.mean_x),
            number(best.level),
            number(best.price),
            best.attained.map_or("open".into(), |_| words::short(best.escaped)),
            best.attained.map_or("open", |attained| if attained { "yes" } else { "no" }).to_string(),
        ]),
        Err(_) => cells.extend((0..7).map(|_| "refused".to_string())),
    }
    cells
}

fn object(budget: f64, row: &Result<Optimum, Refusal>) -> Value {
    let open = |mean: Option<Moment>| mean.map_or(Value::Null, json::moment);
    let error = |mean: Option<Moment>| mean.map_or(Value::Null, json::moment_error);
    let number = |number: Option<f64>| number.map_or(Value::Null, json::number);
    match row {
        Ok(best) => json!({
            "budget": json::number(budget),
            "mean_u": json::moment(best.mean_u),
            "mean_v": open(best.mean_v),
            "mean_x": open(best.mean_x),
            "level": number(best.level),
            "price": number(best.price),
            "escaped": best.attained.map_or(Value::Null, |_| json::number(best.escaped)),
            "attained": best.attained,
            "mean_u_error": json::moment_error(best.mean_u),
            "mean_v_error": error(best.mean_v),
            "mean_x_error": error(best.mean_x),
        }),
        Err(why) => json!({
            "budget": json::number(budget), "mean_u": null, "mean_v": null, "mean_x": null, "level": null, "price": null,
            "escaped": null, "attained": null, "refused": why.to_string(),
        }),
    }
}
