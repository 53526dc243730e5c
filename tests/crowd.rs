//! The fastest of a crowd of approaches: random numbers of them, dependent ones, random powers, and a difficulty they share.

use goodhart::tail::made::{Count, SurvivalCopula, dependent_min_of, fastest_of, min_of, powered, product};
use goodhart::tail::{Catalogue, Law, Moment, TailClass, spec::parse};

fn law(text: &str) -> Law {
    parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap_or_else(|fault| panic!("{fault}"))
}

fn refused(text: &str) -> String {
    let fault = parse(text, &Catalogue::standard(), &|_| Err("no files".into())).expect_err(text);
    fault.to_string().lines().next().unwrap_or_default().to_owned()
}

/// `ln S` at the place where one approach, Pareto(1), has depth h.
fn at_depth(crowd: &str, h: f64) -> f64 {
    law(crowd).ln_sf_at_exp(h)
}

fn check(found: f64, truth: f64, tolerance: f64, what: &str) {
    assert!(
        (found - truth).abs() <= tolerance * truth.abs(),
        "{what}: {found:e} for {truth:e}, off by {:.1e}",
        found / truth - 1.0
    );
}

/// By mpmath with 40 digits: the one-factor integral by sums at two steps that agree, Gamma frailties by such sums or by
/// inclusion and exclusion.
#[test]
fn dependent_minima_match_integrals_with_many_digits() {
    for (copula, power, h, truth) in [
        ("gaussian(0.5)", 4.0, 1e-6, -3.973929256345475e-06),
        ("gaussian(0.5)", 4.0, 0.1, -0.2856947548870562),
        ("gaussian(0.5)", 4.0, 1.0, -2.228953595534059),
        ("gaussian(0.5)", 4.0, 5.0, -9.500712321837023),
        ("gaussian(0.5)", 4.0, 50.0, -83.61352724901674),
        ("gaussian(0.5)", 4.0, 500.0, -806.260581186659),
        ("gaussian(0.5)", 4.0, 5000.0, -8009.012133511783),
        ("gaussian(0.3)", 10.0, 20.0, -61.456752209808236),
        ("gaussian(0.7)", 1000.0, 10.0, -25.086394185207624),
        ("gaussian(0.95)", 1000.0, 5.0, -7.523825704904851),
        ("gaussian(0.95)", 1000.0, 1e9, -1_052_579_450.083_475_3),
        ("gaussian(0.5)", 1e6, 10.0, -55.37131349065601),
        ("gaussian(0.5)", 1e6, 5e9, -10_000_281_242.751_688),
        ("gaussian(0.5)", 1e6, 1e12, -1_999_999_703_716.536_8),
        ("gaussian(0.999)", 1e6, 1.0, -1.1662207486129605),
        ("gaussian(0.999)", 1e6, 40.0, -41.38692475086243),
        ("gaussian(0.999)", 1e6, 3000.0, -3014.768214446619),
        ("gaussian(0.999)", 1e6, 1e10, -10_010_024_786.020_908),
        ("gaussian(0.9)", 2.5, 7.0, -8.062038906538282),
        ("gaussian(0.2)", 0.5, 3.0, -1.619001862486446),
        ("survival_clayton(2)", 3.0, 0.05, -0.07361660905809257),
        ("survival_clayton(2)", 3.0, 1.0, -1.7341404641128173),
        ("survival_clayton(2)", 3.0, 20.0, -57.291949811264715),
        ("survival_clayton(0.5)", 2.5, 4.0, -9.296211158690511),
        ("survival_clayton(5)", 4.0, 2.0, -3.483571771545612),
    ] {
        let found = at_depth(&format!("dependent_min_of({copula}, {power}, pareto(1))"), h);
        check(found, truth, 4e-14, &format!("{copula}, {power} at {h}"));
    }
}

