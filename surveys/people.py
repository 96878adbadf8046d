"""Personal data in a table: named so that everybody knows they stay behind, and refused where a study wants groups of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surveys.columns import find_header
from surveys.doubts.personal import MOST_LOOKED_AT, Kind, contact, personal
from surveys.many_groups import named_groups
from surveys.mapping import ColumnMapping
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable
from surveys.source_columns import service_headers
from surveys.spelling import same
from surveys.study import Source

BY_CONTENT: tuple[Kind, ...] = ("email", "phone", "ip")
"""What a column of branches cannot be; that its header is "Name" means nothing."""


def refuse_personal(table: TextTable, source: Source) -> None:
    """Raises InputError where the study names a column that names people as unit or segment. An id only links rows."""
    found = []
    for key, header in service_headers(source):
        where = find_header(table.header, header, key, source.file)
        if key not in ("unit", "segments") or isinstance(where, Problem) or header == source.id:
            continue
        kind = kind_of(table, where[0])
        if kind and (key == "segments" or kind in BY_CONTENT):
            found.append(Problem("personal_group", source.file, column=header, values={"entry": key}))
    if found:
        raise InputError(*found)


def refuse_contacts(names: Mapping[str, Iterable[str]], source: Source) -> None:
    """Raises InputError where a name of a branch or a segment says how to reach somebody. `names` are by column, as in a frame."""
    groups = {name: header for name, header in named_groups(source).items() if name != "wave" and header != source.id}
    found = [
        Problem("personal_group", source.file, column=header, values={"entry": "unit" if name == "unit" else "segments"})
        for name, header in groups.items() if any(map(contact, names[name]))
    ]  # fmt: skip
    if found:
        raise InputError(*found)


def personal_columns(table: TextTable, mapping: ColumnMapping, source: Source) -> list[Problem]:
    """One piece of information that names the columns with personal data, none of which was used or stored."""
    used = {match.position for match in mapping.matches} | table.meta
    named = {same(header) for _, header in service_headers(source)}
    found = [
        " ".join(text.split())[:60] for i, text in enumerate(table.header)
        if i not in used and same(text) not in named and kind_of(table, i)
    ]  # fmt: skip
    if not found:
        return []
    return [Problem("personal_unused", source.file, severity="information", count=len(found), values={"columns": ", ".join(found)})]


def kind_of(table: TextTable, position: int) -> Kind | None:
    """What kind of personal data a column holds, by its header and its first cells."""
    cells = table.columns.column(position).slice(0, 10 * MOST_LOOKED_AT).unique().to_pylist()
    return personal(table.header[position], cells)
