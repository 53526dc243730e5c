//! The law of a total as it is asked for: probabilities, density and quantiles, each with what it may be wrong by.
//!
//! Refuses: what is deeper than the tables; a probability that is not one.

use super::{atoms::Atoms, averages, dense::Dense};
use crate::{
    expect::Refusal,
    model::Task,
    num::{Estimate, logs::ln_1m_exp},
    tail::Moment,
};

/// The law of the total T of a task.
///
/// Both tails keep their relative accuracy, for a smooth step to about e^-900. Points may be given by their offset from
/// [`Tabulated::origin`], where a total close to the end of its support would lose digits.
#[derive(Clone, Debug)]
pub struct Tabulated {
    pub(super) task: Task,
    pub(super) known: Known,
}

#[derive(Clone, Debug)]
pub(super) enum Known {
    Dense(Dense),
    Atoms(Atoms),
}

/// The logarithms of both tails at a point, and what the smaller probability may be wrong by, relatively.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tails {
    pub(super) ln_cdf: f64,
    pub(super) ln_sf: f64,
    pub(super) error: f64,
}

impl Tails {
    /// From the smaller of the two.
    pub(super) fn of(ln_cdf: f64, ln_sf: f64, error: f64) -> Self {
        if ln_cdf < ln_sf {
            Self { ln_cdf, ln_sf: ln_1m_exp(ln_cdf.min(0.0)), error }
        } else {
            Self { ln_cdf: ln_1m_exp(ln_sf.min(0.0)), ln_sf, error }
        }
    }

    /// `ln P(T <= x)` or `ln P(T > x)` with its error: that of the larger comes from the smaller.
    fn estimate(&self, upper: bool) -> Estimate {
        let (own, others) = if upper { (self.ln_sf, self.ln_cdf) } else { (self.ln_cdf, self.ln_sf) };
        let passed_on = if own <= others { 1.0 } else { (others - own).exp() };
        let error = if own.is_finite() { self.error * passed_on + 4.0 * f64::EPSILON * own.abs() } else { 0.0 };
        Estimate::new(own, error)
    }
}

impl Tabulated {
    /// How many steps.
    pub fn steps(&self) -> u64 {
        self.task.steps()
    }

    /// The point that offsets are measured from: the sum of the ends of the supports of the steps, or of points in the middle of
    /// steps on the whole line.
    pub fn origin(&self) -> f64 {
        match &self.known {
            Known::Dense(dense) => dense.origin(),
            Known::Atoms(_) => 0.0,
        }
    }

    /// `ln P(T > x)`.
    ///
    /// Errors: x is not a number; the probability is deeper than the tables and not that of a single large step.
    pub fn ln_sf(&self, x: f64) -> Result<Estimate, Refusal> {
        self.tail(x, true, true)
    }

    /// `ln P(T <= x)`; errors as those of [`Tabulated::ln_sf`].
    pub fn ln_cdf(&self, x: f64) -> Result<Estimate, Refusal> {
        self.tail(x, true, false)
    }

    /// `ln P(T > origin + offset)`.
    pub fn ln_sf_at_offset(&self, offset: f64) -> Result<Estimate, Refusal> {
        self.tail(offset, false, true)
    }

    /// `ln P(T <= origin + offset)`.
    pub fn ln_cdf_at_offset(&self, offset: f64) -> Result<Estimate, Refusal> {
        self.tail(offset, false, false)
    }

    /// `ln f_T(x)`, minus infinity where there is no density.
    pub fn ln_pdf(&self, x: f64) -> Result<Estimate, Refusal> {
        self.density(x, true)
    }

    /// `ln f_T(origin + offset)`.
    pub fn ln_pdf_at_offset(&self, offset: f64) -> Result<Estimate, Refusal> {
        self.density(offset, false)
    }

    /// The upper quantile: the x with `ln P(T > x) = ln_p`, as an offset from the origin.
    ///
    /// Errors: `ln_p` is not below 0, or deeper than the tables.
    pub fn offset_of_ln_sf(&self, ln_p: f64) -> Result<Estimate, Refusal> {
        self.quantile(ln_p, true)
    }

