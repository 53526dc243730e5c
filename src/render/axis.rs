//! Ticks: nice numbers on a linear axis, powers of ten on a log axis, never more labels than fit.

use super::label::{decimals_of, fixed, power_of_ten};
use super::range::Ruler;
use crate::claim::Scale;

/// The ticks of an axis; positions are values, not pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticks {
    /// Long ticks with their labels (empty for a decade without room for one).
    pub major: Vec<(f64, String)>,
    /// Short ticks.
    pub minor: Vec<f64>,
    /// A factor or an amount taken out of all labels, such as "×10⁶"; empty for none.
    pub factor: String,
}

/// The ticks of a ruler that is `length` long, where a label takes the room given by `room`.
pub fn ticks(ruler: &Ruler, length: f64, room: impl Fn(&str) -> f64) -> Ticks {
    match ruler.scale {
        Scale::Linear | Scale::Named => linear(ruler.low, ruler.high, length, room),
        Scale::Log if ruler.high - ruler.low < 0.35 => {
            let (low, high) = (10f64.powf(ruler.low), 10f64.powf(ruler.high));
            linear(low, high, length, room)
        }
        Scale::Log if whole_decades(ruler) < 3 => part_decades(ruler, length, room),
        Scale::Log => decades(ruler, length, room),
    }
}

/// The ticks at the numbers of names, in order.
pub fn named(names: &[String]) -> Ticks {
    let major = names.iter().enumerate().map(|(i, name)| ((i + 1) as f64, name.clone())).collect();
    Ticks { major, ..Ticks::default() }
}

/// The same ticks at whole numbers only, for a quantity that takes no others.
pub fn whole(ticks: Ticks) -> Ticks {
    let whole = |v: f64| (v - v.round()).abs() < 1e-9;
    let major: Vec<_> = ticks.major.iter().filter(|(v, _)| whole(*v)).map(|(v, _)| (*v, fixed(*v, 0))).collect();
    if major.len() < 2 || !ticks.factor.is_empty() {
        return ticks;
    }
    Ticks { major, minor: ticks.minor.into_iter().filter(|v| whole(*v)).collect(), factor: String::new() }
}

fn whole_decades(ruler: &Ruler) -> i32 {
    (ruler.high + 1e-9).floor() as i32 - (ruler.low - 1e-9).ceil() as i32 + 1
}

/// The largest of 1, 2, 5, 10, ... times a power of ten not above `step`, and how many minor steps divide it.
fn nice(step: f64) -> (f64, u32) {
    let power = 10f64.powf(step.log10().floor());
    let digit = step / power;
    let (digit, parts) = [(10.0, 5), (5.0, 5), (2.0, 4), (1.0, 5)]
        .into_iter()
        .find(|d: &(f64, u32)| digit >= d.0 * (1.0 - 1e-9))
        .unwrap_or((1.0, 5));
    (digit * power, parts)
}

/// The multiples of `step` in the range.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let slack = 1e-9;
    let (first, last) = ((low / step - slack).ceil(), (high / step + slack).floor());
    (0..400).map(move |i| first + f64::from(i)).take_while(move |&k| k <= last).map(move |k| k * step)
}

fn linear(low: f64, high: f64, length: f64, room: impl Fn(&str) -> f64) -> Ticks {
    let mut want = (length / 40.0).clamp(2.0, 11.0);
    loop {
        let found = linear_with(low, high, want);
        let widest = found.major.iter().map(|(_, l)| room(l)).fold(0.0, f64::max);
        let fits = found.major.len() < 2 || widest * found.major.len() as f64 <= length * 1.02;
        if fits || want < 2.5 {
            return found;
        }
        want -= 1.0;
    }
}

fn linear_with(low: f64, high: f64, want: f64) -> Ticks {
    // The next nice number above span / want, so that there are at most about `want` steps.
    let rough = (high - low) / want;
    let (below, _) = nice(rough);
    let (step, parts) = if below >= rough * (1.0 - 1e-9) { nice(rough) } else { nice(below * 2.5) };
    let size = low.abs().max(high.abs());
    let values: Vec<f64> = multiples(low, high, step).collect();
    let minor = multiples(low, high, step / f64::from(parts)).collect();
    if step < 1e-7 * size {
        return around_an_amount(values, step, minor);
    }
    let exponent = size.log10().floor() as i32;
    let taken = if (-3..6).contains(&exponent) { 0 } else { exponent };
    let unit = 10f64.powi(taken);
    let decimals = decimals_of(step / unit);
    let major = values.into_iter().map(|v| (v, fixed(v / unit, decimals))).collect();
    let factor = if taken == 0 { String::new() } else { format!("×{}", power_of_ten(taken)) };
    Ticks { major, minor, factor }
}

