//! K-8: what holds for the law of an outcome holds for a policy over tokens, as long as the world adds no chance of its own.

mod chain;
mod tree;

use self::chain::{Chain, MEAN, closed, height};
use self::tree::Tree;
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::draw::hits;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k8",
    title: "Token by token nothing changes: any law on sequences is a policy, at the same KL; unless the world adds chance, which no policy controls",
    statement: "Let a state be the sequence of tokens so far, π₀ a base policy, Q its law on finite sequences, P any law with KL(P || Q) < ∞. \
        The policy π(a | s) = P(sa)/P(s) has the law P, and KL(P || Q) = E_P of the sum over its states of KL(π(s) || π₀(s)); so the mean \
        divergence per state is at most KL(P || Q), and KL(P || Q)/T at a fixed length T. If dP/dQ = w(G), G the return, then π(a | s) = \
        π₀(a | s) Z(sa)/Z(s), Z(s) = E_Q[w(G) | s], and KL(P || Q) is the divergence between the two laws of G: what K-1 and K-2 say \
        of U holds for the return of policies. Where the world answers by chance, KL(P || Q) has a second part, that of the answers, \
        and P is the law of a policy only if it is 0. Going on with chance 1/2, let by the world with chance 1/2, at 2^(k/2) after k \
        tokens: laws P with KL → 0 have E_P[G] → ∞, but every policy has E[G] ≤ 1/(2-√2).",
    hypotheses: "Sequences end almost surely under Q and P; states are whole histories; transitions are deterministic except where said.",
    applies: |_| Err("it concerns policies over sequences of tokens".into()),
    source: "The theorem on deterministic transitions with Markovian returns of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503; the chain rule. The example \
        with chance is derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panels: Vec<Panel> = going_on(context).into();
    panels.extend(with_chance(context));
    panels.extend(on_a_tree(context));
    Ok(Evidence::of(panels))
}

/// A number found by sums of a few thousand terms, which may cancel at one node.
fn summed(value: f64) -> Measured {
    Measured::Enclosure(Estimate::new(value, 1e-12 * value.abs() + 2e-14))
}

fn predicted(value: f64) -> Estimate {
    Estimate::new(value, 1e-10 * value.abs())
}

/// Two divergences and two means of the return: from its law under the base, and from the policy's tokens.
fn on_a_tree(context: &Context<'_>) -> Vec<Panel> {
    context.begin("a tree of 3^8 sequences");
    let tree = Tree::drawn(&mut context.stream("the tree").shard(0));
    let law = tree.law();
    let mut costs = Panel::new(
        "A tree of 3⁸ sequences, mass t^(-a) given to returns G ≥ t: the KL of 8 tokens, summed over states",
        Axis::log("threshold t"),
        Axis::log("KL (nats)"),
    );
    let name = |what: &str| Panel::new(what, Axis::log("t or s"), Axis::linear("")).table_only();
    let (mut means, mut drawn) = (name("The tree: E[G]"), name("The tree: sequences drawn token by token"));
    let mut row = |series: &str, at: f64, (kl, mean): (f64, f64), weight: &dyn Fn(f64) -> f64| {
        let policy = tree.reweighted(weight);
        let place = format!("{series} at {at}");
        let costs_row = Row::new(series, at, &place, predicted(kl), summed(tree.divergence(&policy)));
        means.rows.push(Row::new(series, at, &place, predicted(mean), summed(tree.mean(&policy))));
        (costs_row, policy)
    };
    for a in [0.5, 0.8] {
        let series = format!("mass t^-{a}");
        for t in [2.0, 4.0, 8.0, 16.0, 32.0f64] {
            let w = t.powf(-a);
            let (p, below, above) = split(&law, t);
            let weight = |g: f64| if g >= t { w / p } else { (1.0 - w) / (1.0 - p) };
            let truth = (w * (w / p).ln() + (1.0 - w) * ((1.0 - w) / (1.0 - p)).ln(), (1.0 - w) * below + w * above);
            let (cost, policy) = row(&series, t, truth, &weight);
            costs.rows.push(cost);
            let trials = context.draws(60_000);
            let source = context.stream(&format!("{series}, t = {t}"));
            let hits = hits(trials, &source, |stream| tree.draw(&policy, stream) >= t);
            let measured = Measured::Frequency { hits, trials };
            drawn.rows.push(Row::new(&series, t, format!("P(G ≥ {t}), {series}"), predicted(w), measured).with_lie(1.25 * w));
        }
        costs.line(&series, false, spread(1.5, 40.0, 200).map(|t| {
            let (w, (p, ..)) = (t.powf(-a), split(&law, t));
            (t, w * (w / p).ln() + (1.0 - w) * ((1.0 - w) / (1.0 - p)).ln())
        }));
    }
    let mut tilts = name("The tree: KL of the tilt by e^(sG)");
    for s in [0.003, 0.03, 0.1, 0.3f64] {
        let z: f64 = law.iter().map(|(g, mass)| mass * (s * g).exp()).sum();
        let mean = law.iter().map(|(g, mass)| mass * g * (s * g).exp()).sum::<f64>() / z;
        let (cost, _) = row("tilt", s, (s * mean - z.ln(), mean), &|g| (s * g).exp() / z);
        tilts.rows.push(cost);
    }
    vec![costs, means, tilts, drawn]
}

/// `P(G >= t)` and the means of G below and above.
fn split(law: &[(f64, f64)], t: f64) -> (f64, f64, f64) {
    let sums = |above: bool| {
        let part = law.iter().filter(|(g, _)| (*g >= t) == above);
        part.fold((0.0, 0.0), |(mass, first), (g, m)| (mass + m, first + m * g))
    };
    let ((q, below), (p, above)) = (sums(false), sums(true));
    (p / (p + q), below / q, above / p)
}

