//! Two integrations of one conditional law agree: over V and over X, by the trapezoidal rule of a normal V and by panels.

mod common;

use common::law;
use goodhart::{
    expect::condition::{Conditional, Conditioner},
    model::Proxy,
    num::Estimate,
};

/// None where U never reaches t.
fn reached(value: &str, error: &str, t: f64) -> Option<Conditional> {
    Conditioner::new(&Proxy { value: law(value), error: law(error) }).above(t).ok()
}

fn above(value: &str, error: &str, t: f64) -> Conditional {
    reached(value, error, t).unwrap_or_else(|| panic!("{value} + {error} at {t} is refused"))
}

/// By how much two estimates differ beyond what both state, relative to the first.
fn apart(a: Estimate, b: Estimate) -> f64 {
    ((a.value - b.value).abs() - a.error - b.error).max(0.0) / a.value.abs().max(f64::MIN_POSITIVE)
}

const ERRORS: [&str; 14] = [
    "student_t(3)",
    "student_t(0.2)",
    "student_t(300)",
    "pareto(1.2)",
    "lomax(2.5)",
    "levy(1)",
    "lognormal(0, 1)",
    "gamma(0.5, 1)",
    "weibull(0.5)",
    "uniform(-1, 1)",
    "exponential(1)",
    "logistic(1)",
    "cauchy(1)",
    "mixture(0.99, normal(0, 100), normal(2, 0.05))",
];

const THRESHOLDS: [f64; 9] = [-18.7, -0.3, 0.014, 0.5, 2.0, 11.0, 80.0, 1.3e4, 2e12];

#[test]
fn a_normal_value_and_a_mixture_of_two_such_are_worth_the_same() {
    let mut compared = 0;
    for error in ERRORS {
        for (sd, t) in [0.01, 1.0, 7.0].into_iter().flat_map(|sd| THRESHOLDS.map(|t| (sd, t))) {
            let normal = format!("normal(0, {sd})");
            let two = format!("mixture(0.5, {normal}, {normal})");
            let (quick, slow) = match (reached(&normal, error, t), reached(&two, error, t)) {
                (Some(quick), Some(slow)) => (quick, slow),
                (None, None) => continue,
                _ => panic!("{normal} + {error} at {t} is refused by one route"),
            };
            let of = |c: &Conditional| {
                [Some(c.ln_p), c.gain, c.mean_u.finite(), c.variance_v.finite(), c.mean_v_at.and_then(|m| m.finite())]
            };
            for (which, (a, b)) in of(&quick).into_iter().zip(of(&slow)).enumerate() {
                let (Some(a), Some(b)) = (a, b) else { continue };
                compared += 1;
                assert!(apart(a, b) == 0.0, "{normal} + {error} at {t}, number {which}: {a:?} {b:?}");
            }
        }
    }
    assert!(compared > 1300, "{compared}");
}

#[test]
fn two_routes_agree_where_the_slope_of_one_law_meets_a_corner_or_a_far_tail_of_the_other() {
    // A corner of X at 13.8 standard deviations of V, whose slope ends on a panel 26 wide in the logarithm of the distance; and
    // a two-sided X of index 1.017, of whose mean much is beyond 1e300 on either side.
    let cases = [
        ("scaled(13.596, pareto(0.7796))", 0.0, 27.375),
        ("scaled(23.0312, burr(0.6207, 0.8873))", 0.0, 13.475807941579244),
        ("scaled(3.2351, lomax(0.3642))", -3.2315, 10.12),
        ("scaled(2.9912, student_t(1.017))", -4.5062, -12.104443602781984),
        ("student_t(1.017)", 0.0, 10.0),
        ("scaled(12, uniform(-1, 1))", 0.0, 4.3),
    ];
    for (error, mean, t) in cases {
        let normal = format!("normal({mean}, 1)");
        let [one, other] = [normal.clone(), format!("mixture(0.5, {normal}, {normal})")].map(|v| above(&v, error, t));
        let of = |c: &Conditional| [Some(c.ln_p), c.gain, c.mean_u.finite(), c.variance_v.finite()];
        for (a, b) in of(&one).into_iter().zip(of(&other)) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            assert!(apart(a, b) == 0.0 && a.error < 1e-10 * a.value.abs(), "{normal} + {error} at {t}: {a:?} {b:?}");
        }
    }
}

