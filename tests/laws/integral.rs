//! The integrated upper tail: against a quadrature of the tail, its own derivative, and values with many digits.

use crate::common::{all_laws, gauss_16, law, none, points, room, within};
use crate::exceptions::excused;
use goodhart::tail::{Atom, Interval, Law, Tail, TailClass, defaults};

/// What rounding may do to the logarithm of an integrated tail at x: the tail's own, and that of x.
fn tolerance(law: &Law, x: f64) -> f64 {
    let depth = law.ln_sf(x).abs();
    let steepness = x.abs() * (law.ln_sf(x) - law.ln_upper_integral(x)).exp();
    2e-13 + 1e-14 * (depth + if steepness.is_finite() { steepness } else { 0.0 })
}

/// The interior points of the laws at depths to 1e4, and some below the support.
fn places() -> Vec<(Law, f64)> {
    let mut places = Vec::new();
    for law in all_laws() {
        let mut all: Vec<f64> = points(&law).into_iter().filter(|x| law.ln_sf(*x) >= -1.01e4).collect();
        let median = law.inv_ln_sf(-std::f64::consts::LN_2);
        let width = law.inv_ln_sf(-1.0) - median;
        all.extend([1e-3, 1.0, 30.0, 1e6].map(|far| median - far * width));
        places.extend(all.into_iter().filter(|x| x.is_finite()).map(|x| (law.clone(), x)));
    }
    places
}

#[test]
fn it_is_the_quadrature_of_the_tail() {
    let mut bad = Vec::new();
    for (law, x) in places().into_iter().filter(|(law, _)| !excused("integrated tail by quadrature", law.spec())) {
        let (value, numeric) = (law.ln_upper_integral(x), defaults::ln_upper_integral(&*law, x));
        if value != numeric && !within((value - numeric).abs(), tolerance(&law, x)) {
            bad.push(format!("{law} at {x:e}, ln S {:e}: {value:e}, quadrature {numeric:e}", law.ln_sf(x)));
        }
    }
    none(bad);
}

#[test]
fn its_derivative_is_the_tail() {
    let (mut bad, rule) = (Vec::new(), gauss_16());
    let mut looked_at = 0;
    for (law, x) in places() {
        let (ln_i, ln_s) = (law.ln_upper_integral(x), law.ln_sf(x));
        if !ln_i.is_finite() || crate::common::is_atom(&law, x) {
            continue;
        }
        // A step over which the integral falls by a third or less, on one smooth piece.
        let step = (0.3 * (ln_i - ln_s).exp()).min(0.5 * room(&law, x));
        let next = x + step;
        if step < 1e-9 * x.abs() || !(1e-250..=1e250).contains(&step) {
            continue;
        }
        let part: f64 = rule.iter().map(|(node, w)| w * (law.ln_sf(x + node * (next - x)) - ln_i).exp()).sum();
        let lost = -(law.ln_upper_integral(next) - ln_i).exp_m1();
        looked_at += 1;
        if !within((lost - part * (next - x)).abs(), 2.0 * tolerance(&law, x)) {
            bad.push(format!("{law} from {x:e} to {next:e}: falls by {lost:e}, tail {:e}", part * (next - x)));
        }
    }
    assert!(looked_at > 800, "only {looked_at} places");
    none(bad);
}

#[test]
fn it_matches_the_reference_table() {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/reference/integrals.csv").unwrap();
    let (mut rows, mut bad) = (0, Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let (law, x, truth): (_, f64, f64) = (law(&record[0]), record[1].parse().unwrap(), record[2].parse().unwrap());
        let value = law.ln_upper_integral(x);
        rows += 1;
        if !within((value - truth).abs(), tolerance(&law, x)) {
            bad.push(format!("{law} at {x:e}: {value:e}, truth {truth:e}, off by {:.1e}", value - truth));
        }
    }
    assert!(rows > 150, "only {rows} rows were read");
    none(bad);
}

#[test]
fn it_is_infinite_exactly_where_the_upper_mean_is_and_void_above_the_support() {
    for law in all_laws() {
        let infinite = !law.tail_class().has_moment(1.0);
        for x in [-1e300, -3.0, 0.3, law.inv_ln_sf(-0.7)] {
            if x < law.support().high {
                assert_eq!(law.ln_upper_integral(x) == f64::INFINITY, infinite, "{law} at {x}");
            }
        }
        let high = law.support().high;
        if high.is_finite() {
            for x in [high, high + 1.0, 1e300] {
                assert_eq!(law.ln_upper_integral(x), f64::NEG_INFINITY, "{law} at {x}");
            }
        }
    }
}

#[test]
fn below_the_support_it_is_the_mean_less_x() {
    let mut bad = Vec::new();
    for law in all_laws().into_iter().filter(|law| law.support().low.is_finite()) {
        let Some(mean) = law.mean().finite() else { continue };
        for distance in [1e-9, 0.5, 1e3, 1e200] {
            let x = law.support().low - distance;
            let gap = mean.value - x;
            if !within(
                (law.ln_upper_integral(x).exp() / gap - 1.0).abs(),
                1e-12 + 2.0 * mean.error / gap.abs() + 4e-16 * x.abs() / gap,
            ) {
                bad.push(format!("{law} at {x:e}: {:e} for {gap:e}", law.ln_upper_integral(x).exp()));
            }
        }
    }
    none(bad);
}

/// A law as a user writes it, with nothing but the three methods and an atom.
#[derive(Debug)]
struct Rough {
    atoms: [Atom; 1],
}

impl Tail for Rough {
    fn support(&self) -> Interval {
        Interval::new(-2.0, f64::INFINITY)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        match x {
            x if x < -2.0 => 0.0,
            x if x < 1.0 => -0.25 * (x + 2.0),
            x => -0.75 - std::f64::consts::LN_2 - 2.0 * (x - 1.0),
        }
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: 2.0, ln_coefficient: 1.25 - std::f64::consts::LN_2, power: 0.0 }
    }
    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }
}

#[test]
fn the_quadrature_finds_atoms_and_corners() {
    let law = Rough { atoms: [Atom { at: 1.0, mass: 0.5 * (-0.75f64).exp() }] };
    let beyond = 0.25 * (-0.75f64).exp();
    let truth = |x: f64| 4.0 * ((-0.25 * (x + 2.0)).exp() - (-0.75f64).exp()) + beyond;
    for x in [-2.0, -1.0, 0.0, 0.999_999] {
        assert!((law.ln_upper_integral(x) - truth(x).ln()).abs() < 1e-13, "{x}");
    }
    assert!((law.ln_upper_integral(-7.0) - (truth(-2.0) + 5.0).ln()).abs() < 1e-13);
    assert!((law.ln_upper_integral(5000.0) - (law.ln_sf(5000.0) - std::f64::consts::LN_2)).abs() < 1e-11);
}