/// `exp(-m P(T <= t)) = 1 - p`, where none is next to impossible.
#[test]
fn quantiles_of_the_fastest_of_very_many_keep_their_digits() {
    for (mean, p) in [(1e6, 0.1f64), (1e6, 0.5), (1e6, 0.9), (1e9, 0.5), (50.0, 0.3)] {
        let crowd = law(&format!("fastest_of(poisson({mean}), weibull(0.5))"));
        let truth = (-((-p).ln_1p() / mean).ln_1p()).powi(2);
        check(crowd.inv_ln_cdf(p.ln()), truth, 1e-13, &format!("{p} of {mean}"));
        check(crowd.inv_ln_sf((-p).ln_1p()), truth, 1e-13, &format!("{p} of {mean} from above"));
        check(crowd.ln_sf(truth), (-p).ln_1p(), 1e-13, &format!("ln S at {p} of {mean}"));
    }
}

/// By the bivariate law: `int f(x) P(T_2 > t | T_1 = x) dx`, and for four by a double integral with 17 digits.
#[test]
fn dependence_by_a_common_chi_matches_conditional_laws() {
    for (power, h, truth, tolerance) in [
        (2.0, 0.8, -1.257345206949965, 1e-13),
        (2.0, 3.0, -4.005962196335475, 1e-13),
        (2.0, 12.0, -13.16276890977476, 1e-13),
        (4.0, 4.0, -6.16890246384, 3e-12),
    ] {
        let found = at_depth(&format!("dependent_min_of(student_t(0.5, 3), {power}, pareto(1))"), h);
        check(found, truth, tolerance, &format!("{power} at {h}"));
    }
    // What is left far out is the tail dependence, 2 P(T_4 > sqrt(4 (1-rho)/(1+rho))).
    let TailClass::RegularlyVarying { index, ln_coefficient, log_power } =
        law("dependent_min_of(student_t(0.5, 3), 2, pareto(1))").tail_class()
    else {
        panic!()
    };
    let dependence = 2f64.ln() + law("student_t(4)").ln_sf((4.0f64 / 3.0).sqrt());
    assert_eq!((index, log_power), (1.0, 0.0));
    check(ln_coefficient, dependence, 1e-12, "tail dependence");
}

/// By mpmath: the generating functions of the counts.
#[test]
fn random_numbers_of_approaches_match_their_generating_functions() {
    for (spec, places) in [
        (
            "fastest_of(poisson(3), pareto(0.7))",
            [(1.5, -0.8005953424230291), (100.0, -5.01362732068147), (1e9, -16.35660386447073)],
        ),
        (
            "fastest_of(geometric(0.2, 2), lomax(0.8))",
            [(0.5, -1.3945195130744272), (100.0, -8.973493576659186), (1e9, -34.76666320267177)],
        ),
        (
            "fastest_of(binomial(5, 0.4), cauchy)",
            [(-1.0, -0.587056102542579), (2.0, -2.986086559954674), (1e6, -16.22944554829381)],
        ),
    ] {
        for (x, truth) in places {
            check(law(spec).ln_sf(x), truth, 1e-14, &format!("{spec} at {x}"));
        }
    }
    for (spec, mean) in [
        ("fastest_of(poisson(3), pareto(1.5))", 1.5614280266782692),
        ("fastest_of(geometric(0.2, 2), pareto(0.8))", 1.6101810984485567),
    ] {
        let found = law(spec).mean().finite().expect("a finite mean");
        assert!((found.value - mean).abs() <= found.error.max(1e-13) && found.error < 1e-11, "{spec}: {found}");
    }
}