/// The numbers in this test are integrals of 30 digits with splits at every scale of X.
#[test]
fn a_pole_of_x_far_from_where_v_is_counts_for_what_it_is() {
    // The narrow X is worth little where V leaves it, but its pole is what the rule of a small step still misses; the changes
    // from step to step fall fast before, and by chance once more.
    let cases = [
        ("shifted(6.1108, scaled(0.0706, cauchy(1)))", 0.0, -1.450074099439, -0.280_448_317_985_528),
        ("shifted(-8.2531, scaled(0.0276, frechet(1.779)))", 0.0, -1.4105168710972045, 0.447_156_275_272_969_4),
        ("scaled(0.3001, levy(1))", 0.0, 5.340372259586115, 0.305_935_836_667_726_3),
        ("shifted(-6.9124, scaled(0.8571, levy(1)))", -1.7635, -5.321303920549039, -1.251_893_699_958_163_4),
    ];
    for (error, mean, t, truth) in cases {
        let normal = format!("normal({mean}, 1)");
        for value in [normal.clone(), format!("mixture(0.5, {normal}, {normal})")] {
            let found = above(&value, error, t).mean_v_at.and_then(|mean| mean.finite()).expect("finite");
            assert!((found.value - truth).abs() <= found.error && found.error < 1e-10, "{value} + {error}: {found:?}");
        }
    }
}

#[test]
fn an_error_of_index_barely_above_one_is_answered_below_all_of_it() {
    // What this X has beyond 1e300 moves its mean by less than rounding moves all the rest of it.
    let error = "shifted(3.6389, scaled(24.7653, burr(0.4816, 2.24)))";
    for t in [-50.0, -3.0, 2.0] {
        let [one, other] = ["normal(0, 1)", "mixture(0.5, normal(0, 1), normal(0, 1))"].map(|v| above(v, error, t));
        let [u, w] = [&one, &other].map(|given| given.mean_u.finite().expect("finite"));
        assert!(apart(u, w) == 0.0 && w.error < 1e-9, "{t}: {u:?} {w:?}");
        assert!(apart(one.gain.expect("a gain"), other.gain.expect("a gain")) == 0.0, "{t}: {one:?} {other:?}");
    }
}

#[test]
fn a_narrow_part_far_from_0_keeps_the_digits_of_its_mass() {
    // Places of that part are multiples of 2e-9 of its width.
    let given = above("mixture(0.5, normal(0, 1), normal(1e7, 1))", "normal(0, 1)", 1e4);
    let missed = (given.ln_p.value + std::f64::consts::LN_2).abs();
    assert!(missed <= given.ln_p.error && given.ln_p.error < 1e-11, "{:?}", given.ln_p);
}

#[test]
fn what_v_and_x_are_worth_adds_up_to_u_from_either_side() {
    for error in ERRORS {
        for (value, t) in
            ["normal(0, 1)", "laplace(0.01)", "logistic(1)"].into_iter().flat_map(|v| THRESHOLDS.map(|t| (v, t)))
        {
            let Some(one) = reached(value, error, t) else { continue };
            let other = above(error, value, t);
            assert!(apart(one.ln_p, other.ln_p) == 0.0, "{value} + {error} at {t}: {:?} {:?}", one.ln_p, other.ln_p);
            if let (Some(u), Some(v), Some(x)) = (one.mean_u.finite(), one.mean_v.finite(), other.mean_v.finite()) {
                let sum = v.plus(x);
                let sum = Estimate::new(sum.value, sum.error + f64::EPSILON * (v.value.abs() + x.value.abs()));
                assert!(apart(u, sum) == 0.0, "{value} + {error} at {t}: {u:?} {v:?} {x:?}");
            }
        }
    }
}

/// The numbers in this test are integrals of 30 digits with splits at every corner and scale.
#[test]
fn what_two_panels_could_hide_between_them_is_found() {
    let gain = |value: &str, error: &str, t: f64| above(value, error, t).gain.expect("a gain");
    let near = |found: Estimate, truth: f64| (found.value - truth).abs() <= found.error.min(1e-10 * truth.abs());
    let two = "mixture(0.5, normal(0, 0.01), normal(0, 0.01))";
    for value in ["normal(0, 0.01)", two] {
        // The quartiles of X are ten thousand times as far apart as those of V.
        let narrow = gain(value, "student_t(0.2)", 1.404e-2);
        assert!((narrow.value / 3.968054146447394e-5 - 1.0).abs() < 1e-10, "{value} {narrow:?}");
        // All that counts of V, on the way to the end of X, is at one end of a panel 14 nats wide.
        let steep = gain(value, "gamma(0.5, 1)", 0.1362);
        assert!((steep.value / 2.221_420_700_618_093e-4 - 1.0).abs() < 1e-10, "{value} {steep:?}");
    }
    let levy = above("normal(0, 100)", "levy(1)", 1473.0);
    assert!(near(levy.variance_v.finite().expect("a variance"), 10_023.526_710_413_272), "{levy:?}");
}

