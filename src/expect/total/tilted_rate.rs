//! Cramer's rate for steps whose transform has no closed form, by tilting their densities.
//!
//! Refuses: steps with no exponential moment below; a budget so near the least step that the tilt leaves f64.

use crate::{
    expect::Refusal,
    model::{Task, task::Group},
    num::Estimate,
    tail::tilt::{Tilted, tilted},
};

/// Roots are sought between these rates of tilt, as logarithms.
const REACH: f64 = 690.0;

/// A task tilted by `e^{-s T}`, per step.
struct AtRate {
    mean: Estimate,
    variance: f64,
    kl: Estimate,
}

/// `I(c)` for a budget c between the least and the mean: the divergence per step of the tilt that makes c the mean.
///
/// The divergence is stationary in what the root leaves of `c - mean`, which is charged in full.
pub(super) fn rate(task: &Task, c: f64) -> Result<Estimate, Refusal> {
    let (mut low, mut high) = (-REACH, REACH);
    // As if the step were exponential above its least.
    let width = c - task.low() / task.steps() as f64;
    let mut ln_s = if width.is_finite() { -width.ln() } else { 0.0 };
    let mut best: Option<(f64, AtRate)> = None;
    for _ in 0..120 {
        let s = ln_s.exp();
        let at = at(task, s)?;
        let over = at.mean.value - c;
        if over > 0.0 {
            low = ln_s
        } else {
            high = ln_s
        }
        let newton = ln_s + over / (s * at.variance);
        let done = over.abs() <= at.mean.error || (newton - ln_s).abs() < 1e-13;
        if best.as_ref().is_none_or(|(_, best)| over.abs() <= (best.mean.value - c).abs()) {
            best = Some((s, at));
        }
        if done {
            break;
        }
        // Far from the root the mean is like a power of s: steps of at most a few nats.
        let newton = newton.clamp(ln_s - 3.0, ln_s + 3.0);
        ln_s = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
    }
    let (s, at) = best.expect("at least one rate was tried");
    Ok(Estimate::new(at.kl.value, at.kl.error + s * ((at.mean.value - c).abs() + at.mean.error)))
}

fn at(task: &Task, s: f64) -> Result<AtRate, Refusal> {
    let share = |group: &Group| group.count as f64 / task.steps() as f64;
    let one = |group: &Group| {
        let found = tilted(&*group.step, -s)
            .ok_or_else(|| Refusal(format!("E exp(-{s:.3e} T) was not reached for steps {}", group.step)))?;
        Ok((share(group), found))
    };
    let parts = task.groups().iter().map(one).collect::<Result<Vec<_>, Refusal>>()?;
    let sum = |of: &dyn Fn(&Tilted) -> Estimate| {
        let terms = parts.iter().map(|(share, found)| of(found).scaled(*share));
        terms.fold(Estimate::new(0.0, 0.0), Estimate::plus)
    };
    Ok(AtRate {
        mean: sum(&|found| found.mean),
        variance: sum(&|found| found.variance).value,
        kl: sum(&|found| found.kl),
    })
}
