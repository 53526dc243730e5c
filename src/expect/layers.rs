//! Cuts where an integrand piles up against an end of a panel so steeply that no node of a rule sees it.
//!
//! A kink of one law may meet a slope of the other that is a thousand times steeper than the panels beside the kink are wide.

/// What is seen of the logarithm of an integrand at the nodes of the coarsest rule: the middle, then nearer the lower and
/// the upper end.
pub(super) type Seen = [f64; 3];

/// Falls over the reach between two nodes that halving a panel copes with, in nats.
const STEEP: f64 = 150.0;
/// Ends this far below the highest carry nothing.
const NEGLIGIBLE: f64 = 45.0;
/// Where a layer is cut, in nats below its end.
const CUTS: [f64; 2] = [20.0, 60.0];
/// The outer nodes' distance from the nearer end, as a share of the width.
const NODE: f64 = 0.5 * (1.0 - 0.774_596_669_241_483_4);

/// Whether an integrand may pile up against an end of a panel: at the lower one, or at the upper.
pub(super) fn leaning(seen: Seen) -> Option<bool> {
    let [middle, low, high] = seen;
    let at_low = low >= high;
    let (near, far) = if at_low { (low, high) } else { (high, low) };
    let fall = near - middle;
    (middle >= far && fall.is_finite() && fall > STEEP).then_some(at_low)
}

/// For each panel, the shares of its width at which to cut it; `seen` has one list of panels for each of K integrands, and
/// `end` looks at one end of a panel, the lower or the upper.
pub(super) fn layers<const K: usize>(
    seen: &[Vec<Seen>; K],
    panels: usize,
    end: impl Fn(usize, bool) -> [f64; K],
) -> Vec<Vec<f64>> {
    let ends: Vec<[Option<[f64; K]>; 2]> = (0..panels)
        .map(|i| [true, false].map(|at_low| seen.iter().any(|s| leaning(s[i]) == Some(at_low)).then(|| end(i, at_low))))
        .collect();
    let mut cuts = vec![Vec::new(); panels];
    for (k, integrand) in seen.iter().enumerate() {
        let at_ends = ends.iter().flatten().flatten().map(|levels| levels[k]);
        let top = integrand.iter().flatten().copied().chain(at_ends).fold(f64::NEG_INFINITY, f64::max);
        for (i, &seen) in integrand.iter().enumerate() {
            let Some(at_low) = leaning(seen) else { continue };
            let level = ends[i][usize::from(!at_low)].map_or(f64::NEG_INFINITY, |levels| levels[k]);
            let rate = (level - seen[if at_low { 1 } else { 2 }]) / NODE;
            if level > top - NEGLIGIBLE && rate > CUTS[1] {
                cuts[i].extend(CUTS.map(|nats| if at_low { nats / rate } else { 1.0 - nats / rate }));
            }
        }
    }
    for cuts in &mut cuts {
        cuts.sort_by(f64::total_cmp);
        // Integrands that pile up together ask for nearly the same cuts.
        cuts.dedup_by(|next, kept| *next - *kept < 0.5 * next.min(1.0 - *kept));
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_cut_near_its_upper_end_only_where_that_counts() {
        // e^(1000 x) on [0, 1], seen at 0.5, 0.113 and 0.887.
        let steep = [500.0, 112.7, 887.3];
        let far_below = steep.map(|ln| ln - 9e3);
        let seen = [vec![steep, far_below, [1.0, 0.0, 2.0]]];
        let cuts = layers(&seen, 3, |i, at_low| {
            assert!(!at_low);
            [if i == 0 { 1000.0 } else { -8000.0 }]
        });
        assert_eq!(cuts[0].len(), 2);
        assert!((cuts[0][1] - 0.98).abs() < 1e-3 && (cuts[0][0] - 0.94).abs() < 1e-3, "{:?}", cuts[0]);
        assert!(cuts[1].is_empty() && cuts[2].is_empty());
    }
}
