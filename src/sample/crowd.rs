//! Approaches to a step drawn one by one, with the dependence that they have: each copula by the story that makes it, not by its formula.
//!
//! Refuses: the diagonal of a copula, and every integral over it.

use super::{Stream, draw::draw};
use crate::model::Crowd;
use crate::num::{logs::ln_1m_exp, special::ln_normal_sf};
use crate::tail::{
    Catalogue, Law,
    made::{Count, More, SurvivalCopula},
    spec,
};
use std::f64::consts::PI;

/// A drawer of the time of one step.
pub type Step = Box<dyn Fn(&mut Stream) -> f64 + Send + Sync>;

/// Draws the time of a step from approaches one by one, given that there is one, and says how many draws that takes; none for independent
/// approaches, of whose least one draw will do, and for a number of them that is not whole.
pub fn fastest(crowd: &Crowd, power: f64, approach: &Law) -> Option<(Step, u64)> {
    let whole = ((1.0..=MOST).contains(&power) && power.fract() == 0.0).then_some(power as u32);
    let approach = approach.clone();
    match crowd {
        Crowd::Independent => None,
        Crowd::Counted(count) => {
            let (count, draws) = (*count, 1 + count.mean().min(MOST) as u64);
            let step = move |stream: &mut Stream| {
                let many = std::iter::repeat_with(|| number(&count, stream)).find(|&many| many > 0);
                approach.inv_ln_sf(-stream.exponential() / many.expect("repeated for ever") as f64)
            };
            Some((Box::new(step), draws))
        }
        Crowd::Joined(copula) => {
            let (many, linked) = (whole?, Linked::of(*copula)?);
            let step = move |stream: &mut Stream| least_joined(&linked, many, &approach, stream);
            Some((Box::new(step), 2 * u64::from(many)))
        }
        Crowd::Shared(difficulty) => {
            let (many, difficulty) = (whole?, difficulty.clone());
            let step = move |stream: &mut Stream| least_stretched(&difficulty, many, &approach, stream);
            Some((Box::new(step), 1 + u64::from(many)))
        }
    }
}

/// More approaches than this are not drawn one by one.
const MOST: f64 = 1e4;

/// The least of `count` draws of a law whose ranks depend on each other, or of as many models' errors.
pub fn least_joined(copula: &Linked, count: u32, law: &Law, stream: &mut Stream) -> f64 {
    let mut shared = copula.shared(stream);
    let one = |_| law.inv_ln_sf(-copula.depth(&mut shared, stream));
    (0..count).map(one).fold(f64::INFINITY, f64::min)
}

/// The least of `count` draws, all stretched by one draw of another law.
pub fn least_stretched(difficulty: &Law, count: u32, law: &Law, stream: &mut Stream) -> f64 {
    let stretch = draw(&**difficulty, stream);
    stretch * super::draw::least_of(&**law, count, stream)
}

/// A draw of a number of approaches.
pub fn number(count: &Count, stream: &mut Stream) -> u64 {
    let more = match count.more {
        More::Poisson(mean) => {
            // Arrivals before the mean.
            let (mut time, mut arrived) = (stream.exponential(), 0);
            while time < mean {
                (time, arrived) = (time + stream.exponential(), arrived + 1);
            }
            arrived
        }
        More::Geometric(p) => (0..).take_while(|_| stream.uniform() > p).count() as u64,
        More::Binomial(n, p) => (0..n as u64).filter(|_| stream.uniform() < p).count() as u64,
    };
    count.least as u64 + more
}

/// A copula of survival functions, ready to be drawn from.
#[derive(Clone, Debug)]
pub struct Linked {
    copula: SurvivalCopula,
    /// The law of one of the t variables.
    one: Option<Law>,
}

/// What the draws of one step share, given which they are independent.
enum Shared {
    /// Normals: their common part, and what all are divided by.
    Factor(f64, f64),
    /// A frailty.
    Frailty(f64),
    /// When all end at once.
    Shock(f64),
}

impl Linked {
    /// For a copula; a t copula needs the law of one of its variables.
    pub fn new(copula: SurvivalCopula, one: Option<Law>) -> Self {
        Self { copula, one }
    }

    /// For a copula, with all that it needs; none where that cannot be made.
    fn of(copula: SurvivalCopula) -> Option<Self> {
        let no_files = |_: &str| Err("no files".to_string());
        let one = match copula {
            SurvivalCopula::StudentT(_, nu) => {
                Some(spec::parse(&format!("student_t({nu})"), &Catalogue::standard(), &no_files).ok()?)
            }
            _ => None,
        };
        Some(Self::new(copula, one))
    }

    fn shared(&self, stream: &mut Stream) -> Shared {
        match self.copula {
            SurvivalCopula::Gaussian(_) => Shared::Factor(normal(stream), 1.0),
            SurvivalCopula::StudentT(_, nu) => {
                let factor = normal(stream);
                Shared::Factor(factor, (2.0 * gamma(0.5 * nu, stream) / nu).sqrt())
            }
            SurvivalCopula::Gumbel(theta) => Shared::Frailty(stable(1.0 / theta, stream)),
            SurvivalCopula::Clayton(theta) | SurvivalCopula::SurvivalClayton(theta) => {
                Shared::Frailty(gamma(1.0 / theta, stream))
            }
            SurvivalCopula::MarshallOlkin(share) => Shared::Shock(stream.exponential() / share),
        }
    }

