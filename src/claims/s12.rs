//! S-12: the threshold for any law of approach times: the reciprocal of its tail index.

use super::measure::unnamed;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, steps::step_mean};
use crate::num::Estimate;
use crate::tail::{Law, Moment, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s12",
    title: "Any law of approach times bounded below has the threshold Q* = 1/κ, κ = liminf −ln S(t)/ln t; lognormal and Weibull tails have none",
    statement: "Let S be the survival function of the time of one approach and κ = liminf -ln S(t)/ln t. The fastest of Q approaches \
        (survival function S^Q, real Q > 0) has a finite mean for Q > 1/κ and an infinite one for Q < 1/κ. So lognormal \
        times, and Weibull times of any shape, have no threshold (κ = ∞, Q* = 0), although the lognormal and the Weibull of shape \
        below 1 are heavy-tailed; power laws have Q* = 1/index; slowly varying tails, \
        such as (1+ln t)^-k, are beyond any number of approaches (Q* = ∞). At Q = Q*, 0 < κ < ∞, either can happen.",
    hypotheses: "Approaches are independent and equally distributed, with any law bounded below.",
    applies: |subject| {
        let law = subject.approach()?;
        let low = law.support().low;
        if low.is_finite() { Ok(()) } else { Err(format!("{law} takes arbitrarily negative times")) }
    },
    source: "Derived in the proof; the liminf is exact because S is monotone.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let laws = context.typical();
    let [each_family, rest] = thresholds(&laws).one_per_family();
    let panels = vec![index(context)?, means(context)?, each_family.sorted_by_prediction(), rest, local(&laws), ladder(&laws)?];
    Ok(Evidence::of(panels))
}

/// `ln t` at which the tail is looked at: at 600 the time itself is near the end of f64.
const REACH: f64 = 600.0;

/// What the class says of `-ln S(t)` at `ln t = y`, with the terms that vanish only slowly, and of the rest; none where it
/// leaves constants open.
fn depth(class: TailClass, y: f64) -> Option<(f64, f64, &'static str)> {
    match class {
        TailClass::RegularlyVarying { index, ln_coefficient, log_power } => {
            // S = C t^-k (ln t)^b (1 + o(1)); what is left is o(1) in ln S, taken as at most 1 + |b| over y.
            let depth = index * y - ln_coefficient - log_power * y.ln();
            let rest = 0.01 + 4.0 * log_power.abs() * (1.0 + log_power.abs()) / y;
            Some((depth, rest, "power law: Q* = 1/κ"))
        }
        TailClass::LogNormal { mu, sigma, ln_coefficient } => {
            let z = (y - mu) / sigma;
            let depth = 0.5 * z * z + (z * std::f64::consts::TAU.sqrt()).ln() - ln_coefficient;
            Some((depth, 2.0 / (z * z) + 0.01, "lognormal: Q* = 0"))
        }
        _ => None,
    }
}

/// What the class says of `-ln t / ln S(t)` at `ln t = y`.
fn predicted(class: TailClass, y: f64) -> Option<(Estimate, &'static str)> {
    let (depth, rest, kind) = depth(class, y)?;
    let value = y / depth;
    Some((Estimate::new(value, value * (rest / depth + 1e-9)), kind))
}

/// The exponent of the slowly varying tail `(1 + ln t)^-k`.
const SLOW: f64 = 2.0;

/// Laws that show how the local tail index settles, or does not, and their names in the legend.
const TELLING: [(&str, &str); 7] = [
    ("pareto(1.5)", "κ = 1.5"),
    ("burr(0.7, 1.5)", "κ = 1.05"),
    ("levy(1)", "κ = 0.5"),
    ("log_gamma(2, 3)", "κ = 3"),
    ("lognormal(0, 1)", "κ = ∞"),
    ("weibull(0.5)", "κ = ∞"),
    ("log_pareto(2)", "κ = 0"),
];

fn telling(k: usize) -> String {
    format!("{}: {}", TELLING[k].0, TELLING[k].1)
}

/// `-ln S(t) / ln t` at `ln t = y` for a telling law: by its class, or where that leaves constants open by its formula.
fn index_at(law: &Law, y: f64) -> Estimate {
    let (depth, rest) = match law.tail_class() {
        TailClass::Stretched { exponent, coefficient, .. } => (coefficient * (exponent * y).exp(), 0.0),
        TailClass::SlowlyVarying => (SLOW * y.ln_1p(), 0.0),
        class => depth(class, y).map_or((f64::NAN, 0.0), |(depth, rest, _)| (depth, rest)),
    };
    Estimate::new(depth / y, rest / y + 1e-9 * depth / y)
}

