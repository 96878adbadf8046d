"""Requirement: LimeSurvey's structure file explains an export of codes, and drafts the instrument before anybody has answered."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner

import cli
from surveys.catalogue import load
from surveys.collect import collect
from surveys.reading.lss import read_lss
from surveys.study import Source, Study

ITEMS = {1: ("The rooms are clean.", "The staff look neat."), 2: ("They know my name.", "They have time.", "They care.")}
HEADS = {"A": "What you expect", "B": "What you perceive"}
HEADERS = [f"Q{group}[SQ{n}][{scale}]" for group, texts in ITEMS.items() for n in range(1, len(texts) + 1) for scale in (1, 2)]


def structure(values: Iterable[int] = (1, 2, 3, 4, 5), group: str = "Care &amp; time") -> bytes:
    """Two groups with an array of two scales each; labels nobody knows, not in their order, with assessment values."""
    def table(name: str, rows: Iterable[dict[str, object]]) -> str:
        cells = ("".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) for row in rows)
        return f"<{name}><rows>{''.join(f'<row>{row}</row>' for row in cells)}</rows></{name}>"

    order = [(n, value) for n, value in enumerate(values, start=1)]
    tables = {
        "groups": [{"gid": 1, "group_name": "Tangibles"}, {"gid": 2, "group_name": group}],
        "questions": [
            {"qid": g, "gid": g, "parent_qid": 0, "type": "1", "title": f"Q{g}", "question": "Our office"} for g in ITEMS
        ],
        "subquestions": [
            {"qid": 10 * g + n, "gid": g, "parent_qid": g, "type": "T", "title": f"SQ{n}", "question": text, "scale_id": 0}
            for g, texts in ITEMS.items() for n, text in enumerate(texts, start=1)
        ],
        "answers": [
            {"qid": g, "code": f"A{n}", "answer": f"Stufe {'abcde'[n - 1]}", "scale_id": s, "sortorder": n,
             "assessment_value": value}
            for g in ITEMS for s in (0, 1) for n, value in reversed(order)
        ],
        "question_attributes": [
            {"qid": g, "attribute": f"dualscale_header{side}", "value": text} for g in ITEMS for side, text in HEADS.items()
        ],
    }  # fmt: skip
    body = "".join(table(name, rows) for name, rows in tables.items())
    return f"<?xml version='1.0'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>{body}</document>".encode()


def drafted(folder: Path, data: bytes) -> str:
    (folder / "survey.lss").write_bytes(data)
    made = CliRunner().invoke(cli.cli, ["instruments", "--from", str(folder / "survey.lss"), "-o", str(folder / "own")])
    assert made.exit_code == 0, made.output
    return made.output


def test_a_structure_drafts_its_instrument_and_explains_its_export(tmp_path: Path) -> None:
    assert "5 items in 2 dimensions, asked on 1 to 5" in drafted(tmp_path, structure())
    own = load("own", tmp_path)
    assert {d.id: own.words["en"].dimensions[d.id] for d in own.dimensions} == {"tangibles": "Tangibles", "caretime": "Care & time"}
    assert [own.words["en"].items[item.id] for item in own.items] == [text for texts in ITEMS.values() for text in texts]
    rows = [[f"A{(n + place) % 5 + 1}" for place in range(len(HEADERS))] for n in range(12)]
    lines = [["id", "submitdate", *HEADERS], *([str(n), "2026-01-01", *row] for n, row in enumerate(rows))]
    (tmp_path / "answers.csv").write_text("\n".join(map(",".join, lines)))
    found = collect(Study((Source("answers.csv", structure="survey.lss"),), instrument="own", folder=tmp_path), own)
    frame = found.sets[0].frame.to_pydict()
    for n, item in enumerate(own.items):
        for facet, place in (("expectation", 2 * n), ("perception", 2 * n + 1)):
            assert frame[f"{facet}.{item.id}"] == [int(row[place][1]) for row in rows]
    assert {problem.code for problem in found.problems} >= {"labels_unnamed"}, "which end is high is asked"


def test_equal_assessment_values_say_nothing(tmp_path: Path) -> None:
    drafted(tmp_path, structure())
    lines = ["id,submitdate," + ",".join(HEADERS), *(f"{n},2026-01-01," + ",".join(["A4"] * len(HEADERS)) for n in range(12))]
    (tmp_path / "answers.csv").write_text("\n".join(lines))
    (tmp_path / "survey.lss").write_bytes(structure([0] * 5))
    source = Source("answers.csv", structure="survey.lss")
    found = collect(Study((source,), folder=tmp_path), load("own", tmp_path))
    assert {"answers_lost", "labels_unknown"} <= {problem.code for problem in found.problems} and not found.sets


def test_groups_are_no_dimensions_where_they_hold_a_facet_each(tmp_path: Path) -> None:
    assert "5 items, asked on 1 to 5; there are no dimensions yet" in drafted(tmp_path, structure(group="Tangibles"))


def test_hostile_texts_are_read_in_time() -> None:
    began = time.process_time()
    for text in ("<script" * 100_000, "<script>" * 100_000, "<" + "a" * 1_000_000, "<a " * 300_000, "</style" * 100_000):
        read_lss(structure().replace(b"The rooms are clean.", text.encode()))
    assert time.process_time() - began < 5


def test_thousands_of_questions_are_read_in_time() -> None:
    question = "<row><qid>{n}</qid><parent_qid>{of}</parent_qid><title>Q{n}</title><type>F</type><question>What?</question></row>"
    rows = [question.format(n=n, of=0 if n <= 3_000 else n % 3_000 + 1) for n in range(1, 12_001)]
    began = time.process_time()
    grid = read_lss(f"<document><questions><rows>{''.join(rows)}</rows></questions></document>".encode())
    assert len(grid.rows) == 9_000 and grid.columns[0][:2] == ("Q1[Q6000]", "Q1[Q9000]")
    assert time.process_time() - began < 3


def test_scripts_and_tags_are_no_text() -> None:
    seen = b"<p>Rooms <b>are</b><script>if (a<b) x()</script> clean<style>p {}</style>.</p>"
    grid = read_lss(structure().replace(b"The rooms are clean.", seen))
    assert grid.columns[1][0] == "What you expect [Rooms are clean .]"
