(* The theorems of proofs/measure on policies and their divergence, each in full and
   each closed by one exact. The vocabulary of StatementsMeasure.v is used here; its
   head says what the symbols of the library mean. *)
From Goodhart.measure Require Import Prelude Probability Fastest Selection.
From Goodhart.measure Require Import Policy HeavyTail Tilt Gibbs TwoSided.
From Goodhart.measure Require Import LightTail Plateau ExponentialPair.

(* -------------------------------------------------------------------------- *)
(* The definitions, as equations that hold by unfolding. A policy is given by its
   density, as the library has no Radon-Nikodym theorem. *)

Section vocabulary.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.

Example density_def (f : T -> R) : density P f =
  [/\ random_variable f, (forall w, 0 <= f w), integrable_rv P f & ex P f = 1].
Proof. exact: erefl. Qed.

(* the library has ln 0 = 0 *)
Example kl_def (f : T -> R) : kl P f = ex P (fun w => f w * ln (f w)).
Proof. exact: erefl. Qed.

Example raised_def (U : T -> R) (t v : R) (w : T) : raised P U t v w =
  if t <= U w then v / pr P [set w | t <= U w]
  else (1 - v) / (1 - pr P [set w | t <= U w]).
Proof. exact: erefl. Qed.

(* a policy with a finite divergence and a finite mean of U *)
Example admissible_def (U f : T -> R) : admissible P U f =
  [/\ density P f, integrable_rv P (fun w => f w * ln (f w)) &
      integrable_rv P (fun w => f w * U w)].
Proof. exact: erefl. Qed.

Example objective_def (U f : T -> R) (beta : R) : objective P U beta f =
  ex P (fun w => f w * U w) - beta * kl P f.
Proof. exact: erefl. Qed.

Example best_policy_def (U f : T -> R) (beta : R) : best_policy P U beta f =
  (admissible P U f /\
   forall g, admissible P U g -> objective P U beta g <= objective P U beta f).
Proof. exact: erefl. Qed.

Example tilt_def (U : T -> R) (s : R) (w : T) : tilt P U s w =
  expR (s * U w) / ex P (fun w => expR (s * U w)).
Proof. exact: erefl. Qed.

Example exponential_law_def (a : R) (W : T -> R) : exponential_law P a W =
  [/\ random_variable W, (forall w, 0 <= W w) &
      forall t, 0 <= t -> pr P [set w | t < W w] = expR (- (a * t))].
Proof. exact: erefl. Qed.

End vocabulary.

(* -------------------------------------------------------------------------- *)
(* K-2. The policy that raises the mass of U >= t to v is one, and costs this. *)
Theorem K2_raised_policy d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) (t v : R) :
  is_probability P -> random_variable U ->
  0 < pr P [set w | t <= U w] -> pr P [set w | t <= U w] < 1 -> 0 < v -> v < 1 ->
  density P (raised P U t v) /\
  kl P (raised P U t v) = v * ln (v / pr P [set w | t <= U w]) +
    (1 - v) * ln ((1 - v) / (1 - pr P [set w | t <= U w])).
Proof.
move=> P1 mU p0 p1 v0 v1; split; first exact: raised_density.
exact: raised_kl.
Qed.

(* The free lunch: where P(U >= t) does not stay below any e^(-s t), there is for
   every eps and M a policy with KL < eps and a mean reward of at least M. *)
Theorem K2_free_lunch d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) :
  is_probability P -> random_variable U -> (forall w, 0 <= U w) ->
  (forall s t0, 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | t <= U w]) ->
  forall eps M : R, 0 < eps -> exists2 f, density P f &
    [/\ integrable_rv P (fun w => f w * ln (f w)), kl P f < eps &
        (M%:E <= \int[P]_w (f w * U w)%:E)%E].
Proof. by move=> P1 mU U0 heavy; exact: free_lunch. Qed.

(* So it is for every heavy tail: E[e^(sU)] = oo for all s > 0. *)
Theorem K2_free_lunch_heavy_tail d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) :
  is_probability P -> random_variable U -> (forall w, 0 <= U w) ->
  (forall s, 0 < s -> (\int[P]_w (expR (s * U w))%:E = +oo)%E) ->
  forall eps M : R, 0 < eps -> exists2 f, density P f &
    [/\ integrable_rv P (fun w => f w * ln (f w)), kl P f < eps &
        (M%:E <= \int[P]_w (f w * U w)%:E)%E].
Proof. by move=> P1 mU U0 H; exact: (free_lunch P1 mU U0 (infinite_mgf_not_exponential P1 mU H)). Qed.

