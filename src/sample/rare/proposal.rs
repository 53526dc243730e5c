//! A law to draw depths from in place of the unit exponential, such that what matters is drawn often.

use crate::{num::logs::ln_add_exp, sample::Stream, tail::Tail};
use std::sync::Arc;

/// A density on depths, exponential on each of many pieces, mixed with a little of the unit exponential so that what a table does not
/// show is drawn as well.
///
/// A depth s stands for the place `inv_ln_sf(-s)`. Where the law has a density f, a straight line through the ends of a piece stands for the
/// quantile function, and f at the place drawn times the slope of that line for the density `e^-s` of the depth: a weight as exact, without
/// an inversion.
#[derive(Clone, Debug)]
pub(super) struct Proposal<'a> {
    law: &'a dyn Tail,
    table: Arc<Table>,
    /// The logarithm of the density at the start of each piece, and its slope there.
    pieces: Vec<(f64, f64)>,
    /// The mass up to the end of each piece.
    cumulative: Vec<f64>,
    /// The share of the unit exponential.
    plain: f64,
    /// The logarithms of the share of the pieces and of that of the unit exponential.
    ln_shares: [f64; 2],
}

/// Depths from 0 on, and their places.
#[derive(Debug)]
pub(super) struct Table {
    nodes: Vec<f64>,
    places: Vec<f64>,
    /// For each piece the slope of the line through its ends and the logarithm of it; none where places are to be found by inversion.
    lines: Vec<Option<(f64, f64)>>,
}

/// A draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    pub(super) depth: f64,
    pub(super) place: f64,
    piece: usize,
    /// The logarithm of the density of the law itself, on the scale of depths.
    pub(super) ln_law: f64,
}

/// Less than this beside the greatest weight is left to the share of the unit exponential.
const DEEPEST: f64 = -200.0;

impl<'a> Proposal<'a> {
    /// Of density near `e^ln_weight(depth, place)` at the nodes, times a constant.
    pub(super) fn new(law: &'a dyn Tail, table: &Arc<Table>, plain: f64, ln_weight: impl Fn(f64, f64) -> f64) -> Self {
        let nodes = &table.nodes;
        let ln_weights: Vec<f64> =
            nodes.iter().zip(&table.places).map(|(&depth, &place)| ln_weight(depth, place)).collect();
        let top = ln_weights.iter().copied().filter(|w| w.is_finite()).fold(f64::NEG_INFINITY, f64::max);
        let height = |k: usize| match ln_weights[k] - top {
            height if height.is_finite() => height.max(DEEPEST),
            _ => DEEPEST,
        };
        let last = nodes.len() - 1;
        let slope = |k: usize| match k {
            k if k == last => -1.0,
            k => (height(k + 1) - height(k)) / (nodes[k + 1] - nodes[k]),
        };
        // What is nothing beside the greatest weight is nothing over any width.
        let nothing = |k: usize| k < last && height(k) == DEEPEST && height(k + 1) == DEEPEST;
        let piece = |k: usize| if nothing(k) { (f64::NEG_INFINITY, 0.0) } else { (height(k), slope(k)) };
        let pieces: Vec<(f64, f64)> = (0..=last).map(piece).collect();
        let width = |k: usize| nodes.get(k + 1).map_or(f64::INFINITY, |next| next - nodes[k]);
        let mut total = 0.0;
        let mut cumulative: Vec<f64> = Vec::with_capacity(pieces.len());
        for (k, &(height, slope)) in pieces.iter().enumerate() {
            let rise = slope * width(k);
            total += height.exp() * if rise.abs() < 1e-9 { width(k) } else { rise.exp_m1() / slope };
            cumulative.push(total);
        }
        cumulative.iter_mut().for_each(|mass| *mass /= total);
        let pieces = pieces.into_iter().map(|(height, slope)| (height - total.ln(), slope)).collect();
        let ln_shares = [(-plain).ln_1p(), plain.ln()];
        Self { law, table: table.clone(), pieces, cumulative, plain, ln_shares }
    }

    /// The law tilted by `e^(rate min(x, cap))`.
    pub(super) fn tilted(law: &'a dyn Tail, table: &Arc<Table>, rate: f64, cap: f64, plain: f64) -> Self {
        Self::new(law, table, plain, |depth, place| rate * place.min(cap) - depth)
    }

