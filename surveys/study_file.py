"""study.yaml ⇄ Study: read completely, every fault named with its place; written in the same form."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import asdict

from surveys.files import is_there
from surveys.instrument import ROLES, Scale
from surveys.instrument_file import GAPS
from surveys.instrument_rules import LARGEST as HIGHEST
from surveys.problems import CONFIRMABLE, InputError, Problem
from surveys.reading.encoding import is_encoding
from surveys.study import Options, Source, Study
from surveys.yaml_checks import LARGEST, Checker, read_yaml, shown

KEYS = (
    "title", "organisation", "instrument", "scale", "sources", "waves", "date", "unit_is", "population", "staff", "targets",
    "options",
)
SOURCE_KEYS = (
    "file", "role", "wave", "id", "unit", "weight", "duration", "segments", "missing", "labels", "invited", "columns", "ignore",
    "encoding", "sheet", "delimiter", "dialect", "structure", "confirmed",
)
OPTION_KEYS = Options.__struct_fields__
CORRECTIONS = ("holm",)
STAFF = ("manager", "employee")
UNIT_KINDS = ("stratum", "cluster")
SMALLEST_GROUP = 5
HIGHEST_LEVEL = 0.9999
"""Any p is known to ten decimals: among a thousand results, decisions at this level still rest on three of its digits."""


def read_study(path: Path, files: Collection[str] | None = None) -> Study:
    """The study of a file. InputError carries all problems found.

    Its sources' files must exist beside it, or be among `files` where these are held in memory.
    """
    checker = _Checker(path.name)
    study = _settings(path, checker)
    named = dict.fromkeys(file for s in study.sources for file in (s.file, s.structure) if file)
    checker.found += [Problem("file_missing", file) for file in named if not _there(file, path.parent, files)]
    checker.raise_if_any()
    return study


def read_settings(path: Path) -> Study:
    """The study of a file whose sources may be elsewhere: an earlier wave's, to be used again. Raises InputError."""
    checker = _Checker(path.name)
    study = _settings(path, checker)
    checker.raise_if_any()
    return study


def _settings(path: Path, checker: _Checker) -> Study:
    if not is_there(path):
        raise InputError(Problem("file_missing", path.name))
    tree = checker.mapping(read_yaml(path, checker), path.name, KEYS)
    return _Reader(checker).study(tree, path.parent)


def _there(file: str, folder: Path, files: Collection[str] | None) -> bool:
    return is_there(folder / file) if files is None else file in files


def write_study(study: Study, path: Path) -> None:
    """Writes what differs from the defaults; `read_study` gives the same study back."""
    text = yaml.safe_dump(_tree(study), allow_unicode=True, sort_keys=False, width=120)
    path.write_text(text, "utf-8")


class _Checker(Checker):
    """The faults of a study, with codes of their own."""

    def problem(self, code: str, row: int | None = None, **values: object) -> None:
        self.found.append(Problem(f"study_{code}", self.file, row, values={k: shown(v) for k, v in values.items()}))


