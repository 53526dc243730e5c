(* Power-law tails: they are long-tailed, what a variable with tail O(t^-b) has
   above t is O(t^(1-b)), and hence the last row of G-4: a power-law error of
   exponent a does not mislead a value whose tail has exponent b > a + 1. *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection Limits.

Section powers.
Variable R : realType.
Implicit Types a b t v : R.

Lemma powM a x y : 0 < x -> 0 < y -> (x * y) `^ a = x `^ a * y `^ a.
Proof.
by move=> x0 y0; rewrite /exp_fun lnM ?posrE// mulrDr expRD.
Qed.

Lemma powN a x : 0 < x -> x `^ (- a) = (x `^ a)^-1.
Proof. by move=> x0; rewrite /exp_fun mulNr expRN. Qed.

Lemma pow_mulx b x : 0 < x -> x * x `^ (- b) = x `^ (1 - b).
Proof. by move=> x0; rewrite exp_funD// exp_funr1. Qed.

Lemma pow_gt0 a x : 0 < x `^ a. Proof. exact: expR_gt0. Qed.

Lemma pow_to0 e : 0 < e -> (fun t => t `^ (- e)) @ +oo --> (0 : R).
Proof.
move=> e0; apply/cvgr0Pnorm_lt => d d0; near=> t.
have te : expR (- ln d / e) < t by near: t; apply: nbhs_pinfty_gt; exact: num_real.
have t0 : 0 < t by exact: lt_trans (expR_gt0 _) te.
rewrite gtr0_norm ?pow_gt0// /exp_fun -[X in _ < X]lnK ?posrE// ltr_expR.
rewrite mulNr ltr_oppl mulrC -ltr_pdivr_mulr//.
by rewrite -(expK (- ln d / e)) ltr_ln ?posrE// expR_gt0.
Unshelve. all: by end_near. Qed.

Lemma shift_ratio v : (fun t => (t - v) / t) @ +oo --> (1 : R).
Proof.
apply/cvgrPdist_lt => e e0; near=> t.
have t0 : 0 < t by near: t; exact: nbhs_pinfty_gt.
rewrite mulrBl divff ?gt_eqF// opprB addrC subrK normrM normfV (gtr0_norm t0).
rewrite ltr_pdivr_mulr// mulrC -ltr_pdivr_mulr//.
by near: t; apply: nbhs_pinfty_gt; exact: num_real.
Unshelve. all: by end_near. Qed.

Lemma shift_power a v : (fun t => ((t - v) / t) `^ a) @ +oo --> (1 : R).
Proof.
have -> : 1 = expR (a * ln (1 : R)) by rewrite ln1 mulr0 expR0.
apply: (@continuous_cvg _ R R _ _ _ (@expR R)); first exact: continuous_expR.
apply: cvgMr; apply: (@continuous_cvg _ R R _ _ _ (@ln R)).
  exact: continuous_ln.
exact: shift_ratio.
Qed.

Lemma shift_pinfty v : (fun t => t - v) @ +oo --> +oo.
Proof.
apply/cvgryPgt => A; near=> t; rewrite ltr_subr_addr.
by near: t; apply: nbhs_pinfty_gt; exact: num_real.
Unshelve. all: by end_near. Qed.

End powers.

Section power_tail.
Variables (R : realType) (S : R -> R) (a cX : R).
Hypothesis S_nincr : {homo S : x y /~ x <= y}.
Hypothesis cX0 : 0 < cX.
Hypothesis S_pow : (fun t => S t * t `^ a) @ +oo --> cX.

Lemma power_near : \forall t \near +oo,
  [/\ 0 < t, cX / 2 * t `^ (- a) <= S t & S t <= 2 * cX * t `^ (- a)].
Proof.
have lo : \forall t \near +oo, cX / 2 < S t * t `^ a.
  apply: (cvgr_gt cX) => //.
  by rewrite ltr_pdivr_mulr// ltr_pmulr// ltr1n.
have hi : \forall t \near +oo, S t * t `^ a < 2 * cX.
  by apply: (cvgr_lt cX) => //; rewrite ltr_pmull// ltr1n.
near=> t; have t0 : 0 < t by near: t; exact: nbhs_pinfty_gt.
split=> //; rewrite powN//.
  rewrite ler_pdivr_mulr ?pow_gt0//; apply/ltW; near: t; exact: lo.
rewrite ler_pdivl_mulr ?pow_gt0//; apply/ltW; near: t; exact: hi.
Unshelve. all: by end_near. Qed.

Lemma power_gt0 t : 0 < S t.
Proof.
have [M /ltW tM [M0 lo _]] := pinfty_ex_gt (num_real t) power_near.
apply: lt_le_trans (S_nincr tM); apply: lt_le_trans lo.
by rewrite mulr_gt0 ?pow_gt0// divr_gt0.
Qed.

Lemma power_long_tailed : long_tailed S.
Proof.
split=> [t|v]; first exact: power_gt0.
have H : (fun t => (S (t - v) * (t - v) `^ a) * (S t * t `^ a)^-1 *
    ((t - v) / t) `^ (- a)) @ +oo --> (1 : R).
  rewrite -[1 in X in _ --> X]mulr1; apply: cvgM; last exact: shift_power.
  rewrite -(divff (lt0r_neq0 cX0)); apply: cvgM.
    exact: (cvg_comp (shift_pinfty v) S_pow).
  by apply: cvgV => //; rewrite gt_eqF.
apply: cvg_trans H; apply: near_eq_cvg; near=> t.
have t0 : 0 < t by near: t; exact: nbhs_pinfty_gt.
have tv : 0 < t - v.
  by rewrite subr_gt0; near: t; apply: nbhs_pinfty_gt; exact: num_real.
rewrite powM ?invr_gt0// powN//.
have -> : t^-1 `^ (- a) = t `^ a.
  by rewrite /exp_fun lnV ?posrE// mulrNN.
have x0 : (t - v) `^ a != 0 by rewrite gt_eqF// pow_gt0.
have y0 : t `^ a != 0 by rewrite gt_eqF// pow_gt0.
rewrite invfM -!mulrA; congr (_ * _); rewrite mulrCA [X in _ * X]mulrA mulrACA.
by rewrite mulfV// mulVf// !mulr1.
Unshelve. all: by end_near. Qed.

(* the tail at half the distance is at most a multiple of that at the whole *)
Lemma power_half : \forall t \near +oo, 
  S (t / 2) <= 2 * cX * 2 `^ a / (cX / 2) * S t.
Proof.
have H := near_pinfty_div2 power_near.
near=> t; have [t0 lo _] : [/\ 0 < t, cX / 2 * t `^ (- a) <= S t
    & S t <= 2 * cX * t `^ (- a)] by near: t; exact: power_near.
have [_ _ hi] : [/\ 0 < t / 2, cX / 2 * (t / 2) `^ (- a) <= S (t / 2)
    & S (t / 2) <= 2 * cX * (t / 2) `^ (- a)] by near: t; exact: H.
apply: (le_trans hi); rewrite powM ?invr_gt0//.
have -> : (2^-1 : R) `^ (- a) = 2 `^ a by rewrite /exp_fun lnV ?posrE// mulrNN.
have c2 : 0 < cX / 2 by rewrite divr_gt0.
apply: (@le_trans _ _ (2 * cX * 2 `^ a / (cX / 2) * (cX / 2 * t `^ (- a)))).
  by rewrite [leRHS]mulrA divfK ?gt_eqF// mulrA mulrAC.
by rewrite ler_wpmul2l// !mulr_ge0 ?invr_ge0// ltW// pow_gt0.
Unshelve. all: by end_near. Qed.

End power_tail.

Section value_tail.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable V : T -> R.
Hypothesis mV : random_variable V.

(* what V has above s, by doubling *)
Lemma doubling_tail (s c b : R) : 0 < s -> 1 < b ->
  (forall v, s <= v -> pr P [set w | v < V w] <= c * v `^ (- b)) ->
  (\int[P]_w (V w * \1_[set w | s < V w] w)%:E <=
   (2 * c * s `^ (1 - b) / (1 - 2 `^ (1 - b)))%:E)%E.
Proof.
move=> s0 b1 tailV; pose q : R := 2 `^ (1 - b).
have q0 : 0 < q by exact: pow_gt0.
have q1 : q < 1.
  by rewrite /q /exp_fun expR_lt1 pmulr_llt0 ?subr_lt0// ln_gt0// ltr1n.
pose u (k : nat) : R := 2 ^+ k * s.
have u0 k : 0 < u k by rewrite mulr_gt0// exprn_gt0.
have su k : s <= u k.
  by rewrite /u ler_pmull// exprn_ege1// ler1n.
have uS k : u k.+1 = 2 * u k by rewrite /u exprS mulrA.
have uq k : 2 * u k * (c * u k `^ (- b)) = 2 * c * s `^ (1 - b) * q ^+ k.
  rewrite mulrACA pow_mulx// /u powM ?exprn_gt0//.
  rewrite -mulrA [_ `^ _ * _]mulrC -!mulrA; do 3 congr (_ * _).
  rewrite /q /exp_fun -expRMm lnX//; congr expR.
  by rewrite -[ln 2 *+ k]mulr_natl mulrCA.
