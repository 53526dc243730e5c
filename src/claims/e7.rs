//! E-7: what a light upper tail bounds, and where the most that a divergence allows is no tilt's.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, value_function::ValueFunction};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};
use crate::tail::Tail;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e7",
    title: "A light upper tail bounds E[V] at a given divergence from above only, and past d_g by more than any exponential tilt reaches",
    statement: "Let V have finite mean under Q and g = sup {s : K(s) < ∞} > 0, K(s) = ln E e^(sV). If KL(P || Q) ≤ d, E_P[V] ≤ W(d) < ∞, and \
        W(d) → E_Q[V] as d → 0. From below E_P[V] is bounded, and then tends to E_Q[V], exactly if -V has an exponential moment too: for \
        V = -Y, Y pareto(2), which has an upper bound, mass t^-1/2 on Y ≥ t has KL → 0 and E_P[V] → -∞. For V tempered_pareto(3, 1), \
        P(V > t) = t^-3 e^(1-t), tilts have means up to K'(1) = 5/3 and divergences up to d_g = 2/3 - ln(3/2) = 0.2612 only; at d > d_g, W(d) = \
        5/3 + d - d_g, which mixtures of the last tilt with itself on V > t approach (K-1).",
    hypotheses: "As stated; V is not constant.",
    applies: |subject| {
        let value = &subject.pair()?.value;
        if value.tail_class().is_heavy() { Err(format!("{value} has a heavy upper tail")) } else { Ok(()) }
    },
    source: "K-1, parts 1 to 4, for V and for -V.",
    corrects: Some(Published {
        statement: "If V is light-tailed and d = KL(P || Q) is bounded, then E_P[V] is bounded, and E_P[V] - E_Q[V] → 0 as d → 0. The proof finds \
            the extreme policies to be exponential tilts, whose mean is finite if the tail is light. (Light-tailed: not heavy-tailed, which is \
            defined by P(V > t).)",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), the theorem on a light-tailed V (2 in the later, 3 in an earlier version of the authors' TeX source) and its proof.",
        finding: "The upper half is true, and it is what the corollary after it uses (a value no higher than the base's). The lower half needs a light lower tail \
            as well. The proof leaves out laws whose tilts end at a finite divergence d_g: beyond it no tilt is extreme, \
            and the bound is larger than the mean of every tilt; the conclusion stands. Rows carry as lies the largest mean of a tilt, 5/3, and E_Q[V] = -2.",
    }),
    evidence,
};

/// Of tempered_pareto(3, 1): K'(1), K(1) and d_g = K'(1) - K(1). Its tilt at the rate 1 has density (u^-3 + 3 u^-4)/1.5.
const TILTED: f64 = 5.0 / 3.0;
const K: f64 = 1.405_465_108_108_164_4;
const EDGE: f64 = TILTED - K;

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![supremum(context)?, policies(context)?, below(context)?]))
}

/// The supremum past the last tilt.
fn supremum(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Past d_g: the most that d nats allow, V tempered_pareto(3, 1)";
    let mut panel = Panel::new(title, Axis::linear("KL divergence d (nats)"), Axis::linear("E[V] under P"));
    let series = "sup E[V] at KL ≤ d";
    context.begin(series);
    // An error that is nothing: V is the proxy.
    let function = ValueFunction::new(&context.proxy("tempered_pareto(3, 1)", "scaled(1e-12, uniform(-1, 1))")?)?;
    for d in [0.4, 0.7, 1.0, 2.0, 4.0] {
        let best = function.at(d)?;
        let found = best.mean_u.finite().ok_or_else(|| Refusal(format!("no finite supremum at {d}")))?;
        let (predicted, note) = (Estimate::new(TILTED + d - EDGE, 1e-9), if best.attained { "attained" } else { "not attained" });
        panel.rows.push(Row::new(series, d, format!("d = {d}"), predicted, Measured::Enclosure(found)).with_lie(TILTED).with_note(note));
    }
    panel.line(series, false, [(EDGE, TILTED), (4.2, TILTED + 4.2 - EDGE)]);
    panel.line("largest mean of a tilt, 5/3", true, [(0.0, TILTED), (4.2, TILTED)]);
    Ok(panel)
}

/// Policies of exactly d nats that come near it: the last tilt, with the mass beyond t raised.
fn policies(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Policies of d nats that come near it: no tilts";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::linear("E[V] under P"));
    let base = context.law("tempered_pareto(3, 1)")?;
    for d in [0.5, 1.0] {
        let series = format!("d = {d}");
        for t in [10.0, 30.0, 1e2, 1e3, 1e4] {
            context.begin(&format!("{series}, t = {t:e}"));
            let exact = Mixed::exact(d, t);
            let (mean, kl) = exact.measured(&*base, t);
            let row = Row::new(&series, t, format!("t = {t:e}"), Estimate::new(exact.mean, 1e-9), Measured::Enclosure(mean));
            panel.rows.push(row.with_lie(TILTED).with_note(format!("KL = {:.9} by quadrature", kl.value)));
        }
        panel.line(&series, false, spread(5.0, 2e4, 80).map(|t| (t, Mixed::exact(d, t).mean)));
        panel.line(format!("sup at d = {d}"), true, [5.0, 2e4].map(|t| (t, TILTED + d - EDGE)));
    }
    panel.line("largest mean of a tilt, 5/3", true, [5.0, 2e4].map(|t| (t, TILTED)));
    Ok(panel)
}

/// `(1-w) P_1 + w P_1(. | V > t)`, `P_1` the tilt at the rate 1, with w such that the divergence is d.
struct Mixed {
    w: f64,
    mean: f64,
}

