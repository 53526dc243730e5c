//! M-3: selection by the posterior mean of the value: no overoptimisation, whatever the tails.

use super::m1::table::Table;
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{nodes, rule_sums};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "m3",
    title: "Rank by m(U) = E[V | U] instead of U: what is selected is worth what it promises, and best of n never falls",
    statement: "Let m(u) = E[V | U = u] and W = m(U). Then E[V | W] = W, E[V | W ≥ w] ≥ w, and the best of n by W has E_n[V] = E[max W_i], \
        which does not decrease in n, tends to the supremum of W, and is the largest E[V] of all rules that choose one of n draws by \
        their proxies. For a heavy-tailed independent error m is a hump, {m ≥ w} for w > E[V] an interval (a, b) with m(a) = m(b) = w, \
        and E[V | W ≥ w] = (P_a C_a - P_b C_b)/(P_a - P_b), P_t = P(U ≥ t), C_t = E[V | U ≥ t]. For V ~ N(0, 2²) and t3 errors of \
        standard deviation 1 the supremum is 4.55; by U the peak is 4.09.",
    hypotheses: "E|V| < ∞; V and U may depend on each other; the draws are independent.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Elementary properties of conditional expectation; the proposal to select by posterior means is common as a cure of the winner's curse.",
    corrects: None,
    evidence,
};

/// The error of the pictures.
const ERROR: &str = "scaled(0.5773502691896258, student_t(3))";
/// Below this the level of U that is worth most is looked for.
const REACH: f64 = 12.0;

/// Plain sums over V at steps of a tenth.
struct Own(Proxy);

impl Own {
    /// The densities of U and of `E[V; U]`.
    fn at(&self, u: f64) -> [f64; 2] {
        let mut sums = [0.0; 2];
        for v in (-270..=270).map(|i| 0.1 * f64::from(i)) {
            let density = 0.1 * (self.0.value.ln_pdf(v) + self.0.error.ln_pdf(u - v)).exp();
            sums = [sums[0] + density, sums[1] + v * density];
        }
        sums
    }

    fn m(&self, u: f64) -> f64 {
        let [density, first] = self.at(u);
        first / density
    }

    /// The top of the hump.
    fn top(&self) -> f64 {
        let (mut low, mut high) = (1.0, REACH);
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        while high - low > 1e-7 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if self.m(a) < self.m(b) { low = a } else { high = b }
        }
        0.5 * (low + high)
    }

    /// Where m is w between `inner`, where it is less, and `outer`, where it is more.
    fn place(&self, w: f64, mut inner: f64, mut outer: f64) -> f64 {
        for _ in 0..40 {
            let middle = 0.5 * (inner + outer);
            if self.m(middle) < w { inner = middle } else { outer = middle }
        }
        0.5 * (inner + outer)
    }
}

/// A level w of the posterior mean: the interval where it is exceeded.
#[derive(Clone, Copy)]
struct Level {
    w: f64,
    a: f64,
    b: f64,
}

/// The hump: by symmetry of both laws m is odd.
struct Hump {
    own: Own,
    top: f64,
    height: f64,
}

impl Hump {
    fn of(proxy: Proxy) -> Self {
        let own = Own(proxy);
        let top = own.top();
        let height = own.m(top);
        Self { own, top, height }
    }

    fn level(&self, w: f64) -> Level {
        // Far out m(u) = 16/u nearly.
        let far = (40.0 / w).max(2.0 * self.top);
        Level { w, a: self.own.place(w, 0.0, self.top), b: self.own.place(w, far, self.top) }
    }

    /// Chance and `E[V; .]` of an interval, by integrals of the densities.
    fn between(&self, Level { a, b, .. }: Level) -> [Estimate; 2] {
        let count = (1.0 + 8.0 * (b / a).ln()).ceil();
        let edge = |i: f64| a * (b / a).powf(i / count);
        let mut sums = [Estimate::new(0.0, 0.0); 2];
        for i in (0..count as u32).map(f64::from) {
            let (low, high) = (edge(i), edge(i + 1.0));
            let places = nodes(low, high).map(|u| self.own.at(u));
            for (k, sum) in sums.iter_mut().enumerate() {
                let (value, error, absolute) = rule_sums(|j| places[j][k], 0.5 * (high - low));
                *sum = sum.plus(Estimate::new(value, error + 1e-10 * absolute));
            }
        }
        sums
    }
}

