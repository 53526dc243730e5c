//! Draws one panel: grid, areas, lines, measured points, then frame and ticks on top.

use super::axis::Ticks;
use super::chart::{Mark, Point, Series};
use super::clip::{Frame, Place, dashed};
use super::layout::{AXIS_LABEL, Cell, LEADING, TICK, TICK_LABEL};
use super::marker;
use super::palette::{self, ALARM, FRAME, GREY, GRID, INK, MINOR_GRID, PAPER, Rgb};
use super::range::{Ruler, drawable};
use super::svg::{Anchor, Pen, Sheet, Type};

/// Values far outside are pulled to this many frames away, so that an infinite bar has a direction and no size.
const FAR: f64 = 1e3;

/// A panel's frame with its two rulers.
pub(super) struct Plot<'s, 'a> {
    pub(super) sheet: &'s Sheet<'a>,
    pub(super) frame: Frame,
    x: Ruler,
    y: Ruler,
    count: usize,
}

/// Draws a panel where the layout put it.
pub fn panel(sheet: &Sheet<'_>, cell: &Cell<'_>, count: usize, kinds: &[&str]) {
    let frame = cell.frame;
    match &cell.axes {
        None => {
            let middle = (frame.left + frame.width() / 2.0, frame.top + frame.height() / 2.0 + 5.0);
            sheet.text("no data", middle, Anchor::Middle, Type { size: 16.0, bold: false, colour: GREY });
        }
        Some(((x, across), (y, up))) => {
            let plot = Plot { sheet, frame, x: *x, y: *y, count };
            if cell.panel.is_named() {
                plot.stripes(cell.panel.names.len());
                plot.grid(across, &Ticks::default());
                plot.dots(&cell.panel.series);
            } else if cell.panel.is_map() {
                plot.map(cell.panel, kinds);
                plot.lattice(across, up, Pen { opacity: 0.4, ..Pen::new(PAPER, 0.9) });
                plot.marked(cell.panel);
            } else {
                plot.grid(across, up);
                plot.series(&cell.panel.series);
            }
            plot.ticks(across, up);
        }
    }
    let Frame { left, top, right, bottom } = frame;
    sheet.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], Pen::new(FRAME, 1.2));
    labels(sheet, cell);
    cell.legend.draw(sheet, (frame.left, frame.bottom + cell.below_frame() + 10.0));
}

fn labels(sheet: &Sheet<'_>, cell: &Cell<'_>) {
    let frame = cell.frame;
    let centre = (frame.left + frame.width() / 2.0, frame.top + frame.height() / 2.0);
    let face = Type { size: AXIS_LABEL, bold: false, colour: INK };
    let first = frame.bottom + TICK + 5.0 + TICK_LABEL + 7.0 + 0.8 * AXIS_LABEL;
    for (i, line) in cell.x_label.iter().enumerate() {
        sheet.text(line, (centre.0, first + i as f64 * AXIS_LABEL * LEADING), Anchor::Middle, face);
    }
    let last = frame.left - TICK - 4.0 - cell.tick_room - 9.0;
    let lines = cell.y_label.len();
    for (i, line) in cell.y_label.iter().enumerate() {
        let back = (lines - 1 - i) as f64 * AXIS_LABEL * LEADING;
        sheet.text_upwards(line, (last - back, centre.1), face);
    }
    let mut factor_room = 0.0;
    if let Some(((_, across), (_, up))) = &cell.axes {
        let small = Type { size: TICK_LABEL, bold: false, colour: INK };
        sheet.text(&across.factor, (frame.right, first), Anchor::End, small);
        sheet.text(&up.factor, (frame.left, frame.top - 6.0), Anchor::Start, small);
        factor_room = if up.factor.is_empty() { 0.0 } else { 17.0 };
    }
    let size = cell.title_size;
    let face = Type { size, bold: true, colour: INK };
    let count = cell.title.len();
    for (i, line) in cell.title.iter().enumerate() {
        let up = (count - 1 - i) as f64 * size * LEADING + 8.0 + factor_room;
        sheet.text(line, (frame.left, frame.top - up), Anchor::Start, face);
    }
}

impl Plot<'_, '_> {
    pub(super) fn across(&self, value: f64) -> Option<f64> {
        self.x.fraction(value).map(|f| self.frame.left + f.clamp(-FAR, FAR) * self.frame.width())
    }

