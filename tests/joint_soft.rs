//! A soft choice among n draws whose V and X depend on each other: against sums over all draws, integrals computed elsewhere, and the
//! answers for independent parts.

mod common;

use common::law;
use goodhart::{
    expect::{
        joint::{JointSelector, JointSoftSelector},
        soft_best_of::soft_best_of,
    },
    model::{Joint, Pressure, Proxy, joint},
    num::Estimate,
    tail::{Catalogue, Moment},
};

fn joint_of(value: &str, error: Option<&str>, text: &str) -> Joint {
    joint::parse(law(value), error.map(law), text, &Catalogue::standard()).expect("a joint law")
}

fn selector(value: &str, error: Option<&str>, text: &str, lambda: f64) -> JointSoftSelector {
    JointSoftSelector::new(&joint_of(value, error, text), lambda).expect("a selector")
}

/// Within what is stated and beside the rounding of the truth, and within 1e-9.
fn near(found: Moment, truth: f64, what: &str) {
    let Moment::Finite(Estimate { value, error }) = found else { panic!("{what}: {found:?}") };
    assert!((value - truth).abs() <= error + 4e-14 * (1.0 + truth.abs()), "{what}: {value} +- {error} for {truth}");
    assert!(error <= 1e-9 * (1.0 + truth.abs()), "{what}: {value} +- {error} is not sure enough");
}

#[test]
fn all_pairs_and_triples_of_discrete_draws_are_summed() {
    let (a, b) = (0.7f64, 0.5f64);
    let low = (a.powi(-2) + b.powi(-2) - 1.0).powf(-0.5);
    let draws = [(-1.0f64, 0.0f64, low), (-1.0, 2.0, a - low), (1.0, 0.0, b - low), (1.0, 2.0, 1.0 - a - b + low)];
    for lambda in [0.3f64, 2.0, 9.0] {
        let mut soft = selector("two_point(-1, 1, 0.3)", Some("two_point(0, 2, 0.5)"), "clayton(2)", lambda);
        let (mut two, mut three) = ([0.0; 2], [0.0; 2]);
        for i in &draws {
            for j in &draws {
                for k in &draws {
                    let weight = |draw: &(f64, f64, f64)| (lambda * (draw.0 + draw.1)).exp();
                    let [wi, wj, wk] = [i, j, k].map(weight);
                    let mass = i.2 * j.2 * k.2;
                    for (part, of) in [i.0, i.0 + i.1].into_iter().enumerate() {
                        two[part] += 2.0 * mass * of * wi / (wi + wj);
                        three[part] += 3.0 * mass * of * wi / (wi + wj + wk);
                    }
                }
            }
        }
        for (n, known) in [(2.0, two), (3.0, three)] {
            let best = soft.best_of(n).unwrap();
            near(best.mean_v, known[0], &format!("V, n = {n}, lambda = {lambda}"));
            near(best.mean_u, known[1], &format!("U, n = {n}, lambda = {lambda}"));
        }
    }
}

#[test]
fn it_agrees_with_integrals_over_the_draws_computed_elsewhere() {
    // Double and triple sums of the softmax over Gauss-Legendre nodes of the density of U and of E[V | U = u] times it.
    for (lambda, two, three) in [
        (0.7, (0.05914462652504766, 1.7458591131010388), (0.08246520696096149, 1.841353057023312)),
        (4.0, (0.11115849381826204, 1.987447813696242), (0.16629633948440425, 2.228271048456664)),
    ] {
        let mut soft = selector("uniform(-1, 1)", Some("uniform(0, 3)"), "fgm(-0.8)", lambda);
        for (n, (mean_v, mean_u)) in [(2.0, two), (3.0, three)] {
            let best = soft.best_of(n).unwrap();
            near(best.mean_v, mean_v, &format!("V, n = {n}, lambda = {lambda}"));
            near(best.mean_u, mean_u, &format!("U, n = {n}, lambda = {lambda}"));
        }
    }
    // A choice hardly sharper than chance: of two draws lambda/2 Cov(V, U), with Cov(V, U) = 1/3 + theta/6.
    for theta in [-1.0, 0.6] {
        let mut soft = selector("uniform(-1, 1)", Some("exponential(1)"), &format!("fgm({theta})"), 1e-4);
        let gain = soft.best_of(2.0).unwrap().gain.unwrap();
        let truth = 0.5e-4 * (1.0 / 3.0 + theta / 6.0);
        assert!((gain.value - truth).abs() <= gain.error + 1e-7 * truth && gain.error < 1e-12, "{gain} for {truth}");
    }
}

#[test]
fn two_normals_are_chosen_as_their_sum_is() {
    // U ~ normal(0, 37) as from independent parts, and V has 15/37 of it.
    let mut soft = selector("normal(0, 3)", Some("normal(0, 4)"), "gaussian(0.5)", 0.4);
    let plain = Proxy { value: law("normal(0, 6)"), error: law("normal(0, 1)") };
    for n in [2.0, 50.0, 1e6] {
        let (best, truth) = (soft.best_of(n).unwrap(), soft_best_of(&plain, n, 0.4).unwrap());
        let mean_u = truth.mean_u.value();
        near(best.mean_u, mean_u, &format!("U, n = {n}"));
        near(best.mean_v, mean_u * 15.0 / 37.0, &format!("V, n = {n}"));
    }
}

#[test]
fn its_ends_are_chance_and_the_largest() {
    let (value, error, text) = ("normal(0, 1)", Some("pareto(3)"), "clayton(2)");
    let mut chance = selector(value, error, text, 0.0);
    near(chance.best_of(100.0).unwrap().mean_u, 1.5, "by chance");
    let largest = JointSelector::new(&joint_of(value, error, text)).unwrap().under(Pressure::BestOf(30.0)).unwrap();
    let best = selector(value, error, text, f64::INFINITY).best_of(30.0).unwrap();
    near(best.mean_v, largest.mean_v.value(), "the largest");
    // Noise of a thousandth moves it by a thousandth at most.
    let sharp = selector(value, error, text, 1e3).best_of(30.0).unwrap();
    assert!(
        (sharp.mean_u.value() - largest.mean_u.value()).abs() < 1e-3 && sharp.mean_u.value() < largest.mean_u.value()
    );
    let mut endless = selector("normal(0, 1)", Some("pareto(0.9)"), "fgm(1)", 1.0);
    let best = endless.best_of(3.0).unwrap();
    assert!(best.mean_u == Moment::Infinite && best.gain.unwrap().value > 0.1);
    assert!(endless.best_of(0.5).is_err());
    assert!(JointSoftSelector::new(&joint_of(value, error, text), -1.0).is_err());
}
