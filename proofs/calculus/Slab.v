(** The published example of an error that is normal where |V| <= 1 and absent elsewhere: E[V | U >= t]
    tends to 1, the end of the values that have an error, and not to 0 (E-1). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Integral Normal.
Open Scope R_scope.

(** P(U >= t) for t > 1: V in [-1,1] with an error of standard deviation sigma, or V >= t without one. *)
Definition slab_chance (sigma t : R) : R :=
  RInt (fun v => normal_density v * normal_tail ((t - v) / sigma)) (-1) 1 + normal_tail t.

(** E[V; U >= t] for t > 1 *)
Definition slab_value (sigma t : R) : R :=
  RInt (fun v => v * (normal_density v * normal_tail ((t - v) / sigma))) (-1) 1
  + RInt_gen (fun v => v * normal_density v) (at_point t) (Rbar_locally p_infty).

Section slab.
Variables sigma t : R.
Hypothesis Hs : 1 <= sigma.

Let weight v := normal_density v * normal_tail ((t - v) / sigma).

Lemma weight_continuous v : continuous weight v.
Proof.
  apply (continuous_mult normal_density (fun v => normal_tail ((t - v) / sigma))).
  - apply density_continuous.
  - apply (continuous_comp (fun v => (t - v) / sigma) normal_tail); [|apply normal_tail_continuous].
    apply (ex_derive_continuous (fun v => (t - v) / sigma)). auto_derive. easy.
Qed.

Lemma weighted_integrable (c : R -> R) a b : (forall v, continuous c v) -> ex_RInt (fun v => c v * weight v) a b.
Proof.
  intros Hc. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros v _.
  apply (continuous_mult c weight); [apply Hc | apply weight_continuous].
Qed.

Lemma weight_integrable a b : ex_RInt weight a b.
Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)). intros v _. apply weight_continuous. Qed.

Let A := RInt weight (-1) 1.
Let B := RInt (fun v => (1 - v) * weight v) (-1) 1.

Lemma short_integrable a b : ex_RInt (fun v => (1 - v) * weight v) a b.
Proof.
  apply (weighted_integrable (fun v => 1 - v)). intros v.
  apply (ex_derive_continuous (fun v => 1 - v)). auto_derive. easy.
Qed.

Lemma value_short : slab_value sigma t = A - B + normal_density t.
Proof.
  unfold slab_value. f_equal; [|apply is_RInt_gen_unique, normal_moment_above].
  unfold A, B.
  rewrite <- (RInt_minus (V := R_CompleteNormedModule) weight (fun v => (1 - v) * weight v))
    by (apply weight_integrable || apply short_integrable).
  apply RInt_ext. intros v _. change (v * weight v = weight v - (1 - v) * weight v). ring.
Qed.

Variable e : R.
Hypothesis He : 0 < e <= 1.
Hypothesis Ht : sigma + 1 <= t.

Let z := (t - 1 + e / 2) / sigma.
Let d := e / (2 * sigma).

Lemma level : 1 <= z /\ 0 < d /\ z + d = (t - 1 + e) / sigma /\ (t - 1) / sigma <= z /\ z <= t - 1 / 2.
Proof.
  unfold z, d. assert (Hi : 0 < / sigma) by (apply Rinv_0_lt_compat; lra).
  repeat split.
  - apply (Rmult_le_reg_r sigma); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - apply Rdiv_lt_0_compat; lra.
  - field. lra.
  - apply Rmult_le_compat_r; lra.
  - apply (Rmult_le_reg_r sigma); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Lemma tail_mono x y : x <= y -> normal_tail ((t - x) / sigma) <= normal_tail ((t - y) / sigma).
Proof.
  intros H. apply normal_tail_le. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat|]; lra.
Qed.

Lemma tail_pos v : v <= 1 -> 0 < normal_tail ((t - v) / sigma).
Proof.
  intros Hv. apply normal_tail_pos. apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra].
Qed.

Lemma weight_nonneg v : v <= 1 -> 0 <= weight v.
Proof. intros Hv. apply Rmult_le_pos; apply Rlt_le; [apply density_pos | now apply tail_pos]. Qed.

Lemma inside_low : e / 2 * (normal_density 1 * normal_tail z) <= A.
Proof.
  unfold A. rewrite <- (RInt_Chasles (V := R_CompleteNormedModule) weight (-1) (1 - e / 2) 1) by apply weight_integrable.
  assert (H0 : 0 <= RInt weight (-1) (1 - e / 2)).
  { apply RInt_ge_0; [lra | apply weight_integrable | intros v Hv; apply weight_nonneg; lra]. }
  assert (H1 : e / 2 * (normal_density 1 * normal_tail z) <= RInt weight (1 - e / 2) 1).
  { replace (e / 2 * (normal_density 1 * normal_tail z))
      with (RInt (fun _ => normal_density 1 * normal_tail z) (1 - e / 2) 1).
    - apply RInt_le; [lra | apply ex_RInt_const | apply weight_integrable |].
      intros v Hv. unfold weight. apply Rmult_le_compat.
      + apply Rlt_le, density_pos.
      + apply Rlt_le, normal_tail_pos. pose proof level. lra.
      + apply density_le. nra.
      + replace z with ((t - (1 - e / 2)) / sigma) by (unfold z; f_equal; ring). apply tail_mono. lra.
    - rewrite RInt_const. change ((1 - (1 - e / 2)) * (normal_density 1 * normal_tail z)
        = e / 2 * (normal_density 1 * normal_tail z)). ring. }
  unfold plus; simpl. lra.
