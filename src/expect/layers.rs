//! Cuts where an integrand piles up against an end of a panel so steeply that no node of a rule sees it.
//!
//! A kink of one law may meet a slope of the other that is a thousand times steeper than the panels beside the kink are wide.

/// What is seen of the logarithm of an integrand at the nodes of the coarsest rule: the middle, then nearer the lower and
/// the upper end.
pub(super) type Seen = [f64; 3];

/// Falls over the reach between two nodes that halving a panel copes with, in nats.
const STEEP: f64 = 150.0;
/// Ends this far below the highest carry nothing.
const NEGLIGIBLE: f64 = 60.0;
/// Where a layer is cut, in nats below its end.
const CUTS: [f64; 2] = [20.0, 60.0];
/// The outer nodes' distance from the middle, as a share of the half width.
const NODE: f64 = 0.774_596_669_241_483_4;

/// A layer at one end of a panel: how high the end is, by the secant, and where to cut, as shares of the width from that end.
#[derive(Clone, Copy)]
struct Layer {
    at_low: bool,
    end: f64,
    rate: f64,
}

fn layer(seen: Seen) -> Option<Layer> {
    let [middle, low, high] = seen;
    let at_low = low >= high;
    let (near, far) = if at_low { (low, high) } else { (high, low) };
    let fall = near - middle;
    let monotone = middle >= far && fall.is_finite() && fall > STEEP;
    // Per width of the panel.
    let rate = fall / (0.5 * NODE);
    monotone.then_some(Layer { at_low, end: near + 0.5 * (1.0 - NODE) * rate, rate })
}

/// For each panel, the shares of its width at which to cut it; `seen` has one list of panels for each integrand.
pub(super) fn layers(seen: &[Vec<Seen>], panels: usize) -> Vec<Vec<f64>> {
    let mut cuts = vec![Vec::new(); panels];
    for integrand in seen {
        let ends = integrand.iter().filter_map(|&seen| layer(seen)).map(|layer| layer.end);
        let top = integrand.iter().flatten().copied().chain(ends).fold(f64::NEG_INFINITY, f64::max);
        for (cuts, layer) in cuts.iter_mut().zip(integrand.iter().map(|&seen| layer(seen))) {
            let Some(Layer { at_low, end, rate }) = layer.filter(|layer| layer.end > top - NEGLIGIBLE) else {
                continue;
            };
            debug_assert!(end.is_finite());
            cuts.extend(CUTS.map(|nats| if at_low { nats / rate } else { 1.0 - nats / rate }));
        }
    }
    for cuts in &mut cuts {
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|next, kept| *next < 1.5 * *kept || 1.0 - *kept < 1.5 * (1.0 - *next));
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
        let cuts = layers(&[vec![steep, [-9e3, -9e3 - 400.0, -9e3 + 400.0], [1.0, 0.0, 2.0]]], 3);
        assert_eq!(cuts[0].len(), 2);
        assert!((cuts[0][1] - 0.98).abs() < 1e-3 && (cuts[0][0] - 0.94).abs() < 1e-3, "{:?}", cuts[0]);
        assert!(cuts[1].is_empty() && cuts[2].is_empty());
    }
}
