//! What the main command writes: a picture and a data file for each claim, a page for each correction, the list of
//! these, the essay, the summary and the report.

use super::{answer::Failure, judging::Judged, minds, pages, session::Session};
use crate::{
    claim::{
        Claim, Finding, Report, Verdict,
        proved::{self, Status},
    },
    render::{
        self, compare,
        data::{self, Provenance, Record},
        errata,
        evidence::{self, Judged as Found},
    },
};
use rayon::prelude::*;
use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

/// Where files go.
pub fn directory(session: &Session) -> PathBuf {
    session.settings.out.clone().unwrap_or_else(|| "figures".into())
}

/// How far a claim is proved. The human proofs are part of the source, not of the installed binary.
pub fn proof_status(claim: &Claim) -> Status {
    proved::status(claim, Path::new(env!("CARGO_MANIFEST_DIR")).join(claim.proof()).exists())
}

/// The rows of a claim's last run, if there was one.
pub fn last_rows(directory: &Path, claim: &Claim) -> Result<Option<Vec<Record>>, Failure> {
    let path = directory.join(format!("{}.csv", claim.id));
    match fs::read_to_string(&path) {
        Ok(text) => data::read(&text).map(Some).map_err(|why| Failure(format!("{}: {why}", path.display()))),
        Err(_) => Ok(None),
    }
}

/// Writes the files of every claim that ran, and tells how many there are.
pub fn write(judged: &[Judged], session: &Session, directory: &Path) -> Result<usize, Failure> {
    let one = |(claim, result): &Judged| {
        let Ok(report) = result else { return Ok(0) };
        let failed = |error: std::io::Error| Failure(format!("{}: {error}", directory.display()));
        let (chart, csv) = drawn(claim, report, session);
        let paths = render::files::write(directory, claim.id, &chart, &csv).map_err(failed)?;
        let page = pages::correction(claim, report, session);
        page.iter().try_for_each(|(name, text)| fs::write(directory.join(name), text)).map_err(failed)?;
        Ok(paths.len() + page.iter().count())
    };
    // Pictures are painted side by side: each takes a good part of a second.
    judged.par_iter().map(one).sum()
}

/// Writes the summary, the report and the list of corrections of a whole run.
pub fn write_summary(judged: &[Judged], session: &Session, directory: &Path) -> Result<usize, Failure> {
    let files = [
        ("summary.csv", summary(judged)),
        ("report.html", pages::report(judged, session)),
        (errata::NAME, pages::corrections(judged, session)),
        (minds::NAME, pages::minds(judged, session)?),
    ];
    for (name, text) in &files {
        let path = directory.join(name);
        fs::write(&path, text).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    }
    Ok(files.len())
}

/// What writing would change, in words; `whole` also looks at the summary and the list of corrections.
pub fn check(judged: &[Judged], session: &Session, directory: &Path, whole: bool) -> Vec<String> {
    let reports = judged.iter().filter_map(|(claim, result)| Some((claim, result.as_ref().ok()?)));
    let mut changes: Vec<String> = reports
        .flat_map(|(claim, report)| {
            let (chart, csv) = drawn(claim, report, session);
            let mut found = render::files::check(directory, claim.id, &chart, &csv);
            let page = pages::correction(claim, report, session);
            found.extend(
                page.iter()
                    .flat_map(|(name, text)| compare::file(&directory.join(name), text).err().unwrap_or_default()),
            );
            found
        })
        .collect();
    if whole {
        let pages = [
            ("summary.csv", Ok(summary(judged))),
            (errata::NAME, Ok(pages::corrections(judged, session))),
            (minds::NAME, pages::minds(judged, session)),
        ];
        for (name, text) in pages {
            match text {
                Ok(text) => changes.extend(compare::file(&directory.join(name), &text).err().unwrap_or_default()),
                Err(Failure(why)) => changes.push(format!("{name}: {why}")),
            }
        }
        if !directory.join("report.html").exists() {
            changes.push("report.html is missing".into());
        }
    }
    changes
}

pub(super) fn provenance(title: &str, session: &Session) -> Provenance {
    Provenance {
        title: title.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        seed: session.settings.seed,
        effort: session.settings.effort_in_words(),
    }
}

/// The chart and the data file of a claim, both from the findings of the judge.
fn drawn(claim: &Claim, report: &Report, session: &Session) -> (render::chart::Chart, String) {
    let provenance = provenance(claim.title, session);
    let mut chart = evidence::chart(claim.title, "", &report.evidence, in_order(report));
    let further = std::mem::take(&mut chart.footer);
    let provenance_line = provenance.line();
    let parts = [further.as_str(), claim.id, report.verdict.name(), &provenance_line];
    chart.footer = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    (chart, data::csv(&provenance, &data::records(&report.evidence, in_order_of_rows(report))))
}

/// The finding of a row, told by its address: rows of the evidence are judged in place.
fn in_order(report: &Report) -> impl Fn(&crate::claim::Row) -> Found + '_ {
    move |row| {
        let place = report.evidence.rows().position(|known| std::ptr::eq(known, row));
        place.map_or_else(Found::default, |i| found(&report.findings[i]))
    }
}

/// The findings one after the other, for a caller that asks row by row in order.
fn in_order_of_rows(report: &Report) -> impl Fn(&crate::claim::Row) -> Found + '_ {
    let next = Cell::new(0);
    move |_| {
        let place = next.replace(next.get() + 1);
        found(&report.findings[place])
    }
}

fn found(finding: &Finding) -> Found {
    Found {
        low: finding.band.low,
        measured: finding.band.middle,
        high: finding.band.high,
        verdict: finding.verdict.name().into(),
        detects: finding.detects,
        disagrees: finding.verdict == Verdict::Disagrees,
    }
}

/// One line a claim.
fn summary(judged: &[Judged]) -> String {
    let mut text = String::from("id,verdict,rows,worst,detects\n");
    for (claim, result) in judged {
        let line = match result {
            Ok(r) => format!("{},{},{},{},{}", claim.id, r.verdict.name(), r.findings.len(), r.worst, r.detects),
            Err(_) => format!("{},refused,,,", claim.id),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}
