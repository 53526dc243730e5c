//! The most at a total variation of d: the bottom share d of U is moved to its upper end (K-7, part 8).

use super::Optimum;
use crate::{
    expect::{Refusal, quantilizer::Quantilized},
    tail::Moment,
};

/// For a budget in (0, 1], by the upper end of U, V there if that is known, and whether it has a mass; and by what selects a top share,
/// of which the one that is kept is asked for, if there is one. Errors: those of the selection.
pub(super) fn moved(
    (high, high_v, attained): (f64, Option<f64>, bool),
    budget: f64,
    top: impl FnOnce(f64) -> Result<Quantilized, Refusal>,
) -> Result<Optimum, Refusal> {
    let kept = if budget < 1.0 { Some(top(1.0 - budget)?) } else { None };
    let (level, kept) = (kept.as_ref().map(|kept| kept.t), kept.map(|kept| (kept.mean_v, kept.mean_u)));
    let to_end = |kept: Option<Moment>, high: f64| match kept {
        Some(kept) => kept.map(|mean| mean.scaled(1.0 - budget)).plus(Moment::closed_form(budget * high)),
        None => Moment::closed_form(high),
    };
    let mean_u = to_end(kept.map(|(_, mean_u)| mean_u), high);
    let mean_v = high_v.map(|high_v| to_end(kept.map(|(mean_v, _)| mean_v), high_v));
    Ok(Optimum {
        budget,
        mean_u,
        mean_v,
        mean_x: mean_v.map(|mean_v| mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)))),
        level,
        price: level.map(|level| high - level),
        escaped: if attained { 0.0 } else { budget },
        attained: Some(attained),
    })
}
