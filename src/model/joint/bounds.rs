//! Bounds of an expression and of its slope over an interval of v, and where it is highest.
//!
//! Refuses, by bounds without end, what may leave the domain of a function; to name a place while two may be the highest.

use super::expression::{Expression, Function};

/// An interval.
pub(super) type Range = (f64, f64);

/// Nothing is known.
const ANYTHING: Range = (f64::NEG_INFINITY, f64::INFINITY);
/// By how much more than rounding results are widened.
const WIDENED: f64 = 1e-15;
/// What is nearer to 0 may be 0 by underflow.
const TINY: f64 = f64::MIN_POSITIVE;
/// Halvings of the pieces that are left.
const ROUNDS: usize = 150;
/// The most pieces.
const MOST: usize = 2000;
/// How narrow a highest place has to be, beside its size or 1.
const NARROW: f64 = 1e-9;
/// Where halving ends.
const POINT: f64 = 1e-14;

/// The values of an expression over an interval, and its slopes.
#[derive(Clone, Copy)]
struct Course {
    values: Range,
    slopes: Range,
}

fn widened(low: f64, high: f64) -> Range {
    if low.is_nan() || high.is_nan() { ANYTHING } else { (low - WIDENED * low.abs(), high + WIDENED * high.abs()) }
}

fn sum(a: Range, b: Range) -> Range {
    widened(a.0 + b.0, a.1 + b.1)
}

fn negated(a: Range) -> Range {
    (-a.1, -a.0)
}

fn product(a: Range, b: Range) -> Range {
    let times = |x: f64, y: f64| match x * y {
        _ if x == 0.0 || y == 0.0 => (0.0, 0.0),
        below if below.abs() < TINY => hull((0.0, 0.0), (TINY * below.signum(), TINY * below.signum())),
        product => (product, product),
    };
    let (low, high) = hull(hull(times(a.0, b.0), times(a.0, b.1)), hull(times(a.1, b.0), times(a.1, b.1)));
    widened(low, high)
}

fn inverse(a: Range) -> Range {
    if a.0 > 0.0 || a.1 < 0.0 { widened(1.0 / a.1, 1.0 / a.0) } else { ANYTHING }
}

fn hull(a: Range, b: Range) -> Range {
    (a.0.min(b.0), a.1.max(b.1))
}

fn size(a: Range) -> Range {
    match a {
        (low, _) if low >= 0.0 => a,
        (_, high) if high <= 0.0 => negated(a),
        (low, high) => (0.0, high.max(-low)),
    }
}

/// A power that is a number.
fn raised(a: Range, power: f64) -> Range {
    if power < 0.0 {
        return inverse(raised(a, -power));
    }
    let base = if power % 2.0 == 0.0 { size(a) } else { a };
    if base.0 < 0.0 && power % 1.0 != 0.0 {
        return ANYTHING;
    }
    let (low, high) = (base.0.powf(power), base.1.powf(power));
    widened(if base.0 < 0.0 { low.min(-TINY) } else { low }, if base.1 > 0.0 { high.max(TINY) } else { high })
}

