//! The law of one step as a source of a table: which ends it has, from where it is measured, and its density there.
//!
//! Refuses: atoms beside a density, except one at an end; a law that lies where f64 has no distances.

use super::{
    chart::{Chart, TERMS},
    corners::Corner,
    march::{Lie, Source},
    table::Shape,
};
use crate::{
    expect::Refusal,
    num::chebyshev::{Nodes, Series},
    tail::{Interval, Law},
};
use std::f64::consts::LN_2;

/// How a law is turned into distances.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) shape: Shape,
    /// The point that distances are measured from: the lower end, the upper one if it is mirrored, or a centre.
    pub(super) origin: f64,
    /// Whether the line is turned round, so that the upper end comes to be the lower one.
    pub(super) mirrored: bool,
}

/// A density this inaccurate is not taken from the law, but from its survival function.
const ROUGH: f64 = 1e-12;
/// How deep the table of a step goes, in nats.
pub(super) const DEPTH: f64 = 1000.0;

impl Frame {
    pub(super) fn of(law: &Law) -> Result<Self, Refusal> {
        let Interval { low, high } = law.support();
        let atoms = law.atoms();
        let mirrored = match atoms {
            [] => !low.is_finite() && high.is_finite(),
            [atom] if atom.at == low => false,
            [atom] if atom.at == high => true,
            _ => {
                return Err(Refusal(format!(
                    "{law} has a density and {} atoms: totals are known of laws with a density and at most one atom, at an end",
                    atoms.len()
                )));
            }
        };
        let shape = match (low.is_finite(), high.is_finite()) {
            (true, true) => Shape::Between(high - low),
            (false, false) => Shape::Line,
            _ => Shape::Half,
        };
        let origin = match shape {
            Shape::Line => law.mean().finite().map_or_else(|| law.inv_ln_sf(-LN_2), |mean| mean.value),
            _ if mirrored => high,
            _ => low,
        };
        if !origin.is_finite() {
            return Err(Refusal(format!("{law} has no middle that is an f64")));
        }
        Ok(Self { shape, origin, mirrored })
    }

    /// Which end of the law a side is measured from: its lower one, its upper one, or a point between.
    fn end(&self, side: usize) -> End {
        match self.shape {
            Shape::Line => End::Centre(if side == 0 { -1.0 } else { 1.0 }),
            _ if (side == 0) != self.mirrored => End::Low,
            _ => End::High,
        }
    }

    /// A point of the law from the place of the table.
    fn up(&self, x: f64) -> f64 {
        if self.mirrored { self.origin - x } else { x - self.origin }
    }
}

#[derive(Clone, Copy)]
enum End {
    Low,
    High,
    Centre(f64),
}

/// A step with its frame.
pub(super) struct Step<'a> {
    pub(super) law: &'a Law,
    pub(super) frame: Frame,
    unit: f64,
    nodes: Nodes<TERMS>,
}

impl<'a> Step<'a> {
    pub(super) fn new(law: &'a Law) -> Result<Self, Refusal> {
        let frame = Frame::of(law)?;
        knows_its_ends(law, &frame)?;
        let (low, high) = (law.inv_ln_cdf(-2.0 * LN_2), law.inv_ln_sf(-2.0 * LN_2));
        let unit = if high > low { high - low } else { 1.0 };
        Ok(Self { law, frame, unit: unit.clamp(1e-300, 1e300), nodes: Nodes::new() })
    }

    /// The mass of the atom, if it has one.
    pub(super) fn atom(&self) -> f64 {
        self.law.atoms().first().map_or(0.0, |atom| atom.mass)
    }

    /// Corners as places of the table: the ends, and inside where the law says that it has some.
    pub(super) fn corners(&self) -> Vec<Corner> {
        let mut corners: Vec<Corner> =
            self.law.kinks().into_iter().map(|x| Corner { at: self.frame.up(x), order: 0 }).collect();
        if self.frame.shape != Shape::Line {
            corners.push(Corner { at: 0.0, order: if self.atom() > 0.0 { -1 } else { 0 } });
        }
        if let Shape::Between(width) = self.frame.shape {
            corners.push(Corner { at: width, order: 0 });
        }
        corners.sort_by(|x, y| x.at.total_cmp(&y.at));
        corners
    }

    /// How the step lies.
    pub(super) fn lie(&self) -> Lie {
        let Frame { shape, .. } = self.frame;
        let atom = self.law.atoms().first().copied().filter(|_| self.frame.mirrored);
        // The median of the part with a density.
        let share = 1.0 - self.atom();
        let median = match atom {
            Some(_) => self.law.inv_ln_cdf((0.5 * share).ln()),
            None => self.law.inv_ln_sf((0.5 * share).ln()),
        };
        let up = self.frame.up(median);
        let start = match shape {
            Shape::Line => (usize::from(up >= 0.0), up.abs().max(0.5 * self.unit)),
            Shape::Between(width) if up > 0.5 * width => (1, (width - up).max(1e-300)),
            _ => (0, up.clamp(1e-290, 1e290)),
        };
        Lie {
            shape,
            start,
            length: 0.5,
            unit: self.unit,
            edges: edges(shape, &self.corners()),
            noise: 0.0,
            depth: DEPTH,
        }
    }

