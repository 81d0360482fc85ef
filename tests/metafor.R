# Reference values by R's metafor. Standard input: CSV with columns set, kind, x, n. kind "proportion" has events x
# of n; kind "mean" has the mean x with the standard error n. Standard output: CSV, one row for each set and field.
suppressPackageStartupMessages(library(metafor))
data <- read.csv(file("stdin"), colClasses = c("character", "character", "numeric", "numeric"))
# The default threshold of 1e-5 would leave tau2 short of the agreement that the test asks for.
control <- list(threshold = 1e-12, maxiter = 10000)
cat("set,field,value\n")
for (name in unique(data$set)) {
  rows <- data[data$set == name, ]
  if (rows$kind[1] == "proportion") {
    effects <- escalc(measure = "PLO", xi = rows$x, ni = rows$n, add = 1/2, to = "only0")
    back <- transf.ilogit
  } else {
    effects <- data.frame(yi = rows$x, vi = rows$n^2)
    back <- identity
  }
  # Where Fisher scoring does not converge, smaller steps do.
  fit <- NULL
  for (step in c(1, 0.5, 0.1)) {
    if (is.null(fit)) {
      fit <- tryCatch(
        rma(yi, vi, data = effects, method = "REML", test = "knha", control = c(control, stepadj = step)),
        error = function(e) NULL
      )
    }
  }
  if (is.null(fit)) {
    cat(name, "failed", 1, sep = ","); cat("\n")
    next
  }
  ends <- predict(fit)
  values <- c(
    k = fit$k, estimate = back(ends$pred), lower = back(ends$ci.lb), upper = back(ends$ci.ub),
    prediction_lower = back(ends$pi.lb), prediction_upper = back(ends$pi.ub),
    tau2 = fit$tau2, i2 = fit$I2, q = fit$QE, q_p = fit$QEp, standard_error = fit$se
  )
  for (field in names(values)) cat(name, ",", field, ",", sprintf("%.12g", values[[field]]), "\n", sep = "")
}
