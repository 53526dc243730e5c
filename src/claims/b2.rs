//! B-2: the value of the best of n is one integral over ranks, for every real n.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    best_of::Selector,
    condition::{Conditional, Conditioner},
};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::logs::ln_1m_exp;
use crate::num::special::ln_gamma;
use crate::sample::select::best_of_values;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b2",
    title: "The value of the best of n is one integral over ranks, for every real n ≥ 1, at n = 10¹⁸ as at n = 10",
    statement: "Let U have no atoms, E|V| < ∞, p = P(U ≥ u_p), m(p) = E[V | U = u_p] and C(p) = E[V | U ≥ u_p]. The value of the draw \
        with the largest of n proxies is E_n[V] = E[m(B)], B ~ Beta(1, n), and for n > 1 also E_n[V] = E[C(B')], B' ~ Beta(2, n-1): \
        the best of n is a random threshold. For real n either side is the value under the density n F(U)^(n-1).",
    hypotheses: "The n pairs (V, U) are independent copies of one another; V and U may depend on each other. U has no atoms, E|V| < ∞.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Elementary order statistics; the form with thresholds is derived in the proof.",
    corrects: None,
    evidence,
};

/// The step in the logit of the rank. The trapezoid rule converges exponentially for integrands analytic in a strip.
const STEP: f64 = 0.5;
/// The logit of the lowest rank that counts: for the smallest n in use, e^(-1.5 * 12) of the weight lies below.
const FIRST: f64 = 12.0;

/// A rank with both conditional values there: logarithms of p and 1 - p, `C(p)`, and `m(p)`.
struct Node {
    ln_p: f64,
    ln_q: f64,
    above: Estimate,
    at: Estimate,
}

/// Conditional values at equal steps of `ln(p / (1 - p))` down to a logit, from conditioning on thresholds.
fn nodes(proxy: &Proxy, last: f64) -> Result<Vec<Node>, Refusal> {
    let conditioner = Conditioner::new(proxy);
    let start = proxy.value.inv_ln_cdf(-FIRST) + proxy.error.inv_ln_cdf(-FIRST);
    let mut search = Search { conditioner: &conditioner, from: start, step: 1.0 };
    let count = ((FIRST - last) / STEP) as usize;
    let node = |i: usize| {
        let logit = FIRST - STEP * i as f64;
        let found = search.threshold(logit)?;
        let refuse = || Refusal(format!("no finite value by quadrature at t = {}", found.t));
        let above = found.mean_v.finite().ok_or_else(refuse)?;
        let at = found.mean_v_at.and_then(|m| m.finite()).ok_or_else(refuse)?;
        // ln p = logit - ln(1 + e^logit), ln q = -ln(1 + e^logit): q keeps its digits next to 1.
        let ln_q = -if logit > 0.0 { logit + (-logit).exp().ln_1p() } else { logit.exp().ln_1p() };
        Ok(Node { ln_p: logit + ln_q, ln_q, above, at })
    };
    (0..count).map(node).collect()
}

/// A search for thresholds of ever smaller rank: each starts where the last one ended.
struct Search<'a> {
    conditioner: &'a Conditioner,
    from: f64,
    step: f64,
}

impl Search<'_> {
    /// How far `ln(p/(1-p))` at t lies above a logit.
    fn miss(&self, t: f64, logit: f64) -> Result<(f64, Conditional), Refusal> {
        let found = self.conditioner.above(t)?;
        let ln_p = found.ln_p.value;
        Ok((ln_p - ln_1m_exp(ln_p.min(-1e-300)) - logit, found))
    }

    /// What is known at the threshold of this logit, to eight digits of the logit: a bracket, then regula falsi that halves
    /// the weight of an end that stays (Illinois).
    fn threshold(&mut self, logit: f64) -> Result<Conditional, Refusal> {
        let (mut low, mut high) = (self.from, self.from + self.step);
        let (mut at_low, mut at_high) = (self.miss(low, logit)?.0, self.miss(high, logit)?.0);
        for doubling in 0..60 {
            let width = self.step * 2f64.powi(doubling);
            if at_low < 0.0 {
                (high, at_high, low) = (low, at_low, low - width);
                at_low = self.miss(low, logit)?.0;
            } else if at_high > 0.0 {
                (low, at_low, high) = (high, at_high, high + width);
                at_high = self.miss(high, logit)?.0;
            } else {
                break;
            }
        }
        let mut side = 0;
        loop {
            let t = (low * at_high - high * at_low) / (at_high - at_low);
            let (miss, found) = self.miss(t, logit)?;
            if miss.abs() < 1e-8 * (1.0 + logit.abs()) || high - low <= 1e-14 * t.abs() {
                (self.step, self.from) = ((t - self.from).abs().max(1e-3), t);
                return Ok(found);
            }
            let (halved, now) = if miss > 0.0 { (&mut at_high, 1) } else { (&mut at_low, -1) };
            *halved *= if side == now { 0.5 } else { 1.0 };
            side = now;
            if miss > 0.0 { (low, at_low) = (t, miss) } else { (high, at_high) = (t, miss) }
        }
    }
}

