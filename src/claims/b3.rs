//! B-3: under a power-law error the gain of best of n dies like a power of n, while the proxy grows like one.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, best_of::Selector};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::special::{gamma, ln_gamma_1p};
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b3",
    title: "Under a power-law error the gain of best of n fades like n^(-1/α), that is e^(-KL/α), while the proxy grows like n^(1/α)",
    statement: "Let P(X > t) ~ c t^-α with density f(t) ~ α c t^(-α-1) differentiable far out, V light-tailed and independent. Then \
        E_n[V] - E[V] ~ (α+1) Var V Γ(1 + 1/α) (c n)^(-1/α), and E_n[U] ~ (c n)^(1/α) Γ(1 - 1/α) if α > 1. As KL = ln n - 1 + 1/n, \
        the gain is of order e^(-KL/α). For Pareto(α) errors and V ~ N(0, s²) the gain is \
        (α+1) s² [G_1 + (α+3) s²/2 · G_3 + O(n^(-5/α))], G_j = Γ(1 + j/α) Γ(n+1)/Γ(n+1+j/α).",
    hypotheses: "X and V are independent; f is eventually positive and differentiable with f'(t)/f(t) ~ -(α+1)/t and \
        |f'(s)|/f(s) ≤ C/t for s ≥ t/2; E e^(εV) < ∞ and E e^(-εV) < ∞ for some ε > 0; P(X < -t) falls no slower than some power of t.",
    applies,
    source: "Derived in the proof: E[V | U = t] by dominated convergence, then the law of the largest rank.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    match error.tail_class() {
        TailClass::RegularlyVarying { log_power: 0.0, .. } => {}
        _ => return Err(format!("the tail of {error} is not a constant times a power")),
    }
    match value.tail_class() {
        TailClass::Bounded | TailClass::SuperExponential { .. } | TailClass::Exponential { .. } => Ok(()),
        _ => Err(format!("{value} is not light-tailed")),
    }
}

/// Index and constant of the error's tail.
fn tail(proxy: &Proxy) -> Result<(f64, f64), Refusal> {
    match proxy.error.tail_class() {
        TailClass::RegularlyVarying { index, ln_coefficient, .. } => Ok((index, ln_coefficient.exp())),
        _ => Err(Refusal(format!("{} has no power-law tail", proxy.error))),
    }
}

/// `E[B^p]` for B ~ Beta(1, n): `Gamma(1+p) Gamma(n+1) / Gamma(n+1+p)`, by Stirling's series where n is large.
fn rank_moment(p: f64, n: f64) -> f64 {
    // ln Gamma(m + p) - ln Gamma(m), m = n + 1, to order m^-2: the claim is used from n = 80 on.
    let m = n + 1.0;
    let ln_ratio = p * m.ln() + p * (p - 1.0) / (2.0 * m) - p * (p - 1.0) * (2.0 * p - 1.0) / (12.0 * m * m);
    (ln_gamma_1p(p) - ln_ratio).exp()
}

/// The leading form of the gain.
fn leading(alpha: f64, c: f64, variance: f64, n: f64) -> f64 {
    (alpha + 1.0) * variance * gamma(1.0 + 1.0 / alpha) * (c * n).powf(-1.0 / alpha)
}

/// An error and value, what the leading form leaves out, and the first n at which it is small.
struct Case {
    value: &'static str,
    error: &'static str,
    variance: f64,
    first: f64,
    /// Factor and order k of the relative remainder `(c n)^(-k/alpha)` of the leading forms; `4/n` comes on top.
    remainder: (f64, f64),
}

