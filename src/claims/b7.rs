//! B-7: the quantilizer: what a draw from the top share costs, what it is worth, and how that compares with best of n.

use super::b1::{Die, still};
use super::b5::levels::{Levels, above, pairs};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::num::special::ln_gamma;
use crate::sample::Stream;
use crate::sample::draw::{draw, exceedances};
use crate::tail::Moment;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b7",
    title: "A draw from the top share q costs -ln q nats and is worth E[V | U ≥ t_q]; which rule wins at equal KL depends on the tails",
    statement: "The quantilizer draws from the top share q of U: the outcome has density 1/q on the ranks above 1 - q. If U has no atoms, \
        its KL from one draw is -ln q, its χ² is 1/q - 1, and its value is E[V | U ≥ t_q], P(U ≥ t_q) = q. An atom of mass p that lies \
        across the boundary, with the part r of it selected, makes both strictly less: its term is (r/q) ln(r/(qp)) in place of \
        -(r/q) ln q. The KL is that of the best of n where q = e^((n-1)/n)/n. At this q, under the conditions of B-3 and G-5, \
        (E_n[V] - E[V])/(E[V | U ≥ t_q] - E[V]) → Γ(2 + 1/α) e^(-1/α) as n → ∞, if P(X > t) ~ c t^-α: 0.853 at α = 3, 0.772 at \
        α = 3/2, 1.195 at α = 1/3. Between normal laws best of n is worth more at n = 2, 8, 64, 1024 and 65 536. With a lognormal \
        or t3 error (V of standard deviation 2, X as in B-5) it is worth more up to a KL of 3.31 or 3.93, just below that of its peak, and less beyond.",
    hypotheses: "0 < q ≤ 1; E|V| < ∞; V and U may depend on each other. For the limit of the ratio V and X are independent, Var V > 0 and X \
        has a power tail as in B-3 and G-5.",
    applies: |subject| {
        let proxy = subject.pair()?;
        let tied = !proxy.value.atoms().is_empty() && !proxy.error.atoms().is_empty();
        if tied {
            return Err("the proxy has ties: the divergence is less where one lies across the boundary".into());
        }
        proxy.value.mean().finite().map(drop).ok_or(format!("{} has no finite mean", proxy.value))
    },
    source: "Taylor (2016), Quantilizers, for the rule; the divergences are elementary; the ratio is derived in the proof from B-3 and G-5.",
    corrects: None,
    evidence,
};

/// Names of the two rules.
const TOP: &str = "quantilizer";
const BEST: &str = "best of n";

/// The share whose divergence is that of the best of n.
fn matched(n: f64) -> f64 {
    ((n - 1.0) / n).exp() / n
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panels = divergences(context)?.to_vec();
    let mut crossings =
        Panel::new("Where the two rules are worth the same", Axis::linear("KL in nats"), Axis::linear("quotient of the values"))
            .table_only();
    for pair in pairs().filter(|pair| pair.value == "normal" && ["normal", "lognormal", "t3"].contains(&pair.error)) {
        context.begin(&pair.name());
        let proxy = pair.proxy(context)?;
        let (panel, crossing) = at_equal_divergence(&pair.name(), &proxy)?;
        panels.push(panel);
        crossings.rows.extend(crossing);
        if pair.error == "t3" {
            panels.push(drawn(context, &proxy)?);
        }
    }
    panels.push(ratio(context)?);
    panels.push(crossings);
    Ok(Evidence::of(panels))
}

/// KL and chi2 of the top share q of k equal atoms: whole atoms above, and a part of the one across the boundary.
fn tied(k: f64, q: f64) -> (f64, f64) {
    let whole = (q * k + 1e-12).floor();
    let part = (q * k - whole).max(0.0);
    let across = if part > 1e-9 { part / (q * k) * (part / q).ln() } else { 0.0 };
    (whole / (q * k) * -q.ln() + across, (whole + part * part) / (k * q * q) - 1.0)
}

