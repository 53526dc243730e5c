Require Goodhart.calculus.Certificates.
Redirect "/tmp/calc_ax" Print Assumptions Goodhart.calculus.Certificates.kl_best_of_16.
