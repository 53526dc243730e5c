//! How the best policies of an f-divergence bend: the density ratio `w = h(y)` at `y = (U - tau)/lambda`, h the inverse of `f'`.
//!
//! Refuses: an f with a corner; its policies do not bend but jump.

use crate::num::quadrature::{Goal, integrate, nodes, rule_sums};
use std::f64::consts::LN_2;

/// A convex f with `f(1) = f'(1) = 0`, by its inverse slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bend {
    /// `f' = (w^(p-1) - 1)/(p-1)`.
    Power(f64),
    /// `f' = ln(2w/(1+w)) / 2`.
    JensenShannon,
    /// `f' = ((1 + ln w)^b - 1)/b` from 1 on, and minus the same of 1/w below.
    LogPower(f64),
}

/// A place: y, and how far it is below the largest slope L of f where that is finite, else above where the ratio begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    pub(super) y: f64,
    pub(super) room: f64,
}

/// Nearer to 1 than this as a logarithm a density ratio's divergence is integrated: its formula would cancel.
const NEAR_ONE: f64 = 0.5;

impl Bend {
    /// `L = lim f(w)/w`.
    pub(super) fn growth(self) -> f64 {
        match self {
            Self::Power(p) if p < 1.0 => 1.0 / (1.0 - p),
            Self::JensenShannon => 0.5 * LN_2,
            _ => f64::INFINITY,
        }
    }

    /// The place of a y that is not near either end.
    fn slope(self, y: f64) -> Slope {
        let growth = self.growth();
        Slope { y, room: if growth.is_finite() { growth - y } else { y - self.begins() } }
    }

    /// `f''(1)`.
    pub(super) fn curvature(self) -> f64 {
        if self == Self::JensenShannon { 0.25 } else { 1.0 }
    }

    /// The y at which the density ratio begins.
    pub(super) fn begins(self) -> f64 {
        match self {
            Self::Power(p) if p > 1.0 => -1.0 / (p - 1.0),
            _ => f64::NEG_INFINITY,
        }
    }

    /// The power of `1/(L - y)` by which the density ratio grows towards a finite L.
    pub(super) fn pole(self) -> f64 {
        if let Self::Power(p) = self { 1.0 / (1.0 - p) } else { 1.0 }
    }

    /// `ln h(y)`.
    pub(super) fn ln_ratio(self, Slope { y, room }: Slope) -> f64 {
        match self {
            Self::Power(1.0) => y,
            Self::Power(p) => match (p - 1.0) * y {
                _ if room <= 0.0 && p > 1.0 => f64::NEG_INFINITY,
                part if part < -0.5 => ((1.0 - p).abs() * room).ln() / (p - 1.0),
                part => part.ln_1p() / (p - 1.0),
            },
            Self::JensenShannon if y > 0.1 => -2.0 * room - (-(-2.0 * room).exp_m1()).ln(),
            Self::JensenShannon if y < -1.0 => 2.0 * y - (2.0 - (2.0 * y).exp()).ln(),
            Self::JensenShannon => {
                let part = (2.0 * y).exp_m1();
                (2.0 * part / (1.0 - part)).ln_1p()
            }
            Self::LogPower(b) => (((b * y.abs()).ln_1p() / b).exp_m1()).copysign(y),
        }
    }

    /// `ln h'(y)`.
    pub(super) fn ln_slope(self, at: Slope) -> f64 {
        let ln_ratio = self.ln_ratio(at);
        match self {
            Self::Power(2.0) if ln_ratio > f64::NEG_INFINITY => 0.0,
            Self::Power(_) if ln_ratio == f64::NEG_INFINITY => f64::NEG_INFINITY,
            Self::Power(p) => (2.0 - p) * ln_ratio,
            Self::JensenShannon if ln_ratio > 0.0 => LN_2 + 2.0 * ln_ratio + (-ln_ratio).exp().ln_1p(),
            Self::JensenShannon => LN_2 + ln_ratio + ln_ratio.exp().ln_1p(),
            Self::LogPower(b) => ln_ratio + (1.0 - b) * (b * at.y.abs()).ln_1p() / b,
        }
    }

    /// About how fast `ln h'` moves with y: what the rounding of a place is worth.
    pub(super) fn steepness(self, at: Slope) -> f64 {
        match self {
            Self::Power(1.0) => 1.0,
            Self::Power(p) => (2.0 - p).abs() / ((1.0 - p).abs() * at.room),
            Self::JensenShannon => 2.0 + 4.0 * self.ln_ratio(at).exp(),
            Self::LogPower(b) => {
                let ln = (b * at.y.abs()).ln_1p();
                ((1.0 / b - 1.0) * ln).exp() + (1.0 - b).abs() * (-ln).exp()
            }
        }
    }

    /// `f(w)` at `w = h(y)`.
    pub(super) fn spent(self, at: Slope) -> f64 {
        let ln_ratio = self.ln_ratio(at);
        if ln_ratio.abs() < NEAR_ONE { self.near_one(at) } else { self.f(ln_ratio) }
    }

    /// The integral of `z h'(z)` from 0 to y.
    fn near_one(self, at: Slope) -> f64 {
        let places = nodes(0.0, at.y);
        let integrand = |i: usize| {
            let y = places[i];
            y * self.ln_slope(self.slope(y)).exp()
        };
        rule_sums(integrand, 0.5 * at.y).0
    }

    /// The divergence of a policy that is all at one place of this mass, given as its logarithm.
    pub(super) fn at_top(self, ln_mass: f64) -> f64 {
        let mass = ln_mass.exp();
        mass * self.f(-ln_mass) + if mass < 1.0 { (1.0 - mass) * self.f(f64::NEG_INFINITY) } else { 0.0 }
    }

    /// `f` by the logarithm of the ratio.
    pub(super) fn f(self, ln_ratio: f64) -> f64 {
        let (less, w) = (ln_ratio.exp_m1(), ln_ratio.exp());
        match self {
            Self::Power(0.0) => less - ln_ratio,
            Self::Power(1.0) if w == 0.0 => 1.0,
            Self::Power(1.0) => w * ln_ratio - less,
            Self::Power(p) => ((p * ln_ratio).exp_m1() - p * less) / (p * (p - 1.0)),
            Self::JensenShannon if w == 0.0 => 0.5 * LN_2,
            // With v = 1/w, w ln(2w/(1+w)) = w (ln 2 - ln(1+v)).
            Self::JensenShannon => 0.5 * (w * (LN_2 - (-ln_ratio).exp().ln_1p()) + LN_2 - w.ln_1p()),
            Self::LogPower(b) => by_logarithm(b, ln_ratio),
        }
    }
}

/// `int_0^x ((1 + t)^b - 1)/b e^t dt` for a ratio above 1, with `e^-t` and up to -x for one below.
fn by_logarithm(b: f64, ln_ratio: f64) -> f64 {
    let (reach, up) = (ln_ratio.abs().min(1e4), ln_ratio > 0.0);
    // From where the exponential is largest, as far as f64 sees it.
    let depth = reach.min(60.0 + 8.0 * b);
    let count = depth.ceil().max(1.0);
    let edge = |i: f64| depth * i / count;
    let panels: Vec<(f64, f64)> = (0..count as usize).map(|i| (edge(i as f64), edge(i as f64 + 1.0))).collect();
    let factor = |t: f64| (b * t.ln_1p()).exp_m1() / b;
    let place = |x: f64| if up { reach - x } else { x };
    let q = integrate(|_, x| [factor(place(x)) * (-x).exp()], &panels, Goal { relative: 1e-15, bisections: 200 });
    if up { q.value[0] * reach.exp() } else { q.value[0] }
}
