//! G-6: an exponential-type error leaves a finite gain, the mean of V tilted by the rate.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::above};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::sample::select::kept_above;
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g6",
    title: "Under an exponential-type error of rate γ the value tends to K′(γ), the mean of V tilted by exp(γv)",
    statement: "Let S_X(t-v)/S_X(t) → e^(γv) with 0 < γ < ∞, and E e^((γ+ε)V) < ∞. Then E[V | X+V ≥ t] → K_V'(γ) = \
        E[V e^(γV)] / E[e^(γV)]: m + γ s² for V normal, 1/(λ-γ) for V exponential of rate λ > γ. At λ = γ both exponential, the value \
        is (1 + γt + (γt)²/2) / (γ(1 + γt)) ~ t/2; for λ < γ it is t + O(1).",
    hypotheses: "X and V are independent; X is of exponential type with rate γ; V has an exponential moment above γ.",
    applies,
    source: "The tilt is classical; the domination needed for U ≥ t is in the proof.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    let TailClass::Exponential { rate, .. } = error.tail_class() else {
        return Err(format!("{error} is not of exponential type"));
    };
    if error.tail_class().oscillates() {
        return Err(format!("the tail of {error} is not asymptotic to a multiple of a shift of itself"));
    }
    match value.tail_class() {
        TailClass::Bounded | TailClass::SuperExponential { .. } => Ok(()),
        TailClass::Exponential { rate: own, .. } if own > rate => Ok(()),
        _ => Err(format!("{value} has no exponential moment above the rate {rate}")),
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let [each_family, rest] = catalogue(context)?.one_per_family();
    Ok(Evidence::of(vec![exponentials(context)?, bounded(context)?, each_family.sorted_by_prediction(), rest]))
}

/// V exponential(l), X exponential(1): the value at every t.
///
/// With d = l - 1: `P(U > t) = (l e^{-t} - e^{-l t})/d` and
/// `E[V; U > t] = l e^{-t} (1 - e^{-d t}(1 + d t))/d^2 + e^{-l t}(t + 1/l)`; at d = 0 a ratio of gamma tails.
fn exponential_pair(l: f64, t: f64) -> f64 {
    let d = l - 1.0;
    if d == 0.0 {
        return (1.0 + t + 0.5 * t * t) / (1.0 + t);
    }
    // Both multiplied by e^t.
    let ratio = (-d * t).exp();
    let value = l * (1.0 - ratio * (1.0 + d * t)) / (d * d) + ratio * (t + 1.0 / l);
    value * d / (l - ratio)
}

fn exponentials(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Value exponential(λ), error exponential(1)";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    for l in [3.0, 1.5, 1.0, 0.5] {
        let series = format!("λ = {l}");
        context.begin(&series);
        let proxy = context.proxy(&format!("exponential({l})"), "exponential(1)")?;
        for t in [0.5, 2.0, 8.0, 32.0, 128.0] {
            let (measured, note) = measure(&proxy, t)?;
            let value = exponential_pair(l, t);
            let predicted = Estimate::new(value, 1e-13 * value);
            panel.rows.push(Row::new(&series, t, format!("t = {t}"), predicted, measured).with_note(note));
        }
        let places = (0..=40).map(|i| 0.5 * 256f64.powf(f64::from(i) / 40.0));
        panel.line(&series, false, places.map(|t| (t, exponential_pair(l, t))));
        if l > 1.0 {
            panel.line(&series, true, [(0.5, 1.0 / (l - 1.0)), (128.0, 1.0 / (l - 1.0))]);
        }
    }
    Ok(panel)
}

/// V uniform on (0, 1), X exponential(g): without memory the value is K_V'(g) at every t from 1 on, here by drawing, at any depth.
fn bounded(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Value uniform(0, 1), drawn", Axis::log("rate γ"), Axis::linear("E[V | U ≥ t]"));
    let tilted = |g: f64| -1.0 / (-g).exp_m1() - 1.0 / g;
    for (g, t) in [(0.3, 2.0), (1.0, 50.0), (3.0, 100.0), (10.0, 60.0)] {
        let proxy = context.proxy("uniform(0, 1)", &format!("exponential({g})"))?;
        let trials = context.draws(if g > 5.0 { 400_000 } else { 150_000 });
        let drawn = kept_above(&proxy, t, trials, &context.stream(&format!("uniform {g}")))
            .ok_or_else(|| Refusal("a bounded value cannot fail to be kept".into()))?;
        let value = drawn.value;
        let measured = Measured::BoundedMean {
            count: value.count,
            mean: value.mean,
            variance: value.variance(),
            low: 0.0,
            high: 1.0,
        };
        let note = format!("P(U ≥ t) is about e^-{:.0}", g * (t - 1.0));
        let place = format!("γ = {g}, t = {t}");
        panel.rows.push(Row::new("K′(γ)", g, place, Estimate::new(tilted(g), 1e-12), measured).with_note(note));
    }
    panel.line(
        "K′(γ)",
        false,
        (0..=40).map(|i| 0.3 * (10.0f64 / 0.3).powf(f64::from(i) / 40.0)).map(|g| (g, tilted(g))),
    );
    Ok(panel)
}

/// Every error of exponential type, V normal(0, 1/g): the limit 1/g with its first correction, far out.
///
/// For `S(t) ~ C t^p e^{-gt}` the tilt gains a factor `(1 - v/t)^p`: `K_V'(g) - p Var V / t + O(1/t^2)`.
fn catalogue(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("γ E[V | U ≥ t], V normal(0, 1/γ), t ≥ 350/γ");
    let mut panel = Panel::new("Any error of exponential type: γ K′(γ) = 1", Axis::named(""), y);
    for (i, error) in context.typical().into_iter().enumerate() {
        let TailClass::Exponential { rate, power, .. } = error.tail_class() else { continue };
        if error.tail_class().oscillates() {
            continue;
        }
        context.begin(error.spec());
        let proxy = Proxy { value: context.law(&format!("normal(0, {})", 1.0 / rate))?, error };
        let reach = 350.0 + 50.0 * power.abs();
        let place = proxy.error.spec().to_owned();
        let (measured, note) = measure(&proxy, reach / rate)?;
        let Measured::Enclosure(measured) = measured else { unreachable!("quadrature gives an enclosure") };
        let rest = 16.0 * (power.abs() + power * power) / (reach * reach) + 1e-9;
        let predicted = Estimate::new(1.0 - power / reach, rest);
        let row = Row::new("K′(γ)", (i + 1) as f64, place, predicted, Measured::Enclosure(measured.scaled(rate)));
        panel.rows.push(row.as_limit().with_note(format!("t = {:.4}; {note}", reach / rate)));
    }
    Ok(panel)
}

/// `E[V | U >= t]` by quadrature, and how rare `U >= t` is.
fn measure(proxy: &Proxy, t: f64) -> Result<(Measured, String), Refusal> {
    let found = above(proxy, t).map_err(|why| Refusal(format!("V {}, X {}: {why}", proxy.value, proxy.error)))?;
    let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("E[V | U >= {t}] is not finite by quadrature")))?;
    Ok((Measured::Enclosure(mean), format!("ln P(U ≥ t) = {:.3}", found.ln_p.value)))
}
