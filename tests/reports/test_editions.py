"""The brief edition, which is printed, and the full one, on the worked example.

1. The printed report of all seven gaps has at most eight pages, and every number of its findings is on them.
2. What the brief edition leaves out is what the full one holds, and it says so; what it keeps has the same numbers.
3. No surface tells an exact number of one or two people, nor a number that gives it away.
4. Every way in which an interval was made is named.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from msgspec import Struct
from msgspec.structs import astuple, replace

from gaps.analyse import analyse
from gaps.results import Absent, Analysis
from reports import pdf, plain
from reports.blocks import Bullets, GapChart, Missing, Notes, Number, Section, Span, Table
from reports.findings import build
from reports.view import Edition
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import collect
from surveys.example import write_example
from surveys.study_file import read_study

sys.path.insert(0, str(Path(__file__).parent))
import sample_analysis as sample

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
EDITIONS: tuple[Edition, ...] = ("brief", "full")
NUMBER = re.compile(r"(?:[<>] ?)?[+−]?(?:\d+(?:,\d{3})*(?:\.\d+)?%?|\.\d+)")
TRACK = re.compile(r"\d+ [·○●◉]+ \d+")
"""The drawn lines of the plain charts, whose ends are the ends of the scale."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    study = read_study(folder / "study.yaml")
    instrument = load(study.instrument, folder)
    return analyse(study, instrument, collect(study, instrument).sets)


def tokens(text: str) -> set[str]:
    """The numbers of a text, those too whose name was broken across two lines."""
    joined = re.sub(r"(?<=\w)\s*\r?\n\s*(?=\w)", "", text)
    return {token.replace(" ", "") for token in NUMBER.findall(text) + NUMBER.findall(joined)}


def section(analysis: Analysis, name: str, edition: Edition = "brief", language: str = "en") -> Section:
    return next(s for s in build(analysis, Wording(language), edition=edition).sections if s.id == name)


def tables(part: Section) -> list[str]:
    return [b.id for b in part.blocks if isinstance(b, Table)]


# ---- 1. the printed report -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_number_is_printed_and_the_brief_report_is_short(example: Analysis, language: str, edition: Edition) -> None:
    findings = build(example, Wording(language), edition=edition)
    pages = pypdfium2.PdfDocument(pdf.render(findings))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\u200b", "").replace("\ufffe", "")
    wanted = {token.replace(" ", "") for token in NUMBER.findall(TRACK.sub("", plain.render(findings)))}
    assert len(wanted) > 150
    assert wanted - tokens(text) == set()
    assert len(pages) <= 8 if edition == "brief" else len(pages) > 8


def test_the_parts_of_a_long_report_begin_on_pages_of_their_own(example: Analysis) -> None:
    findings = build(example, Wording("en"), edition="brief")
    begun = [s.id for s, drawn in zip(findings.sections, pdf.report(findings)["sections"], strict=True) if drawn["opens"]]
    assert begun == ["gap5", "groups"]
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.render(findings))]
    assert sum("Gap 5 · Customer" in page[:20] for page in pages) == 1 and sum("Groups" in page[:10] for page in pages) == 1
    short = replace(example, results=tuple(r for r in example.results if r.gap == "gap5"))
    assert not any(s["opens"] for s in pdf.report(build(short, Wording("en"), edition="brief"))["sections"])


# ---- 2. the two editions ---------------------------------------------------------------------------------------------
def test_the_brief_edition_opens_with_the_gap_of_its_answer(example: Analysis) -> None:
    found = build(example, Wording("en"), edition="brief")
    assert [s.id for s in found.sections] == [
        "overview", "gap5", "gap1", "gap2", "gap3", "gap4", "gap6", "gap7", "groups", "quality", "method",
    ]  # fmt: skip


def test_charts_stand_for_tables_and_carry_n(example: Analysis) -> None:
    assert {g: tables(section(example, g)) for g in sample.SIDES if tables(section(example, g))} == {
        "gap5": ["gap5.shares", "gap5.item"]
    }
    assert tables(section(example, "overview")) == ["gap5.change"]
    chart = next(b for b in section(example, "gap5").blocks if isinstance(b, GapChart))
    counts = {r.place: r.n for r in example.results if (r.gap, r.level, r.group) == ("gap5", "dimension", {})}
    assert [mark.label[-len(f"(n = {n})") :] for mark, n in zip(chart.rows, counts.values(), strict=True)] == [
        f"(n = {n})" for n in counts.values()
    ]


def test_the_widest_shortfalls_come_first_and_other_items_are_said_to_be_elsewhere(example: Analysis) -> None:
    items = next(b for b in section(example, "gap5").blocks if isinstance(b, Table) and b.id == "gap5.item")
    gaps = [row[4].value for row in items.rows if isinstance(row[4], Number)]
    assert len(gaps) == 22 and gaps == sorted(gaps)
    for gap in sample.SIDES:
        said = [item for b in section(example, gap).blocks if isinstance(b, Notes) for item in b.items]
        assert (Wording("en").say("items.elsewhere") in said) == (gap in ("gap1", "gap6", "gap7"))


