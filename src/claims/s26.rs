//! S-26: when a cut-off of the times rescues a mind below the threshold.

use super::measure::{spread, unnamed};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    steps::step_mean,
    total::{Side, Total},
};
use crate::num::{Estimate, inversion::Transform, special::ExponentialIntegral};
use crate::sample::total::totals;
use crate::tail::Law;
use std::f64::consts::LN_2;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s26",
    title: "A cut-off at C gives a mind below the threshold a pace, about C^(1−a)/(1−a) per step, and only on tasks longer than C^a steps",
    statement: "Let a = αQ < 1, P(step > t) = t^-a, t ≥ 1, and let no step take longer than about C: times min(step, C), or the law given step ≤ C, or tempered to t^-a e^(-(t-1)/C). \
        The mean is then finite: (C^(1-a) - a)/(1-a); a(C^(1-a) - 1)/((1-a)(1 - C^-a)); 1 + e^(1/C) E_a(1/C) ~ Γ(1-a) C^(1-a). But the total of n capped steps differs \
        from that of n pure ones with probability at most 1 - (1 - C^-a)^n ≤ n C^-a: for n ≪ C^a its median is that of S-4, of order n^(1/a). For n ≫ C^a it is linear: with \
        μ the capped mean, P(T_n ≤ 2nμ) ≥ 1 - C^(2-a)·2/((2-a) n μ²). So the cut-off rescues long tasks at a price per step, within a factor k of the least \
        only for C of order (k(1-a))^(1/(1-a)).",
    hypotheses: "Approaches are Pareto from t = 1 on, cut off as stated; steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![
        pace(context)?,
        price(context, true)?,
        price(context, false)?,
        unnoticed(context)?,
        rescued(context)?,
    ]))
}

/// The index of a step in the pictures.
const INDEX: f64 = 0.6;

fn tempered(context: &Context<'_>, a: f64, cutoff: f64) -> Result<Law, Refusal> {
    context.law(&format!("tempered_pareto({a}, {})", 1.0 / cutoff))
}

/// The median time per step, exact, of tempered steps and of pure ones.
fn pace(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "A cut-off at C is felt after C^a steps, no sooner";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("med T(n) / n"));
    let lengths = || spread(1.0, 1e6, 6).map(|n| n.round() as u64);
    let median = |law: &Law, n: u64| -> Result<f64, Refusal> {
        Ok(Total::of(law, n)?.quantile(Side::Lower, -LN_2)?.value / n as f64)
    };
    for cutoff in [1e2, 1e4, 1e6] {
        let series = format!("C = 10^{}", f64::log10(cutoff).round());
        context.begin(&series);
        let law = tempered(context, INDEX, cutoff)?;
        let points = lengths().map(|n| Ok((n as f64, median(&law, n)?)));
        panel.exact_line(&series, points.collect::<Result<Vec<_>, Refusal>>()?);
        let mean = tempered_mean(INDEX, cutoff).value;
        panel.line(&series, true, [(cutoff.powf(INDEX), mean), (1e6, mean)]);
        // The variance per step is below 2 C times the mean; beyond, a median is within a standard deviation of the mean.
        for n in [100_000u64, 1_000_000].into_iter().filter(|n| *n as f64 > 30.0 * cutoff.powf(INDEX)) {
            let error = (2.0 * cutoff * mean / n as f64).sqrt();
            let found = Total::of(&law, n)?.quantile(Side::Lower, -LN_2)?.scaled(1.0 / n as f64);
            let row =
                Row::new(&series, n as f64, format!("n = {n}"), Estimate::new(mean, error), Measured::Enclosure(found));
            panel.rows.push(row.with_lie(mean + 2.0 * error).with_note("within a standard deviation of the mean"));
        }
    }
    let pure = context.law(&format!("pareto({INDEX})"))?;
    let points = lengths().map(|n| Ok((n as f64, median(&pure, n)?)));
    panel.exact_line("no cut-off", points.collect::<Result<Vec<_>, Refusal>>()?);
    Ok(panel)
}

/// `1 + e^l E_a(l)`, l = 1/C: with `L(l) = a e^l E_{a+1}(l)`, `e^l E_a(l) = (1 - L)/l` (DLMF 8.19.12).
fn tempered_mean(a: f64, cutoff: f64) -> Estimate {
    let rate = 1.0 / cutoff;
    let [ln_transform, ..] = ExponentialIntegral::new(a).ln_real(rate, rate.ln());
    Estimate::closed_form(1.0 - ln_transform.exp_m1() * cutoff)
}

/// A kind of cut-off: its name, its law with C for the cut-off, and the mean of a step.
type Kind<'a> = (&'a str, String, &'a dyn Fn(f64) -> f64);

