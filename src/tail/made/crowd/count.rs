//! The fastest of a random number K of independent approaches, given that there is one: `D(s) = (G(s) - P(K=0)) / P(K>0)`, G the
//! generating function `E s^K`.
//!
//! Refuses: to forget that K can be 0. The chance of it is [`Count::ln_none`], and a task in which it happens is never done.

use super::{Chance, Crowd, Leading, Rule};
use crate::num::logs::ln_1m_exp;
use crate::tail::family::{
    forms::{ln_1m_exp_of_exp, ln_1p_exp},
    pareto,
};
use crate::tail::made::{mixture, ratio::NEGLIGIBLE, scaled};
use crate::tail::{Argument, Domain, Family, Form, Kind, Law, Parameter, spec::parse_form};
use std::f64::consts::LN_2;

/// The laws that a count can have.
const FORMS: &[Form] = &[
    Form {
        name: "poisson",
        parameters: &[
            Parameter::number("mean", Domain::Above(0.0)),
            Parameter::optional("least", Domain::AtLeast(0.0), 0.0),
        ],
    },
    Form {
        name: "geometric",
        parameters: &[
            Parameter::number("p", Domain::Between(0.0, 1.0)),
            Parameter::optional("least", Domain::AtLeast(0.0), 1.0),
        ],
    },
    Form {
        name: "binomial",
        parameters: &[
            Parameter::number("n", Domain::AtLeast(1.0)),
            Parameter::number("p", Domain::Between(0.0, 1.0)),
            Parameter::optional("least", Domain::AtLeast(0.0), 0.0),
        ],
    },
];

/// The recipe.
pub static FAMILY: Family = Family {
    name: "fastest_of",
    formula: "(E S^K - P(K=0)) / P(K>0), the least of K draws given K > 0; count: K - least is poisson, binomial, or geometric from 0",
    parameters: &[Count::PARAMETER, Parameter::law("law")],
    typical: &[],
    build: |arguments, spec| {
        let (name, numbers) = arguments[0].form();
        Ok(Law::new(spec, Crowd::new(Count::of(name, numbers)?, arguments[1].law())?))
    },
};

/// The least of K draws, given that there is one.
pub fn fastest_of(count: Count, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[count.argument(), law.into()])
}

/// The least of K draws as a mind meets it that gives up in time: where there is none, a time beyond all cutoffs, with an infinite mean.
///
/// P(X > t) is `E S(t)^K` for all t below 1e290.
pub fn attempt_of(count: Count, law: &Law) -> Result<Law, String> {
    let fastest = fastest_of(count, law)?;
    match count.ln_none().exp() {
        0.0 => Ok(fastest),
        none => mixture(none, &scaled(ENDLESS, &pareto::FAMILY.member(&[ENDLESS_INDEX.into()])?)?, &fastest),
    }
}

/// What is never done takes so long at least, and has this tail index.
const ENDLESS: f64 = 1e290;
const ENDLESS_INDEX: f64 = 0.5;

/// What `K - least` is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum More {
    /// Poisson with this mean.
    Poisson(f64),
    /// The failures before a success of this chance: p, p(1-p), ... from 0 on.
    Geometric(f64),
    /// The successes in so many trials of this chance.
    Binomial(f64, f64),
}

/// A random number of approaches: some for certain, and a random number more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// How many there are for certain.
    pub least: f64,
    /// How many more.
    pub more: More,
}

impl Count {
    /// What a count is read as.
    pub const PARAMETER: Parameter = Parameter { name: "count", kind: Kind::Form(FORMS) };

    /// The count of a text, such as `poisson(3)`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let argument = parse_form(text, const { &Self::PARAMETER }).map_err(|error| error.to_string())?;
        let (name, numbers) = argument.form();
        Self::of(name, numbers)
    }

    /// The count of a form and its numbers; refuses what is not whole.
    pub fn of(name: &str, numbers: &[f64]) -> Result<Self, String> {
        let (more, least) = match (name, numbers) {
            ("poisson", &[mean, least]) => (More::Poisson(mean), least),
            ("geometric", &[p, least]) => (More::Geometric(p), least),
            ("binomial", &[n, p, least]) => (More::Binomial(n, p), least),
            _ => return Err(format!("{name} is not the law of a count")),
        };
        let whole = |name: &str, number: f64| {
            if number.fract() == 0.0 {
                Ok(())
            } else {
                Err(format!("`{name}` must be a whole number, but is {number}"))
            }
        };
        whole("least", least)?;
        if let More::Binomial(n, _) = more {
            whole("n", n)?;
        }
        Ok(Self { least, more })
    }

    fn argument(self) -> Argument {
        let (form, mut numbers) = match self.more {
            More::Poisson(mean) => (FORMS[0], vec![mean]),
            More::Geometric(p) => (FORMS[1], vec![p]),
            More::Binomial(n, p) => (FORMS[2], vec![n, p]),
        };
        numbers.push(self.least);
        Argument::Form(form, numbers)
    }

    /// `ln P(K = 0)`: the chance that a step can never be done; minus infinity where some approach is certain.
    ///
    /// ```
    /// use goodhart::tail::made::Count;
    /// assert_eq!(Count::of("poisson", &[3.0, 0.0]).unwrap().ln_none(), -3.0);
    /// assert_eq!(Count::of("geometric", &[0.2, 1.0]).unwrap().ln_none(), f64::NEG_INFINITY);
    /// ```
    pub fn ln_none(&self) -> f64 {
        if self.least > 0.0 { f64::NEG_INFINITY } else { self.more.ln_none() }
    }

    /// `E K`.
    pub fn mean(&self) -> f64 {
        self.least + self.more.mean()
    }
}

