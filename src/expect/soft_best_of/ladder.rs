//! The integrals over W = U + noise: panels from the bottom of W to its top, halved where an integral demands.
//!
//! Refuses: to trust panels on which the chances of all outcomes do not add up to 1.

use super::level::{DENSITY, Level, OF_ERROR, OF_VALUE, Place};
use crate::{
    expect::Refusal,
    model::Pressure,
    num::{
        Estimate,
        quadrature::{nodes, rule_sums},
    },
};
use rayon::prelude::*;

/// Panels of W with the levels at their nodes, which serve every pressure.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    steps: Vec<Step>,
}

/// One panel, at offsets from its own origin.
#[derive(Clone, Debug)]
struct Step {
    origin: f64,
    range: (f64, f64),
    /// The levels at both ends.
    ends: [Level; 2],
    levels: Option<Vec<Level>>,
}

/// Integrals over one panel: value, rule's error, inherited error.
type Part = [[f64; 3]; INTEGRALS];
/// The gain of V, that of X, and the chance of all outcomes.
const INTEGRALS: usize = 3;

/// Integrals stop when the rule's error is below this part of the value.
const GOAL: f64 = 1e-12;
/// Panels on which the integrands are below the largest by this in nats are left out.
const NEGLIGIBLE: f64 = 42.0;
/// At most this many panels are halved.
const MOST_HALVINGS: usize = 600;
/// The chances of all outcomes add up to 1 within this.
const WHOLE: f64 = 1e-8;

/// What was integrated.
pub(in crate::expect) struct Gains {
    /// Of V and of X.
    pub(in crate::expect) of: [Estimate; 2],
}

impl Ladder {
    /// Panels between places, which are in increasing order.
    pub(super) fn new(places: &[Place], level: &(impl Fn(Place) -> Level + Sync)) -> Self {
        let levels: Vec<Level> = places.par_iter().map(|&place| level(place)).collect();
        let step = |i: usize| {
            let (low, high) = (places[i], places[i + 1]);
            let apart = high.origin - low.origin;
            let (origin, range) = if low.offset.abs() <= high.offset.abs() {
                (low.origin, (low.offset, apart + high.offset))
            } else {
                (high.origin, (low.offset - apart, high.offset))
            };
            Step { origin, range, ends: [levels[i], levels[i + 1]], levels: None }
        };
        Self { steps: (0..places.len().saturating_sub(1)).map(step).filter(|step| step.width() > 0.0).collect() }
    }

    /// The gains under a pressure. Errors: the panels miss some of the outcomes.
    pub(super) fn gains(
        &mut self,
        pressure: Pressure,
        level: &(impl Fn(Place) -> Level + Sync),
    ) -> Result<Gains, Refusal> {
        let relevant = self.relevant(pressure);
        let (mut chosen, mut rest) = (Vec::new(), Vec::new());
        for (step, counts) in std::mem::take(&mut self.steps).into_iter().zip(relevant) {
            if counts { chosen.push(step) } else { rest.push(step) }
        }
        chosen.par_iter_mut().for_each(|step| step.fill(level));
        let mut parts: Vec<Part> = chosen.par_iter().map(|step| step.integrate(pressure)).collect();
        for _ in 0..MOST_HALVINGS {
            let Some(worst) = worst(&chosen, &parts) else { break };
            let mut halves = chosen[worst].halves(level);
            halves.par_iter_mut().for_each(|step| step.fill(level));
            let [first, second] = halves;
            parts[worst] = first.integrate(pressure);
            parts.push(second.integrate(pressure));
            chosen[worst] = first;
            chosen.push(second);
        }
        self.steps = rest;
        self.steps.append(&mut chosen);
        let [value, error, whole] = totals(&parts);
        let missing = (whole.value - 1.0).abs();
        if missing.is_nan() || missing > WHOLE {
            return Err(Refusal(format!(
                "the outcomes that the integration found have a chance of {} altogether, not 1",
                whole.value
            )));
        }
        // Below the rounding of the sum itself what is missing says nothing.
        let share = if missing > 1e-12 { missing } else { 0.0 };
        Ok(Gains { of: [value, error].map(|e| Estimate::new(e.value, e.error + share * e.value.abs())) })
    }

    /// Which panels some integral needs, judged by the integrands at their ends.
    fn relevant(&self, pressure: Pressure) -> Vec<bool> {
        let size = |step: &Step| -> [f64; INTEGRALS] {
            let [a, b] = [0, 1].map(|end| integrands(&step.ends[end], pressure, step.width()).map(|(ln, _)| ln));
            std::array::from_fn(|k| a[k].max(b[k]))
        };
        let sizes: Vec<_> = self.steps.iter().map(size).collect();
        let mut top = [f64::NEG_INFINITY; INTEGRALS];
        sizes.iter().for_each(|size| (0..INTEGRALS).for_each(|k| top[k] = top[k].max(size[k])));
        let counts = |size: &[f64; INTEGRALS]| (0..INTEGRALS).any(|k| size[k] > top[k] - NEGLIGIBLE);
        let own: Vec<bool> = sizes.iter().map(counts).collect();
        // A neighbour of what counts may hold what its ends do not show.
        let beside = |i: usize| own[i] || i > 0 && own[i - 1] || own.get(i + 1) == Some(&true);
        (0..own.len()).map(beside).collect()
    }
}

