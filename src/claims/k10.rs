//! K-10: where an optimiser that knows nothing of tilts goes, and where it ends.

mod outcomes;
mod runs;

use self::outcomes::{Outcomes, State};
use self::runs::{ascent, flow, natural_step, objective, reinforce};
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::draw::draw;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k10",
    title: "Under a KL penalty policy gradients tend to the tilt e^(U/β), the natural one by way of every smaller tilt; unpenalised, the plain one follows 1/(c-U)",
    statement: "A softmax policy π over K outcomes, its base uniform, the objective J = E[U] - β KL(π || base). (1) The natural gradient with step η, \
        0 < ηβ < 1, is at the tilt e^(s U) after k steps, s = (1-(1-ηβ)^k)/β, so it passes every jump of the tilts (K-6), and J* - J ≤ \
        (1-ηβ)^k (E*[U] - E[U]). (2) For any policy J* - J = β KL(π || tilt e^(U/β)). (3) The plain gradient's flow with β > 0 rises \
        to J*, so tends to that tilt. (4) With β = 0 it is at time t at the policy 1/(c-U)/S(c), S(x) = sum of 1/(x-U), with t = \
        1/K int_c^∞ S(x)² dx: there E[U] = c - K/S(c). It is the policy of greatest E[U] for its KL(base || π). One outcome far \
        above K-1 equal ones, by M, has half of the mass at s = ln(K-1)/M on the tilts, but at t/K = (1 + O(ln K/K))/M on the flow.",
    hypotheses: "U takes finitely many values, not all equal; exact gradients; c is above the largest U. REINFORCE is shown, not claimed about.",
    applies: |_| Err("it concerns finitely many outcomes".into()),
    source: "Gibbs's variational principle for (2); (1) is mirror ascent. (4) is derived in the proof.",
    corrects: None,
    evidence,
};

const COUNT: usize = 2000;
/// The largest error.
const CAP: f64 = 30.0;
/// The weight of the penalty, and the step of the natural gradient.
const BETA: f64 = 1.0;
const STEP: f64 = 0.02;
/// What the distances c - max U of the plain gradient's path are the exponentials of.
const POLES: [f64; 8] = [5.0, 4.0, 3.0, 2.0, 0.5, -0.5, -1.5, -3.0];
const AFTER: [u32; 11] = [1, 2, 3, 5, 8, 10, 13, 20, 40, 100, 300];

/// Steps after which the other runs are compared.
const SHOWN: [u32; 10] = [1, 3, 10, 30, 60, 100, 200, 300, 500, 1000];

const NATURAL: &str = "natural gradient, β = 1: the tilts e^(sU)";
const PLAIN: &str = "plain gradient, β = 0: 1/(c-U)";
const SAMPLED: &str = "REINFORCE, β = 1, batches of 64";
const ASCENT: &str = "plain gradient ascent, β = 1";

