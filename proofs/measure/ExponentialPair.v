(* Independent variables with exponential laws: the witness for the counterexample of
   a light-tailed error (E-6). *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection PowerLaw.
From Goodhart.measure Require Import Spaces Mean Policy Tilt Gibbs LightTail Witnesses.

Section exponential_pair.
Variable R : realType.

(* the quantile function of the exponential law of rate a, and 0 outside (0, 1] *)
Definition exponential_quantile (a u : R) : R :=
  if 0 < u then Num.max 0 (- (ln u / a)) else 0.

Lemma exponential_quantile_pareto (a x u : R) : 0 <= x ->
  (x < exponential_quantile a u) = (expR x < pareto_quantile a u).
Proof.
move=> x0; rewrite /exponential_quantile /pareto_quantile; case: ifP => _.
  by rewrite lt_maxr ltr_expR (le_gtF x0).
by rewrite (le_gtF x0) ltNge -[leLHS](expR0 R) ler_expR x0.
Qed.

Lemma measurable_exponential_quantile (a : R) : 0 < a ->
  measurable_fun setT (exponential_quantile a : measurableTypeR R -> R).
Proof.
move=> a0 mT; apply: (measurability (RGenOInfty.measurableE R)) => //.
move=> /= _ [_ [x ->] <-]; rewrite setTI.
have [x0|x0] := leP 0 x.
  have -> : exponential_quantile a @^-1` `]x, +oo[ =
      [set u | expR x < pareto_quantile a u].
    apply/seteqP; split=> u /=; rewrite in_itv/= andbT;
      by rewrite exponential_quantile_pareto.
  exact: (measurable_gt _ (measurable_pareto_quantile a0)).
have -> : exponential_quantile a @^-1` `]x, +oo[ = setT.
  apply/seteqP; split=> // u _ /=; rewrite in_itv/= andbT (lt_le_trans x0)//.
  by rewrite /exponential_quantile; case: ifP => // _; rewrite le_maxr lexx.
exact: measurableT.
Qed.

Lemma exponential_quantile_law (a : R) : 0 < a ->
  exponential_law (uniform R) a (exponential_quantile a).
Proof.
move=> a0; split; first exact: measurable_exponential_quantile.
  by move=> u; rewrite /exponential_quantile; case: ifP => // _; rewrite le_maxr lexx.
move=> t t0.
have -> : [set u | t < exponential_quantile a u] = [set u | expR t < pareto_quantile a u].
  by apply/seteqP; split=> u /=; rewrite exponential_quantile_pareto.
have [-> _] := pareto_survival (expR t) a0.
rewrite /pareto; case: ifP => [t1|_]; last by rewrite /exp_fun expK mulNr.
have -> : t = 0.
  by apply/eqP; rewrite eq_le t0 andbT -ler_expR expR0.
by rewrite mulr0 oppr0 expR0.
Qed.

Theorem exponential_pair_exists (a b : R) : 0 < a -> 0 < b ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    [/\ is_probability P, independent P X V,
        exponential_law P a X & exponential_law P b V].
Proof.
move=> a0 b0; have pU := @uniform_probability R.
have [mA A0 lawA] := exponential_quantile_law a0.
have [mB B0 lawB] := exponential_quantile_law b0.
exists _, _, (product (uniform R) pU).
pose W := (measurableTypeR R * measurableTypeR R)%type.
exists (fun z : W => exponential_quantile a z.1),
  (fun z : W => exponential_quantile b z.2).
split.
- exact: product_probability.
- exact: (independent_product pU pU mA mB).
- split=> [||t t0]; [exact: (random_fst mA)|by move=> w; exact: A0|].
  by rewrite -lawA// (pr_fst pU pU (measurable_gt t mA)).
- split=> [||t t0]; [exact: (random_snd mB)|by move=> w; exact: B0|].
  by rewrite -lawB// (pr_snd pU pU (measurable_gt t mB)).
Qed.

End exponential_pair.

(* the law is without atoms: P(X >= x) is e^(-g x) too *)
Lemma exponential_tail d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (g x : R) (X : T -> R) :
  is_probability P -> 0 < g -> exponential_law P g X -> 0 <= x ->
  tail P X x = expR (- (g * x)).
Proof.
move=> P1 g0 lX x0; have [mX _ law] := lX.
have atom := sum_no_atom P1 lX (measurable_fun_cst (0 : R)) (independent_cst P1 X 0) x g0.
have := pr_setD P1 (measurable_ge x mX) (measurable_gt x mX).
have -> : [set w | x <= X w] `\` [set w | x < X w] = [set w | X w + cst 0 w = x].
  apply/seteqP; split=> w /=; rewrite addr0.
    by move=> [xX /negP]; rewrite -leNgt => Xx; apply/eqP; rewrite eq_le Xx.
  by move=> ->; rewrite lexx ltxx.
have -> : [set w | x <= X w] `&` [set w | x < X w] = [set w | x < X w].
  by apply/seteqP; split=> w /=; [case|move=> xX; split=> //; exact: ltW].
by rewrite atom law// => /esym/eqP; rewrite subr_eq0 => /eqP.
Qed.

(* an exponential error and an independent value between 0 and t *)
Theorem exponential_bounded_exists (R : realType) (g t : R) : 0 < g -> 0 < t ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    [/\ is_probability P, random_variable X /\ random_variable V,
        independent P X V, (forall x, 0 <= x -> tail P X x = expR (- (g * x))) &
        (forall w, V w <= t) /\ integrable_rv P V].
Proof.
move=> g0 t0.
have [d [T [P [X [V [P1 XV lX [mV V0 lV]]]]]]] := exponential_pair_exists g0 (@ltr01 R).
(* the least of t and v; the library has measurable_fun_max alone *)
pose c v := - Num.max (- t) (- v); have mc : measurable_fun setT c.
  apply: measurable_funN; apply: measurable_fun_max; first exact: measurable_fun_cst.
  by apply: measurable_funN; exact: measurable_fun_id.
have [mX _ _] := lX; have mcV : random_variable (fun w => c (V w)).
  exact: (measurable_fun_comp mc mV).
exists d, T, P, X, (fun w => c (V w)); split=> //.
- move=> A B mA mB; apply: (XV A (c @^-1` B) mA).
  by rewrite -[X in measurable X]setTI; exact: mc.
