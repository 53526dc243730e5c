//! Best of n: the value of the draw whose proxy is largest, as one integral for every real n.
//!
//! `E_n[V] = E[C(B)]` with `C(p) = E[V | U >= u_p]` and B ~ Beta(2, n - 1): integration by parts of
//! `n int m(u) F^(n-1) dF`. No term cancels, and no density of V given U is needed.
//!
//! Refuses: proxies that have both atoms and a density; n below 1.

use super::{Refusal, discrete, mean_within_range, profile::Profile, sum::has_density};
use crate::{model::Proxy, num::Estimate, tail::Moment};

/// What the best of n draws is worth.
#[derive(Clone, Debug)]
pub struct BestOf {
    /// The number of draws, real and at least 1.
    pub n: f64,
    /// `E[V of the draw with the largest U]`.
    pub mean_v: Moment,
    /// `E[max U]`.
    pub mean_u: Moment,
    /// `KL(best of n || one draw)` in nats, exact also with atoms.
    pub kl: Estimate,
}

/// The n at which the value of the best of n peaks, and its height.
#[derive(Clone, Debug)]
pub struct Peak {
    /// The best whole n.
    pub n: f64,
    /// The value there.
    pub mean_v: Moment,
}

/// A proxy prepared for many n.
#[derive(Clone, Debug)]
pub struct Selector {
    proxy: Proxy,
    table: Table,
}

#[derive(Clone, Debug)]
enum Table {
    Continuous(Box<Profile>),
    Discrete(discrete::Ranking),
}

/// Integrals stop when the rule's error is below this part of the value.
const GOAL: f64 = 1e-12;

impl Selector {
    /// Prepares a proxy. Errors: U has atoms and a density, or too many atoms; a mean is finite but not an f64.
    pub fn new(proxy: &Proxy) -> Result<Self, Refusal> {
        mean_within_range(&proxy.value)?;
        mean_within_range(&proxy.error)?;
        let atomic = |law: &crate::tail::Law| !law.atoms().is_empty();
        let both_atomic = atomic(&proxy.value) && atomic(&proxy.error);
        let table = match (has_density(&proxy.value), has_density(&proxy.error)) {
            (false, false) => Table::Discrete(discrete::Ranking::of(proxy)?),
            _ if both_atomic => {
                return Err(Refusal("best of n is not available where U has both atoms and a density".into()));
            }
            _ => Table::Continuous(Box::new(Profile::new(proxy))),
        };
        Ok(Self { proxy: proxy.clone(), table })
    }

    /// The best of n draws. Errors: n is not a finite number of at least 1.
    pub fn best_of(&mut self, n: f64) -> Result<BestOf, Refusal> {
        if !(n >= 1.0 && n.is_finite()) {
            return Err(Refusal(format!("n must be a finite number of at least 1, not {n}")));
        }
        let (mean_v, mean_x) = (self.proxy.value.mean(), self.proxy.error.mean());
        let profile = match &mut self.table {
            Table::Discrete(ranking) => return Ok(ranking.best_of(n)),
            Table::Continuous(profile) => profile,
        };
        if n == 1.0 {
            return Ok(BestOf { n, mean_v, mean_u: mean_v.plus(mean_x), kl: Estimate::new(0.0, 0.0) });
        }
        let reached = settle(profile, n, mean_v, upper_is_infinite(mean_v) || upper_is_infinite(mean_x));
        Ok(BestOf { n, mean_v: reached.0, mean_u: reached.1, kl: kl_continuous(n) })
    }

    /// The first peak over whole n from 1 to 1e18; none if the value rises all the way or is infinite.
    pub fn peak(&mut self) -> Result<Option<Peak>, Refusal> {
        let mut heights = Vec::new();
        for doubling in 0..60 {
            let Moment::Finite(height) = self.best_of(2f64.powi(doubling))?.mean_v else { return Ok(None) };
            heights.push(height);
            if let [.., before, last] = heights[..]
                && before.value - last.value > before.error + last.error
            {
                let top = 2f64.powi(doubling - 1);
                return self.climb((top * 0.5).max(1.0), top * 2.0).map(Some);
            }
        }
        Ok(None)
    }

    /// The best whole n in a range that holds one peak, by golden section in ln n.
    fn climb(&mut self, low: f64, high: f64) -> Result<Peak, Refusal> {
        let (mut low, mut high) = (low.ln(), high.ln());
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        while high - low > 1e-6 && high.exp() - low.exp() > 2.0 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if self.height(a.exp())? < self.height(b.exp())? { low = a } else { high = b }
        }
        let (first, last) = (low.exp().floor(), high.exp().ceil().min(low.exp().floor() + 8.0));
        let mut best = (first, f64::NEG_INFINITY);
        let mut n = first;
        while n <= last {
            let height = self.height(n)?;
            if height > best.1 {
                best = (n, height);
            }
            n += 1.0;
        }
        Ok(Peak { n: best.0, mean_v: self.best_of(best.0)?.mean_v })
    }

    fn height(&mut self, n: f64) -> Result<f64, Refusal> {
        Ok(self.best_of(n)?.mean_v.value())
    }
}

/// The best of n draws, once.
///
/// Errors: n below 1 or not finite; U has both atoms and a density.
pub fn best_of(proxy: &Proxy, n: f64) -> Result<BestOf, Refusal> {
    Selector::new(proxy)?.best_of(n)
}

/// The first peak of the value of the best of n over whole n in `[1, 1e18]`; none if it rises all the way.
pub fn peak(proxy: &Proxy) -> Result<Option<Peak>, Refusal> {
    Selector::new(proxy)?.peak()
}

