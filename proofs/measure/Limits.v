(* A long-tailed error: E[V | X + V >= t] tends to E[V] as t grows through the
   reals, for bounded V, and for unbounded V with a lighter tail (G-3, G-4). *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection.

(* S(t - v) / S(t) -> 1 for every v *)
Definition long_tailed (R : realType) (S : R -> R) :=
  (forall t, 0 < S t) /\
  forall v, (fun t => S (t - v) / S t) @ +oo --> (1 : R).

(* a limit along every sequence that tends to infinity is a limit *)
Lemma cvg_sequences (R : realType) (f : R -> R) (l t0 : R) :
  (forall u : nat -> R, (forall n, t0 <= u n) -> u @ \oo --> +oo ->
    (fun n => f (u n)) @ \oo --> l) -> f @ +oo --> l.
Proof.
move=> H; apply/cvgrPdist_lt => e e0; apply: contrapT => far.
have /choice[u Hu] : forall n : nat, exists x, [/\ t0 <= x, n%:R <= x
    & e <= `|l - f x|].
  move=> n; apply: contrapT => Hn; apply: far.
  exists (Num.max t0 n%:R); split; first exact: num_real.
  move=> x; rewrite lt_maxl => /andP[tx nx]; rewrite ltNge; apply/negP => ex.
  by apply: Hn; exists x; split; [exact: ltW|exact: ltW|].
have uoo : u @ \oo --> +oo.
  apply/cvgryPgt => A; near=> n; have [_ nu _] := Hu n.
  by apply: lt_le_trans nu; near: n; exact: nat_gt_near.
have ut n : t0 <= u n by case: (Hu n).
have /cvgrPdist_lt/(_ e e0)[n0 _ /(_ n0 (leqnn n0))] := H u ut uoo.
by rewrite /= ltNge; case: (Hu n0) => _ _ ->.
Unshelve. all: by end_near. Qed.

Section limit.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V).

Let S := tail P X.
Hypothesis S_long : long_tailed S.

Let mS : measurable_fun setT S. Proof. exact: measurable_tail. Qed.

Let mSV t : random_variable (fun w => S (t - V w)).
Proof.
apply: (measurable_fun_comp (f := S)) => //.
by apply: measurable_funB => //; exact: measurable_fun_cst.
Qed.

Let St t : 0 < S t. Proof. by case: S_long. Qed.

Let iS (g : R -> R) t : measurable_fun setT g ->
  integrable_rv P (fun w => g (V w)) ->
  integrable_rv P (fun w => g (V w) * S (t - V w)).
Proof.
move=> mg ig; apply: (integrable_rv_le _ ig).
  by apply: measurable_funM; [exact: integrable_rv_meas ig|exact: mSV].
by move=> w; rewrite normrM ler_pimulr// ger0_norm ?tail_ge0// tail_le1.
Qed.

(* up to the level cut t the tail at t - v is at most C times that at t; above
   it g(V) has little weight *)
Variables (C t0 : R) (cut : R -> R).
Hypothesis C0 : 0 <= C.
Hypothesis S_dom : forall t v, t0 <= t -> v <= cut t -> S (t - v) <= C * S t.
Hypothesis V_cut : forall w, \forall t \near +oo, V w <= cut t.

Section one_function.
Variable g : R -> R.
Hypothesis mg : measurable_fun setT g.
Hypothesis ig : integrable_rv P (fun w => g (V w)).
Hypothesis g_jump :
  (fun t => ex P (fun w => `|g (V w)| * \1_[set w | cut t < V w] w) / S t)
    @ +oo --> (0 : R).

Let low t w := g (V w) * (\1_[set w | V w <= cut t] w * S (t - V w)) / S t.

Let low_seq (u : nat -> R) : (forall n, t0 <= u n) -> u @ \oo --> +oo ->
  (fun n => ex P (low (u n))) @ \oo --> ex P (fun w => g (V w)).
