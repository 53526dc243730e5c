(** The threshold of cognitive power for Pareto approaches: the mean time of a step is finite beyond a
    power and infinite at it and below it; its moments and its decrease in the power (S-2, S-11). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Goodhart Integral Step.
Open Scope R_scope.

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
