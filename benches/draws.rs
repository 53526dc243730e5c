//! Nanoseconds a draw: the one sampler for every law beside the special-purpose sampler of `rand_distr`, and draws by thousands with each
//! set of instructions that the machine has.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use goodhart::{
    sample::{
        Arithmetic, Source,
        batch::{Batch, Kernel, instructions::Instructions, passes::BLOCK, words::Words},
        draw::draw,
    },
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

/// Laws by recipes and by tables, the tables of the plainest and of the dearest quantiles.
const BY_THOUSANDS: [&str; 10] = [
    "uniform(0, 1)",
    "exponential(1)",
    "pareto(1.5)",
    "weibull(0.5)",
    "frechet(1.5)",
    "normal(0, 1)",
    "lognormal(0, 3)",
    "student_t(3)",
    "stable(1.5)",
    "mixture(0.9, exponential(1), pareto(0.5))",
];

fn by_thousands(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("by thousands");
    group.throughput(Throughput::Elements(BLOCK as u64));
    let source = Source::new(1, "bench", "by thousands");
    let mut words: Words = source.words(0, 0);
    let mut block = Box::new([0; BLOCK]);
    group.bench_function("words, portable", |b| b.iter(|| words.fill(black_box(&mut *block))));
    for text in BY_THOUSANDS {
        let law = law(text);
        let kernel = Kernel::new(&*law, 1 << 24);
        let fused = Instructions::all(Arithmetic::Fused).split_off(1);
        for instructions in Instructions::all(Arithmetic::Plain).into_iter().chain(fused) {
            let mut batch = Batch::with(&kernel, instructions, source.words(1, 0));
            group.bench_function(format!("{text}, {}", instructions.name()), |b| {
                b.iter(|| black_box(batch.some(BLOCK as u64))[0])
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = draws, by_thousands
}
criterion_main!(benches);