    /// A draw.
    pub(super) fn draw(&self, stream: &mut Stream) -> Drawn {
        let (depth, k) = self.depth(stream);
        if let Some((slope, ln_slope)) = self.table.lines[k] {
            let place = self.table.places[k] + slope * (depth - self.table.nodes[k]);
            return Drawn { depth, place, piece: k, ln_law: self.law.ln_pdf(place) + ln_slope };
        }
        Drawn { depth, place: self.law.inv_ln_sf(-depth), piece: k, ln_law: -depth }
    }

    fn piece(&self, depth: f64) -> usize {
        self.table.nodes.partition_point(|&node| node <= depth).max(1) - 1
    }

    /// A depth and its piece.
    fn depth(&self, stream: &mut Stream) -> (f64, usize) {
        if stream.uniform() < self.plain {
            let depth = stream.exponential();
            return (depth, self.piece(depth));
        }
        let level = stream.uniform();
        let k = self.cumulative.partition_point(|&mass| mass < level).min(self.pieces.len() - 1);
        let (start, (_, slope)) = (self.table.nodes[k], self.pieces[k]);
        let end = self.table.nodes.get(k + 1).copied().unwrap_or(f64::INFINITY);
        let (width, steepness) = (end - start, slope.abs());
        if steepness * width < 1e-9 {
            return (start + width * stream.uniform(), k);
        }
        // From the higher end, so that nothing overflows.
        let from_end = -(stream.uniform() * (-steepness * width).exp_m1()).ln_1p() / steepness;
        (if slope < 0.0 { start + from_end } else { end - from_end }, k)
    }

    /// The logarithm of its density at the depth of a draw, its own or that of another proposal with the same table.
    pub(super) fn ln_density(&self, drawn: &Drawn) -> f64 {
        let (height, slope) = self.pieces[drawn.piece];
        let tabled = height + slope * (drawn.depth - self.table.nodes[drawn.piece]);
        let [ln_tabled, ln_plain] = self.ln_shares;
        ln_add_exp(ln_tabled + tabled, ln_plain - drawn.depth)
    }

    /// The mean of the place, of no more than `cap`, by the middles of its pieces: a guide, no estimate.
    pub(super) fn rough_mean(&self, cap: f64) -> f64 {
        let Table { nodes, places, .. } = &*self.table;
        let mass = |k: usize| self.cumulative[k] - k.checked_sub(1).map_or(0.0, |before| self.cumulative[before]);
        let middle = |k: usize| 0.5 * (places[k] + places[k + 1]);
        let known = (0..nodes.len() - 1).filter(|&k| mass(k) > 0.0 && middle(k).is_finite());
        known.map(|k| mass(k) * middle(k).min(cap)).sum()
    }
}

impl Table {
    /// Depths of a law from 0 to beyond `deepest`, each larger than the one before by a factor of `ratio` at most, and those between which its
    /// atoms lie; `further` may be added.
    pub(super) fn new(law: &dyn Tail, deepest: f64, ratio: f64, further: impl IntoIterator<Item = f64>) -> Arc<Self> {
        let ends = law.atoms().iter().flat_map(|atom| [-law.ln_sf_from(atom.at), -law.ln_sf(atom.at)]);
        let beside = ends.flat_map(|depth| [depth * (1.0 - 1e-12), depth * (1.0 + 1e-12)]);
        let known = |depth: &f64| *depth > SHALLOWEST && *depth < top(deepest);
        let further = beside.chain(further).filter(known);
        let mut nodes: Vec<f64> = depths(deepest, ratio).chain(further).collect();
        nodes.sort_unstable_by(f64::total_cmp);
        nodes.dedup();
        let places: Vec<f64> = nodes.iter().map(|depth| law.inv_ln_sf(-depth)).collect();
        let lines = (0..nodes.len()).map(|k| line(law, &nodes, &places, k)).collect();
        Arc::new(Self { nodes, places, lines })
    }
}

