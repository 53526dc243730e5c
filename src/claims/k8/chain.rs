//! Sequences that go on or stop at each token: the return doubles with every two tokens, the chance to be there halves with each.

use crate::sample::Stream;

/// What two further tokens multiply the return by the root of: the return after k tokens is `2^(k/2)`.
const GROWTH: f64 = std::f64::consts::SQRT_2;
/// The mean return of the base policy that goes on with chance 1/2: `sum of 2^-(k+1) 2^(k/2)`.
pub(super) const MEAN: f64 = 1.0 / (2.0 - GROWTH);
/// Tokens that a sequence may have at most: what lies beyond has a share of `2^-70` in a mean.
const LONGEST: usize = 140;

/// `2^(k/2)`, the return after k tokens, whose base law is `P(G >= t) = t^-2` at these places.
pub(super) fn height(k: usize) -> f64 {
    GROWTH.powi(k as i32)
}

/// What raising the mass of k tokens and more to `w` comes to, `p = 2^-k` before.
pub(super) struct Raised {
    pub(super) mean: f64,
    pub(super) kl: f64,
}

/// In closed form: means beyond k tokens are `2^(k/2)` times that of the base.
pub(super) fn closed(k: usize, w: f64, p: f64, mean: f64) -> Raised {
    let below = mean * (1.0 - p * height(k)) / (1.0 - p);
    let kl = (1.0 - w) * ((-w).ln_1p() - (-p).ln_1p()) + w * (w / p).ln();
    Raised { mean: (1.0 - w) * below + w * height(k) * mean, kl }
}

/// A policy by its chances to go on, and those of the world to let it.
pub(super) struct Chain {
    /// The chance to choose to go on after k tokens.
    pub(super) on: Vec<f64>,
    /// The chance that this succeeds.
    pub(super) lets: Vec<f64>,
}

impl Chain {
    /// The base law of sequences reweighted by a function of their length, from the longest back: each token is chosen, and each
    /// answer of the world given, with its base chance times the mean weight beyond.
    pub(super) fn reweighted(on: f64, lets: f64, weight: impl Fn(usize) -> f64) -> Self {
        let mut beyond = weight(LONGEST);
        let mut chances: Vec<(f64, f64)> = (0..LONGEST).rev().map(|k| {
            let (end, success) = (weight(k), lets * beyond);
            let going = success + (1.0 - lets) * end;
            beyond = on * going + (1.0 - on) * end;
            (on * going / beyond, success / going)
        }).collect();
        chances.reverse();
        let (on, lets) = chances.into_iter().unzip();
        Self { on, lets }
    }

    /// The chance to have k tokens and more, for each k.
    fn reached(&self) -> Vec<f64> {
        let mut reached = vec![1.0];
        for k in 0..LONGEST {
            reached.push(reached[k] * self.on[k] * self.lets[k]);
        }
        reached
    }

    /// The mean return.
    pub(super) fn mean(&self) -> f64 {
        let reached = self.reached();
        let steps = (0..LONGEST).map(|k| reached[k + 1] * (height(k + 1) - height(k)));
        1.0 + steps.sum::<f64>()
    }

    /// The divergence of the choices and that of the world's answers, each weighed by how often they occur.
    pub(super) fn divergences(&self, on: f64, lets: f64) -> (f64, f64) {
        let reached = self.reached();
        let choices = (0..LONGEST).map(|k| reached[k] * binary(self.on[k], on)).sum();
        let answers = (0..LONGEST).map(|k| reached[k] * self.on[k] * binary(self.lets[k], lets)).sum();
        (choices, answers)
    }

    /// The mean over sequences of the mean over their choices of the divergence of a choice.
    pub(super) fn average(&self, on: f64) -> f64 {
        let reached = self.reached();
        let (mut total, mut sum) = (0.0, 0.0);
        for k in 0..LONGEST {
            sum += binary(self.on[k], on);
            total += (reached[k] - reached[k + 1]) * sum / (k + 1) as f64;
        }
        total
    }

    /// How many tokens a sequence has, drawn token by token.
    pub(super) fn draw(&self, stream: &mut Stream) -> usize {
        (0..LONGEST).find(|k| stream.uniform() > self.on[*k] || stream.uniform() > self.lets[*k]).unwrap_or(LONGEST)
    }

    /// The most that any policy can have where the world lets it go on with chance `lets`, from the longest sequence back.
    pub(super) fn best(lets: f64) -> f64 {
        (0..LONGEST).rev().fold(height(LONGEST), |beyond, k| height(k).max(lets * beyond + (1.0 - lets) * height(k)))
    }
}

/// The divergence between two chances.
fn binary(p: f64, q: f64) -> f64 {
    let part = |p: f64, q: f64| if p > 0.0 { p * (p / q).ln() } else { 0.0 };
    part(p, q) + part(1.0 - p, 1.0 - q)
}