/// Each a closed form, but for the lognormal: mpmath.
#[test]
fn random_powers_match_the_transform_of_their_law() {
    let uniform = |h: f64| -h + (-(-2.0 * h).exp_m1() / (2.0 * h)).ln();
    let gamma = |h: f64| -2.0 * (h / 3.0).ln_1p();
    let two = |h: f64| -2.0 * h + (0.25 * h.exp() + 0.75 * (-h).exp()).ln();
    // Minus the mean times h, and half the variance times its square.
    check(at_depth("powered(uniform(1, 3), pareto(1))", 1e-7), -2e-7 + 1e-14 / 6.0, 1e-14, "uniform near 0");
    for h in [0.3, 4.0, 300.0, 1e5] {
        for (spec, truth) in [("uniform(1, 3)", uniform(h)), ("gamma(2, 3)", gamma(h))] {
            check(at_depth(&format!("powered({spec}, pareto(1))"), h), truth, 1e-12, &format!("{spec} at {h}"));
        }
        if h < 300.0 {
            check(at_depth("powered(two_point(1, 3, 0.75), pareto(1))", h), two(h), 1e-9, &format!("two_point at {h}"));
        }
    }
    for (h, truth) in [(0.1, -0.11155253640193744), (3.0, -2.512240889307174), (40.0, -13.580430174105581)] {
        check(at_depth("powered(lognormal(0, 0.5), pareto(1))", h), truth, 1e-12, &format!("lognormal at {h}"));
    }
}

/// `P(WY > t)` for Pareto W: an incomplete Gamma function for exponential Y, two powers for Pareto Y; lognormal by mpmath.
#[test]
fn products_match_closed_forms() {
    for (spec, x, truth) in [
        ("product(pareto(1.5), exponential)", 0.3, -0.1768884050235122),
        ("product(pareto(1.5), exponential)", 5.0, -2.1482146477447333),
        ("product(exponential, pareto(1.5))", 5.0, -2.1482146477447333),
        ("product(pareto(1.5), exponential)", 1e4, -13.530827687491355),
        ("product(lognormal(0, 1), pareto(2))", 0.5, -0.1502505150835099),
        ("product(pareto(2), lognormal(0, 1))", 3.0, -1.249039381113862),
        ("product(lognormal(0, 1), pareto(2))", 100.0, -7.212144652893522),
    ] {
        check(law(spec).ln_sf(x), truth, 1e-12, &format!("{spec} at {x}"));
    }
    for (a, b, t) in [(0.8, 2.0, 1.001), (0.8, 2.0, 50.0), (3.0, 1.5, 1e8)] {
        let truth = ((a * f64::powf(t, -b) - b * f64::powf(t, -a)) / (a - b)).ln();
        check(law(&format!("product(pareto({a}), pareto({b}))")).ln_sf(t), truth, 1e-9, &format!("{a} {b} {t}"));
    }
    // Two coins: 1, 2, 3, 6.
    let coins = law("product(two_point(1, 2, 0.5), two_point(1, 3, 0.25))");
    let masses: Vec<_> = coins.atoms().iter().map(|atom| (atom.at, atom.mass)).collect();
    assert_eq!(masses, [(1.0, 0.375), (2.0, 0.375), (3.0, 0.125), (6.0, 0.125)]);
    check(coins.ln_sf(2.5), 0.25f64.ln(), 1e-12, "coins");
}

/// A crowd of one, no dependence, and limits of one law in another.
#[test]
fn special_cases_are_what_they_must_be() {
    let base = law("lomax(0.8)");
    let same = |a: &Law, b: &Law, tolerance: f64| {
        for x in [1e-6, 0.2, 3.0, 1e5, 1e40] {
            check(a.ln_sf(x), b.ln_sf(x), tolerance, &format!("{a} {b} at {x}"));
            check(a.ln_cdf(x).exp(), b.ln_cdf(x).exp(), tolerance, &format!("{a} {b} below {x}"));
        }
    };
    use SurvivalCopula as C;
    let all = [
        C::Gaussian(0.4),
        C::StudentT(0.4, 3.0),
        C::Gumbel(2.0),
        C::Clayton(1.5),
        C::SurvivalClayton(1.5),
        C::MarshallOlkin(0.4),
    ];
    for copula in all {
        same(&dependent_min_of(copula, 1.0, &base).unwrap(), &base, 0.0);
        // Just beside one it is nearly so, by the integral itself.
        same(&dependent_min_of(copula, 1.0 + 1e-9, &base).unwrap(), &base, 1e-8);
    }
    let independent = min_of(3.5, &base).unwrap();
    for (copula, tolerance) in
        [(C::Gaussian(0.0), 0.0), (C::Gumbel(1.0), 0.0), (C::MarshallOlkin(0.0), 0.0), (C::Gaussian(1e-9), 1e-6)]
    {
        same(&dependent_min_of(copula, 3.5, &base).unwrap(), &independent, tolerance);
    }
    for copula in [C::Clayton(1e-7), C::SurvivalClayton(1e-4)] {
        let found = dependent_min_of(copula, 3.5, &base).unwrap();
        check(found.ln_sf(2.0), independent.ln_sf(2.0), 3e-4, found.spec());
    }
    // Many trials of a small chance are Poisson; one trial more than certain is a fixed number.
    let (many, poisson) = (Count::of("binomial", &[1e7, 3e-7, 0.0]), Count::of("poisson", &[3.0, 0.0]));
    same(&fastest_of(many.unwrap(), &base).unwrap(), &fastest_of(poisson.unwrap(), &base).unwrap(), 1e-6);
    let nearly_none = fastest_of(Count::of("poisson", &[1e-9, 2.0]).unwrap(), &base).unwrap();
    same(&nearly_none, &min_of(2.0, &base).unwrap(), 1e-8);
    same(&powered(&law("two_point(2, 2.0000001, 0.5)"), &base).unwrap(), &min_of(2.0, &base).unwrap(), 1e-6);
    let (w, y) = (law("pareto(3)"), law("weibull(0.5)"));
    same(&product(&w, &y).unwrap(), &product(&y, &w).unwrap(), 1e-11);
}

