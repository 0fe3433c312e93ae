# Minimum covariance determinant by robustbase: Rscript make.R FOLDER-WITH-DATA. See README.md.
library(robustbase)
data <- commandArgs(TRUE)[1]
wholesale <- log1p(read.csv(file.path(data, "wholesale-customers/wholesale_customers.csv"))[, -(1:2)])
set.seed(1)
mcd <- covMcd(wholesale, alpha = 0.5, nsamp = 5000, use.correction = FALSE)
write.csv(data.frame(column = seq_along(wholesale) - 1, raw_centre = mcd$raw.center, centre = mcd$center), "mcd_centre.csv", row.names = FALSE, quote = FALSE)
scatter <- expand.grid(a = seq_along(wholesale) - 1, b = seq_along(wholesale) - 1)
scatter$raw_scatter <- as.vector(mcd$raw.cov)
scatter$scatter <- as.vector(mcd$cov)
write.csv(scatter, "mcd_scatter.csv", row.names = FALSE, quote = FALSE)
write.csv(data.frame(row = seq_len(nrow(wholesale)) - 1, square = mcd$mah), "mcd_squares.csv", row.names = FALSE, quote = FALSE)
cat(mcd$quan, mcd$crit, mcd$raw.cnp2, mcd$cnp2, "\n")
