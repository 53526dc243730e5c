//! Laws made from laws: the identities that tie the recipes together.

use goodhart::tail::made::{
    centred, clipped, empirical, max_of, median_of, min_of, mixture, order_of, scaled, shifted, truncated,
};
use goodhart::tail::{Atom, Catalogue, Law, Moment, TailClass, spec::parse};

fn law(text: &str) -> Law {
    parse(text, &Catalogue::standard(), &|_| Ok(vec![2.0, 1.0, 2.0, 5.0])).unwrap_or_else(|fault| panic!("{fault}"))
}

const BASES: [&str; 9] = [
    "pareto(1.5)",
    "cauchy",
    "laplace(0.5)",
    "gumbel",
    "weibull(0.5)",
    "uniform(-1, 2)",
    "two_point(-1, 1, 0.3)",
    "frechet(0.6)",
    "mixture(0.25, logistic, two_point)",
];

const LEVELS: [f64; 7] = [-200.0, -20.0, -3.0, -0.8, -0.1, -1e-6, -1e-15];

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a - b).abs() <= tolerance * (1.0 + b.abs()) || (a.is_nan() && b.is_nan())
}

/// The two laws agree in every method, at points between the first's extremes.
fn assert_same(a: &Law, b: &Law) {
    for x in LEVELS.iter().flat_map(|&p| [a.inv_ln_sf(p), a.inv_ln_cdf(p)]) {
        for (name, x, y) in [
            ("ln_sf", a.ln_sf(x), b.ln_sf(x)),
            ("ln_cdf", a.ln_cdf(x), b.ln_cdf(x)),
            ("ln_sf_from", a.ln_sf_from(x), b.ln_sf_from(x)),
            ("ln_pdf", a.ln_pdf(x), b.ln_pdf(x)),
        ] {
            assert!(close(x, y, 1e-12), "{name} of {a} and {b}: {x} {y}");
        }
    }
    for p in LEVELS {
        assert!(close(a.inv_ln_sf(p), b.inv_ln_sf(p), 1e-10), "{a} {b} {p}");
        assert!(close(a.inv_ln_cdf(p), b.inv_ln_cdf(p), 1e-10), "{a} {b} {p}");
    }
    assert_eq!(a.atoms().len(), b.atoms().len(), "{a} {b}");
    for (x, y) in a.atoms().iter().zip(b.atoms()) {
        assert!(close(x.at, y.at, 1e-14) && close(x.mass, y.mass, 1e-13), "{a} {b}: {x:?} {y:?}");
    }
}

#[test]
fn constructors_and_specs_name_the_same_law() {
    let made = min_of(2.5, &law("lomax(0.7)")).unwrap();
    assert_eq!(made.spec(), "min_of(2.5, lomax(0.7))");
    assert_same(&made, &law(made.spec()));
    let data = empirical(&[1.0, 2.0], "a (1).csv").unwrap();
    assert_eq!(data.spec(), "empirical(\"a (1).csv\")");
}

#[test]
fn minima_of_minima_and_maxima_of_maxima() {
    for base in BASES.map(law) {
        assert_same(&min_of(2.0, &min_of(1.5, &base).unwrap()).unwrap(), &min_of(3.0, &base).unwrap());
        assert_same(&max_of(2.0, &max_of(1.5, &base).unwrap()).unwrap(), &max_of(3.0, &base).unwrap());
        assert_same(&min_of(1.0, &base).unwrap(), &base);
        assert_same(&max_of(1.0, &base).unwrap(), &base);
    }
}

#[test]
fn order_statistics_end_at_the_least_and_the_greatest_and_meet_in_the_median() {
    for base in BASES.map(law) {
        assert_same(&order_of(1, 3, &base).unwrap(), &min_of(3.0, &base).unwrap());
        assert_same(&order_of(3, 3, &base).unwrap(), &max_of(3.0, &base).unwrap());
        assert_same(&order_of(3, 5, &base).unwrap(), &median_of(5, &base).unwrap());
        assert_same(&median_of(1, &base).unwrap(), &base);
    }
}

#[test]
fn the_tails_of_an_order_statistic_are_binomial() {
    for (k, n) in [(2, 3), (3, 5), (2, 5), (6, 7)] {
        for base in BASES.map(law) {
            let order = order_of(k, n, &base).unwrap();
            for x in LEVELS.iter().flat_map(|&p| [base.inv_ln_sf(p), base.inv_ln_cdf(p)]) {
                assert!(
                    close(order.ln_sf(x), ln_at_least(n + 1 - k, n, base.ln_sf(x), base.ln_cdf(x)), 1e-13),
                    "{order} {x}"
                );
                assert!(close(order.ln_cdf(x), ln_at_least(k, n, base.ln_cdf(x), base.ln_sf(x)), 1e-13), "{order} {x}");
            }
        }
    }
}

