//! Errors that are normal given V, of mean m(v) and standard deviation s(v): D-2 where a large U comes from one place, D-3 where it
//! comes from an end of V.
//!
//! The reach r of an event A is that of `P(U >= t, A) = exp(-t^2 (1 + o(1)) / (2 r^2))`; the furthest wins. Of values that stay
//! bounded it is the supremum of s; of an end of V it is `sqrt((rho tau)^2 + s^2)` at `V + m(V) ~ rho |V|`, V's own tail having the
//! scale tau, and infinite where s grows.
//!
//! Refuses: places or ends between which the leading order does not decide; expressions that it cannot bound.

use super::happens;
use crate::{
    model::{
        Limit, Regime,
        joint::{
            bounds::{Stretch, highest},
            expression::{Expression, Function},
            given::Normal,
            growth::growth,
            leading::{Leading, leading},
        },
    },
    tail::{Law, Moment, TailClass},
};

/// What counts as a difference of reaches.
const APART: f64 = 1e-9;
/// How near to a place V must come.
const NEAR: f64 = 1e-6;

const OF_TAIL: &str =
    "D-2 and D-3 ask for the tail of V where V + m(V) grows, and it is not known, or too heavy for a slow growth";

/// Values of V on which m and s are two expressions.
struct Region {
    over: (f64, f64),
    mean: Expression,
    sd: Expression,
    /// `v + m(v)`.
    reached: Expression,
}

/// How far an end of V reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reach {
    Within(f64),
    /// `-ln P(U >= t) ~ C t^(2/(1 + power))`, C falling in the scale.
    Power {
        power: f64,
        scale: f64,
    },
    /// `-ln P(U >= t) ~ (ln t)^2 / (2 rate^2)`.
    Exponential(f64),
    /// Infinite, by an order that is not known.
    Beyond,
}

pub(super) fn limit(value: &Law, cases: &[Normal]) -> Result<Regime, &'static str> {
    if !matches!(value.mean(), Moment::Finite(_)) {
        return Err("D-2 and D-3 ask for a V with a finite mean");
    }
    let regions = regions(value, cases)?;
    let support = value.support();
    let ends = [(support.low, false), (support.high, true)].map(|(end, upwards)| match end.is_finite() {
        true => Ok(Reach::Within(0.0)),
        false => {
            let region = if upwards { regions.last() } else { regions.first() };
            region.map_or(Err("V has no law"), |region| reach(value, region, upwards))
        }
    });
    let [low, high] = [ends[0]?, ends[1]?];
    let bounded = |of: &Expression| growth(of).is_some();
    let seen = |region: &Region| highest(stretches(&[region], |region| &region.sd)).value.1 < f64::INFINITY;
    if !regions.iter().all(|region| bounded(&region.mean)) {
        return Err("D-2 and D-3 ask for a mean of X given V that is bounded where V is, which its form does not tell");
    }
    match (low, high) {
        (Reach::Within(low), Reach::Within(high)) => within(value, &regions, [low, high]),
        _ if !regions.iter().all(|region| bounded(&region.sd) || seen(region)) => {
            Err("D-3 asks for a spread of X given V that is bounded where V is, which its form does not tell")
        }
        _ => match ahead(low, high) {
            Some(upwards) => Ok(towards(upwards)),
            None if is_mirrored(value, &regions, high) => Ok(towards(true)),
            None => Err(
                "D-3: X given V grows at both ends of V, and the leading order does not tell at which a large U is likelier",
            ),
        },
    }
}

/// The regions between boundaries, or the atoms of a discrete V.
fn regions(value: &Law, cases: &[Normal]) -> Result<Vec<Region>, &'static str> {
    let support = value.support();
    let atoms: Vec<f64> = value.atoms().iter().map(|atom| atom.at).collect();
    let overs: Vec<(f64, f64)> = if atoms.is_empty() {
        let mut marks = vec![support.low, support.high];
        marks.extend(cases.iter().flat_map(|case| [case.low, case.high]));
        marks.retain(|mark| support.low <= *mark && *mark <= support.high);
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        let pairs = marks.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|&over| happens(value, over)).collect()
    } else if value.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        atoms.into_iter().map(|at| (at, at)).collect()
    } else {
        return Err("D-2 and D-3 are not applied to a V with atoms beside a density");
    };
    let region = |over: (f64, f64)| {
        let case = cases.iter().find(|case| case.low <= over.0 && over.1 <= case.high);
        let case = case.ok_or("some values of V have no law of X")?;
        let reached = Expression::Call(Function::Add, vec![Expression::V, case.mean.clone()]);
        Ok(Region { over, mean: case.mean.clone(), sd: case.sd.clone(), reached })
    };
    overs.into_iter().map(region).collect()
}

