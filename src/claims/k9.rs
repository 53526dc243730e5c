//! K-9: what it costs to mix a little of one outcome, or of one event, into a policy.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::tail::Law;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k9",
    title: "Mixing in one outcome of base chance q at weight a costs a ln(1/q) less at most ln 2: ~ a ln(a/q) for q ≪ a, ~ a²/(2q) for a ≪ q",
    statement: "Let A be an event, an outcome or U ≥ t, with q = Q(A), 0 < q < 1, 0 < a < 1, P = (1-a) Q + a Q(. | A), m = P(A) = a + (1-a) q. Then \
        KL(P || Q) = m ln(m/q) + (1-a)(1-q) ln(1-a), the least for any policy with P(A) = m; it is a ln(1/q) - H(a) + a f(y), \
        H(a) = -a ln a - (1-a) ln(1-a), f(y) = (1+y) ln(1+y) - y ln y, y = (1-a) q/a. So a ln(1/q) - H(a) ≤ KL ≤ a ln(1/q), and KL = \
        a ln(a/q) + (1-a) ln(1-a) + r, 0 ≤ r ≤ (1-a) q (1 + ln(1 + 1/y)): KL ~ a ln(a/q) if a/q → ∞; KL/q → (1+c) ln(1+c) - c if \
        a/q → c, q → 0; KL ~ a² (1-q)/(2q) if a/q → 0. At q = 0, as for one point of a law without atoms, KL(P || Q) = ∞.",
    hypotheses: "0 < q < 1 and 0 < a < 1.",
    applies: |_| Err("it concerns a chance of one event, whatever the proxy".into()),
    source: "Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503, section of results, for a point mass and a ln(a/q); the remainder is derived in the proof.",
    corrects: None,
    evidence,
};

/// The divergence by the first formula.
fn exact(a: f64, q: f64) -> f64 {
    let m = a + (1.0 - a) * q;
    m * (a * (1.0 - q) / q).ln_1p() + (1.0 - a) * (1.0 - q) * (-a).ln_1p()
}

/// The same for a chance known by its logarithm: `-a ln q - H(a) + a f(y)`.
fn by_entropy(a: f64, ln_q: f64) -> f64 {
    let entropy = -a * a.ln() - (1.0 - a) * (-a).ln_1p();
    let ln_y = ln_q + (1.0 - a).ln() - a.ln();
    let y = ln_y.exp();
    let rest = if y > 0.0 { (1.0 + y) * y.ln_1p() - y * ln_y } else { 0.0 };
    -a * ln_q - entropy + a * rest
}

fn predicted(value: f64) -> Estimate {
    Estimate::new(value, 1e-10 * value)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![outcomes(context), sequences(context), events(context)?, example()]))
}

/// An outcome of mass q among 40 others, summed over all of them.
fn outcomes(context: &Context<'_>) -> Panel {
    let mut panel = Panel::new(
        "One outcome of chance q among 41. Dashed: a ln(a/q), and a²(1-q)/(2q)",
        Axis::log("a"),
        Axis::log("KL (nats)"),
    );
    for q in [1e-2, 1e-6, 1e-12f64] {
        let series = format!("q = {q:e}");
        context.begin(&series);
        let others = (0..40).map(|k| (1.0 - q) * 0.8f64.powi(k) * 0.2 / (1.0 - 0.8f64.powi(40)));
        let base: Vec<f64> = std::iter::once(q).chain(others).collect();
        for a in [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.4, 0.9] {
            let mixed = |k: usize| (1.0 - a) * base[k] + if k == 0 { a } else { 0.0 };
            let found: f64 = (0..base.len()).map(|k| mixed(k) * (mixed(k) / base[k]).ln()).sum();
            let measured = Measured::Enclosure(Estimate::new(found, 1e-13 * found + 2e-15));
            panel.rows.push(Row::new(&series, a, format!("a = {a}, {series}"), predicted(exact(a, q)), measured));
        }
        panel.line(&series, false, spread(1e-7, 0.95, 100).map(|a| (a, exact(a, q))));
        let leading = |a: f64| if a > 5.0 * q { a * (a / q).ln() } else { 0.5 * a * a * (1.0 - q) / q };
        let places = spread(1e-7, 0.95, 100).filter(|a| *a > 5.0 * q || *a < 0.7 * q);
        panel.line(&series, true, places.map(|a| (a, leading(a))));
    }
    panel
}

/// Tokens to choose from, all alike under the base.
const TOKENS: f64 = 50.0;

