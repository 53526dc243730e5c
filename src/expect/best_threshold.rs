//! The threshold that maximises `E[V | U >= t]`: there it meets `E[V | U = t]`.
//!
//! Refuses: to call a maximum global where no theorem says where the curve ends.

use super::{
    Refusal,
    answer::At,
    corners::corners,
    discrete::Ranking,
    jumps::{Jump, jumps},
    mean_within_range, quantile,
    sum::{Sum, has_density},
};
use crate::{
    model::{Limit, Proxy, regime},
    num::Estimate,
    tail::Moment,
};

/// The best threshold to condition on.
#[derive(Clone, Debug)]
pub struct BestThreshold {
    /// The threshold at which `E[V | U >= t]` has its highest maximum; just above an atom of U that is better left out.
    pub t: f64,
    /// `P(U >= t)`.
    pub p: f64,
    /// `ln P(U >= t)`.
    pub ln_p: f64,
    /// `E[V | U >= t]` there.
    pub mean_v: Moment,
    /// Whether no other threshold does better: false where the curve rises above it later, none where its limit is not known.
    pub global: Option<bool>,
}

/// The curve is looked at down to this depth.
const DEEPEST: f64 = 700.0;
/// A top nearer than this to a corner, as a part of its place, may be the corner.
const BESIDE: f64 = 1e-9;

/// The threshold at which `E[V | U >= t]` has its highest maximum; none where it rises all the way, or is infinite.
///
/// ```
/// use goodhart::{expect::best_threshold::best_threshold, model::Proxy, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let error = "scaled(0.577350269189625764509148780502, student_t(3))";
/// let proxy = Proxy { value: law("normal(0, 2)"), error: law(error) };
/// let best = best_threshold(&proxy)?.expect("a heavy error makes a hump");
/// assert!((best.t - 5.4225).abs() < 5e-5 && (best.mean_v.value() - 4.243124).abs() < 5e-7 && best.global == Some(true));
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: a mean is finite but not an f64; too many atoms.
pub fn best_threshold(proxy: &Proxy) -> Result<Option<BestThreshold>, Refusal> {
    mean_within_range(&proxy.value)?;
    mean_within_range(&proxy.error)?;
    let Moment::Finite(mean) = proxy.value.mean() else { return Ok(None) };
    if !has_density(&proxy.value) && !has_density(&proxy.error) {
        let best = Ranking::of(proxy)?.best_threshold();
        return Ok(best.map(|(t, ln_p, mean_v)| BestThreshold { t, p: ln_p.exp(), ln_p, mean_v, global: Some(true) }));
    }
    let sum = Sum::new(proxy);
    let jumps = jumps(proxy, &sum)?;
    let corners = corners(proxy).into_iter().map(|corner| corner.at).collect();
    let tops = Search::new(&sum, corners).maxima(&places(proxy), &jumps);
    // Of equally high ones the first.
    let highest = tops.iter().reduce(|best, next| if height(&next.1) > height(&best.1) { next } else { best });
    let Some((t, at)) = highest else { return Ok(None) };
    let limit = match regime(proxy).limit {
        Limit::Finite(limit) => Some(limit - mean.value),
        Limit::Infinite => Some(f64::INFINITY),
        Limit::NegativeInfinite => Some(f64::NEG_INFINITY),
        Limit::NotDetermined(_) => None,
    };
    let global = limit.map(|limit| limit <= height(at));
    let deviation = at.deviation.unwrap_or(Estimate::new(0.0, f64::INFINITY));
    let ln_p = at.ln_p.value;
    Ok(Some(BestThreshold { t: *t, p: ln_p.exp(), ln_p, mean_v: Moment::Finite(mean.plus(deviation)), global }))
}

