//! Running claims from the command line: which ones, with progress on the terminal, and their summary.

use super::{
    answer::{Failure, Outcome},
    json, progress,
    session::Session,
    words,
};
use crate::{
    claim::{Budget, Claim, Engine, Report, Verdict, report, statistical_rows},
    claims,
    expect::Refusal,
    tail::spec::nearest,
};
use serde_json::{Value, json};

/// A claim with what came of it.
pub type Judged = (&'static Claim, Result<Report, Refusal>);

/// The claims of these ids, in the order of the table of contents; all where none is named.
pub fn chosen(ids: &[String]) -> Result<Vec<&'static Claim>, Failure> {
    for id in ids {
        known(id)?;
    }
    let wanted = |claim: &&&'static Claim| ids.is_empty() || ids.iter().any(|id| id.eq_ignore_ascii_case(claim.id));
    Ok(claims::ALL.iter().filter(wanted).copied().collect())
}

/// The claim of an id.
pub fn known(id: &str) -> Result<&'static Claim, Failure> {
    let plain = id.to_ascii_lowercase().replace('-', "");
    claims::ALL.iter().copied().find(|claim| claim.id == plain).ok_or_else(|| {
        let ids = || claims::ALL.iter().map(|claim| claim.id);
        let near = nearest(&plain, ids()).map_or(String::new(), |id| format!("; did you mean `{id}`?"));
        Failure(format!("unknown claim `{id}`{near} (known: {})", ids().collect::<Vec<_>>().join(", ")))
    })
}

/// Runs and judges claims, with a progress bar where the terminal shows one.
pub fn judge(chosen: &[&'static Claim], session: &Session) -> Vec<Judged> {
    let bar = progress::bar(chosen.len(), "claims");
    let hear = |id: &str, part: &str| bar.set_message(format!("{id}: {part}"));
    let done = |_: &Claim| bar.inc(1);
    let settings = &session.settings;
    let engine = Engine {
        seed: settings.seed,
        effort: settings.effort.into(),
        arithmetic: settings.arithmetic,
        catalogue: session.lab.catalogue(),
        progress: &hear,
    };
    let judged = engine.run(chosen, &done);
    bar.finish_and_clear();
    judged
}

/// The table of verdicts.
pub fn table(judged: &[Judged]) -> String {
    let heads = ["claim", "verdict", "rows", "strain", "detects", "what it says"];
    let row = |(claim, result): &Judged| match result {
        Ok(report) => vec![
            claim.id.into(),
            report.verdict.name().into(),
            report.findings.len().to_string(),
            format!("{:.2}", report.worst),
            percent(report.detects),
            claim.title.into(),
        ],
        Err(_) => {
            vec![claim.id.into(), "refused".into(), String::new(), String::new(), String::new(), claim.title.into()]
        }
    };
    words::list(&heads, &judged.iter().map(row).collect::<Vec<_>>())
}

/// What the columns of the table mean.
pub const LEGEND: &str = "strain: distance of prediction and measurement, 1 being the edge of disagreement\n\
    detects: every prediction wrong by more than this would have been found out, in every row\n";

/// A relative size for people.
pub fn percent(share: f64) -> String {
    if share >= 1e-3 { format!("{:.2} %", 100.0 * share) } else { format!("{share:.0e}") }
}

/// Rows that did not come through, and refusals, in words.
pub fn complaints(judged: &[Judged]) -> String {
    let mut text = String::new();
    for (claim, result) in judged {
        match result {
            Err(why) => text.push_str(&format!("{}: refused: {why}\n", claim.id)),
            Ok(report) => {
                for (row, finding) in report.evidence.rows().zip(&report.findings) {
                    if !finding.verdict.passes() {
                        text.push_str(&format!(
                            "{} {}: {}, {}: predicted {}, measured {} in [{}, {}]\n",
                            claim.id,
                            finding.verdict.name(),
                            row.series,
                            row.place,
                            words::short(finding.predicted),
                            words::short(finding.band.middle),
                            words::short(finding.band.low),
                            words::short(finding.band.high)
                        ));
                    }
                }
            }
        }
    }
    text
}

/// The summary as JSON.
pub fn object(judged: &[Judged]) -> Value {
    let claim = |(claim, result): &Judged| match result {
        Ok(report) => json!({
            "id": claim.id,
            "verdict": report.verdict.name(),
            "worst": json::number(report.worst),
            "detects": json::number(report.detects),
            "rows": report.findings.len(),
            "title": claim.title,
        }),
        Err(why) => json!({
            "id": claim.id, "verdict": "refused", "worst": null, "detects": null, "refused": why.to_string(),
        }),
    };
    json!({ "claims": judged.iter().map(claim).collect::<Vec<_>>() })
}

/// How the run ended.
pub fn outcome(judged: &[Judged]) -> Outcome {
    let passes = |result: &Result<Report, Refusal>| result.as_ref().is_ok_and(|report| report.verdict.passes());
    if judged.iter().all(|(_, result)| passes(result)) { Outcome::Agrees } else { Outcome::Disagrees }
}

/// In one line: how many of each verdict.
pub fn tally(judged: &[Judged]) -> String {
    let verdicts = [Verdict::Agrees, Verdict::Consistent, Verdict::TooWeak, Verdict::Disagrees];
    let of = |verdict: Verdict| {
        judged.iter().filter(|(_, r)| r.as_ref().is_ok_and(|report| report.verdict == verdict)).count()
    };
    let refused = judged.iter().filter(|(_, result)| result.is_err()).count();
    let counts = verdicts.iter().map(|v| (of(*v), v.name())).chain([(refused, "refused")]);
    let parts: Vec<_> = counts.filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}")).collect();
    parts.join(", ")
}

/// The same evidence judged with every prediction multiplied by a factor.
pub fn sabotaged(judged: Vec<Judged>, factor: f64) -> Vec<Judged> {
    let evidence = |result: &Result<Report, Refusal>| result.as_ref().ok().map(|report| report.evidence.clone());
    let all: Vec<_> = judged.iter().filter_map(|(_, result)| evidence(result)).collect();
    let budget = Budget::for_rows(statistical_rows(&all));
    judged
        .into_iter()
        .map(|(claim, result)| (claim, result.map(|r| report(claim, r.evidence, budget, Some(factor)))))
        .collect()
}
