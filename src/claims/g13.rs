//! G-13: no value at all is overoptimised if the error is log-concave, and some two-point value is if it is not.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::above};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::special::ln_normal_sf;
use crate::sample::draw::draw;
use crate::sample::shard::{SHARD, in_shards};
use crate::tail::{Law, Moment};

mod cells;

use cells::Cells;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g13",
    title: "No value whatever is overoptimised if and only if the density of the error is log-concave; light tails are not enough",
    statement: "Let X have a density f > 0 on an interval and U = X+V with V independent. E[V | U = u] is nondecreasing in u for \
        every law of V if and only if ln f is concave; E[V | U ≥ t] is nondecreasing in t for every law of V if and only if ln P(X > t) \
        is concave, that is if the hazard rate of X never falls, and then so is the best of n in n. Where f(x) f(x+2d) > f(x+d)², \
        every V ∈ {0, d} that takes both values has E[V | U = x+2d] < E[V | U = x+d]; likewise with P(X > ·) for f and U ≥ t for \
        U = u. So a mixture of two normal errors, lighter than every exponential, can still raise the value and let it fall again.",
    hypotheses: "X and V are independent; X has a density, positive on an interval and zero outside; E|V| < ∞.",
    applies,
    source: "One direction is classical (Efron 1965; Milgrom 1981, monotone likelihood ratios). The two-point converse and the \
        separation of densities from survival functions are worked out in the proof.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    if !error.atoms().is_empty() {
        return Err(format!("{error} has atoms, so that it has no density"));
    }
    value.mean().finite().map(drop).ok_or_else(|| format!("{value} has no finite mean"))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let [second, first] = two_points(context)?;
    Ok(Evidence::of(vec![hump(context)?, second, rising_hazard(context)?, first]))
}

/// A centred normal mixture as error, V standard normal: weights and standard deviations of U in each component.
struct Mixture<const K: usize>([(f64, f64); K]);

impl<const K: usize> Mixture<K> {
    /// The quotient of two sums over components, given as logarithms less those of the weights; the largest is taken out.
    fn ratio(&self, ln_first: impl Fn(f64) -> f64, ln_mass: impl Fn(f64) -> f64) -> Estimate {
        let first = self.0.map(|(w, tau)| w.ln() + ln_first(tau));
        let mass = self.0.map(|(w, tau)| w.ln() + ln_mass(tau));
        let top = mass.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum = |terms: [f64; K]| terms.iter().map(|ln| (ln - top).exp()).sum::<f64>();
        let value = sum(first) / sum(mass);
        Estimate::new(value, 1e-11 * value)
    }

    /// `E[V | U = u]` for u > 0: within a component the pair is normal.
    fn at(&self, u: f64) -> Estimate {
        let ln_density = |tau: f64| -0.5 * (u / tau).powi(2) - tau.ln();
        self.ratio(|tau| ln_density(tau) + (u / tau / tau).ln(), ln_density)
    }

    /// `E[V | U >= t]`.
    fn above(&self, t: f64) -> Estimate {
        let ln_density = |tau: f64| -0.5 * (t / tau).powi(2) - 0.5 * std::f64::consts::TAU.ln() - tau.ln();
        self.ratio(ln_density, |tau| ln_normal_sf(t / tau))
    }
}

/// A light-tailed error under which the value rises, falls almost to nothing and rises again.
fn hump(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V standard normal: a light-tailed error with a hump";
    let mut panel = Panel::new(title, Axis::log("proxy u, or threshold t"), Axis::log("E[V | U = u], E[V | U ≥ t]"));
    let wide = Mixture([(0.99, f64::sqrt(2.0)), (0.01, f64::sqrt(101.0))]);
    let plain = Mixture([(1.0, f64::sqrt(2.99))]);
    context.begin("mixture of normal errors");
    let mixed = context.proxy("normal(0, 1)", "mixture(0.99, normal(0, 1), normal(0, 10))")?;
    let normal = context.proxy("normal(0, 1)", &format!("normal(0, {})", f64::sqrt(1.99)))?;
    let names = ["mixture, at U = u", "mixture, from U ≥ t on", "normal of the same variance, at U = u"];
    for t in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 20.0, 40.0, 100.0] {
        let [at, from] = measure(&mixed, t)?;
        let [straight, _] = measure(&normal, t)?;
        let predicted = [wide.at(t), wide.above(t), plain.at(t)];
        for ((name, predicted), (measured, note)) in names.into_iter().zip(predicted).zip([at, from, straight]) {
            let row = Row::new(name, t, format!("{t}"), predicted, Measured::Enclosure(measured));
            panel.rows.push(row.with_note(note));
        }
    }
    let places = (0..=120).map(|i| 100f64.powf(f64::from(i) / 120.0));
    panel.line(names[0], false, places.clone().map(|u| (u, wide.at(u).value)));
    panel.line(names[1], false, places.clone().map(|t| (t, wide.above(t).value)));
    panel.line(names[2], false, places.map(|u| (u, plain.at(u).value)));
    Ok(panel)
}

