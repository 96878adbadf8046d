"""An instrument asked on another scale than its own: many surveys ask SERVQUAL's questions on five points."""

from __future__ import annotations

from msgspec.structs import replace

from surveys.instrument import Instrument, Scale, Words

USUAL = tuple(Scale(*ends) for ends in ((1, 5), (1, 7), (1, 9), (1, 10), (0, 10)))
"""The scales that surveys mostly ask on, the shortest first."""
RARER = (Scale(1, 3), Scale(1, 4), Scale(1, 6), Scale(0, 100))
"""Others that words, sliders and short questionnaires ask on."""


def asked_on(instrument: Instrument, scale: Scale) -> Instrument:
    """The instrument with this scale. Its margin keeps its share of the scale's range; the words of the two ends go with
    them, and words of codes between belong to the old scale alone.
    """
    old = instrument.scale
    ends = {str(old.low): str(scale.low), str(old.high): str(scale.high), "none": "none"}
    words = {language: _words(spoken, ends) for language, spoken in instrument.words.items()}
    return replace(instrument, scale=scale, margin=instrument.margin * scale.span / old.span, words=words)


def _words(words: Words, ends: dict[str, str]) -> Words:
    anchors = {}
    for key, text in words.anchors.items():
        facet, dot, code = key.rpartition(".")
        if code in ends:
            anchors[f"{facet}{dot}{ends[code]}"] = text
    return replace(words, anchors=anchors)
