//! Draws of V and X that depend on each other, by the classical construction of each copula: none uses its conditional laws.
//!
//! Frailty for Archimedean copulas: A. W. Marshall, I. Olkin, *J. Amer. Statist. Assoc.* 83 (1988); the positive stable frailty by
//! M. Kanter, *Ann. Probab.* 3 (1975). FGM: inversion of the quadratic.
//!
//! Refuses: more than what a pair needs; ranks near either end keep their digits.

use super::{
    Source, Stream,
    draw::{Summary, draw},
    select::Above,
    shard::{SHARD, in_shards},
};
use crate::{
    model::{
        Joint,
        joint::{Conditioned, Copula, Dependence},
        pressure::Rank,
    },
    num::{
        logs::ln_1m_exp,
        special::{inv_ln_normal_sf, ln_normal_sf},
    },
    tail::{Law, spec},
};
use std::f64::consts::{LN_2, PI};

/// A joint law prepared for draws.
#[derive(Clone, Debug)]
pub struct Pairs<'a> {
    joint: &'a Joint,
    /// The law of the frailty, or of the common divisor, where the copula has one.
    common: Option<Law>,
}

impl<'a> Pairs<'a> {
    /// Prepares a joint law. Errors: a parameter for which the law of what both ranks share is not one of the laboratory's.
    pub fn new(joint: &'a Joint) -> Result<Self, String> {
        let gamma = |shape: f64| {
            let text = format!("gamma({}, 1)", spec::number(shape));
            spec::parse(&text, &crate::tail::Catalogue::standard(), &|_| Err(String::new())).map_err(|e| e.to_string())
        };
        let common = match &joint.dependence {
            Dependence::Copula { copula: Copula::StudentT { nu, .. }, .. } => Some(gamma(0.5 * nu)?),
            Dependence::Copula { copula: Copula::Clayton(theta) | Copula::SurvivalClayton(theta), .. } => {
                Some(gamma(1.0 / theta)?)
            }
            _ => None,
        };
        Ok(Self { joint, common })
    }

    /// One pair (V, X). Errors: X given V is not a law at the v that was drawn.
    pub fn draw(&self, stream: &mut Stream) -> Result<(f64, f64), String> {
        let value = &self.joint.value;
        match &self.joint.dependence {
            Dependence::Copula { copula, error } => {
                let (v, x) = self.ranks(copula, stream);
                Ok((place(value, v), place(error, x)))
            }
            Dependence::Given(given) => {
                let v = draw(&**value, stream);
                let x = match given.at(v)? {
                    Conditioned::Point(point) => point,
                    Conditioned::Law(law) => draw(&*law, stream),
                };
                Ok((v, x))
            }
        }
    }

    fn ranks(&self, copula: &Copula, stream: &mut Stream) -> (Rank, Rank) {
        let shared = |stream: &mut Stream| self.common.as_ref().map_or(1.0, |law| draw(&**law, stream));
        match copula {
            Copula::Gaussian(rho) => {
                let (a, b) = normals(*rho, stream);
                (of_normal(a), of_normal(b))
            }
            Copula::StudentT { correlation, laws, nu } => {
                let (a, b) = normals(*correlation, stream);
                let scale = (2.0 * shared(stream) / nu).sqrt();
                let rank = |z: f64| Rank { ln_above: laws[0].ln_sf(z / scale), ln_below: laws[0].ln_cdf(z / scale) };
                (rank(a), rank(b))
            }
            Copula::Fgm(theta) => {
                let (first, u) = (Rank::from_above(-stream.exponential()), stream.uniform());
                let lean = theta * (first.above() - first.below());
                // s (1 - lean (1 - s)) = u for the share s above.
                let above = 2.0 * u / ((1.0 - lean) + ((1.0 - lean).powi(2) + 4.0 * lean * u).sqrt());
                (first, Rank::from_above(above.ln()))
            }
            Copula::Gumbel(theta) => {
                let frailty = positive_stable(1.0 / theta, stream);
                let mut rank = || Rank::from_below(-(stream.exponential() / frailty).powf(1.0 / theta));
                (rank(), rank())
            }
            Copula::Clayton(theta) => {
                let frailty = shared(stream);
                let mut rank = || Rank::from_below(-(stream.exponential() / frailty).ln_1p() / theta);
                (rank(), rank())
            }
            Copula::SurvivalClayton(theta) => {
                let frailty = shared(stream);
                let mut rank = || Rank::from_above(-(stream.exponential() / frailty).ln_1p() / theta);
                (rank(), rank())
            }
        }
    }
}

