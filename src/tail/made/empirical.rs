//! The law of data: an atom at every distinct value.

use super::marks::joined;
use crate::num::Estimate;
use crate::tail::{Argument, Atom, Family, Interval, Kind, Law, Moment, Parameter, Tail, TailClass};

/// The recipe.
pub static FAMILY: Family = Family {
    name: "empirical",
    formula: "S(t) = share of the numbers in FILE that are > t",
    parameters: &[Parameter { name: "file", kind: Kind::File }],
    typical: &[],
    build: |arguments, spec| match &arguments[0] {
        Argument::Data(data, file) => {
            Ok(Law::new(spec, Empirical::new(data).map_err(|fault| format!("{file} {fault}"))?))
        }
        other => unreachable!("the family reads {other:?} as data"),
    },
};

/// The law of the data, under the name of the file they come from; refuses no data, and values that are not finite.
pub fn empirical(data: &[f64], file: &str) -> Result<Law, String> {
    FAMILY.member(&[Argument::Data(data.to_vec(), file.to_owned())])
}

#[derive(Debug)]
struct Empirical {
    atoms: Vec<Atom>,
    /// `ln P(X > atom)`, atom by atom.
    ln_above: Vec<f64>,
    /// `ln P(X <= atom)`, atom by atom.
    ln_to: Vec<f64>,
    /// `E (X - atom)^+`, atom by atom.
    integral: Vec<f64>,
    mean: Estimate,
    variance: Estimate,
}

impl Empirical {
    fn new(data: &[f64]) -> Result<Self, String> {
        if data.is_empty() {
            return Err("holds no numbers".into());
        }
        if let Some(place) = data.iter().position(|x| !x.is_finite()) {
            return Err(format!("holds {}, which is not a finite number, as number {}", data[place], place + 1));
        }
        // Counts as masses first: they join without rounding.
        let mut atoms = joined(data.iter().map(|&at| Atom { at, mass: 1.0 }));
        let n = data.len() as f64;
        let mut to = 0.0;
        let (mut ln_above, mut ln_to) = (Vec::new(), Vec::new());
        for atom in &mut atoms {
            to += atom.mass;
            ln_above.push(ln_share(n - to, n));
            ln_to.push(ln_share(to, n));
            atom.mass /= n;
        }
        let mean = average(&atoms, |x| x);
        let variance = average(&atoms, |x| (x - mean.value).powi(2));
        let integral = integrals(&atoms, &ln_above);
        Ok(Self { atoms, ln_above, ln_to, integral, mean, variance })
    }

    /// How many atoms are at or below x.
    fn rank(&self, x: f64) -> usize {
        self.atoms.partition_point(|atom| atom.at <= x)
    }

    fn at(&self, place: usize) -> f64 {
        self.atoms[place.min(self.atoms.len() - 1)].at
    }
}

/// `ln(count / n)`, with its digits where the share is nearly 1.
fn ln_share(count: f64, n: f64) -> f64 {
    if 2.0 * count < n { (count / n).ln() } else { (-(n - count) / n).ln_1p() }
}

/// The mean of `f` by compensated summation (Neumaier 1974), so that the error does not grow with the number of atoms.
fn average(atoms: &[Atom], f: impl Fn(f64) -> f64) -> Estimate {
    let (mut sum, mut lost, mut size) = (0.0f64, 0.0, 0.0);
    for atom in atoms {
        let term = atom.mass * f(atom.at);
        let next = sum + term;
        lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        sum = next;
        size += term.abs();
    }
    Estimate::new(sum + lost, 8.0 * f64::EPSILON * size)
}

/// `int_atom^inf S` for every atom: sums of positive terms from the top.
fn integrals(atoms: &[Atom], ln_above: &[f64]) -> Vec<f64> {
    let mut integrals = vec![0.0; atoms.len()];
    for k in (1..atoms.len()).rev() {
        integrals[k - 1] = integrals[k] + ln_above[k - 1].exp() * (atoms[k].at - atoms[k - 1].at);
    }
    integrals
}

impl Tail for Empirical {
    fn support(&self) -> Interval {
        Interval::new(self.at(0), self.at(usize::MAX))
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.rank(x).checked_sub(1).map_or(0.0, |place| self.ln_above[place])
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.rank(x).checked_sub(1).map_or(f64::NEG_INFINITY, |place| self.ln_to[place])
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        let below = self.atoms.partition_point(|atom| atom.at < x);
        below.checked_sub(1).map_or(0.0, |place| self.ln_above[place])
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn ln_pdf(&self, _x: f64) -> f64 {
        f64::NEG_INFINITY
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, _x: f64) -> f64 {
        0.0
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.at(self.ln_above.partition_point(|above| *above > ln_p))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.at(self.ln_to.partition_point(|to| *to < ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        self.ln_sf(t - v) - self.ln_sf(t)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let next = self.rank(x);
        let beyond = |atom: &Atom| self.integral[next] + self.ln_sf(x).exp() * (atom.at - x);
        self.atoms.get(next).map_or(f64::NEG_INFINITY, |atom| beyond(atom).ln())
    }

    fn mean(&self) -> Moment {
        Moment::Finite(self.mean)
    }

    fn variance(&self) -> Moment {
        Moment::Finite(self.variance)
    }
}
