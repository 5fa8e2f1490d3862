# Load the estimates of a study in R: with arrow from Parquet, else from CSV with base R.
#
#   source("load_estimates.R")
#   estimates <- load_estimates("results")   # folder of `vroegzicht study export`
#   Rscript load_estimates.R results         # prints how many there are, by status
#
# Check the files first: vroegzicht verify results/<study>.zip --keys keys.json

load_estimates <- function(folder = "results") {
  if (requireNamespace("arrow", quietly = TRUE)) {
    return(as.data.frame(arrow::read_parquet(file.path(folder, "estimates.parquet"))))
  }
  rows <- read.csv(
    file.path(folder, "estimates.csv"),
    encoding = "UTF-8", colClasses = "character", check.names = FALSE
  )
  # A value is a number, or a day as text: days go to value_date, as in the Parquet file.
  is_day <- grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", rows$value)
  rows$value_date <- ifelse(is_day, rows$value, NA)
  rows$value[is_day] <- ""
  for (name in c("time_days", "n", "events", "value", "standard_error", "ci_low", "ci_high")) {
    rows[[name]] <- as.numeric(ifelse(rows[[name]] == "", NA, rows[[name]]))
  }
  rows
}

if (sys.nframe() == 0) {
  arguments <- commandArgs(trailingOnly = TRUE)
  print(table(load_estimates(if (length(arguments) > 0) arguments[1] else "results")$status))
}
