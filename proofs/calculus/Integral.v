(** Integrals over half-lines: monotone functions are integrable, and nonnegative integrals
    either converge or grow without bound. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(** The integral from a to infinity converges to l. *)
Definition integral_to_infinity (f : R -> R) (a l : R) : Prop :=
  is_RInt_gen f (at_point a) (Rbar_locally p_infty) l.

(** It is infinite: f is integrable over each [a,b], and these integrals tend to infinity. *)
Definition integral_infinite (f : R -> R) (a : R) : Prop :=
  (forall b, a <= b -> ex_RInt f a b) /\ is_lim (fun b => RInt f a b) p_infty p_infty.

(** A half-line integral is the limit of the integrals over bounded intervals. *)
Lemma integral_to_infinity_lim (f : R -> R) (a l : R) :
  (forall b, a <= b -> ex_RInt f a b) ->
  is_lim (fun b => RInt f a b) p_infty l -> integral_to_infinity f a l.
Proof.
  intros Hex Hlim P HP. specialize (Hlim P HP). destruct Hlim as [M HM].
  apply (Filter_prod _ _ _ (fun x => x = a) (fun y => Rmax a M < y)).
  - reflexivity.
  - exists (Rmax a M). auto.
  - intros x y -> Hy. exists (RInt f a y). simpl. split.
    + apply (RInt_correct (V := R_CompleteNormedModule) f a y), Hex. apply Rle_trans with (Rmax a M); [apply Rmax_l | lra].
    + apply (HM y). apply Rle_lt_trans with (Rmax a M); [apply Rmax_r | lra].
Qed.

Lemma integral_to_infinity_lim_inv (f : R -> R) (a l : R) :
  integral_to_infinity f a l -> is_lim (fun b => RInt f a b) p_infty l.
Proof.
  intros H P HP. specialize (H P HP). destruct H as [Q1 Q2 H1 H2 H].
  unfold filtermap. apply (filter_imp Q2); [|exact H2].
  intros y Hy. destruct (H a y H1 Hy) as [I [HI HPI]]. simpl in HI.
  now rewrite (is_RInt_unique _ _ _ _ HI).
Qed.

(** A nondecreasing function tends to its bound, or to infinity. *)
Lemma nondecreasing_lim (F : R -> R) a :
  (forall x y, a <= x -> x <= y -> F x <= F y) ->
  (exists l : R, is_lim F p_infty l /\ forall x, a <= x -> F x <= l) \/ is_lim F p_infty p_infty.
Proof.
  intros Hmono.
  destruct (Classical_Prop.classic (exists M, forall x, a <= x -> F x <= M)) as [[M HM]|Hun].
  - left. destruct (completeness (fun z => exists x, a <= x /\ z = F x)) as [l [Hub Hlub]].
    + exists M. intros z [x [Hx ->]]. now apply HM.
    + exists (F a), a. split; [lra | easy].
    + exists l. split.
      * apply is_lim_spec. intros eps. simpl.
        destruct (Classical_Prop.classic (exists x, a <= x /\ l - eps < F x)) as [[x [Hx Hlt]]|Hno].
        -- exists x. intros y Hy. pose proof (Hmono x y Hx ltac:(lra)).
           assert (F y <= l) by (apply Hub; exists y; split; [lra | easy]).
           apply Rabs_def1; lra.
        -- exfalso. assert (l <= l - eps).
           { apply Hlub. intros z [x [Hx ->]]. apply Rnot_lt_le. intros Hlt. apply Hno. now exists x. }
           pose proof (cond_pos eps). lra.
      * intros x Hx. apply Hub. now exists x.
  - right. apply is_lim_spec. intros M. simpl.
    destruct (Classical_Prop.classic (exists x, a <= x /\ M < F x)) as [[x [Hx Hlt]]|Hno].
    + exists x. intros y Hy. pose proof (Hmono x y Hx ltac:(lra)). lra.
    + exfalso. apply Hun. exists M. intros x Hx. apply Rnot_lt_le. intros Hlt. apply Hno. now exists x.
Qed.

Lemma RInt_nondecreasing (f : R -> R) (a : R) :
  (forall x, a <= x -> 0 <= f x) -> (forall b, a <= b -> ex_RInt f a b) ->
  forall x y, a <= x -> x <= y -> RInt f a x <= RInt f a y.
Proof.
  intros Hpos Hex x y Hx Hy.
  assert (Hxy : ex_RInt f x y).
  { apply (ex_RInt_Chasles_2 f a x y); [lra | apply Hex; lra]. }
  rewrite <- (RInt_Chasles f a x y); [|apply Hex; lra | exact Hxy].
  assert (0 <= RInt f x y) by (apply RInt_ge_0; auto; intros; apply Hpos; lra).
  unfold plus; simpl. lra.
Qed.

(** Comparison: below an integrable bound the integral converges. *)
Lemma integral_bounded (f : R -> R) (a M : R) :
  (forall x, a <= x -> 0 <= f x) -> (forall b, a <= b -> ex_RInt f a b) ->
  (forall b, a <= b -> RInt f a b <= M) ->
  exists l, integral_to_infinity f a l /\ forall b, a <= b -> RInt f a b <= l.
Proof.
  intros Hpos Hex HM.
  destruct (nondecreasing_lim (fun b => RInt f a b) a) as [[l [Hl Hle]]|Hinf].
  - now apply RInt_nondecreasing.
  - exists l. split; auto. now apply integral_to_infinity_lim.
  - exfalso. apply is_lim_spec in Hinf. destruct (Hinf M) as [N HN].
    pose proof (Rmax_l a (N + 1)). pose proof (Rmax_r a (N + 1)).
    pose proof (HM (Rmax a (N + 1)) ltac:(lra)). pose proof (HN (Rmax a (N + 1)) ltac:(lra)). lra.
Qed.

(** ** A nonincreasing function with values in [0,1] is integrable over each bounded interval:
       it is a uniform limit of step functions, its own layers. *)

Definition layer (f : R -> R) (c x : R) : R := if Rle_dec c (f x) then 1 else 0.

Lemma layer_integrable f c a b :
  (forall x y, x <= y -> f y <= f x) -> a <= b -> ex_RInt (layer f c) a b.
Proof.
  intros Hf Hab.
  destruct (Rle_dec c (f b)) as [Hb|Hb].
  { apply ex_RInt_ext with (fun _ => 1); [|apply ex_RInt_const].
    intros x [_ Hx]. rewrite Rmax_right in Hx by easy. unfold layer.
    destruct (Rle_dec c (f x)) as [|Hc]; [easy|]. pose proof (Hf x b ltac:(lra)). lra. }
  destruct (Rle_dec c (f a)) as [Ha|Ha].
  2:{ apply ex_RInt_ext with (fun _ => 0); [|apply ex_RInt_const].
      intros x [Hx _]. rewrite Rmin_left in Hx by easy. unfold layer.
      destruct (Rle_dec c (f x)) as [Hc|]; [|easy]. pose proof (Hf a x ltac:(lra)). lra. }
  (* the jump *)
  destruct (completeness (fun x => x <= b /\ c <= f x)) as [s [Hub Hlub]].
  { exists b. now intros x [Hx _]. }
  { now exists a. }
  assert (Has : a <= s) by (apply Hub; split; lra).
  assert (Hsb : s <= b) by (apply Hlub; now intros x [Hx _]).
  apply ex_RInt_Chasles with s.
  - apply ex_RInt_ext with (fun _ => 1); [|apply ex_RInt_const].
    intros x [_ Hx]. rewrite Rmax_right in Hx by easy. unfold layer.
    destruct (Rle_dec c (f x)) as [|Hc]; [easy|]. exfalso.
    assert (s <= x).
    { apply Hlub. intros y [Hy Hcy]. apply Rnot_lt_le. intros Hlt. pose proof (Hf x y ltac:(lra)). lra. }
    lra.
  - apply ex_RInt_ext with (fun _ => 0); [|apply ex_RInt_const].
    intros x [Hx Hx']. rewrite Rmin_left in Hx by easy. rewrite Rmax_right in Hx' by easy. unfold layer.
    destruct (Rle_dec c (f x)) as [Hc|]; [|easy]. exfalso.
    assert (x <= s) by (apply Hub; split; lra). lra.
Qed.

(** n layers of height 1/n, at 1/n, 2/n, ... *)
Fixpoint layers (f : R -> R) (h : R) (n : nat) (x : R) : R :=
  match n with O => 0 | S k => layers f h k x + h * layer f (h * INR (S k)) x end.

Lemma layers_integrable f h n a b :
  (forall x y, x <= y -> f y <= f x) -> a <= b -> ex_RInt (layers f h n) a b.
Proof.
  intros Hf Hab. induction n as [|n IH]; [apply ex_RInt_const|].
  apply (ex_RInt_plus (layers f h n) (fun x => h * layer f (h * INR (S n)) x)); [easy|].
  apply (ex_RInt_scal (layer f (h * INR (S n))) a b h). now apply layer_integrable.
Qed.

Lemma layers_below f h n x : 0 < h -> 0 <= f x ->
  layers f h n x <= f x /\ (f x < h * INR (S n) -> f x - h < layers f h n x)
  /\ (h * INR n <= f x -> layers f h n x = h * INR n).
Proof.
  intros Hh Hf. induction n as [|n [IH1 [IH2 IH3]]].
  - simpl. repeat split; intros; lra.
  - change (layers f h (S n) x) with (layers f h n x + h * layer f (h * INR (S n)) x).
    unfold layer. destruct (Rle_dec (h * INR (S n)) (f x)) as [H|H].
    + assert (Hn : h * INR n <= f x) by (rewrite S_INR in H; lra).
      rewrite (IH3 Hn). rewrite !S_INR in *. repeat split; intros; lra.
    + repeat split; intros; [lra | | lra].
      apply Rnot_le_lt in H. specialize (IH2 H). lra.
Qed.

Theorem monotone_integrable (f : R -> R) (a b : R) :
  (forall x, 0 <= f x <= 1) -> (forall x y, x <= y -> f y <= f x) -> ex_RInt f a b.
Proof.
  intros H01 Hf.
  assert (Hab : forall a b, a <= b -> ex_RInt f a b).
  { clear a b. intros a b Hab.
    destruct (filterlim_RInt (fun n => layers f (/ INR (S n)) (S n)) a b eventually
                _ f (fun n => RInt (layers f (/ INR (S n)) (S n)) a b)) as [I [_ HI]].
    - intros n. apply RInt_correct. now apply layers_integrable.
    - intros P [eps HP].
      destruct (archimed_cor1 eps (cond_pos eps)) as [N [HN HN0]].
      exists N. intros n Hn. apply HP. intros x. unfold ball; simpl. unfold AbsRing_ball, abs, minus, plus, opp; simpl.
      assert (Hh : 0 < / INR (S n)) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
      assert (Hsmall : / INR (S n) < eps).
      { apply Rle_lt_trans with (/ INR N); [|easy].
        apply Rinv_le_contravar; [apply lt_0_INR; lia | apply le_INR; lia]. }
      destruct (layers_below f (/ INR (S n)) (S n) x Hh (proj1 (H01 x))) as [H1 [H2 _]].
      assert (Hlt : f x < / INR (S n) * INR (S (S n))).
      { rewrite (S_INR (S n)), Rmult_plus_distr_l, Rinv_l by (apply not_0_INR; lia).
        pose proof (proj2 (H01 x)). lra. }
      specialize (H2 Hlt).
      change (Rabs (layers f (/ INR (S n)) (S n) x + - f x) < eps). apply Rabs_def1; lra.
    - now exists I. }
  destruct (Rle_dec a b); [now apply Hab | apply ex_RInt_swap, Hab; lra].
Qed.
