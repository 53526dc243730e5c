//! The rows as JSON, as a table, and what is said below it.

use super::{Arguments, Cell, Chance, Row, simulated::FALSE_ALARM};
use crate::cli::{json, typed::Probability, words};
use serde_json::{Map, Value, json};

impl Cell {
    fn value(&self) -> Value {
        match self {
            Self::Known(estimate) => json::number(estimate.value),
            Self::Between(band) => json::number(band.middle),
            Self::Diverging(moment) => json::moment(*moment),
            Self::Nothing(why) if why == "beyond f64" => json::number(f64::INFINITY),
            Self::Nothing(_) => Value::Null,
        }
    }

    fn error(&self) -> Value {
        if let Self::Known(estimate) = self { json::number(estimate.error) } else { Value::Null }
    }

    fn band(&self) -> Value {
        if let Self::Between(band) = self {
            json!([json::number(band.low), json::number(band.high)])
        } else {
            Value::Null
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Known(estimate) => words::estimate(*estimate),
            Self::Between(band) => {
                format!("{} [{}, {}]", words::short(band.middle), words::short(band.low), words::short(band.high))
            }
            Self::Diverging(moment) => words::moment(*moment),
            Self::Nothing(why) if why == "beyond f64" || why == "not reached" => why.clone(),
            Self::Nothing(_) => "-".into(),
        }
    }
}

impl Chance {
    fn object(&self) -> Value {
        match self {
            Self::Logs { ln_cdf, ln_sf, ln_pdf, rate } => json!({
                "ln_cdf": json::number(ln_cdf.value),
                "ln_sf": json::number(ln_sf.value),
                "ln_cdf_error": json::number(ln_cdf.error),
                "ln_sf_error": json::number(ln_sf.error),
                "ln_pdf": json::number(ln_pdf.value),
                "ln_pdf_error": json::number(ln_pdf.error),
                "rate": json::number(rate.value),
                "rate_error": json::number(rate.error),
            }),
            Self::Share { hits, tasks, band, far } => {
                let ln = |count: u64| {
                    if count == 0 { Value::Null } else { json::number((count as f64 / *tasks as f64).ln()) }
                };
                let mut object = json!({
                    "ln_cdf": ln(*hits),
                    "ln_sf": ln(tasks - hits),
                    "cdf_band": [json::number(band.low), json::number(band.high)],
                });
                if let Some(far) = far {
                    object["far_ln_sf"] = json::number(far.ln_sf.value);
                    object["far_relative_error"] = json::number(far.ln_sf.error);
                    object["far_route"] = far.route.as_str().into();
                }
                object
            }
            Self::Nothing(why) => json!({"ln_cdf": null, "ln_sf": null, "refused": why}),
        }
    }

    /// `ln P(T <= c n)`, `ln P(T > c n)` and the logarithm of the density of T at `c n`.
    fn words(&self) -> [String; 3] {
        match self {
            Self::Logs { ln_cdf, ln_sf, ln_pdf, .. } => [ln_cdf, ln_sf, ln_pdf].map(|ln| words::estimate(*ln)),
            Self::Share { hits, tasks, band, far } => {
                let share = *hits as f64 / *tasks as f64;
                let side = |middle: f64, low: f64, high: f64| {
                    let ln = |p: f64| words::short(p.ln());
                    format!("{} [{}, {}]", ln(middle), ln(low), ln(high))
                };
                let above = match far {
                    Some(far) => words::estimate(far.ln_sf),
                    None => side(1.0 - share, 1.0 - band.high, 1.0 - band.low),
                };
                [side(share, band.low, band.high), above, "-".into()]
            }
            Self::Nothing(_) => [(); 3].map(|()| "-".into()),
        }
    }
}

