//! B-8: more pressure changes the value about any level no more often than a higher proxy does.

use super::b5::levels::pairs;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector, condition::Conditioner};
use crate::model::{Pressure, Proxy};
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b8",
    title: "More pressure turns the value no more often than a higher proxy does; best of n can peak, fall, and rise for good",
    statement: "Let m(u) = E[V | U = u], and select by the best of n, by the tilt of the rank with λ, or by the best of 1 + Poisson(μ). About \
        any level c, the value minus c changes sign along the parameter at most as often as m - c does along u, and if as often, in \
        the same order. So if m is unimodal, the value is monotone or has one interior extremum. Unimodality of m is needed: for V t10 \
        of standard deviation 2 and X = exp(N(0, (ln 2)²)) - 1 m rises, falls and rises, and so does the value: under the best of n \
        it is 4.5529 at n = 914, 0.7246 at 10¹¹, 0.7221 at 2·10¹¹, 0.7403 at 10¹², 1.547 at 10¹⁵.",
    hypotheses: "U has no atoms, E|V| < ∞; V and U may depend on each other. For the pair: V and X are independent.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "Variation diminution of totally positive kernels (Karlin 1968, Total Positivity). The use for these rules follows Khalaf et al. \
        (2025), arXiv 2506.19248, known here from a summary only; the counterexample is computed here.",
    corrects: None,
    evidence,
};

/// One level u of the proxy: `P(U >= u)`, `m(u)`, and `E[V; U = u] du`.
struct Level {
    u: f64,
    p: f64,
    at: f64,
    share: f64,
}

/// Levels at equal steps of `asinh u`: for a function analytic in a strip the trapezoid rule converges exponentially.
pub(super) struct Course(Vec<Level>);

/// The step of `asinh u`.
const STEP: f64 = 0.05;

impl Course {
    /// From where all of U is above to where `P(U >= u)` does not count for the parameters in use.
    pub(super) fn of(proxy: &Proxy) -> Self {
        let mut levels = Vec::new();
        for tau in (-120..).map(|i: i32| f64::from(i) * STEP).take_while(|tau| *tau < 12.0) {
            let level = level(proxy, tau.sinh(), tau.cosh() * STEP);
            let done = level.p < 1e-26;
            levels.push(level);
            if done {
                break;
            }
        }
        Self(levels)
    }

    /// The value under a weight of the share above, its error from what twice the step would change.
    fn under(&self, weight: impl Fn(f64) -> f64) -> Estimate {
        let sum = |step: usize| -> f64 {
            self.0.iter().step_by(step).map(|level| step as f64 * weight(level.p.min(1.0)) * level.share).sum()
        };
        let fine = sum(1);
        Estimate::new(fine, (sum(2) - fine).abs() + 1e-6 * fine.abs())
    }

    fn best_of(&self, n: f64) -> Estimate {
        self.under(|p| n * ((n - 1.0) * (-p).ln_1p()).exp())
    }

    fn tilted(&self, lambda: f64) -> Estimate {
        self.under(|p| lambda * (-lambda * p).exp() / -(-lambda).exp_m1())
    }

    fn best_of_poisson(&self, mu: f64) -> Estimate {
        self.under(|p| (1.0 + mu * (1.0 - p)) * (-mu * p).exp())
    }

    /// How often `m - c` changes sign.
    fn changes(&self, c: f64) -> usize {
        changes(self.0.iter().map(|level| level.at - c))
    }

    /// How often `m` changes direction, where U has a density that f64 can hold.
    pub(super) fn turns(&self) -> usize {
        turns(self.0.iter().filter(|level| level.share.abs() > 1e-200).map(|level| level.at))
    }
}

/// The integrals over v at one level, cut where V or X makes up the whole of u.
fn level(proxy: &Proxy, u: f64, du: f64) -> Level {
    let steps = [1.0, 3.0, 10.0, 30.0, 100.0, 1e3, 1e4];
    let mut cuts: Vec<f64> = steps.iter().flat_map(|s| [-s, *s, u - s, u + s]).chain([0.0, u]).collect();
    cuts.extend([0.25, 0.5, 0.75, 1.5, 2.0, 4.0, 16.0].map(|times| u * times));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let integrand = |v: f64| {
        let ln_value = proxy.value.ln_pdf(v);
        let density = (ln_value + proxy.error.ln_pdf(u - v)).exp();
        [(ln_value + proxy.error.ln_sf(u - v)).exp(), density, v * density]
    };
    let q = integrate(|_, v| integrand(v), &panels, Goal { relative: 1e-9, bisections: 200 });
    let [p, density, share] = q.value;
    Level { u, p, at: share / density, share: share * du }
}