/// Both divergences: of the rank without atoms, from the law of U itself, and of a die.
fn divergences(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let x = || Axis::log("share selected q");
    let mut kl = Panel::new("Divergence: an atom at the top stops it", x(), Axis::linear("KL in nats"));
    let mut chi2 = Panel::new("The same for χ²", x(), Axis::log("χ²")).table_only();
    let smooth = context.proxy("normal(0, 1)", "student_t(3)")?;
    let (mut selector, conditioner) = (Selector::new(&smooth)?, Conditioner::new(&smooth));
    let (no_ties, faces) = ("no ties: -ln q", "a fair die");
    for q in [0.5, 0.2, 0.05, 0.01, 1e-4, 1e-8] {
        // The law of V and U given U >= t has density 1/P(U >= t): its divergence is measured where the rule puts t.
        let depth = conditioner.above(selector.quantilizer(q)?.t)?.ln_p.scaled(-1.0);
        let place = format!("q = {q}");
        let ratio = depth.value.exp_m1();
        let measured = Measured::Enclosure(Estimate::new(ratio, (ratio + 1.0) * depth.error + 1e-12 * ratio));
        chi2.rows.push(Row::new(no_ties, q, &place, Estimate::closed_form((1.0 - q) / q), measured));
        kl.rows.push(Row::new(no_ties, q, place, Estimate::closed_form(-q.ln()), Measured::Enclosure(depth)));
    }
    let mut die = Selector::new(&Proxy { value: Die::law(6), error: still() })?;
    for q in [0.8, 0.5, 0.4, 0.25, 0.1, 0.01, 1e-4] {
        let found = die.quantilizer(q)?;
        let (own, place) = (tied(6.0, q), format!("q = {q}"));
        let row = |value: f64, found: Estimate, plain: f64| {
            let row = Row::new(faces, q, &place, Estimate::new(value, 1e-10 * value), Measured::Enclosure(found));
            // Half the throws is three whole faces, and the plain formula holds.
            if q == 0.5 { row } else { row.with_lie(plain).with_note("the lie: the formula without ties") }
        };
        kl.rows.push(row(own.0, found.kl, -q.ln()));
        chi2.rows.push(row(own.1, found.chi2, (1.0 - q) / q));
    }
    let qs: Vec<f64> = (0..=400).map(|i| 10f64.powf(-f64::from(i) * 0.02)).collect();
    kl.line(no_ties, false, qs.iter().map(|q| (*q, -q.ln())));
    kl.line(faces, false, qs.iter().map(|q| (*q, tied(6.0, *q).0)));
    Ok([kl, chi2])
}

