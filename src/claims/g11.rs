//! G-11: bounded summands and infinite means: what survives where the usual hypotheses fail.

use super::g4::exact;
use super::measure::{rarity, spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::num::special::ln_normal_sf;
use crate::sample::draw::{draw, hits};
use crate::sample::select::above as drawn_above;
use crate::tail::{Moment, Tail, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g11",
    title: "A clipped error makes the value rise, fall and rise again; an error of infinite mean changes nothing; a value of infinite mean, everything",
    statement: "Let X and V be independent, U = X+V. (a) If V is bounded and P(X > t-v)/P(X > t) → 1 for every v, then E[V | U ≥ t] → E[V]. \
        (b) If X ≤ B, then E[V | U ≥ t] ≥ t - B for every t, so that a heavy-tailed error clipped at B lets the value rise, \
        fall towards E[V], and rise again past B. (c) (a), and G-3 with c = 0, do not ask for a mean of X. (d) If E[V⁺] = ∞ and E[V⁻] < ∞, then \
        E[V | U ≥ t] = ∞ at every t, while the mean of n draws is a finite number, which grows with n.",
    hypotheses: "X and V are independent; those named in each part.",
    applies,
    source: "Derived in the proof. For V normal(0, 1), E[V | U ≥ t] is the hazard rate of U (Stein's identity).",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let pair = subject.pair()?;
    let (value, error) = (pair.value.tail_class(), pair.error.tail_class());
    let bounded = value == TailClass::Bounded && error.is_heavy() || error == TailClass::Bounded;
    if bounded || pair.value.mean() == Moment::Infinite || pair.error.mean() == Moment::Infinite {
        return Ok(());
    }
    Err("neither is bounded beside a heavy tail, and both means are finite".into())
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![clipped(context)?, no_mean_of_error(context)?, no_mean_of_value(context)?, printed(context)?]))
}

/// Where the error is clipped.
const CLIP: f64 = 30.0;

