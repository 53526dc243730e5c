(* What every file of this directory imports: mathcomp-analysis, its notations and
   its two scopes, sets outside and the ring inside. *)
From mathcomp Require Export all_ssreflect ssralg ssrnum ssrint interval finmap.
From mathcomp.classical Require Export boolp classical_sets functions.
From mathcomp.classical Require Export cardinality fsbigop mathcomp_extra.
From mathcomp.analysis Require Export signed reals ereal topology normedtype.
From mathcomp.analysis Require Export sequences derive esum measure.
From mathcomp.analysis Require Export lebesgue_measure numfun lebesgue_integral exp.

#[export] Set Implicit Arguments.
#[export] Unset Strict Implicit.
#[export] Unset Printing Implicit Defensive.
Export Order.TTheory GRing.Theory Num.Def Num.Theory.
Export numFieldTopology.Exports numFieldNormedType.Exports.

Open Scope classical_set_scope.
Open Scope ring_scope.
