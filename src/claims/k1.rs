//! K-1: the most that a proxy's mean can be at a KL divergence has three phases, by the exponential moments of the proxy.

use super::measure::{self, coin_and_pareto};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner, value_function::ValueFunction};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::sample::draw::{draw, summary};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k1",
    title: "sup E[U] at KL ≤ d is infinite for every d, or attained by an exponential tilt, or in the end bought at 1/g a nat and never attained",
    statement: "Let Q be the law of U, K(s) = ln E e^(sU), g = sup {s : K(s) < ∞} and W(d) = sup {E_P[U] : KL(P || Q) ≤ d}, d > 0. \
        If g = 0 (a heavy upper tail), W(d) = ∞ for every d > 0. If g > 0, W(d) = inf over 0 < s ≤ g of (K(s) + d)/s, and while d is below \
        d_g = lim s K'(s) - K(s) as s rises to g, it is K'(s) for the s with s K'(s) - K(s) = d, attained by the tilt e^(sU) alone. \
        d_g < ∞ in two cases only: g < ∞ and K'(g) < ∞, where W(d) = K'(g) + (d - d_g)/g for d > d_g and no policy attains it; and \
        g = ∞ with an atom of mass e^(-d_g) at the upper end b of U, where W(d) = b from there on. For independent V and X, K = K_V + K_X.",
    hypotheses: "U is not constant. The split K = K_V + K_X needs V and X independent; the rest does not.",
    applies: |subject| subject.pair().map(drop),
    source: "Donsker and Varadhan (1975) for the variational formula; the two phases beyond the tilts are derived in the proof. Contains \
        theorem 1, on heavy tails, and the theorem on a light-tailed V of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503.",
    corrects: None,
    evidence,
};

/// A pair of laws, K of their sum in closed form or by an integral of its own, and g.
struct Pair {
    value: &'static str,
    error: &'static str,
    k: fn(f64) -> f64,
    g: f64,
}

const PAIRS: [Pair; 4] = [
    Pair { value: "normal(0, 1)", error: "laplace(1)", k: |s| 0.5 * s * s - (-s * s).ln_1p(), g: 1.0 },
    Pair { value: "normal(0, 1)", error: "exponential(1)", k: |s| 0.5 * s * s - (-s).ln_1p(), g: 1.0 },
    Pair { value: "normal(0, 1)", error: "tempered_pareto(3, 1)", k: |s| 0.5 * s * s + tempered(s), g: 1.0 },
    Pair { value: "uniform(0, 1)", error: "two_point(-1, 1, 0.5)", k: bounded, g: f64::INFINITY },
];

/// `ln [(e^s - 1)/s] + ln cosh s`.
fn bounded(s: f64) -> f64 {
    2.0 * s + (-(-s).exp_m1() / s).ln() + (-2.0 * s).exp().ln_1p() - std::f64::consts::LN_2
}

/// `ln E e^(sT)` for `P(T > t) = t^-3 e^(1-t)`: `s + ln(1 + s int_0^inf (1 + u)^-3 e^(-(1-s) u) du)`.
fn tempered(s: f64) -> f64 {
    let f = |_, y: f64| {
        let u = y.exp_m1();
        [(-2.0 * y - (1.0 - s) * u).exp()]
    };
    let panels: Vec<(f64, f64)> = (0..20).map(|k| (f64::from(k), f64::from(k + 1))).collect();
    s + (s * integrate(f, &panels, Goal::default()).value[0]).ln_1p()
}

const DIVERGENCES: [f64; 8] = [0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![values(context)?, edges(context)?, heavy(context)?, draws(context)?]))
}

/// The mean of the tilt that meets each divergence, against the least of the bounds.
fn values(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "Points: the mean of the tilt that meets d, or what is approached. Lines: inf (K(s) + d)/s",
        Axis::log("KL divergence d (nats)"),
        Axis::linear("sup E[U]"),
    );
    for pair in PAIRS {
        let series = format!("V {}, X {}", pair.value, pair.error);
        context.begin(&series);
        let function = ValueFunction::new(&context.proxy(pair.value, pair.error)?)?;
        for d in DIVERGENCES {
            let best = function.at(d)?;
            let found = best.mean_u.finite().ok_or_else(|| Refusal(format!("{series}: no finite value at {d}")))?;
            let bound = least_bound(&pair, d);
            let note = if best.attained { format!("rate {:.4}", best.rate) } else { "not attained".into() };
            let row = Row::new(&series, d, format!("d = {d}"), Estimate::new(bound, 1e-10 * bound), Measured::Enclosure(found));
            panel.rows.push(row.with_note(note));
        }
        let places = (0..=60).map(|i| 1e-3 * 1e4f64.powf(f64::from(i) / 60.0));
        panel.line(&series, false, places.map(|d| (d, least_bound(&pair, d))));
    }
    Ok(panel)
}

/// `inf over 0 < s <= g of (K(s) + d)/s`.
fn least_bound(pair: &Pair, d: f64) -> f64 {
    measure::least_bound(pair.k, pair.g, d)
}

