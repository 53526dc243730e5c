//! The law of the time with restarts.

use super::{close, spec};
use goodhart::{
    num::logs::ln_1m_exp,
    sample::{
        Source,
        draw::{draw, hits},
        restart::time,
    },
    tail::{Law, Moment, TailClass, made::restarted},
};
use std::iter::repeat;

const BASES: [(&str, f64); 6] = [
    ("pareto(0.5)", 3.0),
    ("lognormal(0, 1)", 2.0),
    ("weibull(0.5)", 0.01),
    ("uniform(1, 2)", 1.3),
    ("mixture(0.3, uniform(1, 2), uniform(50, 60))", 2.5),
    ("two_point(1, 10, 0.75)", 4.0),
];

fn made((text, cutoff): (&str, f64)) -> (Law, Law, f64) {
    let base = spec(text);
    (restarted(cutoff, &base).unwrap(), base, cutoff)
}

#[test]
fn the_survival_function_is_that_of_so_many_failures() {
    for case in BASES {
        let (law, base, cutoff) = made(case);
        for k in [0, 1, 2, 7, 60] {
            // Shares of the cutoff that are no corners.
            for share in [0.02, 0.31, 0.47, 0.83, 0.96] {
                let (since, before) = (share * cutoff, f64::from(k));
                let t = before * cutoff + since;
                let truth = before * base.ln_sf(cutoff) + base.ln_sf(since);
                assert!((law.ln_sf(t) - truth).abs() <= 1e-12 * (1.0 + truth.abs()), "{law} at {t}: {}", law.ln_sf(t));
                let density = before * base.ln_sf(cutoff) + base.ln_pdf(since);
                let same = law.ln_pdf(t) == density || (law.ln_pdf(t) - density).abs() < 1e-11 * (1.0 + density.abs());
                assert!(same, "{law} at {t}: {} and {density}", law.ln_pdf(t));
            }
        }
    }
}

#[test]
fn cells_are_copies_of_each_other() {
    for case in BASES {
        let (law, base, cutoff) = made(case);
        let ln_q = base.ln_sf(cutoff);
        for share in [0.1, 0.45, 0.8] {
            for k in [1.0, 3.0, 50.0] {
                let (near, far) = (share * cutoff, (share + k) * cutoff);
                let (a, b) = (law.ln_upper_integral(near), law.ln_upper_integral(far));
                assert!((b - a - k * ln_q).abs() < 1e-12 * (1.0 + b.abs()), "{law} at {far}: {b}, not {a} + {k} ln q");
            }
        }
        // E[(R - t)^+] at 0 is the mean.
        close("integral from 0", law.ln_upper_integral(0.0).exp(), law.mean().value(), 1e-13);
    }
}

#[test]
fn quantiles_are_inverses_on_both_sides_of_every_restart() {
    for case in BASES {
        let (law, base, cutoff) = made(case);
        let depth = -base.ln_sf(cutoff);
        for k in 0..40 {
            for share in [1e-3, 0.2, 0.6, 1.0 - 1e-9, 1.0] {
                let ln_p = -depth * (f64::from(k) + share);
                let t = law.inv_ln_sf(ln_p);
                let reached = law.ln_sf(t) <= ln_p + 1e-12 * (1.0 + ln_p.abs());
                let not_before = law.ln_sf(t * (1.0 - 1e-9)) >= ln_p - 1e-6 * depth.max(1.0);
                assert!(reached && not_before, "{law}: {ln_p} at {t}, where ln S = {}", law.ln_sf(t));
                // The first such place, even where the law then stands still.
                let ends = (f64::from(k) + 1.0) * cutoff;
                assert!(t <= ends * (1.0 + 1e-12) || share < 1.0, "{law}: {ln_p} at {t}, beyond {ends}");
            }
        }
    }
}

#[test]
fn restarts_do_nothing_to_what_has_no_memory_or_never_reaches_them() {
    let (made, plain) = (spec("restarted(0.3, exponential(2))"), spec("exponential(2)"));
    for t in [1e-9, 0.1, 0.3, 0.75, 4.0, 300.0] {
        close("ln S", made.ln_sf(t), plain.ln_sf(t), 1e-14);
        close("ln f", made.ln_pdf(t) - 2.0, plain.ln_pdf(t) - 2.0, 1e-13);
    }
    close("mean", made.mean().value(), 0.5, 1e-14);
    close("variance", made.variance().value(), 0.25, 1e-13);
    let bounded = spec("restarted(3, uniform(1, 2))");
    assert_eq!(bounded.support().high, 2.0);
    assert_eq!(bounded.mean(), spec("uniform(1, 2)").mean());
}

