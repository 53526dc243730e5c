(* Selecting on X + V at a threshold, X and V independent: the value given that
   the sum is large is never below the mean (G-1), and equals the mean times a
   ratio of two tails (G-2). *)
From Goodhart.measure Require Import Prelude Probability Fastest.

Section definitions.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.

(* E[V | A] = E[V; A] / P(A) *)
Definition cond_ex (V : T -> R) (A : set T) : R :=
  ex P (fun w => V w * \1_A w) / pr P A.

(* P(X >= x) *)
Definition tail (X : T -> R) (x : R) : R := pr P [set w | x <= X w].

End definitions.

Section tail.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variable X : T -> R.
Hypothesis mX : random_variable X.

Lemma tail_ge0 x : 0 <= tail P X x.
Proof. exact: pr_ge0. Qed.

Lemma tail_le1 x : tail P X x <= 1.
Proof. by apply: (pr_le1 P1); exact: measurable_ge. Qed.

Lemma tail_nincr : {homo tail P X : x y /~ x <= y}.
Proof.
move=> x y xy; apply: (pr_le P1); [exact: measurable_ge..|].
by move=> w /=; exact: le_trans.
Qed.

Lemma measurable_tail : measurable_fun setT (tail P X).
Proof.
move=> mT; apply: (measurability (RGenOInfty.measurableE R)) => //.
move=> /= _ [_ [x ->] <-]; rewrite setTI; apply: is_interval_measurable.
move=> a b /=; rewrite !in_itv/= !andbT => xa xb c /andP[ac cb].
by rewrite in_itv/= andbT (lt_le_trans xb)// tail_nincr.
Qed.

End tail.

Section selection.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V).
Hypothesis XV : independent P X V.

Let S := tail P X.

Let mSV t : random_variable (fun w => S (t - V w)).
Proof.
apply: (measurable_fun_comp (f := S)); first exact: measurable_tail.
by apply: measurable_funB => //; exact: measurable_fun_cst.
Qed.

Let S_norm x : `|S x| <= 1.
Proof. by rewrite ger0_norm ?tail_ge0// tail_le1. Qed.

Let iSV t : integrable_rv P (fun w => S (t - V w)).
Proof. by apply: (integrable_rv_bounded P1 (mSV t)) => w; exact: S_norm. Qed.

Let plane t := [set z : R * R | t <= z.1 + z.2].

Let measurable_plane t : measurable (plane t : set (R * R)%type).
Proof.
have [m1 m2] : measurable_fun setT (fst : R * R -> R) /\
    measurable_fun setT (snd : R * R -> R).
  exact/(@prod_measurable_funP _ _ _ _ _ _ (fun z : R * R => z))/measurable_fun_id.
have := measurable_funD m1 m2 measurableT (measurable_itv `[t, +oo[).
rewrite setTI; congr measurable.
by apply/seteqP; split=> z /=; rewrite in_itv/= andbT.
Qed.

Let measurable_sum_ge t : measurable [set w | t <= X w + V w].
Proof. by apply: measurable_ge; exact: measurable_funD. Qed.

Let msnd (g : R -> R) : measurable_fun setT g ->
  measurable_fun setT (fun z : R * R => g z.2).
Proof.
move=> mg; apply: (measurable_fun_comp (f := g)) => //.
by have /prod_measurable_funP[] := @measurable_fun_id _ (R * R)%type setT.
Qed.

(* E[g(V); X + V >= t] = E[g(V) P(X >= t - V)], by Tonelli *)
Let selection_ge0 (g : R -> R) t : measurable_fun setT g -> (forall v, 0 <= g v) ->
  (\int[P]_w (g (V w) * \1_[set w | t <= X w + V w] w)%:E =
   \int[P]_w (g (V w) * S (t - V w))%:E)%E.
Proof.
move=> mg g0.
pose f (z : R * R) := (g z.2 * \1_(plane t) z)%:E.
have mf : measurable_fun setT f.
  apply/EFin_measurable_fun/measurable_funM; first exact: msnd.
  exact: measurable_fun_indic.
have f0 z : (0 <= f z)%E by rewrite lee_fin mulr_ge0.
have := tonelli_pair2 P1 mX mV XV mf f0.
rewrite /f /= => ->; apply: eq_integral => w _.
under eq_integral do rewrite EFinM.
rewrite ge0_integralM//; last first.
- exact: g0.
- by move=> w' _; rewrite lee_fin.
- apply/EFin_measurable_fun.
  have mpair : measurable_fun setT (fun w' => (X w', V w)).
    by apply/prod_measurable_funP; split => //=; exact: measurable_fun_cst.
  exact: (measurable_fun_comp
    (@measurable_fun_indic _ _ R setT _ (measurable_plane t)) mpair).
have mXt : measurable [set w' | t - V w <= X w'] by exact: measurable_ge.
rewrite EFinM; congr (_ * _)%E.
rewrite /S /tail (prE P1 mXt).
have := integral_indic P measurableT mXt; rewrite setIT => <-.
by apply: eq_integral => w' _; rewrite !indic_bool/= ler_subl_addr.
Qed.

