//! Where a density is not smooth, and how much less so that of a sum is.
//!
//! Refuses: to know an order; every corner of a step counts as a jump.

/// A point where a derivative jumps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    /// From the lower end, or from the centre.
    pub(super) at: f64,
    /// Which derivative of the density jumps; an atom is the jump of order -1.
    pub(super) order: i32,
}

/// A corner of this order no longer needs an edge of its own: panels resolve it.
const SMOOTH: i32 = 8;
/// The roughest so many are kept.
const MOST: usize = 150;

/// Corners of a sum of two independent variables: jumps of orders j and k make one of order `j + k + 1`.
pub(super) fn of_sum(a: &[Corner], b: &[Corner]) -> Vec<Corner> {
    let pairs = a.iter().flat_map(|x| b.iter().map(|y| Corner { at: x.at + y.at, order: x.order + y.order + 1 }));
    let mut all: Vec<Corner> = pairs.filter(|corner| corner.order < SMOOTH).collect();
    all.sort_by(|x, y| x.at.total_cmp(&y.at).then(x.order.cmp(&y.order)));
    all.dedup_by(|next, kept| next.at - kept.at <= 1e-14 * next.at.abs().max(kept.at.abs()));
    all.sort_by_key(|corner| corner.order);
    all.truncate(MOST);
    all.sort_by(|x, y| x.at.total_cmp(&y.at));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniform_steps_have_their_corners_at_the_integers() {
        let step = [Corner { at: 0.0, order: 0 }, Corner { at: 1.0, order: 0 }];
        let two = of_sum(&step, &step);
        assert_eq!(two.iter().map(|c| (c.at, c.order)).collect::<Vec<_>>(), [(0.0, 1), (1.0, 1), (2.0, 1)]);
        let four = of_sum(&two, &two);
        assert!(four.len() == 5 && four.iter().all(|corner| corner.order == 3));
        assert!(of_sum(&of_sum(&four, &four), &four).is_empty());
    }
}
