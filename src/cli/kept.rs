//! Numbers as a journal keeps them: as text that reads back to the last bit, infinities and NaN too.

use crate::{claim::Band, num::Estimate, tail::Moment};
use serde::{Deserialize, Serialize};

/// The shortest text that reads back as the same number.
///
/// ```
/// # use goodhart::cli::kept::text;
/// assert_eq!([0.1, 1e300, f64::INFINITY].map(text), ["0.1", "1e300", "inf"]);
/// ```
pub fn text(x: f64) -> String {
    format!("{x:?}")
}

/// A number, for `#[serde(with)]`.
pub mod number {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes it.
    pub fn serialize<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::text(*x))
    }

    /// Reads it. Errors: no number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not a number")))
    }
}

/// An [`Estimate`], for `#[serde(with)]`.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Estimate")]
pub struct KeptEstimate {
    #[serde(with = "number")]
    value: f64,
    #[serde(with = "number")]
    error: f64,
}

/// A [`Moment`], for `#[serde(with)]`.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Moment", rename_all = "snake_case")]
pub enum KeptMoment {
    /// A number.
    Finite(#[serde(with = "KeptEstimate")] Estimate),
    /// Plus infinity.
    Infinite,
    /// Minus infinity.
    NegativeInfinite,
    /// None.
    Undefined,
}

/// A [`Band`], for `#[serde(with)]`.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Band")]
pub struct KeptBand {
    #[serde(with = "number")]
    low: f64,
    #[serde(with = "number")]
    middle: f64,
    #[serde(with = "number")]
    high: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Kept(#[serde(with = "KeptMoment")] Moment, #[serde(with = "KeptBand")] Band);

    #[test]
    fn every_number_comes_back_to_the_last_bit() {
        let odd =
            [0.1 + 0.2, -0.0, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1.0 / 3.0, 2f64.powi(70)];
        for x in odd {
            let kept = Kept(Moment::Finite(Estimate::new(x, -x)), Band { low: x, middle: 0.1 * x, high: -x });
            let text = serde_json::to_string(&kept).expect("text");
            let Kept(moment, band) = serde_json::from_str(&text).expect("what was written");
            let found = moment.finite().expect("a number");
            let bits = |numbers: [f64; 5]| numbers.map(f64::to_bits);
            assert_eq!(
                bits([x, -x, x, 0.1 * x, -x]).map(bare),
                bits([found.value, found.error, band.low, band.middle, band.high]).map(bare)
            );
        }
        for moment in [Moment::Infinite, Moment::NegativeInfinite, Moment::Undefined] {
            let kept = serde_json::to_string(&Kept(moment, Band { low: 0.0, middle: 0.0, high: 0.0 })).expect("text");
            assert_eq!(serde_json::from_str::<Kept>(&kept).expect("what was written").0, moment);
        }
        assert!(serde_json::from_str::<Kept>(r#"["infinite",{"low":"x","middle":"0","high":"0"}]"#).is_err());
    }

    /// The bits of a number, those of every NaN alike.
    fn bare(bits: u64) -> u64 {
        if f64::from_bits(bits).is_nan() { f64::NAN.to_bits() } else { bits }
    }
}
