//! Nanoseconds a draw: the one sampler for every law beside the special-purpose sampler of `rand_distr`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use goodhart::{
    sample::{Source, draw::draw},
    tail::{Catalogue, Law, spec},
};
use rand::SeedableRng;
use rand_distr::{Distribution, Exp1, Pareto, StudentT};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::{hint::black_box, time::Duration};

/// Draws in one measured turn.
const BATCH: usize = 1024;

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

fn draws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draws");
    group.throughput(Throughput::Elements(BATCH as u64));
    let mut stream = Source::new(1, "bench", "draws").shard(0);
    group.bench_function("unit exponential, stream", |b| b.iter(|| sum(|| stream.exponential())));
    for text in ["pareto(1.5)", "lognormal(0, 1)", "student_t(3)", "min_of(8, pareto(0.25))"] {
        let law = law(text);
        group.bench_function(format!("{text}, this library"), |b| b.iter(|| sum(|| draw(&*law, &mut stream))));
    }
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
    group.bench_function("unit exponential, rand_distr", |b| b.iter(|| sum(|| Exp1.sample(&mut generator))));
    let pareto = Pareto::new(1.0, 1.5).expect("a Pareto law");
    group.bench_function("pareto(1.5), rand_distr", |b| b.iter(|| sum(|| pareto.sample(&mut generator))));
    let student = StudentT::new(3.0).expect("a Student law");
    group.bench_function("student_t(3), rand_distr", |b| b.iter(|| sum(|| student.sample(&mut generator))));
    let approach = Pareto::new(1.0, 0.25).expect("a Pareto law");
    group.bench_function("min_of(8, pareto(0.25)), eight draws of rand_distr", |b| {
        b.iter(|| sum(|| (0..8).map(|_| approach.sample(&mut generator)).fold(f64::INFINITY, f64::min)))
    });
    group.finish();
}

fn sum(mut once: impl FnMut() -> f64) -> f64 {
    (0..BATCH).map(|_| black_box(once())).sum()
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = draws
}
criterion_main!(benches);
