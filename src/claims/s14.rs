//! S-14: a random number of approaches: the least that there can be decides, not the mean.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::{
    crowd::number,
    draw::{exceedances, hits, least_of},
};
use crate::tail::made::{Count, fastest_of};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s14",
    title: "With a random number of approaches the least that can happen decides the tail, not the mean; none at all is stuck for ever",
    statement: "Let each step have a random number K of independent approaches, G(s) = E s^K, k₀ ≥ 1 the least value above 0 with P(K = k₀) > 0. Given K > 0 the \
        time of a step has the survival function (G(S) - P(K=0))/P(K>0) ~ P(K = k₀ | K > 0) S^k₀. For Pareto(α) approaches its tail index is αk₀ whatever \
        E K is, and its mean Σ P(K = k | K > 0) αk/(αk-1) is finite exactly if αk₀ > 1. If P(K = 0) > 0 the time of a step is infinite with that chance, and n \
        steps can all be done with chance (1 - P(K=0))^n, (1 - e^-λ)^n for a Poisson number.",
    hypotheses: "Approaches are independent of each other and of their number, with one continuous law; numbers of different steps are independent. For the mean: \
        Pareto approaches, S(t) = t^-α from t = 1 on.",
    applies: |subject| subject.approach().map(drop),
    source: "Generating functions; derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![tails(context)?, doable(context), means(context)?, indices(context)?]))
}

/// A name for the legend, the count as the library reads it, `P(step > t)` from s, and the leading form: a factor and a power of s.
type Case = (&'static str, &'static str, fn(f64) -> f64, (f64, f64));

/// Numbers of approaches with a mean of 3.
fn cases() -> [Case; 4] {
    [
        ("Poisson", "poisson(3)", |s| (3.0 * s).exp_m1() / 3f64.exp_m1(), (3.0 / 3f64.exp_m1(), 1.0)),
        ("geometric from 1", "geometric(0.3333333333333333)", |s| s / (3.0 - 2.0 * s), (1.0 / 3.0, 1.0)),
        ("binomial of 6", "binomial(6, 0.5)", |s| ((1.0 + s).powi(6) - 1.0) / 63.0, (6.0 / 63.0, 1.0)),
        ("2 + Poisson of mean 1", "poisson(1, least = 2)", |s| s * s * (s - 1.0).exp(), ((-1f64).exp(), 2.0)),
    ]
}

const ALPHA: f64 = 0.7;

fn count(text: &str) -> Result<Count, Refusal> {
    Count::parse(text).map_err(Refusal)
}

/// The tails, by drawing near and by the library's laws far out.
fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = format!("Numbers of approaches with mean 3: the slope is α = {ALPHA} times the least of them");
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    for (name, text, of, (factor, power)) in cases() {
        context.begin(name);
        let (count, sf) = (count(text)?, |t: f64| of(t.powf(-ALPHA)));
        let law = fastest_of(count, &approach).map_err(Refusal)?;
        let places = [1.5, if power > 1.0 { 3.0 } else { 6.0 }];
        let trials = context.draws(1_600_000);
        let once = |stream: &mut _| {
            // Given that there is one.
            let k = std::iter::repeat_with(|| number(&count, stream)).find(|k| *k > 0).unwrap_or(1);
            least_of(&*approach, k as u32, stream)
        };
        let counts = exceedances(trials, &context.stream(name), &places, once);
        for (t, hits) in places.into_iter().zip(counts) {
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(name, t, format!("t = {t}, drawn"), Estimate::closed_form(sf(t)), measured));
        }
        for t in [1e2, 1e4, 1e6] {
            let (ln, predicted) = (law.ln_sf(t), Estimate::new(sf(t), 1e-12 * sf(t)));
            let measured = Measured::Enclosure(Estimate::new(ln.exp(), 1e-12 * ln.exp()));
            panel.rows.push(Row::new(name, t, format!("t = {t:e}"), predicted, measured));
        }
        panel.line(name, false, spread(1.0, 1e6, 80).map(|t| (t, sf(t))));
        panel.line(name, true, [10.0, 1e6].map(|t: f64| (t, factor * t.powf(-ALPHA * power))));
    }
    let fixed = |t: f64| t.powf(-3.0 * ALPHA);
    panel.line("always 3", false, spread(1.0, 1e3, 20).map(|t| (t, fixed(t))));
    Ok(panel)
}