/// The course of an expression over an interval.
fn course(expression: &Expression, over: Range) -> Course {
    let (function, arguments) = match expression {
        Expression::Number(value) => return Course { values: (*value, *value), slopes: (0.0, 0.0) },
        Expression::V => return Course { values: over, slopes: (1.0, 1.0) },
        Expression::Call(function, arguments) => (function, arguments),
    };
    let a = course(&arguments[0], over);
    let second = || course(&arguments[1], over);
    let chained = |values: Range, slope: Range| Course { values, slopes: product(slope, a.slopes) };
    let number = |value: f64| (value, value);
    match function {
        Function::Add => {
            let b = second();
            Course { values: sum(a.values, b.values), slopes: sum(a.slopes, b.slopes) }
        }
        Function::Subtract => {
            let b = second();
            Course { values: sum(a.values, negated(b.values)), slopes: sum(a.slopes, negated(b.slopes)) }
        }
        Function::Multiply => {
            let b = second();
            let slopes = sum(product(a.slopes, b.values), product(a.values, b.slopes));
            Course { values: product(a.values, b.values), slopes }
        }
        Function::Divide => {
            let b = second();
            let (over, square) = (inverse(b.values), inverse(raised(b.values, 2.0)));
            let taken = negated(product(product(a.values, b.slopes), square));
            Course { values: product(a.values, over), slopes: sum(product(a.slopes, over), taken) }
        }
        Function::Power if arguments[1].is_constant() => {
            let power = arguments[1].at(0.0);
            let slope = if power == 0.0 { number(0.0) } else { product(number(power), raised(a.values, power - 1.0)) };
            chained(raised(a.values, power), slope)
        }
        Function::Power => Course { values: ANYTHING, slopes: ANYTHING },
        Function::Negate => Course { values: negated(a.values), slopes: negated(a.slopes) },
        Function::Exp => {
            let values = widened(a.values.0.exp(), a.values.1.exp().max(TINY));
            chained(values, values)
        }
        Function::Ln if a.values.0 > 0.0 => chained(widened(a.values.0.ln(), a.values.1.ln()), inverse(a.values)),
        Function::Ln => Course { values: ANYTHING, slopes: ANYTHING },
        Function::Sqrt => {
            // What is below 0 is by rounding, or has no root.
            let values = raised((a.values.0.max(0.0), a.values.1.max(0.0)), 0.5);
            chained(values, inverse(product((2.0, 2.0), values)))
        }
        Function::Abs if a.values.0 >= 0.0 => a,
        Function::Abs if a.values.1 <= 0.0 => Course { values: size(a.values), slopes: negated(a.slopes) },
        Function::Abs => Course { values: size(a.values), slopes: hull(a.slopes, negated(a.slopes)) },
        Function::Min | Function::Max => {
            let b = second();
            let (lower, higher) = if a.values.0 + a.values.1 <= b.values.0 + b.values.1 { (a, b) } else { (b, a) };
            let is_min = *function == Function::Min;
            if lower.values.1 < higher.values.0 {
                return if is_min { lower } else { higher };
            }
            let pick = if is_min { f64::min } else { f64::max };
            let values = (pick(a.values.0, b.values.0), pick(a.values.1, b.values.1));
            Course { values, slopes: hull(a.slopes, b.slopes) }
        }
    }
}

/// An expression over an interval, which may be a point or have no end.
#[derive(Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) of: &'a Expression,
    pub(super) over: Range,
}

/// The highest value on stretches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Highest {
    /// Between these it lies.
    pub(super) value: Range,
    /// Where it is taken, if that is one place.
    pub(super) at: Option<f64>,
}

/// The highest value on stretches in increasing order: halved, and dropped where a bound is below a value that is taken elsewhere
/// or where the expression only rises towards, or falls from, a neighbour.
pub(super) fn highest(stretches: Vec<Stretch<'_>>) -> Highest {
    let taken = |piece: &Stretch<'_>| course(piece.of, (middle(piece.over), middle(piece.over))).values.0;
    let mut pieces = stretches;
    let mut least = pieces.iter().map(taken).fold(f64::NEG_INFINITY, f64::max);
    for _ in 0..ROUNDS {
        pieces = kept(&pieces, least);
        least = pieces.iter().map(taken).fold(least, f64::max);
        let narrow = |piece: &Stretch<'_>| piece.over.1 - piece.over.0 < POINT * (1.0 + piece.over.0.abs());
        if pieces.len() > MOST || pieces.iter().all(narrow) {
            break;
        }
        pieces = pieces.iter().flat_map(halves).collect();
    }
    let most = pieces.iter().map(|piece| course(piece.of, piece.over).values.1).fold(least, f64::max);
    let ends = pieces.iter().map(|piece| piece.over).reduce(hull).unwrap_or(ANYTHING);
    let is_narrow = ends.1 - ends.0 < NARROW * (1.0 + ends.0.abs());
    Highest { value: (least, most), at: is_narrow.then(|| shortest(ends)) }
}

/// The middle of an interval in as few decimals as leave it inside.
fn shortest(ends: Range) -> f64 {
    let middle = 0.5 * ends.0 + 0.5 * ends.1;
    let rounded = (0..17).filter_map(|digits| format!("{middle:.digits$e}").parse::<f64>().ok());
    rounded.into_iter().find(|number| ends.0 <= *number && *number <= ends.1).unwrap_or(middle)
}

