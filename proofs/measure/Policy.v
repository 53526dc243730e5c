(* A policy that raises the mass above a level: what it costs in relative entropy
   and what reward it has (K-2), and the tilt of a sum of independent variables
   (K-5). *)
From mathcomp Require Import all_ssreflect ssralg ssrnum ssrint interval finmap.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.classical Require Import cardinality fsbigop mathcomp_extra.
From mathcomp.analysis Require Import signed reals ereal topology normedtype.
From mathcomp.analysis Require Import sequences esum measure lebesgue_measure.
From mathcomp.analysis Require Import numfun lebesgue_integral exp.
From Goodhart.measure Require Import Probability Totals Selection.

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

(* f is the density of a policy with respect to P *)
Definition density (f : T -> R) :=
  [/\ random_variable f, (forall w, 0 <= f w), integrable_rv P f & ex P f = 1].

(* KL(f P || P) = E[f ln f]; the library has ln 0 = 0, so f ln f is 0 where f is *)
Definition kl (f : T -> R) : R := ex P (fun w => f w * ln (f w)).

End definitions.

Section free_lunch.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable U : T -> R.
Hypotheses (mU : random_variable U) (U0 : forall w, 0 <= U w).

Let A t := [set w | t <= U w].
Let mA t : measurable (A t). Proof. exact: measurable_ge. Qed.

