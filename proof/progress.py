"""How far a part has come, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
EVERY = 20.0
"""Seconds between two lines."""


def told(part: str, steps: Sequence[T]) -> Iterator[T]:
    """The steps one after the other, telling every now and then how many are done and how long the others may take."""
    began = last = time.monotonic()
    for done, step in enumerate(steps):
        now = time.monotonic()
        if done and now - last >= EVERY:
            rest = (now - began) / done * (len(steps) - done) / 60
            print(f"{part}: {done} of {len(steps)}, about {rest:.0f} min left of this part", file=sys.stderr, flush=True)
            last = now
        yield step
