//! E-13: a bounded reward minus a divergence is driven to no divergence; with a plus sign the divergence itself is rewarded.

use super::e2::{mean, mean_above, mean_above_by_quadrature, mean_by_quadrature, sf};
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::tail::Tail;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e13",
    title: "Under a heavy tail σ(E[U]) - KL with a bounded σ comes near its supremum only as KL → 0; σ(E[U]) + KL has no upper bound",
    statement: "Let σ be bounded and nondecreasing, σ(∞) its supremum, and let U have finite mean and a heavy upper tail under the base Q (no exponential \
        moment). Then sup of σ(E_P[U]) - KL(P || Q) is σ(∞), and every P within ε of it has KL ≤ ε; so if V has exponential moments on both sides, E_P[V] → \
        E_Q[V] as ε → 0 (E-7). With + for -, the supremum is infinite: Q given U ≥ t has the divergence -ln Q(U ≥ t) → ∞. Numbers for Student's t law with \
        3 degrees of freedom, σ(u) = 1/(1+e^-u): mass t^-0.8 on U ≥ t gives σ - KL = 0.266 at t = 10, 0.9878 at 10⁴, 0.99954 at 10⁶.",
    hypotheses: "E[U] is finite and U has no exponential moment under Q.",
    applies: |subject| {
        let proxy = subject.pair()?;
        let heavy = [&proxy.value, &proxy.error].into_iter().any(|law| law.tail_class().is_heavy());
        if heavy { Ok(()) } else { Err("the proxy has exponential moments".into()) }
    },
    source: "K-1, part 1, for the supremum; the rest is one line.",
    corrects: Some(Published {
        statement: "Maximise σ(E[U]) + KL(P || Q) with a bounded function σ such as a sigmoid: all near-optimal policies have V ≈ 0, since so little is to be had \
            from σ that it pays to make KL go to zero.",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), section Discussion and Limitations, first item of the list under How likely is \
            catastrophic Goodhart? (TeX source in the authors' repository).",
        finding: "The sign of the divergence is a slip: with the plus sign there is no near-optimal policy, the objective being unbounded. With the minus sign, which the \
            explanation after it assumes, the statement holds. Rows carry as lies the printed sign, and for the printed objective the bound 1 of σ.",
    }),
    evidence,
};

fn sigmoid(u: f64) -> f64 {
    1.0 / (1.0 + (-u).exp())
}

/// `KL` of mass w on U >= t, of which the base has s.
fn divergence(w: f64, s: f64) -> f64 {
    w * (w / s).ln() + (1.0 - w) * ((-w).ln_1p() - (-s).ln_1p())
}

/// σ at a mean with its error; the slope of σ is at most 1/4.
fn rewarded(mean: Estimate) -> Estimate {
    Estimate::new(sigmoid(mean.value), 0.25 * mean.error + 1e-14)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let law = context.law("student_t(3)")?;
    Ok(Evidence::of(vec![minus(context, &*law), plus(context, &*law)]))
}

/// The policies of K-2, whose divergence vanishes.
fn minus(context: &Context<'_>, law: &dyn Tail) -> Panel {
    let title = "Mass t^-0.8 on U ≥ t, base Student t₃";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::linear("objective"));
    let (series, printed) = ("σ(E[U]) - KL", "as printed: σ(E[U]) + KL");
    let parts = |t: f64| {
        let w = t.powf(-0.8);
        (sigmoid(mean(w, t)), divergence(w, sf(t)))
    };
    for t in [10.0f64, 30.0, 1e2, 1e3, 1e4, 1e5] {
        context.begin(&format!("minus, t = {t:e}"));
        let (w, (reward, kl)) = (t.powf(-0.8), parts(t));
        let found = rewarded(mean_by_quadrature(law, w, t)).plus(Estimate::new(-divergence(w, law.ln_sf(t).exp()), 1e-13));
        let predicted = Estimate::new(reward - kl, 1e-10);
        let row = Row::new(series, t, format!("t = {t:e}"), predicted, Measured::Enclosure(found));
        panel.rows.push(row.with_lie(reward + kl).with_note(format!("KL = {kl:.4e}; the lie: the printed sign")));
    }
    panel.line(series, false, spread(5.0, 1e6, 80).map(|t| (t, parts(t).0 - parts(t).1)));
    panel.line(printed, true, spread(5.0, 1e6, 80).map(|t| (t, parts(t).0 + parts(t).1)));
    panel
}

/// The base given U >= t, whose divergence has no bound.
fn plus(context: &Context<'_>, law: &dyn Tail) -> Panel {
    let mut panel = Panel::new("The base given U ≥ t", Axis::log("threshold t"), Axis::linear("objective as printed"));
    let series = "σ(E[U]) + KL given U ≥ t";
    let exact = |t: f64| sigmoid(mean_above(t)) - sf(t).ln();
    for t in [2.0, 10.0, 1e2, 1e4, 1e6, 1e8] {
        context.begin(&format!("plus, t = {t:e}"));
        let found = rewarded(mean_above_by_quadrature(law, t)).plus(Estimate::new(-law.ln_sf(t), 1e-13));
        let row = Row::new(series, t, format!("t = {t:e}"), Estimate::new(exact(t), 1e-10), Measured::Enclosure(found));
        panel.rows.push(row.with_lie(1.0).with_note("the lie: 1, the bound of σ"));
    }
    panel.line(series, false, spread(1.5, 1e9, 80).map(|t| (t, exact(t))));
    panel.line("σ(∞) = 1", true, [(1.5, 1.0), (1e9, 1.0)]);
    panel
}
