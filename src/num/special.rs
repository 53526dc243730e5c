//! Special functions in logarithms: the one door, whoever computes behind it.
//!
//! Refuses: probability laws. Everything here returns the logarithm of a positive number and keeps the relative
//! accuracy of that logarithm far below the smallest double.

mod beta;
mod error;
mod exponential_integral;
mod gamma;
mod incomplete_gamma;

pub use beta::{beta_inc_fraction, ln_beta, ln_beta_inc, ln_beta_inc_c};
pub use error::{
    inv_ln_erf, inv_ln_normal_sf, ln_erf, ln_erfc, ln_mills, ln_mills_drop, ln_normal_sf, ln_normal_sf_ratio,
    ln_normal_upper_integral, normal_hazard, normal_mean_excess,
};
pub use exponential_integral::ExponentialIntegral;
pub use gamma::{digamma, gamma, ln_gamma, ln_gamma_1p, stirling_error};
pub use incomplete_gamma::{
    IncompleteGamma, gamma_q_fraction, gamma_q_fraction_rest, ln_gamma_p, ln_gamma_q, ln_gamma_term,
};

/// `delta - ln(1 + delta)` for `1 + delta = ratio`, without cancellation near 0.
///
/// Both arguments are given so that neither a tiny ratio nor a tiny delta is lost. Never negative.
/// Loader, "Fast and accurate computation of binomial probabilities" (2000), the deviance `bd0`.
fn deviance(delta: f64, ratio: f64) -> f64 {
    if delta.abs() > 0.5 {
        return delta - ratio.ln();
    }
    // ln(1+d) = 2 atanh(s), s = d/(2+d), and d - 2s = d s.
    let s = delta / (2.0 + delta);
    let square = s * s;
    let (mut power, mut sum) = (2.0 * s * square, 0.0);
    for odd in (3..61).step_by(2) {
        let term = power / f64::from(odd);
        sum += term;
        if term.abs() <= f64::EPSILON * 0.1 * sum.abs() {
            break;
        }
        power *= square;
    }
    delta * s - sum
}

#[cfg(test)]
mod tests {
    use super::deviance;

    #[test]
    fn deviance_matches_its_taylor_series_and_the_plain_formula() {
        let small = 1e-6f64;
        let taylor = small * small / 2.0 - small.powi(3) / 3.0 + small.powi(4) / 4.0;
        assert!((deviance(small, 1.0 + small) / taylor - 1.0).abs() < 1e-15);
        for delta in [-0.49, -0.3, 0.3, 0.49f64] {
            let plain = delta - delta.ln_1p();
            assert!((deviance(delta, 1.0 + delta) - plain).abs() < 2e-16, "{delta}");
        }
        assert_eq!(deviance(-1.0, 1e-300), -1.0 - 1e-300f64.ln());
    }
}
