//! `E e^(-hQ)` at any depth h: by sums of the distribution function of Q where that is smooth, by the tilt of its law where it is not,
//! and from its lower end where h is so large that nothing else counts.

use crate::num::{Estimate, logs::ln_sum_exp};
use crate::tail::made::crowd::copula::ln_sum_around;
use crate::tail::{Law, tilt::tilted};
use std::f64::consts::{LN_2, TAU};

/// What is asked of the error of the logarithm, beside its size.
const ASKED: f64 = 1e-9;
/// From this depth on, of the mean of Q as a unit, only what its law is beside its lower end counts.
const DEEPEST: f64 = 1e14;
/// Below this depth, in the same unit, nothing but the mean counts.
const SHALLOWEST: f64 = 1e-300;
/// Depths at which the transform is tried, in the same unit.
const TRIED: [f64; 13] = [SHALLOWEST, 1e-30, 1e-9, 1e-5, 1e-2, 0.3, 1.0, 5.0, 100.0, 1e4, 1e6, 1e10, DEEPEST];
/// The widest step of a sum over the logarithm of `w = h (Q - low)`, and how often it is halved.
const STEP: f64 = 0.25;
const HALVINGS: u32 = 4;
/// The most terms of the first of them.
const MOST: f64 = 1e4;

/// A summit this narrow is taken as a normal density (Laplace): it is wrong by the square of this, of a probability below e to minus
/// the inverse of that square.
const NARROW: f64 = 1e-3;

/// The transform of one law.
#[derive(Debug)]
pub(super) struct Transform {
    power: Law,
    mean: f64,
    low: f64,
    /// Whether its distribution function has neither jumps nor corners.
    is_smooth: bool,
}

impl Transform {
    /// Of a law of positive numbers with this mean; the depth at which it is not known well enough, if there is one.
    pub fn new(power: &Law, mean: f64) -> Result<Self, f64> {
        let is_smooth = power.atoms().is_empty() && power.kinks().is_empty() && power.support().high == f64::INFINITY;
        let law = Self { power: power.clone(), mean, low: power.support().low, is_smooth };
        match TRIED.iter().map(|h| h / mean).find(|depth| !law.is_close(*depth)) {
            None => Ok(law),
            Some(depth) => Err(depth),
        }
    }

    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The logarithm of the depth from which only the lower end counts.
    pub fn ln_deepest(&self) -> f64 {
        (DEEPEST / self.mean).ln()
    }

    /// `ln E e^(-hQ)`, and the mean of Q under the weight `e^(-hQ)`.
    pub fn at(&self, depth: f64) -> [f64; 2] {
        match depth * self.mean {
            unit if unit < SHALLOWEST => return [-unit, self.mean],
            unit if unit >= DEEPEST => return self.beside_low(depth),
            _ => {}
        }
        let summed = if self.is_smooth { self.by_sums(depth) } else { None };
        let tilted = || self.by_tilt(depth).map(|pair| pair.map(|estimate| estimate.value));
        summed.or_else(tilted).unwrap_or_else(|| self.beside_low(depth))
    }

    fn by_tilt(&self, depth: f64) -> Option<[Estimate; 2]> {
        tilted(&*self.power, -depth).map(|at| [at.ln_mgf, at.mean])
    }

    /// Whether the transform is known at a depth, and the same by both ways that there are.
    fn is_close(&self, depth: f64) -> bool {
        let Some([ln, _]) = self.by_tilt(depth) else { return false };
        let asked = ASKED * (1.0 + ln.value.abs()).min(depth * self.mean);
        ln.error <= asked && (self.at(depth)[0] - ln.value).abs() <= asked
    }

