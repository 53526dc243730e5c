//! B-1: how far best-of-n moves the law of the answer, in nats, with and without ties.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, best_of::best_of};
use crate::num::Estimate;
use crate::sample::draw::{draw, exceedances, hits};
use crate::sample::select::argmax_of;
use crate::tail::{Atom, Interval, Law, Tail, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b1",
    title: "KL(best of n ‖ one draw) is exactly ln n − (n−1)/n without ties, and, for n > 1, strictly less with them",
    statement: "Rank n independent draws by a score with distribution function F. If F is continuous, KL(best of n ‖ one draw) of the \
        score is ln n - (n-1)/n, and the best beats a fresh draw with chance n/(n+1). With atoms y of mass p(y) the KL is \
        Σ [F(y)^n - F(y-)^n] ln([F(y)^n - F(y-)^n]/p(y)) + ∫ n F^(n-1) ln(n F^(n-1)) dF over the points without \
        mass, and for n > 1 is strictly less.",
    hypotheses: "The draws are independent; for equality the score has no atoms. n ≥ 1; real n is read as F^n.",
    applies: |subject| {
        let proxy = subject.pair()?;
        let tied = |law: &Law| !law.atoms().is_empty();
        if tied(&proxy.value) && tied(&proxy.error) {
            Err("the proxy has ties: the strict inequality applies".into())
        } else {
            Ok(())
        }
    },
    source: "Beirami et al. (2024), section 3, for the upper bound with discrete outcomes; the continuous case is older; strictness \
        derived in the proof.",
    corrects: None,
    evidence,
};

/// `ln n - (n-1)/n`.
fn formula(n: f64) -> f64 {
    n.ln() - (n - 1.0) / n
}

/// The exact KL for a uniform score on k atoms.
fn tied(k: u64, n: f64) -> f64 {
    let power = |j: u64| (j as f64 / k as f64).powf(n);
    let gain = |j: u64| power(j) - power(j - 1);
    (1..=k).map(gain).filter(|q| *q > 0.0).map(|q| q * (q * k as f64).ln()).sum()
}

/// Uniform on 1, 2, ..., k.
#[derive(Debug)]
pub(super) struct Die {
    atoms: Vec<Atom>,
}

impl Die {
    pub(super) fn law(sides: u64) -> Law {
        let mass = 1.0 / sides as f64;
        let atoms = (1..=sides).map(|face| Atom { at: face as f64, mass }).collect();
        Law::new(format!("die of {sides}"), Self { atoms })
    }

    fn sides(&self) -> f64 {
        self.atoms.len() as f64
    }
}

impl Tail for Die {
    fn support(&self) -> Interval {
        Interval::new(1.0, self.sides())
    }
    fn ln_sf(&self, x: f64) -> f64 {
        (-(x.floor().clamp(0.0, self.sides()) / self.sides())).ln_1p()
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }
    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }
    fn ln_pdf(&self, _x: f64) -> f64 {
        f64::NEG_INFINITY
    }
    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        (-ln_p.exp_m1() * self.sides()).ceil().clamp(1.0, self.sides())
    }
}

/// The law of the number 0.
#[derive(Debug)]
struct Still([Atom; 1]);

pub(super) fn still() -> Law {
    Law::new("0", Still([Atom { at: 0.0, mass: 1.0 }]))
}

impl Tail for Still {
    fn support(&self) -> Interval {
        Interval::new(0.0, 0.0)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { f64::NEG_INFINITY }
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }
    fn atoms(&self) -> &[Atom] {
        &self.0
    }
    fn ln_pdf(&self, _x: f64) -> f64 {
        f64::NEG_INFINITY
    }
    fn inv_ln_sf(&self, _ln_p: f64) -> f64 {
        0.0
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![divergence(context)?, wins(context)?, shares(context)]))
}

