//! E-9: theorem 6 of "Catastrophic Goodhart" is right; its extension to a bounded value needs every shift, not one.

use super::g8::poisson;
use super::measure::rarity;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;
use crate::sample::select::kept_above;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e9",
    title: "P(X > t+1)/P(X > t) → 0 drives an unbounded value to infinity, but need not drive a bounded one to its supremum",
    statement: "For X Poisson(1) and V uniform(0, 1/2), independent, P(X > t+1)/P(X > t) → 0, and yet E[V | X+V ≥ t] has no limit: at \
        t = k + s, with r = P(X ≥ k+1)/P(X ≥ k), it is exactly 1/4 = E[V] for 1/2 ≤ s ≤ 1, and \
        ((1-2s)(s+1/2)/2 + 2s r s/2)/(1-2s+2s r) for 0 < s < 1/2, which tends to (s+1/2)/2. Hence the lower limit is E[V] and the upper \
        limit sup V = 1/2. If P(X > t+d)/P(X > t) → 0 for every d > 0, the value of any bounded V tends to sup V (G-8).",
    hypotheses: "None beyond the two laws and their independence.",
    applies: |_| Err("it concerns one pair of laws, Poisson(1) and uniform(0, 1/2)".into()),
    source: "Derived in the proof.",
    corrects: Some(Published {
        statement: "If P(X > t+1)/P(X > t) → 0, then for any V with a finite mean and no upper bound E[V | X+V > t] → ∞. (Natural \
            extension, not stated there: for V bounded above the limit is sup V.)",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), theorem 6.",
        finding: "The theorem is correct as stated. Only its natural extension to a bounded V fails under the same condition: the \
            spacing 1 must be replaced by every spacing d > 0. The rows carry sup V = 1/2, what the extension would give, as their lie.",
    }),
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panel = Panel::new(
        "X Poisson(1), V uniform(0, 1/2): a saw between E[V] and sup V, for ever",
        Axis::linear("threshold t"),
        Axis::linear("E[V | U ≥ t]"),
    );
    let proxy = poisson::proxy(context)?;
    let prepared = Conditioner::new(&proxy);
    for t in [1.1, 1.3, 1.7, 4.1, 4.3, 4.7, 9.1, 9.3, 9.7, 14.1, 14.3, 14.7] {
        context.begin(&format!("t = {t}"));
        let kept = kept_above(&proxy, t, context.draws(100_000), &context.stream(&format!("{t}")));
        let value = kept.ok_or_else(|| Refusal("a bounded value cannot fail to be kept".into()))?.value;
        let measured = Measured::BoundedMean {
            count: value.count,
            mean: value.mean,
            variance: value.variance(),
            low: 0.0,
            high: 0.5,
        };
        let predicted = Estimate::new(poisson::value(t), 1e-12);
        let note = rarity(prepared.above(t)?.ln_p.value);
        panel.rows.push(
            Row::new("exact; points drawn", t, format!("t = {t}"), predicted, measured).with_lie(0.5).with_note(note),
        );
    }
    let places = (0..=1000).map(|i| 0.015 * f64::from(i) + 0.001);
    panel.line("exact; points drawn", false, places.map(|t| (t, poisson::value(t))));
    panel.line("sup V: the natural extension", true, [(0.0, 0.5), (15.0, 0.5)]);
    panel.line("E[V]", true, [(0.0, 0.25), (15.0, 0.25)]);
    Ok(Evidence::of(vec![panel]))
}
