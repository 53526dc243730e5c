//! Conditioning on a high proxy: the laboratory's integral beside a plain trapezoid with 161 nodes.
//!
//! The trapezoid is what one writes first: nodes over eight standard deviations of V, no error bound, and for a power-law value
//! no answer at all, which is why only the pairs with a normal value have one.

use criterion::{Criterion, criterion_group, criterion_main};
use goodhart::{
    expect::condition::Conditioner,
    model::Proxy,
    tail::{Catalogue, Law, spec},
};
use std::{hint::black_box, time::Duration};

const THRESHOLDS: [f64; 3] = [3.0, 30.0, 1e6];
/// (value, error).
const PAIRS: [(&str, &str); 3] =
    [("normal(0, 1)", "student_t(3)"), ("normal(0, 1)", "normal(0, 2)"), ("pareto(3)", "pareto(2)")];

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

fn conditioning(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("condition");
    for (value, error) in PAIRS {
        let proxy = Proxy { value: law(value), error: law(error) };
        group
            .bench_function(format!("{value} + {error}, prepared"), |b| b.iter(|| Conditioner::new(black_box(&proxy))));
        let conditioner = Conditioner::new(&proxy);
        for t in THRESHOLDS {
            group.bench_function(format!("{value} + {error}, t = {t:e}"), |b| {
                b.iter(|| conditioner.above(black_box(t)))
            });
            group.bench_function(format!("{value} + {error}, t = {t:e}, value alone"), |b| {
                b.iter(|| conditioner.value_above(black_box(t)))
            });
        }
    }
    let error = law("student_t(3)");
    for t in THRESHOLDS {
        group.bench_function(format!("normal(0, 1) + student_t(3), t = {t:e}, trapezoid of 161 nodes"), |b| {
            b.iter(|| trapezoid(&error, black_box(t)))
        });
    }
    group.finish();
}

/// `E[V | U >= t]` for a standard normal V.
fn trapezoid(error: &Law, t: f64) -> f64 {
    let (mut mass, mut first) = (0.0, 0.0);
    for i in 0..=160 {
        let v = -8.0 + 0.1 * f64::from(i);
        let weight = (-0.5 * v * v).exp() * error.ln_sf(t - v).exp();
        mass += weight;
        first += v * weight;
    }
    first / mass
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = conditioning
}
criterion_main!(benches);
