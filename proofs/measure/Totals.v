(* The fastest of Q independent approaches (S-1), and totals of independent
   steps with tails too heavy for a mean (S-3, S-4): more than any multiple of
   their number, with probability tending to one. *)
From mathcomp Require Import all_ssreflect ssralg ssrnum ssrint interval finmap.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.classical Require Import cardinality fsbigop mathcomp_extra.
From mathcomp.analysis Require Import signed reals ereal topology normedtype.
From mathcomp.analysis Require Import sequences esum measure lebesgue_measure.
From mathcomp.analysis Require Import numfun lebesgue_integral exp.
From Goodhart.measure Require Import Probability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldTopology.Exports numFieldNormedType.Exports.

Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section definitions.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.

(* X_0, ..., X_{n-1} are mutually independent (taking B i to be everything
   gives every subfamily) *)
Definition mutually_independent (n : nat) (X : nat -> T -> R) :=
  forall B : nat -> set R, (forall i, measurable (B i)) ->
    pr P [set w | forall i, (i < n)%N -> B i (X i w)] =
    \prod_(i < n) pr P [set w | B i (X i w)].

(* all Y_ij with i < n and j < Q are mutually independent *)
Definition independent_array (n Q : nat) (Y : nat -> nat -> T -> R) :=
  forall B : nat -> nat -> set R, (forall i j, measurable (B i j)) ->
    pr P [set w | forall i j, (i < n)%N -> (j < Q)%N -> B i j (Y i j w)] =
    \prod_(i < n) \prod_(j < Q) pr P [set w | B i j (Y i j w)].

(* the events E_0, ..., E_{n-1} are mutually independent *)
Definition independent_events (n : nat) (E : nat -> set T) :=
  forall J : pred nat,
    pr P [set w | forall i, (i < n)%N && J i -> E i w] =
    \prod_(i < n | J i) pr P (E i).

(* the time of the fastest of Q >= 1 approaches *)
Definition fastest (Q : nat) (X : nat -> T -> R) (w : T) : R :=
  \big[Num.min/X 0%N w]_(j < Q) X j w.

(* m is a median of Y *)
Definition is_median (Y : T -> R) (m : R) :=
  1 / 2 <= pr P [set w | Y w <= m] /\ 1 / 2 <= pr P [set w | m <= Y w].

End definitions.

(* the survival function of the Pareto law with exponent a, from 1 on *)
Definition pareto (R : realType) (a t : R) : R :=
  if t <= 1 then 1 else t `^ (- a).

Lemma pareto_pow (R : realType) (a t : R) (Q : nat) :
  pareto a t ^+ Q = pareto (a * Q%:R) t.
Proof.
rewrite /pareto; case: ifP => // _; first by rewrite expr1n.
by rewrite /exp_fun -expRMm mulrA mulrN [Q%:R * a]mulrC.
Qed.

Section fastest.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Implicit Types (X : nat -> T -> R) (Y : nat -> nat -> T -> R).

Lemma measurable_gt (X : T -> R) t : random_variable X ->
  measurable [set w | t < X w].
Proof.
move=> mX; have := mX measurableT _ (measurable_itv `]t, +oo[).
rewrite setTI; congr measurable; apply/seteqP; split=> w /=;
  by rewrite in_itv/= andbT.
Qed.

Lemma measurable_le (X : T -> R) t : random_variable X ->
  measurable [set w | X w <= t].
