//! The fastest of Q equal approaches whose times depend on each other: `D(s) = C(s, ..., s)` with C the copula of their survival functions,
//! continued to real Q.
//!
//! Sources: R. B. Nelsen, *An Introduction to Copulas* (2006), chapter 4; H. Joe, *Dependence Modeling with Copulas* (2014), chapters 3, 4.

mod clayton;
mod normal;
mod student;

use super::{Chance, Crowd, LN_DEEP, Leading, Rule, Tabled};
use crate::num::logs::ln_1m_exp;
use crate::tail::made::{min_of, ratio::ln_1m_power};
use crate::tail::{Argument, Domain, Family, Form, Kind, Law, Parameter, spec::parse_form};
use clayton::GammaFrailty;
use normal::OneFactor;
use student::OneFactorT;

/// The dependences that approaches can have.
const FORMS: &[Form] = &[
    Form { name: "gaussian", parameters: &[Parameter::number("rho", CORRELATION)] },
    Form {
        name: "student_t",
        parameters: &[Parameter::number("rho", CORRELATION), Parameter::number("nu", Domain::Above(0.0))],
    },
    Form { name: "gumbel", parameters: &[Parameter::number("theta", Domain::AtLeast(1.0))] },
    Form { name: "clayton", parameters: &[Parameter::number("theta", Domain::Above(0.0))] },
    Form { name: "survival_clayton", parameters: &[Parameter::number("theta", Domain::Above(0.0))] },
    Form { name: "marshall_olkin", parameters: &[Parameter::number("share", CORRELATION)] },
];

/// From 0, independence, to below 1.
const CORRELATION: Domain = Domain::AtLeast(0.0);

/// The recipe.
pub static FAMILY: Family = Family {
    name: "dependent_min_of",
    formula: "C(S, ..., S), the least of Q draws joined by the survival copula C, real Q",
    parameters: &[SurvivalCopula::PARAMETER, Parameter::number("Q", Domain::Above(0.0)), Parameter::law("law")],
    typical: &[],
    build: |arguments, spec| {
        let (name, numbers) = arguments[0].form();
        joined(SurvivalCopula::of(name, numbers)?, arguments[1].number(), arguments[2].law(), spec)
    },
};

/// The least of `power` draws of one law that depend on each other.
pub fn dependent_min_of(copula: SurvivalCopula, power: f64, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[copula.argument(), power.into(), law.into()])
}

/// More than this the quadratures do not take.
const MOST: f64 = 1e6;

/// Under a text of its own; where D is a power of s the law has one already.
fn joined(copula: SurvivalCopula, power: f64, base: &Law, spec: &str) -> Result<Law, String> {
    if let Some(power) = copula.as_power(power) {
        return Ok(min_of(power, base)?.renamed(spec));
    }
    if power > MOST && !matches!(copula, SurvivalCopula::Clayton(_)) {
        return Err(format!("`Q` must be at most {MOST} for {}, but is {power}", copula.spec()));
    }
    match copula {
        SurvivalCopula::Gaussian(rho) => Ok(Law::new(spec, Crowd::new(Tabled::new(OneFactor::new(rho, power)), base)?)),
        SurvivalCopula::StudentT(rho, nu) => {
            Ok(Law::new(spec, Crowd::new(Tabled::new(OneFactorT::new(rho, nu, power)?), base)?))
        }
        SurvivalCopula::Clayton(theta) => Ok(Law::new(spec, Crowd::new(Clayton { theta, power }, base)?)),
        SurvivalCopula::SurvivalClayton(theta) => {
            Ok(Law::new(spec, Crowd::new(Tabled::new(GammaFrailty::new(theta, power)), base)?))
        }
        SurvivalCopula::Gumbel(_) | SurvivalCopula::MarshallOlkin(_) => unreachable!("they are powers"),
    }
}

