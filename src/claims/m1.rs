//! M-1: ensembles of reward models: what mean, median and least do to the tail of the error, to the peak and to the catastrophe.

mod bridge;
pub(super) mod ensemble;
mod shared;
pub(super) mod table;

use self::ensemble::{Ensemble, Rule};
use self::table::Table;
use super::g4::sum_sf;
use super::measure::{spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector, condition::Conditioner};
use crate::model::{Limit, Proxy, regime};
use crate::num::Estimate;
use crate::num::special::gamma;
use crate::sample::Stream;
use crate::sample::draw::{draw, exceedances, least_of};
use crate::tail::made::scaled;
use crate::tail::Law;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "m1",
    title: "The mean of m reward models keeps the tail index α of the error, the median multiplies it by (m+1)/2, the least by m; none makes it light",
    statement: "Let m models err independently with P(error > t) ~ c t^-α and let the proxy be V plus the mean, the median (m odd) or the least of \
        the errors. Its error has the tail c' t^-a, with a = α, c' = m^(1-α) c for the mean; a = α (m+1)/2, c' = C(m, (m+1)/2) c^((m+1)/2) for the \
        median; a = α m, c' = c^m for the least, which is the fastest of m in S-1. So E[V | U ≥ t] returns to E[V] for P(V > t) ~ c_V t^-β, \
        β > 1, exactly if β > a+1, and for light V always; late in best of n the gain is \
        (a+1) Var V Γ(1+1/a) (c'n)^(-1/a), for the mean m^((α-1)/α) times that of one model. No finite m makes an exponential moment finite: \
        a KL budget buys any E[U] (K-1). Errors C + Y_i with a shared part C, independent of the rest, P(C > t) ~ c_C t^-γ, have the index \
        min(a, γ) in place of a: no m takes it beyond γ. Where the errors depend on each other by a copula the least of m is worth q independent \
        models, q as for the fastest of m approaches (S-17 to S-19), and a = αq. With V ~ N(0, 2²) and t3 errors of standard deviation 1 the best of n peaks at n = 169 (4.09) \
        for one model, 1230 (5.60) and 3456 (6.31) for the mean of 3 and 5, 1.35·10⁵ (7.86) and 6.6·10⁸ (11.25) for their median, \
        8.0·10⁹ (11.99) and 6·10¹⁹ (17.8) for the least.",
    hypotheses: "The errors are independent of each other and of V and have one law, with an upper tail c t^-α, c, α > 0. For the late gain \
        the error of the ensemble satisfies the conditions of B-3 and V has exponential moments near 0.",
    applies: |subject| {
        subject.pair().and_then(|proxy| match proxy.error.tail_class().tail_index() {
            index if index > 0.0 && index.is_finite() => Ok(()),
            _ => Err(format!("the tail of {} is not a power law", proxy.error)),
        })
    },
    source: "Derived in the proof; the minimum is the lemma of S-1. Ensembles of reward models that take the least are called worst-case \
        optimisation by Coste, Anwar, Kirk, Krueger (2023), arXiv 2310.02743.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let [peaks, places] = peaks(context)?;
    let ([tails, limits], drawn) = (tails(context)?, drawn(context)?);
    let late = late(context)?.table_only();
    let ([common, beside], [bought, phases]) = (shared::shared(context)?, shared::bought(context)?);
    let shown = vec![peaks, tails, boundary(context)?, pareto(context)?, common, bought, bridge::lemma(context)?];
    Ok(Evidence::of([shown, vec![places, drawn, limits, late, beside, phases, bridge::boundary(context)?]].concat()))
}

/// One t3 error of standard deviation 1.
pub(super) const ERROR: &str = "scaled(0.5773502691896258, student_t(3))";
/// The value.
const VALUE: &str = "normal(0, 2)";

fn ensembles() -> [Ensemble; 7] {
    let of = |rule: Rule| move |m: u32| Ensemble::new(rule, m);
    let [mean, median, least] = [of(Rule::Mean), of(Rule::Median), of(Rule::Least)];
    [mean(1), mean(3), mean(5), median(3), median(5), least(3), least(5)]
}

