//! The price of running Q approaches at once, and the speed-up of Q processors: `Q E[min_Q]` and `E[T] / E[min_Q]`.
//!
//! Refuses: times that can be negative, and powers that are not positive numbers.

use super::{Refusal, steps::step_mean, times_from_0};
use crate::num::{Estimate, invert::first_at_most};
use crate::tail::{Law, Moment};

/// The mean work of a mind that runs `power` approaches side by side until the first finishes: `Q E[min_Q]`.
///
/// Errors: negative times; a power that is not a positive number.
pub fn work(law: &Law, power: f64) -> Result<Moment, Refusal> {
    times_from_0(law)?;
    Ok(step_mean(law, power)?.map(|mean| mean.scaled(power)))
}

/// `E[T] / E[min_Q]`: what Q processors gain. Infinite where only the fastest of Q has a finite mean, undefined where not even that.
///
/// Errors: as [`work`].
pub fn speed_up(law: &Law, power: f64) -> Result<Moment, Refusal> {
    times_from_0(law)?;
    Ok(match (law.mean(), step_mean(law, power)?) {
        (Moment::Finite(alone), Moment::Finite(together)) => Moment::Finite(alone.over(together)),
        (Moment::Infinite, Moment::Finite(_)) => Moment::Infinite,
        _ => Moment::Undefined,
    })
}

/// The number of approaches that costs the least work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portfolio {
    /// How many approaches.
    pub power: Estimate,
    /// The mean work.
    pub work: Estimate,
}

/// Powers between which the least work is looked for, as powers of 2.
const REACH: i32 = 40;
/// Neighbouring powers are this far apart in the logarithm.
const STEP: f64 = 0.25;

/// The real number of approaches of least work; none where the work falls all the way to an end of `[2^-40, 2^40]`.
///
/// ```
/// use goodhart::{expect::portfolio::best, tail::{Catalogue, spec::parse}};
/// let law = parse("pareto(0.25)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let found = best(&law)?.unwrap();
/// assert!((found.power.value - 8.0).abs() < 1e-9 && (found.work.value - 16.0).abs() < 1e-12);
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: negative times.
pub fn best(law: &Law) -> Result<Option<Portfolio>, Refusal> {
    times_from_0(law)?;
    let ln_reach = f64::from(REACH) * std::f64::consts::LN_2;
    let count = (2.0 * ln_reach / STEP) as i32;
    let place = |i: i32| -ln_reach + STEP * f64::from(i);
    let heights: Vec<f64> = (0..=count).map(|i| ln_work(law, place(i))).collect();
    let Some(lowest) = (0..heights.len()).min_by(|&i, &j| heights[i].total_cmp(&heights[j])) else { return Ok(None) };
    // Work that neither rises nor falls has no least.
    let flat = |i: usize| (heights[i] - heights[lowest]).abs() <= 1e-12;
    if lowest == 0 || lowest + 1 == heights.len() || flat(lowest - 1) || flat(lowest + 1) {
        return Ok(None);
    }
    let falling = |ln_power: f64| -slope(law, ln_power);
    let [mut low, mut high] = [-1, 1].map(|i| place(lowest as i32 + i));
    let centre = place(lowest as i32);
    if falling(centre) > 0.0 {
        low = centre
    } else {
        high = centre
    }
    // Just above a threshold the work is infinite on one side of the difference.
    for _ in 0..40 {
        if falling(low) > 0.0 {
            break;
        }
        low = 0.5 * (low + high);
    }
    let ln_power = first_at_most(falling, 0.0, low, high);
    let power = ln_power.exp();
    let bend = (slope(law, ln_power + 0.01) - slope(law, ln_power - 0.01)) / 0.02;
    let error = power * SLOPE_ERROR / bend.abs().max(SLOPE_ERROR);
    let at = work(law, power)?.finite().ok_or_else(|| Refusal(format!("the work is infinite at Q = {power}")))?;
    Ok(Some(Portfolio { power: Estimate::new(power, error), work: at }))
}

/// The whole number of approaches of least work, by search from the real one, from 1 where there is none below `2^40`.
///
/// Errors: negative times; work that falls with every further approach.
pub fn best_whole(law: &Law) -> Result<Portfolio, Refusal> {
    let near = best(law)?.map_or(1.0, |found| found.power.value.max(1.0));
    let candidates = [near.floor(), near.ceil(), 1.0].map(|power| work(law, power).map(|work| (power, work)));
    let mut least: Option<Portfolio> = None;
    for candidate in candidates {
        let (power, Moment::Finite(work)) = candidate? else { continue };
        if least.is_none_or(|least| work.value < least.work.value) {
            least = Some(Portfolio { power: Estimate::new(power, 0.0), work });
        }
    }
    let least =
        least.ok_or_else(|| Refusal(format!("no number of approaches by {law} is best: their work is infinite")))?;
    let more = work(law, least.power.value + 1.0)?;
    match more {
        Moment::Finite(more) if more.value < least.work.value - more.error - least.work.error => {
            Err(Refusal(format!("the work of approaches by {law} falls with their number: none is best")))
        }
        _ => Ok(least),
    }
}

fn ln_work(law: &Law, ln_power: f64) -> f64 {
    match work(law, ln_power.exp()) {
        Ok(Moment::Finite(work)) => work.value.ln(),
        _ => f64::INFINITY,
    }
}

/// What differences of order eight over this step leave open of the slope: the step's eighth power, and rounding over it.
const DIFFERENCE: f64 = 0.01;
const SLOPE_ERROR: f64 = 1e-11;

/// `d ln work / d ln Q` by central differences of order eight.
fn slope(law: &Law, ln_power: f64) -> f64 {
    let d = |k: f64| ln_work(law, ln_power + k * DIFFERENCE) - ln_work(law, ln_power - k * DIFFERENCE);
    (0.8 * d(1.0) - 0.2 * d(2.0) + 4.0 / 105.0 * d(3.0) - d(4.0) / 280.0) / DIFFERENCE
}