/// The ranks of `W > 0` by levels: half-widths in y, `w = height (1 - y²)`, and at the nodes `dw/dy` and `P(W >= w)`.
struct Ranks(Vec<(f64, Vec<(f64, f64)>)>);

impl Ranks {
    fn of(hump: &Hump) -> Self {
        let cuts = [0.0, 0.01, 0.06, 0.3, 0.7, 0.95, 1.0];
        let panel = |pair: &[f64]| {
            let chance = |y: f64| hump.between(hump.level(hump.height * (1.0 - y * y)))[0].value;
            let places = nodes(pair[0], pair[1]).map(|y| (2.0 * hump.height * y, chance(y)));
            (0.5 * (pair[1] - pair[0]), places.to_vec())
        };
        Self(cuts.windows(2).map(panel).collect())
    }

    /// `E[max W_i] = int_0 P(max > w) dw - int_0 P(max < -w) dw`, where `P(W < -w) = P(W > w)`.
    fn best_of(&self, n: f64) -> Estimate {
        let term = |(slope, q): (f64, f64)| slope * (-(n * (-q).ln_1p()).exp_m1() - (n * q.ln()).exp());
        let part = |(half, places): &(f64, Vec<(f64, f64)>)| {
            let (value, error, absolute) = rule_sums(|i| term(places[i]), *half);
            Estimate::new(value, error + 1e-9 * absolute)
        };
        self.0.iter().map(part).fold(Estimate::new(0.0, 1e-7), Estimate::plus)
    }
}

/// The share q that a level lets through and `E[V; W >= w] = H(q)`, by the library, for a chain of levels down to w = 0.
struct Steps(Vec<(f64, f64)>);

impl Steps {
    fn of(hump: &Hump, conditioner: &Conditioner) -> Result<Self, Refusal> {
        let at = |t: f64| reached(conditioner, t).map(|(p, mean)| (p.value, p.value * mean.value));
        let step = |y: f64| {
            let Level { a, b, .. } = hump.level(hump.height * (1.0 - y * y));
            let ((p, first), (q, beyond)) = (at(a)?, at(b)?);
            Ok((p - q, first - beyond))
        };
        let middle: Result<Vec<_>, Refusal> = spread(1e-4, 0.998, 900).map(step).collect();
        Ok(Self([vec![(0.0, 0.0)], middle?, vec![at(0.0)?]].concat()))
    }

