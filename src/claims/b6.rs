//! B-6: the best threshold is worth more than the best best-of-n.

use super::b5::levels::{Levels, Pair, above, pairs};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_threshold::best_threshold};
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b6",
    title: "The best threshold on the proxy is worth more than the best of any number of draws",
    statement: "Let U have no atoms, E|V| < ∞ and C(t) = E[V | U ≥ t]. For every real n > 1, E_n[V] < sup C unless C is constant: the \
        best of n is a random threshold, and the best fixed one beats a random one. At the pairs of the published experiment whose \
        best of n peaks, the best thresholds, their P(U ≥ t) and the values are, for V normal: 5.306, 0.0163, 3.473 (lognormal); 5.423, \
        0.0081, 4.243 (t3); 6.744, 0.0017, 4.873 (t5); 2.394, 0.56, 0.726 (Lévy); for V t10: 8.636, 0.0017, 4.621 (lognormal; a local \
        maximum, C being unbounded); 7.474, 0.0021, 5.581 (t3); 13.02, 2.8·10⁻⁵, 9.339 (t5).",
    hypotheses: "The n pairs (V, U) are independent copies; V and U may depend on each other. U has no atoms, E|V| < ∞.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Derived in the proof from the form of B-2 with thresholds; the pairs are those of Kwa, Thomas, Garriga-Alonso (2024).",
    corrects: None,
    evidence,
};

/// Names of the two series.
const FIXED: &str = "best threshold";
const RANDOM: &str = "best of the best n";

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let title = "The best of each rule";
    let mut values = Panel::new(title, Axis::named(""), Axis::linear("E[V] at the best parameter"));
    let mut places = Panel::new("The best thresholds", Axis::named(""), Axis::log("t")).table_only();
    let mut shares = Panel::new("What they let through", Axis::named(""), Axis::log("P(U ≥ t)")).table_only();
    // A normal error has no best threshold.
    for (i, pair) in pairs().filter(|pair| pair.error != "normal").enumerate() {
        context.begin(&pair.name());
        let proxy = pair.proxy(context)?;
        let refuse = |what: &str| Refusal(format!("{}: {what}", pair.name()));
        let (n, beaten) = Levels::of(&proxy, pair.most).peak(pair.most).ok_or_else(|| refuse("no peak"))?;
        let best = best_threshold(&proxy)?.ok_or_else(|| refuse("no best threshold"))?;
        let height = best.mean_v.finite().ok_or_else(|| refuse("no finite value at its best threshold"))?;
        let own = above(&proxy);
        let t = highest(|t| own(t).1, first_guess(&pair), 1e-4);
        let (p, value) = own(t);
        let (at, name) = ((i + 1) as f64, pair.name());
        let near = |value: f64, relative: f64| Estimate::new(value, relative * value);
        // The lie is the most that best of n can have.
        let row = Row::new(FIXED, at, &name, near(value, 1e-4), Measured::Enclosure(height)).with_lie(beaten.value);
        values
            .rows
            .push(row.with_note(format!("t = {t:.4}, P(U ≥ t) = {p:.3e}; best of {n} draws: {:.5}", beaten.value)));
        values.line(RANDOM, false, [at - 0.3, at + 0.3].map(|at| (at, beaten.value)));
        // A maximum is flat: its place is known to half the digits of its height.
        places.rows.push(Row::new("t", at, &name, near(t, 5e-3), Measured::Enclosure(near(best.t, 1e-6))));
        shares.rows.push(Row::new(
            "P(U ≥ t)",
            at,
            name,
            near(p, 2e-2),
            Measured::Enclosure(near(best.p, 1e-6)),
        ));
    }
    Ok(Evidence::of(vec![values, places, shares]))
}

/// A stretch of thresholds with one maximum.
fn first_guess(pair: &Pair) -> (f64, f64) {
    if pair.error == "Lévy" { (0.5, 8.0) } else { (2.0, 25.0) }
}

/// Where a function with one maximum on a stretch has it, by golden section.
fn highest(f: impl Fn(f64) -> f64, (mut low, mut high): (f64, f64), within: f64) -> f64 {
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    while high - low > within {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if f(a) < f(b) { low = a } else { high = b }
    }
    0.5 * (low + high)
}
