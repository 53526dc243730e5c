//! Optimisation pressure as a weight on ranks: the outcome has density `w(F(U))` with respect to one draw.
//!
//! Refuses: to know U. A rank is how much of U lies above and below, and ties are ranks that share one outcome.

pub(crate) mod convex;
mod divergence;
mod ranks;

pub use divergence::Tie;
pub use ranks::Rank;
pub(crate) use ranks::over_ranks;

use crate::num::Estimate;

/// A way to select on the proxy, by the weight w that it puts on the rank x = P(U below), an increasing density on (0, 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pressure {
    /// The best of n draws, real `n >= 1`: `w = n x^(n-1)`.
    BestOf(f64),
    /// The best of 1 + Poisson(mu) draws, `mu >= 0`: `w = (1 + mu x) e^(mu (x - 1))` (Khalaf et al., arXiv 2506.19248).
    BestOfPoisson(f64),
    /// The exponential tilt of the rank, `lambda >= 0`: `w = lambda e^(lambda x) / (e^lambda - 1)`; at 0 no pressure.
    Tilt(f64),
    /// The quantilizer: a draw from the top share q, `0 < q <= 1`: `w = 1/q` for `x > 1 - q`.
    Top(f64),
}

impl Pressure {
    /// Refuses, in words, a parameter outside its domain.
    ///
    /// ```
    /// # use goodhart::model::Pressure;
    /// assert!(Pressure::BestOf(1e18).checked().is_ok() && Pressure::BestOf(0.5).checked().is_err());
    /// assert!(Pressure::Top(0.0).checked().is_err());
    /// ```
    pub fn checked(self) -> Result<Self, String> {
        match self {
            Self::BestOf(n) if !(n >= 1.0 && n.is_finite()) => {
                Err(format!("n must be a finite number of at least 1, not {n}"))
            }
            Self::BestOfPoisson(mu) if !(mu >= 0.0 && mu.is_finite()) => {
                Err(format!("mu must be a finite number of at least 0, not {mu}"))
            }
            Self::Tilt(lambda) if !(lambda >= 0.0 && lambda.is_finite()) => {
                Err(format!("lambda must be a finite number of at least 0, not {lambda}"))
            }
            Self::Top(q) if !(q > 0.0 && q <= 1.0) => {
                Err(format!("the share selected must be above 0 and at most 1, not {q}"))
            }
            fine => Ok(fine),
        }
    }

    /// Whether the weight is 1 everywhere.
    pub fn is_none(&self) -> bool {
        match *self {
            Self::BestOf(n) => n == 1.0,
            Self::BestOfPoisson(parameter) | Self::Tilt(parameter) => parameter == 0.0,
            Self::Top(q) => q == 1.0,
        }
    }

    /// `ln w`.
    pub fn ln_weight(&self, rank: Rank) -> f64 {
        match *self {
            Self::BestOf(1.0) => 0.0,
            Self::BestOf(n) => ln_from_1(n) + (n - 1.0) * rank.ln_below,
            Self::BestOfPoisson(mu) => (mu * rank.below()).ln_1p() - mu * rank.above(),
            Self::Tilt(lambda) => ln_tilt_top(lambda) - lambda * rank.above(),
            Self::Top(q) if rank.ln_above <= q.ln() => -q.ln(),
            Self::Top(_) => f64::NEG_INFINITY,
        }
    }

    /// `ln w'`: the gain of V is `int A w' dx` with `A = E[V - E V; rank above x]`, in which nothing cancels.
    /// Minus infinity where the weight is constant; a quantilizer's weight jumps instead.
    pub fn ln_slope(&self, rank: Rank) -> f64 {
        match *self {
            Self::BestOf(1.0) => f64::NEG_INFINITY,
            // At n = 2 an infinite depth counts for nothing.
            Self::BestOf(2.0) => std::f64::consts::LN_2,
            Self::BestOf(n) => n.ln() + (n - 1.0).ln() + (n - 2.0) * rank.ln_below,
            Self::BestOfPoisson(mu) => mu.ln() + (2.0 + mu * rank.below()).ln() - mu * rank.above(),
            Self::Tilt(lambda) => lambda.ln() + ln_tilt_top(lambda) - lambda * rank.above(),
            Self::Top(_) => f64::NEG_INFINITY,
        }
    }

    /// `ln W`, W the probability that the outcome's rank is below.
    pub fn ln_below(&self, rank: Rank) -> f64 {
        match *self {
            Self::BestOf(n) => n * rank.ln_below,
            Self::BestOfPoisson(mu) => rank.ln_below - mu * rank.above(),
            Self::Tilt(0.0) => rank.ln_below,
            Self::Tilt(lambda) => ((-lambda * rank.below()).exp_m1() / (-lambda).exp_m1()).ln() - lambda * rank.above(),
            Self::Top(q) if rank.above() >= q => f64::NEG_INFINITY,
            Self::Top(q) => (-rank.above() / q).ln_1p(),
        }
    }

    /// `1 - W`, the probability that the outcome's rank is above, with its own digits.
    pub fn above(&self, rank: Rank) -> f64 {
        match *self {
            Self::Tilt(lambda) if lambda > 0.0 => (-lambda * rank.above()).exp_m1() / (-lambda).exp_m1(),
            Self::Top(q) => (rank.above() / q).min(1.0),
            _ => -self.ln_below(rank).exp_m1(),
        }
    }

