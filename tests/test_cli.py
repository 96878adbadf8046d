"""The command line, from the worked example to the reports.

1. The example goes through every command, in three languages and all formats, from any folder.
2. A bare file of answers is enough. What an argument gets wrong is said in one line with a remedy, exit 1, nothing written.
3. Every fault of a study and of its answers is a line with file, row, column and remedy; nobody ever sees a traceback.
4. The same answers give the same bytes: run twice, with shuffled rows, from Parquet.
5. Names that look like markup, formulas or commands stay names.
6. What the study says has its effect.
7. Files that are read are never written over.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pypdfium2
import pytest
import yaml
from click.testing import CliRunner, Result

import cli
from reports.wording import Wording

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
HEADERS = [f"{letter}{n}" for letter in "EP" for n in range(1, 23)]

Row = dict[str, str]


def run(*arguments: object) -> Result:
    """The command's result. Every end but a plain one is a defect."""
    result = CliRunner().invoke(cli.cli, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: object) -> list[str]:
    """The lines of a command that must end with 1."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    return result.output.splitlines()


def answers(n: int = 40, seed: int = 5) -> list[Row]:
    """Respondents of two branches, two ages and two waves."""
    rng = Random(seed)
    rows = []
    for i in range(n):
        row = {"id": f"r{i}", "branch": "NS"[i % 2], "age": ("old", "young")[i // 2 % 2], "when": ("1", "2")[i // 4 % 2]}
        row["w"] = str(1 + rng.randrange(8) / 4)
        rows.append(row | {h: str(rng.randint(4, 7) if h[0] == "E" else rng.randint(2, 7)) for h in HEADERS})
    return rows


def write_csv(path: Path, rows: list[Row]) -> Path:
    path.write_text("\n".join(",".join(cells) for cells in [list(rows[0]), *(list(r.values()) for r in rows)]) + "\n", "utf-8")
    return path


def write_study(folder: Path, source: dict[str, Any] | None = None, **keys: Any) -> Path:
    path = folder / "study.yaml"
    body = {"sources": [{"file": "answers.csv", **(source or {})}], **keys}
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with answers.csv."""
    write_csv(tmp_path / "answers.csv", answers())
    return tmp_path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert run("demo", folder).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def analysis(demo: Path) -> Path:
    done = run("analyse", demo / "study.yaml", "-o", demo / "analysis.json", "--by", "wave")
    assert done.exit_code == 0
    return demo / "analysis.json"


# ---- 1. the example --------------------------------------------------------------------------------------------------
def test_the_example_is_clean(demo: Path) -> None:
    done = run("check", demo / "study.yaml")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "customers.csv: 1,200 of 1,200 rows are used, 0 excluded, 0 problems."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_becomes_every_report(analysis: Path, language: str) -> None:
    made = {}
    for ending in cli.RENDERERS:
        path = analysis.with_name(f"{language}{ending}")
        assert run("report", analysis, "-o", path, "--language", language).output.strip().endswith(
            Wording(language).say("cli.written", file=path)
        )
        made[ending] = path.read_bytes()
    assert made[".pdf"].startswith(b"%PDF") and made[".xlsx"].startswith(b"PK")
    title = Wording(language).say("section.overview")
    assert title in made[".txt"].decode()
    assert json.loads(made[".json"])["sections"][0]["title"] == title


