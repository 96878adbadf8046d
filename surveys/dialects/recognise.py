"""Which tool wrote a table: each dialect is asked in turn, and the first that knows its own reads it."""

from __future__ import annotations

from msgspec.structs import replace

from surveys.dialects.base import Dialect
from surveys.dialects.google_forms import GOOGLE_FORMS
from surveys.dialects.kobo import KOBOTOOLBOX
from surveys.dialects.limesurvey import LIMESURVEY
from surveys.dialects.microsoft_forms import MICROSOFT_FORMS
from surveys.dialects.qualtrics import QUALTRICS
from surveys.dialects.spss import SPSS
from surveys.dialects.structure import STRUCTURE
from surveys.dialects.surveymonkey import SURVEYMONKEY
from surveys.dialects.tidy import TIDY
from surveys.dialects.two_headers import TWO_HEADERS
from surveys.dialects.wenjuanxing import WENJUANXING
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable

DIALECTS: tuple[Dialect, ...] = (
    SPSS, QUALTRICS, SURVEYMONKEY, WENJUANXING, LIMESURVEY, KOBOTOOLBOX, MICROSOFT_FORMS, GOOGLE_FORMS, TIDY, TWO_HEADERS,
)
PLAIN = "plain"
TOOLS = {
    "qualtrics": "Qualtrics", "surveymonkey": "SurveyMonkey", "wenjuanxing": "问卷星 (Wenjuanxing)",
    "limesurvey": "LimeSurvey", "kobo": "KoboToolbox/ODK", "microsoft_forms": "Microsoft Forms", "google_forms": "Google Forms",
}
"""The tools by the names they go by in every language; the other dialects say themselves what they did."""
NAMES = (PLAIN, *(dialect.id for dialect in DIALECTS))
FORCEABLE = (PLAIN, *(dialect.id for dialect in DIALECTS if dialect is not SPSS))
"""As what a table can be read on request; an SPSS file is one by its content."""


def read_as(table: TextTable, wanted: str = "") -> TextTable:
    """The table as the study wants it read: `plain` as it stands, a tool's name as that tool means it, "" by its content.

    A study may know better than the content does: its export may lack the tool's own columns. Then one warning says so.
    Raises InputError where the table cannot be read so, or holds no answers.
    """
    if table.dialect == STRUCTURE:
        raise InputError(Problem("structure_only", table.name))
    if wanted == PLAIN and table.dialect in ("", SPSS.id):
        return replace(table, dialect=PLAIN)
    if wanted in ("", table.dialect):
        return tidied(table)
    dialect = next((dialect for dialect in DIALECTS if dialect.id == wanted), None)
    if dialect is None or table.dialect or (dialect.strict and not dialect.recognise(table)):
        raise InputError(Problem("dialect_unfit", table.name, values={"wanted": wanted}))
    if not len(table.rows):
        raise InputError(Problem("no_rows", table.name))
    return _as(dialect, table)


def _as(dialect: Dialect, table: TextTable) -> TextTable:
    """What the dialect makes of the table, with one problem that names the tool, or says that the table is unlike it."""
    tool = TOOLS.get(dialect.id)
    said = [Problem("dialect", table.name, severity="information", values={"tool": tool})] if tool else []
    if not dialect.recognise(table):
        said = [Problem("dialect_forced", table.name, severity="warning", values={"wanted": tool or dialect.id})]
    found = dialect.tidy(table)
    return replace(found, dialect=dialect.id, problems=(*said, *found.problems))


def tidied(table: TextTable) -> TextTable:
    """The table as its tool means it, with one problem that names the tool. A table that was asked before stays as it is.

    Raises InputError where the tool's own rules leave no row.
    """
    if table.dialect and not (table.dialect == SPSS.id and not _told(table)):
        return table
    dialect = next((dialect for dialect in DIALECTS if dialect.recognise(table)), None)
    if dialect is None:
        return replace(table, dialect=PLAIN)
    return _as(dialect, table)


def _told(table: TextTable) -> bool:
    return any(problem.code == "dialect_spss" for problem in table.problems)
