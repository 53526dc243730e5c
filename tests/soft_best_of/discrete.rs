//! Where U takes few values: every outcome of n draws, one by one.

use super::{proxy, value};
use goodhart::{
    expect::soft_best_of::{SoftSelector, soft_best_of},
    model::Proxy,
};

/// A sum that keeps what its roundings lose (Neumaier 1974).
#[derive(Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, x: f64) {
        let next = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() { (self.sum - next) + x } else { (x - next) + self.sum };
        self.sum = next;
    }

    fn total(&self) -> f64 {
        self.sum + self.lost
    }
}

/// `(E[V], E[U])` of the chosen draw, over all `k^n` outcomes of n draws of k pairs.
fn enumerated(pair: &Proxy, n: u32, lambda: f64) -> (f64, f64) {
    let draws: Vec<(f64, f64, f64)> = pair
        .value
        .atoms()
        .iter()
        .flat_map(|v| pair.error.atoms().iter().map(move |x| (v.at, v.at + x.at, v.mass * x.mass)))
        .collect();
    let (mut of_value, mut of_proxy) = (Sum::default(), Sum::default());
    for code in 0..draws.len().pow(n) {
        let chosen: Vec<_> = (0..n).map(|i| draws[code / draws.len().pow(i) % draws.len()]).collect();
        let chance: f64 = chosen.iter().map(|draw| draw.2).product();
        let top = chosen.iter().map(|draw| draw.1).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = chosen.iter().map(|draw| (lambda * (draw.1 - top)).exp()).collect();
        let total: f64 = weights.iter().sum();
        for (draw, weight) in chosen.iter().zip(&weights) {
            of_value.add(chance * weight / total * draw.0);
            of_proxy.add(chance * weight / total * draw.1);
        }
    }
    (of_value.total(), of_proxy.total())
}

#[test]
fn few_values_are_met_by_enumeration() {
    for (v, x) in [
        ("two_point(-1, 1, 0.3)", "two_point(0, 0.5, 0.2)"),
        ("two_point(-1, 1, 0.3)", "two_point(-3, 3, 0.5)"),
        ("two_point(0, 1, 0.01)", "mixture(0.5, two_point(0, 1, 0.5), two_point(-2, 7, 0.1))"),
    ] {
        let pair = proxy(v, x);
        for lambda in [1e-3, 0.3, 1.0, 5.0, 40.0, 1e4] {
            let mut selector = SoftSelector::new(&pair, lambda).expect("a selector");
            for n in [2, 3, 4, 5] {
                let got = selector.best_of(f64::from(n)).expect("an answer");
                let (of_value, of_proxy) = enumerated(&pair, n, lambda);
                for (got, truth) in [(got.mean_v, of_value), (got.mean_u, of_proxy)] {
                    let got = got.finite().expect("finite");
                    let miss = (got.value - truth).abs();
                    assert!(miss <= 1e-11, "{v} + {x}, {lambda}, {n}: {got}, truth {truth}");
                    // Products of chances are rounded a few times.
                    assert!(miss <= got.error + 4e-15, "{v} + {x}, {lambda}, {n}: {got}, truth {truth}");
                    assert!(got.error <= 1e-9, "{v} + {x}, {lambda}, {n}: {got}");
                }
            }
        }
    }
}

#[test]
fn two_draws_of_two_values_have_a_closed_form() {
    let pair = proxy("two_point(0, 1, 0.5)", "two_point(0, 1e-300, 1e-300)");
    for lambda in [1e-6, 0.5, 20.0] {
        let got = soft_best_of(&pair, 2.0, lambda).expect("an answer");
        let gain = 0.25 * (0.5 * lambda).tanh();
        assert!((got.gain.expect("a mean").value - gain).abs() < 1e-11 * gain, "{lambda}: {got:?}");
        assert!((value(got.mean_v) - 0.5 - gain).abs() < 1e-15);
    }
}
