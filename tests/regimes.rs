//! The rule that gives the limit of E[V | U >= t] and the numbers must agree, pair by pair.

mod common;

use common::law;
use goodhart::{
    expect::condition::Conditioner,
    model::{Limit, Proxy, regime},
    tail::Moment,
};

/// Values and errors of every class.
const LAWS: [&str; 16] = [
    "uniform(-1, 1)",
    "two_point(-1, 1, 0.5)",
    "normal(0, 1)",
    "weibull(3)",
    "laplace(1)",
    "exponential(2)",
    "gamma(2, 1)",
    "gumbel(0.7)",
    "weibull(0.5)",
    "lognormal(0, 1)",
    "lognormal(1, 1)",
    "student_t(3)",
    "pareto(2.2)",
    "centred(pareto(4.5))",
    "burr(2, 0.3)",
    "log_pareto(2)",
];

/// Places ever farther out: at growing depths of the heavier law, or ever nearer to the end of a bounded proxy.
fn places(proxy: &Proxy) -> Vec<f64> {
    let top = proxy.value.support().high + proxy.error.support().high;
    let farthest = |depth: f64| proxy.value.inv_ln_sf(-depth).max(proxy.error.inv_ln_sf(-depth)).min(1e13);
    let mut places = if top.is_finite() {
        [0.3, 0.1, 0.03, 0.01].map(|short| top - short).to_vec()
    } else {
        [20.0, 60.0, 200.0, 600.0].map(farthest).to_vec()
    };
    places.dedup();
    places
}

/// `E[V | U >= t]` at those places, as far as it is answered.
fn path(proxy: &Proxy) -> Vec<(f64, f64)> {
    let conditioner = Conditioner::new(proxy);
    let value = |t: f64| match conditioner.above(t).ok()?.mean_v {
        Moment::Finite(mean) => Some((t, mean.value)),
        Moment::Infinite => Some((t, f64::INFINITY)),
        _ => None,
    };
    places(proxy).into_iter().filter_map(value).collect()
}

/// Far out, the value is nearer to a finite limit than it was, or within a fiftieth of it; towards infinity it grows.
fn agrees(limit: &Limit, path: &[(f64, f64)]) -> bool {
    let [.., (_, before), (_, last)] = path else { return true };
    match *limit {
        Limit::Finite(limit) => {
            let (first, now) = ((before - limit).abs(), (last - limit).abs());
            now <= 0.02 * (1.0 + limit.abs()) || now < 0.999 * first
        }
        Limit::Infinite => last.is_infinite() || last > before,
        Limit::NegativeInfinite => last < before,
        Limit::NotDetermined(_) => true,
    }
}

#[test]
fn rules_and_numbers_agree_on_every_pair() {
    let mut determined = 0;
    let mut wrong = Vec::new();
    for value in LAWS {
        for error in LAWS {
            let proxy = Proxy { value: law(value), error: law(error) };
            let found = regime(&proxy);
            let path = path(&proxy);
            determined += usize::from(!matches!(found.limit, Limit::NotDetermined(_)) && path.len() > 1);
            if !agrees(&found.limit, &path) {
                wrong.push(format!("V {value}, X {error}: {found:?} against {path:?}"));
            }
        }
    }
    println!("{determined} pairs determined and measured");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(determined > 150, "{determined}");
}

#[test]
fn a_wrong_limit_is_found_out() {
    let proxy = Proxy { value: law("pareto(3)"), error: law("pareto(2)") };
    let path = path(&proxy);
    assert!(agrees(&Limit::Finite(3.0), &path));
    for wrong in [Limit::Finite(1.5), Limit::Finite(3.3), Limit::Infinite] {
        assert!(!agrees(&wrong, &path), "{wrong:?} against {path:?}");
    }
}

#[test]
fn the_border_plus_one_and_its_constants() {
    let limit = |value: &str, error: &str| regime(&Proxy { value: law(value), error: law(error) }).limit;
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
    assert!(matches!(limit("weibull(0.5)", "shifted(1, weibull(0.5))"), Limit::NotDetermined(_)));
}
