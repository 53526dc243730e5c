//! The profile likelihood of a generalised Pareto law, and its highest maximum.

use crate::num::invert::first_at_most;
use rayon::prelude::*;
use std::borrow::Cow;

/// The log likelihood with the scale maximised out, as a function of `theta = xi / scale`, for excesses of mean 1.
pub(super) struct Profile<'a> {
    /// In increasing order, each standing for as many values.
    unit: Cow<'a, [f64]>,
    /// How many values each stands for but the last ones, which stand for themselves.
    group: usize,
    /// How many of them stand for more than themselves.
    groups: usize,
}

/// Values in a part of a sum: parts are added in order, so that the number of threads does not matter.
const PART: usize = 1 << 14;
/// Where there are more values than this, theta is first sought by groups of them.
const MANY: usize = 1 << 13;

impl<'a> Profile<'a> {
    /// Of excesses in increasing order, of mean 1.
    pub(super) fn of(unit: &'a [f64]) -> Self {
        Self { unit: Cow::Borrowed(unit), group: 1, groups: 0 }
    }

    /// Neighbours gathered into their means; the largest values, which tell most, stay as they are.
    fn gathered(&self) -> Option<Profile<'static>> {
        let group = self.unit.len().div_ceil(MANY);
        if group < 2 {
            return None;
        }
        let groups = (self.unit.len() - MANY / 4) / group;
        let (many, last) = self.unit.split_at(groups * group);
        let mut unit: Vec<f64> = many.chunks_exact(group).map(|g| g.iter().sum::<f64>() / group as f64).collect();
        unit.extend_from_slice(last);
        Some(Profile { unit: Cow::Owned(unit), group, groups })
    }

    /// The means of three functions of a value, times how many values there are.
    fn sums(&self, f: impl Fn(f64) -> [f64; 3] + Sync) -> [f64; 3] {
        let add = |a: [f64; 3], b: [f64; 3]| std::array::from_fn(|k| a[k] + b[k]);
        let sum = |part: &[f64]| part.iter().fold([0.0; 3], |sum, &y| add(sum, f(y)));
        let over =
            |values: &[f64]| values.par_chunks(PART).map(sum).collect::<Vec<_>>().into_iter().fold([0.0; 3], add);
        let (many, single) = self.unit.split_at(self.groups);
        add(over(many).map(|s| s * self.group as f64), over(single))
    }

    fn count(&self) -> f64 {
        (self.groups * self.group + self.unit.len() - self.groups) as f64
    }

    fn largest(&self) -> f64 {
        self.unit[self.unit.len() - 1]
    }

    /// The derivative of [`Profile::ln_likelihood`].
    fn slope(&self, theta: f64) -> f64 {
        let sums = self.sums(|y| {
            let z = theta * y;
            let ln = z.ln_1p();
            [ln, y * y * ln_1p_over_z_slope(z, ln), y / (1.0 + z)]
        });
        let [shape, scale_slope, shape_slope] = sums.map(|sum| sum / self.count());
        -scale_slope / scale(theta, shape) - shape_slope
    }

    /// The shape `xi(theta) = mean ln(1 + theta y)`.
    fn shape(&self, theta: f64) -> f64 {
        self.sums(|y| [(theta * y).ln_1p(), 0.0, 0.0])[0] / self.count()
    }

    /// The log likelihood per value, up to a constant.
    fn ln_likelihood(&self, theta: f64) -> f64 {
        let shape = self.shape(theta);
        -scale(theta, shape).ln() - shape
    }

    /// The shape and the scale of the highest local maximum with a shape above -1; the end point there if none is higher.
    pub(super) fn maximum(&self) -> (f64, f64) {
        let grid = self.grid();
        let gathered = self.gathered();
        let peaks = self.peaks(gathered.as_ref().unwrap_or(self), &grid);
        // Groups may blur a likelihood that is nearly level.
        let peaks = if peaks.is_empty() && gathered.is_some() { self.peaks(self, &grid) } else { peaks };
        let height = |&theta: &f64| self.ln_likelihood(theta);
        let best = peaks.into_iter().map(|theta| (theta, height(&theta))).max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((theta, height)) if height >= -self.largest().ln() + 1.0 => {
                let shape = self.shape(theta);
                (shape, scale(theta, shape))
            }
            _ => (-1.0, self.largest()),
        }
    }

    /// The local maxima beside those that a profile shows on the grid.
    fn peaks(&self, shown: &Profile, grid: &[f64]) -> Vec<f64> {
        let points = grid.iter().map(|&theta| (theta, shown.shape(theta))).filter(|&(_, shape)| shape > -1.0);
        let points: Vec<(f64, f64)> = points.map(|(theta, shape)| (theta, -scale(theta, shape).ln() - shape)).collect();
        let is_peak = |w: &&[(f64, f64)]| w[1].1 >= w[0].1 && w[1].1 >= w[2].1;
        points.windows(3).filter(is_peak).filter_map(|w| self.stationary(w[0].0, w[2].0)).collect()
    }

    /// Values of theta from the bound `xi = -1` to far beyond any shape that data show.
    fn grid(&self) -> Vec<f64> {
        let lowest = -1.0 / self.largest();
        let below = (0..60).rev().map(|i| lowest * (1.0 - (-0.25 * f64::from(i)).exp()));
        let above = (0..120).map(|i| (-7.0 + 0.5 * f64::from(i)).exp());
        below.chain(above).collect()
    }

    /// The point where the slope falls through 0 between two values of theta.
    fn stationary(&self, low: f64, high: f64) -> Option<f64> {
        let slope = |theta: f64| self.slope(theta);
        (slope(low) > 0.0 && slope(high) < 0.0).then(|| first_at_most(slope, 0.0, low, high))
    }
}

