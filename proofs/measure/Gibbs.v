(* Gibbs's variational principle: under a penalty on the divergence the tilt is the
   best policy and the only best one (K-5), and no policy of the same divergence has
   a larger mean (K-1). Where P(U >= t) is at least e^(-s t) there is no best policy
   for a penalty below 1/s. *)
From Goodhart.measure Require Import Prelude ExpBounds Probability Fastest Policy Tilt.

Section definitions.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Variable U : T -> R.
(* f is a policy with a finite divergence and a finite mean of U *)
Definition admissible (f : T -> R) :=
  [/\ density P f, integrable_rv P (fun w => f w * ln (f w)) &
      integrable_rv P (fun w => f w * U w)].

(* E_f[U] - beta KL(f) *)
Definition objective (beta : R) (f : T -> R) : R :=
  ex P (fun w => f w * U w) - beta * kl P f.

(* f maximises the objective *)
Definition best_policy (beta : R) (f : T -> R) :=
  admissible f /\ forall g, admissible g -> objective beta g <= objective beta f.

(* the density e^(s U) / E[e^(s U)] *)
Definition tilt (s : R) (w : T) : R :=
  expR (s * U w) / ex P (fun w => expR (s * U w)).

End definitions.

Section inequality.
Variable R : realType.
Implicit Types a b : R.

(* a ln b + a - b <= a ln a, with equality for a = b alone *)
Lemma entropy_gap a b : 0 <= a -> 0 < b ->
  0 <= a * ln a - (a * ln b + a - b) /\
  (a * ln a - (a * ln b + a - b) = 0 -> a = b).
Proof.
rewrite le_eqVlt => /orP[/eqP <-|a0] b0.
  by rewrite !mul0r !add0r opprK ltW//; split=> // b_0; rewrite b_0 ltxx in b0.
have ba : expR (ln (b / a)) = b / a by rewrite lnK ?posrE ?divr_gt0.
have E : a * ln a - (a * ln b + a - b) = a * (expR (ln (b / a)) - (1 + ln (b / a))).
  rewrite ba ln_div ?posrE// mulrBr [a * (b / a)]mulrC divfK ?gt_eqF//.
  rewrite mulrDr mulr1 mulrBr !opprD !opprK.
  by rewrite [LHS](AC (1*(2*1)) (4*(3*(2*1)))).

rewrite E; have [x0|x0] := eqVneq (ln (b / a)) 0.
  rewrite x0 expR0 addr0 subrr mulr0; split=> // _.
  by move: ba; rewrite x0 expR0 => /(congr1 (fun y => y * a)); rewrite mul1r divfK// gt_eqF.
have lt0 : 0 < a * (expR (ln (b / a)) - (1 + ln (b / a))).
  by rewrite mulr_gt0// subr_gt0 expR_gt1Dx.
by split; [exact: ltW|move=> z; rewrite z ltxx in lt0].
Qed.

End inequality.

Section expectation.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Implicit Types X Y : T -> R.

Lemma ae_imp (Q S : T -> Prop) : (forall w, Q w -> S w) ->
  {ae P, forall w, Q w} -> {ae P, forall w, S w}.
Proof.
move=> QS [N [mN N0 sub]]; exists N; split=> // w /= nS.
by apply: sub => /= q; apply: nS; exact: QS.
Qed.

(* a nonnegative variable of mean 0 vanishes almost everywhere *)
Lemma ex_eq0 X : integrable_rv P X -> (forall w, 0 <= X w) -> ex P X = 0 ->
  {ae P, forall w, X w = 0}.
