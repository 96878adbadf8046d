"""Requirements of the catalogue.

1. The library's instrument has the published structure, and all its words in three languages, each its own sentence.
2. Chinese words are Chinese: the right characters of each script, full-width punctuation.
3. A faulty instrument is refused, all its faults together; every fault has a code with a sentence and a remedy in every language.
4. The digest depends on the meaning of the structure and on nothing else.
5. An instrument without words, from a folder, is an instrument; what it leaves out gets its stated default.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.wording import LOCALE, Wording
from surveys.catalogue import LIBRARY, library, load
from surveys.instrument import LANGUAGES, Instrument, Words, to_plain
from surveys.problems import InputError

STRUCTURE: dict[str, Any] = {
    "id": "small",
    "version": "1",
    "licence": "CC0-1.0",
    "reference": "written for this test",
    "scale": {"low": 1, "high": 5},
    "dimensions": ["care", "speed"],
    "facets": {
        "expectation": {"role": "customer", "code": "E"},
        "perception": {"role": "customer", "code": "P"},
        "belief": {"role": ["manager"], "code": "B"},
        "points": {"role": "customer", "code": "W", "by": "dimension", "total": 100},
        "standard": {"role": "manager", "code": "S", "by": "dimension", "none": True},
    },
    "items": [
        {"id": "c1", "dimension": "care"},
        {"id": "s1", "dimension": "speed", "reversed": ["perception"]},
        {"id": "x1"},
    ],
    "gaps": {
        "gap1": {
            "design": "independent",
            "minuend": {"facet": "belief", "role": "manager"},
            "subtrahend": {"facet": "expectation", "role": "customer"},
        },
        "gap2": {"design": "rating", "minuend": {"facet": "standard", "role": "manager"}},
        "gap5": {
            "design": "paired",
            "minuend": {"facet": "perception", "role": "customer"},
            "subtrahend": {"facet": "expectation", "role": "customer"},
        },
    },
}
WORDS: dict[str, Any] = {
    "language": "en",
    "title": "Small",
    "anchors": {1: "no", 5: "yes"},
    "facet_anchors": {"standard": {1: "loose", 5: "strict", "none": "There is none."}},
    "dimensions": {"care": "Care", "speed": "Speed"},
    "items": {"c1": "Kind staff", "s1": "Long queues", "x1": "Good coffee"},
}


def changed(tree: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """A copy with the entry at the dotted place set; `DROP` removes it."""
    new = copy.deepcopy(tree)
    *path, last = (int(step) if step.isdigit() else step for step in place.split("."))
    at: Any = new
    for step in path:
        at = at[step]
    if value is DROP:
        del at[last]
    else:
        at[last] = value
    return new


DROP = object()


def written(folder: Path, structure: Any = STRUCTURE, words: Any = None) -> Path:
    folder.mkdir(exist_ok=True)
    for name, tree in (("instrument.yaml", structure), ("en.yaml", words)):
        if tree is not None:
            text = tree if isinstance(tree, str) else yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
            (folder / name).write_text(text, "utf-8")
    return folder


def problems(load_it: Callable[[], Instrument]) -> list[str]:
    """The codes of the problems raised, after saying each of them in every language."""
    with pytest.raises(InputError) as refused:
        load_it()
    for problem in refused.value.problems:
        for language in LANGUAGES:
            wording = Wording(language)
            assert wording.say(f"problem.{problem.code}.what", **problem.values)
            assert wording.say(f"problem.{problem.code}.remedy", **problem.values)
    return [problem.code.removeprefix("instrument_") for problem in refused.value.problems]


# ---- 1, 2: the library ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def servqual() -> Instrument:
    return load("servqual")


def texts(words: Words) -> list[str]:
    return [
        words.title,
        words.record,
        *(t for block in (words.dimensions, words.items, words.facets, words.anchors) for t in block.values()),
        *(t for block in (words.constructs, words.statements) for t in block.values()),
    ]


def test_every_instrument_of_the_library_loads_under_its_own_id_in_every_language() -> None:
    assert "servqual" in library()
    for name in library():
        instrument = load(name)
        assert instrument.id == name
        assert set(instrument.words) == set(LANGUAGES)
        assert all(words.record for words in instrument.words.values())


def test_the_three_column_instrument_asks_the_same_22_in_the_order_of_1994(servqual: Instrument) -> None:
    three = load("servqual3")
    assert {i.id for i in three.items} == {i.id for i in servqual.items}
    assert [d.id for d in three.dimensions] == ["reliability", "responsiveness", "assurance", "empathy", "tangibles"]
    assert [i.dimension for i in three.items] == [d.id for d in three.dimensions for _ in three.items_of(d.id)]
    assert (three.scale.low, three.scale.high) == (1, 9)
    found = {g.id: (g.design, g.minuend.facet, g.subtrahend.facet) for g in three.gaps}
    assert found == {"mss": ("paired", "perception", "desired"), "msa": ("paired", "perception", "minimum")}


def test_servqual_has_the_published_structure(servqual: Instrument) -> None:
    """Parasuraman, Zeithaml and Berry 1988 and 1991: items 1-4, 5-9, 10-13, 14-17, 18-22."""
    starts = {d.id: servqual.items.index(next(i for i in servqual.items if i.dimension == d.id)) + 1 for d in servqual.dimensions}
    assert starts == {"tangibles": 1, "reliability": 5, "responsiveness": 10, "assurance": 14, "empathy": 18}
    assert len(servqual.items) == 22
    assert not any(item.reversed for item in servqual.items)
    assert (servqual.scale.low, servqual.scale.high, servqual.margin) == (1, 7, 0.3)
    assert [gap.id for gap in servqual.gaps] == [f"gap{n}" for n in range(1, 8)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_answer_of_servqual_has_words(servqual: Instrument, language: str) -> None:
    words = servqual.words[language]
    for facet in servqual.facets:
        own = {key.partition(".")[2] for key in words.of(facet) if key.startswith(f"{facet.id}.")}
        assert (set(words.statements) if facet.by == "statement" else own) >= set(servqual.places(facet)), facet.id
    assert set(words.facets) == {f.id for f in servqual.facets}
    both = (servqual.facet(f"antecedents_{role}") for role in ("manager", "employee"))
    assert set(words.statements) == {s.id for s in servqual.statements} == {place for f in both for place in servqual.places(f)}
    assert len(set(words.statements.values()) | set(words.constructs.values())) == 50 + 16
    assert {"1", "7"} <= set(words.anchors)
    for facet in servqual.facets:
        if facet.none:
            assert {f"{facet.id}.1", f"{facet.id}.7", f"{facet.id}.none"} <= set(words.anchors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_items_read_alike_and_labels_are_short(servqual: Instrument, language: str) -> None:
    words = servqual.words[language].items
    labels = [words[item.id] for item in servqual.items]
    sentences = [words[f"{facet}.{item.id}"] for facet in ("expectation", "perception") for item in servqual.items]
    assert len(set(labels + sentences)) == 66
    assert max(map(len, labels)) <= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_managers_and_customers_answer_the_same_question(servqual: Instrument, language: str) -> None:
    """Gap 1 subtracts customers' answers from managers': other sentences or anchors would be part of the difference."""
    words = servqual.words[language]
    assert all(words.items[f"belief.{i.id}"] == words.items[f"expectation.{i.id}"] for i in servqual.items)
    assert not any(key.startswith(("belief.", "expectation.")) for key in words.anchors)


@pytest.mark.parametrize(("language", "charset"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5")])
def test_chinese_keeps_to_its_script_and_punctuation(servqual: Instrument, language: str, charset: str) -> None:
    for text in texts(servqual.words[language]):
        assert text.encode(charset)
        assert not re.search(r"[,.;:?!()]|\s", text), text


@pytest.mark.parametrize(("language", "charset"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5")])
def test_chinese_sentences_of_problems_keep_to_their_script(language: str, charset: str) -> None:
    assert (LOCALE / language / "instrument.toml").read_text("utf-8").replace("−", "-").encode(charset)


# ---- 3: faults -------------------------------------------------------------------------------------------------------
FAULTS_OF_STRUCTURE: list[tuple[str, Any, list[str]]] = [
    ("version", 1.0, ["not_text"]),
    ("licence", DROP, ["missing"]),
    ("refrence", "x", ["unknown_key"]),
    ("scale", [1, 5], ["not_mapping", "missing", "missing", "scale_order"]),
    ("scale.high", 5.5, ["not_whole", "scale_order"]),
    ("scale.low", 5, ["scale_order"]),
    ("scale.low", -3, ["scale_range"]),
    ("margin", 4, ["margin"]),
    ("dimensions", ["care", "speed", "care"], ["duplicate_id"]),
    ("dimensions", ["care", "speed", "price"], ["empty_dimension"]),
    ("facets.target", {"role": "customer"}, ["reserved_id"]),
    ("facets.perception.code", "e", ["duplicate_code"]),
    ("facets.perception.role", "customers", ["unknown_value", "role_not_asked"]),
    ("facets.standard.by", "dimensions", ["gap_places", "unknown_value"]),
    ("facets.standard.none", "yes", ["not_flag"]),
    ("facets.points.total", 1000, ["total"]),
    ("facets.quotes", {"role": "customer", "by": "statement"}, ["no_statements"]),
    ("constructs", {"zeal": {"gap": "gap5", "facet": "belief", "statements": [{"id": "z1"}]}}, ["construct_facet"]),
    ("constructs", {"zeal": {"gap": "gap9", "facet": "belief", "statements": [{"id": "z1", "reversed": "yes"}, {"id": "z1"}]}},
     ["construct_facet", "unknown_value", "not_flag", "duplicate_id"]),
    ("items", [], ["not_list", "empty_dimension", "empty_dimension"]),
    ("items.2.id", "c1", ["duplicate_id"]),
    ("items.2.id", "x.1", ["id_form"]),
    ("items.2.dimension", "sped", ["unknown_dimension"]),
    ("items.1.reversed", ["perceived"], ["unknown_value"]),
    ("gaps.gap5.minuend.facet", "perceived", ["unknown_facet"]),
    ("gaps.gap5.minuend.facet", "belief", ["role_not_asked"]),
    ("gaps.gap5.minuend.facet", "expectation", ["same_sides"]),
    ("gaps", {k: {"design": "paired", "minuend": {"facet": f, "role": "customer"}, "subtrahend": {"facet": s, "role": "customer"}}
              for k, f, s in (("mss", "perception", "expectation"), ("msa", "expectation", "perception"))}, ["zone_sides"]),
    ("gaps.gap5.minuend.facet", "points", ["points_in_gap", "gap_places"]),
    ("gaps.gap5.design", "pared", ["unknown_value"]),
    ("gaps.gap5.design", "independent", ["independent_roles"]),
    ("gaps.gap1.design", "paired", ["paired_roles"]),
    ("gaps.gap1.design", "rating", ["gap_places", "rating_subtrahend"]),
    ("gaps.gap1.subtrahend", DROP, ["no_subtrahend"]),
    ("gaps.gap1.minuend.facet", "standard", ["gap_places"]),
]  # fmt: skip
FAULTS_OF_WORDS: list[tuple[str, Any, list[str]]] = [
    ("language", "de", ["unknown_value"]),
    ("title", "  ", ["not_text"]),
    ("items.x1", DROP, ["missing"]),
    ("items.x2", "Good tea", ["unknown_key"]),
    ("dimensions.care", 5, ["not_text"]),
    ("anchors.5", DROP, ["missing"]),
    ("facet_anchors.standard.none", DROP, ["missing"]),
    ("facet_anchors.standard.6", "stricter", ["unknown_key"]),
    ("item_facets", {"perceived": {}}, ["unknown_key", "missing", "missing", "missing"]),
]
FAULTS_OF_TEXT = [
    ("id: a\nscale: {low: 1\n", ["not_yaml"]),
    ("id: \x00", ["not_yaml"]),
    ("id: 2026-02-31", ["not_yaml"]),
    ("id: a\nid: b\n", ["duplicate_key"]),
]


@pytest.mark.parametrize(("place", "value", "codes"), FAULTS_OF_STRUCTURE)
def test_a_fault_of_structure_is_named(tmp_path: Path, place: str, value: Any, codes: list[str]) -> None:
    folder = written(tmp_path / "small", changed(STRUCTURE, place, value))
    assert sorted(problems(lambda: load(str(folder)))) == sorted(codes)


def test_a_facet_by_dimension_needs_dimensions(tmp_path: Path) -> None:
    structure = {**STRUCTURE, "dimensions": [], "items": [{"id": "x1"}]}
    assert problems(lambda: load("small", written(tmp_path / "small", structure).parent)) == ["no_dimensions"] * 2


@pytest.mark.parametrize(("place", "value", "codes"), FAULTS_OF_WORDS)
def test_a_fault_of_words_is_named(tmp_path: Path, place: str, value: Any, codes: list[str]) -> None:
    folder = written(tmp_path / "small", words=changed(WORDS, place, value))
    assert problems(lambda: load(str(folder))) == codes


@pytest.mark.parametrize(("text", "codes"), FAULTS_OF_TEXT)
def test_a_file_that_is_not_sound_yaml_is_refused(tmp_path: Path, text: str, codes: list[str]) -> None:
    assert problems(lambda: load(str(written(tmp_path / "small", text)))) == codes


def test_an_instrument_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert problems(lambda: load("servqal", tmp_path)) == ["not_found"]


def test_all_faults_are_told_at_once_with_the_file_they_are_in(tmp_path: Path) -> None:
    structure = changed(changed(STRUCTURE, "licence", DROP), "gaps.gap1.subtrahend", DROP)
    with pytest.raises(InputError) as refused:
        load(str(written(tmp_path / "small", structure)))
    assert [p.code for p in refused.value.problems] == ["instrument_missing", "instrument_no_subtrahend"]
    assert {p.file for p in refused.value.problems} == {"small/instrument.yaml"}


def test_nested_aliases_neither_hang_nor_flood_the_message(tmp_path: Path) -> None:
    layers = (f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    bomb = "a: &a [x]\n" + "".join(layers)
    folder = written(tmp_path / "small", bomb + "scale: {low: *i, high: *i}\ndimensions: [*i]\n")
    with pytest.raises(InputError) as refused:
        load(str(folder))
    assert max(len(value) for p in refused.value.problems for value in p.values.values()) <= 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_problems_are_those_of_the_problems_there_are(language: str) -> None:
    """Every sentence belongs to a fault shown above, and (`problems`) every fault shown above has its sentence."""
    shown = {code for *_, codes in (*FAULTS_OF_STRUCTURE, *FAULTS_OF_WORDS, *FAULTS_OF_TEXT) for code in codes}
    shown |= {"not_found", "no_dimensions"}
    sentences = tomllib.loads((LOCALE / language / "instrument.toml").read_text("utf-8"))["problem"]
    assert set(sentences) == {f"instrument_{code}" for code in shown}


# ---- 4, 5: digest and defaults ---------------------------------------------------------------------------------------
def test_the_digest_follows_the_meaning_not_the_layout(tmp_path: Path) -> None:
    first = load("a", written(tmp_path / "a").parent).digest
    same = {**STRUCTURE, "margin": 0.2, "facets": changed(STRUCTURE, "facets.belief.role", "manager")["facets"]}
    assert load("b", written(tmp_path / "b", "# a comment\n" + json.dumps(same), WORDS).parent).digest == first
    for place, value in (("items.0.reversed", True), ("scale.high", 7), ("items.2.dimension", "care"), ("margin", 0.5)):
        assert load("c", written(tmp_path / "c", changed(STRUCTURE, place, value)).parent).digest != first


def test_what_is_left_out_gets_its_default(tmp_path: Path) -> None:
    structure = changed(changed(STRUCTURE, "items.0.reversed", True), "scale.high", 7)
    instrument = load("small", written(tmp_path / "small", structure).parent)
    assert instrument.words == {}
    assert instrument.margin == 0.3
    assert instrument.items[0].reversed == ("expectation", "perception", "belief")
    assert instrument.items[1].reversed == ("perception",)
    assert instrument.items[2].dimension is None


def test_words_are_keyed_as_the_model_says(tmp_path: Path) -> None:
    words = {**WORDS, "item_facets": {"perception": {"c1": "Staff are kind.", "s1": "Queues are long.", "x1": "Coffee is good."}}}
    read = load("small", written(tmp_path / "small", words=words).parent).words["en"]
    assert read.items["x1"] == "Good coffee"
    assert read.items["perception.x1"] == "Coffee is good."
    of_standard = {"standard.1": "loose", "standard.5": "strict", "standard.none": "There is none."}
    assert read.anchors == {"1": "no", "5": "yes", **of_standard}


def test_the_plain_form_is_json_with_structure_and_words(servqual: Instrument) -> None:
    plain = to_plain(servqual)
    assert plain == json.loads(json.dumps(plain))
    assert plain["digest"] == servqual.digest
    assert plain["words"]["zh-Hant"]["dimensions"]["empathy"] == "關懷性"
    assert [item["id"] for item in plain["items"]] == [item.id for item in servqual.items]


def test_the_library_holds_no_stray_files() -> None:
    expected = {"instrument.yaml", *(f"{language}.yaml" for language in LANGUAGES)}
    assert all({f.name for f in (LIBRARY / name).iterdir()} == expected for name in library())
