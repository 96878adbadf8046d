"""Requirements of the dialects of survey tools.

1. The export of each tool is recognised by what it holds, by its own dialect only, and no other table is.
2. With at most a line of mapping the answers are the people's, whatever the tool wrote around them.
3. What the tool itself marks as no answer is left out by name, and the account of the rows adds up.
4. The tool's own columns are neither answers nor segments; computed columns are never taken for items, and named.
5. A study can say that a table is plain, or that it is a tool's; a table that was read before stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from msgspec.structs import replace

from surveys.collect import Collected, collect, collect_tables
from surveys.dialects.derived import derived
from surveys.dialects.recognise import DIALECTS, read_as, tidied
from surveys.dialects.structure import described
from surveys.dialects.surveymonkey import META
from surveys.guess import guess_source
from surveys.problems import InputError, Problem
from surveys.reading import formats
from surveys.reading.refusal import RefusalError
from surveys.reading.text_table import TextTable, read_table
from surveys.study import Source, Study
from surveys.study_file import read_study
from tests.surveys import exports, exports_more

BADINPUT = Path(__file__).parents[3] / "shared/badinput"
OFFICE = exports.office()
BLOCKS = {"expectation": "Q1_1..Q1_3", "perception": "Q2_1..Q2_3"}
TWICE = {"expectation": "", "perception": "2"}
REST = {f"{facet}.{item}": f"{text}{end}" for facet, end in TWICE.items() for item, text in exports.ITEMS.items()}
"""Sentences that are the same for both facets say nothing of them: this mapping is what a study must say."""
CASES: dict[str, tuple[str, Callable[[], bytes], Source, dict[str, int]]] = {
    "plain": ("plain", exports.plain, Source("f"), {}),
    "qualtrics": ("qualtrics", exports.qualtrics, Source("f"), {"preview": 2, "spam": 1, "unfinished": 3}),
    "qualtrics in German": (
        "qualtrics", lambda: exports.qualtrics("IP-Adresse", "Umfragenvorschau", "Wahr", "Falsch"), Source("f"),
        {"preview": 2, "spam": 1, "unfinished": 3},
    ),
    "qualtrics in codes": (
        "qualtrics", exports.qualtrics_coded, Source("f", columns=BLOCKS), {"preview": 2, "spam": 1, "unfinished": 3},
    ),
    "qualtrics legacy": ("qualtrics", exports.qualtrics_legacy, Source("f"), {"unfinished": 1}),
    "surveymonkey": ("surveymonkey", exports.surveymonkey, Source("f"), {}),
    "limesurvey dual scale": ("limesurvey", exports_more.limesurvey_dual, Source("f"), {"unfinished": 1}),
    "limesurvey dual scale, texts": ("limesurvey", exports_more.limesurvey_dual_texts, Source("f"), {}),
    "limesurvey texts": ("limesurvey", exports_more.limesurvey_texts, Source("f"), {}),
    "google forms": ("google_forms", exports.google_forms, Source("f"), {}),
    "kobo": ("kobo", exports_more.kobo, Source("f"), {"not_approved": 2}),
    "kobo labels": ("kobo", exports_more.kobo_labels, Source("f"), {}),
    "odk central": ("kobo", exports_more.odk_central, Source("f"), {"not_approved": 1}),
    "microsoft forms": ("microsoft_forms", exports.microsoft_forms, Source("f", columns=REST), {}),
    "wenjuanxing texts": ("wenjuanxing", exports_more.wenjuanxing, Source("f"), {"no_answers": 1}),
    "wenjuanxing codes": ("wenjuanxing", lambda: exports_more.wenjuanxing(coded=True), Source("f"), {"no_answers": 1}),
    "two header rows": ("two_headers", exports_more.two_headers, Source("f"), {}),
    "long table": ("tidy", exports_more.long_table, Source("f"), {"no_respondent": 1}),
}


def answers(found: Collected) -> list[tuple[int, ...]]:
    (one,) = found.sets
    assert one.answers == tuple(f"{f}.{i}" for f in ("expectation", "perception") for i in exports.ITEMS)
    return sorted(zip(*(one.frame.column(name).to_pylist() for name in one.answers), strict=True))


def codes(found: Collected) -> list[str]:
    return [problem.code for problem in found.problems]


def only(found: Collected, code: str) -> Problem:
    (problem,) = (problem for problem in found.problems if problem.code == code)
    return problem


@pytest.mark.parametrize("name", CASES)
def test_each_export_holds_the_same_people(name: str) -> None:  # 1, 2, 3
    dialect, made, source, excluded = CASES[name]
    table = read_table(made(), "f")
    assert [d.id for d in DIALECTS if d.recognise(table)] == ([] if dialect == "plain" else [dialect])
    found = collect_tables({"f": table}, Study((source,)), OFFICE)
    assert answers(found) == exports.TRUTH, found.problems
    rows = found.sets[0].rows
    assert rows.excluded == excluded
    assert rows.read == rows.used + sum(excluded.values()) and rows.used == len(exports.PEOPLE)
    assert {p.code for p in found.problems if p.severity == "error"} == set()


LOOKALIKES = {
    "days and states of employment": exports.text(
        [["id", "StartDate", "EndDate", "Status", "E1"], *([n, "2026-01-01", "2026-01-02", "attested", 4] for n in range(6))]
    ),
    "remarks that overflow": exports.text(
        [["id", "E1", "remark", "", "", ""], *([n, 4, f"first {n}", f"then {n}", f"also {n}", f"last {n}"] for n in range(6))]
    ),
    "a row of answers under repeated headers": exports.text(
        [["E1", "Q", "Q", "Q"], *([n % 5 + 1, *exports.labelled([n % 5 + 1, (n + 1) % 5 + 1, (n + 2) % 5 + 1])] for n in range(12))]
    ),
    "answers and scores a person": exports.text([["id", "question", "value"], *([n, "E1", 4] for n in range(6))]),
    "a log": exports.text([["Timestamp", "E1", "P1"], *([f"2026-01-0{n} 10:00:00", 4, 5] for n in range(1, 6))]),
    "a log of branches": exports.text(
        [["Timestamp", "Branch name", "E1", "E2", "P1", "P2"],
         *([f"2026-01-0{n} 10:00:00", "North", 4, 5, 4, 5] for n in range(1, 6))]
    ),
    "one's own numbers": exports.text([["序号", "来源", "E1"], *([n, "微信", 4] for n in range(6))]),
    "an id of Kobo's": exports.text([["_id", "group/E1", "E2"], *([n, 4, 5] for n in range(6))]),
    "numbered questions": exports.text([["Q1. Who?", "Q2. Why?", "Q3. When?", "E1"], *(["a", "b", "c", 4] for _ in range(6))]),
}


@pytest.mark.parametrize("name", LOOKALIKES)
def test_tables_that_look_a_little_like_an_export(name: str) -> None:  # 1
    table = read_table(LOOKALIKES[name], "f")
    assert [dialect.id for dialect in DIALECTS if dialect.recognise(table)] == []
    assert tidied(table).header == table.header and len(tidied(table).rows) == len(table.rows)


def test_the_two_scales_of_an_array_are_told_by_their_texts() -> None:  # 2
    """Codes alone say only which is first, so that somebody must confirm it."""
    for made, assumed in ((exports_more.limesurvey_dual, True), (exports_more.limesurvey_dual_texts, False)):
        found = collect_tables({"f": read_table(made(), "f")}, Study((Source("f"),)), OFFICE)
        assert ("columns_by_pairs" in codes(found)) is assumed


def test_spss(tmp_path: Path) -> None:  # 1, 2, 4
    table = read_table(exports_more.spss(tmp_path / "f.sav"), "f")
    assert [d.id for d in DIALECTS if d.recognise(table)] == ["spss"]
    found = collect_tables({"f": table}, Study((Source("f"),)), OFFICE)
    assert answers(found) == exports.TRUTH
    assert found.sets[0].rows.excluded == {"no_answers": 1}
    assert [p.column for p in found.problems if p.code == "derived_column"] == ["RE1", "E_mean", "ZP1"]


def test_a_structure_explains_codes(tmp_path: Path) -> None:  # 2
    """Which scale is which, and what A1 to A5 mean, stands in LimeSurvey's structure file alone."""
    (tmp_path / "answers.csv").write_bytes(exports_more.limesurvey_codes())
    (tmp_path / "survey.lss").write_bytes(exports_more.limesurvey_structure())
    (tmp_path / "study.yaml").write_text("sources:\n- file: answers.csv\n  structure: survey.lss\n")
    study = read_study(tmp_path / "study.yaml")
    assert answers(collect(study, OFFICE)) == exports.TRUTH
    alone = collect(Study((Source("answers.csv"), Source("survey.lss")), folder=tmp_path), OFFICE)
    assert not alone.sets and {"answers_lost", "labels_unknown"} <= {*codes(alone)}
    assert only(alone, "structure_only").file == "survey.lss"
    swapped = collect(Study((Source("answers.csv", structure="answers.csv"),), folder=tmp_path), OFFICE)
    assert codes(swapped) == ["structure_none"]
    other = exports_more.limesurvey_structure().replace(b"[CDATA[Q1]]", b"[CDATA[Q9]]")
    with pytest.raises(InputError, match="structure_other"):
        described(read_table(exports_more.limesurvey_codes(), "a"), read_table(other, "s"))
    with pytest.raises(InputError, match="DTD"):
        read_table(exports_more.limesurvey_structure().replace(b"<document>", b"<!DOCTYPE document><document>"), "s")


