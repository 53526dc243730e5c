//! Where a law varies: the centres that an integral's panels are graded towards, and how.

mod steps;

use self::steps::steps;
use super::{
    beyond::{FURTHEST, Lump, NEAREST, unreached},
    sum::has_density,
    terms::finite_or_nothing,
};
use crate::tail::Law;

/// Where a law varies: centres to grade towards, and how.
#[derive(Clone, Debug)]
pub(super) struct Landmarks {
    pub(super) centres: Vec<Landmark>,
    /// The ends of the support and the kinks.
    pub(super) corners: Vec<f64>,
    /// Whether the law has a part without atoms.
    pub(super) dense: bool,
    /// The middle, and what is narrower than the law and no corner's: places and widths.
    pub(super) bumps: Vec<(f64, f64)>,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where the law's own mass ends for every purpose of this route.
    pub(super) reach: (f64, f64),
    /// Mass that no panel reaches.
    pub(super) unreached: Vec<Lump>,
    /// A point that half of the mass is below: the median, or where atoms might be there the upper quartile.
    pub(super) upper_half: f64,
    /// The points with 5 % of the mass beyond them.
    pub(super) bulk: (f64, f64),
    /// The points with `e^-50` of the mass beyond them.
    pub(super) body: (f64, f64),
}

/// A centre of a law: grading starts at a distance `inner`, and the logarithms of distances at which it splits are given
/// upwards and downwards.
#[derive(Clone, Debug)]
pub(super) struct Landmark {
    pub(super) at: f64,
    pub(super) inner: f64,
    /// Whether the law is smooth across it, so that one panel may straddle it.
    pub(super) smooth: bool,
    pub(super) steps: [Vec<f64>; 2],
}

/// Depths whose quantiles show narrow parts.
const DEPTHS: [f64; 6] = [0.01, 0.1, 0.5, 3.0, 12.0, 50.0];
/// No value of interest is carried by less than `e^-DEEPEST`.
const DEEPEST: f64 = 1e300;

impl Landmarks {
    /// The width of the bulk.
    pub(super) fn spread(&self) -> f64 {
        self.bulk.1 - self.bulk.0
    }

    pub(super) fn of(law: &Law) -> Self {
        let support = law.support();
        let upper = |depth: f64| law.inv_ln_sf(-depth);
        let lower = |depth: f64| law.inv_ln_cdf(-depth);
        let (up, down) = (DEPTHS.map(upper), DEPTHS.map(lower));
        let quartiles = (lower(QUARTER), upper(QUARTER));
        let spread = quartiles.1 - quartiles.0;
        let spread = if spread > 0.0 && spread.is_finite() { spread } else { 1.0 };
        let kinks = law.kinks();
        let mut centres: Vec<(f64, f64)> = kinks.iter().map(|&at| (at, at_kink(law, at, spread))).collect();
        centres.extend(law.atoms().iter().map(|atom| (atom.at, 0.1 * spread)));
        if support.low.is_finite() {
            centres.push((support.low, inner(lowest(law, spread), spread)));
        }
        if support.high.is_finite() {
            centres.push((support.high, inner(support.high - up[5], spread)));
        }
        let median = upper(std::f64::consts::LN_2);
        let smooth = centres.iter().all(|(at, _)| (median - at).abs() > 2.0 * spread);
        // Beside an end or a kink the law is graded from there, and its median is a place like others.
        if smooth {
            centres.push((median, straddled(spread, up[3] - down[3])));
        }
        centres.retain(|(at, _)| at.is_finite());
        let mut marks: Vec<f64> = up.iter().chain(&down).copied().chain([quartiles.0, quartiles.1]).collect();
        marks.retain(|x| x.is_finite());
        marks.sort_by(f64::total_cmp);
        let ends = [support.low, support.high].into_iter().chain(kinks);
        let corners: Vec<f64> = ends.filter(|at| at.is_finite()).collect();
        let narrow = narrow(law, median, spread);
        let bumps = bumps((median, spread), &marks, &narrow, &corners);
        clusters(&marks, &mut centres);
        parts(&narrow, &mut centres);
        for (at, inner) in &mut centres {
            if (*at == support.low || *at == support.high) && level_at_end(law, *at, spread) {
                *inner = inner.max(0.25 * spread);
            }
        }
        let low = if support.low.is_finite() { support.low } else { lower(DEEPEST) };
        let high = if support.high.is_finite() { support.high } else { upper(DEEPEST) };
        let reach = (low.max(-FURTHEST), high.min(FURTHEST));
        let level = |at: f64| finite_or_nothing(law.ln_pdf(at));
        let top = Some(level(median)).filter(|top| top.is_finite()).unwrap_or(0.0);
        let landmark = |&(at, inner): &(f64, f64)| {
            // Between an end or a kink and the bulk of the law there may be many scales; a centre of its own has one.
            let bulk = if corners.contains(&at) { spread } else { inner };
            let steps = [1.0, -1.0].map(|sign| steps(&|d: f64| level(at + sign * d) + d.ln() - top, inner, bulk));
            Landmark { at, inner, smooth: smooth && at == median, steps }
        };
        Self {
            centres: centres.iter().map(landmark).collect(),
            corners,
            dense: has_density(law),
            bumps,
            low: support.low,
            high: support.high,
            reach,
            unreached: unreached(law),
            upper_half: if law.atoms().is_empty() { median } else { quartiles.1 },
            bulk: (down[3], up[3]),
            body: (down[5], up[5]),
        }
    }
}