Proof.
move=> mX; have := mX measurableT _ (measurable_itv `]-oo, t]).
by rewrite setTI; congr measurable; apply/seteqP; split=> w /=; rewrite in_itv.
Qed.

Lemma measurable_ge (X : T -> R) t : random_variable X ->
  measurable [set w | t <= X w].
Proof.
move=> mX; have := mX measurableT _ (measurable_itv `[t, +oo[).
rewrite setTI; congr measurable; apply/seteqP; split=> w /=;
  by rewrite in_itv/= andbT.
Qed.

Lemma measurable_forall (K : nat -> Prop) (E : nat -> set T) :
  (forall i, K i -> measurable (E i)) ->
  measurable [set w | forall i, K i -> E i w].
Proof. exact: bigcap_measurable. Qed.

Lemma fastest_gt Q X t w : (0 < Q)%N ->
  t < fastest Q X w <-> forall j, (j < Q)%N -> t < X j w.
Proof.
move=> Q0; rewrite /fastest; split=> [/bigmin_gtP[_ H] j jQ|H].
  exact: (H (Ordinal jQ)).
by apply/bigmin_gtP; split=> [|j _]; exact: H.
Qed.

Lemma measurable_fastest Q X : (0 < Q)%N ->
  (forall j, (j < Q)%N -> random_variable (X j)) ->
  random_variable (fastest Q X).
Proof.
move=> Q0 mX mT; apply: (measurability (RGenOInfty.measurableE R)) => //.
move=> /= _ [_ [x ->] <-]; rewrite setTI.
have -> : fastest Q X @^-1` `]x, +oo[ =
    [set w | forall j, (j < Q)%N -> x < X j w].
  apply/seteqP; split=> w /=; rewrite in_itv/= andbT.
    by move/(fastest_gt _ _ _ Q0).
  by move=> H; apply/(fastest_gt _ _ _ Q0).
apply: (@measurable_forall (fun j => j < Q)%N (fun j => [set w | x < X j w])).
by move=> j jQ; apply: measurable_gt; exact: mX.
Qed.

Theorem fastest_survival Q X (S : R -> R) : (0 < Q)%N ->
  mutually_independent P Q X ->
  (forall j t, (j < Q)%N -> pr P [set w | t < X j w] = S t) ->
  forall t, pr P [set w | t < fastest Q X w] = S t ^+ Q.
Proof.
move=> Q0 indX SX t.
have -> : [set w | t < fastest Q X w] =
    [set w | forall j, (j < Q)%N -> `]t, +oo[%classic (X j w)].
  apply/seteqP; split=> w /=.
    by move/(fastest_gt _ _ _ Q0) => H j jQ; rewrite in_itv/= andbT; exact: H.
  move=> H; apply/(fastest_gt _ _ _ Q0) => j jQ.
  by have := H j jQ; rewrite in_itv/= andbT.
rewrite (indX (fun=> `]t, +oo[%classic)); last first.
  by move=> _; exact: measurable_itv.
rewrite -[X in S t ^+ X]card_ord -prodr_const; apply: eq_bigr => j _.
rewrite -(SX j t)//; congr pr; apply/seteqP; split=> w /=;
  by rewrite in_itv/= andbT.
Qed.

Lemma array_fastest_events n Q Y (S : R -> R) t : (0 < Q)%N ->
  independent_array P n Q Y ->
  (forall i j t, (i < n)%N -> (j < Q)%N -> pr P [set w | t < Y i j w] = S t) ->
  independent_events P n (fun i => [set w | t < fastest Q (Y i) w]) /\
  forall i, (i < n)%N -> pr P [set w | t < fastest Q (Y i) w] = S t ^+ Q.
Proof.
move=> Q0 indY SY.
pose B (J : pred nat) i (j : nat) : set R := if J i then `]t, +oo[%classic else setT.
have mB J i j : measurable (B J i j) by rewrite /B; case: ifP => // _; exact: measurable_itv.
have H J : pr P [set w | forall i, (i < n)%N && J i -> t < fastest Q (Y i) w] =
    \prod_(i < n | J i) S t ^+ Q.
  transitivity (pr P [set w | forall i j, (i < n)%N -> (j < Q)%N -> B J i j (Y i j w)]).
    congr pr; apply/seteqP; split=> w /= H.
      move=> i j iN jQ; rewrite /B; case: ifP => // Ji.
      rewrite /= in_itv/= andbT; have := H i; rewrite iN Ji => /(_ isT).
      by move/(fastest_gt _ _ _ Q0); apply.
    move=> i /andP[iN Ji]; apply/(fastest_gt _ _ _ Q0) => j jQ.
    by have := H i j iN jQ; rewrite /B Ji /= in_itv/= andbT.
  rewrite indY// [RHS]big_mkcond/=; apply: eq_bigr => i _; rewrite /B.
  case: ifP => Ji.
    rewrite -[X in S t ^+ X]card_ord -prodr_const; apply: eq_bigr => j _.
    rewrite -(SY i j t)//; congr pr; apply/seteqP; split=> w /=;
      by rewrite in_itv/= andbT.
  by rewrite big1// => j _; rewrite -[RHS](pr_setT P1); congr (pr P _).
have one i : (i < n)%N -> pr P [set w | t < fastest Q (Y i) w] = S t ^+ Q.
  move=> iN; have := H (pred1 i).
  rewrite (bigD1 (Ordinal iN))/= ?eqxx// big1 ?mulr1 => [<-|k]; last first.
    by case/andP=> /eqP/= ki; rewrite -val_eqE/= ki eqxx.
  congr pr; apply/seteqP; split=> w /= => [h k /andP[_ /eqP->]//|]; apply.
  by rewrite iN eqxx.
split=> // J; rewrite H; apply: eq_bigr => i _; exact/esym/one.
Qed.

End fastest.

Section complements.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (n : nat) (E : nat -> set T).
Hypothesis mE : forall i, (i < n)%N -> measurable (E i).
Hypothesis indE : independent_events P n E.

(* none of the first m events, all of those in J *)
Let none_all m (J : pred nat) := [set w | forall i, (i < m)%N -> ~ E i w] `&`
  [set w | forall i, (i < n)%N && J i -> E i w].

Let measurable_none_all m J : (m <= n)%N -> measurable (none_all m J).
Proof.
move=> mn; apply: measurableI.
  apply: (@measurable_forall _ _ (fun i => i < m)%N (fun i => ~` E i)) => i im.
  by apply: measurableC; apply: mE; exact: leq_trans mn.
