//! The integrals at one threshold where V is normal and X is smooth as far as V reaches: the trapezoidal rule on the whole line.
//!
//! For an integrand that is analytic within a of the line its error falls as `exp(-2 pi a / h)` with the step h (Trefethen and
//! Weideman, SIAM Review 56 (2014), theorem 5.1), so that halving the step squares it. Each step is compared with the one before,
//! and where density and moment were asked for with each other: `E[(V - m); U >= t] = sd^2 f_U(t)` (Stein's identity).
//!
//! What X is worth above t comes from its integrated tail: `E[(U - t)^+] = E[I_X(t - V)]`, I_X the integral of S_X.
//!
//! Refuses: an end, a kink, an atom or a narrow part of X where V has mass; steps that do not agree. Panels take over.

use super::{
    answer::At,
    beyond::FURTHEST,
    kernel::{DENSITY, EXCESS, EXCESS_AT, Kernel, Levels, MISSED, PARTS, REACHED, SECOND, Scale, Wanted, exp_above},
    landmarks::Landmarks,
    mesh::{Node, Panel},
    middle,
    origin::Origin,
    plan::Asked,
    sides::ALL,
    sum::Sum,
};
use crate::num::{Estimate, quadrature::Quadrature};
use std::f64::consts::TAU;

/// The lattice ends so many standard deviations from the mean of V,
pub(super) const END: f64 = 14.0;
/// begins with this step, in the same unit,
const STEP: f64 = 0.5;
/// and halves it at most so often.
const HALVINGS: usize = 3;
/// X has neither an end nor a kink nor a narrow part nearer than this to the mean of V.
const CLEAR: f64 = 9.0;
/// A smooth centre of X is at least so wide.
const WIDE: f64 = 0.15;
/// What lies further out is bounded in steps of this ratio.
const RATIO: f64 = 1.25;
/// Logarithms this far below an integral are those of nothing.
const NOTHING: f64 = 60.0;
/// What two steps may differ by, beside the integral: the finer one is better by far.
const GOAL: f64 = 1e-11;
/// Differences above this are not those of a rule that converges.
const HOPELESS: f64 = 1e-3;
/// What Stein's identity may miss.
const STEIN: f64 = 1e-9;
/// How much of what rounding moves two neighbours may have missed.
const MOVED: f64 = 4.0;

/// A normal V with a smooth X.
struct Lattice<'a> {
    kernel: Kernel<'a>,
    panel: Panel,
    sd: f64,
    /// How many standard deviations from the mean of V the first end, kink or narrow part of X is, or the end of the lattice.
    clear: f64,
    /// Whether the excess of U over t is asked for.
    over: bool,
}

/// What a lattice shows.
pub(super) struct Found {
    pub(super) at: At,
    /// `E[U - t | U >= t]`, if it was asked for and X has an upper mean.
    pub(super) over: Option<Estimate>,
}

/// What is summed: the parts of the kernel, and the mean excess of U over t.
const OVER: usize = PARTS;
const SUMS: usize = PARTS + 1;
/// Terms or sums of them.
type Terms = [f64; SUMS];

impl Sum {
    /// What [`Sum::at`] and its like give, if V is normal and X smooth as far as V reaches; and the excess of U if that is asked for.
    pub(super) fn on_lattice(&self, t: f64, asked: Asked, over: bool) -> Option<Found> {
        let (mean, sd) = self.value.as_normal()?;
        if !self.error.atoms().is_empty() {
            return None;
        }
        let clear = clear(&self.error_marks, t - mean, sd)?;
        let missed = t <= self.beyond || self.beyond.is_nan();
        let Asked { density, at, second } = asked;
        let kernel = self.kernel(t, Wanted { second, missed, density, at });
        let panel = Panel::across(mean, END * sd);
        let over = over && self.error.ln_upper_integral(t - mean) < f64::INFINITY;
        Lattice { kernel, panel, sd, clear, over }.integrated(self)
    }
}

/// How far from the mean of V, at `x` for X, the first place is where X is not smooth; none if that is too near.
fn clear(marks: &Landmarks, x: f64, sd: f64) -> Option<f64> {
    let mut clear = END;
    for landmark in &marks.centres {
        let apart = (landmark.at - x).abs() / sd;
        if landmark.smooth {
            (landmark.inner >= WIDE * sd || apart > END).then_some(())?;
        } else {
            clear = clear.min(apart);
        }
    }
    (clear > CLEAR && x.abs() < FURTHEST).then_some(clear)
}

