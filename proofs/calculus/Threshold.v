(** The threshold of cognitive power: the fastest of Q approaches has survival function S^Q, and the
    mean time of a step is finite beyond a power and infinite below it (S-1, S-2, S-11, S-12). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Sums Goodhart Integral.
Open Scope R_scope.

(** S(x) = P(T > x) for some random time T. *)
Definition survival_function (S : R -> R) : Prop :=
  nonincreasing S /\ (forall x, 0 <= S x <= 1) /\
  (forall x, filterlim S (at_right x) (locally (S x))) /\
  is_lim S m_infty 1 /\ is_lim S p_infty 0.

(** y^Q for y >= 0, with 0^Q = 0 (the standard library's Rpower is meant for y > 0 alone). *)
Definition power (y Q : R) : R := if Rlt_dec 0 y then Rpower y Q else 0.

(** The survival function of a step at power Q. *)
Definition step (S : R -> R) (Q x : R) : R := power (S x) Q.

(** The mean of a nonnegative time is the integral of its survival function. *)
Definition has_mean (S : R -> R) (m : R) : Prop := integral_to_infinity S 0 m.
Definition mean_infinite (S : R -> R) : Prop := integral_infinite S 0.

Lemma mean_not_both S m : has_mean S m -> mean_infinite S -> False.
Proof.
  intros H [_ Hinf].
  pose proof (is_lim_unique _ _ _ (integral_to_infinity_lim_inv S 0 m H)) as E.
  pose proof (is_lim_unique _ _ _ Hinf) as E'. congruence.
Qed.

Lemma has_mean_ext S T m : (forall x, S x = T x) -> has_mean S m -> has_mean T m.
Proof.
  intros E. unfold has_mean, integral_to_infinity. apply is_RInt_gen_ext.
  apply (Filter_prod _ _ _ (fun _ => True) (fun _ => True)); [easy | now exists 0 |].
  intros x y _ _ z _. apply E.
Qed.

(** ** Powers *)

Lemma power_pos y Q : 0 < y -> power y Q = Rpower y Q.
Proof. intros H. unfold power. now destruct (Rlt_dec 0 y). Qed.

Lemma power_zero Q : power 0 Q = 0.
Proof. unfold power. destruct (Rlt_dec 0 0); lra. Qed.

Lemma power_nonneg y Q : 0 <= power y Q.
Proof. unfold power. destruct (Rlt_dec 0 y); [apply Rlt_le, exp_pos | lra]. Qed.

Lemma Rpower_le_base x y Q : 0 <= Q -> 0 < x -> x <= y -> Rpower x Q <= Rpower y Q.
Proof. intros. apply Rle_Rpower_l; lra. Qed.

Lemma power_le x y Q : 0 <= Q -> x <= y -> power x Q <= power y Q.
Proof.
  intros HQ Hxy. unfold power. destruct (Rlt_dec 0 x), (Rlt_dec 0 y); try lra.
  - apply Rpower_le_base; lra.
  - apply Rlt_le, exp_pos.
Qed.

Lemma power_one Q : power 1 Q = 1.
Proof. rewrite power_pos by lra. unfold Rpower. now rewrite ln_1, Rmult_0_r, exp_0. Qed.

Lemma power_le_1 y Q : 0 <= Q -> y <= 1 -> power y Q <= 1.
Proof. intros. rewrite <- (power_one Q). now apply power_le. Qed.

Lemma power_continuous y Q : 0 < y -> filterlim (fun z => power z Q) (locally y) (locally (power y Q)).
Proof.
  intros Hy.
  apply (continuous_ext_loc (fun z => power z Q) (fun z => Rpower z Q) y).
  - exists (mkposreal y Hy). intros z Hz.
    apply Rabs_def2 in Hz. unfold minus, plus, opp in Hz; simpl in Hz. symmetry. apply power_pos. lra.
  - unfold Rpower. apply (continuous_comp (fun z => Q * ln z) exp).
    + apply (continuous_mult (fun _ => Q) ln); [apply continuous_const|]. apply continuity_pt_filterlim, derivable_continuous_pt.
      exists (/ y). now apply derivable_pt_lim_ln.
    + apply continuity_pt_filterlim, derivable_continuous_pt, derivable_pt_exp.
Qed.

(** ** S-1: the power of a survival function is a survival function *)

Theorem step_survival_function S Q :
  survival_function S -> 0 < Q -> survival_function (step S Q).
Proof.
  intros [Hmono [H01 [Hrc [Hm Hp]]]] HQ. unfold step. repeat split.
  - intros x y Hxy. apply power_le; [lra | now apply Hmono].
  - apply power_nonneg.
  - apply power_le_1; [lra | apply H01].
  - intros x. destruct (Rle_lt_or_eq_dec 0 (S x) (proj1 (H01 x))) as [Hx|Hx].
    + apply (filterlim_comp _ _ _ S (fun z => power z Q) _ (locally (S x))); [apply Hrc|].
      now apply power_continuous.
    + rewrite <- Hx, power_zero.
      apply (filterlim_ext_loc (fun _ => 0)); [|apply filterlim_const].
      exists (mkposreal 1 Rlt_0_1). intros y _ Hy.
      assert (S y = 0).
      { pose proof (Hmono x y ltac:(lra)). pose proof (proj1 (H01 y)). lra. }
      now rewrite H, power_zero.
  - rewrite <- (power_one Q).
    apply (filterlim_comp _ _ _ S (fun z => power z Q) _ (locally 1)); [exact Hm|].
    apply power_continuous. lra.
  - apply is_lim_spec. intros eps. simpl.
    apply is_lim_spec in Hp.
    destruct (Hp (mkposreal (Rpower eps (/ Q)) (exp_pos _))) as [M HM]. exists M. intros x Hx.
    specialize (HM x Hx). simpl in HM. rewrite Rminus_0_r in *.
    rewrite Rabs_right in * by (apply Rle_ge; try apply power_nonneg; apply H01).
    unfold power. destruct (Rlt_dec 0 (S x)) as [Hpos|]; [|apply cond_pos].
    apply Rlt_le_trans with (Rpower (Rpower eps (/ Q)) Q).
    + unfold Rpower at 1 2. apply exp_increasing. apply Rmult_lt_compat_l; [easy|]. now apply ln_increasing.
    + rewrite Rpower_mult, Rinv_l, Rpower_1 by (try lra; apply cond_pos). lra.
Qed.

(** Powers of powers multiply, and a whole power is the product that independence gives. *)
Theorem step_step S P Q x : step (step S P) Q x = step S (P * Q) x.
Proof.
  unfold step, power at 2 3. destruct (Rlt_dec 0 (S x)) as [H|H]; [|apply power_zero].
  rewrite power_pos by apply exp_pos. apply Rpower_mult.
Qed.

Theorem step_whole S (n : nat) x : 0 <= S x -> (0 < n)%nat -> step S (INR n) x = S x ^ n.
Proof.
  intros [H|H] Hn; unfold step.
  - rewrite power_pos by easy. now apply Rpower_pow.
  - rewrite <- H, power_zero. now rewrite pow_i.
Qed.

(** ** S-2: Pareto approaches, P(T > t) = t^(-alpha) for t >= 1 *)

Theorem pareto_survival_function a : 0 < a -> survival_function (pareto_tail a).
Proof.
  intros Ha. pose proof (pareto_tail_nonincreasing a ltac:(lra)) as Hmono.
  assert (Hcont : forall x, 1 <= x -> continuous (fun z => Rpower z (- a)) x).
  { intros x Hx. apply (ex_derive_continuous (fun z => Rpower z (- a))). eexists.
    apply is_derive_Reals, derivable_pt_lim_power. lra. }
  repeat split; auto.
  - apply Rlt_le, pareto_tail_pos.
  - destruct (Rle_dec x 1) as [H|H].
    + unfold pareto_tail. destruct (Rle_dec x 1); lra.
    + apply Rle_trans with (pareto_tail a 1); [apply Hmono; lra|].
      unfold pareto_tail. destruct (Rle_dec 1 1); lra.
  - intros x. destruct (Rlt_dec x 1) as [H|H].
    + unfold pareto_tail at 2. destruct (Rle_dec x 1); [|lra].
      apply (filterlim_ext_loc (fun _ => 1)); [|apply filterlim_const].
      exists (mkposreal (1 - x) ltac:(lra)). intros y Hy _. apply Rabs_def2 in Hy.
      unfold minus, plus, opp in Hy; simpl in Hy.
      unfold pareto_tail. destruct (Rle_dec y 1); [easy | lra].
    + rewrite (pareto_tail_large a x) by lra.
      apply (filterlim_ext_loc (fun z => Rpower z (- a))).
      * exists (mkposreal 1 Rlt_0_1). intros y _ Hy. symmetry. apply pareto_tail_large. lra.
      * intros P HP. unfold filtermap, at_right, within.
        apply (filter_imp (fun y => P (Rpower y (- a)))); [auto | apply (Hcont x ltac:(lra) P HP)].
  - apply (is_lim_ext_loc (fun _ => 1)); [|apply is_lim_const].
    exists 0. intros x Hx. unfold pareto_tail. destruct (Rle_dec x 1); lra.
  - apply (is_lim_ext_loc (fun x => exp (- a * ln x))).
    + exists 1. intros x Hx. rewrite pareto_tail_large by lra. reflexivity.
    + apply (is_lim_comp exp (fun x => - a * ln x) p_infty 0 m_infty).
      * apply is_lim_exp_m.
      * replace m_infty with (Rbar_mult (Finite (- a)) p_infty).
        -- apply is_lim_scal_l, is_lim_ln_p.
        -- simpl. destruct (Rle_dec 0 (- a)) as [Hle|]; [exfalso; lra | reflexivity].
      * exists 0. intros y _. easy.
Qed.

Theorem pareto_step alpha Q x : step (pareto_tail alpha) Q x = pareto_tail (alpha * Q) x.
Proof.
  unfold step. rewrite power_pos by apply pareto_tail_pos. unfold pareto_tail.
  destruct (Rle_dec x 1).
  - unfold Rpower. now rewrite ln_1, Rmult_0_r, exp_0.
  - rewrite Rpower_mult. f_equal. ring.
Qed.

(** The mean of min(T, c), in closed form. *)
Definition cut_mean (a c : R) : R :=
  if Req_EM_T a 1 then 1 + ln c else 1 + (Rpower c (1 - a) - 1) / (1 - a).

Lemma pareto_head a : is_RInt (pareto_tail a) 0 1 1.
Proof.
  apply is_RInt_ext with (fun _ => 1).
  - intros x [_ Hx]. rewrite Rmax_right in Hx by lra.
    unfold pareto_tail. destruct (Rle_dec x 1); lra.
  - pose proof (@is_RInt_const R_NormedModule 0 1 1) as K.
    assert (E : scal (1 - 0) (1 : R_NormedModule) = 1) by (change ((1 - 0) * 1 = 1); ring).
    rewrite E in K. exact K.
Qed.

Lemma Rpower_1_base k : Rpower 1 k = 1.
Proof. unfold Rpower. now rewrite ln_1, Rmult_0_r, exp_0. Qed.

Lemma Rpower_continuous k x : 0 < x -> continuous (fun z => Rpower z k) x.
Proof.
  intros Hx. apply (ex_derive_continuous (fun z => Rpower z k)). eexists.
  apply is_derive_Reals, derivable_pt_lim_power. exact Hx.
Qed.

Lemma power_integral_log c : 1 <= c -> is_RInt (fun x => Rpower x (- (1))) 1 c (ln c).
Proof.
  intros Hc.
  assert (K : is_RInt (fun x => Rpower x (- (1))) 1 c (minus (ln c) (ln 1))).
  { apply (is_RInt_derive ln (fun x => Rpower x (- (1)))).
    - intros x [Hx _]. rewrite Rmin_left in Hx by lra.
      replace (Rpower x (- (1))) with (/ x) by (rewrite Rpower_Ropp, Rpower_1; lra).
      apply is_derive_Reals, derivable_pt_lim_ln. lra.
    - intros x [Hx _]. rewrite Rmin_left in Hx by lra. apply Rpower_continuous. lra. }
  assert (E : minus (ln c) (ln 1) = ln c) by (rewrite ln_1; change (ln c + - 0 = ln c); ring).
  rewrite E in K. exact K.
Qed.

Lemma power_integral a c : 1 <= c -> a <> 1 ->
  is_RInt (fun x => Rpower x (- a)) 1 c ((Rpower c (1 - a) - 1) / (1 - a)).
Proof.
  intros Hc Ha.
  assert (K : is_RInt (fun x => Rpower x (- a)) 1 c
    (minus (/ (1 - a) * Rpower c (1 - a)) (/ (1 - a) * Rpower 1 (1 - a)))).
  { apply (is_RInt_derive (fun x => / (1 - a) * Rpower x (1 - a)) (fun x => Rpower x (- a))).
    - intros x [Hx _]. rewrite Rmin_left in Hx by lra.
      apply is_derive_Reals.
      replace (Rpower x (- a)) with (/ (1 - a) * ((1 - a) * Rpower x (1 - a - 1)))
        by (replace (1 - a - 1) with (- a) by ring; field; lra).
      apply derivable_pt_lim_scal, derivable_pt_lim_power. lra.
    - intros x [Hx _]. rewrite Rmin_left in Hx by lra. apply Rpower_continuous. lra. }
  assert (E : minus (/ (1 - a) * Rpower c (1 - a)) (/ (1 - a) * Rpower 1 (1 - a))
            = (Rpower c (1 - a) - 1) / (1 - a)).
  { rewrite Rpower_1_base.
    change (/ (1 - a) * Rpower c (1 - a) + - (/ (1 - a) * 1) = (Rpower c (1 - a) - 1) / (1 - a)).
    field. lra. }
  rewrite E in K. exact K.
Qed.

Theorem pareto_cut_mean a c : 1 <= c -> is_RInt (pareto_tail a) 0 c (cut_mean a c).
Proof.
  intros Hc.
  assert (H2 : is_RInt (pareto_tail a) 1 c (cut_mean a c - 1)).
  { apply is_RInt_ext with (fun x => Rpower x (- a)).
    - intros x [Hx _]. rewrite Rmin_left in Hx by lra. symmetry. apply pareto_tail_large. lra.
    - unfold cut_mean. destruct (Req_EM_T a 1) as [->|Ha].
      + replace (1 + ln c - 1) with (ln c) by ring. now apply power_integral_log.
      + replace (1 + (Rpower c (1 - a) - 1) / (1 - a) - 1) with ((Rpower c (1 - a) - 1) / (1 - a)) by ring.
        now apply power_integral. }
  pose proof (is_RInt_Chasles (V := R_NormedModule) _ _ _ _ _ _ (pareto_head a) H2) as K.
  assert (E : plus (1 : R_NormedModule) (cut_mean a c - 1) = cut_mean a c)
    by (generalize (cut_mean a c); intros m; change (1 + (m - 1) = m); ring).
  rewrite E in K. exact K.
Qed.

Lemma pareto_integrable a c b : 0 <= a -> ex_RInt (pareto_tail a) c b.
Proof.
  intros Ha. pose proof (pareto_tail_nonincreasing a Ha) as Hmono.
  apply monotone_integrable; auto. intros x. split; [apply Rlt_le, pareto_tail_pos|].
  destruct (Rle_dec x 1); [unfold pareto_tail; destruct (Rle_dec x 1); lra|].
  apply Rle_trans with (pareto_tail a 1); [apply Hmono; lra|].
  unfold pareto_tail. destruct (Rle_dec 1 1); lra.
Qed.

Lemma Rpower_lim_zero k : k < 0 -> is_lim (fun x => Rpower x k) p_infty 0.
Proof.
  intros Hk. apply (is_lim_comp exp (fun x => k * ln x) p_infty 0 m_infty).
  - apply is_lim_exp_m.
  - replace m_infty with (Rbar_mult (Finite k) p_infty).
    + apply is_lim_scal_l, is_lim_ln_p.
    + simpl. destruct (Rle_dec 0 k) as [H|]; [exfalso; lra | reflexivity].
  - exists 0. intros y _. easy.
Qed.

Lemma Rpower_lim_infty k : 0 < k -> is_lim (fun x => Rpower x k) p_infty p_infty.
Proof.
  intros Hk. apply (is_lim_comp exp (fun x => k * ln x) p_infty p_infty p_infty).
  - apply is_lim_exp_p.
  - replace p_infty with (Rbar_mult (Finite k) p_infty) at 2.
    + apply is_lim_scal_l, is_lim_ln_p.
    + simpl. destruct (Rle_dec 0 k) as [H|]; [|exfalso; lra].
      destruct (Rle_lt_or_eq_dec 0 k H); [reflexivity | exfalso; lra].
  - exists 0. intros y _. easy.
Qed.

Theorem pareto_mean_finite alpha Q :
  1 < alpha * Q -> has_mean (step (pareto_tail alpha) Q) (alpha * Q / (alpha * Q - 1)).
Proof.
  intros Ha. set (a := alpha * Q) in *.
  assert (He : forall b, ex_RInt (step (pareto_tail alpha) Q) 0 b).
  { intros b. apply ex_RInt_ext with (pareto_tail a); [intros; symmetry; apply pareto_step|].
    apply pareto_integrable. lra. }
  unfold has_mean. refine (integral_to_infinity_lim (step (pareto_tail alpha) Q) 0 (a / (a - 1)) (fun b _ => He b) _).
  apply (is_lim_ext_loc (fun c => (1 + / (a - 1)) - / (a - 1) * Rpower c (1 - a))).
  - exists 1. intros c Hc. symmetry. apply is_RInt_unique.
    apply is_RInt_ext with (pareto_tail a); [intros; symmetry; apply pareto_step|].
    replace (1 + / (a - 1) - / (a - 1) * Rpower c (1 - a)) with (cut_mean a c).
    + apply pareto_cut_mean. lra.
    + unfold cut_mean. destruct (Req_EM_T a 1); [lra|]. field. lra.
  - replace (a / (a - 1)) with (1 + / (a - 1) - / (a - 1) * 0) by (field; lra).
    apply is_lim_minus'; [apply is_lim_const|].
    apply (is_lim_scal_l _ (/ (a - 1)) p_infty (Finite 0)). apply Rpower_lim_zero. lra.
Qed.

Theorem pareto_mean_infinite alpha Q :
  0 < alpha * Q <= 1 -> mean_infinite (step (pareto_tail alpha) Q).
Proof.
  intros Ha. set (a := alpha * Q) in *.
  split.
  { intros b _. apply ex_RInt_ext with (pareto_tail a); [intros; symmetry; apply pareto_step|].
    apply pareto_integrable. lra. }
  apply (is_lim_ext_loc (cut_mean a)).
  - exists 1. intros c Hc. symmetry. apply is_RInt_unique.
    apply is_RInt_ext with (pareto_tail a); [intros; symmetry; apply pareto_step|].
    apply pareto_cut_mean. lra.
  - unfold cut_mean. destruct (Req_EM_T a 1) as [E|E].
    + apply (is_lim_plus _ _ p_infty 1 p_infty); [apply is_lim_const | apply is_lim_ln_p | easy].
    + apply (is_lim_ext (fun c => (1 - / (1 - a)) + / (1 - a) * Rpower c (1 - a))).
      { intros c. field. lra. }
      apply (is_lim_plus _ _ p_infty (1 - / (1 - a)) p_infty); [apply is_lim_const | | easy].
      replace p_infty with (Rbar_mult (Finite (/ (1 - a))) p_infty) at 2.
      * apply is_lim_scal_l, Rpower_lim_infty. lra.
      * assert (0 < / (1 - a)) by (apply Rinv_0_lt_compat; lra). simpl.
        destruct (Rle_dec 0 (/ (1 - a))) as [H'|]; [|exfalso; lra].
        destruct (Rle_lt_or_eq_dec 0 (/ (1 - a)) H'); [reflexivity | exfalso; lra].
Qed.

(** The threshold of the mean, in both directions: Q* = 1/alpha, and at Q* itself it is infinite. *)
Theorem pareto_threshold alpha Q :
  0 < alpha -> 0 < Q ->
  ((exists m, has_mean (step (pareto_tail alpha) Q) m) <-> / alpha < Q).
Proof.
  intros Ha HQ. assert (E : / alpha < Q <-> 1 < alpha * Q).
  { split; intros H.
    - apply (Rmult_lt_compat_l alpha) in H; [|easy]. rewrite Rinv_r in H; lra.
    - apply (Rmult_lt_reg_l alpha); [easy|]. rewrite Rinv_r; lra. }
  rewrite E. split.
  - intros [m Hm]. apply Rnot_le_lt. intros H.
    apply (mean_not_both _ _ Hm). apply pareto_mean_infinite. split; [|easy].
    now apply Rmult_lt_0_compat.
  - intros H. eexists. now apply pareto_mean_finite.
Qed.

(** The survival function of T^q, for a time T >= 0 and q > 0. *)
Definition moment_tail (S : R -> R) (q y : R) : R := if Rle_dec y 0 then 1 else S (Rpower y (/ q)).

Lemma pareto_moment_tail a q y : 0 < q -> moment_tail (pareto_tail a) q y = pareto_tail (a / q) y.
Proof.
  intros Hq. unfold moment_tail. destruct (Rle_dec y 0) as [H0|H0].
  { unfold pareto_tail. destruct (Rle_dec y 1); lra. }
  assert (Hiq : 0 < / q) by now apply Rinv_0_lt_compat.
  unfold pareto_tail. destruct (Rle_dec y 1) as [H1|H1].
  - destruct (Rle_dec (Rpower y (/ q)) 1) as [|H]; [easy|]. exfalso. apply H.
    replace 1 with (Rpower 1 (/ q)) by (unfold Rpower; now rewrite ln_1, Rmult_0_r, exp_0).
    apply Rpower_le_base; lra.
  - destruct (Rle_dec (Rpower y (/ q)) 1) as [H|_].
    + exfalso. apply (Rlt_not_le (Rpower y (/ q)) 1); [|easy].
      unfold Rpower. rewrite <- exp_0. apply exp_increasing, Rmult_lt_0_compat; [easy|].
      rewrite <- ln_1. apply ln_increasing; lra.
    + rewrite Rpower_mult. f_equal. field. lra.
Qed.

(** The ladder of moments: E[T^q] is finite exactly for q < a = alpha Q, with the value a/(a-q). *)
Theorem moment_ladder alpha Q q :
  0 < alpha -> 0 < Q -> 0 < q ->
  let a := alpha * Q in
  (q < a -> has_mean (moment_tail (step (pareto_tail alpha) Q) q) (a / (a - q))) /\
  (a <= q -> mean_infinite (moment_tail (step (pareto_tail alpha) Q) q)).
Proof.
  intros Ha HQ Hq a. assert (Hap : 0 < a) by now apply Rmult_lt_0_compat.
  assert (E : forall y, moment_tail (step (pareto_tail alpha) Q) q y = step (pareto_tail (a / q)) 1 y).
  { intros y. rewrite pareto_step, Rmult_1_r, <- pareto_moment_tail by easy.
    unfold moment_tail. destruct (Rle_dec y 0); [easy | apply pareto_step]. }
  split; intros H.
  - assert (H1 : 1 < a / q * 1).
    { rewrite Rmult_1_r. apply (Rmult_lt_reg_r q); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    pose proof (pareto_mean_finite (a / q) 1 H1) as Hm.
    replace (a / (a - q)) with (a / q * 1 / (a / q * 1 - 1)) by (field; lra).
    apply (has_mean_ext (step (pareto_tail (a / q)) 1)); [intros x; symmetry; apply E | exact Hm].
  - assert (H1 : 0 < a / q * 1 <= 1).
    { rewrite Rmult_1_r. split.
      - apply Rmult_lt_0_compat; [easy | now apply Rinv_0_lt_compat].
      - apply (Rmult_le_reg_r q); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    destruct (pareto_mean_infinite (a / q) 1 H1) as [Hex Hlim]. split.
    + intros b Hb. apply ex_RInt_ext with (step (pareto_tail (a / q)) 1); [intros; symmetry; apply E|]. now apply Hex.
    + apply (is_lim_ext (fun b => RInt (step (pareto_tail (a / q)) 1) 0 b)); [|exact Hlim].
      intros b. apply RInt_ext. intros; symmetry; apply E.
Qed.

(** ** S-11: more power shortens the mean step, down to the time 1 that no power undercuts *)

Theorem pareto_mean_decreasing alpha Q R :
  0 < alpha -> 1 < alpha * Q -> Q < R ->
  alpha * R / (alpha * R - 1) < alpha * Q / (alpha * Q - 1).
Proof.
  intros Ha HQ HR. assert (alpha * Q < alpha * R) by (now apply Rmult_lt_compat_l).
  replace (alpha * R / (alpha * R - 1)) with (1 + / (alpha * R - 1)) by (field; lra).
  replace (alpha * Q / (alpha * Q - 1)) with (1 + / (alpha * Q - 1)) by (field; lra).
  apply Rplus_lt_compat_l, Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

Theorem pareto_mean_limit alpha :
  0 < alpha -> is_lim (fun Q => alpha * Q / (alpha * Q - 1)) p_infty 1.
Proof.
  intros Ha.
  apply (is_lim_ext_loc (fun Q => 1 + / (alpha * Q - 1))).
  - exists (/ alpha). intros Q HQ. apply (Rmult_lt_compat_l alpha) in HQ; [|easy].
    rewrite Rinv_r in HQ by lra. field. lra.
  - replace (Finite 1) with (Finite (1 + 0)) by (f_equal; ring).
    apply is_lim_plus'; [apply is_lim_const|].
    apply (is_lim_inv (fun Q => alpha * Q - 1) p_infty p_infty); [|easy].
    apply (is_lim_minus _ _ p_infty p_infty 1); [|apply is_lim_const | easy].
    replace p_infty with (Rbar_mult (Finite alpha) p_infty) at 2.
    + apply is_lim_scal_l, is_lim_id.
    + simpl. destruct (Rle_dec 0 alpha) as [H|]; [|exfalso; lra].
      destruct (Rle_lt_or_eq_dec 0 alpha H); [reflexivity | exfalso; lra].
Qed.

(** ** S-12: the threshold of a general law is the reciprocal of its tail index *)

(** kappa = liminf of -ln S(t) / ln t as t -> infinity, with -ln 0 = infinity; kappa may be infinite. *)
Definition tail_index (S : R -> R) (kappa : Rbar) : Prop :=
  (forall k : R, Rbar_lt k kappa ->
     exists t0, forall t, t0 < t -> S t = 0 \/ k < - ln (S t) / ln t) /\
  (forall k : R, Rbar_lt kappa k ->
     forall t0, exists t, t0 < t /\ 0 < S t /\ - ln (S t) / ln t < k).

(** Q kappa > 1, read as Q > 1/kappa for kappa in [0, infinity]. *)
Definition beyond_threshold (Q : R) (kappa : Rbar) : Prop :=
  match kappa with Finite k => 1 < Q * k | p_infty => True | m_infty => False end.
Definition below_threshold (Q : R) (kappa : Rbar) : Prop :=
  match kappa with Finite k => Q * k < 1 | p_infty => False | m_infty => True end.

Lemma step_integrable S Q a b : survival_function S -> 0 < Q -> ex_RInt (step S Q) a b.
Proof.
  intros HS HQ. destruct (step_survival_function S Q HS HQ) as [Hm [H01 _]]. now apply monotone_integrable.
Qed.

Lemma step_nonneg S Q x : 0 <= step S Q x.
Proof. apply power_nonneg. Qed.

Theorem mean_finite_beyond S Q kappa :
  survival_function S -> 0 < Q -> tail_index S kappa -> beyond_threshold Q kappa ->
  exists m, has_mean (step S Q) m.
Proof.
  intros HS HQ [Hlow _] Hb.
  (* some k below kappa with Q k > 1 *)
  assert (Hk : exists k, Rbar_lt (Finite k) kappa /\ 1 < Q * k).
  { destruct kappa as [k| |]; simpl in Hb; [| |easy].
    - exists ((k + / Q) / 2). simpl.
      assert (/ Q < k). { apply (Rmult_lt_reg_l Q); [easy|]. rewrite Rinv_r; lra. }
      split; [lra|]. assert (Q * / Q = 1) by (apply Rinv_r; lra). nra.
    - exists (2 * / Q). split; [easy|]. assert (Q * / Q = 1) by (apply Rinv_r; lra). nra. }
  destruct Hk as [k [Hk HQk]]. destruct (Hlow k Hk) as [t0 Ht0].
  set (b := Rmax 1 t0 + 1). assert (Hb1 : 1 < b) by (unfold b; pose proof (Rmax_l 1 t0); lra).
  assert (Hbt : t0 < b) by (unfold b; pose proof (Rmax_r 1 t0); lra).
  assert (Hbound : forall t, b <= t -> step S Q t <= pareto_tail (Q * k) t).
  { intros t Ht. rewrite pareto_tail_large by lra. unfold step, power.
    destruct (Rlt_dec 0 (S t)) as [Hs|]; [|apply Rlt_le, exp_pos].
    destruct (Ht0 t ltac:(lra)) as [|Hd]; [lra|].
    assert (Hln : 0 < ln t) by (rewrite <- ln_1; apply ln_increasing; lra).
    apply (Rmult_lt_compat_r (ln t)) in Hd; [|easy].
    unfold Rdiv in Hd. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Hd by lra.
    unfold Rpower. apply Rlt_le, exp_increasing.
    replace (- (Q * k) * ln t) with (Q * - (k * ln t)) by ring. apply Rmult_lt_compat_l; lra. }
  assert (Hpm : has_mean (pareto_tail (Q * k)) (Q * k / (Q * k - 1))).
  { pose proof (pareto_mean_finite (Q * k) 1 ltac:(lra)) as Hm. rewrite Rmult_1_r in Hm.
    apply (has_mean_ext (step (pareto_tail (Q * k)) 1)); [|exact Hm].
    intros x. now rewrite pareto_step, Rmult_1_r. }
  set (m := Q * k / (Q * k - 1)) in *.
  assert (Hcut : forall c, 0 <= c -> RInt (pareto_tail (Q * k)) 0 c <= m).
  { intros c Hc. pose proof (integral_to_infinity_lim_inv _ _ _ Hpm) as Hlim.
    apply (is_lim_le_loc (fun _ => RInt (pareto_tail (Q * k)) 0 c)
             (fun b => RInt (pareto_tail (Q * k)) 0 b) p_infty (Finite (RInt (pareto_tail (Q * k)) 0 c)) (Finite m));
      [|apply is_lim_const | exact Hlim].
    - exists c. intros x Hx. apply (RInt_nondecreasing (pareto_tail (Q * k)) 0); try lra.
      + intros; apply Rlt_le, pareto_tail_pos.
      + intros; apply pareto_integrable. lra. }
  destruct (integral_bounded (step S Q) 0 (b + m)) as [l [Hl _]].
  - intros; apply step_nonneg.
  - intros; now apply step_integrable.
  - intros c Hc. destruct HS as [Hmono [H01 Hrest]].
    assert (HS : survival_function S) by now split.
    assert (Hhead : RInt (step S Q) 0 b <= b).
    { apply Rle_trans with (RInt (fun _ => 1) 0 b).
      - apply RInt_le; [lra | now apply step_integrable | apply ex_RInt_const |].
        intros x _. apply power_le_1; [lra | apply H01].
      - rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. lra. }
    assert (0 <= m). { apply Rle_trans with (RInt (pareto_tail (Q * k)) 0 1); [|apply Hcut; lra].
      apply RInt_ge_0; [lra | apply pareto_integrable; lra | intros; apply Rlt_le, pareto_tail_pos]. }
    destruct (Rle_dec c b) as [Hcb|Hcb].
    + apply Rle_trans with (RInt (step S Q) 0 b); [|lra].
      apply RInt_nondecreasing; auto; [intros; apply step_nonneg | intros; now apply step_integrable].
    + rewrite <- (RInt_Chasles (step S Q) 0 b c) by now apply step_integrable.
      apply Rplus_le_compat; [easy|].
      apply Rle_trans with (RInt (pareto_tail (Q * k)) b c).
      * apply RInt_le; [lra | now apply step_integrable | |].
        -- apply pareto_integrable; lra.
        -- intros x Hx. apply Hbound. lra.
      * apply Rle_trans with (RInt (pareto_tail (Q * k)) 0 c); [|apply Hcut; lra].
        rewrite <- (RInt_Chasles (pareto_tail (Q * k)) 0 b c).
        -- unfold plus; simpl.
           assert (0 <= RInt (pareto_tail (Q * k)) 0 b); [|lra].
           apply RInt_ge_0; [lra | apply pareto_integrable; lra | intros; apply Rlt_le, pareto_tail_pos].
        -- apply pareto_integrable; lra.
        -- apply pareto_integrable; lra.
  - now exists l.
Qed.

Theorem mean_infinite_below S Q kappa :
  survival_function S -> 0 < Q -> tail_index S kappa -> below_threshold Q kappa ->
  mean_infinite (step S Q).
Proof.
  intros HS HQ [_ Hup] Hb. split; [intros b _; apply (step_integrable S Q 0 b HS HQ)|].
  assert (Hk : exists k, Rbar_lt kappa (Finite k) /\ Q * k < 1).
  { destruct kappa as [k| |]; simpl in Hb; [|easy|].
    - exists ((k + / Q) / 2). simpl.
      assert (k < / Q). { apply (Rmult_lt_reg_l Q); [easy|]. rewrite Rinv_r; lra. }
      split; [lra|]. assert (Q * / Q = 1) by (apply Rinv_r; lra). nra.
    - exists 0. split; [easy | lra]. }
  destruct Hk as [k [Hk HQk]].
  pose proof (fun b (_ : 0 <= b) => step_integrable S Q 0 b HS HQ) as Hex.
  destruct (nondecreasing_lim (fun b => RInt (step S Q) 0 b) 0) as [[l [_ Hle]]|Hinf]; [| |exact Hinf].
  { apply RInt_nondecreasing; [intros x _; apply step_nonneg | intros b _; apply (step_integrable S Q 0 b HS HQ)]. }
  exfalso.
  (* one large value of S far out bounds the integral before it from below *)
  pose proof (proj2 (is_lim_spec _ _ _) (Rpower_lim_infty (1 - Q * k) ltac:(lra))) as Hbig. simpl in Hbig.
  destruct (Hbig (Rmax 0 l)) as [M HM].
  destruct (Hup k Hk (Rmax 1 M)) as [t [Ht [Hs Hd]]].
  pose proof (Rmax_l 1 M). pose proof (Rmax_r 1 M).
  assert (Hln : 0 < ln t) by (rewrite <- ln_1; apply ln_increasing; lra).
  apply (Rmult_lt_compat_r (ln t)) in Hd; [|easy].
  unfold Rdiv in Hd. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Hd by lra.
  assert (Hst : Rpower t (- (Q * k)) <= step S Q t).
  { unfold step. rewrite power_pos by easy. unfold Rpower. apply Rlt_le, exp_increasing.
    replace (- (Q * k) * ln t) with (Q * - (k * ln t)) by ring. apply Rmult_lt_compat_l; lra. }
  assert (Hint : t * step S Q t <= RInt (step S Q) 0 t).
  { replace (t * step S Q t) with (RInt (fun _ => step S Q t) 0 t).
    - apply RInt_le; [lra | apply ex_RInt_const | now apply step_integrable |].
      intros x Hx. destruct (step_survival_function S Q HS HQ) as [Hm _]. apply Hm. lra.
    - rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. ring. }
  pose proof (Hle t ltac:(lra)) as Hlt. specialize (HM t ltac:(lra)).
  assert (Rpower t (1 - Q * k) = t * Rpower t (- (Q * k))).
  { unfold Rminus. rewrite Rpower_plus, Rpower_1; lra. }
  assert (t * Rpower t (- (Q * k)) <= t * step S Q t) by (apply Rmult_le_compat_l; lra).
  pose proof (Rmax_r 0 l). simpl in HM. lra.
Qed.

(** Witness: the Pareto law has the tail index alpha, so that both theorems speak of it. *)
Theorem pareto_tail_index alpha : 0 < alpha -> tail_index (pareto_tail alpha) alpha.
Proof.
  intros Ha.
  assert (E : forall t, 1 < t -> - ln (pareto_tail alpha t) / ln t = alpha).
  { intros t Ht. assert (0 < ln t) by (rewrite <- ln_1; apply ln_increasing; lra).
    rewrite pareto_tail_large by lra. unfold Rpower. rewrite ln_exp. field. lra. }
  split.
  - intros k Hk. exists 1. intros t Ht. right. rewrite E by easy. exact Hk.
  - intros k Hk t0. exists (Rmax 1 t0 + 1). pose proof (Rmax_l 1 t0). pose proof (Rmax_r 1 t0).
    repeat split; [lra | apply pareto_tail_pos |]. rewrite E by lra. exact Hk.
Qed.
