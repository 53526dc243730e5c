//! Many pairs of laws: more than a bounded ratio allows, less than KL allows, and never a number that is none.

use super::pair;
use goodhart::{
    expect::{Refusal, best_of::Selector, power_ball::PowerBall, value_function::ValueFunction},
    model::Proxy,
    num::Estimate,
    tail::Moment,
};
use rayon::prelude::*;

const LAWS: [&str; 20] = [
    "normal(1, 2)",
    "student_t(4)",
    "laplace(0.5)",
    "logistic(1)",
    "exponential(3)",
    "gamma(0.4, 1)",
    "gamma(7, 2)",
    "uniform(-2, 1)",
    "two_point(-1, 2, 0.3)",
    "gumbel(2)",
    "weibull(0.6)",
    "weibull(3)",
    "lognormal(0, 0.7)",
    "pareto(3.5)",
    "lomax(2.4)",
    "burr(2, 2)",
    "truncated(pareto(1.5), 50)",
    "clipped(normal(0, 1), 1)",
    "mixture(0.2, two_point(0, 1, 0.5), exponential(1))",
    "tempered_pareto(2, 1)",
];
const ORDERS: [f64; 4] = [1.3, 2.0, 4.0, 25.0];
const DIVERGENCES: [f64; 4] = [1e-7, 0.05, 1.0, 6.0];

/// Where two values contradict `lesser <= greater`.
fn contradicts(lesser: Moment, greater: Moment) -> bool {
    match (lesser, greater) {
        (Moment::Finite(a), Moment::Finite(b)) => a.value - a.error > b.value + b.error + 1e-14 * b.value.abs(),
        (Moment::Infinite, Moment::Finite(_)) => true,
        _ => false,
    }
}

fn is_number(mean: Moment) -> bool {
    mean.finite().is_none_or(|Estimate { value, error }| value.is_finite() && error.is_finite())
}

/// What is wrong with the answers for one pair and order.
fn faults(proxy: &Proxy, order: f64) -> Result<Vec<String>, Refusal> {
    let name = format!("{} + {}, order {order}", proxy.value, proxy.error);
    let (mut ball, mut selector) = (PowerBall::new(proxy, order)?, Selector::new(proxy)?);
    let (by_kl, mut last) = (ValueFunction::new(proxy)?, Moment::NegativeInfinite);
    let mut faults = Vec::new();
    for d in DIVERGENCES {
        let best = ball.at(d)?;
        let (least, most) = (selector.quantilizer((-d).exp())?.mean_u, by_kl.at(d)?.mean_u);
        let means = [Some(best.mean_u), best.mean_v, best.mean_x];
        let fine = means.into_iter().flatten().all(is_number);
        if !fine || contradicts(least, best.mean_u) || contradicts(best.mean_u, most) || contradicts(last, best.mean_u)
        {
            faults.push(format!("{name}, d = {d}: {best:?} not between {least:?} and {most:?}, after {last:?}"));
        }
        last = best.mean_u;
    }
    Ok(faults)
}

#[test]
fn more_than_a_bounded_ratio_allows_and_less_than_kl() {
    let pairs = (0..LAWS.len()).flat_map(|i| [1, 6, 13].map(|step| (i, (i + step) % LAWS.len())));
    let all: Vec<_> = pairs.enumerate().collect();
    let found: Vec<_> = all
        .into_par_iter()
        .map(|(k, (i, j))| {
            let (proxy, order) = (pair(LAWS[i], LAWS[j]), ORDERS[k % ORDERS.len()]);
            faults(&proxy, order).map_err(|why| format!("{} + {}, order {order}: {why}", LAWS[i], LAWS[j]))
        })
        .collect();
    let refused: Vec<&String> = found.iter().filter_map(|found| found.as_ref().err()).collect();
    let faults: Vec<&String> = found.iter().flatten().flatten().collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(refused.is_empty(), "{refused:#?}");
}
