"""Items that run against their dimension: worded the other way, turned already, or turned twice."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from surveys.doubts.seen import BLANK, Seen
from surveys.problems import Problem

FEWEST_ROWS, FEWEST_ITEMS = 20, 3
LEAST, ERRORS = 0.2, 3.5
"""How negative the correlation must be, and by how many of its standard errors (1/√n where there is none)."""


def negative(seen: Seen) -> Iterator[Problem]:
    """Items whose correlation with the mean of the others of their dimension, in the same facet, is clearly negative; and
    statements against the others of their construct."""
    for facet in seen.facets():
        for block, places in seen.instrument.blocks(facet).items():
            columns = seen.columns_of(facet, places)
            if len(columns) < FEWEST_ITEMS:
                continue
            for column, r in zip(columns, _against_others(seen.codes[:, columns]), strict=True):
                if r < 0:
                    answer = seen.answers[column]
                    turned = seen.instrument.is_reversed(facet.id, answer.partition(".")[2])
                    code = "item_negative_turned" if turned else "item_negative"
                    values = {"answer": answer, "dimension": block, "correlation": f"{r:.2f}"}
                    yield Problem(code, seen.report.file, None, None, "warning", 1, values)


def _against_others(codes: NDArray[np.int8]) -> list[float]:
    """The correlation of each column with the mean of the others, among complete rows; 0 where it is not clearly negative."""
    whole = codes[(codes != BLANK).all(axis=1) & (codes >= 0).all(axis=1)].astype(np.float64)
    n = len(whole)
    if n < FEWEST_ROWS:
        return [0.0] * codes.shape[1]
    centred = whole - whole.mean(axis=0)
    products = centred.T @ centred
    own = products.diagonal()
    with_others = products.sum(axis=1) - own
    others = products.sum() - 2 * products.sum(axis=1) + own
    spread = np.sqrt(own * np.maximum(others, 0.0))
    r = np.divide(with_others, spread, out=np.zeros_like(own), where=spread > 1e-9)
    limit = -max(LEAST, ERRORS / math.sqrt(n))
    return [float(value) if value < limit else 0.0 for value in r]
