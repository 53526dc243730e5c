//! From the moments of a density ratio to its divergence and to what U and V are worth under it.

use super::weight::Weight;
use crate::num::Estimate;

/// Moments of `r^k` with `r = (U - tau)^+ / unit`, in units of `e^ln_unit`: `E r^k`, `E r^(k+1)` and `E[(V - E V) r^k]`.
///
/// Where the weight begins far below the mean, with `y = (U - E U)/unit` and `A = E[r^k - 1 - k y]`: that, `E[r^(k+1) - 1 - (k+1) y] - p A`
/// and `E[(V - E V) r^k]`.
#[derive(Clone, Copy, Debug)]
pub(in crate::expect) struct Moments {
    pub(super) weight: Weight,
    pub(super) unit: f64,
    pub(super) ln_unit: f64,
    pub(super) first: Estimate,
    pub(super) second: Estimate,
    pub(super) of_value: Estimate,
}

/// The policy whose density ratio begins at a threshold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    pub(super) tau: f64,
    /// The divergence, in nats.
    pub(super) divergence: Estimate,
    pub(super) mean_u: Estimate,
    /// `E[V]` under it less `E[V]`.
    pub(super) gain: Estimate,
    /// What a nat more is worth to the mean of U: `(p-1)/p e^((p-1) d) (E r^k)^(p-1)`, by the theorem of the envelope.
    pub(super) worth: f64,
}

impl Moments {
    pub(super) fn policy(&self) -> Policy {
        match self.weight.about {
            None => self.plain(),
            Some(mean) => self.differences(mean),
        }
    }

    fn plain(&self) -> Policy {
        let k = self.weight.k;
        let [lower, upper] = [self.first, self.second].map(Estimate::ln);
        let value = k * upper.value - (k + 1.0) * lower.value - self.ln_unit;
        let size = k * upper.value.abs() + (k + 1.0) * lower.value.abs() + self.ln_unit.abs();
        let divergence = Estimate::new(value, k * upper.error + (k + 1.0) * lower.error + 2.0 * f64::EPSILON * size);
        let mean_u = exact(self.weight.tau).plus(self.second.over(self.first).scaled(self.unit));
        Policy {
            tau: self.weight.tau,
            divergence,
            mean_u,
            gain: self.of_value.over(self.first),
            worth: self.unit / (k + 1.0) * ((value + self.ln_unit + lower.value) / k).exp(),
        }
    }

    fn differences(&self, mean: f64) -> Policy {
        let (k, p) = (self.weight.k, 1.0 + 1.0 / self.weight.k);
        let (lower, extra) = (self.first, self.second);
        let upper = p * lower.value + extra.value;
        let value = k * (upper.ln_1p() - p * lower.value.ln_1p());
        let rounding = 4.0 * f64::EPSILON * (k + 1.0) * lower.value.abs();
        let of_lower = (k + 1.0) * (1.0 / (1.0 + upper) - 1.0 / (1.0 + lower.value)).abs();
        let error = k * extra.error / (1.0 + upper) + of_lower * lower.error + rounding;
        let total = exact(1.0).plus(lower);
        let rise = extra.plus(lower.scaled(1.0 / k)).over(total).scaled(self.unit);
        Policy {
            tau: self.weight.tau,
            divergence: Estimate::new(value, error + 4.0 * f64::EPSILON * value),
            mean_u: exact(mean).plus(rise),
            gain: self.of_value.over(total),
            worth: self.unit / (k + 1.0) * ((value + lower.value.ln_1p()) / k).exp(),
        }
    }
}

fn exact(value: f64) -> Estimate {
    Estimate::new(value, 0.0)
}
