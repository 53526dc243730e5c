//! The numbers k of upper order statistics at which an estimator is shown.

/// Every k up to 500, then about 450 to a decade (multiples of 10, of 100, ...), up to and including `last`.
///
/// ```
/// # use goodhart::fit::ranks::ranks;
/// let shown = ranks(30_000);
/// assert!(shown.contains(&172) && shown.contains(&1250) && *shown.last().unwrap() == 30_000);
/// ```
pub fn ranks(last: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = (1..=last.min(500)).collect();
    let (mut k, mut step) = (500, 10);
    while k + step <= last {
        k += step;
        shown.push(k);
        if k == 500 * step {
            step *= 10;
        }
    }
    if shown.last().is_some_and(|&k| k < last) {
        shown.push(last);
    }
    shown
}

/// About nine k to a decade (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 and so on where whole) up to `last`: for estimators whose cost grows with k.
pub fn few_ranks(last: usize) -> Vec<usize> {
    let decades =
        std::iter::successors(Some(10), |&ten: &usize| ten.checked_mul(10)).take_while(|&ten| ten <= 10 * last);
    let tenths = [10, 15, 20, 25, 30, 40, 50, 60, 80];
    let wanted = decades.flat_map(|ten| tenths.map(|t| (t * ten, t * ten % 100 == 0)));
    wanted.filter(|&(hundredfold, whole)| whole && hundredfold / 100 <= last).map(|(h, _)| h / 100).collect()
}

/// At most `count` of `0..size`, in order, dense at both ends of the list and sparse in the middle: what a plot needs.
pub fn dense_at_the_ends(size: usize, count: usize) -> Vec<usize> {
    if size <= count {
        return (0..size).collect();
    }
    let half = (size / 2) as f64;
    let side = count / 2;
    // Geometric steps from each end; the first ones advance by single places.
    let offsets = (0..side).map(|i| (half.powf(i as f64 / (side - 1) as f64) - 1.0).max(0.0).round() as usize);
    let mut places: Vec<usize> = offsets.flat_map(|o| [o, size - 1 - o]).collect();
    places.sort_unstable();
    places.dedup();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_increase_and_stay_in_range() {
        for last in [0, 1, 499, 500, 501, 4999, 5000, 123_456] {
            let shown = ranks(last);
            assert!(shown.windows(2).all(|w| w[0] < w[1]) && shown.last().copied().unwrap_or(0) == last);
        }
    }

    #[test]
    fn few_ranks_are_round() {
        assert_eq!(few_ranks(25), [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25]);
        assert!(few_ranks(0).is_empty());
    }

    #[test]
    fn both_ends_are_kept() {
        let places = dense_at_the_ends(30_000, 400);
        assert!(places.len() <= 400 && places[0] == 0 && *places.last().unwrap() == 29_999);
        assert!(places.windows(2).all(|w| w[0] < w[1]));
    }
}