/// Where attainment ends for tempered power laws beside a normal value, in closed form.
fn edges(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "Above the curve nothing attains the supremum: V normal(0, 1), X tempered_pareto(α, 1)",
        Axis::linear("α"),
        Axis::linear("d_g (nats)"),
    );
    // K'(1) of X is M'(1)/M(1), M(1) = e (1 + 1/(α-1)), M'(1) = e (α/(α-1) + 1/(α-2)).
    let edge = |alpha: f64| {
        let mass = 1.0 + 1.0 / (alpha - 1.0);
        0.5 + (alpha / (alpha - 1.0) + 1.0 / (alpha - 2.0)) / mass - (1.0 + mass.ln())
    };
    for alpha in [2.2, 2.5, 3.0, 4.0, 6.0, 10.0] {
        context.begin(&format!("α = {alpha}"));
        let function = ValueFunction::new(&context.proxy("normal(0, 1)", &format!("tempered_pareto({alpha}, 1)"))?)?;
        let found = function.edge().ok_or_else(|| Refusal(format!("no end of attainment at α = {alpha}")))?;
        let predicted = Estimate::new(edge(alpha), 1e-9 * edge(alpha));
        panel.rows.push(Row::new("d_g", alpha, format!("α = {alpha}"), predicted, Measured::Enclosure(found)));
    }
    panel.line("d_g", false, (0..=80).map(|i| 2.15 + 0.1 * f64::from(i)).map(|alpha| (alpha, edge(alpha))));
    Ok(panel)
}

/// Under a heavy tail: for each threshold the mixture of the base with what reaches it, at a divergence of at most d.
fn heavy(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "A heavy tail, V two_point(-1, 1, 0.5), X pareto(2): mixtures with U ≥ t, each at KL ≤ d",
        Axis::log("threshold t"),
        Axis::log("E[U] of the mixture"),
    );
    let proxy = context.proxy("two_point(-1, 1, 0.5)", "pareto(2)")?;
    let conditioner = Conditioner::new(&proxy);
    for d in [0.1, 0.001] {
        let series = format!("d = {d}");
        for t in [1e2, 1e3, 1e4, 1e6, 1e8, 1e10] {
            context.begin(&format!("{series}, t = {t:e}"));
            let above = conditioner.above(t)?;
            let weight = d / -above.ln_p.value;
            let reached = above.mean_u.finite().ok_or_else(|| Refusal(format!("no mean of U above {t}")))?;
            let found = reached.scaled(weight).plus(Estimate::closed_form(2.0 * (1.0 - weight)));
            let (mean, kl) = mixture(d, t);
            let row = Row::new(&series, t, format!("t = {t:e}"), Estimate::new(mean, 1e-9 * mean), Measured::Enclosure(found));
            panel.rows.push(row.with_note(format!("KL = {kl:.3e}")));
        }
        panel.line(&series, false, (0..=60).map(|i| 1e2 * 1e8f64.powf(f64::from(i) / 60.0)).map(|t| (t, mixture(d, t).0)));
    }
    Ok(panel)
}

/// The mean of `(1-w) Q + w Q(. | U >= t)` with `w = d / -ln P(U >= t)`, and its divergence, from `P(X > x) = x^-2` and
/// `E[X; X > x] = 2/x`.
fn mixture(d: f64, t: f64) -> (f64, f64) {
    let [p, of_value, of_error] = coin_and_pareto(2.0, t);
    let w = d / -p.ln();
    let above = (1.0 - w) * p + w;
    let kl = above * (1.0 - w + w / p).ln() + (1.0 - above) * (-w).ln_1p();
    ((1.0 - w) * 2.0 + w * (of_value + of_error) / p, kl)
}

/// The tilt itself, drawn by keeping each outcome with a chance that rises with U.
fn draws(context: &Context<'_>) -> Result<Panel, Refusal> {
    let pair = &PAIRS[3];
    let mut panel = Panel::new(
        "Outcomes kept with chance e^(s (U - 2)): their mean",
        Axis::log("KL divergence d (nats)"),
        Axis::linear("E[U]"),
    );
    let proxy = context.proxy(pair.value, pair.error)?;
    let (function, patience) = (ValueFunction::new(&proxy)?, context.law("exponential(1)")?);
    for d in [0.05, 0.2, 0.5, 1.0] {
        context.begin(&format!("drawn, d = {d}"));
        let rate = function.at(d)?.rate;
        let kept = |stream: &mut crate::sample::Stream| loop {
            let u = draw(&*proxy.value, stream) + draw(&*proxy.error, stream);
            // With probability e^(s (u - 2)).
            if draw(&*patience, stream) > rate * (2.0 - u) {
                return u;
            }
        };
        let found = summary(context.draws(200_000), &context.stream(&format!("kept, d = {d}")), kept);
        let (count, mean, variance) = (found.count, found.mean, found.variance());
        let measured = Measured::BoundedMean { count, mean, variance, low: -1.0, high: 2.0 };
        let bound = least_bound(pair, d);
        let row = Row::new("uniform(0, 1) + two_point(-1, 1, 0.5)", d, format!("d = {d}"), Estimate::new(bound, 1e-9), measured);
        panel.rows.push(row.with_note(format!("rate {rate:.4}")));
    }
    panel.line("uniform(0, 1) + two_point(-1, 1, 0.5)", false, (0..=40).map(|i| {
        let d = 0.04 * 30f64.powf(f64::from(i) / 40.0);
        (d, least_bound(pair, d))
    }));
    Ok(panel)
}
