//! Adaptive quadrature of several integrands over panels: each panel takes the least rule that is good enough, and is halved where
//! none is.
//!
//! Refuses: to chase rounding; a piece that halving no longer improves keeps the error it has.

use crate::num::{
    nested::{self, COUNTS},
    quadrature::Quadrature,
};

/// At most this many pieces are halved, and so many more for every panel.
const MOST_HALVINGS: usize = 400;
const HALVINGS_OF_PANEL: usize = 2;
/// Errors this small beside a piece's own integral may be rounding.
const PERHAPS_ROUNDING: f64 = 1e-7;
/// What errors that no rule shows may come to, as a share of the goal.
const UNSEEN: f64 = 0.3;
/// The rule that every panel takes.
const FIRST: usize = 1;
/// The finest rule.
const LAST: usize = 3;
/// The most nodes that one rule has more than the one before.
pub(super) const MOST_NEW: usize = COUNTS[LAST] - COUNTS[LAST - 1];

/// Integrands on panels, asked for at several parameters at once.
pub(super) trait Integrand<const K: usize> {
    /// The values at parameters of a panel.
    fn at(&self, panel: usize, parameters: &[f64], into: &mut [[f64; K]]);

    /// The same at the nodes of the coarsest rule on the whole panel, which may have been looked at before.
    fn first(&self, panel: usize, parameters: &[f64], into: &mut [[f64; K]]) {
        self.at(panel, parameters, into);
    }
}

struct Piece<const K: usize> {
    panel: usize,
    low: f64,
    high: f64,
    value: [f64; K],
    error: [f64; K],
    absolute: [f64; K],
    /// What the first rule saw, while a finer one is still to be tried.
    seen: Option<Seen<K>>,
    settled: bool,
}

/// The values at the nodes of the first rule.
type Seen<const K: usize> = [[f64; K]; COUNTS[FIRST]];

/// How well an integral is to be known, relative to its absolute integral.
#[derive(Clone, Copy)]
pub(super) struct Aim {
    /// What the rules' error may be.
    pub(super) goal: f64,
    /// What rounded places leave open everywhere in the integrand: errors below it say nothing of the rule.
    pub(super) moved: f64,
    /// Another of the integrals that it will be added to, and with what factor: its own size need not matter then.
    pub(super) beside: Option<(usize, f64)>,
}

/// Integrates over `ranges` until each integral's error is below its goal, or explained by rounded places.
///
/// `carried` is what the integrals have elsewhere (absolutely), which their errors are measured against as well.
pub(super) fn integrate<const K: usize>(
    f: &impl Integrand<K>,
    ranges: impl Iterator<Item = (f64, f64)>,
    carried: [f64; K],
    aims: [Aim; K],
) -> Quadrature<K> {
    let wide = ranges.enumerate().filter(|(_, (low, high))| high > low);
    let mut pieces: Vec<Piece<K>> = wide.map(|(panel, range)| first(f, panel, range, true)).collect();
    let mut evaluations = pieces.len() * COUNTS[FIRST];
    let most = MOST_HALVINGS + HALVINGS_OF_PANEL * pieces.len();
    let mut halvings = 0;
    loop {
        let limits = Limits::of(&pieces, carried, aims);
        let mut i = 0;
        let mut better = false;
        // New halves are appended and so met again within this pass.
        while i < pieces.len() && halvings < most {
            if pieces[i].settled || !pieces[i].matters(&limits) {
                i += 1;
                continue;
            }
            better = true;
            evaluations += match pieces[i].seen.take() {
                Some(seen) => finer(f, &mut pieces[i], seen, &limits),
                None => {
                    halvings += 1;
                    halve(f, &mut pieces, i, &limits)
                }
            };
        }
        if !better || halvings >= most {
            break;
        }
    }
    collect(&pieces, carried, aims, evaluations)
}

/// What the error of one piece may be: an equal share of the goal, or what rounded places explain of its own integral.
struct Limits<const K: usize> {
    shares: [f64; K],
    own: [f64; K],
}

impl<const K: usize> Limits<K> {
    fn of(pieces: &[Piece<K>], carried: [f64; K], aims: [Aim; K]) -> Self {
        let share = 1.0 / (4 + pieces.len()) as f64;
        let sum = |k: usize| carried[k] + pieces.iter().map(|piece| piece.absolute[k]).sum::<f64>();
        let whole = |k: usize| sum(k) + aims[k].beside.map_or(0.0, |(other, factor)| factor * sum(other));
        Self { shares: std::array::from_fn(|k| aims[k].goal * share * whole(k)), own: aims.map(|aim| aim.moved) }
    }

