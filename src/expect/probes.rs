//! A first look at the integrands: how large they are, where they count, and where the conditional laws lie.

use super::{
    kernel::{AtomTerm, Gain, Kernel, Levels, Scale},
    layers,
    mesh::Panel,
    middle::{self, Seen},
    origin::Origin,
    peaks::peaks,
    sides::{Look, Sides, Stretch},
};
use crate::num::nested::{COUNTS, node};

/// Terms this many nats below the largest are left out.
const NEGLIGIBLE: f64 = 45.0;
/// How far below the largest, in nats, a side beyond all centres has faded.
const FADED: f64 = 70.0;

/// Relative changes of an integrand below this are no concern.
const UNSEEN: f64 = 1e-13;

/// How often a panel may be cut towards an end: each time the slope at the end is better known.
const MOST_LAYERS: usize = 6;

/// The nodes of the coarsest rule on a panel, which the integration uses again.
pub(super) type Looks = [Look; COUNTS[0]];

/// The integrands of a probability: over V its tail, density and complement, over X its tail.
#[derive(Clone, Copy)]
struct Kind {
    side: usize,
    level: fn(&Levels) -> f64,
}

const KINDS: [Kind; 4] = [
    Kind { side: 0, level: |l| l.sf.0 },
    Kind { side: 0, level: |l| l.pdf.0 },
    Kind { side: 0, level: |l| l.ln_cdf },
    Kind { side: 1, level: |l| l.sf.0 },
];

impl Kind {
    /// The logarithm of the integrand, Jacobian included.
    fn ln(&self, look: &Look) -> f64 {
        let levels = &look.levels[self.side];
        levels.ln_weight + (self.level)(levels)
    }
}

/// A panel that was looked at.
#[derive(Clone, Copy, Debug)]
struct Probed {
    panel: Panel,
    /// The logarithm of the panel's width, which is part of the weight of what was seen.
    ln_width: f64,
    looks: Looks,
}

/// Panels with a few looks each.
#[derive(Debug)]
pub(super) struct Probes {
    all: Vec<Probed>,
}

impl Scale {
    /// Nothing at all.
    pub(super) const NOTHING: Self =
        Self { reached: f64::NEG_INFINITY, density: f64::NEG_INFINITY, missed: f64::NEG_INFINITY };

    /// Makes room for a term.
    pub(super) fn include(&mut self, levels: &Levels, ln_width: f64) {
        let ln_weight = levels.ln_weight + ln_width;
        self.reached = self.reached.max(ln_weight + levels.sf.0);
        self.density = self.density.max(ln_weight + levels.pdf.0);
        self.missed = self.missed.max(ln_weight + levels.ln_cdf);
    }
}

impl Probes {
    pub(super) fn of(sides: &Sides, panels: Vec<Panel>) -> Self {
        let mut all = Vec::with_capacity(panels.len());
        let mut tops = [[f64::NEG_INFINITY; REACHES]; 2];
        // Beyond all centres every integrand falls in the end: once it falls far below what has been seen, the rest of that
        // side is left out.
        let (mut faded, mut before) = (None, (None, [f64::INFINITY; REACHES]));
        for panel in panels {
            if faded.is_some() && panel.flank() == faded {
                continue;
            }
            let probed = probe(sides, panel);
            let (reaches, seen) = reaches(sides, &probed);
            let gone = |k: usize| reaches[k] == f64::NEG_INFINITY || reaches[k] < tops[0][k].min(tops[1][k]) - FADED;
            let falls = before.0 == panel.flank() && (0..REACHES).all(|k| reaches[k] <= before.1[k]);
            faded = if falls && (0..REACHES).all(gone) { panel.flank() } else { None };
            before = (panel.flank(), reaches);
            for (tops, seen) in tops.iter_mut().zip(seen) {
                (0..REACHES).for_each(|k| tops[k] = tops[k].max(seen[k]));
            }
            all.push(probed);
        }
        Self { all }
    }

