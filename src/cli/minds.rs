//! The essay on what the model of independent steps says about minds: what changes at the threshold, and what only seems to.
//!
//! Refuses: numbers of its own; every one that it prints is quoted from a row of a claim, by series and place.

use super::{judging::Judged, pages};
use crate::render::essay::{Essay, Passage};

/// The file.
pub const NAME: &str = "minds.html";

/// A passage before its numbers are filled in: `[id | series | place]` stands for what was measured there.
struct Words {
    heading: &'static str,
    paragraphs: &'static [&'static str],
    /// The claim whose picture is shown.
    shown: &'static str,
    rests_on: &'static [&'static str],
}

/// The title.
pub const TITLE: &str = "What the model says about minds";

const OPENING: &str = "A task is a row of steps. A mind of power Q knows Q approaches to each step and takes the fastest; an approach takes a time with a heavy \
    tail, P(T > t) = t^-α. That is all there is in the model, and it says a good deal: that there is a critical power Q* = 1/α, and what happens on both sides of it. This page \
    follows the consequences, and asks of each how much of it is a fact about minds and how much about power laws. All numbers are quoted from the \
    claims that were judged in this run.";

const PASSAGES: &[Words] = &[
    Words {
        heading: "What changes at the threshold",
        paragraphs: &[
            "Below Q* a step has no mean time. That by itself frightens nobody: no mind takes the mean of infinitely many steps. What can be seen is the median of long tasks. At \
             αQ = 0.5 the median task of 1000 steps takes [s4 | a = 0.5 | n = 1000] per step, at 10 steps it was [s4 | a = 0.5 | n = 10]: one step, the worst so far, takes about as long as all the \
             others together, and the more steps there are, the worse the worst one is. At αQ = 1.5 the same task takes [s4 | a = 1.5 | n = 1000] per step, and a longer one hardly more.",
            "So the threshold divides tasks that can be planned for from tasks that cannot. Above it a budget per step that exceeds the mean is enough for nearly all long tasks; at and below \
             it long tasks exceed any budget per step (S-9).",
        ],
        shown: "s4",
        rests_on: &["s2", "s9"],
    },
    Words {
        heading: "How much is enough",
        paragraphs: &[
            "Above the threshold the speed of a long task is 1 - Q*/Q of the greatest there is. Twice Q* gives [s11 | α = 0.5: Q* = 2 | Q = 2 Q*] of it, three times \
             [s11 | α = 0.5: Q* = 2 | Q = 3 Q*], eleven times [s11 | α = 0.5: Q* = 2 | Q = 11 Q*]. Just above Q* one per cent more power buys a great deal ([s11 | α = 0.5 | Q = 1.2 Q*] per cent \
             more speed at 1.2 Q*), at 11 Q* next to nothing ([s11 | α = 0.5 | Q = 11 Q*] per cent).",
            "The picture of sudden competence and slow improvement afterwards is therefore not two phenomena but one curve.",
        ],
        shown: "s11",
        rests_on: &["s8"],
    },
    Words {
        heading: "What only seems to change",
        paragraphs: &[
            "Lognormal times are heavy-tailed and have no threshold: every mind with any power has a mean time for each step. Yet with σ = 3 and one approach the median task of 1000 steps runs at \
             [s13 | σ = 3: e^(σ²/2) = 90 | n = 1000] of the mean time per step, one of 10 steps at [s13 | σ = 3: e^(σ²/2) = 90 | n = 10]; the time per step grows with the length of the task, as \
             below a threshold. It stops growing at some e^(σ²/2Q) steps.",
            "An experiment at one length of task cannot tell this from a threshold. It finds one at Q = σ²/(2 ln n), and another experiment, with longer tasks, finds it lower. A true \
             threshold stays where it is.",
        ],
        shown: "s13",
        rests_on: &["e10", "s12"],
    },
    Words {
        heading: "A cut-off is not a cure",
        paragraphs: &[
            "No approach takes longer than the age of the universe. If times are cut off at C, every mean is finite, and the threshold is gone from the theorem. But tasks of fewer than about C^α Q steps \
             cannot tell: capped and pure totals are the same with a probability of at least (1 - C^-a)^n. A cut-off rescues a mind below the threshold on very long tasks only, and at the price of about \
             C^(1-a)/(1-a) per step: [s26 | capped, a = 0.6 | C = 1e6] for a = 0.6 and C = 10⁶.",
        ],
        shown: "s26",
        rests_on: &[],
    },
    Words {
        heading: "Minds that learn, and tasks in parallel",
        paragraphs: &[
            "If the first steps are the hard ones, and what is learned at them makes the later ones easy, the mean time of the task is still infinite, and its far tail is that of the first steps. The \
             typical time is not: after 100000 steps, of which five had αQ = 0.7 and the others 3, the median is [s20 | αQ = 0.7 for 5 steps, then 3 | n = 100000] per step. An infinite mean is a \
             statement about the tail, not about what usually happens.",
            "Steps that can be taken side by side need the time of the longest. That grows as n^(1/a) too, at every a: parallelism removes the sum, not the tail.",
        ],
        shown: "s20",
        rests_on: &["s14", "s15"],
    },
    Words {
        heading: "Approaches that fail together",
        paragraphs: &[
            "Q approaches are worth Q only if they are independent. If what makes one slow makes the others slow, they are worth less, and in the far tail much less: joined by a normal copula \
             of correlation ρ, no number of them is worth more than 1/ρ. The threshold moves to (1-ρ)/(α-ρ): [s18 | Q* | α = 0.9, ρ = 0.5] for α = 0.9 and ρ = ½. For α ≤ ρ there is none; more \
             approaches of the same kind do not help at all, however many.",
            "An experiment at modest times does not show this. Two approaches with ρ = ½ look worth [s18 | Q = 2 | z = 1] near the body of the law, four look worth [s18 | Q = 4 | z = 2]; only far out \
             do they come down to what they are. What is diverse in the easy cases need not be diverse in the hard ones.",
        ],
        shown: "s18",
        rests_on: &["s16", "s17", "s19"],
    },
    Words {
        heading: "The threshold is about minds that cannot give up",
        paragraphs: &[
            "If an approach can be abandoned and a fresh one begun, every mind has a finite mean, at any α. With α = ¼, where four approaches at once would not do, giving up at the best moment costs \
             [s21 | restarts at the best cutoff | α = 0.25] per step. Nothing happens at α = 1. Nor is it necessary to know the law: Luby's universal sequence of cutoffs costs [s22 | u = 1 | α = 0.5] \
             times the best at α = ½.",
            "A mind that must run all its approaches side by side pays for each: the work is least at twice the threshold, and there 4/α, more than what restarts cost. What makes long tasks \
             infeasible in this model is not the difficulty of a step. It is the commitment to an approach that has begun.",
        ],
        shown: "s21",
        rests_on: &["s22", "s23", "s24"],
    },
    Words {
        heading: "One lemma, two stories",
        paragraphs: &[
            "The fastest of Q approaches and the least of Q reward models are the same variable: a minimum of Q draws, whose tail index is the sum of theirs if they are independent, and less if they \
             share what goes wrong. Power above the threshold makes the mean of a step finite; enough reward models make the error of their minimum light enough for selection to find value. In both \
             stories the number matters less than the independence.",
        ],
        shown: "m1",
        rests_on: &["s1"],
    },
];

