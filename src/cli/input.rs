//! Numbers from files: `.npy` arrays, columns of `.csv`, and one number a line.
//!
//! Refuses: values that are NaN or infinite, and every guess at what a file might have meant.

mod csv;
mod npy;
mod text;

use std::{fmt, fs, io, path::Path};

/// The numbers of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// The values, all finite, in the order of the file.
    pub values: Vec<f64>,
    /// The column they stand in, for a table.
    pub column: Option<String>,
}

/// Why a file gives no numbers: the file, the place in it, and what is allowed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    file: String,
    reason: String,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.reason)
    }
}

impl std::error::Error for InputError {}

/// Reads the numbers of a file by the end of its name: `.npy`, `.csv` (of which `column`, a name or a number from 1), or
/// anything else as one number a line, where blank lines and lines that start with `#` are ignored.
pub fn numbers(path: &Path, column: Option<&str>) -> Result<Numbers, InputError> {
    let refuse = |reason: String| InputError { file: path.display().to_string(), reason };
    let bytes = fs::read(path).map_err(|error| refuse(cannot_read(&error)))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    if bytes.is_empty() {
        return Err(refuse("the file is empty; it must hold numbers".into()));
    }
    match (ending.as_str(), column) {
        ("csv", _) => csv::read(&bytes, column),
        (_, Some(_)) => Err("a column is chosen in .csv files only".into()),
        ("npy", None) => npy::read(&bytes).map(|values| Numbers { values, column: None }),
        (_, None) => text::read(&bytes).map(|values| Numbers { values, column: None }),
    }
    .map_err(refuse)
}

fn cannot_read(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "no permission to read this file".into(),
        io::ErrorKind::IsADirectory => "this is a directory; a file of numbers is needed".into(),
        _ => format!("cannot be read ({error})"),
    }
}

/// A value and the place where it stands, in words such as "line 3".
type Placed = (f64, usize);

/// The values, if all are finite; else where the first that is not stands and how many such there are.
fn all_finite(placed: Vec<Placed>, place: &str) -> Result<Vec<f64>, String> {
    let count = placed.iter().filter(|(value, _)| !value.is_finite()).count();
    match placed.iter().find(|(value, _)| !value.is_finite()) {
        None if placed.is_empty() => Err("there are no numbers in it".into()),
        None => Ok(placed.into_iter().map(|(value, _)| value).collect()),
        Some((value, at)) => {
            let name = if value.is_nan() { "NaN" } else { "infinite" };
            let all = if count == 1 { "the only such value".into() } else { format!("{count} such values in all") };
            Err(format!("{place} {at} is {name} ({all}); every value must be a finite number"))
        }
    }
}

/// Reads a number as people write it; NaN and infinities are numbers here and refused with their count later.
fn number(field: &str) -> Option<f64> {
    field.trim().parse().ok()
}