/// The threshold that lets through a share, by bisection of a function that falls.
fn threshold(p: impl Fn(f64) -> f64, q: f64) -> f64 {
    let (mut low, mut high) = (-60.0, 1.0);
    while p(high) > q {
        high *= 2.0;
    }
    while high - low > 1e-8 * high.abs().max(1.0) {
        let middle = 0.5 * (low + high);
        if p(middle) > q { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Both rules along the divergence; each row's lie is the other rule's value.
fn at_equal_divergence(name: &str, proxy: &Proxy) -> Result<(Panel, Option<Row>), Refusal> {
    let (own, levels, mut selector) = (above(proxy), Levels::of(proxy, 1e6), Selector::new(proxy)?);
    let mut panel = Panel::new(name, Axis::linear("KL in nats"), Axis::linear("E[V]"));
    for n in [2.0, 8.0, 64.0, 1024.0, 65_536.0] {
        let q = matched(n);
        let (kl, place) = (-q.ln(), format!("n = {n}, q = {q:.3e}"));
        let (top, best) = (own(threshold(|t| own(t).0, q)).1, levels.best_of(n));
        let refuse = || Refusal(format!("{name}: no finite value at n = {n}"));
        let measured = |mean: Moment| mean.finite().map(Measured::Enclosure).ok_or_else(refuse);
        let found = [measured(selector.quantilizer(q)?.mean_v)?, measured(selector.best_of(n)?.mean_v)?];
        let [of_top, of_best] = found;
        let note = "the lie: the other rule at the same divergence";
        let predicted = Estimate::new(top, 1e-4 * top.abs());
        panel.rows.push(Row::new(TOP, kl, &place, predicted, of_top).with_lie(best.value).with_note(note));
        panel.rows.push(Row::new(BEST, kl, place, best, of_best).with_lie(top).with_note(note));
    }
    let ts = (0..=160).map(|i| -6.0 + 0.2 * f64::from(i)).map(&own);
    panel.line(TOP, false, ts.take_while(|(p, _)| *p > 1e-5).map(|(p, value)| (-p.ln(), value)));
    let ns = (0..=80).map(|i| 1.2 * 2f64.powf(f64::from(i) * 0.25)).take_while(|n| -matched(*n).ln() < 11.5);
    panel.line(BEST, false, ns.map(|n| (-matched(n).ln(), levels.best_of(n).value)));
    let row = |n: f64| {
        let of = |mean: Moment| mean.finite().ok_or_else(|| Refusal(format!("{name}: no finite value")));
        let quotient = of(selector.best_of(n)?.mean_v)?.over(of(selector.quantilizer(matched(n))?.mean_v)?);
        let (kl, predicted) = (-matched(n).ln(), Estimate::new(1.0, 1e-3));
        let place = format!("{name}: KL = {kl:.3}, n = {n:.1}");
        Ok(Row::new("best of n / quantilizer", kl, place, predicted, Measured::Enclosure(quotient)))
    };
    let crossing = crossing(&levels, &own).map(row).transpose()?;
    Ok((panel, crossing))
}

/// The n from 2 to 1e5 at which the two rules of equal divergence are worth the same, by bisection in ln n; none if best of
/// n is worth more at both ends.
fn crossing(levels: &Levels, own: impl Fn(f64) -> (f64, f64)) -> Option<f64> {
    let ahead = |n: f64| levels.best_of(n).value > own(threshold(|t| own(t).0, matched(n))).1;
    let (mut low, mut high) = (2f64.ln(), 1e5f64.ln());
    if ahead(high.exp()) {
        return None;
    }
    while high - low > 1e-4 {
        let middle = 0.5 * (low + high);
        if ahead(middle.exp()) { low = middle } else { high = middle }
    }
    Some((0.5 * (low + high)).exp())
}

/// The outcome drawn: pairs until one reaches the threshold, and how often its value exceeds v.
fn drawn(context: &Context<'_>, proxy: &Proxy) -> Result<Panel, Refusal> {
    let title = "Drawn: the value of the outcome (V normal, X t3)";
    let mut panel = Panel::new(title, Axis::linear("value v"), Axis::linear("P(V > v)"));
    let own = above(proxy);
    for q in [0.5, 0.1, 0.02] {
        let t = threshold(|t| own(t).0, q);
        let series = format!("q = {q}");
        let survival = |v: f64| {
            let panels: Vec<(f64, f64)> = (0..12).map(|i| f64::from(i) * 2.0).map(|d| (v + d, v + d + 2.0)).collect();
            let weight = |v: f64| (proxy.value.ln_pdf(v) + proxy.error.ln_sf(t - v)).exp();
            let q_above = integrate(|_, v| [weight(v)], &panels, Goal::default());
            Estimate::new(q_above.value[0] / q, q_above.error[0] / q + 1e-6)
        };
        // Rarer values would take more draws to tell anything.
        let values: &[f64] = if q == 0.5 { &[0.0, 1.5, 3.0] } else { &[0.0, 1.5, 3.0, 4.5] };
        // As many pairs for every share.
        let trials = context.draws((80_000.0 * q) as u64);
        let once = |stream: &mut Stream| top_draw(proxy, t, stream);
        let counts = exceedances(trials, &context.stream(&series), values, once);
        for (v, hits) in values.iter().copied().zip(counts) {
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(&series, v, format!("v = {v}"), survival(v), measured).with_lie(unselected(proxy, v)));
        }
        panel.line(&series, false, (0..=70).map(|i| -2.0 + 0.1 * f64::from(i)).map(|v| (v, survival(v).value)));
    }
    Ok(panel)
}

/// `P(V > v)` without selection, the lie of the drawn rows.
fn unselected(proxy: &Proxy, v: f64) -> f64 {
    proxy.value.ln_sf(v).exp()
}

/// The value of the first pair whose proxy reaches t.
fn top_draw(proxy: &Proxy, t: f64, stream: &mut Stream) -> f64 {
    loop {
        let v = draw(&*proxy.value, stream);
        if v + draw(&*proxy.error, stream) >= t {
            return v;
        }
    }
}

/// The gain of the best of n over that of the quantilizer of equal divergence, under Pareto errors.
fn ratio(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("gain of best of n / gain of quantilizer");
    let mut panel = Panel::new("At equal KL, far out: V ~ N(0, 1), X Pareto(α)", Axis::log("number of draws n"), y);
    for (alpha, name, ns) in [
        (3.0, "α = 3", &[1e6, 1e8, 1e10, 1e12][..]),
        (1.5, "α = 3/2", &[1e4, 1e6, 1e8]),
        (1.0 / 3.0, "α = 1/3", &[2e3, 5e3]),
    ] {
        let proxy = context.proxy("normal(0, 1)", &format!("pareto({alpha})"))?;
        let limit = limit(alpha);
        let mut selector = Selector::new(&proxy)?;
        for n in ns.iter().copied() {
            let refuse = || Refusal(format!("{name}: no finite value at n = {n}"));
            let best = selector.best_of(n)?.mean_v.finite().ok_or_else(refuse)?;
            let top = selector.quantilizer(matched(n))?.mean_v.finite().ok_or_else(refuse)?;
            let remainder = 10.0 * n.powf(-2.0 / alpha) + 20.0 / n;
            let predicted = Estimate::new(limit, limit * remainder);
            let row = Row::new(name, n, format!("n = {n:e}"), predicted, Measured::Enclosure(best.over(top)));
            panel.rows.push(row.as_limit().with_lie(1.0).with_note("the lie: both rules are worth the same"));
        }
        panel.line(name, true, [1e3, 1e12].map(|n| (n, limit)));
    }
    Ok(panel)
}

/// `Gamma(2 + 1/alpha) e^(-1/alpha)`.
fn limit(alpha: f64) -> f64 {
    (ln_gamma(2.0 + 1.0 / alpha) - 1.0 / alpha).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matched_share_has_the_divergence_of_the_best_of_n() {
        for n in [1.0, 1.5, 16.0, 1e9] {
            assert!((-matched(n).ln() - (n.ln() - (n - 1.0) / n)).abs() < 1e-12);
        }
    }

    #[test]
    fn a_tie_across_the_boundary_costs_divergence_and_none_elsewhere() {
        for q in [0.01, 0.1, 0.4, 0.7] {
            assert!(tied(6.0, q).0 < -q.ln() - 1e-3 && tied(6.0, q).1 < 1.0 / q - 1.0);
        }
        assert!((tied(6.0, 0.5).0 - 2f64.ln()).abs() < 1e-12 && (tied(6.0, 0.5).1 - 1.0).abs() < 1e-12);
    }
}
