//! A tree of token sequences with returns at its leaves, and what a policy on it comes to.

use crate::sample::Stream;

/// Tokens to choose from at each step.
const WIDTH: usize = 3;
/// Tokens in a sequence.
const DEPTH: u32 = 8;
/// Nodes with a choice, numbered level by level: the children of i are `WIDTH i + 1` and so on; leaves follow them.
const INNER: usize = (WIDTH.pow(DEPTH) - 1) / (WIDTH - 1);

/// The chances of the tokens at one node.
type Choice = [f64; WIDTH];

/// A base policy and the return of each sequence.
pub(super) struct Tree {
    base: Vec<Choice>,
    returns: Vec<f64>,
}

/// A policy, token by token, with how likely it is to come to each node.
pub(super) struct Policy {
    choices: Vec<Choice>,
    reached: Vec<f64>,
}

impl Tree {
    /// Chances uniform on the simplex at each node, and returns drawn from `P(G > g) = g^-2`.
    pub(super) fn drawn(stream: &mut Stream) -> Self {
        let base = (0..INNER).map(|_| {
            let parts: Choice = std::array::from_fn(|_| stream.exponential());
            let total: f64 = parts.iter().sum();
            parts.map(|part| part / total)
        });
        let base = base.collect();
        Self { base, returns: (0..WIDTH.pow(DEPTH)).map(|_| (0.5 * stream.exponential()).exp()).collect() }
    }

    /// The law of the return under the base policy: values with their masses.
    pub(super) fn law(&self) -> Vec<(f64, f64)> {
        let reached = reached(&self.base);
        self.returns.iter().copied().zip(reached[INNER..].iter().copied()).collect()
    }

    /// The policy whose sequences have the law of the base reweighted by a function of the return, from the leaves back: with
    /// Z the mean weight beyond a node, a token is chosen with its base chance times the ratio of the Z there and here.
    pub(super) fn reweighted(&self, weight: impl Fn(f64) -> f64) -> Policy {
        let mut beyond = vec![0.0; INNER];
        beyond.extend(self.returns.iter().map(|g| weight(*g)));
        for node in (0..INNER).rev() {
            beyond[node] = (0..WIDTH).map(|token| self.base[node][token] * beyond[WIDTH * node + 1 + token]).sum();
        }
        let choice = |node: usize| {
            std::array::from_fn(|token| self.base[node][token] * beyond[WIDTH * node + 1 + token] / beyond[node])
        };
        let choices: Vec<Choice> = (0..INNER).map(choice).collect();
        Policy { reached: reached(&choices), choices }
    }

    /// The divergence of the policy from the base at each node, weighed by how often the policy is there.
    pub(super) fn divergence(&self, policy: &Policy) -> f64 {
        let at = |node: usize| -> f64 {
            let pairs = policy.choices[node].iter().zip(&self.base[node]);
            pairs.filter(|(p, _)| **p > 0.0).map(|(p, q)| p * (p / q).ln()).sum()
        };
        (0..INNER).map(|node| policy.reached[node] * at(node)).sum()
    }

    /// The mean return of the policy.
    pub(super) fn mean(&self, policy: &Policy) -> f64 {
        self.returns.iter().zip(&policy.reached[INNER..]).map(|(g, mass)| g * mass).sum()
    }

    /// The return of a sequence drawn token by token.
    pub(super) fn draw(&self, policy: &Policy, stream: &mut Stream) -> f64 {
        let mut node = 0;
        while node < INNER {
            let mut left = stream.uniform();
            let token = policy.choices[node].iter().position(|chance| {
                left -= chance;
                left < 0.0
            });
            node = WIDTH * node + 1 + token.unwrap_or(WIDTH - 1);
        }
        self.returns[node - INNER]
    }
}

/// How likely each node is to be reached.
fn reached(choices: &[Choice]) -> Vec<f64> {
    let mut reached = vec![1.0];
    for node in 0..INNER {
        reached.extend(choices[node].map(|chance| reached[node] * chance));
    }
    reached
}
