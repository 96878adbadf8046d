# Numbers to agree with: R 4.2, psych 2.2.9, lavaan 0.6-14. Run in this folder: Rscript reliability.R
# Writes reliability_data.csv (made here) and reliability_expected.csv (quantity, value).
suppressMessages({library(psych); library(lavaan)})
set.seed(20260601)
n <- 180
items <- c("one", "two", "three", "four", "five")
cut7 <- function(z, shift) pmin(7, pmax(1, round(z + shift)))
trait <- rnorm(n); wish <- 0.5 * trait + rnorm(n)
load <- c(1.1, 0.9, 0.7, 0.5, -0.4)
P <- sapply(seq_along(items), function(j) cut7(load[j] * trait + rnorm(n), 5))
E <- sapply(seq_along(items), function(j) cut7(abs(load[j]) * wish + rnorm(n, sd = 0.7), 6))
colnames(P) <- paste0("P.", items); colnames(E) <- paste0("E.", items)
write.csv(cbind(E, P), "reliability_data.csv", row.names = FALSE)

out <- list()
keep <- function(name, value) out[[name]] <<- value
facet <- function(name, X) {
  a <- suppressWarnings(alpha(as.data.frame(X), warnings = FALSE))
  keep(paste0(name, ".alpha"), a$total$raw_alpha)
  for (j in seq_len(ncol(X))) {
    keep(paste0(name, ".item_rest.", items[j]), a$item.stats$r.drop[j])
    keep(paste0(name, ".without.", items[j]), a$alpha.drop$raw_alpha[j])
  }
  D <- as.data.frame(X); names(D) <- items[seq_len(ncol(X))]
  fit <- cfa(paste("f =~", paste(names(D), collapse = " + ")), D, std.lv = TRUE, control = list(rel.tol = 1e-12))
  est <- lavInspect(fit, "est")
  keep(paste0(name, ".omega"), sum(est$lambda)^2 / (sum(est$lambda)^2 + sum(diag(est$theta))))
  # the distribution-free error of alpha: lavaan's fourth-order matrix of the covariances, and the slope of alpha
  C <- cov(X) * (n - 1) / n; k <- ncol(X) / (ncol(X) - 1)
  G <- lavaan:::lav_samplestats_Gamma(as.matrix(X), meanstructure = FALSE)
  v <- sum(diag(C)); w <- sum(C)
  slope <- lav_matrix_vech(k * (-diag(ncol(X)) / w + v / w^2 * (2 - diag(ncol(X)))))
  keep(paste0(name, ".error"), sqrt(drop(t(slope) %*% G %*% slope) / (n - 1)))
}
facet("E", E); facet("P", P)
facet("P3", P[, 1:3])
r <- cor(P[, 1], P[, 2]); keep("split_half", 2 * r / (1 + r))
sp <- sd(rowSums(P)); se <- sd(rowSums(E)); r <- cor(rowSums(P), rowSums(E))
top <- sp^2 * out$P.alpha + se^2 * out$E.alpha - 2 * r * sp * se
keep("gap.formula", top / (sp^2 + se^2 - 2 * r * sp * se))
keep("gap.between", r)
keep("gap.alpha", suppressWarnings(alpha(as.data.frame(P - E), warnings = FALSE))$total$raw_alpha)
write.csv(data.frame(quantity = names(out), value = sprintf("%.12g", unlist(out))), "reliability_expected.csv", row.names = FALSE, quote = FALSE)
