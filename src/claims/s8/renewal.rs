//! Moments of the number N(t) of steps done by time t: as exact sums of chances, and as series for a large t.
//!
//! Refuses: whole indices above 1.

use crate::claim::Context;
use crate::claims::limits::series::{SAME, Series, coefficient, composed, less_one, reciprocal_gamma};
use crate::claims::measure::exponential;
use crate::expect::{Refusal, total::Total};
use crate::num::{Estimate, special::digamma};

/// Powers of 1/t that are kept beside the leading term, and those whose size, twice, is the stated error.
const KEPT: f64 = 1.6;
const SEEN: f64 = 2.6;

/// Chances below this are not summed.
const RARE: f64 = 1e-15;

/// `E N(t)` and `E N(t)(N(t)+1)/2`, that is the sums over n of `P(N(t) >= n) = P(T_n <= t)` and of n times it.
pub(super) fn exact(context: &Context<'_>, a: f64, t: f64) -> Result<[Estimate; 2], Refusal> {
    let step = context.law(&format!("pareto({a})"))?;
    let mut sums = [Estimate::new(0.0, 0.0); 2];
    for n in 1..=t as u64 {
        let p = exponential(Total::of(&step, n)?.within(t / n as f64)?.ln_cdf);
        sums = [sums[0].plus(p), sums[1].plus(p.scaled(n as f64))];
        if p.value < RARE {
            break;
        }
    }
    // The chances fall faster than geometrically there; what is left out is far below this.
    Ok(sums.map(|sum| Estimate::new(sum.value, sum.error + 1e-9 * sum.value)))
}

/// The same two for a large t at an index other than 1: with `1 - L = k s^d (1 + u)`, the transforms of their courses are
/// `[1/(1-L) - 1]/s` and `[1/(1-L)^2 - 1/(1-L)]/s`.
pub(super) fn expected(a: f64, t: f64) -> [Estimate; 2] {
    let d = a.min(1.0);
    let drop = less_one(a, SEEN + 1.0 + d);
    let k = -coefficient(&drop, d);
    let u: Series = drop.iter().filter(|(p, _)| (p - d).abs() > SAME).map(|(p, c)| (p - d, -c / k)).collect();
    let sign = |j: i32| if j % 2 == 0 { 1.0 } else { -1.0 };
    let once = composed(&u, SEEN, sign);
    let twice = composed(&u, SEEN, |j| sign(j) * f64::from(j + 1));
    // The inverse of s^{-z-1} is t^z/Gamma(z+1).
    let course = |series: &Series, m: f64| {
        let term = |p: f64| t.powf(m * d - p) * reciprocal_gamma(1.0 + m * d - p) / k.powf(m);
        let (mut sum, mut rest) = (term(0.0), 0.0);
        for (p, c) in series {
            if *p <= KEPT + SAME { sum += c * term(*p) } else { rest += (c * term(*p)).abs() }
        }
        Estimate::new(sum, 2.0 * rest)
    };
    let [first, second] = [course(&once, 1.0), course(&twice, 2.0)];
    [Estimate::new(first.value - 1.0, first.error), Estimate::new(second.value - first.value, second.error + first.error)]
}

/// `E N(t)` at index 1: `t sum over j of h_j/l^{j+1}`, `l = ln t + 1 - gE`, h_j the j-th derivative of `1/Gamma(2-x)` at 0, less 1;
/// the error is the size of the last term.
pub(super) fn expected_at_one(t: f64) -> Estimate {
    let (psi, pi) = (digamma(2.0), std::f64::consts::PI);
    let trigamma = pi * pi / 6.0 - 1.0;
    let third = 2.0 - 2.0 * 1.202_056_903_159_594_3;
    let l = t.ln() + psi;
    let h = [1.0, psi, psi * psi - trigamma, psi.powi(3) - 3.0 * psi * trigamma + third];
    let value: f64 = h.iter().enumerate().map(|(j, h)| h * l.powi(-1 - j as i32)).sum();
    Estimate::new(t * value - 1.0, t * h[3].abs() * l.powi(-4) + 1.0)
}

/// The standard deviation of N over its mean, from `E N` and `E N(N+1)/2`.
pub(super) fn spread_of([first, second]: [Estimate; 2]) -> Estimate {
    let (mean, pairs) = (first.value, second.value);
    let ratio = (2.0 * pairs - mean) / (mean * mean) - 1.0;
    let value = ratio.max(0.0).sqrt();
    let relative = 2.0 * second.error / pairs + 2.0 * first.error / mean;
    Estimate::new(value, relative * (1.0 + ratio) / (2.0 * value).max(f64::MIN_POSITIVE))
}

/// The limit of that: `sqrt(2 Gamma(1+a)^2/Gamma(1+2a) - 1)` below index 1 and 0 from there on.
pub(super) fn luck(a: f64) -> f64 {
    let gamma = libm::tgamma;
    if a < 1.0 { (2.0 * gamma(1.0 + a).powi(2) / gamma(1.0 + 2.0 * a) - 1.0).sqrt() } else { 0.0 }
}
