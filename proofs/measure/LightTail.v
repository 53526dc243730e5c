(* An error with an exponential tail, which is light: for a weak penalty on the
   divergence there is no best policy, and wherever there is one the value stays
   bounded (E-6). So light tails alone do not make the value grow without bound as
   the penalty vanishes. *)
From Goodhart.measure Require Import Prelude ExpBounds Probability Fastest Selection PowerLaw Mean.
From Goodhart.measure Require Import Policy Tilt Gibbs.

(* W >= 0 with P(W > t) = e^(-a t), t >= 0 *)
Definition exponential_law d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (a : R) (W : T -> R) :=
  [/\ random_variable W, (forall w, 0 <= W w) &
      forall t, 0 <= t -> pr P [set w | t < W w] = expR (- (a * t))].

Section moments.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Implicit Types W : T -> R.

Let mexp (s : R) : measurable_fun setT (fun x : R => expR (s * x)).
Proof.
apply: (measurable_fun_comp (f := @expR R)).
  by apply: continuous_measurable_fun; exact: continuous_expR.
by apply: measurable_funrM; exact: measurable_fun_id.
Qed.

Let mexpW (s : R) W : random_variable W -> random_variable (fun w => expR (s * W w)).
Proof. by move=> mW; exact: (measurable_fun_comp (mexp s) mW). Qed.

(* e^(s W) has the Pareto law of exponent a / s *)
Lemma exponential_moment (a s : R) W : exponential_law P a W -> 0 < s -> s < a ->
  integrable_rv P (fun w => expR (s * W w)).
