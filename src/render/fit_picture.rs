//! The picture of a tail diagnosis: histogram, normal plot, exponential plot and the estimates of shape.

use super::{Chart, ChartPanel, Series};
use crate::{
    claim::Axis,
    fit::{Diagnosis, quantile_plot::QuantilePoint},
};

/// Four panels: the histogram with the fitted normal density, the normal and the exponential quantile plot with their
/// pointwise bands, and the estimates of shape against the number of values that they use.
pub fn chart(diagnosis: &Diagnosis, source: &str) -> Chart {
    Chart {
        title: format!("{source}: {} values, {}", diagnosis.moments.n, diagnosis.verdict.reading.name()),
        subtitle: diagnosis.verdict.text.clone(),
        panels: vec![histogram(diagnosis), normal_plot(diagnosis), exponential_plot(diagnosis), shapes(diagnosis)],
        ..Chart::default()
    }
}

/// The palette's places: the sample, the fitted law, a second estimator.
const SAMPLE: usize = 0;
const LAW: usize = 1;
const SECOND: usize = 2;

fn histogram(d: &Diagnosis) -> ChartPanel {
    let h = &d.histogram;
    let edge = |i: usize| h.start + i as f64 * h.width;
    let bars: Vec<_> = h.densities().enumerate().map(|(i, density)| (edge(i), edge(i + 1), density)).collect();
    let m = &d.moments;
    let normal = |x: f64| {
        let z = (x - m.mean) / m.sd;
        (x, (-0.5 * z * z).exp() / (m.sd * std::f64::consts::TAU.sqrt()))
    };
    let curve: Vec<_> = (0..=200).map(|i| normal(m.min + (m.max - m.min) * f64::from(i) / 200.0)).collect();
    let series = vec![Series::bars("sample", SAMPLE, &bars), Series::line("normal", LAW, false, &curve)];
    ChartPanel::new("Histogram", Axis::linear("value"), Axis::linear("density"), series)
}

fn normal_plot(d: &Diagnosis) -> ChartPanel {
    let m = &d.moments;
    let series = quantiles(&d.normal_plot, "normal", |z| m.mean + m.sd * z);
    ChartPanel::new("Normal plot", Axis::linear("normal quantile"), Axis::linear("value"), series)
}

fn exponential_plot(d: &Diagnosis) -> ChartPanel {
    let mean = d.mean_excess_over_threshold;
    let series = quantiles(&d.exponential_plot, "exponential", |e| mean * e);
    let title = format!("Exponential plot of what exceeds {:.4}", d.exponential_threshold).replace('-', "−");
    ChartPanel::new(title, Axis::linear("exponential quantile"), Axis::linear("excess"), series)
}

/// Band, line and points of a quantile plot.
fn quantiles(points: &[QuantilePoint], law: &str, line: impl Fn(f64) -> f64) -> Vec<Series> {
    let band: Vec<_> = points.iter().map(|p| (p.theoretical, p.low, p.high)).collect();
    let straight: Vec<_> = points.iter().map(|p| (p.theoretical, line(p.theoretical))).collect();
    let sample = points.iter().map(|p| (p.theoretical, p.observed, f64::NAN, f64::NAN)).collect();
    vec![
        Series::band(format!("{law}, 95 % pointwise"), LAW, &band),
        Series::line(law, LAW, true, &straight),
        Series::points("sample", SAMPLE, sample),
    ]
}

fn shapes(d: &Diagnosis) -> ChartPanel {
    // Beyond a third of the sample no value is in a tail, and Hill's estimate runs off the picture.
    let tail = |s: &&crate::fit::Shape| s.k <= d.moments.n / 3;
    let hill: Vec<_> = d.hill.iter().filter(tail).map(|s| (s.k as f64, s.gamma)).collect();
    let band: Vec<_> = d.hill.iter().filter(tail).map(|s| (s.k as f64, s.gamma - s.se, s.gamma + s.se)).collect();
    let fits = d.gpd.iter().map(|g| {
        let se = g.shape_se.unwrap_or(f64::NAN);
        (g.exceedances as f64, g.shape, g.shape - se, g.shape + se)
    });
    let series = vec![
        Series::band("Hill ± se", SAMPLE, &band),
        Series::line("Hill", SAMPLE, false, &hill),
        Series::points("generalised Pareto ± se", SECOND, fits.collect()),
    ];
    ChartPanel::new("Shape", Axis::log("k, number of largest values used"), Axis::linear("shape γ"), series)
}
