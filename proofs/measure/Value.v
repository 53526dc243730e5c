(* The mean of a Pareto step is a / (a - 1), as a Lebesgue integral: the layers of the
   variable between the powers of a number q > 1 bound it on both sides, and q falls
   to 1 (S-2). *)
From Goodhart.measure Require Import Prelude ExpBounds Probability Fastest PowerLaw Mean.

Section geometric.
Variable R : realType.

Lemma le_all_gt1 (z : R) : (forall y, 1 < y -> z <= y) -> z <= 1.
Proof.
move=> H; rewrite leNgt; apply/negP => z1; have [m1 m2] := midf_lt z1.
by have := H _ m1; rewrite leNgt m2.
Qed.

Lemma nneseries_geometric (c r : R) : 0 <= r -> r < 1 ->
  (\sum_(k <oo) (c * r ^+ k)%:E)%E = (c / (1 - r))%:E.
Proof.
move=> r0 r1; have nr : `|r| < 1 by rewrite ger0_norm.
have C := cvg_geometric_series (a := c) nr.
rewrite -(cvg_lim (@Rhausdorff R) C) -EFin_lim; last by apply/cvg_ex; exists (c / (1 - r)).
congr (lim _); apply/funext => n /=; rewrite /series/= -sumEFin.
by apply: eq_bigr => k _; rewrite /geometric.
Qed.

End geometric.

Section layers.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (V : T -> R) (a : R).
Hypotheses (mV : random_variable V) (V0 : forall w, 0 <= V w).
Hypothesis VS : forall t, pr P [set w | t < V w] = pareto a t.
Hypothesis a1 : 1 < a.
Variable h : R.
Hypothesis h0 : 0 < h.

Let q := expR h.
Let r := expR (- ((a - 1) * h)).
Let u (k : nat) := expR (k%:R * h).
Let c k := u k.+1 - u k.

Let q1 : 1 < q. Proof. by rewrite expR_gt1. Qed.
Let r0 : 0 <= r. Proof. by rewrite ltW// expR_gt0. Qed.
Let ah0 : 0 < (a - 1) * h. Proof. by rewrite mulr_gt0// subr_gt0. Qed.
Let r1 : r < 1. Proof. by rewrite expR_lt1 oppr_lt0. Qed.
Let u0 : u 0%N = 1. Proof. by rewrite /u mul0r expR0. Qed.
Let uS k : u k.+1 = q * u k. Proof. by rewrite /u -expRD -addn1 natrD mulrDl mul1r addrC. Qed.
Let ugt0 k : 0 < u k. Proof. exact: expR_gt0. Qed.
Let c0 k : 0 <= c k.
Proof. by rewrite /c subr_ge0 uS ler_pemull ?(ltW (ugt0 k))// ltW. Qed.
Let u_le i j : (i <= j)%N -> u i <= u j.
Proof. by move=> ij; rewrite /u ler_expR ler_wpmul2r ?(ltW h0)// ler_nat. Qed.

(* the layers add up *)
Let layers n : \sum_(k < n) c k = u n - 1.
Proof.
elim: n => [|n IH]; first by rewrite big_ord0 u0 subrr.
by rewrite big_ord_recr/= IH /c [LHS]addrC addrA subrK.
Qed.

Let weight k : c k * pr P [set w | u k < V w] = (q - 1) * r ^+ k.
Proof.
rewrite VS /pareto /c uS.
have E : (if u k <= 1 then 1 else u k `^ (- a)) = expR (- (a * (k%:R * h))).
  rewrite /exp_fun /u expK mulNr; case: ifP => // k1.
  have -> : k%:R * h = 0.
    by apply/eqP; rewrite eq_le mulr_ge0 ?(ltW h0)// andbT -ler_expR expR0.
  by rewrite mulr0 oppr0 expR0.
rewrite E -[X in _ - X]mul1r -mulrBl -mulrA; congr (_ * _).
rewrite /u -expRD /r -expRMm; congr expR.
by rewrite mulrN mulrBl mul1r mulrBr opprB [a * (_ * _)]mulrCA.
Qed.