(* the same for g of either sign *)
Lemma selection_ex (g : R -> R) t : measurable_fun setT g ->
  integrable_rv P (fun w => g (V w)) ->
  ex P (fun w => g (V w) * \1_[set w | t <= X w + V w] w) =
  ex P (fun w => g (V w) * S (t - V w)).
Proof.
move=> mg ig; set A := [set w | _].
have mA : measurable A by exact: measurable_sum_ge.
pose gp v := Num.max (g v) 0; pose gn v := Num.max (- g v) 0.
have mgp : measurable_fun setT gp.
  by apply: measurable_fun_max => //; exact: measurable_fun_cst.
have mgn : measurable_fun setT gn.
  apply: measurable_fun_max; last exact: measurable_fun_cst.
  exact: measurable_funN.
have gp0 v : 0 <= gp v by rewrite le_maxr lexx orbT.
have gn0 v : 0 <= gn v by rewrite le_maxr lexx orbT.
have gE v : g v = gp v - gn v.
  rewrite /gp /gn; case: (leP (g v) 0) => g0.
    by rewrite max_l ?oppr_ge0// sub0r opprK.
  by rewrite max_r ?subr0// oppr_le0 ltW.
have mgV (h : R -> R) : measurable_fun setT h -> random_variable (fun w => h (V w)).
  by move=> mh; apply: (measurable_fun_comp (f := h)).
have igp : integrable_rv P (fun w => gp (V w)).
  apply: (integrable_rv_le (mgV _ mgp) ig) => w.
  by rewrite ger0_norm// /gp le_maxl normr_ge0 ler_norm.
have ign : integrable_rv P (fun w => gn (V w)).
  apply: (integrable_rv_le (mgV _ mgn) ig) => w.
  by rewrite ger0_norm// /gn le_maxl normr_ge0 -normrN ler_norm.
have iS (h : R -> R) : integrable_rv P (fun w => h (V w)) -> measurable_fun setT h ->
    integrable_rv P (fun w => h (V w) * S (t - V w)).
  move=> ih mh; apply: (integrable_rv_le _ ih).
    by apply: measurable_funM; [exact: mgV|exact: mSV].
  by move=> w; rewrite normrM ler_pimulr.
have nonneg (h : R -> R) : measurable_fun setT h -> (forall v, 0 <= h v) ->
    ex P (fun w => h (V w) * \1_A w) = ex P (fun w => h (V w) * S (t - V w)).
  by move=> mh h0; rewrite /ex selection_ge0.
transitivity (ex P (fun w => gp (V w) * \1_A w - gn (V w) * \1_A w)).
  by apply: ex_eq => w; rewrite gE mulrBl.
rewrite exB; [|exact: integrable_rv_mul_indic..].
rewrite !nonneg// -exB; [|exact: iS..].
by apply: ex_eq => w; rewrite gE mulrBl.
Qed.

Lemma selection_pr t :
  pr P [set w | t <= X w + V w] = ex P (fun w => S (t - V w)).
Proof.
have := @selection_ex (cst 1) t (@measurable_fun_cst _ _ _ _ _ _)
  (integrable_rv_cst P1 1).
rewrite -ex_indic// => H; rewrite -[RHS](_ : ex P (fun w => 1 * S (t - V w)) = _).
  by rewrite -H; apply: ex_eq => w; rewrite mul1r.
by apply: ex_eq => w; rewrite mul1r.
Qed.

Lemma numerator t : integrable_rv P V ->
  ex P (fun w => V w * \1_[set w | t <= X w + V w] w) =
  ex P (fun w => V w * S (t - V w)).
Proof. by move=> iV; apply: (@selection_ex id) => //; exact: measurable_fun_id. Qed.

(* G-1: selection by the sum is never worse than none *)
Theorem never_below_mean t : integrable_rv P V ->
  0 < pr P [set w | t <= X w + V w] ->
  ex P V <= cond_ex P V [set w | t <= X w + V w].
Proof.
move=> iV U0; rewrite /cond_ex ler_pdivl_mulr//.
rewrite (@selection_ex id)//; last exact: measurable_fun_id.
rewrite selection_pr; set m := ex P V.
have iVS : integrable_rv P (fun w => V w * S (t - V w)).
  apply: (integrable_rv_le _ iV); first by apply: measurable_funM => //; exact: mSV.
  by move=> w; rewrite normrM ler_pimulr.
have iA : integrable_rv P (fun w => m * S (t - V w)) by exact: integrable_rvZ.
have iB : integrable_rv P (fun w => V w * S (t - V w) - m * S (t - V w)).
  exact: integrable_rvB.
have iC : integrable_rv P (fun w => S (t - m) * (V w - m)).
  apply: integrable_rvZ; apply: integrable_rvB => //; exact: integrable_rv_cst.
