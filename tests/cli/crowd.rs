//! `steps` and `threshold` with approaches that are not simply Q independent ones.

use super::{goodhart, json, refused};

fn near(found: &serde_json::Value, truth: f64, tolerance: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!((found - truth).abs() <= tolerance * truth.abs(), "{found} for {truth}");
}

#[test]
fn a_random_number_of_approaches_is_counted_and_none_is_told() {
    let answer = json(&["steps", "--tail", "pareto(1.5)", "--count", "poisson(3)", "--n", "10"]);
    assert_eq!((&answer["count"], &answer["power"]), (&"poisson(3)".into(), &serde_json::Value::Null));
    near(&answer["ln_none"], -3.0, 1e-15);
    // ln (1 - e^-3)^10 and ten means of one step, by mpmath.
    near(&answer["rows"][0]["ln_doable"], -0.5106918094270159, 1e-14);
    near(&answer["rows"][0]["mean"], 15.614280266782691, 1e-11);
    let text = goodhart(&["steps", "--tail", "pareto(1.5)", "--count", "poisson(3)", "--n", "10"]).assert().success();
    let text = String::from_utf8(text.get_output().stdout.clone()).unwrap();
    assert!(text.contains("never done) = 0.0497871") && text.contains("every step can be done) = 0.600080"), "{text}");
    let certain = json(&["steps", "--tail", "pareto(1.5)", "--count", "poisson(3, least = 2)", "--n", "10"]);
    near(&certain["rows"][0]["ln_doable"], 0.0, 0.0);
    near(&certain["effective_power"], 2.0, 0.0);
}

#[test]
fn a_step_without_approaches_is_begun_afresh_where_approaches_are_given_up() {
    // The least of (1 + int_1^tau G) / (1 - G(tau)) with G = exp(-3 (1 - t^-1/2)), and its value at 2, by mpmath with 30 digits.
    let of = |restart: &str| {
        json(&["steps", "--tail", "pareto(0.5)", "--count", "poisson(3)", "--n", "10", "--restart", restart])
    };
    let best = of("optimal");
    near(&best["restart"]["cutoff"], 2.538_909_990_103_648_9, 1e-12);
    near(&best["restart"]["cost"], 2.696_992_244_758_712_2, 1e-13);
    near(&best["rows"][0]["mean"], 26.969_922_447_587_122, 1e-13);
    assert_eq!(best["restart"]["without"], "inf");
    near(&best["rows"][0]["ln_doable"], 0.0, 0.0);
    near(&of("2")["restart"]["cost"], 2.765_420_247_686_573_7, 1e-13);
    // C_k of Luby's blocks with S = G, by the recursion for them with mpmath.
    near(&of("luby")["restart"]["cost"], 5.716_277_696_375_122, 1e-11);
}

#[test]
fn dependent_approaches_have_their_own_tail_and_threshold() {
    let of = |correlation: &str| {
        json(&["threshold", "--tail", "pareto(0.75)", "--correlation", correlation])["threshold"].clone()
    };
    for (correlation, truth) in [
        ("gaussian(0.5)", 2.0),
        ("gumbel(2)", 16.0 / 9.0),
        ("marshall_olkin(0.6666666666666666)", 2.0),
        ("survival_clayton(2)", 4.0 / 3.0),
        ("shared(pareto(3))", 4.0 / 3.0),
    ] {
        near(&of(correlation), truth, 1e-14);
    }
    for correlation in ["gaussian(0.75)", "clayton(1)", "student_t(0.1, 3)", "shared(pareto(0.9))"] {
        assert_eq!(of(correlation), "inf", "{correlation}");
    }
    // The chance of more than 100, by mpmath, and 100^-3 for independent approaches.
    let arguments =
        ["steps", "--tail", "pareto(0.75)", "--power", "4", "--n", "1", "--upper", "0.001137193956157481,1e-6"];
    let answer = json(&[&arguments[..], &["--correlation", "gaussian(0.5)"]].concat());
    near(&answer["effective_power"], 1.6, 1e-15);
    near(&answer["rows"][0]["upper"]["0.001137193956157481"], 100.0, 1e-9);
    near(&json(&arguments)["rows"][0]["upper"]["1e-6"], 100.0, 1e-9);
}

#[test]
fn what_is_wrong_with_a_crowd_is_said() {
    let tail = ["--tail", "pareto(1)"];
    let words = |arguments: &[&str]| refused(&[arguments, &tail].concat());
    for (arguments, reason) in [
        (vec!["threshold", "--count", "poison(3)"], "--count: `count` cannot be `poison`; did you mean `poisson`?"),
        (vec!["threshold", "--correlation", "gaussian(1)"], "--correlation: `rho` must be below 1, but is 1"),
        (
            vec!["threshold", "--correlation", "shared(normal(0, 1))"],
            "normal(0, 1) is not confined to positive numbers",
        ),
        (vec!["steps", "--n", "3", "--count", "poisson(3)", "--power", "2"], "cannot be used with"),
        (vec!["steps", "--n", "3"], "--power <Q>"),
    ] {
        assert!(words(&arguments).contains(reason), "{arguments:?}: {}", words(&arguments));
    }
}

/// The integral over the dependence against approaches drawn one by one: a band misses with a chance of 1e-6.
#[test]
fn both_routes_to_a_crowd_agree() {
    let ask = |crowd: &[&str], route: &[&str]| {
        let step = ["steps", "--tail", "pareto(0.6)", "--n", "1,6", "--quantiles", "0.1,0.5,0.9", "--effort", "quick"];
        json(&[&step[..], crowd, route].concat())
    };
    let within = |exact: &serde_json::Value, drawn: &serde_json::Value| {
        let rows = exact["rows"].as_array().unwrap().iter().zip(drawn["rows"].as_array().unwrap());
        let misses = rows.map(|(exact, drawn)| {
            let bands = drawn["quantile_bands"].as_object().unwrap().iter();
            let outside = |(level, band): &(&String, &serde_json::Value)| {
                let [low, high] = [0, 1].map(|end| band[end].as_f64().unwrap());
                !(low..=high).contains(&exact["quantiles"][level.as_str()].as_f64().unwrap())
            };
            bands.filter(outside).count()
        });
        misses.sum::<usize>() == 0
    };
    let crowds = [
        (["--correlation", "gaussian(0.35)"], ["--correlation", "gaussian(0.4)"]),
        (["--correlation", "gumbel(1.5)"], ["--correlation", "gumbel(1.6)"]),
        (["--correlation", "survival_clayton(1.3)"], ["--correlation", "survival_clayton(1.6)"]),
        (["--correlation", "shared(lognormal(0, 0.7))"], ["--correlation", "shared(lognormal(0, 0.8))"]),
        (["--count", "poisson(1.7)"], ["--count", "poisson(1.8)"]),
    ];
    for (crowd, other) in crowds {
        let with_power = |crowd: [&'static str; 2]| {
            let power: &[&str] = if crowd[0] == "--count" { &[] } else { &["--power", "3"] };
            [&crowd[..], power].concat()
        };
        let drawn = ask(&with_power(crowd), &["--simulate"]);
        assert_eq!(drawn["rows"][0]["route"], "simulation");
        assert!(within(&ask(&with_power(crowd), &[]), &drawn), "{crowd:?}");
        assert!(!within(&ask(&with_power(other), &[]), &drawn), "{crowd:?} is told from {other:?}");
    }
}
