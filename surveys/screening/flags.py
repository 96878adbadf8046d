"""Who answered as if careless: flagged by two indices at least, and never on the wishes alone, where all sevens are honest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.special import chdtri

from surveys.instrument import Instrument
from surveys.responses import ResponseSet, Screened
from surveys.screening.indices import Array, distance, even_odd, longest_run, spread

Mask = NDArray[np.bool_]
MOST = 200_000
"""Of more respondents than this nobody is screened: the indices look at every answer of everyone at once."""
FEWEST_ITEMS = 8
"""A shorter block of items says nothing about straight lines."""
SECONDS_AN_ITEM = 2
"""Nobody reads and answers an item faster (Huang and others 2012)."""
RUN = 0.75
"""A straight line is a run of the same answer over this share of a block."""
INVERTED = 0.4
"""Minimum above desired on more of the items than this: 9 of 22, the rule of library surveys."""
RARE = 0.001


def screened(responses: ResponseSet, instrument: Instrument) -> ResponseSet:
    """The response set with those who answered as if careless, or with the reason why nobody was looked at."""
    blocks = _blocks(responses, instrument)
    if not blocks or not responses.rows.used:
        return responses
    if responses.rows.used > MOST:
        return replace(responses, unscreened="many_people")
    if all(len(places) < FEWEST_ITEMS for places in blocks.values()):
        return replace(responses, unscreened="few_items")
    return replace(responses, screened=_screened(responses, blocks, instrument))


def _screened(responses: ResponseSet, blocks: dict[str, tuple[str, ...]], instrument: Instrument) -> Screened:
    frame = nw.from_native(responses.frame)
    table = frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    answers = {facet: np.stack([_numbers(table, f"{facet}.{p}") for p in places], axis=1) for facet, places in blocks.items()}
    marks = dict(_marks(answers, blocks, instrument, _numbers(table, "seconds") if responses.timed else None))
    flagged = np.sum([*marks.values()], axis=0) >= 2 if marks else np.zeros(len(table), np.bool_)
    kept = table.filter([not f for f in flagged.tolist()]).to_native()
    return Screened(int(flagged.sum()), {index: int(mark.sum()) for index, mark in marks.items()}, kept)


def _blocks(responses: ResponseSet, instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The items that were asked in each facet, in the instrument's order."""
    asked = set(responses.answers)
    facets = [f for f in instrument.facets_of(responses.role) if f.by == "item"]
    places = {f.id: tuple(p for p in instrument.places(f) if f"{f.id}.{p}" in asked) for f in facets}
    return {facet: found for facet, found in places.items() if found}


def _marks(
    answers: dict[str, Array], blocks: dict[str, tuple[str, ...]], instrument: Instrument, seconds: Array | None
) -> Iterator[tuple[str, Mask]]:
    """Each index with the respondents it marks. A straight line counts once, by its run or by its spread."""
    wishes = {gap.subtrahend.facet for gap in instrument.gaps if gap.design == "paired" and gap.subtrahend}
    everything = np.concatenate(list(answers.values()), axis=1)
    judged = [a for facet, a in answers.items() if facet not in wishes and a.shape[1] >= FEWEST_ITEMS]
    if seconds is not None:
        given = (~np.isnan(everything)).sum(axis=1)
        yield "fast", (given > 0) & (seconds < SECONDS_AN_ITEM * given)
    if judged:
        yield "uniform", np.any([_straight(a) for a in judged], axis=0)
    if halves := list(_halves(answers, blocks, instrument)):
        yield "inconsistent", np.nan_to_num(even_odd(halves), nan=1.0) < 0
    far = distance(everything)
    if not np.isnan(far).all():
        yield "outlying", np.nan_to_num(far) > chdtri(everything.shape[1], RARE)
    yield from _pairs(answers, blocks, instrument)


def _straight(answers: Array) -> Mask:
    line: Mask = (longest_run(answers) >= RUN * answers.shape[1]) | (spread(answers) == 0)
    return line


def _halves(answers: dict[str, Array], blocks: dict[str, tuple[str, ...]], instrument: Instrument) -> Iterator[Array]:
    """The answers of each dimension in each facet that has an even and an odd item."""
    for facet, places in blocks.items():
        for dimension in instrument.dimensions:
            members = [places.index(i) for i in instrument.items_of(dimension.id) if i in places]
            if len(members) > 1:
                yield answers[facet][:, members]


def _pairs(answers: dict[str, Array], blocks: dict[str, tuple[str, ...]], instrument: Instrument) -> Iterator[tuple[str, Mask]]:
    """A block copied from its other side (answers that vary, every pair equal), and wishes in the wrong order."""
    paired = [(g.minuend.facet, g.subtrahend.facet) for g in instrument.gaps if g.design == "paired" and g.subtrahend]
    asked = [_shared(answers, blocks, *sides) for sides in paired if {*sides} <= answers.keys()]
    if asked:
        yield "copied", np.any([_copied(a, b) for a, b in asked], axis=0)
    if {"minimum", "desired"} <= answers.keys():
        low, high = _shared(answers, blocks, "minimum", "desired")
        yield "inverted", (low > high).sum(axis=1) > INVERTED * np.maximum((~np.isnan(low - high)).sum(axis=1), 1)


def _copied(a: Array, b: Array) -> Mask:
    apart = a - b
    given = (~np.isnan(apart)).sum(axis=1)
    equal: Mask = (given >= FEWEST_ITEMS) & (np.nan_to_num(apart) == 0).all(axis=1) & (spread(a) > 0)
    return equal


def _shared(answers: dict[str, Array], blocks: dict[str, tuple[str, ...]], first: str, second: str) -> tuple[Array, Array]:
    """Two facets on the items that both were asked about."""
    items = [i for i in blocks[first] if i in blocks[second]]
    return answers[first][:, [blocks[first].index(i) for i in items]], answers[second][:, [blocks[second].index(i) for i in items]]


def _numbers(table: nw.DataFrame[Any], column: str) -> Array:
    return np.array([np.nan if v is None else v for v in table[column].to_list()], np.float64)
