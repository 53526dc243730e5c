//! U at each place by a table: both tails, density, and what V and U themselves are beyond their means above it.

use crate::{
    expect::{
        Refusal,
        joint::{
            panel::{Panel, Piece},
            point::{Point, rank},
            table::Table,
        },
        soft_best_of::{level::PARTS, table::Outline},
    },
    num::{
        Estimate,
        quadrature::{nodes, rule_sums},
    },
};
use std::f64::consts::LN_2;

/// The lowest rank of which rounding leaves anything, in nats.
const LOWEST: f64 = -29.0;
/// Nats that one rule resolves.
const NATS: f64 = 4.0;
/// How often the distance from an origin may grow by the factor e under one rule.
const FOLDS: f64 = 2.0;
/// What lies below the table, in units of what its last nat holds.
const BEYOND: f64 = 10.0;
/// The slope of a series errs by so much more than the series: the square of its degree.
const STEEPER: f64 = 225.0;

/// The table.
pub(super) struct Heights {
    leaves: Vec<Leaf>,
    /// The mean of U, if it is finite.
    mean: Option<Estimate>,
    bottom: Point,
    outline: (f64, f64, [f64; 2]),
    corners: Vec<f64>,
    atoms: Vec<(f64, f64)>,
}

/// A panel, where it ends, and what lies beyond it of the integral of each tail.
struct Leaf {
    panel: Panel,
    span: (f64, f64),
    /// `int P(U >= u) du` above it, and `int P(U < u) du` below it.
    beyond: [Estimate; 2],
}

impl Heights {
    /// So many nats deep. Errors: those of the integrations at a place.
    pub(super) fn of(table: &mut Table, depth: f64, mean: Option<Estimate>) -> Result<Self, Refusal> {
        let (first, last) = table.covered(|point| point.score() < LOWEST, depth);
        table.know(first, last)?;
        let (mut panels, mut corners, mut atoms) = (Vec::new(), table.corners(), Vec::new());
        for piece in table.pieces(first, last) {
            match piece {
                Piece::Panel(panel) => panels.push(*panel),
                Piece::Jump(at, after) => {
                    corners.push(at.u);
                    let ln_mass = at.jump_to(&after, 0.0).tie.ln_mass;
                    if ln_mass > f64::NEG_INFINITY {
                        atoms.push((at.u, ln_mass.exp()));
                    }
                }
            }
        }
        corners.sort_by(f64::total_cmp);
        corners.dedup();
        let marks = &table.marks[first..=last];
        let (bottom, top) = (marks[0].at, *marks[marks.len() - 1].top());
        let nat = match marks {
            [_, next, ..] => ((next.at.u - bottom.u) / (next.at.score() - bottom.score())).abs(),
            _ => 0.0,
        };
        let above = match top.mean_u {
            _ if top.ln_p.value == f64::NEG_INFINITY => Estimate::new(0.0, 0.0),
            Some(mean) => Estimate::new(mean.value - top.u, mean.error).scaled(top.ln_p.value.exp()),
            None => Estimate::new(0.0, f64::INFINITY),
        };
        let below = Estimate::new(0.0, BEYOND * nat * bottom.rank().below());
        let [middle, scale] = table.scale();
        let leaves = leaves(panels, above, below);
        let ends = [table.lowest(), table.highest()];
        Ok(Self { leaves, mean, bottom, outline: (middle, scale, ends), corners, atoms })
    }

    pub(super) fn outline(&self) -> Outline {
        let (middle, scale, [low, high]) = self.outline;
        let (corners, atoms) = (self.corners.clone(), self.atoms.clone());
        Outline { middle, scale, low, high, corners, atoms }
    }

