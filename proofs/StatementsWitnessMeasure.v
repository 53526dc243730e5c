(* Laws that meet the hypotheses of StatementsMeasure.v and StatementsPolicyMeasure.v,
   so that no theorem there is about nothing. *)
From Goodhart.measure Require Import Prelude Probability Fastest Totals Approaches.
From Goodhart.measure Require Import Selection Limits PowerLaw Mean Policy HeavyTail.
From Goodhart.measure Require Import Spaces Witnesses LightTail ExponentialPair.

(* independent X Pareto(a) and V Pareto(b), for all a > 0 and b > 1 *)
Theorem witness_pareto_pair (R : realType) (a b : R) : 0 < a -> 1 < b ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    [/\ is_probability P, random_variable X /\ random_variable V,
        independent P X V, (forall t, tail P X t = pareto a t) &
        (forall t, pr P [set w | t < V w] = pareto b t) /\ integrable_rv P V].
Proof. exact: pareto_pair_exists. Qed.

(* a Pareto tail meets the hypotheses of G-3 and of G-4 *)
Theorem witness_pareto_tail (R : realType) (a : R) :
  (fun t => pareto a t * t `^ a) @ +oo --> (1 : R).
Proof. by apply: pareto_power. Qed.

Theorem witness_power_long_tailed (R : realType) (S : R -> R) (a cX : R) :
  {homo S : x y /~ x <= y} -> 0 < cX ->
  (fun t => S t * t `^ a) @ +oo --> cX -> long_tailed S.
Proof. exact: power_long_tailed. Qed.

(* n S(c n) -> oo for Pareto(a), a < 1 *)
Theorem witness_pareto_heavy (R : realType) (a : R) : a < 1 ->
  forall c, 0 < c -> (fun n => n%:R * pareto a (c * n%:R)) @ \oo --> +oo.
Proof. exact: pareto_heavy. Qed.

(* n independent nonnegative Pareto(a) variables, for every n *)
Theorem witness_pareto_family (R : realType) (a : R) (n : nat) : 0 < a ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R})
    (X : nat -> T -> R),
    [/\ is_probability P, (forall j, random_variable (X j)),
        (forall j w, 0 <= X j w),
        (forall j t, (j < n)%N -> pr P [set w | t < X j w] = pareto a t)
      & mutually_independent P n X].
Proof. exact: pareto_family_exists. Qed.

(* n steps of Q independent nonnegative Pareto(a) approaches each, for every n, Q *)
Theorem witness_pareto_array (R : realType) (a : R) (n Q : nat) : 0 < a ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R})
    (Y : nat -> nat -> T -> R),
    [/\ is_probability P, (forall i j, random_variable (Y i j)),
        (forall i j w, 0 <= Y i j w),
        (forall i j t, (i < n)%N -> (j < Q)%N ->
          pr P [set w | t < Y i j w] = pareto a t)
      & independent_array P n Q Y].
Proof. exact: pareto_array_exists. Qed.

(* a Pareto tail does not stay below any e^(-s t) *)
Theorem witness_pareto_not_exponential (R : realType) (a : R) : 0 < a ->
  forall s t0, 0 < s -> exists2 t, t0 <= t & expR (- (s * t)) <= pareto a t.
Proof. exact: pareto_not_exponential. Qed.

(* the hypotheses of G-2, V with two values and a Pareto error *)
Theorem witness_size_bias (R : realType) (a : R) : 0 < a ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V W : T -> R),
    [/\ is_probability P,
        [/\ random_variable X, random_variable V & random_variable W],
        independent P X V /\ independent P X W,
        [/\ (forall w, 0 <= V w), integrable_rv P V & ex P V = 1] &
        (forall t, tail P X t = pareto a t) /\
        forall s, ex P V * tail P W s =
          ex P (fun w => V w * \1_[set w | s <= V w] w)].
Proof. exact: size_bias_exists. Qed.

(* hence no exponential moment: the hypothesis of the second free lunch *)
Theorem witness_infinite_mgf d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) :
  is_probability P -> random_variable U ->
  (forall s t0, 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | t <= U w]) ->
  forall s, 0 < s -> (\int[P]_w (expR (s * U w))%:E = +oo)%E.
Proof. exact: not_exponential_infinite_mgf. Qed.

(* independent variables with exponential laws of any two rates *)
Theorem witness_exponential_pair (R : realType) (a b : R) : 0 < a -> 0 < b ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    [/\ is_probability P, independent P X V,
        exponential_law P a X & exponential_law P b V].
Proof. exact: exponential_pair_exists. Qed.

(* e^(s W) and W e^(s W) are integrable for an exponential law of rate a > s: the
   hypotheses on moments of K-1, K-5 and E-6 *)
Theorem witness_exponential_moments d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (a s : R) (W : T -> R) :
  is_probability P -> exponential_law P a W -> 0 < s -> s < a ->
  integrable_rv P (fun w => expR (s * W w)) /\
  integrable_rv P (fun w => W w * expR (s * W w)).
Proof. by move=> P1 lW s0 sa; exact: (exponential_moments P1 lW s0 sa). Qed.

(* an exponential error and a value between 0 and t: the hypotheses of G-6 *)
Theorem witness_exponential_bounded (R : realType) (g t : R) : 0 < g -> 0 < t ->
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    [/\ is_probability P, random_variable X /\ random_variable V,
        independent P X V, (forall x, 0 <= x -> tail P X x = expR (- (g * x))) &
        (forall w, V w <= t) /\ integrable_rv P V].
Proof. exact: exponential_bounded_exists. Qed.
