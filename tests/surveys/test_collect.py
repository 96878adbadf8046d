"""Requirements of collecting a study.

1. Every file is read; one that cannot be read is a problem, and the others go on.
2. From memory as from paths; nothing but the names the study gives.
3. The first guess at a file: role, columns, segments; weights and numbers by their common names.
4. The Korean survey, with its own headers and encoding, reads as its authors counted it.
5. Every problem that can arise has its sentence and its remedy in every language, with the values it carries.
"""

from __future__ import annotations

import ast
import csv
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest

from reports.wording import LOCALE, Wording, languages, sentences
from surveys.bare_file import study_of_file
from surveys.catalogue import load
from surveys.collect import collect, collect_tables
from surveys.guess import guess_headers, guess_source, preview
from surveys.instrument import Facet, GapSpec, Instrument, Item, Scale, Side
from surveys.problems import InputError, Problem
from surveys.reading.text_table import read_table
from surveys.study import Source, Study

ROOT = Path(__file__).parents[2]
KIOSK = ROOT / "../shared/data/kiosk-korea"
SERVQUAL = load("servqual")
CUSTOMERS = "respondent;branch;W;age group;E1;P1;comment\n" + "".join(
    f"{n:03d};N{n % 3};0,5;{('old', 'young')[n % 2]};{n % 7 + 1};{'９' if n == 4 else n % 5 + 1};said {n}\n" for n in range(30)
)
MANAGERS = "respondent,B1,S1\na,6,none\nb,7,5\n"


def said(problems: tuple[Problem, ...]) -> list[str]:
    """Every problem as a sentence in every language; raises where a word or a value is missing."""
    for problem in problems:
        for language in languages():
            words = Wording(language)
            for part in ("what", "remedy"):
                assert "{" not in words.say(f"problem.{problem.code}.{part}", **problem.values)
    return [problem.code for problem in problems]


def test_blank_branches_of_too_few_people_are_said_to_hide_a_branch(tmp_path: Path) -> None:  # 5
    """Of one wave five and of the other so many as `few`; a blank branch of somebody without any answer hides nothing."""
    for few, code in ((4, "label_blank_few"), (5, "label_blank"), (0, "label_blank")):
        blank = ["1;;5;5\n"] * 5 + ["2;;5;5\n"] * few + ["2;;;\n"] * 3
        (tmp_path / "a.csv").write_text("wave;branch;E1;P1\n" + "1;N;5;6\n" * 20 + "2;N;5;6\n" * 20 + "".join(blank))
        source = Source("a.csv", wave_column="wave", unit="branch")
        found = collect(Study((source,), waves=("1", "2"), folder=tmp_path), SERVQUAL).problems
        assert code in said(found) and len([p for p in found if p.kind.startswith("label_blank")]) == 1
        assert all(p.severity == "warning" and p.values == {"minimum": "5"} for p in found if p.code == "label_blank_few")


def test_one_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:  # 1, 5
    (tmp_path / "customers.csv").write_text(CUSTOMERS, "utf-8")
    (tmp_path / "managers.csv").write_text(MANAGERS)
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    sources = (
        Source("customers.csv", wave="1", unit="branch", weight="W"), Source("bad.xlsx"), Source("other.csv"), Source("gone.csv"),
        Source("managers.csv", "manager", wave="1"),
    )
    heard: list[tuple[str, float]] = []
    found = collect(Study(sources, folder=tmp_path), SERVQUAL, lambda name, share: heard.append((name, share)))
    assert [(s.source, s.role, s.rows.used) for s in found.sets] == [
        ("customers.csv", "customer", 30), ("managers.csv", "manager", 2),
    ]
    assert [(p.file, p.code) for p in found.problems if p.severity == "error"] == [
        ("bad.xlsx", "unreadable"), ("other.csv", "nothing_recognised"), ("gone.csv", "file_missing"),
    ]
    assert said(found.problems).count("not_on_scale") == 1
    assert heard[0] == ("customers.csv", 0.0) and heard[-1] == ("", 1.0)
    assert found.sets[0].frame["weight"].to_pylist() == [5_000] * 30