/// Places from the bottom of U to great depth, near enough to each other to see every hump of a curve without narrow parts.
fn places(proxy: &Proxy) -> Vec<f64> {
    let low = |depth: f64| proxy.value.inv_ln_cdf(-depth) + proxy.error.inv_ln_cdf(-depth);
    let mut places: Vec<f64> = [8.0, 5.0, 3.0, 2.0, 1.3].into_iter().map(low).collect();
    let mut depth = 0.35;
    while depth < DEEPEST {
        places.push(quantile::guess(proxy, depth));
        depth = (depth * 1.15).min(depth + 4.0);
    }
    places.retain(|t| t.is_finite());
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

/// A walk up the curve that notes where it turns from rising to falling.
struct Search<'a> {
    sum: &'a Sum,
    /// Where the curve may have corners.
    corners: Vec<f64>,
    tops: Vec<(f64, At)>,
    /// The last place that the curve rose to, and whether it rises on from there.
    risen: Option<(f64, bool)>,
}

impl<'a> Search<'a> {
    fn new(sum: &'a Sum, corners: Vec<f64>) -> Self {
        Self { sum, corners, tops: Vec::new(), risen: None }
    }

    fn maxima(mut self, places: &[f64], jumps: &[Jump]) -> Vec<(f64, At)> {
        let mut atoms = jumps.iter().peekable();
        for &t in places {
            while let Some(jump) = atoms.next_if(|jump| before(jump) <= t) {
                self.cross(jump);
            }
            if jumps.iter().all(|jump| t < before(jump) || t > jump.after) {
                self.pass(t);
            }
        }
        atoms.for_each(|jump| self.cross(jump));
        self.tops
    }

    /// Looks at the slope at a place.
    fn pass(&mut self, t: f64) {
        match slope(&self.sum.at(t)) {
            Some(slope) if slope > 0.0 => self.risen = Some((t, true)),
            Some(slope) if slope < 0.0 => {
                if let Some((low, rising)) = self.risen.take() {
                    let top = if rising { root(self.sum, low, t) } else { low };
                    self.tops.push(self.sharpest(top));
                }
            }
            _ => {}
        }
    }

    /// A top, or the corner of the curve beside it that is higher: from there it may fall like a root of the distance.
    fn sharpest(&self, top: f64) -> (f64, At) {
        let beside = |corner: &&f64| (**corner - top).abs() <= BESIDE * top.abs().max(corner.abs());
        let corner = self.corners.iter().filter(beside).map(|&corner| (corner, self.sum.at(corner)));
        let found = (top, self.sum.at(top));
        corner.fold(found, |best, next| if height(&next.1) > height(&best.1) { next } else { best })
    }

    /// Looks at what an atom does to the curve: to leave it out raises the curve where it is worth less than what is above.
    fn cross(&mut self, jump: &Jump) {
        self.pass(before(jump));
        let (with, without) = (self.sum.at(jump.u), self.sum.at(jump.after));
        let (Some(reached), Some(passed)) = (with.deviation, without.deviation) else { return };
        let step = passed.value - reached.value;
        if step.abs() <= reached.error + passed.error {
            self.risen = self.risen.map(|_| (jump.after, false));
        } else if step > 0.0 {
            self.risen = Some((jump.after, false));
        } else if self.risen.take().is_some() {
            self.tops.push((jump.u, with));
        }
        self.pass(jump.after);
    }
}

/// How much V is worth given that U reaches a threshold.
fn height(at: &At) -> f64 {
    at.deviation.map_or(f64::NEG_INFINITY, |deviation| deviation.value)
}

/// A threshold just below an atom.
fn before(jump: &Jump) -> f64 {
    jump.u - (jump.after - jump.u)
}

/// The sign of the curve's slope, which is the hazard rate of U times `E[V | U >= t] - E[V | U = t]`; none where that
/// difference is within its error of 0.
fn slope(at: &At) -> Option<f64> {
    let (there, above) = (at.deviation_at?, at.deviation?);
    let difference = above.value - there.value;
    (difference.abs() > there.error + above.error).then_some(difference)
}

/// The root of the slope between two places.
fn root(sum: &Sum, low: f64, high: f64) -> f64 {
    let difference = |t: f64| {
        let at = sum.at(t);
        match (at.deviation_at, at.deviation) {
            (Some(there), Some(above)) => above.value - there.value,
            _ => 0.0,
        }
    };
    crate::num::invert::first_at_most(difference, 0.0, low, high)
}
