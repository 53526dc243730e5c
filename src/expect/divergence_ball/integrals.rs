//! What a slant costs and brings where U is charted: integrals of the nearer tail in which nothing cancels.
//!
//! With `y = (u - tau)/lambda` and T the upper tail above tau, the lower one below: `E[(w-1)^+] = int h' T dy` above,
//! `E[(1-w)^+]` the same below, `E f(w) = int |y| h' T dy`, `E[f*(y) - y] = int |h - 1| T dy`.

use super::{
    bend::Slope,
    cuts::{By, Piece, ending, pieces},
    end::End,
    slant::{Slant, Top},
    sums::Sums,
};
use crate::expect::{
    power_ball::{
        moments::rest,
        tails::{Leaf, Reading, Tails},
    },
    terms::times,
};
use crate::num::{
    Estimate,
    logs::ln_1m_exp,
    quadrature::{Goal, Quadrature, integrate, nodes, rule_sums},
};

const GOAL: Goal = Goal { relative: 2e-14, bisections: 400 };
/// What charts leave out is an estimate from how it falls: so many times it is believed.
const BELIEVED: f64 = 4.0;
/// What the rounding of a place costs a tail that is a low power of the distance.
const ROUNDED: f64 = 4.0;
/// Integrands that fall by less than this power of the distance below the upper end are not continued towards it.
const LEAST_FALL: f64 = 0.1;
/// The integrals: above tau, below, the divergence, the surplus, the gain.
pub(super) const COUNT: usize = 5;
const GAIN: usize = 4;
/// A gain with this relative error tells no more than its size.
const LOST: f64 = 0.1;

/// U at one place.
struct Seen {
    u: f64,
    slope: Slope,
    ln_p: f64,
    ln_q: f64,
    gain: f64,
    /// The relative error of the nearer tail, and the error of the gain.
    errors: [f64; 2],
    /// What the rounding of the place is worth, relative to the integrands.
    blur: f64,
    /// By how much u moves with what is integrated.
    jacobian: f64,
    upper: bool,
}

/// The integrals under a slant, by a table that reaches as far, and is as fine, as it asks.
pub(super) fn sums(table: &impl Tails, end: Option<End>, slant: &Slant) -> Sums {
    let pieces = pieces(table, end, slant);
    let ranges: Vec<(f64, f64)> = pieces.iter().map(|piece| piece.range).collect();
    let q = integrate(|i, x| integrand(slant, &pieces[i], x).0, &ranges, GOAL);
    let (inherited, gaps) = (inherited(slant, &pieces), gaps(table, end, slant));
    let mut parts: [Estimate; COUNT] = std::array::from_fn(|k| {
        Estimate::new(q.value[k], q.error[k] + BELIEVED * inherited[k] + gaps[k] + 16.0 * f64::EPSILON * q.absolute[k])
    });
    for (k, rest) in nearest(slant, &pieces).into_iter().chain(rests(table, end, slant, &q)) {
        parts[k] = parts[k].plus(rest);
    }
    Sums::of(parts)
}

/// What the integrals inherit from the charts, by one rule a piece: errors vary too roughly for more.
fn inherited(slant: &Slant, pieces: &[Piece<impl Leaf>]) -> [f64; COUNT] {
    let mut total = [0.0; COUNT];
    for piece in pieces {
        let (low, high) = piece.range;
        let values = nodes(low, high).map(|x| integrand(slant, piece, x).1);
        for (k, sum) in total.iter_mut().enumerate() {
            *sum += rule_sums(|i| values[i][k], 0.5 * (high - low)).0;
        }
    }
    total
}

/// What may lie where rounding leaves no piece: no more than if it were as on either side.
fn gaps(table: &impl Tails, end: Option<End>, slant: &Slant) -> [f64; COUNT] {
    let (leaves, mut total) = (table.leaves(), [0.0; COUNT]);
    let last = ending(table, end, slant).map_or(f64::INFINITY, |(_, end, top)| top.high - end.distance);
    for (u, width) in table.gaps().into_iter().filter(|(u, _)| *u < last) {
        let before = leaves.iter().rev().find(|leaf| leaf.span().1 <= u).map(|leaf| (leaf, 1.0));
        let after = leaves.iter().find(|leaf| leaf.span().0 > u).map(|leaf| (leaf, -1.0));
        for (leaf, outer) in before.into_iter().chain(after) {
            let share = if leaf.rises() { outer } else { -outer };
            let mut seen = see(slant, &Piece { leaf: *leaf, range: (-1.0, 1.0), by: By::Share }, share);
            seen.jacobian = width;
            (0..COUNT).for_each(|k| total[k] += of_seen(slant, &seen).0[k].abs());
        }
    }
    total
}

