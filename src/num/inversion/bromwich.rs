//! The distribution function: Bromwich's integral over a hyperbola through the real saddle of its integrand.
//!
//! Refuses: relative accuracy of the survival function.

use super::{Contour, Sums, Transform};
use num_complex::Complex64;
use std::f64::consts::PI;

/// `e^LEAST` is the smallest f64 but for denormal ones.
const LEAST: f64 = -708.0;

/// `P(Y <= y)` and the density: `(1/2 pi i) int e^{sy + K(s)} ds/s` over `s = mu (1 - sin(tilt - iu))`, by the trapezoidal rule
/// (Weideman, Trefethen 2007, equation 3.1).
pub(super) fn lower(transform: &dyn Transform, y: f64, contour: &Contour) -> Sums {
    let saddle = Saddle::of(transform, y);
    let (sin, cos) = contour.tilt.sin_cos();
    // In units of the saddle.
    let mu = (1.0 + contour.crossing / saddle.curvature.sqrt()) / (1.0 - sin);
    let width = (1.0 - sin) / (cos * saddle.curvature.sqrt());
    // The rule's error falls as exp(-2 pi d/step): d is the width of a Gaussian peak, or the tilt, beyond which the path would turn
    // to the right.
    let step = contour.step * (0.6 * width).min(0.17 * contour.tilt);
    let unit = saddle.ln_s.exp();
    let at = |u: f64| {
        let place = Complex64::new(mu * (1.0 - sin * u.cosh()), mu * cos * u.sinh());
        let turn = Complex64::new(-mu * sin * u.sinh(), mu * cos * u.cosh());
        let s = place * unit;
        (transform.ln(s, place.ln() + saddle.ln_s) + s * y, turn, place)
    };
    let (peak, turn, place) = at(0.0);
    let (scale, share, s) = (peak.re, step / PI, place.re * unit);
    let mut sums = Sums::new(scale, saddle.ln_s, (scale - s * y).abs() + s * y.abs() + transform.noise(s));
    // The lower half of the path is the conjugate of the upper.
    sums.add(
        0.5 * share * (turn / place).im,
        0.5 * share * turn.im,
        [share * (turn / place).norm(), share * turn.norm()],
    );
    for k in 1..4000 {
        let (exponent, turn, place) = at(step * f64::from(k));
        if exponent.re - scale < LEAST {
            break;
        }
        let value = (exponent - scale).exp() * turn * share;
        let sizes = [(value / place).norm(), value.norm()];
        sums.add((value / place).im, value.im, sizes);
        if sums.dwarf(sizes) {
            break;
        }
    }
    sums
}

/// The least value of `K(s) + s y - ln s` over `s > 0`.
struct Saddle {
    ln_s: f64,
    /// Its second derivative in ln s, there: at least 1.
    curvature: f64,
}

impl Saddle {
    fn of(transform: &dyn Transform, y: f64) -> Self {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut ln_s = if y > 0.0 { -y.ln() } else { 0.0 };
        let (mut curvature, mut longest) = (1.0, 2.0);
        // The function is convex in s: its slope in ln s rises through 0 once. A thousandth of the place is near enough.
        for _ in 0..200 {
            let s = ln_s.exp();
            let [_, first, second] = transform.ln_real(s, ln_s);
            let slope = first + s * y - 1.0;
            let rise = slope + 1.0 + second;
            curvature = rise;
            if slope > 0.0 {
                high = ln_s
            } else {
                low = ln_s
            }
            let newton = ln_s - slope / rise;
            let next = if rise > 0.0 && newton > low && newton < high && (newton - ln_s).abs() <= longest {
                newton
            } else if low.is_infinite() || high.is_infinite() {
                longest *= 2.0;
                ln_s - 0.5 * longest * slope.signum()
            } else {
                0.5 * (low + high)
            };
            if (next - ln_s).abs() < 1e-3 {
                break;
            }
            ln_s = next;
        }
        Self { ln_s, curvature: curvature.max(1.0) }
    }
}