/// The copula of the survival functions of any number of exchangeable times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SurvivalCopula {
    /// Of normals with this correlation between any two, in [0, 1).
    Gaussian(f64),
    /// Of Student's t with this correlation, in [0, 1), and so many degrees of freedom: normals over one common chi.
    StudentT(f64, f64),
    /// Gumbel's, theta at least 1: `exp -(sum of depths^theta)^(1/theta)`.
    Gumbel(f64),
    /// Clayton's, theta above 0: long times come together.
    Clayton(f64),
    /// Clayton's for the times instead of their survival: short times come together.
    SurvivalClayton(f64),
    /// Marshall and Olkin's: of the unit rate at which a time ends, by its depth, this share in [0, 1) ends all at once.
    MarshallOlkin(f64),
}

impl SurvivalCopula {
    /// What a copula is read as.
    pub const PARAMETER: Parameter = Parameter { name: "copula", kind: Kind::Form(FORMS) };

    /// The copula of a text, such as `gaussian(0.5)`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let argument = parse_form(text, const { &Self::PARAMETER }).map_err(|error| error.to_string())?;
        let (name, numbers) = argument.form();
        Self::of(name, numbers)
    }

    /// The copula of a form and its numbers; refuses, in words, numbers outside the domain.
    pub fn of(name: &str, numbers: &[f64]) -> Result<Self, String> {
        let below = |name: &str, number: f64, most: f64| {
            if number < most { Ok(number) } else { Err(format!("`{name}` must be below {most}, but is {number}")) }
        };
        match (name, numbers) {
            ("gaussian", &[rho]) => Ok(Self::Gaussian(below("rho", rho, 1.0)?)),
            ("student_t", &[rho, nu]) => Ok(Self::StudentT(below("rho", rho, 1.0)?, nu)),
            ("gumbel", &[theta]) => Ok(Self::Gumbel(theta)),
            ("clayton", &[theta]) => Ok(Self::Clayton(below("theta", theta, 1e6)?)),
            ("survival_clayton", &[theta]) => Ok(Self::SurvivalClayton(below("theta", theta, 100.0)?)),
            ("marshall_olkin", &[share]) => Ok(Self::MarshallOlkin(below("share", share, 1.0)?)),
            _ => Err(format!("{name} is not a copula of approaches")),
        }
    }

    fn form(self) -> (Form, Vec<f64>) {
        match self {
            Self::Gaussian(rho) => (FORMS[0], vec![rho]),
            Self::StudentT(rho, nu) => (FORMS[1], vec![rho, nu]),
            Self::Gumbel(theta) => (FORMS[2], vec![theta]),
            Self::Clayton(theta) => (FORMS[3], vec![theta]),
            Self::SurvivalClayton(theta) => (FORMS[4], vec![theta]),
            Self::MarshallOlkin(share) => (FORMS[5], vec![share]),
        }
    }

    fn argument(self) -> Argument {
        let (form, numbers) = self.form();
        Argument::Form(form, numbers)
    }

    /// Its spec.
    pub fn spec(self) -> String {
        let (form, numbers) = self.form();
        crate::tail::spec::call(form.name, &numbers.into_iter().map(Argument::Number).collect::<Vec<_>>())
    }

    /// The q for which `D(s) = s^q`, where it is one.
    fn as_power(self, power: f64) -> Option<f64> {
        let exact = match self {
            Self::Gumbel(_) | Self::MarshallOlkin(_) => true,
            Self::Gaussian(rho) => rho == 0.0,
            _ => false,
        };
        (exact || power == 1.0).then(|| self.effective(power))
    }

    /// How many independent approaches `power` of these are worth far out: the q with `ln D(s) ~ q ln s` as s falls to 0.
    ///
    /// ```
    /// use goodhart::tail::made::SurvivalCopula::{Clayton, Gaussian, Gumbel, MarshallOlkin};
    /// assert_eq!(Gumbel(2.0).effective(4.0), 2.0);
    /// assert_eq!(Gaussian(0.5).effective(4.0), 1.6);
    /// assert_eq!(Clayton(2.0).effective(4.0), 1.0);
    /// assert_eq!(MarshallOlkin(0.5).effective(4.0), 2.5);
    /// ```
    pub fn effective(self, power: f64) -> f64 {
        match self {
            Self::Gaussian(rho) => power / (1.0 + (power - 1.0) * rho),
            Self::Gumbel(theta) => power.powf(1.0 / theta),
            Self::StudentT(..) | Self::Clayton(_) => 1.0,
            Self::SurvivalClayton(_) => power,
            Self::MarshallOlkin(share) => share + power * (1.0 - share),
        }
    }

    /// The b of a factor `(-ln s)^b` beside that power.
    pub fn depth_power(self, power: f64) -> f64 {
        if let Self::Gaussian(_) = self { 0.5 * (self.effective(power) - power) } else { 0.0 }
    }

    /// The inverse of [`SurvivalCopula::effective`]: the powers above the answer are worth more than `q` independent approaches, those
    /// below it less. Infinite where no number is.
    pub fn needed(self, q: f64) -> f64 {
        match self {
            Self::Gaussian(rho) if rho > 0.0 && q * rho >= 1.0 => f64::INFINITY,
            Self::Gaussian(0.0) => q,
            Self::Gaussian(rho) => (1.0 - rho) / (1.0 / q - rho),
            Self::Gumbel(theta) => q.powf(theta),
            Self::StudentT(..) | Self::Clayton(_) if q >= 1.0 => f64::INFINITY,
            Self::StudentT(..) | Self::Clayton(_) => 0.0,
            Self::SurvivalClayton(_) => q,
            Self::MarshallOlkin(share) => ((q - share) / (1.0 - share)).max(0.0),
        }
    }
}

