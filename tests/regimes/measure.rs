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

/// Thresholds from the depth 10 of the heavier law to the depth 6000, or to 1e40; or towards the end of a bounded proxy.
fn places(proxy: &Proxy) -> Vec<f64> {
    let laws = [&proxy.value, &proxy.error];
    let top: f64 = laws.iter().map(|law| law.support().high).sum();
    if top.is_finite() {
        let below: f64 = laws.iter().map(|law| law.support().high - law.inv_ln_sf(-0.3)).fold(1e-3, f64::max);
        return [0.1, 0.01, 1e-3, 1e-4].map(|share| top - share * below).to_vec();
    }
    let deepest = |depth: f64| laws.iter().map(|law| law.inv_ln_sf(-depth)).fold(1e-3, f64::max);
    let (near, far) = (deepest(10.0).min(1e20), deepest(6000.0).min(1e40));
    WAY.map(|share| near * (far / near).powf(share)).to_vec()
}

/// `E[V | U >= t]` at those places, as far as it is answered.
pub fn path(proxy: &Proxy) -> Vec<Seen> {
    let conditioner = Conditioner::new(proxy);
    let seen = |t: f64| match conditioner.above(t).ok()?.mean_v {
        Moment::Finite(mean) => Some(Seen { t, value: mean.value, error: mean.error }),
        Moment::Infinite => Some(Seen { t, value: f64::INFINITY, error: 0.0 }),
        Moment::NegativeInfinite => Some(Seen { t, value: f64::NEG_INFINITY, error: 0.0 }),
        Moment::Undefined => None,
    };
    places(proxy).into_iter().filter_map(seen).collect()
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