apply: (@measurable_forall _ _ (fun i => (i < n)%N && J i) E) => i /andP[iN _].
exact: mE.
Qed.

Let pr_none_all m : (m <= n)%N -> forall J : pred nat,
  (forall i, J i -> (m <= i)%N) ->
  pr P (none_all m J) =
  \prod_(i < m) (1 - pr P (E i)) * \prod_(i < n | J i) pr P (E i).
Proof.
elim: m => [_ J _|m IH mn J HJ].
  rewrite big_ord0 mul1r -indE; congr pr.
  by apply/seteqP; split=> w /= => [[]//|]; split.
pose J' i := J i || (i == m).
have -> : none_all m.+1 J = none_all m J `\` none_all m J'.
  apply/seteqP; split=> w /= [].
    move=> Hn Hj; split.
      by split=> // i im; apply: Hn; rewrite ltnS ltnW.
    case=> _ /(_ m); rewrite /J' eqxx orbT andbT => /(_ mn).
    by apply: Hn.
  move=> [Hn Hj] Hno; split=> // i; rewrite ltnS leq_eqVlt => /orP[/eqP ->|].
    move=> Em; apply: Hno; split=> // k /andP[kn /orP[Jk|/eqP->//]].
    by apply: Hj; rewrite kn.
  exact: Hn.
rewrite pr_setD//; [|apply: measurable_none_all; exact: ltnW..].
have -> : none_all m J `&` none_all m J' = none_all m J'.
  apply/setIidr => w [] Hn Hj; split=> // i /andP[iN Ji].
  by apply: Hj; rewrite iN /J' Ji.
rewrite !IH//; [|exact: ltnW|by move=> i /orP[/HJ/ltnW|/eqP->]|exact: ltnW
  |by move=> i /HJ/ltnW].
have -> : \prod_(i < n | J' i) pr P (E i) =
    pr P (E m) * \prod_(i < n | J i) pr P (E i).
  rewrite (bigD1 (Ordinal mn))/=; last by rewrite /J' eqxx orbT.
  congr (_ * _); apply: eq_bigl => i; rewrite /J' -val_eqE/=.
  have [->|_] := eqVneq (val i) m; rewrite ?orbT ?orbF ?andbT//=.
  by apply/esym/negbTE/negP => /HJ; rewrite ltnn.
by rewrite big_ord_recr/= mulrBr mulr1 mulrBl -!mulrA.
Qed.

Lemma pr_none : pr P [set w | forall i, (i < n)%N -> ~ E i w] =
  \prod_(i < n) (1 - pr P (E i)).
Proof.
have := pr_none_all (leqnn n) (J := pred0) (fun _ => ltac:(by [])).
rewrite [X in _ * X]big_pred0_eq mulr1 => <-; congr pr.
by apply/seteqP; split=> w /=; [split=> // i; rewrite andbF|case].
Qed.

End complements.

Lemma bernoulli_inv (R : realType) (n : nat) (s : R) : 0 <= s <= 1 ->
  (1 - s) ^+ n <= (1 + n%:R * s)^-1.
Proof.
case/andP=> s0 s1.
have d0 (k : nat) : 0 < 1 + k%:R * s by rewrite ltr_paddr// mulr_ge0.
rewrite -[leRHS]mul1r ler_pdivl_mulr//.
elim: n => [|n IH]; first by rewrite expr0 mul0r addr0 mul1r.
apply: le_trans IH; rewrite exprSr -mulrA ler_wpmul2l//.
  by rewrite exprn_ge0// subr_ge0.
rewrite -[n.+1]addn1 natrD mulrDl mul1r addrA mulrBl mul1r.
by rewrite ler_subl_addr ler_add2l ler_pemulr// -addrA ler_addl addr_ge0// mulr_ge0.
Qed.

Lemma measurable_total d (T : measurableType d) (R : realType) (n : nat)
    (X : nat -> T -> R) : (forall i, (i < n)%N -> random_variable (X i)) ->
  random_variable (fun w => \sum_(i < n) X i w).
Proof.
elim: n => [|n IH] mX; rewrite /random_variable.
  by under eq_fun do rewrite big_ord0; exact: measurable_fun_cst.
under eq_fun do rewrite big_ord_recr/=; apply: measurable_funD; last exact: mX.
by apply: IH => i iN; apply: mX; exact: ltnW.
Qed.

Section total.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (n : nat) (X : nat -> T -> R).
Hypothesis mX : forall i, (i < n)%N -> random_variable (X i).
Hypothesis X0 : forall i w, (i < n)%N -> 0 <= X i w.

Lemma total_le_bound (x s : R) :
  independent_events P n (fun i => [set w | x < X i w]) ->
  (forall i, (i < n)%N -> pr P [set w | x < X i w] = s) ->
  0 <= s <= 1 -> pr P [set w | \sum_(i < n) X i w <= x] <= (1 + n%:R * s)^-1.
Proof.
move=> ind Es s01; apply: le_trans (bernoulli_inv n s01).
have mE i : (i < n)%N -> measurable [set w | x < X i w].
  by move=> iN; apply: measurable_gt; exact: mX.
have -> : (1 - s) ^+ n = \prod_(i < n) (1 - pr P [set w | x < X i w]).
  rewrite -[X in _ ^+ X]card_ord -prodr_const; apply: eq_bigr => i _.
  by rewrite Es.
rewrite -(pr_none P1 mE ind); apply: (pr_le P1).
- exact: (measurable_le _ (measurable_total mX)).
- apply: (@measurable_forall _ _ (fun i => i < n)%N
    (fun i => ~` [set w | x < X i w])) => i iN.
  by apply: measurableC; exact: mE.
