"""The Korean kiosk survey's structure, as an instrument and a study of its own; and a synthetic twin of its file.

The real file is not part of the project. The twin has the same shape: CP949, Korean headers with commas, expectation and
perception columns interleaved, items out of order, four rows that answered nothing.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

import yaml

DIMENSIONS = {
    "tangible": (4, 5, 6, 22), "security": (19, 20, 21), "economy": (10, 11, 18), "convenience": (13, 14, 15, 16, 17),
    "usefulness": (1, 2, 3), "control": (7, 8), "unassigned": (9, 12, 23, 24),
}  # fmt: skip
ORDER = [*range(1, 8), 9, 8, *range(10, 25)]


def write_study(folder: Path, file: str, content: bytes, columns: dict[str, str]) -> Path:
    """The instrument's folder, the file and the study that maps its headers."""
    home = folder / "kiosk"
    home.mkdir()
    instrument = {
        "id": "kiosk", "version": "1", "licence": "none", "reference": "structure of a published kiosk survey",
        "scale": {"low": 1, "high": 7}, "dimensions": list(DIMENSIONS),
        "facets": {"expectation": {"role": "customer", "code": "E"}, "perception": {"role": "customer", "code": "P"}},
        "items": [{"id": f"k{i}", "dimension": d} for d, items in DIMENSIONS.items() for i in items],
        "gaps": {"gap5": {
            "design": "paired", "minuend": {"facet": "perception", "role": "customer"},
            "subtrahend": {"facet": "expectation", "role": "customer"},
        }},
    }  # fmt: skip
    (home / "instrument.yaml").write_text(yaml.safe_dump(instrument), "utf-8")
    (folder / file).write_bytes(content)
    study = {"title": "Kiosks", "instrument": "kiosk", "sources": [{"file": file, "role": "customer", "columns": columns}]}
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study, allow_unicode=True), "utf-8")
    return path


def twin() -> tuple[bytes, dict[str, str], dict[tuple[str, int], list[int]]]:
    """The file, the mapping of its headers, and the answers by facet and item."""
    rng = Random(2019)
    headers, columns, answers = ["성별", "나이대"], {}, {}
    for i in ORDER:
        for n, (facet, word) in enumerate((("expectation", "기대 설문"), ("perception", "인지 설문")), start=1):
            headers.append(f"{i}-{n}. 가상의 문항, 번호 {i}\n({word})")
            columns[f"{facet}.k{i}"] = headers[-1]
            answers[facet, i] = [min(7, max(1, round(rng.gauss(6.2 if n == 1 else 5 + i / 20, 1.1)))) for _ in range(60)]
    rows = [["여", "20대", *(str(answers[f, i][r]) for i in ORDER for f in ("expectation", "perception"))] for r in range(60)]
    rows[7:7] = [["남", "30대", *[""] * 48]] * 4
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode("cp949"), columns, answers
