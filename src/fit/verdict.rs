//! What several diagnostics say together, in words with numbers.

use super::{Gpd, Shape};

/// How the upper tail compares with an exponential one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Heavier than exponential.
    Heavier,
    /// Not told from an exponential by this sample.
    Exponential,
    /// Lighter than exponential.
    Lighter,
    /// The diagnostics contradict each other.
    Mixed,
    /// Too few values to say.
    TooFew,
}

impl Reading {
    /// In a few words, for a title.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heavier => "an upper tail heavier than exponential",
            Self::Exponential => "an upper tail not told from exponential",
            Self::Lighter => "an upper tail lighter than exponential",
            Self::Mixed => "an upper tail that its diagnostics disagree about",
            Self::TooFew => "too few to judge the upper tail",
        }
    }
}

/// A reading and the sentence that gives its grounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The reading.
    pub reading: Reading,
    /// The grounds, in words with numbers.
    pub text: String,
}

/// How often an exponential tail is called something else, over all thresholds together.
const FALSE_ALARM: f64 = 0.01;

/// What the verdict weighs.
pub struct Grounds<'a> {
    /// How many values there are.
    pub n: usize,
    /// Generalised Pareto fits from a shallow threshold to a deep one.
    pub gpd: &'a [Gpd],
    /// The moment estimate from the `k` largest values.
    pub moment: &'a dyn Fn(usize) -> Option<Shape>,
    /// Hill's estimate from the `k` largest values.
    pub hill: &'a dyn Fn(usize) -> Option<Shape>,
}

/// Reads the diagnostics together.
///
/// The exponential is tested at every threshold, with one error rate shared among them; the sign of the shape at the
/// most telling threshold gives the direction, and the moment estimator, which is built otherwise, may veto it. Hill's
/// estimate is quoted and never decides: it is near 0.2 for laws of every class.
pub fn verdict(grounds: &Grounds) -> Verdict {
    let Some(best) = grounds.gpd.iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value)) else {
        let text =
            format!("too few values to judge the tail: {} values leave no threshold with 20 exceedances", grounds.n);
        return Verdict { reading: Reading::TooFew, text };
    };
    let tests = grounds.gpd.len() as f64;
    let rejecting: Vec<&Gpd> = grounds.gpd.iter().filter(|fit| fit.p_value * tests < FALSE_ALARM).collect();
    if rejecting.is_empty() {
        return Verdict { reading: Reading::Exponential, text: not_told_apart(grounds, best) };
    }
    let moment = (grounds.moment)(best.exceedances);
    let signs = rejecting.iter().map(|fit| fit.shape > 0.0);
    let split = signs.clone().any(|up| up) && signs.clone().any(|up| !up);
    let veto = moment.is_some_and(|m| if best.shape > 0.0 { m.gamma + 2.0 * m.se < 0.0 } else { m.gamma > 2.0 * m.se });
    let reading = match (split || veto, best.shape > 0.0) {
        (true, _) => Reading::Mixed,
        (false, true) => Reading::Heavier,
        (false, false) => Reading::Lighter,
    };
    let opening = match reading {
        Reading::Heavier => "heavier than exponential",
        Reading::Lighter => "lighter than exponential",
        _ if split => "mixed: heavier at one threshold and lighter at another",
        _ => "mixed: the fit and the moment estimator point in opposite directions",
    };
    let mut text = format!(
        "{opening}: {}, where the exponential is rejected, p = {}; it is rejected at {} of {} thresholds",
        fit_in_words(best, grounds.n),
        p_in_words(best.p_value),
        rejecting.len(),
        grounds.gpd.len()
    );
    text.push_str(&others_in_words(grounds, best.exceedances, moment));
    if reading == Reading::Heavier {
        let index = 1.0 / best.shape;
        text.push_str(&format!(
            ". As a power tail this is an index near {index:.2}; over so few decades a lognormal or a stretched exponential can look the same"
        ));
    }
    Verdict { reading, text }
}