fn see(slant: &Slant, piece: &Piece<impl Leaf>, x: f64) -> Seen {
    let high = slant.top.map_or(f64::INFINITY, |top| top.high);
    let leaf = &piece.leaf;
    let (share, u, slope, jacobian) = match piece.by {
        By::Share => {
            let (u, jacobian) = leaf.at(x);
            (x, u, slant.at(u), jacobian)
        }
        By::Above => {
            let u = slant.begins() + x.exp();
            (leaf.share(u), u, slant.above_begin(x.exp()), x.exp())
        }
        By::Below => {
            let u = high - x.exp();
            (leaf.share(u), u, slant.near_top(u, x.exp()), x.exp())
        }
        By::End(end) => {
            let (ln_p, gain) = end.at_ln(x);
            let (u, jacobian) = (high - x.exp(), x.exp());
            let (slope, errors) = (slant.near_top(u, x.exp()), end.errors);
            return Seen { u, slope, ln_p, ln_q: ln_1m_exp(ln_p), gain, errors, blur: 0.0, jacobian, upper: true };
        }
    };
    let Reading { ln_p, ln_q, gain, mut errors, upper } = leaf.read(share);
    let rounding = f64::EPSILON * (u.abs() + slant.tau.abs());
    let blur = match piece.by {
        // The distance is known: only the tail is read at a rounded place.
        By::Below => {
            errors[0] = (errors[0] + ROUNDED * f64::EPSILON * u.abs() / x.exp()).min(1.0);
            0.0
        }
        By::Above => rounding / slant.lambda,
        _ => rounding / slant.lambda * slant.bend.steepness(slope),
    };
    let blur = if blur.is_finite() { blur.min(1.0) } else { 0.0 };
    Seen { u, slope, ln_p, ln_q, gain, errors, blur, jacobian, upper }
}

/// The integrands, and what they inherit.
fn integrand(slant: &Slant, piece: &Piece<impl Leaf>, x: f64) -> ([f64; COUNT], [f64; COUNT]) {
    of_seen(slant, &see(slant, piece, x))
}

fn of_seen(slant: &Slant, seen: &Seen) -> ([f64; COUNT], [f64; COUNT]) {
    let (bend, y) = (slant.bend, seen.slope.y);
    let above = y > 0.0;
    let ln_tail = if above { seen.ln_p } else { seen.ln_q };
    let measure = seen.jacobian / slant.lambda;
    let (ln_ratio, ln_slope) = (bend.ln_ratio(seen.slope), bend.ln_slope(seen.slope));
    let moved = (ln_slope + ln_tail).exp() * measure;
    let apart = if ln_ratio > 1.0 {
        ((ln_ratio + ln_tail).exp() - ln_tail.exp()) * measure
    } else {
        ln_ratio.exp_m1().abs() * ln_tail.exp() * measure
    };
    let by_upper = (ln_slope + seen.ln_p).exp() * measure;
    let sides = if above { [moved, 0.0] } else { [0.0, moved] };
    let values = [sides[0], sides[1], y.abs() * moved, apart, by_upper * seen.gain];
    let values = values.map(|value| if value.is_nan() { 0.0 } else { value });
    // An error of the nearer tail is one of the farther, too.
    let nearer = if seen.upper { seen.ln_p } else { seen.ln_q };
    let relative = |ln_tail: f64| seen.errors[0] * (nearer - ln_tail).exp();
    let of_tail = relative(ln_tail) + seen.blur;
    // What is misjudged near the pole is made good by the room above it, as the whole is 1: it costs what it spends less than mass at
    // the pole, and brings what V is less than there; where the ratio is nearly 1, that is no more than it spends.
    let (cost, brings) = match slant.top {
        Some(top) if above => (seen.slope.room.min(2.0 * y.abs()), (seen.gain - top.gain).abs()),
        _ => (y.abs(), seen.gain.abs()),
    };
    let mut errors = values.map(|value| times(of_tail, value.abs()));
    errors[2] = times(of_tail, times(cost, moved));
    errors[4] = times(relative(seen.ln_p) + seen.blur, times(brings, by_upper)) + times(seen.errors[1], by_upper);
    (values, errors)
}

