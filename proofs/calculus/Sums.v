(** Finite sums of reals, and laws with finitely many values. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** f 0 + ... + f (n-1) *)
Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S k => sum k f + f k end.

(** p 0, ..., p (n-1) are chances: positive, and 1 together. *)
Definition finite_law (n : nat) (p : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> 0 < p i) /\ sum n p = 1.

(** The mean of v under the chances p. *)
Definition mean (n : nat) (p v : nat -> R) : R := sum n (fun i => p i * v i).

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [easy|].
  rewrite IH by (intros; apply H; lia). now rewrite (H n) by lia.
Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_zero n : sum n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl; lra. Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (f n <= g n) by (apply H; lia).
  assert (sum n f <= sum n g) by (apply IH; intros; apply H; lia). lra.
Qed.

Lemma sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof. intros H. rewrite <- (sum_zero n). now apply sum_le. Qed.

Lemma sum_lt n f g k :
  (forall i, (i < n)%nat -> f i <= g i) -> (k < n)%nat -> f k < g k -> sum n f < sum n g.
Proof.
  induction n as [|n IH]; intros H Hk Hlt; [lia|]. simpl.
  assert (Hn : f n <= g n) by (apply H; lia).
  assert (Hs : sum n f <= sum n g) by (apply sum_le; intros; apply H; lia).
  destruct (Nat.eq_dec k n) as [->|Hne]; [lra|].
  assert (sum n f < sum n g) by (apply IH; [intros; apply H; lia | lia | easy]). lra.
Qed.

Lemma sum_pos n f k :
  (forall i, (i < n)%nat -> 0 <= f i) -> (k < n)%nat -> 0 < f k -> 0 < sum n f.
Proof. intros H Hk Hp. rewrite <- (sum_zero n). now apply (sum_lt n _ _ k). Qed.

Lemma sum_nonneg_zero n f :
  (forall i, (i < n)%nat -> 0 <= f i) -> sum n f = 0 -> forall i, (i < n)%nat -> f i = 0.
Proof.
  intros H H0 i Hi. destruct (Rle_lt_or_eq_dec 0 (f i) (H i Hi)) as [Hp|He]; [|now symmetry].
  assert (0 < sum n f) by (now apply (sum_pos n f i)). lra.
Qed.

Lemma sum_swap n m (f : nat -> nat -> R) :
  sum n (fun i => sum m (fun j => f i j)) = sum m (fun j => sum n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl; [now rewrite sum_zero|].
  now rewrite IH, <- sum_plus.
Qed.

Lemma sum_scal_r n c f : sum n (fun i => f i * c) = sum n f * c.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_mul n m f g : sum n f * sum m g = sum n (fun i => sum m (fun j => f i * g j)).
Proof.
  rewrite <- sum_scal_r. apply sum_ext; intros i _. now rewrite sum_scal.
Qed.

(** The sums here are those of Coquelicot's series. *)
Lemma sum_n_sum a n : sum_n a n = sum (S n) a.
Proof.
  rewrite sum_n_Reals. induction n as [|n IH]; [simpl; lra|].
  rewrite tech5, IH. reflexivity.
Qed.

Lemma law_size n p : finite_law n p -> (0 < n)%nat.
Proof. intros [_ H]. destruct n; [simpl in H; lra | lia]. Qed.

Lemma law_weight_pos n p g :
  finite_law n p -> (forall i, (i < n)%nat -> 0 < g i) -> 0 < sum n (fun i => p i * g i).
Proof.
  intros L Hg. pose proof (law_size _ _ L) as Hn. destruct L as [Hp _].
  apply (sum_pos n _ 0%nat); [|easy|].
  - intros i Hi. apply Rlt_le, Rmult_lt_0_compat; auto.
  - apply Rmult_lt_0_compat; auto.
Qed.

Lemma mean_const n p c : finite_law n p -> mean n p (fun _ => c) = c.
Proof. intros [_ H]. unfold mean. rewrite sum_scal_r, H. ring. Qed.

Lemma mean_le n p v w :
  finite_law n p -> (forall i, (i < n)%nat -> v i <= w i) -> mean n p v <= mean n p w.
Proof.
  intros [Hp _] H. apply sum_le. intros i Hi.
  apply Rmult_le_compat_l; [apply Rlt_le; auto | auto].
Qed.

(** ** Chebyshev's sum inequality, from the identity that shows its gap *)

Definition pairwise (n : nat) (p v g : nat -> R) : R :=
  sum n (fun i => sum n (fun j => p i * p j * ((v i - v j) * (g i - g j)))).

Lemma pairwise_gap n p v g :
  pairwise n p v g
  = 2 * (sum n p * sum n (fun i => p i * (v i * g i))
         - sum n (fun i => p i * v i) * sum n (fun i => p i * g i)).
Proof.
  unfold pairwise.
  rewrite (sum_ext n _ (fun i =>
     (sum n p * (p i * (v i * g i)) - sum n (fun j => p j * g j) * (p i * v i))
     - (sum n (fun j => p j * v j) * (p i * g i) - sum n (fun j => p j * (v j * g j)) * p i))).
  2:{ intros i _.
      rewrite (sum_ext n _ (fun j => (p i * (v i * g i)) * p j - (p i * v i) * (p j * g j)
         - ((p i * g i) * (p j * v j) - p i * (p j * (v j * g j))))).
      2:{ intros; ring. }
      rewrite !sum_minus, !sum_scal. ring. }
  rewrite !sum_minus, !sum_scal. ring.
Qed.

(** ** Limits of finite sums *)

Lemma is_lim_sum n (f : nat -> R -> R) (l : nat -> R) x :
  (forall i, (i < n)%nat -> is_lim (f i) x (l i)) ->
  is_lim (fun t => sum n (fun i => f i t)) x (sum n l).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply is_lim_const|].
  apply is_lim_plus'; [apply IH; intros; apply H; lia | apply H; lia].
Qed.