Proof.
move=> [mW W0 law] s0 sa; have mY := mexpW s mW.
split; first exact/EFin_measurable_fun.
have VS t : pr P [set w | t < expR (s * W w)] = pareto (a / s) t.
  have [t1|t1] := ltP t 1.
    rewrite /pareto (ltW t1) (_ : mkset _ = setT) ?pr_setT//.
    apply/seteqP; split=> // w _ /=; apply: (lt_le_trans t1).
    by rewrite -[leLHS](expR0 R) ler_expR mulr_ge0// ltW.
  have t0 : 0 < t by exact: lt_le_trans t1.
  have -> : [set w | t < expR (s * W w)] = [set w | ln t / s < W w].
    have H w : (t < expR (s * W w)) = (ln t / s < W w).
      by rewrite ltr_pdivr_mulr// [W w * s]mulrC -[RHS]ltr_expR lnK ?posrE.
    by apply/seteqP; split=> w /=; rewrite H.
  rewrite law; last exact: (divr_ge0 (ln_ge0 t1) (ltW s0)).
  rewrite /pareto /exp_fun; case: ifP => [t1'|_]; last by rewrite mulNr mulrA mulrAC.
  have -> : t = 1 by apply/eqP; rewrite eq_le t1 t1'.
  by rewrite ln1 mul0r mulr0 oppr0 expR0.
have as1 : 1 < a / s by rewrite ltr_pdivl_mulr// mul1r.
have := pareto_mean_finite P1 mY (fun w => ltW (expR_gt0 _)) VS as1.
apply: le_lt_trans; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by apply: eq_integral => w _ /=; rewrite ger0_norm// ltW// expR_gt0.
Qed.

(* r x <= e^(r x) *)
Lemma mul_exp_integrable (s r : R) W : random_variable W -> (forall w, 0 <= W w) ->
  s < r -> integrable_rv P (fun w => expR (r * W w)) ->
  integrable_rv P (fun w => W w * expR (s * W w)).
Proof.
move=> mW W0 sr ir; have rs0 : 0 < r - s by rewrite subr_gt0.
apply: (integrable_rv_le _ (integrable_rvZ (r - s)^-1 ir)).
  by apply: measurable_funM => //; exact: mexpW.
move=> w; rewrite !ger0_norm ?mulr_ge0 ?invr_ge0 ?(ltW rs0) ?(ltW (expR_gt0 _))//.
rewrite ler_pdivl_mull// mulrA -[r in leRHS](subrK s) [in leRHS]mulrDl expRD.
rewrite ler_wpmul2r ?(ltW (expR_gt0 _))// (le_trans _ (expR_ge1Dx _))//.
  by rewrite ler_addr.
by rewrite mulr_ge0// ltW.
Qed.

Lemma exponential_moments (a s : R) W : exponential_law P a W -> 0 < s -> s < a ->
  integrable_rv P (fun w => expR (s * W w)) /\
  integrable_rv P (fun w => W w * expR (s * W w)).
Proof.
move=> lW s0 sa; have [mW W0 _] := lW; split; first exact: (exponential_moment lW).
apply: (mul_exp_integrable mW W0 (midf_lt sa).1).
apply: (exponential_moment lW); last exact: (midf_lt sa).2.
exact: lt_trans s0 (midf_lt sa).1.
Qed.

End moments.

Section light_tail.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (X V : T -> R) (g : R).
Hypothesis lawX : exponential_law P g X.
Hypotheses (mV : random_variable V) (V0 : forall w, 0 <= V w).
Hypothesis XV : independent P X V.

Let U w := X w + V w.
Let mX : random_variable X. Proof. by case: lawX. Qed.
Let X0 w : 0 <= X w. Proof. by case: lawX. Qed.

Let mexp (s : R) : measurable_fun setT (fun x : R => expR (s * x)).
Proof.
apply: (measurable_fun_comp (f := @expR R)).
  by apply: continuous_measurable_fun; exact: continuous_expR.
by apply: measurable_funrM; exact: measurable_fun_id.
Qed.

(* below the penalty 1/g the objective has no upper bound *)
Theorem no_best_policy (beta : R) : 0 < g -> 0 < beta -> beta * g < 1 ->
  integrable_rv P V ->
  forall M, exists2 f, admissible P U f & M <= objective P U beta f.
Proof.
move=> g0 b0 bg iV; apply: (objective_unbounded P1 b0 bg).
  apply: integrable_rvD => //.
  have g20 : 0 < g / 2 by rewrite divr_gt0.
  have g2g : g / 2 < g by rewrite ltr_pdivr_mulr// ltr_pmulr// ltr1n.
  have := mul_exp_integrable mX X0 g20 (exponential_moment P1 lawX g20 g2g).
  by under eq_fun do rewrite mul0r expR0 mulr1.
move=> t0; exists (Num.max t0 0); first by rewrite le_maxr lexx.
set t := Num.max t0 0; have t00 : 0 <= t by rewrite le_maxr lexx orbT.
have [_ _ law] := lawX; rewrite -law//; apply: (pr_le P1).
- exact: measurable_gt.
- by apply: measurable_ge; exact: measurable_funD.
- by move=> w /= tX; rewrite (le_trans (ltW tX))// ler_addl.
Qed.

(* the sum has a continuous law *)
Lemma sum_no_atom u : 0 < g -> pr P [set w | X w + V w = u] = 0.
Proof.
move=> g0; apply/eqP; rewrite eq_le pr_ge0 andbT; apply/ler_addgt0Pr => e e0.
rewrite add0r; pose r := e / g / 2.
have r0 : 0 < r by rewrite divr_gt0// divr_gt0.
have rr : g * (r + r) = e by rewrite -splitr mulrC divfK// gt_eqF.
pose G x := expR (- (g * Num.max x 0)).
have lawG x : pr P [set w | x < X w] = G x.
  have [_ _ law] := lawX; rewrite /G; have [x0|x0] := leP 0 x; first exact: law.
  rewrite mulr0 oppr0 expR0 (_ : mkset _ = setT) ?pr_setT//.
  by apply/seteqP; split=> // w _ /=; exact: lt_le_trans x0 _.
have lipschitz x : G (x - r) - G (x + r) <= e.
  rewrite /G; set p := Num.max (x - r) 0; set q := Num.max (x + r) 0.
  have p0 : 0 <= p by rewrite le_maxr lexx orbT.
  have xp : x - r <= p by rewrite le_maxr lexx.
  have pq : p <= q.
    rewrite /p /q le_maxl !le_maxr lexx orbT andbT; apply/orP; left.
    by rewrite ler_add2l (le_trans _ (ltW r0))// oppr_le0 ltW.
  have qp : g * (q - p) <= e.
    rewrite -rr ler_pmul2l// ler_subl_addr le_maxl addr_ge0 ?addr_ge0 ?(ltW r0)// andbT.
    by rewrite -[in leLHS](subrK r x) -addrA addrC ler_add2l.
  apply: le_trans qp; have -> : g * q = g * p + g * (q - p).
    by rewrite -mulrDr addrC subrK.
  rewrite opprD expRD -[X in X - _]mulr1 -mulrBr.
  apply: (@le_trans _ _ (1 * (g * (q - p)))); last by rewrite mul1r.
  apply: ler_pmul; rewrite ?(ltW (expR_gt0 _))//.
  - by rewrite subr_ge0 -[leRHS](expR0 R) ler_expR oppr_le0 mulr_ge0 ?subr_ge0// ltW.
  - by rewrite -[leRHS](expR0 R) ler_expR oppr_le0 mulr_ge0// ltW.
  - by rewrite ler_subl_addr -ler_subl_addl expR_ge1D.
have mU := measurable_funD mX mV.
have mge t : measurable [set w | t <= X w + V w] by exact: measurable_ge.
have iS t : integrable_rv P (fun w => tail P X (t - V w)).
  apply: (@integrable_rv_bounded _ _ _ _ P1 _ 1).
    apply: (measurable_fun_comp (f := tail P X)); first exact: measurable_tail.
    by apply: measurable_funB => //; exact: measurable_fun_cst.
  by move=> w; rewrite ger0_norm ?tail_ge0// tail_le1.
apply: (@le_trans _ _ (pr P ([set w | u <= X w + V w] `\` [set w | u + r <= X w + V w]))).
  apply: (pr_le P1).
  - have -> : [set w | X w + V w = u] = (fun w => X w + V w) @^-1` [set u] by [].
    by rewrite -[X in measurable X]setTI; exact: mU.
  - exact: measurableD.
  - by move=> w /= ->; split=> //; apply/negP; rewrite -ltNge ltr_addl.
rewrite pr_setD// (_ : _ `&` _ = [set w | u + r <= X w + V w]); last first.
  apply/seteqP; split=> w /= => [[]//|H]; split=> //.
  by rewrite (le_trans _ H)// ler_addl ltW.
rewrite !(selection_pr P1 mX mV XV) -exB// -(ex_cst P1 e).
apply: ex_le => //; [exact: integrable_rvB|exact: integrable_rv_cst|move=> w /=].
rewrite addrAC; set x := u - V w.
apply: le_trans (lipschitz x); apply: ler_sub; rewrite -lawG; apply: (pr_le P1) => //.
- exact: measurable_ge.
- exact: measurable_gt.
- by move=> v /=; apply: lt_le_trans; rewrite ltr_subl_addr ltr_addl.
- exact: measurable_gt.
- exact: measurable_ge.
- by move=> v /= /ltW.
Qed.

Section penalty.
Variable beta : R.
Hypotheses (b0 : 0 < beta) (bg : 1 < beta * g).
Hypothesis iV : integrable_rv P (fun w => expR (g * V w)).
Hypothesis iVe : integrable_rv P (fun w => V w * expR (g * V w)).

Let s := beta^-1.
Let s0 : 0 < s. Proof. by rewrite invr_gt0. Qed.
Let sg : s < g. Proof. by rewrite -[s]mul1r ltr_pdivr_mulr// mulrC. Qed.

Let eVs w : expR (s * V w) <= expR (g * V w).
Proof. by rewrite ler_expR ler_wpmul2r// ltW. Qed.

Let isV : integrable_rv P (fun w => expR (s * V w)).
Proof.
apply: (integrable_rv_le _ iV); first exact: (measurable_fun_comp (mexp s) mV).
by move=> w; rewrite !ger0_norm ?(ltW (expR_gt0 _)).
Qed.

Let isVe : integrable_rv P (fun w => V w * expR (s * V w)).
Proof.
apply: (integrable_rv_le _ iVe).
  by apply: measurable_funM => //; exact: (measurable_fun_comp (mexp s) mV).
by move=> w; rewrite !ger0_norm ?mulr_ge0 ?(ltW (expR_gt0 _))// ler_wpmul2l.
Qed.

Let isX : integrable_rv P (fun w => expR (s * X w)).
Proof. exact: (exponential_moment P1 lawX). Qed.

Let isXe : integrable_rv P (fun w => X w * expR (s * X w)).
Proof. by have [] := exponential_moments P1 lawX s0 sg. Qed.

Let mid : measurable_fun setT (fun x : R => x * expR (s * x)).
Proof. by apply: measurable_funM => //; exact: measurable_fun_id. Qed.

Let eU w : expR (s * U w) = expR (s * X w) * expR (s * V w).
Proof. by rewrite -expRD -mulrDr. Qed.

Let isU : integrable_rv P (fun w => expR (s * U w)).
Proof.
under eq_fun do rewrite eU.
exact: (product_integrable P1 mX mV XV (mexp s) (mexp s)).
Qed.

Let isUe : integrable_rv P (fun w => U w * expR (s * U w)).
Proof.
have -> : (fun w => U w * expR (s * U w)) = fun w =>
    X w * expR (s * X w) * expR (s * V w) + expR (s * X w) * (V w * expR (s * V w)).
  apply/funext => w; rewrite eU {1}/U mulrDl; congr (_ + _); first exact: mulrA.
  exact: mulrCA.
apply: integrable_rvD.
  exact: (product_integrable P1 mX mV XV mid (mexp s)).
exact: (product_integrable P1 mX mV XV (mexp s) mid).
Qed.

Let isVU : integrable_rv P (fun w => V w * expR (s * U w)).
Proof.
have -> : (fun w => V w * expR (s * U w)) = fun w =>
    expR (s * X w) * (V w * expR (s * V w)).
  by apply/funext => w; rewrite eU mulrCA.
exact: (product_integrable P1 mX mV XV (mexp s) mid).
Qed.

Lemma best_policy_exists : exists f, best_policy P U beta f.
Proof. by exists (tilt P U s); exact: (tilt_best P1 b0 isU isUe). Qed.

(* beyond it every best policy gives V the mean that V's own tilt has *)
Theorem best_policy_value f : best_policy P U beta f ->
  ex P (fun w => f w * V w) =
  ex P (fun w => V w * expR (s * V w)) / ex P (fun w => expR (s * V w)).
Proof.
move=> bf; rewrite (best_value P1 b0 isU isUe isVU mV bf).
exact: (tilt_factorises P1 mX mV XV (@measurable_fun_id _ _ setT) isX isV isVe).
Qed.

(* which stays below a number that does not depend on the penalty *)
Theorem best_policy_bounded f : best_policy P U beta f ->
  ex P (fun w => f w * V w) <= ex P (fun w => V w * expR (g * V w)).
Proof.
move=> /best_policy_value ->.
have Z1 : 1 <= ex P (fun w => expR (s * V w)).
  rewrite -[leLHS](ex_cst P1 1); apply: ex_le => //; first exact: integrable_rv_cst.
  by move=> w; rewrite -[leLHS](expR0 R) ler_expR mulr_ge0// ltW.
rewrite ler_pdivr_mulr; last exact: lt_le_trans Z1.
apply: (@le_trans _ _ (ex P (fun w => V w * expR (g * V w)))).
  by apply: ex_le => // w; rewrite ler_wpmul2l.
rewrite ler_pemulr//; apply: ex_ge0 => w.
by rewrite mulr_ge0// ltW// expR_gt0.
Qed.

End penalty.

End light_tail.