/// The classes, whose numbers decide thresholds: against the tail itself far out, and for the slow ones where two depths agree.
#[test]
fn classes_of_crowds_have_the_right_constants() {
    for (spec, slow) in [
        ("fastest_of(poisson(3), pareto(0.7))", 0.0),
        ("fastest_of(geometric(0.2, 2), scaled(3, lomax(0.8)))", 0.0),
        ("fastest_of(binomial(5, 0.4), pareto(0.7))", 0.0),
        ("dependent_min_of(clayton(2), 3, scaled(2, pareto(0.7)))", 0.0),
        ("dependent_min_of(survival_clayton(2), 3, pareto(0.7))", 0.0),
        ("dependent_min_of(student_t(0.3, 4), 3, pareto(0.7))", 0.0),
        ("powered(uniform(1, 3), pareto(0.7))", 0.0),
        ("powered(two_point(1, 3, 0.75), pareto(0.7))", 0.0),
        ("dependent_min_of(gaussian(0.5), 4, pareto(0.7))", 20.0),
        ("dependent_min_of(gaussian(0.2), 0.5, pareto(0.7))", 20.0),
    ] {
        let law = law(spec);
        let TailClass::RegularlyVarying { index, ln_coefficient, log_power } = law.tail_class() else {
            panic!("{spec}")
        };
        for y in [3e3, 3e5] {
            let off = law.ln_sf_at_exp(y) - (ln_coefficient - index * y + log_power * f64::ln(y));
            assert!(off.abs() < 1e-7 + slow / y * f64::ln(y), "{spec} at {y}: off by {off:e}");
        }
    }
    let class = |text: &str| law(text).tail_class();
    assert_eq!(class("powered(gamma(2, 3), pareto(0.5))"), TailClass::SlowlyVarying);
    // A Gamma mixture of exponentials is Lomax's law.
    let TailClass::RegularlyVarying { index, ln_coefficient, .. } = class("powered(gamma(2, 3), exponential(5))")
    else {
        panic!()
    };
    check(index, 2.0, 1e-12, "index");
    check(ln_coefficient, 2.0 * (3.0f64 / 5.0).ln(), 1e-9, "constant");
    assert_eq!(class("product(pareto(0.8), log_pareto(2))"), TailClass::SlowlyVarying);
    let TailClass::RegularlyVarying { index, ln_coefficient, log_power } = class("product(pareto(2), pareto(2))")
    else {
        panic!()
    };
    assert_eq!((index, log_power), (2.0, 1.0));
    check(ln_coefficient, 2f64.ln(), 1e-14, "two equal tails");
}

