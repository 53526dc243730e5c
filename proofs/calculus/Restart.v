(** Restarts remove the threshold: abandoned at a cutoff and begun anew, a step has a finite mean whatever the
    law, and for Pareto approaches of exponents 1/2 and 2 one cutoff is best (S-21). *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Import Goodhart Integral Step ParetoStep.
Open Scope R_scope.

(** The mean time with restarts at the cutoff c: attempt k+1 is begun with chance S(c)^k, and it lasts
    min(T, c), of mean the integral of S up to c. *)
Definition restart_cost (S : R -> R) (c : R) : R := Series (fun k => S c ^ k * RInt S 0 c).

Theorem restart_cost_finite S c : 0 <= S c < 1 ->
  is_series (fun k => S c ^ k * RInt S 0 c) (RInt S 0 c / (1 - S c)).
Proof.
  intros Hq. replace (RInt S 0 c / (1 - S c)) with (scal (RInt S 0 c) (/ (1 - S c))).
  - apply (is_series_ext (fun k => scal (RInt S 0 c) (S c ^ k))).
    + intros k. unfold scal; simpl. unfold mult; simpl. ring.
    + apply (is_series_scal (V := R_NormedModule)), is_series_geom. rewrite Rabs_right; lra.
  - unfold scal; simpl. unfold mult; simpl. reflexivity.
Qed.

Lemma restart_cost_closed S c : 0 <= S c < 1 -> restart_cost S c = RInt S 0 c / (1 - S c).
Proof. intros H. now apply is_series_unique, restart_cost_finite. Qed.

Lemma pareto_below_one a c : 0 < a -> 1 < c -> 0 <= pareto_tail a c < 1.
Proof.
  intros Ha Hc. split; [apply Rlt_le, pareto_tail_pos|]. rewrite pareto_tail_large by lra.
  unfold Rpower. rewrite <- exp_0. apply exp_increasing.
  assert (0 < ln c) by (rewrite <- ln_1; apply ln_increasing; lra). nra.
Qed.

(** Pareto approaches: a finite mean at every cutoff and every exponent. *)
Theorem restart_pareto a c : 0 < a -> 1 < c ->
  restart_cost (pareto_tail a) c = cut_mean a c / (1 - Rpower c (- a)).
Proof.
  intros Ha Hc. rewrite restart_cost_closed by now apply pareto_below_one.
  rewrite (is_RInt_unique _ _ _ _ (pareto_cut_mean a c ltac:(lra))).
  now rewrite pareto_tail_large by lra.
Qed.

Lemma quotient_least (num den m gap : R) : 0 < den -> 0 <= gap -> num = m * den + gap ->
  m <= num / den /\ (num / den = m <-> gap = 0).
Proof.
  intros Hd Hg ->. replace ((m * den + gap) / den) with (m + gap * / den) by (field; lra).
  assert (Hi : 0 < / den) by now apply Rinv_0_lt_compat. split; [|split].
  - assert (0 <= gap * / den) by (apply Rmult_le_pos; lra). lra.
  - intros E. apply Rmult_eq_reg_r with (/ den); lra.
  - intros ->. ring.
Qed.

(** Exponent 1/2, where no step has a mean without restarts: the best cutoff is 3/2 + sqrt 2. *)
Theorem restart_best_half c : 1 < c ->
  3 + 2 * sqrt 2 <= restart_cost (pareto_tail (/ 2)) c
  /\ (restart_cost (pareto_tail (/ 2)) c = 3 + 2 * sqrt 2 <-> c = 3 / 2 + sqrt 2).
Proof.
  intros Hc. rewrite restart_pareto by lra. unfold cut_mean.
  destruct (Req_EM_T (/ 2) 1) as [E|_]; [lra|].
  set (x := sqrt c). set (r := sqrt 2).
  assert (Hxx : x * x = c) by (apply sqrt_sqrt; lra).
  assert (Hrr : r * r = 2) by (apply sqrt_sqrt; lra).
  assert (Hr : 0 < r) by (apply sqrt_lt_R0; lra).
  assert (Hx : 1 < x) by (rewrite <- sqrt_1; apply sqrt_lt_1; lra).
  replace (1 - / 2) with (/ 2) by lra. rewrite Rpower_Ropp, Rpower_sqrt by lra. fold x.
  replace ((1 + (x - 1) / / 2) / (1 - / x)) with ((2 * (x * x) - x) / (x - 1)) by (field; lra).
  destruct (quotient_least (2 * (x * x) - x) (x - 1) (3 + 2 * r) (2 * ((x - (1 + r / 2)) * (x - (1 + r / 2)))))
    as [Hle Heq].
  - lra.
  - pose proof (Rle_0_sqr (x - (1 + r / 2))). unfold Rsqr in *. lra.
  - replace (2 * ((x - (1 + r / 2)) * (x - (1 + r / 2))))
      with (2 * (x * x) - 4 * x - 2 * r * x + 2 + 2 * r + (r * r) / 2) by field. rewrite Hrr. field.
  - split; [easy|]. rewrite Heq, <- Hxx. split; intros H.
    + assert (E : x = 1 + r / 2) by (destruct (Rmult_integral (x - (1 + r / 2)) (x - (1 + r / 2))); lra).
      rewrite E. replace ((1 + r / 2) * (1 + r / 2)) with (1 + r + r * r / 4) by field. rewrite Hrr. lra.
    + assert (E : (x - (1 + r / 2)) * (x + (1 + r / 2)) = 0).
      { replace ((x - (1 + r / 2)) * (x + (1 + r / 2))) with (x * x - (1 + r + r * r / 4)) by field.
        rewrite Hrr. lra. }
      destruct (Rmult_integral _ _ E) as [Hz|Hz]; [rewrite Hz; ring | lra].
Qed.

(** Exponent 2, where the mean is 2 without restarts: the best cutoff is 2 + sqrt 3. *)
Theorem restart_best_two c : 1 < c ->
  1 + sqrt 3 / 2 <= restart_cost (pareto_tail 2) c
  /\ (restart_cost (pareto_tail 2) c = 1 + sqrt 3 / 2 <-> c = 2 + sqrt 3).
Proof.
  intros Hc. rewrite restart_pareto by lra. unfold cut_mean.
  destruct (Req_EM_T 2 1) as [E|_]; [lra|].
  set (r := sqrt 3). assert (Hrr : r * r = 3) by (apply sqrt_sqrt; lra).
  assert (Hr : 0 < r < 2).
  { split; [apply sqrt_lt_R0; lra|]. unfold r. rewrite <- (sqrt_square 2) at 1 by lra. apply sqrt_lt_1; lra. }
  replace (1 - 2) with (- (1)) by ring. rewrite !Rpower_Ropp, Rpower_1 by lra.
  replace (Rpower c 2) with (c * c).
  2:{ replace 2 with (1 + 1) by ring. now rewrite Rpower_plus, Rpower_1 by lra. }
  replace ((1 + (/ c - 1) / - (1)) / (1 - / (c * c))) with ((2 * (c * c) - c) / (c * c - 1)) by (field; split; nra).
  destruct (quotient_least (2 * (c * c) - c) (c * c - 1) (1 + r / 2)
              ((1 - r / 2) * ((c - (2 + r)) * (c - (2 + r))))) as [Hle Heq].
  - nra.
  - apply Rmult_le_pos; [lra|]. apply Rle_0_sqr.
  - replace ((1 - r / 2) * ((c - (2 + r)) * (c - (2 + r))))
      with ((1 - r / 2) * (c * c) - (4 - r * r) * c + 4 + 2 * r - r * r - r * (r * r) / 2) by field.
    rewrite Hrr. field.
  - split; [easy|]. rewrite Heq. split; intros H.
    + destruct (Rmult_integral _ _ H) as [Hz|Hz]; [lra|]. destruct (Rmult_integral _ _ Hz); lra.
    + rewrite H. ring.
Qed.