def test_it_starts_from_any_folder_as_the_installed_command_does(tmp_path: Path) -> None:
    start = [sys.executable, "-c", "import cli; cli.main()"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    listed = subprocess.run([*start, "instruments"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert listed.stdout.startswith("servqual  ") and "22 items in 5 dimensions" in listed.stdout
    usage = subprocess.run([*start, "check"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (usage.returncode, usage.stderr.splitlines()[0]) == (2, "Usage: fivegaps check [OPTIONS] SOURCES...")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_is_listed(language: str) -> None:
    assert "servqual" in run("instruments", "--language", language).output


def test_every_command_has_its_help() -> None:
    assert set(cli.cli.commands) == {"demo", "instruments", "check", "analyse", "audit", "plan", "report", "dashboard"}
    for name in cli.cli.commands:
        assert Wording("en").say(f"cli.help.{name}").split()[0] in run(name, "--help").output
    assert run("--version").output.startswith("fivegaps ")


# ---- 2. arguments ----------------------------------------------------------------------------------------------------
def test_columns_that_are_no_answers_are_listed_with_their_use(folder: Path) -> None:
    source = {"id": "id", "unit": "branch", "segments": ["age"], "wave": {"column": "when"}, "weight": "w"}
    uses = {"id": "respondent's number", "branch": "branch", "age": "segment", "when": "wave", "w": "weight"}
    for language in LANGUAGES:
        told = run("check", write_study(folder, source, waves=["1", "2"]), "--mapping", "--language", language).output.splitlines()
        for header, use in uses.items():
            assert len([line for line in told if line.startswith(f"  {header} → ")]) == 1
            assert language != "en" or f"  {header} → {use}" in told


def test_a_bare_file_is_enough(folder: Path) -> None:
    assert run("analyse", folder / "answers.csv", "-o", folder / "a.json", "--by", "age+unit", "--by", "unit").exit_code == 0
    results = json.loads((folder / "a.json").read_text("utf-8"))["results"]
    groups = {json.dumps(r["group"], sort_keys=True) for r in results}
    crossed = [json.dumps({"segment": {"age": a}, "unit": u}) for a in ("old", "young") for u in "NS"]
    assert groups == {"{}", '{"unit": "N"}', '{"unit": "S"}', *crossed}
    first = next(r for r in results if r["place"] == "tan1" and not r["group"])
    rows = answers()
    assert first["n"] == 40
    assert first["minuend"]["mean"] == pytest.approx(sum(int(r["P1"]) for r in rows) / 40, abs=1e-12)
    assert first["difference"]["value"] == pytest.approx(sum(int(r["P1"]) - int(r["E1"]) for r in rows) / 40, abs=1e-12)


def test_an_analysis_is_not_analysed_again(analysis: Path, tmp_path: Path) -> None:
    (tmp_path / "set.json").write_text(json.dumps(json.loads(analysis.read_text("utf-8")), indent=2), "utf-8")
    for path in (analysis, tmp_path / "set.json"):
        lines = refused("analyse", path, "-o", tmp_path / "x.json")
        assert len(lines) == 1 and "This is the result of an analysis" in lines[0] and "fivegaps report" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("analyse", "answers.csv", "-o", "x.json", "--by", "age+town"), "“town”. Name wave, unit or a segment"),
        (("analyse", "answers.csv", "-o", "x.json", "--by", ""), "“”. Name wave, unit or a segment"),
        (("analyse", "answers.csv", "-o", "x.json", "--language", "fr"), "no language fr. Choose one of: en, zh-Hans, zh-Hant"),
        (("analyse", "answers.csv", "answers.csv", "-o", "x.json"), "need a study.yaml"),
        (("analyse", "answers.csv", "-o", "none/x.json"), "there is no folder none. Create it"),
        (("analyse", "answers.csv", "-o", "x.json", "--instrument", "nothing"), "library (servqual, servqual-long, servqual3)"),
        (("analyse", "absent.csv", "-o", "x.json"), "absent.csv: This file is not there."),
        (("check", "absent.yaml"), "absent.yaml: This file is not there."),
        (("check", "."), "is a folder. Name the study.yaml"),
        (("report", "answers.csv", "-o", "x.pdf"), "answers.csv is not an analysis. Make one with"),
        (("report", "deep.json", "-o", "x.pdf"), "deep.json is not an analysis."),
        (("report", "older.json", "-o", "x.pdf"), "another version of Five Gaps wrote it, or it was changed by hand."),
        (("report", "absent.json", "-o", "x.pdf"), "absent.json cannot be opened."),
        (("report", "answers.csv", "-o", "x.docx"), "Name the output with one of: .pdf, .xlsx, .txt, .json"),
        (("dashboard", "absent.yaml"), "absent.yaml cannot be opened."),
    ],
)
def test_a_wrong_argument_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(folder)
    (folder / "deep.json").write_text("[" * 100_000)
    (folder / "older.json").write_text('{"schema": "fivegaps/analysis/0", "results": []}')
    (line,) = refused(*arguments)
    assert said in line
    assert not list(folder.glob("x.*"))


# ---- 3. faults -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"titel": "x"}, ["study.yaml: “titel” is not known in “study.yaml”. Correct its spelling"]),
        ({"title": ["x"], "date": True}, ["“title” must be text", "“date” must be text"]),
        ({"sources": []}, ["“sources” must be a list of at least one entry. Write"]),
        ({"sources": [7]}, ["“sources.1” must consist of entries"]),
        ({"sources": [{"file": "absent.csv", "role": "boss"}]}, ["not known for “sources.1.role”", "absent.csv: This file"]),
        ({"sources": [{"file": "answers.csv"}] * 2}, ["“sources.2” names answers.csv again"]),
        ({"instrument": "nothing"}, ["There is no instrument “nothing”"]),
        ({"options": {"level": 95}}, ["The confidence level is 95, but must be above 0.5 and at most 0.9999."]),
        ({"options": {"level": 0.9999999999999999}}, ["The confidence level is 0.9999999999999999, but must be above"]),
        ({"options": {"correction": "none"}}, ["“none” is not known for “options.correction”"]),
        ({"targets": {"gap5": 5}}, ["a target for gap5, which is no rating"]),
        ({"sources": [{"file": "answers.csv", "missing": [0, 7]}]}, ["“missing” names 7, which are answers on the scale"]),
        ({"targets": {"gap2": 50}}, ["The target 50 for gap2 does not lie on the scale from 1 to 7."]),
    ],
)
def test_a_broken_study_is_named_line_by_line(folder: Path, keys: dict[str, Any], said: list[str]) -> None:
    lines = refused("check", write_study(folder, **keys))
    faults = [line for line in lines if "rows are used" not in line]
    assert len(faults) == len(said)
    assert all(wanted in line for line, wanted in zip(faults, said, strict=True)), lines
    refused("analyse", folder / "study.yaml", "-o", folder / "x.json")
    assert not (folder / "x.json").exists()