    /// `E_n[V] = int n (n-1) (1-q)^(n-2) H(q) dq`: H grows up to q = 1/2, and `H(1-q) = H(q)`, so that each step encloses its part.
    fn best_of(&self, n: f64) -> Estimate {
        let part = |pair: &[(f64, f64)]| {
            let [(q, low), (next, high)] = [pair[0], pair[1]];
            let power = |x: f64| n * ((n - 1.0) * x.ln()).exp();
            let weight = power(1.0 - q) - power(1.0 - next) + power(next) - if q > 0.0 { power(q) } else { 0.0 };
            Estimate::new(0.5 * (low + high), 0.5 * (high - low) + 1e-10).scaled(weight)
        };
        self.0.windows(2).map(part).fold(Estimate::new(0.0, 0.0), Estimate::plus)
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let proxy = context.proxy("normal(0, 2)", ERROR)?;
    let (conditioner, hump) = (Conditioner::new(&proxy), Hump::of(proxy));
    context.begin("the hump and its levels");
    let mut humps = Panel::new("The posterior mean is a hump", Axis::linear("proxy u"), Axis::linear("E[V | U = u]"));
    for u in [1.0, 3.0, 6.0, 8.0, 12.0, 18.0] {
        let found = conditioner.above(u)?.mean_v_at.and_then(|mean| mean.finite());
        let measured = Measured::Enclosure(found.ok_or_else(|| Refusal(format!("no E[V | U = {u}]")))?);
        let own = hump.own.m(u);
        humps.rows.push(Row::new("m(u)", u, format!("u = {u}"), Estimate::new(own, 1e-9 * own), measured));
    }
    humps.line("m(u)", false, (-80..=80).map(|i| 0.25 * f64::from(i)).map(|u| (u, hump.own.m(u))));
    humps.line("u", true, [-5.0, 5.0].map(|u| (u, u)));
    let mut promises = Panel::new("What is selected is worth at least its level", Axis::linear("level w"), Axis::linear("E[V | m(U) ≥ w]"));
    for share in [0.1, 0.3, 0.5, 0.7, 0.85, 0.97] {
        let level = hump.level(share * hump.height);
        let [chance, first] = hump.between(level);
        let [(p, mean), (q, beyond)] = [reached(&conditioner, level.a)?, reached(&conditioner, level.b)?];
        let negative = |e: Estimate| e.scaled(-1.0);
        let times = |a: Estimate, b: Estimate| Estimate::new(a.value * b.value, a.error * b.value.abs() + b.error * a.value.abs());
        let found = times(p, mean).plus(negative(times(q, beyond))).over(p.plus(negative(q)));
        let place = format!("w = {:.4}, U from {:.4} to {:.4}", level.w, level.a, level.b);
        let row = Row::new("E[V | m(U) ≥ w]", level.w, place, first.over(chance), Measured::Enclosure(found));
        promises.rows.push(row);
    }
    let levels = (1..=30).map(|i| hump.level(hump.height * (1.0 - 1e-4) * f64::from(i) / 30.0));
    let worth = |level: Level| {
        let [chance, first] = hump.between(level);
        (level.w, first.over(chance).value)
    };
    promises.line("E[V | m(U) ≥ w]", false, levels.map(worth));
    promises.line("w", true, [0.0, hump.height].map(|w| (w, w)));
    Ok(Evidence::of(vec![selected(context, &conditioner, &hump)?, humps, promises]))
}

/// Best of n by the posterior mean, for many n.
pub(super) fn by_posterior_mean(proxy: &Proxy) -> impl Fn(f64) -> f64 + use<> {
    let ranks = Ranks::of(&Hump::of(proxy.clone()));
    move |n| ranks.best_of(n).value
}

/// `P(U >= t)` and `E[V | U >= t]` by the library.
fn reached(conditioner: &Conditioner, t: f64) -> Result<(Estimate, Estimate), Refusal> {
    let found = conditioner.value_above(t)?;
    let p = found.ln_p.value.exp();
    let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("no finite E[V | U >= {t}]")))?;
    Ok((Estimate::new(p, p * found.ln_p.error), mean))
}

/// Best of n by the posterior mean and by the proxy.
fn selected(context: &Context<'_>, conditioner: &Conditioner, hump: &Hump) -> Result<Panel, Refusal> {
    context.begin("best of n by the posterior mean");
    let title = "V normal(0, 2), t3 error: best of n by m(U) and by U";
    let mut panel = Panel::new(title, Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
    let (by_mean, by_proxy) = ("best by E[V | U]", "best by U");
    let own = Ranks::of(hump);
    let library = Steps::of(hump, conditioner)?;
    let table = Table::of(&*hump.own.0.error, 0.2, 1e6);
    for n in [2.0, 8.0, 64.0, 512.0, 4096.0, 32_768.0] {
        // The one knows of W alone, the other of V beyond the ends of each level.
        let (predicted, found) = (own.best_of(n), library.best_of(n));
        let row = Row::new(by_mean, n, format!("n = {n}"), predicted, Measured::Enclosure(found));
        panel.rows.push(if n > 100.0 { row.with_lie(table.best_of(n).value).with_note("the lie: by the proxy") } else { row });
    }
    panel.line(by_mean, false, spread(1.0, 1e6, 60).map(|n| (n, own.best_of(n).value)));
    panel.line(by_proxy, false, spread(1.0, 1e6, 60).map(|n| (n, table.best_of(n).value)));
    panel.line("sup m", true, [1.0, 1e6].map(|n| (n, hump.height)));
    Ok(panel)
}
