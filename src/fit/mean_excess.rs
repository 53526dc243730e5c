//! The mean excess over a threshold: level for an exponential tail, rising for a heavier one, falling for a lighter one.

/// The mean excess over one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanExcess {
    /// The threshold.
    pub threshold: f64,
    /// How many values exceed it.
    pub exceedances: usize,
    /// The mean of `x - threshold` over them.
    pub mean: f64,
    /// Its standard error, from the sample itself (of little use where the second moment is infinite).
    pub se: f64,
}

/// The mean of `x - u` over `x > u`; none if no value exceeds u. `ascending` must be sorted.
///
/// ```
/// # use goodhart::fit::mean_excess::mean_excess;
/// assert_eq!(mean_excess(&[1.0, 2.0, 4.0], 1.0).unwrap().mean, 2.0);
/// ```
pub fn mean_excess(ascending: &[f64], threshold: f64) -> Option<MeanExcess> {
    let above = &ascending[ascending.partition_point(|&x| x <= threshold)..];
    if above.is_empty() {
        return None;
    }
    let count = above.len() as f64;
    let mean = above.iter().map(|x| x - threshold).sum::<f64>() / count;
    let squares: f64 = above.iter().map(|x| (x - threshold - mean).powi(2)).sum();
    let se = if above.len() > 1 { (squares / (count - 1.0) / count).sqrt() } else { f64::NAN };
    Some(MeanExcess { threshold, exceedances: above.len(), mean, se })
}

/// The mean excess over every order statistic `X_(n-k)` for the given k, in the order given; ties with the base are no
/// exceedances.
pub fn mean_excess_at(ascending: &[f64], ranks: &[usize]) -> Vec<MeanExcess> {
    let bases = ranks.iter().filter_map(|&k| ascending.len().checked_sub(k + 1));
    bases.filter_map(|place| mean_excess(ascending, ascending[place])).collect()
}
