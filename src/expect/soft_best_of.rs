//! Soft best of n: of n draws one is chosen with probability proportional to `e^(lambda U)` (Verdun et al., "Soft Best-of-n
//! Sampling for Model Alignment", arXiv 2505.03156).
//!
//! The largest of `U_i + G_i / lambda`, G standard Gumbel, falls on each draw with just that probability. So this is the best of n
//! by the noisy proxy `W = U + G / lambda`, which has no ties and a meaning for every real n.
//!
//! Refuses: n below 1, lambda below 0; a value whose lower mean is infinite; more atoms than noise can be added to; the
//! divergence from one draw, which is not elementary.

mod gumbel;
pub(super) mod ladder;
pub(super) mod level;
mod places;
pub(super) mod table;

use super::{Refusal, best_of::Selector, mean_within_range, sum::has_density};
use crate::{
    model::{Pressure, Proxy},
    num::Estimate,
    tail::Moment,
};
use ladder::{Gains, Ladder};
use level::{Level, Place};
use places::Places;
use table::Table;

/// What a soft choice among n draws is worth.
#[derive(Clone, Debug)]
pub struct SoftBestOf {
    /// The number of draws, real and at least 1.
    pub n: f64,
    /// The sharpness of the choice: 0 chooses at random, infinity the largest U.
    pub lambda: f64,
    /// `E[V]` of the chosen draw.
    pub mean_v: Moment,
    /// `E[U]` of the chosen draw.
    pub mean_u: Moment,
    /// `E[V]` of the chosen draw less that of any draw, with its own digits; none where the mean of V is not finite.
    pub gain: Option<Estimate>,
}

/// A proxy and a sharpness prepared for many n.
#[derive(Clone, Debug)]
pub struct SoftSelector {
    proxy: Proxy,
    lambda: f64,
    prepared: Option<Prepared>,
}

/// U, and the panels of U with noise, as deep as some n needs.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    depth: f64,
    source: Source,
    ladder: Ladder,
}

#[derive(Clone, Debug)]
pub(super) enum Source {
    /// With a density.
    Continuous(Box<Table>),
    Discrete(Places),
}

/// Every n up to `e^15`, about three million, is served by one table.
const USUAL_DEPTH: f64 = 15.0;
/// Beyond this probabilities leave f64.
const DEEPEST: f64 = 460.0;
/// Panels of W reach so far beyond the depth of n, in nats.
const BEYOND: f64 = 45.0;
/// Places nearer to each other than this, in units of the noise, are one.
const NEAREST: f64 = 0.25;
/// More panels than this are refused.
const MOST_PANELS: usize = 6000;
/// From this spread of U on, in units of the noise, W falls as U does.
const WIDE: f64 = 30.0;
/// Around an atom of U, in units of the noise: W rises there as the noise does.
const AROUND_ATOM: [f64; 14] = [-4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 5.0, 8.0, 12.0, 17.0, 24.0, 33.0, 45.0, 70.0];
/// Around a corner.
const AROUND_CORNER: [f64; 4] = [-3.0, 0.0, 3.0, 9.0];

impl SoftSelector {
    /// Prepares a proxy. Errors: lambda is not a number of at least 0; a mean is finite but not an f64, or minus infinity.
    pub fn new(proxy: &Proxy, lambda: f64) -> Result<Self, Refusal> {
        if lambda.is_nan() || lambda < 0.0 {
            return Err(Refusal(format!("lambda must be a number of at least 0, not {lambda}")));
        }
        for (name, law) in [("V", &proxy.value), ("X", &proxy.error)] {
            mean_within_range(law)?;
            if law.mean() == Moment::NegativeInfinite {
                return Err(Refusal(format!("soft best of n is not known where the mean of {name} is minus infinity")));
            }
        }
        Ok(Self { proxy: proxy.clone(), lambda, prepared: None })
    }

    /// A soft choice among n draws. What was prepared for one n serves every smaller one.
    ///
    /// Errors: n is not a number from 1 to 1e199; too many atoms of U; an integral that leaves f64.
    pub fn best_of(&mut self, n: f64) -> Result<SoftBestOf, Refusal> {
        let pressure = Pressure::BestOf(n).checked().map_err(Refusal)?;
        let (mean_v, mean_x) = (self.proxy.value.mean(), self.proxy.error.mean());
        if self.lambda == f64::INFINITY {
            let best = Selector::new(&self.proxy)?.best_of(n)?;
            let gain = best.mean_v.finite().zip(mean_v.finite()).map(|(best, mean)| best.plus(mean.scaled(-1.0)));
            return Ok(SoftBestOf { n, lambda: self.lambda, mean_v: best.mean_v, mean_u: best.mean_u, gain });
        }
        if pressure.is_none() || self.lambda == 0.0 {
            let gain = mean_v.finite().map(|_| Estimate::new(0.0, 0.0));
            return Ok(SoftBestOf { n, lambda: self.lambda, mean_v, mean_u: mean_v.plus(mean_x), gain });
        }
        let Gains { of: [gain, of_error] } = self.gains(pressure)?;
        let chosen = |mean: Moment, gain: Estimate| match mean {
            Moment::Finite(mean) => Moment::Finite(mean.plus(gain)),
            // A draw is chosen the sooner the larger it is.
            _ => Moment::Infinite,
        };
        let value = chosen(mean_v, gain);
        let mean_u = value.plus(chosen(mean_x, of_error));
        let numbers = [value, mean_u].into_iter().filter_map(|moment| moment.finite());
        if numbers.into_iter().any(|number| !(number.value.is_finite() && number.error.is_finite())) {
            let lambda = self.lambda;
            return Err(Refusal(format!("the integrals for n = {n}, lambda = {lambda} leave the range of f64")));
        }
        Ok(SoftBestOf { n, lambda: self.lambda, mean_v: value, mean_u, gain: mean_v.finite().map(|_| gain) })
    }

