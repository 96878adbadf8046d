"""Requirements of study.yaml.

1. Every key of the contract is read; a written study reads back as it was.
2. What YAML takes for a number or a day is text again where text is meant.
3. Every fault is found in one reading, with its place; nobody can lower the smallest group below five.
4. A bare data file is a study of its own: its role follows from its columns; weights are never applied unasked.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict

from reports.wording import Wording
from surveys.bare_file import study_of_file
from surveys.catalogue import load
from surveys.problems import InputError
from surveys.study import Options, Source, Study
from surveys.study_file import read_study, write_study

CONTRACT = """
title: Tellers and counters, spring 2026
organisation: Harbour Bank
instrument: servqual
sources:
  - file: customers.csv
    role: customer
    wave: 2026-spring
    id: respondent
    unit: branch
    weight: w
    segments: [age_group, channel]
    missing: [0, 99]
    invited: 2400
    columns: {expectation.tan1: Q12_1, perception.tan1: "1-2. 키오스크는\\n정확하게"}
  - file: ../managers.xlsx
    role: manager
    wave: {column: period}
waves: [2025-autumn, 2026-spring]
date: 2026-06-01
unit_is: cluster
population: {North: 12000, South: 8000}
targets: {gap2: 5, gap3: 5.5}
options: {level: 0.9, correction: holm, smallest_gap: 0.3, minimum_group: {customer: 8}}
"""


def written(folder: Path, text: str, *files: str) -> Path:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("E1\n5\n")
    path = folder / "study.yaml"
    path.write_text(text, "utf-8")
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_study(path)
    for problem in caught.value.problems:
        assert Wording("zh-Hant").say(f"problem.{problem.code}.what", **problem.values)
        assert Wording("zh-Hant").say(f"problem.{problem.code}.remedy", **problem.values)
    return sorted((p.code.removeprefix("study_"), p.values.get("place", p.file)) for p in caught.value.problems)


def test_every_key_of_the_contract(tmp_path: Path) -> None:  # 1, 2
    folder = tmp_path / "study"
    folder.mkdir()
    study = read_study(written(folder, CONTRACT, "customers.csv", "../managers.xlsx"))
    customers = Source(
        "customers.csv", "customer", "2026-spring", id="respondent", unit="branch", weight="w", segments=("age_group", "channel"),
        missing=("0", "99"), invited=2400,
        columns={"expectation.tan1": "Q12_1", "perception.tan1": "1-2. 키오스크는\n정확하게"},
    )
    assert study == Study(
        sources=(customers, Source("../managers.xlsx", "manager", wave_column="period")),
        title="Tellers and counters, spring 2026", organisation="Harbour Bank", waves=("2025-autumn", "2026-spring"),
        date="2026-06-01", unit_is="cluster", population={"North": 12000, "South": 8000}, targets={"gap2": 5.0, "gap3": 5.5},
        options=Options(level=0.9, smallest_gap=0.3, minimum_group={"customer": 8, "manager": 5, "employee": 10}),
        folder=folder,
    )


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).map(str.strip).filter(bool)
TEXT = TEXT | st.sampled_from(["no", "null", "2026-06-01", "007", "1e3", "12:30", "- a", "a: b", "#x", "기대\n설문"])
HEADER = st.none() | TEXT
SOURCE = st.builds(
    Source, file=TEXT, role=st.sampled_from(["customer", "manager", "employee"]), wave=TEXT, id=HEADER, unit=HEADER, weight=HEADER,
    segments=st.lists(TEXT, max_size=2).map(tuple), missing=st.lists(TEXT, max_size=3).map(tuple),
    invited=st.none() | st.integers(1, 10_000), columns=st.dictionaries(TEXT, TEXT, max_size=3),
)
GROUPS = st.fixed_dictionaries({role: st.integers(5, 50) for role in ("customer", "manager", "employee")})
OPTIONS = st.builds(
    Options, level=st.floats(0.5, 0.9999, exclude_min=True), minimum_group=GROUPS,
    smallest_gap=st.none() | st.floats(0.01, 2),
)
SOURCES = st.lists(SOURCE, min_size=1, max_size=3, unique_by=lambda source: Path(source.file)).map(tuple)
STUDY = st.builds(
    Study, sources=SOURCES, title=TEXT | st.just(""), date=TEXT | st.just(""),
    unit_is=st.sampled_from(["stratum", "cluster"]), population=st.dictionaries(TEXT, st.integers(1, 10**6), max_size=3),
    targets=st.dictionaries(st.sampled_from(["gap2", "gap3", "gap4"]), st.floats(1, 7), max_size=3), options=OPTIONS,
)


@given(STUDY)
@settings(deadline=None, max_examples=60)
def test_a_written_study_reads_back(tmp_path_factory: pytest.TempPathFactory, study: Study) -> None:  # 1
    path = tmp_path_factory.mktemp("study") / "study.yaml"
    write_study(study, path)
    back = read_study(path, files={source.file for source in study.sources})
    assert back == Study(**{**asdict(study), "folder": path.parent})


def test_what_yaml_takes_for_something_else(tmp_path: Path) -> None:  # 2
    source = "sources:\n - {file: a.csv, wave: 2026, missing: [99, 9.5, 2026-01-31], segments: [1]}\n"
    text = source + "date: 2026-06-01\nwaves: [2026]\n"
    study = read_study(written(tmp_path, text, "a.csv"))
    (read,) = study.sources
    assert (read.wave, study.waves, study.date) == ("2026", ("2026",), "2026-06-01")
    assert (read.missing, read.segments) == (("99", "9.5", "2026-01-31"), ("1",))


FAULTY = """
titel: a
organisation: [x]
sources:
  - file: absent.csv
    wave: two
    rolle: manager
    role: boss
    missing: [no]
    invited: 0
    columns: [a]
  - {role: manager, wave: {row: 3}}
  - 7