    /// `P(U >= u)`, `P(U < u)`, the density, `E[V - E V; U >= u]` and `E[U - E U; U >= u]`.
    pub(super) fn at(&self, u: f64) -> [Estimate; PARTS] {
        let none = Estimate::new(0.0, 0.0);
        let next = self.leaves.partition_point(|leaf| leaf.span.1 < u);
        let Some(leaf) = self.leaves.get(next) else { return [none, Estimate::new(1.0, 0.0), none, none, none] };
        if u < leaf.span.0 {
            return self.between(next);
        }
        let share = leaf.panel.share_of(u).clamp(-1.0, 1.0);
        let place = leaf.panel.at(share);
        let ranked = rank(place.ln_p);
        let (p, q) = (ranked.above(), ranked.below());
        let [of_rank, of_gain] = leaf.panel.errors;
        let (off, density) = (p * of_rank, p * (-place.slope / place.jacobian).max(0.0));
        let steep = STEEPER * of_rank * p / place.jacobian.abs();
        let of_value = Estimate::new(p * place.gain, p * of_gain + off * place.gain.abs());
        let of_height = self.mean.map_or(none, |mean| self.height(leaf, (share, u), [p, q], mean, off));
        [Estimate::new(p, off), Estimate::new(q, off), Estimate::new(density, steep), of_value, of_height]
    }

    /// Below all panels, or in a gap below one, where nothing is.
    fn between(&self, next: usize) -> [Estimate; PARTS] {
        if next > 0 {
            return self.at(self.leaves[next].span.0);
        }
        let (missed, gain) = (self.bottom.rank().below(), self.bottom.gain.value.abs() + self.bottom.gain.error);
        let about = |value: f64, error: f64| Estimate::new(value, error);
        let of_height =
            self.leaves[0].beyond[1].error + missed * self.mean.map_or(0.0, |mean| (mean.value - self.bottom.u).abs());
        [about(1.0, missed), about(0.0, missed), about(0.0, 0.0), about(0.0, gain), about(0.0, of_height)]
    }

    /// `E[U - E U; U >= u]`, from the tail in which nothing cancels.
    fn height(&self, leaf: &Leaf, (share, u): (f64, f64), [p, q]: [f64; 2], mean: Estimate, off: f64) -> Estimate {
        let upper = p.ln() < -LN_2;
        let (tail, apart) = if upper { (p, u - mean.value) } else { (q, mean.value - u) };
        let rest = leaf.integral(upper, share).plus(leaf.beyond[usize::from(!upper)]);
        let error = rest.error + off * apart.abs() + tail * mean.error;
        Estimate::new(tail * apart + rest.value, error)
    }
}

impl Leaf {
    /// The integral of the upper tail from a share on, or of the lower one up to it.
    fn integral(&self, upper: bool, share: f64) -> Estimate {
        let (from, to) = if upper { (share, 1.0) } else { (-1.0, share) };
        let nats = (self.panel.at(from).ln_p - self.panel.at(to).ln_p).abs();
        // A panel may come as near to an origin as its places are told apart.
        let folds = 0.5 * (to - from) * self.panel.folds();
        let count = (nats / NATS).max(folds / FOLDS).ceil().clamp(1.0, 64.0) as usize;
        let width = (to - from) / count as f64;
        let mut total = Estimate::new(0.0, 0.0);
        for i in 0..count {
            let low = from + width * i as f64;
            let values = nodes(low, low + width).map(|share| {
                let place = self.panel.at(share);
                let ranked = rank(place.ln_p);
                (if upper { ranked.above() } else { ranked.below() }, ranked.above(), place.jacobian)
            });
            let (value, error, _) = rule_sums(|i| values[i].0 * values[i].2, 0.5 * width);
            let (size, _, _) = rule_sums(|i| values[i].1 * values[i].2, 0.5 * width);
            total = total.plus(Estimate::new(value, error + self.panel.errors[0] * size));
        }
        total
    }
}

/// Panels with what is beyond each, of which some is beyond the last and the first.
fn leaves(panels: Vec<Panel>, above: Estimate, below: Estimate) -> Vec<Leaf> {
    let bare = |panel: Panel| Leaf { span: panel.span(), panel, beyond: [Estimate::new(0.0, 0.0); 2] };
    let mut leaves: Vec<Leaf> = panels.into_iter().map(bare).collect();
    let (mut over, mut under) = (above, below);
    for leaf in leaves.iter_mut().rev() {
        leaf.beyond[0] = over;
        over = over.plus(leaf.integral(true, -1.0));
    }
    for leaf in &mut leaves {
        leaf.beyond[1] = under;
        under = under.plus(leaf.integral(false, 1.0));
    }
    leaves
}