def test_the_tools_own_columns_are_no_groups() -> None:  # 4
    for made in (exports.qualtrics, exports.surveymonkey, exports.google_forms, exports_more.kobo, exports.microsoft_forms):
        table = tidied(read_table(made(), "f"))
        source, _ = guess_source(table, OFFICE)
        own = {table.header[i] for i in table.meta}
        assert own and not own & set(source.segments)
        others = [column.to_pylist() for i, column in enumerate(table.columns) if i not in table.meta]
        assert not any(text.startswith("192.0.2.7") for texts in others for text in texts)


def test_an_option_of_a_tick_all_question_is_no_item() -> None:  # 4
    """`visit/why/E1` ends like an item."""
    table = tidied(read_table(exports_more.kobo(), "f"))
    assert [text for text in table.header if text.endswith("E1")] == ["E1", "visit/why/E1"]
    assert table.header.index("visit/why/E1") in table.meta


COMPUTED = (
    "Total", "E_total", "Mean", "E_mean", "P mean", "Gap1", "gap_1", "Diff 3", "P1-E1", "P1 − E1", "RE1", "E1r", "E1_rev", "ZE1",
    "Zscore(E1)", "Zscore: waiting", "SERVQUAL score", "平均", "期望总分", "感知均值", "差距", "知覺平均數",
)
ASKED = (
    "E2", "P2", "R1", "rel1", "res1", "The average waiting time is short enough here", "Reliability", "Zürich", "r", "z", "期望1",
    "Region", "It is easy to sum up what the leaflets mean for me", "branch", "1", "Rate", "rincome", "income",
)


