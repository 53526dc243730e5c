//! The legend: one entry for each name, always outside the panels so that it covers no data.

use super::chart::{Chart, Key, Mark, Series};
use super::clip::{Frame, Place, dashed};
use super::marker;
use super::palette::{self, ALARM, GREY, INK, Rgb};
use super::svg::{Anchor, Pen, Sheet, Type};
use super::text;
use crate::claim::Tile;

/// Font size of an entry.
const SIZE: f64 = 12.5;
/// Height of a line of text.
const LINE: f64 = 17.0;
/// Space between entries.
const GAP: f64 = 5.0;
/// Width of the sample of line or marker.
const SAMPLE: f64 = 32.0;
/// Between sample and text, and between columns.
const SPACE: f64 = 8.0;
const COLUMN_SPACE: f64 = 24.0;
/// How many steps the ramp of a kind has, and the least range of depths that is worth one.
const RAMP: usize = 8;
const VISIBLE_RAMP: f64 = 0.03;
/// The widest text before it is wrapped.
const WIDEST: f64 = 300.0;

/// Lines that stand for a name alone.
const UNBROKEN: [Mark; 2] = [Mark::Line { dashed: false }, Mark::Exact];

/// One entry: a name, and the marks that bear it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    label: String,
    lines: Vec<String>,
    colour: Rgb,
    series: usize,
    marks: Vec<Mark>,
    /// Whether the sample of a marker shows a bar.
    barred: bool,
    /// The colours of a kind of tile, from the palest to the fullest that occur; empty for a series.
    ramp: Vec<Rgb>,
}

impl Entry {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * LINE
    }

    fn width(&self) -> f64 {
        SAMPLE + SPACE + self.lines.iter().map(|l| text::width(l, SIZE, false)).fold(0.0, f64::max)
    }
}

/// The entries of some series: those that share a name and a colour share an entry.
pub fn entries<'a>(series: impl IntoIterator<Item = &'a Series>, count: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for s in series.into_iter().filter(|s| !s.label.is_empty()) {
        let known = entries.iter_mut().find(|e| e.label == s.label && e.series == s.colour);
        match known {
            Some(entry) if entry.marks.contains(&s.mark) => {}
            Some(entry) => entry.marks.push(s.mark),
            None => entries.push(entry(&s.label, s.colour, palette::colour(s.colour, count), s.mark)),
        }
    }
    entries
}

/// The entries of the kinds of tile that occur in some panels; a kind in many depths shows them as a ramp.
pub fn kinds<'a>(all: &[&str], tiles: impl Iterator<Item = &'a Tile> + Clone) -> Vec<Entry> {
    let ramp = |index: usize, kind: &str| {
        let shades = tiles.clone().filter(|tile| tile.kind == kind).map(|tile| tile.shade.clamp(0.0, 1.0));
        let (low, high) = shades.fold((f64::INFINITY, 0.0), |(l, h): (f64, f64), s| (l.min(s), h.max(s)));
        let steps = if high - low < VISIBLE_RAMP { 1 } else { RAMP };
        let depth = |step: usize| low + (high - low) * step as f64 / (steps.max(2) - 1) as f64;
        let colours = (0..steps).map(|step| palette::kind(index, depth(step))).collect();
        low.is_finite().then_some(colours)
    };
    let entries = all.iter().enumerate().filter_map(|(index, kind)| Some((kind, ramp(index, kind)?)));
    entries.map(|(kind, ramp)| Entry { ramp, marks: Vec::new(), ..entry(kind, 0, INK, Mark::Bars) }).collect()
}

/// The entries that tell what the marks mean.
pub fn key(chart: &Chart) -> Vec<Entry> {
    let finite = |s: &Series| s.mark == Mark::Points && s.points.iter().any(|p| p.2.is_finite() || p.3.is_finite());
    let barred = chart.panels.iter().flat_map(|p| &p.series).any(finite);
    chart.key.iter().map(|Key { mark, meaning }| Entry { barred, ..entry(meaning, 0, GREY, *mark) }).collect()
}

fn entry(label: &str, series: usize, colour: Rgb, mark: Mark) -> Entry {
    let lines = text::wrap(label, SIZE, false, WIDEST);
    Entry { label: label.to_owned(), lines, colour, series, marks: vec![mark], barred: false, ramp: Vec::new() }
}

/// Entries arranged in columns.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    columns: Vec<Vec<Entry>>,
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
}

impl Legend {
    /// As many columns as fit into a width.
    pub fn below(entries: Vec<Entry>, limit: f64) -> Self {
        let widest = entries.iter().map(Entry::width).fold(0.0, f64::max) + COLUMN_SPACE;
        let columns = (((limit + COLUMN_SPACE) / widest).floor() as usize).clamp(1, entries.len().max(1));
        Self::in_columns(entries, columns)
    }