/// A row as one object.
pub(super) fn object(row: &Row, arguments: &Arguments) -> Value {
    let levels = |levels: &[Probability], cells: &[Cell], of: fn(&Cell) -> Value| {
        levels.iter().zip(cells).map(|(p, cell)| (p.text.clone(), of(cell))).collect::<Map<_, _>>()
    };
    let within = arguments.within.iter().zip(&row.within).map(|(&c, chance)| (words::number(c), chance.object()));
    let (levels_low, levels_high) = (&arguments.quantiles[..], &arguments.upper[..]);
    let mut object = json!({
        "n": row.n,
        "mean": json::moment(row.mean),
        "variance": json::moment(row.variance),
        "quantiles": levels(levels_low, &row.quantiles, Cell::value),
        "upper": levels(levels_high, &row.upper, Cell::value),
        "within": within.collect::<Map<_, _>>(),
        "mean_inverse": row.mean_inverse.value(),
        "mean_ln": row.mean_ln.value(),
        "mean_error": json::moment_error(row.mean),
        "variance_error": json::moment_error(row.variance),
        "mean_inverse_error": row.mean_inverse.error(),
        "mean_ln_error": row.mean_ln.error(),
    });
    let (name, of): (_, fn(&Cell) -> Value) =
        if row.tasks.is_some() { ("bands", Cell::band) } else { ("errors", Cell::error) };
    object[format!("quantile_{name}")] = levels(levels_low, &row.quantiles, of).into();
    object[format!("upper_{name}")] = levels(levels_high, &row.upper, of).into();
    object["route"] = row.route.as_str().into();
    if let Some(tasks) = row.tasks {
        object["tasks"] = tasks.into();
    }
    if let Some(why) = &row.not_exact {
        object["not_exact"] = why.as_str().into();
    }
    let mut reasons: Vec<_> = row.reasons().collect();
    reasons.dedup();
    if !reasons.is_empty() {
        object["refused"] = json!(reasons);
    }
    object
}

/// All rows under their heads.
pub(super) fn table(rows: &[Row], arguments: &Arguments) -> String {
    let mut heads = vec!["n".to_string(), "mean".into(), "variance".into()];
    heads.extend(arguments.quantiles.iter().map(|p| format!("quantile {}", p.text)));
    heads.extend(arguments.upper.iter().map(|p| format!("upper {}", p.text)));
    for c in &arguments.within {
        heads.extend([format!("ln P(T <= {c} n)"), format!("ln P(T > {c} n)"), format!("ln f({c} n)")]);
    }
    heads.extend(["E[1/T]".into(), "E[ln T]".into()]);
    let cells = |row: &Row| {
        let mut cells = vec![row.n.to_string(), words::moment(row.mean), words::moment(row.variance)];
        cells.extend(row.quantiles.iter().chain(&row.upper).map(Cell::words));
        cells.extend(row.within.iter().flat_map(Chance::words));
        cells.extend([row.mean_inverse.words(), row.mean_ln.words()]);
        cells
    };
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    words::table(&heads, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// Where the numbers come from, and why some are missing.
pub(super) fn notes(rows: &[Row], arguments: &Arguments) -> String {
    let mut text = rows.first().map_or_else(String::new, |row| rates(row, arguments));
    if rows.iter().any(|row| row.tasks.is_some()) {
        text.push_str(&format!(
            "\nquantiles are simulated: in brackets the band that holds the truth but for a chance of {FALSE_ALARM:e}\n"
        ));
    }
    let mut chances = rows.iter().flat_map(|row| &row.within);
    if chances.any(|chance| matches!(chance, Chance::Share { far: Some(_), .. })) {
        text.push_str("\nP(T > c n) that hardly any task reached is estimated from weighted draws, with its relative standard error\n");
    }
    let told = |why: &&String| !["beyond f64", "not reached"].contains(&why.as_str());
    for row in rows {
        if let Some(why) = &row.not_exact {
            let instead = if row.tasks.is_some() { "simulated" } else { "not exact" };
            text.push_str(&format!("\nn = {}: {instead}, since {why}\n", row.n));
        }
        let mut reasons: Vec<&String> = row.reasons().filter(told).collect();
        reasons.dedup();
        reasons.iter().for_each(|why| text.push_str(&format!("\nn = {}: {why}\n", row.n)));
    }
    text
}

/// The rate at each budget, which does not depend on n.
fn rates(row: &Row, arguments: &Arguments) -> String {
    let told = arguments.within.iter().zip(&row.within).filter_map(|(c, chance)| match chance {
        Chance::Logs { rate, .. } if !rate.value.is_nan() => {
            Some(format!("{} at c = {}", words::estimate(*rate), words::number(*c)))
        }
        _ => None,
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { String::new() } else { format!("\nlimit of -ln P(T <= c n)/n: {}\n", told.join(", ")) }
}