/// What a step takes on average, against the cut-off: shown for times that are capped, and in the table for the other kinds.
fn price(context: &Context<'_>, shown: bool) -> Result<Panel, Refusal> {
    let title = if shown {
        "The price: mean time of a step against the cut-off"
    } else {
        "The price of other kinds of cut-offs"
    };
    let mut panel = Panel::new(title, Axis::log("cut-off C"), Axis::log("mean time of a step"));
    let power = |c: f64, a: f64| (1.0 - a, c.powf(1.0 - a));
    let capped = |a: f64, c: f64| (power(c, a).1 - a) / (1.0 - a);
    let truncated = |a: f64, c: f64| a * (power(c, a).1 - 1.0) / ((1.0 - a) * -(-a * c.ln()).exp_m1());
    for a in [0.9, 0.6, 0.3] {
        let kinds: [Kind<'_>; 3] = [
            ("capped", format!("clipped(pareto({a}), C)"), &|c| capped(a, c)),
            ("given T ≤ C", format!("truncated(pareto({a}), C)"), &|c| truncated(a, c)),
            ("tempered", format!("tempered_pareto({a}, 1/C)"), &|c| tempered_mean(a, c).value),
        ];
        for (kind, spec, mean) in kinds.into_iter().filter(|(kind, ..)| (*kind == "capped") == shown) {
            let series = format!("{kind}, a = {a}");
            for c in [10.0, 1e3, 1e6] {
                let spec = spec.replace("1/C", &format!("{}", 1.0 / c)).replace('C', &format!("{c}"));
                let law = unnamed(&context.law(&spec)?);
                let found = step_mean(&law, 1.0)?.finite().ok_or_else(|| Refusal(format!("{law} has no mean")))?;
                panel.rows.push(Row::new(
                    &series,
                    c,
                    format!("C = {c:e}"),
                    Estimate::closed_form(mean(c)),
                    Measured::Enclosure(found),
                ));
            }
            if shown {
                panel.line(&series, false, spread(1.5, 1e6, 60).map(|c| (c, mean(c))));
                panel.line(&series, true, spread(1.5, 1e6, 60).map(|c| (c, power(c, a).1 / (1.0 - a))));
            }
        }
    }
    Ok(if shown { panel } else { panel.table_only() })
}

/// Capped tasks drawn, against the exact law of pure ones: the same but for `1 - (1 - C^-a)^n`.
fn unnoticed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("P(T(n) ≤ 2 n^(1/a))");
    let mut panel = Panel::new("Drawn: short tasks do not notice the cut-off", Axis::log("number of steps n"), y);
    for (cutoff, n) in [(1e6f64, 10u64), (1e7, 100), (1e9, 1000)] {
        let series = format!("C = {cutoff:e}");
        context.begin(&format!("{series}, drawn"));
        let limit = 2.0 * (n as f64).powf(1.0 / INDEX);
        let pure = Total::of(&context.law(&format!("pareto({INDEX})"))?, n)?.within(limit / n as f64)?.ln_cdf;
        let apart = -(n as f64 * (-(-INDEX * cutoff.ln()).exp()).ln_1p()).exp_m1();
        let predicted = Estimate::new(pure.value.exp(), apart + pure.error);
        let capped = context.law(&format!("clipped(pareto({INDEX}), {cutoff})"))?;
        let sample = totals(&*capped, 1.0, n, 200_000, &context.stream(&series));
        let hits = sample.partition_point(|t| *t <= limit) as u64;
        let measured = Measured::Frequency { hits, trials: sample.len() as u64 };
        let row = Row::new(&series, n as f64, format!("n = {n}"), predicted, measured);
        panel.rows.push(row.with_note(format!("the totals differ with probability {apart:.1e}")));
    }
    Ok(panel.table_only())
}

/// Capped tasks drawn, long ones: a budget of twice the mean.
fn rescued(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("P(T(n) ≤ 2 n μ)");
    let mut panel = Panel::new("Drawn: long tasks are done within twice the mean", Axis::log("number of steps n"), y);
    for (cutoff, n) in [(1e2, 1000u64), (1e3, 10_000)] {
        let series = format!("C = {cutoff:e}");
        context.begin(&format!("{series}, long, drawn"));
        let mean = (f64::powf(cutoff, 1.0 - INDEX) - INDEX) / (1.0 - INDEX);
        let bound = 1.0 - 2.0 * f64::powf(cutoff, 2.0 - INDEX) / ((2.0 - INDEX) * n as f64 * mean * mean);
        let capped = context.law(&format!("clipped(pareto({INDEX}), {cutoff})"))?;
        let sample = totals(&*capped, 1.0, n, 4000, &context.stream(&format!("{series} long")));
        let hits = sample.partition_point(|t| *t <= 2.0 * n as f64 * mean) as u64;
        let measured = Measured::Frequency { hits, trials: sample.len() as u64 };
        panel.rows.push(
            Row::new(&series, n as f64, format!("n = {n}"), Estimate::closed_form(bound), measured).as_lower_bound(),
        );
    }
    Ok(panel.table_only())
}