(* K-5. Under independence the tilt of X + V tilts V as if X were not there. *)
Theorem K5_tilt_factorises d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (s : R) (h : R -> R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V -> measurable_fun setT h ->
  integrable_rv P (fun w => expR (s * X w)) ->
  integrable_rv P (fun w => expR (s * V w)) ->
  integrable_rv P (fun w => h (V w) * expR (s * V w)) ->
  ex P (fun w => h (V w) * expR (s * (X w + V w))) /
    ex P (fun w => expR (s * (X w + V w))) =
  ex P (fun w => h (V w) * expR (s * V w)) / ex P (fun w => expR (s * V w)).
Proof. by move=> P1 mX mV XV; exact: tilt_factorises. Qed.

(* Under it X and V stay independent, each with its own law tilted: k may be the
   indicator of any set. *)
Theorem K5_tilt_independent d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (s : R) (k h : R -> R) :
  is_probability P -> random_variable X -> random_variable V ->
  independent P X V ->
  measurable_fun setT k -> (forall x, 0 <= k x) -> measurable_fun setT h ->
  integrable_rv P (fun w => expR (s * X w)) ->
  integrable_rv P (fun w => expR (s * V w)) ->
  integrable_rv P (fun w => k (X w) * expR (s * X w)) ->
  integrable_rv P (fun w => h (V w) * expR (s * V w)) ->
  ex P (fun w => k (X w) * h (V w) * expR (s * (X w + V w))) /
    ex P (fun w => expR (s * (X w + V w))) =
  ex P (fun w => k (X w) * expR (s * X w)) / ex P (fun w => expR (s * X w)) *
  (ex P (fun w => h (V w) * expR (s * V w)) / ex P (fun w => expR (s * V w))).
Proof. by move=> P1 mX mV XV; exact: tilt_independent. Qed.

(* K-1. At the divergence KL(f) no policy has a mean of U above
   (ln E[e^(s U)] + KL(f)) / s, whatever s > 0 is, *)
Theorem K1_divergence_bound d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U f : T -> R) (s : R) :
  is_probability P -> 0 < s -> integrable_rv P (fun w => expR (s * U w)) ->
  admissible P U f ->
  ex P (fun w => f w * U w) <= (ln (ex P (fun w => expR (s * U w))) + kl P f) / s.
Proof. by move=> P1 s0 iZ; exact: divergence_bound. Qed.

(* and the tilt is a policy with the largest mean among those of at most its own
   divergence. *)
Theorem K1_tilt_most d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U f : T -> R) (s : R) :
  is_probability P -> 0 < s -> integrable_rv P (fun w => expR (s * U w)) ->
  integrable_rv P (fun w => U w * expR (s * U w)) ->
  admissible P U f -> kl P f <= kl P (tilt P U s) ->
  admissible P U (tilt P U s) /\
  ex P (fun w => f w * U w) <= ex P (fun w => tilt P U s w * U w).
Proof.
move=> P1 s0 iZ iUZ af fh; split; first exact: (tilt_admissible P1 iZ iUZ).
exact: (tilt_most P1 s0 iZ iUZ af fh).
Qed.

(* E-7. Exponential moments on both sides bound the mean on both sides, *)
Theorem E7_two_sided d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V f : T -> R) (s : R) :
  is_probability P -> 0 < s -> integrable_rv P (fun w => expR (s * V w)) ->
  integrable_rv P (fun w => expR (s * - V w)) -> admissible P V f ->
  - ((ln (ex P (fun w => expR (s * - V w))) + kl P f) / s) <=
    ex P (fun w => f w * V w) <=
    (ln (ex P (fun w => expR (s * V w))) + kl P f) / s.
Proof. by move=> P1 s0 iZ iN; exact: divergence_two_sided. Qed.

(* while V <= 0 alone does not: where the lower tail does not stay below any e^(-s t)
   the mean can be lowered without end at a vanishing divergence. *)
Theorem E7_lower_tail d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (V : T -> R) :
  is_probability P -> random_variable V -> (forall w, V w <= 0) ->
  (forall s t0, 0 < s ->
    exists2 t, t0 <= t & expR (- (s * t)) <= pr P [set w | V w <= - t]) ->
  forall eps M : R, 0 < eps -> exists2 f, density P f &
    [/\ integrable_rv P (fun w => f w * ln (f w)), kl P f < eps &
        (\int[P]_w (f w * V w)%:E <= M%:E)%E].
Proof. by move=> P1; exact: lower_tail_unbounded. Qed.

(* K-5. Under a penalty beta the tilt at the rate 1/beta maximises
   E_f[U] - beta KL(f), *)
