//! Best of n: the value of the draw whose proxy is largest, as one integral for every real n.
//!
//! `E_n[V] = E[C(B)]` with `C(p) = E[V | U >= u_p]` and B ~ Beta(2, n - 1): integration by parts of
//! `n int m(u) F^(n-1) dF`. No term cancels, and no density of V given U is needed.
//!
//! Refuses: n below 1; more atoms beside a density than a table can be split at.

pub use super::climb::Peak;
use super::{
    Refusal, climb, discrete,
    jumps::{Jump, jumps},
    lowest::Lowest,
    mean_within_range,
    profile::Profile,
    quantile,
    quantilizer::{self, Quantilized},
    settle::{Asked, Settled, settle},
    sum::{Sum, has_density},
};
use crate::{
    model::{Pressure, Proxy, pressure::Tie},
    num::Estimate,
    tail::Moment,
};

/// What selection under a pressure gives.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The pressure.
    pub pressure: Pressure,
    /// `E[V]` of the outcome.
    pub mean_v: Moment,
    /// `E[U]` of the outcome.
    pub mean_u: Moment,
    /// `KL(outcome || one draw)` in nats, exact also with atoms.
    pub kl: Estimate,
    /// `chi2(outcome || one draw)`.
    pub chi2: Estimate,
    /// The Rényi divergence of infinite order: the logarithm of the largest density ratio, in nats.
    pub renyi_inf: Estimate,
    /// `P(U of the outcome > U of a fresh draw)`, a tie counting one half.
    pub win_rate: Estimate,
}

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
    /// `chi2(best of n || one draw)`.
    pub chi2: Estimate,
    /// The Rényi divergence of infinite order.
    pub renyi_inf: Estimate,
    /// `P(the best of n > a fresh draw)`, a tie counting one half.
    pub win_rate: Estimate,
}

/// A proxy prepared for many n.
#[derive(Clone, Debug)]
pub struct Selector {
    proxy: Proxy,
    table: Table,
}

#[derive(Clone, Debug)]
enum Table {
    Continuous(Box<Continuous>),
    Discrete(discrete::Ranking),
}

/// U with a density, and perhaps atoms.
#[derive(Clone, Debug)]
struct Continuous {
    /// Tables, each begun where a pressure wanted it: far from its middle a table cannot tell places apart.
    profiles: Vec<Profile>,
    jumps: Vec<Jump>,
    ties: Vec<Tie>,
}

impl Continuous {
    fn of(proxy: &Proxy) -> Result<Self, Refusal> {
        let jumps = jumps(proxy, &Sum::new(proxy))?;
        let ties = jumps.iter().map(|jump| jump.tie).collect();
        Ok(Self { profiles: Vec::new(), jumps, ties })
    }

    /// A table that resolves the outcomes of a pressure.
    fn profile(&mut self, proxy: &Proxy, pressure: Pressure) -> &mut Profile {
        let (place, spread) = (quantile::guess(proxy, pressure.depth()), quantile::spread(proxy));
        let index = self.profiles.iter().position(|profile| profile.resolves(place, spread)).unwrap_or_else(|| {
            self.profiles.push(Profile::new(proxy, Sum::new(proxy), pressure));
            self.profiles.len() - 1
        });
        &mut self.profiles[index]
    }
}

impl Selector {
    /// Prepares a proxy. Errors: U has too many atoms; a mean is finite but not an f64.
    pub fn new(proxy: &Proxy) -> Result<Self, Refusal> {
        mean_within_range(&proxy.value)?;
        mean_within_range(&proxy.error)?;
        let table = match (has_density(&proxy.value), has_density(&proxy.error)) {
            (false, false) => Table::Discrete(discrete::Ranking::of(proxy)?),
            _ => Table::Continuous(Box::new(Continuous::of(proxy)?)),
        };
        Ok(Self { proxy: proxy.clone(), table })
    }

    /// The best of n draws. Errors: n is not a finite number of at least 1.
    pub fn best_of(&mut self, n: f64) -> Result<BestOf, Refusal> {
        let Selected { mean_v, mean_u, kl, chi2, renyi_inf, win_rate, .. } = self.under(Pressure::BestOf(n))?;
        Ok(BestOf { n, mean_v, mean_u, kl, chi2, renyi_inf, win_rate })
    }