#[test]
fn moments_are_those_of_the_parts() {
    // Pareto(1/2) at 4: q = 1/2, E min = 3, E min^2 = 1 + int_1^4 2t/sqrt(t) dt = 1 + 4/3 (8 - 1).
    let law = spec("restarted(4, pareto(0.5))");
    close("mean", law.mean().value(), 6.0, 1e-14);
    // R = min(T, 4) + R' if T > 4: E R^2 = (E min^2 + 2 q 4 E R)/p.
    let square = (1.0 + 28.0 / 3.0 + 2.0 * 0.5 * 4.0 * 6.0) / 0.5;
    close("variance", law.variance().value(), square - 36.0, 1e-13);
    assert!(matches!(law.mean(), Moment::Finite(mean) if (mean.value - 6.0).abs() <= mean.error));
    let TailClass::Exponential { rate, ln_coefficient, power } = law.tail_class() else { panic!() };
    close("rate", rate, std::f64::consts::LN_2 / 4.0, 1e-15);
    assert!(ln_coefficient.is_nan() && power == 0.0 && law.tail_class().oscillates());
}

#[test]
fn the_least_of_several_is_restarted_at_the_same_times() {
    let law = spec("restarted(3, pareto(0.5))").min_of(2.5).unwrap();
    let other = spec("restarted(3, pareto(1.25))");
    for t in [1.5, 2.9, 3.5, 10.0, 77.0] {
        close("ln S", law.ln_sf(t), other.ln_sf(t), 1e-13);
    }
    close("mean", law.mean().value(), other.mean().value(), 1e-12);
}

#[test]
fn atoms_are_listed_cell_by_cell() {
    let law = spec("restarted(10, two_point(1, 10, 0.75))");
    // P(T > 10) = 0: the same law.
    assert_eq!(law.atoms().len(), 2);
    let law = spec("restarted(4, two_point(1, 10, 0.75))");
    for (k, atom) in law.atoms().iter().take(100).enumerate() {
        assert_eq!(atom.at, 4.0 * k as f64 + 1.0);
        close("mass", atom.mass, 0.25 * 0.75f64.powi(k as i32), 1e-13);
        assert!(law.ln_sf(atom.at) < law.ln_sf(atom.at.next_down()), "no jump at {}", atom.at);
    }
    let mass: f64 = law.atoms().iter().map(|atom| atom.mass).sum();
    close("mass", mass, 1.0, 1e-12);
    close("mean", law.mean().value(), 13.0, 1e-13);
}

#[test]
fn what_cannot_be_restarted_is_refused_in_words() {
    let refused = |cutoff: f64, text: &str| restarted(cutoff, &spec(text)).unwrap_err();
    assert_eq!(
        refused(1.0, "pareto(0.5)"),
        "pareto(0.5) never finishes by 1: P(X <= 1) is 0, so restarts go on for ever"
    );
    assert!(refused(1.0, "cauchy(1)").contains("only times at or above 0 can be cut off"));
    assert!(refused(0.0, "pareto(1)").contains("`tau` must be a finite number > 0"));
    assert!(refused(2.0, "two_point(1, 10, 0.9999)").contains("finishes by 2 so rarely"));
}

/// Steps drawn from the law and steps of abandoned approaches are beyond a place equally often: each share is within
/// `sqrt(ln(2 tests/1e-6)/(2n))` of its chance (Hoeffding), and a cutoff five per cent away is told.
#[test]
fn draws_of_the_law_and_abandonments_agree() {
    const TRIALS: u64 = 400_000;
    let reach = ((2.0 * 48.0f64 / 1e-6).ln() / (2.0 * TRIALS as f64)).sqrt();
    let mut told = 0;
    for case in BASES {
        let (law, base, cutoff) = made(case);
        let wrong = restarted(1.05 * cutoff, &base).unwrap();
        for (i, depth) in [0.2, 0.7, 1.3, 2.2].into_iter().enumerate() {
            let t = law.inv_ln_sf(-depth);
            let source = |name: &str| Source::new(5, "restarts", &format!("{name} {law} {i}"));
            let drawn = hits(TRIALS, &source("drawn"), |stream| draw(&*law, stream) > t);
            let given_up = hits(TRIALS, &source("given up"), |stream| time(&*base, repeat(cutoff), stream) > t);
            for count in [drawn, given_up] {
                let share = count as f64 / TRIALS as f64;
                assert!((share - law.ln_sf(t).exp()).abs() < reach, "{law} at {t}: {share}");
            }
            told += u32::from((given_up as f64 / TRIALS as f64 - wrong.ln_sf(t).exp()).abs() > reach);
        }
        assert!(ln_1m_exp(law.ln_sf(cutoff)).is_finite());
    }
    assert!(told >= 12, "a cutoff five per cent off is told at {told} of 24 places");
}
