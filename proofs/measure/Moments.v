(* The ladder of moments of a Pareto step: E[V^q] is finite if and only if q < a, and
   then a / (a - q), as a Lebesgue integral (S-2). *)
From Goodhart.measure Require Import Prelude Probability Fastest PowerLaw Mean Value.

Section powers.
Variable R : realType.

Lemma ln_nonpositive (x : R) : x <= 0 -> ln x = 0.
Proof.
move=> x0; rewrite /ln xgetPN// => y /= /eqP E.
by move: x0; rewrite -E leNgt expR_gt0.
Qed.

Lemma measurable_ln : measurable_fun setT (@ln R).
Proof.
move=> mT; apply: (measurability (RGenOInfty.measurableE R)) => //.
move=> /= _ [_ [x ->] <-]; rewrite setTI.
have -> : @ln R @^-1` `]x, +oo[ = `]expR x, +oo[%classic `|`
    [set v | v <= 0 /\ x < 0].
  apply/seteqP; split=> v /=; rewrite !in_itv/= !andbT.
    have [v0|v0] := leP v 0; first by rewrite ln_nonpositive//; right.
    by rewrite -ltr_expR lnK ?posrE//; left.
  case=> [xv|[v0 x0]]; last by rewrite ln_nonpositive.
  by rewrite -ltr_expR lnK// posrE (lt_trans (expR_gt0 _) xv).
apply: measurableU; first exact: measurable_itv.
by apply: is_interval_measurable => u v [_ x0] [v0 _] w /andP[_ wv];
  split=> //; exact: le_trans v0.
Qed.

Lemma measurable_power (q : R) : measurable_fun setT (fun v : R => v `^ q).
Proof.
apply: (measurable_fun_comp (f := @expR R)).
  by apply: continuous_measurable_fun; exact: continuous_expR.
by apply: measurable_funrM; exact: measurable_ln.
Qed.

Lemma lt_power (q v t : R) : 0 < q -> 1 <= t -> (t < v `^ q) = (t `^ q^-1 < v).
Proof.
move=> q0 t1; have t0 : 0 < t by exact: lt_le_trans t1.
have e1 : 1 <= t `^ q^-1.
  by rewrite /exp_fun -[leLHS](expR0 R) ler_expR mulr_ge0 ?ln_ge0// invr_ge0 ltW.
have [v0|v0] := leP v 0.
  rewrite /exp_fun (ln_nonpositive v0) mulr0 expR0 ltNge t1/=.
  by apply/esym/negbTE; rewrite -leNgt (le_trans v0)// ltW// expR_gt0.
rewrite -[in LHS](lnK (x := t)) ?posrE// /exp_fun ltr_expR mulrC -ltr_pdivr_mulr//.
by rewrite -[in RHS](lnK (x := v)) ?posrE// ltr_expR mulrC.
Qed.

End powers.

Section moment.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (V : T -> R) (a : R).
Hypotheses (mV : random_variable V).
Hypothesis VS : forall t, pr P [set w | t < V w] = pareto a t.

(* V^q has the Pareto law of exponent a / q *)
Lemma power_survival (q t : R) : 0 < q ->
  pr P [set w | t < V w `^ q] = pareto (a / q) t.
Proof.
move=> q0; have mY : random_variable (fun w => V w `^ q).
  exact: (measurable_fun_comp (measurable_power q) mV).
have big u : 1 <= u -> pr P [set w | u < V w `^ q] = pareto (a / q) u.
  move=> u1; have u0 : 0 < u by exact: lt_le_trans u1.
  have -> : [set w | u < V w `^ q] = [set w | u `^ q^-1 < V w].
    by apply/seteqP; split=> w /=; rewrite lt_power.
  rewrite VS /pareto; have [u1'|u1'] := leP u 1.
    by rewrite (_ : u = 1) ?exp_fun1 ?lexx//; apply/eqP; rewrite eq_le u1 u1'.
  have -> : (u `^ q^-1 <= 1) = false.
    by apply/negbTE; rewrite -ltNge /exp_fun expR_gt1 mulr_gt0 ?invr_gt0 ?ln_gt0.
  by rewrite /exp_fun expK mulrA mulNr.
have [t1|t1] := leP 1 t; first exact: big.
rewrite {1}/pareto (ltW t1); apply/eqP; rewrite eq_le (pr_le1 P1)/=; last exact: measurable_gt.
have <- : pr P [set w | 1 < V w `^ q] = 1 by rewrite big// /pareto lexx.
apply: (pr_le P1); [exact: measurable_gt..|].
by move=> w /=; exact: lt_trans.
Qed.

Theorem pareto_moment (q : R) : 0 < q ->
  (\int[P]_w (V w `^ q)%:E < +oo)%E <-> q < a.
Proof.
move=> q0; have mY : random_variable (fun w => V w `^ q).
  exact: (measurable_fun_comp (measurable_power q) mV).
have Y0 w : 0 <= V w `^ q by rewrite ltW// expR_gt0.
rewrite (pareto_mean P1 mY Y0 (fun t => power_survival t q0)).
by rewrite ltr_pdivl_mulr// mul1r.
Qed.

Theorem pareto_moment_value (q : R) : 0 < q -> q < a ->
  ex P (fun w => V w `^ q) = a / (a - q).
Proof.
move=> q0 qa; have mY : random_variable (fun w => V w `^ q).
  exact: (measurable_fun_comp (measurable_power q) mV).
have Y0 w : 0 <= V w `^ q by rewrite ltW// expR_gt0.
have aq1 : 1 < a / q by rewrite ltr_pdivl_mulr// mul1r.
rewrite (pareto_mean_value P1 mY Y0 (fun t => power_survival t q0) aq1).
have -> : a / q - 1 = (a - q) / q by rewrite mulrBl divff// gt_eqF.
by rewrite invf_div mulrA divfK// gt_eqF.
Qed.

End moment.
