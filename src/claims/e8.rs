//! E-8: what theorem 5 of "Catastrophic Goodhart" leaves out: its condition is sufficient, and a sharp one exists.

use super::g3::{log_corrected_mean, log_corrected_share, pareto_sum_sf};
use super::g4::exact;
use super::measure::{spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e8",
    title: "A heavier-tailed error brings the value back to E[V] exactly if E[V; V > t] = o(P(X > t)); that the error is the heavier is not enough",
    statement: "Let X be subexponential, E|V| < ∞ and P(V > t) = O(P(X > t)). Then E[V | X+V ≥ t] → E[V] if and only if \
        E[V; V > t]/P(X > t) → 0. For power laws of indices α (error) and β (value) this asks for β > α+1, or β = α+1 with a smaller \
        logarithmic factor; for α < β < α+1 the error is the heavier and the value still grows without bound, and at β = α+1 with \
        constants it keeps a finite gain.",
    hypotheses: "X and V are independent; X is subexponential; E|V| < ∞; P(V > t) = O(P(X > t)).",
    applies,
    source: "G-3 and its proof; the constants for power laws are those of G-4.",
    corrects: Some(Published {
        statement: "If X is subexponential, V has a finite mean and t^p P(V > t)/P(X > t) → 0 for some p > 1, then \
            E[V | X+V ≥ t] → E[V]; summed up in the text as: with slightly stronger assumptions, heavy-tailed error results in \
            catastrophic Goodhart.",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), theorem 5 and the paragraph before it; its proof \
            in the appendix, lemma 2.",
        finding: "Incomplete, not wrong: the theorem's conclusion holds as stated, but its condition is not necessary (error \
            Pareto(2), P(V > v) = v⁻³(1 + ln v)⁻² fails it for every p > 1, and the value returns to E[V]), and the summary must not be read \
            as 'an error heavier than the value': between β = α and β = α+1 that fails. Lemma 2 of the printed proof needs more than it \
            asks of h: for X Pareto(1), V Pareto(3) and h(t) = ln t its left side exceeds P(X > t)/t by a factor that grows like \
            t/(ln t)³; the theorem follows by another route, given here.",
    }),
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let pair = subject.pair()?;
    pair.value.mean().finite().ok_or_else(|| format!("{} has no finite mean", pair.value))?;
    if !pair.error.tail_class().is_heavy() {
        return Err(format!("{} is not subexponential", pair.error));
    }
    if pair.value.tail_class().tail_index() < pair.error.tail_class().tail_index() {
        return Err(format!("{} is heavier than {}", pair.value, pair.error));
    }
    Ok(())
}

/// Error index, value index, where it stands.
const PAIRS: [(f64, f64, &str); 4] = [
    (1.5, 2.2, "α < β < α+1: grows"),
    (0.5, 1.5, "β = α+1: keeps 2 E[V]"),
    (1.5, 2.5, "β = α+1: keeps 2 E[V]"),
    (1.5, 3.9, "inside theorem 5: falls back"),
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panel = Panel::new(
        "Every error here is heavier than the value; only two bring it back to E[V]",
        Axis::log("threshold t"),
        Axis::linear("E[V | U ≥ t] / E[V]"),
    );
    for (alpha, beta, name) in PAIRS {
        let series = format!("{name}, α = {alpha}, β = {beta}");
        context.begin(&series);
        let mean = beta / (beta - 1.0);
        let prepared = Conditioner::new(&context.proxy(&format!("pareto({beta})"), &format!("pareto({alpha})"))?);
        let grows = beta < alpha + 1.0;
        for t in if grows { [10.0, 30.0, 100.0] } else { [30.0, 1e3, 1e5] } {
            let (found, note) = value_above(&prepared, t)?;
            let predicted = exact(alpha, beta, t).scaled(1.0 / mean);
            let row =
                Row::new(&series, t, format!("t = {t}"), predicted, Measured::Enclosure(found.scaled(1.0 / mean)));
            let row = if beta > alpha + 1.0 { row } else { row.with_lie(1.0) };
            panel.rows.push(row.with_note(note));
        }
        panel.line(
            &series,
            false,
            spread(4.0, if grows { 160.0 } else { 1e12 }, 60).map(|t| (t, exact(alpha, beta, t).value / mean)),
        );
    }
    let far = outside_and_back(context, &mut panel)?;
    panel.line("E[V]: the reading 'heavier error, no gain left'", true, [(4.0, 1.0), (1e12, 1.0)]);
    Ok(Evidence::of(vec![panel, far, interactions(context)?]))
}