(* Markov's inequality *)
Let markov (t x : R) (g : T -> R) : random_variable g -> (forall w, 0 <= g w) ->
  0 <= x -> (forall w, t <= U w -> x <= g w) ->
  ((x * pr P (A t))%:E <= \int[P]_w (g w)%:E)%E.
Proof.
move=> mg g0 x0 xg.
have -> : (x * pr P (A t))%:E = (\int[P]_w (x * \1_(A t) w)%:E)%E.
  under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//; last 2 first.
  - exact/EFin_measurable_fun/measurable_fun_indic.
  - by move=> w _; rewrite lee_fin.
  by rewrite integral_indic// setIT -(prE P1 (mA t)) -EFinM.
apply: ge0_le_integral => //.
- by move=> w _; rewrite lee_fin mulr_ge0.
- exact/EFin_measurable_fun/measurable_funrM/measurable_fun_indic.
- by move=> w _; rewrite lee_fin.
- exact/EFin_measurable_fun.
move=> w _; rewrite lee_fin (indic_bool R (fun w => t <= U w)).
by have [tU|_] := boolP (t <= U w); rewrite ?mulr1 ?mulr0// xg.
Qed.

(* mass v on U >= t, the conditional laws unchanged *)
Definition raised (t v : R) (w : T) : R :=
  if t <= U w then v / pr P (A t) else (1 - v) / (1 - pr P (A t)).

Section one_level.
Variables (t v : R).
Let p := pr P (A t).
Hypotheses (p0 : 0 < p) (p1 : p < 1) (v0 : 0 < v) (v1 : v < 1).

Let a := v / p.
Let b := (1 - v) / (1 - p).

Let stepE (x y : R) : (fun w => if t <= U w then x else y) =
  (fun w => y + (x - y) * \1_(A t) w).
Proof.
apply/funext => w; rewrite (indic_bool R (fun w => t <= U w)).
by case: (t <= U w); rewrite ?mulr1 ?mulr0 ?addr0// addrC subrK.
Qed.

Let integrable_step x y : integrable_rv P (fun w => if t <= U w then x else y).
Proof.
rewrite stepE; apply: integrable_rvD; first exact: integrable_rv_cst.
by apply: integrable_rvZ; exact: integrable_rv_indic.
Qed.

Let ex_step x y : ex P (fun w => if t <= U w then x else y) = x * p + y * (1 - p).
Proof.
rewrite stepE exD; [|exact: integrable_rv_cst|]; last first.
  by apply: integrable_rvZ; exact: integrable_rv_indic.
rewrite (ex_cst P1) exZ; last exact: integrable_rv_indic.
rewrite (ex_indic P (mA t)) -/p mulrBl mulrBr mulr1.
by rewrite addrCA.
Qed.

Lemma raised_density : density P (raised t v).
Proof.
have q0 : 0 < 1 - p by rewrite subr_gt0.
split.
- exact: integrable_rv_meas (integrable_step _ _).
- move=> w; rewrite /raised; case: ifP => _; rewrite divr_ge0 ?ltW//.
  by rewrite subr_gt0.
- exact: integrable_step.
- rewrite ex_step -/p divfK ?gt_eqF// divfK ?gt_eqF//.
  by rewrite addrC subrK.
Qed.

Lemma raised_kl : kl P (raised t v) =
  v * ln (v / p) + (1 - v) * ln ((1 - v) / (1 - p)).
Proof.
have q0 : 0 < 1 - p by rewrite subr_gt0.
transitivity (ex P (fun w => if t <= U w then a * ln a else b * ln b)).
  by apply: ex_eq => w; rewrite /raised; case: ifP.
rewrite ex_step /a /b; congr (_ + _).
  by rewrite mulrAC divfK ?gt_eqF.
by rewrite mulrAC divfK ?gt_eqF.
Qed.

(* f ln f is integrable, so that the divergence is a number *)
Lemma raised_kl_integrable :
  integrable_rv P (fun w => raised t v w * ln (raised t v w)).
Proof.
have -> : (fun w => raised t v w * ln (raised t v w)) =
    (fun w => if t <= U w then a * ln a else b * ln b).
  by apply/funext => w; rewrite /raised; case: ifP.
exact: integrable_step.
Qed.

(* E_f[U] >= v t for U >= 0 *)
Lemma raised_reward : 0 <= t ->
  ((v * t)%:E <= \int[P]_w (raised t v w * U w)%:E)%E.
Proof.
move=> t0; have [mf f0 _ _] := raised_density.
have a0 : 0 <= a by rewrite divr_ge0// ltW.
have -> : v * t = a * t * p by rewrite mulrAC /a divfK// gt_eqF.
apply: markov => //.
- exact: measurable_funM.
- by move=> w; rewrite mulr_ge0.
- exact: mulr_ge0.
- by move=> w tU; rewrite /raised tU ler_wpmul2l.
Qed.

End one_level.

(* K-2: if P(U >= t) does not stay below any e^(-s t), every reward can be had at
   any cost *)
Theorem free_lunch :
  (forall s t0, 0 < s -> exists2 t, t0 <= t & expR (- (s * t)) <= pr P (A t)) ->
  forall eps M : R, 0 < eps -> exists2 f, density P f &
    [/\ integrable_rv P (fun w => f w * ln (f w)), kl P f < eps &
        (M%:E <= \int[P]_w (f w * U w)%:E)%E].
Proof.
move=> heavy eps M e0.
pose c := Num.max M 1; have c0 : 0 < c by rewrite lt_maxr ltr01 orbT.
pose s := eps / (2 * c).
have s0 : 0 < s by rewrite divr_gt0// mulr_gt0.
have [t tt pt] := heavy s (2 * c) s0.
have t0 : 0 < t by rewrite (lt_le_trans _ tt)// mulr_gt0.
have p0 : 0 < pr P (A t) by apply: lt_le_trans pt; exact: expR_gt0.
pose v := c / t.
have v0 : 0 < v by rewrite divr_gt0.
have v1 : v < 1.
  rewrite ltr_pdivr_mulr// mul1r (lt_le_trans _ tt)// ltr_pmull// ltr1n.
  by [].
have Mc : M <= v * t by rewrite divfK ?gt_eqF// le_maxr lexx.
have [vp|pv] := leP v (pr P (A t)).
  exists (cst 1); first split.
  - exact: measurable_fun_cst.
  - by move=> w; exact: ler01.
  - exact: (integrable_rv_cst P1 1).
  - exact: (ex_cst P1 1).
  split.
  - rewrite (_ : (fun _ => _) = cst 0); first exact: (integrable_rv_cst P1 0).
    by apply/funext => w; rewrite ln1 mulr0.
  - rewrite /kl (_ : ex P _ = 0)//; rewrite -[RHS](ex_cst P1 0).
    by apply: ex_eq => w; rewrite ln1 mulr0.
  - apply: (@le_trans _ _ (t * pr P (A t))%:E); last first.
      under eq_integral do rewrite mul1r.
      by apply: markov => //; exact: ltW.
    by rewrite lee_fin (le_trans Mc)// mulrC ler_wpmul2l// ltW.
have p1 := lt_trans pv v1.
exists (raised t v); first exact: raised_density.
split; first exact: raised_kl_integrable; last first.
  apply: le_trans (raised_reward p0 p1 v0 v1 (ltW t0)).
  by rewrite lee_fin.
rewrite raised_kl//.
have q0 : 0 < 1 - pr P (A t) by rewrite subr_gt0.
have w0 : 0 < 1 - v by rewrite subr_gt0.
have low : (1 - v) * ln ((1 - v) / (1 - pr P (A t))) <= 0.
  rewrite mulr_ge0_le0 ?(ltW w0)// -[leRHS](ln1 R) ler_ln ?posrE ?divr_gt0//.
  by rewrite ler_pdivr_mulr// mul1r ler_add2l ler_opp2 ltW.
have high : v * ln (v / pr P (A t)) <= v * (s * t).
  rewrite ler_wpmul2l ?(ltW v0)// -[leRHS]expK ler_ln ?posrE ?divr_gt0 ?expR_gt0//.
  rewrite ler_pdivr_mulr// (le_trans (ltW v1))//.
  by rewrite -[leLHS](expRxMexpNx_1 (s * t)) ler_wpmul2l// ltW// expR_gt0.
apply: (@le_lt_trans _ _ (v * (s * t) + 0)); first exact: ler_add.
rewrite addr0 mulrCA divfK ?gt_eqF// /s invfM mulrA divfK ?gt_eqF//.
by rewrite ltr_pdivr_mulr// ltr_pmulr// ltr1n.
Qed.

End free_lunch.

Section tilt.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V).
Hypothesis XV : independent P X V.

