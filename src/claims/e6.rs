//! E-6: a weaker penalty makes E[V] unbounded if all exponential moments exist and V is unbounded, not for all light tails.

use super::k5::{Tilt, ordered};
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
    special::ln_normal_sf,
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e6",
    title: "Light tails do not suffice for a vanishing KL penalty to raise E[V] without end: beside a Laplace error a normal V stops at K_V'(1) = 1",
    statement: "Let V and X be independent, U = V+X, g = sup {s : E e^(sU) < ∞} > 0. For β > 1/g the maximiser of E[U] - β KL has \
        E[V] = K_V'(1/β), whatever X is (K-5). If g = ∞ this rises to sup V as β → 0: to infinity exactly if V has no upper bound. If \
        g < ∞ the objective is unbounded for β < 1/g and has no maximiser. With V normal(0, 1) and X laplace(1), so g = 1: among \
        policies that keep U ≤ n the best has, with s = 1/β ≠ 1 and Φ the normal distribution function, E[V] = (A-B)/(A+B), A = [e^((s-1)n) Φ(n-1) - \
        e^((s²-1)/2) Φ(n-s)]/(s-1), B = [e^((s+1)n) Φ(-n-1) + e^((s²-1)/2) Φ(n-s)]/(s+1), and its objective is β ln[√e (A+B)/2]. As n → ∞, \
        for every β < 1, the objective grows like (1-β) n and E[V] → 1 = K_V'(1).",
    hypotheses: "V and X are independent; E e^(sU) < ∞ for some s > 0.",
    applies: |subject| {
        let proxy = subject.pair()?;
        let heavy = [&proxy.value, &proxy.error].into_iter().find(|law| law.tail_class().is_heavy());
        heavy.map_or(Ok(()), |law| Err(format!("{law} has no exponential moment")))
    },
    source: "K-5; the capped policies are derived in the proof.",
    corrects: Some(Published {
        statement: "If U = X+V with X and V both light-tailed and U continuously distributed, and π*(β) maximises E[U(π)] - β KL, then \
            E[V(π*(β))] → ∞ as β → 0. (Light-tailed: not heavy-tailed, e^(tx) P(· > x) → ∞ for all t > 0.)",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), theorem 4.",
        finding: "It holds if all exponential moments of U exist, V has no upper bound, and X and V are independent (which the title of its section \
            says, and the theorem does not). A Laplace error is light-tailed in this sense, and no maximiser exists for β < 1; with a bounded V the limit is sup V. \
            The last step of the printed proof has the limit to be shown on both sides; K-5 has a proof. The rows carry as their lies what V would \
            be worth under the same penalty beside an error with all exponential moments, or with a normal V of the same variance.",
    }),
    evidence,
};

/// Weights of the penalty below 1/g = 1.
const WEIGHTS: [f64; 5] = [0.05, 0.1, 0.25, 0.5, 0.8];
const CAPS: [f64; 2] = [4.0, 30.0];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![values(context)?, objective(context)?]))
}

/// What V is worth as the penalty gets weaker.
fn values(context: &Context<'_>) -> Result<Panel, Refusal> {
    let x = Axis::log("weight β of the penalty: weaker to the left");
    let mut panel = Panel::new("Three pairs with light tails: one goes up for ever", x, Axis::log("E[V] under the best policy"));
    let laplace = Conditioner::new(&context.proxy("normal(0, 1)", "laplace(1)")?);
    for n in CAPS {
        let series = format!("V normal(0, 1), X laplace(1), U ≤ {n}");
        for beta in WEIGHTS {
            context.begin(&format!("{series}, β = {beta}"));
            let found = Capped::measured(&laplace, beta, n)?;
            let exact = Capped::exact(beta, n).value;
            let row = Row::new(&series, beta, format!("β = {beta}"), Estimate::new(exact, 1e-12), Measured::Enclosure(found.value));
            panel.rows.push(row.with_lie(1.0 / beta).with_note("the lie: 1/β, as beside an error with all exponential moments"));
        }
        panel.line(&series, false, spread(0.04, 4.0, 81).map(|beta| (beta, Capped::exact(beta, n).value)));
    }
    let series = "V uniform(-1, 1), X normal(0, 1)";
    let bounded = Conditioner::new(&context.proxy("uniform(-1, 1)", "normal(0, 1)")?);
    let exact = |beta: f64| 1.0 / (1.0 / beta).tanh() - beta;
    for beta in WEIGHTS {
        context.begin(&format!("{series}, β = {beta}"));
        let found = Tilt::of(&bounded, 1.0 / beta)?.value;
        let predicted = Estimate::new(exact(beta), 1e-9);
        let row = Row::new(series, beta, format!("β = {beta}"), predicted, Measured::Enclosure(found));
        panel.rows.push(row.with_lie(1.0 / (3.0 * beta)).with_note("the lie: 1/(3β), for a normal V of the same variance"));
    }
    panel.line(series, false, spread(0.04, 4.0, 80).map(|beta| (beta, exact(beta))));
    panel.line("V normal(0, 1), X normal: 1/β", true, [(0.04, 25.0), (4.0, 0.25)]);
    Ok(panel)
}

