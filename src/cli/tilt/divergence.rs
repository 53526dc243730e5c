//! The divergences that `goodhart tilt` bounds, and their budgets as typed.

use super::named::ALL;
use crate::{cli::words, tail::spec::number};

/// A divergence from the base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Divergence {
    /// That of Kullback and Leibler, in nats.
    Kl,
    /// `E w^2 - 1` with the density ratio w.
    Chi2,
    /// That of Rényi, of an order above 1, in nats.
    Renyi(f64),
    /// `E (w^p - 1 - p (w - 1))/(p (p - 1))` of an order p above 1, that of Cressie and Read.
    Power(f64),
    /// The largest density ratio.
    MaxRatio,
}

/// Reads a divergence.
pub fn parse(text: &str) -> Result<Divergence, String> {
    let text = text.trim();
    match text {
        "kl" => return Ok(Divergence::Kl),
        "chi2" => return Ok(Divergence::Chi2),
        "max-ratio" => return Ok(Divergence::MaxRatio),
        _ => {}
    }
    let order = text.strip_prefix("renyi(").and_then(|rest| rest.strip_suffix(')'));
    let Some(order) = order else {
        return Err(format!("`{text}` is none of them as written: the divergences are {ALL}"));
    };
    match order.trim().parse::<f64>() {
        Ok(order) if order > 1.0 => Ok(Divergence::Renyi(order)),
        Ok(1.0) => Err("the order must be above 1; that of order 1 is kl".into()),
        _ => Err(format!("the order must be a number above 1, not {order}")),
    }
}

impl Divergence {
    /// Its name, as it is typed.
    pub fn name(&self) -> String {
        match self {
            Self::Kl => "kl".into(),
            Self::Chi2 => "chi2".into(),
            Self::Renyi(order) => format!("renyi({})", number(*order)),
            Self::Power(order) => format!("power({})", number(*order)),
            Self::MaxRatio => "max-ratio".into(),
        }
    }

    /// The head of a column of budgets.
    pub fn head(&self) -> String {
        match self {
            Self::Kl => "KL (nats)".into(),
            Self::Chi2 => "chi2".into(),
            Self::Renyi(order) => format!("Rényi {} (nats)", number(*order)),
            Self::Power(_) => self.name(),
            Self::MaxRatio => "max ratio".into(),
        }
    }

    /// The order of the Rényi divergence that it amounts to.
    pub fn order(&self) -> f64 {
        match self {
            Self::Kl => 1.0,
            Self::Chi2 => 2.0,
            Self::Renyi(order) | Self::Power(order) => *order,
            Self::MaxRatio => f64::INFINITY,
        }
    }

    /// A budget in nats of that divergence: `D_2 = ln(1 + chi2)`, and of the order p `ln(1 + p (p - 1) power)/(p - 1)`.
    pub fn nats(&self, budget: f64) -> f64 {
        match self {
            Self::Kl | Self::Renyi(_) => budget,
            Self::Chi2 => budget.ln_1p(),
            Self::Power(order) => {
                // Beyond f64 the 1 no longer counts.
                let factor = order * (order - 1.0);
                let ln =
                    if factor * budget < f64::INFINITY { (factor * budget).ln_1p() } else { factor.ln() + budget.ln() };
                ln / (order - 1.0)
            }
            Self::MaxRatio => budget.ln(),
        }
    }

    /// Refuses, in words, a budget that is out of range.
    pub fn checked(&self, budget: f64) -> Result<(), String> {
        let (least, what) = match self {
            Self::MaxRatio => (1.0, "the largest density ratio is"),
            _ => (0.0, "a divergence is"),
        };
        if budget >= least {
            Ok(())
        } else {
            Err(format!("--budget {}: {what} at least {least}", words::number(budget)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divergences_are_read_and_nonsense_is_refused() {
        assert_eq!(parse("renyi(1.5)"), Ok(Divergence::Renyi(1.5)));
        assert_eq!(parse("max-ratio").map(|divergence| divergence.order()), Ok(f64::INFINITY));
        for wrong in ["renyi(1)", "renyi(0.5)", "renyi(nan)", "renyi", "kl2", ""] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(Divergence::MaxRatio.checked(0.5).is_err() && Divergence::Chi2.checked(0.0).is_ok());
        assert!((Divergence::Chi2.nats(1.0) - std::f64::consts::LN_2).abs() < 1e-16);
    }
}