def test_files_in_memory_give_the_same(tmp_path: Path) -> None:  # 2
    files = {"customers.csv": CUSTOMERS.encode(), "managers.csv": MANAGERS.encode()}
    study = Study((Source("customers.csv"), Source("managers.csv", "manager")), folder=tmp_path)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    from_paths = collect(study, SERVQUAL)
    from_memory = collect_tables({name: read_table(data, name) for name, data in files.items()}, study, SERVQUAL)
    assert from_memory.problems == from_paths.problems
    for one, other in zip(from_memory.sets, from_paths.sets, strict=True):
        assert one.frame.equals(other.frame) and one.rows == other.rows


def test_the_first_guess() -> None:  # 3
    source, mapping = guess_source(table := read_table(CUSTOMERS.encode(), "customers.csv"), SERVQUAL)
    assert source == Source("customers.csv", id="respondent", unit="branch", weight="W", segments=("age group",))
    assert [match.answer for match in mapping.matches] == ["expectation.tan1", "perception.tan1"]
    assert mapping.unrecognised == ("age group", "comment")
    assert guess_source(read_table(MANAGERS.encode(), "m"), SERVQUAL)[0].role == "manager"
    assert preview(table, 1) == [
        {"respondent": "000", "branch": "N0", "W": "0,5", "age group": "old", "E1": "1", "P1": "1", "comment": "said 0"}
    ]


