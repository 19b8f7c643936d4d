# Chains to collapse with R's rmultinom, one chain at a time: its draws share one p. Speaks protocol.py's protocol.
cat("ready", R.version.string, "rmultinom\n")
now <- function() sum(proc.time()[1:2])
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) == 1) {
  asked <- as.numeric(strsplit(line, " ")[[1]])
  n <- asked[1]
  s <- asked[2]
  cap <- if (asked[4] == 0) Inf else asked[4]
  set.seed(asked[6])
  began <- now()
  generations <- 0
  finished <- 1
  for (chain in seq_len(asked[3])) {
    counts <- rep(1, s)
    m <- 0
    while (m < cap) {
      counts <- rmultinom(1, n, counts)
      counts <- counts[counts > 0]
      m <- m + 1
      if (length(counts) == 1) break
      if (m %% 64 == 0 && now() - began > asked[5]) {
        finished <- 0
        break
      }
    }
    generations <- generations + m
    if (!finished) break
  }
  cat(now() - began, format(generations, scientific = FALSE), finished, "\n")
}
