//! The law of (V, X) tilted by `e^(s U)`, from the table of a joint law.
//!
//! `e^(s u) = int s e^(s w) 1(w <= u) dw`: the tilted law is a mixture of those given `U >= w`, in which w has the density
//! `s e^(s w) P(U >= w) / E e^(s U)`. So the tilted mean of V is the mean of `E[V | U >= w]`, and that of U the mean of w plus 1/s.
//! Where the tilt is small, integrals about the mean of U take its place, from which what a small tilt leaves as it was is taken out.
//!
//! Refuses: a tilt that reaches deeper than a table goes.

use super::{
    near,
    panel::{Panel, Piece},
    point::Point,
    reach::{Reach, reach},
    table::Table,
};
use crate::{
    expect::Refusal,
    num::{
        Estimate,
        quadrature::{Goal, Quadrature, integrate},
    },
};

/// A tilted law.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tilted {
    /// The mean of U.
    pub(super) mean_u: Estimate,
    /// By how much the mean of V is above that of the law itself.
    pub(super) gain_v: Estimate,
    /// The divergence from the law itself, in nats.
    pub(super) kl: Estimate,
    /// Roughly the variance of U, and its covariance with V.
    pub(super) variance: f64,
    pub(super) covariance: f64,
}

/// A tilt by less than this many nats is measured from the mean of the law itself.
const SMALL: f64 = 1.0;
/// Panels are cut so that on one share neither the distance from an origin changes by more than a factor `e^FOLDS` nor the weight by more
/// than `e^NATS`, with so many cuts at most.
const FOLDS: f64 = 2.0;
const NATS: f64 = 6.0;
const MOST: f64 = 64.0;
pub(super) const GOAL: Goal = Goal { relative: 1e-13, bisections: 4000 };

/// The tilt at a rate s > 0, `mean_u` being the mean of U, if that is finite; `end` is the end of U, if that is known.
pub(super) fn tilted(table: &mut Table, s: f64, mean_u: Option<Estimate>) -> Result<Tilted, Refusal> {
    let of = reach(table, s, false)?;
    let (about, ln_mgf) = far(table, s, &of);
    let found = match mean_u.filter(|mean| ln_mgf - s * mean.value < SMALL) {
        Some(mean) => near::tilted(table, s, mean)?,
        None => about,
    };
    checked(found, s)
}

/// The tilt at the rate g where the exponential moments of U end, what is beyond the table being known.
pub(super) fn at_edge(table: &Table, g: f64, of: &Reach) -> Result<Tilted, Refusal> {
    checked(far(table, g, of).0, g)
}

fn checked(found: Tilted, s: f64) -> Result<Tilted, Refusal> {
    let known = [found.mean_u, found.gain_v, found.kl].iter().all(|at| at.value.is_finite() && at.error.is_finite());
    if known { Ok(found) } else { Err(Refusal(format!("the integrals at the rate {s} leave the range of f64"))) }
}

/// What the integrals over w are, in this order: mass, first and second moment about the centre, gain, gain times w; then what the errors of the
/// series do to mass, first moment and gain.
const PARTS: usize = 8;

/// By the law of w, and `ln E e^(s U)`.
fn far(table: &Table, s: f64, of: &Reach) -> (Tilted, f64) {
    let pieces = table.pieces(of.first, of.last);
    let centre = of.peak.u;
    let common = of.peak.gain.value;
    // The logarithm of the density of w at a place, that at the peak being 0.
    let ln = |u: f64, ln_p: f64| s * (u - centre) + ln_p - of.peak.ln_p.value;
    let panels: Vec<&Panel> = pieces.iter().filter_map(Piece::panel).collect();
    let (owners, ranges) = ranges(&panels, s);
    let parts = |index: usize, share: f64| {
        let panel = panels[owners[index]];
        let place = panel.at(share);
        let weight = s * ln(place.u, place.ln_p).exp() * place.jacobian;
        if weight == 0.0 {
            return [0.0; PARTS];
        }
        let (step, gain) = (place.u - centre, place.gain - common);
        let [of_rank, of_gain] = panel.errors;
        let off = of_rank + f64::EPSILON * s * place.u.abs();
        let (first, earned) = (step * weight, gain * weight);
        let missed = (of_gain + off * gain.abs()) * weight;
        [weight, first, step * first, earned, step * earned, off * weight, off * first.abs(), missed]
    };
    let mut q = integrate(parts, &ranges, GOAL);
    for (at, after) in pieces.iter().filter_map(Piece::jump) {
        add_jump(&mut q, at, after, |point| ln(point.u, point.ln_p.value), (s, centre, common));
    }
    let part = |k: usize| {
        let lost = [5, 6, usize::MAX, 7, usize::MAX][k];
        let lost = if lost < PARTS { q.value[lost] } else { 0.0 };
        Estimate::new(q.value[k], q.error[k] + lost + 8.0 * f64::EPSILON * q.absolute[k])
    };
    let below = of.below(s, centre, common, ln);
    let above = of.above(centre, common, |point| ln(point.u, point.ln_p.value));
    let [mass, first, gain] = [0, 1, 2].map(|k| part([0, 1, 3][k]).plus(below[k]).plus(above[k]));
    let (step, ahead) = (first.over(mass), gain.over(mass));
    let [second, covariance] = [(2, 3), (4, 4)].map(|(k, low)| (q.value[k] + below[low].value) / mass.value);
    let ln_mass = mass.ln();
    let found = Tilted {
        mean_u: Estimate::closed_form(centre).plus(step).plus(Estimate::closed_form(1.0 / s)),
        gain_v: Estimate::closed_form(common).plus(ahead),
        kl: step.scaled(s).plus(Estimate::closed_form(1.0 - of.peak.ln_p.value)).plus(ln_mass.scaled(-1.0)),
        variance: second - step.value * step.value - 1.0 / (s * s),
        covariance: covariance - step.value * ahead.value,
    };
    (found, s * centre + of.peak.ln_p.value + ln_mass.value)
}

/// Shares of panels on which neither the weight nor the place changes by more than one rule sees, and whose they are.
pub(super) fn ranges(panels: &[&Panel], s: f64) -> (Vec<usize>, Vec<(f64, f64)>) {
    let cut = |(owner, panel): (usize, &&Panel)| {
        let nats = s * (panel.at(1.0).u - panel.at(-1.0).u).abs();
        let count = (panel.folds() / FOLDS).max(nats / NATS).ceil().clamp(1.0, MOST) as usize;
        let share = move |i: usize| -1.0 + 2.0 * i as f64 / count as f64;
        (0..count).map(move |i| (owner, (share(i), share(i + 1))))
    };
    panels.iter().enumerate().flat_map(cut).unzip()
}

/// What lies between an atom and the place just above it: between what is reached and what is passed.
fn add_jump(
    q: &mut Quadrature<PARTS>,
    at: &Point,
    after: &Point,
    ln: impl Fn(&Point) -> f64,
    (s, centre, common): (f64, f64, f64),
) {
    let most = s * (after.u - at.u) * ln(at).exp();
    if most > 0.0 {
        let gain = (at.gain.value - common).abs().max((after.gain.value - common).abs());
        [most, most * (at.u - centre).abs(), most * gain].iter().zip([0, 1, 3]).for_each(|(off, k)| q.error[k] += off);
    }
}
