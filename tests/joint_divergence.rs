//! The most that the mean of a proxy with dependent parts can be at an f-divergence: against independence, a single normal law, sums,
//! and other integrations of the same policies.

mod common;

use common::law;
use goodhart::{
    expect::divergence_ball::{DivergenceBall, FDivergence, JointDivergenceBall, Optimum, Phase},
    model::{
        Joint, Proxy,
        joint::{self, exponential::exponential, upper_end::upper_end},
    },
    tail::{Catalogue, Moment},
};

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

fn ball(value: &str, error: Option<&str>, text: &str, divergence: FDivergence) -> JointDivergenceBall {
    JointDivergenceBall::new(&joint_of(value, error, text), divergence).expect("a ball")
}

fn plain(value: &str, error: &str, divergence: FDivergence) -> DivergenceBall {
    DivergenceBall::new(&Proxy { value: law(value), error: law(error) }, divergence).expect("a ball")
}

/// Within what is stated and what the truth is known to, and within 1e-9 of its size.
fn near(found: Moment, truth: f64, known: f64, what: &str) {
    let Moment::Finite(found) = found else { panic!("{what}: {found:?}") };
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + known + 2e-14 * truth.abs(), "{what}: {found} for {truth}");
    assert!(found.error <= 1e-9 * truth.abs().max(1.0), "{what}: {found} is not sure enough");
}

fn error_of(moment: Moment) -> f64 {
    moment.finite().map_or(f64::NAN, |estimate| estimate.error)
}

#[test]
fn without_dependence_it_is_the_independent_answer() {
    use FDivergence::*;
    let mut answers = 0;
    for (value, error, divergences) in [
        ("uniform(0, 1)", "uniform(0, 1)", &[TotalVariation, JensenShannon, ReverseKl][..]),
        ("uniform(-3, 1)", "two_point(0, 1, 0.3)", &[TotalVariation, ReverseKl]),
        ("two_point(0, 1, 0.5)", "two_point(0, 3, 0.2)", &[TotalVariation, Hellinger, Power(3.0), LogPower(2.0)]),
        ("normal(0, 1)", "laplace(1)", &[Power(3.0), LogPower(2.0)]),
        ("normal(0, 1)", "student_t(4)", &[Power(3.0), Hellinger]),
    ] {
        for divergence in divergences {
            let mut truth = plain(value, error, *divergence);
            let by_law = format!("given({error})");
            for (beside, text) in [(Some(error), "fgm(0)"), (None, &by_law[..])] {
                let mut found = ball(value, beside, text, *divergence);
                assert_eq!(found.is_finite(), Some(truth.is_finite()), "{value}, {error}, {divergence:?}");
                for d in [0.0, 0.02, 0.6] {
                    let what = format!("{value} + {error}, {text}, {divergence:?} at {d}");
                    let (found, truth) = (found.at(d).expect(&what), truth.at(d).expect(&what));
                    if truth.mean_u == Moment::Infinite {
                        assert_eq!(found.mean_u, Moment::Infinite);
                        continue;
                    }
                    let sure = error_of(truth.mean_u);
                    near(found.mean_u, truth.mean_u.value(), sure, &format!("U, {what}"));
                    let (of_v, truth_v) = (found.mean_v.expect("V"), truth.mean_v.expect("V"));
                    near(of_v, truth_v.value(), error_of(truth_v), &format!("V, {what}"));
                    assert!((found.escaped - truth.escaped).abs() < 1e-9, "{what}: {} escapes", found.escaped);
                    assert!(truth.attained.is_none() || found.attained == truth.attained, "{what}");
                    answers += 1;
                }
            }
        }
    }
    assert!(answers > 50, "{answers}");
}

#[test]
fn two_normals_are_raised_as_one() {
    for (rho, divergence) in [
        (-0.7f64, FDivergence::Power(3.0)),
        (0.5, FDivergence::Power(3.0)),
        (0.5, FDivergence::Power(1.2)),
        (-0.7, FDivergence::LogPower(2.0)),
        (0.5, FDivergence::LogPower(0.7)),
    ] {
        let (of_u, of_v) = (25.0 + 24.0 * rho, 9.0 + 12.0 * rho);
        let mut found = ball("normal(0, 3)", Some("normal(0, 4)"), &format!("gaussian({rho})"), divergence);
        let mut one = plain("normal(0, 1)", "two_point(0, 0.0000001, 1e-300)", divergence);
        for d in [1e-10, 0.01, 0.5, 3.0] {
            let what = format!("rho = {rho}, {divergence:?} at {d}");
            let (best, truth) = (found.at(d).expect(&what), one.at(d).expect(&what).mean_u);
            let (mean, known) = (of_u.sqrt() * truth.value(), of_u.sqrt() * error_of(truth));
            near(best.mean_u, mean, known, &format!("U, {what}"));
            near(best.mean_v.expect("V"), mean * of_v / of_u, known, &format!("V, {what}"));
        }
    }
}

