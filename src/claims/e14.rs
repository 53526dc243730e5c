//! E-14: beside a normal value a bounded independent error can still turn the value down, unless its bound is small.

use super::measure::rarity;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::{Estimate, special::ln_normal_sf};
use std::f64::consts::{PI, SQRT_2};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e14",
    title: "Bounded independent noise can turn a normal value down: E[V | U = u] rises throughout iff Var(X | U = u) ≤ Var V for all u",
    statement: "Let V be normal with variance s², X independent and bounded, U = V+X. Then d/du E[V | U = u] = 1 - Var(X | U = u)/s². So E[V | U = u] is \
        nondecreasing iff Var(X | U = u) ≤ s² for all u, which |X - E X| ≤ s ensures. With s = 1 and X uniform on [-a-h, -a+h] and on [a-h, a+h], half each, \
        E[V | U = u] = Σ [φ(u-c-h) - φ(u-c+h)] / Σ [Φ(u-c+h) - Φ(u-c-h)], c = ±a, φ and Φ the normal density and distribution function; for a - h > 1 it falls at \
        u = 0. At a = 2, h = 1/4 it is 1.036 at u = -0.7 and -1.036 at 0.7, and E[V | U ≥ t] falls from 0.263 at t = -2 to 0.121 at -0.3.",
    hypotheses: "V is normal, X bounded, the two independent.",
    applies: |subject| {
        let error = &subject.pair()?.error;
        let bounded = error.support().low.is_finite() && error.support().high.is_finite();
        if bounded { Ok(()) } else { Err(format!("{error} is not bounded")) }
    },
    source: "Derived in the proof; the identity is that of an exponential family.",
    corrects: Some(Published {
        statement: "For a normal gold reward V and independent noise X, both with densities and X normal or |X - E X| < δ for some δ > 0, E[V | U = u] = E[V] + (u - E U) \
            Var V/(Var V + Var X) + ε, with ε = 0 for normal X and ε = o(Var X) as δ → 0 else. This implies that, if there is no other kind of Goodhart, the \
            gold reward must always increase monotonically with the proxy.",
        place: "Gao, Schulman, Hilton, Scaling Laws for Reward Model Overoptimization (arXiv 2210.10760), section 4.2.1, after equation 1.",
        finding: "Equation 1 stands. What is drawn from it holds for normal noise, and for noise bounded by δ ≤ sd(V); it does not hold for bounded noise of any size, as the \
            hypothesis |X - E X| < δ for some δ would allow, since ε is small only as δ → 0. So a gold reward that turns down does not by itself exclude independent bounded \
            noise. Rows carry the straight line of equation 1, or its slope, as their lies.",
    }),
    evidence,
};

/// The error: uniform on two intervals of half-width h about -a and a.
#[derive(Clone, Copy)]
struct Two {
    a: f64,
    h: f64,
}

impl Two {
    fn spec(self) -> String {
        let (near, far) = (self.a - self.h, self.a + self.h);
        format!("mixture(0.5, uniform(-{far}, -{near}), uniform({near}, {far}))")
    }

    fn variance(self) -> f64 {
        self.a * self.a + self.h * self.h / 3.0
    }

    /// `f(u - c - h) - f(u - c + h)` summed over `c = a, -a`.
    fn differences(self, u: f64, f: fn(f64) -> f64) -> f64 {
        [self.a, -self.a].map(|c| f(u - c - self.h) - f(u - c + self.h)).iter().sum()
    }

    /// `E[V | U = u]`.
    fn at(self, u: f64) -> f64 {
        self.differences(u, density) / self.differences(u, sf)
    }

    /// `E[V | U >= t]`: the integrals of both from t on.
    fn above(self, t: f64) -> f64 {
        self.differences(t, sf) / self.differences(t, |x| density(x) - x * sf(x))
    }

    /// The slope of `E[V | U = u]` from -d to d.
    fn slope(self, d: f64) -> f64 {
        self.at(d) / d
    }
}

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (SQRT_2 * PI.sqrt())
}

fn sf(x: f64) -> f64 {
    ln_normal_sf(x).exp()
}