const CASES: [Case; 6] = [
    Case { value: "normal(0, 1)", error: "pareto(3)", variance: 1.0, first: 1e4, remainder: (20.0, 2.0) },
    Case { value: "normal(0, 1)", error: "pareto(1.5)", variance: 1.0, first: 1e4, remainder: (20.0, 2.0) },
    Case { value: "normal(0, 1)", error: "student_t(2)", variance: 1.0, first: 1e4, remainder: (20.0, 2.0) },
    Case { value: "normal(0, 1)", error: "pareto(0.8)", variance: 1.0, first: 1e4, remainder: (20.0, 2.0) },
    Case { value: "exponential(1)", error: "pareto(1.5)", variance: 1.0, first: 1e6, remainder: (8.0, 1.0) },
    Case { value: "uniform(0, 4)", error: "pareto(1.2)", variance: 4.0 / 3.0, first: 1e6, remainder: (8.0, 1.0) },
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut gains = Panel::new("The gain", Axis::log("number of draws n"), Axis::log("E[V of the best of n] − E[V]"));
    let mut proxies = Panel::new("What the proxy shows", Axis::log("number of draws n"), Axis::log("E[largest U]"));
    for case in &CASES {
        let series = format!("V {}, X {}", case.value, case.error);
        context.begin(&series);
        let proxy = context.proxy(case.value, case.error)?;
        let (alpha, c) = tail(&proxy)?;
        let mut selector = Selector::new(&proxy)?;
        let base = proxy.value.mean().finite().ok_or_else(|| Refusal(format!("{} has no mean", proxy.value)))?;
        let places = [1.0, 1e2, 1e4, 1e6, 1e8].map(|step| case.first * step);
        for n in places {
            let found = selector.best_of(n)?;
            let refuse = || Refusal(format!("{series}: no finite mean by quadrature at n = {n}"));
            let gain = found.mean_v.finite().ok_or_else(refuse)?.plus(Estimate::new(-base.value, base.error));
            let note = format!("KL = {:.3} nats", found.kl.value);
            let place = format!("n = {n:e}");
            let left = case.remainder.0 * (c * n).powf(-case.remainder.1 / alpha) + 4.0 / n;
            let lead = leading(alpha, c, case.variance, n);
            let row = Row::new(&series, n, &place, Estimate::new(lead, left * lead), Measured::Enclosure(gain));
            if left < 0.02 {
                gains.rows.push(row.as_limit().with_note(&note));
            }
            if let (true, Some(mean_u)) = (alpha > 1.0 && left < 0.02, found.mean_u.finite()) {
                let lead = (c * n).powf(1.0 / alpha) * gamma(1.0 - 1.0 / alpha);
                let predicted = Estimate::new(lead, left * lead);
                let row = Row::new(&series, n, &place, predicted, Measured::Enclosure(mean_u));
                proxies.rows.push(row.as_limit().with_note(note));
            }
        }
        let ns = || (0..=1).map(|i| 1e3 * 10f64.powf(f64::from(i) * 13.0));
        gains.line(&series, true, ns().map(|n| (n, leading(alpha, c, case.variance, n))));
        if alpha > 1.0 {
            proxies.line(&series, true, ns().map(|n| (n, (c * n).powf(1.0 / alpha) * gamma(1.0 - 1.0 / alpha))));
        }
    }
    Ok(Evidence::of(vec![gains, proxies, second_order(context)?]))
}

/// Pareto errors and a normal value, with the next term.
fn second_order(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The next term, V normal(0, 1)";
    let mut panel = Panel::new(title, Axis::log("number of draws n"), Axis::linear("gain / leading form"));
    for alpha in [1.5, 3.0] {
        let series = format!("X pareto({alpha})");
        let mut selector = Selector::new(&context.proxy("normal(0, 1)", &format!("pareto({alpha})"))?)?;
        let exact = |n: f64| {
            let [first, third, fifth] = [1.0, 3.0, 5.0].map(|j| rank_moment(j / alpha, n));
            let left = 2.0 * third_coefficient(alpha) * fifth + 1e-9 * first;
            Estimate::new(first + 0.5 * (alpha + 3.0) * third, left).scaled(alpha + 1.0)
        };
        // U is at least about 20 standard deviations of V.
        for n in [1.0, 4.0, 16.0].map(|step| (step * 20f64.powf(alpha)).round()) {
            let refuse = || Refusal(format!("{series}: no finite mean by quadrature at n = {n}"));
            let gain = selector.best_of(n)?.mean_v.finite().ok_or_else(refuse)?;
            let unit = 1.0 / leading(alpha, 1.0, 1.0, n);
            let measured = Measured::Enclosure(gain.scaled(unit));
            // The leading form is the lie: these rows tell it from the two terms.
            let row = Row::new(&series, n, format!("n = {n}"), exact(n).scaled(unit), measured);
            panel.rows.push(row.as_limit().with_lie(1.0));
        }
        let ns = (0..=40).map(|i| (20.0 * 10f64.powf(f64::from(i) * 0.02)).powf(alpha));
        panel.line(&series, false, ns.map(|n| (n, exact(n).value / leading(alpha, 1.0, 1.0, n))));
    }
    panel.line("leading form", true, [80.0, 2e6].map(|n| (n, 1.0)));
    Ok(panel)
}

/// The factor of `E[B^(5/alpha)]` in the expansion: its size, doubled, is taken for what the two terms leave out.
fn third_coefficient(alpha: f64) -> f64 {
    let a = 0.5 * (alpha + 1.0);
    let b = a * ((alpha + 2.0) * (alpha + 3.0) + (1.0 - alpha) * (alpha + 1.0)) / 4.0;
    3.0 * a * a - b - 3.0 * a * (alpha + 2.0) + (alpha + 2.0) * (2.0 * alpha + 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_of_the_rank_is_that_of_the_beta_law() {
        // E B = 1/(n+1), E B^2 = 2/((n+1)(n+2)).
        assert!((rank_moment(1.0, 1e4) * 10_001.0 - 1.0).abs() < 1e-12);
        assert!((rank_moment(2.0, 1e4) * 10_001.0 * 10_002.0 / 2.0 - 1.0).abs() < 1e-11);
    }
}
