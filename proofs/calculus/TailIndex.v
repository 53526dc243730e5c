(** The threshold of any law, from its tail index: the mean step is finite for Q kappa > 1 and infinite
    for Q kappa < 1 (S-12). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Goodhart Integral Step ParetoStep.
Open Scope R_scope.

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