/// The law as the library has it; for means of several its own form here.
fn library(context: &Context<'_>, ensemble: &Ensemble) -> Result<Law, Refusal> {
    let m = ensemble.models;
    match ensemble.rule {
        _ if m == 1 => context.law(ERROR),
        Rule::Mean => Ok(ensemble.law()),
        Rule::Median => context.law(&format!("median_of({m}, {ERROR})")),
        Rule::Least => context.law(&format!("min_of({m}, {ERROR})")),
    }
}

/// `E[V]` against n, with the peaks, and where the library finds them.
fn peaks(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let title = "Ensembles delay the peak of best of n (V normal, sd 2; t3 errors, sd 1)";
    let mut panel = Panel::new(title, Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
    let mut places = Panel::new("Where the peaks are", Axis::named(""), Axis::log("n at the peak")).table_only();
    for ensemble in &ensembles() {
        let name = ensemble.name();
        context.begin(&format!("best of n, {name}"));
        let table = Table::of(ensemble, 0.2, MOST);
        let mut selector = Selector::new(&Proxy { value: context.law(VALUE)?, error: library(context, ensemble)? })?;
        let (top, height) = table.peak(MOST);
        for n in [1e1, 1e3, 1e5, 1e8, 1e11, 1e14, top] {
            let place = if n == top { format!("peak, n = {top:.4e}") } else { format!("n = {n:e}") };
            let predicted = if n == top { height } else { table.best_of(n) };
            if predicted.error > 1e-3 * predicted.value {
                continue;
            }
            let found = selector.best_of(n)?.mean_v.finite().ok_or_else(|| Refusal(format!("{name}: no value at {n}")))?;
            panel.rows.push(Row::new(&name, n, place, predicted, Measured::Enclosure(found)));
        }
        if let Some(found) = selector.peak()? {
            // A peak is flat: the ninth digit of the height moves its place by the fourth.
            let (own, found) = (Estimate::new(top, 1e-3 * top), Estimate::new(found.n, 1e-3 * found.n));
            let at = (places.rows.len() + 1) as f64;
            places.rows.push(Row::new("n at the peak", at, &name, own, Measured::Enclosure(found)));
        }
        panel.line(&name, false, spread(1.0, MOST, 105).map(|n| (n, table.best_of(n).value)));
    }
    Ok([panel, places])
}

/// The most draws in the picture.
const MOST: f64 = 1e21;

/// One error of an ensemble, from separate draws.
fn once(law: &Law, ensemble: &Ensemble, stream: &mut Stream) -> f64 {
    let mut errors = || (0..ensemble.models).map(|_| draw(&**law, stream)).collect::<Vec<f64>>();
    match ensemble.rule {
        Rule::Mean => errors().iter().sum::<f64>() / f64::from(ensemble.models),
        Rule::Median => {
            let mut errors = errors();
            errors.sort_by(f64::total_cmp);
            errors[errors.len() / 2]
        }
        // As the fastest of so many approaches.
        Rule::Least => least_of(&**law, ensemble.models, stream),
    }
}

/// How often the error of each ensemble exceeds t, each of its models drawn.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("P(error of the ensemble > t)");
    let mut panel = Panel::new("Drawn: the errors of ensembles", Axis::linear("t"), y).table_only();
    let base = context.law(ERROR)?;
    for ensemble in &ensembles() {
        let (name, law) = (ensemble.name(), ensemble.law());
        // Places that are reached by three draws in ten and by one in ten.
        let places = [0.3f64, 0.1].map(|p| (100.0 * law.inv_ln_sf(p.ln())).round() / 100.0);
        let trials = context.draws(400_000);
        let counts = exceedances(trials, &context.stream(&name), &places, |stream| once(&base, ensemble, stream));
        for (t, hits) in places.into_iter().zip(counts) {
            let predicted = Estimate::new(law.ln_sf(t).exp(), 1e-10);
            panel.rows.push(Row::new(&name, t, format!("t = {t}"), predicted, Measured::Frequency { hits, trials }));
        }
    }
    Ok(panel)
}

