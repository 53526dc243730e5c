//! `goodhart list`: the claims, with what their last run found.

use super::{
    answer::{Answer, Failure, Outcome},
    files, json, judging,
    session::Session,
    words,
};
use crate::{claim::Claim, claims};
use serde_json::json;

/// List the claims with the verdict of their last run and the smallest lie that it would have caught
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {}

/// What the last run of a claim left in its data file.
struct Last {
    verdict: String,
    detects: f64,
}

/// Runs the command.
pub fn run(_: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let rows: Vec<_> = claims::ALL.iter().map(|claim| Ok((*claim, last(claim, session)?))).collect::<Result<_, _>>()?;
    let cells = |(claim, last): &(&'static Claim, Option<Last>)| {
        let (verdict, detects) = match last {
            Some(last) => (last.verdict.clone(), judging::percent(last.detects)),
            None => ("not run".into(), String::new()),
        };
        let mark = if claim.corrects.is_some() { " (corrects a published statement)" } else { "" };
        vec![claim.id.into(), verdict, detects, format!("{}{mark}", claim.title)]
    };
    let table =
        words::list(&["claim", "verdict", "detects", "what it says"], &rows.iter().map(cells).collect::<Vec<_>>());
    let object = |(claim, last): &(&'static Claim, Option<Last>)| {
        json!({
            "id": claim.id,
            "title": claim.title,
            "corrects": claim.corrects.map(|published| published.place),
            "verdict": last.as_ref().map(|last| last.verdict.clone()),
            "detects": last.as_ref().map(|last| json::number(last.detects)),
        })
    };
    let json = json!({ "claims": rows.iter().map(object).collect::<Vec<_>>() });
    Ok(Answer { text: table, json, outcome: Outcome::Agrees })
}

/// The worst verdict and the least deviation sure to be caught, over the rows of the last run.
fn last(claim: &Claim, session: &Session) -> Result<Option<Last>, Failure> {
    let Some(records) = files::last_rows(&files::directory(session), claim)? else { return Ok(None) };
    let order = ["agrees", "consistent", "too weak", "disagrees"];
    let rank = |verdict: &str| order.iter().position(|known| *known == verdict).unwrap_or(order.len());
    let worst = records.iter().map(|record| record.judged.verdict.as_str()).max_by_key(|verdict| rank(verdict));
    let detects = records.iter().map(|record| record.judged.detects).fold(0.0, f64::max);
    Ok(worst.map(|verdict| Last { verdict: verdict.to_string(), detects }))
}
