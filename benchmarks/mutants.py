"""Files of answers as they should be, and the same with bytes changed, lost, doubled and moved; all from a seed."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

HEADER = ["id", "unit", "E1", "P1", "weight", "day", "remark"]
UNITS = ("Zürich", "Genève", "Łódź", "台北", "Nord")
TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"\\", b"\r\n", b"\n", b"\r", b",", b";", b"\t", b"=", b"sep=|\n", b"\x1a",
    b"\x80", b"<!DOCTYPE a>", b"&#0;", b"A1048576", b"XFD1", b"99999999999", b"-1", b"nan", b"\x7f\xff\xff\xff", b"\xff" * 4,
)
"""What has broken readers before: marks, quotes, ends of lines, numbers at the edge."""


def rows() -> list[list[str]]:
    return [[str(n), UNITS[n % 5], str(n % 7 + 1), str(n % 5 + 1), "0.5", "2026-06-01", 'said "so, so"'] for n in range(1, 31)]


@cache
def originals(kind: str) -> tuple[bytes, ...]:
    makers: dict[str, Callable[[], tuple[bytes, ...]]] = {"csv": _texts, "xlsx": _workbooks, "sav": _statistics}
    return makers[kind]()


def mutant(kind: str, seed: int) -> bytes:
    """The mutant of a seed: always the same. Half of the workbooks are changed inside and packed again."""
    rng = Random(f"{kind} {seed}")
    data = rng.choice(originals(kind))
    if kind == "xlsx" and rng.random() < 0.5:
        return _repacked(data, rng)
    return _changed(data, rng)


def _changed(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8, 32))):
        place, length = rng.randrange(len(changed) + 1), rng.choice((1, 2, 4, 16, 200))
        other = rng.randrange(len(changed) + 1)
        match rng.randrange(6):
            case 0:
                changed[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = rng.choice(TOKENS)
            case 3:
                changed[place:place] = changed[other : other + length]
            case 4:
                changed[place : place + 4] = rng.choice(TOKENS)
            case 5 if rng.random() < 0.2:
                del changed[place:]
    return bytes(changed)


def _repacked(data: bytes, rng: Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _changed(part, rng) if name == chosen else part)
    return out.getvalue()


def _texts() -> tuple[bytes, ...]:
    def text(delimiter: str, end: str = "\n") -> str:
        quoted = [['"' + cell.replace('"', '""') + '"' if '"' in cell else cell for cell in row] for row in [HEADER, *rows()]]
        return "".join(delimiter.join(row) + end for row in quoted)

    narrow = text(";").replace("Łódź", "Köln").replace("台北", "Bern")
    return (
        text(",").encode(), text("\t", "\r\n").encode("utf-8-sig"), text(",").encode("utf-16"),
        narrow.encode("cp1252"), text("|", "\r").encode("gb18030"),
    )


def _workbooks() -> tuple[bytes, ...]:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("answers")
        for place, row in enumerate([HEADER, *rows()]):
            sheet.write_row(place, 0, [float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
        sheet.write_datetime(3, 5, date(2026, 6, 1))
        sheet.write_formula(4, 4, "=1/0", value="#DIV/0!")
        sheet.merge_range(34, 0, 34, 2, "total")
        sheet.set_row(5, options={"hidden": True})
        book.add_worksheet("hidden").hide()
    return (out.getvalue(),)


def _statistics() -> tuple[bytes, ...]:
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(rows(), columns=HEADER).astype({"id": float, "E1": float, "P1": float})
    frame["day"] = pd.to_datetime(frame["day"])
    labels = {"E1": {1.0: "disagree", 7.0: "agree", 9.0: "don't know"}}
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for packed in (False, True):
            path = Path(folder) / "a.sav"
            pyreadstat.write_sav(
                frame, path, column_labels=[f"Question {name}" for name in HEADER], variable_value_labels=labels,
                missing_ranges={"E1": [{"lo": 8, "hi": 9}], "P1": [99]}, compress=packed,
            )  # fmt: skip
            found.append(path.read_bytes())
    return tuple(found)
