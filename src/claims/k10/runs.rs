//! Optimisers of a softmax policy, which know the proxy of each outcome and nothing of where they will end.

use super::outcomes::Outcomes;
use crate::sample::Stream;

/// The proxy less the penalty, `U - beta ln(pi/pi_0)`, less its mean: the advantage of each outcome. And the chances.
fn advantages(outcomes: &Outcomes, logits: &[f64], beta: f64) -> (Vec<f64>, Vec<f64>) {
    let ln = outcomes.ln_chances(logits);
    let chances: Vec<f64> = ln.iter().map(|ln| ln.exp()).collect();
    let mut worth: Vec<f64> = outcomes.u.iter().zip(&ln).map(|(u, ln)| u - beta * (ln + outcomes.count().ln())).collect();
    let mean: f64 = chances.iter().zip(&worth).map(|(chance, worth)| chance * worth).sum();
    worth.iter_mut().for_each(|worth| *worth -= mean);
    (worth, chances)
}

/// The gradient of the objective by the logits: the chance of each outcome times its advantage.
fn gradient(outcomes: &Outcomes, logits: &[f64], beta: f64) -> Vec<f64> {
    let (worth, chances) = advantages(outcomes, logits, beta);
    worth.iter().zip(&chances).map(|(worth, chance)| worth * chance).collect()
}

fn moved(logits: &[f64], by: &[f64], step: f64) -> Vec<f64> {
    logits.iter().zip(by).map(|(logit, by)| logit + step * by).collect()
}

/// `E[U] - beta KL`.
pub(super) fn objective(outcomes: &Outcomes, logits: &[f64], beta: f64) -> f64 {
    let state = outcomes.state(logits);
    state.mean_u - beta * state.kl
}

/// One step of the natural gradient: the inverse of the Fisher matrix takes the chances out of the gradient again.
pub(super) fn natural_step(outcomes: &Outcomes, logits: &[f64], beta: f64, step: f64) -> Vec<f64> {
    moved(logits, &advantages(outcomes, logits, beta).0, step)
}

/// The flow of the plain gradient without a penalty, from one time to another in `steps` steps of Runge and Kutta.
pub(super) fn flow(outcomes: &Outcomes, mut logits: Vec<f64>, time: f64, steps: u32) -> Vec<f64> {
    let h = time / f64::from(steps);
    for _ in 0..steps {
        let first = gradient(outcomes, &logits, 0.0);
        let second = gradient(outcomes, &moved(&logits, &first, 0.5 * h), 0.0);
        let third = gradient(outcomes, &moved(&logits, &second, 0.5 * h), 0.0);
        let fourth = gradient(outcomes, &moved(&logits, &third, h), 0.0);
        for (i, logit) in logits.iter_mut().enumerate() {
            *logit += h / 6.0 * (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i]);
        }
    }
    logits
}

/// The most that plain gradient ascent moves a logit by in one step.
const REACH: f64 = 0.3;

/// Plain gradient ascent on the penalised objective: a step that does not raise it is halved, the next is tried a fifth longer, as far
/// as no logit moves by more than `REACH`. Gives the logits after each of the numbers of steps asked for.
pub(super) fn ascent(outcomes: &Outcomes, beta: f64, after: &[u32]) -> Vec<Vec<f64>> {
    let (mut logits, mut step, mut found) = (vec![0.0; outcomes.u.len()], 1.0f64, Vec::new());
    let mut height = objective(outcomes, &logits, beta);
    for done in 1..=after.last().copied().unwrap_or(0) {
        let slope = gradient(outcomes, &logits, beta);
        let steepest = slope.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        step = step.min(REACH / steepest);
        loop {
            let next = moved(&logits, &slope, step);
            let there = objective(outcomes, &next, beta);
            if there > height || step < 1e-9 {
                (logits, height) = (next, there);
                break;
            }
            step *= 0.5;
        }
        step *= 1.2;
        if after.contains(&done) {
            found.push(logits.clone());
        }
    }
    found
}

/// REINFORCE with the batch's mean as the baseline: each step draws outcomes from the policy and moves the logits by the step times the
/// mean of (worth less baseline) times the gradient of the logarithm of the chance.
pub(super) fn reinforce(
    outcomes: &Outcomes,
    beta: f64,
    (batch, step): (usize, f64),
    after: &[u32],
    stream: &mut Stream,
) -> Vec<Vec<f64>> {
    let (mut logits, mut found) = (vec![0.0; outcomes.u.len()], Vec::new());
    for done in 1..=after.last().copied().unwrap_or(0) {
        let ln = outcomes.ln_chances(&logits);
        let mut below = 0.0;
        let running = ln.iter().map(|ln| {
            below += ln.exp();
            below
        });
        let running: Vec<f64> = running.collect();
        let drawn = (0..batch).map(|_| {
            let level = stream.uniform() * below;
            running.partition_point(|sum| *sum < level).min(ln.len() - 1)
        });
        let drawn: Vec<usize> = drawn.collect();
        let worth: Vec<f64> = drawn.iter().map(|&i| outcomes.u[i] - beta * (ln[i] + outcomes.count().ln())).collect();
        let baseline = worth.iter().sum::<f64>() / batch as f64;
        // The terms by the policy's own chances cancel, as the worths less their mean sum to 0.
        for (&i, worth) in drawn.iter().zip(&worth) {
            logits[i] += step * (worth - baseline) / (batch - 1) as f64;
        }
        if after.contains(&done) {
            found.push(logits.clone());
        }
    }
    found
}
