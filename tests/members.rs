//! Every typical member of the catalogue against itself: the methods of a law must tell one story.

use goodhart::num::logs::{ln_1m_exp, ln_sub_exp};
use goodhart::tail::{Catalogue, Law, Moment, TailClass, defaults, spec::parse};

/// Notes a fault and goes on, so that one run shows all of them.
macro_rules! check {
    ($faults:ident, $holds:expr, $($message:tt)+) => {
        if !$holds {
            $faults.push(format!($($message)+));
        }
    };
}

macro_rules! check_eq {
    ($faults:ident, $found:expr, $expected:expr, $($message:tt)+) => {{
        let (found, expected) = (&$found, &$expected);
        check!($faults, found == expected, "{}: {found:?}, not {expected:?}", format!($($message)+));
    }};
}

fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}

fn members() -> Vec<Law> {
    let catalogue = Catalogue::standard();
    let read = |file: &str| Err(format!("no file {file} here"));
    let specs = catalogue.families().iter().flat_map(|family| family.typical);
    specs.map(|text| parse(text, &catalogue, &read).unwrap_or_else(|fault| panic!("{fault}"))).collect()
}

/// Log probabilities from the bottom of the law to far into its tail.
const DEPTHS: [f64; 15] =
    [-700.0, -300.0, -80.0, -40.0, -31.0, -29.0, -12.0, -3.0, -0.693_147_2, -0.69, -0.3, -1e-3, -1e-8, -1e-14, -1e-18];

/// Points of a law, off its atoms and corners.
fn points(law: &Law) -> Vec<f64> {
    let support = law.support();
    let corners: Vec<f64> =
        law.kinks().into_iter().chain(law.atoms().iter().map(|a| a.at)).chain([support.low, support.high]).collect();
    let quantiles = DEPTHS.iter().flat_map(|&p| [law.inv_ln_sf(p), law.inv_ln_cdf(p)]);
    let clear = |x: &f64| corners.iter().all(|corner| (x - corner).abs() > 1e-6 * x.abs());
    quantiles.filter(|x| x.is_finite() && x.abs() < 1e290 && x.abs() > 1e-290).filter(clear).collect()
}

/// What rounding x, and the exponents that lead to it, does to a log probability p whose density there is `ln_pdf`.
fn rounding(x: f64, p: f64, ln_pdf: f64) -> f64 {
    16.0 * f64::EPSILON * (p.abs() + x.abs() * (1.0 + x.abs().ln().abs()) * (ln_pdf - p).exp())
}

#[test]
fn both_tails_add_up_and_neither_rises_wrongly() {
    let mut faults = Vec::new();
    for law in members() {
        let mut points = points(&law);
        points.sort_by(f64::total_cmp);
        for pair in points.windows(2) {
            check!(faults, law.ln_sf(pair[0]) >= law.ln_sf(pair[1]), "{law} {pair:?}");
            check!(faults, law.ln_cdf(pair[0]) <= law.ln_cdf(pair[1]), "{law} {pair:?}");
        }
        for &x in &points {
            let (up, down) = (law.ln_sf(x), law.ln_cdf(x));
            check!(faults, up <= 0.0 && down <= 0.0, "{law} {x} {up} {down}");
            check!(faults, (up.exp() + down.exp() - 1.0).abs() < 1e-15, "{law} {x} {up} {down}");
            let (small, other) = if up < down { (up, down) } else { (down, up) };
            let expected = ln_1m_exp(small);
            check!(
                faults,
                (other - expected).abs() <= 1e-12 * expected.abs() + f64::MIN_POSITIVE,
                "{law} {x} {other} {expected}"
            );
        }
    }
    none(faults);
}

