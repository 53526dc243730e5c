//! A user's own law gets from the laboratory what its own laws get.

#[allow(dead_code, reason = "the example's main function is not called here")]
#[path = "../examples/own_tail.rs"]
mod own_tail;

use goodhart::{
    cli::Lab,
    expect::condition,
    model::{Proxy, threshold},
    num::quadrature::{Goal, integrate},
    sample::{Source, draw},
    tail::{Law, spec},
};

const EXPONENTS: [f64; 3] = [0.3, 0.8, 1.2];

fn law(text: &str) -> Law {
    let lab = Lab::standard().with(&own_tail::HESITANT);
    spec::parse(text, lab.catalogue(), &|_| Err("no files here".into())).unwrap_or_else(|error| panic!("{error}"))
}

fn hesitant(alpha: f64) -> Law {
    law(&format!("hesitant(alpha = {alpha})"))
}

#[test]
fn its_spec_is_read_checked_and_made_canonical() {
    assert_eq!(law(" hesitant( 1.20 )").spec(), "hesitant(1.2)");
    assert_eq!(law("min_of(3, hesitant(0.5))").spec(), "min_of(3, hesitant(0.5))");
    let lab = Lab::standard().with(&own_tail::HESITANT);
    let refused = |text: &str| spec::parse(text, lab.catalogue(), &|_| Err(String::new())).unwrap_err().to_string();
    assert!(refused("hesitant(0)").contains("> 0"));
    assert!(refused("hesitent(1)").contains("did you mean `hesitant`?"));
}

#[test]
fn its_survival_function_and_quantiles_invert_each_other() {
    for alpha in EXPONENTS {
        let law = hesitant(alpha);
        for depth in [1e-9, 1e-3, 0.5, 1.0, 5.0, 30.0, 150.0] {
            let x = law.inv_ln_sf(-depth);
            assert!((law.ln_sf(x) / -depth - 1.0).abs() < 1e-13 * (1.0 + 1.0 / depth), "{law} at depth {depth}");
            let x = law.inv_ln_cdf(-depth);
            assert!((law.ln_cdf(x) / -depth - 1.0).abs() < 1e-12 * (1.0 + 1.0 / depth), "{law} at lower depth {depth}");
        }
    }
}

#[test]
fn its_density_by_default_is_right_and_integrates_to_one() {
    for alpha in EXPONENTS {
        let law = hesitant(alpha);
        // In y = ln(1 + x) the law has survival function e^(-alpha y) / (1 + y).
        let exact = |y: f64| -alpha * y - y - y.ln_1p() + (alpha + 1.0 / (1.0 + y)).ln();
        for y in [1e-3, 0.1, 1.0, 10.0, 100.0] {
            assert!((law.ln_pdf(f64::exp_m1(y)) - exact(y)).abs() < 1e-8, "{law} at y = {y}");
        }
        let panels: Vec<_> = (0..60).map(|i| (2.0 * f64::from(i), 2.0 * f64::from(i + 1))).collect();
        let mass = |_: usize, y: f64| [(law.ln_pdf(y.exp_m1()) + y).exp()];
        let inside = integrate(mass, &panels, Goal { relative: 1e-10, bisections: 200 }).value[0];
        assert!((inside + law.ln_sf(120f64.exp_m1()).exp() - 1.0).abs() < 1e-8, "{law}: {inside}");
    }
}

#[test]
fn its_draws_have_unit_exponential_depth() {
    const COUNT: u64 = 200_000;
    for alpha in EXPONENTS {
        let law = hesitant(alpha);
        let drawn = draw::draws(&*law, COUNT, &Source::new(1, "examples", law.spec()));
        for depth in [0.1f64, 1.0, 3.0] {
            // Six standard errors of a frequency.
            let p = (-depth).exp();
            let share = drawn.iter().filter(|x| -law.ln_sf(**x) > depth).count() as f64 / COUNT as f64;
            assert!((share - p).abs() < 6.0 * (p * (1.0 - p) / COUNT as f64).sqrt(), "{law} at depth {depth}: {share}");
        }
    }
}

#[test]
fn its_critical_power_follows_from_its_class() {
    assert_eq!((threshold(&hesitant(0.8)).power, threshold(&hesitant(0.8)).finite_at), (1.25, Some(true)));
    assert_eq!((threshold(&hesitant(1.0)).power, threshold(&hesitant(1.0)).finite_at), (1.0, Some(false)));
}

#[test]
fn conditioning_on_it_agrees_with_a_quadrature_made_by_hand() {
    let proxy = Proxy { value: law("normal(0, 1)"), error: hesitant(1.2) };
    for t in [-2.0, 0.5, 3.0, 20.0, 1e3] {
        let found = condition::above(&proxy, t).unwrap();
        let (mass, first) = by_hand(1.2, t);
        assert!((found.ln_p.value - mass.ln()).abs() < 1e-8, "t = {t}: ln P {} against {}", found.ln_p, mass.ln());
        let mean = found.mean_v.value();
        assert!((mean - first / mass).abs() < 1e-8, "t = {t}: E[V] {mean} against {}", first / mass);
    }
}

/// `E[S(t - V)]` and `E[V S(t - V)]` for a standard normal V: Simpson's rule on either side of the corner at V = t.
fn by_hand(alpha: f64, t: f64) -> (f64, f64) {
    let survival = |x: f64| if x <= 0.0 { 1.0 } else { (1.0 + x).powf(-alpha) / (1.0 + (1.0 + x).ln()) };
    let normal = |v: f64| (-0.5 * v * v).exp() / std::f64::consts::TAU.sqrt();
    let corner = t.clamp(-14.0, 14.0);
    [(-14.0, corner), (corner, 14.0)].iter().fold((0.0, 0.0), |(mass, first), &(low, high)| {
        const STEPS: u32 = 20_000;
        let width = (high - low) / f64::from(STEPS);
        (0..=STEPS).fold((mass, first), |(mass, first), i| {
            let v = low + width * f64::from(i);
            let weight = if i == 0 || i == STEPS { 1.0 } else { [2.0, 4.0][i as usize % 2] } * width / 3.0;
            let term = weight * normal(v) * survival(t - v);
            (mass + term, first + v * term)
        })
    })
}
