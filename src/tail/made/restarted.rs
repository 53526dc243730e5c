//! The time to finish when an approach is given up at a cutoff and a fresh independent one is begun, until one finishes:
//! `q^k S(t - k tau)` on `[k tau, (k+1) tau)`, with `q = P(T > tau)`.
//!
//! Refuses: times that can be negative, and a cutoff by which no approach finishes.

mod cells;

use self::cells::{Cell, Cells};
use super::{marks::joined, min_of, truncated};
use crate::num::{
    Estimate,
    logs::{LN_MAX, ln_1m_exp, ln_add_exp},
};
use crate::tail::{Atom, Domain, Family, Interval, Law, Moment, Parameter, Restarts, Tail, TailClass};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "restarted",
    formula: "P(X > tau)^k S(t - k tau) on [k tau, (k+1) tau), X given up at tau and drawn anew",
    parameters: &[Parameter::number("tau", Domain::Above(0.0)), Parameter::law("law")],
    typical: &["restarted(3, pareto(0.5))", "restarted(2, half_cauchy)"],
    build: |arguments, spec| {
        let (cutoff, base) = (arguments[0].number(), arguments[1].law());
        let low = base.support().low;
        if low < 0.0 {
            return Err(format!("{base} takes times down to {low}: only times at or above 0 can be cut off"));
        }
        match base.ln_sf(cutoff) {
            f64::NEG_INFINITY => Ok(base.clone().renamed(spec)),
            0.0 => Err(format!("{base} never finishes by {cutoff}: P(X <= {cutoff}) is 0, so restarts go on for ever")),
            _ => Restarted::new(cutoff, base).map(|made| Law::new(spec, made)),
        }
    },
};

/// The law of the time to finish with restarts at a finite cutoff above 0.
///
/// Errors, in words: negative times; `P(X <= cutoff) = 0`; atoms in more cells than can be listed.
///
/// ```
/// use goodhart::tail::{Catalogue, made::restarted, spec::parse};
/// let law = parse("pareto(0.5)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let steps = restarted(1.5 + 2f64.sqrt(), &law).unwrap();
/// assert!((steps.mean().value() - (3.0 + 8f64.sqrt())).abs() < 1e-13);
/// assert!(restarted(1.0, &law).is_err());
/// ```
pub fn restarted(cutoff: f64, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[cutoff.into(), law.into()])
}

/// Corners of the density are listed to this depth in nats, and of so many cells at most.
const CORNERS: (f64, f64) = (60.0, 4096.0);
/// Atoms are listed as long as their mass is an f64.
const DEEPEST: f64 = 745.0;
/// More cells with atoms than this are refused.
const MOST_CELLS: f64 = 65_536.0;

#[derive(Debug)]
struct Restarted {
    cutoff: f64,
    base: Law,
    /// X given `X <= cutoff`.
    kept: Law,
    /// `ln P(X <= cutoff)`.
    ln_kept: f64,
    /// `ln P(X > cutoff)`.
    ln_cut: f64,
    cells: Cells,
    atoms: Vec<Atom>,
}

impl Restarted {
    fn new(cutoff: f64, base: &Law) -> Result<Self, String> {
        let (ln_kept, ln_cut) = (base.ln_cdf(cutoff), base.ln_sf(cutoff));
        let made = Self {
            cutoff,
            base: base.clone(),
            kept: truncated(base, cutoff)?,
            ln_kept,
            ln_cut,
            cells: Cells::new(cutoff, base),
            atoms: vec![],
        };
        Ok(Self { atoms: made.listed_atoms()?, ..made })
    }

    fn listed_atoms(&self) -> Result<Vec<Atom>, String> {
        let own: Vec<Atom> = self.base.atoms().iter().filter(|atom| atom.at <= self.cutoff).copied().collect();
        if own.is_empty() {
            return Ok(vec![]);
        }
        let cells = (-DEEPEST / self.ln_cut).ceil();
        if cells * own.len() as f64 > MOST_CELLS {
            return Err(format!(
                "{} has atoms and finishes by {} so rarely that {cells} restarts would each have to list theirs",
                self.base, self.cutoff
            ));
        }
        let in_cell = |k: u32| {
            let before = f64::from(k);
            let weight = (before * self.ln_cut).exp();
            own.iter().map(move |atom| Atom {
                at: self.cells.time(Cell { before, since: atom.at }),
                mass: weight * atom.mass,
            })
        };
        Ok(joined((0..=cells as u32).flat_map(in_cell)))
    }

    /// `k ln q`, 0 for no restart.
    fn ln_before(&self, cell: Cell) -> f64 {
        if cell.before == 0.0 { 0.0 } else { cell.before * self.ln_cut }
    }

    /// The mean number of approaches given up, `q/p`.
    fn given_up(&self) -> Estimate {
        Estimate::closed_form((self.ln_cut - self.ln_kept).exp())
    }
}