    pub(super) fn up(&self, value: f64) -> Option<f64> {
        self.y.fraction(value).map(|f| self.frame.bottom - f.clamp(-FAR, FAR) * self.frame.height())
    }

    pub(super) fn place(&self, point: &Point) -> Option<Place> {
        let possible = drawable(self.x.scale, point.0) && drawable(self.y.scale, point.1);
        possible.then(|| self.across(point.0).zip(self.up(point.1))).flatten()
    }

    pub(super) fn colour(&self, series: &Series) -> Rgb {
        palette::colour(series.colour, self.count)
    }

    fn grid(&self, across: &Ticks, up: &Ticks) {
        let minor = Pen::new(MINOR_GRID, 0.7);
        across.minor.iter().for_each(|&v| self.upright_at(v, minor));
        up.minor.iter().for_each(|&v| self.level_at(v, minor));
        self.lattice(across, up, Pen::new(GRID, 0.9));
    }

    /// Lines at the long ticks.
    fn lattice(&self, across: &Ticks, up: &Ticks, pen: Pen) {
        across.major.iter().for_each(|(v, _)| self.upright_at(*v, pen));
        up.major.iter().for_each(|(v, _)| self.level_at(*v, pen));
    }

    fn upright_at(&self, value: f64, pen: Pen) {
        if let Some(x) = self.across(value) {
            self.sheet.line(&[(x, self.frame.top), (x, self.frame.bottom)], pen);
        }
    }

    fn level_at(&self, value: f64, pen: Pen) {
        if let Some(y) = self.up(value) {
            self.sheet.line(&[(self.frame.left, y), (self.frame.right, y)], pen);
        }
    }

    fn ticks(&self, across: &Ticks, up: &Ticks) {
        let Frame { left, bottom, .. } = self.frame;
        let pen = Pen::new(FRAME, 1.1);
        let face = Type { size: TICK_LABEL, bold: false, colour: INK };
        let down = |v: f64, length| {
            if let Some(x) = self.across(v) {
                self.sheet.line(&[(x, bottom), (x, bottom + length)], pen);
            }
        };
        let out = |v: f64, length| {
            if let Some(y) = self.up(v) {
                self.sheet.line(&[(left - length, y), (left, y)], pen);
            }
        };
        across.minor.iter().for_each(|&v| down(v, TICK * 0.55));
        up.minor.iter().for_each(|&v| out(v, TICK * 0.55));
        for (v, label) in &across.major {
            down(*v, TICK);
            if let Some(x) = self.across(*v) {
                self.sheet.text(label, (x, bottom + TICK + 4.0 + TICK_LABEL), Anchor::Middle, face);
            }
        }
        for (v, label) in &up.major {
            out(*v, TICK);
            if let Some(y) = self.up(*v) {
                self.sheet.text(label, (left - TICK - 4.0, y + 0.36 * TICK_LABEL), Anchor::End, face);
            }
        }
    }

    /// Areas lie under lines, lines under points, whatever their order in the panel.
    fn series(&self, all: &[Series]) {
        let of = |wanted: fn(Mark) -> bool| all.iter().filter(move |s| wanted(s.mark));
        of(|m| m == Mark::Bars).for_each(|s| self.bars(s));
        of(|m| m == Mark::Band).for_each(|s| self.band(s));
        of(|m| m == Mark::Line { dashed: false }).for_each(|s| self.line(s));
        of(|m| m == Mark::Exact).for_each(|s| self.line(s));
        of(|m| m == Mark::Line { dashed: true }).for_each(|s| self.line(s));
        of(|m| m == Mark::Points).for_each(|s| self.error_bars(s));
        of(|m| m == Mark::Points).for_each(|s| self.markers(s));
        of(|m| m == Mark::Flag).for_each(|s| self.flags(s));
    }

    fn bars(&self, series: &Series) {
        let colour = self.colour(series);
        let base = self.up(0.0).unwrap_or(self.frame.bottom);
        for &(_, height, left, right) in &series.points {
            let (Some(l), Some(r), Some(top)) = (self.across(left), self.across(right), self.up(height)) else {
                continue;
            };
            let box_ = self.frame.area(&[(l, base), (l, top), (r, top), (r, base)]);
            if box_.len() < 3 || height == 0.0 {
                continue;
            }
            self.sheet.area(&box_, Pen { colour, opacity: 0.38, width: 0.0 });
            let outline = self.frame.line(&[(l, base), (l, top), (r, top), (r, base)]);
            outline.iter().for_each(|piece| self.sheet.line(piece, Pen { colour, opacity: 0.9, width: 0.9 }));
        }
    }

