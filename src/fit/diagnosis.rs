//! Every diagnostic of one sample together, as plain data: what the report and the picture show.

use super::{
    Gpd, Sample, Shape, Verdict,
    clauset::{Distance, PowerLaw, least_distant},
    gpd::gpd,
    hill::LogExcesses,
    histogram::{Histogram, histogram},
    mean_excess::{MeanExcess, mean_excess, mean_excess_at},
    moment::moment_estimate,
    moments::{Moments, moments},
    pickands::pickands,
    quantile_plot::{QuantilePoint, exponential_plot, normal_plot},
    ranks::{few_ranks, ranks},
    verdict::{Grounds, verdict},
};
use rayon::prelude::*;

/// Where log-excesses are measured from: Hill's and the moment estimate depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Centre {
    /// From 0 where every value is positive, else from the mean.
    #[default]
    Auto,
    /// From the mean.
    Mean,
    /// From 0; values at or below 0 are left out.
    Zero,
}

/// What may be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Where log-excesses are measured from.
    pub centre: Centre,
    /// Numbers of upper order statistics to be shown beside the usual ones.
    pub ranks: Vec<usize>,
}

/// Every diagnostic of one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// Sample moments.
    pub moments: Moments,
    /// How many values share their value with another.
    pub tied: usize,
    /// Where log-excesses are measured from.
    pub origin: f64,
    /// Hill's estimates.
    pub hill: Vec<Shape>,
    /// Moment estimates.
    pub moment: Vec<Shape>,
    /// Pickands' estimates.
    pub pickands: Vec<Shape>,
    /// Mean excesses over order statistics, from the shallowest threshold to the deepest.
    pub mean_excess: Vec<MeanExcess>,
    /// Generalised Pareto fits, from the shallowest threshold to the deepest.
    pub gpd: Vec<Gpd>,
    /// The power law above the cut-off of least distance, by the convention of `plfit.m`.
    pub power_law: Option<PowerLaw>,
    /// The same by the two-sided distance.
    pub power_law_two_sided: Option<PowerLaw>,
    /// Histogram.
    pub histogram: Histogram,
    /// Normal plot.
    pub normal_plot: Vec<QuantilePoint>,
    /// The threshold of the exponential plot.
    pub exponential_threshold: f64,
    /// The mean excess over that threshold: the slope of the line in the plot.
    pub mean_excess_over_threshold: f64,
    /// Exponential plot of the excesses over that threshold.
    pub exponential_plot: Vec<QuantilePoint>,
    /// What all of it says together.
    pub verdict: Verdict,
    /// What a reader must know, e.g. ties.
    pub notes: Vec<String>,
}

/// The shares of the sample above the thresholds of the generalised Pareto fits.
const SHARES: [f64; 7] = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/// Runs every diagnostic.
pub fn diagnose(sample: &Sample, options: &Options) -> Diagnosis {
    let ascending = sample.ascending();
    let moments = moments(sample);
    let origin = match options.centre {
        Centre::Auto if sample.min() > 0.0 => 0.0,
        Centre::Zero => 0.0,
        Centre::Auto | Centre::Mean => moments.mean,
    };
    let centred = sample.measured_from(origin);
    let excesses = LogExcesses::of(&centred);
    let own;
    let from_zero = if origin == 0.0 {
        &excesses
    } else {
        own = LogExcesses::of(ascending);
        &own
    };
    let few = with_chosen(few_ranks(sample.size() - 1), &options.ranks);
    let gpd = gpd_fits(ascending);
    let exponential_threshold = gpd.first().map_or(sample.quantile(0.5), |fit| fit.threshold);
    let verdict = verdict(&Grounds {
        n: sample.size(),
        gpd: &gpd,
        moment: &|k| moment_estimate(&centred, k),
        hill: &|k| excesses.hill(k),
    });
    Diagnosis {
        tied: sample.tied(),
        origin,
        hill: shown(&excesses, &options.ranks),
        moment: few.par_iter().filter_map(|&k| moment_estimate(&centred, k)).collect(),
        pickands: few.iter().filter_map(|&k| pickands(ascending, k)).collect(),
        mean_excess: mean_excess_at(ascending, &few.iter().rev().copied().collect::<Vec<_>>()),
        power_law: least_distant(from_zero, Distance::Below),
        power_law_two_sided: least_distant(from_zero, Distance::TwoSided),
        histogram: histogram(sample),
        normal_plot: normal_plot(sample, &moments),
        exponential_threshold,
        mean_excess_over_threshold: mean_excess(ascending, exponential_threshold).map_or(f64::NAN, |e| e.mean),
        exponential_plot: exponential_plot(ascending, exponential_threshold),
        notes: notes(sample, origin, options),
        moments,
        gpd,
        verdict,
    }
}

/// Fits over the order statistics that leave the usual shares above them: at least 50 exceedances each, or, in a small
/// sample, at least 20 over a quarter of it.
fn gpd_fits(ascending: &[f64]) -> Vec<Gpd> {
    let n = ascending.len() as f64;
    let fits = |shares: &[f64], least: usize| -> Vec<Gpd> {
        let counts =
            shares.iter().map(|share| (share * n).round() as usize).filter(|&m| m >= least && m < ascending.len());
        let fits = counts.filter_map(|m| gpd(ascending, ascending[ascending.len() - 1 - m]));
        fits.filter(|fit| fit.exceedances >= least).collect()
    };
    let usual = fits(&SHARES, 50);
    if usual.is_empty() { fits(&[0.25, 0.1], 20) } else { usual }
}

fn shown(excesses: &LogExcesses, chosen: &[usize]) -> Vec<Shape> {
    with_chosen(ranks(excesses.largest_k()), chosen).into_iter().filter_map(|k| excesses.hill(k)).collect()
}

fn with_chosen(mut ranks: Vec<usize>, chosen: &[usize]) -> Vec<usize> {
    ranks.extend_from_slice(chosen);
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

/// The value above the median that the most others share, if more than one value in twenty does.
fn crowded(sample: &Sample) -> Option<(f64, usize)> {
    let upper = &sample.ascending()[sample.size() / 2..];
    let (value, count) =
        upper.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).max_by_key(|&(_, count)| count)?;
    (count * 20 > sample.size()).then_some((value, count))
}

fn notes(sample: &Sample, origin: f64, options: &Options) -> Vec<String> {
    let mut notes = Vec::new();
    let n = sample.size();
    if sample.tied() > 0 {
        let (tied, distinct) = (sample.tied(), sample.ascending().chunk_by(|a, b| a == b).count());
        notes
            .push(format!("ties: {tied} of {n} values share their value with another; {distinct} values are distinct"));
    }
    if let Some((value, count)) = crowded(sample) {
        notes.push(format!(
            "{count} of {n} values equal {value}: where that is a limit or a clip, what is read of the tail is the cut"
        ));
    }
    let left_out = sample.ascending().partition_point(|&x| x <= 0.0);
    if left_out > 0 {
        notes.push(format!("{left_out} values are not positive: the power law above a cut-off leaves them out"));
    }
    if origin != 0.0 {
        notes.push(format!(
            "Hill's and the moment estimate are taken of the values minus {origin:.6}, the mean: they depend on it"
        ));
    }
    for k in options.ranks.iter().filter(|&&k| k == 0 || k >= n) {
        notes.push(format!("k = {k} is outside 1..{}", n - 1));
    }
    notes
}
