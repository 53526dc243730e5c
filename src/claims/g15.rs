//! G-15: among what passes the threshold, value and proxy are correlated with the sign of what later thresholds would bring.

mod correlation;

use super::g4::sum_sf;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{nodes, rule_sums};
use crate::num::special::normal_hazard;
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g15",
    title: "Above the threshold a power-law value and proxy correlate negatively exactly when β > α + 1, where selection ruins the value",
    statement: "If U has no atoms, Cov(V, U | U ≥ t) is the integral over s ≥ t of (E[V | U ≥ s] - E[V | U ≥ t]) P(U ≥ s)/P(U ≥ t). For \
        independent power laws with tails c_X t^-α and c_V t^-β, α > 1, α < β, β > 2, it is ~ K (c_V/c_X) t^(2+α-β), \
        K = β (α+1-β) / ((α-1)(β-1)(β-2)), for β < α+2 and β ≠ α+1, and tends to -Var V/(α-1) for β > α+2 and for any light-tailed V. \
        So it is positive for β < α+1 and negative for β > α+1. The correlation exists for α > 2 only: for α ≤ 2 the variance of U is \
        infinite, and for α > 2 Var(U | U ≥ t) ~ α t²/((α-1)²(α-2)). Then it vanishes: for β > α+2 and for a light-tailed V it is \
        ~ -sd(V) √((α-2)/α)/t, for α < β < α+2 of the order t^((α-β)/2). Between two normal laws it is positive at every t.",
    hypotheses: "X and V are independent with densities; power-law tails with constants, α > 1 and β > 2 (or V light-tailed), so that the \
        covariance is finite; α > 2 where the correlation is spoken of.",
    applies,
    source: "Identity, constants and border derived in the proof. El-Mhamdi and Hoang (2024) speak of strong Goodhart where the correlation is \
        negative.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    if value.as_normal().is_some() && error.as_normal().is_some() {
        return Ok(());
    }
    match error.tail_class() {
        TailClass::RegularlyVarying { index, log_power: 0.0, .. } if index > 1.0 => {}
        TailClass::RegularlyVarying { log_power: 0.0, .. } => {
            return Err(format!("{error} has no finite mean, so that U has no covariance with V"));
        }
        _ => return Err(format!("{error} does not have a pure power-law tail")),
    }
    value.variance().finite().map(drop).ok_or_else(|| format!("{value} has no finite variance"))
}

/// Second moments given `U >= t` for X Pareto(alpha), V Pareto(beta), indices not whole, at this very t.
struct Exact {
    covariance: Estimate,
    variance_v: Estimate,
    /// Infinite, and so not a number here, for an index of X of 2 or less.
    variance_x: Estimate,
}

impl Exact {
    /// A power of a Pareto variable as a weight lowers its index: each moment is a ratio of two convolution tails.
    fn of(alpha: f64, beta: f64, t: f64) -> Self {
        let moment = |index: f64, order: f64| index / (index - order);
        let mass = sum_sf(alpha, beta, t).value;
        let part = |a: f64, b: f64| {
            if a >= alpha || b >= beta {
                return f64::NAN;
            }
            moment(alpha, a) * moment(beta, b) * sum_sf(alpha - a, beta - b, t).value / mass
        };
        let (v, x, mixed) = (part(0.0, 1.0), part(1.0, 0.0), part(1.0, 1.0));
        let less = |square: f64, product: f64| Estimate::new(square - product, 1e-13 * (square + product));
        let (square_v, square_x) = (part(0.0, 2.0), part(2.0, 0.0));
        Self {
            covariance: less(square_v + mixed, v * (v + x)),
            variance_v: less(square_v, v * v),
            variance_x: less(square_x, x * x),
        }
    }

    /// `Var(U | U >= t) = Var(X | ..) + 2 Cov(V, U | ..) - Var(V | ..)`.
    fn correlation(&self) -> Estimate {
        let Self { covariance, variance_v, variance_x } = self;
        let variance_u = variance_x.plus(covariance.scaled(2.0)).plus(variance_v.scaled(-1.0));
        let spread = (variance_v.value * variance_u.value).sqrt();
        let relative = variance_v.error / variance_v.value + variance_u.error / variance_u.value;
        let value = covariance.value / spread;
        Estimate::new(value, covariance.error / spread + value.abs() * relative)
    }
}

/// `Cov(V, U | U >= t)` of the same pair.
fn exact(alpha: f64, beta: f64, t: f64) -> Estimate {
    Exact::of(alpha, beta, t).covariance
}