/// The divergence by the integral route, continuous and with ties.
fn divergence(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Divergence: k equal atoms stop it at ln k", Axis::log("number of draws n"), Axis::linear("KL in nats"));
    let smooth = context.proxy("normal(0, 1)", "student_t(3)")?;
    for n in [2.0, 4.0, 16.0, 100.0, 1000.0, 60_000.0, 1e9] {
        let measured = Measured::Enclosure(best_of(&smooth, n)?.kl);
        panel.rows.push(Row::new("no ties", n, format!("n = {n}"), Estimate::closed_form(formula(n)), measured));
    }
    let ns: Vec<f64> = (0..=60).map(|i| 10f64.powf(f64::from(i) * 0.15)).collect();
    panel.line("no ties", false, ns.iter().map(|n| (*n, formula(*n))));
    for sides in [2, 6, 100] {
        let series = format!("{sides} equal atoms");
        let score = crate::model::Proxy { value: Die::law(sides), error: still() };
        for n in [2.0, 4.0, 16.0, 100.0, 1000.0] {
            let predicted = Estimate::new(tied(sides, n), 1e-12);
            let measured = Measured::Enclosure(best_of(&score, n)?.kl);
            let note = format!("{:.6} below ln n - (n-1)/n", formula(n) - tied(sides, n));
            panel.rows.push(Row::new(&series, n, format!("n = {n}"), predicted, measured).with_note(note));
        }
        panel.line(&series, false, ns.iter().map(|n| (*n, tied(sides, *n))));
    }
    Ok(panel)
}

/// How seldom a fresh draw beats the best of n, drawn.
fn wins(context: &Context<'_>) -> Result<Panel, Refusal> {
    let x = Axis::log("number of draws n");
    let mut panel = Panel::new("Drawn: how often a fresh draw still wins", x, Axis::log("P(a fresh draw beats the best of n)"));
    let die = Die::law(6);
    for (series, law) in [("no ties", context.law("pareto(1)")?), ("6 equal atoms", die)] {
        let most = if law.atoms().is_empty() { 4 } else { 3 };
        for n in [2u64, 4, 9, 19].into_iter().take(most) {
            let chance = if law.atoms().is_empty() {
                1.0 / (n + 1) as f64
            } else {
                (1..6).map(|below| (f64::from(below) / 6.0).powf(n as f64) / 6.0).sum()
            };
            let trials = (context.draws(45_000) as f64 / chance) as u64;
            let beaten = |stream: &mut _| draw(&*law, stream) > argmax_of(&*law, n, stream).1;
            let hits = hits(trials, &context.stream(&format!("{series} wins {n}")), beaten);
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(series, n as f64, format!("n = {n}"), Estimate::closed_form(chance), measured));
        }
    }
    panel.line(
        "no ties",
        false,
        (0..=30).map(|i| 2.0 * 9.5f64.powf(f64::from(i) / 30.0)).map(|n| (n, 1.0 / (n + 1.0))),
    );
    Ok(panel)
}

/// The law of the best itself, drawn: `P(best > y) = 1 - F(y)^n`, from which both divergences follow.
fn shares(context: &Context<'_>) -> Panel {
    let x = Axis::linear("face y of a fair die");
    let mut panel = Panel::new("Drawn: the best of n throws", x, Axis::linear("P(best > y)"));
    for n in [2u64, 5] {
        let series = format!("n = {n}");
        let faces = [2.5, 3.5, 4.5, 5.5];
        let (die, trials) = (Die::law(6), context.draws(120_000));
        let best = |stream: &mut _| argmax_of(&*die, n, stream).1;
        let counts = exceedances(trials, &context.stream(&format!("shares {n}")), &faces, best);
        let chance = |face: f64| -(n as f64 * (face / 6.0).ln()).exp_m1();
        for (face, hits) in faces.iter().map(|face| face.floor()).zip(counts) {
            let measured = Measured::Frequency { hits, trials };
            let row = Row::new(&series, face, format!("y = {face}"), Estimate::closed_form(chance(face)), measured);
            panel.rows.push(row);
        }
        panel.line(&series, false, (2..=5).map(f64::from).map(|face| (face, chance(face))));
    }
    panel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_always_cost_divergence() {
        for sides in [1, 2, 6, 100] {
            for n in [2.0, 3.5, 16.0, 1000.0] {
                let exact = tied(sides, n);
                assert!(exact < formula(n) && exact <= (sides as f64).ln() + 1e-12, "{sides} {n}");
            }
        }
        assert!((tied(2, 4.0) - 0.459_356).abs() < 1e-6 && (formula(4.0) - 0.636_294).abs() < 1e-6);
    }
}
