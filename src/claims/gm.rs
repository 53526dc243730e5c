//! The master table: for each pair of tails, where the value goes and how fast, by rule and by quadrature.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::{Limit, Proxy, Regime, regime};
use crate::num::Estimate;
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "gm",
    title: "For each pair of tails one limit and one growth rate: the error must be heavier than the value by a margin to ruin it",
    statement: "Let V and X be independent with E|V| < ∞. As t grows, E[V | X+V ≥ t] is as follows. Error bounded or lighter than every \
        exponential: it grows with t if V is unbounded, and tends to sup V if V is bounded. Exponential error of rate γ: it tends to \
        K_V'(γ) where V has an exponential moment beyond γ, and grows where V is heavier than X. Subexponential error: it tends to E[V] + c, \
        c = lim E[V; V > t]/P(X > t), and grows where c is infinite. Power laws with indices β of V and α of X: like t^g with g = 1 for \
        β ≤ α, g = 1+α-β for α ≤ β ≤ α+1, and to E[V] beyond. Weibull laws with shapes q of V and p of X: like t for p ≥ q > 0 (p = q only \
        in equal units for p ≤ 1), like t^((p-1)/(q-1)) for 1 < p < q, to K_V'(γ) for p = 1 < q and to E[V] for p < 1, p < q.",
    hypotheses: "X and V are independent, E|V| < ∞, and both tails belong to a class of the table with the constants that its rule needs; where a \
        pair meets no rule the laboratory says so.",
    applies,
    source: "Assembled from G-3 to G-11; Kwa, Thomas, Garriga-Alonso (2024), theorems 5 and 6, for the two corners of the table.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    match regime(subject.pair()?).limit {
        Limit::NotDetermined(why) => Err(why),
        _ => Ok(()),
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut evidence = Evidence::of(vec![powers(context)?, shapes(context)?]);
    classes(context, &mut evidence)?;
    Ok(evidence)
}

/// The kind of a tile and the depth of its colour: the exponent of growth.
fn kind(regime: &Regime, mean: f64) -> (&'static str, f64) {
    match (&regime.limit, regime.leading) {
        (Limit::Infinite, Some(form)) if form.power >= 1.0 - 1e-9 => ("grows like t", 1.0),
        (Limit::Infinite, Some(form)) => ("grows like a lower power of t", form.power),
        (Limit::Infinite, None) => ("grows", 0.5),
        (Limit::Finite(limit), _) if (limit - mean).abs() > 1e-9 * mean => ("tends to a limit above E[V]", 0.5),
        (Limit::Finite(_), _) => ("returns to E[V]", 0.6),
        _ => ("not determined", 0.2),
    }
}

/// A map of the regimes over a grid of tiles, `spec(v, x)` giving the pair at a place.
fn map(
    context: &Context<'_>,
    panel: &mut Panel,
    [v, x]: [(f64, f64, u32); 2],
    pair: impl Fn(f64, f64) -> (String, String),
) -> Result<(), Refusal> {
    let edge = |(low, high, count): (f64, f64, u32), i: u32| low + (high - low) * f64::from(i) / f64::from(count);
    let middle = |(low, high)| 0.5 * (low + high);
    for i in 0..v.2 {
        for j in 0..x.2 {
            let (across, up) = ((edge(v, i), edge(v, i + 1)), (edge(x, j), edge(x, j + 1)));
            let (value, error) = pair(middle(across), middle(up));
            let proxy = context.proxy(&value, &error)?;
            let (kind, shade) = kind(&regime(&proxy), proxy.value.mean().value());
            panel.tile(across, up, kind, shade);
        }
    }
    Ok(())
}

