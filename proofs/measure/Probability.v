(* The vocabulary of probability that the theorems of this directory speak:
   probability, expectation, independence, and Tonelli's theorem for two
   independent variables.

   mathcomp-analysis 0.6 has measures and Lebesgue's integral, but neither
   random variables nor independence: the definitions below stand in for them. *)
From Goodhart.measure Require Import Prelude.

Lemma indic_bool (R : realType) (T : Type) (p : T -> bool) w :
  \1_[set w | p w] w = (p w)%:R :> R.
Proof. by rewrite indicE; do 2 congr (_ _); apply/idP/idP; rewrite inE. Qed.

(* beyond every real number there is a whole one *)
Lemma nat_gt_near (R : realType) (r : R) : \forall n \near \oo, r < n%:R.
Proof.
near=> n; apply: (le_lt_trans (ler_norm r)).
apply: (@lt_le_trans _ _ (Num.bound `|r|)%:R); first exact: archi_boundP.
by rewrite ler_nat; near: n; exact: nbhs_infty_ge.
Unshelve. all: by end_near. Qed.

Section definitions.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.

(* P is a probability *)
Definition is_probability := P setT = 1%E.

(* P(A) as a real number *)
Definition pr (A : set T) : R := fine (P A).

(* a random variable: a measurable real function *)
Definition random_variable (X : T -> R) := measurable_fun setT X.

(* E|X| < oo *)
Definition integrable_rv (X : T -> R) := P.-integrable setT (EFin \o X).

(* E[X], as a real number *)
Definition ex (X : T -> R) : R := fine (\int[P]_w (X w)%:E)%E.

(* X and V are independent *)
Definition independent (X V : T -> R) :=
  forall A B : set R, measurable A -> measurable B ->
    pr (X @^-1` A `&` V @^-1` B) = pr (X @^-1` A) * pr (V @^-1` B).

End definitions.

Section probability.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Implicit Types (A B : set T) (X V : T -> R).

Lemma prob_fin A : measurable A -> P A \is a fin_num.
Proof.
move=> mA; rewrite ge0_fin_numE ?measure_ge0// (@le_lt_trans _ _ 1%E) ?ltry//.
by rewrite -P1 le_measure ?inE.
Qed.

Lemma prE A : measurable A -> (pr P A)%:E = P A.
Proof. by move=> mA; rewrite /pr fineK// prob_fin. Qed.

Lemma pr_ge0 A : 0 <= pr P A.
Proof. exact/fine_ge0/measure_ge0. Qed.

Lemma pr_setT : pr P setT = 1.
Proof. by rewrite /pr P1. Qed.

Lemma pr_le A B : measurable A -> measurable B -> A `<=` B -> pr P A <= pr P B.
Proof. by move=> mA mB AB; rewrite -lee_fin !prE// le_measure ?inE. Qed.

Lemma pr_le1 A : measurable A -> pr P A <= 1.
Proof. by move=> mA; rewrite -pr_setT pr_le. Qed.

Lemma pr_setD A B : measurable A -> measurable B ->
  pr P (A `\` B) = pr P A - pr P (A `&` B).
Proof.
move=> mA mB; apply: EFin_inj; rewrite EFinB !prE//.
- by rewrite measureD// -ge0_fin_numE ?measure_ge0// prob_fin.
- exact: measurableI.
- exact: measurableD.
Qed.

Lemma pr_setC A : measurable A -> pr P (~` A) = 1 - pr P A.
Proof. by move=> mA; rewrite -setTD pr_setD// setTI pr_setT. Qed.

Lemma prob_sigma_finite : sigma_finite setT P.
Proof.
exists (fun=> setT); first by rewrite bigcup_const//; exists 0%N.
by move=> _; split=> //; rewrite P1 ltry.
Qed.

End probability.

Section expectation.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Implicit Types (A B : set T) (X Y V : T -> R).

Lemma exE X : integrable_rv P X -> (ex P X)%:E = (\int[P]_w (X w)%:E)%E.
Proof. by move=> iX; rewrite /ex fineK// integral_fune_fin_num. Qed.

Lemma integrable_rv_meas X : integrable_rv P X -> random_variable X.
Proof. by case=> /EFin_measurable_fun. Qed.

Lemma integrable_rv_le X Y : random_variable X -> integrable_rv P Y ->
  (forall w, `|X w| <= `|Y w|) -> integrable_rv P X.
Proof.
move=> mX iY XY; apply: le_integrable iY => //; first exact/EFin_measurable_fun.
by move=> w _ /=; rewrite lee_fin.
Qed.

Lemma integrable_rv_cst (c : R) : integrable_rv P (cst c).
Proof.
split; first exact/EFin_measurable_fun/measurable_fun_cst.
have -> : (fun w => `|(EFin \o cst c) w|%E) = (cst `|c|%:E : T -> \bar R) by [].
by rewrite integral_cst// P1 mule1 ltry.
Qed.

Lemma integrable_rv_bounded X (M : R) : random_variable X ->
  (forall w, `|X w| <= M) -> integrable_rv P X.
Proof.
move=> mX XM; apply: (integrable_rv_le mX (integrable_rv_cst M)) => w.
by rewrite /= (le_trans (XM w))// ler_norm.
Qed.

Lemma integrable_rv_indic A : measurable A -> integrable_rv P (\1_A).
Proof.
move=> mA; apply: (@integrable_rv_bounded _ 1); first exact: measurable_fun_indic.
by move=> w; rewrite indicE; case: (_ \in _); rewrite ?normr1 ?normr0.
Qed.

Lemma integrable_rvD X Y : integrable_rv P X -> integrable_rv P Y ->
  integrable_rv P (fun w => X w + Y w).
Proof. by move=> iX iY; have := integrableD measurableT iX iY. Qed.

Lemma integrable_rvZ (k : R) X : integrable_rv P X ->
  integrable_rv P (fun w => k * X w).
Proof. by move=> iX; have := integrablerM measurableT k iX. Qed.

Lemma integrable_rvB X Y : integrable_rv P X -> integrable_rv P Y ->
  integrable_rv P (fun w => X w - Y w).
Proof. by move=> iX iY; have := integrableB measurableT iX iY. Qed.

Lemma integrable_rv_norm X : integrable_rv P X ->
  integrable_rv P (fun w => `|X w|).
Proof.
move=> iX; apply: (integrable_rv_le _ iX) => [|w]; last by rewrite normr_id.
by apply: measurable_fun_comp => //; exact: integrable_rv_meas.
Qed.

Lemma integrable_rv_mul_indic X A : integrable_rv P X -> measurable A ->
  integrable_rv P (fun w => X w * \1_A w).
Proof.
move=> iX mA; apply: (integrable_rv_le _ iX).
  by apply: measurable_funM;
    [exact: integrable_rv_meas|exact: measurable_fun_indic].
move=> w; rewrite indicE; case: (_ \in _); first by rewrite mulr1.
by rewrite mulr0 normr0.
Qed.

Lemma exD X Y : integrable_rv P X -> integrable_rv P Y ->
  ex P (fun w => X w + Y w) = ex P X + ex P Y.
Proof.
move=> iX iY; apply: EFin_inj; rewrite EFinD !exE//; last exact: integrable_rvD.
by rewrite -integralD_EFin.
Qed.

Lemma exZ (k : R) X : integrable_rv P X -> ex P (fun w => k * X w) = k * ex P X.
Proof.
move=> iX; apply: EFin_inj; rewrite EFinM !exE//; last exact: integrable_rvZ.
by rewrite -integralM.
Qed.

Lemma exB X Y : integrable_rv P X -> integrable_rv P Y ->
  ex P (fun w => X w - Y w) = ex P X - ex P Y.
Proof.
move=> iX iY; apply: EFin_inj; rewrite EFinB !exE//; last exact: integrable_rvB.
by rewrite -integralB_EFin.
Qed.

Lemma ex_cst (c : R) : ex P (cst c) = c.
Proof.
rewrite /ex; have -> : (fun w => (cst c w)%:E) = (cst c%:E : T -> \bar R) by [].
by rewrite integral_cst// P1 mule1.
Qed.

Lemma ex_indic A : measurable A -> ex P (\1_A) = pr P A.
Proof. by move=> mA; rewrite /ex integral_indic// setIT. Qed.

Lemma ex_ge0 X : (forall w, 0 <= X w) -> 0 <= ex P X.
Proof. by move=> X0; apply/fine_ge0/integral_ge0 => w _; rewrite lee_fin. Qed.

Lemma ex_le X Y : integrable_rv P X -> integrable_rv P Y ->
  (forall w, X w <= Y w) -> ex P X <= ex P Y.
Proof.
move=> iX iY XY; rewrite -subr_ge0 -exB//.
by apply: ex_ge0 => w; rewrite subr_ge0.
Qed.

Lemma ex_eq X Y : X =1 Y -> ex P X = ex P Y.
Proof. by move=> /funext ->. Qed.

Lemma ex_norm X : integrable_rv P X -> `|ex P X| <= ex P (fun w => `|X w|).
Proof.
move=> iX; have iN := integrable_rv_norm iX; rewrite ler_norml; apply/andP; split.
  rewrite -[leLHS]mulN1r -exZ//; apply: ex_le => //; first exact: integrable_rvZ.
  by move=> w; rewrite mulN1r ler_oppl -normrN ler_norm.
