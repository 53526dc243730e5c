//! G-3: under a (generalised) subexponential error the limit is the tilted mean plus a constant that compares two tails.

use super::measure::{spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g3",
    title: "Under a subexponential error the limit is E[V] + c, with c = lim E[V; V > t] / P(X > t): what returns is the mean, plus a constant",
    statement: "Let X be in the class S(γ), 0 ≤ γ < ∞ (γ = 0: subexponential), M_X(s) = E e^(sX), and c = lim E[V; V > t]/P(X > t) exist. If \
        c < ∞, then E[V | X+V ≥ t] → (E[V e^(γV)] + c M_X(γ)) / M_V(γ); for γ = 0 this is E[V] + c. If c = ∞ and P(V > t) = O(P(X > t)), \
        the limit is infinite. Examples: X = s·Pareto(2), V Pareto(3): E[V] (1 + s⁻²); V lognormal(0, 1), X lognormal(1, 1): exactly \
        2 E[V]; P(X > x) = e^(-x) (1+x)^-2, P(V > v) = e^(-v) (1+v)^-3: 2, where the tilt alone would give 2/3.",
    hypotheses: "X and V are independent; E|V| < ∞; P(X > t-v)/P(X > t) → e^(γv) for every v, M_X(γ) < ∞ and \
        P(X + X' > t)/P(X > t) → 2 M_X(γ) for two independent copies; the limit c exists.",
    applies,
    source: "Derived in the proof from the size-bias identity (G-2) and the convolution lemma of S(γ), which is classical (Embrechts, \
        Goldie; Foss, Korshunov, Zachary for γ = 0) and proved there too. Case c = 0 contains theorem 5 of Kwa, Thomas, \
        Garriga-Alonso (2024).",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let pair = subject.pair()?;
    pair.value.mean().finite().ok_or_else(|| format!("{} has no finite mean", pair.value))?;
    match pair.error.tail_class() {
        TailClass::Exponential { power, .. } if power < -1.0 => Ok(()),
        class if class.is_heavy() => Ok(()),
        _ => Err(format!("{} is in no class S(γ)", pair.error)),
    }
}

/// `int v^-m (t - v)^-n dv` from `low` to `t - high`, m + n > 0: by partial fractions, all terms positive.
fn power_integral((m, n): (i32, i32), t: f64, (low, high): (f64, f64)) -> f64 {
    if n == 0 {
        return power(m, low, t - high);
    }
    if m == 0 {
        return power(n, high, t - low);
    }
    (power_integral((m - 1, n), t, (low, high)) + power_integral((m, n - 1), t, (low, high))) / t
}

/// `int v^-m dv` from a to b.
fn power(m: i32, a: f64, b: f64) -> f64 {
    if m == 1 { (b / a).ln() } else { (a.powi(1 - m) - b.powi(1 - m)) / f64::from(m - 1) }
}

/// `P(s X + V > t)` for X Pareto(alpha), V Pareto(beta), whole indices, t > 1 + s.
pub(super) fn pareto_sum_sf((alpha, beta): (i32, i32), s: f64, t: f64) -> f64 {
    f64::from(beta) * s.powi(alpha) * power_integral((beta + 1, alpha), t, (1.0, s)) + (t - s).powi(-beta)
}

/// `E[V | s X + V >= t]` for X Pareto(alpha), V Pareto(beta): V weighted by its size is Pareto(beta - 1).
pub(super) fn pareto_pair((alpha, beta): (i32, i32), s: f64, t: f64) -> f64 {
    let mean = f64::from(beta) / f64::from(beta - 1);
    mean * pareto_sum_sf((alpha, beta - 1), s, t) / pareto_sum_sf((alpha, beta), s, t)
}

