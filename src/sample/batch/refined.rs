//! Panels of a table that are cut in halves, and these again, down to the places where a quantile is not smooth.
//!
//! Refuses: halves without end; what has none left is inverted.

use super::{
    passes::polynomial,
    table::{Panel, Places, Quantile},
};
use std::{cmp::Ordering, collections::BinaryHeap};

/// Panels that are less probable than this are not halved.
const LEAST: f64 = 1e-9;

/// The halves of some panels.
#[derive(Clone, Debug)]
pub struct Refined {
    nodes: Vec<Node>,
    /// The node of each row that has one.
    roots: Vec<Option<u32>>,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    /// A polynomial from -1 to 1.
    Known([f64; 8]),
    /// The nodes of the halves are this one and the next.
    Halved(u32),
    /// Nothing.
    Unknown,
}

/// A panel that has no polynomial, and its node; the most probable is the greatest, and the first of equal ones.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    panel: Panel,
    node: u32,
}

impl Waiting {
    fn key(&self) -> (f64, i64) {
        (self.panel.most - self.panel.least, -i64::from(self.node))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mine, others) = (self.key(), other.key());
        mine.0.total_cmp(&others.0).then(mine.1.cmp(&others.1))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl Refined {
    /// Halves the panels of some rows, the most probable first, with at most so many evaluations of the quantile.
    pub fn new(
        rows: Vec<(usize, Panel)>,
        places: &Places,
        quantile: &Quantile<'_>,
        logarithm: bool,
        budget: u64,
    ) -> Self {
        let (mut nodes, mut roots, mut waiting) = (Vec::new(), vec![None; 1024], BinaryHeap::new());
        for (row, panel) in rows {
            roots[row] = Some(nodes.len() as u32);
            waiting.push(Waiting { panel, node: nodes.len() as u32 });
            nodes.push(Node::Unknown);
        }
        let (mut asked, mut values) = (0, Vec::new());
        while let Some(next) = waiting.pop() {
            let halves = next.panel.halves();
            values.clear();
            values.extend(halves.map(|half| places.values(half, quantile)));
            asked += values.iter().map(|half| half.len() as u64).sum::<u64>();
            if asked > budget || next.panel.most - next.panel.least < LEAST {
                break;
            }
            nodes[next.node as usize] = Node::Halved(nodes.len() as u32);
            for (panel, values) in halves.into_iter().zip(&values) {
                let node = nodes.len() as u32;
                nodes.push(places.polynomial(values, logarithm).map_or(Node::Unknown, Node::Known));
                if matches!(nodes.last(), Some(Node::Unknown)) {
                    waiting.push(Waiting { panel, node });
                }
            }
        }
        Self { nodes, roots }
    }

    /// The value at a place of a row, from -1 to 1; none where there is no polynomial.
    pub fn at(&self, row: usize, share: f64) -> Option<f64> {
        let (mut node, mut share) = (self.roots[row]?, share);
        loop {
            match &self.nodes[node as usize] {
                Node::Known(powers) => return Some(polynomial::<false>(powers, share)),
                Node::Unknown => return None,
                Node::Halved(halves) => {
                    let upper = share >= 0.0;
                    node = halves + u32::from(upper);
                    share = 2.0 * share + if upper { -1.0 } else { 1.0 };
                }
            }
        }
    }
}