/// Labels as differences from a middle tick, where the values share nearly all their digits.
fn around_an_amount(values: Vec<f64>, step: f64, minor: Vec<f64>) -> Ticks {
    // The tick with the roundest number is the one to count from.
    let roundness = |v: f64| {
        let count = (v / step).round();
        (1..16).take_while(|&d| (count / 10f64.powi(d)).fract() == 0.0).count()
    };
    let Some(middle) = values.iter().copied().reduce(|a, b| if roundness(b) > roundness(a) { b } else { a }) else {
        return Ticks::default();
    };
    let exponent = step.log10().floor() as i32;
    let unit = 10f64.powi(exponent);
    let decimals = decimals_of(step / unit);
    let difference = |v: f64| ((v - middle) / step).round() * (step / unit);
    let major = values.iter().map(|&v| (v, fixed(difference(v), decimals))).collect();
    let digits = (middle.abs().log10().floor() as i32 - exponent).clamp(0, 16);
    let factor = format!("×{} + {}", power_of_ten(exponent), mantissa(middle, digits as usize));
    Ticks { major, minor, factor }
}

/// A number as 1.2345×10ⁿ, or plain where that is short.
fn mantissa(value: f64, digits: usize) -> String {
    let exponent = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    if (-1..5).contains(&exponent) {
        return fixed(value, digits.saturating_sub(exponent.max(0) as usize));
    }
    format!("{}×{}", fixed(value / 10f64.powi(exponent), digits), power_of_ten(exponent))
}

/// One to three decades: 1, 2 and 5 in each decade carry labels where they fit.
fn part_decades(ruler: &Ruler, length: f64, room: impl Fn(&str) -> f64) -> Ticks {
    let per_decade = length / (ruler.high - ruler.low);
    let decades = (ruler.low.floor() as i32)..=(ruler.high.ceil() as i32);
    let inside = |v: f64| (ruler.low - 1e-9..=ruler.high + 1e-9).contains(&v.log10());
    let all = |digits: &[u8]| -> Vec<(u8, i32)> {
        decades
            .clone()
            .flat_map(|e| digits.iter().map(move |&d| (d, e)))
            .filter(|&(d, e)| inside(f64::from(d) * 10f64.powi(e)))
            .collect()
    };
    let plain = ruler.low > -1.01 && ruler.high < 1.99;
    let choices: [(&[u8], f64); 3] = [(&[1, 2, 5], 0.301), (&[1, 3], 0.477), (&[1], 1.0)];
    let fitting = choices.iter().find(|(digits, gap)| {
        all(digits).len() >= 2
            && all(digits).iter().all(|&(d, e)| room(&digit_label(d, e, plain)) * 1.1 <= gap * per_decade)
    });
    let labelled = all(fitting.map_or(&[1, 2, 5][..], |f| f.0));
    let major: Vec<_> =
        labelled.iter().map(|&(d, e)| (f64::from(d) * 10f64.powi(e), digit_label(d, e, plain))).collect();
    let minor = all(&[1, 2, 3, 4, 5, 6, 7, 8, 9])
        .into_iter()
        .filter(|t| !labelled.contains(t))
        .map(|(d, e)| f64::from(d) * 10f64.powi(e))
        .collect();
    Ticks { major, minor, factor: String::new() }
}

/// Between 0.1 and 100 the numbers are written out, so that 1, 2 and 5 stand in one notation.
fn digit_label(digit: u8, exponent: i32, plain: bool) -> String {
    match (digit, exponent) {
        _ if plain => fixed(f64::from(digit) * 10f64.powi(exponent), exponent.min(0).unsigned_abs() as usize),
        (1, _) => power_of_ten(exponent),
        _ => format!("{digit}×{}", power_of_ten(exponent)),
    }
}

/// The most decades that are divided.
const MOST_DIVIDED: i32 = 6;

