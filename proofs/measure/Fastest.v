(* The fastest of Q independent approaches has survival function S^Q (S-1): mutual
   independence, the minimum, and the Pareto law. *)
From Goodhart.measure Require Import Prelude Probability.

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

Lemma pareto_gt1 (R : realType) (a t : R) : 1 < t -> pareto a t = t `^ (- a).
Proof. by rewrite /pareto => /lt_geF ->. Qed.

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
