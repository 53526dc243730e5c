# R's side of run.py: reads `PEER WORK` a line, does it once, and writes the seconds and a number that the work found.
suppressMessages(library(actuar))
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  work <- switch(line,
    "actuar draws pareto(0.7)" = function() rpareto1(1e7, 0.7, 1),
    "actuar rvs burr(2, 1.5)" = function() rburr(1e6, 1.5, 2),
    "actuar rvs gamma(2, 1)" = function() rgamma(1e6, 2))
  time <- system.time(found <- work())["elapsed"]
  cat(sprintf("%.9f %.17g\n", time, found[length(found)]))
  flush(stdout())
}
