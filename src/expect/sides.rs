//! Both orientations of a sum on one set of nodes: V with what X leaves to it, and X with what V leaves to it.
//!
//! `E[S_X(t - V)]` and `E[S_V(t - X)]` are the same probability by two different integrands: their agreement is a check, and
//! between them they need each density and each survival function once.
//!
//! What a node asks for is inlined by force, here and in the kernels: passing its structures through memory took as long as the laws.

use super::{
    far::Far,
    kernel::{DENSITY, EXCESS, Kernel, Levels, PARTS, REACHED, Term},
    mesh::{Node, Panel},
    pieces::MOST_NEW,
};
use crate::num::exponentials::exp_each;

/// The two kernels; the second one only where it is wanted.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    pub(super) value: Kernel<'a>,
    pub(super) error: Option<Kernel<'a>>,
    /// What of V, and of X, needs no panels.
    pub(super) far: [Option<Far>; 2],
}

/// Everything that is integrated: the parts of the first kernel, then probability and first moment of the second.
pub(super) const ALL: usize = PARTS + 2;

/// What the kernels see at one node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) node: Node,
    pub(super) levels: [Levels; 2],
}

/// A panel as both kernels know it, and which of them need it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// For the kernel of V, and for that of X.
    pub(super) panels: [Panel; 2],
    pub(super) wanted: [bool; 2],
}

impl Stretch {
    pub(super) fn new(panel: Panel, wanted: [bool; 2]) -> Self {
        Self { panels: [panel, panel.flipped()], wanted }
    }
}

impl<'a> Sides<'a> {
    /// The kernels that are there, with their place among [`Look::levels`].
    pub(super) fn kernels(&self) -> impl Iterator<Item = (usize, &Kernel<'a>)> {
        [Some(&self.value), self.error.as_ref()].into_iter().flatten().enumerate()
    }

    /// Which of the kernels may need a panel.
    pub(super) fn may_need(&self, panel: &Panel) -> [bool; 2] {
        let covered = self.far.map(|far| far.is_some_and(|far| far.covers(panel, self.value.t)));
        [!covered[0], self.error.is_some() && !covered[1]]
    }

    /// Looks at a parameter of a panel.
    #[inline(always)]
    pub(super) fn look(&self, stretch: &Stretch, parameter: f64) -> Look {
        self.look_at(stretch, stretch.panels[0].node(parameter, self.value.t))
    }

    #[inline(always)]
    fn look_at(&self, stretch: &Stretch, node: Node) -> Look {
        let mut levels = [Levels::NOTHING; 2];
        if stretch.wanted[0] {
            levels[0] = self.value.levels(&stretch.panels[0], &node, self.value.ln_weight(&stretch.panels[0], &node));
        }
        if let Some(kernel) = self.error.as_ref().filter(|_| stretch.wanted[1]) {
            // The first kernel has seen this density already, if it had a reason to look.
            let known = levels[0].pdf.0;
            let node = node.flipped();
            let ln_weight = match known == f64::NEG_INFINITY {
                true => kernel.ln_weight(&stretch.panels[1], &node),
                false => known + node.ln_jacobian,
            };
            levels[1] = kernel.levels(&stretch.panels[1], &node, ln_weight);
        }
        Look { node, levels }
    }

    /// The integrands at a node that was looked at.
    #[inline(always)]
    pub(super) fn at(&self, stretch: &Stretch, look: &Look) -> [f64; ALL] {
        let mut all = [0.0; ALL];
        all[..PARTS].copy_from_slice(&self.value.at_node(&stretch.panels[0], &look.node, &look.levels[0]));
        if let Some(kernel) = &self.error {
            let parts = kernel.at_node(&stretch.panels[1], &look.node.flipped(), &look.levels[1]);
            all[PARTS..].copy_from_slice(&[parts[REACHED], parts[EXCESS]]);
        }
        all
    }

    /// The integrands at several parameters of a panel; their exponentials are taken together.
    #[inline(always)]
    pub(super) fn at_each(&self, stretch: &Stretch, parameters: &[f64], mut take: impl FnMut(usize, [f64; ALL])) {
        let (panels, count) = (&stretch.panels, parameters.len());
        let mut distances = [0.0; MOST_NEW];
        distances[..count].copy_from_slice(parameters);
        panels[0].distances(&mut distances[..count]);
        let mut terms = [[const { Term::NOTHING }; MOST_NEW]; 2];
        let mut exponents = [0.0; 6 * MOST_NEW];
        let mut asked = 0;
        let mut ask = |exponent: f64| {
            exponents[asked] = exponent;
            asked += 1;
        };
        for i in 0..count {
            let look = self.look_at(stretch, panels[0].node_at(parameters[i], distances[i], self.value.t));
            terms[0][i] = self.value.term(&panels[0], &look.node, &look.levels[0]);
            self.value.exponents(&terms[0][i], &mut ask);
            if let Some(kernel) = &self.error {
                terms[1][i] = kernel.term(&panels[1], &look.node.flipped(), &look.levels[1]);
                kernel.exponents(&terms[1][i], &mut ask);
            }
        }
        exp_each(&mut exponents[..asked]);
        let mut known = exponents.into_iter();
        let mut next = || known.next().expect("as many as were asked for");
        let [of_value, of_error] = &terms;
        for (i, (of_value, of_error)) in of_value.iter().zip(of_error).enumerate().take(count) {
            let mut all = [0.0; ALL];
            all[..PARTS].copy_from_slice(&self.value.of_term(of_value, &mut next));
            if let Some(kernel) = &self.error {
                let parts = kernel.of_term(of_error, &mut next);
                all[PARTS..].copy_from_slice(&[parts[REACHED], parts[EXCESS]]);
            }
            take(i, all);
        }
    }

    /// The integrands at an atom of V, or (`side` 1) of X.
    pub(super) fn at_atom(&self, side: usize, at: f64, levels: &Levels) -> [f64; ALL] {
        let mut all = [0.0; ALL];
        match (side, &self.error) {
            (0, _) => all[..PARTS].copy_from_slice(&self.value.at_atom(at, levels)),
            (_, Some(kernel)) => {
                let parts = kernel.at_atom(at, levels);
                all[PARTS..].copy_from_slice(&[parts[REACHED], parts[EXCESS]]);
            }
            _ => {}
        }
        all
    }

    /// What an atom of X adds to the density of U, and to the first moment of V by it.
    pub(super) fn at_error_atom(&self, v: f64, ln_weight: f64) -> [f64; ALL] {
        let mut all = [0.0; ALL];
        let [density, excess] = self.value.at_error_atom(v, ln_weight);
        all[DENSITY] = density;
        all[DENSITY + 1] = excess;
        all
    }
}