#[test]
fn an_exponential_tail_forgets_however_deep() {
    // U - t is exponential and V a tilted law: of normal(0, sd) it is normal(sd^2, sd).
    for (sd, t) in [(0.01, 1e6), (1.0, 1e6), (1.0, 3.7e8)] {
        let given = above(&format!("normal(0, {sd})"), "exponential(1)", t);
        let (v, u) = (given.mean_v.finite().expect("finite"), given.mean_u.finite().expect("finite"));
        assert!((v.value - sd * sd).abs() <= v.error && v.error < 1e-5, "{sd} {t}: {v:?}");
        assert!((u.value - t - 1.0).abs() <= u.error && u.error < 1e-5, "{sd} {t}: {u:?}");
    }
    // Tilted by e^x, uniform(0, 1) has the mean 1/(e - 1).
    let given = above("laplace(1)", "uniform(0, 1)", 1e6);
    let v = given.mean_v.finite().expect("finite");
    let truth = 1e6 + 1.0 - 1.0 / (std::f64::consts::E - 1.0);
    assert!((v.value - truth).abs() <= v.error && v.error < 1e-7, "{v:?} {truth}");
}

#[test]
fn a_density_without_bound_above_a_lower_end_that_is_not_0() {
    // With x = 1 + y^(1/0.3) the integrand is smooth: 30 digits by Gauss and Legendre.
    let given = above("exponential(1)", "max_of(0.3, uniform(1, 2))", 5.3);
    let found = given.mean_v_at.and_then(|mean| mean.finite()).expect("finite");
    assert!((found.value / 3.979_667_236_72 - 1.0).abs() < 1e-11, "{found:?}");
}