Let S w : \bar R := (\sum_(k <oo) (c k * \1_[set w | u k < V w] w)%:E)%E.

Let mk k : measurable [set w | u k < V w]. Proof. exact: measurable_gt. Qed.
Let f0 k w : (0 <= (c k * \1_[set w | u k < V w] w)%:E)%E.
Proof. by rewrite lee_fin mulr_ge0. Qed.
Let mf k : measurable_fun setT (fun w => (c k * \1_[set w | u k < V w] w)%:E).
Proof. exact/EFin_measurable_fun/measurable_funrM/measurable_fun_indic. Qed.
Let S0 w : (0 <= S w)%E. Proof. by apply: nneseries_ge0. Qed.
Let mS : measurable_fun setT S.
Proof. by apply: ge0_emeasurable_fun_sum. Qed.

Let integral_S : (\int[P]_w S w = ((q - 1) / (1 - r))%:E)%E.
Proof.
rewrite /S integral_nneseries// -nneseries_geometric//.
congr (lim _); apply/funext => n; apply: eq_bigr => k _.
under eq_integral do rewrite EFinM.
rewrite ge0_integralM//; last 3 first.
- exact/EFin_measurable_fun/measurable_fun_indic.
- by move=> w _; rewrite lee_fin.
- by rewrite lee_fin.
by rewrite integral_indic// setIT -(prE P1 (mk k)) -EFinM weight.
Qed.

(* V <= 1 + S <= q V where V > 1 *)
Let below w : ((V w)%:E <= 1%:E + S w)%E.
Proof.
have [V1|V1] := leP (V w) 1; first by rewrite (le_trans (y := 1%:E)) ?lee_fin// lee_addl.
have ex_k : exists k, V w <= u k.
  near \oo => k; exists k; apply/ltW; rewrite /u.
  have lk : ln (V w) < k%:R * h by rewrite -ltr_pdivr_mulr//; near: k; exact: nat_gt_near.
  by rewrite -[X in X < _](lnK (x := V w)) ?ltr_expR// posrE (lt_trans _ V1).
