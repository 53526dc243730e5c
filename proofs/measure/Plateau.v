(* As the penalty falls to the rate 1/g at which best policies end, the value rises to
   the mean of V tilted at g, and no further (E-6). *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection.
From Goodhart.measure Require Import Policy Tilt Gibbs LightTail.

Section continuity.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Variables (V h : T -> R) (g : R) (s : nat -> R).
Hypotheses (mV : random_variable V) (V0 : forall w, 0 <= V w).
Hypotheses (mh : random_variable h) (h0 : forall w, 0 <= h w).
Hypothesis ig : integrable_rv P (fun w => h w * expR (g * V w)).
Hypothesis sg : forall n, s n <= g.
Hypothesis s_g : s @ \oo --> g.

Let me (r : R) : random_variable (fun w => expR (r * V w)).
Proof.
apply: (measurable_fun_comp (f := @expR R)).
  by apply: continuous_measurable_fun; exact: continuous_expR.
exact: measurable_funrM.
Qed.

(* by dominated convergence *)
Lemma tilted_cvg : (fun n => ex P (fun w => h w * expR (s n * V w))) @ \oo -->
  ex P (fun w => h w * expR (g * V w)).
Proof.
apply: fine_cvg; rewrite exE//.
have mf r : measurable_fun setT (fun w => (h w * expR (r * V w))%:E).
  by apply/EFin_measurable_fun; apply: measurable_funM; [exact: mh|exact: me].
have cvg_w w : (fun n => (h w * expR (s n * V w))%:E) @ \oo --> (h w * expR (g * V w))%:E.
  apply/fine_cvgP; split; first exact: nearW.
  rewrite [X in X @ _](_ : _ = fun n => h w * expR (s n * V w))//.
  apply: cvgMr; apply: (@continuous_cvg _ _ _ _ _ _ (@expR R)).
    exact: continuous_expR.
  by apply: cvgMl.
have dom w n : (`|(h w * expR (s n * V w))%:E| <= (h w * expR (g * V w))%:E)%E.
  rewrite lee_fin ger0_norm ?mulr_ge0 ?(ltW (expR_gt0 _))//.
  by rewrite ler_wpmul2l// ler_expR ler_wpmul2r.
have [_ _] := dominated_convergence measurableT (fun n => mf (s n)) (mf g)
  (aeW _ (fun w _ => cvg_w w)) ig (aeW _ (fun w n _ => dom w n)).
exact.
Qed.

End continuity.

Section plateau.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (X V : T -> R) (g : R).
Hypothesis g0 : 0 < g.
Hypothesis lawX : exponential_law P g X.
Hypotheses (mV : random_variable V) (V0 : forall w, 0 <= V w).
Hypothesis XV : independent P X V.
Hypothesis iV : integrable_rv P (fun w => expR (g * V w)).
Hypothesis iVe : integrable_rv P (fun w => V w * expR (g * V w)).

Theorem best_policy_plateau (beta : nat -> R) (f : nat -> T -> R) :
  (forall n, 0 < beta n) -> (forall n, 1 < beta n * g) -> beta @ \oo --> g^-1 ->
  (forall n, best_policy P (fun w => X w + V w) (beta n) (f n)) ->
  (fun n => ex P (fun w => f n w * V w)) @ \oo -->
    ex P (fun w => V w * expR (g * V w)) / ex P (fun w => expR (g * V w)).
Proof.
move=> b0 bg b_g bf.
have sg n : (beta n)^-1 <= g.
  by rewrite -[leLHS]mul1r ler_pdivr_mulr// mulrC ltW.
have s_g : (fun n => (beta n)^-1) @ \oo --> g.
  by rewrite -[X in _ --> X]invrK; apply: cvgV => //; rewrite invr_neq0// gt_eqF.
have -> : (fun n => ex P (fun w => f n w * V w)) = fun n =>
    ex P (fun w => V w * expR ((beta n)^-1 * V w)) *
    (ex P (fun w => expR ((beta n)^-1 * V w)))^-1.
  apply/funext => n.
  exact: (best_policy_value P1 lawX mV V0 XV (b0 n) (bg n) iV iVe (bf n)).
apply: cvgM; first exact: (tilted_cvg mV V0 mV V0 iVe sg s_g).
apply: cvgV; first by rewrite gt_eqF// (ex_gt0 P1 iV)// => w; exact: expR_gt0.
have one r : ex P (fun w => expR (r * V w)) = ex P (fun w => 1 * expR (r * V w)).
  by apply: ex_eq => w; rewrite mul1r.
under eq_fun do rewrite one; rewrite one.
apply: (@tilted_cvg _ _ _ P V (fun=> 1) g _ mV V0 _ _ _ sg s_g) => //.
  exact: measurable_fun_cst.
by under eq_fun do rewrite mul1r.
Qed.

End plateau.
