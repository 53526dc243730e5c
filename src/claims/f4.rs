//! F-4: what tells a dependent error: under an independent one best of n never falls below E[V], whatever a fitted form says.

use super::m1::table::Table;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector};
use crate::num::Estimate;
use crate::num::special::gamma;
use crate::tail::{Moment, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "f4",
    title: "With an independent error gold never falls below its start under best of n: a fall like e^(-d²/α) can be, a peak and zero of d(α - β d) cannot",
    statement: "Let the error be independent of V, n real and at least 1, d² = KL = ln n - (n-1)/n. Then E_n[V] ≥ E[V] at every n. If \
        P(X > t) ~ c t^-α as in B-3 and V is light-tailed, E_n[V] - E[V] ~ (α+1) Var V Γ(1 + 1/α) (c e)^(-1/α) e^(-d²/α) as d → ∞. So the form \
        d (α - β d) with β > 0, which is negative beyond α/β and tends to -∞, and likewise d (α - β ln d), can fit the gold of best of n \
        under an independent error over a finite stretch only; a gold below its start proves that error and value depend on \
        each other.",
    hypotheses: "The n pairs (V, X) are independent copies, V and X independent, U = X+V without atoms, E|V| < ∞. For the rate the conditions of B-3.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Derived in the proof from G-1 and B-3. The forms are those of Gao, Schulman, Hilton (2022), arXiv 2210.10760, section 1, which they \
        found empirically for gold scores against √KL.",
    corrects: None,
    evidence,
};

/// An error of standard deviation about 1, its name, the step at which its density is summed, and the number of draws in the picture.
const ERRORS: [(&str, &str, f64); 3] = [
    ("normal", "normal(0, 1)", 0.2),
    ("t3", "scaled(0.5773502691896258, student_t(3))", 0.1),
    ("lognormal", "shifted(-1, lognormal(0, 0.6931471805599453))", 0.05),
];

/// The largest d in the pictures, and up to where forms are fitted: 10 nats, as best of 60 000.
const FAR: f64 = 5.6;
const FITTED: f64 = 3.16;

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panels = Vec::new();
    let y = Axis::log("E[V] of the best of n");
    let mut rates = Panel::new("Far out: gold falls like e^(-d²/α)", Axis::linear("KL = d² (nats)"), y);
    let mut proxies = Panel::new("The proxy beyond the pictures", Axis::linear("d = √KL"), Axis::log("E[U]")).table_only();
    for (name, spec, step) in ERRORS {
        context.begin(name);
        let proxy = context.proxy("normal(0, 2)", spec)?;
        let (table, mut selector) = (Table::of(&*proxy.error, step, 1e16), Selector::new(&proxy)?);
        let title = format!("X {name}, independent of V normal(0, 2)");
        let mut panel = Panel::new(title, Axis::linear("d = √KL"), Axis::linear("mean of the best of n"));
        let ds = || (0..=112).map(|i| 0.05 * f64::from(i)).filter(|d| *d <= FAR);
        let tallest = 1.6 * ds().map(|d| table.best_of(draws(d)).value).fold(0.0, f64::max);
        let fits = Fit::both(&|d| table.best_of(draws(d)).value);
        for d in [0.4, 0.9, 1.5, 2.1, 2.7, 3.3, 4.0, 4.7, 5.4] {
            let (n, place) = (draws(d), format!("d = {d}, n = {:.3e}", draws(d)));
            let found = selector.best_of(n)?;
            let measured = |mean: Moment| {
                let mean = mean.finite().ok_or_else(|| Refusal(format!("{name}: no finite mean at n = {n}")))?;
                Ok::<_, Refusal>(Measured::Enclosure(mean))
            };
            let widened = |own: Estimate| Estimate::new(own.value, own.error + 1e-6 * own.value.abs());
            let row = Row::new(GOLD, d, &place, widened(table.best_of(n)), measured(found.mean_v)?);
            let form = fits[0].at(d);
            let tells = name != "normal" && d > FITTED;
            panel.rows.push(if tells { row.with_lie(form).with_note("the lie: the fitted d (α - β d)") } else { row });
            // The mean of the largest of a heavy-tailed proxy needs levels far beyond those of the table.
            if d < 4.5 {
                let (own, series) = (widened(table.proxy_of(n)), format!("{PROXY}, X {name}"));
                let measured = measured(found.mean_u)?;
                if own.value < tallest {
                    panel.rows.push(Row::new(PROXY, d, place, own, measured));
                } else {
                    proxies.rows.push(Row::new(series, d, place, own, measured));
                }
            }
        }
        panel.line(GOLD, false, ds().map(|d| (d, table.best_of(draws(d)).value)));
        panel.line(PROXY, false, ds().map(|d| (d, table.proxy_of(draws(d)).value)).take_while(|(_, mean)| *mean < tallest));
        for fit in &fits {
            let line = ds().skip(1).map(|d| (d, fit.at(d))).take_while(|(_, value)| *value > -0.5 * tallest);
            panel.line(fit.name(), true, line);
        }
        panels.push(panel);
        if let TailClass::RegularlyVarying { index, ln_coefficient, .. } = proxy.error.tail_class() {
            far_out(&mut rates, &table, &mut selector, (index, ln_coefficient.exp()))?;
        }
    }
    panels.extend([rates, proxies]);
    Ok(Evidence::of(panels))
}

