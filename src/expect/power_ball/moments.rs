//! The moments of `((U - tau)^+)^k` from the charts of U: `E f(U) = int f'(s) P(U >= s) ds`, and `E[(V - E V) f(U)]` likewise.
//!
//! Where the weight begins far below the mean of U, of what it differs from a constant by: integrals in which no term cancels.

use super::{
    cuts::{By, Cuts, Piece},
    policy::Moments,
    tails::{Leaf, Reading, Tails},
    weight::{Weighs, Weight},
};
use crate::expect::terms::times;
use crate::num::{
    Estimate,
    quadrature::{Goal, Quadrature, integrate, nodes, rule_sums},
};
use std::f64::consts::LN_2;

/// When the integrals over the charts stop.
const GOAL: Goal = Goal { relative: 2e-14, bisections: 400 };
/// The three integrals: two moments and that with V; and what they inherit.
const PARTS: usize = 6;

/// U at one place.
struct Seen {
    u: f64,
    /// `u - tau` in units.
    above: f64,
    of: Reading,
    /// By how much u moves with what is integrated, in units.
    jacobian: f64,
}

/// The integrals under one weight.
pub(in crate::expect) struct Integrals<'a, T> {
    table: &'a T,
    weight: Weight,
    /// What distances are measured in, and the logarithm of what probabilities are.
    unit: f64,
    ln_unit: f64,
}

impl<'a, T: Tails> Integrals<'a, T> {
    /// By a table that reaches as far, and is as fine, as the weight asks.
    pub(in crate::expect) fn new(table: &'a T, weight: Weight) -> Self {
        let (unit, ln_unit) = match weight.about {
            Some(mean) => (mean - weight.tau, 0.0),
            None => peak(table, &weight),
        };
        Self { table, weight, unit, ln_unit }
    }

    pub(in crate::expect) fn moments(&self) -> Moments {
        let pieces = self.cuts().pieces();
        let ranges: Vec<(f64, f64)> = pieces.iter().map(|piece| piece.range).collect();
        let values = |i: usize, x: f64| -> [f64; 3] { std::array::from_fn(|k| self.integrand(&pieces[i], x)[k]) };
        let q = integrate(values, &ranges, GOAL);
        let (inherited, gaps) = (self.inherited(&pieces), self.gaps(&pieces));
        let mut parts: [Estimate; 3] = std::array::from_fn(|k| {
            let rounding = 16.0 * f64::EPSILON * q.absolute[k];
            Estimate::new(q.value[k], q.error[k] + inherited[k] + gaps[k] + rounding)
        });
        for (k, rest) in self.nearest(&pieces).into_iter().chain(self.rests(&q)) {
            parts[k] = parts[k].plus(rest);
        }
        let [first, second, of_value] = parts;
        Moments { weight: self.weight, unit: self.unit, ln_unit: self.ln_unit, first, second, of_value }
    }

