//! Integrals over a law by stretches of places: beside a corner where the density has no bound, or far apart beside their distance from
//! one, by the logarithm of that distance; what is nearer to the corner than f64 has places is a lump.
//!
//! Refuses: nothing. Mass that is known by rounded places only is counted among the errors.

use crate::num::{
    logs::{ln_1m_exp, ln_sub_exp},
    quadrature::{Goal, Quadrature, integrate},
};
use crate::tail::Tail;

/// A distance from a corner below which there is a lump only.
const NEAREST: f64 = 1e-306;
/// Stretches over which the distance from a corner changes by more than this factor are those of its logarithm.
const FAR: f64 = 8.0;
/// Beside a corner with a density without bound, places are told by their distance if it is less than this part of the corner.
const ROUNDED: f64 = 0.1;
/// The density has a bound unless it rises towards the corner like a power beyond this one.
const RISE: f64 = 0.01;
/// The widest stretch of logarithms.
const WIDEST: f64 = 16.0;
/// The heaviest place is looked for at these parts of every stretch.
const LOOKS: [f64; 3] = [0.1, 0.5, 0.9];
/// So many thirds are left out where its stretch is climbed.
const CLIMB: usize = 20;

/// A place, by its offset from a corner where that tells more than the sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    corner: f64,
    offset: f64,
}

impl Place {
    const fn at(v: f64) -> Self {
        Self { corner: v, offset: 0.0 }
    }

    /// How far it is from an origin.
    pub(super) fn from(&self, origin: f64) -> f64 {
        (self.corner - origin) + self.offset
    }
}

/// What a stretch is integrated in: places, or the logarithm of the distance from a corner on the side of this sign.
#[derive(Clone, Copy, Debug)]
enum By {
    Places,
    Distances { corner: f64, sign: f64 },
}

/// Mass at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lump {
    pub(super) place: Place,
    pub(super) ln_mass: f64,
    /// How far the mass may be off, relatively.
    pub(super) doubt: f64,
}

/// A law cut into stretches and lumps.
#[derive(Debug)]
pub(super) struct Stretches<'a, T: ?Sized> {
    law: &'a T,
    kinds: Vec<By>,
    ranges: Vec<(f64, f64)>,
    /// The atoms, and what is nearest to corners.
    pub(super) lumps: Vec<Lump>,
}

impl<'a, T: Tail + ?Sized> Stretches<'a, T> {
    /// The stretches of panels, whose ends hold every corner among them.
    pub(super) fn new(law: &'a T, panels: &[(f64, f64)]) -> Self {
        let atoms = law.atoms().iter();
        let lumps = atoms.map(|atom| Lump { place: Place::at(atom.at), ln_mass: atom.mass.ln(), doubt: 0.0 }).collect();
        let mut stretches = Self { law, kinds: Vec::new(), ranges: Vec::new(), lumps };
        let corners = corners(law, panels);
        for &(low, high) in panels {
            let before = corners.iter().rev().find(|corner| corner.at <= low);
            let after = corners.iter().find(|corner| corner.at >= high);
            let middle = match (before, after) {
                (Some(before), Some(after)) => before.at + 0.5 * (after.at - before.at),
                (Some(_), None) => f64::INFINITY,
                _ => f64::NEG_INFINITY,
            };
            if let Some(corner) = before.filter(|_| low < middle) {
                stretches.add(corner, 1.0, (low, high.min(middle)));
            }
            if let Some(corner) = after.filter(|_| high > middle) {
                stretches.add(corner, -1.0, (low.max(middle), high));
            }
            if before.is_none() && after.is_none() {
                stretches.push(By::Places, (low, high));
            }
        }
        stretches
    }

    fn push(&mut self, by: By, range: (f64, f64)) {
        self.kinds.push(by);
        self.ranges.push(range);
    }

    /// The stretch between two places whose nearest corner is the given one, on its side of this sign.
    fn add(&mut self, corner: &Corner, sign: f64, (low, high): (f64, f64)) {
        let distance = |v: f64| sign * (v - corner.at);
        let (near, far) = if sign > 0.0 { (distance(low), distance(high)) } else { (distance(high), distance(low)) };
        let by = By::Distances { corner: corner.at, sign };
        match corner.nearest(sign) {
            Some(nearest) if far <= nearest => {}
            Some(nearest) if near <= nearest => {
                self.lumps.push(self.nearer(corner.at, sign, (nearest, far)));
                logarithms(nearest, far).into_iter().for_each(|range| self.push(by, range));
            }
            Some(_) if near < ROUNDED * corner.at.abs() => self.push(by, (near.ln(), far.ln())),
            _ if near > 0.0 && far > FAR * near => self.push(by, (near.ln(), far.ln())),
            _ => self.push(By::Places, (low, high)),
        }
    }

