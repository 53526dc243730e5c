//! K-7: what other divergences protect from: χ² where the proxy has a variance, a bounded density ratio always, and any f-divergence
//! where the conjugate of f has a moment.

mod general;
mod library;

use super::measure::{coin_and_pareto, spread};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector, condition::Conditioner};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k7",
    title: "A χ² budget holds the proxy where it has a variance, a bounded density ratio where it has a mean, total variation and reverse KL where it is bounded; KL needs exponential moments",
    statement: "Let Q be the law of U, E|U| < ∞, p > 1 and q = p/(p-1). The supremum of E_P[U] over E_Q (dP/dQ)^p ≤ 1 + ε is finite, for one ε > 0 \
        or for all, if and only if E (U⁺)^q < ∞. For p = 2, χ² = E_Q (dP/dQ)² - 1 ≤ ε, it is at most E[U] + sd(U) √ε, attained by dP/dQ = 1 + √ε \
        (U - E U)/sd(U) where that is nowhere negative. For every p, c ((U - τ)⁺)^(1/(p-1)) attains the supremum if E_Q (dP/dQ)^p = 1 + ε. For P(U ≥ t) regularly varying of index α > 1 the \
        policies that only raise the mass of U ≥ t, with χ² = ε, have E_P[U] - E[U] ~ √ε α/(α-1) t √P(U ≥ t): to ∞ for 1 < α < 2, to 0 \
        for α > 2. Under dP/dQ ≤ r the supremum is the mean of the top share 1/r, always finite. For a convex f ≥ 0 with f(1) = 0, \
        f*(y) = sup (wy - f(w)) and L = lim f(w)/w the supremum over E_Q f(dP/dQ) ≤ d is, for one d > 0 or for all, finite if and only if E f*(sU) < ∞ \
        for some s > 0, which for L < ∞ (total variation, Hellinger, Jensen-Shannon, reverse KL) is that U is bounded above; for f of order w (ln w)^B \
        it is E exp((sU⁺)^(1/B)) < ∞, so that P(U > t) = exp(-t^k) is held if and only if B ≥ 1/k. If (U - τ)/λ is a slope of f at w ≥ 0 and \
        E w = 1, w attains the supremum at d = E f(w); if E w = 1 - m < 1 and τ + λL = ess sup U, the supremum at E f(w) + Lm is E[wU] + m ess sup U. \
        For total variation it is d ess sup U + (1-d) E[U given its top share 1-d].",
    hypotheses: "E|U| < ∞. V and X may depend on each other.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Hölder's inequality and its converse, Karamata's theorem, the Neyman-Pearson lemma. χ² regularisation is advocated by Huang et al. \
        (2024), arXiv 2407.13399.",
    corrects: None,
    evidence,
};

const THRESHOLDS: [f64; 7] = [4.0, 10.0, 1e2, 1e3, 1e4, 1e6, 1e8];
const INDICES: [f64; 3] = [1.2, 1.5, 3.0];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![
        raised(context)?,
        optima(context)?,
        library::orders(context)?,
        library::heavy(context)?,
        ratios(context)?,
        general::boundary(context)?,
        general::triangular(context)?,
    ]))
}

/// `P(U >= t)` and `E[U | U >= t]`, V being 1 or -1 beside a Pareto error.
fn closed(alpha: f64, t: f64) -> (f64, f64) {
    let [p, of_value, of_error] = coin_and_pareto(alpha, t);
    (p, (of_value + of_error) / p)
}

/// What raising the mass above t gains at χ² = 1: with `w - p = sqrt(p (1 - p))` of mass moved, from the mean below to that above.
fn gain(p: f64, above: f64, mean: f64) -> f64 {
    (p / (1.0 - p)).sqrt() * (above - mean)
}

/// The mass above a threshold is raised as far as χ² = 1 allows.
fn raised(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "The mass of U ≥ t raised to χ² = 1: V two_point(-1, 1, 0.5)",
        Axis::log("threshold t"),
        Axis::log("E[U] under the policy less E[U]"),
    );
    for alpha in INDICES {
        let (error, mean) = (format!("pareto({alpha})"), alpha / (alpha - 1.0));
        let conditioner = Conditioner::new(&context.proxy("two_point(-1, 1, 0.5)", &error)?);
        for t in THRESHOLDS {
            context.begin(&format!("{error}, t = {t:e}"));
            let found = conditioner.above(t)?;
            let above = found.mean_u.finite().ok_or_else(|| Refusal(format!("no mean of U above {t}")))?;
            let p = found.ln_p.value.exp();
            let measured = gain(p, above.value, mean);
            let error_of = measured.abs() * (found.ln_p.error + above.error / (above.value - mean).abs());
            let (p, above) = closed(alpha, t);
            let predicted = gain(p, above, mean);
            panel.rows.push(Row::new(
                format!("X {error}"),
                t,
                format!("t = {t:e}"),
                Estimate::new(predicted, 1e-9 * predicted),
                Measured::Enclosure(Estimate::new(measured, error_of)),
            ));
        }
        let curve = spread(3.0, 2e8, 80).map(|t| {
            let (p, above) = closed(alpha, t);
            (t, gain(p, above, mean))
        });
        panel.line(format!("X {error}"), false, curve);
        let leading = spread(3.0, 2e8, 2).map(|t| (t, mean * t.powf(1.0 - 0.5 * alpha)));
        panel.line(format!("X {error}"), true, leading);
    }
    Ok(panel)
}

