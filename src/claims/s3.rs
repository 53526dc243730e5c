//! S-3: the limit laws of the total time, on both sides of every threshold, and how fast they are reached.

mod case;

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::claims::limits::stable::{Stable, landau_inverse};
use crate::claims::measure::spread;
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::total::totals;
use case::{Case, Limit};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s3",
    title: "The total time of a long task tends to a stable law of index a = αQ below 2 and to a normal law from 2 on, most slowly at a = 2",
    statement: "Let T_n be the sum of n independent steps with P(step > t) = t^-a, t ≥ 1, a = αQ, μ = a/(a-1), G = Γ(1-a). \
        For 0 < a < 1, T_n/n^(1/a) → Y, E e^(-sY) = exp(-G s^a). At a = 1, T_n/n - ln n - 1 + γ → Λ, E e^(-sΛ) = e^(s ln s), Landau's law. \
        For 1 < a < 2, (T_n - nμ)/n^(1/a) → Z, E e^(-sZ) = exp(-G s^a), G < 0. At a = 2, (T_n - 2n)/√(n ln n) → N(0, 1). For a > 2, \
        (T_n - nμ)/(σ√n) → N(0, 1), σ² = a/((a-1)²(a-2)). In Nolan's S1 the limits below 2 have β = 1 and the scale \
        (π/(2 Γ(a) sin(πa/2)))^(1/a). With g the limit density, P(T_n ≤ t) less its limit is to leading order: for a < 1, \
        a ≠ 1/2, -G²/(2n) times the inverse transform of s^(2a-1) e^(-G s^a) once T_n is moved by na/(1-a), and without the move \
        a g n^(1-1/a)/(1-a) where a > 1/2; at a = 1 of order (ln n)²/n; for 1 < a < 2, -½ (a/(2-a) + μ²) g' n^(1-2/a); at a = 2 of order 1/ln n, with \
        the scale b = √(2n (ln b - ½ - γ)) for √(n ln n); for 2 < a < 3 of order n^(1-a/2); for a > 3 Edgeworth's, of order n^(-½).",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Limit laws: Gnedenko and Kolmogorov (1954). The leading terms are derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut panels = Vec::new();
    for view in &VIEWS {
        panels.push(survival(context, view)?);
    }
    panels.extend([rates(context)?, shape(context)?, constants(context)?]);
    Ok(Evidence::of(panels))
}

/// A regime as its survival functions show it.
struct View {
    a: f64,
    title: &'static str,
    unit: &'static str,
    /// Whether the total is moved before it is scaled; below index 1 the limit needs no move.
    moved: bool,
    /// From where to where, and the places of the rows.
    ends: (f64, f64),
    places: [f64; 4],
    logarithmic: bool,
}

const VIEWS: [View; 4] = [
    View {
        a: 0.75,
        title: "a = ¾: a positive stable law",
        unit: "T(n) / n^(4/3)",
        moved: false,
        ends: (0.5, 300.0),
        places: [3.0, 4.0, 20.0, 100.0],
        logarithmic: true,
    },
    View {
        a: 1.0,
        title: "a = 1: Landau's law",
        unit: "T(n)/n − ln n − 1 + γ",
        moved: true,
        ends: (-3.0, 16.0),
        places: [0.0, 1.0, 4.0, 12.0],
        logarithmic: false,
    },
    View {
        a: 1.5,
        title: "a = 3/2: a stable law with a mean",
        unit: "(T(n) − 3n) / n^(2/3)",
        moved: true,
        ends: (-6.0, 14.0),
        places: [-2.5, -1.5, 2.0, 10.0],
        logarithmic: false,
    },
    View {
        a: 2.5,
        title: "a = 5/2: normal, but for the far tail",
        unit: "(T(n) − nμ) / σ√n",
        moved: true,
        ends: (-3.0, 6.0),
        places: [-0.5, 0.0, 1.0, 2.0],
        logarithmic: false,
    },
];

/// How many steps the survival functions are drawn for, how many have rows of the exact law, and how many are simulated.
const DRAWN: [(u64, &str); 3] = [(1, "n = 1"), (10, "n = 10"), (1000, "n = 1000")];
const LONG: u64 = 1000;
const TASKS: u64 = 70_000;
const LIMIT: &str = "limit law";

