//! The rules where X has a law for each v.
//!
//! - The same law for every v: independent parts.
//! - A V of finitely many values: the least of the rates of X given each of them decides.
//! - `E e^(sU)` is infinite if X given V = v is heavy-tailed for a set of v that has a chance.
//! - X given V = v is in each case the same law for every v, or within bounds: the least of the rates of the cases decides.
//! - X given V = v is `c - v + s L` with a light L: so U has all exponential moments, whatever V.
//! - X given V = v is `m(v) + s(v) L` with a light L: the growth of m and s decides beside the tail of V, if V is bounded or normal.

use super::{JointPhase, by_case};
use crate::{
    model::{
        Phase, Proxy,
        joint::{
            Conditioned, Given,
            expression::{Expression, Function},
            given::Normal,
        },
        phase::{Edge, Side, edge, phase as independent},
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
        let heavy = format!("X given V = v is heavy-tailed about v = {v:.3}");
        return by_edge(Edge { rate: 0.0, mean_at_edge: false }, Side::Error, &heavy);
    }
    if let Some(known) = by_case::phase(value, given) {
        return known;
    }
    light(value, given).unwrap_or_else(|why| {
        JointPhase::finite_below(0.0, format!("for which s > 0 E e^(sU) is finite is not known: {why}"))
    })
}

/// V takes finitely many values.
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
    let own: Vec<_> = ends.iter().filter(|(_, edge)| edge.rate == rate).collect();
    let mean_at_edge = own.iter().all(|(_, edge)| edge.mean_at_edge);
    let heavy = own.first().map_or(String::new(), |(v, _)| format!("X given V = {v} is heavy-tailed"));
    by_edge(Edge { rate, mean_at_edge }, Side::Error, &heavy)
}

/// What an end of exponential moments says of U, `by` being what it is that grows beyond it.
fn by_edge(Edge { rate, mean_at_edge }: Edge, by: Side, heavy: &str) -> JointPhase {
    let (phase, rule) = match rate {
        0.0 => (Phase::Unbounded, format!("{heavy}: E e^(sU) is infinite for every s > 0")),
        f64::INFINITY => (Phase::Tilt { rate }, "E e^(sU) is finite for every s".into()),
        _ if mean_at_edge => (
            Phase::Escape { rate, by },
            format!("the exponential moments of U end at g = {rate}, where K'(g) is still finite"),
        ),
        _ => (
            Phase::Tilt { rate },
            format!("the exponential moments of U end at g = {rate}, where s K'(s) - K(s) grows without bound"),
        ),
    };
    JointPhase::decided(phase, rule)
}

/// A place of V about which X given V is heavy-tailed, on both sides.
fn heavy_at(value: &Law, given: &Given) -> Option<f64> {
    let is_heavy = |v: f64| matches!(given.at(v), Ok(Conditioned::Law(law)) if law.tail_class().is_heavy());
    let places = LOOKS.into_iter().map(|ln_p| [0.999, 1.0, 1.001].map(|factor| value.inv_ln_sf(factor * ln_p)));
    let found = places.into_iter().find(|about| about.iter().all(|v| is_heavy(*v)) && about[0] < about[2]);
    found.map(|about| about[1])
}