/// The scale tau of `-ln P(|V| > x) ~ x^2 / (2 tau^2)` at an end of V; infinite for a heavier tail, 0 for a lighter one.
fn own_scale(value: &Law, upwards: bool) -> Option<f64> {
    match (value.as_normal(), value.tail_class()) {
        (Some((_, sd)), _) => Some(sd),
        _ if !upwards => None,
        (None, TailClass::SuperExponential { exponent, coefficient }) => Some(match exponent {
            2.0 => (0.5 / coefficient).sqrt(),
            lighter if lighter > 2.0 => 0.0,
            _ => f64::INFINITY,
        }),
        (None, TailClass::Bounded) => Some(0.0),
        (None, _) => Some(f64::INFINITY),
    }
}

fn reach(value: &Law, region: &Region, upwards: bool) -> Result<Reach, &'static str> {
    let unknown = "D-2 and D-3 ask how X given V behaves far out, which the form of its parameters does not tell";
    let [mean, sd] = [&region.mean, &region.sd].map(|of| leading(of, upwards).ok_or(unknown));
    let (mean, sd) = (mean?, sd?);
    let (is_normal, tau) = (value.as_normal().is_some(), own_scale(value, upwards));
    // V + m(V) in units of |V|.
    let own = if upwards { 1.0 } else { -1.0 };
    let slope = match mean {
        Leading::Power { coefficient, power: 1.0 } => own + coefficient,
        Leading::Power { coefficient, power } if power > 1.0 => coefficient * f64::INFINITY,
        Leading::Exponential { sign, .. } => sign * f64::INFINITY,
        _ => own,
    };
    let spread = match sd {
        Leading::Power { coefficient, power } if coefficient > 0.0 && power > 0.0 => {
            let scale = coefficient * tau.unwrap_or(f64::NAN).powf(power);
            return Ok(if is_normal && slope.is_finite() { Reach::Power { power, scale } } else { Reach::Beyond });
        }
        Leading::Exponential { sign, rate } if sign > 0.0 => {
            let rate = rate * tau.unwrap_or(f64::NAN);
            return Ok(if is_normal && slope.is_finite() { Reach::Exponential(rate) } else { Reach::Beyond });
        }
        Leading::Power { coefficient, power: 0.0 } if coefficient > 0.0 => coefficient,
        Leading::Gone => 0.0,
        Leading::Power { coefficient, .. } if coefficient > 0.0 => 0.0,
        _ => return Err("the spread of X given V is negative far out"),
    };
    match tau {
        _ if slope < 0.0 => Ok(Reach::Within(spread)),
        // V + m(V) may still grow, but slowly: a V with a scale does not mind.
        Some(tau) if slope == 0.0 && tau.is_finite() => Ok(Reach::Within(spread)),
        Some(_) if slope == 0.0 => Err(OF_TAIL),
        Some(f64::INFINITY) => Ok(Reach::Beyond),
        Some(_) if slope == f64::INFINITY && is_normal => Ok(Reach::Beyond),
        Some(tau) if slope.is_finite() => Ok(Reach::Within((slope * tau).hypot(spread))),
        _ => Err(OF_TAIL),
    }
}

/// Whether the upper end wins, or the lower one; at least one is infinite.
fn ahead(low: Reach, high: Reach) -> Option<bool> {
    let by = |a: f64, b: f64| ((a - b).abs() > APART * (a + b)).then_some(b > a);
    match (low, high) {
        (Reach::Within(_), _) => Some(true),
        (_, Reach::Within(_)) => Some(false),
        (Reach::Beyond, _) | (_, Reach::Beyond) => None,
        (Reach::Exponential(a), Reach::Exponential(b)) => by(a, b),
        (Reach::Exponential(_), Reach::Power { .. }) => Some(false),
        (Reach::Power { .. }, Reach::Exponential(_)) => Some(true),
        (Reach::Power { power: p, scale: a }, Reach::Power { power: q, scale: b }) => by(p, q).or_else(|| by(a, b)),
    }
}

