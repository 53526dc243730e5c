//! Whether a file on disk still shows what the laboratory computes: numbers to a relative 1e-9, words exactly.

use std::path::Path;

/// How far two numbers may be apart, relative to the larger.
pub const TOLERANCE: f64 = 1e-9;

/// How many differences are told before the rest are only counted.
const TOLD: usize = 5;

fn same_number(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
}

fn same_cell(a: &str, b: &str) -> bool {
    a == b || matches!((a.trim().parse(), b.trim().parse()), (Ok(x), Ok(y)) if same_number(x, y))
}

/// The differences between two data files in words, the first few in full; empty when they agree.
pub fn csv(old: &str, new: &str) -> Vec<String> {
    let (comments, rows) = read(old);
    let (fresh_comments, fresh_rows) = read(new);
    let mut found = Vec::new();
    if comments != fresh_comments {
        found.push(format!("provenance: {} is now {}", comments.join("; "), fresh_comments.join("; ")));
    }
    let (header, fresh_header) = (rows.first(), fresh_rows.first());
    if header != fresh_header {
        found.push("the columns differ".to_owned());
        return told(found);
    }
    if rows.len() != fresh_rows.len() {
        found.push(format!("{} rows are now {}", rows.len().saturating_sub(1), fresh_rows.len().saturating_sub(1)));
    }
    for (i, (row, fresh)) in rows.iter().zip(&fresh_rows).enumerate().skip(1) {
        for (k, (a, b)) in row.iter().zip(fresh).enumerate().filter(|(_, (a, b))| !same_cell(a, b)) {
            let column = header.and_then(|h| h.get(k)).map_or("", String::as_str);
            found.push(format!("row {i}, {column}: {} is now {}", shown(a), shown(b)));
        }
        if row.len() != fresh.len() {
            found.push(format!("row {i}: {} cells are now {}", row.len(), fresh.len()));
        }
    }
    told(found)
}

fn shown(cell: &str) -> &str {
    if cell.is_empty() { "an empty cell" } else { cell }
}

/// Leading comment lines, and the cells of the rest (a row that cannot be read is kept as the text of its fault).
fn read(text: &str) -> (Vec<&str>, Vec<Vec<String>>) {
    let comments: Vec<&str> = text.lines().take_while(|l| l.starts_with('#')).collect();
    let body: String = text.split_inclusive('\n').skip(comments.len()).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
    let cells = |r: csv::Result<csv::StringRecord>| match r {
        Ok(record) => record.iter().map(str::to_owned).collect(),
        Err(fault) => vec![fault.to_string()],
    };
    (comments, reader.records().map(cells).collect())
}

fn told(mut found: Vec<String>) -> Vec<String> {
    if found.len() > TOLD {
        let more = found.len() - TOLD;
        found.truncate(TOLD);
        found.push(format!("and {more} more differences"));
    }
    found
}

/// The differences between two texts such as pictures or pages, number by number, the rest exactly.
pub fn text(old: &str, new: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (lines, fresh) = (old.lines().count(), new.lines().count());
    if lines != fresh {
        found.push(format!("{lines} lines are now {fresh}"));
    }
    for (i, (a, b)) in old.lines().zip(new.lines()).enumerate() {
        if a != b && !same_pieces(&pieces(a), &pieces(b)) {
            found.push(format!("line {}: {} is now {}", i + 1, start(a), start(b)));
        }
    }
    told(found)
}

fn start(line: &str) -> String {
    let short: String = line.chars().take(60).collect();
    if short.len() < line.len() { format!("{short}...") } else { short }
}

fn same_pieces(a: &[&str], b: &[&str]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_cell(a, b))
}

/// Splits a line into numbers and what lies between.
fn pieces(line: &str) -> Vec<&str> {
    let numeric = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut was = None;
    for (i, c) in line.char_indices() {
        if was.is_some_and(|w| w != numeric(c)) {
            pieces.push(&line[from..i]);
            from = i;
        }
        was = Some(numeric(c));
    }
    pieces.push(&line[from..]);
    pieces
}

/// Compares a file on disk with what it should hold, by the kind that its name tells.
///
/// # Errors
/// In words: that the file is missing, cannot be read, or where it differs.
pub fn file(path: &Path, fresh: &str) -> Result<(), Vec<String>> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    if !path.exists() {
        return Err(vec![format!("{name} is missing")]);
    }
    let old = std::fs::read_to_string(path).map_err(|e| vec![format!("{name} cannot be read: {e}")])?;
    let found = if path.extension().is_some_and(|e| e == "csv") { csv(&old, fresh) } else { text(&old, fresh) };
    if found.is_empty() { Ok(()) } else { Err(found.into_iter().map(|f| format!("{name}: {f}")).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "# t\na,b,word\n1.0,2.5e-30,x\n3,inf,y\n";

    #[test]
    fn a_relative_change_of_1e_8_is_seen_and_one_of_1e_10_is_not() {
        let moved = |by: f64| OLD.replace("2.5e-30", &format!("{:e}", 2.5e-30 * (1.0 + by)));
        assert!(csv(OLD, &moved(1e-10)).is_empty());
        let found = csv(OLD, &moved(1e-8));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("row 1, b: 2.5e-30 is now"), "{found:?}");
    }

    #[test]
    fn words_rows_and_provenance_count() {
        assert_eq!(csv(OLD, &OLD.replace(",y", ",z")), ["row 2, word: y is now z"]);
        assert!(!csv(OLD, "# t\na,b,word\n1.0,2.5e-30,x\n").is_empty());
        assert!(!csv(OLD, &OLD.replace("# t", "# u")).is_empty());
        assert!(!csv(OLD, &OLD.replace("inf", "")).is_empty());
        let many = OLD.replace("1.0", "9") + &"1,2,3\n".repeat(9);
        assert!(csv(&many, &many.replace("1,2,3", "4,5,6")).last().unwrap().contains("more"));
    }

    #[test]
    fn pictures_are_compared_number_by_number() {
        let old = "<line x1=\"1000000000\" y=\"-3\"/>\n<text>10⁻³</text>";
        assert!(text(old, &old.replace("000000\"", "000000.1\"")).is_empty());
        assert_eq!(text(old, &old.replace("000000\"", "000010\"")).len(), 1);
        assert_eq!(text(old, &old.replace('³', "⁴")).len(), 1);
    }

    #[test]
    fn a_missing_file_is_said_to_be_missing() {
        let found = file(Path::new("no-such-directory/claim.csv"), OLD).unwrap_err();
        assert_eq!(found, ["claim.csv is missing"]);
    }
}