    /// `ln(W(to) - W(from))`: how likely the outcome is to lie between two ranks.
    pub fn ln_between(&self, from: Rank, to: Rank) -> f64 {
        let (low, high) = (self.ln_below(from), self.ln_below(to));
        match *self {
            _ if high == f64::NEG_INFINITY => high,
            // Near the top the survival functions have the digits.
            _ if low > -0.1 => (self.above(from) - self.above(to)).max(0.0).ln(),
            _ => high + crate::num::logs::ln_1m_exp((low - high).min(0.0)),
        }
    }

    /// How much `ln W` changes with the logarithm of the smaller of what lies above and below.
    pub fn steepness(&self, rank: Rank) -> f64 {
        let upper = rank.ln_above < rank.ln_below;
        let odds = (rank.ln_above - rank.ln_below).exp();
        let rate = match *self {
            Self::BestOf(n) => return if upper { n * odds } else { n },
            Self::BestOfPoisson(rate) | Self::Tilt(rate) => rate,
            Self::Top(q) => 1.0 / q,
        };
        if upper { odds + rate * rank.above() } else { 1.0 + rate * rank.below() }
    }

    /// The depth `-ln P(above)` at which most outcomes lie: `ln n` for the best of n.
    pub fn depth(&self) -> f64 {
        self.ln_top().max(0.0)
    }

    /// `ln sup w`: the Rényi divergence of infinite order where U has no atoms.
    pub fn ln_top(&self) -> f64 {
        match *self {
            Self::BestOf(n) => ln_from_1(n),
            Self::BestOfPoisson(mu) => mu.ln_1p(),
            Self::Tilt(lambda) => ln_tilt_top(lambda),
            Self::Top(q) => -q.ln(),
        }
    }

    /// The power with which W vanishes at rank 0; infinite for a quantilizer, which never takes the lowest.
    pub fn power_at_bottom(&self) -> f64 {
        match *self {
            Self::BestOf(n) => n,
            Self::Top(q) if q < 1.0 => f64::INFINITY,
            _ => 1.0,
        }
    }

    /// The divergence of Kullback and Leibler, `int w ln w dx` in nats, where U has no atoms.
    ///
    /// For the best of n it is `ln n - (n - 1)/n` (Beirami et al., arXiv 2401.01879, theorem 1), for the top share q `-ln q`.
    ///
    /// ```
    /// # use goodhart::model::Pressure;
    /// let kl = Pressure::BestOf(16.0).kl();
    /// assert!((kl.value - (16f64.ln() - 15.0 / 16.0)).abs() <= kl.error);
    /// ```
    pub fn kl(&self) -> Estimate {
        self.renyi(1.0)
    }

    /// `chi2 = int w^2 dx - 1` where U has no atoms: `(n-1)^2 / (2n-1)` for the best of n, `1/q - 1` for the top share q.
    pub fn chi2(&self) -> Estimate {
        match *self {
            Self::BestOf(n) => Estimate::closed_form(0.5 * (n - 1.0) * ((n - 1.0) / (n - 0.5))),
            Self::Top(q) => Estimate::closed_form((1.0 - q) / q),
            _ => self.chi2_with(&[]),
        }
    }

    /// The Rényi divergence `ln(int w^a dx) / (a - 1)` of order `a > 0` where U has no atoms; KL at 1, `ln sup w` at infinity.
    ///
    /// For the best of n it is `ln(n^a / (a (n-1) + 1)) / (a - 1)`.
    pub fn renyi(&self, order: f64) -> Estimate {
        match *self {
            _ if order == f64::INFINITY => Estimate::closed_form(self.ln_top()),
            // Of all there is no divergence, not even one of -0.
            Self::Top(q) => Estimate::closed_form(0.0 - q.ln()),
            Self::BestOf(n) if order == 1.0 => kl_of_best(n),
            // Where the two terms cancel, the positive integral has the digits.
            Self::BestOf(n) if (order - 1.0).abs() > 0.1 && (n - 1.0) * order.min(1.0) > 0.5 => {
                let top = order * ln_from_1(n);
                let value = (top - (order * (n - 1.0)).ln_1p()) / (order - 1.0);
                Estimate::new(value, 8.0 * f64::EPSILON * (value + top / (order - 1.0).abs()))
            }
            _ => self.renyi_with(order, &[]),
        }
    }

    /// The chance to beat a fresh draw, `int w x dx`, where U has no atoms: `n / (n + 1)` for the best of n.
    pub fn win_rate(&self) -> Estimate {
        match *self {
            Self::BestOf(n) => Estimate::closed_form(1.0 / (1.0 + 1.0 / n)),
            Self::Top(q) => Estimate::closed_form(1.0 - 0.5 * q),
            _ => self.win_rate_with(&[]),
        }
    }
}

/// `ln n` that keeps its digits next to n = 1.
fn ln_from_1(n: f64) -> f64 {
    (n - 1.0).ln_1p()
}

/// `ln(lambda / (1 - e^-lambda))`.
fn ln_tilt_top(lambda: f64) -> f64 {
    if lambda == 0.0 { 0.0 } else { (-lambda / (-lambda).exp_m1()).ln() }
}

/// `ln n - (n - 1)/n`.
fn kl_of_best(n: f64) -> Estimate {
    let above = n - 1.0;
    // Near n = 1 the two terms cancel: their series begins with (n-1)^2/2.
    if above < 1e-3 {
        let value = above * above * (0.5 - above * (2.0 / 3.0 - above * (0.75 - 0.8 * above)));
        return Estimate::new(value, 4.0 * f64::EPSILON * value + above.powi(6));
    }
    let (ln, share) = (above.ln_1p(), above / n);
    Estimate::new(ln - share, 2.0 * f64::EPSILON * (ln + share))
}