have c0 : 0 <= c.
  have := le_trans (pr_ge0 P _) (tailV s (lexx s)).
  by rewrite pmulr_lge0// pow_gt0.
pose h (k : nat) w : \bar R := (2 * u k * \1_[set w | u k < V w] w)%:E.
have h0 k w : (0 <= h k w)%E by rewrite lee_fin mulr_ge0// mulr_ge0// ltW.
have mh k : measurable_fun setT (h k).
  apply/EFin_measurable_fun/measurable_funrM/measurable_fun_indic.
  exact: measurable_gt.
have below w : ((V w * \1_[set w | s < V w] w)%:E <= \sum_(k <oo) h k w)%E.
  rewrite indic_bool; have [sV|_] := boolP (s < V w); last first.
    by rewrite mulr0 nneseries_ge0.
  have ex_k : exists k, V w <= u k.
    near \oo => k; exists k; apply/ltW; rewrite -ltr_pdivr_mulr//.
    apply: (@lt_le_trans _ _ k%:R); first by near: k; exact: nat_gt_near.
    by rewrite -natrX ler_nat ltnW// ltn_expl.
  case: (ex_minnP ex_k) => -[|k] Vk kmin.
    by move: Vk; rewrite /u expr0 mul1r leNgt sV.
  have uV : u k < V w.
    by rewrite ltNge; apply/negP => /kmin; rewrite ltnn.
  apply: (@le_trans _ _ (\sum_(0 <= i < k.+1) h i w)%E); last first.
    exact: nneseries_lim_ge.
  rewrite big_nat_recr//= (@le_trans _ _ (h k w))//; last first.
    by rewrite lee_addr// sume_ge0.
  by rewrite /h indic_bool uV !mulr1 lee_fin -uS.
