//! Density, hazard and score against differences, and the density's integral.

use crate::common::{all_laws, gauss_16, none, points, room, sf_condition};
use crate::exceptions::excused;
use goodhart::tail::Law;

/// Agreement asked of a slope by differences.
const AGREEMENT: f64 = 1e-7;

/// The derivative by central differences of order eight, and its error: the step is the one at which two halvings change least,
/// rounding of f and of x included.
fn slope(f: impl Fn(f64) -> f64, x: f64, widest: f64) -> (f64, f64) {
    let at = |h: f64| {
        let d = |k: f64| f(x + k * h) - f(x - k * h);
        (0.8 * d(1.0) - 0.2 * d(2.0) + 4.0 / 105.0 * d(3.0) - d(4.0) / 280.0) / h
    };
    let steps: Vec<(f64, f64)> = (0..34).map(|j| widest * 0.24 * 0.5f64.powi(j)).map(|h| (h, at(h))).collect();
    let size = f(x).abs();
    let judged = steps.windows(3).map(|three| {
        let [(_, a), (_, b), (h, c)] = [three[0], three[1], three[2]];
        let rounding = 4.0 * f64::EPSILON * (size + x.abs() * c.abs()) / h;
        (c, (a - b).abs().max((b - c).abs()) + rounding)
    });
    let usable = judged.filter(|(_, error)| error.is_finite());
    usable.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((f64::NAN, f64::INFINITY))
}

/// A length on which the law may vary at x: as far as the room allows, but not beyond the scale of x or of the body.
fn widest(law: &Law, x: f64) -> f64 {
    let body = law.inv_ln_sf(-1.1) - law.inv_ln_cdf(-1.1);
    room(law, x).min(x.abs().max(body.abs()))
}

/// Points with enough doubles around them to take differences at all.
fn resolvable(law: &Law) -> impl Iterator<Item = (f64, f64)> {
    let all = points(law).into_iter().map(|x| (x, widest(law, x))).collect::<Vec<_>>();
    all.into_iter().filter(|(x, width)| *width > 1e-6 * x.abs() && *width > 1e-290)
}

#[test]
fn the_density_is_the_slope_of_the_smaller_tail() {
    let (mut bad, mut seen, mut resolved) = (Vec::new(), 0, 0);
    for law in all_laws() {
        for (x, width) in resolvable(&law) {
            let (upper, lower) = (law.ln_sf(x), law.ln_cdf(x));
            let (difference, change, ln_tail) = if upper < lower {
                let (d, c) = slope(|x| law.ln_sf(x), x, width);
                (-d, c, upper)
            } else {
                let (d, c) = slope(|x| law.ln_cdf(x), x, width);
                (d, c, lower)
            };
            seen += 1;
            let rate = (law.ln_pdf(x) - ln_tail).exp();
            if change > 1e-8 * difference.abs() {
                continue;
            }
            resolved += 1;
            if (rate / difference - 1.0).abs() > AGREEMENT + law.pdf_accuracy() {
                bad.push(format!("{law} at {x:e}: density over tail {rate:e}, slope {difference:e}"));
            }
        }
    }
    assert!(resolved * 10 > seen * 9, "only {resolved} of {seen} slopes could be resolved");
    none(bad);
}

#[test]
fn the_hazard_is_the_density_over_the_tail() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for x in points(&law) {
            let (hazard, quotient) = (law.hazard(x), (law.ln_pdf(x) - law.ln_sf(x)).exp());
            let rounding = 1e-13 * (1.0 + law.ln_pdf(x).abs() + sf_condition(&law, x));
            if (hazard / quotient - 1.0).abs() > rounding + law.pdf_accuracy() && quotient > 1e-300 {
                bad.push(format!("{law} at {x:e}: hazard {hazard:e}, quotient {quotient:e}"));
            }
        }
    }
    none(bad);
}

