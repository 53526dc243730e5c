(* Totals of independent steps with tails too heavy for a mean (S-3, S-4): more
   than any multiple of their number, with probability tending to one. *)
From Goodhart.measure Require Import Prelude Probability Fastest.

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
