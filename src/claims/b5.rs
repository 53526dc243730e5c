//! B-5: the published experiment with best of n between ten pairs of laws, without its noise.

pub(super) mod levels;

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::Selector};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::sample::draw::{Summary, exceedances};
use crate::sample::select::{best_of, best_of_values};
use levels::{Levels, Pair, pairs};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b5",
    title: "Best of n under ten pairs of laws, exactly: with a normal error the value rises throughout, with a heavier one it peaks",
    statement: "Let V be normal or Student t with 10 degrees of freedom, of standard deviation 2, and X normal, lognormal less 1, t with 3 \
        or 5 degrees of freedom, of standard deviation 1, or Lévy, independent of V. Then E_n[V] = ∫ n F_U(u)^(n-1) ∫ v f_V(v) \
        f_X(u-v) dv du. For n up to 2²⁰ it rises throughout if X is normal; the other eight pairs have a peak: for V normal at n = 98 \
        (lognormal, 3.38), 169 (t3, 4.09), 832 (t5, 4.78), 3 (Lévy, 0.49); for V t10 at 914 (lognormal, 4.55), 643 (t3, 5.39), 49 110 \
        (t5, 9.17), 3 (Lévy, 0.48).",
    hypotheses: "V and X are independent. Student laws are scaled to their standard deviation. The lognormal error is exp(N(0, (ln 2)²)) - 1 \
        as in the published program: its mean is 0.27, not 0. The Lévy law is not scaled: it has no moments.",
    applies: |subject| subject.pair().map(drop),
    source: "The experiment of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503, with 100 trials for each n (their program \
        bon_synthetic.py); the values are computed here.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panels = Vec::new();
    let mut places =
        Panel::new("Where the peaks are", Axis::named(""), Axis::log("number of draws n at the peak")).table_only();
    for pair in pairs() {
        context.begin(&pair.name());
        let proxy = pair.proxy(context)?;
        let (levels, mut selector) = (Levels::of(&proxy, pair.most), Selector::new(&proxy)?);
        let mut panel = exact(&pair, &levels, &mut selector)?;
        let own = levels.peak(pair.most);
        let found = selector.peak()?;
        if let (Some((n, height)), Some(found)) = (own, &found) {
            let refuse = || Refusal(format!("{}: no finite value at its peak", pair.name()));
            let measured = Measured::Enclosure(found.mean_v.finite().ok_or_else(refuse)?);
            panel.rows.push(Row::new("peak", n, format!("n = {n}"), height, measured));
            // A peak is flat: the ninth digit of the height moves its place by the fourth.
            let (own, found) =
                (Estimate::new(n, 1e-3 * n), Measured::Enclosure(Estimate::new(found.n, 1e-3 * found.n)));
            places.rows.push(Row::new("n at the peak", (places.rows.len() + 1) as f64, pair.name(), own, found));
        }
        if own.is_none() && found.is_some_and(|found| found.n <= pair.most) {
            return Err(Refusal(format!("{}: the two routes disagree on whether there is a peak", pair.name())));
        }
        panel.rows.push(drawn(context, &pair, &proxy, &levels));
        as_published(context, &pair, &proxy, &mut panel);
        panels.push(panel);
    }
    panels.push(places);
    let mut published =
        Panel::new("Exact values at the published n", Axis::log("number of draws n"), Axis::linear("E[V]"));
    let mut shares = Panel::new(
        "Drawn: how often the best of n exceeds the median of V",
        Axis::named(""),
        Axis::linear("P(V of the best > 0)"),
    );
    for panel in &mut panels {
        let (drawn, kept): (Vec<_>, Vec<_>) = panel.rows.drain(..).partition(|row| row.series == DRAWN);
        // Where the bars stand, the curve says what a point would hide.
        let (hidden, shown): (Vec<_>, Vec<_>) =
            kept.into_iter().partition(|row| row.series == EXACT && row.at <= 4f64.powi(PUBLISHED as i32));
        panel.rows = shown;
        shares.rows.extend(drawn);
        published.rows.extend(hidden.into_iter().map(|row| Row { series: panel.title.clone(), ..row }));
    }
    panels.push(published.table_only());
    panels.push(shares.table_only());
    Ok(Evidence::of(panels))
}

/// The bars go up to this power of 4.
const PUBLISHED: u32 = 5;
/// The name of the rows with exact values.
const EXACT: &str = "exact";
/// The name of the rows with draws.
const DRAWN: &str = "drawn";

/// The value at powers of 4 and its curve.
fn exact(pair: &Pair, levels: &Levels, selector: &mut Selector) -> Result<Panel, Refusal> {
    let y = Axis::linear("E[V of the best of n]");
    let mut panel = Panel::new(pair.name(), Axis::log("number of draws n"), y);
    for power in 1..=10 {
        let n = 4f64.powi(power);
        let predicted = levels.best_of(n);
        if n > pair.most || predicted.error > 0.01 * predicted.value {
            break;
        }
        let refuse = || Refusal(format!("{}: no finite mean by quadrature at n = {n}", pair.name()));
        let measured = Measured::Enclosure(selector.best_of(n)?.mean_v.finite().ok_or_else(refuse)?);
        panel.rows.push(Row::new(EXACT, n, format!("n = {n}"), predicted, measured));
    }
    let ns = (0..=60).map(|i| 2.0 * 524_288f64.powf(f64::from(i) / 60.0)).take_while(|n| *n <= 1.001 * pair.most);
    panel.line(EXACT, false, ns.map(|n| (n, levels.best_of(n).value)));
    Ok(panel)
}

/// How often the best of n exceeds the median of one draw. The lie is that selection does nothing.
fn drawn(context: &Context<'_>, pair: &Pair, proxy: &Proxy, levels: &Levels) -> Row {
    // Where selection soon does nothing, only few draws show that it does something.
    let (n, trials) = if pair.error == "Lévy" { (3u64, 12_000) } else { (32, 2_000) };
    let trials = context.draws(trials);
    let source = context.stream(&format!("{} frequency", pair.name()));
    let hits = exceedances(trials, &source, &[0.0], |stream| best_of(proxy, n, stream).0)[0];
    let predicted = Estimate::new(levels.chance_above_median(n as f64), 1e-3);
    let row = Row::new(DRAWN, n as f64, pair.name(), predicted, Measured::Frequency { hits, trials });
    row.with_lie(0.5).with_note(format!("n = {n}; the lie: as without selection"))
}

/// Means of 100 draws of the best of n with two standard errors either way, as the experiment was published: for the eye
/// only. Where the value has moments this is a fair picture, but no test.
fn as_published(context: &Context<'_>, pair: &Pair, proxy: &Proxy, panel: &mut Panel) {
    for power in 0..=PUBLISHED {
        let n = 4u64.pow(power);
        let source = context.stream(&format!("{} as published {n}", pair.name()));
        let found: Summary = best_of_values(proxy, n, 100, &source, |v| v);
        let reach = 2.0 * (found.variance() / found.count as f64).sqrt();
        let (at, low, high) = (n as f64, found.mean - reach, found.mean + reach);
        let (left, right) = (at / 1.25, at * 1.25);
        let bar = [(at, low), (at, found.mean), (left, found.mean), (right, found.mean), (at, found.mean), (at, high)];
        panel.line("mean of 100 trials, ±2 s.e.", false, bar);
    }
}