/// A value that fails the published condition for every p > 1, and returns to its mean.
fn outside_and_back(context: &Context<'_>, panel: &mut Panel) -> Result<Panel, Refusal> {
    let series = "outside theorem 5, yet falls back: α = 2, β = 3 with (1 + ln v)⁻²";
    context.begin(series);
    let prepared = Conditioner::new(&context.proxy("log_corrected_pareto(3, -2)", "pareto(2)")?);
    let mean = log_corrected_mean();
    let approach = |t: f64| 1.0 + log_corrected_share(t) / mean;
    for t in [1e4, 1e6, 1e9] {
        let (found, note) = value_above(&prepared, t)?;
        let predicted = Estimate::new(approach(t), 20.0 / t);
        let row = Row::new(series, t, format!("t = {t:e}"), predicted, Measured::Enclosure(found.scaled(1.0 / mean)));
        panel.rows.push(
            row.as_limit().with_lie(1.0 + 1.5 / mean).with_note(format!("{note}; the lie: β = α+1 keeps a gain")),
        );
    }
    let mut far =
        Panel::new("Far out on the logarithmic border", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t] / E[V]"));
    for t in [1e18, 1e24] {
        let (found, note) = value_above(&prepared, t)?;
        let predicted = Estimate::new(1.0, 1.5 * log_corrected_share(t) / mean);
        let row =
            Row::new(series, t, format!("t = {t:e}, limit"), predicted, Measured::Enclosure(found.scaled(1.0 / mean)));
        far.rows.push(row.as_limit().with_lie(1.0 + 1.5 / mean).with_note(note));
    }
    panel.line(series, false, spread(30.0, 1e12, 60).map(|t| (t, approach(t))));
    Ok(far.table_only())
}

/// `P(X + V > t, V > h, X > h)` in units of `P(X > t)/t` for X Pareto(1), V Pareto(3), h = ln t: the printed lemma has it vanish.
fn interactions(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "A step of the printed proof: this was to vanish",
        Axis::log("threshold t"),
        Axis::log("t P(U > t, V > h, X > h) / P(X > t), h = ln t"),
    );
    let series = "X pareto(1), V pareto(3)";
    // In units of h both summands, given that they exceed h, are Pareto laws again.
    let exact = |t: f64| {
        let h = t.ln();
        t * t * h.powi(-4) * pareto_sum_sf((1, 3), 1.0, t / h)
    };
    for t in [30.0f64, 1e3, 1e5, 1e7] {
        context.begin(&format!("lemma 2 at t = {t}"));
        let h = t.ln();
        let proxy = context.proxy(&format!("scaled({h}, pareto(3))"), &format!("scaled({h}, pareto(1))"))?;
        let ln_p = Conditioner::new(&proxy).above(t)?.ln_p;
        let value = t * t * h.powi(-4) * ln_p.value.exp();
        let measured = Measured::Enclosure(Estimate::new(value, value * (ln_p.error + 1e-13)));
        let predicted = Estimate::new(exact(t), 1e-12 * exact(t));
        panel.rows.push(Row::new(series, t, format!("t = {t}"), predicted, measured));
    }
    panel.line(series, false, spread(30.0, 1e7, 60).map(|t| (t, exact(t))));
    panel.line("t/(ln t)³", true, spread(30.0, 1e7, 60).map(|t| (t, t * t.ln().powi(-3))));
    Ok(panel)
}