/// The place of a rank in a law, from the nearer end; an atom is met from above and from below alike.
fn place(law: &Law, rank: Rank) -> f64 {
    if rank.ln_above < -LN_2 { law.inv_ln_sf(rank.ln_above) } else { law.inv_ln_cdf(rank.ln_below) }
}

fn of_normal(z: f64) -> Rank {
    let ln_above = ln_normal_sf(z);
    Rank { ln_above, ln_below: if z > 0.0 { ln_1m_exp(ln_above) } else { ln_normal_sf(-z) } }
}

/// Two standard normal draws with a correlation.
fn normals(correlation: f64, stream: &mut Stream) -> (f64, f64) {
    let mut normal = || inv_ln_normal_sf(-stream.exponential());
    let (a, b) = (normal(), normal());
    (a, correlation * a + (1.0 - correlation * correlation).sqrt() * b)
}

/// A draw with `E e^(-s S) = e^(-s^a)`, 0 < a <= 1 (Kanter 1975).
fn positive_stable(a: f64, stream: &mut Stream) -> f64 {
    let (angle, depth) = (PI * stream.uniform(), stream.exponential());
    let first = (a * angle).sin() / angle.sin().powf(1.0 / a);
    first * (((1.0 - a) * angle).sin() / depth).powf((1.0 - a) / a)
}

/// Draws `trials` pairs and keeps those with `U >= t`. Errors: see [`Pairs`].
///
/// ```
/// use goodhart::{model::joint, sample::{Source, joint::above}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let both = joint::parse(law("normal(0, 1)"), None, "given(at(2*v))", &catalogue).unwrap();
/// let kept = above(&both, 3.0, 10_000, &Source::new(1, "joint", "example")).unwrap();
/// assert!((kept.value.count as f64 / 1e4 - 0.1587).abs() < 0.03 && kept.value.mean > 1.0);
/// ```
pub fn above(joint: &Joint, t: f64, trials: u64, source: &Source) -> Result<Above, String> {
    let pairs = Pairs::new(joint)?;
    let parts = in_shards(trials, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut kept = Summary::EMPTY;
        for _ in 0..items {
            let (v, x) = pairs.draw(&mut stream)?;
            if v + x >= t {
                kept.push(v);
            }
        }
        Ok(kept)
    });
    let parts: Vec<Summary> = parts.into_iter().collect::<Result<_, String>>()?;
    Ok(Above { trials, value: parts.into_iter().fold(Summary::EMPTY, Summary::merged) })
}

/// The value V and the proxy U of the best of `n` pairs, ranked by U, ties going to the last. Errors: see [`Pairs`].
pub fn best_of(pairs: &Pairs<'_>, n: u64, stream: &mut Stream) -> Result<(f64, f64), String> {
    let mut best = (f64::NAN, f64::NEG_INFINITY);
    for _ in 0..n {
        let (v, x) = pairs.draw(stream)?;
        if v + x >= best.1 {
            best = (v, v + x);
        }
    }
    Ok(best)
}

/// What the best of `n` pairs is worth, over `rounds` rounds. Errors: see [`Pairs`].
pub fn best_of_values(joint: &Joint, n: u64, rounds: u64, source: &Source) -> Result<Summary, String> {
    let pairs = Pairs::new(joint)?;
    let parts = in_shards(rounds, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut part = Summary::EMPTY;
        for _ in 0..items {
            part.push(best_of(&pairs, n, &mut stream)?.0);
        }
        Ok(part)
    });
    let parts: Vec<Summary> = parts.into_iter().collect::<Result<_, String>>()?;
    Ok(parts.into_iter().fold(Summary::EMPTY, Summary::merged))
}
