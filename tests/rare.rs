//! Chances too small to count, by weighted draws against the integral route and closed forms.
//!
//! Seeds are fixed. An estimate may be five and a half of its standard errors from the truth: a false alarm rate of 4e-8 each, below 1e-6
//! for all of a test together. The standard error itself is held below 1 %, so that an answer wrong by a tenth would fail: each test shows it.

use goodhart::{
    expect::{condition::Conditioner, total::Total},
    model::{Proxy, Task},
    sample::{
        Source,
        jump::far_tail,
        rare::{
            Goal,
            pair::rare_above,
            total::{Left, rare_total},
        },
    },
    tail::{Catalogue, Law, spec::parse},
};

fn law(text: &str) -> Law {
    parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law of the catalogue")
}

/// Standard errors that an estimate may be wrong by.
const ERRORS: f64 = 5.5;

/// Whether an estimate of a probability agrees, and whether it would if the probability were a tenth more.
fn judged(ln_p: f64, relative_error: f64, truth: f64) -> (bool, bool) {
    let agrees = |truth: f64| (ln_p - truth).abs() < ERRORS * relative_error + 1e-9;
    (agrees(truth), agrees(truth + 0.1))
}

/// Steps, how many, and places whose chances go down to 1e-12 and beyond.
const TOTALS: [(&str, u64, [f64; 3]); 11] = [
    ("pareto(1.5)", 10, [1e3, 1e6, 1e9]),
    ("pareto(1.5)", 100, [1e3, 1e6, 1e10]),
    ("pareto(0.7)", 10, [1e4, 1e12, 1e18]),
    ("weibull(0.5)", 10, [100.0, 500.0, 1000.0]),
    ("weibull(0.5)", 100, [400.0, 700.0, 1300.0]),
    ("lognormal(0, 1)", 10, [40.0, 300.0, 2000.0]),
    ("lognormal(0, 1)", 100, [230.0, 500.0, 2200.0]),
    ("exponential(1)", 10, [20.0, 50.0, 60.0]),
    ("gamma(2, 1)", 10, [40.0, 60.0, 70.0]),
    ("gamma(0.5, 1)", 10, [12.0, 30.0, 45.0]),
    ("weibull(0.8)", 10, [30.0, 60.0, 90.0]),
];

#[test]
fn totals_agree_with_the_integral_route_at_any_depth() {
    for (text, n, places) in TOTALS {
        let (step, goal) = (law(text), Goal::default());
        let total = Total::of_task(Task::of(&step, n).unwrap()).unwrap();
        for x in places {
            let found = rare_total(&*step, n, x, &goal, &Source::new(5, "rare", &format!("{text} {n} {x}"))).unwrap();
            let truth = total.within(x / n as f64).unwrap().ln_sf;
            assert!(truth.error < 1e-4, "{text} {n} {x}: {truth}");
            assert!(found.relative_error < 0.01, "{text} {n} {x}: {found:?}");
            let (right, wrong) = judged(found.ln_p, found.relative_error, truth.value);
            assert!(right && !wrong, "{text} {n} {x}: {found:?} for {truth}");
        }
    }
}

/// Ten exponential steps: a gamma law of shape 10. Hundred coins: a binomial law.
#[test]
fn totals_agree_with_closed_forms() {
    let goal = Goal::default();
    let found = rare_total(&*law("exponential(1)"), 10, 60.0, &goal, &Source::new(5, "rare", "gamma")).unwrap();
    let term = |k: i32| (1..=k).fold(1.0, |product, j| product * 60.0 / f64::from(j));
    let truth = (0..10).map(term).sum::<f64>().ln() - 60.0;
    assert_eq!(judged(found.ln_p, found.relative_error, truth), (true, false), "{found:?} for {truth}");
    assert_eq!(found.route.left, Left::Last, "a light total is shared by its steps");
    // P(at least 51 heads of 100 of chance 0.1), by its terms.
    let ln_binomial = |k: i32| (1..=k).map(|j| (f64::from(101 - j) / f64::from(j)).ln()).sum::<f64>();
    let term = |k: i32| (ln_binomial(k) + f64::from(k) * 0.1f64.ln() + f64::from(100 - k) * 0.9f64.ln()).exp();
    let truth = (51..=100).map(term).sum::<f64>().ln();
    let coin = law("two_point(0, 1, 0.1)");
    let found = rare_total(&*coin, 100, 50.5, &goal, &Source::new(5, "rare", "coins")).unwrap();
    assert_eq!(judged(found.ln_p, found.relative_error, truth), (true, false), "{found:?} for {truth}");
}

#[test]
fn the_conditional_route_alone_fails_where_the_steps_share_the_total() {
    let step = law("exponential(1)");
    let alone = far_tail(&*step, 10, 60.0, 300_000, &Source::new(5, "rare", "alone"));
    assert!(alone.relative_error() > 0.05, "{}", alone.relative_error());
    let found = rare_total(&*step, 10, 60.0, &Goal::default(), &Source::new(5, "rare", "tilted")).unwrap();
    assert!(found.relative_error < 0.004 && found.totals < 400_000, "{found:?}");
}

