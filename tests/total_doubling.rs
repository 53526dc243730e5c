//! The law of a total of n steps by doubling tables, against other formulas, other engines and true values.

mod common;

use common::{law, number, table};
use goodhart::{
    expect::{
        Refusal,
        total::{Tabulated, doubled},
    },
    num::{Estimate, logs::ln_1m_exp},
    tail::{Interval, Law, Moment, Tail, TailClass, made::empirical},
};
use std::collections::HashMap;

fn total(step: &str, n: u64) -> Tabulated {
    doubled(&law(step), n).unwrap_or_else(|why| panic!("{n} steps of {step}: {why}"))
}

/// Within the stated error, and the error below `sure` of the value.
fn close(found: Result<Estimate, Refusal>, truth: f64, sure: f64, what: &str) {
    let found = found.unwrap_or_else(|why| panic!("{what}: {why}"));
    let miss = (found.value - truth).abs();
    assert!(miss <= found.error + 4e-16 * truth.abs(), "{what}: {found}, truth {truth}, off by {miss:e}");
    assert!(found.error <= sure * truth.abs(), "{what}: {found} is not sure enough");
}

fn finite(moment: Result<Moment, Refusal>) -> Result<Estimate, Refusal> {
    moment.map(|moment| moment.finite().unwrap_or_else(|| panic!("{moment:?} is not finite")))
}

#[test]
fn true_values_lie_within_the_stated_errors() {
    let rows = table("totals.csv");
    let mut totals = HashMap::new();
    for row in &rows {
        let (step, n) = (row["step"].clone(), number(row, "n") as u64);
        let total = totals.entry((step, n)).or_insert_with(|| total(&row["step"], n));
        let what = format!("{n} steps of {}: {} of {}", row["step"], row["quantity"], row["argument"]);
        let (truth, argument) = (number(row, "value"), row["argument"].parse().unwrap_or(f64::NAN));
        match row["quantity"].as_str() {
            "ln_cdf" => close(total.ln_cdf(argument), truth, 1e-9, &what),
            "ln_sf" => close(total.ln_sf(argument), truth, 1e-9, &what),
            "pdf_beyond_low" => close(total.ln_pdf_at_offset(argument), truth.ln(), 1e-9, &what),
            "quantile_cdf" => close(total.inv_ln_cdf(argument.ln()), truth, 1e-10, &what),
            "quantile_ln_sf" => close(total.inv_ln_sf(argument.ln()), truth, 1e-9, &what),
            "E_inv_T" => close(finite(total.mean_inverse()), truth, 1e-10, &what),
            "E_ln_T" => close(finite(total.mean_ln()), truth, 1e-10, &what),
            other => panic!("{other}"),
        }
    }
    assert!(rows.len() > 100);
}

/// Both tails, the density and the quantiles of a total against a law that is known to be its own, from e^-0.7 to e^-`deepest`.
fn same(step: &str, n: u64, truth: &str, deepest: f64, sure: f64) {
    let (total, truth) = (total(step, n), law(truth));
    for k in 0..20 {
        let depth = 0.7 * (deepest / 0.7).powf(f64::from(k) / 19.0);
        for x in [truth.inv_ln_sf(-depth), truth.inv_ln_cdf(-depth)].into_iter().filter(|x| x.is_finite()) {
            let what = format!("{n} steps of {step} at {x}");
            close(total.ln_sf(x), truth.ln_sf(x), sure, &what);
            close(total.ln_cdf(x), truth.ln_cdf(x), sure, &what);
            let density = total.ln_pdf(x).unwrap_or_else(|why| panic!("{what}: {why}")).value;
            assert!((density - truth.ln_pdf(x)).abs() < 1e-8 * (1.0 + depth), "{what}: {density}");
        }
        close(total.inv_ln_sf(-depth), truth.inv_ln_sf(-depth), 1e-7, &format!("{n} steps of {step}, depth {depth}"));
        close(
            total.inv_ln_cdf(-depth),
            truth.inv_ln_cdf(-depth),
            1e-7,
            &format!("{n} steps of {step}, depth -{depth}"),
        );
    }
}

