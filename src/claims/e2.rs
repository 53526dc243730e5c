//! E-2: raised to 1/t above t, the mean of a Student t with three degrees of freedom tends to 3/2, not to 1.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::Refusal;
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::tail::Tail;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e2",
    title: "Student's t₃ with the mass above t raised to 1/t has a mean that tends to 3/2 = α/(α-1), not to 1",
    statement: "Let X have Student's t law with 3 degrees of freedom and let P_t give mass 1/t to X ≥ t and 1 - 1/t to X < t, the conditional laws \
        unchanged. Then E[X] under P_t is (1/t - S)/(1 - S) m, S = P(X ≥ t), m = E[X | X ≥ t] = √3 (1 + t²/3)^-1/(π S): 1.703 at \
        t = 1.5, 1.487 at t = 5, 1.49993 at t = 100; it tends to α/(α-1) = 3/2 (K-2). KL → 0 all the same.",
    hypotheses: "None beyond the law.",
    applies: |_| Err("it concerns one law, Student's t with 3 degrees of freedom".into()),
    source: "K-2, with α = 3 and c = 1.",
    corrects: Some(Published {
        statement: "With the base a Student t law with 3 degrees of freedom and the mass above t raised to 1/t, E[X] converges to about 1 while the \
            divergence goes to 0 faster than with t^-0.8.",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), caption of figure 3.",
        finding: "The limit is 3/2: what is raised has the mean t α/(α-1), not t. The point of the figure, a mean that stays up while the divergence \
            vanishes, stands. Rows carry 1 as their lie.",
    }),
    evidence,
};

/// `P(X >= t)`: `(atan x - x/(1 + x^2))/pi` with `x = sqrt(3)/t`, by its series where the difference cancels.
pub(super) fn sf(t: f64) -> f64 {
    let x = 3f64.sqrt() / t;
    let difference = if x > 0.3 {
        x.atan() - x / (1.0 + x * x)
    } else {
        (1..30).map(|k| (if k % 2 == 1 { 1.0 } else { -1.0 }) * 2.0 * f64::from(k) / f64::from(2 * k + 1) * x.powi(2 * k + 1)).sum()
    };
    difference / std::f64::consts::PI
}

/// `E[X | X >= t]` in closed form.
pub(super) fn mean_above(t: f64) -> f64 {
    3f64.sqrt() / (std::f64::consts::PI * (1.0 + t * t / 3.0)) / sf(t)
}

/// The mean under the policy with mass w above t, in closed form.
pub(super) fn mean(w: f64, t: f64) -> f64 {
    let s = sf(t);
    (w - s) / (1.0 - s) * mean_above(t)
}

/// `E[X | X >= t] = t + int_t^inf S / S(t)`, from the survival function alone.
pub(super) fn mean_above_by_quadrature(law: &dyn Tail, t: f64) -> Estimate {
    let panels: Vec<(f64, f64)> = (0..40).map(|k| (f64::from(k), f64::from(k + 1))).collect();
    let ln_sf = law.ln_sf(t);
    let beyond = integrate(|_, y: f64| [(law.ln_sf(t * y.exp()) - ln_sf + y).exp() * t], &panels, Goal::default());
    beyond.estimate(0).plus(Estimate::closed_form(t))
}

/// The mean under the policy, likewise.
pub(super) fn mean_by_quadrature(law: &dyn Tail, w: f64, t: f64) -> Estimate {
    let (s, above) = (law.ln_sf(t).exp(), mean_above_by_quadrature(law, t));
    let raised = (w - s) / (1.0 - s);
    Estimate::new(raised * above.value, raised * above.error + 1e-12)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panel = Panel::new(
        "Mass 1/t above t: the mean tends to 3/2",
        Axis::log("threshold t"),
        Axis::linear("E[X] under the policy"),
    );
    let law = context.law("student_t(3)")?;
    for t in [1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1e3, 1e4, 1e6] {
        context.begin(&format!("t = {t}"));
        let predicted = Estimate::new(mean(1.0 / t, t), 1e-10);
        let row = Row::new("exact", t, format!("t = {t}"), predicted, Measured::Enclosure(mean_by_quadrature(&*law, 1.0 / t, t)));
        panel.rows.push(row.with_lie(1.0));
    }
    panel.line("exact", false, spread(1.5, 1e6, 100).map(|t| (t, mean(1.0 / t, t))));
    panel.line("3/2", true, [(1.5, 1.5), (1e6, 1.5)]);
    panel.line("as published: 1", true, [(1.5, 1.0), (1e6, 1.0)]);
    Ok(Evidence::of(vec![panel]))
}