@pytest.mark.parametrize(("header", "computed"), [*((text, True) for text in COMPUTED), *((text, False) for text in ASKED)])
def test_what_looks_computed(header: str, computed: bool) -> None:  # 4
    assert derived(["E1", "income", header]) == ((2,) if computed else ())


def test_a_computed_column_named_by_the_study_is_an_answer() -> None:  # 4
    rows = [["E_mean", "E2", "E3", "Total"], *([*e, sum(e)] for _, _, e, _ in exports.PEOPLE)]
    table = read_table(exports.text(rows), "f")
    study = Study((Source("f", columns={"expectation.find": "E_mean"}),))
    found = collect_tables({"f": table}, study, OFFICE)
    assert found.sets[0].answers == ("expectation.find", "expectation.clear", "expectation.day")
    assert [p.column for p in found.problems if p.code == "derived_column"] == ["Total"]


def test_a_study_may_know_better() -> None:  # 5
    table = read_table(exports.qualtrics_legacy(), "f")
    plain = collect_tables({"f": table}, Study((Source("f", dialect="plain", columns={"expectation": "E1..E3"}),)), OFFICE)
    assert plain.sets[0].rows.read == len(exports.PEOPLE) + 2
    wrong = collect_tables({"f": table}, Study((Source("f", dialect="tidy"),)), OFFICE)
    assert [p.code for p in wrong.problems] == ["dialect_unfit"] and wrong.unread == ("f",)
    assert tidied(tidied(table)) == tidied(table)


def test_a_tool_without_its_own_columns_is_read_as_the_study_says() -> None:  # 5
    """SurveyMonkey's two header rows, after somebody took the respondents' numbers and addresses away."""
    whole = read_table(exports.surveymonkey(), "f")
    own = [i for i, text in enumerate(whole.header) if text in META]
    bare = replace(whole, header=_but(whole.header, own), columns=whole.columns.select(_but(range(len(whole.header)), own)))
    assert tidied(bare).dialect != "surveymonkey"
    told = read_as(bare, "surveymonkey")
    assert [p.code for p in told.problems if p.severity == "warning"] == ["dialect_forced"]
    assert told.header == _but(tidied(whole).header, own) and told.columns.num_rows == tidied(whole).columns.num_rows
    assert read_as(told, "surveymonkey") == told


def _but(values: Sequence[Any], positions: Sequence[int]) -> tuple[Any, ...]:
    return tuple(value for i, value in enumerate(values) if i not in positions)


def test_an_export_of_nothing_but_previews() -> None:  # 3
    made = exports.qualtrics(status="Survey Preview")
    found = collect_tables({"f": read_table(made, "f")}, Study((Source("f"),)), OFFICE)
    assert found.sets == ()
    assert codes(found)[-1] == "no_rows" and only(found, "preview").count == 17


@pytest.mark.skipif(not BADINPUT.is_dir(), reason="the awkward files are not here")
def test_awkward_files_are_nobodys_export() -> None:  # 1
    small = [path for path in sorted(BADINPUT.rglob("*.csv")) if path.stat().st_size < 20_000]
    seen = 0
    for path in small[::12]:
        try:
            grid = formats.read(path.read_bytes(), formats.How())
        except RefusalError:
            continue
        columns = pa.table([pa.array(column, pa.string()) for column in grid.columns], names=grid.header)
        table = tidied(TextTable(path.name, tuple(grid.header), columns, pa.array(grid.rows, pa.int32())))
        assert table.dialect == "plain", path
        derived(table.header)
        seen += 1
    assert seen > 20
