//! G-14: under a heavy-tailed error there is a best threshold, and there the marginal value meets the mean beyond.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, best_of::Selector, best_threshold::best_threshold, condition::above};
use crate::model::{Limit, Proxy, regime};
use crate::num::Estimate;
use crate::sample::draw::{draw, hits};

mod curve;

use curve::{Curve, Place};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g14",
    title: "The best threshold t* is where E[V | U = t] rises through E[V | U ≥ t]; no selection that favours higher proxies does better",
    statement: "Let U = X+V have a continuous density. d/dt E[V | U ≥ t] = h_U(t) (E[V | U ≥ t] - E[V | U = t]), h_U the hazard rate of U. If \
        E[V | U ≥ t] tends to E[V] and exceeds it somewhere, it has a largest value, at a t* with E[V | U = t*] = E[V | U ≥ t*]. \
        Every selection whose density in U is nondecreasing (best of n, exponential tilt, any threshold) has \
        E[V] ≤ E[V | U ≥ t*]: it is an average of thresholds, best of n with weight n(n-1) q (1-q)^(n-2) on the upper share q.",
    hypotheses: "X and V are independent with E|V| < ∞ and U has a continuous density; for the existence of t*, E[V | U ≥ t] → E[V] at \
        infinity (G-3, G-4, G-5: a heavy-tailed error heavy enough against V) and U is unbounded above.",
    applies,
    source: "First-order condition and averaging argument in the proof; quantilizers are due to Taylor (2016).",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let proxy = subject.pair()?;
    let Proxy { value, error } = proxy;
    let mean = value.mean().finite().ok_or_else(|| format!("{value} has no finite mean"))?;
    if !error.atoms().is_empty() || !value.atoms().is_empty() {
        return Err("U may have atoms".into());
    }
    match regime(proxy).limit {
        Limit::Finite(limit) if (limit - mean.value).abs() <= mean.error + 1e-12 * mean.value.abs() => Ok(()),
        _ => Err(format!("E[V | U ≥ t] is not known to return to E[V] for V {value} and X {error}")),
    }
}

/// A value and an error, by specs, and the name of the pair.
struct Pair {
    name: &'static str,
    value: &'static str,
    error: &'static str,
}

const NORMAL: &str = "normal(0, 2)";
/// Student's t with 10 degrees of freedom and standard deviation 2.
const T10: &str = "scaled(1.788854381999832, student_t(10))";
/// Of mean 0.27 and standard deviation 1.00.
const LOGNORMAL: &str = "shifted(-1, lognormal(0, 0.6931471805599453))";
/// Standard deviation 1.
const T3: &str = "scaled(0.5773502691896258, student_t(3))";
/// Standard deviation 1.
const T5: &str = "scaled(0.7745966692414834, student_t(5))";

const PAIRS: [Pair; 7] = [
    Pair { name: "normal, lognormal", value: NORMAL, error: LOGNORMAL },
    Pair { name: "normal, t₃", value: NORMAL, error: T3 },
    Pair { name: "normal, t₅", value: NORMAL, error: T5 },
    Pair { name: "normal, Lévy", value: NORMAL, error: "levy(1)" },
    Pair { name: "t₁₀, lognormal (not the largest)", value: T10, error: LOGNORMAL },
    Pair { name: "t₁₀, t₃", value: T10, error: T3 },
    Pair { name: "t₁₀, t₅", value: T10, error: T5 },
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let t_axis = || Axis::log("threshold t");
    let y = || Axis::linear("E[V | U ≥ t]; dashed: E[V | U = t]");
    let mut normal = Panel::new("V normal(0, 2): the curves cross at the top", t_axis(), y());
    let mut student = Panel::new("V Student t₁₀, standard deviation 2", t_axis(), y());
    let mut table = Panel::new("Where, and how rare", t_axis(), Axis::log("t*, P(U ≥ t*)")).table_only();
    for pair in PAIRS {
        context.begin(pair.name);
        let proxy = context.proxy(pair.value, pair.error)?;
        let curve = Curve::of(&proxy);
        let panel = if pair.value == NORMAL { &mut normal } else { &mut student };
        let best = tops(panel, &mut table, &proxy, &curve, pair.name)?;
        if pair.error == "levy(1)" || pair.name == "normal, lognormal" {
            table.rows.push(drawn(context, &proxy, &best, pair.name));
        }
    }
    let averages = averages(context)?;
    Ok(Evidence::of(vec![normal, student, averages, table]))
}