have mVs : measurable_fun setT (fun w => (V w * \1_[set w | s < V w] w)%:E).
  apply/EFin_measurable_fun/measurable_funM => //.
  exact/measurable_fun_indic/measurable_gt.
apply: (@le_trans _ _ (\int[P]_w \sum_(k <oo) h k w)%E).
  apply: ge0_le_integral => //.
  - move=> w _; rewrite lee_fin indic_bool.
    have [sV|_] := boolP (s < V w); last by rewrite mulr0.
    by rewrite mulr1 ltW// (lt_trans s0).
  - by move=> w _; apply: nneseries_ge0.
  - by apply: ge0_emeasurable_fun_sum.
rewrite integral_nneseries//.
apply: (@le_trans _ _ (\sum_(k <oo) (2 * c * s `^ (1 - b) * q ^+ k)%:E)%E).
  apply: lee_nneseries => [k _|k _]; first by apply: integral_ge0.
  rewrite /h; under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//; last first.
  - by rewrite lee_fin mulr_ge0// ltW.
  - by move=> w _; rewrite lee_fin.
  - exact/EFin_measurable_fun/measurable_fun_indic/measurable_gt.
  have mk : measurable [set w | u k < V w] by exact: measurable_gt.
  rewrite integral_indic// setIT -(prE P1 mk) -EFinM lee_fin -uq.
  by rewrite ler_wpmul2l ?tailV// mulr_ge0// ltW.
have A0 : 0 <= 2 * c * s `^ (1 - b).
  by rewrite mulr_ge0 ?mulr_ge0// ltW// pow_gt0.
apply: lime_le.
  apply: is_cvg_nneseries => k _.
  by rewrite lee_fin mulr_ge0// exprn_ge0// ltW.
apply: nearW => n; rewrite sumEFin lee_fin -mulr_sumr ler_wpmul2l//.
rewrite -[leRHS]mul1r ler_pdivl_mulr ?subr_gt0// mulrC.
rewrite -opprB mulNr big_mkord -subrX1 opprB ler_subl_addr ler_addl.
by rewrite exprn_ge0// ltW.
Unshelve. all: by end_near. Qed.

End value_tail.

Section goodhart_power.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V).
Hypothesis XV : independent P X V.

Theorem goodhart_power (a b c cX v0 : R) :
  0 < a -> a + 1 < b -> 0 < cX ->
  (fun t => tail P X t * t `^ a) @ +oo --> cX ->
  integrable_rv P V ->
  (forall v, v0 <= v -> pr P [set w | v < V w] <= c * v `^ (- b)) ->
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof.
move=> a0 ab cX0 Xpow iV Vtail; have Xn := tail_nincr P1 mX.
have b1 : 1 < b by apply: lt_trans ab; rewrite ltr_addr.
have Xlong := power_long_tailed Xn cX0 Xpow.
have [M [_ HM]] := power_half cX0 Xpow.
apply: (goodhart_unbounded P1 mX mV XV Xlong (t0 := M + 1)) => // [t tM|].
  by apply: HM; apply: lt_le_trans tM; rewrite ltr_addl.
pose K := 2 * c * 2^-1 `^ (1 - b) / (1 - 2 `^ (1 - b)) / (cX / 2).
have c0 : 0 <= c.
  have := le_trans (pr_ge0 P _) (Vtail v0 (lexx v0)).
  by rewrite pmulr_lge0// pow_gt0.
have K0 : 0 <= K.
  rewrite /K !mulr_ge0 ?invr_ge0// ?ltW ?pow_gt0// ?divr_gt0// subr_gt0.
  by rewrite /exp_fun expR_lt1 pmulr_llt0 ?subr_lt0// ln_gt0// ltr1n.
apply: (@squeeze_cvgr _ _ _ _ (cst 0) _ (fun t => K * t `^ (- (b - (a + 1))))).
- have pn := power_near cX0 Xpow.
  near=> t; have [t0 lo _] : [/\ 0 < t, cX / 2 * t `^ (- a) <= tail P X t
    & tail P X t <= 2 * cX * t `^ (- a)] by near: t; exact: pn.
  have vt : v0 <= t / 2.
    rewrite ler_pdivl_mulr//; near: t; apply: nbhs_pinfty_ge; exact: num_real.
  have t2 : 0 < t / 2 by rewrite divr_gt0.
  have iVt : integrable_rv P (fun w => V w * \1_[set w | t / 2 < V w] w).
    by apply: integrable_rv_mul_indic => //; exact: measurable_gt.
  have Vt0 : 0 <= ex P (fun w => V w * \1_[set w | t / 2 < V w] w).
    apply: ex_ge0 => w; rewrite indic_bool.
    have [tV|_] := boolP (t / 2 < V w); last by rewrite mulr0.
    by rewrite mulr1 ltW// (lt_trans t2).
  rewrite /= divr_ge0 ?tail_ge0//=.
  have := doubling_tail P1 mV t2 b1 (fun v tv => Vtail v (le_trans vt tv)).
  rewrite -exE// lee_fin => Vt.
  have S0 : 0 < tail P X t := Xlong.1 t.
  rewrite ler_pdivr_mulr//; apply: (le_trans Vt).
  have texp : t `^ (- (b - (a + 1))) * t `^ (- a) = t `^ (1 - b).
    rewrite -(exp_funD t0) opprB addrAC [a + 1]addrC addrK.
    by [].
  apply: (@le_trans _ _ (K * t `^ (- (b - (a + 1))) * (cX / 2 * t `^ (- a)))).
    rewrite le_eqVlt; apply/orP; left; apply/eqP.
    rewrite powM ?invr_gt0// /K [RHS]mulrACA divfK ?gt_eqF ?divr_gt0//.
    rewrite texp.
    rewrite [t `^ _ * _]mulrC !mulrA -!mulrA; do 3 congr (_ * _).
    by rewrite mulrC.
  by rewrite ler_wpmul2l// mulr_ge0// ltW// pow_gt0.
- exact: cvg_cst.
- rewrite -(mulr0 K); apply: cvgMr; apply: pow_to0; rewrite subr_gt0.
Unshelve. all: by end_near. Qed.

End goodhart_power.