/// What lies nearer to where the density ratio begins than any panel: all else is constant there.
fn nearest<L: Leaf>(slant: &Slant, pieces: &[Piece<L>]) -> Vec<(usize, Estimate)> {
    let begins = |piece: &&Piece<L>| matches!(piece.by, By::Above) && piece.leaf.span().0 <= slant.begins();
    let first = pieces.iter().filter(begins).min_by(|a, b| a.range.0.total_cmp(&b.range.0));
    let Some(first) = first else { return vec![] };
    let seen = see(slant, first, first.range.0);
    let ratio = slant.bend.ln_ratio(seen.slope).exp();
    let (below, by_upper) = (ratio * seen.ln_q.exp(), ratio * seen.ln_p.exp());
    let parts = [(1, below), (2, below * seen.slope.y.abs()), (4, by_upper * seen.gain)];
    parts.map(|(k, part)| (k, Estimate::new(part, 1e-12 * part.abs()))).into()
}

/// What lies beyond the last stretch on either side, from how fast the integrands fall there.
fn rests(table: &impl Tails, end: Option<End>, slant: &Slant, q: &Quadrature<COUNT>) -> Vec<(usize, Estimate)> {
    let leaves = table.leaves();
    let mut rests = Vec::new();
    for (leaf, up) in [(leaves.first(), false), (leaves.last(), true)] {
        let Some(leaf) = leaf.filter(|_| !table.ended(up)) else { continue };
        if up && ending(table, end, slant).is_some() {
            continue;
        }
        if up
            && end.is_none()
            && let Some(top) = slant.top
        {
            rests.extend(towards(slant, top, *leaf));
            continue;
        }
        let piece = Piece { leaf: *leaf, range: (-1.0, 1.0), by: By::Share };
        let outer = if leaf.rises() == up { 1.0 } else { -1.0 };
        let [there, here] = [0.0, outer].map(|share| {
            let seen = see(slant, &piece, share);
            let (distance, (values, errors)) = ((seen.u - slant.tau).abs(), of_seen(slant, &seen));
            (distance.ln(), [values, errors].map(|parts| parts.map(|part| part / seen.jacobian * distance)))
        });
        for k in 0..COUNT {
            let [value, noise] = here.1.map(|parts| parts[k]);
            // Of a gain that is lost in its error no fall is seen.
            let is_lost = k == GAIN && noise > LOST * value.abs();
            let found = if is_lost {
                Estimate::new(0.0, 10.0 * (value.abs() + noise))
            } else {
                rest((there.0, there.1[0][k]), (here.0, value), q.absolute[k])
            };
            rests.push((k, found));
        }
    }
    rests
}

/// What lies between the last stretch and the upper end: from how fast the integrands fall with the distance, wholly in doubt; where
/// they hardly do, at most what the tail there and the density ratio at the end allow.
fn towards(slant: &Slant, top: Top, leaf: impl Leaf) -> [(usize, Estimate); COUNT] {
    let (outer, end) = (if leaf.rises() { 1.0 } else { -1.0 }, leaf.span().1);
    let (middle, read) = (leaf.at(0.0).0, leaf.read(outer));
    let piece = Piece { leaf, range: (-1.0, 1.0), by: By::Below };
    let [far, near] = [middle, end].map(|u| slant.distance(top, u).ln());
    let [there, here] = [far, near].map(|x| of_seen(slant, &see(slant, &piece, x)).0);
    let most = most(slant, top, end, read);
    std::array::from_fn(|k| match (there[k] / here[k]).ln() / (far - near) {
        fall if fall > LEAST_FALL => (k, Estimate::new(here[k] / fall, (here[k] / fall).abs())),
        _ if here[k] == 0.0 && there[k] == 0.0 => (k, Estimate::new(0.0, 0.0)),
        _ => (k, Estimate::new(0.0, most[k])),
    })
}

/// The integrals above a place at most, if the tail did not fall from there on.
fn most(slant: &Slant, top: Top, u: f64, Reading { ln_p, gain, .. }: Reading) -> [f64; COUNT] {
    let (here, end) = (slant.at(u), slant.below_top(0.0));
    let [ratio, most] = [here, end].map(|at| slant.bend.ln_ratio(at).exp());
    let (tail, reach) = (ln_p.exp(), here.room - end.room);
    let moved = tail * (most - ratio);
    let below = (1.0 - ratio).max(0.0);
    [
        moved,
        below,
        end.y.abs().max(here.y.abs()) * moved,
        tail * most.max(1.0) * reach,
        moved * gain.abs().max(top.gain.abs()),
    ]
}
