//! S-6: one single step makes the total large.

mod far;

use crate::claim::{Axis, Claim, Context, Effort, Evidence, Measured, Panel, Row};
use crate::claims::measure::spread;
use crate::expect::{
    Refusal,
    total::{Side, Total},
};
use crate::num::{Estimate, special::ln_gamma};
use crate::sample::{
    draw::{draw, exceedances, summary},
    jump::{beyond_alone, far_tail, sum_and_largest},
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s6",
    title: "A total is large because one step is: P(T(n) > x) ~ n P(step > x), and for αQ < 1 the total is on average only 1/(1 − a) of its longest step",
    statement: "Let T_n be the sum and M_n the largest of n independent steps with P(step > t) = t^-a, t ≥ 1, a = αQ. For fixed n, \
        P(T_n > x) = n x^-a (1 + r(x)), r → 0: r ~ (n-1) a μ/x for a > 1, μ = a/(a-1), as in n (x - (n-1)μ)^-a; r ~ (n-1) ln x/x at a = 1; \
        r ~ -(n-1) Γ(1-a)² x^-a/(2 Γ(1-2a)) for a < 1, a ≠ 1/2, and r ~ -(n-1)/(2x) at a = 1/2. For every n and a ≠ 1, \
        E[T_n/M_n] = (1 - a Γ(n+1) Γ(1+1/a)/Γ(n+1/a))/(1-a), and 1 + 1/2 + ... + 1/n at a = 1. So E[T_n/M_n] → 1/(1-a) for a < 1 and grows like \
        ln n at a = 1, like n^(1-1/a) above. P(M_n ≤ y n^(1/a)) = (1 - y^-a/n)^n → exp(-y^-a).",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "One big jump: Chistyakov (1964); the ratio's limit: Darling (1952). The second terms and the ratio at finite n are derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![
        tails(context)?,
        second_term(context)?,
        one_alone(context)?,
        share(context)?,
        largest(context)?,
        far_out(context)?,
    ]))
}

/// Steps of the totals whose tails are looked at.
const N: u32 = 10;
/// Indices, and draws of all steps but one: the bound on a draw is `n^a` times the mean.
const TAILS: [(f64, u64); 4] = [(0.5, 200_000), (1.0, 200_000), (1.5, 300_000), (2.5, 1_500_000)];
const DEPTHS: [f64; 4] = [1e-2, 1e-4, 1e-8, 1e-12];

fn total(context: &Context<'_>, a: f64) -> Result<Total, Refusal> {
    Total::of(&context.law(&format!("pareto({a})"))?, u64::from(N))
}

/// `P(T > x) / (n x^-a)` by the exact law.
fn exact_ratio(total: &Total, a: f64, x: f64) -> Result<Estimate, Refusal> {
    let n = f64::from(N);
    let ln = total.beyond_least(x - n)?.ln_sf;
    let value = (ln.value - n.ln() + a * x.ln()).exp();
    // The logarithms of P and of x^-a are rounded at their own size.
    let rounding = 2.0 * f64::EPSILON * (ln.value.abs() + a * x.ln().abs() + 4.0);
    Ok(Estimate::new(value, value * (ln.error + rounding)))
}

/// The tail of the total by drawing all steps but the largest, over `scale`.
fn drawn(context: &Context<'_>, a: f64, x: f64, count: u64, scale: f64) -> Result<(Measured, String), Refusal> {
    let subject = format!("a = {a}, x = {x:e}");
    context.begin(&subject);
    let law = context.law(&format!("pareto({a})"))?;
    let found = far_tail(&*law, u64::from(N), x, context.draws(count), &context.stream(&subject));
    let high = found.ln_bound.exp() / scale;
    let (count, mean, variance) = (found.share.count, found.share.mean * high, found.share.variance() * high * high);
    let note = format!("by conditional Monte Carlo, of relative standard error {:.1e}", found.relative_error());
    Ok((Measured::BoundedMean { count, mean, variance, low: 0.0, high }, note))
}

