//! E-5: a t10 value under a lognormal error is lost only for as long as anyone can look; in the limit all of it is there.

use super::b5::levels::pairs;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{
    Refusal,
    condition::{Conditioner, above},
};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e5",
    title: "A t10 value under a lognormal error is not lost in the limit: E[V | U ≥ t] ~ 10t/9, after a minimum of 0.72 at P = 10⁻¹¹",
    statement: "Let V be Student t with 10 degrees of freedom scaled to standard deviation 2 and X = exp(N(0, (ln 2)²)) - 1, independent. \
        The tail of V is a power and that of X lighter than every power, so that E[V | U ≥ t] ~ (10/9) t → ∞: the value is heavier \
        than the error. On the way it falls from a maximum of 4.62 at t = 8.6 to a minimum of 0.72 near t = 100, where P(U ≥ t) is \
        10⁻¹¹, and rises beyond: 1.12 at 200, 312 at 1000, 11 111 at 10⁴.",
    hypotheses: "V and X are independent, with these two laws; the limit needs only a tail of V regularly varying of index β > 1, \
        P(X > t) = o(P(V > t)) and E|V| < ∞.",
    applies: |subject| subject.pair().map(drop),
    source: "Case β < α of G-4, with an error lighter than every power; the minimum is computed here.",
    corrects: Some(Published {
        statement: "Among the ten pairs of the experiment with best of n, the value t10 with a lognormal error is counted (in a \
            reading of the text) with those in which the value returns to its mean, E[V | U ≥ t] → E[V] = 0, as theorem 5 would have it.",
        place: "Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503, theorem 5 and the experiment with best of n",
        finding: "Theorem 5 asks that t^p P(V > t)/P(X > t) → 0 for some p > 1; for this pair the quotient tends to infinity, so that the \
            theorem, which stands, does not apply. The decline seen up to n = 65 536 is real, but not the limit.",
    }),
    evidence,
};

/// `E[V | U >= t]` as a quotient of two integrals over v, cut where V or X makes up the whole of t.
fn exact(proxy: &Proxy, t: f64) -> (f64, Estimate) {
    let steps = [1.0, 3.0, 10.0, 30.0, 100.0, 1e3, 1e4];
    let mut cuts: Vec<f64> = steps.iter().flat_map(|s| [-s, *s, t - s, t + s]).chain([0.0, t]).collect();
    cuts.extend([1.5, 2.0, 4.0, 16.0, 100.0].map(|times| t * times));
    cuts.extend([0.25, 0.5, 0.75].map(|times| t * times));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let weight = |v: f64| (proxy.value.ln_pdf(v) + proxy.error.ln_sf(t - v)).exp();
    let q = integrate(|_, v| [weight(v), v * weight(v)], &panels, Goal { relative: 1e-10, bisections: 300 });
    let mean = q.estimate(1).over(q.estimate(0));
    (q.value[0], Estimate::new(mean.value, mean.error + 1e-8 * mean.value.abs()))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let pair = pairs().find(|pair| pair.value == "t10" && pair.error == "lognormal");
    let proxy = pair.ok_or_else(|| Refusal("the pair is not among the ten".into()))?.proxy(context)?;
    let title = "V t10 (s.d. 2), X lognormal: down, and up for good";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    let series = "E[V | U ≥ t]";
    let conditioner = Conditioner::new(&proxy);
    for t in [2.0, 5.0, 8.64, 20.0, 50.0, 100.0, 200.0, 400.0, 1e3, 1e4] {
        let (p, predicted) = exact(&proxy, t);
        let found = conditioner.above(t)?;
        let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("no finite mean by quadrature at t = {t}")))?;
        // The lie is the limit as published: at every t the value is far from it.
        let row = Row::new(series, t, format!("t = {t}"), predicted, Measured::Enclosure(mean)).with_lie(0.0);
        panel.rows.push(row.with_note(format!("P(U ≥ t) = {p:.2e}; the lie: the mean, 0")));
    }
    let lead = |t: f64| 10.0 * t / 9.0;
    for t in [1e5, 1e6] {
        let found = above(&proxy, t)?;
        let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("no finite mean by quadrature at t = {t}")))?;
        let note = format!("ln P(U ≥ t) = {:.1}; the lie: the mean, 0", found.ln_p.value);
        let predicted = Estimate::new(lead(t), 10.0 / t * lead(t));
        let row = Row::new("10t/9", t, format!("t = {t:e}, leading form"), predicted, Measured::Enclosure(mean));
        panel.rows.push(row.as_limit().with_lie(0.0).with_note(note));
    }
    let ts = (0..=90).map(|i| 1.5 * 10f64.powf(f64::from(i) * 0.043));
    panel.line(series, false, ts.map(|t| (t, exact(&proxy, t).1.value)));
    panel.line("10t/9", true, [300.0, 1e6].map(|t| (t, lead(t))));
    Ok(Evidence::of(vec![panel]))
}