/// `ln P(at least `some` of n)` by its terms, all of one sign, from the logarithms of the chance of one and of its complement.
fn ln_at_least(some: u32, n: u32, ln_p: f64, ln_q: f64) -> f64 {
    let ln_choose = |j: u32| (1..=j).map(|i| (f64::from(n + 1 - i) / f64::from(i)).ln()).sum::<f64>();
    let power = |count: u32, ln: f64| if count == 0 { 0.0 } else { f64::from(count) * ln };
    let sum = |from: u32, to: u32| {
        let terms: Vec<f64> = (from..=to).map(|j| ln_choose(j) + power(j, ln_p) + power(n - j, ln_q)).collect();
        goodhart::num::logs::ln_sum_exp(&terms)
    };
    let (reached, missed) = (sum(some, n), sum(0, some - 1));
    if reached < missed { reached } else { goodhart::num::logs::ln_1m_exp(missed) }
}

#[test]
fn maxima_of_fair_reflections_are_minima() {
    // -X has the law of X for these.
    for base in ["cauchy", "laplace", "logistic"].map(law) {
        let (low, high) = (min_of(3.0, &base).unwrap(), max_of(3.0, &base).unwrap());
        for x in [-1e6, -30.0, -1.0, -1e-3, 0.0, 0.5, 4.0, 1e9] {
            assert!(close(high.ln_sf(x), low.ln_cdf(-x), 1e-13), "{base} {x}");
            assert!(close(high.ln_pdf(x), low.ln_pdf(-x), 1e-13), "{base} {x}");
        }
    }
}

#[test]
fn scales_and_shifts_undo_each_other() {
    for base in BASES.map(law) {
        assert_same(&scaled(0.25, &scaled(4.0, &base).unwrap()).unwrap(), &base);
        assert_same(&shifted(-0.5, &shifted(0.5, &base).unwrap()).unwrap(), &base);
        let far = scaled(0.1, &base).unwrap();
        for atom in far.atoms() {
            assert!(far.ln_sf(atom.at.next_down()) > far.ln_sf(atom.at), "{far} {atom:?}");
            assert_eq!(far.ln_sf(atom.at), far.ln_sf(atom.at.next_up()), "{far} {atom:?}");
        }
    }
}

#[test]
fn clipped_is_truncated_and_an_atom() {
    for base in BASES.map(law) {
        let high = base.inv_ln_sf(-0.9) + 0.25;
        let (cut, kept) = (clipped(&base, high).unwrap(), truncated(&base, high).unwrap());
        let ln_kept = base.ln_cdf(high);
        for p in LEVELS {
            let x = kept.inv_ln_sf(p);
            if x < high {
                assert!(close(cut.ln_cdf(x), ln_kept + kept.ln_cdf(x), 1e-12), "{base} {x}");
                assert!(close(cut.ln_pdf(x), ln_kept + kept.ln_pdf(x), 1e-12), "{base} {x}");
            }
        }
        let beyond = base.ln_sf_from(high).exp();
        let end = cut.atoms().iter().find(|atom| atom.at == high).map_or(0.0, |atom| atom.mass);
        assert!((end - beyond).abs() < 1e-15, "{base} {end} {beyond}");
        // E min(X, h) = E[X | X <= h] P(X <= h) + h P(X > h)
        if let (Moment::Finite(all), Moment::Finite(below)) = (cut.mean(), kept.mean()) {
            let joined = below.value * ln_kept.exp() + high * base.ln_sf(high).exp();
            assert!(close(all.value, joined, 1e-9), "{base} {all} {joined}");
        }
    }
}

#[test]
fn the_truncated_tail_keeps_its_digits_near_the_bound() {
    let kept = truncated(&law("pareto(1)"), 1e6).unwrap();
    let room = 2f64.powi(-20);
    // (1/x - 1/h) / (1 - 1/h) with x = h - room
    let truth = room / ((1e6 - room) * (1e6 - 1.0));
    assert!((kept.ln_sf(1e6 - room) - truth.ln()).abs() < 1e-14);
}

