"""NIST's statistical reference data sets through the product's own exact sums: 9 univariate sets and 11 one-way analyses.

The log relative error is the number of certified digits that a result shares (15 at most: what a double can hold).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
from msgspec import Struct

from gaps.distribution import Distribution, moments
from gaps.one_way import squares_of_tables
from gaps.scores import gathered

SHARED = Path(__file__).parents[2] / "shared/nist"
UNIVARIATE = ("Lew", "Lottery", "Mavro", "Michelso", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4", "PiDigits")
ANOVA = ("AtmWtAg", "SiRstv", *(f"SmLs0{i}" for i in range(1, 10)))
HEADLESS = {"Lew": ("-177.435", "277.332168044316"), "Lottery": ("518.958715596330", "291.699727470969")}
"""The certified mean and standard deviation of the two sets that are stored without their headers."""


class Agreement(Struct, frozen=True):
    """One certified quantity of one set, and how many of its digits were met."""

    name: str
    quantity: str
    digits: float


def available() -> bool:
    return SHARED.is_dir()


def agreements() -> Iterator[Agreement]:
    for name in UNIVARIATE:
        yield from univariate(name)
    for name in ANOVA:
        yield from anova(name)


def univariate(name: str) -> Iterator[Agreement]:
    text = (SHARED / f"univariate/{name}.txt").read_text()
    header = (re.search(rf"{label}[^:]*:\s*([-\d.]+)", text) for label in ("Sample Mean", "Sample Standard Deviation"))
    certified = HEADLESS.get(name) or [found[1] for found in header if found]
    data = [Decimal(line) for line in re.findall(r"(?m)^\s*(-?[\d.]+)\s*$", text.split("---\n")[-1])]
    found = moments(as_integers([data])[0])
    for quantity, value, mark in zip(("mean", "standard deviation"), (found.mean, found.sd), certified, strict=True):
        yield Agreement(name, quantity, lre(0.0 if value is None else value, Decimal(mark)))


def anova(name: str) -> Iterator[Agreement]:
    head, _, body = (SHARED / f"anova/nist_anova/{name}.dat").read_text().rpartition("Data:")
    between, within = ([Decimal(x) for x in line.split()[2:]] for line in re.findall(r"(?:Between|Within) .*", head))
    groups: dict[str, list[Decimal]] = defaultdict(list)
    for line in body.splitlines()[1:]:
        if fields := line.split():
            groups[fields[0]].append(Decimal(fields[1]))
    found = squares_of_tables(as_integers(list(groups.values())))
    certified = {
        "sum of squares between": (found.between, between[1]),
        "sum of squares within": (found.within, within[1]),
        "F": (found.between * found.df_within / (found.within * found.df_between), between[3]),
    }
    for quantity, (value, mark) in certified.items():
        yield Agreement(name, quantity, lre(value, mark))


def as_integers(groups: list[list[Decimal]]) -> list[Distribution]:
    """Decimals on a common denominator, as answers are."""
    den = 10 ** max(max(0, -int(x.as_tuple().exponent)) for group in groups for x in group)
    return [gathered(np.array([int(x * den) for x in group]), np.ones((len(group), 3), int), den) for group in groups]


def lre(found: float, certified: Decimal) -> float:
    error = abs(Decimal(found) - certified)
    printed = Decimal(1).scaleb(int(certified.as_tuple().exponent)) / 2
    met = error <= printed and len(certified.as_tuple().digits) >= 15  # all digits that NIST prints
    relative = error / abs(certified)
    return 15.0 if met or relative < Decimal("1e-15") else float(-relative.log10())


def section(quick: bool) -> Iterator[str]:
    """Every set, quick or not: it takes a tenth of a second."""
    yield "## NIST's reference data sets\n"
    if not available():
        yield "Not measured: the data sets are not part of the project and were not there.\n"
        return
    worst: dict[str, Agreement] = {}
    for a in agreements():
        worst[a.name] = min(worst.get(a.name, a), a, key=lambda x: x.digits)
    good = sum(a.digits >= 14.5 for a in worst.values())
    yield f"{good} of {len(worst)} sets are met to 14.5 digits or more in every certified quantity (a double holds 15).\n"
    yield "| set | least digits | in |\n| --- | --- | --- |"
    for a in worst.values():
        yield f"| {a.name} | {a.digits:.1f} | {a.quantity} |"
    if good < len(worst):
        raise RuntimeError("a set of NIST is not met")
