"""Requirements of reading files.

1. The text is the same whatever the encoding, the delimiter or the format; content decides, not the name.
2. Nothing is shifted: a row that does not fit the header is left out and named, also when its quotes are broken.
3. Nothing is interpreted: cells stay text, whole numbers of workbooks have no decimals, days are ISO.
4. A hostile, damaged or foreign file is a coded problem, and the next file reads as before.
5. What was guessed or cannot be told apart is said.
"""

from __future__ import annotations

import codecs
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from reports.wording import Wording
from surveys.problems import InputError
from surveys.reading.text_table import TextTable, read_table

SHARED = Path(__file__).parents[2] / "../shared/badinput/generated"


def cells(table: TextTable) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns.columns), strict=True)]


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(InputError) as caught:
        read_table(data, "file", **limits)
    (problem,) = caught.value.problems
    assert problem.file == "file" and problem.severity == "error"
    words = Wording("en")
    what, remedy = (words.say(f"problem.{problem.code}.{part}", **problem.values) for part in ("what", "remedy"))
    assert what != remedy
    return problem.code


def workbook(**sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def sheet_of(body: str, **extra: str) -> bytes:
    """The least zip that a reader of XLSX takes for a workbook, with this as its sheet."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def relation(kind: str, target: str) -> str:
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        one = f'<Relationship Id="r1" Type="{link}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}">{one}</Relationships>'

    sheets = '<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{link}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{body}</sheetData></worksheet>",
        **extra,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("encoding", "unit"),
    [
        ("utf-8", "Łódź"), ("utf-8-sig", "台北"), ("utf-16", "上海"), ("utf-16-le", "Gdańsk"), ("gb18030", "北京分行营业部"),
        ("big5", "台北分行營業部"), ("cp949", "서울 중앙 지점"), ("shift_jis", "大阪支店です"), ("cp1250", "oddział Gdańsk i Łódź"),
        ("cp1251", "отделение Казань"), ("cp1252", "Filiale Zürich, café"),
    ],
)
def test_text_is_the_same_in_every_encoding(encoding: str, unit: str) -> None:  # 1, 5
    text = "id;branch;E1\n" + "".join(f"{n:03d};{unit};5\n" for n in range(20))
    table = read_table(text.encode(encoding), "file")
    assert table.header == ("id", "branch", "E1")
    assert cells(table)[7] == ["007", unit, "5"]
    guessed = [problem.code for problem in table.problems]
    assert guessed == ([] if encoding.startswith("utf") else ["encoding_guessed"])
    assert (table.confidence is None) is encoding.startswith("utf")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_headers_may_hold_the_others(delimiter: str) -> None:  # 1
    others = ",;\t|".replace(delimiter, "")
    rows = [["id", f'"How was it,\nall in all; really?{others}"', "w"], ["1", "5", '"0,8"'], ["2", "6", '"1,2"']]
    text = "".join(delimiter.join(row) + "\n" for row in rows)
    table = read_table(text.encode(), "file.xlsx")
    assert table.delimiter == delimiter
    assert table.header[1] == f"How was it,\nall in all; really?{others}".strip()
    assert cells(table) == [["1", "5", "0,8"], ["2", "6", "1,2"]]
    assert table.rows.to_pylist() == [2, 3], "a header with a line break is one row of a spreadsheet"


def test_semicolons_with_decimal_commas_shift_nothing() -> None:  # 2
    table = read_table(b"id;E1;E2;w\n1;5;6;0,75\n2;4;3;1,5\n", "file")
    assert cells(table) == [["1", "5", "6", "0,75"], ["2", "4", "3", "1,5"]]


def test_rows_that_do_not_fit_the_header_are_named_and_left_out() -> None:  # 2
    table = read_table(b"id,E1,E2\n1,5,6\n\n2,5\n3,5,6,7\n4,1,2,,\n5,,\n,,\n,,\n", "file")
    assert cells(table) == [["1", "5", "6"], ["4", "1", "2"], ["5", "", ""]]
    assert table.rows.to_pylist() == [2, 6, 7]
    assert [(p.code, p.row) for p in table.problems] == [("ragged_row", 4), ("ragged_row", 5)]
    assert table.ragged == (4, 5)


def test_columns_without_a_name_and_with_the_same_name_are_said() -> None:  # 5
    table = read_table(b",id,E1,E1,\n0,1,5,6,\n1,2,5,6,\n", "file")
    assert table.header == ("", "id", "E1", "E1")
    said = [(p.code, p.column, p.count, p.values) for p in table.problems]
    assert said == [("blank_header", "A", 2, {}), ("duplicate_header", "E1", 2, {"places": "C, D"})]


def test_a_workbook_reads_as_it_was_typed() -> None:  # 3
    data = workbook(
        empty=[], answers=[["id", "E1", "w", "day", "ok"], ["007", 7, 0.25, date(2026, 6, 1), True], ["NA", 7.0, 1e20, "", False]],
        more=[["a"], [1]],
    )
    table = read_table(data, "answers.csv")
    assert cells(table) == [["007", "7", "0.25", "2026-06-01", "TRUE"], ["NA", "7", "1e+20", "", "FALSE"]]
    assert (table.sheet, [p.code for p in table.problems]) == ("answers", ["sheet_chosen"])


def test_a_table_that_starts_lower_keeps_its_row_numbers() -> None:
    body = f'<row r="4">{text_cell("B4", "E1")}</row><row r="5">{text_cell("B5", "6")}</row>'
    table = read_table(sheet_of(body), "file")
    assert (table.header, table.rows.to_pylist(), cells(table)) == (("", "E1"), [5], [["", "6"]])


FAR = f'<row r="1">{text_cell("A1", "E1")}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
HOSTILE = {
    "far cell": (sheet_of(FAR), "too_many_cells"),
    "a gigabyte packed small": (sheet_of(text_cell("A1", "E1"), **{"xl/sharedStrings.xml": "A" * 30_000_000}), "zip_bomb"),
    "too many parts": (sheet_of("", **{f"xl/media/{n}": "" for n in range(2_001)}), "zip_bomb"),
    "document type": (sheet_of("", **{"xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "zip_bomb"),
    "cut off": (workbook(a=[["E1"], [5]])[:-300], "unreadable"),
    "other zip": (sheet_of("").replace(b"xl/workbook.xml", b"xl/warkbook.xml"), "format_unsupported"),
    "old workbook": (OLE + b"\0" * 600, "unreadable"),
    "password": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "SPSS": (b"$FL2@(#) SPSS DATA FILE", "unreadable"),
    "web page": (b"\n<!DOCTYPE html><table><tr><td>E1", "format_unsupported"),
    "Parquet in memory": (b"PAR1" + b"\0" * 50, "unreadable"),
    "empty": (b"", "file_empty"),
    "blank": (codecs.BOM_UTF8 + b"\n\n , \n", "file_empty"),
    "header only": (b"E1,E2\n", "no_rows"),
    "zero bytes": (b"E1,E2\n5,\0\n", "nul_bytes"),
    "a quote never closed": (b'E1,E2\n5,"6\n7,1\n2,3\n', "broken_quotes"),
    "an endless cell": (b"E1,E2\n5," + b"6" * 40_000 + b"\n", "cell_too_long"),
    "too many columns": (b",".join(b"c%d" % n for n in range(2_001)) + b"\n1\n", "too_many_columns"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_and_foreign_files_are_coded_problems(case: str) -> None:  # 4
    data, code = HOSTILE[case]
    assert refusal(data) == code


def test_limits_of_size_time_and_memory_hold_and_the_next_file_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # 4
    good = b"E1,E2\n5,6\n"
    assert refusal(good, limit=9) == "too_large"
    assert refusal(good, seconds=0) == "timed_out"
    assert refusal(b"E1,E2\n" + b"5,6\n" * 4_000_000, memory=60_000_000) == "memory"
    tall = sheet_of(f'<row r="1">{text_cell("A1", "E1")}</row><row r="1000000"><c r="B1000000"><v>1</v></c></row>')
    assert refusal(tall, memory=60_000_000, seconds=5) in ("crashed", "timed_out"), "the reader aborts or hangs without memory"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "csv.py").write_text("raise SystemExit('a file of the user must not be imported')")
    assert cells(read_table(good, "file")) == [["5", "6"]]
    with pytest.raises(InputError, match="file_missing"):
        read_table(tmp_path / "absent.csv", "absent.csv")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of awkward files is not here")
@pytest.mark.parametrize("name", ["xlsx_far_cell_4.9KB.xlsx", "xlsx_1GB_cell_1MB.xlsx"])
def test_workbooks_that_kill_other_programs(name: str) -> None:  # 4
    assert refusal((SHARED / name).read_bytes()) in ("too_many_cells", "zip_bomb")


def test_a_small_workbook_cannot_fill_the_parent_nor_a_text_hold_it_up(monkeypatch: pytest.MonkeyPatch) -> None:  # 4
    repeated = workbook(a=[["E1", "E2"], *[["x" * 32_000, 5]] * 4_000])
    assert len(repeated) < 100_000 and refusal(repeated) == "too_large"
    question = f"<row><qid>1</qid><question>{'&lt;script' * 300_000}</question></row>"
    document = f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType><questions><rows>{question}</rows></questions></document>"
    monkeypatch.setattr("surveys.reading.guard.UPLOAD_SECONDS", 1)
    assert len(read_table(document.encode(), "survey.lss").header) > 0, "a million brackets are read in the time of one look"
