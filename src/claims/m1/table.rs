//! Best of n for a normal value by plain sums: over V at equal steps, over levels of U by panels short beside the width of a normal tail.

use crate::num::Estimate;
use crate::num::quadrature::{nodes, rule_sums};
use crate::tail::Tail;
use std::f64::consts::PI;

/// The standard deviation of the value.
const SD: f64 = 2.0;

/// One level u: `ln P(U < u)`, and the densities of `E[V; U <= u]` and `E[U; U <= u]`.
#[derive(Clone, Copy)]
struct Level {
    ln_below: f64,
    value: f64,
    proxy: f64,
}

/// The levels of U, by panels, with half-widths.
pub(in crate::claims) struct Table(Vec<(f64, Vec<Level>)>);

impl Table {
    /// The levels that the best of up to `most` draws can see, by sums over v at equal steps. For densities analytic in a strip of
    /// half-width w such a sum leaves out `e^(-2 pi w / step)`.
    pub(in crate::claims) fn of(error: &dyn Tail, step: f64, most: f64) -> Self {
        let count = (27.0 / step) as i32;
        let mass = |v: f64| step * (-0.5 * (v / SD).powi(2)).exp() / (SD * (2.0 * PI).sqrt());
        let values: Vec<_> = (-count..=count).map(|i| f64::from(i) * step).map(|v| (v, mass(v))).collect();
        let level = |u: f64| {
            let (mut above, mut density, mut first) = (0.0, 0.0, 0.0);
            for (v, mass) in &values {
                above += mass * error.ln_sf(u - v).exp();
                let part = mass * error.ln_pdf(u - v).exp();
                density += part;
                first += v * part;
            }
            (above, Level { ln_below: (-above.min(1.0)).ln_1p(), value: first, proxy: u * density })
        };
        let (mut panels, mut low) = (Vec::new(), -14.0);
        loop {
            let high = if low < 40.0 { low + 2.0 } else { 1.5 * low };
            let places = nodes(low, high).map(level);
            panels.push((0.5 * (high - low), places.iter().map(|(_, place)| *place).collect()));
            // The least chance to be above: the order of the nodes does not matter.
            let rarest = places.iter().map(|(above, _)| *above).fold(1.0, f64::min);
            if rarest < 1e-9 / most {
                return Self(panels);
            }
            low = high;
        }
    }

    /// `E_n[V] = int n F_U^(n-1) E[V; U = u] du`.
    pub(in crate::claims) fn best_of(&self, n: f64) -> Estimate {
        self.sum(n, |level| level.value)
    }

    /// `E_n[U]`.
    pub(in crate::claims) fn proxy_of(&self, n: f64) -> Estimate {
        self.sum(n, |level| level.proxy)
    }

    fn sum(&self, n: f64, of: impl Fn(&Level) -> f64) -> Estimate {
        let weight = |level: &Level| if n > 1.0 { n * ((n - 1.0) * level.ln_below).exp() } else { 1.0 };
        let part = |(half, places): &(f64, Vec<Level>)| {
            let (value, error, absolute) = rule_sums(|i| weight(&places[i]) * of(&places[i]), *half);
            Estimate::new(value, error + 1e-10 * absolute)
        };
        self.0.iter().map(part).fold(Estimate::new(0.0, 1e-9), Estimate::plus)
    }

    /// The whole n where the value is highest, and how high it is, for one peak between 2 and `most`, by golden section in ln n.
    pub(in crate::claims) fn peak(&self, most: f64) -> (f64, Estimate) {
        let (mut low, mut high) = (2f64.ln(), most.ln());
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        while high - low > 1e-5 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if self.best_of(a.exp()).value < self.best_of(b.exp()).value { low = a } else { high = b }
        }
        let top = low.exp().round();
        (top, self.best_of(top))
    }
}
