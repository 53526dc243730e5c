//! The convex functions whose means are the divergences, without cancellation where the weight is near 1.

/// `phi_a(w) = (w^a - 1 - a (w - 1)) / (a - 1)`, never negative; `w ln w - w + 1` at a = 1, `(w - 1)^2` at a = 2.
pub(crate) fn phi(order: f64, ln_w: f64) -> f64 {
    if ln_w == f64::NEG_INFINITY {
        return 1.0;
    }
    let b = order - 1.0;
    if ln_w.abs() * order.max(1.0) < 0.1 {
        return series(b, ln_w);
    }
    if (b * ln_w).abs() > 1.0 {
        // Either power alone may leave f64; nothing cancels here.
        return ((order * ln_w).exp() - ln_w.exp()) / b - ln_w.exp_m1();
    }
    let growth = if b == 0.0 { ln_w } else { (b * ln_w).exp_m1() / b };
    ln_w.exp() * growth - ln_w.exp_m1()
}

/// `sum over k >= 2 of L^k / k! (s_k - 1)` with `s_k = ((1 + b)^k - 1) / b = (1 + b) s_(k-1) + 1`.
fn series(b: f64, ln_w: f64) -> f64 {
    let (mut term, mut s, mut sum) = (ln_w, 1.0, 0.0);
    for k in 2..24 {
        term *= ln_w / f64::from(k);
        s = (1.0 + b) * s + 1.0;
        let part = term * (s - 1.0);
        sum += part;
        if part.abs() <= 0.1 * f64::EPSILON * sum.abs() {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::phi;

    #[test]
    fn both_branches_meet_and_the_known_orders_come_out() {
        for order in [0.5, 1.0, 1.000_001, 2.0, 7.0] {
            let at = 0.1 / f64::max(order, 1.0);
            for sign in [-1.0, 1.0] {
                let (inside, outside) = (phi(order, sign * at * (1.0 - 1e-13)), phi(order, sign * at * (1.0 + 1e-13)));
                assert!((inside / outside - 1.0).abs() < 1e-12, "{order}: {inside} {outside}");
            }
        }
        let w = 1.0 + 1e-9f64;
        assert!((phi(2.0, 1e-9f64.ln_1p()) / (1e-9 * 1e-9) - 1.0).abs() < 1e-13);
        assert!((phi(1.0, 1e-9f64.ln_1p()) / (0.5e-18 * (1.0 - 1e-9 / 3.0)) - 1.0).abs() < 1e-13, "{w}");
    }
}