/// The optimum for U gamma(2, 1), the sum of two exponential laws: `dP/dQ = c (U - tau)^+`, by its τ (which may be negative).
fn optima(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "The most at χ² ≤ ε: V and X exponential(1). Dashed: E[U] + sd(U) √ε",
        Axis::log("ε"),
        Axis::linear("sup E[U]"),
    );
    let conditioner = Conditioner::new(&context.proxy("exponential(1)", "exponential(1)")?);
    for tau in [-20.0, -5.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0] {
        context.begin(&format!("τ = {tau}"));
        let (chi2, mean) = optimum(tau);
        let found = by_survival(&conditioner, tau)?;
        let (place, predicted) = (format!("τ = {tau}"), Estimate::new(mean, 1e-9 * mean));
        let row = Row::new("dP/dQ = c (U - τ)⁺", chi2, place, predicted, Measured::Enclosure(found));
        panel.rows.push(row.with_note(format!("χ² = {chi2:.6}")));
    }
    let curve = || (0..=80).map(|i| -24.0 + 0.34 * f64::from(i)).map(optimum);
    panel.line("dP/dQ = c (U - τ)⁺", false, curve());
    panel.line("dP/dQ = c (U - τ)⁺", true, curve().map(|(chi2, _)| (chi2, 2.0 + (2.0 * chi2).sqrt())));
    Ok(panel)
}

/// χ² and the mean: below 0 the weight is linear, from there on `E (U-τ)⁺ = (2+τ) e^-τ`, `E ((U-τ)⁺)² = (6+2τ) e^-τ`.
fn optimum(tau: f64) -> (f64, f64) {
    if tau <= 0.0 {
        let root = 2.0 / (2.0 - tau);
        return (0.5 * root * root, 2.0 + root);
    }
    let first = 2.0 + tau;
    ((6.0 + 2.0 * tau) * tau.exp() / (first * first) - 1.0, tau + (6.0 + 2.0 * tau) / first)
}

/// The mean under `dP/dQ = c (U - tau)^+` from `P(U >= u)` alone: `E (U-τ)⁺ = int P`, `E[U (U-τ)⁺] = int (2u - τ) P`, from `tau` or 0 on.
fn by_survival(conditioner: &Conditioner, tau: f64) -> Result<Estimate, Refusal> {
    let low = tau.max(0.0);
    let panels: Vec<(f64, f64)> = (0..25).map(|k| (low + 2.0 * f64::from(k), low + 2.0 * f64::from(k + 1))).collect();
    let parts = |u: f64| {
        // Beyond all that U reaches there is nothing.
        let p = conditioner.value_above(u).map_or(0.0, |above| above.ln_p.value.exp());
        [p, (2.0 * u - tau) * p]
    };
    let q = integrate(|_, u| parts(u), &panels, Goal { relative: 1e-11, bisections: 200 });
    let of = |k: usize, more: f64| Estimate::new(q.value[k] + more, q.error[k] + 3e-11 * q.absolute[k]);
    // Below 0 the weight is already -tau at the least value.
    let head = (-tau).max(0.0);
    Ok(of(1, 0.0).over(of(0, head)))
}

/// The top share under a bounded ratio.
fn ratios(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "The most under dP/dQ ≤ r: V two_point(-1, 1, 0.5)",
        Axis::log("r"),
        Axis::log("sup E[U]"),
    );
    for alpha in INDICES {
        let error = format!("pareto({alpha})");
        let mut selector = Selector::new(&context.proxy("two_point(-1, 1, 0.5)", &error)?)?;
        for r in [1e2, 1e4, 1e6, 1e8] {
            context.begin(&format!("{error}, r = {r:e}"));
            let found = selector.quantilizer(1.0 / r)?.mean_u;
            let found = found.finite().ok_or_else(|| Refusal(format!("no mean of the top 1/{r}")))?;
            let predicted = top(alpha, r);
            let predicted = Estimate::new(predicted, 1e-9 * predicted);
            panel.rows.push(Row::new(format!("X {error}"), r, format!("r = {r:e}"), predicted, Measured::Enclosure(found)));
        }
        panel.line(format!("X {error}"), false, spread(50.0, 2e8, 60).map(|r| (r, top(alpha, r))));
    }
    Ok(panel)
}

/// The mean of the top share 1/r, its threshold by bisection of the closed `P(U >= t)`.
fn top(alpha: f64, r: f64) -> f64 {
    let (mut low, mut high) = (2f64.ln(), 1e12f64.ln().max(4.0 * r.ln() / alpha));
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if closed(alpha, middle.exp()).0 > 1.0 / r { low = middle } else { high = middle }
    }
    closed(alpha, (0.5 * (low + high)).exp()).1
}
