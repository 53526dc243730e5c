(* A step with a Pareto law has a mean, as a Lebesgue integral, if and only if
   its exponent exceeds one (S-2); for the fastest of Q approaches, iff
   alpha Q > 1. *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection Limits PowerLaw.

Section mean.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (V : T -> R) (a : R).
Hypotheses (mV : random_variable V) (V0 : forall w, 0 <= V w).
Hypothesis VS : forall t, pr P [set w | t < V w] = pareto a t.

Lemma pareto_mean_finite : 1 < a -> (\int[P]_w (V w)%:E < +oo)%E.
Proof.
move=> a1; pose A := [set w | 1 < V w].
have mA : measurable A by exact: measurable_gt.
have D := doubling_tail P1 mV (c := 1) ltr01 a1 _.
have {D} D : (\int[P]_w (V w * \1_A w)%:E < +oo)%E.
  apply: le_lt_trans (D _) (ltry _) => v; rewrite le_eqVlt => /orP[/eqP <-|v1].
    by rewrite VS /pareto lexx mul1r /exp_fun ln1 mulr0 expR0.
  by rewrite VS pareto_gt1// mul1r.
have mVA : measurable_fun setT (fun w => (V w * \1_A w)%:E).
  apply/EFin_measurable_fun/measurable_funM => //; exact: measurable_fun_indic.
have VA0 w : (0 <= (V w * \1_A w)%:E)%E.
  by rewrite lee_fin indic_bool mulr_ge0.
apply: (@le_lt_trans _ _ (\int[P]_w (1%:E + (V w * \1_A w)%:E))%E).
  apply: ge0_le_integral => //.
  - by move=> w _; rewrite lee_fin.
  - exact/EFin_measurable_fun.
  - by move=> w _; rewrite adde_ge0// lee_fin.
  - by apply: emeasurable_funD => //; exact: measurable_fun_cst.
  - move=> w _; rewrite -EFinD lee_fin indic_bool.
    have [_|Vw] := boolP (1 < V w); first by rewrite mulr1 ler_addr.
    by rewrite mulr0 addr0 leNgt.
rewrite ge0_integralD//; last exact: measurable_fun_cst.
rewrite lte_add_pinfty//; have := integral_cst P (@measurableT _ T) 1%:E.
by rewrite /= => ->; rewrite P1 mule1 ltry.
Qed.

Let u (k : nat) : R := 2 ^+ k.

(* the powers of two below v add up to at most 2 v *)
Let powers_below (v : R) n : 0 <= v ->
  \sum_(k < n) u k * (u k < v)%R%:R <= 2 * v /\
  \sum_(k < n) u k * (u k < v)%R%:R <= u n.
Proof.
move=> v0; elim: n => [|n [IH1 IH2]].
  by rewrite big_ord0 mulr_ge0// /u expr0 ler01.
rewrite big_ord_recr/=; have [uv|_] := boolP (u n < v).
  rewrite mulr1; have H : \sum_(i < n) u i * (u i < v)%R%:R + u n <= u n.+1.
    by rewrite /u exprS mulr_natl mulr2n ler_add2r.
  split=> //; apply: le_trans H _.
  by rewrite /u exprS ler_wpmul2l// ltW.
rewrite mulr0 addr0; split=> //; apply: le_trans IH2 _.
by rewrite /u exprS ler_pemull// ?exprn_ge0// ler1n.
Qed.

Lemma pareto_mean_infinite : a <= 1 -> (\int[P]_w (V w)%:E = +oo)%E.
Proof.
move=> a1; apply/eqyP => A A0.
pose n := Num.bound (2 * A).
pose s w := \sum_(k < n) u k * \1_[set w | u k < V w] w.
have mk k : measurable [set w | u k < V w] by exact: measurable_gt.
have sE : (\int[P]_w (s w)%:E = (\sum_(k < n) u k * pareto a (u k))%:E)%E.
  rewrite /s; under eq_integral do rewrite -sumEFin.
  rewrite ge0_integral_sum//; last 2 first.
  - move=> k; apply/EFin_measurable_fun/measurable_funrM.
    exact/measurable_fun_indic.
  - by move=> k w _; rewrite lee_fin mulr_ge0// /u exprn_ge0.
  rewrite -sumEFin; apply: eq_bigr => k _.
  under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//; last 3 first.
  - exact/EFin_measurable_fun/measurable_fun_indic.
  - by move=> w _; rewrite lee_fin.
  - by rewrite lee_fin /u exprn_ge0.
  by rewrite integral_indic// setIT -(prE P1 (mk k)) VS.
have up k : 1 <= u k * pareto a (u k).
  have u0 : 0 < u k by rewrite exprn_gt0.
  have u1 : 1 <= u k by rewrite exprn_ege1// ler1n.
  rewrite /pareto; case: ifP => _; first by rewrite mulr1.
  rewrite pow_mulx// /exp_fun -[leLHS](expR0 R) ler_expR.
  by rewrite mulr_ge0// ?subr_ge0// ln_ge0.
have big : 2 * A < \sum_(k < n) u k * pareto a (u k).
  apply: (@lt_le_trans _ _ n%:R).
    by apply: archi_boundP; rewrite mulr_ge0// ltW.
  rewrite -[n in n%:R]card_ord -sumr_const; apply: ler_sum => k _.
  exact: up.
have ms : measurable_fun setT (fun w => (s w)%:E).
  rewrite /s; under eq_fun do rewrite -sumEFin.
  apply: emeasurable_fun_sum => k.
  exact/EFin_measurable_fun/measurable_funrM/measurable_fun_indic.
have : (\int[P]_w (s w)%:E <= \int[P]_w (2%:E * (V w)%:E))%E.
  apply: ge0_le_integral => //.
  - move=> w _; rewrite lee_fin sumr_ge0// => k _.
    by rewrite mulr_ge0// /u exprn_ge0.
  - by move=> w _; rewrite -EFinM lee_fin mulr_ge0.
  - exact/measurable_funeM/EFin_measurable_fun.
  - move=> w _; rewrite -EFinM lee_fin /s.
    under eq_bigr do rewrite indic_bool.
    by case: (powers_below n (V0 w)).
rewrite ge0_integralM//; last 2 first.
- exact/EFin_measurable_fun.
- by move=> w _; rewrite lee_fin.
rewrite sE => sV.
rewrite -(@lee_pmul2l _ 2%:E)// -EFinM; apply: le_trans sV.
by rewrite lee_fin ltW.
Qed.

(* S-2 *)
Theorem pareto_mean : (\int[P]_w (V w)%:E < +oo)%E <-> 1 < a.
Proof.
split; last exact: pareto_mean_finite.
by move=> fin; rewrite ltNge; apply/negP => /pareto_mean_infinite oo; rewrite oo ltxx in fin.
Qed.

End mean.

(* and so for the fastest of Q independent approaches *)
Theorem fastest_mean d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (Q : nat) (X : nat -> T -> R) (alpha : R) :
  is_probability P -> (0 < Q)%N ->
  (forall j, (j < Q)%N -> random_variable (X j)) ->
  (forall j w, (j < Q)%N -> 0 <= X j w) ->
  mutually_independent P Q X ->
  (forall j t, (j < Q)%N -> pr P [set w | t < X j w] = pareto alpha t) ->
  (\int[P]_w (fastest Q X w)%:E < +oo)%E <-> 1 < alpha * Q%:R.
Proof.
move=> P1 Q0 mX X0 indX XS; apply: (pareto_mean P1).
- exact: measurable_fastest.
- by move=> w; rewrite /fastest; apply/bigmin_geP; split=> [|j _]; exact: X0.
- by move=> t; rewrite (fastest_survival Q0 indX XS) pareto_pow.
Qed.
