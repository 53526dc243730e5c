//! S-10: the critical window, in which a budget per step decides between almost never and almost always.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::claims::limits::{normed::Normed, stable::Stable};
use crate::claims::measure::spread;
use crate::expect::{Refusal, total::Total};
use crate::num::Estimate;
use crate::sample::total::totals;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s10",
    title: "For 1 < αQ < 2 a budget of c per step turns from hopeless to safe about the mean, over a width n^(1/a − 1); at the mean itself the chance tends to 1/a",
    statement: "Let T_n be the sum of n independent steps with P(step > t) = t^-a, t ≥ 1, 1 < a = αQ < 2, μ = a/(a-1). For c = μ + x n^(1/a-1), \
        P(T_n ≤ c n) → P(Z ≤ x), E e^(-sZ) = exp(-Γ(1-a) s^a), with g the density of Z. The remainder is -½ (a/(2-a) + μ²) g'(x) n^(1-2/a) (1 + o(1)). \
        At c = μ, P(T_n ≤ μn) = 1/a + k n^(1-2/a) (1 + o(1)), k = -½ (a/(2-a) + μ²) sin(2π/a) Γ(2/a) / (π a |Γ(1-a)|^(2/a)) > 0: more likely than not \
        that the mean is not exceeded.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; 1 < αQ < 2.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "The limit: Gnedenko and Kolmogorov (1954); the chance 1/a: Zolotarev (1986). The remainder is derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![step(context)?, window(context)?, mean(context)?, lag(context)?]))
}

/// The index of the first two panels, its mean, and the lengths drawn.
const INDEX: f64 = 1.5;
const LENGTHS: [(u64, &str); 4] =
    [(10, "n = 10"), (1000, "n = 1000"), (1_000_000, "n = 10⁶"), (1_000_000_000, "n = 10⁹")];

/// A total of n steps of Pareto(a), and its series about the limit law.
struct Task {
    n: f64,
    total: Total,
    normed: Normed,
}

impl Task {
    fn new(context: &Context<'_>, a: f64, n: u64) -> Result<Self, Refusal> {
        let total = Total::of(&context.law(&format!("pareto({a})"))?, n)?;
        let n = n as f64;
        Ok(Self { n, total, normed: Normed::of_orders(a, n, 6) })
    }

    /// `P(T <= c n)` at `c = mu + x n^{1/a - 1}`, exactly.
    fn exact(&self, x: f64) -> Result<Estimate, Refusal> {
        let Normed { shift, scale, .. } = self.normed;
        let ln = self.total.beyond_least(shift - self.n + scale * x)?.ln_cdf;
        let value = ln.value.exp();
        // The place itself is rounded: many scales lie between 0 and the mean.
        let place = f64::EPSILON * shift / scale;
        Ok(Estimate::new(value, value * ln.error.exp_m1() + 1e-15 + place))
    }

    /// The same by the series about the limit law.
    fn predicted(&self, x: f64) -> Estimate {
        let beyond = self.normed.beyond_limit(x);
        Estimate::new(self.normed.law.inverse(0.0, x) + beyond.value, beyond.error)
    }

    /// The budget per step at x.
    fn budget(&self, x: f64) -> f64 {
        (self.normed.shift + x * self.normed.scale) / self.n
    }
}

/// Where in the window the rows are.
const PLACES: [f64; 5] = [-3.0, -1.5, 0.0, 1.5, 6.0];
/// Tasks simulated at n = 1000, enough to tell where the chance is above a half.
const TASKS: u64 = 70_000;

/// The chance to be done within c n, against c: a step at the mean that sharpens as n grows, every curve near 1/a there.
fn step(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "a = 3/2: the step at the mean μ = 3 sharpens";
    let mut panel = Panel::new(title, Axis::linear("budget per step c"), Axis::linear("P(T(n) ≤ c n)"));
    for (n, series) in LENGTHS {
        let task = Task::new(context, INDEX, n)?;
        let from = |c: f64| (c * task.n - task.normed.shift) / task.normed.scale;
        let places = (0..=240).map(|i| 1.5 + 0.0125 * f64::from(i));
        let points = places.map(|c| task.exact(from(c).max(-40.0)).map(|p| (c, p.value)));
        panel.exact_line(series, points.collect::<Result<Vec<_>, _>>()?);
    }
    panel.line("1/a", true, [(1.5, 1.0 / INDEX), (4.5, 1.0 / INDEX)]);
    let (n, series) = LENGTHS[1];
    let task = Task::new(context, INDEX, n)?;
    context.begin(title);
    let trials = context.draws(TASKS);
    let sample = totals(&*context.law("pareto(0.25)")?, INDEX / 0.25, n, trials, &context.stream(title));
    for x in [-0.5, 0.0, 1.5, 6.0] {
        let c = task.budget(x);
        let hits = sample.partition_point(|t| *t <= c * task.n) as u64;
        let measured = Measured::Frequency { hits, trials };
        panel.rows.push(Row::new(series, c, format!("simulated, c = {c:.4}"), task.predicted(x), measured));
    }
    Ok(panel)
}