#[test]
fn beyond_the_support_there_is_nothing() {
    let mut faults = Vec::new();
    for law in members() {
        let support = law.support();
        if support.low.is_finite() {
            let below = support.low - 1.0 - support.low.abs();
            check_eq!(faults, (law.ln_sf(below), law.ln_cdf(below)), (0.0, f64::NEG_INFINITY), "{law}");
            check_eq!(faults, law.ln_pdf(below), f64::NEG_INFINITY, "{law}");
            check_eq!(faults, law.ln_sf(support.low.next_down()), 0.0, "{law}");
        }
        if support.high.is_finite() {
            let above = support.high + 1.0;
            check_eq!(faults, (law.ln_sf(above), law.ln_cdf(above)), (f64::NEG_INFINITY, 0.0), "{law}");
            check_eq!(faults, law.ln_pdf(above), f64::NEG_INFINITY, "{law}");
        }
        check_eq!(faults, (law.ln_sf(support.high), law.ln_cdf(support.high)), (f64::NEG_INFINITY, 0.0), "{law}");
        for x in [f64::INFINITY, f64::MAX, 0.0, f64::MIN_POSITIVE, -f64::MAX, f64::NEG_INFINITY, 1.0, support.low] {
            for value in [law.ln_sf(x), law.ln_cdf(x), law.ln_pdf(x), law.ln_sf_from(x)] {
                check!(faults, !value.is_nan(), "{law} at {x}");
            }
        }
    }
    none(faults);
}

#[test]
fn quantiles_invert() {
    let mut faults = Vec::new();
    for law in members() {
        let support = law.support();
        let clear = |x: f64| {
            let atom = law.atoms().iter().any(|atom| atom.at == x);
            !atom && x > support.low && x < support.high && x.abs() > 1e-290 && law.ln_pdf(x).is_finite()
        };
        for p in DEPTHS {
            let up = law.inv_ln_sf(p);
            if clear(up) {
                let found = law.ln_sf(up);
                let fine = (found - p).abs() <= rounding(up, p, law.ln_pdf(up));
                check!(faults, fine, "{law}: ln_sf({up}) = {found}, not {p}");
            }
            let down = law.inv_ln_cdf(p);
            if clear(down) {
                let found = law.ln_cdf(down);
                let fine = (found - p).abs() <= rounding(down, p, law.ln_pdf(down));
                check!(faults, fine, "{law}: ln_cdf({down}) = {found}, not {p}");
            }
        }
    }
    none(faults);
}

#[test]
fn densities_and_scores_are_derivatives() {
    let mut faults = Vec::new();
    for law in members() {
        for x in points(&law) {
            if law.ln_pdf(x) == f64::NEG_INFINITY {
                continue;
            }
            let numeric = defaults::ln_pdf(&*law, x);
            // Near a corner the differences are short and their rounding is coarse.
            let ends = law.kinks().into_iter().chain(law.atoms().iter().map(|a| a.at));
            let ends = ends.chain([law.support().low, law.support().high]);
            let reach = ends.fold(x.abs().max(1e-3), |reach, end| reach.min((x - end).abs()));
            let tail = law.ln_sf(x).min(law.ln_cdf(x));
            let noise = 1e-12 * (1.0 + tail.abs()) / (reach * (law.ln_pdf(x) - tail).exp());
            let coarse = 1e-6 + noise;
            check!(faults, (law.ln_pdf(x) - numeric).abs() < coarse, "{law} at {x}: {} {numeric}", law.ln_pdf(x));
            let (score, slope) = (law.score(x), defaults::score(&*law, x));
            let scale = score.abs() + 1.0 / x.abs();
            check!(
                faults,
                (score - slope).abs() < 1e-5 * scale * (1.0 + law.ln_pdf(x).abs()),
                "{law} at {x}: {score} {slope}"
            );
        }
    }
    none(faults);
}

#[test]
fn ratios_agree_with_differences_and_keep_their_digits_when_small() {
    let mut faults = Vec::new();
    for law in members() {
        let corners: Vec<f64> = law.kinks().into_iter().chain(law.atoms().iter().map(|a| a.at)).collect();
        let support = law.support();
        for t in points(&law) {
            for share in [-3.0, -0.5, -1e-3, 1e-3, 0.3, 0.9, 2.5] {
                let v = share * t;
                for (ratio, plain) in [
                    (law.ln_sf_ratio(t, v), law.ln_sf(t - v) - law.ln_sf(t)),
                    (law.ln_pdf_ratio(t, v), law.ln_pdf(t - v) - law.ln_pdf(t)),
                ] {
                    let size = law.ln_sf(t).abs() + law.ln_sf(t - v).abs() + law.ln_pdf(t).abs() + plain.abs();
                    let same = ratio == plain || (ratio - plain).abs() < 1e-12 * (1.0 + size) || plain.is_nan();
                    check!(faults, same, "{law} at {t}, {v}: {ratio} {plain}");
                }
            }
            let v = 1e-11 * t;
            let crossed = corners.iter().chain([&support.low, &support.high]).any(|c| (c - t).abs() <= 2.0 * v.abs());
            if crossed || law.ln_pdf(t) == f64::NEG_INFINITY {
                continue;
            }
            let first_order = v * law.hazard(t);
            if first_order.abs() > 1e-290 && first_order.abs() < 1e-6 {
                let ratio = law.ln_sf_ratio(t, v);
                check!(faults, (ratio / first_order - 1.0).abs() < 1e-6, "{law} at {t}, {v}: {ratio} {first_order}");
            }
            let first_order = v * law.score(t);
            if (law.score(t) * t).abs() > 1e-3 && first_order.abs() < 1e-6 {
                let ratio = law.ln_pdf_ratio(t, v);
                check!(faults, (ratio / first_order - 1.0).abs() < 1e-5, "{law} at {t}, {v}: {ratio} {first_order}");
            }
        }
    }
    none(faults);
}

