//! The correlation itself, from second moments at one threshold.

use super::{Exact, exact};
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;

/// Values with finite moments of every order: spec, standard deviation, error, index of the error.
const LIGHT: [(&str, f64, &str, f64); 2] = [
    ("normal(0, 1)", 1.0, "student_t(3)", 3.0),
    ("uniform(-1, 1)", 0.577_350_269_189_625_8, "pareto(4.5)", 4.5), // 1/sqrt 3
];

/// Indices of Pareto errors and values; the last with an error of infinite variance.
const POWERS: [(f64, f64); 4] = [(2.6, 3.3), (2.6, 4.3), (2.6, 5.7), (1.7, 2.6)];

/// The correlation, drawn, and the covariance of the same route beside the series, in the table.
pub(super) fn panels(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let t_axis = || Axis::log("threshold t");
    let title = "Of either sign, the correlation vanishes";
    let mut drawn = Panel::new(title, t_axis(), Axis::log("|Corr(V, U | U ≥ t)|"));
    let title = "The covariance from second moments at one threshold";
    let mut table = Panel::new(title, t_axis(), Axis::linear("Cov(V, U | U ≥ t)")).table_only();
    for (value, spread, error, alpha) in LIGHT {
        let conditioner = Conditioner::new(&context.proxy(value, error)?);
        let series = format!("negative: V {value}, X {error}");
        let lead = |t: f64| -spread * ((alpha - 2.0) / alpha).sqrt() / t;
        for t in [1e3, 1e5, 1e7] {
            context.begin(&format!("correlation, {series}, t = {t}"));
            let together = conditioner.together(t)?;
            let none = || Refusal(format!("no correlation for {series} at t = {t}"));
            let found = together.correlation.finite().ok_or_else(none)?;
            let predicted = Estimate::new(-lead(t), 30.0 / (t * t) * lead(t).abs());
            let measured = Measured::Enclosure(found.scaled(-1.0));
            drawn.rows.push(Row::new(&series, t, format!("t = {t:e}"), predicted, measured).as_limit());
        }
        drawn.line(&series, true, [1e2, 1e7].map(|t| (t, -lead(t))));
    }
    for (alpha, beta) in POWERS {
        let (name, rises) = (format!("α = {alpha}, β = {beta}"), beta < alpha + 1.0);
        let sign = if rises { 1.0 } else { -1.0 };
        let series = format!("{}: {name}", if rises { "positive" } else { "negative" });
        let conditioner = Conditioner::new(&context.proxy(&format!("pareto({beta})"), &format!("pareto({alpha})"))?);
        for t in [10.0, 100.0, 1e3, 1e4] {
            context.begin(&format!("second moments, {name}, t = {t}"));
            let together = conditioner.together(t)?;
            let none = || Refusal(format!("no covariance for {name} at t = {t}"));
            let covariance = together.covariance.finite().ok_or_else(none)?;
            let (place, series_of) = (format!("t = {t}"), exact(alpha, beta, t));
            table.rows.push(Row::new(&name, t, &place, series_of, Measured::Enclosure(covariance)));
            if alpha > 2.0 {
                let found = together.correlation.finite().ok_or_else(none)?;
                let predicted = Exact::of(alpha, beta, t).correlation().scaled(sign);
                drawn.rows.push(Row::new(&series, t, place, predicted, Measured::Enclosure(found.scaled(sign))));
            } else if together.correlation.finite().is_some() {
                return Err(Refusal(format!("a correlation for {name}, where Var U is infinite")));
            }
        }
        if alpha > 2.0 {
            let places = (0..=40).map(|i| 10f64.powf(1.0 + f64::from(i) * 0.075));
            drawn.line(&series, false, places.map(|t| (t, sign * Exact::of(alpha, beta, t).correlation().value)));
        }
    }
    Ok([drawn, table])
}