class _Reader(Struct, frozen=True):
    """Reads key by key; where a fault was reported it goes on with a harmless value."""

    checker: _Checker

    def study(self, tree: dict[str, Any], folder: Path) -> Study:
        texts = {key: self.text(tree[key], key) for key in ("title", "organisation", "instrument", "date") if key in tree}
        entries = self.checker.entries(tree.get("sources"), "sources")
        waves = self.texts(tree.get("waves", []), "waves")
        sources = tuple(self.source(entry, f"sources.{n}", waves) for n, entry in enumerate(entries, start=1))
        self.once(sources)
        unit_is = tree.get("unit_is", "stratum")
        return Study(
            sources,
            **texts,
            scale=self.scale(tree["scale"]) if "scale" in tree else None,
            waves=waves,
            unit_is=unit_is if self.checker.choice(unit_is, "unit_is", UNIT_KINDS) else "stratum",
            population=self.population(tree.get("population", {})),
            staff=self.staff(tree.get("staff", {})),
            targets=self.targets(tree.get("targets", {})),
            options=self.options(tree.get("options", {})),
            folder=folder,
        )

    def source(self, body: Any, place: str, waves: tuple[str, ...]) -> Source:
        tree = self.checker.mapping(body, place, SOURCE_KEYS)
        role = tree.get("role", "customer")
        wave, wave_column = self.wave(tree.get("wave"), f"{place}.wave")
        if waves and wave and wave_column is None and wave not in waves:
            self.checker.problem("wave_not_listed", place=f"{place}.wave", value=wave, known=", ".join(waves))
        headers = {key: self.text(tree[key], f"{place}.{key}") for key in ("id", "unit", "weight", "duration") if key in tree}
        return Source(
            file=self.text(tree.get("file"), f"{place}.file") if tree else "",
            role=role if self.checker.choice(role, f"{place}.role", ROLES) else "customer",
            wave=wave,
            wave_column=wave_column,
            **headers,
            segments=self.texts(tree.get("segments", []), f"{place}.segments"),
            missing=self.texts(tree.get("missing", []), f"{place}.missing"),
            labels=self.labels(tree.get("labels", {}), f"{place}.labels"),
            invited=self.positive(tree["invited"], f"{place}.invited") if "invited" in tree else None,
            columns=self.headers(tree.get("columns", {}), f"{place}.columns"),
            ignore=self.texts(tree.get("ignore", []), f"{place}.ignore"),
            encoding=self.encoding(tree["encoding"], f"{place}.encoding") if "encoding" in tree else "",
            sheet=self.text(tree["sheet"], f"{place}.sheet") if "sheet" in tree else "",
            delimiter=self.delimiter(tree["delimiter"], f"{place}.delimiter") if "delimiter" in tree else "",
            dialect=self.dialect(tree["dialect"], f"{place}.dialect") if "dialect" in tree else "",
            structure=self.text(tree["structure"], f"{place}.structure") if "structure" in tree else "",
            confirmed=self.confirmed(tree.get("confirmed", []), f"{place}.confirmed"),
        )

    def confirmed(self, value: Any, place: str) -> tuple[str, ...]:
        return tuple(code for code in self.texts(value, place) if self.checker.choice(code, place, CONFIRMABLE))

    def encoding(self, value: Any, place: str) -> str:
        name = self.text(value, place)
        if name and not is_encoding(name):
            self.checker.problem("unknown_value", place=place, value=name, known="utf-8, gb18030, big5, cp949, cp1252, …")
        return name

    def delimiter(self, value: Any, place: str) -> str:
        text = value if isinstance(value, str) and len(value) == 1 else self.text(value, place)
        if text and (len(text) != 1 or text.isalnum() or text in "\"'\r\n"):
            self.checker.problem("unknown_value", place=place, value=text, known='"," ";" "|" ":" "\\t"')
        return text

    def dialect(self, value: Any, place: str) -> str:
        from surveys.dialects.recognise import NAMES  # with all that reads them, for which most studies need not wait

        name = self.text(value, place)
        return name if self.checker.choice(name, place, NAMES) else ""

    def once(self, sources: tuple[Source, ...]) -> None:
        """The same answers must not count twice: a sheet of a file stands once for each role and wave."""
        first: dict[tuple[Path, str, str, str, str | None], int] = {}
        for n, source in enumerate(sources, start=1):
            before = first.setdefault((Path(source.file), source.sheet, source.role, source.wave, source.wave_column), n)
            if before != n and source.file:
                self.checker.problem("source_repeated", place=f"sources.{n}", first=f"sources.{before}", value=source.file)

    def wave(self, value: Any, place: str) -> tuple[str, str | None]:
        """A name, or the header of the column that holds the waves."""
        if isinstance(value, dict):
            tree = self.checker.mapping(value, place, ("column",))
            return "", self.text(tree.get("column"), f"{place}.column")
        return ("" if value is None else self.text(value, place)), None

    def text(self, value: Any, place: str) -> str:
        """Text; numbers and days that YAML took for something else become text again. `yes` and `no` cannot."""
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST:
            return str(value)
        return self.checker.text(value, place)

    def texts(self, value: Any, place: str) -> tuple[str, ...]:
        entries = self.checker.entries(value, place) if value != [] else []
        return tuple(self.text(entry, f"{place}.{n}") for n, entry in enumerate(entries, start=1))

    def headers(self, value: Any, place: str) -> dict[str, str]:
        """`facet.item` → header. The header is kept as it stands, line breaks included."""
        tree = self.checker.mapping(value, place)
        return {str(answer): self.text(header, f"{place}.{answer}") for answer, header in tree.items()}

    def labels(self, value: Any, place: str) -> dict[str, int]:
        """Answer in words → code."""
        tree = self.checker.mapping(value, place)
        return {self.text(label, place): self.checker.whole(code, f"{place}.{label}") for label, code in tree.items()}

    def positive(self, value: Any, place: str) -> int:
        number = self.checker.whole(value, place)
        if type(value) is int and number < 1:
            self.checker.problem("not_positive", place=place, value=value)
        return number

    def number(self, value: Any, place: str) -> float:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST:
            return float(value)
        self.checker.problem("not_number", place=place)
        return math.nan

    def scale(self, value: Any) -> Scale | None:
        tree = self.checker.mapping(value, "scale", ("low", "high"))
        low, high = (self.checker.whole(tree.get(key), f"scale.{key}") for key in ("low", "high"))
        if 0 <= low < high <= HIGHEST:
            return Scale(low, high)
        self.checker.problem("scale", low=low, high=high, highest=HIGHEST)
        return None

    def staff(self, value: Any) -> dict[str, int]:
        tree = self.checker.mapping(value, "staff", STAFF)
        return {role: self.positive(n, f"staff.{role}") for role, n in tree.items() if role in STAFF}

    def population(self, value: Any) -> dict[str, int]:
        tree = self.checker.mapping(value, "population")
        units = {self.text(unit, "population"): (unit, n) for unit, n in tree.items()}
        return {name: self.positive(n, f"population.{unit}") for name, (unit, n) in units.items()}

    def targets(self, value: Any) -> dict[str, float]:
        tree = self.checker.mapping(value, "targets", GAPS)
        return {str(gap): self.number(target, f"targets.{gap}") for gap, target in tree.items()}

    def options(self, value: Any) -> Options:
        tree = self.checker.mapping(value, "options", OPTION_KEYS)
        default = Options()
        correction = tree.get("correction", default.correction)
        known = self.checker.choice(correction, "options.correction", CORRECTIONS)
        return Options(
            level=self.level(tree["level"]) if "level" in tree else default.level,
            correction=correction if known else default.correction,
            smallest_gap=self.smallest_gap(tree["smallest_gap"]) if "smallest_gap" in tree else None,
            minimum_group=default.minimum_group | self.minimum_group(tree.get("minimum_group", {})),
        )

    def level(self, value: Any) -> float:
        level = self.number(value, "options.level")
        if level <= 0.5 or level > HIGHEST_LEVEL:
            self.checker.problem("level", value=value, highest=HIGHEST_LEVEL)
        return level

    def smallest_gap(self, value: Any) -> float:
        margin = self.number(value, "options.smallest_gap")
        if margin <= 0:
            self.checker.problem("not_positive", place="options.smallest_gap", value=value)
        return margin

    def minimum_group(self, value: Any) -> dict[str, int]:
        """Smallest groups by role. The disclosure rule has a floor that no study can lower."""
        tree = self.checker.mapping(value, "options.minimum_group", ROLES)
        groups = {str(role): self.checker.whole(n, f"options.minimum_group.{role}") for role, n in tree.items()}
        for role, n in groups.items():
            if type(tree[role]) is int and n < SMALLEST_GROUP:
                self.checker.problem("minimum_group", role=role, value=n, floor=SMALLEST_GROUP)
        return groups