/// A normal value beside a power-law error, cut off at the cap.
fn outcomes(context: &Context<'_>) -> Result<Outcomes, Refusal> {
    let (value, error) = (context.law("normal(0, 1)")?, context.law(&format!("clipped(pareto(1.5), {CAP})"))?);
    let mut stream = context.stream("the outcomes").shard(0);
    let pairs: Vec<(f64, f64)> = (0..COUNT).map(|_| (draw(&*value, &mut stream), draw(&*error, &mut stream))).collect();
    let of = |f: fn(&(f64, f64)) -> f64| pairs.iter().map(f).collect();
    Ok(Outcomes { v: of(|pair| pair.0), u: of(|pair| pair.0 + pair.1), hack: pairs.iter().map(|pair| pair.1 == CAP).collect() })
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    context.begin("the outcomes");
    let all = outcomes(context)?;
    let kl = || Axis::linear("KL divergence from the base (nats)");
    let mut values = Panel::new("2000 outcomes, V normal, X power-law up to 30: what V gains", kl(), Axis::linear("E[V]"));
    let mut proxies = Panel::new("What the proxy gains", kl(), Axis::linear("E[U]"));
    let mut hacks = Panel::new(
        "How soon the hack is bought",
        Axis::log("s on the tilts, t/K on the plain gradient's path"),
        Axis::log("chance of X = 30"),
    );
    let mut costs = Panel::new("KL", Axis::log("s or t/K"), Axis::log("KL (nats)")).table_only();
    let mut missing = Panel::new("What is still missing to the optimum", Axis::log("steps"), Axis::log("J* - J"));
    let mut compare = |series: &str, at: f64, place: String, truth: State, [found, error]: [State; 2]| {
        let row = |at: f64, truth: f64, found: f64, error: f64| {
            let predicted = Estimate::new(truth, 1e-9 * truth.abs() + 1e-13);
            Row::new(series, at, &place, predicted, Measured::Enclosure(Estimate::new(found, error.abs() + 1e-12)))
        };
        values.rows.push(row(truth.kl, truth.mean_v, found.mean_v, found.mean_v - error.mean_v));
        proxies.rows.push(row(truth.kl, truth.mean_u, found.mean_u, found.mean_u - error.mean_u));
        hacks.rows.push(row(at, truth.hacks, found.hacks, found.hacks - error.hacks));
        costs.rows.push(row(at, truth.kl, found.kl, found.kl - error.kl));
    };
    context.begin("natural gradient");
    let (mut logits, ideal) = (vec![0.0; COUNT], optimum(&all));
    for k in 1..=AFTER[AFTER.len() - 1] {
        logits = natural_step(&all, &logits, BETA, STEP);
        if AFTER.contains(&k) {
            let (s, found) = (rate(f64::from(k)), all.state(&logits));
            compare(NATURAL, s, format!("k = {k}, s = {s:.4}"), all.state(&all.tilt(s)), [found, found]);
            missing.rows.push(gap(NATURAL, k, closed_gap(&all, s), ideal - objective(&all, &logits, BETA)));
        }
    }
    context.begin("plain gradient, its flow");
    // The same with half the steps tells how well the flow is followed.
    let (mut fine, mut coarse, mut before) = (vec![0.0; COUNT], vec![0.0; COUNT], 0.0);
    for (w, now) in POLES.into_iter().zip(all.times(&POLES)) {
        (fine, coarse) = (flow(&all, fine, now - before, 40), flow(&all, coarse, now - before, 20));
        before = now;
        let (truth, at) = (all.state(&all.pole(w)), now / all.count());
        compare(PLAIN, at, format!("t = {now:.3}, c = max U + {:.3}", w.exp()), truth, [all.state(&fine), all.state(&coarse)]);
    }
    context.begin("plain gradient ascent and REINFORCE");
    let logged: Vec<u32> = (1..=20).chain((25..=1000).step_by(5)).collect();
    let climbed = ascent(&all, BETA, &logged);
    let sampled = reinforce(&all, BETA, (64, 0.1), &logged, &mut context.stream("REINFORCE").shard(0));
    for (series, run) in [(ASCENT, &climbed), (SAMPLED, &sampled)] {
        let states: Vec<State> = run.iter().map(|logits| all.state(logits)).collect();
        values.line(series, true, states.iter().map(|state| (state.kl, state.mean_v)));
        proxies.line(series, true, states.iter().map(|state| (state.kl, state.mean_u)));
        for (k, logits) in logged.iter().zip(run).filter(|(k, _)| SHOWN.contains(k)) {
            let predicted = BETA * all.divergence_from_tilt(logits, 1.0 / BETA);
            missing.rows.push(gap(series, *k, predicted, ideal - objective(&all, logits, BETA)));
        }
    }
    curves(&all, [&mut values, &mut proxies, &mut hacks, &mut missing]);
    Ok(Evidence::of(vec![values, proxies, hacks, missing, costs, halves(), ends()]))
}

/// Where ascent has come to with a few outcomes, against the tilt: by Pinsker's inequality a mean is off by at most the range of U times
/// `sqrt((J* - J)/(2 beta))`.
fn ends() -> Panel {
    let mut panel = Panel::new("A few outcomes: E[U] after 1000 steps", Axis::log("K"), Axis::linear("E[U]")).table_only();
    for worths in [vec![0.0, 1.0], vec![0.0, 1.0, 2.5], vec![0.0, 0.3, 0.3, 1.0, 1.5, 2.0]] {
        let (place, all) = (format!("U = {worths:?}"), Outcomes::of(worths));
        let run = ascent(&all, BETA, &[1000]);
        let (tilt, found) = (all.state(&all.tilt(1.0 / BETA)), all.state(&run[0]));
        let open = all.top() * (0.5 * all.divergence_from_tilt(&run[0], 1.0 / BETA).max(1e-15)).sqrt();
        let measured = Measured::Enclosure(Estimate::new(found.mean_u, 1e-12));
        let row = Row::new(ASCENT, all.count(), place, Estimate::new(tilt.mean_u, open), measured);
        panel.rows.push(row.as_limit());
    }
    panel
}

