//! The total time T of a task of serial steps: its law, quantiles and moments, for steps of any laws and any number of them.
//!
//! Refuses: steps that can be at or below 0 where 1/T or ln T is asked for, and values on which two routes disagree.

mod atoms;
mod averages;
mod chart;
mod closed;
mod corners;
mod dense;
mod doubled;
mod doubling;
mod images;
mod inverted;
mod jump;
mod march;
mod overlap;
mod rate;
mod restarted;
mod step;
mod table;
mod tabulated;
mod tilted_rate;

use super::Refusal;
use crate::{
    model::Task,
    num::{Estimate, inversion::Inverted},
    tail::{Law, Moment},
};
use closed::ClosedTotal;
use inverted::InvertedTotal;
use restarted::RestartedTotal;

pub use doubled::{MOST_STEPS, doubled, doubled_task};
pub use tabulated::Tabulated;

pub use crate::num::inversion::Side;
pub use rate::{ln_within_for_large, rate};

/// The total of independent steps.
///
/// ```
/// use goodhart::{expect::total::{Side, Total}, tail::{Catalogue, spec::parse}};
/// let step = parse("pareto(0.5)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let median = Total::of(&step, 1_000_000).unwrap().quantile(Side::Lower, 0.5f64.ln()).unwrap();
/// assert!((median.value / 3_452_782.64e6 - 1.0).abs() < 2e-9);
/// ```
#[derive(Clone, Debug)]
pub struct Total {
    task: Task,
    route: Route,
}

/// How the law is had.
#[derive(Clone, Debug)]
enum Route {
    /// By the law of the catalogue that it is.
    Closed(ClosedTotal),
    /// By inversion of a transform in closed form.
    Inverted(InvertedTotal),
    /// By doubling tables.
    Doubled(Box<Tabulated>),
    /// By the number of approaches given up, and doubling tables of those that finish.
    Restarted(Box<RestartedTotal>),
}

fn tabulated_quantile(total: &Tabulated, side: Side, ln_p: f64) -> Result<Estimate, Refusal> {
    match side {
        Side::Lower => total.inv_ln_cdf(ln_p),
        Side::Upper => total.inv_ln_sf(ln_p),
    }
}

/// Certainly above.
const NEVER: Inverted = known(f64::NEG_INFINITY, 0.0);
/// Certainly not above.
const SURE: Inverted = known(0.0, f64::NEG_INFINITY);

const fn known(ln_cdf: f64, ln_sf: f64) -> Inverted {
    let [ln_cdf, ln_sf, ln_pdf] =
        [Estimate::new(ln_cdf, 0.0), Estimate::new(ln_sf, 0.0), Estimate::new(f64::NEG_INFINITY, 0.0)];
    Inverted { ln_cdf, ln_sf, ln_pdf }
}

impl Total {
    /// The total of `n >= 1` steps.
    ///
    /// One step is answered by its own law, and steps whose sums are of a known law by that; others by inversion where one step's
    /// transform is known in closed form in the cut plane, at a cost that does not depend on n; by doubling tables else, for steps with
    /// restarts of the approaches that finish.
    ///
    /// Errors: no step, and those of [`doubled`].
    pub fn of(step: &Law, n: u64) -> Result<Self, Refusal> {
        Self::of_task(Task::of(step, n).map_err(Refusal)?)
    }

    /// The total of a task, whose steps may have different laws; errors as those of [`Total::of`].
    ///
    /// ```
    /// use goodhart::{expect::total::Total, model::{Task, task::Group}, tail::{Catalogue, spec::parse}};
    /// let law = |spec| parse(spec, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let groups = vec![Group { step: law("exponential(1)"), count: 1 }, Group { step: law("exponential(2)"), count: 1 }];
    /// let total = Total::of_task(Task::new(groups).unwrap()).unwrap();
    /// // P(T > t) = 2 e^-t - e^-2t
    /// let ln_sf = total.within(1.5).unwrap().ln_sf;
    /// assert!((ln_sf.value - (2.0 * (-3f64).exp() - (-6f64).exp()).ln()).abs() < 1e-12);
    /// ```
    pub fn of_task(task: Task) -> Result<Self, Refusal> {
        let restarts = match task.groups() {
            [group] => group.step.as_restarts().map(|restarts| (restarts, group.count)),
            _ => None,
        };
        if let Some(closed) = ClosedTotal::of(&task) {
            return Ok(Self { task, route: Route::Closed(closed) });
        }
        let route = match (InvertedTotal::of(&task), restarts) {
            (Some(inverted), _) => Route::Inverted(inverted),
            (None, Some((restarts, n))) => Route::Restarted(Box::new(RestartedTotal::of(restarts, n)?)),
            (None, None) => Route::Doubled(Box::new(doubled_task(&task)?)),
        };
        Ok(Self { task, route })
    }

    /// Whether the law comes from a transform in closed form; else it comes from tables.
    pub fn is_inverted(&self) -> bool {
        matches!(self.route, Route::Inverted(_))
    }