@pytest.mark.parametrize("text", [b"sources: [\n", b"\xff\xfe\x00", b"", b"a: &a [*a]", b"!!python/object/apply:os.getcwd []"])
def test_what_is_no_study_at_all(folder: Path, text: bytes) -> None:
    (folder / "study.yaml").write_bytes(text)
    assert all(line.startswith("Error: study.yaml") for line in refused("check", folder / "study.yaml"))


def test_faults_of_answers_name_file_row_column_and_remedy(folder: Path) -> None:
    rows = answers()
    wrong = [("E1", "0"), ("E1", "8"), ("P2", "99"), ("E3", "5.5"), ("P22", "often"), ("E1", "=1+1")]
    for row, (header, value) in enumerate(wrong):
        rows[row][header] = value
    rows[9]["id"], rows[10]["when"] = rows[1]["id"], "3"
    write_csv(folder / "answers.csv", rows)
    study = write_study(folder, {"wave": {"column": "when"}, "id": "id"}, waves=["1", "2"])
    lines = refused("check", study)
    places = [
        "row 2, column “E1”: “0”", "row 3, column “E1”: “8”", "row 7, column “E1”: “=1+1”", "row 4, column “P2”: “99”",
        "row 5, column “E3”: “5.5”", "row 6, column “P22”: “often”", "row 12, column “when”: “3”", "row 11: ",
    ]  # fmt: skip
    for place in places:
        (line,) = [line for line in lines if line.startswith(f"Warning: answers.csv, {place}")]
        assert any(line.endswith(end) for end in ("“no answer”.", "in the study.", "correct the number.")), line
    assert lines[-1] == "answers.csv: 38 of 40 rows are used, 2 excluded, 8 problems."
    assert len(lines) == len(places) + 2, "the last but one: what the 99 probably means"
    for language in LANGUAGES[1:]:
        told = refused("check", study, "--language", language)
        assert len(told) == len(lines)
        assert "“0”" in told[0] or "「0」" in told[0]
    assert run("analyse", study, "-o", folder / "a.json").exit_code == 0
    source = json.loads((folder / "a.json").read_text("utf-8"))["provenance"]["sources"][0]
    assert source["rows"] == {"read": 40, "used": 38, "excluded": {"duplicate_id": 1, "wave_unknown": 1}}


def test_more_answers_than_people_invited_are_said(folder: Path) -> None:
    (line, _) = refused("check", write_study(folder, {"invited": 39}))
    assert line.startswith("Warning: answers.csv: 40 rows answer, but only 39 people were invited")
    assert run("check", write_study(folder, {"invited": 40})).exit_code == 0


def test_what_costs_nothing_is_said_and_clean(folder: Path) -> None:
    rows = answers()
    rows[0]["E1"], rows[1]["E1"] = "５", "N/A"
    write_csv(folder / "answers.csv", rows)
    done = run("check", folder / "answers.csv")
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == "answers.csv: 40 of 40 rows are used, 0 excluded, 0 problems."
    assert "Information: answers.csv, row 2, column “E1”: Full-width digits" in done.output


