//! `goodhart steps`: the total time of a task of n serial steps, each taken by the fastest of Q approaches.
//!
//! Means and variances are exact; quantiles and probabilities are simulated, each with its distribution-free band.

use super::{
    answer::{Answer, Failure, Outcome},
    json,
    session::Session,
    typed::{self, Probability},
    words,
};
use crate::{
    claim::{Band, Measured},
    model::threshold,
    num::Estimate,
    sample::{Source, total::totals},
    tail::{Law, Moment, made::min_of},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The total time T of n serial steps: mean, variance, simulated quantiles, P(T <= c n), E[1/T] and E[ln T]
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The law of the time that one approach takes
    #[arg(long, value_name = "SPEC")]
    tail: String,
    /// How many approaches are known; the fastest is taken
    #[arg(long, value_name = "Q", value_parser = typed::positive)]
    power: f64,
    /// Numbers of steps
    #[arg(long, value_name = "N[,N...]", required = true, value_delimiter = ',', value_parser = typed::count)]
    n: Vec<u64>,
    /// Levels of the quantiles
    #[arg(long, value_name = "P[,P...]", value_delimiter = ',', value_parser = typed::probability, default_value = "0.1,0.5,0.9")]
    quantiles: Vec<Probability>,
    /// Survival levels of upper quantiles
    #[arg(long, value_name = "P[,P...]", value_delimiter = ',', value_parser = typed::probability)]
    upper: Vec<Probability>,
    /// Budgets c of time per step
    #[arg(long, value_name = "C[,C...]", value_delimiter = ',', value_parser = typed::positive)]
    within: Vec<f64>,
}

/// Chance that any one band misses.
const FALSE_ALARM: f64 = 1e-6;
/// Draws that a row may cost.
const DRAWS: [u64; 3] = [2_000_000, 20_000_000, 160_000_000];
/// Fewer tasks than this give no quantile worth printing.
const FEWEST_TASKS: u64 = 1000;

/// One n, simulated.
struct Row {
    n: u64,
    mean: Moment,
    variance: Moment,
    sample: Arc<[f64]>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let approach = session.law("--tail", &arguments.tail)?;
    let step = min_of(arguments.power, &approach).map_err(Failure)?;
    let rows = arguments.n.iter().map(|&n| simulate(n, &step, session)).collect::<Result<Vec<_>, _>>()?;
    let found = threshold(&approach);
    let json = json!({
        "rows": rows.iter().map(|row| object(row, arguments)).collect::<Vec<_>>(),
        "threshold": json::number(found.power),
        "tail": approach.spec(),
        "power": arguments.power,
    });
    let text = format!(
        "step: the fastest of {} approaches, each {approach}; Q* = {}\n\n{}\nquantiles are simulated: in brackets the band \
         that holds the truth but for a chance of {FALSE_ALARM:e}\n",
        words::number(arguments.power),
        words::short(found.power),
        table(&rows, arguments)
    );
    Ok(Answer { text, json, outcome: Outcome::Agrees })
}

fn simulate(n: u64, step: &Law, session: &Session) -> Result<Row, Failure> {
    let budget = DRAWS[session.settings.effort as usize];
    let tasks = (budget / n).clamp(FEWEST_TASKS, 1_000_000);
    if n.saturating_mul(tasks) > 40 * budget {
        let most = 40 * budget / FEWEST_TASKS;
        return Err(Failure(format!("--n: {n} steps are too many to simulate at this effort: at most {most}")));
    }
    let source = Source::new(session.settings.seed, "steps", &format!("{step} x {n}"));
    let sample = totals(&**step, 1.0, n, tasks, &source);
    let times = |moment: Moment| moment.map(|estimate| estimate.scaled(n as f64));
    Ok(Row { n, mean: times(step.mean()), variance: times(step.variance()), sample })
}

impl Row {
    /// The band of a quantile; none where the sample does not reach it.
    fn quantile(&self, level: f64) -> Option<Band> {
        let band = Measured::Quantile { sorted: self.sample.clone(), level }.band(FALSE_ALARM);
        let reached = self.sample.len() as f64 * level.min(1.0 - level) >= 10.0;
        (reached && band.low.is_finite() && band.high.is_finite()).then_some(band)
    }

    /// How many tasks end within `c` a step.
    fn within(&self, c: f64) -> (u64, u64) {
        let limit = c * self.n as f64;
        (self.sample.partition_point(|&total| total <= limit) as u64, self.sample.len() as u64)
    }

