//! Uniform on an interval.

use super::forms::{ln_changed, plain_pdf_ratio, plain_sf_ratio};
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, ExponentialPiece, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass};
use std::f64::consts::LN_2;

/// The family.
pub static FAMILY: Family = Family {
    name: "uniform",
    formula: "S(t) = (high - t) / (high - low), low <= t <= high",
    parameters: &[Parameter::optional("low", Domain::Real, 0.0), Parameter::optional("high", Domain::Real, 1.0)],
    typical: &["uniform", "uniform(-1, 1)", "uniform(1000, 1000.5)"],
    build: |arguments, spec| {
        let (low, high) = (arguments[0].number(), arguments[1].number());
        if low >= high {
            return Err("low must be below high".into());
        }
        if !(high - low).is_finite() {
            return Err("high - low must be a finite number".into());
        }
        Ok(Law::new(spec, Uniform { low, high, width: high - low, ln_width: (high - low).ln() }))
    },
};

#[derive(Debug)]
struct Uniform {
    low: f64,
    high: f64,
    width: f64,
    /// `ln width`, asked for at each place.
    ln_width: f64,
}

impl Uniform {
    fn contains(&self, x: f64) -> bool {
        x >= self.low && x <= self.high
    }

    /// `ln(share / width)`, where the rest of the width is `rest`.
    fn ln_share(&self, share: f64, rest: f64) -> f64 {
        if share <= 0.0 {
            f64::NEG_INFINITY
        } else if rest <= 0.0 {
            0.0
        } else if share < rest {
            share.ln() - self.ln_width
        } else {
            (-rest / self.width).ln_1p()
        }
    }
}

impl Tail for Uniform {
    fn support(&self) -> Interval {
        Interval::new(self.low, self.high)
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }

    fn power_at_end(&self) -> Option<f64> {
        Some(1.0)
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.ln_share(self.high - x, x - self.low)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.ln_share(x - self.low, self.high - x)
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.ln_share(distance, self.high - self.low - distance)
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        self.ln_share(distance, self.high - self.low - distance)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if self.contains(x) { -self.ln_width } else { f64::NEG_INFINITY }
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, _x: f64) -> f64 {
        0.0
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p < -LN_2 { self.high - self.width * ln_p.exp() } else { self.low - self.width * ln_p.exp_m1() }
    }

    fn recipe(&self) -> Option<Recipe> {
        let place = Recipe::from(Start::Share).times(self.width).plus(self.low);
        Some(place.then(Step::AtMost(self.high)))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p < -LN_2 { self.low + self.width * ln_p.exp() } else { self.high + self.width * ln_p.exp_m1() }
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < self.high && self.contains(t) && self.contains(t - v) {
            ln_changed(v / (self.high - t), || plain_sf_ratio(self, t, v))
        } else {
            plain_sf_ratio(self, t, v)
        }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        plain_pdf_ratio(self, t, v)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if x >= self.high {
            f64::NEG_INFINITY
        } else if x <= self.low {
            (0.5 * self.width + (self.low - x)).ln()
        } else {
            2.0 * (self.high - x).ln() - (2.0 * self.width).ln()
        }
    }

    fn exponential_pieces(&self) -> Vec<ExponentialPiece> {
        let (low, high) = (self.low, self.high);
        vec![ExponentialPiece { low, high, anchor: low, ln_level: -self.ln_width, slope: 0.0 }]
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(0.5 * self.low + 0.5 * self.high)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form(self.width * self.width / 12.0)
    }
}
