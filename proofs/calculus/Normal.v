(** The normal law: its density, its upper tail, and bounds on how fast the tail falls. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Integral.
Open Scope R_scope.

Definition normal_density (x : R) : R := exp (- (x * x) / 2) / sqrt (2 * PI).

(** P(N >= z) *)
Definition normal_tail (z : R) : R := RInt_gen normal_density (at_point z) (Rbar_locally p_infty).

Lemma density_pos x : 0 < normal_density x.
Proof.
  apply Rdiv_lt_0_compat; [apply exp_pos | apply sqrt_lt_R0].
  pose proof PI_RGT_0. lra.
Qed.

Lemma density_quotient x y :
  normal_density x = exp (- (x * x - y * y) / 2) * normal_density y.
Proof.
  unfold normal_density, Rdiv. rewrite <- Rmult_assoc, <- exp_plus. do 2 f_equal. field.
Qed.

Lemma density_le x y : y * y <= x * x -> normal_density x <= normal_density y.
Proof.
  intros H. unfold normal_density. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat, sqrt_lt_R0. pose proof PI_RGT_0. lra.
  - destruct (Rle_lt_or_eq_dec _ _ H) as [Hlt| ->]; [|lra]. apply Rlt_le, exp_increasing. lra.
Qed.

Lemma exp_le_inv y : 0 < y -> exp (- y) <= / y.
Proof.
  intros H. rewrite exp_Ropp. apply Rinv_le_contravar; [easy|].
  pose proof (exp_ineq1 y ltac:(lra)). lra.
Qed.

Lemma density_derive x : is_derive normal_density x (- (x * normal_density x)).
Proof.
  unfold normal_density. auto_derive; [easy|]. unfold Rdiv. field.
  apply Rgt_not_eq, sqrt_lt_R0. pose proof PI_RGT_0. lra.
Qed.

Lemma density_continuous x : continuous normal_density x.
Proof. apply (ex_derive_continuous normal_density). eexists. apply density_derive. Qed.

Lemma density_integrable a b : ex_RInt normal_density a b.
Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros x _. apply density_continuous. Qed.

Lemma moment_continuous x : continuous (fun v => v * normal_density v) x.
Proof.
  apply (continuous_mult (fun v => v) normal_density); [apply continuous_id | apply density_continuous].
Qed.

Lemma moment_RInt a b : is_RInt (fun v => v * normal_density v) a b (normal_density a - normal_density b).
Proof.
  replace (normal_density a - normal_density b) with (minus (- normal_density b) (- normal_density a))
    by (unfold minus, plus, opp; simpl; ring).
  apply (is_RInt_derive (fun v => - normal_density v) (fun v => v * normal_density v)).
  - intros x _. replace (x * normal_density x) with (- - (x * normal_density x)) by ring.
    apply (is_derive_opp normal_density), density_derive.
  - intros x _. apply moment_continuous.
Qed.

Lemma density_lim : is_lim normal_density p_infty 0.
Proof.
  apply is_lim_spec. intros eps. simpl. exists (Rmax 1 (2 * normal_density 0 / eps)). intros x Hx.
  pose proof (Rmax_l 1 (2 * normal_density 0 / eps)). pose proof (Rmax_r 1 (2 * normal_density 0 / eps)).
  pose proof (density_pos x). pose proof (density_pos 0). pose proof (cond_pos eps) as He.
  rewrite Rminus_0_r, Rabs_right by lra.
  apply Rle_lt_trans with (/ (x / 2) * normal_density 0).
  - rewrite (density_quotient x 0). apply Rmult_le_compat_r; [lra|].
    apply Rle_trans with (exp (- (x / 2))); [|apply exp_le_inv; lra].
    destruct (Req_dec (x * x) x) as [E|E]; [right; f_equal; lra|].
    apply Rlt_le, exp_increasing. nra.
  - apply (Rmult_lt_reg_l (x / 2)); [lra|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
    assert (Hd : 2 * normal_density 0 / eps < x) by lra.
    apply (Rmult_lt_compat_r eps) in Hd; [|easy].
    replace (2 * normal_density 0 / eps * eps) with (2 * normal_density 0) in Hd by (field; lra). lra.
Qed.

(** E[N; N >= t] *)
Theorem normal_moment_above t :
  is_RInt_gen (fun v => v * normal_density v) (at_point t) (Rbar_locally p_infty) (normal_density t).
Proof.
  apply (integral_to_infinity_lim (fun v => v * normal_density v) t (normal_density t)).
  - intros b _. eexists. apply moment_RInt.
  - apply (is_lim_ext (fun b => normal_density t - normal_density b)).
    + intros b. symmetry. apply is_RInt_unique, moment_RInt.
    + replace (Finite (normal_density t)) with (Finite (normal_density t - 0)) by (f_equal; ring).
      apply is_lim_minus'; [apply is_lim_const | apply density_lim].
Qed.

Lemma density_RInt_above z b : 1 <= z -> z <= b -> RInt normal_density z b <= normal_density z.
Proof.
  intros Hz Hb. apply Rle_trans with (normal_density z - normal_density b).
  - rewrite <- (is_RInt_unique _ _ _ _ (moment_RInt z b)).
    apply RInt_le; [easy | apply density_integrable | eexists; apply moment_RInt |].
    intros x Hx. pose proof (density_pos x). nra.
  - pose proof (density_pos b). lra.
Qed.

Lemma normal_tail_exists z : exists l, integral_to_infinity normal_density z l
  /\ forall b, z <= b -> RInt normal_density z b <= l.
Proof.
  set (m := Rmax z 1). assert (Hzm : z <= m) by apply Rmax_l. assert (Hm : 1 <= m) by apply Rmax_r.
  apply (integral_bounded normal_density z (RInt normal_density z m + normal_density m)).
  - intros x _. apply Rlt_le, density_pos.
  - intros b _. apply density_integrable.
  - intros b Hb.
    assert (Hmono := RInt_nondecreasing normal_density z (fun x _ => Rlt_le _ _ (density_pos x))
                       (fun b _ => density_integrable z b)).
    pose proof (density_pos m) as Hp. destruct (Rle_dec b m) as [Hbm|Hbm].
    + pose proof (Hmono b m Hb Hbm). lra.
    + rewrite <- (RInt_Chasles normal_density z m b); try apply density_integrable.
      pose proof (density_RInt_above m b Hm ltac:(lra)). unfold plus; simpl. lra.
Qed.

Lemma normal_tail_bound z : integral_to_infinity normal_density z (normal_tail z)
  /\ forall b, z <= b -> RInt normal_density z b <= normal_tail z.
Proof.
  destruct (normal_tail_exists z) as [l [Hl Hb]].
  assert (E : normal_tail z = l) by (apply is_RInt_gen_unique; exact Hl).
  now rewrite E.
Qed.

(** The integral in the definition of the tail converges. *)
Theorem normal_tail_converges z :
  is_RInt_gen normal_density (at_point z) (Rbar_locally p_infty) (normal_tail z).
Proof. apply normal_tail_bound. Qed.

Lemma normal_tail_split a x : normal_tail x = normal_tail a - RInt normal_density a x.
Proof.
  apply is_RInt_gen_unique.
  replace (normal_tail a - RInt normal_density a x)
    with (plus (RInt normal_density x a) (normal_tail a)).
  - apply (is_RInt_gen_Chasles normal_density a); [|apply normal_tail_converges].
    apply is_RInt_gen_at_point, (RInt_correct normal_density x a), density_integrable.
  - rewrite <- (opp_RInt_swap normal_density a x) by apply density_integrable.
    unfold plus, opp; simpl. ring.
Qed.

Lemma normal_tail_continuous x : continuous normal_tail x.
Proof.
  apply (continuous_ext (fun y => minus (normal_tail 0) (RInt normal_density 0 y))).
  - intros y. symmetry. apply normal_tail_split.
  - apply (continuous_minus (fun _ => normal_tail 0) (RInt normal_density 0)); [apply continuous_const|].
    apply (ex_derive_continuous (RInt normal_density 0)). eexists.
    apply (is_derive_RInt normal_density (RInt normal_density 0) 0).
    + exists (mkposreal 1 Rlt_0_1). intros y _. apply (RInt_correct normal_density 0 y), density_integrable.
    + apply density_continuous.
Qed.

Lemma normal_tail_above z d : 0 <= z -> 0 < d -> d * normal_density (z + d) <= normal_tail z.
Proof.
  intros Hz Hd. apply Rle_trans with (RInt normal_density z (z + d)).
  - replace (d * normal_density (z + d)) with (RInt (fun _ => normal_density (z + d)) z (z + d)).
    + apply RInt_le; [lra | apply ex_RInt_const | apply density_integrable |].
      intros x Hx. apply density_le. nra.
    + rewrite RInt_const. change ((z + d - z) * normal_density (z + d) = d * normal_density (z + d)). ring.
  - apply normal_tail_bound. lra.
Qed.

Lemma normal_tail_pos z : 0 <= z -> 0 < normal_tail z.
Proof.
  intros Hz. pose proof (normal_tail_above z 1 Hz Rlt_0_1). pose proof (density_pos (z + 1)). lra.
Qed.

Lemma normal_tail_le z w : z <= w -> normal_tail w <= normal_tail z.
Proof.
  intros H. rewrite (normal_tail_split z w).
  assert (0 <= RInt normal_density z w).
  { apply RInt_ge_0; [easy | apply density_integrable | intros x _; apply Rlt_le, density_pos]. }
  lra.
Qed.

Lemma normal_tail_below z : 1 <= z -> normal_tail z <= normal_density z.
Proof.
  intros Hz.
  apply (is_lim_le_loc (fun b => RInt normal_density z b) (fun _ => normal_density z) p_infty
           (normal_tail z) (normal_density z)).
  - exists z. intros b Hb. apply density_RInt_above; lra.
  - apply integral_to_infinity_lim_inv, normal_tail_converges.
  - apply is_lim_const.
Qed.

(** Farther out by d the tail is smaller by a factor that tends to 0. *)
Lemma normal_tail_shift z d : 1 <= z -> 0 < d -> normal_tail (z + d) <= 4 / (z * (d * d)) * normal_tail z.
Proof.
  intros Hz Hd. apply Rle_trans with (normal_density (z + d)); [apply normal_tail_below; lra|].
  pose proof (normal_tail_above z (d / 2) ltac:(lra) ltac:(lra)) as Hlow.
  pose proof (density_pos (z + d / 2)) as Hp.
  apply Rle_trans with (/ (z * d / 2) * normal_density (z + d / 2)).
  - rewrite (density_quotient (z + d) (z + d / 2)). apply Rmult_le_compat_r; [lra|].
    assert (0 < z * d / 2) by nra.
    apply Rle_trans with (exp (- (z * d / 2))); [|now apply exp_le_inv].
    apply Rlt_le, exp_increasing. nra.
  - replace (4 / (z * (d * d)) * normal_tail z) with (/ (z * d / 2) * (2 / d * normal_tail z)) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat; nra|].
    replace (normal_density (z + d / 2)) with (2 / d * (d / 2 * normal_density (z + d / 2))) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, Rdiv_lt_0_compat; lra | easy].
Qed.
