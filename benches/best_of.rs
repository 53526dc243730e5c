//! Best of n: one integral, whose cost does not grow with n; drawing, whose cost does.

use criterion::{Criterion, criterion_group, criterion_main};
use goodhart::{
    expect::best_of::Selector,
    model::Proxy,
    sample::{Source, select},
    tail::{Catalogue, Law, spec},
};
use std::{hint::black_box, time::Duration};

/// (value, error): smooth ones, and ones with a density that is unbounded at an end, at a kink, or behind a made law.
const PAIRS: [(&str, &str); 5] = [
    ("normal(0, 1)", "student_t(3)"),
    ("normal(0, 1)", "normal(0, 1)"),
    ("gamma(0.5, 1)", "weibull(0.5)"),
    ("laplace", "mixture(0.5, normal(0, 1), gamma(0.5, 1))"),
    ("student_t(3)", "max_of(5, gamma(0.5, 1))"),
];

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

fn best_of(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("best of n");
    for (value, error) in PAIRS {
        let proxy = Proxy { value: law(value), error: law(error) };
        for n in [1e2, 1e12] {
            // A fresh selector each time: what it prepares for one n serves the next.
            group.bench_function(format!("{value} + {error}, n = {n:e}, integral"), |b| {
                b.iter(|| Selector::new(&proxy).expect("a continuous proxy").best_of(black_box(n)))
            });
        }
        let mut stream = Source::new(1, "bench", "best of n").shard(0);
        group.bench_function(format!("{value} + {error}, n = 1e2, one round by drawing"), |b| {
            b.iter(|| select::best_of(&proxy, black_box(100), &mut stream))
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = best_of
}
criterion_main!(benches);