Let mfst : measurable_fun setT (fst : R * R -> R).
Proof. by have /prod_measurable_funP[] := @measurable_fun_id _ (R * R)%type setT. Qed.

Let msnd : measurable_fun setT (snd : R * R -> R).
Proof. by have /prod_measurable_funP[] := @measurable_fun_id _ (R * R)%type setT. Qed.

Let ge0_product (g k : R -> R) :
  measurable_fun setT g -> measurable_fun setT k ->
  (forall x, 0 <= g x) -> (forall v, 0 <= k v) ->
  (\int[P]_w (g (X w) * k (V w))%:E =
   \int[P]_w (g (X w))%:E * \int[P]_w (k (V w))%:E)%E.
Proof.
move=> mg mk g0 k0; pose f (z : R * R) := (g z.1 * k z.2)%:E.
have mf : measurable_fun setT f.
  apply/EFin_measurable_fun/measurable_funM.
    exact: (measurable_fun_comp mg mfst).
  exact: (measurable_fun_comp mk msnd).
have f0 z : (0 <= f z)%E by rewrite lee_fin mulr_ge0.
have mgX : measurable_fun setT (fun w => (g (X w))%:E).
  by apply/EFin_measurable_fun; exact: (measurable_fun_comp mg mX).
have mkV : measurable_fun setT (fun w => (k (V w))%:E).
  by apply/EFin_measurable_fun; exact: (measurable_fun_comp mk mV).
have := tonelli_pair1 P1 mX mV XV mf f0; rewrite /f /= => ->.
have I0 : (0 <= \int[P]_w (k (V w))%:E)%E.
  by apply: integral_ge0 => w _; rewrite lee_fin.
rewrite muleC -ge0_integralM//; last by move=> w _; rewrite lee_fin.
apply: eq_integral => w _; under eq_integral do rewrite EFinM.
rewrite ge0_integralM// ?lee_fin//; last by move=> w' _; rewrite lee_fin.
by rewrite muleC.
Qed.

(* E[g(X) k(V)] = E[g(X)] E[k(V)] *)
Lemma ex_product (g k : R -> R) :
  measurable_fun setT g -> measurable_fun setT k -> (forall x, 0 <= g x) ->
  integrable_rv P (fun w => g (X w)) -> integrable_rv P (fun w => k (V w)) ->
  ex P (fun w => g (X w) * k (V w)) = ex P (fun w => g (X w)) * ex P (fun w => k (V w)).
Proof.
move=> mg mk g0 ig ik.
have nonneg (h : R -> R) : measurable_fun setT h -> (forall v, 0 <= h v) ->
    integrable_rv P (fun w => h (V w)) ->
    integrable_rv P (fun w => g (X w) * h (V w)) /\
    ex P (fun w => g (X w) * h (V w)) =
      ex P (fun w => g (X w)) * ex P (fun w => h (V w)).
  move=> mh h0 ih; have E := ge0_product mg mh g0 h0.
  have iF : integrable_rv P (fun w => g (X w) * h (V w)).
    split.
      apply/EFin_measurable_fun/measurable_funM.
        exact: (measurable_fun_comp mg mX).
      exact: (measurable_fun_comp mh mV).
    apply: (@le_lt_trans _ _ (\int[P]_w (g (X w) * h (V w))%:E)%E).
      rewrite le_eqVlt; apply/orP; left; apply/eqP.
      by apply: eq_integral => w _ /=; rewrite ger0_norm// mulr_ge0.
    by rewrite E -!exE// -EFinM ltry.
  by split=> //; apply: EFin_inj; rewrite EFinM !exE.