impl Step {
    fn width(&self) -> f64 {
        self.range.1 - self.range.0
    }

    fn place(&self, offset: f64) -> Place {
        Place { origin: self.origin, offset }
    }

    fn fill(&mut self, level: &impl Fn(Place) -> Level) {
        if self.levels.is_none() {
            let places = nodes(self.range.0, self.range.1).map(|offset| self.place(offset));
            self.levels = Some(places.into_iter().map(level).collect());
        }
    }

    fn halves(&self, level: &impl Fn(Place) -> Level) -> [Self; 2] {
        let middle = self.range.0 + 0.5 * self.width();
        let there = level(self.place(middle));
        let half = |range, ends| Self { origin: self.origin, range, ends, levels: None };
        [half((self.range.0, middle), [self.ends[0], there]), half((middle, self.range.1), [there, self.ends[1]])]
    }

    fn integrate(&self, pressure: Pressure) -> Part {
        let levels = self.levels.as_ref().expect("levels were filled in");
        // Without the width the integrands of faint noise would leave f64.
        let half = 0.5 * self.width();
        let values: Vec<[(f64, f64); INTEGRALS]> = levels
            .iter()
            .map(|level| {
                let signs = [level.value[OF_VALUE], level.value[OF_ERROR], 1.0];
                let mut parts = integrands(level, pressure, half);
                parts.iter_mut().zip(signs).for_each(|(part, sign)| part.0 = part.0.exp() * sign.signum());
                parts
            })
            .collect();
        std::array::from_fn(|k| {
            let (value, rule_error, _) = rule_sums(|i| values[i][k].0, 1.0);
            let (inherited, _, _) = rule_sums(|i| values[i][k].1, 1.0);
            [value, rule_error, inherited]
        })
    }

    /// Whether halving it leaves two panels that f64 can tell apart.
    fn is_wide(&self) -> bool {
        self.width() > 1e-12 * self.range.0.abs().max(self.range.1.abs())
    }
}

/// The logarithms of the sizes of the integrands at a level, over such a width, and their errors.
///
/// The gain of V is `int A w'(x) dx` over ranks x with `A = E[V - E V; rank above x]`, so `A w'(F(w)) f(w)` over w.
fn integrands(level: &Level, pressure: Pressure, width: f64) -> [(f64, f64); INTEGRALS] {
    let density = level.value[DENSITY];
    let ln_density = density.ln() + width.ln();
    if density <= 0.0 || level.value.iter().any(|x| x.is_nan()) {
        return [(f64::NEG_INFINITY, 0.0); INTEGRALS];
    }
    let rank = level.rank();
    let (slope, weight) = (pressure.ln_slope(rank), pressure.ln_weight(rank));
    let lean = match pressure {
        Pressure::BestOf(n) => n,
        _ => 0.0,
    };
    let relative = level.error[DENSITY] / density + lean * level.error_of_ln_below().min(1.0);
    let gain = |part: usize| {
        let (size, error) = (level.value[part].abs(), level.error[part]);
        if size == 0.0 {
            return (f64::NEG_INFINITY, error * (slope + ln_density).exp());
        }
        let ln = size.ln() + slope + ln_density;
        (ln, ln.exp() * (relative + error / size))
    };
    let whole = weight + ln_density;
    [gain(OF_VALUE), gain(OF_ERROR), (whole, whole.exp() * relative)]
}

fn totals(parts: &[Part]) -> [Estimate; INTEGRALS] {
    std::array::from_fn(|k| {
        let mut total = Estimate::new(0.0, 0.0);
        parts.iter().for_each(|part| {
            let [value, rule, inherited] = part[k];
            total = Estimate::new(total.value + value, total.error + rule + inherited + f64::EPSILON * value.abs());
        });
        total
    })
}

/// The panel whose rule errs most, if beyond the goal and beyond what its levels inherit anyway.
fn worst(steps: &[Step], parts: &[Part]) -> Option<usize> {
    let sizes: [f64; INTEGRALS] = std::array::from_fn(|k| parts.iter().map(|part| part[k][0].abs()).sum());
    let share = |part: &Part| {
        let of = |k: usize| if sizes[k] > 0.0 { (part[k][1] - part[k][2]) / sizes[k] } else { 0.0 };
        (0..INTEGRALS).map(of).fold(0.0, f64::max)
    };
    let wide = (0..parts.len()).filter(|&i| steps[i].is_wide());
    let worst = wide.max_by(|&a, &b| share(&parts[a]).total_cmp(&share(&parts[b])))?;
    (share(&parts[worst]) > 0.1 * GOAL).then_some(worst)
}