const LENGTHS: [usize; 6] = [4, 8, 16, 24, 40, 60];

/// Sequences that go on with chance 1/2 at each token: a power law of the return with index 2.
fn going_on(context: &Context<'_>) -> [Panel; 3] {
    context.begin("going on with chance 1/2");
    let axis = || Axis::log("t = 2^(m/2), m tokens");
    let mut means = Panel::new("Go on or stop at each token, G = 2^(k/2): the mean return goes up", axis(), Axis::log("E[G]"));
    let mut costs = Panel::new("and the divergence down. Dashed: its mean per token", axis(), Axis::log("KL (nats)"));
    let mut drawn = Panel::new("Going on: sequences drawn token by token", axis(), Axis::log("")).table_only();
    for a in [0.5, 0.8] {
        let series = format!("mass t^-{a}");
        let of = |m: usize| {
            let (p, w) = (0.5f64.powi(m as i32), height(m).powf(-a));
            let weight = move |k: usize| if k >= m { w / p } else { (1.0 - w) / (1.0 - p) };
            (closed(m, w, p, MEAN), w, Chain::reweighted(0.5, 1.0, weight))
        };
        let mut averages = Vec::new();
        for m in LENGTHS {
            let (truth, w, chain) = of(m);
            let (t, place) = (height(m), format!("{series}, m = {m}"));
            means.rows.push(Row::new(&series, t, &place, predicted(truth.mean), summed(chain.mean())));
            let (choices, _) = chain.divergences(0.5, 1.0);
            costs.rows.push(Row::new(&series, t, &place, predicted(truth.kl), summed(choices)));
            averages.push((t, chain.average(0.5)));
            if w > 0.01 {
                let trials = context.draws((4000.0 / w) as u64);
                let hits = hits(trials, &context.stream(&place), |stream| chain.draw(stream) >= m);
                let measured = Measured::Frequency { hits, trials };
                drawn.rows.push(Row::new(&series, t, format!("P(G ≥ t), {place}"), predicted(w), measured).with_lie(1.25 * w));
            }
        }
        let curve = || (4..=60).map(|m| (height(m), of(m).0));
        means.line(&series, false, curve().map(|(t, at)| (t, at.mean)));
        costs.line(&series, false, curve().map(|(t, at)| (t, at.kl)));
        costs.line(&series, true, averages);
    }
    [means, costs, drawn]
}

/// The same where the world lets a sequence go on with chance 1/2 only.
fn with_chance(context: &Context<'_>) -> [Panel; 2] {
    context.begin("going on by chance");
    let mut panel = Panel::new(
        "Where the world decides too: what the best policy has stays bounded",
        Axis::log("t = 2^(m/2), m tokens"),
        Axis::log("E[G]"),
    );
    let mut parts = Panel::new("KL of choices and of answers", Axis::log("t"), Axis::log("KL (nats)")).table_only();
    // k tokens and more with chance 4^-k under the base.
    let mean = 0.75 / (1.0 - 0.25 * std::f64::consts::SQRT_2);
    let (law, policy, best) = ("sequences reweighted, KL → 0: no policy", "a policy with the same choices", "the best policy: 1/(2-√2)");
    let of = |m: usize| {
        let (p, w) = (0.25f64.powi(m as i32), height(m).powf(-0.5));
        (p, w, closed(m, w, p, mean))
    };
    for m in LENGTHS {
        let (p, w, truth) = of(m);
        let weight = |k: usize| if k >= m { w / p } else { (1.0 - w) / (1.0 - p) };
        let mut chain = Chain::reweighted(0.5, 0.5, weight);
        let (t, place) = (height(m), format!("m = {m}"));
        panel.rows.push(Row::new(law, t, &place, predicted(truth.mean), summed(chain.mean())));
        let (choices, answers) = chain.divergences(0.5, 0.5);
        let row = Row::new("choices and answers", t, &place, predicted(truth.kl), summed(choices + answers));
        parts.rows.push(row.with_note(format!("answers {answers:.3e}")));
        chain.lets.fill(0.5);
        panel.rows.push(Row::new(policy, t, &place, predicted(kept(m, w, mean)), summed(chain.mean())));
    }
    panel.line(law, false, (4..=60).map(|m| (height(m), of(m).2.mean)));
    panel.line(policy, false, (4..=60).map(|m| (height(m), kept(m, of(m).1, mean))));
    let row = Row::new(best, height(2), "best policy", predicted(MEAN), summed(Chain::best(0.5)));
    panel.rows.push(row);
    panel.line(best, true, [(height(2), MEAN), (height(60), MEAN)]);
    [panel, parts]
}

/// The mean return of the policy that chooses as the reweighted law does and meets the world as it is: with `R_k` the chance of k tokens
/// under that law, it goes on with `[R_(k+1) + (R_k - R_(k+1))/3]/R_k`, as one in three that end had chosen to go on.
fn kept(m: usize, w: f64, mean: f64) -> f64 {
    let p = 0.25f64.powi(m as i32);
    let reached = |k: usize| w + (1.0 - w) * (0.25f64.powi(k as i32) - p) / (1.0 - p);
    let (mut there, mut total) = (1.0, 1.0);
    for k in 0..m {
        let (now, next) = (reached(k), reached(k + 1));
        there *= 0.5 * (next + (now - next) / 3.0) / now;
        total += there * (height(k + 1) - height(k));
    }
    total + there * height(m) * (mean - 1.0)
}
