//! Whether the supremum is finite, and if it is, whether there is a budget from which on no policy attains it.

use super::{DivergenceBall, end::End, search::Line};
use crate::num::Estimate;

/// The phase of a proxy under an f-divergence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Infinite at every budget.
    Unbounded,
    /// Finite.
    Finite,
    /// Finite, and beyond a budget no policy attains it: mass goes to the upper end of U, where the base has none; where U has none,
    /// ever less of it goes ever further out.
    Escape,
    /// Finite; whether it is attained at every budget is not told.
    Open,
}

impl Phase {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unbounded => "unbounded",
            Self::Finite => "finite",
            Self::Escape => "escape",
            Self::Open => "finite or escape",
        }
    }

    /// That of a bounded U under a divergence that grows linearly, by whether a density ratio with its pole at the end holds all the mass.
    pub(super) fn by_end(holds_all: Option<bool>) -> Self {
        match holds_all {
            None => Self::Open,
            Some(true) => Self::Finite,
            Some(false) => Self::Escape,
        }
    }
}

/// A tail of U whose power is so near to the pole's has integrals that f64 does not hold.
const TOO_NEAR: f64 = 0.1;

impl DivergenceBall {
    /// The phase, and the budget from which on no policy attains the supremum, where it is known.
    ///
    /// With a pole of the density ratio of order a at the upper end, and a tail that vanishes there by a power c of the distance, it
    /// takes all the mass that there is iff c is at most a.
    pub fn phase(&mut self) -> (Phase, Option<Estimate>) {
        if !self.is_finite() {
            return (Phase::Unbounded, None);
        }
        let atom = self.mass_at_top() > 0.0;
        let Some((bend, unit)) = self.divergence.bend() else {
            return if atom { (Phase::Finite, None) } else { (Phase::Escape, Some(Estimate::new(0.0, 0.0))) };
        };
        if atom {
            return (Phase::Finite, None);
        }
        if !bend.growth().is_finite() {
            if !self.criterion.least.is_reached {
                return (Phase::Finite, None);
            }
            return match self.line().map(|mut line| line.last()) {
                Some(Ok(last)) => {
                    (Phase::Escape, Some(Estimate::new(last.spent, last.sums.spent.error).scaled(1.0 / unit)))
                }
                _ => (Phase::Open, None),
            };
        }
        let end = self.end();
        let phase = Phase::by_end(end.and_then(|end| end.holds_all(bend.pole())));
        let line = self.line().filter(|_| phase == Phase::Escape);
        (phase, end.zip(line).and_then(|(end, line)| edge(end, line, unit)))
    }
}

/// The budget from which on mass escapes to the end, where integrals tell.
pub(super) fn edge(end: End, mut line: Line<'_>, unit: f64) -> Option<Estimate> {
    if end.power - line.bend.pole() < TOO_NEAR {
        return None;
    }
    line.edge().ok().flatten().map(|edge| edge.scaled(1.0 / unit))
}
