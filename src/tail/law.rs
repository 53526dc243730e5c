//! The trait that every law implements, and the handle by which laws are passed around.

use super::{ExponentialPiece, Laplace, Moment, Recipe, TailClass, defaults};
use std::{fmt, ops::Deref, sync::Arc};

/// The smallest closed interval that carries all the mass; ends may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The interval from `low` to `high`.
    pub const fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// The whole line.
    pub const REAL: Self = Self::new(f64::NEG_INFINITY, f64::INFINITY);
    /// The half line from 0.
    pub const POSITIVE: Self = Self::new(0.0, f64::INFINITY);
}

/// A point that carries positive mass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Atom {
    /// Where.
    pub at: f64,
    /// How much, in (0, 1].
    pub mass: f64,
}

/// A law on the line, known by its log survival function.
///
/// Three methods are to be written; the rest follow, and may be overridden for speed or accuracy but never for meaning.
/// `-ln_sf(X)` is Exp(1) for every continuous law, so one sampler and one test serve them all.
pub trait Tail: fmt::Debug + Send + Sync {
    /// The support.
    fn support(&self) -> Interval;

    /// `ln P(X > x)`, with its digits at both ends: hugely negative in the tail, tiny and negative at the bottom.
    /// Exactly 0 below the support and minus infinity at and above its upper end. Never NaN for a number x.
    fn ln_sf(&self, x: f64) -> f64;

    /// The behaviour of the upper tail at infinity, which no finite computation can find.
    fn tail_class(&self) -> TailClass;

    /// `ln P(X <= x)`.
    fn ln_cdf(&self, x: f64) -> f64 {
        crate::num::logs::ln_1m_exp(self.ln_sf(x))
    }

    /// `ln P(X >= x)`: differs from [`Tail::ln_sf`] at atoms only.
    fn ln_sf_from(&self, x: f64) -> f64 {
        defaults::ln_sf_from(self, x)
    }

    /// The points that carry mass, in increasing order; masses are those of the whole law.
    fn atoms(&self) -> &[Atom] {
        &[]
    }

    /// The c for which `P(X >= high - z) ~ k z^c` as z falls to 0, where the support has a finite upper end: 0 where an atom is there;
    /// none where it is not of that form, or not known.
    fn power_at_end(&self) -> Option<f64> {
        defaults::ends_in_atom(self).then_some(0.0)
    }

    /// Logarithm of the density of the part without atoms (its integral is 1 minus the mass of the atoms).
    /// Minus infinity outside the support. By default a numerical derivative of [`Tail::ln_sf`].
    fn ln_pdf(&self, x: f64) -> f64 {
        defaults::ln_pdf(self, x)
    }

