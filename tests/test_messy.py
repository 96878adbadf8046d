"""A newcomer's first file, with everything that goes wrong in one: typed, exported and mailed around.

1. However the file was saved, every problem is named once at its place, and the right cells give the right numbers.
2. Rows in = used + excluded by named reason; blank rows at the end are nobody's.
3. What is not asked for stays behind: no name, address or remark reaches the analysis or a report.
4. Mending the file as the remedies say leaves no problem.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

import cli

ITEMS = [f"{letter}{n}" for letter in "EP" for n in range(1, 23)]
HEADERS = ["Name", "E-Mail", "No.", "Gewicht", *ITEMS, "Total", "Remarks"]
SPELLINGS = {"E2": "e_02", "E3": "expectation 3", "E4": "Q4_E", "P1": "PERCEPTION_1", "P2": "ｐ２", "P9": "Percepton9"}
SPELT = [SPELLINGS.get(header, header) for header in HEADERS]
PEOPLE = 30
SECRETS = ("Ada Musterfrau", "ada@example.org", "call me back")


def people() -> list[dict[str, str]]:
    """What the respondents meant."""
    rng = Random(11)
    rows = []
    for i in range(PEOPLE):
        row = {"Name": f"受访者{i}", "E-Mail": f"p{i}@example.org", "No.": f"{i:03}", "Gewicht": f"{rng.randint(2, 9) / 4:g}"}
        row |= {item: str(rng.randint(5, 7) if item[0] == "E" else rng.randint(3, 7)) for item in ITEMS}
        rows.append(row | {"Total": "200", "Remarks": ""})
    rows[0] |= dict(zip(("Name", "E-Mail", "Remarks"), SECRETS, strict=True))
    return rows


def spoilt() -> list[list[str]]:
    """The same as it was typed, with its header; the spreadsheet's row is the place in the list plus one."""
    rows = people()
    rows[1]["E1"], rows[2]["E1"], rows[3]["P5"] = "99", "0", "77"
    rows[4]["P6"] += ",0"
    rows[5]["E7"] = chr(ord(rows[5]["E7"]) + 0xFEE0)  # full-width
    rows[6]["E8"] += " "
    rows[7]["E10"] = "5,5"
    rows[8]["P7"], rows[9]["P8"], rows[10]["E1"] = "n/a", "", "fine"
    rows[11]["Gewicht"] = "-"
    for item in ITEMS:
        rows[12][item] = ""
    twice = dict(rows[20])
    total = {h: str(sum(int(r[h]) for r in people())) for h in ITEMS} | {"Name": "Total", "Gewicht": "41,25"}
    cells = [[row.get(h, "") for h in HEADERS] for row in [*rows, twice, total, {}, {}]]
    weight = HEADERS.index("Gewicht")
    for row in cells:
        row[weight] = row[weight].replace(".", ",")
    return [SPELT, *cells]


def text(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(row) for row in spoilt()) + "\r\n"


def save_xlsx(path: Path) -> None:
    """As a spreadsheet keeps them: numbers where they look like numbers, text elsewhere."""
    book = openpyxl.Workbook()
    for row in spoilt():
        book.active.append([float(c.replace(",", ".")) if re.fullmatch(r"\d{1,2}(,\d+)?", c) else c or None for c in row])
    book.active.cell(row=60, column=3).value = " "
    book.save(path)


FORMS = {
    "semicolon, BOM": lambda path: path.write_bytes(text(";").encode("utf-8-sig")),
    "semicolon, UTF-8": lambda path: path.write_bytes(text(";").encode()),
    "tab, UTF-16 with BOM": lambda path: path.write_bytes(text("\t").encode("utf-16")),
    "semicolon, UTF-16 without BOM": lambda path: path.write_bytes(text(";").encode("utf-16-le")),
    "semicolon, GB18030": lambda path: path.write_bytes(text(";").encode("gb18030")),
    "workbook": save_xlsx,
}
EXPECTED = {
    "row 3, column “E1”: “99”", "row 4, column “E1”: “0”", "row 12, column “E1”: “fine”", "row 5, column “P5”: “77”",
    "row 9, column “E10”: “5", "row 13, column “Gewicht”: “-”", "row 32: The respondent's number stood before in row 22",
}  # fmt: skip
"""Beside these: the column that was not recognised, the row of totals, and the rows that answered nothing."""