    /// The quantile: the x with `ln P(T <= x) = ln_p`, as an offset from the origin; errors likewise.
    pub fn offset_of_ln_cdf(&self, ln_p: f64) -> Result<Estimate, Refusal> {
        self.quantile(ln_p, false)
    }

    /// The upper quantile.
    ///
    /// ```
    /// use goodhart::{expect::total::doubled, tail::{Catalogue, spec::parse}};
    /// let step = parse("exponential(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let total = doubled(&step, 2)?;
    /// // P(T > x) = (1 + x) e^-x
    /// let x = total.inv_ln_sf(-100.0)?.value;
    /// assert!((x - x.ln_1p() - 100.0).abs() < 1e-11);
    /// # Ok::<(), goodhart::expect::Refusal>(())
    /// ```
    pub fn inv_ln_sf(&self, ln_p: f64) -> Result<Estimate, Refusal> {
        self.offset_of_ln_sf(ln_p).map(|offset| self.at_offset(offset))
    }

    /// The quantile.
    pub fn inv_ln_cdf(&self, ln_p: f64) -> Result<Estimate, Refusal> {
        self.offset_of_ln_cdf(ln_p).map(|offset| self.at_offset(offset))
    }

    /// `E[1/T]`, infinite where the density at 0 makes it so.
    ///
    /// Errors: T may be 0 or less.
    pub fn mean_inverse(&self) -> Result<Moment, Refusal> {
        averages::mean_inverse(self)
    }

    /// `E[ln T]`; errors as those of [`Tabulated::mean_inverse`], and a tail beyond f64 that counts.
    pub fn mean_ln(&self) -> Result<Moment, Refusal> {
        averages::mean_ln(self)
    }

    fn at_offset(&self, offset: Estimate) -> Estimate {
        let x = self.origin() + offset.value;
        Estimate::new(x, offset.error + f64::EPSILON * (x.abs() + self.origin().abs()))
    }

    fn tail(&self, x: f64, absolute: bool, upper: bool) -> Result<Estimate, Refusal> {
        if x.is_nan() {
            return Err(Refusal("a total is compared with a number, not with NaN".into()));
        }
        match &self.known {
            Known::Atoms(atoms) => Ok(atoms.tails(x).estimate(upper)),
            Known::Dense(dense) => dense
                .tails(x, absolute)
                .map(|tails| tails.estimate(upper))
                .or_else(|| dense.certain(x, absolute, upper))
                .ok_or_else(|| self.too_deep(&format!("{x}"))),
        }
    }

    fn density(&self, x: f64, absolute: bool) -> Result<Estimate, Refusal> {
        if x.is_nan() {
            return Err(Refusal("a density is asked for at a number, not at NaN".into()));
        }
        match &self.known {
            Known::Dense(dense) => dense.density(x, absolute).ok_or_else(|| self.too_deep(&format!("{x}"))),
            Known::Atoms(_) => Ok(Estimate::new(f64::NEG_INFINITY, 0.0)),
        }
    }

    fn quantile(&self, ln_p: f64, upper: bool) -> Result<Estimate, Refusal> {
        if ln_p.is_nan() || ln_p >= 0.0 {
            return Err(Refusal(format!("a quantile of a total is that of ln p below 0, not of {ln_p}")));
        }
        match &self.known {
            Known::Dense(dense) => dense.quantile(ln_p, upper).ok_or_else(|| self.too_deep(&format!("ln p = {ln_p}"))),
            Known::Atoms(atoms) => Ok(atoms.quantile(ln_p, upper)),
        }
    }

    fn too_deep(&self, what: &str) -> Refusal {
        Refusal(format!(
            "the total of {} steps ({}) at {what} is deeper than its tables, which reach e^-800 or so",
            self.task.steps(),
            self.task
        ))
    }
}