    fn band(&self, series: &Series) {
        let pen = Pen { colour: self.colour(series), opacity: 0.22, width: 0.0 };
        let edges: Vec<(f64, f64, f64)> = series
            .points
            .iter()
            .filter(|p| drawable(self.x.scale, p.0))
            .filter_map(|p| Some((self.across(p.0)?, self.up(p.2)?, self.up(p.3)?)))
            .collect();
        if let [(x, low, high)] = edges[..] {
            let outline = [(x - 4.0, low), (x + 4.0, low), (x + 4.0, high), (x - 4.0, high)];
            self.sheet.area(&self.frame.area(&outline), pen);
            return;
        }
        let lower = edges.iter().map(|e| (e.0, e.1));
        let upper = edges.iter().rev().map(|e| (e.0, e.2));
        let outline = self.frame.area(&lower.chain(upper).collect::<Vec<_>>());
        self.sheet.area(&outline, pen);
    }

    fn line(&self, series: &Series) {
        let pen = Pen::new(self.colour(series), series.mark.thickness());
        let pattern = palette::dashes(series.colour, series.mark.is_broken());
        let places: Vec<Option<Place>> = series.points.iter().map(|p| self.place(p)).collect();
        for run in places.split(Option::is_none) {
            let mut run: Vec<Place> = run.iter().flatten().copied().collect();
            if let [(x, y)] = run[..] {
                run = vec![(x - 9.0, y), (x + 9.0, y)];
            }
            for piece in self.frame.line(&run) {
                match pattern {
                    None => self.sheet.line(&piece, pen),
                    Some(pattern) => dashed(&piece, pattern).iter().for_each(|d| self.sheet.line(d, pen)),
                }
            }
        }
    }

    /// Bars from low to high with caps; an arrow head where a bar goes on beyond the frame.
    fn error_bars(&self, series: &Series) {
        let pen = Pen::new(self.colour(series), 1.3);
        let cap = if series.points.len() > 60 { 1.8 } else { 3.6 };
        for point in &series.points {
            let Some((x, _)) = self.place(point).filter(|p| (self.frame.left..=self.frame.right).contains(&p.0)) else {
                continue;
            };
            let (Some(low), Some(high)) = (self.up(point.2), self.up(point.3)) else { continue };
            for piece in self.frame.line(&[(x, low), (x, high)]) {
                self.sheet.line(&piece, pen);
            }
            for (end, edge, outward) in [(low, self.frame.bottom, 1.0), (high, self.frame.top, -1.0)] {
                if self.frame.holds((x, end)) {
                    self.sheet.line(&[(x - cap, end), (x + cap, end)], pen);
                } else if outward * (end - edge) > 0.0 {
                    self.arrow((x, edge), outward, pen.colour);
                }
            }
        }
    }

    fn markers(&self, series: &Series) {
        let colour = self.colour(series);
        let radius = match series.points.len() {
            0..=60 => 4.0,
            61..=300 => 2.6,
            _ => 1.7,
        };
        for place in series.points.iter().filter_map(|p| self.place(p)) {
            if self.frame.holds(place) {
                marker::draw(self.sheet, series.colour, place, radius, colour);
            } else if (self.frame.left..=self.frame.right).contains(&place.0) {
                let below = place.1 > self.frame.bottom;
                let (edge, outward) = if below { (self.frame.bottom, 1.0) } else { (self.frame.top, -1.0) };
                self.arrow((place.0, edge), outward, colour);
            }
        }
    }

    /// A small head inside the frame that points out of it: the value lies further on.
    fn arrow(&self, (x, edge): Place, outward: f64, colour: Rgb) {
        let back = edge - outward * 8.0;
        self.sheet.area(&[(x - 4.5, back), (x + 4.5, back), (x, edge - outward)], Pen::new(colour, 0.0));
    }

    fn flags(&self, series: &Series) {
        for place in series.points.iter().filter_map(|p| self.place(p)).filter(|&p| self.frame.holds(p)) {
            self.sheet.circle(place, 9.0, Pen::new(ALARM, 2.2), false);
        }
    }
}
