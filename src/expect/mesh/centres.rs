//! The places on the v axis that panels are graded towards, those of both laws that are one place made one.

use super::{Owner, Panel};
use crate::expect::{
    beyond::NEAREST,
    landmarks::{Landmark, Landmarks},
    ties::meets,
};
use std::borrow::Cow;

/// Logarithmic panels narrower than this are slivers.
const LEAST_STEP: f64 = 0.15;
/// The width of logarithmic panels where another centre's grading calls for them.
const FINE_STEP: f64 = 2.0;

/// A centre on the v axis.
#[derive(Clone, Copy)]
pub(super) struct Centre<'a> {
    pub(super) v: f64,
    owner: Owner,
    at_end: bool,
    /// Whether it is an end or a kink.
    at_corner: bool,
    /// Whether the end is the lower one.
    at_low: bool,
    /// Whether its law has a density.
    dense: bool,
    /// The corner of the other law that is there too.
    meets: Option<f64>,
    landmark: &'a Landmark,
    /// The landmark of the other law that is there too, where that varies on a smaller scale.
    finer: Option<&'a Landmark>,
}

impl<'a> Centre<'a> {
    /// The distance to the next centre, from the owner's own coordinates where both have one owner: far out the rounded
    /// places on the v axis would leave a sliver between panels, or count one twice.
    pub(super) fn gap(&self, next: &Self) -> f64 {
        if self.owner == next.owner { (next.landmark.at - self.landmark.at).abs() } else { next.v - self.v }
    }

    /// The distance at which grading starts.
    fn start(&self) -> f64 {
        self.finer.map_or(self.landmark.inner, |finer| finer.inner)
    }

    /// The logarithms of distances at which panels on one side are split, as each law has them on the v axis.
    fn steps(&self, up: bool) -> Cow<'a, [f64]> {
        let side = usize::from(up != (self.owner == Owner::Value));
        let own = &self.landmark.steps[side];
        let Some(finer) = self.finer else { return Cow::Borrowed(own) };
        let mut all: Vec<f64> = own.iter().chain(&finer.steps[1 - side]).copied().collect();
        all.sort_by(f64::total_cmp);
        all.dedup_by(|next, kept| *next - *kept < LEAST_STEP);
        Cow::Owned(all)
    }

    /// The distance within which nothing of the other centres is narrower than panels from here are wide.
    pub(super) fn inner(&self, all: &[Self]) -> f64 {
        let distance = |other: &Self| {
            let apart = self.gap(other).abs();
            if apart > 0.0 { apart + other.landmark.inner } else { f64::INFINITY }
        };
        all.iter().map(distance).fold(self.start(), f64::min)
    }

    /// Adds panels outwards to `reach`: a linear one, then logarithmic ones.
    fn grade(&self, panels: &mut Vec<Panel>, sign: f64, (reach, flank): (f64, bool), (from, inner): (f64, f64)) {
        if reach.is_nan() || reach <= 0.0 {
            return;
        }
        let inner = inner.min(reach);
        let owner_up = (sign > 0.0) == (self.owner == Owner::Value);
        let outside = self.at_end && self.at_low != owner_up;
        let at_corner = self.at_corner && !outside;
        let panel = |logarithmic, range| Panel {
            owner: self.owner,
            origin: self.landmark.at,
            sign,
            logarithmic,
            at_corner,
            outside,
            meets: self.meets,
            flank,
            range,
        };
        if inner > NEAREST && inner > from {
            panels.push(panel(false, (from, inner)));
        }
        let (mut y, end) = (inner.ln(), reach.ln());
        let start = self.start().ln();
        while y < start - LEAST_STEP && y < end {
            let next = (y + FINE_STEP).min(start).min(end);
            panels.push(panel(true, (y, next)));
            y = next;
        }
        for &next in self.steps(sign > 0.0).iter() {
            // The last step before the end is not left a sliver.
            let next = if end - next < LEAST_STEP { end } else { next };
            if next > y && y < end {
                panels.push(panel(true, (y, next.min(end))));
                y = next;
            }
        }
        if y < end {
            panels.push(panel(true, (y, end)));
        }
    }

    /// Adds panels to both sides, the innermost across the centre where that is smooth.
    pub(super) fn spread(&self, panels: &mut Vec<Panel>, below: (f64, bool), above: (f64, bool), inner: f64) {
        let straddles = self.landmark.smooth && below.0 >= inner && above.0 >= inner;
        if straddles {
            panels.push(Panel {
                owner: self.owner,
                origin: self.landmark.at,
                sign: 1.0,
                logarithmic: false,
                at_corner: false,
                outside: false,
                meets: None,
                flank: false,
                range: (-inner, inner),
            });
        }
        let from = if straddles { inner } else { 0.0 };
        self.grade(panels, -1.0, below, (from, inner));
        self.grade(panels, 1.0, above, (from, inner));
    }
}

