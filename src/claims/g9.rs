//! G-9: between two light tails the value grows like a power of the threshold, from t^0 to t.

use super::measure::{spread, value_above};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::tail::TailClass;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g9",
    title: "Between two tails exp(-A x^p) and exp(-B v^q) the value grows like t^min(1, (p-1)/(q-1)): slowly if the error is the heavier",
    statement: "Let -ln P(X > x) ~ A x^p and -ln P(V > v) ~ B v^q with p, q > 1. As t grows, E[V | X+V ≥ t] is ~ t for p > q; \
        ~ t A^(1/(p-1))/(A^(1/(p-1)) + B^(1/(p-1))) for p = q; and, if the hazard rate of X is ~ A p x^(p-1), \
        ~ (A p/(B q))^(1/(q-1)) t^((p-1)/(q-1)) for p < q. The exponent goes to 0 as p falls to 1 (where the value levels off, G-6), and \
        is 1 from p = q on.",
    hypotheses: "X and V are independent, E|V| < ∞; for p < q the hazard rate of X is eventually continuous and ~ A p x^(p-1).",
    applies,
    source: "Derived in the proof (Laplace's method; Varadhan's lemma in one dimension).",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    exponents(subject.pair()?).map(drop)
}

/// `(p, A, q, B)`.
fn exponents(proxy: &Proxy) -> Result<[f64; 4], String> {
    match (proxy.error.tail_class(), proxy.value.tail_class()) {
        (
            TailClass::SuperExponential { exponent: p, coefficient: a },
            TailClass::SuperExponential { exponent: q, coefficient: b },
        ) => Ok([p, a, q, b]),
        _ => Err(format!("{} and {} are not both super-exponential", proxy.error, proxy.value)),
    }
}

/// The leading form: factor and power of t.
fn leading([p, a, q, b]: [f64; 4]) -> (f64, f64) {
    if p > q {
        (1.0, 1.0)
    } else if p == q {
        let root = |c: f64| c.powf(1.0 / (p - 1.0));
        (root(a) / (root(a) + root(b)), 1.0)
    } else {
        ((a * p / (b * q)).powf(1.0 / (q - 1.0)), (p - 1.0) / (q - 1.0))
    }
}

/// Where the exponents alone balance on v + x = t: `A p (t - v)^(p-1) = B q v^(q-1)`, by bisection.
fn balance([p, a, q, b]: [f64; 4], t: f64) -> f64 {
    let (mut low, mut high) = (0.0, t);
    for _ in 0..200 {
        let v = 0.5 * (low + high);
        if b * q * v.powf(q - 1.0) < a * p * (t - v).powf(p - 1.0) { low = v } else { high = v }
    }
    low
}

/// The balance with the size of what it leaves out: the width of the peak, squared, against the place.
pub(super) fn predicted(class: [f64; 4], t: f64) -> Estimate {
    let [p, a, q, b] = class;
    let v = balance(class, t);
    let curvature = b * q * (q - 1.0) * v.powf(q - 2.0) + a * p * (p - 1.0) * (t - v).powf(p - 2.0);
    Estimate::new(v, 2.0 * (q + p) / (curvature * v))
}

/// Where the density of V and the tail of X balance on v + x = t, moved by the skewness of the peak: its place is the zero of
/// `score of V at v - hazard rate of X at t - v`; half of that move is left open.
fn peak(proxy: &Proxy, t: f64) -> Estimate {
    let slope = |v: f64| proxy.value.score(v) - proxy.error.hazard(t - v);
    let (mut low, mut high) = (0.01, t - 0.01);
    for _ in 0..200 {
        let v = 0.5 * (low + high);
        if slope(v) < 0.0 { low = v } else { high = v }
    }
    let step = 0.02 * low.min(t - low);
    let [before, after] = [slope(low - step), slope(low + step)];
    let curvature = (after - before) / (2.0 * step);
    let skew = (after + before) / (step * step);
    let moved = -0.5 * skew / (curvature * curvature);
    Estimate::new(low + moved, 0.5 * moved.abs() + 1e-5 * low)
}

/// Value, error, and the last threshold: farther out ln P has too few digits left behind the point.
const PAIRS: [(&str, &str, &str, f64); 5] = [
    ("p = 4 > q = 2: ~ t", "normal(0, 1)", "weibull(4)", 120.0),
    ("p = q = 3: a fixed share", "scaled(2, weibull(3))", "weibull(3)", 50.0),
    ("p = 1.5, q = 2: t^(1/2)", "normal(0, 1)", "weibull(1.5)", 180.0),
    ("p = 2, q = 4: t^(1/3)", "weibull(4)", "normal(0, 1)", 180.0),
    ("p = 1.2, q = 2: t^(1/5)", "normal(0, 1)", "weibull(1.2)", 180.0),
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut growth =
        Panel::new("From a share of t down to hardly at all", Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    for (name, value, error, last) in PAIRS {
        context.begin(name);
        let proxy = context.proxy(value, error)?;
        let class = exponents(&proxy).map_err(Refusal)?;
        let prepared = Conditioner::new(&proxy);
        for t in [20.0, 35.0, last] {
            let (found, note) = value_above(&prepared, t)?;
            let row = Row::new(name, t, format!("t = {t}"), peak(&proxy, t), Measured::Enclosure(found));
            growth.rows.push(row.as_limit().with_note(note));
        }
        let (factor, power) = leading(class);
        growth.line(name, false, spread(5.0, 1e4, 40).map(|t| (t, peak(&proxy, t).value)));
        growth.line(name, true, spread(5.0, 1e4, 1).map(|t| (t, factor * t.powf(power))));
    }
    Ok(Evidence::of(vec![growth, slopes(context)?]))
}

/// The local power of t, for V normal and errors from nearly exponential to lighter than V.
fn slopes(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "V normal (q = 2): the power is p − 1, then 1",
        Axis::linear("p, the power in the exponent of the error's tail"),
        Axis::linear("d ln E[V | U ≥ t] / d ln t"),
    );
    let series = "between t and 4t";
    for (p, t) in [(1.1, 50.0), (1.25, 50.0), (1.5, 50.0), (1.75, 50.0), (2.0, 50.0), (2.5, 50.0), (3.0, 50.0)] {
        context.begin(&format!("p = {p}"));
        let proxy = context.proxy("normal(0, 1)", &format!("weibull({p})"))?;
        let prepared = Conditioner::new(&proxy);
        let slope = |low: Estimate, high: Estimate| high.ln().plus(low.ln().scaled(-1.0)).scaled(1.0 / 4f64.ln());
        let (low, note) = value_above(&prepared, t)?;
        let (high, _) = value_above(&prepared, 4.0 * t)?;
        let place = format!("p = {p}, t = {t} and {}", 4.0 * t);
        let row = Row::new(
            series,
            p,
            place,
            slope(peak(&proxy, t), peak(&proxy, 4.0 * t)),
            Measured::Enclosure(slope(low, high)),
        );
        panel.rows.push(row.as_limit().with_note(format!("{note} at the lower t")));
    }
    let drawn = (0..=42).map(|i| 1.05 + 0.05 * f64::from(i));
    panel.line(
        series,
        false,
        drawn.map(|p| {
            let place = |t: f64| balance([p, 1.0, 2.0, 0.5], t);
            (p, (place(200.0) / place(50.0)).ln() / 4f64.ln())
        }),
    );
    panel.line("the limit: min(1, (p−1)/(q−1))", true, [(1.0, 0.0), (2.0, 1.0), (3.2, 1.0)]);
    Ok(panel)
}