- move=> w /= Tx i iN; apply/negP; rewrite -leNgt (le_trans _ Tx)//.
  rewrite (bigD1 (Ordinal iN))//= ler_addl sumr_ge0// => j _.
  exact: X0.
Qed.

End total.

Section superlinear.
Variable R : realType.
Variables (d : nat -> measure_display) (T : forall n, measurableType (d n)).
Variable P : forall n, {measure set (T n) -> \bar R}.
Hypothesis P1 : forall n, is_probability (P n).
Unset Implicit Arguments.
Variable X : forall n, nat -> T n -> R.
Set Implicit Arguments.
Variable S : R -> R.
Hypothesis mX : forall n i, (i < n)%N -> random_variable (X n i).
Hypothesis X0 : forall n i w, (i < n)%N -> 0 <= X n i w.
Hypothesis indX : forall n x,
  independent_events (P n) n (fun i => [set w | x < X n i w]).
Hypothesis XS : forall n i x, (i < n)%N -> pr (P n) [set w | x < X n i w] = S x.
Hypothesis heavy : forall c, 0 < c ->
  (fun n => n%:R * S (c * n%:R)) @ \oo --> +oo.

Let total n w := \sum_(i < n) X n i w.

Let mtotal n : random_variable (@total n).
Proof. exact: measurable_total (@mX n). Qed.

