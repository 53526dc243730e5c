(* The theorems of proofs/measure on steps and on selection, each in full and each
   closed by one exact; those on policies are in StatementsPolicyMeasure.v, the laws
   that meet the hypotheses in StatementsWitnessMeasure.v.
   Everything here is about Lebesgue's integral and abstract probability spaces;
   R is any model of the real numbers.

   Words of the library: {measure set T -> \bar R} is a measure on T with values
   in [0, oo]; \int[P]_w f w is Lebesgue's integral of f, a number or +oo or -oo;
   f @ \oo --> l and f @ +oo --> l are limits along the natural numbers and along
   the reals; \1_A is the indicator of A; [set w | Q w] is the set of the w with
   Q; x `^ y is the power; x%:E is the real x as an extended real, and fine turns
   it back. *)
From Goodhart.measure Require Import Prelude Probability Fastest Totals Approaches.
From Goodhart.measure Require Import LayerCake Mean Value Moments Selection Exponential.
From Goodhart.measure Require Import Limits PowerLaw.

(* -------------------------------------------------------------------------- *)
(* The definitions, as equations that hold by unfolding. mathcomp-analysis 0.6
   has no probability theory, so these are ours. *)

Section vocabulary.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.

Example is_probability_def : is_probability P = (P setT = 1%E).
Proof. exact: erefl. Qed.

Example pr_def (A : set T) : pr P A = fine (P A).
Proof. exact: erefl. Qed.

Example random_variable_def (X : T -> R) :
  random_variable X = measurable_fun setT X.
Proof. exact: erefl. Qed.

Example integrable_def (X : T -> R) : integrable_rv P X =
  (measurable_fun setT (EFin \o X) /\ (\int[P]_w `|(X w)%:E| < +oo)%E).
Proof. exact: erefl. Qed.

Example ex_def (X : T -> R) : ex P X = fine (\int[P]_w (X w)%:E)%E.
Proof. exact: erefl. Qed.

Example independent_def (X V : T -> R) : independent P X V =
  (forall A B : set R, measurable A -> measurable B ->
    pr P (X @^-1` A `&` V @^-1` B) = pr P (X @^-1` A) * pr P (V @^-1` B)).
Proof. exact: erefl. Qed.

Example mutually_independent_def (n : nat) (X : nat -> T -> R) :
  mutually_independent P n X =
  (forall B : nat -> set R, (forall i, measurable (B i)) ->
    pr P [set w | forall i, (i < n)%N -> B i (X i w)] =
    \prod_(i < n) pr P [set w | B i (X i w)]).
Proof. exact: erefl. Qed.

Example independent_array_def (n Q : nat) (Y : nat -> nat -> T -> R) :
  independent_array P n Q Y =
  (forall B : nat -> nat -> set R, (forall i j, measurable (B i j)) ->
    pr P [set w | forall i j, (i < n)%N -> (j < Q)%N -> B i j (Y i j w)] =
    \prod_(i < n) \prod_(j < Q) pr P [set w | B i j (Y i j w)]).
Proof. exact: erefl. Qed.

Example independent_events_def (n : nat) (E : nat -> set T) :
  independent_events P n E =
  (forall J : pred nat, pr P [set w | forall i, (i < n)%N && J i -> E i w] =
    \prod_(i < n | J i) pr P (E i)).
Proof. exact: erefl. Qed.

Example fastest_def (Q : nat) (X : nat -> T -> R) (w : T) :
  fastest Q X w = \big[Num.min/X 0%N w]_(j < Q) X j w.
Proof. exact: erefl. Qed.

Example is_median_def (Y : T -> R) (m : R) : is_median P Y m =
  (1 / 2 <= pr P [set w | Y w <= m] /\ 1 / 2 <= pr P [set w | m <= Y w]).
Proof. exact: erefl. Qed.

