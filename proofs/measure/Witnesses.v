(* Laws that satisfy the hypotheses: Pareto variables on the unit interval, and
   product spaces that make them independent. *)
From mathcomp Require Import all_ssreflect ssralg ssrnum ssrint interval finmap.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.classical Require Import cardinality fsbigop mathcomp_extra.
From mathcomp.analysis Require Import signed reals ereal topology normedtype.
From mathcomp.analysis Require Import sequences esum measure lebesgue_measure.
From mathcomp.analysis Require Import numfun lebesgue_integral exp.
From Goodhart.measure Require Import Probability Totals Selection Limits PowerLaw Mean.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldTopology.Exports numFieldNormedType.Exports.

Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section unit_interval.
Variable R : realType.

Let I01 : set (measurableTypeR R) := `[0, 1]%classic.
Let mI01 : measurable I01. Proof. exact: measurable_itv. Qed.

(* Lebesgue's measure on [0, 1] *)
Definition uniform : {measure set (measurableTypeR R) -> \bar R} :=
  [the measure _ _ of mrestr (@lebesgue_measure R) mI01].

Lemma uniform_probability : is_probability uniform.
Proof.
rewrite /is_probability /uniform /= /mrestr setTI lebesgue_measure_itv hlength_itv/= lte_fin ltr01.
by rewrite sube0.
Qed.

(* the quantile function of the Pareto law with exponent a *)
Definition pareto_quantile (a u : R) : R :=
  if 0 < u then expR (- (ln u / a)) else 1.

Lemma measurable_pareto_quantile a : 0 < a ->
  measurable_fun setT (pareto_quantile a : measurableTypeR R -> R).
Proof.
move=> a0 mT; apply: (measurability (RGenOInfty.measurableE R)) => //.
move=> /= _ [_ [x ->] <-]; rewrite setTI.
have -> : pareto_quantile a @^-1` `]x, +oo[ =
    ([set u | 0 < u /\ x < expR (- (ln u / a))] `|`
     [set u | u <= 0 /\ x < 1]).
  apply/seteqP; split=> u /=; rewrite /pareto_quantile in_itv/= andbT.
    by case: (ltP 0 u) => u0 xu; [left|right].
  by case=> -[u0 xu]; [rewrite u0|rewrite (le_gtF u0)].
apply: measurableU.
  apply: is_interval_measurable => u v [u0 xu] [v0 xv] w /andP[uw wv].
  have w0 : 0 < w by exact: lt_le_trans uw.
  split=> //; apply: lt_le_trans xv _.
  by rewrite ler_expR ler_opp2 ler_pmul2r ?invr_gt0// ler_ln ?posrE.
apply: is_interval_measurable => u v [u0 x1] [v0 _] w /andP[uw wv].
by split=> //; exact: le_trans v0.
Qed.

Lemma pareto_survival a t : 0 < a ->
  pr uniform [set u | t < pareto_quantile a u] = pareto a t /\
  pr uniform [set u | t <= pareto_quantile a u] = pareto a t.
Proof.
move=> a0; have q1 u : u <= 1 -> 1 <= pareto_quantile a u.
  move=> u1; rewrite /pareto_quantile; case: ifP => // u0.
  rewrite -[leLHS](expR0 R) ler_expR oppr_ge0 pmulr_lle0 ?invr_gt0//.
  by rewrite -[leRHS](ln1 R) ler_ln ?posrE.
have [t1|t1] := leP t 1; last first.
  have t0 : 0 < t by exact: lt_trans t1.
  have pt : pareto a t = expR (- (a * ln t)).
    by rewrite pareto_gt1// /exp_fun mulNr.
  have [p0 p1] : 0 < pareto a t /\ pareto a t < 1.
    rewrite pt expR_gt0 expR_lt1 oppr_lt0; split=> //.
    by rewrite mulr_gt0// ln_gt0.
  have qt u : 0 < u -> (t < pareto_quantile a u) = (u < pareto a t) /\
      (t <= pareto_quantile a u) = (u <= pareto a t).
    move=> u0; rewrite /pareto_quantile u0 pt.
    have e1 : t = expR (ln t) by rewrite lnK ?posrE.
    have e2 : u = expR (ln u) by rewrite lnK ?posrE.
    rewrite [in t < _]e1 [in t <= _]e1 [in u < _]e2 [in u <= _]e2.
    rewrite !ltr_expR !ler_expR ltr_oppr ler_oppr ltr_pdivr_mulr// ler_pdivr_mulr//.
    by rewrite !mulNr [ln t * a]mulrC.
  split; rewrite /pr /uniform /= /mrestr.
    have -> : [set u | t < pareto_quantile a u] `&` I01 = `]0, pareto a t[%classic.
      apply/seteqP; split=> u /=; rewrite /I01/= !in_itv/=.
        move=> [tq /andP[u0 u1]]; move: u0; rewrite le_eqVlt => /orP[/eqP u0|u0].
          by move: tq; rewrite -u0 /pareto_quantile ltxx ltNge (ltW t1).
        by rewrite u0 -(qt u u0).1.
      move=> /andP[u0 up]; rewrite (qt u u0).1; split=> //.
      by rewrite (ltW u0)/= ltW// (lt_trans up).
    by rewrite lebesgue_measure_itv hlength_itv/= lte_fin p0 sube0.
  have -> : [set u | t <= pareto_quantile a u] `&` I01 = `]0, pareto a t]%classic.
    apply/seteqP; split=> u /=; rewrite /I01/= !in_itv/=.
      move=> [tq /andP[u0 u1]]; move: u0; rewrite le_eqVlt => /orP[/eqP u0|u0].
        by move: tq; rewrite -u0 /pareto_quantile ltxx leNgt t1.
      by rewrite u0 -(qt u u0).2.
    move=> /andP[u0 up]; rewrite (qt u u0).2; split=> //.
    by rewrite (ltW u0)/= ltW// (le_lt_trans up).
  by rewrite lebesgue_measure_itv hlength_itv/= lte_fin p0 sube0.
have -> : pareto a t = 1 by rewrite /pareto t1.
split; rewrite /pr /uniform /= /mrestr.
  have [t1'|t1'] := ltP t 1.
    have -> : [set u | t < pareto_quantile a u] `&` I01 = `[0, 1]%classic.
      apply/seteqP; split=> u /=; rewrite /I01/= !in_itv/=; first by case.
      by move=> /andP[u0 u1]; rewrite (lt_le_trans t1')// ?q1// u0 u1.
    by rewrite lebesgue_measure_itv hlength_itv/= lte_fin ltr01 sube0.
  have -> : [set u | t < pareto_quantile a u] `&` I01 = `]0, 1[%classic.
    have -> : t = 1 by apply/eqP; rewrite eq_le t1 t1'.
    apply/seteqP; split=> u /=; rewrite /I01/= !in_itv/= /pareto_quantile.
      move=> [+ /andP[u0 u1]]; case: ifP => [u0'|]; last by rewrite ltxx.
      rewrite -[X in X < _](expR0 R) ltr_expR oppr_gt0 pmulr_llt0 ?invr_gt0//.
      by rewrite -[X in _ < X](ln1 R) ltr_ln ?posrE//= => ->.
    move=> /andP[u0 u1]; rewrite u0 (ltW u0) (ltW u1); split=> //.
    rewrite -[X in X < _](expR0 R) ltr_expR oppr_gt0 pmulr_llt0 ?invr_gt0//.
    by rewrite -[X in _ < X](ln1 R) ltr_ln ?posrE.
  by rewrite lebesgue_measure_itv hlength_itv/= lte_fin ltr01 sube0.
have -> : [set u | t <= pareto_quantile a u] `&` I01 = `[0, 1]%classic.
  apply/seteqP; split=> u /=; rewrite /I01/= !in_itv/=; first by case.
  by move=> /andP[u0 u1]; rewrite (le_trans t1)// ?q1// u0 u1.
by rewrite lebesgue_measure_itv hlength_itv/= lte_fin ltr01 sube0.
Qed.

End unit_interval.

Lemma pareto_power (R : realType) (S : R -> R) (a : R) : S =1 pareto a ->
  (fun t => S t * t `^ a) @ +oo --> (1 : R).
Proof.
move=> SE; have H : (fun _ : R => 1 : R) @ +oo --> (1 : R) by exact: cvg_cst.
apply: cvg_trans H; apply: near_eq_cvg.
near=> t; have t1 : 1 < t by near: t; apply: (nbhs_pinfty_gt (num_real (1 : R))).
have t0 : 0 < t by exact: lt_trans t1.
by rewrite SE pareto_gt1// powN// mulVf// gt_eqF// pow_gt0.
Unshelve. all: by end_near. Qed.

Section product.
Context d1 d2 (T1 : measurableType d1) (T2 : measurableType d2) (R : realType).
Variables (P1 : {measure set T1 -> \bar R}) (P2 : {measure set T2 -> \bar R}).
Hypotheses (pP1 : is_probability P1) (pP2 : is_probability P2).

Definition product : {measure set (T1 * T2)%type -> \bar R} :=
  [the measure _ _ of product_measure1 P1 (prob_sigma_finite pP2)].

Lemma productE A B : measurable A -> measurable B ->
  pr product (A `*` B) = pr P1 A * pr P2 B.
Proof.
move=> mA mB; rewrite /pr /product /= product_measure1E// fineM//.
  exact: (prob_fin pP1).
exact: (prob_fin pP2).
Qed.

Lemma product_probability : is_probability product.
Proof.
by rewrite /is_probability /product/= -setMTT product_measure1E// pP1 pP2 mule1.
Qed.

Lemma measurable_fst : measurable_fun setT (fst : T1 * T2 -> T1).
Proof. by have /prod_measurable_funP[] := @measurable_fun_id _ (T1 * T2)%type setT. Qed.

Lemma measurable_snd : measurable_fun setT (snd : T1 * T2 -> T2).
Proof. by have /prod_measurable_funP[] := @measurable_fun_id _ (T1 * T2)%type setT. Qed.

Lemma pr_fst A : measurable A -> pr product (fst @^-1` A) = pr P1 A.
Proof.
move=> mA; have -> : fst @^-1` A = A `*` (setT : set T2).
  by apply/seteqP; split=> -[x y]/= => [|[]].
by rewrite productE// (pr_setT pP2) mulr1.
Qed.

Lemma pr_snd B : measurable B -> pr product (snd @^-1` B) = pr P2 B.
Proof.
move=> mB; have -> : snd @^-1` B = (setT : set T1) `*` B.
  by apply/seteqP; split=> -[x y]/= => [|[]].
by rewrite productE// (pr_setT pP1) mul1r.
Qed.

Variables (X : T1 -> R) (V : T2 -> R).
Hypotheses (mX : random_variable X) (mV : random_variable V).

Lemma random_fst : random_variable (fun z : T1 * T2 => X z.1).
Proof. exact: (measurable_fun_comp mX measurable_fst). Qed.

Lemma random_snd : random_variable (fun z : T1 * T2 => V z.2).
Proof. exact: (measurable_fun_comp mV measurable_snd). Qed.

Lemma independent_product :
  independent product (fun z => X z.1) (fun z => V z.2).
Proof.
move=> A B mA mB.
have mXA : measurable (X @^-1` A) by rewrite -[X @^-1` A]setTI; exact: mX.
have mVB : measurable (V @^-1` B) by rewrite -[V @^-1` B]setTI; exact: mV.
rewrite (pr_fst mXA) (pr_snd mVB) -productE//; congr pr.
Qed.

Lemma tail_fst t : tail product (fun z => X z.1) t = tail P1 X t.
Proof. by rewrite /tail (pr_fst (measurable_ge t mX)). Qed.

Lemma gt_snd t : pr product [set z | t < V z.2] = pr P2 [set w | t < V w].
Proof. by rewrite (pr_snd (measurable_gt t mV)). Qed.

End product.

Section existence.
Variable R : realType.

Let mq (a : R) (a0 : 0 < a) := measurable_pareto_quantile a0.

Let q0 (a u : R) : 0 <= pareto_quantile a u.
Proof. by rewrite /pareto_quantile; case: ifP => // _; rewrite ltW// expR_gt0. Qed.

(* independent variables X and V with Pareto laws of any two exponents *)
Theorem pareto_pair_exists (a b : R) : 0 < a -> 1 < b ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    [/\ is_probability P, random_variable X /\ random_variable V,
        independent P X V, (forall t, tail P X t = pareto a t) &
        (forall t, pr P [set w | t < V w] = pareto b t) /\ integrable_rv P V].
Proof.
move=> a0 b1; have b0 : 0 < b by exact: lt_trans b1.
have pU := @uniform_probability R.
exists _, _, (product (uniform R) pU).
pose W := (measurableTypeR R * measurableTypeR R)%type.
exists (fun z : W => pareto_quantile a z.1), (fun z : W => pareto_quantile b z.2).
have mX : random_variable (fun z : W => pareto_quantile a z.1).
  exact: (random_fst (mq a0)).
have mV : random_variable (fun z : W => pareto_quantile b z.2).
  exact: (random_snd (mq b0)).
have VS t : pr (product (uniform R) pU) [set w | t < pareto_quantile b w.2] =
    pareto b t.
  by rewrite (gt_snd pU pU (mq b0)); case: (pareto_survival t b0).
split=> //.
- exact: product_probability.
- exact: (independent_product pU pU (mq a0) (mq b0)).
- by move=> t; rewrite (tail_fst pU pU (mq a0)); case: (pareto_survival t a0).
- split=> //; split; first by apply/EFin_measurable_fun; exact: mV.
  have H := pareto_mean_finite (product_probability pU pU) mV (fun w => q0 b w.2) VS b1.
  apply: le_lt_trans H; rewrite le_eqVlt; apply/orP; left; apply/eqP.
  by apply: eq_integral => w _ /=; rewrite ger0_norm.
Qed.

Let measurable_family d (T : measurableType d) n (X : nat -> T -> R)
    (B : nat -> set R) : (forall i, (i < n)%N -> random_variable (X i)) ->
  (forall i, measurable (B i)) ->
  measurable [set w | forall i, (i < n)%N -> B i (X i w)].
Proof.
move=> mX mB; apply: (@measurable_forall _ _ (fun i => i < n)%N
  (fun i => [set w | B i (X i w)])) => i iN.
by rewrite -[X in measurable X]setTI; exact: mX.
Qed.

(* any number of independent Pareto variables *)
Lemma pareto_family_exists (a : R) n : 0 < a ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R})
    (X : nat -> T -> R),
    [/\ is_probability P, (forall j, random_variable (X j)),
        (forall j w, 0 <= X j w),
        (forall j t, (j < n)%N -> pr P [set w | t < X j w] = pareto a t)
      & mutually_independent P n X].
Proof.
move=> a0; have pU := @uniform_probability R; elim: n => [|n].
  exists _, _, (uniform R), (fun _ => cst 0); split=> //.
    by move=> _; exact: measurable_fun_cst.
  move=> B _; rewrite big_ord0 -(pr_setT pU); congr pr.
  by apply/seteqP; split.
move=> [d [T [P [X [pP mX X0 XS indX]]]]].
pose Y j (z : T * measurableTypeR R) :=
  if j == n then pareto_quantile a z.2 else X j z.1.
have mY j : random_variable (Y j).
  rewrite /random_variable /Y; case: eqP => _.
    exact: (random_snd (mq a0)).
  exact: (random_fst (mX j)).
exists _, _, (product P pU), Y; split=> //.
- exact: product_probability.
- by move=> j z; rewrite /Y; case: ifP.
- move=> j t; rewrite ltnS leq_eqVlt /Y.
  have [-> _|jn /= jN] := eqVneq j n.
    by rewrite (gt_snd pP pU (mq a0)); case: (pareto_survival t a0).
  rewrite (pr_fst pP pU (measurable_gt t (mX j))); exact: XS.
- move=> B mB; rewrite big_ord_recr/= /Y eqxx.
  have mlast : measurable [set u : measurableTypeR R | B n (pareto_quantile a u)].
    by rewrite -[X in measurable X]setTI; exact: (mq a0).
  rewrite (pr_snd pP pU mlast).
  have -> : \prod_(i < n) pr (product P pU) [set w | B i
      (if val i == n then pareto_quantile a w.2 else X i w.1)] =
      \prod_(i < n) pr P [set w | B i (X i w)].
    apply: eq_bigr => i _; rewrite (ltn_eqF (ltn_ord i)).
    apply: (pr_fst pP pU); rewrite -[X in measurable X]setTI; exact: mX.
  rewrite -indX// -(productE pP pU)//; last exact: measurable_family.
  congr pr; apply/seteqP; split=> -[x y] /= H.
    split=> [i iN|]; last by have := H n (leqnn _); rewrite eqxx.
    by have := H i (ltnW iN); rewrite (ltn_eqF iN).
  case: H => H1 H2 i; rewrite ltnS leq_eqVlt.
  by have [->|ni /= iN] := eqVneq i n => //; exact: H1.
Qed.

(* n steps of Q independent Pareto approaches each *)
Theorem pareto_array_exists (a : R) n Q : 0 < a ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R})
    (Y : nat -> nat -> T -> R),
    [/\ is_probability P, (forall i j, random_variable (Y i j)),
        (forall i j w, 0 <= Y i j w),
        (forall i j t, (i < n)%N -> (j < Q)%N ->
          pr P [set w | t < Y i j w] = pareto a t)
      & independent_array P n Q Y].
Proof.
move=> a0; elim: n => [|n].
  have [d [T [P [X [pP mX X0 XS _]]]]] := pareto_family_exists 0 a0.
  exists d, T, P, (fun _ => X); split=> // B _.
  by rewrite big_ord0 -(pr_setT pP); congr pr; apply/seteqP; split.
move=> [d [T [P [Y [pP mY Y0 YS indY]]]]].
have [d' [T' [P' [X [pP' mX X0 XS indX]]]]] := pareto_family_exists Q a0.
pose Z i j (z : T * T') := if i == n then X j z.2 else Y i j z.1.
exists _, _, (product P pP'), Z; split=> //.
- exact: product_probability.
- move=> i j; rewrite /random_variable /Z; case: eqP => _.
    exact: (random_snd (mX j)).
  exact: (random_fst (mY i j)).
- by move=> i j z; rewrite /Z; case: ifP.
- move=> i j t + jQ; rewrite ltnS leq_eqVlt /Z.
  have [-> _|ni /= iN] := eqVneq i n.
    by rewrite (gt_snd pP pP' (mX j)) XS.
  by rewrite (pr_fst pP pP' (measurable_gt t (mY i j))) YS.
- move=> B mB; rewrite big_ord_recr/= /Z eqxx.
  have mpre (d0 : measure_display) (T0 : measurableType d0) (X0' : T0 -> R) C :
      random_variable X0' -> measurable C -> measurable [set w | C (X0' w)].
    by move=> mX' mC; rewrite -[X in measurable X]setTI; exact: mX'.
  have -> : \prod_(j < Q) pr (product P pP') [set w | B n j (X j w.2)] =
      pr P' [set w | forall j, (j < Q)%N -> B n j (X j w)].
    rewrite (indX (B n))//; apply: eq_bigr => j _.
    exact: (pr_snd pP pP' (mpre _ _ _ _ (mX j) (mB n j))).
  have -> : \prod_(i < n) \prod_(j < Q) pr (product P pP') [set w | B i j
      (if val i == n then X j w.2 else Y i j w.1)] =
      pr P [set w | forall i j, (i < n)%N -> (j < Q)%N -> B i j (Y i j w)].
    rewrite indY//; apply: eq_bigr => i _; apply: eq_bigr => j _.
    rewrite (ltn_eqF (ltn_ord i)).
    exact: (pr_fst pP pP' (mpre _ _ _ _ (mY i j) (mB i j))).
  have mrow : measurable [set w | forall j, (j < Q)%N -> B n j (X j w)].
    exact: measurable_family.
  have mrest : measurable [set w | forall i j, (i < n)%N -> (j < Q)%N ->
      B i j (Y i j w)].
    have -> : [set w | forall i j, (i < n)%N -> (j < Q)%N -> B i j (Y i j w)] =
        [set w | forall i, (i < n)%N ->
          [set w | forall j, (j < Q)%N -> B i j (Y i j w)] w].
      by apply/seteqP; split=> w /= H i => [iN j jQ|j iN jQ]; exact: H.
    apply: (@measurable_forall _ _ (fun i => i < n)%N (fun i =>
      [set w | forall j, (j < Q)%N -> B i j (Y i j w)])) => i _.
    exact: measurable_family.
  rewrite -(productE pP pP')//.
  congr pr; apply/seteqP; split=> -[x y] /= H.
    split=> [i j iN jQ|j jQ].
      by have := H i j (ltnW iN) jQ; rewrite (ltn_eqF iN).
    by have := H n j (leqnn _) jQ; rewrite eqxx.
  case: H => H1 H2 i j; rewrite ltnS leq_eqVlt => + jQ.
  have [-> _|ni /= iN] := eqVneq i n; first exact: H2.
  exact: H1.
Qed.

End existence.

Section weighted.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.

(* a constant is independent of everything *)
Lemma independent_cst (X : T -> R) (c : R) : independent P X (cst c).
Proof.
move=> A B _ _; rewrite preimage_cst; case: ifP => _.
  by rewrite setIT (pr_setT P1) mulr1.
by rewrite setI0 /pr measure0 mulr0.
Qed.

(* for V with values 0 and c the law weighted by size is that of c *)
Lemma two_point_weighted (A : set T) (c s : R) : measurable A -> 0 < c ->
  ex P (fun w => c * \1_A w) * tail P (cst c) s =
  ex P (fun w => c * \1_A w * \1_[set w | s <= c * \1_A w] w).
Proof.
move=> mA c0; have [sc|cs] := leP s c.
  have -> : tail P (cst c) s = 1.
    rewrite -(pr_setT P1) /tail; congr pr.
    by apply/seteqP; split=> w //=; rewrite sc.
  rewrite mulr1; apply: ex_eq => w; rewrite indic_bool.
  by rewrite indicE; case: (w \in A); rewrite ?mulr0 ?mul0r// !mulr1 sc mulr1.
have -> : tail P (cst c) s = 0.
  rewrite /tail (_ : mkset _ = set0) /pr ?measure0//.
  by apply/seteqP; split=> w //=; rewrite leNgt cs.
rewrite mulr0 -[LHS](ex_cst P1 0); apply: ex_eq => w; rewrite indic_bool.
rewrite indicE; case: (w \in A); rewrite ?mulr0 ?mul0r//.
by rewrite !mulr1 leNgt cs mulr0.
Qed.

End weighted.

(* the hypotheses of the size-bias identity, with E[V] = 1 *)
Theorem size_bias_exists (R : realType) (a : R) : 0 < a ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V W : T -> R),
    [/\ is_probability P,
        [/\ random_variable X, random_variable V & random_variable W],
        independent P X V /\ independent P X W,
        [/\ (forall w, 0 <= V w), integrable_rv P V & ex P V = 1] &
        (forall t, tail P X t = pareto a t) /\
        forall s, ex P V * tail P W s =
          ex P (fun w => V w * \1_[set w | s <= V w] w)].
Proof.
move=> a0; have pU := @uniform_probability R.
pose h : set (measurableTypeR R) := `[0, 2^-1]%classic.
have mh : measurable h by exact: measurable_itv.
pose W := (measurableTypeR R * measurableTypeR R)%type.
have mq := measurable_pareto_quantile a0.
have mV2 : random_variable (fun u : measurableTypeR R => (2 : R) * \1_h u).
  by apply: measurable_funrM; exact: measurable_fun_indic.
exists _, _, (product (uniform R) pU), (fun z : W => pareto_quantile a z.1),
  (fun z : W => 2 * \1_(snd @^-1` h) z), (cst 2).
have pP := product_probability pU pU.
have mA : measurable (snd @^-1` h : set W).
  by rewrite -[X in measurable X]setTI; exact: (measurable_snd measurableT mh).
have VE : (fun z : W => (2 : R) * \1_(snd @^-1` h) z) = (fun z => 2 * \1_h z.2).
  by apply/funext => z; rewrite !indicE.
have iA : integrable_rv (product (uniform R) pU) (\1_(snd @^-1` h)).
  exact: integrable_rv_indic.
split=> //.
- split; [exact: (random_fst mq)| |exact: measurable_fun_cst].
  by apply: measurable_funrM; exact: measurable_fun_indic.
- split; last exact: independent_cst.
  by rewrite VE; exact: (independent_product pU pU mq mV2).
- split; [by move=> w; rewrite mulr_ge0|exact: integrable_rvZ|].
  rewrite exZ// (ex_indic _ mA) (pr_snd pU pU mh) /pr /uniform /= /mrestr.
  have -> : h `&` `[0, 1]%classic = `[0, 2^-1]%classic :> set R.
    apply/seteqP; split=> u; rewrite /h /= !in_itv/=; first by case.
    move=> /andP[u0 u1]; rewrite u0 u1; split=> //=.
    by rewrite (le_trans u1)// invf_le1// ler1n.
  by rewrite lebesgue_measure_itv hlength_itv/= lte_fin invr_gt0 ltr0n sube0/= mulfV.
- split=> [t|s]; last by rewrite two_point_weighted.
  by rewrite (tail_fst pU pU mq); case: (pareto_survival t a0).
Qed.
