//! The Monte Carlo route: the same bits for any number of threads, and draws that follow their law.

use goodhart::model::Proxy;
use goodhart::sample::{Source, Stream, draw, select, tasks, total};
use goodhart::tail::{Argument, Catalogue, Interval, Law, Tail, TailClass};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

fn pareto(alpha: f64) -> Law {
    let catalogue = Catalogue::standard();
    let family = catalogue.families().iter().find(|family| family.name == "pareto").unwrap();
    (family.build)(&[Argument::Number(alpha)], "pareto").unwrap()
}

/// The uniform law on (0, 1), as a user would write it.
#[derive(Debug)]
struct Unit;

impl Tail for Unit {
    fn support(&self) -> Interval {
        Interval::new(0.0, 1.0)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        if x >= 1.0 { f64::NEG_INFINITY } else { (-x.max(0.0)).ln_1p() }
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }
    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        -ln_p.exp_m1()
    }
    fn ln_sf_from(&self, x: f64) -> f64 {
        self.ln_sf(x)
    }
}

/// 0 or 1 with chances 3/4 and 1/4.
#[derive(Debug)]
struct Coin;

impl Tail for Coin {
    fn support(&self) -> Interval {
        Interval::new(0.0, 1.0)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else if x < 1.0 {
            0.25f64.ln()
        } else {
            f64::NEG_INFINITY
        }
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }
    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p >= 0.25f64.ln() && ln_p <= 0.0 { 0.0 } else { 1.0 }
    }
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn one_two_five_and_sixteen_threads_give_identical_bits() {
    let law = pareto(0.7);
    let by_table = goodhart::tail::spec::parse("lognormal(0, 2)", &Catalogue::standard(), &|_| Err("no files".into()));
    let by_table = by_table.unwrap();
    let proxy = Proxy { value: Law::new("unit", Unit), error: pareto(2.0) };
    let source = Source::new(11, "sample", "threads");
    let run = || {
        let bits = |sample: &[f64]| sample.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
        let draws = bits(&draw::draws(&*law, 200_001, &source));
        let totals = [&law, &by_table].map(|law| bits(&total::totals(&**law, 1.5, 37, 9_001, &source)));
        let above = select::above(&proxy, 2.5, 300_000, &source);
        let best = select::best_of_values(&proxy, 10, 80_000, &source, |v| v);
        let counts = draw::exceedances(300_000, &source, &[1.5, 2.0, 9.0], |s| draw::draw(&*law, s));
        let numbers = [above.value.mean, above.value.squares, best.mean, best.squares].map(f64::to_bits);
        (draws, totals, above.value.count, numbers, counts)
    };
    let one = on_threads(1, run);
    assert!([2, 5, 16].into_iter().all(|threads| one == on_threads(threads, run)));
}

/// Kolmogorov's distance between the depths of a sample and the unit exponential law.
fn distance(sample: &[f64], law: &dyn Tail) -> f64 {
    let mut shares: Vec<f64> = sample.iter().map(|x| -law.ln_sf(*x).exp_m1()).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let n = shares.len() as f64;
    shares.iter().enumerate().map(|(i, p)| (p - i as f64 / n).max((i + 1) as f64 / n - p)).fold(0.0, f64::max)
}

/// What the distance exceeds with probability at most `rate` (Dvoretzky-Kiefer-Wolfowitz with Massart's constant, 1990).
fn allowed(n: usize, rate: f64) -> f64 {
    ((2.0 / rate).ln() / (2.0 * n as f64)).sqrt()
}

#[test]
fn depths_of_draws_are_unit_exponential_and_a_wrong_law_is_found_out() {
    let source = Source::new(1, "sample", "depth");
    let n = 400_000;
    for alpha in [0.05, 0.5, 1.0, 3.0] {
        let sample = draw::draws(&*pareto(alpha), n, &source);
        assert!(distance(&sample, &*pareto(alpha)) < allowed(sample.len(), 1e-9));
        assert!(distance(&sample, &*pareto(1.05 * alpha)) > allowed(sample.len(), 1e-9));
    }
    let sample = draw::draws(&Unit, n, &source);
    assert!(distance(&sample, &Unit) < allowed(sample.len(), 1e-9));
}

#[test]
fn atoms_get_their_mass() {
    let ones = draw::draws(&Coin, 1_000_000, &Source::new(1, "sample", "coin")).iter().sum::<f64>();
    // Standard deviation 433: six of them.
    assert!((ones - 250_000.0).abs() < 2_600.0, "{ones}");
}

