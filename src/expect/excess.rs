//! The integrands of `E[(V - a)(U - t)^+]`, by the integrated tail of X: what a covariance given U >= t is made of.

use super::{
    answer::{At, factor},
    kernel::{Kernel, Levels, REACHED, exp_above},
    mesh::Panel,
    origin::{Origin, first_moment},
    pieces::{self, Integrand},
    plan::Asked,
    probes::Looks,
    sides::Stretch,
    sum::Sum,
    terms::{add, times},
};
use crate::num::{Estimate, quadrature::Quadrature};

/// What a mean excess from two means may miss, beside it.
const CANCELLED: f64 = 1e-9;

impl Sum {
    /// `E[U - t | U >= t]` and `Cov(V, U | U >= t)`, from the integrated tail of X; none where `P(U >= t) = 0`.
    ///
    /// With `I_X(x) = int_x^inf S_X` and `b = E[U - t | U >= t]`, for any point a
    /// `Cov P(U >= t) = E[(V - a) I_X(t - V)] - b E[(V - a); U >= t]`; at the mean of V both expectations are again those of
    /// products of two deviations.
    pub(super) fn covariance(&self, t: f64) -> Option<(Estimate, Estimate)> {
        let Moved { parts: [reached, moved, over, together], .. } = self.moved(t, [0, 1, 2, 3]);
        (reached.value > 0.0).then(|| {
            let (mean, over) = (moved.over(reached), over.over(reached));
            let apart = Estimate::new(
                -over.value * mean.value,
                over.value.abs() * mean.error + over.error * (mean.value.abs() + mean.error),
            );
            (over, together.over(reached).plus(apart))
        })
    }

    /// `ln P(U >= t)`, and `E[(U - t)^+]`, the integral of `P(U > u)` from t on.
    ///
    /// From the means of V and X where those leave it its digits: an integrated tail may itself take an integration at each node.
    pub(super) fn excess(&self, over_error: &Self, t: f64) -> (f64, Estimate) {
        self.excess_of_means(over_error, t).unwrap_or_else(|| {
            let Moved { ln_unit, parts: [reached, over] } = self.moved(t, [0, 2]);
            let unit = ln_unit.exp();
            let rounding = f64::EPSILON * ln_unit.abs();
            let excess = Estimate::new(unit * over.value, unit * (over.error + rounding * over.value.abs()));
            (reached.value.ln() + ln_unit, excess)
        })
    }

    /// The same from `E[V | U >= t] + E[X | U >= t] - t`; none where they cancel.
    fn excess_of_means(&self, over_error: &Self, t: f64) -> Option<(f64, Estimate)> {
        let (At { ln_p, deviation, .. }, reached) =
            self.by_panels(Some(over_error), t, Asked { density: false, at: false, second: false });
        let (of_value, of_error) = (deviation?, reached?.deviation?);
        let less = Estimate::new(self.centre + over_error.centre - t, f64::EPSILON * t.abs());
        let over = of_value.plus(of_error).plus(less);
        let known = over.error <= CANCELLED * over.value && ln_p.error < CANCELLED;
        let p = ln_p.value.exp();
        known.then(|| (ln_p.value, Estimate::new(p * over.value, p * (over.error + ln_p.error * over.value))))
    }

    /// Of the integrals those of the given parts.
    fn moved<const K: usize>(&self, t: f64, parts: [usize; K]) -> Moved<K> {
        let plan = self.plan(None, t, Asked { density: false, at: false, second: K == PARTS });
        let (kernel, kept, rounding) = (&plan.sides.value, &plan.kept, plan.roundings[0]);
        let excess = Excess::of(kernel);
        let kept_parts = |all: [f64; PARTS]| parts.map(|k| all[k]);
        let mut carried = Quadrature::NOTHING;
        for atom in &plan.atoms[0] {
            add(&mut carried, kept_parts(excess.at_atom(atom.v, kernel.t - atom.v, &atom.levels)));
        }
        let ranges = kept.iter().map(|(stretch, _)| stretch.panels[0].range);
        let q = carried.plus(pieces::integrate(
            &Kept { excess: &excess, kept, parts },
            ranges,
            carried.absolute,
            [plan.aim(REACHED, |_| None); K],
        ));
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let factor = factor(kernel.above);
        let factors = parts.map(|k| [1.0, factor, 4.0, factor][k]);
        let part = |i: usize| Estimate::new(q.value[i], q.error[i] + (factors[i] * rounding + base) * q.absolute[i]);
        Moved { ln_unit: kernel.scale.reached, parts: std::array::from_fn(part) }
    }
}

