//! The density and its score by numerical differentiation, for laws that do not write them.

use crate::tail::{Interval, Tail};

/// Relative accuracy claimed for the default density: Ridders' extrapolation reaches 1e-10 on smooth laws.
pub const DERIVATIVE_ACCURACY: f64 = 1e-9;

/// `ln f(x)` from the derivative of the smaller of the two log tails, so that neither end loses its digits.
pub fn ln_pdf<T: Tail + ?Sized>(law: &T, x: f64) -> f64 {
    let support = law.support();
    if x < support.low || x > support.high {
        return f64::NEG_INFINITY;
    }
    let room = room(law, x);
    let upper = law.ln_sf(x);
    if upper < -std::f64::consts::LN_2 {
        upper + (-derivative(|x| law.ln_sf(x), x, room)).max(0.0).ln()
    } else {
        law.ln_cdf(x) + derivative(|x| law.ln_cdf(x), x, room).max(0.0).ln()
    }
}

/// `-d ln f / dx` from the law's own log density.
pub fn score<T: Tail + ?Sized>(law: &T, x: f64) -> f64 {
    -derivative(|x| law.ln_pdf(x), x, room(law, x))
}

/// How far to either side the law is smooth.
fn room<T: Tail + ?Sized>(law: &T, x: f64) -> (f64, f64) {
    let support = law.support();
    let mut ends = vec![support.low, support.high];
    ends.extend(law.kinks());
    ends.extend(law.atoms().iter().map(|atom| atom.at));
    let below = ends.iter().filter(|&&end| end <= x).fold(f64::INFINITY, |room, end| room.min(x - end));
    let above = ends.iter().filter(|&&end| end >= x).fold(f64::INFINITY, |room, end| room.min(end - x));
    (below, above)
}

/// Ridders' method (Adv. Eng. Software 4 (1982) 75): central differences extrapolated to step 0, best by its own error.
fn derivative(f: impl Fn(f64) -> f64, x: f64, room: (f64, f64)) -> f64 {
    let reach = room.0.min(room.1);
    let full = 0.2 * x.abs().max(1e-3).min(reach * 4.0);
    if reach < 4.0 * f64::EPSILON * x.abs() || full <= 0.0 {
        return one_sided(&f, x, room);
    }
    let mut best = (f64::NAN, f64::INFINITY);
    let mut previous: Vec<f64> = Vec::new();
    let mut step = full;
    for _ in 0..14 {
        let (right, left) = (x + step, x - step);
        let mut row = vec![(f(right) - f(left)) / (right - left)];
        for (k, older) in previous.iter().enumerate() {
            let factor = 4f64.powi(k as i32 + 1);
            let newer = (factor * row[k] - older) / (factor - 1.0);
            let error = (newer - row[k]).abs().max((newer - older).abs());
            if error <= best.1 {
                best = (newer, error);
            }
            row.push(newer);
        }
        previous = row;
        step *= 0.5;
    }
    best.0
}

/// At an end of the smooth piece: second-order difference towards the inside.
fn one_sided(f: &impl Fn(f64) -> f64, x: f64, room: (f64, f64)) -> f64 {
    let sign = if room.1 >= room.0 { 1.0 } else { -1.0 };
    let step = sign * 1e-5 * x.abs().max(1e-3).min(room.0.max(room.1) / 4.0);
    (4.0 * f(x + step) - f(x + 2.0 * step) - 3.0 * f(x)) / (2.0 * step)
}

/// `ln f(corner + offset)` by the law's own knowledge of its ends; nothing outside of them, however small the offset.
pub fn ln_pdf_beside<T: Tail + ?Sized>(law: &T, corner: f64, offset: f64) -> f64 {
    let Interval { low, high } = law.support();
    match corner {
        _ if corner == low => {
            if offset < 0.0 {
                f64::NEG_INFINITY
            } else {
                law.ln_pdf_above_low(offset)
            }
        }
        _ if corner == high => {
            if offset > 0.0 {
                f64::NEG_INFINITY
            } else {
                law.ln_pdf_below_high(-offset)
            }
        }
        _ => law.ln_pdf(corner + offset),
    }
}
