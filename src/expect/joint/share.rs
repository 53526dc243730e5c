//! Which places of which part the density of U at t is integrated over.
//!
//! Beside an end of V its places are told apart by V's own ranks, and what is left for X is not; beside an end of X it is the other
//! way round. So it is beside 0, too, if the other part is large there. The line `v + x = t` is cut between such places.

use crate::{num::Estimate, tail::Interval};

/// The places of one part that are its share of the line.
#[derive(Clone, Debug)]
pub(super) struct Share(Vec<[f64; 2]>);

/// A part.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Value,
    Error,
}

impl Share {
    /// The whole line.
    pub(super) fn all() -> Self {
        Self(vec![[f64::NEG_INFINITY, f64::INFINITY]])
    }

    /// Whether a place is in it.
    pub(super) fn has(&self, v: f64) -> bool {
        self.0.iter().any(|[low, high]| *low < v && v <= *high)
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where it begins and stops.
    pub(super) fn splits(&self) -> impl Iterator<Item = f64> {
        self.0.iter().flatten().copied().filter(|split| split.is_finite())
    }

    /// The shares of V and of X in the line at t, by their supports.
    pub(super) fn both(value: Interval, error: Interval, t: f64) -> [Self; 2] {
        let owned = owned(value, error, t);
        let mut shares = [Vec::new(), Vec::new()];
        let mut from = f64::NEG_INFINITY;
        for (i, (at, part)) in owned.iter().enumerate() {
            let to = match owned.get(i + 1) {
                Some((_, next)) if next == part => continue,
                Some((next, _)) => 0.5 * (at + next),
                None => f64::INFINITY,
            };
            match part {
                Part::Value => shares[0].push([from, to]),
                Part::Error => shares[1].push([t - to, t - from]),
            }
            from = to;
        }
        shares.map(Self)
    }
}

/// The places v on the line beside which one part's own places are needed, in increasing order, and the part.
fn owned(value: Interval, error: Interval, t: f64) -> Vec<(f64, Part)> {
    let ends = [
        (value.low, Part::Value, value.low > t - error.high),
        (t - error.high, Part::Error, value.low <= t - error.high),
        (value.high, Part::Value, value.high < t - error.low),
        (t - error.low, Part::Error, value.high >= t - error.low),
    ];
    let ends = ends.into_iter().filter(|(at, _, stops)| at.is_finite() && *stops).map(|(at, part, _)| (at, part));
    let (low, high) = (value.low.max(t - error.high), value.high.min(t - error.low));
    // Numbers are finest about 0.
    let zeros = [(0.0, Part::Value), (t, Part::Error)].into_iter().filter(|(at, _)| *at > low && *at < high);
    let mut owned: Vec<(f64, Part)> = ends.chain(zeros).collect();
    if owned.is_empty() {
        owned.push((0.0, Part::Value));
    }
    owned.sort_by(|a, b| a.0.total_cmp(&b.0));
    owned
}

/// The density of U at t in the share of one part, as a logarithm, and the mean of that part there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dense {
    pub(super) ln: Estimate,
    pub(super) mean: Estimate,
}

impl Dense {
    /// Whether any of the density is in this share.
    pub(super) const fn is_there(&self) -> bool {
        self.ln.value > f64::NEG_INFINITY
    }

    /// The mean of V given `U = t`, from the share of V and that of X; none where neither holds anything.
    pub(super) fn mean_v(t: f64, of_value: Self, of_error: Self) -> Option<Estimate> {
        let opposite = Estimate::closed_form(t).plus(of_error.mean.scaled(-1.0));
        match (of_value.is_there(), of_error.is_there()) {
            (true, true) => {
                let part = 1.0 / (1.0 + (of_value.ln.value - of_error.ln.value).exp());
                let apart = opposite.plus(of_value.mean.scaled(-1.0));
                let off = part * (1.0 - part) * (of_value.ln.error + of_error.ln.error);
                let moved = apart.scaled(part);
                Some(of_value.mean.plus(Estimate::new(moved.value, moved.error + off * apart.value.abs())))
            }
            (true, false) => Some(of_value.mean),
            (false, true) => Some(opposite),
            (false, false) => None,
        }
    }
}