const FAR: Two = Two { a: 2.0, h: 0.25 };
/// Half the distance over which slopes about u = 0 are taken.
const STEP: f64 = 0.125;

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![course(context)?, slopes(context)?]))
}

/// Up, down and up again.
fn course(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V normal(0, 1), X near -2 or 2, at most 2.25";
    let mut panel = Panel::new(title, Axis::linear("proxy u, threshold t"), Axis::linear("mean of V"));
    let conditioner = Conditioner::new(&context.proxy("normal(0, 1)", &FAR.spec())?);
    let line = |u: f64| u / (1.0 + FAR.variance());
    let (at, above) = ("E[V | U = u]", "E[V | U ≥ t]");
    for u in [-3.0, -2.0, -1.3, -0.7, -0.3, 0.3, 0.7, 1.5, 3.0, 4.0] {
        context.begin(&format!("u = {u}"));
        let found = conditioner.above(u)?;
        let none = || Refusal(format!("no mean of V at {u}"));
        let (mean_at, mean_above) = (found.mean_v_at.and_then(|mean| mean.finite()), found.mean_v.finite());
        let row = |series: &str, name: &str, predicted: f64, measured: Estimate| {
            Row::new(series, u, format!("{name} = {u}"), Estimate::new(predicted, 1e-10), Measured::Enclosure(measured))
        };
        let (mean_at, mean_above) = (mean_at.ok_or_else(none)?, mean_above.ok_or_else(none)?);
        panel.rows.push(row(at, "u", FAR.at(u), mean_at).with_lie(line(u)).with_note("the lie: the line of equation 1"));
        if (-1.5..=0.0).contains(&u) {
            // No lower than at t = -2: the least that a value rising with the proxy would have.
            let lie = FAR.above(-2.0);
            let note = format!("{}; the lie: no fall since t = -2", rarity(found.ln_p.value));
            panel.rows.push(row(above, "t", FAR.above(u), mean_above).with_lie(lie).with_note(note));
        }
    }
    let places = || (0..=160).map(|i| -4.0 + 0.05 * f64::from(i));
    panel.line(at, false, places().map(|u| (u, FAR.at(u))));
    panel.line(above, false, places().map(|t| (t, FAR.above(t))));
    panel.line("equation 1 without ε", true, [-4.0, 4.0].map(|u| (u, line(u))));
    Ok(panel)
}

/// The slope in the middle against where the error lies: it turns negative near a = sd(V).
fn slopes(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The slope of E[V | U = u] in the middle, by the place of X";
    let mut panel = Panel::new(title, Axis::linear("a: X within 0.1 of -a or a"), Axis::linear("slope at u = 0"));
    let (series, line) = ("V normal(0, 1)", |two: Two| 1.0 / (1.0 + two.variance()));
    for a in [0.25, 0.5, 0.75, 1.25, 1.5, 2.0] {
        context.begin(&format!("slope, a = {a}"));
        let two = Two { a, h: 0.1 };
        let conditioner = Conditioner::new(&context.proxy("normal(0, 1)", &two.spec())?);
        let mean = |u: f64| -> Result<Estimate, Refusal> {
            let found = conditioner.above(u)?.mean_v_at.and_then(|mean| mean.finite());
            found.ok_or_else(|| Refusal(format!("no mean of V at {u}")))
        };
        let found = mean(STEP)?.plus(mean(-STEP)?.scaled(-1.0)).scaled(0.5 / STEP);
        let row = Row::new(series, a, format!("a = {a}"), Estimate::new(two.slope(STEP), 1e-9), Measured::Enclosure(found));
        panel.rows.push(row.with_lie(line(two)).with_note("from u = -1/8 to 1/8; the lie: the slope of equation 1"));
    }
    let places = || (0..=90).map(|i| 0.12 + 0.022 * f64::from(i)).map(|a| Two { a, h: 0.1 });
    panel.line(series, false, places().map(|two| (two.a, two.slope(STEP))));
    panel.line("Var V/(Var V + Var X)", true, places().map(|two| (two.a, line(two))));
    Ok(panel)
}
