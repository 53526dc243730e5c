//! S-4: the median of the total time of a long task, on both sides of the threshold.

mod expansion;
pub(super) mod stable;

use crate::claim::{Axis, Claim, Context, Effort, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::total::totals;
use std::sync::Arc;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s4",
    title: "The median time per step of a long task grows without bound exactly when αQ ≤ 1",
    statement: "Let a = αQ and T_n be the sum of n independent steps with P(step > t) = t^-a, t ≥ 1. \
        For a < 1, med T_n ~ C_a n^(1/a) with C_a the median of the positive stable law E e^(-sY) = exp(-Γ(1-a) s^a). \
        At a = 1, med T_n = n (ln n + 1 - γ + Landau median) + o(n). \
        For 1 < a < 2, med T_n = n a/(a-1) + m_a n^(1/a) + o(n^(1/a)), m_a < 0 the median of the limit law of index a. \
        For a > 3, med T_n = n a/(a-1) - κ₃/(6σ²) + o(1). So the median per step grows like n^(1/a-1) below the threshold, like ln n \
        at it, and is bounded above it.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real. For \
        2 ≤ a ≤ 3 only the leading order n a/(a-1) is claimed.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Limit laws: Gnedenko and Kolmogorov (1954); Edgeworth expansion: Feller II, XVI.4; constants, and the order of the \
        finite-n remainder, derived in the proof.",
    corrects: None,
    evidence,
};

/// The exponent of one approach in every row.
const ALPHA: f64 = 0.25;

/// One index, its tasks and its lengths at quick, standard and deep effort.
struct Plan {
    a: f64,
    tasks: u64,
    lengths: [u64; 4],
}

const HEAVY: [Plan; 5] = [
    Plan { a: 0.5, tasks: 300_000, lengths: [10, 100, 1000, 10_000] },
    Plan { a: 0.75, tasks: 90_000, lengths: [20, 100, 1000, 10_000] },
    Plan { a: 1.0, tasks: 230_000, lengths: [100, 300, 1000, 10_000] },
    Plan { a: 1.25, tasks: 90_000, lengths: [60, 200, 1000, 10_000] },
    Plan { a: 1.5, tasks: 220_000, lengths: [10, 100, 1000, 10_000] },
];

/// An index with many finite moments, its lengths, and tasks per step: the lag is small beside the spread, so tasks grow with n.
const LIGHT: f64 = 30.0;
const LIGHT_LENGTHS: [u64; 3] = [8, 11, 14];
const TASKS_PER_STEP: u64 = 800_000;

/// A sample of totals, its prediction, and how both are brought to the scale on which the limit is a constant.
struct Case {
    n: f64,
    predicted: Estimate,
    constant: f64,
    /// The total at a scaled value: `scale * value + shift`.
    scale: f64,
    shift: f64,
}

impl Case {
    fn new(a: f64, n: f64) -> Self {
        if a == LIGHT {
            let (limit, predicted) = expansion::deficit(a, n);
            return Self { n, predicted, constant: limit, scale: -1.0, shift: n * a / (a - 1.0) };
        }
        if a == 1.0 {
            let (constant, predicted) = expansion::median_at_one(n);
            return Self { n, predicted, constant, scale: n, shift: n * n.ln() };
        }
        let median = expansion::median(a, n);
        let scale = n.powf(1.0 / a);
        if a < 1.0 {
            // Here the limit alone scales the total; the shift belongs to the prediction.
            let shift = median.shift / scale;
            let predicted = Estimate::new(median.scaled.value + shift, median.scaled.error);
            return Self { n, predicted, constant: median.constant, scale, shift: 0.0 };
        }
        let predicted = Estimate::new(-median.scaled.value, median.scaled.error);
        Self { n, predicted, constant: -median.constant, scale: -scale, shift: median.shift }
    }