/// `E[V | U = t]` and `E[V | U >= t]` by quadrature, each with how rare it is.
fn measure(proxy: &Proxy, t: f64) -> Result<[(Estimate, String); 2], Refusal> {
    let found = above(proxy, t)?;
    let note = format!("ln P(U ≥ t) = {:.3}", found.ln_p.value);
    let finite = |mean: Option<Moment>| {
        mean.and_then(Moment::finite).ok_or_else(|| Refusal(format!("no finite mean by quadrature at {t}")))
    };
    Ok([(finite(found.mean_v_at)?, note.clone()), (finite(Some(found.mean_v))?, note)])
}

/// For every family of the laboratory the two-point value that its density makes worst, drawn: how often V is the high one with U
/// in a cell, and in the next. V is made so that the first share is one half.
fn two_points(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let y = || Axis::linear("P(V = d | x+2d ≤ U < x+3d), where P(V = d | x+d ≤ U < x+2d) = 1/2");
    let title = "V ∈ {0, d}, drawn: does the next cell make V more likely?";
    let mut second = Panel::new(title, Axis::named(""), y());
    let mut first = Panel::new("The same, one cell lower", Axis::named(""), y()).table_only();
    let mut families: Vec<String> = Vec::new();
    for law in context.typical() {
        let family = law.spec().split('(').next().unwrap_or_default().to_owned();
        if !law.atoms().is_empty() || families.contains(&family) {
            continue;
        }
        families.push(family);
        context.begin(law.spec());
        let Some(cells) = Cells::worst(&law) else { continue };
        let shares = cells.shares();
        let series = if shares[1] < 0.5 { "not log-concave: V falls" } else { "log-concave: V does not fall" };
        let drawn = drawn(context, &law, &cells);
        let note = format!("x = {:.4}, d = {:.4}, P(V = d) = {:.4}", cells.x, cells.d, cells.p_high());
        let row = |k: usize| {
            let (hits, trials) = drawn[k];
            let predicted = Estimate::new(shares[k], 1e-9);
            Row::new(series, 0.0, law.spec(), predicted, Measured::Frequency { hits, trials }).with_note(&note)
        };
        first.rows.push(row(0).with_lie(0.56));
        // The lie where V falls is that it does not.
        let honest = row(1);
        let lie = if shares[1] < 0.5 { 0.5 } else { honest.lie };
        second.rows.push(honest.with_lie(lie));
    }
    let mut second = second.sorted_by_prediction();
    let names = second.names().len() as f64;
    second.line("no change", true, [(0.5, 0.5), (names + 0.5, 0.5)]);
    Ok([second, first.sorted_by_prediction()])
}

/// In each of the two cells, how many draws had V = d, out of how many.
fn drawn(context: &Context<'_>, law: &Law, cells: &Cells) -> [(u64, u64); 2] {
    let source = context.stream(law.spec());
    let (p, d) = (cells.p_high(), cells.d);
    let parts = in_shards(context.draws(120_000), SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut counts = [(0, 0); 2];
        for _ in 0..items {
            let high = stream.uniform() < p;
            let cell = (draw(&**law, &mut stream) - cells.x) / d + if high { 0.0 } else { -1.0 };
            if (0.0..2.0).contains(&cell) {
                let count = &mut counts[cell as usize];
                *count = (count.0 + u64::from(high), count.1 + 1);
            }
        }
        counts
    });
    let add = |a: [(u64, u64); 2], b: [(u64, u64); 2]| [0, 1].map(|k| (a[k].0 + b[k].0, a[k].1 + b[k].1));
    parts.into_iter().fold([(0, 0); 2], add)
}

/// Hazard rate 1 up to 1 and 10 from there: thresholds are safe for every value, places are not.
fn rising_hazard(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Hazard rate of X: 1 below 1, then 10. V = 0 or 1/2";
    let mut panel = Panel::new(title, Axis::linear("proxy u, or threshold t"), Axis::linear("E[V | U = u], E[V | U ≥ t]"));
    let survival = |x: f64| (-(x.clamp(0.0, 1.0) + 10.0 * (x - 1.0).max(0.0))).exp();
    let density = |x: f64| survival(x) * if x < 0.0 { 0.0 } else if x < 1.0 { 1.0 } else { 10.0 };
    let share = |g: &dyn Fn(f64) -> f64, u: f64| 0.5 * g(u - 0.5) / (g(u - 0.5) + g(u));
    context.begin("a rising hazard rate that jumps");
    let below = -f64::exp_m1(-1.0);
    let error = format!("mixture({below}, truncated(exponential(1), 1), shifted(1, exponential(10)))");
    let proxy = context.proxy("two_point(0, 0.5, 0.5)", &error)?;
    let names = ["at U = u: falls at 1", "from U ≥ t on: never falls"];
    for t in [0.6, 0.8, 0.95, 1.05, 1.2, 1.35, 1.45, 1.6, 1.8, 2.0] {
        let predicted = [share(&density, t), share(&survival, t)];
        for ((name, value), (measured, note)) in names.into_iter().zip(predicted).zip(measure(&proxy, t)?) {
            let row = Row::new(name, t, format!("{t}"), Estimate::new(value, 1e-12), Measured::Enclosure(measured));
            panel.rows.push(row.with_note(note));
        }
    }
    let places = (0..=320).map(|i| 0.51 + f64::from(i) * 0.005);
    panel.line(names[0], false, places.clone().map(|u| (u, share(&density, u))));
    panel.line(names[1], false, places.map(|t| (t, share(&survival, t))));
    Ok(panel)
}