    /// The mass nearer to a corner than the first of two distances, at the mean of a power law.
    fn nearer(&self, corner: f64, sign: f64, (nearest, far): (f64, f64)) -> Lump {
        let law = self.law;
        let support = law.support();
        let atom = law.atoms().iter().find(|atom| atom.at == corner).map_or(f64::NEG_INFINITY, |atom| atom.mass.ln());
        let (ln_mass, doubt) = match () {
            () if corner == support.low => (difference(law.ln_cdf_above_low(nearest), atom), 0.0),
            () if corner == support.high => (difference(law.ln_sf_below_high(nearest), atom), 0.0),
            () => self.remaining(corner, sign, (nearest, far)),
        };
        // Places that are rounded tell nothing of the mass between them.
        let doubt = if nearest > NEAREST { 1.0 } else { doubt };
        let share = (law.ln_pdf_beside(corner, sign * nearest) + nearest.ln() - ln_mass).exp();
        let offset = if share.is_finite() { sign * nearest * share / (1.0 + share) } else { 0.0 };
        Lump { place: Place { corner, offset }, ln_mass, doubt }
    }

    /// What the density from the one distance to the other leaves of the mass up to there, and how far that may be off, relatively.
    fn remaining(&self, corner: f64, sign: f64, (nearest, far): (f64, f64)) -> (f64, f64) {
        let (law, end) = (self.law, corner + sign * far);
        let (low, high) = if sign > 0.0 { (corner, end) } else { (end, corner) };
        // An atom at the corner is none of it; at the other end there is none.
        let below = [law.ln_cdf(low), if sign > 0.0 { law.ln_cdf(high) } else { ln_1m_exp(law.ln_sf_from(high)) }];
        let above = [law.ln_sf(low), law.ln_sf_from(high)];
        let by_upper = above[0] < below[1];
        let (ln_mass, ln_side) = if by_upper {
            (difference(above[0], above[1]), above[0])
        } else {
            (difference(below[1], below[0]), below[1])
        };
        if ln_mass == f64::NEG_INFINITY {
            return (ln_mass, 0.0);
        }
        let part = |_: usize, y: f64| {
            let ln = law.ln_pdf_beside(corner, sign * y.exp());
            let share = (ln + y - ln_mass).exp();
            if ln.is_finite() { [share, f64::EPSILON * (ln.abs() + y.abs()) * share] } else { [0.0; 2] }
        };
        let q = integrate(part, &logarithms(nearest, far), Goal::default());
        let of_side = 4.0 * f64::EPSILON * (ln_side - ln_mass).exp();
        let error = q.error[0] + q.value[1] + (law.pdf_accuracy() + f64::EPSILON) * q.value[0] + of_side;
        let share = (1.0 - q.value[0]).max(error);
        (ln_mass + share.ln(), error / share)
    }

    /// The place at a parameter of a stretch, the logarithm of the density there by that parameter, and how far rounding may move it.
    #[inline]
    fn at(&self, stretch: usize, parameter: f64) -> (Place, f64, f64) {
        match self.kinds[stretch] {
            By::Places => {
                let ln = self.law.ln_pdf(parameter);
                (Place::at(parameter), ln, f64::EPSILON * ln.abs())
            }
            By::Distances { corner, sign } => {
                let offset = sign * parameter.exp();
                let ln = self.law.ln_pdf_beside(corner, offset);
                (Place { corner, offset }, ln + parameter, 2.0 * f64::EPSILON * (ln.abs() + parameter.abs()))
            }
        }
    }

    /// Where the weight `e^(s (v - centre))` has most of its mass, and the logarithm of the mass of the law there.
    pub(super) fn heaviest(&self, s: f64, centre: f64) -> Option<(f64, f64)> {
        let height = |(place, ln): &(Place, f64)| ln + s * place.from(centre);
        let higher = |a: &(Place, f64), b: &(Place, f64)| height(a).total_cmp(&height(b));
        let looks = (0..self.ranges.len()).flat_map(|stretch| LOOKS.map(|share| (stretch, share)));
        let seen = looks.map(|(stretch, share)| (stretch, self.about(stretch, share, s)));
        let best = seen.filter(|(_, (_, ln))| ln.is_finite()).max_by(|a, b| higher(&a.1, &b.1));
        let of_stretches = best.map(|(stretch, found)| {
            let top = self.about(stretch, summit(|share| height(&self.about(stretch, share, s))), s);
            if higher(&top, &found).is_ge() { top } else { found }
        });
        let of_lumps = self.lumps.iter().map(|lump| (lump.place, lump.ln_mass)).filter(|(_, ln)| ln.is_finite());
        of_lumps.chain(of_stretches).max_by(higher).map(|(place, ln)| (place.from(0.0), ln))
    }

