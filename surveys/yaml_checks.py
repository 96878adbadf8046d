"""Reading a YAML file strictly: every fault becomes a problem with its place, and reading goes on to find the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from surveys.plain_yaml import first_wild_line
from surveys.problems import InputError, Problem

ID = re.compile(r"[^\W\d_][\w-]*")
"""Ids begin with a letter and hold no dot, because `facet.item` names an answer."""

LARGEST = 10**18
"""No number of a study is as large; Python refuses to print very long ones."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Both build plain values only; the one in C, where PyYAML was built with it, is some ten times as fast."""


class Checker:
    """Collects the problems of one file. Its readers return a harmless value where they have reported a problem."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def problem(self, code: str, row: int | None = None, **values: object) -> None:
        self.found.append(Problem(f"instrument_{code}", self.file, row, values={k: shown(v) for k, v in values.items()}))

    def raise_if_any(self) -> None:
        if self.found:
            raise InputError(*self.found)

    def mapping(self, value: Any, place: str, known: Iterable[str] | None = None) -> dict[str, Any]:
        """The mapping at `place`; keys outside `known` are reported, since a misspelt key would be ignored in silence."""
        if not isinstance(value, dict):
            self.problem("not_mapping", place=place)
            return {}
        if known is not None:
            for key in [k for k in value if k not in set(known)]:
                self.problem("unknown_key", place=place, entry=key, known=", ".join(known))
        return value

    def entries(self, value: Any, place: str) -> list[Any]:
        if not isinstance(value, list) or not value:
            self.problem("not_list", place=place)
            return []
        return value

    def text(self, value: Any, place: str) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.problem("missing" if value is None else "not_text", place=place)
        return ""

    def whole(self, value: Any, place: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST:
            return value
        self.problem("missing" if value is None else "not_whole", place=place)
        return 0

    def flag(self, value: Any, place: str) -> bool:
        if not isinstance(value, bool):
            self.problem("not_flag", place=place)
        return value is True

    def choice(self, value: Any, place: str, known: Iterable[str]) -> bool:
        """Whether the value is one of the known ones; reported where it is not."""
        if isinstance(value, str) and value in known:
            return True
        if value is None:
            self.problem("missing", place=place)
        else:
            self.problem("unknown_value", place=place, value=value, known=", ".join(known))
        return False

    def ids(self, values: Iterable[Any], place: str) -> None:
        """Every id is well formed and stands once."""
        seen: set[Any] = set()
        for value in values:
            if not isinstance(value, str) or not ID.fullmatch(value):
                self.problem("id_form", place=place, id=value)
            elif value in seen:
                self.problem("duplicate_id", place=place, id=value)
            else:
                seen.add(value)


def shown(value: object) -> str:
    """A value as a sentence may print it: short, and nothing nested, which aliases could make endless."""
    text = str(value) if isinstance(value, (str, float)) or (isinstance(value, int) and abs(value) < LARGEST) else "…"
    return text if len(text) <= 200 else text[:199] + "…"


def read_yaml(path: Path, checker: Checker) -> Any:
    """The content of a YAML file. InputError where it is not text, not YAML, not plain, or holds a key twice."""
    try:
        text = path.read_text("utf-8-sig")
        wild = first_wild_line(text, LOADER)
        if wild is not None:
            checker.problem("not_plain", wild)
        checker.raise_if_any()
        loader = LOADER(text)
        root = loader.get_single_node()
        for key, line in _repeated_keys(root):
            checker.problem("duplicate_key", line, entry=key)
        checker.raise_if_any()
        return None if root is None else loader.construct_document(root)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        checker.problem("not_yaml", mark.line + 1 if mark else None)
        raise InputError(*checker.found) from error


def _repeated_keys(root: Any) -> Iterator[tuple[str, int]]:
    """Keys that a mapping holds twice, with their line: YAML readers keep the last one without a word."""
    open_nodes, visited = [root], set()
    while open_nodes:
        node = open_nodes.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
            open_nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            open_nodes += node.value