Example pareto_def (a t : R) : pareto a t = if t <= 1 then 1 else t `^ (- a).
Proof. exact: erefl. Qed.

Example tail_def (X : T -> R) (x : R) : tail P X x = pr P [set w | x <= X w].
Proof. exact: erefl. Qed.

Example cond_ex_def (V : T -> R) (A : set T) :
  cond_ex P V A = ex P (fun w => V w * \1_A w) / pr P A.
Proof. exact: erefl. Qed.

Example long_tailed_def (S : R -> R) : long_tailed S =
  ((forall t, 0 < S t) /\
   forall v, (fun t => S (t - v) / S t) @ +oo --> (1 : R)).
Proof. exact: erefl. Qed.

End vocabulary.

(* -------------------------------------------------------------------------- *)
(* S-1. The fastest of Q independent approaches has survival function S^Q. *)
Theorem S1_fastest_survival d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (Q : nat) (X : nat -> T -> R) (S : R -> R) :
  (0 < Q)%N -> mutually_independent P Q X ->
  (forall j t, (j < Q)%N -> pr P [set w | t < X j w] = S t) ->
  forall t, pr P [set w | t < fastest Q X w] = S t ^+ Q.
Proof. exact: fastest_survival. Qed.

(* and Pareto's exponent is multiplied by Q *)
Theorem S1_pareto_power (R : realType) (alpha t : R) (Q : nat) :
  pareto alpha t ^+ Q = pareto (alpha * Q%:R) t.
Proof. exact: pareto_pow. Qed.

(* S-2. The mean of a nonnegative variable is the integral of its survival
   function, both sides in [0, oo]. *)
Theorem S2_layer_cake d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) :
  is_probability P -> random_variable V -> (forall w, 0 <= V w) ->
  (\int[P]_w (V w)%:E =
   \int[@lebesgue_measure R]_(t in `[0%R, +oo[) P [set w | (t < V w)%R])%E.
Proof. by move=> P1 mV V0; exact: layer_cake. Qed.

(* A Pareto step has a finite mean, as a Lebesgue integral, iff a > 1. *)
Theorem S2_pareto_mean d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) (a : R) :
  is_probability P -> random_variable V -> (forall w, 0 <= V w) ->
  (forall t, pr P [set w | t < V w] = pareto a t) ->
  (\int[P]_w (V w)%:E < +oo)%E <-> 1 < a.
Proof. by move=> P1 mV V0 VS; exact: (pareto_mean P1 mV V0 VS). Qed.

(* With the value a / (a - 1). *)
Theorem S2_pareto_mean_value d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) (a : R) :
  is_probability P -> random_variable V -> (forall w, 0 <= V w) ->
  (forall t, pr P [set w | t < V w] = pareto a t) -> 1 < a ->
  ex P V = a / (a - 1).
Proof. exact: pareto_mean_value. Qed.

(* The same for the fastest of Q approaches: alpha Q > 1. *)
Theorem S2_fastest_mean d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (Q : nat) (X : nat -> T -> R) (alpha : R) :
  is_probability P -> (0 < Q)%N ->
  (forall j, (j < Q)%N -> random_variable (X j)) ->
  (forall j w, (j < Q)%N -> 0 <= X j w) ->
  mutually_independent P Q X ->
  (forall j t, (j < Q)%N -> pr P [set w | t < X j w] = pareto alpha t) ->
  (\int[P]_w (fastest Q X w)%:E < +oo)%E <-> 1 < alpha * Q%:R.
Proof. by move=> P1 Q0 mX X0 XI XS; exact: (fastest_mean P1 Q0 mX X0 XI XS). Qed.

(* Its value is alpha Q / (alpha Q - 1). *)
Theorem S2_fastest_mean_value d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (Q : nat) (X : nat -> T -> R) (alpha : R) :
  is_probability P -> (0 < Q)%N ->
  (forall j, (j < Q)%N -> random_variable (X j)) ->
  (forall j w, (j < Q)%N -> 0 <= X j w) ->
  mutually_independent P Q X ->
  (forall j t, (j < Q)%N -> pr P [set w | t < X j w] = pareto alpha t) ->
  1 < alpha * Q%:R ->
  ex P (fastest Q X) = alpha * Q%:R / (alpha * Q%:R - 1).
Proof. by move=> P1 Q0 mX X0 XI XS; exact: (fastest_mean_value P1 Q0 mX X0 XI XS). Qed.

(* The moment of order q of a Pareto step is finite iff q < a; x `^ q is e^(q ln x), and 1 for
   x <= 0, where no Pareto variable is. *)
Theorem S2_pareto_moment d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) (a q : R) :
  is_probability P -> random_variable V ->
  (forall t, pr P [set w | t < V w] = pareto a t) -> 0 < q ->
  (\int[P]_w (V w `^ q)%:E < +oo)%E <-> q < a.
Proof. by move=> P1 mV VS q0; exact: (pareto_moment P1 mV VS q0). Qed.

