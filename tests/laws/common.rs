//! The laws under test and the points at which they are looked at.

use goodhart::tail::{Catalogue, Law, spec};

/// Depths in nats, from the bottom of the support to far below the smallest double.
pub const DEPTHS: &[f64] = &[1e-12, 1e-6, 1e-3, 0.1, 0.4, 0.7, 1.0, 3.0, 10.0, 40.0, 200.0, 700.0, 1e3, 1e4, 1e5, 1e6];

/// Builds the law of a spec; the file of an empirical law is a short list of numbers.
pub fn law(text: &str) -> Law {
    try_law(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// As [`law`], with the error in words.
pub fn try_law(text: &str) -> Result<Law, String> {
    let read = |_: &str| Ok((1..=40).map(|i| f64::from(i * i) / 7.0).collect());
    spec::parse(text, &Catalogue::standard(), &read).map_err(|error| error.to_string())
}

/// Every typical member of every family of the catalogue.
pub fn typical_laws() -> Vec<Law> {
    let catalogue = Catalogue::standard();
    let specs = catalogue.families().iter().flat_map(|family| family.typical);
    specs.map(|text| law(text)).collect()
}

/// Members far from the typical ones: shapes and scales that strain the special functions.
const EXTREME: &[&str] = &[
    "product(pareto(1.5), exponential)",
    "dependent_min_of(clayton(2), 3, lomax(1.5))",
    "dependent_min_of(gumbel(2), 4, cauchy)",
    "fastest_of(poisson(3), pareto(0.7))",
    "fastest_of(geometric(0.2, 2), lomax(0.8))",
    "fastest_of(binomial(5, 0.4), cauchy)",
    "powered(two_point(1, 3, 0.75), pareto(0.8))",
    "dependent_min_of(gaussian(0.5), 4, pareto(0.8))",
    "normal(1000, 0.001)",
    "student_t(0.05)",
    "student_t(30)",
    "student_t(100000)",
    "gamma(0.01, 1)",
    "gamma(1, 7)",
    "gamma(100000, 3)",
    "lognormal(-5, 30)",
    "levy(1e-100)",
    "levy(1e100)",
    "log_gamma(0.05, 10)",
    "log_gamma(300, 0.3)",
    "log_cauchy(0.001)",
];

/// The typical and the extreme laws.
pub fn all_laws() -> Vec<Law> {
    typical_laws().into_iter().chain(EXTREME.iter().map(|text| law(text))).collect()
}

/// Whether `x` carries mass.
pub fn is_atom(law: &Law, x: f64) -> bool {
    law.atoms().iter().any(|atom| atom.at == x)
}

/// Interior continuity points at the given depths of both tails, in increasing order.
pub fn points(law: &Law) -> Vec<f64> {
    let support = law.support();
    let both = DEPTHS.iter().flat_map(|depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]);
    let inside = |x: &f64| x.is_finite() && x.abs() < 1e300 && *x > support.low && *x < support.high;
    let mut found: Vec<f64> = both.filter(inside).filter(|x| !is_atom(law, *x)).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// How much `ln_sf` moves with a relative change of x, and its own size: rounding is a few epsilon of this.
pub fn sf_condition(law: &Law, x: f64) -> f64 {
    let ln_sf = law.ln_sf(x);
    ln_sf.abs() + x.abs() * (law.ln_pdf(x) - ln_sf).exp()
}

/// Likewise for `ln_cdf`.
pub fn cdf_condition(law: &Law, x: f64) -> f64 {
    let ln_cdf = law.ln_cdf(x);
    ln_cdf.abs() + x.abs() * (law.ln_pdf(x) - ln_cdf).exp()
}

/// The largest distance from x that crosses no end of the support, kink or atom.
pub fn room(law: &Law, x: f64) -> f64 {
    let support = law.support();
    let corners = law.kinks().into_iter().chain(law.atoms().iter().map(|atom| atom.at));
    let ends = [support.low, support.high];
    corners.chain(ends).chain(restarts_beside(law, x)).map(|corner| (x - corner).abs()).fold(f64::INFINITY, f64::min)
}

/// The corners beside x of a law with restarts, which go on beyond those that it lists.
fn restarts_beside(law: &Law, x: f64) -> Vec<f64> {
    let Some(restarts) = law.as_restarts() else { return vec![] };
    let start = (x / restarts.cutoff).floor() * restarts.cutoff;
    let inside = restarts.kept.kinks().into_iter().chain([0.0, restarts.kept.support().low, restarts.cutoff]);
    inside.map(|since| start + since).collect()
}

/// Nodes and weights of Gauss and Legendre with 16 points on [0, 1], by Newton on the Legendre polynomial.
pub fn gauss_16() -> Vec<(f64, f64)> {
    const N: usize = 16;
    let node = |i: usize| {
        let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (N as f64 + 0.5)).cos();
        let mut slope = 0.0;
        for _ in 0..60 {
            let (mut p0, mut p1) = (1.0, x);
            for k in 2..=N {
                let k = k as f64;
                (p0, p1) = (p1, ((2.0 * k - 1.0) * x * p1 - (k - 1.0) * p0) / k);
            }
            slope = N as f64 * (x * p1 - p0) / (x * x - 1.0);
            x -= p1 / slope;
        }
        (0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..N).map(node).collect()
}

/// Whether an error keeps its bound; not so if either is NaN.
pub fn within(error: f64, bound: f64) -> bool {
    error <= bound
}

/// Fails with every violation at once.
pub fn none(violations: Vec<String>) {
    let shown = violations.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(violations.is_empty(), "{} violations:\n{shown}", violations.len());
}
