//! The generalised exponential integral in the complex plane against values of many digits: tests/reference/exponential_integral.csv.

mod common;

use common::{number, table};
use goodhart::num::{inversion::Transform, special::ExponentialIntegral};
use num_complex::Complex64;
use std::f64::consts::PI;

/// How far `turns` of a logarithm is from the truth, over the size of the truth; any branch will do.
fn miss(found: Complex64, truth: Complex64) -> f64 {
    let turns = ((found.im - truth.im) / (2.0 * PI)).round();
    (found - truth - Complex64::new(0.0, 2.0 * PI * turns)).norm() / truth.norm()
}

#[test]
fn the_logarithm_keeps_its_digits_in_the_plane_and_on_the_cut() {
    let mut wrong = Vec::new();
    let rows = table("exponential_integral.csv");
    assert!(rows.len() > 180, "only {} rows were read", rows.len());
    for row in &rows {
        let (a, s) = (number(row, "a"), Complex64::new(number(row, "re"), number(row, "im")));
        let truth = Complex64::new(number(row, "ln_re"), number(row, "ln_im"));
        let function = ExponentialIntegral::new(a);
        // For large a the logarithm is 1/a of the two terms that it is the sum of; for small a, L itself is a of its terms.
        let bound = 4e-15 * (2.0 + a + 0.2 / a);
        let error = if s.im == 0.0 && s.re < 0.0 {
            let lip = function.lip(-s.re, (-s.re).ln());
            // The angle alone decides deep tails: it is asked for its own digits.
            let angle = (lip.angle / -truth.im - 1.0).abs();
            angle.max(miss(Complex64::new(lip.ln_modulus, -lip.angle), truth))
        } else {
            miss(function.ln(s, s.ln()), truth)
        };
        if error.is_nan() || error > bound {
            wrong.push(format!("a = {a}, s = {s}: off by {error:.1e}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are off:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn derivatives_are_those_of_the_function() {
    for a in [0.3, 1.0, 2.0, 5.0] {
        let function = ExponentialIntegral::new(a);
        for ln_s in [-12.0, -3.0, -0.1, 0.1, 2.0, 9.0f64] {
            let at = |ln_s: f64| function.ln_real(ln_s.exp(), ln_s);
            let step = 1e-4;
            let [ln, first, second] = at(ln_s);
            let (up, down) = (at(ln_s + step), at(ln_s - step));
            let slope = (up[0] - down[0]) / (2.0 * step);
            assert!((slope / first - 1.0).abs() < 1e-6, "a = {a}, ln s = {ln_s}: {slope} {first}");
            // s d/ds of s K' is s K' + s^2 K''.
            let bend = (up[1] - down[1]) / (2.0 * step) - first;
            assert!(
                (bend - second).abs() < 1e-6 * (second.abs() + first.abs()),
                "a = {a}, ln s = {ln_s}: {bend} {second}"
            );
            assert!(ln < 0.0);
        }
    }
}