#[test]
fn atoms_are_the_jumps() {
    let mut faults = Vec::new();
    for law in members() {
        let mut total = 0.0;
        for atom in law.atoms() {
            let jump = ln_sub_exp(law.ln_sf_from(atom.at), law.ln_sf(atom.at)).exp();
            check!(faults, (jump - atom.mass).abs() < 1e-14, "{law}: {atom:?} against {jump}");
            let left = law.ln_sf(atom.at.next_down());
            check!(faults, (left.exp() - law.ln_sf_from(atom.at).exp()).abs() < 1e-14, "{law}: {atom:?} {left}");
            total += atom.mass;
        }
        check!(faults, total <= 1.0 + 1e-15, "{law}: {total}");
        check!(faults, law.atoms().windows(2).all(|pair| pair[0].at < pair[1].at), "{law}");
    }
    none(faults);
}

#[test]
fn moments_agree_with_quadrature() {
    let mut faults = Vec::new();
    for law in members() {
        for (name, own, numeric) in
            [("mean", law.mean(), defaults::mean(&*law)), ("variance", law.variance(), defaults::variance(&*law))]
        {
            match (own, numeric) {
                (Moment::Finite(a), Moment::Finite(b)) => {
                    // The quadrature sees the law through points rounded at their distance from 0.
                    let centre = law.mean().value();
                    let error = a.error + b.error + 4.0 * f64::EPSILON * centre.abs() * (1.0 + a.value.abs().sqrt());
                    check!(faults, (a.value - b.value).abs() <= error, "{law} {name}: {a} against {b}");
                    check!(faults, error <= 1e-7 * (1.0 + a.value.abs()), "{law} {name}: {a} against {b}");
                }
                (a, b) => check_eq!(faults, a, b, "{law} {name}"),
            }
        }
    }
    none(faults);
}

/// `ln S(e^y)` as the class says it, and how far that may be off there.
fn promised(class: TailClass, y: f64) -> Option<(f64, f64)> {
    match class {
        TailClass::RegularlyVarying { index, ln_coefficient, log_power } => {
            Some((ln_coefficient - index * y + log_power * y.ln(), 2.0 * log_power.abs() / y + 1e-12 * index * y))
        }
        TailClass::Exponential { rate, ln_coefficient, power } => {
            let value = ln_coefficient + power * y - rate * y.exp();
            Some((value, 1e-13 * rate * y.exp() + 1e-6))
        }
        TailClass::SuperExponential { exponent, coefficient } | TailClass::Stretched { exponent, coefficient } => {
            let value = -coefficient * (exponent * y).exp();
            Some((value, 1e-3 * value.abs()))
        }
        _ => None,
    }
}

#[test]
fn classes_keep_their_promises() {
    let mut faults = Vec::new();
    for law in members() {
        let far = match law.tail_class() {
            TailClass::RegularlyVarying { .. } => 2000.0,
            TailClass::Exponential { rate, .. } => (1e4 / rate).ln().max(17.0),
            _ => 12.0,
        };
        let Some((value, slack)) = promised(law.tail_class(), far) else { continue };
        let found = law.ln_sf_at_exp(far);
        check!(faults, (found - value).abs() <= slack, "{law} at e^{far}: {found} against {value}");
    }
    none(faults);
}
