//! M-4: what V can be at a divergence under any reward model whatever, and how much of that each error leaves.

pub(super) mod levels;

use self::levels::{Error, HALF, Levels, SD};
use super::f4::draws;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector, value_function::ValueFunction};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::tail::{Moment, tilt::tilted};
use std::f64::consts::SQRT_2;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "m4",
    title: "No reward model lifts V above inf (K_V(s) + KL)/s, σ √(2 KL) for a normal V: only the tilt of V itself gets there",
    statement: "Let K_V(s) = ln E e^(sV) < ∞ for some s > 0. Every policy has E[V] ≤ inf over s > 0 of (K_V(s) + KL)/s. The tilt e^(sV) of an \
        optimiser that sees V has equality, and no other policy has where s K_V' - K_V = KL inside the range of s. If K_V(s) ≤ μ s + σ² s²/2 \
        that is at most μ + σ √(2 KL), so at most μ + σ √(2 (ln n - 1 + 1/n)) for the best of n and μ + σ √(2 ln(1/q)) for the top share q, by \
        any proxy. Let V be N(μ, σ²) and X independent of it. Then best of n, top share and tilt have E[V] between μ and that envelope; the gain \
        of the first two at large n and small q is: all of σ √(2 KL), to first order, for a bounded error; its share σ/s_U for a normal one, \
        as of the tilt at every KL; none of it for a subexponential one. E[V | U ≥ t] - μ is σ² times the hazard rate of U at t.",
    hypotheses: "E|V| < ∞. For the envelope V and X may depend on each other in any way; for the shares they are independent, V is normal \
        and U has no atoms.",
    applies: |subject| {
        let value = &subject.untied_pair()?.value;
        match value.tail_class().is_heavy() {
            true => Err(format!("the value {value} is not light-tailed")),
            false => Ok(()),
        }
    },
    source: "Donsker and Varadhan's variational formula, as in K-1 and K-4; the bound by √KL for sub-Gaussian rewards is in Mroueh (2024), arXiv \
        2406.05883. The shares are derived in the proof.",
    corrects: None,
    evidence,
};

/// An error of standard deviation about 1, for the library and for the levels.
struct Case {
    name: &'static str,
    /// The parts of the proxy.
    value: &'static str,
    spec: &'static str,
    /// The step of its sums; none where it has closed forms.
    step: f64,
}

const VALUE: &str = "normal(0, 2)";

const CASES: [Case; 5] = [
    Case { name: "uniform error", value: VALUE, spec: "uniform(-1.7320508075688772, 1.7320508075688772)", step: 0.0 },
    Case { name: "normal error", value: VALUE, spec: "normal(0, 1)", step: 0.0 },
    Case { name: "lognormal error", value: VALUE, spec: "shifted(-1, lognormal(0, 0.6931471805599453))", step: 0.03 },
    Case { name: "t3 error", value: VALUE, spec: "scaled(0.5773502691896258, student_t(3))", step: 0.1 },
    // Two normal parts of a V, whose sum is selected by itself.
    Case { name: ORACLE, value: "normal(0, 1.2)", spec: "normal(0, 1.6)", step: 0.0 },
];

impl Case {
    fn levels(&self, proxy: &Proxy) -> Error {
        match self.name {
            "uniform error" => Error::Uniform,
            "normal error" => Error::Normal,
            ORACLE => Error::None,
            _ => Error::Summed(proxy.error.clone(), self.step),
        }
    }

    /// What V is: a part of the proxy, or all of it.
    fn of(&self, value: Moment, proxy: Moment) -> Moment {
        if self.name == ORACLE { proxy } else { value }
    }

    /// The rate of the tilt of U that costs `d²`, for the errors that have one: `sd² s²/2` and what X costs.
    fn rate(&self, d: f64) -> Option<f64> {
        let of_error: fn(f64) -> f64 = match self.name {
            "uniform error" => |s| {
                let y = HALF * s;
                y / y.tanh() - 1.0 - (y.sinh() / y).ln()
            },
            "normal error" => |s| 0.5 * s * s,
            _ => return None,
        };
        let (mut low, mut high) = (1e-9, d);
        for _ in 0..80 {
            let s = 0.5 * (low + high);
            if 0.5 * SD * SD * s * s + of_error(s) < d * d { low = s } else { high = s }
        }
        Some(0.5 * (low + high))
    }
}

const ORACLE: &str = "V itself";
const ENVELOPE: &str = "envelope σ √(2 KL)";
/// The largest d of the pictures: 12 nats and a half.
const FAR: f64 = 3.5;
const PLACES: [f64; 5] = [0.5, 1.1, 1.8, 2.5, 3.2];

