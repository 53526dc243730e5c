//! A small tilt by integrals about the mean of U.
//!
//! With `y = s (U - E U)` and `B = E[e^y - 1 - y]`: `ln E e^y = ln(1 + B)`, the mean of U rises by `E[(U - E U)(e^y - 1)] / (1 + B)`, and that
//! of V by `int s e^y E[V - E V; U >= u] du / (1 + B)`, in which nothing cancels. Means of functions of U are by parts from a mark on.

use super::{
    panel::{Panel, Piece},
    reach::reach,
    table::Table,
    tilted::{GOAL, Tilted, ranges},
};
use crate::{
    expect::{Refusal, terms::times},
    num::{Estimate, quadrature::integrate},
    tail::tilt::exp_beyond_line,
};

/// The tilt at a rate s.
pub(super) fn tilted(table: &mut Table, s: f64, mean: Estimate) -> Result<Tilted, Refusal> {
    let of = reach(table, s, true)?;
    let m = mean.value;
    let pieces = table.pieces(of.first, of.last);
    let marks = table.marks[of.first..=of.last].iter().map(|mark| mark.at.u);
    let from = marks.min_by(|a, b| (a - m).abs().total_cmp(&(b - m).abs())).unwrap_or(m);
    let panels: Vec<&Panel> = pieces.iter().filter_map(Piece::panel).collect();
    let (owners, ranges) = ranges(&panels, s);
    // `E[e^y - 1 - y]`, the rise of U, its second moment, the rise of V, that with a factor U; then what the errors of the series do
    // to the first, the second and the fourth.
    let parts = |index: usize, share: f64| {
        let panel = panels[owners[index]];
        let place = panel.at(share);
        let above = place.ln_p.exp().min(1.0);
        // What is above the place counts from the mark on, minus what is below it before.
        let mass = if place.u > from { above } else { place.ln_p.min(0.0).exp_m1() };
        let (step, y) = (place.u - m, s * (place.u - m));
        let grown = if place.u > from { (y + place.ln_p).exp() } else { y.exp() * mass };
        let beyond = if y.abs() < 1.0 { y.exp_m1() * mass } else { grown - mass };
        let [of_rank, of_gain] = panel.errors;
        let off = of_rank * above / mass.abs();
        let weight = s * (y + place.ln_p).exp();
        let missed = (of_gain + of_rank * place.gain.abs()) * weight;
        let rise = beyond + y * grown;
        let (earned, lost) = (place.gain * weight, [off * s * beyond.abs(), off * rise.abs()]);
        [s * beyond, rise, (2.0 + y) * step * grown, earned, step * earned, lost[0], lost[1], missed]
            .map(|part| if part.is_finite() { part * place.jacobian } else { 0.0 })
    };
    let q = integrate(parts, &ranges, GOAL);
    let y = s * (from - m);
    let (missed, jumps) = (of.missed(s, m), jumps(&pieces, s, m));
    let part = |k: usize, lost: usize, other: usize| {
        let error = q.error[k] + q.value[lost] + missed[other] + jumps[other] + 8.0 * f64::EPSILON * q.absolute[k];
        Estimate::new(q.value[k], error)
    };
    let b = part(0, 5, 0).plus(Estimate::closed_form(exp_beyond_line(y)));
    let a = part(1, 6, 1).plus(Estimate::closed_form((from - m) * y.exp_m1()));
    let mass = b.plus(Estimate::closed_form(1.0));
    let (risen, gain_v) = (a.over(mass), part(3, 7, 2).over(mass));
    let ln_mass = Estimate::new(b.value.ln_1p(), b.error / mass.value + f64::EPSILON * b.value);
    let second = (q.value[2] + (from - m) * (from - m) * y.exp()) / mass.value;
    Ok(Tilted {
        mean_u: mean.plus(risen),
        gain_v,
        kl: risen.scaled(s).plus(ln_mass.scaled(-1.0)),
        variance: second - risen.value * risen.value,
        covariance: gain_v.value / s + q.value[4] / mass.value - gain_v.value * risen.value,
    })
}

/// What the three integrals may hold between an atom and the place just above it.
fn jumps(pieces: &[Piece], s: f64, m: f64) -> [f64; 3] {
    let mut most = [0.0; 3];
    for (at, after) in pieces.iter().filter_map(Piece::jump) {
        let (width, y) = (after.u - at.u, s * (at.u - m));
        let gain = at.gain.value.abs().max(after.gain.value.abs());
        let mass = if y > 0.0 { at.ln_p.value.exp() } else { after.rank().below() };
        let weight = (y + at.ln_p.value).exp();
        let sizes = [s * y.exp_m1().abs() * mass, (y.exp_m1() + y * y.exp()).abs() * mass, s * weight * gain];
        (0..3).for_each(|k| most[k] += times(sizes[k], width));
    }
    most
}
