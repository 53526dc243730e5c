//! `P(T > x)` for a total of n separate steps of one law, however small.
//!
//! Refuses: steps of several laws.

use super::{
    Goal, PILOT, Shards, needed,
    proposal::{Proposal, Table},
    relative_error, relative_sd,
};
use crate::{
    sample::{
        Source, Stream,
        draw::{Summary, draw},
    },
    tail::Tail,
};
use std::{fmt, sync::Arc};

/// An estimate of `ln P(T > x)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RareTotal {
    /// The estimate.
    pub ln_p: f64,
    /// The standard error of the probability over its value; never below one over the number of totals, since what fewer show may not be among them.
    pub relative_error: f64,
    /// How many totals it is the mean of.
    pub totals: u64,
    /// How they were drawn.
    pub route: Route,
}

/// How a total is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Route {
    /// Which step is left to its known chance.
    pub left: Left,
    /// The others are drawn from the law tilted by `e^(rate min(x, cap))`.
    pub rate: f64,
    /// Where the tilt stops.
    pub cap: f64,
}

/// The step that is not drawn: its chance of carrying the total beyond the place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The largest.
    Largest,
    /// The last.
    Last,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = if self.left == Left::Largest { "the largest step" } else { "the last step" };
        write!(f, "the chance of {left} given the others")?;
        if self.rate == 0.0 { Ok(()) } else { write!(f, ", drawn with an exponential tilt of rate {:.3e}", self.rate) }
    }
}

/// `P(T > x)` for a total of n steps.
///
/// All steps but one are drawn, and the chance of that one is known. With M the largest and R the sum of the n - 1 drawn, and w the
/// weight of the draws: `P = E[w S(x - R)]` where the last is left, `P = n E[w S(max(M, x - R))]` where the largest is. The others are
/// drawn from the law itself (Asmussen and Kroese 2006: right for power tails) or tilted: for light tails so that the mean of the total is x
/// (Siegmund 1976), for those between so that they follow where the largest alone would have to go. A few draws of each choose
/// the route of least variance, and further ones give the estimate: every route is unbiased. A route that misses a part of the event looks
/// better than it is, and too low; one that lies below another by more than both errors allow is not chosen.
///
/// The law may have atoms: then only the last step is left. None where even the first draws would be more than the goal allows, or where
/// none of them reaches x.
///
/// ```
/// use goodhart::{sample::{Source, rare::{Goal, total::rare_total}}, tail::{Catalogue, spec::parse}};
/// let step = parse("exponential(1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let found = rare_total(&*step, 2, 30.0, &Goal::default(), &Source::new(1, "docs", "rare")).unwrap();
/// // e^-30 (1 + 30), within six standard errors.
/// assert!((found.ln_p - (31f64.ln() - 30.0)).abs() < 6.0 * found.relative_error);
/// assert!(found.relative_error < 0.004);
/// ```
pub fn rare_total(step: &dyn Tail, n: u64, x: f64, goal: &Goal, source: &Source) -> Option<RareTotal> {
    assert!(n > 0, "a task has at least one step");
    if n == 1 {
        let route = Route { left: Left::Last, rate: 0.0, cap: x };
        return Some(RareTotal { ln_p: step.ln_sf(x), relative_error: 0.0, totals: 0, route });
    }
    let most = goal.draws / n;
    if most < 4 * PILOT {
        return None;
    }
    let pilots: Vec<Pilot> = routes(step, n, x)
        .into_iter()
        .zip(1..)
        .map(|(route, k)| Pilot::of(step, n, x, route, Shards::part(source, k)))
        .collect();
    let pilot = chosen(&pilots)?;
    let totals = needed(relative_sd(&pilot.found), goal, most);
    let found = Shards::part(source, 0).in_units(totals, pilot.ln_unit, |stream| pilot.way.once(stream));
    (found.mean > 0.0).then(|| RareTotal {
        ln_p: found.mean.ln() + pilot.ln_unit,
        relative_error: relative_error(relative_sd(&found), totals),
        totals,
        route: pilot.way.route,
    })
}

/// A route made ready.
struct Way<'a> {
    step: &'a dyn Tail,
    n: u64,
    x: f64,
    route: Route,
    proposal: Option<Proposal<'a>>,
}

impl Way<'_> {
    /// The logarithm of one value whose mean is `P(T > x)`.
    fn once(&self, stream: &mut Stream) -> f64 {
        let (mut largest, mut sum, mut ln_weight) = (f64::NEG_INFINITY, 0.0, 0.0);
        for _ in 1..self.n {
            let time = match &self.proposal {
                None => draw(self.step, stream),
                Some(proposal) => {
                    let drawn = proposal.draw(stream);
                    ln_weight += drawn.ln_law - proposal.ln_density(&drawn);
                    drawn.place
                }
            };
            largest = time.max(largest);
            sum += time;
        }
        match self.route.left {
            Left::Last => ln_weight + self.step.ln_sf(self.x - sum),
            Left::Largest => (self.n as f64).ln() + ln_weight + self.step.ln_sf(largest.max(self.x - sum)),
        }
    }
}

