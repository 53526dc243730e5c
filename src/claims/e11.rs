//! E-11: more pressure need not give one peak: how often the value turns is up to the value at each level of the proxy.

use super::b5::levels::pairs;
use super::b8::{Course, turns, under_pressure};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, best_of::Selector};
use crate::num::Estimate;
use crate::sample::draw::summary;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e11",
    title: "Under best of n the value can turn twice: one peak at most needs E[V | U = u] to have one, not only an orderly rule of selection",
    statement: "Let m(u) = E[V | U = u], and select by best of n or by best of 1 + Poisson(μ). The value changes direction along the parameter at \
        most as often as m does along u; so it is monotone or has one interior extremum if m is monotone or has one, and then it is so \
        under a tilt of the rank too. Without that it need not be: for X = exp(N(0, (ln 2)²)) - 1 and V Student t with 10 degrees of freedom and standard deviation \
        2, m rises, falls and rises, and the best of n is worth 4.5529 at n = 914, 0.7221 at 2·10¹¹ and 1.547 at 10¹⁵. Under the same \
        error a normal value of the same spread has one peak, 3.3816 at n = 98. And for V = (96 x³ - 165 x² + 80 x - 9)/2 of the rank x \
        of U the best of n is worth (n-1)(n-3)(n-9)/((n+1)(n+2)(n+3)), which rises, falls and rises between n = 1 and 20.",
    hypotheses: "U has no atoms and E|V| < ∞; for the two pairs, V and X are independent.",
    applies: |subject| subject.untied_pair().map(drop),
    source: "B-8 and its proof; the counterexample is computed here.",
    corrects: Some(Published {
        statement: "Let the density of the selection on the ranks of the proxy be strictly totally positive of order two in parameter and rank, \
            with a score that increases with the rank, as for best of n and best of Poisson. Then the expected true reward, along the \
            parameter, is monotone or has one interior extremum. (As two published summaries give it; the authors' project page \
            shows the same four shapes, rising, falling, one maximum, one minimum.)",
        place: "Khalaf, Mayrink Verdun, Oesterling, Lakkaraju, Calmon, Inference-Time Reward Hacking in Large Language Models (arXiv \
            2506.19248), theorem 1 and its corollary, as known from the abstract, the summaries and the project page; the wording of the \
            theorem itself has not been compared.",
        finding: "The hypotheses that the summaries list speak of the rule of selection only, and they do not suffice: the true reward given the \
            proxy must turn at most once as well. With that the statement stands (B-8). If the theorem itself asks for it, these rows \
            correct the summaries and not the theorem. What is seen at any n that can be carried out is one peak.",
    }),
    evidence,
};

/// The two values under the one error, and whether the value rises again.
const VALUES: [(&str, bool); 2] = [("t10", true), ("normal", false)];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let y = Axis::linear("changes of direction");
    let mut counts = Panel::new("Changes of direction, along n and along u", Axis::named(""), y).table_only();
    let mut panels = Vec::new();
    for (value, twice) in VALUES {
        let pair = pairs().find(|pair| pair.value == value && pair.error == "lognormal");
        let pair = pair.ok_or_else(|| Refusal("the pair is not among the ten".into()))?;
        let (proxy, name) = (pair.proxy(context)?, pair.name());
        context.begin(&name);
        let (course, mut selector) = (Course::of(&proxy), Selector::new(&proxy)?);
        panels.push(under_pressure(&name, twice, &course, &mut selector)?);
        counts.rows.push(directions(&name, &course, &mut selector)?);
    }
    panels.push(cubic(context));
    for (k, row) in counts.rows.iter_mut().enumerate() {
        row.at = (k + 1) as f64;
    }
    panels.push(counts);
    Ok(Evidence::of(panels))
}

/// The value as a cubic of the rank, for which the best of n is elementary: `E x^k = n/(n + k)` for the best rank x.
fn cubic(context: &Context<'_>) -> Panel {
    let title = "V a cubic of the rank: twice within n = 20";
    let mut panel = Panel::new(title, Axis::log("n"), Axis::linear("E[V] under best of n"));
    let exact = |n: f64| (n - 1.0) * (n - 3.0) * (n - 9.0) / ((n + 1.0) * (n + 2.0) * (n + 3.0));
    let value = |x: f64| 0.5 * (((96.0 * x - 165.0) * x + 80.0) * x - 9.0);
    let series = "(96 x³ − 165 x² + 80 x − 9)/2";
    // The value at its lower end, and at its maximum within (0, 1), a root of 288 x² - 330 x + 80.
    let (low, high) = (value(0.0), value((330.0 - f64::sqrt(16740.0)) / 576.0));
    // With one extremum: the start again, or no fall, or no second rise.
    for (n, lie) in [(2u32, exact(1.0)), (5, exact(2.0)), (30, exact(5.0))] {
        let best = |stream: &mut crate::sample::Stream| (0..n).map(|_| stream.uniform()).fold(0.0, f64::max);
        let source = context.stream(&format!("cubic {n}"));
        let found = summary(context.draws(2_000_000), &source, |stream| value(best(stream)));
        let (count, mean, variance) = (found.count, found.mean, found.variance());
        let measured = Measured::BoundedMean { count, mean, variance, low, high };
        let predicted = Estimate::new(exact(f64::from(n)), 1e-14);
        let row = Row::new(series, f64::from(n), format!("n = {n}"), predicted, measured);
        panel.rows.push(row.with_lie(lie).with_note("the lie: what is left of one extremum"));
    }
    panel.line(series, false, (0..=120).map(|i| 10f64.powf(f64::from(i) / 60.0)).map(|n| (n, exact(n))));
    panel
}

/// As many changes of direction along n as along u. The lie is one fewer: where m turns twice, the published count.
fn directions(name: &str, course: &Course, selector: &mut Selector) -> Result<Row, Refusal> {
    let mut values = Vec::new();
    for i in 0..=36 {
        values.push(selector.best_of(10f64.powf(f64::from(i) * 0.5))?.mean_v.value());
    }
    let count = |number: usize| Estimate::new(number as f64, 0.0);
    let (predicted, measured) = (count(course.turns()), count(turns(values.into_iter())));
    let row = Row::new("of E_n[V], as of m", 1.0, name, predicted, Measured::Enclosure(measured));
    Ok(row.with_lie(predicted.value - 1.0).with_note("n from 1 to 10¹⁸; the lie: one change fewer"))
}
