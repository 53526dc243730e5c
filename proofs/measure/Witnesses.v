(* Laws that satisfy the hypotheses: independent Pareto variables, one pair, any
   number and any array of them, and a value weighted by its size. *)
From Goodhart.measure Require Import Prelude Probability Fastest Approaches Selection PowerLaw Mean Spaces.

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
