//! G-10: a value heavier than the error follows the threshold; with the other regimes beside it.

use super::g3::pareto_pair;
use super::g4::exact;
use super::g9::predicted as balanced;
use super::measure::{spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;
use crate::num::special::{ln_normal_sf, normal_hazard};
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g10",
    title: "A value with the heavier, subexponential tail is what a large proxy consists of: E[V | U ≥ t] ~ E[V | V > t]",
    statement: "Let V be subexponential, E|V| < ∞, and P(X > t) = o(P(V > t)), X and V independent. Then E[V | X+V ≥ t] ~ E[V | V > t]: \
        ~ t β/(β-1) for a tail of index β > 1, ~ t for lognormal and stretched exponential values. The error may itself be \
        heavy-tailed, and then the value can fall for long before it rises. Beside it, the other regimes: levelling off at a tilted mean \
        (G-6) or at E[V] + c (G-3), falling back to E[V] (G-5, G-4), growing with a power of t (G-4, G-9) or in proportion to it (G-7).",
    hypotheses: "X and V are independent; V is subexponential with E|V| < ∞; P(X > t)/P(V > t) → 0.",
    applies,
    source: "Derived in the proof; the other regimes from their own claims.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let pair = subject.pair()?;
    pair.value.mean().finite().ok_or_else(|| format!("{} has no finite mean", pair.value))?;
    let (value, error) = (pair.value.tail_class(), pair.error.tail_class());
    if !value.is_heavy() {
        return Err(format!("{} is not subexponential", pair.value));
    }
    let heavier = match (value, error) {
        (_, error) if !error.is_heavy() => true,
        (TailClass::RegularlyVarying { index: b, .. }, error) => b < error.tail_index(),
        (TailClass::LogNormal { .. }, TailClass::Stretched { .. }) => true,
        (TailClass::LogNormal { sigma: s, .. }, TailClass::LogNormal { sigma, .. }) => s > sigma,
        (TailClass::Stretched { exponent: k, .. }, TailClass::Stretched { exponent, .. }) => k < exponent,
        _ => false,
    };
    if heavier { Ok(()) } else { Err(format!("{} is not heavier than {}", pair.value, pair.error)) }
}

/// One curve: its laws, the form predicted with the relative size of what it leaves out, where it is checked, and where drawn.
struct Curve {
    name: &'static str,
    value: &'static str,
    error: &'static str,
    form: fn(f64) -> f64,
    rest: fn(f64) -> f64,
    places: &'static [f64],
    drawn: (f64, f64),
}

/// `E[V | V > s]` for V lognormal(0, 1).
fn lognormal_beyond(s: f64) -> f64 {
    (0.5 + ln_normal_sf(s.ln() - 1.0) - ln_normal_sf(s.ln())).exp()
}

/// V Weibull(4), X standard normal: where the two exponents balance.
fn light_pair(t: f64) -> Estimate {
    balanced([2.0, 0.5, 4.0, 1.0], t)
}

/// The mean of lognormal(0, 1).
const LOGNORMAL_MEAN: f64 = 1.648_721_270_700_128_2;

const GROWS: [Curve; 8] = [
    Curve {
        name: "G-10: V pareto(3), X normal: 3t/2",
        value: "pareto(3)",
        error: "normal(0, 1)",
        form: |t| 1.5 * t,
        rest: |t| 4.0 / (t * t),
        places: &[30.0, 300.0],
        drawn: (2.0, 1e8),
    },
    Curve {
        name: "G-10: V pareto(3), X lognormal: 3t/2",
        value: "pareto(3)",
        error: "lognormal(0, 1)",
        form: |t| 1.5 * (t - LOGNORMAL_MEAN),
        rest: |t| 60.0 / (t * t),
        places: &[1e4, 1e6],
        drawn: (2.0, 1e8),
    },
    Curve {
        name: "G-10: V lognormal, X exponential: ~ t",
        value: "lognormal(0, 1)",
        error: "exponential(1)",
        form: |t| lognormal_beyond(t - 1.0),
        rest: |t| 20.0 * (t.ln() / t).powi(2),
        places: &[100.0, 1e4],
        drawn: (2.0, 1e8),
    },
    Curve {
        name: "G-10: V weibull(1/2), X normal: ~ t",
        value: "weibull(0.5)",
        error: "normal(0, 1)",
        form: |t| t + 2.0 * t.sqrt() + 2.0,
        rest: |t| 2.0 * t.powf(-1.5),
        places: &[100.0, 1e4],
        drawn: (2.0, 1e8),
    },
    Curve {
        name: "G-10: V student_t(10), X lognormal: 10t/9, at last",
        value: "scaled(1.788854381999832, student_t(10))",
        error: "shifted(-1, lognormal(0, 0.6931471805599453))",
        form: |t| t / 0.9,
        rest: |t| 4.0 / t,
        places: &[1e6, 1e8],
        drawn: (2.0, 1e8),
    },
    Curve {
        name: "G-7: both normal: t/2",
        value: "normal(0, 1)",
        error: "normal(0, 1)",
        form: |t| normal_hazard(t / 2f64.sqrt()) / 2f64.sqrt(),
        rest: |_| 1e-10,
        places: &[3.0, 10.0],
        drawn: (2.0, 1e4),
    },
    Curve {
        name: "G-9: V weibull(4), X normal: t^(1/3)",
        value: "weibull(4)",
        error: "normal(0, 1)",
        form: |t| light_pair(t).value,
        rest: |t| light_pair(t).relative_error(),
        places: &[60.0, 180.0],
        drawn: (2.0, 1e4),
    },
    Curve {
        name: "G-4: V pareto(2.2), X pareto(1.5): t^0.3",
        value: "pareto(2.2)",
        error: "pareto(1.5)",
        form: |t| exact(1.5, 2.2, t).value,
        rest: |_| 1e-12,
        places: &[10.0, 1e4],
        drawn: (2.5, 1e8),
    },
];