    fn ln_density(&self, side: usize, distance: f64) -> f64 {
        match self.frame.end(side) {
            End::Low => self.law.ln_pdf_beside(self.law.support().low, distance),
            End::High => self.law.ln_pdf_beside(self.law.support().high, -distance),
            End::Centre(sign) => self.law.ln_pdf(self.frame.origin + sign * distance),
        }
    }

    /// `ln P` of being beyond a point, seen from the nearer end, and the sign of its derivative in the distance.
    fn ln_tails(&self, side: usize, distance: f64, upper: bool) -> f64 {
        match (self.frame.end(side), upper) {
            (End::Low, false) => self.law.ln_cdf_above_low(distance),
            (End::Low, true) => self.law.ln_sf(self.law.support().low + distance),
            (End::High, true) => self.law.ln_sf_below_high(distance),
            (End::High, false) => self.law.ln_cdf(self.law.support().high - distance),
            (End::Centre(sign), true) => self.law.ln_sf(self.frame.origin + sign * distance),
            (End::Centre(sign), false) => self.law.ln_cdf(self.frame.origin + sign * distance),
        }
    }

    /// The density by the derivative of the series of the smaller tail.
    fn by_derivative(&self, side: usize, chart: &Chart, distances: &[f64; TERMS]) -> Option<[f64; TERMS]> {
        let upper = self.ln_tails(side, chart.at(0.0), true) < -LN_2;
        let tails = distances.map(|d| [self.ln_tails(side, d, upper)]);
        if tails.iter().any(|tail| !tail[0].is_finite()) {
            return None;
        }
        let series: Series<TERMS, 1> = self.nodes.series(&tails);
        let slope = series.slope();
        let shares = self.nodes.on(-1.0, 1.0);
        let ln_stretch = chart.stretch(self.unit).ln();
        let values = std::array::from_fn(|k| tails[k][0] + slope.at(shares[k])[0].abs().ln() - ln_stretch);
        Some(values)
    }
}

impl Source for Step<'_> {
    fn values(&mut self, side: usize, chart: &Chart, distances: &[f64; TERMS]) -> Option<[f64; TERMS]> {
        if self.law.pdf_accuracy() > ROUGH {
            return self.by_derivative(side, chart, distances);
        }
        let values = distances.map(|d| self.ln_density(side, d) + chart.measure(d, self.unit).ln());
        values.iter().all(|value| value.is_finite()).then_some(values)
    }
}

/// Refuses a law that loses the distance from an end of its support that is not 0: its sums would lose it too.
fn knows_its_ends(law: &Law, frame: &Frame) -> Result<(), Refusal> {
    let Interval { low, high } = law.support();
    let rough = law.pdf_accuracy() > ROUGH;
    let near_low = |end: f64| if rough { law.ln_cdf_above_low(NEAR * end) } else { law.ln_pdf_beside(low, NEAR * end) };
    let near_high =
        |end: f64| if rough { law.ln_sf_below_high(NEAR * end) } else { law.ln_pdf_beside(high, -NEAR * end) };
    let atom = law.atoms().first().map(|atom| atom.at);
    let lost =
        |end: f64, ln: f64| end.is_finite() && end != 0.0 && ln == f64::NEG_INFINITY && !(rough && atom == Some(end));
    if frame.shape == Shape::Line || !(lost(low, near_low(low.abs())) || lost(high, near_high(high.abs()))) {
        return Ok(());
    }
    Err(Refusal(format!(
        "{law} does not tell how its law begins within {NEAR:e} of an end of its support: it needs ln_pdf_above_low and \
         ln_cdf_above_low (ln_pdf_below_high and ln_sf_below_high at an upper end), or to be shifted there from 0"
    )))
}

/// How near to an end, beside it, a law must be known.
const NEAR: f64 = 1e-30;

/// Corners as edges of panels on either side.
pub(super) fn edges(shape: Shape, corners: &[Corner]) -> [Vec<f64>; 2] {
    let mut edges = [Vec::new(), Vec::new()];
    for corner in corners {
        match shape {
            Shape::Line => edges[usize::from(corner.at >= 0.0)].push(corner.at.abs()),
            Shape::Between(width) if corner.at > 0.5 * width => edges[1].push(width - corner.at),
            _ => edges[0].push(corner.at),
        }
    }
    for side in &mut edges {
        side.retain(|edge| *edge > 0.0);
        side.sort_by(f64::total_cmp);
    }
    edges
}
