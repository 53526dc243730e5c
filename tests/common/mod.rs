//! Reference tables: reading them, and the specs of the laws that they name.
#![allow(dead_code)]

use goodhart::tail::{Catalogue, Law, spec};
use std::{collections::HashMap, path::Path};

/// A row of a table, by column name.
pub type Row = HashMap<String, String>;

/// The rows of `tests/reference/<name>`; lines that start with `#` are comments.
pub fn table(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name);
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(&path).expect("the table is there");
    let names = reader.headers().expect("headers").clone();
    let row = |record: csv::StringRecord| {
        names.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect::<Row>()
    };
    reader.records().map(|record| row(record.expect("a record"))).collect()
}

/// A number of a row.
pub fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} = {:?} is not a number", row[column]))
}

/// A law from its spec.
pub fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The spec of a law as the tables name it.
pub fn spec_of(name: &str) -> String {
    if let Some(base) = name.strip_suffix("-mean") {
        return format!("centred({})", spec_of(base));
    }
    match name {
        "Gumbel" => "gumbel(1)".into(),
        "Bernoulli(+-1,1/2)" => "two_point(-1, 1, 0.5)".into(),
        "Cauchy(0,1)" => "cauchy(1)".into(),
        _ => name.replace("StudentT", "student_t").replace("Pareto(1,", "pareto(").to_lowercase(),
    }
}