Qed.

Lemma short_high : B <= e * A + 4 * (normal_density 0 * normal_tail (z + d)).
Proof.
  set (c := normal_density 0 * normal_tail (z + d)).
  assert (Hc : 0 <= c).
  { apply Rmult_le_pos; apply Rlt_le; [apply density_pos | apply normal_tail_pos]. pose proof level. lra. }
  replace (e * A + 4 * c) with (RInt (fun v => e * weight v + 2 * c) (-1) 1).
  - apply RInt_le; [lra | apply short_integrable | |].
    + apply (ex_RInt_plus (fun v => e * weight v) (fun _ => 2 * c)); [|apply ex_RInt_const].
      apply (ex_RInt_scal weight (-1) 1 e), weight_integrable.
    + intros v Hv. pose proof (weight_nonneg v ltac:(lra)) as Hw.
      destruct (Rle_dec (1 - e) v) as [H|H]; [nra|].
      assert (Hwc : weight v <= c).
      { unfold weight, c. apply Rmult_le_compat; try (apply Rlt_le, density_pos).
        - apply Rlt_le, tail_pos. lra.
        - apply density_le. nra.
        - destruct level as [_ [_ [-> _]]].
          replace ((t - 1 + e) / sigma) with ((t - (1 - e)) / sigma) by (f_equal; ring).
          apply tail_mono. lra. }
      nra.
  - rewrite (RInt_plus (V := R_CompleteNormedModule) (fun v => e * weight v) (fun _ => 2 * c)).
    + rewrite (RInt_scal (V := R_CompleteNormedModule) weight) by apply weight_integrable.
      rewrite RInt_const. unfold A. change (e * RInt weight (-1) 1 + (1 - -1) * (2 * c) = e * RInt weight (-1) 1 + 4 * c).
      ring.
    + apply (ex_RInt_scal weight (-1) 1 e), weight_integrable.
    + apply ex_RInt_const.
Qed.

Lemma outside_high : normal_density t <= 32 / t * normal_tail z.
Proof.
  destruct level as [Hz [_ [_ [_ Hzt]]]].
  pose proof (normal_tail_above z (1 / 4) ltac:(lra) ltac:(lra)) as Hlow.
  assert (Hd : normal_density (t - 1 / 4) <= normal_density (z + 1 / 4)) by (apply density_le; nra).
  pose proof (density_pos (t - 1 / 4)) as Hp.
  apply Rle_trans with (/ (t / 8) * normal_density (t - 1 / 4)).
  - rewrite (density_quotient t (t - 1 / 4)). apply Rmult_le_compat_r; [lra|].
    apply Rle_trans with (exp (- (t / 8))); [|apply exp_le_inv; lra].
    apply Rlt_le, exp_increasing. nra.
  - replace (32 / t * normal_tail z) with (/ (t / 8) * (4 * normal_tail z)) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat|]; lra.
Qed.

(** How far from 1 the value is. *)
Lemma slab_distance :
  Rabs (slab_value sigma t / slab_chance sigma t - 1)
  <= e + (16 * (normal_density 0 * (sigma * (4 * (sigma * sigma)))) / (e * e) + 64) / (t - 1) * 2 / (e * normal_density 1).
