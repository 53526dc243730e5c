//! K-4: what a divergence can do to a light-tailed V, whatever the proxy is, and what it can do to a heavy lower tail.

use super::measure::{coin_and_pareto, least_bound, spread};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector, condition::Conditioner};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::tail::{Moment, tilt::tilted};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k4",
    title: "Whatever the error, a light-tailed V moves by about sd(V) √(2 KL) at most; a heavy lower tail lets it fall to -∞ at no divergence",
    statement: "Let E|V| < ∞, K(s) = ln E e^(s(V - E V)) and B(d) = inf over s > 0 of (K(s) + d)/s. Every policy P with KL(P || Q) ≤ d, of whatever \
        proxy, has E_P[V] - E[V] ≤ B(d): a gain of x costs at least sup (s x - K(s)). If K(s) < ∞ for some s > 0 (a light upper tail), B(d) → 0 as \
        d → 0; if also Var V < ∞, B(d) = sd(V) √(2d) (1 + o(1)), and B(d) ≤ σ √(2d) if K(s) ≤ σ² s²/2; the tilt e^(sV) attains it. For -V the \
        same bounds the fall: KL → 0 brings E_P[V] back to E[V] if both tails are light. If the lower tail is heavy (E e^(-sV) = ∞ for all \
        s > 0), policies with KL → 0 have E_P[V] → -∞. Best of n: E_n[V] - E[V] ≤ σ √(2 (ln n - 1 + 1/n)).",
    hypotheses: "E|V| < ∞. V and X may depend on each other in any way.",
    applies: |subject| {
        let value = &subject.pair()?.value;
        match value.tail_class().is_heavy() {
            true => Err(format!("the value {value} is not light-tailed")),
            false => Ok(()),
        }
    },
    source: "Gibbs's variational principle. Contains the theorem on light-tailed V of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503; for sub-Gaussian rewards the \
        bound by √KL is in Mroueh (2024), arXiv 2406.05883.",
    corrects: None,
    evidence,
};

/// A law and a side of it: K of what is gained on that side, g, the standard deviation and the rates of tilts.
struct Side {
    name: &'static str,
    law: &'static str,
    /// 1 for a tilt upward, -1 for one downward.
    sign: f64,
    k: fn(f64) -> f64,
    g: f64,
    sd: f64,
    rates: [f64; 6],
}

const SIDES: [Side; 5] = [
    Side {
        name: "V exponential(1), upward",
        law: "exponential(1)",
        sign: 1.0,
        k: |s| -s - (-s).ln_1p(),
        g: 1.0,
        sd: 1.0,
        rates: [0.02, 0.08, 0.25, 0.5, 0.8, 0.92],
    },
    Side {
        name: "V normal(0, 1), either way",
        law: "normal(0, 1)",
        sign: 1.0,
        k: |s| 0.5 * s * s,
        g: f64::INFINITY,
        sd: 1.0,
        rates: [0.02, 0.08, 0.3, 1.0, 2.5, 4.5],
    },
    Side {
        name: "V uniform(-1, 1), either way",
        law: "uniform(-1, 1)",
        sign: -1.0,
        k: |s| s + (-(-2.0 * s).exp_m1() / (2.0 * s)).ln(),
        g: f64::INFINITY,
        sd: 0.577_350_269_189_625_8,
        rates: [0.03, 0.15, 0.6, 2.0, 10.0, 1e3],
    },
    Side {
        name: "V exponential(1), downward",
        law: "exponential(1)",
        sign: -1.0,
        k: |s| s - s.ln_1p(),
        g: f64::INFINITY,
        sd: 1.0,
        rates: [0.02, 0.08, 0.3, 1.2, 8.0, 1e3],
    },
    Side {
        name: "V = -Y, Y pareto(3), upward",
        law: "pareto(3)",
        sign: -1.0,
        k: |s| 1.5 * s + ln_laplace(3.0, s),
        g: f64::INFINITY,
        sd: 0.866_025_403_784_438_6,
        rates: [0.03, 0.12, 0.5, 2.0, 12.0, 300.0],
    },
];

/// `ln E e^(-sY)` for `P(Y > y) = y^-alpha`: `-s + ln(1 - s int_0^inf (1 + u)^-alpha e^(-su) du)`, by parts.
fn ln_laplace(alpha: f64, s: f64) -> f64 {
    let f = |_, y: f64| [((1.0 - alpha) * y - s * y.exp_m1()).exp()];
    // Narrow where a large s cuts the integral short.
    let cuts: Vec<f64> = std::iter::once(0.0).chain((0..26).map(|k| 1e-4 * 1.7f64.powi(k))).collect();
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    -s + (-s * integrate(f, &panels, Goal::default()).value[0]).ln_1p()
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![tilts(context)?, costs(context)?, falls(context)?]))
}

/// The tilts of V itself attain the bound, which is about `sd sqrt(2 d)` for small d.
fn tilts(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "The most that V can move. Points: the tilts e^(±sV)",
        Axis::log("KL divergence d (nats)"),
        Axis::linear("shift of E[V] / (sd(V) √(2d))"),
    );
    for side in &SIDES {
        context.begin(side.name);
        let law = context.law(side.law)?;
        let share = |d: f64| least_bound(side.k, side.g, d) / (side.sd * (2.0 * d).sqrt());
        for s in side.rates {
            let at = tilted(&*law, side.sign * s).ok_or_else(|| Refusal(format!("{law} tilted has not converged")))?;
            let gain = at.gain.ok_or_else(|| Refusal(format!("{law} has no mean")))?;
            let (d, unit) = (at.kl.value, side.sign / (side.sd * (2.0 * at.kl.value).sqrt()));
            let found = gain.scaled(unit);
            let found = Estimate::new(found.value, found.error + found.value * at.kl.relative_error());
            let predicted = Estimate::new(share(d), 1e-8);
            panel.rows.push(Row::new(side.name, d, format!("s = {s}"), predicted, Measured::Enclosure(found)));
        }
        panel.line(side.name, false, spread(1e-4, 10.0, 80).map(|d| (d, share(d))));
    }
    panel.line("sd(V) √(2d)", true, [(1e-4, 1.0), (10.0, 1.0)]);
    Ok(panel)
}

