(** A step at power Q: the fastest of Q independent approaches has survival function S^Q (S-1), and
    the mean of a nonnegative time is the integral of its survival function. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Goodhart Integral.
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