#[test]
fn what_no_rule_tells_is_refused() {
    let of = |value: &str, error: Option<&str>, text: &str, power: f64| {
        exponential(&joint_of(value, error, text), power).is_finite
    };
    for copula in ["gaussian(-0.9)", "student_t(-0.9, 2)", "fgm(-1)", "gumbel(3)", "clayton(1)", "survival_clayton(1)"]
    {
        assert_eq!(of("normal(0, 1)", Some("laplace(1)"), copula, 0.9), Some(true), "{copula}");
        assert_eq!(of("normal(0, 1)", Some("weibull(0.5)"), copula, 0.5), Some(true), "{copula}");
        assert_eq!(
            of("weibull(0.5)", Some("normal(0, 1)"), copula, 0.6),
            if copula == "gaussian(-0.9)" { None } else { Some(false) }
        );
        assert_eq!(of("weibull(0.5)", Some("exponential(1)"), copula, 0.6), Some(false), "{copula}");
        assert_eq!(upper_end(&joint_of("uniform(0, 1)", Some("uniform(-1, 3)"), copula)).at, Some(4.0));
        assert_eq!(upper_end(&joint_of("laplace(1)", Some("uniform(-1, 3)"), copula)).at, Some(f64::INFINITY));
    }
    for (value, text, power, finite, end) in [
        ("normal(0, 1)", "given(normal(0, 1 + v^2))", 0.5, None, None),
        ("uniform(0, 1)", "given(scaled(1 + v, laplace(1)))", 0.5, Some(true), Some(f64::INFINITY)),
        ("uniform(0, 1)", "given(scaled(1 + v, weibull(0.5)))", 0.6, Some(false), Some(f64::INFINITY)),
        ("weibull(0.5)", "given(at(-sqrt(v)))", 0.6, None, None),
        ("weibull(0.5)", "given(v < 1: at(1); else: at(0))", 0.6, Some(false), Some(f64::INFINITY)),
        ("two_point(0, 1, 0.5)", "given(uniform(-1 - v, 2 - 3*v))", 0.5, Some(true), Some(2.0)),
    ] {
        let law = joint_of(value, None, text);
        let known = exponential(&law, power);
        assert_eq!(known.is_finite, finite, "{text}: {}", known.why);
        // An X that is certain given V has an end of its own.
        if text != "given(normal(0, 1 + v^2))" {
            assert_eq!(upper_end(&law).at, end, "{text}");
        }
    }
    let refused = |ball: &mut JointDivergenceBall, d: f64| ball.at(d).expect_err("no answer").to_string();
    // V may have no density where the sum would end.
    let parted = "mixture(0.5, uniform(-1, -0.5), uniform(0.5, 1))";
    let mut unknown = ball(parted, None, "given(uniform(-1, 1 - v^2))", FDivergence::Hellinger);
    assert!(refused(&mut unknown, 0.1).contains("not determined"));
    assert_eq!((unknown.is_finite(), unknown.phase()), (None, None));
    let mut opposed = ball("weibull(0.5)", Some("normal(0, 1)"), "gaussian(-0.9)", FDivergence::LogPower(1.5));
    assert!(refused(&mut opposed, 0.1).contains("not determined"));
    let mut open = ball("normal(0, 1)", Some("uniform(0, 1)"), "clayton(2)", FDivergence::ReverseKl);
    assert_eq!((open.at(0.1).unwrap().mean_u, open.phase()), (Moment::Infinite, Some(Phase::Unbounded)));
    assert!(refused(&mut open, -0.1).contains("at least 0"));
    let mut uniform = ball("uniform(0, 1)", Some("uniform(0, 1)"), "fgm(0.5)", FDivergence::Hellinger);
    assert!(refused(&mut uniform, 1.5).contains("at most 1"));
    let certain = ball("normal(0, 1)", None, "given(at(2 - v))", FDivergence::JensenShannon).at(0.3).unwrap();
    assert_eq!((certain.mean_u.value(), certain.mean_v.is_none()), (2.0, true));
}