/// `(Q s^-theta - Q + 1)^(-1/theta)`.
#[derive(Debug)]
struct Clayton {
    theta: f64,
    power: f64,
}

impl Clayton {
    /// `ln(1 + Q (s^-theta - 1))`.
    fn ln_sum(&self, s: Chance) -> f64 {
        let depth = -self.theta * s.ln;
        if depth > 40.0 {
            depth + (self.power + (1.0 - self.power) * (-depth).exp()).ln()
        } else {
            (self.power * depth.exp_m1()).ln_1p()
        }
    }
}

impl Rule for Clayton {
    fn both(&self, s: Chance) -> Chance {
        let ln = -self.ln_sum(s) / self.theta;
        // 1 - D = Q (1 - s) to the last digit where the logarithm of s leaves f64.
        let far = s.ln_not < -700.0;
        Chance { ln, ln_not: if far { (self.power.ln() + s.ln_not).min(0.0) } else { ln_1m_exp(ln) } }
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        self.power.ln() - (1.0 + self.theta) * s.ln - (1.0 / self.theta + 1.0) * self.ln_sum(s)
    }

    fn leading(&self) -> Leading {
        Leading::plain(-self.power.ln() / self.theta, 1.0)
    }
}

/// `ln p^power` and `ln(1 - p^power)` for p known from both sides.
fn powered(power: f64, p: Chance) -> Chance {
    Chance { ln: power * p.ln, ln_not: ln_1m_power(power, p.ln_not, p.ln) }
}

/// `ln` of the sum of `e^term(j)` over all whole j, for terms that rise to one summit and fall from it, from a start not far from that.
pub(in crate::tail::made) fn ln_sum_around(term: impl Fn(f64) -> f64) -> f64 {
    let (mut top, mut sum) = (term(0.0), 1.0);
    for side in [1.0, -1.0] {
        let (mut j, mut last) = (side, top.max(f64::MIN));
        loop {
            let next = term(j);
            if next > top {
                sum = sum * (top - next).exp() + 1.0;
                top = next;
            } else {
                sum += (next - top).exp();
            }
            // Terms fall ever faster than by a third here, so that what is left out is below the last digit.
            if (next < top - 41.0 && next < last) || next == f64::NEG_INFINITY && top > f64::NEG_INFINITY {
                break;
            }
            if next.is_nan() || j.abs() > 1e7 {
                return f64::NAN;
            }
            (j, last) = (j + side, next);
        }
    }
    top + sum.ln()
}