/// The survival function of a total of ten steps, n x^-a dashed, and draws where plain ones would see nothing.
fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Ten steps: far out the total is one step, n x^−a";
    let mut panel = Panel::new(title, Axis::log("x"), Axis::log("P(T(10) > x)"));
    for (a, count) in TAILS {
        let (series, total) = (format!("a = {a}"), total(context, a)?);
        for p in &DEPTHS {
            let x = total.quantile(Side::Upper, p.ln())?.value;
            let (measured, note) = drawn(context, a, x, count, 1.0)?;
            let predicted = Estimate::new(*p, 1e-9 * p);
            panel.rows.push(Row::new(&series, x, format!("x = {x:.6e}"), predicted, measured).with_note(note));
        }
        let n = f64::from(N);
        let end = (n * 1e13).powf(1.0 / a);
        let points = spread(1.001 * n, end, 80).map(|x| total.beyond_least(x - n).map(|at| (x, at.ln_sf.value.exp())));
        panel.line(&series, false, points.collect::<Result<Vec<_>, _>>()?);
        panel.line(&series, true, [n.powf(1.0 / a), end].map(|x| (x, n * x.powf(-a))));
    }
    Ok(panel)
}

/// Indices of the second term, with its rate and the places of the rows.
const SECOND: [(f64, &str, [f64; 3]); 5] = [
    (0.3, "a = 0.3: x^−a, below", [1e6, 1e10, 1e14]),
    (0.75, "a = 0.75: x^−a", [1e4, 1e6, 1e9]),
    (1.0, "a = 1: ln x/x", [1e5, 1e7, 1e9]),
    (1.2, "a = 1.2: 1/x", [1e4, 1e6, 1e8]),
    (2.5, "a = 2.5: 1/x", [1e3, 1e5, 1e8]),
];

/// What is left beside n x^-a, predicted by the series, the second term alone dashed.
fn second_term(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "What the other nine steps add";
    let mut panel = Panel::new(title, Axis::log("x"), Axis::log("|P(T(10) > x) / (n x^−a) − 1|"));
    for (a, series, places) in SECOND {
        let total = total(context, a)?;
        let left =
            |x: f64| exact_ratio(&total, a, x).map(|ratio| Estimate::new((ratio.value - 1.0).abs(), ratio.error));
        for x in places {
            let predicted = far::ratio(a, N, x);
            let predicted = Estimate::new((predicted.value - 1.0).abs(), predicted.error);
            let note = format!("the second term alone is {:.6e}", far::second(a, N, x));
            let row = Row::new(series, x, format!("x = {x:e}"), predicted, Measured::Enclosure(left(x)?));
            panel.rows.push(row.with_note(note));
        }
        let along = || spread(places[0], places[2], 60);
        panel.line(series, false, along().map(|x| (x, (far::ratio(a, N, x).value - 1.0).abs())));
        panel.line(series, true, along().map(|x| (x, far::second(a, N, x).abs())));
    }
    Ok(panel)
}

/// Chances of the total at which its largest step is looked at in draws, and how many tasks are drawn for each index.
const RARE: [f64; 2] = [0.1, 0.01];
const TASKS: [(f64, u64); 4] = [(0.5, 600_000), (1.0, 1_000_000), (1.5, 3_000_000), (2.0, 11_000_000)];