/// Sign changes along a sequence; zeros do not count.
fn changes(values: impl Iterator<Item = f64>) -> usize {
    let signs: Vec<bool> = values.filter(|x| *x != 0.0).map(|x| x > 0.0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// Changes of direction along a sequence.
pub(super) fn turns(values: impl Iterator<Item = f64>) -> usize {
    let values: Vec<f64> = values.collect();
    changes(values.windows(2).map(|pair| pair[1] - pair[0]))
}

/// The pair that rises, falls and rises, and one that rises and falls.
const PAIRS: [(&str, &str); 2] = [("t10", "lognormal"), ("normal", "t3")];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let u = Axis::log("proxy u");
    let mut by_level = Panel::new("Along the proxy: m(u) = E[V | U = u]", u, Axis::log("m(u)"));
    let mut counts = Panel::new("Sign changes about a level", Axis::named(""), Axis::linear("sign changes")).table_only();
    let mut along = Vec::new();
    for (value, error) in PAIRS {
        let pair = pairs().find(|pair| pair.value == value && pair.error == error);
        let pair = pair.ok_or_else(|| Refusal("the pair is not among the ten".into()))?;
        context.begin(&pair.name());
        let (proxy, name) = (pair.proxy(context)?, pair.name());
        let (course, mut selector) = (Course::of(&proxy), Selector::new(&proxy)?);
        levels(&mut by_level, &name, &proxy, &course)?;
        let levels: &[f64] = if value == "t10" { &[0.5, 1.0, 3.0] } else { &[1.0, 3.0] };
        sign_changes(&mut counts, &name, &course, &mut selector, levels)?;
        along.push(under_pressure(&name, value == "t10", &course, &mut selector)?);
    }
    let mut panels = vec![by_level];
    panels.extend(along);
    panels.push(counts);
    Ok(Evidence::of(panels))
}

/// `m` along u, by the plain sums and by conditioning.
fn levels(panel: &mut Panel, name: &str, proxy: &Proxy, course: &Course) -> Result<(), Refusal> {
    let conditioner = Conditioner::new(proxy);
    for u in [2.0, 6.0, 10.0, 30.0, 100.0, 300.0] {
        let found = conditioner.above(u)?.mean_v_at.and_then(|m| m.finite());
        let found = found.ok_or_else(|| Refusal(format!("{name}: no finite value at u = {u}")))?;
        let at = level(proxy, u, 1.0).at;
        let predicted = Estimate::new(at, 1e-6 * at.abs());
        panel.rows.push(Row::new(name, u, format!("u = {u}"), predicted, Measured::Enclosure(found)));
    }
    let shown = course.0.iter().filter(|level| level.u > 0.8 && level.u < 500.0);
    panel.line(name, false, shown.map(|level| (level.u, level.at)));
    Ok(())
}

/// As many sign changes along n as along u, at levels that the best of n crosses.
fn sign_changes(
    panel: &mut Panel,
    name: &str,
    course: &Course,
    selector: &mut Selector,
    levels: &[f64],
) -> Result<(), Refusal> {
    let mut values = Vec::new();
    for i in 0..=36 {
        values.push(selector.best_of(10f64.powf(f64::from(i) * 0.5))?.mean_v.value());
    }
    for c in levels {
        let (along_u, along_n) = (course.changes(*c), changes(values.iter().map(|value| value - c)));
        let place = format!("{name}, c = {c}");
        let at = (panel.rows.len() + 1) as f64;
        let predicted = Estimate::new(along_u as f64, 0.0);
        let measured = Measured::Enclosure(Estimate::new(along_n as f64, 0.0));
        let row = Row::new("E_n[V] - c along n, as m - c along u", at, place, predicted, measured);
        panel.rows.push(row.with_note("the lie: five per cent more, where a whole number is counted"));
    }
    Ok(())
}

/// The value along the parameter of the three rules; `twice` for a value that rises again.
pub(super) fn under_pressure(
    name: &str,
    twice: bool,
    course: &Course,
    selector: &mut Selector,
) -> Result<Panel, Refusal> {
    let y = if twice { Axis::log("E[V]") } else { Axis::linear("E[V]") };
    let course_of = if twice { "up, down, and up for good" } else { "up and down" };
    let mut panel = Panel::new(format!("{name}: {course_of}"), Axis::log("pressure: n, λ or μ"), y);
    let lowest = course.best_of(2e11).value;
    let ns: &[f64] = if twice { &[8.0, 914.0, 1e6, 1e11, 2e11, 1e12, 1e15] } else { &[2.0, 16.0, 169.0, 1e4, 1e6] };
    for n in ns.iter().copied() {
        // Seen from below the minimum, a value with one extremum can only fall further.
        let falls = |row: Row| {
            if twice && n > 2e11 { row.with_lie(lowest).with_note("the lie: one extremum, then no rise") } else { row }
        };
        let rules = [
            ("best of n", course.best_of(n), Pressure::BestOf(n)),
            ("tilt of the rank, λ", course.tilted(n), Pressure::Tilt(n)),
            ("best of 1 + Poisson(μ)", course.best_of_poisson(n), Pressure::BestOfPoisson(n)),
        ];
        for (series, predicted, pressure) in rules {
            let found = selector.under(pressure)?.mean_v.finite();
            let found = found.ok_or_else(|| Refusal(format!("{name}: no finite value under {pressure:?}")))?;
            panel.rows.push(falls(Row::new(series, n, format!("{n:e}"), predicted, Measured::Enclosure(found))));
        }
    }
    let last = if twice { 15.5 } else { 6.5 };
    let ns = || (0..=150).map(|i| 10f64.powf(0.2 + (last - 0.2) * f64::from(i) / 150.0));
    panel.line("best of n", false, ns().map(|n| (n, course.best_of(n).value)));
    panel.line("tilt of the rank, λ", false, ns().map(|n| (n, course.tilted(n).value)));
    panel.line("best of 1 + Poisson(μ)", false, ns().map(|n| (n, course.best_of_poisson(n).value)));
    Ok(panel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_do_not_count_as_changes() {
        assert_eq!(changes([-1.0, 0.0, 2.0, 0.0, 3.0, -1.0].into_iter()), 2);
        assert_eq!(changes([0.0, 0.0].into_iter()), 0);
        assert_eq!(turns([3.0, 1.0, 1.0, 2.0, 5.0, 4.0].into_iter()), 2);
    }
}
