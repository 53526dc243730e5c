//! K-3: V under the policy of K-2 falls back wherever E[V | U >= t] = o(t^a), also where conditioning on U >= t would have kept it.

use super::g4::{exact, sum_sf};
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::sample::Stream;
use crate::sample::draw::{draw, hits};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k3",
    title: "Mass t^-a on U ≥ t at hardly any KL: V falls back exactly if β > α+1-a, so also in the strip α < β < α+1 that conditioning leaves unharmed",
    statement: "Let P_t be the policy of K-2, with mass w = c t^-a on U ≥ t, c > 0, 0 < a ≤ 1, and p = P(U ≥ t) = o(t^-a). Under it \
        E[V] is E_Q[V] + (w-p)/(1-p) (E_Q[V | U ≥ t] - E_Q[V]), which tends to E_Q[V] exactly if E_Q[V | U ≥ t] = o(t^a). For independent power \
        tails c_X t^-α and c_V t^-β, α, β > 1, what V gains is ~ c β/(β-1) t^(1-a) for β < α; ~ c c_V/(c_V+c_X) α/(α-1) t^(1-a) for \
        β = α; ~ c (c_V/c_X) β/(β-1) t^(1+α-β-a) for α < β ≤ α+1, and for β < α+2 if X has a density of O(t^(-α-1)) and E[V²] < ∞. So V \
        comes back exactly if β > α+1-a. For a = 1 that is every β > α, with limits above E_Q[V] for β ≤ α; and for every β > α some a < 1 has \
        E[U] → ∞, KL → 0 and E[V] → E_Q[V], also in the strip α < β < α+1, where conditioning on U ≥ t has E[V] → ∞.",
    hypotheses: "E|V| < ∞ and P(U ≥ t) = o(t^-a); V and X may depend on each other. For the forms, V and X are independent, P(X > t) ~ c_X t^-α and \
        P(V > t) ~ c_V t^-β with c_X, c_V > 0 and α, β > 1, and E|X| < ∞.",
    applies: |subject| {
        let proxy = subject.untied_pair()?;
        match proxy.error.tail_class().is_heavy() {
            true => Ok(()),
            false => Err(format!("the error {} is not heavy-tailed", proxy.error)),
        }
    },
    source: "Derived in the proof from K-2 and G-4. The policy is that of theorem 1 of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503.",
    corrects: None,
    evidence,
};

/// The index of the errors, and those of the values in the first two pictures.
const ALPHA: f64 = 1.5;
const BETAS: [f64; 5] = [1.25, 1.5, 1.8, 2.2, 2.8];

/// A policy: mass `c t^-a` on `U >= t`.
#[derive(Clone, Copy)]
struct Policy {
    a: f64,
    c: f64,
}

impl Policy {
    /// What V gains, from `p` and what it gains above t.
    fn gain(self, t: f64, p: Estimate, above: Estimate) -> Estimate {
        let w = self.c * t.powf(-self.a);
        let moved = Estimate::new((w - p.value) / (1.0 - p.value), p.error * (1.0 - w) / (1.0 - p.value).powi(2));
        Estimate::new(moved.value * above.value, (moved.value * above.error).abs() + moved.error * above.value.abs())
    }

    /// The same by the series of G-4, V and X being Pareto laws.
    fn by_series(self, beta: f64, t: f64) -> Estimate {
        self.gain(t, sum_sf(ALPHA, beta, t), gain_above(beta, t))
    }

    /// The same by the library.
    fn by_library(self, conditioner: &Conditioner, t: f64) -> Result<Estimate, Refusal> {
        let above = conditioner.value_above(t)?;
        let p = above.ln_p.value.exp();
        let gain = above.gain.ok_or_else(|| Refusal("V has no mean".into()))?;
        Ok(self.gain(t, Estimate::new(p, p * above.ln_p.error), gain))
    }

    /// Exponent and coefficient of the gain for Pareto laws, α < β < α+2 or β ≤ α.
    fn leading(self, beta: f64) -> (f64, f64) {
        let share = if beta == ALPHA { 0.5 } else { 1.0 };
        (1.0 - self.a - (beta - ALPHA).max(0.0), self.c * share * beta / (beta - 1.0))
    }
}

/// `E[V | U >= t] - E[V]` by the series.
fn gain_above(beta: f64, t: f64) -> Estimate {
    exact(ALPHA, beta, t).plus(Estimate::closed_form(-beta / (beta - 1.0)))
}

fn name(beta: f64) -> String {
    let side = match beta - ALPHA {
        gap if gap < 0.0 => "below α",
        0.0 => "= α",
        gap if gap < 1.0 => "in the strip",
        _ => "above α+1",
    };
    format!("β = {beta}, {side}")
}