/// Two power laws: the growth exponent far out, between t and 4 t.
fn powers(context: &Context<'_>) -> Result<Panel, Refusal> {
    context.begin("two power laws");
    let x = Axis::linear("tail index β of the value");
    let mut panel = Panel::new("Two power laws: growth exponent of E[V | U ≥ t]", x, Axis::linear("tail index α of the error"));
    let pair = |beta: f64, alpha: f64| (format!("pareto({beta})"), format!("pareto({alpha})"));
    map(context, &mut panel, [(1.0, 6.0, 50), (0.0, 5.0, 50)], pair)?;
    panel.line("β = α", false, [(1.0, 1.0), (5.0, 5.0)]);
    panel.line("β = α + 1", false, [(1.0, 0.0), (6.0, 5.0)]);
    for (i, j) in (0..8).flat_map(|i| (0..8).map(move |j| (i, j))) {
        let (beta, alpha) = (1.25 + 0.6 * f64::from(i), 0.35 + 0.6 * f64::from(j));
        let (value, error) = pair(beta, alpha);
        let proxy = context.proxy(&value, &error)?;
        // What is left out falls like the least of these powers of t.
        let least = [(beta - alpha).abs(), (beta - alpha - 1.0).abs(), alpha, beta - 1.0, 1.0];
        let t: f64 = 1e28;
        let rest = 8.0 * t.powf(-least.into_iter().fold(1.0, f64::min)) + 1e-5;
        panel.rows.push(growth(&proxy, t, rest)?);
        panel.spot(beta, alpha, "");
    }
    Ok(panel)
}

/// Two Weibull laws, from far heavier than exponential to far lighter.
fn shapes(context: &Context<'_>) -> Result<Panel, Refusal> {
    context.begin("two Weibull laws");
    let x = Axis::linear("Weibull shape q of the value");
    let title = "Two Weibull laws: the error must be heavier than V and than every exponential";
    let mut panel = Panel::new(title, x, Axis::linear("Weibull shape p of the error"));
    let pair = |q: f64, p: f64| (format!("weibull({q})"), format!("weibull({p})"));
    map(context, &mut panel, [(0.2, 4.2, 50), (0.23, 4.23, 50)], pair)?;
    panel.line("p = q", false, [(0.2, 0.2), (4.2, 4.2)]);
    panel.line("p = 1", false, [(1.0, 1.0), (4.2, 1.0)]);
    // Places as far out as both laws are reached, and how far the next order still bends the slope there.
    for (q, p, t, rest) in [
        (0.4, 0.7, 1e7, 0.01),
        (0.7, 0.4, 1e9, 0.01),
        (0.6, 1.5, 1e5, 0.01),
        (1.5, 0.5, 1e7, 0.01),
        (3.0, 0.6, 1e6, 0.01),
        (1.4, 3.0, 250.0, 0.03),
        (2.0, 3.5, 25.0, 0.08),
        (3.0, 1.5, 150.0, 0.04),
        (4.0, 2.0, 35.0, 0.04),
    ] {
        let (value, error) = pair(q, p);
        panel.rows.push(growth(&context.proxy(&value, &error)?, t, rest)?);
        panel.spot(q, p, "");
    }
    Ok(panel)
}

/// The local exponent of growth between t and 4 t where the value grows; its limit in units of E[V] where it does not.
fn growth(proxy: &Proxy, t: f64, rest: f64) -> Result<Row, Refusal> {
    let regime = regime(proxy);
    let place = format!("V {}, X {}", proxy.value, proxy.error);
    let mean = |t: f64| {
        let found = Conditioner::new(proxy).above(t).map_err(|Refusal(why)| Refusal(format!("{place}: {why}")))?;
        found.mean_v.finite().ok_or_else(|| Refusal(format!("{place}: no finite mean at {t}")))
    };
    match (&regime.limit, regime.leading) {
        (Limit::Infinite, Some(form)) => {
            let step = 4f64;
            let measured = mean(step * t)?.ln().plus(mean(t)?.ln().scaled(-1.0)).scaled(1.0 / step.ln());
            let row = Row::new("growth exponent", t, &place, Estimate::new(form.power, rest), Measured::Enclosure(measured));
            Ok(row.with_lie(form.power + 1.5 * rest + 0.05).as_limit().with_note(regime.rule))
        }
        (Limit::Finite(limit), _) => {
            let unit = 1.0 / proxy.value.mean().value();
            let measured = Measured::Enclosure(mean(t)?.scaled(unit));
            let predicted = Estimate::new(limit * unit, rest * limit * unit);
            Ok(Row::new("limit / E[V]", t, &place, predicted, measured).as_limit().with_note(regime.rule))
        }
        _ => Err(Refusal(format!("{place}: {}", regime.rule))),
    }
}

