"""Which tool wrote a table: each dialect is asked in turn, and the first that knows its own reads it."""

from __future__ import annotations

from dataclasses import replace

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
from surveys.reading.guard import TextTable

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


def read_as(table: TextTable, wanted: str = "") -> TextTable:
    """The table as the study wants it read: `plain` as it stands, a tool's name only if it is that tool's, "" by its content.

    Raises InputError where the table does not look like the tool that the study names, or holds no answers.
    """
    if table.dialect == STRUCTURE:
        raise InputError(Problem("structure_only", table.name))
    if wanted == PLAIN and table.dialect in ("", SPSS.id):
        return replace(table, dialect=PLAIN)
    found = tidied(table)
    if wanted not in ("", found.dialect):
        raise InputError(Problem("dialect_unfit", table.name, values={"wanted": wanted}))
    return found


def tidied(table: TextTable) -> TextTable:
    """The table as its tool means it, with one problem that names the tool. A table that was asked before stays as it is.

    Raises InputError where the tool's own rules leave no row.
    """
    if table.dialect and not (table.dialect == SPSS.id and not _told(table)):
        return table
    dialect = next((dialect for dialect in DIALECTS if dialect.recognise(table)), None)
    if dialect is None:
        return replace(table, dialect=PLAIN)
    found = dialect.tidy(table)
    tool = TOOLS.get(dialect.id)
    said = [Problem("dialect", table.name, severity="information", values={"tool": tool})] if tool else []
    return replace(found, dialect=dialect.id, problems=(*said, *found.problems))


def _told(table: TextTable) -> bool:
    return any(problem.code == "dialect_spss" for problem in table.problems)
