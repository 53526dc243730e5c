//! D-4 where X is `m(V) + s(V) L`, case by case, L of a fixed law independent of V: the extreme errors have V's law weighted by the
//! constant `c(v)` of `P(X > t | V = v) ~ c(v) t^-alpha`.
//!
//! Refuses: other forms; a V with too few moments for the growth of m and s; an L with a logarithm in its tail; a V with atoms beside
//! a density.

use super::happens;
use crate::{
    model::{
        Regime,
        joint::{Conditioned, Given, given::Form, growth::Growth},
        regime::lower_index,
    },
    num::quadrature::{Goal, integrate},
    tail::{Law, TailClass},
};
use std::f64::consts::LN_2;

/// Depths at which the integrals over V are cut, in nats.
const DEPTHS: [f64; 16] = [LN_2, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0, 14.0, 21.0, 32.0, 48.0, 80.0, 160.0, 320.0, 640.0];
/// When they stop.
const GOAL: Goal = Goal { relative: 1e-13, bisections: 300 };

pub(super) fn limit(value: &Law, given: &Given) -> Regime {
    match weighted(value, given) {
        Ok(limit) => Regime::finite(
            limit,
            "D-4: given a large X the law of V is weighted by the constant in the tail of X given V",
        ),
        Err(why) => Regime::unknown(why),
    }
}

/// `E[V c(V)] / E[c(V)]`, if the hypotheses hold.
fn weighted(value: &Law, given: &Given) -> Result<f64, &'static str> {
    let forms = given.forms().ok_or(
        "D-4 is applied to a fixed law, scaled(s, law), shifted(m, law), normal(m, s) and at(m), case by case, where the form of s and m bounds them",
    )?;
    let forms: Vec<&Form<'_>> = forms.iter().filter(|form| happens(value, (form.from, form.to))).collect();
    let index = index(&forms)?;
    if !has_moments(value, &forms, index) {
        return Err("D-4 asks for more moments of V, on both sides, than it has: it is not light beside X, m and s");
    }
    let constant = |v: f64| match given.at(v) {
        Ok(Conditioned::Law(law)) => match law.tail_class() {
            TailClass::RegularlyVarying { index: own, ln_coefficient, .. } if (own - index).abs() < 1e-9 => {
                ln_coefficient.exp()
            }
            _ => 0.0,
        },
        Ok(Conditioned::Point(_)) => 0.0,
        Err(_) => f64::NAN,
    };
    let [total, first] = means(value, &given.boundaries(), |v| [constant(v), v * constant(v)])?;
    if total > 0.0 && (first / total).is_finite() {
        Ok(first / total)
    } else {
        Err("the constants in the tail of X given V leave f64")
    }
}

/// The least tail index of X given V.
fn index(forms: &[&Form<'_>]) -> Result<f64, &'static str> {
    let mut least = f64::INFINITY;
    for class in forms.iter().filter_map(|form| form.law).map(|law| law.tail_class()) {
        match class {
            TailClass::SlowlyVarying => {
                return Err("D-4 asks for a regularly varying X, and the tail of one case varies slowly");
            }
            TailClass::RegularlyVarying { log_power, .. } if log_power != 0.0 => {
                return Err("D-4 is applied to power tails, and that of one case has a logarithm");
            }
            class => least = least.min(class.tail_index()),
        }
    }
    if least.is_finite() { Ok(least) } else { Err("D-4 asks for a regularly varying X, and no case has one") }
}

/// Whether `E[(1 + |V|) (1 + |V| + |m| + s)^(alpha + epsilon)]` is finite: then no V far out makes up for an ordinary L.
fn has_moments(value: &Law, forms: &[&Form<'_>], index: f64) -> bool {
    let support = value.support();
    if support.low.is_finite() && support.high.is_finite() {
        return true;
    }
    let growths = forms.iter().flat_map(|form| [form.shift, form.scale]);
    match growths.fold(Growth::Power(1.0), Growth::larger) {
        Growth::Exponential => value.as_normal().is_some(),
        Growth::Power(degree) => value.tail_class().tail_index().min(lower_index(value)) > 1.0 + degree * index + 1e-9,
    }
}

/// The means of two functions of V.
fn means(value: &Law, cuts: &[f64], f: impl Fn(f64) -> [f64; 2]) -> Result<[f64; 2], &'static str> {
    let atoms = value.atoms();
    if !atoms.is_empty() {
        let whole = atoms.iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12;
        let mean = |k: usize| atoms.iter().map(|atom| atom.mass * f(atom.at)[k]).sum();
        return if whole { Ok([mean(0), mean(1)]) } else { Err("V has atoms beside a density") };
    }
    let half = |place: &dyn Fn(f64) -> f64, depth: &dyn Fn(f64) -> f64| {
        let marks = cuts.iter().copied().chain(value.kinks()).map(depth);
        let mut depths: Vec<f64> = DEPTHS.into_iter().chain(marks.filter(|d| *d > LN_2 && *d < DEPTHS[15])).collect();
        depths.sort_by(f64::total_cmp);
        let panels: Vec<(f64, f64)> = depths.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let weighed =
            |_: usize, depth: f64| f(place(depth)).map(|part| if part == 0.0 { 0.0 } else { (-depth).exp() * part });
        integrate(weighed, &panels, GOAL).value
    };
    let upper = half(&|depth| value.inv_ln_sf(-depth), &|v| -value.ln_sf(v));
    let lower = half(&|depth| value.inv_ln_cdf(-depth), &|v| -value.ln_cdf(v));
    Ok([upper[0] + lower[0], upper[1] + lower[1]])
}
