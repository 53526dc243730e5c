//! The law of U and the gain of V along its axis, on panels that are added and refined as a pressure demands.
//!
//! A node costs one integration over V and serves every pressure, so that n = 1e18 costs what n = 10 costs, and the next n less.

use super::{
    axis::Axis,
    panel::{Level, Panel},
    quantile::{guess, spread},
    sum::Sum,
};
use crate::model::Proxy;
use rayon::prelude::*;

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    proxy: Proxy,
    sum: Sum,
    axis: Axis,
    /// Coordinates of the corners of the law of U, and of its middle.
    marks: Vec<f64>,
    /// In increasing order; they need not touch.
    panels: Vec<Panel>,
    evaluations: usize,
}

/// The widest first panel, and the factor by which the next may be wider than its neighbour.
const WIDEST_FIRST: f64 = 2.5;
const GROWTH: f64 = 1.8;
/// Interpolation errors above this are mended by halving a panel, others by more nodes.
const HALVE: f64 = 1e-5;

impl Profile {
    pub(super) fn new(proxy: &Proxy) -> Self {
        let (value, error) = (&proxy.value, &proxy.error);
        let low = value.support().low + error.support().low;
        let high = value.support().high + error.support().high;
        let middle = guess(proxy, std::f64::consts::LN_2);
        let axis = Axis::new(middle, spread(proxy), (low, high));
        let mut marks: Vec<f64> =
            corners(proxy).into_iter().filter(|u| *u > low && *u < high).map(|u| axis.coordinate(u)).collect();
        marks.push(0.0);
        marks.sort_by(f64::total_cmp);
        Self { proxy: proxy.clone(), sum: Sum::new(proxy), axis, marks, panels: Vec::new(), evaluations: 0 }
    }

    /// How many integrations over V the table has cost.
    pub(super) fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// How many panels there are.
    pub(super) fn len(&self) -> usize {
        self.panels.len()
    }

    pub(super) fn axis(&self) -> &Axis {
        &self.axis
    }

    pub(super) fn panel(&self, index: usize) -> &Panel {
        &self.panels[index]
    }

    pub(super) fn sum(&self) -> &Sum {
        &self.sum
    }

    /// Whether the density alone carries U near the upper end of its support, and doubles end before it does.
    pub(super) fn thins_out(&self) -> bool {
        let law = |law: &crate::tail::Law| law.atoms().last().is_some_and(|atom| atom.at == law.support().high);
        self.axis.ends_above() && !(law(&self.proxy.value) && law(&self.proxy.error))
    }

    /// The panel around the place where the depth of U is about `depth`.
    pub(super) fn around(&mut self, depth: f64) -> usize {
        let (first, last) = self.axis.range();
        let at = |depth: f64| self.axis.coordinate(guess(&self.proxy, depth)).clamp(first, last);
        let deep = depth.max(std::f64::consts::LN_2);
        let (low, start, high) = (at((deep - 4.5).max(0.5)), at(deep), at(deep + 8.0));
        if let Some(index) = self.panels.iter().position(|panel| panel.range.0 <= start && start <= panel.range.1) {
            return index;
        }
        // Room between the neighbours and the marks on either side of the start.
        let edges = self.panels.iter().flat_map(|panel| [panel.range.0, panel.range.1]);
        let bounds: Vec<f64> = edges.chain(self.marks.iter().copied()).chain([first, last]).collect();
        let below = bounds.iter().copied().filter(|y| *y <= start && *y < last).fold(first, f64::max);
        let above = bounds.iter().copied().filter(|y| *y > below).fold(last, f64::min);
        let low = low.max(start - 0.5 * WIDEST_FIRST).max(below);
        let high = high.max(low + 0.2).min(low + WIDEST_FIRST).min(above);
        self.insert((if high - low < 1e-3 { below } else { low }, high))
    }

    /// The panel next to one, added where there is none; none at the end of the axis. `nats` is the depth it may cover.
    pub(super) fn next(&mut self, index: usize, up: bool, nats: f64) -> Option<usize> {
        let panel = &self.panels[index];
        let edge = if up { panel.range.1 } else { panel.range.0 };
        let neighbour = if up { self.panels.get(index + 1) } else { index.checked_sub(1).map(|i| &self.panels[i]) };
        let (first, last) = self.axis.range();
        let free = match neighbour {
            Some(next) if up && next.range.0 <= edge => return Some(index + 1),
            Some(next) if !up && next.range.1 >= edge => return Some(index - 1),
            Some(next) if up => next.range.0,
            Some(next) => next.range.1,
            None if up => last,
            None => first,
        };
        let room = self.marks.iter().copied().filter(|y| if up { *y > edge } else { *y < edge });
        let reach = room.chain([free]).map(|y| (y - edge).abs()).fold(f64::INFINITY, f64::min);
        let ends = if up { edge >= last } else { edge <= first };
        if ends || reach <= 1e-12 * (1.0 + edge.abs()) {
            return None;
        }
        let grown = (panel.range.1 - panel.range.0) * if panel.levels().len() < 33 { GROWTH } else { 1.0 };
        let width = grown.min(nats / self.fall(index, up)).max(1e-3);
        // No sliver is left before a mark or a neighbour.
        let width = if width > 0.7 * reach { reach } else { width };
        let exact = |far: f64| if width == reach { nearest(&self.marks, free, far) } else { far };
        Some(if up { self.insert((edge, exact(edge + width))) } else { self.insert((exact(edge - width), edge)) })
    }

