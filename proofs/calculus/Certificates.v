(** Certificates: numbers that the laboratory prints, between bounds proved by interval arithmetic.
    Generated from certificates.toml, which tests/proofs.rs compares with this file and with the library. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
Open Scope R_scope.

(** Every integral in the goal is enclosed by itself; then the bounds are those of arithmetic. *)
Ltac enclose := repeat match goal with |- context [RInt ?f ?a ?b] =>
  let H := fresh "H" in
  integral_intro (RInt f a b) with (i_prec 80, i_relwidth 45, i_degree 12) as H;
  let I := fresh "I" in set (I := RInt f a b) in *; clearbody I end.
Ltac bounds := enclose; split; interval with (i_prec 80).

(** B-1: KL of the best of 16, in nats. *)
Theorem kl_best_of_16 :
  1.8350887221 <= ln 16 - (16 - 1) / 16 <= 1.8350887224.
Proof. bounds. Qed.

(** B-1: KL of the best of 1000, in nats. *)
Theorem kl_best_of_1000 :
  5.9087552788 <= ln 1000 - (1000 - 1) / 1000 <= 5.9087552791.
Proof. bounds. Qed.

(** B-1: KL of the best of 1000000, in nats. *)
Theorem kl_best_of_1000000 :
  12.8155115578 <= ln 1000000 - (1000000 - 1) / 1000000 <= 12.8155115581.
Proof. bounds. Qed.

(** G-11: E[V | U >= 10], error pareto(2), value uniform(0, 1). *)
Theorem pareto_2_uniform_at_10 :
  0.5175535906 <= RInt (fun v => v * (/ (10 - v) ^ 2)) 0 1 / RInt (fun v => / (10 - v) ^ 2) 0 1 <= 0.5175535909.
Proof. bounds. Qed.

(** G-11: E[V | U >= 100], error pareto(2), value uniform(0, 1). *)
Theorem pareto_2_uniform_at_100 :
  0.5016750502 <= RInt (fun v => v * (/ (100 - v) ^ 2)) 0 1 / RInt (fun v => / (100 - v) ^ 2) 0 1 <= 0.5016750505.
Proof. bounds. Qed.

(** G-6: E[V | U >= 5], error exponential(1), value uniform(0, 1). *)
Theorem exponential_uniform_at_5 :
  0.5819767067 <= RInt (fun v => v * (exp (v - 5))) 0 1 / RInt (fun v => exp (v - 5)) 0 1 <= 0.5819767070.
Proof. bounds. Qed.

(** G-11: E[V | U >= 10], error cauchy(1), value uniform(0, 1). *)
Theorem cauchy_uniform_at_10 :
  0.5087139677 <= RInt (fun v => v * (1 / 2 - atan (10 - v) / PI)) 0 1 / RInt (fun v => 1 / 2 - atan (10 - v) / PI) 0 1 <= 0.5087139680.
Proof. bounds. Qed.

(** G-8: E[V | U >= 3], error weibull(2), value uniform(0, 1). *)
Theorem weibull_2_uniform_at_3 :
  0.7953930574 <= RInt (fun v => v * (exp (- (3 - v) ^ 2))) 0 1 / RInt (fun v => exp (- (3 - v) ^ 2)) 0 1 <= 0.7953930577.
Proof. bounds. Qed.

(** G-5: E[V | U >= 10], error weibull(0.5), value uniform(0, 1). *)
Theorem weibull_half_uniform_at_10 :
  0.5135191814 <= RInt (fun v => v * (exp (- sqrt (10 - v)))) 0 1 / RInt (fun v => exp (- sqrt (10 - v))) 0 1 <= 0.5135191817.
Proof. bounds. Qed.

(** G-1: E[V | U >= 10], error pareto(2), value 0 or 1. *)
Theorem pareto_2_coin_at_10 :
  0.5524861877 <= / 9 ^ 2 / (/ 9 ^ 2 + / 10 ^ 2) <= 0.5524861880.
Proof. bounds. Qed.

(** G-6: E[V | U >= 5], error exponential(1), value 0 or 1. *)
Theorem exponential_coin_at_5 :
  0.7310585785 <= exp 1 / (exp 1 + 1) <= 0.7310585788.
Proof. bounds. Qed.

(** E-2: P(X > 10), Student t of 3 degrees of freedom. *)
Theorem student_3_above_10 :
  0.0010641995291 <= (atan (sqrt 3 / 10) - (sqrt 3 / 10) / (1 + (sqrt 3 / 10) ^ 2)) / PI <= 0.0010641995294.
Proof. bounds. Qed.

(** S-2: the mean step of pareto(0.3) at power 5. *)
Theorem step_pareto_03_at_5 :
  2.9999999999 <= 0.3 * 5 / (0.3 * 5 - 1) <= 3.0000000001.
Proof. bounds. Qed.

(** S-1: P(the fastest of 4 takes longer than 2), pareto(0.75). *)
Theorem least_pareto_3_above_2 :
  0.1249999999 <= Rpower 2 (- (0.75 * 4)) <= 0.1250000001.
Proof. bounds. Qed.

(** G-8: P(X > 2), weibull(1.5). *)
Theorem weibull_above_2 :
  0.0591057464 <= exp (- sqrt (2 ^ 3)) <= 0.0591057467.
Proof. bounds. Qed.

(** G-7: P(X > 1), normal. *)
Theorem normal_above_1 :
  0.1586552538 <= 1 / 2 - RInt (fun z => exp (- (z * z) / 2)) 0 1 / sqrt (2 * PI) <= 0.1586552541.
Proof. bounds. Qed.

(** S-4: the root z of P(0 < N < z) = 1/4: the median of T_n / n^2 at a = 1/2 tends to (pi/2) / z^2. *)
Theorem median_half_total :
  RInt (fun y => exp (- (y * y) / 2)) 0 0.6744897500 - sqrt (2 * PI) / 4 <= 0 <= RInt (fun y => exp (- (y * y) / 2)) 0 0.6744897503 - sqrt (2 * PI) / 4.
Proof. bounds. Qed.

(** S-21: the mean step with restarts at the best cutoff, pareto(0.5). *)
Theorem restart_cost_half :
  5.8284271246 <= 3 + 2 * sqrt 2 <= 5.8284271249.
Proof. bounds. Qed.

(** S-21: the best cutoff, pareto(0.5). *)
Theorem restart_cutoff_half :
  2.9142135622 <= 3 / 2 + sqrt 2 <= 2.9142135625.
Proof. bounds. Qed.

(** S-21: the mean step with restarts at the best cutoff, pareto(2). *)
Theorem restart_cost_two :
  1.8660254036 <= 1 + sqrt 3 / 2 <= 1.8660254039.
Proof. bounds. Qed.

(** S-21: the root z of z - 1 - ln z = 1: the best cutoff and what it costs, pareto(1). *)
Theorem restart_cost_one :
  3.1461932205 - 1 - ln 3.1461932205 - 1 <= 0 <= 3.1461932208 - 1 - ln 3.1461932208 - 1.
Proof. bounds. Qed.

(** S-21: the root z of the integral of (z - s) s^(-5/4) from 1 to z, less 1: the best cutoff, pareto(0.25). *)
Theorem restart_cutoff_quarter :
  4 * 2.8120483986 * (1 - Rpower 2.8120483986 (- (1 / 4))) - 4 / 3 * (Rpower 2.8120483986 (3 / 4) - 1) - 1 <= 0 <= 4 * 2.8120483989 * (1 - Rpower 2.8120483989 (- (1 / 4))) - 4 / 3 * (Rpower 2.8120483989 (3 / 4) - 1) - 1.
Proof. bounds. Qed.

(** K-6: KL of the tilt at the rate 1/2, pareto(2) given that it is at most 4. *)
Theorem capped_tilt_kl :
  0.0684341960 <= 1 / 2 * (RInt (fun x => x * (exp (x / 2) / x ^ 3)) 1 4 / RInt (fun x => exp (x / 2) / x ^ 3) 1 4) - ln (RInt (fun x => exp (x / 2) / x ^ 3) 1 4 / (15 / 32)) <= 0.0684341963.
Proof. bounds. Qed.
