//! Clipping the error alone, as a bounded error does by itself; and all mitigations beside each other on one proxy.

use super::{CASES, Clipped};
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::claims::f3::ranks::by_levels;
use crate::claims::m1::ensemble::{Ensemble, Rule};
use crate::claims::m1::{ERROR, table::Table};
use crate::claims::m3::by_posterior_mean;
use crate::claims::m4::levels::{Error, Levels, SD};
use crate::claims::measure::spread;
use crate::expect::{Refusal, best_of::Selector, value_function::ValueFunction};
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::num::special::ln_normal_sf;
use crate::tail::{Law, Moment};
use std::f64::consts::PI;

/// Where the errors are cut off, and the most draws in the pictures.
const BOUNDS: [f64; 3] = [6.0, 15.0, 40.0];
const MOST: f64 = 1e12;
const VALUE: &str = "normal(0, 2)";
const UNMITIGATED: &str = "no mitigation";

fn name(most: f64) -> String {
    format!("error clipped at {most}")
}

fn spec(most: f64) -> String {
    format!("clipped({ERROR}, {most})")
}

fn finite(mean: Moment) -> Result<Estimate, Refusal> {
    mean.finite().ok_or_else(|| Refusal("no finite mean of V".into()))
}

/// Best of n under clipped errors, with the least that they leave, and all mitigations.
pub(super) fn selected(context: &Context<'_>) -> Result<[Panel; 3], Refusal> {
    let panel = |title: &str| Panel::new(title, Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
    let mut clipped = panel("Clip only the error at M: V comes back after 1/P(X ≥ M) draws");
    let mut least = panel("At least what V alone decides").table_only();
    let error = context.law(ERROR)?;
    let ns = || spread(1.0, MOST, 84);
    for most in BOUNDS {
        let (series, p) = (name(most), error.ln_sf(most).exp());
        context.begin(&series);
        let levels = Levels::of(&Error::Clipped(error.clone(), most), MOST);
        let mut selector = Selector::new(&context.proxy(VALUE, &spec(most))?)?;
        for n in [1e2, 1e4, 1e6, 1e8, 1e10] {
            let found = finite(selector.best_of(n)?.mean_v)?;
            let row = |own: Estimate| Row::new(&series, n, format!("n = {n:e}"), own, Measured::Enclosure(found));
            let own = levels.best_of(n);
            clipped.rows.push(row(Estimate::new(own.value, own.error + 1e-6)));
            if n * p > 50.0 {
                least.rows.push(row(among_clipped(n, p)).as_lower_bound().with_lie(1.1 * own.value));
            }
        }
        clipped.line(&series, false, ns().map(|n| (n, if n > 1.0 { levels.best_of(n).value } else { 0.0 })));
        clipped.line(&series, true, ns().map(|n| (n, among_clipped(n, p).value)));
    }
    let table = Table::of(&*error, 0.2, MOST);
    clipped.line(UNMITIGATED, true, ns().map(|n| (n, table.best_of(n).value)));
    Ok([clipped, least, all(context, &error, panel("Every mitigation on the same proxy, up to 10¹² draws"))?])
}

/// `E[max V_i over the draws with X_i >= M; there are some] = sd n p int z (1 - p Q(z))^(n-1) phi(z) dz`.
fn among_clipped(n: f64, p: f64) -> Estimate {
    let density = |z: f64| {
        let above = p * ln_normal_sf(z).exp();
        n * p * ((n - 1.0) * (-above).ln_1p() - 0.5 * z * z).exp() / (2.0 * PI).sqrt()
    };
    let panels: Vec<_> = (-10..14).map(|i| (f64::from(i), f64::from(i + 1))).collect();
    let q = integrate(|_, z| [SD * z * density(z)], &panels, Goal::default());
    Estimate::new(q.value[0], q.error[0] + 1e-12)
}

/// One proxy, and what each mitigation makes of its best of n.
fn all(context: &Context<'_>, error: &Law, mut panel: Panel) -> Result<Panel, Refusal> {
    context.begin("every mitigation");
    let proxy = context.proxy(VALUE, ERROR)?;
    let ns = || spread(1.0, MOST, 84);
    let ensembles = [(Rule::Mean, 1), (Rule::Mean, 3), (Rule::Median, 3), (Rule::Least, 3)];
    for ensemble in ensembles.map(|(rule, models)| Ensemble::new(rule, models)) {
        let table = Table::of(&ensemble, 0.2, MOST);
        let series = if ensemble.models == 1 { UNMITIGATED.into() } else { ensemble.name() };
        let library = match ensemble.rule {
            Rule::Median => Some(context.proxy(VALUE, &format!("median_of(3, {ERROR})"))?),
            Rule::Least => Some(context.proxy(VALUE, &format!("min_of(3, {ERROR})"))?),
            Rule::Mean => (ensemble.models == 1).then(|| proxy.clone()),
        };
        if let Some(proxy) = library {
            let mut selector = Selector::new(&proxy)?;
            for n in [1e2, 1e4, 1e7] {
                let found = Measured::Enclosure(finite(selector.best_of(n)?.mean_v)?);
                panel.rows.push(Row::new(&series, n, format!("n = {n:e}"), table.best_of(n), found));
            }
        }
        panel.line(&series, false, ns().map(|n| (n, table.best_of(n).value)));
    }
    let (by_mean, at_best) = (by_posterior_mean(&proxy), Clipped::of(&proxy, CASES[0].2));
    panel.line("by E[V | U]", false, ns().map(|n| (n, by_mean(n))));
    panel.line(CASES[0].0, false, ns().map(|n| (n, at_best.best_of(n, 1).value)));
    let levels = Levels::of(&Error::Clipped(error.clone(), BOUNDS[1]), MOST);
    panel.line(name(BOUNDS[1]), true, ns().skip(1).map(|n| (n, levels.best_of(n).value)));
    panel.line("V itself", true, ns().map(|n| (n, SD * by_levels(n, |z| z).value)));
    Ok(panel)
}

/// The optimum at a divergence under clipped errors: nothing for V until the most harmful error is bought.
pub(super) fn bought(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Clip only the error, under a KL budget: after -ln P(X ≥ M) nats";
    let mut panel = Panel::new(title, Axis::linear("KL divergence (nats)"), Axis::linear("E[V] under the tilt"));
    let error = context.law(ERROR)?;
    for most in BOUNDS {
        let (series, p) = (name(most), error.ln_sf(most).exp());
        context.begin(&format!("{series}, tilted"));
        let function = ValueFunction::new(&context.proxy(VALUE, &spec(most))?)?;
        let own = |kl: f64| SD * SD * rate(&error, most, kl);
        for kl in [1.0, 5.0, 10.0, 14.0, 20.0] {
            let found = finite(function.at(kl)?.mean_v.unwrap_or(Moment::Undefined))?;
            let predicted = Estimate::new(own(kl), 1e-6 * own(kl));
            panel.rows.push(Row::new(&series, kl, format!("KL = {kl}"), predicted, Measured::Enclosure(found)));
        }
        // By the rate: at the jump many divergences have nearly one rate.
        let at = |s: f64| (0.5 * (SD * s).powi(2) + cost(&error, most, s), SD * SD * s);
        panel.line(&series, false, spread(0.02, 3.0, 110).map(at).take_while(|(kl, _)| *kl < 20.5));
        let beyond = (0..=40).map(|i| -p.ln() + (20.0 + p.ln()) * (f64::from(i) / 40.0).powi(2));
        panel.line(&series, true, beyond.map(|kl| (kl, SD * (2.0 * (kl + p.ln())).max(0.0).sqrt())));
    }
    Ok(panel)
}

/// The s at which a tilt of both parts costs `kl`, by bisection.
fn rate(error: &Law, most: f64, kl: f64) -> f64 {
    let (mut low, mut high) = (1e-6f64.ln(), (2.0 * kl).sqrt().ln());
    for _ in 0..45 {
        let middle = 0.5 * (low + high);
        let s = middle.exp();
        if 0.5 * (SD * s).powi(2) + cost(error, most, s) < kl { low = middle } else { high = middle }
    }
    (0.5 * (low + high)).exp()
}

/// `s K' - K` of `min(X, M)`, by integrals of `e^(s (x - M))`.
fn cost(error: &Law, most: f64, s: f64) -> f64 {
    let p = error.ln_sf(most).exp();
    // In x = M - y: narrow at both the bound and the middle of the error, and down to where it has faded.
    let mut cuts: Vec<f64> = (0..24).map(|k| 0.02 * 1.6f64.powi(k)).chain((-6..=6).map(|k| most + 0.5 * f64::from(k))).collect();
    cuts.retain(|y| *y > 0.0);
    cuts.push(0.0);
    cuts.sort_by(f64::total_cmp);
    let panels: Vec<_> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let density = |y: f64| {
        let weight = (error.ln_pdf(most - y) - s * y).exp();
        [weight, -y * weight]
    };
    let [mass, first] = integrate(|_, y| density(y), &panels, Goal { relative: 1e-10, bisections: 200 }).value;
    s * first / (p + mass) - (p + mass).ln()
}
