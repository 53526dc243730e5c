//! `goodhart best-of --soft`: what a draw chosen among n in proportion to `e^(lambda U)` is worth.
//!
//! Refuses: divergences, which are not elementary here.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    parts::Parts,
    words,
};
use crate::expect::{
    Refusal,
    joint::JointSoftSelector,
    soft_best_of::{SoftBestOf, SoftSelector},
};
use serde_json::{Value, json};

/// One line of the answer.
struct Line {
    n: f64,
    lambda: f64,
    outcome: Result<SoftBestOf, Refusal>,
}

/// Both parts and a sharpness, prepared for many numbers of draws.
enum Choosing {
    Independent(Box<SoftSelector>),
    Dependent(Box<JointSoftSelector>),
}

impl Choosing {
    fn by(parts: &Parts, lambda: f64) -> Result<Self, Failure> {
        let choosing = match parts {
            Parts::Independent(proxy) => {
                SoftSelector::new(proxy, lambda).map(|selector| Self::Independent(Box::new(selector)))
            }
            Parts::Dependent(joint) => {
                JointSoftSelector::new(joint, lambda).map(|selector| Self::Dependent(Box::new(selector)))
            }
        };
        choosing.map_err(|why| Failure(why.to_string()))
    }

    fn best_of(&mut self, n: f64) -> Result<SoftBestOf, Refusal> {
        match self {
            Self::Independent(selector) => selector.best_of(n),
            Self::Dependent(selector) => selector.best_of(n),
        }
    }
}

/// Answers for every sharpness and every number of draws.
pub fn run(parts: &Parts, numbers: &[f64], sharpness: &[f64]) -> Result<Answer, Failure> {
    let mut lines = Vec::new();
    for &lambda in sharpness {
        let mut selector = Choosing::by(parts, lambda)?;
        // What the largest needs serves the others.
        if let Some(largest) = numbers.iter().copied().max_by(f64::total_cmp) {
            let _ = selector.best_of(largest);
        }
        lines.extend(numbers.iter().map(|&n| Line { n, lambda, outcome: selector.best_of(n) }));
    }
    let table = words::table(&["draws", "lambda", "E[V]", "E[U]"], &lines.iter().map(cells).collect::<Vec<_>>());
    let refusals: String = lines.iter().filter_map(refusal).collect();
    let text = format!("{}\n\n{table}{refusals}\n", parts.in_words());
    let refused = lines.iter().filter(|line| line.outcome.is_err()).count();
    let mut json = json!({ "rows": lines.iter().map(object).collect::<Vec<_>>() });
    parts.describe(&mut json);
    Ok(Answer { text, json, outcome: Outcome::of_refusals(refused, lines.len()) })
}

fn refusal(line: &Line) -> Option<String> {
    let why = line.outcome.as_ref().err()?;
    Some(format!("n = {}, lambda = {}: refused: {why}\n", words::number(line.n), words::number(line.lambda)))
}

fn cells(line: &Line) -> Vec<String> {
    let means = match &line.outcome {
        Ok(best) => [best.mean_v, best.mean_u].map(words::moment),
        Err(_) => ["refused", "refused"].map(str::to_owned),
    };
    [words::number(line.n), words::number(line.lambda)].into_iter().chain(means).collect()
}

fn object(line: &Line) -> Value {
    let (n, lambda) = (json::number(line.n), json::number(line.lambda));
    match &line.outcome {
        Ok(best) => json!({
            "n": n,
            "lambda": lambda,
            "mean_v": json::moment(best.mean_v),
            "mean_v_error": json::moment_error(best.mean_v),
            "mean_u": json::moment(best.mean_u),
            "mean_u_error": json::moment_error(best.mean_u),
        }),
        Err(why) => json!({
            "n": n, "lambda": lambda, "mean_v": null, "mean_v_error": null, "mean_u": null, "mean_u_error": null,
            "refused": why.to_string(),
        }),
    }
}
