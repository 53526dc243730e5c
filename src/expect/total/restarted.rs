//! The law of a total of n steps with restarts: `T = tau N + S`, N the number of approaches given up, negative binomial, and S the
//! total of the n approaches that finished, independent of it.
//!
//! All terms are positive, so that both tails keep relative accuracy.
//!
//! Refuses: totals in which more than a million numbers of restarts count; chances below e^-755; what the total of those that
//! finish refuses.

mod averages;

use super::tabulated::Tabulated;
use crate::{
    expect::Refusal,
    num::{
        Estimate,
        inversion::{Inverted, Side},
        invert::first_at_most,
        logs::{ln_1m_exp, ln_add_exp, ln_sum_exp},
    },
    tail::{Law, Restarts},
};
use std::f64::consts::LN_2;

/// A total with restarts.
#[derive(Clone, Debug)]
pub(super) struct RestartedTotal {
    cutoff: f64,
    n: f64,
    kept: Law,
    ln_kept: f64,
    ln_cut: f64,
    /// The total of the approaches that finished.
    finished: Box<Tabulated>,
    /// The least number of restarts that counts, and `ln P(N = k)` from there on.
    first: f64,
    ln_weights: Vec<f64>,
    /// `ln P(N < k)` and `ln P(N > k)`.
    before: Vec<f64>,
    after: Vec<f64>,
    /// Places of the total of those that finished below and above which it lies with chances of at most these logarithms.
    deep: [(f64, f64); 2],
    /// The logarithm of a distance from the lower end within which next to no approach finishes.
    begins: f64,
}

/// Depths that are tried for those places.
const DEPTHS: [f64; 5] = [-700.0, -500.0, -300.0, -100.0, -40.0];

/// Numbers of restarts deeper than this, in nats, are left out.
const DEPTH: f64 = 800.0;
/// More numbers of restarts than this are refused.
const MOST: usize = 1 << 20;
/// Terms that are smaller than the largest by this factor's logarithm do not count.
const NEGLIGIBLE: f64 = 45.0;
/// Distances with logarithms below this are not told from 0.
const LN_TINY: f64 = -690.0;

impl RestartedTotal {
    /// The total of n steps.
    pub(super) fn of(restarts: Restarts, n: u64) -> Result<Self, Refusal> {
        let Restarts { cutoff, kept, ln_kept, ln_cut } = restarts;
        let finished = Box::new(super::doubled(&kept, n)?);
        // Where it lies it must be known.
        finished.inv_ln_sf(-LN_2)?;
        let n = n as f64;
        let (first, ln_weights) = weights(n, ln_kept, ln_cut)?;
        let running = |weights: &mut dyn Iterator<Item = &f64>| {
            let mut sum = f64::NEG_INFINITY;
            let sums = weights.map(|weight| {
                let so_far = sum;
                sum = ln_add_exp(sum, *weight);
                so_far
            });
            sums.collect::<Vec<f64>>()
        };
        let before = running(&mut ln_weights.iter());
        let mut after = running(&mut ln_weights.iter().rev());
        after.reverse();
        let deepest = |place: &dyn Fn(f64) -> Result<Estimate, Refusal>, nowhere: f64| {
            let known = DEPTHS.into_iter().find_map(|ln| place(ln).ok().map(|at| (at.value, ln)));
            known.unwrap_or((nowhere, 0.0))
        };
        let deep = [
            deepest(&|ln| finished.offset_of_ln_cdf(ln), f64::NEG_INFINITY),
            deepest(&|ln| finished.offset_of_ln_sf(ln), f64::INFINITY),
        ];
        let begins = begins(&kept);
        Ok(Self { cutoff, n, kept, ln_kept, ln_cut, finished, first, ln_weights, before, after, deep, begins })
    }

    /// The least that n steps can take.
    pub(super) fn origin(&self) -> f64 {
        self.n * self.kept.support().low
    }

    /// The time that the approaches that finished took, if the k-th number of restarts makes up for the rest of `origin + y`, from the
    /// origin of their total.
    fn left(&self, y: f64, k: usize) -> f64 {
        y - self.cutoff * (self.first + k as f64) + (self.origin() - self.finished.origin())
    }

