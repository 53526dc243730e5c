//! Where the distribution or the survival function reaches a level, by Newton's method within a bracket that it finds.
//!
//! Refuses: levels of 0 and 1.

use super::Inverted;
use crate::num::Estimate;
use std::f64::consts::LN_2;

/// Which of the two functions a level is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    /// The distribution function.
    Lower,
    /// The survival function.
    Upper,
}

/// The coordinate along which the search runs: `y = centre + unit sinh z`, linear in the middle and logarithmic far out.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// The middle.
    pub centre: f64,
    /// What is near.
    pub unit: f64,
}

impl Scale {
    fn place(&self, z: f64) -> f64 {
        // sinh leaves f64 before unit sinh does.
        let far = z.signum() * (z.abs() - LN_2 + self.unit.ln()).exp();
        self.centre + if z.abs() > 300.0 { far } else { self.unit * z.sinh() }
    }

    fn along(&self, y: f64) -> f64 {
        let share = (y - self.centre) / self.unit;
        if share.is_finite() {
            share.asinh()
        } else {
            share.signum() * ((y - self.centre).abs().ln() - self.unit.ln() + LN_2)
        }
    }

    /// `dy/dz`.
    fn rate(&self, y: f64) -> f64 {
        (y - self.centre).hypot(self.unit)
    }
}

/// A root is near enough for one last step where the logarithm of the probability is off by less than this, and by less than this part of
/// what it is from 0.
const NEAR: f64 = 1e-8;
/// Steps of the search before it gives up.
const MOST: usize = 300;

/// The y at which `ln P(Y <= y)` or `ln P(Y > y)` is `ln_p < 0`, from a place to start at, with the error that the errors of both
/// functions leave. Infinite where it is beyond f64, and not a number where it was not found.
///
/// `law` is asked while the place is sought and `checked` where it is found. The logarithm of `-ln p` is nearly straight along the
/// scale in all tails of which we know; between a body and a tail it bends, so that Newton's method may go to and fro between the two:
/// a bracket that has not been halved in two steps is.
pub fn quantile(
    (side, ln_p): (Side, f64),
    scale: Scale,
    start: f64,
    law: impl Fn(f64) -> Inverted,
    checked: impl Fn(f64) -> Inverted,
) -> Estimate {
    let upper = side == Side::Upper;
    let of = |at: &Inverted| if upper { at.ln_sf } else { at.ln_cdf };
    let target = (-ln_p).ln();
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let (mut z, mut longest) = (scale.along(start), 2.0);
    let mut widths = [f64::INFINITY; 2];
    for _ in 0..MOST {
        let y = scale.place(z);
        if !y.is_finite() {
            return Estimate::new(y, 0.0);
        }
        let at = law(y);
        let ln = of(&at).value.min(0.0);
        let excess = (-ln).ln() - target;
        if excess.is_nan() {
            break;
        }
        // -ln of the survival function rises with y, that of the distribution function falls.
        let above = (excess > 0.0) == upper;
        if above {
            high = z
        } else {
            low = z
        }
        let slope = (at.ln_pdf.value - ln).exp() * scale.rate(y) / -ln;
        let newton = -excess / if upper { slope } else { -slope };
        let near = excess.abs() * ln_p.abs().max(1.0) <= NEAR;
        let rounding = 4.0 * f64::EPSILON * z.abs();
        if near && newton.abs() <= 1e-9 * z.abs().max(1.0) || newton.abs() <= rounding || high - low <= rounding {
            // A narrow bracket knows more than a slope that has lost its digits.
            let z = if newton.is_finite() { (z + newton).clamp(low, high) } else { z };
            let y = scale.place(z);
            let reach = scale.rate(y) * z.abs().max(1.0) * if near { 1e-6 } else { 4.0 * f64::EPSILON };
            return refined((ln_p, upper), of, &checked(y), (y, reach));
        }
        let inside = z + newton > low && z + newton < high && newton.abs() <= longest;
        let stalls = high - low > 0.5 * widths[0] && (low + high).is_finite();
        widths = [widths[1], high - low];
        let step = match (inside && !stalls, (low + high).is_finite()) {
            (true, _) => newton,
            (false, true) => 0.5 * (low + high) - z,
            (false, false) => {
                longest *= 2.0;
                if above { -0.5 * longest } else { 0.5 * longest }
            }
        };
        z += step;
    }
    Estimate::new(f64::NAN, f64::INFINITY)
}

/// One last step with what all contours agree on, if it is within reach; its error is theirs over the density.
fn refined(
    (ln_p, upper): (f64, bool),
    of: impl Fn(&Inverted) -> Estimate,
    at: &Inverted,
    (y, reach): (f64, f64),
) -> Estimate {
    let found = of(at);
    let length = (found.value - at.ln_pdf.value).exp();
    let shift = (found.value - ln_p) * if upper { length } else { -length };
    let rounding = 2.0 * f64::EPSILON * y.abs();
    let error = (found.error + f64::EPSILON * ln_p.abs()) * length + at.ln_pdf.error * shift.abs();
    if shift.abs() <= reach && error.is_finite() {
        Estimate::new(y + shift, error + rounding)
    } else {
        Estimate::new(y, reach + rounding)
    }
}
