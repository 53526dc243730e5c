//! Corners of U inside its support, from where on hardly anything is left above.

use super::common::law;
use goodhart::{
    expect::best_of::Selector,
    model::{Pressure, Proxy},
    tail::Moment,
};

fn selector(value: &str, error: &str) -> Selector {
    Selector::new(&Proxy { value: law(value), error: law(error) }).expect("prepared")
}

#[test]
fn the_best_of_many_is_found_below_a_corner_where_another_part_goes_on() {
    // P(V > v) is 0.9 (1 - v) near 1: what is left of the normal part there is below e^-50. E[V] is 1 - E[(1 - max)^+], of n
    // draws of which a share 0.05 is 30 higher.
    let (value, error) = ("mixture(0.9, uniform(0, 1), normal(-1, 0.2))", "two_point(0, 30, 0.05)");
    let mut shared = selector(value, error);
    for n in [100.0, 1e11, 1e13] {
        let found = shared.under(Pressure::BestOf(n)).expect("an answer").mean_v.finite().expect("finite");
        let alone =
            selector(value, error).under(Pressure::BestOf(n)).expect("an answer").mean_v.finite().expect("finite");
        assert!((found.value - alone.value).abs() <= found.error + alone.error, "{n}: {found:?} {alone:?}");
        if n > 1e3 {
            let truth = 1.0 - 1.0 / (0.045 * (n + 1.0));
            assert!((found.value - truth).abs() <= found.error && found.error < 1e-12, "{n}: {found:?} {truth}");
        }
    }
}

#[test]
fn outcomes_that_f64_puts_at_one_corner_are_worth_what_their_ranks_say() {
    let mut selector = selector("two_point(0, 1, 0.3)", "mixture(0.9, uniform(0, 1), normal(-3, 0.2))");
    for n in [1e15, 1e17, 2f64.powi(60)] {
        let found = selector.under(Pressure::BestOf(n)).expect("an answer").mean_v.finite().expect("finite");
        assert!((found.value - 1.0).abs() <= found.error && found.error < 1e-13, "{n}: {found:?}");
    }
    assert!(selector.peak().expect("an answer").is_none());
}

#[test]
fn a_poisson_number_of_draws_keeps_an_infinite_mean_below() {
    let mut one = selector("two_point(0, 1, 0.1)", "truncated(cauchy(1), 1)");
    for mu in [0.1, 1.0, 50.0] {
        let found = one.under(Pressure::BestOfPoisson(mu)).expect("an answer");
        assert_eq!(found.mean_u, Moment::NegativeInfinite);
        assert!(found.mean_v.finite().is_some_and(|v| v.value > 0.1 && v.value < 1.0));
    }
    assert!(one.under(Pressure::BestOf(2.0)).expect("an answer").mean_u.finite().is_some());
    let mut other = selector("truncated(cauchy(1), 1)", "two_point(0, 1, 0.1)");
    assert_eq!(other.under(Pressure::BestOfPoisson(3.0)).expect("an answer").mean_v, Moment::NegativeInfinite);
}

#[test]
fn means_without_end_below_are_told_by_the_indices_of_the_tails() {
    // P(X < -r) ~ c r^-0.5: the best of n has a mean from n > 2 on.
    let mut one = selector("two_point(0, 1, 0.1)", "truncated(student_t(0.5), 1)");
    for (n, is_finite) in [(1.5, false), (2.0, false), (2.5, true), (7.0, true)] {
        let mean_u = one.under(Pressure::BestOf(n)).expect("an answer").mean_u;
        assert_eq!(mean_u.finite().is_some(), is_finite, "{n}: {mean_u:?}");
        assert!(is_finite || mean_u == Moment::NegativeInfinite);
    }
    // What has no mean alone has one when chosen: of U it is what X leaves.
    let mut other = selector("truncated(student_t(0.5), 1)", "two_point(0, 1, 0.1)");
    assert_eq!(other.under(Pressure::BestOf(2.0)).expect("an answer").mean_v, Moment::NegativeInfinite);
    for n in [3.0, 40.0] {
        let (v, x) = [&mut other, &mut one].map(|s| s.under(Pressure::BestOf(n)).expect("an answer")).into();
        let (v, x, u) = (
            v.mean_v.finite().expect("finite"),
            x.mean_v.finite().expect("finite"),
            v.mean_u.finite().expect("finite"),
        );
        assert!(
            (v.value + x.value - u.value).abs() <= v.error + x.error + u.error && v.error < 1e-8,
            "{n}: {v:?} {x:?} {u:?}"
        );
    }
}

