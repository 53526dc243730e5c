//! A page that tells what several claims say together, in words and pictures, with numbers from their rows.
//!
//! Refuses: numbers of its own; what a passage quotes is measured in the same run.

use super::report::{Section, sheet, verdict};
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Essay {
    /// Its title.
    pub title: String,
    /// What it is about, in a paragraph.
    pub opening: String,
    /// Its passages in order.
    pub passages: Vec<Passage>,
    /// Version, seed, effort, in a line.
    pub provenance: String,
}

/// A heading, some paragraphs, and the claim that shows them.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// The heading.
    pub heading: String,
    /// The paragraphs, with their numbers in place.
    pub paragraphs: Vec<String>,
    /// The claim whose picture is shown, and how it fared.
    pub shown: Option<Section>,
    /// Further claims that the passage rests on.
    pub rests_on: Vec<Section>,
}

/// The page as HTML.
pub fn html(essay: &Essay) -> String {
    sheet(
        &essay.title,
        &html! {
            h1 { (essay.title) }
            p { (essay.opening) }
            main { @for passage in &essay.passages { (told(passage)) } }
            p.soft { a href="report.html" { "All claims, with their rows and proofs" } ". " (essay.provenance) }
        },
    )
}

fn told(passage: &Passage) -> Markup {
    html! {
        section {
            h2 { (passage.heading) }
            @for paragraph in &passage.paragraphs { p { (paragraph) } }
            @if let Some(claim) = &passage.shown {
                a href={ "report.html#" (claim.id) } { img src={ (claim.id) ".svg" } alt={ "Figure: " (claim.title) } loading="lazy"; }
            }
            ul.soft { @for claim in passage.shown.iter().chain(&passage.rests_on) {
                li { a href={ "report.html#" (claim.id) } { (claim.id) } ": " (claim.title) ". " (verdict(claim)) }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_has_its_words_its_picture_and_its_claims() {
        let claim = |id: &str| Section {
            id: id.into(),
            title: format!("title of {id}"),
            verdict: "agrees".into(),
            ..Section::default()
        };
        let passage = Passage {
            heading: "First & last".into(),
            paragraphs: vec!["Half of 2 is 1.".into()],
            shown: Some(claim("s1")),
            rests_on: vec![claim("s2")],
        };
        let page = html(&Essay { title: "Minds".into(), passages: vec![passage], ..Essay::default() });
        for part in
            ["<h1>Minds</h1>", "First &amp; last", "Half of 2 is 1.", "src=\"s1.svg\"", "report.html#s2", "title of s2"]
        {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("s2.svg"));
    }
}