const GOLD: &str = "gold: E[V]";
const PROXY: &str = "proxy: E[U]";

/// The n of `ln n - (n-1)/n = d^2`, by bisection in ln n.
pub(super) fn draws(d: f64) -> f64 {
    let (mut low, mut high) = (0.0, d * d + 1.0);
    for _ in 0..100 {
        let y = 0.5 * (low + high);
        if y + f64::exp_m1(-y) < d * d { low = y } else { high = y }
    }
    (0.5 * (low + high)).exp()
}

/// The gain beside its leading form.
fn far_out(rates: &mut Panel, table: &Table, selector: &mut Selector, (alpha, c): (f64, f64)) -> Result<(), Refusal> {
    let series = "t3";
    let leading = |kl: f64| (alpha + 1.0) * 4.0 * gamma(1.0 + 1.0 / alpha) * (c * 1f64.exp()).powf(-1.0 / alpha) * (-kl / alpha).exp();
    for kl in [14.0f64, 18.0, 24.0, 30.0] {
        let n = draws(kl.sqrt());
        let found = selector.best_of(n)?.mean_v.finite().ok_or_else(|| Refusal(format!("no finite mean at n = {n}")))?;
        // The order of the remainder is that of B-3: one over the square of the largest error.
        let left = 100.0 * (c * n).powf(-2.0 / alpha);
        let predicted = Estimate::new(leading(kl), left * leading(kl));
        let row = Row::new(series, kl, format!("KL = {kl}, n = {n:.3e}"), predicted, Measured::Enclosure(found));
        if left < 0.04 {
            rates.rows.push(row.as_limit());
        }
    }
    rates.line(series, false, (1..=120).map(|i| 0.25 * f64::from(i)).map(|kl| (kl, table.best_of(draws(kl.sqrt())).value)));
    rates.line("(α+1) Var V Γ(1+1/α) (ce)^(-1/α) e^(-d²/α)", true, [5.0, 30.0].map(|kl| (kl, leading(kl))));
    Ok(())
}

/// One of the published forms with its two coefficients.
struct Fit {
    alpha: f64,
    beta: f64,
    logarithmic: bool,
}

impl Fit {
    /// Both forms, by least squares at equal steps of d up to where they are fitted.
    fn both(gold: &dyn Fn(f64) -> f64) -> [Self; 2] {
        let places: Vec<(f64, f64)> = (1..=40).map(|i| FITTED * f64::from(i) / 40.0).map(|d| (d, gold(d))).collect();
        [false, true].map(|logarithmic| {
            let other = |d: f64| -d * if logarithmic { d.ln() } else { d };
            let sum = |term: &dyn Fn(f64, f64) -> f64| places.iter().map(|(d, y)| term(*d, *y)).sum::<f64>();
            let (aa, ab, bb) = (sum(&|d, _| d * d), sum(&|d, _| d * other(d)), sum(&|d, _| other(d) * other(d)));
            let (ay, by) = (sum(&|d, y| d * y), sum(&|d, y| other(d) * y));
            let determinant = aa * bb - ab * ab;
            let (alpha, beta) = ((ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant);
            Self { alpha, beta, logarithmic }
        })
    }

    fn at(&self, d: f64) -> f64 {
        d * (self.alpha - self.beta * if self.logarithmic { d.ln() } else { d })
    }

    fn name(&self) -> &'static str {
        if self.logarithmic { "d (α - β ln d), fitted" } else { "d (α - β d), fitted to 10 nats" }
    }
}
