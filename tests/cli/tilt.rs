//! `goodhart tilt`, from outside.

use super::{goodhart, json, keys, refused};

#[test]
fn tilt_answers_with_the_agreed_keys() {
    let answer = json(&["tilt", "--value", "normal(0,3)", "--error", "normal(0,4)", "--kl", "0,2"]);
    assert_eq!(keys(&answer)[..2], ["rows", "phase"]);
    for row in answer["rows"].as_array().unwrap() {
        assert_eq!(keys(row)[..6], ["kl", "mean_u", "mean_v", "mean_x", "lambda", "attained"]);
    }
    assert!((answer["rows"][1]["mean_u"].as_f64().unwrap() - 10.0).abs() < 1e-11);
    assert_eq!((&answer["phase"], &answer["rows"][1]["attained"]), (&"tilt".into(), &true.into()));
    let heavy = json(&["tilt", "--value", "normal(0,1)", "--error", "student_t(3)", "--kl", "1e-9"]);
    assert_eq!((&heavy["phase"], &heavy["rows"][0]["mean_u"]), (&"unbounded".into(), &"inf".into()));
    // Whatever is optimised, a normal value moves by sd sqrt(2 d) at most.
    assert!((answer["rows"][1]["mean_v_most"].as_f64().unwrap() - 6.0).abs() < 1e-10);
    assert!((heavy["rows"][0]["mean_v_most"].as_f64().unwrap() - 2e-9f64.sqrt()).abs() < 1e-14);
    for wrong in ["-1", "nan", "x"] {
        assert!(refused(&["tilt", "--value", "normal(0,1)", "--error", "normal(0,1)", "--kl", wrong]).contains(wrong));
    }
}

