"""What lies behind gaps 1 to 4: constructs of statements, from a file to the reports.

1. Scores, n, spread and alpha against pandas on the answers: negative statements turned, half of the statements needed, centred.
2. A branch with too few answers is withheld, and never alone; branches that are a sample count as branches.
3. The document keeps them and fits its schema; a study that does not ask has none.
4. Reports name the lowest in three languages, in both editions, and give no verdict.
5. Statements that were turned before the file was made are noticed; the command line reads A1…A20 by itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import jsonschema
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

import cli
from gaps.analyse import analyse
from gaps.results import Analysis, Construct
from reports import plain
from reports.findings import build
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import Collected, collect
from surveys.instrument import LANGUAGES
from surveys.study import Source, Study
from tests.study_of import customers, small_instrument, study

INSTRUMENT = load("servqual")
REVERSED = {"manager": (2, 4, 6, 8, 9, 10, 13, 19), "employee": (9, 11, 12, 14, 16, 17, 21, 23, 24, 26, 29, 30)}
BLOCKS = {
    "manager": {"market_research": range(1, 5), "upward_communication": range(5, 9), "short_lines": range(9, 10),
                "commitment": range(10, 14), "goal_setting": range(14, 16), "standard_tasks": range(16, 18),
                "feasibility": range(18, 21)},
    "employee": {"teamwork": range(1, 6), "job_fit": range(6, 8), "technology_fit": range(8, 9), "control": range(9, 13),
                 "supervision": range(13, 16), "free_of_conflict": range(16, 20), "role_clarity": range(20, 25),
                 "horizontal_communication": range(25, 29), "restraint": range(29, 31)},
}  # fmt: skip
"""Zeithaml, Parasuraman and Berry 1990: which numbers belong together, and which of them are negative."""
PEOPLE = {"manager": {"North": 12, "South": 9, "East": 4}, "employee": {"North": 30, "South": 25, "East": 22}}
LOW = {"manager": "upward_communication", "employee": "restraint"}


def answers(role: str, missing: float = 0.1) -> pd.DataFrame:
    """Answers as they are given. One construct is unfavourable throughout."""
    rng, rows = Random(role), []
    for branch, people in PEOPLE[role].items():
        for _ in range(people):
            row: dict[str, object] = {"branch": branch}
            for construct, numbers in BLOCKS[role].items():
                level = (2.5 if construct == LOW[role] else 5.0) + rng.gauss(0, 0.8)
                for n in numbers:
                    x = min(7, max(1, round(level + rng.gauss(0, 0.8))))
                    row[f"A{n}"] = None if rng.random() < missing else 8 - x if n in REVERSED[role] else x
            rows.append(row)
    return pd.DataFrame(rows).astype({f"A{n}": "Int64" for numbers in BLOCKS[role].values() for n in numbers})


def collected(folder: Path, tables: dict[str, pd.DataFrame]) -> tuple[Study, Collected]:
    for role, table in tables.items():
        table.to_csv(folder / f"{role}.csv", index=False)
    asked = Study(tuple(Source(f"{role}.csv", role, unit="branch") for role in tables), folder=folder)
    return asked, collect(asked, INSTRUMENT)


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    asked, found = collected(tmp_path_factory.mktemp("statements"), {role: answers(role) for role in PEOPLE})
    assert len(found.sets) == 2
    return analyse(asked, INSTRUMENT, found.sets)


def at(analysis: Analysis, construct: str, **group: str) -> Construct:
    return next(c for c in analysis.constructs if c.construct == construct and c.group == group)


def brute(role: str, construct: str, branch: str = "") -> tuple[int, float, float, float | None]:
    """n, mean and sd of the scores, and alpha of the complete rows, from the answers themselves."""
    table = answers(role)
    own = table[table["branch"] == branch] if branch else table
    block = own[[f"A{n}" for n in BLOCKS[role][construct]]].astype(float)
    for n in set(BLOCKS[role][construct]) & set(REVERSED[role]):
        block[f"A{n}"] = 8 - block[f"A{n}"]
    k = block.shape[1]
    centred = (block - block.mean()).mean(axis=1) + block.mean().mean()
    scores = centred[block.notna().sum(axis=1) >= (k + 1) // 2]
    whole = block.dropna()
    alpha = None if k == 1 else k / (k - 1) * (1 - whole.var(ddof=1).sum() / whole.sum(axis=1).var(ddof=1))
    return len(scores), float(scores.mean()), float(scores.std(ddof=1)), None if alpha is None else float(alpha)


# ---- 1 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "construct"), [(role, c) for role, blocks in BLOCKS.items() for c in blocks])
def test_a_construct_is_the_mean_of_its_turned_statements(analysis: Analysis, role: str, construct: str) -> None:
    found, (n, mean, sd, alpha) = at(analysis, construct), brute(role, construct)
    assert (found.role, found.statements, found.n) == (role, len(BLOCKS[role][construct]), n)
    assert found.mean is not None
    assert (found.mean.value, found.sd) == (pytest.approx(mean, abs=1e-9), pytest.approx(sd, abs=1e-9))
    assert found.alpha == (None if alpha is None else pytest.approx(alpha, abs=1e-9))
    assert ("one_item" in found.notes) == (found.statements == 1)
    assert found.mean.method == "near_answer"
    assert found.mean.low < mean < found.mean.high
    assert found.mean.high - found.mean.low < 6 * sd / np.sqrt(n)


def test_every_branch_that_may_be_shown_has_its_own_mean_and_no_alpha(analysis: Analysis) -> None:
    for construct in BLOCKS["employee"]:
        for branch in PEOPLE["employee"]:
            found, (n, mean, _, _) = at(analysis, construct, unit=branch), brute("employee", construct, branch)
            assert found.mean is not None
            assert (found.n, found.mean.value, found.alpha) == (n, pytest.approx(mean, abs=1e-9), None)


# ---- 2 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("construct", BLOCKS["manager"])
def test_a_small_branch_is_withheld_and_does_not_follow_from_the_others(analysis: Analysis, construct: str) -> None:
    found = {branch: at(analysis, construct, unit=branch) for branch in PEOPLE["manager"]}
    withheld = [branch for branch, c in found.items() if c.n is None]
    assert "East" in withheld
    assert len(withheld) >= 2
    for branch in withheld:
        c = found[branch]
        assert (c.mean, c.sd, c.alpha, c.notes) == (None, None, None, ("withheld",))


def test_of_sampled_branches_three_are_too_few_and_six_make_the_intervals_wider(tmp_path: Path) -> None:
    few = answers("employee")
    many = few.assign(branch=[f"branch {n % 6}" for n in range(len(few))])
    for table, enough in ((few, False), (many, True)):
        asked, found = collected(tmp_path, {"employee": table})
        plainly = at(analyse(asked, INSTRUMENT, found.sets), "control").mean
        clustered = at(analyse(replace(asked, unit_is="cluster"), INSTRUMENT, found.sets), "control")
        assert plainly is not None
        if enough:
            assert clustered.mean is not None
            assert clustered.mean.value == pytest.approx(plainly.value, abs=1e-12)
            assert clustered.mean.high - clustered.mean.low > 1.1 * (plainly.high - plainly.low)
            assert clustered.notes == ()
        else:
            assert (clustered.mean, clustered.notes) == (None, ("few_clusters",))


# ---- 3 ---------------------------------------------------------------------------------------------------------------
def test_the_document_keeps_them_and_fits_its_schema(analysis: Analysis) -> None:
    text = analysis.to_json()
    schema = json.loads((Path(cli.__file__).parent / "gaps" / "analysis.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(text), schema)
    again = Analysis.from_json(text)
    assert again.to_json() == text
    assert again.constructs == analysis.constructs
    assert {c.gap for c in again.constructs} == {"gap1", "gap2", "gap3", "gap4"}


def test_a_study_that_does_not_ask_has_none() -> None:
    answered = customers(small_instrument(), 30)
    assert analyse(study(answered), small_instrument(), [answered]).constructs == ()


# ---- 4 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", ["full", "brief"])
def test_the_lowest_is_named_without_a_verdict(analysis: Analysis, language: str, edition: str) -> None:
    findings = build(analysis, Wording(language), edition=edition)  # type: ignore[arg-type]
    for gap, construct in (("gap1", LOW["manager"]), ("gap4", LOW["employee"])):
        section = next(s for s in findings.sections if s.id == gap)
        told = [str(block) for block in section.blocks]
        name = INSTRUMENT.words[language].constructs[construct]
        found = at(analysis, construct).mean
        assert found is not None
        assert any(name in block and f"{found.value:.2f}" in block for block in told if block.startswith("Paragraph"))
        tables = [block for block in told if f"{gap}.constructs" in block]
        assert len(tables) == (edition == "full")
        assert not any("Verdict(" in table for table in tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withheld_branch_is_told_in_words(analysis: Analysis, language: str) -> None:
    wording = Wording(language)
    findings = build(analysis, wording, {"unit": "East"})
    assert wording.say("antecedents.nothing", role=wording.say("role.manager")) in str(findings)
    assert plain.render(findings)


# ---- 5 ---------------------------------------------------------------------------------------------------------------
def test_a_statement_turned_before_the_file_was_made_is_noticed(tmp_path: Path) -> None:
    table = answers("employee", missing=0)
    table["A9"] = 8 - table["A9"]
    asked, found = collected(tmp_path, {"employee": table})
    named = {p.values["answer"] for p in found.problems if p.code == "item_negative_turned"}
    assert named == {"antecedents_employee.e9"}
    control = at(analyse(asked, INSTRUMENT, found.sets), "control")
    assert "item_reversed" in control.notes


def test_the_command_line_reads_short_headers_by_itself(tmp_path: Path) -> None:
    answers("manager").drop(columns="branch").to_csv(tmp_path / "managers.csv", index=False)
    run = CliRunner()
    checked = run.invoke(cli.cli, ["check", str(tmp_path / "managers.csv")])
    assert checked.exit_code == 0, checked.output
    made = run.invoke(cli.cli, ["analyse", str(tmp_path / "managers.csv"), "-o", str(tmp_path / "a.json")])
    assert made.exit_code == 0, made.output
    found = Analysis.from_json((tmp_path / "a.json").read_text("utf-8"))
    assert {c.construct for c in found.constructs} == set(BLOCKS["manager"])
    assert at(found, "commitment").n == brute("manager", "commitment")[0]
