//! The law of U and the value at each level by two plain trapezoid sums: slow, simple, and nothing like the library's route.

use crate::claim::Context;
use crate::expect::Refusal;
use crate::model::Proxy;
use crate::num::Estimate;

/// One level u of the proxy: `P(U >= u)`, `ln P(U < u)`, and over the node's share of the u axis `E[V; U = u]` and `P(V > median, U = u)`.
struct Level {
    p: f64,
    ln_below: f64,
    value: f64,
    upper: f64,
}

impl Level {
    /// The density `n F^(n-1)` of the best of n against one draw.
    fn density_of_best(&self, n: f64) -> f64 {
        let ln = (n - 1.0) * self.ln_below;
        if ln < -60.0 { 0.0 } else { n * ln.exp() }
    }
}

/// Levels at equal steps of `asinh u`, from where all of U is above to where `P(U >= u)` no longer counts.
pub(in crate::claims) struct Levels(Vec<Level>);

/// Steps of `asinh(v/2)` and `asinh u`. Trapezoid sums of functions analytic in a strip converge exponentially.
const STEPS: (f64, f64) = (0.025, 0.04);
/// The largest `|asinh(v/2)|`: values to 9900 either way.
const REACH: f64 = 9.2;

impl Levels {
    /// The levels that the best of up to `most` draws can see. The value needs a smooth density on the whole line,
    /// symmetric about 0.
    pub(in crate::claims) fn of(proxy: &Proxy, most: f64) -> Self {
        let values = masses(proxy);
        let mut levels = Vec::new();
        for tau in steps(-6.0, STEPS.1) {
            let (u, du) = (tau.sinh(), tau.cosh() * STEPS.1);
            let mut level = Level { p: 0.0, ln_below: 0.0, value: 0.0, upper: 0.0 };
            for (v, mass) in &values {
                level.p += mass * proxy.error.ln_sf(u - v).exp();
                let density = mass * proxy.error.ln_pdf(u - v).exp() * du;
                level.value += v * density;
                // A node at the median itself lies half above.
                level.upper += density * if v.abs() < 1e-9 { 0.5 } else { f64::from(u8::from(*v > 0.0)) };
            }
            level.ln_below = (-level.p.min(1.0)).ln_1p();
            let done = level.p < 1e-9 / most;
            levels.push(level);
            if done || tau > 90.0 {
                break;
            }
        }
        Self(levels)
    }

    /// `E_n[V] = int n F_U^(n-1) g du` with `g(u) = int v f_V(v) f_X(u - v) dv`, for n of at least 2. Its error is what
    /// twice the step would change, and a part in ten thousand for the inner sum.
    pub(in crate::claims) fn best_of(&self, n: f64) -> Estimate {
        let fine = self.height(n, 1);
        Estimate::new(fine, (self.height(n, 2) - fine).abs() + 1e-4 * fine.abs())
    }

    /// The sum for the best of n over every `step`-th level.
    fn height(&self, n: f64, step: usize) -> f64 {
        let term = |level: &Level| level.density_of_best(n) * level.value;
        step as f64 * self.0.iter().step_by(step).map(term).sum::<f64>()
    }

    /// `P(V > v)` for the best of n, at the median v of the value.
    pub(in crate::claims) fn chance_above_median(&self, n: f64) -> f64 {
        self.0.iter().map(|level| level.density_of_best(n) * level.upper).sum()
    }

    /// The best whole n up to `most` and its value, for a value with one peak; none if it still rises there.
    pub(in crate::claims) fn peak(&self, most: f64) -> Option<(f64, Estimate)> {
        let height = |n: f64| self.height(n, 1);
        let (mut low, mut high) = (2f64.ln(), most.ln());
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        while high - low > 1e-5 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if height(a.exp()) < height(b.exp()) { low = a } else { high = b }
        }
        let top = low.exp();
        let whole = [top.floor(), top.floor() + 1.0].into_iter().max_by(|a, b| height(*a).total_cmp(&height(*b)))?;
        (top < 0.99 * most).then(|| (whole, self.best_of(whole)))
    }
}

/// Nodes of the value with their masses; 0, the median of every value here, is a node.
fn masses(proxy: &Proxy) -> Vec<(f64, f64)> {
    let count = (REACH / STEPS.0) as i32;
    (-count..=count)
        .map(|i| f64::from(i) * STEPS.0)
        .map(|s| (2.0 * s.sinh(), 2.0 * s.cosh() * STEPS.0))
        .map(|(v, dv)| (v, dv * proxy.value.ln_pdf(v).exp()))
        .filter(|(_, mass)| *mass > 1e-40)
        .collect()
}

/// `P(U >= t)` and `E[V | U >= t] = E[V S_X(t - V)] / E[S_X(t - V)]` by the same sum over V, as a function of t.
pub(in crate::claims) fn above(proxy: &Proxy) -> impl Fn(f64) -> (f64, f64) {
    let values = masses(proxy);
    move |t| {
        let mut sums = (0.0, 0.0);
        for (v, mass) in &values {
            let weight = mass * proxy.error.ln_sf(t - v).exp();
            sums = (sums.0 + weight, sums.1 + v * weight);
        }
        (sums.0, sums.1 / sums.0)
    }
}

/// `from, from + step, ...` without end.
fn steps(from: f64, step: f64) -> impl Iterator<Item = f64> {
    (0..).map(move |i: u32| from + step * f64::from(i))
}

/// A pair of the experiment, with names for the reader.
pub(in crate::claims) struct Pair {
    pub(in crate::claims) value: &'static str,
    pub(in crate::claims) error: &'static str,
    /// The most draws at which the value is still told from nothing.
    pub(in crate::claims) most: f64,
}

/// The ten pairs in the order of the published figure.
pub(in crate::claims) fn pairs() -> impl Iterator<Item = Pair> {
    let errors = ["normal", "lognormal", "t3", "t5", "Lévy"];
    let most = |error: &str| if error == "Lévy" { 256.0 } else { 1_048_576.0 };
    ["normal", "t10"].into_iter().flat_map(move |value| errors.map(|error| Pair { value, error, most: most(error) }))
}

impl Pair {
    /// The laws: values of standard deviation 2; errors of standard deviation 1, but for the lognormal as the published
    /// program has it, and the Lévy law, which has no moments.
    pub(in crate::claims) fn proxy(&self, context: &Context<'_>) -> Result<Proxy, Refusal> {
        let student = |nu: f64, sd: f64| format!("scaled({}, student_t({nu}))", sd * ((nu - 2.0) / nu).sqrt());
        let value = if self.value == "normal" { "normal(0, 2)".into() } else { student(10.0, 2.0) };
        let error = match self.error {
            "normal" => "normal(0, 1)".into(),
            "lognormal" => format!("shifted(-1, lognormal(0, {}))", std::f64::consts::LN_2),
            "t3" => student(3.0, 1.0),
            "t5" => student(5.0, 1.0),
            _ => "levy(1)".into(),
        };
        context.proxy(&value, &error)
    }

    pub(in crate::claims) fn name(&self) -> String {
        format!("V {}, X {}", self.value, self.error)
    }
}
