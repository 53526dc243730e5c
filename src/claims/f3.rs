//! F-3: where the two published forms of overoptimisation peak, what they say of iteration, and where they part from what generates them.

pub(super) mod ranks;

use self::ranks::{by_levels, by_ranks, share_above};
use super::f2::{B, EULER, GOLDS, Gold, by_moments, dawson, mean_logarithm};
use super::f4::draws;
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector};
use crate::num::Estimate;
use crate::tail::{Law, tilt::tilted};
use std::f64::consts::{LN_2, SQRT_2};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "f3",
    title: "d(α - β d) peaks at α/(2β), half-way to its zero, d(α - β ln d) at 1/e of the way; the latter's infinite slope at 0 is the form's alone",
    statement: "d (α - β d) is highest at d* = α/(2β), with α²/(4β), and vanishes at α/β; d (α - β ln d) is highest at d* = e^(α/β - 1), with β d*, and \
        vanishes at e^(α/β); j equal steps d/j of the second, each from a fresh start, give β d ln j more than one step d. Let U be standard normal, \
        tilted by e^(sU), d = √KL = s/√2. The first form is the gold of m(u) = b u - k (u² - 1) (F-2), so that its peak is that of the tilt. The gold of \
        m(u) = u (b - k ln|u|) peaks at E ln|U| = b/k - 1, with k (s - √2 D(s/√2)), D Dawson's integral: at d* + 1/(4d*) + O(d*^-3), d* that of the \
        second form. From the latter it parts at 0: [form - E[V]]/(β d) = -ln d + 1 - γ/2 - ln 2 + d²/3 - d⁴/15 + O(d^6), so that its own slope is \
        finite, √2 (b - k + k (γ + ln 2)/2). Best of n has less U at the same d, yet its gold peaks later and higher than the tilt's: for b = 1 at n = 1532 with 1.799 beside 1.667 \
        (first curve, k = 0.15), at n = 2010 with 1.520 beside 1.460 (second, k = 0.45).",
    hypotheses: "Only E[V | U = u] = m(u) matters, whatever the dependence; U is standard normal under the base; α, β, b, k > 0. What is said of \
        best of n is computed for these two curves.",
    applies: |_| Err("it concerns two given functions E[V | U = u] of a normal proxy".into()),
    source: "The forms and the gain of iteration, with d added up over steps: Gao, Schulman, Hilton (2022), arXiv 2210.10760, sections 1 and 4.3; their footnote 1 \
        says that the second form likely fails near 0, its slope there being infinite. The peaks of the forms are calculus; those of the curves \
        that generate them are derived in the proof.",
    corrects: None,
    evidence,
};

/// Up to here forms and curves are drawn.
const FAR: f64 = 5.0;

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let law = context.law("normal(0, 1)")?;
    let mut panels = Vec::new();
    for gold in GOLDS {
        context.begin(gold.name());
        panels.push(curves(context, &law, gold)?);
    }
    panels.extend([near_zero(), iterated(), peaks(&law)?, later(), drawn(context, &law)?]);
    Ok(Evidence::of(panels))
}

const TILTED: &str = "gold, tilted";
const SELECTED: &str = "gold, best of n";
const PROXY_TILTED: &str = "proxy, tilted";
const PROXY_SELECTED: &str = "proxy, best of n";

/// The form in words.
fn form_of(gold: Gold) -> &'static str {
    if let Gold::Quadratic(_) = gold { "d (α - β d)" } else { "d (α - β ln d)" }
}

/// The gold under the tilt by the library: by its moments, or by the integral of m.
fn gold_tilted(law: &Law, gold: Gold, d: f64) -> Result<Estimate, Refusal> {
    if let Gold::Quadratic(_) = gold { by_moments(law, gold, d).map(|found| found.1) } else { Ok(gold.measured(d)) }
}

