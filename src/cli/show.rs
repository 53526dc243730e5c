//! `goodhart show`: one claim in full, with the rows of its last run.

use super::{
    answer::{Answer, Failure, Outcome},
    files, json, judging,
    session::Session,
    words,
};
use crate::{
    claim::{Claim, Published, proved},
    render::{self, data::Record},
};
use serde_json::{Value, json};

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
        "proof_status": files::proof_status(claim).to_string(),
        "theorems": proved::theorems().iter().filter(|t| t.claim == claim.id).map(theorem).collect::<Vec<_>>(),
        "rows": records.iter().flatten().map(object).collect::<Vec<_>>(),
    });
    Ok(Answer { text: in_words(claim, records.as_deref()), json, outcome: Outcome::Agrees })
}

/// The theorems that a proof assistant checks, each with what it leaves open.
fn checked(claim: &Claim) -> String {
    let lines = proved::theorems().iter().filter(|t| t.claim == claim.id).map(|t| {
        let gap = if t.gap.is_empty() { String::new() } else { format!("  ({})", t.gap) };
        format!("  {} in proofs/{}{gap}\n", t.coq, t.file)
    });
    lines.collect()
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
    text.push_str(&format!("proof: {} ({})\n{}\n", claim.proof(), files::proof_status(claim), checked(claim)));
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

fn theorem(t: &proved::Theorem) -> Value {
    json!({"name": t.coq, "file": format!("proofs/{}", t.file), "gap": t.gap})
}

fn object(r: &Record) -> Value {
    json!({
        "series": r.series, "place": r.place, "at": json::number(r.at),
        "predicted": json::number(r.predicted), "predicted_error": json::number(r.predicted_error),
        "low": json::number(r.judged.low), "measured": json::number(r.judged.measured), "high": json::number(r.judged.high),
        "verdict": r.judged.verdict, "detects": json::number(r.judged.detects), "note": r.note,
    })
}
