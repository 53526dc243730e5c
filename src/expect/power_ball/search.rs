//! The root of an increasing function on the line that is dear to evaluate: a bracket that grows, then interpolation inside it.

/// What a function is at a place: its value, how near to 0 it need not come, and what belongs to the place.
pub(in crate::expect) struct Look<T> {
    pub(in crate::expect) value: f64,
    pub(in crate::expect) enough: f64,
    pub(in crate::expect) found: T,
}

/// At most this many looks.
const MOST: usize = 120;

/// A place and the value there.
type Point = (f64, f64);

/// What belongs to the root and to the places that were looked at before it; none if there is no root between `least` and `most`.
pub(in crate::expect) fn root<T, E>(
    start: f64,
    (least, most): (f64, f64),
    mut f: impl FnMut(f64) -> Result<Look<T>, E>,
) -> Result<Option<(T, Vec<T>)>, E> {
    // Both ends of the bracket, the lower first.
    let mut ends: [Option<Point>; 2] = [None; 2];
    let (mut x, mut step, mut before) = (start.clamp(least, most), 0.5, Vec::new());
    for _ in 0..MOST {
        let Look { value, enough, found } = f(x)?;
        if value.abs() <= enough {
            return Ok(Some((found, before)));
        }
        let side = usize::from(value >= 0.0 || value.is_nan());
        let replaced = ends[side].replace((x, value));
        let next = match ends {
            [Some(low), Some(high)] => {
                let finest = 4.0 * f64::EPSILON * low.0.abs().max(high.0.abs()).max(1.0);
                if high.0 - low.0 <= finest {
                    return Ok(Some((found, before)));
                }
                let (newest, other) = if side == 0 { (low, high) } else { (high, low) };
                inside(newest, other, replaced, 0.5 * finest)
            }
            _ => {
                if x <= least && side == 1 || x >= most && side == 0 {
                    return Ok(None);
                }
                let next = if side == 0 { x + step } else { x - step };
                step *= 2.0;
                next
            }
        };
        before.push(found);
        x = next.clamp(least, most);
    }
    Ok(None)
}

/// The next place inside a bracket: by the inverse of a parabola through the last three points where that is safe (Chandrupatla 1997),
/// by a chord where there are but two, else the middle; no nearer to either end than the finest step.
fn inside((a, f): Point, (b, g): Point, replaced: Option<Point>, finest: f64) -> f64 {
    let share = match replaced {
        None => f / (f - g),
        Some((c, h)) => {
            let (place, height) = ((a - b) / (c - b), (f - g) / (h - g));
            if height * height < place && (1.0 - height) * (1.0 - height) < 1.0 - place {
                f / (g - f) * (h / (g - h)) + (c - a) / (b - a) * (f / (h - f)) * (g / (h - g))
            } else {
                0.5
            }
        }
    };
    let least = (finest / (b - a).abs()).min(0.5);
    let share = if share.is_finite() { share.clamp(least, 1.0 - least) } else { 0.5 };
    a + share * (b - a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smooth_root_takes_few_looks_and_a_jump_is_found() {
        let mut looks = 0;
        let curve = |x: f64| -> Result<Look<f64>, ()> {
            looks += 1;
            Ok(Look { value: (x - 3.0).sinh() + 0.1 * (x - 3.0).powi(2), enough: 1e-15, found: x })
        };
        let (found, _) = root(0.0, (-600.0, 600.0), curve).unwrap().unwrap();
        assert!((found - 3.0).abs() < 1e-14 && looks <= 16, "{found} after {looks}");
        let jump = |x: f64| -> Result<Look<f64>, ()> {
            Ok(Look { value: if x < -7.5 { f64::NEG_INFINITY } else { 1.0 }, enough: 0.0, found: x })
        };
        assert!((root(3.0, (-600.0, 600.0), jump).unwrap().unwrap().0 + 7.5).abs() < 1e-12);
        let above = |x: f64| -> Result<Look<f64>, ()> { Ok(Look { value: 1.0, enough: 0.0, found: x }) };
        assert!(root(0.0, (-600.0, 600.0), above).unwrap().is_none());
    }
}