by apply: ex_le => // w; exact: ler_norm.
Qed.

End expectation.

Section tonelli.
Context d d1 d2 (T : measurableType d) (T1 : measurableType d1)
  (T2 : measurableType d2) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables (X : T -> T1) (V : T -> T2).
Hypotheses (mX : measurable_fun setT X) (mV : measurable_fun setT V).
Hypothesis XV : forall A B, measurable A -> measurable B ->
  pr P (X @^-1` A `&` V @^-1` B) = pr P (X @^-1` A) * pr P (V @^-1` B).

Let m1 : {measure set T1 -> \bar R} := [the measure _ _ of pushforward P mX].
Let m2 : {measure set T2 -> \bar R} := [the measure _ _ of pushforward P mV].
Let pair w := (X w, V w).

Let mpair : measurable_fun setT pair.
Proof. exact/prod_measurable_funP. Qed.

Let m12 : {measure set (T1 * T2)%type -> \bar R} :=
  [the measure _ _ of pushforward P mpair].

Let s1 : sigma_finite setT m1.
Proof.
exists (fun=> setT); first by rewrite bigcup_const//; exists 0%N.
by move=> _; split=> //; rewrite /= /pushforward preimage_setT P1 ltry.
Qed.

Let s2 : sigma_finite setT m2.
Proof.
exists (fun=> setT); first by rewrite bigcup_const//; exists 0%N.
by move=> _; split=> //; rewrite /= /pushforward preimage_setT P1 ltry.
Qed.

