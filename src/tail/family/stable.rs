//! Stable laws, totally skewed to the right: the limits of sums of heavy-tailed steps, with the Landau law at index 1.

mod exponent;
mod table;

use crate::num::inversion::Transform;
use crate::num::{
    Estimate,
    inversion::{self, CONTOURS, Inverted, Scale, Side},
    logs::ln_1m_exp,
    special::ln_gamma,
};
use crate::tail::made::{scaled, shifted};
use crate::tail::{Domain, Family, Interval, Laplace, Law, Moment, Parameter, Tail, TailClass, defaults};
pub(super) use exponent::Exponent;
use std::{
    f64::consts::{FRAC_2_PI, FRAC_PI_2, LN_2, PI},
    sync::OnceLock,
};
use table::{Coordinate, Table};

/// The family.
pub static FAMILY: Family = Family {
    name: "stable",
    formula: "E e^(-sX) = exp(-s^alpha / cos(pi alpha/2)), exp((2/pi) s ln s) at alpha = 1: Nolan's S1, beta 1, scale 1",
    parameters: &[Parameter::number("alpha", Domain::Between(0.0, 2.0))],
    typical: &["stable(0.7)", "stable(1)", "stable(1.5)"],
    build: |arguments, spec| {
        let alpha = arguments[0].number();
        let beside_1 = alpha != 1.0 && (alpha - 1.0).abs() < NEAREST_TO_1;
        if alpha < LEAST_INDEX || beside_1 {
            return Err(format!(
                "alpha = {alpha} is not resolved: it has to be at least {LEAST_INDEX}, and 1 or at least {NEAREST_TO_1:e} from it"
            ));
        }
        Ok(Law::new(spec, Stable::new(alpha)))
    },
};

/// Not far below this index most of the law is beyond f64: the median is about `e^(0.37/alpha)`.
const LEAST_INDEX: f64 = 0.001;
/// Nearer to 1 the law is so far out beside its width that a place there has few digits.
const NEAREST_TO_1: f64 = 1e-9;

#[derive(Debug)]
struct Stable {
    alpha: f64,
    exponent: Exponent,
    /// `S(x) ~ e^ln_coefficient x^-alpha`.
    ln_coefficient: f64,
    /// Laid out when the law is first asked.
    table: OnceLock<Table>,
}

/// The least logarithm of a distribution function in the table.
const LEAST: f64 = -700.0;
/// Below this one the saddle says it to the last digit, and inversions do not.
const DEEP: f64 = -1e7;

impl Stable {
    fn new(alpha: f64) -> Self {
        // Samorodnitsky, Taqqu 1994, property 1.2.15: C_alpha x^-alpha with C_alpha = (2/pi) Gamma(alpha) sin(pi alpha/2).
        let ln_coefficient = (FRAC_2_PI * (FRAC_PI_2 * (2.0 - alpha)).sin()).ln() + ln_gamma(alpha);
        let exponent = Exponent::new(alpha);
        Self { alpha, exponent, ln_coefficient, table: OnceLock::new() }
    }

    /// By inversion.
    fn inverted(&self, x: f64) -> Inverted {
        inversion::inverted(&self.exponent, x, &CONTOURS[0])
    }

    fn table(&self) -> &Table {
        self.table.get_or_init(|| {
            let place = |ln_p: f64| self.quantile(Side::Lower, ln_p, &|x| self.inverted(x));
            let coordinate =
                if self.alpha < 1.0 { Coordinate::Logarithm } else { Coordinate::About(self.scale().centre) };
            Table::new(coordinate, (place(LEAST), place(-LN_2)), |x| self.inverted(x))
        })
    }

    /// By the table where it reaches.
    fn at(&self, x: f64) -> Inverted {
        let Some((upper, [ln_tail, ln_pdf])) = self.table().at(x, |x| self.inverted(x)) else {
            return self.deep(x).unwrap_or_else(|| self.inverted(x));
        };
        let (tail, rest, ln_pdf) = (estimate(ln_tail), estimate(ln_1m_exp(ln_tail)), estimate(ln_pdf));
        let (ln_cdf, ln_sf) = if upper { (rest, tail) } else { (tail, rest) };
        Inverted { ln_cdf, ln_sf, ln_pdf }
    }

    /// Where the distribution function is about `e^-1e7` or less: Laplace's method at the saddle, which leaves out the inverse of that
    /// logarithm.
    fn deep(&self, x: f64) -> Option<Inverted> {
        let ln_saddle = self.exponent.ln_saddle(x);
        if ln_saddle.is_nan() {
            return None;
        }
        let [_, _, bend] = self.exponent.ln_real(ln_saddle.exp(), ln_saddle);
        // K - s K', of which the terms would cancel.
        let exponent = -bend / self.alpha;
        let ln_cdf = exponent - 0.5 * (2.0 * PI * bend).ln();
        let ln_pdf = if ln_cdf.is_finite() { ln_cdf + ln_saddle } else { f64::NEG_INFINITY };
        // The least exponent beyond which terms are not numbers.
        let ln_cdf = if ln_cdf.is_nan() { f64::NEG_INFINITY } else { ln_cdf };
        (exponent < DEEP).then(|| Inverted {
            ln_cdf: estimate(ln_cdf),
            ln_sf: estimate(-0.0),
            ln_pdf: estimate(ln_pdf),
        })
    }

