//! Two complementary probabilities from two integrals, each made to bear out the other.

use crate::num::{Estimate, logs::ln_1m_exp};
use crate::tail::Law;

/// The logarithm of an integral that was scaled by `e^top`.
pub(super) fn log_of(part: Estimate, top: f64) -> Estimate {
    if part.value <= 0.0 || top == f64::NEG_INFINITY {
        return Estimate::new(f64::NEG_INFINITY, 0.0);
    }
    if part.value == f64::INFINITY {
        // Hundreds of nats above what was seen of it: only such depths are missed by so much.
        return Estimate::new(top, f64::INFINITY);
    }
    let ln = part.ln();
    let value = ln.value + top;
    Estimate::new(value, ln.error + 2.0 * f64::EPSILON * top.abs())
}

/// Two complementary probabilities: the larger is taken from the smaller, and what they miss of 1 is an error of both.
pub(super) fn reconcile(p: Estimate, q: Estimate) -> (Estimate, Estimate) {
    let missing = (p.value.exp() + q.value.exp() - 1.0).abs();
    let from = |small: Estimate| {
        let odds = small.value.exp() / (-small.value.exp_m1());
        let error = if odds == 0.0 { 0.0 } else { odds * small.error };
        let value = ln_1m_exp(small.value);
        Estimate::new(value, error + 2.0 * f64::EPSILON * value.abs())
    };
    // A defect within the rounding of the sum itself says nothing.
    let defect = |e: Estimate| Estimate::new(e.value, e.error + if missing > 1e-14 { missing } else { 0.0 });
    if p.value > q.value {
        (defect_small(from(q), q, missing), defect(q))
    } else {
        (defect(p), defect_small(from(p), p, missing))
    }
}

/// The larger probability inherits the smaller one's share of the defect.
fn defect_small(large: Estimate, small: Estimate, missing: f64) -> Estimate {
    let share = if missing > 1e-14 { missing * small.value.exp() } else { 0.0 };
    Estimate::new(large.value, large.error + share)
}

/// `ln P(X <= x)`, from the survival function where that has the digits.
pub(super) fn complement(law: &Law, x: f64, ln_sf: f64) -> f64 {
    let ln = if ln_sf < -std::f64::consts::LN_2 { ln_1m_exp(ln_sf) } else { law.ln_cdf(x) };
    if ln.is_nan() { f64::NEG_INFINITY } else { ln }
}