/// X is `m(v) + s(v) L` for each v, with light L. Errors: what is not known.
fn light(value: &Law, given: &Given) -> Result<JointPhase, &'static str> {
    let cases = given.spreads().ok_or(
        "in some case X given V = v is not a law with a tail lighter than every exponential, scaled and shifted by expressions in v, and \
         in another, or the same, neither the same for every v nor bounded",
    )?;
    if !cases.iter().all(|(_, spread)| spread.is_locally_bounded()) {
        return Err("the form of an expression in v does not bound it");
    }
    let support = value.support();
    let everywhere = |rule: &str| Ok(JointPhase::decided(Phase::Tilt { rate: f64::INFINITY }, rule));
    if support.low.is_finite() && support.high.is_finite() {
        return everywhere("E e^(sU) is finite for every s: V is bounded, and so are the parameters of light laws");
    }
    if cases.iter().all(|(_, spread)| spread.cancels()) {
        return everywhere("E e^(sU) is finite for every s: X takes V away again, and what it adds is light");
    }
    if cases.iter().all(|(_, spread)| spread.is_bounded()) {
        return Ok(by_edge(edge(value), Side::Value, "V is heavy-tailed and X bounded"));
    }
    let (_, sd) = value.as_normal().ok_or("V is neither bounded nor normal")?;
    // The first case that holds far out on a side.
    let end = |sign: f64| {
        let holds = |(low, high): (f64, f64)| if sign < 0.0 { low == -f64::INFINITY } else { high == f64::INFINITY };
        cases
            .iter()
            .find(|(range, _)| holds(*range))
            .and_then(|(_, spread)| spread.finite_below(sign > 0.0, 0.5 / (sd * sd)))
    };
    let ends =
        end(-1.0).zip(end(1.0)).ok_or("the leading terms of the expressions in v do not tell, or oppose each other")?;
    match ends.0.min(ends.1) {
        0.0 => Ok(by_edge(
            Edge { rate: 0.0, mean_at_edge: false },
            Side::Error,
            "X given V = v grows faster with v than V falls off",
        )),
        f64::INFINITY => everywhere("E e^(sU) is finite for every s: X given V = v is light, and grows slowly with v"),
        rate if given.normals().is_some_and(|cases| is_infinite_at(rate, value.as_normal(), &cases)) => {
            let phase = Phase::Tilt { rate };
            let why = "where X given V = v grows as fast with v as V falls off: E e^(gU) is infinite, and s K'(s) - K(s) grows without bound";
            Ok(JointPhase::decided(phase, format!("the exponential moments of U end at g = {rate}, {why}")))
        }
        rate => Ok(JointPhase::finite_below(
            rate,
            format!(
                "the exponential moments of U end at g = {rate}, where X given V = v grows as fast with v as V falls off: the supremum is finite \
                 at every divergence, and a tilt attains it up to g K'(g) - K(g); whether that is finite is not known"
            ),
        )),
    }
}

/// Whether `E e^(gU)` is infinite, V and X given V = v being normal: so it is if on a side the logarithm of the integrand over v, of which
/// the squares cancel, does not fall. False where that is not known.
fn is_infinite_at(rate: f64, value: Option<(f64, f64)>, cases: &[Normal]) -> bool {
    let Some((mean, sd)) = value else { return false };
    [-1.0, 1.0].into_iter().any(|sign| {
        let holds = |case: &&Normal| if sign < 0.0 { case.low == -f64::INFINITY } else { case.high == f64::INFINITY };
        let Some([m, s]) = cases.iter().find(holds).and_then(|case| Some([case.mean.quadratic()?, square(&case.sd)?]))
        else {
            return false;
        };
        let squares = [rate * m[2], 0.5 * rate * rate * s[2], -0.5 / (sd * sd)];
        let linear = [rate, rate * m[1], 0.5 * rate * rate * s[1], mean / (sd * sd)];
        let [of_squares, of_linear] = [&squares[..], &linear[..]]
            .map(|terms| (terms.iter().sum::<f64>(), terms.iter().map(|term| term.abs()).fold(0.0, f64::max)));
        of_squares.0.abs() <= CANCELLED * of_squares.1 && sign * of_linear.0 >= -CANCELLED * of_linear.1
    })
}

/// Sums that are smaller beside their terms are 0 but for rounding.
const CANCELLED: f64 = 1e-12;

/// The square of an expression as a polynomial.
fn square(of: &Expression) -> Option<[f64; 3]> {
    match of {
        Expression::Call(Function::Sqrt, of) => of[0].quadratic(),
        _ => of.line().map(|(slope, at_zero)| [at_zero * at_zero, 2.0 * slope * at_zero, slope * slope]),
    }
}
