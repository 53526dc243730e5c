//! The range of values that a panel shows, chosen so that every measured point is in it.

use super::chart::{ChartPanel, Mark, Series};
use crate::claim::{Scale, Tile};

/// Linear values beyond this size cannot be subtracted from each other safely.
const LARGEST: f64 = 1e300;

/// An axis with its range; on a log axis the range is that of the decimal logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruler {
    /// The scale.
    pub scale: Scale,
    /// Lower end (of the logarithm, on a log axis).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Ruler {
    /// Where a value lies: 0 at the lower end, 1 at the upper; `None` where it has no place at all.
    ///
    /// Zero and negative values on a log axis lie infinitely far below, as do infinities at their end.
    pub fn fraction(&self, value: f64) -> Option<f64> {
        if value.is_nan() {
            return None;
        }
        let at = match self.scale {
            Scale::Linear | Scale::Named => value,
            Scale::Log => value.max(0.0).log10(),
        };
        Some((at - self.low) / (self.high - self.low))
    }
}

/// Whether a value can be drawn as a point on the scale.
pub fn drawable(scale: Scale, value: f64) -> bool {
    match scale {
        Scale::Linear | Scale::Named => value.is_finite() && value.abs() <= LARGEST,
        Scale::Log => value.is_finite() && value > 0.0,
    }
}

/// Smallest and largest position so far.
#[derive(Clone, Copy)]
struct Extent {
    scale: Scale,
    low: f64,
    high: f64,
}

impl Extent {
    fn none(scale: Scale) -> Self {
        Self { scale, low: f64::INFINITY, high: f64::NEG_INFINITY }
    }

    fn take(&mut self, value: f64) {
        if drawable(self.scale, value) {
            let at = if self.scale == Scale::Log { value.log10() } else { value };
            self.low = self.low.min(at);
            self.high = self.high.max(at);
        }
    }

    fn is_empty(&self) -> bool {
        self.low > self.high
    }

    /// Widens towards the ends of bars, but no further than `reach` beyond the points themselves.
    fn stretch(&mut self, ends: Extent, reach: f64) {
        if self.is_empty() {
            *self = ends;
        } else if !ends.is_empty() {
            let (low, high) = (self.low - reach, self.high + reach);
            self.low = self.low.min(ends.low.max(low));
            self.high = self.high.max(ends.high.min(high));
        }
    }
}

/// The horizontal axis of a panel, or `None` when nothing can be drawn.
pub fn horizontal(panel: &ChartPanel) -> Option<Ruler> {
    let (mut all, mut markers) = (Extent::none(panel.x.scale), Extent::none(panel.x.scale));
    for series in &panel.series {
        for point in visible(panel, series) {
            all.take(point.0);
            match series.mark {
                Mark::Bars => [point.2, point.3].into_iter().for_each(|edge| all.take(edge)),
                Mark::Points | Mark::Flag => markers.take(point.0),
                Mark::Line { .. } | Mark::Exact | Mark::Band | Mark::Stroke => {}
            }
        }
    }
    ruler(all, panel.x_limits.or_else(|| extent(panel, panel.x.scale, |tile| tile.x)), markers, 0.03)
}

/// From the first to the last edge of the tiles of a map, which fills its frame.
fn extent(panel: &ChartPanel, scale: Scale, edges: impl Fn(&Tile) -> (f64, f64)) -> Option<(f64, f64)> {
    let of = |tile: &Tile| [edges(tile).0, edges(tile).1];
    let both = panel.tiles.iter().flat_map(of).filter(|edge| drawable(scale, *edge));
    let (low, high) = both.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    (low < high).then_some((low, high))
}

/// The lines of names, the first at the top.
pub fn names(panel: &ChartPanel) -> Ruler {
    Ruler { scale: Scale::Linear, low: panel.names.len() as f64 + 0.5, high: 0.5 }
}

/// The axis of values of a panel, upright unless the other is one of names, or `None` when nothing can be drawn.
pub fn vertical(panel: &ChartPanel) -> Option<Ruler> {
    let scale = panel.y.scale;
    let [mut all, mut lines, mut markers, mut ends] = [Extent::none(scale); 4];
    for series in &panel.series {
        for &(_, y, low, high) in visible(panel, series) {
            match series.mark {
                Mark::Bars => [0.0, y].into_iter().for_each(|v| all.take(v)),
                Mark::Band => [low, high].into_iter().for_each(|v| ends.take(v)),
                Mark::Line { .. } | Mark::Exact => [&mut all, &mut lines].into_iter().for_each(|e| e.take(y)),
                Mark::Points | Mark::Flag | Mark::Stroke => {
                    [&mut all, &mut markers].into_iter().for_each(|e| e.take(y));
                    [low, high].into_iter().for_each(|v| ends.take(v));
                }
            }
        }
    }
    let span = if all.is_empty() { 0.0 } else { all.high - all.low };
    let reach = match scale {
        Scale::Log => (span / 2.0).max(3.0),
        _ if span > 0.0 => 4.0 * span,
        _ => f64::INFINITY,
    };
    all.stretch(ends, reach);
    let on_the_floor = scale == Scale::Linear && all.low == 0.0 && panel.series.iter().any(|s| s.mark == Mark::Bars);
    // Ends of bars keep clear of the frame as well; only a line that starts at a whole decade may touch it.
    let whole = |at: f64| scale == Scale::Log && (at - at.round()).abs() < 1e-9;
    if !(whole(all.low) && lines.low == all.low) {
        markers.low = all.low;
    }
    if !(whole(all.high) && lines.high == all.high) {
        markers.high = all.high;
    }
    let limits = panel.y_limits.or_else(|| extent(panel, scale, |tile| tile.y));
    let mut ruler = ruler(all, limits, markers, if scale == Scale::Log { 0.03 } else { 0.045 })?;
    if on_the_floor && panel.y_limits.is_none() {
        ruler.low = 0.0;
    }
    Some(ruler)
}

