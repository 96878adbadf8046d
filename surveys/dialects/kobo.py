"""KoboToolbox and ODK: questions under their groups (`group/question`), and a column for each option of a tick-all question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from surveys.dialects.base import Dialect, Reason, named, positions, where, without
from surveys.reading.text_table import TextTable

KOBO = ("_id", "_uuid", "_submission_time", "_index", "_validation_status", "_submitted_by", "__version__", "_status")
CENTRAL = ("submissiondate", "key", "meta-instanceid", "instanceid", "reviewstate", "submitterid", "formversion")
META = (
    *KOBO, *CENTRAL, "_notes", "_tags", "_geolocation", "_attachments", "_xform_id_string", "_parent_index", "_parent_table_name",
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "audit", "meta/instanceid",
    "meta/instancename", "meta/rootuuid", "formhub/uuid", "submittername", "attachmentspresent", "attachmentsexpected", "status",
    "edits", "meta-instancename",
)
REFUSED = ("not approved", "not_approved", "validation_status_not_approved", "rejected")


def recognise(table: TextTable) -> bool:
    """Three of Kobo's own columns, or the two that every export of ODK has beside an instance's or form's."""
    headers = {text.casefold() for text in table.header}
    return len(headers & set(KOBO)) > 2 or ({"submissiondate", "key"} <= headers and len(headers & set(CENTRAL)) > 2)


def tidy(table: TextTable) -> TextTable:
    """A question gets the last part of its path as its code where only one question ends like it."""
    central = len(positions(table, KOBO)) < 3 and len(positions(table, CENTRAL)) > 1
    between = "-" if central else "/"
    own = positions(table, META)
    options = _options(table.header, between)
    codes = _codes(table.header, between, own | options)
    titles = ["" if i in own | options else _title(text, between) for i, text in enumerate(table.header)]
    return without(named(table, codes, titles, own | options), *_refused(table))


def _options(header: Sequence[str], between: str) -> frozenset[int]:
    """The columns of single options: the question they belong to has a column of its own."""
    known = set(header)
    return frozenset(i for i, text in enumerate(header) if between in text and text.rpartition(between)[0] in known)


def _codes(header: Sequence[str], between: str, others: frozenset[int]) -> list[str]:
    last = [text if i in others or " " in text else text.rpartition(between)[2] for i, text in enumerate(header)]
    times = Counter(last)
    return [short if times[short] == 1 and short else text for short, text in zip(last, header, strict=True)]


def _title(header: str, between: str) -> str:
    """With labels in the headers a question's text stands behind its groups; it may hold a stroke between two words."""
    group, _, text = header.partition(between)
    return f"{group} [{text}]" if " " in header and group and text and between not in text and len(text) > 1 else ""


def _refused(table: TextTable) -> tuple[Reason, ...]:
    found = sorted(positions(table, ("_validation_status", "reviewstate")))
    return (Reason("not_approved", where(table, found[0], REFUSED.__contains__)),) if found else ()


KOBOTOOLBOX = Dialect("kobo", recognise, tidy)