#[test]
fn the_score_is_the_slope_of_the_log_density() {
    let (mut bad, mut seen, mut resolved) = (Vec::new(), 0, 0);
    for law in all_laws() {
        for (x, width) in resolvable(&law) {
            let (difference, change) = slope(|x| -law.ln_pdf(x), x, width);
            let score = law.score(x);
            let size = score.abs() + 1.0 / width;
            seen += 1;
            if !law.ln_pdf(x).is_finite() || change > 1e-8 * size {
                continue;
            }
            resolved += 1;
            let tolerance = if law.pdf_accuracy() > 0.0 { 1e-4 } else { AGREEMENT };
            if (score - difference).abs() > tolerance * size || score.is_nan() {
                bad.push(format!("{law} at {x:e}: score {score:e}, slope {difference:e}"));
            }
        }
    }
    assert!(resolved * 10 > seen * 8, "only {resolved} of {seen} slopes could be resolved");
    none(bad);
}

#[test]
fn the_density_integrates_to_the_mass_between_quantiles() {
    let rule = gauss_16();
    let mut bad = Vec::new();
    for law in all_laws() {
        let discrete = law.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-9;
        if discrete || excused("integral of the density", law.spec()) {
            continue;
        }
        let (mut total, mut carried) = (0.0, 0.0);
        for pair in panel_ends(&law).windows(2) {
            total += panel(&law, pair[0], pair[1], &rule);
            let jumps: f64 = law.atoms().iter().filter(|a| a.at > pair[0] && a.at <= pair[1]).map(|a| a.mass).sum();
            // The difference of the smaller tail, which is the accurate one.
            let mass = if law.ln_sf(pair[1]) < law.ln_cdf(pair[0]) {
                law.ln_sf(pair[0]).exp() - law.ln_sf(pair[1]).exp()
            } else {
                law.ln_cdf(pair[1]).exp() - law.ln_cdf(pair[0]).exp()
            };
            carried += mass - jumps;
        }
        if (total - carried).abs() > 1e-9 + law.pdf_accuracy() || carried < 0.1 {
            bad.push(format!("{law}: the density integrates to {total}, the mass is {carried}"));
        }
    }
    none(bad);
}

/// Quantiles of both tails with the corners between.
fn panel_ends(law: &Law) -> Vec<f64> {
    let depths = (1..140).map(|i| 0.7 + 0.25 * f64::from(i));
    let mut ends: Vec<f64> = depths.flat_map(|d| [law.inv_ln_sf(-d), law.inv_ln_cdf(-d)]).collect();
    ends.extend((0..11).map(|i| law.inv_ln_sf(-0.05 - 0.1 * f64::from(i))));
    ends.extend(law.kinks());
    ends.extend(law.atoms().iter().map(|atom| atom.at));
    // Next to an end that is not 0 the distance to it has few digits.
    let near = |x: f64, end: f64| end.is_finite() && (x - end).abs() <= 1e-6 * end.abs();
    let support = law.support();
    ends.retain(|&x| x.abs() < 1e300 && !near(x, support.low) && !near(x, support.high));
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    ends
}

/// The integral over one panel, in the logarithm of the distance to the lower end of the support (or to 0) where that varies much.
fn panel(law: &Law, low: f64, high: f64, rule: &[(f64, f64)]) -> f64 {
    let support = law.support();
    let base = if support.low.is_finite() { support.low } else { 0.0 };
    let (a, b) = (low - base, high - base);
    let density = |u: f64| law.ln_pdf(base + u).exp();
    if a != 0.0 && b != 0.0 && a.signum() == b.signum() && (b / a > 1.5 || a / b > 1.5) {
        let (ln_a, ln_b, sign) = (a.abs().ln(), b.abs().ln(), a.signum());
        let nodes = rule.iter().map(|(node, weight)| {
            let u = (ln_a + node * (ln_b - ln_a)).exp();
            weight * (law.ln_pdf(base + sign * u) + u.ln()).exp()
        });
        return nodes.sum::<f64>() * (ln_b - ln_a).abs();
    }
    rule.iter().map(|(node, weight)| weight * density(a + node * (b - a))).sum::<f64>() * (b - a)
}

#[test]
fn the_slopes_tell_a_density_one_part_in_a_million_off() {
    let (truth, lie) = (crate::common::law("student_t(3)"), crate::common::law("student_t(3.00001)"));
    let (difference, error) = slope(|x| truth.ln_sf(x), 2.0, 2.0);
    assert!(error < 1e-10, "{error:e}");
    let misfit = |law: &Law| ((law.ln_pdf(2.0) - law.ln_sf(2.0)).exp() / -difference - 1.0).abs();
    assert!(misfit(&truth) < AGREEMENT && misfit(&lie) > AGREEMENT);
}