#[test]
fn tilt_bounds_other_divergences() {
    let of = |divergence: &str, budget: &str, more: &[&str]| {
        let known = [
            "tilt",
            "--value",
            "normal(0,3)",
            "--error",
            "student_t(3)",
            "--divergence",
            divergence,
            "--budget",
            budget,
        ];
        [&known[..], more].concat().iter().map(|text| text.to_string()).collect::<Vec<_>>()
    };
    let answer = |divergence: &str, budget: &str| {
        let arguments = of(divergence, budget, &[]);
        json(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let chi2 = answer("chi2", "0,0.5");
    assert_eq!(keys(&chi2)[..3], ["rows", "phase", "rule"]);
    let keys_of_row = ["budget", "mean_u", "mean_v", "mean_x", "threshold", "attained"];
    assert_eq!(keys(&chi2["rows"][1])[..6], keys_of_row);
    // Chi squared is e^(D_2) - 1.
    let by_order = answer("renyi(2)", &1.5f64.ln().to_string());
    let gap = chi2["rows"][1]["mean_u"].as_f64().unwrap() - by_order["rows"][0]["mean_u"].as_f64().unwrap();
    assert!(gap.abs() < 1e-9 && chi2["phase"] == "finite" && chi2["moment"] == 2.0);
    // A third moment decides at the order 3/2, and student_t(3) has none.
    let unbounded = answer("renyi(1.5)", "1e-9");
    assert_eq!((&unbounded["phase"], &unbounded["rows"][0]["mean_u"]), (&"unbounded".into(), &"inf".into()));
    assert!(unbounded["rule"].as_str().unwrap().contains("tail index of U is 3"), "{}", unbounded["rule"]);
    let ratio = answer("max-ratio", "10");
    let top = json(&["quantilizer", "--value", "normal(0,3)", "--error", "student_t(3)", "--q", "0.1"]);
    let gap = ratio["rows"][0]["mean_v"].as_f64().unwrap() - top["rows"][0]["mean_v"].as_f64().unwrap();
    assert!(gap.abs() < 1e-9);
    let refusal = |divergence: &str, budget: &str, more: &[&str]| {
        let arguments = of(divergence, budget, more);
        refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(refusal("max-ratio", "0.5", &[]).contains("--budget 0.5"));
    assert!(refusal("renyi(1)", "1", &[]).contains("that of order 1 is kl"));
    assert!(refusal("chi", "1", &[]).contains("max-ratio"));
    assert!(refusal("chi2", "1", &["--threshold", "3"]).contains("KL only"));
    assert!(refused(&["tilt", "--value", "normal(0,3)", "--error", "cauchy"]).contains("--budget"));
}

#[test]
fn tilt_raises_the_mass_above_a_threshold() {
    let pair =
        ["tilt", "--value", "two_point(-1,1,0.5)", "--error", "pareto(2)", "--kl", "1e-3,50", "--threshold", "1e2,1e4"];
    let answer = json(&pair);
    let rows = answer["raised"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(keys(&rows[0])[..7], ["t", "kl", "ln_p", "mass", "mean_u", "mean_v", "mean_x"]);
    // Fifty nats pay for conditioning on either threshold.
    assert!(rows[1]["mass"] == 1.0 && rows[3]["mass"] == 1.0 && rows[2]["mass"].as_f64().unwrap() < 1.0);
    let text = String::from_utf8(goodhart(&pair).assert().success().get_output().stdout.clone()).unwrap();
    assert!(text.contains("the mass of U >= t raised as far as the divergence allows"), "{text}");
    let beyond = ["tilt", "--value", "uniform(0,1)", "--error", "uniform(0,1)", "--kl", "1", "--threshold", "3"];
    let output = goodhart(&beyond).assert().code(1).get_output().stdout.clone();
    assert!(String::from_utf8(output).unwrap().contains("U never reaches 3"));
}

#[test]
fn tilt_takes_parts_that_depend_on_each_other() {
    let pair = ["tilt", "--value", "normal(0,3)", "--error", "normal(0,4)", "--joint", "gaussian(0.5)"];
    let with = |more: &[&'static str]| [&pair[..], more].concat();
    let answer = json(&with(&["--kl", "0,2", "--threshold", "0"]));
    assert_eq!(keys(&answer)[..4], ["rows", "phase", "rule", "edge"]);
    assert_eq!(answer["joint"], "gaussian(0.5)");
    let row = &answer["rows"][1];
    assert_eq!(keys(row)[..6], ["kl", "mean_u", "mean_v", "mean_x", "lambda", "attained"]);
    // Var U = 37, Cov(V, U) = 15.
    let (of_u, of_v) = (row["mean_u"].as_f64().unwrap(), row["mean_v"].as_f64().unwrap());
    assert!((of_u - 148f64.sqrt()).abs() < 1e-9 && (of_v - 30.0 / 37f64.sqrt()).abs() < 1e-9, "{row}");
    // Two nats pay for the upper half of U for certain.
    let raised = &answer["raised"][1];
    let half = 15.0 / 37f64.sqrt() * (2.0 / std::f64::consts::PI).sqrt();
    assert!(raised["mass"] == 1.0 && (raised["mean_v"].as_f64().unwrap() - half).abs() < 1e-9, "{raised}");
    let ratio = json(&with(&["--divergence", "max-ratio", "--budget", "2"]));
    assert!((ratio["rows"][0]["mean_v"].as_f64().unwrap() - half).abs() < 1e-9 && ratio["phase"] == "finite");
    // At chi2 = pi - 1 the ratio is sqrt(2 pi) U^+ / sd(U), and E U = sd(U) sqrt(pi/2).
    let chi2 = json(&with(&["--divergence", "chi2", "--budget", "2.141592653589793"]));
    let of_v = chi2["rows"][0]["mean_v"].as_f64().unwrap();
    assert!((of_v - 15.0 / 37f64.sqrt() * std::f64::consts::FRAC_PI_2.sqrt()).abs() < 1e-9, "{chi2}");
    let opposed = ["tilt", "--value", "student_t(2)", "--error", "student_t(2)", "--joint", "gaussian(-0.5)"];
    let open = [&opposed[..], &["--divergence", "chi2", "--budget", "1"]].concat();
    let output = goodhart(&open).assert().code(2).get_output().stdout.clone();
    assert!(String::from_utf8(output).unwrap().contains("phase: not determined"));
    let unknown = ["tilt", "--value", "normal(0,1)", "--joint", "given(normal(0, exp(v)))", "--kl", "1"];
    let output = goodhart(&unknown).assert().code(2).get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains("phase: not determined") && text.contains("refused: not determined"), "{text}");
}

#[test]
fn tilt_bounds_general_divergences() {
    let pair = ["tilt", "--value", "uniform(0,1)", "--error", "uniform(0,1)", "--divergence"];
    let with = |more: &[&'static str]| [&pair[..], more].concat();
    let answer = json(&with(&["reverse-kl", "--budget", "0,0.1,2"]));
    assert_eq!(keys(&answer)[..6], ["rows", "phase", "rule", "divergence", "growth", "edge"]);
    let row = &answer["rows"][2];
    assert_eq!(keys(row)[..8], ["budget", "mean_u", "mean_v", "mean_x", "level", "price", "escaped", "attained"]);
    // Beyond the edge all that is allowed goes to the end: sup E[U] = 2 - lambda with lambda = e^(2 ln 2 - 3/2 - d).
    let mean = row["mean_u"].as_f64().unwrap();
    assert!((mean - 2.0 + 4.0 * (-3.5f64).exp()).abs() < 1e-9, "{row}");
    assert_eq!((&answer["phase"], &row["attained"]), (&"escape".into(), &false.into()));
    assert_eq!((&answer["rows"][1]["attained"], &answer["rows"][0]["mean_u"]), (&true.into(), &1.0.into()));
    assert!(answer["edge"].as_f64().unwrap() < 0.3 && answer["growth"] == 1.0);
    // Powers that are known by another name.
    assert_eq!(json(&with(&["power(0)", "--budget", "2"]))["rows"][0]["mean_u"], row["mean_u"]);
    // Cressie and Read's of order 2 is half of chi2.
    let of = |name: &'static str, budget: &'static str| {
        json(&with(&[name, "--budget", budget]))["rows"][0]["mean_u"].clone()
    };
    assert_eq!(of("power(2)", "0.5"), of("chi2", "1"));
    assert_eq!(json(&with(&["power(1)", "--budget", "1"])), json(&with(&["kl", "--budget", "1"])));
    let unbounded = json(&[
        "tilt",
        "--value",
        "normal(0,1)",
        "--error",
        "weibull(0.5)",
        "--divergence",
        "kl-power(1.9)",
        "--budget",
        "1",
    ]);
    assert_eq!((&unbounded["phase"], &unbounded["rows"][0]["mean_u"]), (&"unbounded".into(), &"inf".into()));
    assert!(unbounded["rule"].as_str().unwrap().contains("stretched exponential with exponent 0.5"), "{unbounded}");
    assert!(refused(&with(&["tv", "--budget", "1.5"])).contains("tv is at most 1"));
    assert!(refused(&with(&["js", "--budget", "0.7"])).contains("js is at most"));
    assert!(refused(&with(&["helinger", "--budget", "0.5"])).contains("did you mean `hellinger`"));
    assert!(refused(&with(&["power", "--budget", "0.5"])).contains("as in power(2)"));
    assert!(refused(&with(&["kl-power(-1)", "--budget", "0.5"])).contains("above 0"));
    assert!(refused(&with(&["tv", "--budget", "0.5", "--threshold", "1"])).contains("KL only"));
    // All mass escapes at the maximum; before it none does, as the tail of U vanishes no faster than the density ratio grows.
    let escaped = |more: &[&'static str]| json(&with(more))["rows"][0]["escaped"].clone();
    assert_eq!(escaped(&["hellinger", "--budget", "1"]), 1.0);
    assert_eq!(escaped(&["hellinger", "--budget", "1", "--joint", "fgm(0)"]), 1.0);
    assert_eq!(escaped(&["hellinger", "--budget", "0.95"]), 0.0);
    assert_eq!(json(&with(&["hellinger", "--budget", "0.95"]))["phase"], "finite");
    let edge = json(&with(&["reverse-kl", "--budget", "0.1", "--joint", "fgm(0)"]))["edge"].as_f64().expect("a number");
    assert!((edge - answer["edge"].as_f64().expect("a number")).abs() < 1e-9);
    // Under a copula of independence the same, by another route.
    let mean = |more: &[&'static str]| json(&with(more))["rows"][0]["mean_u"].as_f64().expect("a number");
    let independent = mean(&["tv", "--budget", "0.5"]);
    assert!((mean(&["tv", "--budget", "0.5", "--joint", "fgm(0)"]) - independent).abs() < 1e-9);
    assert!((mean(&["tv", "--budget", "0.5", "--joint", "gaussian(0.5)"]) - independent).abs() > 1e-3);
}