Proof.
move=> ut uoo; apply: fine_cvg.
rewrite exE//.
have mgV : random_variable (fun w => g (V w)) by exact: integrable_rv_meas ig.
have igC : P.-integrable setT (fun w => (C * `|g (V w)|)%:E).
  by apply: integrable_rvZ; exact: integrable_rv_norm.
have mlow n : measurable_fun setT (fun w => (low (u n) w)%:E).
  apply/EFin_measurable_fun/measurable_funM; last exact: measurable_fun_cst.
  apply: measurable_funM; first exact: mgV.
  apply: measurable_funM; last exact: mSV.
  exact/measurable_fun_indic/measurable_le.
have lowg w k : (`|(low (u k) w)%:E| <= (C * `|g (V w)|)%:E)%E.
  rewrite lee_fin /low indic_bool -mulrA normrM mulrC ler_wpmul2r//.
  rewrite ger0_norm ?mulr_ge0 ?invr_ge0 ?tail_ge0// ler_pdivr_mulr//.
  have [Vc|_] := boolP (V w <= cut (u k)); first by rewrite mul1r S_dom.
  by rewrite mul0r mulr_ge0// ltW.
have low_cvg w : (fun n => (low (u n) w)%:E) @ \oo --> (g (V w))%:E.
  apply/fine_cvgP; split; first exact: nearW.
  rewrite [X in X @ _](_ : _ = fun n => low (u n) w)//.
  have lim : (fun n => g (V w) * (S (u n - V w) / S (u n))) @ \oo --> g (V w).
    rewrite -[X in _ --> X]mulr1; apply: cvgMr.
    exact: (cvg_comp uoo (S_long.2 (V w))).
  apply: cvg_trans lim; apply: near_eq_cvg.
  have near_u : \forall n \near \oo, V w <= cut (u n) by exact: (uoo _ (V_cut w)).
  near=> k; rewrite /low indic_bool.
  have -> : V w <= cut (u k) by near: k.
  by rewrite mul1r mulrA.
have [_ _] := dominated_convergence measurableT mlow
  ((@EFin_measurable_fun _ _ _ setT (fun w => g (V w))).2 mgV)
  (aeW _ (fun w _ => low_cvg w)) igC (aeW _ (fun w n _ => lowg w n)).
exact.
Unshelve. all: by end_near. Qed.

Let high t w := g (V w) * (\1_[set w | cut t < V w] w * S (t - V w)) / S t.

Lemma limit_one : (fun t => ex P (fun w => g (V w) * S (t - V w)) / S t) @ +oo
  --> ex P (fun w => g (V w)).
Proof.
have mgV : random_variable (fun w => g (V w)) by exact: integrable_rv_meas ig.
have ilow t : integrable_rv P (low t).
  have -> : low t = fun w => (S t)^-1 *
      (g (V w) * S (t - V w) * \1_[set w | V w <= cut t] w).
    by apply/funext => w; rewrite /low mulrC; congr (_ * _); rewrite mulrA mulrAC.
  apply: integrable_rvZ; apply: integrable_rv_mul_indic; first exact: iS.
  exact: measurable_le.
have ihigh t : integrable_rv P (high t).
  have -> : high t = fun w => (S t)^-1 *
      (g (V w) * S (t - V w) * \1_[set w | cut t < V w] w).
    by apply/funext => w; rewrite /high mulrC; congr (_ * _); rewrite mulrA mulrAC.
  apply: integrable_rvZ; apply: integrable_rv_mul_indic; first exact: iS.
  exact: measurable_gt.
have split_ex t : ex P (fun w => g (V w) * S (t - V w)) / S t =
    ex P (low t) + ex P (high t).
  rewrite -exD// mulrC -exZ; last exact: iS.
  apply: ex_eq => w; rewrite /low /high !indic_bool ltNge.
  by case: (V w <= cut t); rewrite !(mul1r, mul0r, mulr0, mulr0, addr0, add0r) mulrC.
under eq_fun do rewrite split_ex.
rewrite -[ex P (fun w => g (V w))]addr0; apply: cvgD.
  exact: (cvg_sequences (t0 := t0) low_seq).
apply: (@squeeze_cvgr _ _ _ _
  (fun t => - (ex P (fun w => `|g (V w)| * \1_[set w | cut t < V w] w) / S t)) _
  (fun t => ex P (fun w => `|g (V w)| * \1_[set w | cut t < V w] w) / S t)) => //.
  apply: nearW => t; rewrite -ler_norml.
  apply: (le_trans (ex_norm (ihigh t))).
  have iN : integrable_rv P (fun w => `|g (V w)| * \1_[set w | cut t < V w] w).
    apply: integrable_rv_mul_indic; first exact: integrable_rv_norm.
    exact: measurable_gt.
  rewrite [leRHS]mulrC -exZ//; apply: ex_le.
  - exact: integrable_rv_norm.
  - exact: integrable_rvZ.
  - move=> w; rewrite /high indic_bool -mulrA normrM [leRHS]mulrC -[leRHS]mulrA.
    rewrite ler_wpmul2l// ger0_norm ?mulr_ge0 ?invr_ge0 ?tail_ge0//.
    by rewrite ler_wpmul2r ?invr_ge0 ?tail_ge0// ler_pimulr// tail_le1.
by rewrite -oppr0; apply: cvgN.
Qed.

End one_function.

Hypothesis XV : independent P X V.
Hypothesis iV : integrable_rv P V.
Hypothesis V_jump :
  (fun t => ex P (fun w => `|V w| * \1_[set w | cut t < V w] w) / S t)
    @ +oo --> (0 : R).
Hypothesis jump :
  (fun t => pr P [set w | cut t < V w] / S t) @ +oo --> (0 : R).

Lemma limit_cond :
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof.
have N := limit_one (@measurable_fun_id _ _ setT) iV V_jump.
have D : (fun t => ex P (fun w => 1 * S (t - V w)) / S t) @ +oo --> (1 : R).
  have J : (fun t => ex P (fun w => `|cst 1 (V w)| *
      \1_[set w | cut t < V w] w) / S t) @ +oo --> (0 : R).
    apply: cvg_trans jump; apply: near_eq_cvg; apply: nearW => t.
    congr (_ / _); rewrite -(ex_indic P); last exact: measurable_gt.
    by apply: ex_eq => w; rewrite normr1 mul1r.
  have := limit_one (g := cst 1) (@measurable_fun_cst _ _ _ _ _ _)
    (integrable_rv_cst P1 1) J.
  by have -> : ex P (fun w => cst 1 (V w)) = 1 by exact: ex_cst.
have ND : (fun t => (ex P (fun w => V w * S (t - V w)) / S t) *
    (ex P (fun w => 1 * S (t - V w)) / S t)^-1) @ +oo --> ex P V.
  rewrite -[ex P V]mulr1 -[X in _ * X]invr1; apply: cvgM => //.
  by apply: cvgV => //; exact: oner_neq0.
apply: cvg_trans ND; apply: near_eq_cvg; apply: nearW => t.
rewrite /cond_ex (selection_ex P1 mX mV XV (g := id))//; last exact: measurable_fun_id.
rewrite (selection_pr P1 mX mV XV).
have -> : ex P (fun w => 1 * S (t - V w)) = ex P (fun w => S (t - V w)).
  by apply: ex_eq => w; rewrite mul1r.
by rewrite invfM invrK mulrACA mulVf ?mulr1// gt_eqF.
Qed.

End limit.

Section goodhart.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V).
Hypothesis XV : independent P X V.
Hypothesis S_long : long_tailed (tail P X).

