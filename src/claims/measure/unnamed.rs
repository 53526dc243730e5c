//! A law known to the quadrature by its survival function alone: none of its family's closed forms is at hand.

use crate::tail::{Atom, Interval, Law, Tail, TailClass};

/// The same law without its closed forms.
pub(in crate::claims) fn unnamed(law: &Law) -> Law {
    Law::new(format!("unnamed {law}"), Unnamed(law.clone()))
}

#[derive(Debug)]
struct Unnamed(Law);

impl Tail for Unnamed {
    fn support(&self) -> Interval {
        self.0.support()
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.0.ln_sf(x)
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.0.ln_cdf(x)
    }
    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.0.ln_sf_at_exp(y)
    }
    fn tail_class(&self) -> TailClass {
        self.0.tail_class()
    }
    fn atoms(&self) -> &[Atom] {
        self.0.atoms()
    }
    fn kinks(&self) -> Vec<f64> {
        self.0.kinks()
    }
}