    fn gains(&mut self, pressure: Pressure) -> Result<Gains, Refusal> {
        let (proxy, lambda) = (&self.proxy, self.lambda);
        gains(&mut self.prepared, pressure, lambda, |depth| {
            if !(has_density(&proxy.value) || has_density(&proxy.error)) {
                return Places::of(proxy).map(Source::Discrete);
            }
            let wanted = [&proxy.value, &proxy.error].map(|law| law.mean().finite().is_some());
            Table::new(proxy, depth, lambda, wanted).map(|table| Source::Continuous(Box::new(table)))
        })
    }
}

/// The gains under a pressure; what was prepared before serves if it is as deep, else `source` tells of U down to a depth.
pub(super) fn gains(
    prepared: &mut Option<Prepared>,
    pressure: Pressure,
    lambda: f64,
    source: impl FnOnce(f64) -> Result<Source, Refusal>,
) -> Result<Gains, Refusal> {
    let depth = pressure.depth();
    if depth > DEEPEST {
        return Err(Refusal(format!("soft best of n is limited to n up to e^{DEEPEST}")));
    }
    if prepared.as_ref().is_none_or(|prepared| prepared.depth < depth) {
        let depth = depth.max(USUAL_DEPTH);
        *prepared = Some(Prepared::new(source(depth)?, lambda, depth)?);
    }
    let Prepared { source, ladder, .. } = prepared.as_mut().expect("it was prepared");
    ladder.gains(pressure, &|place| source.level(place, lambda))
}

impl Prepared {
    fn new(source: Source, lambda: f64, depth: f64) -> Result<Self, Refusal> {
        let places = source.places(depth, lambda);
        if places.len() > MOST_PANELS {
            return Err(Refusal(format!(
                "U has so many values beside noise of scale 1/{lambda} that {} panels would be needed, more than {MOST_PANELS}",
                places.len()
            )));
        }
        let ladder = Ladder::new(&places, &|place| source.level(place, lambda));
        Ok(Self { depth, source, ladder })
    }
}

impl Source {
    fn level(&self, place: Place, rate: f64) -> Level {
        match self {
            Self::Continuous(table) => table.level(place, rate),
            Self::Discrete(places) => places.level(place, rate),
        }
    }

    /// Places from the bottom of W to a depth beyond that of n, between which W varies by a few nats.
    fn places(&self, depth: f64, rate: f64) -> Vec<Place> {
        let mut places = Vec::new();
        let mut around = |origin: f64, offsets: &[f64]| {
            places.extend(offsets.iter().map(|offset| Place { origin, offset: offset / rate }));
        };
        // Where U is used up, W falls as the noise does.
        let mut fall = AROUND_ATOM[..8].to_vec();
        while fall[fall.len() - 1] < depth + BEYOND {
            fall.push(fall[fall.len() - 1] + 3.5);
        }
        match self {
            Self::Continuous(table) => {
                table.edges().into_iter().for_each(|edge| around(edge, &[0.0]));
                table.corners().iter().for_each(|&corner| around(corner, &AROUND_CORNER));
                table.atoms().into_iter().for_each(|atom| around(atom, &AROUND_ATOM));
                // From its middle only where noise is what spreads W.
                let middle = (rate * table.scale() < WIDE).then_some(table.middle());
                middle.into_iter().chain([table.high()]).for_each(|from| around(from, &fall));
            }
            Self::Discrete(all) => {
                let marks = all.marks();
                marks.iter().for_each(|&mark| around(mark, &AROUND_ATOM));
                [marks.first(), marks.last()].into_iter().flatten().for_each(|&from| around(from, &fall));
            }
        }
        thinned(places, rate)
    }
}

/// Places in increasing order, none much nearer to the one before than the noise is wide.
fn thinned(mut places: Vec<Place>, rate: f64) -> Vec<Place> {
    places.retain(|place| place.value().is_finite());
    places.sort_by(|a, b| a.value().total_cmp(&b.value()).then(a.offset.total_cmp(&b.offset)));
    let mut kept: Vec<Place> = Vec::new();
    for place in places {
        let apart = |last: &Place| (place.origin - last.origin) + (place.offset - last.offset);
        if kept.last().is_none_or(|last| apart(last) * rate >= NEAREST) {
            kept.push(place);
        }
    }
    kept
}

/// A soft choice among n draws, once.
///
/// ```
/// use goodhart::{expect::soft_best_of::soft_best_of, model::Proxy, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let proxy = Proxy { value: law("two_point(0, 1, 0.5)"), error: law("two_point(-1, 1, 0.5)") };
/// // Of two draws the first is chosen with chance (1 + tanh(l (u - u')/2))/2, here with l = 3.
/// let draws: [(f64, f64); 4] = [(0.0, -1.0), (0.0, 1.0), (1.0, 0.0), (1.0, 2.0)];
/// let pairs = draws.iter().flat_map(|a| draws.iter().map(move |b| (a.0 - b.0) * (1.5 * (a.1 - b.1)).tanh()));
/// let known = 0.5 + pairs.sum::<f64>() / 32.0;
/// assert!((soft_best_of(&proxy, 2.0, 3.0)?.mean_v.value() - known).abs() < 1e-12);
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: as for [`SoftSelector::new`] and [`SoftSelector::best_of`].
pub fn soft_best_of(proxy: &Proxy, n: f64, lambda: f64) -> Result<SoftBestOf, Refusal> {
    SoftSelector::new(proxy, lambda)?.best_of(n)
}