/// Given a total beyond x, the chance that one step alone is: `P(M > x) / P(T > x)`.
fn one_alone(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Given T(10) > x, the chance that one step alone is > x";
    let mut panel = Panel::new(title, Axis::log("1 / P(T(10) > x)"), Axis::linear("P(M(10) > x | T(10) > x)"));
    for (a, tasks) in TASKS {
        let (series, total) = (format!("a = {a}"), total(context, a)?);
        let alone = |x: f64, p: f64| -(f64::from(N) * (-x.powf(-a)).ln_1p()).exp_m1() / p;
        let beyond = |p: f64| total.quantile(Side::Upper, p.ln()).map(|x| x.value);
        let places = [beyond(RARE[0])?, beyond(RARE[1])?];
        context.begin(&format!("largest beyond x, {series}"));
        let source = context.stream(&format!("alone {series}"));
        let counts = beyond_alone(&*context.law(&format!("pareto({a})"))?, N, places, context.draws(tasks), &source);
        for ((p, x), (hits, trials)) in RARE.iter().zip(places).zip(counts) {
            let predicted = Estimate::new(alone(x, *p), 1e-9);
            let row =
                Row::new(&series, 1.0 / p, format!("P(T > x) = {p}"), predicted, Measured::Frequency { hits, trials });
            panel.rows.push(row.with_note(format!("x = {x:.6e}, {trials} totals beyond it")));
        }
        let points = spread(1.1, 1e8, 60).map(|rarity| beyond(1.0 / rarity).map(|x| (rarity, alone(x, 1.0 / rarity))));
        panel.line(&series, false, points.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(panel)
}

/// Indices and numbers of steps of the total over its largest step, and draws for each.
const SHARES: [f64; 5] = [0.25, 0.5, 0.75, 1.0, 1.5];
const STEPS: [(u32, u64); 4] = [(3, 100_000), (10, 150_000), (30, 250_000), (100, 500_000)];

/// `E[T_n / M_n]` in closed form.
fn total_over_largest(a: f64, n: f64) -> f64 {
    if a == 1.0 {
        return (1..=n as u64).map(|k| 1.0 / k as f64).sum();
    }
    let ln = ln_gamma(n + 1.0) + ln_gamma(1.0 + 1.0 / a) - ln_gamma(n + 1.0 / a);
    (1.0 - a * ln.exp()) / (1.0 - a)
}

/// The mean of the total over its largest step: bounded below the threshold only.
fn share(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The total over its longest step: bounded for a < 1 only";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("E[T(n) / M(n)]"));
    let lengths = if context.effort() == Effort::Quick { &STEPS[..3] } else { &STEPS[..] };
    for a in SHARES {
        let (series, law) = (format!("a = {a}"), context.law(&format!("pareto({a})"))?);
        for (n, count) in lengths {
            let (place, count) = (format!("n = {n}"), context.draws(*count));
            context.begin(&format!("{series}, {place}"));
            let sum = summary(count, &context.stream(&format!("{series} {n}")), |stream| {
                let (sum, largest) = sum_and_largest(&*law, *n, stream);
                sum / largest
            });
            let (low, high, n) = (1.0, f64::from(*n), f64::from(*n));
            let measured = Measured::BoundedMean { count, mean: sum.mean, variance: sum.variance(), low, high };
            panel.rows.push(Row::new(&series, n, place, Estimate::closed_form(total_over_largest(a, n)), measured));
        }
        panel.line(&series, false, spread(1.0, 1e5, 40).map(|n| n.round()).map(|n| (n, total_over_largest(a, n))));
        if a < 1.0 {
            panel.line(&series, true, [1.0, 1e5].map(|n| (n, 1.0 / (1.0 - a))));
        }
    }
    Ok(panel)
}

/// The largest of n steps over n^{1/a}, at a = 3/2, and the draws of n steps.
const LARGEST: f64 = 1.5;
const MAXIMA: u64 = 90_000;

/// The longest step on its own scale: the law of Frechet.
fn largest(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::log("chance of more");
    let x = Axis::log("y = M(n) / n^(2/3)");
    let mut panel = Panel::new("The longest step: Fréchet's law (a = 3/2)", x, y).table_only();
    let sf = |n: f64, y: f64| -(n * (-(y.powf(-LARGEST) / n).min(1.0)).ln_1p()).exp_m1();
    let law = context.law(&format!("pareto({LARGEST})"))?;
    for n in [10u32, 100] {
        let (series, m) = (format!("n = {n}"), f64::from(n));
        context.begin(&format!("largest, {series}"));
        let (places, trials) = ([0.6, 0.9, 1.2], context.draws(MAXIMA));
        let counts = exceedances(trials, &context.stream(&format!("largest {n}")), &places, |stream| {
            (0..n).map(|_| draw(&*law, stream)).fold(0.0, f64::max) / m.powf(1.0 / LARGEST)
        });
        for (y, hits) in places.iter().zip(counts) {
            let predicted = Estimate::closed_form(sf(m, *y));
            let note = format!("the limit itself is {:.6}", -(-y.powf(-LARGEST)).exp_m1());
            let row = Row::new(&series, *y, format!("y = {y}"), predicted, Measured::Frequency { hits, trials });
            panel.rows.push(row.with_note(note));
        }
    }
    Ok(panel)
}

/// Where `n x^-a` is 1e-100: the ratio by the exact law and by drawing.
fn far_out(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("P(T(10) > x) / (n x^−a)");
    let mut panel = Panel::new("At P = 1e-30 and 1e-100", Axis::log("x"), y).table_only();
    for (a, count) in TAILS {
        let total = total(context, a)?;
        for p in [1e-30, 1e-100] {
            let x = (f64::from(N) / p).powf(1.0 / a);
            let row = |series: &str, measured: Measured| {
                Row::new(series, x, format!("a = {a}, n x^-a = {p:e}"), far::ratio(a, N, x), measured)
            };
            panel.rows.push(row("exact law", Measured::Enclosure(exact_ratio(&total, a, x)?)));
            let (measured, note) = drawn(context, a, x, count, p)?;
            panel.rows.push(row("conditional Monte Carlo", measured).with_note(note));
        }
    }
    Ok(panel)
}
