(** G-13: no value with finitely many outcomes is overoptimised if and only if the error is log-concave.

    g is the density of the error (then selected_mean is E[V | U = t]) or its survival function
    (then it is E[V | U >= t]); the theorem is the same for both. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Sums Goodhart.
Open Scope R_scope.

(** Moving the proxy up never lowers the value, whatever the value is. *)
Definition never_overoptimised (g : R -> R) : Prop :=
  forall n p v, finite_law n p ->
  forall t u, t <= u -> selected_mean n p v g t <= selected_mean n p v g u.

Definition concave (h : R -> R) : Prop :=
  forall x y l, 0 <= l <= 1 -> l * h x + (1 - l) * h y <= h (l * x + (1 - l) * y).

(** The likelihood of a higher value grows with the proxy: g(t-v) as a kernel is totally positive of order 2. *)
Definition likelihood_ratio (g : R -> R) : Prop :=
  forall t u v w, t <= u -> v <= w -> g (t - w) * g (u - v) <= g (t - v) * g (u - w).

(** ** The lemma of monotone likelihood ratios, for weights on the values *)

Lemma weighted_mean_monotone n p v g h :
  finite_law n p ->
  (forall i, (i < n)%nat -> 0 < g i) -> (forall i, (i < n)%nat -> 0 < h i) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> v i <= v j -> g j * h i <= g i * h j) ->
  weighted_mean n p v g <= weighted_mean n p v h.
Proof.
  intros L Hg Hh Hlr. destruct L as [Hp H1].
  assert (Lg : 0 < sum n (fun i => p i * g i)) by (apply law_weight_pos; [split|]; auto).
  assert (Lh : 0 < sum n (fun i => p i * h i)) by (apply law_weight_pos; [split|]; auto).
  (* twice the gap of the cross products is a sum of terms of one sign *)
  assert (Hgap : 0 <= sum n (fun i => sum n (fun j =>
            p i * p j * ((v j - v i) * (g i * h j - g j * h i))))).
  { apply sum_nonneg; intros i Hi. apply sum_nonneg; intros j Hj.
    apply Rmult_le_pos; [apply Rmult_le_pos; apply Rlt_le; auto|].
    destruct (Rle_dec (v i) (v j)) as [H|H].
    - pose proof (Hlr i j Hi Hj H). apply Rmult_le_pos; lra.
    - assert (H' : v j <= v i) by lra. pose proof (Hlr j i Hj Hi H').
      replace ((v j - v i) * (g i * h j - g j * h i)) with ((v i - v j) * (g j * h i - g i * h j)) by ring.
      apply Rmult_le_pos; lra. }
  assert (Heq : sum n (fun i => sum n (fun j => p i * p j * ((v j - v i) * (g i * h j - g j * h i))))
    = 2 * (sum n (fun i => p i * g i) * sum n (fun i => p i * (v i * h i))
           - sum n (fun i => p i * (v i * g i)) * sum n (fun i => p i * h i))).
  { rewrite (sum_ext n _ (fun i =>
      (sum n (fun j => p j * (v j * h j)) * (p i * g i) - sum n (fun j => p j * (v j * g j)) * (p i * h i))
      - (sum n (fun j => p j * h j) * (p i * (v i * g i)) - sum n (fun j => p j * g j) * (p i * (v i * h i))))).
    2:{ intros i _.
        rewrite (sum_ext n _ (fun j => ((p i * g i) * (p j * (v j * h j)) - (p i * h i) * (p j * (v j * g j)))
          - ((p i * (v i * g i)) * (p j * h j) - (p i * (v i * h i)) * (p j * g j)))) by (intros; ring).
        rewrite !sum_minus, !sum_scal. ring. }
    rewrite !sum_minus, !sum_scal. ring. }
  rewrite Heq in Hgap. unfold weighted_mean.
  apply (Rmult_le_reg_r (sum n (fun i => p i * g i) * sum n (fun i => p i * h i))).
  { apply Rmult_lt_0_compat; easy. }
  replace (sum n (fun i => p i * (v i * g i)) / sum n (fun i => p i * g i)
           * (sum n (fun i => p i * g i) * sum n (fun i => p i * h i)))
    with (sum n (fun i => p i * (v i * g i)) * sum n (fun i => p i * h i)) by (field; lra).
  replace (sum n (fun i => p i * (v i * h i)) / sum n (fun i => p i * h i)
           * (sum n (fun i => p i * g i) * sum n (fun i => p i * h i)))
    with (sum n (fun i => p i * g i) * sum n (fun i => p i * (v i * h i))) by (field; lra).
  lra.
Qed.

(** ** The two-point value *)

