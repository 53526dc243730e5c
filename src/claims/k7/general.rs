//! K-7: divergences of the general kind, against policies in closed form on both sides of the boundary and of the escape.

use super::spread;
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    condition::Conditioner,
    divergence_ball::{DivergenceBall, FDivergence},
};
use crate::num::Estimate;
use crate::tail::Moment;

/// The divergence that raised policies may spend.
const BUDGET: f64 = 0.1;

/// The mass above a threshold raised under a Weibull error of shape 1/2, by divergences of the orders `w ln w` and `w (ln w)^3`.
pub(super) fn boundary(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "The mass of U ≥ t raised at f of order w (ln w)^B: X weibull(0.5) is held iff B ≥ 2",
        Axis::log("threshold t"),
        Axis::log("E[U] under the policy less E[U]"),
    );
    let conditioner = Conditioner::new(&context.proxy("two_point(-1, 1, 0.5)", "weibull(0.5)")?);
    for power in [1, 3] {
        let name = format!("B = {power}");
        for t in [50.0, 200.0, 1e3, 1e4, 1e5] {
            context.begin(&format!("{name}, t = {t:e}"));
            let found = conditioner.above(t)?;
            let above = found.mean_u.finite().ok_or_else(|| Refusal(format!("no mean of U above {t}")))?;
            let measured = gain(power, found.ln_p.value.exp(), above.value);
            let error = measured.abs() * (2.0 * found.ln_p.error + above.error / (above.value - MEAN).abs() + 1e-13);
            let (p, above) = weibull_above(t);
            let predicted = gain(power, p, above);
            panel.rows.push(Row::new(
                name.clone(),
                t,
                format!("{name}, t = {t:e}"),
                Estimate::new(predicted, 1e-9 * predicted),
                Measured::Enclosure(Estimate::new(measured, error)),
            ));
        }
        let by = move |t: f64| weibull_above(t);
        panel.line(name, false, spread(30.0, 2e5, 60).map(move |t| (t, gain(power, by(t).0, by(t).1))));
    }
    Ok(panel)
}

/// `E[U]`: X has the mean 2.
const MEAN: f64 = 2.0;

/// `P(U >= t)` and `E[U | U >= t]`: `P(X >= x) = e^-√x` and `E[X; X >= x] = (x + 2√x + 2) e^-√x`.
fn weibull_above(t: f64) -> (f64, f64) {
    let parts = [t - 1.0, t + 1.0].map(|x| (0.5 * (-x.sqrt()).exp(), x + 2.0 * x.sqrt() + 2.0, t - x));
    let p: f64 = parts.iter().map(|(p, ..)| p).sum();
    (p, parts.iter().map(|(part, mean, v)| part * (mean + v)).sum::<f64>() / p)
}

/// What raising the mass above a place gains at the budget, the mass found by bisection.
fn gain(power: i32, p: f64, above: f64) -> f64 {
    let spent = |m: f64| p * f(power, (m / p).ln()) + (1.0 - p) * f(power, ((1.0 - m) / (1.0 - p)).ln());
    let (mut low, mut high) = (p.ln(), 0.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if spent(f64::exp(middle)) < BUDGET { low = middle } else { high = middle }
    }
    let m = f64::exp(0.5 * (low + high));
    (m - p) / (1.0 - p) * (above - MEAN)
}

/// f by the logarithm of the ratio, for B = 1 and 3: with `s = 1 + ln w`, `int s^3 e^s = (s^3 - 3 s^2 + 6 s - 6) e^s`.
fn f(power: i32, ln_ratio: f64) -> f64 {
    let w = ln_ratio.exp();
    if power == 1 {
        return w * ln_ratio - w + 1.0;
    }
    let s = 1.0 + ln_ratio.abs();
    if ln_ratio > 0.0 {
        ((s * s * s - 3.0 * s * s + 6.0 * s - 7.0) * w + 3.0) / 3.0
    } else {
        (15.0 - (s * s * s + 3.0 * s * s + 6.0 * s + 5.0) * w) / 3.0
    }
}

