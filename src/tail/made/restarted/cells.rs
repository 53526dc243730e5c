//! Which approach is going on at a time, and for how long: places are rounded, but lie on the right side of every mark.

use crate::tail::Law;

/// The stretches of time between restarts.
#[derive(Debug)]
pub(super) struct Cells {
    cutoff: f64,
    /// Places in `[0, cutoff)` at which the law of one approach begins, jumps or bends, in order.
    pub(super) marks: Vec<f64>,
}

/// How many approaches were given up before a time, and how long the present one has been going on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) before: f64,
    pub(super) since: f64,
}

impl Cells {
    pub(super) fn new(cutoff: f64, base: &Law) -> Self {
        let atoms = base.atoms().iter().map(|atom| atom.at);
        let all = [base.support().low].into_iter().chain(base.kinks()).chain(atoms);
        let mut marks: Vec<f64> = all.filter(|x| (0.0..cutoff).contains(x)).collect();
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        Self { cutoff, marks }
    }

    /// When the approach after so many given up begins.
    fn start(&self, before: f64) -> f64 {
        before * self.cutoff
    }

    /// The time of a place in a cell.
    pub(super) fn time(&self, Cell { before, since }: Cell) -> f64 {
        if since >= self.cutoff { self.start(before + 1.0) } else { self.start(before) + since }
    }

    /// The cell of a finite time; one below 0 lies in the first.
    pub(super) fn at(&self, t: f64) -> Cell {
        if t < self.cutoff {
            return Cell { before: 0.0, since: t };
        }
        let mut before = (t / self.cutoff).floor();
        before -= f64::from(u8::from(self.start(before) > t));
        before += f64::from(u8::from(self.start(before + 1.0) <= t));
        let since = (t - self.start(before)).clamp(0.0, self.cutoff.next_down());
        let next = self.marks.partition_point(|mark| *mark <= since);
        let passed = next.checked_sub(1).map(|last| self.marks[last]);
        let since = match (passed, self.marks.get(next)) {
            (Some(mark), _) if t < self.time(Cell { before, since: mark }) => mark.next_down(),
            (_, Some(&mark)) if t >= self.time(Cell { before, since: mark }) => mark,
            _ => since,
        };
        Cell { before, since }
    }

    /// The cells of two times, if they are the same one.
    pub(super) fn common(&self, t: f64, other: f64) -> Option<Cell> {
        let here = self.at(t);
        (here.before == self.at(other).before).then_some(here)
    }
}