    /// `E e^(-h(Q - low)) = int e^-w P(Q <= low + w/h) dw`, its complement by the survival function, and
    /// `E (Q - low) e^(-h(Q - low))` by the density, by sums at equal steps of `ln w`; none where halving the step changes them.
    fn by_sums(&self, depth: f64) -> Option<[f64; 2]> {
        let ln_h = depth.ln();
        // F rises: what is left of the range is below the last digit of it, and what is right of it of e^-w F.
        let steepest = self.power.ln_cdf_above_low(1.0 / depth).abs();
        let (low, high) = (f64::min(-42.0, ln_h + self.mean.ln() - 45.0), (50.0 + steepest).ln());
        let terms = |y: f64| {
            let (w, ln_distance) = (y.exp(), y - ln_h);
            let distance = ln_distance.exp();
            let [below, above] = [self.power.ln_cdf_above_low(distance), self.power.ln_sf(self.low + distance)];
            [y - w + below, y - w + above, 2.0 * ln_distance - w + self.power.ln_pdf_above_low(distance)]
        };
        let count = ((high - low) / STEP).ceil();
        if count > MOST {
            return None;
        }
        let mut all: [Vec<f64>; 3] = Default::default();
        let add = |offset: f64, per_step: f64, all: &mut [Vec<f64>; 3]| {
            for j in 0..(count * per_step) as usize {
                let row = terms(low + (j as f64 + offset) * STEP / per_step);
                (0..3).for_each(|k| all[k].push(row[k]));
            }
        };
        add(0.0, 1.0, &mut all);
        let mut last = all.each_ref().map(|terms| ln_sum_exp(terms) + STEP.ln());
        for halving in 0..HALVINGS {
            let per_step = 2f64.powi(halving as i32);
            add(0.5, per_step, &mut all);
            let sums = all.each_ref().map(|terms| ln_sum_exp(terms) + (0.5 * STEP / per_step).ln());
            let settled = |k: usize| (sums[k] - last[k]).abs() <= 1e-12 * sums[k].abs().max(1.0);
            let smaller = usize::from(sums[0] > -LN_2);
            if settled(smaller) && settled(2) {
                return Some(self.taken_together(depth, sums));
            }
            last = sums;
        }
        None
    }

    fn taken_together(&self, depth: f64, [below, above, first]: [f64; 3]) -> [f64; 2] {
        let ln = if below > -LN_2 { (-above.exp()).ln_1p() } else { below };
        [ln - depth * self.low, self.low + (first - ln).exp()]
    }

    /// The same from sums about their greatest term, however narrow that is.
    fn beside_low(&self, depth: f64) -> [f64; 2] {
        let ln_h = depth.ln();
        let sum = |weight: &dyn Fn(f64) -> f64| {
            // Between the least distance of f64 and the mean.
            let (summit, width) = summit(weight, ((ln_h - 744.0).max(-744.0), (depth * self.mean).ln()));
            if weight(summit) == f64::NEG_INFINITY {
                return f64::NEG_INFINITY;
            }
            if width < NARROW {
                return weight(summit) + width.ln() + 0.5 * TAU.ln();
            }
            let step = 0.2 * width.min(1.0);
            ln_sum_around(|j| weight(summit + j * step)) + step.ln()
        };
        let mass = sum(&|y| y - y.exp() + self.power.ln_cdf_above_low((y - ln_h).exp()));
        let first = sum(&|y| 2.0 * (y - ln_h) - y.exp() + self.power.ln_pdf_above_low((y - ln_h).exp()));
        [mass - depth * self.low, self.low + (first - mass).exp()]
    }
}

/// Where a weight given by its logarithm is greatest, and how wide it is there.
fn summit(weight: &dyn Fn(f64) -> f64, (mut low, mut high): (f64, f64)) -> (f64, f64) {
    const CELLS: usize = 400;
    let cell = (high - low) / CELLS as f64;
    let scan = (1..CELLS).map(|k| low + k as f64 * cell);
    let highest = scan.max_by(|a, b| weight(*a).total_cmp(&weight(*b))).unwrap_or(low);
    (low, high) = (highest - cell, highest + cell);
    while high - low > 1e-7 * cell {
        let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
        if weight(a) < weight(b) { low = a } else { high = b }
    }
    let (at, reach) = (0.5 * (low + high), 1e-3 * cell);
    let bend = 2.0 * weight(at) - weight(at - reach) - weight(at + reach);
    (at, if bend > 0.0 { reach / bend.sqrt() } else { f64::INFINITY })
}