impl Tail for Restarted {
    fn support(&self) -> Interval {
        Interval::new(self.base.support().low, f64::INFINITY)
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: -self.ln_cut / self.cutoff, ln_coefficient: f64::NAN, power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        if x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let cell = self.cells.at(x);
        self.ln_before(cell) + self.base.ln_sf(cell.since)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x < self.cutoff { self.base.ln_cdf(x) } else { ln_1m_exp(self.ln_sf(x)) }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let cell = self.cells.at(x);
        self.ln_before(cell) + self.base.ln_pdf(cell.since)
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        let x = self.support().low + distance;
        if x < self.cutoff { self.base.ln_pdf_above_low(distance) } else { self.ln_pdf(x) }
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        let x = self.support().low + distance;
        if x < self.cutoff { self.base.ln_cdf_above_low(distance) } else { self.ln_cdf(x) }
    }

    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        if corner < 0.0 || corner == f64::INFINITY {
            return self.ln_pdf(corner + offset);
        }
        let cell = self.cells.at(corner);
        let at = match cell {
            Cell { before, since: 0.0 } if before > 0.0 && offset < 0.0 => {
                Cell { before: before - 1.0, since: self.cutoff }
            }
            cell => cell,
        };
        if (0.0..=self.cutoff).contains(&(at.since + offset)) {
            self.ln_before(at) + self.base.ln_pdf_beside(at.since, offset)
        } else {
            self.ln_pdf(corner + offset)
        }
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        self.base.score(if x < 0.0 { x } else { self.cells.at(x).since })
    }

    fn hazard(&self, x: f64) -> f64 {
        self.base.hazard(if x < 0.0 { x } else { self.cells.at(x).since })
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p >= self.ln_cut {
            return self.base.inv_ln_sf(ln_p).min(self.cutoff);
        }
        if ln_p == f64::NEG_INFINITY {
            return f64::INFINITY;
        }
        // The depth beyond the last cell's start is in (0, -ln q].
        let before = (ln_p / self.ln_cut).ceil() - 1.0;
        // Rounding may have passed the place at which the survival function stands still until the next approach may finish.
        let before = if before * self.ln_cut <= ln_p { before - 1.0 } else { before };
        let depth = (before * self.ln_cut - ln_p).clamp(0.0, -self.ln_cut);
        self.cells.time(Cell { before, since: self.base.inv_ln_sf(-depth) })
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p <= self.ln_kept { self.base.inv_ln_cdf(ln_p).min(self.cutoff) } else { self.inv_ln_sf(ln_1m_exp(ln_p)) }
    }

    /// Multiples of the cutoff, and the base's corners in each cell, to a depth of 60 nats or of 4096 cells: beyond, they go on.
    fn kinks(&self) -> Vec<f64> {
        let cells = (-CORNERS.0 / self.ln_cut).ceil().min(CORNERS.1) as u32;
        let places = self.cells.marks.iter().copied().chain([self.cutoff]);
        let in_cell = |k: u32| places.clone().map(move |since| self.cells.time(Cell { before: f64::from(k), since }));
        let mut kinks: Vec<f64> = (0..cells).flat_map(in_cell).collect();
        let low = self.support().low;
        kinks.retain(|x| *x > low);
        kinks.dedup();
        kinks
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts().into_iter().filter(|(at, _)| *at < self.cutoff).collect()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t.min(t - v) < 0.0 || t.max(t - v) == f64::INFINITY {
            return self.ln_sf(t - v) - self.ln_sf(t);
        }
        if let Some(cell) = self.cells.common(t, t - v) {
            return self.base.ln_sf_ratio(cell.since, v);
        }
        let (first, last) = (self.cells.at(t.min(t - v)), self.cells.at(t.max(t - v)));
        if last.before - first.before > 1.0 {
            return self.ln_sf(t - v) - self.ln_sf(t);
        }
        // From one place to the next restart, and from there on.
        let fallen = self.base.ln_sf_ratio(self.cutoff, self.cutoff - first.since) - self.base.ln_sf(last.since);
        if v > 0.0 { fallen } else { -fallen }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        let inside = t.min(t - v) >= 0.0 && t.max(t - v) < f64::INFINITY;
        match self.cells.common(t, t - v).filter(|_| inside) {
            Some(cell) => self.base.ln_pdf_ratio(cell.since, v),
            None => self.ln_pdf(t - v) - self.ln_pdf(t),
        }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y < LN_MAX { self.ln_sf(y.exp()) } else { self.ln_cut / self.cutoff * y.exp() }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let cell = if x < 0.0 { Cell { before: 0.0, since: x } } else { self.cells.at(x) };
        // int_since^tau S + q E, the former from the approaches that finish and from those that do not.
        let finishing = self.ln_kept + self.kept.ln_upper_integral(cell.since);
        let others = self.ln_cut + (self.cutoff - cell.since).ln();
        let anew = self.ln_cut + self.mean().value().ln();
        self.ln_before(cell) + ln_add_exp(ln_add_exp(finishing, others), anew)
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        // S^Q is restarted at the same times.
        restarted(self.cutoff, &min_of(power, &self.base).ok()?).ok()
    }

    /// `tau q/p + E[X | X <= tau]`.
    fn mean(&self) -> Moment {
        self.kept.mean().plus(Moment::Finite(self.given_up().scaled(self.cutoff)))
    }

    /// `tau^2 q/p^2 + Var(X | X <= tau)`: how often approaches are given up does not depend on how long the last one takes.
    fn variance(&self) -> Moment {
        let restarts = self.given_up().scaled((-self.ln_kept).exp()).scaled(self.cutoff * self.cutoff);
        self.kept.variance().plus(Moment::Finite(restarts))
    }

    fn as_restarts(&self) -> Option<Restarts> {
        Some(Restarts { cutoff: self.cutoff, kept: self.kept.clone(), ln_kept: self.ln_kept, ln_cut: self.ln_cut })
    }
}