    /// The predicted median time per step.
    fn per_step(&self) -> Estimate {
        let value = (self.scale * self.predicted.value + self.shift) / self.n;
        Estimate::new(value, self.scale.abs() * self.predicted.error / self.n)
    }

    /// The sample on the scale of the constant.
    fn scaled(&self, totals: &[f64]) -> Measured {
        let mut sample: Vec<f64> = totals.iter().map(|t| (t - self.shift) / self.scale).collect();
        if self.scale < 0.0 {
            sample.reverse();
        }
        Measured::Quantile { sorted: sample.into(), level: 0.5 }
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let n = || Axis::log("number of steps n");
    let mut panels = [
        Panel::new("Median time per step: grows for a = αQ ≤ 1", n(), Axis::log("med T(n) / n")),
        Panel::new("Below the threshold: a stable law", n(), Axis::linear("med T(n) / n^(1/a)")),
        Panel::new("At the threshold: the Landau law", n(), Axis::linear("med T(n) / n − ln n")),
        Panel::new("Just above: how far the median lags", n(), Axis::linear("(n μ − med T(n)) / n^(1/a)")),
        Panel::new("Far above: the skewness that is left", n(), Axis::linear("n μ − med T(n)")),
    ];
    for plan in &HEAVY {
        let own = if plan.a < 1.0 {
            1
        } else if plan.a == 1.0 {
            2
        } else {
            3
        };
        let kept = match context.effort() {
            Effort::Quick => 2,
            Effort::Standard => 3,
            Effort::Deep => 4,
        };
        for steps in &plan.lengths[..kept] {
            add_case(context, &mut panels, own, plan.a, *steps, plan.tasks)?;
        }
        add_lines(&mut panels, own, plan.a, plan.lengths[0] as f64, plan.lengths[3] as f64);
    }
    for steps in context.some_of(&LIGHT_LENGTHS, 2) {
        add_case(context, &mut panels, 4, LIGHT, *steps, TASKS_PER_STEP * steps)?;
    }
    add_lines(&mut panels, 4, LIGHT, LIGHT_LENGTHS[0] as f64, LIGHT_LENGTHS[2] as f64);
    Ok(Evidence::of(panels.into()))
}

fn series(a: f64) -> String {
    format!("a = {a}")
}

/// Draws the totals and adds a row on the scale of the constant and one in time per step.
fn add_case(
    context: &Context<'_>,
    panels: &mut [Panel],
    own: usize,
    a: f64,
    steps: u64,
    tasks: u64,
) -> Result<(), Refusal> {
    let (n, place) = (steps as f64, format!("n = {steps}"));
    context.begin(&format!("{}, {place}", series(a)));
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    let sample = totals(&*approach, a / ALPHA, steps, tasks, &context.stream(&format!("totals {a} {steps}")));
    let case = Case::new(a, n);
    let note = format!("the limit itself is {:.6}; the prediction has its finite-n terms", case.constant);
    let row = Row::new(series(a), n, &place, case.predicted, case.scaled(&sample)).with_note(note);
    panels[own].rows.push(row);
    let per_step: Arc<[f64]> = sample.iter().map(|t| t / n).collect();
    let measured = Measured::Quantile { sorted: per_step, level: 0.5 };
    panels[0].rows.push(Row::new(series(a), n, &place, case.per_step(), measured));
    Ok(())
}

/// The predictions as lines, and the limit dashed.
fn add_lines(panels: &mut [Panel], own: usize, a: f64, low: f64, high: f64) {
    let places: Vec<f64> = (0..=24).map(|i| low * (high / low).powf(f64::from(i) / 24.0)).collect();
    let cases: Vec<Case> = places.iter().map(|n| Case::new(a, *n)).collect();
    panels[0].line(series(a), false, cases.iter().map(|case| (case.n, case.per_step().value)));
    panels[own].line(series(a), false, cases.iter().map(|case| (case.n, case.predicted.value)));
    panels[own].line(series(a), true, [low, high].map(|n| (n, cases[0].constant)));
}