fn finite(mean: Moment) -> Result<Estimate, Refusal> {
    mean.finite().ok_or_else(|| Refusal("a mean is not finite by quadrature".into()))
}

/// A law of V as that of a sum: with an error that increases in V, only the law of U counts.
struct Selected {
    name: &'static str,
    sum: [&'static str; 2],
    mean: f64,
    /// The least cost of a gain.
    least: fn(f64) -> f64,
    /// The largest gain of the curve.
    most: f64,
    /// By what factor of the least cost the lies are too high, for best of n and the top share.
    lies: [f64; 2],
}

const SELECTED: [Selected; 2] = [
    Selected {
        name: "V normal(0, 1)",
        sum: ["normal(0, 0.6)", "normal(0, 0.8)"],
        mean: 0.0,
        least: |x| 0.5 * x * x,
        most: 5.0,
        lies: [1.25, 1.6],
    },
    Selected {
        name: "V gamma(2, 1)",
        sum: ["exponential(1)", "exponential(1)"],
        mean: 2.0,
        least: |x| x - 2.0 * (0.5 * x).ln_1p(),
        most: 14.0,
        lies: [1.75, 2.0],
    },
];

/// What selection spends, against the least that its gain must cost.
fn costs(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "What a gain of V must cost (lines), and what selection pays for it (points)",
        Axis::linear("E[V] under the policy less E[V]"),
        Axis::linear("KL (nats)"),
    );
    for Selected { name, sum: [first, second], mean, least, most, lies } in SELECTED {
        context.begin(name);
        let mut selector = Selector::new(&context.proxy(first, second)?)?;
        let mut row = |rule: &str, mean_u: Moment, kl: Estimate, lie: f64| {
            let gain = finite(mean_u)?.plus(Estimate::closed_form(-mean));
            let predicted = Estimate::new(least(gain.value), 1e-9 + gain.error * 10.0);
            let row = Row::new(name, gain.value, format!("{name}, {rule}"), predicted, Measured::Enclosure(kl));
            panel.rows.push(row.as_lower_bound().with_lie(lie * predicted.value));
            Ok(())
        };
        for n in [2.0, 4.0, 16.0, 128.0, 1024.0, 1e4, 1e5] {
            let found = selector.best_of(n)?;
            row(&format!("best of {n}, U increasing in V"), found.mean_u, found.kl, lies[0])?;
        }
        for q in [0.1, 0.01, 1e-3, 1e-4] {
            let found = selector.quantilizer(q)?;
            row(&format!("top share {q}, U increasing in V"), found.mean_u, found.kl, lies[1])?;
        }
        panel.line(name, false, (0..=60).map(|i| f64::from(i) / 60.0 * most).map(|gain| (gain, least(gain))));
    }
    let mut selector = Selector::new(&context.proxy("normal(0, 1)", "student_t(3)")?)?;
    let mut path = Vec::new();
    for n in spread(1.0, 1e5, 34) {
        let found = selector.best_of(n)?;
        path.push((finite(found.mean_v)?.value, found.kl.value));
    }
    panel.line("V normal(0, 1), best of n beside an independent t₃ error", true, path);
    Ok(panel)
}

/// V = -U, U the sum of a coin and a Pareto error: the policy that raises the mass of U >= t.
fn falls(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "A heavy lower tail: V = -U, U = ±1 + pareto(2), mass t^(-a) given to U ≥ t",
        Axis::log("KL divergence d (nats)"),
        Axis::log("how far E[V] falls"),
    );
    let conditioner = Conditioner::new(&context.proxy("two_point(-1, 1, 0.5)", "pareto(2)")?);
    let fall = |w: f64, p: f64, above: f64| (w - p) / (1.0 - p) * (above - 2.0);
    let kl = |w: f64, p: f64| (1.0 - w) * ((-w).ln_1p() - (-p).ln_1p()) + w * (w / p).ln();
    for a in [0.5, 0.8] {
        let series = format!("fall, mass t^-{a}");
        let closed = |t: f64| {
            let ([p, of_value, of_error], w) = (coin_and_pareto(2.0, t), t.powf(-a));
            (kl(w, p), fall(w, p, (of_value + of_error) / p))
        };
        for t in [10.0, 1e2, 1e3, 1e4, 1e6, 1e8] {
            context.begin(&format!("{series}, t = {t:e}"));
            let above = conditioner.above(t)?;
            let (mean, p) = (finite(above.mean_u)?, above.ln_p.value.exp());
            let found = fall(t.powf(-a), p, mean.value);
            let error = found.abs() * (mean.relative_error() + 2.0 * above.ln_p.error);
            let (d, predicted) = closed(t);
            let predicted = Estimate::new(predicted, 1e-9 * predicted);
            let row = Row::new(&series, d, format!("t = {t:e}"), predicted, Measured::Enclosure(Estimate::new(found, error)));
            panel.rows.push(row.with_note(format!("KL = {d:.3e}")));
        }
        panel.line(&series, false, spread(5.0, 2e8, 80).map(closed));
    }
    let k = |s: f64| s.cosh().ln() + 2.0 * s + ln_laplace(2.0, s);
    panel.line("the most that it can rise", true, spread(2e-4, 2.0, 40).map(|d| (d, least_bound(k, f64::INFINITY, d))));
    Ok(panel)
}