Definition two_chances (q : R) (i : nat) : R := match i with O => 1 - q | _ => q end.
Definition two_values (x y : R) (i : nat) : R := match i with O => x | _ => y end.

Lemma two_chances_law q : 0 < q < 1 -> finite_law 2 (two_chances q).
Proof.
  intros H. split; [|simpl; ring].
  intros i Hi. destruct i as [|i]; simpl; lra.
Qed.

Lemma two_point_mean q x y g t : 0 < q < 1 -> (forall z, 0 < g z) ->
  selected_mean 2 (two_chances q) (two_values x y) g t
  = x + (y - x) * (q * g (t - y) / ((1 - q) * g (t - x) + q * g (t - y))).
Proof.
  intros Hq Hg. unfold selected_mean, weighted_mean. simpl.
  pose proof (Hg (t - x)). pose proof (Hg (t - y)).
  assert (0 < (1 - q) * g (t - x)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < q * g (t - y)) by (apply Rmult_lt_0_compat; lra).
  field. lra.
Qed.

(** Such a value falls from the middle of three equally spaced points to the last exactly where
    log-concavity fails at them, whatever the chances. *)
Theorem two_point_iff g x d q :
  (forall z, 0 < g z) -> 0 < d -> 0 < q < 1 ->
  (selected_mean 2 (two_chances q) (two_values 0 d) g (x + 2 * d)
   < selected_mean 2 (two_chances q) (two_values 0 d) g (x + d)
   <-> g (x + d) * g (x + d) < g x * g (x + 2 * d)).
Proof.
  intros Hg Hd Hq. rewrite !two_point_mean by easy.
  replace (x + 2 * d - d) with (x + d) by ring. replace (x + d - d) with x by ring.
  rewrite !Rminus_0_r, !Rplus_0_l.
  pose proof (Hg x) as H0. pose proof (Hg (x + d)) as H1. pose proof (Hg (x + 2 * d)) as H2.
  set (a := g x) in *. set (b := g (x + d)) in *. set (c := g (x + 2 * d)) in *.
  assert (Hu : 0 < (1 - q) * c + q * b) by (apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra).
  assert (Hv : 0 < (1 - q) * b + q * a) by (apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra).
  set (u := (1 - q) * c + q * b) in *. set (v := (1 - q) * b + q * a) in *.
  assert (Hk : 0 < d * (q * (1 - q)) * / (u * v)).
  { apply Rmult_lt_0_compat; [|apply Rinv_0_lt_compat, Rmult_lt_0_compat; easy].
    apply Rmult_lt_0_compat; [easy | apply Rmult_lt_0_compat; lra]. }
  assert (E : d * (q * a / v) - d * (q * b / u) = d * (q * (1 - q)) * / (u * v) * (a * c - b * b)).
  { replace (d * (q * a / v) - d * (q * b / u)) with (d * q * / (u * v) * (a * u - b * v)) by (field; lra).
    replace (a * u - b * v) with ((1 - q) * (a * c - b * b)) by (unfold u, v; ring). ring. }
  split; intros H.
  - apply Rnot_le_lt. intros Hle. assert (d * (q * (1 - q)) * / (u * v) * (a * c - b * b) <= 0); [|lra].
    rewrite <- (Rmult_0_r (d * (q * (1 - q)) * / (u * v))). apply Rmult_le_compat_l; lra.
  - assert (0 < d * (q * (1 - q)) * / (u * v) * (a * c - b * b)); [|lra].
    apply Rmult_lt_0_compat; lra.
Qed.

(** The two-point converse, explicit: where log-concavity fails at three points, every two-point
    value with that spacing falls from the middle to the last. *)
Theorem two_point_converse g x d q :
  (forall z, 0 < g z) -> 0 < d -> 0 < q < 1 ->
  g (x + d) * g (x + d) < g x * g (x + 2 * d) ->
  selected_mean 2 (two_chances q) (two_values 0 d) g (x + 2 * d)
  < selected_mean 2 (two_chances q) (two_values 0 d) g (x + d).
Proof. intros Hg Hd Hq. now apply two_point_iff. Qed.

(** ** The equivalences *)

Theorem never_overoptimised_iff_likelihood_ratio g :
  (forall z, 0 < g z) -> (never_overoptimised g <-> likelihood_ratio g).