    /// Cuts the panels around every peak of the integrands that is not that of a corner, given by its place on the v axis.
    pub(super) fn sharpen(&mut self, sides: &Sides, corners: &[f64]) {
        let mut places = Vec::new();
        let Kernel { value, error, t, wanted, .. } = sides.value;
        let in_order =
            |probed: &'_ Probed| if probed.looks[1].node.v < probed.looks[2].node.v { [1, 0, 2] } else { [2, 0, 1] };
        let looks: Vec<&Look> = self
            .order()
            .into_iter()
            .flat_map(|i| in_order(&self.all[i]).map(|look| &self.all[i].looks[look]))
            .collect();
        let seen = |side: usize, level: fn(&Levels) -> f64| {
            looks
                .iter()
                .map(move |l| (l.node.v, l.levels[side].ln_weight - l.node.ln_jacobian + level(&l.levels[side])))
        };
        peaks(&|v: f64| value.ln_pdf(v) + error.ln_sf(t - v), corners, seen(0, |l| l.sf.0), &mut places);
        if wanted.density {
            peaks(&|v: f64| value.ln_pdf(v) + error.ln_pdf(t - v), corners, seen(0, |l| l.pdf.0), &mut places);
        }
        if wanted.missed {
            peaks(&|v: f64| value.ln_pdf(v) + error.ln_cdf(t - v), corners, seen(0, |l| l.ln_cdf), &mut places);
        }
        if sides.error.is_some() {
            peaks(&|v: f64| value.ln_sf(v) + error.ln_pdf(t - v), corners, seen(1, |l| l.sf.0), &mut places);
        }
        if places.is_empty() {
            return;
        }
        let mut cut = Vec::with_capacity(self.all.len() + places.len());
        for probed in &self.all {
            let mut parts = Vec::new();
            probed.panel.cut(&places, t, &mut parts);
            match parts.len() {
                1 => cut.push(*probed),
                _ => cut.extend(parts.into_iter().map(|part| probe(sides, part))),
            }
        }
        self.all = cut;
    }

    /// Cuts the panels where an integrand piles up against an end.
    pub(super) fn layered(&mut self, sides: &Sides) {
        for _ in 0..MOST_LAYERS {
            let seen_of = |probed: &Probed, kind: &Kind| probed.looks.each_ref().map(|look| kind.ln(look));
            let width_of = |probed: &Probed| probed.panel.ln_width();
            let leans = |probed: &Probed| {
                KINDS.iter().any(|kind| layers::leaning(seen_of(probed, kind), width_of(probed)).is_some())
            };
            if !self.all.iter().any(leans) {
                return;
            }
            let seen = KINDS.map(|kind| {
                let all = self.all.iter();
                all.map(|probed| probed.looks.each_ref().map(|look| kind.ln(look))).collect::<Vec<layers::Seen>>()
            });
            let widths: Vec<f64> = self.all.iter().map(width_of).collect();
            let cuts = layers::layers(&seen, &widths, |i, at_low| {
                let panel = self.all[i].panel;
                let end = if at_low { panel.range.0 } else { panel.range.1 };
                let look = sides.look(&Stretch::new(panel, sides.may_need(&panel)), end);
                KINDS.map(|kind| kind.ln(&look))
            });
            if cuts.iter().all(Vec::is_empty) {
                return;
            }
            let mut all = Vec::with_capacity(self.all.len() + 2 * cuts.len());
            for (probed, cuts) in self.all.iter().zip(cuts) {
                match cuts.is_empty() {
                    true => all.push(*probed),
                    false => all.extend(probed.panel.parts(&cuts).into_iter().map(|part| probe(sides, part))),
                }
            }
            self.all = all;
        }
    }