    /// Where quantiles are sought. Near index 1 the law sits where the parametrisation S0 would have put 0 (Nolan 2020, equation 1.8);
    /// below it, it is positive and its logarithm is what varies.
    fn scale(&self) -> Scale {
        match self.alpha {
            alpha if alpha < 1.0 => Scale { centre: 0.0, unit: 1e-290 },
            1.0 => Scale { centre: 0.0, unit: 1.0 },
            alpha => Scale { centre: -(FRAC_PI_2 * (alpha - 1.0)).tan().recip(), unit: 1.0 },
        }
    }

    fn quantile(&self, side: Side, ln_p: f64, at: &dyn Fn(f64) -> Inverted) -> f64 {
        let scale = self.scale();
        let start =
            if self.alpha < 1.0 { (FRAC_PI_2 * self.alpha).cos().powf(-1.0 / self.alpha) } else { scale.centre };
        inversion::quantile((side, ln_p), scale, start, at, at).value
    }

    /// `ln S(e^y)` by the series in powers of `x^-alpha` (Zolotarev 1986, theorem 2.4.2), where x leaves f64: it converges below index 1,
    /// and above that its first term is exact there.
    fn series(&self, y: f64) -> f64 {
        let ln_factor = -(FRAC_PI_2 * self.alpha).cos().abs().ln();
        let term = |k: f64| {
            let ln_size = k * (ln_factor - self.alpha * y) + ln_gamma(k * self.alpha) - ln_gamma(k + 1.0);
            let sign = if k % 2.0 == 0.0 { -1.0 } else { 1.0 };
            sign * (ln_size - self.ln_coefficient + self.alpha * y).exp() * (PI * k * self.alpha).sin() / PI
        };
        let terms = if self.alpha < 1.0 { 200 } else { 0 };
        let rest: f64 = (2..=terms).map(|k| term(f64::from(k))).sum();
        self.ln_coefficient - self.alpha * y + rest.ln_1p()
    }

    /// Whether x is below all of the law, which has a lower end only below index 1.
    fn below(&self, x: f64) -> bool {
        x == f64::NEG_INFINITY || self.alpha < 1.0 && x <= 0.0
    }
}

/// A logarithm from the table.
fn estimate(value: f64) -> Estimate {
    Estimate::new(value, 1e-13 * value.abs().max(1.0))
}

impl Tail for Stable {
    fn support(&self) -> Interval {
        if self.alpha < 1.0 { Interval::POSITIVE } else { Interval::REAL }
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.alpha, ln_coefficient: self.ln_coefficient, log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        match x {
            x if self.below(x) => 0.0,
            f64::INFINITY => f64::NEG_INFINITY,
            x => self.at(x).ln_sf.value.min(0.0),
        }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        match x {
            x if self.below(x) => f64::NEG_INFINITY,
            f64::INFINITY => 0.0,
            x => self.at(x).ln_cdf.value.min(0.0),
        }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if self.below(x) || x == f64::INFINITY { f64::NEG_INFINITY } else { self.at(x).ln_pdf.value }
    }

    fn pdf_accuracy(&self) -> f64 {
        1e-12
    }

    fn score(&self, x: f64) -> f64 {
        if self.below(x) {
            return f64::NAN;
        }
        self.table().score(x, |x| self.inverted(x)).unwrap_or_else(|| defaults::score(self, x))
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y < 690.0 { self.ln_sf(y.exp()) } else { self.series(y) }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        match ln_p {
            0.0 => self.support().low,
            f64::NEG_INFINITY => f64::INFINITY,
            _ => self.quantile(Side::Upper, ln_p, &|x| self.at(x)),
        }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        match ln_p {
            0.0 => f64::INFINITY,
            f64::NEG_INFINITY => self.support().low,
            _ => self.quantile(Side::Lower, ln_p, &|x| self.at(x)),
        }
    }

    /// `n^(1/alpha) X`, and `n X + (2/pi) n ln n` at index 1 (Samorodnitsky, Taqqu 1994, property 1.2.1).
    fn sum_of(&self, count: f64) -> Option<Law> {
        let step = FAMILY.member(&[self.alpha.into()]).ok()?;
        if self.alpha == 1.0 {
            return shifted(FRAC_2_PI * count * count.ln(), &scaled(count, &step).ok()?).ok();
        }
        // What the rounding of 1/alpha would take off is put back.
        let power = self.alpha.recip();
        let rest = (-self.alpha).mul_add(power, 1.0) * power;
        scaled(count.powf(power) * (1.0 + rest * count.ln()), &step).ok()
    }

    fn laplace(&self) -> Option<Laplace> {
        Some(Laplace::new(0.0, self.exponent))
    }

    fn mean(&self) -> Moment {
        if self.alpha > 1.0 { Moment::Finite(Estimate::new(0.0, 0.0)) } else { Moment::Infinite }
    }

    fn variance(&self) -> Moment {
        if self.alpha > 1.0 { Moment::Infinite } else { Moment::Undefined }
    }
}