impl More {
    /// `ln P(it is 0)`.
    fn ln_none(self) -> f64 {
        match self {
            Self::Poisson(mean) => -mean,
            Self::Geometric(p) => p.ln(),
            Self::Binomial(n, p) => n * (-p).ln_1p(),
        }
    }

    fn mean(self) -> f64 {
        match self {
            Self::Poisson(mean) => mean,
            Self::Geometric(p) => (1.0 - p) / p,
            Self::Binomial(n, p) => n * p,
        }
    }

    /// `ln G(s)`, G its generating function, from `1 - s`.
    fn ln_generating(self, without: f64) -> f64 {
        match self {
            Self::Poisson(mean) => -mean * without,
            Self::Geometric(p) => -((1.0 - p) / p * without).ln_1p(),
            Self::Binomial(n, p) => n * (-p * without).ln_1p(),
        }
    }

    /// `ln ln (G(s) / P(it is 0))` from `ln s`.
    fn ln_excess(self, ln_s: f64) -> f64 {
        // ln ln(1 + e^x), x itself far down.
        let twice = |x: f64| if x < NEGLIGIBLE { x } else { ln_1p_exp(x).ln() };
        match self {
            Self::Poisson(mean) => mean.ln() + ln_s,
            // -ln(1 - x) from ln x.
            Self::Geometric(p) => {
                let x = (-p).ln_1p() + ln_s;
                if x < NEGLIGIBLE { x } else { (-ln_1m_exp(x)).ln() }
            }
            Self::Binomial(n, p) => n.ln() + twice(p.ln() - (-p).ln_1p() + ln_s),
        }
    }

    /// `G'(s) / G(s)`.
    fn rise(self, without: f64) -> f64 {
        match self {
            Self::Poisson(mean) => mean,
            Self::Geometric(p) => (1.0 - p) / (p + (1.0 - p) * without),
            Self::Binomial(n, p) => n * p / (1.0 - p * without),
        }
    }
}

impl Rule for Count {
    fn both(&self, s: Chance) -> Chance {
        let without = s.ln_not.exp();
        let ln_some = ln_1m_exp(self.ln_none());
        let ln_g = self.least * s.ln + self.more.ln_generating(without);
        // 1 - G(s) = E K (1 - s) to the last digit.
        let near_one = s.ln_not < NEGLIGIBLE - self.mean().ln().max(0.0);
        let ln_not = if near_one { self.mean().ln() + s.ln_not } else { ln_1m_exp(ln_g) };
        if self.least > 0.0 {
            return Chance { ln: ln_g, ln_not };
        }
        // With P(K=0) = G e^-w it is G (1 - e^-w), or P(K=0) (e^w - 1) where w is small: w and ln P(K=0) are far larger than their sum
        // where K is mostly large.
        let ln_w = self.more.ln_excess(s.ln);
        let least = if ln_w > 0.0 { ln_g } else { self.more.ln_none() + ln_w.exp() };
        let ln = least + ln_1m_exp_of_exp(ln_w) - ln_some;
        if ln < -LN_2 { Chance::of(ln) } else { Chance::without((ln_not - ln_some).min(0.0)) }
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let without = s.ln_not.exp();
        let (ln_g, rise) = (self.more.ln_generating(without), self.more.rise(without));
        if self.least > 0.0 {
            let others = if self.least == 1.0 { 0.0 } else { (self.least - 1.0) * s.ln };
            return others + ln_g + (self.least + s.ln.exp() * rise).ln();
        }
        ln_g + rise.ln() - ln_1m_exp(self.ln_none())
    }

    fn leading(&self) -> Leading {
        if self.least > 0.0 {
            return Leading::plain(self.more.ln_none(), self.least);
        }
        let ln_rise = self.more.ln_none() + self.more.rise(1.0).ln();
        Leading::plain(ln_rise - ln_1m_exp(self.ln_none()), 1.0)
    }
}
