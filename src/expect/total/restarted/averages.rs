//! The means of 1/T and of ln T by the transform of T, which the number of restarts leaves in closed form.

use super::RestartedTotal;
use crate::{
    expect::total::inverted::{inverse, over_the_line},
    num::{
        Estimate,
        quadrature::{Goal, integrate},
    },
};
use std::f64::consts::LN_2;

impl RestartedTotal {
    /// `ln E e^(-sT)`: `n ln(p phi/(1 - q e^(-s tau)))`, phi the transform of an approach that finishes, with relative accuracy where
    /// s is small.
    fn ln_transform(&self, ln_s: f64) -> f64 {
        let s = ln_s.exp();
        // (1 - q e^(-s tau))/p = 1 + (q/p) (1 - e^(-s tau))
        let others = (-(self.ln_cut - self.ln_kept).exp() * (-s * self.cutoff).exp_m1()).ln_1p();
        self.n * (self.ln_phi(s) - others)
    }

    /// `ln E e^(-sY)` of an approach that finishes, by its density in the logarithm of the distance from its lower end: from what it
    /// lacks to 1 where that is little.
    fn ln_phi(&self, s: f64) -> f64 {
        let low = self.kept.support().low;
        let panels = self.panels(s);
        let density = |y: f64| (self.kept.ln_pdf_above_low(y.exp()) + y).exp();
        let at = |_: usize, y: f64| {
            let density = density(y);
            [density * (-s * y.exp()).exp(), -density * (-s * (low + y.exp())).exp_m1()]
        };
        let found = integrate(at, &panels, Goal { relative: 1e-13, bisections: 300 }).value;
        let (mut kept, mut lacking) = (found[0], found[1]);
        for atom in self.kept.atoms() {
            kept += atom.mass * (-s * (atom.at - low)).exp();
            lacking -= atom.mass * (-s * atom.at).exp_m1();
        }
        if lacking < 0.5 { (-lacking).ln_1p() } else { kept.ln() - s * low }
    }

    /// Stretches of the logarithm of the distance from the lower end, cut where the density or the weight turns.
    fn panels(&self, s: f64) -> Vec<(f64, f64)> {
        let support = self.kept.support();
        let (low, width) = (support.low, support.high - support.low);
        let (begins, ends) = (self.begins, width.ln());
        let inside = self.kept.kinks().into_iter().map(|x| (x - low).ln());
        let steps = ((ends - begins) / 3.0).ceil().max(1.0);
        let regular = (1..steps as u32).map(|i| begins + (ends - begins) * f64::from(i) / steps);
        let mut cuts: Vec<f64> = inside.chain(regular).chain([(1.0 / s).ln()]).collect();
        cuts.retain(|y| *y > begins && *y < ends);
        cuts.extend([begins, ends]);
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        cuts.windows(2).map(|cut| (cut[0], cut[1])).collect()
    }

    /// `E[1/T]`; none where the integral does not converge within f64.
    pub(in crate::expect::total) fn mean_inverse(&self) -> Option<Estimate> {
        inverse(self.middle(), |ln_s| self.ln_transform(ln_s)).map(widened)
    }

    /// `E[ln T]`.
    pub(in crate::expect::total) fn mean_ln(&self) -> Option<Estimate> {
        let middle = self.middle();
        let integrand = |ln_s: f64| (-(ln_s - middle).exp()).exp_m1() - self.ln_transform(ln_s).exp_m1();
        let rest = over_the_line(middle, integrand)?;
        Some(widened(Estimate::new(rest.value - middle, rest.error + 2.0 * f64::EPSILON * middle.abs())))
    }

    /// About minus the logarithm of the mean.
    fn middle(&self) -> f64 {
        let rate = (self.ln_cut - self.ln_kept).exp() * self.cutoff + self.kept.inv_ln_cdf(-LN_2);
        -(self.n * rate).ln()
    }
}

/// What the quadrature of the transform leaves open.
fn widened(found: Estimate) -> Estimate {
    Estimate::new(found.value, found.error + 1e-11 * found.value.abs())
}