/// The pieces on which the highest value may be.
fn kept<'a>(pieces: &[Stretch<'a>], least: f64) -> Vec<Stretch<'a>> {
    let courses: Vec<Course> = pieces.iter().map(|piece| course(piece.of, piece.over)).collect();
    let rises = |i: usize| courses[i].slopes.0 > 0.0;
    let falls = |i: usize| courses[i].slopes.1 < 0.0;
    let adjacent = |i: usize| {
        let pair = pieces.get(i).zip(pieces.get(i + 1));
        pair.is_some_and(|(a, b)| std::ptr::eq(a.of, b.of) && a.over.1 == b.over.0)
    };
    let point = |piece: Stretch<'a>, v: f64| Stretch { over: (v, v), ..piece };
    let keep = |(i, &piece): (usize, &Stretch<'a>)| {
        let (low, high) = piece.over;
        match () {
            () if courses[i].values.1 < least => None,
            () if low == high => Some(piece),
            // Its highest value is the neighbour's too.
            () if falls(i) && i > 0 && adjacent(i - 1) && !rises(i - 1) => None,
            () if rises(i) && adjacent(i) => (falls(i + 1)).then(|| point(piece, high)),
            () if falls(i) && low.is_finite() => Some(point(piece, low)),
            () if rises(i) && high.is_finite() => Some(point(piece, high)),
            () => Some(piece),
        }
    };
    pieces.iter().enumerate().filter_map(keep).collect()
}

fn middle((low, high): Range) -> f64 {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => 0.5 * low + 0.5 * high,
        (true, false) => (2.0 * low).max(1.0),
        (false, true) => (2.0 * high).min(-1.0),
        (false, false) => 0.0,
    }
}

fn halves<'a>(piece: &Stretch<'a>) -> Vec<Stretch<'a>> {
    let ((low, high), v) = (piece.over, middle(piece.over));
    if !(low < v && v < high) {
        return vec![*piece];
    }
    vec![Stretch { over: (low, v), ..*piece }, Stretch { over: (v, high), ..*piece }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn top(text: &str, overs: &[Range]) -> Highest {
        let of = Expression::parse(text).expect("an expression");
        let found = highest(overs.iter().map(|&over| Stretch { of: &of, over }).collect());
        let seen = (-4000..=4000).map(|k| 0.003 * f64::from(k));
        let seen = seen.filter(|v| overs.iter().any(|over| over.0 <= *v && *v <= over.1)).map(|v| of.at(v));
        assert!(seen.clone().all(|value| value <= found.value.1), "{text}");
        found
    }

    #[test]
    fn the_highest_place_is_found() {
        for (text, over, at, value) in [
            ("2*exp(-v^2/2)", ANYTHING, 0.0, 2.0),
            ("exp(-abs(v - 1))", ANYTHING, 1.0, 1.0),
            ("v*exp(-v)", (-3.0, 50.0), 1.0, (-1f64).exp()),
            ("2/(1 + (v + 1)^2)", ANYTHING, -1.0, 2.0),
            ("v - 2*abs(v)", ANYTHING, 0.0, 0.0),
            ("1 + v", (-1.0, 1.0), 1.0, 2.0),
            ("sqrt(4 - v^2)", (-2.0, 2.0), 0.0, 2.0),
            ("min(2 + v, 1 - v)", (-9.0, 9.0), -0.5, 1.5),
            ("v^3 - 3*v", (-2.0, 1.9), -1.0, 2.0),
            ("ln(1 + v)/(1 + v)", (0.0, 20.0), 1f64.exp() - 1.0, (-1f64).exp()),
        ] {
            let found = top(text, &[over]);
            let place = found.at.unwrap_or_else(|| panic!("{text}: {found:?}"));
            assert!((place - at).abs() < 1e-9, "{text}: {place}");
            assert!(found.value.0 <= value && value <= found.value.1 && found.value.1 - found.value.0 < 1e-9, "{text}");
        }
    }

    #[test]
    fn two_places_are_not_one() {
        for (text, overs) in [
            ("v^2", vec![(-1.0, 1.0)]),
            ("v^2*exp(-v^2)", vec![(-5.0, 5.0)]),
            ("min(v^2, 1)", vec![(-3.0, 3.0)]),
            ("1 - exp(-v)", vec![(0.0, f64::INFINITY)]),
            ("abs(v)", vec![(-2.0, -1.0), (1.0, 2.0)]),
        ] {
            assert_eq!(top(text, &overs).at, None, "{text}");
        }
    }
}
