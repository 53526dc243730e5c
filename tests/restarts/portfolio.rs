//! Approaches side by side.

use super::{close, spec};
use goodhart::{
    expect::portfolio::{best, best_whole, speed_up, work},
    tail::Moment,
};

#[test]
fn the_least_work_of_pareto_times_is_at_twice_the_threshold() {
    for alpha in [0.01, 0.3, 0.7, 1.0, 2.5] {
        let found = best(&spec(&format!("pareto({alpha})"))).unwrap().unwrap();
        close("Q", found.power.value, 2.0 / alpha, 1e-9);
        assert!((found.power.value - 2.0 / alpha).abs() <= found.power.error, "{alpha}: {}", found.power);
        close("work", found.work.value, 4.0 / alpha, 1e-12);
    }
    for (alpha, q) in [(0.3, 7.0), (0.45, 4.0), (0.7, 3.0), (1.0, 2.0), (1.49, 2.0), (1.51, 1.0), (4.0, 1.0)] {
        let found = best_whole(&spec(&format!("pareto({alpha})"))).unwrap();
        assert_eq!(found.power.value, q, "α = {alpha}");
        close("work", found.work.value, alpha * q * q / (alpha * q - 1.0), 1e-12);
    }
}

#[test]
fn work_without_a_least_has_none() {
    // Q copies of an exponential do Q times the work in a Qth of the time; of times that age, fewer do less; of times that do the
    // opposite, more.
    for text in ["exponential(1)", "uniform(0, 1)", "weibull(0.5)", "lomax(2)"] {
        assert_eq!(best(&spec(text)).unwrap(), None, "{text}");
    }
    assert_eq!(best_whole(&spec("uniform(0, 1)")).unwrap().power.value, 1.0);
    assert!(best_whole(&spec("weibull(0.5)")).unwrap_err().to_string().contains("none is best"));
    assert!(work(&spec("laplace(1)"), 2.0).is_err() && best(&spec("laplace(1)")).is_err());
    assert!(work(&spec("pareto(1)"), 0.0).is_err());
}

#[test]
fn a_speed_up_is_finite_infinite_or_without_a_meaning() {
    for q in [1.0, 2.0, 7.5, 1e6] {
        close("exponential", speed_up(&spec("exponential(3)"), q).unwrap().value(), q, 1e-12);
        close("weibull", speed_up(&spec("weibull(0.5)"), q).unwrap().value(), q * q, 1e-10);
        close("pareto", speed_up(&spec("pareto(1.5)"), q).unwrap().value(), (1.5 * q - 1.0) / (0.5 * q), 1e-12);
        close("uniform", speed_up(&spec("uniform(0, 2)"), q).unwrap().value(), 0.5 * (q + 1.0), 1e-11);
    }
    let kind = |text: &str, q: f64| speed_up(&spec(text), q).unwrap();
    assert_eq!(kind("pareto(0.5)", 3.0), Moment::Infinite);
    assert_eq!(kind("pareto(1)", 1.0001), Moment::Infinite);
    assert_eq!(kind("pareto(0.5)", 2.0), Moment::Undefined);
    assert_eq!(kind("log_pareto(2)", 1e6), Moment::Undefined);
}