Let mpre1 A : measurable A -> measurable (X @^-1` A).
Proof. by move=> mA; rewrite -[X @^-1` A]setTI; exact: mX. Qed.

Let mpre2 A : measurable A -> measurable (V @^-1` A).
Proof. by move=> mA; rewrite -[V @^-1` A]setTI; exact: mV. Qed.

Let law (A : set (T1 * T2)) : measurable A -> product_measure1 m1 s2 A = m12 A.
Proof.
apply: product_measure_unique => // A1 A2 mA1 mA2.
rewrite /= /pushforward -[LHS](@prE _ _ _ _ P1); last first.
  by apply: measurableI; [exact: mpre1|exact: mpre2].
by rewrite XV// EFinM !prE//; [exact: mpre2|exact: mpre1].
Qed.

Variable f : T1 * T2 -> \bar R.
Hypotheses (mf : measurable_fun setT f) (f0 : forall z, (0 <= f z)%E).

Let tonelli_law : (\int[P]_w f (X w, V w) = \int[m12]_z f z)%E.
Proof. by rewrite (integral_pushforward mpair P mf f0). Qed.

Let law_integral :
  (\int[m12]_z f z = \int[product_measure1 m1 s2]_z f z)%E.
Proof. by apply: eq_measure_integral => A mA _; rewrite /= law. Qed.

Lemma tonelli_pair1 :
  (\int[P]_w f (X w, V w) = \int[P]_w \int[P]_w' f (X w, V w'))%E.
Proof.
rewrite tonelli_law law_integral fubini_tonelli1//.
rewrite (integral_pushforward mX P); last 2 first.
- exact: measurable_fun_fubini_tonelli_F.
- by move=> y; exact: integral_ge0.
apply: eq_integral => w _ /=; rewrite /fubini_F (integral_pushforward mV P)//.
exact: measurable_fun_prod1.
Qed.

Lemma tonelli_pair2 :
  (\int[P]_w f (X w, V w) = \int[P]_w' \int[P]_w f (X w, V w'))%E.
Proof.
rewrite tonelli_law law_integral (fubini_tonelli2 s1)//.
rewrite (integral_pushforward mV P); last 2 first.
- exact: measurable_fun_fubini_tonelli_G.
- by move=> y; exact: integral_ge0.
apply: eq_integral => w _ /=; rewrite /fubini_G (integral_pushforward mX P)//.
exact: measurable_fun_prod2.
Qed.

End tonelli.
