//! The integrals of one pressure over the table of a joint law.
//!
//! Refuses: to count what the table does not reach as nothing; it is bounded and stated.

use super::{
    panel::{Panel, Piece},
    point::{Point, rank},
    table::Table,
};
use crate::{
    expect::{Refusal, terms::times},
    model::{Pressure, pressure::Rank},
    num::{
        Estimate,
        quadrature::{Goal, integrate},
    },
};
use std::f64::consts::LN_2;

/// Nats above the pressure's depth that the table reaches: what lies beyond enters squared.
const UP: f64 = 16.0;
/// It reaches down to where the weight times what lies below is as small as `e^-DOWN`.
const DOWN: f64 = 34.0;
/// The lowest rank of which rounding leaves anything, in nats.
const LOWEST: f64 = -29.0;
/// The lowest ranks weigh nothing below this logarithm.
const WEIGHTLESS: f64 = -36.0;
/// A weight that is not weightless so deep has ranks below that no integral sees.
const DEEP: f64 = -40.0;
/// What lies below the table, in units of what its last nat holds.
const BEYOND: f64 = 10.0;
const GOAL: Goal = Goal { relative: 1e-13, bisections: 4000 };

/// `E[V] - E V` and `E[U]` under a pressure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pressed {
    pub(super) gain: Estimate,
    pub(super) height: Estimate,
}

/// Integrates, with as much of the table as it takes. Errors: those of the integrations at a place.
pub(super) fn pressed(table: &mut Table, pressure: Pressure) -> Result<Pressed, Refusal> {
    let (first, last) = covered(table, pressure);
    table.know(first, last)?;
    let depth = pressure.depth().max(LN_2) - LN_2;
    let marks = &table.marks[first..=last];
    let middle = marks.iter().min_by(|a, b| (a.at.score() - depth).abs().total_cmp(&(b.at.score() - depth).abs()));
    let middle = middle.unwrap_or(&marks[0]).at;
    let bottom = &marks[0].at;
    // A gain that all outcomes share is counted once, if the lowest ranks weigh nothing.
    let lowest = Rank::from_below(bottom.rank().ln_below.max(DEEP));
    let common = if pressure.ln_weight(lowest) < WEIGHTLESS { middle.gain.value } else { 0.0 };
    let pieces = table.pieces(first, last);
    let panels: Vec<&Panel> = pieces.iter().filter_map(Piece::panel).collect();
    let [gain, height] = over_panels(&panels, pressure, common, middle.u);
    let jumps = pieces.iter().filter_map(|piece| match piece {
        Piece::Jump(at, after) => Some(at.jump_to(after, common)),
        Piece::Panel(_) => None,
    });
    let of_jumps = jumps.filter(|jump| jump.tie.ln_mass > f64::NEG_INFINITY).map(|jump| jump.gain(pressure));
    let gain = of_jumps.fold(gain, Estimate::plus).plus(at_joints(&pieces, pressure, common));
    // What the table does not reach.
    let top = *marks[marks.len() - 1].top();
    let excess = |point: &Point| times(point.gain.value - common, point.ln_p.value.exp()).abs();
    let below = excess(bottom) * pressure.ln_weight(bottom.rank()).exp();
    let above = times(excess(&top), (pressure.ln_slope(Rank::TOP) + top.ln_p.value).exp());
    let gain = Estimate::closed_form(common).plus(Estimate::new(gain.value, gain.error + below + above));
    let nat = |a: &Point, b: &Point| ((a.u - b.u) / (a.score() - b.score())).abs();
    let missing = match marks {
        [_, next, ..] if bottom.rank().ln_below > f64::NEG_INFINITY => {
            BEYOND * times(nat(&next.at, bottom), pressure.ln_below(bottom.rank()).exp())
        }
        _ => 0.0,
    };
    let beyond = match (top.mean_u, marks) {
        _ if top.ln_p.value == f64::NEG_INFINITY => Estimate::new(0.0, 0.0),
        (Some(mean), _) => {
            let excess = Estimate::new(mean.value - top.u, mean.error).scaled(top.ln_p.value.exp());
            let (least, most) = (pressure.ln_weight(top.rank()).exp(), pressure.ln_top().exp());
            let spread = (most - least).max(0.0);
            let of = excess.scaled(most - 0.25 * spread);
            Estimate::new(of.value, of.error + 0.75 * spread * excess.value)
        }
        (None, [.., before, _]) => {
            let nat = times(nat(before.top(), &top), (pressure.ln_top() + top.ln_p.value).exp());
            Estimate::new(nat, BEYOND * nat)
        }
        (None, _) => Estimate::new(0.0, f64::INFINITY),
    };
    let height = Estimate::closed_form(middle.u).plus(height).plus(beyond);
    Ok(Pressed { gain, height: Estimate::new(height.value, height.error + missing) })
}

