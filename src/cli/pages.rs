//! The pages of a run: the report, one page for each published statement that a claim corrects, and one that lists these.

use super::{
    answer::Failure,
    files::{self, provenance},
    judging,
    judging::Judged,
    minds,
    session::Session,
    words,
};
use crate::{
    claim::{Claim, Published, Report, Verdict},
    render::{
        errata::{self, Entry, Errata},
        erratum::{self, Erratum},
        essay,
        report::{self, Report as Page, Section, Tone},
        table::{Align, Table},
    },
};

/// The report on a whole run.
pub fn report(judged: &[Judged], session: &Session) -> String {
    report::html(&Page {
        title: "goodhart: what the laboratory claims, and what it found".into(),
        provenance: provenance("", session).line(),
        claims: judged
            .iter()
            .map(|(claim, result)| section(claim, result.as_ref().map_err(ToString::to_string)))
            .collect(),
        essay: Some((minds::NAME.into(), minds::TITLE.into())),
    })
}

/// The page that lists the corrections of a whole run.
pub fn corrections(judged: &[Judged], session: &Session) -> String {
    let entry = |(claim, result): &Judged| {
        let Published { place, finding, .. } = claim.corrects?;
        let claim = section(claim, result.as_ref().map_err(ToString::to_string));
        Some(Entry { page: erratum::name(&claim.id), claim, place: place.into(), finding: finding.into() })
    };
    errata::html(&Errata {
        entries: judged.iter().filter_map(entry).collect(),
        provenance: provenance("", session).line(),
    })
}

/// The essay on what the model of independent steps says about minds.
pub fn minds(judged: &[Judged], session: &Session) -> Result<String, Failure> {
    minds::essay(judged, provenance("", session).line()).map(|essay| essay::html(&essay)).map_err(Failure)
}

/// The page of a claim that corrects a published statement: its name and its text.
pub fn correction(claim: &Claim, report: &Report, session: &Session) -> Option<(String, String)> {
    let Published { statement, place, finding } = claim.corrects?;
    let page = erratum::html(&Erratum {
        claim: Section { statement: claim.statement.into(), rows: compared(report), ..section(claim, Ok(report)) },
        hypotheses: claim.hypotheses.into(),
        statement: statement.into(),
        place: place.into(),
        finding: finding.into(),
        provenance: provenance("", session).line(),
    });
    Some((erratum::name(claim.id), page))
}

pub(super) fn section(claim: &Claim, result: Result<&Report, String>) -> Section {
    let (verdict, tone, rows) = match result {
        Ok(report) => (report.verdict.name().to_string(), tone(report.verdict), rows(report)),
        Err(why) => (format!("refused: {why}"), Tone::Open, Table::default()),
    };
    Section {
        id: claim.id.into(),
        part: part(claim).into(),
        title: claim.title.into(),
        statement: format!("{} Hypotheses: {}", claim.statement, claim.hypotheses),
        verdict,
        tone,
        source: claim.source.into(),
        proof: Some((format!("../{}", claim.proof()), files::proof_status(claim).to_string())),
        corrects: claim.corrects.map(|published| (erratum::name(claim.id), published.place.into())),
        rows,
    }
}

/// The part of the laboratory that a claim belongs to, by the letter of its id.
fn part(claim: &Claim) -> &'static str {
    match claim.id.as_bytes().first() {
        Some(b's') => "Independent steps",
        Some(b'g') => "Conditioning on the proxy",
        Some(b'b') => "Best of n",
        Some(b'e') => "Corrections to published statements",
        _ => "Further claims",
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Agrees | Verdict::Consistent => Tone::Good,
        Verdict::TooWeak => Tone::Open,
        Verdict::Disagrees => Tone::Bad,
    }
}

fn rows(report: &Report) -> Table {
    let left = ["series", "place"].map(|head| (head, Align::Left));
    let right = ["predicted", "measured", "low", "high", "detects"].map(|head| (head, Align::Right));
    let words = ["verdict", "note"].map(|head| (head, Align::Left));
    let mut table = Table::new(left.into_iter().chain(right).chain(words));
    for (row, finding) in report.evidence.rows().zip(&report.findings) {
        let band = &finding.band;
        let numbers = [finding.predicted, band.middle, band.low, band.high].map(words::short);
        let ends = [judging::percent(finding.detects), finding.verdict.name().into()];
        let places = [row.series.clone(), row.place.clone()];
        table.push(places.into_iter().chain(numbers).chain(ends).chain([row.note.clone().unwrap_or_default()]));
    }
    table
}

/// The rows of a correction: what was published beside what holds and what was measured.
fn compared(report: &Report) -> Table {
    let left = ["series", "place"].map(|head| (head, Align::Left));
    let right = ["published", "corrected", "measured", "low", "high"].map(|head| (head, Align::Right));
    let words = ["verdict", "note"].map(|head| (head, Align::Left));
    let mut table = Table::new(left.into_iter().chain(right).chain(words));
    for (row, finding) in report.evidence.rows().zip(&report.findings) {
        let band = &finding.band;
        let numbers = [row.lie, finding.predicted, band.middle, band.low, band.high].map(words::short);
        let places = [row.series.clone(), row.place.clone()];
        let ends = [finding.verdict.name().into(), row.note.clone().unwrap_or_default()];
        table.push(places.into_iter().chain(numbers).chain(ends));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        claims,
        cli::{Lab, settings::Settings},
        expect::Refusal,
    };

    #[test]
    fn every_claim_that_corrects_a_statement_is_on_the_list_and_no_other() {
        let session = Session { lab: Lab::standard(), settings: Settings::resolve(&Default::default()).unwrap() };
        let judged: Vec<Judged> = claims::ALL.iter().map(|claim| (*claim, Err(Refusal("not run".into())))).collect();
        let (list, report) = (corrections(&judged, &session), report(&judged, &session));
        assert!(report.contains("href=\"errata.html\""));
        for claim in claims::ALL {
            let link = format!("href=\"{}\"", erratum::name(claim.id));
            assert_eq!(list.contains(&link), claim.corrects.is_some(), "{}", claim.id);
        }
        assert_eq!(
            list.matches("refused: not run").count(),
            claims::ALL.iter().filter(|c| c.corrects.is_some()).count()
        );
    }
}