    /// The depth `-ln S` of one of the draws, given what they share.
    fn depth(&self, shared: &mut Shared, stream: &mut Stream) -> f64 {
        match (self.copula, shared) {
            (SurvivalCopula::Gaussian(rho) | SurvivalCopula::StudentT(rho, _), Shared::Factor(factor, chi)) => {
                let z = (rho.sqrt() * *factor + (1.0 - rho).sqrt() * normal(stream)) / *chi;
                -self.one.as_ref().map_or_else(|| ln_normal_sf(z), |law| law.ln_sf(z))
            }
            // P(all depths > h_i | V) = e^(-V sum h_i^theta), and E e^(-V s) = e^(-s^(1/theta)).
            (SurvivalCopula::Gumbel(theta), Shared::Frailty(v)) => (stream.exponential() / *v).powf(1.0 / theta),
            // S(T) = (1 + E/M)^(-1/theta), whose own law is uniform.
            (SurvivalCopula::Clayton(theta), Shared::Frailty(m)) => (stream.exponential() / *m).ln_1p() / theta,
            // The same for 1 - S(T).
            (SurvivalCopula::SurvivalClayton(theta), Shared::Frailty(m)) => {
                -ln_1m_exp(-(stream.exponential() / *m).ln_1p() / theta)
            }
            (SurvivalCopula::MarshallOlkin(share), Shared::Shock(all)) => all.min(stream.exponential() / (1.0 - share)),
            _ => unreachable!("each copula shares what belongs to it"),
        }
    }
}

/// A standard normal draw (Box and Muller).
fn normal(stream: &mut Stream) -> f64 {
    (2.0 * stream.exponential()).sqrt() * (2.0 * PI * stream.uniform()).cos()
}

/// A Gamma draw of unit rate (Marsaglia and Tsang 2000); a shape below 1 by one above it and a power.
fn gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, stream) * (-stream.exponential() / shape).exp();
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let z = normal(stream);
        let v = (1.0 + z / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && -stream.exponential() < 0.5 * z * z + d * (1.0 - v + v.ln()) {
            return d * v;
        }
    }
}

/// A positive stable draw with transform `e^(-s^index)`, index at most 1 (Kanter 1975).
fn stable(index: f64, stream: &mut Stream) -> f64 {
    let (angle, e) = (PI * stream.uniform(), stream.exponential());
    if index == 1.0 {
        return 1.0;
    }
    let rest = 1.0 - index;
    let ln =
        (index * angle).sin().ln() - angle.sin().ln() / index + rest / index * ((rest * angle).sin().ln() - e.ln());
    ln.exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Source;
    use crate::tail::{Catalogue, spec::parse};

    /// Each drawn depth is unit exponential, and two of them are beyond a place together as often as Kendall's tau says:
    /// the mean of the sign of `(a - a')(b - b')` over independent pairs.
    #[test]
    fn depths_are_exponential_and_agree_as_kendall_says() {
        use SurvivalCopula as C;
        let t = parse("student_t(3)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
        let elliptical = 2.0 / PI * 0.6f64.asin();
        for (copula, one, tau) in [
            (C::Gaussian(0.6), None, elliptical),
            (C::StudentT(0.6, 3.0), Some(t), elliptical),
            (C::Gumbel(2.5), None, 0.6),
            (C::Clayton(1.5), None, 1.5 / 3.5),
            (C::SurvivalClayton(1.5), None, 1.5 / 3.5),
            (C::MarshallOlkin(0.5), None, 0.5 / 1.5),
        ] {
            let (joint, mut stream) = (Linked::new(copula, one), Source::new(2, "crowd", &copula.spec()).shard(0));
            let mut pair = || {
                let mut shared = joint.shared(&mut stream);
                [joint.depth(&mut shared, &mut stream), joint.depth(&mut shared, &mut stream)]
            };
            let (n, mut sum, mut squares, mut signs) = (100_000, 0.0, 0.0, 0.0);
            for _ in 0..n {
                let ([a, b], [c, d]) = (pair(), pair());
                sum += a;
                squares += a * a;
                signs += ((a - c) * (b - d)).signum() * f64::from(u8::from((a - c) * (b - d) != 0.0));
            }
            let n = f64::from(n);
            // Six standard errors, of 1, of sqrt(20) and of at most 1 over sqrt n: a false alarm rate of 2e-9 each.
            let reach = 6.0 / n.sqrt();
            assert!((sum / n - 1.0).abs() < reach, "{copula:?}: mean {}", sum / n);
            assert!((squares / n - 2.0).abs() < 20f64.sqrt() * reach, "{copula:?}: square {}", squares / n);
            assert!((signs / n - tau).abs() < reach, "{copula:?}: tau {} for {tau}", signs / n);
        }
    }

    #[test]
    fn numbers_have_their_means_and_their_chance_of_none() {
        for text in ["poisson(1.5)", "geometric(0.3, 0)", "binomial(4, 0.4)", "poisson(2, 3)"] {
            let (count, n) = (Count::parse(text).unwrap(), 200_000);
            let mut stream = Source::new(3, "crowd", text).shard(0);
            let (mut sum, mut none) = (0.0, 0.0);
            for _ in 0..n {
                let k = number(&count, &mut stream);
                sum += k as f64;
                none += f64::from(u8::from(k == 0));
            }
            // Standard deviations of at most 2.8 and 1/2; six standard errors.
            let n = f64::from(n);
            assert!((sum / n - count.mean()).abs() < 6.0 * 2.8 / n.sqrt(), "{text}: mean {}", sum / n);
            assert!((none / n - count.ln_none().exp()).abs() < 3.0 / n.sqrt(), "{text}: none {}", none / n);
        }
    }
}