#[test]
fn an_end_that_moves_with_the_value_is_found() {
    let end = |value: &str, text: &str| upper_end(&joint_of(value, None, text));
    for (value, text, at, v) in [
        ("uniform(-1, 1)", "given(uniform(-1, 1 + v^2))", Some(3.0), Some(1.0)),
        ("uniform(0, 1)", "given(uniform(-v, 0))", Some(1.0), Some(1.0)),
        ("normal(0, 1)", "given(shifted(-v, truncated(normal(0, 1), 2 - v^2)))", Some(2.0), Some(0.0)),
        ("uniform(0, 1)", "given(uniform(-v, 1 - v))", Some(1.0), None),
        ("exponential(1)", "given(v < 1: at(1); else: clipped(laplace(1), -v^2))", Some(2.0), Some(1.0)),
        ("exponential(1)", "given(uniform(-1 - v, 1 + v))", Some(f64::INFINITY), None),
    ] {
        let found = end(value, text);
        assert_eq!((found.at, found.value), (at, v), "{text}: {found:?}");
    }
    // The bottom share moved to 3, by one quadrature with 30 digits in mpmath.
    let mut moved = ball("uniform(-1, 1)", None, "given(uniform(-1, 1 + v^2))", FDivergence::TotalVariation);
    for (d, mean_u, mean_v) in [
        (0.1, 0.599_057_429_230_759_9, 0.164_151_373_689_685_54),
        (0.3, 1.327_083_185_446_222_3, 0.420_754_348_907_995_7),
    ] {
        let best = moved.at(d).expect("an answer");
        near(best.mean_u, mean_u, 0.0, &format!("U at {d}"));
        near(best.mean_v.expect("V"), mean_v, 0.0, &format!("V at {d}"));
    }
    assert_eq!(moved.phase(), Some(Phase::Escape));
    // U is uniform on (0, 1): the bottom d, of the mean d/2, is moved to 1.
    let mut uniform = ball("uniform(0, 1)", None, "given(uniform(-v, 1 - v))", FDivergence::TotalVariation);
    for d in [0.1f64, 0.6] {
        near(uniform.at(d).expect("an answer").mean_u, 0.5 + d - 0.5 * d * d, 0.0, &format!("uniform at {d}"));
    }
}

#[test]
fn a_tail_that_vanishes_as_fast_as_the_ratio_grows_is_held() {
    // The density of U is z + (z - 2 z^2 + 2 z^3/3)/2 at the distance z < 1 below the end, and the ratio (s/(g + z))^2 with g of e^-60 and
    // of e^-500: by quadrature with 50 digits in mpmath.
    let mut uniform = ball("uniform(0, 1)", Some("uniform(0, 1)"), "fgm(0.5)", FDivergence::Hellinger);
    for (d, mean) in
        [(0.841_281_159_716_721_9, 1.983_076_694_988_786_6), (0.945_570_729_492_777_9, 1.998_009_815_927_925)]
    {
        let best = uniform.at(d).expect("an answer");
        near(best.mean_u, mean, 0.0, &format!("U at {d}"));
        near(best.mean_v.expect("V"), 0.5 * mean, 0.0, &format!("V at {d}"));
        assert_eq!((best.attained, best.escaped), (Some(true), 0.0));
    }
    // Nearer to the end than f64 goes, and yet no mass escapes.
    assert_eq!(uniform.at(0.999).expect("an answer").attained, Some(true));
    assert_eq!((uniform.phase(), uniform.edge().is_none()), (Some(Phase::Finite), true));
    // With a density that vanishes faster it does, from a budget on.
    let mut faster = ball("uniform(0, 1)", Some("uniform(0, 1)"), "fgm(-1)", FDivergence::Hellinger);
    let edge = faster.edge().expect("it is known");
    assert_eq!(faster.phase(), Some(Phase::Escape));
    // With the density 2 z^2 - 2 z^3/3, in z near either end, it is 1 - E(1/z) / sqrt(E(1/z^2)): by quadrature.
    assert!((edge.value - 0.164_393_662_832_968_76).abs() < 1e-11 && edge.error < 1e-9, "{edge}");
    for (budget, attained) in [(edge.value - 1e-8, true), (edge.value + 1e-8, false)] {
        assert_eq!(faster.at(budget).expect("an answer").attained, Some(attained), "{edge} {budget}");
    }
}

/// The sum of two uniform values by slices of a copula's density: at each u the density of U, and the part of V in its mean.
struct Sliced(Box<dyn Fn(f64, f64) -> f64>);

