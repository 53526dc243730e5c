//! The upper tail of one law beyond all that the other can make up for, as one lump: `U >= t` is certain there, and the
//! survival function and its integral say all that the panels would.

use super::{beyond::Lump, mesh::Panel};
use crate::tail::Law;

/// From where on one law alone decides, and the lump that stands for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Far {
    /// Of V (0), or of X (1).
    side: usize,
    /// Up to here the other one's place: far out only its own coordinate tells places apart.
    other: f64,
    pub(super) from: f64,
    pub(super) lump: Lump,
    /// What rounding leaves open of the lump's place.
    pub(super) rounding: f64,
}

impl Far {
    /// The tail of a law from the first of the panels on that lie where the other one is below `least`; none where nothing is
    /// gained.
    pub(super) fn of((side, law): (usize, &Law), least: f64, panels: &[Panel], t: f64) -> Option<Self> {
        let starts = panels.iter().filter_map(|panel| start(side, panel, t)).filter(|(_, other)| *other <= least);
        // Places near to each other may leave the other one the same: the first of them is where the tail begins.
        let (from, other) = starts.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.total_cmp(&a.0)))?;
        let plain = law.tail_class().is_heavy() && law.atoms().iter().all(|atom| atom.at < from);
        if !plain {
            return None;
        }
        let (ln_sf, ln_integral) = (law.ln_sf(from), law.ln_upper_integral(from));
        // Where the mean is infinite it does not matter how far out the lump stands.
        let excess = if ln_integral == f64::INFINITY { from } else { (ln_integral - ln_sf).exp() };
        let lump = Lump { at: from + excess, ln_mass: ln_sf };
        let of_logs = 4.0 + ln_sf.abs() + if ln_integral.is_finite() { ln_integral.abs() } else { 0.0 };
        let rounding = f64::EPSILON * (of_logs * excess + 2.0 * from.abs());
        (ln_sf > f64::NEG_INFINITY && lump.at.is_finite()).then_some(Self { side, other, from, lump, rounding })
    }

    /// Whether a panel lies in that tail.
    pub(super) fn covers(&self, panel: &Panel, t: f64) -> bool {
        start(self.side, panel, t).is_some_and(|(_, other)| other <= self.other)
    }
}

/// Where a panel on the flank of the large values of a side begins, and where the other one is then.
fn start(side: usize, panel: &Panel, t: f64) -> Option<(f64, f64)> {
    let outwards = if side == 0 { 1.0 } else { -1.0 };
    let places = || {
        let node = panel.node(panel.range.0, t);
        if side == 0 { (node.v, node.x) } else { (node.x, node.v) }
    };
    (panel.flank() == Some(outwards)).then(places)
}