#[test]
fn a_kink_where_the_density_is_unbounded_is_integrated_however_near_its_mass_lies() {
    // Of gamma(0.02) one part in a million is nearer to 0 than 1e-290. U is gamma(1.02) or normal plus exponential, and a gamma(0.02)
    // that is chosen has 0.02/1.02 of U: E[V] = n int m F^(n-1) by mpmath, 30 digits.
    let mut selector = selector("mixture(0.01, normal(0, 1), gamma(0.02, 1))", "exponential");
    let truths = [
        (10.0, 0.069_773_578_721_356_02, 2.971_522_584_782_347),
        (1e3, 0.161_209_464_476_111_36, 7.544_867_564_712_62),
    ];
    for (n, mean_v, mean_u) in truths {
        let found = selector.best_of(n).expect("an answer");
        for (moment, truth) in [(found.mean_v, mean_v), (found.mean_u, mean_u)] {
            let found = moment.finite().expect("finite");
            assert!((found.value - truth).abs() <= found.error, "{n}: {found:?} {truth}");
            assert!(found.error < 1e-6 * truth, "{n}: {found:?}");
        }
    }
}

#[test]
fn a_narrow_part_of_a_mixture_at_a_kink_of_the_other_is_seen() {
    // By two nested rules of Gauss and Legendre with panels around 0 a hundredth wide, 15 digits.
    let (narrow, kinked) = ("mixture(0.01, normal(0, 0.01), student_t(3))", "laplace");
    let of_narrow = selector(narrow, kinked).best_of(10.0).expect("an answer");
    let [v, u] = [of_narrow.mean_v, of_narrow.mean_u].map(|moment| moment.finite().expect("finite"));
    assert!((v.value - 1.877_323_872_992_655).abs() <= v.error && v.error < 1e-10, "{v:?}");
    let of_kinked = selector(kinked, narrow).best_of(10.0).expect("an answer").mean_v.finite().expect("finite");
    let missed = (v.value + of_kinked.value - u.value).abs();
    assert!(missed <= v.error + of_kinked.error + u.error, "{v:?} {of_kinked:?} {u:?}");
}

#[test]
fn ends_in_a_steep_density_keep_all_digits() {
    // Of gamma(a) plus gamma(b) the share of the first is independent of the sum: E[V] = a / (a + b) E[U], and two of one law have half
    // each.
    for (value, error, share) in [
        ("gamma(0.01, 1)", "gamma(0.02, 1)", 1.0 / 3.0),
        ("gamma(0.05, 1)", "gamma(0.05, 1)", 0.5),
        ("gamma(0.2, 1)", "gamma(0.1, 1)", 2.0 / 3.0),
        ("weibull(0.03)", "weibull(0.03)", 0.5),
        ("burr(0.05, 100)", "burr(0.05, 100)", 0.5),
    ] {
        let mut of = selector(value, error);
        for n in [1.1, 2.0, 3.0, 10.0, 1e5] {
            let found = of.best_of(n).expect("an answer");
            let [v, u] = [found.mean_v, found.mean_u].map(|moment| moment.finite().expect("finite"));
            let missed = (v.value - share * u.value).abs();
            assert!(missed <= v.error + share * u.error, "{value}, {error}, {n}: {v:?} {u:?}");
            assert!(v.error < 1e-10 * v.value, "{value}, {error}, {n}: {v:?}");
        }
    }
    let two = |value: &str, error: &str| {
        selector(value, error).best_of(2.0).expect("an answer").mean_v.finite().expect("finite")
    };
    let (moved, still) = (two("shifted(5, gamma(0.1, 1))", "gamma(0.2, 1)"), two("gamma(0.1, 1)", "gamma(0.2, 1)"));
    assert!(
        (moved.value - 5.0 - still.value).abs() <= moved.error + still.error && moved.error < 1e-10,
        "{moved:?} {still:?}"
    );
    // The upper end is as the lower one of the opposite laws, x^0.1 and x^0.2 on (0, 1), of which the higher and the lower of two have
    // twice the mean together.
    let upper = two("min_of(0.1, uniform(-1, 0))", "min_of(0.2, uniform(-1, 0))");
    let lower = two("max_of(0.1, uniform(0, 1))", "max_of(0.2, uniform(0, 1))");
    assert!((lower.value - upper.value - 2.0 / 11.0).abs() <= lower.error + upper.error, "{lower:?} {upper:?}");
    assert!(lower.error + upper.error < 1e-11, "{lower:?} {upper:?}");
}

