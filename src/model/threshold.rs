//! The critical power Q* of a law of approach times.

use crate::tail::{Law, Moment, TailClass};

/// The critical power of a law and what decides it.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// `Q* = inf { Q : the fastest of Q approaches has a finite mean time }`; 0 or infinite where so.
    pub power: f64,
    /// Whether the mean is finite at exactly Q*; none where Q* is 0 or infinite.
    pub finite_at: Option<bool>,
    /// Why, in words.
    pub rule: String,
}

/// The least upper bound of the powers at which the moment of some order of the fastest approach is infinite: `order / liminf(-ln S / ln t)`.
///
/// ```
/// use goodhart::{model::moment_threshold, tail::{Catalogue, spec::parse}};
/// let law = parse("pareto(0.5)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// // Four approaches leave the variance infinite, and more do not.
/// assert_eq!(moment_threshold(&law, 2.0), 4.0);
/// ```
pub fn moment_threshold(approach: &Law, order: f64) -> f64 {
    order / approach.tail_class().tail_index()
}

/// The critical power of a law of approach times: `Q* = 1 / liminf(-ln S(t) / ln t)`.
///
/// It is exactly the lower limit that counts, because S is monotone. At Q* itself the slowly varying factor decides:
/// with `S ~ c t^-alpha (ln t)^b` the mean at `Q = 1/alpha` is finite iff `b / alpha < -1`. Infinite where the times can be so negative
/// that their lower part has no mean.
///
/// ```
/// use goodhart::{model::threshold, tail::{Catalogue, spec::parse}};
/// let law = parse("pareto(0.25)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// assert_eq!(threshold(&law).power, 4.0);
/// ```
pub fn threshold(approach: &Law) -> Threshold {
    let class = approach.tail_class();
    let index = class.tail_index();
    if matches!(approach.mean(), Moment::NegativeInfinite | Moment::Undefined) {
        let rule = "the mean of the negative part is infinite, and the least of several draws has more of it".into();
        return Threshold { power: f64::INFINITY, finite_at: None, rule };
    }
    match class {
        TailClass::RegularlyVarying { log_power, .. } => {
            let power = 1.0 / index;
            let finite = class.power_has_moment(power, 1.0);
            let verdict = if finite { "finite" } else { "infinite" };
            let rule = format!(
                "regularly varying tail of index {index}: Q* = 1/{index}; at Q* the mean is {verdict}, \
                 since S(t)^Q* ~ c (ln t)^{} / t",
                log_power * power
            );
            Threshold { power, finite_at: Some(finite), rule }
        }
        TailClass::SlowlyVarying => Threshold {
            power: f64::INFINITY,
            finite_at: None,
            rule:
                "slowly varying tail: S^Q is slowly varying for every Q, so no number of approaches gives a finite mean"
                    .into(),
        },
        _ => Threshold {
            power: 0.0,
            finite_at: None,
            rule: format!("{} tail: lighter than every power, so the mean is finite for every Q > 0", class.name()),
        },
    }
}
