//! The law of one part given the other, at a place: how likely it is to make up for the threshold, how dense, how far beyond.

use super::pieces::Place;
use crate::{
    expect::{Refusal, terms::finite_or_nothing, ties::remainder},
    model::{
        joint::{Conditioned, Copula, Given},
        pressure::Rank,
    },
    num::logs::ln_1m_exp,
    tail::Law,
};
use std::f64::consts::LN_2;

/// How the other part depends on this one.
#[derive(Clone, Copy)]
pub(super) enum Conditional<'a> {
    /// By a copula, the other part having this law.
    Copula(&'a Copula, &'a Law),
    /// By a law for each value.
    Given(&'a Given),
}

/// The other part X given that this one is v, at `x = t - v`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    /// `ln P(X >= x)`.
    pub(super) ln_sf: f64,
    /// The logarithm of the density at x; NaN where it is not asked for, or the law has atoms, which give U a density of their own.
    pub(super) ln_pdf: f64,
    /// `E[X - x | X >= x]`, in which nothing cancels; NaN where it is not asked for here.
    pub(super) excess: f64,
}

impl Reached {
    /// Of a certain X that is so far beyond x.
    const fn point(beyond: f64) -> Self {
        Self { ln_sf: if beyond >= 0.0 { 0.0 } else { f64::NEG_INFINITY }, ln_pdf: f64::NAN, excess: beyond }
    }
}

impl Conditional<'_> {
    /// The other part given this one's place, of this score if it is normal; its density if asked for.
    pub(super) fn reached(
        &self,
        t: f64,
        (&Place { v, rest, rank, .. }, score): (&Place, Option<f64>),
        wants_density: bool,
    ) -> Result<Reached, Refusal> {
        let left = |law: &Law| rest.unwrap_or_else(|| remainder(law, v, t));
        match self {
            Self::Copula(copula, other) => {
                let x = left(other);
                let from = rank_from(other, x);
                let other_score = other.as_normal().map(|(mean, sd)| (x - mean) / sd);
                let ln_sf = copula.ln_above((rank, score), (from, other_score));
                let ln_pdf = if wants_density && other.atoms().is_empty() {
                    finite_or_nothing(copula.ln_density(rank, from) + other.ln_pdf(x))
                } else {
                    f64::NAN
                };
                Ok(Reached { ln_sf, ln_pdf, excess: f64::NAN })
            }
            Self::Given(given) => match given.at(v).map_err(Refusal)? {
                Conditioned::Point(point) => Ok(Reached::point(point - rest.unwrap_or(t - v))),
                Conditioned::Law(law) => {
                    let x = left(&law);
                    let ln_sf = law.ln_sf_from(x);
                    let ln_pdf = if wants_density && law.atoms().is_empty() { law.ln_pdf(x) } else { f64::NAN };
                    let excess = match law.ln_upper_integral(x) - ln_sf {
                        ln if ln.is_finite() => ln.exp(),
                        _ if ln_sf == f64::NEG_INFINITY => 0.0,
                        // So narrow a law so far away that its own formulas leave f64.
                        _ if ln_sf == 0.0 => law.mean().finite().map_or(f64::NAN, |mean| mean.value - x),
                        _ => f64::NAN,
                    };
                    Ok(Reached { ln_sf, ln_pdf, excess })
                }
            },
        }
    }

    /// A bound on the error of the logarithm that [`Self::reached`] gives, beyond a few roundings, in units of the last place of 1.
    pub(super) fn accuracy(&self, t: f64, (v, rank): (f64, Rank)) -> f64 {
        match self {
            Self::Copula(copula, other) => copula.accuracy(rank, rank_from(other, remainder(other, v, t))),
            Self::Given(_) => 0.0,
        }
    }

    /// Places of t - v at which the integrand may bend or jump, and after those its quantiles: the same list for every v of one case.
    pub(super) fn landmarks(&self, v: f64) -> Vec<f64> {
        match self {
            Self::Copula(_, other) => of_law(other),
            Self::Given(given) => match given.at(v) {
                Ok(Conditioned::Point(point)) => vec![point],
                Ok(Conditioned::Law(law)) => of_law(&law),
                Err(_) => Vec::new(),
            },
        }
    }

    /// The k-th of the landmarks.
    pub(super) fn landmark(&self, v: f64, k: usize) -> Option<f64> {
        match self {
            Self::Given(given) => match given.at(v).ok()? {
                Conditioned::Law(law) => {
                    let firm = firm(&law);
                    firm.get(k).copied().or_else(|| quantile(&law, k - firm.len()))
                }
                Conditioned::Point(point) => (k == 0).then_some(point),
            },
            Self::Copula(..) => self.landmarks(v).get(k).copied(),
        }
    }

    /// Where the other part would be if its rank were the same as this one's, and the opposite: with strong dependence it is near.
    pub(super) fn extremes(&self, rank: Rank) -> Vec<f64> {
        let place = |law: &Law, rank: Rank| {
            if rank.ln_above < rank.ln_below { law.inv_ln_sf(rank.ln_above) } else { law.inv_ln_cdf(rank.ln_below) }
        };
        match self {
            Self::Copula(_, other) => {
                let flipped = Rank { ln_above: rank.ln_below, ln_below: rank.ln_above };
                vec![place(other, rank), place(other, flipped)]
            }
            Self::Given(_) => Vec::new(),
        }
    }

    /// Whether the density of the other part has no bound at the lower end of its law given v: a density of U by quadrature could
    /// not be trusted then.
    pub(super) fn is_unbounded(&self, v: f64) -> bool {
        match self {
            Self::Copula(_, other) => is_unbounded(other),
            Self::Given(given) => matches!(given.at(v), Ok(Conditioned::Law(law)) if is_unbounded(&law)),
        }
    }

    /// The upper end that the sum with this part may have: by both ends, or by that of the other part given the median of this one.
    pub(super) fn end(&self, law: &Law) -> Option<f64> {
        let end = match self {
            Self::Copula(_, other) => law.support().high + other.support().high,
            Self::Given(given) => match given.at(law.inv_ln_sf(-LN_2)) {
                Ok(Conditioned::Law(other)) => law.inv_ln_sf(-LN_2) + other.support().high,
                Ok(Conditioned::Point(_)) | Err(_) => f64::INFINITY,
            },
        };
        end.is_finite().then_some(end)
    }

    /// Whether the landmarks move with v.
    pub(super) fn moves(&self) -> bool {
        matches!(self, Self::Given(_))
    }

    /// Where the case changes.
    pub(super) fn boundaries(&self) -> Vec<f64> {
        match self {
            Self::Copula(..) => Vec::new(),
            Self::Given(given) => given.boundaries(),
        }
    }
}

