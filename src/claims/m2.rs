//! M-2: a proxy clipped at a level: best of n settles at the value beyond the level instead of falling; an error clipped: V comes back.

mod errors;

use super::m1::table::Table;
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{nodes, rule_sums};
use crate::sample::Stream;
use crate::sample::draw::{draw, hits};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "m2",
    title: "Clip the proxy: best of n settles at E[V | U ≥ t]. Clip the error alone: V falls and comes back, after 1/P(X ≥ M) draws or -ln P(X ≥ M) nats",
    statement: "Rank n draws by min(U, t), ties at random, p = P(U ≥ t) in (0, 1). Then E_n[V] = (1-(1-p)^n) E[V | U ≥ t] + ∫_(u<t) n F_U(u)^(n-1) g(u) du, \
        g(u) du = E[V; U in du], if U has no atoms below t. As n → ∞ E_n[V] → E[V | U ≥ t], with an error of (1-p)^n times \
        E[V | U ≥ t] less the mean of the best of n given that none reaches t; and KL stays below -ln p and tends to it. Clipped at the best \
        threshold of B-6, best of n tends to the most that any selection favouring higher proxies has: 4.243 instead of a \
        peak of 4.091 and a fall back to 0 for V ~ N(0, 2²) and t3 errors of standard deviation 1. If only the error is clipped, U = V + min(X, M), X \
        independent of V, p = P(X ≥ M) > 0, then E_n[V] ≥ E[max V over the draws with X ≥ M] + (1-p)^n E[V], which rises to the supremum of V \
        once n is well above 1/p, M^α/c for a power tail; and the tilt e^(sU) spends at most -ln p nats on the error: for V ~ N(μ, σ²) \
        E[V] ≥ μ + σ √(2 (KL + ln p)).",
    hypotheses: "E|V| < ∞; V and U may depend on each other, but not V and X where the error is clipped; the draws are independent.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Derived in the proof from B-1, B-2, G-1 and K-5.",
    corrects: None,
    evidence,
};

/// Errors, where their proxies are clipped, and a name.
const CASES: [(&str, &str, f64); 3] = [
    ("proxy clipped at 5.423, the best", "scaled(0.5773502691896258, student_t(3))", 5.423),
    ("proxy clipped at 3.5: too early", "scaled(0.5773502691896258, student_t(3))", 3.5),
    ("proxy clipped at 9: too late", "scaled(0.5773502691896258, student_t(3))", 9.0),
];

/// The step of the sums over V; `V > HIGH` is counted.
const STEP: f64 = 0.1;
const HIGH: f64 = 4.0;

/// What lies at a level u or above it: `P`, `E[V; .]` and `P(V > HIGH, .)`.
type Sums = [f64; 3];

/// Plain sums over V.
struct Own<'a>(&'a Proxy);

impl Own<'_> {
    fn sums(&self, weight: impl Fn(f64) -> f64) -> Sums {
        let count = (27.0 / STEP) as i32;
        let mut sums = [0.0; 3];
        for v in (-count..=count).map(|i| f64::from(i) * STEP) {
            let part = STEP * self.0.value.ln_pdf(v).exp() * weight(v);
            // The node at the edge lies half above.
            let high = if (v - HIGH).abs() < 1e-9 { 0.5 } else { f64::from(u8::from(v > HIGH)) };
            [1.0, v, high].iter().zip(&mut sums).for_each(|(factor, sum)| *sum += factor * part);
        }
        sums
    }

    fn above(&self, t: f64) -> Sums {
        self.sums(|v| self.0.error.ln_sf(t - v).exp())
    }

    /// The levels below t: half-widths of panels, and at their nodes `ln F` and the densities.
    fn below(&self, t: f64) -> Vec<(f64, Vec<(f64, Sums)>)> {
        let count = ((t + 14.0) / 1.5).ceil();
        let edge = |i: f64| -14.0 + (t + 14.0) * i / count;
        let level = |u: f64| ((-self.above(u)[0].min(1.0)).ln_1p(), self.sums(|v| self.0.error.ln_pdf(u - v).exp()));
        let panel = |i: f64| (0.5 * (edge(i + 1.0) - edge(i)), nodes(edge(i), edge(i + 1.0)).map(level).to_vec());
        (0..count as u32).map(f64::from).map(panel).collect()
    }
}