    /// The place at a share of a stretch, and the logarithm of the mass about it, on no more than the weight `e^(s v)` makes a nat of.
    fn about(&self, stretch: usize, share: f64, s: f64) -> (Place, f64) {
        let (low, high) = self.ranges[stretch];
        let (place, ln, _) = self.at(stretch, low + share * (high - low));
        let most = if matches!(self.kinds[stretch], By::Places) { 1.0 / s.abs() } else { 1.0 };
        (place, ln + (high - low).min(most).ln())
    }

    /// The integrals of functions of a place and of the logarithm of the density there, and of how far its rounding may move them.
    pub(super) fn integrals<const K: usize>(&self, parts: impl Fn(f64, Place, f64) -> [f64; K]) -> Quadrature<K> {
        integrate(|i, parameter| self.part(i, parameter, &parts), &self.ranges, Goal::default())
    }

    fn part<const K: usize>(
        &self,
        stretch: usize,
        parameter: f64,
        parts: &impl Fn(f64, Place, f64) -> [f64; K],
    ) -> [f64; K] {
        let (place, ln, rounding) = self.at(stretch, parameter);
        if ln.is_finite() { parts(ln, place, rounding) } else { [0.0; K] }
    }

    /// What the last stretch, or the first one, would add if it were everywhere as at its end; nothing where nothing is beyond it.
    pub(super) fn beyond<const K: usize>(&self, above: bool, parts: impl Fn(f64, Place, f64) -> [f64; K]) -> [f64; K] {
        let support = self.law.support();
        let ends = if above { support.high < f64::INFINITY } else { support.low > f64::NEG_INFINITY };
        let last = if above { self.ranges.len().wrapping_sub(1) } else { 0 };
        let Some(&(low, high)) = self.ranges.get(last).filter(|_| !ends) else { return [0.0; K] };
        // Where distances are counted downwards, the larger one is the lower place.
        let rises = !matches!(self.kinds[last], By::Distances { sign, .. } if sign < 0.0);
        let end = if above == rises { high } else { low };
        self.part(last, end, &parts).map(|part| part * (high - low))
    }
}

/// Stretches of the logarithm of the distance.
fn logarithms(nearest: f64, far: f64) -> Vec<(f64, f64)> {
    let (low, high) = (nearest.ln(), far.ln());
    let count = ((high - low) / WIDEST).ceil().max(1.0);
    let edge = |i: f64| low + (high - low) * (i / count);
    (0..count as usize).map(|i| (edge(i as f64), edge(i as f64 + 1.0))).collect()
}

/// The share of a stretch at its summit, nearly.
fn summit(height: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..CLIMB {
        let (left, right) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if height(left) < height(right) { low = left } else { high = right }
    }
    0.5 * (low + high)
}

fn difference(more: f64, less: f64) -> f64 {
    if more > less { ln_sub_exp(more, less) } else { f64::NEG_INFINITY }
}

/// An end of the support or a corner of the density.
struct Corner {
    at: f64,
    /// Below and above: the nearest distance at which a density without bound is known, where it has none.
    nearest: [Option<f64>; 2],
}

impl Corner {
    const fn nearest(&self, sign: f64) -> Option<f64> {
        self.nearest[(sign > 0.0) as usize]
    }
}

/// The corners of a law in increasing order.
fn corners<T: Tail + ?Sized>(law: &T, panels: &[(f64, f64)]) -> Vec<Corner> {
    let support = law.support();
    let mut places: Vec<f64> = law.kinks();
    places.extend([support.low, support.high]);
    places.retain(|at| at.is_finite());
    places.sort_by(f64::total_cmp);
    places.dedup();
    let beside = |at: f64, sign: f64| {
        let first = match sign > 0.0 {
            true => panels.iter().find(|panel| panel.0 == at).map(|panel| panel.1 - at),
            false => panels.iter().find(|panel| panel.1 == at).map(|panel| at - panel.0),
        };
        [NEAREST, NEAREST.max(4.0 * f64::EPSILON * at.abs())]
            .into_iter()
            .find(|&nearest| first.is_some_and(|first| rises(law, at, sign, (nearest, first))))
    };
    places.into_iter().map(|at| Corner { at, nearest: [beside(at, -1.0), beside(at, 1.0)] }).collect()
}

/// Whether the density rises without bound from one distance to the nearest one that is looked at.
fn rises<T: Tail + ?Sized>(law: &T, at: f64, sign: f64, (nearest, far): (f64, f64)) -> bool {
    let (a, b) = ((1e-9 * far).max(nearest), (1e-3 * far).max(32.0 * nearest));
    let ln_density = |distance: f64| law.ln_pdf_beside(at, sign * distance);
    let (near, beyond) = (ln_density(a), ln_density(b));
    ln_density(nearest).is_finite() && near - beyond > RISE * (b / a).ln()
}