/// The rank from which on the law reaches x: at an atom the atom is above.
fn rank_from(law: &Law, x: f64) -> Rank {
    let ln_above = law.ln_sf_from(x);
    let ln_below = if ln_above == law.ln_sf(x) { law.ln_cdf(x) } else { ln_1m_exp(ln_above) };
    Rank { ln_above, ln_below }
}

fn is_unbounded(law: &Law) -> bool {
    let [near, nearer] = [1e-200, 1e-250].map(|distance| law.ln_pdf_above_low(distance));
    law.support().low.is_finite() && nearer > near + 1.0
}

/// Ends, corners, atoms and some quantiles of a law.
fn of_law(law: &Law) -> Vec<f64> {
    firm(law).into_iter().chain((0..).map_while(|i| quantile(law, i))).collect()
}

/// Ends, corners and atoms.
fn firm(law: &Law) -> Vec<f64> {
    let support = law.support();
    let mut places = vec![support.low, support.high];
    places.extend(law.kinks());
    places.extend(law.atoms().iter().take(200).map(|atom| atom.at));
    places
}

/// The i-th of the quantiles, upper and lower ones in turn.
fn quantile(law: &Law, i: usize) -> Option<f64> {
    let depth = super::pieces::DEPTHS.get(i / 2)?;
    Some(if i.is_multiple_of(2) { law.inv_ln_sf(-depth) } else { law.inv_ln_cdf(-depth) })
}
