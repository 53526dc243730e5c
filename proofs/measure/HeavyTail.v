(* What "heavy-tailed" says: no exponential moment, or a tail that does not stay
   below an exponential; each gives the other, and a power law is both (K-2). *)
From Goodhart.measure Require Import Prelude Probability Fastest.

(* a power law is heavy enough for the free lunch *)
Lemma pareto_not_exponential (R : realType) (a : R) : 0 < a ->
  forall s t0, 0 < s -> exists2 t, t0 <= t & expR (- (s * t)) <= pareto a t.
Proof.
move=> a0 s t0 s0; pose x := Num.max (Num.max t0 1) (2 * a / s).
have x1 : 1 <= x by rewrite !le_maxr lexx orbT.
have xt : t0 <= x by rewrite !le_maxr lexx.
have xs : 2 * a / s <= x by rewrite le_maxr lexx orbT.
have x0 : 0 < x by exact: lt_le_trans x1.
have xx : x <= x ^+ 2 by rewrite expr2 ler_pmulr.
exists (x ^+ 2); first exact: le_trans xx.
rewrite /pareto; case: ifP => _.
  by rewrite -[leRHS](expR0 R) ler_expR oppr_le0 mulr_ge0 ?ltW// exprn_gt0.
rewrite /exp_fun ler_expR mulNr ler_opp2 lnX// -mulr_natl mulrA.
apply: (@le_trans _ _ (a * 2 * x)).
  by rewrite ler_wpmul2l ?mulr_ge0// ?ltW// ln_sublinear.
rewrite expr2 mulrA ler_wpmul2r ?(ltW x0)//.
by move: xs; rewrite ler_pdivr_mulr// [a * 2]mulrC [s * x]mulrC.
Qed.

(* heavy-tailed in the sense of an infinite moment generating function: then
   P(U >= t) does not stay below any e^(-s t) *)
Lemma infinite_mgf_not_exponential d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) :
  is_probability P -> random_variable U ->
  (forall s, 0 < s -> (\int[P]_w (expR (s * U w))%:E = +oo)%E) ->
  forall s t0, 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | t <= U w].
Proof.
move=> P1 mU heavy s t0 s0; apply: contrapT => no.
have below t : t0 <= t -> pr P [set w | t <= U w] <= expR (- (s * t)).
  by move=> tt; rewrite leNgt; apply/negP => lt; apply: no; exists t => //; exact: ltW.
