"""The answers of the invented people, row by row, drawn from the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from surveys.example import model
from surveys.example.draw import answer, latent_block, latent_mean, normal, pick, points
from surveys.instrument import Instrument, Scale

Row = list[str]
DIMENSIONS = tuple(model.EXPECTATION)
SIZES = tuple(len(items) for items in model.EXPECTATION.values())
SD = {"expectation": 0.9, "perception": 1.2, "belief": 0.8, "rating": 1.1, "statement": 1.2}
"""Spread before rounding and clipping."""
AGE_GROUPS = {"18-29": 0.24, "30-49": 0.36, "50-64": 0.25, "65+": 0.15}
CHANNELS = {"counter": 0.45, "phone": 0.2, "online": 0.35}
BLANK, TIRED, TIRED_BLANK, NO_POINTS = 0.04, 0.015, 0.6, 0.06
"""Share of blank answers; of people who give up, and of blanks among their answers; of people who leave the points out."""


def _headers(letter: str, count: int) -> list[str]:
    return [f"{letter}{n}" for n in range(1, count + 1)]


_ITEMS, _DIMENSIONS = sum(SIZES), len(SIZES)
CUSTOMER_HEADERS = ["respondent", "wave", "branch", "age_group", "channel"]
CUSTOMER_HEADERS += _headers("E", _ITEMS) + _headers("P", _ITEMS) + _headers("W", _DIMENSIONS)
MANAGER_HEADERS = ["respondent", "branch", *_headers("B", _ITEMS), *_headers("S", _DIMENSIONS)]
EMPLOYEE_HEADERS = ["respondent", "branch", *_headers("B", _ITEMS)]
EMPLOYEE_HEADERS += _headers("D", _DIMENSIONS) + _headers("M", _DIMENSIONS)


def customers(rng: Random, scale: Scale) -> Iterator[Row]:
    """One row a customer, wave by wave and branch by branch, under CUSTOMER_HEADERS."""
    number = 0
    for wave in model.WAVES:
        for branch, size in model.CUSTOMERS.items():
            for _ in range(size):
                number += 1
                yield [
                    f"synthetic-{number:04}", wave, branch, pick(rng, AGE_GROUPS), pick(rng, CHANNELS),
                    *_customer(rng, scale, branch, wave),
                ]  # fmt: skip


def managers(rng: Random, scale: Scale) -> Iterator[Row]:
    """One row a manager, under MANAGER_HEADERS."""
    for number, branch in enumerate((b for b in model.CUSTOMERS for _ in range(model.MANAGERS)), 1):
        answers = _belief(rng, scale, "manager") + _ratings(rng, scale, "standard", normal(rng))
        yield [f"synthetic-m{number:02}", branch, *_with_blanks(rng, answers)]


def employees(rng: Random, scale: Scale) -> Iterator[Row]:
    """One row an employee, under EMPLOYEE_HEADERS."""
    for number, branch in enumerate((b for b, size in model.EMPLOYEES.items() for _ in range(size)), 1):
        mood = normal(rng)
        answers = _belief(rng, scale, "employee")
        answers += _ratings(rng, scale, "delivery", mood) + _ratings(rng, scale, "promise", mood)
        yield [f"synthetic-e{number:03}", branch, *_with_blanks(rng, answers)]


def statement_headers(instrument: Instrument, facet: str) -> Row:
    return _headers(instrument.facet(facet).code, len(instrument.places(instrument.facet(facet))))


def statements(rng: Random, instrument: Instrument, facet: str) -> Row:
    """One person's answers to the statements of a facet, as they are given: not turned."""
    sd, low, high = SD["statement"], instrument.scale.low, instrument.scale.high
    blocks = instrument.blocks(instrument.facet(facet))
    means = [model.ANTECEDENTS[construct] for construct, places in blocks.items() for _ in places]
    deviations = latent_block(rng, normal(rng), [len(places) for places in blocks.values()])
    turned = [instrument.is_reversed(facet, place) for places in blocks.values() for place in places]
    row = []
    for mean, deviation, reverse in zip(means, deviations, turned, strict=True):
        favourable = answer(latent_mean(mean, sd, low, high) + sd * deviation, low, high)
        row.append(str(low + high - favourable if reverse else favourable))
    return _with_blanks(rng, row)


def _customer(rng: Random, scale: Scale, branch: str, wave: str) -> Row:
    style = normal(rng)
    expected = _block(rng, scale, style, "expectation", lambda d, i: model.EXPECTATION[d][i])
    perceived = _block(
        rng, scale, style, "perception",
        lambda d, i: model.EXPECTATION[d][i] + model.GAP[d][i] + model.perception_shift(d, branch, wave),
    )  # fmt: skip
    shared_out = [str(p) for p in points(rng, tuple(model.POINTS.values()))]
    left_out = rng.random() < NO_POINTS
    return _with_blanks(rng, expected + perceived) + ([""] * len(shared_out) if left_out else shared_out)


def _belief(rng: Random, scale: Scale, role: str) -> Row:
    offset = model.BELIEF_OFFSET[role]
    return _block(rng, scale, normal(rng), "belief", lambda d, i: model.EXPECTATION[d][i] + offset[d])


def _block(rng: Random, scale: Scale, style: float, facet: str, mean: Callable[[str, int], float]) -> Row:
    """One person's answers to all items in one facet; `mean` is the population's, by dimension and place in it."""
    sd, low, high = SD[facet], scale.low, scale.high
    places = [(d, i) for d, size in zip(DIMENSIONS, SIZES, strict=True) for i in range(size)]
    deviations = latent_block(rng, style, SIZES)
    return [
        str(answer(latent_mean(round(mean(d, i), 6), sd, low, high) + sd * deviation, low, high))
        for (d, i), deviation in zip(places, deviations, strict=True)
    ]


def _ratings(rng: Random, scale: Scale, facet: str, mood: float) -> Row:
    """One rating a dimension, or `none`; half of the variance is the person's mood."""
    sd, low, high = SD["rating"], scale.low, scale.high
    row: Row = []
    for dimension, mean in model.RATING[facet].items():
        deviation = (mood + normal(rng)) / 2**0.5
        none = rng.random() < model.NO_STANDARDS[facet][dimension]
        row.append("none" if none else str(answer(latent_mean(mean, sd, low, high) + sd * deviation, low, high)))
    return row


def _with_blanks(rng: Random, answers: Row) -> Row:
    """The answers with some left blank at random: a few everywhere, and many where somebody gave up."""
    share = TIRED_BLANK if rng.random() < TIRED else BLANK
    return ["" if rng.random() < share else given for given in answers]