#[test]
fn a_mixture_of_equal_laws_is_that_law() {
    for base in BASES.map(law) {
        let twice = mixture(0.3, &base, &base).unwrap();
        assert_same(&twice, &base);
        let (own, same) = (twice.variance(), base.variance());
        assert!(own == same || close(own.value(), same.value(), 1e-9), "{base}: {own:?} {same:?}");
        if let TailClass::RegularlyVarying { ln_coefficient, .. } = base.tail_class() {
            let TailClass::RegularlyVarying { ln_coefficient: found, .. } = twice.tail_class() else {
                panic!("{base}")
            };
            assert!((found - ln_coefficient).abs() < 1e-14);
        }
    }
}

#[test]
fn classes_follow_the_recipes() {
    let near = |text: &str, expected: TailClass| {
        let found = law(text).tail_class();
        let same = match (found, expected) {
            (
                TailClass::RegularlyVarying { index: a, ln_coefficient: b, log_power: c },
                TailClass::RegularlyVarying { index: d, ln_coefficient: e, log_power: f },
            )
            | (
                TailClass::Exponential { rate: a, ln_coefficient: b, power: c },
                TailClass::Exponential { rate: d, ln_coefficient: e, power: f },
            ) => close(a, d, 1e-14) && close(b, e, 1e-14) && close(c, f, 1e-14),
            (a, b) => a == b,
        };
        assert!(same, "{text}: {found:?}");
    };
    let regular = |index, ln_coefficient| TailClass::RegularlyVarying { index, ln_coefficient, log_power: 0.0 };
    let exponential = |rate, ln_coefficient| TailClass::Exponential { rate, ln_coefficient, power: 0.0 };
    near("scaled(3, pareto(1.5))", regular(1.5, 1.5 * 3f64.ln()));
    near("shifted(3, pareto(1.5))", regular(1.5, 0.0));
    near("max_of(5, pareto(1.5))", regular(1.5, 5f64.ln()));
    near("min_of(2, scaled(3, pareto(1.5)))", regular(3.0, 3.0 * 3f64.ln()));
    near("min_of(2, frechet(0.5))", regular(1.0, 0.0));
    near("median_of(3, pareto(1.5))", regular(3.0, 3f64.ln()));
    near("order_of(2, 5, scaled(3, pareto(0.5)))", regular(2.0, 5f64.ln() + 2.0 * 3f64.ln()));
    near("median_of(5, logistic)", exponential(3.0, 10f64.ln()));
    near("mixture(0.9, exponential, pareto(0.5))", regular(0.5, 0.1f64.ln()));
    near("mixture(0.25, pareto(2), scaled(2, pareto(2)))", regular(2.0, 3.25f64.ln()));
    near("shifted(3, exponential(2))", exponential(2.0, 6.0));
    near("scaled(3, exponential(2))", exponential(2.0 / 3.0, 0.0));
    near("min_of(3, logistic)", exponential(3.0, 0.0));
    near("truncated(cauchy, 3)", TailClass::Bounded);
    near("clipped(cauchy, 3)", TailClass::Bounded);
    near("mixture(0.5, uniform, log_pareto(1))", TailClass::SlowlyVarying);
}

#[test]
fn centred_laws_have_mean_zero_and_the_rest_are_refused() {
    for text in ["pareto(1.5)", "exponential(3)", "gumbel", "two_point(0, 1, 0.2)", "log_corrected_pareto(2, 1)"] {
        let mean = centred(&law(text)).unwrap().mean().finite().unwrap();
        assert!(mean.value.abs() <= mean.error && mean.error < 1e-9, "{text} {mean}");
    }
    for (text, reason) in [
        ("pareto(1)", "pareto(1) has an infinite mean and cannot be centred"),
        ("cauchy", "cauchy(1) has no mean and cannot be centred"),
    ] {
        assert_eq!(centred(&law(text)).unwrap_err(), reason);
    }
}

#[test]
fn refusals_in_words() {
    let base = law("pareto(2)");
    assert_eq!(truncated(&base, 0.5).unwrap_err(), "pareto(2) has no mass at or below 0.5");
    assert_eq!(min_of(0.0, &base).unwrap_err(), "`Q` must be a finite number > 0, but is 0");
    assert_eq!(mixture(1.0, &base, &base).unwrap_err(), "`w` must be a number strictly between 0 and 1, but is 1");
    let unordered = "`k` and `n` must be whole numbers with k <= n, but are 4 and 3";
    assert_eq!(order_of(4, 3, &base).unwrap_err(), unordered);
    assert_eq!(median_of(4, &base).unwrap_err(), "`m` must be an odd whole number, but is 4");
    assert_eq!(empirical(&[], "a.csv").unwrap_err(), "a.csv holds no numbers");
    let fault = empirical(&[1.0, f64::NAN], "a.csv").unwrap_err();
    assert_eq!(fault, "a.csv holds NaN, which is not a finite number, as number 2");
}

