//! The command line from outside: exit codes, messages, JSON.

#[path = "cli/crowd.rs"]
mod crowd;
#[path = "cli/journal.rs"]
mod journal;
#[path = "cli/steps.rs"]
mod steps;
#[path = "cli/tilt.rs"]
mod tilt;

use assert_cmd::Command;
use serde_json::Value;
use std::{fs, path::PathBuf};

fn goodhart(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodhart"));
    // Pictures go into the current directory unless told otherwise.
    command.args(arguments).current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

/// Runs a command that must succeed and reads its JSON.
fn json(arguments: &[&str]) -> Value {
    let output = goodhart(arguments).arg("--json").assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).unwrap()
}

/// Runs a command that must not be able to run, and returns what it says.
fn refused(arguments: &[&str]) -> String {
    let output = goodhart(arguments).assert().code(2).get_output().clone();
    assert!(output.stdout.is_empty(), "an error must leave standard output empty");
    String::from_utf8(output.stderr).unwrap()
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A file of the given name and text, in a directory of this test's own.
fn file(test: &str, name: &str, text: impl AsRef<[u8]>) -> String {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn help_and_version_are_no_fault() {
    for arguments in [vec!["--help"], vec!["--version"], vec!["condition", "--help"], vec!["fit", "--help"]] {
        let output = goodhart(&arguments).assert().success().get_output().stdout.clone();
        assert!(!output.is_empty());
    }
}

#[test]
fn condition_answers_with_the_agreed_keys() {
    let answer = json(&["condition", "--value", "normal(0,1)", "--error", "pareto(3)", "--at", "1,10,1e3"]);
    assert_eq!(keys(&answer)[..4], ["rows", "limit", "rate", "rule"]);
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["t"].as_f64().unwrap()).collect::<Vec<_>>(), [1.0, 10.0, 1000.0]);
    for row in rows {
        assert_eq!(keys(row)[..6], ["t", "ln_p", "mean_v", "mean_v_error", "mean_v_at", "mean_u"]);
        assert!(row["mean_v_error"].as_f64().unwrap() >= 0.0);
    }
    // Pareto(3) error and a standard normal value: 3/t + 12/t^3 to the leading orders.
    let at_1000 = rows[2]["mean_v"].as_f64().unwrap();
    assert!((at_1000 - 3.000_012e-3).abs() < 1e-9, "{at_1000}");
    assert_eq!(answer["limit"].as_f64(), Some(0.0));
}