    /// The law of T at `origin + y`.
    pub(super) fn at(&self, y: f64) -> Result<Inverted, Refusal> {
        let [ln_cdf, ln_sf] = [self.tail(y, false)?, self.tail(y, true)?];
        // The larger is what is left of 1.
        let complement = |ln: Estimate| {
            let other = ln_1m_exp(ln.value.min(0.0));
            Estimate::new(other, ln.error * (ln.value - other).exp() + 4.0 * f64::EPSILON * other.abs())
        };
        let (ln_cdf, ln_sf) =
            if ln_cdf.value < ln_sf.value { (ln_cdf, complement(ln_cdf)) } else { (complement(ln_sf), ln_sf) };
        let at = |left: f64| {
            let found = self.finished.ln_pdf_at_offset(left);
            found.map_err(|why| (self.depth(left).map_or(0.0, |(_, ln)| ln), why))
        };
        let density = self.sum(y, &at, None)?;
        Ok(Inverted { ln_cdf, ln_sf, ln_pdf: density })
    }

    /// `ln P(T <= origin + y)`, or `ln P(T > origin + y)`.
    fn tail(&self, y: f64, upper: bool) -> Result<Estimate, Refusal> {
        if upper {
            self.sum(y, &|left| self.finished_tail(left, true), Some(true))
        } else {
            self.sum(y, &|left| self.finished_tail(left, false), Some(false))
        }
    }

    /// A tail of the approaches that finished, an upper bound of its logarithm where it is refused.
    fn finished_tail(&self, left: f64, upper: bool) -> Result<Estimate, (f64, Refusal)> {
        let found = if upper { self.finished.ln_sf_at_offset(left) } else { self.finished.ln_cdf_at_offset(left) };
        found.or_else(|why| match self.depth(left) {
            Some((above, ln)) if above != upper => Ok(Estimate::new(0.0, ln.exp().max(f64::MIN_POSITIVE))),
            Some((_, ln)) => Err((ln, why)),
            None => Err((0.0, why)),
        })
    }

    /// Whether a place is far out above (true) or below, and an upper bound of the logarithm of the chance to be beyond it.
    fn depth(&self, left: f64) -> Option<(bool, f64)> {
        let [below, above] = self.deep;
        if left <= below.0 {
            Some((false, below.1))
        } else if left >= above.0 {
            Some((true, above.1))
        } else {
            None
        }
    }

    /// The sum over the numbers of restarts of their chances and of `term` at what is left; `sure` says on which side of the range of
    /// what is left the term is certain: where nothing is left (true) or where more is left than can be (false).
    fn sum(
        &self,
        y: f64,
        term: &dyn Fn(f64) -> Result<Estimate, (f64, Refusal)>,
        sure: Option<bool>,
    ) -> Result<Estimate, Refusal> {
        // An atom that rounding has put beyond the place belongs to it.
        let atomic = !self.kept.atoms().is_empty();
        let y = if atomic { y + 8.0 * f64::EPSILON * (y.abs() + self.origin()) } else { y };
        let widest = self.n * (self.cutoff - self.kept.support().low);
        let count = self.ln_weights.len();
        // Places k from `low` on leave less than the widest, and those from `high` on leave less than nothing.
        let place =
            |left: f64| (((y - left) / self.cutoff - self.first).floor() + 1.0).clamp(0.0, count as f64) as usize;
        let (low, high) = (place(widest), place(0.0));
        let certain = match sure {
            Some(true) if high < count => ln_add_exp(self.ln_weights[high], self.after[high]),
            Some(false) if low > 0 => ln_add_exp(self.ln_weights[low - 1], self.before[low - 1]),
            _ => f64::NEG_INFINITY,
        };
        let (mut terms, mut error, mut top) = (vec![certain], f64::NEG_INFINITY, certain);
        let mut refused: Option<(f64, Refusal)> = None;
        for k in low..high {
            if self.ln_weights[k] < top - 2.0 * NEGLIGIBLE {
                continue;
            }
            let found = match term(self.left(y, k)) {
                Ok(found) => found,
                // Deeper than its tables, or in doubt.
                Err((ln, why)) => {
                    let at_most = self.ln_weights[k] + ln;
                    if refused.as_ref().is_none_or(|(so_far, _)| *so_far < at_most) {
                        refused = Some((at_most, why));
                    }
                    continue;
                }
            };
            let value = self.ln_weights[k] + found.value;
            top = top.max(value);
            terms.push(value);
            if found.error > 0.0 {
                error = ln_add_exp(error, value + found.error.ln());
            }
        }
        let total = ln_sum_exp(&terms);
        if let Some((at_most, why)) = refused {
            if at_most > total - NEGLIGIBLE {
                return Err(why);
            }
            error = ln_add_exp(error, at_most + (count as f64).ln());
        }
        // Numbers of restarts that are not listed.
        let listed = [Some(self.ln_weights[0]).filter(|_| self.first > 0.0), self.ln_weights.last().copied()];
        let ln_unlisted = listed.into_iter().flatten().fold(f64::NEG_INFINITY, ln_add_exp);
        let outside = low >= count || (high == 0 && self.first > 0.0);
        if ln_unlisted > total - NEGLIGIBLE && (total > f64::NEG_INFINITY || outside) {
            let x = self.origin() + y;
            return Err(Refusal(format!(
                "the total of {} steps at {x} is deeper than e^-{:.0}",
                self.n,
                DEPTH - NEGLIGIBLE
            )));
        }
        let rounding = f64::EPSILON * (8.0 + total.abs().min(1e300) + (count as f64).sqrt());
        let error = if total == f64::NEG_INFINITY { 0.0 } else { (error - total).exp() + rounding };
        Ok(Estimate::new(total, error))
    }

