//! G-4: power-law value and power-law error: which index decides, and where the border "plus one" lies.

use super::measure::value_above;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g4",
    title: "A power-law error ruins selection only if its index is below that of the value by more than one",
    statement: "Let X and V be independent with power-law tails c_X t^-α and c_V t^-β, β > 1. As t grows, E[V | X+V ≥ t] is \
        ~ t β/(β-1) for β < α; ~ t α/(α-1) c_V/(c_V+c_X) for β = α; ~ (c_V/c_X) β/(β-1) t^(1+α-β), without bound, for \
        α < β < α+1; tends to E[V] + (c_V/c_X) β/(β-1) for β = α+1; and to E[V] for β > α+1. For pure Pareto laws the value \
        is, at every t, β/(β-1) times a ratio of two convolution tails, each a convergent series where its indices are not whole.",
    hypotheses: "X and V are independent; P(X > t) ~ c_X t^-α and P(V > t) ~ c_V t^-β with constants c_X, c_V > 0, α > 0, β > 1 \
        (no slowly varying factors); E|V| < ∞.",
    applies,
    source: "Constants, border case and size-biasing derived in the proof; for these tails the case β > α+1 is that of Kwa, Thomas, \
        Garriga-Alonso (2024), theorem 5.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    let pure = |law: &crate::tail::Law| match law.tail_class() {
        TailClass::RegularlyVarying { log_power: 0.0, .. } => Ok(()),
        _ => Err(format!("{law} does not have a pure power-law tail")),
    };
    pure(error)?;
    pure(value)?;
    value.mean().finite().map(drop).ok_or_else(|| format!("{value} has no finite mean"))
}

/// `P(X + Y > t)` for Pareto(a) and Pareto(b), a and b not whole, exact for t >= 2.
///
/// `sum over k of (a)_k/k! b/(b-k) t^{-a-k}`, the same with a and b exchanged, and
/// `-Gamma(1-a) Gamma(1-b) / Gamma(1-a-b) t^{-a-b}` (derived in the proof).
pub(super) fn sum_sf(a: f64, b: f64, t: f64) -> Estimate {
    let half = |a: f64, b: f64| {
        let (mut power, mut sum, mut size) = (t.powf(-a), 0.0, 0.0);
        for k in 0..400 {
            let k = f64::from(k);
            let term = power * b / (b - k);
            sum += term;
            size += term.abs();
            if term.abs() < 1e-18 * size {
                break;
            }
            power *= (a + k) / (k + 1.0) / t;
        }
        Estimate::new(sum, 4.0 * f64::EPSILON * size)
    };
    let gamma = libm::tgamma;
    // The reciprocal of Gamma is 0 at 0, -1, -2, ...
    let whole = (a + b).fract() == 0.0;
    let cross = if whole { 0.0 } else { -gamma(1.0 - a) * gamma(1.0 - b) / gamma(1.0 - a - b) * t.powf(-a - b) };
    half(a, b).plus(half(b, a)).plus(Estimate::new(cross, 1e-14 * cross.abs()))
}

/// `E[V | X + V >= t]` for X Pareto(alpha), V Pareto(beta): `E[V]` times a ratio of two such tails, since V weighted by its size is
/// Pareto(beta - 1).
pub(super) fn exact(alpha: f64, beta: f64, t: f64) -> Estimate {
    sum_sf(alpha, beta - 1.0, t).over(sum_sf(alpha, beta, t)).scaled(beta / (beta - 1.0))
}

/// The leading form and the exponent of its relative remainder.
struct Leading {
    coefficient: f64,
    power: f64,
    /// The mean that is subtracted before comparing (beyond the border), else 0.
    minus: f64,
    remainder: f64,
}

