//! Where the panels stand: in a grid, or, where there are dot plots of many names, the other panels in a column beside them.

use super::chart::ChartPanel;
use super::clip::Frame;
use super::layout::Cell;

/// Between panels.
pub(super) const BETWEEN: f64 = 26.0;
/// Between panels one above the other, which have their labels between them.
const ABOVE: f64 = 0.8 * BETWEEN;

/// A dot plot of more names than this does not fit into a grid.
const FEW: usize = 16;

/// Whether a panel is a dot plot that needs a column of its own.
pub(super) fn is_tall(panel: &ChartPanel) -> bool {
    panel.is_named() && panel.names.len() > FEW
}

/// Width and height.
pub(super) type Size = (f64, f64);

/// Places the frames, with the upper left corner of the whole at the origin.
pub(super) fn place(cells: &mut [Cell<'_>], columns: usize) -> Size {
    if cells.iter().any(|cell| is_tall(cell.panel)) {
        let columns = columns_beside(cells);
        level(cells, &columns);
        in_columns(cells, &columns)
    } else {
        in_grid(cells, columns)
    }
}

fn put(cell: &mut Cell<'_>, left: f64, top: f64) {
    let (width, height) = (cell.frame.width(), cell.frame.height());
    cell.frame = Frame { left, top, right: left + width, bottom: top + height };
}

/// Row by row, frames of one size, aligned both ways.
fn in_grid(cells: &mut [Cell<'_>], columns: usize) -> Size {
    let rows = cells.len().div_ceil(columns);
    let margins: Vec<[f64; 4]> = cells.iter().map(|c| [c.left(), c.right(), c.top(), c.bottom()]).collect();
    let largest = |side: usize, keep: &dyn Fn(usize) -> bool| {
        margins.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, m)| m[side]).fold(0.0, f64::max)
    };
    let (mut width, mut y) = (0.0, 0.0);
    for row in 0..rows {
        y += largest(2, &|i| i / columns == row);
        let (mut x, mut tallest) = (0.0, 0.0);
        for column in 0..columns {
            x += largest(0, &|i| i % columns == column);
            let Some(cell) = cells.get_mut(row * columns + column) else { break };
            put(cell, x, y);
            x += cell.frame.width() + largest(1, &|i| i % columns == column);
            tallest = f64::max(tallest, cell.frame.height());
            width = f64::max(width, x);
            x += BETWEEN;
        }
        y += tallest + largest(3, &|i| i / columns == row) + if row + 1 < rows { ABOVE } else { 0.0 };
    }
    (width, y)
}

/// The panels of each column: those that are no dot plots together, then every dot plot by itself.
fn columns_beside(cells: &[Cell<'_>]) -> Vec<Vec<usize>> {
    let (named, others): (Vec<usize>, Vec<usize>) = (0..cells.len()).partition(|i| cells[*i].panel.is_named());
    let first = if others.is_empty() { Vec::new() } else { vec![others] };
    first.into_iter().chain(named.into_iter().map(|i| vec![i])).collect()
}

fn height(cells: &[Cell<'_>], column: &[usize]) -> f64 {
    let own = |i: &usize| cells[*i].top() + cells[*i].frame.height() + cells[*i].bottom();
    column.iter().map(own).sum::<f64>() + ABOVE * column.len().saturating_sub(1) as f64
}

/// Makes the panels of short columns taller, within measure, so that all columns end at one height.
fn level(cells: &mut [Cell<'_>], columns: &[Vec<usize>]) {
    let tallest = columns.iter().map(|column| height(cells, column)).fold(0.0, f64::max);
    for column in columns {
        let share = (tallest - height(cells, column)) / column.len() as f64;
        for &i in column {
            let cell = &mut cells[i];
            let (now, most) = (cell.frame.height(), cell.tallest());
            cell.resize((now + share).min(most).max(now));
        }
    }
}

fn in_columns(cells: &mut [Cell<'_>], columns: &[Vec<usize>]) -> Size {
    let (mut x, mut lowest) = (0.0, 0.0);
    for (k, column) in columns.iter().enumerate() {
        let margin = |side: fn(&Cell<'_>) -> f64| column.iter().map(|i| side(&cells[*i])).fold(0.0, f64::max);
        let (left, right, widest) = (margin(|c| c.left()), margin(|c| c.right()), margin(|c| c.frame.width()));
        x += left + if k > 0 { BETWEEN } else { 0.0 };
        let mut y = 0.0;
        for (j, &i) in column.iter().enumerate() {
            let cell = &mut cells[i];
            y += cell.top() + if j > 0 { ABOVE } else { 0.0 };
            put(cell, x, y);
            y += cell.frame.height() + cell.bottom();
        }
        x += widest + right;
        lowest = f64::max(lowest, y);
    }
    (x, lowest)
}
