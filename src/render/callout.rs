//! Words beside what they name inside a map: where they fit without covering a line, a spot or each other.

use super::clip::{Frame, Place};
use super::palette::{INK, PAPER};
use super::svg::{Anchor, Pen, Sheet, Type};
use super::text;

/// Font size.
const SIZE: f64 = 12.5;
/// Between a place and the words about it.
const AWAY: f64 = 8.0;
/// Between words and the frame of the panel.
const INSIDE: f64 = 5.0;

/// What must not be covered, and what has been written so far.
pub(super) struct Callouts {
    frame: Frame,
    lines: Vec<Vec<Place>>,
    taken: Vec<Frame>,
}

impl Callouts {
    /// Nothing written yet; words keep clear of these lines.
    pub(super) fn new(frame: Frame, lines: Vec<Vec<Place>>) -> Self {
        Self { frame, lines, taken: Vec::new() }
    }

    /// Keeps a disc free.
    pub(super) fn keep(&mut self, (x, y): Place, radius: f64) {
        self.taken.push(Frame { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });
    }

    /// Writes words beside the first of these places where they fit; where they fit nowhere, where they cover least.
    pub(super) fn write(&mut self, sheet: &Sheet<'_>, words: &str, places: &[Place]) {
        let (width, height) = (text::width(words, SIZE, false) + 8.0, SIZE + 6.0);
        let boxes = places.iter().flat_map(|place| around(*place, width, height));
        let inside: Vec<Frame> = boxes.filter(|found| self.holds(found)).collect();
        let Some(chosen) = inside.iter().min_by_key(|found| self.covered(found)).copied() else { return };
        sheet.rectangle(chosen, Pen { colour: PAPER, opacity: 0.82, width: 0.0 });
        let baseline = (chosen.left + 4.0, chosen.bottom - 5.5);
        sheet.text(words, baseline, Anchor::Start, Type { size: SIZE, bold: false, colour: INK });
        self.taken.push(chosen);
    }

    fn holds(&self, found: &Frame) -> bool {
        found.left >= self.frame.left + INSIDE
            && found.right <= self.frame.right - INSIDE
            && found.top >= self.frame.top + INSIDE
            && found.bottom <= self.frame.bottom - INSIDE
    }

    /// How much a box would cover: other words count for more than lines.
    fn covered(&self, found: &Frame) -> usize {
        let wider = Frame {
            left: found.left - 3.0,
            top: found.top - 3.0,
            right: found.right + 3.0,
            bottom: found.bottom + 3.0,
        };
        let overlaps = |other: &&Frame| {
            wider.left < other.right && other.left < wider.right && wider.top < other.bottom && other.top < wider.bottom
        };
        let crossed = self.lines.iter().filter(|line| !wider.line(line).is_empty()).count();
        100 * self.taken.iter().filter(overlaps).count() + crossed
    }
}

/// Boxes around a place: to its right and left, above and below, then at its corners.
fn around((x, y): Place, width: f64, height: f64) -> [Frame; 8] {
    let near = |dx: f64, dy: f64| {
        let (left, top) = (x + dx, y + dy);
        Frame { left, top, right: left + width, bottom: top + height }
    };
    let (right, left, above, below) = (AWAY, -AWAY - width, -AWAY - height, AWAY);
    [
        near(right, -height / 2.0),
        near(left, -height / 2.0),
        near(-width / 2.0, above),
        near(-width / 2.0, below),
        near(right, below - 4.0),
        near(left, above + 4.0),
        near(right, above + 4.0),
        near(left, below - 4.0),
    ]
}