/// The survival function of the scaled total for several n, the limit law on top; rows at n = 1000, exact and simulated.
fn survival(context: &Context<'_>, view: &View) -> Result<Panel, Refusal> {
    let x = if view.logarithmic { Axis::log(view.unit) } else { Axis::linear(view.unit) };
    let mut panel = Panel::new(view.title, x, Axis::log("chance of more"));
    let places: Vec<f64> = if view.logarithmic {
        spread(view.ends.0, view.ends.1, 100).collect()
    } else {
        (0..=100).map(|i| view.ends.0 + (view.ends.1 - view.ends.0) * f64::from(i) / 100.0).collect()
    };
    for (n, series) in DRAWN {
        let case = Case::new(context, view.a, n)?;
        let exact = |x: f64| case.exact(view.place(&case, x)).map(|sf| (x, sf.value));
        let points: Vec<_> = places.iter().map(|x| exact(*x)).collect::<Result<_, _>>()?;
        panel.exact_line(series, points);
    }
    let limit = Limit::new(context, view.a)?;
    panel.line(LIMIT, true, places.iter().map(|x| (*x, limit.sf(*x).value)));
    let case = Case::new(context, view.a, LONG)?;
    for x in view.places {
        let (y, place) = (view.place(&case, x), format!("exact, at {x}"));
        let note = format!("the limit itself is {:.6}", limit.sf(x).value);
        let row = Row::new(DRAWN[2].1, x, place, case.predicted(y), Measured::Enclosure(case.exact(y)?));
        panel.rows.push(row.with_note(note));
    }
    panel.rows.extend(simulated(context, view, &case)?);
    Ok(panel)
}

impl View {
    /// The place on the scale of the prediction.
    fn place(&self, case: &Case, x: f64) -> f64 {
        if self.moved { x } else { x - case.shift / case.scale }
    }
}

/// The first two places, by drawing whole tasks.
fn simulated(context: &Context<'_>, view: &View, case: &Case) -> Result<Vec<Row>, Refusal> {
    context.begin(view.title);
    let approach = context.law("pareto(0.25)")?;
    let source = context.stream(view.title);
    let trials = context.draws(TASKS);
    let sample = totals(&*approach, view.a / 0.25, LONG, trials, &source);
    let rows = view.places[..2].iter().map(|x| {
        let y = view.place(case, *x);
        let below = sample.partition_point(|t| *t <= case.shift + case.scale * y) as u64;
        let measured = Measured::Frequency { hits: trials - below, trials };
        Row::new(DRAWN[2].1, *x, format!("simulated, at {x}"), case.predicted(y), measured)
    });
    Ok(rows.collect())
}

/// An index, the rate at which its limit is reached, where the distance is looked at, and the numbers of steps.
struct Rate {
    a: f64,
    rate: &'static str,
    at: f64,
    from: f64,
    lengths: [u64; 4],
}

const RATES: [Rate; 7] = [
    Rate { a: 0.4, rate: "1/n", at: 3.0, from: 10.0, lengths: [20, 100, 10_000, 1_000_000] },
    Rate { a: 1.0, rate: "(ln n)²/n", at: 1.0, from: 1e3, lengths: [200_000, 1_000_000, 10_000_000, 100_000_000] },
    Rate { a: 1.25, rate: "n^−0.6", at: -1.0, from: 100.0, lengths: [1000, 10_000, 1_000_000, 100_000_000] },
    Rate { a: 1.5, rate: "n^−1/3", at: -0.5, from: 100.0, lengths: [1000, 10_000, 1_000_000, 100_000_000] },
    Rate { a: 2.0, rate: "1/ln n", at: 0.0, from: 1e3, lengths: [10_000, 1_000_000, 10_000_000, 1_000_000_000] },
    Rate { a: 2.5, rate: "n^−1/4", at: 0.0, from: 100.0, lengths: [1000, 10_000, 1_000_000, 100_000_000] },
    Rate { a: 3.5, rate: "n^−1/2", at: 0.0, from: 1e4, lengths: [100_000, 1_000_000, 10_000_000, 100_000_000] },
];

