//! Luby's sequence term by term for Pareto times, in closed forms: the chance to be left after so many approaches, and the mean time.

/// The terms of the sequence: term i is `2^(k-1)` if `i = 2^k - 1`, else that of `i - 2^(k-1) + 1` for `2^(k-1) <= i < 2^k - 1`.
///
/// Luby, Sinclair, Zuckerman (1993), section 3.
fn term(i: u64) -> f64 {
    let k = 64 - i.leading_zeros();
    if i == (1 << k) - 1 { (1u64 << (k - 1)) as f64 } else { term(i - (1 << (k - 1)) + 1) }
}

/// `ln P(T > t)`.
fn ln_left(alpha: f64, t: f64) -> f64 {
    -alpha * t.max(1.0).ln()
}

/// `E[min(T, t)]`.
fn spent(alpha: f64, t: f64) -> f64 {
    if t <= 1.0 {
        return t;
    }
    let x = (1.0 - alpha) * t.ln();
    1.0 + t.ln() * if x.abs() < 1e-8 { 1.0 + 0.5 * x } else { x.exp_m1() / x }
}

/// The chance that none of the first so many approaches finishes.
pub(super) fn left(alpha: f64, unit: f64, attempts: usize) -> f64 {
    (1..=attempts as u64).map(|i| ln_left(alpha, unit * term(i))).sum::<f64>().exp()
}

/// `P(step > t)`.
pub(super) fn survival(alpha: f64, unit: f64, t: f64) -> f64 {
    let (mut begun, mut ln_chance) = (0.0, 0.0);
    for i in 1.. {
        let cutoff = unit * term(i);
        if t < begun + cutoff {
            return (ln_chance + ln_left(alpha, t - begun)).exp();
        }
        begun += cutoff;
        ln_chance += ln_left(alpha, cutoff);
    }
    0.0
}

/// The mean time of a step, to where the chance to be left is below e^-50.
pub(super) fn cost(alpha: f64, unit: f64) -> f64 {
    let (mut sum, mut ln_chance) = (0.0, 0.0);
    for i in 1.. {
        let cutoff = unit * term(i);
        sum += f64::exp(ln_chance) * spent(alpha, cutoff);
        ln_chance += ln_left(alpha, cutoff);
        if ln_chance < -50.0 {
            break;
        }
    }
    sum
}
