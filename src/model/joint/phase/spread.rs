//! The case of a law of X given V = v as `m(v) + s(v) L`: how the exponential moments of L count beside the tail of V.

use crate::{
    model::joint::{
        built::{Built, Slot},
        expression::{Expression, Function},
        growth::growth,
        leading::leading,
    },
    tail::{Law, TailClass},
};

/// `m(v) + s(v) L`.
pub(in crate::model::joint) struct Spread {
    shift: Expression,
    scale: Expression,
    base: Base,
}

/// L, by `ln E e^(rL) ~ factor r^power` for large r.
#[derive(Clone, Copy)]
struct Base {
    factor: f64,
    power: f64,
    /// Whether L is bounded on both sides.
    is_bounded: bool,
}

impl Spread {
    /// X is m(v) for certain.
    pub(in crate::model::joint) fn point(shift: &Expression) -> Self {
        let base = Base { factor: 0.0, power: 1.0, is_bounded: true };
        Self { shift: shift.clone(), scale: Expression::Number(0.0), base }
    }

    /// Takes a law apart; none if it is of another form, or if L has no light tail.
    pub(in crate::model::joint) fn of(built: &Built) -> Option<Self> {
        match built {
            Built::Fixed(law) => {
                let (shift, scale) = (Expression::Number(0.0), Expression::Number(1.0));
                Some(Self { shift, scale, base: Base::of(law)? })
            }
            Built::Member(family, slots) => match (family.name, &slots[..]) {
                ("normal", [Slot::Number(mean), Slot::Number(sd)]) => {
                    let base = Base { factor: 0.5, power: 2.0, is_bounded: false };
                    Some(Self { shift: mean.clone(), scale: sd.clone(), base })
                }
                ("uniform", [Slot::Number(low), Slot::Number(high)]) => {
                    let scale = call(Function::Subtract, high, low);
                    let base = Base { factor: 1.0, power: 1.0, is_bounded: true };
                    Some(Self { shift: low.clone(), scale, base })
                }
                ("scaled", [Slot::Number(by), Slot::Law(law)]) => {
                    let Self { shift, scale, base } = Self::of(law)?;
                    let times = |of: &Expression| call(Function::Multiply, by, of);
                    Some(Self { shift: times(&shift), scale: times(&scale), base })
                }
                ("shifted", [Slot::Number(by), Slot::Law(law)]) => {
                    let of = Self::of(law)?;
                    Some(Self { shift: call(Function::Add, by, &of.shift), ..of })
                }
                _ => None,
            },
        }
    }

    /// Whether m and s are bounded on bounded sets, by their form.
    pub(in crate::model::joint) fn is_locally_bounded(&self) -> bool {
        growth(&self.shift).is_some() && growth(&self.scale).is_some()
    }

    /// Whether X is bounded, whatever v: by constants, as far as the forms tell.
    pub(in crate::model::joint) fn is_bounded(&self) -> bool {
        let constant =
            |of: &Expression| [true, false].iter().all(|&up| term(of, up).is_some_and(|(_, power)| power <= 0.0));
        self.base.is_bounded && self.is_locally_bounded() && constant(&self.shift) && constant(&self.scale)
    }

    /// Whether by their form `m(v) = c - v` and s is constant: then V + X is `c + s L`.
    pub(in crate::model::joint) fn cancels(&self) -> bool {
        let slope = |of: &Expression| of.line().map(|(slope, _)| slope);
        slope(&self.shift) == Some(-1.0) && slope(&self.scale) == Some(0.0)
    }

    /// The s up to which `E e^(s (V + X))` is finite as v goes to one end, V being normal with `-ln f ~ decay v^2`; 0 if it is for none.
    /// None if the forms do not tell.
    pub(in crate::model::joint) fn finite_below(&self, upwards: bool, decay: f64) -> Option<f64> {
        let (linear, scale) = (term(&self.shift, upwards)?, term(&self.scale, upwards)?);
        let Base { factor, power, .. } = self.base;
        // The exponent is s m + factor (s scale)^power - decay v^2, and s v, which does not count.
        let spread = (factor * scale.0.max(0.0).powf(power), scale.1 * power);
        let counts = |(size, degree): (f64, f64)| size > 0.0 && degree >= 2.0 - 1e-12;
        match (counts(linear), counts(spread)) {
            (false, false) => Some(f64::INFINITY),
            // Terms of one order that oppose each other are not weighed.
            _ if linear.0 < 0.0 && linear.1 >= spread.1 - 1e-12 && linear.1 > 1.0 => None,
            (true, true) => None,
            (true, false) if spread.0 > 0.0 && spread.1 >= linear.1 => None,
            (true, false) => Some(if linear.1 > 2.0 + 1e-12 { 0.0 } else { decay / linear.0 }),
            (false, true) => Some(if spread.1 > 2.0 + 1e-12 { 0.0 } else { (decay / spread.0).powf(1.0 / power) }),
        }
    }
}

impl Base {
    fn of(law: &Law) -> Option<Self> {
        let support = law.support();
        let is_bounded = support.low.is_finite() && support.high.is_finite();
        match law.tail_class() {
            TailClass::Bounded => Some(Self { factor: support.high.max(0.0), power: 1.0, is_bounded }),
            // The largest of r x - c x^p.
            TailClass::SuperExponential { exponent: p, coefficient: c } => {
                let factor = (1.0 - 1.0 / p) * (c * p).powf(-1.0 / (p - 1.0));
                Some(Self { factor, power: p / (p - 1.0), is_bounded })
            }
            _ => None,
        }
    }
}

/// The leading term of an expression far out, if it is a power.
fn term(of: &Expression, upwards: bool) -> Option<(f64, f64)> {
    leading(of, upwards)?.term()
}

fn call(function: Function, a: &Expression, b: &Expression) -> Expression {
    Expression::Call(function, vec![a.clone(), b.clone()])
}