def _tree(study: Study) -> dict[str, Any]:
    """The study as plain YAML values, without what is the default."""
    tree = {key: getattr(study, key) for key in ("title", "organisation", "instrument")}
    tree["scale"] = asdict(study.scale) if study.scale else {}
    tree["sources"] = [_source_tree(source) for source in study.sources]
    tree |= {"waves": list(study.waves), "date": study.date, "unit_is": study.unit_is}
    tree |= {"population": dict(study.population), "staff": dict(study.staff)}
    tree |= {"targets": dict(study.targets), "options": _options_tree(study.options)}
    return {key: value for key, value in tree.items() if value}


def _source_tree(source: Source) -> dict[str, Any]:
    wave = {"column": source.wave_column} if source.wave_column is not None else source.wave
    tree: dict[str, Any] = {"file": source.file, "role": source.role, "wave": wave}
    tree |= {key: getattr(source, key) for key in ("encoding", "sheet", "delimiter", "dialect", "structure")}
    tree |= {key: getattr(source, key) for key in ("id", "unit", "weight", "duration")}
    tree |= {"segments": list(source.segments), "missing": list(source.missing), "labels": dict(source.labels)}
    tree |= {"invited": source.invited}
    tree |= {"columns": dict(source.columns), "ignore": list(source.ignore), "confirmed": list(source.confirmed)}
    return {key: value for key, value in tree.items() if value}


def _options_tree(options: Options) -> dict[str, Any]:
    default = asdict(Options())
    return {key: value for key, value in asdict(options).items() if value != default[key]}
