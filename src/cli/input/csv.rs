//! A column of a table with commas.

use super::{Numbers, all_finite, number};
use csv::{ReaderBuilder, StringRecord};

/// The table: names of the columns, and the records with their lines.
struct Table {
    names: Vec<String>,
    records: Vec<(usize, StringRecord)>,
}

/// The numbers of the chosen column, or of the only numeric one.
pub(super) fn read(bytes: &[u8], column: Option<&str>) -> Result<Numbers, String> {
    let table = Table::parse(bytes)?;
    let place = match column {
        Some(wanted) => table.find(wanted)?,
        None => table.only_numeric()?,
    };
    let mut placed = Vec::with_capacity(table.records.len());
    for (line, record) in &table.records {
        let field = &record[place];
        let value = number(field).ok_or_else(|| {
            format!("line {line}, column {}: \"{field}\" is not a number; every value must be one", table.names[place])
        })?;
        placed.push((value, *line));
    }
    let values = all_finite(placed, &format!("column {}: the value on line", table.names[place]))?;
    Ok(Numbers { values, column: Some(table.names[place].clone()) })
}

impl Table {
    /// Reads the records; the first is taken for names unless all of it is numbers.
    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().has_headers(false).comment(Some(b'#')).from_reader(bytes);
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| in_words(&error))?;
            let line = record.position().map_or(0, |position| position.line() as usize);
            records.push((line, record));
        }
        let Some((_, first)) = records.first() else {
            return Err("there are no records in it".into());
        };
        let named = first.iter().any(|field| number(field).is_none());
        let names = if named {
            first.iter().map(|name| name.trim().to_string()).collect()
        } else {
            (1..=first.len()).map(|i| i.to_string()).collect()
        };
        if named {
            records.remove(0);
        }
        Ok(Self { names, records })
    }

    /// The column of that name, or else of that number from 1.
    fn find(&self, wanted: &str) -> Result<usize, String> {
        let by_name = self.names.iter().position(|name| name == wanted);
        let by_number = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|&place| place < self.names.len());
        by_name.or_else(by_number).ok_or_else(|| format!("no column \"{wanted}\"; the columns are {}", self.listed()))
    }

    /// The only column that is all numbers, or the only column.
    fn only_numeric(&self) -> Result<usize, String> {
        if self.names.len() == 1 {
            return Ok(0);
        }
        let numeric = |place: &usize| self.records.iter().all(|(_, record)| number(&record[*place]).is_some());
        let candidates: Vec<usize> = (0..self.names.len()).filter(numeric).collect();
        match candidates.as_slice() {
            [one] if !self.records.is_empty() => Ok(*one),
            [] => Err(format!("no column is all numbers; choose one with --column: {}", self.listed())),
            _ => Err(format!("choose one with --column (a name, or a number from 1): {}", self.listed())),
        }
    }

    fn listed(&self) -> String {
        let numeric = |place| self.records.iter().all(|(_, record)| number(&record[place]).is_some());
        let describe = |(place, name): (usize, &String)| {
            let kind = if numeric(place) { "numbers" } else { "text" };
            format!("{} {name} ({kind})", place + 1)
        };
        self.names.iter().enumerate().map(describe).collect::<Vec<_>>().join(", ")
    }
}

fn in_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} has {len} fields where the first has {expected_len}; every line must have as many")
        }
        csv::ErrorKind::Utf8 { .. } => "not a text file; fields with commas between are needed".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNS: &[u8] = b"instance,seconds,status\na,1.5,ok\nb,2.5,timeout\n";

    #[test]
    fn takes_the_only_numeric_column() {
        let numbers = read(RUNS, None).unwrap();
        assert_eq!(numbers.values, [1.5, 2.5]);
        assert_eq!(numbers.column.as_deref(), Some("seconds"));
    }

    #[test]
    fn finds_a_column_by_name_and_by_number() {
        assert_eq!(read(RUNS, Some("seconds")).unwrap(), read(RUNS, Some("2")).unwrap());
        let error = read(RUNS, Some("4")).unwrap_err();
        assert_eq!(error, "no column \"4\"; the columns are 1 instance (text), 2 seconds (numbers), 3 status (text)");
        assert!(read(RUNS, Some("status")).unwrap_err().starts_with("line 2, column status: \"ok\" is not a number"));
    }

    #[test]
    fn several_numeric_columns_must_be_told_apart() {
        assert!(read(b"x,y\n1,2\n", None).unwrap_err().contains("1 x (numbers), 2 y (numbers)"));
        assert!(read(b"1,2\n3,4\n", Some("2")).unwrap().values == [2.0, 4.0]);
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        assert!(read(b"x\n1\ninf\n", None).unwrap_err().contains("the value on line 3 is infinite"));
        assert!(read(b"x,y\n1,2\n3\n", Some("x")).unwrap_err().starts_with("line 3 has 1 fields"));
        assert_eq!(read(b"x\n", None).unwrap_err(), "there are no numbers in it");
    }
}
