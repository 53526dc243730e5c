//! Steps and tasks: the mean of a step by its closed form and by quadrature, the law of the total of n of them, stable laws, and the totals
//! of long tasks by drawing.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use goodhart::{
    expect::{
        steps::step_mean,
        total::{Side, Total},
    },
    num::inversion::{Transform, agreed},
    sample::{Arithmetic, Source, total::totals},
    tail::{Catalogue, Law, spec},
};
use rand::SeedableRng;
use rand_distr::{Distribution, Pareto};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::{hint::black_box, time::Duration};

/// Tasks drawn in one measured turn.
const TASKS: u64 = 256;

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("steps");
    for (text, power) in [("pareto(0.25)", 8.0), ("lognormal(0, 2)", 2.5), ("log_gamma(2, 1)", 3.0)] {
        let law = law(text);
        group.bench_function(format!("mean of the fastest of {power} of {text}"), |b| {
            b.iter(|| step_mean(&law, black_box(power)))
        });
    }
    let (approach, source) = (law("pareto(0.25)"), Source::new(1, "bench", "steps"));
    for steps in [10, 1000] {
        group.throughput(Throughput::Elements(steps * TASKS));
        group.bench_function(format!("{TASKS} totals of {steps} steps, pareto(0.25) at power 8"), |b| {
            b.iter(|| totals(&*approach, 8.0, black_box(steps), TASKS, &source))
        });
        group.bench_function(format!("{TASKS} totals of {steps} steps, eight approaches drawn each"), |b| {
            b.iter(|| eight_each(&approach, steps, &source))
        });
    }
    group.finish();
}

/// The same totals without the short cut: every approach is drawn.
fn eight_each(approach: &Law, steps: u64, source: &Source) -> Vec<f64> {
    let mut stream = source.shard(0);
    let mut step = || goodhart::sample::draw::least_of(&**approach, 8, &mut stream);
    let mut sample: Vec<f64> = (0..TASKS).map(|_| (0..steps).map(|_| step()).sum()).collect();
    sample.sort_unstable_by(f64::total_cmp);
    sample
}

/// Tasks of 1000 steps, each by the fastest of three approaches: on one core, with fused arithmetic, on two cores; and three draws of
/// `rand_distr` for each step.
fn direct(criterion: &mut Criterion) {
    const LONG: u64 = 1000;
    const MANY: u64 = 2048;
    let mut group = criterion.benchmark_group("1000 steps at power 3");
    group.throughput(Throughput::Elements(LONG * MANY));
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    for text in ["pareto(0.5)", "lognormal(0, 2)"] {
        let approach = law(text);
        for (threads, arithmetic) in [(1, Arithmetic::Plain), (1, Arithmetic::Fused), (2, Arithmetic::Plain)] {
            let source = Source::new(1, "bench", "direct").with(arithmetic);
            group.bench_function(format!("{text}, {threads} threads, {arithmetic:?}"), |b| {
                pool(threads).install(|| b.iter(|| totals(&*approach, 3.0, black_box(LONG), MANY, &source)))
            });
        }
    }
    let (approach, mut generator) =
        (Pareto::new(1.0, 0.5).expect("a Pareto law"), Xoshiro256PlusPlus::seed_from_u64(1));
    let mut step = || (0..3).map(|_| approach.sample(&mut generator)).fold(f64::INFINITY, f64::min);
    group.bench_function("pareto(0.5), three draws of rand_distr", |b| {
        b.iter(|| (0..MANY).map(|_| (0..LONG).map(|_| step()).sum::<f64>()).collect::<Vec<_>>())
    });
    group.finish();
}

fn total(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("total");
    for a in [0.5, 1.0, 1.5, 5.0] {
        for n in [10, 1_000_000] {
            let step = law(&format!("pareto({a})"));
            group.bench_function(format!("median of {n} steps of index {a}"), |b| {
                b.iter(|| Total::of(&step, n).expect("a total").quantile(Side::Lower, black_box(0.5f64.ln())))
            });
        }
    }
    for (text, n) in [("lognormal(0, 1)", 1000), ("lognormal(0, 1)", 1_000_000), ("burr(2, 0.7)", 1_000_000)] {
        let step = law(text);
        group.bench_function(format!("the tables of {n} steps of {text}"), |b| {
            b.iter(|| Total::of(&step, black_box(n)))
        });
    }
    group.finish();
}

fn stable(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stable");
    for alpha in [0.7, 1.0, 1.5] {
        let law = law(&format!("stable({alpha})"));
        group.bench_function(format!("survival function of index {alpha}"), |b| b.iter(|| law.ln_sf(black_box(12.0))));
        let transform = law.laplace().expect("a closed transform");
        let transform: &dyn Transform = &transform;
        group.bench_function(format!("the same by two inversions, index {alpha}"), |b| {
            b.iter(|| agreed(transform, black_box(12.0)))
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
    targets = steps, direct, total, stable
}
criterion_main!(benches);
