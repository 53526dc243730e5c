//! Mean and variance against an independent quadrature over depth.

use crate::common::{gauss_16, none, typical_laws, within};
use crate::exceptions::excused;
use goodhart::num::logs::ln_1m_exp;
use goodhart::tail::{Law, Moment};

/// The depth at which the quadrature stops: beyond it e^-depth leaves f64.
const DEEPEST: f64 = 700.0;

/// `E[g(X); one half]`, with X at depth s of the half given by `quantile`, up to the given depth; `breaks` are the depths at
/// which the quantile function is not smooth.
fn half(quantile: &dyn Fn(f64) -> f64, g: &dyn Fn(f64) -> f64, breaks: &[f64], deepest: f64) -> f64 {
    let rule = gauss_16();
    let (mut sum, mut low) = (0.0, std::f64::consts::LN_2);
    while low < deepest {
        let width = (0.25 * low).min(4.0);
        let next = breaks.iter().copied().filter(|depth| *depth > low).fold(deepest, f64::min);
        let high = (low + width).min(next);
        for (node, weight) in &rule {
            let s = low + node * (high - low);
            let x = quantile(-s);
            let term = if x.is_finite() { g(x) * (-s).exp() } else { 0.0 };
            sum += weight * (high - low) * term;
        }
        low = high;
    }
    sum
}

/// The depths of atoms (both sides of the jump) and kinks, from below and from above.
fn breaks(law: &Law) -> (Vec<f64>, Vec<f64>) {
    let corners: Vec<f64> = law.kinks().into_iter().chain(law.atoms().iter().map(|atom| atom.at)).collect();
    let below = corners.iter().flat_map(|&c| [-law.ln_cdf(c), -ln_1m_exp(law.ln_sf_from(c))]).collect();
    let above = corners.iter().flat_map(|&c| [-law.ln_sf(c), -law.ln_sf_from(c)]).collect();
    (below, above)
}

/// `E g(X)` up to the given depth of both tails, in two halves.
fn expectation(law: &Law, g: &dyn Fn(f64) -> f64, deepest: f64) -> (f64, f64) {
    let (below, above) = breaks(law);
    (half(&|p| law.inv_ln_cdf(p), g, &below, deepest), half(&|p| law.inv_ln_sf(p), g, &above, deepest))
}

/// Whether the truncated halves keep growing: the part beyond 350 is no small share of the part from 175 to 350.
fn diverges(law: &Law, upper: bool) -> bool {
    let up_to = |deepest| {
        let (low, high) = expectation(law, &f64::abs, deepest);
        if upper { high } else { low }
    };
    let (a, b, c) = (up_to(175.0), up_to(350.0), up_to(DEEPEST));
    c - b > 0.9 * (b - a) && c > b
}

/// Agreement asked of the quadrature.
const AGREEMENT: f64 = 1e-9;

#[test]
fn finite_means_match_the_quadrature() {
    let mut bad = Vec::new();
    for law in typical_laws() {
        let Moment::Finite(mean) = law.mean() else { continue };
        if excused("mean by quadrature", law.spec()) {
            continue;
        }
        let (low, high) = expectation(&law, &|x| x, DEEPEST);
        let size = expectation(&law, &f64::abs, DEEPEST);
        let error = (low + high - mean.value).abs();
        if !within(error, AGREEMENT * (size.0 + size.1) + mean.error) {
            bad.push(format!("{law}: mean {mean}, quadrature {}", low + high));
        }
    }
    none(bad);
}

#[test]
fn finite_variances_match_the_quadrature() {
    let mut bad = Vec::new();
    for law in typical_laws() {
        let (Moment::Finite(mean), Moment::Finite(variance)) = (law.mean(), law.variance()) else { continue };
        if excused("variance by quadrature", law.spec()) {
            continue;
        }
        let (low, high) = expectation(&law, &|x| (x - mean.value).powi(2), DEEPEST);
        let error = (low + high - variance.value).abs();
        if !within(error, 2.0 * AGREEMENT * variance.value + variance.error) {
            bad.push(format!("{law}: variance {variance}, quadrature {}", low + high));
        }
    }
    none(bad);
}

#[test]
fn infinite_means_diverge_in_the_quadrature_and_agree_with_the_tail_class() {
    let mut bad = Vec::new();
    for law in typical_laws() {
        let above = !law.tail_class().has_moment(1.0);
        let stated = matches!(law.mean(), Moment::Infinite | Moment::Undefined);
        if above != stated {
            bad.push(format!("{law}: mean {:?}, tail class {:?}", law.mean(), law.tail_class()));
        }
        // Slowly varying tails leave f64 too early to diverge there.
        if law.tail_class().tail_index() == 0.0 {
            continue;
        }
        if above && !diverges(&law, true) {
            bad.push(format!("{law}: said to have an infinite mean, but the quadrature converges"));
        }
        let below = matches!(law.mean(), Moment::NegativeInfinite | Moment::Undefined);
        if below != diverges(&law, false) {
            bad.push(format!("{law}: mean {:?}, lower half diverges: {}", law.mean(), !below));
        }
    }
    none(bad);
}

#[test]
fn the_variance_is_infinite_or_undefined_where_it_must_be() {
    let mut bad = Vec::new();
    for law in typical_laws() {
        let fits = match (law.mean(), law.variance()) {
            (Moment::Finite(_), Moment::Finite(v)) => v.value > 0.0 && law.tail_class().has_moment(2.0),
            (Moment::Finite(_), Moment::Infinite) => {
                !law.tail_class().has_moment(2.0) || law.support().low.is_infinite()
            }
            (Moment::Finite(_), _) => false,
            (_, variance) => variance == Moment::Undefined,
        };
        if !fits {
            bad.push(format!("{law}: mean {:?}, variance {:?}", law.mean(), law.variance()));
        }
    }
    none(bad);
}