/// A density on ranks as a Beta(a, b) law: the trapezoid sum of a conditional value, its error from the rule with twice the step.
fn over_ranks(nodes: &[Node], a: f64, b: f64, of: impl Fn(&Node) -> Estimate) -> Estimate {
    // dp = p (1-p) d logit.
    let ln_unit = -ln_beta(a, b);
    let weight = |node: &Node| STEP * (ln_unit + a * node.ln_p + b * node.ln_q).exp();
    let sum = |step: usize, skip: usize, f: &dyn Fn(&Node) -> f64| -> f64 {
        nodes.iter().skip(skip).step_by(step).map(|node| step as f64 * weight(node) * f(node)).sum()
    };
    let value = sum(1, 0, &|node| of(node).value);
    // Half the step squares the error of the rule, so that the difference is generous; it also bounds what the ends cut off.
    let apart = (sum(2, 0, &|node| of(node).value) - value).abs();
    let inherited = sum(1, 0, &|node| of(node).error);
    let size = sum(1, 0, &|node| of(node).value.abs());
    Estimate::new(value, apart + inherited + 1e-9 * size)
}

/// `ln B(a, b)` for a = 1 or 2, where it is elementary for any size of b.
fn ln_beta(a: f64, b: f64) -> f64 {
    match a {
        1.0 => -b.ln(),
        2.0 => -b.ln() - (b + 1.0).ln(),
        _ => ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b),
    }
}

/// Value and error of the pairs.
const PAIRS: [(&str, &str); 2] = [("normal(0, 2)", "student_t(3)"), ("exponential(1)", "normal(0, 1)")];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let x = || Axis::log("number of draws n");
    let y = || Axis::linear("E[V of the best of n]");
    let mut by_threshold = Panel::new("A random threshold: E[C(B′)], B′ ~ Beta(2, n−1)", x(), y());
    let mut by_rank = Panel::new("A random rank: E[m(B)], B ~ Beta(1, n)", x(), y());
    for (value, error) in PAIRS {
        let series = format!("V {value}, X {error}");
        context.begin(&series);
        let proxy = context.proxy(value, error)?;
        let nodes = nodes(&proxy, -60.0)?;
        let mut selector = Selector::new(&proxy)?;
        for n in [2.5, 4.0, 10.5, 100.0, 1e4, 1e6, 1e12, 1e18] {
            let refuse = || Refusal(format!("{series}: no finite mean by quadrature at n = {n}"));
            let measured = Measured::Enclosure(selector.best_of(n)?.mean_v.finite().ok_or_else(refuse)?);
            let threshold = over_ranks(&nodes, 2.0, n - 1.0, |node| node.above);
            let rank = over_ranks(&nodes, 1.0, n, |node| node.at);
            let place = format!("n = {n}");
            by_threshold.rows.push(Row::new(&series, n, &place, threshold, measured.clone()));
            by_rank.rows.push(Row::new(&series, n, &place, rank, measured));
        }
        let ns = || (0..=120).map(|i| 2.0 * 10f64.powf(f64::from(i) * 0.147));
        by_threshold.line(&series, false, ns().map(|n| (n, over_ranks(&nodes, 2.0, n - 1.0, |node| node.above).value)));
        by_rank.line(&series, false, ns().map(|n| (n, over_ranks(&nodes, 1.0, n, |node| node.at).value)));
    }
    Ok(Evidence::of(vec![by_threshold, by_rank, drawn(context)?]))
}

/// A bounded value, where a sample mean has an exact band.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel =
        Panel::new("Drawn: V uniform(0, 1)", Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
    for error in ["student_t(2)", "normal(0, 0.3)"] {
        let series = format!("X {error}");
        let proxy = context.proxy("uniform(0, 1)", error)?;
        let nodes = nodes(&proxy, -24.0)?;
        let exact = |n: f64| over_ranks(&nodes, 2.0, n - 1.0, |node| node.above);
        for n in [2u64, 6, 16] {
            let source = context.stream(&format!("{series} {n}"));
            let found = best_of_values(&proxy, n, context.draws(30_000), &source, |v| v);
            let (count, mean, variance) = (found.count, found.mean, found.variance());
            let measured = Measured::BoundedMean { count, mean, variance, low: 0.0, high: 1.0 };
            panel.rows.push(Row::new(&series, n as f64, format!("n = {n}"), exact(n as f64), measured));
        }
        panel.line(
            &series,
            false,
            (0..=40).map(|i| 2.0 * 64f64.powf(f64::from(i) / 40.0)).map(|n| (n, exact(n).value)),
        );
    }
    Ok(panel)
}