#[test]
fn minima_know_their_moments_in_closed_form() {
    for (text, mean) in [
        ("min_of(4, pareto(0.5))", 2.0),
        ("min_of(4, exponential(0.5))", 0.5),
        ("min_of(3, shifted(1, lomax(1)))", 1.5),
        ("min_of(4, weibull(0.5))", 0.125),
    ] {
        let found = law(text).mean().finite().unwrap();
        assert!((found.value - mean).abs() <= found.error && found.error < 1e-14, "{text}: {found}");
    }
}

#[test]
fn data_carry_their_multiplicities() {
    let data = law("empirical(file.csv)");
    let mass = |at, mass| Atom { at, mass };
    assert_eq!(data.atoms(), [mass(1.0, 0.25), mass(2.0, 0.5), mass(5.0, 0.25)]);
    assert_eq!((data.ln_sf(2.0), data.ln_sf_from(2.0)), (0.25f64.ln(), (-0.25f64).ln_1p()));
    assert_eq!((data.inv_ln_sf(0.25f64.ln()), data.inv_ln_sf(0.2f64.ln())), (2.0, 5.0));
    assert_eq!((data.inv_ln_cdf(0.25f64.ln()), data.inv_ln_cdf(0.26f64.ln())), (1.0, 2.0));
    assert_eq!((data.mean().value(), data.variance().value()), (2.5, 2.25));
    // The least of two draws: 1 unless both are more.
    let least = min_of(2.0, &data).unwrap();
    assert!((least.atoms()[0].mass - 7.0 / 16.0).abs() < 1e-15);
    assert!((least.atoms()[2].mass - 1.0 / 16.0).abs() < 1e-15);
}

/// Laws whose density is without bound at an end or at a kink, and what is made of them.
const SHARP: [&str; 8] = [
    "gamma(0.5, 1)",
    "shifted(5, gamma(0.5, 1))",
    "scaled(3, shifted(5, weibull(0.5)))",
    "min_of(0.3, uniform(0, 1))",
    "shifted(-2, scaled(0.1, min_of(0.3, uniform(0, 1))))",
    "mixture(0.5, normal(0, 1), shifted(5, gamma(0.5, 1)))",
    "shifted(1, truncated(mixture(0.5, normal(0, 1), shifted(5, gamma(0.5, 1))), 9))",
    "mixture(0.3, uniform(1, 2), min_of(0.4, uniform(0, 2)))",
];

#[test]
fn beside_a_corner_the_offset_says_more_than_the_place() {
    for spec in SHARP {
        let law = law(spec);
        let ends = [law.support().low, law.support().high];
        let corners: Vec<f64> = ends.into_iter().chain(law.kinks()).filter(|at| at.is_finite()).collect();
        assert!(!corners.is_empty(), "{spec}");
        let mut unbounded = 0;
        for corner in corners {
            for sign in [1.0, -1.0] {
                let offset = |size: f64| sign * size;
                // Where the place keeps the offset's digits both say the same,
                let near = offset(0.0078125);
                let (told, read) = (law.ln_pdf_beside(corner, near), law.ln_pdf(corner + near));
                assert!(close(told, read, 1e-12), "{spec} at {corner} {near}: {told} {read}");
                // and further in the density goes on as it did: a power of the offset, or level.
                let levels = [1e-20, 1e-40, 1e-80].map(|size| law.ln_pdf_beside(corner, offset(size)));
                let rises = [levels[1] - levels[0], levels[2] - levels[1]];
                if levels[0] > f64::NEG_INFINITY {
                    let power = -rises[0] / (20.0 * 10f64.ln());
                    assert!(
                        (rises[1] - 2.0 * rises[0]).abs() < 1e-9 * (1.0 + rises[1].abs()),
                        "{spec} at {corner}: {levels:?}"
                    );
                    unbounded += u32::from(power < -0.3);
                } else {
                    assert!(rises.iter().all(|rise| rise.is_nan()), "{spec} at {corner}: {levels:?}");
                }
            }
        }
        assert_eq!(unbounded, 1, "{spec}");
    }
}