#[test]
fn a_step_of_real_power_is_the_least_of_that_many_draws() {
    let source = Source::new(3, "sample", "power");
    let law = pareto(0.5);
    let steps = total::totals(&*law, 3.0, 1, 400_000, &source);
    assert!(distance(&steps, &*pareto(1.5)) < allowed(steps.len(), 1e-9));
    let mut least: Vec<f64> = Vec::new();
    let mut stream = source.shard(9);
    least.resize_with(400_000, || draw::least_of(&*law, 3, &mut stream));
    assert!(distance(&least, &*pareto(1.5)) < allowed(least.len(), 1e-9));
    assert!(distance(&least, &*pareto(1.6)) > allowed(least.len(), 1e-9));
    let fraction = total::totals(&*law, 0.4, 1, 400_000, &source);
    assert!(distance(&fraction, &*pareto(0.2)) < allowed(fraction.len(), 1e-9));
}

#[test]
fn totals_grow_past_f64_without_losing_their_order() {
    let sample = total::totals(&*pareto(0.01), 1.0, 20, 500, &Source::new(3, "sample", "huge"));
    assert!(sample.is_sorted() && sample.last() == Some(&f64::INFINITY) && sample.iter().all(|x| !x.is_nan()));
}

/// Knows some shards, and hears of the others.
#[derive(Default)]
struct Notes {
    known: BTreeMap<u64, Vec<f64>>,
    heard: Mutex<BTreeMap<u64, Vec<f64>>>,
}

impl tasks::Ledger for Notes {
    fn known(&self, shard: u64) -> Option<Vec<f64>> {
        self.known.get(&shard).cloned()
    }
    fn done(&self, shard: u64, times: &[f64]) {
        self.heard.lock().unwrap().insert(shard, times.to_vec());
    }
}

#[test]
fn shards_that_are_known_are_not_drawn_again() {
    let (law, source) = (pareto(0.7), Source::new(11, "sample", "ledger"));
    let plain = total::totals(&*law, 1.5, 5000, 100, &source);
    let with = |known: BTreeMap<u64, Vec<f64>>| {
        let notes = Notes { known, ..Notes::default() };
        let sample = total::fastest(&*law, 1.5, [5000, 100], &source).sorted(100, &notes);
        (sample, notes.heard.into_inner().unwrap())
    };
    let (sample, all) = with(BTreeMap::new());
    // A shard has 2^16 draws: here thirteen tasks.
    assert_eq!((&sample, all.len(), all[&0].len(), all[&7].len()), (&plain, 8, 13, 9));
    let mut even: BTreeMap<_, _> = all.clone().into_iter().filter(|(shard, _)| shard % 2 == 0).collect();
    let (sample, heard) = with(even.clone());
    assert_eq!((&sample, heard.keys().copied().collect::<Vec<_>>()), (&plain, vec![1, 3, 5, 7]));
    even.get_mut(&2).unwrap()[4] = 1e300;
    assert_eq!(with(even.clone()).0.last(), Some(&1e300), "what is known is taken as it is");
    // A shard of another size is none.
    even.get_mut(&2).unwrap().pop();
    let (sample, heard) = with(even);
    assert_eq!((&sample, &heard[&2]), (&plain, &all[&2]));
}

#[test]
fn exponential_steps_done_by_a_time_are_poisson() {
    let catalogue = Catalogue::standard();
    let law = goodhart::tail::spec::parse("exponential(1)", &catalogue, &|_| Err("no files".into())).unwrap();
    let source = Source::new(5, "sample", "poisson");
    // The fastest of two until 1.5: a Poisson number with mean 3.
    let count = || total::steps_done(&*law, 2.0, 1.5, 400_001, &source);
    let counts = on_threads(1, count);
    assert_eq!(counts, on_threads(3, count));
    for (least, chance) in [(1u64, 1.0 - (-3f64).exp()), (3, 1.0 - 8.5 * (-3f64).exp())] {
        let share = counts.iter().filter(|count| **count >= least).count() as f64 / 400_001.0;
        // Six standard deviations: a false alarm rate of 2e-9.
        let allowed = 6.0 * (chance * (1.0 - chance) / 400_001.0).sqrt();
        assert!((share - chance).abs() < allowed && allowed < 0.005, "{least}: {share} {chance}");
    }
}

#[test]
fn keeping_by_weight_and_plain_selection_agree() {
    // V uniform on (0, 1), X Pareto(2), t = 4: P = 1/3 - 1/4 = 1/12 and E[V; U >= t] = 1/3 - ln(4/3).
    let proxy = Proxy { value: Law::new("unit", Unit), error: pareto(2.0) };
    let (p, mean) = (1.0 / 12.0, 12.0 * (1.0 / 3.0 - (4.0f64 / 3.0).ln()));
    let plain = select::above(&proxy, 4.0, 2_000_000, &Source::new(1, "sample", "plain"));
    assert!((plain.value.count as f64 / plain.trials as f64 / p - 1.0).abs() < 0.02);
    assert!((plain.value.mean - mean).abs() < 0.005);
    let kept = select::kept_above(&proxy, 4.0, 500_000, &Source::new(1, "sample", "kept")).unwrap();
    assert!((kept.value.count as f64 / kept.trials as f64 / 9.0 / p - 1.0).abs() < 0.01);
    assert!((kept.value.mean - mean).abs() < 0.003);
    assert!((kept.value.mean - 0.5).abs() > 0.03, "selection must show");
    let unbounded = Proxy { value: pareto(3.0), error: pareto(2.0) };
    assert!(select::kept_above(&unbounded, 4.0, 10, &Source::new(1, "sample", "none")).is_none());
}

