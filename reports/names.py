"""What things are called: dimensions and items by the instrument's words, facets, roles and gaps by ours.

An instrument may lack a language or have no words at all: then another of its languages speaks, and at last the id.
"""

from __future__ import annotations

from typing import Any

from reports.view import View
from reports.wording import Wording


def dimension(view: View, place: str) -> str:
    return _word(view, "dimensions", place) or place


def item(view: View, place: str, facet: str = "") -> str:
    """The item's own text, else its wording in the facet, else its id."""
    return _word(view, "items", place) or _word(view, "items", f"{facet}.{place}") or place


def place(view: View, level: str, place_id: str, facet: str = "") -> str:
    if level == "dimension":
        return dimension(view, place_id)
    if level == "item":
        return item(view, place_id, facet)
    return _ours(view, f"overall.{place_id}", place_id)


def construct(view: View, construct_id: str) -> str:
    return _word(view, "constructs", construct_id) or construct_id


def facet(view: View, facet_id: str) -> str:
    return _ours(view, f"facet.{facet_id}", facet_id)


def role(view: View, role_id: str) -> str:
    return _ours(view, f"role.{role_id}", role_id)


def side(view: View, facet_id: str, role_id: str) -> str:
    """One side of a gap as a chart or a column calls it: "Customers expect"."""
    key = f"side.{facet_id}.{role_id}"
    if view.wording.has(key):
        return view.say(key)
    return view.say("side.other", facet=facet(view, facet_id), role=role(view, role_id))


def sides(view: View, gap: str) -> tuple[str, str]:
    """Minuend and subtrahend; a rating's subtrahend is its target."""
    spec = view.spec(gap)
    minuend, subtrahend = spec["minuend"], spec.get("subtrahend")
    second = side(view, subtrahend["facet"], subtrahend["role"]) if subtrahend else view.say("side.target")
    return side(view, minuend["facet"], minuend["role"]), second


def gap_label(view: View, gap: str) -> str:
    return _ours(view, f"gap.{gap}.label", gap)


def between(view: View, gap: str) -> str:
    """Minuend − subtrahend in words."""
    if gap not in view.gaps or view.wording.has(f"gap.{gap}.between"):
        return view.say(f"gap.{gap}.between")
    minuend, subtrahend = sides(view, gap)
    return view.say("gap.other.between", minuend=minuend, subtrahend=subtrahend)


def instrument(view: View) -> str:
    words = _in_order(view)
    return next((w["title"] for w in words if w.get("title")), "") or str(view.analysis.instrument["id"])


def reference(view: View) -> str:
    """Where the instrument comes from: in the reader's language where it says what the library's says, else as it is written."""
    written = str(view.analysis.instrument.get("reference") or "")
    key, english = f"library.reference.{view.analysis.instrument['id']}", Wording("en")
    return view.say(key) if english.has(key) and english.say(key) == written else written


def program(view: View) -> str:
    """The program with its version; without one where only a checkout is known."""
    made = view.analysis.provenance
    version = str(made["version"])
    return f"{made['tool']} {version}" if version[:1].isdigit() else str(made["tool"])


def _ours(view: View, key: str, otherwise: str) -> str:
    return view.say(key) if view.wording.has(key) else otherwise


def _word(view: View, kind: str, key: str) -> str:
    return next((w[kind][key] for w in _in_order(view) if w.get(kind, {}).get(key)), "")


def _in_order(view: View) -> list[dict[str, Any]]:
    words: dict[str, dict[str, Any]] = view.analysis.instrument.get("words") or {}
    first = [view.wording.language, "en", *sorted(words)]
    return [words[language] for language in dict.fromkeys(first) if language in words]


def scope(view: View) -> str:
    """What a chosen group is, as a label; empty for the latest wave of everybody."""
    parts = [view.say("scope.unit", unit=view.group["unit"])] if "unit" in view.group else []
    segments = view.group.get("segment") or {}
    parts += [view.say("scope.segment", header=header, value=value) for header, value in segments.items()]
    if view.group.get("wave") not in (None, view.latest):
        parts.append(view.say("scope.wave", wave=view.group["wave"]))
    return view.say("number.separator").join(parts)


def translation_record(view: View) -> str:
    """Who wrote or translated the words shown, and how they were checked."""
    return next((str(w["record"]) for w in _in_order(view)[:1] if w.get("record")), "")
