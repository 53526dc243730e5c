//! S-5: the median of the total of n steps, exactly, for every n.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    total::{Side, Total, doubled},
};
use crate::num::Estimate;
use crate::sample::total::totals;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s5",
    title: "The median of the total of n steps is known exactly at every n, by two routes that share nothing",
    statement: "Let T be the sum of n independent times with P(step > t) = t^-a, t ≥ 1, a = αQ, and L(s) = a e^s E_{a+1}(s), \
        E_p the generalised exponential integral. Then P(T ≤ n + y) = (1/2πi) ∫ e^{sy} L(s)^n ds/s over a path about the cut, and \
        P(T > n + y) = −(1/π) Im ∫ e^{sy} L(s)^n ds/s over a path that begins on the upper lip of the cut: every quantile follows at a \
        cost that does not depend on n. The law of T is also that of two independent halves of it, T(2m) = T(m) + T(m)′, which needs no \
        transform.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; n = 1, 2, 3, …",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Inversion by contours: Talbot, J. Inst. Math. Appl. 23 (1979) 97; Weideman and Trefethen, Math. Comp. 76 (2007) 1341. \
        The path on the lip, the doubling and the medians are this laboratory's.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![two_routes(context)?, drawn(context)?]))
}

/// Numbers of steps.
const COUNTS: [u64; 7] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/// Medians by inversion against medians by doubling.
fn two_routes(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Median time per step, by inversion and by doubling", Axis::log("n"), Axis::log("median of T/n"));
    for a in [0.5, 1.0, 1.5, 3.0] {
        let (step, series) = (context.law(&format!("pareto({a})"))?, format!("a = {a}"));
        let mut exact = Vec::new();
        for n in COUNTS {
            context.begin(&format!("{series}, n = {n}"));
            let per_step = |median: Estimate| median.scaled(1.0 / n as f64);
            let median = per_step(Total::of(&step, n)?.quantile(Side::Lower, HALF)?);
            exact.push((n as f64, median.value));
            let by_doubling = per_step(doubled(&step, n)?.inv_ln_cdf(HALF)?);
            panel.rows.push(Row::new(&series, n as f64, format!("n = {n}"), median, Measured::Enclosure(by_doubling)));
        }
        panel.line(&series, false, exact);
    }
    Ok(panel)
}

/// `ln(1/2)`.
const HALF: f64 = -std::f64::consts::LN_2;

/// The same against tasks that were drawn.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel =
        Panel::new("Quantiles of the time per step, computed and drawn", Axis::log("n"), Axis::log("quantile of T/n"));
    let tasks = context.draws(400_000);
    for a in [0.7, 1.0, 1.3] {
        let step = context.law(&format!("pareto({a})"))?;
        for level in [0.1, 0.5] {
            let series = format!("a = {a}, level {level}");
            for n in [3, 30, 100] {
                context.begin(&format!("{series}, n = {n}"));
                let predicted = Total::of(&step, n)?.quantile(Side::Lower, f64::ln(level))?.scaled(1.0 / n as f64);
                let source = context.stream(&format!("{series} {n}"));
                let sorted = totals(&*step, 1.0, n, tasks, &source).iter().map(|total| total / n as f64).collect();
                let measured = Measured::Quantile { sorted, level };
                panel.rows.push(Row::new(&series, n as f64, format!("n = {n}"), predicted, measured));
            }
        }
    }
    Ok(panel)
}
