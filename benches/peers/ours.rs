//! One side of `benches/peers/run.py`: reads the name of a work a line, does it once, and writes the seconds and a number that the work found.
//!
//! The naive programs with `rand_distr` are here as well: they are Rust too.

use goodhart::{
    expect::{
        condition::Conditioner,
        total::{Side, Total},
    },
    fit::{
        Sample,
        clauset::{Distance, power_law},
        hill::hill,
    },
    model::Proxy,
    sample::{Source, draw::draws, total::totals},
    tail::{Catalogue, Law, spec},
};
use rand::SeedableRng;
use rand_distr::{Distribution, Pareto};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use std::{
    io::{BufRead, Write},
    path::Path,
    time::Instant,
};

/// Approach times have this index, and a step takes the least of three.
const INDEX: f64 = 0.7;
const POWER: f64 = 3.0;
const STEPS: u64 = 1000;
const TASKS: u64 = 10_000;
const DRAWS: u64 = 10_000_000;
const FEWER: u64 = 1_000_000;

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

fn main() {
    let data = std::env::args().nth(1).expect("the folder of the data");
    for line in std::io::stdin().lock().lines() {
        let work = line.expect("a line");
        let (seconds, found) = done(&work, Path::new(&data));
        println!("{seconds:.9} {found:?}");
        std::io::stdout().flush().expect("an open pipe");
    }
}

/// The seconds that a piece of work takes, and what it found.
fn done(work: &str, data: &Path) -> (f64, f64) {
    let (kind, what) = work.split_once(' ').unwrap_or((work, ""));
    match kind {
        "draws" => timed(|| last(&draws(&*law(what), DRAWS, &source(work)))),
        "rvs" => timed(|| last(&draws(&*law(what), FEWER, &source(work)))),
        "totals" => timed(|| last(&totals(&*law(&format!("pareto({INDEX})")), POWER, STEPS, TASKS, &source(work)))),
        "naive_draws" => timed(naive_draws),
        "naive_totals" => timed(naive_totals),
        "xmin" => {
            let values = values(data, what);
            timed(|| {
                power_law(Sample::new(values).expect("a sample").ascending(), Distance::Below).expect("a fit").xmin
            })
        }
        "hill" => {
            let values = values(data, what);
            timed(|| {
                let estimates = hill(Sample::new(values).expect("a sample").ascending());
                estimates[estimates.len() / 10 - 1].gamma
            })
        }
        "stable" => {
            let stable = law("stable(1.5)");
            timed(|| (1..=100).map(|i| stable.ln_sf(0.3 * f64::from(i)).exp()).sum())
        }
        "condition" => {
            let proxy = Proxy { value: law("normal(0, 1)"), error: law("student_t(3)") };
            timed(|| {
                let row = Conditioner::new(&proxy).value_above(what.parse().expect("a threshold"));
                row.expect("an answer").mean_v.finite().expect("a mean").value
            })
        }
        "quantile" => timed(|| {
            let total = Total::of(&law("pareto(0.7)"), what.parse().expect("a number of steps")).expect("a total");
            total.quantile(Side::Lower, 0.5f64.ln()).expect("a quantile").value
        }),
        other => panic!("no work {other:?}"),
    }
}

fn timed(work: impl FnOnce() -> f64) -> (f64, f64) {
    let start = Instant::now();
    let found = work();
    (start.elapsed().as_secs_f64(), found)
}

fn source(work: &str) -> Source {
    Source::new(1, "peers", work)
}

fn last(values: &[f64]) -> f64 {
    values[values.len() - 1]
}

/// Raw doubles, as the script wrote them.
fn values(data: &Path, size: &str) -> Vec<f64> {
    let bytes = std::fs::read(data.join(format!("{size}.f64"))).expect("the data of this size");
    bytes.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().expect("eight bytes"))).collect()
}

/// As many generators as parts, each seeded by its number: what one writes without a laboratory.
fn naive_draws() -> f64 {
    let pareto = Pareto::new(1.0, INDEX).expect("a Pareto law");
    let mut values = vec![0.0; DRAWS as usize];
    values.par_chunks_mut(1 << 16).enumerate().for_each(|(part, values)| {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(part as u64);
        values.iter_mut().for_each(|x| *x = pareto.sample(&mut generator));
    });
    last(&values)
}

fn naive_totals() -> f64 {
    let pareto = Pareto::new(1.0, INDEX).expect("a Pareto law");
    let step = |generator: &mut Xoshiro256PlusPlus| {
        (0..POWER as u32).map(|_| pareto.sample(generator)).fold(f64::INFINITY, f64::min)
    };
    let task = |task: u64| {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(task);
        (0..STEPS).map(|_| step(&mut generator)).sum::<f64>()
    };
    let totals: Vec<f64> = (0..TASKS).into_par_iter().map(task).collect();
    last(&totals)
}
