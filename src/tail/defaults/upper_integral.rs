//! The integrated upper tail by quadrature of the survival function.

use super::side::Side;
use crate::num::{logs::ln_add_exp, quadrature::Goal};
use crate::tail::Tail;
use std::f64::consts::LN_2;

/// A law whose own rounding is coarser than the goal would be bisected for ever without gain.
const GOAL: Goal = Goal { relative: 2e-14, bisections: 100 };

/// `ln int_x^inf P(X > y) dy`: minus infinity at and above the upper end, plus infinity where the upper mean is infinite.
pub fn ln_upper_integral<T: Tail + ?Sized>(law: &T, x: f64) -> f64 {
    let support = law.support();
    if x >= support.high {
        return f64::NEG_INFINITY;
    }
    if !law.tail_class().has_moment(1.0) || x == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    if support.low.is_finite() {
        return if x < support.low {
            ln_add_exp((support.low - x).ln(), ln_from(law, support.low))
        } else {
            ln_from(law, x)
        };
    }
    let median = law.inv_ln_sf(-LN_2);
    if x >= median { ln_from(law, x) } else { ln_add_exp(ln_down_from(law, median, x), ln_from(law, median)) }
}

/// `ln int_x^high S`, in units of `S(x)`.
fn ln_from<T: Tail + ?Sized>(law: &T, x: f64) -> f64 {
    let ln_unit = law.ln_sf(x);
    if ln_unit == f64::NEG_INFINITY {
        return ln_unit;
    }
    let side = Side { ln_unit, goal: GOAL, ..Side::whole(law, 1.0, x, 1.0, true) };
    side.moment().map_or(f64::INFINITY, |integral| ln_unit + integral.value.ln())
}

/// `ln int_x^median S = ln (median - x - int F)`: below the median F is at most 1/2, so little cancels.
fn ln_down_from<T: Tail + ?Sized>(law: &T, median: f64, x: f64) -> f64 {
    let width = median - x;
    let side = Side { end: width, goal: GOAL, ..Side::whole(law, 1.0, median, 1.0, false) };
    side.moment().map_or(f64::INFINITY, |missing| (width - missing.value).ln())
}