/// `KL = ln n - (n - 1)/n` of a continuous law (Beirami et al., arXiv 2401.01879, theorem 1).
pub(super) fn kl_continuous(n: f64) -> Estimate {
    let above = n - 1.0;
    // Near n = 1 the two terms cancel: their series begins with (n-1)^2/2.
    let value = if above < 1e-3 {
        above * above * (0.5 - above * (2.0 / 3.0 - above * (0.75 - 0.8 * above)))
    } else {
        above.ln_1p() - above / n
    };
    let omitted = if above < 1e-3 { above.powi(6) } else { 2.0 * f64::EPSILON * above.ln_1p() };
    Estimate::new(value, 4.0 * f64::EPSILON * value + omitted)
}

fn upper_is_infinite(mean: Moment) -> bool {
    matches!(mean, Moment::Infinite | Moment::Undefined)
}

/// Grows and splits the profile until both integrals for this n have settled; gives E[V] and E[U].
fn settle(profile: &mut Profile, n: f64, mean_v: Moment, infinite_u: bool) -> (Moment, Moment) {
    let with_v = mean_v.finite();
    for _ in 0..400 {
        let integrals = Integrals::of(profile, n, with_v.is_some(), !infinite_u);
        match integrals.demand() {
            Some(Demand::Extend { up }) if profile.extend(up) => {}
            Some(Demand::Split { up, index }) => profile.split(up, index),
            _ => break,
        }
    }
    let integrals = Integrals::of(profile, n, with_v.is_some(), !infinite_u);
    let value = match (mean_v, with_v) {
        (_, Some(mean)) => Moment::Finite(mean.plus(integrals.gain())),
        (Moment::NegativeInfinite, _) => Moment::Undefined,
        _ => Moment::Infinite,
    };
    let proxy = if infinite_u { Moment::Infinite } else { Moment::Finite(integrals.height(profile.middle())) };
    (value, proxy)
}

enum Demand {
    Extend { up: bool },
    Split { up: bool, index: usize },
}

/// The integrals of one n over every stretch: the gain of V, and the height of U, each `[value, rule, inherited]`.
struct Integrals {
    /// One entry a stretch: whether it lies above, its place on its side, and the parts.
    parts: Vec<(bool, usize, [[f64; 3]; 2])>,
    /// The parts of the outermost stretch on each side that more stretches could add, roughly.
    rest: [[f64; 2]; 2],
}

impl Integrals {
    fn of(profile: &Profile, n: f64, value: bool, proxy: bool) -> Self {
        let mut parts = Vec::new();
        let mut rest = [[0.0; 2]; 2];
        for up in [true, false] {
            let side = if up { &profile.above } else { &profile.below };
            for (index, stretch) in side.iter().enumerate() {
                let gain = |l: &super::profile::Level| {
                    n * (n - 1.0) * ((n - 2.0) * l.ln_q + l.ln_p + l.ln_density).exp() * l.gain
                };
                // Above the middle what exceeds it, below what falls short.
                let height = |l: &super::profile::Level| {
                    if up { -(n * l.ln_q).exp_m1() } else { -(n * l.ln_q).exp() }
                };
                let zero = [0.0; 3];
                let of_value = if value { stretch.integrate(gain) } else { zero };
                let of_proxy = if proxy { stretch.integrate(height) } else { zero };
                parts.push((up, index, [of_value, of_proxy]));
                let edge = stretch.edge();
                let at = |f: &dyn Fn(&super::profile::Level) -> f64, on: bool| {
                    if on { (edge.jacobian * f(edge)).abs() } else { 0.0 }
                };
                rest[usize::from(up)] = [at(&gain, value), at(&height, proxy)];
            }
        }
        Self { parts, rest }
    }

    fn total(&self, which: usize) -> [f64; 3] {
        let mut total = [0.0; 3];
        for (_, _, parts) in &self.parts {
            total.iter_mut().zip(parts[which]).for_each(|(sum, part)| *sum += part);
        }
        total
    }

    /// What the table still lacks for this n.
    fn demand(&self) -> Option<Demand> {
        let sizes = [0, 1].map(|k| self.parts.iter().map(|(_, _, parts)| parts[k][0].abs()).sum::<f64>());
        for up in [true, false] {
            let missing = |k: usize| self.rest[usize::from(up)][k] > 1e-15 * sizes[k];
            if missing(0) || missing(1) {
                return Some(Demand::Extend { up });
            }
        }
        self.worst(sizes)
    }

    /// The stretch with the largest error beyond the goal.
    fn worst(&self, sizes: [f64; 2]) -> Option<Demand> {
        let share = |parts: &[[f64; 3]; 2]| {
            [0, 1].map(|k| if sizes[k] > 0.0 { parts[k][1] / sizes[k] } else { 0.0 }).into_iter().fold(0.0, f64::max)
        };
        let (up, index, parts) = self.parts.iter().max_by(|a, b| share(&a.2).total_cmp(&share(&b.2)))?;
        (share(parts) > GOAL).then_some(Demand::Split { up: *up, index: *index })
    }

    fn gain(&self) -> Estimate {
        let [value, rule, inherited] = self.total(0);
        Estimate::new(value, rule + inherited + 4.0 * (self.rest[0][0] + self.rest[1][0]))
    }

    fn height(&self, middle: f64) -> Estimate {
        let [value, rule, inherited] = self.total(1);
        let error = rule + inherited + 4.0 * (self.rest[0][1] + self.rest[1][1]);
        Estimate::closed_form(middle).plus(Estimate::new(value, error))
    }
}