    /// How the law is had, in a word.
    pub fn route(&self) -> &'static str {
        match self.route {
            Route::Closed(_) => "closed form",
            Route::Inverted(_) => "inversion",
            Route::Doubled(_) => "doubling",
            Route::Restarted(_) => "restarts",
        }
    }

    /// The law at `T = c n`: `ln P(T <= c n)`, `ln P(T > c n)` and the logarithm of the density of T.
    ///
    /// Errors: two contours that disagree; a total beyond f64.
    pub fn within(&self, c: f64) -> Result<Inverted, Refusal> {
        let n = self.task.steps() as f64;
        if let (Some(_), Route::Closed(total)) = (self.task.single(), &self.route) {
            return Ok(total.at(c));
        }
        if c.is_finite() && !(n * c).is_finite() {
            return Err(Refusal(format!("the time {c} for each of {n} steps adds up to more than an f64")));
        }
        // n (c - low) keeps the digits that c n - n low would lose; and an atom that rounding has put beyond the place belongs to it.
        let blur = if self.task.is_atomic() { 4.0 * f64::EPSILON * n * c.abs() } else { 0.0 };
        self.beyond_least(n * (c - self.origin() / n) + blur)
    }

    /// The law y beyond the least that the steps can take (or beyond the sum of the places that their transforms are of).
    ///
    /// Errors: two contours that disagree.
    pub fn beyond_least(&self, y: f64) -> Result<Inverted, Refusal> {
        match y {
            f64::INFINITY => Ok(SURE),
            y if y <= 0.0 && !matches!(self.route, Route::Closed(_) | Route::Doubled(_)) && self.bounded_below()
                || y == f64::NEG_INFINITY =>
            {
                Ok(NEVER)
            }
            y => match &self.route {
                Route::Closed(total) => Ok(total.beyond_origin(y)),
                Route::Inverted(total) => total.at(y),
                Route::Restarted(total) => total.at(y),
                Route::Doubled(total) => Ok(Inverted {
                    ln_cdf: total.ln_cdf_at_offset(y)?,
                    ln_sf: total.ln_sf_at_offset(y)?,
                    ln_pdf: total.ln_pdf_at_offset(y)?,
                }),
            },
        }
    }

    /// The time at which `ln P(T <= t)` (lower side) or `ln P(T > t)` (upper side) is `ln_p < 0`; infinite where it is beyond f64.
    ///
    /// Errors: two contours that disagree.
    pub fn quantile(&self, side: Side, ln_p: f64) -> Result<Estimate, Refusal> {
        match &self.route {
            Route::Closed(total) => Ok(total.quantile(side, ln_p)),
            // Where the contours do not agree the tables may still answer.
            Route::Inverted(total) => total.quantile(side, ln_p).or_else(|why| {
                doubled_task(&self.task).and_then(|total| tabulated_quantile(&total, side, ln_p)).map_err(|_| why)
            }),
            Route::Restarted(total) => total.quantile(side, ln_p),
            Route::Doubled(total) => tabulated_quantile(total, side, ln_p),
        }
    }

    /// The rate at which `ln P(T <= c n)` falls with n, for ever longer tasks with steps in the proportions of this one; see [`rate`].
    ///
    /// Errors: those of [`rate`].
    pub fn rate(&self, c: f64) -> Result<Estimate, Refusal> {
        rate::rate_of(&self.task, c)
    }

    /// `E[T]`, the sum of the means of the steps.
    pub fn mean(&self) -> Moment {
        self.task.mean()
    }

    /// `Var T`, the sum of the variances of the steps.
    pub fn variance(&self) -> Moment {
        self.task.variance()
    }

    /// `E[1/T]`, by `integral over (0, inf) of E e^{-sT} ds`; infinite where T is too often near 0.
    ///
    /// Errors: steps that can be negative; a mean that f64 does not reach.
    pub fn mean_inverse(&self) -> Result<Moment, Refusal> {
        self.positive("1/T")?;
        if !self.task.has_inverse_mean() {
            return Ok(Moment::Infinite);
        }
        let found = match &self.route {
            Route::Closed(total) => return total.mean_inverse(),
            Route::Inverted(total) => total.mean_inverse(),
            Route::Restarted(total) => total.mean_inverse(),
            Route::Doubled(total) => return total.mean_inverse(),
        };
        found.map(Moment::Finite).ok_or_else(|| Refusal(format!("E[1/T] of steps {} was not reached", self.task)))
    }

    /// `E[ln T]`, by `integral over (0, inf) of (e^{-s} - E e^{-sT}) ds/s`; infinite or undefined where T is too often of a size whose
    /// logarithm is large.
    ///
    /// Errors: steps that can be negative.
    pub fn mean_ln(&self) -> Result<Moment, Refusal> {
        self.positive("ln T")?;
        if let Some(infinite) = self.task.infinite_mean_ln() {
            return Ok(infinite);
        }
        let found = match &self.route {
            Route::Closed(total) => return total.mean_ln(),
            Route::Inverted(total) => total.mean_ln(),
            Route::Restarted(total) => total.mean_ln(),
            Route::Doubled(total) => return total.mean_ln(),
        };
        found.map(Moment::Finite).ok_or_else(|| Refusal(format!("E[ln T] of steps {} was not reached", self.task)))
    }

    /// What the law is computed from: the sum of the places that the transforms or the tables of the steps are of.
    fn origin(&self) -> f64 {
        match &self.route {
            Route::Closed(total) => total.origin(),
            Route::Inverted(total) => total.origin(),
            Route::Restarted(total) => total.origin(),
            Route::Doubled(total) => total.origin(),
        }
    }

    fn bounded_below(&self) -> bool {
        self.task.low().is_finite()
    }

    fn positive(&self, what: &str) -> Result<(), Refusal> {
        let low = self.task.low();
        if low >= 0.0 {
            return Ok(());
        }
        let n = self.task.steps();
        Err(Refusal(format!(
            "{what} needs a total that is never negative; that of {n} steps ({}) reaches down to {low}",
            self.task
        )))
    }
}