/// Simpson's rule for pairs.
fn simpson(from: f64, to: f64, count: usize, of: impl Fn(f64) -> [f64; 2]) -> [f64; 2] {
    let step = (to - from) / count as f64;
    let mut sums = [0.0; 2];
    for i in 0..=count {
        let weight = if i == 0 || i == count { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
        let values = of(from + step * i as f64);
        (0..2).for_each(|k| sums[k] += weight * values[k] * step / 3.0);
    }
    sums
}

impl Sliced {
    fn slice(&self, u: f64) -> [f64; 2] {
        simpson((u - 1.0).max(0.0), u.min(1.0), 400, |v| {
            let density = self.0(v, u - v);
            [density, density * v]
        })
    }

    /// `E g(U)` and `E [V g(U)]` from a place on.
    fn mean(&self, from: f64, of: impl Fn(f64) -> f64) -> [f64; 2] {
        let part = |u: f64, jacobian: f64| self.slice(u).map(|part| part * of(u) * jacobian);
        // Clayton's density of U does not vanish at 0.
        let low = simpson(from.min(1.0), 1.0, 800, |u| part(u.max(1e-9), 1.0));
        // By the cubic root of the distance below the end, where a ratio may have its pole.
        let nearer = |root: f64| part((2.0 - root.powi(3)).min(2.0 - 1e-9), 3.0 * root * root);
        let high = simpson(0.0, (2.0 - from.max(1.0)).cbrt(), 800, nearer);
        [low[0] + high[0], low[1] + high[1]]
    }
}

/// Clayton's density of parameter 2, and that of Farlie, Gumbel and Morgenstern.
fn sliced(text: &str, theta: f64) -> Sliced {
    Sliced(match text {
        "clayton" => Box::new(|a: f64, b: f64| {
            let (aa, bb) = (a * a, b * b);
            if a <= 0.0 || b <= 0.0 { 0.0 } else { 3.0 * aa * bb * (aa + bb - aa * bb).powf(-2.5) }
        }),
        _ => Box::new(move |a: f64, b: f64| 1.0 + theta * (1.0 - 2.0 * a) * (1.0 - 2.0 * b)),
    })
}

#[test]
fn policies_on_bounded_parts_are_what_they_are_said_to_be() {
    // By part 7 of K-7 a policy of the optimal form whose mass is 1 and whose divergence is the budget is the best.
    for (text, theta) in [("fgm", 0.8), ("fgm", -1.0), ("clayton", 2.0)] {
        let law = sliced(text, theta);
        let spec = format!("{text}({theta})");
        for (divergence, d) in [
            (FDivergence::Hellinger, 0.1),
            (FDivergence::ReverseKl, 0.1),
            (FDivergence::ReverseKl, 1.2),
            (FDivergence::JensenShannon, 0.05),
            (FDivergence::Power(-1.0), 0.01),
        ] {
            let mut ball = ball("uniform(0, 1)", Some("uniform(0, 1)"), &spec, divergence);
            let what = format!("{spec}, {divergence:?} at {d}");
            let best = ball.at(d).unwrap_or_else(|why| panic!("{what}: {why}"));
            let Optimum { level: Some(tau), price: Some(lambda), escaped: left, .. } = best else { panic!("{what}") };
            let ratio = |u: f64| match divergence {
                FDivergence::Hellinger => (1.0 - 2.0 * (u - tau) / lambda).powi(-2),
                FDivergence::ReverseKl => 1.0 / (1.0 - (u - tau) / lambda),
                FDivergence::JensenShannon => {
                    let half = (2.0 * (u - tau) / lambda).exp() / 2.0;
                    half / (1.0 - half)
                }
                _ => (1.0 - 2.0 * (u - tau) / lambda).powf(-0.5),
            };
            let spent = |w: f64| match divergence {
                FDivergence::Hellinger => 0.5 * (w.sqrt() - 1.0).powi(2),
                FDivergence::ReverseKl => w - 1.0 - w.ln(),
                FDivergence::JensenShannon => 0.5 * (w * (2.0 * w / (1.0 + w)).ln() + (2.0 / (1.0 + w)).ln()),
                _ => 0.5 * (1.0 / w - 1.0 + (w - 1.0)),
            };
            let ([mass, of_v], [of_u, _]) = (law.mean(0.0, ratio), law.mean(0.0, |u| u * ratio(u)));
            let [cost, _] = law.mean(0.0, |u| spent(ratio(u)));
            assert!((mass + left - 1.0).abs() < 1e-8, "{what}: {mass} and {left}");
            assert!((cost + left * divergence.growth() - d).abs() < 1e-8, "{what}: {cost}");
            near(best.mean_u, of_u + 2.0 * left, 1e-9, &format!("U, {what}"));
            near(best.mean_v.expect("V"), of_v + left, 1e-9, &format!("V, {what}"));
            assert_eq!(best.attained, Some(left == 0.0), "{what}");
            assert!(left > 0.0 || d < 1.0, "{what}");
        }
        let mut ball = ball("uniform(0, 1)", Some("uniform(0, 1)"), &spec, FDivergence::TotalVariation);
        for d in [0.03, 0.4, 0.9] {
            let (best, what) = (ball.at(d).expect("an answer"), format!("{spec}, total variation {d}"));
            let t = best.level.expect("a level");
            let ([kept, of_v], [of_u, _]) = (law.mean(t, |_| 1.0), law.mean(t, |u| u));
            assert!((kept - (1.0 - d)).abs() < 1e-9, "{what}: {kept}");
            near(best.mean_u, of_u + 2.0 * d, 1e-9, &format!("U, {what}"));
            near(best.mean_v.expect("V"), of_v + d, 1e-9, &format!("V, {what}"));
        }
        assert_eq!(ball.phase(), Some(Phase::Escape));
    }
}