/// Effective numbers, and that what is needed undoes them.
#[test]
fn effective_numbers_and_the_numbers_needed_undo_each_other() {
    use SurvivalCopula as C;
    for copula in [C::Gaussian(0.3), C::Gumbel(2.5), C::SurvivalClayton(2.0), C::MarshallOlkin(0.3)] {
        for power in [0.5, 1.0, 4.0, 40.0] {
            let q = copula.effective(power);
            assert!((copula.needed(q) / power - 1.0).abs() < 1e-12, "{copula:?} {power}");
        }
    }
    // A correlation of 0.3 is never worth 1/0.3 approaches, and Clayton's never more than one.
    assert_eq!(C::Gaussian(0.25).needed(4.0), f64::INFINITY);
    assert_eq!((C::Clayton(1.0).needed(1.0), C::Clayton(1.0).needed(0.9)), (f64::INFINITY, 0.0));
}

#[test]
fn refusals_in_words() {
    for (text, reason) in [
        ("fastest_of(poison(3), pareto(1))", "`count` cannot be `poison`; did you mean `poisson`? (at character 12)"),
        (
            "fastest_of(3, pareto(1))",
            "`count` must be one of poisson(mean, least), geometric(p, least), binomial(n, p, least), but found the number `3`",
        ),
        ("fastest_of(poisson(0), pareto(1))", "`mean` must be a finite number > 0, but is 0"),
        ("fastest_of(binomial(2.5, 0.5), pareto(1))", "`n` must be a whole number, but is 2.5"),
        ("dependent_min_of(gaussian(1), 4, pareto(1))", "`rho` must be below 1, but is 1"),
        ("dependent_min_of(gumbel(0.5), 4, pareto(1))", "`theta` must be a finite number >= 1, but is 0.5"),
        (
            "dependent_min_of(gaussian(0.5), 1e9, pareto(1))",
            "`Q` must be at most 1000000 for gaussian(0.5), but is 1000000000",
        ),
        ("powered(normal(1, 1), pareto(1))", "which is not confined to positive numbers"),
        ("powered(pareto(0.5), pareto(1))", "whose mean is not finite"),
        ("product(normal(0, 1), pareto(1))", "normal(0, 1) is not confined to positive numbers"),
        ("product(lognormal(0, 1), exponential)", "no class of tails is known for the product"),
    ] {
        let words = refused(text);
        assert!(words.contains(reason), "{text}: {words}");
    }
}

#[test]
fn the_mean_at_a_threshold_is_decided_by_the_logarithm() {
    // alpha = 0.6, rho = 0.5: Q* = 5, effective 1/alpha, and a power (1/alpha - 5)/2 < -1 of the logarithm.
    let at = |alpha: f64, power: f64| law(&format!("dependent_min_of(gaussian(0.5), {power}, pareto({alpha}))")).mean();
    assert!(matches!(at(0.6, 5.0), Moment::Finite(_)), "{:?}", at(0.6, 5.0));
    assert_eq!(at(0.6, 4.9), Moment::Infinite);
    assert_eq!(at(0.75, 2.0), Moment::Infinite);
    assert!(matches!(at(0.75, 2.1), Moment::Finite(_)));
}

#[test]
fn a_random_power_is_known_as_deep_as_its_base() {
    // Most of the base's depth cancels against its mixture: P(Q <= z) ~ z^c leaves Gamma(c + 1) h^-c of E e^(-hQ) at the depth h.
    let c = 0.188;
    let law = law("powered(weibull(0.188), tempered_pareto(2.505, 5.786))");
    for depth in [50.0, 100.0] {
        let truth = ((depth + goodhart::num::special::ln_gamma(c + 1.0)) / c).exp() / 5.786;
        let found = law.inv_ln_sf(-depth);
        assert!((found / truth - 1.0).abs() < 1e-9, "{depth}: {found:e} for {truth:e}");
    }
    for depth in [3.0, 12.0, 30.0] {
        let x = law.inv_ln_sf(-depth);
        assert!((law.ln_sf(x) / -depth - 1.0).abs() < 1e-12, "{depth}: {x:e}");
        // The density is that of the differences.
        let fall = (law.ln_sf(x * 0.999) - law.ln_sf(x * 1.001)) / (0.002 * x);
        assert!((law.ln_pdf(x) - law.ln_sf(x) - fall.ln()).abs() < 1e-5, "{depth}: {} {fall:e}", law.ln_pdf(x));
    }
}

