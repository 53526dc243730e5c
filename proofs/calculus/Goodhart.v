(** Selection by a noisy proxy: a value V with finitely many values, an independent error X.

    The law of X enters through G(x) = P(X >= x), or through its density f, alone:
    by Bayes' rule E[V | X+V >= t] is the mean of V with each value v weighted by G(t-v). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Sums.
Open Scope R_scope.

(** E[V w(V)] / E[w(V)] *)
Definition weighted_mean (n : nat) (p v w : nat -> R) : R :=
  sum n (fun i => p i * (v i * w i)) / sum n (fun i => p i * w i).

(** E[V | X+V >= t] with G(x) = P(X >= x); with a density f for G it is E[V | X+V = t]. *)
Definition selected_mean (n : nat) (p v : nat -> R) (G : R -> R) (t : R) : R :=
  weighted_mean n p v (fun i => G (t - v i)).

(** The mean of V tilted at the rate s: E[V e^(sV)] / E[e^(sV)], the derivative of ln E[e^(sV)]. *)
Definition tilted_mean (n : nat) (p v : nat -> R) (s : R) : R :=
  weighted_mean n p v (fun i => exp (s * v i)).

Definition nonincreasing (G : R -> R) : Prop := forall x y, x <= y -> G y <= G x.

(** ** G-1: with an independent error, selection is never worse than none *)

Lemma weighted_mean_gap n p v w :
  finite_law n p -> 0 < sum n (fun i => p i * w i) ->
  weighted_mean n p v w - mean n p v
  = pairwise n p v w / (2 * sum n (fun i => p i * w i)).
Proof.
  intros [_ H1] Hw. rewrite pairwise_gap, H1. unfold weighted_mean, mean. field. lra.
Qed.

Lemma pairwise_nonneg n p v g :
  finite_law n p ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> v i <= v j -> g i <= g j) ->
  0 <= pairwise n p v g.
Proof.
  intros [Hp _] Hg. apply sum_nonneg; intros i Hi. apply sum_nonneg; intros j Hj.
  apply Rmult_le_pos.
  { apply Rmult_le_pos; apply Rlt_le; auto. }
  destruct (Rle_dec (v i) (v j)) as [H|H].
  - pose proof (Hg i j Hi Hj H). replace ((v i - v j) * (g i - g j)) with ((v j - v i) * (g j - g i)) by ring.
    apply Rmult_le_pos; lra.
  - assert (v j <= v i) as H' by lra. pose proof (Hg j i Hj Hi H').
    apply Rmult_le_pos; lra.
Qed.

Theorem selection_never_hurts n p v G t :
  finite_law n p -> nonincreasing G ->
  0 < sum n (fun i => p i * G (t - v i)) ->
  mean n p v <= selected_mean n p v G t.
Proof.
  intros L HG Ht. unfold selected_mean.
  assert (H : 0 <= weighted_mean n p v (fun i => G (t - v i)) - mean n p v).
  { rewrite weighted_mean_gap by assumption.
    apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra].
    apply pairwise_nonneg; [easy|]. intros i j _ _ Hij. apply HG. lra. }
  lra.
Qed.

(** Equality exactly where every two different values are equally likely to be selected. *)
Theorem selection_equality n p v G t :
  finite_law n p -> nonincreasing G ->
  0 < sum n (fun i => p i * G (t - v i)) ->
  (selected_mean n p v G t = mean n p v
   <-> forall i j, (i < n)%nat -> (j < n)%nat -> G (t - v i) = G (t - v j)).