fn not_told_apart(grounds: &Grounds, best: &Gpd) -> String {
    let widest = grounds.gpd.first().unwrap_or(best);
    let moment = (grounds.moment)(widest.exceedances);
    let least = best.p_value;
    format!(
        "consistent with exponential: {}; the smallest of {} p-values is {}{}. A power tail of a large index or a slightly lighter tail is not excluded",
        fit_in_words(widest, grounds.n),
        grounds.gpd.len(),
        p_in_words(least),
        others_in_words(grounds, widest.exceedances, moment)
    )
}

fn fit_in_words(fit: &Gpd, n: usize) -> String {
    let share = 100.0 * fit.exceedances as f64 / n as f64;
    let shape = match fit.shape_se {
        Some(se) => format!("{:.3} ± {se:.3}", fit.shape),
        None => format!("{:.2}", fit.shape),
    };
    format!("GPD shape {shape} over the top {} % ({} values)", round_to(share, 2), fit.exceedances)
}

fn others_in_words(grounds: &Grounds, k: usize, moment: Option<Shape>) -> String {
    let mut text = String::new();
    if let Some(m) = moment {
        text.push_str(&format!("; moment estimator {:.3} ± {:.3} at k = {k}", m.gamma, m.se));
    }
    // The usual choice of k for Hill's estimate, the square root of n.
    if let Some(h) = (grounds.hill)((grounds.n as f64).sqrt() as usize) {
        text.push_str(&format!(
            "; Hill {:.3} ± {:.3} at k = {}, which by itself tells no class from another",
            h.gamma, h.se, h.k
        ));
    }
    text
}

fn p_in_words(p: f64) -> String {
    match p {
        p if p < 1e-300 => "below 1e-300".into(),
        p if p < 1e-3 => format!("{p:.1e}"),
        p => format!("{}", round_to(p, 2)),
    }
}

/// Rounds to so many significant digits.
fn round_to(x: f64, digits: i32) -> f64 {
    let unit = 10f64.powi(x.abs().log10().floor() as i32 + 1 - digits);
    let rounded = (x / unit).round() * unit;
    // Through text, so that 2.3000000000000003 prints as 2.3.
    format!("{rounded:.*}", digits as usize + 6).parse().unwrap_or(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(exceedances: usize, shape: f64, p_value: f64) -> Gpd {
        let shape_se = Some((1.0 + shape) / (exceedances as f64).sqrt());
        Gpd { threshold: 1.0, exceedances, shape, shape_se, scale: 1.0, likelihood_ratio: 1.0, p_value, variation: 1.0 }
    }

    fn read(gpd: &[Gpd], moment: Option<Shape>) -> Verdict {
        verdict(&Grounds { n: 10_000, gpd, moment: &|_| moment, hill: &|_| None })
    }

    #[test]
    fn the_sign_at_the_most_telling_threshold_decides() {
        let heavier = read(&[fit(1000, 0.03, 0.05), fit(200, 0.3, 1e-6)], None);
        assert_eq!(heavier.reading, Reading::Heavier);
        assert!(heavier.text.contains("0.300 ± 0.092 over the top 2 % (200 values)"), "{}", heavier.text);
        assert!(heavier.text.contains("p = 1.0e-6"), "{}", heavier.text);
        assert_eq!(read(&[fit(1000, -0.2, 1e-9)], None).reading, Reading::Lighter);
    }

    #[test]
    fn the_error_rate_is_shared_over_the_thresholds() {
        let once = fit(100, 0.3, 0.006);
        assert_eq!(read(&[once], None).reading, Reading::Heavier);
        assert_eq!(read(&[once, fit(50, 0.1, 0.5)], None).reading, Reading::Exponential);
    }

    #[test]
    fn contradiction_is_reported_as_such() {
        let down = Some(Shape { k: 200, gamma: -0.3, se: 0.05 });
        assert_eq!(read(&[fit(200, 0.3, 1e-6)], down).reading, Reading::Mixed);
        assert_eq!(read(&[fit(1000, -0.2, 1e-6), fit(200, 0.3, 1e-6)], None).reading, Reading::Mixed);
        assert_eq!(read(&[], None).reading, Reading::TooFew);
    }
}
