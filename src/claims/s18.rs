//! S-18: approaches joined by a normal copula: the diversity limit.

pub(super) mod factor;

use self::factor::Factor;
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::{Estimate, special::ln_normal_sf};
use crate::sample::{
    crowd::{Linked, least_joined},
    draw::exceedances,
};
use crate::tail::made::{SurvivalCopula::Gaussian, dependent_min_of};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s18",
    title: "Approaches whose ranks are joined by normals of correlation ρ are worth, far out, less than 1/ρ independent ones: Q* = (1-ρ)/(α-ρ), and no number suffices where α ≤ ρ",
    statement: "Let the ranks of the Q approaches be joined by the copula of normals with correlation 0 < ρ < 1 between any two. Then P(step > t) = \
        c (1+o(1)) S^q (-ln S)^b as S → 0, q = Q/(1+(Q-1)ρ), b = (q-Q)/2: far out Q approaches are worth q independent ones, which is below 1/ρ for every Q. For \
        Pareto(α) approaches the mean of a step is finite for Q > Q* = (1-ρ)/(α-ρ) and infinite for Q < Q* if α > ρ, and infinite for every Q if α ≤ ρ; at Q = Q* it is \
        finite exactly if Q* > 2 + 1/α. The onset is slow: at depth z²/2 the local slope exceeds q by about (Q-q)/z².",
    hypotheses: "One continuous law for all approaches; for real Q the one-factor integral E P(N > z | Y)^Q, N = √ρ Y + √(1-ρ) Z, is taken as the definition. For the mean: \
        S(t) = t^-α from t = 1 on.",
    applies: |subject| subject.approach().map(drop),
    source: "Savage, \"Mills' ratio for multivariate normal distributions\" (1962), for whole Q; Laplace's method for real Q and the threshold, in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![tails(context)?, slopes(context)?, map(), needed(context)?]))
}

const ALPHA: f64 = 0.75;
const RHO: f64 = 0.5;

/// Tails by drawing near, and by the library's law beside the own integral further out.
fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "ρ = ½, α = ¾: in the end every slope is below 3/2, but 64 approaches are not there yet at t = 10⁶";
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    let linked = Linked::new(Gaussian(RHO), None);
    for (power, places) in [(1u32, [2.0, 5.0]), (2, [1.6, 4.0]), (8, [1.3, 2.0]), (64, [1.1, 1.4])] {
        let (series, factor) = (format!("Q = {power}"), Factor::new(RHO, f64::from(power)));
        context.begin(&series);
        let sf = |t: f64| factor.ln_all_beyond(ALPHA * t.ln()).exp();
        let trials = context.draws(if power > 8 { 400_000 } else { 800_000 });
        let once = |stream: &mut _| least_joined(&linked, power, &approach, stream);
        for (t, hits) in places.into_iter().zip(exceedances(trials, &context.stream(&series), &places, once)) {
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(&series, t, format!("t = {t}, drawn"), Estimate::new(sf(t), 1e-9), measured));
        }
        let law = dependent_min_of(Gaussian(RHO), f64::from(power), &approach).map_err(Refusal)?;
        for t in [1e2, 1e4, 1e6] {
            let found = law.ln_sf(t).exp();
            let measured = Measured::Enclosure(Estimate::new(found, 1e-10 * found));
            panel.rows.push(Row::new(&series, t, format!("t = {t:e}"), Estimate::new(sf(t), 1e-9 * sf(t)), measured));
        }
        panel.line(&series, false, spread(1.01, 1e6, 50).map(|t| (t, sf(t))));
    }
    panel.line("slope 3/2", true, [1.0f64, 1e6].map(|t| (t, t.powf(-1.5))));
    Ok(panel)
}