Proof.
  intros Hg. split.
  - intros H t u v w Htu Hvw. destruct Hvw as [Hvw| ->]; [|lra].
    assert (Hq : 0 < / 2 < 1) by lra.
    pose proof (H 2%nat _ (two_values v w) (two_chances_law _ Hq) t u Htu) as Hm.
    rewrite !two_point_mean in Hm by easy.
    pose proof (Hg (t - v)) as A. pose proof (Hg (t - w)) as B.
    pose proof (Hg (u - v)) as C. pose proof (Hg (u - w)) as D.
    set (a := g (t - v)) in *. set (b := g (t - w)) in *.
    set (c := g (u - v)) in *. set (e := g (u - w)) in *.
    apply Rplus_le_reg_l in Hm. apply Rmult_le_reg_l in Hm; [|lra].
    apply (Rmult_le_compat_r (2 * (((1 - / 2) * a + / 2 * b) * ((1 - / 2) * c + / 2 * e)) * 2)) in Hm.
    2:{ assert (0 < ((1 - / 2) * a + / 2 * b) * ((1 - / 2) * c + / 2 * e))
          by (apply Rmult_lt_0_compat; lra). lra. }
    replace (/ 2 * b / ((1 - / 2) * a + / 2 * b)
             * (2 * (((1 - / 2) * a + / 2 * b) * ((1 - / 2) * c + / 2 * e)) * 2))
      with (b * c + b * e) in Hm by (field; lra).
    replace (/ 2 * e / ((1 - / 2) * c + / 2 * e)
             * (2 * (((1 - / 2) * a + / 2 * b) * ((1 - / 2) * c + / 2 * e)) * 2))
      with (a * e + b * e) in Hm by (field; lra).
    lra.
  - intros H n p v L t u Htu. unfold selected_mean.
    apply weighted_mean_monotone; auto.
Qed.

Lemma concave_likelihood_ratio g :
  (forall z, 0 < g z) -> concave (fun x => ln (g x)) -> likelihood_ratio g.