const LEVELS: [Curve; 3] = [
    Curve {
        name: "G-3: V pareto(3), X pareto(2): E[V] + c = 3",
        value: "pareto(3)",
        error: "pareto(2)",
        form: |t| pareto_pair((2, 3), 1.0, t),
        rest: |_| 1e-12,
        places: &[10.0, 1e3],
        drawn: (2.5, 1e4),
    },
    Curve {
        name: "G-6: V exponential(1.5), X laplace: K′(1) = 2",
        value: "exponential(1.5)",
        error: "laplace(1)",
        form: |_| 2.0,
        rest: |t| 4.0 * t * (-0.5 * t).exp() + 1e-9,
        places: &[20.0, 100.0],
        drawn: (0.5, 300.0),
    },
    Curve {
        name: "G-6: V normal, X exponential: K′(1) = 1",
        value: "normal(0, 1)",
        error: "exponential(1)",
        form: |_| 1.0,
        rest: |t| (-0.4 * (t - 1.0).powi(2)).exp() + 1e-9,
        places: &[6.0, 20.0],
        drawn: (0.5, 300.0),
    },
];

const FALLS: [Curve; 4] = [
    Curve {
        name: "G-5: V normal, X pareto(1.5): 1.5/t",
        value: "normal(0, 1)",
        error: "pareto(1.5)",
        form: |t| 1.5 / t + 3.75 / t.powi(3),
        rest: |t| 60.0 / t.powi(4),
        places: &[30.0, 1e4],
        drawn: (2.0, 1e6),
    },
    Curve {
        name: "G-5: V normal, X lognormal: (ln t)/t",
        value: "normal(0, 1)",
        error: "lognormal(0, 1)",
        form: |t| normal_hazard(t.ln()) / t,
        rest: |t| 3.0 * t.ln() / (t * t),
        places: &[60.0, 1e4],
        drawn: (2.0, 1e6),
    },
    Curve {
        name: "G-5: V normal, X weibull(1/2): t^(−1/2)/2",
        value: "normal(0, 1)",
        error: "weibull(0.5)",
        form: |t| 0.5 / t.sqrt(),
        rest: |t| t.powf(-1.5),
        places: &[100.0, 1e4],
        drawn: (2.0, 1e6),
    },
    Curve {
        name: "G-1: V is −1 or 1, X levy: gain of order 1/t",
        value: "two_point(-1, 1, 0.5)",
        error: "levy(1)",
        form: |t| {
            (libm::erf((0.5 / (t - 1.0)).sqrt()) - libm::erf((0.5 / (t + 1.0)).sqrt()))
                / (libm::erf((0.5 / (t - 1.0)).sqrt()) + libm::erf((0.5 / (t + 1.0)).sqrt()))
        },
        rest: |_| 1e-9,
        places: &[3.0, 1e3],
        drawn: (2.0, 1e6),
    },
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let t_axis = || Axis::log("threshold t");
    let mut grows = Panel::new("Grows", t_axis(), Axis::log("E[V | U ≥ t]"));
    let mut levels = Panel::new("Levels off", t_axis(), Axis::linear("E[V | U ≥ t]"));
    let mut falls = Panel::new("Falls back to E[V] = 0", t_axis(), Axis::log("E[V | U ≥ t]"));
    for (panel, curves) in [(&mut grows, &GROWS[..]), (&mut levels, &LEVELS[..]), (&mut falls, &FALLS[..])] {
        for curve in curves {
            context.begin(curve.name);
            add(context, panel, curve)?;
        }
    }
    Ok(Evidence::of(vec![grows, levels, falls]))
}

/// The checks of a curve, and the curve itself: by quadrature up to its last check, by its form beyond.
fn add(context: &Context<'_>, panel: &mut Panel, curve: &Curve) -> Result<(), Refusal> {
    let prepared = Conditioner::new(&context.proxy(curve.value, curve.error)?);
    for &t in curve.places {
        let (found, note) = value_above(&prepared, t)?;
        let value = (curve.form)(t);
        let predicted = Estimate::new(value, (curve.rest)(t) * value);
        let row = Row::new(curve.name, t, format!("t = {t}"), predicted, Measured::Enclosure(found));
        let row = if (curve.rest)(t) > 1e-8 { row.as_limit() } else { row };
        panel.rows.push(row.with_note(note));
    }
    let (low, high) = curve.drawn;
    let known = curve.places[0].min(high);
    let near = spread(low, known, 40).filter_map(|t| value_above(&prepared, t).ok().map(|found| (t, found.0.value)));
    let far = spread(known, high, 20).skip(1).map(|t| (t, (curve.form)(t)));
    panel.line(curve.name, false, near.chain(far));
    Ok(())
}
