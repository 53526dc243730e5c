//! The rule that gives the limit of E[V | U >= t] and the numbers must agree, pair by pair.

#[path = "regimes/laws.rs"]
mod laws;
#[path = "regimes/measure.rs"]
mod measure;

use goodhart::{
    model::{Form, Limit, Proxy, Regime, regime},
    tail::{Interval, Law, Tail, TailClass},
};
use laws::law;
use measure::{Judged, Seen, judge, out_of_reach, path};
use rayon::prelude::*;

/// A pair with its regime and its numbers.
struct Studied {
    name: String,
    proxy: Proxy,
    regime: Regime,
    path: Vec<Seen>,
    /// The size of a deviation from a finite limit.
    scale: f64,
    /// Whether the tails are not in the order that the regime rests on as far out as numbers go.
    out_of_reach: bool,
}

fn study(value: &Law, error: &Law) -> Studied {
    let proxy = Proxy { value: value.clone(), error: error.clone() };
    // The spread of V about its median: a unit that every law has.
    let scale = value.inv_ln_sf(-1.0) - value.inv_ln_cdf(-1.0);
    let regime = regime(&proxy);
    let judged = |path: &[Seen]| {
        judge(&regime, path, scale).map(|Judged { first, second }| first && (second || regime.next.is_none()))
    };
    // Where no rule applies, there is nothing to compare.
    let known = !matches!(regime.limit, Limit::NotDetermined(_));
    let path = if known { path(&proxy, judged) } else { vec![] };
    let out_of_reach = out_of_reach(&proxy, &regime, &path, scale);
    Studied { name: format!("V {value}, X {error}"), proxy, regime, path, scale, out_of_reach }
}

fn pairs(laws: &[Law]) -> Vec<Studied> {
    let both = |k: usize| study(&laws[k / laws.len()], &laws[k % laws.len()]);
    (0..laws.len() * laws.len()).into_par_iter().map(both).collect()
}

/// What became of the pairs.
#[derive(Debug, Default)]
struct Tally {
    determined: usize,
    /// Measured in the first term, and in the second.
    first: usize,
    second: usize,
    /// Contradicted where the tails themselves are out of reach, and where they are not.
    out_of_reach: Vec<String>,
    wrong: Vec<String>,
    /// Determined, and neither borne out nor contradicted by any number.
    unjudged: Vec<String>,
}

fn tally(studied: &[Studied]) -> Tally {
    let mut tally = Tally::default();
    for pair in studied {
        let known = !matches!(pair.regime.limit, Limit::NotDetermined(_));
        tally.determined += usize::from(known);
        match judge(&pair.regime, &pair.path, pair.scale) {
            Ok(Judged { first, second }) => {
                tally.first += usize::from(first);
                tally.second += usize::from(second);
                if !first && known {
                    tally.unjudged.push(format!("{}\n    {:?}\n    {:?}", pair.name, pair.regime, pair.path));
                }
            }
            Err(_) if pair.out_of_reach => tally.out_of_reach.push(pair.name.clone()),
            Err(why) => tally.wrong.push(format!("{}: {why}\n    {:?}\n    {:?}", pair.name, pair.regime, pair.path)),
        }
    }
    tally
}

/// Wrong regimes near a right one.
fn lies(truth: &Regime, scale: f64) -> Vec<Regime> {
    let Some(leading) = truth.leading else { return vec![] };
    let with = |limit: Limit, leading: Form, next| Regime { limit, leading: Some(leading), next, ..truth.clone() };
    let mut lies = match truth.limit {
        Limit::Finite(limit) => {
            let moved = [0.05, -0.05, 1.0].map(|by| limit + by * (scale + limit.abs()));
            let mut lies = moved.map(|limit| with(Limit::Finite(limit), Form::constant(limit), None)).to_vec();
            lies.extend([0.1, 1.0].map(|power| with(Limit::Infinite, Form::power(1.0, power), None)));
            lies
        }
        Limit::Infinite => {
            let mut lies = [1.05, 0.95].map(|by| with(Limit::Infinite, leading.times(by), None)).to_vec();
            lies.extend([0.05, -0.05].map(|by| with(Limit::Infinite, leading.product(Form::power(1.0, by)), None)));
            lies.push(with(Limit::Finite(1.0), Form::constant(1.0), None));
            lies
        }
        _ => vec![],
    };
    let next = truth.next.into_iter().flat_map(|next| {
        let moved = Form::power(1.0, 0.1);
        [next.times(1.3), next.times(0.7), next.times(-1.0), next.product(moved), next.product(moved.inverse())]
    });
    lies.extend(next.map(|next| with(truth.limit.clone(), leading, Some(next))));
    lies
}

