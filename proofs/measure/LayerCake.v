(* The mean of a nonnegative variable is the integral of its survival function,
   as an identity of Lebesgue integrals with values in [0, oo] (S-2). *)
From Goodhart.measure Require Import Prelude Probability Fastest.

Section layer_cake.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable V : T -> R.
Hypotheses (mV : random_variable V) (V0 : forall w, 0 <= V w).

Let L : {measure set (measurableTypeR R) -> \bar R} :=
  [the measure _ _ of @lebesgue_measure R].

Let L_sigma_finite : sigma_finite setT L.
Proof.
exists (fun k : nat => `]- k%:R, k%:R[%classic : set R).
  apply/seteqP; split=> // x _; near \oo => k; exists k => //=.
  rewrite in_itv/= -ltr_norml; near: k; exact: nat_gt_near.
move=> k; split; first exact: measurable_itv.
rewrite /L /= lebesgue_measure_itv hlength_itv/=.
by case: ifP => _; rewrite ?ltry// -EFinB ltry.
Unshelve. all: by end_near. Qed.

Let A := [set z : R * T | 0 <= z.1] `&` [set z : R * T | 0 < V z.2 - z.1].

Let measurable_A : measurable (A : set (measurableTypeR R * T)).
Proof.
have [m1 m2] : measurable_fun setT (fst : measurableTypeR R * T -> R) /\
    measurable_fun setT (snd : measurableTypeR R * T -> T).
  by have /prod_measurable_funP := @measurable_fun_id _ (measurableTypeR R * T)%type setT.
have mVs : measurable_fun setT (fun z : measurableTypeR R * T => V z.2).
  exact: (measurable_fun_comp mV m2).
apply: measurableI; first exact: measurable_ge.
by apply: measurable_gt; exact: measurable_funB.
Qed.

Theorem layer_cake : (\int[P]_w (V w)%:E =
  \int[@lebesgue_measure R]_(t in `[0%R, +oo[) P [set w | (t < V w)%R])%E.
Proof.
pose f (z : measurableTypeR R * T) := (\1_A z)%:E : \bar R.
have mf : measurable_fun setT f.
  exact/EFin_measurable_fun/measurable_fun_indic.
have f0 z : (0 <= f z)%E by rewrite lee_fin.
have AE t w : \1_A (t, w) = ((0 <= t)%R && (t < V w)%R)%:R :> R.
  rewrite indicE; do 2 congr (_ _); apply/idP/idP; rewrite inE /A /= subr_gt0.
    by case=> -> ->.
  by move/andP.
have := fubini_tonelli1 (prob_sigma_finite P1) f mf f0 (m1 := L).
rewrite (fubini_tonelli2 L_sigma_finite (prob_sigma_finite P1) f mf f0).
rewrite /fubini_F /fubini_G => H.
transitivity (\int[P]_w \int[L]_t f (t, w))%E.
  apply: eq_integral => w _; rewrite /f.
  have mI : measurable (`[0, V w[%classic : set (measurableTypeR R)).
    exact: measurable_itv.
  transitivity (L `[0, V w[%classic).
    rewrite /L /= lebesgue_measure_itv hlength_itv/= lte_fin.
    have := V0 w; rewrite le_eqVlt => /orP[/eqP <-|->]; last by rewrite sube0.
    by rewrite ltxx.
  have := integral_indic L measurableT mI; rewrite setIT => <-.
  apply: eq_integral => t _; rewrite AE indicE; do 3 congr (_ _).
  by apply/idP/idP; rewrite inE /= in_itv.
rewrite H [RHS]integral_mkcond; apply: eq_integral => t _.
rewrite /f /patch; have [t0|t0] := boolP (t \in `[0, +oo[%classic).
  move: t0; rewrite inE /= in_itv/= andbT => t0.
  have mt : measurable [set w | t < V w] by exact: measurable_gt.
  have := integral_indic P measurableT mt; rewrite setIT => <-.
  apply: eq_integral => w _; rewrite AE t0/= -(indic_bool R (fun w => t < V w)).
  by [].
rewrite (eq_integral (cst 0%E)) ?integral0// => w _; rewrite AE.
have [t0'|//] := boolP (0 <= t).
by move: t0; rewrite notin_set/= in_itv/= andbT t0'.
Qed.

End layer_cake.
