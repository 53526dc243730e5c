//! What the numbers say of a regime: E[V | U >= t] on the way out, and whether a predicted form is what it tends to.

use goodhart::{
    expect::condition::Conditioner,
    model::{Form, Limit, Proxy, Regime},
    tail::Moment,
};

/// E[V | U >= t] at one threshold.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub t: f64,
    pub value: f64,
    pub error: f64,
}

/// How far along the way from the first threshold to the last, by the logarithm: the last step multiplies ln t by up to 5/3,
/// so that even a term of order 1/ln t shrinks visibly.
const WAY: [f64; 5] = [0.05, 0.15, 0.35, 0.6, 1.0];

/// How much farther out the numbers are sought where the way does not reach the tails: up to where the square of t is a number.
const FARTHER: [f64; 12] = [2.0, 10.0, 100.0, 1e4, 1e6, 1e9, 1e13, 1e18, 1e30, 1e50, 1e80, 1e120];
const FARTHEST: f64 = 1e150;

/// Depths at which the quantiles of both laws are added up, for a law that ends far out beside one that does not.
const DEPTHS: [f64; 3] = [300.0, 3000.0, 12_000.0];

/// The largest value of the proxy, and how far below it the bulk of either law may lie.
fn top(proxy: &Proxy) -> Option<(f64, f64)> {
    let laws = [&proxy.value, &proxy.error];
    let top: f64 = laws.iter().map(|law| law.support().high).sum();
    let below = laws.iter().map(|law| law.support().high - law.inv_ln_sf(-0.3)).fold(1e-3, f64::max);
    top.is_finite().then_some((top, below))
}

/// Thresholds from the depth 10 of the heavier law to the depth 6000, or to 1e40; or towards the end of a bounded proxy.
fn places(proxy: &Proxy) -> Vec<f64> {
    if let Some((top, below)) = top(proxy) {
        return [0.1, 0.01, 1e-3, 1e-4].map(|share| top - share * below).to_vec();
    }
    let deepest =
        |depth: f64| [&proxy.value, &proxy.error].map(|law| law.inv_ln_sf(-depth)).into_iter().fold(1e-3, f64::max);
    let (near, far) = (deepest(10.0).min(1e20), deepest(6000.0).min(1e40));
    WAY.map(|share| near * (far / near).powf(share)).to_vec()
}

/// Thresholds beyond those.
fn farther(proxy: &Proxy) -> Vec<f64> {
    match top(proxy) {
        Some((top, below)) => (5..10).map(|i| top - below * 0.1f64.powi(i)).collect(),
        None => {
            let far = places(proxy).last().copied().unwrap_or(1.0);
            let both = |depth: f64| proxy.value.inv_ln_sf(-depth) + proxy.error.inv_ln_sf(-depth);
            let mut beyond: Vec<f64> = FARTHER.map(|times| far * times).into_iter().chain(DEPTHS.map(both)).collect();
            beyond.retain(|t| *t > far && *t <= FARTHEST);
            beyond.sort_by(f64::total_cmp);
            beyond
        }
    }
}

/// Below `e^-DEEPEST` the rounding of the threshold alone takes the digits: paths go there only where nothing else judges.
const DEEPEST: f64 = 3e4;

/// `E[V | U >= t]` as far as it is answered: along the way from its far end inwards, until a regime can be judged; and where
/// it is contradicted there, farther out, until it is not.
pub fn path(proxy: &Proxy, judged: impl Fn(&[Seen]) -> Result<bool, String>) -> Vec<Seen> {
    let path = path_within(proxy, DEEPEST, &judged);
    if judged(&path) == Ok(true) {
        return path;
    }
    let deeper = path_within(proxy, f64::INFINITY, &judged);
    if judged(&path).is_ok() || judged(&deeper) == Ok(true) { deeper } else { path }
}

