# usage: Rscript peer-cluster.R TASK FILE ARGS: only the algorithm is timed
a <- commandArgs(TRUE)
suppressPackageStartupMessages({ library(data.table); library(dbscan) })
x <- as.matrix(fread(a[2]))
invisible(gc(reset = TRUE))
if (a[1] == "dbscan") {
  s <- system.time(r <- dbscan(x, eps = as.numeric(a[3]), minPts = as.integer(a[4])))[["elapsed"]]
} else {
  s <- system.time(r <- hdbscan(x, minPts = as.integer(a[3])))[["elapsed"]]
}
cat(sprintf("RESULT s=%.4f more_MB=%.0f k=%d noise=%d\n", s, sum(gc()[, 6]), max(r$cluster), sum(r$cluster == 0)))
