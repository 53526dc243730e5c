(* An exponential error: given X + V >= t the value has the mean of its own tilt, at
   every threshold that V does not exceed (G-6). *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection.

Section exponential.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V).
Hypothesis XV : independent P X V.
Hypothesis iV : integrable_rv P V.
Variables g t : R.
Hypothesis S_exp : forall x, 0 <= x -> tail P X x = expR (- (g * x)).
Hypothesis Vt : forall w, V w <= t.

Let weight w : tail P X (t - V w) = expR (- (g * t)) * expR (g * V w).
Proof. by rewrite S_exp ?subr_ge0// -expRD mulrBr opprB addrC. Qed.

Let iS : integrable_rv P (fun w => tail P X (t - V w)).
Proof.
apply: (@integrable_rv_bounded _ _ _ _ P1 _ 1).
  apply: (measurable_fun_comp (f := tail P X)); first exact: measurable_tail.
  by apply: measurable_funB => //; exact: measurable_fun_cst.
by move=> w; rewrite ger0_norm ?tail_ge0// tail_le1.
Qed.

Let iVS : integrable_rv P (fun w => V w * tail P X (t - V w)).
Proof.
apply: (integrable_rv_le _ iV).
  by apply: measurable_funM => //; exact: integrable_rv_meas iS.
by move=> w; rewrite normrM ler_pimulr// ger0_norm ?tail_ge0// tail_le1.
Qed.

Let unscale (f : T -> R) : integrable_rv P (fun w => expR (- (g * t)) * f w) ->
  ex P (fun w => expR (- (g * t)) * f w) = expR (- (g * t)) * ex P f.
Proof.
move=> ih; have ifw : integrable_rv P f.
  have -> : f = fun w => expR (g * t) * (expR (- (g * t)) * f w).
    by apply/funext => w; rewrite mulrA expRxMexpNx_1 mul1r.
  exact: integrable_rvZ.
exact: exZ.
Qed.

Theorem exponential_exact : cond_ex P V [set w | t <= X w + V w] =
  ex P (fun w => V w * expR (g * V w)) / ex P (fun w => expR (g * V w)).
Proof.
rewrite /cond_ex (numerator P1 mX mV XV)// (selection_pr P1 mX mV XV).
have E1 : (fun w => V w * tail P X (t - V w)) =
    fun w => expR (- (g * t)) * (V w * expR (g * V w)).
  by apply/funext => w; rewrite weight mulrCA.
have E2 : (fun w => tail P X (t - V w)) = fun w => expR (- (g * t)) * expR (g * V w).
  by apply/funext => w; exact: weight.
rewrite E1 unscale -?E1// E2 unscale -?E2// invfM mulrACA divff ?mul1r//.
by rewrite gt_eqF// expR_gt0.
Qed.

End exponential.