#[test]
fn steep_corners_inside_the_support_keep_all_digits() {
    // By mpmath, 30 digits: the chosen V is the higher with probability int n F^(n-1) f over what that brings.
    let mut of = selector("two_point(-0.125, 2.625, 0.25)", "burr(0.625, 3.875)");
    let truths = [
        (1.5, 0.832_650_829_220_750),
        (2.0, 1.062_906_539_067_768),
        (3.0, 1.425_617_064_149_112),
        (10.0, 2.228_114_306_749_834),
    ];
    for (n, truth) in truths {
        let found = of.best_of(n).expect("an answer").mean_v.finite().expect("finite");
        assert!((found.value - truth).abs() <= found.error + 1e-15, "{n}: {found:?} {truth}");
        assert!(found.error < 1e-11, "{n}: {found:?}");
    }
    // Both parts of the chosen draw together are its proxy, wherever the corner is and whichever way it is met.
    for (sharp, steep) in [
        ("two_point(-1, 1, 0.5)", "gamma(0.1, 1)"),
        ("two_point(-1, 1, 0.5)", "centred(weibull(0.5))"),
        ("two_point(0, 3, 0.9)", "shifted(-7, gamma(0.02, 1))"),
        ("two_point(-1, 1, 0.5)", "max_of(0.1, uniform(0, 1))"),
        ("clipped(normal, 1)", "weibull(0.3)"),
    ] {
        let [mut of_sharp, mut of_steep] = [selector(sharp, steep), selector(steep, sharp)];
        for n in [1.5, 2.0, 10.0, 1e3] {
            let [of_sharp, of_steep] = [&mut of_sharp, &mut of_steep].map(|of| of.best_of(n).expect("an answer"));
            let [v, x, u] =
                [of_sharp.mean_v, of_steep.mean_v, of_sharp.mean_u].map(|moment| moment.finite().expect("finite"));
            let missed = (v.value + x.value - u.value).abs();
            assert!(missed <= v.error + x.error + u.error, "{sharp}, {steep}, {n}: {v:?} {x:?} {u:?}");
            assert!(v.error + x.error < 1e-10 * u.value.abs().max(1.0), "{sharp}, {steep}, {n}: {v:?} {x:?}");
        }
    }
}

#[test]
fn a_table_made_for_few_draws_sees_the_outcomes_of_many_beside_a_corner() {
    // Where X ends 8 nats of what is above are gone within the last node: four in ten of the best of 1e7 are there.
    let (value, error) = ("burr(0.1053, 28.493)", "max_of(0.3301, uniform(0, 0.478))");
    let [mut of_value, mut of_error] = [selector(value, error), selector(error, value)];
    let mut best = |n: f64| {
        let [v, x] = [&mut of_value, &mut of_error].map(|of| of.best_of(n).expect("an answer"));
        [v.mean_v, x.mean_v, v.mean_u].map(|moment| moment.finite().expect("finite"))
    };
    best(2.0);
    let [v, x, u] = best(1e7);
    assert!((v.value + x.value - u.value).abs() <= v.error + x.error + u.error, "{v:?} {x:?} {u:?}");
    let alone = selector(value, error).best_of(1e7).expect("an answer").mean_v.finite().expect("finite");
    assert!((v.value - alone.value).abs() <= v.error + alone.error && v.error < 1e-7 * v.value, "{v:?} {alone:?}");
}