/// Whether X given V is the same law given -V, at most linear, and V no likelier to be at -v than at v: then V's own size decides.
fn is_mirrored(value: &Law, regions: &[Region], high: Reach) -> bool {
    let linear = matches!(high, Reach::Power { power, .. } if power <= 1.0);
    let leans = value.as_normal().is_some_and(|(mean, _)| mean >= 0.0);
    match regions {
        [all] => linear && leans && all.sd.is_even() && all.mean.is_constant(),
        _ => false,
    }
}

fn towards(upwards: bool) -> Regime {
    let rule = |end: &str| {
        format!("D-3: a large U comes from V at its {end} end, where X given V, normal, or V itself reaches furthest")
    };
    match upwards {
        true => super::infinite(Limit::Infinite, &rule("upper")),
        false => super::infinite(Limit::NegativeInfinite, &rule("lower")),
    }
}

/// Both ends have a finite reach.
fn within(value: &Law, regions: &[Region], ends: [f64; 2]) -> Result<Regime, &'static str> {
    let all: Vec<&Region> = regions.iter().collect();
    let widest = highest(stretches(&all, |region| &region.sd));
    let [least, most] = [widest.value.0 * (1.0 - APART), widest.value.1 * (1.0 + APART)];
    match ends {
        [low, high] if high > most.max(low * (1.0 + APART)) => return Ok(towards(true)),
        [low, high] if low > most.max(high * (1.0 + APART)) => return Ok(towards(false)),
        [low, high] if low < least && high < least => {
            if let Some(at) = widest.at.filter(|&at| is_near(value, regions, at, |region| region.sd.at(at) >= least)) {
                return Ok(Regime::finite(
                    at,
                    "D-2: a large U comes from the value of V at which the spread of X given V, normal, is largest",
                ));
            }
        }
        _ => {}
    }
    of_equals(value, regions, ends)
}

fn stretches<'a>(regions: &[&'a Region], of: fn(&Region) -> &Expression) -> Vec<Stretch<'a>> {
    regions.iter().map(|region| Stretch { of: of(region), over: region.over }).collect()
}

/// The largest spread is that of whole regions; of their values those win that need the least error.
fn of_equals(value: &Law, regions: &[Region], ends: [f64; 2]) -> Result<Regime, &'static str> {
    let unclear = "D-2 asks for one value of V, or whole cases, at which the spread of X given V is largest, and for ends of V that reach \
        less far; here several do alike, or the form of the parameters does not tell";
    let constant = |region: &Region| match region.over {
        (at, end) if at == end => Some(region.sd.at(at)),
        _ => region.sd.is_constant().then(|| region.sd.at(0.0)),
    };
    let widest = regions.iter().filter_map(constant).fold(0.0, f64::max);
    let (equal, others): (Vec<&Region>, Vec<&Region>) =
        regions.iter().partition(|region| constant(region) == Some(widest));
    let less = widest * (1.0 - APART);
    let others_less = others.is_empty() || highest(stretches(&others, |region| &region.sd)).value.1 < less;
    // An end of such a case may reach as far as its spread.
    let holds = |end: f64| equal.iter().any(|region| region.over.0 == end || region.over.1 == end);
    let end_less = |reach: f64, end: f64| reach < less || (reach == widest && holds(end));
    if !(widest > 0.0 && others_less && end_less(ends[0], f64::NEG_INFINITY) && end_less(ends[1], f64::INFINITY)) {
        return Err(unclear);
    }
    let top = highest(stretches(&equal, |region| &region.reached));
    let low = top.value.0 - APART * (1.0 + top.value.0.abs());
    let at = top.at.filter(|&at| is_near(value, regions, at, |region| region.reached.at(at) >= low));
    let rule = "D-2: where the spread of X given V, normal, is largest, a large U comes from the value of V that needs the least error";
    at.map(|at| Regime::finite(at, rule)).ok_or(unclear)
}

/// Whether V comes near to a place within a region that is as good there.
fn is_near(value: &Law, regions: &[Region], at: f64, is_good: impl Fn(&Region) -> bool) -> bool {
    let width = NEAR * (1.0 + at.abs());
    regions.iter().filter(|region| region.over.0 - width <= at && at <= region.over.1 + width && is_good(region)).any(
        |Region { over: (low, high), .. }| low == high || happens(value, (low.max(at - width), high.min(at + width))),
    )
}