/// One outcome of worth `most`, the others of worth 0.
fn one_of(count: usize, most: f64) -> Outcomes {
    Outcomes::of((0..count).map(|i| if i == 0 { most } else { 0.0 }).collect())
}

/// One outcome above the others: the flow gives it half of the mass at the time in closed form.
fn halves() -> Panel {
    let axis = Axis::log("K");
    let mut panel = Panel::new("One outcome above the others: its chance at the time of the proof", axis, Axis::linear("")).table_only();
    for (count, most) in [(10, 1.0), (100, 10.0), (1000, 10.0)] {
        let (all, k) = (one_of(count, most), count as f64);
        let time = (k - 2.0 + 2.0 * (k - 1.0) * (k - 1.0).ln() / k) / most;
        let [fine, coarse] = [600, 300].map(|steps| all.state(&flow(&all, vec![0.0; count], time, steps)).mean_u / most);
        let measured = Measured::Enclosure(Estimate::new(fine, (fine - coarse).abs() + 1e-12));
        let place = format!("K = {count}, M = {most}, t = {time:.4}");
        panel.rows.push(Row::new("half of the mass", k, place, Estimate::new(0.5, 1e-9), measured));
    }
    panel
}

/// The rate of the tilt after k steps of the natural gradient.
fn rate(k: f64) -> f64 {
    -(k * (-STEP * BETA).ln_1p()).exp_m1() / BETA
}

/// `J* = beta ln E e^(U/beta)`.
fn optimum(all: &Outcomes) -> f64 {
    let weights: Vec<f64> = all.u.iter().map(|u| u / BETA).collect();
    BETA * (crate::num::logs::ln_sum_exp(&weights) - all.count().ln())
}

/// What a tilt misses: `J* - E[U] + beta KL`, its divergence from the last.
fn closed_gap(all: &Outcomes, s: f64) -> f64 {
    BETA * all.divergence_from_tilt(&all.tilt(s), 1.0 / BETA)
}

fn gap(series: &str, k: u32, predicted: f64, found: f64) -> Row {
    let predicted = Estimate::new(predicted, 1e-9 * predicted + 1e-13);
    let measured = Measured::Enclosure(Estimate::new(found, 1e-12 * CAP + 1e-10 * found.abs()));
    Row::new(series, f64::from(k), format!("after {k} steps, {series}"), predicted, measured)
}

fn curves(all: &Outcomes, [values, proxies, hacks, missing]: [&mut Panel; 4]) {
    let tilts: Vec<(f64, State)> = spread(1e-3, 1.0, 120).map(|s| (s, all.state(&all.tilt(s)))).collect();
    let places: Vec<f64> = (0..=60).map(|i| 8.0 - 0.2 * f64::from(i)).collect();
    let reached = all.times(&places).into_iter().zip(&places);
    let poles: Vec<(f64, State)> = reached.map(|(time, w)| (time / all.count(), all.state(&all.pole(*w)))).collect();
    for (series, path) in [(NATURAL, &tilts), (PLAIN, &poles)] {
        values.line(series, false, path.iter().map(|(_, state)| (state.kl, state.mean_v)));
        proxies.line(series, false, path.iter().map(|(_, state)| (state.kl, state.mean_u)));
        hacks.line(series, false, path.iter().filter(|(at, _)| *at > 3e-3).map(|(at, state)| (*at, state.hacks)));
    }
    let best: Vec<State> = spread(1.0, 2e3, 60).map(|n| all.best_of(n)).collect();
    values.line("best of n", true, best.iter().map(|state| (state.kl, state.mean_v)));
    proxies.line("best of n", true, best.iter().map(|state| (state.kl, state.mean_u)));
    missing.line(NATURAL, false, spread(1.0, 400.0, 60).map(|k| (k, closed_gap(all, rate(k)))));
}