/// The marks between which a pressure chooses, set where they are missing.
fn covered(table: &mut Table, pressure: Pressure) -> (usize, usize) {
    let is_low = |point: &Point| {
        let rank = point.rank();
        point.score() < LOWEST || pressure.ln_weight(rank) + rank.ln_below < -DOWN
    };
    table.covered(is_low, pressure.depth().max(LN_2) - LN_2 + UP)
}

/// What the integrals over panels leave out of the gain where one piece ends at another rank than the next begins at: a series may be
/// off by far more than counts on so narrow a panel, and all that is off at its end is missing.
fn at_joints(pieces: &[Piece], pressure: Pressure, common: f64) -> Estimate {
    let ends = |piece: &Piece| match piece {
        Piece::Panel(panel) => [-1.0, 1.0].map(|share| panel.at(share)).map(|place| (place.ln_p, place.gain)),
        Piece::Jump(at, after) => [at, after].map(|point| (point.ln_p.value, point.gain.value)),
    };
    let joints = pieces.windows(2).map(|pair| {
        let [(ln_p, gain), (next, next_gain)] = [ends(&pair[0])[1], ends(&pair[1])[0]];
        let weight = (pressure.ln_slope(rank(ln_p)) + 2.0 * ln_p).exp() * (ln_p - next);
        times(0.5 * (gain + next_gain) - common, weight)
    });
    Estimate::closed_form(joints.filter(|joint| joint.is_finite()).sum())
}

/// Gains beyond `common` and heights above `from`, over panels.
fn over_panels(panels: &[&Panel], pressure: Pressure, common: f64, from: f64) -> [Estimate; 2] {
    // How far gains on a panel are from the common one, for errors.
    let apart = |panel: &&Panel| {
        [-1.0, -0.5, 0.0, 0.5, 1.0].map(|share| (panel.at(share).gain - common).abs()).into_iter().fold(0.0, f64::max)
    };
    let apart: Vec<f64> = panels.iter().map(apart).collect();
    let is_above: Vec<bool> = panels.iter().map(|panel| panel.at(0.0).u > from).collect();
    let parts = |index: usize, share: f64| {
        let (panel, place) = (panels[index], panels[index].at(share));
        let rank = rank(place.ln_p);
        if rank.ln_below == f64::NEG_INFINITY {
            return [0.0; 4];
        }
        let mass = -place.slope;
        let weight = (pressure.ln_slope(rank) + 2.0 * place.ln_p).exp() * mass;
        let [of_rank, of_gain] = panel.errors;
        let off = of_gain + apart[index] * of_rank * (1.0 + pressure.steepness(rank));
        let height = if is_above[index] { pressure.above(rank) } else { -pressure.ln_below(rank).exp() };
        let moved = of_rank * (pressure.ln_weight(rank) + place.ln_p).exp();
        [times(place.gain - common, weight), height * place.jacobian, times(off, weight.abs()), moved * place.jacobian]
    };
    let found = integrate(parts, &vec![(-1.0, 1.0); panels.len()], GOAL);
    [0, 1].map(|k| {
        let rounding = 8.0 * f64::EPSILON * found.absolute[k];
        Estimate::new(found.value[k], found.error[k] + found.value[k + 2].abs() + rounding)
    })
}
