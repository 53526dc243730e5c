//! Draws by thousands: uniform words from generators side by side, and the quantile of each by vector instructions.
//!
//! A draw is the quantile of a law at the survival probability `S = (w + 1/2) / 2^64` of a word w. How it is computed is another matter:
//! by the law's recipe, where its quantile is made of exponentials and logarithms; from a table of the quantile, with an error bound on
//! each panel; or by the law's own inversion, where there is neither and wherever a panel misses its bound. The three agree to their
//! stated errors, so that no choice among them changes a law.
//!
//! Refuses: draws that depend on the width of the instructions or on the number of threads. With [`Arithmetic::Plain`] every width gives
//! the same bits; so does every machine where a law has a recipe, while a table is as exact as the system's `ln` and `exp` from which it is
//! made, and no more.
//!
//! [`Arithmetic::Plain`]: super::stream::Arithmetic::Plain

pub mod instructions;
pub mod kernel;
pub mod passes;
pub mod refined;
pub mod table;
pub mod words;

pub use kernel::{Batch, Kernel};