/// The clipped rule at one level: what lies above it and below.
struct Clipped {
    above: Sums,
    below: Vec<(f64, Vec<(f64, Sums)>)>,
}

impl Clipped {
    fn of(proxy: &Proxy, t: f64) -> Self {
        Self { above: Own(proxy).above(t), below: Own(proxy).below(t) }
    }

    /// `E[V]` (part 1) or `P(V > HIGH)` (part 2) of the best of n.
    fn best_of(&self, n: f64, part: usize) -> Estimate {
        let p = self.above[0];
        let some = -(n * (-p).ln_1p()).exp_m1();
        let below = self.below.iter().map(|(half, places)| {
            let term = |i: usize| n * ((n - 1.0) * places[i].0).exp() * places[i].1[part];
            let (value, error, absolute) = rule_sums(term, *half);
            Estimate::new(value, error + 1e-10 * absolute)
        });
        below.fold(Estimate::new(some * self.above[part] / p, 1e-9), Estimate::plus)
    }

    /// Its divergence from one draw: ranks below 1-p as for best of n, and one tie above.
    fn kl(&self, n: f64) -> f64 {
        let p = self.above[0];
        let ln_none = n * (-p).ln_1p();
        let (none, some) = (ln_none.exp(), -ln_none.exp_m1());
        // int_0^(1-p) n x^(n-1) ln(n x^(n-1)) dx by parts.
        none * (n.ln() + (n - 1.0) * ((-p).ln_1p() - 1.0 / n)) + some * (some / p).ln()
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut golds = Panel::new("Clip the proxy, ties at random: V normal(0, 2), t3 errors of sd 1", Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
    let mut costs = Panel::new("The divergence stops at -ln p", Axis::log("number of draws n"), Axis::linear("KL (nats)"));
    let mut drawn = Panel::new("Drawn: V of the best of n by the clipped proxy", Axis::log("n"), Axis::linear("P(V > 4)")).table_only();
    let ns = || spread(1.0, 1e6, 72);
    for (name, error, t) in CASES {
        context.begin(name);
        let proxy = context.proxy("normal(0, 2)", error)?;
        let own = Clipped::of(&proxy, t);
        let thresholds = Thresholds::of(&proxy, own.above[0])?;
        for n in [4.0, 32.0, 256.0, 2048.0, 65_536.0] {
            let place = format!("n = {n}");
            let row = Row::new(name, n, &place, own.best_of(n, 1), Measured::Enclosure(thresholds.best_of(n)));
            golds.rows.push(row);
            let kl = own.kl(n);
            let found = Measured::Enclosure(thresholds.kl(n));
            costs.rows.push(Row::new(name, n, place, Estimate::new(kl, 1e-10 * kl), found));
        }
        golds.line(name, false, ns().map(|n| (n, own.best_of(n, 1).value)));
        costs.line(name, false, ns().map(|n| (n, own.kl(n))));
        costs.line(name, true, [1.0, 1e6].map(|n| (n, -own.above[0].ln())));
        drawn.rows.push(by_drawing(context, &proxy, &own, (name, t)));
    }
    let table = Table::of(&*context.law(CASES[0].1)?, 0.2, 1e6);
    golds.line("no mitigation", true, ns().map(|n| (n, table.best_of(n).value)));
    costs.line("no mitigation", true, ns().map(|n| (n, n.ln() - (n - 1.0) / n)));
    let [clipped, least, all] = errors::selected(context)?;
    Ok(Evidence::of(vec![golds, all, clipped, errors::bought(context)?, costs.table_only(), drawn, least]))
}

/// The rule as an average of thresholds, from the library's value of the top share q at each q above p: weight `n(n-1) q (1-q)^(n-2)`, and what
/// is left on q = p.
struct Thresholds {
    p: f64,
    top: Estimate,
    /// Panels of ln q: half-width, and q with the value of the top share q at each node.
    panels: Vec<(f64, Vec<(f64, Estimate)>)>,
}

impl Thresholds {
    fn of(proxy: &Proxy, p: f64) -> Result<Self, Refusal> {
        let mut selector = Selector::new(proxy)?;
        let mut value = |q: f64| {
            let found = selector.quantilizer(q)?.mean_v.finite();
            found.ok_or_else(|| Refusal(format!("no value of the top share {q}")))
        };
        let (top, count) = (value(p)?, 8);
        let edge = |i: i32| p.ln() * (1.0 - f64::from(i) / f64::from(count));
        let mut panels = Vec::new();
        for i in 0..count {
            let places = nodes(edge(i), edge(i + 1)).map(f64::exp);
            let values: Result<Vec<_>, Refusal> = places.into_iter().map(|q| Ok((q, value(q)?))).collect();
            panels.push((0.5 * (edge(i + 1) - edge(i)), values?));
        }
        Ok(Self { p, top, panels })
    }

    /// The average over q in (p, 1) of a function of the node, and the weight left on p.
    fn average(&self, n: f64, of: impl Fn(f64, Estimate) -> f64) -> (Estimate, f64) {
        let weight = |q: f64| n * (n - 1.0) * q * q * ((n - 2.0) * (-q).ln_1p()).exp();
        let part = |(half, places): &(f64, Vec<(f64, Estimate)>)| {
            let (value, error, absolute) = rule_sums(|i| weight(places[i].0) * of(places[i].0, places[i].1), *half);
            Estimate::new(value, error + 1e-9 * absolute)
        };
        let sum = self.panels.iter().map(part).fold(Estimate::new(0.0, 0.0), Estimate::plus);
        let others = (n - 1.0) * (-self.p).ln_1p();
        (sum, 1.0 - others.exp() * (1.0 - self.p + n * self.p))
    }

    fn best_of(&self, n: f64) -> Estimate {
        let (sum, left) = self.average(n, |_, value| value.value);
        sum.plus(self.top.scaled(left)).plus(Estimate::new(0.0, 1e-8))
    }

    /// `int w ln w` over ranks, the density w being that of the thresholds above each rank, summed panel by panel.
    fn kl(&self, n: f64) -> Estimate {
        let top = -(n * (-self.p).ln_1p()).exp_m1() / self.p;
        let part = |(half, places): &(f64, Vec<(f64, Estimate)>)| {
            let term = |q: f64| {
                let density = n * ((n - 1.0) * (-q).ln_1p()).exp();
                if density > 0.0 { q * density * density.ln() } else { 0.0 }
            };
            let (value, error, absolute) = rule_sums(|i| term(places[i].0), *half);
            Estimate::new(value, error + 1e-11 * absolute)
        };
        let below = self.panels.iter().map(part).fold(Estimate::new(0.0, 0.0), Estimate::plus);
        below.plus(Estimate::closed_form(self.p * top * top.ln()))
    }
}

/// How often the best of n by the clipped proxy has V above 4; the lie is the proxy that is not clipped.
fn by_drawing(context: &Context<'_>, proxy: &Proxy, own: &Clipped, (name, t): (&str, f64)) -> Row {
    let (n, trials) = (1024u32, context.draws(2_500));
    let once = |stream: &mut Stream| {
        let (mut best, mut value, mut tied) = (f64::NEG_INFINITY, f64::NAN, 0.0);
        for _ in 0..n {
            let v = draw(&*proxy.value, stream);
            let score = (v + draw(&*proxy.error, stream)).min(t);
            if score > best {
                (best, value, tied) = (score, v, 1.0);
            } else if score == best {
                // The k-th of those tied takes the place with chance 1/k.
                tied += 1.0;
                value = if stream.uniform() * tied < 1.0 { v } else { value };
            }
        }
        value > HIGH
    };
    let hits = hits(trials, &context.stream(name), once);
    let predicted = Estimate::new(own.best_of(f64::from(n), 2).value, 2e-3);
    // Not clipped, but for what one pair in 10^5 reaches.
    let lie = Clipped::of(proxy, 40.0).best_of(f64::from(n), 2).value;
    let row = Row::new(name, f64::from(n), format!("n = {n}"), predicted, Measured::Frequency { hits, trials });
    if (lie - predicted.value).abs() > 0.1 { row.with_lie(lie).with_note("the lie: not clipped") } else { row.with_lie(1.35 * predicted.value) }
}