/// The top of one curve, three times: by its place, its height and the value at that very place.
fn tops(panel: &mut Panel, table: &mut Panel, proxy: &Proxy, curve: &Curve, name: &str) -> Result<Place, Refusal> {
    let nowhere = || Refusal(format!("{name}: no maximum"));
    let best = curve.top().ok_or_else(nowhere)?;
    let found = best_threshold(proxy)?.ok_or_else(nowhere)?;
    let there = above(proxy, found.t)?;
    let finite = |m: Option<crate::tail::Moment>| m.and_then(|m| m.finite()).ok_or_else(nowhere);
    let place = format!("t* = {:.4}", best.t);
    let note = format!("P(U ≥ t*) = {:.3e}", found.p);
    let height = Estimate::new(best.above, 1e-9);
    let row = |series: &str, predicted, measured| {
        Row::new(series, best.t, &place, predicted, Measured::Enclosure(measured)).with_note(&note)
    };
    panel.rows.push(row(name, height, finite(Some(found.mean_v))?));
    let marginal = finite(there.mean_v_at)?;
    table.rows.push(row(&format!("{name}: E[V | U = t*]"), height, marginal));
    // The curves cross at an angle, so the place is known about as well as they are.
    let at = Estimate::new(best.t, 1e-7 * best.t);
    table.rows.push(row(&format!("{name}: t*"), at, Estimate::new(found.t, 1e-7 * found.t)));
    let share = Estimate::new(best.mass, 1e-6 * best.mass);
    table.rows.push(row(&format!("{name}: P(U ≥ t*)"), share, Estimate::new(found.p, 1e-7 * found.p)));
    let places: Vec<Place> = (0..=32).map(|i| curve.at(0.4 * best.t * 20f64.powf(f64::from(i) / 32.0))).collect();
    panel.line(name, false, places.iter().map(|p| (p.t, p.above)));
    panel.line(name, true, places.iter().map(|p| (p.t, p.there)));
    Ok(best)
}

/// How often draws reach the best threshold.
fn drawn(context: &Context<'_>, proxy: &Proxy, best: &Place, name: &str) -> Row {
    let trials = context.draws((25_000.0 / best.mass) as u64);
    let once = |stream: &mut crate::sample::Stream| {
        draw(&*proxy.value, stream) + draw(&*proxy.error, stream) >= best.t
    };
    let hits = hits(trials, &context.stream(name), once);
    let predicted = Estimate::new(best.mass, 1e-6 * best.mass);
    let place = format!("t* = {:.4}", best.t);
    Row::new(format!("{name}: P(U ≥ t*), drawn"), best.t, place, predicted, Measured::Frequency { hits, trials })
}

/// The best of n as an average of thresholds, and so below the best of them.
fn averages(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Best of n, an average of thresholds, stays below the best one";
    let mut panel = Panel::new(title, Axis::log("n"), Axis::linear("E[V] of the best of n"));
    for pair in &PAIRS[..2] {
        context.begin(&format!("best of n: {}", pair.name));
        let proxy = context.proxy(pair.value, pair.error)?;
        let (curve, mut selector) = (Curve::of(&proxy), Selector::new(&proxy)?);
        let table = curve.table();
        let average = |n: f64| table.best_of(n);
        for n in [2.0, 16.0, 128.0, 1024.0, 16384.0] {
            let found = selector.best_of(n)?.mean_v.finite();
            let measured = found.ok_or_else(|| Refusal(format!("best of {n} has no finite mean by quadrature")))?;
            panel.rows.push(Row::new(pair.name, n, format!("n = {n}"), average(n), Measured::Enclosure(measured)));
        }
        panel.line(pair.name, false, (0..=56).map(|i| 2f64.powf(1.0 + f64::from(i) / 4.0)).map(|n| (n, average(n).value)));
        if let Some(best) = curve.top() {
            panel.line(pair.name, true, [(2.0, best.above), (32768.0, best.above)]);
        }
    }
    Ok(panel)
}