/// Gold and proxy against d, tilted and by best of n, beside the form.
fn curves(context: &Context<'_>, law: &Law, gold: Gold) -> Result<Panel, Refusal> {
    let title = match gold {
        Gold::Quadratic(_) => "Gold b u - k (u² - 1): tilted, it is the form",
        Gold::Logarithmic(_) => "Gold u (b - k ln|u|): tilted, it nears the form",
    };
    let mut panel = Panel::new(title, Axis::linear("d = √KL"), Axis::linear("E[U] and E[V]"));
    // Two normal parts: the library's best of n by their sum.
    let mut selector = Selector::new(&context.proxy("normal(0, 0.6)", "normal(0, 0.8)")?)?;
    let row = |series: &str, d: f64, own: f64, found: Estimate| {
        let predicted = Estimate::new(own, 1e-8 * (1.0 + own.abs()));
        Row::new(series, d, format!("d = {d}, n = {:.4e}", draws(d)), predicted, Measured::Enclosure(found))
    };
    for d in [0.4, 0.9, 1.6, 2.8, 3.5, 4.4] {
        panel.rows.push(row(TILTED, d, gold.exact(d), gold_tilted(law, gold, d)?));
        let own = by_levels(draws(d), |u| gold.m(u));
        panel.rows.push(row(SELECTED, d, own.value, by_ranks(law, draws(d), |u| gold.m(u))));
    }
    for d in [0.2, 0.6, 1.1] {
        let at = tilted(&**law, SQRT_2 * d).ok_or_else(|| Refusal(format!("the tilt at d = {d} has not converged")))?;
        panel.rows.push(row(PROXY_TILTED, d, SQRT_2 * d, at.mean));
        let found = selector.best_of(draws(d))?.mean_u.finite().ok_or_else(|| Refusal("no mean of U".into()))?;
        panel.rows.push(row(PROXY_SELECTED, d, by_levels(draws(d), |u| u).value, found));
    }
    let ds = || spread(0.02, FAR, 80);
    let top = 1.25;
    panel.line(PROXY_TILTED, false, [0.0, top].map(|d| (d, SQRT_2 * d)));
    panel.line(PROXY_SELECTED, false, ds().map(|d| (d, by_levels(draws(d), |u| u).value)).take_while(|(_, u)| *u < SQRT_2 * top));
    panel.line(TILTED, false, ds().map(|d| (d, gold.exact(d))));
    panel.line(SELECTED, false, ds().map(|d| (d, by_levels(draws(d), |u| gold.m(u)).value)));
    panel.line(form_of(gold), true, ds().map(|d| (d, gold.form(d))));
    Ok(panel)
}

/// Near 0 the second form leaves what generates it.
fn near_zero() -> Panel {
    let title = "Near 0 the second form is too steep by -β ln d";
    let mut panel = Panel::new(title, Axis::log("d = √KL"), Axis::linear("slope from the origin"));
    let gold = GOLDS[1];
    let (alpha, beta) = gold.coefficients();
    let parts = |d: f64| 1.0 - 0.5 * EULER - LN_2 - d.ln() + d * d / 3.0 - d.powi(4) / 15.0;
    for d in [1e-4f64, 1e-3, 1e-2, 0.1, 0.3] {
        let own = Estimate::new(alpha - beta * (d.ln() + parts(d)), 0.1 * beta * d.powi(6) + 1e-11);
        let found = gold.measured(d).scaled(1.0 / d);
        let found = Estimate::new(found.value, found.error + 1e-13 / d);
        panel.rows.push(Row::new("E[V] / d", d, format!("d = {d:e}"), own, Measured::Enclosure(found)));
    }
    panel.line("E[V] / d", false, spread(1e-5, 1.0, 60).map(|d| (d, gold.exact(d) / d)));
    panel.line("α - β ln d", true, spread(1e-5, 1.0, 60).map(|d| (d, alpha - beta * d.ln())));
    panel
}

/// Steps of the second gold, each from a fresh start: what j of them gain over one of the same length.
fn iterated() -> Panel {
    let y = Axis::linear("E[V] after j steps of d/j each");
    let mut panel = Panel::new("Iterated: j fresh starts gain β d ln j", Axis::linear("d = √KL, all steps together"), y);
    let gold = GOLDS[1];
    let beta = gold.coefficients().1;
    for j in [1.0, 2.0, 4.0] {
        let series = format!("j = {j}");
        for d in [8.0, 12.0, 16.0] {
            // Each step leaves out β/(4 d/j).
            let own = gold.form(d) + beta * d * f64::ln(j);
            let predicted = Estimate::new(own, beta * j * j * (0.3 / d + j * j / (8.0 * d * d * d)));
            let found = gold.measured(d / j).scaled(j);
            let row = Row::new(&series, d, format!("d = {d}"), predicted, Measured::Enclosure(found)).as_limit();
            panel.rows.push(row.with_lie(if j == 1.0 { gold.form(d) + beta * d * LN_2 } else { gold.form(d) }));
        }
        panel.line(&series, false, (1..=80).map(|i| 0.2 * f64::from(i)).map(|d| (d, gold.form(d) + beta * d * f64::ln(j))));
    }
    panel
}

