//! The most at a total variation of d: the bottom share d of U is moved to its upper end (K-7, part 8).

use super::{Optimum, mass_at_end};
use crate::{
    expect::{Refusal, best_of::Selector},
    model::Proxy,
    tail::Moment,
};

/// For a proxy that is bounded above, and a budget in (0, 1].
pub(super) fn at(proxy: &Proxy, budget: f64) -> Result<Optimum, Refusal> {
    let [high_v, high_x] = [&proxy.value, &proxy.error].map(|law| law.support().high);
    let attained = mass_at_end(&proxy.value) * mass_at_end(&proxy.error) > 0.0;
    let to_end = |kept: Moment, high: f64| {
        let moved = Moment::closed_form(budget * high);
        kept.map(|mean| mean.scaled(1.0 - budget)).plus(moved)
    };
    let (level, mean_v, mean_u) = if budget < 1.0 {
        let kept = Selector::new(proxy)?.quantilizer(1.0 - budget)?;
        (Some(kept.t), to_end(kept.mean_v, high_v), to_end(kept.mean_u, high_v + high_x))
    } else {
        (None, Moment::closed_form(high_v), Moment::closed_form(high_v + high_x))
    };
    Ok(Optimum {
        budget,
        mean_u,
        mean_v: Some(mean_v),
        mean_x: Some(mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)))),
        level,
        price: level.map(|level| high_v + high_x - level),
        escaped: if attained { 0.0 } else { budget },
        attained: Some(attained),
    })
}