/// Every typical law of the catalogue, and those of the borders between rules, each with each.
#[test]
fn rules_and_numbers_agree_on_every_pair_of_the_catalogue() {
    let studied = pairs(&laws::every());
    let Tally { determined, first, second, out_of_reach, wrong, unjudged } = tally(&studied);
    println!("{} pairs: {determined} determined, {first} measured, {second} to second order", studied.len());
    println!("{} out of reach:\n{}", out_of_reach.len(), out_of_reach.join("\n"));
    assert!(wrong.is_empty(), "{} pairs are contradicted:\n{}", wrong.len(), wrong.join("\n"));
    assert!(out_of_reach.len() < 40, "{} pairs are out of reach", out_of_reach.len());
    // A light value beside an error whose tail oscillates for ever, as with restarts, has no limit.
    let oscillates = |pair: &&Studied| match pair.proxy.error.tail_class() {
        TailClass::Exponential { ln_coefficient, .. } => ln_coefficient.is_nan(),
        _ => false,
    };
    let without = |pair: &&Studied| matches!(pair.regime.limit, Limit::NotDetermined(_));
    let limitless = studied.iter().filter(oscillates).filter(without).count();
    assert!(1000 * determined > 995 * (studied.len() - limitless), "{determined} of {} and {limitless}", studied.len());
    assert!(100 * limitless < 2 * studied.len(), "{limitless}");
    assert!(1000 * first > 995 * determined && 10 * second > 4 * determined, "{first}, {second}");
    assert!(unjudged.is_empty(), "{} determined pairs are not compared:\n{}", unjudged.len(), unjudged.join("\n"));
    wrong_regimes_are_found_out(&studied);
}

fn wrong_regimes_are_found_out(studied: &[Studied]) {
    let (mut planted, mut caught, mut missed) = (0, 0, Vec::new());
    for pair in studied {
        // Where nothing could be measured, a lie cannot be found out either.
        let judged = judge(&pair.regime, &pair.path, pair.scale).unwrap_or_default();
        for lie in lies(&pair.regime, pair.scale) {
            if !judged.first || (lie.next.is_some() && !judged.second) {
                continue;
            }
            planted += 1;
            // A contradiction that would be excused finds nobody out.
            let excused = || out_of_reach(&pair.proxy, &lie, &pair.path, pair.scale);
            if judge(&lie, &pair.path, pair.scale).is_err() && !excused() {
                caught += 1;
            } else {
                missed.push(format!("{}: {:?} passes for {:?}", pair.name, (lie.leading, lie.next), pair.regime.rate));
            }
        }
    }
    println!("{caught} of {planted} wrong regimes found out");
    let some: Vec<&String> = missed.iter().step_by(1 + missed.len() / 50).collect();
    assert!(planted > 50_000 && 100 * caught > 90 * planted, "{caught} of {planted}; missed among others:\n{some:#?}");
}

fn of(value: &str, error: &str) -> Regime {
    regime(&Proxy { value: law(value), error: law(error) })
}

#[test]
fn the_border_plus_one_and_its_constants() {
    let limit = |value: &str, error: &str| of(value, error).limit;
    let close = |found: Limit, truth: f64| matches!(found, Limit::Finite(x) if (x / truth - 1.0).abs() < 1e-9);
    assert!(close(limit("pareto(3)", "pareto(2)"), 3.0));
    assert!(close(limit("pareto(2)", "pareto(1)"), 4.0));
    assert!(close(limit("pareto(1.5)", "pareto(0.5)"), 6.0));
    assert!(close(limit("lognormal(0, 1)", "lognormal(1, 1)"), 3.297442541400256));
    assert_eq!(limit("lognormal(0, 1)", "lognormal(0.5, 1)"), Limit::Infinite);
    assert!(close(limit("lognormal(0, 1)", "lognormal(2, 1)"), 1.648721270700128));
    assert_eq!(limit("pareto(2.5)", "pareto(2)"), Limit::Infinite);
    assert!(close(limit("pareto(4)", "pareto(2)"), 4.0 / 3.0));
    assert!(close(limit("exponential(3)", "exponential(1)"), 0.5));
    assert!(close(limit("normal(0, 2)", "laplace(0.5)"), 8.0));
    assert!(close(limit("laplace(0.5)", "laplace(1)"), 2.0 / 3.0));
    assert!(close(limit("uniform(0, 1)", "exponential(2)"), 0.656517642749665));
}