impl Lattice<'_> {
    fn integrated(mut self, sum: &Sum) -> Option<Found> {
        let count = (END / STEP) as i32;
        let looks: Vec<(Node, Levels)> = (-count..=count).map(|k| self.look(STEP * f64::from(k))).collect();
        let seen = looks.iter().map(|(node, levels)| (node.v, levels, 0.0));
        self.kernel.scale = Scale::NOTHING;
        seen.clone().for_each(|(_, levels, ln_width)| self.kernel.scale.include(levels, ln_width));
        let (scale, wanted) = (self.kernel.scale, self.kernel.wanted);
        let seen_at_all = |wanted: bool, ln: f64| !wanted || ln.is_finite();
        let all_seen = seen_at_all(true, scale.reached)
            && seen_at_all(wanted.density, scale.density)
            && seen_at_all(wanted.missed, scale.missed);
        if !all_seen {
            return None;
        }
        self.kernel.centre(seen.clone());
        let depth = middle::depth(seen, &scale).max(-scale.reached);
        let rounding = f64::EPSILON * (8.0 + 4.0 * depth) + jitter(&looks, |l| l.sf.0, scale.reached);
        let moved = if wanted.missed { MOVED * jitter(&looks, |l| l.ln_cdf, scale.missed) } else { 0.0 };
        let first = total(looks.iter().map(|(node, levels)| self.terms(node, levels)));
        let (q, over) = self.refined(first, rounding)?;
        let over = self
            .over
            .then(|| Estimate::new(over.value, over.error + 4.0 * rounding * over.value).over(q.estimate(REACHED)));
        self.is_stein(&q).then(|| Found { at: sum.assemble(&q, &self.kernel, rounding, moved), over })
    }

    /// The logarithms at a place, in standard deviations from the mean of V.
    fn look(&self, z: f64) -> (Node, Levels) {
        let node = self.panel.node(self.sd * z, self.kernel.t);
        let ln_weight = -0.5 * (z * z + TAU.ln());
        (node, self.kernel.levels(&self.panel, &node, ln_weight))
    }

    /// The integrands at a place that was looked at.
    fn terms(&self, node: &Node, levels: &Levels) -> Terms {
        let mut terms = [0.0; SUMS];
        terms[..PARTS].copy_from_slice(&self.kernel.at_node(&self.panel, node, levels));
        if self.over {
            let ln_integral = self.kernel.error.ln_upper_integral(node.x);
            terms[OVER] = exp_above(levels.ln_weight + ln_integral, self.kernel.scale.reached);
        }
        terms
    }

    /// Halves the step until the sums no longer change; none if they still do. The kernel's integrals, and that of the excess.
    fn refined(&self, first: [Terms; 2], rounding: f64) -> Option<(Quadrature<ALL>, Estimate)> {
        let mut step = STEP;
        let mut sums = first.map(|terms| terms.map(|sum| STEP * sum));
        let outside = self.outside();
        let mut evaluations = (2.0 * END / STEP) as usize + 1;
        for _ in 0..HALVINGS {
            let count = (END / step) as i32;
            let places = (-count..count).map(|k| step * (f64::from(k) + 0.5));
            let between = total(places.map(|z| {
                let (node, levels) = self.look(z);
                self.terms(&node, &levels)
            }));
            evaluations += 2 * count as usize;
            let mean = |old: Terms, new: Terms| std::array::from_fn(|k| 0.5 * (old[k] + step * new[k]));
            let [values, sizes] = [mean(sums[0], between[0]), mean(sums[1], between[1])];
            let changes: Terms = std::array::from_fn(|k| (values[k] - sums[0][k]).abs());
            let within = |share: f64| (0..SUMS).all(|k| changes[k] <= share * sizes[k]);
            (sums, step) = ([values, sizes], 0.5 * step);
            if within(GOAL.max(rounding)) {
                let errors: Terms = std::array::from_fn(|k| changes[k] + outside[k]);
                let known = (0..SUMS).all(|k| outside[k] <= GOAL * sizes[k]);
                return known.then(|| whole([values, sizes, errors], evaluations));
            }
            if !within(HOPELESS) {
                return None;
            }
        }
        None
    }

    /// Bounds of the integrals over what is too far out for the lattice to be trusted with.
    fn outside(&self) -> Terms {
        let Self { kernel, sd, .. } = self;
        let least = kernel.scale.reached.min(if kernel.wanted.density { kernel.scale.density } else { f64::INFINITY });
        let top = self.ln_outside(least, |place| kernel.error.ln_sf(kernel.t - kernel.mean - place * sd));
        let near = ln_weight_beyond(self.clear);
        let bound = |ln: f64, scale: f64| (ln - scale).exp();
        let mut outside = [0.0; SUMS];
        outside[REACHED] = bound(top, kernel.scale.reached);
        outside[EXCESS] = outside[REACHED] * sd;
        if self.over {
            // The integrated tail is that of what X has further out, and at least as heavy.
            let ln_integral = |place: f64| kernel.error.ln_upper_integral(kernel.t - kernel.mean - place * sd);
            outside[OVER] = bound(self.ln_outside(least, ln_integral), kernel.scale.reached);
        }
        if kernel.wanted.second {
            outside[SECOND] = outside[EXCESS] * sd;
        }
        if kernel.wanted.density {
            outside[DENSITY] = bound(top, kernel.scale.density) / sd;
        }
        if kernel.wanted.at {
            outside[EXCESS_AT] = outside[DENSITY] * sd;
        }
        if kernel.wanted.missed {
            outside[MISSED] = bound(near, kernel.scale.missed);
        }
        outside
    }

    /// The logarithm of a bound of what is far out: from one place to the next V weighs at most as much as at the nearer one, and
    /// what X has to add rises to its level at the further one.
    fn ln_outside(&self, least: f64, level: impl Fn(f64) -> f64) -> f64 {
        let (mut place, mut top) = (self.clear, f64::NEG_INFINITY);
        loop {
            let (ln_weight, next) = (ln_weight_beyond(place), RATIO * place);
            if ln_weight < least - NOTHING {
                return top;
            }
            top = top.max(ln_weight + level(next));
            place = next;
        }
    }

    /// Whether the first moment above t is what the density at t makes it, where both are known.
    fn is_stein(&self, q: &Quadrature<ALL>) -> bool {
        let Self { kernel, sd, .. } = self;
        if !kernel.wanted.density {
            return true;
        }
        let shift = if let Origin::Middle(middle) = kernel.above { middle - kernel.mean } else { 0.0 };
        let moment = q.value[EXCESS] + shift * q.value[REACHED];
        let size = q.absolute[EXCESS] + shift.abs() * q.absolute[REACHED];
        let by_density = sd * sd * q.value[DENSITY] * (kernel.scale.density - kernel.scale.reached).exp();
        (moment - by_density).abs() <= (STEIN + kernel.error.pdf_accuracy()) * size.max(by_density)
    }
}