Proof.
  destruct level as [Hz [Hd [_ [Hzl _]]]].
  pose proof (normal_tail_pos z ltac:(lra)) as Qz. pose proof (density_pos 0) as P0. pose proof (density_pos 1) as P1.
  pose proof (density_pos t) as Pt. pose proof (normal_tail_pos t ltac:(lra)) as Qt.
  pose proof (normal_tail_below t ltac:(lra)) as QPt.
  pose proof inside_low as HA. pose proof short_high as HB. pose proof outside_high as HO.
  pose proof (normal_tail_shift z d Hz Hd) as HS.
  set (K := 16 * (normal_density 0 * (sigma * (4 * (sigma * sigma)))) / (e * e)) in *.
  assert (HK : 4 * (normal_density 0 * normal_tail (z + d)) <= K / (t - 1) * normal_tail z).
  { apply Rle_trans with (4 * (normal_density 0 * (4 / (z * (d * d)) * normal_tail z))).
    - apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; lra.
    - replace (4 * (normal_density 0 * (4 / (z * (d * d)) * normal_tail z)))
        with (16 * normal_density 0 * / (d * d) * / z * normal_tail z) by (field; lra).
      replace (K / (t - 1) * normal_tail z)
        with (16 * normal_density 0 * / (d * d) * / ((t - 1) / sigma) * normal_tail z)
        by (unfold K, d; field; lra).
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l.
      + apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; nra].
      + apply Rinv_le_contravar; [apply Rdiv_lt_0_compat; lra | easy]. }
  assert (HO' : 2 * normal_density t <= 64 / (t - 1) * normal_tail z).
  { apply Rle_trans with (2 * (32 / t * normal_tail z)); [lra|].
    replace (2 * (32 / t * normal_tail z)) with (64 * / t * normal_tail z) by (field; lra).
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra. }
  assert (HA0 : 0 < A).
  { apply Rlt_le_trans with (e / 2 * (normal_density 1 * normal_tail z)); [|easy].
    apply Rmult_lt_0_compat; [lra | now apply Rmult_lt_0_compat]. }
  assert (HB0 : 0 <= B).
  { apply RInt_ge_0; [lra | apply short_integrable |].
    intros v Hv. apply Rmult_le_pos; [lra | apply weight_nonneg; lra]. }
  assert (Hch : slab_chance sigma t = A + normal_tail t) by reflexivity.
  set (M := K / (t - 1) + 64 / (t - 1)).
  assert (HM : B + 2 * normal_density t <= e * A + M * normal_tail z) by (unfold M; lra).
  assert (HM0 : 0 <= M).
  { unfold M. assert (0 < / (t - 1)) by (apply Rinv_0_lt_compat; lra).
    assert (0 <= K).
    { unfold K. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; nra].
      apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [lra|]. nra. }
    unfold Rdiv. nra. }
  assert (HMA : M * normal_tail z <= M * (2 / (e * normal_density 1)) * A).
  { rewrite Rmult_assoc. apply Rmult_le_compat_l; [easy|].
    replace (normal_tail z) with (2 / (e * normal_density 1) * (e / 2 * (normal_density 1 * normal_tail z)))
      by (field; lra).
    apply Rmult_le_compat_l; [|easy]. apply Rlt_le, Rdiv_lt_0_compat; [lra | apply Rmult_lt_0_compat; lra]. }
  replace (e + (K + 64) / (t - 1) * 2 / (e * normal_density 1)) with (e + M * (2 / (e * normal_density 1)))
    by (unfold M; field; lra).
  rewrite value_short, Hch.
  replace ((A - B + normal_density t) / (A + normal_tail t) - 1)
    with ((normal_density t - B - normal_tail t) / (A + normal_tail t)) by (field; lra).
  unfold Rdiv at 1. rewrite Rabs_mult, (Rabs_right (/ (A + normal_tail t)))
    by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat; lra).
  apply (Rmult_le_reg_r (A + normal_tail t)); [lra|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rle_trans with (B + 2 * normal_density t).
  - apply Rabs_le. lra.
  - apply Rle_trans with ((e + M * (2 / (e * normal_density 1))) * A); [lra|].
    apply Rmult_le_compat_l; [|lra].
    assert (0 <= M * (2 / (e * normal_density 1))); [|lra].
    apply Rmult_le_pos; [easy|]. apply Rlt_le, Rdiv_lt_0_compat; [lra | apply Rmult_lt_0_compat; lra].
Qed.

End slab.

(** E[V | U >= t] -> 1 for every standard deviation from 1 on. *)
Theorem slab_limit sigma : 1 <= sigma ->
  is_lim (fun t => slab_value sigma t / slab_chance sigma t) p_infty 1.
Proof.
  intros Hs. apply is_lim_spec. intros eps. simpl. pose proof (cond_pos eps) as He0.
  set (e := Rmin 1 (eps / 2)).
  assert (He : 0 < e <= 1) by (unfold e; split; [apply Rmin_glb_lt; lra | apply Rmin_l]).
  assert (Hee : e <= eps / 2) by apply Rmin_r.
  set (K := (16 * (normal_density 0 * (sigma * (4 * (sigma * sigma)))) / (e * e) + 64) * 2 / (e * normal_density 1)).
  exists (Rmax (sigma + 1) (1 + 2 * K / eps)). intros t Ht.
  pose proof (Rmax_l (sigma + 1) (1 + 2 * K / eps)). pose proof (Rmax_r (sigma + 1) (1 + 2 * K / eps)).
  pose proof (density_pos 1) as P1.
  apply Rle_lt_trans with (1 := slab_distance sigma t Hs e He ltac:(lra)).
  replace ((16 * (normal_density 0 * (sigma * (4 * (sigma * sigma)))) / (e * e) + 64) / (t - 1) * 2 / (e * normal_density 1))
    with (K / (t - 1)) by (unfold K; field; lra).
  assert (K / (t - 1) < eps / 2); [|lra].
  apply (Rmult_lt_reg_r (t - 1)); [lra|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (Hk : 2 * K / eps < t - 1) by lra.
  apply (Rmult_lt_compat_r (eps / 2)) in Hk; [|lra].
  replace (2 * K / eps * (eps / 2)) with K in Hk by (field; lra). lra.
Qed.