/// Equal steps of d, for lines.
fn steps() -> impl Iterator<Item = f64> {
    (1..=56).map(|i| FAR * f64::from(i) / 56.0)
}

fn finite(mean: Moment) -> Result<Estimate, Refusal> {
    mean.finite().ok_or_else(|| Refusal("no finite mean of V".into()))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let y = || Axis::linear("E[V]");
    let x = || Axis::linear("d = √KL");
    let mut best = Panel::new("Best of n", x(), y());
    let mut top = Panel::new("The top share", x(), y());
    let mut bounds = Panel::new("What the gain must cost", Axis::linear("d = √KL"), Axis::linear("KL (nats)")).table_only();
    for case in &CASES {
        context.begin(case.name);
        let proxy = context.proxy(case.value, case.spec)?;
        let (error, mut selector) = (case.levels(&proxy), Selector::new(&proxy)?);
        let levels = Levels::of(&error, draws(FAR));
        for d in PLACES {
            let (n, q) = (draws(d), (-d * d).exp());
            let (by_n, by_q) = (selector.best_of(n)?, selector.quantilizer(q)?);
            let of_top = Estimate::new(error.top(q), 1e-8);
            let rules = [
                (&mut best, format!("n = {n:.4e}"), levels.best_of(n), case.of(by_n.mean_v, by_n.mean_u), by_n.kl),
                (&mut top, format!("q = {q:.4e}"), of_top, case.of(by_q.mean_v, by_q.mean_u), by_q.kl),
            ];
            for (panel, place, own, mean, kl) in rules {
                let own = Estimate::new(own.value, own.error + 1e-7);
                panel.rows.push(Row::new(case.name, d, &place, own, Measured::Enclosure(finite(mean)?)));
                bounds.rows.extend(bound(case.name, (d, place), own, kl));
            }
        }
        best.line(case.name, false, steps().map(|d| (d, levels.best_of(draws(d)).value)));
        top.line(case.name, false, steps().map(|d| (d, error.top((-d * d).exp()))));
    }
    let mut tilts = tilts(context)?;
    for panel in [&mut best, &mut top, &mut tilts] {
        panel.line(ENVELOPE, true, [0.0, FAR].map(|d| (d, SD * SQRT_2 * d)));
    }
    Ok(Evidence::of(vec![best, top, tilts, bounds]))
}

/// The least that a gain costs, `gain²/(2σ²)`, against what the rule spends, wherever a bound stronger by a factor of at most 2 would be
/// refuted; the lie is the mildest of three that are.
fn bound(name: &str, (d, place): (f64, String), gain: Estimate, kl: Estimate) -> Option<Row> {
    let least = 0.5 * (gain.value / SD).powi(2);
    let row = Row::new(name, d, place, Estimate::new(least, gain.error), Measured::Enclosure(kl)).as_lower_bound();
    let factor = [1.25, 1.5, 2.0].into_iter().find(|factor| factor * least > 1.02 * kl.value)?;
    Some(row.with_lie(factor * least).with_note(format!("the lie: E[V] ≤ σ √(2 KL/{factor})")))
}

/// The tilts of U, where there are any, and that of V.
fn tilts(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The tilt e^(sU): heavy-tailed errors have none";
    let mut panel = Panel::new(title, Axis::linear("d = √KL"), Axis::linear("E[V]"));
    for case in &CASES[..2] {
        let function = ValueFunction::new(&context.proxy(case.value, case.spec)?)?;
        for d in PLACES {
            let own = SD * SD * case.rate(d).unwrap_or(f64::NAN);
            let found = finite(function.at(d * d)?.mean_v.unwrap_or(Moment::Undefined))?;
            panel.rows.push(Row::new(case.name, d, format!("d = {d}"), Estimate::new(own, 1e-8), Measured::Enclosure(found)));
        }
        panel.line(case.name, false, steps().filter_map(|d| Some((d, SD * SD * case.rate(d)?))));
    }
    let law = context.law(VALUE)?;
    for d in PLACES {
        let at = tilted(&*law, SQRT_2 * d / SD).ok_or_else(|| Refusal(format!("{law} tilted has not converged")))?;
        let own = Estimate::new(SD * (2.0 * at.kl.value).sqrt(), 1e-10);
        panel.rows.push(Row::new(ORACLE, d, format!("d = {d}, KL = {:.6}", at.kl.value), own, Measured::Enclosure(at.mean)));
    }
    panel.line(ORACLE, false, [0.0, FAR].map(|d| (d, SD * SQRT_2 * d)));
    Ok(panel)
}
