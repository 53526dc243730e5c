//! The most that the mean of a proxy can be at an f-divergence, against other formulas, other engines and true values.

mod common;
#[path = "divergence_ball/ends.rs"]
mod ends;
#[path = "divergence_ball/engines.rs"]
mod engines;

use common::{law, number, table};
use goodhart::{
    expect::divergence_ball::{DivergenceBall, FDivergence},
    model::Proxy,
    num::Estimate,
    tail::Moment,
};

fn pair(value: &str, error: &str) -> Proxy {
    Proxy { value: law(value), error: law(error) }
}

fn ball(value: &str, error: &str, divergence: FDivergence) -> DivergenceBall {
    DivergenceBall::new(&pair(value, error), divergence).unwrap_or_else(|why| panic!("{value} + {error}: {why}"))
}

fn close(found: Moment, truth: f64, sure: f64, what: &str) {
    let Moment::Finite(Estimate { value, error }) = found else { panic!("{what}: {found:?}") };
    let miss = (value - truth).abs();
    assert!(miss <= error + 8e-15 * truth.abs(), "{what}: {value} ± {error:e}, truth {truth}");
    assert!(error <= sure * (1.0 + truth.abs()), "{what}: {value} ± {error:e} is not sure enough");
}

fn divergence(name: &str) -> FDivergence {
    let order =
        |prefix: &str| name.strip_prefix(prefix).map(|rest| rest.trim_end_matches(')').parse().expect("a number"));
    match (order("power("), order("kl-power(")) {
        (Some(p), _) => FDivergence::Power(p),
        (_, Some(b)) => FDivergence::LogPower(b),
        _ => match name {
            "hellinger" => FDivergence::Hellinger,
            "js" => FDivergence::JensenShannon,
            "reverse-kl" => FDivergence::ReverseKl,
            _ => panic!("{name}"),
        },
    }
}

#[test]
fn true_values_lie_within_the_stated_errors() {
    let rows = table("divergence_ball.csv");
    for row in &rows {
        let what = format!("{} + {}, {} at {}", row["V"], row["X"], row["divergence"], row["d"]);
        let best = ball(&row["V"], &row["X"], divergence(&row["divergence"])).at(number(row, "d"));
        let best = best.unwrap_or_else(|why| panic!("{what}: {why}"));
        close(best.mean_u, number(row, "E_U"), 1e-9, &what);
        close(best.mean_v.expect("known"), number(row, "E_V"), 1e-9, &what);
        let escaped = number(row, "escaped");
        assert!((best.escaped - escaped).abs() < 1e-8, "{what}: {} escapes, not {escaped}", best.escaped);
        assert_eq!(best.attained, Some(escaped == 0.0), "{what}");
    }
    assert!(rows.len() > 40);
}

#[test]
fn total_variation_moves_the_bottom_share_to_the_end() {
    // The sum of two uniform values: below its middle the bottom share d ends at sqrt(2 d), and has (2 d)^(3/2)/3 of the mean.
    let mut uniform = ball("uniform(0, 1)", "uniform(0, 1)", FDivergence::TotalVariation);
    for d in [0.0, 1e-9, 0.2f64, 0.5] {
        let best = uniform.at(d).expect("an answer");
        close(best.mean_u, 1.0 - (2.0 * d).powf(1.5) / 3.0 + 2.0 * d, 1e-9, &format!("d = {d}"));
        assert_eq!(best.attained, Some(d == 0.0));
    }
    // With an atom at the end it is attained, and ties at the end of the bottom share are split.
    let mut coins = ball("two_point(0, 1, 0.5)", "two_point(0, 2, 0.5)", FDivergence::TotalVariation);
    let best = coins.at(0.4).unwrap();
    close(best.mean_u, 0.1 * 1.0 + 0.25 * 2.0 + 0.25 * 3.0 + 0.4 * 3.0, 1e-9, "coins");
    assert!(best.attained == Some(true) && best.escaped == 0.0);
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let proxy = pair("uniform(0, 1)", "uniform(0, 1)");
    for wrong in [FDivergence::Power(f64::NAN), FDivergence::LogPower(0.0), FDivergence::LogPower(-1.0)] {
        assert!(DivergenceBall::new(&proxy, wrong).is_err(), "{wrong:?}");
    }
    for (divergence, most) in [
        (FDivergence::TotalVariation, 1.0),
        (FDivergence::Hellinger, 1.0),
        (FDivergence::JensenShannon, std::f64::consts::LN_2),
        (FDivergence::Power(0.25), 16.0 / 3.0),
    ] {
        let mut ball = DivergenceBall::new(&proxy, divergence).unwrap();
        assert!(ball.at(most * 1.001).unwrap_err().0.contains("every policy is allowed"), "{divergence:?}");
        // Everything at the end, where the base has nothing.
        let all = ball.at(most).unwrap();
        assert!(all.mean_u.value() == 2.0 && all.attained == Some(false), "{all:?}");
        assert!(ball.at(-1.0).is_err() && ball.at(f64::NAN).is_err());
    }
    assert!(DivergenceBall::new(&proxy, FDivergence::ReverseKl).unwrap().at(f64::INFINITY).is_err());
}
