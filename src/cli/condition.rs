//! `goodhart condition`: V and U given that the proxy reaches t, and where that goes.

mod dependent;

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    parts::{Parts, Specs},
    session::Session,
    typed, words,
};
use crate::{
    expect::{
        Refusal,
        condition::{Conditional, Conditioner},
        together::Together,
    },
    model::{Limit, Proxy, Regime, regime},
};
use serde_json::{Value, json};

/// What the proxy U = V + X gives when it is at least t: ln P(U >= t), E[V | U >= t], E[V | U = t], E[U | U >= t], second moments, and the limit
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    specs: Specs,
    /// The thresholds t
    #[arg(long, value_name = "T[,T...]", required = true, value_delimiter = ',', allow_hyphen_values = true, value_parser = typed::finite)]
    at: Vec<f64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let parts = arguments.specs.parts(session)?;
    match &parts {
        Parts::Independent(proxy) => Ok(independent(proxy, &arguments.at, &parts)),
        Parts::Dependent(joint) => dependent::run(joint, &arguments.at, &parts),
    }
}

/// With independent parts.
fn independent(proxy: &Proxy, at: &[f64], parts: &Parts) -> Answer {
    let conditioner = Conditioner::new(proxy);
    let both = |t: f64| -> Row {
        let above = conditioner.above(t)?;
        let together = conditioner.together_with(&above);
        Ok((above, together))
    };
    let rows: Vec<(f64, Row)> = at.iter().map(|&t| (t, both(t))).collect();
    let heads =
        ["t", "ln P(U>=t)", "E[V|U>=t]", "E[V|U=t]", "E[U|U>=t]", "Var[V|U>=t]", "Cov[V,U|U>=t]", "Corr[V,U|U>=t]"];
    answer(parts, &heads, &rows, (cells, object), &regime(proxy))
}

/// The answer for rows, each shown by cells and by an object, and for where they go.
fn answer<R>(
    parts: &Parts,
    heads: &[&str],
    rows: &[(f64, Result<R, Refusal>)],
    (cells, object): (Cells<R>, Object<R>),
    regime: &Regime,
) -> Answer {
    let (limit, limit_text) = limit_of(regime);
    let table = words::table(heads, &rows.iter().map(|(t, row)| cells(*t, row)).collect::<Vec<_>>());
    let (head, refusals) = (parts.in_words(), words::refusals("t", rows));
    let text = format!(
        "{head}\n\n{table}{refusals}\nlimit of E[V|U>=t]: {limit_text}\nrate: {}\nrule: {}\n",
        regime.rate, regime.rule
    );
    let refused = rows.iter().filter(|(_, row)| row.is_err()).count();
    let mut json = json!({
        "rows": rows.iter().map(|(t, row)| object(*t, row)).collect::<Vec<_>>(),
        "limit": limit,
        "rate": regime.rate,
        "rule": regime.rule,
    });
    parts.describe(&mut json);
    Answer { text, json, outcome: Outcome::of_refusals(refused, rows.len()) }
}

/// How a row is shown to people.
type Cells<R> = fn(f64, &Result<R, Refusal>) -> Vec<String>;
/// How it is shown to programs.
type Object<R> = fn(f64, &Result<R, Refusal>) -> Value;

/// A limit for programs and for people.
fn limit_of(regime: &Regime) -> (Value, String) {
    match &regime.limit {
        Limit::Finite(x) => (json::number(*x), words::number(*x)),
        Limit::Infinite => (json!("inf"), "inf".to_string()),
        Limit::NegativeInfinite => (json!("-inf"), "-inf".to_string()),
        Limit::NotDetermined(why) => (Value::Null, format!("not determined: {why}")),
    }
}

/// Both answers at one threshold.
type Row = Result<(Conditional, Together), Refusal>;

fn cells(t: f64, row: &Row) -> Vec<String> {
    let mut cells = vec![words::number(t)];
    match row {
        Ok((c, together)) => cells.extend([
            words::estimate(c.ln_p),
            words::moment(c.mean_v),
            c.mean_v_at.map_or("none".into(), words::moment),
            words::moment(c.mean_u),
            words::moment(c.variance_v),
            words::moment(together.covariance),
            words::moment(together.correlation),
        ]),
        Err(_) => cells.extend((0..7).map(|_| "refused".to_string())),
    }
    cells
}

fn object(t: f64, row: &Row) -> Value {
    match row {
        Ok((c, together)) => json!({
            "t": json::number(t),
            "ln_p": json::number(c.ln_p.value),
            "mean_v": json::moment(c.mean_v),
            "mean_v_error": json::moment_error(c.mean_v),
            "mean_v_at": c.mean_v_at.map_or(Value::Null, json::moment),
            "mean_u": json::moment(c.mean_u),
            "ln_p_error": json::number(c.ln_p.error),
            "mean_v_at_error": c.mean_v_at.map_or(Value::Null, json::moment_error),
            "mean_u_error": json::moment_error(c.mean_u),
            "gain": c.gain.map_or(Value::Null, |gain| json::number(gain.value)),
            "gain_error": c.gain.map_or(Value::Null, |gain| json::number(gain.error)),
            "variance_v": json::moment(c.variance_v),
            "variance_v_error": json::moment_error(c.variance_v),
            "covariance": json::moment(together.covariance),
            "covariance_error": json::moment_error(together.covariance),
            "correlation": json::moment(together.correlation),
            "correlation_error": json::moment_error(together.correlation),
            "variance_u": json::moment(together.variance_u),
            "variance_u_error": json::moment_error(together.variance_u),
        }),
        Err(why) => json!({
            "t": json::number(t), "ln_p": null, "mean_v": null, "mean_v_error": null, "mean_v_at": null, "mean_u": null,
            "refused": why.to_string(),
        }),
    }
}