Proof.
  intros L HG Ht. set (g := fun i => G (t - v i)).
  assert (Hmono : forall i j, (i < n)%nat -> (j < n)%nat -> v i <= v j -> g i <= g j)
    by (intros i j _ _ Hij; apply HG; lra).
  pose proof (weighted_mean_gap n p v g L Ht) as Hgap. unfold selected_mean. fold g. split.
  - intros He i j Hi Hj.
    assert (Hz : pairwise n p v g = 0).
    { rewrite He in Hgap. apply Rmult_eq_reg_r with (/ (2 * sum n (fun i => p i * g i))).
      - rewrite Rmult_0_l. unfold Rdiv in Hgap. rewrite <- Hgap. ring.
      - apply Rgt_not_eq, Rinv_0_lt_compat. unfold g. lra. }
    destruct L as [Hp _].
    assert (Hnn : forall i j, (i < n)%nat -> (j < n)%nat -> 0 <= p i * p j * ((v i - v j) * (g i - g j))).
    { intros a b Ha Hb. apply Rmult_le_pos; [apply Rmult_le_pos; apply Rlt_le; auto|].
      destruct (Rle_dec (v a) (v b)) as [H|H].
      - pose proof (Hmono a b Ha Hb H).
        replace ((v a - v b) * (g a - g b)) with ((v b - v a) * (g b - g a)) by ring.
        apply Rmult_le_pos; lra.
      - assert (H' : v b <= v a) by lra. pose proof (Hmono b a Hb Ha H'). apply Rmult_le_pos; lra. }
    unfold pairwise in Hz.
    assert (Hrow := sum_nonneg_zero _ _ (fun a Ha => sum_nonneg _ _ (fun b Hb => Hnn a b Ha Hb)) Hz i Hi).
    simpl in Hrow.
    assert (Hcell := sum_nonneg_zero _ _ (fun b Hb => Hnn i b Hi Hb) Hrow j Hj). simpl in Hcell.
    assert (0 < p i * p j) by (apply Rmult_lt_0_compat; auto).
    destruct (Rmult_integral _ _ Hcell) as [?|Hprod]; [lra|].
    destruct (Rmult_integral _ _ Hprod) as [Hv|Hgij]; [|fold (g i) (g j); lra].
    replace (v i) with (v j) by lra. reflexivity.
  - intros Hall.
    assert (Hz : pairwise n p v g = 0).
    { unfold pairwise. rewrite (sum_ext n _ (fun _ => 0)); [apply sum_zero|].
      intros i Hi. rewrite (sum_ext n _ (fun _ => 0)); [apply sum_zero|].
      intros j Hj. unfold g. rewrite (Hall i j Hi Hj). ring. }
    rewrite Hz in Hgap. unfold Rdiv in Hgap. lra.
Qed.

(** ** G-2: size bias *)

(** V* has the law of V weighted by its size: E[V | X+V >= t] = E[V] P(X+V* >= t) / P(X+V >= t). *)
Theorem size_bias n p v G t :
  finite_law n p -> (forall i, (i < n)%nat -> 0 <= v i) -> 0 < mean n p v ->
  0 < sum n (fun i => p i * G (t - v i)) ->
  let p_star := fun i => p i * v i / mean n p v in
  (forall i, (i < n)%nat -> 0 <= p_star i) /\ sum n p_star = 1 /\
  selected_mean n p v G t
  = mean n p v * (sum n (fun i => p_star i * G (t - v i)) / sum n (fun i => p i * G (t - v i))).
Proof.
  intros [Hp H1] Hv Hm Ht ps. split; [|split].
  - intros i Hi. apply Rmult_le_pos; [apply Rmult_le_pos; [apply Rlt_le; auto | auto]|].
    apply Rlt_le, Rinv_0_lt_compat, Hm.
  - unfold ps. unfold Rdiv. rewrite sum_scal_r. fold (mean n p v). field. lra.
  - unfold selected_mean, weighted_mean, ps.
    rewrite (sum_ext n (fun i => p i * v i / mean n p v * G (t - v i))
                       (fun i => / mean n p v * (p i * (v i * G (t - v i))))).
    + rewrite sum_scal. field. lra.
    + intros. field. lra.
Qed.

