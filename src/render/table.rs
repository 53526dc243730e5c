//! Aligned tables of plain text that fit the terminal: no escape codes, so that they can be piped.

/// On which side the cells of a column are flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words; such a column is wrapped when the table is too wide.
    Left,
    /// Numbers; never broken.
    Right,
}

/// A table under construction.
#[derive(Clone, Debug, Default)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

/// Between columns.
const GAP: usize = 2;
/// The narrowest that a column of words is wrapped to.
const NARROWEST: usize = 12;

impl Table {
    /// A table with these columns and no rows.
    pub fn new<T: Into<String>>(columns: impl IntoIterator<Item = (T, Align)>) -> Self {
        Self { columns: columns.into_iter().map(|(title, align)| (title.into(), align)).collect(), rows: Vec::new() }
    }

    /// Adds a row; missing cells are empty, cells beyond the last column are left out.
    pub fn push<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// The titles of the columns.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|c| c.0.as_str())
    }

    /// How a column is aligned.
    pub fn alignments(&self) -> impl Iterator<Item = Align> {
        self.columns.iter().map(|c| c.1)
    }

    /// The rows so far.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// The table as text, no wider than `width` characters as far as columns of words can be wrapped.
    ///
    /// ```
    /// use goodhart::render::table::{Align, Table};
    /// let mut table = Table::new([("n", Align::Right), ("verdict", Align::Left)]);
    /// table.push(["10", "agrees"]);
    /// assert_eq!(table.render(80), " n  verdict\n──  ───────\n10  agrees\n");
    /// ```
    pub fn render(&self, width: usize) -> String {
        let widths = self.widths(width);
        let titles: Vec<String> = self.titles().map(str::to_owned).collect();
        let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        let mut out = self.line(&titles, &widths) + &self.line(&rule, &widths);
        for row in &self.rows {
            out.push_str(&self.line(row, &widths));
        }
        out
    }

    fn widths(&self, limit: usize) -> Vec<usize> {
        let widest = |k: usize| {
            let cells = self.rows.iter().map(|r| length(&r[k]));
            cells.chain([length(&self.columns[k].0)]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..self.columns.len()).map(widest).collect();
        let total = |w: &[usize]| w.iter().sum::<usize>() + GAP * w.len().saturating_sub(1);
        while total(&widths) > limit {
            let words = (0..widths.len()).filter(|&k| self.columns[k].1 == Align::Left && widths[k] > NARROWEST);
            let Some(k) = words.max_by_key(|&k| widths[k]) else { break };
            widths[k] -= 1;
        }
        widths
    }

    /// A row, over as many lines as its longest cell needs.
    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let wrapped: Vec<Vec<String>> = cells.iter().zip(widths).map(|(c, &w)| wrap(c, w)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let mut out = String::new();
        for i in 0..height {
            let mut line = String::new();
            for (k, lines) in wrapped.iter().enumerate() {
                let text = lines.get(i).map_or("", String::as_str);
                let room = " ".repeat(widths[k].saturating_sub(length(text)));
                let gap = if k == 0 { "" } else { "  " };
                match self.columns[k].1 {
                    Align::Left => line.extend([gap, text, room.as_str()]),
                    Align::Right => line.extend([gap, room.as_str(), text]),
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Breaks at spaces; a word that is too long keeps its own line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    if length(text) <= width {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if length(line) + 1 + length(word) <= width => {
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
    fn columns_line_up_by_characters_and_fit() {
        let mut table = Table::new([("claim", Align::Left), ("α", Align::Right), ("statement", Align::Left)]);
        table.push(["best-of", "1.5", "the best of n draws has an error that grows and a value that does not"]);
        table.push(["tilt", "−12.25", "short"]);
        let text = table.render(40);
        assert!(text.lines().all(|l| l.chars().count() <= 40), "{text}");
        let ends: Vec<usize> = ["1.5", "−12.25"]
            .iter()
            .map(|n| text.lines().find_map(|l| l.find(n).map(|i| l[..i].chars().count() + n.chars().count())).unwrap())
            .collect();
        assert_eq!(ends[0], ends[1]);
        assert!(!text.contains('\u{1b}'));
        let words = text.split_whitespace().filter(|w| ["error", "grows", "value"].contains(w)).count();
        assert_eq!(words, 3);
    }
}
