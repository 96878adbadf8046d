"""The audit of published tables: never a false alarm on a true table however it was rounded, and planted errors are found."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cli import cli
from gaps.audit.printed import number, probability, share, whole
from gaps.audit.table import Audit, audit
from reports.wording import Wording

COLUMNS = ("level", "dimension", "item", "n", "items", "mean_e", "sd_e", "mean_p", "sd_p", "r", "gap", "sd_gap", "t", "df", "p",
           "ci_low", "ci_high", "confidence", "scale_low", "scale_high")  # fmt: skip
Table = list[dict[str, str]]


def audited(table: Table) -> Audit:
    header = list(dict.fromkeys(k for row in table for k in row))
    return audit("table.csv", header, [[row.get(k, "") for row in table] for k in header], range(2, len(table) + 2))


def contradictions(table: Table) -> set[tuple[str, int | None]]:
    return {(p.code.removeprefix("audit_"), p.row) for p in audited(table).problems if p.severity == "error"}


def printed(value: float, decimals: int, way: str) -> str:
    exact = Decimal(repr(float(value)))
    return "" if not exact.is_finite() else f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=way)}"


def line(e: Any, p: Any, ends: tuple[int, int], style: dict[str, Any], **told: str) -> dict[str, str]:
    """One row of a published table from the answers (respondents, items) to expectation and perception."""
    items = e.shape[1]
    e, p = e.mean(1), p.mean(1)
    d, n = p - e, len(e)
    tested = stats.ttest_rel(p, e) if d.std() > 1e-12 else None
    r = np.corrcoef(e, p)[0, 1] if min(e.std(), p.std()) > 1e-12 else np.nan
    ci = tested.confidence_interval(style["confidence"]) if tested else (np.nan, np.nan)
    numbers = {"mean_e": e.mean(), "sd_e": e.std(ddof=style["ddof"]), "mean_p": p.mean(), "sd_p": p.std(ddof=style["ddof"]), "r": r,
               "gap": style["sign"] * d.mean(), "sd_gap": d.std(ddof=style["ddof"]), "ci_low": ci[0], "ci_high": ci[1]}  # fmt: skip
    if style["sign"] < 0:
        numbers |= {"ci_low": -ci[1], "ci_high": -ci[0]}
    row = {k: printed(v, style["decimals"], style["way"]) for k, v in numbers.items()}
    if tested:
        t = abs(tested.statistic) if style["unsigned"] else style["sign"] * tested.statistic
        row |= {"t": printed(t, style["t_decimals"], style["way"]), "df": str(n - 1), "p": printed(tested.pvalue, 3, style["way"])}
        row["p"] = "<.001" if tested.pvalue < 0.001 and style["less"] else row["p"]
    row |= {"n": str(n), "items": str(items), "confidence": f"{style['confidence'] * 100:g}%", **told}
    row |= {"scale_low": str(ends[0]), "scale_high": str(ends[1])}
    return {k: row.get(k, "") for k in COLUMNS if k not in style["left_out"]}


def table(seed: int, n: int, sizes: list[int], ends: tuple[int, int], ceiling: float, style: dict[str, Any]) -> Table:
    rng = np.random.default_rng(seed)
    low, high = ends
    wish = np.clip(np.rint(rng.normal(high - 1 + 2 * ceiling, 1.1, (n, sum(sizes))) + rng.normal(0, 0.7, (n, 1))), low, high)
    got = np.clip(np.rint(wish - rng.exponential(0.6, wish.shape) + rng.normal(0, 0.8, wish.shape)), low, high)
    rows, at = [], 0
    for name, size in zip("ABCDE", sizes, strict=False):
        inside = slice(at, at + size)
        rows += [
            line(wish[:, [j]], got[:, [j]], ends, style, level="item", dimension=name, item=f"{name}{j}")
            for j in range(*inside.indices(99))
        ]
        rows.append(line(wish[:, inside], got[:, inside], ends, style, level="dimension", dimension=name))
        at += size
    edges = np.cumsum([0, *sizes])
    e, p = (np.stack([x[:, a:b].mean(1) for a, b in pairwise(edges)], 1) for x in (wish, got))
    overall = line(e, p, ends, style, level="overall")
    return [*rows, overall | ({"items": ""} if "items" in overall else {})]


STYLES = st.fixed_dictionaries({
    "decimals": st.integers(1, 4), "t_decimals": st.integers(1, 3), "way": st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
    "confidence": st.sampled_from([0.9, 0.95, 0.99]), "ddof": st.sampled_from([1, 0]), "sign": st.sampled_from([1, 1, -1]),
    "unsigned": st.booleans(), "less": st.booleans(),
    "left_out": st.sets(st.sampled_from([c for c in COLUMNS if c not in ("level", "dimension", "item")]), max_size=8),
})  # fmt: skip
TRUE_TABLES = st.builds(
    table, st.integers(0, 10**6), st.sampled_from([2, 3, 5, 8, 12, 31, 100, 395]),
    st.lists(st.integers(1, 5), min_size=1, max_size=4), st.sampled_from([(1, 5), (1, 7), (0, 10), (1, 9)]),
    st.sampled_from([0.0, 0.5, 1.0]), STYLES,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(TRUE_TABLES)
def test_a_true_table_raises_no_alarm(rows: Table) -> None:
    assert contradictions(rows) == set()


PLAIN = {"decimals": 2, "t_decimals": 2, "way": ROUND_HALF_UP, "confidence": 0.95, "ddof": 1, "sign": 1, "unsigned": False,
         "less": True, "left_out": set()}  # fmt: skip
TRUE = table(7, 50, [3, 2], (1, 7), 0.5, PLAIN)


@pytest.mark.parametrize(
    "row,column,text,code",
    [
        (0, "mean_e", "6.13", "grim"), (0, "gap", TRUE[0]["gap"].lstrip("-"), "gap_sign"), (1, "gap", "-1.95", "gap"),
        (0, "mean_p", "7.60", "off_scale"), (0, "sd_e", "3.90", "sd_too_large"), (1, "sd_p", "0.02", "sd_grim"),
        (0, "sd_gap", "4.00", "sd_gap_r"), (0, "t", "-9.99", "t"),
        (2, "t", "4.20", "t_sign"), (0, "p", "0.742", "p"), (0, "ci_low", "0.90", "interval_order"), (0, "df", "400", "df"),
        (0, "r", "1.40", "r_range"),
        (0, "sd_e", "-1.00", "negative_sd"), (3, "mean_e", "5.10", "rollup_items"), (7, "mean_p", "6.90", "rollup_outside"),
    ],
)  # fmt: skip
def test_a_planted_error_is_found(row: int, column: str, text: str, code: str) -> None:
    assert contradictions(TRUE) == set()
    spoiled = [dict(r) for r in TRUE]
    spoiled[row][column] = text
    found = contradictions(spoiled)
    assert code in {c for c, _ in found}, found
    assert (code, row + 2) in found


def test_the_overall_of_other_weights_and_a_wrong_interval() -> None:
    rows = [{"level": "dimension", "label": d, "gap": g, "n": "100"} for d, g in (("A", "-0.50"), ("B", "-1.00"), ("C", "-0.80"))]
    assert contradictions([*rows, {"level": "overall", "label": "all", "gap": "-0.77", "n": "100"}]) == set()
    assert contradictions([*rows, {"level": "overall", "label": "all", "gap": "-0.90", "n": "100"}]) == {("rollup_overall", 5)}
    assert contradictions([*rows, {"level": "weighted", "label": "all", "gap": "-0.90", "n": "100"}]) == set()
    wide = {"item": "a", "n": "100", "gap": "-0.50", "sd_gap": "1.00", "ci_low": "-0.80", "ci_high": "-0.20", "level": "95"}
    assert contradictions([wide]) == {("interval_width", 2)}
    assert contradictions([wide | {"ci_low": "-0.70", "ci_high": "-0.30"}]) == set()
    assert contradictions([wide | {"ci_low": "-0.70", "ci_high": "0.30", "sd_gap": "", "p": ".001"}]) == {("interval_p", 2)}


def test_what_is_no_contradiction_is_said_without_alarm() -> None:
    one_sided = audited([{"n": "30", "t": "1.80", "p": "0.041"}])
    assert (one_sided.contradictions, {p.code for p in one_sided.problems}) == (0, {"audit_p_one_sided"})
    skewed = audited([{"gap": "-0.50", "ci_low": "-0.90", "ci_high": "-0.20"}])
    assert (skewed.contradictions, {p.code for p in skewed.problems}) == (0, {"audit_interval_centre"})
    turned = audited([{"mean_e": "6.0", "mean_p": "5.0", "gap": "1.0"}, {"mean_e": "6.5", "mean_p": "5.0", "gap": "1.5"}])
    assert (turned.contradictions, {p.code for p in turned.problems}) == (0, {"audit_expectation_first"})


def test_correlation_matrices() -> None:
    rng = np.random.default_rng(3)
    r = np.corrcoef(rng.normal(size=(6, 40)))
    names = list("ABCDEF")
    texts = [[f"{v:.2f}" for v in column] for column in r]
    assert audit("m.csv", ["", *names], [names, *texts], range(2, 8)).problems == ()
    lower = [[t if i >= j else "" for i, t in enumerate(column)] for j, column in enumerate(texts)]
    assert audit("m.csv", ["", *names], [names, *lower], range(2, 8)).problems == ()
    texts[1][4] = ".99" if texts[1][4] != "0.99" else ".00"
    texts[2][2] = "0.80"
    assert {p.code for p in audit("m.csv", ["", *names], [names, *texts], range(2, 8)).problems} >= {
        "audit_asymmetric",
        "audit_diagonal",
    }
    impossible = [["1", ".9", ".9"], [".9", "1", "-.9"], [".9", "-.9", "1"]]
    assert [p.code for p in audit("m.csv", ["", *"ABC"], [list("ABC"), *impossible], range(2, 5)).problems] == [
        "audit_not_possible"
    ]


HOSTILE = st.one_of(
    st.text(max_size=30), st.from_regex(r"[<>]?[+-−]?\d{0,14}[.,]?\d{0,9}(e-?\d{1,3})?%?", fullmatch=True),
    st.sampled_from(["", "0", "1", "-1", "nan", "inf", "1e99", "1e-99", "0.000", "999999999999", "<.001", ">", "５", "1,234"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from([*COLUMNS, "mean", "sd", "label", "who knows"]), HOSTILE), max_size=6))
def test_no_table_breaks_the_audit(rows: Table) -> None:
    for p in audited(rows).problems:
        numbers = {k: v for k, v in p.values.items() if k not in ("label", "text")}
        assert not any(bad in text.lower() for text in numbers.values() for bad in ("nan", "inf")), p


@pytest.mark.parametrize(
    "read,text,low,high",
    [
        (number, "−0.87", -0.875, -0.865), (number, "4,91", 4.905, 4.915), (number, ".5*", 0.45, 0.55), (number, "5", 4.5, 5.5),
        (probability, "< .001", 0, 0.001), (probability, ".000", 0, 0.0005), (probability, "p = .04", 0.035, 0.045),
        (probability, "> .05", 0.05, 1), (share, "95 %", 0.95, 0.95), (share, ".9", 0.9, 0.9), (whole, "1,204", 1204, 1204),
    ],
)  # fmt: skip
def test_a_printed_number_is_what_rounds_to_it(read: Any, text: str, low: float, high: float) -> None:
    found = read(text)
    assert found is not None and (float(found.low), float(found.high)) == (low, high)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "--1", "1e999", "NaN", "inf", "12 of 40", "9" * 40])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None and whole(text) is None


def test_the_command_reads_any_table_and_says_by_its_exit_what_it_found(tmp_path: Path) -> None:
    clean, wrong, nothing = tmp_path / "clean.csv", tmp_path / "wrong.csv", tmp_path / "nothing.csv"
    head, row = "item;n;mean_e;mean_p;gap\n", "Öffnungszeiten;38;6,21;5,34;"
    clean.write_bytes((head + row + "−0,87\n").encode("utf-16"))
    wrong.write_bytes((head + row + "-0,78\n").encode("cp1252"))
    nothing.write_text("colour,size\nred,large\n")
    for file, status, said in ((clean, 0, "no contradiction"), (wrong, 1, "−0.88 to −0.86"), (nothing, 1, "docs/audit.md")):
        done = CliRunner().invoke(cli, ["audit", str(file)])
        assert (done.exit_code, said in done.output) == (status, True), done.output
    assert "Öffnungszeiten" in CliRunner().invoke(cli, ["audit", str(wrong)]).output


def test_the_printed_example_of_the_manual(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs/audit.md").read_text("utf-8")
    example = tmp_path / "example.csv"
    example.write_text("\n".join(x.strip() for x in manual.splitlines() if x.startswith("    ")) + "\n")
    for language in ("en", "zh-Hans", "zh-Hant"):
        done = CliRunner().invoke(cli, ["audit", str(example), "--language", language])
        assert done.exit_code == 1 and done.output.count("example.csv") == 4


def test_every_finding_has_its_words() -> None:
    source = "".join(p.read_text("utf-8") for p in (Path(__file__).parents[2] / "gaps/audit").glob("*.py"))
    codes = set(re.findall(r"(?:problem|remark)\(\s*[\"'](\w+)[\"']", source)) | set(re.findall(r"\"audit_(\w+)\"", source))
    codes |= {"t", "t_sides", "p", "p_gap", "gap", "gap_sign", "sd_gap", "sd_gap_r"}  # chosen between
    codes |= {"rollup_items", "rollup_outside", "rollup_overall"}
    assert len(codes) > 25
    for language in ("en", "zh-Hans", "zh-Hant"):
        wording = Wording(language)
        assert [c for c in codes if not (wording.has(f"problem.audit_{c}.what") and wording.has(f"problem.audit_{c}.remedy"))] == []


def test_what_other_designs_make_true_and_what_none_does() -> None:
    assert contradictions([{"n": "40", "df": "78"}]) == set(), "two groups of forty"
    assert contradictions([{"gap": "-0.50", "ci_low": "0.10", "ci_high": "0.90"}]) == {("interval_outside", 2)}
    told = ("a", "90", "-0.50"), ("b", "71", "-0.90")
    items = [{"level": "item", "item": i, "dimension": "A", "n": n, "gap": g} for i, n, g in told]
    whole = {"level": "dimension", "item": "", "dimension": "A", "n": "92", "gap": "-0.62"}
    assert contradictions([*items, whole]) == set(), "some skipped an item"