/// The density of `U = N + min(X, 30)` over `P(U >= t)`, N standard normal, X Pareto(3/2).
fn hazard_of_clipped(t: f64) -> f64 {
    let density = |z: f64| (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    let atom = CLIP.powf(-1.5);
    let mut cuts: Vec<f64> = [1.0, 1.5, 3.0, 6.0, 12.0, 20.0, CLIP].into();
    cuts.extend([-9.0, -3.0, -1.0, 0.0, 1.0, 3.0, 9.0].map(|d| t + d).into_iter().filter(|x| *x > 1.0 && *x < CLIP));
    cuts.sort_by(f64::total_cmp);
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let parts = |x: f64| [density(t - x), ln_normal_sf(t - x).exp()];
    let body = integrate(|_, x: f64| parts(x).map(|part| 1.5 * x.powf(-2.5) * part), &panels, Goal::default()).value;
    let end = parts(CLIP);
    (body[0] + atom * end[0]) / (body[1] + atom * end[1])
}

/// Up, down, and up again.
fn clipped(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Error pareto(1.5) clipped at 30, V standard normal";
    let mut panel = Panel::new(title, Axis::linear("threshold t"), Axis::log("E[V | U ≥ t]"));
    let series = "clipped: up, down, up";
    context.begin(series);
    let prepared = Conditioner::new(&context.proxy("normal(0, 1)", &format!("clipped(pareto(1.5), {CLIP})"))?);
    for t in [1.0, 3.0, 6.0, 12.0, 20.0, 28.0, 31.0, 34.0, 40.0, 50.0] {
        let (found, note) = value_above(&prepared, t)?;
        let predicted = Estimate::new(hazard_of_clipped(t), 1e-9 * hazard_of_clipped(t));
        panel.rows.push(Row::new(series, t, format!("t = {t}"), predicted, Measured::Enclosure(found)).with_note(note));
    }
    for t in [38.0, 46.0, 55.0] {
        let (found, note) = value_above(&prepared, t)?;
        let bound = Estimate::closed_form(t - CLIP);
        let row = Row::new("forced: at least t − 30", t, format!("t = {t}, bound"), bound, Measured::Enclosure(found));
        panel.rows.push(row.as_lower_bound().with_note(note));
    }
    panel.line(series, false, (0..=220).map(|i| 0.25 * f64::from(i)).map(|t| (t, hazard_of_clipped(t))));
    panel.line("forced: at least t − 30", true, (1..=50).map(|i| (CLIP + 0.5 * f64::from(i), 0.5 * f64::from(i))));
    panel.line("not clipped: 1.5/t", true, (6..=55).map(|i| (f64::from(i), 1.5 / f64::from(i))));
    Ok(panel)
}

/// A value as a function of the threshold.
type Form = fn(f64) -> f64;

/// Errors without a mean leave the value where it was.
fn no_mean_of_error(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "E[X] infinite: still back to E[V]";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[V | U ≥ t] / E[V] − 1"));
    let cases: [(&str, &str, f64, Form); 2] = [
        ("pareto(3.2)", "pareto(0.5)", 3.2 / 2.2, |t| exact(0.5, 3.2, t).value),
        ("two_point(0, 1, 0.5)", "pareto(0.5)", 0.5, |t| 1.0 / (1.0 + ((t - 1.0) / t).sqrt())),
    ];
    for (value, error, mean, form) in cases {
        let series = format!("V {value}, X {error}");
        context.begin(&series);
        let prepared = Conditioner::new(&context.proxy(value, error)?);
        let gain = |v: f64| v / mean - 1.0;
        for t in [3.0, 10.0, 100.0, 1e4] {
            let (found, note) = value_above(&prepared, t)?;
            let measured = Measured::Enclosure(found.scaled(1.0 / mean).plus(Estimate::new(-1.0, 1e-15)));
            let predicted = Estimate::new(gain(form(t)), 1e-13);
            panel.rows.push(Row::new(&series, t, format!("t = {t}"), predicted, measured).with_note(note));
        }
        panel.line(&series, false, spread(2.5, 1e6, 50).map(|t| (t, gain(form(t)))));
    }
    Ok(panel)
}

/// `E[V | U >= t, V <= M]` for two Pareto(1/2) laws: elementary, and growing like the root of M.
fn below(t: f64, most: f64) -> f64 {
    let angle = |v: f64| (v / t).sqrt().asin();
    let carried = angle(t - 1.0) - angle(1.0);
    let alone = most.sqrt() - (t - 1.0).sqrt();
    (carried + alone) / (2.0 * (t - 1.0).sqrt() / t - most.powf(-0.5))
}

/// The mean of V up to M has no bound as M grows.
fn no_mean_of_value(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "E[V] infinite: no part of the tail may be left out";
    let mut panel = Panel::new(title, Axis::log("upper bound M"), Axis::log("E[V | U ≥ t, V ≤ M]"));
    let whole = Conditioner::new(&context.proxy("pareto(0.5)", "pareto(0.5)")?);
    for t in [4.0, 100.0] {
        if whole.above(t)?.mean_v != Moment::Infinite {
            return Err(Refusal(format!("E[V | U >= {t}] is infinite, but was given as a number")));
        }
        let series = format!("t = {t}; V, X pareto(1/2)");
        for most in [1e3, 1e5, 1e7] {
            context.begin(&format!("{series}, M = {most}"));
            let prepared = Conditioner::new(&context.proxy(&format!("truncated(pareto(0.5), {most})"), "pareto(0.5)")?);
            let (found, note) = value_above(&prepared, t)?;
            let predicted = Estimate::new(below(t, most), 1e-12 * below(t, most));
            let row = Row::new(&series, most, format!("t = {t}, M = {most:e}"), predicted, Measured::Enclosure(found));
            panel.rows.push(row.with_note(note));
        }
        panel.line(&series, false, spread(2.0 * t, 1e8, 50).map(|most| (most, below(t, most))));
    }
    Ok(panel)
}

/// The mean that n draws print: with a chance that does not fall it is above n.
fn printed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "E[V] infinite: n draws print a mean above n",
        Axis::log("draws kept n"),
        Axis::linear("P(largest of n > n²), given U ≥ 4"),
    );
    let (t, series) = (4.0, "V, X pareto(1/2)");
    let proxy = context.proxy("pareto(0.5)", "pareto(0.5)")?;
    let reached = 2.0 * f64::sqrt(t - 1.0) / t;
    // A value above t - 1 reaches t by itself, as X >= 1.
    let chance = |n: f64| 1.0 - (1.0 - 1.0 / (n * reached)).powf(n);
    for n in [4u32, 16, 64] {
        context.begin(&format!("n = {n}"));
        let trials = context.draws(40_000);
        let most = f64::from(n).powi(2);
        let once =
            |stream: &mut crate::sample::Stream| (0..n).fold(0.0f64, |top, _| top.max(kept(&proxy, t, stream))) > most;
        let found = hits(trials, &context.stream(&format!("largest of {n}")), once);
        let run = drawn_above(&proxy, t, u64::from(n) * 1000, &context.stream(&format!("one run of {n}"))).value;
        let note =
            format!("a run that kept {} draws prints the mean {:.4e}; {}", run.count, run.mean, rarity(reached.ln()));
        let predicted = Estimate::new(chance(f64::from(n)), 1e-12);
        let measured = Measured::Frequency { hits: found, trials };
        panel.rows.push(Row::new(series, f64::from(n), format!("n = {n}"), predicted, measured).with_note(note));
    }
    panel.line(series, false, spread(2.0, 1e4, 40).map(|n| (n, chance(n))));
    Ok(panel)
}

/// One value given `U >= t`.
fn kept(proxy: &Proxy, t: f64, stream: &mut crate::sample::Stream) -> f64 {
    loop {
        let v = draw::<dyn Tail>(&*proxy.value, stream);
        if v + draw::<dyn Tail>(&*proxy.error, stream) >= t {
            return v;
        }
    }
}