/// A part of a mixture is narrow if its quartiles are so much nearer to each other than those of the whole.
const NARROW: f64 = 0.3;
/// Neighbouring quantiles of a law without narrow parts are apart by more than this share of its quartiles' distance.
const CLOSE: f64 = 0.05;
/// A kink is graded towards from this part of the law's spread.
const KINK: f64 = 0.1;
/// The bulk of Student's law with three degrees of freedom beside the distance of its quartiles.
const BULKY: f64 = 3.1;
/// However wide the bulk of a law is beside that, its quartiles are straddled on this scale.
const LEAST_SHARE: f64 = 0.3;
/// A centre is inside a cluster of quantiles if it is no further away than so many times their distance.
const INSIDE: f64 = 10.0;
/// The ratio of distances at which the mass near a kink is looked at.
const DESCENT: f64 = 0.1;
/// `-ln(1/4)`.
const QUARTER: f64 = 1.386_294_361_119_890_6;

/// Adds quantiles that lie close together and far from every centre: a narrow component of a mixture needs its own origin, or
/// distances inside it are lost beside its place. A centre inside one starts its grading as finely, but not nearer than panels begin.
fn clusters(quantiles: &[f64], centres: &mut Vec<(f64, f64)>) {
    let gaps = quantiles.windows(2).map(|pair| (pair[0], pair[1] - pair[0])).filter(|(_, gap)| *gap > NEAREST);
    let mut dense: Vec<(f64, f64)> = gaps.collect();
    dense.sort_by(|a, b| a.1.total_cmp(&b.1));
    for (at, gap) in dense {
        let mut near = centres.iter_mut().filter(|(centre, _)| (at - *centre).abs() <= 1e3 * gap).peekable();
        if near.peek().is_none() {
            drop(near);
            centres.push((at, gap));
        } else {
            let inside = |centre: f64| (at - centre).abs() <= INSIDE * gap;
            near.filter(|(centre, inner)| inside(*centre) && gap < 0.05 * inner).for_each(|(_, inner)| *inner = gap);
        }
    }
}

/// The parts of a mixture that are narrower than all of it, or than they are far from its middle: place and quartiles' distance.
fn narrow(law: &Law, median: f64, spread: f64) -> Vec<(f64, f64)> {
    let is_narrow =
        |&(at, width): &(f64, f64)| at.is_finite() && width > 0.0 && width < NARROW * spread.max((at - median).abs());
    law.parts().into_iter().filter(is_narrow).collect()
}

/// The middle of a law, quantiles that lie close together where no corner explains it, and the narrow parts of a mixture.
fn bumps((median, spread): (f64, f64), quantiles: &[f64], narrow: &[(f64, f64)], corners: &[f64]) -> Vec<(f64, f64)> {
    let from_corner = |at: f64| corners.iter().map(|corner| (at - corner).abs()).fold(f64::INFINITY, f64::min);
    let close = |&(at, gap): &(f64, f64)| gap > 0.0 && gap < CLOSE * spread && gap < NARROW * from_corner(at);
    let gaps = quantiles.windows(2).map(|pair| (pair[0], pair[1] - pair[0])).filter(close);
    [(median, spread)].into_iter().chain(gaps).chain(narrow.iter().copied()).collect()
}

/// Adds the parts of a mixture that are narrower than all of it, where no centre is that grades as finely.
fn parts(parts: &[(f64, f64)], centres: &mut Vec<(f64, f64)>) {
    for &(at, width) in parts {
        let fine = |&(centre, inner): &(f64, f64)| (at - centre).abs() <= 0.5 * width && inner <= width;
        if !centres.iter().any(fine) {
            centres.push((at, 0.5 * width));
        }
    }
}

/// How far one panel across the median of a smooth law may go: a quarter more than the quartiles' distance, about 1.7 standard
/// deviations of a normal law; less where the bulk is wide beside that, as the singularities of a heavy tail are then near.
fn straddled(spread: f64, bulk: f64) -> f64 {
    let share = BULKY * spread / bulk;
    if share < 1.0 { 1.25 * spread * share.max(LEAST_SHARE).powf(1.5) } else { 1.25 * spread }
}

/// The distance from the lower end of the support within which there is no more than `e^-50` of the mass.
fn lowest(law: &Law, spread: f64) -> f64 {
    let mut distance = spread;
    while distance > NEAREST && law.ln_cdf_above_low(distance) > -DEPTHS[5] {
        distance *= DESCENT;
    }
    distance
}

/// The distance from an end of the support at which grading starts: that of its first `e^-50` of mass.
fn inner(distance: f64, spread: f64) -> f64 {
    distance.clamp(NEAREST, spread.max(NEAREST))
}

/// The distance from a kink at which grading starts: where the density is unbounded, that of so little mass that none of it counts.
fn at_kink(law: &Law, at: f64, spread: f64) -> f64 {
    let wide = KINK * spread;
    let levels = |distance: f64| [1.0, -1.0].map(|sign| finite_or_nothing(law.ln_pdf_beside(at, sign * distance)));
    let rises = |(near, far): (f64, f64)| near > far + 1.0;
    let pairs = levels(1e-6 * wide).into_iter().zip(levels(wide));
    let mut distance = wide;
    if pairs.into_iter().any(rises) {
        while distance > NEAREST && levels(distance).iter().any(|ln_pdf| ln_pdf + distance.ln() > -DEPTHS[5]) {
            distance *= DESCENT;
        }
    }
    distance.max(NEAREST)
}

/// Whether the density is all but constant near an end of the support, so that no grading is needed there.
fn level_at_end(law: &Law, end: f64, spread: f64) -> bool {
    let sign = if end == law.support().low { 1.0 } else { -1.0 };
    let inside = |distance: f64| law.ln_pdf_beside(end, sign * distance);
    let [nearest, near, far] = [1e-12, 1e-6, 0.1].map(|share| inside(share * spread));
    (nearest - near).abs() < 1e-3 && (near - far).abs() < 0.5
}