(* bounded V *)
Theorem goodhart_bounded (M : R) : (forall w, `|V w| <= M) ->
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof.
move=> VM; have [t0 [_ Ht0]] : \forall t \near +oo, tail P X (t - M) / tail P X t < 2.
  by apply: (cvgr_lt (1 : R)); [exact: S_long.2|rewrite ltr1n].
have VM' w : (M < V w) = false by apply/negbTE; rewrite -leNgt (le_trans (ler_norm _)).
have no : [set w | M < V w] = set0.
  by apply/seteqP; split=> w //=; rewrite VM'.
apply: (@limit_cond _ _ _ _ P1 _ _ mX mV S_long 2 (t0 + 1) (fun=> M)) => //.
- move=> t v tt vM; have t0t : t0 < t by rewrite (lt_le_trans _ tt)// ltr_addl.
  apply: (@le_trans _ _ (tail P X (t - M))).
    by apply: tail_nincr => //; rewrite ler_sub.
  by rewrite -ler_pdivr_mulr ?(ltW (Ht0 _ t0t))//; case: S_long.
- by move=> w; apply: nearW => _; rewrite (le_trans (ler_norm _)).
- exact: integrable_rv_bounded VM.
- rewrite [X in X @ _](_ : _ = cst 0); first exact: cvg_cst.
  apply/funext => t; rewrite (_ : ex P _ = 0) ?mul0r// -[RHS](ex_cst P1 0).
  by apply: ex_eq => w; rewrite no indic0 mulr0.
- rewrite [X in X @ _](_ : _ = cst 0); first exact: cvg_cst.
  by apply/funext => t; rewrite no /pr measure0 mul0r.
Qed.

(* unbounded V: the tail of X at half the distance is at most C times that at
   the whole, and what V has above t / 2 is negligible beside P(X >= t) *)
Theorem goodhart_unbounded (C t0 : R) :
  (forall t, t0 <= t -> tail P X (t / 2) <= C * tail P X t) ->
  integrable_rv P V ->
  (fun t => ex P (fun w => V w * \1_[set w | t / 2 < V w] w) / tail P X t)
    @ +oo --> (0 : R) ->
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof.
move=> half iV small; have St t : 0 < tail P X t by case: S_long.
have C0 : 0 <= C.
  rewrite -(pmulr_lge0 _ (St t0)); apply: le_trans (half _ (lexx _)).
  exact: ltW.
have near2 (A : R) : \forall t \near +oo, A < t / 2.
  near=> t; rewrite ltr_pdivl_mulr//; near: t; apply: nbhs_pinfty_gt.
  exact: num_real.
apply: (@limit_cond _ _ _ _ P1 _ _ mX mV S_long C t0 (fun t => t / 2)) => //.
- move=> t v tt vt; apply: le_trans (half t tt); apply: tail_nincr => //.
  by rewrite ler_subr_addr (le_trans (ler_add (lexx _) vt))// -splitr.
- by move=> w; apply: filterS (near2 (V w)) => t /ltW.
- apply: cvg_trans small; apply: near_eq_cvg; near=> t.
  congr (_ / _); apply: ex_eq => w; rewrite indic_bool.
  have [tV|_] := boolP (t / 2 < V w); last by rewrite !mulr0.
  rewrite ger0_norm// (le_trans _ (ltW tV))// ltW//.
  by near: t; exact: near2.
- apply: (@squeeze_cvgr _ _ _ _ (cst 0) _ (fun t =>
    ex P (fun w => V w * \1_[set w | t / 2 < V w] w) / tail P X t)) => //.
    near=> t; rewrite divr_ge0 ?pr_ge0 ?tail_ge0//=.
    rewrite ler_wpmul2r ?invr_ge0 ?tail_ge0//.
    have mt : measurable [set w | t / 2 < V w] by exact: measurable_gt.
    rewrite -(ex_indic P mt); apply: ex_le.
    + exact: integrable_rv_indic.
    + exact: integrable_rv_mul_indic.
    + move=> w; rewrite indic_bool.
      have [tV|_] := boolP (t / 2 < V w); last by rewrite mulr0.
      rewrite mulr1 (le_trans _ (ltW tV))// ltW//.
      by near: t; exact: near2.
  exact: cvg_cst.
Unshelve. all: by end_near. Qed.

End goodhart.