    /// The mean of `f(T)` over the sample, with five standard errors.
    fn mean_of(&self, f: impl Fn(f64) -> f64) -> Option<Estimate> {
        let n = self.sample.len() as f64;
        let mean = self.sample.iter().map(|&t| f(t)).sum::<f64>() / n;
        let square = self.sample.iter().map(|&t| (f(t) - mean).powi(2)).sum::<f64>() / (n - 1.0);
        mean.is_finite().then(|| Estimate::new(mean, 5.0 * (square / n).sqrt()))
    }
}

fn object(row: &Row, arguments: &Arguments) -> Value {
    let inverse = row.mean_of(f64::recip);
    let logarithm = row.mean_of(f64::ln);
    let value = |estimate: Option<Estimate>| estimate.map_or(Value::Null, |e| json::number(e.value));
    let error = |estimate: Option<Estimate>| estimate.map_or(Value::Null, |e| json::number(e.error));
    let upper = |p: &Probability| (p.text.clone(), row.quantile(-p.ln.exp_m1()));
    let quantile = |p: &Probability| (p.text.clone(), row.quantile(p.ln.exp()));
    let (quantiles, uppers): (Vec<_>, Vec<_>) =
        (arguments.quantiles.iter().map(quantile).collect(), arguments.upper.iter().map(upper).collect());
    json!({
        "n": row.n,
        "mean": json::moment(row.mean),
        "variance": json::moment(row.variance),
        "quantiles": middles(&quantiles),
        "upper": middles(&uppers),
        "within": arguments.within.iter().map(|&c| (words::number(c), chance(row, c))).collect::<Map<_, _>>(),
        "mean_inverse": value(inverse),
        "mean_ln": value(logarithm),
        "quantile_bands": bands(&quantiles),
        "upper_bands": bands(&uppers),
        "mean_inverse_error": error(inverse),
        "mean_ln_error": error(logarithm),
        "tasks": row.sample.len(),
    })
}

fn middles(all: &[(String, Option<Band>)]) -> Map<String, Value> {
    all.iter().map(|(name, band)| (name.clone(), band.map_or(Value::Null, |band| json::number(band.middle)))).collect()
}

fn bands(all: &[(String, Option<Band>)]) -> Map<String, Value> {
    let pair = |band: Band| json!([json::number(band.low), json::number(band.high)]);
    all.iter().map(|(name, band)| (name.clone(), band.map_or(Value::Null, pair))).collect()
}

/// `P(T <= c n)` and its complement in logs, with the exact binomial band of the probability.
fn chance(row: &Row, c: f64) -> Value {
    let (hits, tasks) = row.within(c);
    let ln = |count: u64| if count == 0 { Value::Null } else { json::number((count as f64 / tasks as f64).ln()) };
    let band = Measured::Frequency { hits, trials: tasks }.band(FALSE_ALARM);
    json!({
        "ln_cdf": ln(hits),
        "ln_sf": ln(tasks - hits),
        "cdf_band": [json::number(band.low), json::number(band.high)],
    })
}

fn table(rows: &[Row], arguments: &Arguments) -> String {
    let mut heads = vec!["n".to_string(), "mean".into(), "variance".into()];
    heads.extend(arguments.quantiles.iter().map(|p| format!("quantile {}", p.text)));
    heads.extend(arguments.upper.iter().map(|p| format!("upper {}", p.text)));
    heads.extend(arguments.within.iter().map(|c| format!("P(T <= {c} n)")));
    heads.extend(["E[1/T]".into(), "E[ln T]".into()]);
    let banded = |band: Option<Band>| {
        band.map_or("not reached".to_string(), |b| {
            format!("{} [{}, {}]", words::short(b.middle), words::short(b.low), words::short(b.high))
        })
    };
    let cells = |row: &Row| {
        let mut cells = vec![row.n.to_string(), words::moment(row.mean), words::moment(row.variance)];
        cells.extend(arguments.quantiles.iter().map(|p| banded(row.quantile(p.ln.exp()))));
        cells.extend(arguments.upper.iter().map(|p| banded(row.quantile(-p.ln.exp_m1()))));
        cells.extend(arguments.within.iter().map(|&c| {
            let (hits, trials) = row.within(c);
            banded(Some(Measured::Frequency { hits, trials }.band(FALSE_ALARM)))
        }));
        let mean = |estimate: Option<Estimate>| estimate.map_or("beyond f64".into(), words::estimate);
        cells.extend([mean(row.mean_of(f64::recip)), mean(row.mean_of(f64::ln))]);
        cells
    };
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    words::table(&heads, &rows.iter().map(cells).collect::<Vec<_>>())
}
