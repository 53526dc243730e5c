//! The rules where X has a law for each v.

use super::JointPhase;
use crate::{
    model::{
        Phase, Proxy,
        joint::{Conditioned, Given},
        phase::{Side, edge, phase as independent},
    },
    tail::Law,
};

/// Depths of V, as logarithms, at which the law of X is looked at.
const LOOKS: [f64; 7] = [-1e-3, -0.1, -0.5, -std::f64::consts::LN_2, -1.0, -3.0, -7.0];

pub(super) fn phase(value: &Law, given: &Given) -> JointPhase {
    if let Some(error) = given.fixed() {
        let plain = independent(&Proxy { value: value.clone(), error: error.clone() });
        return JointPhase::decided(plain.phase, plain.rule);
    }
    if value.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        return of_discrete(value, given);
    }
    if let Some(v) = heavy_at(value, given) {
        let rule = format!("X given V = v is heavy-tailed about v = {v:.3}: E e^(sU) is infinite for every s > 0");
        return JointPhase::decided(Phase::Unbounded, rule);
    }
    JointPhase::finite_below(
        0.0,
        "no rule says for which s > 0 E e^(sU) is finite where X has a law of this form for each v",
    )
}

/// V takes finitely many values: the least of the rates of X given each of them decides.
fn of_discrete(value: &Law, given: &Given) -> JointPhase {
    let mut ends = Vec::new();
    for atom in value.atoms() {
        match given.at(atom.at) {
            Ok(Conditioned::Law(law)) => ends.push((atom.at, edge(&law))),
            Ok(Conditioned::Point(_)) => {}
            Err(why) => return JointPhase::finite_below(0.0, why),
        }
    }
    let rate = ends.iter().map(|(_, edge)| edge.rate).fold(f64::INFINITY, f64::min);
    let mut own = ends.iter().filter(|(_, edge)| edge.rate == rate);
    match rate {
        0.0 => {
            let v = own.next().map_or(f64::NAN, |(v, _)| *v);
            let rule = format!("X given V = {v} is heavy-tailed: E e^(sU) is infinite for every s > 0");
            JointPhase::decided(Phase::Unbounded, rule)
        }
        f64::INFINITY => JointPhase::decided(Phase::Tilt { rate }, "E e^(sU) is finite for every s"),
        _ if own.all(|(_, edge)| edge.mean_at_edge) => JointPhase::decided(
            Phase::Escape { rate, by: Side::Error },
            format!("the exponential moments of U end at g = {rate}, where K'(g) is still finite"),
        ),
        _ => JointPhase::decided(
            Phase::Tilt { rate },
            format!("the exponential moments of U end at g = {rate}, where s K'(s) - K(s) grows without bound"),
        ),
    }
}

/// A place of V about which X given V is heavy-tailed, on both sides.
fn heavy_at(value: &Law, given: &Given) -> Option<f64> {
    let is_heavy = |v: f64| matches!(given.at(v), Ok(Conditioned::Law(law)) if law.tail_class().is_heavy());
    let places = LOOKS.into_iter().map(|ln_p| [0.999, 1.0, 1.001].map(|factor| value.inv_ln_sf(factor * ln_p)));
    let found = places.into_iter().find(|about| about.iter().all(|v| is_heavy(*v)) && about[0] > about[1]);
    found.map(|about| about[1])
}
