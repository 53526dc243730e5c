//! The commands that judge claims, draw them and simulate tasks, from outside.

use assert_cmd::Command;
use serde_json::Value;
use std::{fs, path::PathBuf};

fn goodhart(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodhart"));
    command.args(arguments).current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

fn json(arguments: &[&str], code: i32) -> Value {
    let output = goodhart(arguments).arg("--json").assert().code(code).get_output().stdout.clone();
    serde_json::from_slice(&output).expect("one JSON object")
}

fn text(arguments: &[&str], code: i32) -> String {
    let output = goodhart(arguments).assert().code(code).get_output().clone();
    String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8")
}

/// An empty directory of this test's own.
fn directory(test: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&path);
    path
}

#[test]
fn verify_tells_a_true_claim_from_one_five_per_cent_off() {
    let honest = json(&["verify", "s2", "g4"], 0);
    let ids: Vec<_> = honest["claims"].as_array().unwrap().iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["s2", "g4"]);
    for claim in honest["claims"].as_array().unwrap() {
        let keys: Vec<_> = claim.as_object().unwrap().keys().take(4).map(String::as_str).collect();
        assert_eq!(keys, ["id", "verdict", "worst", "detects"]);
        assert!(claim["worst"].as_f64().unwrap() <= 1.0 && claim["detects"].as_f64().unwrap() < 0.05);
    }
    for lie in ["1.05", "0.95"] {
        let wrong = json(&["verify", "s2", "g4", "--lie", lie], 1);
        assert!(wrong["claims"].as_array().unwrap().iter().all(|claim| claim["verdict"] == "disagrees"));
    }
}

#[test]
fn unknown_claims_get_the_nearest_id() {
    assert!(text(&["verify", "g144"], 2).contains("did you mean `g14`?"));
    assert!(text(&["show", "S-2"], 0).contains("αQ"));
}

#[test]
fn figures_are_written_checked_listed_and_shown() {
    let directory = directory("figures-of-g4");
    let out = directory.to_str().unwrap();
    assert!(text(&["figures", "g4", "--check", "--out", out], 1).contains("g4.csv is missing"));
    assert!(text(&["list", "--out", out], 0).contains("not run"));
    text(&["figures", "g4", "--out", out], 0);
    assert!(text(&["figures", "g4", "--check", "--out", out], 0).contains("every file is what would be written"));
    let listed = json(&["list", "--out", out], 0);
    let g4 = listed["claims"].as_array().unwrap().iter().find(|claim| claim["id"] == "g4").unwrap().clone();
    assert!(g4["detects"].as_f64().unwrap() < 0.05 && g4["verdict"] != Value::Null);
    assert!(!json(&["show", "g4", "--out", out], 0)["rows"].as_array().unwrap().is_empty());

    let path = directory.join("g4.csv");
    let data = fs::read_to_string(&path).unwrap();
    let rows = goodhart::render::data::read(&data).unwrap();
    let predicted = rows.iter().find(|row| row.place == "t = 10").unwrap().predicted;
    let changed = data.replace(&predicted.to_string(), &(predicted * (1.0 + 1e-8)).to_string());
    assert_ne!(data, changed);
    fs::write(&path, changed).unwrap();
    assert!(text(&["figures", "g4", "--check", "--out", out], 1).contains("g4.csv: row"));
}

#[test]
fn steps_answers_with_the_agreed_keys_and_exact_numbers() {
    let arguments =
        ["steps", "--tail", "pareto(0.5)", "--power", "3", "--n", "1,20", "--upper", "1e-3", "--within", "2,3"];
    let answer = json(&arguments, 0);
    let keys: Vec<_> = answer["rows"][0].as_object().unwrap().keys().take(8).map(String::as_str).collect();
    assert_eq!(keys, ["n", "mean", "variance", "quantiles", "upper", "within", "mean_inverse", "mean_ln"]);
    assert_eq!(answer["threshold"], 2.0);
    assert_eq!(answer["rows"][1]["variance"], "inf");
    assert!((answer["rows"][1]["mean"].as_f64().unwrap() - 60.0).abs() < 1e-9);
    let row = &answer["rows"][0];
    let close =
        |value: &Value, truth: f64| assert!((value.as_f64().unwrap() / truth - 1.0).abs() < 1e-12, "{value} {truth}");
    close(&row["quantiles"]["0.5"], 2f64.powf(1.0 / 1.5));
    close(&row["upper"]["1e-3"], 100.0);
    close(&row["within"]["2"]["ln_sf"], -1.5 * 2f64.ln());
    close(&row["within"]["2"]["ln_cdf"], (-2f64.powf(-1.5)).ln_1p());
    // E[1/T] = a/(a+1) and E[ln T] = 1/a.
    close(&row["mean_inverse"], 0.6);
    close(&row["mean_ln"], 1.0 / 1.5);
    assert_eq!(row["route"], "closed form");
    assert_eq!(answer["rows"][1]["route"], "inversion");
}

#[test]
fn simulated_steps_hold_the_exact_ones_and_do_not_depend_on_threads() {
    let arguments =
        ["steps", "--tail", "pareto(0.5)", "--power", "3", "--n", "20", "--upper", "1e-3", "--within", "2,4"];
    let simulated = [&arguments[..], &["--simulate"]].concat();
    let (exact, answer) = (json(&arguments, 0), json(&simulated, 0));
    let (exact, row) = (&exact["rows"][0], &answer["rows"][0]);
    let number = |value: &Value| value.as_f64().unwrap();
    let inside =
        |band: &Value, truth: f64| assert!(number(&band[0]) <= truth && truth <= number(&band[1]), "{band} {truth}");
    for level in ["0.1", "0.5", "0.9"] {
        inside(&row["quantile_bands"][level], number(&exact["quantiles"][level]));
        // A lie of two parts in a hundred is told.
        let band = &row["quantile_bands"][level];
        assert!(number(&band[1]) / number(&band[0]) < 1.02, "{level}: {band}");
    }
    inside(&row["upper_bands"]["1e-3"], number(&exact["upper"]["1e-3"]));
    for c in ["2", "4"] {
        inside(&row["within"][c]["cdf_band"], number(&exact["within"][c]["ln_cdf"]).exp());
    }
    assert_eq!(row["route"], "simulation");
    assert_eq!(answer, json(&[&simulated[..], &["--threads", "1"]].concat(), 0));
    let other = json(&[&simulated[..], &["--seed", "2"]].concat(), 0);
    assert_ne!(row["quantiles"], other["rows"][0]["quantiles"]);
}

#[test]
fn a_task_too_long_to_simulate_is_refused() {
    let long = ["steps", "--tail", "pareto(1)", "--power", "2", "--n", "1e12"];
    assert!(text(&[&long[..], &["--simulate"]].concat(), 2).contains("too many to simulate"));
    text(&long, 0);
    for bad in ["0", "1.5", "-3", "nan"] {
        text(&["steps", "--tail", "pareto(1)", "--power", "2", &format!("--n={bad}")], 2);
    }
}
