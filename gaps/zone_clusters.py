"""Zones of a sample of branches (`unit_is: cluster`): answers from one branch are alike, and n of them tell less than n.

As for gaps (gaps/clusters.py) the squared weights grow as the effective number shrinks, and the limits follow. The width has
its own likeness. For position and shares it is the greatest of what the width, perceived − minimum and perceived − desired have,
as their limits rest on all three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from gaps.clusters import Allowance, Spread, one_way, telling
from gaps.distribution import moments
from gaps.evidence import Evidence
from gaps.scores import Given, gathered_each
from gaps.tables import Table

Sums = list[int] | list[float]
Rows = Sequence[tuple[int, int, int, Sums]]
"""Where the perception lies, perceived − minimum, desired − minimum, and [n, w, w2]."""
Place = tuple[str, str]


class Alike(NamedTuple):
    """ICC(1) of the width, and of what is most alike."""

    width: float = 1.0
    most: float = 1.0


def likeness(evidence: Evidence, role: str, withheld: set[tuple[str, str, str]]) -> dict[Place, Alike]:
    """ICC(1) by level and place over the latest wave's branches, rounded up to hundredths. `withheld` has level, place, branch."""
    found: dict[Place, list[tuple[tuple[Spread, ...], bool]]] = defaultdict(list)
    for group in evidence.branch_groups():
        for (kind, level, place), table in evidence.tables(group).get(role, {}).items():
            if kind == "zone" and table.n:
                found[level, place].append((_spreads(table), (level, place, group.label["unit"]) in withheld))
    return {where: _alike(telling(branches)) for where, branches in found.items()}


def _spreads(table: Table) -> tuple[Spread, ...]:
    """Of one branch: the width, perceived − minimum, and perceived − desired."""
    _, over, width = table.at.T
    three = gathered_each([Given(values, table.sums) for values in (width, over, over - width)])
    return tuple(Spread(m.n, m.mean, m.sd or 0.0) for m in map(moments, three))


def _alike(branches: list[tuple[Spread, ...]]) -> Alike:
    """Of the branches that tell; where none does, answers of one branch are taken for one."""
    if not branches:
        return Alike()
    tables = [one_way(list(spreads)) for spreads in zip(*branches, strict=True)]
    found = [1.0 if table is None else ceil(100 * table.icc) / 100 for table in tables]
    return Alike(found[0], max(found))


def thinned(rows: Rows, found: Allowance, level: float) -> Rows:
    """The same answers and means, counting only a share of them."""
    share = found.share(level)
    return [(lies, over, width, [n, w, w2 / share]) for lies, over, width, (n, w, w2) in rows]
