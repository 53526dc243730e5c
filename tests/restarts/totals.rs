//! The exact law of a total of steps with restarts.

use super::{close, spec};
use goodhart::{
    expect::total::{Side, Total},
    num::{inversion::Inverted, special::ln_gamma},
    sample::{Source, draw::hits, restart::time},
    tail::Moment,
};
use std::iter::repeat;

/// Where nothing is remembered the total is a gamma time.
#[test]
fn totals_of_exponential_steps_are_gamma_times() {
    for (n, cutoff) in [(2u64, 0.4), (5, 2.0), (40, 1.0)] {
        let total = Total::of(&spec(&format!("restarted({cutoff}, exponential(1))")), n).unwrap();
        assert_eq!(total.route(), "restarts");
        let gamma = spec(&format!("gamma({n}, 1)"));
        let n = n as f64;
        for c in [0.05, 0.5, 1.0, 1.7, 8.0, 60.0] {
            if n == 40.0 && c == 60.0 {
                // 2203 nats.
                assert!(total.within(c).unwrap_err().to_string().contains("deeper than e^-755"));
                continue;
            }
            let at = total.within(c).unwrap();
            for (name, found, truth) in [
                ("ln F", at.ln_cdf, gamma.ln_cdf(c * n)),
                ("ln S", at.ln_sf, gamma.ln_sf(c * n)),
                ("ln f", at.ln_pdf, gamma.ln_pdf(c * n)),
            ] {
                let off = (found.value - truth).abs();
                assert!(off <= 2e-11 * (1.0 + truth.abs()), "{name} of {n} at {c}: {found}, truth {truth}");
                assert!(
                    off <= found.error + 1e-13 * (1.0 + truth.abs()),
                    "{name} of {n} at {c}: {found}, truth {truth}"
                );
            }
        }
        for ln_p in [-1e-3, -0.7, -4.0, -40.0] {
            let low = total.quantile(Side::Lower, ln_p).unwrap().value;
            close("quantile", low, gamma.inv_ln_cdf(ln_p), 1e-10);
            let high = total.quantile(Side::Upper, ln_p).unwrap().value;
            close("upper quantile", high, gamma.inv_ln_sf(ln_p), 1e-10);
        }
        let known = |moment: Moment| moment.finite().unwrap().value;
        close("E[1/T]", known(total.mean_inverse().unwrap()), 1.0 / (n - 1.0), 1e-9);
        let psi = (ln_gamma(n + 1e-4) - ln_gamma(n - 1e-4)) / 2e-4;
        close("E[ln T]", known(total.mean_ln().unwrap()), psi, 1e-7);
    }
}

#[test]
fn two_pareto_steps_have_these_chances() {
    // Convolution cell by cell, mpmath.
    let total = Total::of(&spec("restarted(3, pareto(0.5))"), 2).unwrap();
    for (x, truth) in TWO {
        let found = total.within(0.5 * x).unwrap().ln_sf;
        close(&format!("P(T > {x})"), found.value.exp(), truth, 1e-11);
    }
    let nothing = total.within(0.99).unwrap();
    assert_eq!((nothing.ln_cdf.value, nothing.ln_sf.value), (f64::NEG_INFINITY, 0.0));
}

#[allow(clippy::excessive_precision)]
/// `P(T > x)` for two steps of `restarted(3, pareto(0.5))`.
const TWO: [(f64, f64); 4] = [
    (2.5, 0.97979589711327124),
    (7.3, 0.64645723252739908),
    (20.0, 0.13355138704831748),
    (100.0, 2.3471310882932177e-7),
];

/// Tasks of abandoned approaches drawn one by one: by Hoeffding's inequality a share is further than `sqrt(ln(2 tests/1e-6)/(2n))`
/// from its chance once in a million runs, and a cutoff half as long again is told: about the best one the mean
/// hardly changes with it.
#[test]
fn drawn_tasks_have_this_law() {
    const TRIALS: u64 = 200_000;
    let reach = ((2.0 * 9.0f64 / 1e-6).ln() / (2.0 * TRIALS as f64)).sqrt();
    for (text, cutoff, n) in
        [("pareto(0.5)", 3.0, 20u64), ("lognormal(0, 1)", 2.0, 5), ("two_point(1, 10, 0.75)", 4.0, 3)]
    {
        let (base, step) = (spec(text), spec(&format!("restarted({cutoff}, {text})")));
        let total = Total::of(&step, n).unwrap();
        let other = Total::of(&spec(&format!("restarted({}, {text})", 1.5 * cutoff)), n).unwrap();
        let mut told = false;
        for share in [0.6, 1.003, 1.5] {
            let x = share * total.mean().value();
            let source = Source::new(8, "totals", &format!("{text} {share}"));
            let once = |stream: &mut goodhart::sample::Stream| {
                (0..n).map(|_| time(&*base, repeat(cutoff), stream)).sum::<f64>() > x
            };
            let drawn = hits(TRIALS, &source, once) as f64 / TRIALS as f64;
            let chance = |total: &Total| total.within(x / n as f64).unwrap().ln_sf.value.exp();
            assert!((drawn - chance(&total)).abs() < reach, "{step} x {n} beyond {x}: {drawn}, not {}", chance(&total));
            told |= (drawn - chance(&other)).abs() > reach;
        }
        assert!(told, "{step}: a cutoff half as long again is not told");
    }
}

#[test]
fn long_totals_are_normal_in_the_middle_and_exponential_far_out() {
    let step = spec("restarted(3, pareto(0.5))");
    let total = Total::of(&step, 1000).unwrap();
    let (mean, sd) = (total.mean().value(), total.variance().value().sqrt());
    let at = |z: f64| total.within((mean + z * sd) / 1e3).unwrap();
    // One term of Edgeworth's expansion is of order 1/30.
    close("F at the mean", at(0.0).ln_cdf.value.exp(), 0.5, 0.04);
    close("F one sd below", at(-1.0).ln_cdf.value.exp(), 0.158_655, 0.04);
    assert!(at(30.0).ln_sf.value < -150.0 && at(30.0).ln_sf.error < 1e-8, "{:?}", at(30.0));
    let median = total.quantile(Side::Lower, 0.5f64.ln()).unwrap();
    for z in [-3.0, -0.5, 0.0, 0.01, 2.0] {
        let Inverted { ln_cdf, ln_sf, .. } = at(z);
        close("sum", ln_cdf.value.exp() + ln_sf.value.exp(), 1.0, 1e-12);
    }
    close("median", total.within(median.value / 1e3).unwrap().ln_cdf.value, 0.5f64.ln(), 1e-10);
}

#[test]
fn the_mean_of_one_over_the_time_is_infinite_or_has_its_digits() {
    let of = |text: &str, n: u64| Total::of(&spec(text), n).unwrap().mean_inverse().unwrap();
    // A density at 0 that does not vanish, with restarts as without.
    for text in
        ["exponential(1)", "restarted(2, exponential(1))", "restarted(3, half_cauchy(1))", "restarted(1, weibull(0.5))"]
    {
        assert_eq!(of(text, 1), Moment::Infinite, "{text}");
    }
    // Given up so late that it makes no difference: alpha/(alpha + 1).
    for text in ["restarted(1e30, pareto(0.7))", "restarted(1e100, pareto(0.7))"] {
        close(text, of(text, 1).value(), 0.7 / 1.7, 1e-11);
    }
}
