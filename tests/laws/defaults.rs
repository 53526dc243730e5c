//! A law as a user writes it, three methods and no more: every default must answer at every finite x.

use goodhart::tail::{Atom, Interval, Law, Tail, TailClass};

/// `S(x) = (1 + (x - low))^-2.5`, or the exponential tail of the same slope, from a lower end that may carry an atom.
#[derive(Debug)]
struct Plain {
    low: f64,
    heavy: bool,
    atoms: Vec<Atom>,
}

impl Tail for Plain {
    fn support(&self) -> Interval {
        Interval::new(self.low, f64::INFINITY)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        let r = (x - self.low).max(0.0);
        let atom = self.atoms.first().filter(|atom| x >= atom.at).map_or(0.0, |atom| (-atom.mass).ln_1p());
        atom - 2.5 * if self.heavy { r.ln_1p() } else { r }
    }
    fn tail_class(&self) -> TailClass {
        match self.heavy {
            true => TailClass::RegularlyVarying { index: 2.5, ln_coefficient: 0.0, log_power: 0.0 },
            false => TailClass::Exponential { rate: 2.5, ln_coefficient: 2.5 * self.low, power: 0.0 },
        }
    }
    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }
}

fn laws() -> Vec<Law> {
    let plain = |low: f64, heavy, atoms| Law::new(format!("plain({low}, {heavy})"), Plain { low, heavy, atoms });
    let mut laws = Vec::new();
    for heavy in [false, true] {
        laws.extend([0.0, -3.0, 1e-8, 1e6].map(|low| plain(low, heavy, Vec::new())));
        laws.push(plain(2.0, heavy, vec![Atom { at: 2.0, mass: 0.25 }]));
    }
    laws
}

#[test]
fn no_finite_number_makes_a_default_panic_or_answer_nan() {
    for law in laws() {
        let low = law.support().low;
        let near = [low, low.next_up(), low.next_down(), low + 1e-9, low - 1e-9, low + 1.0, low - 1.0];
        let far = [0.0, -0.0, f64::MIN_POSITIVE, 1e17, -1e17, 1e300, f64::MAX, f64::MIN];
        for x in near.into_iter().chain(far) {
            let said = |what: &str, value: f64| assert!(!value.is_nan(), "{what} of {law} at {x:e}");
            said("ln_sf", law.ln_sf(x));
            said("ln_cdf", law.ln_cdf(x));
            said("ln_sf_from", law.ln_sf_from(x));
            said("ln_upper_integral", law.ln_upper_integral(x));
            // Where a density or a ratio is that of nothing to nothing NaN is the answer, but there must be one.
            let _ = (law.ln_pdf(x), law.score(x), law.hazard(x), law.ln_pdf_above_low(x));
            for v in [0.0, 1e-12, 0.5, -0.5, 1e10, -1e10, f64::MAX] {
                let _ = (law.ln_sf_ratio(x, v), law.ln_pdf_ratio(x, v));
            }
            said("ln_sf_at_exp", law.ln_sf_at_exp(x.min(700.0)));
            said("inv_ln_sf", law.inv_ln_sf(-x.abs()));
            said("inv_ln_cdf", law.inv_ln_cdf(-x.abs()));
        }
        assert!(law.mean().finite().is_some() && law.variance().finite().is_some(), "{law}");
    }
}

#[test]
fn the_default_integral_of_a_law_with_an_end_is_its_closed_form() {
    for law in laws().into_iter().filter(|law| law.atoms().is_empty()) {
        let low = law.support().low;
        let heavy = matches!(law.tail_class(), TailClass::RegularlyVarying { .. });
        for r in [0.0, 1e-3, 0.5, 3.0, 100.0] {
            let x = low + r;
            let truth = if heavy { -1.5 * (x - low).ln_1p() - 1.5f64.ln() } else { -2.5 * (x - low) - 2.5f64.ln() };
            let off = (law.ln_upper_integral(x) - truth).abs();
            assert!(off < 1e-12 + 1e-15 * low.abs(), "{law} at {x}: off by {off:e}");
        }
    }
}
