//! A first look at the integrands: how large they are, where they count, and where the conditional law of V lies.

use super::{
    kernel::{Kernel, Levels, Origin, Scale},
    mesh::Panel,
    peaks::peaks,
    sum::AtomTerm,
};

/// Terms this many nats below the largest are left out.
const NEGLIGIBLE: f64 = 45.0;
/// How far below the largest, in nats, a side beyond all centres has faded.
const FADED: f64 = 100.0;
/// Where in a panel it is looked at: near both ends, and in between.
const SHARES: [f64; 4] = [0.02, 0.34, 0.67, 0.98];

/// The integrands at one place, weighted by what the place stands for.
#[derive(Clone, Copy, Debug)]
struct Probe {
    v: f64,
    /// The logarithm of the Jacobian and the panel's width, which is part of the weight.
    ln_jacobian: f64,
    levels: Levels,
}

/// Panels with a few probes each.
#[derive(Debug)]
pub(super) struct Probes {
    all: Vec<(Panel, [Probe; SHARES.len()])>,
}

impl Scale {
    /// Nothing at all.
    pub(super) const NOTHING: Self =
        Self { reached: f64::NEG_INFINITY, density: f64::NEG_INFINITY, missed: f64::NEG_INFINITY };

    /// Makes room for a term.
    pub(super) fn include(&mut self, levels: &Levels) {
        self.reached = self.reached.max(levels.ln_weight + levels.ln_sf);
        self.density = self.density.max(levels.ln_weight + levels.ln_pdf);
        self.missed = self.missed.max(levels.ln_weight + levels.ln_cdf);
    }
}

impl Probes {
    pub(super) fn of(kernel: &Kernel, panels: Vec<Panel>) -> Self {
        let mut all = Vec::with_capacity(panels.len());
        let mut tops = [f64::NEG_INFINITY; 3];
        // Beyond all centres every integrand falls in the end: once it falls far below what has been seen, the rest of that
        // side is left out.
        let (mut faded, mut before) = (None, (None, [f64::INFINITY; 3]));
        for panel in panels {
            if faded.is_some() && panel.flank() == faded {
                continue;
            }
            let probes = probe(kernel, &panel);
            let reaches = reaches(kernel, &probes);
            let gone = |k: usize| reaches[k] == f64::NEG_INFINITY || reaches[k] < tops[k] - FADED;
            let falls = before.0 == panel.flank() && (0..3).all(|k| reaches[k] <= before.1[k]);
            faded = if falls && (0..3).all(gone) { panel.flank() } else { None };
            before = (panel.flank(), reaches);
            (0..3).for_each(|k| tops[k] = tops[k].max(reaches[k]));
            all.push((panel, probes));
        }
        Self { all }
    }

    /// Cuts the panels around every peak of the integrands.
    pub(super) fn sharpen(&mut self, kernel: &Kernel) {
        let mut places = Vec::new();
        let (value, error, t) = (kernel.value, kernel.error, kernel.t);
        let plain = |p: &Probe| p.levels.ln_weight - p.ln_jacobian;
        let all = || self.all.iter().flat_map(|(_, probes)| probes);
        let points = all().map(|p| (p.v, plain(p) + p.levels.ln_sf));
        peaks(&|v: f64| value.ln_pdf(v) + error.ln_sf(t - v), points, &mut places);
        let points = all().map(|p| (p.v, plain(p) + p.levels.ln_pdf));
        peaks(&|v: f64| value.ln_pdf(v) + error.ln_pdf(t - v), points, &mut places);
        if kernel.wanted.missed {
            let points = all().map(|p| (p.v, plain(p) + p.levels.ln_cdf));
            peaks(&|v: f64| value.ln_pdf(v) + error.ln_cdf(t - v), points, &mut places);
        }
        if places.is_empty() {
            return;
        }
        let mut cut = Vec::with_capacity(self.all.len() + places.len());
        for (panel, probes) in &self.all {
            let mut parts = Vec::new();
            panel.cut(&places, t, &mut parts);
            if parts.len() == 1 {
                cut.push((*panel, *probes));
            } else {
                cut.extend(parts.into_iter().map(|part| (part, probe(kernel, &part))));
            }
        }
        self.all = cut;
    }

    fn probes(&self) -> impl Iterator<Item = &Probe> {
        self.all.iter().flat_map(|(_, probes)| probes)
    }

    /// The largest logarithms.
    pub(super) fn scale(&self) -> Scale {
        let mut scale = Scale::NOTHING;
        self.probes().for_each(|probe| scale.include(&probe.levels));
        scale
    }