/// Where the curves peak, how high, and where they vanish: searched for on the library's curves, beside the forms and the conditions.
fn peaks(law: &Law) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Peaks and zeros", Axis::named(""), Axis::linear("d or E[V]")).table_only();
    let [quadratic, logarithmic] = GOLDS;
    let (alpha, beta) = quadratic.coefficients();
    let at = mean_logarithm_at(B / 0.45 - 1.0);
    let owns = [
        (quadratic, [0.5 * alpha / beta, 0.25 * alpha * alpha / beta, alpha / beta]),
        (logarithmic, [at / SQRT_2, 0.45 * (at - SQRT_2 * dawson(at / SQRT_2)), root(|d| -logarithmic.exact(d), 3.0, 9.0)]),
    ];
    for (gold, own) in owns {
        let curve = |d: f64| gold_tilted(law, gold, d).map_or(f64::NAN, |found| found.value);
        let (place, height) = highest(curve, 0.2, 6.0);
        let found = [(place, 1e-6), (height, 1e-9), (root(|d| -curve(d), 3.0, 9.0), 1e-8)];
        for ((what, own), (found, error)) in ["d*", "height", "zero"].into_iter().zip(own).zip(found) {
            let (at, own) = ((panel.rows.len() + 1) as f64, Estimate::new(own, 1e-7));
            panel.rows.push(Row::new(what, at, form_of(gold), own, Measured::Enclosure(Estimate::new(found, error))));
        }
        let own = highest(|d| by_levels(draws(d), |u| gold.m(u)).value, 0.5, 6.0);
        let found = highest(|d| by_ranks(law, draws(d), |u| gold.m(u)).value, 0.5, 6.0);
        let place = format!("{}, best of n = {:.0}", gold.name(), draws(own.0));
        for (what, own, found, error) in [("d*", own.0, found.0, 1e-5), ("height", own.1, found.1, 1e-9)] {
            let (at, found) = ((panel.rows.len() + 1) as f64, Measured::Enclosure(Estimate::new(found, error)));
            panel.rows.push(Row::new(what, at, &place, Estimate::new(own, error), found));
        }
    }
    Ok(panel)
}

/// The peak of the second curve lies `1/(4 d*)` beyond that of its form.
fn later() -> Panel {
    let y = Axis::linear("4 d* (peak - d*)");
    let mut panel = Panel::new("The second curve peaks later than its form", Axis::log("d* of the form"), y).table_only();
    for k in [0.36, 0.3, 0.25, 0.22] {
        let gold = Gold::Logarithmic(k);
        let (alpha, beta) = gold.coefficients();
        let form = (alpha / beta - 1.0).exp();
        let found = Estimate::new(highest(|d| gold.measured(d).value, 0.8 * form, 1.3 * form).0 - form, 3e-6).scaled(4.0 * form);
        let predicted = Estimate::new(1.0, 1.0 / (form * form));
        panel.rows.push(Row::new("peak", form, format!("k = {k}"), predicted, Measured::Enclosure(found)).as_limit().with_lie(1.1));
    }
    panel
}

/// How often the gold of best of n exceeds 1 in draws.
fn drawn(context: &Context<'_>, law: &Law) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn", Axis::linear("n"), Axis::linear("P(m(U) > 1)")).table_only();
    let gold = GOLDS[0];
    for n in [3u32, 12] {
        context.begin(&format!("drawn, best of {n}"));
        // m(u) > 1 between the roots of 0.15 u² - u + 0.85.
        let below = |u: f64| law.ln_cdf(u).exp().powi(n as i32);
        let predicted = Estimate::new(below(17.0 / 3.0) - below(1.0), 1e-9);
        let measured = share_above(context, law, n, |u| gold.m(u) > 1.0);
        panel.rows.push(Row::new(SELECTED, f64::from(n), format!("n = {n}"), predicted, measured));
    }
    Ok(panel)
}

/// The s of `E ln|W| = level`, W normal about s.
fn mean_logarithm_at(level: f64) -> f64 {
    root(|s| mean_logarithm(s) - level, 0.0, 60.0)
}

/// Where an increasing function vanishes, by bisection.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The top of a function with one, by golden section.
fn highest(f: impl Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    let (mut low, mut high) = (low, high);
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    while high - low > 1e-7 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if f(a) < f(b) { low = a } else { high = b }
    }
    (low, f(low))
}
