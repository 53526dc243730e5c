//! Best of a random number of draws is the mixture of the bests.

use super::{proxy, value};
use goodhart::{expect::best_of::Selector, model::Pressure};

#[test]
fn one_plus_poisson_draws_mix_the_best_of_each_number() {
    for (v, x) in [("normal(0, 1)", "laplace(1)"), ("two_point(-1, 1, 0.3)", "clipped(exponential(1), 2)")] {
        let mut selector = Selector::new(&proxy(v, x)).expect("a selector");
        for mu in [0.1, 1.5, 6.0] {
            let mut weight = f64::exp(-mu);
            let (mut mixed_v, mut mixed_u, mut mixed_win) = (0.0, 0.0, 0.0);
            for n in 1..60 {
                let best = selector.best_of(f64::from(n)).expect("an answer");
                mixed_v += weight * value(best.mean_v);
                mixed_u += weight * value(best.mean_u);
                mixed_win += weight * best.win_rate.value;
                weight *= mu / f64::from(n);
            }
            let got = selector.under(Pressure::BestOfPoisson(mu)).expect("an answer");
            assert!((value(got.mean_v) - mixed_v).abs() < 1e-11, "{v} + {x}, {mu}: {got:?}: {mixed_v}");
            assert!((value(got.mean_u) - mixed_u).abs() < 1e-11, "{v} + {x}, {mu}: {got:?}: {mixed_u}");
            assert!((got.win_rate.value - mixed_win).abs() < 1e-11, "{v} + {x}, {mu}: {got:?}: {mixed_win}");
        }
    }
}