    /// What the integrals inherit from the charts, by one rule a piece: errors vary too roughly for more.
    fn inherited(&self, pieces: &[Piece<T::Leaf<'a>>]) -> [f64; 3] {
        let mut total = [0.0; 3];
        for piece in pieces {
            let (low, high) = piece.range;
            let values = nodes(low, high).map(|x| self.integrand(piece, x));
            for (k, sum) in total.iter_mut().enumerate() {
                *sum += rule_sums(|i| values[i][k + 3], 0.5 * (high - low)).0;
            }
        }
        total
    }

    /// What may lie where rounding leaves no piece.
    fn gaps(&self, pieces: &[Piece<T::Leaf<'a>>]) -> [f64; 3] {
        let mut total = [0.0; 3];
        for (u, width) in self.table.gaps() {
            let before = pieces.iter().rev().filter_map(|piece| piece.leaf).find(|leaf| leaf.span().1 <= u);
            let (Some(leaf), above) = (before, (u - self.weight.tau) / self.unit) else { continue };
            if above > 0.0 || self.weight.about.is_some() {
                let parts = self.parts(&Seen { u, above, of: leaf.read(1.0), jacobian: width / self.unit });
                (0..3).for_each(|k| total[k] += parts[k].abs());
            }
        }
        total
    }

    fn cuts(&self) -> Cuts<T::Leaf<'a>> {
        Cuts { leaves: self.table.leaves(), weight: self.weight, unit: self.unit }
    }

    fn see(&self, piece: &Piece<T::Leaf<'a>>, x: f64) -> Seen {
        let tau = self.weight.tau;
        let (share, u, above, jacobian) = match (piece.by, piece.leaf) {
            (By::Share, Some(leaf)) => {
                let (u, slope) = leaf.at(x);
                (x, u, (u - tau) / self.unit, slope / self.unit)
            }
            (_, leaf) => {
                let above = x.exp();
                let u = tau + self.unit * above;
                (leaf.map_or(0.0, |leaf| leaf.share(u)), u, above, above)
            }
        };
        let of = piece.leaf.map_or_else(|| self.table.below(), |leaf| leaf.read(share));
        Seen { u, above, of, jacobian }
    }

    fn integrand(&self, piece: &Piece<T::Leaf<'a>>, x: f64) -> [f64; PARTS] {
        self.parts(&self.see(piece, x))
    }

    fn parts(&self, seen: &Seen) -> [f64; PARTS] {
        match self.weight.about {
            None => self.plain(seen),
            Some(mean) => self.differences(seen, mean),
        }
    }

    /// `k r^(k-1) P`, `(k+1) r^k P` and `k r^(k-1) P E[V - E V | U >= u]`, r the distance.
    fn plain(&self, seen: &Seen) -> [f64; PARTS] {
        let k = self.weight.k;
        let lower = k * ((k - 1.0) * seen.above.ln() + seen.of.ln_p - self.ln_unit).exp() * seen.jacobian;
        let upper = (k + 1.0) / k * lower * seen.above;
        let relative =
            if seen.of.upper { seen.of.errors[0] } else { seen.of.errors[0] * (seen.of.ln_q - seen.of.ln_p).exp() };
        with_errors([lower, upper, lower * seen.of.gain], relative, lower * seen.of.errors[1])
    }

    /// The same for what `r^k` differs from a constant and a slope by, r the distance in units of the mean's, `r = 1 + y`:
    /// `int (r^(k-1) - 1) T dy` with T the tail above the mean and minus that below, `(k+1)/k int y r^(k-1) T dy` and
    /// `int r^(k-1) P E[V - E V | U >= u] dy`, all times k.
    fn differences(&self, seen: &Seen, mean: f64) -> [f64; PARTS] {
        let k = self.weight.k;
        let y = (seen.u - mean) / self.unit;
        let (ln_tail, sign) = if y > 0.0 { (seen.of.ln_p, 1.0) } else { (seen.of.ln_q, -1.0) };
        let tail = |ln_factor: f64| sign * (ln_factor + ln_tail).exp() * seen.jacobian;
        if seen.above <= 0.0 {
            return with_errors([-k * tail(0.0), 0.0, 0.0], seen.of.errors[0], 0.0);
        }
        let ln_slope = (k - 1.0) * if y.abs() < 0.5 { y.ln_1p() } else { seen.above.ln() };
        // Powers of the distance and small probabilities may leave f64 one by one.
        let change = if ln_slope.abs() < 1.0 { ln_slope.exp_m1() * tail(0.0) } else { tail(ln_slope) - tail(0.0) };
        let of_value = k * (ln_slope + seen.of.ln_p).exp() * seen.jacobian;
        let parts = [k * change, (k + 1.0) * y * tail(ln_slope), of_value * seen.of.gain];
        with_errors(parts, seen.of.errors[0], of_value * seen.of.errors[1])
    }

    /// What lies nearer to where the weight begins than any panel: everything else is linear there.
    fn nearest(&self, pieces: &[Piece<T::Leaf<'a>>]) -> Vec<(usize, Estimate)> {
        let (tau, k) = (self.weight.tau, self.weight.k);
        let begins = |piece: &&Piece<T::Leaf<'a>>| {
            let low = piece.leaf.map_or(tau, |leaf| leaf.span().0);
            matches!(piece.by, By::Distance) && low <= tau
        };
        let first = pieces.iter().filter(begins).min_by(|a, b| a.range.0.total_cmp(&b.range.0));
        let Some(first) = first else { return vec![] };
        let x = first.range.0;
        let [one, two] = [x, x + LN_2].map(|x| self.integrand(first, x));
        let close = |i: usize, order: f64| up_to(one[i], two[i], order);
        let parts = if self.weight.about.is_some() {
            // k r^k T, from which the other power follows.
            let powers = [(x, one), (x + LN_2, two)].map(|(x, parts)| k / (k + 1.0) * parts[1] / x.exp_m1());
            let slopes = [0, 1].map(|i| powers[i] * ((1.0 - k) * (x + i as f64 * LN_2)).exp());
            let first = up_to(powers[0], powers[1], k) - up_to(slopes[0], slopes[1], 1.0);
            [first, close(1, k), close(2, k)]
        } else {
            [close(0, k), close(1, k + 1.0), close(2, k)]
        };
        let inherited = |i: usize| one[i + 3].abs() / k + 1e-13 * parts[i].abs();
        (0..3).map(|i| (i, Estimate::new(parts[i], inherited(i)))).collect()
    }

    /// What lies beyond the last stretch on either side, from how fast the integrands fall there.
    fn rests(&self, q: &Quadrature<3>) -> Vec<(usize, Estimate)> {
        let leaves = self.table.leaves();
        let mut rests = Vec::new();
        for (leaf, up) in [(leaves.first(), false), (leaves.last(), true)] {
            let Some(leaf) = leaf.filter(|_| !self.table.ended(up)) else { continue };
            if !up && self.weight.about.is_none() {
                continue;
            }
            let piece = Piece { leaf: Some(*leaf), range: (-1.0, 1.0), by: By::Share };
            let outer = if leaf.rises() == up { 1.0 } else { -1.0 };
            let origin = self.weight.about.unwrap_or(self.weight.tau);
            let [there, here] = [0.0, outer].map(|share| {
                let (seen, parts) = (self.see(&piece, share), self.integrand(&piece, share));
                let distance = (seen.u - origin).abs() / self.unit;
                (distance.ln(), parts.map(|part| part / seen.jacobian * distance))
            });
            for i in 0..3 {
                rests.push((i, rest((there.0, there.1[i]), (here.0, here.1[i]), q.absolute[i])));
            }
        }
        rests
    }
}

/// The integral of `r^(order-1) (a + b r)` from 0 to r, from its integrand by the logarithm of the distance at r and at 2 r.
fn up_to(one: f64, two: f64, order: f64) -> f64 {
    let twice = two * (-order * LN_2).exp();
    (2.0 * one - twice) / order + (twice - one) / (order + 1.0)
}

/// The rest of an integral beyond `here`, as if it fell by the power of the distance that it falls by from `there`.
///
/// Both are given as the logarithm of the distance and the integrand by it.
pub(in crate::expect) fn rest((near, there): (f64, f64), (far, here): (f64, f64), size: f64) -> Estimate {
    if here.is_nan() || here.abs() <= 1e-22 * size {
        return Estimate::new(0.0, 1e-22 * size);
    }
    let fall = (there / here).ln() / (far - near);
    match here / fall {
        beyond if fall > 0.0 => Estimate::new(beyond, 0.1 * beyond.abs()),
        // It does not fall, or it changes its sign.
        _ if fall.is_nan() => Estimate::new(0.0, 10.0 * here.abs()),
        _ => Estimate::new(0.0, f64::INFINITY),
    }
}

/// Parts with what they inherit; where nothing is, nothing is inherited.
fn with_errors(parts: [f64; 3], relative: f64, of_gain: f64) -> [f64; PARTS] {
    let [a, b, c] = parts.map(|part| if part.is_finite() { part } else { 0.0 });
    let inherited = |part: f64| times(relative, part.abs());
    [a, b, c, inherited(a), inherited(b), inherited(c) + if a == 0.0 { 0.0 } else { of_gain.abs() }]
}

/// The distance at which the larger moment has most, and `ln P` there.
fn peak<T: Tails>(table: &T, weight: &Weight) -> (f64, f64) {
    let leaves = table.leaves();
    let levels = leaves.iter().flat_map(Leaf::levels).filter(|(u, _)| *u > weight.tau);
    let size = |(u, tails): &(f64, [f64; 2])| weight.ln_size(*u, *tails);
    let largest = levels.max_by(|a, b| size(a).total_cmp(&size(b)));
    largest.map_or((1.0, 0.0), |(u, [ln_p, _])| (u - weight.tau, ln_p))
}
