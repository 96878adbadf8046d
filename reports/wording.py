"""Words by id. English is one language among the others; a sentence is looked up whole and never glued from fragments."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).parent / "locale"


class Wording:
    """The sentences of one language. Placeholders are `{name}`; values are inserted as they are, never interpreted."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._sentences = sentences(language)

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence `key` with its values. KeyError where the id or a value is missing: a test keeps them complete."""
        return self._sentences[key].format_map(values)

    def has(self, key: str) -> bool:
        return key in self._sentences


@cache
def sentences(language: str) -> dict[str, str]:
    """All sentences of a language by dotted id, from `locale/<language>/*.toml`. ValueError for an unknown language."""
    files = sorted((LOCALE / language).glob("*.toml")) if language in languages() else []
    if not files:
        raise ValueError(f"no such language: {language}")
    found: dict[str, str] = {}
    for file in files:
        found.update(_flat(tomllib.loads(file.read_text("utf-8"))))
    return found


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(f.name for f in LOCALE.iterdir() if f.is_dir()))


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat.update(_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value})
    return flat
