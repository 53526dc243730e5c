//! The quantilizer: a draw from the top share q of U (Taylor, "Quantilizers", 2016).
//!
//! Refuses: a share so small that its threshold is beyond f64.

use super::{Refusal, best_of::Selector, condition::Conditioner, jumps::Jump, quantile::quantile};
use crate::{model::Proxy, num::Estimate, tail::Moment};

/// What a draw from the top share of U is worth.
#[derive(Clone, Debug)]
pub struct Quantilized {
    /// The share selected.
    pub q: f64,
    /// The threshold: the largest t with `P(U >= t) >= q`.
    pub t: f64,
    /// `E[V]` of the outcome.
    pub mean_v: Moment,
    /// `E[U]` of the outcome.
    pub mean_u: Moment,
    /// `KL(outcome || one draw)` in nats: `-ln q`, less where an atom lies across the boundary.
    pub kl: Estimate,
    /// `chi2(outcome || one draw)`: `1/q - 1`, less where an atom lies across the boundary.
    pub chi2: Estimate,
}

/// A draw from the top share q of U, once.
///
/// ```
/// use goodhart::{expect::quantilizer::quantilizer, model::Proxy, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let proxy = Proxy { value: law("normal(0, 1)"), error: law("normal(0, 1)") };
/// let half = quantilizer(&proxy, 0.5)?;
/// let known = std::f64::consts::PI.sqrt().recip();
/// assert!(half.t.abs() < 1e-12 && (half.mean_v.value() - known).abs() < 1e-12);
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: q is not in (0, 1]; the threshold is beyond f64.
pub fn quantilizer(proxy: &Proxy, q: f64) -> Result<Quantilized, Refusal> {
    Selector::new(proxy)?.quantilizer(q)
}

/// Threshold, `E[V]` and `E[U]` of the top share q where U has a density, and perhaps atoms.
pub(super) fn continuous(proxy: &Proxy, jumps: &[Jump], q: f64) -> Result<(f64, Moment, Moment), Refusal> {
    if q == 1.0 {
        let mean_v = proxy.value.mean();
        return Ok((proxy.value.support().low + proxy.error.support().low, mean_v, mean_v.plus(proxy.error.mean())));
    }
    let conditioner = Conditioner::new(proxy);
    if let Some(jump) = jumps.iter().find(|jump| jump.holds(q)) {
        return across(proxy, &conditioner, jump, q);
    }
    let t = quantile(proxy, q.ln())?;
    let above = conditioner.above(t)?;
    let share = missing(above.ln_p, q);
    let mean_u = topped_up(above.mean_u, Moment::closed_form(t), share);
    let mean_v = topped_up(above.mean_v, above.mean_v_at.unwrap_or(Moment::Undefined), share);
    Ok((t, mean_v, mean_u))
}

/// `(q - P)/q`: the threshold is rounded, and so is the chance above it, by much where U is narrow beside its place.
fn missing(ln_p: Estimate, q: f64) -> Estimate {
    let more = (ln_p.value - q.ln()).exp_m1();
    Estimate::new(-more, ln_p.error * (1.0 + more))
}

/// `E + share (m - E)`: what is missing of q is taken with the mean m at the threshold, and what is too much is given back. What m changes
/// on the way to the threshold of q is of the order of the share, and counted twice.
fn topped_up(mean: Moment, at: Moment, share: Estimate) -> Moment {
    let Moment::Finite(above) = mean else { return mean };
    let Moment::Finite(at) = at else {
        return Moment::Finite(Estimate::new(above.value, above.error + share.value.abs() * above.value.abs()));
    };
    let apart = at.value - above.value;
    let error =
        above.error + share.value.abs() * at.error + apart.abs() * (share.error + 2.0 * share.value * share.value);
    Moment::Finite(Estimate::new(above.value + share.value * apart, error))
}

/// The same with an atom across the boundary, of which as much is taken as makes q exact.
fn across(proxy: &Proxy, conditioner: &Conditioner, jump: &Jump, q: f64) -> Result<(f64, Moment, Moment), Refusal> {
    let mean_v = match proxy.value.mean() {
        Moment::Finite(mean) => Moment::Finite(mean.plus(jump.excess(q).scaled(1.0 / q))),
        other => other,
    };
    let passed = jump.tie.to.above();
    let taken = Estimate::closed_form(jump.u).scaled((q - passed) / q);
    let mean_u = match conditioner.above(jump.after) {
        Ok(above) => match above.mean_u {
            Moment::Finite(mean) => Moment::Finite(mean.scaled(passed / q).plus(taken)),
            other => other,
        },
        // Nothing lies above the atom.
        Err(_) => Moment::closed_form(jump.u),
    };
    Ok((jump.u, mean_v, mean_u))
}