Theorem S2_pareto_moment_value d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) (a q : R) :
  is_probability P -> random_variable V ->
  (forall t, pr P [set w | t < V w] = pareto a t) -> 0 < q -> q < a ->
  ex P (fun w => V w `^ q) = a / (a - q).
Proof. by move=> P1 mV VS; exact: pareto_moment_value. Qed.

(* S-4. Independent nonnegative steps with n S(c n) -> oo for every c > 0:
   the total exceeds every multiple of n with probability tending to one. The
   n steps may live on a space that depends on n. *)
Theorem S4_total_superlinear (R : realType) (d : nat -> measure_display)
    (T : forall n, measurableType (d n)) (P : forall n, {measure set T n -> \bar R})
    (X : forall n, nat -> T n -> R) (S : R -> R) :
  (forall n, is_probability (P n)) ->
  (forall n i, (i < n)%N -> random_variable (X n i)) ->
  (forall n i w, (i < n)%N -> 0 <= X n i w) ->
  (forall n x, independent_events (P n) n (fun i => [set w | x < X n i w])) ->
  (forall n i x, (i < n)%N -> pr (P n) [set w | x < X n i w] = S x) ->
  (forall c, 0 < c -> (fun n => n%:R * S (c * n%:R)) @ \oo --> +oo) ->
  forall c,
    (fun n => pr (P n) [set w | c * n%:R < \sum_(i < n) X n i w]) @ \oo --> (1 : R).
Proof.
move=> P1 mX X0 XI XS H.
exact: (@total_superlinear R d T P P1 X S mX X0 XI XS H).
Qed.

(* Hence the medians of the time per step diverge. *)
Theorem S4_median_diverges (R : realType) (d : nat -> measure_display)
    (T : forall n, measurableType (d n)) (P : forall n, {measure set T n -> \bar R})
    (X : forall n, nat -> T n -> R) (S : R -> R) :
  (forall n, is_probability (P n)) ->
  (forall n i, (i < n)%N -> random_variable (X n i)) ->
  (forall n i w, (i < n)%N -> 0 <= X n i w) ->
  (forall n x, independent_events (P n) n (fun i => [set w | x < X n i w])) ->
  (forall n i x, (i < n)%N -> pr (P n) [set w | x < X n i w] = S x) ->
  (forall c, 0 < c -> (fun n => n%:R * S (c * n%:R)) @ \oo --> +oo) ->
  forall m : nat -> R,
    (forall n, is_median (P n) (fun w => n%:R^-1 * (\sum_(i < n) X n i w)) (m n)) ->
    m @ \oo --> +oo.
Proof.
move=> P1 mX X0 XI XS H.
exact: (@median_diverges R d T P P1 X S mX X0 XI XS H).
Qed.

(* Q independent Pareto(alpha) approaches a step and alpha Q < 1: the same. *)
Theorem S4_approaches_superlinear (R : realType) (d : nat -> measure_display)
    (T : forall n, measurableType (d n)) (P : forall n, {measure set T n -> \bar R})
    (Y : forall n, nat -> nat -> T n -> R) (Q : nat) (alpha : R) :
  (forall n, is_probability (P n)) ->
  (forall n i j, (i < n)%N -> (j < Q)%N -> random_variable (Y n i j)) ->
  (forall n, independent_array (P n) n Q (Y n)) ->
  (forall n i j t, (i < n)%N -> (j < Q)%N ->
    pr (P n) [set w | t < Y n i j w] = pareto alpha t) ->
  (forall n i j w, (i < n)%N -> (j < Q)%N -> 0 <= Y n i j w) ->
  (0 < Q)%N -> alpha * Q%:R < 1 ->
  forall c, (fun n => pr (P n)
    [set w | c * n%:R < \sum_(i < n) fastest Q (Y n i) w]) @ \oo --> (1 : R).
Proof.
move=> P1 mY YI YS Y0 Q0 below.
exact: (@approaches_superlinear R d T P P1 Y Q alpha mY YI YS Y0 Q0 below).
Qed.

Theorem S4_approaches_median (R : realType) (d : nat -> measure_display)
    (T : forall n, measurableType (d n)) (P : forall n, {measure set T n -> \bar R})
    (Y : forall n, nat -> nat -> T n -> R) (Q : nat) (alpha : R) :
  (forall n, is_probability (P n)) ->
  (forall n i j, (i < n)%N -> (j < Q)%N -> random_variable (Y n i j)) ->
  (forall n, independent_array (P n) n Q (Y n)) ->
  (forall n i j t, (i < n)%N -> (j < Q)%N ->
    pr (P n) [set w | t < Y n i j w] = pareto alpha t) ->
  (forall n i j w, (i < n)%N -> (j < Q)%N -> 0 <= Y n i j w) ->
  (0 < Q)%N -> alpha * Q%:R < 1 ->
  forall m : nat -> R,
    (forall n, is_median (P n)
      (fun w => n%:R^-1 * (\sum_(i < n) fastest Q (Y n i) w)) (m n)) ->
    m @ \oo --> +oo.
Proof.
move=> P1 mY YI YS Y0 Q0 below.
exact: (@approaches_median R d T P P1 Y Q alpha mY YI YS Y0 Q0 below).
Qed.

(* -------------------------------------------------------------------------- *)
(* The numerator and denominator of E[V | X + V >= t], by Tonelli. *)
Theorem G_numerator d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (t : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> integrable_rv P V ->
  ex P (fun w => V w * \1_[set w | t <= X w + V w] w) =
  ex P (fun w => V w * tail P X (t - V w)).
Proof. by move=> P1 mX mV XV; exact: numerator. Qed.

Theorem G_denominator d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (t : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V ->
  pr P [set w | t <= X w + V w] = ex P (fun w => tail P X (t - V w)).
Proof. by move=> P1 mX mV XV; exact: selection_pr. Qed.

(* G-1. Selection by an independent error is never worse than the mean. *)
Theorem G1_never_below_mean d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (t : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> integrable_rv P V ->
  0 < pr P [set w | t <= X w + V w] ->
  ex P V <= cond_ex P V [set w | t <= X w + V w].
Proof. by move=> P1 mX mV XV; exact: never_below_mean. Qed.

(* G-2. The size-bias identity: W has the law of V weighted by its size. *)
Theorem G2_size_bias d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V W : T -> R) :
  is_probability P -> random_variable X -> random_variable V ->
  random_variable W -> independent P X V -> independent P X W ->
  (forall w, 0 <= V w) -> integrable_rv P V ->
  (forall s, ex P V * tail P W s = ex P (fun w => V w * \1_[set w | s <= V w] w)) ->
  forall t, cond_ex P V [set w | t <= X w + V w] =
    ex P V * (pr P [set w | t <= X w + W w] / pr P [set w | t <= X w + V w]).
Proof.
move=> P1 mX mV mW XV XW V0 iV WV t.
exact: (size_bias_ratio P1 mX mV mW XV XW V0 iV WV).
Qed.

(* G-6. Beside an exponential error V has the mean of its own tilt, exactly and at
   every threshold that V does not exceed. *)
Theorem G6_exponential_exact d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (g t : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> integrable_rv P V ->
  (forall x, 0 <= x -> tail P X x = expR (- (g * x))) -> (forall w, V w <= t) ->
  cond_ex P V [set w | t <= X w + V w] =
  ex P (fun w => V w * expR (g * V w)) / ex P (fun w => expR (g * V w)).
Proof. by move=> P1 mX mV XV iV S Vt; exact: (exponential_exact P1 mX mV XV iV S Vt). Qed.

(* G-3, bounded V. A long-tailed error: E[V | X + V >= t] -> E[V] along all
   real t. *)
Theorem G3_goodhart_bounded d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (M : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> long_tailed (tail P X) -> (forall w, `|V w| <= M) ->
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof. by move=> P1 mX mV XV XL; exact: goodhart_bounded. Qed.

(* G-3, unbounded V: a long-tailed error of dominated variation, and a value with
   E[V; V > t/2] = o(P(X >= t)). *)
Theorem G3_goodhart_unbounded d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (C t0 : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> long_tailed (tail P X) ->
  (forall t, t0 <= t -> tail P X (t / 2) <= C * tail P X t) ->
  integrable_rv P V ->
  (fun t => ex P (fun w => V w * \1_[set w | t / 2 < V w] w) / tail P X t)
    @ +oo --> (0 : R) ->
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof. by move=> P1 mX mV XV XL; exact: goodhart_unbounded. Qed.

(* G-4, last row: P(X >= t) ~ cX t^-a and P(V > v) <= c v^-b with b > a + 1. *)
Theorem G4_goodhart_power d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (a b c cX v0 : R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> 0 < a -> a + 1 < b -> 0 < cX ->
  (fun t => tail P X t * t `^ a) @ +oo --> cX ->
  integrable_rv P V ->
  (forall v, v0 <= v -> pr P [set w | v < V w] <= c * v `^ (- b)) ->
  (fun t => cond_ex P V [set w | t <= X w + V w]) @ +oo --> ex P V.
Proof. by move=> P1 mX mV XV; exact: goodhart_power. Qed.
