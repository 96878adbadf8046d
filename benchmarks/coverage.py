"""How often the intervals of means hold the truth, on both sides, and how wide they are beside Student's.

    python -m benchmarks.coverage --quick            under a minute, to standard output
    python -m benchmarks.coverage --full --write     some minutes, into docs/decisions/intervals.md

A population is an exact distribution over the possible values of a score. Where all tables of n answers can be listed
the coverage is exact; elsewhere tables are drawn by a seeded generator and the Monte Carlo error is printed. The worst
of many drawn cells looks worse than it is, so it is drawn again before it is printed.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator
from math import comb
from pathlib import Path

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray
from scipy import special

from gaps.near_answer import Difference, Means, spread

Array = NDArray[np.float64]
Limits = tuple[Array, Array]

SEED = 20260601
PAGE = Path(__file__).parents[1] / "docs" / "decisions" / "intervals.md"
START, END = "<!-- measured -->", "<!-- /measured -->"
ITEM, GAP = np.arange(1.0, 8), np.arange(-6.0, 7)

CEILINGS = {
    "70 % sevens": (0.01, 0.01, 0.02, 0.03, 0.08, 0.15, 0.70),
    "80 % sevens": (0.01, 0.01, 0.01, 0.02, 0.05, 0.10, 0.80),
    "88 % sevens": (0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.88),
    "90 % sixes": (0.01, 0.01, 0.01, 0.01, 0.01, 0.90, 0.05),
    "98 % sevens, 2 % ones": (0.02, 0.00, 0.00, 0.00, 0.00, 0.00, 0.98),
}


class Family(Struct, frozen=True):
    """Populations over the same possible values. `answers` is how many answers make one score."""

    name: str
    values: Array
    answers: int
    shares: dict[str, Array]


class Cell(Struct):
    """One population, one size: coverage, misses below and above the interval, width beside Student's, by method."""

    name: str
    covered: dict[str, float] = field(default_factory=dict)
    side: dict[str, float] = field(default_factory=dict)
    width: dict[str, float] = field(default_factory=dict)


def smooth() -> Iterator[tuple[str, Array]]:
    for mean, sd in itertools.product(np.arange(1, 7.1, 0.5), (0.4, 0.6, 0.8, 1, 1.3, 1.6, 2, 2.5, 3, 4)):
        share = np.diff(special.ndtr((np.arange(0.5, 8) - mean) / sd))
        yield f"normal {mean:g}, {sd:g}", share / share.sum()


def jagged(how_many: int) -> Iterator[tuple[str, Array]]:
    rng = np.random.default_rng(SEED)
    for i in range(how_many):
        yield f"jagged {i}", rng.dirichlet(np.full(7, (0.3, 0.5, 1.0)[i % 3]))


def given(share: Array, correlation: float, factor: Array) -> Array:
    """Shares (F, 7) of one answer where the respondent's normal common factor is known."""
    cut = special.ndtri(np.clip(np.cumsum(share)[:-1], 1e-12, 1 - 1e-12))
    below = special.ndtr((cut - np.sqrt(correlation) * factor[:, None]) / np.sqrt(1 - correlation))
    return np.asarray(np.diff(below, prepend=0, append=1, axis=1))


def score(parts: list[Array], correlation: float) -> Array:
    """The distribution of a sum of answers that share one factor."""
    factor, weight = np.polynomial.hermite_e.hermegauss(60)
    rows = [given(p, correlation, factor) for p in parts]
    total = np.zeros(1 + 6 * len(parts))
    for i, w in enumerate(weight / weight.sum()):
        one = np.ones(1)
        for row in rows:
            one = np.convolve(one, row[i])
        total += w * one
    return np.asarray(np.clip(total, 0, None) / total.sum())


def gap_score(expected: Array, perceived: Array, items: int, correlation: float) -> Array:
    """As score, for the sum of perceptions minus that of expectations on one factor."""
    factor, weight = np.polynomial.hermite_e.hermegauss(60)
    e, p = given(expected, correlation, factor), given(perceived, correlation, factor)
    total = np.zeros(1 + 12 * items)
    for i, w in enumerate(weight / weight.sum()):
        one = np.ones(1)
        for _ in range(items):
            one = np.convolve(one, np.convolve(p[i], e[i][::-1]))
        total += w * one
    return np.asarray(np.clip(total, 0, None) / total.sum())