/// `E e^(-hQ)` in closed form: of Gamma(2, 1), Weibull(1/2) with `erfc` by mpmath, and Weibull(0.188) by mpmath's quadrature.
#[test]
fn transforms_of_powers_keep_their_digits_from_the_least_depth_to_the_greatest() {
    let gamma = law("powered(gamma(2, 1), exponential(1))");
    for h in [1e-200, 1e-12, 1e-9, 0.3, 1e3, 5e6, 2e7, 1e9, 1e12, 1e15, 1e20, 1e100] {
        let h: f64 = h;
        check(gamma.ln_sf(h), -2.0 * h.ln_1p(), 5e-14, &format!("gamma at {h:e}"));
        check(gamma.ln_pdf(h), 2f64.ln() - 3.0 * h.ln_1p(), 5e-14, &format!("the density of gamma at {h:e}"));
    }
    // A mean far below 1 shifts every depth.
    let small = law("powered(scaled(1e-12, shifted(1, gamma(2, 1))), exponential(1))");
    for h in [1e9, 1e11, 1e12, 1e13, 1e14, 1e20] {
        let h: f64 = h;
        let truth = -1e-12 * h - 2.0 * (1e-12 * h).ln_1p();
        check(small.ln_sf(h), truth, 5e-14, &format!("a small power at {h:e}"));
    }
    let root = law("powered(weibull(0.5), exponential(1))");
    let deep = [(1e3, -3.592_410_678_279_609_4), (1e12, -13.936_293_359_789_012), (1e20, -23.146_633_167_632_12)];
    for (h, truth) in deep.into_iter().chain([(1e100, -115.250_036_887_337_53), (1e290, -333.995_620_721_771_9)]) {
        // The table knows the logarithm of a depth by that of the base, and its rounding.
        check(root.ln_sf(h), truth, 1e-13 + f64::EPSILON * h.ln(), &format!("the square at {h:e}"));
    }
    let slow = law("powered(weibull(0.188), exponential(1))");
    for (h, truth) in [(2e7, -3.262_699_082_564_266), (1e15, -6.575_833_792_050_684), (1e20, -8.739_617_695_170_722)] {
        check(slow.ln_sf(h), truth, 1e-13, &format!("a power of index 0.188 at {h:e}"));
    }
}

/// `P(XY <= x) = (x - 1)^2 (x + 2)/x^3` for Pareto(2) and Pareto(3), and `E (XY - x)^+ = 3/x - 1/x^2`.
#[test]
fn a_product_keeps_its_digits_beside_its_end_and_in_its_integrated_tail() {
    let law = law("product(pareto(2), pareto(3))");
    for d in [1e-280, 1e-100, 1e-15, 1e-9, 1e-5, 0.005, 0.02, 0.5, 3.0, 1e6] {
        let d: f64 = d;
        let x = 1.0 + d;
        let what = format!("at 1 + {d:e}");
        let rest: f64 = -(3.0 - 2.0 / x) / x / x;
        let ln_cdf = if d > 1.0 { rest.ln_1p() } else { 2.0 * d.ln() + (3.0 + d).ln() - 3.0 * d.ln_1p() };
        check(law.ln_cdf_above_low(d), ln_cdf, 2e-13, &what);
        check(law.ln_pdf_above_low(d), 6f64.ln() + d.ln() - 4.0 * d.ln_1p(), 2e-13, &what);
        if d < 1e5 {
            check(law.ln_upper_integral(x), ((3.0 - 1.0 / x) / x).ln(), 1e-13, &what);
        }
        if (0.02..1e5).contains(&d) {
            check(law.score(x), 4.0 / x - 1.0 / d, 1e-9, &what);
        }
    }
    assert_eq!(law.ln_upper_integral(-5.0), 8f64.ln());
}
