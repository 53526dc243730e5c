//! Ratios of tails and densities at nearly equal points, and tails beyond f64.

use crate::common::{all_laws, none, points, room, within};
use goodhart::tail::Law;

/// Shares of the local scale by which the point is moved.
const SHARES: &[f64] = &[1e-13, 1e-10, 1e-7, 1e-4, 1e-2, 0.3, 0.9];

/// The shifts that stay on one smooth piece.
fn shifts(law: &Law, t: f64) -> Vec<f64> {
    let scale = room(law, t).min(t.abs().max(1e-290));
    SHARES.iter().flat_map(|share| [share * scale, -share * scale]).collect()
}

#[test]
fn tail_ratios_match_differences_where_those_are_good() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for t in points(&law) {
            for v in shifts(&law, t) {
                let (here, there) = (law.ln_sf(t), law.ln_sf(t - v));
                let ratio = law.ln_sf_ratio(t, v);
                let direct = there - here;
                if !there.is_finite() || !here.is_finite() {
                    continue;
                }
                let moved = t.abs() * (law.hazard(t) + law.hazard(t - v));
                let rounding = 1e-14 * (1.0 + t.abs().ln().abs()) * (here.abs() + there.abs() + moved);
                if ratio.is_nan() || (ratio - direct).abs() > rounding + 1e-9 * direct.abs() + 1e-200 {
                    bad.push(format!(
                        "{law} at t {t:e}, v {v:e}: {ratio:e}, difference {direct:e} (rounding {rounding:.1e})"
                    ));
                }
            }
        }
    }
    none(bad);
}

#[test]
fn tail_ratios_of_tiny_shifts_are_hazard_times_shift() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for t in points(&law) {
            let (hazard, score) = (law.hazard(t), law.score(t));
            // d ln h / dx = h - score: with this v the second-order term is below 1e-9 of the first.
            let v = 1e-9 * room(&law, t).min(1.0 / (hazard.abs() + score.abs() + 1.0 / t.abs()));
            if hazard.is_nan() || hazard < 1e-290 || !score.is_finite() || v < 1e-200 {
                continue;
            }
            for v in [v, -v] {
                let (ratio, first) = (law.ln_sf_ratio(t, v), hazard * v);
                // The hazard's own sensitivity to the rounding of t.
                let rounding = 4.0 * f64::EPSILON * t.abs() * (score.abs() + hazard);
                if (ratio / first - 1.0).abs() > 1e-8 + rounding + law.pdf_accuracy() || ratio.is_nan() {
                    bad.push(format!("{law} at t {t:e}, v {v:e}: {ratio:e}, hazard times v {first:e}"));
                }
            }
        }
    }
    none(bad);
}

#[test]
fn density_ratios_match_differences_where_those_are_good() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for t in points(&law) {
            for v in shifts(&law, t) {
                let (here, there) = (law.ln_pdf(t), law.ln_pdf(t - v));
                let ratio = law.ln_pdf_ratio(t, v);
                if !there.is_finite() || !here.is_finite() {
                    continue;
                }
                let moved = t.abs() * (law.score(t).abs() + law.score(t - v).abs());
                let rounding = 1e-14 * (1.0 + t.abs().ln().abs()) * (1.0 + here.abs() + there.abs() + moved);
                let direct = there - here;
                if ratio.is_nan() || (ratio - direct).abs() > rounding + 1e-9 * direct.abs() + 2.0 * law.pdf_accuracy()
                {
                    bad.push(format!(
                        "{law} at t {t:e}, v {v:e}: {ratio:e}, difference {direct:e} (rounding {rounding:.1e})"
                    ));
                }
            }
        }
    }
    none(bad);
}

#[test]
fn density_ratios_of_tiny_shifts_are_score_times_shift() {
    let mut bad = Vec::new();
    for law in all_laws() {
        let tolerance = if law.pdf_accuracy() > 0.0 { 1e-4 } else { 1e-8 };
        for t in points(&law) {
            let score = law.score(t);
            let size = score.abs() + 1.0 / room(&law, t).min(t.abs());
            let v = 1e-10 / size;
            if !size.is_finite() || !law.ln_pdf(t).is_finite() || v < 1e-200 {
                continue;
            }
            for v in [v, -v] {
                let ratio = law.ln_pdf_ratio(t, v);
                // The second-order term.
                let bend = (v * (law.score(t + v) - law.score(t - v))).abs();
                if !within((ratio - score * v).abs(), tolerance * size * v.abs() + bend) {
                    bad.push(format!("{law} at t {t:e}, v {v:e}: {ratio:e}, score times v {:e}", score * v));
                }
            }
        }
    }
    none(bad);
}

#[test]
fn the_tail_at_an_exponential_is_the_tail() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for x in points(&law).into_iter().filter(|x| *x > 0.0) {
            let y = x.ln();
            let (direct, at_exp) = (law.ln_sf(y.exp()), law.ln_sf_at_exp(y));
            // exp(y) is off by up to y epsilon.
            let tolerance = 1e-14 * (1.0 + y.abs()) * (direct.abs() + x * law.hazard(x));
            if !within((direct - at_exp).abs(), tolerance + 1e-300) {
                bad.push(format!("{law} at e^{y}: {direct:e} and {at_exp:e}"));
            }
        }
    }
    none(bad);
}