case: (ex_minnP ex_k) => -[|k] Vk kmin; first by move: Vk; rewrite u0 leNgt V1.
have uV : u k < V w by rewrite ltNge; apply/negP => /kmin; rewrite ltnn.
apply: (@le_trans _ _ (1%:E + \sum_(0 <= i < k.+1) (c i * \1_[set w | u i < V w] w)%:E)%E).
  rewrite big_mkord sumEFin -EFinD lee_fin (eq_bigr (fun i : 'I_k.+1 => c i)).
    by rewrite layers addrC subrK.
  move=> i _; rewrite indic_bool (le_lt_trans _ uV) ?mulr1//.
  by apply: u_le; rewrite -ltnS.
by rewrite lee_add2l//; apply: nneseries_lim_ge => i _; exact: f0.
Unshelve. all: by end_near. Qed.

Let above w : ((\1_[set w | 1 < V w] w)%:E + S w <= q%:E * (V w)%:E)%E.
Proof.
rewrite indic_bool; have [V1|V1] := ltP 1 (V w); last first.
  rewrite add0e /S (_ : (fun _ => _) = fun=> 0%E); last first.
    apply/funext => n; rewrite big1// => k _; rewrite indic_bool.
    rewrite (_ : u k < V w = false) ?mulr0//; apply/negbTE; rewrite -leNgt (le_trans V1)//.
    by rewrite -u0 u_le.
  by rewrite lim_cst// -EFinM lee_fin mulr_ge0// ltW// expR_gt0.
have qV : (S w <= (q * V w - 1)%:E)%E.
  apply: lime_le; first by apply: is_cvg_nneseries => k _; exact: f0.
  apply: nearW => n; rewrite big_mkord sumEFin lee_fin.
  suff: \sum_(k < n) c k * \1_[set w | u k < V w] w <= u n - 1 /\
      \sum_(k < n) c k * \1_[set w | u k < V w] w <= q * V w - 1 by case.
  elim: n => [|n [IH1 IH2]].
    by rewrite big_ord0 u0 subrr lexx subr_ge0 -[leLHS]mulr1 ler_pmul// ltW.
  rewrite big_ord_recr/= indic_bool; have [uV|_] := boolP (u n < V w).
    rewrite mulr1; have H : \sum_(k < n) c k * \1_[set w | u k < V w] w + c n <= u n.+1 - 1.
      by apply: (le_trans (ler_add IH1 (lexx _))); rewrite /c [leLHS]addrC addrA subrK.
    split=> //; apply: (le_trans H).
    by rewrite ler_add2r uS ler_wpmul2l ?(ltW (expR_gt0 _))// ltW.
  rewrite mulr0 addr0; split=> //; apply: (le_trans IH1).
  by rewrite ler_add2r u_le.
by rewrite -EFinM (le_trans (lee_add2l _ qV))// -EFinD lee_fin addrC subrK.
Qed.

Let mV1 : measurable_fun setT (fun w => (\1_[set w | 1 < V w] w)%:E : \bar R).
Proof. by apply/EFin_measurable_fun/measurable_fun_indic; exact: measurable_gt. Qed.

Let G := (q - 1) / (1 - r).

Lemma value_bounds : ex P V <= 1 + G /\ 1 + G <= q * ex P V.
Proof.
have iV : integrable_rv P V.
  split; first exact/EFin_measurable_fun.
  apply: le_lt_trans (pareto_mean_finite P1 mV V0 VS a1).
  rewrite le_eqVlt; apply/orP; left; apply/eqP.
  by apply: eq_integral => w _ /=; rewrite ger0_norm.
have mVE : measurable_fun setT (fun w => (V w)%:E) by exact/EFin_measurable_fun.
split; rewrite -lee_fin.
  rewrite exE//; apply: (@le_trans _ _ (\int[P]_w (1%:E + S w))%E).
    apply: ge0_le_integral => //.
    - by move=> w _; rewrite lee_fin.
    - by move=> w _; rewrite adde_ge0// lee_fin.
    - by apply: emeasurable_funD => //; exact: measurable_fun_cst.
  rewrite ge0_integralD//; last exact: measurable_fun_cst.
  rewrite integral_S EFinD lee_add2r//.
  have := integral_cst P (@measurableT _ T) 1%:E.
  by rewrite /= => ->; rewrite P1 mule1.
have q0 : (0 <= q%:E)%E by rewrite lee_fin ltW// expR_gt0.
rewrite EFinM exE// -ge0_integralM//; last by move=> w _; rewrite lee_fin.
apply: (@le_trans _ _ (\int[P]_w ((\1_[set w | (1 < V w)%R] w)%:E + S w))%E); last first.
  apply: ge0_le_integral => //.
  - by move=> w _; rewrite adde_ge0// lee_fin.
  - exact: emeasurable_funD.
  - by move=> w _; rewrite -EFinM lee_fin mulr_ge0// ltW// expR_gt0.
  - exact: measurable_funeM.
rewrite ge0_integralD//; last by move=> w _; rewrite lee_fin.
have m1 : measurable [set w | 1 < V w] by exact: measurable_gt.
by rewrite integral_S integral_indic// setIT -(prE P1 m1) VS /pareto lexx -EFinD.
Qed.

Let a10 : 0 < a - 1. Proof. by rewrite subr_gt0. Qed.

Lemma value_upper : (ex P V - 1) * (a - 1) <= expR (a * h).
Proof.
have [up _] := value_bounds.
have [lo _] := exp_chord ((a - 1) * h); have [_ hi] := exp_chord h.
have qh : q - 1 <= q * h.
  have -> : q - 1 = q * (1 - expR (- h)) by rewrite mulrBr mulr1 expRxMexpNx_1.
  by rewrite ler_wpmul2l// ltW// expR_gt0.
have e : G <= expR (a * h) / (a - 1).
  rewrite /G ler_pdivr_mulr ?subr_gt0//; apply: (le_trans qh).
  have -> : q * h = expR (a * h) / (a - 1) * ((a - 1) * h * r).
    rewrite mulrA [_ / _ * _]mulrA divfK ?gt_eqF// mulrAC -expRD /q; congr (expR _ * _).
    by rewrite mulrBl mul1r opprB addrC subrK.
  by rewrite ler_wpmul2l// divr_ge0 ?(ltW (expR_gt0 _))// ltW.
rewrite -ler_pdivl_mulr// ler_subl_addl; exact: le_trans up (ler_add (lexx _) e).
Qed.

Lemma value_lower : a / (a - 1) <= expR h * ex P V.
Proof.
have [_ low] := value_bounds; apply: le_trans low.
have [_ hi] := exp_chord ((a - 1) * h).
have -> : a / (a - 1) = 1 + (a - 1)^-1.
  by rewrite -[X in X / _](subrK 1) mulrDl divff ?gt_eqF// mul1r.
rewrite ler_add2l /G ler_pdivl_mulr ?subr_gt0// mulrC ler_pdivr_mulr//.
apply: (le_trans hi); rewrite mulrC ler_wpmul2r ?(ltW a10)//.
by rewrite ler_subr_addl expR_ge1D.
Qed.

End layers.

Theorem pareto_mean_value d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) (a : R) :
  is_probability P -> random_variable V -> (forall w, 0 <= V w) ->
  (forall t, pr P [set w | t < V w] = pareto a t) -> 1 < a ->
  ex P V = a / (a - 1).
Proof.
move=> P1 mV V0 VS a1; have a10 : 0 < a - 1 by rewrite subr_gt0.
have a0 : 0 < a by exact: lt_trans a1.
have E : a / (a - 1) = 1 + (a - 1)^-1.
  by rewrite -[X in X / _](subrK 1) mulrDl divff ?gt_eqF// mul1r.
apply/eqP; rewrite eq_le; apply/andP; split.
  rewrite E -ler_subl_addl -[leRHS]mul1r ler_pdivl_mulr//; apply: le_all_gt1 => y y1.
  have y0 : 0 < y by exact: lt_trans y1.
  have := value_upper P1 mV V0 VS a1 (divr_gt0 (ln_gt0 y1) a0).
  by rewrite mulrC [a * _]mulrC divfK ?gt_eqF// lnK ?posrE// mulrC.
have z0 : 0 < a / (a - 1) by rewrite divr_gt0.
have m0 : 0 < ex P V.
  have := lt_le_trans z0 (value_lower P1 mV V0 VS a1 (@ltr01 R)).
  by rewrite pmulr_rgt0// expR_gt0.
rewrite -[leRHS]mul1r -ler_pdivr_mulr//; apply: le_all_gt1 => y y1.
have y0 : 0 < y by exact: lt_trans y1.
rewrite ler_pdivr_mulr//; have := value_lower P1 mV V0 VS a1 (ln_gt0 y1).
by rewrite lnK ?posrE.
Qed.

Theorem fastest_mean_value d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (Q : nat) (X : nat -> T -> R) (alpha : R) :
  is_probability P -> (0 < Q)%N ->
  (forall j, (j < Q)%N -> random_variable (X j)) ->
  (forall j w, (j < Q)%N -> 0 <= X j w) ->
  mutually_independent P Q X ->
  (forall j t, (j < Q)%N -> pr P [set w | t < X j w] = pareto alpha t) ->
  1 < alpha * Q%:R ->
  ex P (fastest Q X) = alpha * Q%:R / (alpha * Q%:R - 1).
Proof.
move=> P1 Q0 mX X0 indX XS; apply: (pareto_mean_value P1).
- exact: measurable_fastest.
- by move=> w; rewrite /fastest; apply/bigmin_geP; split=> [|j _]; exact: X0.
- by move=> t; rewrite (fastest_survival Q0 indX XS) pareto_pow.
Qed.
