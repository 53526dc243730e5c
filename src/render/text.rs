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

/// Breaks a text at spaces into lines no wider than `limit`, of nearly even width; a word longer than the limit keeps its
/// own line, for nothing is ever cut.
pub fn wrap(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let greedy = fill(text, size, bold, limit);
    if greedy.len() < 2 {
        return greedy;
    }
    let total = width(text, size, bold);
    let mut narrower = total / greedy.len() as f64;
    while narrower < limit {
        let lines = fill(text, size, bold, narrower);
        if lines.len() <= greedy.len() {
            return lines;
        }
        narrower += size;
    }
    greedy
}

fn fill(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, bold) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
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
}
