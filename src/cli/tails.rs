//! `goodhart tails`: the families, or one law's card.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    session::Session,
    threshold::{mean_at, power_in_words},
    typed::{self, Probability},
    words,
};
use crate::{
    model::threshold,
    tail::{Catalogue, Family, Law, TailClass},
};
use serde_json::{Map, Value, json};

/// The families of laws; or the card of one law: class, index, moments, quantiles, critical power
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A law, e.g. "pareto(1.5)"; none lists the families
    spec: Option<String>,
    /// Points at which to give ln P(X > x), ln P(X <= x) and the log density
    #[arg(long, value_name = "X[,X...]", requires = "spec", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::finite)]
    at: Vec<f64>,
    /// Probabilities p at which to give the x with P(X > x) = p
    #[arg(long, value_name = "P[,P...]", requires = "spec", value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::probability)]
    upper: Vec<Probability>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    match &arguments.spec {
        None => Ok(families(session)),
        Some(spec) => Ok(card(&session.law("tails", spec)?, arguments)),
    }
}

fn families(session: &Session) -> Answer {
    let catalogue = session.lab.catalogue();
    let known = catalogue.families();
    let rows: Vec<_> = known
        .iter()
        .map(|family| vec![family.signature(), class_of(family, session), family.formula.to_string()])
        .collect();
    let object = |family: &&'static Family| {
        json!({
            "name": family.name,
            "signature": family.signature(),
            "formula": family.formula,
            "class": class_of(family, session),
            "typical": family.typical,
        })
    };
    let text = format!(
        "{}\nA law is written as a call, by position or by name: {}\n",
        words::list(&["family", "class", "law"], &rows),
        example(catalogue)
    );
    let json = json!({"families": known.iter().map(object).collect::<Vec<_>>()});
    Answer { text, json, outcome: Outcome::Agrees }
}

fn example(catalogue: &Catalogue) -> String {
    catalogue
        .families()
        .iter()
        .filter_map(|family| family.typical.first())
        .take(3)
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The class of the first typical member; "any" where the members differ, as those of made laws do.
fn class_of(family: &Family, session: &Session) -> String {
    let classes: Vec<_> = family
        .typical
        .iter()
        .filter_map(|spec| session.law("typical", spec).ok())
        .map(|law| law.tail_class().name())
        .collect();
    match classes.as_slice() {
        [] => "of its data".into(),
        [first, rest @ ..] if rest.iter().all(|class| class == first) => (*first).into(),
        _ => "depends on the parameters".into(),
    }
}

/// The levels of the quantiles on a card.
const LEVELS: [&str; 5] = ["0.01", "0.1", "0.5", "0.9", "0.99"];

fn card(law: &Law, arguments: &Arguments) -> Answer {
    let (class, found) = (law.tail_class(), threshold(law));
    let at_threshold = mean_at(law, &found);
    let level_ln = |level: &str| level.parse::<f64>().unwrap_or(f64::NAN).ln();
    let quantiles: Vec<_> = LEVELS.iter().map(|&level| (level, law.inv_ln_cdf(level_ln(level)))).collect();
    let upper: Vec<_> = arguments.upper.iter().map(|p| (p.text.as_str(), law.inv_ln_sf(p.ln))).collect();
    let points: Vec<_> = arguments.at.iter().map(|&x| (x, law.ln_sf(x), law.ln_cdf(x), law.ln_pdf(x))).collect();

    let support = law.support();
    let mut json = json!({
        "rows": points.iter().map(|&(x, sf, cdf, pdf)| json!({
            "x": json::number(x), "ln_sf": json::number(sf), "ln_cdf": json::number(cdf), "ln_pdf": json::number(pdf),
        })).collect::<Vec<_>>(),
        "class": class.name(),
        "mean": json::moment(law.mean()),
        "variance": json::moment(law.variance()),
        "index": json::number(class.tail_index()),
        "support": [json::number(support.low), json::number(support.high)],
        "quantiles": by_text(&quantiles),
        "threshold": json::number(found.power),
        "spec": law.spec(),
    });
    if !upper.is_empty() {
        json["upper"] = by_text(&upper);
    }

    let place =
        |x: f64| if x.is_infinite() && support.high.is_infinite() { "beyond f64".into() } else { words::short(x) };
    let lines = [
        vec!["class".into(), class_in_words(&class)],
        vec!["support".into(), format!("{} to {}", words::number(support.low), words::number(support.high))],
        vec!["mean".into(), words::moment(law.mean())],
        vec!["variance".into(), words::moment(law.variance())],
        vec![
            "quantiles".into(),
            quantiles.iter().map(|(p, x)| format!("{p}: {}", place(*x))).collect::<Vec<_>>().join("  "),
        ],
        vec!["Q*".into(), power_in_words(&found, at_threshold)],
    ];
    let mut text = format!("{law}\n\n{}", words::pairs(&lines));
    if !points.is_empty() {
        let rows: Vec<_> = points
            .iter()
            .map(|&(x, sf, cdf, pdf)| vec![words::number(x), words::number(sf), words::number(cdf), words::number(pdf)])
            .collect();
        text.push_str(&format!("\n{}", words::table(&["x", "ln P(X>x)", "ln P(X<=x)", "ln density"], &rows)));
    }
    if !upper.is_empty() {
        let rows: Vec<_> = upper.iter().map(|(p, x)| vec![(*p).to_string(), beyond(*x, support.high)]).collect();
        text.push_str(&format!("\n{}", words::table(&["P(X>x)", "x"], &rows)));
    }
    Answer { text, json, outcome: Outcome::Agrees }
}

fn beyond(x: f64, high: f64) -> String {
    if x.is_infinite() && high.is_infinite() { "beyond f64".into() } else { words::number(x) }
}

fn by_text(pairs: &[(&str, f64)]) -> Value {
    Value::Object(pairs.iter().map(|&(text, x)| (text.to_string(), json::number(x))).collect::<Map<_, _>>())
}

fn class_in_words(class: &TailClass) -> String {
    let weight = if class.is_heavy() { "heavy" } else { "light" };
    match class.tail_index() {
        index if index.is_finite() => format!("{}, {weight}, index {}", class.name(), words::number(index)),
        _ => format!("{}, {weight}", class.name()),
    }
}
