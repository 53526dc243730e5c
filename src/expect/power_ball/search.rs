//! The root of an increasing function on the line that is dear to evaluate: a bracket that grows, secants inside it.

/// What a function is at a place: its value, how near to 0 it need not come, and what belongs to the place.
pub(in crate::expect) struct Look<T> {
    pub(in crate::expect) value: f64,
    pub(in crate::expect) enough: f64,
    pub(in crate::expect) found: T,
}

/// At most this many looks.
const MOST: usize = 120;

/// What belongs to the root and to the places that were looked at before it; none if there is no root between `least` and `most`.
pub(in crate::expect) fn root<T, E>(
    start: f64,
    (least, most): (f64, f64),
    mut f: impl FnMut(f64) -> Result<Look<T>, E>,
) -> Result<Option<(T, Vec<T>)>, E> {
    // Both ends of the bracket: place and value.
    let mut low: Option<(f64, f64)> = None;
    let mut high: Option<(f64, f64)> = None;
    let (mut x, mut step, mut before, mut same) = (start.clamp(least, most), 0.5, Vec::new(), 0);
    for _ in 0..MOST {
        let Look { value, enough, found } = f(x)?;
        if value.abs() <= enough {
            return Ok(Some((found, before)));
        }
        let (side, other) = if value < 0.0 { (&mut low, &mut high) } else { (&mut high, &mut low) };
        // A secant that keeps one end must not believe it for long (the Illinois rule).
        same = match side.replace((x, value)) {
            Some(_) => same + 1,
            None => 0,
        };
        if let Some(kept) = other.as_mut().filter(|_| same > 0) {
            kept.1 *= 0.5;
        }
        let next = match (low, high) {
            (Some(a), Some(b)) => {
                if b.0 - a.0 <= 4.0 * f64::EPSILON * a.0.abs().max(b.0.abs()).max(1.0) {
                    return Ok(Some((found, before)));
                }
                let secant = a.0 - a.1 * (b.0 - a.0) / (b.1 - a.1);
                if secant > a.0 && secant < b.0 && same < 6 { secant } else { 0.5 * (a.0 + b.0) }
            }
            (Some(_), None) => x + step,
            _ => x - step,
        };
        if same >= 6 {
            same = 0;
        }
        if low.is_none() || high.is_none() {
            step *= 2.0;
            if x <= least && value > 0.0 || x >= most && value < 0.0 {
                return Ok(None);
            }
        }
        before.push(found);
        x = next.clamp(least, most);
    }
    Ok(None)
}