/// The local tail index along ln t: power laws level off at κ, lighter tails rise without bound, slower ones sink to 0.
fn index(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The local tail index levels off at κ, or nowhere";
    let mut panel = Panel::new(title, Axis::log("ln t  (up to t = 10²⁶⁰)"), Axis::log("−ln S(t) / ln t"));
    for (k, (spec, _)) in TELLING.iter().enumerate() {
        let (law, series) = (context.law(spec)?, telling(k));
        let stretched = matches!(law.tail_class(), TailClass::Stretched { .. });
        let places = if stretched { [4.0, 7.0, 10.0, 14.0] } else { [20.0, 60.0, 200.0, REACH] };
        for y in places {
            let measured = Measured::Enclosure(Estimate::closed_form(-law.ln_sf_at_exp(y) / y));
            let row = Row::new(&series, y, format!("ln t = {y}"), index_at(&law, y), measured);
            panel.rows.push(row.as_limit());
        }
        let (low, high) = if stretched { (3.0, 14.0) } else { (3.0, REACH) };
        let places = (0..=80).map(|i| low * f64::powf(high / low, f64::from(i) / 80.0));
        panel.line(&series, false, places.map(|y| (y, index_at(&law, y).value)));
        if let TailClass::RegularlyVarying { index, .. } = law.tail_class() {
            panel.line(&series, true, [3.0, REACH].map(|y| (y, index)));
        }
    }
    Ok(panel)
}

/// `E min` of Q draws in closed form for the telling laws that have one, and the powers at which it is asked for.
///
/// Pareto: `aQ/(aQ-1)`. Burr: `Gamma(kQ - 1/c) Gamma(1 + 1/c) / Gamma(kQ)`. Weibull of shape 1/2: `2/Q^2`.
/// Lognormal, two draws: `2 e^{1/2} P(N > 1/sqrt 2)`.
fn fastest(k: usize, q: f64) -> f64 {
    let gamma = libm::tgamma;
    match k {
        0 => 1.5 * q / (1.5 * q - 1.0),
        1 => gamma(1.5 * q - 1.0 / 0.7) * gamma(1.0 + 1.0 / 0.7) / gamma(1.5 * q),
        5 => 2.0 / (q * q),
        4 if q == 1.0 => 0.5f64.exp(),
        4 if q == 2.0 => 0.5f64.exp() * libm::erfc(0.5),
        _ => f64::NAN,
    }
}

/// The mean time of the fastest of Q: it runs off to infinity at Q*, where there is one.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The mean of the fastest of Q diverges at Q* = 1/κ";
    let mut panel = Panel::new(title, Axis::log("power Q"), Axis::log("mean time of the fastest"));
    let laws: [(usize, &[f64]); 4] = [
        (0, &[0.7, 0.8, 1.0, 2.0, 5.0, 20.0]),
        (1, &[1.0, 1.2, 2.0, 5.0, 20.0]),
        (4, &[1.0, 2.0]),
        (5, &[0.2, 0.5, 1.0, 2.0, 5.0, 20.0]),
    ];
    for (k, powers) in laws {
        let (law, series) = (context.law(TELLING[k].0)?, telling(k));
        context.begin(&series);
        let unnamed = unnamed(&law);
        for &q in powers {
            let Moment::Finite(measured) = step_mean(&unnamed, q)? else {
                return Err(Refusal(format!("{law}: the mean is not finite by quadrature at Q = {q}")));
            };
            let value = fastest(k, q);
            let predicted = Estimate::new(value, 1e-12 * value);
            panel.rows.push(Row::new(&series, q, format!("Q = {q}"), predicted, Measured::Enclosure(measured)));
        }
        if powers.len() > 2 {
            let (low, high) = (powers[0], powers[powers.len() - 1]);
            let places = (0..=160).map(|i| low * f64::powf(high / low, f64::from(i) / 160.0));
            panel.line(&series, false, places.map(|q| (q, fastest(k, q))));
        }
        let threshold = 1.0 / law.tail_class().tail_index();
        if threshold > 0.0 {
            panel.line(&series, true, [0.01, 50.0].map(|height| (threshold, height)));
        }
    }
    Ok(panel)
}

/// The threshold of every law, seen from far out, against 1/κ; on the scale Q/(1+Q), on which 0 and infinity have a place.
fn thresholds(laws: &[Law]) -> Panel {
    let y = Axis::linear("Q*/(1 + Q*):  0 for Q* = 0, ½ for Q* = 1, 1 for Q* = ∞");
    let mut panel = Panel::new("One law of each family: Q* = 1/κ, seen far out", Axis::named(""), y);
    for (i, law) in laws.iter().enumerate() {
        let Some(local) = local_threshold(law) else { continue };
        let index = law.tail_class().tail_index();
        let share = 1.0 / (1.0 + index);
        let (error, lie, series) = match share {
            0.0 => (0.02, 0.05, "κ = ∞: no threshold"),
            1.0 => (0.01, 0.95, "κ = 0: beyond every power"),
            _ => (0.01 * share, 1.05 * share, "0 < κ < ∞: Q* = 1/κ"),
        };
        let seen = if local.is_infinite() { 1.0 } else { local / (1.0 + local) };
        let measured = Measured::Enclosure(Estimate::closed_form(seen));
        let row = Row::new(series, (i + 1) as f64, law.spec(), Estimate::new(share, error), measured);
        panel.rows.push(row.with_lie(lie).as_limit().with_note(format!("κ = {index}, local Q* = {local:.6}")));
    }
    panel
}