    /// The panels in the order of their places.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by(|&a, &b| self.all[a].looks[0].node.v.total_cmp(&self.all[b].looks[0].node.v));
        order
    }

    /// What was seen of one side, with the logarithm of the width that each place stands for.
    fn seen(&self, side: usize) -> impl Iterator<Item = (&Look, &Levels, f64)> + Clone {
        self.all.iter().flat_map(move |probed| probed.looks.iter().map(move |l| (l, &l.levels[side], probed.ln_width)))
    }

    /// The largest logarithms.
    pub(super) fn scale(&self, side: usize) -> Scale {
        let mut scale = Scale::NOTHING;
        self.seen(side).for_each(|(_, levels, ln_width)| scale.include(levels, ln_width));
        scale
    }

    /// Puts the points that deviations are taken from into the middle of the conditional laws, where they are not at the mean.
    pub(super) fn centre(&self, side: usize, kernel: &mut Kernel, atoms: &[AtomTerm]) {
        kernel.centre(self.placed(side).chain(atoms.iter().map(|atom| (atom.v, &atom.levels, 0.0))));
    }

    /// How large the logarithms are where the integrand is not negligible.
    pub(super) fn depth(&self, side: usize, scale: &Scale) -> f64 {
        middle::depth(self.placed(side), scale)
    }

    /// What was seen of one side, with its own coordinate.
    fn placed(&self, side: usize) -> impl Iterator<Item = Seen<'_>> + Clone {
        let place = move |look: &Look| if side == 0 { look.node.v } else { look.node.x };
        self.seen(side).map(move |(look, levels, ln_width)| (place(look), levels, ln_width))
    }

    /// What the rounding of places comes to in the integral of a probability, relative to it: near a steep end of the other law
    /// the distance to that end keeps few digits.
    pub(super) fn jitter(&self, side: usize, level: fn(&Levels) -> f64, top: f64) -> f64 {
        let place = |look: &Look| if side == 0 { look.node.x } else { look.node.v };
        let between = |probed: &Probed, (a, b): (usize, usize)| {
            let [a, b] = [a, b].map(|i| (place(&probed.looks[i]), probed.looks[i].levels[side]));
            let jitter = middle::jitter((a.0, &a.1), (b.0, &b.1), level);
            if !jitter.is_finite() || jitter < UNSEEN {
                return 0.0;
            }
            let ln = |levels: Levels| levels.ln_weight + level(&levels) + probed.ln_width - top;
            jitter * ln(a.1).max(ln(b.1)).exp()
        };
        let all = self.all.iter().flat_map(|probed| [(1, 0), (0, 2)].map(|pair| between(probed, pair)));
        all.fold(0.0, f64::max)
    }

    /// The panels on which some integrand is not negligible, as far as was looked at, with those beside them: what falls
    /// steeply from an end may count there.
    pub(super) fn relevant(&self, sides: &Sides) -> Vec<(Stretch, Looks)> {
        let order = self.order();
        let mut wanted = vec![[false; 2]; self.all.len()];
        for (side, kernel) in sides.kernels() {
            let counts = self.counts(side, kernel);
            for (place, &i) in order.iter().enumerate() {
                let beside = [place.wrapping_sub(1), place, place + 1];
                wanted[i][side] = beside.iter().filter_map(|&k| order.get(k)).any(|&k| counts[k]);
            }
        }
        for (wanted, probed) in wanted.iter_mut().zip(&self.all) {
            let may = sides.may_need(&probed.panel);
            (0..2).for_each(|side| wanted[side] &= may[side]);
        }
        let kept = self.all.iter().zip(wanted).filter(|(_, wanted)| wanted[0] || wanted[1]);
        kept.map(|(probed, wanted)| (Stretch::new(probed.panel, wanted), probed.looks)).collect()
    }

    /// On which panels some integrand of a kernel is not negligible.
    fn counts(&self, side: usize, kernel: &Kernel) -> Vec<bool> {
        let sizes: Vec<_> = self.all.iter().map(|probed| sizes(kernel, side, probed, &probed.looks)).collect();
        // What is there for certain: the bound of a wide panel may be far above what any place of it has.
        let mut top = [f64::NEG_INFINITY; SIZES];
        for probed in &self.all {
            let seen = seen(kernel, side, probed);
            (0..SIZES).for_each(|k| top[k] = top[k].max(seen[k]));
        }
        sizes.iter().map(|size| (0..SIZES).any(|k| size[k] > top[k] - NEGLIGIBLE)).collect()
    }
}

/// How many logarithms [`reaches`] follows.
const REACHES: usize = 4;

/// What may lie from a panel outwards, for tail, density and complement, and for the tail of the other side, in logarithms: of the
/// highest moments wanted, over distances as large as the places are, however narrow the panel. And what was seen on it: of the
/// probabilities alone, which unlike a moment cannot be infinite on one side and hide the other, and of the changes since the mean,
/// which may be much less and are all that counts of a deviation from there.
fn reaches(sides: &Sides, probed: &Probed) -> ([f64; REACHES], [[f64; REACHES]; 2]) {
    // Deviations from the mean are differences to what the error's functions are there.
    let least =
        |origin: Origin, there: f64| if matches!(origin, Origin::Mean { .. }) { there } else { f64::NEG_INFINITY };
    let order = if sides.value.wanted.second { 2.0 } else { 1.0 };
    let mut reaches = [f64::NEG_INFINITY; REACHES];
    let mut plain = reaches;
    let mut changes = [f64::INFINITY; REACHES];
    // Both coordinates are at most this.
    let size = probed.looks.iter().map(|look| look.node.v.abs().max(look.node.x.abs())).fold(1.0, f64::max).ln();
    for (side, kernel) in sides.kernels() {
        let (sf, pdf) = (least(kernel.above, kernel.ln_sf), least(kernel.at, kernel.ln_pdf));
        for Look { levels, node } in &probed.looks {
            let levels = &levels[side];
            let tops = [levels.sf.0.max(sf), levels.pdf.0.max(pdf), levels.ln_cdf];
            let outwards = probed.ln_width.max(size - node.ln_jacobian) + order * size;
            for (k, top) in if side == 0 { 0..3 } else { 3..4 }.zip(tops) {
                plain[k] = plain[k].max(levels.ln_weight + top + probed.ln_width);
                reaches[k] = reaches[k].max(levels.ln_weight + top + outwards);
            }
        }
        let sizes = seen(kernel, side, probed);
        if matches!(kernel.above, Origin::Mean { .. }) {
            changes[3 * side] = sizes[3];
        }
        if side == 0 && kernel.wanted.at && matches!(kernel.at, Origin::Mean { .. }) {
            changes[1] = sizes[4];
        }
    }
    (reaches, [plain, changes])
}

