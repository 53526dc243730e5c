//! Draws a map: tiles filled by what holds there, boundaries with their names beside them, and spots.

use super::callout::Callouts;
use super::chart::{ChartPanel, Mark, Series};
use super::clip::{Frame, Place, dashed};
use super::draw::Plot;
use super::palette::{self, INK, PAPER};
use super::svg::Pen;
use crate::claim::{Spot, Tile};

/// How many depths of a colour can be told apart; tiles of one depth side by side are drawn as one.
const DEPTHS: f64 = 40.0;
/// Tiles reach under their neighbours by so much, so that no paper shines through between them.
const OVERLAP: f64 = 0.6;
/// Radius of a spot.
const RADIUS: f64 = 4.6;
/// Along a line, the places tried for its name.
const TRIED: [f64; 9] = [0.5, 0.62, 0.38, 0.74, 0.26, 0.84, 0.16, 0.92, 0.08];

/// A tile in units of the picture, with its colour.
struct Patch {
    frame: Frame,
    kind: usize,
    depth: f64,
}

impl Plot<'_, '_> {
    /// The whole map, in the colours of the kinds.
    pub(super) fn map(&self, panel: &ChartPanel, kinds: &[&str]) {
        for patch in merged(panel.tiles.iter().filter_map(|tile| self.patch(tile, kinds)).collect()) {
            let colour = palette::kind(patch.kind, patch.depth);
            let Frame { left, top, right, bottom } = patch.frame;
            let (right, bottom) = (right + OVERLAP, bottom + OVERLAP);
            let corners = self.frame.area(&[(left, top), (right, top), (right, bottom), (left, bottom)]);
            self.sheet.area(&corners, Pen::new(colour, 0.0));
        }
    }

    /// Boundaries, spots, and the words beside them.
    pub(super) fn marked(&self, panel: &ChartPanel) {
        let lines: Vec<(&Series, Vec<Vec<Place>>)> = panel.series.iter().map(|s| (s, self.boundary(s))).collect();
        let all = lines.iter().flat_map(|(_, pieces)| pieces.clone()).collect();
        let mut callouts = Callouts::new(self.frame, all);
        let places: Vec<(Place, &Spot)> =
            panel.spots.iter().filter_map(|spot| Some((self.spot(spot)?, spot))).collect();
        for (place, _) in &places {
            self.sheet.circle(*place, RADIUS, Pen::new(INK, 0.0), true);
            self.sheet.circle(*place, RADIUS - 1.5, Pen::new(PAPER, 0.0), true);
            callouts.keep(*place, RADIUS);
        }
        for (place, spot) in places.iter().filter(|(_, spot)| !spot.label.is_empty()) {
            callouts.write(self.sheet, &spot.label, &[*place]);
        }
        for (series, pieces) in lines.iter().filter(|(series, _)| !series.label.is_empty()) {
            let longest = pieces.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
            if let Some(piece) = longest {
                callouts.write(self.sheet, &series.label, &TRIED.map(|share| along(piece, share)));
            }
        }
    }

    fn patch(&self, tile: &Tile, kinds: &[&str]) -> Option<Patch> {
        let across = [self.across(tile.x.0)?, self.across(tile.x.1)?];
        let up = [self.up(tile.y.0)?, self.up(tile.y.1)?];
        // Edges on whole units meet exactly, in the picture and in its pixels.
        let least = |v: [f64; 2]| v[0].min(v[1]).round();
        let most = |v: [f64; 2]| v[0].max(v[1]).round();
        let frame = Frame { left: least(across), top: least(up), right: most(across), bottom: most(up) };
        let kind = kinds.iter().position(|kind| *kind == tile.kind)?;
        let shade = if tile.shade.is_nan() { 0.0 } else { tile.shade.clamp(0.0, 1.0) };
        Some(Patch { frame, kind, depth: (shade * DEPTHS).round() / DEPTHS })
    }

    /// Draws a boundary in ink with a rim of paper, readable on any colour, and tells its pieces.
    fn boundary(&self, series: &Series) -> Vec<Vec<Place>> {
        let broken = series.mark == Mark::Line { dashed: true };
        let places: Vec<Option<Place>> = series.points.iter().map(|point| self.place(point)).collect();
        let runs = places.split(Option::is_none).map(|run| run.iter().flatten().copied().collect::<Vec<_>>());
        let pieces: Vec<Vec<Place>> = runs.flat_map(|run| self.frame.line(&run)).collect();
        let rim = Pen { opacity: 0.7, ..Pen::new(PAPER, 4.4) };
        pieces.iter().for_each(|piece| self.sheet.line(piece, rim));
        for piece in &pieces {
            match palette::dashes(0, broken) {
                None => self.sheet.line(piece, Pen::new(INK, 1.9)),
                Some(pattern) => dashed(piece, pattern).iter().for_each(|d| self.sheet.line(d, Pen::new(INK, 1.9))),
            }
        }
        pieces
    }

    fn spot(&self, spot: &Spot) -> Option<Place> {
        self.place(&(spot.x, spot.y, f64::NAN, f64::NAN)).filter(|place| self.frame.holds(*place))
    }
}

/// Tiles of one colour side by side become one.
fn merged(mut patches: Vec<Patch>) -> Vec<Patch> {
    let key = |p: &Patch| [p.frame.top, p.frame.bottom, p.frame.left];
    patches.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
    let mut out: Vec<Patch> = Vec::new();
    for patch in patches {
        match out.last_mut() {
            Some(last)
                if last.frame.top == patch.frame.top
                    && last.frame.bottom == patch.frame.bottom
                    && last.frame.right == patch.frame.left
                    && (last.kind, last.depth) == (patch.kind, patch.depth) =>
            {
                last.frame.right = patch.frame.right;
            }
            _ => out.push(patch),
        }
    }
    out
}

fn steps(line: &[Place]) -> impl Iterator<Item = (Place, Place, f64)> {
    line.windows(2).map(|w| (w[0], w[1], (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1)))
}

fn length(line: &[Place]) -> f64 {
    steps(line).map(|(_, _, long)| long).sum()
}

/// The place after this share of a line.
fn along(line: &[Place], share: f64) -> Place {
    let mut rest = share * length(line);
    for (from, to, long) in steps(line) {
        if rest <= long && long > 0.0 {
            let t = rest / long;
            return (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1));
        }
        rest -= long;
    }
    line.last().copied().unwrap_or_default()
}
