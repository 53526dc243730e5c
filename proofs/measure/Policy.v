(* A policy that raises the mass above a level: what it costs in relative entropy
   and what reward it has (K-2). *)
From Goodhart.measure Require Import Prelude Probability Fastest.

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