/// Some of the integrands on the panels that count, by their places among all.
struct Kept<'a, const K: usize> {
    excess: &'a Excess<'a>,
    kept: &'a [(Stretch, Looks)],
    parts: [usize; K],
}

impl<const K: usize> Integrand<K> for Kept<'_, K> {
    fn at(&self, panel: usize, parameters: &[f64], into: &mut [[f64; K]]) {
        let panel = &self.kept[panel].0.panels[0];
        for (into, &parameter) in into.iter_mut().zip(parameters) {
            let all = self.excess.at_node(panel, parameter);
            *into = self.parts.map(|k| all[k]);
        }
    }
}

/// The integrals at one threshold, in units of `e^ln_unit`.
struct Moved<const K: usize> {
    ln_unit: f64,
    parts: [Estimate; K],
}

/// The integrals, in this order: probability, first moment of V, mean excess of U over t, and their product moment.
pub(super) const PARTS: usize = 4;

/// A kernel with the integrated tail of X.
pub(super) struct Excess<'a> {
    kernel: &'a Kernel<'a>,
    /// `ln I_X(t - mean)`, `I_X(x) = int_x^inf P(X > y) dy`.
    ln_integral: f64,
}

impl<'a> Excess<'a> {
    pub(super) fn of(kernel: &'a Kernel<'a>) -> Self {
        Self { kernel, ln_integral: kernel.error.ln_upper_integral(kernel.t - kernel.mean) }
    }

    /// The integrands at a parameter of a panel.
    pub(super) fn at_node(&self, panel: &Panel, parameter: f64) -> [f64; PARTS] {
        let kernel = self.kernel;
        let node = panel.node(parameter, kernel.t);
        let ln_weight = kernel.ln_weight(panel, &node);
        if ln_weight == f64::NEG_INFINITY {
            return [0.0; PARTS];
        }
        let from = |origin: f64| panel.origin_from(origin, kernel.t) + node.step;
        let offset = from(kernel.mean);
        let place = if let Origin::Middle(middle) = kernel.above { from(middle) } else { offset };
        let ln_sf = kernel.error.ln_sf(node.x);
        self.parts(ln_weight, (ln_sf, kernel.sf_gain(ln_sf, offset).1), node.x, offset, place)
    }

    /// The integrands at an atom of V with remainder x.
    pub(super) fn at_atom(&self, v: f64, x: f64, levels: &Levels) -> [f64; PARTS] {
        let offset = v - self.kernel.mean;
        let place = if let Origin::Middle(middle) = self.kernel.above { v - middle } else { offset };
        self.parts(levels.ln_weight, levels.sf, x, offset, place)
    }

    fn parts(&self, ln_weight: f64, sf: (f64, f64), x: f64, offset: f64, place: f64) -> [f64; PARTS] {
        let kernel = self.kernel;
        let ln_weight = ln_weight - kernel.scale.reached;
        let ln_integral = kernel.error.ln_upper_integral(x);
        let [here, integrated] = [ln_weight + sf.0, ln_weight + ln_integral];
        let (reached, over) = (exp_above(here, 0.0), exp_above(integrated, 0.0));
        let direct = ln_integral - self.ln_integral;
        let together = match kernel.above {
            Origin::Mean { .. } if direct.abs() < 0.03 => {
                times(offset, times(offset * self.mean_tail(offset), exp_above(ln_weight + kernel.ln_sf, 0.0)))
            }
            _ => first_moment(kernel.above, place, (over, integrated), direct, ln_weight + self.ln_integral),
        };
        let moment = first_moment(kernel.above, place, (reached, here), sf.1, ln_weight + kernel.ln_sf);
        [reached, moment, over, together]
    }

    /// The mean of `S_X / S_X(t - mean)` between `t - mean - offset` and `t - mean`, where S changes little.
    fn mean_tail(&self, offset: f64) -> f64 {
        let (error, at) = (self.kernel.error, self.kernel.t - self.kernel.mean);
        let ratio = |share: f64| error.ln_sf_ratio(at, share * offset).exp();
        GAUSS_4.iter().map(|(node, weight)| weight * (ratio(*node) + ratio(1.0 - node))).sum()
    }
}

/// Nodes and weights of the 4-point rule of Gauss and Legendre on [0, 1], one of each pair.
const GAUSS_4: [(f64, f64); 2] =
    [(0.069_431_844_202_973_71, 0.173_927_422_568_726_93), (0.330_009_478_207_571_87, 0.326_072_577_431_273_07)];
