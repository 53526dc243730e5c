//! K-5: under independence an exponential tilt of the proxy tilts V by itself; the error only costs divergence.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::model::Proxy;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k5",
    title: "A KL penalty of weight β makes E[V] = K_V'(1/β), whatever the error is: X only adds to the divergence",
    statement: "Let U = X+V with X and V independent and E e^(sU) < ∞, s > 0. The policy that maximises E[U] - KL/s is the tilt e^(sU) of the \
        base; under it V and X are independent and each tilted by itself: E[V] = K_V'(s), whatever X is, E[X] = K_X'(s), and \
        KL = (s K_V' - K_V) + (s K_X' - K_X). So E[V] rises with s, strictly unless V is constant. If E e^(sU) < ∞ for every s it rises to \
        the supremum of V. If the exponential moments of X end at g and V has some beyond, it rises to K_V'(g) only, and for s > g \
        the objective is unbounded and has no maximiser. Normal V: K_V'(s) = E[V] + s Var(V).",
    hypotheses: "X and V are independent; E e^(sU) < ∞ at the rate s = 1/β in question.",
    applies: |subject| {
        let Proxy { value, error } = subject.pair()?;
        let heavy = [value, error].into_iter().find(|law| law.tail_class().is_heavy());
        heavy.map_or(Ok(()), |law| Err(format!("{law} has no exponential moment")))
    },
    source: "Gibbs's variational principle; the factorisation is one line. Replaces the proof of theorem 4 of Kwa, Thomas, Garriga-Alonso (2024).",
    corrects: None,
    evidence,
};

/// A law of V with `K_V'`, and the part of the divergence that it takes, `s K_V' - K_V`.
struct Value {
    spec: &'static str,
    mean: fn(f64) -> f64,
    kl: fn(f64) -> f64,
}

const VALUES: [Value; 3] = [
    Value { spec: "normal(0, 1)", mean: |s| s, kl: |s| 0.5 * s * s },
    Value { spec: "uniform(-1, 1)", mean: |s| 1.0 / s.tanh() - 1.0 / s, kl: |s| s / s.tanh() - 1.0 - (s.sinh() / s).ln() },
    Value { spec: "centred(exponential(2))", mean: |s| 1.0 / (2.0 - s) - 0.5, kl: |s| s / (2.0 - s) + (-0.5 * s).ln_1p() },
];

/// A divergence by the rate.
type Cost = fn(f64) -> f64;

/// Errors of mean 0 with their part of the divergence.
const ERRORS: [(&str, Cost); 4] = [
    ("laplace(1)", |s| 2.0 * s * s / (1.0 - s * s) + (-s * s).ln_1p()),
    ("normal(0, 3)", |s| 4.5 * s * s),
    ("uniform(-1, 1)", |s| s / s.tanh() - 1.0 - (s.sinh() / s).ln()),
    ("centred(exponential(1))", |s| s / (1.0 - s) + (-s).ln_1p()),
];

const RATES: [f64; 4] = [0.1, 0.4, 0.7, 0.95];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let rate = || Axis::linear("rate s = 1/β");
    let mut means = Panel::new("E[V] under the tilt, with four errors each: one curve", rate(), Axis::linear("E[V]"));
    let mut costs = Panel::new("What it costs: V normal(0, 1)", rate(), Axis::log("KL divergence (nats)"));
    for value in VALUES {
        for (error, of_error) in ERRORS {
            context.begin(&format!("V {}, X {error}", value.spec));
            let conditioner = Conditioner::new(&context.proxy(value.spec, error)?);
            for s in RATES {
                let found = Tilt::of(&conditioner, s)?;
                let (place, mean) = (format!("X {error}, s = {s}"), (value.mean)(s));
                let predicted = Estimate::new(mean, 1e-9 * mean);
                means.rows.push(Row::new(format!("V {}", value.spec), s, place, predicted, Measured::Enclosure(found.value)));
                if value.spec == VALUES[0].spec {
                    let kl = (value.kl)(s) + of_error(s);
                    let predicted = Estimate::new(kl, 1e-8 * kl);
                    costs.rows.push(Row::new(format!("X {error}"), s, format!("s = {s}"), predicted, Measured::Enclosure(found.kl)));
                }
            }
        }
        means.line(format!("V {}", value.spec), false, spread(0.02, 0.98, 60).map(|s| (s, (value.mean)(s))));
    }
    for (error, of_error) in ERRORS {
        costs.line(format!("X {error}"), false, spread(0.05, 0.98, 60).map(|s| (s, 0.5 * s * s + of_error(s))));
    }
    Ok(Evidence::of(vec![means, costs]))
}

/// What the tilt of U makes of V and of the divergence, from the law of U and the mean of V above each level alone.
pub(super) struct Tilt {
    pub(super) value: Estimate,
    kl: Estimate,
}

impl Tilt {
    /// With G(u) = E[V; U >= u] and P(u) = P(U >= u), both means of V and U being 0: E e^(sU) = s int e^(su) P du,
    /// E[V e^(sU)] = s int e^(su) G du and E[U e^(sU)] = int (1 + su) e^(su) P du.
    pub(super) fn of(conditioner: &Conditioner, s: f64) -> Result<Self, Refusal> {
        let parts = |u: f64| match conditioner.value_above(u) {
            Ok(above) => {
                let (weight, gain) = ((s * u + above.ln_p.value).exp(), above.gain.map_or(0.0, |gain| gain.value));
                [weight, weight * gain, (1.0 / s + u) * weight]
            }
            // Beyond all that U reaches.
            Err(_) => [0.0; 3],
        };
        // Down to where e^(su) has faded, up to where the tail beats it by as much.
        let down = -34.0 / s;
        let faded = |u: f64| conditioner.value_above(u).map_or(true, |above| s * u + above.ln_p.value < -34.0);
        let up = (0..40).map(|k| 4.0 * 1.5f64.powi(k)).find(|&u| faded(u));
        let up = up.ok_or_else(|| Refusal(format!("no end of the tilt at rate {s}")))?;
        let cuts: Vec<f64> = (0..=24).map(|k| down + (up - down) * f64::from(k) / 24.0).chain([-2.0, -1.0, 0.0, 1.0, 2.0]).collect();
        let q = integrate(|_, u| parts(u), &ordered(cuts), Goal { relative: 1e-11, bisections: 200 });
        let of = |k: usize| Estimate::new(q.value[k], q.error[k] + 3e-11 * q.absolute[k]);
        let mean_u = of(2).over(of(0));
        let ln_mgf = of(0).scaled(s).ln();
        Ok(Self { value: of(1).over(of(0)), kl: mean_u.scaled(s).plus(ln_mgf.scaled(-1.0)) })
    }
}

/// Neighbouring cuts in order.
pub(super) fn ordered(mut cuts: Vec<f64>) -> Vec<(f64, f64)> {
    cuts.sort_by(f64::total_cmp);
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
