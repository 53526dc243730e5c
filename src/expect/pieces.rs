//! Adaptive quadrature of several integrands over panels, by halving whatever piece still matters.
//!
//! Refuses: to chase rounding; a piece that halving no longer improves keeps the error it has.

use crate::num::quadrature::{NODE_COUNT, Quadrature, multiple_rule_sums, nodes};

/// At most this many pieces are halved.
const MOST_HALVINGS: usize = 400;
/// Errors this small beside a piece's own integral may be rounding.
const PERHAPS_ROUNDING: f64 = 1e-7;

#[derive(Clone, Copy)]
struct Piece<const K: usize> {
    panel: usize,
    low: f64,
    high: f64,
    value: [f64; K],
    error: [f64; K],
    absolute: [f64; K],
    settled: bool,
}

/// Integrates `f(panel, parameter)` over `ranges` until each integral's error is below `relative` of its absolute integral.
///
/// `carried` is what the integrals have elsewhere (absolutely), which their errors are measured against as well.
pub(super) fn integrate<const K: usize>(
    f: impl Fn(usize, f64) -> [f64; K],
    ranges: impl Iterator<Item = (f64, f64)>,
    carried: [f64; K],
    relative: f64,
) -> Quadrature<K> {
    let wide = ranges.enumerate().filter(|(_, (low, high))| high > low);
    let mut pieces: Vec<Piece<K>> = wide.map(|(panel, (low, high))| piece(&f, panel, low, high)).collect();
    let mut halvings = 0;
    loop {
        let limits = limits(&pieces, carried, relative);
        let mut i = 0;
        let mut halved = false;
        // New halves are appended and so met again within this pass.
        while i < pieces.len() && halvings < MOST_HALVINGS {
            if !pieces[i].settled && pieces[i].matters(&limits) {
                halve(&f, &mut pieces, i, &limits);
                halvings += 1;
                halved = true;
            } else {
                i += 1;
            }
        }
        if !halved || halvings >= MOST_HALVINGS {
            break;
        }
    }
    collect(&pieces, carried, halvings)
}

/// What the error of one piece may be: an equal share of the goal.
fn limits<const K: usize>(pieces: &[Piece<K>], carried: [f64; K], relative: f64) -> [f64; K] {
    let share = relative / (4 + pieces.len()) as f64;
    std::array::from_fn(|k| share * (carried[k] + pieces.iter().map(|piece| piece.absolute[k]).sum::<f64>()))
}

/// Replaces a piece by its halves.
fn halve<const K: usize>(f: &impl Fn(usize, f64) -> [f64; K], pieces: &mut Vec<Piece<K>>, i: usize, limits: &[f64; K]) {
    let whole = pieces[i];
    let middle = whole.low + 0.5 * (whole.high - whole.low);
    if middle <= whole.low || middle >= whole.high {
        pieces[i].settled = true;
        return;
    }
    let mut halves = [piece(f, whole.panel, whole.low, middle), piece(f, whole.panel, middle, whole.high)];
    let stuck = (0..K).all(|k| {
        let left = halves[0].error[k] + halves[1].error[k];
        let idle = left >= 0.9 * whole.error[k] && left <= PERHAPS_ROUNDING * whole.absolute[k];
        idle || whole.error[k] <= limits[k]
    });
    halves.iter_mut().for_each(|half| half.settled = stuck);
    pieces[i] = halves[0];
    pieces.push(halves[1]);
}

impl<const K: usize> Piece<K> {
    fn matters(&self, limits: &[f64; K]) -> bool {
        (0..K).any(|k| self.error[k] > limits[k])
    }
}

fn piece<const K: usize>(f: &impl Fn(usize, f64) -> [f64; K], panel: usize, low: f64, high: f64) -> Piece<K> {
    let values: [[f64; K]; NODE_COUNT] = nodes(low, high).map(|x| f(panel, x));
    let (value, error, absolute) = multiple_rule_sums(&values, 0.5 * (high - low));
    Piece { panel, low, high, value, error, absolute, settled: false }
}

fn collect<const K: usize>(pieces: &[Piece<K>], carried: [f64; K], halvings: usize) -> Quadrature<K> {
    let evaluations = NODE_COUNT * (pieces.len() + halvings);
    let mut sum = Quadrature { value: [0.0; K], error: [0.0; K], absolute: [0.0; K], evaluations };
    for piece in pieces {
        for k in 0..K {
            sum.value[k] += piece.value[k];
            sum.error[k] += piece.error[k];
            sum.absolute[k] += piece.absolute[k];
        }
    }
    for (k, carried) in carried.into_iter().enumerate() {
        sum.error[k] += 4.0 * f64::EPSILON * (sum.absolute[k] + carried);
    }
    sum
}
