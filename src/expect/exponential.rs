//! The law of U at one threshold where the density of V is made of exponentials and constants, and that of X too or X is normal:
//! every integral is a sum of closed forms.
//!
//! On each stretch between corners the density of V times the tail or the density of X is an exponential times at most a line.
//!
//! Refuses: thresholds that U reaches with more than three quarters, for then what it misses wants digits of its own; a first moment whose terms cancel. Quadrature takes over.

mod normal;
mod product;
mod term;

use self::{normal::Normal, product::Product, term::Term};
use super::{
    answer::{At, Reached},
    plan::Asked,
    sum::Sum,
};
use crate::{
    num::{Estimate, logs::ln_1m_exp},
    tail::Law,
};

/// What rounding may leave open of a gain, beside it; and of `E[V | U = t]`, beside the width of V.
const KNOWN: f64 = 1e-11;
const KNOWN_AT: f64 = 1e-13;
/// A sum is at least so many times what rounding may have left of it.
const KEPT: f64 = 1e11;
/// `ln(3/4)`.
const LIKELY: f64 = -0.287_682_072_451_780_9;

/// What U has closed forms by.
#[derive(Clone, Debug)]
pub(super) struct Exponential {
    /// The terms of the density of V.
    value: Vec<Term>,
    error: Other,
}

/// What X is.
#[derive(Clone, Debug)]
enum Other {
    /// Made of exponentials too: the terms of its density and of its tail.
    Pieces(Vec<Term>, Vec<Term>),
    Normal(Normal),
}

/// The integrals of 1, of the distance from a point and of its square, in units of `e^ln_unit`.
struct Sums {
    ln_unit: f64,
    of: [Estimate; 3],
}

impl Exponential {
    /// If both laws are of such a kind.
    pub(super) fn of(value: &Law, error: &Law) -> Option<Self> {
        let density = |pieces: &[_]| -> Vec<Term> { pieces.iter().map(Term::density).collect() };
        let (of_value, of_error) = (density(&value.exponential_pieces()), error.exponential_pieces());
        let error = match error.as_normal() {
            Some((mean, sd)) if Normal::serves(&of_value) => Other::Normal(Normal { mean, sd }),
            _ => Other::Pieces(density(&of_error), Term::tail(&of_error)),
        };
        let made = !of_value.is_empty() && (matches!(error, Other::Normal(_)) || !of_error.is_empty());
        made.then_some(Self { value: of_value, error })
    }

    /// The integrals over V against the density of X or its tail, with distances from a point; none where they leave f64 or
    /// nothing is there.
    fn sums(&self, tail: bool, t: f64, from: f64) -> Option<Sums> {
        let of_error = match &self.error {
            Other::Normal(normal) => return normal.sums(&self.value, t, from, tail),
            Other::Pieces(density, of_tail) => {
                if tail {
                    of_tail
                } else {
                    density
                }
            }
        };
        let pairs = || self.value.iter().flat_map(|value| of_error.iter().map(move |error| (value, error)));
        let products = || pairs().filter_map(|(value, error)| Product::of(value, error, t));
        let ln_unit = products().map(|product| product.ln_size()).fold(f64::NEG_INFINITY, f64::max);
        Sums::of(products().map(|product| product.moments(from, ln_unit)), ln_unit)
    }
}

impl Sums {
    /// None where they leave f64 or nothing is there.
    fn of(all: impl Iterator<Item = [Estimate; 3]>, ln_unit: f64) -> Option<Self> {
        let mut of = [Estimate::new(0.0, 0.0); 3];
        for terms in all {
            (0..3).for_each(|k| {
                of[k].value += terms[k].value;
                of[k].error += terms[k].error;
            });
        }
        let known = ln_unit.is_finite() && of.iter().all(|sum| sum.value.is_finite() && sum.error.is_finite());
        (known && of[0].value > KEPT * of[0].error).then_some(Self { ln_unit, of })
    }
}

impl Sums {
    fn ln(&self) -> Estimate {
        let ln = self.of[0].ln();
        Estimate::new(ln.value + self.ln_unit, ln.error + 2.0 * f64::EPSILON * self.ln_unit.abs())
    }

    /// The mean distance.
    fn mean(&self) -> Estimate {
        self.of[1].over(self.of[0])
    }
}

impl Sum {
    /// What [`Sum::at`] and its like give, by closed forms.
    pub(super) fn by_exponentials(&self, t: f64, asked: Asked) -> Option<At> {
        let exponential = self.exponential.as_ref().filter(|_| self.centred)?;
        let above = exponential.sums(true, t, self.centre)?;
        let ln_p = above.ln();
        if ln_p.value > LIKELY {
            return None;
        }
        let deviation = above.mean();
        if deviation.error > KNOWN * deviation.value.abs() {
            return None;
        }
        let variance = match asked.second {
            true => Some(exponential.sums(true, t, self.centre + deviation.value)?.variance()),
            false => None,
        };
        let nothing = Estimate::new(f64::NEG_INFINITY, 0.0);
        let at = if asked.density { exponential.sums(false, t, self.centre) } else { None };
        let deviation_at = at.as_ref().filter(|_| asked.at).map(Sums::mean);
        let rough = |at: Estimate| at.error > KNOWN_AT * self.value_marks.spread() && at.error > KNOWN * at.value.abs();
        if asked.density && at.is_none() || deviation_at.is_some_and(rough) {
            return None;
        }
        let p = ln_p.value.exp();
        let ln_q = ln_1m_exp(ln_p.value.min(0.0));
        let ln_q = Estimate::new(ln_q, p / (1.0 - p) * ln_p.error + 2.0 * f64::EPSILON * ln_q.abs());
        let ln_density = at.map_or(nothing, |at| at.ln());
        Some(At {
            ln_p,
            ln_q,
            deviation: Some(deviation),
            mean: None,
            variance,
            ln_density,
            deviation_at,
            mean_at: None,
        })
    }
}