/// A route and what a few draws of it found.
struct Pilot<'a> {
    way: Way<'a>,
    ln_unit: f64,
    found: Summary,
}

impl<'a> Pilot<'a> {
    fn of(step: &'a dyn Tail, n: u64, x: f64, route: Route, shards: Shards) -> Self {
        let proposal = (route.rate != 0.0).then(|| tilted(step, n, x, &route));
        let way = Way { step, n, x, route, proposal };
        // Where none of a few reaches x, any unit does.
        let ln_unit = shards.ln_unit(|stream| way.once(stream)).max(f64::MIN);
        let found = shards.in_units(PILOT, ln_unit, |stream| way.once(stream));
        Self { way, ln_unit, found }
    }

    /// The logarithm of the estimate plus so many standard errors.
    fn ln_p(&self, errors: f64) -> f64 {
        let error = relative_sd(&self.found) / (PILOT as f64).sqrt();
        self.found.mean.ln() + self.ln_unit + (1.0 + errors * error).max(0.0).ln()
    }
}

/// The pilot of least variance among those that miss nothing; none where none has found anything.
fn chosen<'a, 'b>(pilots: &'b [Pilot<'a>]) -> Option<&'b Pilot<'a>> {
    let found = || pilots.iter().filter(|pilot| pilot.found.mean > 0.0);
    let highest = found().map(|pilot| pilot.ln_p(-3.0)).fold(f64::NEG_INFINITY, f64::max);
    let sd = |pilot: &Pilot| relative_sd(&pilot.found);
    found().filter(|pilot| pilot.ln_p(3.0) >= highest).min_by(|a, b| sd(a).total_cmp(&sd(b)))
}

/// The routes that are worth a try.
fn routes(step: &dyn Tail, n: u64, x: f64) -> Vec<Route> {
    let [largest, last] = [Left::Largest, Left::Last].map(|left| Route { left, rate: 0.0, cap: x });
    let central = central_rate(step, n, x).map(|rate| Route { rate, ..last });
    if !step.atoms().is_empty() {
        return std::iter::once(last).chain(central).collect();
    }
    let following = following_rate(step, n, x).map(|rate| Route { rate, cap: 0.5 * x, ..largest });
    std::iter::once(largest).chain(following).chain(central).collect()
}

/// The tilt of the others that keeps the largest at the rest of x: its hazard rate there.
fn following_rate(step: &dyn Tail, n: u64, x: f64) -> Option<f64> {
    let (table, others, cap) = (table(step, x), (n - 1) as f64, 0.5 * x);
    let mut rate = 0.0;
    for _ in 0..8 {
        let mean = Proposal::tilted(step, &table, rate, cap, 0.0).rough_mean(cap);
        let hazard = step.hazard((x - others * mean).max(cap));
        rate = if rate == 0.0 { hazard } else { 0.5 * (rate + hazard) };
    }
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

/// The tilt that makes x the mean of the total.
fn central_rate(step: &dyn Tail, n: u64, x: f64) -> Option<f64> {
    let (table, aim) = (table(step, x), x / n as f64);
    let mean = |rate: f64| Proposal::tilted(step, &table, rate, x, 0.0).rough_mean(x);
    let (mut low, mut high) = (0.0, -step.ln_sf(aim) / aim.abs().max(f64::MIN_POSITIVE));
    if !(high.is_finite() && high > 0.0 && mean(0.0) < aim) {
        return None;
    }
    let doubled = |high: &f64| Some(2.0 * high);
    high = std::iter::successors(Some(high), doubled).take(60).find(|&rate| mean(rate) >= aim)?;
    for _ in 0..30 {
        let middle = 0.5 * (low + high);
        if mean(middle) < aim { low = middle } else { high = middle }
    }
    high.is_finite().then_some(high)
}

fn table(step: &dyn Tail, x: f64) -> Arc<Table> {
    Table::new(step, -step.ln_sf(x), 1.05, [])
}

/// The law of a step for a route. The share of plain draws is small beside 1/n, so that n steps together lose little.
fn tilted<'a>(step: &'a dyn Tail, n: u64, x: f64, route: &Route) -> Proposal<'a> {
    Proposal::tilted(step, &table(step, x), route.rate, route.cap, 0.1 / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Catalogue, spec::parse};

    /// Exponential times cut at 1: the largest of three is shared by two or three of them now and then, which the route that leaves the largest
    /// takes for nothing.
    #[test]
    fn a_route_that_misses_a_part_is_not_chosen() {
        let step = parse("clipped(exponential(1), 1)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
        let (n, x, source) = (3, 2.5, Source::new(2, "rare", "shared"));
        let [mut largest, last] = [Left::Largest, Left::Last]
            .map(|left| Pilot::of(&*step, n, x, Route { left, rate: 0.0, cap: x }, Shards::part(&source, 1)));
        assert!(largest.ln_p(3.0) < last.ln_p(-3.0));
        // Even where it looks surer.
        largest.found.squares *= 1e-6;
        assert_eq!(chosen(&[largest, last]).unwrap().way.route.left, Left::Last);
        assert!(routes(&*step, n, x).iter().all(|route| route.left == Left::Last));
    }
}