/// The tail of each ensemble far out, and the constants in front of the powers.
fn tails(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let y = Axis::log("P(error of the ensemble > t)");
    let mut panel = Panel::new("The tail: slope α for the mean, (m+1)/2 α for the median, m α for the least", Axis::log("t"), y);
    let y = Axis::linear("P(error > t) / (c' t^-a)");
    let mut limits = Panel::new("The constants of the tails", Axis::log("t"), y).table_only();
    for ensemble in &ensembles() {
        let (name, law, (a, c)) = (ensemble.name(), ensemble.law(), ensemble.tail());
        context.begin(&format!("tail, {name}"));
        for t in [3.0, 10.0, 30.0, 100.0] {
            let Some(ln_sf) = far_tail(context, ensemble, t)? else { continue };
            let found = Estimate::new(ln_sf.value.exp(), (ln_sf.error + 1e-12 * ln_sf.value.abs()) * ln_sf.value.exp());
            let (predicted, place) = (law.ln_sf(t).exp(), format!("t = {t}"));
            let own = Estimate::new(predicted, 1e-9 * predicted);
            panel.rows.push(Row::new(&name, t, &place, own, Measured::Enclosure(found)));
            if t > 20.0 {
                let (limit, ratio) = (Estimate::new(1.0, 20.0 / (t * t)), found.scaled(t.powf(a) / c));
                limits.rows.push(Row::new(&name, t, place, limit, Measured::Enclosure(ratio)).as_limit());
            }
        }
        panel.line(&name, false, spread(1.0, 100.0, 60).map(|t| (t, law.ln_sf(t).exp())));
        panel.line(&name, true, [2.0f64, 100.0].map(|t| (t, c * t.powf(-a))));
    }
    Ok([panel, limits])
}

/// `ln P(error > t)` by the library: the made laws, and for the mean of three its integral over one third of a t3 error and two thirds of
/// the mean of two, whose law is the only one here that the library does not know.
fn far_tail(context: &Context<'_>, ensemble: &Ensemble, t: f64) -> Result<Option<Estimate>, Refusal> {
    if ensemble.rule != Rule::Mean || ensemble.models == 1 {
        let ln_sf = library(context, ensemble)?.ln_sf(t);
        return Ok(Some(Estimate::new(ln_sf, 1e-13 * ln_sf.abs())));
    }
    if ensemble.models != 3 {
        return Ok(None);
    }
    let part = |share: f64, law: &Law| scaled(share, law).map_err(Refusal);
    let two = part(2.0 / 3.0, &Ensemble::new(Rule::Mean, 2).law())?;
    let sum = Conditioner::new(&Proxy { value: two, error: part(1.0 / 3.0, &context.law(ERROR)?)? });
    Ok(Some(sum.above(t)?.ln_p))
}

/// Which ensembles keep a power-law value, by the library's rule for limits.
fn boundary(context: &Context<'_>) -> Result<Panel, Refusal> {
    context.begin("the boundary");
    let x = Axis::linear("number of models m");
    let title = "Which proxies still gain far out (errors of index α = 3/2)";
    let mut panel = Panel::new(title, x, Axis::linear("tail index β of the value"));
    let high = 0.25;
    for (m, i) in [1, 3, 5, 7, 9].into_iter().flat_map(|m| (0..60).map(move |i| (m, i))) {
        let low = 1.0 + high * f64::from(i);
        let beta = low + 0.5 * high;
        let keeps = |error: String| {
            let proxy = context.proxy(&format!("pareto({beta})"), &error)?;
            let mean = proxy.value.mean().value();
            Ok(!matches!(regime(&proxy).limit, Limit::Finite(limit) if (limit - mean).abs() < 1e-9 * mean))
        };
        let one = keeps("pareto(1.5)".into())?;
        let (median, least) = (keeps(format!("median_of({m}, pareto(1.5))"))?, keeps(format!("min_of({m}, pareto(1.5))"))?);
        let kind = match (one, median, least) {
            (true, true, true) => "even one model",
            (false, true, true) => "median and least",
            (false, false, true) => "the least only",
            (false, false, false) => "none",
            _ => return Err(Refusal(format!("an ensemble of {m} is worse than one model at {beta}"))),
        };
        let m = f64::from(m);
        panel.tile((m - 1.0, m + 1.0), (low, low + high), kind, 0.6);
    }
    for (name, slope, start) in [("mean: β = α+1", 0.0, 2.5), ("median: (m+1)α/2 + 1", 0.75, 1.75), ("least: mα + 1", 1.5, 1.0)] {
        panel.line(name, false, [1.0, 9.0].map(|m| (m, start + slope * m)));
    }
    Ok(panel)
}

