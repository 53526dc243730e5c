//! What knows how far the mean of a proxy can be raised, whether its parts depend on each other or not.

use super::Divergence;
use crate::{
    cli::{answer::Failure, parts::Parts},
    expect::{
        Refusal,
        divergence_ball::{self, DivergenceBall, FDivergence, JointDivergenceBall},
        joint::{JointPowerBall, JointValueFunction},
        power_ball::{Ball, PowerBall},
        raised::{Above, Raiser},
        value_function::{Optimum, ValueFunction},
    },
    model::Phase,
    num::Estimate,
};

/// Both parts, prepared for many KL divergences.
pub enum Valuing {
    /// Independent ones.
    Independent(Box<ValueFunction>, Box<Raiser>),
    /// Dependent ones.
    Dependent(Box<JointValueFunction>),
}

impl Valuing {
    /// Prepares both parts.
    pub fn by(parts: &Parts) -> Result<Self, Failure> {
        let valuing = match parts {
            Parts::Independent(proxy) => ValueFunction::new(proxy)
                .map(|function| Self::Independent(Box::new(function), Box::new(Raiser::new(proxy)))),
            Parts::Dependent(joint) => {
                JointValueFunction::new(joint).map(|function| Self::Dependent(Box::new(function)))
            }
        };
        valuing.map_err(|why| Failure(why.to_string()))
    }

    /// The supremum at a divergence.
    pub fn at(&mut self, kl: f64) -> Result<Optimum, Refusal> {
        match self {
            Self::Independent(function, _) => function.at(kl),
            Self::Dependent(function) => function.at(kl),
        }
    }

    /// The phase in a word, and what decides it.
    pub fn phase(&self) -> (&'static str, &str) {
        match self {
            Self::Independent(function, _) => (name(Some(&function.phase().phase)), &function.phase().rule),
            Self::Dependent(function) => (name(function.phase().phase.as_ref()), &function.phase().rule),
        }
    }

    /// The divergence beyond which no policy attains the supremum, if there is one and it is known.
    pub fn edge(&mut self) -> Option<Estimate> {
        match self {
            Self::Independent(function, _) => function.edge(),
            Self::Dependent(function) => function.edge(),
        }
    }

    /// Looks above a threshold.
    pub fn above(&self, t: f64) -> Result<Above, Refusal> {
        match self {
            Self::Independent(_, raiser) => raiser.above(t),
            Self::Dependent(function) => function.above(t),
        }
    }
}

fn name(phase: Option<&Phase>) -> &'static str {
    match phase {
        Some(Phase::Unbounded) => "unbounded",
        Some(Phase::Tilt { .. }) => "tilt",
        Some(Phase::Escape { .. }) => "escape",
        None => "not determined",
    }
}

/// Both parts, prepared for many budgets of another divergence.
pub enum Balling {
    /// Independent ones.
    Independent(Box<PowerBall>),
    /// Dependent ones.
    Dependent(Box<JointPowerBall>),
}

impl Balling {
    /// Prepares both parts.
    pub fn by(parts: &Parts, divergence: Divergence) -> Result<Self, Failure> {
        let order = divergence.order();
        let balling = match parts {
            Parts::Independent(proxy) => PowerBall::new(proxy, order).map(|ball| Self::Independent(Box::new(ball))),
            Parts::Dependent(joint) => JointPowerBall::new(joint, order).map(|ball| Self::Dependent(Box::new(ball))),
        };
        balling.map_err(|why| Failure(why.to_string()))
    }

    /// The supremum at a budget in nats.
    pub fn at(&mut self, nats: f64) -> Result<Ball, Refusal> {
        match self {
            Self::Independent(ball) => ball.at(nats),
            Self::Dependent(ball) => ball.at(nats),
        }
    }

    /// Whether the supremum is finite, if that is determined.
    pub fn is_finite(&self) -> Option<bool> {
        match self {
            Self::Independent(ball) => Some(ball.is_finite()),
            Self::Dependent(ball) => ball.is_finite(),
        }
    }

    /// What decides that.
    pub fn rule(&self) -> String {
        match self {
            Self::Independent(ball) => ball.rule(),
            Self::Dependent(ball) => ball.rule(),
        }
    }

    /// The order of the moment that decides.
    pub fn moment(&self) -> f64 {
        match self {
            Self::Independent(ball) => ball.moment(),
            Self::Dependent(ball) => ball.moment(),
        }
    }
}

/// Both parts, prepared for many budgets of an f-divergence.
pub enum Bounding {
    /// Independent ones.
    Independent(Box<DivergenceBall>),
    /// Dependent ones.
    Dependent(Box<JointDivergenceBall>),
}

impl Bounding {
    /// Prepares both parts.
    pub fn by(parts: &Parts, divergence: FDivergence) -> Result<Self, Failure> {
        let bounding = match parts {
            Parts::Independent(proxy) => {
                DivergenceBall::new(proxy, divergence).map(|ball| Self::Independent(Box::new(ball)))
            }
            Parts::Dependent(joint) => {
                JointDivergenceBall::new(joint, divergence).map(|ball| Self::Dependent(Box::new(ball)))
            }
        };
        bounding.map_err(|why| Failure(why.to_string()))
    }

    /// The supremum at a budget.
    pub fn at(&mut self, budget: f64) -> Result<divergence_ball::Optimum, Refusal> {
        match self {
            Self::Independent(ball) => ball.at(budget),
            Self::Dependent(ball) => ball.at(budget),
        }
    }

    /// Whether the supremum is finite, if that is determined.
    pub fn is_finite(&self) -> Option<bool> {
        match self {
            Self::Independent(ball) => Some(ball.is_finite()),
            Self::Dependent(ball) => ball.is_finite(),
        }
    }

    /// What decides that, in words.
    pub fn rule(&self) -> &str {
        match self {
            Self::Independent(ball) => ball.rule(),
            Self::Dependent(ball) => ball.rule(),
        }
    }

    /// The phase, if it is determined, and the budget from which on no policy attains the supremum, where it is known.
    pub fn phase(&mut self) -> (Option<divergence_ball::Phase>, Option<Estimate>) {
        match self {
            Self::Independent(ball) => {
                let (phase, edge) = ball.phase();
                (Some(phase), edge)
            }
            Self::Dependent(ball) => (ball.phase(), ball.edge()),
        }
    }
}
