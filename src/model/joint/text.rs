//! Texts taken apart at separators that stand outside parentheses.

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
