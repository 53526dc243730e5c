//! V and U = V + X given that U reaches a place that it hardly ever reaches, by conditional Monte Carlo: V is drawn, and the chance of
//! X is known.
//!
//! Refuses: parts that depend on each other.

use super::{
    Goal, PILOT, Shards, needed,
    proposal::{Proposal, Table, depths},
    relative_error,
};
use crate::{
    model::Proxy,
    num::{Estimate, logs::ln_add_exp},
    sample::{Source, Stream},
};
use std::f64::consts::LN_2;

/// Estimates of `ln P(U >= t)` and `E[V | U >= t]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RareAbove {
    /// `ln P(U >= t)`.
    pub ln_p: f64,
    /// The standard error of the probability over its value; never below one over the number of draws.
    pub relative_error: f64,
    /// `E[V | U >= t]` with its standard error; none where V has no finite mean.
    pub mean_v: Option<Estimate>,
    /// How many values of V were drawn.
    pub draws: u64,
}

/// `P(U >= t) = E[S_X(t - V)]` and `E[V | U >= t] = E[V S_X(t - V)] / E[S_X(t - V)]`, from draws of V; none where t is beyond reach.
///
/// Half of the depths of V are drawn in proportion to `S_X(t - V)`, half in proportion to `|V| S_X(t - V)`, as a table of both shows
/// them, and each is weighed against the two together: the numerator may be carried by a V near t that is a small part of
/// the chance (the split into `X > V` and `V > X` serves that for two power tails, but fails for two light ones). The table
/// has the depths of V and those where X would have to begin, so that neither is too narrow to be seen; every draw has its exact weight,
/// whatever the table.
///
/// ```
/// use goodhart::{model::Proxy, sample::{Source, rare::{Goal, pair::rare_above}}, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let proxy = Proxy { value: law("normal(0, 1)"), error: law("normal(0, 1)") };
/// let found = rare_above(&proxy, 10.0, &Goal::default(), &Source::new(1, "docs", "rare")).unwrap();
/// // V is half of U, and U is normal with variance 2.
/// assert!((found.ln_p - -27.894_036_726).abs() < 6.0 * found.relative_error);
/// ```
pub fn rare_above(proxy: &Proxy, t: f64, goal: &Goal, source: &Source) -> Option<RareAbove> {
    let way = Way::new(proxy, t);
    let ln_unit = Shards::part(source, 1).ln_unit(|stream| way.once(stream).0);
    if ln_unit == f64::NEG_INFINITY {
        return None;
    }
    let pilot = way.sums(PILOT, ln_unit, Shards::part(source, 1));
    let draws = needed(pilot.relative_sd(), goal, goal.draws);
    let sums = way.sums(draws, ln_unit, Shards::part(source, 0));
    let has_mean = proxy.value.mean().finite().is_some();
    (sums.weight > 0.0).then(|| RareAbove {
        ln_p: (sums.weight / draws as f64).ln() + ln_unit,
        relative_error: relative_error(sums.relative_sd(), draws),
        mean_v: has_mean.then(|| sums.mean_v()),
        draws,
    })
}

/// The draws of V made ready.
struct Way<'a> {
    proxy: &'a Proxy,
    t: f64,
    proposals: [Proposal<'a>; 2],
}

/// Each node is deeper than the one before by a factor of no more than this.
const RATIO: f64 = 1.08;
/// The share of draws from the law of V itself.
const PLAIN: f64 = 0.05;

impl<'a> Way<'a> {
    fn new(proxy: &'a Proxy, t: f64) -> Self {
        let (value, error) = (&*proxy.value, &*proxy.error);
        let deepest = -value.ln_sf(t).min(error.ln_sf(t)).max(-1e4);
        // V at which X has to begin from its own depths, on both of its sides.
        let of_error = depths(deepest, RATIO).flat_map(|depth| [error.inv_ln_sf(-depth), error.inv_ln_cdf(-depth)]);
        let table = Table::new(value, deepest, RATIO, of_error.map(|x| -value.ln_sf(t - x)));
        let chance = |depth: f64, v: f64| error.ln_sf_from(t - v) - depth;
        let in_proportion = Proposal::new(value, &table, PLAIN, chance);
        let to_size = Proposal::new(value, &table, PLAIN, |depth, v| chance(depth, v) + v.abs().ln());
        Self { proxy, t, proposals: [in_proportion, to_size] }
    }

    /// The logarithm of one value whose mean is `P(U >= t)`, and the V that it belongs to.
    fn once(&self, stream: &mut Stream) -> (f64, f64) {
        let [first, second] = &self.proposals;
        let drawn = if stream.uniform() < 0.5 { first.draw(stream) } else { second.draw(stream) };
        let ln_density = ln_add_exp(first.ln_density(&drawn), second.ln_density(&drawn)) - LN_2;
        (self.proxy.error.ln_sf_from(self.t - drawn.place) + drawn.ln_law - ln_density, drawn.place)
    }

    fn sums(&self, draws: u64, ln_unit: f64, shards: Shards) -> Sums {
        let parts = shards.each(draws, |stream, items| {
            let mut sums = Sums::default();
            for _ in 0..items {
                let (ln_weight, v) = self.once(stream);
                sums.push((ln_weight - ln_unit).exp(), v);
            }
            sums
        });
        parts.into_iter().fold(Sums::default(), Sums::and)
    }
}

/// Sums over weighted values of V.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: f64,
    weight: f64,
    value: f64,
    /// Of squared weights, times 1, V and V^2.
    squares: [f64; 3],
}

impl Sums {
    fn push(&mut self, weight: f64, v: f64) {
        if weight == 0.0 {
            self.count += 1.0;
            return;
        }
        let square = weight * weight;
        *self = self.and(Self { count: 1.0, weight, value: weight * v, squares: [square, square * v, square * v * v] });
    }

    fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            weight: self.weight + other.weight,
            value: self.value + other.value,
            squares: std::array::from_fn(|k| self.squares[k] + other.squares[k]),
        }
    }

    /// The standard deviation of the weights over their mean.
    fn relative_sd(&self) -> f64 {
        let mean = self.weight / self.count;
        (self.squares[0] / self.count / (mean * mean) - 1.0).max(0.0).sqrt()
    }

    /// The mean of V under the weights, with the standard error of a quotient of means.
    fn mean_v(&self) -> Estimate {
        let mean = self.value / self.weight;
        let [zeroth, first, second] = self.squares;
        Estimate::new(mean, (second - 2.0 * mean * first + mean * mean * zeroth).max(0.0).sqrt() / self.weight)
    }
}
