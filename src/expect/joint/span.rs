//! A span of places, by themselves or, where they are far apart beside their distance from 0, by logarithms.

/// Intervals over which a place changes by more than this factor are those of its logarithm.
const FAR: f64 = 8.0;

/// Such a span.
#[derive(Clone, Copy, Debug)]
pub(super) enum Span {
    Plain(f64, f64),
    /// On the side of this sign of 0, between logarithms of distances from it.
    Logarithms(f64, f64, f64),
}

impl Span {
    /// The one between two places.
    pub(super) fn between(low: f64, high: f64) -> Self {
        if low > 0.0 && high > FAR * low {
            Self::Logarithms(1.0, low.ln(), high.ln())
        } else if high < 0.0 && low < FAR * high {
            Self::Logarithms(-1.0, (-high).ln(), (-low).ln())
        } else {
            Self::Plain(low, high)
        }
    }

    /// The range of its parameter.
    pub(super) const fn range(&self) -> (f64, f64) {
        match *self {
            Self::Plain(low, high) | Self::Logarithms(_, low, high) => (low, high),
        }
    }

    /// The place at a parameter, and the logarithm of how fast it changes with it.
    pub(super) fn at(&self, parameter: f64) -> (f64, f64) {
        match *self {
            Self::Plain(..) => (parameter, 0.0),
            Self::Logarithms(sign, ..) => (sign * parameter.exp(), parameter),
        }
    }

    /// The places where it begins and ends.
    pub(super) fn ends(&self) -> [f64; 2] {
        match *self {
            Self::Plain(low, high) => [low, high],
            Self::Logarithms(sign, near, far) if sign > 0.0 => [near.exp(), far.exp()],
            Self::Logarithms(_, near, far) => [-far.exp(), -near.exp()],
        }
    }

    /// So many places inside, in increasing order.
    pub(super) fn looks(&self, count: usize) -> impl Iterator<Item = f64> {
        let (low, high) = self.range();
        let falls = matches!(self, Self::Logarithms(sign, ..) if *sign < 0.0);
        (0..count).map(move |i| {
            let share = (i as f64 + 0.5) / count as f64;
            self.at(low + (high - low) * if falls { 1.0 - share } else { share }).0
        })
    }

    /// Cut at the places that are inside.
    pub(super) fn cut(&self, places: &[f64]) -> Vec<Self> {
        let (low, high) = self.range();
        let parameter = |&place: &f64| match *self {
            Self::Plain(..) => place,
            Self::Logarithms(sign, ..) => (sign * place).ln(),
        };
        let mut marks: Vec<f64> = places.iter().map(parameter).filter(|at| *at > low && *at < high).collect();
        marks.extend([low, high]);
        marks.sort_by(f64::total_cmp);
        let part = |ends: &[f64]| match *self {
            Self::Plain(..) => Self::Plain(ends[0], ends[1]),
            Self::Logarithms(sign, ..) => Self::Logarithms(sign, ends[0], ends[1]),
        };
        marks.windows(2).filter(|ends| ends[0] < ends[1]).map(part).collect()
    }
}
