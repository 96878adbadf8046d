"""The gap-5 family of one sample (22 items, five dimensions, the mean of all items) with a BCa interval for each of the 28
places, from answers to numbers, against what an analyst would otherwise run: `python -m benchmarks.family [respondents …]`.

Theirs is, for each place, pingouin's paired t test, Wilcoxon test and effect size, and scipy.stats.bootstrap (BCa, its 9,999
resamples); above `LOOP_BELOW` respondents on one item only, times 28. Where R is there with boot and psych, the same in R
(t.test, wilcox.test, boot's BCa) and psych's alpha against our reliability stand beside it. Ours is the product's own path:
counting, all tests and effects of `gaps.beside`, and the BCa interval of every place. The intervals that the product prints,
with their p, have no counterpart there; their time stands apart.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import family_r
from gaps.bca import bca_mean
from gaps.beside import add_beside
from gaps.counts import count
from gaps.drafts import Draft, Group
from gaps.inference import by_near_answer
from gaps.paired import paired_drafts
from gaps.reliability import reliabilities
from gaps.tables import Table, select
from surveys.catalogue import load
from surveys.instrument import Instrument
from surveys.responses import ResponseSet, Rows

LOOP_BELOW = 5_000
LEVEL = 0.95
R_RESPONDENTS = 500
Tables = dict[tuple[str, str, str], Table]


def answers(n: int, items: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Expectations near the top, perceptions some half a point below, both with a respondent's own level."""
    rng = np.random.default_rng(n)
    level = rng.normal(0, 0.6, (n, 1))
    expected, perceived = (mean + level + rng.normal(0, sd, (n, items)) for mean, sd in ((6.1, 0.9), (5.5, 1.1)))
    return np.clip(np.rint(expected), 1, 7), np.clip(np.rint(perceived), 1, 7)


def answered(instrument: Instrument, expected: np.ndarray[Any, Any], perceived: np.ndarray[Any, Any]) -> ResponseSet:
    columns: dict[str, Any] = {"wave": [""] * len(expected)}
    for facet, block in (("expectation", expected), ("perception", perceived)):
        columns |= {f"{facet}.{i.id}": pa.array(block[:, k].astype(np.int8)) for k, i in enumerate(instrument.items)}
    frame, n = pa.table(columns), len(expected)
    names = tuple(c for c in columns if c != "wave")
    return ResponseSet("family", "customer", frame, names, Rows(n, n))


def counted(instrument: Instrument, responses: ResponseSet) -> Tables:
    return select(count(responses, instrument, [("wave",)]).cells, {"wave": ("",)})


def family(instrument: Instrument, tables: Tables) -> list[Draft]:
    spec = next(g for g in instrument.gaps if g.id == "gap5")
    drafts = [d for d in paired_drafts(spec, instrument, tables, Group({}, "", ""), LEVEL) if d.question]
    add_beside(drafts, LEVEL)
    for d in drafts:
        _bca(d)
    return drafts


def printed(instrument: Instrument, drafts: list[Draft]) -> None:
    by_near_answer([d.question for d in drafts if d.question], LEVEL, instrument.margin)


def _bca(draft: Draft) -> tuple[float, float] | None:
    d = draft.ranked
    return None if d is None else bca_mean(d.floats(), np.array(d.n, float), 1 / d.den if d.den else 0.0, LEVEL)


def theirs(minuend: np.ndarray[Any, Any], subtrahend: np.ndarray[Any, Any]) -> None:
    import pingouin
    from scipy import stats

    difference = minuend - subtrahend
    pingouin.ttest(minuend, subtrahend, paired=True)
    if len(difference) < LOOP_BELOW:
        pingouin.wilcoxon(minuend, subtrahend)
    else:  # pingouin would compare all pairs of respondents in memory
        stats.wilcoxon(difference)
    pingouin.compute_effsize(minuend, subtrahend, paired=True, eftype="cohen")
    batch = max(1, 20_000_000 // len(difference))
    stats.bootstrap((difference,), np.mean, method="BCa", batch=batch, rng=np.random.default_rng(1))


def seconds(run: Callable[[], Any], times: int = 1) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[len(taken) // 2]


def compare(instrument: Instrument, n: int) -> None:
    expected, perceived = answers(n, len(instrument.items))
    theirs(perceived[:, 0][:30], expected[:, 0][:30])  # imports, and what is made once
    scores = [(perceived[:, k], expected[:, k]) for k in range(len(instrument.items))]
    at = {item.id: k for k, item in enumerate(instrument.items)}
    for d in instrument.dimensions:
        inside = [at[i] for i in instrument.items_of(d.id)]
        scores.append((perceived[:, inside].mean(axis=1), expected[:, inside].mean(axis=1)))
    scores.append((perceived.mean(axis=1), expected.mean(axis=1)))
    whole = n < LOOP_BELOW

    def one_by_one() -> None:
        for pair in scores if whole else scores[:1]:
            theirs(*pair)

    loop = seconds(one_by_one) * (1 if whole else len(scores))
    responses = answered(instrument, expected, perceived)
    tables = counted(instrument, responses)
    family(instrument, tables)
    after = seconds(lambda: family(instrument, tables), 5)
    intervals = seconds(lambda: printed(instrument, family(instrument, tables)), 5) - after
    all_of_it = seconds(lambda: family(instrument, counted(instrument, responses)), 5)
    measured = "measured" if whole else "one item measured, times 28"
    print(f"{n:>11,}  theirs {loop:.2f} s ({measured}), ours {all_of_it:.3f} s, after counting {after:.3f} s")
    print(f"{loop / all_of_it:>11,.0f} times as fast, after counting {loop / after:,.0f}; printed intervals {intervals:.3f} s more")


def in_r(instrument: Instrument, n: int) -> None:
    if not family_r.is_there():
        print("SKIPPED: R with its packages boot and psych is not there (apt-get install r-base r-cran-boot r-cran-psych).")
        return
    expected, perceived = answers(n, len(instrument.items))
    at = {item.id: k for k, item in enumerate(instrument.items)}
    blocks = [[at[i] for i in instrument.items_of(d.id)] for d in instrument.dimensions]
    tests, alphas = family_r.seconds_in_r(expected, perceived, blocks)
    responses = answered(instrument, expected, perceived)
    ours = seconds(lambda: family(instrument, counted(instrument, responses)), 5)
    reliable = seconds(lambda: [*reliabilities(instrument, "customer", counted(instrument, responses), 5, LEVEL)], 5)
    print(f"{n:>11,}  R's tests and boot {tests:.1f} s, ours {ours:.3f} s: {tests / ours:,.0f} times as fast")
    print(f"{n:>11,}  psych's alpha {alphas:.2f} s, ours with counting {reliable:.3f} s: {alphas / reliable:,.1f} times as fast")


def flat(instrument: Instrument) -> None:
    """The same tables held by ever more people."""
    tables = counted(instrument, answered(instrument, *answers(500, len(instrument.items))))
    for times in (1, 200, 20_000):
        held: Tables = {name: Table(t.at, t.sums * times) for name, t in tables.items()}
        print(f"{500 * times:>11,}  after counting {seconds(partial(family, instrument, held), 5):.3f} s")


if __name__ == "__main__":
    chosen = load("servqual")
    for size in map(int, sys.argv[1:] or ("500", "100000")):
        compare(chosen, size)
    in_r(chosen, R_RESPONDENTS)
    flat(chosen)
