(** Laws that meet the hypotheses of Statements.v, so that no theorem there is about nothing; and that the
    integrals which its definitions name converge. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Goodhart.calculus Require Sums Goodhart LogConcave Integral Step ParetoStep TailIndex.
From Goodhart.calculus Require Restart BestOf Normal.
Import Sums Goodhart LogConcave Integral Step ParetoStep TailIndex BestOf Normal.
Open Scope R_scope.

(** A fair coin. *)
Goal forall (i : nat), coin i = (match i with O => 0 | S O => / 2 | _ => 1 end).
Proof. reflexivity. Qed.

Theorem pareto_survival_function a : 0 < a -> survival_function (pareto_tail a).
Proof. exact (ParetoStep.pareto_survival_function a). Qed.

Theorem pareto_tail_index alpha : 0 < alpha -> tail_index (pareto_tail alpha) alpha.
Proof. exact (TailIndex.pareto_tail_index alpha). Qed.

Theorem coin_ladder : ladder 2 coin.
Proof. exact (BestOf.coin_ladder). Qed.

Theorem pareto_long_tailed a : long_tailed (pareto_tail a).
Proof. exact (Goodhart.pareto_long_tailed a). Qed.

Theorem exponential_rate rate : tail_rate (exponential_tail rate) rate.
Proof. exact (Goodhart.exponential_rate rate). Qed.

Theorem weibull2_super_exponential : super_exponential weibull2_tail.
Proof. exact (Goodhart.weibull2_super_exponential). Qed.

Theorem gaussian_never_overoptimised : never_overoptimised gaussian_weight.
Proof. exact (LogConcave.gaussian_never_overoptimised). Qed.

Theorem cauchy_overoptimised : ~ never_overoptimised cauchy_weight.
Proof. exact (LogConcave.cauchy_overoptimised). Qed.

(** A law of two outcomes, for the theorems on finitely many. *)
Theorem two_chances_law q : 0 < q < 1 -> finite_law 2 (two_chances q).
Proof. exact (LogConcave.two_chances_law q). Qed.

(** A Pareto approach is given up with a chance below 1 at every cutoff. *)
Theorem pareto_below_one a c : 0 < a -> 1 < c -> 0 <= pareto_tail a c < 1.
Proof. exact (Restart.pareto_below_one a c). Qed.

Theorem normal_tail_converges z :
  is_RInt_gen normal_density (at_point z) (Rbar_locally p_infty) (normal_tail z).
Proof. exact (Normal.normal_tail_converges z). Qed.

Theorem normal_moment_above t :
  is_RInt_gen (fun v => v * normal_density v) (at_point t) (Rbar_locally p_infty) (normal_density t).
Proof. exact (Normal.normal_moment_above t). Qed.
