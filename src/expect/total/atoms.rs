//! The law of a total of steps that are atoms only: sums of sums, joined where they are equal.
//!
//! Refuses: more distinct sums than fit.

use super::tabulated::Tails;
use crate::{
    expect::Refusal,
    model::Task,
    num::{Estimate, logs::ln_1m_exp, special::ln_gamma},
    tail::{Atom, Law},
};
use std::f64::consts::LN_2;

/// The atoms of a total in increasing order, with both tails.
#[derive(Clone, Debug)]
pub(super) struct Atoms {
    pub(super) at: Vec<f64>,
    pub(super) ln_mass: Vec<f64>,
    ln_to: Vec<f64>,
    ln_above: Vec<f64>,
    error: f64,
}

/// Sums in increasing order with the logarithms of their masses.
type Sums = Vec<(f64, f64)>;

/// More distinct sums, or products of masses, are refused.
const MOST_SUMS: usize = 1 << 20;
const MOST_PRODUCTS: usize = 200_000_000;
/// Sums that differ by so many roundings are equal.
const EQUAL: f64 = 64.0 * f64::EPSILON;
/// Logarithms of levels that differ by rounding, and by no more than this, are those of one level.
const MOST_TIED: f64 = 1e-12;

impl Atoms {
    /// The total of a task.
    pub(super) fn of(task: &Task) -> Result<Self, Refusal> {
        let refusal = || {
            Refusal(format!(
                "the total of {task} has too many distinct sums: totals of atoms are limited to {MOST_SUMS}"
            ))
        };
        let mut total: Option<(Sums, f64)> = None;
        for group in task.groups() {
            let (next, error) = sums_of(&group.step, group.count).ok_or_else(refusal)?;
            total = Some(match total {
                None => (next, error),
                Some((so_far, known)) => (sums(&so_far, &next).ok_or_else(refusal)?, known + error),
            });
        }
        let (sums, error) = total.unwrap_or_default();
        Ok(Self::from_sums(sums, error))
    }

    /// From sums in increasing order with the logarithms of their masses.
    fn from_sums(sums: Sums, error: f64) -> Self {
        let (at, ln_mass): (Vec<f64>, Vec<f64>) = sums.into_iter().unzip();
        let ln_to = running(ln_mass.iter());
        let mut ln_above = running(ln_mass.iter().rev());
        ln_above.reverse();
        ln_above.push(f64::NEG_INFINITY);
        ln_above.remove(0);
        Self { at, ln_mass, ln_to, ln_above, error }
    }

    pub(super) fn tails(&self, x: f64) -> Tails {
        match self.at.partition_point(|at| *at <= x).checked_sub(1) {
            None => Tails::of(f64::NEG_INFINITY, 0.0, 0.0),
            Some(place) => Tails::of(self.ln_to[place], self.ln_above[place], self.error),
        }
    }

    /// The first atom at which the distribution function has reached a level.
    pub(super) fn quantile(&self, ln_p: f64, upper: bool) -> Estimate {
        // By the smaller of the two tails: the other has lost its digits.
        let (ln_p, upper) = if ln_p > -LN_2 { (ln_1m_exp(ln_p), !upper) } else { (ln_p, upper) };
        // A level that is an atom's own but for rounding is reached there.
        let tie = (self.error + 2.0 * f64::EPSILON * (1.0 + ln_p.abs())).min(MOST_TIED);
        let place = if upper {
            self.ln_above.partition_point(|above| *above > ln_p + tie)
        } else {
            self.ln_to.partition_point(|to| *to < ln_p - tie)
        };
        let x = self.at[place.min(self.at.len() - 1)];
        Estimate::new(x, EQUAL * x.abs())
    }

    /// The mean of a function.
    pub(super) fn mean_of(&self, f: impl Fn(f64) -> f64) -> Estimate {
        let terms = || self.at.iter().zip(&self.ln_mass).map(|(at, ln_mass)| f(*at) * ln_mass.exp());
        let size: f64 = terms().map(f64::abs).sum();
        Estimate::new(terms().sum(), (self.error + 8.0 * f64::EPSILON) * size)
    }
}

/// The sums of n steps of one law, and what their masses may be wrong by, relatively; none if there are too many.
fn sums_of(step: &Law, n: u64) -> Option<(Sums, f64)> {
    let atoms = step.atoms();
    if let [low, high] = atoms {
        return sums_of_two(low, high, n);
    }
    let first: Sums = atoms.iter().map(|atom| (atom.at, atom.mass.ln())).collect();
    let (mut power, mut total, mut left) = (first, None::<Sums>, n);
    loop {
        if left & 1 == 1 {
            total = Some(match total {
                None => power.clone(),
                Some(total) => sums(&total, &power)?,
            });
        }
        left >>= 1;
        if left == 0 {
            break;
        }
        power = sums(&power, &power)?;
    }
    total.map(|sums| (sums, f64::EPSILON * (16.0 + 4.0 * n as f64)))
}

/// Two atoms: the binomial law.
fn sums_of_two(low: &Atom, high: &Atom, n: u64) -> Option<(Sums, f64)> {
    if n as usize >= MOST_SUMS {
        return None;
    }
    let count = n as f64;
    let ln_choose = |k: f64| ln_gamma(count + 1.0) - ln_gamma(k + 1.0) - ln_gamma(count - k + 1.0);
    let ln_low = if high.mass < 0.5 { (-high.mass).ln_1p() } else { low.mass.ln() };
    let term = |k: u64| {
        let k = k as f64;
        ((count - k) * low.at + k * high.at, ln_choose(k) + k * high.mass.ln() + (count - k) * ln_low)
    };
    Some(((0..=n).map(term).collect(), 8.0 * f64::EPSILON * (1.0 + ln_gamma(count + 1.0))))
}

/// Running sums of masses given by their logarithms.
fn running<'a>(ln_masses: impl Iterator<Item = &'a f64>) -> Vec<f64> {
    let mut total = f64::NEG_INFINITY;
    ln_masses
        .map(|ln_mass| {
            total = crate::num::logs::ln_add_exp(total, *ln_mass);
            total
        })
        .collect()
}

/// All sums of two atoms, joined where they are equal but for rounding; none if there are too many.
fn sums(a: &[(f64, f64)], b: &[(f64, f64)]) -> Option<Sums> {
    let pairs = a.len().checked_mul(b.len()).filter(|pairs| *pairs <= MOST_PRODUCTS / 10)?;
    let mut all = Vec::with_capacity(pairs);
    all.extend(a.iter().flat_map(|x| b.iter().map(move |y| (x.0 + y.0, x.1 + y.1))));
    all.sort_by(|x: &(f64, f64), y| x.0.total_cmp(&y.0));
    let mut joined = Sums::new();
    let mut start = 0;
    while start < all.len() {
        let at = all[start].0;
        let length = all[start..].iter().take_while(|sum| sum.0 - at <= EQUAL * at.abs()).count();
        let group: Vec<f64> = all[start..start + length].iter().map(|sum| sum.1).collect();
        joined.push((at, crate::num::logs::ln_sum_exp(&group)));
        start += length;
    }
    (joined.len() <= MOST_SUMS).then_some(joined)
}