    /// The outcome under a pressure. Errors: its parameter is outside its domain.
    pub fn under(&mut self, pressure: Pressure) -> Result<Selected, Refusal> {
        let pressure = pressure.checked().map_err(Refusal)?;
        if let Pressure::Top(q) = pressure {
            let Quantilized { mean_v, mean_u, .. } = self.quantilizer(q)?;
            return Ok(self.with_divergences(pressure, mean_v, mean_u));
        }
        let (mean_v, mean_u) = self.means(pressure);
        let numbers = [mean_v, mean_u].into_iter().filter_map(|moment| moment.finite());
        if numbers.into_iter().any(|number| !(number.value.is_finite() && number.error.is_finite())) {
            return Err(Refusal(format!(
                "the integrals under {pressure:?} leave the range of f64, or U has more corners than a table follows"
            )));
        }
        Ok(self.with_divergences(pressure, mean_v, mean_u))
    }

    /// A draw from the top share q of U; with an atom at the boundary it is chosen as often as makes q exact.
    /// Errors: q is not in (0, 1]; U is nowhere near that deep within f64.
    pub fn quantilizer(&mut self, q: f64) -> Result<Quantilized, Refusal> {
        Pressure::Top(q).checked().map_err(Refusal)?;
        let (t, mean_v, mean_u) = match &self.table {
            Table::Discrete(ranking) => ranking.top(q),
            Table::Continuous(table) => quantilizer::continuous(&self.proxy, &table.jumps, q)?,
        };
        let ties = self.ties();
        let pressure = Pressure::Top(q);
        Ok(Quantilized {
            q,
            t,
            mean_v,
            mean_u,
            kl: self.divergence(pressure, 1.0, ties),
            chi2: self.chi2(pressure, ties),
        })
    }

    /// The Rényi divergence of order `a > 0` between the outcome and one draw; KL at 1.
    /// Errors: the pressure's parameter or the order is outside its domain.
    pub fn renyi(&self, pressure: Pressure, order: f64) -> Result<Estimate, Refusal> {
        let pressure = pressure.checked().map_err(Refusal)?;
        if order.is_nan() || order <= 0.0 {
            return Err(Refusal(format!("the order of a Rényi divergence must be above 0, not {order}")));
        }
        Ok(self.divergence(pressure, order, self.ties()))
    }

    fn ties(&self) -> &[Tie] {
        match &self.table {
            Table::Discrete(ranking) => ranking.ties(),
            Table::Continuous(table) => &table.ties,
        }
    }

    fn divergence(&self, pressure: Pressure, order: f64, ties: &[Tie]) -> Estimate {
        if ties.is_empty() { pressure.renyi(order) } else { pressure.renyi_with(order, ties) }
    }

    fn chi2(&self, pressure: Pressure, ties: &[Tie]) -> Estimate {
        if ties.is_empty() { pressure.chi2() } else { pressure.chi2_with(ties) }
    }

    fn with_divergences(&self, pressure: Pressure, mean_v: Moment, mean_u: Moment) -> Selected {
        let ties = self.ties();
        Selected {
            pressure,
            mean_v,
            mean_u,
            kl: self.divergence(pressure, 1.0, ties),
            chi2: self.chi2(pressure, ties),
            renyi_inf: self.divergence(pressure, f64::INFINITY, ties),
            win_rate: if ties.is_empty() { pressure.win_rate() } else { pressure.win_rate_with(ties) },
        }
    }