Let S01 x : 0 <= S x <= 1.
Proof.
rewrite -(@XS 1 0 x)// pr_ge0 (pr_le1 (P1 1))//.
by apply: measurable_gt; exact: mX.
Qed.

Theorem total_superlinear c :
  (fun n => pr (P n) [set w | c * n%:R < \sum_(i < n) X n i w]) @ \oo --> (1 : R).
Proof.
pose c' := Num.max c 1; have c0 : 0 < c' by rewrite lt_maxr ltr01 orbT.
apply/cvgrPdist_lt => e e0; near=> n.
have mle : measurable [set w | @total n w <= c * n%:R] by exact: (measurable_le _ (@mtotal n)).
have -> : [set w | c * n%:R < \sum_(i < n) X n i w] = ~` [set w | @total n w <= c * n%:R].
  by apply/seteqP; split=> w /=; [rewrite ltNge => /negP|move/negP; rewrite -ltNge].
rewrite (pr_setC (P1 n))// subKr ger0_norm ?pr_ge0//.
apply: (@le_lt_trans _ _ (pr (P n) [set w | @total n w <= c' * n%:R])).
  apply: (pr_le (P1 n)) => //; first exact: (measurable_le _ (@mtotal n)).
  by move=> w /= /le_trans; apply; rewrite ler_wpmul2r// le_maxr lexx.
have bound := total_le_bound (P1 n) (@mX n) (@X0 n) (@indX n (c' * n%:R))
  (fun i iN => XS _ iN) (S01 _).
apply: (le_lt_trans bound).
rewrite -[ltRHS]invrK ltf_pinv ?posrE ?invr_gt0//; last first.
  by rewrite ltr_paddr// mulr_ge0//; case/andP: (S01 (c' * n%:R)).
rewrite (@lt_le_trans _ _ (n%:R * S (c' * n%:R)))//; last by rewrite ler_addr.
by near: n; exact: (cvgry_gt (heavy c0)).
Unshelve. all: by end_near. Qed.

(* hence the medians of the time per step diverge *)
Theorem median_diverges (m : nat -> R) :
  (forall n, is_median (P n) (fun w => n%:R^-1 * (\sum_(i < n) X n i w)) (m n)) ->
  m @ \oo --> +oo.
Proof.
move=> Hm; apply/cvgryPgt => A.
have /cvgrPdist_lt/(_ (1/2)) H := @total_superlinear A.
have {H} := H (divr_gt0 ltr01 (ltr0n _ 2)).
apply: filter_app; near=> n.
have n0 : 0 < n%:R :> R by rewrite ltr0n; near: n; exact: nbhs_infty_gt.
have [Hle _] := Hm n; apply: contraTT; rewrite -!leNgt => mA.
have -> : [set w | A * n%:R < \sum_(i < n) X n i w] =
    ~` [set w | n%:R^-1 * (\sum_(i < n) X n i w) <= A].
  apply/seteqP; split=> w /=; rewrite -(ltr_pdivl_mulr _ _ n0) mulrC.
    by rewrite ltNge => /negP.
  by move/negP; rewrite -ltNge.
have mmean : random_variable (fun w => n%:R^-1 * (\sum_(i < n) X n i w)).
  by apply: measurable_funrM; exact: mtotal.
rewrite (pr_setC (P1 n)); last exact: (measurable_le _ mmean).
rewrite subKr ger0_norm ?pr_ge0// (le_trans Hle)//.
apply: (pr_le (P1 n)); [exact: (measurable_le _ mmean)..|].
by move=> w /= /le_trans; apply.
Unshelve. all: by end_near. Qed.

End superlinear.

Section pareto.
Variable R : realType.
Implicit Types a c t : R.

Lemma pareto_gt1 a t : 1 < t -> pareto a t = t `^ (- a).
Proof. by rewrite /pareto => /lt_geF ->. Qed.

Lemma nat_gt_near (r : R) : \forall n \near \oo, r < n%:R.
Proof.
near=> n; apply: (le_lt_trans (ler_norm r)).
apply: (@lt_le_trans _ _ (Num.bound `|r|)%:R); first exact: archi_boundP.
by rewrite ler_nat; near: n; exact: nbhs_infty_ge.
Unshelve. all: by end_near. Qed.

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