impl Sum {
    /// What X is worth above t, beside what V is by closed forms; for a normal X by Stein's identity,
    /// `E[X - E X; U >= t] = sd^2 f_U(t)`.
    pub(super) fn other_by_exponentials(&self, over_error: &Self, t: f64, at: &At) -> Option<Reached> {
        let Some((_, sd)) = self.error.as_normal() else {
            let At { ln_p, deviation, mean, .. } =
                over_error.by_exponentials(t, Asked { density: false, at: false, second: false })?;
            return Some(Reached { ln_p, deviation, mean });
        };
        let (hazard, rounding) = (at.ln_density.value - at.ln_p.value, at.ln_density.error + at.ln_p.error);
        let deviation = sd * sd * hazard.exp();
        let deviation = Estimate::new(deviation, deviation * (rounding + 4.0 * f64::EPSILON * (1.0 + hazard.abs())));
        Some(Reached { ln_p: at.ln_p, deviation: Some(deviation), mean: None })
    }
}

impl Sums {
    /// The variance, from distances about the mean but for its rounding.
    fn variance(&self) -> Estimate {
        let (mean, square) = (self.mean(), self.of[2].over(self.of[0]));
        let squared = mean.value * mean.value;
        square.plus(Estimate::new(-squared, mean.error * (2.0 * mean.value.abs() + mean.error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        expect::answer::Reached,
        model::Proxy,
        tail::{Catalogue, spec},
    };

    const ASKED: Asked = Asked { density: true, at: true, second: true };

    fn sum(value: &str, error: &str) -> Sum {
        let law = |text| spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law");
        Sum::new(&Proxy { value: law(value), error: law(error) })
    }

    fn close(name: &str, a: Estimate, b: Estimate) {
        let apart = (a.value - b.value).abs();
        let room = a.error + b.error + 4.0 * f64::EPSILON * b.value.abs();
        assert!(apart <= room, "{name}: {a} {b}");
        assert!(a.error <= 1e-10 * a.value.abs().max(1.0), "{name}: {a} is not known well");
    }

    #[test]
    fn closed_forms_are_what_panels_find() {
        let pairs = [
            ("laplace(1)", "laplace(1)"),
            ("laplace(1)", "laplace(0.5)"),
            ("laplace(0.02)", "uniform(-1, 3)"),
            ("centred(exponential(1))", "exponential(1.000001)"),
            ("exponential(3)", "shifted(-2, laplace(1.5))"),
            ("uniform(-1, 1)", "centred(exponential(1))"),
            ("uniform(-2, 1)", "uniform(0, 0.3)"),
            ("laplace(1)", "normal(0.2, 1)"),
            ("laplace(0.05)", "normal(0, 1)"),
            ("laplace(4)", "normal(0, 0.01)"),
            ("exponential(1)", "normal(0, 2)"),
        ];
        let mut served = 0;
        for (value, error) in pairs {
            let (over_value, over_error) = (sum(value, error), sum(error, value));
            for t in [-0.4, 0.1, 0.7, 1.0, 2.0, 3.2, 10.0, 60.0, 700.0] {
                let Some(found) = over_value.by_exponentials(t, ASKED) else { continue };
                served += 1;
                let (panels, reached) = over_value.by_panels(Some(&over_error), t, ASKED);
                let name = |what: &str| format!("{what} of {value} + {error} at {t}");
                close(&name("ln p"), found.ln_p, panels.ln_p);
                close(&name("gain"), found.deviation.unwrap(), panels.deviation.unwrap());
                close(&name("variance"), found.variance.unwrap(), panels.variance.unwrap());
                close(&name("density"), found.ln_density, panels.ln_density);
                close(&name("at"), found.deviation_at.unwrap(), panels.deviation_at.unwrap());
                let Reached { ln_p, deviation, .. } = over_value.other_by_exponentials(&over_error, t, &found).unwrap();
                close(&name("ln p over X"), ln_p, panels.ln_p);
                close(&name("gain of X"), deviation.unwrap(), reached.unwrap().deviation.unwrap());
            }
        }
        assert!(served > 55, "{served}");
    }

    #[test]
    fn likely_thresholds_and_other_laws_are_left_to_quadrature() {
        assert!(sum("laplace(1)", "laplace(1)").by_exponentials(-5.0, ASKED).is_none());
        assert!(sum("laplace(1)", "student_t(3)").by_exponentials(5.0, ASKED).is_none());
        assert!(sum("uniform(0, 1)", "normal(0, 1)").by_exponentials(1.0, ASKED).is_none());
        assert!(sum("uniform(0, 1)", "uniform(0, 1)").by_exponentials(2.5, ASKED).is_none());
    }
}
