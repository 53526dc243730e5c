//! The means of 1/T and of ln T for a total that is positive.
//!
//! Refuses: totals with mass at or below 0; a tail beyond f64 that counts.

use super::{
    dense::Dense,
    table::Shape,
    tabulated::{Known, Tabulated},
};
use crate::{
    expect::Refusal,
    model::task::Group,
    num::{
        Estimate,
        quadrature::{nodes, rule_sums},
    },
    tail::Moment,
};

/// A function is averaged on stretches of at most so many nats.
const NATS: f64 = 4.0;
/// A density that rises from 0 as this power or less has no mean of 1/T.
const LEAST_POWER: f64 = 1e-9;
/// What lies beyond the tables counts from here on.
const COUNTS: f64 = 1e-12;

/// `E[1/T]`.
pub(super) fn mean_inverse(total: &Tabulated) -> Result<Moment, Refusal> {
    positive(total)?;
    match &total.known {
        Known::Atoms(atoms) => Ok(Moment::Finite(atoms.mean_of(f64::recip))),
        Known::Dense(dense) => {
            if !total.task.has_inverse_mean() {
                return Ok(Moment::Infinite);
            }
            let below = dense.inverse_below().ok_or_else(|| {
                Refusal(format!("E[1/T] of {} is decided nearer to 0 than its tables reach", total.task))
            })?;
            let found = dense.mean_of(f64::recip);
            Ok(Moment::Finite(Estimate::new(found.value + below, found.error + 1e-9 * below)))
        }
    }
}

/// `E[ln T]`.
pub(super) fn mean_ln(total: &Tabulated) -> Result<Moment, Refusal> {
    positive(total)?;
    match &total.known {
        Known::Atoms(atoms) => Ok(Moment::Finite(atoms.mean_of(f64::ln))),
        Known::Dense(dense) => {
            let found = dense.mean_of(f64::ln);
            let open = 1e3 * [false, true].map(|above| dense.table.ln_beyond(above).exp()).iter().sum::<f64>();
            if open > COUNTS {
                return Err(Refusal(format!("the tail of {} beyond f64 counts in E[ln T]", total.task)));
            }
            Ok(Moment::Finite(Estimate::new(found.value, found.error + open)))
        }
    }
}

fn positive(total: &Tabulated) -> Result<(), Refusal> {
    let low = total.task.low();
    let starts = |group: &Group| group.step.atoms().first().is_some_and(|atom| atom.at == 0.0);
    if low > 0.0 || low == 0.0 && !total.task.groups().iter().all(starts) {
        return Ok(());
    }
    Err(Refusal(format!("a total of {} may be 0 or less, where 1/T and ln T have no mean", total.task)))
}

impl Dense {
    /// The lower end of a positive total.
    fn low(&self) -> f64 {
        self.extent.low
    }

    /// What is below the tables in the mean of 1/T; none if they do not reach to where that is finite.
    fn inverse_below(&self) -> Option<f64> {
        if self.low() > 0.0 {
            return Some(0.0);
        }
        // The density near 0 goes as a power of the distance, less 1.
        let side = usize::from(self.extent.mirrored);
        let panel = self.table.sides[side].panels.first()?;
        if !panel.chart.logarithmic {
            return Some(0.0);
        }
        let per_nat = panel.series.slope().at(-1.0)[0] / panel.chart.stretch(1.0);
        let beyond = self.table.ln_beyond(self.extent.mirrored);
        (per_nat > 1.0 + LEAST_POWER).then(|| (beyond - panel.chart.low.ln()).exp() * per_nat / (per_nat - 1.0))
    }

    /// The mean of a function of the total, atoms included.
    fn mean_of(&self, f: impl Fn(f64) -> f64) -> Estimate {
        let low = self.low();
        let bounded = matches!(self.table.shape, Shape::Between(_));
        let from_low = |side: usize| (side == 0) != self.extent.mirrored;
        let high = self.extent.high;
        let (mut sum, mut size, mut open) = (0.0, 0.0, 0.0);
        for (side, tabled) in self.table.sides.iter().enumerate() {
            for part in &tabled.parts {
                let panel = &tabled.panels[part.panel];
                let (from, to) = (panel.chart.share(part.low), panel.chart.share(part.high));
                let nats = if part.low > 0.0 { (part.high / part.low).ln() } else { 1.0 };
                let pieces = (nats / NATS).ceil().max(1.0);
                for k in 0..pieces as usize {
                    let edge = |k: usize| from + (to - from) * k as f64 / pieces;
                    let (start, end) = (edge(k), edge(k + 1));
                    let places = nodes(start, end);
                    let values = places.map(|share| {
                        let d = panel.chart.at(share);
                        let x = if !bounded || from_low(side) { low + d } else { high - d };
                        f(x) * panel.series.at(share)[0].exp() * panel.chart.stretch(self.table.unit)
                    });
                    let (value, error, absolute) = rule_sums(|i| values[i], 0.5 * (end - start));
                    sum += value;
                    open += error;
                    size += absolute;
                }
            }
        }
        if self.table.atom > 0.0 {
            sum += self.table.atom * f(self.origin());
            size += (self.table.atom * f(self.origin())).abs();
        }
        Estimate::new(sum, open + (self.table.error + 16.0 * f64::EPSILON) * size)
    }
}
