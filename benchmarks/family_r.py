"""What an analyst who uses R would run for the same numbers: t.test, wilcox.test and boot's BCa for each place, psych's alpha."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

SCRIPT = """
suppressMessages({library(boot); library(psych)})
args <- commandArgs(TRUE)
d <- as.matrix(read.csv(args[1])); blocks <- lapply(strsplit(args[-1], ","), as.integer); k <- ncol(d) / 2
e <- d[, 1:k]; p <- d[, k + 1:k]
mean_of <- function(m, columns) rowMeans(m[, columns, drop = FALSE])
places <- c(as.list(1:k), blocks, list(1:k))
set.seed(1)
family <- system.time(for (at in places) {
  x <- mean_of(p, at); y <- mean_of(e, at); gap <- x - y
  t.test(x, y, paired = TRUE)
  suppressWarnings(wilcox.test(x, y, paired = TRUE))
  boot.ci(boot(gap, function(v, i) mean(v[i]), R = 9999), type = "bca")
})[["elapsed"]]
alphas <- system.time(for (at in blocks) for (m in list(e, p)) {
  suppressMessages(suppressWarnings(alpha(m[, at], warnings = FALSE)))
})[["elapsed"]]
cat(family, alphas)
"""
PACKAGES = 'quit(status = !all(sapply(c("boot", "psych"), requireNamespace, quietly = TRUE)))'


def is_there() -> bool:
    found = shutil.which("Rscript")
    return found is not None and subprocess.run([found, "-e", PACKAGES], capture_output=True, check=False).returncode == 0


def seconds_in_r(
    expected: np.ndarray[Any, Any], perceived: np.ndarray[Any, Any], blocks: Sequence[Sequence[int]]
) -> tuple[float, float]:
    """Seconds of the family of tests and BCa intervals, and of alpha in every block and facet; without the start of R."""
    with tempfile.TemporaryDirectory() as folder:
        path, script = Path(folder, "answers.csv"), Path(folder, "family.R")
        names = ",".join(f"x{n}" for n in range(2 * expected.shape[1]))
        np.savetxt(path, np.hstack([expected, perceived]), "%d", ",", header=names, comments="")
        script.write_text(SCRIPT, "utf-8")
        columns = [",".join(str(1 + i) for i in block) for block in blocks]
        done = subprocess.run(["Rscript", str(script), str(path), *columns], capture_output=True, text=True, check=True)
    family, alphas = map(float, done.stdout.split())
    return family, alphas