def make(folder: Path, form: str) -> Path:
    file = "answers.xlsx" if form == "workbook" else "answers.csv"
    FORMS[form](folder / file)
    study = folder / "study.yaml"
    source = {"file": file, "id": "No.", "weight": "Gewicht"}
    study.write_text(yaml.safe_dump({"title": "First try", "sources": [source]}, allow_unicode=True), "utf-8")
    return study


def run(*arguments: object) -> Any:
    result = CliRunner().invoke(cli.cli, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("form", FORMS)
def test_every_problem_is_named_at_its_place(tmp_path: Path, form: str) -> None:  # 1, 2
    done = run("check", make(tmp_path, form))
    lines = done.output.splitlines()
    assert done.exit_code == 1
    for place in EXPECTED:
        assert sum(place in line for line in lines) == 1, (place, done.output)
    assert "Columns of “perception” that were found: 21; these are missing: rel5" in done.output
    assert sum("row 33: This row is marked “Total”" in line for line in lines) == 1
    assert not any("row 33, column" in line for line in lines), "the row of totals is said once, not sum by sum"
    assert any("row 14: Rows without a single usable answer" in line for line in lines)
    assert lines[-1].startswith(f"{'answers.xlsx' if form == 'workbook' else 'answers.csv'}: 28 of 32 rows are used, 4 excluded")


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("messy")
    done = run("analyse", make(folder, "semicolon, BOM"), "-o", folder / "analysis.json", "--by", "wave")
    assert done.exit_code == 0
    return folder / "analysis.json"


def test_the_right_cells_give_the_right_numbers(analysed: Path) -> None:  # 1, 2
    found = json.loads(analysed.read_text("utf-8"))
    (source,) = found["provenance"]["sources"]
    excluded = {"no_answers": 1, "summary_row": 1, "weight_unusable": 1, "duplicate_id": 1}
    assert source["rows"] == {"read": 32, "used": 28, "excluded": excluded}
    items = {r["place"]: r for r in found["results"] if r["level"] == "item"}
    unusable = {"E1": {1, 2, 10}, "P5": {3}, "E10": {7}, "P7": {8}, "P8": {9}}
    used = [i for i in range(PEOPLE) if i not in (11, 12)]
    meant = people()
    for number, item in enumerate(i["id"] for i in found["instrument"]["items"]):
        e, p = f"E{number + 1}", f"P{number + 1}"
        if p == "P9":
            assert item not in items
            continue
        rows = [meant[i] for i in used if i not in unusable.get(e, set()) | unusable.get(p, set())]
        weights = [float(r["Gewicht"]) for r in rows]
        gap = sum(w * (int(r[p]) - int(r[e])) for w, r in zip(weights, rows, strict=True)) / sum(weights)
        assert items[item]["n"] == len(rows)
        assert items[item]["difference"]["value"] == pytest.approx(gap, abs=1e-12)


def test_what_nobody_asked_for_stays_behind(analysed: Path) -> None:  # 3
    assert run("report", analysed, "-o", analysed.with_suffix(".txt")).exit_code == 0
    assert run("report", analysed, "-o", analysed.with_name("findings.json")).exit_code == 0
    for path in (analysed, analysed.with_suffix(".txt"), analysed.with_name("findings.json")):
        said = path.read_text("utf-8")
        assert len(said) > 5_000
        assert not [secret for secret in (*SECRETS, "受访者7", "p7@", "answers.csv") if secret in said]


def test_mended_as_the_remedies_say_nothing_is_left(tmp_path: Path) -> None:  # 4
    rows = [SPELT, *([row[h] for h in HEADERS] for row in people())]
    (tmp_path / "answers.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    source = {"file": "answers.csv", "id": "No.", "weight": "Gewicht", "columns": {"perception.rel5": "Percepton9"}}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump({"sources": [source]}), "utf-8")
    done = run("check", tmp_path / "study.yaml")
    *told, counted = done.output.splitlines()
    assert any("personal data were recognised, not used and not stored: Name, E-Mail" in line for line in told)
    assert (done.exit_code, counted) == (0, "answers.csv: 30 of 30 rows are used, 0 excluded, 0 problems.")
