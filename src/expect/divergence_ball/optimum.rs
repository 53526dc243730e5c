//! The answer for one budget.

use crate::tail::Moment;

/// `sup { E_P U : D_f(P || Q) <= d }`, Q the law of (V, X), and what the policies that attain or approach it are worth.
#[derive(Clone, Copy, Debug)]
pub struct Optimum {
    /// The divergence allowed.
    pub budget: f64,
    /// The supremum of the mean of U.
    pub mean_u: Moment,
    /// The mean of V under the policies that attain or approach it; none where they leave it open.
    pub mean_v: Option<Moment>,
    /// The mean of X under them.
    pub mean_x: Option<Moment>,
    /// Where the density ratio passes 1.
    pub level: Option<f64>,
    /// What a unit more of the divergence is worth to the mean of U.
    pub price: Option<f64>,
    /// The mass that goes to the upper end of U beyond what any density ratio of the optimal form puts there; where `attained` is none
    /// it may be mass nearer to the end than f64 tells places apart.
    pub escaped: f64,
    /// Whether a policy attains the supremum, and it is finite; none where f64 cannot tell.
    pub attained: Option<bool>,
}

impl Optimum {
    /// At a budget of 0: the base itself.
    pub(super) fn base(mean_u: Moment, mean_v: Moment) -> Self {
        Self { price: None, ..Self::with(0.0, mean_u, Some(mean_v), Some(true)) }
    }

    /// Where it is infinite.
    pub(super) fn unbounded(budget: f64) -> Self {
        Self {
            budget,
            mean_u: Moment::Infinite,
            mean_v: None,
            mean_x: None,
            level: None,
            price: None,
            escaped: 0.0,
            attained: Some(false),
        }
    }

    /// Where both means are known without a search.
    pub(super) fn at_end(budget: f64, mean_v: Moment, mean_x: Moment, attained: Option<bool>) -> Self {
        Self { mean_x: Some(mean_x), ..Self::with(budget, mean_v.plus(mean_x), Some(mean_v), attained) }
    }

    /// Where the mean of U is known without a search, and that of V may be.
    pub(super) fn with(budget: f64, mean_u: Moment, mean_v: Option<Moment>, attained: Option<bool>) -> Self {
        Self {
            budget,
            mean_u,
            mean_v,
            mean_x: mean_v.map(|mean_v| mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)))),
            level: None,
            price: Some(0.0),
            escaped: 0.0,
            attained,
        }
    }
}
