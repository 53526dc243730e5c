//! F-1: what bends the curve of gold against sqrt(KL) near its start: the skewness of the proxy, and between normal laws nothing.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, value_function::ValueFunction};
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "f1",
    title: "Tilting by a proxy with an independent error: gold is straight in d = √KL between normal laws, and bent by skewness else",
    statement: "Let U = V+X be tilted by e^(sU) and d = √KL. Between normal laws E[V] = μ + √2 (s_V²/s_U) d at every d: the form \
        d(α - β d) with β = 0. In general E[V] = μ + α d - β d² + O(d³), α = √2 s_V²/s_U, β = (2/3) s_V² κ_3(U)/s_U⁴ - κ_3(V)/s_U², \
        κ_3 the third cumulant: for normal V, β has the sign of the skewness of the error. Under the tilt E[V] = K_V'(s) \
        increases throughout all the same, so that no independent error brings the peak at α/(2β).",
    hypotheses: "X and V are independent with moments E e^(±εX), E e^(±εV) < ∞ for some ε > 0, and Var V > 0.",
    applies: |subject| {
        let proxy = subject.pair()?;
        let heavy = [&proxy.value, &proxy.error].into_iter().find(|law| law.tail_class().is_heavy());
        heavy.map_or(Ok(()), |law| Err(format!("{law} has no exponential moment")))
    },
    source: "The form is that of Gao, Schulman, Hilton (2022), arXiv 2210.10760, section 1, for best of n; the slope without β is their reading of \
        regressional Goodhart. The second coefficient is derived in the proof from K-5.",
    corrects: None,
    evidence,
};

/// An error with `s K' - K` and `K'''(0)`, of mean 0 and variance 1; V is standard normal.
struct Error {
    name: &'static str,
    spec: &'static str,
    /// Its part of the divergence at the rate s.
    kl: fn(f64) -> f64,
    /// Where the exponential moments end.
    end: f64,
    third: f64,
}

const ERRORS: [Error; 3] = [
    Error { name: "normal", spec: "normal(0, 1)", kl: |s| 0.5 * s * s, end: f64::INFINITY, third: 0.0 },
    // K(s) = -s - ln(1-s).
    Error {
        name: "exponential, skewed to the right",
        spec: "centred(exponential(1))",
        kl: |s| s / (1.0 - s) + (-s).ln_1p(),
        end: 1.0,
        third: 2.0,
    },
    // Its transform is a sum of two exponentials.
    Error {
        name: "two points, skewed to the left",
        spec: "two_point(-2, 0.5, 0.8)",
        kl: |s| {
            let (low, high) = (0.2 * (-2.0 * s).exp(), 0.8 * (0.5 * s).exp());
            s * (0.5 * high - 2.0 * low) / (low + high) - (low + high).ln()
        },
        end: f64::INFINITY,
        third: -1.5,
    },
];

impl Error {
    /// The rate at which the whole divergence is `d^2`: `E[V]` for a standard normal V.
    fn gold(&self, d: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.end.min(2.0 * d));
        for _ in 0..200 {
            let s = 0.5 * (low + high);
            if 0.5 * s * s + (self.kl)(s) < d * d { low = s } else { high = s }
        }
        0.5 * (low + high)
    }

    /// The coefficient of `-d^2`: both variances are 1.
    fn bend(&self) -> f64 {
        self.third / 6.0
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let x = || Axis::linear("d = √KL");
    let mut golds = Panel::new("V standard normal, errors of variance 1: gold under the tilt", x(), Axis::linear("E[V]"));
    let mut bends = Panel::new("What skewness bends", x(), Axis::linear("(d - E[V]) / d²"));
    for error in &ERRORS {
        context.begin(error.name);
        let function = ValueFunction::new(&context.proxy("normal(0, 1)", error.spec)?)?;
        let measure = |d: f64| {
            let mean = function.at(d * d)?.mean_v.and_then(|mean| mean.finite());
            mean.ok_or_else(|| Refusal(format!("{}: no mean of V at d = {d}", error.name)))
        };
        for d in [0.05, 0.2, 0.6, 1.2, 2.0, 3.0] {
            let own = error.gold(d);
            let predicted = Estimate::new(own, 1e-7 * own);
            golds.rows.push(Row::new(error.name, d, format!("d = {d}"), predicted, Measured::Enclosure(measure(d)?)));
        }
        for d in [0.005, 0.01, 0.02, 0.05] {
            let lacking = Estimate::closed_form(d).plus(measure(d)?.scaled(-1.0)).scaled(1.0 / (d * d));
            let lacking = Estimate::new(lacking.value, lacking.error + 1e-12 / (d * d));
            let predicted = Estimate::new(error.bend(), 0.5 * d);
            // Without skewness the lie is a bend of a quarter.
            let lie = if error.third == 0.0 { 0.25 } else { 1.2 * error.bend() };
            let row = Row::new(error.name, d, format!("d = {d}"), predicted, Measured::Enclosure(lacking)).as_limit();
            bends.rows.push(row.with_lie(lie));
        }
        golds.line(error.name, false, spread(0.01, 3.0, 80).map(|d| (d, error.gold(d))));
        golds.line(error.name, true, (0..=30).map(|i| 0.1 * f64::from(i)).map(|d| (d, d * (1.0 - error.bend() * d))));
        bends.line(error.name, false, spread(0.005, 0.06, 40).map(|d| (d, (d - error.gold(d)) / (d * d))));
        bends.line(error.name, true, [0.0, 0.06].map(|d| (d, error.bend())));
    }
    Ok(Evidence::of(vec![golds, bends]))
}