/// The distinct centres of both laws on the v axis, in order.
pub(super) fn centres<'a>(
    value: &'a Landmarks,
    error: &'a Landmarks,
    t: f64,
    (low, high): (f64, f64),
) -> Vec<Centre<'a>> {
    let centre = |owner, law: &Landmarks, landmark: &'a Landmark| {
        let at = landmark.at;
        Centre {
            v: if owner == Owner::Value { at } else { t - at },
            owner,
            at_end: at == law.low || at == law.high,
            at_corner: law.corners.contains(&at),
            at_low: at == law.low,
            dense: law.dense,
            meets: None,
            landmark,
            finer: None,
        }
    };
    let of_value = value.centres.iter().map(|landmark| centre(Owner::Value, value, landmark));
    let of_error = error.centres.iter().map(|landmark| centre(Owner::Error, error, landmark));
    let inside = |centre: &Centre| centre.v >= low && centre.v <= high;
    let mut all: Vec<Centre> = of_value.chain(of_error).filter(inside).collect();
    // Far out the places of X's centres on the v axis may be one number; in its own coordinate they are not.
    let own = |centre: &Centre| if centre.owner == Owner::Value { centre.landmark.at } else { -centre.landmark.at };
    all.sort_by(|a, b| {
        let by_place = a.v.total_cmp(&b.v).then(a.owner.cmp(&b.owner));
        by_place.then(own(a).total_cmp(&own(b))).then(b.at_end.cmp(&a.at_end))
    });
    all.dedup_by(|next, kept| {
        let place = if next.owner == kept.owner { kept.landmark.at } else { kept.v };
        // Of two laws one may hold much between what are two places to it alone.
        let (next_inner, inner) = (next.landmark.inner, kept.landmark.inner);
        let scale = if next.owner == kept.owner { next_inner.max(inner) } else { next_inner.min(inner) };
        let same = kept.gap(next) <= 1e-13 * place.abs().max(scale);
        let corners = next.owner != kept.owner && next.at_corner && kept.at_corner;
        let exactly = same && corners && meets(next.landmark.at, kept.landmark.at, t);
        // Of two corners that meet the one with a singularity calls for the finer grading, and one that is an atom alone for none.
        let finer = next.landmark.inner < kept.landmark.inner || !kept.dense;
        let sharper = exactly && next.dense && finer;
        let better = (next.at_end && !kept.at_end) || (next.at_end == kept.at_end && kept.landmark.smooth) || sharper;
        if same {
            let (chosen, other) = if better { (*next, *kept) } else { (*kept, *next) };
            let stays = chosen.owner == kept.owner;
            // Atoms alone are graded as finely as the other law is.
            let narrower = next.owner != kept.owner && !chosen.dense && other.landmark.inner < chosen.landmark.inner;
            let finer = narrower.then_some(other.landmark).or(kept.finer.filter(|_| stays));
            *kept = Centre {
                meets: exactly.then_some(other.landmark.at).or(kept.meets.filter(|_| stays)),
                finer,
                ..chosen
            };
        }
        same
    });
    all
}