    /// How fast the depth of the nearer tail changes with the coordinate at an end of a panel.
    fn fall(&self, index: usize, up: bool) -> f64 {
        let levels = self.panels[index].levels();
        let (y0, y1) = self.panels[index].range;
        let [a, b] = if up { [levels.len() / 2, levels.len() - 1] } else { [0, levels.len() / 2] };
        let depth = |k: usize| if levels[k].ln_p < levels[k].ln_q { levels[k].ln_p } else { levels[k].ln_q };
        let fall = (depth(b) - depth(a)).abs() / (0.5 * (y1 - y0));
        if fall.is_finite() { fall.max(1e-2) } else { 1e3 }
    }

    /// Adds nodes to a panel, or halves it; false if neither helps.
    pub(super) fn refine(&mut self, index: usize) -> bool {
        let panel = &self.panels[index];
        let (low, high) = panel.range;
        if panel.interpolation < HALVE
            && let Some(further) = panel.further_nodes()
        {
            let mut levels = self.levels(&further);
            let old = &self.panels[index];
            levels.extend(old.coordinates().zip(old.levels().iter().copied()));
            levels.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.evaluations += further.len();
            self.panels[index] = Panel::new((low, high), levels);
            return true;
        }
        let middle = low + 0.5 * (high - low);
        if high - low < 1e-9 * (1.0 + low.abs()) {
            return false;
        }
        self.panels.remove(index);
        self.insert((low, middle));
        self.insert((middle, high));
        true
    }

    /// Adds a panel in its place and gives its index.
    fn insert(&mut self, range: (f64, f64)) -> usize {
        let nodes = Panel::first_nodes(range);
        self.evaluations += nodes.len();
        let panel = Panel::new(range, self.levels(&nodes));
        let index = self.panels.partition_point(|other| other.range.0 < range.0);
        self.panels.insert(index, panel);
        index
    }

    /// The levels at some coordinates, each with the coordinate of the double that stands for it.
    fn levels(&self, nodes: &[f64]) -> Vec<(f64, Level)> {
        let level = |&y: &f64| {
            let u = self.axis.place(y).0;
            (self.axis.coordinate(u), level(&self.sum, u))
        };
        nodes.par_iter().map(level).collect()
    }
}

/// U at one place.
fn level(sum: &Sum, u: f64) -> Level {
    let at = sum.at(u);
    let (gain, relative) = match at.deviation {
        Some(gain) if gain.value.is_finite() => (gain.value, gain.relative_error().min(1.0)),
        _ => (0.0, 0.0),
    };
    Level {
        ln_p: at.ln_p.value,
        ln_q: at.ln_q.value,
        ln_density: at.ln_density.value,
        gain,
        relative_error: relative + at.ln_p.error.min(at.ln_q.error).min(1.0) + at.ln_density.error.min(1.0),
    }
}

/// The mark or limit that a rounded coordinate stands for.
fn nearest(marks: &[f64], free: f64, y: f64) -> f64 {
    let candidates = marks.iter().copied().chain([free]);
    candidates.min_by(|a, b| (a - y).abs().total_cmp(&(b - y).abs())).unwrap_or(y)
}

/// Corners of the law of U: sums of ends, corners and atoms of both, if there are few.
fn corners(proxy: &Proxy) -> Vec<f64> {
    let [value, error] = [&proxy.value, &proxy.error].map(|law| {
        let ends = [law.support().low, law.support().high];
        let atoms = law.atoms().iter().take(200).map(|atom| atom.at);
        law.kinks().into_iter().chain(atoms).chain(ends).filter(|x| x.is_finite()).collect::<Vec<_>>()
    });
    let mut corners: Vec<f64> = value.iter().flat_map(|v| error.iter().map(move |x| v + x)).collect();
    corners.sort_by(f64::total_cmp);
    corners.dedup();
    if corners.len() > 400 { Vec::new() } else { corners }
}
