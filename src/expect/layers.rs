//! Cuts where an integrand piles up against an end of a panel so steeply that no node of a rule sees it.
//!
//! A kink of one law may meet a slope of the other that is a thousand times steeper than the panels beside the kink are wide.

/// What is seen of the logarithm of an integrand at the nodes of the coarsest rule: the middle, then nearer the lower and
/// the upper end.
pub(super) type Seen = [f64; 3];

/// Falls over the reach between two nodes that halving a panel copes with, in nats.
const STEEP: f64 = 150.0;
/// Panels wider than this in the logarithm of the distance may hide a rise at an end that three nodes show nothing of.
const WIDE: f64 = 8.0;
/// Ends this far below the highest carry nothing.
const NEGLIGIBLE: f64 = 45.0;
/// Where a layer is cut, in nats below its end.
const CUTS: [f64; 2] = [20.0, 60.0];
/// The outer nodes' distance from the nearer end, as a share of the width.
const NODE: f64 = 0.5 * (1.0 - 0.774_596_669_241_483_4);

/// Whether an integrand may pile up against an end of a panel of such a width: at the lower one, or at the upper.
pub(super) fn leaning(seen: Seen, width: f64) -> Option<bool> {
    let [middle, low, high] = seen;
    let at_low = low >= high;
    let (near, far) = if at_low { (low, high) } else { (high, low) };
    let fall = near - middle;
    let steep = middle >= far && fall > STEEP || width > WIDE && fall > 0.0;
    (steep && fall.is_finite()).then_some(at_low)
}

/// For each panel, the shares of its width at which to cut it; `seen` has one list of panels for each of K integrands, `widths`
/// are those of logarithmic panels, else 0, and `end` looks at one end of a panel, the lower or the upper.
pub(super) fn layers<const K: usize>(
    seen: &[Vec<Seen>; K],
    widths: &[f64],
    end: impl Fn(usize, bool) -> [f64; K],
) -> Vec<Vec<f64>> {
    let leans = |i: usize, at_low: bool| seen.iter().any(|s| leaning(s[i], widths[i]) == Some(at_low));
    let ends: Vec<[Option<[f64; K]>; 2]> =
        (0..widths.len()).map(|i| [true, false].map(|at_low| leans(i, at_low).then(|| end(i, at_low)))).collect();
    let mut cuts = vec![Vec::new(); widths.len()];
    for (k, integrand) in seen.iter().enumerate() {
        let at_ends = ends.iter().flatten().flatten().map(|levels| levels[k]);
        let top = integrand.iter().flatten().copied().chain(at_ends).fold(f64::NEG_INFINITY, f64::max);
        for (i, &seen) in integrand.iter().enumerate() {
            let Some(at_low) = leaning(seen, widths[i]) else { continue };
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
        let cuts = layers(&seen, &[0.0; 3], |i, at_low| {
            assert!(!at_low);
            [if i == 0 { 1000.0 } else { -8000.0 }]
        });
        assert_eq!(cuts[0].len(), 2);
        assert!((cuts[0][1] - 0.98).abs() < 1e-3 && (cuts[0][0] - 0.94).abs() < 1e-3, "{:?}", cuts[0]);
        assert!(cuts[1].is_empty() && cuts[2].is_empty());
    }

    #[test]
    fn a_wide_panel_is_cut_where_a_rise_begins_beyond_its_last_node() {
        // The logarithm of a density seen by that of the distance: flat, and then up to -24 at the end.
        let seen = [-117.0, -107.0, -92.0];
        let cuts = |width: f64| layers(&[vec![seen, [0.0; 3]]], &[width, 0.0], |_, _| [-24.0]);
        assert_eq!(cuts(26.0)[0].len(), 2);
        assert!(cuts(26.0)[0].iter().all(|&share| share > 0.88) && cuts(3.0)[0].is_empty());
    }
}
