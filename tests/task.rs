//! Tasks whose steps have different laws: their totals against closed forms, against each other's route and against draws.

mod common;

use common::law;
use goodhart::{
    claim::Measured,
    expect::total::{Side, Total, doubled_task, rate},
    model::{Task, task::Group},
    num::Estimate,
    sample::{Source, total::task_totals},
};

fn task(groups: &[(&str, u64)]) -> Task {
    let groups = groups.iter().map(|&(step, count)| Group { step: law(step), count });
    Task::new(groups.collect()).expect("a task")
}

fn total(groups: &[(&str, u64)]) -> Total {
    Total::of_task(task(groups)).expect("a total")
}

/// Within the stated error, and that below `sure` of the truth.
fn close(found: Estimate, truth: f64, sure: f64, what: &str) {
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + 4e-16 * truth.abs(), "{what}: {found:?} for {truth}, off by {miss:e}");
    assert!(found.error <= sure * truth.abs(), "{what}: {found:?} for {truth} is not sure enough");
}

#[test]
fn levy_steps_of_different_scales_add_up_to_a_levy_time() {
    // ln E e^{-sT} = -sqrt(2 c s): the square roots of the scales add up. 4 sqrt 1 + 2 sqrt 9 = 10.
    let (sum, alone) = (total(&[("levy(1)", 4), ("levy(9)", 2)]), law("levy(100)"));
    assert!(sum.is_inverted());
    for t in [0.2, 3.0, 80.0, 1e4, 1e12, 1e100] {
        let at = sum.beyond_least(t).expect("two contours that agree");
        close(at.ln_cdf, alone.ln_cdf(t), 1e-11, "ln P(T <= t)");
        close(at.ln_sf, alone.ln_sf(t), 1e-11, "ln P(T > t)");
        close(at.ln_pdf, alone.ln_pdf(t), 1e-10, "ln f(t)");
    }
}

#[test]
fn exponential_steps_of_two_rates_have_a_difference_of_exponentials() {
    // P(T > t) = 2 e^-t - e^-2t; E[1/T] = 2 ln 2; E[ln T] = ln 2 - Euler's constant.
    let sum = total(&[("exponential(1)", 1), ("exponential(2)", 1)]);
    for t in [1e-8f64, 0.4, 3.0, 50.0, 600.0] {
        let at = sum.within(0.5 * t).expect("a chance");
        let below = (-t).exp_m1();
        let ln_one = if t < 1.0 { (-below).ln() } else { (-(-t).exp()).ln_1p() };
        let ln_sf = if t < 1.0 { (-below * below).ln_1p() } else { 2f64.ln() - t + (1.0 - 0.5 * (-t).exp()).ln() };
        close(at.ln_sf, ln_sf, 1e-11, "ln P(T > t)");
        close(at.ln_cdf, 2.0 * ln_one, 1e-11, "ln P(T <= t)");
    }
    let finite = |moment: goodhart::tail::Moment| moment.finite().expect("finite");
    close(finite(sum.mean_inverse().expect("positive")), 2.0 * 2f64.ln(), 1e-11, "E[1/T]");
    close(finite(sum.mean_ln().expect("positive")), 2f64.ln() - 0.577_215_664_901_532_9, 1e-11, "E[ln T]");
}

#[test]
fn two_uniform_steps_make_a_trapezium_and_atoms_their_convolution() {
    let sum = total(&[("uniform(0, 1)", 1), ("uniform(0, 2)", 1)]);
    for (t, cdf) in [(0.4f64, 0.04f64), (1.5, 0.5), (2.8, 0.99)] {
        close(sum.within(0.5 * t).expect("a chance").ln_cdf, cdf.ln(), 1e-11, "P(T <= t)");
    }
    close(sum.quantile(Side::Upper, 0.01f64.ln()).expect("a quantile"), 2.8, 1e-11, "P(T > t) = 0.01");
    // The number of threes and of ones: P(T <= 3) of 2 + 2 tosses, by hand.
    let tosses = total(&[("two_point(0, 1, 0.3)", 2), ("two_point(0, 3, 0.2)", 2)]);
    let (none, one) = (0.64f64, 0.32f64);
    close(tosses.within(0.75).expect("a chance").ln_cdf, (none + one * 0.49).ln(), 1e-12, "P(T <= 3)");
}

#[test]
fn both_routes_agree_on_pareto_steps_of_different_exponents() {
    for groups in [[("pareto(0.8)", 3), ("pareto(3)", 61)], [("pareto(1.5)", 40), ("pareto(1)", 24)]] {
        let (inverted, doubled) = (total(&groups), doubled_task(&task(&groups)).expect("a total"));
        assert!(inverted.is_inverted());
        for ln_p in [-0.1f64, -0.7, -3.0, -12.0, -40.0] {
            for side in [Side::Lower, Side::Upper] {
                let by_contours = inverted.quantile(side, ln_p).expect("a quantile");
                let by_tables = match side {
                    Side::Lower => doubled.inv_ln_cdf(ln_p),
                    Side::Upper => doubled.inv_ln_sf(ln_p),
                };
                let by_tables = by_tables.expect("a quantile");
                let apart = (by_contours.value - by_tables.value).abs();
                assert!(apart <= by_contours.error + by_tables.error, "{side:?} {ln_p}: {by_contours} {by_tables}");
                assert!(by_tables.error < 1e-9 * by_tables.value, "{side:?} {ln_p}: {by_tables}");
            }
        }
    }
}