fn pareto(context: &Context<'_>, value: &str) -> Result<Proxy, Refusal> {
    context.proxy(value, &format!("pareto({ALPHA})"))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let [conditioned, policies, leading] = curves(context)?;
    let [constants, drawn] = [constants(context)?, drawn(context)?];
    Ok(Evidence::of(vec![conditioned, policies, map(context)?, leading, constants, drawn]))
}

/// Conditioning beside the policy, over all thresholds, and the leading forms.
fn curves(context: &Context<'_>) -> Result<[Panel; 3], Refusal> {
    let t_axis = || Axis::log("threshold t");
    let mut conditioned = Panel::new("Conditioning on U ≥ t keeps V in the strip", t_axis(), Axis::log("E[V | U ≥ t] - E[V]"));
    let mut policies = Panel::new("Mass 1/t on U ≥ t loses it there", t_axis(), Axis::log("E[V] under the policy - E[V]"));
    let mut leading = Panel::new("Far out", t_axis(), Axis::linear("gain of V / leading form")).table_only();
    let policy = Policy { a: 1.0, c: 1.0 };
    for beta in BETAS {
        let series = name(beta);
        context.begin(&series);
        let conditioner = Conditioner::new(&pareto(context, &format!("pareto({beta})"))?);
        for t in [30.0, 300.0, 3e3, 3e4, 1e6] {
            let row = |own: Estimate, found: Estimate| Row::new(&series, t, format!("t = {t:e}"), own, Measured::Enclosure(found));
            let gain = conditioner.value_above(t)?.gain.ok_or_else(|| Refusal("V has no mean".into()))?;
            conditioned.rows.push(row(gain_above(beta, t), gain));
            policies.rows.push(row(policy.by_series(beta, t), policy.by_library(&conditioner, t)?));
        }
        let (power, coefficient) = policy.leading(beta);
        let lead = |t: f64| coefficient * t.powf(power);
        for t in [1e10, 1e12] {
            let found = policy.by_library(&conditioner, t)?.scaled(1.0 / lead(t));
            let one = Estimate::new(1.0, 4.0 * t.powf(-remainder(beta)));
            leading.rows.push(Row::new(&series, t, format!("t = {t:e}"), one, Measured::Enclosure(found)).as_limit());
        }
        conditioned.line(&series, false, spread(20.0, 1e6, 60).map(|t| (t, gain_above(beta, t).value)));
        policies.line(&series, false, spread(20.0, 1e6, 60).map(|t| (t, policy.by_series(beta, t).value)));
        policies.line(&series, true, [3e2, 1e6].map(|t| (t, lead(t))));
    }
    Ok([conditioned, policies, leading])
}

/// The exponent of the first relative remainder at a = 1: of p/w, of the lighter tail beside the heavier one, of E[V] beside what grows.
fn remainder(beta: f64) -> f64 {
    let gap = beta - ALPHA;
    let of_tails = if gap == 0.0 { 1.0 } else { gap.abs() };
    let of_mean = if gap < 1.0 { 1.0 - gap.max(0.0) } else { 2.0 - gap };
    (beta.min(ALPHA) - 1.0).min(of_tails).min(of_mean)
}

