//! One number a line.

use super::{all_finite, number};

/// The numbers, one a line; blank lines and lines that start with `#` are ignored.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<f64>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "not a text file; one number a line is needed".to_string())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut placed = Vec::new();
    for (at, line) in text.lines().enumerate().map(|(i, line)| (i + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let value = number(line).ok_or_else(|| {
            let shown: String = line.chars().take(40).collect();
            format!("line {at}: \"{shown}\" is not a number; one number a line is allowed, and # before a comment")
        })?;
        placed.push((value, at));
    }
    all_finite(placed, "line")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_comments_and_blank_lines() {
        assert_eq!(read(b"# times\n1\n\n  2.5e3 \r\n-4\n").unwrap(), [1.0, 2500.0, -4.0]);
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        assert!(read(b"1\n\ntwo\n").unwrap_err().starts_with("line 3: \"two\" is not a number"));
        let error = read(b"1\nnan\ninf\n").unwrap_err();
        assert!(error.starts_with("line 2 is NaN (2 such values in all)"), "{error}");
        assert_eq!(read(b"# nothing\n").unwrap_err(), "there are no numbers in it");
        assert!(read(&[0xff, 0xfe]).is_err());
    }
}
