"""How a file was read - format, characters, delimiter, tool, sheet - and the boxes that overrule it."""

from __future__ import annotations

import streamlit as st

from dashboard import uploads
from dashboard.markdown import literal
from reports.wording import Wording
from surveys.dialects.recognise import FORCEABLE, PLAIN, TOOLS
from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.reading.text_table import TextTable
from surveys.study import Source

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MOST_SHEETS = 8
"""Sheets that are looked into before anybody chose one."""
UNSURE = "encoding_unsure"


def ask_sheets(upload: uploads.Upload, saved: tuple[str, ...], instrument: Instrument, words: Wording) -> tuple[str, ...]:
    """The sheets to read, "" for the only table of a file. Those that hold other answers than the first are proposed."""
    first = uploads.read(upload)
    if first.table is None or len(first.table.sheets) < 2:
        return ("",)
    chosen = st.pills(
        literal(words.say("dashboard.reading.sheets", file=upload.name, count=len(first.table.sheets))),
        first.table.sheets,
        selection_mode="multi",
        default=[name for name in saved if name in first.table.sheets] or _complementary(upload, first.table, instrument),
        format_func=literal,
        key=f"sheets.{upload.digest}.{upload.name}.{instrument.id}",
    )
    return tuple(name for name in first.table.sheets if name in chosen)


def _complementary(upload: uploads.Upload, first: TextTable, instrument: Instrument) -> list[str]:
    """The first sheet, and each further one whose answers none of the chosen ones has."""
    found: list[str] = []
    known: set[str] = set()
    for name in first.sheets[:MOST_SHEETS]:
        table = uploads.read(upload, sheet=name).table
        if table is None:
            continue
        source = uploads.guess(upload, table, instrument)
        answers = {f"{source.role} {m.answer}" for m in uploads.mapped(upload, table, source, instrument).columns.matches}
        if not found or (answers and not answers & known):
            found.append(name)
            known |= answers
    return found


def ask(upload: uploads.Upload, sheet: str, saved: Source, words: Wording) -> tuple[Source, uploads.Reading]:
    """Show how the table was read, ask where that is unsure, and read it again as it was overruled."""
    key = f"{upload.digest}.{upload.name}.{sheet}"
    first = uploads.read(upload, saved.encoding, sheet, saved.delimiter, saved.dialect)
    asked = _Boxes(upload, saved, key, words)
    unsure = next((problem for problem in first.problems if problem.code == UNSURE), None)
    if first.table is not None:
        unsure = next((problem for problem in first.table.problems if problem.code == UNSURE), None)
    facts, change = st.columns([5, 1.4], vertical_alignment="center")
    encoding = asked.encoding(unsure) if unsure else ""
    if upload.kind == "text" or first.table is not None:
        with change.popover(words.say("dashboard.reading.change"), width="stretch"):
            encoding = encoding if unsure else asked.encoding(None)
            delimiter = asked.delimiter()
            dialect = asked.dialect()
    else:
        delimiter = dialect = ""
    reading = uploads.read(upload, encoding, sheet, delimiter, dialect)
    facts.markdown(_facts(upload, reading, words))
    return Source(upload.name, encoding=encoding, sheet=sheet, delimiter=delimiter, dialect=dialect), reading


class _Boxes:
    """The select boxes of one table, each set to what its content decided."""

    def __init__(self, upload: uploads.Upload, saved: Source, key: str, words: Wording) -> None:
        self.upload, self.saved, self.key, self.words = upload, saved, key, words

    def encoding(self, unsure: Problem | None) -> str:
        """A box with every encoding that fits, and a sample of the words it makes."""
        if self.upload.kind != "text":
            return self.saved.encoding
        known = uploads.encodings(self.upload.digest, self.upload.data)
        names = [self.saved.encoding] if self.saved.encoding not in ("", *known) else []
        if not known and not names:
            return ""
        if unsure and not st.session_state.get(f"encoding.{self.key}"):
            st.warning(literal(self.words.say("dashboard.reading.encoding_unsure")), icon=":material/help:")
        said = {name: self.words.say("dashboard.reading.sample", encoding=name, sample=text) for name, text in known.items()}
        found = unsure.values["encoding"] if unsure else ""
        automatic = self.words.say("dashboard.reading.sample", encoding=found, sample=unsure.values["sample"]) if unsure else ""
        others = unsure.values["others"] if unsure else ""
        likely = sorted((name for name in known if name != found), key=lambda name: f"{name}: " not in others)
        return self._box("encoding", [*names, *likely], said, self.saved.encoding, automatic)

    def delimiter(self) -> str:
        if self.upload.kind != "text":
            return ""
        said = {mark: self.words.say(f"dashboard.reading.delimiter.{name}") for mark, name in DELIMITERS.items()}
        return self._box("delimiter", list(said), said, self.saved.delimiter)

    def dialect(self) -> str:
        said = {name: dialect_name(name, self.words) for name in FORCEABLE}
        return self._box("dialect", list(said), said, self.saved.dialect)

    def _box(self, name: str, options: list[str], said: dict[str, str], default: str, automatic: str = "") -> str:
        automatic = automatic or self.words.say("dashboard.reading.automatic")
        options = ["", *dict.fromkeys((*options, *([default] if default else [])))]
        return st.selectbox(
            self.words.say(f"dashboard.reading.box.{name}"),
            options,
            options.index(default),
            format_func=lambda option: said.get(option, option) if option else automatic,
            key=f"{name}.{self.key}",
        )


def _facts(upload: uploads.Upload, reading: uploads.Reading, words: Wording) -> str:
    """What was recognised, as a row of badges."""
    said = [words.say(f"dashboard.reading.kind.{upload.kind}")]
    table = reading.table
    if table is not None:
        if table.encoding and upload.kind == "text":
            sure = table.confidence
            key = "encoding" if sure is None else "encoding_sure"
            said.append(words.say(f"dashboard.reading.{key}", encoding=table.encoding, percent=f"{100 * (sure or 0):.0f}%"))
        if table.delimiter:
            name = DELIMITERS.get(table.delimiter)
            spoken = words.say(f"dashboard.reading.delimiter.{name}") if name else f"“{table.delimiter}”"
            said.append(words.say("dashboard.reading.divided", delimiter=spoken))
        said.append(words.say("dashboard.reading.size", rows=f"{len(table.rows):,}", columns=len(table.header)))
    badges = [f":gray-badge[{literal(text)}]" for text in said]
    if table is not None and table.dialect != upload.kind:
        badges.insert(1, f":primary-badge[{literal(dialect_name(table.dialect, words))}]")
    return " ".join(badges)


def dialect_name(name: str, words: Wording) -> str:
    """The tool by its name, or what was done to a table of no tool."""
    return TOOLS.get(name) or words.say(f"dashboard.reading.dialect.{name or PLAIN}")