- by move=> x x0; exact: exponential_tail.
- split=> [w|]; first by rewrite /c ler_oppl le_maxr lexx.
  apply: (@integrable_rv_bounded _ _ _ _ P1 _ t) => // w.
  rewrite ger0_norm /c; first by rewrite ler_oppl le_maxr lexx.
  by rewrite oppr_ge0 le_maxl !oppr_le0 (ltW t0) V0.
Qed.

(* Theorem 4 of arXiv 2407.14503 fails for an exponential error: X and V are
   independent and light-tailed, V is unbounded, X + V has no atoms; yet below the
   penalty 1 there is no best policy, and above it V stays below a number. *)
Theorem light_tails_fail (R : realType) :
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    let U := fun w => X w + V w in
    [/\ is_probability P, independent P X V,
        exponential_law P 1 X /\ exponential_law P 2 V,
        forall u, pr P [set w | U w = u] = 0 &
        exists C, forall beta, 0 < beta ->
          (beta < 1 -> forall M, exists2 f, admissible P U f & M <= objective P U beta f) /\
          (1 < beta -> (exists f, best_policy P U beta f) /\
            forall f, best_policy P U beta f -> ex P (fun w => f w * V w) <= C)].
Proof.
have [d [T [P [X [V [P1 XV lX lV]]]]]] := exponential_pair_exists (@ltr01 R) (ltr0n R 2).
exists d, T, P, X, V => U; have [mV V0 _] := lV.
have i1 : integrable_rv P (fun w => expR (1 * V w)).
  by apply: (exponential_moment P1 lV); rewrite ?ltr1n.
have h1 : (1 : R) < 3 / 2 by rewrite ltr_pdivl_mulr// mul1r ltr_nat.
have h2 : (3 / 2 : R) < 2 by rewrite ltr_pdivr_mulr// -natrM ltr_nat.
have iVe : integrable_rv P (fun w => V w * expR (1 * V w)).
  apply: (mul_exp_integrable mV V0 h1).
  by apply: (exponential_moment P1 lV) => //; exact: lt_trans h1.
have iV : integrable_rv P V.
  have := mul_exp_integrable mV V0 ltr01 i1.
  by under eq_fun do rewrite mul0r expR0 mulr1.
split=> //; first by move=> u; exact: (sum_no_atom P1 lX mV XV).
exists (ex P (fun w => V w * expR (1 * V w))) => beta b0; split=> b1.
  have bg : beta * 1 < 1 by rewrite mulr1.
  exact: (no_best_policy P1 lX mV V0 ltr01 b0 bg iV).
have bg : 1 < beta * 1 by rewrite mulr1.
split; first exact: (best_policy_exists P1 lX mV V0 XV b0 bg i1 iVe).
by move=> f; exact: (best_policy_bounded P1 lX mV V0 XV b0 bg i1 iVe).
Qed.