/// The logarithm of what a standard normal law has beyond z, second moments included, for more than one step of the bound.
fn ln_weight_beyond(z: f64) -> f64 {
    (4.0 * (1.0 + z * z)).ln() - 0.5 * (z * z + TAU.ln())
}

/// Sums of terms and of their sizes.
fn total(terms: impl Iterator<Item = Terms>) -> [Terms; 2] {
    terms.fold([[0.0; SUMS]; 2], |mut sums, term| {
        for k in 0..SUMS {
            sums[0][k] += term[k];
            sums[1][k] += term[k].abs();
        }
        sums
    })
}

fn whole([values, sizes, errors]: [Terms; 3], evaluations: usize) -> (Quadrature<ALL>, Estimate) {
    let error = |k: usize| errors[k] + 4.0 * f64::EPSILON * sizes[k];
    let mut q = Quadrature { evaluations, ..Quadrature::NOTHING };
    q.value[..PARTS].copy_from_slice(&values[..PARTS]);
    q.absolute[..PARTS].copy_from_slice(&sizes[..PARTS]);
    (0..PARTS).for_each(|k| q.error[k] = error(k));
    (q, Estimate::new(values[OVER], error(OVER)))
}

/// What the rounding of places comes to in a probability, relative to it.
fn jitter(looks: &[(Node, Levels)], level: fn(&Levels) -> f64, top: f64) -> f64 {
    let between = |pair: &[(Node, Levels)]| {
        let [(a, at_a), (b, at_b)] = [pair[0], pair[1]];
        let jitter = middle::jitter((a.x, &at_a), (b.x, &at_b), level);
        let ln = |levels: &Levels| levels.ln_weight + level(levels) - top;
        if jitter.is_finite() { jitter * ln(&at_a).max(ln(&at_b)).exp() } else { 0.0 }
    };
    looks.windows(2).map(between).fold(0.0, f64::max).min(1.0)
}