#[test]
fn a_density_without_bound_at_a_kink_or_below_an_upper_end_keeps_its_mass() {
    // E[V | U = t] for a normal V. With x = 5 + y^2 and x = 1 - w^(1/0.3) the integrands are smooth: 25 digits by mpmath.
    let cases = [
        (
            "mixture(0.5, normal(0, 1), shifted(5, gamma(0.5, 1)))",
            [4.0, 5.0, 6.0],
            [-1.0973014504976937, -0.2850687601153344, 0.5223042892962291],
        ),
        (
            "min_of(0.3, uniform(0, 1))",
            [0.5, 1.0, 2.0],
            [-0.26099288417934957, 0.20328012600754786, 1.1482944156319064],
        ),
    ];
    for (error, thresholds, truths) in cases {
        for made in [error.to_string(), format!("shifted(0.3, {error})"), format!("truncated({error}, 40)")] {
            let shift = if made.starts_with("shifted") { 0.3 } else { 0.0 };
            for (t, truth) in thresholds.into_iter().zip(truths) {
                let found =
                    above("normal(0, 1)", &made, t + shift).mean_v_at.and_then(|mean| mean.finite()).expect("finite");
                assert!(
                    (found.value - truth).abs() < found.error + 1e-14 && found.error < 1e-11,
                    "{made} at {t}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn mass_at_a_kink_so_near_that_the_other_law_has_one_place_for_it_is_counted() {
    // Of gamma(0.5) 1e-7 is nearer to 0 than the rounding of 250. Far below 0 U >= t is as good as X >= t.
    let error = "mixture(0.9, shifted(-500, student_t(4)), gamma(0.5, 1))";
    let found = above("normal(0, 1)", error, -250.0).ln_p;
    // `ln(0.1 + 0.9 E P(T_4 > 250 - Z))` for a standard normal Z, by mpmath.
    assert!((found.value + 2.302585086081677).abs() < 1e-13, "{found:?}");
    assert!(found.error < 1e-11, "{found:?}");
}

#[test]
fn a_rare_and_narrow_part_of_a_mixture_is_found() {
    for error in
        ["mixture(0.9999, normal(0, 100), normal(37, 1e-4))", "mixture(0.99999, student_t(2), normal(300, 1e-5))"]
    {
        for (value, t) in ["laplace(1)", "logistic(0.01)"].into_iter().flat_map(|v| [1.0, 38.0, 301.0].map(|t| (v, t)))
        {
            let (one, other) = (above(value, error, t), above(error, value, t));
            assert!(apart(one.ln_p, other.ln_p) == 0.0 && one.ln_p.error < 1e-10, "{value} + {error} at {t}");
            let [v, x] = [&one, &other].map(|c| c.mean_v_at.and_then(|mean| mean.finite()).expect("a density"));
            assert!(
                (v.value + x.value - t).abs() <= v.error + x.error + 4.0 * f64::EPSILON * t,
                "{value} + {error} at {t}"
            );
        }
    }
}

#[test]
fn a_gain_as_small_as_a_far_tail_leaves_it_has_that_tail() {
    // By quadrature with forty digits; where V alone reaches t is a twelfth of the first gain.
    for (value, t, gain) in [
        ("lomax(2.3)", 1e12, 1.7068735665769e-13),
        ("lomax(2.5)", 1e11, 8.453730874701043e-13),
        ("lomax(3)", 1e8, 3.861891587083636e-10),
        ("burr(3, 1)", 1e12, 3.339858312048018e-14),
    ] {
        let found = above(value, "log_pareto(1)", t).gain.expect("a mean");
        assert!((found.value / gain - 1.0).abs() < 1e-11 && found.error < 1e-10 * gain, "{value}: {found:?}");
    }
    let variance = above("lomax(2.5)", "log_pareto(1)", 1e11).variance_v.finite().expect("finite").value;
    assert!((variance / 2.2226235671576577 - 1.0).abs() < 1e-11, "{variance}");
}

#[test]
fn a_value_at_an_end_of_a_far_wider_error_is_seen() {
    let root = std::f64::consts::PI.sqrt();
    // P(U >= t) = E[V; V > 0] / w, and V has the density of a Rayleigh law there.
    for (sd, width) in [(1.0, 1e12), (1e-12, 1.0)] {
        let found = above(&format!("normal(0, {sd})"), &format!("uniform(0, {width})"), width);
        let ln_p = (sd / (width * std::f64::consts::SQRT_2 * root)).ln();
        let mean = sd * root / std::f64::consts::SQRT_2;
        let mean_v = found.mean_v.finite().expect("finite");
        assert!((found.ln_p.value - ln_p).abs() < 1e-12 && found.ln_p.error < LOST, "{:?}", found.ln_p);
        assert!((mean_v.value / mean - 1.0).abs() < 1e-12 && mean_v.error < LOST * mean, "{mean_v:?}");
    }
    // P(U < t) = E[1 - (1 - V/w)^-3; V < 0] for a Pareto law from w on, to second order of its index over w.
    for (sd, scale) in [(1.0, 1e12), (1e-12, 1.0)] {
        let found = above(&format!("normal(0, {sd})"), &format!("scaled({scale}, pareto(3))"), scale);
        let share: f64 = sd / scale;
        let missed = 3.0 * share / (std::f64::consts::SQRT_2 * root) - 3.0 * share * share;
        let gain = (1.5 * share * sd) / (1.0 - missed) * (1.0 - 8.0 * share / (std::f64::consts::SQRT_2 * root));
        let at = found.mean_v_at.and_then(|mean| mean.finite()).expect("a density").value;
        let variance = found.variance_v.finite().expect("finite").value / (sd * sd);
        let found_gain = found.gain.expect("a mean").value;
        assert!((found.ln_p.value / -missed - 1.0).abs() < 1e-10, "{:?} {missed}", found.ln_p);
        assert!((found_gain / gain - 1.0).abs() < 1e-10, "{found_gain} {gain}");
        assert!((at / (sd * -std::f64::consts::SQRT_2 / root) - 1.0).abs() < 1e-10, "{at}");
        assert!((variance - 1.0).abs() < 3e-12, "{variance}");
    }
}

/// Of the distance to an end far from 0 no more is stated to be known.
const LOST: f64 = 1e-2;

#[test]
fn a_variance_of_which_much_is_beyond_all_panels_is_finite() {
    // The density by quadrature up to 45, where X is sure to be passed, and in closed form from there.
    for (value, truth) in [("pareto(2.02)", 2101.095426646731), ("pareto(2.005)", 8593.144168714645)] {
        let found = above(value, "normal(0, 1)", 5.0).variance_v.finite().expect("finite");
        assert!((found.value / truth - 1.0).abs() < 1e-11 && found.error < 1e-10 * truth, "{value}: {found:?}");
    }
}

#[test]
fn a_second_moment_that_falls_slowly_hides_nothing_narrow_beside_an_error() {
    // 21 less what is below t, by quadrature, and what an exponential X makes up for: t^2 f_V(t) to first order.
    for (error, truth) in [("normal(0, 1)", 19.22067653627479), ("exponential(1)", 19.220_676_538_054_1)] {
        let found = above("student_t(2.1)", error, -1e8).variance_v.finite().expect("finite");
        assert!((found.value - truth).abs() < found.error && found.error < 1e-9, "{error}: {found:?}");
    }
}

#[test]
fn a_law_narrower_than_any_panel_is_refused_in_words() {
    let refused = Conditioner::new(&Proxy { value: law("normal(0, 1e-300)"), error: law("pareto(3)") }).above(1.0);
    assert!(refused.expect_err("narrower than panels").to_string().contains("narrower than"));
}

#[test]
fn a_singular_end_at_an_atom_of_the_other_is_told_from_it() {
    // V = 1 or -1, X of density 1/sqrt near 0, at the threshold where X begins beside an atom: closed forms.
    let square = std::f64::consts::SQRT_2;
    for (t, truth) in [
        (-1.0, 2.0),
        // Weibull of shape 1/2: P(X >= 2) = e^-sqrt 2, E[X; X >= 2] = e^-sqrt 2 (2 + 2 sqrt 2 + 2).
        (1.0, {
            let tail = (-square).exp();
            let p = 0.5 * (1.0 + tail);
            (0.5 * (1.0 + 2.0) + 0.5 * (tail * (4.0 + 2.0 * square) - tail)) / p
        }),
    ] {
        let found = above("two_point(-1, 1, 0.5)", "weibull(0.5)", t).mean_u.finite().expect("finite");
        assert!((found.value - truth).abs() <= found.error + 1e-14, "t = {t}: {found} for {truth}");
        assert!(found.error < 1e-10, "t = {t}: {found} is not sure");
    }
    // The place from where the mean of X is taken leaves to V an atom's height as well: 30 digits by the incomplete gamma function, and a
    // closed form.
    for (value, error, truth) in [
        ("two_point(-1, 1, 0.5)", "gamma(0.5)", 1.516_242_372_976_907),
        ("two_point(0, 1, 0.5)", "burr(0.5, 10)", 1.028_292_682_926_829_3),
    ] {
        for (value, error) in [(value, error), (error, value)] {
            let found = above(value, error, 1.0).mean_u.finite().expect("finite");
            let sure = found.error < 1e-10;
            assert!(
                sure && (found.value - truth).abs() <= found.error + 1e-15,
                "{value} + {error}: {found} for {truth}"
            );
        }
    }
    // A singular end that is not 0, behind a clipping: 30 digits by quadrature.
    let found = above("normal(0, 1)", "max_of(0.5, clipped(pareto(2), 10))", 3.0).mean_u.finite().expect("finite");
    assert!((found.value - 4.466_304_567_013_815).abs() <= found.error + 1e-15 && found.error < 1e-10, "{found}");
}

#[test]
fn hundreds_of_corners_leave_the_digits() {
    // V begins at 1 with a jump, X has a corner at every restart; swapped, other integrals.
    let (v, x) = ("tempered_pareto(0.222, 0.283)", "restarted(0.433, burr(1.012, 0.719))");
    for t in [2.54, 5.0] {
        let (found, swapped) = (above(v, x, t), above(x, v, t));
        let [a, b] = [&found, &swapped].map(|above| above.mean_u.finite().expect("finite"));
        assert!((a.value - b.value).abs() <= a.error + b.error && a.error < 1e-9, "t = {t}: {a} {b}");
    }
}

#[test]
fn beyond_its_end_u_is_said_to_end() {
    for t in [2.0, 2.5] {
        let pair = Proxy { value: law("uniform"), error: law("two_point(0, 1, 0.5)") };
        let why = Conditioner::new(&pair).above(t).expect_err("never reached").to_string();
        assert!(why.contains("it ends at 2"), "{why}");
    }
}