/// Three decades or more: labels at every first, second, fifth, ... decade, counted from 10⁰.
fn decades(ruler: &Ruler, length: f64, room: impl Fn(&str) -> f64) -> Ticks {
    let (first, last) = ((ruler.low - 1e-9).ceil() as i32, (ruler.high + 1e-9).floor() as i32);
    let per_decade = length / (ruler.high - ruler.low);
    let widest = (first..=last).map(|e| room(&power_of_ten(e))).fold(0.0, f64::max);
    let fits = |s: i32| f64::from(s) * per_decade >= widest * 1.1 && (last - first) / s < 14;
    let steps = [1, 2, 3, 4, 5, 6, 10, 20, 25, 50, 100, 200];
    let least = steps.into_iter().find(|&s| fits(s)).unwrap_or(200);
    // A slightly wider step that labels both ends is better than the closest one.
    let both_ends = |s: &i32| first % s == 0 && last % s == 0;
    let step = steps.into_iter().filter(|&s| s >= least && s <= least * 3 / 2).find(both_ends).unwrap_or(least);
    let major = (first..=last).filter(|e| e % step == 0).map(|e| (10f64.powi(e), power_of_ten(e))).collect();
    let minor = match step {
        // Over many decades the lines between them would run into grey bands.
        1 if last - first > MOST_DIVIDED => Vec::new(),
        1 => {
            within_decades(ruler, first - 1, last, if per_decade >= 24.0 { &[2, 3, 4, 5, 6, 7, 8, 9] } else { &[2, 5] })
        }
        _ if per_decade >= 3.5 => (first..=last).filter(|e| e % step != 0).map(|e| 10f64.powi(e)).collect(),
        _ => [10, 5, 2]
            .into_iter()
            .find(|k| step % k == 0 && step > *k && f64::from(*k) * per_decade >= 3.5)
            .map_or(Vec::new(), |k| {
                (first..=last).filter(|e| e % k == 0 && e % step != 0).map(|e| 10f64.powi(e)).collect()
            }),
    };
    Ticks { major, minor, factor: String::new() }
}

fn within_decades(ruler: &Ruler, first: i32, last: i32, digits: &[u8]) -> Vec<f64> {
    (first..=last)
        .flat_map(|e| digits.iter().map(move |&d| f64::from(d) * 10f64.powi(e)))
        .filter(|v| (ruler.low..=ruler.high).contains(&v.log10()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(scale: Scale, low: f64, high: f64) -> Ticks {
        ticks(&Ruler { scale, low, high }, 400.0, |label| 20.0 + label.chars().count() as f64)
    }

    fn labels(t: &Ticks) -> Vec<&str> {
        t.major.iter().map(|(_, l)| l.as_str()).filter(|l| !l.is_empty()).collect()
    }

    #[test]
    fn decades_are_labelled_as_powers_with_both_ends() {
        let t = on(Scale::Log, -8.0, 0.0);
        assert_eq!(labels(&t), ["10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]);
        assert!(t.minor.is_empty(), "eight decades are not divided further");
        assert_eq!(on(Scale::Log, -5.0, 0.0).minor.len(), 5 * 8);
    }

    #[test]
    fn many_decades_have_few_labels() {
        for span in [20.0, 23.0, 47.0, 100.0, 300.0, 600.0] {
            let t = on(Scale::Log, -span, 0.0);
            assert!((4..=15).contains(&labels(&t).len()), "{span}: {:?}", labels(&t));
            assert!(labels(&t).iter().all(|l| l.starts_with("10") && !l.contains('e')));
        }
    }

    #[test]
    fn a_part_of_a_decade_still_has_two_labels() {
        for (low, high) in [(0.1, 0.9), (2.2, 3.3), (0.0, 0.1), (-0.01, 0.01), (5.6, 7.9), (-1.5, -0.9)] {
            let t = on(Scale::Log, low, high);
            assert!(labels(&t).len() >= 2, "{low} {high} {t:?}");
            assert!(t.major.iter().all(|(v, _)| v.log10() >= low - 1e-6 && v.log10() <= high + 1e-6));
        }
    }

    #[test]
    fn linear_ticks_are_nice_numbers() {
        assert_eq!(
            labels(&on(Scale::Linear, 0.0, 1.0)),
            ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]
        );
        assert_eq!(labels(&on(Scale::Linear, -1.0, 1.0))[0], "−1.0");
        let large = on(Scale::Linear, 0.0, 5e9);
        assert_eq!(large.factor, "×10⁹");
        let tiny = on(Scale::Linear, 1.0, 1.0 + 1e-11);
        assert!(tiny.major.len() >= 2 && tiny.factor.contains('+'), "{tiny:?}");
    }

    #[test]
    fn labels_never_crowd() {
        for high in [0.7, 3.0, 12.0, 1e3, 99999.0, 1e-5] {
            let room = |l: &str| 9.0 * l.chars().count() as f64;
            let t = ticks(&Ruler { scale: Scale::Linear, low: 0.0, high }, 300.0, room);
            let total: f64 = t.major.iter().map(|(_, l)| room(l)).sum();
            assert!(total <= 310.0 && t.major.len() >= 3, "{high} {t:?}");
        }
    }
}
