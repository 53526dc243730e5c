//! The curves E[V | U >= t] and E[V | U = t] of a proxy, by integrals over the value against survival function and density of
//! the error; and the best of n as an average over thresholds.

use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate, nodes, rule_sums};

/// One place of the curves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub t: f64,
    /// `P(U >= t)`.
    pub mass: f64,
    /// The density of U.
    pub density: f64,
    /// `E[V | U >= t]`.
    pub above: f64,
    /// `E[V | U = t]`.
    pub there: f64,
}

/// The curves of one proxy whose laws have densities and widths of order one.
pub(super) struct Curve<'a>(&'a Proxy);

impl<'a> Curve<'a> {
    pub fn of(proxy: &'a Proxy) -> Self {
        Self(proxy)
    }

    /// Four integrals over `v = sinh y`.
    pub fn at(&self, t: f64) -> Place {
        let Proxy { value, error } = self.0;
        let integrand = |_, y: f64| {
            let v = y.sinh();
            let weight = value.ln_pdf(v).exp() * y.cosh();
            let (tail, density) = (weight * error.ln_sf(t - v).exp(), weight * error.ln_pdf(t - v).exp());
            [tail, v * tail, density, v * density]
        };
        // All of V but e^-60 of it, in panels short beside the width of the error at v = t.
        let (low, high) = (value.inv_ln_cdf(-60.0).asinh(), value.inv_ln_sf(-60.0).asinh());
        let cut = (t - 1.0).asinh().clamp(low, high);
        let panels = |from: f64, to: f64| {
            let count = (1.4 * (to - from)).ceil();
            let edge = move |i: f64| from + (to - from) * i / count;
            (0..count as u32).map(f64::from).map(move |i| (edge(i), edge(i + 1.0)))
        };
        let all: Vec<_> = panels(low, cut).chain(panels(cut, high)).collect();
        let q = integrate(integrand, &all, Goal { relative: 1e-11, bisections: 100 });
        let [mass, first, density, first_at] = q.value;
        Place { t, mass, density, above: first / mass, there: first_at / density }
    }

    /// The first top of `E[V | U >= t]` above 0: where `E[V | U = t]` rises through it.
    pub fn top(&self) -> Option<Place> {
        let gap = |place: &Place| place.above - place.there;
        let mut low = self.at(0.5);
        for i in 1..60 {
            let high = self.at(0.5 * 1.12f64.powi(i));
            if gap(&low) > 0.0 && gap(&high) <= 0.0 {
                return Some(self.crossing(low.t, high.t));
            }
            low = high;
        }
        None
    }

    fn crossing(&self, low: f64, high: f64) -> Place {
        let gap = |t: f64| {
            let place = self.at(t);
            place.above - place.there
        };
        self.at(crate::num::invert::first_at_most(gap, 0.0, low, high))
    }

    /// The curve at the nodes of a fixed rule over all thresholds.
    pub fn table(&self) -> Table {
        let panels: Vec<(f64, f64)> = (-10..22).map(|i| (0.4 * f64::from(i), 0.4 * f64::from(i + 1))).collect();
        let of = |&(low, high): &(f64, f64)| {
            let places = nodes(low, high).map(|y| (self.at(y.sinh()), y.cosh()));
            (0.5 * (high - low), places.to_vec())
        };
        Table(panels.iter().map(of).collect())
    }
}

/// The curve at the nodes of a rule in `asinh t`, by panels: half-width, and places with `dt/dy`.
pub(super) struct Table(Vec<(f64, Vec<(Place, f64)>)>);

impl Table {
    /// `E[V]` of the best of n: the mean of `E[V | U >= t]` over the density `n (n-1) q (1-q)^(n-2)` of `q = P(U >= t)`.
    pub fn best_of(&self, n: f64) -> Estimate {
        let term = |place: &Place, slope: f64| {
            let others = if n > 2.0 { (n - 2.0) * (-place.mass.min(1.0)).ln_1p() } else { 0.0 };
            let weight = n * (n - 1.0) * place.mass * others.exp();
            place.above * weight * place.density * slope
        };
        let part = |(half, places): &(f64, Vec<(Place, f64)>)| {
            let (value, error, absolute) = rule_sums(|i| term(&places[i].0, places[i].1), *half);
            Estimate::new(value, error + 1e-10 * absolute)
        };
        self.0.iter().map(part).fold(Estimate::new(0.0, 1e-9), Estimate::plus)
    }
}
