//! Ends, order, the two tails against each other, inverses.

use crate::common::{DEPTHS, all_laws, cdf_condition, is_atom, none, points, sf_condition};
use goodhart::num::logs::ln_1m_exp;
use goodhart::tail::Law;

#[rustfmt::skip]
const WILD: &[f64] = &[
    f64::NEG_INFINITY, -1e308, -1e200, -1e20, -1e3, -1.0, -1e-20, -1e-300, 0.0, 1e-310, 1e-300, 1e-100, 0.5, 1.0, 2.0, 1e3,
    1e20, 1e154, 1e200, 1e308, f64::INFINITY,
];

#[test]
fn no_number_gives_nan_and_the_ends_are_exact() {
    let mut bad = Vec::new();
    for law in all_laws() {
        let support = law.support();
        for &x in WILD {
            let (sf, cdf, pdf) = (law.ln_sf(x), law.ln_cdf(x), law.ln_pdf(x));
            if sf.is_nan() || cdf.is_nan() || pdf.is_nan() || sf > 0.0 || cdf > 0.0 {
                bad.push(format!("{law} at {x:e}: ln_sf {sf}, ln_cdf {cdf}, ln_pdf {pdf}"));
            }
            let below = x < support.low && (sf != 0.0 || cdf != f64::NEG_INFINITY || pdf != f64::NEG_INFINITY);
            let above = x > support.high && (sf != f64::NEG_INFINITY || cdf != 0.0 || pdf != f64::NEG_INFINITY);
            if below || above {
                bad.push(format!("{law} outside at {x:e}: ln_sf {sf}, ln_cdf {cdf}, ln_pdf {pdf}"));
            }
        }
        if law.ln_sf(f64::NEG_INFINITY) != 0.0 || law.ln_cdf(f64::NEG_INFINITY) != f64::NEG_INFINITY {
            bad.push(format!("{law} at minus infinity"));
        }
        if law.ln_sf(f64::INFINITY) != f64::NEG_INFINITY || law.ln_cdf(f64::INFINITY) != 0.0 {
            bad.push(format!("{law} at infinity"));
        }
        if law.ln_sf(support.high) != f64::NEG_INFINITY {
            bad.push(format!("{law} at its upper end"));
        }
        if !is_atom(&law, support.low) && law.ln_sf(support.low) != 0.0 {
            bad.push(format!("{law} at its lower end"));
        }
    }
    none(bad);
}

#[test]
fn the_tails_are_monotone() {
    let mut bad = Vec::new();
    for law in all_laws() {
        let points = points(&law);
        for pair in points.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            if law.ln_sf(a) < law.ln_sf(b) || law.ln_cdf(a) > law.ln_cdf(b) {
                bad.push(format!("{law} between {a:e} and {b:e}"));
            }
        }
        for x in points {
            let next = x.next_up();
            if law.ln_sf(next) > law.ln_sf(x) + 1e-14 * sf_condition(&law, x) {
                bad.push(format!("{law}: ln_sf rises at {x:e}"));
            }
        }
    }
    none(bad);
}

#[test]
fn the_two_tails_add_up_to_one() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for x in points(&law) {
            let (sf, cdf) = (law.ln_sf(x), law.ln_cdf(x));
            let sum = sf.exp() + cdf.exp();
            if (sum - 1.0).abs() > 1e-14 {
                bad.push(format!("{law} at {x:e}: sum {sum}"));
            }
            // The small one determines the large one with relative accuracy.
            let (given, implied) = if sf < cdf { (cdf, ln_1m_exp(sf)) } else { (sf, ln_1m_exp(cdf)) };
            let amplified = if sf < cdf { sf_condition(&law, x) } else { cdf_condition(&law, x) };
            if (given - implied).abs() > 1e-14 * (1.0 + amplified) * implied.abs() + 1e-300 {
                bad.push(format!("{law} at {x:e}: {given:e} against {implied:e}"));
            }
        }
    }
    none(bad);
}

#[test]
fn the_inverses_invert() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for &depth in DEPTHS {
            let (up, down) = (law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth));
            check(&law, up, depth, law.ln_sf(up), sf_condition(&law, up), "inv_ln_sf", &mut bad);
            check(&law, down, depth, law.ln_cdf(down), cdf_condition(&law, down), "inv_ln_cdf", &mut bad);
        }
    }
    none(bad);
}

/// A quantile that is finite, not an atom and not squeezed against an end must give its depth back.
fn check(law: &Law, x: f64, depth: f64, value: f64, condition: f64, name: &str, bad: &mut Vec<String>) {
    let support = law.support();
    if x.is_nan() || x < support.low || x > support.high {
        return bad.push(format!("{law}: {name}(-{depth}) = {x} is outside"));
    }
    let squeezed = (x - support.low).abs() <= 4.0 * f64::EPSILON * x.abs()
        || (support.high - x).abs() <= 4.0 * f64::EPSILON * x.abs();
    if x.abs() > 1e300 || x.abs() < 1e-300 || is_atom(law, x) || squeezed {
        return;
    }
    // Where x = e^y is large, y keeps its digits and x loses ln x of them.
    let logs = 1.0 + x.abs().ln().abs();
    if (value + depth).abs() > 1e-14 * logs * condition {
        bad.push(format!("{law}: {name}(-{depth}) = {x:e}, which has depth {}", -value));
    }
}

#[test]
fn the_inverses_are_monotone() {
    let mut bad = Vec::new();
    for law in all_laws() {
        for pair in DEPTHS.windows(2) {
            let (up, up_next) = (law.inv_ln_sf(-pair[0]), law.inv_ln_sf(-pair[1]));
            let (down, down_next) = (law.inv_ln_cdf(-pair[0]), law.inv_ln_cdf(-pair[1]));
            if up > up_next || down < down_next || up.is_nan() || down.is_nan() {
                bad.push(format!(
                    "{law} between depths {} and {}: {up} {up_next} {down} {down_next}",
                    pair[0], pair[1]
                ));
            }
        }
    }
    none(bad);
}

#[test]
fn atoms_are_the_jumps_of_the_survival_function() {
    let mut bad = Vec::new();
    for law in all_laws() {
        let atoms = law.atoms();
        if atoms.windows(2).any(|pair| pair[0].at >= pair[1].at) {
            bad.push(format!("{law}: atoms are out of order"));
        }
        if atoms.iter().map(|atom| atom.mass).sum::<f64>() > 1.0 + 1e-12 {
            bad.push(format!("{law}: atoms weigh more than 1"));
        }
        for atom in atoms {
            let jump = law.ln_sf_from(atom.at).exp() - law.ln_sf(atom.at).exp();
            if (jump - atom.mass).abs() > 1e-12 || atom.mass <= 0.0 {
                bad.push(format!("{law}: at {} the jump is {jump} and the mass {}", atom.at, atom.mass));
            }
        }
        for x in points(&law) {
            if law.ln_sf_from(x) != law.ln_sf(x) {
                bad.push(format!("{law}: a jump at {x} that is not listed"));
            }
        }
    }
    none(bad);
}
