(* The exponential function against its tangent at 0 and its chords. *)
From Goodhart.measure Require Import Prelude.

Section bounds.
Variable R : realType.
Implicit Types x : R.

Lemma expR_gt1Dx x : x != 0 -> 1 + x < expR x.
Proof.
have cont (a b : R) : {within `[a, b], continuous (@expR R)}.
  by apply: continuous_subspaceT => y; exact: continuous_expR.
have der (a b : R) (y : R) : y \in `]a, b[ -> is_derive y 1 expR (expR y).
  by move=> _; exact: is_derive_expR.
rewrite neq_lt => /orP[x0|x0].
  have [c] := @MVT R expR expR x 0 x0 (der x 0) (cont x 0).
  rewrite in_itv/= => /andP[_ c0]; rewrite expR0 sub0r mulrN => E.
  have -> : expR x = 1 + expR c * x by rewrite -[_ * x]opprK -E opprB addrC subrK.
  by rewrite ltr_add2l ltr_nmull// expR_lt1.
have [c] := @MVT R expR expR 0 x x0 (der 0 x) (cont 0 x).
rewrite in_itv/= => /andP[c0 _]; rewrite expR0 subr0 => E.
have -> : expR x = 1 + expR c * x by rewrite -E addrC subrK.
by rewrite ltr_add2l ltr_pmull// expR_gt1.
Qed.

Lemma expR_ge1D x : 1 + x <= expR x.
Proof. by have [->|/expR_gt1Dx/ltW//] := eqVneq x 0; rewrite addr0 expR0. Qed.

(* 1 - e^(-x) is between x e^(-x) and x *)
Lemma exp_chord x :
  x * expR (- x) <= 1 - expR (- x) /\ 1 - expR (- x) <= x.
Proof.
split; last by rewrite ler_subl_addr -ler_subl_addl expR_ge1D.
rewrite ler_subr_addr -[X in _ + X <= _]mul1r -mulrDl -[leRHS](expRxMexpNx_1 x).
by rewrite ler_wpmul2r ?(ltW (expR_gt0 _))// addrC expR_ge1D.
Qed.

End bounds.