fn leading(alpha: f64, beta: f64) -> Leading {
    let (mean, gap) = (beta / (beta - 1.0), beta - alpha);
    let variance = mean / (beta - 1.0) / (beta - 2.0);
    let form = |coefficient, power, minus, remainder: f64| Leading { coefficient, power, minus, remainder };
    if gap < 0.0 {
        form(mean, 1.0, 0.0, gap.abs().min(1.0))
    } else if gap == 0.0 {
        form(0.5 * mean, 1.0, 0.0, (alpha - 0.5).min(1.0))
    } else if gap < 1.0 {
        form(mean, 1.0 - gap, 0.0, (1.0 - gap).min(gap))
    } else if gap == 1.0 {
        form(2.0 * mean, 0.0, 0.0, alpha.min(1.0))
    } else {
        form(alpha * variance, -1.0, mean, (gap - 2.0).min(alpha).min(1.0))
    }
}

/// The five cases, and the border once more with an error of infinite mean.
const PAIRS: [(f64, f64, &str); 6] = [
    (1.5, 1.2, "β < α"),
    (1.5, 1.5, "β = α"),
    (1.5, 2.2, "α < β < α+1"),
    (1.5, 2.5, "β = α+1"),
    (0.5, 1.5, "β = α+1, E[X] infinite"),
    (1.5, 3.9, "β > α+1"),
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let t_axis = || Axis::log("threshold t");
    let mut ranges = Panel::new("β ≤ α + 1: the value grows, or settles above E[V]", t_axis(), Axis::log("E[V | U ≥ t]"));
    let mut excess = Panel::new("β > α + 1: the gain dies out", t_axis(), Axis::log("E[V | U ≥ t] − E[V]"));
    for (alpha, beta, name) in PAIRS {
        let series = format!("{name}: α = {alpha}, β = {beta}");
        context.begin(&series);
        let prepared = Conditioner::new(&context.proxy(&format!("pareto({beta})"), &format!("pareto({alpha})"))?);
        let form = leading(alpha, beta);
        let panel = if form.minus > 0.0 { &mut excess } else { &mut ranges };
        for t in [4.0, 10.0, 100.0, 1e3, 1e4, 1e6] {
            let (measured, note) = measure(&prepared, t, form.minus)?;
            let predicted = exact(alpha, beta, t).plus(Estimate::new(-form.minus, 0.0));
            panel.rows.push(Row::new(&series, t, format!("t = {t}"), predicted, measured).with_note(note));
        }
        let lead = |t: f64| form.coefficient * t.powf(form.power);
        for t in [1e10, 1e12] {
            let (measured, note) = measure(&prepared, t, form.minus)?;
            let predicted = Estimate::new(lead(t), 4.0 * t.powf(-form.remainder) * lead(t) + 1e-4 * lead(t));
            let row = Row::new(&series, t, format!("t = {t:e}, leading form"), predicted, measured);
            panel.rows.push(row.as_limit().with_note(note));
        }
        let places: Vec<f64> = (0..=60).map(|i| 4.0 * 10f64.powf(f64::from(i) * 0.19)).collect();
        panel.line(&series, false, places.iter().map(|t| (*t, exact(alpha, beta, *t).value - form.minus)));
        panel.line(&series, true, [1e3, 1e12].map(|t| (t, lead(t))));
    }
    Ok(Evidence::of(vec![ranges, excess]))
}

/// `E[V | U >= t]` less a number, by quadrature, and how rare `U >= t` is.
fn measure(prepared: &Conditioner, t: f64, minus: f64) -> Result<(Measured, String), Refusal> {
    let (mean, note) = value_above(prepared, t)?;
    Ok((Measured::Enclosure(mean.plus(Estimate::new(-minus, f64::EPSILON * minus))), note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_convolution_tail_has_known_values() {
        // At index 1/2 the integral is elementary: P(X + Y > t) = 2 sqrt(t - 1) / t.
        for t in [2.0, 3.0, 50.0] {
            let truth = 2.0 * f64::sqrt(t - 1.0) / t;
            assert!((sum_sf(0.5, 0.5, t).value / truth - 1.0).abs() < 1e-13, "{t}");
        }
        assert!((sum_sf(1.5, 2.7, 2.0).value - 1.0).abs() < 1e-12, "two draws of at least 1 always reach 2");
    }
}