/// `d ln P(step > t)/d ln S(t)` against the normal score z of S: by the own integral, and by differences of the library's law.
fn slopes(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "ρ = ½: near the body Q approaches look worth more than they are";
    let y = Axis::linear("local slope: worth in independent approaches");
    let mut panel = Panel::new(title, Axis::log("depth −ln S(t) of one approach"), y);
    for power in [2.0, 4.0, 10.0] {
        let (series, factor) = (format!("Q = {power}"), Factor::new(RHO, power));
        context.begin(&format!("slope, {series}"));
        let law = dependent_min_of(Gaussian(RHO), power, &context.law("pareto(1)")?).map_err(Refusal)?;
        for z in [1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0] {
            let h = -ln_normal_sf(z);
            let d = 1e-4 * h;
            let slope = (law.ln_sf_at_exp(h - d) - law.ln_sf_at_exp(h + d)) / (2.0 * d);
            // Differences leave d^2 times a sixth of the third derivative.
            let measured = Measured::Enclosure(Estimate::new(slope, 1e-6 * slope));
            let predicted = Estimate::new(factor.slope(h), 1e-8);
            panel.rows.push(Row::new(&series, h, format!("z = {z}"), predicted, measured));
        }
        panel.line(&series, false, spread(0.3, 3500.0, 60).map(|h| (h, factor.slope(h))));
        let q = power / (1.0 + (power - 1.0) * RHO);
        panel.line(&series, true, [0.3, 3500.0].map(|h| (h, q)));
    }
    Ok(panel)
}

/// `(1 - rho)/(alpha - rho)`; infinite where none.
fn critical(alpha: f64, rho: f64) -> f64 {
    if alpha > rho { (1.0 - rho) / (alpha - rho) } else { f64::INFINITY }
}

/// How many approaches are needed, over both parameters.
fn map() -> Panel {
    let title = "How many approaches a finite mean needs: none will do where α ≤ ρ";
    let mut panel = Panel::new(title, Axis::linear("correlation of approaches ρ"), Axis::linear("tail exponent of one approach α"));
    const CELLS: i32 = 48;
    let edge = |i: i32| f64::from(i) / f64::from(CELLS);
    for (i, j) in (0..CELLS).flat_map(|i| (0..CELLS).map(move |j| (i, j))) {
        let q = critical(edge(j) + 0.5 / f64::from(CELLS), edge(i) + 0.5 / f64::from(CELLS));
        let (kind, shade) = match q {
            q if q < 2.0 => ("up to 2", 0.35),
            q if q < 4.0 => ("up to 4", 0.45),
            q if q < 10.0 => ("up to 10", 0.55),
            q if q < f64::INFINITY => ("more than 10", 0.7),
            _ => ("no number is enough", 0.9),
        };
        panel.tile((edge(i), edge(i + 1)), (edge(j), edge(j + 1)), kind, shade);
    }
    panel.line("α = ρ", false, [(0.0, 0.0), (1.0, 1.0)]);
    for (alpha, rho) in PLACES {
        panel.spot(rho, alpha, format!("{:.3}", critical(alpha, rho)));
    }
    panel
}

/// Indices and correlations at which Q* is measured.
const PLACES: [(f64, f64); 5] = [(0.75, 0.5), (0.9, 0.5), (0.6, 0.4), (0.5, 0.2), (0.3, 0.1)];

/// The power at which the library's step has a local index of 1 far out, by bisection.
fn needed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Q* by bisection on the tail between depths 10⁵ and 2·10⁵", Axis::named(""), Axis::log("Q*")).table_only();
    const DEPTH: f64 = 1e5;
    let one = context.law("pareto(1)")?;
    for (alpha, rho) in PLACES {
        context.begin(&format!("Q*, {alpha}, {rho}"));
        let index = |q: f64| {
            let law = dependent_min_of(Gaussian(rho), q, &one).map_err(Refusal)?;
            Ok::<_, Refusal>(alpha * (law.ln_sf_at_exp(DEPTH) - law.ln_sf_at_exp(2.0 * DEPTH)) / DEPTH)
        };
        let (mut low, mut high) = (1.01f64, 100.0f64);
        for _ in 0..40 {
            let middle = (low * high).sqrt();
            if index(middle)? < 1.0 { low = middle } else { high = middle }
        }
        let q = critical(alpha, rho);
        // The slope is off by b ln 2 / depth, and q rises with Q by (1 - rho)/(1 + (Q-1) rho)^2.
        let rise = (1.0 - rho) / (1.0 + (q - 1.0) * rho).powi(2);
        let predicted = Estimate::new(q, 2.0 * 0.5 * (q - 1.0 / alpha) / DEPTH / rise + 1e-6);
        let (at, found) = ((panel.rows.len() + 1) as f64, Measured::Enclosure(Estimate::new(high, 1e-9 * high)));
        panel.rows.push(Row::new("Q*", at, format!("α = {alpha}, ρ = {rho}"), predicted, found).as_limit());
    }
    Ok(panel)
}
