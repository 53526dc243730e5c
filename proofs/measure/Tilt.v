(* The tilt of a sum of independent variables tilts each by itself (K-5). *)
From Goodhart.measure Require Import Prelude Probability Fastest.

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

(* g(X) k(V) is integrable if both factors are *)
Lemma product_integrable (g k : R -> R) :
  measurable_fun setT g -> measurable_fun setT k ->
  integrable_rv P (fun w => g (X w)) -> integrable_rv P (fun w => k (V w)) ->
  integrable_rv P (fun w => g (X w) * k (V w)).
Proof.
move=> mg mk ig ik; split.
  apply/EFin_measurable_fun/measurable_funM.
    exact: (measurable_fun_comp mg mX).
  exact: (measurable_fun_comp mk mV).
have mn (h : R -> R) : measurable_fun setT h -> measurable_fun setT (fun x => `|h x|).
  by move=> mh; exact: (measurable_fun_comp (@measurable_fun_normr R setT) mh).
have E := ge0_product (mn _ mg) (mn _ mk) (fun=> normr_ge0 _) (fun=> normr_ge0 _).
rewrite [X in (X < _)%E](_ : _ = \int[P]_w (`|g (X w)| * `|k (V w)|)%:E)%E; last first.
  by apply: eq_integral => w _ /=; rewrite normrM.
by rewrite E -!exE -?EFinM ?ltry//; exact: integrable_rv_norm.
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

(* and under it X and V stay independent, each tilted by itself *)
Theorem tilt_independent (s : R) (k h : R -> R) :
  measurable_fun setT k -> (forall x, 0 <= k x) -> measurable_fun setT h ->
  integrable_rv P (fun w => expR (s * X w)) ->
  integrable_rv P (fun w => expR (s * V w)) ->
  integrable_rv P (fun w => k (X w) * expR (s * X w)) ->
  integrable_rv P (fun w => h (V w) * expR (s * V w)) ->
  ex P (fun w => k (X w) * h (V w) * expR (s * (X w + V w))) /
    ex P (fun w => expR (s * (X w + V w))) =
  ex P (fun w => k (X w) * expR (s * X w)) / ex P (fun w => expR (s * X w)) *
  (ex P (fun w => h (V w) * expR (s * V w)) / ex P (fun w => expR (s * V w))).
Proof.
move=> mk k0 mh iX iV ik ih.
have me : measurable_fun setT (fun x : R => expR (s * x)).
  apply: (measurable_fun_comp (f := @expR R)).
    by apply: continuous_measurable_fun; exact: continuous_expR.
  by apply: measurable_funrM; exact: measurable_fun_id.
have e0 (x : R) : 0 <= expR (s * x) by rewrite ltW// expR_gt0.
have tilted (f : R -> R) : measurable_fun setT f ->
    measurable_fun setT (fun v : R => f v * expR (s * v)).
  by move=> mf; exact: measurable_funM.
have ke0 (x : R) : 0 <= k x * expR (s * x) by rewrite mulr_ge0.
have -> : ex P (fun w => k (X w) * h (V w) * expR (s * (X w + V w))) =
    ex P (fun w => k (X w) * expR (s * X w)) * ex P (fun w => h (V w) * expR (s * V w)).
  rewrite -(ex_product (tilted k mk) (tilted h mh) ke0 ik ih); apply: ex_eq => w.
  by rewrite mulrDr expRD mulrACA.
have -> : ex P (fun w => expR (s * (X w + V w))) =
    ex P (fun w => expR (s * X w)) * ex P (fun w => expR (s * V w)).
  rewrite -(ex_product me me e0 iX iV); apply: ex_eq => w.
  by rewrite mulrDr expRD.
by rewrite invfM mulrACA.
Qed.

End tilt.