Proof.
move=> iX X0 E; have : (\int[P]_w `|(X w)%:E| = 0)%E.
  rewrite -[RHS]/(0%:E) -E exE//.
  by apply: eq_integral => w _; rewrite gee0_abs// lee_fin.
move/(ae_eq_integral_abs P measurableT (proj1 iX)).
by apply: ae_imp => w /(_ Logic.I) [].
Qed.

Lemma ex_ae_eq X Y : random_variable X -> random_variable Y ->
  {ae P, forall w, X w = Y w} -> ex P X = ex P Y.
Proof.
move=> mX mY XY; rewrite /ex; congr fine.
apply: ae_eq_integral => //; [exact/EFin_measurable_fun..|].
by apply: ae_imp XY => w ->.
Qed.

End expectation.

Section gibbs.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable U : T -> R.
Variable s : R.
Hypothesis iZ : integrable_rv P (fun w => expR (s * U w)).

Let Z := ex P (fun w => expR (s * U w)).
Let h := tilt P U s.

Let Z0 : 0 < Z.
Proof. by apply: (ex_gt0 P1 iZ) => w; exact: expR_gt0. Qed.

Let h0 w : 0 < h w.
Proof. by rewrite /h /tilt divr_gt0// expR_gt0. Qed.

Let ih : integrable_rv P h.
Proof.
have -> : h = fun w => Z^-1 * expR (s * U w).
  by apply/funext => w; rewrite /h /tilt mulrC.
exact: integrable_rvZ.
Qed.

Let eh : ex P h = 1.
Proof.
have -> : h = fun w => Z^-1 * expR (s * U w).
  by apply/funext => w; rewrite /h /tilt mulrC.
by rewrite exZ// mulVf// gt_eqF.
Qed.

Let ln_h w : ln (h w) = s * U w - ln Z.
Proof. by rewrite /h /tilt ln_div ?posrE ?expR_gt0// expK. Qed.

Lemma tilt_density : density P h.
Proof. by split=> //; [exact: integrable_rv_meas ih|move=> w; exact: ltW]. Qed.

Hypothesis iUZ : integrable_rv P (fun w => U w * expR (s * U w)).

Lemma tilt_admissible : admissible P U h.
Proof.
have iU : integrable_rv P (fun w => h w * U w).
  have -> : (fun w => h w * U w) = fun w => Z^-1 * (U w * expR (s * U w)).
    by apply/funext => w; rewrite /h /tilt [LHS]mulrC mulrA mulrC.
  exact: integrable_rvZ.
split=> //; first exact: tilt_density.
have -> : (fun w => h w * ln (h w)) = fun w => s * (h w * U w) - ln Z * h w.
  by apply/funext => w; rewrite ln_h mulrBr mulrCA [h w * ln Z]mulrC.
by apply: integrable_rvB; exact: integrable_rvZ.
Qed.

Section one_policy.
Variable f : T -> R.
Hypothesis af : admissible P U f.

Let gap w := f w * ln (f w) - (f w * ln (h w) + f w - h w).

Let gapE : gap = fun w => (f w * ln (f w) - s * (f w * U w)) +
  (ln Z * f w - (f w - h w)).
Proof.
apply/funext => w; rewrite /gap ln_h mulrBr mulrCA [f w * ln Z]mulrC.
by rewrite !opprD !opprK; rewrite [LHS](AC (1*((1*1)*1*1)) ((1*2)*(3*(4*5)))).
Qed.

Let igap : integrable_rv P gap /\ ex P gap = kl P f - s * ex P (fun w => f w * U w) + ln Z.
Proof.
have [[mf f0 if1 ef] il iu] := af; rewrite gapE.
have i1 : integrable_rv P (fun w => f w * ln (f w) - s * (f w * U w)).
  by apply: integrable_rvB => //; exact: integrable_rvZ.
have i2 : integrable_rv P (fun w => ln Z * f w - (f w - h w)).
  by apply: integrable_rvB; [exact: integrable_rvZ|exact: integrable_rvB].
split; first exact: integrable_rvD.
rewrite exD// exB//; last exact: integrable_rvZ.
rewrite exB//; [|exact: integrable_rvZ|exact: integrable_rvB].
by rewrite exB// !exZ// ef eh subrr subr0 mulr1.
Qed.

(* s E_f[U] - KL(f) <= ln E[e^(s U)] *)
Theorem gibbs_bound : s * ex P (fun w => f w * U w) - kl P f <= ln Z.
Proof.
have [_ E] := igap; have [[mf f0 _ _] _ _] := af.
have : 0 <= ex P gap by apply: ex_ge0 => w; have [] := entropy_gap (f0 w) (h0 w).
by rewrite E [X in _ <= X]addrC -ler_subl_addr sub0r opprB.
Qed.

(* with equality for the tilt alone *)
Theorem gibbs_unique : s * ex P (fun w => f w * U w) - kl P f = ln Z ->
  {ae P, forall w, f w = h w}.
Proof.
move=> E; have [ig eg] := igap; have [[mf f0 _ _] _ _] := af.
have g0 w : 0 <= gap w by have [] := entropy_gap (f0 w) (h0 w).
have : {ae P, forall w, gap w = 0}.
  by apply: ex_eq0 => //; rewrite eg -E addrA subrK subrr.
by apply: ae_imp => w; exact: (entropy_gap (f0 w) (h0 w)).2.
Qed.

End one_policy.

Lemma tilt_kl : kl P h = s * ex P (fun w => h w * U w) - ln Z.
Proof.
have [dh _ iu] := tilt_admissible.
rewrite /kl -exZ// -[ln Z]mulr1 -eh -exZ// -exB; [|exact: integrable_rvZ..].
by apply: ex_eq => w; rewrite ln_h mulrBr mulrCA [h w * ln Z]mulrC.
Qed.

End gibbs.

Section best.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable U : T -> R.

(* K-1: no policy of at most the divergence of a tilt has a larger mean, and the
   mean at divergence D is at most (ln E[e^(s U)] + D) / s for every s *)
Theorem divergence_bound (s : R) (f : T -> R) : 0 < s ->
  integrable_rv P (fun w => expR (s * U w)) -> admissible P U f ->
  ex P (fun w => f w * U w) <= (ln (ex P (fun w => expR (s * U w))) + kl P f) / s.
Proof.
move=> s0 iZ af; rewrite ler_pdivl_mulr// mulrC -ler_subl_addr.
exact: (gibbs_bound P1 iZ af).
Qed.

Theorem tilt_most (s : R) (f : T -> R) : 0 < s ->
  integrable_rv P (fun w => expR (s * U w)) ->
  integrable_rv P (fun w => U w * expR (s * U w)) ->
  admissible P U f -> kl P f <= kl P (tilt P U s) ->
  ex P (fun w => f w * U w) <= ex P (fun w => tilt P U s w * U w).
Proof.
move=> s0 iZ iUZ af; rewrite (tilt_kl P1 iZ iUZ) => fh.
rewrite -(ler_pmul2l s0) -(ler_add2r (- kl P f)).
apply: (le_trans (gibbs_bound P1 iZ af)).
by rewrite ler_subr_addl -ler_subr_addr.
Qed.

(* K-5: under the penalty beta the tilt at the rate 1/beta is the best policy *)
Theorem tilt_best (beta : R) : 0 < beta ->
  integrable_rv P (fun w => expR (beta^-1 * U w)) ->
  integrable_rv P (fun w => U w * expR (beta^-1 * U w)) ->
  best_policy P U beta (tilt P U beta^-1).
Proof.
move=> b0 iZ iUZ; split; first exact: (tilt_admissible P1 iZ iUZ).
move=> g ag; have E := tilt_kl P1 iZ iUZ.
have := gibbs_bound P1 iZ ag; rewrite -(ler_pmul2l b0) mulrBr mulrA.
rewrite mulfV ?gt_eqF// mul1r => /le_trans; apply.
rewrite /objective E mulrBr mulrA mulfV ?gt_eqF// mul1r.
by rewrite opprB [X in _ <= X]addrC subrK.
Qed.

(* and every best policy is it *)
Theorem best_is_tilt (beta : R) (f : T -> R) : 0 < beta ->
  integrable_rv P (fun w => expR (beta^-1 * U w)) ->
  integrable_rv P (fun w => U w * expR (beta^-1 * U w)) ->
  best_policy P U beta f -> {ae P, forall w, f w = tilt P U beta^-1 w}.
Proof.
move=> b0 iZ iUZ [af best]; apply: (gibbs_unique P1 iZ af).
apply/eqP; rewrite eq_le (gibbs_bound P1 iZ af)/=.
have := best _ (tilt_admissible P1 iZ iUZ); rewrite /objective.
rewrite (tilt_kl P1 iZ iUZ) mulrBr mulrA mulfV ?gt_eqF// mul1r.
rewrite opprB [X in X <= _]addrC subrK => H.
by rewrite -(ler_pmul2l b0) mulrBr mulrA mulfV ?gt_eqF// mul1r.
Qed.

(* the value of any V under a best policy is that under the tilt *)
Theorem best_value (beta : R) (f V : T -> R) : 0 < beta ->
  integrable_rv P (fun w => expR (beta^-1 * U w)) ->
  integrable_rv P (fun w => U w * expR (beta^-1 * U w)) ->
  integrable_rv P (fun w => V w * expR (beta^-1 * U w)) ->
  random_variable V -> best_policy P U beta f ->
  ex P (fun w => f w * V w) =
  ex P (fun w => V w * expR (beta^-1 * U w)) / ex P (fun w => expR (beta^-1 * U w)).
Proof.
move=> b0 iZ iUZ iV mV bf; have eqf := best_is_tilt b0 iZ iUZ bf.
have [[[mf _ _ _] _ _] _] := bf; have [mh _ _ _] := tilt_density P1 iZ.
transitivity (ex P (fun w => tilt P U beta^-1 w * V w)).
  by apply: ex_ae_eq; [exact: measurable_funM..|apply: ae_imp eqf => w ->].
rewrite [RHS]mulrC -exZ//; apply: ex_eq => w.
by rewrite /tilt [LHS]mulrAC [LHS]mulrC; congr (_ * _); exact: mulrC.
Qed.

(* P(U >= t) at least e^(-s t) for arbitrarily large t: for a penalty below 1/s there
   is no best policy, as the objective has no upper bound *)
Theorem objective_unbounded (beta s : R) : 0 < beta -> beta * s < 1 ->
  integrable_rv P U ->
  (forall t0, exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | t <= U w]) ->
  forall M, exists2 f, admissible P U f & M <= objective P U beta f.
Proof.
move=> b0 bs iU heavy M; have mU := integrable_rv_meas iU; pose c := 1 - beta * s.
have c0 : 0 < c by rewrite subr_gt0.
have [t tM pt] := heavy (M / c).
pose A := [set w | t <= U w]; have mA : measurable A by exact: measurable_ge.
pose p := pr P A; have p0 : 0 < p by apply: lt_le_trans pt; exact: expR_gt0.
pose f w := p^-1 * \1_A w.
have if1 : integrable_rv P f by apply: integrable_rvZ; exact: integrable_rv_indic.
have fl : (fun w => f w * ln (f w)) = fun w => ln (p^-1) * f w.
  apply/funext => w; rewrite /f indicE; case: (w \in A); last by rewrite mulr0 mul0r mulr0.
  by rewrite mulr1 mulrC.
have ef : ex P f = 1.
  rewrite exZ; last exact: integrable_rv_indic.
  by rewrite (ex_indic _ mA) mulVf// gt_eqF.
have iUA : integrable_rv P (fun w => U w * \1_A w) by exact: integrable_rv_mul_indic.
have fU : (fun w => f w * U w) = fun w => p^-1 * (U w * \1_A w).
  by apply/funext => w; rewrite /f -mulrA [\1_A w * _]mulrC.
exists f.
  split; [split=> //; first exact: integrable_rv_meas if1| |].
  - by move=> w; rewrite mulr_ge0// invr_ge0 ltW.
  - by rewrite fl; exact: integrable_rvZ.
  - by rewrite fU; exact: integrable_rvZ.
have reward : t <= ex P (fun w => f w * U w).
  rewrite fU exZ// ler_pdivl_mull// mulrC /p -(ex_indic _ mA) -exZ; last exact: integrable_rv_indic.
  apply: ex_le => //; first by apply: integrable_rvZ; exact: integrable_rv_indic.
  move=> w; rewrite indic_bool; have [tU|_] := boolP (t <= U w); last by rewrite !mulr0.
  by rewrite !mulr1.
have cost : kl P f <= s * t.
  rewrite /kl fl exZ// ef mulr1 lnV ?posrE// ler_oppl -[leLHS]expK ler_ln ?posrE ?expR_gt0//.
rewrite /objective; apply: (@le_trans _ _ (t - beta * (s * t))).
  by rewrite -[t in t - _]mul1r mulrA -mulrBl -/c mulrC -ler_pdivr_mulr.
by rewrite ler_sub// ler_wpmul2l// ltW.
Qed.

End best.
