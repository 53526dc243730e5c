//! What every law gets for nothing: inversion, density, ratios and moments from the log survival function alone.

mod density;
mod inverse;
mod moments;
mod ratio;
mod side;
mod upper_integral;

pub use density::{DERIVATIVE_ACCURACY, ln_pdf, ln_pdf_beside, score};
pub use inverse::{inv_ln_cdf, inv_ln_sf};
pub use moments::{mean, mean_of_power, moment_of_power, variance};
pub use ratio::{ln_cdf_ratio, ln_pdf_ratio, ln_sf_ratio};
pub use upper_integral::ln_upper_integral;

use super::Tail;
use crate::num::logs::ln_add_exp;

/// `ln P(X >= x)`: the survival function plus the mass of an atom at x.
pub fn ln_sf_from<T: Tail + ?Sized>(law: &T, x: f64) -> f64 {
    let atoms = law.atoms();
    match atoms.binary_search_by(|atom| atom.at.total_cmp(&x)) {
        Ok(place) => ln_add_exp(law.ln_sf(x), atoms[place].mass.ln()).min(0.0),
        Err(_) => law.ln_sf(x),
    }
}

/// Whether the upper end of the support carries mass.
pub fn ends_in_atom<T: Tail + ?Sized>(law: &T) -> bool {
    let high = law.support().high;
    law.atoms().iter().any(|atom| atom.at == high)
}

/// `ln P(X > e^y)` where `e^y` is an f64; NaN beyond, unless the law knows better.
pub fn ln_sf_at_exp<T: Tail + ?Sized>(law: &T, y: f64) -> f64 {
    if y < crate::num::logs::LN_MAX { law.ln_sf(y.exp()) } else { f64::NAN }
}

/// `ln P(X <= e^y)` where `e^y` is an f64 with all its digits, or below the support; NaN beyond, unless the law knows better.
pub fn ln_cdf_at_exp<T: Tail + ?Sized>(law: &T, y: f64) -> f64 {
    let low = law.support().low;
    match y {
        y if y < 0.0 && low > 0.0 && y.exp() < low => f64::NEG_INFINITY,
        y if y.abs() > LN_NORMAL => f64::NAN,
        y if low == 0.0 => law.ln_cdf_above_low(y.exp()),
        y => law.ln_cdf(y.exp()),
    }
}

/// Between the exponentials of this and of its opposite an f64 has all its digits.
const LN_NORMAL: f64 = 708.0;