Proof.
  intros Hg Hc t u v w Htu Hvw.
  (* t-w <= {t-v, u-w} <= u-v, with equal sums *)
  destruct (Req_dec (t - w) (u - v)) as [E|E].
  { replace (t - v) with (t - w) by lra. replace (u - w) with (u - v) by lra. lra. }
  assert (Hlen : 0 < u - v - (t - w)) by lra.
  set (l := (u - t) / (u - v - (t - w))).
  assert (Hl : 0 <= l <= 1).
  { unfold l. split.
    - apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra].
    - apply (Rmult_le_reg_r (u - v - (t - w))); [lra|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. lra. }
  pose proof (Hc (t - w) (u - v) l Hl) as H1.
  assert (Hl' : 0 <= 1 - l <= 1) by lra.
  pose proof (Hc (t - w) (u - v) (1 - l) Hl') as H2.
  replace (l * (t - w) + (1 - l) * (u - v)) with (t - v) in H1 by (unfold l; field; lra).
  replace ((1 - l) * (t - w) + (1 - (1 - l)) * (u - v)) with (u - w) in H2 by (unfold l; field; lra).
  assert (Hsum : ln (g (t - w)) + ln (g (u - v)) <= ln (g (t - v)) + ln (g (u - w))) by lra.
  rewrite <- !ln_mult in Hsum by auto.
  destruct (Rle_or_lt (g (t - w) * g (u - v)) (g (t - v) * g (u - w))) as [|Hlt]; [easy|].
  apply ln_increasing in Hlt; [lra | apply Rmult_lt_0_compat; auto].
Qed.

(** A continuous midpoint-concave function is concave: at its least point below a chord it would be
    as low at one of the ends. *)
Lemma midpoint_concave_above_zero (h : R -> R) :
  (forall x, 0 <= x <= 1 -> continuity_pt h x) ->
  (forall x d, 0 <= x - d -> x + d <= 1 -> h (x - d) + h (x + d) <= 2 * h x) ->
  h 0 = 0 -> h 1 = 0 -> forall x, 0 <= x <= 1 -> 0 <= h x.
Proof.
  intros Hcont Hmid H0 H1 x Hx.
  destruct (continuity_ab_min h 0 1 ltac:(lra) Hcont) as [m [Hmin Hm]].
  apply Rle_trans with (h m); [|apply Hmin, Hx].
  destruct (Rle_dec m (1 / 2)) as [Hh|Hh].
  - pose proof (Hmid m m ltac:(lra) ltac:(lra)) as H.
    replace (m - m) with 0 in H by ring. pose proof (Hmin (m + m) ltac:(lra)). lra.
  - pose proof (Hmid m (1 - m) ltac:(lra) ltac:(lra)) as H.
    replace (m + (1 - m)) with 1 in H by ring. pose proof (Hmin (m - (1 - m)) ltac:(lra)). lra.
Qed.

Lemma midpoint_concave_concave (h : R -> R) :
  continuity h -> (forall x d, h (x - d) + h (x + d) <= 2 * h x) -> concave h.
Proof.
  intros Hcont Hmid x y l Hl.
  set (k := fun s => h (s * x + (1 - s) * y) - (s * h x + (1 - s) * h y)).
  assert (0 <= k l).
  { apply (midpoint_concave_above_zero k); auto.
    - intros s _. unfold k. apply continuity_pt_minus.
      + apply (continuity_pt_comp (fun s => s * x + (1 - s) * y) h); [reg | apply Hcont].
      + reg.
    - intros s d _ _. unfold k.
      pose proof (Hmid (s * x + (1 - s) * y) (d * (x - y))) as H.
      replace ((s - d) * x + (1 - (s - d)) * y) with (s * x + (1 - s) * y - d * (x - y)) by ring.
      replace ((s + d) * x + (1 - (s + d)) * y) with (s * x + (1 - s) * y + d * (x - y)) by ring.
      lra.
    - unfold k. replace (0 * x + (1 - 0) * y) with y by ring. ring.
    - unfold k. replace (1 * x + (1 - 1) * y) with x by ring. ring. }
  unfold k in H. lra.
Qed.

Lemma likelihood_ratio_concave g :
  (forall z, 0 < g z) -> continuity g -> likelihood_ratio g -> concave (fun x => ln (g x)).
Proof.
  intros Hg Hcont H. apply midpoint_concave_concave.
  - intros x. apply (continuity_pt_comp g ln); [apply Hcont|].
    apply derivable_continuous_pt. exists (/ g x). apply derivable_pt_lim_ln, Hg.
  - assert (Hd : forall x d, 0 <= d -> ln (g (x - d)) + ln (g (x + d)) <= 2 * ln (g x)).
    { intros x d Hd. pose proof (H x (x + d) 0 d ltac:(lra) Hd) as Hx.
      rewrite !Rminus_0_r in Hx. replace (x + d - d) with x in Hx by ring.
      replace (2 * ln (g x)) with (ln (g x) + ln (g x)) by ring.
      rewrite <- !ln_mult by auto.
      apply ln_le; [apply Rmult_lt_0_compat; auto | lra]. }
    intros x d. destruct (Rle_dec 0 d) as [H0|H0]; [now apply Hd|].
    pose proof (Hd x (- d) ltac:(lra)) as Hx.
    replace (x - - d) with (x + d) in Hx by ring. replace (x + - d) with (x - d) in Hx by ring. lra.
Qed.

(** The headline: for a continuous positive g. *)
Theorem never_overoptimised_iff_log_concave g :
  (forall z, 0 < g z) -> continuity g ->
  (never_overoptimised g <-> concave (fun x => ln (g x))).
Proof.
  intros Hg Hcont. rewrite never_overoptimised_iff_likelihood_ratio by easy. split.
  - now apply likelihood_ratio_concave.
  - now apply concave_likelihood_ratio.
Qed.

(** ** Witnesses: a normal error is never overoptimised, a Cauchy error is *)

Definition gaussian_weight (x : R) : R := exp (- (x * x) / 2).
Definition cauchy_weight (x : R) : R := / (1 + x * x).

Theorem gaussian_never_overoptimised : never_overoptimised gaussian_weight.
Proof.
  apply never_overoptimised_iff_log_concave.
  - intros z. apply exp_pos.
  - intros x. unfold gaussian_weight.
    apply (continuity_pt_comp (fun x => - (x * x) / 2) exp); [reg | apply derivable_continuous_pt, derivable_pt_exp].
  - intros x y l Hl. unfold gaussian_weight. rewrite !ln_exp.
    assert (0 <= l * (1 - l) * ((x - y) * (x - y)))
      by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply Rle_0_sqr]).
    lra.
Qed.

Theorem cauchy_overoptimised : ~ never_overoptimised cauchy_weight.
Proof.
  assert (Hpos : forall z, 0 < cauchy_weight z)
    by (intros z; apply Rinv_0_lt_compat; pose proof (Rle_0_sqr z); unfold Rsqr in *; lra).
  intros H. pose proof (two_point_converse cauchy_weight 1 1 (/ 2) Hpos ltac:(lra) ltac:(lra)) as Hc.
  assert (Hlt : cauchy_weight (1 + 1) * cauchy_weight (1 + 1) < cauchy_weight 1 * cauchy_weight (1 + 2 * 1))
    by (unfold cauchy_weight; lra).
  specialize (Hc Hlt).
  pose proof (H 2%nat _ (two_values 0 1) (two_chances_law (/ 2) ltac:(lra)) (1 + 1) (1 + 2 * 1) ltac:(lra)). lra.
Qed.
