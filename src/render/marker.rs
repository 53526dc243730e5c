//! The shapes of measured points: seven filled ones, then the same hollow.

use super::clip::Place;
use super::palette::{CYCLE, PAPER, Rgb};
use super::svg::{Pen, Sheet};

/// Corners of the marker on a circle of radius one, counted from the right and downwards; `None` for a disc.
fn outline(shape: usize) -> Option<Vec<Place>> {
    let ring = |n: usize, turn: f64, size: f64| -> Vec<Place> {
        let angle = |k: usize| (turn + 360.0 * k as f64 / n as f64).to_radians();
        (0..n).map(|k| (size * angle(k).cos(), size * angle(k).sin())).collect()
    };
    match shape % CYCLE {
        0 => None,
        1 => Some(ring(4, 45.0, 1.25)),
        2 => Some(ring(3, -90.0, 1.45)),
        3 => Some(ring(4, 0.0, 1.42)),
        4 => Some(ring(3, 90.0, 1.45)),
        5 => Some(star()),
        _ => Some(ring(6, 0.0, 1.25)),
    }
}

fn star() -> Vec<Place> {
    (0..10)
        .map(|k| {
            let (angle, r) = ((36.0 * f64::from(k) - 90.0).to_radians(), if k % 2 == 0 { 1.7 } else { 0.75 });
            (r * angle.cos(), r * angle.sin())
        })
        .collect()
}

/// Draws the marker of a series with a white rim, so that it stands off its own line.
pub fn draw(sheet: &Sheet<'_>, series: usize, at: Place, radius: f64, colour: Rgb) {
    // Among hundreds of small marks the rims would eat each other.
    let rim = if radius < 3.0 { 0.0 } else { radius * 0.28 };
    match outline(series) {
        None => {
            if rim > 0.0 {
                sheet.circle(at, radius + rim, Pen::new(PAPER, 0.0), true);
            }
            sheet.circle(at, radius, Pen::new(colour, 0.0), true);
        }
        Some(shape) => {
            let grown = |r: f64| -> Vec<Place> { shape.iter().map(|p| (at.0 + r * p.0, at.1 + r * p.1)).collect() };
            if rim > 0.0 {
                sheet.area(&grown(radius + 1.4 * rim), Pen::new(PAPER, 0.0));
            }
            sheet.area(&grown(radius), Pen::new(colour, 0.0));
        }
    }
    if series / CYCLE % 2 == 1 {
        hollow(sheet, series, at, radius);
    }
}

fn hollow(sheet: &Sheet<'_>, series: usize, at: Place, radius: f64) {
    let inner = radius * 0.52;
    match outline(series) {
        None => sheet.circle(at, inner * 1.1, Pen::new(PAPER, 0.0), true),
        Some(shape) => {
            let corners: Vec<Place> = shape.iter().map(|p| (at.0 + inner * p.0, at.1 + inner * p.1)).collect();
            sheet.area(&corners, Pen::new(PAPER, 0.0));
        }
    }
}