/// At β = 1/2 the objective has no upper bound.
fn objective(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V normal(0, 1), X laplace(1), β = 1/2: no best policy";
    let mut panel = Panel::new(title, Axis::linear("cap n: policies with U ≤ n"), Axis::linear("largest E[U] - β KL"));
    let laplace = Conditioner::new(&context.proxy("normal(0, 1)", "laplace(1)")?);
    let (beta, series) = (0.5, "best with U ≤ n");
    let exact = |n: f64| Capped::exact(beta, n).objective;
    for n in [5.0, 10.0, 20.0, 40.0, 80.0] {
        context.begin(&format!("objective, n = {n}"));
        let found = Capped::measured(&laplace, beta, n)?.objective;
        let row = Row::new(series, n, format!("n = {n}"), Estimate::new(exact(n), 1e-11 * n), Measured::Enclosure(found));
        panel.rows.push(row.with_lie(exact(0.5 * n)).with_note("the lie: no more than with half the cap, as if there were a maximum"));
    }
    panel.line(series, false, (4..=85).map(f64::from).map(|n| (n, exact(n))));
    Ok(panel)
}

/// The best policy among those that keep U at most n: what V is worth, and the objective.
struct Capped<T> {
    value: T,
    objective: T,
}

impl Capped<f64> {
    /// In closed form, with both terms of the statement multiplied by `e^-((s-1) n)` for s > 1.
    fn exact(beta: f64, n: f64) -> Self {
        let s = 1.0 / beta;
        let below = |x: f64| ln_normal_sf(-x).exp();
        let (shift, half) = ((s - 1.0).max(0.0) * n, 0.5 * (s * s - 1.0));
        let common = (half - shift).exp() * below(n - s);
        let a = (((s - 1.0) * n - shift).exp() * below(n - 1.0) - common) / (s - 1.0);
        let b = (((s + 1.0) * n - shift + ln_normal_sf(n + 1.0)).exp() + common) / (s + 1.0);
        Self { value: (a - b) / (a + b), objective: beta * (shift + 0.5 - 2f64.ln() + (a + b).ln()) }
    }
}

impl Capped<Estimate> {
    /// From the law of U and the mean of V above each level alone, P and G as for a tilt: by parts,
    /// `E[e^(sU); U <= n] = s int e^(su) P(u) du - e^(sn) P(n)` over u up to n, and likewise with V and G.
    fn measured(conditioner: &Conditioner, beta: f64, n: f64) -> Result<Self, Refusal> {
        let s = 1.0 / beta;
        let parts = |u: f64| -> Result<[f64; 2], Refusal> {
            let above = conditioner.value_above(u)?;
            let weight = (s * (u - n) + above.ln_p.value).exp();
            Ok([weight, weight * above.gain.map_or(0.0, |gain| gain.value)])
        };
        let end = parts(n)?;
        let scale = beta.min(0.25);
        let near = (0..=16).map(|k| n - scale * (1.5f64.powi(k) - 1.0)).filter(|&u| s * (n - u) < 60.0 + n);
        let cuts: Vec<f64> = near.chain([-60.0 / s, -2.0, -1.0, 0.0, 1.0, 2.0]).filter(|&u| u <= n).collect();
        let q = integrate(|_, u| parts(u).unwrap_or([f64::NAN; 2]), &ordered(cuts), Goal { relative: 1e-11, bisections: 400 });
        let of = |k: usize| Estimate::new(s * q.value[k] - end[k], s * (q.error[k] + 3e-11 * q.absolute[k]));
        Ok(Self { value: of(1).over(of(0)), objective: of(0).ln().plus(Estimate::closed_form(s * n)).scaled(beta) })
    }
}
