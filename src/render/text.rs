//! How wide a text is, and where to break it, without a font at hand.
//!
//! The advance widths are those of DejaVu Sans 2.37 (table hmtx, thousandths of an em); Verdana's are within a few per cent.

/// Widths of the characters U+0020 to U+007E.
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];

/// DejaVu Sans Bold is wider than the regular face by about this factor.
const BOLD: f64 = 1.12;

fn advance(c: char) -> u16 {
    match c {
        ' '..='~' => ASCII[c as usize - 0x20],
        '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='ₜ' => 401,
        '⁻' | '⁺' => 528,
        '\u{2009}' | '\u{202f}' => 200,
        '·' => 318,
        'ι' | 'ί' | 'Ι' => 338,
        'Α'..='Ω' => 720,
        'ω' => 837,
        'α'..='ψ' => 620,
        '−' | '×' | '±' | '←'..='⋿' => 838,
        '–' => 500,
        '—' | '…' | '½' => 1000,
        _ => 640,
    }
}

/// The width of a text at a font size, in the unit of the size.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: f64 = text.chars().map(|c| f64::from(advance(c))).sum();
    thousandths * size / 1000.0 * if bold { BOLD } else { 1.0 }
}

/// Signs that stand between spaces and belong to what is on both sides.
const BETWEEN: [&str; 17] = ["=", "≥", "≤", "<", ">", "~", "→", "+", "-", "−", "·", "/", "|", "∈", "≪", "≈", "±"];

/// Breaks a text at spaces into lines no wider than `limit`, of nearly even width, and not inside a formula unless that would
/// take another line; a word longer than the limit keeps its own line, for nothing is ever cut.
pub fn wrap(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let apart: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let together = evenly(&formulas(&words), size, bold, limit);
    let broken = evenly(&apart, size, bold, limit);
    let fits = together.iter().all(|line| width(line, size, bold) <= limit);
    if fits && together.len() <= broken.len() { together } else { broken }
}

/// The words, those of one formula in one piece: what is within brackets, and on both sides of a sign.
fn formulas(words: &[&str]) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let (mut depth, mut before) = (0i32, "");
    for word in words {
        let joined = depth > 0 || BETWEEN.contains(&before) || BETWEEN.contains(word);
        match pieces.last_mut() {
            Some(piece) if joined => *piece = format!("{piece} {word}"),
            _ => pieces.push((*word).to_owned()),
        }
        let brackets = |kinds: &[char]| word.matches(kinds).count() as i32;
        depth = (depth + brackets(&['(', '[', '{']) - brackets(&[')', ']', '}'])).max(0);
        before = word;
    }
    pieces
}

/// As few lines as there can be, and then as narrow as they can be.
fn evenly(pieces: &[String], size: f64, bold: bool, limit: f64) -> Vec<String> {
    let greedy = fill(pieces, size, bold, limit);
    if greedy.len() < 2 {
        return greedy;
    }
    let total = width(&pieces.join(" "), size, bold);
    let mut narrower = total / greedy.len() as f64;
    while narrower < limit {
        let lines = fill(pieces, size, bold, narrower);
        if lines.len() <= greedy.len() {
            return lines;
        }
        narrower += size;
    }
    greedy
}

fn fill(pieces: &[String], size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {piece}"), size, bold) <= limit => {
                line.push(' ');
                line.push_str(piece);
            }
            _ => lines.push(piece.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_loses_nothing_and_stays_within_the_limit() {
        let text = "the survival function of the sum of n steps falls like n times that of one step";
        let lines = wrap(text, 10.0, false, 150.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|l| width(l, 10.0, false) <= 150.0));
    }

    #[test]
    fn a_long_word_is_not_cut() {
        assert_eq!(wrap("supercalifragilistic x", 10.0, false, 20.0), ["supercalifragilistic", "x"]);
        assert!(wrap("", 10.0, false, 20.0).is_empty());
    }

    #[test]
    fn a_formula_is_broken_only_where_it_must() {
        let text = "the value of the best falls, E[V | U ≥ t] → 0, in proportion";
        let lines = wrap(text, 10.0, false, 0.7 * width(text, 10.0, false));
        assert_eq!(lines, ["the value of the best falls,", "E[V | U ≥ t] → 0, in proportion"]);
        // On a line too short for it, it is broken like any text.
        let narrow = wrap("E[V | U ≥ t] = 0", 10.0, false, 45.0);
        assert!(narrow.len() > 1 && narrow.join(" ") == "E[V | U ≥ t] = 0");
    }
}
