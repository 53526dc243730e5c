//! The upper tail of one law beyond all that the other can make up for, as one atom: `U >= t` is certain there, and the
//! survival function and its integral say all that the panels would.

use super::mesh::Panel;
use crate::tail::{Atom, Law};

/// From where on X alone decides, and the atom that stands for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Far {
    pub(super) from: f64,
    pub(super) atom: Atom,
    /// What rounding leaves open of the atom's place.
    pub(super) rounding: f64,
}

impl Far {
    /// The tail of `law` from the first of the panels on that lie wholly beyond `certain`; none where nothing is gained.
    pub(super) fn of(law: &Law, certain: f64, panels: &[Panel], t: f64) -> Option<Self> {
        let starts = panels.iter().filter_map(|panel| start(panel, t)).filter(|&x| x >= certain);
        let from = starts.fold(f64::INFINITY, f64::min);
        let plain = law.tail_class().is_heavy() && law.atoms().iter().all(|atom| atom.at < from);
        if !plain || from == f64::INFINITY {
            return None;
        }
        let (ln_sf, ln_integral) = (law.ln_sf(from), law.ln_upper_integral(from));
        // Where the mean is infinite it does not matter how far out the atom stands.
        let excess = if ln_integral == f64::INFINITY { from } else { (ln_integral - ln_sf).exp() };
        let atom = Atom { at: from + excess, mass: ln_sf.exp() };
        let of_logs = 4.0 + ln_sf.abs() + if ln_integral.is_finite() { ln_integral.abs() } else { 0.0 };
        let rounding = f64::EPSILON * (of_logs * excess + 2.0 * from.abs());
        (atom.mass > 0.0 && atom.at.is_finite()).then_some(Self { from, atom, rounding })
    }

    /// Whether a panel lies in that tail.
    pub(super) fn covers(&self, panel: &Panel, t: f64) -> bool {
        start(panel, t).is_some_and(|x| x >= self.from)
    }
}

/// Where a panel on the flank of large X begins.
fn start(panel: &Panel, t: f64) -> Option<f64> {
    (panel.flank() == Some(-1.0)).then(|| panel.node(panel.range.0, t).x)
}
