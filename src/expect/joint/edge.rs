//! The tilt at the very end of the exponential moments of U, where the weight `e^(g u) P(U >= u)` falls like a power only.
//!
//! Up to a place B by the table. Beyond, with `P(U >= u) ~ c u^b e^(-g u)`, the weight and its moments are `u^(b+m) (c + p/u + q/u^2)`,
//! fitted at B, 2B and 4B; what a fit at B/2, B and 2B says otherwise counts as error.
//!
//! Refuses: a power b of -2 or more, at which the mean of U is infinite there.

use super::{
    point::Point,
    reach::reach_to,
    table::Table,
    tilted::{Tilted, at_edge},
};
use crate::{expect::Refusal, model::phase::Side, num::Estimate};

/// Where the power takes over, in units of 1/g and of the width of U.
const FAR: f64 = 4e3;

/// Four places from which on powers are fitted, and what they are fitted to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beyond {
    /// At B/2, B, 2B and 4B.
    points: [Point; 4],
    /// b.
    power: f64,
    /// 1 if the gain of V grows with u, else 0.
    of_gain: f64,
    rate: f64,
}

/// The tilt at the rate g, with a tail of the power b in which `by` is what is far out.
pub(super) fn tilted_at_edge(table: &mut Table, g: f64, power: f64, by: Side) -> Result<Tilted, Refusal> {
    if power.is_nan() || power >= -2.0 {
        return Err(Refusal(format!("at the rate {g} the tail of U leaves no finite mean")));
    }
    let [middle, wide] = table.scale();
    let mut of = reach_to(table, g, middle + FAR * wide.max(1.0 / g))?;
    let end = of.top.u;
    let place = |factor: f64| table.maker().point(factor * end);
    let points = [place(0.5)?, of.top, place(2.0)?, place(4.0)?];
    let of_gain = if by == Side::Error { 0.0 } else { 1.0 };
    of.beyond = Some(Beyond { points, power, of_gain, rate: g });
    at_edge(table, g, &of)
}

impl Beyond {
    /// Mass, first moment about the centre and gain beyond the common one, of the weight with this logarithm.
    pub(super) fn parts(&self, centre: f64, common: f64, ln: impl Fn(&Point) -> f64) -> [Estimate; 3] {
        let weights = self.points.map(|point| self.rate * ln(&point).exp());
        let (powers, points) = ([self.power, self.power + 1.0, self.power + self.of_gain], &self.points);
        std::array::from_fn(|k| {
            let at = |i: usize| match k {
                0 => weights[i],
                1 => weights[i] * (points[i].u - centre),
                _ => weights[i] * (points[i].gain.value - common),
            };
            let off = |i: usize| {
                let of_gain = if k == 2 { weights[i] * points[i].gain.error } else { 0.0 };
                points[i].ln_p.error * at(i).abs() + of_gain
            };
            let from = points[1].u;
            let fitted = |first: usize| {
                let [one, two, four] = [0, 1, 2].map(|j| at(first + j) * (points[first + j].u / from).powf(-powers[k]));
                beyond([one, two, four], points[first].u / from, powers[k]) * from
            };
            let (value, other) = (fitted(1), fitted(0));
            // A fit is a sum of its three values with factors of a few units.
            let inherited = 10.0 * from * off(1);
            Estimate::new(value, (value - other).abs() + inherited)
        })
    }
}

/// `int_1^inf x^power (c + p/x + q/x^2) dx` with that bracket known at a, 2a and 4a.
fn beyond([one, two, four]: [f64; 3], a: f64, power: f64) -> f64 {
    // In z = 1/x, at 1/a, 1/(2a) and 1/(4a), by divided differences.
    let z = [1.0 / a, 0.5 / a, 0.25 / a];
    let (first, second) = ((one - two) / (z[0] - z[1]), (two - four) / (z[1] - z[2]));
    let q = (first - second) / (z[0] - z[2]);
    let p = second - q * (z[1] + z[2]);
    let c = four - z[2] * (p + q * z[2]);
    -(c / (power + 1.0) + p / power + q / (power - 1.0))
}

#[cfg(test)]
mod tests {
    use super::beyond;

    #[test]
    fn what_is_a_power_with_two_corrections_is_integrated_as_it_is() {
        let bracket = |x: f64| 2.0 + 3.0 / x - 5.0 / (x * x);
        for (a, power) in [(1.0, -3.0), (0.5, -2.4), (1.0, -1.5)] {
            let found = beyond([a, 2.0 * a, 4.0 * a].map(bracket), a, power);
            let truth = -2.0 / (power + 1.0) - 3.0 / power + 5.0 / (power - 1.0);
            assert!((found - truth).abs() < 1e-13, "{power}: {found} for {truth}");
        }
    }
}
