# SPDX-License-Identifier: GPL-3.0-or-later
# Makes statistics.json, what tst_statistics compares with:   Rscript statistics.R > statistics.json   (R 4.2.2)
options(digits = 17)
series <- list(
    nile = as.numeric(Nile)[1:40],
    passengers = log(as.numeric(AirPassengers)[1:36]),
    ties = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4),
    large = 1e9 + c(12, 9, 15, 11, 18, 14, 22, 17, 21, 26, 24, 29),
    small = c(1e-7, 3e-7, 2e-7, 7e-7, 5e-7, 6e-7, 9e-7),
    negative = c(-4.5, 2.25, -1, 0, 3.5, -2.75, 8.125, 1, -6, 4)
)
number <- function(x) ifelse(is.na(x), "null", sprintf("%.17g", x))
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
shares <- c(0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 1)
parts <- sapply(names(series), function(name) {
    y <- series[[name]]
    x <- seq_along(y) - 1
    middle <- mean(y) # lm() loses digits of values that are far from 0
    line <- lm(I(y - middle) ~ x)
    slope <- summary(line)$coefficients[2, ]
    interval <- confint(line, "x", level = 0.9)
    test <- suppressWarnings(cor.test(x, y, method = "kendall", exact = FALSE, continuity = TRUE))
    pairs <- outer(seq_along(y), seq_along(y), "<")
    slopes <- (outer(y, y, function(a, b) b - a) / outer(x, x, function(a, b) b - a))[pairs]
    fields <- c(
        values = list_of(y),
        mean = number(mean(y)), variance = number(var(y)), median = number(median(y)), mad = number(mad(y, constant = 1)),
        quantiles6 = list_of(quantile(y, shares, type = 6, names = FALSE)),
        quantiles7 = list_of(quantile(y, shares, type = 7, names = FALSE)),
        correlations = list_of(acf(y, lag.max = 5, plot = FALSE)$acf[-1]),
        intercept = number(middle + coef(line)[[1]]), slope = number(slope[[1]]), slope_error = number(slope[[2]]), p = number(slope[[4]]),
        determination = number(summary(line)$r.squared), residual = number(summary(line)$sigma),
        slope_low = number(interval[1]), slope_high = number(interval[2]),
        band_at_10 = number((predict(line, data.frame(x = 10), interval = "confidence", level = 0.9)[3] -
            predict(line, data.frame(x = 10), interval = "confidence", level = 0.9)[2]) / 2),
        kendall_z = number(test$statistic[[1]]), kendall_p = number(test$p.value), kendall_tau = number(test$estimate[[1]]),
        median_slope = number(median(slopes)))
    paste0("\"", name, "\": {", paste0("\"", names(fields), "\": ", fields, collapse = ", "), "}")
})
cat("{", paste(parts, collapse = ",\n"), "}\n", sep = "")