/// A Pareto value under one Pareto error and under ensembles of three, at every t in closed form.
fn pareto(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V Pareto(3.3), errors Pareto(1.4): the median of three saves V, the least restores it";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    let (alpha, beta) = (1.4, 3.3);
    // Each tail is a sum of powers t^-ka: P(2 of 3 > t) = 3 S^2 - 2 S^3.
    let cases = [
        ("one model", "pareto(1.4)", vec![(1.0, 1.0)]),
        ("median of 3", "median_of(3, pareto(1.4))", vec![(3.0, 2.0), (-2.0, 3.0)]),
        ("least of 3", "min_of(3, pareto(1.4))", vec![(1.0, 3.0)]),
    ];
    for (name, error, powers) in cases {
        context.begin(name);
        let tail = |beta: f64, t: f64| {
            let terms = powers.iter().map(|(factor, k)| sum_sf(k * alpha, beta, t).scaled(*factor));
            terms.fold(Estimate::new(0.0, 0.0), Estimate::plus)
        };
        let exact = |t: f64| tail(beta - 1.0, t).over(tail(beta, t)).scaled(beta / (beta - 1.0));
        let conditioner = Conditioner::new(&context.proxy(&format!("pareto({beta})"), error)?);
        for t in [4.0, 10.0, 100.0, 1e4, 1e6] {
            let (mean, note) = value_above(&conditioner, t)?;
            panel.rows.push(Row::new(name, t, format!("t = {t}"), exact(t), Measured::Enclosure(mean)).with_note(note));
        }
        panel.line(name, false, spread(4.0, 1e6, 60).map(|t| (t, exact(t).value)));
    }
    panel.line("E[V]", true, [4.0, 1e6].map(|t| (t, beta / (beta - 1.0))));
    Ok(panel)
}

/// The late gain of best of n beside its leading form, at n for which the largest error is about t.
fn late(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("gain of best of n / leading form");
    let mut panel = Panel::new("Late in best of n", Axis::log("(c'n)^(1/a)"), y);
    for ensemble in [(Rule::Mean, 1), (Rule::Mean, 3), (Rule::Median, 3), (Rule::Least, 3)].map(|(rule, m)| Ensemble::new(rule, m)) {
        let (name, (a, c)) = (ensemble.name(), ensemble.tail());
        context.begin(&format!("late, {name}"));
        let mut selector = Selector::new(&Proxy { value: context.law(VALUE)?, error: library(context, &ensemble)? })?;
        for t in [100.0, 300.0, 1e3] {
            let n = f64::powf(t, a) / c;
            let gain = selector.best_of(n)?.mean_v.finite().ok_or_else(|| Refusal(format!("{name}: no value at {n}")))?;
            let leading = (a + 1.0) * 4.0 * gamma(1.0 + 1.0 / a) / t;
            let predicted = Estimate::new(1.0, 300.0 / (t * t) + 4.0 / n);
            let row = Row::new(&name, t, format!("n = {n:.3e}"), predicted, Measured::Enclosure(gain.scaled(1.0 / leading)));
            panel.rows.push(row.as_limit());
        }
    }
    panel.line("leading form", true, [100.0, 1e3].map(|t| (t, 1.0)));
    Ok(panel)
}