/// The same in the window: every length on one curve, the law of Z.
fn window(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "In the window: one curve, the law of Z";
    let mut panel = Panel::new(title, Axis::linear("x = (c − μ) n^(1/3)"), Axis::linear("P(T(n) ≤ c n)"));
    for (n, series) in LENGTHS {
        let task = Task::new(context, INDEX, n)?;
        let places = (0..=100).map(|i| -5.0 + 0.13 * f64::from(i));
        let points = places.map(|x| task.exact(x).map(|p| (x, p.value)));
        panel.exact_line(series, points.collect::<Result<Vec<_>, _>>()?);
        // Ten steps are too few for a series in 1/n.
        for x in PLACES.into_iter().filter(|_| n > 10) {
            let place = format!("n = {n}, x = {x}");
            let note = format!("c = {}; the limit itself is {:.6}", task.budget(x), task.normed.law.inverse(0.0, x));
            let row = Row::new(series, x, place, task.predicted(x), Measured::Enclosure(task.exact(x)?));
            panel.rows.push(row.with_note(note));
        }
    }
    let limit = Stable::new(INDEX);
    panel.line("P(Z ≤ x)", true, (0..=100).map(|i| -5.0 + 0.13 * f64::from(i)).map(|x| (x, limit.inverse(0.0, x))));
    Ok(panel)
}

/// Indices and lengths of the rows at the mean.
const INDICES: [f64; 4] = [1.1, 1.25, 1.5, 1.75];
const STEPS: [u64; 4] = [10_000, 1_000_000, 10_000_000, 1_000_000_000];

/// At c = mu exactly: the chance falls to 1/a.
fn mean(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "At the mean itself: P → 1/a";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::linear("P(T(n) ≤ μ n)"));
    for a in INDICES {
        let series = format!("a = {a}");
        for n in STEPS {
            let task = Task::new(context, a, n)?;
            let measured = Measured::Enclosure(task.exact(0.0)?);
            panel.rows.push(Row::new(&series, n as f64, format!("n = {n}"), task.predicted(0.0), measured));
        }
        let points =
            spread(1.0, 1e9, 36).map(|n| Ok((n.round(), Task::new(context, a, n.round() as u64)?.exact(0.0)?.value)));
        panel.exact_line(&series, points.collect::<Result<Vec<_>, Refusal>>()?);
        panel.line(&series, true, [1.0, 1e9].map(|n| (n, 1.0 / a)));
    }
    Ok(panel)
}

/// What is left of it, against its rate.
fn lag(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "What is left falls like n^(1 − 2/a)";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("P(T(n) ≤ μ n) − 1/a"));
    for a in INDICES {
        let series = format!("a = {a}");
        for n in STEPS {
            let task = Task::new(context, a, n)?;
            let exact = task.exact(0.0)?;
            let measured = Measured::Enclosure(Estimate::new(exact.value - 1.0 / a, exact.error + f64::EPSILON));
            let note = format!("the leading term alone is {:.6e}", leading(a) * task.n.powf(1.0 - 2.0 / a));
            let row = Row::new(&series, n as f64, format!("n = {n}"), task.normed.beyond_limit(0.0), measured);
            panel.rows.push(row.with_note(note));
        }
        let points =
            spread(1e4, 1e9, 30).map(|n| Ok((n, Task::new(context, a, n as u64)?.normed.beyond_limit(0.0).value)));
        panel.line(&series, false, points.collect::<Result<Vec<_>, Refusal>>()?);
        panel.line(&series, true, [1e4, 1e9].map(|n: f64| (n, leading(a) * n.powf(1.0 - 2.0 / a))));
    }
    Ok(panel)
}

/// `k` of `P(T_n <= mu n) = 1/a + k n^{1-2/a} + ...`.
fn leading(a: f64) -> f64 {
    use std::f64::consts::PI;
    let (mean, gamma) = (a / (a - 1.0), libm::tgamma(1.0 - a).abs());
    let slope = (2.0 * PI / a).sin() * libm::tgamma(2.0 / a) / (PI * a * gamma.powf(2.0 / a));
    -0.5 * (a / (2.0 - a) + mean * mean) * slope
}