/// The distance of the exact law from its limit at one place, along n: predicted with its next terms, the leading term alone dashed.
fn rates(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "How fast: slowest at a = 2, where variance begins";
    let y = Axis::log("distance of P(T(n) ≤ t) from its limit");
    let mut panel = Panel::new(title, Axis::log("number of steps n"), y);
    for Rate { a, rate, at, from, lengths } in &RATES {
        let series = format!("a = {a}: {rate}");
        for n in lengths {
            let case = Case::new(context, *a, *n)?;
            let (predicted, exact) = (case.predicted_beyond(*at), case.exact_beyond(*at)?);
            let row =
                Row::new(&series, *n as f64, format!("n = {n}"), size(predicted), Measured::Enclosure(size(exact)));
            panel.rows.push(row.with_note(format!("the leading term alone is {:.6e}", case.leading(*at).abs())));
        }
        let cases: Vec<_> = spread(*from, 1e9, 24)
            .map(|n| Ok((n, Case::new(context, *a, n as u64)?)))
            .collect::<Result<_, Refusal>>()?;
        panel.line(&series, false, cases.iter().map(|(n, case)| (*n, case.predicted_beyond(*at).value.abs())));
        panel.line(&series, true, cases.iter().map(|(n, case)| (*n, case.leading(*at).abs())));
    }
    Ok(panel)
}

/// The number without its sign.
fn size(estimate: Estimate) -> Estimate {
    Estimate::new(estimate.value.abs(), estimate.error)
}

/// Indices in the picture of the leading term, the places of its rows and the numbers of steps.
const SHAPED: f64 = 1.5;
const SHAPES: [(u64, &str); 3] = [(100, "n = 100"), (1000, "n = 1000"), (1_000_000, "n = 10⁶")];
const PLACES: [f64; 6] = [-3.0, -2.0, -1.0, 0.0, 1.5, 3.0];

/// What the limit law leaves out, as a function of the place: `n^{2/a-1} (P - G)` tends to `c g'`.
fn shape(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "What the limit leaves out at a = 3/2: −6 g′(z)/n^(1/3)";
    let mut panel =
        Panel::new(title, Axis::linear("z = (t − 3n) / n^(2/3)"), Axis::linear("n^(1/3) (P(T(n) ≤ t) − G(z))"));
    let places = || (0..=80).map(|i| -5.0 + 0.125 * f64::from(i));
    for (n, series) in SHAPES {
        let (case, factor) = (Case::new(context, SHAPED, n)?, (n as f64).powf(2.0 / SHAPED - 1.0));
        for at in PLACES {
            let (predicted, exact) = (case.predicted_beyond(at).scaled(factor), case.exact_beyond(at)?.scaled(factor));
            // Where the curve crosses 0 a twentieth of it is nothing: the lie is a twentieth of its height.
            let lie = predicted.value + 0.05;
            let row = Row::new(series, at, format!("z = {at}"), predicted, Measured::Enclosure(exact));
            panel.rows.push(row.with_lie(lie));
        }
        let points = places().map(|at| (at, factor * case.predicted_beyond(at).value));
        panel.line(series, false, points);
    }
    let leading = Case::new(context, SHAPED, 1)?;
    panel.line("leading term", true, places().map(|at| (at, leading.leading(at))));
    Ok(panel)
}

/// The limit laws by their own transforms against Nolan's S1 parameters.
fn constants(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("The limits in Nolan's S1", Axis::named(""), Axis::linear("P(limit > y)")).table_only();
    for (i, a) in [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 1.9].into_iter().enumerate() {
        let limit = Limit::new(context, a)?;
        for p in [0.9, 0.5, 0.1] {
            let y = limit.upper(p);
            let below = if a == 1.0 { landau_inverse(0.0, 0, y) } else { Stable::new(a).inverse(0.0, y) };
            let predicted = Estimate::new(1.0 - below, 1e-10);
            let row = Row::new(
                format!("P = {p}"),
                (i + 1) as f64,
                format!("a = {a}"),
                predicted,
                Measured::Enclosure(limit.sf(y)),
            );
            panel.rows.push(row.with_note(format!("y = {y:.9}")));
        }
    }
    Ok(panel)
}
