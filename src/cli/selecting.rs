//! What selects on a proxy, whether its parts depend on each other or not.

use super::{answer::Failure, parts::Parts};
use crate::{
    expect::{
        Refusal,
        best_of::{Peak, Selected, Selector},
        best_threshold::{BestThreshold, best_threshold},
        joint::JointSelector,
        quantilizer::Quantilized,
    },
    model::{Pressure, Proxy},
    num::Estimate,
};

/// A proxy prepared for many pressures.
pub enum Selecting {
    /// With independent parts.
    Independent(Box<Selector>, Proxy),
    /// With dependent ones.
    Dependent(Box<JointSelector>),
}

impl Selecting {
    /// Prepares both parts.
    pub fn by(parts: &Parts) -> Result<Self, Failure> {
        let selecting = match parts {
            Parts::Independent(proxy) => {
                Selector::new(proxy).map(|selector| Self::Independent(Box::new(selector), proxy.clone()))
            }
            Parts::Dependent(joint) => JointSelector::new(joint).map(|selector| Self::Dependent(Box::new(selector))),
        };
        selecting.map_err(|why| Failure(why.to_string()))
    }

    /// The outcome under a pressure.
    pub fn under(&mut self, pressure: Pressure) -> Result<Selected, Refusal> {
        match self {
            Self::Independent(selector, _) => selector.under(pressure),
            Self::Dependent(selector) => selector.under(pressure),
        }
    }

    /// A Rényi divergence between the outcome and one draw.
    pub fn renyi(&self, pressure: Pressure, order: f64) -> Result<Estimate, Refusal> {
        match self {
            Self::Independent(selector, _) => selector.renyi(pressure, order),
            Self::Dependent(selector) => selector.renyi(pressure, order),
        }
    }

    /// Where the value of the best of n peaks first.
    pub fn peak(&mut self) -> Result<Option<Peak>, Refusal> {
        match self {
            Self::Independent(selector, _) => selector.peak(),
            Self::Dependent(selector) => selector.peak(),
        }
    }

    /// The threshold that is best.
    pub fn best_threshold(&mut self) -> Result<Option<BestThreshold>, Refusal> {
        match self {
            Self::Independent(_, proxy) => best_threshold(proxy),
            Self::Dependent(selector) => selector.best_threshold(),
        }
    }

    /// A draw from the top share.
    pub fn quantilizer(&mut self, q: f64) -> Result<Quantilized, Refusal> {
        match self {
            Self::Independent(selector, _) => selector.quantilizer(q),
            Self::Dependent(selector) => selector.quantilizer(q),
        }
    }
}
