//! `goodhart steps --restart` from outside.

use super::close;
use assert_cmd::Command;
use serde_json::Value;

fn goodhart(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodhart"));
    command.args(arguments).current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

fn steps(more: &[&str]) -> Value {
    let plain = ["steps", "--tail", "pareto(0.5)", "--power", "1", "--n", "10", "--effort", "quick", "--json"];
    let output = goodhart(&[&plain, more].concat()).assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).unwrap()
}

fn refused(arguments: &[&str]) -> String {
    let output = goodhart(arguments).assert().code(2).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_best_cutoff_makes_the_total_exact() {
    let found = steps(&["--restart", "optimal"]);
    let restart = &found["restart"];
    close("cutoff", restart["cutoff"].as_f64().unwrap(), 2.914_213_562_373_095, 1e-10);
    close("cost", restart["cost"].as_f64().unwrap(), 5.828_427_124_746_19, 1e-12);
    assert!(restart["cost_error"].as_f64().unwrap() < 1e-12);
    assert_eq!((&restart["without"], &restart["way"]), (&"inf".into(), &"optimal".into()));
    let row = &found["rows"][0];
    assert_eq!(row["route"], "restarts");
    close("mean", row["mean"].as_f64().unwrap(), 58.284_271_247_461_9, 1e-12);
    assert!(row["quantiles"]["0.5"].as_f64().unwrap() > 40.0 && row["mean_inverse"].as_f64().is_some());
}

#[test]
fn a_cutoff_of_ones_own_costs_more() {
    let found = steps(&["--restart", "9"]);
    close("cost", found["restart"]["cost"].as_f64().unwrap(), 7.5, 1e-13);
    assert_eq!(found["restart"]["way"], "fixed");
    assert!(steps(&[]).get("restart").is_none());
}

#[test]
fn lubys_sequence_is_simulated_about_its_exact_mean() {
    let found = steps(&["--restart", "luby"]);
    close("cost", found["restart"]["cost"].as_f64().unwrap(), 5.828_427_124_746_19 * 1.813_278_684_505_217_5, 1e-11);
    assert!(found["restart"]["cutoff"].is_null());
    let row = &found["rows"][0];
    assert_eq!(row["route"], "simulation");
    let (mean, median) = (row["mean"].as_f64().unwrap(), row["quantiles"]["0.5"].as_f64().unwrap());
    assert!(median > 0.8 * mean && median < mean, "{median} beside {mean}");
    let scaled = steps(&["--restart", "luby:2"]);
    assert!(scaled["restart"]["cost"].as_f64().unwrap() < 0.6 * found["restart"]["cost"].as_f64().unwrap());
}

#[test]
fn what_is_meant_is_said_and_what_cannot_be_is_refused() {
    let text = |more: &[&str]| {
        let plain = ["steps", "--tail", "pareto(2)", "--power", "1", "--n", "3"];
        let output = goodhart(&[&plain, more].concat()).assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    };
    let best = text(&["--restart", "optimal"]);
    assert!(best.contains("given up at 3.73205080756") && best.contains("the best cutoff"), "{best}");
    let none = ["steps", "--power", "1", "--n", "3", "--restart", "optimal", "--tail"];
    let with = |law: &'static str| [&none[..], &[law]].concat();
    let never = goodhart(&with("gamma(2, 1)")).assert().success().get_output().stdout.clone();
    assert!(String::from_utf8(never).unwrap().contains("best never given up"));
    assert!(refused(&with("weibull(0.5)")).contains("no cutoff is best: the mean time falls to 0"));
    let at = |way: &'static str| ["steps", "--power", "1", "--n", "3", "--tail", "pareto(1)", "--restart", way];
    assert!(refused(&at("0.5")).contains("never finishes by 0.5"));
    assert!(refused(&at("soon")).contains("optimal, or luby"));
}