    /// `E[V]` and `E[U]` under a pressure without a jump.
    fn means(&mut self, pressure: Pressure) -> (Moment, Moment) {
        let (mean_v, mean_x) = (self.proxy.value.mean(), self.proxy.error.mean());
        let table = match &mut self.table {
            Table::Discrete(ranking) => return ranking.means(pressure),
            Table::Continuous(table) => table,
        };
        if pressure.is_none() {
            return (mean_v, mean_v.plus(mean_x));
        }
        let proxy = &self.proxy;
        let atoms = !table.jumps.is_empty();
        let profile = table.profile(proxy, pressure);
        let with_u = !upper_is_infinite(mean_v) && !upper_is_infinite(mean_x);
        let asked = Asked { pressure, value: mean_v.finite().is_some(), height: with_u, atoms };
        let Settled { gain, height } = settle(profile, asked);
        let below = [mean_v, mean_x].contains(&Moment::NegativeInfinite).then(|| Lowest::of(proxy, pressure));
        let height = match &below {
            Some(lowest) if with_u && lowest.takes_u() => Moment::NegativeInfinite,
            _ => height,
        };
        let value = match (mean_v, mean_v.finite()) {
            (_, Some(mean)) => {
                let of_atoms = table.jumps.iter().map(|jump| jump.gain(pressure));
                Moment::Finite(mean.plus(of_atoms.fold(gain, Estimate::plus)))
            }
            (Moment::NegativeInfinite, _) if below.is_some_and(|lowest| lowest.takes_v()) => Moment::NegativeInfinite,
            (Moment::NegativeInfinite, _) => remainder(proxy, pressure, height),
            _ => Moment::Infinite,
        };
        let height = rounded_at_end(proxy, height);
        (within_ends(proxy, value, height), height)
    }

    /// The first peak over whole n from 1 to 1e18; none if the value rises all the way or is infinite.
    pub fn peak(&mut self) -> Result<Option<Peak>, Refusal> {
        climb::peak(|n| Ok(self.best_of(n)?.mean_v))
    }
}

/// What V is worth where it has no mean without selection: what is left of U without X.
fn remainder(proxy: &Proxy, pressure: Pressure, height: Moment) -> Moment {
    let swapped = Proxy { value: proxy.error.clone(), error: proxy.value.clone() };
    let of_error = || Selector::new(&swapped).ok().map(|mut selector| selector.means(pressure).0);
    match (height.finite(), proxy.error.mean().finite().and_then(|_| of_error()?.finite())) {
        (Some(of_sum), Some(of_error)) => Moment::Finite(of_sum.plus(of_error.scaled(-1.0))),
        _ => Moment::Undefined,
    }
}

/// The best of n draws, once.
///
/// Errors: n below 1 or not finite; U has too many atoms.
pub fn best_of(proxy: &Proxy, n: f64) -> Result<BestOf, Refusal> {
    Selector::new(proxy)?.best_of(n)
}

/// The first peak of the value of the best of n over whole n in `[1, 1e18]`; none if it rises all the way.
pub fn peak(proxy: &Proxy) -> Result<Option<Peak>, Refusal> {
    Selector::new(proxy)?.peak()
}

/// The value, or where that is less sure the room that the ends of the supports leave it: `high_V - V <= high_U - U`.
///
/// Many draws come nearer to the end of U than the rounding of u can tell; then this inequality knows more than any table.
fn within_ends(proxy: &Proxy, value: Moment, height: Moment) -> Moment {
    let (high, of_error) = (proxy.value.support().high, proxy.error.support().high);
    let (Moment::Finite(found), Moment::Finite(height)) = (value, height) else { return value };
    if !(high + of_error).is_finite() {
        return value;
    }
    let half = 0.5 * ((high + of_error - height.value).max(0.0) + height.error);
    let room = Estimate::new(high - half, half);
    let outside = (found.value - room.value).abs() > found.error + room.error;
    if outside || found.error.is_nan() || found.error > room.error { Moment::Finite(room) } else { value }
}

/// The height, as sure as a distance to where U ends can be: that is the sum of two rounded places.
fn rounded_at_end(proxy: &Proxy, height: Moment) -> Moment {
    let [of_value, of_error] = [&proxy.value, &proxy.error].map(|law| law.support().high.abs());
    match height {
        Moment::Finite(height) if (of_value + of_error).is_finite() => {
            Moment::Finite(Estimate::new(height.value, height.error + 4.0 * f64::EPSILON * (of_value + of_error)))
        }
        other => other,
    }
}

fn upper_is_infinite(mean: Moment) -> bool {
    matches!(mean, Moment::Infinite | Moment::Undefined)
}