/// One sequence of L tokens, the divergence summed token by token.
fn sequences(context: &Context<'_>) -> Panel {
    let mut panel = Panel::new(
        "One sequence of L tokens of 50: KL summed over tokens. Dashed: a ln(a/q)",
        Axis::log("L"),
        Axis::log("KL (nats)"),
    );
    for a in [1e-3, 1e-2, 0.1] {
        let series = format!("a = {a}");
        context.begin(&series);
        for length in [1, 2, 4, 8, 16, 64, 128, 342, 1000] {
            let ln_q = -f64::from(length) * TOKENS.ln();
            let found = token_by_token(a, length, TOKENS);
            let measured = Measured::Enclosure(Estimate::new(found, 1e-12 * found));
            let place = format!("L = {length}, ln q = {ln_q:.1}, {series}");
            panel.rows.push(Row::new(&series, f64::from(length), place, predicted(by_entropy(a, ln_q)), measured));
        }
        panel.line(&series, false, spread(1.0, 1200.0, 80).map(|length| (length, by_entropy(a, -length * TOKENS.ln()))));
        let places = spread(1.0, 1200.0, 80).map(|length| (length, a * (a.ln() + length * TOKENS.ln())));
        panel.line(&series, true, places.filter(|(_, kl)| *kl > 5e-4));
    }
    panel
}

/// After j right tokens of N, there with chance `m_j = a + (1-a) N^-j`, the policy goes wrong with chance
/// `(1-a) (N^-j - N^-(j+1)) / m_j`.
fn token_by_token(a: f64, length: i32, tokens: f64) -> f64 {
    let there = |j: i32| a + (1.0 - a) * tokens.powi(-j);
    let at = |j: i32| {
        let wrong = (1.0 - a) * tokens.powi(-j) * (1.0 - 1.0 / tokens) / there(j);
        let of_wrong = if wrong > 0.0 { wrong * (wrong * tokens / (tokens - 1.0)).ln() } else { 0.0 };
        there(j) * ((1.0 - wrong) * ((-wrong).ln_1p() + tokens.ln()) + of_wrong)
    };
    (0..length).map(at).sum()
}

/// An optimised input of 133 tokens of which a share of 1 % is mixed in; the lie is the leading form.
fn example() -> Panel {
    let (a, ln_q, length) = (0.01, -1339.70, 133);
    let mut panel = Panel::new("An optimised input", Axis::log("a"), Axis::linear("KL (nats)")).table_only();
    let found = token_by_token(a, length, (-ln_q / f64::from(length)).exp());
    let measured = Measured::Enclosure(Estimate::new(found, 1e-12 * found));
    let row = Row::new("one optimised input", a, format!("a = {a}, ln q = {ln_q}"), predicted(by_entropy(a, ln_q)), measured);
    panel.rows.push(row.with_lie(a * (a.ln() - ln_q)).with_note("the lie is a ln(a/q)"));
    panel
}

/// The event U >= t for a Pareto law of U: the divergence by the densities of the laws.
fn events(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "More of U ≥ t: U pareto(2), by its densities",
        Axis::log("threshold t"),
        Axis::log("KL (nats)"),
    );
    let base = context.law("pareto(2)")?;
    for a in [1e-3, 1e-2, 0.1] {
        let series = format!("a = {a}");
        for t in [2.0, 5.0, 20.0, 100.0, 1e3, 1e5] {
            context.begin(&format!("{series}, t = {t}"));
            // U given U >= t has the law of t U.
            let mixed = context.law(&format!("mixture({a}, scaled({t}, pareto(2)), pareto(2))"))?;
            let measured = Measured::Enclosure(by_densities(&mixed, &base, t));
            let row = Row::new(&series, t, format!("t = {t}, {series}"), predicted(exact(a, t.powi(-2))), measured);
            panel.rows.push(row);
        }
        panel.line(&series, false, spread(1.5, 2e5, 80).map(|t| (t, exact(a, t.powi(-2)))));
    }
    Ok(panel)
}

/// `int p ln(p/q) dx` in the logarithm of x, on both sides of t.
fn by_densities(mixed: &Law, base: &Law, t: f64) -> Estimate {
    let f = |_, y: f64| {
        let (p, q) = (mixed.ln_pdf(y.exp()), base.ln_pdf(y.exp()));
        [(p + y).exp() * (p - q)]
    };
    let (turn, count) = (t.ln(), 12);
    let cut = |k: i32, from: f64, to: f64| from + (to - from) * f64::from(k) / f64::from(count);
    let panels = |from: f64, to: f64| (0..count).map(move |k| (cut(k, from, to), cut(k + 1, from, to)));
    let panels: Vec<(f64, f64)> = panels(0.0, turn).chain(panels(turn, turn + 24.0)).collect();
    let q = integrate(f, &panels, Goal::default());
    Estimate::new(q.value[0], q.error[0] + 1e-13 * q.absolute[0])
}
