(* Steps that are the fastest of Q Pareto approaches below the threshold: their
   totals and medians (S-4). *)
From Goodhart.measure Require Import Prelude Probability Fastest Totals.

Section pareto.
Variable R : realType.
Implicit Types a c t : R.

(* a Pareto tail with a < 1 is heavy enough *)
Lemma pareto_heavy a : a < 1 -> forall c, 0 < c ->
  (fun n => n%:R * pareto a (c * n%:R)) @ \oo --> +oo.
Proof.
move=> a1 c c0; have b0 : 0 < 1 - a by rewrite subr_gt0.
apply/cvgryPgt => A; near=> n.
pose K := `|A| * c / (1 - a).
have K0 : 0 <= K by rewrite !mulr_ge0// ?ltW// invr_gt0.
have nK : expR K < c * n%:R.
  by rewrite mulrC -ltr_pdivr_mulr//; near: n; exact: nat_gt_near.
have n1 : 1 < c * n%:R.
  by apply: le_lt_trans nK; rewrite -(expR0 R) ler_expR.
rewrite pareto_gt1// /exp_fun.
have cn0 : 0 < c * n%:R by exact: lt_trans n1.
have -> : n%:R * expR (- a * ln (c * n%:R)) =
    expR ((1 - a) * ln (c * n%:R)) / c.
  rewrite mulrBl mul1r expRD lnK ?posrE// mulNr [in RHS]mulrC !mulrA.
  by rewrite mulVf ?mul1r// gt_eqF.
rewrite ltr_pdivl_mulr//; apply: (@le_lt_trans _ _ (`|A| * c)).
  by rewrite ler_wpmul2r ?ler_norm// ltW.
have lK : K < ln (c * n%:R) by rewrite -(expK K) ltr_ln ?posrE ?expR_gt0.
have -> : `|A| * c = (1 - a) * K by rewrite /K [RHS]mulrC divfK// gt_eqF.
apply: lt_le_trans (expR_ge1Dx _); last first.
  by rewrite mulr_ge0 ?ltW//; exact: le_lt_trans lK.
rewrite (@lt_trans _ _ ((1 - a) * ln (c * n%:R)))//; first by rewrite ltr_pmul2l.
by rewrite ltr_addr.
Unshelve. all: by end_near. Qed.

End pareto.

Section approaches.
Context (R : realType) (d : nat -> measure_display).
Variable T : forall n, measurableType (d n).
Variable P : forall n, {measure set (T n) -> \bar R}.
Hypothesis P1 : forall n, is_probability (P n).
Unset Implicit Arguments.
Variable Y : forall n, nat -> nat -> T n -> R.
Set Implicit Arguments.
Variables (Q : nat) (alpha : R).
Hypothesis mY : forall n i j, (i < n)%N -> (j < Q)%N -> random_variable (Y n i j).
Hypothesis indY : forall n, independent_array (P n) n Q (Y n).
Hypothesis YS : forall n i j t, (i < n)%N -> (j < Q)%N ->
  pr (P n) [set w | t < Y n i j w] = pareto alpha t.
Hypothesis Y0 : forall n i j w, (i < n)%N -> (j < Q)%N -> 0 <= Y n i j w.
Hypothesis Q0 : (0 < Q)%N.
Hypothesis below : alpha * Q%:R < 1.

Let step n i w := fastest Q (Y n i) w.

Let mstep n i : (i < n)%N -> random_variable (@step n i).
Proof. by move=> iN; apply: measurable_fastest => // j; exact: mY. Qed.

Let step0 n i w : (i < n)%N -> 0 <= @step n i w.
Proof.
by move=> iN; rewrite /step /fastest; apply/bigmin_geP; split=> [|j _]; exact: Y0.
Qed.

Let step_events n t :=
  array_fastest_events (P1 n) t Q0 (indY n) (fun i j t => @YS n i j t).

Let heavy c : 0 < c ->
  (fun n => n%:R * pareto alpha (c * n%:R) ^+ Q) @ \oo --> +oo.
Proof. by move=> c0; under eq_fun do rewrite pareto_pow; exact: pareto_heavy. Qed.

(* below the threshold no multiple of n suffices for n steps *)
Theorem approaches_superlinear c :
  (fun n => pr (P n) [set w | c * n%:R < \sum_(i < n) fastest Q (Y n i) w])
    @ \oo --> (1 : R).
Proof.
apply: (@total_superlinear R d T P P1 step (fun t => pareto alpha t ^+ Q)) => //.
  by move=> n x; case: (step_events n x).
by move=> n i x iN; case: (step_events n x) => _; apply.
Qed.

(* and the medians of the time per step diverge *)
Theorem approaches_median (m : nat -> R) :
  (forall n, is_median (P n)
    (fun w => n%:R^-1 * (\sum_(i < n) fastest Q (Y n i) w)) (m n)) ->
  m @ \oo --> +oo.
Proof.
apply: (@median_diverges R d T P P1 step (fun t => pareto alpha t ^+ Q)) => //.
  by move=> n x; case: (step_events n x).
by move=> n i x iN; case: (step_events n x) => _; apply.
Qed.

End approaches.