pose kp v := Num.max (k v) 0; pose kn v := Num.max (- k v) 0.
have mkp : measurable_fun setT kp.
  by apply: measurable_fun_max => //; exact: measurable_fun_cst.
have mkn : measurable_fun setT kn.
  apply: measurable_fun_max; last exact: measurable_fun_cst.
  exact: measurable_funN.
have kp0 v : 0 <= kp v by rewrite le_maxr lexx orbT.
have kn0 v : 0 <= kn v by rewrite le_maxr lexx orbT.
have kE v : k v = kp v - kn v.
  rewrite /kp /kn; case: (leP (k v) 0) => k0.
    by rewrite max_l ?oppr_ge0// sub0r opprK.
  by rewrite max_r ?subr0// oppr_le0 ltW.
have ikp : integrable_rv P (fun w => kp (V w)).
  apply: (integrable_rv_le _ ik); first exact: (measurable_fun_comp mkp mV).
  by move=> w; rewrite ger0_norm// /kp le_maxl normr_ge0 ler_norm.
have ikn : integrable_rv P (fun w => kn (V w)).
  apply: (integrable_rv_le _ ik); first exact: (measurable_fun_comp mkn mV).
  by move=> w; rewrite ger0_norm// /kn le_maxl normr_ge0 -normrN ler_norm.
have [i1 E1] := nonneg kp mkp kp0 ikp; have [i2 E2] := nonneg kn mkn kn0 ikn.
transitivity (ex P (fun w => g (X w) * kp (V w) - g (X w) * kn (V w))).
  by apply: ex_eq => w; rewrite kE mulrBr.
rewrite exB// E1 E2 -mulrBr -exB//; congr (_ * _).
by apply: ex_eq => w; rewrite kE.
Qed.

Lemma ex_gt0 (g : T -> R) : integrable_rv P g -> (forall w, 0 < g w) -> 0 < ex P g.
Proof.
move=> ig g0; rewrite lt_neqAle ex_ge0 ?andbT; last by move=> w; exact: ltW.
apply/eqP => E; have : (\int[P]_w `|(g w)%:E| = 0)%E.
  rewrite -[RHS]/(0%:E) E exE//.
  by apply: eq_integral => w _; rewrite gee0_abs// lee_fin ltW.
move/(ae_eq_integral_abs P measurableT (proj1 ig)) => [N [mN N0 subN]].
have NT : N = setT.
  apply/seteqP; split=> // w _; apply: subN => /= /(_ Logic.I) /eqP.
  by rewrite eqe gt_eqF.
by move: P1; rewrite /is_probability -NT N0 => /eqP; rewrite eqe eq_sym oner_eq0.
Qed.

(* K-5: the tilt of X + V tilts V as if X were not there *)
Theorem tilt_factorises (s : R) (h : R -> R) : measurable_fun setT h ->
  integrable_rv P (fun w => expR (s * X w)) ->
  integrable_rv P (fun w => expR (s * V w)) ->
  integrable_rv P (fun w => h (V w) * expR (s * V w)) ->
  ex P (fun w => h (V w) * expR (s * (X w + V w))) /
    ex P (fun w => expR (s * (X w + V w))) =
  ex P (fun w => h (V w) * expR (s * V w)) / ex P (fun w => expR (s * V w)).
Proof.
move=> mh iX iV ih.
have me : measurable_fun setT (fun x : R => expR (s * x)).
  apply: (measurable_fun_comp (f := @expR R)).
    by apply: continuous_measurable_fun; exact: continuous_expR.
  by apply: measurable_funrM; exact: measurable_fun_id.
have e0 (x : R) : 0 <= expR (s * x) by rewrite ltW// expR_gt0.
have mhe : measurable_fun setT (fun v : R => h v * expR (s * v)).
  exact: measurable_funM.
have -> : ex P (fun w => h (V w) * expR (s * (X w + V w))) =
    ex P (fun w => expR (s * X w)) * ex P (fun w => h (V w) * expR (s * V w)).
  rewrite -(ex_product me mhe e0 iX ih); apply: ex_eq => w.
  by rewrite mulrDr expRD mulrCA.
have -> : ex P (fun w => expR (s * (X w + V w))) =
    ex P (fun w => expR (s * X w)) * ex P (fun w => expR (s * V w)).
  rewrite -(ex_product me me e0 iX iV); apply: ex_eq => w.
  by rewrite mulrDr expRD.
have X0 : 0 < ex P (fun w => expR (s * X w)).
  by apply: ex_gt0 => // w; exact: expR_gt0.
by rewrite invfM mulrACA divff ?mul1r// gt_eqF.
Qed.

End tilt.

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