    /// Puts the points that deviations are taken from into the middle of the conditional laws, where they are not at the mean.
    pub(super) fn centre(&self, kernel: &mut Kernel, atoms: &[AtomTerm]) {
        let weights = |level: &dyn Fn(&Levels) -> f64, top: f64| {
            let places = self.probes().map(|p| (p.v, p.levels)).chain(atoms.iter().map(|a| (a.v, a.levels)));
            let (mut mass, mut first) = (0.0, 0.0);
            for (v, levels) in places {
                let weight = (level(&levels) - top).exp();
                if weight > 1e-12 {
                    mass += weight;
                    first += weight * v;
                }
            }
            let middle = first / mass;
            if middle.is_finite() { middle } else { kernel.mean }
        };
        let above = weights(&|l| l.ln_weight + l.ln_sf, kernel.scale.reached);
        let at = weights(&|l| l.ln_weight + l.ln_pdf, kernel.scale.density);
        if let Origin::Middle(middle) = &mut kernel.above {
            *middle = above;
        }
        if let Origin::Middle(middle) = &mut kernel.at {
            *middle = at;
        }
    }

    /// How large the logarithms are where the integrand is not negligible.
    pub(super) fn depth(&self, scale: &Scale) -> f64 {
        let near = self.probes().filter(|p| p.levels.ln_weight + p.levels.ln_sf > scale.reached - 40.0);
        near.map(|p| p.levels.ln_weight.abs() + p.levels.ln_sf.abs()).fold(0.0, f64::max)
    }
}

/// The largest logarithms on a panel, for tail, density and complement, second moments included.
fn reaches(kernel: &Kernel, probes: &[Probe; SHARES.len()]) -> [f64; 3] {
    // Deviations from the mean are differences to what the error's functions are there.
    let least =
        |origin: Origin, there: f64| if matches!(origin, Origin::Mean { .. }) { there } else { f64::NEG_INFINITY };
    let (sf, pdf) = (least(kernel.above, kernel.ln_sf), least(kernel.at, kernel.ln_pdf));
    let mut reaches = [f64::NEG_INFINITY; 3];
    for Probe { v, levels, .. } in probes {
        let weight = levels.ln_weight + 2.0 * v.abs().ln_1p();
        for (reach, level) in reaches.iter_mut().zip([levels.ln_sf.max(sf), levels.ln_pdf.max(pdf), levels.ln_cdf]) {
            *reach = reach.max(weight + level);
        }
    }
    reaches
}

fn probe(kernel: &Kernel, panel: &Panel) -> [Probe; SHARES.len()] {
    let width = panel.range.1 - panel.range.0;
    let ln_width = width.ln();
    SHARES.map(|share| {
        let node = panel.node(panel.range.0 + share * width, kernel.t);
        let mut levels = kernel.levels(&node);
        levels.ln_weight += ln_width;
        Probe { v: node.v, ln_jacobian: node.ln_jacobian + ln_width, levels }
    })
}

/// The panels on which some integrand is not negligible anywhere that was looked at.
pub(super) fn relevant(probes: &Probes, kernel: &Kernel) -> Vec<Panel> {
    let sizes: Vec<_> = probes.all.iter().map(|(_, probes)| probes.map(|probe| sizes(kernel, &probe))).collect();
    let mut top = [f64::NEG_INFINITY; SIZES];
    for size in sizes.iter().flatten() {
        (0..SIZES).for_each(|k| top[k] = top[k].max(size[k]));
    }
    let counts = |size: &[f64; SIZES]| (0..SIZES).any(|k| size[k] > top[k] - NEGLIGIBLE);
    let kept = probes.all.iter().zip(&sizes).filter(|(_, sizes)| sizes.iter().any(counts));
    kept.map(|((panel, _), _)| *panel).collect()
}

const SIZES: usize = 6;

/// The logarithms of the integrands' sizes.
fn sizes(kernel: &Kernel, probe: &Probe) -> [f64; SIZES] {
    let Levels { ln_weight, ln_sf, ln_pdf, ln_cdf } = probe.levels;
    if ln_weight == f64::NEG_INFINITY {
        return [ln_weight; SIZES];
    }
    let first = |origin: Origin, here: f64, there: f64| match origin {
        Origin::Middle(middle) => (probe.v - middle).abs().ln() + here,
        // A difference of exactly 0 is one that the logarithms do not show.
        Origin::Mean { .. } if here == there => (probe.v - kernel.mean).abs().ln() + here - 36.0,
        Origin::Mean { .. } => {
            (probe.v - kernel.mean).abs().ln() + here.max(there) + (-(-(here - there).abs()).exp_m1()).ln()
        }
    };
    let offset = match kernel.above {
        Origin::Middle(middle) => probe.v - middle,
        Origin::Mean { .. } => probe.v - kernel.mean,
    };
    let second = if kernel.wanted.second { 2.0 * offset.abs().ln() + ln_sf } else { f64::NEG_INFINITY };
    let above = first(kernel.above, ln_sf, kernel.ln_sf);
    let at = first(kernel.at, ln_pdf, kernel.ln_pdf);
    [ln_sf, ln_pdf, ln_cdf, above, at, second].map(|ln| if ln.is_nan() { f64::NEG_INFINITY } else { ln + ln_weight })
}
