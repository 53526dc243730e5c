//! Where the law of U = V + X may have corners or atoms under dependence: sums of those of V and of X given V.
//!
//! Refuses: more atoms of U than a table can be split at. Corners that move with v are left to halving.

use super::Jointly;
use crate::{
    expect::{Refusal, jumps::MOST},
    model::joint::{Conditioned, Dependence},
    tail::Law,
};

/// Such a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) at: f64,
    /// Where U may have an atom, a place just above it, beyond the rounding of sums.
    pub(super) after: Option<f64>,
}

/// What lies deeper does not count for the rounding of sums.
const FAR: f64 = -40.0;

/// A special place of a part, and whether it is an atom.
type Special = (f64, bool);

/// All of them in increasing order, the upper end of U among them where it is finite.
pub(super) fn cuts(jointly: &Jointly, end: f64) -> Result<Vec<Cut>, Refusal> {
    let (joint, value) = (&jointly.joint, &jointly.joint.value);
    let mut sums: Vec<(f64, Special)> = vec![(end.abs(), (end, false))];
    let mut add = |(v, of_v): Special, specials: Vec<Special>, size: f64| {
        let sum = |(x, of_x): Special| (v.abs().max(x.abs()).max(size), (v + x, of_v && of_x));
        sums.extend(specials.into_iter().map(sum));
    };
    match &joint.dependence {
        Dependence::Copula { error, .. } => {
            let errors = specials(error);
            specials(value).into_iter().for_each(|v| add(v, errors.clone(), 0.0));
        }
        Dependence::Given(given) => {
            // At a certain X sums are rounded as all v are, not only those at the boundary.
            let far = [value.inv_ln_cdf(FAR), value.inv_ln_sf(FAR)].map(f64::abs);
            let far = far.into_iter().filter(|v| v.is_finite()).fold(0.0, f64::max);
            let bounds = given.boundaries().into_iter().map(|v| (v, false));
            for (v, is_atom) in specials(value).into_iter().chain(bounds) {
                // Another case may hold on either side.
                let sides = if is_atom { vec![v] } else { vec![v, v.next_down(), v.next_up()] };
                for side in sides {
                    match given.at(side) {
                        // V + X may be the same for many v.
                        Ok(Conditioned::Point(x)) => add((v, true), vec![(x, true)], if is_atom { 0.0 } else { far }),
                        Ok(Conditioned::Law(law)) => add((v, is_atom), specials(&law), 0.0),
                        Err(_) => {}
                    }
                }
            }
        }
    }
    sums.retain(|(_, (u, _))| u.is_finite());
    sums.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let mut cuts: Vec<Cut> = Vec::new();
    for (size, (at, is_atom)) in sums {
        let blur = 16.0 * f64::EPSILON * size.max(at.abs()).max(f64::MIN_POSITIVE);
        let after = is_atom.then_some(at + blur);
        match cuts.last_mut() {
            Some(last) if at - last.at <= blur => last.after = last.after.or(after),
            _ => cuts.push(Cut { at, after }),
        }
    }
    let atoms = cuts.iter().filter(|cut| cut.after.is_some()).count();
    if atoms > MOST {
        return Err(Refusal(format!("selection under dependence is limited to {MOST} atoms of U, not {atoms}")));
    }
    if cuts.len() > 2 * MOST {
        cuts.retain(|cut| cut.after.is_some());
    }
    Ok(cuts)
}

/// Finite ends, corners and atoms of a law.
fn specials(law: &Law) -> Vec<Special> {
    let support = law.support();
    let atoms: Vec<f64> = law.atoms().iter().map(|atom| atom.at).collect();
    let others = law.kinks().into_iter().chain([support.low, support.high]);
    let others = others.filter(|x| x.is_finite() && !atoms.contains(x)).map(|x| (x, false));
    let all: Vec<Special> = others.collect();
    atoms.iter().map(|&x| (x, true)).chain(all).collect()
}
