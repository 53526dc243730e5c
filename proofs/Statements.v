(** The page to audit: the definitions that the theorems speak of, each restated and compared, and every
    main theorem of calculus/, restated in full and proved by naming it. What is proved with measures is on
    the pages StatementsMeasure.v and StatementsPolicyMeasure.v, the laws that meet the hypotheses here on
    StatementsWitness.v, and numbers between bounds in calculus/Certificates.v. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Sums Goodhart LogConcave Integral Step ParetoStep TailIndex.
From Goodhart.calculus Require Restart BestOf Normal Slab.
Import Sums Goodhart LogConcave Integral Step ParetoStep TailIndex Restart BestOf Normal Slab.
Open Scope R_scope.

(** * Definitions *)

(** Sums, f 0 + ... + f (n-1). *)
Goal forall f, sum 0 f = 0. Proof. reflexivity. Qed.
Goal forall n f, sum (S n) f = sum n f + f n. Proof. reflexivity. Qed.

(** p 0, ..., p (n-1) are chances: positive, and 1 together. *)
Goal forall (n : nat) (p : nat -> R), finite_law n p = ((forall i, (i < n)%nat -> 0 < p i) /\ sum n p = 1).
Proof. reflexivity. Qed.

(** The mean of v under the chances p. *)
Goal forall (n : nat) (p v : nat -> R), mean n p v = (sum n (fun i => p i * v i)).
Proof. reflexivity. Qed.

(** E[V w(V)] / E[w(V)] *)
Goal forall (n : nat) (p v w : nat -> R), weighted_mean n p v w = (sum n (fun i => p i * (v i * w i)) / sum n (fun i => p i * w i)).
Proof. reflexivity. Qed.

(** E[V | X+V >= t] with G(x) = P(X >= x); with a density f for G it is E[V | X+V = t]. *)
Goal forall (n : nat) (p v : nat -> R) (G : R -> R) (t : R), selected_mean n p v G t = (weighted_mean n p v (fun i => G (t - v i))).
Proof. reflexivity. Qed.

(** The mean of V tilted at the rate s: E[V e^(sV)] / E[e^(sV)], the derivative of ln E[e^(sV)]. *)
Goal forall (n : nat) (p v : nat -> R) (s : R), tilted_mean n p v s = (weighted_mean n p v (fun i => exp (s * v i))).
Proof. reflexivity. Qed.

Goal forall (G : R -> R), nonincreasing G = (forall x y, x <= y -> G y <= G x).
Proof. reflexivity. Qed.

(** The class L(g): P(X >= t-x) / P(X >= t) -> e^(g x) for each x; long-tailed laws have g = 0. *)
Goal forall (G : R -> R) (g : R), tail_rate G g = ((forall x, 0 < G x) /\
  forall x, is_lim (fun t => G (t - x) / G t) p_infty (exp (g * x))).
Proof. reflexivity. Qed.

Goal forall (G : R -> R), long_tailed G = ((forall x, 0 < G x) /\ forall x, is_lim (fun t => G (t - x) / G t) p_infty 1).
Proof. reflexivity. Qed.

(** An exponential error: the tilt is exact at every threshold beyond the largest value. *)
Goal forall (rate x : R), exponential_tail rate x = (if Rle_dec x 0 then 1 else exp (- rate * x)).
Proof. reflexivity. Qed.

Goal forall (G : R -> R), super_exponential G = ((forall x, 0 < G x) /\ nonincreasing G /\
  forall d, 0 < d -> is_lim (fun t => G (t + d) / G t) p_infty 0).
Proof. reflexivity. Qed.

Goal forall (a x : R), pareto_tail a x = (if Rle_dec x 1 then 1 else Rpower x (- a)).
Proof. reflexivity. Qed.

(** P(X >= x) = e^(-x^2) for x >= 0, a Weibull law of shape 2. *)
Goal forall (x : R), weibull2_tail x = (if Rle_dec x 0 then 1 else exp (- (x * x))).
Proof. reflexivity. Qed.

(** Moving the proxy up never lowers the value, whatever the value is. *)
Goal forall (g : R -> R), never_overoptimised g = (forall n p v, finite_law n p ->
  forall t u, t <= u -> selected_mean n p v g t <= selected_mean n p v g u).
Proof. reflexivity. Qed.

Goal forall (h : R -> R), concave h = (forall x y l, 0 <= l <= 1 -> l * h x + (1 - l) * h y <= h (l * x + (1 - l) * y)).
Proof. reflexivity. Qed.

(** The likelihood of a higher value grows with the proxy: g(t-v) as a kernel is totally positive of order 2. *)
Goal forall (g : R -> R), likelihood_ratio g = (forall t u v w, t <= u -> v <= w -> g (t - w) * g (u - v) <= g (t - v) * g (u - w)).
Proof. reflexivity. Qed.

Goal forall (q : R) (i : nat), two_chances q i = (match i with O => 1 - q | _ => q end).
Proof. reflexivity. Qed.

Goal forall (x y : R) (i : nat), two_values x y i = (match i with O => x | _ => y end).
Proof. reflexivity. Qed.

Goal forall (x : R), gaussian_weight x = (exp (- (x * x) / 2)).
Proof. reflexivity. Qed.

Goal forall (x : R), cauchy_weight x = (/ (1 + x * x)).
Proof. reflexivity. Qed.

(** The integral from a to infinity converges to l. *)
Goal forall (f : R -> R) (a l : R), integral_to_infinity f a l = (is_RInt_gen f (at_point a) (Rbar_locally p_infty) l).
Proof. reflexivity. Qed.

(** It is infinite: f is integrable over each [a,b], and these integrals tend to infinity. *)
Goal forall (f : R -> R) (a : R), integral_infinite f a = ((forall b, a <= b -> ex_RInt f a b) /\ is_lim (fun b => RInt f a b) p_infty p_infty).
Proof. reflexivity. Qed.

(** S(x) = P(T > x) for some random time T. *)
Goal forall (S : R -> R), survival_function S = (nonincreasing S /\ (forall x, 0 <= S x <= 1) /\
  (forall x, filterlim S (at_right x) (locally (S x))) /\
  is_lim S m_infty 1 /\ is_lim S p_infty 0).
Proof. reflexivity. Qed.

(** y^Q for y >= 0, with 0^Q = 0 (the standard library's Rpower is meant for y > 0 alone). *)
Goal forall (y Q : R), power y Q = (if Rlt_dec 0 y then Rpower y Q else 0).
Proof. reflexivity. Qed.

(** The survival function of a step at power Q. *)
Goal forall (S : R -> R) (Q x : R), step S Q x = (power (S x) Q).
Proof. reflexivity. Qed.

(** The mean of a nonnegative time is the integral of its survival function. *)
Goal forall (S : R -> R) (m : R), has_mean S m = (integral_to_infinity S 0 m).
Proof. reflexivity. Qed.

Goal forall (S : R -> R), mean_infinite S = (integral_infinite S 0).
Proof. reflexivity. Qed.

(** The mean of min(T, c), in closed form. *)
Goal forall (a c : R), cut_mean a c = (if Req_EM_T a 1 then 1 + ln c else 1 + (Rpower c (1 - a) - 1) / (1 - a)).
Proof. reflexivity. Qed.

(** The survival function of T^q, for a time T >= 0 and q > 0. *)
Goal forall (S : R -> R) (q y : R), moment_tail S q y = (if Rle_dec y 0 then 1 else S (Rpower y (/ q))).
Proof. reflexivity. Qed.

(** kappa = liminf of -ln S(t) / ln t as t -> infinity, with -ln 0 = infinity; kappa may be infinite. *)
Goal forall (S : R -> R) (kappa : Rbar), tail_index S kappa = ((forall k : R, Rbar_lt k kappa ->
     exists t0, forall t, t0 < t -> S t = 0 \/ k < - ln (S t) / ln t) /\
  (forall k : R, Rbar_lt kappa k ->
     forall t0, exists t, t0 < t /\ 0 < S t /\ - ln (S t) / ln t < k)).
Proof. reflexivity. Qed.

(** Q kappa > 1, read as Q > 1/kappa for kappa in [0, infinity]. *)
Goal forall (Q : R) (kappa : Rbar), beyond_threshold Q kappa = (match kappa with Finite k => 1 < Q * k | p_infty => True | m_infty => False end).
Proof. reflexivity. Qed.

Goal forall (Q : R) (kappa : Rbar), below_threshold Q kappa = (match kappa with Finite k => Q * k < 1 | p_infty => False | m_infty => True end).
Proof. reflexivity. Qed.

Goal forall (m : nat) (F : nat -> R), ladder m F = ((0 < m)%nat /\ F O = 0 /\ F m = 1 /\ forall i, (i < m)%nat -> F i < F (S i)).
Proof. reflexivity. Qed.

(** x^n, with 0^n = 0. *)
Goal forall (x n : R), pw x n = (if Rlt_dec 0 x then Rpower x n else 0).
Proof. reflexivity. Qed.

(** KL(best of n || one draw): the best is atom i with chance F(i+1)^n - F(i)^n. *)
Goal forall (m : nat) (F : nat -> R) (n : R), best_of_divergence m F n = (sum m (fun i => (pw (F (S i)) n - pw (F i) n)
                  * ln ((pw (F (S i)) n - pw (F i) n) / (F (S i) - F i)))).
Proof. reflexivity. Qed.

(** The mean time with restarts at the cutoff c: attempt k+1 is begun with chance S(c)^k, and it lasts
    min(T, c), of mean the integral of S up to c. *)
Goal forall (S : R -> R) (c : R), restart_cost S c = Series (fun k => S c ^ k * RInt S 0 c).
Proof. reflexivity. Qed.

Goal forall x, normal_density x = exp (- (x * x) / 2) / sqrt (2 * PI).
Proof. reflexivity. Qed.

(** P(N >= z); the integral converges (normal_tail_converges). *)
Goal forall z, normal_tail z = RInt_gen normal_density (at_point z) (Rbar_locally p_infty).
Proof. reflexivity. Qed.

(** P(U >= t), t > 1, for V normal(0,1) and X normal(0, sigma^2) given |V| <= 1, 0 otherwise: there V >= t. *)
Goal forall sigma t, slab_chance sigma t =
  RInt (fun v => normal_density v * normal_tail ((t - v) / sigma)) (-1) 1 + normal_tail t.
Proof. reflexivity. Qed.

(** E[V; U >= t] for the same law; the second integral converges (normal_moment_above). *)
Goal forall sigma t, slab_value sigma t =
  RInt (fun v => v * (normal_density v * normal_tail ((t - v) / sigma))) (-1) 1
  + RInt_gen (fun v => v * normal_density v) (at_point t) (Rbar_locally p_infty).
Proof. reflexivity. Qed.

(** * Theorems *)

(** ** Steps *)

(** S-1 *)
Theorem step_survival_function S Q :
  survival_function S -> 0 < Q -> survival_function (step S Q).
Proof. exact (Step.step_survival_function S Q). Qed.

(** S-1: The event itself, on a probability space, is in measure/. *)
Theorem step_whole S (n : nat) x : 0 <= S x -> (0 < n)%nat -> step S (INR n) x = S x ^ n.
Proof. exact (Step.step_whole S n x). Qed.

(** S-1 *)
Theorem step_step S P Q x : step (step S P) Q x = step S (P * Q) x.
Proof. exact (Step.step_step S P Q x). Qed.

(** S-1 *)
Theorem pareto_step alpha Q x : step (pareto_tail alpha) Q x = pareto_tail (alpha * Q) x.
Proof. exact (ParetoStep.pareto_step alpha Q x). Qed.

(** S-2: The mean is by definition the integral of the survival function. *)
Theorem pareto_threshold alpha Q :
  0 < alpha -> 0 < Q ->
  ((exists m, has_mean (step (pareto_tail alpha) Q) m) <-> / alpha < Q).
Proof. exact (ParetoStep.pareto_threshold alpha Q). Qed.

(** S-2: The mean is by definition the integral of the survival function. *)
Theorem pareto_mean_finite alpha Q :
  1 < alpha * Q -> has_mean (step (pareto_tail alpha) Q) (alpha * Q / (alpha * Q - 1)).
Proof. exact (ParetoStep.pareto_mean_finite alpha Q). Qed.

(** S-2: The mean is by definition the integral of the survival function. *)
Theorem pareto_mean_infinite alpha Q :
  0 < alpha * Q <= 1 -> mean_infinite (step (pareto_tail alpha) Q).
Proof. exact (ParetoStep.pareto_mean_infinite alpha Q). Qed.

(** S-2: The moment is by definition the integral of the survival function of the power. *)
Theorem moment_ladder alpha Q q :
  0 < alpha -> 0 < Q -> 0 < q ->
  let a := alpha * Q in
  (q < a -> has_mean (moment_tail (step (pareto_tail alpha) Q) q) (a / (a - q))) /\
  (a <= q -> mean_infinite (moment_tail (step (pareto_tail alpha) Q) q)).
Proof. exact (ParetoStep.moment_ladder alpha Q q). Qed.

(** S-2: The mean is by definition the integral of the survival function. *)
Theorem pareto_cut_mean a c : 1 <= c -> is_RInt (pareto_tail a) 0 c (cut_mean a c).
Proof. exact (ParetoStep.pareto_cut_mean a c). Qed.

(** S-11: The mean step alone: not the speeds and totals of the claim. *)
Theorem pareto_mean_decreasing alpha Q R :
  0 < alpha -> 1 < alpha * Q -> Q < R ->
  alpha * R / (alpha * R - 1) < alpha * Q / (alpha * Q - 1).
Proof. exact (ParetoStep.pareto_mean_decreasing alpha Q R). Qed.

(** S-11: The mean step alone: not the speeds and totals of the claim. *)
Theorem pareto_mean_limit alpha :
  0 < alpha -> is_lim (fun Q => alpha * Q / (alpha * Q - 1)) p_infty 1.
Proof. exact (ParetoStep.pareto_mean_limit alpha). Qed.

(** S-12: For times with no negative part: the mean is the integral from 0. *)
Theorem mean_finite_beyond S Q kappa :
  survival_function S -> 0 < Q -> tail_index S kappa -> beyond_threshold Q kappa ->
  exists m, has_mean (step S Q) m.
Proof. exact (TailIndex.mean_finite_beyond S Q kappa). Qed.

(** S-12: For times with no negative part: the mean is the integral from 0. *)
Theorem mean_infinite_below S Q kappa :
  survival_function S -> 0 < Q -> tail_index S kappa -> below_threshold Q kappa ->
  mean_infinite (step S Q).
Proof. exact (TailIndex.mean_infinite_below S Q kappa). Qed.

(** S-21: That attempts are independent is in the definition of the cost. *)
Theorem restart_cost_finite S c : 0 <= S c < 1 ->
  is_series (fun k => S c ^ k * RInt S 0 c) (RInt S 0 c / (1 - S c)).
Proof. exact (Restart.restart_cost_finite S c). Qed.

(** S-21: The cost of every cutoff, at every exponent: not which is best. *)
Theorem restart_pareto a c : 0 < a -> 1 < c ->
  restart_cost (pareto_tail a) c = cut_mean a c / (1 - Rpower c (- a)).
Proof. exact (Restart.restart_pareto a c). Qed.

(** S-21: The best cutoff for exponent 1/2. *)
Theorem restart_best_half c : 1 < c ->
  3 + 2 * sqrt 2 <= restart_cost (pareto_tail (/ 2)) c
  /\ (restart_cost (pareto_tail (/ 2)) c = 3 + 2 * sqrt 2 <-> c = 3 / 2 + sqrt 2).
Proof. exact (Restart.restart_best_half c). Qed.

(** S-21: The best cutoff for exponent 2. *)
Theorem restart_best_two c : 1 < c ->
  1 + sqrt 3 / 2 <= restart_cost (pareto_tail 2) c
  /\ (restart_cost (pareto_tail 2) c = 1 + sqrt 3 / 2 <-> c = 2 + sqrt 3).
Proof. exact (Restart.restart_best_two c). Qed.

(** ** Best of n *)

(** B-1: That the best has this density in the rank is taken as its definition. *)
Theorem best_of_n_divergence n :
  1 <= n ->
  is_RInt_gen (fun x => n * Rpower x (n - 1) * ln (n * Rpower x (n - 1)))
    (at_right 0) (at_point 1) (ln n - (n - 1) / n).
Proof. exact (BestOf.best_of_n_divergence n). Qed.

(** B-1: For laws of finitely many atoms. *)
Theorem best_of_n_with_ties m F n :
  ladder m F -> 1 <= n ->
  best_of_divergence m F n <= ln n - (n - 1) / n
  /\ (best_of_divergence m F n = ln n - (n - 1) / n <-> n = 1).
Proof. exact (BestOf.best_of_n_with_ties m F n). Qed.

(** ** Selection by a proxy *)

(** G-1: For a value of finitely many outcomes, and selection by a threshold. *)
Theorem selection_never_hurts n p v G t :
  finite_law n p -> nonincreasing G ->
  0 < sum n (fun i => p i * G (t - v i)) ->
  mean n p v <= selected_mean n p v G t.
Proof. exact (Goodhart.selection_never_hurts n p v G t). Qed.

(** G-1: For a value of finitely many outcomes. *)
Theorem selection_equality n p v G t :
  finite_law n p -> nonincreasing G ->
  0 < sum n (fun i => p i * G (t - v i)) ->
  (selected_mean n p v G t = mean n p v
   <-> forall i j, (i < n)%nat -> (j < n)%nat -> G (t - v i) = G (t - v j)).
Proof. exact (Goodhart.selection_equality n p v G t). Qed.

(** G-2: For a value of finitely many outcomes, none negative. *)
Theorem size_bias n p v G t :
  finite_law n p -> (forall i, (i < n)%nat -> 0 <= v i) -> 0 < mean n p v ->
  0 < sum n (fun i => p i * G (t - v i)) ->
  let p_star := fun i => p i * v i / mean n p v in
  (forall i, (i < n)%nat -> 0 <= p_star i) /\ sum n p_star = 1 /\
  selected_mean n p v G t
  = mean n p v * (sum n (fun i => p_star i * G (t - v i)) / sum n (fun i => p i * G (t - v i))).
Proof. exact (Goodhart.size_bias n p v G t). Qed.

(** G-11: For a value of finitely many outcomes; bounded and unbounded ones are in measure/. *)
Theorem goodhart_long_tailed n p v G :
  finite_law n p -> long_tailed G ->
  is_lim (selected_mean n p v G) p_infty (mean n p v).
Proof. exact (Goodhart.goodhart_long_tailed n p v G). Qed.

(** G-6: For a value of finitely many outcomes. *)
Theorem goodhart_rate n p v G g :
  finite_law n p -> tail_rate G g ->
  is_lim (selected_mean n p v G) p_infty (tilted_mean n p v g).
Proof. exact (Goodhart.goodhart_rate n p v G g). Qed.

(** G-6: For a value of finitely many outcomes. *)
Theorem exponential_exact n p v rate t :
  finite_law n p -> (forall i, (i < n)%nat -> v i <= t) ->
  selected_mean n p v (exponential_tail rate) t = tilted_mean n p v rate.
Proof. exact (Goodhart.exponential_exact n p v rate t). Qed.

(** K-5: For a value of finitely many outcomes, against no tilt. *)
Theorem tilt_gains n p v rate :
  finite_law n p -> 0 < rate ->
  (exists i j, (i < n)%nat /\ (j < n)%nat /\ v i <> v j) ->
  mean n p v < tilted_mean n p v rate.
Proof. exact (Goodhart.tilt_gains n p v rate). Qed.

(** G-8: For a value of finitely many outcomes. *)
Theorem goodhart_super_exponential n p v G top :
  finite_law n p -> super_exponential G ->
  (top < n)%nat -> (forall i, (i < n)%nat -> v i <= v top) ->
  is_lim (selected_mean n p v G) p_infty (v top).
Proof. exact (Goodhart.goodhart_super_exponential n p v G top). Qed.

(** G-13: For values of finitely many outcomes, and a continuous density positive on the whole line; the same theorem holds with a survival function in its place. *)
Theorem never_overoptimised_iff_log_concave g :
  (forall z, 0 < g z) -> continuity g ->
  (never_overoptimised g <-> concave (fun x => ln (g x))).
Proof. exact (LogConcave.never_overoptimised_iff_log_concave g). Qed.

(** G-13: For values of finitely many outcomes, and a positive density. *)
Theorem never_overoptimised_iff_likelihood_ratio g :
  (forall z, 0 < g z) -> (never_overoptimised g <-> likelihood_ratio g).
Proof. exact (LogConcave.never_overoptimised_iff_likelihood_ratio g). Qed.

(** G-13 *)
Theorem two_point_converse g x d q :
  (forall z, 0 < g z) -> 0 < d -> 0 < q < 1 ->
  g (x + d) * g (x + d) < g x * g (x + 2 * d) ->
  selected_mean 2 (two_chances q) (two_values 0 d) g (x + 2 * d)
  < selected_mean 2 (two_chances q) (two_values 0 d) g (x + d).
Proof. exact (LogConcave.two_point_converse g x d q). Qed.

(** G-13: For two-point values. *)
Theorem two_point_iff g x d q :
  (forall z, 0 < g z) -> 0 < d -> 0 < q < 1 ->
  (selected_mean 2 (two_chances q) (two_values 0 d) g (x + 2 * d)
   < selected_mean 2 (two_chances q) (two_values 0 d) g (x + d)
   <-> g (x + d) * g (x + d) < g x * g (x + 2 * d)).
Proof. exact (LogConcave.two_point_iff g x d q). Qed.

(** ** An error that depends on the value *)

(** E-1: The published limit is 0. That the value given U >= t is this quotient, for t > 1, is its definition here. *)
Theorem slab_limit sigma : 1 <= sigma ->
  is_lim (fun t => slab_value sigma t / slab_chance sigma t) p_infty 1.
Proof. exact (Slab.slab_limit sigma). Qed.
