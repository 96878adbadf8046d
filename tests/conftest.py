"""What every test may rely on."""

from __future__ import annotations

import math

import pytest

import console


@pytest.fixture(autouse=True)
def no_progress_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress appears after a second: on a busy machine it would stand among the lines that tests read."""
    monkeypatch.setattr(console, "QUIET_FOR", math.inf)
