"""Words by id. English is one language among the others; a sentence is looked up whole and never glued from fragments."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from threading import Lock
from typing import Any

LOCALE = Path(__file__).parent / "locale"


class Wording:
    """The sentences of one language. Placeholders are `{name}`; values are inserted as they are, never interpreted.

    `{name:one|more}` is the first word where the value is printed as 1, else the second: "{n} {n:row was|rows were} read".
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._book = book(language)

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence `key` with its values. KeyError where the id or a value is missing: a test keeps them complete."""
        sentence = self._book.find(key)
        if sentence is None:
            raise KeyError(key)
        return COUNTING.vformat(sentence, (), values) if "|" in sentence else sentence.format_map(values)

    def has(self, key: str) -> bool:
        return self._book.find(key) is not None


class Counting(Formatter):
    """Formats as `str.format` does, and knows the words that follow a count."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, more = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else more


COUNTING = Counting()


class Book:
    """The sentences of a language by dotted id, from `locale/<language>/*.toml`.

    A file is read when an id is asked for that none before it has, first those that are named as a part of the id, then the
    smallest: a command says little at its start, and the largest file is the report's. ValueError for an unknown language.
    """

    def __init__(self, language: str) -> None:
        files = list((LOCALE / language).glob("*.toml")) if language in languages() else []
        if not files:
            raise ValueError(f"no such language: {language}")
        self._unread = sorted(files, key=lambda file: (-file.stat().st_size, file.name))
        self._found: dict[str, str] = {}
        self._reading = Lock()

    def find(self, key: str) -> str | None:
        if key not in self._found:
            with self._reading:
                while key not in self._found and self._unread:
                    file = next((f for f in self._unread if f.stem in key.split(".")), self._unread[-1])
                    self._unread.remove(file)
                    self._found |= _flat(tomllib.loads(file.read_text("utf-8")))
        return self._found.get(key)

    def all(self) -> dict[str, str]:
        self.find("")  # no id is empty, so that every file is read
        return self._found


@cache
def book(language: str) -> Book:
    return Book(language)


def sentences(language: str) -> dict[str, str]:
    """All sentences of a language by dotted id. ValueError for an unknown language."""
    return book(language).all()


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(f.name for f in LOCALE.iterdir() if f.is_dir()))


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat.update(_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value})
    return flat