fn visible<'a>(panel: &'a ChartPanel, series: &'a Series) -> impl Iterator<Item = &'a super::chart::Point> {
    let vertical_matters = series.mark != Mark::Band;
    series.points.iter().filter(move |p| {
        drawable(panel.x.scale, p.0) && (!vertical_matters || drawable(panel.y.scale, p.1) || series.mark == Mark::Bars)
    })
}

/// Markers keep clear of the frame by `padding` of the span; lines may run into it.
fn ruler(extent: Extent, limits: Option<(f64, f64)>, markers: Extent, padding: f64) -> Option<Ruler> {
    let scale = extent.scale;
    if let Some((low, high)) = limits.filter(|l| drawable(scale, l.0) && drawable(scale, l.1) && l.0 < l.1) {
        let at = |v: f64| if scale == Scale::Log { v.log10() } else { v };
        return Some(Ruler { scale, low: at(low), high: at(high) });
    }
    if extent.is_empty() {
        return None;
    }
    let Extent { low, high, .. } = extent;
    let span = high - low;
    if span <= 1e-13 * low.abs().max(high.abs()) {
        let room = if scale == Scale::Log { 0.5 } else { (0.1 * low.abs()).max(f64::MIN_POSITIVE * 1e10) };
        let room = if low == 0.0 && scale == Scale::Linear { 1.0 } else { room };
        return Some(Ruler { scale, low: low - room, high: high + room });
    }
    let mut low = low.min(markers.low - padding * span);
    let mut high = high.max(markers.high + padding * span);
    if scale == Scale::Log {
        // A whole decade close by makes a better end than an odd place.
        let near = if span > 3.0 { (0.06 * span).min(0.6) } else { 0.12 * span };
        // So does one that the clearance of a marker has only just passed.
        let slip = 0.015 * span;
        if low - low.floor() < near {
            low = low.floor();
        } else if low.ceil() - low < slip && low.ceil() <= extent.low {
            low = low.ceil();
        }
        if high.ceil() - high < near {
            high = high.ceil();
        } else if high - high.floor() < slip && high.floor() >= extent.high {
            high = high.floor();
        }
    }
    Some(Ruler { scale, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Axis;

    fn panel(scale: Scale, points: Vec<(f64, f64, f64, f64)>) -> ChartPanel {
        let axis = Axis { label: String::new(), scale };
        ChartPanel::new("", axis.clone(), axis, vec![Series::points("a", 0, points)])
    }

    #[test]
    fn every_point_is_in_range_and_the_impossible_is_left_out() {
        let p = panel(
            Scale::Log,
            vec![(1.0, 1e-20, 0.0, 1.0), (1e6, 0.1, 0.0, 1.0), (-1.0, 5.0, 0.0, 9.0), (2.0, f64::NAN, 0.0, 1.0)],
        );
        let (x, y) = (horizontal(&p).unwrap(), vertical(&p).unwrap());
        for (at, value) in [(1.0, 1e-20), (1e6, 0.1)] {
            assert!((0.0..=1.0).contains(&x.fraction(at).unwrap()));
            assert!((0.0..=1.0).contains(&y.fraction(value).unwrap()));
        }
        assert!(x.low > -1.0, "{x:?}");
    }

    #[test]
    fn one_point_and_equal_points_have_a_range() {
        for scale in [Scale::Linear, Scale::Log] {
            for value in [3.0, 1e-250, 1e250] {
                let p = panel(scale, vec![(value, value, f64::NAN, f64::NAN); 3]);
                let x = horizontal(&p).unwrap();
                assert!(x.low < x.high && (x.fraction(value).unwrap() - 0.5).abs() < 1e-9, "{scale:?} {value} {x:?}");
            }
        }
        let zero = panel(Scale::Linear, vec![(0.0, 0.0, f64::NAN, f64::NAN)]);
        assert!(vertical(&zero).is_some());
        assert!(vertical(&panel(Scale::Log, vec![(1.0, 0.0, 0.0, 0.0)])).is_none());
    }
}
