//! `goodhart show`: one claim in full, with the rows of its last run.

use super::{
    answer::{Answer, Failure, Outcome},
    files, json, judging,
    session::Session,
    words,
};
use crate::{
    claim::{Claim, Published},
    render::{self, data::Record},
};
use serde_json::{Value, json};
use std::path::Path;

/// Show a claim: statement, hypotheses, source, proof, and the rows of its last run
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The claim
    #[arg(value_name = "ID")]
    id: String,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let claim = judging::known(&arguments.id)?;
    let records = files::last_rows(&files::directory(session), claim)?;
    let json = json!({
        "id": claim.id,
        "title": claim.title,
        "statement": claim.statement,
        "hypotheses": claim.hypotheses,
        "source": claim.source,
        "corrects": claim.corrects.map(|published| json!({
            "statement": published.statement, "place": published.place, "finding": published.finding,
        })),
        "proof": claim.proof(),
        "proof_status": proof_status(claim),
        "rows": records.iter().flatten().map(object).collect::<Vec<_>>(),
    });
    Ok(Answer { text: in_words(claim, records.as_deref()), json, outcome: Outcome::Agrees })
}

/// Whether the proof stands beside the program; it is part of the source, not of the installed binary.
fn proof_status(claim: &Claim) -> &'static str {
    if Path::new(&claim.proof()).exists() { "proved in prose" } else { "proof not beside the program" }
}

fn in_words(claim: &Claim, records: Option<&[Record]>) -> String {
    let mut text = format!("{}  {}\n\n", claim.id, claim.title);
    for (head, body) in [("statement", claim.statement), ("hypotheses", claim.hypotheses), ("source", claim.source)] {
        text.push_str(&format!("{head}: {body}\n\n"));
    }
    if let Some(published) = claim.corrects {
        let page = render::erratum::name(claim.id);
        let Published { statement, place, finding } = published;
        text.push_str(&format!("corrects: {statement}\n  in: {place}\n  found: {finding}\n  page: {page}\n\n"));
    }
    text.push_str(&format!("proof: {} ({})\n\n", claim.proof(), proof_status(claim)));
    match records {
        Some(records) => text.push_str(&table(records)),
        None => text.push_str(&format!("no rows yet: run `goodhart figures {}`\n", claim.id)),
    }
    text
}

fn table(records: &[Record]) -> String {
    let heads = ["series", "place", "predicted", "measured", "low", "high", "detects", "verdict"];
    let row = |r: &Record| {
        let j = &r.judged;
        let numbers = [r.predicted, j.measured, j.low, j.high].map(words::short);
        let mut cells = vec![r.series.clone(), r.place.clone()];
        cells.extend(numbers);
        cells.extend([judging::percent(j.detects), j.verdict.clone()]);
        cells
    };
    words::list(&heads, &records.iter().map(row).collect::<Vec<_>>())
}

fn object(r: &Record) -> Value {
    json!({
        "series": r.series, "place": r.place, "at": json::number(r.at),
        "predicted": json::number(r.predicted), "predicted_error": json::number(r.predicted_error),
        "low": json::number(r.judged.low), "measured": json::number(r.judged.measured), "high": json::number(r.judged.high),
        "verdict": r.judged.verdict, "detects": json::number(r.judged.detects), "note": r.note,
    })
}
