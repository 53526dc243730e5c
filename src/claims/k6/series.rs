//! A Pareto law that is cut off, tilted: by the series of its moments, whose terms are all positive.

use crate::num::special::ln_gamma;

/// Pareto(α) given that it is at most M.
pub(super) struct Capped {
    pub(super) alpha: f64,
    pub(super) most: f64,
}

/// `E[X]` and KL under a tilt.
pub(super) struct Numbers {
    pub(super) mean: f64,
    pub(super) kl: f64,
}

impl Capped {
    pub(super) fn name(&self) -> String {
        format!("α = {}, M = {:e}", self.alpha, self.most)
    }

    pub(super) fn spec(&self) -> String {
        format!("truncated(pareto({}), {})", self.alpha, self.most)
    }

    /// `α ln M / M`.
    pub(super) fn critical(&self) -> f64 {
        self.alpha * self.most.ln() / self.most
    }

    /// `(α+1) ln M`.
    pub(super) fn cost(&self) -> f64 {
        (self.alpha + 1.0) * self.most.ln()
    }

    /// `ln (E X^k / M^k)`.
    fn ln_moment(&self, k: f64) -> f64 {
        let (above, ln_most) = (k - self.alpha, self.most.ln());
        let integral = if above == 0.0 { ln_most } else { -(-above * ln_most).exp_m1() / above };
        (self.alpha * integral).ln() - self.alpha * ln_most - (-self.most.powf(-self.alpha)).ln_1p()
    }

    /// With `E e^(sX) = 1 + E`, `E = sum over k >= 1 of t_k`, `t_k = (sM)^k / k! E (X/M)^k`; `KL (1 + E)` is the sum of the
    /// `(k - 1) t_k` less `(1 + E) ln(1 + E) - E`.
    pub(super) fn tilted(&self, s: f64) -> Numbers {
        let product = s * self.most;
        let reach = 12.0 * product.sqrt() + 60.0;
        let (first, last) = ((product - reach).max(1.0).floor(), (product + reach).ceil());
        let ln_term = |k: f64| k * product.ln() - ln_gamma(k + 1.0) + self.ln_moment(k);
        let top = (first as u64..=last as u64).map(|k| ln_term(k as f64)).fold(0.0, f64::max);
        let (mut excess, mut weighted, mut beyond) = (0.0, 0.0, 0.0);
        let mut k = first;
        while k <= last {
            let term = (ln_term(k) - top).exp();
            excess += term;
            weighted += term * (self.ln_moment(k + 1.0) - self.ln_moment(k)).exp();
            beyond += (k - 1.0) * term;
            k += 1.0;
        }
        // The term of k = 0 is 1, and the mean of X itself in the second sum.
        let total = (-top).exp() + excess;
        let mean = self.most * (weighted + (self.ln_moment(1.0) - top).exp()) / total;
        let convex = if top > 0.0 { total * (top + total.ln()) - excess } else { convex(excess) };
        Numbers { mean, kl: (beyond - convex) / total }
    }

    /// `(α+1) ln M + ln(s/α) + ln(1 - M^-α) - 1`.
    pub(super) fn leading(&self, s: f64) -> f64 {
        self.cost() + (s / self.alpha).ln() + (-self.most.powf(-self.alpha)).ln_1p() - 1.0
    }

    /// KL of X alone, by the expansion of the statement where its next term is below 1e-10.
    fn kl(&self, s: f64) -> f64 {
        let (z, a) = (1.0 / (s * self.most), self.alpha + 1.0);
        if z > 5e-5 {
            return self.tilted(s).kl;
        }
        self.leading(s) - 2.0 * a * z - 3.0 * (a + 0.5 * a * a) * z * z
    }

    /// The rate s at which a normal(0, 1) value and this error cost d together: `s^2/2 + KL_X = d`.
    pub(super) fn rate_at(&self, d: f64) -> f64 {
        let (mut low, mut high) = (1e-12f64.ln(), 30f64.ln());
        for _ in 0..80 {
            let middle = 0.5 * (low + high);
            let s = middle.exp();
            // What V costs may be enough to tell.
            let enough = 0.5 * s * s > d || 0.5 * s * s + self.kl(s) > d;
            if enough { high = middle } else { low = middle }
        }
        (0.5 * (low + high)).exp()
    }
}

/// `(1 + x) ln(1 + x) - x`, which begins with `x^2 / 2`.
fn convex(x: f64) -> f64 {
    if x > 0.02 {
        return (1.0 + x) * x.ln_1p() - x;
    }
    // The sum over k >= 2 of (-x)^k / (k (k - 1)).
    (2..12).map(|k| (-x).powi(k) / f64::from(k * (k - 1))).sum()
}