impl Mixed {
    /// From `P_1(V > t) = (t^-2 + 2 t^-3)/3` and `E_1[V; V > t] = (2 t^-1 + 3 t^-2)/3`.
    fn exact(d: f64, t: f64) -> Self {
        let (p, reached) = ((1.0 + 2.0 / t) / (3.0 * t * t), (2.0 + 3.0 / t) / (3.0 * t));
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..100 {
            let w = 0.5 * (low + high);
            if divergence(w, p, mixed(w, p, TILTED, reached), K) < d { low = w } else { high = w }
        }
        Self { w: low, mean: mixed(low, p, TILTED, reached) }
    }

    /// The mean and the divergence from the survival function of the base alone: by parts, with weight `e^u`,
    /// `E[e^V; V > t] = e^t S(t) + int_t e^u S` and `E[V e^V; V > t] = t e^t S(t) + int_t (1 + u) e^u S`.
    fn measured(&self, base: &dyn Tail, t: f64) -> (Estimate, Estimate) {
        let above = |t: f64| {
            let f = |_, y: f64| {
                let u = t * y.exp();
                let weight = (u + base.ln_sf(u)).exp() * u;
                [weight, (1.0 + u) * weight]
            };
            // Cut off where e^u S(u) leaves the digits of f64; the integrands fall at least like e^-y there.
            let panels: Vec<(f64, f64)> = (0..20).map(|k| (f64::from(k), f64::from(k + 1))).collect();
            let (q, rest) = (integrate(f, &panels, Goal { relative: 1e-11, bisections: 300 }), f(0, 20.0));
            let edge = (t + base.ln_sf(t)).exp();
            let whole = |k: usize, end: f64| Estimate::new(q.value[k] + end + rest[k], q.error[k] + rest[k]);
            [whole(0, edge), whole(1, t * edge)]
        };
        let ([mass, moment], [mass_above, moment_above]) = (above(1.0), above(t));
        let (p, tilted, reached) = (mass_above.over(mass), moment.over(mass), moment_above.over(mass));
        let mean = mixed(self.w, p.value, tilted.value, reached.value);
        let error = tilted.error + self.w * (reached.error + mean * p.error) / p.value + 1e-13 * mean;
        let kl = divergence(self.w, p.value, mean, mass.ln().value);
        (Estimate::new(mean, error), Estimate::new(kl, error))
    }
}

/// The mean of `(1-w) P + w P(. | V > t)`, with `p = P(V > t)`, `mean = E[V]`, `reached = E[V; V > t]`.
fn mixed(w: f64, p: f64, mean: f64, reached: f64) -> f64 {
    (1.0 - w) * mean + w * reached / p
}

/// Its divergence from the base: from the tilt, in closed form, and `E[V] - K` from the tilt to the base.
fn divergence(w: f64, p: f64, mean: f64, k: f64) -> f64 {
    let above = (1.0 - w) * p + w;
    above * (1.0 - w + w / p).ln() + (1.0 - above) * (-w).ln_1p() + mean - k
}

/// A value with a light upper and a heavy lower tail: the mean falls without end while the divergence vanishes.
fn below(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "A heavy lower tail: V = -Y, Y pareto(2), mass t^-1/2 on Y ≥ t";
    let mut panel = Panel::new(title, Axis::log("KL divergence (nats)"), Axis::log("-E[V] under P"));
    let (law, series) = (context.law("pareto(2)")?, "-E[V]");
    // The mean and the divergence of the policy.
    let exact = |t: f64| {
        let (w, p) = (t.powf(-0.5), t.powi(-2));
        let kl = w * (w / p).ln() + (1.0 - w) * ((-w).ln_1p() - (-p).ln_1p());
        (w * 2.0 * t + (1.0 - w) * 2.0 * (1.0 - 1.0 / t) / (1.0 - p), kl)
    };
    for t in [1e2, 1e4, 1e6, 1e8] {
        context.begin(&format!("below, t = {t:e}"));
        let (predicted, kl) = exact(t);
        let w = t.powf(-0.5);
        let p = law.ln_sf(t).exp();
        let (whole, reached) = (mean_above(&*law, 1.0), mean_above(&*law, t));
        let rest = whole.plus(reached.scaled(-1.0));
        let found = reached.scaled(w / p).plus(rest.scaled((1.0 - w) / (1.0 - p)));
        let predicted = Estimate::new(predicted, 1e-9 * predicted);
        let row = Row::new(series, kl, format!("t = {t:e}, KL = {kl:.3e}"), predicted, Measured::Enclosure(found));
        panel.rows.push(row.with_lie(2.0).with_note("the lie: 2, to which -E[V] was to return as KL → 0"));
    }
    panel.line(series, false, spread(30.0, 1e9, 60).map(exact).map(|(mean, kl)| (kl, mean)));
    panel.line("-E[V] under the base", true, [(exact(1e9).1, 2.0), (exact(30.0).1, 2.0)]);
    Ok(panel)
}

/// `E[Y; Y >= a] = a S(a) + int_a S`.
fn mean_above(law: &dyn Tail, a: f64) -> Estimate {
    let panels: Vec<(f64, f64)> = (0..40).map(|k| (f64::from(k), f64::from(k + 1))).collect();
    let q = integrate(|_, y: f64| [(law.ln_sf(a * y.exp()) + y).exp() * a], &panels, Goal::default());
    q.estimate(0).plus(Estimate::closed_form(a * law.ln_sf(a).exp()))
}
