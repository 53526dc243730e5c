//! G-12: an error that is merely long-tailed does not bring the value back: a middle-sized error and a middle-sized value may meet.

use super::measure::{spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};

mod stepped;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g12",
    title: "Long-tailed is not enough: an error far heavier than the value, but not subexponential, for which E[V | U ≥ t] swings between E[V] and t/2",
    statement: "Let -ln P(X > x) rise only on the intervals [100^k/2, 100^k], k = 0, 1, 2, ..., linearly and by 10^k on each, and let \
        P(V > v) = exp(-√(4v/3)). Then X is long-tailed (P(X > t+1)/P(X > t) → 1), t^p P(V > t)/P(X > t) → 0 for every p, and \
        E[V; V > t]/P(X > t) → 0; but X is not subexponential, and E[V | X+V ≥ t] has no limit: at t = 100^k it is ~ t/2, at t = 40·100^k it \
        tends to E[V] = 3/2. So G-3, and theorem 5 of Kwa, Thomas, Garriga-Alonso (2024), need subexponential errors: heavy or \
        long-tailed ones do not suffice.",
    hypotheses: "None beyond the two laws and their independence.",
    applies: |_| Err("it concerns one pair of laws, built for it".into()),
    source: "Constructed in the proof. That long-tailed laws need not be subexponential is classical.",
    corrects: None,
    evidence,
};

/// `sqrt(4/3)`: the value's depth is this times the root.
const C: f64 = 1.154_700_538_379_251_5;

/// `E[V | U >= t]` by one integral in the root of v, the corners of the error's depth marked.
fn mean_above(t: f64) -> f64 {
    let mut cuts = vec![0.0, 0.5, 2.0, 8.0, 30.0, t.sqrt() + 1.0, t.sqrt() + 8.0, t.sqrt() + 40.0];
    for corner in stepped::corners().filter(|corner| *corner < t).map(|corner| (t - corner).sqrt()) {
        cuts.extend([-64.0, -16.0, -4.0, -1.0, 0.0, 1.0, 4.0, 16.0, 64.0].map(|d| corner + d));
    }
    cuts.retain(|w| *w >= 0.0);
    cuts.sort_by(f64::total_cmp);
    let exponent = |w: f64| C * w + stepped::depth(t - w * w);
    let least = cuts.iter().map(|w| exponent(*w)).fold(f64::INFINITY, f64::min);
    let weight = |w: f64| (least - exponent(w)).exp();
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let found = integrate(|_, w: f64| [weight(w), w * w * weight(w)], &panels, Goal::default());
    found.value[1] / found.value[0]
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panel = Panel::new(
        "An error heavier than the value by more than every power",
        Axis::log("threshold t"),
        Axis::log("E[V | U ≥ t]"),
    );
    let proxy = Proxy { value: context.law("scaled(0.75, weibull(0.5))")?, error: stepped::law() };
    let prepared = Conditioner::new(&proxy);
    for t in [20.0, 60.0, 100.0, 200.0, 1e3, 4e3, 6e3, 1e4, 1.5e4, 4e4, 4e5, 8e5, 1e6] {
        context.begin(&format!("t = {t}"));
        let (found, note) = value_above(&prepared, t)?;
        let predicted = Estimate::new(mean_above(t), 1e-9 * mean_above(t));
        panel
            .rows
            .push(Row::new("exact", t, format!("t = {t}"), predicted, Measured::Enclosure(found)).with_note(note));
    }
    for t in [1e4f64, 1e6] {
        let (found, note) = value_above(&prepared, t)?;
        // Exponential on both sides of t/2, with these mean lengths in units of the root of t.
        let (below, above) = (1.0 / (2.0 - C / 2f64.sqrt()), 2f64.sqrt() / C);
        let predicted = Estimate::new(0.5 * t + (above - below) * t.sqrt(), 0.5 * t.sqrt());
        let row =
            Row::new("t/2 at t = 100ᵏ", t, format!("t = {t}, leading form"), predicted, Measured::Enclosure(found));
        panel.rows.push(row.as_limit().with_lie(1.5).with_note(format!("{note}; the lie is E[V]")));
    }
    let t = 4e5;
    let (found, note) = value_above(&prepared, t)?;
    let row = Row::new("E[V]", t, "t = 4e5, limit", Estimate::new(1.5, 1e-3), Measured::Enclosure(found));
    panel.rows.push(row.as_limit().with_note(note));
    panel.line("exact", false, spread(5.0, 2e6, 420).map(|t| (t, mean_above(t))));
    panel.line("t/2 at t = 100ᵏ", true, [(5.0, 2.5), (2e6, 1e6)]);
    panel.line("E[V]", true, [(5.0, 1.5), (2e6, 1.5)]);
    Ok(Evidence::of(vec![panel]))
}