/// The leading form, and the exponent of its relative remainder.
fn leading(alpha: f64, beta: f64, t: f64) -> (f64, f64) {
    let gap = beta - alpha;
    if gap < 2.0 {
        let k = beta * (1.0 - gap) / ((alpha - 1.0) * (beta - 1.0) * (beta - 2.0));
        let next = [2.0 - gap, gap, 1.0].into_iter().fold(1.0, f64::min);
        (k * t.powf(2.0 - gap), next)
    } else {
        let variance = beta / (beta - 1.0).powi(2) / (beta - 2.0);
        (-variance / (alpha - 1.0), (gap - 2.0).min(1.0))
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let t_axis = || Axis::log("threshold t");
    let mut positive = Panel::new("β < α + 1, or both normal: positive", t_axis(), Axis::log("Cov(V, U | U ≥ t)"));
    let mut negative = Panel::new("β > α + 1, or V normal: negative", t_axis(), Axis::log("−Cov(V, U | U ≥ t)"));
    for (alpha, beta) in [(2.6, 3.3), (1.7, 2.6), (2.6, 4.3), (2.6, 5.7), (1.6, 4.9)] {
        let series = format!("α = {alpha}, β = {beta}");
        context.begin(&series);
        let proxy = context.proxy(&format!("pareto({beta})"), &format!("pareto({alpha})"))?;
        let rises = beta < alpha + 1.0;
        let (panel, sign) = if rises { (&mut positive, 1.0) } else { (&mut negative, -1.0) };
        let edges: Vec<f64> = (1..=14).map(|i| 10f64.powi(i)).collect();
        let seen = Seen::along(&proxy, &edges)?;
        for (k, t) in [(0, 10.0), (1, 100.0), (2, 1e3), (3, 1e4)] {
            let measured = Measured::Enclosure(seen.covariance(k).scaled(sign));
            let predicted = exact(alpha, beta, t).scaled(sign);
            let row = Row::new(&series, t, format!("t = {t}"), predicted, measured);
            panel.rows.push(if alpha > 2.0 { row } else { row.with_note("Var U is infinite: no correlation") });
        }
        let places = (0..=40).map(|i| 10f64.powf(1.0 + f64::from(i) * 0.075)); // to 1e4, where the differences still keep digits
        panel.line(&series, false, places.map(|t| (t, sign * exact(alpha, beta, t).value)));
        let far = [1e2, 1e8].map(|t| (t, sign * leading(alpha, beta, t).0));
        panel.line(&series, true, far);
        let (lead, next) = leading(alpha, beta, 1e8);
        let rest = 6.0 * 1e8f64.powf(-next) * lead.abs();
        let measured = Measured::Enclosure(seen.covariance(7).scaled(sign));
        let row = Row::new(&series, 1e8, "t = 1e8, leading form", Estimate::new(sign * lead, rest), measured);
        panel.rows.push(row.as_limit());
    }
    normal_value(context, &mut negative)?;
    two_normals(context, &mut positive)?;
    let [correlations, covariances] = correlation::panels(context)?;
    Ok(Evidence::of(vec![signs(), positive, negative, correlations, covariances]))
}

/// V standard normal beside a power law: `-Var V/(alpha - 1)`, up to order `t^-2`.
fn normal_value(context: &Context<'_>, panel: &mut Panel) -> Result<(), Refusal> {
    let series = "V normal(0, 1), α = 3";
    context.begin(series);
    let proxy = context.proxy("normal(0, 1)", "pareto(3)")?;
    let edges: Vec<f64> = (2..=10).map(|i| 10f64.powi(i)).collect();
    let seen = Seen::along(&proxy, &edges)?;
    for (k, t) in [(0, 100.0), (1, 1e3), (2, 1e4)] {
        let measured = Measured::Enclosure(seen.covariance(k).scaled(-1.0));
        let predicted = Estimate::new(0.5, 30.0 / (t * t) + 1e-6);
        panel.rows.push(Row::new(series, t, format!("V normal, t = {t}"), predicted, measured).as_limit());
    }
    panel.line(series, true, [(10.0, 0.5), (1e4, 0.5)]);
    Ok(())
}

/// Both standard normal: half the variance of U beyond the threshold.
fn two_normals(context: &Context<'_>, panel: &mut Panel) -> Result<(), Refusal> {
    let series = "both normal(0, 1)";
    context.begin(series);
    let proxy = context.proxy("normal(0, 1)", "normal(0, 1)")?;
    let formula = |t: f64| {
        let z = t / f64::sqrt(2.0);
        let hazard = normal_hazard(z);
        1.0 - hazard * (hazard - z)
    };
    for t in [0.5, 1.0, 2.0, 4.0, 8.0] {
        let edges: Vec<f64> = (0..=12).map(|i| t + f64::from(i) * 2.0 / (1.0 + 0.25 * t)).collect();
        let measured = Measured::Enclosure(Seen::along(&proxy, &edges)?.covariance(0));
        let predicted = Estimate::new(formula(t), 1e-9);
        panel.rows.push(Row::new(series, t, format!("both normal, t = {t}"), predicted, measured));
    }
    panel.line(series, false, (0..=40).map(|i| 0.5 * 16f64.powf(f64::from(i) / 40.0)).map(|t| (t, formula(t))));
    Ok(())
}

/// The sign of the covariance at t = 10⁴ over the two indices.
fn signs() -> Panel {
    let x = Axis::linear("tail index β of the value");
    let mut panel = Panel::new("Sign of Cov(V, U | U ≥ 10⁴)", x, Axis::linear("tail index α of the error"));
    // Steps that never meet a whole index, where the series have poles.
    let (wide, high) = (0.1, 0.0995);
    for (i, j) in (0..40).flat_map(|i| (0..40).map(move |j| (f64::from(i), f64::from(j)))) {
        let (left, low) = (2.01 + wide * i, 1.01 + high * j);
        let (beta, alpha) = (left + 0.5 * wide, low + 0.5 * high);
        let found = exact(alpha, beta, 1e4);
        let (kind, shade) = match found.value {
            c if c > found.error => ("positive", 0.7),
            c if c < -found.error => ("negative", 0.7),
            _ => ("lost in rounding", 0.2),
        };
        panel.tile((left, left + wide), (low, low + high), kind, shade);
    }
    panel.line("β = α + 1", false, [(2.01, 1.01), (5.99, 4.99)]);
    panel
}

/// The curve `E[V | U >= s]` with `P(U >= s)` at the nodes of a rule over each panel of a chain of thresholds.
struct Seen {
    edges: Vec<(f64, Estimate, f64)>,
    panels: Vec<(f64, Vec<(f64, f64)>)>,
}

impl Seen {
    fn along(proxy: &Proxy, edges: &[f64]) -> Result<Self, Refusal> {
        let conditioner = Conditioner::new(proxy);
        let at = |s: f64| {
            let found = conditioner.above(s)?;
            let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("no finite mean at {s}")))?;
            Ok::<_, Refusal>((mean, found.ln_p.value))
        };
        let panel = |pair: &[f64]| {
            let (low, high) = (pair[0].ln(), pair[1].ln());
            let place = |y: f64| at(y.exp()).map(|(mean, ln_p)| (mean.value, ln_p + y));
            let places: Result<Vec<_>, _> = nodes(low, high).into_iter().map(place).collect();
            Ok::<_, Refusal>((0.5 * (high - low), places?))
        };
        let starts = edges.iter().map(|s| at(*s).map(|(mean, ln_p)| (*s, mean, ln_p)));
        Ok(Self {
            edges: starts.collect::<Result<_, _>>()?,
            panels: edges.windows(2).map(panel).collect::<Result<_, _>>()?,
        })
    }

    /// `Cov(V, U | U >= t)` at the k-th edge, as the integral of what later thresholds bring, in `ln s`.
    fn covariance(&self, k: usize) -> Estimate {
        let (_, mean, ln_p) = self.edges[k];
        let term = |(later, ln_weight): (f64, f64)| (later - mean.value) * (ln_weight - ln_p).exp();
        let part = |(half, places): &(f64, Vec<(f64, f64)>)| {
            let (value, error, absolute) = rule_sums(|i| term(places[i]), *half);
            Estimate::new(value, error + 1e-9 * absolute)
        };
        let sum = self.panels[k..].iter().map(part).fold(Estimate::new(0.0, 0.0), Estimate::plus);
        // What lies beyond the last edge: less than the last panel holds.
        let last = self.panels.last().map_or(0.0, |panel| part(panel).value.abs());
        let lost = mean.error * self.panels[k..].iter().map(|(half, at)| rule_sums(|i| (at[i].1 - ln_p).exp(), *half).0).sum::<f64>();
        sum.plus(Estimate::new(0.0, last + lost))
    }
}
