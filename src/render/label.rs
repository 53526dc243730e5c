//! Numbers as axis labels: powers with raised exponents, a true minus sign, thin spaces between thousands.
//!
//! Refuses: the notation 1e3.

/// An integer in Unicode superscripts.
pub fn superscript(n: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    n.to_string().chars().map(|c| c.to_digit(10).map_or('⁻', |d| DIGITS[d as usize])).collect()
}

/// The power 10ⁿ.
pub fn power_of_ten(n: i32) -> String {
    format!("10{}", superscript(n))
}

/// A number with the given count of decimals, U+2212 for minus and thin spaces from five digits on.
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let zero = text.chars().all(|c| c == '0' || c == '.');
    let mut out = String::from(if value < 0.0 && !zero { "−" } else { "" });
    for (i, c) in whole.chars().enumerate() {
        if whole.len() > 4 && i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// As many decimals as a step needs to be told from its neighbours (2.5 needs one, 0.05 two).
pub fn decimals_of(step: f64) -> usize {
    (0..=17)
        .find(|&d| {
            let scaled = step * 10f64.powi(d as i32);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
        })
        .unwrap_or(17)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_raised() {
        assert_eq!(power_of_ten(3), "10³");
        assert_eq!(power_of_ten(-120), "10⁻¹²⁰");
        assert_eq!(power_of_ten(0), "10⁰");
        assert_eq!(superscript(1_234_567_890), "¹²³⁴⁵⁶⁷⁸⁹⁰");
    }

    #[test]
    fn numbers_are_plain() {
        assert_eq!(fixed(-1.5, 1), "−1.5");
        assert_eq!(fixed(-0.0001, 1), "0.0");
        assert_eq!(fixed(1234.0, 0), "1234");
        assert_eq!(fixed(1234567.5, 1), "1\u{2009}234\u{2009}567.5");
        assert_eq!((decimals_of(2.5), decimals_of(0.05), decimals_of(20.0)), (1, 2, 0));
    }
}
