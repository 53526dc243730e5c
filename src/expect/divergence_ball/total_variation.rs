//! The most at a total variation of d: the bottom share d of U is moved to its upper end (K-7, part 8).

use super::Optimum;
use crate::{expect::quantilizer::Quantilized, tail::Moment};

/// For a budget in (0, 1], by the top share that is kept, if there is one; the upper end of U, V there if that is known, and whether
/// it has a mass.
pub(super) fn moved(
    kept: Option<Quantilized>,
    (high, high_v, attained): (f64, Option<f64>, bool),
    budget: f64,
) -> Optimum {
    let (level, kept) = (kept.as_ref().map(|kept| kept.t), kept.map(|kept| (kept.mean_v, kept.mean_u)));
    let to_end = |kept: Option<Moment>, high: f64| match kept {
        Some(kept) => kept.map(|mean| mean.scaled(1.0 - budget)).plus(Moment::closed_form(budget * high)),
        None => Moment::closed_form(high),
    };
    let mean_u = to_end(kept.map(|(_, mean_u)| mean_u), high);
    let mean_v = high_v.map(|high_v| to_end(kept.map(|(mean_v, _)| mean_v), high_v));
    Optimum {
        budget,
        mean_u,
        mean_v,
        mean_x: mean_v.map(|mean_v| mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)))),
        level,
        price: level.map(|level| high - level),
        escaped: if attained { 0.0 } else { budget },
        attained: Some(attained),
    }
}