def test_no_number_is_only_in_the_brief_edition(example: Analysis) -> None:
    brief, full = (set(_numbers(build(example, Wording("en"), edition=e).sections)) for e in EDITIONS)
    assert len(brief) > 100
    assert brief - full == set()


def _numbers(thing: Any) -> Iterator[str]:
    if isinstance(thing, Number | Span):
        yield thing.text
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _numbers(part)
    elif isinstance(thing, Struct):
        for part in astuple(thing):
            yield from _numbers(part)


def test_only_an_open_gap_says_what_usually_closes_it(example: Analysis) -> None:
    text = plain.render(build(example, Wording("en"), edition="brief"))
    assert [g for g in sample.SIDES if f"{Wording('en').say(f'gap.{g}.label')} usually closes when" in text] == ["gap2", "gap4"]


def test_a_withheld_gap_takes_no_room_and_promises_nothing() -> None:
    results = [sample.gap_result("gap1", "overall", "mean_of_dimensions", "withheld")]
    results += [
        sample.gap_result("gap1", level, place, "withheld") for level, place in (("dimension", "empathy"), ("item", "emp1"))
    ]
    part = section(sample.analysis(results), "gap1")
    assert not [b for b in part.blocks if isinstance(b, GapChart)]
    assert Wording("en").say("items.elsewhere") not in [item for b in part.blocks if isinstance(b, Notes) for item in b.items]


@pytest.mark.parametrize("language", LANGUAGES)
def test_gaps_that_are_not_measured_stand_together_in_the_brief_edition(language: str) -> None:
    """A line for each reason; in the full edition each keeps its page."""
    roles = {"gap1": "manager", "gap2": "manager", "gap3": "employee"}
    absent = tuple(Absent(gap, "no_role", {}, {"role": role}) for gap, role in roles.items())
    analysis = sample.analysis([r for n in range(4, 8) for r in sample.of_gap(f"gap{n}")], absent)
    found = {e: [s.id for s in build(analysis, Wording(language), edition=e).sections] for e in EDITIONS}
    assert found["brief"] == ["overview", "gap5", "gap4", "gap6", "gap7", "absent", "quality", "method"]
    assert found["full"] == ["overview", *(f"gap{n}" for n in range(1, 8)), "quality", "method"]
    (told,) = section(analysis, "absent", language=language).blocks
    assert isinstance(told, Bullets) and len(told.items) == 2
    label = Wording(language).say
    named = [[gap for gap in roles if label(f"gap.{gap}.label") in item] for item in told.items]
    assert named == [["gap1", "gap2"], ["gap3"]]
    if language == "en":
        assert told.items[0].startswith("Gap 1, Gap 2 are not measured: no managers’ answers were given. To measure them, ")
        assert told.items[1].startswith("Gap 3 is not measured: no employees’ answers were given. To measure it, ")


# ---- 3. few people ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (None, "1–2"), (3, "3")])
def test_one_or_two_people_without_standards_are_a_band(count: int | None, shown: str, language: str) -> None:
    results = [_with_none(r, count) for r in sample.of_gap("gap2", "shortfall")]
    part = next(s for s in build(sample.analysis(results), Wording(language)).sections if s.id == "gap2")
    table = next(b for b in part.blocks if isinstance(b, Table) and b.id == "gap2.dimension")
    for row in table.rows:
        assert row[4].text == shown
        assert isinstance(row[4], Missing) == isinstance(row[5], Missing) == (shown == "1–2")


def _with_none(result: Any, count: int | None) -> Any:
    return replace(result, rating=replace(result.rating, none=count))


# ---- 4. method and footer --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_way_of_making_an_interval_is_named(example: Analysis, edition: Edition, language: str) -> None:
    made = [i for r in (*example.results, *example.changes) for i in (r.difference, r.rating and r.rating.mean) if i]
    methods = {i.method for i in made} | {r.shares.below.method for r in example.results if r.shares}
    assert len(methods) == 5
    said = [i for b in section(example, "method", edition, language).blocks if isinstance(b, Bullets) for i in b.items]
    assert {m for m in methods if Wording(language).say(f"interval.{m}", level="95%") not in said} == set()


@pytest.mark.parametrize(("version", "printed"), [("checkout", "fivegaps · "), ("1.2.0", "fivegaps 1.2.0 · ")])
def test_a_version_is_printed_only_where_there_is_one(version: str, printed: str) -> None:
    analysis = sample.analysis()
    analysis.provenance.update(tool="fivegaps", version=version)
    assert build(analysis, Wording("en")).footer.startswith(printed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_absent_digest_says_why(language: str) -> None:
    analysis = sample.analysis()
    analysis.provenance["sources"][1]["counts_digest"] = None
    printed = plain.render(build(analysis, Wording(language), edition="full"))
    assert Wording(language).say("made.few")[:9] in printed and "None" not in printed