#[test]
fn closed_families_stay_what_they_are() {
    same("exponential(1)", 1000, "gamma(1000, 1)", 700.0, 1e-9);
    same("gamma(0.3, 2)", 20, "gamma(6, 2)", 300.0, 1e-9);
    same("normal(1, 2)", 16, "normal(16, 8)", 700.0, 1e-9);
    same("cauchy(1)", 5, "cauchy(5)", 600.0, 1e-9);
    same("levy(1)", 100, "levy(10000)", 300.0, 1e-9);
    same("shifted(5, gamma(2.5, 1))", 64, "shifted(320, gamma(160, 1))", 700.0, 1e-9);
}

#[test]
fn a_million_steps_lose_few_digits() {
    let (total, truth) = (total("exponential(1)", 1_000_000), law("gamma(1000000, 1)"));
    for depth in [0.7, 7.0, 70.0, 700.0] {
        for x in [truth.inv_ln_sf(-depth), truth.inv_ln_cdf(-depth)] {
            for (found, truth) in [(total.ln_sf(x), truth.ln_sf(x)), (total.ln_cdf(x), truth.ln_cdf(x))] {
                let found = found.expect("a probability");
                let miss = (found.value - truth).abs();
                assert!(miss <= found.error && miss < 1e-9 * truth.abs(), "at {x}: {found}, truth {truth}");
            }
        }
    }
}

/// A step known by its survival function alone: `(1 + x - low)^-3`.
#[derive(Debug)]
struct Own {
    low: f64,
}

impl Tail for Own {
    fn support(&self) -> Interval {
        Interval::new(self.low, f64::INFINITY)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        -3.0 * (x - self.low).max(0.0).ln_1p()
    }
    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: 3.0, ln_coefficient: 0.0, log_power: 0.0 }
    }
}

#[test]
fn a_survival_function_is_enough() {
    let own = doubled(&Law::new("own", Own { low: 0.0 }), 50).expect("a total");
    let known = total("lomax(3)", 50);
    for x in [1e-5, 1.0, 10.0, 20.0, 25.0, 40.0, 200.0, 1e6] {
        for (found, truth) in [(own.ln_sf(x), known.ln_sf(x)), (own.ln_cdf(x), known.ln_cdf(x))] {
            let (found, truth) = (found.expect("own").value, truth.expect("known").value);
            assert!((found / truth - 1.0).abs() < 1e-9, "{x}: {found} {truth}");
        }
    }
}

#[test]
fn atoms_are_counted() {
    // 10 throws at 0.3: P(T <= 2) by hand.
    let coins = total("two_point(0, 1, 0.3)", 10);
    let p = |k: i32, choose: f64| choose * 0.3f64.powi(k) * 0.7f64.powi(10 - k);
    close(coins.ln_cdf(2.5), (p(0, 1.0) + p(1, 10.0) + p(2, 45.0)).ln(), 1e-12, "coins");
    close(coins.ln_sf(9.0), 10.0 * 0.3f64.ln(), 1e-12, "all");
    // Three dice: 216 sums, of which 10 are 6.
    let faces: Vec<f64> = (1..=6).map(f64::from).collect();
    let dice = doubled(&empirical(&faces, "die").expect("data"), 3).expect("a total");
    close(dice.ln_cdf(3.0), (1.0f64 / 216.0).ln(), 1e-12, "three ones");
    close(dice.ln_cdf(6.9), (20.0f64 / 216.0).ln(), 1e-12, "at most six");
    assert_eq!(dice.inv_ln_cdf(0.5f64.ln()).expect("a median").value, 10.0);
    // An atom at an end beside a density: T = 3 high if and only if all three are clipped, and P(T >= 2 high) is by hand.
    let clipped = total("clipped(exponential(1), 1)", 3);
    let rest = 1.0 - (-3.0f64).exp();
    let below = clipped.ln_cdf(3.0f64.next_down()).expect("a probability").value;
    assert!((below - rest.ln()).abs() < 1e-9, "{below} {}", rest.ln());
}