    /// Whether an error is too large; one that is not a number is that of an infinite integral, of which nothing better will come.
    fn exceeded(&self, k: usize, error: f64, absolute: f64) -> bool {
        error > self.shares[k].max(self.own[k] * absolute)
    }
}

/// A panel, or part of one, by the first rule.
fn first<const K: usize>(f: &impl Integrand<K>, panel: usize, (low, high): (f64, f64), whole: bool) -> Piece<K> {
    let half = 0.5 * (high - low);
    let parameters: [f64; COUNTS[FIRST]] = std::array::from_fn(|i| low + half * (1.0 + nested::node(i)));
    let mut values = [[0.0; K]; COUNTS[FIRST]];
    let seen = if whole { COUNTS[0] } else { 0 };
    f.first(panel, &parameters[..seen], &mut values[..seen]);
    f.at(panel, &parameters[seen..], &mut values[seen..]);
    let (value, absolute) = nested::sums(FIRST, &values, half);
    let (coarse, _) = nested::sums(0, &values, half);
    // The error of the coarser rule stands for that of the finer: so few values show no more.
    let unseen = nested::unseen(&values, half);
    let error = std::array::from_fn(|k| (value[k] - coarse[k]).abs() + unseen[k]);
    Piece { panel, low, high, value, error, absolute, seen: Some(values), settled: false }
}

/// A stretch of a panel by the first rule that is good enough, or by the finest, from what the first one saw; returns how
/// many new evaluations that took.
fn finer<const K: usize>(f: &impl Integrand<K>, piece: &mut Piece<K>, seen: Seen<K>, limits: &Limits<K>) -> usize {
    let half = 0.5 * (piece.high - piece.low);
    let values = seen;
    let mut all = [[0.0; K]; COUNTS[LAST]];
    all[..values.len()].copy_from_slice(&values);
    for rule in FIRST + 1..=LAST {
        let new = COUNTS[rule - 1]..COUNTS[rule];
        let mut parameters = [0.0; MOST_NEW];
        let parameters = &mut parameters[..new.len()];
        parameters.iter_mut().zip(new.clone()).for_each(|(p, i)| *p = piece.low + half * (1.0 + nested::node(i)));
        f.at(piece.panel, parameters, &mut all[new]);
        (piece.value, piece.absolute) = nested::sums(rule, &all, half);
        piece.error = nested::errors(rule, &all, half);
        if !piece.matters(limits) {
            return COUNTS[rule] - COUNTS[FIRST];
        }
    }
    COUNTS[LAST] - COUNTS[FIRST]
}

/// Replaces a piece by its halves; returns how many evaluations that took.
fn halve<const K: usize>(f: &impl Integrand<K>, pieces: &mut Vec<Piece<K>>, i: usize, limits: &Limits<K>) -> usize {
    let Piece { panel, low, high, error, absolute, .. } = pieces[i];
    let middle = low + 0.5 * (high - low);
    if middle <= low || middle >= high {
        pieces[i].settled = true;
        return 0;
    }
    let mut evaluations = 0;
    let mut halves = [(low, middle), (middle, high)].map(|range| {
        let mut half = first(f, panel, range, false);
        let seen = half.seen.take().expect("just seen");
        evaluations += COUNTS[FIRST] + finer(f, &mut half, seen, limits);
        half
    });
    let stuck = (0..K).all(|k| {
        let left = halves[0].error[k] + halves[1].error[k];
        let idle = left >= 0.9 * error[k] && left <= PERHAPS_ROUNDING.max(4.0 * limits.own[k]) * absolute[k];
        idle || !limits.exceeded(k, error[k], absolute[k])
    });
    halves.iter_mut().for_each(|half| half.settled = stuck);
    let [left, right] = halves;
    pieces[i] = left;
    pieces.push(right);
    evaluations
}

impl<const K: usize> Piece<K> {
    fn matters(&self, limits: &Limits<K>) -> bool {
        (0..K).any(|k| limits.exceeded(k, self.error[k], self.absolute[k]))
    }
}

fn collect<const K: usize>(
    pieces: &[Piece<K>],
    carried: [f64; K],
    aims: [Aim; K],
    evaluations: usize,
) -> Quadrature<K> {
    let mut sum = Quadrature { value: [0.0; K], error: [0.0; K], absolute: [0.0; K], evaluations };
    for piece in pieces {
        for k in 0..K {
            sum.value[k] += piece.value[k];
            sum.error[k] += piece.error[k];
            sum.absolute[k] += piece.absolute[k];
        }
    }
    for (k, carried) in carried.into_iter().enumerate() {
        sum.error[k] += UNSEEN * aims[k].goal * sum.absolute[k] + 4.0 * f64::EPSILON * (sum.absolute[k] + carried);
    }
    sum
}
