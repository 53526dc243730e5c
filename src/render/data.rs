//! The data file of a claim: one line a row, numbers in full precision, provenance in `#` lines before the header.

use super::evidence::Judged;
use super::numbers::exact;
use crate::claim::{Evidence, Row};

/// Where a file comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// What the file shows.
    pub title: String,
    /// The version of the crate.
    pub version: String,
    /// The seed of the run.
    pub seed: u64,
    /// How much work was spent, in a word.
    pub effort: String,
}

impl Provenance {
    /// In one line, for the foot of a picture.
    pub fn line(&self) -> String {
        format!("goodhart {} · seed {} · effort {}", self.version, self.seed, self.effort)
    }
}

/// A line of the data file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Title of the panel.
    pub panel: String,
    /// Series of the row.
    pub series: String,
    /// The place in words.
    pub place: String,
    /// The horizontal coordinate.
    pub at: f64,
    /// What was predicted.
    pub predicted: f64,
    /// What the prediction leaves open.
    pub predicted_error: f64,
    /// What was measured, and whether it agrees.
    pub judged: Judged,
    /// What a reader must know.
    pub note: String,
}

const COLUMNS: [&str; 12] = [
    "panel",
    "series",
    "place",
    "at",
    "predicted",
    "predicted_error",
    "low",
    "measured",
    "high",
    "verdict",
    "detects",
    "note",
];

/// The records of some evidence.
pub fn records(evidence: &Evidence, judge: impl Fn(&Row) -> Judged) -> Vec<Record> {
    let rows = evidence.panels.iter().flat_map(|p| p.rows.iter().map(move |r| (p, r)));
    rows.map(|(panel, row)| Record {
        panel: panel.title.clone(),
        series: row.series.clone(),
        place: row.place.clone(),
        at: row.at,
        predicted: row.predicted.value,
        predicted_error: row.predicted.error,
        judged: judge(row),
        note: row.note.clone().unwrap_or_default(),
    })
    .collect()
}

/// The text of the file. NaN becomes an empty cell, infinities `inf` and `-inf`.
pub fn csv(provenance: &Provenance, records: &[Record]) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!(
        "# {}\n# goodhart {}\n# seed {}\n# effort {}\n",
        one_line(&provenance.title),
        one_line(&provenance.version),
        provenance.seed,
        one_line(&provenance.effort)
    );
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has the twelve cells of the header.
    let _ = writer.write_record(COLUMNS);
    for r in records {
        let j = &r.judged;
        let numbers = [r.at, r.predicted, r.predicted_error, j.low, j.measured, j.high].map(exact);
        let words = [r.panel.clone(), r.series.clone(), r.place.clone()];
        let rest = [j.verdict.clone(), exact(j.detects), r.note.clone()];
        let _ = writer.write_record(words.iter().chain(&numbers).chain(&rest));
    }
    out.push_str(&String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()));
    out
}

/// Reads a data file back, without its provenance; whether a row disagrees is not stored apart from its verdict.
///
/// # Errors
/// In words, when a line is not a record.
pub fn read(text: &str) -> Result<Vec<Record>, String> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?;
    if header.iter().ne(COLUMNS) {
        return Err(format!("the columns are not {}", COLUMNS.join(",")));
    }
    reader.records().map(|line| record(&line.map_err(|e| e.to_string())?)).collect()
}

fn record(cells: &csv::StringRecord) -> Result<Record, String> {
    let word = |i: usize| cells.get(i).unwrap_or_default().to_owned();
    let number = |i: usize| -> Result<f64, String> {
        let cell = word(i);
        if cell.is_empty() {
            Ok(f64::NAN)
        } else {
            cell.parse().map_err(|_| format!("{}: {cell} is no number", COLUMNS[i]))
        }
    };
    let judged = Judged {
        low: number(6)?,
        measured: number(7)?,
        high: number(8)?,
        verdict: word(9),
        detects: number(10)?,
        disagrees: false,
    };
    Ok(Record {
        panel: word(0),
        series: word(1),
        place: word(2),
        at: number(3)?,
        predicted: number(4)?,
        predicted_error: number(5)?,
        judged,
        note: word(11),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let judged = Judged {
            low: 0.1,
            measured: 1.0 / 3.0,
            high: f64::INFINITY,
            verdict: "agrees".into(),
            detects: 1e-7,
            disagrees: false,
        };
        let record = Record {
            panel: "(a), with \"quotes\"".into(),
            series: "#1: α = ½, β".into(),
            place: "n = 10\nsecond line".into(),
            at: 1e300,
            predicted: 5e-324,
            predicted_error: 0.0,
            judged,
            note: String::new(),
        };
        let provenance = Provenance { title: "A\nB".into(), version: "0.1.0".into(), seed: 7, effort: "quick".into() };
        let text = csv(&provenance, &[record.clone(), record.clone()]);
        assert!(text.starts_with("# A B\n# goodhart 0.1.0\n# seed 7\n# effort quick\npanel,series,place,at,"));
        assert_eq!(read(&text).unwrap(), [record.clone(), record]);
    }

    #[test]
    fn a_file_with_other_columns_is_refused() {
        assert!(read("a,b\n1,2\n").is_err());
    }
}
