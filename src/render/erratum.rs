//! The page of a published statement that a claim corrects: what was stated, what the numbers show, what holds instead.
//!
//! Refuses: blame. The statement stands in full beside its source, and how much of it holds is said.

use super::errata::NAME;
use super::report::{Section, rows, sheet, verdict};
use maud::html;

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Erratum {
    /// The claim that holds instead, with its rows: place, published, corrected, measured, verdict.
    pub claim: Section,
    /// Its hypotheses.
    pub hypotheses: String,
    /// What was stated.
    pub statement: String,
    /// Where.
    pub place: String,
    /// What the numbers contradict, or what is missing, and how much of the statement stands.
    pub finding: String,
    /// Version, seed, effort, in a line.
    pub provenance: String,
}

/// The name of the page of a claim.
pub fn name(id: &str) -> String {
    format!("{id}.html")
}

/// The page as HTML.
pub fn html(erratum: &Erratum) -> String {
    let claim = &erratum.claim;
    let title = format!("A correction: {}", claim.title);
    sheet(
        &title,
        &html! {
            p.soft { a href={ "report.html#" (claim.id) } { "All claims" } " · " a href=(NAME) { "All corrections" } " · " (claim.id) " · " (erratum.provenance) }
            h1 { (title) }
            section {
                h2 { "As published" }
                blockquote { (erratum.statement) }
                p.soft { (erratum.place) }
            }
            section { h2 { "What was found" } p { (erratum.finding) } }
            section {
                h2 { "The numbers" }
                (verdict(claim))
                p { "In every row the corrected prediction is met by the measurement only if the published one is not." }
                div.wide { (rows(&claim.rows)) }
                img src={ (claim.id) ".svg" } alt={ "Figure: " (claim.title) };
            }
            section {
                h2 { "As it holds" }
                p { (claim.statement) }
                p { "Hypotheses: " (erratum.hypotheses) }
                p.soft {
                    @if let Some((address, kind)) = &claim.proof { "Proof: " a href=(address) { (kind) } ". " }
                    "Data: " a href={ (claim.id) ".csv" } { (claim.id) ".csv" }
                }
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::table::{Align, Table};

    #[test]
    fn a_page_tells_both_statements_the_numbers_and_the_way_back() {
        let mut table = Table::new([("place", Align::Left), ("published", Align::Right)]);
        table.push(["t = 10", "2.1"]);
        let claim = Section { id: "e0".into(), statement: "it holds".into(), rows: table, ..Section::default() };
        let (statement, place) = ("a < b".to_owned(), "A book, theorem 2".to_owned());
        let page = html(&Erratum { claim, statement, place, finding: "b is less".into(), ..Erratum::default() });
        for part in [
            "a &lt; b",
            "A book, theorem 2",
            "b is less",
            "it holds",
            "2.1",
            "report.html#e0",
            "errata.html",
            "e0.svg",
            "e0.csv",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("<script") && !page.contains("http"));
    }
}
