//! Soft best of n drawn as it is defined: n pairs, one of them chosen in proportion to `e^(lambda U)`.

use super::{proxy, value};
use goodhart::{
    expect::soft_best_of::soft_best_of,
    model::Proxy,
    sample::{
        Source, Stream,
        draw::{Summary, draw, summary},
    },
};

const ROUNDS: u64 = 400_000;
const DRAWS: usize = 8;
const LAMBDA: f64 = 0.7;
/// A normal mean strays beyond 5.2 standard errors with chance 2e-7, in either of two tests 4e-7; sums of 400 000 bounded-skew
/// terms are that normal for this purpose, so that a false alarm has a chance below 1e-6.
const STANDARD_ERRORS: f64 = 5.2;

/// The value V and the proxy U of one chosen draw.
fn chosen(pair: &Proxy, stream: &mut Stream) -> (f64, f64) {
    let draws: [(f64, f64); DRAWS] = std::array::from_fn(|_| {
        let v = draw(&*pair.value, stream);
        (v, v + draw(&*pair.error, stream))
    });
    let top = draws.iter().map(|draw| draw.1).fold(f64::NEG_INFINITY, f64::max);
    let weights = draws.map(|draw| (LAMBDA * (draw.1 - top)).exp());
    let mut left = stream.uniform() * weights.iter().sum::<f64>();
    for (draw, weight) in draws.iter().zip(weights) {
        left -= weight;
        if left < 0.0 {
            return *draw;
        }
    }
    draws[DRAWS - 1]
}

/// How many standard errors the drawn mean is from a claim.
fn standard_errors(drawn: &Summary, claim: f64) -> f64 {
    (drawn.mean - claim).abs() / (drawn.variance() / drawn.count as f64).sqrt()
}

#[test]
fn draws_bear_the_integral_out_and_reject_another_sharpness() {
    let pair = proxy("normal(0, 1)", "laplace(1)");
    let source = Source::new(20261122, "soft best of n", "normal + laplace");
    let claims = [LAMBDA, 0.9 * LAMBDA, 1.1 * LAMBDA].map(|lambda| {
        let got = soft_best_of(&pair, DRAWS as f64, lambda).expect("an answer");
        [value(got.mean_v), value(got.mean_u)]
    });
    let drawn = [
        summary(ROUNDS, &source, |stream| chosen(&pair, stream).0),
        summary(ROUNDS, &source, |stream| chosen(&pair, stream).1),
    ];
    for k in 0..2 {
        let off = claims.map(|claim| standard_errors(&drawn[k], claim[k]));
        assert!(off[0] < STANDARD_ERRORS, "{k}: {off:?}");
        assert!(off[1] > STANDARD_ERRORS && off[2] > STANDARD_ERRORS, "{k}: a wrong claim passes: {off:?}");
    }
}