/// The slope of the line through the ends of a piece and the logarithm of it; none at the ends of the law, nor where it has atoms or a
/// place where the density jumps, bends or has no bound.
fn line(law: &dyn Tail, nodes: &[f64], places: &[f64], k: usize) -> Option<(f64, f64)> {
    let (low, high) = (places[k], *places.get(k + 1)?);
    let slope = (high - low) / (nodes[k + 1] - nodes[k]);
    let smooth = law.atoms().is_empty() && !law.kinks().iter().any(|kink| (low..=high).contains(kink));
    (k > 0 && smooth && slope > 0.0 && slope.is_finite()).then(|| (slope, slope.ln()))
}

/// Depths from 0 to beyond `deepest`.
pub(super) fn depths(deepest: f64, ratio: f64) -> impl Iterator<Item = f64> {
    let top = top(deepest);
    let steps = std::iter::successors(Some(SHALLOWEST), move |depth| Some(depth * ratio));
    std::iter::once(0.0).chain(steps.take_while(move |depth| *depth < top)).chain([top])
}

/// The last depth of a table.
fn top(deepest: f64) -> f64 {
    if deepest.is_finite() { deepest.max(40.0) + 40.0 } else { 800.0 }
}

/// The first depth of a table after 0.
const SHALLOWEST: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sample::{Source, draw::Summary},
        tail::{Catalogue, Law, spec::parse},
    };

    const DRAWS: u64 = 100_000;

    fn law(text: &str) -> Law {
        parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap()
    }

    /// The mean of the weights of draws that are counted, and its standard error.
    fn weighed(law: &Law, proposal: &Proposal, counted: impl Fn(f64) -> bool) -> (f64, f64) {
        let mut stream = Source::new(9, "proposal", law.spec()).shard(0);
        let mut weights = Summary::EMPTY;
        for _ in 0..DRAWS {
            let drawn = proposal.draw(&mut stream);
            let weight = (drawn.ln_law - proposal.ln_density(&drawn)).exp();
            weights.push(if counted(drawn.place) { weight } else { 0.0 });
        }
        (weights.mean, (weights.variance() / DRAWS as f64).sqrt())
    }

    /// Five and a half standard errors each, a false alarm rate of 4e-8; each below half of a per cent, so that a twentieth would show.
    #[test]
    fn weights_make_up_for_the_tilt() {
        let laws = [
            "exponential(1)",
            "gamma(0.5, 1)",
            "lognormal(0, 1)",
            "normal(0, 1)",
            "pareto(1.5)",
            "two_point(0, 1, 0.1)",
        ];
        for law in laws.map(law) {
            let table = Table::new(&*law, 30.0, 1.1, []);
            let proposal = Proposal::tilted(&*law, &table, 0.4, 5.0, 0.05);
            let median = law.inv_ln_sf(-2f64.ln());
            let above = law.ln_sf(median).exp();
            for ((mean, error), truth) in
                [(weighed(&law, &proposal, |_| true), 1.0), (weighed(&law, &proposal, |x| x > median), above)]
            {
                assert!((mean - truth).abs() < 5.5 * error, "{law}: {mean} for {truth}");
                assert!(error < 0.005, "{law}: {error}");
            }
        }
    }

    #[test]
    fn a_tilted_exponential_is_exponential() {
        let law = law("exponential(1)");
        let proposal = Proposal::tilted(&*law, &Table::new(&*law, 60.0, 1.05, []), 0.5, f64::INFINITY, 0.0);
        assert!((proposal.rough_mean(f64::INFINITY) - 2.0).abs() < 0.01);
        let mut stream = Source::new(9, "proposal", "tilted").shard(0);
        let mean = (0..DRAWS).map(|_| proposal.draw(&mut stream).place).sum::<f64>() / DRAWS as f64;
        // Standard error 2 / sqrt(1e5) = 0.0063: five and a half of them.
        assert!((mean - 2.0).abs() < 0.035, "{mean}");
    }

    #[test]
    fn a_place_that_no_node_shows_is_drawn_all_the_same() {
        let law = law("exponential(1)");
        let table = Table::new(&*law, 30.0, 1.1, []);
        // Nothing below 20, as the table has it.
        let proposal =
            Proposal::new(&*law, &table, 0.05, |depth, place| if place < 20.0 { f64::NEG_INFINITY } else { -depth });
        let (mean, error) = weighed(&law, &proposal, |x| x < 10.0);
        assert!((mean - 1.0).abs() < 5.5 * error && error < 0.02, "{mean} ± {error}");
    }
}