/// What the library finds where U is the sum of two uniform values, by the place of the pole: in the end mass goes to 2.
pub(super) fn triangular(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "What the library finds: V and X uniform(0, 1)",
        Axis::log("divergence"),
        Axis::linear("sup E[U] and E[V] there"),
    );
    let proxy = context.proxy("uniform(0, 1)", "uniform(0, 1)")?;
    let poles = [6.0, 3.0, 2.3, 2.05, 2.002];
    let escaping = [0.6, 0.3, 0.1, 0.01];
    let cases: [(&str, FDivergence, Vec<Known>); 3] = [
        ("total variation", FDivergence::TotalVariation, [0.01, 0.1, 0.3, 0.5].map(moved).to_vec()),
        ("Hellinger", FDivergence::Hellinger, poles.map(hellinger).to_vec()),
        (
            "reverse KL",
            FDivergence::ReverseKl,
            poles.map(|pole| reverse_kl(pole, 1.0)).into_iter().chain(escaping.map(|m| reverse_kl(2.0, m))).collect(),
        ),
    ];
    for (name, divergence, policies) in cases {
        let mut ball = DivergenceBall::new(&proxy, divergence)?;
        for known in &policies {
            context.begin(&format!("{name}, {}", known.spent));
            compare(&mut panel, &mut ball, name, known)?;
        }
    }
    panel.line("total variation, U", false, (1..=60).map(|i| moved(f64::from(i) / 120.0).point()));
    panel.line("Hellinger, U", false, spread(0.002, 9.0, 60).map(|x| hellinger(2.0 + x).point()));
    // From small divergences to large ones: the pole comes down to 2, then mass goes there.
    let bent = spread(9.0, 1e-9, 60).map(|x| reverse_kl(2.0 + x, 1.0).point());
    let escaped = (1..=40).rev().map(|i| reverse_kl(2.0, f64::from(i) / 41.0).point());
    panel.line("reverse KL, U", false, bent.chain(escaped));
    Ok(panel)
}

/// A policy in closed form: what it spends, and the mean of U under it, of which V has half.
#[derive(Clone, Copy)]
struct Known {
    spent: f64,
    mean: f64,
    escaped: f64,
}

impl Known {
    fn point(self) -> (f64, f64) {
        (self.spent, self.mean)
    }
}

/// A row for the mean of U, one for that of V and one for the mass at the end, at what a policy spends.
fn compare(panel: &mut Panel, ball: &mut DivergenceBall, name: &str, known: &Known) -> Result<(), Refusal> {
    let best = ball.at(known.spent)?;
    let found = [("U", Some(best.mean_u), known.mean), ("V", best.mean_v, 0.5 * known.mean)];
    for (part, mean, truth) in found {
        let mean = mean.and_then(Moment::finite).ok_or_else(|| Refusal(format!("no mean of {part} at {}", known.spent)))?;
        let place = format!("{name} at {:.6}, {part}", known.spent);
        let predicted = Estimate::new(truth, 1e-9 * truth);
        let row = Row::new(format!("{name}, {part}"), known.spent, place, predicted, Measured::Enclosure(mean));
        panel.rows.push(row.with_note(format!("{:.6} escapes", known.escaped)));
    }
    Ok(())
}

/// `E g(s - U)` from a second antiderivative of g: U is the sum of two uniform values.
fn of_triangle(second: impl Fn(f64) -> f64, s: f64) -> f64 {
    let at_end = if s > 2.0 { second(s - 2.0) } else { 0.0 };
    second(s) - 2.0 * second(s - 1.0) + at_end
}

fn of_inverse(s: f64) -> f64 {
    of_triangle(|x| x * x.ln(), s)
}

/// The bottom share d, below `√(2d)`, moved to 2.
fn moved(d: f64) -> Known {
    Known { spent: d, mean: 1.0 - (2.0 * d).powf(1.5) / 3.0 + 2.0 * d, escaped: d }
}

/// `w = c/(s - U)²`: it spends `1 - E √w`.
fn hellinger(s: f64) -> Known {
    let (first, second) = (of_inverse(s), of_triangle(|x| -x.ln(), s));
    Known { spent: 1.0 - first / second.sqrt(), mean: s - first / second, escaped: 0.0 }
}

/// `w = λ/(s - U)`, of the mass `held`: it spends `E[-ln w]`, whatever escapes to 2 = s.
fn reverse_kl(s: f64, held: f64) -> Known {
    let lambda = held / of_inverse(s);
    let of_logarithm = of_triangle(|x| 0.5 * x * x * x.ln() - 0.75 * x * x, s);
    Known { spent: of_logarithm - lambda.ln(), mean: s - lambda, escaped: 1.0 - held }
}