def families(full: bool) -> list[Family]:
    shapes = dict(smooth())
    tops = {name: np.array(share) for name, share in CEILINGS.items()}
    rough = dict(jagged(100 if full else 40))
    three = [tops["70 % sevens"], tops["80 % sevens"], tops["88 % sevens"]]
    seen = {"as expected": None, "about 6": shapes["normal 6, 1"], "about 5": shapes["normal 5, 1.3"]}
    gaps = {
        (e, p, r, k): gap_score(top, top if shape is None else shape, k, r)
        for e, top in zip((70, 80, 88), three, strict=True)
        for p, shape in seen.items()
        for r in (0.2, 0.6)
        for k in (1, 4, 5)
    }
    bent = list(rough.values())
    ladder = [*three, shapes["normal 5, 1.3"], shapes["normal 6, 1"]]
    every = dict(list(shapes.items())[:: 2 if full else 4])
    result = [
        Family("An item at the ceiling", ITEM, 1, tops),
        Family(f"An item, {len(every)} smooth shapes", ITEM, 1, every),
        Family(f"An item, {len(rough)} jagged shapes", ITEM, 1, rough),
        Family("The gap of an item, expectations at the ceiling", GAP, 2, {str(k): v for k, v in gaps.items() if k[3] == 1}),
        Family(
            f"The gap of an item, {len(bent) // 3} jagged shapes",
            GAP,
            2,
            {str(i): np.convolve(bent[i], bent[-1 - i][::-1]) for i in range(len(bent) // 3)},
        ),
    ]
    for k in (4, 5) if full else (4,):
        scores = {f"{i} {r}": score([share] * k, r) for i, share in enumerate(ladder) for r in (0.3, 0.6)}
        result.append(Family(f"The score of {k} items", np.arange(k, 7 * k + 1) / k, k, scores))
        differences = {str(key): v for key, v in gaps.items() if key[3] == k}
        result.append(Family(f"The gap of {k} items", np.arange(-6 * k, 6 * k + 1) / k, 2 * k, differences))
    return result


def half(tables: Array, values: Array, answers: int) -> Limits:
    return Means(values, tables, spread(7, answers), mass=0.5).limits(0.95)


def whole(tables: Array, values: Array, answers: int) -> Limits:
    return Means(values, tables, spread(7, answers)).limits(0.95)


def student(tables: Array, values: Array, answers: int) -> Limits:
    n, mean, square = moments(tables, values)
    reach = special.stdtrit(n - 1, 0.975) * np.sqrt(square / n)
    return mean - reach, mean + reach


def moments(tables: Array, values: Array) -> tuple[Array, Array, Array]:
    n = tables.sum(1)
    mean = tables @ values / n
    return n, mean, (tables * (values - mean[:, None]) ** 2).sum(1) / (n - 1)


METHODS: dict[str, Callable[[Array, Array, int], Limits]] = {"half": half, "whole": whole, "t": student}


def every_table(n: int, width: int) -> Array:
    """All ways (T, width) to spread n answers over the values."""
    bars = np.array(list(itertools.combinations(range(n + width - 1), width - 1)))
    walls = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, n + width - 1)))
    return np.diff(walls, axis=1) - 1.0


def exact(family: Family, n: int) -> list[Cell]:
    tables = every_table(n, len(family.values))
    ways = special.gammaln(n + 1) - special.gammaln(tables + 1).sum(1)
    limits = {m: f(tables, family.values, family.answers) for m, f in METHODS.items()}
    return [
        cell(name, float(share @ family.values), limits, np.exp(ways + special.xlogy(tables, share).sum(1)))
        for name, share in family.shares.items()
    ]


def drawn(family: Family, n: int, draws: int, rng: np.random.Generator) -> list[Cell]:
    sample = np.concatenate([rng.multinomial(n, share, size=draws) for share in family.shares.values()])
    tables, which = np.unique(sample, axis=0, return_inverse=True)
    limits = {m: f(tables.astype(float), family.values, family.answers) for m, f in METHODS.items()}
    cells = []
    for (name, share), rows in zip(family.shares.items(), which.reshape(len(family.shares), draws), strict=True):
        own = {m: (low[rows], high[rows]) for m, (low, high) in limits.items()}
        cells.append(cell(name, float(share @ family.values), own, np.full(draws, 1 / draws)))
    return cells


def cell(name: str, truth: float, limits: dict[str, Limits], weight: Array) -> Cell:
    result = Cell(name)
    wide = {m: float(weight @ (high - low)) for m, (low, high) in limits.items()}
    for method, (low, high) in limits.items():
        below, above = float(weight @ (truth < low - 1e-9)), float(weight @ (truth > high + 1e-9))
        result.covered[method], result.side[method] = 1 - below - above, max(below, above)
        result.width[method] = wide[method] / max(wide["t"], 1e-12)
    return result