@pytest.mark.parametrize(
    ("language", "marks"),
    [("en", ("Error: ", "Information: ")), ("zh-Hans", ("【错误】", "【提示】")), ("zh-Hant", ("【錯誤】", "【提示】"))],
)
def test_what_costs_a_file_is_told_from_what_costs_nothing(folder: Path, language: str, marks: tuple[str, str]) -> None:
    rows = answers()
    rows[0]["E1"] = "５"
    write_csv(folder / "answers.csv", rows)
    (folder / "empty.csv").write_bytes(b"")
    study = write_study(folder, sources=[{"file": "answers.csv"}, {"file": "empty.csv", "wave": "2"}])
    lines = refused("check", study, "--language", language)
    for file, mark in zip(("empty.csv", "answers.csv"), marks, strict=True):
        assert any(line.startswith(f"{mark}{file}") for line in lines), lines


# ---- 4. the same bytes -----------------------------------------------------------------------------------------------
def test_the_same_answers_give_the_same_bytes(folder: Path) -> None:
    named = {"wave": {"column": "when"}, "id": "id", "unit": "branch", "weight": "w", "segments": ["age"]}
    study = write_study(folder, named)

    def analysed() -> bytes:
        assert run("analyse", study, "-o", folder / "a.json", "--by", "unit").exit_code == 0
        return (folder / "a.json").read_bytes()

    first = analysed()
    assert item(json.loads(first), "tan1", unit="N")["n"] == 10
    rows = answers()
    write_csv(folder / "answers.csv", Random(1).sample(rows, len(rows)))
    assert analysed() == first
    typed = {h: [int(r[h]) if h in HEADERS else float(r[h]) if h == "w" else r[h] for r in rows] for h in rows[0]}
    pyarrow.parquet.write_table(pa.table(typed), folder / "answers.parquet")
    write_study(folder, named | {"file": "answers.parquet"})
    assert analysed() == first


# ---- 5. hostile names ------------------------------------------------------------------------------------------------
def test_hostile_names_stay_names(tmp_path: Path) -> None:
    title, firm = '#panic("x") $1/0$ <script>alert(1)</script>', "=cmd|' /c calc'!A0 😀 \u202egnp.exe"
    units = {"N": "@SUM(1+1)", "S": "<b>[x](http://e.org)</b>"}
    rows = answers(24)
    for row in rows:
        row["branch"] = units[row["branch"]]
    write_csv(tmp_path / "answers.csv", rows)
    source = {"unit": "branch", "segments": ["age"], "wave": "=1+1"}
    study = write_study(tmp_path, source, title=title, organisation=firm)
    assert run("analyse", study, "-o", tmp_path / "a.json", "--by", "unit").exit_code == 0
    made: dict[str, bytes] = {}
    for ending in cli.RENDERERS:
        assert run("report", tmp_path / "a.json", "-o", tmp_path / f"r{ending}").exit_code == 0
        made[ending] = (tmp_path / f"r{ending}").read_bytes()
    pages = pypdfium2.PdfDocument(made[".pdf"])
    printed = "".join("".join(page.get_textpage().get_text_range() for page in pages).replace("\u200b", "").split())
    for name in (title, *units.values()):
        assert name in made[".txt"].decode()
        assert "".join(name.split()).casefold() in printed.casefold()
    assert json.loads(made[".json"])["title"] == title
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) > 5
    assert not [sheet for sheet in sheets if "<f>" in sheet or "hyperlink" in sheet.lower()]


# ---- 6. the contract of the study ------------------------------------------------------------------------------------
def analysed(folder: Path, rows: list[Row], source: dict[str, Any], **keys: Any) -> dict[str, Any]:
    write_csv(folder / "answers.csv", rows)
    study = write_study(folder, {"unit": "branch", **source}, **keys)
    assert run("analyse", study, "-o", folder / "a.json", "--by", "unit").exit_code == 0
    found: dict[str, Any] = json.loads((folder / "a.json").read_text("utf-8"))
    return found


def item(analysis: dict[str, Any], place: str, **group: str) -> dict[str, Any]:
    return next(r for r in analysis["results"] if r["gap"] == "gap5" and r["place"] == place and r["group"] == group)


def test_codes_people_invited_level_date_and_smallest_group(tmp_path: Path) -> None:
    rows = [row | dict.fromkeys(("W1", "W2", "W3", "W4", "W5"), "20") for row in answers()]
    rows[0] |= {"E1": "0", "W1": "0", "W2": "40"}
    rows[1] |= {"E1": "99"} | dict.fromkeys(("W1", "W2", "W3", "W4", "W5"), "99")
    options = {"level": 0.9, "minimum_group": {"customer": 30}}
    found = analysed(tmp_path, rows, {"missing": [0, 99], "invited": 80}, options=options, date="2026-06-01")
    assert found["quality"]["problems"] == []
    assert [(r["invited"], r["rate"]) for r in found["quality"]["response"]] == [(80, 0.5)]
    assert item(found, "weighted")["n"] == 39, "0 points are an answer, 99 are not"
    whole, branch = item(found, "tan1"), item(found, "tan1", unit="N")
    assert (whole["n"], whole["difference"]["level"], found["study"]["date"]) == (38, 0.9, "2026-06-01")
    assert (branch["verdict"], branch["n"], branch["difference"], branch["minuend"]["mean"]) == ("withheld", None, None, None)


