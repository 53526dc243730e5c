//! Texts taken apart at separators that stand outside parentheses.
//!
//! Refuses: parentheses that do not match.

/// The parts between separators outside parentheses, each with the number of bytes before it.
pub(super) fn split(text: &str, separator: char) -> Vec<(usize, &str)> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if c == separator && depth == 0 => {
                parts.push((from, &text[from..at]));
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push((from, &text[from..]));
    parts
}

/// Whether every parenthesis has its other one; if not, the number of characters before the place where one is missing, or one too many.
pub(super) fn balanced(text: &str) -> Result<(), (usize, String)> {
    let mut open = 0usize;
    for (at, c) in text.chars().enumerate() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return Err((at, "this ')' has no '(' before it".into())),
            ')' => open -= 1,
            _ => {}
        }
    }
    let missing = |count: &str| Err((text.trim_end().chars().count(), format!("{count} missing here")));
    match open {
        0 => Ok(()),
        1 => missing("a ')' is"),
        count => missing(&format!("{count} of ')' are")),
    }
}
