//! The divergences of `goodhart tilt` by name, those with policies in closed form and general ones.

use super::divergence::{self, Divergence};
use crate::{cli::words, expect::divergence_ball::FDivergence, tail::spec::nearest};

/// A divergence from the base, as typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Named {
    /// That of KL, of Rényi, or the largest density ratio.
    Plain(Divergence),
    /// `E f(w)` of the density ratio w.
    General(FDivergence),
}

/// What is listed where a name is not known.
pub const ALL: &str = "kl, chi2, renyi(P) with P above 1, max-ratio, tv, hellinger, js, reverse-kl, power(P) and kl-power(B) with B above 0";

const NAMES: [&str; 10] =
    ["kl", "chi2", "renyi", "max-ratio", "tv", "hellinger", "js", "reverse-kl", "power", "kl-power"];

/// Reads a divergence; those that are KL or its reverse by another name are read as such.
pub fn parse(text: &str) -> Result<Named, String> {
    let text = text.trim();
    let (name, argument) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(')')),
        None => (text, None),
    };
    let whole = |divergence| if name == text { Ok(Named::General(divergence)) } else { Err(no_argument(name)) };
    match name {
        "tv" => whole(FDivergence::TotalVariation),
        "hellinger" => whole(FDivergence::Hellinger),
        "js" => whole(FDivergence::JensenShannon),
        "reverse-kl" => whole(FDivergence::ReverseKl),
        "power" => Ok(match order(name, argument)? {
            0.0 => Named::General(FDivergence::ReverseKl),
            1.0 => Named::Plain(Divergence::Kl),
            // The same ball as that of the Rényi divergence of that order.
            p if p > 1.0 => Named::Plain(Divergence::Power(p)),
            p => Named::General(FDivergence::Power(p)),
        }),
        "kl-power" => match order(name, argument)? {
            1.0 => Ok(Named::Plain(Divergence::Kl)),
            b if b > 0.0 => Ok(Named::General(FDivergence::LogPower(b))),
            b => Err(format!("the power of the logarithm must be above 0, not {}", words::number(b))),
        },
        _ if NAMES.contains(&name) => divergence::parse(text).map(Named::Plain),
        _ => Err(match nearest(name, NAMES.into_iter()) {
            Some(near) => format!("did you mean `{near}`? The divergences are {ALL}"),
            None => format!("the divergences are {ALL}"),
        }),
    }
}

fn no_argument(name: &str) -> String {
    format!("{name} takes nothing in parentheses")
}

fn order(name: &str, argument: Option<&str>) -> Result<f64, String> {
    let Some(text) = argument.map(str::trim) else {
        return Err(format!("{name} needs a number in parentheses, as in {name}(2)"));
    };
    let found = text.parse::<f64>().ok().filter(|order| order.is_finite());
    found.ok_or_else(|| format!("{name} needs a finite number in parentheses, not {text}"))
}

impl Named {
    /// The name, as it is typed.
    pub fn name(&self) -> String {
        match self {
            Self::Plain(divergence) => divergence.name(),
            Self::General(divergence) => divergence.name(),
        }
    }

    /// Refuses, in words, a budget that is out of range.
    pub fn checked(&self, budget: f64) -> Result<(), String> {
        match self {
            Self::Plain(divergence) => divergence.checked(budget),
            Self::General(divergence) if budget > divergence.most() => Err(format!(
                "--budget {}: {} is at most {}, from where on every policy is allowed",
                words::number(budget),
                divergence.name(),
                words::number(divergence.most())
            )),
            Self::General(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_nonsense_is_refused() {
        assert_eq!(parse("power(-1.5)"), Ok(Named::General(FDivergence::Power(-1.5))));
        assert_eq!(parse(" kl-power( 2 ) "), Ok(Named::General(FDivergence::LogPower(2.0))));
        assert_eq!(parse("power(0)"), parse("reverse-kl"));
        assert_eq!(parse("power(2.5)"), Ok(Named::Plain(Divergence::Power(2.5))));
        assert_eq!((parse("power(1)"), parse("kl-power(1)")), (parse("kl"), parse("kl")));
        assert_eq!(parse("renyi(2)"), Ok(Named::Plain(Divergence::Renyi(2.0))));
        for wrong in
            ["tv(1)", "power", "power(inf)", "power(x)", "kl-power(0)", "kl-power(-1)", "js()", "kl(2)", "", "helinger"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("helinger").unwrap_err().contains("`hellinger`"));
        for listed in ["renyi", "kl(2)", "helinger", "x"] {
            assert!(parse(listed).unwrap_err().contains(ALL), "{listed}");
        }
    }
}
