//! Pareto with a logarithmic correction: S(t) = t^-alpha (1 + ln t)^b for t >= 1; decides what happens at a threshold.

use super::forms::{ln_moved, plain_pdf_ratio, plain_sf_ratio};
use crate::num::{
    logs::{ln_1m_exp, ln_add_exp},
    special::{gamma_q_fraction, ln_gamma, ln_gamma_q},
};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass, defaults};

/// The family.
pub static FAMILY: Family = Family {
    name: "log_corrected_pareto",
    formula: "S(t) = t^-alpha (1 + ln t)^b, t >= 1, b <= alpha",
    parameters: &[Parameter::number("alpha", Domain::Above(0.0)), Parameter::number("b", Domain::Real)],
    typical: &["log_corrected_pareto(1, -2)", "log_corrected_pareto(1, 1)", "log_corrected_pareto(2.5, 1.5)"],
    build: |arguments, spec| {
        let (alpha, b) = (arguments[0].number(), arguments[1].number());
        if b > alpha {
            return Err("b must not exceed alpha, or the survival function would rise above 1 near t = 1".into());
        }
        Ok(Law::new(spec, LogCorrectedPareto { alpha, b }))
    },
};

#[derive(Debug)]
struct LogCorrectedPareto {
    alpha: f64,
    b: f64,
}

/// `y - ln(1 + y)` for `y >= 0`, with its digits near 0.
fn excess(y: f64) -> f64 {
    if y > 0.5 {
        return y - y.ln_1p();
    }
    // ln(1 + y) = 2 artanh(r) with r = y / (2 + y), and y - 2r = y r.
    let r = y / (2.0 + y);
    let series = (0..14).rev().fold(0.0, |sum, n| sum * r * r + 1.0 / f64::from(2 * n + 3));
    y * r - 2.0 * r.powi(3) * series
}

impl LogCorrectedPareto {
    /// `-ln S(e^y)`; written so that nothing cancels where b is near alpha and y near 0.
    fn depth(&self, y: f64) -> f64 {
        (self.alpha - self.b) * y + self.b * excess(y)
    }

    /// `(1 + y) d depth / dy`.
    fn slope(&self, y: f64) -> f64 {
        (self.alpha - self.b) + self.alpha * y
    }

    /// The y of a depth, by Newton steps from the side on which they cannot overshoot.
    fn ln_at_depth(&self, depth: f64) -> f64 {
        let pareto = depth / self.alpha;
        // For b > 0 the depth is convex in y and the first step lands above the root; for b < 0 it is concave.
        let mut y = if self.b > 0.0 { pareto + (2.0 * pareto).sqrt() } else { 0.0 };
        for _ in 0..100 {
            let step = (self.depth(y) - depth) * (1.0 + y) / self.slope(y);
            let next = (y - step).max(0.0);
            if (next - y).abs() <= 2.0 * f64::EPSILON * y {
                break;
            }
            y = next;
        }
        y
    }
}

impl Tail for LogCorrectedPareto {
    fn support(&self) -> Interval {
        Interval::new(1.0, f64::INFINITY)
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.alpha, ln_coefficient: 0.0, log_power: self.b }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 1.0 {
            0.0
        } else if x == f64::INFINITY {
            f64::NEG_INFINITY
        } else {
            -self.depth(x.ln())
        }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y <= 0.0 { 0.0 } else { -self.depth(y) }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 1.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let y = x.ln();
        self.slope(y).ln() - y.ln_1p() - self.depth(y) - y
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        ln_1m_exp(-self.depth(distance.max(0.0).ln_1p()))
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        let y = x.ln();
        let hazard = self.slope(y) / (1.0 + y);
        (hazard + 1.0 - self.alpha / self.slope(y) + 1.0 / (1.0 + y)) / x
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p == f64::NEG_INFINITY { f64::INFINITY } else { self.ln_at_depth(-ln_p).exp() }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.inv_ln_sf(ln_1m_exp(ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 {
            return plain_sf_ratio(self, t, v);
        }
        let moved = ln_moved(t, v);
        -self.alpha * moved + self.b * (moved / (1.0 + t.ln())).ln_1p()
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 {
            return plain_pdf_ratio(self, t, v);
        }
        let (y, moved) = (t.ln(), ln_moved(t, v));
        let hazard = (self.alpha * moved / self.slope(y)).ln_1p() - (moved / (1.0 + y)).ln_1p();
        self.ln_sf_ratio(t, v) + hazard - moved
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if !self.tail_class().has_moment(1.0) {
            return f64::INFINITY;
        }
        if x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let (excess, power) = (self.alpha - 1.0, self.b + 1.0);
        let y = x.max(1.0).ln();
        let z = excess * (1.0 + y);
        // int_y^inf e^(-excess u) (1 + u)^b du
        let from = if excess == 0.0 {
            power * y.ln_1p() - (-power).ln()
        } else if z > power.max(0.0) + 0.2 {
            -self.depth(y) + y + y.ln_1p() + gamma_q_fraction(power, z).ln()
        } else if power > 0.0 {
            excess - power * excess.ln() + ln_gamma(power) + ln_gamma_q(power, z)
        } else {
            return defaults::ln_upper_integral(self, x);
        };
        if x < 1.0 { ln_add_exp(from, (1.0 - x).ln()) } else { from }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[(self.alpha * power).into(), (self.b * power).into()]).ok()
    }

    fn mean(&self) -> Moment {
        if !self.tail_class().has_moment(1.0) {
            Moment::Infinite
        } else if self.alpha == 1.0 {
            // 1 + int_0^inf (1 + y)^b dy
            Moment::closed_form(self.b / (self.b + 1.0))
        } else {
            defaults::mean(self)
        }
    }
}
