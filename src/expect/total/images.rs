//! The laws of ln T and of 1/T for a positive T, whose means are sought.
//!
//! Refuses: a T whose law is known neither below f64 nor as a power there.

use crate::{
    num::logs::ln_1m_exp,
    tail::{Atom, Interval, Law, Tail, TailClass},
};

/// Below the exponential of this `P(T <= x)` is a power of x, or known to the law.
const LEAST: f64 = -680.0;
/// A fall per nat that changes by more than this over a hundred nats is no power's.
const SAME: f64 = 1e-6;

/// `ln P(T <= e^y)`, also where `e^y` is below f64.
#[derive(Clone, Debug)]
struct Lower {
    law: Law,
    /// The logarithm at [`LEAST`] and its fall per nat.
    end: [f64; 2],
}

impl Lower {
    fn of(law: &Law) -> Option<Self> {
        let [far, near] = [0.0, 100.0].map(|nats| law.ln_cdf_at_exp(LEAST + nats));
        let nearer = law.ln_cdf_at_exp(LEAST + 200.0);
        let [fall, before] = [near - far, nearer - near].map(|fall| fall / 100.0);
        // What is nothing there, or falls ever faster, is nothing below.
        let slows = fall < before * (1.0 - SAME);
        let known = law.ln_cdf_at_exp(2.0 * LEAST).is_finite();
        (known || !slows)
            .then(|| Self { law: law.clone(), end: [far, if fall.is_nan() { f64::INFINITY } else { fall }] })
    }

    fn at(&self, y: f64) -> f64 {
        if y >= LEAST {
            return self.law.ln_cdf_at_exp(y);
        }
        let known = self.law.ln_cdf_at_exp(y);
        let [end, fall] = self.end;
        if known.is_nan() { end + fall * (y - LEAST) } else { known }
    }
}

/// The law of ln T.
#[derive(Debug)]
pub(super) struct Logarithm(Image);

/// The law of 1/T.
#[derive(Debug)]
pub(super) struct Inverse(Image);

/// What both are made of.
#[derive(Debug)]
struct Image {
    lower: Lower,
    support: Interval,
    atoms: Vec<Atom>,
    kinks: Vec<f64>,
}

impl Image {
    fn of(law: &Law, map: impl Fn(f64) -> f64) -> Option<Self> {
        let Interval { low, high } = law.support();
        let ends = [map(low), map(high)];
        let mut atoms: Vec<Atom> = law.atoms().iter().map(|atom| Atom { at: map(atom.at), mass: atom.mass }).collect();
        atoms.sort_by(|a, b| a.at.total_cmp(&b.at));
        let mut kinks: Vec<f64> = law.kinks().into_iter().filter(|x| *x > 0.0).map(map).collect();
        kinks.sort_by(f64::total_cmp);
        let support = Interval::new(ends[0].min(ends[1]), ends[0].max(ends[1]));
        Some(Self { lower: Lower::of(law)?, support, atoms, kinks })
    }

    fn law(&self) -> &Law {
        &self.lower.law
    }
}

/// Of a tail beyond an end all that the means need is that they are there, which the task knows.
const CLASS: TailClass = TailClass::Bounded;

impl Logarithm {
    pub(super) fn of(law: &Law) -> Option<Self> {
        Image::of(law, f64::ln).map(Self)
    }
}

impl Inverse {
    pub(super) fn of(law: &Law) -> Option<Self> {
        Image::of(law, f64::recip).map(Self)
    }
}

impl Tail for Logarithm {
    fn support(&self) -> Interval {
        self.0.support
    }

    fn tail_class(&self) -> TailClass {
        CLASS
    }

    fn ln_sf(&self, y: f64) -> f64 {
        if y < LEAST { ln_1m_exp(self.ln_cdf(y)) } else { self.0.law().ln_sf_at_exp(y) }
    }

    fn ln_cdf(&self, y: f64) -> f64 {
        self.0.lower.at(y)
    }

    fn atoms(&self) -> &[Atom] {
        &self.0.atoms
    }

    fn kinks(&self) -> Vec<f64> {
        self.0.kinks.clone()
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.0.law().inv_ln_sf(ln_p).ln()
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.0.law().inv_ln_cdf(ln_p).ln()
    }
}

impl Tail for Inverse {
    fn support(&self) -> Interval {
        self.0.support
    }

    fn tail_class(&self) -> TailClass {
        CLASS
    }

    fn ln_sf(&self, z: f64) -> f64 {
        if z <= 0.0 { 0.0 } else { self.ln_sf_at_exp(z.ln()) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.0.lower.at(-y)
    }

    fn ln_cdf(&self, z: f64) -> f64 {
        if z <= 0.0 { f64::NEG_INFINITY } else { self.0.law().ln_sf_from(z.recip()) }
    }

    fn atoms(&self) -> &[Atom] {
        &self.0.atoms
    }

    fn kinks(&self) -> Vec<f64> {
        self.0.kinks.clone()
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.0.law().inv_ln_cdf(ln_p).recip()
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.0.law().inv_ln_sf(ln_p).recip()
    }
}