/// How often every step of a task has an approach at all.
fn doable(context: &Context<'_>) -> Panel {
    let mut panel = Panel::new(
        "A Poisson number of approaches: the chance that no step of n is without one",
        Axis::linear("mean number of approaches λ"),
        Axis::linear("P(the task can be done)"),
    );
    for (n, places, trials) in [(1u32, [0.7, 1.6], 400_000), (10, [2.7, 3.8], 200_000), (100, [5.0, 6.1], 40_000)] {
        let series = format!("n = {n}");
        context.begin(&series);
        let chance = |mean: f64| (-(-mean).exp()).ln_1p() * f64::from(n);
        for mean in places {
            let count = Count { least: 0.0, more: crate::tail::made::More::Poisson(mean) };
            let trials = context.draws(trials);
            let all = |stream: &mut _| (0..n).all(|_| number(&count, stream) > 0);
            let hits = hits(trials, &context.stream(&format!("{series} {mean}")), all);
            let predicted = Estimate::closed_form(chance(mean).exp());
            panel.rows.push(Row::new(&series, mean, format!("λ = {mean}"), predicted, Measured::Frequency { hits, trials }));
        }
        panel.line(&series, false, (1..=180).map(|i| 0.05 * f64::from(i)).map(|mean| (mean, chance(mean).exp())));
    }
    panel
}

/// Means by the library's integral of the tail beside the sum over the numbers.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Mean time of a step", Axis::named(""), Axis::linear("E[step]")).table_only();
    for (text, alpha) in [
        ("poisson(3)", 1.5),
        ("poisson(1, least = 2)", 0.8),
        ("geometric(0.3, least = 2)", 0.7),
        ("binomial(4, 0.5, least = 2)", 0.6),
    ] {
        let (count, approach) = (count(text)?, context.law(&format!("pareto({alpha})"))?);
        let mean = fastest_of(count, &approach).map_err(Refusal)?.mean();
        let found = mean.finite().ok_or_else(|| Refusal(format!("{text}: the mean is not finite by quadrature")))?;
        let predicted = sum_of_means(&count, alpha);
        let at = (panel.rows.len() + 1) as f64;
        panel.rows.push(Row::new("E[step]", at, format!("{text}, α = {alpha}"), predicted, Measured::Enclosure(found)));
    }
    Ok(panel)
}

/// `sum P(K = k | K > 0) alpha k/(alpha k - 1)`, the probabilities by their recursions.
fn sum_of_means(count: &Count, alpha: f64) -> Estimate {
    use crate::tail::made::More;
    let (mut p, next): (f64, Box<dyn Fn(f64) -> f64>) = match count.more {
        More::Poisson(mean) => ((-mean).exp(), Box::new(move |j| mean / (j + 1.0))),
        More::Geometric(p) => (p, Box::new(move |_| 1.0 - p)),
        More::Binomial(n, p) => ((1.0 - p).powf(n), Box::new(move |j| (n - j) / (j + 1.0) * p / (1.0 - p))),
    };
    let (mut sum, mut all) = (0.0, 0.0);
    for j in 0..2000 {
        let k = count.least + f64::from(j);
        if k > 0.0 {
            sum += p * alpha * k / (alpha * k - 1.0);
            all += p;
        }
        p *= next(f64::from(j));
    }
    Estimate::new(sum / all, 1e-12 * sum / all)
}

/// The tail index between `t = e^200` and `e^400`, by the library's laws.
fn indices(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Tail index of a step", Axis::named(""), Axis::linear("index")).table_only();
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    for (text, least) in [("poisson(50)", 1.0), ("binomial(60, 0.9)", 1.0), ("geometric(0.01, least = 3)", 3.0), ("poisson(20, least = 2)", 2.0)] {
        let law = fastest_of(count(text)?, &approach).map_err(Refusal)?;
        let slope = (law.ln_sf_at_exp(200.0) - law.ln_sf_at_exp(400.0)) / 200.0;
        let (at, found) = ((panel.rows.len() + 1) as f64, Measured::Enclosure(Estimate::new(slope, 1e-12)));
        panel.rows.push(Row::new("index", at, text, Estimate::new(ALPHA * least, 1e-10), found).as_limit());
    }
    Ok(panel)
}