/// With tails `e^-x x^-2` and `e^-v v^-3` on [1, inf): E e^V = e + e int_1^inf v^-3 dv = 3e/2, E V e^V = 5e/2, E e^X = 2e, c = 1.
#[test]
fn convolution_equivalent_tails_add_c() {
    let Limit::Finite(limit) = of("tempered_pareto(3, 1)", "tempered_pareto(2, 1)").limit else { panic!() };
    let (mgf, first) = (1.0 + 0.5, 1.0 + 0.5 + 1.0);
    assert!((limit - (first + 2.0) / mgf).abs() < 1e-6, "{limit} against {}", (first + 2.0) / mgf);
}

#[test]
fn what_is_not_determined_says_which_hypothesis_is_missing() {
    let why = |value: &str, error: &str| match of(value, error).limit {
        Limit::NotDetermined(why) => why,
        other => panic!("{value}, {error}: {other:?}"),
    };
    assert!(why("log_corrected_pareto(1, -2)", "log_pareto(1)").contains("G-3"));
    assert!(why("student_t(0.5)", "levy(1)").contains("G-11"));
    assert!(why("min_of(2, lognormal(0, 1))", "min_of(2, lognormal(0.5, 1))").contains("G-3"));
    assert!(why("mixture(0.5, clipped(cauchy, 3), pareto(2))", "pareto(2)").contains("E|V|"));
}

/// A normal error reported to the nearest whole number: super-exponential, and level between the points of a lattice.
#[derive(Debug)]
struct Rounded(Law);

impl Tail for Rounded {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.0.ln_sf(x.floor() + 0.5)
    }

    fn tail_class(&self) -> TailClass {
        self.0.tail_class()
    }
}

#[test]
fn a_lattice_error_drives_an_unbounded_value_and_not_a_bounded_one() {
    let with = |value: &str| {
        let error = Law::new("rounded(normal(0, 3))", Rounded(law("normal(0, 3)")));
        regime(&Proxy { value: law(value), error }).limit
    };
    assert!(matches!(with("uniform(0, 0.5)"), Limit::NotDetermined(why) if why.contains("G-8")));
    assert_eq!(with("exponential(1)"), Limit::Infinite);
    assert_eq!(of("uniform(0, 0.5)", "normal(0, 3)").limit, Limit::Finite(0.5));
}

/// Equal stretched tails: a shift does not count, a multiple is a fixed share.
#[test]
fn equal_stretched_tails_are_told_apart_by_the_factors_in_front() {
    assert_eq!(of("weibull(0.5)", "shifted(1, weibull(0.5))").leading, Some(Form::power(0.5, 1.0)));
    assert_eq!(of("weibull(0.5)", "max_of(3, weibull(0.5))").leading, Some(Form::power(0.25, 1.0)));
    assert_eq!(of("weibull(0.5)", "scaled(1.1, weibull(0.5))").limit, Limit::Finite(2.0));
}

#[test]
fn rates_are_written_from_their_forms() {
    assert_eq!(of("normal(1, 2)", "pareto(3)").rate, "1 + 12/t");
    assert_eq!(of("normal(0, 2)", "lognormal(0, 2)").rate, "ln t/t");
    assert_eq!(of("pareto(4)", "pareto(2)").rate, "1.33333 + 1.77778/t");
    assert_eq!(of("pareto(2.5)", "pareto(2)").rate, "1.66667 t^0.5");
    assert_eq!(of("normal(0, 1)", "normal(0, 2)").rate, "0.2 t + o(1)");
    assert_eq!(of("pareto(1)", "normal(0, 1)").rate, "inf for every t");
    assert_eq!(of("clipped(cauchy, 3)", "pareto(0.5)").rate, "to -inf");
}