/// `E[V | U >= t]` for `P(X > x) = e^-x (1+x)^-2` and `P(V > v) = e^-v (1+v)^-3`, at every t: the exponentials cancel, and
/// powers remain.
fn tempered_pair(t: f64) -> f64 {
    let i = |m, n| power_integral((m, n), t + 2.0, (1.0, 1.0));
    let reached = i(3, 2) + 3.0 * i(4, 2) + (1.0 + t).powi(-3);
    let beyond = integrate(
        |_, s: f64| [(-s).exp() * (1.0 + t + s).powi(-3)],
        &[(0.0, 1.0), (1.0, 5.0), (5.0, 20.0), (20.0, 60.0)],
        Goal::default(),
    );
    let alone = t * (1.0 + t).powi(-3) + beyond.value[0];
    (i(2, 2) + 2.0 * i(3, 2) - 3.0 * i(4, 2) + alone) / reached
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut ratio = Panel::new(
        "Subexponential error: the limit is 1 + c/E[V], not 1",
        Axis::log("threshold t"),
        Axis::linear("E[V | U ≥ t] / E[V]"),
    );
    scaled_pareto(context, &mut ratio)?;
    lognormal_border(context, &mut ratio)?;
    logarithmic_factor(context, &mut ratio)?;
    ratio.line("E[V]", true, [(4.0, 1.0), (1e12, 1.0)]);
    Ok(Evidence::of(vec![ratio, generalised(context)?]))
}

/// Power laws on the border: the scale of the error sets the constant, also where E[X] is infinite.
fn scaled_pareto(context: &Context<'_>, panel: &mut Panel) -> Result<(), Refusal> {
    for (alpha, s) in [(2, 0.5f64), (1, 1.0), (2, 2.0)] {
        let (beta, mean) = (alpha + 1, f64::from(alpha + 1) / f64::from(alpha));
        let limit = 1.0 + s.powi(-alpha);
        let series = format!("X = {s}·pareto({alpha}), V pareto({beta})");
        context.begin(&series);
        let prepared =
            Conditioner::new(&context.proxy(&format!("pareto({beta})"), &format!("scaled({s}, pareto({alpha}))"))?);
        let exact = |t: f64| pareto_pair((alpha, beta), s, t) / mean;
        for t in [4.0, 10.0, 100.0, 1e4] {
            let (found, note) = value_above(&prepared, t)?;
            let predicted = Estimate::new(exact(t), 1e-13 * exact(t));
            let row =
                Row::new(&series, t, format!("t = {t}"), predicted, Measured::Enclosure(found.scaled(1.0 / mean)));
            panel.rows.push(row.with_note(note));
        }
        let t = 1e8;
        let (found, note) = value_above(&prepared, t)?;
        let row = Row::new(
            &series,
            t,
            "t = 1e8, limit",
            Estimate::new(limit, 1e-5),
            Measured::Enclosure(found.scaled(1.0 / mean)),
        );
        panel.rows.push(row.as_limit().with_note(note));
        panel.line(&series, false, spread(4.0, 1e12, 90).map(|t| (t, exact(t))));
        panel.line(&series, true, [(1e3, limit), (1e12, limit)]);
    }
    Ok(())
}

/// X has the law of V weighted by its size, so that c = E[V] exactly.
fn lognormal_border(context: &Context<'_>, panel: &mut Panel) -> Result<(), Refusal> {
    let series = "X lognormal(1, 1), V lognormal(0, 1)";
    context.begin(series);
    let proxy = context.proxy("lognormal(0, 1)", "lognormal(1, 1)")?;
    let (prepared, mean) = (Conditioner::new(&proxy), 0.5f64.exp());
    for t in [1e4, 1e6, 1e8, 1e12] {
        let (found, note) = value_above(&prepared, t)?;
        // The first correction is of the size of the hazard rate.
        let predicted = Estimate::new(2.0, 8.0 * proxy.error.hazard(t) + 1e-9);
        let row =
            Row::new(series, t, format!("t = {t:e}, limit"), predicted, Measured::Enclosure(found.scaled(1.0 / mean)));
        panel.rows.push(row.as_limit().with_note(note));
    }
    let near =
        spread(6.0, 1e4, 24).filter_map(|t| value_above(&prepared, t).ok().map(|found| (t, found.0.value / mean)));
    panel.line(series, false, near.chain([(1e6, 2.0), (1e12, 2.0)]));
    Ok(())
}

