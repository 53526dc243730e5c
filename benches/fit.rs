//! Estimation from data, and chances too small to count: how the cost grows with the sample, and what an estimate to a third of a per cent costs.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use goodhart::{
    fit::{
        Options, Sample,
        clauset::{Distance, power_law},
        diagnose,
        gpd::gpd,
        hill::hill,
        moment::moment_estimate,
        pickands::pickands,
    },
    model::Proxy,
    sample::{
        Source,
        draw::draws,
        rare::{Goal, pair::rare_above, total::rare_total},
    },
    tail::{Catalogue, Law, spec},
};
use std::{hint::black_box, time::Duration};

const SIZES: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

fn estimators(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fit");
    for size in SIZES {
        let values = |text: &str| draws(&*law(text), size, &Source::new(1, "bench", "fit"));
        let pareto = values("pareto(1.5)");
        group.throughput(Throughput::Elements(size));
        group.bench_with_input(BenchmarkId::new("sort", size), &pareto, |b, values| {
            b.iter_batched(|| values.clone(), Sample::new, criterion::BatchSize::PerIteration)
        });
        let [pareto, lognormal] =
            [pareto, values("lognormal(0, 1)")].map(|values| Sample::new(values).expect("a sample"));
        let (ascending, k) = (pareto.ascending(), size as usize / 10);
        group.bench_function(BenchmarkId::new("hill, every k", size), |b| b.iter(|| hill(black_box(ascending))));
        group.bench_function(BenchmarkId::new("moment, top tenth", size), |b| {
            b.iter(|| moment_estimate(black_box(ascending), k))
        });
        group.bench_function(BenchmarkId::new("pickands, k = n/10", size), |b| {
            b.iter(|| pickands(black_box(ascending), k))
        });
        let threshold = ascending[ascending.len() - 1 - k];
        group.bench_function(BenchmarkId::new("gpd, top tenth", size), |b| {
            b.iter(|| gpd(black_box(ascending), threshold))
        });
        for (name, sample) in [("pareto(1.5)", &pareto), ("lognormal(0, 1)", &lognormal)] {
            group.bench_function(BenchmarkId::new(format!("xmin search, {name}"), size), |b| {
                b.iter(|| power_law(black_box(sample.ascending()), Distance::TwoSided))
            });
        }
        group.bench_function(BenchmarkId::new("every diagnostic", size), |b| {
            b.iter(|| diagnose(black_box(&pareto), &Options::default()))
        });
    }
    group.finish();
}

fn rare(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rare");
    let (goal, source) = (Goal::default(), Source::new(1, "bench", "rare"));
    // Each at a chance of about 1e-12.
    let totals = [
        ("pareto(1.5)", 10, 5e8),
        ("pareto(1.5)", 100, 2e9),
        ("weibull(0.5)", 10, 930.0),
        ("lognormal(0, 1)", 10, 1600.0),
        ("exponential(1)", 10, 50.5),
        ("gamma(2, 1)", 10, 70.0),
        ("gamma(0.5, 1)", 10, 39.5),
    ];
    for (text, n, x) in totals {
        let step = law(text);
        group.bench_function(format!("total of {n} steps of {text} beyond {x}"), |b| {
            b.iter(|| rare_total(&*step, black_box(n), x, &goal, &source))
        });
    }
    let pairs = [
        ("normal(0, 1)", "student_t(3)", 1e4),
        ("normal(0, 1)", "normal(0, 1)", 10.0),
        ("exponential(1)", "lognormal(0, 1)", 1150.0),
    ];
    for (value, error, t) in pairs {
        let proxy = Proxy { value: law(value), error: law(error) };
        group.bench_function(format!("{value} + {error} above {t}"), |b| {
            b.iter(|| rare_above(&proxy, black_box(t), &goal, &source))
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(1));
    targets = estimators, rare
}
criterion_main!(benches);