    /// [`Tail::ln_sf`] and [`Tail::ln_pdf`] at once, for laws whose two functions have work in common.
    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        (self.ln_sf(x), self.ln_pdf(x))
    }

    /// `ln_pdf(low + distance)` at the lower end of the support, where a density without bound needs the distance itself
    /// and not the rounded sum.
    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        self.ln_pdf(self.support().low + distance)
    }

    /// `ln_cdf(low + distance)` at the lower end of the support, likewise.
    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.ln_cdf(self.support().low + distance)
    }

    /// `ln_pdf(high - distance)` at the upper end of the support, likewise.
    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        self.ln_pdf(self.support().high - distance)
    }

    /// `ln_sf(high - distance)` at the upper end of the support, likewise.
    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        self.ln_sf(self.support().high - distance)
    }

    /// `ln_pdf(corner + offset)` on either side of an end of the support or of a kink, likewise; outside the support minus infinity
    /// however small the offset.
    fn ln_pdf_beside(&self, corner: f64, offset: f64) -> f64 {
        defaults::ln_pdf_beside(self, corner, offset)
    }

    /// The relative accuracy of `exp(ln_pdf(x))` beyond the rounding of `ln_pdf` itself.
    fn pdf_accuracy(&self) -> f64 {
        defaults::DERIVATIVE_ACCURACY
    }

    /// The location score `-d ln f(x) / dx` of the density, needed where densities at nearly equal points are compared.
    fn score(&self, x: f64) -> f64 {
        defaults::score(self, x)
    }

    /// The hazard rate `f(x) / P(X > x)`.
    fn hazard(&self, x: f64) -> f64 {
        (self.ln_pdf(x) - self.ln_sf(x)).exp()
    }

    /// `inf { x : ln_sf(x) <= ln_p }` for `ln_p <= 0`: the upper quantile. Plus infinity where it is beyond f64.
    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        defaults::inv_ln_sf(self, ln_p)
    }

    /// `inf { x : ln_cdf(x) >= ln_p }` for `ln_p <= 0`: the quantile.
    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        defaults::inv_ln_cdf(self, ln_p)
    }

    /// [`Tail::inv_ln_sf`] as a few exponentials and logarithms, where it is that: draws are then made by thousands at a time. Others
    /// are drawn from a table of it.
    fn recipe(&self) -> Option<Recipe> {
        None
    }

    /// Interior points where `ln_sf` is not smooth (jumps or corners of the density), in increasing order.
    /// Ends of the support and atoms need not be listed.
    fn kinks(&self) -> Vec<f64> {
        Vec::new()
    }

    /// The median and the distance between the quartiles of each law that this one is a mixture of, where it is one: parts that
    /// may be too rare or too narrow for its own quantiles to show.
    fn parts(&self) -> Vec<(f64, f64)> {
        Vec::new()
    }

    /// `ln S(t - v) - ln S(t)` without cancellation when `|v|` is small beside the scale on which S varies.
    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        defaults::ln_sf_ratio(self, t, v)
    }

    /// `ln f(t - v) - ln f(t)`, likewise.
    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        defaults::ln_pdf_ratio(self, t, v)
    }

    /// `ln P(X > e^y)`, also where `e^y` leaves f64; NaN where that is not known.
    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        defaults::ln_sf_at_exp(self, y)
    }

    /// `ln P(X <= e^y)`, likewise.
    fn ln_cdf_at_exp(&self, y: f64) -> f64 {
        defaults::ln_cdf_at_exp(self, y)
    }

    /// `ln int_x^inf P(X > y) dy = ln E[(X - x)^+]`, the integrated tail (the stop-loss transform), with the digits of its
    /// logarithm at any depth.
    ///
    /// `ln(E[X] - x)` below the support, minus infinity at and above its upper end, plus infinity for every x where the
    /// upper mean is infinite. By default a quadrature of [`Tail::ln_sf`], some hundred evaluations.
    ///
    /// ```
    /// use goodhart::tail::{Catalogue, Tail, spec::parse};
    /// let law = parse("exponential(2)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// assert_eq!(law.ln_upper_integral(1e6), -2e6 - 2f64.ln());
    /// assert_eq!(law.ln_upper_integral(-3.0), 3.5f64.ln());
    /// ```
    fn ln_upper_integral(&self, x: f64) -> f64 {
        defaults::ln_upper_integral(self, x)
    }

    /// The mean and standard deviation if this law is exactly normal: sums of normal laws have closed forms.
    fn as_normal(&self) -> Option<(f64, f64)> {
        None
    }

    /// The pieces of the density in increasing order, if it is an exponential or constant on each of a few stretches and there are no
    /// atoms: sums of such laws have closed forms.
    fn exponential_pieces(&self) -> Vec<ExponentialPiece> {
        Vec::new()
    }

    /// What it is made of if it is the time to finish with restarts: totals of such times have a closed form over those of others.
    fn as_restarts(&self) -> Option<Restarts> {
        None
    }

    /// The law of `X - shift` if it is had without rounding, being that of another law that was shifted by this much.
    fn unshifted(&self, _shift: f64) -> Option<Law> {
        None
    }

    /// The law with survival function `S^power` (the least of `power` draws), where it is known in closed form.
    fn min_of(&self, _power: f64) -> Option<Law> {
        None
    }

    /// The law of the total of `count` independent draws, where it is known in closed form.
    ///
    /// ```
    /// use goodhart::tail::{Catalogue, Tail, spec::parse};
    /// let law = parse("gamma(0.05, 2)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// assert_eq!(law.sum_of(40.0).unwrap().spec(), "gamma(2, 2)");
    /// ```
    fn sum_of(&self, _count: f64) -> Option<Law> {
        None
    }

    /// The Laplace transform, where it is known in closed form in the plane cut along the negative axis: sums of such steps are inverted
    /// exactly, however many.
    fn laplace(&self) -> Option<Laplace> {
        None
    }

    /// The mean.
    fn mean(&self) -> Moment {
        defaults::mean(self)
    }

    /// The variance; infinite where the mean is finite and the second moment is not, undefined where the mean is not finite.
    fn variance(&self) -> Moment {
        defaults::variance(self)
    }
}

/// A time to finish with restarts as a sum of independent parts: `cutoff` for each approach given up, whose number is geometric,
/// and the time of the one that finishes.
#[derive(Clone, Debug)]
pub struct Restarts {
    /// The time at which an approach is given up.
    pub cutoff: f64,
    /// The law of an approach that finishes by then.
    pub kept: Law,
    /// `ln P(X <= cutoff)`.
    pub ln_kept: f64,
    /// `ln P(X > cutoff)`.
    pub ln_cut: f64,
}

/// A law with the text that builds it, cheap to clone.
#[derive(Clone, Debug)]
pub struct Law {
    spec: Arc<str>,
    tail: Arc<dyn Tail>,
}

impl Law {
    /// Names a law.
    pub fn new(spec: impl Into<Arc<str>>, tail: impl Tail + 'static) -> Self {
        Self { spec: spec.into(), tail: Arc::new(tail) }
    }

    /// The text that builds this law.
    pub fn spec(&self) -> &str {
        &self.spec
    }

    /// The same law under another text.
    pub fn renamed(self, spec: impl Into<Arc<str>>) -> Self {
        Self { spec: spec.into(), tail: self.tail }
    }
}

impl Deref for Law {
    type Target = dyn Tail;
    fn deref(&self) -> &Self::Target {
        &*self.tail
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spec)
    }
}