def kiosk_instrument() -> Instrument:
    facets = (Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"))
    items = tuple(Item(f"item{n}") for n in range(1, 25))
    gap = GapSpec("gap5", "paired", Side("perception", "customer"), Side("expectation", "customer"))
    return Instrument("kiosk", "1", "-", "-", Scale(1, 7), 0.3, (), facets, items, (gap,), {})


@pytest.mark.skipif(not KIOSK.is_dir(), reason="the Korean survey is not here")
def test_the_korean_survey() -> None:  # 4
    facets = {"E": "expectation", "P": "perception"}
    with (KIOSK / "columns.csv").open(encoding="utf-8", newline="") as file:
        columns = {f"{facets[r['role']]}.item{r['item']}": r["header"] for r in csv.DictReader(file) if r["role"] in facets}
    assert len(columns) == 48
    study = Study((Source("kiosk_raw_cp949.csv", columns=columns),), folder=KIOSK)
    found = collect(study, kiosk_instrument())
    assert said(found.problems) == ["encoding_guessed", "no_answers"]
    (answers,) = found.sets
    assert (answers.rows.read, answers.rows.used, answers.rows.excluded) == (211, 207, {"no_answers": 4})
    assert len(answers.answers) == 48
    assert sum(answers.frame[name].null_count for name in answers.answers) == 0


CALLS = {"Problem", "RefusalError", "Reason", "problem", "note", "listed", "counted"}
INHERITED = {
    "not_mapping", "unknown_key", "not_list", "missing", "not_text", "not_whole", "unknown_value", "duplicate_key", "not_yaml",
    "not_plain",
}
"""The faults of yaml_checks that a study can have."""
THEIRS = {"catalogue.py", "instrument_file.py", "instrument_rules.py", "words_file.py", "yaml_checks.py", "problems.py"}


@cache
def written() -> set[str]:
    """The codes that have a sentence."""
    files = [f for f in sorted((LOCALE / "en").glob("*.toml")) if f.name != "instrument.toml"]
    return {code for file in files for code in tomllib.loads(file.read_text("utf-8")).get("problem", {})} - {"place"}


UPLOADED = tuple(ROOT / "dashboard" / name for name in ("own_instrument.py", "yaml_files.py"))
"""Where the upload page finds problems of its own."""


def codes() -> set[str]:
    """The codes in the source of this room: first arguments of the calls above, and strings that are the code of a sentence."""
    found = {f"study_{code}" for code in INHERITED}
    for path in (*sorted((ROOT / "surveys").rglob("*.py")), *UPLOADED):
        if path.name in THEIRS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                code = node.args[0].value
                if name in CALLS and isinstance(code, str):
                    found |= {f"study_{code}"} if name == "problem" else {code, f"{code}_more"} if name == "listed" else {code}
            elif isinstance(node, ast.Constant) and (node.value in written() or str(node.value).endswith("_counted")):
                found.add(str(node.value))
            elif isinstance(node, ast.Dict):
                found |= {v.value for k, v in zip(node.keys, node.values, strict=True)
                          if isinstance(k, ast.Constant) and k.value == "code" and isinstance(v, ast.Constant)}
    return found


def test_every_problem_has_its_words_in_every_language() -> None:  # 5
    expected = codes() - {"instrument_unknown_value"} | {"instrument_not_plain"}  # instruments have their own test
    assert {"not_on_scale_more", "encoding_guessed", "study_level", "formula_empty", "duplicate_id_counted"} <= expected
    by_language = {language: sentences(language) for language in languages()}
    for code in sorted(expected):
        for part in ("what", "remedy"):
            texts = {language: known.get(f"problem.{code}.{part}", "") for language, known in by_language.items()}
            assert all(texts.values()), f"{code}: no {part} in {[k for k, v in texts.items() if not v]}"
            placeholders = {frozenset(name for _, name, _, _ in string.Formatter().parse(t) if name) for t in texts.values()}
            assert len(placeholders) == 1, f"{code}.{part}: the languages use different values"
    assert {code for code in written() if not code.startswith("audit_")} == expected, "an audit of a published table has its own"


def test_a_column_that_only_looks_like_an_answer_can_be_ignored(tmp_path: Path) -> None:  # 2
    (tmp_path / "c.csv").write_text("E1,P1,E2\n6,5,1999\n7,6,2001\n")
    plain, ignoring = Source("c.csv", wave="1"), Source("c.csv", wave="1", ignore=("E2",))
    assert "not_on_scale" in said(collect(Study((plain,), folder=tmp_path), SERVQUAL).problems)
    found = collect(Study((ignoring,), folder=tmp_path), SERVQUAL)
    assert found.sets[0].answers == ("expectation.tan1", "perception.tan1")
    assert "not_on_scale" not in said(found.problems)


def test_a_source_without_a_wave_is_not_of_an_unknown_one(tmp_path: Path) -> None:  # 2
    (tmp_path / "m.csv").write_text(MANAGERS)
    found = collect(Study((Source("m.csv", "manager"),), waves=("2025", "2026"), folder=tmp_path), SERVQUAL)
    assert found.sets[0].rows.used == 2


def headed(**names: int) -> list[str]:
    return [f"{name}_{n}" for name, last in names.items() for n in range(1, last + 1)]


@pytest.mark.parametrize(("file", "header", "role"), [
    ("a.csv", headed(Expect=22, Experience=22), "customer"), ("a.csv", headed(Expect=22), "customer"),
    ("a.csv", headed(Expect=22, Standard=5), "manager"), ("a.csv", headed(期望=22, 标准=5), "manager"),
    ("a.csv", headed(Expect=22, Deliver=5), "employee"), ("a.csv", headed(期望=22, 執行=5, 承諾=5), "employee"),
    ("Our_managers.csv", headed(Expect=22), "manager"), ("经理.csv", headed(期望=22), "manager"),
    ("Staff 2026.csv", headed(B=22), "employee"), ("第一線.csv", headed(期望=22), "employee"),
    ("managers.csv", headed(Expect=22, Experience=22), "customer"), ("客户经理.csv", headed(期望=22), "customer"),
])  # fmt: skip
def test_whose_answers_they_are_is_told_by_the_columns_and_then_by_the_name(file: str, header: list[str], role: str) -> None:
    rows = [",".join(header), *[",".join("5" * len(header))] * 3]
    source, mapping = guess_source(read_table("\n".join(rows).encode(), file), SERVQUAL)
    assert source.role == role
    first = "expectation" if role == "customer" else "belief"
    assert [m.answer for m in mapping.matches[:22]] == [f"{first}.{item.id}" for item in SERVQUAL.items]
    assert len(mapping.matches) == len(header)


def test_customers_with_one_side_alone_are_doubted(tmp_path: Path) -> None:
    texts = {"e.csv": "id,E1,E2\n1,5,6", "p.csv": "id,P1,P2\n1,5,6", "w.csv": "id,W1,W2,W3,W4,W5\n1,20,20,20,20,20"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    alone = collect(Study((Source("e.csv"),), folder=tmp_path), SERVQUAL)
    assert "one_side" in said(alone.problems) and "one_side" in said(alone.sets[0].problems)
    confirmed = collect(Study((Source("e.csv", confirmed=("one_side",)),), folder=tmp_path), SERVQUAL)
    assert [p.severity for p in confirmed.problems if p.code == "one_side"] == ["information"]
    joined = collect(Study((Source("e.csv", id="id"), Source("p.csv", id="id")), folder=tmp_path), SERVQUAL)
    points = collect(Study((Source("w.csv"),), folder=tmp_path), SERVQUAL)
    assert "one_side" not in said((*joined.problems, *points.problems))


def test_answers_under_unknown_headers_are_not_taken_for_segments() -> None:
    """They must stay in the mapping, where their meaning is chosen."""
    rows = [f"{'North' if i % 2 else 'South'},{i % 7 + 1},{i % 5 + 3}.0,{'99' if i % 3 else '4'}" for i in range(40)]
    table = read_table("\n".join(["Region,Frage 1,Frage 2,Frage 3", *rows]).encode(), "a.csv")
    source, mapping = guess_source(table, SERVQUAL)
    assert source.segments == ("Region",)
    assert {"Frage 1", "Frage 2", "Frage 3"} <= set(mapping.unrecognised)
    many = "\n".join([",".join(f"Frage {n}" for n in range(20)), *([",".join(["ja"] * 20)] * 10 + [",".join(["nein"] * 20)] * 10)])
    assert guess_source(read_table(many.encode(), "b.csv"), SERVQUAL)[0].segments == ()


@pytest.mark.parametrize(("header", "text"), [
    ("Comments", "good"), ("Any_other_remarks", "good"), ("Why?", "good"), ("您的建议", "很好"), ("其他意見", "很好"),
    ("備註", "好"), ("Q30", "Mrs Patel at the counter was lovely"), ("Q30", "王经理的服务态度很好，希望以后继续保持下去"),
    ("Q30", "ring 020 7946 0958"), ("Q30", "ann@example.org"),
])  # fmt: skip
def test_free_words_are_not_taken_for_segments(header: str, text: str) -> None:
    rows = [f"{'Old Town' if i % 2 else 'Commentary Road'},{('no', text)[i % 2]},{i % 5 + 1}" for i in range(20)]
    table = read_table("\n".join([f"District,{header},E1", *rows]).encode(), "a.csv")
    assert guess_source(table, SERVQUAL)[0].segments == ("District",)


def test_a_file_that_vanishes_or_has_no_readable_name_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object, **more: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("surveys.ahead.ask", gone)
    (tmp_path / "a.csv").write_text(CUSTOMERS, "utf-8")
    found = collect(Study((Source("a.csv"),), folder=tmp_path), SERVQUAL)
    assert [(p.code, p.file) for p in found.problems] == [("file_missing", "a.csv")] and found.unread == ("a.csv",)
    with pytest.raises(InputError) as refused:
        study_of_file(tmp_path / "caf\udce9.csv", SERVQUAL)
    assert said(refused.value.problems) == ["file_name"]


@pytest.mark.parametrize("header", ["Which branch?", "What is your age?", "Age (years)", "您的性别？", "How many visits per year?"])
def test_a_header_is_not_the_duration_for_its_question_mark(header: str) -> None:
    assert guess_headers("f.csv", ["E1", "P1", header], SERVQUAL).duration is None
    assert guess_headers("f.csv", ["E1", header, "Duration (in seconds)"], SERVQUAL).duration == "Duration (in seconds)"