(** ** Goodhart's law and its three fates *)

(** The class L(g): P(X >= t-x) / P(X >= t) -> e^(g x) for each x; long-tailed laws have g = 0. *)
Definition tail_rate (G : R -> R) (g : R) : Prop :=
  (forall x, 0 < G x) /\
  forall x, is_lim (fun t => G (t - x) / G t) p_infty (exp (g * x)).

Definition long_tailed (G : R -> R) : Prop :=
  (forall x, 0 < G x) /\ forall x, is_lim (fun t => G (t - x) / G t) p_infty 1.

Lemma long_tailed_rate G : long_tailed G <-> tail_rate G 0.
Proof.
  split; intros [Hp H]; split; auto; intros x; specialize (H x);
    replace (exp (0 * x)) with 1 in *; auto; now rewrite Rmult_0_l, exp_0.
Qed.

Lemma selected_mean_ratio n p v G t : 0 < G t ->
  selected_mean n p v G t = weighted_mean n p v (fun i => G (t - v i) / G t).
Proof.
  intros H. unfold selected_mean, weighted_mean.
  rewrite (sum_ext n (fun i => p i * (v i * (G (t - v i) / G t)))
                     (fun i => p i * (v i * G (t - v i)) * / G t)) by (intros; field; lra).
  rewrite (sum_ext n (fun i => p i * (G (t - v i) / G t))
                     (fun i => p i * G (t - v i) * / G t)) by (intros; field; lra).
  rewrite !sum_scal_r. unfold Rdiv. rewrite Rinv_mult, Rinv_inv.
  generalize (sum n (fun i => p i * (v i * G (t - v i)))) (/ sum n (fun i => p i * G (t - v i))).
  intros a b. field. lra.
Qed.

Lemma weighted_mean_lim n p v (w : nat -> R -> R) (l : nat -> R) x :
  finite_law n p -> (forall i, (i < n)%nat -> is_lim (w i) x (l i)) ->
  0 < sum n (fun i => p i * l i) ->
  is_lim (fun t => weighted_mean n p v (fun i => w i t)) x (weighted_mean n p v l).
Proof.
  intros L Hw Hpos. unfold weighted_mean.
  apply (is_lim_div _ _ x (Finite (sum n (fun i => p i * (v i * l i))))
                    (Finite (sum n (fun i => p i * l i)))).
  - apply is_lim_sum. intros i Hi.
    apply (is_lim_ext (fun t => (p i * v i) * w i t)); [intros; ring|].
    replace (p i * (v i * l i)) with ((p i * v i) * l i) by ring.
    apply (is_lim_scal_l (w i) (p i * v i) x (Finite (l i))), Hw, Hi.
  - apply is_lim_sum. intros i Hi. apply (is_lim_scal_l (w i) (p i) x (Finite (l i))), Hw, Hi.
  - intros H. injection H. lra.
  - simpl. auto.
Qed.

(** An error of exponential type g leaves the value at the mean tilted at g. *)
Theorem goodhart_rate n p v G g :
  finite_law n p -> tail_rate G g ->
  is_lim (selected_mean n p v G) p_infty (tilted_mean n p v g).
Proof.
  intros L [Hp HG].
  apply (is_lim_ext (fun t => weighted_mean n p v (fun i => G (t - v i) / G t))).
  { intros t. symmetry. now apply selected_mean_ratio. }
  unfold tilted_mean.
  apply (weighted_mean_lim n p v (fun i t => G (t - v i) / G t) (fun i => exp (g * v i))); auto.
  apply law_weight_pos; auto. intros. apply exp_pos.
Qed.

(** Goodhart's law: under a long-tailed error the value falls back to its unselected mean. *)
Theorem goodhart_long_tailed n p v G :
  finite_law n p -> long_tailed G ->
  is_lim (selected_mean n p v G) p_infty (mean n p v).
Proof.
  intros L H. apply long_tailed_rate in H.
  replace (mean n p v) with (tilted_mean n p v 0).
  - now apply goodhart_rate.
  - unfold tilted_mean, weighted_mean, mean.
    rewrite (sum_ext n (fun i => p i * exp (0 * v i)) p)
      by (intros; rewrite Rmult_0_l, exp_0; ring).
    rewrite (sum_ext n (fun i => p i * (v i * exp (0 * v i))) (fun i => p i * v i))
      by (intros; rewrite Rmult_0_l, exp_0; ring).
    destruct L as [_ ->]. field.
Qed.

(** An exponential error: the tilt is exact at every threshold beyond the largest value. *)
Definition exponential_tail (rate x : R) : R := if Rle_dec x 0 then 1 else exp (- rate * x).

Theorem exponential_exact n p v rate t :
  finite_law n p -> (forall i, (i < n)%nat -> v i <= t) ->
  selected_mean n p v (exponential_tail rate) t = tilted_mean n p v rate.
Proof.
  intros L Hv.
  assert (He : forall i, (i < n)%nat -> exponential_tail rate (t - v i) = exp (- rate * t) * exp (rate * v i)).
  { intros i Hi. unfold exponential_tail. rewrite <- exp_plus. destruct (Rle_dec (t - v i) 0) as [H|H].
    - assert (v i = t) by (specialize (Hv i Hi); lra). subst t.
      rewrite <- exp_0. f_equal. ring.
    - f_equal. ring. }
  unfold selected_mean, tilted_mean, weighted_mean.
  rewrite (sum_ext n (fun i => p i * (v i * exponential_tail rate (t - v i)))
                     (fun i => exp (- rate * t) * (p i * (v i * exp (rate * v i)))))
    by (intros i Hi; rewrite He by easy; ring).
  rewrite (sum_ext n (fun i => p i * exponential_tail rate (t - v i))
                     (fun i => exp (- rate * t) * (p i * exp (rate * v i))))
    by (intros i Hi; rewrite He by easy; ring).
  rewrite !sum_scal.
  assert (0 < sum n (fun i => p i * exp (rate * v i)))
    by (apply law_weight_pos; auto; intros; apply exp_pos).
  pose proof (exp_pos (- rate * t)). field. lra.
Qed.

(** The tilt gains: strictly, unless V is constant. *)
Theorem tilt_gains n p v rate :
  finite_law n p -> 0 < rate ->
  (exists i j, (i < n)%nat /\ (j < n)%nat /\ v i <> v j) ->
  mean n p v < tilted_mean n p v rate.
Proof.
  intros L Hr [i [j [Hi [Hj Hne]]]]. unfold tilted_mean.
  set (w := fun i => exp (rate * v i)).
  assert (Hw : 0 < sum n (fun i => p i * w i))
    by (apply law_weight_pos; auto; intros; apply exp_pos).
  assert (Hlt : forall a b, v a < v b -> w a < w b)
    by (intros; apply exp_increasing, Rmult_lt_compat_l; auto).
  assert (Hnn : forall a b, 0 <= (v a - v b) * (w a - w b)).
  { intros a b. destruct (Rtotal_order (v a) (v b)) as [H|[H|H]].
    - pose proof (Hlt a b H). replace ((v a - v b) * (w a - w b)) with ((v b - v a) * (w b - w a)) by ring.
      apply Rmult_le_pos; lra.
    - rewrite H. lra.
    - pose proof (Hlt b a H). apply Rmult_le_pos; lra. }
  assert (Hij : 0 < (v i - v j) * (w i - w j)).
  { destruct (Rtotal_order (v i) (v j)) as [H|[H|H]]; [|easy|].
    - pose proof (Hlt i j H). replace ((v i - v j) * (w i - w j)) with ((v j - v i) * (w j - w i)) by ring.
      apply Rmult_lt_0_compat; lra.
    - pose proof (Hlt j i H). apply Rmult_lt_0_compat; lra. }
  pose proof (weighted_mean_gap n p v w L Hw) as Hgap.
  destruct L as [Hp _].
  assert (0 < pairwise n p v w).
  { assert (Hcell : forall a b, (a < n)%nat -> (b < n)%nat -> 0 <= p a * p b * ((v a - v b) * (w a - w b)))
      by (intros; apply Rmult_le_pos; [apply Rmult_le_pos; apply Rlt_le; auto | auto]).
    apply (sum_pos n _ i); auto.
    - intros a Ha. apply sum_nonneg; auto.
    - apply (sum_pos n _ j); auto. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; auto | auto]. }
  assert (0 < pairwise n p v w / (2 * sum n (fun i => p i * w i)))
    by (apply Rmult_lt_0_compat; [|apply Rinv_0_lt_compat]; lra).
  lra.
Qed.

(** ** G-8: an error lighter than every exponential drives the value to its maximum *)

Definition super_exponential (G : R -> R) : Prop :=
  (forall x, 0 < G x) /\ nonincreasing G /\
  forall d, 0 < d -> is_lim (fun t => G (t + d) / G t) p_infty 0.

Theorem goodhart_super_exponential n p v G top :
  finite_law n p -> super_exponential G ->
  (top < n)%nat -> (forall i, (i < n)%nat -> v i <= v top) ->
  is_lim (selected_mean n p v G) p_infty (v top).
Proof.
  intros L [Hpos [_ HG]] Htop Hmax.
  (* relative to the weight of the largest value every smaller one vanishes *)
  set (l := fun i => if Req_EM_T (v i) (v top) then 1 else 0).
  assert (Hl : forall i, (i < n)%nat ->
            is_lim (fun t => G (t - v i) / G (t - v top)) p_infty (l i)).
  { intros i Hi. unfold l. destruct (Req_EM_T (v i) (v top)) as [E|E].
    - apply (is_lim_ext (fun _ => 1)); [|apply is_lim_const].
      intros t. rewrite E. field. apply Rgt_not_eq, Hpos.
    - assert (Hd : 0 < v top - v i) by (specialize (Hmax i Hi); lra).
      apply (is_lim_ext (fun t => (fun s => G (s + (v top - v i)) / G s) (t - v top))).
      { intros t. f_equal. f_equal. ring. }
      apply (is_lim_comp _ _ p_infty (Finite 0) p_infty (HG _ Hd)).
      + apply (is_lim_minus _ _ p_infty p_infty (v top) p_infty);
          [apply is_lim_id | apply is_lim_const | easy].
      + exists 0. intros y _. easy. }
  assert (Hl0 : forall i, 0 <= l i) by (intros i; unfold l; destruct (Req_EM_T _ _); lra).
  assert (Hden : 0 < sum n (fun i => p i * l i)).
  { destruct L as [Hp _]. apply (sum_pos n _ top); auto.
    - intros i Hi. apply Rmult_le_pos; [apply Rlt_le; auto | auto].
    - unfold l. destruct (Req_EM_T (v top) (v top)); [|easy].
      rewrite Rmult_1_r. auto. }
  replace (v top) with (weighted_mean n p v l).
  - apply (is_lim_ext (fun t => weighted_mean n p v (fun i => G (t - v i) / G (t - v top)))).
    + intros t. unfold selected_mean, weighted_mean.
      pose proof (Hpos (t - v top)) as Hp.
      rewrite (sum_ext n (fun i => p i * (v i * (G (t - v i) / G (t - v top))))
                         (fun i => p i * (v i * G (t - v i)) * / G (t - v top))) by (intros; field; lra).
      rewrite (sum_ext n (fun i => p i * (G (t - v i) / G (t - v top)))
                         (fun i => p i * G (t - v i) * / G (t - v top))) by (intros; field; lra).
      rewrite !sum_scal_r.
      assert (0 < sum n (fun i => p i * G (t - v i))) by (apply law_weight_pos; auto).
      field. lra.
    + now apply (weighted_mean_lim n p v (fun i t => G (t - v i) / G (t - v top)) l).
  - unfold weighted_mean.
    rewrite (sum_ext n (fun i => p i * (v i * l i)) (fun i => v top * (p i * l i))).
    + rewrite sum_scal. field. lra.
    + intros i _. unfold l. destruct (Req_EM_T (v i) (v top)) as [->|]; ring.
Qed.

(** ** Witnesses: the classes are not empty *)

Definition pareto_tail (a x : R) : R := if Rle_dec x 1 then 1 else Rpower x (- a).

Lemma pareto_tail_pos a x : 0 < pareto_tail a x.
Proof. unfold pareto_tail. destruct (Rle_dec x 1); [lra | apply exp_pos]. Qed.

Lemma pareto_tail_large a x : 1 <= x -> pareto_tail a x = Rpower x (- a).
Proof.
  intros H. unfold pareto_tail. destruct (Rle_dec x 1) as [Hx|]; [|easy].
  replace x with 1 by lra. unfold Rpower. now rewrite ln_1, Rmult_0_r, exp_0.
Qed.

Lemma pareto_tail_nonincreasing a : 0 <= a -> nonincreasing (pareto_tail a).
Proof.
  intros Ha x y Hxy. unfold pareto_tail. destruct (Rle_dec x 1) as [Hx|Hx], (Rle_dec y 1) as [Hy|Hy]; try lra.
  - unfold Rpower. rewrite <- exp_0. assert (H : - a * ln y <= 0).
    { assert (0 <= ln y) by (rewrite <- ln_1; apply ln_le; lra). nra. }
    destruct H as [H| ->]; [apply Rlt_le, exp_increasing, H | apply Rle_refl].
  - unfold Rpower. assert (H : - a * ln y <= - a * ln x).
    { assert (ln x <= ln y) by (apply ln_le; lra). nra. }
    destruct H as [H| ->]; [apply Rlt_le, exp_increasing, H | apply Rle_refl].
Qed.

Lemma ratio_to_one x : is_lim (fun t => (t - x) / t) p_infty 1.
Proof.
  apply (is_lim_ext_loc (fun t => 1 - x * / t)).
  - exists 0. intros t Ht. field. lra.
  - replace (Finite 1) with (Finite (1 - x * 0)) by (f_equal; ring).
    apply is_lim_minus'; [apply is_lim_const|].
    apply (is_lim_scal_l Rinv x p_infty (Finite 0)).
    apply (is_lim_inv (fun t => t) p_infty p_infty (is_lim_id p_infty)). easy.
Qed.

Theorem pareto_long_tailed a : long_tailed (pareto_tail a).
Proof.
  split; [apply pareto_tail_pos|]. intros x.
  apply (is_lim_ext_loc (fun t => exp (- a * ln ((t - x) / t)))).
  - exists (Rmax 1 (1 + x)). intros t Ht.
    pose proof (Rmax_l 1 (1 + x)). pose proof (Rmax_r 1 (1 + x)).
    rewrite !pareto_tail_large by lra. unfold Rpower.
    rewrite ln_div by lra. 
    unfold Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal. ring.
  - assert (H1 : 1 = exp (- a * ln 1)) by (rewrite ln_1, Rmult_0_r, exp_0; easy).
    rewrite H1 at 1.
    apply (is_lim_comp_continuous (fun t => (t - x) / t) (fun y => exp (- a * ln y)) p_infty 1).
    + apply ratio_to_one.
    + apply (continuous_comp (fun y => - a * ln y) exp).
      * apply (continuous_scal_r (- a) ln). apply continuity_pt_filterlim.
        apply derivable_continuous_pt. exists (/ 1). apply derivable_pt_lim_ln. lra.
      * apply continuity_pt_filterlim, derivable_continuous_pt, derivable_pt_exp.
Qed.

Theorem exponential_rate rate : tail_rate (exponential_tail rate) rate.
Proof.
  split.
  - intros x. unfold exponential_tail. destruct (Rle_dec x 0); [lra | apply exp_pos].
  - intros x. apply (is_lim_ext_loc (fun _ => exp (rate * x))); [|apply is_lim_const].
    exists (Rmax 0 x). intros t Ht. pose proof (Rmax_l 0 x). pose proof (Rmax_r 0 x).
    unfold exponential_tail. destruct (Rle_dec (t - x) 0); [lra|]. destruct (Rle_dec t 0); [lra|].
    unfold Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal. ring.
Qed.

(** P(X >= x) = e^(-x^2) for x >= 0, a Weibull law of shape 2. *)
Definition weibull2_tail (x : R) : R := if Rle_dec x 0 then 1 else exp (- (x * x)).

Theorem weibull2_super_exponential : super_exponential weibull2_tail.
Proof.
  split; [|split].
  - intros x. unfold weibull2_tail. destruct (Rle_dec x 0); [lra | apply exp_pos].
  - intros x y Hxy. unfold weibull2_tail.
    destruct (Rle_dec x 0), (Rle_dec y 0); try lra.
    + rewrite <- exp_0. apply Rlt_le, exp_increasing. nra.
    + destruct Hxy as [Hxy| ->]; [|lra]. apply Rlt_le, exp_increasing. nra.
  - intros d Hd. apply (is_lim_ext_loc (fun t => exp (- (2 * d * t + d * d)))).
    + exists 0. intros t Ht. unfold weibull2_tail.
      destruct (Rle_dec (t + d) 0); [lra|]. destruct (Rle_dec t 0); [lra|].
      unfold Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal. ring.
    + apply (is_lim_comp exp (fun t => - (2 * d * t + d * d)) p_infty 0 m_infty).
      * apply is_lim_exp_m.
      * apply (is_lim_ext (fun t => (- (2 * d)) * t + - (d * d))); [intros; ring|].
        apply (is_lim_plus _ _ p_infty m_infty (- (d * d))).
        -- replace m_infty with (Rbar_mult (Finite (- (2 * d))) p_infty).
           ++ apply is_lim_scal_l, is_lim_id.
           ++ simpl. destruct (Rle_dec 0 (- (2 * d))) as [Hle|]; [exfalso; lra | reflexivity].
        -- apply is_lim_const.
        -- easy.
      * exists 0. intros y _. easy.
Qed.