Theorem K5_tilt_best d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U : T -> R) (beta : R) :
  is_probability P -> 0 < beta ->
  integrable_rv P (fun w => expR (beta^-1 * U w)) ->
  integrable_rv P (fun w => U w * expR (beta^-1 * U w)) ->
  best_policy P U beta (tilt P U beta^-1).
Proof. by move=> P1; exact: tilt_best. Qed.

(* and nothing else does. *)
Theorem K5_best_is_tilt d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (U f : T -> R) (beta : R) :
  is_probability P -> 0 < beta ->
  integrable_rv P (fun w => expR (beta^-1 * U w)) ->
  integrable_rv P (fun w => U w * expR (beta^-1 * U w)) ->
  best_policy P U beta f -> {ae P, forall w, f w = tilt P U beta^-1 w}.
Proof. by move=> P1; exact: best_is_tilt. Qed.

(* E-6. An exponential error of rate g, which is light-tailed. For a penalty below
   1/g the objective has no upper bound, and so no maximiser; *)
Theorem E6_no_best_policy d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (g beta : R) :
  is_probability P -> exponential_law P g X -> random_variable V ->
  (forall w, 0 <= V w) -> integrable_rv P V ->
  0 < g -> 0 < beta -> beta * g < 1 ->
  forall M, exists2 f, admissible P (fun w => X w + V w) f &
    M <= objective P (fun w => X w + V w) beta f.
Proof.
move=> P1 lX mV V0 iV g0 b0 bg.
exact: (no_best_policy P1 lX mV V0 g0 b0 bg iV).
Qed.

(* above it there is one, and under every one V has the mean of its own tilt, which
   stays below a number that does not depend on the penalty. *)
Theorem E6_best_policy_value d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (g beta : R) :
  is_probability P -> exponential_law P g X -> random_variable V ->
  (forall w, 0 <= V w) -> independent P X V -> 0 < beta -> 1 < beta * g ->
  integrable_rv P (fun w => expR (g * V w)) ->
  integrable_rv P (fun w => V w * expR (g * V w)) ->
  (exists f, best_policy P (fun w => X w + V w) beta f) /\
  forall f, best_policy P (fun w => X w + V w) beta f ->
    ex P (fun w => f w * V w) =
      ex P (fun w => V w * expR (beta^-1 * V w)) / ex P (fun w => expR (beta^-1 * V w)) /\
    ex P (fun w => f w * V w) <= ex P (fun w => V w * expR (g * V w)).
Proof.
move=> P1 lX mV V0 XV b0 bg iV iVe; split.
  exact: (best_policy_exists P1 lX mV V0 XV b0 bg iV iVe).
move=> f bf; split; first exact: (best_policy_value P1 lX mV V0 XV b0 bg iV iVe bf).
exact: (best_policy_bounded P1 lX mV V0 XV b0 bg iV iVe bf).
Qed.

(* As the penalties fall to 1/g it tends to the mean of V tilted at g. *)
Theorem E6_plateau d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) (g : R)
    (beta : nat -> R) (f : nat -> T -> R) :
  is_probability P -> 0 < g -> exponential_law P g X -> random_variable V ->
  (forall w, 0 <= V w) -> independent P X V ->
  integrable_rv P (fun w => expR (g * V w)) ->
  integrable_rv P (fun w => V w * expR (g * V w)) ->
  (forall n, 0 < beta n) -> (forall n, 1 < beta n * g) -> beta @ \oo --> g^-1 ->
  (forall n, best_policy P (fun w => X w + V w) (beta n) (f n)) ->
  (fun n => ex P (fun w => f n w * V w)) @ \oo -->
    ex P (fun w => V w * expR (g * V w)) / ex P (fun w => expR (g * V w)).
Proof. by move=> P1 g0 lX mV V0 XV iV iVe; exact: best_policy_plateau. Qed.

(* So theorem 4 of arXiv 2407.14503 fails: X and V independent with the exponential
   laws of rates 1 and 2, V unbounded and X + V without atoms, yet below the penalty
   1 there is no best policy and above it V stays below C. *)
Theorem E6_light_tails_fail (R : realType) :
  exists d (T : measurableType d) (P : {measure set T -> \bar R}) (X V : T -> R),
    let U := fun w => X w + V w in
    [/\ is_probability P, independent P X V,
        exponential_law P 1 X /\ exponential_law P 2 V,
        forall u, pr P [set w | U w = u] = 0 &
        exists C, forall beta, 0 < beta ->
          (beta < 1 -> forall M, exists2 f, admissible P U f & M <= objective P U beta f) /\
          (1 < beta -> (exists f, best_policy P U beta f) /\
            forall f, best_policy P U beta f -> ex P (fun w => f w * V w) <= C)].
Proof. exact: light_tails_fail. Qed.
