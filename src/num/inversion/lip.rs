//! The survival function with relative accuracy: from 0 along the upper lip of the cut, where the imaginary part of the
//! transform is known without cancellation, and off it before the modulus rises again.
//!
//! Refuses: places below the middle of the law, where nothing is small.

use super::{Contour, Lip, Sums, Transform};
use num_complex::Complex64;
use std::f64::consts::{FRAC_PI_2, PI};

/// Beyond this exponent nothing is left.
const NOTHING: f64 = 45.0;

/// Angles below `e^DEEP` are kept by their logarithms.
const DEEP: f64 = -600.0;

/// `P(Y > y)` and the density: `-(1/pi) Im int e^{sy + K(s)} ds/s` over a path that begins on the lip.
pub(super) fn upper(transform: &dyn Transform, y: f64, contour: &Contour) -> Sums {
    let end = Departure::of(transform, y, contour);
    // Deep in the tail even the angle underflows.
    let scale = if end.top < DEEP { end.top } else { 0.0 };
    let mut sums = Sums::new(scale, end.r.ln(), end.r * y.abs() + 1.0 + transform.noise(1.0 / y.abs().max(1e-3)));
    along(transform, y, &end, contour, &mut sums);
    if end.leaves {
        beyond(transform, y, &end, contour, &mut sums);
    }
    sums
}

/// Where the path leaves the lip.
struct Departure {
    r: f64,
    /// Whether anything is left there.
    leaves: bool,
    /// The logarithm of the greatest size of the integrand, on the lip and where it is left.
    top: f64,
    /// The logarithm of the place of the greatest size on the lip.
    ln_peak: f64,
    /// How far `e^{-ry}` and the modulus have fallen there, in nats.
    depth: f64,
    /// The length over which the integrand varies beyond, over r.
    length: f64,
}

impl Departure {
    fn of(transform: &dyn Transform, y: f64, contour: &Contour) -> Self {
        let at = |r: f64| transform.lip(r, r.ln());
        let level = |r: f64, lip: &Lip| lip.ln_modulus - r * y;
        let size = |r: f64, lip: &Lip| level(r, lip) + lip.ln_angle.min(0.0);
        // A rise by a third of a unit in the exponent costs nothing; where y is below the mean there is always some.
        let turns = |r: f64, lip: &Lip| lip.rise - y * r > 0.3 || lip.angle > contour.phase;
        let mut low = 1.0 / y.abs().clamp(1e-3, f64::MAX);
        let mut here = at(low);
        while turns(low, &here) {
            low *= 0.25;
            here = at(low);
        }
        let (mut top, mut peak) = (size(low, &here), low);
        let (mut high, mut there) = (2.0 * low, at(2.0 * low));
        let quiet = |r: f64, lip: &Lip, top: f64| size(r, lip) < top - NOTHING;
        while !turns(high, &there) && !quiet(high, &there, top) && high.is_finite() {
            if size(high, &there) > top {
                (top, peak) = (size(high, &there), high);
            }
            (low, here) = (high, there);
            high *= 2.0;
            there = at(high);
        }
        // Off the lip the integrand is not small by the angle: beyond a stretch that is, towards a saddle that may be above all that is
        // on the lip.
        let deep = |r: f64, lip: &Lip| level(r, lip) < top - NOTHING;
        let (mut last, mut far) = ((low, here), (high, there));
        while !turns(far.0, &far.1) && !deep(far.0, &far.1) && far.0.is_finite() {
            last = far;
            far = (2.0 * far.0, at(2.0 * far.0));
        }
        // Where that is lies between the last two places.
        let between = |mut low: (f64, Lip), mut high: (f64, Lip), ends: &dyn Fn(f64, &Lip) -> bool| {
            for _ in 0..6 {
                let middle = low.0.sqrt() * high.0.sqrt();
                let lip = at(middle);
                if ends(middle, &lip) { high = (middle, lip) } else { low = (middle, lip) }
            }
            (low, high)
        };
        let turned = turns(far.0, &far.1).then(|| between(last, far, &turns)).filter(|(low, _)| !deep(low.0, &low.1));
        let leaves = turned.is_some();
        let stopped = || between((low, here), (high, there), &|r, lip| turns(r, lip) || quiet(r, lip, top));
        let ((low, here), (high, there)) = turned.unwrap_or_else(stopped);
        // Derivatives over r, which is 1 here.
        let further = high / low;
        let bend = ((there.rise / further - here.rise) / (further - 1.0)).abs().sqrt();
        let turn = (there.angle - here.angle) / (further - 1.0);
        let length = 1.0 / (low * y - here.rise).hypot(turn).max(bend).max(1.0);
        let depth = -level(low, &here);
        let top = if leaves { top.max(-depth) } else { top };
        Self { r: low, leaves, length, top, ln_peak: peak.ln(), depth }
    }
}

/// The rule for a half-line: `v = exp(t - e^{-t})`, for what falls exponentially (Takahasi, Mori 1974). Ends where `term(v, weight)`
/// says so.
fn half_line(step: f64, mut term: impl FnMut(f64, f64) -> bool) {
    for k in 0..20_000 {
        let t = -3.6 + step * f64::from(k);
        let v = (t - (-t).exp()).exp();
        if term(v, v * (1.0 + (-t).exp()) * step) && v > 1.0 {
            break;
        }
    }
}

/// Along `s = -r e^{-v}`, where `ds/s = -dv`.
fn along(transform: &dyn Transform, y: f64, end: &Departure, contour: &Contour, sums: &mut Sums) {
    let ln_end = end.r.ln();
    // A steep transform makes a peak in v as narrow as one over the root of its place.
    let narrow = (end.depth / 25.0).max(1.0).sqrt();
    half_line(contour.step / 12.0 / narrow, |v, weight| {
        let ln_r = ln_end - v;
        let r = ln_r.exp();
        let lip = transform.lip(r, ln_r);
        let sine = if sums.ln_scale < 0.0 {
            // The angle may underflow, and need not be small where the path ends.
            (lip.ln_angle - sums.ln_scale).exp() * if lip.angle > 1e-9 { lip.angle.sin() / lip.angle } else { 1.0 }
        } else {
            lip.angle.sin()
        };
        let value = weight / PI * (lip.ln_modulus - r * y).exp() * sine;
        let share = (-v).exp();
        sums.add(value, value * share, [value.abs(), value.abs() * share]);
        // Between the end of the path and the peak there may be next to nothing.
        ln_r < end.ln_peak && sums.dwarf([value.abs(), value.abs() * share])
    });
}

/// Along a ray from the lip, up and to the left.
fn beyond(transform: &dyn Transform, y: f64, end: &Departure, contour: &Contour, sums: &mut Sums) {
    let direction = Complex64::from_polar(1.0, FRAC_PI_2 + contour.tilt);
    let ln_end = end.r.ln();
    half_line(contour.step / 12.0, |v, weight| {
        let place = direction * (v * end.length) - 1.0;
        let s = place * end.r;
        let exponent = transform.ln(s, place.ln() + ln_end) + s * y - sums.ln_scale;
        let value = exponent.exp() * direction * (weight * end.length / PI);
        let sizes = [(value / place).norm(), value.norm()];
        sums.add(-(value / place).im, value.im, sizes);
        sums.dwarf(sizes)
    });
}
