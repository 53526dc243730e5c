//! Draws a dot plot: a line for each name, values across, predictions as strokes, measurements as points with bars.
//!
//! Nothing joins the names, for their order means nothing.

use super::chart::{Mark, Point, Series};
use super::clip::{Place, dashed};
use super::draw::Plot;
use super::marker;
use super::palette::{self, ALARM, STRIPE};
use super::svg::Pen;

/// Half the height of a stroke.
const STROKE: f64 = 7.5;
/// A box of what a prediction leaves open is drawn from this width on.
const VISIBLE: f64 = 3.0;
/// Radius of a point: small enough to show the stroke behind it.
const RADIUS: f64 = 2.9;

impl Plot<'_, '_> {
    /// Every second line of names lightly tinted, to lead the eye.
    pub(super) fn stripes(&self, names: usize) {
        for name in (1..=names).step_by(2) {
            let edges = [name as f64 - 0.5, name as f64 + 0.5].map(|v| self.up(v));
            if let [Some(top), Some(bottom)] = edges {
                let stripe = super::clip::Frame { top, bottom, ..self.frame };
                self.sheet.rectangle(stripe, Pen::new(STRIPE, 0.0));
            }
        }
    }

    /// The series of a dot plot: strokes under bars, bars under points.
    pub(super) fn dots(&self, all: &[Series]) {
        let of = |wanted: fn(Mark) -> bool| all.iter().filter(move |s| wanted(s.mark));
        of(|m| matches!(m, Mark::Line { .. } | Mark::Exact)).for_each(|s| self.upright(s));
        of(|m| m == Mark::Stroke).for_each(|s| self.strokes(s));
        of(|m| m == Mark::Points).for_each(|s| self.measured(s));
        of(|m| m == Mark::Flag).for_each(|s| self.rings(s));
    }

    /// The place of a point: its name gives the height, its value lies across.
    fn on_line(&self, point: &Point) -> Option<Place> {
        point.1.is_finite().then(|| self.across(point.1).zip(self.up(point.0))).flatten()
    }

    /// A line along the names, such as a bound.
    fn upright(&self, series: &Series) {
        let pen = Pen::new(self.colour(series), series.mark.thickness());
        let places: Vec<Place> = series.points.iter().filter_map(|p| self.on_line(p)).collect();
        for piece in self.frame.line(&places) {
            match palette::dashes(series.colour, series.mark.is_broken()) {
                None => self.sheet.line(&piece, pen),
                Some(pattern) => dashed(&piece, pattern).iter().for_each(|d| self.sheet.line(d, pen)),
            }
        }
    }

    fn strokes(&self, series: &Series) {
        let colour = self.colour(series);
        for point in &series.points {
            let Some((x, y)) = self.on_line(point).filter(|place| self.frame.holds(*place)) else { continue };
            if let (Some(low), Some(high)) = (self.across(point.2), self.across(point.3))
                && high - low > VISIBLE
            {
                let half = 0.7 * STROKE;
                let outline = [(low, y - half), (high, y - half), (high, y + half), (low, y + half)];
                self.sheet.area(&self.frame.area(&outline), Pen { colour, opacity: 0.22, width: 0.0 });
            }
            self.sheet.line(&[(x, y - STROKE), (x, y + STROKE)], Pen::new(colour, 2.0));
        }
    }

    /// Points with bars across; one beyond the frame becomes a head that points to where it lies.
    fn measured(&self, series: &Series) {
        let pen = Pen::new(self.colour(series), 1.3);
        for point in &series.points {
            let Some((x, y)) = self.on_line(point) else { continue };
            if let (Some(low), Some(high)) = (self.across(point.2), self.across(point.3)) {
                self.bar(low, high, y, pen);
            }
            if self.frame.holds((x, y)) {
                marker::draw(self.sheet, series.colour, (x, y), RADIUS, pen.colour);
            } else {
                let outward = if x > self.frame.right { 1.0 } else { -1.0 };
                let edge = if outward > 0.0 { self.frame.right } else { self.frame.left };
                let back = edge - outward * 8.0;
                let head = [(back, y - 4.5), (back, y + 4.5), (edge - outward, y)];
                self.sheet.area(&head, Pen::new(pen.colour, 0.0));
            }
        }
    }

    fn bar(&self, low: f64, high: f64, y: f64, pen: Pen) {
        for piece in self.frame.line(&[(low, y), (high, y)]) {
            self.sheet.line(&piece, pen);
        }
        for end in [low, high].into_iter().filter(|x| self.frame.holds((*x, y))) {
            self.sheet.line(&[(end, y - 3.2), (end, y + 3.2)], pen);
        }
    }

    fn rings(&self, series: &Series) {
        for place in series.points.iter().filter_map(|p| self.on_line(p)).filter(|p| self.frame.holds(*p)) {
            self.sheet.circle(place, 8.0, Pen::new(ALARM, 2.2), false);
        }
    }
}