    /// The time at which a tail has a probability.
    pub(super) fn quantile(&self, side: Side, ln_p: f64) -> Result<Estimate, Refusal> {
        let upper = matches!(side, Side::Upper);
        // By the smaller of the two tails.
        let (ln_p, upper) = if ln_p > -LN_2 { (ln_1m_exp(ln_p), !upper) } else { (ln_p, upper) };
        // What is deeper than the tables is out of reach on this side; the law at the place found tells if it was not.
        let height = |y: f64| match self.tail(y, upper) {
            Ok(ln) => ln.value,
            Err(_) => f64::NEG_INFINITY,
        };
        let over = |y: f64| if upper { height(y) - ln_p } else { ln_p - height(y) };
        let mut high = self.n * self.cutoff;
        while over(high) > 0.0 && high < 1e300 {
            high *= 2.0;
        }
        let y = first_at_most(over, 0.0, 0.0, high);
        let at = self.at(y)?;
        let tail = if upper { at.ln_sf } else { at.ln_cdf };
        let rate = (at.ln_pdf.value - tail.value).exp();
        let value = self.origin() + y;
        // At an atom the place is exact.
        let open = if rate > 0.0 { (tail.error / rate).min(value) } else { 0.0 };
        Ok(Estimate::new(value, open + 4.0 * f64::EPSILON * value))
    }
}

/// The logarithm of a distance from the lower end of a law within which there is no more than `e^-45` of it.
fn begins(law: &Law) -> f64 {
    let support = law.support();
    let mut ln_distance = (support.high - support.low).ln();
    while ln_distance > LN_TINY && law.ln_cdf_above_low(ln_distance.exp()) > -NEGLIGIBLE {
        ln_distance -= 1.0;
    }
    ln_distance
}

/// `ln P(N = k)` for the number of failures before n successes, by their ratios from the likeliest one outwards, and the first k.
fn weights(n: f64, ln_kept: f64, ln_cut: f64) -> Result<(f64, Vec<f64>), Refusal> {
    // P(k + 1)/P(k) = q (n + k)/(k + 1)
    let ln_ratio = |k: f64| ln_cut + ((n + k) / (k + 1.0)).ln();
    let mode = ((n - 1.0) * (ln_cut - ln_kept).exp()).floor();
    let too_many = || Err(Refusal(format!("more than {MOST} numbers of restarts count in {n} steps")));
    let (mut below, mut ln) = (Vec::new(), 0.0);
    let mut k = mode;
    while k > 0.0 && ln > -DEPTH {
        k -= 1.0;
        ln -= ln_ratio(k);
        below.push(ln);
        if below.len() > MOST {
            return too_many();
        }
    }
    let first = k;
    below.reverse();
    let mut all = below;
    all.push(0.0);
    let (mut k, mut ln) = (mode, 0.0);
    while ln > -DEPTH {
        ln += ln_ratio(k);
        k += 1.0;
        all.push(ln);
        if all.len() > MOST {
            return too_many();
        }
    }
    let total = ln_sum_exp(&all);
    all.iter_mut().for_each(|ln| *ln -= total);
    Ok((first, all))
}