const PAIRS: [(&str, &str, [f64; 3]); 13] = [
    ("normal(0, 1)", "student_t(3)", [10.0, 1e3, 1e6]),
    ("normal(0, 1)", "normal(0, 1)", [5.0, 10.0, 30.0]),
    ("exponential(1)", "lognormal(0, 1)", [20.0, 100.0, 1000.0]),
    ("pareto(3)", "pareto(2)", [30.0, 1e4, 1e6]),
    ("student_t(3)", "normal(0, 1)", [10.0, 100.0, 1e4]),
    ("student_t(3)", "student_t(5)", [10.0, 100.0, 1e4]),
    ("lognormal(0, 1)", "lognormal(0, 1)", [30.0, 300.0, 3000.0]),
    ("gamma(0.5, 1)", "gamma(0.5, 1)", [10.0, 20.0, 30.0]),
    ("two_point(0, 1, 0.1)", "normal(0, 1)", [4.0, 8.0, 12.0]),
    ("normal(0, 1)", "two_point(0, 3, 0.1)", [4.0, 8.0, 12.0]),
    ("normal(0, 1)", "uniform(0, 1)", [4.0, 8.0, 12.0]),
    ("pareto(1.5)", "exponential(1)", [30.0, 1e4, 1e8]),
    ("laplace(1)", "mixture(0.999, normal(0, 1), lomax(2))", [10.0, 30.0, 1e4]),
];

#[test]
fn values_above_a_threshold_agree_with_the_integral_route() {
    for (value, error, thresholds) in PAIRS {
        let proxy = Proxy { value: law(value), error: law(error) };
        let conditioner = Conditioner::new(&proxy);
        for t in thresholds {
            let source = Source::new(5, "rare", &format!("{value} {error} {t}"));
            let found = rare_above(&proxy, t, &Goal::default(), &source).unwrap();
            let truth = conditioner.above(t).unwrap();
            assert!(found.relative_error < 0.01 && truth.ln_p.error < 1e-6, "{value} {error} {t}: {found:?}");
            let (right, wrong) = judged(found.ln_p, found.relative_error, truth.ln_p.value);
            assert!(right && !wrong, "{value} + {error} at {t}: {found:?} for {}", truth.ln_p);
            let (mean, exact) = (found.mean_v.unwrap(), truth.mean_v.finite().unwrap());
            let apart = (mean.value - exact.value).abs();
            assert!(apart < ERRORS * mean.error + exact.error, "{value} + {error} at {t}: {mean} for {exact}");
            // A value wrong by a tenth of its size, or of the unit of V, would be found out.
            assert!(ERRORS * mean.error < 0.1 * exact.value.abs().max(1.0), "{value} + {error} at {t}: {mean}");
        }
    }
}

/// Two coins that reach 2 only together: both places count.
#[test]
fn a_threshold_that_is_met_counts() {
    let proxy = Proxy { value: law("two_point(0, 1, 0.1)"), error: law("two_point(0, 1, 0.3)") };
    let found = rare_above(&proxy, 2.0, &Goal::default(), &Source::new(5, "rare", "met")).unwrap();
    assert_eq!(judged(found.ln_p, found.relative_error, 0.03f64.ln()), (true, false), "{found:?}");
    assert_eq!(found.mean_v.unwrap().value, 1.0);
}

#[test]
fn what_has_no_mean_or_no_chance_gets_no_number() {
    let above = |value: &str, error: &str, t: f64| {
        let proxy = Proxy { value: law(value), error: law(error) };
        rare_above(&proxy, t, &Goal::default(), &Source::new(5, "rare", "none"))
    };
    assert_eq!(above("cauchy(1)", "normal(0, 1)", 1e6).unwrap().mean_v, None);
    assert_eq!(above("uniform(0, 1)", "uniform(0, 1)", 2.5), None);
    let none = |n, x, draws| {
        let goal = Goal { draws, ..Goal::default() };
        rare_total(&*law("uniform(0, 1)"), n, x, &goal, &Source::new(5, "rare", "none"))
    };
    assert_eq!(none(3, 3.5, 1_000_000), None);
    assert_eq!(none(1000, 900.0, 1_000_000), None);
    assert!(none(3, 2.9, 1_000_000).is_some());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let source = Source::new(5, "rare", "threads");
            let goal = Goal { relative_error: 0.01, ..Goal::default() };
            let total = rare_total(&*law("gamma(2, 1)"), 10, 60.0, &goal, &source).unwrap();
            let proxy = Proxy { value: law("pareto(3)"), error: law("pareto(2)") };
            let above = rare_above(&proxy, 100.0, &goal, &source).unwrap();
            let mean = above.mean_v.unwrap();
            [total.ln_p, total.relative_error, above.ln_p, above.relative_error, mean.value, mean.error]
                .map(f64::to_bits)
        })
    };
    let one = on(1);
    assert!([2, 5, 16].into_iter().all(|threads| on(threads) == one));
}