waves: [one]
unit_is: sample
population: {North: many}
targets: {gap9: 5, gap2: high}
options: {level: 0.5, correction: none, smallest_gap: -1, minimum_group: {customer: 4, employee: 2.5, visitor: 9}}
"""


def test_all_faults_at_once(tmp_path: Path) -> None:  # 3
    assert faults(written(tmp_path, FAULTY)) == sorted([
        ("unknown_key", "study.yaml"), ("not_text", "organisation"), ("file_missing", "absent.csv"), ("unknown_key", "sources.1"),
        ("unknown_value", "sources.1.role"), ("not_text", "sources.1.missing.1"), ("not_positive", "sources.1.invited"),
        ("not_mapping", "sources.1.columns"), ("wave_not_listed", "sources.1.wave"), ("missing", "sources.2.file"),
        ("unknown_key", "sources.2.wave"), ("missing", "sources.2.wave.column"), ("not_mapping", "sources.3"),
        ("unknown_value", "unit_is"), ("not_whole", "population.North"), ("unknown_key", "targets"), ("not_number", "targets.gap2"),
        ("level", "study.yaml"), ("unknown_value", "options.correction"), ("not_positive", "options.smallest_gap"),
        ("minimum_group", "study.yaml"), ("not_whole", "options.minimum_group.employee"), ("unknown_key", "options.minimum_group"),
    ])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_mapping"), ("title: x\n", "not_list"), ("a: [", "not_yaml"), ("title: a\ntitle: b\n", "duplicate_key"),
        ("!!python/object/apply:os.system [true]", "not_yaml"), ("- a", "not_mapping"),
    ],
)
def test_what_is_no_study(tmp_path: Path, text: str, code: str) -> None:  # 3
    assert code in [found for found, _ in faults(written(tmp_path, text))]


def test_a_study_that_is_not_there(tmp_path: Path) -> None:
    assert faults(tmp_path / "study.yaml") == [("file_missing", "study.yaml")]


def test_a_bare_file_is_a_study(tmp_path: Path) -> None:  # 4
    servqual = load("servqual")
    path = tmp_path / "staff.csv"
    rows = [f"{n},N{n % 2},1.5,{'ab'[n % 2]},5,6,x{n}" for n in range(9)]
    path.write_text("\n".join(["Respondent,branch,weight,team,S1,B1,note", *rows]))
    study = study_of_file(path, servqual)
    assert study.sources == (Source("staff.csv", "manager", id="Respondent", unit="branch", segments=("team",)),)
    assert study.folder == tmp_path
    pyarrow.parquet.write_table(pa.table({"wave": ["1"], "D1": [5]}), tmp_path / "staff.pq")
    assert study_of_file(tmp_path / "staff.pq", servqual).sources == (Source("staff.pq", "employee", wave_column="wave"),)
