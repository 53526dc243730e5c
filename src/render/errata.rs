//! All corrections to published statements on one page: where each stands, what was found, and how the claim beside it fares.
//!
//! Refuses: a claim that corrects nothing.

use super::report::{Section, Tone, sheet, verdict};
use maud::{Markup, html};

/// The name of the page.
pub const NAME: &str = "errata.html";

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Errata {
    /// The corrections in order.
    pub entries: Vec<Entry>,
    /// Version, seed, effort, in a line.
    pub provenance: String,
}

/// One correction.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The claim that holds instead.
    pub claim: Section,
    /// The page of the correction.
    pub page: String,
    /// Where the statement was published.
    pub place: String,
    /// What the numbers contradict, or what is missing, and how much of the statement stands.
    pub finding: String,
}

/// The page as HTML.
pub fn html(errata: &Errata) -> String {
    let title = "Corrections to published statements";
    sheet(
        title,
        &html! {
            p.soft { a href="report.html" { "All claims" } " · " (errata.provenance) }
            h1 { (title) }
            p {
                "Where the numbers contradict a published statement, or show that a hypothesis is missing, the statement has a page of \
                 its own: what was stated, what was measured, what holds instead, and its proof. What holds is a claim of this \
                 laboratory like any other; what was published stands in its rows as the planted lie that the measurement must reject. "
                (tally(&errata.entries))
            }
            div.wide { table {
                thead { tr { @for head in ["page", "what holds instead", "published in", "verdict", "rows"] { th { (head) } } } }
                tbody { @for entry in &errata.entries { (row(entry)) } }
            } }
        },
    )
}

fn tally(entries: &[Entry]) -> String {
    let passing = entries.iter().filter(|entry| entry.claim.tone == Tone::Good).count();
    format!("Statements listed: {}; claims in their place that come through: {passing}.", entries.len())
}

fn row(entry: &Entry) -> Markup {
    html! {
        tr {
            td { a href=(entry.page) { (entry.claim.id) } }
            td { (entry.claim.title) "." details { summary { "what was found" } (entry.finding) } }
            td { (entry.place) }
            td { (verdict(&entry.claim)) }
            td.right { (entry.claim.rows.rows().len()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::table::{Align, Table};

    #[test]
    fn each_correction_has_its_place_its_finding_its_verdict_and_its_page() {
        let mut rows = Table::new([("n", Align::Right)]);
        rows.push(["10"]);
        let (verdict, tone) = ("agrees".to_owned(), Tone::Good);
        let claim = Section { id: "e0".into(), title: "b < a".into(), verdict, tone, rows, ..Section::default() };
        let (place, finding) = ("A book & theorem 2".to_owned(), "a is more".to_owned());
        let entries = vec![
            Entry { claim, page: "e0.html".into(), place, finding },
            Entry { page: "e1.html".into(), ..Entry::default() },
        ];
        let page = html(&Errata { entries, ..Errata::default() });
        for part in [
            "href=\"e0.html\"",
            "b &lt; a",
            "A book &amp; theorem 2",
            "a is more",
            "verdict good",
            "<td class=\"right\">1</td>",
            "e1.html",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(page.contains("Statements listed: 2; claims in their place that come through: 1."));
        assert!(!page.contains("<script") && !page.contains("http"));
    }
}
