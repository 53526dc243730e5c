//! A function of the best of n by a standard normal proxy: by its levels, by its ranks, and drawn.

use crate::claim::{Context, Measured};
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::num::special::ln_normal_sf;
use crate::sample::draw::{draw, hits};
use crate::tail::Law;
use std::f64::consts::PI;

/// `int m(u) n F^(n-1) phi du`.
pub(in crate::claims) fn by_levels(n: f64, m: impl Fn(f64) -> f64) -> Estimate {
    let weight = |u: f64| {
        let ln_below = if u > 0.0 { (-ln_normal_sf(u).exp()).ln_1p() } else { ln_normal_sf(-u) };
        n * ((n - 1.0) * ln_below - 0.5 * u * u).exp() / (2.0 * PI).sqrt()
    };
    let panels: Vec<_> = (-9..12).map(|i| (f64::from(i), f64::from(i + 1))).collect();
    let q = integrate(|_, u| [m(u) * weight(u)], &panels, Goal::default());
    Estimate::new(q.value[0], q.error[0] + 1e-13 * q.absolute[0])
}

/// `int m(u(h)) n (1 - e^-h)^(n-1) e^-h dh` over the depth h of the best, u(h) by the library's law.
pub(super) fn by_ranks(law: &Law, n: f64, m: impl Fn(f64) -> f64) -> Estimate {
    // The best lies about ln n deep; the median, where m may have a kink, at ln 2.
    let middle = n.ln();
    let near = [1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.4, std::f64::consts::LN_2].into_iter();
    let cuts: Vec<f64> = [0.0].into_iter().chain(near).chain((1..=60).map(f64::from)).collect();
    let panels: Vec<_> = cuts.windows(2).map(|pair| (pair[0], pair[1])).filter(|pair| pair.0 < middle + 36.0).collect();
    let weight = |h: f64| n * ((n - 1.0) * (-(-h).exp()).ln_1p() - h).exp();
    let q = integrate(|_, h| [m(law.inv_ln_sf(-h)) * weight(h)], &panels, Goal::default());
    Estimate::new(q.value[0], q.error[0] + 1e-12 * q.absolute[0])
}

/// How often an event happens to the best of n draws.
pub(super) fn share_above(context: &Context<'_>, law: &Law, n: u32, event: impl Fn(f64) -> bool + Sync) -> Measured {
    let trials = context.draws(200_000);
    let hits = hits(trials, &context.stream(&format!("best of {n}")), |stream| {
        event((0..n).map(|_| draw(&**law, stream)).fold(f64::NEG_INFINITY, f64::max))
    });
    Measured::Frequency { hits, trials }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_two_three_and_four_have_known_moments() {
        let root = PI.sqrt();
        // E max: 1/sqrt(pi), 3/(2 sqrt(pi)), 6 atan(sqrt 2)/pi^(3/2); E max²: 1, 1 + sqrt(3)/(2 pi), 1 + sqrt(3)/pi.
        let firsts = [1.0 / root, 1.5 / root, 6.0 * 2f64.sqrt().atan() / (PI * root)];
        let seconds = [1.0, 1.0 + 3f64.sqrt() / (2.0 * PI), 1.0 + 3f64.sqrt() / PI];
        for ((n, first), second) in [2.0, 3.0, 4.0].into_iter().zip(firsts).zip(seconds) {
            assert!((by_levels(n, |u| u).value - first).abs() < 1e-12, "{n}");
            assert!((by_levels(n, |u| u * u).value - second).abs() < 1e-12, "{n}");
        }
    }
}
