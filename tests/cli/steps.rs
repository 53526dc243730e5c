//! `goodhart steps`: what simulation says of a place that no task reaches.

use super::{goodhart, json};

/// Ten steps of 0.5, each the fastest of two: a gamma law of shape 10 and rate 1.
const STEPS: [&str; 10] =
    ["steps", "--tail", "exponential(0.5)", "--power", "2", "--n", "10", "--within", "2,6", "--simulate"];

#[test]
fn a_place_that_no_task_reaches_has_its_chance_by_weight() {
    let drawn = json(&STEPS);
    let (near, far) = (&drawn["rows"][0]["within"]["2"], &drawn["rows"][0]["within"]["6"]);
    assert!(near["far_ln_sf"].is_null(), "counting tells enough of it");
    let term = |k: i32| (1..=k).fold(1.0, |product, j| product * 60.0 / f64::from(j));
    let truth = (0..10).map(term).sum::<f64>().ln() - 60.0;
    let found = far["far_ln_sf"].as_f64().unwrap();
    let error = far["far_relative_error"].as_f64().unwrap();
    // Five and a half standard errors, a false alarm rate of 4e-8; a chance wrong by a twentieth would show.
    assert!((found - truth).abs() < 5.5 * error && error < 0.01, "{found} ± {error} for {truth}");
    assert!(far["ln_sf"].is_null() && far["far_route"].as_str().unwrap().contains("tilt"), "{far}");
    let text = goodhart(&STEPS).assert().success().get_output().stdout.clone();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("-35.7") && text.contains("weighted draws"), "{text}");
}

/// More tasks than are kept, of three steps with gamma(3, 1) as the law of their total.
#[test]
fn more_tasks_than_are_kept_give_narrower_bands_of_the_same_truth() {
    let asked = ["steps", "--tail", "exponential(0.5)", "--power", "2", "--n", "3", "--within", "1"];
    let ask = |more: &[&str]| json(&[&asked[..], more].concat())["rows"][0].clone();
    let (exact, drawn) = (ask(&[]), ask(&["--tasks", "3e6"]));
    assert_eq!(drawn["tasks"], 3_000_000);
    for level in ["0.1", "0.5", "0.9"] {
        let truth = exact["quantiles"][level].as_f64().unwrap();
        let [low, high] = [0, 1].map(|end| drawn["quantile_bands"][level][end].as_f64().unwrap());
        // Each misses with a chance of 1e-6; a truth that is wrong by a hundredth would be seen.
        assert!(low <= truth && truth <= high, "{level}: {truth} is not within {low} and {high}");
        assert!(low > 0.99 * truth && high < 1.01 * truth, "{level}: {low} and {high} are far from {truth}");
    }
    let truth = exact["within"]["1"]["ln_cdf"].as_f64().unwrap().exp();
    let [low, high] = [0, 1].map(|end| drawn["within"]["1"]["cdf_band"][end].as_f64().unwrap());
    assert!(low <= truth && truth <= high && high - low < 0.01, "{truth} is not within {low} and {high}");
    let [found, truth] = [&drawn, &exact].map(|row| row["mean_ln"].as_f64().unwrap());
    let error = drawn["mean_ln_error"].as_f64().unwrap();
    assert!((found - truth).abs() <= error && error < 0.003, "{found} ± {error} for {truth}");
    assert_eq!(ask(&["--tasks", "3e6", "--threads", "5"]), ask(&["--tasks", "3e6", "--threads", "1"]));
}