fn path_within(proxy: &Proxy, depth: f64, judged: &impl Fn(&[Seen]) -> Result<bool, String>) -> Vec<Seen> {
    let conditioner = Conditioner::new(proxy);
    let answer = |t: f64| conditioner.above(t).ok().filter(|answer| answer.ln_p.value > -depth);
    let seen = |t: f64| match answer(t)?.mean_v {
        Moment::Finite(mean) => Some(Seen { t, value: mean.value, error: mean.error }),
        Moment::Infinite => Some(Seen { t, value: f64::INFINITY, error: 0.0 }),
        Moment::NegativeInfinite => Some(Seen { t, value: f64::NEG_INFINITY, error: 0.0 }),
        Moment::Undefined => None,
    };
    let mut path = Vec::new();
    for t in places(proxy).into_iter().rev() {
        if let Some(seen) = seen(t) {
            path.insert(0, seen);
            if judged(&path) != Ok(false) {
                break;
            }
        }
    }
    if judged(&path).is_err() {
        for t in farther(proxy) {
            path.extend(seen(t));
            if judged(&path).is_ok() {
                return path;
            }
        }
        // A term that fades like 1/ln t shows between the places, where it is not yet lost in rounding.
        let between = path.windows(2).map(|pair: &[Seen]| (pair[0].t * pair[1].t).sqrt()).filter_map(seen);
        let mut finer: Vec<Seen> = path.iter().copied().chain(between).collect();
        finer.sort_by(|a, b| a.t.total_cmp(&b.t));
        if judged(&finer).is_ok() {
            return finer;
        }
    }
    path
}

/// Whether the laws themselves have not come into the order on which a regime rests, at the end of a path, though they drift
/// towards it. Then the numbers cannot speak of the limit, whatever they are. So it is if
/// - V is to be the heavier and is still the lighter there, while the exponent of `P(V > t)/P(X > t)` rises;
/// - `t P(V > t)/P(X > t)` is to vanish and still exceeds the scale of V, or, beside a second term and for a V lighter than
///   every power, that term as far out as it can be seen, while its exponent falls;
/// - V is bounded, and a second term that is to vanish beside the limit still exceeds it and the scale of V;
/// - a second term that is to outgrow every constant is still below the upper end of X.
pub fn out_of_reach(proxy: &Proxy, regime: &Regime, path: &[Seen], scale: f64) -> bool {
    let (Some(last), Some(leading)) = (path.last(), regime.leading) else { return false };
    let ln_ratio = |t: f64| proxy.value.ln_sf(t) - proxy.error.ln_sf(t);
    // Of the local exponent in ln t; between tails that fall faster than every power, of the local rate in t as well.
    let powers = [&proxy.value, &proxy.error].iter().any(|law| law.tail_class().tail_index().is_finite());
    let bend = |t: f64, near: f64, mid: f64| ln_ratio(t) - 2.0 * ln_ratio(t * mid) + ln_ratio(t * near);
    let drifts = |t: f64, sign: f64| sign * bend(t, 0.25, 0.5) > 1e-9 || !powers && sign * bend(t, 0.5, 0.75) > 1e-9;
    match (&regime.limit, regime.next) {
        (Limit::Finite(_), _) if ln_ratio(last.t) + last.t.ln() > scale.ln() && drifts(last.t, -1.0) => true,
        (Limit::Finite(limit), Some(next)) if proxy.value.support().high.is_finite() => {
            next.at(last.t).abs() > limit.abs() + scale
        }
        (Limit::Finite(_), Some(next)) if proxy.value.tail_class().tail_index() == f64::INFINITY => {
            let clear = |seen: &&Seen| seen.error + f64::EPSILON * seen.value.abs() < 0.02 * next.at(seen.t).abs();
            let above = |t: f64| ln_ratio(t) + t.ln() > next.at(t).abs().ln() && drifts(t, -1.0);
            path.iter().rev().find(clear).is_some_and(|seen| above(seen.t))
        }
        (Limit::Infinite, Some(next))
            if next.power > 0.0 && is_below(next.at(last.t).abs(), proxy.error.support().high) =>
        {
            true
        }
        (Limit::Infinite, _) => {
            let heavier = leading.power == 1.0 && leading.coefficient >= 1.0;
            heavier && ln_ratio(last.t) < 0.0 && drifts(last.t, 1.0)
        }
        _ => false,
    }
}

