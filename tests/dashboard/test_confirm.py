"""Requirement: on the upload page a warning that is right is confirmed by a tick, and the saved study holds it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from streamlit.testing.v1 import AppTest

from reports.wording import Wording

KEY = "confirm.a.csv.facets_swapped"


def test_a_tick_confirms_a_warning(start: AppTest, visit: Callable, words_of: Callable) -> None:
    chance = Random(2)
    header = [f"{letter}{n}" for letter in "EP" for n in range(1, 23)]
    wishes, seen = (2, 3, 4, 5, 6, 7), (5, 6, 7, 7)
    rows = [
        [*(str(chance.choice(wishes)) for _ in range(22)), *(str(chance.choice(seen)) for _ in range(22))]
        for _ in range(40)
    ]
    data = "\n".join(map(",".join, [header, *rows])).encode()
    app = visit(start.run(), "upload")
    app.file_uploader(key="uploaded").set_value([("a.csv", data, "text/csv")]).run()
    said = Wording("en").say("confirmed.remedy")
    assert not app.exception and said not in words_of(app)
    app.checkbox(key=KEY).check().run()
    assert not app.exception and said in words_of(app)
    app.checkbox(key=KEY).uncheck().run()
    assert said not in words_of(app)
