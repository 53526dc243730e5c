//! The integral of a term of V times one of X over the places that both reach.

use super::term::Term;
use crate::num::Estimate;

/// Moments of an exponential over a length of fewer e-folds are summed as a series.
const SHORT: f64 = 4.0;
/// Terms of that series.
const MOST_TERMS: usize = 60;

/// A product of two terms, seen from the end of its stretch at which the exponential is larger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Product {
    /// That end, and the direction inwards.
    end: f64,
    inwards: f64,
    length: f64,
    /// How fast the exponential falls inwards.
    rate: f64,
    /// The logarithm of its size at the end.
    ln_level: f64,
    sign: f64,
    /// Where the product is a line too: what it is at the end; it falls by one for each step of V upwards.
    line: Option<f64>,
    /// How many units of the last place rounding may have moved the logarithm by.
    moved: f64,
}

impl Product {
    /// None where the two do not meet.
    pub(super) fn of(value: &Term, error: &Term, t: f64) -> Option<Self> {
        let (low, high) = (value.low.max(t - error.high), value.high.min(t - error.low));
        if low.is_nan() || high.is_nan() || low >= high {
            return None;
        }
        let slope = value.slope - error.slope;
        let from_low = if slope == 0.0 { low.is_finite() } else { slope < 0.0 };
        let (end, inwards) = if from_low { (low, 1.0) } else { (high, -1.0) };
        let (of_value, of_error) = (end - value.anchor, (t - end) - error.anchor);
        let ln_level = value.ln_size + value.slope * of_value + error.ln_size + error.slope * of_error;
        let places = |term: &Term| term.slope.abs() * (t.abs() + end.abs() + term.anchor.abs());
        let moved = value.ln_size.abs() + error.ln_size.abs() + places(value) + places(error);
        let line = error.line.then_some(of_error);
        let sign = value.sign * error.sign;
        Some(Self { end, inwards, length: high - low, rate: slope.abs(), ln_level, sign, line, moved })
    }

    /// The logarithm of its size at most.
    pub(super) fn ln_size(&self) -> f64 {
        self.ln_level
    }

    /// The integrals of 1, of the distance from a point and of its square, in units of `e^ln_unit`.
    pub(super) fn moments(&self, from: f64, ln_unit: f64) -> [Estimate; 3] {
        let [m0, m1, m2, m3] = falling(self.rate, self.length);
        let (apart, s) = (self.end - from, self.inwards);
        let powers = match self.line {
            None => [
                summed(m0, 0.0, 0.0),
                summed(apart * m0, s * m1, 0.0),
                summed(apart * apart * m0, 2.0 * apart * s * m1, m2),
            ],
            Some(there) => {
                let line = |k: [f64; 2]| [there * k[0], -s * k[1]];
                let [a, b, c] = [line([m0, m1]), line([m1, m2]), line([m2, m3])];
                let both = |weights: [f64; 3]| {
                    [a, b, c].into_iter().zip(weights).fold((0.0, 0.0), |(sum, size), (pair, weight)| {
                        let [x, y] = pair.map(|part| weight * part);
                        (sum + x + y, size + x.abs() + y.abs())
                    })
                };
                [both([1.0, 0.0, 0.0]), both([apart, s, 0.0]), both([apart * apart, 2.0 * apart * s, 1.0])]
            }
        };
        let unit = self.sign * (self.ln_level - ln_unit).exp();
        // The distance itself is as sharp as the two places.
        let blur = self.end.abs() + from.abs();
        let rounding = f64::EPSILON * (16.0 + self.moved);
        let order = |k: usize| k as f64 * f64::EPSILON * blur * powers[k.saturating_sub(1)].1;
        std::array::from_fn(|k| Estimate::new(unit * powers[k].0, unit.abs() * (rounding * powers[k].1 + order(k))))
    }
}

/// A sum and that of the sizes.
fn summed(a: f64, b: f64, c: f64) -> (f64, f64) {
    (a + b + c, a.abs() + b.abs() + c.abs())
}

/// `int_0^length y^k e^(-rate y) dy` for k from 0 to 3; the length may be infinite where the rate is not 0.
fn falling(rate: f64, length: f64) -> [f64; 4] {
    let efolds = rate * length;
    if length == f64::INFINITY {
        let first = 1.0 / rate;
        let second = first * first;
        return [first, second, 2.0 * first * second, 6.0 * second * second];
    }
    let edge = (-efolds).exp();
    let powers = [1.0, length, length * length, length * length * length];
    if efolds > SHORT {
        let mut all = [-(-efolds).exp_m1() / rate; 4];
        for k in 1..4 {
            all[k] = (k as f64 * all[k - 1] - powers[k] * edge) / rate;
        }
        return all;
    }
    // The highest by its series of positive terms, the others from it: nothing is subtracted.
    let (mut term, mut sum) = (0.25, 0.25);
    for n in 1..MOST_TERMS {
        term *= efolds / (n as f64 + 4.0);
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    let mut all = [length * powers[3] * edge * sum; 4];
    for k in (1..4).rev() {
        all[k - 1] = (rate * all[k] + powers[k] * edge) / k as f64;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::falling;

    #[test]
    fn the_moments_of_a_falling_exponential_are_those_of_quadrature() {
        for (rate, length) in [(0.0, 2.0), (1e-9, 3.0), (0.7, 1.0), (2.0, 1.99), (2.0, 2.01), (3.0, 40.0)] {
            let found = falling(rate, length);
            for (k, found) in found.into_iter().enumerate() {
                let steps = 20_000;
                let step = length / f64::from(steps);
                let at = |i: i32| {
                    let y = step * f64::from(i);
                    y.powi(k as i32) * (-rate * y).exp()
                };
                // Simpson's rule.
                let weight = |i: i32| {
                    if i == 0 || i == steps {
                        1.0
                    } else if i % 2 == 1 {
                        4.0
                    } else {
                        2.0
                    }
                };
                let sum: f64 = (0..=steps).map(|i| weight(i) * at(i)).sum::<f64>() * step / 3.0;
                assert!((found / sum - 1.0).abs() < 1e-10, "rate {rate}, length {length}, k {k}: {found} {sum}");
            }
        }
        assert_eq!(falling(2.0, f64::INFINITY), [0.5, 0.25, 0.25, 0.375]);
    }
}