#[test]
fn condition_takes_a_joint_law() {
    let value = ["condition", "--value", "normal(0, 1)", "--at", "100"];
    let with = |more: &[&'static str]| [&value[..], more].concat();
    let copula = json(&with(&["--error", "pareto(3)", "--joint", "fgm(-1)"]));
    let row = &copula["rows"][0];
    assert_eq!(&keys(row)[..4], ["t", "ln_p", "mean_v", "mean_v_error"], "{row}");
    // -1/sqrt(pi) is the limit (D-5).
    assert!((row["mean_v"].as_f64().unwrap() + 0.5438930225).abs() < 1e-9, "{row}");
    assert!((copula["limit"].as_f64().unwrap() + std::f64::consts::PI.sqrt().recip()).abs() < 1e-9);
    let given = json(&with(&["--joint", "given(v < 0: normal(0, sqrt(1 + v^2)); else: at(0))"]));
    assert!(given["error"].is_null() && given["rows"][0]["mean_v"].as_f64().unwrap() < -9.0);
    // It goes on like -sqrt(t) (D-3); of errors that grow on both sides no rule tells which side wins.
    assert_eq!(given["limit"], "-inf");
    assert!(json(&with(&["--joint", "given(normal(0, exp(abs(v))))"]))["limit"].is_null());
    assert!(refused(&with(&["--joint", "clayton(1)"])).contains("needs the law of the error"));
    assert!(refused(&with(&["--error", "pareto(3)", "--joint", "claton(1)"])).contains("clayton(theta)"));
    assert!(refused(&with(&[])).contains("--error"));
}

#[test]
fn selection_takes_a_joint_law() {
    let parts = ["--value", "normal(0, 1)", "--joint", "gaussian(0.5)", "--error", "normal(0, 1)"];
    let with = |more: &[&'static str]| [more, &parts[..]].concat();
    let best = json(&with(&["best-of", "--n", "2", "--poisson", "1"]));
    assert_eq!(best["joint"], "gaussian(0.5)");
    let row = &best["rows"][0];
    assert_eq!(&keys(row)[..5], ["n", "mean_v", "mean_v_error", "mean_u", "kl"], "{row}");
    // Half of E[max U] = sqrt(3/pi).
    assert!((row["mean_v"].as_f64().unwrap() - (0.75 / std::f64::consts::PI).sqrt()).abs() < 1e-10, "{row}");
    assert!(best["peak"].is_null() && best["rows"][1]["mu"] == 1.0, "{best}");
    let top = json(&with(&["quantilizer", "--q", "0.5"]));
    // Half of E[U | U >= 0] = sqrt(6/pi).
    let mean = top["rows"][0]["mean_v"].as_f64().unwrap();
    assert!((mean - (1.5 / std::f64::consts::PI).sqrt()).abs() < 1e-10, "{top}");
    let soft = json(&with(&["best-of", "--n", "2,3", "--soft", "1"]));
    assert_eq!((&soft["joint"], &soft["error"]), (&best["joint"], &best["error"]), "{soft}");
    let [two, three] = [0, 1].map(|i| soft["rows"][i]["mean_v"].as_f64().unwrap());
    assert!(0.0 < two && two < row["mean_v"].as_f64().unwrap() && two < three, "{soft}");
    let without_error = ["best-of", "--n", "2", "--value", "normal(0, 1)", "--joint", "clayton(1)"];
    assert!(refused(&without_error).contains("needs the law of the error"));
    assert!(refused(&["best-of", "--n", "2", "--value", "normal(0, 1)"]).contains("--error"));
}

#[test]
fn thresholds_may_be_negative() {
    let answer = json(&["condition", "--value", "normal(0,1)", "--error", "normal(0,1)", "--at", "-1,-2.5"]);
    assert_eq!(answer["rows"][1]["t"].as_f64(), Some(-2.5));
    let answer = json(&["tails", "normal(0,1)", "--at", "-1"]);
    let [sf, cdf] = ["ln_sf", "ln_cdf"].map(|key| answer["rows"][0][key].as_f64().unwrap());
    assert!((sf.exp() + cdf.exp() - 1.0).abs() < 1e-15);
}

#[test]
fn a_refused_row_keeps_its_place_and_counts_in_the_exit_code() {
    let run = |at: &str, code: i32| {
        let pair = ["condition", "--value", "uniform(-1,1)", "--error", "uniform(-1,1)", "--json", "--at", at];
        let output = goodhart(&pair).assert().code(code).get_output().stdout.clone();
        serde_json::from_slice::<Value>(&output).unwrap()
    };
    let answer = run("1,10", 1);
    assert!(answer["rows"][0]["mean_v"].is_number());
    let out_of_reach = &answer["rows"][1];
    assert_eq!((out_of_reach["t"].as_f64(), &out_of_reach["mean_v"]), (Some(10.0), &Value::Null));
    assert!(out_of_reach["refused"].is_string());
    run("10,20", 2);
}

#[test]
fn best_of_answers_with_the_agreed_keys() {
    let answer = json(&["best-of", "--value", "normal(0,1)", "--error", "normal(0,1)", "--n", "1,10,1e18"]);
    assert_eq!(keys(&answer)[..2], ["rows", "peak"]);
    let rows = answer["rows"].as_array().unwrap();
    for row in rows {
        assert_eq!(keys(row)[..5], ["n", "mean_v", "mean_v_error", "mean_u", "kl"]);
    }
    assert!(rows[0]["mean_v"].as_f64().unwrap().abs() < 1e-9);
    assert!((rows[1]["kl"].as_f64().unwrap() - (10f64.ln() - 0.9)).abs() < 1e-12);
    assert_eq!(answer["peak"], Value::Null);
}

#[test]
fn best_of_takes_a_random_number_of_draws_and_any_order_of_divergence() {
    let pair = ["best-of", "--value", "normal(0,1)", "--error", "student_t(3)"];
    let answer = json(&[&pair[..], &["--n", "16", "--poisson", "0,15", "--renyi", "3"]].concat());
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!((rows.len(), rows[1]["mu"].as_f64()), (3, Some(0.0)));
    let known = (16f64.powi(3) / 46.0).ln() / 2.0;
    assert!((rows[0]["renyi_3"].as_f64().unwrap() - known).abs() < 1e-12);
    assert!((rows[0]["win_rate"].as_f64().unwrap() - 16.0 / 17.0).abs() < 1e-14);
    assert_eq!(rows[1]["kl"].as_f64(), Some(0.0));
    for wrong in [&["--poisson", "-1"][..], &["--n", "2", "--renyi", "0"], &[]] {
        assert!(!refused(&[&pair[..], wrong].concat()).is_empty());
    }
}

#[test]
fn best_of_takes_a_soft_choice() {
    let pair = ["best-of", "--value", "normal(0,1)", "--error", "student_t(3)"];
    let answer = json(&[&pair[..], &["--n", "2,16", "--soft", "0,0.5"]].concat());
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert_eq!(keys(row), ["n", "lambda", "mean_v", "mean_v_error", "mean_u", "mean_u_error"]);
    }
    assert_eq!((rows[0]["lambda"].as_f64(), rows[0]["mean_v"].as_f64()), (Some(0.0), Some(0.0)));
    assert!(rows[3]["mean_v"].as_f64().unwrap() > rows[2]["mean_v"].as_f64().unwrap());
    for wrong in [&["--n", "2", "--soft", "-1"][..], &["--n", "2", "--soft", "1", "--poisson", "3"], &["--soft", "1"]] {
        assert!(!refused(&[&pair[..], wrong].concat()).is_empty());
    }
}

#[test]
fn quantilizer_answers_with_the_agreed_keys() {
    let error = "scaled(0.57735026918962576, student_t(3))";
    let pair = ["quantilizer", "--value", "normal(0,2)", "--error", error];
    let answer = json(&[&pair[..], &["--q", "1,0.1,1e-6"]].concat());
    assert_eq!(keys(&answer)[..2], ["rows", "best"]);
    for row in answer["rows"].as_array().unwrap() {
        assert_eq!(keys(row)[..7], ["q", "t", "mean_v", "mean_v_error", "mean_u", "kl", "chi2"]);
    }
    assert_eq!(keys(&answer["best"])[..4], ["t", "p", "mean_v", "global"]);
    assert!((answer["best"]["mean_v"].as_f64().unwrap() - 4.243124).abs() < 5e-7);
    assert_eq!(answer["best"]["global"], true);
    for wrong in ["0", "1.5", "nan", "x"] {
        assert!(refused(&[&pair[..], &["--q", wrong]].concat()).contains(wrong));
    }
}

#[test]
fn threshold_answers_with_the_agreed_keys() {
    let answer = json(&["threshold", "--tail", "pareto(0.5)", "--power", "1,3"]);
    assert_eq!(keys(&answer)[..4], ["threshold", "mean_at_threshold", "rule", "rows"]);
    assert_eq!(answer["threshold"].as_f64(), Some(2.0));
    assert_eq!(answer["mean_at_threshold"], "inf");
    assert_eq!(answer["rows"][0]["mean"], "inf");
    assert!((answer["rows"][1]["mean"].as_f64().unwrap() - 3.0).abs() < 1e-12);
    let light = json(&["threshold", "--tail", "lognormal(0,1)"]);
    assert_eq!((light["threshold"].as_f64(), &light["mean_at_threshold"]), (Some(0.0), &Value::Null));
}

#[test]
fn a_card_has_points_and_upper_quantiles() {
    let answer = json(&["tails", "pareto(2)", "--at", "0.5,10", "--upper", "1e-6,1e-400"]);
    assert_eq!(keys(&answer)[..3], ["rows", "class", "mean"]);
    assert_eq!(keys(&answer["rows"][0]), ["x", "ln_sf", "ln_cdf", "ln_pdf"]);
    assert_eq!(answer["rows"][0]["ln_cdf"], "-inf");
    assert_eq!(answer["class"], "regularly varying");
    assert!((answer["upper"]["1e-6"].as_f64().unwrap() / 1e3 - 1.0).abs() < 1e-13);
    assert!((answer["upper"]["1e-400"].as_f64().unwrap() / 1e200 - 1.0).abs() < 1e-11);
    let text = goodhart(&["tails", "pareto(0.5)", "--upper", "1e-200"]).assert().success().get_output().stdout.clone();
    assert!(String::from_utf8(text).unwrap().contains("beyond f64"));
}

#[test]
fn every_family_is_listed() {
    let answer = json(&["tails"]);
    let families = answer["families"].as_array().unwrap();
    assert!(families.iter().any(|family| family["signature"] == "pareto(alpha)"));
    for family in families {
        assert_eq!(keys(family), ["name", "signature", "formula", "class", "typical"]);
    }
}

#[test]
fn a_bad_spec_is_placed_and_advised() {
    let message = refused(&["condition", "--value", "norml(0,1)", "--error", "pareto(3)", "--at", "1"]);
    assert!(message.contains("--value") && message.contains("did you mean `normal`?"), "{message}");
    let message = refused(&["tails", "pareto(-1)"]);
    assert!(message.contains("> 0"), "{message}");
    refused(&["tails", "pareto("]);
    refused(&["threshold", "--tail", ""]);
}

#[test]
fn bad_numbers_are_refused_before_anything_runs() {
    let pair = ["--value", "normal(0,1)", "--error", "normal(0,1)"];
    for bad in ["inf", "nan", "", "1,,2", "x", "1e999"] {
        refused(&[&["condition"], &pair[..], &["--at", bad]].concat());
    }
    for bad in ["0", "0.5", "-3", "nan", "inf"] {
        refused(&[&["best-of"], &pair[..], &["--n", bad]].concat());
    }
    for bad in ["0", "1", "2", "-0.1", "nan"] {
        refused(&["tails", "pareto(1)", "--upper", bad]);
    }
    for bad in ["0", "-1", "inf"] {
        refused(&["threshold", "--tail", "pareto(1)", "--power", bad]);
    }
    refused(&["condition"]);
    refused(&["no-such-command"]);
    refused(&["tails", "--threads", "0"]);
}

#[test]
fn fit_answers_with_the_agreed_keys() {
    let values: String = (1..=2000).map(|i| format!("{}\n", (f64::from(i) / 2001.0).powf(-0.5))).collect();
    let path = file("fit", "pareto.txt", values);
    let answer = json(&["fit", &path, "--k", "333"]);
    assert_eq!(keys(&answer)[..2], ["n", "hill"]);
    assert_eq!(answer["n"], 2000);
    assert_eq!(keys(&answer["hill"][0]), ["k", "gamma", "se"]);
    let at_333 = answer["hill"].as_array().unwrap().iter().find(|row| row["k"] == 333).unwrap();
    assert!((at_333["gamma"].as_f64().unwrap() - 0.5).abs() < 0.01);
    assert!(answer["verdict"].as_str().unwrap().starts_with("heavier than exponential: GPD shape"));
}

#[test]
fn fit_reads_a_column_of_a_table() {
    let path = file("column", "runs.csv", "name,seconds,memory\na,1.5,10\nb,2.5,20\nc,9,20\n");
    assert!(refused(&["fit", &path]).contains("2 seconds (numbers), 3 memory (numbers)"));
    let by_name = json(&["fit", &path, "--column", "seconds"]);
    assert_eq!(by_name, json(&["fit", &path, "--column", "2"]));
    assert_eq!(by_name["max"].as_f64(), Some(9.0));
    let ties = json(&["fit", &path, "--column", "memory"]);
    assert!(ties["notes"][0].as_str().unwrap().starts_with("ties: 2 of 3 values"));
}

#[test]
fn fit_says_what_is_wrong_with_a_file() {
    let cases = [
        ("empty.txt", "", "the file is empty"),
        ("blank.txt", "# nothing\n", "there are no numbers in it"),
        ("one.txt", "1\n", "only one value"),
        ("equal.txt", "2\n2\n2\n", "all values equal 2"),
        ("nan.txt", "1\nnan\n2\nnan\n", "line 2 is NaN (2 such values in all)"),
        ("text.txt", "1\ntwo\n", "line 2: \"two\" is not a number"),
        ("not.npy", "1\n2\n", "not a .npy file"),
    ];
    for (name, text, words) in cases {
        let path = file("wrong", name, text);
        let message = refused(&["fit", &path]);
        assert!(message.contains(words) && message.contains(name), "{message}");
    }
    assert!(refused(&["fit", "no-such-file.txt"]).contains("no-such-file.txt: no such file"));
}

#[test]
fn a_laboratory_file_is_checked() {
    let good = file("lab", "lab.toml", "seed = 7\neffort = \"quick\"\nthreads = 1\n");
    goodhart(&["tails", "pareto(1.5)", "--at", "2", "--lab", &good]).assert().success();
    for (name, text) in
        [("key.toml", "sed = 7\n"), ("effort.toml", "effort = \"huge\"\n"), ("threads.toml", "threads = 0\n")]
    {
        let bad = file("lab", name, text);
        assert!(refused(&["tails", "--lab", &bad]).contains(name));
    }
    refused(&["tails", "--lab", "no-such.toml"]);
}

#[test]
fn a_run_that_refuses_says_why_on_standard_error_in_one_line() {
    let parts = ["--value", "uniform(0, 1)", "--error", "uniform(0, 1)"];
    let given = ["--value", "normal(0, 1)", "--joint", "given(normal(0, exp(v)))"];
    let both =
        |command: &'static str, parts: &[&'static str], rest: &[&'static str]| [&[command], parts, rest].concat();
    for (arguments, code, why) in [
        (both("condition", &parts, &["--at", "5"]), 2, "never"),
        (both("condition", &parts, &["--at", "1,5,6"]), 1, "(and 1 more)"),
        (both("tilt", &given, &["--kl", "1"]), 2, "not determined"),
        (both("tilt", &given, &["--divergence", "kl-power(0.5)", "--budget", "1"]), 2, "not determined"),
    ] {
        for json in [false, true] {
            let mut command = goodhart(&arguments);
            let output =
                if json { command.arg("--json") } else { &mut command }.assert().code(code).get_output().clone();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.starts_with("refused: ") && said.contains(why), "{arguments:?}: {said}");
            assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
            assert!(!json || serde_json::from_slice::<Value>(&output.stdout).is_ok_and(|answer| answer.is_object()));
        }
    }
}

#[test]
fn a_reader_that_stops_early_is_no_fault() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_goodhart"));
    let mut child = command
        .args(["tails", "--json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