/// The page.
///
/// Errors: a quote of a row that there is not.
pub fn essay(judged: &[Judged], provenance: String) -> Result<Essay, String> {
    let claim = |id: &str| judged.iter().find(|(claim, _)| claim.id == id);
    let section =
        |id: &str| claim(id).map(|(claim, result)| pages::section(claim, result.as_ref().map_err(ToString::to_string)));
    let passage = |words: &Words| {
        Ok(Passage {
            heading: words.heading.into(),
            paragraphs: words.paragraphs.iter().map(|text| filled(text, judged)).collect::<Result<_, String>>()?,
            shown: section(words.shown),
            rests_on: words.rests_on.iter().filter_map(|id| section(id)).collect(),
        })
    };
    let passages = PASSAGES.iter().map(passage).collect::<Result<_, String>>()?;
    Ok(Essay { title: TITLE.into(), opening: OPENING.into(), passages, provenance })
}

/// The text with what was measured in the place of each quote.
fn filled(text: &str, judged: &[Judged]) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let (quote, after) = after.split_once(']').ok_or_else(|| format!("a quote has no end in `{text}`"))?;
        filled.push_str(before);
        filled.push_str(&quoted(quote, judged)?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// What was measured in the row of a quote, to four digits; the claim's own refusal where it has none.
fn quoted(quote: &str, judged: &[Judged]) -> Result<String, String> {
    let mut parts = quote.split('|').map(str::trim);
    let (Some(id), Some(series), Some(place)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("`{quote}` is not id | series | place"));
    };
    match judged.iter().find(|(claim, _)| claim.id == id) {
        Some((_, Ok(report))) => {
            let row = report.evidence.rows().position(|row| row.series == series && row.place == place);
            let found = row.ok_or_else(|| format!("{id} has no row `{series}` at `{place}`"))?;
            Ok(four_digits(report.findings[found].band.middle))
        }
        _ => Ok(format!("({id} was not judged)")),
    }
}

fn four_digits(x: f64) -> String {
    let digits = (3 - x.abs().log10().floor() as i32).clamp(0, 8) as usize;
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}
