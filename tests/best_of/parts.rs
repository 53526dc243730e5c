//! The value and the error of the chosen draw add up to its proxy: two gains, of either law beside the other, and one height,
//! integrals of three different functions.

use super::common::law;
use goodhart::{
    expect::best_of::Selector,
    model::{Pressure, Proxy},
    num::Estimate,
    tail::{Catalogue, Law},
};

/// Pairs that are asked.
const PAIRS: u64 = 150;
/// The golden ratio's sequence: places spread evenly over (0, 1), the same on every run.
const STEP: f64 = 0.618_033_988_749_894_9;

fn share(i: u64, seed: f64) -> f64 {
    (seed + i as f64 * STEP).fract()
}

/// The typical members of every family and of the laws made from others.
fn specs() -> Vec<&'static str> {
    let catalogue = Catalogue::standard();
    let all = catalogue.families().iter().flat_map(|family| family.typical).copied();
    all.filter(|spec| !spec.contains("empirical")).collect()
}

/// A pressure of any kind and strength.
fn pressure(i: u64) -> Pressure {
    let strength = share(i, 0.3);
    match i % 5 {
        0 => Pressure::BestOf(1.0 + strength),
        1 => Pressure::BestOf(2.0 + 30.0 * strength),
        2 => Pressure::BestOf(1.0 + (41.0 * strength).exp()),
        3 => Pressure::BestOfPoisson((14.0 * strength - 2.0).exp()),
        _ => Pressure::Tilt((14.0 * strength - 2.0).exp()),
    }
}

/// The gains of both laws and the height, asked for from either side; none if not all are finite.
fn ask(value: &Law, error: &Law, pressure: Pressure) -> Option<([Estimate; 2], [Estimate; 2])> {
    let one = |value: &Law, error: &Law| {
        let proxy = Proxy { value: value.clone(), error: error.clone() };
        let selected = Selector::new(&proxy).and_then(|mut selector| selector.under(pressure)).ok()?;
        selected.mean_v.finite().zip(selected.mean_u.finite())
    };
    let ((of_value, height), (of_error, other_height)) = (one(value, error)?, one(error, value)?);
    Some(([of_value, of_error], [height, other_height]))
}

/// Whether the parts add up to the whole, and both wholes are the same.
fn fits([value, error]: [Estimate; 2], [height, other]: [Estimate; 2]) -> bool {
    let size = value.value.abs() + error.value.abs();
    let same = |a: Estimate, b: Estimate| (a.value - b.value).abs() <= a.error + b.error + f64::EPSILON * size;
    same(value.plus(error), height) && same(height, other)
}

#[test]
fn the_parts_of_the_chosen_draw_add_up_to_its_proxy() {
    let specs = specs();
    let pick = |i: u64, seed: f64| specs[(share(i * i + i, seed) * specs.len() as f64) as usize];
    let (mut compared, mut caught, mut misfits) = (0, 0, Vec::new());
    for i in 0..PAIRS {
        let (v, x) = (pick(i, 0.0), pick(i, 0.71));
        let Some((parts, wholes)) = ask(&law(v), &law(x), pressure(i)) else { continue };
        compared += 1;
        if !fits(parts, wholes) {
            misfits.push(format!("{v} + {x}, {:?}: {parts:?}, {wholes:?}", pressure(i)));
        }
        // A part that is a billionth of the whole off.
        let wrong = Estimate::new(parts[0].value + 1e-9 * wholes[0].value.abs(), parts[0].error);
        caught += u32::from(!fits([wrong, parts[1]], wholes));
    }
    assert!(misfits.is_empty(), "{} of {compared}: {misfits:#?}", misfits.len());
    assert!(compared > 60 && caught > compared * 9 / 10, "{caught} of {compared} wrong parts are caught");
}

#[test]
fn beside_an_atom_a_singular_corner_says_how_sure_it_is() {
    // The density of U has a root of the distance to 1 in its denominator: f64 cannot tell the places next to it apart.
    let cases = [
        ("weibull(0.5)", "two_point(-1, 1, 0.5)", Pressure::BestOf(1.383)),
        ("two_point(-1, 1, 0.5)", "gamma(0.5, 1)", Pressure::Tilt(4.419_382_586_410_073)),
        ("pareto(3)", "uniform(-1, 1)", Pressure::BestOf(1.472)),
    ];
    for (v, x, pressure) in cases {
        let (parts, wholes) = ask(&law(v), &law(x), pressure).unwrap_or_else(|| panic!("{v} + {x} answers"));
        assert!(fits(parts, wholes), "{v} + {x}, {pressure:?}: {parts:?}, {wholes:?}");
        assert!(parts.iter().all(|part| part.error < 1e-7 * wholes[0].value.abs()), "{v} + {x}: {parts:?}");
    }
}

#[test]
fn narrow_parts_that_are_far_from_each_other_add_up_too() {
    let pairs = [
        // Half of all draws are where a first look from between the parts has no level at all.
        ("mixture(0.5, student_t(3), normal(100, 1))", "mixture(0.01, normal(100, 1), normal(-60, 0.1))"),
        ("mixture(0.9, uniform(40, 41), student_t(3))", "mixture(0.01, normal(1000, 5), normal(-60, 0.1))"),
        // What is left of a part at the end of a long way is beyond the last node on it.
        ("mixture(0.01, laplace(1), normal(1000, 5))", "normal(0, 1e-4)"),
        ("mixture(0.9, shifted(-500, student_t(4)), laplace(1))", "two_point(-1, 1, 0.3)"),
        ("mixture(1e-4, gamma(0.5, 1), normal(0, 1))", "normal(0, 1e-4)"),
    ];
    for (value, error) in pairs {
        for n in [2.0, 30.0] {
            let [v, x] = [value, error].map(law);
            let (gains, heights) = ask(&v, &x, Pressure::BestOf(n)).expect("all finite");
            let known = gains.iter().chain(&heights).all(|of| of.error < 1e-8);
            assert!(fits(gains, heights) && known, "{value} + {error}, n = {n}: {gains:?} {heights:?}");
        }
    }
}

/// The best of two of a mixture of two normal laws, each of standard deviation sqrt 2 as U: both draws of one part, or one of each.
#[test]
fn two_parts_of_v_ten_million_apart_are_worth_what_they_are() {
    let [v, x] = ["mixture(0.5, normal(0, 1), normal(1e7, 1))", "normal(0, 1)"].map(law);
    let (gains, heights) = ask(&v, &x, Pressure::BestOf(2.0)).expect("all finite");
    // E[max] - E of two standard normal draws is 1 / sqrt(pi); half of the pairs come from one part, V and X by half each.
    let of_each = 0.25 / (2.0 * std::f64::consts::PI).sqrt() * 2.0;
    let near = |found: Estimate, truth: f64, relative: f64| {
        let missed = (found.value - truth).abs();
        assert!(missed <= found.error + f64::EPSILON * truth && missed < relative * truth, "{found:?} {truth}");
    };
    near(gains[0], 7.5e6 + of_each, 1e-10);
    near(gains[1], of_each, 1e-8);
    heights.iter().for_each(|height| near(*height, 7.5e6 + 2.0 * of_each, 1e-13));
}