fn probe(sides: &Sides, panel: Panel) -> Probed {
    let (low, high) = panel.range;
    let stretch = Stretch::new(panel, sides.may_need(&panel));
    let half = 0.5 * (high - low);
    let looks = std::array::from_fn(|i| sides.look(&stretch, low + half * (1.0 + node(i))));
    Probed { panel, ln_width: (high - low).ln(), looks }
}

const SIZES: usize = 6;

/// The logarithms of what the integrands come to on a panel: of the three probabilities, of the first moments by tail and density,
/// and of the second moment. Moments are bounded by the farthest place and the largest change that these looks saw.
fn sizes(kernel: &Kernel, side: usize, probed: &Probed, looks: &[Look]) -> [f64; SIZES] {
    let from = |origin: Origin| if let Origin::Middle(middle) = origin { middle } else { kernel.mean };
    let mut above = Moments::of(kernel.above, kernel.ln_sf);
    let mut at = Moments::of(kernel.at, kernel.ln_pdf);
    let mut all = [f64::NEG_INFINITY; SIZES];
    for look in looks {
        let Levels { ln_weight, sf, pdf, ln_cdf } = look.levels[side];
        if ln_weight == f64::NEG_INFINITY {
            continue;
        }
        let place = if side == 0 { look.node.v } else { look.node.x };
        all[0] = all[0].max(ln_weight + sf.0);
        all[1] = all[1].max(ln_weight + pdf.0);
        all[2] = all[2].max(ln_weight + ln_cdf);
        above.include(ln_weight, sf, place - from(kernel.above));
        at.include(ln_weight, pdf, place - from(kernel.at));
    }
    all[3] = above.ln();
    if kernel.wanted.at {
        all[4] = at.ln();
    }
    if kernel.wanted.second {
        all[5] = all[0] + 2.0 * above.farthest.ln();
    }
    all.map(|ln| ln + probed.ln_width)
}

/// The same at the one place of the panel that has most of each.
fn seen(kernel: &Kernel, side: usize, probed: &Probed) -> [f64; SIZES] {
    let each = probed.looks.each_ref().map(|look| sizes(kernel, side, probed, std::slice::from_ref(look)));
    std::array::from_fn(|k| each.iter().map(|size| size[k]).fold(f64::NEG_INFINITY, f64::max))
}

/// A bound of a first moment on a panel.
struct Moments {
    /// The level at the mean, where the moment is that of a change since then.
    since: Option<f64>,
    level: f64,
    farthest: f64,
    change: f64,
}

impl Moments {
    fn of(origin: Origin, there: f64) -> Self {
        let since = matches!(origin, Origin::Mean { .. }).then_some(there);
        Self { since, level: f64::NEG_INFINITY, farthest: 0.0, change: 0.0 }
    }

    fn include(&mut self, ln_weight: f64, (here, gain): Gain, offset: f64) {
        self.level = self.level.max(ln_weight + self.since.map_or(here, |there| here.max(there)));
        self.farthest = self.farthest.max(offset.abs());
        self.change = self.change.max(gain.abs().min(1.0));
    }

    fn ln(&self) -> f64 {
        let ln_change = match self.since {
            None => 0.0,
            // A difference of exactly 0 is one that the logarithms do not show.
            Some(_) if self.change == 0.0 => -36.0,
            Some(_) => self.change.ln(),
        };
        self.level + self.farthest.ln() + ln_change
    }
}
