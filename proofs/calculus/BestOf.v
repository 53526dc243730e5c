(** B-1: the divergence of best of n from one draw. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Sums.
Open Scope R_scope.

(** The density n x^(n-1) of the best of n in the rank x, and an antiderivative of q ln q. *)
Definition best_density (n x : R) : R := n * Rpower x (n - 1).
Definition best_primitive (n x : R) : R :=
  Rpower x n * ln n + (n - 1) * (Rpower x n * ln x - Rpower x n / n).

Lemma best_primitive_derive n x : 0 < n -> 0 < x ->
  derivable_pt_lim (best_primitive n) x (best_density n x * ln (best_density n x)).
Proof.
  intros Hn Hx. unfold best_primitive, best_density.
  assert (E : ln (n * Rpower x (n - 1)) = ln n + (n - 1) * ln x).
  { rewrite ln_mult by (try apply exp_pos; lra). unfold Rpower. now rewrite ln_exp. }
  rewrite E.
  assert (P : Rpower x n = x * Rpower x (n - 1)).
  { rewrite <- (Rpower_1 x) at 2 by easy. rewrite <- Rpower_plus. f_equal. ring. }
  replace (n * Rpower x (n - 1) * (ln n + (n - 1) * ln x)) with
    (n * Rpower x (n - 1) * ln n
     + (n - 1) * ((n * Rpower x (n - 1) * ln x + Rpower x n * / x) - n * Rpower x (n - 1) * / n))
    by (rewrite P; field; lra).
  apply derivable_pt_lim_plus.
  - apply (derivable_pt_lim_ext (fun y => ln n * Rpower y n)); [intros; ring|].
    replace (n * Rpower x (n - 1) * ln n) with (ln n * (n * Rpower x (n - 1))) by ring.
    apply derivable_pt_lim_scal, derivable_pt_lim_power, Hx.
  - apply derivable_pt_lim_scal, derivable_pt_lim_minus.
    + apply (derivable_pt_lim_mult (fun y => Rpower y n) ln).
      * apply derivable_pt_lim_power, Hx.
      * apply derivable_pt_lim_ln, Hx.
    + apply (derivable_pt_lim_ext (fun y => / n * Rpower y n)); [intros; unfold Rdiv; ring|].
      replace (n * Rpower x (n - 1) * / n) with (/ n * (n * Rpower x (n - 1))) by ring.
      apply derivable_pt_lim_scal, derivable_pt_lim_power, Hx.
Qed.

(** ** A law with m atoms in increasing order of score: F i = P(score among the first i) *)

Definition ladder (m : nat) (F : nat -> R) : Prop :=
  (0 < m)%nat /\ F O = 0 /\ F m = 1 /\ forall i, (i < m)%nat -> F i < F (S i).

(** x^n, with 0^n = 0. *)
Definition pw (x n : R) : R := if Rlt_dec 0 x then Rpower x n else 0.

(** KL(best of n || one draw): the best is atom i with chance F(i+1)^n - F(i)^n. *)
Definition best_of_divergence (m : nat) (F : nat -> R) (n : R) : R :=
  sum m (fun i => (pw (F (S i)) n - pw (F i) n)
                  * ln ((pw (F (S i)) n - pw (F i) n) / (F (S i) - F i))).

Lemma pw_pos x n : 0 < x -> pw x n = Rpower x n.
Proof. intros H. unfold pw. now destruct (Rlt_dec 0 x). Qed.

Lemma pw_lt x y n : 0 < n -> 0 <= x -> x < y -> pw x n < pw y n.
Proof.
  intros Hn Hx Hxy. rewrite (pw_pos y) by lra. unfold pw. destruct (Rlt_dec 0 x); [|apply exp_pos].
  unfold Rpower. apply exp_increasing, Rmult_lt_compat_l; [easy | now apply ln_increasing].
Qed.

(** The primitive, with its limit 0 at 0. *)
Definition primitive (n x : R) : R := if Rlt_dec 0 x then best_primitive n x else 0.

(** ln y <= y - 1, strictly off 1. *)
Lemma ln_le_sub y : 0 < y -> ln y <= y - 1.
Proof.
  intros H. destruct (Req_dec y 1) as [->|Hne]; [rewrite ln_1; lra|].
  pose proof (exp_ineq1 (ln y)) as E. rewrite exp_ln in E by easy.
  assert (ln y <> 0). { intros H0. apply Hne. rewrite <- (exp_ln y), H0, exp_0; auto. }
  specialize (E H0). lra.
Qed.

Lemma ln_lt_sub y : 0 < y -> y <> 1 -> ln y < y - 1.
Proof.
  intros H Hne. pose proof (exp_ineq1 (ln y)) as E. rewrite exp_ln in E by easy.
  assert (ln y <> 0). { intros H0. apply Hne. rewrite <- (exp_ln y), H0, exp_0; auto. }
  specialize (E H0). lra.
Qed.

(** x^n ln x -> 0 at 0, for n >= 1. *)
Lemma power_log_small n x : 1 <= n -> 0 < x <= 1 -> Rabs (Rpower x n * ln x) <= 2 * sqrt x.
Proof.
  intros Hn Hx.
  assert (Hp : 0 < Rpower x n <= x).
  { split; [apply exp_pos|]. rewrite <- (Rpower_1 x) at 2 by lra.
    unfold Rpower. assert (ln x <= 0) by (rewrite <- ln_1; apply ln_le; lra).
    assert (H1 : n * ln x <= 1 * ln x) by nra.
    destruct H1 as [H1| ->]; [apply Rlt_le, exp_increasing, H1 | lra]. }
  assert (Hs : 0 < sqrt x) by (apply sqrt_lt_R0; lra).
  assert (Hss : sqrt x * sqrt x = x) by (apply sqrt_sqrt; lra).
  assert (Hl0 : ln x <= 0) by (rewrite <- ln_1; apply ln_le; lra).
  assert (Hl : - ln x <= 2 * / sqrt x).
  { pose proof (ln_le_sub (/ sqrt x) (Rinv_0_lt_compat _ Hs)) as H. rewrite ln_Rinv in H by easy.
    assert (E : ln x = 2 * ln (sqrt x)) by (rewrite <- Hss at 1; rewrite ln_mult; lra). lra. }
  rewrite Rabs_left1 by nra.
  apply Rle_trans with (x * (2 * / sqrt x)).
  - replace (- (Rpower x n * ln x)) with (Rpower x n * - ln x) by ring.
    apply Rmult_le_compat; lra.
  - rewrite <- Hss at 1. right. field. lra.
Qed.

Lemma primitive_small n x : 1 <= n -> 0 < x <= 1 ->
  Rabs (best_primitive n x) <= x * (ln n + 1) + (n - 1) * (2 * sqrt x).
Proof.
  intros Hn Hx. unfold best_primitive.
  assert (Hp : 0 < Rpower x n <= x).
  { split; [apply exp_pos|]. rewrite <- (Rpower_1 x) at 2 by lra.
    unfold Rpower. assert (ln x <= 0) by (rewrite <- ln_1; apply ln_le; lra).
    assert (H1 : n * ln x <= 1 * ln x) by nra.
    destruct H1 as [H1| ->]; [apply Rlt_le, exp_increasing, H1 | lra]. }
  assert (Hln : 0 <= ln n) by (rewrite <- ln_1; apply ln_le; lra).
  pose proof (power_log_small n x Hn Hx) as Hpl.
  assert (Hd : 0 <= (n - 1) / n <= 1).
  { split; [apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra]|].
    apply (Rmult_le_reg_r n); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  replace (Rpower x n * ln n + (n - 1) * (Rpower x n * ln x - Rpower x n / n))
    with (Rpower x n * ln n - (n - 1) / n * Rpower x n + (n - 1) * (Rpower x n * ln x)) by (field; lra).
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat.
  - apply Rabs_le. split; nra.
  - rewrite Rabs_mult, (Rabs_right (n - 1)) by lra. apply Rmult_le_compat_l; lra.
Qed.

Lemma bound_lim n : filterlim (fun x => x * (ln n + 1) + (n - 1) * (2 * sqrt x)) (at_right 0) (locally 0).
Proof.
  intros P HP.
  assert (C : continuity_pt (fun x => x * (ln n + 1) + (n - 1) * (2 * sqrt x)) 0).
  { apply continuity_pt_plus; [reg|]. apply continuity_pt_mult; [reg|].
    apply continuity_pt_mult; [reg|]. apply continuity_pt_sqrt. lra. }
  apply continuity_pt_filterlim in C. rewrite sqrt_0 in C.
  replace (0 * (ln n + 1) + (n - 1) * (2 * 0)) with 0 in C by ring.
  specialize (C P HP). unfold filtermap, at_right, within in *.
  revert C. apply filter_imp. auto.
Qed.

Lemma primitive_lim_zero n : 1 <= n -> filterlim (best_primitive n) (at_right 0) (locally 0).
Proof.
  intros Hn P [eps HP].
  pose proof (bound_lim n (ball 0 eps) (locally_ball 0 eps)) as [d Hd].
  exists (mkposreal (Rmin d 1) (Rmin_pos _ _ (cond_pos d) Rlt_0_1)).
  intros x Hx Hpos. apply HP.
  assert (Hx' : Rabs (x - 0) < Rmin d 1) by exact Hx. rewrite Rminus_0_r, Rabs_right in Hx' by lra.
  pose proof (Rmin_l d 1). pose proof (Rmin_r d 1).
  assert (Hb : ball 0 d x) by (change (Rabs (x - 0) < d); rewrite Rminus_0_r, Rabs_right; lra).
  specialize (Hd x Hb Hpos).
  assert (Hd' : Rabs (x * (ln n + 1) + (n - 1) * (2 * sqrt x) - 0) < eps) by exact Hd.
  change (Rabs (best_primitive n x - 0) < eps). rewrite Rminus_0_r in *.
  apply Rle_lt_trans with (x * (ln n + 1) + (n - 1) * (2 * sqrt x)).
  - apply primitive_small; lra.
  - eapply Rle_lt_trans; [apply Rle_abs | exact Hd'].
Qed.

(** ** The divergence without ties: an improper integral, for every real n >= 1 *)
Theorem best_of_n_divergence n :
  1 <= n ->
  is_RInt_gen (fun x => n * Rpower x (n - 1) * ln (n * Rpower x (n - 1)))
    (at_right 0) (at_point 1) (ln n - (n - 1) / n).
Proof.
  intros Hn P HP.
  assert (H1 : best_primitive n 1 = ln n - (n - 1) / n).
  { unfold best_primitive, Rpower. rewrite ln_1, !Rmult_0_r, exp_0. field. lra. }
  assert (Hl : filterlim (fun x => best_primitive n 1 - best_primitive n x) (at_right 0)
                 (locally (ln n - (n - 1) / n))).
  { intros R [eps HR]. pose proof (primitive_lim_zero n Hn (ball 0 eps) (locally_ball 0 eps)) as Hz.
    unfold filtermap in *. revert Hz. apply filter_imp. intros x Hx. apply HR.
    assert (Hx' : Rabs (best_primitive n x - 0) < eps) by exact Hx.
    change (Rabs (best_primitive n 1 - best_primitive n x - (ln n - (n - 1) / n)) < eps).
    rewrite H1. replace (ln n - (n - 1) / n - best_primitive n x - (ln n - (n - 1) / n))
      with (- (best_primitive n x - 0)) by ring. now rewrite Rabs_Ropp. }
  apply (Filter_prod _ _ _ (fun x => 0 < x < 1 /\ P (best_primitive n 1 - best_primitive n x)) (fun y => y = 1)).
  - specialize (Hl P HP). unfold filtermap in Hl.
    apply filter_and; [|exact Hl].
    exists (mkposreal 1 Rlt_0_1). intros y Hy Hy0. assert (Hy' : Rabs (y - 0) < 1) by exact Hy.
    apply Rabs_def2 in Hy'. lra.
  - reflexivity.
  - intros x y [Hx HPx] ->. exists (best_primitive n 1 - best_primitive n x). split; [|exact HPx].
    simpl. apply (is_RInt_derive (V := R_CompleteNormedModule) (best_primitive n)
                    (fun x => n * Rpower x (n - 1) * ln (n * Rpower x (n - 1)))).
    + intros z [Hz _]. rewrite Rmin_left in Hz by lra. apply is_derive_Reals.
      apply best_primitive_derive; lra.
    + intros z [Hz _]. rewrite Rmin_left in Hz by lra.
      apply continuity_pt_filterlim.
      assert (C : continuity_pt (fun x => n * Rpower x (n - 1)) z).
      { apply continuity_pt_scal, derivable_continuous_pt.
        exists ((n - 1) * Rpower z (n - 1 - 1)). apply derivable_pt_lim_power. lra. }
      apply continuity_pt_mult; [exact C|].
      apply (continuity_pt_comp (fun x => n * Rpower x (n - 1)) ln); [exact C|].
      apply derivable_continuous_pt. eexists. apply derivable_pt_lim_ln.
      apply Rmult_lt_0_compat; [lra | apply exp_pos].
Qed.

(** ** With ties it is less: Jensen's inequality on the interval of each atom *)

(** The tangent gap: the primitive of q ln q - (q ln r + q - r), which is never negative. *)
Definition gap_primitive (n r x : R) : R :=
  best_primitive n x - (Rpower x n * (ln r + 1) - r * x).

Lemma gap_derive n r x : 0 < n -> 0 < x ->
  derivable_pt_lim (gap_primitive n r) x
    (best_density n x * ln (best_density n x) - (n * Rpower x (n - 1) * (ln r + 1) - r)).
Proof.
  intros Hn Hx. unfold gap_primitive. apply derivable_pt_lim_minus.
  - now apply best_primitive_derive.
  - apply derivable_pt_lim_minus.
    + apply (derivable_pt_lim_ext (fun y => (ln r + 1) * Rpower y n)); [intros; ring|].
      replace (n * Rpower x (n - 1) * (ln r + 1)) with ((ln r + 1) * (n * Rpower x (n - 1))) by ring.
      apply derivable_pt_lim_scal, derivable_pt_lim_power, Hx.
    + apply (derivable_pt_lim_ext (fun y => r * id y)); [intros; easy|].
      pose proof (derivable_pt_lim_scal id r x 1 (derivable_pt_lim_id x)) as K.
      rewrite Rmult_1_r in K. exact K.
Qed.

Lemma gap_slope q r : 0 < q -> 0 < r -> q <> r -> 0 < q * ln q - (q * (ln r + 1) - r).
Proof.
  intros Hq Hr Hne.
  assert (H : ln (r / q) < r / q - 1).
  { apply ln_lt_sub; [now apply Rdiv_lt_0_compat|]. intros E. apply Hne.
    apply (Rmult_eq_compat_r q) in E. unfold Rdiv in E. rewrite Rmult_assoc, Rinv_l in E by lra. lra. }
  rewrite ln_div in H by easy.
  apply (Rmult_lt_compat_l q) in H; [|easy].
  replace (q * (r / q - 1)) with (r - q) in H by (field; lra). lra.
Qed.

Lemma gap_slope_le q r : 0 < q -> 0 < r -> 0 <= q * ln q - (q * (ln r + 1) - r).
Proof.
  intros Hq Hr. destruct (Req_dec q r) as [->|Hne]; [|now apply Rlt_le, gap_slope]. lra.
Qed.

Lemma density_increasing n x y : 1 < n -> 0 < x -> x < y -> best_density n x < best_density n y.
Proof.
  intros Hn Hx Hxy. unfold best_density. apply Rmult_lt_compat_l; [lra|].
  unfold Rpower. apply exp_increasing, Rmult_lt_compat_l; [lra | now apply ln_increasing].
Qed.

Lemma density_pos n x : 0 < n -> 0 < best_density n x.
Proof. intros Hn. apply Rmult_lt_0_compat; [easy | apply exp_pos]. Qed.

Lemma gap_mvt n r x y : 0 < n -> 0 < x -> x < y -> exists c, x < c < y /\
  gap_primitive n r y - gap_primitive n r x
  = (best_density n c * ln (best_density n c) - (n * Rpower c (n - 1) * (ln r + 1) - r)) * (y - x).
Proof.
  intros Hn Hx Hxy.
  destruct (MVT_cor2 (gap_primitive n r)
    (fun c => best_density n c * ln (best_density n c) - (n * Rpower c (n - 1) * (ln r + 1) - r)) x y Hxy)
    as [c [E Hc]].
  - intros c Hc. apply gap_derive; lra.
  - exists c. split; auto.
Qed.

Lemma gap_le n r x y : 0 < n -> 0 < r -> 0 < x -> x <= y -> gap_primitive n r x <= gap_primitive n r y.
Proof.
  intros Hn Hr Hx [Hxy| ->]; [|lra].
  destruct (gap_mvt n r x y Hn Hx Hxy) as [c [Hc E]].
  pose proof (gap_slope_le (best_density n c) r (density_pos n c Hn) Hr) as Hs.
  change (n * Rpower c (n - 1)) with (best_density n c) in E.
  assert (0 <= (best_density n c * ln (best_density n c) - (best_density n c * (ln r + 1) - r)) * (y - x))
    by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma gap_lt n r x y : 1 < n -> 0 < r -> 0 < x -> x < y -> gap_primitive n r x < gap_primitive n r y.
Proof.
  intros Hn Hr Hx Hxy. set (z := (x + y) / 2).
  assert (Hone : forall u w, x <= u -> u < w ->
    gap_primitive n r u < gap_primitive n r w \/ exists c, u < c < w /\ best_density n c = r).
  { intros u w Hu Huw. destruct (gap_mvt n r u w ltac:(lra) ltac:(lra) Huw) as [c [Hc E]].
    destruct (Req_dec (best_density n c) r) as [Hr'|Hne]; [right; now exists c|]. left.
    pose proof (gap_slope (best_density n c) r (density_pos n c ltac:(lra)) Hr Hne) as Hs.
    change (n * Rpower c (n - 1)) with (best_density n c) in E.
    assert (0 < (best_density n c * ln (best_density n c) - (best_density n c * (ln r + 1) - r)) * (w - u))
      by (apply Rmult_lt_0_compat; lra). lra. }
  assert (Hz : x < z < y) by (unfold z; lra).
  pose proof (gap_le n r x z ltac:(lra) Hr Hx ltac:(lra)). pose proof (gap_le n r z y ltac:(lra) Hr ltac:(lra) ltac:(lra)).
  destruct (Hone x z ltac:(lra) ltac:(lra)) as [|[c [Hc Ec]]]; [lra|].
  destruct (Hone z y ltac:(lra) ltac:(lra)) as [|[d [Hd Ed]]]; [lra|].
  pose proof (density_increasing n c d Hn ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma gap_lim_zero n r : 1 <= n -> filterlim (gap_primitive n r) (at_right 0) (locally 0).
Proof.
  intros Hn R [eps HR].
  pose proof (primitive_lim_zero n Hn (ball 0 (pos_div_2 eps)) (locally_ball 0 (pos_div_2 eps))) as Hz.
  set (K := Rabs (ln r + 1) + Rabs r + 1).
  assert (HK : 0 < K) by (unfold K; pose proof (Rabs_pos (ln r + 1)); pose proof (Rabs_pos r); lra).
  assert (Hd : 0 < Rmin 1 (eps / 2 / K)).
  { apply Rmin_pos; [lra|]. pose proof (cond_pos eps). repeat apply Rdiv_lt_0_compat; lra. }
  assert (Hnear : at_right 0 (fun x => 0 < x < Rmin 1 (eps / 2 / K))).
  { exists (mkposreal _ Hd). intros x Hx Hx0. assert (Hx' : Rabs (x - 0) < Rmin 1 (eps / 2 / K)) by exact Hx.
    apply Rabs_def2 in Hx'. lra. }
  unfold filtermap in *. generalize (filter_and _ _ Hz Hnear). apply filter_imp.
  intros x [Hb Hx]. apply HR.
  assert (Hb' : Rabs (best_primitive n x - 0) < eps / 2) by exact Hb. rewrite Rminus_0_r in Hb'.
  change (Rabs (gap_primitive n r x - 0) < eps). rewrite Rminus_0_r.
  pose proof (Rmin_l 1 (eps / 2 / K)). pose proof (Rmin_r 1 (eps / 2 / K)).
  assert (Hp : 0 < Rpower x n <= x).
  { split; [apply exp_pos|]. rewrite <- (Rpower_1 x) at 2 by lra.
    unfold Rpower. assert (ln x <= 0) by (rewrite <- ln_1; apply ln_le; lra).
    assert (Hnl : n * ln x <= 1 * ln x) by nra.
    destruct Hnl as [Hnl| ->]; [apply Rlt_le, exp_increasing, Hnl | lra]. }
  assert (HxK : x * K < eps / 2).
  { apply (Rmult_lt_reg_r (/ K)); [now apply Rinv_0_lt_compat|].
    rewrite Rmult_assoc, Rinv_r by lra. unfold Rdiv in *. lra. }
  assert (Hrest : Rabs (Rpower x n * (ln r + 1) - r * x) <= x * K).
  { unfold Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, !Rabs_mult.
    rewrite (Rabs_right (Rpower x n)) by lra. rewrite (Rabs_right x) by lra.
    pose proof (Rabs_pos (ln r + 1)). pose proof (Rabs_pos r).
    assert (Rpower x n * Rabs (ln r + 1) <= x * Rabs (ln r + 1)) by (apply Rmult_le_compat_r; lra).
    unfold K. lra. }
  unfold gap_primitive, Rminus. eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. unfold Rminus in Hrest. lra.
Qed.

(** A nondecreasing function on (0,1] with limit 0 at 0 is nonnegative. *)
Lemma gap_nonneg n r y : 1 <= n -> 0 < r -> 0 < y -> 0 <= gap_primitive n r y.
Proof.
  intros Hn Hr Hy. apply Rnot_lt_le. intros Hneg.
  assert (He : 0 < - gap_primitive n r y) by lra.
  pose proof (gap_lim_zero n r Hn (ball 0 (mkposreal _ He)) (locally_ball 0 (mkposreal _ He))) as [d Hd].
  set (x := Rmin (d / 2) y).
  assert (Hx : 0 < x) by (apply Rmin_pos; [pose proof (cond_pos d); lra | easy]).
  assert (Hxd : x < d) by (unfold x; pose proof (Rmin_l (d / 2) y); pose proof (cond_pos d); lra).
  assert (Hxy : x <= y) by apply Rmin_r.
  assert (Hb : ball 0 d x) by (change (Rabs (x - 0) < d); rewrite Rminus_0_r, Rabs_right; lra).
  specialize (Hd x Hb Hx). assert (Hd' : Rabs (gap_primitive n r x - 0) < - gap_primitive n r y) by exact Hd.
  apply Rabs_def2 in Hd'. pose proof (gap_le n r x y ltac:(lra) Hr Hx Hxy). lra.
Qed.

Lemma atom_bound n x y : 1 <= n -> 0 <= x -> x < y ->
  let D := pw y n - pw x n in
  D * ln (D / (y - x)) <= primitive n y - primitive n x
  /\ (1 < n -> D * ln (D / (y - x)) < primitive n y - primitive n x).
Proof.
  intros Hn Hx Hxy D.
  assert (HD : 0 < D) by (unfold D; pose proof (pw_lt x y n ltac:(lra) Hx Hxy); lra).
  set (r := D / (y - x)). assert (Hr : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  assert (Hry : r * (y - x) = D) by (unfold r; field; lra).
  unfold primitive. destruct (Rlt_dec 0 y) as [_|]; [|lra].
  unfold D in *. rewrite (pw_pos y) in * by lra.
  destruct (Rlt_dec 0 x) as [Hx0|Hx0].
  - rewrite (pw_pos x) in * by easy.
    assert (E : gap_primitive n r y - gap_primitive n r x
      = best_primitive n y - best_primitive n x - (Rpower y n - Rpower x n) * ln r).
    { unfold gap_primitive. lra. }
    split; [|intros Hn1].
    + pose proof (gap_le n r x y ltac:(lra) Hr Hx0 ltac:(lra)). lra.
    + pose proof (gap_lt n r x y Hn1 Hr Hx0 Hxy). lra.
  - assert (x = 0) by lra. subst x.
    assert (E0 : pw 0 n = 0) by (unfold pw; destruct (Rlt_dec 0 0); lra).
    rewrite E0 in *. rewrite !Rminus_0_r in *.
    assert (E : gap_primitive n r y = best_primitive n y - Rpower y n * ln r)
      by (unfold gap_primitive; lra).
    split; [|intros Hn1].
    + pose proof (gap_nonneg n r y Hn Hr ltac:(lra)). lra.
    + pose proof (gap_nonneg n r (y / 2) Hn Hr ltac:(lra)).
      pose proof (gap_lt n r (y / 2) y Hn1 Hr ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma telescope m (f : nat -> R) : sum m (fun i => f (S i) - f i) = f m - f O.
Proof. induction m as [|m IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma ladder_nonneg m F i : ladder m F -> (i <= m)%nat -> 0 <= F i.
Proof.
  intros [_ [H0 [_ H]]]. induction i as [|i IH]; intros Hi; [lra|].
  pose proof (H i ltac:(lia)). pose proof (IH ltac:(lia)). lra.
Qed.

(** The published bound, with its equality case: with atoms only n = 1 attains it. *)
Theorem best_of_n_with_ties m F n :
  ladder m F -> 1 <= n ->
  best_of_divergence m F n <= ln n - (n - 1) / n
  /\ (best_of_divergence m F n = ln n - (n - 1) / n <-> n = 1).
Proof.
  intros L Hn.
  assert (E : sum m (fun i => primitive n (F (S i)) - primitive n (F i)) = ln n - (n - 1) / n).
  { rewrite (telescope m (fun i => primitive n (F i))). destruct L as [_ [-> [-> _]]].
    unfold primitive. destruct (Rlt_dec 0 1); [|lra]. destruct (Rlt_dec 0 0); [lra|].
    unfold best_primitive. unfold Rpower. rewrite ln_1, !Rmult_0_r, exp_0. field. lra. }
  assert (Hat : forall i, (i < m)%nat -> 0 <= F i /\ F i < F (S i)).
  { intros i Hi. split; [apply (ladder_nonneg m F i L); lia | destruct L as [_ [_ [_ H]]]; now apply H]. }
  assert (Hle : best_of_divergence m F n <= ln n - (n - 1) / n).
  { rewrite <- E. apply sum_le. intros i Hi. destruct (Hat i Hi).
    now apply (atom_bound n (F i) (F (S i))). }
  split; [exact Hle|]. split.
  - intros Heq. destruct (Rle_lt_or_eq_dec 1 n Hn) as [Hn1|]; [|easy]. exfalso.
    assert (best_of_divergence m F n < ln n - (n - 1) / n); [|lra].
    rewrite <- E. assert (H0 : (0 < m)%nat) by apply L. apply (sum_lt m _ _ 0%nat); auto.
    + intros i Hi. destruct (Hat i Hi). now apply (atom_bound n (F i) (F (S i))).
    + destruct (Hat _ H0). now apply (atom_bound n (F 0%nat) (F 1%nat)).
  - intros ->. unfold best_of_divergence. rewrite ln_1.
    rewrite (sum_ext m _ (fun _ => 0)); [rewrite sum_zero; field|].
    intros i Hi. destruct (Hat i Hi) as [H1 H2].
    assert (P1 : forall x, 0 <= x -> pw x 1 = x).
    { intros x Hx. unfold pw. destruct (Rlt_dec 0 x); [now apply Rpower_1 | lra]. }
    rewrite !P1 by lra. unfold Rdiv. rewrite Rinv_r, ln_1 by lra. ring.
Qed.

(** Witness: a fair coin. *)
Definition coin (i : nat) : R := match i with O => 0 | S O => / 2 | _ => 1 end.
Lemma coin_ladder : ladder 2 coin.
Proof.
  repeat split; auto. intros i Hi. destruct i as [|[|i]]; simpl; try lra. lia.
Qed.
