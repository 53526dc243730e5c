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