pose r := s / 2; have r0 : 0 < r by rewrite divr_gt0.
have {no} := heavy r r0; apply/eqP; rewrite lt_eqF//.
pose m : R := `|t0|.
have tm k : t0 <= m + k%:R by rewrite (le_trans (ler_norm _))// ler_addl.
pose q := expR (- r); have q0 : 0 < q by exact: expR_gt0.
have q1 : q < 1 by rewrite /q expR_lt1 oppr_lt0.
pose h (k : nat) w : \bar R :=
  (expR (r * (m + k.+1%:R)) * \1_[set w | m + k%:R <= U w] w)%:E.
have h0 k w : (0 <= h k w)%E by rewrite lee_fin mulr_ge0// ltW// expR_gt0.
have mA k : measurable [set w | m + k%:R <= U w] by exact: measurable_ge.
have mh k : measurable_fun setT (h k).
  exact/EFin_measurable_fun/measurable_funrM/measurable_fun_indic.
have mexp : measurable_fun setT (fun w => (expR (r * U w))%:E).
  apply/EFin_measurable_fun; apply: (measurable_fun_comp (f := @expR R)).
    by apply: continuous_measurable_fun; exact: continuous_expR.
  exact: measurable_funrM.
have bound w : ((expR (r * U w))%:E <= (expR (r * m))%:E + \sum_(k <oo) h k w)%E.
  have [Um|mU'] := ltP (U w) m.
    rewrite (@le_trans _ _ (expR (r * m))%:E)//.
      by rewrite lee_fin ler_expR ler_wpmul2l// ltW.
    by rewrite lee_addl// nneseries_ge0.
  have ex_k : exists k, U w < m + k%:R.
    near \oo => k; exists k; rewrite -ltr_subl_addl.
    by near: k; exact: nat_gt_near.
  case: (ex_minnP ex_k) => -[|k] Uk kmin.
    by move: Uk; rewrite addr0 ltNge mU'.
  have kU : m + k%:R <= U w.
    by rewrite leNgt; apply/negP => /kmin; rewrite ltnn.
  apply: (@le_trans _ _ (h k w)).
    by rewrite /h indic_bool kU mulr1 lee_fin ler_expR ler_wpmul2l// ltW.
  apply: (@le_trans _ _ (\sum_(0 <= i < k.+1) h i w)%E).
    by rewrite big_nat_recr//= lee_addr// sume_ge0.
  apply: (@le_trans _ _ (\sum_(k <oo) h k w)%E); first exact: nneseries_lim_ge.
  by rewrite lee_addr// lee_fin ltW// expR_gt0.
apply: (@le_lt_trans _ _
    (\int[P]_w ((expR (r * m))%:E + \sum_(k <oo) h k w))%E).
  apply: ge0_le_integral => //.
  - by move=> w _; rewrite lee_fin ltW// expR_gt0.
  - by move=> w _; rewrite adde_ge0 ?nneseries_ge0// lee_fin ltW// expR_gt0.
  - apply: emeasurable_funD; first exact: measurable_fun_cst.
    exact: ge0_emeasurable_fun_sum.
rewrite ge0_integralD//; last 4 first.
- by move=> w _; rewrite lee_fin ltW// expR_gt0.
- exact: measurable_fun_cst.
- by move=> w _; rewrite nneseries_ge0.
- exact: ge0_emeasurable_fun_sum.
rewrite lte_add_pinfty//.
  have := integral_cst P (@measurableT _ T) (expR (r * m))%:E.
  by rewrite /= => ->; rewrite P1 mule1 ltry.
rewrite integral_nneseries//.
pose A := expR (r - r * m); have A0 : 0 <= A by rewrite ltW// expR_gt0.
apply: (@le_lt_trans _ _ (\sum_(k <oo) (A * q ^+ k)%:E)%E).
  apply: lee_nneseries => [k _|k _]; first by apply: integral_ge0.
  rewrite /h; under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//; last 3 first.
  - exact/EFin_measurable_fun/measurable_fun_indic.
  - by move=> w _; rewrite lee_fin.
  - by rewrite lee_fin ltW// expR_gt0.
  rewrite integral_indic// setIT -(prE P1 (mA k)) -EFinM lee_fin.
  apply: (@le_trans _ _ (expR (r * (m + k.+1%:R)) * expR (- (s * (m + k%:R))))).
    by rewrite ler_wpmul2l ?below// ltW// expR_gt0.
  rewrite -expRD /A /q -expRMm -expRD ler_expR le_eqVlt; apply/orP; left; apply/eqP.
  have -> : r - r * m + k%:R * - r = r - r * (m + k%:R).
    by rewrite mulrDr opprD addrA mulrN [k%:R * r]mulrC.
  have -> : m + k.+1%:R = m + k%:R + 1 by rewrite -addn1 natrD addrA.
  have -> : s = r + r by rewrite /r -splitr.
  by rewrite mulrDr mulr1 mulrDl opprD addrACA subrr add0r.
apply: (@le_lt_trans _ _ (A / (1 - q))%:E); last exact: ltry.
apply: lime_le.
  by apply: is_cvg_nneseries => k _; rewrite lee_fin mulr_ge0// exprn_ge0// ltW.
apply: nearW => n; rewrite sumEFin lee_fin -mulr_sumr ler_wpmul2l//.
rewrite -[leRHS]mul1r ler_pdivl_mulr ?subr_gt0// mulrC.
rewrite -opprB mulNr big_mkord -subrX1 opprB ler_subl_addr ler_addl.
by rewrite exprn_ge0// ltW.
Unshelve. all: by end_near. Qed.

(* and the other way round: such a tail has no exponential moment *)
Lemma not_exponential_infinite_mgf d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) :
  is_probability P -> random_variable U ->
  (forall s t0, 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | t <= U w]) ->
  forall s, 0 < s -> (\int[P]_w (expR (s * U w))%:E = +oo)%E.
Proof.
move=> P1 mU heavy s s0; apply/eqyP => A A0.
have r0 : 0 < s / 2 by rewrite divr_gt0.
have [t tt pt] := heavy (s / 2) (A / (s / 2)) r0.
have mt : measurable [set w | t <= U w] by exact: measurable_ge.
apply: (@le_trans _ _ (expR (s * t) * pr P [set w | t <= U w])%:E).
  rewrite lee_fin (@le_trans _ _ (expR (s * t) * expR (- (s / 2 * t))))//.
    rewrite -expRD.
    have -> : s * t + - (s / 2 * t) = s / 2 * t.
      by rewrite [in s * t](splitr s) mulrDl addrK.
    apply: (@le_trans _ _ (s / 2 * t)).
      by move: tt; rewrite ler_pdivr_mulr// mulrC.
    rewrite (le_trans _ (expR_ge1Dx _))// ?ler_addr//.
    by rewrite mulr_ge0 ?(ltW r0)// (le_trans _ tt)// divr_ge0// ltW.
  by rewrite ler_wpmul2l// ltW// expR_gt0.
have -> : (expR (s * t) * pr P [set w | t <= U w])%:E =
    (\int[P]_w (expR (s * t) * \1_[set w | t <= U w] w)%:E)%E.
  under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//; last 3 first.
  - exact/EFin_measurable_fun/measurable_fun_indic.
  - by move=> w _; rewrite lee_fin.
  - by rewrite lee_fin ltW// expR_gt0.
  by rewrite integral_indic// setIT -(prE P1 mt) -EFinM.
apply: ge0_le_integral => //.
- by move=> w _; rewrite lee_fin mulr_ge0// ltW// expR_gt0.
- exact/EFin_measurable_fun/measurable_funrM/measurable_fun_indic.
- by move=> w _; rewrite lee_fin ltW// expR_gt0.
- apply/EFin_measurable_fun; apply: (measurable_fun_comp (f := @expR R)).
    by apply: continuous_measurable_fun; exact: continuous_expR.
  exact: measurable_funrM.
move=> w _; rewrite lee_fin indic_bool.
have [tU|_] := boolP (t <= U w); last by rewrite mulr0 ltW// expR_gt0.
by rewrite mulr1 ler_expR ler_wpmul2l// ltW.
Qed.