#[test]
fn the_best_of_n_has_the_largest_proxy() {
    // With n draws of V alone the best V has mean n/(n+1).
    let proxy = Proxy { value: Law::new("unit", Unit), error: Law::new("tiny", Tiny) };
    let best = select::best_of_values(&proxy, 9, 200_000, &Source::new(1, "sample", "best"), |v| v);
    assert!((best.mean - 0.9).abs() < 0.002, "{}", best.mean);
    let totals: Arc<[f64]> = total::totals(&Unit, 1.0, 2, 10, &Source::new(1, "sample", "shape"));
    assert_eq!(totals.len(), 10);
}

/// The best of n pairs, each drawn; of equal ones any.
fn best_of_all(proxy: &Proxy, n: u64, stream: &mut Stream) -> (f64, f64) {
    let (mut best, mut equal) = ((f64::NAN, f64::NEG_INFINITY), 0.0);
    for _ in 0..n {
        let v = draw::draw(&*proxy.value, stream);
        let u = v + draw::draw(&*proxy.error, stream);
        equal = if u > best.1 { 1.0 } else { equal + f64::from(u8::from(u == best.1)) };
        if u > best.1 || u == best.1 && stream.uniform() * equal < 1.0 {
            best = (v, u);
        }
    }
    best
}

/// Kolmogorov's distance between two samples.
fn apart(mut one: Vec<f64>, mut other: Vec<f64>) -> f64 {
    one.sort_unstable_by(f64::total_cmp);
    other.sort_unstable_by(f64::total_cmp);
    let share = |sample: &[f64], x: f64| sample.partition_point(|y| *y <= x) as f64 / sample.len() as f64;
    one.iter().chain(&other).map(|&x| (share(&one, x) - share(&other, x)).abs()).fold(0.0, f64::max)
}

#[test]
fn the_best_of_n_read_from_above_is_that_of_all_pairs_drawn() {
    let law = |text| goodhart::tail::spec::parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    for (value, error, n) in [
        ("normal(0, 1)", "normal(0, 1)", 1),
        ("normal(0, 1)", "normal(0, 1)", 2),
        ("normal(0, 1)", "normal(0, 2)", 50),
        ("normal(0, 1)", "student_t(2)", 30),
        ("exponential(1)", "pareto(0.8)", 7),
        ("uniform(0, 1)", "uniform(0, 1)", 20),
        ("two_point(-1, 1, 0.5)", "two_point(0, 2, 0.1)", 12),
        ("two_point(-1, 1, 0.5)", "logistic(1)", 12),
        ("clipped(laplace(1), 0.5)", "clipped(normal(0, 1), 1)", 9),
    ] {
        let (proxy, rounds) = (Proxy { value: law(value), error: law(error) }, 60_000);
        let sample = |subject: &str, once: &dyn Fn(&mut Stream) -> (f64, f64)| -> (Vec<f64>, Vec<f64>) {
            let mut stream = Source::new(4, subject, &format!("{value} {error} {n}")).shard(0);
            (0..rounds).map(|_| once(&mut stream)).unzip()
        };
        let (v, u) = sample("read", &|stream| select::best_of(&proxy, n, stream));
        let (all_v, all_u) = sample("all", &|stream| best_of_all(&proxy, n, stream));
        let (more_v, more_u) = sample("more", &|stream| best_of_all(&proxy, n + 1 + n / 4, stream));
        // Each sample is within this of its law but for a chance of 1e-9, the more so with atoms.
        let reach = 2.0 * allowed(rounds, 1e-9);
        assert!(apart(v.clone(), all_v) < reach, "{value}, {error}: V");
        assert!(apart(u, all_u.clone()) < reach, "{value}, {error}: U");
        assert!(
            apart(all_u, more_u) > reach || apart(v, more_v) > reach,
            "{value}, {error}: a larger n is not found out"
        );
    }
}

/// Always 0.
#[derive(Debug)]
struct Tiny;

impl Tail for Tiny {
    fn support(&self) -> Interval {
        Interval::new(0.0, 0.0)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { f64::NEG_INFINITY }
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }
    fn inv_ln_sf(&self, _ln_p: f64) -> f64 {
        0.0
    }
}