/// Which values come back, by the library's gain at two far thresholds, and how fast at a few places.
fn map(context: &Context<'_>) -> Result<Panel, Refusal> {
    context.begin("which values come back");
    let title = format!("Mass t^-a on U ≥ t, α = {ALPHA}: does V come back?");
    let x = Axis::linear("power a (0: as conditioning, 1: as beside)");
    let mut panel = Panel::new(title, x, Axis::linear("tail index β of the value"));
    let slope = |beta: f64, policy: &dyn Fn(f64) -> Policy, powers: &[f64], [low, high]: [f64; 2]| {
        let conditioner = Conditioner::new(&pareto(context, &format!("pareto({beta})"))?);
        let above = |t: f64, a: f64| policy(a).by_library(&conditioner, t).map(Estimate::ln);
        let between = |a: f64| Ok(above(high, a)?.plus(above(low, a)?.scaled(-1.0)).scaled(1.0 / (high / low).ln()));
        powers.iter().map(|a| between(*a)).collect::<Result<Vec<Estimate>, Refusal>>()
    };
    // A small c, so that the mass is one even at a = 0.
    let small = |a: f64| Policy { a, c: 0.1 };
    let powers: Vec<f64> = (0..20).map(|i| 0.025 + 0.05 * f64::from(i)).collect();
    for low in (0..18).map(|i| 1.2 + 0.1 * f64::from(i)) {
        for (a, found) in powers.iter().zip(slope(low + 0.05, &small, &powers, [1e8, 1e10])?) {
            let kind = if found.value > 0.0 { "E[V] goes on growing" } else { "E[V] falls back" };
            panel.tile((a - 0.025, a + 0.025), (low, low + 0.1), kind, 0.35 + 0.5 * found.value.abs().min(1.0));
        }
    }
    for (a, beta) in [(0.3, 1.8), (0.8, 1.8), (0.2, 2.2), (0.6, 2.2)] {
        let policy = Policy { a, c: 1.0 };
        let found = slope(beta, &|_| policy, &[a], [1e10, 1e12])?[0];
        let (power, _) = policy.leading(beta);
        // The slope between two thresholds turns the remainder of the gain into one of its exponent.
        let predicted = Estimate::new(power, 4.0 * 1e10f64.powf(-remainder(beta)) / 1e2f64.ln());
        let place = format!("a = {a}, β = {beta}");
        let row = Row::new("exponent of the gain", a, place, predicted, Measured::Enclosure(found)).as_limit();
        panel.rows.push(row.with_lie(power + 0.05));
        panel.spot(a, beta, format!("t^{power:.1}"));
    }
    panel.line("β = α+1-a", false, [0.0, 1.0].map(|a| (a, ALPHA + 1.0 - a)));
    panel.line("β = α", true, [0.0, 1.0].map(|a| (a, ALPHA)));
    Ok(panel)
}

/// At equal indices the limits above E[V], with other constants in front of the tails.
fn constants(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("E[V] under the policy - E[V]");
    let mut panel = Panel::new("Equal indices: the limits at a = 1", Axis::log("threshold t"), y).table_only();
    for (scale, c) in [(2.0f64, 1.0), (0.5, 2.0)] {
        let (policy, tail) = (Policy { a: 1.0, c }, scale.powf(ALPHA));
        let series = format!("c_V/c_X = {tail:.4}, c = {c}");
        context.begin(&series);
        let conditioner = Conditioner::new(&pareto(context, &format!("scaled({scale}, pareto({ALPHA}))"))?);
        for t in [1e6f64, 1e8, 1e10] {
            let limit = c * tail / (tail + 1.0) * ALPHA / (ALPHA - 1.0);
            let predicted = Estimate::new(limit, 8.0 * limit * t.powf(1.0 - ALPHA));
            let found = Measured::Enclosure(policy.by_library(&conditioner, t)?);
            panel.rows.push(Row::new(&series, t, format!("t = {t:e}"), predicted, found).as_limit());
        }
    }
    Ok(panel)
}

/// The policy itself, drawn: with chance w a pair that reaches t, else one that does not.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("P(V > 3) under the policy");
    let mut panel = Panel::new("Drawn from the policy", Axis::linear("threshold t"), y).table_only();
    let (beta, policy, trials) = (1.8, Policy { a: 0.5, c: 1.0 }, context.draws(400_000));
    let proxy = pareto(context, &format!("pareto({beta})"))?;
    for t in [6.0, 12.0] {
        let (w, subject) = (policy.c * f64::powf(t, -policy.a), format!("the policy at t = {t}"));
        context.begin(&subject);
        let once = |stream: &mut Stream| {
            let reaches = stream.uniform() < w;
            kept(&proxy, t, reaches, stream) > 3.0
        };
        let hits = hits(trials, &context.stream(&subject), once);
        let (p, both, all) = (sum_sf(ALPHA, beta, t).value, both(beta, t), f64::powf(3.0, -beta));
        let own = (1.0 - w) * (all - both) / (1.0 - p) + w * both / p;
        let row = Row::new("P(V > 3)", t, format!("t = {t}"), Estimate::new(own, 1e-9), Measured::Frequency { hits, trials });
        panel.rows.push(row);
    }
    Ok(panel)
}

/// `P(V > 3, X + V >= t)`: all V above t - 1, and below that the chance that X makes up for the rest.
fn both(beta: f64, t: f64) -> f64 {
    let density = |v: f64| beta * v.powf(-beta - 1.0) * (t - v).powf(-ALPHA);
    let part = integrate(|_, v| [density(v)], &[(3.0, t - 1.0)], Goal::default());
    (t - 1.0).powf(-beta) + part.value[0]
}

/// The value of a drawn pair that reaches t, or of one that does not.
fn kept(proxy: &Proxy, t: f64, reaches: bool, stream: &mut Stream) -> f64 {
    loop {
        let v = draw(&*proxy.value, stream);
        if (v + draw(&*proxy.error, stream) >= t) == reaches {
            return v;
        }
    }
}
