//! What every law gets for nothing (stub).

use super::{Moment, Tail};

/// Relative accuracy of the numerical derivative behind the default density.
pub const DERIVATIVE_ACCURACY: f64 = 1e-9;

macro_rules! stub { ($($name:ident($($arg:ident),*) -> $out:ty;)*) => { $(
    #[allow(missing_docs, unused_variables)]
    pub fn $name<T: Tail + ?Sized>(law: &T $(, $arg: f64)*) -> $out { unimplemented!() }
)* } }
stub! { ln_sf_from(x) -> f64; ln_pdf(x) -> f64; score(x) -> f64; inv_ln_sf(ln_p) -> f64; inv_ln_cdf(ln_p) -> f64;
ln_sf_ratio(t, v) -> f64; ln_pdf_ratio(t, v) -> f64; ln_sf_at_exp(y) -> f64; mean() -> Moment; variance() -> Moment; }