/// One law of each class, from the lightest to the heaviest.
const VALUES: [&str; 9] = [
    "uniform(0, 1)",
    "weibull(3)",
    "normal(0, 1)",
    "exponential(2)",
    "weibull(0.5)",
    "lognormal(0, 1)",
    "pareto(3.5)",
    "pareto(2.4)",
    "pareto(1.3)",
];
const ERRORS: [&str; 9] = [
    "uniform(0, 2)",
    "weibull(4)",
    "normal(0, 2)",
    "exponential(1)",
    "weibull(0.4)",
    "lognormal(0, 1.5)",
    "pareto(3)",
    "pareto(2)",
    "pareto(0.7)",
];

/// Every pair of classes: the leading form, with the second term where it is known, far out.
fn classes(context: &Context<'_>, evidence: &mut Evidence) -> Result<(), Refusal> {
    let y = Axis::log("E[V | U ≥ t]");
    let mut panel = Panel::new("Every pair of classes, far out", Axis::log("threshold t"), y).table_only();
    for value in VALUES {
        context.begin(&format!("every error beside V {value}"));
        for error in ERRORS {
            let proxy = context.proxy(value, error)?;
            match far(&proxy) {
                Ok(row) => panel.rows.push(row),
                Err(Refusal(why)) => evidence.left_out.push(format!("V {value}, X {error}: {why}")),
            }
        }
    }
    evidence.panels.push(panel);
    Ok(())
}

/// The value at the furthest place that both laws reach, beside the form of its regime there.
fn far(proxy: &Proxy) -> Result<Row, Refusal> {
    let regime = regime(proxy);
    let leading = regime.leading.ok_or_else(|| Refusal(format!("only in words: {} ({})", regime.rate, regime.rule)))?;
    let laws = [&proxy.value, &proxy.error];
    let top: f64 = laws.iter().map(|law| law.support().high).sum();
    let deepest = laws.iter().map(|law| law.inv_ln_sf(-3000.0)).fold(1.0, f64::max);
    let t = if top.is_finite() { top - 1e-4 } else { deepest.min(1e30) };
    let found = Conditioner::new(proxy).above(t)?;
    let measured = found.mean_v.finite().ok_or_else(|| Refusal(format!("no finite mean at {t:e}")))?;
    let form = leading.at(t);
    // Where the limit is 0 there is nothing beside which the second term could be told.
    let next = regime.next.filter(|_| form != 0.0).map_or(0.0, |form| form.at(t));
    // Beyond the terms that are known: their next order by analogy, and a hundredth.
    let spread = proxy.value.inv_ln_sf(-1.0) - proxy.value.inv_ln_cdf(-1.0);
    let unit = if form == 0.0 { spread } else { form.abs() };
    // A bounded value stays below its upper end by about one over the hazard rate of a light-tailed error.
    let below = match proxy.error.tail_class() {
        TailClass::SuperExponential { .. } if proxy.value.support().high.is_finite() => 1.5 / proxy.error.hazard(t - proxy.value.support().high),
        _ => 0.0,
    };
    let rest = 0.5 * next.abs() + if below > 0.0 { below } else { 0.015 * unit };
    let place = format!("V {}, X {}, t = {t:.3e}", proxy.value, proxy.error);
    let row = Row::new(&*regime.rate, t, place, Estimate::new(form + next, rest), Measured::Enclosure(measured));
    let lie = form + next + 0.05 * unit + 2.0 * next.abs();
    Ok(row.with_lie(lie).as_limit().with_note(format!("{}; ln P(U ≥ t) = {:.1}", regime.rule, found.ln_p.value)))
}