    /// All in one row where the width allows it, else in columns.
    pub fn in_rows(entries: Vec<Entry>, limit: f64) -> Self {
        let row = Self::in_columns(entries.clone(), entries.len().max(1));
        if row.width <= limit { row } else { Self::below(entries, limit) }
    }

    /// As few columns as keep it within a height.
    pub fn beside(entries: Vec<Entry>, limit: f64) -> Self {
        (1..=entries.len().max(1))
            .map(|columns| Self::in_columns(entries.clone(), columns))
            .find(|legend| legend.height <= limit)
            .unwrap_or_default()
    }

    fn in_columns(entries: Vec<Entry>, columns: usize) -> Self {
        let rows = entries.len().div_ceil(columns).max(1);
        if entries.is_empty() {
            return Self::default();
        }
        let columns: Vec<Vec<Entry>> = entries.chunks(rows).map(<[Entry]>::to_vec).collect();
        let tall = |c: &Vec<Entry>| c.iter().map(|e| e.height() + GAP).sum::<f64>() - GAP;
        let width = columns.iter().map(|c| column_width(c)).sum::<f64>()
            + COLUMN_SPACE * columns.len().saturating_sub(1) as f64;
        let height = columns.iter().map(tall).fold(0.0, f64::max);
        Self { columns, width, height }
    }

    /// Draws it with its upper left corner at a place.
    pub fn draw(&self, sheet: &Sheet<'_>, (left, top): Place) {
        let mut x = left;
        for column in &self.columns {
            let mut y = top;
            for entry in column {
                draw_entry(sheet, entry, (x, y));
                y += entry.height() + GAP;
            }
            x += column_width(column) + COLUMN_SPACE;
        }
    }
}

fn column_width(column: &[Entry]) -> f64 {
    column.iter().map(Entry::width).fold(0.0, f64::max)
}

fn draw_entry(sheet: &Sheet<'_>, entry: &Entry, (x, y): Place) {
    let middle = y + LINE / 2.0;
    let step = SAMPLE / entry.ramp.len().max(1) as f64;
    for (i, colour) in entry.ramp.iter().enumerate() {
        let left = x + i as f64 * step;
        let swatch = Frame { left, top: middle - 6.5, right: left + step, bottom: middle + 6.5 };
        sheet.rectangle(swatch, Pen::new(*colour, 0.0));
    }
    for mark in &entry.marks {
        sample(sheet, entry, *mark, (x, middle));
    }
    let colour = if entry.colour == GREY { GREY } else { INK };
    for (i, line) in entry.lines.iter().enumerate() {
        let baseline = middle + 0.36 * SIZE + i as f64 * LINE;
        sheet.text(line, (x + SAMPLE + SPACE, baseline), Anchor::Start, Type { size: SIZE, bold: false, colour });
    }
}

fn sample(sheet: &Sheet<'_>, entry: &Entry, mark: Mark, (x, y): Place) {
    let pen = Pen::new(entry.colour, if mark == Mark::Exact { mark.thickness() } else { 2.2 });
    let (line, middle) = ([(x, y), (x + SAMPLE, y)], (x + SAMPLE / 2.0, y));
    match mark {
        // Where a name has both an unbroken and a broken line, the unbroken one stands for it.
        Mark::Line { dashed: true } if entry.marks.iter().any(|m| UNBROKEN.contains(m)) => {}
        Mark::Line { .. } | Mark::Exact => match palette::dashes(entry.series, mark.is_broken()) {
            None => sheet.line(&line, pen),
            Some(pattern) => dashed(&line, pattern).iter().for_each(|d| sheet.line(d, pen)),
        },
        Mark::Points => {
            if entry.barred {
                let bar = Pen::new(entry.colour, 1.3);
                sheet.line(&[(middle.0, y - 7.5), (middle.0, y + 7.5)], bar);
                [-7.5, 7.5].iter().for_each(|d| sheet.line(&[(middle.0 - 3.5, y + d), (middle.0 + 3.5, y + d)], bar));
            }
            marker::draw(sheet, entry.series, middle, 4.0, entry.colour);
        }
        Mark::Band | Mark::Bars => {
            let swatch = Frame { left: x, top: y - 5.5, right: x + SAMPLE, bottom: y + 5.5 };
            sheet.rectangle(
                swatch,
                Pen { colour: entry.colour, opacity: if mark == Mark::Band { 0.22 } else { 0.55 }, width: 0.0 },
            );
        }
        Mark::Stroke => sheet.line(&[(middle.0, y - 7.5), (middle.0, y + 7.5)], Pen::new(entry.colour, 2.0)),
        Mark::Flag => sheet.circle(middle, 7.0, Pen::new(ALARM, 2.0), false),
    }
}