#[test]
fn one_kept_atom_and_a_density_agree_with_a_count() {
    // min(E, 1) twice: P(T <= x) for x in (1, 2) is that both are below 1 and their sum is small, or one is clipped.
    let total = total("clipped(exponential(1), 1)", 2);
    let x = 1.4f64;
    // int_(x-1)^1 e^-a (1 - e^-(x-a)) da + (1 - e^-(x-1)) + 2 e^-1 (1 - e^-(x-1)) - (mass of a <= x-1 with b clipped)
    let both = ((1.0 - x).exp() - (-1.0f64).exp()) - (2.0 - x) * (-x).exp()
        + (1.0 - (1.0 - x).exp()) * (1.0 - (-1.0f64).exp());
    let truth = both + 2.0 * (-1.0f64).exp() * (1.0 - (1.0 - x).exp());
    close(total.ln_cdf(x), truth.ln(), 1e-9, "clipped");
    close(total.ln_sf(x), ln_1m_exp(truth.ln()), 1e-9, "clipped");
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let refusal = |step: &str, n| doubled(&law(step), n).err().map(|why| why.0).unwrap_or_default();
    let blind = doubled(&Law::new("blind", Own { low: 1.0 }), 4).unwrap_err();
    assert!(blind.0.contains("ln_cdf_above_low"), "{blind}");
    assert!(refusal("exponential(1)", 0).contains("steps"));
    assert!(refusal("mixture(0.5, uniform(0, 1), uniform(2, 3))", 4).contains("vanishes"));
    assert!(refusal("mixture(0.5, two_point(0, 1, 0.5), uniform(0, 1))", 4).contains("atoms"));
    assert!(refusal("log_cauchy(1)", 4).contains("no f64"));
    assert!(total("normal(0, 1)", 4).mean_inverse().is_err() && total("two_point(0, 1, 0.5)", 4).mean_ln().is_err());
    assert_eq!(total("exponential(1)", 1).mean_inverse(), Ok(Moment::Infinite));
    let light = total("normal(0, 1)", 4);
    assert!(light.ln_sf(1e6).unwrap_err().0.contains("deeper"));
    assert!(light.ln_cdf(1e6).expect("certain").value == 0.0 && light.ln_cdf(-1e6).is_err());
    assert!(light.ln_sf(f64::NAN).is_err() && light.inv_ln_sf(0.5).is_err());
    // A single large step decides far out, and is not refused.
    close(total("pareto(5)", 4).ln_sf(1e200), 4f64.ln() - 5.0 * 1e200f64.ln(), 1e-12, "one large step");
    // The median of this total is beyond f64.
    assert!(total("log_pareto(1)", 1000).inv_ln_cdf(0.5f64.ln()).is_err());
}

#[test]
fn quantiles_of_atoms_come_from_the_smaller_tail() {
    // 1000 steps of 1 or 3: P(T > 1700) = 7.474e-13, P(T > 1698) = 1.219e-12, from the binomial law.
    let total = total("two_point(1, 3, 0.25)", 1000);
    let p = 0.999_999_999_999f64;
    let (lower, upper) =
        (total.inv_ln_cdf(p.ln()).expect("a quantile"), total.inv_ln_sf(1e-12f64.ln()).expect("a quantile"));
    assert_eq!([lower.value, upper.value], [1700.0; 2]);
}

#[test]
fn beyond_the_tables_a_single_step_decides() {
    // Of a slowly varying law a part is beyond f64 that is no rounding: P(T > x) is a little more than that of the larger step.
    for (k, ln_p) in [(3.739, -20.145f64), (4.0, -21.0), (3.375, -13.8)] {
        let (step, both) = (law(&format!("log_pareto({k})")), total(&format!("log_pareto({k})"), 2));
        let x = both.inv_ln_sf(ln_p).expect("a quantile").value;
        let larger = 2.0 * step.ln_sf(x).exp() - (2.0 * step.ln_sf(x)).exp();
        let excess = ln_p.exp() / larger - 1.0;
        assert!((-1e-11..1e-6).contains(&excess), "log_pareto({k}) at {ln_p}: {excess}");
        let found = both.ln_sf(x).expect("a chance");
        assert!((found.value - ln_p).abs() <= found.error + 1e-12, "{found} for {ln_p}");
    }
}
