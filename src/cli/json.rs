//! Numbers as JSON: shortest round-trip digits, infinities as strings, the unknown as null.

use crate::tail::Moment;
use serde_json::{Value, json};

/// A number; `"inf"` and `"-inf"` for infinities, null for NaN.
pub fn number(x: f64) -> Value {
    match x {
        x if x.is_nan() => Value::Null,
        f64::INFINITY => json!("inf"),
        f64::NEG_INFINITY => json!("-inf"),
        x => json!(x),
    }
}

/// The value of a moment; null where it is undefined.
pub fn moment(m: Moment) -> Value {
    number(m.value())
}

/// The error bound of a finite moment.
pub fn moment_error(m: Moment) -> Value {
    m.finite().map_or(Value::Null, |estimate| number(estimate.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_the_trip() {
        for x in [0.1, -1e-308, 1e300, 1.0 / 3.0] {
            let text = number(x).to_string();
            assert_eq!(text.parse::<f64>().unwrap(), x);
        }
        assert_eq!(number(f64::NEG_INFINITY), json!("-inf"));
        assert_eq!(moment(Moment::Undefined), Value::Null);
    }
}