/// On the border of the indices a logarithm makes c vanish, as slowly as a logarithm does.
fn logarithmic_factor(context: &Context<'_>, panel: &mut Panel) -> Result<(), Refusal> {
    let series = "X pareto(2), P(V > v) = v⁻³ (1 + ln v)⁻²";
    context.begin(series);
    let prepared = Conditioner::new(&context.proxy("log_corrected_pareto(3, -2)", "pareto(2)")?);
    let mean = 1.0 + log_corrected_excess(0.0);
    let approach = |t: f64| 1.0 + log_corrected_share(t) / mean;
    for t in [1e3, 1e4, 1e6, 1e9, 1e12] {
        let (found, note) = value_above(&prepared, t)?;
        let row = Row::new(
            series,
            t,
            format!("t = {t:e}, E[V] + c(t)"),
            Estimate::new(approach(t), 20.0 / t),
            Measured::Enclosure(found.scaled(1.0 / mean)),
        );
        panel.rows.push(row.as_limit().with_note(format!("{note}; the limit itself is 1")));
    }
    panel.line(series, false, spread(30.0, 1e12, 60).map(|t| (t, approach(t))));
    Ok(())
}

/// `int_t^inf S / t^-2` at `t = e^y` for `S = v^-3 (1 + ln v)^-2`.
fn log_corrected_excess(y: f64) -> f64 {
    let panels = [(0.0, 1.0), (1.0, 4.0), (4.0, 10.0), (10.0, 30.0)];
    integrate(|_, s: f64| [(-2.0 * s).exp() / (1.0 + y + s).powi(2)], &panels, Goal::default()).value[0]
}

/// `E[V; V > t] / P(X > t)` for this V and X Pareto(2).
pub(super) fn log_corrected_share(t: f64) -> f64 {
    let y = t.ln();
    (1.0 + y).powi(-2) + log_corrected_excess(y)
}

/// The mean of this V.
pub(super) fn log_corrected_mean() -> f64 {
    1.0 + log_corrected_excess(0.0)
}

/// An error of S(1) beside a value that keeps up with it.
fn generalised(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Error in S(1): the tilt is not all";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let series = "P(X > x) = e⁻ˣ(1+x)⁻², P(V > v) = e⁻ᵛ(1+v)⁻³";
    context.begin(series);
    let law = |power: u32| format!("shifted(-1, tempered_pareto({power}, 1))");
    let prepared = Conditioner::new(&context.proxy(&law(3), &law(2))?);
    for t in [1.0, 4.0, 20.0, 100.0, 1e3, 1e4] {
        let (found, note) = value_above(&prepared, t)?;
        let predicted = Estimate::new(tempered_pair(t), 1e-12);
        let row = Row::new(series, t, format!("t = {t}"), predicted, Measured::Enclosure(found));
        panel.rows.push(row.with_note(note));
    }
    for t in [5e3, 1e4] {
        let (found, note) = value_above(&prepared, t)?;
        let row =
            Row::new(series, t, format!("t = {t:e}, limit"), Estimate::new(2.0, 40.0 / t), Measured::Enclosure(found));
        panel
            .rows
            .push(row.as_limit().with_lie(2.0 / 3.0).with_note(format!("{note}; the lie is the tilt alone, 2/3")));
    }
    panel.line(series, false, spread(1.0, 1e6, 90).map(|t| (t, tempered_pair(t))));
    panel.line("limit 2", true, [(1.0, 2.0), (1e6, 2.0)]);
    panel.line("the tilt alone, 2/3", true, [(1.0, 2.0 / 3.0), (1e6, 2.0 / 3.0)]);
    Ok(panel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_pareto_laws_have_known_tails() {
        // P(X + Y > t) for two Pareto(1): 2/t + 2 ln(t - 1)/t^2.
        for t in [2.5, 7.0, 1e3] {
            let truth = 2.0 / t + 2.0 * f64::ln(t - 1.0) / (t * t);
            assert!((pareto_sum_sf((1, 1), 1.0, t) / truth - 1.0).abs() < 1e-13, "{t}");
        }
        assert!((pareto_sum_sf((2, 3), 0.5, 1.5 + 1e-12) - 1.0).abs() < 1e-9, "both at their least");
    }

    #[test]
    fn the_limits_are_those_of_the_statement() {
        assert!((pareto_pair((2, 3), 1.0, 1e7) - 3.0).abs() < 1e-5);
        assert!((tempered_pair(1e9) - 2.0).abs() < 1e-6);
    }
}