/// Whether a finite end is the larger.
fn is_below(term: f64, end: f64) -> bool {
    end.is_finite() && term < end
}

/// What could be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judged {
    /// The limit, or the leading growth.
    pub first: bool,
    /// The term of second order.
    pub second: bool,
}

/// A distance from a prediction and the error of the measurement, both relative to what should vanish beside it.
type Gap = (f64, f64);

/// Whether the distances vanish: the last is small, or lost in errors, or clearly less than the one before.
fn vanish(gaps: &[Gap], small: f64) -> Option<bool> {
    let clear: Vec<Gap> = gaps.iter().copied().filter(|gap| gap.0.is_finite() && gap.1 < 0.2).collect();
    let [.., before, last] = clear[..] else { return None };
    Some(last.0 <= small + 3.0 * last.1 || last.0 < 0.85 * before.0)
}

/// The distances from the leading form, relative to its size or for a limit to `scale`.
fn first_gaps(path: &[Seen], leading: Form, finite: bool, scale: f64) -> Vec<Gap> {
    let unit = |form: f64| if finite { form.abs() + scale } else { form.abs() };
    let gap = |seen: &Seen| {
        let form = leading.at(seen.t);
        ((seen.value - form).abs() / unit(form), seen.error / unit(form))
    };
    path.iter().map(gap).collect()
}

/// The distances of what is left after the leading form from the second, relative to the second.
fn second_gaps(path: &[Seen], leading: Form, next: Form) -> Vec<Gap> {
    let gap = |seen: &Seen| {
        let (form, next) = (leading.at(seen.t), next.at(seen.t));
        let lost = seen.error + 4.0 * f64::EPSILON * (form.abs() + seen.value.abs());
        ((seen.value - form - next).abs() / next.abs(), lost / next.abs())
    };
    path.iter().map(gap).collect()
}

/// Whether both terms together meet the value at the last place, where their sum is far below either.
fn met(path: &[Seen], leading: Form, next: Form) -> bool {
    path.last().is_some_and(|seen| {
        let sum = leading.at(seen.t) + next.at(seen.t);
        sum.abs() < 0.5 * leading.at(seen.t).abs() && (seen.value - sum).abs() <= 1e-3 * sum.abs() + 3.0 * seen.error
    })
}

/// Compares a regime with numbers; `scale` is what counts as a distance of order one from a finite limit.
pub fn judge(regime: &Regime, path: &[Seen], scale: f64) -> Result<Judged, String> {
    let nothing = Ok(Judged::default());
    let [.., before, last] = path else { return nothing };
    let finite = match regime.limit {
        Limit::Finite(_) => true,
        Limit::Infinite => false,
        Limit::NegativeInfinite => {
            let falls = last.value == f64::NEG_INFINITY || last.value < before.value;
            return if falls { Ok(Judged { first: true, second: false }) } else { Err("does not fall".into()) };
        }
        Limit::NotDetermined(_) => return nothing,
    };
    let Some(leading) = regime.leading else {
        let grows = last.value == f64::INFINITY || last.value > before.value;
        return if grows { Ok(Judged { first: true, second: false }) } else { Err("does not grow".into()) };
    };
    if !last.value.is_finite() {
        return Err("finite for some t by the rule, infinite by the numbers".into());
    }
    if regime.next.is_some_and(|next| met(path, leading, next)) {
        return Ok(Judged { first: true, second: true });
    }
    let first = first_gaps(path, leading, finite, scale);
    let of_first = vanish(&first, 1e-3);
    if of_first == Some(false) {
        return Err(format!("leading: distances {first:?}"));
    }
    let second = regime.next.map(|next| second_gaps(path, leading, next)).unwrap_or_default();
    let of_second = vanish(&second, 0.02);
    if of_second == Some(false) {
        return Err(format!("second: distances {second:?}"));
    }
    Ok(Judged { first: of_first.is_some(), second: of_second.is_some() })
}
