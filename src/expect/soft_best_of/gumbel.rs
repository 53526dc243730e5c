//! The standard Gumbel law, the noise whose maximum draws in proportion to `e^U`.

/// `P(G < g) = exp(-e^-g)`.
pub(super) fn missed(g: f64) -> f64 {
    (-(-g).exp()).exp()
}

/// `P(G >= g)`, with its own digits.
pub(super) fn reached(g: f64) -> f64 {
    -(-(-g).exp()).exp_m1()
}

/// `P(g <= G <= g + gap)`.
pub(super) fn between(g: f64, gap: f64) -> f64 {
    // e^-g less e^-(g + gap), which neither loses its digits nor, where the gap is wide, all it has.
    let more = (-g).exp() * -(-gap).exp_m1();
    missed(g + gap) * -(-more).exp_m1()
}

/// The logarithm of the density, `-g - e^-g`.
pub(super) fn ln_density(g: f64) -> f64 {
    // Far below, where both terms leave f64, nothing is left.
    if g < -700.0 { f64::NEG_INFINITY } else { -g - (-g).exp() }
}

/// The places between which the density changes by what a rule resolves; below the first it is less than `e^-145`.
pub(super) const BREAKS: [f64; 31] = [
    -5.0, -4.4, -3.8, -3.2, -2.5, -1.8, -1.0, 0.0, 1.2, 2.5, 4.0, 6.0, 9.0, 13.0, 18.0, 24.0, 31.0, 39.0, 48.0, 58.0,
    70.0, 85.0, 105.0, 130.0, 160.0, 200.0, 250.0, 320.0, 420.0, 560.0, 745.0,
];
