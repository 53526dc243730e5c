//! D-8: where large errors cost value in proportion, the value falls linearly in the threshold.

use super::{
    e2,
    measure::{joint::jointly_above, spread},
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner, joint::Jointly};
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d8",
    title: "Errors that cost k times their size in value, 0 < k < 1: E[V | U ≥ t] ~ -(k/(1-k)) (α/(α-1)) t, harm in proportion to the proxy",
    statement: "Let P(X > t) be regularly varying of index -α, α > 1, W independent of X, E|W| < ∞, E[W; W > t] = o(t P(X > t)), and V = W - k X⁺, \
        0 < k < 1. Then E[V | U ≥ t]/t → -(k/(1-k)) α/(α-1); for k < 0 the value rises in proportion. Exactly, for X ≥ 0, E[V | U ≥ t] = \
        E[W | U ≥ t] - (k/(1-k)) E[U - W | U ≥ t], U = W + (1-k)X. If instead V is symmetric with a regularly varying tail, α > 1, and X = (1+c) V⁻, so that U is V \
        above 0 and c|V| below: E[V | U ≥ t]/t → (α/(α-1)) (1 - c^(α-1))/(1 + c^α), negative for c > 1.",
    hypotheses: "As stated; c > 0.",
    applies: |_| Err("it concerns a value that depends on the error".into()),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

const INDEX: f64 = 3.0;
const COSTS: [f64; 4] = [-0.5, 0.25, 0.5, 0.75];

/// W = ±1 and X pareto(3): `E[V | U >= t]` in closed form, for `t >= 2`: with `Y = (1-k) X`, `U >= t` is `W + Y >= t`.
fn coin(k: f64, t: f64) -> f64 {
    // In units of (1-k): the coin's two sides apart.
    let share = 1.0 - k;
    let [up, down] = [t - 1.0, t + 1.0].map(|y| {
        let x = (y / share).max(1.0);
        (x.powf(-INDEX), INDEX / (INDEX - 1.0) * x.powf(1.0 - INDEX))
    });
    ((up.0 - down.0) - k * (up.1 + down.1)) / (up.0 + down.0)
}

/// V student_t(3), X = (1+c) V⁻: `U = cV⁻` below 0 and V above.
fn folded(c: f64, t: f64) -> f64 {
    let above = |t: f64| [e2::sf(t), e2::sf(t) * e2::mean_above(t)];
    let ([up, gained], [down, lost]) = (above(t), above(t / c));
    (gained - lost) / (up + down)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let y = || Axis::linear("E[V | U ≥ t] / t; dashed: the limit");
    let mut linear = Panel::new("V = W - kX, W = ±1, X pareto(3)", Axis::log("threshold t"), y());
    for k in COSTS {
        let name = format!("k = {k}");
        let share = 1.0 - k;
        let prepared = Conditioner::new(&context.proxy("two_point(-1, 1, 0.5)", &format!("scaled({share}, pareto(3))"))?);
        for t in [3.0, 5.0, 10.0, 1e2, 1e3, 1e5] {
            context.begin(&format!("{name}, t = {t}"));
            let found = prepared.above(t)?;
            let refuse = || Refusal(format!("no finite means at t = {t}"));
            let of_coin = found.mean_v.finite().ok_or_else(refuse)?;
            let of_error = found.mean_u.finite().ok_or_else(refuse)?.plus(of_coin.scaled(-1.0));
            let value = of_coin.plus(of_error.scaled(-k / share)).scaled(1.0 / t);
            let exact = coin(k, t) / t;
            let predicted = Estimate::new(exact, 1e-10 * exact.abs());
            linear.rows.push(Row::new(&name, t, format!("t = {t:e}"), predicted, Measured::Enclosure(value)));
        }
        linear.line(&name, false, spread(2.5, 1e5, 80).map(|t| (t, coin(k, t) / t)));
        let limit = -k / share * INDEX / (INDEX - 1.0);
        linear.line(&name, true, [2.5, 1e5].map(|t| (t, limit)));
    }
    let mut both = Panel::new("V student_t(3), X = (1+c) V⁻", Axis::log("threshold t"), y());
    for c in [0.5, 1.5, 2.0, 4.0] {
        let name = format!("c = {c}");
        let given = format!("given(at(-{}*min(v, 0)))", 1.0 + c);
        let prepared = Jointly::new(&context.joint("student_t(3)", None, &given)?)?;
        for t in [1.0, 3.0, 10.0, 1e2, 1e3, 1e4] {
            context.begin(&format!("{name}, t = {t}"));
            let (found, note) = jointly_above(&prepared, t)?;
            let exact = folded(c, t) / t;
            let predicted = Estimate::new(exact, 1e-9 * exact.abs());
            let row = Row::new(&name, t, format!("t = {t:e}"), predicted, Measured::Enclosure(found.scaled(1.0 / t)));
            both.rows.push(row.with_note(note));
        }
        both.line(&name, false, spread(0.7, 1e4, 80).map(|t| (t, folded(c, t) / t)));
        let limit = INDEX / (INDEX - 1.0) * (1.0 - c * c) / (1.0 + c.powi(3));
        both.line(&name, true, [0.7, 1e4].map(|t| (t, limit)));
    }
    Ok(Evidence::of(vec![linear, both]))
}
