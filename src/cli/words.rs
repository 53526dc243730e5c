//! Numbers and tables for people: every number with its error.

use crate::{
    expect::Refusal,
    num::Estimate,
    render::table::{Align, Table},
    tail::Moment,
};
use std::io::IsTerminal;

/// A value with the error in its last digit, e.g. `0.0300120(2)`; more error than value is written out.
///
/// ```
/// # use goodhart::{cli::words::estimate, num::Estimate};
/// assert_eq!(estimate(Estimate::new(0.030012, 2e-7)), "0.0300120(2)");
/// assert_eq!(estimate(Estimate::new(-1234.5, 30.0)), "-1.23(3)e3");
/// assert_eq!(estimate(Estimate::new(2.0, 0.0)), "2");
/// ```
pub fn estimate(e: Estimate) -> String {
    let Estimate { value, error } = e;
    if error == 0.0 || !value.is_finite() {
        return number(value);
    }
    if !error.is_finite() || error >= value.abs() {
        return format!("{} ± {error:.1e}", short(value));
    }
    let mut place = error.log10().floor() as i32;
    // Upwards, so that what is printed is still a bound; and not below the digits that a double has.
    let size = value.abs().log10().floor() as i32;
    place = place.max(size - 16);
    let mut last = (error / 10f64.powi(place) - 1e-9).ceil().max(1.0) as u32;
    if last > 9 {
        place += 1;
        last = 1;
    }
    if place <= 0 && (-5..16).contains(&size) {
        return format!("{value:.*}({last})", -place as usize);
    }
    let text = format!("{value:.*e}", (size - place).max(0) as usize);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{mantissa}({last})e{exponent}")
}

/// A moment: its value with its error, or what it is instead.
pub fn moment(m: Moment) -> String {
    match m {
        Moment::Finite(e) => estimate(e),
        Moment::Infinite => "inf".into(),
        Moment::NegativeInfinite => "-inf".into(),
        Moment::Undefined => "undefined".into(),
    }
}

/// A number in its shortest exact form.
pub fn number(x: f64) -> String {
    crate::tail::spec::number(x)
}

/// A number to six significant digits.
pub fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return number(x);
    }
    let size = x.abs().log10().floor() as i32;
    if (-4..7).contains(&size) { format!("{x:.*}", (5 - size).max(0) as usize) } else { format!("{x:.5e}") }
}

/// Columns of numbers under their heads; the first to the left, the others to the right.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    aligned(heads, rows, |column| if column > 0 { Align::Right } else { Align::Left })
}

/// A line for each place that was refused, and why.
pub fn refusals<T>(name: &str, rows: &[(f64, Result<T, Refusal>)]) -> String {
    let line = |(place, row): &(f64, Result<T, Refusal>)| {
        row.as_ref().err().map(|why| format!("{name} = {}: refused: {why}\n", number(*place)))
    };
    rows.iter().filter_map(line).collect()
}

/// Columns of words under their heads, all to the left.
pub fn list(heads: &[&str], rows: &[Vec<String>]) -> String {
    aligned(heads, rows, |_| Align::Left)
}

/// Columns of words without heads.
pub fn pairs(rows: &[Vec<String>]) -> String {
    let widest = rows.iter().filter_map(|row| row.first()).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let line = |row: &Vec<String>| {
        let (first, rest) = row.split_first().map_or(("", &row[..]), |(first, rest)| (first.as_str(), rest));
        format!("{first:<widest$}  {}", rest.join("  ")).trim_end().to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

fn aligned(heads: &[&str], rows: &[Vec<String>], side: impl Fn(usize) -> Align) -> String {
    let mut table = Table::new(heads.iter().enumerate().map(|(column, head)| (*head, side(column))));
    rows.iter().for_each(|row| table.push(row.iter().cloned()));
    table.render(width())
}

/// The width of the terminal, as far as it says; a pipe takes lines of any length.
fn width() -> usize {
    if !std::io::stdout().is_terminal() {
        return usize::MAX;
    }
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_rounded_up() {
        assert_eq!(estimate(Estimate::new(1.0, 1.01e-3)), "1.000(2)");
        assert_eq!(estimate(Estimate::new(1.0, 9.5e-3)), "1.00(1)");
        assert_eq!(estimate(Estimate::new(1e-20, 1e-25)), "1.00000(1)e-20");
        assert_eq!(estimate(Estimate::new(1e-9, 1.0)), "1.00000e-9 ± 1.0e0");
    }

    #[test]
    fn columns_line_up() {
        let text = table(&["t", "value"], &[vec!["10".into(), "1".into()], vec!["1e6".into(), "12345678".into()]]);
        assert_eq!(text, "t       value\n───  ────────\n10          1\n1e6  12345678\n");
    }
}