def measure(family: Family, n: int, draws: int, listed: int, rng: np.random.Generator) -> tuple[list[Cell], float]:
    """The cells of a family at one size, and the Monte Carlo error (standard error at a coverage of .95)."""
    if comb(n + len(family.values) - 1, n) <= listed:
        return exact(family, n), 0.0
    cells = drawn(family, n, draws, rng)
    worst = {min(cells, key=lambda c, m=m: c.covered[m]).name for m in METHODS}  # type: ignore[misc]
    again = Family("", family.values, family.answers, {k: family.shares[k] for k in sorted(worst)})
    fresh = {c.name: c for c in drawn(again, n, 4 * draws, rng)}
    cells = [fresh.get(c.name, c) for c in cells]
    return cells, float(np.sqrt(0.95 * 0.05 / draws))


def groups(few: int, draws: int, rng: np.random.Generator) -> list[Cell]:
    """Managers' mean minus customers', `few` against 400, over pairs of populations."""
    shapes = dict(smooth())
    kinds = {**{k: np.array(v) for k, v in list(CEILINGS.items())[:3]}, "5": shapes["normal 5, 1.3"], "6": shapes["normal 6, 1"]}
    cells = []
    for (a, first), (b, second) in itertools.product(kinds.items(), repeat=2):
        one, two = rng.multinomial(few, first, size=draws).astype(float), rng.multinomial(400, second, size=draws).astype(float)
        limits = {
            method: Difference(Means(ITEM, one, spread(7, 1), mass), Means(ITEM, two, spread(7, 1), mass)).limits(0.95)
            for method, mass in (("half", 0.5), ("whole", 1.0))
        }
        limits["t"] = welch(one, two)
        cells.append(cell(f"{a} / {b}", float((first - second) @ ITEM), limits, np.full(draws, 1 / draws)))
    return cells


def welch(one: Array, two: Array) -> Limits:
    (n1, m1, s1), (n2, m2, s2) = moments(one, ITEM), moments(two, ITEM)
    a, b = s1 / n1, s2 / n2
    df = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1))
    reach = special.stdtrit(df, 0.975) * np.sqrt(a + b)
    return m1 - m2 - reach, m1 - m2 + reach


def line(label: str, cells: list[Cell], error: float) -> str:
    parts = [label]
    for method in METHODS:
        covered = np.array([c.covered[method] for c in cells])
        good = f"{np.mean(covered >= 0.925):.0%}".replace("%", " %")
        parts += [f"{covered.mean():.3f}", good, f"{covered.min():.3f}", f"{max(c.side[method] for c in cells):.3f}"]
        parts += [] if method == "t" else [f"{np.median([c.width[method] for c in cells]):.2f}"]
    return "| " + " | ".join([*parts, "exact" if error == 0 else f"±{error:.3f}"]) + " |"


def head(title: str, first: str, rival: str) -> list[str]:
    measures = ["≥ .925", "worst", "one side"]
    names = ["half answer: mean", *measures, "width", "whole answer: mean", *measures, "width", f"{rival}: mean", *measures]
    return ["", f"**{title}**", "", "| " + " | ".join([first, *names, "error"]) + " |", "|" + " --- |" * 16]


def report(full: bool) -> Iterator[str]:
    rng = np.random.default_rng(SEED)
    sizes = (5, 8, 10, 20, 30, 50, 100, 400) if full else (5, 10, 30)
    for family in families(full):
        draws = 500 if len(family.shares) > 30 or len(family.values) > 13 else 1000 if len(family.shares) > 5 else 4000
        draws = draws if full else draws // 10
        yield from head(family.name, "n", "t")
        for n in sizes:
            yield line(str(n), *measure(family, n, draws, 8100 if full else 500, rng))
    yield from head("Two groups, 25 pairs of populations", "n", "Welch")
    for few in (12, 24):
        draws = 1000 if full else 100
        yield line(f"{few} v 400", groups(few, draws, rng), float(np.sqrt(0.95 * 0.05 / draws)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage of the intervals of means")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer shapes, sizes and draws (default)")
    size.add_argument("--full", action="store_true", help="the published grid")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    options = parser.parse_args()
    lines = []
    for text in report(options.full):
        print(text, flush=True)
        lines.append(text)
    if options.write:  # the prose around the tables stays
        before, rest = PAGE.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        PAGE.write_text(before + START + "\n".join(["", *lines, "", ""]) + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
