//! The whole laboratory on one page: every claim with its verdict, picture, rows and proof.
//!
//! Refuses: scripts, and anything fetched from elsewhere; only the pictures beside the page are linked.

use super::table::{Align, Table};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Version, seed, effort, in a line.
    pub provenance: String,
    /// The claims in order.
    pub claims: Vec<Section>,
    /// The page that tells what several of them say together, and its title.
    pub essay: Option<(String, String)>,
}

/// How a claim fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// It agrees with its measurements.
    Good,
    /// It neither agrees nor disagrees: too weak, or a limit that is only consistent.
    #[default]
    Open,
    /// It disagrees.
    Bad,
}

/// One claim on the page.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The part of the laboratory that it belongs to; claims of one part follow each other.
    pub part: String,
    /// Its id; the picture is `<id>.svg`, the data `<id>.csv`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its statement in full.
    pub statement: String,
    /// The verdict in words.
    pub verdict: String,
    /// The colour of the verdict.
    pub tone: Tone,
    /// Where it comes from.
    pub source: String,
    /// Address of the proof, and what kind of proof it is.
    pub proof: Option<(String, String)>,
    /// The page of the published statement that it corrects, and where that was published.
    pub corrects: Option<(String, String)>,
    /// The rows.
    pub rows: Table,
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1f1f1f; --paper: #fff; --soft: #595959; --line: #d5d5d5; --card: #f7f7f5;
  --good: #00694c; --open: #8a5a00; --bad: #b00020; --link: #005a8f }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e6; --paper: #16181a; --soft: #a9a9a6; --line: #3a3d40;
  --card: #1f2224; --good: #4ecba3; --open: #f0b84a; --bad: #ff7a85; --link: #7cc4f0 } }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 'DejaVu Sans', Verdana, sans-serif }
a { color: var(--link) } h1 { font-size: 1.7rem; line-height: 1.25 } h2 { font-size: 1.2rem; margin: 0 0 .4rem }
.soft { color: var(--soft); font-size: .88rem } section { margin: 2.2rem 0; padding-top: 1.4rem; border-top: 1px solid var(--line) }
.verdict { font-weight: bold; font-size: .9rem } .good { color: var(--good) } .open { color: var(--open) } .bad { color: var(--bad) }
img { display: block; max-width: 100%; height: auto; margin: 1rem 0; background: #fff; border-radius: 6px }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { white-space: nowrap; background: var(--card) } .right { text-align: right; white-space: nowrap }
blockquote { margin: .6rem 0; padding: .2rem 1rem; border-left: 3px solid var(--line) } .part { margin: 3rem 0 0; font-size: 1.4rem }
summary { cursor: pointer; color: var(--soft) } nav td:first-child { white-space: nowrap }
@media print { details { display: none } section { break-inside: avoid } }
";

/// The page as HTML.
pub fn html(report: &Report) -> String {
    let parts = || report.claims.chunk_by(|a, b| a.part == b.part);
    let title = |part: &[Section]| part.first().map_or(String::new(), |claim| claim.part.clone());
    sheet(
        &report.title,
        &html! {
            h1 { (report.title) }
            p.soft { (report.provenance) }
            @for part in parts() { @if !title(part).is_empty() { h3 { (title(part)) } } (contents(part)) }
            (corrections(&report.claims))
            @if let Some((page, title)) = &report.essay {
                section id="essay" { h2 { a href=(page) { (title) } } p { "What several claims say together, in words and pictures." } }
            }
            main {
                @for part in parts() {
                    @if !title(part).is_empty() { h2.part { (title(part)) } }
                    @for claim in part { (section(claim)) }
                }
            }
        },
    )
}

/// A page with its head and the style that all pages share.
pub(super) fn sheet(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// The verdict in its colour.
pub(super) fn verdict(claim: &Section) -> Markup {
    html! { span class=(class(claim.tone)) { (claim.verdict) } }
}

/// The published statements that claims correct, each with its page.
fn corrections(claims: &[Section]) -> Markup {
    let found: Vec<_> = claims.iter().filter_map(|claim| Some((claim, claim.corrects.as_ref()?))).collect();
    html! {
        @if !found.is_empty() {
            section id="corrections" {
                h2 { "Corrections to published statements" }
                p { "Where the numbers contradict a published statement, or show that a hypothesis is missing, its page says what was \
                    stated, what was measured, and what holds. " a href=(super::errata::NAME) { "All on one page" } "." }
                ul { @for (claim, (page, place)) in found { li { (place) ": " a href=(page) { (claim.title) } } } }
            }
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "verdict good",
        Tone::Open => "verdict open",
        Tone::Bad => "verdict bad",
    }
}

fn contents(claims: &[Section]) -> Markup {
    html! {
        nav.wide { table { tbody {
            @for claim in claims {
                tr {
                    td { a href={ "#" (claim.id) } { (claim.id) } }
                    td { (claim.title) }
                    td { (verdict(claim)) }
                }
            }
        } } }
    }
}

fn section(claim: &Section) -> Markup {
    html! {
        section id=(claim.id) {
            h2 { (claim.title) }
            (verdict(claim))
            @if let Some((page, place)) = &claim.corrects { p { "Corrects a statement in " a href=(page) { (place) } "." } }
            @if !claim.statement.is_empty() { p { (claim.statement) } }
            img src={ (claim.id) ".svg" } alt={ "Figure: " (claim.title) } loading="lazy";
            p.soft {
                @if !claim.source.is_empty() { "Source: " (claim.source.trim_end_matches('.')) ". " }
                @if let Some((address, kind)) = &claim.proof { "Proof: " a href=(address) { (kind) } ". " }
                "Data: " a href={ (claim.id) ".csv" } { (claim.id) ".csv" }
            }
            @if !claim.rows.rows().is_empty() {
                details { summary { (claim.rows.rows().len()) " rows" } div.wide { (rows(&claim.rows)) } }
            }
        }
    }
}

/// A table of rows.
pub(super) fn rows(table: &Table) -> Markup {
    let sides: Vec<Option<&str>> =
        table.alignments().map(|a| if a == Align::Right { Some("right") } else { None }).collect();
    html! {
        table {
            thead { tr { @for (title, side) in table.titles().zip(&sides) { th class=[*side] { (title) } } } }
            tbody {
                @for row in table.rows() {
                    tr { @for (cell, side) in row.iter().zip(&sides) { td class=[*side] { (cell) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_shown_with_all_its_parts_and_escaped() {
        let mut rows = Table::new([("n", Align::Right), ("note", Align::Left)]);
        rows.push(["10", "a < b"]);
        let claim = Section {
            id: "best-of".into(),
            title: "E[V] & <E[U]>".into(),
            verdict: "agrees".into(),
            tone: Tone::Good,
            proof: Some(("proofs/best-of.md".into(), "by hand".into())),
            rows,
            ..Section::default()
        };
        let page =
            html(&Report { title: "Laboratory".into(), provenance: "seed 1".into(), claims: vec![claim], essay: None });
        for part in [
            "src=\"best-of.svg\"",
            "E[V] &amp; &lt;E[U]&gt;",
            "href=\"proofs/best-of.md\"",
            "a &lt; b",
            "verdict good",
            "seed 1",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("<script") && !page.contains("http"));
    }
}
