(* Spaces on which laws are built: the unit interval, on which a Pareto variable is
   its quantile function, and products, which make variables independent. *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection PowerLaw.

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