/// The scale `xi / theta`, which at 0 is the mean.
fn scale(theta: f64, shape: f64) -> f64 {
    if theta == 0.0 { 1.0 } else { shape / theta }
}

/// The derivative of `ln(1 + z) / z`, given the logarithm.
fn ln_1p_over_z_slope(z: f64, ln_1p: f64) -> f64 {
    if z.abs() < 1e-2 {
        // sum over j of (-1)^j j z^(j-1) / (j+1), which keeps the digits that the closed form loses.
        return -(1..=9).rev().map(f64::from).fold(0.0, |sum, j| j / (j + 1.0) - z * sum);
    }
    (z / (1.0 + z) - ln_1p) / (z * z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_meets_the_closed_form() {
        for z in [-0.0099_f64, 0.0099] {
            let closed = (z / (1.0 + z) - z.ln_1p()) / (z * z);
            assert!((ln_1p_over_z_slope(z, z.ln_1p()) / closed - 1.0).abs() < 1e-10);
        }
        assert_eq!(ln_1p_over_z_slope(0.0, 0.0), -0.5);
    }

    #[test]
    fn groups_lead_to_the_same_maximum() {
        for shape in [-0.7, -0.2, -1e-4, 1e-4, 0.3, 2.0] {
            let level = |i: u32| (f64::from(i) * 0.618_033_988_749_895 + 0.3).fract();
            let mut unit: Vec<f64> = (0..40_000).map(|i| (-shape * f64::ln(level(i))).exp_m1() / shape).collect();
            unit.sort_by(f64::total_cmp);
            let mean = unit.iter().sum::<f64>() / unit.len() as f64;
            unit.iter_mut().for_each(|y| *y /= mean);
            let profile = Profile::of(&unit);
            let grid = profile.grid();
            let highest = |peaks: Vec<f64>| {
                peaks.into_iter().max_by(|&a, &b| profile.ln_likelihood(a).total_cmp(&profile.ln_likelihood(b)))
            };
            let by_all = highest(profile.peaks(&profile, &grid)).unwrap();
            let by_groups = highest(profile.peaks(&profile.gathered().unwrap(), &grid)).unwrap();
            assert!((by_groups / by_all - 1.0).abs() < 1e-9, "{shape}: {by_groups} for {by_all}");
            assert!((profile.maximum().0 - profile.shape(by_all)).abs() < 1e-9, "{shape}");
        }
    }
}