def test_columns_and_weights(tmp_path: Path) -> None:
    rows = answers()
    swapped = {"perception.tan1": "P2", "perception.tan2": "P1"}
    found = analysed(tmp_path, [{k.replace("E3", "Wunsch 3"): v for k, v in r.items()} for r in rows], {
        "weight": "w", "columns": swapped | {"expectation.tan3": "Wunsch 3"},
    })  # fmt: skip
    total = sum(float(r["w"]) for r in rows)
    for place, side, header in (("tan1", "minuend", "P2"), ("tan2", "minuend", "P1"), ("tan3", "subtrahend", "E3")):
        mean = sum(float(r["w"]) * int(r[header]) for r in rows) / total
        assert item(found, place)[side]["mean"] == pytest.approx(mean, abs=1e-12)


def test_waves_their_order_the_smallest_gap_and_the_kind_of_branches(tmp_path: Path) -> None:
    options = {"smallest_gap": 6, "level": 0.975}
    found = analysed(
        tmp_path, answers(), {"wave": {"column": "when"}}, waves=["2", "1"], unit_is="cluster", options=options
    )
    assert (found["study"]["waves"], found["study"]["wave"], item(found, "tan1")["n"]) == (["2", "1"], "1", 20)
    assert {(r["verdict"], "unit" in r["group"]) for r in found["results"]} == {("meets", True), (None, False)}, "two branches"
    assert run("report", tmp_path / "a.json", "-o", tmp_path / "r.txt").exit_code == 0
    told = " ".join((tmp_path / "r.txt").read_text("utf-8").split())
    assert Wording("en").say("how.cluster") in told
    assert "97.5% interval" in told and "98% interval" not in told


# ---- 7. nothing is lost ----------------------------------------------------------------------------------------------
def test_an_interruption_while_duckdb_works_is_one_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("surveys.collect.collect", interrupted)
    assert refused("check", folder / "answers.csv")[-1] == "Aborted!"


def test_files_that_are_read_are_never_written_over(folder: Path) -> None:
    study = write_study(folder)
    kept = {path: path.read_bytes() for path in (study, folder / "answers.csv")}
    for source in (study, folder / "answers.csv"):
        assert "would be overwritten" in refused("analyse", source, "-o", folder / "answers.csv")[0]
    assert "would be overwritten" in refused("analyse", study, "-o", study)[0]
    assert "would be overwritten" in refused("demo", folder)[0]
    (folder / "a.json").write_text("{}")
    assert "would be overwritten" in refused("report", folder / "a.json", "-o", folder / "a.json")[0]
    assert {path: path.read_bytes() for path in kept} == kept


def test_the_same_problem_at_many_places_is_one_line_unless_every_place_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    rows = [",".join(["5"] * 22 + ["-9", *["4"] * 21]) for _ in range(12)] + [",".join(["5"] * 22 + ["wrong", *["4"] * 21])]
    path.write_text("\n".join([",".join(HEADERS), *rows]), "utf-8")
    short, every = run("check", path), run("check", path, "--every")
    assert short.output.count("“-9” is no answer") == 1 and "row 2, column “P1” and 11 other places" in short.output
    assert every.output.count("“-9” is no answer") == 12 and "other places" not in every.output
    assert short.output.count("row 14, column “P1”") == every.output.count("row 14, column “P1”") == 1


def test_the_dashboard_says_its_address_and_advertises_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Streamlit's own welcome is off, as an advertisement comes with it."""
    monkeypatch.setattr("subprocess.run", lambda *a, **k: subprocess.CompletedProcess(a, 0))
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        port = str(other.getsockname()[1])
        taken = CliRunner().invoke(cli.cli, ["dashboard", "--port", port, "--language", "zh-Hans"])
    assert (taken.exit_code, taken.output.strip()) == (1, Wording("zh-Hans").say("cli.fault.port", port=port))
    with pytest.raises(SystemExit) as ended:
        cli.cli.main(["dashboard", "--port", port])
    assert ended.value.code == 0 and f"http://localhost:{port}" in capsys.readouterr().out
    assert tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["logger"]["hideWelcomeMessage"] is True
