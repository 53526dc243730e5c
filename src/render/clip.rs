//! Cutting lines and areas at the frame of a panel, and breaking lines into dashes.

/// A place on the picture, in its units.
pub type Place = (f64, f64);

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Frame {
    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a place lies in it or on its edge.
    pub fn holds(&self, (x, y): Place) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The part of a segment that lies inside, if any.
    /// Liang and Barsky (1984), ACM Transactions on Graphics 3, 1-22.
    fn segment(&self, a: Place, b: Place) -> Option<(Place, Place)> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let edges = [(-dx, a.0 - self.left), (dx, self.right - a.0), (-dy, a.1 - self.top), (dy, self.bottom - a.1)];
        for (step, room) in edges {
            if step == 0.0 && room < 0.0 {
                return None;
            }
            if step < 0.0 {
                enter = enter.max(room / step);
            } else if step > 0.0 {
                leave = leave.min(room / step);
            }
        }
        let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
        (enter <= leave).then(|| (if enter > 0.0 { at(enter) } else { a }, if leave < 1.0 { at(leave) } else { b }))
    }

    /// The pieces of a line that lie inside.
    pub fn line(&self, points: &[Place]) -> Vec<Vec<Place>> {
        let mut pieces: Vec<Vec<Place>> = Vec::new();
        for pair in points.windows(2) {
            let Some((from, to)) = self.segment(pair[0], pair[1]) else { continue };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    /// The part of an area that lies inside.
    /// Sutherland and Hodgman (1974), Communications of the ACM 17, 32-42.
    pub fn area(&self, outline: &[Place]) -> Vec<Place> {
        let mut points = outline.to_vec();
        let depth: [&dyn Fn(Place) -> f64; 4] =
            [&|p| p.0 - self.left, &|p| self.right - p.0, &|p| p.1 - self.top, &|p| self.bottom - p.1];
        for inside in depth {
            let Some(&last) = points.last() else { break };
            let mut kept = Vec::with_capacity(points.len() + 4);
            let mut before = last;
            for &p in &points {
                let (u, v) = (inside(before), inside(p));
                if (u < 0.0) != (v < 0.0) {
                    let t = u / (u - v);
                    kept.push((before.0 + t * (p.0 - before.0), before.1 + t * (p.1 - before.1)));
                }
                if v >= 0.0 {
                    kept.push(p);
                }
                before = p;
            }
            points = kept;
        }
        points
    }
}

/// Breaks a line into dashes: `pattern` alternates dash and gap along its length.
pub fn dashed(points: &[Place], pattern: &[f64]) -> Vec<Vec<Place>> {
    let mut dashes = Vec::new();
    let (mut slot, mut room) = (0, pattern[0]);
    let mut current = points.first().map_or(Vec::new(), |&p| vec![p]);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = (to.0 - from.0).hypot(to.1 - from.1);
        while length > room {
            let t = room / length;
            from = (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1));
            length -= room;
            if slot % 2 == 0 {
                current.push(from);
                dashes.push(std::mem::take(&mut current));
            } else {
                current = vec![from];
            }
            slot = (slot + 1) % pattern.len();
            room = pattern[slot];
        }
        room -= length;
        if slot % 2 == 0 {
            current.push(to);
        }
    }
    if current.len() > 1 {
        dashes.push(current);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Frame = Frame { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };

    #[test]
    fn a_line_that_leaves_and_returns_is_two_pieces_inside() {
        let pieces = UNIT.line(&[(0.2, 0.5), (0.5, 2.0), (0.8, 0.5)]);
        assert_eq!(pieces.len(), 2);
        assert!(pieces.iter().flatten().all(|&p| UNIT.holds(p)));
        assert!(UNIT.line(&[(2.0, 2.0), (3.0, 3.0)]).is_empty());
    }

    #[test]
    fn an_area_is_cut_at_the_frame() {
        let cut = UNIT.area(&[(-1.0, 0.25), (2.0, 0.25), (2.0, 0.75), (-1.0, 0.75)]);
        let twice: f64 =
            (0..cut.len()).map(|i| (cut[i], cut[(i + 1) % cut.len()])).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
        assert!((twice.abs() / 2.0 - 0.5).abs() < 1e-12);
        assert!(UNIT.area(&[(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)]).is_empty());
    }

    #[test]
    fn dashes_cover_their_share_of_the_line() {
        let pieces = dashed(&[(0.0, 0.0), (3.0, 4.0), (3.0, 9.0)], &[1.5, 0.5]);
        let length: f64 =
            pieces.iter().flat_map(|p| p.windows(2)).map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1)).sum();
        assert!((length - 7.5).abs() < 1e-9, "{length}");
    }
}
