"""What the columns of a file claim to be by themselves: by code, id and text, by likeness, by their numbers together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from surveys.dimension_schemes import by_dimension
from surveys.instrument import Instrument
from surveys.mapping import Match, Place
from surveys.problems import Problem
from surveys.schemes import by_facet_and_number, by_number, by_pairs
from surveys.spelling import ids, run_together, spelling
from surveys.wordings import LEAST_LIKENESS, LEAST_MARGIN, Wordings

CODE_AND_TEXT = re.compile(r"\s*(\S{1,30}?)\s*[.:：]\s+(\S.*)", re.DOTALL)
LONGEST = 1_000
"""No header or question has more characters; what has is not looked at."""
Claim = tuple[Place, str, float | None]
"""A place, the reason, and the score of a likeness."""


class Claims:
    """The places that headers and titles claim, the surest way first; what a surer way has found is not looked at again."""

    def __init__(
        self, instrument: Instrument, role: str, headers: Mapping[int, str], titles: Mapping[int, str], file: str
    ) -> None:
        self.instrument, self.facets, self.file = instrument, instrument.facets_of(role), file
        self.headers = {i: text for i, text in headers.items() if len(text) <= LONGEST}
        self.titles = {i: text for i, text in titles.items() if len(text) <= LONGEST}
        self.wordings = Wordings(instrument, self.facets)
        self.ids = ids(instrument, self.facets)
        self.problems: list[Problem] = []
        self.contradictory: set[int] = set()

    def matches(self) -> list[Match]:
        claims = self._said()
        rest = {i: text for i, text in self.headers.items() if i not in claims and i not in self.contradictory}
        claims.update({i: (place, "numbered", None) for i, place in by_dimension(rest, self.instrument, self.facets).items()})
        self._nearly(claims)
        self._schemes(claims)
        return [Match(self.headers[i], i, *place, reason, score) for i, (place, reason, score) in sorted(claims.items())]

    def _said(self) -> dict[int, Claim]:
        """What a column says by itself: its code, its id, its text. A header and a title that differ mean nothing."""
        codes = {i: code[1] if (code := CODE_AND_TEXT.fullmatch(text)) else text for i, text in self.headers.items()}
        by_code = self._codes(codes)
        claims: dict[int, Claim] = {}
        for position, header in self.headers.items():
            title = self.titles.get(position, "")
            said = [*by_code.get(position, ()), *(meant for text in (header, title) if text and (meant := self.wordings(text)))]
            places = dict.fromkeys(place for place, _ in said)
            if len(places) == 1:
                claims[position] = (*said[0], None)
            elif places:
                values = {"answers": ", ".join(".".join(place) for place in places)}
                self.contradictory.add(position)
                self.problems.append(Problem("column_contradicts", self.file, None, header, "warning", values=values))
        return claims

    def _codes(self, headers: Mapping[int, str]) -> dict[int, list[tuple[Place, str]]]:
        found: dict[int, list[tuple[Place, str]]] = defaultdict(list)
        by_id = {i: place for i, text in headers.items() if (spelled := spelling(text)) and (place := self.ids.get(spelled))}
        times = Counter(facet for facet, _ in by_id.values())
        for position, place in by_id.items():
            named = self.instrument.facet(place[0])
            if 2 * times[named.id] >= len(self.instrument.places(named)) or not run_together(headers[position], named, place[1]):
                found[position].append((place, "id"))
        numbered = by_number(headers, self.instrument, self.facets)
        for position, place, reason in numbered.claims:
            found[position].append((place, reason))
        for facet, numbers in numbered.unclear.items():
            places = len(self.instrument.places(self.instrument.facet(facet)))
            values = {"facet": facet, "first": str(numbers[0]), "last": str(numbers[-1]), "places": str(places)}
            self.problems.append(Problem("numbering_unclear", self.file, None, None, "warning", len(numbers), values))
        return found

    def _nearly(self, claims: dict[int, Claim]) -> None:
        """Texts nearly the same as an item's. Where two places are nearly as near, none is taken and both are named."""
        for position in [i for i in self.headers if i not in claims and i not in self.contradictory]:
            texts = [text for text in (self.headers[position], self.titles.get(position, "")) if text]
            ranked = max((self.wordings.nearest(text) for text in texts), key=lambda found: found[:1], default=[])
            if not ranked or ranked[0][0] < LEAST_LIKENESS:
                continue
            (score, place), *second = ranked
            if second and score - second[0][0] < LEAST_MARGIN:
                other, rival = second[0]
                values = {"first": ".".join(place), "score": f"{score:.2f}", "second": ".".join(rival), "other": f"{other:.2f}"}
                self.problems.append(Problem("column_unclear", self.file, None, self.headers[position], "warning", values=values))
            else:
                claims[position] = (place, "likeness", round(score, 2))

    def _schemes(self, claims: dict[int, Claim]) -> None:
        """Numbers that mean something only together. Facets of which anything was found are not guessed at."""
        open_facets = [f for f in self.facets if f.id not in {place[0] for place, _, _ in claims.values()}]
        rest = {i: text for i, text in self.headers.items() if i not in claims and i not in self.contradictory}
        named = {i: facet for i, text in rest.items() if (facet := self.wordings.facet_of(text))}
        through = by_facet_and_number(named, rest, self.instrument, open_facets)
        claims.update({i: (place, "numbered", None) for i, place in through.items()})
        if not through and all(facet in open_facets for facet in self.facets if facet.by == "item"):
            pairs = by_pairs(rest, self.instrument, self.facets)
            claims.update({i: (place, "pair", None) for i, place in pairs.items()})