/// The power at which `t S(t)^Q` is as large at one far place as at another: `-(y2 - y1) / (ln S(e^y2) - ln S(e^y1))`; none
/// where the law does not tell.
fn local_threshold(law: &Law) -> Option<f64> {
    let reach = far(law);
    let (near, far) = (law.ln_sf_at_exp(0.5 * reach), law.ln_sf_at_exp(reach));
    match (near.is_nan() || far.is_nan(), far == f64::NEG_INFINITY) {
        (true, _) => None,
        (_, true) => Some(0.0),
        _ => Some(0.5 * reach / (near - far)),
    }
}

/// As far as the law can be asked: beyond f64 where it knows its tail in ln t.
fn far(law: &Law) -> f64 {
    if law.ln_sf_at_exp(1e6).is_nan() { REACH } else { 1e6 }
}

/// The local threshold `-ln t / ln S(t)` far out, from the survival function alone, against what the class of the tail says.
fn local(laws: &[Law]) -> Panel {
    let y = Axis::log("−ln t / ln S(t)");
    let mut panel = Panel::new("Local threshold at t = e⁶⁰⁰", Axis::named(""), y).table_only();
    for (i, law) in laws.iter().enumerate() {
        let Some((estimate, series)) = predicted(law.tail_class(), REACH) else { continue };
        let ln_sf = law.ln_sf_at_exp(REACH);
        if !ln_sf.is_finite() {
            continue;
        }
        let measured = Measured::Enclosure(Estimate::closed_form(-REACH / ln_sf));
        let note = format!("κ = {}", law.tail_class().tail_index());
        let row = Row::new(series, (i + 1) as f64, law.spec(), estimate, measured);
        panel.rows.push(row.as_limit().with_note(note));
    }
    panel
}

/// Powers at which the mean is asked for, as multiples of Q* where there is one.
const RUNGS: [f64; 6] = [0.5, 0.8, 0.9, 1.1, 1.25, 2.0];
const PLAIN: [f64; 6] = [0.05, 0.1, 0.5, 1.0, 5.0, 50.0];

/// On a ladder of powers: the mean by the integral route is finite exactly where `t S(t)^Q` falls far out.
fn ladder(laws: &[Law]) -> Result<Panel, Refusal> {
    let y = Axis::linear("powers answered as predicted");
    let mut panel = Panel::new("Finite or infinite mean, at six powers", Axis::named(""), y).table_only();
    for (i, law) in laws.iter().enumerate() {
        let threshold = 1.0 / law.tail_class().tail_index();
        let has_one = threshold > 0.0 && threshold.is_finite();
        let powers = if has_one { RUNGS.map(|r| r * threshold) } else { PLAIN };
        let (mut right, mut asked) = (0, 0);
        for power in powers {
            let Some(falls) = falls_far_out(law, power) else { continue };
            let finite = match step_mean(law, power)? {
                Moment::Finite(_) => true,
                Moment::Infinite => false,
                // Two-sided laws: the question is about the upper tail alone.
                Moment::NegativeInfinite | Moment::Undefined => continue,
            };
            asked += 1;
            right += u32::from(finite == falls && finite == (power > threshold));
        }
        if asked == 0 {
            continue;
        }
        let measured = Measured::Enclosure(Estimate::new(f64::from(right), 0.0));
        let note = format!("Q* = {threshold}");
        let predicted = Estimate::new(f64::from(asked), 0.0);
        let row = Row::new("powers", (i + 1) as f64, law.spec(), predicted, measured);
        panel.rows.push(row.with_lie(f64::from(asked) - 1.0).with_note(note));
    }
    Ok(panel)
}

/// Whether `ln t + Q ln S(t)` falls between two far places; none where the law does not tell.
fn falls_far_out(law: &Law, power: f64) -> Option<bool> {
    let height = |y: f64| y + power * law.ln_sf_at_exp(y);
    let reach = far(law);
    let (near, far) = (height(0.5 * reach), height(reach));
    match (near.is_nan() || far.is_nan(), far == f64::NEG_INFINITY) {
        (true, _) => None,
        (_, true) => Some(true),
        _ => Some(far < near),
    }
}
