(* What a bounded divergence bounds (E-7): the mean of V on the side on which V has an
   exponential moment, and on the other side nothing. *)
From Goodhart.measure Require Import Prelude Probability Fastest Policy Gibbs.

Section two_sided.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable V : T -> R.

(* exponential moments on both sides: bounds on both sides *)
Theorem divergence_two_sided (s : R) (f : T -> R) : 0 < s ->
  integrable_rv P (fun w => expR (s * V w)) ->
  integrable_rv P (fun w => expR (s * - V w)) -> admissible P V f ->
  - ((ln (ex P (fun w => expR (s * - V w))) + kl P f) / s) <=
    ex P (fun w => f w * V w) <=
    (ln (ex P (fun w => expR (s * V w))) + kl P f) / s.
Proof.
move=> s0 iZ iN af; rewrite (divergence_bound P1 s0 iZ af) andbT.
have [df il iu] := af; have fN : (fun w => f w * - V w) = fun w => -1 * (f w * V w).
  by apply/funext => w; rewrite mulrN mulN1r.
have afN : admissible P (fun w => - V w) f.
  by split=> //; rewrite fN; exact: integrable_rvZ.
by have := divergence_bound P1 s0 iN afN; rewrite fN exZ// mulN1r ler_oppl.
Qed.

(* V <= 0, which the published theorem counts as light-tailed: with no exponential
   moment below, its mean can be lowered without end at a vanishing divergence *)
Theorem lower_tail_unbounded : random_variable V -> (forall w, V w <= 0) ->
  (forall s t0, 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | V w <= - t]) ->
  forall eps M : R, 0 < eps -> exists2 f, density P f &
    [/\ integrable_rv P (fun w => f w * ln (f w)), kl P f < eps &
        (\int[P]_w (f w * V w)%:E <= M%:E)%E].
Proof.
move=> mV V0 heavy eps M e0.
have mN : random_variable (fun w => - V w) by exact: measurable_funN.
have N0 w : 0 <= - V w by rewrite oppr_ge0.
have heavyN s t0 : 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | t <= - V w].
  move=> s0; have [t tt pt] := heavy s t0 s0; exists t => //.
  apply: le_trans pt _; rewrite le_eqVlt; apply/orP; left; apply/eqP; congr pr.
  by apply/seteqP; split=> w /=; rewrite ler_oppr.
have [f df [il kf Mf]] := free_lunch P1 mN N0 heavyN (- M) e0.
exists f => //; split=> //; have [mf f0 _ _] := df.
have -> : (\int[P]_w (f w * V w)%:E = - \int[P]_w (f w * - V w)%:E)%E.
  rewrite -integral_ge0N; last by move=> w _; rewrite lee_fin mulr_ge0.
  by apply: eq_integral => w _; rewrite -EFinN mulrN opprK.
by rewrite lee_oppl -EFinN.
Qed.

End two_sided.