#[test]
fn groups_of_one_law_are_the_total_of_that_law() {
    let (parted, whole) =
        (total(&[("lognormal(0, 1)", 5), ("lognormal(0, 1)", 8)]), Total::of(&law("lognormal(0, 1)"), 13));
    let whole = whole.expect("a total");
    for c in [0.3, 1.0, 2.0, 9.0] {
        let (one, other) = (parted.within(c).expect("a chance"), whole.within(c).expect("a chance"));
        close(one.ln_cdf, other.ln_cdf.value, 1e-11, "ln P(T <= t)");
        close(one.ln_sf, other.ln_sf.value, 1e-11, "ln P(T > t)");
    }
}

#[test]
fn beyond_the_tables_a_single_step_of_either_law_decides() {
    // 3 of index 1.5 and 10 lognormal ones: far out P(T > t) ~ 3 t^-1.5.
    let sum = total(&[("lognormal(0, 1)", 10), ("pareto(1.5)", 3)]);
    let far = sum.quantile(Side::Upper, -900.0).expect("a quantile");
    assert!((far.value.ln() - (900.0 + 3f64.ln()) / 1.5).abs() < 1e-8, "{far}");
}

#[test]
fn draws_of_a_task_meet_its_law() {
    // False alarms: 1e-7 for each of nine bands.
    let groups = [("pareto(0.8)", 2), ("lognormal(0, 1)", 5), ("weibull(0.5)", 3)];
    let (exact, drawn) = (total(&groups), task_totals(&task(&groups), 40_000, &Source::new(7, "task", "drawn")));
    for level in [0.02f64, 0.5, 0.98] {
        let band = Measured::Quantile { sorted: drawn.clone(), level }.band(1e-7);
        let known = exact.quantile(Side::Lower, level.ln()).expect("a quantile").value;
        assert!(band.low <= known && known <= band.high, "{level}: {known} is not in {band:?}");
        // The band tells the law from that with one step more.
        let longer = total(&[groups[0], groups[1], ("weibull(0.5)", 4)]);
        let wrong = longer.quantile(Side::Lower, level.ln()).expect("a quantile").value;
        assert!(level > 0.9 || wrong < band.low || wrong > band.high, "{level}: {band:?} does not tell {wrong}");
    }
}

#[test]
fn the_rate_is_found_without_a_closed_transform_too() {
    // Truths by quadrature in ln t with 30 digits.
    let lognormal = |sigma: f64, c| rate(&law(&format!("lognormal(0, {sigma})")), c).expect("a rate");
    close(lognormal(1.0, 1.2), 0.032_908_176_861_989_02, 1e-12, "lognormal(0, 1)");
    close(lognormal(3.0, 2.0), 0.159_553_543_991_348_95, 1e-12, "lognormal(0, 3)");
    let mixed = total(&[("lognormal(0, 1)", 10), ("pareto(1.5)", 3)]);
    close(mixed.rate(1.2).expect("a rate"), 0.072_170_892_196_464_34, 1e-12, "10 and 3");
    // Where there is a closed one: a mixture of a law with itself has the law, and none of its transform.
    for (spec, c) in [("pareto(1.5)", 1.5), ("pareto(0.5)", 20.0), ("pareto(1.5)", 2.9), ("levy(1)", 2.0)] {
        let closed = rate(&law(spec), c).expect("a rate").value;
        close(rate(&law(&format!("mixture(0.5, {spec}, {spec})")), c).expect("a rate"), closed, 1e-10, spec);
    }
    // The chance to take the least alone; a coin: ln 2 - H.
    let coin = |c| rate(&law("two_point(1, 2, 0.5)"), c).expect("a rate");
    assert_eq!([coin(1.0).value, coin(0.9).value], [2f64.ln(), f64::INFINITY]);
    close(coin(1.25), 2f64.ln() + 0.25 * 0.25f64.ln() + 0.75 * 0.75f64.ln(), 1e-12, "a coin");
    let why = rate(&law("student_t(3)"), -1.0).unwrap_err().to_string();
    assert!(why.contains("student_t(3)") && why.contains("not reached"), "{why}");
}

#[test]
fn a_task_without_a_step_and_steps_that_do_not_join_are_refused() {
    assert!(Task::new(Vec::new()).unwrap_err().contains("at least one step"));
    assert!(Task::new(vec![Group { step: law("pareto(1)"), count: 0 }]).unwrap_err().contains("at least one step"));
    let two = vec![Group { step: law("pareto(1)"), count: u64::MAX }, Group { step: law("levy(1)"), count: 1 }];
    assert!(Task::new(two).unwrap_err().contains("2^64"));
    let why = Total::of_task(task(&[("uniform(0, 1)", 1), ("lognormal(0, 1)", 1)])).unwrap_err().to_string();
    assert!(why.contains("different sides") && why.contains("uniform(0, 1)"), "{why}");
    let why = Total::of_task(task(&[("two_point(0, 1, 0.5)", 1), ("lognormal(0, 1)", 1)])).unwrap_err().to_string();
    assert!(why.contains("some have none"), "{why}");
}