have : ex P (fun w => S (t - m) * (V w - m)) <=
    ex P (fun w => V w * S (t - V w) - m * S (t - V w)).
  apply: ex_le => // w; rewrite -mulrBl -subr_ge0 [S (t - m) * _]mulrC -mulrBr.
  have [Vm|mV'] := leP (V w) m.
    rewrite mulr_le0// ?subr_le0//; apply: (tail_nincr P1 mX).
    by rewrite ler_sub.
  rewrite mulr_ge0// ?subr_ge0 ?(ltW mV')//; apply: (tail_nincr P1 mX).
  by rewrite ler_sub// ltW.
rewrite exZ//; last by apply: integrable_rvB => //; exact: integrable_rv_cst.
rewrite (exB iV (integrable_rv_cst P1 m)) (ex_cst P1) subrr mulr0.
by rewrite (exB iVS iA) subr_ge0 exZ.
Qed.

End selection.

Lemma independentC d (T : measurableType d) (R : realType)
    (P : {measure set T -> \bar R}) (X V : T -> R) :
  independent P X V -> independent P V X.
Proof. by move=> XV A B mA mB; rewrite setIC XV// mulrC. Qed.

Section size_bias.
Context d (T : measurableType d) (R : realType).
Variable P : {measure set T -> \bar R}.
Hypothesis P1 : is_probability P.
Variables X V W : T -> R.
Hypotheses (mX : random_variable X) (mV : random_variable V)
  (mW : random_variable W).
Hypotheses (XV : independent P X V) (XW : independent P X W).
Hypotheses (V0 : forall w, 0 <= V w) (iV : integrable_rv P V).
(* W has the law of V weighted by its size *)
Hypothesis WV : forall s,
  ex P V * tail P W s = ex P (fun w => V w * \1_[set w | s <= V w] w).

Let plane t := [set z : R * R | t <= z.1 + z.2].

Let mfs : measurable_fun setT (fst : R * R -> R) /\
    measurable_fun setT (snd : R * R -> R).
Proof.
exact/(@prod_measurable_funP _ _ _ _ _ _ (fun z : R * R => z))/measurable_fun_id.
Qed.

Let measurable_plane t : measurable (plane t : set (R * R)%type).
Proof.
case: mfs => m1 m2.
have := measurable_funD m1 m2 measurableT (measurable_itv `[t, +oo[).
rewrite setTI; congr measurable.
by apply/seteqP; split=> z /=; rewrite in_itv/= andbT.
Qed.

Lemma size_bias t : ex P (fun w => V w * \1_[set w | t <= X w + V w] w) =
  ex P V * pr P [set w | t <= X w + W w].
Proof.
pose Z (z : R * R) := `|z.2| * \1_(plane t) z.
pose f (z : R * R) := (Z z)%:E.
have planeE x v : \1_(plane t) (x, v) = (t <= x + v)%R%:R :> R.
  exact: (indic_bool R (fun z : R * R => (t <= z.1 + z.2)%R)).
have mf : measurable_fun setT f.
  apply/EFin_measurable_fun/measurable_funM; last exact: measurable_fun_indic.
  by case: mfs => _ m2; exact: (measurable_fun_comp (@measurable_fun_normr R setT) m2).
have f0 z : (0 <= f z)%E by rewrite lee_fin mulr_ge0.
have fV w w' : f (X w, V w') = (V w' * \1_[set w' | t - X w <= V w'] w')%:E.
  by rewrite /f /Z /= ger0_norm// planeE indic_bool/= ler_subl_addl.
have mtW : random_variable (fun w => tail P W (t - X w)).
  apply: (measurable_fun_comp (f := tail P W)); first exact: measurable_tail.
  by apply: measurable_funB => //; exact: measurable_fun_cst.
have itW : integrable_rv P (fun w => tail P W (t - X w)).
  apply: (integrable_rv_bounded P1 mtW (M := 1)) => w.
  by rewrite ger0_norm ?tail_ge0// tail_le1.
transitivity (ex P (fun w => ex P V * tail P W (t - X w))); last first.
  rewrite exZ//; congr (_ * _).
  rewrite -(selection_pr P1 mW mX (independentC XW)); congr pr.
  by apply/seteqP; split=> w /=; rewrite addrC.
rewrite /ex; congr fine.
transitivity (\int[P]_w f (X w, V w))%E.
  by apply: eq_integral => w _; rewrite /f /Z /= ger0_norm.
rewrite (tonelli_pair1 P1 mX mV XV mf f0); apply: eq_integral => w _.
under eq_integral do rewrite fV.
rewrite WV exE//; apply: integrable_rv_mul_indic => //.
exact: measurable_ge.
Qed.

(* G-2: the mean times a ratio of two tails *)
Theorem size_bias_ratio t :
  cond_ex P V [set w | t <= X w + V w] =
  ex P V * (pr P [set w | t <= X w + W w] / pr P [set w | t <= X w + V w]).
Proof. by rewrite /cond_ex size_bias mulrA. Qed.

End size_bias.
