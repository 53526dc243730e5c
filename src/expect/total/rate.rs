//! How fast the chance falls that the total of n steps stays within `c n`: Cramer's rate, and the chance itself for a large n.
//!
//! Refuses: steps with no exponential moment below; the chance itself where the transform of a step has no closed form.

use super::tilted_rate;
use crate::{
    expect::Refusal,
    model::{Task, task::Group},
    num::{Estimate, inversion::Transform},
    tail::{Laplace, Law, Moment},
};
use std::f64::consts::TAU;

/// Below this `ln s` the rate is less than the smallest f64.
const DEEPEST: f64 = -708.0;
/// Step in `ln s` of the differences that give third and fourth cumulants.
const STEP: f64 = 0.02;

/// `I(c) = -min over s >= 0 of [s c + ln E e^{-s step}]`: for n independent steps `ln P(T <= c n)/n -> -I(c)`, and
/// `P(T <= c n) <= e^{-n I(c)}` for every n. In nats per step.
///
/// It is 0 at and above the mean, positive everywhere below it (everywhere where the mean is infinite), and infinite below the least step;
/// at the least step it is minus the logarithm of the chance to take exactly that. The error is that of rounding where the transform of
/// the step has a closed form; else the rate is found by quadrature, with its error.
///
/// ```
/// use goodhart::{expect::total::rate, tail::{Catalogue, spec::parse}};
/// let step = parse("pareto(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// assert!((rate(&step, 20.0).unwrap().value / 1.15725e-9 - 1.0).abs() < 1e-5);
/// ```
///
/// Source: Cramer (1938); Chernoff (1952).
///
/// Errors: steps that are too often far below for `E e^{-s step}` to be finite, and a c that is no number.
pub fn rate(step: &Law, c: f64) -> Result<Estimate, Refusal> {
    rate_of(&Task::of(step, 1).map_err(Refusal)?, c)
}

/// The same for ever longer tasks with steps in the proportions of this one.
pub(super) fn rate_of(task: &Task, c: f64) -> Result<Estimate, Refusal> {
    if c.is_nan() {
        return Err(Refusal("a budget per step is a number".into()));
    }
    let edge = |value: f64| Ok(Estimate::new(value, 0.0));
    let share = |group: &Group| group.count as f64 / task.steps() as f64;
    let low: f64 = task.groups().iter().map(|group| share(group) * group.step.support().low).sum();
    let means = task.groups().iter().map(|group| group.step.mean().map(|mean| mean.scaled(share(group))));
    match means.reduce(Moment::plus) {
        Some(Moment::Finite(mean)) if c >= mean.value => edge(0.0),
        _ if c == f64::INFINITY => edge(0.0),
        _ if c < low => edge(f64::INFINITY),
        _ if c == low => edge(task.groups().iter().map(|group| -share(group) * ln_least(&group.step)).sum()),
        _ => match task.groups().iter().map(|group| Some(group.step.laplace()?.summed(share(group)))).collect() {
            Some(parts) => Ok(Saddle::of(Laplace::joined(parts), c).rate()),
            None => tilted_rate::rate(task, c),
        },
    }
}

/// `ln P` of the least step.
fn ln_least(step: &Law) -> f64 {
    let low = step.support().low;
    step.atoms().first().filter(|atom| atom.at == low).map_or(f64::NEG_INFINITY, |atom| atom.mass.ln())
}

/// `ln P(T <= c n)` for a c between the least step and the mean and a large n, by the saddle-point of the transform to the second
/// order in 1/n; the error is four times the square of the last term kept.
///
/// Bahadur and Rao, "On deviations of the sample mean" (1960); next order by Watson's lemma and the Edgeworth expansion.
///
/// Errors: steps whose transform has no closed form, and a c that is not between.
pub fn ln_within_for_large(step: &Law, c: f64, n: f64) -> Result<Estimate, Refusal> {
    let rate = rate(step, c)?;
    if rate.value == 0.0 || rate.value.is_infinite() {
        return Err(Refusal(format!("a total within {c} per step is no large deviation for steps {step}")));
    }
    let [second, third, fourth] = Saddle::of(closed(step)?, c).cumulants();
    let square = second * second;
    let next = fourth / (8.0 * square)
        - 5.0 * third * third / (24.0 * square * second)
        - third / (2.0 * square)
        - 1.0 / second;
    let next = next / n;
    let value = -n * rate.value - 0.5 * (TAU * n * second).ln() + next;
    Ok(Estimate::new(value, n * rate.error + 4.0 * next * next + 4.0 * f64::EPSILON * value.abs()))
}

fn closed(step: &Law) -> Result<Laplace, Refusal> {
    step.laplace().ok_or_else(|| Refusal(format!("the Laplace transform of {step} has no closed form")))
}

/// The place at which `K(s) + s y` is least, K that of a step less its origin, and y the budget less the origin.
struct Saddle {
    transform: Laplace,
    ln_s: f64,
    y: f64,
}

impl Saddle {
    fn of(transform: Laplace, c: f64) -> Self {
        let y = c - transform.origin();
        let (mut low, mut high, mut longest) = (f64::NEG_INFINITY, f64::INFINITY, 1.0);
        let mut ln_s = 0.0;
        // K'(s) + y rises through 0 once.
        for _ in 0..400 {
            let s = f64::exp(ln_s);
            let [_, first, second] = transform.ln_real(s, ln_s);
            let slope = first + s * y;
            if slope > 0.0 {
                high = ln_s
            } else {
                low = ln_s
            }
            let newton = ln_s - slope / second;
            let next = match (
                newton > low && newton < high && (newton - ln_s).abs() <= longest,
                low > f64::NEG_INFINITY && high.is_finite(),
            ) {
                (true, _) => newton,
                (false, true) => 0.5 * (low + high),
                (false, false) => {
                    longest *= 2.0;
                    ln_s - 0.5 * longest * slope.signum()
                }
            };
            // The rate is stationary here: an error of 1e-9 in the place is one of 1e-18 in it.
            let done = (next - ln_s).abs() < 1e-10 || ln_s < DEEPEST;
            ln_s = next;
            if done {
                break;
            }
        }
        Self { transform, ln_s, y }
    }

    fn rate(&self) -> Estimate {
        if self.ln_s < DEEPEST {
            return Estimate::new(0.0, f64::MIN_POSITIVE);
        }
        let s = self.ln_s.exp();
        let [k, ..] = self.transform.ln_real(s, self.ln_s);
        let rounding = self.transform.noise(s) + 4.0 * (k.abs() + s * self.y.abs());
        Estimate::new((-k - s * self.y).max(0.0), f64::EPSILON * rounding)
    }

    /// `s^2 K''`, `s^3 K'''` and `s^4 K''''`, the latter two by differences in `ln s`.
    fn cumulants(&self) -> [f64; 3] {
        let at = |k: f64| {
            let ln_s = self.ln_s + k * STEP;
            self.transform.ln_real(ln_s.exp(), ln_s)[2]
        };
        let [far_below, below, here, above, far_above] = [-2.0, -1.0, 0.0, 1.0, 2.0].map(at);
        let slope = (far_below - 8.0 * below + 8.0 * above - far_above) / (12.0 * STEP);
        let bend = (16.0 * (below + above) - far_below - far_above - 30.0 * here) / (12.0 * STEP * STEP);
        // With w = s^2 K'': dw/d ln s = 2 w + s^3 K''', and d(s^3 K''')/d ln s = 3 s^3 K''' + s^4 K''''.
        [here, slope - 2.0 * here, bend - 5.0 * slope + 6.0 * here]
    }
}
